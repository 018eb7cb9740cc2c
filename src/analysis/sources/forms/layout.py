"""Reads tables of a text whose columns are made by spaces, as ``pdftotext -layout`` and a PDF without rules give them.

Which column a piece stands in is told by its order where a line is complete, else by its position. A line that fits two
columns about as well is kept in the grid's doubts, so that the question stays open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from pathlib import Path

from analysis.data.folding import fold
from analysis.sources.grammar import GrammarError, as_any_year, lacks_era, parse_header
from analysis.sources.grid import Grid, GridCell, Place, as_note, join_lines
from analysis.words.errors import DataError

_MOST_COLUMNS = 40
_MOST_LINES = 20_000
_MOST_GROUPS = 6
_MOST_HEADER_LINES = 6
_MOST_GAP = 4
"""Blank lines that tall rows leave between them."""
_LEAST_ROWS, _MOST_NAMES = 2, 5
"""Lines of figures that may be a table, and names of them that a remark shows."""
_MARGIN = 2.0
"""Characters by which one column must be nearer than the next for a piece to be certain."""
_BESIDE = 3.5
"""Characters by which a group may stand beside the middle of its columns; where it stands further, nothing is told by it."""
_NUMBER = re.compile(r"[▲△+-]?[\d,.]*\d[\d,.]*[%％]?|[－—―-]")
_COUNTER = re.compile(
    r"年度?|月|日|時点|現在|末|以(?:$|[上下内])|未満|超|程度|か所|カ所|箇所|件|人|回|手(?:$|続)|業(?:$|務)|時間|円|億|万|千|[%％]"
)
_WAITS = re.compile(r"(?:令和|平成|昭和|約|延べ|累計|^年間?|^月|第|※|注|[(（〔\[]|(?<![A-Za-z])[RHS])$")
_YEAR_AT_END = re.compile(r"(?:^|[^A-Za-z])[RHS]\d{1,2}$|(?:令和|平成|昭和) ?(?:\d{1,2}|元) ?年度$")
_KIND_BEGINS = re.compile(r"[実目見計基現予]")
_DATE_BEFORE = re.compile(r"(?:年度?|月)$")
_YEAR_BEGINS = re.compile(r"(?:令和|平成|昭和)(?:\d|元)|[RHS]\d{1,2}|(?:19|20)\d\d年")
_UNIT_BEHIND = re.compile(r"[(（\[][^()（）\[\]\d]{1,8}[)）\]]")
"""What may be a unit in brackets: 実績（％）, 受付件数 (件). Which units there are is the codebook's."""
_KINDS = re.compile(rf"(?:目標値?|実績値?|計画値?|実績見込み?|見込み?|基準値?)(?:{_UNIT_BEHIND.pattern})?")


@dataclass(frozen=True)
class _Piece:
    """A run of characters of one line that belong together: its line (from 1), where it begins and ends, its text.

    ``wide`` counts the kanji and kana before it, each of which a fixed font shows two wide.
    """

    line: int
    begin: int
    end: int
    text: str
    wide: int = 0

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2


@dataclass(frozen=True)
class _Block:
    """Lines without a blank one between them; ``gap`` is how many blank lines stand above."""

    lines: list[tuple[int, str]]
    gap: int

    @property
    def is_line(self) -> bool:
        """Whether the block is one line of running text: a title, a note."""
        return all("  " not in line.strip() for _, line in self.lines)


def read_layout(lines: Sequence[str]) -> Iterator[Grid]:
    """Yield a grid for each run of blocks whose first begins with headers that name years or kinds of figures.

    Rows may stand close together, with one blank line between them, or with as many between all.
    """
    blocks = _with_headers(
        list(_blocks([_without_note(line.replace("\f", "")) for line in lines]))
    )  # a form feed begins a page
    number = 0
    while number < len(blocks):
        found = _table(blocks, number)
        if found:
            yield found[0]
            number = found[1]
        else:
            number += 1


def _without_note(line: str) -> str:
    """Return a line; nothing for a footnote, which is no part of the row above it."""
    return "" if as_note(line) and "  " not in line.strip() else line


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    run: list[tuple[int, str]] = []
    blank, gap = 2, 2
    for number, line in enumerate((*lines, ""), 1):
        if line.strip():
            gap = gap if run else blank
            run.append((number, line))
            blank = 0
        else:
            if run:
                yield _Block(run, gap)
            run = []
            blank += 1


