"""Reads the complete tables that ministries publish: every municipality, one row or one column each.

What a table's rows and columns mean is data (data/raw/ministry_tables.toml). Areas are found by code, name and
prefecture together, blanks stay blank, and printed rates are compared with their counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.data.area_codes import NATION
from analysis.data.folding import fold
from analysis.data.reading import csv_lines, read_file
from analysis.data.register import Area, Found, NotFound, Register
from analysis.sources.forms.workbook import read_workbook
from analysis.sources.grammar import MISSING_MARKS
from analysis.sources.layouts import Layout, Matched, Ratio, part_of
from analysis.words.errors import RawCellError, UnknownName, WardKpiError

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
FIGURE_COLUMNS = ["code", "item", "text", "value", "as_of", "base_date", "day", "file", "line", "column"]
REPORT_COLUMNS = ["what", "file", "line", "code", "name", "column", "found", "instead"]
WORKBOOKS = (".xlsx", ".xlsm")
_MOST_BYTES = 50_000_000
_HEADER_WITHIN = 15
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]*[1-9])?")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_LONG = re.compile(r"[0-9]{13}")
_ALL = 100
_DATE = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})")


@dataclass(frozen=True)
class Reading:
    """What was read of tables of one layout.

    Attributes
    ----------
    figures : DataFrame
        Columns of :data:`FIGURE_COLUMNS`, one row per cell that is not blank; ``value`` is text in plain notation,
        empty where the cell is no figure; dates are ``YYYY-MM-DD`` or empty; ``as_of`` is the day of the figure and
        ``day`` that of the row it stands in, which differ where a population is of another day; ``line`` counts from 1.
    areas : tuple of Area
        The areas that the tables name, by code.
    report : DataFrame
        Columns of :data:`REPORT_COLUMNS`: every rate that its counts do not give, every code and name that was not
        simply read.
    """

    figures: pd.DataFrame
    areas: tuple[Area, ...]
    report: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REPORT_COLUMNS))


class Sheet(NamedTuple):
    """A table as read: the file's name, and number and cells of each line; ``path`` is for messages."""

    path: Path
    file: str
    lines: list[tuple[int, list[str]]]


class Table(NamedTuple):
    """A table and the layout that fits it; ``header`` is the place of the header line in the sheet's lines."""

    sheet: Sheet
    layout: Layout
    header: int
    matched: Matched | None


def mapped(column: pd.Series[Any], of: Callable[[Any], Any]) -> pd.Series[Any]:
    """Return ``of`` each cell, asked once for each distinct one: tables of every date repeat their cells."""
    places, found = pd.factorize(column)
    values = np.empty(len(found), dtype="object")
    values[:] = [of(one) for one in found]
    return pd.Series(values[places], index=column.index, dtype="object")


def distinct(*columns: pd.Series[Any]) -> tuple[Ints, Ints]:
    """Return the place of each row's combination of cells among the distinct ones in order of appearance, and where each begins."""
    joined = np.zeros(len(columns[0]), dtype="int64")
    for column in columns:
        own, found = pd.factorize(column)
        joined, _ = pd.factorize(joined * max(len(found), 1) + own)
    return joined, np.unique(joined, return_index=True)[1]


# --- files ---------------------------------------------------------------------------------------------------------


def read_sheets(path: Path, name: str = "") -> list[Sheet]:
    """Read a published file: a CSV file in UTF-8, with or without BOM, or in Shift_JIS; or each sheet of a workbook.

    ``name`` is what the file is called from now on; its own name without.

    Raises
    ------
    DataError
        If it is missing, far too large, in another encoding, or neither CSV nor a workbook.
    """
    if path.suffix.lower() in WORKBOOKS:
        return [Sheet(path, name or path.name, grid_lines(grid)) for grid in read_workbook(path).grids]
    try:
        content = read_file(path, _MOST_BYTES)
    except FileNotFoundError:
        raise WardKpiError("no_such_file", path=path) from None
    lines = csv_lines(path, _decoded(path, content))
    if len(lines) < 2:
        raise WardKpiError("ministry_empty", path=path)
    return [Sheet(path, name or path.name, lines)]


def grid_lines(grid: Any) -> list[tuple[int, list[str]]]:
    """Return number and cells of each filled row of a workbook's sheet; a merged cell's text stands in its first place."""
    width = max(cell.column for cell in grid.cells) + 1
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.place.row, [""] * width)[cell.column] = cell.text
    return sorted(rows.items())


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WardKpiError("ministry_encoding", path=path)


