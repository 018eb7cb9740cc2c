"""A reading aid for transcription: finds what may be KPI tables in the text of a document and drafts raw tables.

A draft is never evidence: a person compares each cell with the document, gives each row its indicator and moves the
folder to data/raw. Columns with long entries are left out, so that a draft holds figures and short labels only.
"""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from analysis.data.paths import find_root, write_files
from analysis.sources.grammar import fold
from analysis.sources.model import Source
from analysis.sources.new_source import TableDraft, check_source_id, document_of, find_ward, known_wards, skeleton
from analysis.sources.raw import MEASURED, load_raw
from analysis.sources.reading import read_text
from analysis.sources.table_finder import Candidate, Line, cell_at, find_tables
from analysis.sources.texts import Texts
from analysis.words.errors import WardKpiError


def draft_csv(candidate: Candidate) -> bytes:
    """Return the raw table that ``candidate`` suggests; the indicator column is left for a person to fill."""
    places = _kept_places(candidate)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["indicator", "label", *draft_headers(candidate), "locator"])
    for row in candidate.rows:
        label = candidate.title if candidate.label is None else cell_at(row, candidate.label)
        writer.writerow(["", label, *(cell_at(row, place) for place in places), locator(row)])
    return stream.getvalue().encode()


def draft_headers(candidate: Candidate) -> list[str]:
    """Return the printed headers that a draft keeps; a header that comes twice is numbered."""
    headers: list[str] = []
    for place in _kept_places(candidate):
        header = cell_at(candidate.header, place)
        headers.append(header if header not in headers else f"{header} ({place + 1})")
    return headers


def remark_headers(candidate: Candidate) -> list[str]:
    """Return the headers of a draft that name neither a year nor a kind of figure."""
    kept = zip(_kept_places(candidate), draft_headers(candidate), strict=True)
    return [header for place, header in kept if place not in candidate.figures]


def locator(line: Line) -> str:
    """Return where ``line`` stands, as raw tables write it."""
    return f"L{line.first}" if line.first == line.last else f"L{line.first}-L{line.last}"


def write_drafts(
    text: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    ward: str | None = None,
    words: bool = False,
    root: str | os.PathLike[str] | None = None,
    lang: str = "ja",
) -> list[Candidate]:
    """Write a draft source folder for the text of a document, to be checked by a person.

    Parameters
    ----------
    text : path
        Text of the document.
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
    list of Candidate
        What was found; ``table_01.csv`` is the first, and so on.

    Raises
    ------
    WardKpiError
        If the text cannot be read or holds no candidate, or if ``out`` exists or lies within data/raw. Nothing is
        written then.
    """
    data = find_root(root)
    folder = Path(out).expanduser().resolve()
    check_source_id(folder.name)
    if folder.is_relative_to(data / "data"):
        raise WardKpiError("draft_in_data", folder=folder)
    if folder.exists():
        raise WardKpiError("draft_exists", folder=folder)
    document = document_of(text)
    found = find_tables(read_text(Path(text).expanduser(), "TEXT"), load_raw(data).codebook, words=words)
    if not found:
        raise WardKpiError("no_candidates", path=text)
    tables = [
        TableDraft(
            f"table_{number:02d}.csv",
            draft_csv(candidate),
            candidate.title,
            locator(candidate.header),
            tuple(remark_headers(candidate)),
        )
        for number, candidate in enumerate(found, 1)
    ]
    of_ward = find_ward(ward, folder.name, known_wards(data))
    write_files(skeleton(folder, of_ward.code if of_ward else "", document, tables, lang))
    return found


def _kept_places(candidate: Candidate) -> list[int]:
    """Return the columns of a draft: those of figures, and those right of them whose entries are short."""
    width = len(candidate.header.cells)
    return [
        place
        for place in range(min(candidate.figures), width)
        if place in candidate.figures or _is_short(candidate, place)
    ]


def _is_short(candidate: Candidate, place: int) -> bool:
    entries = [cell_at(row, place) for row in candidate.rows]
    return bool(cell_at(candidate.header, place)) and any(entries) and all(len(entry) <= 10 for entry in entries)


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


def score(candidates: Iterable[Candidate], checked: Iterable[tuple[int, int, str]]) -> Score:
    """Compare drafts with checked cells.

    Parameters
    ----------
    candidates : iterable of Candidate
        What :func:`find_tables` gives for one text.
    checked : iterable of (int, int, str)
        First and last line and text of each cell of figures in the tables checked by hand.

    Returns
    -------
    Score
        A drafted cell agrees with a checked one when their lines overlap and their texts are equal after NFKC and
        without white space; each cell agrees once.
    """
    wanted = sorted((first, last, fold(text)) for first, last, text in checked)
    drafted = [(row.first, row.last, fold(text)) for one in candidates for row, text in one.figure_cells()]
    left = Counter(wanted)
    agreeing = 0
    for first, last, text in drafted:
        same = next((w for w in left if w[2] == text and w[0] <= last and first <= w[1] and left[w]), None)
        if same:
            left[same] -= 1
            agreeing += 1
    return Score(len(wanted), len(drafted), agreeing)


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
            candidates = find_tables(found[0].content, raw.codebook, words=words)
            scores[source.id] = score(candidates, _checked_cells(source))
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
