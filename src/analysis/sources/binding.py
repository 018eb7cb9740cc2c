"""Binds each figure of a table to its year, kind and unit: from the header cells above it and the row cells beside it.

What the table does not say is left open with a question; no kind, year or unit is ever filled by default.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from analysis.data.folding import fold
from analysis.sources.grammar import (
    Cell,
    GrammarError,
    Header,
    Label,
    NamedPart,
    Quantity,
    check_date,
    check_fractions,
    check_periods,
    is_missing,
    kind_of_word,
    lacks_era,
    named_parts,
    parse_cell_of_new_unit,
    read_label,
    read_month,
    read_standing,
    read_unit,
    select_quantity,
)
from analysis.sources.grid import Grid, GridCell, as_note, place_of_row
from analysis.sources.model import Codebook
from analysis.sources.shaping import (
    FIGURES_ALL_THE_SAME,
    OF_INDICATORS,
    OF_NAMES,
    OF_PARTS,
    UNIT_WORDS,
    Finder,
    shapes,
)
from analysis.words.era import fiscal_year_of, last_possible_date

_LONGEST_CELL = 60
_LONGEST_NAME = 30
_OF_REMARKS = re.compile(r"評価|備考|所管|担当|[課部署]名|区分|状況|理由|単位|達成|進捗|方向|判定|時点|日付|注")
"""Headers of what is said about a row between its figures, and names no figures of its own."""
_OF_NOTES = re.compile(r"備考欄?|所管.*|担当.*|主管.*|特記事項")
"""Headers of what is no figure of the year or kind that stands over it."""
_ABOUT_ROW = re.compile(r"備考|所管|担当|[課部署]名|説明|方向|算出|計算|定義|考え方|出典|根拠|理由|目的|概要|注")
"""Headers of what is said about a row left of its figures, and names none."""
_OF_NUMBERING = re.compile(r"|.*(?:No|NO|№|番号?|コード|ID|#)\.?")
_BRANCHED = re.compile(r"\d+(?:[-.]\d+)+")
"""A number below another, 1-2, as rows are numbered by their chapters."""
_PARTS_OF_YEAR = {"月", "月間", "週", "日"}
_OTHERWISE = re.compile("単位|千|万|年|見込|速報|暫定|累計|実績|目標|計画|[RHS]\\d")
"""What a footnote that says a figure to be something else than its column holds words of."""
_YEAR_OF_KIND = re.compile("年度?次?$")
"""What ends the header of a column of years that are those of one column of figures: 基準年度, 目標年度."""
_OF_ROW = re.compile("(?:会計|対象|実施|調査|集計|評価)?年度?|")
"""Headers of a column of years that are those of a whole row."""
_OF_DAY = re.compile("(?:基準|調査|集計|算定|現在|把握)?(?:日|年月日?|時点)")
"""Headers of a column of days that are those of the figures left of it."""
_OF_NO_MEANING = re.compile(r"(?:年度別|各年度|年度ごと|年度|年次|経年)?の?(?:推移|変化|状況|実施状況|数値|値)?")
"""Words over a group of columns that change nothing of what their figures are."""
_OF_BRACKETS = re.compile(r"\(.*\)$")
"""What a header says besides in brackets: 指標(単位)."""
_BRACKETED = re.compile(r"[（(\[]([^\W\d]{1,4})[)）\]]\s*$")
_NO_UNIT = {
    "累計",
    "延べ",
    "再掲",
    "年間",
    "合計",
    "平均",
    "総数",
    "内訳",
    "新規",
    "全体",
    "暫定",
    "速報",
    "見込",
    "実績",
    "目標",
}
"""Words that stand in brackets behind a label and are no units."""
_CAPTION_UNIT = re.compile(r"単位[:：]?\s*([^\s()（）、。]+)")
_LEAP = 10
"""A figure ten times its neighbour has lost a point or gained a digit, or needs a word in its favour."""
_AHEAD = {"target", "planned"}
"""Kinds whose figures are neither provisional nor estimated, whatever a footnote says of the row or column."""
_NOTHING = Header(None, None, None)


@dataclass(frozen=True)
class Question:
    """What a table leaves open: which thing (kind, unit, year ...), of what, and where it stands."""

    code: str
    subject: str
    place: str
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Figure:
    """One printed entry, bound as far as the table goes; ``value`` is in ``unit``, a spelling of the codebook.

    ``period_from`` is the first year of a figure of several, ``fiscal_year`` then the last;
    ``questions`` are the codes of what is open of it; ``printed`` is whether a figure is printed, readable or not;
    ``unknown_unit`` is a printed unit that the codebook does not know; ``notes`` are the footnotes to which its cell, its header or its row's year leads, by their marks; a
    text is empty where it is not found.
    """

    label: str
    name: str
    fiscal_year: int | None
    kind: str | None
    value: Decimal | None
    unit: str | None
    text: str
    cell: GridCell
    as_of: str = ""
    bound: str = ""
    status: str = ""
    questions: tuple[str, ...] = ()
    printed: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    unknown_unit: str = ""
    period_from: int | None = None

    @property
    def is_left_out(self) -> bool:
        """Whether no column of a draft can hold it: merged over several years, or not certainly under one header."""
        return not {"period", "position"}.isdisjoint(self.questions)


@dataclass(frozen=True)
class Column:
    """A column of a table: its printed header, what it holds, and what its header says of its figures.

    ``role`` is observation, fiscal_year, kind, unit, label, group, as_of or remark; ``dates`` is the column that an as_of
    column dates; ``unit`` is a unit that the header or its name states; ``open_kind`` a kind that a form which has lost
    its merged cells may have printed over this column; ``kinds`` those that its header cells name, where they disagree.
    """

    place: int
    header: str
    role: str
    says: Header = _NOTHING
    name: str = ""
    unit: str | None = None
    dates: int | None = None
    open_kind: str = ""
    kinds: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()


_OPEN_COLUMN = Column(-1, "", "observation")
"""The column of an entry that may stand in one or another."""


@dataclass(frozen=True)
class Table:
    """One table of a grid with its figures and what it leaves open."""

    grid: Grid
    title: str
    columns: tuple[Column, ...]
    header_rows: range
    rows: tuple[int, ...]
    figures: tuple[Figure, ...] = ()
    questions: tuple[Question, ...] = ()
    unit: str | None = None
    labels: dict[int, str] = field(default_factory=dict)
    row_units: dict[int, str] = field(default_factory=dict)
    row_kinds: dict[int, str] = field(default_factory=dict)

    def of_role(self, role: str) -> list[Column]:
        """Return the columns of a role."""
        return [column for column in self.columns if column.role == role]

    @property
    def by_years(self) -> bool:
        """Whether each row is a year, and each column measures something else."""
        return bool(self.of_role("fiscal_year")) and any(column.name for column in self.of_role("observation"))

    @property
    def header_place(self) -> str:
        """Where the header rows stand."""
        cells = [cell for row in self.header_rows for cell in self.grid.row(row)]
        return place_of_row(cell.place for cell in cells)

    def row_place(self, row: int) -> str:
        """Return where a row stands."""
        return place_of_row(cell.place for cell in self.grid.row(row) if cell.row <= row < cell.row + cell.rows)


def bind(grid: Grid, codebook: Codebook, *, words: bool = False) -> list[Table]:
    """Return the tables of a grid, each figure bound to its year, kind and unit.

    Parameters
    ----------
    grid : Grid
        A table, or a sheet with several below one another.
    codebook : Codebook
        Units, factors and words that cells may hold.
    words : bool
        Take tables without any figure as well, such as a plan's activities for each year.
    """
    found = (_Bound(*shape).table() for shape in shapes(grid, codebook))
    return [table for table in found if table.figures and (words or any(one.printed for one in table.figures))]


class _Bound:
    """One table: its columns told apart, its rows read."""

    def __init__(self, finder: Finder, title: str, header: range, rows: range, by_year: bool) -> None:
        self.b, self.title, self.header_rows = finder, title, header
        self.span = range(finder.grid.width)
        self.asked: dict[tuple[str, str, str], Question] = {}
        self._without_unit: set[int] = set()
        self._rows_said: dict[int, Header] = {}
        self.kindless = ""
        self.notes = dict(_notes_below(finder.grid, rows))
        self._said = {place: self._read_path(place) for place in self.span}
        self.rows = tuple(self._data_rows(rows))
        self.by_year = by_year
        self.columns = self._dated(self._with_years(self._of_rows(self._columns())))
        unit = _CAPTION_UNIT.search(title)
        self.unit = unit.group(1) if unit and read_unit(unit.group(1), finder.units, finder.factors) else None

    def _data_rows(self, rows: range) -> Iterator[int]:
        """Yield the rows with entries, up to the first that holds a sentence where the headers promise figures."""
        figures = [place for place in self.span if self._said[place][0]]
        for row in rows:
            cells = [cell for cell in self.b.grid.row(row) if cell.text]
            if any(len(self.b.grid.text_at(row, place)) > _LONGEST_CELL for place in figures):
                return
            if not cells or self.b.is_banner(row) or all(cell.columns > 1 and len(cells) == 1 for cell in cells):
                continue
            yield row

    # --- columns -------------------------------------------------------------------------------------------------

    def _path(self, column: int) -> list[GridCell]:
        """Return the header cells above a column, from top to bottom, each once."""
        found = (self.b.grid.at(row, column) for row in self.header_rows)
        return list(dict.fromkeys(cell for cell in found if cell and cell.text))

    def _lost(self, column: int) -> str:
        """Return the group header that a form without merged cells may have printed over this column too."""
        grid = self.b.grid
        if grid.spans_known or len(self.header_rows) < 2 or not grid.text_at(self.header_rows[-1], column):
            return ""
        top = self.header_rows[0]
        if grid.text_at(top, column):
            return ""
        left = next((grid.text_at(top, n) for n in range(column - 1, -1, -1) if grid.text_at(top, n)), "")
        return left if self.b.header(left) else ""

    def _read_path(self, column: int) -> tuple[Header | None, list[str], bool]:
        """Return what the headers of a column say together, the words among them that say nothing, and a contradiction."""
        texts = [cell.text for cell in self._path(column)]
        joined = self.b.header(" ".join(texts))
        if joined or not texts:
            return joined, [], False
        if _OF_NOTES.fullmatch(fold(texts[-1])):
            return None, texts, False
        read = [(text, self.b.header(text)) for text in texts]
        known = [said for _, said in read if said]
        rest = [text for text, said in read if not said and not _OF_NO_MEANING.fullmatch(fold(text))]
        if not known or (len(known) == 1 and not known[0].fiscal_year and rest and self.b.header(texts[-1]) is None):
            return None, texts, False
        years = {said.fiscal_year for said in known if said.fiscal_year}
        kinds = {said.kind for said in known if said.kind}
        return (
            Header(
                min(years) if len(years) == 1 else None,
                min(kinds) if len(kinds) == 1 else None,
                next((said.as_of for said in known if said.as_of), None),
                next((said.unit for said in known if said.unit), None),
                next((said.status for said in known if said.status), ""),
                tuple(mark for said in known for mark in said.marks),
                next((said.period_from for said in known if said.period_from), None),
            ),
            rest,
            len(years) > 1,
        )

    def _kinds_over(self, column: int) -> frozenset[str]:
        """Return the kinds that the header cells of a column name, each by itself."""
        said = (self.b.header(cell.text) for cell in self._path(column))
        return frozenset(one.kind for one in said if one and one.kind)

    def _texts(self, column: int) -> list[str]:
        return [text for row in self.rows if (text := self.b.grid.text_at(row, column))]

    def _columns(self) -> list[Column]:
        columns: list[Column] = []
        for place in self.span:
            path = self._path(place)
            header = " ".join(dict.fromkeys(cell.text for cell in path))
            says, rest, torn = self._said[place]
            texts = self._texts(place)
            if not header and not texts:
                continue
            columns.append(self._column(place, header, says, rest, torn, texts))
        return self._with_labels(columns)

    def _column(
        self, place: int, header: str, says: Header | None, rest: list[str], torn: bool, texts: list[str]
    ) -> Column:
        read = [self.b.header(text) for text in texts]
        right_of_figures = not self.by_year and any(self._said[n][0] for n in range(place))
        if right_of_figures and texts and all(one and one.as_of and not one.kind for one in read) and not says:
            return Column(place, header, "remark")
        years = all(map(self.b.names_year, texts)) and ("年" in header or not all(map(str.isdigit, map(fold, texts))))
        kind_of_years = kind_of_word(_YEAR_OF_KIND.sub("", fold(header))) if texts and years else None
        if kind_of_years and not (says and says.fiscal_year):
            return Column(place, header, "fiscal_year", Header(None, kind_of_years, None))
        if says and not (self.by_year and years and not says.fiscal_year):
            lost = self._lost(place)
            open_kind = lost if lost and says.kind is None else ""
            over = read_label("・".join(rest), self.b.units, self.b.factors)
            asks = ("column",) if torn or (rest and not self.by_year) else ()  # of years, the rest is what is measured
            unit = says.unit or over.unit
            torn_kinds = self._kinds_over(place) if says.kind is None else frozenset()
            return Column(place, header, "observation", says, over.name, unit, None, open_kind, torn_kinds, asks)
        units = bool(texts) and all(read_unit(text, self.b.units, self.b.factors) for text in texts)
        if fold(header) in UNIT_WORDS or (units and (not header or "単位" in header)):
            return Column(place, header, "unit")
        kinds = [said.kind for said in read if said and said.kind]
        if kinds and (len(kinds) == len(texts) or len(set(kinds)) > 1) and not any(map(self.b.names_year, texts)):
            return Column(place, header, "kind")
        if texts and years:
            return Column(place, header, "fiscal_year")
        if self.by_year and any(map(self.b.is_number, texts)):
            label = read_label(header, self.b.units, self.b.factors)
            word, name = kind_in_name(label.name)
            return Column(place, header, "observation", Header(None, kind_of_word(word), None), name, label.unit)
        return Column(place, header, "remark")

    def _of_rows(self, columns: list[Column]) -> list[Column]:
        """Return the columns of a table with one figure a row, each named by its row, where names stand left of years."""
        years = [column.place for column in columns if column.role == "fiscal_year"]
        labels = [
            c.place for c in columns if c.role == "label" and not all(map(self.b.is_figure, self._texts(c.place)))
        ]
        figures = [column for column in columns if column.role == "observation"]
        if self.by_year and len(figures) == 1 and labels and years and labels[0] < years[0]:
            self.by_year = False
            return [replace(column, name="") if column in figures else column for column in columns]
        return columns

    def _with_labels(self, columns: list[Column]) -> list[Column]:
        """Return the columns with those left of the figures as label (what names the rows, then its parts) and groups."""
        first = next((n for n, column in enumerate(columns) if column.role == "observation"), len(columns))
        left = [n for n in range(first) if columns[n].role == "remark" and self._texts(columns[n].place)]
        for n in list(left):
            if self._holds_unread_figures(columns[n]):
                left.remove(n)  # figures under a header that is not understood name no row
                self._ask("column", columns[n].header, self._place(self.rows[0]))
        labels = self._labels_among(columns, left)
        for n in range(first):
            if columns[n].role == "remark" and (n in left or not self._texts(columns[n].place)):
                columns[n] = replace(columns[n], role="label" if n in labels else "group")
        for column in columns[first:]:
            said_of = _OF_REMARKS.search(fold(column.header)) or column.says.fiscal_year
            free = column.role == "remark" and self._texts(column.place) and not said_of
            if free and self._holds_unread_figures(column):
                self._ask("column", column.header, self._place(self.rows[0]))
        return columns

    def _holds_unread_figures(self, column: Column) -> bool:
        """Return whether a column holds figures, and no numbers of rows, under a header that is not understood."""
        entries = [text for text in self._texts(column.place) if not is_missing(text)]
        header = fold(column.header)
        names = OF_INDICATORS.fullmatch(header) or OF_NAMES.fullmatch(header)
        if names and any(map(str.isalpha, "".join(entries))):  # a name may hold a number
            return False
        return bool(header) and all(map(self.b.is_figure, entries)) and not self._is_numbering(header, entries)

    def _labels_among(self, columns: list[Column], left: list[int]) -> list[int]:
        """Return the column that names the rows, as its header says or else the nearest to the figures, and those of its parts."""
        heads = {n: _OF_BRACKETS.sub("", fold(columns[n].header)) for n in left}
        names = [n for n in left if not _ABOUT_ROW.search(heads[n])] or left
        said = [n for n in names if OF_INDICATORS.fullmatch(heads[n])]
        said = said or [n for n in names if OF_NAMES.fullmatch(heads[n])] or names
        right = [n for n in names if n > said[-1]] if said else []
        finer = [
            n for n in right if not OF_PARTS.fullmatch(heads[n]) and self._parts_rows(columns[n], columns[said[-1]])
        ]
        if finer and not OF_INDICATORS.fullmatch(heads[said[-1]]):
            return self._labels_among(columns, [n for n in left if n > said[-1]])
        parts = [n for n in right if OF_PARTS.fullmatch(heads[n])]
        return [*said[-1:], *parts]

    def _parts_rows(self, column: Column, other: Column) -> bool:
        """Return whether each row has a text of its own in ``column``, while several have the same in ``other``."""
        own, shared = self._texts(column.place), self._texts(other.place)
        return len(set(own)) == len(self.rows) > len(set(shared))

    @staticmethod
    def _is_numbering(header: str, texts: list[str]) -> bool:
        """Return whether texts number their rows: 1, 2, 3, or other rising numbers under a header that says so."""
        different = list(dict.fromkeys(map(fold, texts)))
        if header and _OF_NUMBERING.fullmatch(header) and all(map(_BRANCHED.fullmatch, different)):
            return True
        if not different or not all(text.isdecimal() for text in different):
            return False
        numbers = list(map(int, different))
        rising = max(numbers) < 1000 and all(a < b for a, b in pairwise(numbers))
        counted = len(numbers) > 2 and numbers == list(range(1, len(numbers) + 1))
        return counted or (rising and _OF_NUMBERING.fullmatch(header) is not None)

    def _with_years(self, columns: list[Column]) -> list[Column]:
        """Return the columns, one of years such as 目標年度 bound to the one column of figures of its kind that names no year."""
        done = []
        for column in columns:
            if column.role == "fiscal_year" and not self.by_year and not _OF_ROW.fullmatch(fold(column.header)):
                kind = column.says.kind
                free = [
                    o for o in columns if o.role == "observation" and o.says.kind == kind and not o.says.fiscal_year
                ]
                if kind and len(free) == 1:
                    column = replace(column, dates=free[0].place)
                else:
                    column = replace(column, role="remark")
                    if any(o.role == "observation" and not o.says.fiscal_year for o in columns):
                        self._ask("column", column.header, self._place(self.rows[0]))
            done.append(column)
        return done

    def _year_beside(self, row: int, column: Column) -> int | None:
        """Return the year that a column of years such as 目標年度 gives to a figure of ``column``."""
        texts = [self.b.grid.text_at(row, c.place) for c in self._of("fiscal_year") if c.dates == column.place]
        said = self.b.header(texts[0]) if texts else None
        return said.fiscal_year if said else None

    def _dated(self, columns: list[Column]) -> list[Column]:
        """Return the columns, a remark such as 9月時点 bound to the one column of figures under the same header."""
        done: list[Column] = []
        for column in columns:
            group = self._path(column.place)[:1]
            beside = [
                other
                for other in columns
                if other.role == "observation" and group and self._path(other.place)[:1] == group
            ]
            if not beside and (lost := self._lost(column.place)):
                beside = [
                    o
                    for o in columns
                    if o.role == "observation" and self._path(o.place)[:1] and self._path(o.place)[0].text == lost
                ]
            texts = self._texts(column.place)
            year = beside[0].says.fiscal_year if len(beside) == 1 else None
            free = column.role == "remark" and column not in beside
            if free and year and texts and all(self._date(text, year) for text in texts):
                column = replace(column, role="as_of", dates=beside[0].place)
            elif free and done and done[-1].role == "observation" and self._are_days_of(done[-1], column):
                column = replace(column, role="as_of", dates=done[-1].place)
            done.append(column)
        return done

    def _are_days_of(self, figures: Column, column: Column) -> bool:
        """Return whether a column such as 基準日 dates the figures left of it, whose header names no year."""
        path, texts = self._path(column.place), self._texts(column.place)
        named = path and _OF_DAY.fullmatch(fold(path[-1].text))
        return bool(named and texts) and not figures.says.fiscal_year and all(self._date(text, None) for text in texts)

    def _date(self, text: str, year: int | None) -> str | None:
        said = self.b.header(text)
        return (read_month(text, year) if year else None) or (said.as_of if said else None)

    # --- rows ----------------------------------------------------------------------------------------------------

    def table(self) -> Table:
        """Return the table with its figures and its questions."""
        figures: list[Figure] = []
        labels: dict[int, str] = {}
        units: dict[int, str] = {}
        kinds: dict[int, str] = {}
        rows: list[int] = []
        for row in self.rows:
            if self._is_of_no_kind(row):
                continue
            label = self._label(row)
            found = list(self._figures(row, label))
            if found or self._has_entry(row):
                rows.append(row)
                labels[row] = label
                word = "" if self.by_year else kind_in_name(label)[0]
                if word:
                    kinds[row] = word
                own = self._own_unit(row, label) if row in self._without_unit else ""
                if own:
                    units[row] = own
            figures += found
        figures = self._with_leaps(figures)
        figures = self._with_causes(self._with_twins(self._with_further_names(figures)))
        return Table(
            self.b.grid,
            self.title,
            tuple(self.columns),
            self.header_rows,
            tuple(rows),
            tuple(figures),
            tuple(self.asked.values()),
            self.unit,
            labels,
            units,
            kinds,
        )

    def _is_of_no_kind(self, row: int) -> bool:
        """Return whether a row says instead of its kind that it is something else, such as 達成率; ask where it holds figures."""
        said = next((text for c in self._of("kind") if (text := self.b.grid.text_at(row, c.place))), "")
        if not said or self.b.header(said):
            return False
        figures = [c.place for c in self._of("observation") if self.b.is_figure(self.b.grid.text_at(row, c.place))]
        if figures:
            self._ask("row", said, self._place(row))
        return True

    def _of(self, role: str) -> list[Column]:
        return [column for column in self.columns if column.role == role]

    def _has_entry(self, row: int) -> bool:
        return any(self.b.grid.text_at(row, column.place) for column in self._of("observation"))

    def _label(self, row: int) -> str:
        """Return the row's printed name; the table's title where its rows have none."""
        columns = self._of("label")
        if not columns:
            years = self._of("fiscal_year")
            if years and self.by_year:
                return self.b.grid.text_at(row, years[0].place)
            alike = not years and not self._of("kind") and not self._section_rows
            if len(self.rows) > 1 and alike:  # one title cannot name them all
                self._ask("unnamed", self.title, self._place(row))
            return self._section(row)
        name, *parts = (self.b.grid.text_at(row, column.place) for column in columns)
        if not name and (any(parts) or self._of("kind")):
            above = _last_before(self._named_rows, row)
            if above:
                name = self.b.grid.text_at(above, columns[0].place)
                self._ask("label", name, self._place(row), above=name)
        return " ".join(dict.fromkeys(filter(None, (name, *parts))))

    def _section(self, row: int) -> str:
        """Return the text by itself above a row, which names it where no column does; else the title of the table."""
        above = _last_before(self._section_rows, row)
        return self.b.row_texts(above)[0] if above else self.title

    @cached_property
    def _section_rows(self) -> list[int]:
        return [row for row in range(self.header_rows.stop, self.b.grid.height) if self.b.is_banner(row)]

    @cached_property
    def _named_rows(self) -> list[int]:
        """Rows in which the column that names them has a text."""
        place = self._of("label")[0].place
        return [row for row in range(self.header_rows.stop, self.b.grid.height) if self.b.grid.text_at(row, place)]

    def _place(self, row: int) -> str:
        return place_of_row(cell.place for cell in self.b.grid.row(row))

    def _ask(self, code: str, subject: str, place: str, **details: object) -> str:
        """Note a question, once for each subject, of positions once for each row, and return its code."""
        said = tuple((key, str(value)) for key, value in details.items())
        of_row = place if code == "position" else ""
        self.asked.setdefault((code, subject, of_row), Question(code, subject, place, said))
        return code

    def _ask_cause(self, subject: str, place: str, error: GrammarError) -> str:
        """Note that something printed cannot be read, with the cause; return the question's code."""
        return self._ask("cell", subject, place, cause=error.code, **error.details)

    def _row_says(self, row: int) -> Header:
        """Return :meth:`_read_row`, read once for all figures of a row."""
        if row not in self._rows_said:
            self._rows_said[row] = self._read_row(row)
        return self._rows_said[row]

    def _read_row(self, row: int) -> Header:
        """Return the year, kind and unit that the row's own cells state, 実績（％）; 速報値 beside a year is no kind."""
        said = [
            self.b.header(self.b.grid.text_at(row, c.place))
            for c in self.columns
            if c.role in ("fiscal_year", "kind") and c.dates is None
        ]
        known = [one for one in said if one]
        return Header(
            next((one.fiscal_year for one in known if one.fiscal_year), None),
            next((one.kind for one in known if one.kind and one.status not in ("P", "A")), None),
            next((one.as_of for one in known if one.as_of), None),
            next((one.unit for one in known if one.unit), None),
            next((one.status for one in known if one.status), ""),
            tuple(mark for one in known for mark in one.marks),
            next((one.period_from for one in known if one.period_from), None),
        )

    def _year_text(self, row: int) -> str:
        """Return the year that the row prints, be it one that cannot be told."""
        columns = [column for column in self._of("fiscal_year") if column.dates is None]
        return self.b.grid.text_at(row, columns[0].place) if columns else ""

    def _row_unit(self, row: int) -> str:
        """Return the unit that stands in a column of its own, in brackets beside the row's kind, or with a name further up."""
        return self._printed_unit(row) or self._unit_above(row)

    def _printed_unit(self, row: int) -> str:
        columns = self._of("unit")
        return (self.b.grid.text_at(row, columns[0].place) if columns else "") or self._row_says(row).unit or ""

    def _unit_above(self, row: int) -> str:
        """Return the unit that stands beside the name which a row without one takes from above it."""
        columns = self._of("label")
        if not columns or not self._of("kind") or self.b.grid.text_at(row, columns[0].place):
            return ""
        above = _last_before(self._named_rows, row)
        return self._printed_unit(above) if above else ""

    def _own_unit(self, row: int, label: str) -> str:
        """Return a unit that the row's label states, where neither a column nor the title of the table does."""
        if self.by_year or self._printed_unit(row):
            return ""
        if above := self._unit_above(row):
            return above
        return read_label(label, self.b.units, self.b.factors).unit or self.unit or ""

    def _figures(self, row: int, label: str) -> Iterator[Figure]:
        for column in self._of("observation"):
            cell = self.b.grid.at(row, column.place)
            if cell and cell.text and (cell.row, cell.column) == (row, column.place):
                if cell.doubtful:
                    yield self._of_open_column(row, label, cell)
                    continue
                for part in named_parts(cell.text) or (NamedPart("", "", cell.text),):
                    yield self._figure(row, column, label, cell, part)

    def _of_open_column(self, row: int, label: str, cell: GridCell) -> Figure:
        """Return an entry of which the position does not tell its column: what a header would say of it stays open.

        A row asks once, for all its entries in the order in which they are printed.
        """
        placed = [(c, column.header) for column in self._of("observation") if (c := self._doubtful_at(row, column))]
        texts, headers = ("、".join(one) for one in zip(*((c.text, head) for c, head in placed), strict=True))
        code = self._ask("position", label or texts, self._place(row), texts=texts, headers=headers)
        read, quantity, _ = self._read(cell.text, label)
        value, unit = self._scaled(quantity, row, _OPEN_COLUMN, label)
        name = "" if self.by_year else self._name(_OPEN_COLUMN, label).name
        printed = bool(read.quantities)
        return Figure(label, name, None, None, value, unit, cell.text, cell, questions=(code,), printed=printed)

    def _doubtful_at(self, row: int, column: Column) -> GridCell | None:
        cell = self.b.grid.at(row, column.place)
        return cell if cell and cell.text and cell.doubtful else None

    def _figure(self, row: int, column: Column, label: str, cell: GridCell, part: NamedPart) -> Figure:
        said, beside = column.says, self._row_says(row)
        name = self._name(column, label)
        year = said.fiscal_year or self._year_beside(row, column) or beside.fiscal_year
        if year is None and (day := self._date_beside(row, column, None)):
            year = fiscal_year_of(last_possible_date(day))
        in_name = None if self.by_year else kind_of_word(kind_in_name(label)[0])
        kinds = {kind for kind in (said.kind, beside.kind, part.kind, in_name, *column.kinds) if kind}
        asks = [self._ask(code, column.name or column.header, cell.place.text) for code in column.asks]
        named = [self.b.grid.at(row, one.place) for one in self._of("label")]
        only_unit = bool(label) and not name.name and not self.by_year
        if only_unit or any(one and one.doubtful for one in named):
            asks.append(self._ask("name", label, self._place(row)))
        read, quantity, problem = self._read(part.text, label)
        of_row = name.marks
        marks = (*read.marks, *said.marks, *beside.marks, *of_row)
        if not kinds & _AHEAD:
            read = read.standing(next(filter(None, (read_standing(self.notes.get(mark, "")) for mark in marks)), ""))
        asks += [self._ask_cause(cell.text, cell.place.text, problem)] if problem else []
        for mark in dict.fromkeys(marks):
            note = self.notes.get(mark, "")
            if _OTHERWISE.search(fold(note)) and not read_standing(note):
                about = (label, self._place(row)) if mark in of_row else (cell.text, cell.place.text)
                asks.append(self._ask("note", *about, note=note))
        if read.kind == "estimate":
            kinds = {"estimate" if kind == "actual" else kind for kind in kinds} | {read.kind}
        try:
            check_date(read, year)
        except GrammarError as error:
            asks.append(self._ask_cause(cell.text, cell.place.text, error))
        year = None if "cell" in asks and not problem else read.fiscal_year or year
        if cell.columns > 1 and self._covers_several(cell):
            year = None
            asks.append(self._ask("period", cell.text, cell.place.text))
        elif year is None and "cell" not in asks:
            said_of = self._year_text(row) or column.header or name.name
            cause = self.b.open_years.get(said_of)
            details = {"cause": cause} if cause else {}
            asks.append(self._ask("era" if lacks_era(said_of) else "year", said_of, cell.place.text, **details))
        kind = min(kinds) if len(kinds) == 1 else None
        if kind is None and not column.asks:
            asks.append(self._ask_kind(column, cell, kinds))
        value, unit = self._scaled(quantity, row, column, label)
        stated = (quantity.unit or "") if quantity and problem else ""
        if quantity and not quantity.unit and (others := self._units_beside(row, column)):
            unit = None
            asks.append(self._ask("units_disagree", name.name, cell.place.text, units="、".join(others)))
        elif quantity and unit is None and not problem:
            stated = self._stated_text(row, column, label) or _in_brackets(column.name if self.by_year else label)
            code, subject = ("unit_unknown", stated) if stated else ("unit", name.name)
            asks.append(self._ask(code, subject, cell.place.text))
        return Figure(
            label=label,
            name=name.name,
            fiscal_year=year,
            kind=kind,
            value=value,
            unit=unit,
            text=cell.text,
            cell=cell,
            as_of=read.as_of or self._date_beside(row, column, year) or said.as_of or beside.as_of or "",
            bound=(quantity.bound or ("about" if quantity.approximate else "")) if quantity else "",
            status=read.status or said.status or beside.status,
            questions=tuple(dict.fromkeys(asks)),
            notes=tuple((mark, self.notes.get(mark, "")) for mark in marks),
            unknown_unit=stated,
            period_from=next((one.period_from for one in (said, beside) if year and one.fiscal_year == year), None),
            printed=bool(read.quantities) or (problem is not None and problem.code in FIGURES_ALL_THE_SAME),
        )

    def _name(self, column: Column, label: str) -> Label:
        """Return what is measured: the column's header where rows are years, else the row's label."""
        if self.by_year:
            named = column.name or self.title
            return Label(read_label(named, self.b.units, self.b.factors).name)
        name = read_label(kind_in_name(label)[1], self.b.units, self.b.factors)
        return replace(name, name=f"{name.name} {column.name}".strip()) if column.name else name

    def _covers_several(self, cell: GridCell) -> bool:
        figures = {column.place for column in self._of("observation")}
        return len(figures & set(range(cell.column, cell.column + cell.columns))) > 1

    def _ask_kind(self, column: Column, cell: GridCell, kinds: set[str]) -> str:
        if kinds:
            return self._ask("kinds_disagree", column.header, cell.place.text, kinds=", ".join(sorted(kinds)))
        if column.open_kind:
            # one question for each group: whether it was merged over the columns that stand empty beside it
            return self._ask("merged", column.open_kind, cell.place.text, header=column.header)
        if any(
            one.says.kind for one in self._of("observation")
        ):  # one answer for all would be one for other kinds, too
            return self._ask("kind", column.header, cell.place.text)
        self.kindless = self.kindless or self.title or column.header
        return self._ask("kind", self.kindless, cell.place.text)

    def _read(self, text: str, label: str) -> tuple[Cell, Quantity | None, GrammarError | None]:
        """Return the cell, its one figure, and why it has none, or one of which the unit is not known."""
        problem = None
        try:
            cell = self.b.cell(text)
        except GrammarError as error:
            cell, problem = parse_cell_of_new_unit(text, error, self.b.units), error
        if not cell.quantities:
            return cell, None, problem
        try:
            return cell, select_quantity(cell, "", label), problem
        except GrammarError as error:
            return cell, None, error

    def _scaled(
        self, quantity: Quantity | None, row: int, column: Column, label: str
    ) -> tuple[Decimal | None, str | None]:
        """Return a figure in the unit that its cell, its row, its column or the table's title states."""
        if quantity is None:
            return None, self._stated(row, column, label)
        if quantity.unit:
            return quantity.value, quantity.unit if quantity.unit in self.b.units else None
        stated = self._stated_text(row, column, label)
        self._without_unit.add(row)
        unit = read_unit(stated, self.b.units, self.b.factors) if stated else None
        return (quantity.value * unit.factor, unit.spelling) if unit else (quantity.value, None)

    def _stated(self, row: int, column: Column, label: str) -> str | None:
        unit = read_unit(self._stated_text(row, column, label), self.b.units, self.b.factors)
        return unit.spelling if unit else None

    def _units_beside(self, row: int, column: Column) -> list[str]:
        """Return the units that a row and the header of a column print, where they are not one."""
        texts = list(filter(None, (self._row_unit(row), column.unit)))
        read = {read_unit(text, self.b.units, self.b.factors) for text in texts}
        return texts if len(read - {None}) > 1 else []

    def _stated_text(self, row: int, column: Column, label: str) -> str:
        return self._row_unit(row) or column.unit or self._own_unit(row, label) or self.unit or ""

    def _date_beside(self, row: int, column: Column, year: int | None) -> str:
        for other in self._of("as_of"):
            text = self.b.grid.text_at(row, other.place)
            if other.dates == column.place and text:
                return self._date(text, year) or ""
        return ""

    # --- what only shows beside other figures --------------------------------------------------------------------

    def _with_leaps(self, figures: list[Figure]) -> list[Figure]:
        """Ask of each figure that is ten times, or a tenth of, the one before it in its row."""
        done = list(figures)
        series: dict[tuple[str, bool], list[int]] = {}
        for n, one in enumerate(figures):
            if one.value and one.fiscal_year and not one.period_from and one.kind not in ("target", "planned"):
                series.setdefault((one.name, True), []).append(n)
        for places in series.values():
            places.sort(key=lambda n: figures[n].fiscal_year or 0)
            for before, after in pairwise(places):
                first, second = figures[before], figures[after]
                assert first.value and second.value
                ratio = abs(second.value / first.value)
                if second.fiscal_year != first.fiscal_year and (ratio >= _LEAP or ratio * _LEAP <= 1):
                    times = f"{ratio:.1f}"
                    code = self._ask(
                        "leap", f"{second.name} {second.text}", second.cell.place.text, times=times, before=first.text
                    )
                    done[after] = replace(done[after], questions=(*done[after].questions, code))
        return done

    def _with_further_names(self, figures: list[Figure]) -> list[Figure]:
        """Ask of figures right of a column that may name them: the rows of a table beside this one."""
        done = list(figures)
        first = min((column.place for column in self._of("observation")), default=0)
        for column in self._of("remark") if not self.by_year else ():
            right = [n for n, one in enumerate(figures) if one.cell.column > column.place > first]
            if not right or not self._may_be_names(column):
                continue
            code = self._ask("beside", column.header, figures[right[0]].cell.place.text, name=figures[right[0]].label)
            for n in right:
                done[n] = replace(done[n], questions=(*done[n].questions, code))
        return done

    def _may_be_names(self, column: Column) -> bool:
        """Return whether a column between figures may name what stands right of it, and is no remark or judgement."""
        texts = list(map(fold, self._texts(column.place)))
        said = _OF_REMARKS.search(fold(column.header)) or set(texts) & self.b.verdicts
        names = all(1 < len(text) <= _LONGEST_NAME and not any(map(str.isdigit, text[:1])) for text in texts)
        names = names and not any(map(self.b.header, texts))  # dates name no rows
        return not said and names and len(set(texts)) == len(texts)

    def _with_twins(self, figures: list[Figure]) -> list[Figure]:
        """Ask of figures in one row that have everything in common: one of them may belong to a table beside this one."""
        done = list(figures)
        first: dict[tuple[object, ...], int] = {}
        for n, one in enumerate(figures):
            if one.fiscal_year is None or not one.printed:
                continue
            row = one.cell.row if self._of("label") else None  # rows without names of their own have one name
            other = first.setdefault((row, one.name, one.period_from, one.fiscal_year, one.kind, one.as_of), n)
            if other != n:
                header = next(column.header for column in self.columns if column.place == one.cell.column)
                code = self._ask("twice", header, one.cell.place.text, first=figures[other].text, second=one.text)
                for place in (other, n):
                    done[place] = replace(done[place], questions=(*done[place].questions, code))
        return done

    def _with_causes(self, figures: list[Figure]) -> list[Figure]:
        """Take the value from rows that mix periods, and from columns of percentages that are printed as fractions."""
        done = list(figures)
        of_names: dict[str, list[int]] = {}
        for n, one in enumerate(figures):
            of_names.setdefault(one.name, []).append(n)
        for name, mine in of_names.items():
            try:
                cells = [cell for n in mine for cell in self._cells_of(figures[n])]
                check_periods(cells)
                labels = {one.label for cell in cells for one in cell.quantities}
                if labels & _PARTS_OF_YEAR and labels - _PARTS_OF_YEAR:
                    raise GrammarError("periods_differ", labels="、".join(sorted(filter(None, labels))))
            except GrammarError as error:
                self._take_values(done, mine, name, error)
        for column in self._of("observation"):
            rates = [
                n for n, one in enumerate(figures) if one.cell.column == column.place and one.unit == "%" and one.value
            ]
            read = [cell.quantities[0] for n in rates for cell in self._cells_of(figures[n]) if cell.quantities]
            try:
                fine = any(int(one.value.as_tuple().exponent) < -1 for one in read)  # 0.6 may be 0.6%, 0.617 hardly is
                check_fractions(read if len(read) > 1 or fine else ())
            except GrammarError as error:
                self._take_values(done, rates, column.header, error)
        return done

    def _cells_of(self, figure: Figure) -> list[Cell]:
        """Return what the cell of a figure holds: its parts where each names its kind."""
        texts = [part.text for part in named_parts(figure.text)] or [figure.text]
        return [self._read(text, figure.label)[0] for text in texts]

    def _take_values(self, done: list[Figure], places: list[int], subject: str, error: GrammarError) -> None:
        code = self._ask_cause(subject, done[places[0]].cell.place.text, error)
        for n in places:
            done[n] = replace(done[n], value=None, questions=(*done[n].questions, code))


def _last_before(rows: list[int], row: int) -> int | None:
    """Return the last of the rising ``rows`` before another."""
    place = bisect.bisect_left(rows, row)
    return rows[place - 1] if place else None


def kind_in_name(name: str) -> tuple[str, str]:
    """Return the word for its kind that a name ends with in brackets, and the name without it.

    >>> kind_in_name("申請件数（目標）"), kind_in_name("目標（全庁）")
    (('目標', '申請件数'), ('', '目標（全庁）'))
    """
    match = _BRACKETED.search(name)
    if not match or kind_of_word(match[1]) is None:
        return "", name
    return match[1], name[: match.start()].rstrip()


def _in_brackets(label: str) -> str:
    """Return a word in brackets at the end of a label that may be its unit: 貸出（冊）, not 受講者数（累計）."""
    match = _BRACKETED.search(label)
    return match[1] if match and fold(match[1]) not in _NO_UNIT else ""


def _notes_below(grid: Grid, rows: range) -> Iterator[tuple[str, str]]:
    """Yield mark and text of each footnote that stands among the rows or below the grid."""
    texts = (cell.text for row in rows for cell in grid.row(row))
    return filter(None, map(as_note, (*texts, *grid.notes)))
