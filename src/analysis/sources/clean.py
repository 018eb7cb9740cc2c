"""Turns data/raw into data/clean: reads every cell with the grammar and the codebook, decides nothing by itself."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from analysis.data import schema
from analysis.data.folding import fold
from analysis.data.kinds import COMMITMENTS
from analysis.data.paths import find_root
from analysis.data.reading import ProblemLog
from analysis.data.writing import write_files
from analysis.sources.grammar import (
    Cell,
    GrammarError,
    Header,
    NamedPart,
    Quantity,
    check_date,
    check_fractions,
    check_periods,
    footnote_marks,
    format_value,
    is_missing,
    kind_of_word,
    lacks_era,
    named_parts,
    parse_cell,
    parse_header,
    read_month,
    read_standing,
    read_unit,
    read_without_era,
    select_quantity,
    split_at_slash,
    years_named,
)
from analysis.sources.model import Codebook, Column, Correction, Indicator, RawData, RawTable, Row, Source, Unit
from analysis.sources.raw import MEASURED, read_raw
from analysis.words.era import fiscal_year_of, is_reduced_date, last_possible_date
from analysis.words.errors import DataError, RawCellError, nearest
from analysis.words.labels import LANGUAGES
from analysis.words.store import told

Record = dict[str, str]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Observation:
    """One figure on its way into observations.csv; ``notes`` are (Japanese, English) pairs.

    ``fiscal_year`` is None where the document gives no year, ``period_from`` where the figure is of one year. ``items``
    are the items of the document's own list that it belongs to.
    """

    indicator: Indicator
    period_from: int | None
    fiscal_year: int | None
    kind: str
    value: Decimal | None
    text: str
    as_of: str
    source: Source
    locator: str
    notes: tuple[tuple[str, str], ...]
    bound: str
    status: str
    published: dt.date
    published_from: dt.date
    items: tuple[str, ...] = ()

    @property
    def subject(self) -> tuple[str, int, int, str]:
        """What documents state again as another vintage; 0 for no year."""
        return (self.indicator.id, self.period_from or 0, self.fiscal_year or 0, self.kind)

    @property
    def key(self) -> tuple[str, int, int, str, str, str, str]:
        """Primary key of observations.csv, in order."""
        return (*self.subject, self.source.id, self.as_of, self.published.isoformat())


@dataclass(frozen=True)
class Evaluation:
    """A ward's own judgement of an indicator on its way into evaluations.csv."""

    indicator: Indicator
    item: str
    fiscal_year: int | None
    text: str
    verdict: str
    source: Source
    published: dt.date
    locator: str
    notes: tuple[tuple[str, str], ...]


def build(root: Path, log: ProblemLog | None = None) -> dict[str, bytes]:
    """Return the content of every file of data/clean, by name.

    Raises
    ------
    RawDataErrors
        If any raw file, header or cell cannot be read; it names file, row, column and text.
    """
    problems = log or ProblemLog()
    raw, observations, evaluations = observe(root, problems, unfinished=False)
    problems.check()
    replaced = _superseded(observations)
    frames: dict[str, list[Record]] = {
        "observations": [
            _observation_record(one, one.key in replaced) for one in sorted(observations, key=lambda one: one.key)
        ],
        "indicators": _indicator_records([*observations, *evaluations]),
        "concepts": concept_records(raw.codebook),
        "sources": [source_record(source) for source in raw.sources],
        "wards": [{("ward" if key == "code" else key): value for key, value in asdict(w).items()} for w in raw.wards],
        "notes": _note_records([*observations, *evaluations], raw),
        "evaluations": [_evaluation_record(one) for one in evaluations],
        "coverage": coverage_records(raw, observations),
        "grades": _grade_records(raw),
        "labels": _label_records(raw, observations),
        "places": _place_records(raw),
    }
    contents = {f"{table.name}.csv": _csv(table.columns, frames[table.name]) for table in schema.TABLES}
    return contents | {"datapackage.json": package()}


def package() -> bytes:
    """Return datapackage.json, which describes the clean tables."""
    return (json.dumps(schema.datapackage(), ensure_ascii=False, indent=2) + "\n").encode()


def observe(
    root: Path, log: ProblemLog, also: Path | None = None, *, unfinished: bool = True
) -> tuple[RawData, list[Observation], list[Evaluation]]:
    """Return what data/raw holds, every figure and every judgement in it that can be read; what cannot goes to ``log``.

    ``also`` and what is raised are those of :func:`analysis.sources.raw.read_raw`.
    """
    raw = read_raw(root, log, also, unfinished=unfinished)
    cleaner = _Cleaner(raw, log)
    observations = _merge(cleaner.observations(), log)
    _check_dates(observations, log)
    return raw, observations, list(cleaner.evaluations())