def choose(sheets: Sequence[Sheet], layouts: Sequence[Layout], register: Register) -> Table:
    """Return the table of a file and the layout that fits it: the first sheet that is laid out as one of ``layouts``.

    Raises
    ------
    WardKpiError
        If none fits; the message names the file as a table of another kind.
    """
    for sheet in sheets:
        for layout in layouts:
            table = _fitted(sheet, layout, register)
            if table:
                return table
    sheet = sheets[0]
    _check_widths(sheet, 0)
    by_rows = [layout for layout in layouts if layout.form == "rows"]
    if not by_rows:
        named = ", ".join(layout.id for layout in layouts)
        raise WardKpiError("ministry_other_table", path=sheet.path, layout=named)
    nearest = min(
        ((layout, layout.missing_columns(cells)) for layout in by_rows for _, cells in sheet.lines[:_HEADER_WITHIN]),
        key=lambda one: len(one[1]),
    )
    raise WardKpiError("ministry_columns", path=sheet.path, columns=", ".join(nearest[1]), layout=nearest[0].id)


def _fitted(sheet: Sheet, layout: Layout, register: Register) -> Table | None:
    if layout.form == "columns":
        known = any((cells[0].strip(), cells[1].strip()) in layout.items for _, cells in sheet.lines if len(cells) > 1)
        header = [register.spellings.fold(cell) for cell in sheet.lines[0][1][2:] if cell.strip()]
        of_prefectures = bool(header) and set(header) <= register.prefixes.keys()
        return Table(sheet, layout, 0, None) if known and of_prefectures == layout.of_prefectures else None
    for place, (_, cells) in enumerate(sheet.lines[:_HEADER_WITHIN]):
        matched = layout.match(cells)
        if matched:
            return Table(sheet, layout, place, matched)
    return None


def _check_widths(sheet: Sheet, header: int) -> None:
    """Refuse a row of another width than the header."""
    width = len(sheet.lines[header][1])
    if {len(cells) for _, cells in sheet.lines[header + 1 :]} <= {width}:
        return
    for line, cells in sheet.lines[header + 1 :]:
        if len(cells) != width:
            counts = {"found": len(cells), "expected": width}
            raise RawCellError("row_width", file=sheet.file, row=line, column="*", text=",".join(cells)[:60], **counts)


# --- one row per area and date -------------------------------------------------------------------------------------


def read_rows(tables: Sequence[Table], layout: Layout, register: Register) -> Reading:
    """Read tables of one row per area and date, or per part of the country, all of one layout.

    Raises
    ------
    WardKpiError
        If code, name and prefecture of a row do not agree, or come twice for one date; if a cell is no figure, or a
        rate is printed as a fraction. Every message names file, line and column.
    """
    read = [_row_columns(table, register) for table in tables]
    frame = pd.DataFrame({key: list(chain.from_iterable(one[key] for one in read)) for key in read[0]}, dtype="object")
    for key in ("as_of", "base_date"):
        if layout.headers[key]:
            frame[key] = _iso_dates(frame, layout.headers[key])
    frame, report = _located(frame, layout, register)
    _refuse_doubled(frame)
    found, values = [report], {}
    blocks = []
    for header in layout.columns:
        block, values[header] = _block(frame, header, layout)
        blocks.append(block)
    for ratio in layout.ratios:
        if (frame[ratio.rate] != "").any():
            found.append(_disagreements(frame, values, ratio))
    figures = pd.concat(blocks, ignore_index=True)[FIGURE_COLUMNS]
    names = frame.drop_duplicates("code", keep="last")
    areas = (Area(*cells) for cells in zip(names["code"], names["prefecture"], names["bare"], strict=True))
    return Reading(figures, tuple(sorted(areas)), pd.concat(found, ignore_index=True)[REPORT_COLUMNS])


