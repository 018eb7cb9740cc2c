"""How the figures of many areas lie, with a few marked: a block for each measure, and lines over time beneath them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.data import marks
from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page

_SIDE = 0.12  # inches, as are the following
_NAMES, _CELL = 1.05, 0.72
_ROW, _HILL, _HEAD = 0.17, 0.34, 0.27
_AXIS = 0.21
_COURSE = 1.15
_BINS = 40
_APART = 0.13
"""How far the names at the ends of lines stand from one another."""


class Standing(NamedTuple):
    """A marked area: its figure, as written, and what stands in each column on the right."""

    ward: WardStyle
    value: float
    said: str
    places: Sequence[str]


class Spread(NamedTuple):
    """A measure: the figures of all areas, those of the nearer group beneath them, and the marked ones."""

    heading: str
    values: Sequence[float]
    near: Sequence[float]
    names: tuple[str, str]
    heads: Sequence[str]
    standings: Sequence[Standing]


class Course(NamedTuple):
    """Percentages over time: a line for each ward, one value a day."""

    heading: str
    days: Sequence[dt.date]
    ticks: Sequence[tuple[dt.date, str]]
    lines: Sequence[tuple[WardStyle, Sequence[float], str]]


def spread_rows(info: FigureInfo, spreads: Sequence[Spread], course: Course | None = None) -> KpiFigure:
    """Draw a block for each measure and, where there is one, the course beneath them."""
    right = _CELL * len(spreads[0].heads)
    heights = [_HEAD + _HILL + _ROW * (1 + len(one.standings)) + _AXIS for one in spreads]
    beneath = _HEAD + _COURSE + _AXIS if course else 0.0
    total = sum(heights) + beneath + 0.1
    page = Page(info, total)
    left, width = _SIDE + _NAMES, WIDTH - 2 * _SIDE - _NAMES - right

    def axes(top: float, height: float) -> Axes:
        """Return axes ``top`` inches below the header."""
        grid = page.grid(left=left, right=WIDTH - left - width, top=top, bottom=total - top - height)
        return page.figure.add_subplot(grid[0])

    top = 0.05
    for one, height in zip(spreads, heights, strict=True):
        inner = height - _HEAD - _AXIS
        _draw(axes(top + _HEAD, inner), one, inner)
        top += height
    if course:
        _draw_course(axes(top + _HEAD, _COURSE), course)
    return page.finish()


def _draw(axes: Axes, one: Spread, height: float) -> None:
    """Draw the hill of all figures, a row for the nearer group and one for each marked area, with their places."""
    rows = 1 + len(one.standings)
    hill = _HILL / _ROW
    seaborn.histplot(x=list(one.values), bins=_BINS, ax=axes, color=marks.RULE, edgecolor="white", linewidth=0.3)
    bars = [bar for bar in axes.patches if isinstance(bar, Rectangle)]
    highest = max(bar.get_height() for bar in bars)
    for bar in bars:  # on the axis of rows, whose first is on top
        bar.set_height(bar.get_height() / highest * hill)
        bar.set_y(-0.5 - bar.get_height())
    axes.set_ylim(rows - 0.5, -0.5 - hill * 1.05)
    axes.yaxis.set_visible(False)
    axes.set(xlabel="", ylabel="")
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    axes.grid(axis="x")
    _writes(axes, -0.5 - hill / 2, one.names[0], quiet=True)
    _writes(axes, 0, one.names[1], quiet=True)
    seaborn.stripplot(x=list(one.near), y=[0.0] * len(one.near), orient="h", native_scale=True, jitter=False, ax=axes,
                      size=3.6, color="white", edgecolor=marks.QUIET, linewidth=0.7, zorder=3)  # fmt: skip
    axes.set(ylabel="")
    for y, standing in enumerate(one.standings, 1):
        labelling.row_label(axes, y, standing.ward, [standing.ward.name], width=_NAMES)
        axes.axhline(y, color=marks.GRID, linewidth=0.5, zorder=0)
        axes.plot([standing.value], [y], standing.ward.marker, color=standing.ward.colour, markersize=5, zorder=4)
        side = 1 if standing.value <= sum(axes.get_xlim()) / 2 else -1
        axes.annotate(standing.said, (standing.value, y), (6 * side, 0), textcoords="offset points",
                      size=style.NOTE_SIZE, va="center_baseline", ha="left" if side > 0 else "right",
                      path_effects=[labelling.HALO])  # fmt: skip
        _cells(axes, y, standing.places)
    heads = ["\n".join(style.wrap(head, style.NOTE_SIZE, _CELL - 0.06)) for head in one.heads]
    _cells(axes, -0.5 - hill / 2, heads, color=style.QUIET)
    _heading(axes, one.heading, height)


def _cells(axes: Axes, y: float, texts: Sequence[str], **properties: Any) -> None:
    """Write texts in columns right of the axes."""
    inch = 1 / labelling.width_of(axes)
    for place, text in enumerate(texts):
        axes.text(1 + (place + 0.55) * _CELL * inch, y, text, transform=axes.get_yaxis_transform(), ha="center",
                  va="center_baseline", size=style.NOTE_SIZE, **properties)  # fmt: skip


def _writes(axes: Axes, y: float, text: str, *, quiet: bool) -> None:
    colour = style.QUIET if quiet else style.INK
    labelling.margin_text(axes, y, text, _NAMES, size=style.NOTE_SIZE, color=colour)


def _heading(axes: Axes, text: str, height: float) -> None:
    """Write a heading above the axes, from the left margin on."""
    left = -_NAMES / labelling.width_of(axes)
    axes.text(left, 1 + 0.07 / height, text, transform=axes.transAxes, size=style.TEXT_SIZE, va="bottom")


def _draw_course(axes: Axes, course: Course) -> None:
    """Draw a line for each ward on an axis of percent, each with its name and last figure at its end."""
    days = [day.toordinal() for day in course.days]
    long = pd.DataFrame(
        [(ward.name, day, value) for ward, values, _ in course.lines for day, value in zip(days, values, strict=True)],
        columns=["ward", "day", "value"],
    )
    looks = [ward for ward, _, _ in course.lines]
    seaborn.lineplot(
        data=long, x="day", y="value", hue="ward", style="ward", ax=axes, legend=False, estimator=None, errorbar=None,
        palette=[ward.colour for ward in looks], markers=[ward.marker for ward in looks], dashes=False, markersize=3,
        markeredgewidth=0, linewidth=1.2,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", ylim=(0, 104), xlim=(days[0] - 20, days[-1] + 20), yticks=[0, 25, 50, 75, 100])
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")
    axes.set_xticks([day.toordinal() for day, _ in course.ticks], [text for _, text in course.ticks])
    axes.grid(axis="both")
    step = _APART / _COURSE * 104
    ends = sorted(((values[-1], ward, said) for ward, values, said in course.lines), key=lambda one: one[0])
    at = -step
    for value, ward, said in ends:
        at = max(value, at + step)
        axes.annotate(said, (days[-1], value), (days[-1] + 70, at), size=style.NOTE_SIZE, va="center_baseline",
                      annotation_clip=False, arrowprops={"arrowstyle": "-", "color": ward.colour, "linewidth": 0.6,
                                                         "relpos": (0, 0.5), "shrinkA": 2, "shrinkB": 3})  # fmt: skip
    _heading(axes, course.heading, _COURSE)
