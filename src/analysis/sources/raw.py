"""Reads data/raw: wards, codebook, documents and their transcribed tables. Checks form, not meaning."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from analysis.data import area_codes, marks
from analysis.data.kinds import CONCEPT_QUESTIONS, GRADES, KINDS, THEME_QUESTIONS
from analysis.data.locators import Place
from analysis.data.paths import refuse_imported
from analysis.data.reading import NAME, ProblemLog, TomlReader, csv_lines, load_toml, read_text
from analysis.data.schema import STATES
from analysis.sources.grammar import NO_FACTORS, NO_UNITS, GrammarError, Header, parse_header
from analysis.sources.model import (
    Codebook,
    Column,
    Concept,
    Correction,
    Document,
    Grade,
    ItemList,
    Locator,
    RawData,
    RawTable,
    Row,
    Source,
    Theme,
    Unit,
    Ward,
)
from analysis.words.era import is_reduced_date, last_possible_date
from analysis.words.errors import DataError, RawCellError, RawDataErrors, nearest

_T = TypeVar("_T")

ROW_COLUMNS = ("item", "ward", "indicator", "label", "part", "unit", "locator", "note")
ROLES = ("observation", "evaluation", "group", "remark", "as_of", "base_date", "undated", "fiscal_year", "kind", "unit")
MEASURED = ("observation", "undated")
"""Roles whose cells are observations; the document gives no year for an undated one."""
_BRACKETS = ("negative", "figure")
_DIRECTIONS = ("higher", "lower", "none")
_SCOPES = ("indicator", "item", "named", "repeated", "reason", "profile")
_NOT_PRINTED = ("title", "published", "publication")
"""What a document may not print of itself, so that it is ours."""
_COUNTS = ("stock", "flow")
_LOCATOR = re.compile(
    r"(?:(?P<file>[^:/\\\s]+\.\w+):?)?(?:L(?P<first>[1-9][0-9]{,6})(?:-L?(?P<last>[1-9][0-9]{,6}))?"
    r"|(?:P[0-9]{1,4})?T[0-9]{1,4}(?:R[0-9]{1,5}(?:-R[0-9]{1,5})?)?|[^:!/\\]{1,31}![A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)?"
)
"""Lines of a text; page, table and row of a PDF, Word or HTML document; sheet and cells of a workbook."""
SOURCE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_CELL = 300
"""No figure and no label is longer; what is, is a sentence, which must not be copied, or a quotation mark left open."""
_FILLED_MARKERS = tuple("os^v<>DdpPhH8X*")
MOST_LETTERS = {"name_ja": 20, "name_en": 40}
"""Longest names of wards for which charts and papers have room."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN_FILE = re.compile(r"[^/\\:\x00-\x1f]*[^/\\:.\x00-\x1f]")


def read_raw(root: Path, log: ProblemLog, also: Path | None = None, *, unfinished: bool = False) -> RawData:
    """Read ``root/data/raw``, and ``also`` a source folder that lies elsewhere; what could be read is returned.

    Sources whose ``status`` is still empty, as a skeleton has it, are left out unless ``unfinished`` asks for them.

    Raises
    ------
    RawDataErrors
        If wards.toml or concepts.toml cannot be used, without which no cell can be judged.
    """
    folder = root / "data" / "raw"
    before = len(log.problems)
    wards, codebook = _read_book(folder, log)
    usable = len(log.problems) == before
    read = partial(_read_source, codebook=codebook)
    places = [p for p in _source_folders(folder, also) if unfinished or p == also or not _is_unfinished(p)]
    sources = [_read_known_source(place / "source.toml", wards, log, read) for place in places]
    corrections = _or_log(_read_corrections, folder / "corrections.toml", log) or ()
    if codebook is None or not usable:
        raise RawDataErrors(log.problems)
    return RawData(wards, codebook, tuple(source for source in sources if source), corrections)