def _with_headers(blocks: list[_Block]) -> list[_Block]:
    """Return the blocks, a line of headers joined with one right below it that a blank line parts: 実績 and R4 R5 R6."""
    joined: list[_Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if above and block.gap == 1 and _is_header(above) and _is_header(block):
            joined[-1] = _Block([*above.lines, *block.lines], above.gap)
        else:
            joined.append(block)
    return joined


def _is_header(block: _Block) -> bool:
    """Return whether a block holds no figure, and headers of several columns."""
    if block.is_line or len(block.lines) > _MOST_HEADER_LINES:
        return False
    lines = [_pieces(number, line) for number, line in block.lines]
    return not any(map(_has_figure, lines)) and sum(_says_at_all(piece.text) for line in lines for piece in line) > 1


def _says_at_all(text: str) -> bool:
    return _says(text) or _YEAR_BEGINS.match(text) is not None


def _table(blocks: list[_Block], start: int) -> tuple[Grid, int] | None:
    """Return the table that begins in a block, and the number of the block after it."""
    if blocks[start].is_line:
        return None
    lines = blocks[start].lines[:_MOST_LINES]
    title = blocks[start - 1].lines[-1][1].strip() if start and blocks[start - 1].is_line else ""
    while lines and "  " not in lines[0][1].strip() and not lines[0][1].startswith((" ", "\u3000")):
        title = lines[0][1].strip()
        lines = lines[1:]
    pieces = [_pieces(number, line) for number, line in lines]
    body = next((n for n, line in enumerate(pieces) if _has_figure(line)), len(pieces))
    body = _first_label(pieces, body)
    if not body or not any(_says(piece.text) for line in pieces[:body] for piece in line):
        body = _years_below(pieces, blocks, start, body)
        if not body:
            return None
    groups, leaf, leaves = _headers(pieces[:body])
    if not 2 <= len(leaves) <= _MOST_COLUMNS:
        return None
    rows = [pieces[body:]] if pieces[body:] else []
    end = start + 1
    gaps = {block.gap for block in blocks[end : end + 2]} if not rows else set()
    tall = len(gaps) == 1 and end + 1 < len(blocks)  # rows as far from each other as from their headers
    gap = min(max(gaps), _MOST_GAP) if tall else 1
    while end < len(blocks) and len(rows) < _MOST_LINES and _goes_on(blocks[end]):
        if blocks[end].gap > gap and not (rows and _stands_below(blocks[end], rows[-1])):
            break
        rows.append([_pieces(number, line) for number, line in blocks[end].lines])
        end += 1
    if not rows:
        return None
    sorted_ = _Rows(leaves, rows, not pieces[body:])
    grid = sorted_.grid(_spans(groups, leaves, leaf), title)
    return None if _is_torn(grid, 2 if groups else 1, len(leaves), rows, sorted_.label) else (grid, end)


def _is_torn(grid: Grid, top: int, width: int, rows: list[list[list[_Piece]]], label: int) -> bool:
    """Return whether columns and rows do not fit: a row without name, a figure for one, too few or too many pieces."""
    longest = max((len(line) for block in rows for line in block), default=0)
    names = [cell.text for cell in grid.cells if cell.column == 0 and cell.row >= top and cell.text]
    figures = [text for text in names if _NUMBER.fullmatch(text) and not _says(text)]
    named = {
        row
        for cell in grid.cells
        if cell.column <= label and cell.text and not _NUMBER.fullmatch(cell.text)
        for row in range(cell.row, cell.row + cell.rows)
    }
    nameless = [row for row in range(top, grid.height) if row not in named]
    return not width * 2 <= longest * 3 <= width * 3 or len(figures) * 2 > len(names) or not names or bool(nameless)


def _first_label(pieces: list[list[_Piece]], body: int) -> int:
    """Return where the rows begin: at the lines right above the first figures into which its row's label wraps."""
    heads = (piece for line in pieces[:body] for piece in line)
    begins = [piece.begin for piece in heads if _says_at_all(piece.text)]
    if not begins:
        return body
    names = [[*takewhile(lambda piece: not _has_figure([piece]), line)] for line in pieces]
    widest = max((_width(line[-1].text) for line in names[body:] if line), default=0)
    first = body
    while first > 1 and all(piece.end <= min(begins) and not _says(piece.text) for piece in pieces[first - 1]):
        label, below = names[first - 1][-1].text, names[first][-1:] if first < len(names) else []
        centred = first == body and not below  # the figures stand beside the middle of their label
        if not centred and not (below and _fullness(label, below[0].text, max(widest, _width(label)))):
            break
        first -= 1
    return first


def _width(text: str) -> int:
    """Return how wide a fixed font shows a text: kanji and kana are two wide."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _fullness(text: str, after: str, widest: int) -> float:
    """Return 1 where ``after`` had no room behind ``text`` in a column so wide, 0.5 where nearly none, else 0."""
    left = widest - _width(text) - _width(after[:1])
    return 1.0 if left < 0 else 0.5 if left < 2 else 0.0


def _wrapping(upper: list[str], lower: list[str], widest: int) -> float:
    """Return how unlikely two labels wrap into these lines: each but its last is full, and that seldom is."""
    joined = sum(2 * (1 - _fullness(*pair, widest)) for pair in (*pairwise(upper), *pairwise(lower)))
    return joined + (_fullness(upper[-1], lower[0], widest) if upper and lower else 0)


def _years_below(pieces: list[list[_Piece]], blocks: list[_Block], start: int, body: int) -> int:
    """Return where the rows begin below headers that name no year, if the rows do; else 0."""
    following = pieces[body:] or [
        _pieces(number, line) for block in blocks[start + 1 : start + 3] for number, line in block.lines
    ]
    years = (line[0].text for line in following if line)
    return body if body and any(_YEAR_BEGINS.match(text) or lacks_era(text) for text in years) else 0


def _goes_on(block: _Block) -> bool:
    """Return whether a block holds further rows: figures in columns, and no headers of another table."""
    if block.is_line:
        return False
    lines = [_pieces(number, line) for number, line in block.lines]
    heads = sum(_says(piece.text) for line in lines for piece in line)
    return any(map(_has_figure, lines)) and not (heads > 1 and not _has_figure(lines[0]) and _is_group(lines[0]))


def _stands_below(block: _Block, above: list[list[_Piece]]) -> bool:
    """Return whether a block apart goes on with the rows above: each line's figures stand below theirs, and no headers."""
    if block.gap > _MOST_GAP:
        return False
    lines = [_pieces(number, line) for number, line in block.lines]
    heads = any(sum(_says(piece.text) for piece in line) > 1 for line in lines)
    upper, *others = list(filter(None, map(_figures_of, above))) or [[]]
    below = list(filter(None, map(_figures_of, lines)))
    same = [len(one) == len(upper) > 1 and all(map(_overlap, one, upper)) for one in (*others, *below)]
    return bool(below) and not heads and all(same)


def _figures_of(line: list[_Piece]) -> list[_Piece]:
    return [piece for piece in line if _NUMBER.fullmatch(piece.text) or _is_entry(piece)]


# --- pieces of a line ----------------------------------------------------------------------------------------------


def _pieces(number: int, line: str) -> list[_Piece]:
    """Return the pieces of a line: two spaces always part them, one space only where what follows cannot belong."""
    found: list[_Piece] = []
    for match in re.finditer(r"\S+", line.replace("\u3000", " ")):
        text = match.group()
        last = found[-1] if found else None
        if last and match.start() - last.end == 1 and _belongs(last.text, text):
            found[-1] = replace(last, end=match.end(), text=f"{last.text} {text}")
        else:
            wide = _width(before := line[: match.start()].replace("\u3000", " ")) - len(before)
            found.append(_Piece(number, match.start(), match.end(), text, wide))
    return [replace(one, text=_closed(one.text)) for one in found]


def _closed(text: str) -> str:
    """Take out the spaces that a text sets between figures and kanji, not those between two figures."""
    return re.sub(r"(?<![\d,.]) (?=\S)|(?<=[\d,.]) (?![\d,.])", "", text) if re.search(r"[^\x00-\x7f]", text) else text


def _belongs(before: str, after: str) -> bool:
    """Return whether two pieces with one space between them are one: 令和 5 年, 60 以上, but not 手続 84 or 131 197."""
    number = _NUMBER.fullmatch(after.rstrip(")）"))
    if _UNIT_BEHIND.fullmatch(after) and not re.search(r"[\d)）]$", before):
        return True
    if _WAITS.search(before):
        return True
    if _YEAR_AT_END.search(before):
        return bool(_COUNTER.match(after) or _KIND_BEGINS.match(after))
    if re.search(r"\d$", before):
        return bool(_COUNTER.match(after))
    if _DATE_BEFORE.search(before) and re.search(r"\d", before):
        return bool(re.fullmatch(r"\d{1,2}", after)) or bool(re.match(r"[(（末時現]", after))
    return not number and bool(re.match(r"[A-Za-z(（]", after)) and bool(re.search(r"[A-Za-z)）]$", before))


def _says(text: str) -> bool:
    """Return whether a text is a header that names a year or a kind; a bare 2024 may be a figure as well."""
    if fold(text).isdigit():
        return False
    said = _UNIT_BEHIND.sub("", text) or text
    try:
        parse_header(as_any_year(said) if lacks_era(said) else said)
    except GrammarError:
        return False
    return True


def _is_group(line: list[_Piece]) -> bool:
    return all(_says(piece.text) for piece in line)


def _has_figure(line: list[_Piece]) -> bool:
    return any(re.search(r"\d", p.text) and not _says(p.text) and not _YEAR_BEGINS.match(p.text) for p in line)


def rows_of_figures(lines: Sequence[str], read: Sequence[Grid] = (), least: int = 2) -> list[int]:
    """Return the lines, from 1, that are figures to a half, at least so many, and from which no grid was read."""
    of_grids = [cell.place.lines for grid in read for cell in grid.cells if cell.place.lines]
    taken = {line for first, last in of_grids for line in range(first, last + 1)}
    apart = [line if least == 1 or "  " in line.strip() else "" for line in lines]  # 取組 2 4 is running text
    free = ((number, _pieces(number, line)) for number, line in enumerate(apart, 1) if number not in taken)
    counted = ((number, len(pieces), sum(map(_is_entry, pieces))) for number, pieces in free)
    return [number for number, count, figures in counted if figures >= least and figures * 2 >= count]


def figures_outside(path: Path, lines: Sequence[str]) -> tuple[DataError, ...]:
    """Return the remark that lines outside a document's tables print figures in columns, named by what stands first in them."""
    apart = [line.strip().replace("\t", "    ") for line in lines]
    names = [_pieces(1, apart[number - 1])[0].text for number in rows_of_figures(apart)]
    if len(names) < _LEAST_ROWS:
        return ()
    shown = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
    return (DataError("figures_unread", path=path.name, places=shown),)


def _is_entry(piece: _Piece) -> bool:
    return _NUMBER.match(piece.text) is not None and _has_figure([piece])


# --- headers -------------------------------------------------------------------------------------------------------


def _headers(lines: list[list[_Piece]]) -> tuple[list[_Piece], list[int], list[list[_Piece]]]:
    """Return the group headers (実績 over several years), the columns below them, and each column's own header."""
    leaf = max(range(len(lines)), key=lambda n: (len(lines[n]), n)) if lines else 0
    groups: list[_Piece] = []
    pieces: list[_Piece] = []
    for number, line in enumerate(lines):
        over_several = any(sum(_overlap(piece, one) for one in lines[leaf]) > 1 for piece in line)
        fewer = number < leaf and len(line) < len(lines[leaf])
        if fewer and (over_several or _is_group(line)) and _is_group_over(lines[leaf]):
            groups += line
        elif number < leaf and (kinds := _kinds_over_years(line, lines[leaf])):
            groups += kinds
            pieces += [piece for piece in line if piece not in kinds]
        else:
            pieces += line
    columns: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.begin, one.line)):
        over = next((c for c in columns if any(_overlap(piece, one) for one in c)), None)
        if over is None:
            columns.append([piece])
        else:
            over.append(piece)
    columns.sort(key=lambda column: min(piece.begin for piece in column))
    return groups, [n for n, column in enumerate(columns) if any(piece in lines[leaf] for piece in column)], columns


