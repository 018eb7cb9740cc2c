"""Shares of a whole as bars from zero: under one another, a column for each measure, or as numbers in a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page
from analysis.drawing.ward_table import Cell, Column, Row, wards_table

Layout = Literal["stacked", "columns", "numbers"]

_ROW, _LOW_ROW = 0.3, 0.21  # inches, as are the following
_SIDE = 0.12
_SHORTEST = 0.7
"""Of the axes of one measure; where they would be shorter, the figure is a table."""
_HEAD_LINE = 0.125
_HIGHEST = 9.0
"""Of bars under one another; where they would be higher, the figure is a table."""
_BETWEEN = 1.2  # rows from the last bar of a measure to the name of the next
_MISSING: dict[str, Any] = {"color": style.QUIET, "path_effects": [labelling.HALO]}


class Bar(NamedTuple):
    """A ward's share: ``label`` stands at the end of the bar, or where it would begin when there is none.

    ``number`` is the share as a table writes it.
    """

    ward: WardStyle
    share: float | None
    label: str
    number: str


class Measure(NamedTuple):
    """What is measured, and the bar of each ward."""

    name: str
    bars: Sequence[Bar]


def layout(measures: Sequence[Measure], *, few: bool) -> Layout:
    """Return how there is room for ``measures``: of few wards under one another, of many a column for each measure."""
    if few:
        return "stacked" if _places(measures) * _ROW <= _HIGHEST else "numbers"
    return "columns" if _room(measures) >= _SHORTEST else "numbers"


def share_bars(info: FigureInfo, measures: Sequence[Measure], chosen: Layout, nothing: str) -> KpiFigure:
    """Draw ``measures`` in the layout that was ``chosen``; ``nothing`` stands in a table's row without any number."""
    if chosen == "stacked":
        return _stacked(info, measures)
    return _columns(info, measures) if chosen == "columns" else _numbers(info, measures, nothing)


def _stacked(info: FigureInfo, measures: Sequence[Measure]) -> KpiFigure:
    """Draw one bar for each ward under the name of each measure."""
    places = _places(measures)
    page = Page(info, places * _ROW + 0.7)
    axes = page.figure.add_subplot(page.grid(left=0.95, right=1.5, top=0.1, bottom=0.4)[0])
    _bars_axis(axes, [0, 0.2, 0.4, 0.6, 0.8, 1])
    labelling.rows_axis(axes, places - 0.2)
    y = 0.0
    for measure in measures:
        axes.text(0, y, measure.name, va="center", size=style.TEXT_SIZE)
        for bar in measure.bars:
            y += 1
            labelling.row_label(axes, y, bar.ward, [bar.ward.name], width=0.8)
            _draw_bar(axes, y, bar)
        y += _BETWEEN
    return page.finish()


def _places(measures: Sequence[Measure]) -> float:
    return sum(len(measure.bars) for measure in measures) + _BETWEEN * len(measures)


def _bars_axis(axes: Axes, ticks: Sequence[float]) -> None:
    axes.set_xlim(0, 1)
    labelling.share_axis(axes, ticks)
    axes.grid(axis="x")


def _draw_bar(axes: Axes, y: float, bar: Bar) -> None:
    end, look = 0.0, _MISSING
    if bar.share is not None:
        axes.barh(y, bar.share, height=0.62, **labelling.bar_look(bar.ward))
        end, look = bar.share, {}
    axes.annotate(bar.label, (end, y), (4, 0), textcoords="offset points", va="center", size=style.SMALL_SIZE, **look)


# --- a column for each measure -----------------------------------------------------------------------------------


def _columns(info: FigureInfo, measures: Sequence[Measure]) -> KpiFigure:
    """Draw one row for each ward, a column of bars for each measure."""
    wards, room = _wards(measures), _room(measures)
    names, after = _names_width(wards), _labels_width(measures)
    heads = [style.wrap(measure.name, style.SMALL_SIZE, room + after - 0.1) for measure in measures]
    top = max(len(head) for head in heads) * _HEAD_LINE + 0.1
    page = Page(info, len(wards) * _LOW_ROW + top + 0.3)
    grid = page.grid(
        1, len(measures), left=_SIDE + names, right=_SIDE + after, top=top, bottom=0.3, wspace=after / room
    )
    for place, (measure, head) in enumerate(zip(measures, heads, strict=True)):
        axes = page.figure.add_subplot(grid[0, place])
        _bars_axis(axes, [0, 0.5, 1])
        labelling.rows_axis(axes, len(wards))
        axes.set_title("\n".join(head), size=style.SMALL_SIZE, loc="left", pad=4)
        for bar in measure.bars:
            y = wards.index(bar.ward)
            if place == 0:
                labelling.row_label(axes, y, bar.ward, [bar.ward.name], width=names)
            _draw_bar(axes, y, bar)
    return page.finish()


def _wards(measures: Sequence[Measure]) -> list[WardStyle]:
    """Return every ward that has a bar, in order of their first."""
    return list(dict.fromkeys(bar.ward for measure in measures for bar in measure.bars))


def _room(measures: Sequence[Measure]) -> float:
    """Return how wide the axes of each measure are where all measures stand side by side."""
    across = WIDTH - 2 * _SIDE - _names_width(_wards(measures))
    return across / len(measures) - _labels_width(measures)


def _names_width(wards: Sequence[WardStyle]) -> float:
    return max(style.text_width(ward.name, style.SMALL_SIZE) for ward in wards) + 0.25


def _labels_width(measures: Sequence[Measure]) -> float:
    """Return the room right of the axes that a label at the end of a whole bar takes, and the space after it."""
    labels = [bar.label for measure in measures for bar in measure.bars]
    return max(style.text_width(label, style.SMALL_SIZE) for label in labels) + 0.2


# --- numbers in a table ------------------------------------------------------------------------------------------


def _numbers(info: FigureInfo, measures: Sequence[Measure], nothing: str) -> KpiFigure:
    """Write one row for each ward, a column for each measure, darker where the share is larger."""
    cells = [{bar.ward: _number_cell(bar) for bar in measure.bars} for measure in measures]
    rows = []
    for ward in _wards(measures):
        of_ward = [column.get(ward) for column in cells]
        rows.append(Row(ward, of_ward) if any(of_ward) else Row(ward, instead=nothing))
    return wards_table(info, [Column(measure.name) for measure in measures], rows)


def _number_cell(bar: Bar) -> Cell | None:
    """Return a share on a grey that is the darker the larger it is, and always light enough to read on."""
    if bar.share is None:
        return None
    grey = to_hex(str(1 - 0.4 * bar.share))
    return Cell((bar.number,), face=grey, edge=grey)
