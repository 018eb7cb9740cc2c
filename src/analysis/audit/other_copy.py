"""Checks the cells of a source against the copy of its document that a reader has, in whatever form she has it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.audit.evidence import CELL_COLUMNS, HEADER_ROW, Check, TableCheck
from analysis.audit.standing_cells import BETWEEN, find_named_row
from analysis.data.folding import fold
from analysis.data.paths import find_root
from analysis.sources.forms.delimited import decode
from analysis.sources.forms.limits import content_of
from analysis.sources.forms.read import read_document
from analysis.sources.model import RawData, RawTable, Row, Source
from analysis.sources.printed import Printed
from analysis.sources.raw import MEASURED, load_raw
from analysis.sources.texts import Text, Texts
from analysis.words.errors import DataError, RawCellError, UnknownName, WardKpiError
from analysis.words.labels import check_language
from analysis.words.store import told

_SAID_OF_ROW = ("fiscal_year", "kind", "unit", "as_of")
"""Roles of columns that say of a row's figures what they are: a figure of another kind is another figure."""


@dataclass(frozen=True)
class CopyCheck:
    """What came of checking one document's cells against a reader's copy.

    Attributes
    ----------
    source : str
        Id of the source.
    known : bool
        Whether the copy is the very file that the source was read from, by its sha256; else it is another copy.
    cells : DataFrame
        Columns of :data:`analysis.audit.evidence.CELL_COLUMNS`. ``how`` is as of :func:`analysis.verify`, or ``by_name``
        for a cell that stands in another place of the copy, in the row of its label and under its header. ``absent`` is
        a cell of whose row and header the copy says something else; what has no such row or header there is
        ``not_checked`` (``no_place``).
    remarks : tuple of DataError
        What of the copy could not be read.
    """

    source: str
    known: bool
    cells: pd.DataFrame
    problems: tuple[RawCellError, ...]
    remarks: tuple[DataError, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether cells were found and none was absent."""
        results = set(self.cells["result"])
        return "found" in results and "absent" not in results

    def summary(self, lang: str = "ja") -> str:
        """Return one line: whether it is another copy, and the cells found, differing and not located."""
        counts = {result: int((self.cells["result"] == result).sum()) for result in ("found", "absent", "not_checked")}
        text = "known_copy" if self.known else "other_copy"
        return told(f"audit.{text}", check_language(lang), source=self.source, **counts)


def check_copy(
    file: str | os.PathLike[str], *, source: str | None = None, root: str | os.PathLike[str] | None = None
) -> CopyCheck:
    """Check the cells of a source against a copy of its document.

    Parameters
    ----------
    file : path
        The copy: .pdf, .xlsx, .xlsm, .docx, .html, .csv, .tsv or a text.
    source : str, optional
        Id of the source; needed where the copy's sha256 is not that of any document.
    root : path, optional
        Folder that holds ``data``.

    Raises
    ------
    WardKpiError
        If the file cannot be read, or if it is not said of which source it is a copy.
    """
    path = Path(file).expanduser()
    sha256 = hashlib.sha256(content_of(path)).hexdigest()
    raw = load_raw(find_root(root))
    own, document = _source_of(raw, path, sha256, source)
    known = any(sha256 == one.sha256 for one in own.documents)
    copy = _Copy(raw, own, document, path, known)
    checks = [check for table in own.tables for check in copy.checks(table)]
    absent = tuple(_in_copy(check, path, known).problem() for check in checks if check.result == "absent")
    return CopyCheck(
        own.id,
        known,
        pd.DataFrame([vars(check) for check in checks], columns=CELL_COLUMNS),
        absent,
        copy.printed.reading.remarks,
    )


def _in_copy(check: Check, path: Path, known: bool) -> Check:
    """Return a check of which the problem names the copy and the place in it."""
    return check if known else replace(check, document=path.name, locator=check.cell or check.locator)


def _source_of(raw: RawData, path: Path, sha256: str, named: str | None) -> tuple[Source, str]:
    """Return the source and the document of it that a file is a copy of."""
    for source in raw.sources:
        for document in source.documents:
            if document.sha256 == sha256 and named in (None, source.id):
                return source, document.name
    ids = [source.id for source in raw.sources]
    if named is None:
        raise WardKpiError("copy_of_what", path=path, sources=", ".join(ids))
    if named not in ids:
        raise UnknownName("source", named, ids)
    own = next(source for source in raw.sources if source.id == named)
    if len(own.documents) != 1:
        raise WardKpiError("copy_of_series", source=named)
    return own, own.documents[0].name


class _Copy:
    """One copy of a document, in which the cells of its tables are looked for."""

    def __init__(self, raw: RawData, source: Source, document: str, path: Path, known: bool) -> None:
        self.raw, self.document, self.known = raw, document, known
        key = (source.id, document)
        is_text = path.suffix.lower() in ("", ".txt")
        self.printed = Printed(document, read_document(path))
        # a copy may be in Shift_JIS; which characters stand in which line does not change by that
        text = Text(document, decode(path, content_of(path))) if is_text else None
        self.texts = Texts({key: text}) if text else Texts({}, held={key: path})

    def checks(self, table: RawTable) -> Iterator[Check]:
        """Yield what came of every cell: at its own place where the headers stand at theirs, else by its row's label."""
        here = [check for check in TableCheck(self.raw, self.texts, table).all() if check.document == self.document]
        same_place = not any(one.result == "absent" for one in here if one.row == HEADER_ROW)
        rows = {row.number: row for row in table.rows}
        for check in here:
            if (check.result == "found" and same_place) or self.known:
                yield check
            else:
                row = rows.get(check.row)
                named = self._by_name(table, row, check) if row else self._of_header(table, check)
                # in a copy of the same layout what is not at its place is no matter of the layout
                yield check if same_place and check.result == "absent" and named.result == "not_checked" else named

    def _heads(self, table: RawTable) -> list[str]:
        """Return the headers of the figures, and of what a row says of them, where the copy prints all of these."""
        own = [c for c in table.columns if not (c.merged or c.excerpt)]
        figures = [c.header for c in own if c.role in MEASURED]
        said = [c.header for c in own if c.role in (*MEASURED, *_SAID_OF_ROW)]
        return said if figures and self.printed.repeated(said) else figures

    def _of_header(self, table: RawTable, check: Check) -> Check:
        printed = check.column in self._heads(table) and self.printed.repeated([check.column])
        return replace(check, result="found" if printed else "not_checked", how="by_name" if printed else "no_place")

    def _by_name(self, table: RawTable, row: Row, check: Check) -> Check:
        """Look for a cell in the row of its label and under its header, wherever in the copy they stand."""
        unknown = replace(check, result="not_checked", how="no_place", instead="", under="", cell="")
        headers = self._heads(table)
        cells = {header: row.cells[header].strip() for header in headers}
        found = find_named_row(self.printed.repeated(headers), cells, row.label) if headers else None
        if found is None:
            return unknown
        if check.column == "label":
            return replace(unknown, result="found", how="by_name")
        standing = found.standing.get(check.column)
        if standing is None or BETWEEN in standing.under:
            return unknown
        where = standing.place.text if standing.place else ""
        if standing.under == check.column:
            return replace(unknown, result="found", how="by_name", under=check.column, cell=where)
        if not fold(standing.own) and not standing.under:
            return unknown  # the copy's form may have lost the cell
        return replace(check, result="absent", how="", instead=standing.own, under=standing.under, cell=where)
