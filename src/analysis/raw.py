"""Reads data/raw: wards, codebook, documents and their transcribed tables. Checks form, not meaning."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import DataError, RawCellError, RawDataErrors, nearest
from analysis.grammar import KINDS, GrammarError, Header, parse_header

_T = TypeVar("_T")

ROW_COLUMNS = ("ward", "indicator", "label", "part", "unit", "locator", "note")
ROLES = ("observation", "evaluation", "group", "remark", "as_of", "base_date", "undated")
_DIRECTIONS = ("higher", "lower", "none")
_LOCATOR = re.compile(r"(?:(?P<file>[^:/\\\s]+\.\w+):?)?(?:L(?P<first>[1-9]\d*)(?:-L?(?P<last>[1-9]\d*))?)?")
_SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class ProblemLog:
    """Collects problems so that one reading names them all; ``check`` raises if there are any."""

    def __init__(self) -> None:
        self.problems: list[DataError] = []

    def add(self, problem: DataError) -> None:
        """Keep ``problem`` and go on."""
        self.problems.append(problem)

    def check(self) -> None:
        """Raise :class:`RawDataErrors` if anything was added."""
        if self.problems:
            raise RawDataErrors(self.problems)


@dataclass(frozen=True)
class Ward:
    """An area: a ward, or a prefecture or country kept for reference."""

    code: str
    slug: str
    name_ja: str
    name_en: str
    level: str
    colour: str
    marker: str


@dataclass(frozen=True)
class Theme:
    """A theme of the codebook."""

    id: str
    name_ja: str
    name_en: str
    order: int
    main: bool


@dataclass(frozen=True)
class Unit:
    """A unit and how documents print it."""

    id: str
    name_ja: str
    name_en: str
    printed: tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """What is measured; wards share a concept only where they share the definition."""

    id: str
    theme: str
    unit: str
    direction: str
    name_ja: str
    name_en: str
    definition_ja: str
    definition_en: str
    not_comparable_ja: str = ""
    not_comparable_en: str = ""


@dataclass(frozen=True)
class Indicator:
    """What one ward measures, with everything the codebook says of it."""

    id: str
    ward: str
    concept: str
    theme: str
    unit: str
    direction: str
    name_ja: str
    name_en: str
    definition_ja: str
    definition_en: str
    caveat_ja: str = ""
    caveat_en: str = ""


@dataclass(frozen=True)
class Codebook:
    """The codebook; definitions and indicators are kept as written and resolved by :meth:`indicator`."""

    themes: dict[str, Theme]
    units: dict[str, Unit]
    vocabulary: tuple[str, ...]
    stages: tuple[str, ...]
    concepts: dict[str, Concept]
    definitions: dict[str, dict[str, str]]
    indicators: dict[str, dict[str, str]]

    @property
    def printed_units(self) -> dict[str, str]:
        """Spelling of a unit as printed to its id."""
        return {spelling: unit.id for unit in self.units.values() for spelling in unit.printed}

    def indicator(self, indicator_id: str, wards: Iterable[Ward]) -> Indicator | None:
        """Return the indicator of that id, or None when its ward or its name is not known."""
        slug, _, name = indicator_id.partition(".")
        ward = next((ward for ward in wards if ward.slug == slug), None)
        concept = self.concepts.get(self.definitions.get(name, {}).get("concept", name))
        if ward is None or concept is None:
            return None
        said = {"caveat_ja": "", "caveat_en": ""} | {
            key: getattr(concept, key)
            for key in (
                "theme",
                "unit",
                "direction",
                "name_ja",
                "name_en",
                "definition_ja",
                "definition_en",
            )
        }
        said |= self.definitions.get(name, {}) | self.indicators.get(indicator_id, {})
        known = {key: said[key] for key in Indicator.__dataclass_fields__ if key in said}
        return Indicator(**(known | {"id": indicator_id, "ward": ward.code, "concept": concept.id}))

    def known_names(self, wards: Iterable[Ward]) -> list[str]:
        """Return every indicator id that could be written."""
        return [f"{ward.slug}.{name}" for ward in wards for name in (*self.concepts, *self.definitions)]


@dataclass(frozen=True)
class Column:
    """A printed column and what it holds."""

    header: str
    role: str = "observation"
    kind: str | None = None
    fiscal_year: int | None = None
    as_of: str | None = None
    unit: str | None = None
    indicator: str | None = None
    indicator_suffix: str = ""


@dataclass(frozen=True)
class Locator:
    """Lines of a text, counted from 1; no lines means the whole document."""

    document: str
    first: int | None
    last: int | None
    text: str


@dataclass(frozen=True)
class Row:
    """One transcribed row; ``number`` is its line in the raw file."""

    number: int
    ward: str
    indicator: str
    label: str
    part: str
    unit: str
    cells: dict[str, str]
    locator: Locator
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RawTable:
    """One published table."""

    source: str
    file: str
    title: str
    place_ja: str
    place_en: str
    default_kind: str | None
    as_of: str | None
    unit: str | None
    header_locator: Locator | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Document:
    """A text that a source was read from."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Source:
    """One published document with its tables."""

    id: str
    ward: str
    title_ja: str
    title_en: str
    issuer_ja: str
    issuer_en: str
    published: dt.date
    published_stated: str
    published_basis_ja: str
    published_basis_en: str
    status: str
    terms_ja: str
    terms_en: str
    documents: tuple[Document, ...]
    notes: dict[str, tuple[str, str]]
    tables: tuple[RawTable, ...] = ()


