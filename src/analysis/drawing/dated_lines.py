"""Lines of rates by date, and single figures set on them: in one large panel, or in a small one for each ward."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import Any, NamedTuple

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.data.marks import REFERENCE_GREY, WardStyle
from analysis.drawing import indicator_panel, labelling, style
from analysis.words.era import fiscal_year_of
from analysis.words.wording import Wording

_RATE_STEP = 20  # percent
_END_STEP = 0.16  # inches
_END_RIGHT, _MOST_RIGHT = 0.2, 560  # of the years shown, and days
_FAINT = "#cccccc"
_BESIDE = 0.2  # years that the axis goes on beyond its first and last tick
_MARGIN = 60  # days that it does
_AREAS = (labelling.DASHED, labelling.DOTTED)
_ARROW = {"arrowstyle": "->", "color": style.INK, "shrinkA": 0, "shrinkB": 1, "mutation_scale": 6, "linewidth": 0.8}
_Written = Callable[[float], str]


class Dated(NamedTuple):
    """A figure in percent, and the day it is of."""

    day: dt.date
    value: float


class Line(NamedTuple):
    """The figures of one area, a ward or what wards are set against; ``end`` is written where the line ends, if anywhere."""

    area: str
    look: WardStyle
    is_ward: bool
    figures: Sequence[Dated]
    end: str = ""


class Mark(NamedTuple):
    """A single figure, edged, hollow where it is not yet a result, or a short bar where it is a target, and its label if any."""

    look: WardStyle
    at: Dated
    is_target: bool
    label: str
    prefer: str = "left"
    hollow: bool = False

    @property
    def style(self) -> dict[str, Any]:
        """How a mark that is no target is drawn: its edge tells it from the marks of a line."""
        edge = self.look.colour if self.hollow else style.INK
        face = "white" if self.hollow else self.look.colour
        return {"marker": self.look.marker, "markerfacecolor": face, "markeredgecolor": edge}


class Arrow(NamedTuple):
    """From a figure to that of the line which it equals."""

    start: Dated
    to: Dated


# --- one large panel ---------------------------------------------------------------------------------------------


def rate_axis(axes: Axes, name: str, written: _Written, largest: float) -> None:
    """Prepare a vertical axis from 0% to 100%, or beyond where the ``largest`` rate is, under its name.

    ``written`` says a percentage.
    """
    top = max(100, math.ceil(largest / _RATE_STEP) * _RATE_STEP)
    axes.set_ylim(0, top)
    axes.yaxis.set_major_locator(FixedLocator(range(0, top + 1, _RATE_STEP)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: written(value)))
    axes.grid(axis="y")
    room = labelling.width_of(axes) + 0.3
    axes.set_title("\n".join(style.wrap(name, style.SMALL_SIZE, room)), size=style.SMALL_SIZE, linespacing=1.3)


def large(
    axes: Axes, lines: Sequence[Line], marks: Sequence[Mark], arrows: Sequence[Arrow], year: Callable[[int], str]
) -> None:
    """Draw lines, named at their ends, and single figures as marks; ``year`` says a calendar year's fiscal year."""
    points = [*(one for line in lines for one in line.figures), *(mark.at for mark in marks)]
    ended = [line for line in lines if line.end]
    days = [one.day for one in points]
    first, last = fiscal_year_of(min(days)), fiscal_year_of(max(days))
    starts = {one: float(dt.date(one, 4, 1).toordinal()) for one in range(first, last + 2)}
    beyond = min(_MOST_RIGHT, _END_RIGHT * (starts[last + 1] - starts[first]))
    end = _end_of_names(axes, ended, starts[first], beyond)
    axes.set_xlim(starts[first] - _MARGIN, max(starts[last + 1] + _MARGIN, end))
    labelling.dated_axis(axes, starts, year)
    _draw_lines(axes, lines)
    names = _name_ends(axes, ended, [mark.at for mark in marks], beyond)
    paths = [[(one.day.toordinal(), one.value) for one in line.figures] for line in lines]
    leaders = [[(name.xy[0], name.xy[1]), name.get_position()] for name in names]
    ways = [[(one.day.toordinal(), one.value) for one in arrow] for arrow in arrows]
    labels = labelling.Labels(axes, [(one.day.toordinal(), one.value) for one in points], [*paths, *leaders, *ways])
    labels.avoid(names)
    for mark in marks:
        bar = {"marker": "_", "markersize": 12, "markeredgewidth": 2}
        shape: dict[str, Any] = bar if mark.is_target else mark.style
        at = mark.at.day.toordinal(), mark.at.value
        axes.plot([at[0]], [at[1]], color=mark.look.colour, **shape)
        labels.add(*at, mark.label, prefer=mark.prefer)
    labels.settle()
    for start, to in arrows:
        axes.annotate("", (to.day.toordinal(), to.value), (start.day.toordinal(), start.value),
                      arrowprops={"arrowstyle": "->", "color": style.INK, "shrinkA": 5, "shrinkB": 4})  # fmt: skip


