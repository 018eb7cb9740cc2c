"""A reading aid for transcription: finds what may be KPI tables in a document and drafts raw tables.

A draft is never evidence: a person compares each cell with the document, answers its questions, gives each row its
indicator and moves the folder to data/raw. Columns with long entries are left out, so that a draft holds figures and
short labels only.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from analysis.data.folding import fold
from analysis.data.paths import find_root
from analysis.data.writing import check_place, is_free, place, write_files
from analysis.sources.binding import Table, bind
from analysis.sources.draft import draft
from analysis.sources.forms.read import read_document
from analysis.sources.forms.text import as_title, read_plain
from analysis.sources.grid import Grid, Place, Reading, place_of_row
from analysis.sources.model import Codebook, Source
from analysis.sources.new_source import check_source_id, document_of, find_ward, known_wards, skeleton
from analysis.sources.raw import MEASURED, load_raw
from analysis.sources.shaping import Finder
from analysis.sources.texts import Texts
from analysis.words.errors import DataError, NoCandidates, WardKpiError

_MOST_PLACES = 20
"""Places that one remark names; where more is left out, the document is to be looked through anyway."""


class Drafts(NamedTuple):
    """What was found in a document: its tables (``table_01.csv`` is the first), and remarks on what was left out."""

    tables: tuple[Table, ...]
    remarks: tuple[DataError, ...]

    @property
    def questions(self) -> int:
        """Number of questions that the tables leave open."""
        return sum(len(table.questions) for table in self.tables)


def write_drafts(
    file: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    ward: str | None = None,
    words: bool = False,
    root: str | os.PathLike[str] | None = None,
    lang: str = "ja",
) -> Drafts:
    """Write a draft source folder for a document, to be checked by a person.

    Parameters
    ----------
    file : path
        The document: .pdf, .xlsx, .xlsm, .docx, .html, .csv, .tsv or a text.
    out : path
        Folder to make; its name becomes the id of the source. Not within data/raw, where nothing unchecked belongs.
    ward : str, optional
        Code, slug or Japanese name of the ward; the first part of the folder's name without it.
    words : bool
        Take tables without any figure as well.
    root : path, optional
        Folder that holds ``data``, for the units and words of its codebook.
    lang : str
        Language of the comments in source.toml.

    Returns
    -------
    Drafts
        The tables found, and remarks on what was left out.

    Raises
    ------
    WardKpiError
        If the document cannot be read or holds no candidate, or if ``out`` exists or lies within data/raw. Nothing is
        written then.
    """
    data = find_root(root)
    folder = place(out)
    check_source_id(folder.name)
    if folder.is_relative_to(data / "data"):
        raise WardKpiError("draft_in_data", folder=folder)
    check_place(folder)
    if not is_free(folder):
        raise WardKpiError("draft_exists", folder=folder)
    found = drafts_of(read_document(file), Path(file).name, load_raw(data).codebook, words=words)
    if not found.tables:
        raise NoCandidates(Path(file), found.remarks)
    drafts = [draft(table, f"table_{number:02d}.csv", lang) for number, table in enumerate(found.tables, 1)]
    of_ward = find_ward(ward, folder.name, known_wards(data))
    remarks = [remark.message(lang) for remark in found.remarks]
    write_files(skeleton(folder, of_ward.code if of_ward else "", document_of(file), drafts, lang, remarks))
    return found


def drafts_of(reading: Reading, name: str, codebook: Codebook, *, words: bool = False) -> Drafts:
    """Return the tables of a document called ``name``; its remarks name the figures that stand in none of them, too."""
    tables = tables_of(reading.grids, codebook, words=words)
    read = {cell.place for table in tables for cell in table.grid.cells}
    left = [*reading.unread]
    left += [place for grid in reading.grids if (place := _unread(grid, read, codebook))]
    shown = ", ".join(left[:_MOST_PLACES]) + (", …" if len(left) > _MOST_PLACES else "")
    further = (DataError("figures_unread", path=name, places=shown),) if left else ()
    return Drafts(tuple(tables), (*reading.remarks, *further))


def _unread(grid: Grid, read: Set[Place], codebook: Codebook) -> str:
    """Return where a grid's figures stand that no table holds; a single one, or numbers before its rows, are no table."""
    finder = Finder(grid, codebook)
    free = [cell for cell in grid.cells if cell.column and cell.place not in read and finder.is_figure(cell.text)]
    return place_of_row(cell.place for cell in free) if len(free) > 1 else ""


def tables_of(grids: Iterable[Grid], codebook: Codebook, *, words: bool = False) -> list[Table]:
    """Return what may be KPI tables, in the order of the document; a table printed twice in a row comes once."""
    found = []
    for grid in grids:
        found += [_titled(table) for table in bind(grid, codebook, words=words)]
    return _once(found)