@dataclass(frozen=True)
class Correction:
    """A stated reading of a cell that differs from what its place says."""

    source: str
    table: str
    indicator: str
    column: str
    expect: str
    set: dict[str, Any]
    why_ja: str
    why_en: str

    @property
    def where(self) -> str:
        """The cell it is about."""
        return f"{self.source}/{self.table} {self.indicator} [{self.column}]"


@dataclass(frozen=True)
class RawData:
    """Everything in data/raw."""

    wards: tuple[Ward, ...]
    codebook: Codebook
    sources: tuple[Source, ...]
    corrections: tuple[Correction, ...] = field(default=())

    def ward_by_code(self, code: str) -> Ward | None:
        """Return the ward of that code, or None."""
        return next((ward for ward in self.wards if ward.code == code), None)


def read_raw(root: Path, log: ProblemLog) -> RawData:
    """Read ``root/data/raw``.

    Parameters
    ----------
    root : Path
        Folder that holds ``data``.
    log : ProblemLog
        Takes every problem found; what could be read is returned all the same.

    Raises
    ------
    RawDataErrors
        If wards.toml or concepts.toml cannot be used, without which nothing else can be judged.
    """
    folder = root / "data" / "raw"
    wards = _read_wards(folder / "wards.toml", log)
    codebook = _read_codebook(folder / "concepts.toml", log)
    log.check()
    sources = [_read_source(path, log) for path in sorted(folder.glob("*/source.toml"))]
    corrections = _read_corrections(folder / "corrections.toml", log)
    return RawData(wards, codebook, tuple(source for source in sources if source), corrections)


