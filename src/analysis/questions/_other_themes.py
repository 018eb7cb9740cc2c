"""How do the indicators of the themes stand that have no slides of their own? A table: themes down, wards across."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.data.study import Study, own
from analysis.measures.own_progress import own_progress
from analysis.questions._indicator_words import counts_of, nothing_of, ward_names
from analysis.questions._kpi import totals_assumed
from analysis.questions._slide import Slide, Table, few_wards, pages_of
from analysis.words.say import told

_MOST_COLUMNS = 6
"""Wards beside one another in a table."""


def slides(themes: Sequence[str], study: Study) -> list[Slide]:
    """Return how many indicators of each ward have which status under each of some themes, or why there are none."""
    if not themes:
        return []
    rows = own(study)
    rows = rows[rows["theme"].isin(themes)]
    kind, progress = study.names.told("slides.other_themes.kind"), own_progress(study)
    assumed = totals_assumed(progress[progress["theme"].isin(themes)], study) if few_wards(study) else []
    totals = [one.said(study) for one in assumed]
    shown = [code for code in study.wards if few_wards(study) or code in set(rows["ward"])]
    return [
        Slide(
            title=told("slides.other_themes.title", study.lang, count=len(themes)),
            kind=study.names.sentences([study.names.sentence(kind), *totals, *_silent(themes, shown, study)]),
            cells=(_table(themes, wards, study),),
            rows=rows,
            caveats=False,
        )
        for wards in pages_of(shown, _MOST_COLUMNS)
    ]


def _silent(themes: Sequence[str], shown: Sequence[str], study: Study) -> Iterator[str]:
    """Yield the wards that have no column, by the reason, each a sentence: none is lost for having nothing."""
    alike: dict[str, list[str]] = {}
    for code in study.wards:
        if code not in shown:
            reasons = dict.fromkeys(nothing_of(code, theme, study) for theme in themes)
            alike.setdefault(study.names.listed(reasons), []).append(code)
    for absence, codes in alike.items():
        told_of = {"absence": absence, "wards": ward_names(codes, study)}
        yield study.names.sentence(study.names.told("slides.other_themes.silent", **told_of))


def _table(themes: Sequence[str], wards: Sequence[str], study: Study) -> Table:
    lang = study.lang
    return Table(
        header=(told("slides.column.theme", lang), *(study.names.ward(code) for code in wards)),
        body=tuple((study.names.theme(theme), *(counts_of(code, theme, study) for code in wards)) for theme in themes),
        shares=(1.0, *[1.5] * len(wards)),
        alt=study.names.told("slides.other_themes.alt"),
    )
