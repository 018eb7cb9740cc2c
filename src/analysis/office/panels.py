"""What the native charts of slides and workbook show: one panel a definition, so that nothing misleads on its axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.citation import stated_date
from analysis.data.kinds import PUBLISHED
from analysis.measures import views
from analysis.office.pack import Pack
from analysis.words.labels import KINDS
from analysis.words.wording import percent

YEARS, AREAS, DATES = "years", "areas", "dates"
"""A panel shows one indicator by year and kind, the wards under one definition, or these at several dates."""

_LEAST = 2
"""A single figure is no chart."""
_KIND_ORDER = {kind: rank for rank, kind in enumerate(KINDS)}


class Paint(NamedTuple):
    """How a mark is drawn, told apart without colour: ``solid``, ``hatched``, ``light`` or ``hollow``; dashed or not."""

    fill: str
    dashed: bool


PAINTS = {
    "baseline": Paint("light", dashed=False),
    "actual": Paint("solid", dashed=False),
    "estimate": Paint("hatched", dashed=False),
    "planned": Paint("hollow", dashed=True),
    "target": Paint("hollow", dashed=False),
}


AREA_FILLS = ("solid", "hatched", "dotted")
"""Fills of the wards' bars, in the order of wards."""

ROOM_ABOVE = 1.18
"""How far the (hidden) axis of bars reaches beyond the highest bar, so that its label has room."""

ROOM_BESIDE = 1.4
"""The same where bars lie."""


@dataclass(frozen=True)
class Panel:
    """One native chart.

    Attributes
    ----------
    name : str
        Id of the indicator or, where wards share a definition, of the concept.
    theme : str
        Id of the theme.
    shape : str
        :data:`YEARS`, :data:`AREAS` or :data:`DATES`.
    title, subtitle : str
        Whose figures, of what, in which unit; and how they stand.
    percent : bool
        Whether the axis ends at 100.
    rows : DataFrame
        The observations drawn, in order; all of one definition and unit, none without a figure.
    """

    name: str
    theme: str
    shape: str
    title: str
    subtitle: str
    percent: bool
    rows: pd.DataFrame

    @property
    def heading(self) -> str:
        """Title and subtitle in two lines."""
        return "\n".join(text for text in (self.title, self.subtitle) if text)

    @property
    def many(self) -> bool:
        """Whether it shows so many wards that bars lie beneath one another and the chart needs more height."""
        return self.shape != YEARS and not views.few(self.rows)

    @property
    def axis_end(self) -> float:
        """Where the axis of bars ends, whose labels stand above them or, where they lie, beside them."""
        highest = 100.0 if self.percent else float(self.rows["value"].max()) or 1.0
        return highest * (ROOM_BESIDE if self.many else ROOM_ABOVE)

    @property
    def number_format(self) -> str:
        """Excel format of the figures: thousands parted, a percent sign that does not multiply."""
        if self.rows["unit"].iloc[0] == "percent":
            return 'General"%"'
        return "#,##0" if (self.rows["value"] % 1 == 0).all() else "General"


def category(pack: Pack, row: pd.Series[Any]) -> str:
    """Return what stands under a bar of a :data:`YEARS` panel: era and Western year, and the kind of figure."""
    return f"{pack.words.year_tick(int(row['fiscal_year']))}\n{pack.kind_name(row['kind'])}"


def dated(pack: Pack, row: pd.Series[Any]) -> str:
    """Return the date of a figure where it is stated, else its fiscal year."""
    return stated_date(row["as_of"], pack.lang) if row["as_of"] else pack.year(int(row["fiscal_year"]))


def figure_words(pack: Pack, row: pd.Series[Any]) -> str:
    """Return one observation in words, for alternative texts."""
    what = row["text"] if pd.isna(row["value"]) else pack.words.figure(row["value"], row["unit"])
    return f"{dated(pack, row)} {pack.kind_name(row['kind'])} {what}"


