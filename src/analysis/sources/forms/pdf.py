"""Reads PDF documents: ruled tables as grids with the box of each cell; a page without rules by its columns of text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from textwrap import dedent
from typing import Any

from analysis.data.folding import fold
from analysis.sources.forms.layout import read_layout, rows_of_figures
from analysis.sources.forms.limits import (
    MOST_CELLS,
    MOST_PAGES,
    check_streams,
    content_of,
    guarded,
    need,
    of_text_left_out,
)
from analysis.sources.grid import Box, Grid, GridCell, Place, Reading, join_lines, noted, with_notes
from analysis.words.errors import DataError

_MOST_LINES = 20_000
"""A page of a table has some hundred lines; a map or a drawing has tens of thousands."""
_MOST_PAGE_BYTES = 2_000_000
"""What draws a page of tables takes some hundred thousand bytes; each byte costs a hundred of memory."""
_CLOSE = 3.0
_TOP_OF_TITLE = 40.0
_THIN, _BESIDE = 1.5, 1.5
"""Points: how thick a line is that strikes text through, and how far its ends may stand from the text's."""


def read_pdf(path: Path) -> Reading:
    """Return a grid for each table; tables that go on overleaf in the same columns are one."""
    pdfplumber = need("pdfplumber")
    content = content_of(path)
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError("wrong_suffix", path=path, found=path.suffix)
    if not content.lstrip().startswith(b"%PDF"):
        raise DataError("document_broken", path=path, reason="no %PDF at its beginning")
    check_streams(path, content)
    return guarded(path, lambda: _read(pdfplumber, path))  # type: ignore[no-any-return]


def _read(pdfplumber: Any, path: Path) -> Reading:
    try:
        document = pdfplumber.open(path)
    except Exception as error:
        if "Password" in f"{error!r} {error.__cause__!r} {error.__context__!r}":
            raise DataError("document_protected", path=path) from None
        raise
    with document:
        if len(document.pages) > MOST_PAGES:
            raise DataError("too_many_pages", path=path, count=len(document.pages), most=MOST_PAGES)
        grids: list[Grid] = []
        without_rules: list[Grid] = []
        remarks: list[DataError] = []
        empty: list[int] = []
        count = lines_through = 0
        for page in document.pages:
            if _is_drawing(page):
                remarks.append(DataError("page_of_drawings", path=path.name, page=page.page_number))
                continue
            if not page.chars:
                empty += [page.page_number] if page.images else []
            struck = _struck(page)
            lines_through += len(struck)
            found, by_text, is_whole = _of_page(_without(page, struck) if struck else page)
            count += sum(len(grid.cells) for grid in (*found, *by_text))
            if count > MOST_CELLS:
                raise DataError("too_many_cells", path=path, most=MOST_CELLS)
            if grids and found and _goes_on(grids[-1], found[0]):
                grids[-1] = _joined(grids[-1], found.pop(0))
            grids += found
            without_rules += by_text
            if not is_whole:
                remarks.append(DataError("rows_outside_tables", path=path.name, page=page.page_number))
            page.close()
        if len(empty) == len(document.pages):
            raise DataError("scanned_pdf", path=path)
    if empty:
        remarks.append(DataError("scanned_pages", path=path.name, pages=", ".join(map(str, empty[:20]))))
    remarks += of_text_left_out(path, lines_through)
    in_order = sorted([*grids, *without_rules], key=lambda grid: grid.cells[0].place.page or 0)
    return Reading("pdf", tuple(in_order), tuple(remarks))


def _is_drawing(page: Any) -> bool:
    if (
        sum(len(stream.get_data()) for stream in page.page_obj.contents if hasattr(stream, "get_data"))
        > _MOST_PAGE_BYTES
    ):
        return True
    return len(page.lines) + len(page.rects) + len(page.curves) > _MOST_LINES


def _struck(page: Any) -> list[list[Any]]:
    """Return the characters of each run of text that a line of its own length strikes through."""
    by_middle: dict[int, list[Any]] = {}
    for char in page.chars:
        by_middle.setdefault(int((char["top"] + char["bottom"]) / 2), []).append(char)
    found = []
    for line in (*page.lines, *page.rects):
        if line["bottom"] - line["top"] > _THIN:
            continue
        y = (line["top"] + line["bottom"]) / 2
        near = (char for middle in range(int(y) - 9, int(y) + 10) for char in by_middle.get(middle, ()))
        through = [char for char in near if _crosses(line, y, char)]
        begin, end = min((c["x0"] for c in through), default=0), max((c["x1"] for c in through), default=0)
        if through and abs(begin - line["x0"]) < _BESIDE and abs(end - line["x1"]) < _BESIDE:
            found.append(through)
    return found