def clean(root: Path | None = None) -> dict[str, int]:
    """Write data/clean from data/raw, all files or none; return the number of rows of each table.

    Raises
    ------
    RawDataErrors
        If anything in data/raw cannot be read; data/clean is then untouched.
    """
    folder = find_root(root)
    contents = build(folder)
    write_files({folder / "data" / "clean" / name: content for name, content in contents.items()})
    return {name: len(_rows(content)) for name, content in contents.items() if name.endswith(".csv")}


def check(root: Path | None = None) -> dict[str, int]:
    """Compare data/clean with what data/raw gives, byte for byte; return the number of rows of each table.

    Raises
    ------
    DataError
        If a table is missing or differs; names the table and the first line that differs.
    """
    folder = find_root(root)
    contents = build(folder)
    for name, content in contents.items():
        path = folder / "data" / "clean" / name
        if not path.is_file():
            raise DataError("no_clean_table", path=path)
        found = path.read_bytes()
        if found != content:
            raise DataError("stale_clean_table", name=name, where=_first_difference(found, content))
    return {name: len(_rows(content)) for name, content in contents.items() if name.endswith(".csv")}


def _first_difference(found: bytes, expected: bytes) -> str:
    lines = found.splitlines(), expected.splitlines()
    for number, (one, other) in enumerate(zip(*lines, strict=False), 1):
        if one != other:
            return f"line {number}"
    return f"line {min(map(len, lines)) + 1}"


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


_OF_THE_ROW = {"unknown_ward": "ward", "unknown_indicator": "indicator", "ward_mismatch": "indicator"}
"""Problems that every cell of a row would repeat: said once, under the column that causes them."""