def _read_book(folder: Path, log: ProblemLog) -> tuple[tuple[Ward, ...], Codebook | None]:
    wards = _or_log(read_wards, folder / "wards.toml", log) or ()
    codebook = _or_log(_read_codebook, folder / "concepts.toml", log)
    if codebook:
        _check_indicators(folder / "concepts.toml", codebook, wards, log)
        _check_grades(folder / "concepts.toml", codebook, wards, log)
    return wards, codebook


def unfinished_sources(root: Path) -> list[str]:
    """Return the ids of the sources in ``root/data/raw`` that nobody has finished: their ``status`` is empty."""
    return [place.name for place in _source_folders(root / "data" / "raw", None) if _is_unfinished(place)]


def _is_unfinished(folder: Path) -> bool:
    try:
        return load_toml(folder / "source.toml").get("status") == ""
    except DataError:
        return False  # told where it is read


def _or_log(read: Callable[[Path, ProblemLog], _T], path: Path, log: ProblemLog) -> _T | None:
    """Return what ``read`` makes of ``path``; log why it cannot and return None."""
    try:
        return read(path, log)
    except DataError as problem:
        log.add(problem)
        return None


def _read_known_source(
    path: Path, wards: tuple[Ward, ...], log: ProblemLog, read: Callable[[Path, ProblemLog], Source]
) -> Source | None:
    """Read a source; one of an unknown ward comes without its tables, where every cell would fail for that reason."""
    source = _or_log(read, path, log)
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
            reader.problem("no_indicator", nearest=close)


def _check_grades(path: Path, codebook: Codebook, wards: tuple[Ward, ...], log: ProblemLog) -> None:
    """Log grades of unknown wards, of fewer than two, and pairs that are graded twice."""
    slugs = [ward.slug for ward in wards]
    graded: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(codebook.grades, 1):
        reader = TomlReader(path, f"grades {number}", {}, log)
        for slug in sorted({*entry.wards} - {*slugs}):
            reader.problem("unknown_value", key="wards", value=slug, nearest=", ".join(nearest(slug, slugs)))
        if len(set(entry.wards)) < 2:
            reader.problem("grade_of_one")
        pairs = {(entry.concept, one, other) for one, other in combinations(sorted(set(entry.wards)), 2)}
        for concept, one, other in sorted(pairs & graded):
            reader.problem("graded_twice", concept=concept, one=one, other=other)
        graded |= pairs


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
            level=reader.choice("level", area_codes.LEVELS, "ward"),
            colour=reader.take("colour", str),
            marker=reader.take("marker", str),
        )
        _check_ward(reader, ward)
        for other in wards:
            if ward.code == other.code or ward.slug == other.slug:
                reader.problem("ward_taken")
        reader.done()
        wards.append(ward)
    top.done()
    return tuple(wards)


def _check_ward(reader: TomlReader, ward: Ward) -> None:
    if ward.code and not area_codes.CODE.fullmatch(ward.code):
        right = area_codes.restore(ward.code)
        reader.problem("code_digits_lost" if right else "code_digits", value=ward.code, right=right)
    elif ward.code and ward.level != "country" and not area_codes.is_valid(ward.code):
        right = ward.code[:5] + area_codes.check_digit(ward.code[:5])
        reader.problem("code_check_digit", value=ward.code, right=right)
    if ward.slug and not NAME.fullmatch(ward.slug):
        reader.problem("bad_slug", value=ward.slug)
    for key in ("name_ja", "name_en"):
        if len(getattr(ward, key)) > MOST_LETTERS[key]:
            reader.problem("long_name", key=key, count=len(getattr(ward, key)), most=MOST_LETTERS[key])
    if ward.colour and not marks.is_colour(ward.colour):
        reader.problem("bad_colour", value=ward.colour)
    if ward.level in area_codes.MUNICIPAL and ward.marker and ward.marker not in _FILLED_MARKERS:
        reader.problem("bad_marker", value=ward.marker, markers=" ".join(_FILLED_MARKERS))


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
    verdicts = TomlReader(path, "verdicts", top.take("verdicts", dict, {}), log)
    said = {key: verdicts.strings(key) for key in list(verdicts.data)}
    counted = list(sections("concepts"))
    counts = [key for key, _ in counted]
    concepts = {key: _read_concept(reader, key, themes, units, counts) for key, reader in counted}
    factors = _read_factors(TomlReader(path, "factors", top.take("factors", dict, {}), log))
    _check_bases(path, units, log)
    definitions = {key: _read_overrides(reader, themes, units, concepts) for key, reader in sections("definitions")}
    indicators = {key: _read_overrides(reader, themes, units, None) for key, reader in sections("indicators")}
    grades = tuple(
        _read_grade(TomlReader(path, f"grades {number}", entry, log), concepts)
        for number, entry in enumerate(top.take("grades", list, []), 1)
    )
    top.done()
    return Codebook(themes, units, vocabulary, stages, concepts, definitions, indicators, said, factors, grades)


