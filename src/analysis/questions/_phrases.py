"""Phrases that sentences of several questions are put together from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import pandas as pd

from analysis.data.area_codes import special_ward
from analysis.data.study import Study
from analysis.questions._question import ids
from analysis.words.say import Number, Said, Text, text, wards


def areas(study: Study) -> Text:
    """Return what is counted: wards or, where the study knows others among them, municipalities."""
    return text("phrase.areas.wards" if all(map(special_ward, study.wards)) else "phrase.areas.municipalities")


def apart(parts: Sequence[Said]) -> Said:
    """Return parts of a list that hold commas themselves."""
    return reduce(lambda first, then: text("phrase.apart", first=first, then=then), parts)


def further(parts: Sequence[Said]) -> Said:
    """Return statements as one sentence."""
    return reduce(lambda first, then: text("phrase.further", first=first, then=then), parts)


def with_figure(rows: pd.DataFrame, value: float, study: Study) -> Text:
    """Name the ward whose ``value`` this is among published ``rows``, or the first of several, and the figure."""
    same = rows[rows["value"] == value].drop_duplicates("ward")
    ward = wards(str(same["ward"].iloc[0]))
    figure = Number(value, str(same["unit"].iloc[0]), ids(same))
    if len(same) == 1:
        return text("phrase.ward_and_figure", ward=ward, figure=figure)
    several = {"count": len(same), "others": len(same) - 1}
    return text("phrase.first_of_several", ward=ward, figure=figure, areas=areas(study), **several)
