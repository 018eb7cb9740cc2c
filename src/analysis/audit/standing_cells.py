"""Tells under which header of its document a raw cell stands: the right figure under the wrong year is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.data.folding import fold
from analysis.sources.grammar import without_marks
from analysis.sources.grid import GridCell, Place
from analysis.sources.matching import contains
from analysis.sources.printed import Heads, Span

BETWEEN = " / "
"""Between the headers of a cell that is merged over several columns."""


_BETWEEN_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Standing:
    """A raw cell in print: the header it stands under, what its own header has, and where that stands.

    ``under`` is the cell's own header where all is well, another one where the row prints it there, headers joined by
    :data:`BETWEEN` where the printed cell is merged over several, and empty where the row does not print it at all.
    ``elsewhere`` is one that only another row of the same lines prints.
    """

    under: str
    own: str = ""
    place: Place | None = None
    elsewhere: bool = False


@dataclass(frozen=True)
class Row:
    """The printed row that a raw row was found to be; ``names`` are what may name it."""

    standing: dict[str, Standing]
    names: tuple[str, ...]


def find_row(
    heads: Sequence[Heads], span: Span, cells: Mapping[str, str], label: str, parts: frozenset[str] = frozenset()
) -> Row | None:
    """Return the row of ``span`` that prints most of ``cells`` under their headers; None where nothing is below ``heads``.

    ``cells`` are a raw row's cells by header, blank ones included; those of ``parts`` may be part of a printed cell.
    """
    looks = [
        _Look(one, row, one.rows_in(span), cells, parts) for one in heads for row in one.rows_in(span) if one.known
    ]
    if not looks:
        return None
    wanted = fold(label)
    best = max(looks, key=lambda look: (look.printed, wanted in look.names, look.blank, -look.row))
    return Row({header: best.standing(header) for header in cells}, best.names)


def find_named_row(heads: Sequence[Heads], cells: Mapping[str, str], label: str) -> Row | None:
    """Return the row that ``label`` names, wherever below ``heads`` it stands; where several are named so, the one most alike.

    Footnote marks are set aside: another copy may print them raised, or not at all.
    """
    wanted = without_marks(label)
    looks = [
        _NamedLook(one, row, [row], cells, frozenset())
        for one in heads
        for row in one.rows_in(None)
        if wanted and wanted in map(without_marks, one.named(row))
    ]
    if not looks:
        return None
    best = max(looks, key=lambda look: (look.printed, look.blank, -look.row))
    return Row({header: best.standing(header) for header in cells}, best.names)


class _Look:
    """One printed row held against the cells of a raw row."""

    def __init__(
        self, heads: Heads, row: int, rows: Sequence[int], cells: Mapping[str, str], parts: frozenset[str]
    ) -> None:
        self.heads, self.row, self.rows = heads, row, rows
        self.cells = {header: self._reads(cell) for header, cell in cells.items()}
        self.parts = parts
        held = [header for header in self.cells if self._holds(row, header, header)]
        self.printed = sum(bool(self.cells[header]) for header in held)
        self.blank = len(held) - self.printed
        self.names = tuple(heads.named(row))

    def _reads(self, text: str) -> str:
        """Return a text as it is compared with another."""
        return fold(text)

    def _holds(self, row: int, header: str, under: str) -> bool:
        texts, wanted = list(map(self._reads, self.heads.texts(row, under))), self.cells[header]
        return wanted in texts or (
            bool(wanted) and header in self.parts and any(contains(text, wanted) for text in texts)
        )

    def standing(self, header: str) -> Standing:
        """Return where the cell of ``header`` stands."""
        rows = [self.row, *(row for row in self.rows if row != self.row)]
        row = next((row for row in rows if self.cells[header] and self._holds(row, header, header)), self.row)
        own = self._own(row, header)
        text, place = (own.text, own.place) if own else ("", None)
        over = [other for other in self.cells if text and own in self.heads.cells(row, other)]
        held = self._holds(row, header, header)
        if len(over) > 1 and (held or not self.cells[header]):
            return Standing(BETWEEN.join(over), text, place)
        if held:
            return Standing(header, text, place, row != self.row)
        others = [other for other in self.cells if other != header and self._moved(header, other)]
        return Standing(others[0] if others else "", text, place)

    def _own(self, row: int, header: str) -> GridCell | None:
        cells = self.heads.cells(row, header)
        same = (cell for cell in cells if self.cells[header] and self._reads(cell.text) == self.cells[header])
        return next(same, cells[0] if cells else None)

    def _moved(self, header: str, other: str) -> bool:
        """Return whether the row prints the cell of ``header`` under ``other``, where the raw row has something else."""
        wanted = self.cells[header]
        return bool(wanted) and self._holds(self.row, header, other) and not self._holds(self.row, other, other)


class _NamedLook(_Look):
    """A printed row of a copy in another form, where 402,118 may be shown as 402118."""

    def _reads(self, text: str) -> str:
        return _BETWEEN_THOUSANDS.sub("", fold(text))