def _kinds_over_years(line: list[_Piece], leaf: list[_Piece]) -> list[_Piece]:
    """Return the words for kinds that stand beside other headers over fewer columns than have years."""
    kinds = [piece for piece in line if _is_kind([piece])]
    years = [piece for piece in leaf if _says(piece.text) and not _is_kind([piece])]
    return kinds if len(kinds) < len(years) else []


def _is_group_over(line: list[_Piece]) -> bool:
    return any(_says(piece.text) for piece in line)


def _overlap(one: _Piece, other: _Piece) -> bool:
    """Return whether a piece stands over or under another, their edges touching at least."""
    return one.line != other.line and one.begin <= other.end and other.begin <= one.end


def _spans(groups: list[_Piece], columns: list[list[_Piece]], leaf: list[int]) -> list[tuple[_Piece, int, int]]:
    """Return each group with the first and last of the ``leaf`` columns that it covers beyond doubt.

    Groups stand above the middle of the columns that they cover, or above the first. Where two ways to share the columns
    out are about as good, only the columns are taken on which both agree.
    """
    begin = min((group.begin for group in groups), default=0)
    while leaf and max(p.end for p in columns[leaf[0]]) <= begin and not any(_says(p.text) for p in columns[leaf[0]]):
        leaf = leaf[1:]  # what names the rows stands left of all groups
    over = [columns[n] for n in leaf]
    by_font = [[_as_shown(piece) for piece in column] for column in over]
    near = _shares(groups, over, _MARGIN, _BESIDE * len(groups)) + _shares(
        list(map(_as_shown, groups)), by_font, 0.5, 1.0
    )
    found = []
    for number, group in enumerate(groups):
        mine = [leaf[n] for n in range(len(leaf)) if near and all(owners[n] == number for owners in near)]
        if mine:
            found.append((group, mine[0], mine[-1]))
    return found


