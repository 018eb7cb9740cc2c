"""Reads the tables of web pages (.html), with rowspan and colspan; also those that stand within a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from analysis.sources.forms.layout import figures_outside
from analysis.sources.forms.limits import MOST_CELLS, of_pictures, of_text_left_out
from analysis.sources.grid import Grid, GridCell, Place, Reading, join_lines, noted, raised
from analysis.words.errors import DataError

_BREAKS = ("br", "p", "div", "li", "tr")
_STRUCK = ("del", "s", "strike")
_EMPTY = ("br", "hr", "img", "input", "col", "wbr", "area", "embed", "source", "track", "link", "meta", "base")
"""Tags that nothing ends."""
_ROWS = ("tr", "td", "th")
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b", re.IGNORECASE)
_SILENT = ("script", "style", "template", "rp", "rt")


@dataclass
class _Open:
    """A table that is being read."""

    title: str
    number: int
    row: int = -1
    column: int = 0
    taken: set[tuple[int, int]] = field(default_factory=set)
    cells: list[GridCell] = field(default_factory=list)
    lines: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    begins: int = 0
    line: int = 0


class _Tables(HTMLParser):
    """Collects the tables of a page; a table within a cell is one of its own."""

    def __init__(self, numbered_lines: bool, first_line: int) -> None:
        super().__init__()
        self.grids: list[Grid] = []
        self.stack: list[_Open] = []
        self.title, self.heading = "", False
        self.silent = self.count = 0
        self.sup: list[str] | None = None
        self.numbered_lines, self.first_line = numbered_lines, first_line
        self.unseen: list[str] = []
        self.left_out = 0
        self.in_columns, self.lines = False, list[str]()

    def _is_unseen(self, tag: str, said: dict[str, str | None]) -> bool:
        """Return whether what begins is within struck or hidden text of a table, and keep count until that ends."""
        if self.unseen and self.unseen[0] in _ROWS and tag in _ROWS[: 1 if self.unseen[0] == "tr" else 3]:
            self.unseen = []  # a row or a cell ends where the next begins
        hidden = tag in _STRUCK or "hidden" in said or _NOT_SHOWN.search(said.get("style") or "")
        if self.unseen:
            self.unseen += [tag] if tag == self.unseen[0] else []
        elif self.stack and hidden and tag not in _EMPTY:
            self._end_cell() if tag in _ROWS else None
            self.unseen, self.left_out = [tag], self.left_out + 1
        return bool(self.unseen)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if self._is_unseen(tag, said):
            return
        if tag in _SILENT:
            self.silent += 1
        elif tag == "table":
            self.count += 1
            self._keep_note()
            self.stack.append(_Open(self.title.replace("\n", "").strip(), self.count))
            self.title = ""
        elif tag == "tr" and self.stack:
            self._end_cell()
            self.stack[-1].row += 1
            self.stack[-1].column = 0
        elif tag in ("td", "th") and self.stack:
            self._begin_cell(said)
        elif tag == "pre":
            self.in_columns = True
        elif tag == "sup":
            self.sup = []
        elif tag in _BREAKS:
            self._break()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "p", "caption") and not (self.stack and self.stack[-1].lines):
            self._keep_note()
            self.title, self.heading = "", True

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and tag == self.unseen[0]:
            self.unseen.pop()
            return
        if self.unseen and (self.unseen[0] not in _ROWS or tag not in ("tr", "table")):
            return
        self.unseen = []
        self.in_columns = self.in_columns and tag != "pre"
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self.stack:
            self._end_cell()
            done = self.stack.pop()
            if done.cells:
                self.grids.append(Grid(tuple(done.cells), done.title).compact())
        elif tag == "sup" and self.sup is not None:
            text, self.sup = raised("".join(self.sup)), None
            self.handle_data(text)
        elif tag == "caption" and self.stack:
            self.stack[-1].title = self.title.replace("\n", "").strip()
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self.silent or self.unseen:
            return
        if self.sup is not None:
            self.sup.append(data)
        elif self.stack and self.stack[-1].lines is not None:
            self.stack[-1].lines[-1] += data
            self.stack[-1].line = self.getpos()[0]
        elif data.strip():
            self.lines += data.splitlines() if self.in_columns else ()
            if not self.heading:
                self._keep_note()
            self.title = self.title + data if self.heading else data

    def _keep_note(self) -> None:
        """Give a footnote, which stands in the place of a title, to the table above it."""
        if self.grids and not self.stack:
            self.grids[-1] = noted(self.grids[-1], self.title.splitlines())

    def _break(self) -> None:
        if self.stack and self.stack[-1].lines is not None:
            self.stack[-1].lines.append("")
        elif self.heading and self.title:
            self.title += "\n"

    def _begin_cell(self, said: dict[str, str | None]) -> None:
        self._end_cell()
        table = self.stack[-1]
        table.row = max(table.row, 0)
        while (table.row, table.column) in table.taken:
            table.column += 1
        table.span = (_span(said.get("rowspan")), _span(said.get("colspan")))
        table.lines, table.begins = [""], self.getpos()[0]
        table.line = table.begins

    def _end_cell(self) -> None:
        table = self.stack[-1] if self.stack else None
        if table is None or table.lines is None:
            return
        rows, columns = table.span
        place = Place(table=table.number, row=table.row + 1, column=table.column + 1)
        if self.numbered_lines:
            place = Place(lines=(self.first_line + table.begins - 1, self.first_line + table.line - 1))
        cell = GridCell(table.row, table.column, join_lines(table.lines), rows, columns, place)
        table.cells.append(cell)
        table.taken.update(cell.covers)
        table.column += columns
        table.lines = None
        if len(table.taken) > MOST_CELLS:
            raise DataError("too_many_cells", path="<table>", most=MOST_CELLS)

    def close(self) -> None:
        super().close()
        while self.stack:
            self.handle_endtag("table")
        self._keep_note()


def _span(text: str | None) -> int:
    number = int(text) if text and text.strip().isdecimal() and len(text.strip()) < 5 else 1
    return min(max(number, 1), 1000)


def tables_of_markup(text: str, first_line: int | None = None) -> list[Grid]:
    """Return a grid for each table; with ``first_line`` the cells know the lines of the text in which they stand."""
    return _parsed(text, first_line).grids


def _parsed(text: str, first_line: int | None = None) -> _Tables:
    parser = _Tables(first_line is not None, first_line or 1)
    parser.feed(text)
    parser.close()
    return parser


def read_markup(path: Path, text: str) -> Reading:
    """Return a grid for each table of a page, and a remark on struck or hidden text in them."""
    parser = _parsed(text)
    pictures = () if parser.grids else of_pictures(path, len(_PICTURE.findall(text)))
    remarks = (*of_text_left_out(path, parser.left_out), *figures_outside(path, parser.lines), *pictures)
    return Reading("html", tuple(parser.grids), remarks)
