"""How the tables of ministries are laid out: data/raw/ministry_tables.toml, so that a new table needs no code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from analysis.data.folding import fold
from analysis.data.kinds import CONCEPT_QUESTIONS
from analysis.data.reading import ProblemLog, TomlReader
from analysis.data.register_files import NAMES
from analysis.sources.grammar import GrammarError, parse_header
from analysis.sources.model import Codebook, Concept, Indicator, Ward
from analysis.words.errors import RawDataErrors, UnknownName
from analysis.words.labels import LANGUAGES

FORMS = ("rows", "columns")
BREAKS = "breaks"
"""Sections that are no layouts: spellings, and words of headers that may only stand for some concepts."""
_HEADERS = ("code", "prefecture", "name", "part", "as_of", "base_date")
_DATES = ("as_of", "base_date")
_ANY_WARD = Ward("", "any", "", "", "ward", "", "")


class Ratio(NamedTuple):
    """A printed rate and the counts it can be recomputed from, each by its header."""

    rate: str
    part: str
    whole: str


class Part(NamedTuple):
    """A part of a whole that a table gives beside it, such as an age group: what its concept's id and names end with."""

    id: str
    ja: str
    en: str


@dataclass(frozen=True)
class Matched:
    """A header line that fits a layout: where each of its columns stands, and the dates that the headers state."""

    columns: Mapping[str, int]
    dates: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """What the rows and columns of a ministry's table mean.

    ``items`` gives, for each row (group and label) or column (no group), the second half of the indicators' ids: a
    concept or definition of ``codebook``, which is the project's with the concepts that only the layout describes.
    """

    id: str
    form: str
    about: Mapping[str, str]
    published: str
    fiscal_year: int
    note: tuple[str, str]
    checked: bool
    of_prefectures: bool
    series: tuple[str, ...]
    missing: tuple[str, ...]
    of_base_date: tuple[str, ...]
    headers: Mapping[str, str]
    items: Mapping[tuple[str, str], str]
    parts: Mapping[str, Part | None]
    ratios: tuple[Ratio, ...]
    codebook: Codebook

    def indicator(self, item: str) -> Indicator | None:
        """Return what the codebook says of ``item``; None where it does not know it."""
        return self.codebook.indicator(f"{_ANY_WARD.slug}.{item}", [_ANY_WARD])

    def said(self, item: str) -> Indicator:
        """Return what the codebook says of an ``item`` of the layout."""
        found = self.indicator(item)
        assert found is not None  # read_layout has refused unknown ones
        return found

    def item(self, header: str) -> str:
        """Return the item of a column or row by its header."""
        return next(item for (_, label), item in self.items.items() if label == header)

    @cached_property
    def every_item(self) -> tuple[str, ...]:
        """Every item that the layout can give, parts included."""
        return tuple(part_of(item, part) for item in self.items.values() for part in (None, *self.parts.values()))

    @cached_property
    def columns(self) -> dict[str, str]:
        """Item of each column of figures, by its header."""
        return {header: item for (_, header), item in self.items.items()}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        named = [header for header in self.headers.values() if header]
        return {header: _pattern(header) for header in (*named, *self.columns)}

    def match(self, cells: Sequence[str]) -> Matched | None:
        """Return where the layout's columns stand in a header line; None where one is missing.

        A column of figures may have several headers in the layout, of which one is enough.
        """
        columns: dict[str, int] = {}
        dates: dict[str, str] = {}
        for place, cell in enumerate(cells):
            for header, pattern in self._patterns.items():
                found = pattern.fullmatch(fold(cell))
                if found and header not in columns:
                    columns[header] = place
                    dates |= {key: _day(text) for key, text in found.groupdict().items()}
        named = all(header in columns for header in self.headers.values() if header)
        items = {self.columns[header] for header in columns if header in self.columns}
        complete = named and items == set(self.columns.values()) and "" not in dates.values()
        return Matched(columns, dates) if complete else None

    def missing_columns(self, cells: Sequence[str]) -> list[str]:
        """Return the headers that a line lacks."""
        folded = [fold(cell) for cell in cells]
        return [header for header, pattern in self._patterns.items() if not any(map(pattern.fullmatch, folded))]


def _pattern(header: str) -> re.Pattern[str]:
    """Return what matches a printed header, folded: ``{as_of}`` and ``{base_date}`` stand for a date in it."""
    text = re.escape(fold(header))
    for key in _DATES:
        text = text.replace(re.escape(f"{{{key}}}"), f"(?P<{key}>.+?)")
    return re.compile(text)