def _row_columns(table: Table, register: Register) -> dict[str, Sequence[Any]]:
    """Return the cells of one table as printed, under the layout's headers; notes below the table are left out."""
    sheet, layout, matched = table.sheet, table.layout, table.matched
    assert matched is not None  # a layout of rows has matched the header
    _check_widths(sheet, table.header)
    below = sheet.lines[table.header + 1 :]
    rows = [row for row in below if row[1].count("") < len(row[1]) - 1 or not _is_note(row[1], register)]
    if not rows:
        raise WardKpiError("ministry_empty", path=sheet.path)
    printed, count = sheet.lines[table.header][1], len(rows)
    cells = list(zip(*(cells for _, cells in rows), strict=True))
    columns: dict[str, Sequence[Any]] = {}
    for header in (*filter(None, layout.headers.values()), *layout.columns):
        place = matched.columns.get(header)
        columns[header] = [""] * count if place is None else list(map(str.strip, cells[place]))
        columns[f"column of {header}"] = [header if place is None else printed[place].strip()] * count
    for key in ("as_of", "base_date"):
        columns[key] = [matched.dates.get(key, "")] * count
    return columns | {"line": [line for line, _ in rows], "file": [sheet.file] * count}


def _is_note(cells: Sequence[str], register: Register) -> bool:
    """Return whether a row is blank, or only one cell, which begins as notes below tables do."""
    filled = [cell for cell in cells if cell.strip()]
    return not filled or (len(filled) == 1 and fold(filled[0]).startswith(register.spellings.notes))


