"""Finds every raw cell in the text it was read from, so that no figure rests on a typist's word."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, RawCellError, WardKpiError
from analysis.grammar import fold
from analysis.labels import check_language
from analysis.matching import Cells, Key, Match, match_row, places_of, read_piece
from analysis.model import Locator, RawData, RawTable, Row, Ward
from analysis.paths import SOURCES_VARIABLE, find_root
from analysis.raw import read_raw
from analysis.reading import ProblemLog
from analysis.schema import LOCATOR_SEPARATOR

CELL_COLUMNS = ["source", "table", "row", "column", "text", "locator", "document", "result", "how", "instead"]
DOCUMENT_COLUMNS = ["source", "document", "state"]
RESULTS = ("found", "absent", "not_checked")
HEADER_ROW = 1
_WORD_ROLES = ("group", "remark", "fiscal_year", "kind", "unit")
"""Columns that may stand apart from a row's figures."""
_NO_TEXTS = (".pdf", ".xlsx", ".xlsm", ".docx")
"""Documents whose places are no lines of a text."""
REFERENCE_FOLDER = "reference"

_SUMMARY = {
    "ja": "照合したセル {checked}（原文にあり {found}、なし {absent}）、未確認 {not_checked}",
    "en": "cells checked {checked} (found {found}, absent {absent}), not checked {not_checked}",
}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_CELL_END = re.compile(r"[\t|]")
_WITHIN_FIGURE = frozenset("0123456789,.")
POPULATION, ISSUED, RATE, ISSUED_ON = "総数(人口)", "交付枚数", "人口に対する交付枚数率", "交付件数基準日"
"""Headers of the ministry's files, folded."""


@dataclass(frozen=True)
class Check:
    """What came of looking for one raw cell; ``row`` is 1 for a header."""

    source: str
    table: str
    row: int
    column: str
    text: str
    locator: str
    document: str
    result: str
    how: str = ""
    instead: str = ""

    def problem(self) -> RawCellError:
        """Return the message that names a cell that is not in the text."""
        code = "not_in_text_instead" if self.instead else "not_in_text"
        return RawCellError(
            code,
            file=f"{self.source}/{self.table}",
            row=self.row,
            column=self.column,
            text=self.text,
            place=self.locator if self.document in self.locator else f"{self.document}:{self.locator}",
            instead=self.instead,
        )


@dataclass(frozen=True)
class Verification:
    """What came of the evidence check.

    Attributes
    ----------
    cells : DataFrame
        Columns of :data:`CELL_COLUMNS`, one row per printed cell, label and header of every raw table. ``result`` is
        ``found``, ``absent`` or ``not_checked``; ``how`` is ``in_row`` (in its place between its neighbours),
        ``alone`` (within its lines, where the text's layout is broken), ``summed`` (the text lists the municipalities
        of which the cell is the sum), or, for a cell that was not checked, ``no_document`` or ``no_locator``;
        ``instead`` is what stands in its place where that can be told.
    documents : DataFrame
        Columns of :data:`DOCUMENT_COLUMNS`, one row per text; ``state`` is ``found``, ``missing`` or ``changed`` (a
        file of that name has another sha256 and was not used).
    """

    cells: pd.DataFrame
    documents: pd.DataFrame
    problems: tuple[WardKpiError, ...]

    def count(self, result: str) -> int:
        """Return how many cells have ``result``."""
        return int((self.cells["result"] == result).sum())

    @property
    def checked(self) -> int:
        """Cells that were looked for in a text."""
        return self.count("found") + self.count("absent")

    @property
    def passed(self) -> bool:
        """Whether no cell is absent and no text was changed. Cells that were not checked do not count as found."""
        return self.count("absent") == 0 and not (self.documents["state"] == "changed").any()

    def summary(self, lang: str = "ja") -> str:
        """Return one line: cells checked, found, absent, not checked."""
        counts = {"checked": self.checked} | {result: self.count(result) for result in RESULTS}
        return _SUMMARY[check_language(lang)].format(**counts)


