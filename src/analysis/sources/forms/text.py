"""Reads texts of documents: lines with bars, lines with tabs, HTML within a line, and columns made by spaces."""

from __future__ import annotations

import bisect
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from analysis.sources.forms.delimited import grids_of_rows
from analysis.sources.forms.layout import read_layout, rows_of_figures
from analysis.sources.forms.markup import tables_of_markup
from analysis.sources.grid import Grid, Place, Reading, join_lines, with_notes

_LONGEST_TITLE = 60
_RULE = re.compile(r"[|\s:\-—－ー]+")
_TABLE_BEGIN, _TABLE_END = (re.compile(tag, re.IGNORECASE) for tag in (r"<table\b", r"</table>"))
_TAG = re.compile(r"<[^<>]*>")
_QUOTED = re.compile(r'(?:^|\t)"', re.MULTILINE)
_MOST_BREAKS = 10
"""Lines of one quoted cell."""
_TITLE_MARK = re.compile(r"(?:KPI\s*[：:]|[■●○◆])")


def read_plain(text: str) -> Reading:
    """Return the grids of a text in the order of their lines."""
    lines = text.split("\n")  # other marks that Python takes for line ends do not count in locators
    spaced = ["" if "\t" in line or "|" in line or "<" in line else line for line in lines]  # no other table's
    columns = list(read_layout(spaced))
    grids = sorted([*_html(text, lines), *_bars(lines), *_tabs(lines), *columns], key=_first_line)
    left = set(rows_of_figures(spaced, columns))
    unread = (Place(lines=run).text for run in _runs([number in left for number in range(1, len(lines) + 1)]))
    return Reading("txt", tuple(with_notes(grids, [_plain(line) for line in lines])), unread=tuple(unread))


def _first_line(grid: Grid) -> int:
    return min((cell.place.lines[0] for cell in grid.cells if cell.place.lines), default=0)


def _html(text: str, lines: Sequence[str]) -> Iterator[Grid]:
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    end = 0
    # looked for one after the other: one pattern for both would read the whole text again for every <table> left open
    while (begin := _TABLE_BEGIN.search(text, end)) and (close := _TABLE_END.search(text, begin.end())):
        number = bisect.bisect_right(starts, begin.start())
        before = text[max(end, starts[number - 1]) : begin.start()]
        title = as_title(_TITLE_MARK.split(before.rpartition("\t")[2])[-1])
        for grid in tables_of_markup(text[begin.start() : close.end()], number):
            yield replace(grid, title=title or grid.title)
        end = close.end()


def _bars(lines: Sequence[str]) -> Iterator[Grid]:
    for first, last in _runs([line.lstrip().startswith("|") for line in lines]):
        rows = [
            (number, number, [_plain(cell) for cell in lines[number - 1].strip().strip("|").split("|")])
            for number in range(first, last + 1)
            if not _RULE.fullmatch(lines[number - 1])
        ]
        yield from grids_of_rows(rows, _title_above(lines, first))


def _tabs(lines: Sequence[str]) -> Iterator[Grid]:
    for first, last in _runs(_with_tabs(lines)):
        run = "\n".join(line.rstrip("\r") for line in lines[first - 1 : last])
        if not _QUOTED.search(run):
            rows = [(first + n, first + n, line.rstrip().split("\t")) for n, line in enumerate(run.split("\n"))]
        else:  # a cell with line breaks, as Excel copies it
            reader, rows, begin = csv.reader(io.StringIO(run, newline=""), delimiter="\t"), [], first
            for cells in reader:
                rows.append((begin, first + reader.line_num - 1, cells))
                begin = first + reader.line_num
        plain = [(a, b, [join_lines(map(_plain, cell.split("\n"))) for cell in cells]) for a, b, cells in rows]
        yield from grids_of_rows(plain, _title_above(lines, first))


def _with_tabs(lines: Sequence[str]) -> list[bool]:
    """Return for each line whether it holds tabs, or a part of a quoted cell that has begun beside one or ends so."""
    inside = ["\t" in line.strip() for line in lines]
    number = 0
    while number < len(lines):
        end = next(
            (n for n in range(number, min(number + _MOST_BREAKS, len(lines))) if _is_closed(lines, number, n)), 0
        )
        if end > number and any(inside[number : end + 1]):
            inside[number : end + 1] = [True] * (end + 1 - number)
        number = max(end, number) + 1
    return inside


def _is_closed(lines: Sequence[str], first: int, last: int) -> bool:
    """Return whether no quoted cell that begins in a line is still open after another."""
    return not _QUOTED.search(lines[first]) or "".join(lines[first : last + 1]).count('"') % 2 == 0


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
        text = as_title(line)
        if text and "\t" not in line and not line.lstrip().startswith(("|", "<")):
            return text
    return ""


def as_title(text: str) -> str:
    """Return ``text`` as a title; empty where it is a sentence, which a draft must not copy."""
    title = _plain(text).strip("#■●○◆・:： ")
    return "" if "。" in title or len(title) > _LONGEST_TITLE else title
