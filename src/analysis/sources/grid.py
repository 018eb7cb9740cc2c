"""One grid for every form of document: cells with their spans, each knowing where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from analysis.data.folding import fold
from analysis.words.errors import DataError

_NOTE = re.compile(r"\s*[(（]?(?P<mark>[※*＊]\s?[\d０-９]*|注\s?[\d０-９]+)[)）]?\s*[:：、]?\s*(?P<text>\S.*)")
_NOTES_WITHIN = 12
"""Lines below a table in which its notes are looked for."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Place:
    """Where a cell stands in its document; what a form does not have is None or empty.

    ``page``, ``table``, ``row`` and ``column`` are counted from 1, as are the lines of a text; ``address`` is that of an
    Excel cell, ``box`` that on a PDF's page (left, top, right, bottom, in points).
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str = ""
    address: str = ""
    box: Box | None = None
    lines: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """The place in one word: L4, Sheet1!B4, P2T1R4C2."""
        if self.lines:
            first, last = self.lines
            return f"L{first}" if first == last else f"L{first}-L{last}"
        if self.address:
            return f"{self.sheet}!{self.address}"
        named = (("P", self.page), ("T", self.table), ("R", self.row), ("C", self.column))
        return "".join(f"{letter}{number}" for letter, number in named if number)


def place_of_row(places: Iterable[Place]) -> str:
    """Return where cells that stand side by side are, as a raw table's locator writes it."""
    found = list(places)
    lines = [place.lines for place in found if place.lines]
    if lines:
        return Place(lines=(min(first for first, _ in lines), max(last for _, last in lines))).text
    addresses = [place.address for place in found if place.address]
    if addresses:
        first, last = addresses[0].partition(":")[0], addresses[-1].rpartition(":")[2]
        return f"{found[0].sheet}!{first}" if first == last else f"{found[0].sheet}!{first}:{last}"
    rows = sorted({place.row for place in found if place.row})
    ends = f"R{rows[0]}" if len(rows) == 1 else f"R{rows[0]}-R{rows[-1]}" if rows else ""
    return replace(found[0], row=None, column=None).text + ends if found else ""


@dataclass(frozen=True)
class GridCell:
    """One printed cell: its first row and column (from 0), how many of each it covers, its text and its place.

    ``doubtful`` is one whose column was told by its position, where the next column is about as near.
    """

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    place: Place = Place()
    doubtful: bool = False

    @property
    def covers(self) -> Iterator[tuple[int, int]]:
        """Every position that the cell covers."""
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + self.columns):
                yield row, column