def read_text(path: Path, mentioned_in: str) -> str:
    """Return the text of ``path``, which must be UTF-8 without BOM.

    Raises
    ------
    DataError
        If it is missing or in another encoding.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError("no_file", path=path, mentioned_in=mentioned_in) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError("not_utf8", path=path, reason="BOM")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError("not_utf8", path=path, reason=f"line {line}") from None


# --- TOML --------------------------------------------------------------------------------------------------------


def _load_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path, "data/raw"))
    except tomllib.TOMLDecodeError as error:
        raise DataError("bad_toml", path=path, reason=error) from None


class _Reader:
    """Takes typed keys out of a TOML table and logs what is missing, of the wrong type or unknown."""

    def __init__(self, path: Path, place: str, data: dict[str, Any], log: ProblemLog) -> None:
        self.path, self.place, self.data, self.log = path, place, dict(data), log

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """Return the value of ``key``; a missing key without default is a problem."""
        value = self.data.pop(key, default)
        if value is None:
            self.problem(f"'{key}' is missing; add it", f"「{key}」がありません。追加してください")
            return kind()
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.problem(f"'{key}' must be a {kind.__name__}", f"「{key}」の型は {kind.__name__} にしてください")
            return kind()
        return value

    def choice(self, key: str, options: Iterable[str], default: str | None = None) -> str:
        """Return the value of ``key``, which must be one of ``options``."""
        value = self.take(key, str, default)
        allowed = list(options)
        if value and value not in allowed:
            listed = ", ".join(nearest(value, allowed))
            self.problem(
                f"{key} = '{value}' is unknown; use {listed}", f"{key} = '{value}' は使えません。候補: {listed}"
            )
        return value

    def both(self, key: str, default: str | None = None) -> dict[str, Any]:
        """Return the Japanese and the English value of ``key``."""
        return {f"{key}_{lang}": self.take(f"{key}_{lang}", str, default) for lang in ("ja", "en")}

    def done(self) -> None:
        """Log what was not taken: a misspelt key is never ignored."""
        for key in self.data:
            self.problem(
                f"'{key}' is an unknown key; remove or rename it", f"「{key}」は未知のキーです。直してください"
            )

    def problem(self, english: str, japanese: str) -> None:
        """Log a problem at this place."""
        self.log.add(DataError("toml_key", path=self.path, place=self.place, problem=english, problem_ja=japanese))


def _read_wards(path: Path, log: ProblemLog) -> tuple[Ward, ...]:
    wards: list[Ward] = []
    for number, entry in enumerate(_load_toml(path).get("ward", []), 1):
        reader = _Reader(path, f"ward {number}", entry, log)
        ward = Ward(
            code=reader.take("code", str),
            slug=reader.take("slug", str),
            **reader.both("name"),
            level=reader.choice("level", ("ward", "prefecture", "country"), "ward"),
            colour=reader.take("colour", str),
            marker=reader.take("marker", str),
        )
        if not re.fullmatch(r"\d{6}", ward.code):
            reader.problem(f"code = '{ward.code}' must have 6 digits", f"code = '{ward.code}' は6桁で書いてください")
        if not re.fullmatch(r"[a-z][a-z0-9_]*", ward.slug):
            reader.problem(
                f"slug = '{ward.slug}' must be lower-case Latin", f"slug = '{ward.slug}' は英小文字にしてください"
            )
        for other in wards:
            if ward.code == other.code or ward.slug == other.slug:
                reader.problem("code or slug is already taken", "code か slug が重複しています")
        reader.done()
        wards.append(ward)
    return tuple(wards)


def _read_codebook(path: Path, log: ProblemLog) -> Codebook:
    data = _load_toml(path)
    themes = {
        key: _read_theme(_Reader(path, f"themes.{key}", entry, log), key)
        for key, entry in data.pop("themes", {}).items()
    }
    units = {
        key: _read_unit(_Reader(path, f"units.{key}", entry, log), key) for key, entry in data.pop("units", {}).items()
    }
    words = _Reader(path, "words", data.pop("words", {}), log)
    vocabulary, stages = words.take("vocabulary", list, []), words.take("stages", list, [])
    words.done()
    concepts = {
        key: _read_concept(_Reader(path, f"concepts.{key}", entry, log), key, themes, units)
        for key, entry in data.pop("concepts", {}).items()
    }
    definitions = data.pop("definitions", {})
    for key, entry in definitions.items():
        _check_overrides(_Reader(path, f"definitions.{key}", entry, log), themes, units, concepts)
    indicators = data.pop("indicators", {})
    for key, entry in indicators.items():
        _check_overrides(_Reader(path, f"indicators.{key}", entry, log), themes, units, None)
    _Reader(path, "top", data, log).done()
    return Codebook(themes, units, tuple(vocabulary), tuple(stages), concepts, definitions, indicators)


def _read_theme(reader: _Reader, key: str) -> Theme:
    theme = Theme(key, **reader.both("name"), order=reader.take("order", int), main=reader.take("main", bool, False))
    reader.done()
    return theme


def _read_unit(reader: _Reader, key: str) -> Unit:
    unit = Unit(key, **reader.both("name"), printed=tuple(reader.take("printed", list, [])))
    reader.done()
    return unit


def _read_concept(reader: _Reader, key: str, themes: dict[str, Theme], units: dict[str, Unit]) -> Concept:
    concept = Concept(
        key,
        theme=reader.choice("theme", themes),
        unit=reader.choice("unit", units),
        direction=reader.choice("direction", _DIRECTIONS),
        **reader.both("name"),
        **reader.both("definition"),
        **reader.both("not_comparable", ""),
    )
    reader.done()
    return concept


def _check_overrides(
    reader: _Reader, themes: dict[str, Theme], units: dict[str, Unit], concepts: dict[str, Concept] | None
) -> None:
    """Check a definition (which names its concept) or an indicator (``concepts`` is None) of the codebook."""
    if concepts is not None:
        reader.choice("concept", concepts)
    for key, options in (("theme", [*themes]), ("unit", [*units]), ("direction", [*_DIRECTIONS])):
        if key in reader.data:
            reader.choice(key, options)
    for key in ("name", "definition", "caveat"):
        reader.both(key, "")
    reader.done()


def _read_corrections(path: Path, log: ProblemLog) -> tuple[Correction, ...]:
    if not path.is_file():
        return ()
    corrections = []
    for number, entry in enumerate(_load_toml(path).get("correction", []), 1):
        reader = _Reader(path, f"correction {number}", entry, log)
        named = {key: reader.take(key, str) for key in ("source", "table", "indicator", "column", "expect")}
        changes = _Reader(path, f"correction {number}.set", reader.take("set", dict), log)
        for key in ("fiscal_year", "kind", "as_of", "text"):
            if key in changes.data:
                changes.take(key, int if key == "fiscal_year" else str)
        changes.done()
        corrections.append(Correction(**named, set=dict(entry.get("set", {})), **reader.both("why")))
        reader.done()
    return tuple(corrections)


# --- sources and their tables ------------------------------------------------------------------------------------


def last_possible_date(stated: str) -> dt.date:
    """Return the last day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean.

    A document whose day is open counts as published on the last day possible, so that nothing counts as known before
    it certainly was.

    Raises
    ------
    ValueError
        If it is no such date.
    """
    match = _DATE.fullmatch(stated)
    if not match:
        raise ValueError(stated)
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    return dt.date(year, month, int(day) if day else calendar.monthrange(year, month)[1])


def _read_source(path: Path, log: ProblemLog) -> Source | None:
    try:
        data = _load_toml(path)
    except DataError as problem:
        log.add(problem)
        return None
    tables, notes = data.pop("table", []), data.pop("notes", {})
    documents = data.pop("document", [])
    reader = _Reader(path, "top", data, log)
    source_id = reader.take("id", str)
    if source_id != path.parent.name or not _SOURCE_ID.fullmatch(source_id):
        reader.problem(
            f"id = '{source_id}' must equal the folder's name", f"id = '{source_id}' をフォルダ名と揃えてください"
        )
    stated = reader.take("published", str, "")
    source = Source(
        id=path.parent.name,
        ward=reader.take("ward", str, ""),
        **reader.both("title"),
        **reader.both("issuer"),
        published=_published(path, stated, log),
        published_stated=stated,
        **reader.both("published_basis"),
        status=reader.choice("status", ("draft", "final")),
        **reader.both("terms"),
        documents=tuple(_read_document(_Reader(path, "document", entry, log)) for entry in documents),
        notes={key: (entry.get("ja", ""), entry.get("en", "")) for key, entry in notes.items()},
    )
    reader.done()
    read = [_read_table(path, source, entry, log) for entry in tables]
    _check_all_listed(path, tables, log)
    return Source(**(vars(source) | {"tables": tuple(table for table in read if table)}))


def _published(path: Path, stated: str, log: ProblemLog) -> dt.date:
    try:
        return last_possible_date(stated)
    except ValueError:
        log.add(DataError("source_date", path=path, text=stated))
        return dt.date.min


def _read_document(reader: _Reader) -> Document:
    document = Document(reader.take("name", str), reader.take("sha256", str))
    reader.done()
    return document


def _check_all_listed(path: Path, tables: list[dict[str, Any]], log: ProblemLog) -> None:
    listed = {entry.get("file") for entry in tables}
    for file in sorted(path.parent.glob("*.csv")):
        if file.name not in listed:
            english, japanese = f"{file.name} has no [[table]]; add one", f"{file.name} の [[table]] がありません"
            _Reader(path, "table", {}, log).problem(english, japanese)


def _read_table(path: Path, source: Source, entry: dict[str, Any], log: ProblemLog) -> RawTable | None:
    reader = _Reader(path, f"table {entry.get('file', '?')}", entry, log)
    file = reader.take("file", str)
    described = reader.take("columns", dict, {})
    header_locator = reader.take("header_locator", str, "")
    partial: dict[str, Any] = {
        "source": source.id,
        "file": file,
        "title": reader.take("title", str),
        **reader.both("place"),
        "default_kind": reader.choice("default_kind", KINDS, "") or None,
        "as_of": reader.take("as_of", str, "") or None,
        "unit": reader.take("unit", str, "") or None,
    }
    reader.done()
    if not re.fullmatch(r"[\w-]+\.csv", file):
        reader.problem(f"file = '{file}' must be a plain CSV name", f"file = '{file}' は単純なCSV名にしてください")
        return None
    table_path = path.parent / file
    try:
        lines = list(_csv_lines(read_text(table_path, f"{source.id}/source.toml")))
        headers = _check_headers(table_path, lines)
    except DataError as problem:
        log.add(problem)
        return None
    columns = [_read_column(path, table_path, header, described.pop(header, None), log) for header in headers]
    for header in described:
        reader.problem(f"columns.'{header}' is no column of {file}", f"{file} に「{header}」の列がありません")
    rows = [_read_row(table_path, source, lines[0][1], number, cells, log) for number, cells in lines[1:]]
    place = _read_locator(header_locator, source)
    return RawTable(**partial, header_locator=place, columns=tuple(columns), rows=tuple(row for row in rows if row))


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells; a line that is wholly empty ends nothing and is passed over."""
    reader = csv.reader(io.StringIO(text), strict=True)
    number = 1
    for cells in reader:
        if any(cells):
            yield number, cells
        number = reader.line_num + 1


