"""What the tables of themes have in common: names of lines, rows of wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.data.marks import WardStyle
from analysis.drawing.table_page import Sheet, wrapped
from analysis.drawing.ward_table import Cell, Row

THEME_WIDTH = 1.35
"""Inches of the names of themes, where they stand left."""
LABEL_SIZE = 7.2  # points


def line_label(sheet: Sheet, y: float, name: str) -> None:
    """Write the name of a row of the table, on two lines where one is too short for it."""
    sheet.lines(0.03, y, wrapped([name], THEME_WIDTH - 0.08, LABEL_SIZE), size=LABEL_SIZE)


def ward_row(
    ward: WardStyle, code: str, themes: Sequence[str], looks: Mapping[tuple[str, str], Cell], nothing: str
) -> Row:
    """Return a ward's row of cells, or say that there is ``nothing``."""
    cells = [looks.get((code, theme)) for theme in themes]
    return Row(ward, cells) if any(cells) else Row(ward, instead=nothing)