def alternative_text(pack: Pack, panel: Panel) -> str:
    """Return a panel in words: what it shows and every figure drawn."""
    if panel.shape == YEARS:
        told = [figure_words(pack, row) for _, row in panel.rows.iterrows()]
    else:
        told = [f"{pack.words.ward(row['ward'])} {figure_words(pack, row)}" for _, row in panel.rows.iterrows()]
    heading = ". ".join if pack.lang == "en" else "。".join
    return heading([panel.title, *([panel.subtitle] if panel.subtitle else []), pack.word("list_separator").join(told)])


def shared_panels(pack: Pack, theme: str) -> list[Panel]:
    """Return what reference series give for the wards under one definition.

    Rates only: counts of people or cards would set a large ward before a small one.
    """
    return list(_shared(pack, theme))


def own_panels(pack: Pack, theme: str) -> list[Panel]:
    """Return a panel for each indicator of a theme of which a ward publishes figures, in order of wards."""
    return list(_own(pack, theme))


def _shared(pack: Pack, theme: str) -> Iterator[Panel]:
    rows = pack.reference[(pack.reference["theme"] == theme) & pack.reference["value"].notna()]
    rows = rows[rows["ward"].isin(pack.wards) & (rows["unit"] == "percent")]
    definitions = rows["indicator"].str.split(".", n=1).str[1]
    order = {concept: rank for rank, concept in enumerate(pack.concepts.index)}
    for definition in dict.fromkeys(definitions[rows["concept"].map(order).sort_values(kind="stable").index]):
        ordered = rows[definitions == definition].sort_values("as_of", kind="stable")
        ordered = ordered.sort_values("ward", key=lambda codes: codes.map(pack.wards.index), kind="stable")
        shape = DATES if ordered["as_of"].nunique() > 1 else AREAS
        said = [pack.word("same_definition"), *([dated(pack, ordered.iloc[0])] if shape == AREAS else [])]
        yield Panel(
            name=str(definition),
            theme=theme,
            shape=shape,
            title=pack.words.indicator(ordered["indicator"].iloc[0]),
            subtitle=_with_unit(pack, "percent", pack.words.listed(said)),
            percent=True,
            rows=ordered.reset_index(drop=True),
        )


def _own(pack: Pack, theme: str) -> Iterator[Panel]:
    figures = pack.trajectories[theme]
    figures = figures[(figures["origin"] == PUBLISHED) & figures["value"].notna()]
    facts = pack.progress.set_index("indicator")
    for indicator, rows in figures.groupby("indicator", sort=False):
        if len(rows) < _LEAST:
            continue
        ordered = rows.sort_values(
            ["fiscal_year", "kind", "as_of"],
            key=lambda cells: cells.map(_KIND_ORDER) if cells.name == "kind" else cells,
            kind="stable",
        )
        ward, unit = str(rows["ward"].iloc[0]), str(rows["unit"].iloc[0])
        yield Panel(
            name=str(indicator),
            theme=theme,
            shape=YEARS,
            title=f"{pack.words.ward(ward)} {pack.words.indicator(str(indicator))}",
            subtitle=_with_unit(pack, unit, standing(pack, facts.loc[str(indicator)])),
            percent=unit == "percent" and rows["value"].max() <= 100,
            rows=ordered.reset_index(drop=True),
        )


def standing(pack: Pack, row: Any) -> str:
    """Return how an indicator stands: status, then progress, or why there is none."""
    status, share = pack.status_name(str(row["status"])), row["progress"]
    if row["status"] == "qualitative":
        return pack.word("target_in_words", year=pack.year(int(row["target_year"])), text=row["target_text"])
    if not pd.isna(share):
        return pack.word("in_brackets", what=status, details=pack.word("progress_of", share=percent(share)))
    reason = "" if row["status"] == "no_result" else pack.reason(str(row["reason"]))
    return pack.word("in_brackets", what=status, details=reason) if reason else status


def _with_unit(pack: Pack, unit: str, text: str) -> str:
    shown = pack.words.unit(unit)
    return pack.word("unit_and", unit=shown, text=text) if shown else text
