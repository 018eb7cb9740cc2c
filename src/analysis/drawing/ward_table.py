"""A table of wards by columns on one page, for more wards than can each have a column of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.drawing.table_page import WIDTH, Sheet, fitting

_SMALLEST = 6.0  # points
_LARGEST = 7.5
_HEAD_SIZE = 7.0
_LEADING = 0.11
"""Inches from one line of a heading to the next; in cells more or less, as their text is larger or smaller."""
_NARROWEST = 0.22  # inches, as are the following
_WIDEST = 1.2
_ROWS = (0.2, 0.19, 0.18, 0.17, 0.16, 0.15, 0.14)
"""How high a row may be."""
_PAGE = 10.5
"""Rows are lower than usual where the page would be higher than this."""
_PADDING = 0.05
_BETWEEN = 0.12
_SPARES = (0.0, 0.05, 0.1, 0.15, 0.2)
_MOST_LEVEL = 5
"""In so many lines a heading may be written level; longer ones run upwards."""


class Column(NamedTuple):
    """A column: its heading, and the heading that it shares with its neighbours."""

    head: str
    group: str = ""


class Cell(NamedTuple):
    """What stands in a row under a column: lines of text, in a box where ``edge`` gives the box a colour.

    ``folded`` is the same text on more lines, for when that lets more columns stand abreast.
    """

    lines: tuple[str, ...]
    face: str = "white"
    edge: str = ""
    ink: str = style.INK
    dashed: bool = False
    thick: bool = False
    folded: tuple[str, ...] = ()


class Row(NamedTuple):
    """A row: the ward or the words on its left, a cell for each column, or one text ``instead`` of all cells."""

    name: WardStyle | str
    cells: Sequence[Cell | None] = ()
    instead: str = ""


def wards_table(info: FigureInfo, columns: Sequence[Column], rows: Sequence[Row]) -> KpiFigure:
    """Draw the table; columns for which the page is too narrow follow in a block of their own beneath the first.

    Parameters
    ----------
    info : FigureInfo
        What the figure shows.
    columns : sequence of Column
        Neighbours of one group share a heading and stay in one block.
    rows : sequence of Row
        Each with as many cells as there are columns; None leaves a place empty.
    """
    around = Page(info, 0).height
    folded = [row._replace(cells=[cell and _folded(cell) for cell in row.cells]) for row in rows]
    layout = min((_Layout(columns, some, around) for some in (rows, folded)), key=lambda one: one.height)
    sheet = Sheet(info, layout.height)
    layout.draw(sheet)
    return sheet.finish()


def _folded(cell: Cell) -> Cell:
    return cell._replace(lines=cell.folded or cell.lines)


class _Layout:
    """Where everything stands, on a page that holds ``around`` inches beside the table."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], around: float) -> None:
        self._rows = rows
        self._left = max(_name_width(row.name) for row in rows)
        texts = ["0", *(line for row in rows for cell in row.cells if cell for line in cell.lines)]
        room = WIDTH - self._left
        narrowest = max(_NARROWEST, *(style.text_width(text, _SMALLEST) + _PADDING for text in texts))
        self._blocks = _blocks(columns, int(room / narrowest))
        self._width = min(_WIDEST, room / max(len(block) for block in self._blocks))
        self._size = fitting(texts, self._width - _PADDING, _LARGEST)
        self._leading = _LEADING * self._size / _HEAD_SIZE
        self._heads = [_Head([columns[place] for place in block], self._width) for block in self._blocks]
        above = sum(head.height for head in self._heads) + _BETWEEN * (len(self._blocks) - 1)
        needed = [_most_lines(row) * self._leading + _PADDING for row in rows]
        self._heights = _heights(needed, (_PAGE - around - above) / len(self._blocks))
        self.height = above + sum(self._heights) * len(self._blocks)

    def draw(self, sheet: Sheet) -> None:
        """Draw the blocks one under the other."""
        y = 0.0
        for block, head in zip(self._blocks, self._heads, strict=True):
            head.draw(sheet, self._left, y)
            y += head.height
            for number, (row, height) in enumerate(zip(self._rows, self._heights, strict=True)):
                sheet.band(y, height, number)
                self._draw_row(sheet, y, height, row, block)
                y += height
            y += _BETWEEN

    def _draw_row(self, sheet: Sheet, y: float, height: float, row: Row, block: Sequence[int]) -> None:
        middle = y + height / 2
        if isinstance(row.name, str):
            sheet.text(0.03, middle, row.name)
        else:
            sheet.ward(0.08, middle, row.name)
        if row.instead:
            across = self._left + len(block) * self._width / 2
            sheet.text(across, middle, row.instead, ha="center", color=style.QUIET)
            return
        for place, column in enumerate(block):
            if cell := row.cells[column]:
                x = self._left + place * self._width
                _draw_box(sheet, x, y, self._width, height, cell)
                sheet.lines(x + self._width / 2, middle, cell.lines, ha="center", size=self._size, color=cell.ink,
                            leading=self._leading)  # fmt: skip


def _heights(needed: Sequence[float], room: float) -> list[float]:
    """Return the heights of rows that need so much: more than that where ``room`` allows it, to look alike."""
    alike = next((height for height in _ROWS if sum(max(height, least) for least in needed) <= room), _ROWS[-1])
    return [max(alike, least) for least in needed]