class _Cleaner:
    """Reads the cells of every table; problems go to the log and the cell is left out."""

    def __init__(self, raw: RawData, log: ProblemLog) -> None:
        self.raw, self.log = raw, log
        self.units, self.factors = raw.codebook.printed_units, raw.codebook.factors
        self.corrections = {(c.source, c.table, c.indicator, c.column): c for c in raw.corrections}
        self.used: set[tuple[str, str, str, str]] = set()

    def observations(self) -> list[Observation]:
        """Return every figure of every table, repeated ones repeated."""
        found = [one for source in self.raw.sources for table in source.tables for one in self._table(source, table)]
        for key, correction in self.corrections.items():
            if key not in self.used:
                self.log.add(DataError("lost_correction", where=correction.where))
        return found

    def evaluations(self) -> Iterator[Evaluation]:
        """Yield every judgement of a ward, in the order of the tables."""
        for source in self.raw.sources:
            for table in source.tables:
                yield from self._cells(source, table, ("evaluation",), self._judgement)

    def _table(self, source: Source, table: RawTable) -> Iterator[Observation]:
        torn = self._fraction_columns(source, table)
        whole = replace(
            table,
            columns=tuple(column for column in table.columns if column.header not in torn),
            rows=tuple(row for row in table.rows if self._has_one_period(source, table, row)),
        )
        yield from self._cells(source, whole, MEASURED, self._figures)

    def _cells(
        self,
        source: Source,
        table: RawTable,
        roles: tuple[str, ...],
        read: Callable[[Source, RawTable, Row, Column, str], Iterator[_T]],
    ) -> Iterator[_T]:
        """Yield what ``read`` makes of each printed cell of ``roles``."""
        for row in table.rows:
            told: set[str] = set()
            for column in table.columns:
                text = row.cells[column.header].strip()
                if column.role not in roles or not text:
                    continue
                where = {"file": f"{source.id}/{table.file}", "row": row.number, "column": column.header, "text": text}
                try:
                    yield from read(source, table, row, column, text)
                except GrammarError as error:
                    cause = _OF_THE_ROW.get(error.code)
                    if cause is None:
                        self.log.add(RawCellError(error.code, **(where | error.details)))
                    elif str(error) not in told:
                        self.log.add(RawCellError(error.code, **(where | error.details | {"column": cause})))
                        told.add(str(error))
                except DataError as problem:
                    self.log.add(problem)

    def _figures(self, source: Source, table: RawTable, row: Row, column: Column, text: str) -> Iterator[Observation]:
        """Yield the figure of a cell; both of one that names their kinds (目標 40 実績 37), or whose column does (23/25手続)."""
        indicator = self._indicator(row, column)
        correction = self._correction(source, table, indicator, column, text)
        legible = correction.set.get("text", text) if correction else text
        if indicator.unit != "text" and (parts := named_parts(legible)):
            yield from self._by_kind(source, table, row, column, text, parts, correction)
            return
        if not column.after_slash or "/" not in fold(legible):
            yield self._read(source, table, row, column, text)
            return
        first, second = split_at_slash(legible)
        unit = parse_cell(second, self.units, self.raw.codebook.vocabulary, self.factors).quantities[0].unit or ""
        before = first if first and not first[-1].isdigit() else first + unit
        yield replace(self._read(source, table, row, column, text, part=before), text=text)
        of_target = replace(column, kind=column.after_slash)
        yield replace(self._read(source, table, row, of_target, text, part=second), text=text)

    def _by_kind(
        self,
        source: Source,
        table: RawTable,
        row: Row,
        column: Column,
        text: str,
        parts: Sequence[NamedPart],
        correction: Correction | None,
    ) -> Iterator[Observation]:
        """Yield the figures of a cell that names the kind of each; of a row that reads one part, that one."""
        wanted = [part for part in parts if not row.part or kind_of_word(row.part) == part.kind]
        named = ", ".join(part.word for part in parts)
        if not wanted:
            raise GrammarError("part_unknown", part=row.part, labels=named)
        if column.kind and len(wanted) > 1:
            raise GrammarError("part_needed", labels=named)  # one kind cannot be that of them all
        settled = correction is not None and "kind" in correction.set
        for part in wanted:
            if (
                column.kind not in (None, part.kind)
                and (column.kind, part.kind) != ("actual", "estimate")
                and not settled
            ):
                raise GrammarError("kinds_disagree", first=column.kind, second=part.kind)
            own, whole_cell = replace(column, kind=part.kind), replace(row, part="")
            yield replace(self._read(source, table, whole_cell, own, text, part=part.text), text=text)

    def _has_one_period(self, source: Source, table: RawTable, row: Row) -> bool:
        """Return whether a row prints no figures a year beside figures a month; one that reads a part says which."""
        texts = [row.cells[column.header].strip() for column in table.columns if column.role in MEASURED]
        if row.part or not any(char in text for text in texts for char in "月週日"):
            return True
        try:
            check_periods([cell for cell in map(self._parsed, texts) if cell])
        except GrammarError as error:
            where = {"file": f"{source.id}/{table.file}", "row": row.number, "column": "label", "text": row.label}
            self.log.add(RawCellError(error.code, **(where | error.details)))
            return False
        return True

    def _parsed(self, text: str) -> Cell | None:
        try:
            return parse_cell(text, self.units, self.raw.codebook.vocabulary, self.factors)
        except GrammarError:
            return None  # told where the cell is read

    def _fraction_columns(self, source: Source, table: RawTable) -> set[str]:
        """Return the columns whose percentages are printed as fractions, unless source.toml states their factor."""
        found = set()
        for column in table.columns:
            if column.role not in MEASURED or column.factor:
                continue
            texts = {
                row.number: row.cells[column.header].strip() for row in table.rows if self._is_percent(row, column)
            }
            if not any(char in text for text in texts.values() for char in ".．"):
                continue
            cells = {number: cell for number, text in texts.items() if (cell := self._parsed(text)) and cell.quantities}
            try:
                check_fractions(cells[number].quantities[0] for number in cells if len(cells) > 1)
            except GrammarError as error:
                first = min(cells)
                where = {"file": f"{source.id}/{table.file}", "row": first, "column": column.header}
                self.log.add(RawCellError(error.code, **where, text=texts[first], **error.details))
                found.add(column.header)
        return found

    def _is_percent(self, row: Row, column: Column) -> bool:
        try:
            unit = self.raw.codebook.units[self._indicator(row, column).unit]
        except GrammarError:
            return False  # told where the cell is read
        return "%" in unit.printed

    def _read(
        self, source: Source, table: RawTable, row: Row, column: Column, text: str, part: str | None = None
    ) -> Observation:
        indicator = self._indicator(row, column)
        correction = self._correction(source, table, indicator, column, text)
        change = correction.set if correction else {}
        concept_unit = indicator.unit
        legible = change.get("text", text) if part is None else part
        header = self._row_header(table, row)
        if concept_unit == "text":
            cell, quantity = _in_words(legible), None
        else:
            cell = self._cell(legible, column, source)
            kinds = {column.kind, header.kind} - {None} or {table.default_kind}
            cell = self._as_noted(cell, source, (*cell.marks, *column.marks, *header.marks, *row.notes), kinds)
            quantity = self._quantity(cell, row, column, table, indicator)
        stated_year = column.fiscal_year or self._year_beside(table, row, column) or header.fiscal_year
        if not {"fiscal_year", "as_of"} & change.keys():
            check_date(cell, stated_year)
        own_year = None if "as_of" in change and cell.as_of else cell.fiscal_year  # the corrected date outweighs it
        fiscal_year = change.get("fiscal_year") or own_year or stated_year or self._row_year(table, row, column)
        kind = change.get("kind") or _one_kind(cell, column, header, kind_of_word(row.part)) or table.default_kind
        if fiscal_year is None and column.role != "undated":
            _refuse_without_era(table, row)
            raise GrammarError("header_no_year")
        if kind is None:
            named = any(one.kind for one in table.columns)  # of other columns: one kind for all would be a guess
            raise GrammarError("column_no_kind" if named else "header_no_kind", header=column.header)
        _refuse_future(kind, fiscal_year, quantity, source)
        table_date = table.as_of if column.kind is None or column.kind == table.default_kind else None
        row_date = self._date_of(table, row, column, fiscal_year) or self._dated(table, row, "as_of") or header.as_of
        as_of = change.get("as_of") or cell.as_of or row_date or column.as_of or table_date or ""
        published, published_from = source.known(row.locator.document)
        return Observation(
            indicator,
            next((one.period_from for one in (column, header) if fiscal_year == one.fiscal_year), None),
            fiscal_year,
            kind,
            quantity.value if quantity else None,
            legible,
            as_of,
            source,
            locator=f"{source.id}/{table.file}:{row.number}[{column.header}] @ {row.locator.text}",
            notes=self._notes(source, table, row, (*cell.marks, *column.marks, *header.marks), correction)
            + self._remarks(cell, kind, quantity, indicator),
            bound=_bound(quantity),
            status=_status(cell, kind, column, header),
            published=published,
            published_from=published_from,
            items=(row.item,) if row.item else (),
        )

    def _judgement(self, source: Source, table: RawTable, row: Row, column: Column, text: str) -> Iterator[Evaluation]:
        """Yield the judgement of a cell."""
        indicator = self._indicator(row, column)
        verdicts = {word: verdict for verdict, words in self.raw.codebook.verdicts.items() for word in words}
        if verdicts and fold(text) not in verdicts:
            raise GrammarError("verdict_unknown", known=", ".join(verdicts))
        yield Evaluation(
            indicator,
            row.item,
            column.fiscal_year,
            text,
            verdicts.get(fold(text), ""),
            source,
            source.known(row.locator.document)[0],
            locator=f"{source.id}/{table.file}:{row.number}[{column.header}] @ {row.locator.text}",
            notes=self._notes(source, table, row, (), None),
        )

    def _cell(self, text: str, column: Column, source: Source) -> Cell:
        """Return what a cell says, with what source.toml says of its column's brackets."""
        bare = fold(text)
        if column.brackets and bare.startswith("(") and bare.endswith(")"):
            text = ("▲" if column.brackets == "negative" else "") + bare[1:-1]
        year = None if column.far_year else source.year
        vocabulary = self.raw.codebook.vocabulary
        return parse_cell(text, self.units, vocabulary, self.factors, document_year=year, beside=column.beside)

    def _as_noted(self, cell: Cell, source: Source, marks: tuple[str, ...], kinds: set[str | None]) -> Cell:
        """Return the cell with the standing that its footnotes give to a figure which is no target: ※ 速報値."""
        if kinds & {"target", "planned"}:
            return cell
        codes = (read_standing(source.notes[mark][0]) for mark in marks if mark in source.notes)
        return cell.standing(next(filter(None, codes), ""))

    def _row_header(self, table: RawTable, row: Row) -> Header:
        """Return year, kind and a unit beside it that the row's own cells state, in columns of the roles fiscal_year and kind."""
        said = Header(None, None, None)
        for column in table.columns:
            text = row.cells[column.header].strip()
            if column.role in ("fiscal_year", "kind") and text and not column.dates:
                read = self._said_by(text, table, column)
                kind = None if read.status in ("P", "A") else read.kind  # 速報値 beside a year is no kind
                said = Header(
                    read.fiscal_year or said.fiscal_year,
                    kind or said.kind,
                    read.as_of or said.as_of,
                    read.unit or said.unit,
                    read.status or said.status,
                    (*said.marks, *read.marks),
                    read.period_from or said.period_from,
                )
        return said

    def _said_by(self, text: str, table: RawTable, column: Column) -> Header:
        """Return what a cell says as a header; a year without era is one of those that its column and the title tell."""
        year = None if column.far_year else self._year_of_document(table)
        if not lacks_era(text):
            return parse_header(text, self.units, self.factors, year)
        stated = years_named(table.title)
        for row in table.rows:
            stated += years_named(row.cells[column.header])
        return read_without_era(text, stated, self.units, self.factors, year)

    def _year_of_document(self, table: RawTable) -> int | None:
        return next(source.year for source in self.raw.sources if source.id == table.source)

    def _year_beside(self, table: RawTable, row: Row, column: Column) -> int | None:
        """Return the year that the row gives to the figure of ``column`` alone, in a column such as 目標年度."""
        for other in table.columns:
            if (
                other.role == "fiscal_year"
                and other.dates == column.header
                and (text := row.cells[other.header].strip())
            ):
                return self._said_by(text, table, other).fiscal_year
        return None

    def _date_of(self, table: RawTable, row: Row, column: Column, fiscal_year: int | None) -> str:
        """Return the date that a remark of the row (9月時点) gives to the figure of ``column``."""
        for remark in table.columns:
            if remark.role == "as_of" and remark.dates == column.header and (text := row.cells[remark.header].strip()):
                date = (read_month(text, fiscal_year) if fiscal_year else None) or parse_header(text).as_of
                if date:
                    return date
        return ""

    def _indicator(self, row: Row, column: Column) -> Indicator:
        wards, book = self.raw.wards, self.raw.codebook
        ward = self.raw.ward_by_code(row.ward)
        if ward is None:
            close = ", ".join(nearest(row.ward, [ward.code for ward in wards]))
            raise GrammarError("unknown_ward", nearest=close, text=row.ward)
        name = f"{ward.slug}.{column.indicator}" if column.indicator else row.indicator + column.indicator_suffix
        indicator = book.indicator(name, wards)
        if indicator is None:
            close = ", ".join(nearest(name, book.known_names(wards)))
            raise GrammarError("unknown_indicator", nearest=close, text=name)
        if indicator.ward != ward.code:
            raise GrammarError("ward_mismatch", indicator=name, expected=indicator.ward, found=ward.code)
        return indicator

    def _quantity(self, cell: Cell, row: Row, column: Column, table: RawTable, indicator: Indicator) -> Quantity | None:
        """Return the figure of the cell after checking its unit against the codebook's."""
        if not cell.quantities:
            return None
        quantity = select_quantity(cell, row.part, row.label)
        expected = self.raw.codebook.units[indicator.unit]
        stated = row.unit or self._row_unit(table, row) or column.unit or table.unit
        scale = self._scale(stated, expected, indicator) if stated else Decimal(1)
        if quantity.unit:
            return replace(quantity, value=quantity.value * self._scale(quantity.unit, expected, indicator))
        if not stated:
            raise GrammarError("unit_missing", indicator=indicator.id, expected=expected.id)
        return replace(quantity, value=quantity.value * scale * (column.factor or 1))

    def _row_unit(self, table: RawTable, row: Row) -> str:
        """Return the unit that the row prints in a column of the role unit, or in brackets beside its kind: 実績（％）."""
        texts = (row.cells[column.header].strip() for column in table.columns if column.role == "unit")
        return next((text for text in texts if text), "") or self._row_header(table, row).unit or ""

    def _scale(self, printed: str, expected: Unit, indicator: Indicator) -> Decimal:
        """Return what one of a unit, by its id or as printed (千件), is in the unit of the indicator."""
        if printed == expected.id:
            return Decimal(1)
        read = read_unit(printed, self.units, self.factors)
        factor = Decimal(read.factor if read else 1)
        if read and read.spelling in expected.printed:
            return factor
        for unit in self.raw.codebook.units.values():
            same = printed == unit.id or (read is not None and read.spelling in unit.printed)
            if same and (unit.base or unit.id) == (expected.base or expected.id):
                return factor * unit.factor / expected.factor
        raise GrammarError("unit_mismatch", found=printed, indicator=indicator.id, expected=expected.id)

    def _correction(
        self, source: Source, table: RawTable, indicator: Indicator, column: Column, text: str
    ) -> Correction | None:
        key = (source.id, table.file, indicator.id, column.header)
        correction = self.corrections.get(key)
        if correction is None:
            return None
        self.used.add(key)
        if correction.expect != text:
            raise DataError("stale_correction", where=correction.where, expected=correction.expect, found=text)
        return correction

    def _dated(self, table: RawTable, row: Row, role: str) -> str:
        """Return the date in the row's column of ``role``, as ISO 8601; empty where the row has none."""
        header = next((one.header for one in table.columns if one.role == role and not one.dates), None)
        text = row.cells[header].strip().replace("/", "-") if header else ""
        if text and not is_reduced_date(text):
            raise GrammarError("bad_date", text=text)
        return text

    def _row_year(self, table: RawTable, row: Row, column: Column) -> int | None:
        """Return the fiscal year of the date that the row gives to all its figures or to that of ``column``, where it has one."""
        date = self._dated(table, row, "as_of") or self._date_of(table, row, column, None)
        return fiscal_year_of(last_possible_date(date)) if date else None

    def _notes(
        self, source: Source, table: RawTable, row: Row, marks: tuple[str, ...], correction: Correction | None
    ) -> tuple[tuple[str, str], ...]:
        """Return what footnotes, the population base and a correction say of a figure, each once."""
        found = []
        for mark in dict.fromkeys((*marks, *row.notes)):
            if mark not in source.notes:
                raise GrammarError("unknown_note", source=source.id, text=mark)
            found.append(source.notes[mark])
        base = self._dated(table, row, "base_date")
        if base:
            found.append(base_note(base))
        if correction:
            found.append((correction.why_ja, correction.why_en))
        return tuple(dict.fromkeys(found))

    def _remarks(
        self, cell: Cell, kind: str, quantity: Quantity | None, indicator: Indicator
    ) -> tuple[tuple[str, str], ...]:
        """Return what is noted of a target that is not decided yet, and of a count below zero."""
        if cell.undecided and kind == "target":
            return (_both("sources.undecided"),)
        if quantity and quantity.value < 0 and not self.raw.codebook.units[indicator.unit].signed:
            return (_both("sources.minus"),)
        return ()


