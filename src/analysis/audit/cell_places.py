"""Where a figure stands: document and table, row and column of the transcription, and lines of the text."""

from __future__ import annotations

from typing import NamedTuple

from analysis.data.locators import parse_places
from analysis.data.study import Study
from analysis.sources.model import RawData
from analysis.sources.raw import load_raw, row_at


class CellPlace(NamedTuple):
    """One cell: what its place in the document is called, and where its transcription stands."""

    name: str
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
        found.append(CellPlace(name, place.table, place.row, place.column, place.lines))
    return found


def _raw(study: Study) -> RawData:
    return load_raw(study.root)