def _titled(table: Table) -> Table:
    """Return the table without a title that is a sentence, which a draft must not copy."""
    return replace(table, title=as_title(table.title))


def _once(tables: Iterable[Table]) -> list[Table]:
    """Return tables in their order; one printed again right below itself, as HTML and then with tabs, comes once."""
    kept: list[Table] = []
    for table in sorted(tables, key=_first_line):  # without lines all are 0 and stay as they are
        if not any(_same(one, table) for one in kept[-4:]):
            kept.append(table)
    return kept


def _same(one: Table, other: Table) -> bool:
    """Return whether ``other``, right below ``one``, begins with the same rows; what follows there is another."""
    first, second = _printed(one), _printed(other)
    return second[: len(first)] == first and 0 < _first_line(other) - _last_line(one) < 6


def _printed(table: Table) -> list[str]:
    rows = (*table.header_rows, *table.rows)
    return [fold("".join(cell.text for cell in table.grid.row(row))) for row in rows]


def _lines(table: Table) -> list[tuple[int, int]]:
    rows = (*table.header_rows, *table.rows)
    return [cell.place.lines for row in rows for cell in table.grid.row(row) if cell.place.lines]


def _first_line(table: Table) -> int:
    return min((first for first, _ in _lines(table)), default=0)


def _last_line(table: Table) -> int:
    return max((last for _, last in _lines(table)), default=0)


# --- comparing drafts with tables that a person has checked -------------------------------------------------------


class Score(NamedTuple):
    """How many cells were checked by hand, how many cells drafts hold, and how many of them are the same cells."""

    checked: int
    drafted: int
    agreeing: int

    @property
    def recall(self) -> float:
        """Share of the checked cells that a draft holds."""
        return self.agreeing / self.checked if self.checked else float("nan")

    @property
    def precision(self) -> float:
        """Share of the drafted cells that a person kept."""
        return self.agreeing / self.drafted if self.drafted else float("nan")


def score(tables: Iterable[Table], checked: Iterable[tuple[int, int, str]]) -> Score:
    """Compare drafts with checked cells.

    Parameters
    ----------
    tables : iterable of Table
        What :func:`tables_of` gives for one text.
    checked : iterable of (int, int, str)
        First and last line and text of each cell of figures in the tables checked by hand.

    Returns
    -------
    Score
        A drafted cell agrees with a checked one when their lines overlap and their texts are equal after NFKC and
        without white space; each cell agrees once.
    """
    wanted = sorted((first, last, fold(text)) for first, last, text in checked)
    drafted = [cell for table in tables for cell in _drafted_cells(table)]
    left = Counter(wanted)
    agreeing = 0
    for first, last, text in drafted:
        same = next((w for w in left if w[2] == text and w[0] <= last and first <= w[1] and left[w]), None)
        if same:
            left[same] -= 1
            agreeing += 1
    return Score(len(wanted), len(drafted), agreeing)


def _drafted_cells(table: Table) -> Iterator[tuple[int, int, str]]:
    kept = [figure.cell for figure in table.figures if not figure.is_left_out]
    for cell in dict.fromkeys(kept):  # one that stacks a target and its result is one cell
        if cell.place.lines:
            yield (*cell.place.lines, fold(cell.text))


def measure(
    *,
    words: bool = False,
    sources: str | os.PathLike[str] | None = None,
    root: str | os.PathLike[str] | None = None,
) -> dict[str, Score]:
    """Compare drafts of every text that is present with the tables that were checked by hand.

    Parameters
    ----------
    words : bool
        Draft tables without any figure as well.
    sources : path, optional
        Folder of the texts, found by their sha256 (see :func:`analysis.audit.evidence.verify`).
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    dict
        Score by source id. Series of a ministry's files, which are tables already, are left out.
    """
    data = find_root(root)
    raw = load_raw(data)
    texts = Texts.find(raw, data, sources)
    scores = {}
    for source in raw.sources:
        found = [texts.get(source.id, document.name) for document in source.documents]
        if source.ward and len(found) == 1 and found[0]:
            tables = tables_of(read_plain(found[0].content).grids, raw.codebook, words=words)
            scores[source.id] = score(tables, _checked_cells(source))
    return scores


def _checked_cells(source: Source) -> list[tuple[int, int, str]]:
    """Return lines and text of each figure's cell; a cell that several rows read is one cell."""
    cells = set()
    for table in source.tables:
        for row in table.rows:
            first, last = row.locator.first, row.locator.last
            for column in table.columns:
                text = row.cells[column.header].strip()
                if text and first and last and column.role in MEASURED and not (column.excerpt or column.merged):
                    cells.add((first, last, fold(text), table.file, column.header))
    return sorted((first, last, text) for first, last, text, *_ in cells)