def _read_factors(reader: TomlReader) -> dict[str, int]:
    factors = {word: reader.take(word, int) for word in list(reader.data)}
    for word, factor in factors.items():
        if factor < 2:
            reader.problem("small_factor", word=word, factor=factor)
    return factors


def _check_bases(path: Path, units: dict[str, Unit], log: ProblemLog) -> None:
    for unit in units.values():
        if unit.base and unit.base not in units:
            TomlReader(path, f"units.{unit.id}", {}, log).problem("no_base", base=unit.base)


def _read_grade(reader: TomlReader, concepts: dict[str, Concept]) -> Grade:
    grade = Grade(
        reader.choice("concept", concepts),
        reader.strings("wards"),
        reader.choice("grade", GRADES),
        **reader.both("evidence"),
    )
    reader.done()
    return grade


def _read_theme(reader: TomlReader, key: str) -> Theme:
    theme = Theme(
        key,
        **reader.both("name"),
        order=reader.take("order", int),
        main=reader.take("main", bool, False),
        question=reader.choice("question", THEME_QUESTIONS, ""),
    )
    reader.done()
    return theme


def _read_unit(reader: TomlReader, key: str) -> Unit:
    unit = Unit(
        key,
        **reader.both("name"),
        printed=reader.strings("printed"),
        base=reader.take("base", str, ""),
        factor=reader.take("factor", int, 1),
        signed=reader.take("signed", bool, False),
    )
    reader.done()
    return unit


def _read_concept(
    reader: TomlReader, key: str, themes: dict[str, Theme], units: dict[str, Unit], counts: list[str]
) -> Concept:
    """Return a concept; ``counts`` are the ids of all, among which those behind a share are."""
    concept = Concept(
        key,
        theme=reader.choice("theme", themes),
        unit=reader.choice("unit", units),
        direction=reader.choice("direction", _DIRECTIONS),
        counts=reader.choice("counts", _COUNTS, "stock"),
        **reader.both("name"),
        **reader.both("definition"),
        scope=reader.choice("scope", _SCOPES, "indicator"),
        question=reader.choice("question", CONCEPT_QUESTIONS, ""),
        done=reader.choice("done", counts, ""),
        total=reader.choice("total", counts, ""),
        offered=reader.choice("offered", counts, ""),
    )
    if bool(concept.done) != bool(concept.total):
        reader.problem("half_a_share")
    reader.done()
    return concept


def _read_overrides(
    reader: TomlReader, themes: dict[str, Theme], units: dict[str, Unit], concepts: dict[str, Concept] | None
) -> dict[str, str]:
    """Return, checked, a definition (which names its concept) or an indicator (``concepts`` is None) as written."""
    said = dict(reader.data)
    if concepts is not None:
        reader.choice("concept", concepts)
    for key, options in (
        ("theme", [*themes]),
        ("unit", [*units]),
        ("direction", [*_DIRECTIONS]),
        ("counts", [*_COUNTS]),
    ):
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


