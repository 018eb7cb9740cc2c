"""Finds every raw cell in the text it was read from, so that no figure rests on a typist's word."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.audit.standing_cells import BETWEEN, Standing, find_row
from analysis.data.folding import fold
from analysis.data.paths import find_root, sources_named
from analysis.sources.grid import Place
from analysis.sources.matching import Key, Match, match_excerpts, match_row, places_of
from analysis.sources.model import ItemList, RawData, RawTable, Row, Source
from analysis.sources.printed import Heads, Span, read_span
from analysis.sources.raw import MEASURED, load_raw
from analysis.sources.texts import Texts
from analysis.words.errors import DataError, RawCellError, WardKpiError
from analysis.words.labels import check_language
from analysis.words.store import told

CELL_COLUMNS = [
    "source",
    "table",
    "row",
    "column",
    "text",
    "locator",
    "document",
    "result",
    "how",
    "instead",
    "under",
    "cell",
]
DOCUMENT_COLUMNS = ["source", "document", "state"]
LIST_COLUMNS = ["source", "title", "listed", "in_text", "transcribed"]
RESULTS = ("found", "absent", "not_checked")
HEADER_ROW = 1
_WORD_ROLES = ("group", "remark", "fiscal_year", "kind", "unit")
"""Columns that may stand apart from a row's figures."""


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
    under: str = ""
    cell: str = ""

    def problem(self) -> RawCellError:
        """Return the message that names a cell that is not in the text, or not under its header."""
        elsewhere = self.under not in ("", self.column)
        code = "under_other_header" if elsewhere else "not_in_text_instead" if self.instead else "not_in_text"
        return RawCellError(
            code,
            file=f"{self.source}/{self.table}",
            row=self.row,
            column=self.column,
            text=self.text,
            place=self.locator if self.document in self.locator else f"{self.document}:{self.locator}",
            instead=self.instead,
            under=self.under,
        )


@dataclass(frozen=True)
class Verification:
    """What came of the evidence check.

    Attributes
    ----------
    cells : DataFrame
        Columns of :data:`CELL_COLUMNS`, one row per printed cell, label and header of every raw table. ``result`` is
        ``found``, ``absent`` or ``not_checked``; ``how`` is ``in_row`` (in its place between its neighbours),
        ``alone`` (within its lines, where the text's layout is broken), ``excerpt`` (part of a longer cell), ``merged``
        (in its row, but the text has lost under which headings: these are not checked), ``summed`` (the text lists the
        municipalities of which the cell is the sum), or, for a cell that was not checked, ``no_document`` or
        ``no_locator``;
        ``in_cell`` is said of tables read as such, of a document that is no text or of columns that spaces part: in its
        row and under its header. ``instead`` is what stands in
        its place where that can be told, ``under`` the header under which the document prints it (another one where the
        cell is absent for that reason; empty where the text does not tell), ``cell`` the page, table, row and column or
        the sheet and cell of a document that is no text.
    documents : DataFrame
        Columns of :data:`DOCUMENT_COLUMNS`, one row per document; ``state`` is ``found``, ``missing``, ``changed`` (a
        file of that name has another sha256 and was not used) or ``unread`` (it is there and cannot be read).
    lists : DataFrame
        Columns of :data:`LIST_COLUMNS`, one row per list of items that a document has: how many items source.toml
        states (``listed``), its text has (``in_text``, missing without the text) and the tables hold (``transcribed``).
    """

    cells: pd.DataFrame
    documents: pd.DataFrame
    problems: tuple[WardKpiError, ...]
    lists: pd.DataFrame

    def count(self, result: str) -> int:
        """Return how many cells have ``result``."""
        return int((self.cells["result"] == result).sum())

    @property
    def checked(self) -> int:
        """Cells that were looked for in a text."""
        return self.count("found") + self.count("absent")

    @property
    def passed(self) -> bool:
        """Whether no cell is absent, no list incomplete and no text changed. A cell not checked does not count as found."""
        in_text = self.lists["in_text"].fillna(self.lists["listed"])
        whole = (self.lists["transcribed"] == self.lists["listed"]) & (in_text == self.lists["listed"])
        return self.count("absent") == 0 and bool(whole.all()) and not (self.documents["state"] == "changed").any()

    def summary(self, lang: str = "ja") -> str:
        """Return one line: cells checked, found, absent, not checked."""
        counts = {"checked": self.checked} | {result: self.count(result) for result in RESULTS}
        return told("audit.summary", check_language(lang), **counts)


