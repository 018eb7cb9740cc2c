"""Rows of one line each in two columns, as a newspaper sets them: a head is repeated where its rows go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page
from analysis.words.store import told
from analysis.words.wording import Wording

ROW = 0.19
"""Inches of a row on one line."""

_SIZE, _SMALLEST = 6.5, 6.0  # points of a text that fits on one line, and of one that does not
_SIDE, _GAP = 0.12, 0.18  # inches, as are the following
_COLUMN = (WIDTH - 2 * _SIDE - _GAP) / 2
_LABEL = 1.56
_MARK = 0.16
_LEADING = 0.088
_LINE_SPACING = 1.05
_PAD = 0.015
_FOOT = 0.04
_HEAD = 0.23
_PLAIN = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


@dataclass(frozen=True)
class Entry:
    """A row: what stands left of its marks, in place of them, and right of them."""

    label: str  # says what the row is about; it runs over the whole column where the row is of no single ward
    head: str = ""  # the head it stands under, if any. Rows of one head follow one another
    ward: str = ""  # code of the ward whose mark stands before the label
    note: str = ""  # why the row has no marks
    right: str = ""  # stands right of the marks
    row: Any = None  # what is drawn; None where nothing is


class _Text(NamedTuple):
    """A text broken into lines, and its size in points."""

    lines: list[str]
    size: float


class _Row(NamedTuple):
    """An entry with its texts broken into lines."""

    entry: Entry
    label: _Text
    note: _Text

    @property
    def height(self) -> float:
        return max(ROW, max(len(text.lines) for text in (self.label, self.note)) * _LEADING + _PAD)


class Flow:
    """A page of entries in two columns of about the same height; the vertical axes are in inches."""

    def __init__(
        self,
        info: FigureInfo,
        entries: Sequence[Entry],
        wards: Mapping[str, WardStyle],
        *,
        top: float = 0.05,
        bottom: float = 0.25,
    ) -> None:
        """Lay out the page and write its texts; ``top`` and ``bottom`` are inches for what stands outside the axes."""
        right = max(style.text_width(entry.right, _SIZE) for entry in entries) + 0.1
        self._bars = _COLUMN - _LABEL - right
        self._wards = wards
        self._lang = info.lang
        rows = [self._broken(entry) for entry in entries]
        sizes = [(row.entry.head, row.height) for row in rows]
        first = first_column(sizes)
        columns = [column for column in (rows[:first], rows[first:]) if column]
        height = max(_height(sizes[:first]), _height(sizes[first:])) + _FOOT
        self._page = Page(info, height + top + bottom)
        grid = self._page.grid(1, 2, left=_SIDE + _LABEL, right=_SIDE + right, top=top, bottom=bottom,
                               wspace=(right + _GAP + _LABEL) / self._bars)  # fmt: skip
        self._drawn: list[tuple[Axes, float, Any]] = []
        self.axes = [self._page.figure.add_subplot(grid[0, place]) for place in range(len(columns))]
        for axes in self.axes:
            axes.set_ylim(height, 0)
            axes.yaxis.set_visible(False)
            axes.spines["left"].set_visible(False)
        heads: set[str] = set()
        for axes, column in zip(self.axes, columns, strict=True):
            self._write(axes, column, heads)
            heads |= {row.entry.head for row in column}

    def rows(self) -> Iterator[tuple[Axes, float, Any]]:
        """Yield, for each entry that has something to draw, its axes, where its middle is on them, and the row."""
        yield from self._drawn

    def finish(self) -> KpiFigure:
        """Check and return the figure."""
        return self._page.finish()

    def _broken(self, entry: Entry) -> _Row:
        room = _LABEL - _MARK - 0.06 if entry.ward else _COLUMN - 0.05
        return _Row(entry, _fitted(entry.label, room), _fitted(entry.note, self._bars - 0.03))

    def _write(self, axes: Axes, column: Sequence[_Row], begun: set[str]) -> None:
        """Write a column from the top; ``begun`` are the heads that stand in the column before it."""
        y = 0.0
        for head, rows in groupby(column, key=lambda row: row.entry.head):
            if head:
                text = told("page.continued", self._lang, head=head) if head in begun else head
                labelling.group_title(axes, y + _HEAD / 2, text, _LABEL + 0.12, rule=_HEAD / 2 - 0.01,
                                  size=style.SMALL_SIZE, bbox=_PLAIN)  # fmt: skip
                y += _HEAD
            for row in rows:
                self._write_row(axes, y + row.height / 2, row)
                y += row.height

    def _write_row(self, axes: Axes, y: float, row: _Row) -> None:
        entry = row.entry
        if entry.ward:
            labelling.ward_mark(axes, y, self._wards[entry.ward], _LABEL, markersize=5)
            _text(axes, y, row.label, _LABEL - _MARK)
        else:
            _text(axes, y, row.label, _LABEL, color=style.QUIET, bbox=_PLAIN)
        if entry.note:
            _text(axes, y, row.note, -0.03, color=style.QUIET, bbox=_PLAIN)
        if entry.right:
            labelling.margin_text(axes, y, entry.right, -self._bars - 0.06, size=_SIZE)
        if entry.row is not None:
            self._drawn.append((axes, y, entry.row))


def first_column(rows: Sequence[tuple[str, float]]) -> int:
    """Return how many of ``rows``, each a head and a height, go into the first column for the lowest page."""
    return min(range(1, len(rows) + 1), key=lambda count: (max(_height(rows[:count]), _height(rows[count:])), -count))


def _height(rows: Sequence[tuple[str, float]]) -> float:
    """Return the height of a column: its rows, and the heads it names anew."""
    heads = [head for head, _ in groupby(head for head, _ in rows) if head]
    return sum(height for _, height in rows) + _HEAD * len(heads)


def _fitted(text: str, width: float) -> _Text:
    """Return ``text`` on one line of the usual size, else on as many of the smallest size as it takes."""
    if style.text_width(text, _SIZE) <= width:
        return _Text([text], _SIZE)
    return _Text(style.wrap_evenly(text, _SMALLEST, width), _SMALLEST)


def _text(axes: Axes, y: float, text: _Text, width: float, **properties: Any) -> None:
    """Write ``text``, its middle at ``y``, from ``width`` inches left of the axes on."""
    middle = {"va": "center", "linespacing": _LINE_SPACING} if len(text.lines) > 1 else {}
    labelling.margin_text(axes, y, "\n".join(text.lines), width, size=text.size, **middle, **properties)


def shared(reason: str, codes: Iterable[str], words: Wording) -> str:
    """Return what is said of several wards at once: 該当する値なし: 墨田区、台東区."""
    return f"{reason}: {words.listed(words.ward(code) for code in codes)}"