def _read_source(path: Path, log: ProblemLog, codebook: Codebook | None) -> Source:
    reader = TomlReader(path, "top", load_toml(path), log)
    tables, documents = reader.take("table", list, []), reader.take("document", list, [])
    lists = reader.take("list", list, [])
    _check_source_id(reader, path.parent.name)
    stated = reader.take("published", str, "")
    not_before = reader.date("published_from") or stated
    not_printed = reader.strings("not_printed")
    for name in not_printed:
        if name not in _NOT_PRINTED:
            reader.problem("unknown_value", key="not_printed", value=name, nearest=", ".join(_NOT_PRINTED))
    source = Source(
        id=path.parent.name,
        ward=reader.take("ward", str, ""),
        **reader.both("title"),
        **reader.both("issuer"),
        published=_published(path, stated, log),
        published_stated=stated,
        published_from=_not_before(not_before),
        not_before=not_before,
        not_printed=not_printed,
        **reader.both("published_basis"),
        status=reader.choice("status", STATES),
        **reader.both("terms"),
        documents=tuple(_read_document(TomlReader(path, "document", entry, log)) for entry in documents),
        landing_page=_page(reader),
        retrieved=reader.date("retrieved"),
        notes={key: _read_note(TomlReader(path, f"notes.{key}", note, log)) for key, note in reader.sections("notes")},
    )
    reader.done()
    _check_all_listed(path, tables, log)
    read = [_read_table(path, source, entry, log, codebook) for entry in tables]
    own_lists = [
        _read_list(TomlReader(path, f"list {number}", entry, log), source) for number, entry in enumerate(lists, 1)
    ]
    source = replace(source, tables=tuple(table for table in read if table), lists=tuple(filter(None, own_lists)))
    if None not in own_lists:  # else every item of its rows would be told as unlisted
        _check_items(path, source, log)
    return source


def _read_list(reader: TomlReader, source: Source) -> ItemList | None:
    """Read a document's own list of items; None, with the problem logged, where its place or its count is not right."""
    title, count, each = reader.take("title", str), reader.take("count", int), reader.take("each", str)
    place = _read_locator(reader.take("locator", str), source)
    named = TomlReader(reader.path, f"{reader.place}.themes", reader.take("themes", dict), reader.log)
    themes = {theme: named.strings(theme) for theme in list(named.data)}
    reader.done()
    items = [item for of_theme in themes.values() for item in of_theme]
    if len(set(items)) != count:
        reader.problem("list_items", count=count, found=len(set(items)))
    if place is None or not _is_pattern(each):
        reader.problem("list_place")
        return None
    return ItemList(title, count, place, each, themes)


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return bool(text)


def _check_items(path: Path, source: Source, log: ProblemLog) -> None:
    """Log rows of an item that no list of the document names."""
    known = {item for one in source.lists for item in one.items}
    named = {row.item for table in source.tables for row in table.rows if row.item}
    for item in sorted(named - known):
        TomlReader(path, "list", {}, log).problem("item_unlisted", item=item)


def _check_source_id(reader: TomlReader, folder: str) -> None:
    source_id = reader.take("id", str)
    if source_id and source_id != folder:
        reader.problem("id_not_folder", value=source_id, folder=folder)
    if not SOURCE_ID.fullmatch(folder):
        reader.problem("bad_folder", folder=folder)


def _page(reader: TomlReader) -> str:
    page = reader.take("landing_page", str, "")
    if page and not re.fullmatch(r"https?://[^\s/]+\.[^\s]+", page):
        reader.problem("bad_page", value=page)
    return page


def _published(path: Path, stated: str, log: ProblemLog) -> dt.date:
    try:
        return last_possible_date(stated)
    except ValueError:
        log.add(DataError("source_date", path=path, text=stated))
        return dt.date.min


def _not_before(stated: str) -> dt.date:
    """Return the first day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean; the first of all where it is none."""
    parts = stated.split("-")
    try:
        return dt.date(*(int(part) for part in (*parts, "1", "1")[:3]))
    except (TypeError, ValueError):
        return dt.date.min


