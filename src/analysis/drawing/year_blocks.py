"""A table with a block of years for each of a few wards: lines down, years across, a cell where there is something."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.drawing.table_page import WIDTH, Sheet, fitting
from analysis.drawing.theme_table import THEME_WIDTH, line_label
from analysis.drawing.ward_table import Cell

_GAP = 0.12  # inches, as are the following
_HEAD = 0.55
_ROW = 0.25
_LARGEST = 7  # points
_YEARS = 6


class Block(NamedTuple):
    """One ward's block: its cells by line and year, and the text that stands in a line ``instead`` of any cell.

    ``reach`` says over how many years a cell reaches.
    """

    ward: WardStyle
    cells: Mapping[tuple[int, int], Cell]
    instead: Mapping[int, str]
    reach: Mapping[tuple[int, int], int]


def year_blocks(info: FigureInfo, lines: Sequence[str], ticks: Sequence[str], blocks: Sequence[Block]) -> KpiFigure:
    """Draw a row for each of ``lines`` and the blocks side by side; above each year stands its tick, on two lines."""
    sheet = Sheet(info, _HEAD + len(lines) * _ROW)
    pitch = (WIDTH - THEME_WIDTH) / len(blocks)
    lefts = [THEME_WIDTH + place * pitch for place in range(len(blocks))]
    step = (pitch - _GAP) / len(ticks)
    for left, block in zip(lefts, blocks, strict=True):
        _draw_head(sheet, left, step, block.ward, ticks)
    for number, line in enumerate(lines):
        top = _HEAD + number * _ROW
        sheet.band(top, _ROW, number)
        line_label(sheet, top + _ROW / 2, line)
        for left, block in zip(lefts, blocks, strict=True):
            if number in block.instead:
                middle = left + (pitch - _GAP) / 2
                sheet.text(middle, top + _ROW / 2, block.instead[number], ha="center", color=style.QUIET)
            for year in range(len(ticks)):
                if cell := block.cells.get((number, year)):
                    _draw_cell(sheet, left + year * step, top, step * block.reach.get((number, year), 1), cell)
    return sheet.finish()


def _draw_head(sheet: Sheet, left: float, step: float, ward: WardStyle, ticks: Sequence[str]) -> None:
    """Write a ward's name and the years beneath it."""
    sheet.ward(left + 0.05, 0.1, ward)
    size = fitting([tick.splitlines()[-1] for tick in ticks], step - 0.02, _YEARS)
    for year, tick in enumerate(ticks):
        sheet.lines(left + (year + 0.5) * step, 0.38, tick.splitlines(), ha="center", color=style.QUIET, size=size)


def _draw_cell(sheet: Sheet, left: float, top: float, width: float, cell: Cell) -> None:
    sheet.box(left + 0.01, top + 0.03, width - 0.02, _ROW - 0.06, cell.face, cell.edge, dashed=cell.dashed)
    [text] = cell.lines
    size = fitting([text], width - 0.04, _LARGEST)
    sheet.text(left + width / 2, top + _ROW / 2, text, ha="center", size=size, color=cell.ink)
