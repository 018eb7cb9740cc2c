"""One series of figures over the years in one panel: marks on a line, hollow and dashed ones, and levels to reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style


class Mark(NamedTuple):
    """A figure of a year, with the text beside it, if any; a ``hollow`` one is not yet a result, a ``derived`` one not printed."""

    year: int
    value: float
    label: str = ""
    hollow: bool = False
    derived: bool = False


class Level(NamedTuple):
    """What is to be reached by a year, with its text; without a value it is told in the text alone."""

    year: int
    value: float | None
    label: str


class Series(NamedTuple):
    """What a panel shows of one ward: its marks in order of time, and its levels."""

    ward: WardStyle
    marks: Sequence[Mark]
    levels: Sequence[Level]


class Scale(NamedTuple):
    """What panels beside one another share: their years, how a year is written, and how a round number is."""

    years: range
    tick: Callable[[int], str]
    write: Callable[[float], str]


class Look(NamedTuple):
    """How large what stands in a panel is, in points, and how much of it is labelled."""

    # size of the labels, and of the numbers on the axes
    text: float = style.NOTE_SIZE
    years: float = style.SMALL_SIZE
    # size of marks, and width of lines
    mark: float = 6.5
    line: float = 1.6
    target: float = 11.0
    target_line: float = 0.9
    ticks: int = 4  # most intervals between the ticks of the vertical axis
    top: float = 1.3  # how far that axis goes at least, as a share of the largest figure
    # whether only the first figure, the newest result and the target are labelled, clear of the lines
    is_small: bool = False


_DERIVED = "x"
"""The mark of a figure that no document prints, of every ward alike."""

USUAL = Look()
SMALL = Look(
    text=labelling.SMALLER,
    years=labelling.SMALLER,
    mark=3.8,
    line=1.1,
    target=7.0,
    target_line=0.6,
    ticks=2,
    top=1.5,
    is_small=True,
)


def draw(axes: Axes, series: Series, scale: Scale, look: Look) -> None:
    """Draw marks and levels, each with its label."""
    ward, marks, levels = series
    reached = [(level.year, level.value) for level in levels if level.value is not None]
    values = [value for _, value in (*reached, *((mark.year, mark.value) for mark in marks))]
    labelling.value_axis(axes, max(values), most=look.ticks, room=look.top, least=min(values))
    axes.tick_params(axis="y", labelsize=look.years)
    if look.is_small:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: scale.write(value)))
    axes.grid(axis="y")
    labelling.year_axis(axes, scale.years, scale.tick, size=look.years)
    trajectory: list[tuple[float, float]] = [(mark.year, mark.value) for mark in marks]
    labels = labelling.Labels(
        axes,
        [*reached, *trajectory],
        [trajectory, *(_level_line(axes, *one) for one in reached)],
        is_small=look.is_small,
    )
    for level in levels:
        _draw_level(axes, level, labels, look)
    solid, hollow = [one for one in marks if not one.hollow], [one for one in marks if one.hollow]
    dashed = sorted([*solid[-1:], *hollow], key=lambda one: one.year)
    _draw_line(axes, dashed, ward, linewidth=look.line, linestyle=labelling.DASHED)
    _draw_line(axes, solid, ward, linewidth=look.line)
    for one in marks:
        face, marker = "white" if one.hollow else ward.colour, _DERIVED if one.derived else ward.marker
        axes.plot([one.year], [one.value], marker, color=ward.colour, markerfacecolor=face, markersize=look.mark)
        if one.label:
            labels.add(one.year, one.value, one.label)
    labels.settle()


def _draw_line(axes: Axes, marks: Sequence[Mark], ward: WardStyle, **properties: Any) -> None:
    axes.plot([one.year for one in marks], [one.value for one in marks], color=ward.colour, **properties)


def _level_line(axes: Axes, year: int, value: float) -> list[tuple[float, float]]:
    """Return the ends of the line of a level: from the left of the panel to its year."""
    return [(axes.get_xlim()[0], value), (year, value)]


def _draw_level(axes: Axes, level: Level, labels: labelling.Labels, look: Look) -> None:
    if level.value is None:
        lines = labelling.cut(level.label, look.text, 0.94 * labelling.width_of(axes), most=2)
        said = axes.text(
            0.98, 0.05, "\n".join(lines), transform=axes.transAxes, ha="right", va="bottom", size=look.text
        )
        labels.avoid([said])
        return
    line = _level_line(axes, level.year, level.value)
    axes.plot(*zip(*line, strict=True), color=style.INK, linewidth=look.target_line, linestyle=labelling.DASHED)
    axes.plot([level.year], [level.value], "_", color=style.INK, markersize=look.target, markeredgewidth=2)
    labels.add(level.year, level.value, level.label)
