"""The tables of PDF documents as they are printed, where these lie beside the data, and where each figure stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.audit.cell_places import CellPlace
from analysis.audit.evidence import TableCheck
from analysis.data.study import Study
from analysis.sources.grid import Box, Place
from analysis.sources.model import RawData, Source
from analysis.sources.pictures import TablePicture
from analysis.sources.raw import load_raw
from analysis.sources.texts import Texts

_PDF = ".pdf"
Cell = tuple[str, str, int, str]
"""Source, raw table, row and column."""
_Key = tuple[int, int, int]
"""Document (counted from 1), page and table."""


@dataclass
class PrintedTable:
    """A table of a PDF: the picture, and of each transcribed cell left, top, width and height in percent of it."""

    source: str
    document: int
    page: int
    table: int
    png: bytes
    cells: dict[Cell, Box] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of its page, without ending; a source's first document needs no number."""
        which = f"-d{self.document}" if self.document > 1 else ""
        return f"table-{self.source}{which}-p{self.page}t{self.table}"


@dataclass(frozen=True)
class PrintedTables:
    """All that could be drawn; ``lacking`` says by source why nothing of it was."""

    tables: tuple[PrintedTable, ...]
    lacking: dict[str, str]

    def of(self, source: str) -> list[PrintedTable]:
        """Return the tables of a source."""
        return [one for one in self.tables if one.source == source]

    def url(self, place: CellPlace) -> str:
        """Return where in the site the table is in which a cell stands; empty where it is not drawn."""
        return next((f"{one.name}.html" for one in self.tables if cell_of(place) in one.cells), "")


def cell_of(place: CellPlace) -> Cell:
    """Return which transcribed cell a place is."""
    return place.source, place.table, place.row, place.column


def printed_tables(study: Study) -> PrintedTables:
    """Draw the tables of the PDF documents that lie in the folder of texts; the same documents give the same bytes."""
    raw = load_raw(study.root)
    of_pdf = [source for source in raw.sources if any(map(_is_pdf, _names(source)))]
    texts = Texts.find(raw, study.root) if of_pdf else Texts({})
    drawn = {source.id: _drawn(source, raw, texts) for source in of_pdf}
    lacking = {source.id: _reason(source, texts) for source in raw.sources if not drawn.get(source.id)}
    return PrintedTables(tuple(one for tables in drawn.values() for one in tables), lacking)


def _names(source: Source) -> list[str]:
    return [document.name for document in source.documents]


def _is_pdf(name: str) -> bool:
    return name.lower().endswith(_PDF)


def _reason(source: Source, texts: Texts) -> str:
    names = [name for name in _names(source) if _is_pdf(name)]
    if not names:
        return "no_pdf"
    held = [(source.id, name) for name in names if (source.id, name) in texts.held]
    if not held:
        return "not_here"
    return "unread" if all(key in texts.unread for key in held) else "no_place"


def _drawn(source: Source, raw: RawData, texts: Texts) -> list[PrintedTable]:
    """Return the tables of one source in the order of their pages, each drawn once for all of its cells."""
    names = _names(source)
    pictures: dict[_Key, TablePicture | None] = {}
    cells: dict[_Key, dict[Cell, Box]] = {}
    for cell, document, place in _places(source, raw, texts):
        key = (names.index(document) + 1, place.page or 0, place.table or 0)
        if key not in pictures:
            pictures[key] = texts.picture(source.id, document, place)
        if (picture := pictures[key]) and place.box:
            cells.setdefault(key, {})[cell] = picture.shares(place.box)
    return [
        PrintedTable(source.id, *key, picture.light(), cells[key])
        for key, picture in sorted(pictures.items(), key=lambda one: one[0])
        if picture
    ]


def _places(source: Source, raw: RawData, texts: Texts) -> Iterator[tuple[Cell, str, Place]]:
    """Yield every transcribed figure with its document and where that prints it."""
    for table in source.tables:
        check = TableCheck(raw, texts, table)
        for row in table.rows:
            for header, place in check.places(row).items():
                yield (source.id, table.file, row.number, header), row.locator.document, place
