"""A reading aid for transcription: finds what may be KPI tables in the text of a document and drafts raw tables.

A draft is never evidence: a person compares each cell with the document, gives each row its indicator and moves the
folder to data/raw. Columns with long entries are left out, so that a draft holds figures and short labels only.
"""

from __future__ import annotations

import bisect
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from analysis.errors import WardKpiError
from analysis.evidence import Texts, load_raw
from analysis.grammar import GrammarError, Header, fold, parse_cell, parse_header
from analysis.new_source import TableDraft, check_source_id, document_of, skeleton
from analysis.paths import find_root, write_files
from analysis.raw import Codebook, Source, read_text

_LONGEST_HEADER = 40
_LONGEST_CELL = 60
_LONGEST_TITLE = 60
_RULE = re.compile(r"[|\s:\-—－ー]+")
_HTML_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_TITLE_MARK = re.compile(r"(?:KPI\s*[：:]|[■●○◆])")


class Line(NamedTuple):
    """Cells that stand in one line of the text, or in several; lines are counted from 1."""

    first: int
    last: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """What may be a KPI table.

    ``figures`` are the places of the columns whose header names a year or a kind of figure; ``label`` is the place of
    the column that names the row, None where the rows have no name and the title has to do.
    """

    title: str
    header: Line
    rows: tuple[Line, ...]
    figures: tuple[int, ...]
    label: int | None

    def figure_cells(self) -> Iterator[tuple[Line, str]]:
        """Yield every cell that is not blank in a column of figures, with its row."""
        for row in self.rows:
            for place in self.figures:
                text = _cell(row, place)
                if text:
                    yield row, text


def find_tables(text: str, codebook: Codebook, *, words: bool = False) -> list[Candidate]:
    """Return what may be KPI tables in ``text``.

    Parameters
    ----------
    text : str
        Text of a document, in which tables stand as lines with ``|``, as lines with tabs, or as HTML within a line.
    codebook : Codebook
        Units and words that a cell may hold.
    words : bool
        Take tables without any figure as well, such as a plan's activities for each year.

    Returns
    -------
    list of Candidate
        In the order of the text. A table printed twice in a row, as HTML and as lines with tabs, comes once.
    """
    lines = text.split("\n")  # other marks that Python takes for line ends do not count in locators
    starts = _line_starts(lines)
    blocks = [*_html_blocks(text, starts), *_pipe_blocks(lines), *_tab_blocks(lines)]
    found = [
        candidate
        for title, block in blocks
        for candidate in _candidates(title, block)
        if words or _has_figure(candidate, codebook)
    ]
    return _once(sorted(found, key=lambda candidate: candidate.header.first))


def draft_csv(candidate: Candidate) -> bytes:
    """Return the raw table that ``candidate`` suggests; the indicator column is left for a person to fill."""
    places = _kept_places(candidate)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["indicator", "label", *draft_headers(candidate), "locator"])
    for row in candidate.rows:
        label = candidate.title if candidate.label is None else _cell(row, candidate.label)
        writer.writerow(["", label, *(_cell(row, place) for place in places), locator(row)])
    return stream.getvalue().encode()


def draft_headers(candidate: Candidate) -> list[str]:
    """Return the printed headers that a draft keeps; a header that comes twice is numbered."""
    headers: list[str] = []
    for place in _kept_places(candidate):
        header = _cell(candidate.header, place)
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
    ward: str = "",
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
    ward : str
        Code of the ward.
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
    write_files(skeleton(folder, ward, document, tables, lang))
    return found


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
        Folder of the texts, found by their sha256 (see :func:`analysis.evidence.verify`).
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
                if text and first and last and column.role in ("observation", "undated"):
                    cells.add((first, last, fold(text), table.file, column.header))
    return sorted((first, last, text) for first, last, text, *_ in cells)


# --- finding blocks of lines ---------------------------------------------------------------------------------------

_Block = tuple[str, list[Line]]


def _line_starts(lines: Sequence[str]) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _html_blocks(text: str, starts: list[int]) -> Iterator[_Block]:
    end = 0
    for match in _HTML_TABLE.finditer(text):
        parser = _HtmlTable()
        parser.feed(match.group())
        parser.close()
        number = bisect.bisect_right(starts, match.start())
        before = text[max(end, starts[number - 1]) : match.start()]
        rows = [
            Line(number + first - 1, number + last - 1, tuple(map(_plain, cells))) for first, last, cells in parser.rows
        ]
        yield _title(_TITLE_MARK.split(before.rpartition("\t")[2])[-1]), rows
        end = match.end()


class _HtmlTable(HTMLParser):
    """Collects the rows of one HTML table with the lines in which they begin and end."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, int, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        line = self.getpos()[0]
        if tag == "tr":
            self.rows.append((line, line, []))
        elif tag in ("td", "th") and self.rows:
            self.rows[-1][2].append("")
        elif tag == "br":
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Add text to the cell that is open."""
        if self.rows and self.rows[-1][2]:
            first, _, cells = self.rows[-1]
            cells[-1] += data
            self.rows[-1] = (first, self.getpos()[0], cells)