def _iso_dates(frame: pd.DataFrame, header: str) -> pd.Series[Any]:
    """Return a column of dates such as 2018/3/1 as ``YYYY-MM-DD``."""
    known = {}
    for text in frame[header].unique():
        match = _DATE.fullmatch(text)
        iso = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""
        if pd.isna(pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")):
            _refuse(frame.assign(text=text, column=header), frame[header] == text, "bad_date")
        known[text] = iso
    return mapped(frame[header], known.__getitem__)


def _located(frame: pd.DataFrame, layout: Layout, register: Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add ``code``, ``name`` and ``part`` to each row; return also a report of what was not simply read."""
    if layout.headers["part"]:
        return _grouped(frame, layout), pd.DataFrame(columns=REPORT_COLUMNS)
    blank = pd.Series("", index=frame.index, dtype="object")
    code, prefecture, name = (
        frame[layout.headers[key]] if layout.headers[key] else blank for key in ("code", "prefecture", "name")
    )
    # Not one by one: 82,000 rows of 47 dates name 1,741 areas.
    keys, first = distinct(code, prefecture, name)
    found: list[Found] = []
    for key, place in enumerate(first):
        try:
            found.append(register.find(code.iloc[place], prefecture.iloc[place], name.iloc[place]))
        except NotFound as problem:
            column = layout.headers["code"] or layout.headers["name"] or layout.headers["prefecture"]
            where = {"file": frame["file"].iloc[place], "row": frame["line"].iloc[place], "column": column}
            raise RawCellError(problem.problem, **where, **problem.details, count=int((keys == key).sum())) from None
    codes, ways = (np.array(one, dtype="object") for one in zip(*((one.code, one.how) for one in found), strict=True))
    frame = frame.assign(
        code=codes[keys],
        how=ways[keys],
        prefecture=prefecture,
        name=prefecture.where(name == "", name),
        bare=mapped(name, register.spellings.fold),
        printed=code,
        part="",
    )
    return frame, _how_found(frame, layout, register)


def _how_found(frame: pd.DataFrame, layout: Layout, register: Register) -> pd.DataFrame:
    """Return the rows whose code was completed, taken from the name or changed, and once each other name than today's."""
    told = frame[frame["how"] != ""]
    if not layout.headers["code"]:  # then every code is found by the name
        told = told[told["how"] != "code_by_name"]
    of_name = told["how"].isin(["renamed", "unregistered"])
    told = told[~of_name | ~told.duplicated(["how", "code", "name"])]
    of_name = told["how"].isin(["renamed", "unregistered"])
    names = mapped(told["code"], lambda code: register.areas[code].name if code in register.areas else "")
    found, instead = told["printed"].where(~of_name, told["name"]), told["code"].where(~of_name, names)
    column = layout.headers["code"] or layout.headers["name"]
    return told.assign(what=told["how"], column=column, found=found, instead=instead)[REPORT_COLUMNS]


def _grouped(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Return rows that are parts of the country, such as age groups, under the part that the layout calls them."""
    header = layout.headers["part"]
    unknown = ~frame[header].isin(list(layout.parts))
    if unknown.any():
        _refuse(frame.assign(text=frame[header], column=header), unknown, "ministry_part", layout=layout.id)
    ids = {label: part.id if part else "" for label, part in layout.parts.items()}
    part = mapped(frame[header], ids.__getitem__)
    return frame.assign(code=NATION, prefecture="", bare="", name=frame[header], part=part)


def _refuse(frame: pd.DataFrame, where: pd.Series[bool], code: str, **details: object) -> None:
    """Raise the message ``code`` for the first row of ``where``, which also says how many there are.

    ``frame`` has the columns ``file``, ``line``, ``column`` and ``text``.
    """
    first = frame[where].iloc[0]
    place = {"file": first["file"], "row": first["line"], "column": first["column"], "text": first["text"]}
    raise RawCellError(code, **place, **details, count=int(where.sum()))


def _refuse_doubled(frame: pd.DataFrame) -> None:
    doubled = frame.duplicated(["code", "part", "as_of", "file"])
    if doubled.any():
        _refuse(frame.assign(text=frame["code"] + " " + frame["name"], column="*"), doubled, "ministry_doubled")


def _block(frame: pd.DataFrame, header: str, layout: Layout) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Return the figures of one column, and the plain number of each of its cells (blank for none)."""
    item = layout.columns[header]
    about = frame[["code", "name", "as_of", "base_date", "file", "line"]]
    block = about.assign(text=frame[header], column=frame[f"column of {header}"])
    block = block[block["text"] != ""]
    block["day"] = block["as_of"]
    parts = {part.id: part_of(item, part) for part in layout.parts.values() if part} | {"": item}
    block["item"] = mapped(frame.loc[block.index, "part"], parts.__getitem__)
    if header in layout.of_base_date:
        block = block.assign(as_of=block["base_date"], base_date="")
    unit = layout.said(item).unit
    block["value"] = _values(block, unit, layout)
    if unit == "percent" and not any(header == ratio.rate for ratio in layout.ratios):
        for _, of_file in block.groupby("file"):
            _refuse_no_percentages(of_file)
    return block, block["value"].reindex(frame.index, fill_value="")


def _values(block: pd.DataFrame, unit: str, layout: Layout) -> pd.Series[Any]:
    """Return each cell as a plain number, empty for words and for marks that stand for a missing figure."""
    texts = block["text"]
    if unit == "text":
        return pd.Series("", index=block.index, dtype="object")
    joined = "\n".join(texts)
    if (
        not _LONG.search(joined)
        and joined.isascii()
        and joined.replace("\n", "").isdigit()
        and not re.search(r"(?m)^0[0-9]", joined)
    ):
        return texts  # whole numbers as they are, which most tables are full of
    missing = {*layout.missing, *MISSING_MARKS}
    values = mapped(texts, lambda text: "" if text in missing else _plain(text, unit))
    wrong = values.isna()
    if wrong.any():
        _refuse(block, wrong, "ministry_cell")
    is_signed = layout.codebook.units[unit].signed
    wrong = mapped(values, lambda text: (text.startswith("-") and not is_signed) or bool(_LONG.search(text)))
    if wrong.any():
        _refuse(block, wrong.astype("bool"), "ministry_impossible")
    return values


def _plain(text: str, unit: str) -> str | None:
    """Return a printed figure in plain notation; None where it is none."""
    plain = text.replace(",", "")
    if unit == "percent":
        plain = plain.removesuffix("%")
    if _PLAIN.fullmatch(plain):
        return plain
    if not _NUMBER.fullmatch(plain):
        return None
    whole, _, decimals = plain.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    short = decimals.rstrip("0")
    return sign + (digits.lstrip("0") or "0") + (f".{short}" if short else "")


def _disagreements(frame: pd.DataFrame, values: Mapping[str, pd.Series[Any]], ratio: Ratio) -> pd.DataFrame:
    """Return every printed rate that its counts, rounded half up to as many decimals, do not give.

    Raises
    ------
    RawCellError
        If a rate is printed as a fraction, 0.577 for 57.7 %; if it is above 100 and its counts do not give it; if a part is
        printed of a whole of 0, or a count with decimals.
    """
    texts = frame[ratio.rate].unique()
    decimals = max((len(text.rstrip("%").partition(".")[2]) for text in texts), default=0)
    printed, part, whole = (pd.to_numeric(values[header], errors="coerce") for header in ratio)
    for header, counts in ((ratio.part, part), (ratio.whole, whole)):
        impossible = (counts % 1 > 0) | ((part > 0) & (whole == 0))
        if impossible.any():
            _refuse(frame.assign(text=frame[header], column=header), impossible, "ministry_impossible")
    scale = 100 * 10**decimals
    # exact in whole numbers: floor(part / whole * scale + 1/2)
    known = part.notna() & whole.notna() & (whole != 0)
    doubled = 2 * part[known].astype("int64") * scale + whole[known].astype("int64")
    exact = pd.Series(np.nan, index=frame.index)
    exact[known] = (doubled // (2 * whole[known].astype("int64"))) / 10**decimals
    differs = printed.notna() & (exact.isna() | (printed - exact).abs().gt(10**-decimals / 2))
    tolerance = 100 * 10**-decimals / 2 + 10**-decimals
    fraction = differs & (printed > 0) & (printed <= 2)
    fraction &= ~mapped(frame[ratio.rate], lambda text: text.endswith("%")).astype("bool")
    fraction &= (100 * printed - exact).abs() <= tolerance
    if fraction.any():
        _refuse(frame.assign(text=frame[ratio.rate], column=ratio.rate), fraction, "ministry_fraction")
    beyond = differs & (printed > _ALL)
    if beyond.any():
        _refuse(frame.assign(text=frame[ratio.rate], column=ratio.rate), beyond, "ministry_above_all")
    instead = exact[differs].map(lambda value: "" if pd.isna(value) else f"{value:.{decimals}f}")
    rows = frame[differs].assign(what="rate", column=ratio.rate, found=frame.loc[differs, ratio.rate], instead=instead)
    return rows[REPORT_COLUMNS]


# --- one column per area -------------------------------------------------------------------------------------------


def read_columns(tables: Sequence[Table], layout: Layout, register: Register) -> Reading:
    """Read tables of one column per area, which have names but no codes, all of one layout.

    Raises
    ------
    WardKpiError
        If a name is unknown or could be several municipalities; if a row is unknown or a cell is no figure.
    """
    blocks: list[pd.DataFrame] = []
    reports: list[pd.DataFrame] = []
    codes: set[str] = set()
    for table in tables:
        sheet = table.sheet
        _check_widths(sheet, 0)
        wide, by_order = _wide(sheet, layout, register)
        reports.append(by_order)
        codes.update(wide.columns)
        found = list(_column_blocks(sheet, wide, layout))
        blocks += found
        values = {str(block["column"].iloc[0]): block.set_index("code")["value"] for block in found if len(block)}
        reports += [_column_disagreements(sheet, wide, values, ratio, register) for ratio in layout.ratios]
    figures = pd.concat(blocks, ignore_index=True)[FIGURE_COLUMNS]
    areas = tuple(register.areas[code] for code in sorted(codes))
    return Reading(figures, areas, pd.concat(reports, ignore_index=True)[REPORT_COLUMNS])


def _wide(sheet: Sheet, layout: Layout, register: Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells with one column per code, indexed by line; and which names only their place could tell apart."""
    (_, header), *lines = sheet.lines
    table = pd.DataFrame(
        [[cell.strip() for cell in cells] for _, cells in lines], index=[line for line, _ in lines], dtype="object"
    )
    names = [name.strip() for name in header]
    places = [place for place in range(2, len(names)) if names[place]]
    for place in range(2, len(names)):
        if not names[place] and table[place].ne("").any():
            raise WardKpiError("ministry_no_name", path=sheet.path, column=place + 1)
    is_prefecture = table[1] == (layout.headers["prefecture"] or None)
    prefectures = table[is_prefecture]
    given = [str(prefectures[place].iloc[0]) if len(prefectures) else "" for place in places]
    codes, by_order = resolve_names([names[place] for place in places], given, register, sheet.file)
    return table.loc[~is_prefecture, places].set_axis(codes, axis="columns"), by_order


def resolve_names(
    names: Sequence[str], prefectures: Sequence[str], register: Register, file: str, *, by_order: bool = True
) -> tuple[list[str], pd.DataFrame]:
    """Return the code of each name, and a report of those that only their place in the list could tell apart.

    A name that several municipalities share is resolved by its prefecture, where the table gives it; else
    ``by_order``, where the table lists the municipalities in the order of their codes: only one of the candidates then
    lies between the neighbours whose names are unique.

    Raises
    ------
    WardKpiError
        If a name is unknown, could be several municipalities, or comes twice for one municipality.
    """
    candidates = [register.named(name, prefecture) for name, prefecture in zip(names, prefectures, strict=True)]
    for name, found in zip(names, candidates, strict=True):
        if not found:
            raise UnknownName("ward", name, [area.name or area.prefecture for area in register.areas.values()])
    order = {code: place for place, code in enumerate(register.areas)}
    fixed = [(place, order[found[0]]) for place, found in enumerate(candidates) if len(found) == 1]
    in_order = by_order and all(one[1] < other[1] for one, other in pairwise(fixed))
    between = _between(fixed, len(names))
    codes, report = [], []
    for place, (name, found) in enumerate(zip(names, candidates, strict=True)):
        if len(found) > 1:
            low, high = between[place]
            left = [code for code in found if low < order[code] < high] if in_order else []
            if len(left) != 1:
                listed = ", ".join(f"{code} ({register.label(code)})" for code in found)
                raise WardKpiError("ministry_ambiguous", name=name, file=file, candidates=listed)
            report.append((file, "1", left[0], register.label(left[0]), name, left[0]))
            found = left
        codes.append(found[0])
    doubled = next((code for code in codes if codes.count(code) > 1), None) if len(set(codes)) < len(codes) else None
    if doubled:
        raise WardKpiError("ministry_name_twice", name=register.label(doubled), file=file)
    frame = pd.DataFrame(report, columns=["file", "line", "code", "name", "found", "instead"])
    return codes, frame.assign(what="name_by_order", column="")[REPORT_COLUMNS]


def _between(fixed: Sequence[tuple[int, int]], count: int) -> list[tuple[float, float]]:
    """Return for each place the positions of the nearest neighbours that are known, before it and after it."""
    known = dict(fixed)
    before: list[float] = []
    for place in range(count):
        before.append(known.get(place - 1, before[-1]) if place else -1)
    after: list[float] = []
    for place in reversed(range(count)):
        after.append(known.get(place + 1, after[-1]) if after else np.inf)
    return list(zip(before, reversed(after), strict=True))


def _column_blocks(sheet: Sheet, wide: pd.DataFrame, layout: Layout) -> Iterator[pd.DataFrame]:
    for line, cells in sheet.lines[1:]:
        if line not in wide.index:
            continue
        key = (cells[0].strip(), cells[1].strip())
        if key not in layout.items:
            raise WardKpiError("ministry_row", path=sheet.path, line=line, row=" / ".join(key), layout=layout.id)
        text = pd.Series(wide.loc[line])
        text = text[text != ""]
        block = pd.DataFrame({"code": text.index, "text": text.to_numpy()}, dtype="object")
        item = layout.items[key]
        block = block.assign(item=item, as_of="", base_date="", day="", file=sheet.file, line=line, column=key[1])
        unit = layout.said(item).unit
        block["value"] = _values(block, unit, layout)
        if unit == "percent":
            _refuse_no_percentages(block)
        yield block


def _refuse_no_percentages(block: pd.DataFrame) -> None:
    """Refuse shares above 100, and a row of which none is above 1 and some have decimals: 0.577 stands for 57.7 % in it."""
    beyond = pd.to_numeric(block["value"]) > _ALL
    if beyond.any():
        _refuse(block, beyond, "ministry_above_all")
    plain = block["text"].str.fullmatch(r"[01](?:\.[0-9]+)?")
    if len(block) > 1 and plain.all() and block["text"].str.contains(".", regex=False).any():
        _refuse(block, block["text"].str.contains(".", regex=False), "ministry_fraction")


def _column_disagreements(
    sheet: Sheet, wide: pd.DataFrame, values: Mapping[str, pd.Series[Any]], ratio: Ratio, register: Register
) -> pd.DataFrame:
    lines = {cells[1].strip(): line for line, cells in sheet.lines if len(cells) > 1}
    if not all(header in lines and header in values for header in ratio):
        return pd.DataFrame(columns=REPORT_COLUMNS)
    frame = pd.DataFrame({header: wide.loc[lines[header]] for header in ratio}, dtype="object")
    names = [register.label(code) for code in frame.index]
    frame = frame.assign(code=frame.index, name=names, file=sheet.file, line=lines[ratio.rate])
    filled = {header: values[header].reindex(frame.index, fill_value="") for header in ratio}
    return _disagreements(frame, filled, ratio)