def _refuse_without_era(table: RawTable, row: Row) -> None:
    """Refuse a row whose own year has no era, by that name."""
    for column in table.columns:
        if column.role == "fiscal_year" and lacks_era(row.cells[column.header]):
            raise GrammarError("year_without_era", text=row.cells[column.header].strip())


def _one_kind(cell: Cell, column: Column, row: Header, named: str | None) -> str | None:
    """Return the kind that cell (``named`` by the word before its figure), column and row agree on; an estimate may stand in a column of actuals."""
    kinds = [kind for kind in (column.kind, row.kind, named) if kind]
    if cell.kind == "estimate":
        kinds = ["estimate" if kind == "actual" else kind for kind in kinds] + [cell.kind]
    if len(set(kinds)) > 1:
        raise GrammarError("kinds_disagree", first=kinds[0], second=kinds[-1])
    return kinds[0] if kinds else None


def _bound(quantity: Quantity | None) -> str:
    """Return how the cell bounds its figure; a limit weighs more than 約, which cannot stand beside it in one column."""
    if quantity is None:
        return ""
    return quantity.bound or ("about" if quantity.approximate else "")


def _refuse_future(kind: str, fiscal_year: int | None, quantity: Quantity | None, source: Source) -> None:
    """Refuse a result of a fiscal year that begins after its document: nobody can have counted it."""
    counted = quantity is not None and kind in ("actual", "baseline")
    by = (source.published.year, source.published.month)
    if counted and fiscal_year and source.year and (fiscal_year, 4) > by:
        raise GrammarError("future_actual", kind=kind, year=fiscal_year, published=source.published_stated)


