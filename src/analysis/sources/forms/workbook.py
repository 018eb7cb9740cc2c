"""Reads Excel workbooks (.xlsx, .xlsm): merged cells, and numbers, dates and percentages as Excel shows them."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from analysis.sources.forms.limits import (
    MOST_CELLS,
    check_archive,
    content_of,
    guarded,
    need,
    of_pictures,
    of_text_left_out,
)
from analysis.sources.grid import Grid, GridCell, Place, Reading, join_lines, raised
from analysis.words.era import ERAS
from analysis.words.errors import DataError

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_LARGE_SHEET = 2_000_000
_EMPTY_CELL = re.compile(rb"<c [^<>]*/>")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c [^<>]*[^/<>]>")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ADDRESS = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_TEXT = re.compile(rb"<(?:\w+:)?si[ >]")
_MOST_TEXTS = 1_000_000
_MOST_MERGED = 2_000_000
"""Positions that merged cells cover, all together; openpyxl makes an object of each."""
_LARGE_MERGED = 20_000
"""Positions of one merged cell beyond which it is a slip of the hand, a selection to the end of the sheet."""
_EMPTY_ROW = re.compile(rb"<row [^<>]*(?:/>|>\s*</row>)")


def read_workbook(path: Path) -> Reading:
    """Return a grid for each visible sheet; hidden sheets, rows and columns are left out and named."""
    openpyxl = need("openpyxl")
    check_archive(path, content_of(path))
    return guarded(path, lambda: _read(openpyxl, path))  # type: ignore[no-any-return]


def _read(openpyxl: Any, path: Path) -> Reading:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of parts it does not keep, which nobody asks of it here
        book = openpyxl.load_workbook(_slim(path), data_only=True, rich_text=True)
    remarks: list[DataError] = []
    grids = []
    struck = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            remarks.append(DataError("hidden_sheet", path=path.name, sheet=sheet.title))
            continue
        hidden = _hidden(sheet)
        if any(hidden):
            rows, columns = (", ".join(map(str, part)) for part in hidden)
            named = " / ".join(part for part in (rows, columns) if part)
            remarks.append(DataError("hidden_cells", path=path.name, sheet=sheet.title, named=named))
        struck += sum(map(_is_struck, sheet._cells.values()))
        grid = Grid(tuple(_cells(openpyxl, path, sheet, hidden)))
        if grid.cells:
            grids.append(grid.compact())
    remarks += [*of_text_left_out(path, struck), *_formulas_without_values(path)]
    with zipfile.ZipFile(path) as archive:
        parts = archive.namelist()
    if any(name.endswith("vbaProject.bin") for name in parts):
        remarks.append(DataError("macros_not_run", path=path.name))
    if not grids:
        remarks += of_pictures(path, sum(name.startswith("xl/media/") for name in parts))
    return Reading("xlsx", tuple(grids), tuple(remarks))


def _slim(path: Path) -> io.BytesIO:
    """Return the bytes of the workbook, without the empty cells and rows that formatting leaves, where they are more than the rest.

    They are not left to openpyxl to read, which keeps a file open that it cannot make out.

    What holds more than a table does is refused before it is read, which takes a thousand times as long as to count.
    """
    with zipfile.ZipFile(path) as archive:
        sheets = [e for e in archive.infolist() if _SHEET.fullmatch(e.filename)]
        clipped = {entry.filename: _clipped(archive.read(entry)) for entry in sheets}
        _check_size(path, archive, list(clipped.values()))
        as_read = all(archive.read(entry) == clipped[entry.filename] for entry in sheets)
        if as_read and all(entry.file_size < _LARGE_SHEET for entry in sheets):
            return io.BytesIO(path.read_bytes())
        slim = io.BytesIO()
        with zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as out:
            for entry in archive.infolist():
                content = clipped.get(entry.filename) or archive.read(entry)
                if entry in sheets:
                    content = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", content))
                out.writestr(entry.filename, content)
    slim.seek(0)
    return slim


def _clipped(sheet: bytes) -> bytes:
    """Return a sheet with its largest merged cells cut to the rows and columns that hold something: beyond them they cover nothing."""
    filled = [_ADDRESS.search(match.group()) for match in _FILLED_CELL.finditer(sheet)]
    places = [(_number(one[1].decode()), int(one[2])) for one in filled if one]
    if not _MERGED.search(sheet) or len(places) < len(filled) or not places:
        return sheet
    last_column, last_row = max(column for column, _ in places), max(row for _, row in places)

    def cut(match: re.Match[bytes]) -> bytes:
        left, top, right, bottom = (part.decode() for part in match.groups())
        size = (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)
        if size <= _LARGE_MERGED or (int(bottom) <= last_row and _number(right) <= last_column):
            return match.group()
        corner = (max(min(_number(right), last_column), _number(left)), max(min(int(bottom), last_row), int(top)))
        old = f'ref="{left}{top}:{right}{bottom}"'
        return match.group().replace(old.encode(), f'ref="{left}{top}:{_letter(corner[0])}{corner[1]}"'.encode())

    return _MERGED.sub(cut, sheet)


def _check_size(path: Path, archive: zipfile.ZipFile, sheets: list[bytes]) -> None:
    texts = [entry for entry in archive.infolist() if entry.filename == "xl/sharedStrings.xml"]
    filled = merged = 0
    for content in sheets:
        filled += sum(1 for _ in _FILLED_CELL.finditer(content))
        for match in _MERGED.finditer(content):
            left, top, right, bottom = (part.decode() for part in match.groups())
            merged += (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)
    strings = sum(1 for entry in texts for _ in _TEXT.finditer(archive.read(entry)))
    if filled > MOST_CELLS or merged > _MOST_MERGED or strings > _MOST_TEXTS:
        raise DataError("too_many_cells", path=path, most=MOST_CELLS)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _hidden(sheet: Any) -> tuple[list[int], list[str]]:
    """Return the rows and columns that Excel does not show."""
    rows = [number for number, row in sheet.row_dimensions.items() if row.hidden]
    columns: list[str] = []
    for _, column in sorted(sheet.column_dimensions.items()):
        if column.hidden:
            columns += [_letter(number) for number in range(column.min, min(column.max, sheet.max_column) + 1)]
    filled = {row for (row, _), cell in sheet._cells.items() if cell.value is not None} if rows else set()
    return [row for row in sorted(rows) if row in filled], columns


def _letter(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _cells(openpyxl: Any, path: Path, sheet: Any, hidden: tuple[list[int], list[str]]) -> Iterator[GridCell]:
    merged = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    rows, columns = set(hidden[0]), set(hidden[1])
    count = 0
    for (row, column), cell in sorted(sheet._cells.items()):
        if cell.value is None and (row, column) not in merged:
            continue
        span = merged.get((row, column))
        last_row, last_column = (span.max_row, span.max_col) if span else (row, _end_of_centred(sheet, row, column))
        if all(r in rows for r in range(row, last_row + 1)):
            continue
        if all(_letter(c) in columns for c in range(column, last_column + 1)):
            continue
        count += 1
        if count > MOST_CELLS:
            raise DataError("too_many_cells", path=path, most=MOST_CELLS)
        first, last = f"{_letter(column)}{row}", f"{_letter(last_column)}{last_row}"
        place = Place(row=row, column=column, sheet=sheet.title, address=first if first == last else f"{first}:{last}")
        text = join_lines(_shown(cell).splitlines())
        yield GridCell(row - 1, column - 1, text, last_row - row + 1, last_column - column + 1, place)


def _end_of_centred(sheet: Any, row: int, column: int) -> int:
    """Return the last column over which a text is centred without being merged: the empty cells behind it say so too."""
    end = column
    while _is_centred(sheet._cells.get((row, end))) and (cell := sheet._cells.get((row, end + 1))):
        if cell.value is not None or not _is_centred(cell):
            break
        end += 1
    return end


def _is_centred(cell: Any) -> bool:
    return cell is not None and cell.alignment.horizontal == "centerContinuous"


def _formulas_without_values(path: Path) -> list[DataError]:
    """Name the formulas whose result the workbook does not hold, as programs other than Excel leave them."""
    found: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if _SHEET.fullmatch(name):
                xml = archive.read(name)
                found += [
                    match.group(1).decode()
                    for match in re.finditer(
                        rb'<c r="([A-Z]+\d+)"(?:[^<>]*[^<>/])?>(?:(?!</c>).)*?<f[ >/](?:(?!</c>).)*?</c>', xml, re.S
                    )
                    if not re.search(rb"<v>[^<]|<is>", match.group())
                ]
    if not found:
        return []
    return [DataError("formula_without_value", path=path.name, count=len(found), address=found[0])]


# --- what Excel shows ----------------------------------------------------------------------------------------------


def _shown(cell: Any) -> str:
    """Return the value of a cell as Excel shows it."""
    value = cell.value
    if value is None or (cell.font.strike and not isinstance(value, list)):
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    if isinstance(value, list):  # runs of text with fonts of their own
        return "".join(_run(part) for part in value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return show_date(value, cell.number_format)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return show_number(value, cell.number_format)


def _is_struck(cell: Any) -> bool:
    """Return whether a cell, or a part of it, is struck through."""
    runs = cell.value if isinstance(cell.value, list) else ()
    return (cell.value is not None and bool(cell.font.strike)) or any(map(_is_run_struck, runs))


def _is_run_struck(part: Any) -> bool:
    return not isinstance(part, str) and bool(part.font and part.font.strike)


def _run(part: Any) -> str:
    if isinstance(part, str):
        return part
    if _is_run_struck(part):
        return ""
    return raised(part.text) if part.font and part.font.vertAlign == "superscript" else str(part.text)


def show_date(value: dt.datetime | dt.date | dt.time, number_format: str) -> str:
    """Return a date as its format shows it: with its era, its month only, or as 2023/3/31.

    A day before the eras of :data:`analysis.words.era.ERAS` is shown without one, as no document means it.
    """
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    pattern = re.sub(r'\[\$[^\]]*\]|\\|"|;@', "", number_format.lower())
    day = value.date() if isinstance(value, dt.datetime) else value
    has_era = "g" in pattern or re.search(r"\be+\b|e年", pattern)
    if has_era and (era := next((era for era in ERAS if day >= era.start), None)):
        shown = f"{era.name if 'ggg' in pattern else era.letter}{day.year - era.start.year + 1}"
        return shown + (f"年{value.month}月{value.day}日" if "年" in pattern else f".{value.month}.{value.day}")
    if "d" not in pattern and "m" in pattern:
        return f"{value.year}年{value.month}月" if "年" in pattern else f"{value.year}/{value.month}"
    if "年" in pattern:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.year}/{value.month}/{value.day}"


_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[[^\]]*\]|(?P<general>General|標準)|(?P<digits>[0#?][0#?,.]*)|(?P<other>.)'
)


_CONDITION = re.compile(r"\[(?P<sign><>|[<>]=?|=)(?P<limit>-?\d+(?:\.\d+)?)\]")


def show_number(value: float, number_format: str) -> str:
    """Return a number as its format shows it: thousands, decimals, per cent, and the words it puts around it."""
    if number_format in ("General", "@", "標準"):
        return _plain(value)
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    section = sections[0]
    amount = Decimal(repr(value))
    conditions = [_CONDITION.search(one) for one in sections]
    if any(conditions):
        met = (one for one, said in zip(sections, conditions, strict=True) if not said or _is_met(said, amount))
        section = next(met, "General")
    elif value < 0 and len(sections) > 1:
        section, amount = sections[1], -amount
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    parts = list(_TOKEN.finditer(section))
    if sum(part["other"] == "%" for part in parts):
        amount *= 100
    shown, done = "", False
    for part in parts:
        if part["general"] and not done:
            shown += _plain(float(amount))
            done = True
        elif part["digits"] and not done:
            shown += _digits(amount, part["digits"])
            done = True
        else:
            shown += part["quoted"] or part["escaped"] or part["other"] or ""
    return shown


def _is_met(condition: re.Match[str], amount: Decimal) -> bool:
    """Return whether a number meets the condition of a section, [>=10000]."""
    limit, sign = Decimal(condition["limit"]), condition["sign"]
    if sign == "<>":
        return amount != limit
    return ("=" in sign and amount == limit) or (">" in sign and amount > limit) or ("<" in sign and amount < limit)


def _digits(amount: Decimal, pattern: str) -> str:
    scaled = len(pattern) - len(pattern.rstrip(","))
    whole, _, decimals = pattern.rstrip(",").partition(".")
    amount = amount / 1000**scaled
    fixed, optional = decimals.count("0"), len(decimals)
    rounded = amount.quantize(Decimal(1).scaleb(-optional), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if optional > fixed:
        head, point, tail = text.partition(".")
        tail = tail[:fixed] + tail[fixed:].rstrip("0")
        text = head + (point if tail else "") + tail
    return text


def _plain(value: float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    return f"{Decimal(repr(round(value, 10))).normalize():f}"