def _draw_lines(axes: Axes, lines: Sequence[Line]) -> None:
    """Draw one line for each area, thinner for those that only serve as a reference."""
    areas = [line.area for line in lines]
    rows = [(line.area, one.day.toordinal(), one.value) for line in lines for one in line.figures]
    seaborn.lineplot(
        data=pd.DataFrame(rows, columns=["area", "ordinal", "value"]),
        x="ordinal",
        y="value",
        hue="area",
        style="area",
        size="area",
        hue_order=areas,
        style_order=areas,
        size_order=areas,
        palette=[line.look.colour for line in lines],
        markers=[line.look.marker for line in lines],
        sizes=[1.6 if line.is_ward else 0.9 for line in lines],
        dashes=False,
        markersize=4.5,
        markeredgewidth=0,
        estimator=None,  # one figure a date: nothing to average, and no interval to draw at random
        errorbar=None,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="")


def _end_of_names(axes: Axes, lines: Sequence[Line], first: float, beyond: float) -> float:
    """Return up to where an axis that begins ``first`` must go for the names ``beyond`` the lines' ends."""
    if not lines:
        return first
    begin = max(line.figures[-1].day.toordinal() for line in lines) + beyond
    widest = max(style.text_width(line.end, style.NOTE_SIZE) for line in lines) + 0.1
    return first + (begin - first) / (1 - widest / labelling.width_of(axes))


def _name_ends(axes: Axes, lines: Sequence[Line], marks: Sequence[Dated], beyond: float) -> list[Annotation]:
    """Write what is said of each line's end in a column so many days right of it, joined to it by a thin line."""
    ends = sorted(lines, key=lambda line: -line.figures[-1].value)
    step = _END_STEP / labelling.height_of(axes) * axes.get_ylim()[1]
    top = _top_of_names(ends, marks, step, beyond)
    return [
        axes.annotate(
            line.end,
            (line.figures[-1].day.toordinal(), line.figures[-1].value),
            (line.figures[-1].day.toordinal() + beyond, top - place * step),
            size=style.NOTE_SIZE,
            va="center",
            arrowprops={
                "arrowstyle": "-",
                "color": line.look.colour,
                "linewidth": 0.6,
                "relpos": (0, 0.5),  # the line ends at the first letter, not behind the text
                "shrinkA": 2,
                "shrinkB": 3,
            },
        )
        for place, line in enumerate(ends)
    ]


def _top_of_names(ends: Sequence[Line], marks: Sequence[Dated], step: float, beyond: float) -> float:
    """Return where the column of names begins: a little below the highest end, or below marks that stand in its way."""
    if not ends:
        return 0.0
    begin = min(line.figures[-1].day.toordinal() for line in ends) + beyond
    usual = ends[0].figures[-1].value - 2.5 * step
    beside = [mark.value for mark in marks if mark.day.toordinal() > begin]
    in_the_way = [value for value in beside if usual - len(ends) * step < value < usual + step]
    lower = min(in_the_way, default=0.0) - 3 * step  # a mark and its label
    return lower if in_the_way and lower > len(ends) * step else usual


class Standing(NamedTuple):
    """A figure of one date: ``said`` stands above it, or in its place where there is none."""

    look: WardStyle
    value: float | None
    said: str


def side_by_side(axes: Axes, figures: Sequence[Standing]) -> None:
    """Draw figures of one date side by side, one mark for each."""
    axes.set_xlim(-0.6, len(figures) - 0.4)
    for place, one in enumerate(figures):
        if one.value is None:
            axes.text(place, 2, one.said, rotation=90, ha="center", va="bottom", size=style.NOTE_SIZE,
                      color=style.QUIET)  # fmt: skip
            continue
        axes.plot([place, place], [0, one.value], color=one.look.colour, linewidth=1)
        axes.plot([place], [one.value], one.look.marker, color=one.look.colour)
        axes.annotate(one.said, (place, one.value), (0, 6), textcoords="offset points", ha="center",
                      size=style.NOTE_SIZE)  # fmt: skip
    names = [one.look.name for one in figures]
    are_upright = all(name.isascii() for name in names)
    axes.set_xticks(range(len(names)), names if are_upright else ["\n".join(name) for name in names])
    if are_upright:
        axes.tick_params(axis="x", rotation=90)