def _crosses(line: Any, y: float, char: Any) -> bool:
    """Return whether a level line runs through the middle of a character, and not below it."""
    height = char["bottom"] - char["top"]
    within = line["x0"] <= (char["x0"] + char["x1"]) / 2 <= line["x1"]
    return bool(within and char["top"] + height * 0.3 < y < char["top"] + height * 0.8)


def _without(page: Any, struck: list[list[Any]]) -> Any:
    gone = {(char["x0"], char["top"]) for run in struck for char in run}
    return page.filter(lambda one: one["object_type"] != "char" or (one["x0"], one["top"]) not in gone)


def _of_page(page: Any) -> tuple[list[Grid], list[Grid], bool]:
    """Return the ruled tables of a page, those that stand above or below them without rules, and whether that is all.

    Figures left or right of a ruled table are not read: they may be columns of it that no rule encloses.
    """
    tables = [table for table in page.find_tables() if len(table.cells) > 3]
    boxes = [table.bbox for table in tables]
    ruled = [
        noted(_table(page, table, number), _lines_below(page, table.bbox[3], [box[1] for box in boxes]))
        for number, table in enumerate(tables, 1)
    ]
    others = _text_lines(page.filter(lambda one: not _is_level(one, boxes)) if boxes else page)
    found = list(with_notes(list(read_layout(others)), others))
    beside = _text_lines(page.filter(lambda one: _is_level(one, boxes) and not _is_within(one, boxes))) if boxes else []
    numbered = [
        replace(grid, cells=tuple(replace(c, place=_by_text(page.page_number, n, c)) for c in grid.cells))
        for n, grid in enumerate(found, len(ruled) + 1)
    ]
    left_out = rows_of_figures(beside, least=1) or rows_of_figures(others, found)
    return ruled, numbered, not left_out


def _text_lines(page: Any) -> list[str]:
    """Return the lines of a page without its margin: what is indented further is no title."""
    return dedent(page.extract_text(layout=True) or "").split("\n")


def _is_level(one: Any, boxes: Sequence[Box]) -> bool:
    """Return whether something stands as high on its page as one of the boxes, within or beside it."""
    return any(box[1] <= (one["top"] + one["bottom"]) / 2 <= box[3] for box in boxes)


def _is_within(one: Any, boxes: Sequence[Box]) -> bool:
    return any(box[0] <= (one["x0"] + one["x1"]) / 2 <= box[2] and _is_level(one, [box]) for box in boxes)


def _lines_below(page: Any, bottom: float, tops: Sequence[float]) -> list[str]:
    """Return the lines between a table and the next one of the page."""
    end = min((top for top in tops if top > bottom), default=page.height)
    return _lines([char for char in page.chars if bottom - 1 <= char["top"] and char["bottom"] <= end + 1])


def _by_text(page: int, table: int, cell: GridCell) -> Place:
    return Place(page=page, table=table, row=cell.row + 1, column=cell.column + 1)