def verify(
    *, sources: str | os.PathLike[str] | None = None, root: str | os.PathLike[str] | None = None
) -> Verification:
    """Look for every raw cell in the text of its source, at its locator.

    Texts are compared after NFKC and with white space folded. The cells of a row are looked for side by side in one
    line (or in the columns of the lines together, where the text breaks a printed row over several); a cell of which
    the layout is broken is looked for alone within its lines. A number must end where the text's number ends, and no
    place in the text serves two cells, so that an altered, added or dropped digit is found out.

    Parameters
    ----------
    sources : path, optional
        Folder of the texts, which are known by their sha256, not by their names. Without it the environment variable
        ``WARD_KPI_SOURCES``, else ``../shared/sources`` beside the root. A folder ``reference`` beside it is searched too.
    root : path, optional
        Folder that holds ``data``.

    Raises
    ------
    WardKpiError
        If ``sources`` is named but is no folder or holds none of the texts.
    RawDataErrors
        If data/raw cannot be read.
    """
    folder = find_root(root)
    raw = load_raw(folder)
    texts = Texts.find(raw, folder, sources or os.environ.get(SOURCES_VARIABLE))
    checks = [
        check for source in raw.sources for table in source.tables for check in TableCheck(raw, texts, table).all()
    ]
    cells = pd.DataFrame([vars(check) for check in checks], columns=CELL_COLUMNS)
    documents = pd.DataFrame(texts.states(), columns=DOCUMENT_COLUMNS)
    absent = tuple(check.problem() for check in checks if check.result == "absent")
    return Verification(cells, documents, (*texts.problems(), *absent))


@dataclass(frozen=True)
class Place:
    """Where an observation stands: raw table, row (its line in the file), column, and lines of the text."""

    source: str
    table: str
    row: int
    column: str
    lines: str

    def find(self, raw: RawData) -> tuple[RawTable, Row]:
        """Return the raw table and row; raise :class:`DataError` where data/raw has moved on from data/clean."""
        for source in raw.sources:
            for table in source.tables:
                for row in table.rows:
                    if (source.id, table.file, row.number) == (self.source, self.table, self.row):
                        return table, row
        raise DataError("lost_place", place=f"{self.source}/{self.table}:{self.row}")


_PLACE = re.compile(r"(?P<source>[^/]+)/(?P<table>[^:]+):(?P<row>\d+)\[(?P<column>.*)\] @ (?P<lines>.*)")


def parse_places(locator: str) -> list[Place]:
    """Return the places that the ``locator`` of an observation names."""
    matches = [_PLACE.fullmatch(part) for part in locator.split(LOCATOR_SEPARATOR)]
    return [Place(m["source"], m["table"], int(m["row"]), m["column"], m["lines"]) for m in matches if m]


def is_imported(root: Path) -> bool:
    """Return whether ``root`` holds clean tables that were not made from data/raw, as an import writes them."""
    return not (root / "data" / "raw").is_dir() and (root / "data" / "clean").is_dir()


def refuse_imported(root: Path) -> None:
    """Raise :class:`analysis.errors.WardKpiError` where there is no data/raw to work with, as beside imported tables."""
    if is_imported(root):
        raise WardKpiError("imported_root", folder=root)


def load_raw(root: Path) -> RawData:
    """Read data/raw; raise :class:`analysis.errors.RawDataErrors` if anything in it cannot be read.

    Raises
    ------
    WardKpiError
        As :func:`refuse_imported`.
    """
    refuse_imported(root)
    log = ProblemLog()
    raw = read_raw(root, log)
    log.check()
    return raw


