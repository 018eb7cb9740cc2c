"""A table of a few wide columns: a box of words for each line and column, and a short last column without boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.drawing.table_page import LEADING, WIDTH, Sheet, wrapped
from analysis.drawing.theme_table import THEME_WIDTH, line_label
from analysis.drawing.ward_table import Cell

_LAST = 0.95  # inches, as is the following
_LEAST = 0.34


class Line(NamedTuple):
    """A line: its name, a box for each column, and what stands last."""

    name: str
    cells: Sequence[Cell]
    last: str


def boxed_table(info: FigureInfo, heads: Sequence[str], last_head: str, lines: Sequence[Line]) -> KpiFigure:
    """Draw the table; each line is as high as its words need.

    Parameters
    ----------
    info : FigureInfo
        What the figure shows.
    heads : sequence of str
        What stands above the columns of boxes.
    last_head : str
        What stands above the last column.
    lines : sequence of Line
        Each with as many cells as there are heads.
    """
    width = (WIDTH - THEME_WIDTH - _LAST) / len(heads)
    names = [wrapped([head], width) for head in heads]
    texts = [[wrapped(cell.lines, width - 0.1) for cell in line.cells] for line in lines]
    head = max(len(name) for name in names) * LEADING + 0.15
    heights = [max(_LEAST, max(len(text) for text in of_line) * LEADING + 0.09) for of_line in texts]
    sheet = Sheet(info, head + sum(heights))
    for place, name in enumerate(names):
        sheet.lines(THEME_WIDTH + (place + 0.5) * width, head / 2, name, ha="center")
    sheet.text(WIDTH - _LAST / 2, head / 2, last_head, ha="center")
    top = head
    for line, of_line, height in zip(lines, texts, heights, strict=True):
        line_label(sheet, top + height / 2, line.name)
        for place, (cell, text) in enumerate(zip(line.cells, of_line, strict=True)):
            left = THEME_WIDTH + place * width
            sheet.box(left + 0.02, top + 0.02, width - 0.04, height - 0.04, cell.face, cell.edge)
            sheet.lines(left + width / 2, top + height / 2, text, ha="center", color=cell.ink)
        sheet.text(WIDTH - _LAST / 2, top + height / 2, line.last, ha="center")
        top += height
    return sheet.finish()