def _table(page: Any, table: Any, number: int) -> Grid:
    """Return a table's cells on the grid that all their edges make together."""
    boxes: list[Box] = [tuple(map(float, cell)) for cell in table.cells]  # type: ignore[misc]
    lefts, tops = _edges(box[0] for box in boxes), _edges(box[1] for box in boxes)
    by_box = _characters(page, boxes)
    cells = []
    for box, text in zip(boxes, by_box, strict=True):
        row, column = _index(tops, box[1]), _index(lefts, box[0])
        rows = max(bisect.bisect_left(tops, box[3] - _CLOSE) - row, 1)
        columns = max(bisect.bisect_left(lefts, box[2] - _CLOSE) - column, 1)
        rounded = (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
        place = Place(page.page_number, number, row + 1, column + 1, box=rounded)
        cells.append(GridCell(row, column, text, rows, columns, place))
    return Grid(tuple(sorted(cells, key=lambda c: (c.row, c.column))), _title(page, table.bbox))


def _edges(values: Iterable[float]) -> list[float]:
    """Return the different values, those closer than the width of a rule taken as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _CLOSE:
            found.append(value)
    return found


def _index(edges: Sequence[float], value: float) -> int:
    return max(bisect.bisect_right(edges, value + 0.01) - 1, 0)


def _characters(page: Any, boxes: Sequence[Box]) -> list[str]:
    """Return the text of each box, line by line; small raised digits become footnote marks."""
    inside: list[list[Any]] = [[] for _ in boxes]
    order = sorted(range(len(boxes)), key=lambda n: boxes[n][1])
    tops = [boxes[n][1] for n in order]
    for char in page.chars:
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for n in reversed(order[: bisect.bisect_right(tops, y)]):
            box = boxes[n]
            if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                inside[n].append(char)
                break
    return [_text(chars) for chars in inside]


def _text(chars: list[Any]) -> str:
    return join_lines(_lines(chars))


def _lines(chars: list[Any]) -> list[str]:
    if not chars:
        return []
    usual = median(char["size"] for char in chars)
    lines: list[list[Any]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if lines and middle - (lines[-1][0]["top"] + lines[-1][0]["bottom"]) / 2 < usual * 0.6:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [_line(sorted(line, key=lambda c: c["x0"]), usual) for line in lines]


def _line(chars: list[Any], usual: float) -> str:
    text, last, small = "", None, False
    for char in chars:
        is_small = char["text"].isdigit() and char["size"] < usual * 0.75
        gap = last is not None and char["x0"] - last["x1"] > usual * 0.5
        text += (" " if gap else "") + ("※" if is_small and not small and not text.endswith("※") else "") + char["text"]
        last, small = char, is_small
    return text


def _title(page: Any, box: Box) -> str:
    """Return the line right above a table."""
    above = [c for c in page.chars if box[1] - _TOP_OF_TITLE <= c["top"] and c["bottom"] <= box[1] + 1]
    lowest = max((c["bottom"] for c in above), default=0.0)
    line = [c for c in above if c["bottom"] > lowest - 4]
    return _text(line) if line else ""


def _goes_on(above: Grid, below: Grid) -> bool:
    """Return whether a table overleaf stands in the columns of the one before it."""

    def lefts(grid: Grid) -> list[float]:
        return _edges(cell.place.box[0] for cell in grid.cells if cell.place.box)

    one, other = lefts(above), lefts(below)
    ends = max(c.place.page or 0 for c in above.cells) + 1 == min(c.place.page or 0 for c in below.cells)
    return ends and len(one) == len(other) > 1 and all(abs(a - b) < _CLOSE for a, b in zip(one, other, strict=True))


def _joined(above: Grid, below: Grid) -> Grid:
    """Return one table; headers printed again overleaf come once, a row that the end of the page cuts is one."""
    first = next((n for n in range(min(above.height, below.height)) if _printed(above, n) != _printed(below, n)), 0)
    rest = [c for c in below.cells if c.row >= first]
    height = above.height - first
    whole, rest = _with_cut_row(
        list(above.cells), [replace(cell, row=cell.row + height) for cell in rest], above.height
    )
    return replace(above, cells=(*whole, *rest), notes=above.notes + below.notes)


def _printed(grid: Grid, row: int) -> list[tuple[int, str]]:
    return [(cell.column, fold(cell.text)) for cell in grid.row(row)]


def _with_cut_row(above: list[GridCell], below: list[GridCell], row: int) -> tuple[list[GridCell], list[GridCell]]:
    """Return the cells with the row in which ``below`` begins joined to the last one, where only one of them has figures.

    Whether its words go on with the name above is not certain, so that they are asked about.
    """
    last = {c.column: c for c in above if c.row + c.rows == row and c.text}
    first = {c.column: c for c in below if c.row == row and c.text}
    fewer, more = sorted((last, first), key=len)
    words = fewer and not any(re.search(r"\d", c.text) or c.columns > 1 for c in fewer.values())
    if not words or len(fewer) == len(more) or not fewer.keys() <= more.keys():
        return above, below
    joined = {n: replace(c, row=row - 1) for n, c in first.items()} | last
    both = {n: join_lines((last[n].text, first[n].text)) for n in last.keys() & first.keys()}
    joined = {n: replace(c, text=both.get(n, c.text), doubtful=n in fewer) for n, c in joined.items()}
    above = [c for c in above if c.column not in joined or c.row + c.rows != row]
    return [*above, *joined.values()], [replace(c, row=c.row - 1) for c in below if c.row > row]