def _in_words(text: str) -> Cell:
    """Return the cell of an indicator in words: whatever it says, or the mark for nothing."""
    marks = footnote_marks(text)
    return Cell(marks=marks, status="O") if is_missing(text) else Cell(words=text, marks=marks)


def _status(cell: Cell, kind: str, column: Column, row: Header) -> str:
    """Return the standing of a figure: none printed, an estimate, or provisional as its cell, column or row says."""
    if cell.status == "O":
        return "O"
    if kind == "estimate":
        return "E"
    return "P" if (cell.status or column.status or row.status) == "P" else "A"


def base_note(base: str) -> tuple[str, str]:
    """Return what is noted of a rate whose population was counted on ``base``, in Japanese and English."""
    return _both("sources.population", base=base)


def _both(key: str, **values: object) -> tuple[str, str]:
    """Return a note in Japanese and English."""
    japanese, english = (told(key, lang, **values) for lang in LANGUAGES)
    return japanese, english


def _merge(observations: Iterable[Observation], log: ProblemLog) -> list[Observation]:
    """Join figures that a document prints in several places; refuse places that disagree."""
    merged: dict[tuple[Any, ...], Observation] = {}
    for one in observations:
        first = merged.setdefault(one.key, one)
        if first is one:
            continue
        if first.value != one.value or (one.value is None and fold(first.text) != fold(one.text)):
            key = ", ".join(map(str, (*_shown(one), one.source.id)))
            places = {"first_place": first.locator, "second_place": one.locator}
            log.add(DataError("duplicate_key", key=key, first=first.text, second=one.text, **places))
            continue
        locator = schema.LOCATOR_SEPARATOR.join((first.locator, one.locator))
        notes = tuple(dict.fromkeys((*first.notes, *one.notes)))
        items = tuple(dict.fromkeys((*first.items, *one.items)))
        merged[one.key] = replace(first, locator=locator, notes=notes, items=items)
    return list(merged.values())


