"""Bars that say which share of a way is gone, in rows with room for a label of two lines, or in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.page import FigureInfo, KpiFigure, Page

_CUT = 2.5
"""Where the axis ends: a bar beyond it is cut, marked as cut, and keeps its figure."""
_ROW = 0.37  # inches


class Bar(NamedTuple):
    """What a bar shows: which share of the way, which share of the time, whether the figure is but an estimate."""

    share: float
    time: float | None
    hollow: bool = False


class Way(NamedTuple):
    """A row: its group, ward and label, what stands right of it, and its bar or why there is none."""

    group: str
    ward: str
    label: Sequence[str]
    right: str
    bar: Bar | None
    note: str = ""


def way_bars(info: FigureInfo, ways: Sequence[Way], wards: Mapping[str, WardStyle], goal: str) -> KpiFigure:
    """Draw a row for each way under the head of its group; ``goal`` stands over the line at which a way is gone."""
    groups = pd.Series([way.group for way in ways], dtype="str")
    tops, places = labelling.group_places(groups)
    page = Page(info, places * _ROW + 0.55)
    axes = page.figure.add_subplot(page.grid(left=labelling.NAMES, right=1.5, top=0.2, bottom=0.35)[0])
    _way_axis(axes, ways, [0, 0.5, 1, 1.5, 2])
    labelling.rows_axis(axes, places)
    axes.text(1, -0.62, goal, ha="center", va="bottom", size=style.NOTE_SIZE)
    for group, top in tops.items():
        labelling.group_title(axes, top, group, labelling.NAMES)
    for y, way in zip(labelling.row_places(groups), ways, strict=True):
        _row(axes, y, way, wards[way.ward])
    return page.finish()


def compact_way_bars(
    info: FigureInfo,
    ways: Sequence[Way],
    wards: Mapping[str, WardStyle],
    goal: str,
    entries: Sequence[two_columns.Entry],
) -> KpiFigure:
    """Draw one line for each of ``entries``, in two columns; the ``row`` of an entry is its way, if it has a bar."""
    page = two_columns.Flow(info, entries, wards, top=0.2)
    for axes in page.axes:
        _way_axis(axes, ways, [0, 1])
        axes.text(1, -0.03, goal, ha="center", va="bottom", size=style.NOTE_SIZE)
    for axes, y, way in page.rows():
        _bar(axes, y, way.bar, wards[way.ward], high=two_columns.ROW)
    return page.finish()


def _way_axis(axes: Axes, ways: Iterable[Way], ticks: list[float]) -> None:
    """Make the horizontal axis one of shares: start and end of the way are upright lines."""
    axes.set_xlim(min([0.0, *(way.bar.share for way in ways if way.bar)]), _CUT)
    labelling.share_axis(axes, ticks)
    axes.axvline(0, color=style.QUIET, linewidth=0.8)
    axes.axvline(1, color=style.INK, linewidth=1, linestyle=labelling.DASHED)


def _row(axes: Axes, y: float, way: Way, ward: WardStyle) -> None:
    """Draw one row: its label left, its bar, and its figure right."""
    labelling.row_label(axes, y, ward, way.label, width=labelling.NAMES - 0.12)
    axes.annotate(way.right, (1, y), (6, 0), xycoords=axes.get_yaxis_transform(),
                  textcoords="offset points", va="center_baseline", size=style.SMALL_SIZE)  # fmt: skip
    if way.bar:
        _bar(axes, y, way.bar, ward)
    else:
        axes.text(0.03, y, way.note, va="center_baseline", size=style.NOTE_SIZE, color=style.QUIET,
                  bbox=labelling.PLATE)  # fmt: skip


def _bar(axes: Axes, y: float, bar: Bar, ward: WardStyle, *, high: float = 1.0) -> None:
    """Draw a bar and the mark of its time, in a row that is ``high`` on the axis."""
    axes.barh(y, min(bar.share, _CUT), height=0.5 * high, **labelling.bar_look(ward, hollow=bar.hollow))
    if bar.share > _CUT:
        labelling.break_mark(axes, y, 0.5 * high)
    for colour, width in (("white", 3.2), (style.INK, 1.4)):  # the white edge shows it on a black bar
        if bar.time is not None:
            axes.plot([bar.time, bar.time], [y - 0.36 * high, y + 0.36 * high], color=colour, linewidth=width)
