"""A document's tables as they are printed: which cell stands in a row under a header, in whatever form it is held."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.data.folding import fold
from analysis.sources.grid import Grid, GridCell, Place, Reading

_TABLE_PLACE = re.compile(r"(?:P(?P<page>\d+))?T(?P<table>\d+)(?:R(?P<first>\d+)(?:-R(?P<last>\d+))?)?")
_SHEET_PLACE = re.compile(r"(?P<sheet>[^!]+)![A-Z]+(?P<first>\d+)(?::[A-Z]+(?P<last>\d+))?")
_LINES = re.compile(r"L(?P<first>\d+)(?:-L?(?P<last>\d+))?")
_NUMBERED = re.compile(r" \(\d+\)$")
"""What a draft sets behind a header that several columns share."""
_MOST_HEADER_ROWS = 4


@dataclass(frozen=True)
class Span:
    """Rows of a table, of a sheet or of a text, as a locator names them."""

    first: int
    last: int
    page: int | None = None
    table: int | None = None
    sheet: str = ""
    lines: bool = False

    def holds(self, place: Place) -> bool:
        """Return whether a cell begins in these rows."""
        if self.lines:
            return bool(place.lines) and place.lines[0] <= self.last and self.first <= place.lines[1]  # type: ignore[index]
        if self.sheet:
            return place.sheet == self.sheet and self.first <= (place.row or 0) <= self.last
        here = (place.page, place.table) == (self.page, self.table)
        return here and self.first <= (place.row or 0) <= self.last


def read_span(locator: str) -> Span | None:
    """Return the rows that a locator names (P2T1R4, T1R4-R5, Sheet1!A5:M5, L23-L25); None where it names none."""
    text = locator.rpartition(":L")[2] if re.fullmatch(r"[^:]+:L\d.*", locator) else locator
    text = f"L{text}" if text != locator else text
    for pattern in (_LINES, _TABLE_PLACE, _SHEET_PLACE):
        if match := pattern.fullmatch(text):
            said = match.groupdict()
            first = int(said["first"] or 1)
            last = int(said["last"] or first) if said["first"] else 100_000
            page, table = (int(said[key]) if said.get(key) else None for key in ("page", "table"))
            return Span(first, last, page, table, said.get("sheet") or "", pattern is _LINES)
    return None


@dataclass(frozen=True)
class Heads:
    """Header rows of a grid, and under which of its columns each header of a raw table stands; several where alike."""

    grid: Grid
    rows: range
    columns: dict[str, tuple[int, ...]]

    @property
    def known(self) -> list[str]:
        """Headers that are printed here."""
        return [header for header, columns in self.columns.items() if columns]

    def rows_in(self, span: Span | None) -> list[int]:
        """Return the rows below the headers in which a cell of ``span`` begins; all without one."""
        below = (cell for cell in self.grid.cells if cell.row >= self.rows.stop)
        found = {cell.row for cell in below if span is None or span.holds(cell.place)}
        return sorted(found)

    def cells(self, row: int, header: str) -> list[GridCell]:
        """Return what is printed in a row under a header."""
        found = (self.grid.at(row, column) for column in self.columns.get(header, ()))
        return [cell for cell in found if cell is not None]

    def texts(self, row: int, header: str) -> list[str]:
        """Return, folded, what is printed in a row under a header; an empty text for a blank cell."""
        return [fold(cell.text) for cell in self.cells(row, header)] or [""]

    def named(self, row: int) -> Iterator[str]:
        """Yield, folded, what may name a row: its cells left of the figures, or the nearest above a blank one, and the title."""
        figures = [column for columns in self.columns.values() for column in columns]
        left = range(min(figures, default=self.grid.width))
        for column in left:
            above = (self.grid.text_at(one, column) for one in range(row, self.rows.stop - 1, -1))
            yield fold(next((text for text in above if text), ""))
        yield from (fold(cell.text) for cell in self.grid.row(row))
        yield fold(self.grid.title)


class Printed:
    """The tables of a document, to be asked what stands in a row under a header."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.name, self.reading = name, reading
        self._repeated: dict[tuple[int, tuple[str, ...]], list[Heads]] = {}

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Every grid of the document."""
        return self.reading.grids

    def heads(self, headers: Sequence[str], span: Span) -> list[Heads]:
        """Return where ``headers`` are printed within the rows of ``span``, those with the most of them first.

        The rows of a locator are the header rows; of a text, in whose one line a whole table may stand, some of them are.
        """
        found = []
        for grid in self.grids:
            rows = sorted({cell.row for cell in grid.cells if span.holds(cell.place)})
            if rows:
                windows = [range(rows[0], rows[-1] + 1)] if not span.lines else [*_windows(rows)]
                found += [Heads(grid, window, _columns(grid, window, headers)) for window in windows]
        return sorted(found, key=lambda one: (-len(one.known), one.rows.start, len(one.rows)))

    def repeated(self, headers: Sequence[str], span: Span | None = None) -> list[Heads]:
        """Return where ``headers`` are all printed, in the tables with rows of ``span``, as on each page of a long table.

        Without ``span`` every table is looked through, as in a copy of which no lines or pages are known.
        """
        key = tuple(headers)
        found = []
        for number, grid in enumerate(self.grids):
            if span is None or any(span.holds(cell.place) for cell in grid.cells):
                if (number, key) not in self._repeated:
                    windows = (
                        Heads(grid, rows, _columns(grid, rows, headers)) for rows in _windows(range(grid.height))
                    )
                    self._repeated[number, key] = [one for one in windows if len(one.known) == len(headers)]
                found += self._repeated[number, key]
        return found


def _windows(rows: Sequence[int]) -> Iterator[range]:
    """Yield every run of some neighbouring rows."""
    inside = set(rows)
    for first in rows:
        for height in range(1, _MOST_HEADER_ROWS + 1):
            window = range(first, first + height)
            if inside.issuperset(window):
                yield window


def _columns(grid: Grid, rows: range, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return under which columns each header stands; of alike headers the first stands over the first of them."""
    paths = [list(_path(grid, rows, column)) for column in range(grid.width)]
    whole = ["".join(path) for path in paths]
    found: dict[str, tuple[int, ...]] = {}
    for header in headers:
        places = _places(whole, fold(header)) or _places(whole, fold(_NUMBERED.sub("", header)))
        ends = [n for n, path in enumerate(paths) if fold(header) in ("".join(path[k:]) for k in range(len(path)))]
        found[header] = places or (tuple(ends) if len(ends) == 1 else ())
    for places in set(found.values()):
        alike = [header for header in headers if found[header] == places]
        if len(alike) == len(places) > 1:
            found |= {header: (place,) for header, place in zip(alike, places, strict=True)}
    return found


def _places(whole: Sequence[str], header: str) -> tuple[int, ...]:
    return tuple(column for column, text in enumerate(whole) if text == header) if header else ()


def _path(grid: Grid, rows: Iterable[int], column: int) -> Iterator[str]:
    """Yield the texts of the header cells above a column, each once."""
    cells = dict.fromkeys(cell for row in rows if (cell := grid.at(row, column)))
    yield from dict.fromkeys(fold(cell.text) for cell in cells if cell.text)