def _day(text: str) -> str:
    """Return the day that a header states (R7.8末, R7.1.1) as ``YYYY-MM-DD``; empty where it is none."""
    try:
        day = parse_header(text.replace("末日", "末")).as_of
    except GrammarError:
        return ""
    return day if day and len(day) == 10 else ""


def layouts_of_form(sections: Mapping[str, Any], form: str) -> list[str]:
    """Return the ids of the layouts of one form, in the order of the file, and of those whose form is misspelt."""
    known = [name for name in sections if name not in (NAMES, BREAKS)]
    whole = {name: _whole(sections, name) for name in known}
    others = [one for one in FORMS if one != form]
    return [name for name, one in whole.items() if isinstance(one, dict) and one.get("form") not in others]


def read_layout(path: Path, sections: Mapping[str, Any], layout_id: str, codebook: Codebook) -> Layout:
    """Read one of the ``sections`` of ``ministry_tables.toml``, which is ``path``.

    Raises
    ------
    UnknownName
        If there is no such section.
    RawDataErrors
        If anything in it cannot be used, or if a header would be filed under a concept that another word stands for.
    """
    known = [name for name in sections if name not in (NAMES, BREAKS)]
    if layout_id not in known:
        raise UnknownName("source", layout_id, known)
    log = ProblemLog()
    reader = TomlReader(path, layout_id, _whole(sections, layout_id), log)
    book = _Book(codebook)
    items: dict[tuple[str, str], str] = {}
    common = _common(reader)
    office = reader.take("office", dict, {})
    for header, said in reader.sections("columns"):
        items["", header] = _item(TomlReader(path, f"{layout_id}.columns", {header: said}, log), header, common, book)
    for number, entry in enumerate(reader.take("group", list, []), 1):
        _read_group(TomlReader(path, f"{layout_id}.group {number}", entry, log), items, book)
    parts = {
        label: _read_part(TomlReader(path, f"{layout_id}.parts.{label}", said, log)) if said else None
        for label, said in reader.sections("parts")
    }
    _check_breaks(reader, items, book, sections.get(BREAKS, {}))
    if office:  # what a prefecture's own office does is not what its municipalities do
        part = _read_part(TomlReader(path, f"{layout_id}.office", office, log))
        items = {key: book.part(item, part) for key, item in items.items()}
    for part in filter(None, parts.values()):
        for item in set(items.values()):
            book.part(item, part)
    layout = Layout(
        id=layout_id,
        form=reader.choice("form", FORMS),
        about={
            key: value
            for name in ("title", "issuer", "published_basis", "terms")
            for key, value in reader.both(name).items()
        },
        published=reader.date("published"),
        fiscal_year=reader.take("fiscal_year", int, 0),
        note=(reader.take("note_ja", str, ""), reader.take("note_en", str, "")),
        checked=reader.take("checked", bool, True),
        of_prefectures=bool(office),
        series=reader.strings("series"),
        missing=reader.strings("missing"),
        of_base_date=reader.strings("of_base_date"),
        headers={key: reader.take(key, str, "") for key in _HEADERS},
        items=items,
        parts=parts,
        ratios=tuple(
            _read_ratio(TomlReader(path, f"{layout_id}.ratio", entry, log)) for entry in reader.take("ratio", list, [])
        ),
        codebook=replace(codebook, concepts=book.concepts, definitions=book.definitions),
    )
    dated = layout.headers["as_of"] or layout.fiscal_year or any("{as_of}" in header for header in layout.columns)
    if not dated:
        reader.problem("layout_no_date")
    for item in dict.fromkeys(items.values()):
        if layout.indicator(item) is None:
            reader.problem("layout_item", item=item)
    for concept in book.new:
        if concept.theme not in codebook.themes or concept.unit not in codebook.units:
            reader.problem("layout_concept", theme=concept.theme, unit=concept.unit)
    reader.done()
    if log.problems:
        raise RawDataErrors(log.problems)
    return layout


def _whole(sections: Mapping[str, Any], layout_id: str) -> Any:
    """Return a section with what it takes over from the one it is ``like``; its groups come behind that one's."""
    own = sections[layout_id]
    other = sections.get(str(own.get("like"))) if isinstance(own, dict) else None
    if not isinstance(other, dict):
        return own  # an unknown section is told as an unknown key
    groups = [*other.get("group", []), *own.get("group", [])]
    return other | {key: value for key, value in own.items() if key != "like"} | {"group": groups}