# --- texts -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """One text, read as lines of cells: tabs and bars (in a CSV file, its commas) part the cells, tags part a cell."""

    name: str
    content: str

    @cached_property
    def _lines(self) -> list[str]:
        return self.content.removeprefix("\ufeff").split("\n")

    @property
    def is_csv(self) -> bool:
        """Whether the text is a table with one header line."""
        return self.name.lower().endswith(".csv")

    @cached_property
    def header(self) -> list[str]:
        """Headers of a CSV file."""
        return [fold(cell) for cell in next(csv.reader(self._lines))]

    @cached_property
    def _read(self) -> dict[int, Cells]:
        """Lines read so far: a line is asked for by every row that stands in it."""
        return {}

    def line(self, number: int) -> Cells:
        """Return the cells of a line counted from 1; none where the text has no such line."""
        if number not in self._read:
            self._read[number] = self._split(self._lines[number - 1]) if 1 <= number <= len(self._lines) else []
        return self._read[number]

    def _split(self, line: str) -> Cells:
        if self.is_csv:
            return [[fold(cell)] for cells in csv.reader([line]) for cell in cells]
        return [[read_piece(piece) for piece in _TAG.split(cell)] for cell in _CELL_END.split(line)]

    def lines(self, locator: Locator) -> dict[int, Cells]:
        """Return the lines that ``locator`` names by their number, the whole text where it names none."""
        first, last = locator.first or 1, locator.last or len(self._lines)
        return {number: self.line(number) for number in range(first, last + 1)}

    @cached_property
    def _sums(self) -> dict[str, Cells]:
        return {}

    def sum_line(self, area: Ward) -> Cells:
        """Return the line that a CSV file would have for a prefecture or the country: sums, and the rate they give."""
        if area.code not in self._sums:
            self._sums[area.code] = self._sum(area)
        return self._sums[area.code]

    def _sum(self, area: Ward) -> Cells:
        read = (self.line(number) for number in range(2, len(self._lines) + 1))
        lines = [[pieces[0] for pieces in line] for line in read if line]
        own = [line for line in lines if area.level == "country" or fold(area.name_ja) in line]
        if not own or not {POPULATION, ISSUED, RATE} <= set(self.header):
            return []
        total = list(own[0])
        place = {name: self.header.index(name) for name in (POPULATION, ISSUED, RATE)}
        sums = {n: sum(int(line[place[n]].replace(",", "")) for line in own) for n in (POPULATION, ISSUED)}
        for name, value in sums.items():
            total[place[name]] = str(value)
        total[place[RATE]] = f"{100 * sums[ISSUED] / sums[POPULATION]:.1f}"
        return [[cell] for cell in total]