def _read_document(reader: TomlReader) -> Document:
    dates = {key: reader.date(key) for key in ("published", "published_from")}
    document = Document(
        reader.take("name", str),
        reader.take("sha256", str),
        last_possible_date(dates["published"]) if is_reduced_date(dates["published"]) else None,
        _not_before(dates["published_from"]) if dates["published_from"] else None,
    )
    if document.name and not _PLAIN_FILE.fullmatch(document.name):
        reader.problem("document_folder", value=document.name)
    if document.sha256 and not _SHA256.fullmatch(document.sha256):
        reader.problem("bad_sha256", value=document.sha256)
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
            TomlReader(path, "table", {}, log).problem("table_not_listed", table=file.name)


def _read_table(path: Path, source: Source, entry: Any, log: ProblemLog, codebook: Codebook | None) -> RawTable | None:
    reader = TomlReader(path, f"table {entry.get('file', '?') if isinstance(entry, dict) else '?'}", entry, log)
    file = reader.take("file", str)
    described = reader.take("columns", dict, {})
    header_locator = reader.take("header_locator", str, "")
    stated: dict[str, Any] = {
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
            reader.problem("bad_table_file", value=file)
        return None
    table_path = path.parent / file
    try:
        text = read_text(table_path, f"{source.id}/source.toml")
        lines = [line for line in csv_lines(table_path, text) if any(line[1])]  # an empty line ends nothing
        headers = _check_headers(table_path, lines)
    except DataError as problem:
        log.add(problem)
        return None
    where = f"{source.id}/{file}"
    about = _Printed(where, codebook, source.year)
    columns = [_read_column(path, about, header, described.pop(header, None), log) for header in headers]
    _check_dated(reader, columns)
    for header in described:
        reader.problem("no_column", header=header, table=file)
    rows = [row for row in _read_rows(where, source, lines, log) if _has_indicator(where, row, columns, log)]
    place = _read_locator(header_locator, source)
    if header_locator and place is None:
        log.add(DataError("bad_header_locator", path=path, file=file, text=header_locator))
    return RawTable(**stated, header_locator=place, columns=tuple(columns), rows=tuple(rows))


def _read_rows(where: str, source: Source, lines: list[tuple[int, list[str]]], log: ProblemLog) -> Iterator[Row]:
    header = lines[0][1]
    for number, cells in _first_table(where, lines, log):
        row = _read_row(where, source, header, number, cells, log)
        if row:
            yield row


def _has_indicator(where: str, row: Row, columns: list[Column], log: ProblemLog) -> bool:
    """Return whether the row says what its figures measure; log it, once, where it does not."""
    figures = [column for column in columns if column.role in MEASURED and row.cells[column.header].strip()]
    if row.indicator or all(column.indicator for column in figures):
        return True
    log.add(RawCellError("indicator_missing", file=where, row=row.number, column="indicator", text="", label=row.label))
    return False


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
    for name in header:
        _refuse_long(name, name[:30], {"file": f"{path.parent.name}/{path.name}", "row": lines[0][0]})
    if "" in header and "label" in header:
        empty = ", ".join(str(place) for place, name in enumerate(header, 1) if not name)
        raise DataError("merged_header", path=path, places=empty)
    missing = [name for name in ("label", "locator") if name not in header]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if not header:
        raise DataError("empty_table", path=path)
    if missing:
        raise DataError("missing_columns", path=path, columns=", ".join(missing))
    if doubled:
        raise DataError("doubled_columns", path=path, columns=", ".join(doubled))
    return [name for name in header if name not in ROW_COLUMNS]


def _check_dated(reader: TomlReader, columns: list[Column]) -> None:
    """Log a column of dates whose ``dates`` names no other column, and columns that each give the year of a whole row."""
    for column in columns:
        if column.dates and column.dates not in [other.header for other in columns]:
            reader.problem("dates_no_column", header=column.header, dates=column.dates)
    years = [column.header for column in columns if column.role == "fiscal_year" and not column.dates]
    if len(years) > 1:
        reader.problem("two_year_columns", headers=", ".join(years))


class _Printed(NamedTuple):
    """What the headers of a table are read with: where they stand, the codebook, the year of the document."""

    file: str
    codebook: Codebook | None
    year: int | None


def _read_column(toml: Path, table: _Printed, header: str, described: Any, log: ProblemLog) -> Column:
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
        "period_from": reader.take("period_from", int, 0) or None,
        "excerpt": reader.take("excerpt", bool, False),
        "merged": reader.take("merged", bool, False),
        "factor": reader.take("factor", int, 0) or None,
        "after_slash": reader.choice("after_slash", KINDS, "") or None,
        "beside": reader.strings("beside"),
        "brackets": reader.choice("brackets", _BRACKETS, "") or None,
        "far_year": reader.take("far_year", bool, False),
        "dates": reader.take("dates", str, "") or None,
    }
    why = reader.take("why", str, "")
    if (said["kind"] or said["fiscal_year"]) and not why:
        reader.problem("no_why")
    reader.done()
    parsed = Header(None, None, None)
    if role in MEASURED:
        try:
            parsed = _parse_header(header, table, bool(said["far_year"]))
        except GrammarError as error:
            if described is None or error.code in ("far_year", "era_year_zero", "header_years_disagree"):
                place = {"file": table.file, "row": 1, "column": header, "text": header}
                log.add(RawCellError(error.code, **(place | error.details)))
                role = "remark"  # said once; the column's cells would all fail for the same reason
    read = {key: said[key] or getattr(parsed, key) for key in ("kind", "fiscal_year", "as_of", "unit")}
    if not said["fiscal_year"]:
        read["period_from"] = said["period_from"] or parsed.period_from
    return Column(header, role, marks=parsed.marks, status=parsed.status, **(said | read))