def _as_shown(piece: _Piece) -> _Piece:
    """Return a piece where a fixed font shows it, in which kanji and kana are two wide."""
    begin = piece.begin + piece.wide
    return replace(piece, begin=begin, end=begin + _width(piece.text))


def _shares(
    groups: list[_Piece], columns: list[list[_Piece]], margin: float, most: float = float("inf")
) -> list[tuple[int, ...]]:
    """Return the likely ways to share columns out among groups, each the number of every column's group.

    Groups stand above the middles of their columns, all together not further than ``most`` beside them.
    """
    begins = [min(piece.begin for piece in column) for column in columns]
    ends = [max(piece.end for piece in column) for column in columns]
    ways: list[tuple[float, tuple[int, ...]]] = []

    def share(group: int, start: int, cost: float, owners: tuple[int, ...]) -> None:
        if group == len(groups):
            if start == len(columns):
                ways.append((cost, owners))
            return
        for end in range(start + 1, len(columns) + 1):
            middle = (begins[start] + ends[start] + begins[end - 1] + ends[end - 1]) / 4
            further = cost + abs(middle - groups[group].middle)
            share(group + 1, end, further, (*owners, *[group] * (end - start)))

    if len(groups) <= _MOST_GROUPS:
        share(0, 0, 0.0, ())
    best = min((cost for cost, _ in ways), default=0.0)
    near = [owners for cost, owners in ways if cost - best <= margin and best <= most]
    firsts = [next((n for n, begin in enumerate(begins) if abs(begin - one.begin) < 2), None) for one in groups]
    if groups and firsts[:1] == [0] and None not in firsts:  # each begins where its first column does
        near.append(tuple(sum(begin + 1 >= one.begin for one in groups) - 1 for begin in begins))
    return near


