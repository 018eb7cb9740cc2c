"""Themes and wards of rows in their order, which theme is asked about by which question, and a ward's row in words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.study import Study
from analysis.questions._reading import NONE, in_brackets
from analysis.words.say import Listed, Said, Text, text, wards


def themes_of(rows: pd.DataFrame) -> list[str]:
    """Return the ids of the themes of ``rows``, in their order."""
    return [str(theme) for theme in dict.fromkeys(rows["theme"])]


def ward_told(code: str, said: Sequence[Text], nothing: Said) -> Text:
    """Say what stands in a ward's row, or ``nothing``, for the alt text."""
    return text("by_theme.ward", ward=wards(code), told=Listed(tuple(said)) if said else nothing)


def themes_asked(question: str, study: Study) -> list[str]:
    """Return the ids of the themes that the codebook has a question show, in their order."""
    concepts = study.tables.concepts
    return themes_of(concepts[concepts["theme_question"] == question])


def counted(codes: Sequence[str], total: int, study: Study) -> str:
    """Return how many wards there are, and their names unless they are all of ``total``."""
    if len(codes) == total:
        return study.names.told("by_theme.everyone", count=total)
    listed = study.names.listed(study.names.ward(code) for code in codes)
    return f"{len(codes)}{in_brackets(listed, study)}" if codes else NONE
