"""How far has each ward come towards its own target? On slides: bars of progress, the main themes first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.marks import Paint, ward_styles
from analysis.data.study import Study, own
from analysis.data.themes import main_themes, published_themes
from analysis.measures.own_progress import judged, own_progress
from analysis.questions import _slides_scorecard as scorecard
from analysis.questions import progress_bars
from analysis.questions._indicator_words import entries, sentence, targets_in_words, ward_names
from analysis.questions._slide import Bar, ShareBars, Slide, Table, few_wards, numbered, pages_of
from analysis.words.say import told
from analysis.words.wording import percent

_MOST_BARS = 24
"""Bars beneath one another in a chart."""
_MOST_COLUMNS = 6
"""Wards beside one another in a table."""
_THEMES_ON_A_SLIDE = 2
_OTHERS = ("slides.other_indicators.title", "slides.other_indicators.alt")
_END = 2.0
_STEP = 0.5


def slides(study: Study) -> list[Slide]:
    """Return the progress of the indicators of the main themes."""
    table = own_progress(study)
    pages = list(_pages(table[table["theme"].isin(main_themes(study))]))
    title = _title(study) if pages else ""
    chart = told("slides.progress.chart", study.lang)
    return [
        Slide(
            title=numbered(title, number, len(pages), study),
            kind=told("slides.progress.kind", study.lang),
            cells=(_panel(rows, chart, study),),
            rows=_observations(rows, study),
        )
        for number, rows in enumerate(pages, start=1)
    ]


def other_slides(study: Study) -> list[Slide]:
    """Return the progress of the themes that are no main themes, and in words what a chart of it cannot show."""
    others = [theme for theme in _with_progress(study) if theme not in main_themes(study)]
    return _others_of_few(others, study) if few_wards(study) else _others_of_many(others, study)


def slides_in_words(study: Study) -> list[Slide]:
    """Return the themes of which no progress can be computed, ward by ward."""
    drawn = _with_progress(study)
    themes = [theme for theme in published_themes(study) if theme not in drawn and len(judged([theme], study))]
    rows = judged(themes, study)
    shown = [code for code in study.wards if few_wards(study) or code in set(rows["ward"])]
    silent = [code for code in study.wards if code not in shown]
    kind = told("slides.words.kind", study.lang)
    if silent:
        kind = told("slides.words.kind_without", study.lang, kind=kind, wards=ward_names(silent, study))
    title = told("slides.words.title", study.lang, count=len(themes))
    return [
        Slide(
            title=title,
            kind=kind,
            cells=(_table_in_words(themes, wards, rows, study),),
            rows=rows,
            caveats=False,
        )
        for wards in pages_of(shown, _MOST_COLUMNS)
    ]


def _title(study: Study) -> str:
    """Return how many indicators of the main themes reached the ward's own target."""
    return progress_bars.claims(scorecard.judgements(main_themes(study), study), study)[0].title(study)


def _with_progress(study: Study) -> list[str]:
    """Return the themes that have any progress."""
    table = own_progress(study)
    drawn = set(table.loc[table["progress"].notna(), "theme"])
    return [theme for theme in published_themes(study) if theme in drawn]


def _pages(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Part what has a progress into charts of at most so many bars."""
    drawn = rows[rows["progress"].notna()]
    for places in pages_of(range(len(drawn)), _MOST_BARS):
        yield drawn.iloc[list(places)]


def _observations(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    published = own(study)
    return published[published["indicator"].isin(rows["indicator"])]


def _panel(rows: pd.DataFrame, title: str, study: Study, texts: Sequence[str] = (), name: str = "") -> ShareBars:
    """Return a bar for each indicator, by its own baseline and target."""
    styles = ward_styles(study)
    bars = [Bar(_named(row, study), float(row.progress), _paint(row, styles[row.ward].colour)) for row in each(rows)]
    figures = study.names.listed(f"{bar.label} {percent(bar.value or 0.0)}" for bar in bars)
    return ShareBars(
        name=" ".join(("progress", *dict.fromkeys(rows["theme"]))),
        title=title,
        alt=told("slides.progress.alt", study.lang, title=title, figures=figures),
        bars=tuple(bars),
        start=min(0.0, math.floor(float(rows["progress"].min()) / _STEP) * _STEP),
        end=_END,
        texts=tuple(texts),
        texts_name=name,
    )


def _named(row: Any, study: Study) -> str:
    return f"{study.names.ward(row.ward)} {study.names.indicator(row.indicator)}"


def _paint(row: Any, colour: str) -> Paint:
    """Return how a bar is drawn: pale, so that its figure can be read on it; what is no result yet is hatched."""
    return Paint(colour, "pale" if row.value_kind == "actual" else "hatched")


def _others_of_few(themes: Sequence[str], study: Study) -> list[Slide]:
    """Return themes two on a slide: a chart, and its indicators in words."""
    made = []
    table = own_progress(study)
    for page in pages_of(themes, _THEMES_ON_A_SLIDE):
        panels = []
        for theme in page:
            drawn = table[(table["theme"] == theme) & table["progress"].notna()]
            texts = [sentence(one, study) for one in entries([theme], study)]
            panels.append(_panel(drawn, study.names.theme(theme), study, texts, theme))
        made.append(_other(page, panels, judged(page, study), study))
    return made


def _others_of_many(themes: Sequence[str], study: Study) -> list[Slide]:
    """Return themes two on a slide as charts, then all their indicators in a table."""
    table = own_progress(study)
    charts = [(theme, rows) for theme in themes for rows in _pages(table[table["theme"] == theme])]
    made = []
    for page in pages_of(charts, _THEMES_ON_A_SLIDE):
        panels = [_panel(rows, study.names.theme(theme), study) for theme, rows in page]
        shown = _observations(pd.concat([rows for _, rows in page]), study)
        made.append(_other(list(dict.fromkeys(theme for theme, _ in page)), panels, shown, study))
    named = [(study.names.theme(theme), one) for theme in themes for one in entries([theme], study)]
    return [*made, *([scorecard.indicator_slide(_OTHERS, named, study)] if named else [])]


def _other(themes: Sequence[str], panels: Sequence[ShareBars], rows: pd.DataFrame, study: Study) -> Slide:
    finding = scorecard.sentences(study, themes)[0].rstrip("。.")
    return Slide(
        title=told(
            "slides.other.title", study.lang, text=finding, themes=study.names.listed(map(study.names.theme, themes))
        ),
        kind=told("slides.progress.kind", study.lang),
        cells=tuple(panels),
        places=_THEMES_ON_A_SLIDE,
        rows=rows,
    )


def _table_in_words(themes: Sequence[str], wards: Sequence[str], rows: pd.DataFrame, study: Study) -> Table:
    """Return what each of some wards aims at under each theme; ``rows`` are the observations of all wards."""
    places: dict[str, list[int]] = {theme: [] for theme in themes}
    for place, row in enumerate(each(rows)):
        if row.ward in wards:
            places[row.theme].append(place)
    return Table(
        header=(told("slides.column.theme", study.lang), *(study.names.ward(code) for code in wards)),
        body=tuple(
            (study.names.theme(theme), *(targets_in_words(theme, code, study) for code in wards)) for theme in themes
        ),
        shares=(1.0, *[2.0] * len(wards)),
        alt=told("slides.words.alt", study.lang),
        behind=tuple(tuple(places[theme]) for theme in themes),
    )