# --- rows ----------------------------------------------------------------------------------------------------------


class _Rows:
    """Sorts the pieces below the headers into rows and columns."""

    def __init__(self, columns: list[list[_Piece]], blocks: list[list[list[_Piece]]], apart: bool) -> None:
        self.columns, self.apart = columns, apart
        self.lines = [line for block in blocks for line in block if line]
        self.block_of = [number for number, block in enumerate(blocks) for line in block if line]
        self.doubts: set[tuple[int, int]] = set()
        self.kinds: int | None = None
        says = (n for n, column in enumerate(columns) if any(_says(piece.text) for piece in column))
        self.label = max(next(says, 1) - 1, 0)
        self.figures = {n for n, column in enumerate(columns) if any(_says(piece.text) for piece in column)}
        self.reach = self._reaches()
        width = len(columns)
        full = [line for line in self.lines if len(line) == width]
        self.extents = [
            (min(p.begin for p in column), max(p.end for p in column))
            for column in ([[line[n] for line in full] for n in range(width)] if full else columns)
        ]
        if full:
            heads = [(min(p.begin for p in c), max(p.end for p in c)) for c in columns]
            self.extents = [
                _reach(own, head, self.extents, n)
                for n, (own, head) in enumerate(zip(self.extents, heads, strict=True))
            ]

    def grid(self, groups: list[tuple[_Piece, int, int]], title: str) -> Grid:
        """Return the whole table."""
        cells = self._header_cells(groups)
        top = 2 if groups else 1
        for row, placed in enumerate(self._merged(), top):
            for column, pieces in sorted(placed.items()):
                text = join_lines(piece.text for piece in sorted(pieces, key=lambda p: (p.line, p.begin)))
                place = Place(lines=(min(p.line for p in pieces), max(p.line for p in pieces)))
                if column <= self.label:
                    doubtful = self._may_be_two(column, pieces)
                else:
                    doubtful = any((piece.line, piece.begin) in self.doubts for piece in pieces)
                cells.append(GridCell(row, column, text, place=place, doubtful=doubtful or _is_mixed(pieces)))
        if self.kinds is not None:
            cells = _with_labels_over_kinds(cells, top, self.kinds)
        return Grid(tuple(cells), title)

    def _may_be_two(self, column: int, pieces: list[_Piece]) -> bool:
        """Return whether a label of several lines breaks where it need not have: its lines may be names of two rows."""
        lines = sorted(pieces, key=lambda piece: (piece.line, piece.begin))
        breaks = [(a.text, b.text) for a, b in pairwise(lines) if a.line < b.line]
        return any(not _fullness(*texts, self._widest(column)) for texts in breaks)

    def _widest(self, column: int) -> int:
        """Return how wide the widest text of a column is."""
        own = (piece for line in self.lines for piece in line if _meets(piece, self.extents[column]))
        return max((_width(piece.text) for piece in own), default=0)

    def _header_cells(self, groups: list[tuple[_Piece, int, int]]) -> list[GridCell]:
        cells = []
        for group, first, last in groups:
            place = Place(lines=(group.line, group.line))
            cells.append(GridCell(0, first, group.text, columns=last - first + 1, place=place))
        top = 1 if groups else 0
        for number, pieces in enumerate(self.columns):
            text = join_lines(piece.text for piece in sorted(pieces, key=lambda p: p.line))
            place = Place(lines=(min(p.line for p in pieces), max(p.line for p in pieces)))
            cells.append(GridCell(top, number, text, place=place))
        return cells

    def _merged(self) -> list[dict[int, list[_Piece]]]:
        """Return the rows: lines that complete each other are one, as the cells of a row wrap by themselves."""
        placed = [self._place(line) for line in self.lines]
        words = [column for columns in placed for column, found in columns.items() if _is_kind(found)]
        self.kinds = max(set(words), key=words.count) if len(words) > 1 else None
        main = [n for n, columns in enumerate(placed) if self._is_main(columns)]
        if self.kinds is None and len(set(self.block_of)) > 1 and self.apart:
            main = sorted(self._of_blocks())
        rows: list[dict[int, list[_Piece]]] = [dict(placed[n]) for n in main]
        if not rows:
            return []
        carrying = set(main)
        waiting: list[tuple[int, dict[int, list[_Piece]]]] = [(n, c) for n, c in enumerate(placed) if n not in carrying]
        of_labels = self._labels_of(placed, main) if self.kinds is None else {}
        for number, columns in waiting:
            own = [k for k, n in enumerate(main) if self.block_of[n] == self.block_of[number]]
            near = own or list(range(len(main)))
            above = max((k for k in near if main[k] < number), default=None)
            below = next((k for k in near if main[k] > number), None)
            for column, pieces in columns.items():
                target = of_labels.get(number) if column == self.label else None
                if target is None:
                    target = self._row_of(rows, column, pieces, above, below, number, main)
                rows[target].setdefault(column, []).extend(pieces)
        return rows

    def _labels_of(self, placed: list[dict[int, list[_Piece]]], main: list[int]) -> dict[int, int]:
        """Return the row of each line that only goes on with a label, between two rows that stand close together.

        A label wraps where its column is full. Where that does not tell, the figures of all rows stand beside the first
        line of their label, its last or its middle, as those of the first and last row do.
        """
        texts = {n: found[self.label][0].text for n, found in enumerate(placed) if self.label in found}
        widest = max(map(_width, texts.values()), default=0)
        above = [n for n in texts if n < main[0]]  # lines of a row's label above its figures
        before, after = bool(above), any(n > main[-1] for n in texts)
        found: dict[int, int] = {}
        for row, (first, second) in enumerate(pairwise(main)):
            between = [n for n in range(first + 1, second) if n in texts]
            if len({self.block_of[n] for n in (first, *between, second)}) > 1:
                above = []
                continue
            head = [n for n in (*above, first) if n in texts][-1:]
            tail = [second] if second in texts else []
            costs = []
            for split in range(len(between) + 1):
                upper, lower = [*head, *between[:split]], [*between[split:], *tail]
                cost = _wrapping([texts[n] for n in upper], [texts[n] for n in lower], widest)
                uneven = abs(split - len(above)) if before else len(between) - split
                costs.append((cost, uneven if before or after else 0, split))
            split = min(costs)[2]
            if between and (before or after or sum(one[0] == min(costs)[0] for one in costs) == 1):
                found |= {n: row if place < split else row + 1 for place, n in enumerate(between)}
            above = between[split:]
        return found

    def _of_blocks(self) -> Iterator[int]:
        """Yield the fullest line of each block: where blank lines part the rows, a block is one row."""
        for block in sorted(set(self.block_of)):
            lines = [number for number, of in enumerate(self.block_of) if of == block]
            yield max(lines, key=lambda number: len(self.lines[number]))

    def _is_main(self, columns: dict[int, list[_Piece]]) -> bool:
        """Return whether a line carries its row: most of its figures, or the word that tells its kind."""
        if self.kinds is not None:
            return _is_kind(columns.get(self.kinds, []))
        return len(columns) > len(self.columns) / 2

    def _row_of(
        self,
        rows: list[dict[int, list[_Piece]]],
        column: int,
        pieces: list[_Piece],
        above: int | None,
        below: int | None,
        number: int,
        main: list[int],
    ) -> int:
        """Return the row that a piece of a wrapped cell completes."""
        if above is None or below is None:
            return below if above is None and below is not None else above or 0
        upper, lower = rows[above].get(column), rows[below].get(column)
        if upper and upper[-1].line < self._line_of(main[above]):
            return above  # cells are centred: what began above its row's line ends below it
        if upper and not _is_open(upper) and not lower:
            return below
        if lower and not upper:
            return above
        if upper and _is_open(upper):
            return above
        if not upper and not lower:
            return below
        return (
            above
            if upper and upper[-1].line < pieces[0].line and number - main[above] <= main[below] - number
            else below
        )

    def _line_of(self, number: int) -> int:
        return self.lines[number][0].line

    def _place(self, line: list[_Piece]) -> dict[int, list[_Piece]]:
        """Return the pieces of a line by column: by their order where the line is complete, else where they stand."""
        width = len(self.columns)
        if len(line) == width:
            return {n: [piece] for n, piece in enumerate(line)}
        if len(line) > width:
            return {}  # the table is torn, see _is_torn
        costs = [[self._distance(piece, n) for n in range(width)] for piece in line]
        best, second = _align(costs, width)
        placed: dict[int, list[_Piece]] = {}
        for piece, column, other in zip(line, best, second, strict=True):
            placed.setdefault(column, []).append(piece)
            if other is not None and other - costs[line.index(piece)][column] < _MARGIN:
                self.doubts.add((piece.line, piece.begin))
        figures = [(piece, n) for n, pieces in placed.items() for piece in pieces if _NUMBER.fullmatch(piece.text)]
        if not self.figures <= placed.keys() and not all(self._stands_under(*one) for one in figures):
            self.doubts |= {(piece.line, piece.begin) for piece, _ in figures}  # they may all have shifted
        return placed

    def _stands_under(self, piece: _Piece, column: int) -> bool:
        """Return whether a figure stands under the one column given to it, and under no other."""
        return [n for n, reach in self.reach.items() if _meets(piece, reach)] == [column]

    def _reaches(self) -> dict[int, tuple[int, int]]:
        """Return where each column of figures reaches: those of lines that print one for every column, else its header."""
        heads = {n: (min(p.begin for p in self.columns[n]), max(p.end for p in self.columns[n])) for n in self.figures}
        lines = [[piece for piece in line if _NUMBER.fullmatch(piece.text)] for line in self.lines]
        whole = list(zip(*(line for line in lines if len(line) == len(heads)), strict=True))
        if not whole:
            return heads
        own = [(min(p.begin for p in column), max(p.end for p in column)) for column in whole]
        return {n: _reach(own[k], heads[n], own, k) for k, n in enumerate(sorted(heads))}

    def _distance(self, piece: _Piece, column: int) -> float:
        begin, end = self.extents[column]
        if piece.begin < end and begin < piece.end:
            return abs(piece.middle - (begin + end) / 2) / 10
        return max(begin - piece.end, piece.begin - end) + 1.0