def _check_dates(observations: Iterable[Observation], log: ProblemLog) -> None:
    """Refuse two documents of one date that give one figure differently: neither is the later vintage."""
    seen: dict[tuple[Any, ...], Observation] = {}
    for one in observations:
        first = seen.setdefault((*one.subject, one.as_of, one.published), one)
        if first.source.id != one.source.id and first.value != one.value:
            log.add(
                DataError(
                    "same_date_conflict",
                    first_source=first.source.id,
                    second_source=one.source.id,
                    published=one.published,
                    first=first.text,
                    second=one.text,
                    key=", ".join(map(str, _shown(one))),
                )
            )


def _shown(one: Observation) -> tuple[str, int | str, str]:
    """Return what a message names an observation by."""
    return (one.indicator.id, one.fiscal_year or "-", one.kind)


def _superseded(observations: Iterable[Observation]) -> set[tuple[Any, ...]]:
    """Return the keys of baselines, milestones and targets that a newer document has replaced or dated otherwise.

    A newer document that states the same again replaces nothing, nor does one that is silent about a milestone's year.
    """
    stated: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for one in observations:
        if one.kind in COMMITMENTS:
            stated[one.indicator.id, one.kind].append(one)
    replaced = set()
    for group in stated.values():
        for one in group:
            newer = [other for other in group if other.published > one.published and other.source.id != one.source.id]
            if one.kind == "planned":
                newer = [other for other in newer if other.subject == one.subject]
            last = max((other.published for other in newer), default=None)
            if last and not any(_same(one, other) for other in newer if other.published == last):
                replaced.add(one.key)
    return replaced


