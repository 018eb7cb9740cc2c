"""Finds what may be KPI tables in the text of a document: lines with bars, lines with tabs, HTML within a line."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import accumulate
from typing import NamedTuple

from analysis.sources.grammar import GrammarError, Header, fold, parse_cell, parse_header
from analysis.sources.model import Codebook

_LONGEST_HEADER = 40
_LONGEST_CELL = 60
_LONGEST_TITLE = 60
_RULE = re.compile(r"[|\s:\-—－ー]+")
_TABLE_BEGIN, _TABLE_END = (re.compile(tag, re.IGNORECASE) for tag in (r"<table\b", r"</table>"))
_TAG = re.compile(r"<[^<>]*>")
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
                text = cell_at(row, place)
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


# --- finding blocks of lines ---------------------------------------------------------------------------------------

_Block = tuple[str, list[Line]]


def _line_starts(lines: Sequence[str]) -> list[int]:
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _html_blocks(text: str, starts: list[int]) -> Iterator[_Block]:
    end = 0
    # looked for one after the other: one pattern for both would read the whole text again for every <table> left open
    while (begin := _TABLE_BEGIN.search(text, end)) and (close := _TABLE_END.search(text, begin.end())):
        parser = _HtmlTable()
        parser.feed(text[begin.start() : close.end()])
        parser.close()
        number = bisect.bisect_right(starts, begin.start())
        before = text[max(end, starts[number - 1]) : begin.start()]
        rows = [
            Line(number + first - 1, number + last - 1, tuple(map(_plain, cells))) for first, last, cells in parser.rows
        ]
        yield _title(_TITLE_MARK.split(before.rpartition("\t")[2])[-1]), rows
        end = close.end()


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


@lru_cache(maxsize=10_000)  # a table repeated in a text has the same headers
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
    cells = tuple(" ".join(filter(None, (cell_at(upper, place), cell_at(lower, place)))) for place in range(width))
    return Line(upper.first, lower.last, cells)


def _is_row(line: Line, figures: tuple[int, ...]) -> bool:
    """Return whether the line may still belong to the table: its columns of figures hold no prose."""
    return all(len(cell_at(line, place)) <= _LONGEST_CELL for place in figures)


def _label_place(rows: list[Line], figures: tuple[int, ...]) -> int | None:
    """Return the column next to the first figures that has text in it."""
    left = range(min(figures) - 1, -1, -1)
    return next((place for place in left if any(cell_at(row, place) for row in rows)), None)


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


def cell_at(line: Line, place: int) -> str:
    """Return the cell at ``place``; empty where the line is shorter."""
    return line.cells[place] if place < len(line.cells) else ""
