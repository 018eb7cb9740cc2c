"""Shapes a grid into one grid for each of its tables: where each begins and ends, which stand side by side, cards, lost groups."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from analysis.data.folding import fold
from analysis.sources.grammar import (
    Cell,
    GrammarError,
    Header,
    is_missing,
    kind_in,
    kind_of_word,
    lacks_era,
    parse_cell,
    parse_header,
    read_without_era,
    years_named,
)
from analysis.sources.grid import Grid
from analysis.sources.model import Codebook

_LONGEST_HEADER = 40
_MOST_COLUMNS = 200
_MOST_HEADER_ROWS = 8
_OPEN_YEARS = ("header_calendar_year", "header_half", "header_quarter")
"""Why the fiscal year of a header is open although it names one."""
_RELATIVE_YEAR = re.compile(r"[前当本次翌昨今]年度の?")
_BEGINS_WITH_ERA = re.compile(r"(?:令和|平成|昭和|[RHS])\.?(?:元|\d)")
_MOST_TITLES = 3
"""Rows of titles above tables that stand side by side, and titles in one of them."""
OF_INDICATORS = re.compile(r"(?:成果|活動|評価|重要|数値|取組)?(?:指標|KPI)(?:名称?)?|KGI|測定項目")
OF_NAMES = re.compile(r"(?:評価|管理)?項目名?|(?:事務|主要|重点)?事業名?称?|(?:主な)?(?:取組|施策)名?称?|名称")
"""Headers of what names a row, those of indicators before any other."""
OF_PARTS = re.compile(r"内訳|区分|種別|対象|")
"""Headers of what parts an indicator into several rows."""
UNIT_WORDS = ("単位", "単位等")
_YEAR_WORDS = ("年度", "年", "会計年度", "対象年度", "実施年度")
_OF_CARD = re.compile(
    r"(?:成果|活動|評価|重要|数値|取組)?指標名?|KPI名?|(?:事務|主要|重点)?事業名?称?|(?:施策|取組|項目)名?称?|所管.*|担当.*|目的|概要|単位"
    r"|(?:目標の|望ましい)?方向性?|(?:算出|算定|計算)(?:方法|式)|定義|出典"
)
"""Words before what a card says of its one indicator, above the figures."""
_CAPTION = re.compile(r"[(\[]?単位:?[^()\[\]]{1,10}[)\]]?")
FIGURES_ALL_THE_SAME = ("unknown_unit", "two_figures", "range", "value_and_target", "part_beside", "bracketed_number")
"""Why a cell that prints figures may not be read as one."""


class Shape(NamedTuple):
    """One table: what reads the cells of its grid, its title, its header rows, its data rows, and whether these are years."""

    finder: Finder
    title: str
    header: range
    rows: range
    by_year: bool


def shapes(grid: Grid, codebook: Codebook) -> Iterator[Shape]:
    """Yield every table of a grid, be it one without any figure."""
    if grid.width > _MOST_COLUMNS:
        return
    finder = Finder(grid, codebook)
    for one in _cards_of_pairs(grid, finder):
        yield from _parted(finder.of(one))


def _parted(whole: Finder) -> Iterator[Shape]:
    grid = whole.grid
    for title, header, rows, _ in whole.parts():
        if not rows:
            continue
        grid = _with_groups(grid, header)
        beside = whole.side_by_side(header, rows)
        if len(beside) > 1:
            above = range(whole.top_of(header), rows.stop)
            for columns in beside:
                yield from _parted(whole.of(replace(grid.slice(above).columns(columns), title=title)))
            continue
        own = _without_captions(grid.slice(range(header.start, rows.stop)), len(header))
        finder = whole.of(replace(own, title=title))
        yield from (Shape(finder, *part) for part in finder.parts())


def _cards_of_pairs(grid: Grid, finder: Finder) -> list[Grid]:
    """Return cards of words and entries side by side (基準値（R4） | 120 | 目標値（R8） | 400) as one row below its headers each.

    Any other grid is returned as it is.
    """
    banners = [row for row in range(grid.height) if finder.is_banner(row)]
    bounds = [*banners, grid.height] if banners[:1] == [0] else [-1, *banners, grid.height]
    cards = []
    for above, below in pairwise(bounds):
        if above + 1 == below:
            continue
        title = grid.text_at(above, 0) if above >= 0 else grid.title
        card = _card_of_pairs(replace(grid.slice(range(above + 1, below)), title=title), finder)
        if card is None:
            return [grid]
        cards.append(card)
    return cards


def _card_of_pairs(grid: Grid, finder: Finder) -> Grid | None:
    """Return the row of a card that names one indicator and prints two or more of its figures beside their headers.

    Its pairs stand side by side, or all below the name.
    """
    rows = [[cell for cell in grid.row(row) if cell.text and cell.row == row] for row in range(grid.height)]
    doubtful = any(cell.doubtful for row in rows for cell in row)
    if doubtful or any(len(row) % 2 for row in rows) or not rows:
        return None
    upright = all(len(row) == 2 for row in rows)
    if upright and (not _names_indicator(rows[0][0].text) or any(finder.of(grid).parts())):
        return None
    pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=True)]
    named = [pair for pair in pairs if _OF_CARD.fullmatch(fold(pair[0].text)) and _names_indicator(pair[0].text)]
    figures = [(w, e) for w, e in pairs if finder.header(w.text) and (finder.is_figure(e.text) or is_missing(e.text))]
    if len(named) != 1 or len(figures) < 2 or any(finder.header(entry.text) for _, entry in pairs):
        return None
    units = [pair for pair in pairs if fold(pair[0].text) in UNIT_WORDS]
    cells = [
        replace(cell, row=row, column=column, rows=1, columns=1)
        for column, pair in enumerate([*named, *units[:1], *figures])
        for row, cell in enumerate(pair)
    ]
    return replace(grid, cells=tuple(cells))


def _names_indicator(word: str) -> bool:
    return "指標" in word or fold(word).startswith("KPI")


def _with_groups(grid: Grid, header: range) -> Grid:
    """Return the grid of a form that has lost its merged cells with groups over their columns again, where these recur alike.

    Below 令和5年度 and 令和6年度, each in the first of its columns, stand 目標, 実績, 目標, 実績.
    """
    top, leaf = header[0], header[-1]
    wide = [n for n in range(grid.width) if grid.text_at(leaf, n)]
    begins = [n for n in wide if grid.text_at(top, n)]
    if grid.spans_known or len(header) != 2 or len(begins) < 2 or wide != [*range(begins[0], grid.width)]:
        return grid
    groups = [[grid.text_at(leaf, n) for n in range(a, b)] for a, b in pairwise([*begins, grid.width])]
    if len(groups[0]) < 2 or len(set(groups[0])) < len(groups[0]) or any(group != groups[0] for group in groups):
        return grid
    kept = [cell for cell in grid.cells if cell.row != top or cell.text]
    cells = [replace(c, columns=len(groups[0])) if (c.row, c.column) in {(top, n) for n in begins} else c for c in kept]
    return replace(grid, cells=tuple(cells))


def _without_captions(grid: Grid, top: int) -> Grid:
    """Return the grid without the units that stand below ``top`` above a further table's edge, （単位：件）: they are no entries."""
    cells = (cell for cell in grid.cells if cell.row < top or not _CAPTION.fullmatch(fold(cell.text)))
    return replace(grid, cells=tuple(cells)).compact()