def _same(one: Observation, other: Observation) -> bool:
    """Return whether two documents commit themselves to the same for the same year."""
    words = fold(one.text) == fold(other.text) or (one.status == other.status == "O")
    figures = (one.value, one.bound) == (other.value, other.bound)
    return one.subject == other.subject and figures and (one.value is not None or words)


# --- records of the clean tables ---------------------------------------------------------------------------------


def _observation_record(one: Observation, superseded: bool) -> Record:
    return {
        "ward": one.indicator.ward,
        "indicator": one.indicator.id,
        "concept": one.indicator.concept,
        "theme": one.indicator.theme,
        "period_from": str(one.period_from or ""),
        "fiscal_year": str(one.fiscal_year or ""),
        "kind": one.kind,
        "value": "" if one.value is None else format_value(one.value),
        "unit": one.indicator.unit,
        "text": one.text,
        "as_of": one.as_of,
        "source": one.source.id,
        "published": one.published.isoformat(),
        "locator": one.locator,
        "published_from": one.published_from.isoformat(),
        "obs_status": one.status,
        "bound": one.bound,
        "superseded": str(superseded).lower(),
        "note": schema.NOTE_SEPARATOR.join(japanese for japanese, _ in one.notes),
    }


def _evaluation_record(one: Evaluation) -> Record:
    return {
        "ward": one.indicator.ward,
        "indicator": one.indicator.id,
        "item": one.item,
        "source": one.source.id,
        "published": one.published.isoformat(),
        "fiscal_year": str(one.fiscal_year or ""),
        "text": one.text,
        "verdict": one.verdict,
        "locator": one.locator,
        "note": schema.NOTE_SEPARATOR.join(japanese for japanese, _ in one.notes),
    }


def coverage_records(raw: RawData, observations: Iterable[Observation]) -> list[Record]:
    """Return, per document and theme, how many items its own lists hold and how many of them stand in the tables."""
    figures: dict[tuple[str, str], bool] = defaultdict(bool)
    for one in observations:
        for item in one.items:
            figures[one.source.id, item] |= one.value is not None
    records = []
    for source in raw.sources:
        listed: dict[str, list[str]] = defaultdict(list)
        for own in source.lists:
            for theme, items in own.themes.items():
                listed[theme] += items
        for theme in sorted(listed, key=lambda theme: raw.codebook.themes[theme].order):
            read = [figures[source.id, item] for item in listed[theme] if (source.id, item) in figures]
            counts = {"listed": len(listed[theme]), "transcribed": len(read), "figures": sum(read)}
            counts["words"] = counts["transcribed"] - counts["figures"]
            records.append({"source": source.id, "theme": theme} | {key: str(count) for key, count in counts.items()})
    return records