class _Book:
    """The codebook while a layout adds to it."""

    def __init__(self, codebook: Codebook) -> None:
        self.whole = codebook
        self.concepts, self.definitions = dict(codebook.concepts), dict(codebook.definitions)
        self.new: list[Concept] = []

    def add(self, concept: Concept) -> str:
        """Add a concept that only the layout describes; return its id."""
        self.concepts[concept.id] = concept
        self.new.append(concept)
        return concept.id

    def said(self, item: str) -> Indicator | None:
        """Return what is known of an item."""
        book = replace(self.whole, concepts=self.concepts, definitions=self.definitions)
        return book.indicator(f"{_ANY_WARD.slug}.{item}", [_ANY_WARD])

    def part(self, item: str, part: Part) -> str:
        """Return the item that is a part of another; its concept is one of its own, so that the two never mix."""
        whole = self.said(item)
        name = part_of(item, part)
        if whole is None or name in self.definitions:
            return name if whole else item
        texts = {
            f"{key}_{lang}": f"{text}（{part.ja}）" if lang == "ja" else f"{text} ({part.en})"
            for key in ("name", "definition", "caveat")
            for lang in LANGUAGES
            if (text := getattr(whole, f"{key}_{lang}"))
        }
        about = {"theme": whole.theme, "unit": whole.unit, "direction": whole.direction, "counts": whole.counts}
        empty = {f"{key}_{lang}": "" for key in ("name", "definition") for lang in LANGUAGES}
        concept = part_of(whole.concept, part)
        described = {key: text for key, text in texts.items() if not key.startswith("caveat")}
        self.concepts.setdefault(concept, Concept(concept, **about, **(empty | described)))
        self.definitions[name] = {"concept": concept} | texts
        return name


def part_of(item: str, part: Part | None) -> str:
    """Return the id of a part of an item; of the whole, the item's own."""
    return f"{item}_{part.id}" if part else item


def _read_part(reader: TomlReader) -> Part:
    part = Part(reader.take("id", str), reader.take("ja", str), reader.take("en", str))
    reader.done()
    return part


def _read_ratio(reader: TomlReader) -> Ratio:
    ratio = Ratio(reader.take("rate", str), reader.take("part", str), reader.take("whole", str))
    reader.done()
    return ratio


class _Common(NamedTuple):
    """What new concepts have in common."""

    shared: dict[str, str]
    texts: dict[str, str]


def _common(reader: TomlReader) -> _Common:
    new = TomlReader(reader.path, f"{reader.place}.new", reader.take("new", dict, {}), reader.log)
    shared = {key: new.take(key, str, "") for key in ("theme", "unit", "direction")}
    shared["question"] = new.choice("question", CONCEPT_QUESTIONS, "")
    texts = new.both("name", "") | new.both("definition", "")
    new.done()
    return _Common(shared, texts)


def _item(reader: TomlReader, header: str, common: _Common, book: _Book) -> str:
    """Return the item of a row or column: one that is known, a part of it, or a new concept that the layout describes."""
    said: Any = reader.data.pop(header)
    if isinstance(said, str):
        return said
    entry = TomlReader(reader.path, f"{reader.place}.{header}", said, reader.log)
    if "item" in entry.data:
        item = entry.take("item", str)
        return book.part(item, _read_part(entry))
    concept = entry.take("concept", str)
    names = {lang: entry.take(lang, str) for lang in LANGUAGES}
    unit = entry.take("unit", str, common.shared["unit"])
    entry.done()
    texts = {key: text.format(**names) for key, text in common.texts.items()}
    return book.add(Concept(concept, **(common.shared | {"unit": unit}), **texts))


def _read_group(reader: TomlReader, items: dict[tuple[str, str], str], book: _Book) -> None:
    """Read a group of rows; rows whose concept the codebook lacks are described by what the group has in common."""
    group, common = reader.take("name", str), _common(reader)
    for label, said in reader.sections("rows"):
        items[group, label] = _item(
            TomlReader(reader.path, f"{reader.place}.rows", {label: said}, reader.log), label, common, book
        )
    reader.done()


def _check_breaks(reader: TomlReader, items: Mapping[tuple[str, str], str], book: _Book, breaks: Any) -> None:
    """Log headers whose word stands for other concepts than the one they are filed under, and the other way round."""
    for (_, header), item in items.items():
        found = book.said(item)
        for word, concepts in breaks.items():
            if found and (word in header) != any(found.concept.startswith(concept) for concept in concepts):
                reader.problem("layout_break", header=header, item=item, word=word)