def _is_mixed(pieces: list[_Piece]) -> bool:
    """Return whether a line of words and one that is a number came into one cell: the words may go on with another."""
    numbers = [_NUMBER.fullmatch(piece.text) is not None for piece in pieces]
    words = any(not re.search(r"\d", piece.text) and len(piece.text) > 2 for piece in pieces)
    return any(numbers) and words and len({piece.line for piece in pieces}) > 1


def _meets(piece: _Piece, reach: tuple[int, int]) -> bool:
    return piece.begin < reach[1] and reach[0] < piece.end


def _reach(own: tuple[int, int], head: tuple[int, int], all_: list[tuple[int, int]], number: int) -> tuple[int, int]:
    """Return where a column may reach: its figures and its header, but no other column's figures."""
    begin, end = min(own[0], head[0]), max(own[1], head[1])
    before = all_[number - 1][1] if number else 0
    after = all_[number + 1][0] if number + 1 < len(all_) else end
    return max(begin, before), max(min(end, after), own[1])


def _align(costs: list[list[float]], width: int) -> tuple[list[int], list[float | None]]:
    """Return the column of each piece, in order and no two in one, and the cost of its next best column."""
    count = len(costs)
    infinite = float("inf")
    total = [[infinite] * (width + 1) for _ in range(count + 1)]
    total[0] = [0.0] * (width + 1)
    for piece in range(1, count + 1):
        for column in range(1, width + 1):
            total[piece][column] = min(
                total[piece][column - 1], total[piece - 1][column - 1] + costs[piece - 1][column - 1]
            )
    chosen: list[int] = []
    column = width
    for piece in range(count, 0, -1):
        while column > 1 and total[piece][column] == total[piece][column - 1]:
            column -= 1
        column -= 1
        chosen.append(column)
    chosen.reverse()
    others: list[float | None] = []
    for place, column in enumerate(chosen):
        low = chosen[place - 1] + 1 if place else 0
        high = chosen[place + 1] if place + 1 < count else width
        free = [costs[place][n] for n in range(low, high) if n != column]
        others.append(min(free) if free else None)
    return chosen, others