def _grade_records(raw: RawData) -> list[Record]:
    """Return the grade of each pair of wards, the wards of a pair in their order."""
    codes = {ward.slug: ward.code for ward in raw.wards}
    records = [
        {"concept": one.concept, "ward_a": codes[first], "ward_b": codes[second], "grade": one.grade}
        | {"evidence_ja": one.evidence_ja, "evidence_en": one.evidence_en}
        for one in raw.codebook.grades
        for first, second in combinations([slug for slug in codes if slug in one.wards], 2)
    ]
    return sorted(records, key=lambda record: (record["concept"], record["ward_a"], record["ward_b"]))


def _indicator_records(observations: Iterable[Observation | Evaluation]) -> list[Record]:
    newest: dict[str, Observation | Evaluation] = {}
    for one in sorted(observations, key=lambda one: (one.source.published, one.source.id)):
        newest[one.indicator.id] = one
    return [
        {("indicator" if key == "id" else key): value for key, value in asdict(newest[name].indicator).items()}
        | {"label": _label(newest[name])}
        for name in sorted(newest)
    ]


def _label_records(raw: RawData, observations: Iterable[Observation]) -> list[Record]:
    """Return what each document calls its indicators; items in words, and series of several areas, keep their labels."""
    book = raw.codebook.concepts
    found: dict[tuple[str, str], Record] = {}
    for one in sorted(observations, key=lambda one: one.key):
        if one.source.ward and book[one.indicator.concept].scope == "indicator" and (label := _label(one)):
            record = {"indicator": one.indicator.id, "source": one.source.id, "label": label, "locator": one.locator}
            found.setdefault((one.indicator.id, one.source.id), record)
    return [found[key] for key in sorted(found)]


def _place_records(raw: RawData) -> list[Record]:
    """Return where in its document each raw table stands."""
    records = [
        {"source": one.source, "table": one.file, "place_ja": one.place_ja, "place_en": one.place_en}
        for source in raw.sources
        for one in source.tables
    ]
    return sorted(records, key=lambda record: (record["source"], record["table"]))


def _label(one: Observation | Evaluation) -> str:
    """Return the label of the row that the figure was first read from."""
    file, _, rest = one.locator.partition(":")
    number = int(rest.partition("[")[0])
    table = next(table for table in one.source.tables if f"{one.source.id}/{table.file}" == file)
    return _RAISED.sub(r"\1", next(row.label for row in table.rows if row.number == number))


_RAISED = re.compile(r"\s*\^\{(※\d+)\}\s*")
"""How some texts write a raised footnote mark; elsewhere it stands plain."""


def concept_records(book: Codebook) -> list[Record]:
    """Return the rows of concepts.csv."""
    records = []
    for concept in book.concepts.values():
        theme, unit = book.themes[concept.theme], book.units[concept.unit]
        records.append(
            {("concept" if key == "id" else key): value for key, value in asdict(concept).items()}
            | {"theme_ja": theme.name_ja, "theme_en": theme.name_en}
            | {"theme_order": str(theme.order), "theme_main": str(theme.main).lower()}
            | {"theme_question": theme.question}
            | {"unit_ja": unit.name_ja, "unit_en": unit.name_en}
        )
    return sorted(records, key=lambda record: (int(record["theme_order"]), record["concept"]))


def source_record(source: Source) -> Record:
    """Return the row of sources.csv for one document."""
    record = {field: str(getattr(source, field)) for field in _SOURCE_FIELDS}
    documents = " ".join(f"{document.name}:{document.sha256}" for document in source.documents)
    if "published" in source.not_printed:
        record["published_stated"] = ""  # the last day it can be of is ours
    return record | {"source": source.id, "documents": documents, "not_printed": " ".join(source.not_printed)}


_SOURCE_FIELDS = [name for name in schema.SOURCES.columns if name not in ("source", "documents")]


def _note_records(observations: Iterable[Observation | Evaluation], raw: RawData) -> list[Record]:
    """Return each note once; what is noted of a figure for its correction alone is for auditors."""
    notes = {note for one in observations for note in one.notes}
    corrected = {(one.why_ja, one.why_en) for one in raw.corrections}
    for_auditors = corrected - {note for source in raw.sources for note in source.notes.values()}
    return [
        {"note": note[0], "note_en": note[1], "audience": "auditor" if note in for_auditors else "reader"}
        for note in sorted(notes)
    ]


def _csv(columns: list[str], records: Iterable[Mapping[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue().encode()