def _parse_header(header: str, table: _Printed, far_year: bool) -> Header:
    book = table.codebook
    units, factors = (book.printed_units, book.factors) if book else (NO_UNITS, NO_FACTORS)
    return parse_header(header, units, factors, None if far_year else table.year)


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
    for name, text in named.items():
        try:
            _refuse_long(text, name, where)
        except RawCellError as problem:
            log.add(problem)
            return None
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
        item=own["item"],
    )


def _refuse_long(text: str, column: str, where: dict[str, Any]) -> None:
    if len(text) > _LONGEST_CELL:
        found = {"text": text[:30] + "…", "length": len(text), "most": _LONGEST_CELL}
        raise RawCellError("cell_too_long", **where, column=column, **found)


def _read_locator(text: str, source: Source) -> Locator | None:
    match = _LOCATOR.fullmatch(text)
    if not match or not text:
        return None
    document = match["file"] or (source.documents[0].name if len(source.documents) == 1 else "")
    first = int(match["first"]) if match["first"] else None
    return Locator(document, first, int(match["last"]) if match["last"] else first, text)


def load_raw(root: Path) -> RawData:
    """Read data/raw; an imported root has none.

    Raises
    ------
    RawDataErrors
        If anything in it cannot be read.
    """
    return _checked(root, partial(read_raw, root))


def load_book(root: Path) -> tuple[tuple[Ward, ...], Codebook]:
    """Read only the wards and the codebook of data/raw, for who reads other documents than those in it.

    Raises
    ------
    RawDataErrors
        If anything in them cannot be read.
    """
    wards, codebook = _checked(root, partial(_read_book, root / "data" / "raw"))
    assert codebook is not None  # else it is a problem
    return wards, codebook


def _checked(root: Path, read: Callable[[ProblemLog], _T]) -> _T:
    """Return what is read of data/raw, if nothing in it is a problem."""
    refuse_imported(root)
    log = ProblemLog()
    found = read(log)
    log.check()
    return found


def row_at(place: Place, raw: RawData) -> tuple[RawTable, Row]:
    """Return the raw table and row of a place; raise :class:`DataError` where data/raw has moved on from data/clean."""
    for source in raw.sources:
        for table in source.tables:
            for row in table.rows:
                if (source.id, table.file, row.number) == (place.source, place.table, place.row):
                    return table, row
    raise DataError("lost_place", place=f"{place.source}/{place.table}:{place.row}")
