"""Widths at which a table is as low as it can be: a column of long texts takes from those that have room to spare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from analysis.office import ooxml
from analysis.words import line_breaks

Height = Callable[[str, float], float]
"""Of a text in a cell of some width."""

_LATIN_WORD = re.compile("[A-Za-z]+-?")
_STEPS = (16.0, 8.0, 4.0, 2.0, 1.0)
"""Millimetres that go from a column to another, the coarse ones first."""
_EVENLY = 0.01
"""What a cell's own height counts beside that of its row: of two equally low tables the less crowded one is taken."""


def words_of(rows: Sequence[Sequence[str]], columns: int) -> list[list[str]]:
    """Return what no line parts in each column; a last cell that reaches over several columns does not count."""
    whole = [row for row in rows if len(row) == columns]
    return [[word for row in whole for word in _unparted(row[column])] for column in range(columns)]


def _unparted(text: str) -> list[str]:
    """Return the Latin words of a text, of a Japanese one its other words and dates, too."""
    japanese = line_breaks.pieces(text, line_breaks.WORD) if ooxml.is_japanese(text) else []
    return [*_LATIN_WORD.findall(text), *(piece.rstrip() for piece in japanese)]


def at_least(widths: Sequence[float], least: Sequence[float]) -> list[float]:
    """Return widths of the same sum and proportions, but for those below their ``least``, where there is room for it.

    >>> at_least([30, 30, 30], [40, 10, 10])
    [40, 25.0, 25.0]
    """
    whole = sum(widths)
    if sum(least) > whole:
        return [one * whole / sum(least) for one in least]
    held: set[int] = set()
    while True:
        left = whole - sum(least[place] for place in held)
        rest = sum(width for place, width in enumerate(widths) if place not in held)
        found = [least[place] if place in held else width * left / rest for place, width in enumerate(widths)]
        narrow = {place for place, width in enumerate(found) if width < least[place] and place not in held}
        if not narrow:
            return found
        held |= narrow


def lowest(
    rows: Sequence[Sequence[str]], widths: Sequence[float], least: Sequence[float], height: Height
) -> list[float]:
    """Return widths of the same sum, none below its ``least``, at which ``rows`` are lower than at any near to them."""
    table = _Table(rows, height)
    best, found = table.cost(widths), list(widths)
    for step in _STEPS:
        while True:
            cost, tried = min(((table.cost(one), one) for one in _moves(found, least, step)), default=(best, found))
            if cost >= best:
                break
            best, found = cost, tried
    return found


def _moves(widths: Sequence[float], least: Sequence[float], step: float) -> Iterator[list[float]]:
    """Yield the widths with ``step`` millimetres moved from one column to another."""
    for giver, width in enumerate(widths):
        if width - step < least[giver]:
            continue
        for taker in range(len(widths)):
            if taker != giver:
                moved = list(widths)
                moved[giver] -= step
                moved[taker] += step
                yield moved


class _Table:
    """The texts of a table by the columns that they reach over, with their heights at the widths tried so far."""

    def __init__(self, rows: Sequence[Sequence[str]], height: Height) -> None:
        self._rows, self._height = rows, height
        self._known: dict[tuple[int, bool, float], list[float]] = {}

    def cost(self, widths: Sequence[float]) -> float:
        """Return how high the rows are together, and a little for the heights of their cells."""
        columns = len(widths)
        heights = [self._column(column, widths[column], to_edge=False) for column in range(columns)]
        heights += [self._column(column, sum(widths[column:]), to_edge=True) for column in range(columns - 1)]
        high: float = sum(max(row) for row in zip(*heights, strict=True))
        return high + _EVENLY * sum(map(sum, heights))

    def _column(self, column: int, width: float, *, to_edge: bool) -> list[float]:
        """Return for each row the height of its cell in a column, 0 without one; the last of a short row reaches to the edge."""
        key = (column, to_edge, round(width, 3))
        if key not in self._known:
            self._known[key] = [
                self._height(row[column], width) if self._stands(row, column, to_edge=to_edge) else 0.0
                for row in self._rows
            ]
        return self._known[key]

    def _stands(self, row: Sequence[str], column: int, *, to_edge: bool) -> bool:
        columns = max(map(len, self._rows))
        reaches = column == len(row) - 1 and len(row) < columns
        return column < len(row) and reaches == to_edge
