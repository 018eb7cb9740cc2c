"""What a slide, or the sheet of a theme, shows of a question: ready texts, numbers and marks; no program's format."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pandas as pd

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
    """A native chart.

    Attributes
    ----------
    name : str
        What the chart is called in the file: an id of the codebook, or what is counted.
    title, subtitle : str
        Whose figures, of what, in which unit; and how they stand.
    alt : str
        All that it shows in words.
    """

    name: str
    title: str
    subtitle: str = ""
    alt: str

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
    """Published figures of one definition and unit.

    Attributes
    ----------
    rows : DataFrame
        The observations drawn, in order, none without a figure.
    many : bool
        Whether it shows so many wards that names need more room.
    percent : bool
        Whether the axis ends at 100.
    beneath : str
        Text under the chart: the wards of which there is no figure.
    silent : tuple of str
        Their codes.
    """

    rows: pd.DataFrame
    many: bool = False
    percent: bool = False
    beneath: str = ""
    silent: tuple[str, ...] = ()

    @property
    def number_format(self) -> str:
        """Excel format of the figures: thousands parted, a percent sign that does not multiply."""
        if self.rows["unit"].iloc[0] == "percent":
            return 'General"%"'
        return "#,##0" if (self.rows["value"] % 1 == 0).all() else "General"


@dataclass(frozen=True, kw_only=True, eq=False)
class Bars(FigurePanel):
    """Bars that start at zero and carry their figures; many lie beneath one another.

    Attributes
    ----------
    bars : tuple of Bar
        Those with a figure are, in order, those of ``rows``.
    series : str
        What the figures are called in the chart's own data.
    columns : tuple of str
        The first and the last column of a sheet of observations whose cells stand under the bars.
    """

    bars: tuple[Bar, ...]
    series: str
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
    """Lines over time, each with its name and last figure at its end.

    Attributes
    ----------
    dates : tuple of date
        Of all lines.
    lines : tuple of Line
        Their figures are, line by line, those of ``rows``.
    """

    dates: tuple[dt.date, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareBars(Panel):
    """Shares as bars that lie beneath one another on an axis with a scale, cut where it ends.

    Attributes
    ----------
    bars : tuple of Bar
        1 is 100%.
    start, end : float
        Of the axis; the label of a bar beyond the end tells the true figure.
    texts : tuple of str
        Under the chart: what it cannot show.
    texts_name : str
        What these are called in the file.
    """

    bars: tuple[Bar, ...]
    start: float
    end: float
    texts: tuple[str, ...] = ()
    texts_name: str = ""


class Part(NamedTuple):
    """What is counted in each bar, and how that part of the bars is drawn."""

    name: str
    counts: tuple[int, ...]
    paint: Paint


@dataclass(frozen=True, kw_only=True, eq=False)
class StackedCounts(Panel):
    """Counts stacked in bars that lie beneath one another."""

    labels: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def many(self) -> bool:
        """Whether the bars need to stand close."""
        return len(self.labels) > FEW


@dataclass(frozen=True)
class Words:
    """A text in a place of its own, so that who shows no figure stays visible.

    Attributes
    ----------
    name : str
        What it is called in the file: codes of wards.
    heading : str
        Whose words.
    texts : tuple of str
        A paragraph each.
    """

    name: str
    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table, on as many slides as it takes.

    Attributes
    ----------
    header : tuple of str
        Stands on each of them.
    body : tuple of tuple of str
        The last cell of a row that has fewer than the header reaches to the table's edge.
    shares : tuple of float
        Relative widths of the columns.
    alt : str
        Alternative text.
    behind : tuple of tuple of int
        For each row of the body the places, in the slide's rows, of the observations behind it.
    notes : tuple of str
        For each row of the body what the speaker notes say of it.
    unbroken : tuple of str
        Texts of column ``unbroken_in`` that must stay on one line.
    only_when_parted : bool
        Whether that is asked only where the table takes several slides.
    """

    header: tuple[str, ...]
    body: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    alt: str
    behind: tuple[tuple[int, ...], ...] = ()
    notes: tuple[str, ...] = ()
    unbroken: tuple[str, ...] = ()
    unbroken_in: int = 0
    only_when_parted: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Slide:
    """One slide, or several where its table is long.

    Attributes
    ----------
    title : str
        The finding.
    kind : str
        Which kind of figure it is, in a smaller line.
    cells : tuple
        Charts and texts, in places beside one another; or one table.
    places : int
        How many places the grid has, where that is more than there are cells.
    rows : DataFrame, optional
        The observations shown; sources, caveats and evidence are derived from them.
    caveats : bool
        Whether caveats stand on the slide, and not in its notes alone.
    foot : str
        What stands beneath it where there are no sources.
    notes : tuple of str
        Further speaker notes.
    """

    title: str
    kind: str
    cells: tuple[Panel | Words | Table, ...]
    places: int = 0
    rows: pd.DataFrame | None = None
    caveats: bool = True
    foot: str = ""
    notes: tuple[str, ...] = ()


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


def behind(rows: pd.DataFrame, column: str, names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Return for each of ``names`` the places of the rows whose ``column`` holds it."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(rows[column]):
        places.setdefault(name, []).append(place)
    return tuple(tuple(places.get(name, ())) for name in names)
