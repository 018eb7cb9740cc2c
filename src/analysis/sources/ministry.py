"""Reads the complete tables that ministries publish: every municipality, one row or one column each.

What a table's rows and columns mean is data (data/raw/ministry_tables.toml). Codes are checked, names that several
municipalities share are resolved or refused, blanks stay blank, and printed rates are compared with their counts.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.data import area_codes
from analysis.sources.grammar import MISSING_MARKS
from analysis.sources.layouts import Layout, Ratio
from analysis.words.errors import DataError, RawCellError, UnknownName, WardKpiError

FIGURE_COLUMNS = ["code", "item", "text", "value", "as_of", "base_date", "file", "line", "column"]
REPORT_COLUMNS = ["what", "file", "line", "code", "name", "column", "found", "instead"]
_NO_CODE = frozenset({"", "<NA>", "NA", "N/A", "-"})
_MOST_BYTES = 50_000_000
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?"
_DATE = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})")


@dataclass(frozen=True)
class Reading:
    """What was read.

    Attributes
    ----------
    figures : DataFrame
        Columns of :data:`FIGURE_COLUMNS`, one row per cell that is not blank; ``value`` is text in plain notation,
        empty where the cell is no figure; dates are ``YYYY-MM-DD`` or empty; ``line`` counts from 1.
    areas : DataFrame
        Columns ``code``, ``prefecture``, ``name`` (without the district) and ``printed``, in the table's order.
    report : DataFrame
        Columns of :data:`REPORT_COLUMNS`: every rate that its counts do not give, every code and name that was not
        simply read.
    """

    figures: pd.DataFrame
    areas: pd.DataFrame
    report: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REPORT_COLUMNS))


# --- files ---------------------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """A CSV file as read: its name, its header, and number and cells of each line below."""

    file: str
    header: list[str]
    lines: list[tuple[int, list[str]]]


def read_sheet(path: Path) -> Sheet:
    """Read a published CSV file in UTF-8, with or without BOM, or in Shift_JIS.

    Raises
    ------
    DataError
        If it is missing, far too large, in another encoding, no CSV, or has rows of another width than its header.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            most = f"{_MOST_BYTES / 1e6:.0f}"
            raise DataError("too_large", path=path, size=f"{path.stat().st_size / 1e6:.1f}", most=most)
        content = path.read_bytes()
    except FileNotFoundError:
        raise WardKpiError("no_such_file", path=path) from None
    except OSError as error:
        raise DataError("unreadable_file", path=path, reason=error.strerror or error) from None
    reader = csv.reader(io.StringIO(_decoded(path, content), newline=""), strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            if cells:
                lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise DataError("bad_csv", path=path, reason=f"line {number}: {error}") from None
    if len(lines) < 2:
        raise WardKpiError("ministry_empty", path=path)
    header = lines[0][1]
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            counts = {"found": len(cells), "expected": len(header)}
            raise RawCellError("row_width", file=path.name, row=line, column="*", text=",".join(cells)[:60], **counts)
    return Sheet(path.name, header, lines[1:])


def _decoded(path: Path, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WardKpiError("ministry_encoding", path=path)


# --- one row per municipality and date -----------------------------------------------------------------------------


def read_rows(paths: Sequence[Path], layout: Layout, codes: Sequence[Path] = ()) -> Reading:
    """Read tables of one row per municipality and date.

    Parameters
    ----------
    paths : sequence of Path
        The files; together they may hold any number of dates.
    layout : Layout
        What their columns mean.
    codes : sequence of Path
        Further files of the same layout, from which only codes are taken where ``paths`` have none.

    Raises
    ------
    WardKpiError
        If a file cannot be read or is of another layout; if a code fails its check digit, is missing and found
        nowhere, or comes twice for one date; if a cell is no figure. Every message names file, line and column.
    """
    printed = pd.concat([_row_frame(path, layout) for path in paths], ignore_index=True)
    frame, uncoded = _identified(printed, layout, codes)
    _refuse_doubled(frame)
    areas = _latest_names(frame)
    report = [_renamed(frame, areas), uncoded]
    blocks = []
    for (_, header), item in layout.items.items():
        block = frame[["code", "name", "as_of", "base_date", "file", "line"]].assign(item=item, column=header)
        block["text"] = frame[header].str.strip()
        block = block[block["text"] != ""]
        if header in layout.of_base_date:
            block, repeated = _by_base_date(block)
            report.append(repeated)
        blocks.append(_with_values(block, layout.unit(item), layout))
    for ratio in layout.ratios:
        report.append(_disagreements(frame, ratio, layout))
    figures = pd.concat(blocks, ignore_index=True)[FIGURE_COLUMNS]
    return Reading(figures, areas, pd.concat(report, ignore_index=True)[REPORT_COLUMNS])


def _row_frame(path: Path, layout: Layout) -> pd.DataFrame:
    sheet = read_sheet(path)
    header = [name.strip() for name in sheet.header]
    named = [name for name in layout.headers.values() if name]
    missing = [name for name in (*named, *(column for _, column in layout.items)) if name not in header]
    if missing:
        raise WardKpiError("ministry_columns", path=path, columns=", ".join(missing), layout=layout.id)
    frame = pd.DataFrame([cells for _, cells in sheet.lines], columns=header, dtype="str")
    frame["line"] = [line for line, _ in sheet.lines]
    frame["file"] = sheet.file
    for key in ("as_of", "base_date"):
        frame[key] = _iso_dates(frame, layout.headers[key]) if layout.headers[key] else ""
    return frame


def _iso_dates(frame: pd.DataFrame, header: str) -> pd.Series[Any]:
    """Return a column of dates such as 2018/3/1 as ``YYYY-MM-DD``."""
    known = {}
    for text in frame[header].unique():
        match = _DATE.fullmatch(text.strip())
        iso = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else ""
        if pd.isna(pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")):
            _refuse(frame.assign(text=text, column=header), frame[header] == text, "bad_date")
        known[text] = iso
    return frame[header].map(known)


def _identified(frame: pd.DataFrame, layout: Layout, codes: Sequence[Path]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``frame`` with the ``code`` of each row, and a report of those that got it by prefecture and name."""
    header = layout.headers["code"]
    frame = _with_codes(_with_names(frame, layout), header)
    valid = _valid(frame["code"])
    absent = frame["text"].isin(_NO_CODE)
    if (~valid & ~absent).any():
        _refuse(frame, ~valid & ~absent, "ministry_code")
    if absent.any():
        others = [_with_codes(_with_names(_row_frame(path, layout), layout), header) for path in codes]
        frame.loc[absent, "code"] = _codes_by_name(frame[absent], pd.concat([frame, *others]))
        if (frame["code"] == "").any():
            named = frame.assign(text=frame["text"] + " (" + frame["prefecture"] + frame["printed"] + ")")
            _refuse(named, frame["code"] == "", "ministry_no_code")
    uncoded = frame[absent]
    return frame, uncoded.assign(what="code_by_name", found=uncoded["text"], instead=uncoded["code"])[REPORT_COLUMNS]


def _with_codes(frame: pd.DataFrame, header: str) -> pd.DataFrame:
    """Add ``code``, of which a spreadsheet may have taken the leading zero, and how it is printed."""
    text = frame[header].str.strip()
    return frame.assign(code=text.str.removesuffix(".0").str.zfill(6), text=text, column=header)


def _codes_by_name(frame: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    """Return the code that other rows of ``known`` give to prefecture and name; empty where none or several do."""
    coded = known[_valid(known["code"])].drop_duplicates(["prefecture", "name", "code"])
    single = coded[~coded.duplicated(["prefecture", "name"], keep=False)]
    by_name = dict(zip(single["prefecture"] + "/" + single["name"], single["code"], strict=True))
    return [by_name.get(key, "") for key in frame["prefecture"] + "/" + frame["name"]]


def _with_names(frame: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    printed = frame[layout.headers["name"]].str.strip()
    return frame.assign(
        prefecture=frame[layout.headers["prefecture"]].str.strip(),
        printed=printed,
        name=printed.map({name: bare_name(name) for name in printed.unique()}),
    )


def bare_name(name: str) -> str:
    """Return the name of a municipality without its district or island (石狩郡当別町 is 当別町)."""
    without_district = re.sub(r"^.+?郡(?=.+[町村]$)", "", name)
    return re.sub(r"^(.+)島(?=\1[町村]$)", "", without_district)


def _valid(codes: pd.Series[Any]) -> pd.Series[bool]:
    """Return which codes are six digits of which the last checks the others."""
    known = {code: area_codes.is_valid(code) for code in codes.unique()}
    return codes.map(known).astype(bool)


def _refuse(frame: pd.DataFrame, where: pd.Series[bool], code: str) -> None:
    """Raise the message ``code`` for the first row of ``where``, which also says how many there are.

    ``frame`` has the columns ``file``, ``line``, ``column`` and ``text``.
    """
    first = frame[where].iloc[0]
    details = {"file": first["file"], "row": first["line"], "column": first["column"], "text": first["text"]}
    raise RawCellError(code, **details, count=int(where.sum()))


def _refuse_doubled(frame: pd.DataFrame) -> None:
    doubled = frame.duplicated(["code", "as_of"])
    if doubled.any():
        _refuse(frame, doubled, "ministry_doubled")


def _latest_names(frame: pd.DataFrame) -> pd.DataFrame:
    newest = frame.sort_values("as_of", kind="stable").drop_duplicates("code", keep="last")
    return newest.sort_values("code")[["code", "prefecture", "name", "printed"]].reset_index(drop=True)


def _renamed(frame: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return each older name of a municipality, with the newest beside it."""
    newest = frame["code"].map(areas.set_index("code")["name"])
    older = frame.assign(instead=newest)[frame["name"] != newest].drop_duplicates(["code", "name"])
    return older.assign(what="renamed", column="", found=older["name"])[REPORT_COLUMNS]


def _by_base_date(block: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Date figures by the day of the population; of those repeated, keep the first and report where they differ."""
    dated = block.assign(as_of=block["base_date"], base_date="")
    dated["instead"] = dated.groupby(["code", "as_of"])["text"].transform("first")
    differing = dated[dated["text"] != dated["instead"]].assign(what="base_changed", found=lambda one: one["text"])
    kept = dated.drop_duplicates(["code", "as_of"], keep="first")
    return kept.drop(columns="instead"), differing[REPORT_COLUMNS]


def _with_values(block: pd.DataFrame, unit: str, layout: Layout) -> pd.DataFrame:
    """Add ``value``: the cell as a plain number, empty for words and for marks that stand for a missing figure."""
    if unit == "text":
        return block.assign(value="")
    plain = block["text"].str.replace(",", "")
    if unit == "percent":
        plain = plain.str.removesuffix("%")
    missing = block["text"].isin([*layout.missing, *MISSING_MARKS])
    wrong = ~missing & ~plain.str.fullmatch(_NUMBER)
    if wrong.any():
        _refuse(block, wrong, "ministry_cell")
    value = plain.where(~missing, "").str.replace(r"^(-?)0+(?=[0-9])", r"\1", regex=True)
    fraction = value.str.contains(".", regex=False)
    return block.assign(value=value.where(~fraction, value.str.rstrip("0").str.rstrip(".")))


def _disagreements(frame: pd.DataFrame, ratio: Ratio, layout: Layout) -> pd.DataFrame:
    """Return every printed rate that its counts, rounded half up to as many decimals, do not give."""
    rate, part_text, whole_text = (_plain_numbers(frame[str(header)], layout) for header in ratio)
    decimals = int(rate.str.partition(".")[2].str.len().max())
    part, whole, printed = (pd.to_numeric(text, errors="coerce") for text in (part_text, whole_text, rate))
    scale = 100 * 10**decimals
    # exact in whole numbers: floor(part / whole * scale + 1/2)
    known = part.notna() & whole.notna() & (whole != 0)
    doubled = 2 * part[known].astype("int64") * scale + whole[known].astype("int64")
    exact = pd.Series(np.nan, index=frame.index)
    exact[known] = (doubled // (2 * whole[known].astype("int64"))) / 10**decimals
    differs = printed.notna() & (exact.isna() | (printed - exact).abs().gt(10**-decimals / 2))
    instead = exact[differs].map(lambda value: "" if pd.isna(value) else f"{value:.{decimals}f}")
    rows = frame[differs].assign(what="rate", column=ratio.rate, found=frame.loc[differs, ratio.rate], instead=instead)
    return rows[REPORT_COLUMNS]


def _plain_numbers(cells: pd.Series[Any], layout: Layout) -> pd.Series[Any]:
    text = cells.str.strip()
    return text.where(~text.isin(layout.missing), "").str.replace(",", "").str.removesuffix("%")


# --- one column per municipality -----------------------------------------------------------------------------------


def read_columns(paths: Sequence[Path], layout: Layout, areas: pd.DataFrame) -> Reading:
    """Read tables of one column per municipality, which have names but no codes.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    layout : Layout
        What their rows mean.
    areas : DataFrame
        Columns ``code``, ``prefecture``, ``name`` and ``printed`` of every municipality, in the order of the codes.

    Raises
    ------
    WardKpiError
        If a file cannot be read or is of another layout; if a name is unknown or could be several municipalities; if
        a cell is no figure.
    """
    blocks: list[pd.DataFrame] = []
    reports: list[pd.DataFrame] = []
    codes: list[str] = []
    for path in paths:
        sheet = read_sheet(path)
        _refuse_other_tables(path, sheet, layout)
        wide, by_order = _wide(path, sheet, layout, areas)
        reports.append(by_order)
        codes += [code for code in wide.columns if code not in codes]
        blocks += _column_blocks(path, sheet, wide, layout)
        reports += [_column_disagreements(sheet, wide, ratio, layout, areas) for ratio in layout.ratios]
    figures = pd.concat(blocks, ignore_index=True)[FIGURE_COLUMNS]
    used = areas[areas["code"].isin(codes)].reset_index(drop=True)
    return Reading(figures, used, pd.concat(reports, ignore_index=True)[REPORT_COLUMNS])


def _refuse_other_tables(path: Path, sheet: Sheet, layout: Layout) -> None:
    """Refuse a table of which the layout knows no row, before its header is taken for names of municipalities."""
    rows = {tuple(cell.strip() for cell in cells[:2]) for _, cells in sheet.lines}
    if rows.isdisjoint(layout.items):
        raise WardKpiError("ministry_other_table", path=path, layout=layout.id)


def _wide(path: Path, sheet: Sheet, layout: Layout, areas: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells with one column per code, indexed by line; and which names only their place could tell apart."""
    table = pd.DataFrame(
        [cells for _, cells in sheet.lines], index=pd.Index([line for line, _ in sheet.lines]), dtype="str"
    )
    names = [name.strip() for name in sheet.header]
    places = [place for place in range(2, len(names)) if names[place]]
    for place in range(2, len(names)):
        if not names[place] and table[place].str.strip().ne("").any():
            raise WardKpiError("ministry_no_name", path=path, column=place + 1)
    is_prefecture = table[1].str.strip() == (layout.headers["prefecture"] or None)
    prefectures = table[is_prefecture]
    given = [str(prefectures[place].iloc[0]).strip() if len(prefectures) else "" for place in places]
    codes, by_order = resolve_names([names[place] for place in places], given, areas, sheet.file)
    wide = table.loc[~is_prefecture, places].set_axis(codes, axis="columns")
    return wide, by_order


def resolve_names(
    names: Sequence[str], prefectures: Sequence[str], areas: pd.DataFrame, file: str, *, by_order: bool = True
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
    index = _index_names(areas)
    candidates = [
        index.get(prefecture + name) or index.get(name, []) for name, prefecture in zip(names, prefectures, strict=True)
    ]
    for name, found in zip(names, candidates, strict=True):
        if not found:
            raise UnknownName("ward", name, areas["name"])
    order = {code: place for place, code in enumerate(areas["code"])}
    fixed = [(place, order[found[0]]) for place, found in enumerate(candidates) if len(found) == 1]
    in_order = by_order and all(one[1] < other[1] for one, other in pairwise(fixed))
    codes, report = [], []
    for place, (name, found) in enumerate(zip(names, candidates, strict=True)):
        if len(found) > 1:
            between = [code for code in found if _lies_between(place, order[code], fixed)] if in_order else []
            if len(between) != 1:
                listed = ", ".join(f"{code} ({area_label(code, areas)})" for code in found)
                raise WardKpiError("ministry_ambiguous", name=name, file=file, candidates=listed)
            report.append((file, "1", between[0], area_label(between[0], areas), name, between[0]))
            found = between
        codes.append(found[0])
    doubled = next((code for code in codes if codes.count(code) > 1), None) if len(set(codes)) < len(codes) else None
    if doubled:
        raise WardKpiError("ministry_name_twice", name=area_label(doubled, areas), file=file)
    frame = pd.DataFrame(report, columns=["file", "line", "code", "name", "found", "instead"])
    return codes, frame.assign(what="name_by_order", column="")[REPORT_COLUMNS]


def _index_names(areas: pd.DataFrame) -> dict[str, list[str]]:
    """Return the codes of each name, alone and behind its prefecture."""
    index: dict[str, list[str]] = {}
    for code, prefecture, name, printed in areas[["code", "prefecture", "name", "printed"]].itertuples(index=False):
        for key in {name, printed, prefecture + name, prefecture + printed, code}:
            index.setdefault(key, []).append(code)
    return index


def _lies_between(place: int, position: int, fixed: Sequence[tuple[int, int]]) -> bool:
    """Return whether a municipality may stand at ``place`` among neighbours of which the positions are known."""
    before = max((known for at, known in fixed if at < place), default=-1)
    after = min((known for at, known in fixed if at > place), default=np.inf)
    return before < position < after


def area_label(code: str, areas: pd.DataFrame) -> str:
    """Return prefecture and name of a municipality."""
    row = areas[areas["code"] == code].iloc[0]
    return f"{row['prefecture']}{row['name']}"


def _column_blocks(path: Path, sheet: Sheet, wide: pd.DataFrame, layout: Layout) -> Iterable[pd.DataFrame]:
    for line, cells in sheet.lines:
        if line not in wide.index:
            continue
        key = (cells[0].strip(), cells[1].strip())
        if key not in layout.items:
            raise WardKpiError("ministry_row", path=path, line=line, row=" / ".join(key), layout=layout.id)
        text = wide.loc[line].str.strip()
        text = text[text != ""]
        block = pd.DataFrame({"code": text.index, "text": text.to_numpy()})
        item = layout.items[key]
        block = block.assign(item=item, as_of="", base_date="", file=sheet.file, line=line, column=key[1])
        yield _with_values(block, layout.unit(item), layout)


def _column_disagreements(
    sheet: Sheet, wide: pd.DataFrame, ratio: Ratio, layout: Layout, areas: pd.DataFrame
) -> pd.DataFrame:
    lines = {cells[1].strip(): line for line, cells in sheet.lines}
    if not all(header in lines for header in ratio):
        return pd.DataFrame(columns=REPORT_COLUMNS)
    frame = pd.DataFrame({header: wide.loc[lines[header]] for header in ratio})
    names = areas.set_index("code")
    frame = frame.assign(code=frame.index, name=names["prefecture"] + names["name"], file=sheet.file)
    return _disagreements(frame.assign(line=lines[ratio.rate]), ratio, layout)