class Finder:
    """Reads the cells of one grid and finds where its tables begin and end."""

    def __init__(self, grid: Grid, codebook: Codebook) -> None:
        self.grid, self.codebook = grid, codebook
        self.units, self.factors = codebook.printed_units, codebook.factors
        self.vocabulary = codebook.vocabulary
        self.verdicts = {fold(word) for words in codebook.verdicts.values() for word in words}
        self._cells: dict[str, Cell | GrammarError] = {}
        self._headers: dict[str, Header | None] = {}
        self.open_years: dict[str, str] = {}
        self._header_rows: dict[int, bool] = {}
        self._first_header: int | None = None

    def of(self, grid: Grid) -> Finder:
        """Return what reads a part of the grid, without reading a text anew that stands in both."""
        found = Finder(grid, self.codebook)
        found._cells = self._cells
        return found

    def header(self, text: str) -> Header | None:
        """Return what a text says as a header; None where it is none.

        A year without era is the one that the years stated beside it tell; where they do not, it is left open.
        """
        if text not in self._headers:
            self._headers[text] = None
            if text and len(text) <= _LONGEST_HEADER:
                try:
                    self._headers[text] = self._parsed(text)
                except GrammarError as error:
                    self._headers[text] = self._with_open_year(text, error.code)
        return self._headers[text]

    def _parsed(self, text: str) -> Header:
        if lacks_era(text):
            return read_without_era(text, self._stated_years, self.units, self.factors)
        return parse_header(text, self.units, self.factors)

    def _with_open_year(self, text: str, cause: str) -> Header | None:
        """Return what a header says besides a year that it leaves open: 令和4年, R6上半期, 前年度; None for any other text."""
        flat = fold(text)
        relative = _RELATIVE_YEAR.match(flat)
        if relative is None and (cause not in _OPEN_YEARS or not years_named(text)):
            return None
        kind = kind_of_word(flat[relative.end() :]) if relative else kind_in(flat)
        if relative and flat[relative.end() :] and kind is None:
            return None
        self.open_years[text] = "" if relative else cause
        return Header(None, kind, None)

    @cached_property
    def _stated_years(self) -> frozenset[int]:
        """Years that the headers of the grid and its title name with their era or in full."""
        texts = {cell.text for cell in self.grid.cells if cell.text and len(cell.text) <= _LONGEST_HEADER}
        said = [self.header(text) for text in texts if not lacks_era(text)]
        return frozenset([*years_named(self.grid.title), *(one.fiscal_year for one in said if one and one.fiscal_year)])

    def names_year(self, text: str) -> bool:
        """Return whether a text is a header that names a year, be it one without era."""
        said = self.header(text)
        return said is not None and (said.fiscal_year is not None or lacks_era(text) or text in self.open_years)

    def cell(self, text: str) -> Cell:
        """Read a cell, each text once."""
        if text not in self._cells:
            try:
                self._cells[text] = parse_cell(text, self.units, self.vocabulary, self.factors)
            except GrammarError as error:
                self._cells[text] = error
        read = self._cells[text]
        if isinstance(read, GrammarError):
            raise read.with_traceback(None)
        return read

    def is_figure(self, text: str) -> bool:
        """Return whether a text is a figure and no header."""
        if not any(char.isdigit() for char in text) or self.header(text) or _BEGINS_WITH_ERA.match(fold(text)):
            return False
        try:
            return bool(self.cell(text).quantities)
        except GrammarError as error:
            return error.code in FIGURES_ALL_THE_SAME

    def is_number(self, text: str) -> bool:
        """Return whether a text is a figure where no year can stand: beside one, 2012 is a figure."""
        return self.is_figure(text) or fold(text).isdigit()

    def row_texts(self, row: int) -> list[str]:
        """Return the texts of a row from left to right."""
        return [cell.text for cell in self.grid.row(row) if cell.text]

    def says_header(self, row: int) -> bool:
        """Return whether a row is made of headers: two of them, or one that names a year over a figure; no figure."""
        if row not in self._header_rows:
            texts = [cell.text for cell in self.grid.row(row) if cell.text and cell.row == row]
            read = [(text, said) for text in texts if (said := self.header(text))]
            enough = len(read) > 1 or any(said.kind and self.names_year(text) for text, said in read)
            enough = enough or (len(read) == 1 and self._is_over_figure(row, read[0][0]))
            figures = self._are_numbers(row, texts, [text for text, _ in read]) or any(map(self.is_figure, texts))
            self._header_rows[row] = enough and not figures and not (len(read) == 1 and self.is_banner(row))
            if self._header_rows[row] and self._first_header is None:
                self._first_header = row
        return self._header_rows[row]

    def _are_numbers(self, row: int, texts: list[str], read: list[str]) -> bool:
        """Return whether a row's texts that may be years without era, 2012, are figures: beside a year, or among rows of figures."""
        numbers = [int(flat) for flat in map(fold, read) if flat.isdigit()]
        if not numbers or len(numbers) == len(texts):
            return False
        below = self._first_header is not None and row > self._first_header
        if len(numbers) < len(read):
            return below or any(self.names_year(text) and not fold(text).isdigit() for text in read)
        run = len(numbers) > 1 and all(a + 1 == b for a, b in pairwise(numbers))
        return below and not (run and self._is_head(texts[0]))

    @staticmethod
    def _is_head(text: str) -> bool:
        """Return whether a text names what stands below it in its column, and no row: 指標, 区分."""
        return (
            any(words.fullmatch(fold(text)) for words in (OF_INDICATORS, OF_NAMES, OF_PARTS))
            or fold(text) in _YEAR_WORDS
        )

    def _is_over_figure(self, row: int, text: str) -> bool:
        """Return whether the one header of a row names a year, right of a name and over a figure: a table of one year."""
        cell = next(cell for cell in self.grid.row(row) if cell.text == text)
        named = cell.column > 0 and any(one.text for one in self.grid.row(row) if one.column < cell.column)
        year = self.names_year(text) and not fold(text).isdigit()
        return named and year and self.is_figure(self.grid.text_at(row + cell.rows, cell.column))

    def is_banner(self, row: int) -> bool:
        """Return whether a row is one text over the whole width, or all by itself: a title, a section or a note.

        A unit such as （単位：件） may stand apart from it at the right.
        """
        cells = [cell for cell in self.grid.row(row) if cell.text]
        cells = cells[:1] + [cell for cell in cells[1:] if not _CAPTION.fullmatch(fold(cell.text))]
        return len(cells) == 1 and (cells[0].columns >= self.grid.width or cells[0].column == 0)

    def parts(self) -> Iterator[tuple[str, range, range, bool]]:
        """Yield title, header rows and data rows of each table, and whether its rows are years."""
        starts: list[tuple[range, bool]] = []
        row = 0
        while row < self.grid.height:
            header = self._header_at(row, starts[-1][0].stop if starts else 0)
            if header:
                starts.append(header)
                row = header[0].stop
            else:
                row += 1
        for number, (rows, by_year) in enumerate(starts):
            end = starts[number + 1][0].start if number + 1 < len(starts) else self.grid.height
            yield (
                self._title(rows.start, starts[number - 1][0].stop if number else 0),
                rows,
                range(rows.stop, end),
                by_year,
            )

    def _header_at(self, row: int, floor: int) -> tuple[range, bool] | None:
        if self.says_header(row):
            first = last = row
            while first > max(floor, row - _MOST_HEADER_ROWS) and self._is_upper(first - 1, first):
                first -= 1
            while last + 1 < min(self.grid.height, first + _MOST_HEADER_ROWS) and (
                self.says_header(last + 1) or self._goes_down(first, last)
            ):
                last += 1
            return range(first, last + 1), False
        height = next((n for n in (1, 2, 3) if self._years_follow(row, n)), 0)
        return (range(row, row + height), True) if height else None

    def _is_upper(self, row: int, below: int) -> bool:
        """Return whether a row above a header belongs to it: a group over several columns, or cells that reach down."""
        cells = [cell for cell in self.grid.row(row) if cell.text]
        if not cells or self.is_banner(row) or self.about(row) or any(self.is_figure(cell.text) for cell in cells):
            return False
        return any(cell.row + cell.rows > below or cell.columns > 1 or self.header(cell.text) for cell in cells)

    def about(self, row: int) -> dict[str, str]:
        """Return what a row says of a whole card, in pairs of word and entry: 成果指標 | 申請件数 | 単位 | 件; else nothing."""
        cells = [cell for cell in self.grid.row(row) if cell.text]
        texts = [cell.text for cell in cells]
        words = list(map(fold, texts[::2]))
        flat = all(cell.row == row and cell.rows == 1 for cell in cells)
        if not flat or len(texts) % 2 or not texts or not all(map(_OF_CARD.fullmatch, words)):
            return {}
        reaches = cells[-1].column + cells[-1].columns == self.grid.width or len(texts) > 2 or not self.grid.spans_known
        return dict(zip(words, texts[1::2], strict=True)) if reaches and not any(map(self.header, texts[1::2])) else {}

    def _goes_down(self, first: int, last: int) -> bool:
        """Return whether a cell of the header rows reaches below ``last``, where no figure stands."""
        reaches = any(
            cell.row + cell.rows > last + 1 and cell.row >= first
            for row in range(first, last + 1)
            for cell in self.grid.row(row)
        )
        return reaches and not any(map(self.is_figure, self.row_texts(last + 1)))

    def _years_follow(self, row: int, height: int) -> bool:
        """Return whether rows head a table whose rows are years: the two below begin with one, and hold figures."""
        heads, below = range(row, row + height), range(row + height, row + height + 2)
        if below.stop > self.grid.height or self.is_banner(row) or len(self.row_texts(row)) < 2:
            return False
        if any(self.is_figure(text) for head in heads for text in self.row_texts(head)):
            return False
        if any(map(self._begins_with_year, heads)):
            return False
        return all(map(self._is_year_row, below)) or self._years_stand_within(heads, below)

    def _begins_with_year(self, row: int) -> bool:
        cells = [cell for cell in self.grid.row(row) if cell.text]
        return bool(cells) and cells[0].column <= 1 and self.names_year(cells[0].text)

    def _is_year_row(self, row: int) -> bool:
        return self._begins_with_year(row) and any(map(self.is_number, self.row_texts(row)[1:]))

    def _years_stand_within(self, heads: range, below: range) -> bool:
        """Return whether each row is one figure, its year in a column headed 年度, as in a file of data."""
        for column in range(1, self.grid.width):
            if fold(self.grid.text_at(heads[-1], column)) in _YEAR_WORDS:
                years = [self.names_year(self.grid.text_at(row, column)) for row in below]
                figures = [any(map(self.is_figure, self.row_texts(row))) for row in below]
                return all(years) and all(figures)
        return False

    # --- tables side by side -------------------------------------------------------------------------------------

    def side_by_side(self, header: range, rows: range) -> list[range]:
        """Return the columns of each table that these rows hold: several where names and figures begin anew at the right.

        They do where the header of the first column stands again right of figures, or where further names stand
        between figures of one year and kind.
        """
        figures = {
            n
            for n in range(self.grid.width)
            if any(self.is_figure(self.grid.text_at(row, n)) for row in rows) and not self._heads_names(header, n)
        }
        starts = self._repeated(header[-1], figures) or self._named_anew(header, rows, figures)
        bounds = [0, *starts, self.grid.width]
        return [range(begin, end) for begin, end in pairwise(bounds)]

    def _repeated(self, row: int, figures: set[int]) -> list[int]:
        """Return the columns right of figures over which the header of the first column stands again, and figures follow."""
        begin = {cell.column: fold(cell.text) for cell in self.grid.row(row)}
        heads = [begin.get(n, "") for n in range(self.grid.width)]
        first = next((n for n, head in enumerate(heads) if head), 0)
        if self.header(self.grid.text_at(row, first)):
            return []
        again = [n for n in range(first + 1, len(heads)) if heads[n] and heads[n] == heads[first]]
        bounds = [first, *again, len(heads)]
        return again if all(figures & set(range(a, b)) for a, b in pairwise(bounds)) else []

    def _named_anew(self, header: range, rows: range, figures: set[int]) -> list[int]:
        """Return the column of names right of which a year and kind of figures stands that stood left of it already."""
        seen: set[tuple[int, str | None]] = set()
        for place in sorted(figures):
            texts = dict.fromkeys(self.grid.text_at(row, place) for row in header)
            said = self.header(" ".join(texts))
            if said is None or said.fiscal_year is None:
                continue
            key = (said.fiscal_year, said.kind)
            names = [n for n in range(place) if n not in figures and self._holds_names(n, header, rows)]
            between = [n for n in names if min(figures) < n]
            if key in seen and between:
                start = between[-1]
                while start - 1 in between:
                    start -= 1
                return [start]
            seen.add(key)
        return []

    def _heads_names(self, header: range, column: int) -> bool:
        """Return whether a column is headed as one of names, which may begin with a figure: １人１台端末の活用率."""
        heads = (fold(self.grid.text_at(row, column)) for row in header)
        return any(OF_INDICATORS.fullmatch(head) or OF_NAMES.fullmatch(head) for head in heads)

    def _holds_names(self, column: int, header: range, rows: range) -> bool:
        if any(fold(self.grid.text_at(row, column)) in UNIT_WORDS for row in header):
            return False
        texts = [text for row in rows if (text := self.grid.text_at(row, column))]
        return bool(texts) and not any(map(self.header, texts))

    def top_of(self, header: range) -> int:
        """Return the first of the rows right above a header that hold titles: few cells, no figure and no header."""
        top = header.start
        while top and header.start - top < _MOST_TITLES and self._is_title(top - 1):
            top -= 1
        return top

    def _is_title(self, row: int) -> bool:
        texts = self.row_texts(row)
        return 0 < len(texts) <= _MOST_TITLES and not any(self._is_entry(text) or self.header(text) for text in texts)

    def _is_entry(self, text: str) -> bool:
        """Return whether a text is a figure beyond doubt: 12件, not 表1 申請."""
        with contextlib.suppress(GrammarError):
            return bool(self.cell(text).quantities)
        return False

    def _title(self, row: int, floor: int) -> str:
        """Return the nearest text by itself above a table's headers, else the grid's own title, with a unit that stands apart."""
        unit, named, above = "", "", row
        while above > max(floor, row - _MOST_HEADER_ROWS):
            above -= 1
            texts, about = self.row_texts(above), self.about(above)
            if about:
                names = [entry for word, entry in about.items() if _names_indicator(word)]
                named = named or next(iter(names), "")
                unit = unit or (f"（単位：{about['単位']}）" if "単位" in about else "")
            elif len(texts) == 1 and _CAPTION.fullmatch(fold(texts[0])):
                unit = unit or texts[0]
            elif self.is_banner(above):
                return (named or "".join(texts)) + unit
            elif row - above > _MOST_TITLES:
                break
        return (named or self.grid.title) + unit