def _is_open(pieces: list[_Piece]) -> bool:
    """Return whether a bracket of a wrapped cell is still open."""
    text = "".join(piece.text for piece in pieces)
    return text.count("(") + text.count("（") > text.count(")") + text.count("）")


def _is_kind(pieces: list[_Piece]) -> bool:
    return any(_KINDS.fullmatch(fold(piece.text)) for piece in pieces)


def _with_labels_over_kinds(cells: list[GridCell], top: int, kinds: int) -> list[GridCell]:
    """Return the cells, the label of each round of kinds (目標, 実績) covering its rows: it wraps beside them."""
    rounds: list[list[int]] = []
    seen: set[str] = set()
    for cell in sorted((c for c in cells if c.column == kinds and c.row >= top), key=lambda c: c.row):
        if not rounds or cell.text in seen:
            rounds.append([])
            seen = set()
        rounds[-1].append(cell.row)
        seen.add(cell.text)
    kept = [cell for cell in cells if cell.row < top or cell.column >= kinds]
    for rows in rounds:
        for column in range(kinds):
            parts = [cell for cell in cells if cell.column == column and cell.row in rows]
            if not parts:
                continue
            texts = list(dict.fromkeys(part.text for part in parts))
            lines = [part.place.lines for part in parts if part.place.lines]
            place = Place(lines=(min(first for first, _ in lines), max(last for _, last in lines)))
            kept.append(GridCell(rows[0], column, join_lines(texts), len(rows), 1, place))
    return kept
