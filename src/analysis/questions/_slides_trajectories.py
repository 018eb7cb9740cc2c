"""How did each indicator of a theme move from its baseline to its target? On slides and sheets: a chart each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.kinds import PUBLISHED
from analysis.data.marks import kind_paint, ward_styles
from analysis.data.study import Study, own
from analysis.data.themes import published_themes
from analysis.measures.own_progress import own_progress
from analysis.measures.standing import has_text
from analysis.questions import trajectories
from analysis.questions._indicator_words import (
    alternative_text,
    figure_words,
    nothing_of,
    said_of,
    standing,
    ward_names,
    with_unit,
)
from analysis.questions._slide import (
    MOST_ON_A_SLIDE,
    Bar,
    Bars,
    Slide,
    Words,
    few_wards,
    numbered,
    pages_of,
)
from analysis.words.labels import KINDS
from analysis.words.say import told

_LEAST = 2
"""A single figure is no chart."""
_KIND_ORDER = {kind: rank for rank, kind in enumerate(KINDS)}


def sentences(theme: str, study: Study) -> list[str]:
    """Return what the wards' own figures say of a theme, the main finding first."""
    return [one.said(study) for one in trajectories.claims(_tables(study)[theme], study)]


def panels(theme: str, study: Study) -> list[Bars]:
    """Return a chart for each indicator of a theme of which there are two figures at least, in order of wards."""
    rows = _tables(study)[theme]
    rows = rows[(rows["origin"] == PUBLISHED) & rows["value"].notna()]
    facts = {row.indicator: row for row in each(own_progress(study))}
    return [
        _panel(of_indicator, facts[str(name)], study)
        for name, of_indicator in rows.groupby("indicator", sort=False)
        if len(of_indicator) >= _LEAST
    ]


def slides(theme: str, study: Study) -> list[Slide]:
    """Return the charts of a theme, and texts for the wards of which there is none."""
    drawn = panels(theme, study)
    shown = {panel.rows["ward"].iloc[0] for panel in drawn}
    silent = [code for code in study.wards if code not in shown]
    cells: list[Bars | Words] = [*drawn, *_silent_cells(theme, silent, study)]
    pages = list(pages_of(cells, MOST_ON_A_SLIDE))
    title = sentences(theme, study)[0].rstrip("。.")
    return [
        Slide(
            title=numbered(title, number, len(pages), study),
            kind=told("slides.own.kind", study.lang, theme=study.names.theme(theme)),
            cells=tuple(page),
            rows=pd.concat([_rows(cell, theme, study) for cell in page], ignore_index=True),
        )
        for number, page in enumerate(pages, start=1)
    ]


def _panel(rows: pd.DataFrame, facts: Any, study: Study) -> Bars:
    ordered = rows.sort_values(
        ["fiscal_year", "kind", "as_of"],
        key=lambda cells: cells.map(_KIND_ORDER) if cells.name == "kind" else cells,
        kind="stable",
    ).reset_index(drop=True)
    ward, unit, name = str(facts.ward), str(facts.unit), study.names.indicator(facts.indicator)
    colour = ward_styles(study)[ward].colour
    title, subtitle = f"{study.names.ward(ward)} {name}", with_unit(unit, standing(facts, study), study)
    return Bars(
        name=str(facts.indicator),
        title=title,
        subtitle=subtitle,
        alt=alternative_text(title, subtitle, [figure_words(row, study) for _, row in ordered.iterrows()], study),
        rows=ordered,
        percent=bool(unit == "percent" and ordered["value"].max() <= 100),
        bars=tuple(Bar(_label(row, study), row.value, kind_paint(row.kind, colour)) for row in each(ordered)),
        series=name,
        columns=("year_label", "kind"),
    )


def _label(row: Any, study: Study) -> str:
    """Return what stands under a bar: era and Western year, and the kind of figure."""
    return f"{study.names.year_tick(row.fiscal_year)}\n{KINDS[row.kind][study.lang]}"


def _silent_cells(theme: str, codes: Sequence[str], study: Study) -> Iterator[Words]:
    """Yield the wards without charts as texts: each by itself, but of many wards those without anything by the reason."""
    rows = own(study)
    rows = rows[(rows["theme"] == theme) & has_text(rows)]
    together: dict[str, list[str]] = {}
    for code in codes:
        if few_wards(study) or code in set(rows["ward"]):
            figures = rows.loc[rows["ward"] == code, "value"].notna().any()
            key = "single" if figures else "words" if code in set(rows["ward"]) else "figures"
            heading = told(f"slides.nothing.{key}", study.lang, ward=study.names.ward(code))
            yield Words(code, heading, tuple(said_of(theme, code, study)))
        else:
            together.setdefault(nothing_of(code, theme, study), []).append(code)
    for absence, alike in together.items():
        count = {"count": len(alike), "areas": study.names.areas}
        heading = told("slides.nothing.of_theme", study.lang, absence=absence, **count)
        yield Words(" ".join(alike), heading, (ward_names(alike, study),))


def _rows(cell: Bars | Words, theme: str, study: Study) -> pd.DataFrame:
    """Return the observations that a chart or text shows."""
    if isinstance(cell, Bars):
        return cell.rows
    rows = own(study)
    return rows[(rows["theme"] == theme) & rows["ward"].isin(cell.name.split())]


def _tables(study: Study) -> dict[str, pd.DataFrame]:
    """Return the question's table of each theme."""
    return study.once(_of_each_theme)


def _of_each_theme(study: Study) -> dict[str, pd.DataFrame]:
    return {theme: trajectories.table(theme, study) for theme in published_themes(study)}