def verify(
    *, sources: str | os.PathLike[str] | None = None, root: str | os.PathLike[str] | None = None
) -> Verification:
    """Look for every raw cell in the document of its source, at its locator and under its header.

    Texts are compared after NFKC and with white space folded. The cells of a row are looked for side by side in one
    line (or in the columns of the lines together, where the text breaks a printed row over several); a cell of which
    the layout is broken is looked for alone within its lines. A number must end where the text's number ends, and no
    place in the text serves two cells, so that an altered, added or dropped digit is found out.

    Needs data/raw, so a checkout: a wheel has none.

    Parameters
    ----------
    sources : path, optional
        Folder of the texts, which are known by their sha256, not by their names. Without it the environment variable
        ``WARD_KPI_SOURCES``, else ``../shared/sources`` beside the root. A folder ``reference`` beside it is searched too.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Verification
        ``cells``, a DataFrame of every printed cell with its ``result``; ``count("absent")`` says how many have one.

    Raises
    ------
    WardKpiError
        If ``sources`` is named but is no folder or holds none of the texts.
    DataError
        If data/raw cannot be read.

    Examples
    --------
    >>> import analysis
    >>> analysis.verify().count("absent")
    0
    """
    folder = find_root(root)
    raw = load_raw(folder)
    texts = Texts.find(raw, folder, sources_named(sources))
    checks = [
        check for source in raw.sources for table in source.tables for check in TableCheck(raw, texts, table).all()
    ]
    cells = pd.DataFrame([vars(check) for check in checks], columns=CELL_COLUMNS)
    documents = pd.DataFrame(texts.states(), columns=DOCUMENT_COLUMNS)
    absent = tuple(check.problem() for check in checks if check.result == "absent")
    counts = [_ListCheck(source, one, texts) for source in raw.sources for one in source.lists]
    lists = pd.DataFrame([count.record() for count in counts], columns=LIST_COLUMNS).astype({"in_text": "Int64"})
    wrong = tuple(problem for count in counts for problem in count.problems())
    return Verification(cells, documents, (*texts.problems(), *absent, *wrong), lists)


class _ListCheck:
    """Counts the items of one list of a document: as stated, in the text, in the tables."""

    def __init__(self, source: Source, own: ItemList, texts: Texts) -> None:
        self.source, self.own = source.id, own
        text = texts.get(source.id, own.locator.document)
        pattern = re.compile(own.each)
        lines = text.raw_lines(own.locator) if text else []
        self.in_text = sum(len([*pattern.finditer(line)]) for line in lines) if text else None
        read = {row.item for table in source.tables for row in table.rows if _is_read(table, row)}
        self.missing = [item for item in own.items if item not in read]

    def record(self) -> dict[str, Any]:
        """Return a row of :attr:`Verification.lists`."""
        done = self.own.count - len(self.missing)
        values = (self.source, self.own.title, self.own.count, self.in_text, done)
        return dict(zip(LIST_COLUMNS, values, strict=True))

    def problems(self) -> list[DataError]:
        """Return a message for a list that is not whole, and for one of which the text has another number."""
        found: list[DataError] = []
        about = {"source": self.source, "title": self.own.title, "count": self.own.count}
        if self.missing:
            done = self.own.count - len(self.missing)
            found.append(DataError("list_incomplete", **about, transcribed=done, missing=", ".join(self.missing)))
        if self.in_text not in (None, self.own.count):
            found.append(DataError("list_count", **about, found=self.in_text, place=self.own.locator.text))
        return found


def _is_read(table: RawTable, row: Row) -> bool:
    """Return whether a row has a printed cell that is an observation."""
    return any(row.cells[column.header].strip() for column in table.columns if column.role in MEASURED)


# --- one table ---------------------------------------------------------------------------------------------------


class TableCheck:
    """Looks for the headers and rows of one raw table in its text; see :func:`verify`.

    No place of the text serves two rows: each row is looked for with the places in mind that the others occupy.
    """

    def __init__(self, raw: RawData, texts: Texts, table: RawTable) -> None:
        self._raw, self._texts, self._table = raw, texts, table
        self._heads = _HeadsOf(texts, table)
        self._lookups = [self._lookup(None), *map(self._lookup, table.rows)]

    def _lookup(self, row: Row | None) -> _Lookup:
        lookup = _Lookup(self._raw, self._texts, self._table, row, self._heads)
        lookup.claim()
        return lookup

    def all(self) -> list[Check]:
        """Return what came of every header and row."""
        return [check for lookup in self._lookups for check in self._checks(lookup)]

    def row(self, row: Row) -> list[Check]:
        """Return what came of one row, or of what it would be in place of the row of its number."""
        return self._checks(self._lookup(row))

    def places(self, row: Row) -> dict[str, Place]:
        """Return by header where a document that is no text prints the cells of ``row``, those that stand under theirs."""
        return self._lookup(row).places_in_print

    def _checks(self, lookup: _Lookup) -> list[Check]:
        return lookup.checks([other for other in self._lookups if other.number != lookup.number])


