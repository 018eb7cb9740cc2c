"""What national surveys measure alike in every ward, on slides and sheets: a chart for each definition.

Rates only: counts of people or cards would set a large ward before a small one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.marks import Paint, ward_styles
from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study, reference
from analysis.questions import _shares, online_use
from analysis.questions._indicator_words import alternative_text, dated, figure_words, ward_names, with_unit
from analysis.questions._question import few
from analysis.questions._slide import MOST_ON_A_SLIDE, Bar, Bars, Line, Lines, Slide, few_wards, pages_of
from analysis.words.say import told

_MOST_OF_MANY = 3
"""Charts of many wards on a slide, beside one another."""


class _Texts(NamedTuple):
    """What is written around a chart."""

    name: str
    title: str
    subtitle: str
    alt: str
    beneath: str


def panels(theme: str, study: Study) -> list[Bars | Lines]:
    """Return a chart for each definition under which a theme is measured alike: bars, or lines where at several dates.

    Single procedures of a list have none; :func:`analysis.questions.online_use.slides` shows them together.
    """
    rows, book = reference(study), study.tables.concepts
    rows = rows[rows["concept"].isin(book.loc[book["offered"] == "", "concept"])]
    rows = rows[(rows["theme"] == theme) & rows["value"].notna()]
    rows = rows[rows["ward"].isin(study.wards) & (rows["unit"] == "percent")]
    rows = in_order_of(rows, "concept", study.tables.concepts["concept"])
    definitions = rows["indicator"].str.split(".", n=1).str[1]
    return [_panel(str(name), of_name, study) for name, of_name in rows.groupby(definitions, sort=False)]


def slides(theme: str, study: Study) -> list[Slide]:
    """Return the charts of a theme, each slide with which ward leads by them."""
    made = []
    for page in pages_of(panels(theme, study), MOST_ON_A_SLIDE if few_wards(study) else _MOST_OF_MANY):
        rows = pd.concat([panel.rows for panel in page], ignore_index=True)
        kind = study.names.told("slides.shared.kind", theme=study.names.theme(theme))
        title, said = _said(rows, study)
        made.append(Slide(title=title, kind=kind, cells=tuple(page), rows=rows, said=said))
    return [*made, *online_use.slides(theme, study)]


def _said(rows: pd.DataFrame, study: Study) -> tuple[str, str]:
    """Return a title, which ward leads by each definition at its newest date, and all that is to be said of that."""
    newest = rows[rows["as_of"] == rows.groupby("concept")["as_of"].transform("max")]
    newest = _shares.with_counts(newest, study)
    lead = _shares.leading(newest, study)[0]
    beside = _shares.beside_leaders(newest, study)
    return lead.headline(study), study.names.sentences([one.said(study) for one in (lead, *beside)])


def _panel(name: str, rows: pd.DataFrame, study: Study) -> Bars | Lines:
    ordered = in_order_of(rows.sort_values("as_of", kind="stable"), "ward", study.wards).reset_index(drop=True)
    at_once = ordered["as_of"].nunique() == 1
    silent = [code for code in study.wards if code not in set(ordered["ward"])]
    if at_once and few_wards(study):
        silent = []  # they have places among the bars
    definition = study.names.told("slides.shared.definition")
    when = [dated(ordered.iloc[0], study)] if at_once else []
    title = study.names.indicator(str(ordered["indicator"].iloc[0]))
    subtitle = with_unit("percent", study.names.listed([definition, *when]), study)
    figures = [f"{study.names.ward(row['ward'])} {figure_words(row, study)}" for _, row in ordered.iterrows()]
    alt = alternative_text(title, subtitle, figures, study)
    texts = _Texts(name, title, subtitle, alt, _beneath(silent, study))
    panel = _bars(ordered, texts, when[0], study) if at_once else _lines(ordered, texts, study)
    return panel


def _beneath(silent: Sequence[str], study: Study) -> str:
    if not silent:
        return ""
    return study.names.told("slides.nothing.beneath", count=len(silent), wards=ward_names(silent, study))


def _bars(rows: pd.DataFrame, texts: _Texts, when: str, study: Study) -> Bars:
    """Return a bar for each ward; few wards all have a place, of many those with a figure."""
    styles, values = ward_styles(study), dict(zip(rows["ward"], rows["value"], strict=True))
    bars = []
    for code in study.wards if few_wards(study) else values:
        name, value = study.names.ward(code), values.get(code)
        label = name if value is not None else f"{name}\n{told('slides.nothing.published', study.lang)}"
        bars.append(Bar(label, value, Paint(styles[code].colour)))
    return Bars(
        **texts._asdict(),
        rows=rows,
        percent=True,
        many=not few(rows),
        bars=tuple(bars),
        series=when,
        columns=("ward_name", "ward_name"),
    )


def _lines(rows: pd.DataFrame, texts: _Texts, study: Study) -> Lines:
    """Return a line for each ward that has figures."""
    styles, days = ward_styles(study), sorted(set(rows["as_of"]))
    figures = {(row.ward, row.as_of): row.value for row in typed(rows, Observation)}
    return Lines(
        **texts._asdict(),
        rows=rows,
        percent=True,
        many=not few(rows),
        dates=tuple(dt.date.fromisoformat(day) for day in days),
        lines=tuple(
            Line(styles[code], tuple(figures.get((code, day)) for day in days)) for code in dict.fromkeys(rows["ward"])
        ),
    )
