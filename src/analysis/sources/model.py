"""What data/raw holds, as read: areas, codebook, documents, tables, rows and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


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
    question: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit and how documents print it; one of ``factor`` times ``base`` where it is a multiple (億円 of 円).

    A figure of a ``signed`` unit may be below zero: a difference in percent or in money, never a count.
    """

    id: str
    name_ja: str
    name_en: str
    printed: tuple[str, ...]
    base: str = ""
    factor: int = 1
    signed: bool = False


@dataclass(frozen=True)
class Concept:
    """What is measured; wards share a concept only where they share the definition.

    ``scope`` is ``indicator``, or ``item`` for what only stands beside the indicators: actions in words, figures in prose;
    ``named`` is another plan that a document only names, and no action of its own; ``repeated`` an action that it lists again;
    ``profile`` is what a document says of the ward itself (population, budget, staff), no result of any theme.
    ``counts`` is ``stock``, or ``flow`` for what each year starts anew: a target of it is not met before its year.
    """

    id: str
    theme: str
    unit: str
    direction: str
    name_ja: str
    name_en: str
    definition_ja: str
    definition_en: str
    counts: str = "stock"
    scope: str = "indicator"
    question: str = ""
    done: str = ""
    total: str = ""
    offered: str = ""


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
    counts: str = "stock"
    caveat_ja: str = ""
    caveat_en: str = ""


@dataclass(frozen=True)
class Grade:
    """How far what each two of ``wards`` (slugs) publish of a concept can be compared, and what that rests on."""

    concept: str
    wards: tuple[str, ...]
    grade: str
    evidence_ja: str
    evidence_en: str


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
    verdicts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    factors: dict[str, int] = field(default_factory=dict)
    grades: tuple[Grade, ...] = ()

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
        said = vars(concept) | self.definitions.get(name, {}) | self.indicators.get(indicator_id, {})
        known = {key: said[key] for key in Indicator.__dataclass_fields__ if key in said}
        return Indicator(**(known | {"id": indicator_id, "ward": ward.code, "concept": concept.id}))

    def known_names(self, wards: Iterable[Ward]) -> list[str]:
        """Return every indicator id that could be written."""
        return [f"{ward.slug}.{name}" for ward in wards for name in (*self.concepts, *self.definitions)]


@dataclass(frozen=True)
class Column:
    """A printed column and what it holds.

    ``period_from`` is the first fiscal year of a column that covers several, ``fiscal_year`` then the last. The cells of
    an ``excerpt`` column are parts of longer printed cells; a ``merged`` one has a heading of our own, for cells of which
    the text has lost under which headings they reach.
    """

    header: str
    role: str = "observation"
    kind: str | None = None
    fiscal_year: int | None = None
    as_of: str | None = None
    unit: str | None = None
    indicator: str | None = None
    indicator_suffix: str = ""
    period_from: int | None = None
    excerpt: bool = False
    merged: bool = False
    factor: int | None = None
    after_slash: str | None = None
    beside: tuple[str, ...] = ()
    brackets: str | None = None
    far_year: bool = False
    dates: str | None = None
    marks: tuple[str, ...] = ()
    status: str = ""


@dataclass(frozen=True)
class Locator:
    """Lines of a text, counted from 1; no lines means the whole document."""

    document: str
    first: int | None
    last: int | None
    text: str


@dataclass(frozen=True)
class Row:
    """One transcribed row; ``number`` is its line in the raw file, ``item`` what it belongs to in the document's list."""

    number: int
    ward: str
    indicator: str
    label: str
    part: str
    unit: str
    cells: dict[str, str]
    locator: Locator
    notes: tuple[str, ...]
    item: str = ""


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
    """A text that a source was read from.

    Its dates are given where it has its own: certainly known from ``published``, not before ``published_from``.
    """

    name: str
    sha256: str
    published: dt.date | None = None
    published_from: dt.date | None = None


@dataclass(frozen=True)
class ItemList:
    """A document's own list of its actions, measures or indicators.

    ``themes`` holds the ids of its ``count`` items by theme; ``each`` is a pattern that one line of the text at
    ``locator`` matches for each item.
    """

    title: str
    count: int
    locator: Locator
    each: str
    themes: dict[str, tuple[str, ...]]

    @property
    def items(self) -> tuple[str, ...]:
        """Ids of the items, theme by theme."""
        return tuple(item for items in self.themes.values() for item in items)


@dataclass(frozen=True)
class Source:
    """One published document with its tables.

    ``landing_page`` is the page that offers it and ``retrieved`` the day it was taken from there; empty where unknown.
    ``not_before`` is ``published_from`` as far as it is known; ``not_printed`` names what is ours and not the document's.
    """

    id: str
    ward: str
    title_ja: str
    title_en: str
    issuer_ja: str
    issuer_en: str
    published: dt.date
    published_stated: str
    published_from: dt.date
    published_basis_ja: str
    published_basis_en: str
    status: str
    terms_ja: str
    terms_en: str
    documents: tuple[Document, ...]
    notes: dict[str, tuple[str, str]]
    tables: tuple[RawTable, ...] = ()
    lists: tuple[ItemList, ...] = ()
    landing_page: str = ""
    retrieved: str = ""
    not_before: str = ""
    not_printed: tuple[str, ...] = ()

    def known(self, document: str) -> tuple[dt.date, dt.date]:
        """Return from when a document of the source is certainly known, and before which day it cannot be."""
        own = next((one for one in self.documents if one.name == document), None)
        published = own.published if own else None
        return published or self.published, (own.published_from if own else None) or self.published_from

    @property
    def year(self) -> int | None:
        """Year of the document; None where its date cannot be read."""
        return None if self.published == dt.date.min else self.published.year


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
