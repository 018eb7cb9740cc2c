"""Turns data/raw into data/clean: reads every cell with the grammar and the codebook, decides nothing by itself."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis import schema
from analysis.era import fiscal_year_of
from analysis.errors import DataError, RawCellError, nearest
from analysis.grammar import (
    Cell,
    GrammarError,
    Header,
    check_date,
    check_fractions,
    check_periods,
    fold,
    footnote_marks,
    format_value,
    parse_cell,
    parse_header,
    read_month,
    read_unit,
    select_quantity,
    split_at_slash,
)
from analysis.model import Codebook, Column, Correction, Indicator, RawData, RawTable, Row, Source, Unit
from analysis.paths import find_root, write_files
from analysis.raw import read_raw
from analysis.reading import ProblemLog, is_reduced_date, last_possible_date

Record = dict[str, str]


@dataclass(frozen=True)
class Observation:
    """One figure on its way into observations.csv; ``notes`` are (Japanese, English) pairs."""

    indicator: Indicator
    fiscal_year: int
    kind: str
    value: Decimal | None
    text: str
    as_of: str
    source: Source
    locator: str
    notes: tuple[tuple[str, str], ...]

    @property
    def key(self) -> tuple[str, int, str, str, str]:
        """Primary key of observations.csv."""
        return (self.indicator.id, self.fiscal_year, self.kind, self.source.id, self.as_of)


def build(root: Path, log: ProblemLog | None = None) -> dict[str, bytes]:
    """Return the content of every file of data/clean, by name.

    Parameters
    ----------
    root : Path
        Folder that holds ``data``.
    log : ProblemLog, optional
        Takes the problems found; without it the first reading that has any raises.

    Raises
    ------
    RawDataErrors
        If any raw file, header or cell cannot be read; it names file, row, column and text.
    """
    problems = log or ProblemLog()
    raw, observations = observe(root, problems)
    problems.check()
    frames: dict[str, list[Record]] = {
        "observations": [_observation_record(one, raw) for one in sorted(observations, key=lambda one: one.key)],
        "indicators": _indicator_records(observations),
        "concepts": concept_records(raw.codebook),
        "sources": [source_record(source) for source in raw.sources],
        "wards": [{("ward" if key == "code" else key): value for key, value in asdict(w).items()} for w in raw.wards],
        "notes": _note_records(observations),
    }
    contents = {f"{table.name}.csv": _csv(table.columns, frames[table.name]) for table in schema.TABLES}
    return contents | {"datapackage.json": package()}


def package() -> bytes:
    """Return datapackage.json, which describes the clean tables."""
    return (json.dumps(schema.datapackage(), ensure_ascii=False, indent=2) + "\n").encode()


def observe(root: Path, log: ProblemLog, also: Path | None = None) -> tuple[RawData, list[Observation]]:
    """Return what data/raw holds and every figure in it that can be read; what cannot goes to ``log``.

    Parameters
    ----------
    root : Path
        Folder that holds ``data``.
    log : ProblemLog
        Takes the problems found.
    also : Path, optional
        A source folder that lies elsewhere and is read as if it lay in ``data/raw``.

    Raises
    ------
    RawDataErrors
        If wards.toml or concepts.toml cannot be used, without which no cell can be judged.
    """
    raw = read_raw(root, log, also)
    observations = _merge(_Cleaner(raw, log).observations(), log)
    _check_dates(observations, log)
    return raw, observations


def clean(root: Path | None = None) -> dict[str, int]:
    """Write data/clean from data/raw, all files or none.

    Returns
    -------
    dict
        Rows written per clean table.

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
    """Compare data/clean with what data/raw gives, byte for byte.

    Returns
    -------
    dict
        Rows per clean table.

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

    def _table(self, source: Source, table: RawTable) -> Iterator[Observation]:
        torn = self._fraction_columns(source, table)
        for row in table.rows:
            told: set[str] = set()
            if not self._has_one_period(source, table, row):
                continue
            for column in table.columns:
                text = row.cells[column.header].strip()
                if column.role != "observation" or not text or column.header in torn:
                    continue
                where = {"file": f"{source.id}/{table.file}", "row": row.number, "column": column.header, "text": text}
                try:
                    yield from self._read_cell(source, table, row, column, text)
                except GrammarError as error:
                    cause = _OF_THE_ROW.get(error.code)
                    if cause is None:
                        self.log.add(RawCellError(error.code, **(where | error.details)))
                    elif str(error) not in told:
                        self.log.add(RawCellError(error.code, **(where | error.details | {"column": cause})))
                        told.add(str(error))
                except DataError as problem:
                    self.log.add(problem)

    def _read_cell(self, source: Source, table: RawTable, row: Row, column: Column, text: str) -> Iterator[Observation]:
        """Yield the figure of a cell; of a column that prints a value and its target, 23/25手続, both."""
        if not column.after_slash or "/" not in fold(text):
            yield self._read(source, table, row, column, text)
            return
        first, second = split_at_slash(text)
        unit = parse_cell(second, self.units, self.raw.codebook.vocabulary, self.factors).quantities[0].unit or ""
        before = first if first and not first[-1].isdigit() else first + unit
        yield replace(self._read(source, table, row, column, text, part=before), text=text)
        of_target = replace(column, kind=column.after_slash)
        yield replace(self._read(source, table, row, of_target, text, part=second), text=text)

    def _has_one_period(self, source: Source, table: RawTable, row: Row) -> bool:
        """Return whether a row prints no figures a year beside figures a month; one that reads a part says which."""
        texts = [row.cells[column.header].strip() for column in table.columns if column.role == "observation"]
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
            if column.role != "observation" or column.factor:
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
        legible = change.get("text", text if part is None else part)
        header = self._row_header(table, row)
        if concept_unit == "text":
            cell, value = Cell(words=legible, marks=footnote_marks(legible)), None
        else:
            cell = self._cell(legible, column, source)
            value = self._value(cell, row, column, table, indicator)
        stated_year = column.fiscal_year or header.fiscal_year
        if not {"fiscal_year", "as_of"} & change.keys():
            check_date(cell, stated_year)
        own_year = None if "as_of" in change and cell.as_of else cell.fiscal_year  # the corrected date outweighs it
        fiscal_year = change.get("fiscal_year") or own_year or stated_year or self._row_year(table, row)
        kind = change.get("kind") or _one_kind(cell, column, header) or table.default_kind
        if fiscal_year is None:
            raise GrammarError("header_no_year")
        if kind is None:
            raise GrammarError("header_no_kind")
        table_date = table.as_of if column.kind is None or column.kind == table.default_kind else None
        row_date = self._date_of(table, row, column, fiscal_year) or self._dated(table, row, "as_of") or header.as_of
        as_of = change.get("as_of") or cell.as_of or row_date or column.as_of or table_date or ""
        return Observation(
            indicator,
            fiscal_year,
            kind,
            value,
            legible,
            as_of,
            source,
            locator=f"{source.id}/{table.file}:{row.number}[{column.header}] @ {row.locator.text}",
            notes=self._notes(source, table, row, (*cell.marks, *column.marks), correction)
            + self._remarks(cell, kind, value, indicator),
        )

    def _cell(self, text: str, column: Column, source: Source) -> Cell:
        """Return what a cell says, with what source.toml says of its column's brackets."""
        bare = fold(text)
        if column.brackets and bare.startswith("(") and bare.endswith(")"):
            text = ("▲" if column.brackets == "negative" else "") + bare[1:-1]
        year = None if column.far_year else source.year
        vocabulary = self.raw.codebook.vocabulary
        return parse_cell(text, self.units, vocabulary, self.factors, document_year=year, beside=column.beside)

    def _row_header(self, table: RawTable, row: Row) -> Header:
        """Return year and kind that the row's own cells state, in columns of the roles fiscal_year and kind."""
        said = Header(None, None, None)
        for column in table.columns:
            text = row.cells[column.header].strip()
            if column.role in ("fiscal_year", "kind") and text:
                year = None if column.far_year else self._year_of_document(table)
                read = parse_header(text, self.units, self.factors, year)
                kind = None if read.status in ("P", "A") else read.kind  # 速報値 beside a year is no kind
                said = Header(read.fiscal_year or said.fiscal_year, kind or said.kind, read.as_of or said.as_of)
        return said

    def _year_of_document(self, table: RawTable) -> int | None:
        return next(source.year for source in self.raw.sources if source.id == table.source)

    def _date_of(self, table: RawTable, row: Row, column: Column, fiscal_year: int) -> str:
        """Return the date that a remark of the row (9月時点) gives to the figure of ``column``."""
        for remark in table.columns:
            if remark.dates == column.header and (text := row.cells[remark.header].strip()):
                date = read_month(text, fiscal_year) or parse_header(text).as_of
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

    def _value(self, cell: Cell, row: Row, column: Column, table: RawTable, indicator: Indicator) -> Decimal | None:
        """Return the figure of the cell after checking its unit against the codebook's."""
        if not cell.quantities:
            return None
        quantity = select_quantity(cell, row.part, row.label)
        expected = self.raw.codebook.units[indicator.unit]
        stated = row.unit or self._row_unit(table, row) or column.unit or table.unit
        scale = self._scale(stated, expected, indicator) if stated else Decimal(1)
        if quantity.unit:
            return quantity.value * self._scale(quantity.unit, expected, indicator)
        if not stated:
            raise GrammarError("unit_missing", indicator=indicator.id, expected=expected.id)
        return quantity.value * scale * (column.factor or 1)

    def _row_unit(self, table: RawTable, row: Row) -> str:
        """Return the unit that the row prints in a column of the role unit."""
        texts = (row.cells[column.header].strip() for column in table.columns if column.role == "unit")
        return next((text for text in texts if text), "")

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

    def _row_year(self, table: RawTable, row: Row) -> int | None:
        """Return the fiscal year of the row's date, where the row has one."""
        date = self._dated(table, row, "as_of")
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
        self, cell: Cell, kind: str, value: Decimal | None, indicator: Indicator
    ) -> tuple[tuple[str, str], ...]:
        """Return what is noted of a target that is not decided yet, and of a count below zero."""
        if cell.undecided and kind == "target":
            return (("目標は未定", "the target is undecided"),)
        if value is not None and value < 0 and not self.raw.codebook.units[indicator.unit].signed:
            return (("△・▲は負号として読んだ", "the mark △ or ▲ is read as a minus sign"),)
        return ()