def _blocks(columns: Sequence[Column], most: int) -> list[list[int]]:
    """Return the places of the columns in as few blocks of at most ``most`` as can be, about equally long.

    Only a group that is longer by itself makes a longer block.
    """
    groups = [list(places) for _, places in groupby(range(len(columns)), lambda place: columns[place].group or place)]
    fewest = len(_packed(groups, most))
    return next(blocks for length in range(1, most + 1) if len(blocks := _packed(groups, length)) == fewest)


def _packed(groups: Sequence[list[int]], most: int) -> list[list[int]]:
    """Return ``groups`` one after the other in blocks of at most ``most`` places."""
    blocks: list[list[int]] = []
    for group in groups:
        if blocks and len(blocks[-1]) + len(group) <= most:
            blocks[-1] += group
        else:
            blocks.append(list(group))
    return blocks


class _Heading(NamedTuple):
    """A text above one or several columns."""

    text: str
    left: float
    width: float


class _Line:
    """Headings side by side: level, or upwards where a word would have to be broken."""

    def __init__(self, headings: Sequence[_Heading], *, alike: bool) -> None:
        """Lay out the headings, all in the same direction if ``alike``."""
        level = [_fits_level(one) for one in headings]
        upright = [not all(level) if alike else not fits for fits in level]
        pairs = list(zip(headings, upright, strict=True))
        length = _common_length([one for one, upwards in pairs if upwards], _SPARES if alike else (0.0,))
        rooms = [length if upwards else one.width - _PADDING for one, upwards in pairs]
        lines = [style.wrap(one.text, _HEAD_SIZE, room) for one, room in zip(headings, rooms, strict=True)]
        self._written = list(zip(headings, upright, lines, strict=True))
        self.height = max((_height(*one[1:]) for one in self._written), default=0.0)

    def draw(self, sheet: Sheet, left: float, top: float, *, boxed: bool) -> None:
        """Write the headings from ``left`` and ``top`` on: in the middle of boxes, or down to the foot of the line."""
        for one, upright, lines in self._written:
            x, y, across = left + one.left + one.width / 2, top + self.height - 0.04, "bottom"
            if boxed:
                sheet.box(left + one.left + 0.015, top, one.width - 0.03, self.height - 0.04, style.SHADE, style.SHADE)
                y, across = top + (self.height - 0.04) / 2, "center"
            elif not upright:
                y -= len(lines) * _LEADING / 2
            place = {"va": across} if upright else {}
            sheet.lines(x, y, lines, ha="center", size=_HEAD_SIZE, leading=_LEADING, upright=upright, **place)


class _Head:
    """The headings of one block of columns: those of groups, and beneath them those of columns."""

    def __init__(self, columns: Sequence[Column], width: float) -> None:
        self._groups = _Line([one for one in _grouped(columns, width) if one.text], alike=False)
        self._columns = _Line(
            [_Heading(one.head, place * width, width) for place, one in enumerate(columns)], alike=True
        )
        self.height = self._groups.height + self._columns.height

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Write the headings from ``left`` and ``top`` on."""
        self._groups.draw(sheet, left, top, boxed=True)
        self._columns.draw(sheet, left, top + self._groups.height, boxed=False)


def _grouped(columns: Sequence[Column], width: float) -> Iterator[_Heading]:
    """Yield the heading of each group of neighbours."""
    left = 0.0
    for name, group in groupby(column.group for column in columns):
        across = len(list(group)) * width
        yield _Heading(name, left, across)
        left += across


def _fits_level(heading: _Heading) -> bool:
    """Return whether a heading can be written level, in few lines and without breaking a word."""
    room = heading.width - _PADDING
    broken = style.widest_part(heading.text, _HEAD_SIZE) > room
    return not broken and len(style.wrap(heading.text, _HEAD_SIZE, room)) <= _MOST_LEVEL


def _common_length(headings: Sequence[_Heading], spares: Sequence[float]) -> float:
    """Return how long the lines of upright headings are: a little longer than they must be where that saves lines."""
    least = max((_upright_length(one) for one in headings), default=0.0)
    return min(
        (least + spare for spare in spares),
        key=lambda length: sum(len(style.wrap(one.text, _HEAD_SIZE, length)) for one in headings),
    )


def _upright_length(heading: _Heading) -> float:
    """Return how long the lines of a heading must be for them to stand abreast within its width."""
    abreast = max(1, int(heading.width / _LEADING))
    length = style.widest_part(heading.text, _HEAD_SIZE)
    while len(style.wrap(heading.text, _HEAD_SIZE, length)) > abreast:
        length += 0.05
    return length


def _height(upright: bool, lines: Sequence[str]) -> float:
    """Return how high a heading is, with the space around it."""
    return 0.1 + (max(style.text_width(line, _HEAD_SIZE) for line in lines) if upright else len(lines) * _LEADING)


def _name_width(name: WardStyle | str) -> float:
    """Return how much room a row's name takes, with its mark and the space after it."""
    if isinstance(name, str):
        return 0.1 + style.text_width(name, style.NOTE_SIZE)
    return 0.28 + style.text_width(name.name, style.TEXT_SIZE)


def _draw_box(sheet: Sheet, x: float, y: float, width: float, height: float, cell: Cell) -> None:
    if cell.edge:
        sheet.box(x + 0.015, y + 0.015, width - 0.03, height - 0.03, cell.face, cell.edge, dashed=cell.dashed,
                  line=1.6 if cell.thick else 0.8)  # fmt: skip


def _most_lines(row: Row) -> int:
    return max((len(cell.lines) for cell in row.cells if cell), default=1)
