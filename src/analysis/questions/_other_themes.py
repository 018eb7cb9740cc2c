"""How do the indicators of the themes stand that have no slides of their own? A table: themes down, wards across."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.study import Study, own
from analysis.measures.attainment import STATUSES as ORDER
from analysis.questions import scorecard
from analysis.questions._indicator_words import nothing_of
from analysis.questions._slide import Slide, Table, few_wards, pages_of
from analysis.words.labels import STATUSES
from analysis.words.say import told

_MOST_COLUMNS = 6
"""Wards beside one another in a table."""


def slides(themes: Sequence[str], study: Study) -> list[Slide]:
    """Return how many indicators of each ward have which status under each of some themes, or why there are none."""
    if not themes:
        return []
    rows = own(study)
    rows = rows[rows["theme"].isin(themes)]
    judged = study.once(scorecard.table)
    shown = [code for code in study.wards if few_wards(study) or code in set(rows["ward"])]
    return [
        Slide(
            title=told("slides.other_themes.title", study.lang, count=len(themes)),
            kind=told("slides.other_themes.kind", study.lang),
            cells=(_table(themes, wards, judged, study),),
            rows=rows,
            caveats=False,
        )
        for wards in pages_of(shown, _MOST_COLUMNS)
    ]


def _table(themes: Sequence[str], wards: Sequence[str], judged: pd.DataFrame, study: Study) -> Table:
    lang = study.lang
    return Table(
        header=(told("slides.column.theme", lang), *(study.names.ward(code) for code in wards)),
        body=tuple(
            (study.names.theme(theme), *(_cell(theme, code, judged, study) for code in wards)) for theme in themes
        ),
        shares=(1.0, *[1.5] * len(wards)),
        alt=told("slides.other_themes.alt", lang),
    )


def _cell(theme: str, code: str, judged: pd.DataFrame, study: Study) -> str:
    """Return how many indicators of a ward have which status under a theme, or why there are none."""
    rows = judged[(judged["theme"] == theme) & (judged["ward"] == code) & (judged["indicator"] != "")]
    counts = rows["status"].value_counts()
    return study.names.listed(
        f"{STATUSES[status][study.lang]} {counts[status]}" for status in [*ORDER, ""] if status in counts.index
    ) or nothing_of(code, theme, study)