def _one_kind(cell: Cell, column: Column, row: Header) -> str | None:
    """Return the kind that cell, column and row agree on; an estimate may stand in a column of actuals."""
    kinds = [kind for kind in (column.kind, row.kind) if kind]
    if cell.kind == "estimate":
        kinds = ["estimate" if kind == "actual" else kind for kind in kinds] + [cell.kind]
    if len(set(kinds)) > 1:
        raise GrammarError("kinds_disagree", first=kinds[0], second=kinds[-1])
    return kinds[0] if kinds else None


def base_note(base: str) -> tuple[str, str]:
    """Return what is noted of a rate whose population was counted on ``base``, in Japanese and English."""
    return f"人口は{base}現在", f"population as of {base}"


def _merge(observations: Iterable[Observation], log: ProblemLog) -> list[Observation]:
    """Join figures that a document prints in several places; refuse places that disagree."""
    merged: dict[tuple[Any, ...], Observation] = {}
    for one in observations:
        first = merged.setdefault(one.key, one)
        if first is one:
            continue
        if first.value != one.value or (one.value is None and fold(first.text) != fold(one.text)):
            key = ", ".join(map(str, one.key[:4]))
            places = {"first_place": first.locator, "second_place": one.locator}
            log.add(DataError("duplicate_key", key=key, first=first.text, second=one.text, **places))
            continue
        locator = schema.LOCATOR_SEPARATOR.join((first.locator, one.locator))
        notes = tuple(dict.fromkeys((*first.notes, *one.notes)))
        merged[one.key] = replace(first, locator=locator, notes=notes)
    return list(merged.values())


