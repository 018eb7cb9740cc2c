"""A table of lines, each a sign and a text: a row for each group, a column for each ward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.drawing.table_page import LEADING, WIDTH, Sheet, wrapped
from analysis.drawing.theme_table import LABEL_SIZE

_NARROW = 1.05  # inches, as is the following
_LINE = 0.119


class Signed(NamedTuple):
    """A text after its sign, and what stands beneath it; ``quiet`` where the text itself says little."""

    sign: str
    text: str
    beneath: str = ""
    quiet: bool = False


class _Line(NamedTuple):
    sign: str
    text: str
    colour: str


def sign_table(
    info: FigureInfo,
    groups: Sequence[str],
    wards: Sequence[WardStyle],
    cells: Mapping[tuple[int, int], Sequence[Signed]],
) -> KpiFigure:
    """Draw the cell of each group and ward, which are counted from 0, as high as its texts need."""
    width = (WIDTH - _NARROW) / len(wards)
    lines = {place: _broken(cell, width - 0.22) for place, cell in cells.items()}
    heights = [
        max(len(lines[row, column]) for column in range(len(wards))) * _LINE + 0.08 for row in range(len(groups))
    ]
    sheet = Sheet(info, 0.3 + sum(heights))
    for column, ward in enumerate(wards):
        sheet.ward(_NARROW + column * width + 0.05, 0.12, ward)
    top = 0.3
    for row, (group, height) in enumerate(zip(groups, heights, strict=True)):
        sheet.band(top, height, row)
        name = wrapped([group], _NARROW - 0.08, LABEL_SIZE)
        sheet.lines(0.03, top + 0.04 + len(name) / 2 * LEADING, name, size=LABEL_SIZE)
        for column in range(len(wards)):
            _write(sheet, _NARROW + column * width, top + 0.04, lines[row, column])
        top += height
    return sheet.finish()


def _broken(cell: Sequence[Signed], width: float) -> list[_Line]:
    """Return the lines of a cell, none wider than ``width`` inches."""
    lines = []
    for one in cell:
        colour = style.QUIET if one.quiet else style.INK
        for place, part in enumerate(style.wrap(one.text, style.NOTE_SIZE, width)):
            lines.append(_Line("" if place else one.sign, part, colour))
        if one.beneath:
            lines += [_Line("", part, style.QUIET) for part in style.wrap(one.beneath, style.NOTE_SIZE, width)]
    return lines


def _write(sheet: Sheet, left: float, top: float, lines: Sequence[_Line]) -> None:
    for number, line in enumerate(lines):
        y = top + (number + 0.5) * _LINE
        sheet.text(left, y, line.sign, size=style.TEXT_SIZE)
        sheet.text(left + 0.17, y, line.text, color=line.colour)