def _check_headers(path: Path, lines: list[tuple[int, list[str]]]) -> list[str]:
    """Return the printed headers of a raw table."""
    header = lines[0][1] if lines else []
    missing = [name for name in ("label", "locator") if name not in header]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if missing or doubled or "" in header:
        english = f"columns missing: {missing}, doubled: {doubled}, without header: {header.count('')}"
        japanese = f"不足: {missing}、重複: {doubled}、見出しなし: {header.count('')}"
        raise DataError("bad_columns", path=path, problem=english, problem_ja=japanese)
    return [name for name in header if name not in ROW_COLUMNS]


def _read_column(toml: Path, path: Path, header: str, described: dict[str, Any] | None, log: ProblemLog) -> Column:
    """Return what a column holds: what source.toml says of it, else what its header says."""
    reader = _Reader(toml, f"columns.{header}", described or {}, log)
    role = reader.choice("role", ROLES, "observation")
    said = {
        "kind": reader.choice("kind", KINDS, "") or None,
        "fiscal_year": reader.take("fiscal_year", int, 0) or None,
        "as_of": reader.take("as_of", str, "") or None,
        "unit": reader.take("unit", str, "") or None,
        "indicator": reader.take("indicator", str, "") or None,
        "indicator_suffix": reader.take("indicator_suffix", str, ""),
    }
    why = reader.take("why", str, "")
    if (said["kind"] or said["fiscal_year"]) and not why:
        reader.problem("kind or fiscal_year needs 'why'", "kind や fiscal_year には理由（why）が必要です")
    reader.done()
    parsed = Header(None, None, None)
    if role == "observation":
        try:
            parsed = parse_header(header)
        except GrammarError as error:
            if described is None:
                where = {"file": path.name, "row": 1, "column": header, "text": header}
                log.add(RawCellError(error.code, **(error.details | where)))
    read = {key: said[key] or getattr(parsed, key) for key in ("kind", "fiscal_year", "as_of")}
    return Column(header, role, **(said | read))