def _check_dates(observations: Iterable[Observation], log: ProblemLog) -> None:
    """Refuse two documents of one date that give one figure differently: neither is the later vintage."""
    seen: dict[tuple[Any, ...], Observation] = {}
    for one in observations:
        first = seen.setdefault((*one.key[:3], one.as_of, one.source.published), one)
        if first.source.id != one.source.id and first.value != one.value:
            log.add(
                DataError(
                    "same_date_conflict",
                    first_source=first.source.id,
                    second_source=one.source.id,
                    published=one.source.published,
                    first=first.text,
                    second=one.text,
                    key=", ".join(map(str, one.key[:3])),
                )
            )


# --- records of the clean tables ---------------------------------------------------------------------------------


def _observation_record(one: Observation, raw: RawData) -> Record:
    return {
        "ward": one.indicator.ward,
        "indicator": one.indicator.id,
        "concept": one.indicator.concept,
        "theme": one.indicator.theme,
        "fiscal_year": str(one.fiscal_year),
        "kind": one.kind,
        "value": "" if one.value is None else format_value(one.value),
        "unit": one.indicator.unit,
        "text": one.text,
        "as_of": one.as_of,
        "source": one.source.id,
        "published": one.source.published.isoformat(),
        "locator": one.locator,
        "note": schema.NOTE_SEPARATOR.join(japanese for japanese, _ in one.notes),
    }


