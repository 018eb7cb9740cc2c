"""Finds the printed cells of one table row in some lines of a text, whatever the layout that its scan left of the table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile, zip_longest

from analysis.data.folding import fold

Cells = list[list[str]]
"""One line of a text: its columns, each in the pieces that tags part it into, see :func:`read_piece`."""

Key = tuple[int, int, int]
"""A place in a text: line, column, piece."""

_BREAK, _USED, _SPACE = "\x1f", "\x1e", "\x1d"
"""Between the pieces of a column, in place of what has been found, and for white space within a piece."""
_WHOLE = (rf"(?<![^{_BREAK}])", rf"(?![^{_BREAK}])")
_WORD = (rf"(?<![^{_BREAK}{_SPACE}])", rf"(?![^{_BREAK}{_SPACE}])")
_NO_DIGIT = (rf"(?<!\d)(?<!\d{_SPACE})", rf"(?!{_SPACE}?\d)")
_NO_FIGURE = (_NO_DIGIT[0] + "(?<![,.▲△−+<>≦≧約-])", _NO_DIGIT[1] + "(?![,.])")
_WITHIN_FIGURE = frozenset("0123456789,.")
_TELLING = 4
"""So many characters of a word or more do not stand in a text by chance."""


@dataclass(frozen=True)
class Match:
    """What came of looking for a cell.

    ``how`` is ``in_row`` (side by side with the row's other cells), ``alone``, ``blank`` (nothing to look for, and no
    figure of the row left over in the text), or empty when it was not found; ``instead`` is what stands in its place.
    """

    how: str
    instead: str = ""


@dataclass(frozen=True)
class _Spot:
    """A cell of a text, or the same column of several lines, joined."""

    column: int
    text: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class _Run:
    """Neighbouring spots that may be a row's figures, and what stands before and after them."""

    spots: Sequence[_Spot] = ()
    before: Sequence[_Spot] = ()
    after: Sequence[_Spot] = ()


def read_piece(text: str) -> str:
    """Return a piece of a text in NFKC, with a mark where it has white space."""
    return _SPACE.join(unicodedata.normalize("NFKC", text).split())


def match_row(
    words: Sequence[str],
    figures: Sequence[str],
    lines: Mapping[int, Cells],
    claimed: frozenset[Key] = frozenset(),
    shared: frozenset[Key] = frozenset(),
) -> list[Match]:
    """Look for the cells of one row: those that may stand apart from the figures, last its label, and then the figures.

    The figures, in printed order and blank ones included, are looked for side by side, in one line or in the columns of
    all lines joined (a scan breaks a printed row over several lines). Where the others stand so, another figure in the
    place of one decides against it. Otherwise a cell may stand alone within the lines, as a whole, or word by word
    where the scan has torn it. No place serves two cells: at places ``claimed`` by other rows no cell of this one may
    be found, and those ``shared`` with rows that read the same printed cells do not count as left over where this one
    is blank.
    """
    region = _Region(lines)
    folded_words, folded = [fold(word) for word in words], [fold(figure) for figure in figures]
    printed = [number for number, figure in enumerate(folded) if figure]
    run = region.best_run([folded[number] for number in printed], folded_words, claimed)
    found: dict[int, Match] = {}
    for number, spot in zip(printed, run.spots, strict=False):
        if _is_figure_in(spot.text, folded[number]):
            region.take(folded[number], spot.column)
            found[number] = Match("in_row")
    region.close(claimed)
    all_others = len(printed) > 1 and len(found) == len(printed) - 1
    most_others = len(printed) > 1 and 2 * len(found) >= len(printed)
    there = [spot.text for spot in run.spots] or [""] * len(printed)
    for number, instead in zip(printed, there, strict=True):
        if number not in found:
            found[number] = _apart(region, figures[number], instead, all_others, most_others)
    found |= _blanks(folded, run, claimed | shared, folded_words)
    labels = [_label(region, word, run) for word in words]
    return [*labels, *(found[number] for number in range(len(figures)))]