def _read_row(
    path: Path, source: Source, header: list[str], number: int, cells: list[str], log: ProblemLog
) -> Row | None:
    where = {"file": f"{source.id}/{path.name}", "row": number}
    if len(cells) != len(header):
        text = ",".join(cells)[:60]
        log.add(RawCellError("row_width", **where, column="*", text=text, found=len(cells), expected=len(header)))
        return None
    named = dict(zip(header, cells, strict=True))
    own = {name: named.pop(name, "").strip() for name in ROW_COLUMNS}
    locator = _read_locator(own["locator"], source)
    if locator is None:
        log.add(RawCellError("bad_locator", **where, column="locator", text=own["locator"]))
        return None
    return Row(
        number=number,
        ward=own["ward"] or source.ward,
        indicator=own["indicator"],
        label=own["label"],
        part=own["part"],
        unit=own["unit"],
        cells=named,
        locator=locator,
        notes=tuple(own["note"].split()),
    )


def _read_locator(text: str, source: Source) -> Locator | None:
    match = _LOCATOR.fullmatch(text)
    if not match or not text:
        return None
    document = match["file"] or (source.documents[0].name if len(source.documents) == 1 else "")
    first = int(match["first"]) if match["first"] else None
    return Locator(document, first, int(match["last"]) if match["last"] else first, text)