def _indicator_records(observations: list[Observation]) -> list[Record]:
    newest: dict[str, Observation] = {}
    for one in sorted(observations, key=lambda one: (one.source.published, one.source.id)):
        newest[one.indicator.id] = one
    return [
        {("indicator" if key == "id" else key): value for key, value in asdict(newest[name].indicator).items()}
        | {"label": _label(newest[name])}
        for name in sorted(newest)
    ]


def _label(one: Observation) -> str:
    """Return the label of the row that the figure was first read from."""
    file, _, rest = one.locator.partition(":")
    number = int(rest.partition("[")[0])
    table = next(table for table in one.source.tables if f"{one.source.id}/{table.file}" == file)
    return next(row.label for row in table.rows if row.number == number)


def concept_records(book: Codebook) -> list[Record]:
    """Return the rows of concepts.csv."""
    records = []
    for concept in book.concepts.values():
        theme, unit = book.themes[concept.theme], book.units[concept.unit]
        records.append(
            {("concept" if key == "id" else key): value for key, value in asdict(concept).items()}
            | {"theme_ja": theme.name_ja, "theme_en": theme.name_en}
            | {"theme_order": str(theme.order), "theme_main": str(theme.main).lower()}
            | {"unit_ja": unit.name_ja, "unit_en": unit.name_en}
        )
    return sorted(records, key=lambda record: (int(record["theme_order"]), record["concept"]))


def source_record(source: Source) -> Record:
    """Return the row of sources.csv for one document."""
    record = {field: str(getattr(source, field)) for field in _SOURCE_FIELDS}
    documents = " ".join(f"{document.name}:{document.sha256}" for document in source.documents)
    return record | {"source": source.id, "documents": documents}


_SOURCE_FIELDS = [name for name in schema.SOURCES.columns if name not in ("source", "documents")]


def _note_records(observations: Iterable[Observation]) -> list[Record]:
    notes = {note for one in observations for note in one.notes}
    return [{"note": japanese, "note_en": english} for japanese, english in sorted(notes)]


def _csv(columns: list[str], records: Iterable[Mapping[str, str]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(records)
    return stream.getvalue().encode()
