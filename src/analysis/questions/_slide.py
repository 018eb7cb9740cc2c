"""What a slide, or the sheet of a theme, shows of a question: ready texts, numbers and marks; no program's format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pandas as pd

from analysis.data.citation import Cited
from analysis.data.marks import Paint, WardStyle
from analysis.data.study import Study
from analysis.questions._question import FEW
from analysis.words.say import told

_T = TypeVar("_T")

MOST_ON_A_SLIDE = 6
"""Charts and texts that a slide's grid has places for."""

_ROOM_ABOVE, _ROOM_BESIDE = 1.18, 1.4
"""How far the (hidden) axis of bars reaches beyond the highest bar, so that its label has room; where bars lie."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """A native chart."""

    name: str  # what the chart is called in the file: an id of the codebook, or what is counted
    # whose figures, of what, in which unit; and how they stand
    title: str
    subtitle: str = ""
    alt: str  # all that it shows in words

    @property
    def heading(self) -> str:
        """Title and subtitle in two lines."""
        return "\n".join(text for text in (self.title, self.subtitle) if text)


class Bar(NamedTuple):
    """One bar: what stands beneath it, its figure (None where there is none), and how it is drawn."""

    label: str
    value: float | None
    paint: Paint


@dataclass(frozen=True, kw_only=True, eq=False)
class FigurePanel(Panel):
    """Published figures of one definition and unit."""

    rows: pd.DataFrame  # the observations drawn, in order, none without a figure
    many: bool = False  # whether it shows so many wards that names need more room
    percent: bool = False  # whether the axis ends at 100
    beneath: str = ""  # text under the chart: the wards of which there is no figure

    @property
    def number_format(self) -> str:
        """Excel format of the figures: thousands parted, a percent sign that does not multiply."""
        if self.rows["unit"].iloc[0] == "percent":
            return 'General"%"'
        return "#,##0" if (self.rows["value"] % 1 == 0).all() else "General"


@dataclass(frozen=True, kw_only=True, eq=False)
class Bars(FigurePanel):
    """Bars that start at zero and carry their figures; many lie beneath one another."""

    bars: tuple[Bar, ...]  # those with a figure are, in order, those of ``rows``
    series: str  # what the figures are called in the chart's own data
    # the first and the last column of a sheet of observations whose cells stand under the bars
    columns: tuple[str, str]

    @property
    def end(self) -> float:
        """Where the axis ends, so that labels above the bars or, where they lie, beside them have room."""
        highest = 100.0 if self.percent else float(self.rows["value"].max()) or 1.0
        return highest * (_ROOM_BESIDE if self.many else _ROOM_ABOVE)


class Line(NamedTuple):
    """A ward's figures, one for each date, None where there is none."""

    style: WardStyle
    values: tuple[float | None, ...]

    @property
    def figures(self) -> list[float]:
        """The figures that there are."""
        return [value for value in self.values if value is not None]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines(FigurePanel):
    """Lines over time, each with its name and last figure at its end."""

    dates: tuple[dt.date, ...]  # of all lines
    lines: tuple[Line, ...]  # their figures are, line by line, those of ``rows``

    @property
    def first_day(self) -> dt.date:
        """Where the axis begins, so that its years are written where they begin."""
        return self.dates[0].replace(month=1, day=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareBars(Panel):
    """Shares as bars that lie beneath one another on an axis with a scale, cut where it ends."""

    bars: tuple[Bar, ...]  # 1 is 100%
    # of the axis; the label of a bar beyond the end tells the true figure
    start: float
    end: float


@dataclass(frozen=True)
class Words:
    """A text in a place of its own, so that who shows no figure stays visible."""

    name: str  # what it is called in the file, where screen readers find it: names of wards
    heading: str  # whose words
    texts: tuple[str, ...]  # a paragraph each


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table, on as many slides as it takes."""

    header: tuple[str, ...]  # stands on each of them
    # the last cell of a row that has fewer than the header reaches to the table's edge
    body: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]  # relative widths of the columns
    alt: str  # alternative text
    # for each row of the body the places, in the slide's rows, of the observations behind it
    behind: tuple[tuple[int, ...], ...] = ()
    unbroken: tuple[str, ...] = ()  # texts of column ``unbroken_in`` that must stay on one line
    unbroken_in: int = 0
    only_when_parted: bool = False  # whether that is asked only where the table takes several slides


@dataclass(frozen=True, kw_only=True, eq=False)
class Slide:
    """One slide, or several where its table is long."""

    title: str  # the finding
    kind: str  # which kind of figure it is, in a smaller line
    cells: tuple[Panel | Words | Table, ...]  # charts and texts, in places beside one another; or one table
    rows: pd.DataFrame | None = None  # the observations shown; sources, caveats and evidence are derived from them
    caveats: bool = True  # whether caveats stand on the slide, and not in its speaker notes alone
    sources: tuple[Cited, ...] = ()  # where more than those of ``rows`` stand behind it
    foot: str = ""  # what stands beneath it where there are no sources
    said: str = ""  # what the speaker notes say beside the finding


def few_wards(study: Study) -> bool:
    """Return whether the wards are so few that each has a place of its own."""
    return len(study.wards) <= FEW


def numbered(title: str, page: int, pages: int, study: Study) -> str:
    """Return the title of one of several slides that share it."""
    return title if pages == 1 else told("slides.page.of", study.lang, title=title, page=page, pages=pages)


def pages_of(cells: Sequence[_T], most: int) -> Iterator[Sequence[_T]]:
    """Part what is to be shown into slides of at most so many, as evenly as can be."""
    count = -(-len(cells) // most)
    for page in range(count):
        yield cells[len(cells) * page // count : len(cells) * (page + 1) // count]


def places_of(rows: pd.DataFrame, column: str, names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return for each of ``names`` the places of the rows whose ``column`` holds it."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(rows[column]):
        places.setdefault(name, []).append(place)
    return tuple(tuple(places.get(name, ())) for name in names)