def sources_folder(root: Path, sources: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of the source texts: the one named, else that of the environment, else the one beside ``root``.

    Raises
    ------
    WardKpiError
        If one is named that is no folder.
    """
    if sources and not Path(sources).expanduser().is_dir():
        raise WardKpiError("no_sources", folder=Path(sources))
    named = sources or os.environ.get(SOURCES_VARIABLE)
    return Path(named).expanduser() if named else root.parent / "shared" / "sources"


@dataclass(frozen=True)
class Texts:
    """The texts of all sources that are present, by source and name."""

    found: dict[tuple[str, str], Text]
    missing: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def find(cls, raw: RawData, root: Path, sources: str | os.PathLike[str] | None = None) -> Texts:
        """Find the text of every document of ``raw`` by its sha256 (see :func:`verify`)."""
        folder = sources_folder(root, sources)
        files = [path for place in (folder, folder.parent / REFERENCE_FOLDER) for path in _files(place)]
        by_hash = {_sha256(path): path for path in files}
        names = {path.name for path in files}
        found: dict[tuple[str, str], Text] = {}
        missing: list[tuple[str, str, str]] = []
        for source in raw.sources:
            for document in source.documents:
                path = by_hash.get(document.sha256)
                if path and path.suffix.lower() in _NO_TEXTS:
                    missing.append((source.id, document.name, "form"))
                elif path:
                    found[source.id, document.name] = Text(document.name, _read(path))
                else:
                    missing.append((source.id, document.name, "changed" if document.name in names else "missing"))
        if sources and missing and not found and all(state == "missing" for *_, state in missing):
            raise WardKpiError("no_source_texts", folder=folder)
        return cls(found, tuple(missing))

    def get(self, source: str, document: str) -> Text | None:
        """Return a text, or None where it is not present."""
        return self.found.get((source, document))

    def states(self) -> list[tuple[str, str, str]]:
        """Return source, name and state of every text."""
        return sorted([(*key, "found") for key in self.found] + list(self.missing))

    def problems(self) -> list[WardKpiError]:
        """Return a message for every text that is missing or changed."""
        return [
            DataError(f"document_{state}", source=source, document=document) for source, document, state in self.missing
        ]


def _files(folder: Path) -> list[Path]:
    """Return every file that could be a text, whatever its name, in a fixed order."""
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []


def _sha256(path: Path) -> str:
    """Return the sha256 of a file's content, nothing for one that cannot be read: it is none of the texts then."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _read(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError("text_not_utf8", document=path.name, line=line) from None


# --- one table ---------------------------------------------------------------------------------------------------


class TableCheck:
    """Looks for the headers and rows of one raw table in its text; see :func:`verify`.

    No place of the text serves two rows: each row is looked for with the places in mind that the others occupy.
    """

    def __init__(self, raw: RawData, texts: Texts, table: RawTable) -> None:
        self._raw, self._texts, self._table = raw, texts, table
        self._lookups = [self._lookup(None), *map(self._lookup, table.rows)]

    def _lookup(self, row: Row | None) -> _Lookup:
        lookup = _Lookup(self._raw, self._texts, self._table, row)
        lookup.claim()
        return lookup

    def all(self) -> list[Check]:
        """Return what came of every header and row."""
        return [check for lookup in self._lookups for check in self._checks(lookup)]

    def row(self, row: Row) -> list[Check]:
        """Return what came of one row, or of what it would be in place of the row of its number."""
        return self._checks(self._lookup(row))

    def _checks(self, lookup: _Lookup) -> list[Check]:
        return lookup.checks([other for other in self._lookups if other.number != lookup.number])


class _Lookup:
    """One row of a raw table (its headers where ``row`` is None), to be looked for in its text."""

    def __init__(self, raw: RawData, texts: Texts, table: RawTable, row: Row | None) -> None:
        self.table, self.row = table, row
        self.number = row.number if row else HEADER_ROW
        self.place = row.locator if row else table.header_locator
        self.text = texts.get(table.source, self.place.document) if self.place else None
        self.ward = raw.ward_by_code(row.ward) if row else None
        self.claims: frozenset[Key] = frozenset()
        cells = {c.header: row.cells[c.header].strip() if row else c.header for c in table.columns}
        apart = {column.header for column in table.columns if column.role in _WORD_ROLES}
        self.figures = {header: cell for header, cell in cells.items() if header not in apart}
        self.words = {header: cell for header, cell in cells.items() if header in apart and cell}
        self.words |= {"label": row.label} if row else {}

    def claim(self) -> None:
        """Note the places that the row occupies beyond doubt: those of all its figures, side by side."""
        if self.text is not None and self.place is not None and not self.text.is_csv:
            self.claims = places_of([*self.words.values()], [*self.figures.values()], self.text.lines(self.place))

    def checks(self, others: Sequence[_Lookup]) -> list[Check]:
        """Return what came of every printed cell, and of blank ones where the text has a figure."""
        cells = self.words | self.figures
        if self.text is None or self.place is None:
            why = "no_document" if self.place else "no_locator"
            return [self._check(header, cell, "not_checked", why) for header, cell in cells.items() if cell]
        matches = self._in_csv() if self.text.is_csv else self._in_lines(others)
        return [
            self._check(header, cell, "found" if match.how else "absent", match.how, match.instead)
            for (header, cell), match in zip(cells.items(), matches, strict=True)
            if match.how != "blank"
        ]

    def _check(self, header: str, cell: str, result: str, how: str, instead: str = "") -> Check:
        locator, document = (self.place.text, self.place.document) if self.place else ("", "")
        place = (self.table.source, self.table.file, self.number, header, cell, locator, document)
        return Check(*place, result, how, instead)

    def _in_lines(self, others: Sequence[_Lookup]) -> list[Match]:
        assert self.text is not None and self.place is not None
        lines = self.text.lines(self.place)
        if self.row is None:
            matches = match_row([*self.words.values()], [*self.figures.values()], lines)
            torn = [*self.words.values(), *self.figures.values()]
            return matches if all(match.how for match in matches) else match_row(torn, [], lines)
        shared = frozenset(key for one in others if self._reads_same_cells(one) for key in one.claims)
        claimed = frozenset(key for one in others for key in one.claims) - shared
        return match_row([*self.words.values()], [*self.figures.values()], lines, claimed, shared)

    def _reads_same_cells(self, other: _Lookup) -> bool:
        """Return whether both rows read parts of the same printed row."""
        mine, its = self.row, other.row
        return bool(mine and its and mine.part and (mine.label, mine.locator) == (its.label, its.locator))

    def _in_csv(self) -> list[Match]:
        """Look for each cell in the column of its header, or of its ward where each municipality has a column."""
        assert self.text is not None and self.place is not None
        area = fold(self.ward.name_ja) if self.ward else ""
        if self.ward and self.place.first is None:
            how, line = "summed", [[area], *self.text.sum_line(self.ward)]
            columns = dict(zip(["", *self.text.header], line, strict=False))
        else:
            how, line = "in_row", self.text.line(self.place.first or 1)
            columns = dict(zip(self.text.header, line, strict=False))
        matches = []
        for header, cell in (self.words | self.figures).items():
            there = "".join(columns.get(fold(header)) or columns.get(area) or [])
            found = [fold(cell)] in line if header == "label" else there == fold(cell)
            matches.append(Match(how if found else "", "" if found or header == "label" else there))
        return matches