class _HeadsOf:
    """Where a table's headers are printed, found when they are first asked for."""

    def __init__(self, texts: Texts, table: RawTable) -> None:
        self.texts, self.table = texts, table
        self.headers = [column.header for column in table.columns if not column.merged]
        self.figures = [c.header for c in table.columns if c.role in MEASURED and not c.merged]

    @cached_property
    def named(self) -> list[Heads]:
        """Where most of the headers are printed at the table's locator; of a text two over figures at least."""
        place = self.table.header_locator
        span = read_span(place.text) if place else None
        printed = self.texts.printed(self.table.source, place.document) if place else None
        heads = printed.heads(self.headers, span) if printed and span else []
        if place and self.texts.get(self.table.source, place.document):  # its scan may have torn the others
            return [one for one in heads if len(set(self.figures).intersection(one.known)) > 1]
        return [one for one in heads if len(one.known) == len(heads[0].known)]

    def over(self, span: Span, document: str) -> list[Heads]:
        """Return the headers over some rows: those at the table's locator, or where a later page prints them again."""
        named = [one for one in self.named if one.rows_in(span)]
        printed = self.texts.printed(self.table.source, document)
        return named or (printed.repeated(self.figures, span) if printed and self.figures else [])


class _Lookup:
    """One row of a raw table (its headers where ``row`` is None), to be looked for in its text."""

    def __init__(self, raw: RawData, texts: Texts, table: RawTable, row: Row | None, heads: _HeadsOf) -> None:
        self.table, self.row, self.heads = table, row, heads
        self.number = row.number if row else HEADER_ROW
        self.place = row.locator if row else table.header_locator
        self.text = texts.get(table.source, self.place.document) if self.place else None
        self.is_print = self.text is None and bool(self.place and texts.printed(table.source, self.place.document))
        self.ward = raw.ward_by_code(row.ward) if row else None
        self.claims: frozenset[Key] = frozenset()
        cells = {c.header: row.cells[c.header].strip() if row else c.header for c in table.columns}
        self.merged = {column.header for column in table.columns if column.merged}
        parts = {column.header for column in table.columns if column.excerpt} if row else set()
        apart = {column.header for column in table.columns if column.role in _WORD_ROLES} | self.merged
        self.excerpts = {header: cell for header, cell in cells.items() if header in parts}
        self.figures = {header: cell for header, cell in cells.items() if header not in apart | parts}
        self.words = {header: cell for header, cell in cells.items() if header in apart and cell}
        self.words |= {"label": row.label} if row else {}

    def claim(self) -> None:
        """Note the places that the row occupies beyond doubt: those of all its figures, side by side."""
        if self.text is not None and self.place is not None and not self.text.is_csv:
            self.claims = places_of([*self.words.values()], [*self.figures.values()], self.text.lines(self.place))

    def checks(self, others: Sequence[_Lookup]) -> list[Check]:
        """Return what came of every printed cell, and of blank ones where the text has a figure."""
        cells = self.words | self.figures | self.excerpts
        if self.is_print:
            return [*self._in_print(cells)]
        if self.text is None or self.place is None:
            why = "no_document" if self.place else "no_locator"
            return [self._check(header, cell, "not_checked", why) for header, cell in cells.items() if cell]
        matches = self._in_csv() if self.text.is_csv else self._in_lines(others)
        if not self.text.is_csv:
            matches += match_excerpts([*self.excerpts.values()], self.text.lines(self.place))
            matches = [*map(self._of_merged, cells, matches)]
        checks = [
            self._check(header, cell, self._result(header, match), match.how, match.instead)
            for (header, cell), match in zip(cells.items(), matches, strict=True)
            if match.how != "blank"
        ]
        if self.text.is_csv:
            return checks
        checks = [*map(self._in_columns, checks)]
        if self.row and any(
            check.how == "in_cell" for check in checks
        ):  # columns that spaces part: blank ones as in print
            left_out = (self._of_print(header, cell) for header, cell in self.figures.items() if not cell)
            checks += [check for check in left_out if check]
        return [*map(self._under_header, checks)]

    # --- under which header ---

    @cached_property
    def _standing(self) -> tuple[dict[str, Standing], tuple[str, ...]]:
        """Where the row's cells stand in print, and what may name the row there."""
        span = self._span
        printed = {
            header: cell for header, cell in (self.words | self.figures | self.excerpts).items() if header != "label"
        }
        printed = {header: cell for header, cell in printed.items() if header not in self.merged}
        assert self.row is not None
        parts = frozenset(self.excerpts if self.is_print else printed)  # a text's lines may be torn
        heads = self.heads.over(span, self.place.document) if span and self.place else []
        row = find_row(heads, span, printed, self.row.label, parts) if span else None
        return (row.standing, row.names) if row else ({}, ())

    @property
    def _span(self) -> Span | None:
        return read_span(self.place.text) if self.place else None

    def _in_columns(self, check: Check) -> Check:
        """Take a cell as found that a text prints in its row and under its header, in columns that only spaces part."""
        if check.result != "absent" or not check.text:
            return check
        if self.row is None:
            there = any(check.column in heads.known for heads in self.heads.named)
        elif check.column == "label":
            there = fold(check.text) in self._standing[1]
        else:
            found = self._standing[0].get(check.column, Standing(""))
            named = fold(self.row.label) in self._standing[1] and not found.elsewhere
            there = named and found.under == check.column and fold(found.own) == fold(check.text)
            check = check if check.instead or found.under else replace(check, instead=found.own)
        return replace(check, result="found", how="in_cell", instead="") if there else check

    def _under_header(self, check: Check) -> Check:
        """Add under which header a text prints a cell; one that stands under another of its row is not found."""
        standing = self._standing[0].get(check.column) if self.row else None
        if standing is None or not standing.under or check.column not in (self.figures | self.excerpts):
            return check
        if standing.under == check.column or BETWEEN in standing.under:
            return replace(check, under=check.column if check.result == "found" else "")
        return replace(check, result="absent", how="", under=standing.under, instead=standing.own)

    def _in_print(self, cells: Mapping[str, str]) -> Sequence[Check]:
        """Look for each cell in its row and under its header; a document that is no text has no torn lines."""
        if self.row is None:
            known = self.heads.named[0].known if self.heads.named else []
            return [self._of_header(header, header in known) for header in cells]
        return [check for header, cell in cells.items() if (check := self._of_print(header, cell))]

    def _of_header(self, header: str, printed: bool) -> Check:
        if header in self.merged:
            return self._check(header, header, "not_checked", "merged")
        return self._check(header, header, "found" if printed else "absent", "in_cell" if printed else "")

    def _of_print(self, header: str, cell: str) -> Check | None:
        standing, names = self._standing
        if header == "label":
            named = fold(cell) in (*names, fold(self.table.title))
            return self._check(header, cell, "found" if named else "absent", "in_cell" if named else "")
        if header in self.merged:
            return self._check(header, cell, "not_checked", "merged") if cell else None
        found = standing.get(header, Standing(""))
        if not cell:
            left_out = header in self.figures and fold(found.own) and BETWEEN not in found.under
            return self._check(header, cell, "absent", instead=found.own) if left_out else None
        where = found.place.text if found.place else ""
        if found.under == header:
            return replace(self._check(header, cell, "found", "in_cell"), under=header, cell=where)
        return replace(self._check(header, cell, "absent", instead=found.own), under=found.under, cell=where)

    def _of_merged(self, header: str, match: Match) -> Match:
        """Mark a cell whose headings the text has lost: it is found in its row, and its heading is not looked for."""
        lost = header in self.merged and match.how != "blank" and (match.how or self.row is None)
        return Match("merged") if lost else match

    def _result(self, header: str, match: Match) -> str:
        if self.row is None and header in self.merged:
            return "not_checked"
        return "found" if match.how else "absent"

    def _check(self, header: str, cell: str, result: str, how: str = "", instead: str = "") -> Check:
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

    @property
    def places_in_print(self) -> dict[str, Place]:
        """Where a document that is no text prints the cells, by header."""
        found = self._standing[0] if self.is_print and self.row else {}
        return {header: one.place for header, one in found.items() if one.place and one.under == header}

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
        for header, cell in (self.words | self.figures | self.excerpts).items():
            there = "".join(columns.get(fold(header)) or columns.get(area) or [])
            found = [fold(cell)] in line if header == "label" else there == fold(cell)
            found_how = how if cell else "blank"
            matches.append(Match(found_how if found else "", "" if found or header == "label" else there))
        return matches
