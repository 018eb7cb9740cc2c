"""What several documents say of one thing: a panel for each document, or a line for each in two columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.axes import Axes

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.page import FigureInfo, KpiFigure, Page

_PANEL, _EMPTY = 2.0, 0.2  # inches


class Mark(NamedTuple):
    """A figure of a fiscal year; a goal is drawn as a stroke; what is no result yet, or has no day, is hollow and its line dashed."""

    year: int
    value: float
    label: str = ""
    is_goal: bool = False
    hollow: bool = False


class Panel(NamedTuple):
    """What one document says: its name, the line beneath it, and its marks."""

    name: str
    beneath: str
    marks: Sequence[Mark]


class PanelRow(NamedTuple):
    """The panels of one thing, which share their axes: its ward, its largest figure, its years."""

    ward: str
    largest: float
    years: range
    panels: Sequence[Panel]


def document_panels(info: FigureInfo, rows: Sequence[PanelRow], wards: Mapping[str, WardStyle]) -> KpiFigure:
    """Draw a row of panels for each thing; without any there is but the page."""
    if not rows:
        return Page(info, _EMPTY).finish()
    columns = max(len(row.panels) for row in rows)
    page = Page(info, len(rows) * _PANEL + 0.35)
    grid = page.grid(len(rows), columns, left=0.4, right=0.2, top=0.55, bottom=0.42, hspace=0.9, wspace=0.15)
    for line, row in enumerate(rows):
        for column, panel in enumerate(row.panels):
            axes = page.figure.add_subplot(grid[line, column])
            _panel(axes, panel, row, wards[row.ward], info)
            axes.tick_params(labelleft=column == 0)
    return page.finish()


def _panel(axes: Axes, panel: Panel, row: PanelRow, ward: WardStyle, info: FigureInfo) -> None:
    """Draw what one document says, on the axes of all that is said of it."""
    room = labelling.width_of(axes)
    title = [line for text in (panel.name, panel.beneath) for line in style.wrap(text, style.SMALL_SIZE, room)]
    axes.set_title("\n".join(title), size=style.SMALL_SIZE, linespacing=1.35, loc="left")
    labelling.value_axis(axes, row.largest, most=4, room=1.35)
    axes.grid(axis="y")
    labelling.year_axis(axes, row.years, info.study.names.year_tick)
    results = [mark for mark in panel.marks if not mark.is_goal]
    goals = [mark for mark in panel.marks if mark.is_goal]
    for before, after in pairwise(results):
        line_style = labelling.DASHED if before.hollow or after.hollow else "solid"
        axes.plot(*_places([before, after]), color=ward.colour, linestyle=line_style)
    for hollow, face in ((True, "white"), (False, ward.colour)):
        places = _places([mark for mark in results if mark.hollow == hollow])
        axes.plot(*places, ward.marker, color=ward.colour, markerfacecolor=face)
    axes.plot(*_places(goals), "_", color=style.INK, markersize=11, markeredgewidth=2)
    line = [(mark.year, mark.value) for mark in results]
    labels = labelling.Labels(axes, [*line, *((mark.year, mark.value) for mark in goals)], [line])
    for mark in (*results, *goals):
        labels.add(mark.year, mark.value, mark.label, prefer="above" if mark.is_goal else "lower right")


def _places(marks: Sequence[Mark]) -> tuple[list[int], list[float]]:
    return [mark.year for mark in marks], [mark.value for mark in marks]


def document_lines(
    info: FigureInfo, entries: Sequence[two_columns.Entry], years: range, wards: Mapping[str, WardStyle]
) -> KpiFigure:
    """Draw one line for each of ``entries``, in two columns; the ``row`` of an entry is its ward and its marks."""
    page = two_columns.Flow(info, entries, wards, bottom=0.33)
    for axes in page.axes:
        labelling.year_axis(axes, years, info.study.names.year_tick, size=style.NOTE_SIZE)
        axes.grid(axis="x")
    for axes, y, (code, marks) in page.rows():
        ward = wards[code]
        for mark in marks:
            if mark.is_goal:
                tick = 0.38 * two_columns.ROW
                axes.plot([mark.year] * 2, [y - tick, y + tick], color=style.INK, linewidth=2)
            else:
                fill = "white" if mark.hollow else ward.colour
                axes.plot([mark.year], [y], ward.marker, color=ward.colour, markerfacecolor=fill, markersize=4)
    return page.finish()
