"""Where a figure stands: document and table, row and column of the transcription, and lines of the text."""

from __future__ import annotations

from typing import NamedTuple

from analysis.data.locators import parse_places
from analysis.data.study import Study
from analysis.sources.model import RawData
from analysis.sources.printed import read_span
from analysis.sources.raw import load_raw, row_at
from analysis.words.store import told


class CellPlace(NamedTuple):
    """One cell: what its place in the document is called, and where its transcription stands.

    ``lines`` says in words which lines of a text, which page and rows, or which cells of a workbook.
    """

    name: str
    source: str
    table: str
    row: int
    column: str
    lines: str


def cell_places(locator: str, study: Study) -> list[CellPlace]:
    """Return the cells of one observation, named in the study's language.

    Raises
    ------
    DataError
        If data/raw has moved on from data/clean.
    """
    raw = study.once(_raw)
    found = []
    for place in parse_places(locator):
        table, _ = row_at(place, raw)
        name = str(getattr(table, f"place_{study.lang}"))
        said = place_in_words(place.lines, study.lang)
        found.append(CellPlace(name, place.source, place.table, place.row, place.column, said))
    return found


def place_in_words(locator: str, lang: str) -> str:
    """Return where rows stand, in words: P2T1R4 is page 2, table 1, row 4; lines of a text keep their numbers.

    >>> place_in_words("P2T1R4", "en")
    'document page 2, table 1, row 4'
    >>> place_in_words("L67-L70", "ja")
    '原文 L67-L70'
    """
    span = read_span(locator)
    if span is None or span.lines:
        return told("audit.place.lines", lang, lines=locator)
    if span.sheet:
        return told("audit.place.sheet", lang, sheet=span.sheet, cells=locator.rpartition("!")[2])
    rows = f"{span.first}" if span.first == span.last else f"{span.first}-{span.last}"
    page = told("audit.place.page", lang, page=span.page) if span.page else ""
    return told("audit.place.rows", lang, page=page, table=span.table, rows=rows)


def _raw(study: Study) -> RawData:
    return load_raw(study.root)