def match_excerpts(excerpts: Sequence[str], lines: Mapping[int, Cells]) -> list[Match]:
    """Look for parts of longer cells; a number must end where the text's number ends, words may go on."""
    region = _Region(lines)
    found = [not cell or region.take(fold(cell), edges=_excerpt_edges(fold(cell))) for cell in excerpts]
    return [
        Match("blank" if not cell else "excerpt" if there else "") for cell, there in zip(excerpts, found, strict=True)
    ]


def places_of(words: Sequence[str], figures: Sequence[str], lines: Mapping[int, Cells]) -> frozenset[Key]:
    """Return the places of a row's figures if all of them stand side by side, else none."""
    wanted = [fold(figure) for figure in figures if figure]
    spots = _Region(lines).best_run(wanted, [fold(word) for word in words]).spots
    if not spots or not all(_is_figure_in(spot.text, text) for spot, text in zip(spots, wanted, strict=True)):
        return frozenset()
    return frozenset(key for spot in spots for key in spot.keys)


def _apart(region: _Region, cell: str, there: str, all_others: bool, most_others: bool) -> Match:
    """Look for a figure that does not stand beside the others, unless another figure stands in its place."""
    text = fold(cell)
    rival = all_others or (most_others and _shape(there) == _shape(text))
    if _digits(text) and rival and _digits(there) != _digits(text):
        return Match("", there)
    torn = _words(cell) if _digits(text) else []
    return Match("alone") if region.take(text, figure=True) or region.take_all(torn) else Match("", there)


def _label(region: _Region, word: str, run: _Run) -> Match:
    if any(contains(spot.text, fold(word)) for spot in run.before):
        return Match("in_row")
    return Match("alone" if region.take(fold(word)) or region.take_all(_words(word)) else "")


def _words(cell: str) -> list[str]:
    """Return the words that white space parts a cell into; none for a cell of one word."""
    words = [fold(word) for word in unicodedata.normalize("NFKC", cell).split()]
    return words if len(words) > 1 else []


def _blanks(folded: Sequence[str], run: _Run, taken: frozenset[Key], words: Sequence[str]) -> dict[int, Match]:
    """Judge the blank cells: next to the row's figures the text must not have one more like them, left over."""
    shapes = {_shape(text) for text in folded if _digits(text)} | {""}

    def left_over(spot: _Spot) -> bool:
        alike = bool(_digits(spot.text)) and _shape(spot.text) in shapes
        return alike and taken.isdisjoint(spot.keys) and not any(contains(spot.text, word) for word in words)

    spare = [*takewhile(left_over, reversed(run.before)), *takewhile(left_over, run.after)]
    blank = [number for number, text in enumerate(folded) if not text]
    return {
        number: Match("", spot.text) if spot else Match("blank")
        for number, spot in zip_longest(blank, spare[: len(blank)])
    }


