"""Reads tables whose cells commas or tabs part, as Excel saves and copies them; what was merged is lost there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.sources.forms.limits import MOST_CELLS
from analysis.sources.grid import Grid, GridCell, Place, Reading, as_note, join_lines, noted
from analysis.words.errors import DataError

_ENCODINGS = ("utf-8", "cp932")
_ESCAPED = "\x1b$"
"""Begins kanji in ISO-2022-JP, whose bytes are ASCII."""


def decode(path: Path, content: bytes) -> str:
    """Return a text in UTF-8 or UTF-16 with a byte order mark, in UTF-8 without, or in Shift_JIS (cp932)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            encodings: Sequence[str] = (encoding,)
            break
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise DataError("document_binary", path=path)
        if _ESCAPED in text or (encoding == "cp932" and _is_euc(content, text)):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DataError("document_encoding", path=path)


def _is_euc(content: bytes, text: str) -> bool:
    """Return whether what decodes as Shift_JIS is EUC-JP: half of its characters are half-width kana there."""
    foreign = [char for char in text if char > "\x7f"]
    half_width = sum("\uff61" <= char <= "\uff9f" for char in foreign)
    if half_width * 2 < len(foreign):
        return False
    try:
        content.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return True


def read_delimited(path: Path, text: str, delimiter: str, form: str) -> Reading:
    """Return one grid for each run of lines that is not wholly empty."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, int, list[str]]] = []
    number, filled = 1, 0
    try:
        for cells in reader:
            rows.append((number, reader.line_num, cells))
            number = reader.line_num + 1
            filled += sum(map(bool, cells))
            if filled > MOST_CELLS or len(rows) * max(len(cells), 1) > MOST_CELLS * 50:
                raise DataError("too_many_cells", path=path, most=MOST_CELLS)
    except csv.Error as error:
        raise DataError("bad_csv", path=path, reason=f"line {number}: {error}") from None
    return Reading(form, tuple(grids_of_rows(rows)))


def grids_of_rows(rows: Iterable[tuple[int, int, Sequence[str]]], title: str = "") -> list[Grid]:
    """Return a grid for each run of rows in which something stands; of each row first and last line are known."""
    grids: list[Grid] = []
    run: list[GridCell] = []
    row = 0
    for first, last, cells in (*rows, (0, 0, ())):
        if not any(cell.strip() for cell in cells):
            if run and grids and all(as_note(cell.text) for cell in run if cell.text):
                grids[-1] = noted(grids[-1], [cell.text for cell in run])
            elif run:
                grids.append(Grid(tuple(run), title, spans_known=False))
            run, row = [], 0
            continue
        place = Place(lines=(first, last))
        run += [GridCell(row, n, join_lines(cell.splitlines()), place=place) for n, cell in enumerate(cells)]
        row += 1
    return grids
