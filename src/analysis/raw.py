"""Reads data/raw: wards, codebook, documents and their transcribed tables. Checks form, not meaning."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from analysis import area_codes, palette
from analysis.errors import DataError, RawCellError, RawDataErrors, nearest
from analysis.grammar import KINDS, GrammarError, Header, parse_header

_T = TypeVar("_T")

ROW_COLUMNS = ("ward", "indicator", "label", "part", "unit", "locator", "note")
ROLES = ("observation", "evaluation", "group", "remark", "as_of", "base_date", "undated")
_DIRECTIONS = ("higher", "lower", "none")
_LOCATOR = re.compile(
    r"(?:(?P<file>[^:/\\\s]+\.\w+):?)?(?:L(?P<first>[1-9][0-9]{,6})(?:-L?(?P<last>[1-9][0-9]{,6}))?)?"
)
SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FILLED_MARKERS = tuple("os^v<>DdpPhH8X*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN_FILE = re.compile(r"[^/\\:\x00-\x1f]*[^/\\:.\x00-\x1f]")
MOST_BYTES = 2_000_000
"""No published table or text of a plan comes near; a larger file is something else."""
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


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


def read_raw(root: Path, log: ProblemLog, also: Path | None = None) -> RawData:
    """Read ``root/data/raw``.

    Parameters
    ----------
    root : Path
        Folder that holds ``data``.
    log : ProblemLog
        Takes every problem found; what could be read is returned all the same.
    also : Path, optional
        A source folder that lies elsewhere and is read as if it lay in ``data/raw``.

    Raises
    ------
    RawDataErrors
        If wards.toml or concepts.toml cannot be used, without which no cell can be judged.
    """
    folder = root / "data" / "raw"
    before = len(log.problems)
    wards = _or_log(read_wards, folder / "wards.toml", log) or ()
    codebook = _or_log(_read_codebook, folder / "concepts.toml", log)
    if codebook:
        _check_indicators(folder / "concepts.toml", codebook, wards, log)
    usable = len(log.problems) == before
    sources = [_read_known_source(place / "source.toml", wards, log) for place in _source_folders(folder, also)]
    corrections = _or_log(_read_corrections, folder / "corrections.toml", log) or ()
    if codebook is None or not usable:
        raise RawDataErrors(log.problems)
    return RawData(wards, codebook, tuple(source for source in sources if source), corrections)


def _or_log(read: Callable[[Path, ProblemLog], _T], path: Path, log: ProblemLog) -> _T | None:
    """Return what ``read`` makes of ``path``; log why it cannot and return None."""
    try:
        return read(path, log)
    except DataError as problem:
        log.add(problem)
        return None


def _read_known_source(path: Path, wards: tuple[Ward, ...], log: ProblemLog) -> Source | None:
    """Read a source; one of an unknown ward comes without its tables, where every cell would fail for that reason."""
    source = _or_log(_read_source, path, log)
    codes = [ward.code for ward in wards]
    if source is None or not source.ward or source.ward in codes:
        return source
    log.add(DataError("source_ward", path=path, text=source.ward, nearest=", ".join(nearest(source.ward, codes))))
    return replace(source, tables=())


def _source_folders(folder: Path, also: Path | None) -> list[Path]:
    """Return every folder that holds, or should hold, a source; one that does not look like a source is not passed by."""
    places = {place for place in folder.glob("*/") if not place.name.startswith((".", "_"))}
    return sorted(places | ({also} if also else set()), key=lambda place: place.name)


def _check_indicators(path: Path, codebook: Codebook, wards: tuple[Ward, ...], log: ProblemLog) -> None:
    for name in codebook.indicators:
        if codebook.indicator(name, wards) is None:
            close = ", ".join(nearest(name, codebook.known_names(wards)))
            reader = TomlReader(path, f"indicators.{name}", {}, log)
            reader.problem(f"is no indicator; use {close}", f"という指標はありません。候補: {close}")


def read_text(path: Path, mentioned_in: str) -> str:
    """Return the text of ``path``, which must be UTF-8 without BOM.

    Raises
    ------
    DataError
        If it is missing, cannot be read, is far too large or in another encoding.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DataError("too_large", path=path, size=f"{size / 1e6:.1f}", most=f"{MOST_BYTES / 1e6:.0f}")
        content = path.read_bytes()
    except FileNotFoundError:
        raise DataError("no_file", path=path, mentioned_in=mentioned_in) from None
    except OSError as error:
        raise DataError("unreadable_file", path=path, reason=error.strerror or error) from None
    if content.startswith(b"\xef\xbb\xbf"):
        raise DataError("has_bom", path=path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataError("not_utf8", path=path, line=line, encoding=_likely_encoding(content)) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise DataError("not_utf8", path=path, line=line, encoding=_likely_encoding(content))
    return text


def _likely_encoding(content: bytes) -> str:
    """Return the encoding that spreadsheets in Japan most likely wrote, or ``binary``."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError:
        return "binary"
    japanese = len(re.findall(r"[ぁ-んァ-ヶ一-龥]", text))
    return "Shift_JIS" if japanese > len(re.findall(r"[\uff61-\uff9f\x00-\x08]", text)) else "binary"


# --- TOML --------------------------------------------------------------------------------------------------------


def load_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file; raise :class:`DataError` where it is none."""
    try:
        return tomllib.loads(read_text(path, "data/raw"))
    except (ValueError, RecursionError) as error:  # besides bad TOML: numbers and nesting beyond what Python can hold
        raise DataError("bad_toml", path=path, reason=error) from None


_TYPES: dict[type, tuple[str, str]] = {
    str: ('text in quotes, "..."', '引用符で囲んだ文字列 "..." '),
    int: ("a whole number without quotes", "引用符のない整数"),
    bool: ("true or false", "true か false "),
    list: ("a list, [...] or [[...]]", "配列 [...] か [[...]] "),
    dict: ("a table, [...]", "表 [...] "),
}


class TomlReader:
    """Takes typed keys out of a TOML table and logs what is missing, of the wrong type or unknown."""

    def __init__(self, path: Path, place: str, data: Any, log: ProblemLog) -> None:
        self.path, self.place, self.log = path, place, log
        self.data: dict[str, Any] = dict(data) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self.problem("must be a table of keys", "はキーの表にしてください")

    def take(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """Return the value of ``key``; a missing key, or an empty text, without default is a problem."""
        value: Any = self.data.pop(key, default)
        if value is None:
            self.problem(f"'{key}' is missing; add it", f"「{key}」がありません。追加してください")
            return kind()
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            english, japanese = _TYPES[kind]
            self.problem(f"{key} = {value!r} must be {english}", f"{key} = {value!r} は{japanese}にしてください")
            return kind()
        if value == "" and default is None:
            self.problem(f"'{key}' is empty; fill it in", f"「{key}」が空です。記入してください")
        return cast(_T, value)

    def name(self, key: str) -> None:
        """Log a key of the table itself that is no plain name: ids become parts of file names and columns."""
        if not _NAME.fullmatch(key):
            self.problem(
                f"the id '{key}' must be lower-case Latin letters, digits and _", f"ID「{key}」は英小文字・数字・_ で"
            )

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

    def strings(self, key: str) -> tuple[str, ...]:
        """Return the list of strings of ``key``; empty without it."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            self.problem(f"'{key}' must list strings", f"「{key}」は文字列の配列にしてください")
            return ()
        return tuple(values)

    def sections(self, key: str) -> list[tuple[str, Any]]:
        """Return name and content of each table under ``key``."""
        return list(self.take(key, dict, {}).items())

    def date(self, key: str) -> str:
        """Return the date of ``key`` as ``YYYY-MM-DD`` or ``YYYY-MM``; empty without it."""
        text = self.take(key, str, "")
        if text and not is_reduced_date(text):
            self.problem(f"{key} = '{text}' must be YYYY-MM-DD", f"{key} = '{text}' は YYYY-MM-DD で書いてください")
        return text

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


def read_wards(path: Path, log: ProblemLog) -> tuple[Ward, ...]:
    """Read ``wards.toml``; every problem found goes to ``log``."""
    wards: list[Ward] = []
    top = TomlReader(path, "top", load_toml(path), log)
    for number, entry in enumerate(top.take("ward", list, []), 1):
        reader = TomlReader(path, f"ward {number}", entry, log)
        ward = Ward(
            code=reader.take("code", str),
            slug=reader.take("slug", str),
            **reader.both("name"),
            level=reader.choice("level", ("ward", "prefecture", "country"), "ward"),
            colour=reader.take("colour", str),
            marker=reader.take("marker", str),
        )
        _check_ward(reader, ward)
        for other in wards:
            if ward.code == other.code or ward.slug == other.slug:
                reader.problem("code or slug is already taken", "code か slug が重複しています")
        reader.done()
        wards.append(ward)
    top.done()
    return tuple(wards)


def _check_ward(reader: TomlReader, ward: Ward) -> None:
    if ward.code and not area_codes.CODE.fullmatch(ward.code):
        right = area_codes.restore(ward.code)
        reader.problem(
            f"code = '{ward.code}' must have 6 plain digits" + (f"; write '{right}'" if right else ""),
            f"code = '{ward.code}' は半角6桁で書いてください" + (f"（'{right}'）" if right else ""),
        )
    elif ward.code and ward.level != "country" and not area_codes.is_valid(ward.code):
        right = ward.code[:5] + area_codes.check_digit(ward.code[:5])
        reader.problem(
            f"code = '{ward.code}' fails its check digit; '{right}' would be right, if the first five digits are",
            f"code = '{ward.code}' は検査数字が合いません。上5桁が正しければ '{right}' です",
        )
    if ward.slug and not _NAME.fullmatch(ward.slug):
        reader.problem(
            f"slug = '{ward.slug}' must be lower-case Latin", f"slug = '{ward.slug}' は英小文字にしてください"
        )
    if ward.colour and not palette.is_colour(ward.colour):
        reader.problem(
            f"colour = '{ward.colour}' must be a hex colour such as '#005AFF'",
            f"colour = '{ward.colour}' は '#005AFF' のような16進の色にしてください",
        )
    if ward.level == "ward" and ward.marker and ward.marker not in _FILLED_MARKERS:
        reader.problem(
            f"marker = '{ward.marker}' is no filled marker; use one of {' '.join(_FILLED_MARKERS)}",
            f"marker = '{ward.marker}' は使えません。候補: {' '.join(_FILLED_MARKERS)}",
        )


def _read_codebook(path: Path, log: ProblemLog) -> Codebook:
    top = TomlReader(path, "top", load_toml(path), log)

    def sections(name: str) -> Iterator[tuple[str, TomlReader]]:
        for key, entry in top.sections(name):
            reader = TomlReader(path, f"{name}.{key}", entry, log)
            if name != "indicators":
                reader.name(key)
            yield key, reader

    themes = {key: _read_theme(reader, key) for key, reader in sections("themes")}
    units = {key: _read_unit(reader, key) for key, reader in sections("units")}
    words = TomlReader(path, "words", top.take("words", dict, {}), log)
    vocabulary, stages = words.strings("vocabulary"), words.strings("stages")
    words.done()
    concepts = {key: _read_concept(reader, key, themes, units) for key, reader in sections("concepts")}
    definitions = {key: _read_overrides(reader, themes, units, concepts) for key, reader in sections("definitions")}
    indicators = {key: _read_overrides(reader, themes, units, None) for key, reader in sections("indicators")}
    top.done()
    return Codebook(themes, units, vocabulary, stages, concepts, definitions, indicators)


def _read_theme(reader: TomlReader, key: str) -> Theme:
    theme = Theme(key, **reader.both("name"), order=reader.take("order", int), main=reader.take("main", bool, False))
    reader.done()
    return theme


def _read_unit(reader: TomlReader, key: str) -> Unit:
    unit = Unit(key, **reader.both("name"), printed=reader.strings("printed"))
    reader.done()
    return unit


def _read_concept(reader: TomlReader, key: str, themes: dict[str, Theme], units: dict[str, Unit]) -> Concept:
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


def _read_overrides(
    reader: TomlReader, themes: dict[str, Theme], units: dict[str, Unit], concepts: dict[str, Concept] | None
) -> dict[str, str]:
    """Return, checked, a definition (which names its concept) or an indicator (``concepts`` is None) as written."""
    said = dict(reader.data)
    if concepts is not None:
        reader.choice("concept", concepts)
    for key, options in (("theme", [*themes]), ("unit", [*units]), ("direction", [*_DIRECTIONS])):
        if key in reader.data:
            reader.choice(key, options)
    for key in ("name", "definition", "caveat"):
        reader.both(key, "")
    reader.done()
    return said


def _read_corrections(path: Path, log: ProblemLog) -> tuple[Correction, ...]:
    if not path.is_file():
        return ()
    corrections = []
    top = TomlReader(path, "top", load_toml(path), log)
    for number, entry in enumerate(top.take("correction", list, []), 1):
        reader = TomlReader(path, f"correction {number}", entry, log)
        named = {key: reader.take(key, str) for key in ("source", "table", "indicator", "column", "expect")}
        changes = TomlReader(path, f"correction {number}.set", reader.take("set", dict), log)
        read = {
            "fiscal_year": changes.take("fiscal_year", int, 0),
            "kind": changes.choice("kind", KINDS, ""),
            "as_of": changes.date("as_of"),
            "text": changes.take("text", str, ""),
        }
        changes.done()
        said = {key: value for key, value in read.items() if value}
        corrections.append(Correction(**named, set=said, **reader.both("why")))
        reader.done()
    top.done()
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


def is_reduced_date(text: str) -> bool:
    """Whether ``text`` is a day or a month that exists, as ``YYYY-MM-DD`` or ``YYYY-MM``."""
    try:
        last_possible_date(text)
    except ValueError:
        return False
    return "-" in text


def _read_source(path: Path, log: ProblemLog) -> Source:
    reader = TomlReader(path, "top", load_toml(path), log)
    tables, documents = reader.take("table", list, []), reader.take("document", list, [])
    _check_source_id(reader, path.parent.name)
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
        documents=tuple(_read_document(TomlReader(path, "document", entry, log)) for entry in documents),
        notes={key: _read_note(TomlReader(path, f"notes.{key}", note, log)) for key, note in reader.sections("notes")},
    )
    reader.done()
    _check_all_listed(path, tables, log)
    read = [_read_table(path, source, entry, log) for entry in tables]
    return replace(source, tables=tuple(table for table in read if table))


def _check_source_id(reader: TomlReader, folder: str) -> None:
    source_id = reader.take("id", str)
    if source_id and source_id != folder:
        reader.problem(
            f"id = '{source_id}' must equal the folder's name '{folder}'",
            f"id = '{source_id}' をフォルダ名「{folder}」と揃えてください",
        )
    if not SOURCE_ID.fullmatch(folder):
        reader.problem(
            f"the folder's name '{folder}' must be lower-case Latin letters and digits joined by -",
            f"フォルダ名「{folder}」は英小文字・数字を - でつないだものにしてください",
        )


def _published(path: Path, stated: str, log: ProblemLog) -> dt.date:
    try:
        return last_possible_date(stated)
    except ValueError:
        log.add(DataError("source_date", path=path, text=stated))
        return dt.date.min


def _read_document(reader: TomlReader) -> Document:
    document = Document(reader.take("name", str), reader.take("sha256", str))
    if document.name and not _PLAIN_FILE.fullmatch(document.name):
        reader.problem(
            f"name = '{document.name}' must be a file name without folders",
            f"name = '{document.name}' はフォルダを含まないファイル名にしてください",
        )
    if document.sha256 and not _SHA256.fullmatch(document.sha256):
        reader.problem(
            f"sha256 = '{document.sha256}' must be 64 characters 0-9 a-f ('sha256sum FILE' or 'certutil -hashfile')",
            f"sha256 = '{document.sha256}' は16進64桁で書いてください（sha256sum、certutil -hashfile で得られます）",
        )
    reader.done()
    return document


def _read_note(reader: TomlReader) -> tuple[str, str]:
    note = (reader.take("ja", str), reader.take("en", str))
    reader.done()
    return note


def _check_all_listed(path: Path, tables: list[Any], log: ProblemLog) -> None:
    listed = [entry.get("file") for entry in tables if isinstance(entry, dict)]
    for doubled in sorted({file for file in listed if isinstance(file, str) and listed.count(file) > 1}):
        log.add(DataError("doubled_table", path=path, file=doubled))
    for file in sorted(path.parent.glob("*.csv")):
        if file.name not in listed:
            english, japanese = f"{file.name} has no [[table]]; add one", f"{file.name} の [[table]] がありません"
            TomlReader(path, "table", {}, log).problem(english, japanese)


def _read_table(path: Path, source: Source, entry: Any, log: ProblemLog) -> RawTable | None:
    reader = TomlReader(path, f"table {entry.get('file', '?') if isinstance(entry, dict) else '?'}", entry, log)
    file = reader.take("file", str)
    described = reader.take("columns", dict, {})
    header_locator = reader.take("header_locator", str, "")
    partial: dict[str, Any] = {
        "source": source.id,
        "file": file,
        "title": reader.take("title", str),
        **reader.both("place"),
        "default_kind": reader.choice("default_kind", KINDS, "") or None,
        "as_of": reader.date("as_of") or None,
        "unit": reader.take("unit", str, "") or None,
    }
    reader.done()
    if not re.fullmatch(r"[A-Za-z0-9_-]+\.csv", file):
        if file:
            reader.problem(
                f"file = '{file}' must be a plain name such as kpi_cashless.csv",
                f"file = '{file}' は kpi_cashless.csv のような単純な名前にしてください",
            )
        return None
    table_path = path.parent / file
    try:
        lines = _csv_lines(table_path, read_text(table_path, f"{source.id}/source.toml"))
        headers = _check_headers(table_path, lines)
    except DataError as problem:
        log.add(problem)
        return None
    where = f"{source.id}/{file}"
    columns = [_read_column(path, where, header, described.pop(header, None), log) for header in headers]
    for header in described:
        reader.problem(f"columns.'{header}' is no column of {file}", f"{file} に「{header}」の列がありません")
    rows = [row for row in _read_rows(where, source, lines, log) if _has_indicator(where, row, columns, log)]
    place = _read_locator(header_locator, source)
    if header_locator and place is None:
        log.add(DataError("bad_header_locator", path=path, file=file, text=header_locator))
    return RawTable(**partial, header_locator=place, columns=tuple(columns), rows=tuple(rows))


def _read_rows(where: str, source: Source, lines: list[tuple[int, list[str]]], log: ProblemLog) -> Iterator[Row]:
    header = lines[0][1]
    for number, cells in _first_table(where, lines, log):
        row = _read_row(where, source, header, number, cells, log)
        if row:
            yield row


def _has_indicator(where: str, row: Row, columns: list[Column], log: ProblemLog) -> bool:
    """Return whether the row says what its figures measure; log it, once, where it does not."""
    figures = [column for column in columns if column.role == "observation" and row.cells[column.header].strip()]
    if row.indicator or all(column.indicator for column in figures):
        return True
    log.add(RawCellError("indicator_missing", file=where, row=row.number, column="indicator", text="", label=row.label))
    return False


def _csv_lines(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return line number and cells; a line that is wholly empty ends nothing and is passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines, number = [], 1
    try:
        for cells in reader:
            if any(cells):
                lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        raise DataError("bad_csv", path=path, reason=f"line {number}: {error}") from None
    return lines


def _first_table(where: str, lines: list[tuple[int, list[str]]], log: ProblemLog) -> list[tuple[int, list[str]]]:
    """Return the rows below the header up to a second header, which is a problem: a file holds one table."""
    for place, (number, cells) in enumerate(lines[1:], 1):
        if "locator" in (cell.strip() for cell in cells):
            found = {"file": where, "row": number, "column": "locator", "text": _shortened(cells)}
            log.add(RawCellError("second_table", **found))
            return lines[1:place]
    return lines[1:]


def _shortened(cells: list[str]) -> str:
    text = ",".join(cells)
    return text if len(text) <= 60 else text[:59] + "…"


def _check_headers(path: Path, lines: list[tuple[int, list[str]]]) -> list[str]:
    """Return the printed headers of a raw table."""
    header = lines[0][1] if lines else []
    if "" in header and "label" in header:
        empty = ", ".join(str(place) for place, name in enumerate(header, 1) if not name)
        raise DataError("merged_header", path=path, places=empty)
    missing = [name for name in ("label", "locator") if name not in header]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if missing or doubled or "" in header:
        english = f"columns missing: {missing}, doubled: {doubled}, without header: {header.count('')}"
        japanese = f"不足: {missing}、重複: {doubled}、見出しなし: {header.count('')}"
        raise DataError("bad_columns", path=path, problem=english, problem_ja=japanese)
    return [name for name in header if name not in ROW_COLUMNS]


def _read_column(toml: Path, where: str, header: str, described: Any, log: ProblemLog) -> Column:
    """Return what a column holds: what source.toml says of it, else what its header says."""
    reader = TomlReader(toml, f"columns.{header}", {} if described is None else described, log)
    role = reader.choice("role", ROLES, "observation")
    said = {
        "kind": reader.choice("kind", KINDS, "") or None,
        "fiscal_year": reader.take("fiscal_year", int, 0) or None,
        "as_of": reader.date("as_of") or None,
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
                place = {"file": where, "row": 1, "column": header, "text": header}
                log.add(RawCellError(error.code, **(place | error.details)))
                role = "remark"  # said once; the column's cells would all fail for the same reason
    read = {key: said[key] or getattr(parsed, key) for key in ("kind", "fiscal_year", "as_of")}
    return Column(header, role, **(said | read))


def _read_row(
    file: str, source: Source, header: list[str], number: int, cells: list[str], log: ProblemLog
) -> Row | None:
    where = {"file": file, "row": number}
    if len(cells) != len(header):
        counts = {"found": len(cells), "expected": len(header)}
        in_place = dict(zip(header, cells, strict=False)).get("locator", "")
        surplus = len(cells) > len(header) and not any(cells[len(header) :]) and _read_locator(in_place, source)
        code = "row_trailing" if surplus else "row_width"
        log.add(RawCellError(code, **where, column="*", text=_shortened(cells), **counts))
        return None
    named = dict(zip(header, cells, strict=True))
    own = {name: named.pop(name, "").strip() for name in ROW_COLUMNS}
    locator = _read_locator(own["locator"], source)
    if locator is None:
        log.add(RawCellError("bad_locator", **where, column="locator", text=own["locator"]))
    if own["ward"] and not area_codes.CODE.fullmatch(own["ward"]):
        right = area_codes.restore(unicodedata.normalize("NFKC", own["ward"])) or "131075"
        log.add(RawCellError("bad_ward_code", **where, column="ward", text=own["ward"], right=right))
        return None
    if locator is None:
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