class _Region:
    """Some lines of a text; every place in it can be used once."""

    def __init__(self, lines: Mapping[int, Cells]) -> None:
        width = max((len(line) for line in lines.values()), default=0)
        pieces: list[list[tuple[Key, str]]] = [[] for _ in range(width)]
        self.runs: list[list[_Spot]] = []
        for number, line in lines.items():
            for column, cell in enumerate(line):
                pieces[column] += [((number, column, place), piece) for place, piece in enumerate(cell)]
            spots = [_spot(c, piece, (number, c, n)) for c, cell in enumerate(line) for n, piece in enumerate(cell)]
            self.runs.append([spot for spot in spots if spot.text])
        self.keys = [[key for key, _ in column] for column in pieces]
        self.columns = [_BREAK.join(text for _, text in column) for column in pieces]
        joined = [_spot(c, text, *self.keys[c]) for c, text in enumerate(self.columns)]
        self.runs.append([spot for spot in joined if spot.text])

    def best_run(self, wanted: Sequence[str], words: Sequence[str] = (), claimed: frozenset[Key] = frozenset()) -> _Run:
        """Return the neighbouring cells that hold most of ``wanted``: rather as a whole, rather behind the label.

        The label is the last of ``words``.
        """
        best, best_score = _Run(), (0, 0, False, 0)
        for run in self.runs if wanted else []:
            for first in range(len(run) - len(wanted) + 1):
                end = first + len(wanted)
                pairs = list(zip(run[first:end], wanted, strict=True))
                held = [spot for spot, text in pairs if _is_figure_in(spot.text, text)]
                if not held or not all(claimed.isdisjoint(spot.keys) for spot in held):
                    continue
                same = sum(spot.text == text for spot, text in pairs)
                behind = [any(contains(spot.text, word) for spot in run[:first]) for word in words]
                score = (len(held), same, behind[-1:] == [True], sum(behind))
                if score > best_score:
                    best, best_score = _Run(run[first:end], run[:first], run[end:]), score
        return best

    def close(self, keys: frozenset[Key]) -> None:
        """Mark ``keys`` as used."""
        for column, held in enumerate(self.columns):
            pieces = zip(self.keys[column], held.split(_BREAK), strict=True)
            self.columns[column] = _BREAK.join(_USED * len(piece) if key in keys else piece for key, piece in pieces)

    def take(
        self,
        text: str,
        column: int | None = None,
        *,
        torn: bool = False,
        figure: bool = False,
        edges: tuple[str, str] | None = None,
    ) -> bool:
        """Find ``text``, a cell of its own before a part of one, and mark its place as used."""
        for before, after in (_WHOLE, edges or _edges(text, torn=torn, figure=figure)):
            pattern = re.compile(before + _across_pieces(text) + after)
            for number in range(len(self.columns)) if column is None else (column,):
                held = self.columns[number]
                match = pattern.search(held)
                if match:
                    used = re.sub(f"[^{_BREAK}{_SPACE}]", _USED, match.group())
                    self.columns[number] = held[: match.start()] + used + held[match.end() :]
                    return True
        return False

    def take_all(self, words: Sequence[str]) -> bool:
        """Find each of the words of a torn cell; there must be some."""
        return bool(words) and all([self.take(word, torn=True) for word in words])


def _spot(column: int, text: str, *keys: Key) -> _Spot:
    return _Spot(column, re.sub(f"[{_BREAK}{_SPACE}]", "", text), keys)


def _across_pieces(text: str) -> str:
    """Return a pattern for ``text`` with white space anywhere, broken over lines or by tags but not within a number."""
    pattern = re.escape(text[:1])
    for before, char in pairwise(text):
        within = before in _WITHIN_FIGURE and char in _WITHIN_FIGURE
        pattern += (f"{_SPACE}?" if within else f"[{_BREAK}{_SPACE}]*") + re.escape(char)
    return pattern


def _edges(text: str, *, torn: bool = False, figure: bool = False) -> tuple[str, str]:
    """Return patterns for what may not adjoin ``text``: no digit, and nothing that would make its number another.

    A mark such as a dash stands alone. A figure in words is not the end of another word, as 達成 is of 未達成. Words
    ``torn`` from a cell may adjoin a digit, as 年 does in 年600.
    """
    if not any(char.isalnum() for char in text):
        return _WHOLE
    if figure and not _digits(text):
        return _WORD[0] + _NO_DIGIT[0], _WORD[1] + _NO_DIGIT[1]
    other = ("", "") if torn else _NO_DIGIT
    before = _NO_FIGURE[0] if text[0] in _WITHIN_FIGURE else other[0]
    after = _NO_FIGURE[1] if text[-1] in _WITHIN_FIGURE else other[1]
    return before, after


def _excerpt_edges(text: str) -> tuple[str, str]:
    """Return patterns for what may not adjoin a part of a cell: no digit before it, none after its own last digit.

    What follows may begin with a number of its own (② after an entry). A word too short to prove anything stands alone.
    """
    if len(text) < _TELLING and not _digits(text):
        return _edges(text, figure=True)
    before, after = _edges(text)
    return before, after if text[-1] in _WITHIN_FIGURE else ""


def contains(cell: str, text: str) -> bool:
    """Return whether a cell of a text is ``text``, or contains it with no digit or sign adjoining."""
    if cell == text or text not in cell:
        return cell == text
    before, after = _edges(text)
    return re.search(before + re.escape(text) + after, cell) is not None


def _is_figure_in(cell: str, text: str) -> bool:
    """Return whether a cell of a text is the figure ``text`` or contains it; a word counts only as a whole cell."""
    return contains(cell, text) if _digits(text) else cell == text


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _shape(text: str) -> str:
    """Return what is printed around the digits: cells of one column have the same."""
    return re.sub(r"[\d,.]", "", text)