def _pipe_blocks(lines: Sequence[str]) -> Iterator[_Block]:
    for first, last in _runs([line.lstrip().startswith("|") for line in lines]):
        rows = [
            Line(number, number, tuple(map(_plain, lines[number - 1].strip().strip("|").split("|"))))
            for number in range(first, last + 1)
            if not _RULE.fullmatch(lines[number - 1])
        ]
        yield _title_above(lines, first), rows


def _tab_blocks(lines: Sequence[str]) -> Iterator[_Block]:
    for first, last in _runs(["\t" in line.strip() for line in lines]):
        rows = [
            Line(number, number, tuple(map(_plain, lines[number - 1].rstrip().split("\t"))))
            for number in range(first, last + 1)
        ]
        yield _title_above(lines, first), rows


def _runs(inside: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last number, counted from 1, of each run of true values."""
    first = 0
    for number, flag in enumerate((*inside, False), 1):
        if flag and not first:
            first = number
        elif not flag and first:
            yield first, number - 1
            first = 0


def _plain(cell: str) -> str:
    return " ".join(_TAG.sub(" ", cell).split())


def _title_above(lines: Sequence[str], first: int) -> str:
    """Return the nearest short line above that is no table and no sentence."""
    for line in reversed(lines[max(0, first - 6) : first - 1]):
        text = _title(line)
        if text and "\t" not in line and not line.lstrip().startswith(("|", "<")):
            return text
    return ""


def _title(text: str) -> str:
    """Return ``text`` as a title; empty where it is a sentence, which a draft must not copy."""
    title = _plain(text).strip("#■●○◆・:： ")
    return "" if "。" in title or len(title) > _LONGEST_TITLE else title


# --- from blocks to candidates -------------------------------------------------------------------------------------


def _candidates(title: str, block: list[Line]) -> Iterator[Candidate]:
    """Yield the tables of a block: each begins with a line of headers."""
    position = 0
    while position < len(block):
        header = block[position]
        if not _is_header(header):
            position += 1
            continue
        position += 1
        if position < len(block) and _is_header(block[position]):
            header = _joined(header, block[position])
            position += 1
        figures = tuple(place for place, cell in enumerate(header.cells) if _read_header(cell))
        rows = []
        while position < len(block) and not _is_header(block[position]) and _is_row(block[position], figures):
            rows.append(block[position])
            position += 1
        if figures and rows:
            yield Candidate(title, header, tuple(rows), figures, _label_place(rows, figures))


def _is_header(line: Line) -> bool:
    read = [header for header in map(_read_header, line.cells) if header]
    return len(read) > 1 or any(header.kind and header.fiscal_year for header in read)


def _read_header(cell: str) -> Header | None:
    if not cell or len(cell) > _LONGEST_HEADER:
        return None
    try:
        return parse_header(cell)
    except GrammarError:
        return None


def _joined(upper: Line, lower: Line) -> Line:
    """Join two header rows, column by column."""
    width = max(len(upper.cells), len(lower.cells))
    cells = tuple(" ".join(filter(None, (_cell(upper, place), _cell(lower, place)))) for place in range(width))
    return Line(upper.first, lower.last, cells)


def _is_row(line: Line, figures: tuple[int, ...]) -> bool:
    """Return whether the line may still belong to the table: its columns of figures hold no prose."""
    return all(len(_cell(line, place)) <= _LONGEST_CELL for place in figures)


def _label_place(rows: list[Line], figures: tuple[int, ...]) -> int | None:
    """Return the column next to the first figures that has text in it."""
    left = range(min(figures) - 1, -1, -1)
    return next((place for place in left if any(_cell(row, place) for row in rows)), None)


def _has_figure(candidate: Candidate, codebook: Codebook) -> bool:
    return any(
        any(char.isdigit() for char in text) and _is_readable(text, codebook) for _, text in candidate.figure_cells()
    )


def _is_readable(text: str, codebook: Codebook) -> bool:
    try:
        return bool(parse_cell(text, codebook.printed_units, codebook.vocabulary).quantities)
    except GrammarError as error:
        return error.code == "unknown_unit"


def _once(candidates: list[Candidate]) -> list[Candidate]:
    """Leave out the repetition of a table right below it: as HTML, which comes first, it has its title."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(_same(one, candidate) for one in kept[-4:]):
            kept.append(candidate)
    return kept


def _same(one: Candidate, other: Candidate) -> bool:
    """Return whether ``other``, right below ``one``, begins with the same lines; what follows there is another row."""
    first, second = ([fold("".join(line.cells)) for line in (each.header, *each.rows)] for each in (one, other))
    return second[: len(first)] == first and 0 < other.header.first - one.rows[-1].last < 6


def _kept_places(candidate: Candidate) -> list[int]:
    """Return the columns of a draft: those of figures, and those right of them whose entries are short."""
    width = len(candidate.header.cells)
    return [
        place
        for place in range(min(candidate.figures), width)
        if place in candidate.figures or _is_short(candidate, place)
    ]


def _is_short(candidate: Candidate, place: int) -> bool:
    entries = [_cell(row, place) for row in candidate.rows]
    return bool(_cell(candidate.header, place)) and any(entries) and all(len(entry) <= 10 for entry in entries)


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""