def height_beneath(names: Iterable[str]) -> float:
    """Return the inches that names beneath figures side by side take, written downwards."""
    return max(
        style.text_width(name, style.SMALL_SIZE) if name.isascii() else len(name) * style.SMALL_SIZE * 1.2 / 72
        for name in names
    )


# --- small panels ------------------------------------------------------------------------------------------------


class Frame(NamedTuple):
    """Axes that are the same for every small panel."""

    first: int  # fiscal years
    last: int
    top: float  # percent


def frame(figures: Iterable[Dated]) -> Frame:
    """Return axes on which all ``figures`` have room, with labels above them."""
    given = list(figures)
    moments = [_moment(one.day) for one in given]
    top = max(100, *(one.value for one in given)) * 1.35
    return Frame(math.floor(min(moments)), math.ceil(max(moments)) - 1, top)


def small(
    axes: Axes,
    around: Frame,
    own: Line,
    others: Sequence[Line],
    marks: Sequence[Mark],
    labels: Sequence[tuple[Dated, str]],
    matches: Sequence[Dated],
    names: Wording,
) -> None:
    """Draw one ward's line on those of all other areas, its own figures as marks, and an arrow to each match.

    ``labels`` are written beside the figures they are of, in their order; ``names`` says years and percentages.
    """
    look = indicator_panel.SMALL
    _small_axes(axes, around, names)
    _draw_around(axes, others)
    moments = [_moment(one.day) for one in own.figures]
    axes.plot(moments, [one.value for one in own.figures], color=own.look.colour, linewidth=1.6)
    ends = own.figures[-1:] if own.end else []
    axes.plot([_moment(one.day) for one in ends], [one.value for one in ends], own.look.marker, color=own.look.colour,
              markersize=look.mark)  # fmt: skip
    for mark in marks:
        at = ([_moment(mark.at.day)], [mark.at.value])
        if mark.is_target:
            axes.plot(*at, "_", color=mark.look.colour, markersize=look.target, markeredgewidth=2)
        else:
            axes.plot(*at, linestyle="none", markersize=look.mark, **mark.style)
    for match in matches:  # upwards: from the mark to the line it would be too short to be seen
        at_foot = (_moment(match.day), 0)
        axes.annotate("", (_moment(match.day), match.value), at_foot, arrowprops=_ARROW)
    points = [(_moment(one.day), one.value) for one in (*own.figures, *(mark.at for mark in marks))]
    arrows = [[(_moment(one.day), 0.0), (_moment(one.day), one.value)] for one in matches]
    paths = [_path(line) for line in (own, *others) if line is own or not line.is_ward]
    beside = labelling.Labels(axes, points, [*paths, *arrows], is_small=True)
    for at_figure, said in labels:
        beside.add(_moment(at_figure.day), at_figure.value, said)
    beside.settle()


def _small_axes(axes: Axes, around: Frame, names: Wording) -> None:
    axes.set_ylim(0, around.top)
    axes.yaxis.set_major_locator(FixedLocator([0, 50, 100]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: names.figure(value, "percent")))
    axes.tick_params(axis="y", labelsize=labelling.SMALLER)
    axes.set_xlim(around.first - _BESIDE, around.last + 1 + _BESIDE)
    starts = {year: float(year) for year in range(around.first, around.last + 2)}
    labelling.dated_axis(axes, starts, names.year_tick, size=labelling.SMALLER)


def _draw_around(axes: Axes, lines: Sequence[Line]) -> None:
    """Draw the lines of all other areas faintly: those of wards alike, those of larger areas each in its own way."""
    ordered = sorted(lines, key=lambda line: line.area)
    axes.add_collection(
        LineCollection([_path(line) for line in ordered if line.is_ward], colors=_FAINT, linewidths=0.5)
    )
    looks = area_looks(ordered)
    for line in ordered:
        if line.area in looks:
            axes.plot(*zip(*_path(line), strict=True), **looks[line.area])


def _path(line: Line) -> list[tuple[float, float]]:
    return [(_moment(one.day), one.value) for one in line.figures]


def area_looks(lines: Iterable[Line]) -> dict[str, dict[str, Any]]:
    """Return how the line of each area is drawn in small panels that is no ward."""
    areas = sorted(line.area for line in lines if not line.is_ward)
    look = {"color": REFERENCE_GREY, "linewidth": 0.7}
    return {area: look | {"linestyle": dashes} for area, dashes in zip(areas, cycle(_AREAS), strict=False)}


OTHERS = {"color": _FAINT, "linewidth": 0.8}
"""How the lines of other wards look in a key."""


def _moment(day: dt.date) -> float:
    """Return where a day stands on an axis of fiscal years."""
    year = day.year - (day.month < 4)
    return float(year + (day - dt.date(year, 4, 1)).days / 366)
