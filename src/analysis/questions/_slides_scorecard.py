"""Where does each ward stand against its own targets? On slides: how many indicators stand how, then each in a table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.marks import STATUS_PAINTS
from analysis.data.study import Study, own
from analysis.data.themes import main_themes, published_themes
from analysis.measures.attainment import STATUSES as ORDER
from analysis.questions import scorecard
from analysis.questions._indicator_words import Entry, entries
from analysis.questions._slide import Part, Slide, StackedCounts, Table, behind, few_wards
from analysis.words.labels import STATUSES
from analysis.words.say import told

_COLUMNS = ("ward", "indicator", "baseline", "result", "target", "status")
_SHARES = (16.0, 48.0, 30.0, 38.0, 56.0, 34.0)
_SHARE_OF_THEMES = 28.0
_MAIN = ("slides.main_indicators.title", "slides.main_indicators.alt")


def sentences(study: Study, themes: Sequence[str] | None = None) -> list[str]:
    """Return how many indicators of each ward (of some themes) stand where, the main finding first."""
    rows = judgements(published_themes(study) if themes is None else themes, study)
    return [one.said(study) for one in scorecard.claims(in_order_of(rows, "ward", study.wards), study)]


def judgements(themes: Sequence[str], study: Study) -> pd.DataFrame:
    """Return the table of some themes; of many wards, which findings count, with those that publish nothing."""
    rows = study.once(scorecard.table)
    rows = rows[rows["theme"].isin(themes)]
    return rows[rows["indicator"] != ""] if few_wards(study) else rows


def slides(study: Study) -> list[Slide]:
    """Return the counts, and the indicators of the main themes one by one."""
    rows = own(study)
    kind = told("slides.scorecard.kind", study.lang)
    title = sentences(study)[0].rstrip("。.")
    shown = rows[rows["indicator"].isin(study.once(scorecard.table)["indicator"])]
    one_by_one = indicator_slide(_MAIN, [("", one) for one in entries(main_themes(study), study)], study)
    return [Slide(title=title, kind=kind, cells=(counts(study),), rows=shown, caveats=False), one_by_one]


def counts(study: Study) -> StackedCounts:
    """Return how many indicators of each ward have which status, of the themes that wards have in common."""
    rows = study.once(scorecard.table)
    rows = rows[(rows["status"] != "no_target") & (rows["indicator"] != "")]
    table = pd.crosstab(rows["ward"], rows["status"]).reindex(list(study.wards), fill_value=0)
    shown = [status for status in [*ORDER, ""] if status in table.columns]
    parts = tuple(
        Part(STATUSES[status][study.lang], tuple(int(count) for count in table[status]), STATUS_PAINTS[status])
        for status in shown
    )
    labels = tuple(study.names.ward(code) for code in study.wards)
    return StackedCounts(
        name="statuses",
        title=told("slides.scorecard.counts", study.lang),
        alt=_in_words(labels, parts, study),
        labels=labels,
        parts=parts,
    )


def indicator_slide(texts: tuple[str, str], named: Sequence[tuple[str, Entry]], study: Study) -> Slide:
    """Return a table of indicators, each after the name of its theme where they have one to show.

    ``texts`` are the keys of its title and of its alternative text.
    """
    rows = own(study)
    indicators = [one.indicator for _, one in named]
    rows = rows[rows["indicator"].isin(indicators)]
    themed = any(theme for theme, _ in named)
    columns = ("theme", *_COLUMNS) if themed else _COLUMNS
    table = Table(
        header=tuple(told(f"slides.column.{name}", study.lang) for name in columns),
        body=tuple(((theme,) if themed else ()) + _cells(one, study) for theme, one in named),
        shares=(_SHARE_OF_THEMES, *_SHARES) if themed else _SHARES,
        alt=told(texts[1], study.lang),
        behind=behind(rows, "indicator", indicators),
        unbroken=tuple(study.names.ward(code) for code in study.wards),
        unbroken_in=1 if themed else 0,
        only_when_parted=few_wards(study),
    )
    title, kind = told(texts[0], study.lang), told("slides.scorecard.kind", study.lang)
    return Slide(title=title, kind=kind, cells=(table,), rows=rows, caveats=False)


def _cells(one: Entry, study: Study) -> tuple[str, ...]:
    if one.shared:
        return one.ward, one.name
    return one.ward, one.name, one.baseline, one.result, one.target, study.names.listed(one.standing.split("\n"))


def _in_words(labels: Sequence[str], parts: Sequence[Part], study: Study) -> str:
    """Return the counts in words."""
    said = []
    for place, ward in enumerate(labels):
        statuses = study.names.listed(f"{part.name} {part.counts[place]}" for part in parts if part.counts[place])
        said.append(told("slides.indicator.of_ward", study.lang, ward=ward, text=statuses))
    return told("slides.scorecard.counts_told", study.lang, told="; ".join(said))
