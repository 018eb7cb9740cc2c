"""Marks of steps along a way: the one that is needed, and the range, the middle and each of those that were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.page import FigureInfo, KpiFigure, Page

_ROW, _BETWEEN = 0.47, 0.1  # inches: a name and two lines beneath it; what parts labels of more lines


class Steps(NamedTuple):
    """Steps as shares of the way: that needed; the slowest, middle and fastest seen, None where none was; each seen."""

    needed: float
    slowest: float | None
    median: float | None
    fastest: float | None
    seen: tuple[float, ...]


class StepRow(NamedTuple):
    """A row: its ward and label, and its steps, if there is anything to draw."""

    ward: str
    label: Sequence[str]
    steps: Steps | None


def step_rows(info: FigureInfo, rows: Sequence[StepRow], wards: Mapping[str, WardStyle]) -> KpiFigure:
    """Draw each row under the one before it, as high as its label."""
    width = labelling.NAMES - 0.12
    heights = [max(1.0, (labelling.label_height(row.label, width=width) + _BETWEEN) / _ROW) for row in rows]
    page = Page(info, sum(heights) * _ROW + 0.6)
    axes = page.figure.add_subplot(page.grid(left=labelling.NAMES, right=0.3, top=0.1, bottom=0.35)[0])
    _step_axis(axes, [row.steps for row in rows if row.steps], 8)
    labelling.rows_axis(axes, sum(heights))
    tops = accumulate(heights, initial=-0.5)
    for top, height, row in zip(tops, heights, rows, strict=False):  # the last top is the foot of the last row
        y = top + height / 2
        labelling.row_label(axes, y, wards[row.ward], row.label, width=width)
        if row.steps:
            _marks(axes, y, row.steps, wards[row.ward])
    return page.finish()


def compact_step_rows(
    info: FigureInfo, entries: Sequence[two_columns.Entry], wards: Mapping[str, WardStyle]
) -> KpiFigure:
    """Draw one line for each of ``entries``, in two columns; the ``row`` of an entry is a :class:`StepRow`, if any."""
    page = two_columns.Flow(info, entries, wards)
    for axes in page.axes:
        _step_axis(axes, [entry.row.steps for entry in entries if entry.row], 4)
        axes.axvline(0, color=style.QUIET, linewidth=0.8)
    for axes, y, row in page.rows():
        _marks(axes, y, row.steps, wards[row.ward], high=two_columns.ROW, scale=0.65)
    return page.finish()


def _step_axis(axes: Axes, rows: Sequence[Steps], ticks: int) -> None:
    """Make the horizontal axis one of steps, with at most about so many ``ticks``."""
    ends = [share for steps in rows for share in (steps.needed, steps.slowest, steps.fastest)]
    shares = pd.Series(ends, dtype="float64")
    axes.set_xlim(min(0.0, shares.min()), max(0.1, shares.max()) * 1.12)
    labelling.share_axis(axes, MaxNLocator(ticks, steps=[1, 2, 5, 10]).tick_values(*axes.get_xlim()))
    axes.grid(axis="x")


def _marks(axes: Axes, y: float, steps: Steps, ward: WardStyle, *, high: float = 1.0, scale: float = 1.0) -> None:
    """Draw the steps of a row that is ``high`` on the axis; ``scale`` is that of the marks."""
    if steps.slowest is not None and steps.fastest is not None:
        axes.plot([steps.slowest, steps.fastest], [y, y], color=ward.colour, linewidth=3 * scale,
                  solid_capstyle="butt")  # fmt: skip
    axes.plot(steps.seen, [y] * len(steps.seen), ward.marker, color=ward.colour, markersize=4.5 * scale)
    tick = 0.22 * high
    if steps.median is not None:
        axes.plot([steps.median] * 2, [y - tick, y + tick], color=ward.colour, linewidth=1.6 * scale)
    # small marks touch one another
    edge: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": 0.6} if scale < 1 else {}
    axes.plot([steps.needed], [y], "D", color=style.INK, markersize=7 * scale, **edge)