@dataclass(frozen=True)
class Grid:
    """A table, or a sheet with several, as rows and columns of cells.

    ``title`` stands above it; ``spans_known`` is False where the form cannot say what was merged (CSV, tabs). ``notes``
    are footnotes below it that no cell holds.
    """

    cells: tuple[GridCell, ...]
    title: str = ""
    spans_known: bool = True
    notes: tuple[str, ...] = ()

    @cached_property
    def by_position(self) -> dict[tuple[int, int], GridCell]:
        """Each position with the cell that covers it."""
        return {position: cell for cell in self.cells for position in cell.covers}

    @cached_property
    def height(self) -> int:
        """Number of rows."""
        return max((cell.row + cell.rows for cell in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((cell.column + cell.columns for cell in self.cells), default=0)

    def at(self, row: int, column: int) -> GridCell | None:
        """Return the cell that covers a position."""
        return self.by_position.get((row, column))

    def text_at(self, row: int, column: int) -> str:
        """Return the text that covers a position; empty where nothing does."""
        cell = self.at(row, column)
        return cell.text if cell else ""

    def row(self, row: int) -> list[GridCell]:
        """Return the cells of a row from left to right, each once."""
        return self._rows.get(row, [])

    @cached_property
    def _rows(self) -> dict[int, list[GridCell]]:
        """Every row's cells, found once."""
        rows: dict[int, list[GridCell]] = {}
        for cell in sorted(self.cells, key=lambda cell: cell.column):
            for row in range(cell.row, cell.row + cell.rows):
                rows.setdefault(row, []).append(cell)
        return rows

    def compact(self) -> Grid:
        """Return the grid without the rows and columns in which no cell begins, as 方眼紙 merging leaves them."""
        kept_rows = sorted({cell.row for cell in self.cells})
        kept_columns = sorted({cell.column for cell in self.cells if cell.text})
        row_at = {row: number for number, row in enumerate(kept_rows)}
        column_at = {column: number for number, column in enumerate(kept_columns)}
        cells = []
        for cell in self.cells:
            rows = [row_at[r] for r in range(cell.row, cell.row + cell.rows) if r in row_at]
            columns = [column_at[c] for c in range(cell.column, cell.column + cell.columns) if c in column_at]
            if rows and columns:
                cells.append(replace(cell, row=rows[0], column=columns[0], rows=len(rows), columns=len(columns)))
        return replace(self, cells=tuple(cells))

    def slice(self, rows: range) -> Grid:
        """Return the rows of ``rows`` as a grid of their own, its columns made compact."""
        cells = [
            replace(cell, row=max(cell.row, rows.start) - rows.start, rows=overlap)
            for cell in dict.fromkeys(cell for row in rows for cell in self.row(row))
            if (overlap := min(cell.row + cell.rows, rows.stop) - max(cell.row, rows.start)) > 0
        ]
        return replace(self, cells=tuple(cells)).compact()

    def columns(self, kept: range) -> Grid:
        """Return some of the columns as a grid of their own; a cell that reaches into them keeps what it covers there."""
        cells = [
            replace(cell, column=max(cell.column, kept.start) - kept.start, columns=overlap)
            for cell in self.cells
            if (overlap := min(cell.column + cell.columns, kept.stop) - max(cell.column, kept.start)) > 0
        ]
        return replace(self, cells=tuple(cells)).compact()


@dataclass(frozen=True)
class Reading:
    """What a document holds: its grids, the form it came in, remarks on what was left out, and places of figures in no grid."""

    form: str
    grids: tuple[Grid, ...]
    remarks: tuple[DataError, ...] = ()
    unread: tuple[str, ...] = ()


def as_note(text: str) -> tuple[str, str] | None:
    """Return the mark and the text of a footnote, or None for what is none.

    >>> as_note("※１　速報値"), as_note("速報値")
    (('※1', '速報値'), None)
    """
    match = _NOTE.fullmatch(text.strip())
    return (fold(match["mark"]), match["text"]) if match else None


def noted(grid: Grid, texts: Iterable[str]) -> Grid:
    """Return the grid with those of ``texts``, which stand below it, that are footnotes."""
    return replace(grid, notes=(*grid.notes, *(text.strip() for text in texts if as_note(text))))


def with_notes(grids: Sequence[Grid], lines: Sequence[str]) -> Iterator[Grid]:
    """Yield the grids of a text, each with the footnotes between its last line and the next grid."""
    spans = [[cell.place.lines for cell in grid.cells if cell.place.lines] for grid in grids]
    starts = [min((first for first, _ in span), default=0) for span in spans]
    for grid, span in zip(grids, spans, strict=True):
        last = max((end for _, end in span), default=len(lines))
        end = min((start for start in starts if start > last), default=len(lines) + 1)
        yield noted(grid, lines[last : min(end - 1, last + _NOTES_WITHIN)])


def join_lines(lines: Iterable[str]) -> str:
    """Join the lines of a wrapped cell; a line break between two digits stays, as nobody can say what it parts."""
    text = ""
    for line in (" ".join(line.split()) for line in lines):
        if text and line:
            digits = re.search(r"[\d,.，．]$", text) and re.match(r"\d", line)
            words = re.search(r"[A-Za-z,;]$", text) and re.match(r"[A-Za-z]", line)
            text += "\n" if digits else " " if words else ""
        text += line
    return text


def raised(text: str) -> str:
    """Return the text of raised characters: digits become a footnote mark, so that 12³ is never 123."""
    return f"※{text.strip()}" if text.strip().isdigit() else text
