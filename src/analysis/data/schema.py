"""The clean tables: every column defined once, as a field of a typed row; schema, loading and description derive from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

from analysis.data.area_codes import LEVELS
from analysis.data.kinds import GRADES, KINDS

NAMED_BY = ("indicator", "fiscal_year", "kind", "source", "as_of")
"""Columns by which a person names an observation."""
BOUNDS = ("at_least", "at_most", "above", "below", "about")
DRAFT, FINAL = "draft", "final"
STATES = (DRAFT, "draft_revision", FINAL)
"""What a document is: the draft of a plan, that of its revision, or neither."""
REDUCED_DATE = r"^\d{4}-\d{2}(-\d{2})?$"


class Column(NamedTuple):
    """What a column means, and constraints of its cells beyond its type."""

    description: str
    constraints: Mapping[str, Any] = MappingProxyType({})


class Field(NamedTuple):
    """One column: name, Table Schema type, description, and constraints."""

    name: str
    type: str
    description: str
    constraints: Mapping[str, Any] = MappingProxyType({})


class Table(NamedTuple):
    """One clean table: columns in order, primary key, and foreign keys as (column, table, column)."""

    name: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    foreign: tuple[tuple[str, str, str], ...] = ()

    @property
    def columns(self) -> list[str]:
        """Column names in order."""
        return [field.name for field in self.fields]


_SCHEMA_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date"}
_REQUIRED = {"required": True}
_WARD_CODE = {"pattern": r"^\d{6}$"}
_DIRECTION = {"required": True, "enum": ["higher", "lower", "none"]}
_OBS_STATUS = {"required": True, "enum": ["A", "E", "P", "O"]}
_SCOPE = {"required": True, "enum": ["indicator", "item", "named", "repeated", "reason", "profile"]}
_COUNTS = {"required": True, "enum": ["stock", "flow"]}


def table_of(row: type, name: str, key: tuple[str, ...], foreign: tuple[tuple[str, str, str], ...] = ()) -> Table:
    """Return the table whose rows are ``row``: a frozen dataclass of which each field is a column."""
    hints = get_type_hints(row, include_extras=True)
    return Table(
        name, _first_paragraph(row), tuple(_field(one.name, hints[one.name]) for one in fields(row)), key, foreign
    )


def _field(name: str, hint: Any) -> Field:
    declared, column = get_args(hint)
    plain = next(one for one in (declared, *get_args(declared)) if one in _SCHEMA_TYPES)
    return Field(name, _SCHEMA_TYPES[plain], column.description, column.constraints)


def _first_paragraph(row: type) -> str:
    return " ".join((row.__doc__ or "").split())


_Ward = Annotated[str, Column("6-digit local government code of the area", _REQUIRED | _WARD_CODE)]
_Direction = Annotated[str, Column("which way is better", _DIRECTION)]
_Counts = Annotated[
    str,
    Column("stock, or flow: what starts anew each year, so that a target is not met before its year", _COUNTS),
]
_ConceptTheme = Annotated[str, Column("theme the concept belongs to", _REQUIRED)]
_IndicatorId = Annotated[str, Column("id of the indicator", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class Observation:
    """One row per published figure, as printed and as a number, with the document and the place it comes from."""

    ward: _Ward
    indicator: Annotated[str, Column("id of the indicator, unique per ward and definition", _REQUIRED)]
    concept: Annotated[str, Column("codebook id; shared by wards only where the definition is shared", _REQUIRED)]
    theme: _ConceptTheme
    period_from: Annotated[
        int | None, Column("first fiscal year of a figure or word that covers several; fiscal_year is the last")
    ]
    fiscal_year: Annotated[
        int | None,
        Column(
            "Western year in which the Japanese fiscal year starts (R6 = 2024); empty where the document gives none"
        ),
    ]
    kind: Annotated[str, Column("kind of figure", {"required": True, "enum": list(KINDS)})]
    value: Annotated[float | None, Column("the figure in its unit; empty where the document gives none")]
    unit: Annotated[str, Column("unit id of the codebook; 64.80% is 64.8 percent", _REQUIRED)]
    text: Annotated[str, Column("the cell as printed", _REQUIRED)]
    as_of: Annotated[str, Column("date the figure was taken, where the document says so", {"pattern": REDUCED_DATE})]
    source: Annotated[str, Column("id of the document", _REQUIRED)]
    published: Annotated[
        dt.date, Column("certainly known from this day; an open month or day counts as the last", _REQUIRED)
    ]
    locator: Annotated[
        str, Column("raw file:row[column] @ line of the source's text; several places joined by ' + '", _REQUIRED)
    ]
    published_from: Annotated[dt.date, Column("date before which the document cannot have appeared", _REQUIRED)]
    obs_status: Annotated[
        str, Column("A normal, E estimate, P provisional, O printed as missing or undecided", _OBS_STATUS)
    ]
    bound: Annotated[str, Column("how the cell bounds its figure", {"enum": list(BOUNDS)})]
    superseded: Annotated[bool | None, Column("whether a newer document replaced or redated this target or baseline")]
    note: Annotated[str, Column("caveats of this figure, joined by ' / '; English in notes.csv")]


@dataclass(frozen=True, slots=True)
class YearlyFigure(Observation):
    """An observation of one fiscal year, as all are that :func:`analysis.data.load.figures_of_one_year` keeps."""

    fiscal_year: Annotated[int, Column("Western year in which the Japanese fiscal year starts (R6 = 2024)", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row per indicator: what one ward measures."""

    indicator: _IndicatorId
    ward: _Ward
    concept: Annotated[str, Column("codebook id of what is measured", _REQUIRED)]
    theme: _ConceptTheme
    name_ja: Annotated[str, Column("short name, in Japanese")]
    name_en: Annotated[str, Column("short name, in English")]
    unit: Annotated[str, Column("unit id of the codebook", _REQUIRED)]
    direction: _Direction
    counts: _Counts
    definition_ja: Annotated[str, Column("what is counted, restated, in Japanese")]
    definition_en: Annotated[str, Column("what is counted, restated, in English")]
    caveat_ja: Annotated[str, Column("what to know before comparing, in Japanese")]
    caveat_en: Annotated[str, Column("what to know before comparing, in English")]
    label: Annotated[str, Column("label as printed in the newest document")]


@dataclass(frozen=True, slots=True)
class Concept:
    """The codebook: one row per concept that wards may share."""

    concept: Annotated[str, Column("id of the concept", _REQUIRED)]
    theme: Annotated[str, Column("id of the theme", _REQUIRED)]
    theme_ja: Annotated[str, Column("name of the theme, in Japanese")]
    theme_en: Annotated[str, Column("name of the theme, in English")]
    theme_order: Annotated[int, Column("order in which themes are shown", _REQUIRED)]
    theme_main: Annotated[bool, Column("whether it is one of the main themes", _REQUIRED)]
    theme_question: Annotated[
        str, Column("question that shows what wards publish under the theme; empty where none does")
    ]
    name_ja: Annotated[str, Column("short name, in Japanese")]
    name_en: Annotated[str, Column("short name, in English")]
    unit: Annotated[str, Column("unit id", _REQUIRED)]
    unit_ja: Annotated[str, Column("name of the unit, in Japanese")]
    unit_en: Annotated[str, Column("name of the unit, in English")]
    direction: _Direction
    counts: _Counts
    definition_ja: Annotated[str, Column("what is measured, in Japanese")]
    definition_en: Annotated[str, Column("what is measured, in English")]
    scope: Annotated[
        str,
        Column(
            "indicator; item: an action in words or a figure in prose, which stands in tables and in no default chart; "
            "named: another plan that a document only names; repeated: an action that a document lists a second time; reason: why it misses a target; or profile: what a document says of the ward itself, no result of any theme",
            _SCOPE,
        ),
    ]
    question: Annotated[str, Column("question that shows the concept; empty where none is asked of it alone")]
    done: Annotated[str, Column("of a share: concept of the number that is counted; empty where none is published")]
    total: Annotated[
        str, Column("of a share: concept of the number that it is a share of; empty where none is published")
    ]
    offered: Annotated[
        str,
        Column("of use: concept of the share that is on offer in the list of procedures it belongs to; else empty"),
    ]


@dataclass(frozen=True, slots=True)
class Source:
    """One row per document."""

    source: Annotated[str, Column("id of the document", _REQUIRED)]
    ward: Annotated[str, Column("ward that it is about; empty for a reference series", _WARD_CODE)]
    title_ja: Annotated[str, Column("title, in Japanese")]
    title_en: Annotated[str, Column("title, in English")]
    issuer_ja: Annotated[str, Column("who published it, in Japanese")]
    issuer_en: Annotated[str, Column("who published it, in English")]
    published: Annotated[dt.date, Column("date used to order vintages", _REQUIRED)]
    published_stated: Annotated[
        str, Column("date that it prints of itself: YYYY, YYYY-MM or YYYY-MM-DD; empty where none")
    ]
    not_before: Annotated[str, Column("date before which it cannot have appeared, as far as it is known")]
    not_printed: Annotated[
        str,
        Column(
            "what the document does not print of itself: title, published (any date; either is then ours), publication (its date is that of a cover or a meeting); parted by spaces"
        ),
    ]
    published_basis_ja: Annotated[str, Column("what the date rests on, in Japanese")]
    published_basis_en: Annotated[str, Column("what the date rests on, in English")]
    status: Annotated[
        str,
        Column(
            "draft, draft_revision (the draft of a revised plan) or final",
            {"required": True, "enum": list(STATES)},
        ),
    ]
    terms_ja: Annotated[str, Column("whose figures these are, in Japanese")]
    terms_en: Annotated[str, Column("whose figures these are, in English")]
    documents: Annotated[str, Column("name and sha256 of each text it was read from", _REQUIRED)]
    landing_page: Annotated[str, Column("page that offers the document; empty where unknown")]
    retrieved: Annotated[str, Column("day it was taken from there, YYYY-MM-DD or YYYY-MM; empty where unknown")]


@dataclass(frozen=True, slots=True)
class Area:
    """One row per area."""

    ward: Annotated[str, Column("6-digit local government code", _REQUIRED | _WARD_CODE)]
    slug: Annotated[str, Column("first half of the area's indicator ids", _REQUIRED)]
    name_ja: Annotated[str, Column("name, in Japanese")]
    name_en: Annotated[str, Column("name, in English")]
    level: Annotated[
        str,
        Column(
            "ward (special ward), city, town or village; designated_ward is a part of a city, prefecture and country are "
            "wholes: neither is ranked or summed with municipalities",
            {"enum": list(LEVELS)},
        ),
    ]
    colour: Annotated[str, Column("colour in every chart", _REQUIRED)]
    marker: Annotated[str, Column("marker in every chart", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class Note:
    """The caveats of observations in both languages."""

    note: Annotated[str, Column("as it stands in observations.csv", _REQUIRED)]
    note_en: Annotated[str, Column("in English", _REQUIRED)]
    audience: Annotated[
        str,
        Column(
            "reader: it changes how a figure is read; auditor: it says how a cell was read",
            {"enum": ["reader", "auditor"]},
        ),
    ]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One row per judgement that a ward itself makes of an indicator or of an action of its plan."""

    ward: _Ward
    indicator: Annotated[str, Column("id of the indicator that is judged", _REQUIRED)]
    item: Annotated[str, Column("item of the document's own list; an indicator may be listed twice")]
    source: Annotated[str, Column("id of the document", _REQUIRED)]
    published: Annotated[dt.date, Column("certainly known from this day", _REQUIRED)]
    fiscal_year: Annotated[int | None, Column("fiscal year that is judged, where the document says so")]
    text: Annotated[str, Column("the judgement as printed", _REQUIRED)]
    verdict: Annotated[str, Column("what it means, by the codebook's [verdicts]")]
    locator: Annotated[str, Column("raw file:row[column] @ line of the source's text", _REQUIRED)]
    note: Annotated[str, Column("caveats, joined by ' / '; English in notes.csv")]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of each document's own list of actions, measures or indicators stands in the tables, by theme."""

    source: Annotated[str, Column("id of the document", _REQUIRED)]
    theme: Annotated[str, Column("theme of the items", _REQUIRED)]
    listed: Annotated[int, Column("items that the document lists", _REQUIRED)]
    transcribed: Annotated[int, Column("items that have at least one row", _REQUIRED)]
    figures: Annotated[int, Column("items of which a figure is given", _REQUIRED)]
    words: Annotated[int, Column("items of which only words are given", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class CoverageAndEntries(Coverage):
    """Coverage, with what stands in the tables beside the items: also of themes in which a document lists none."""

    entries: Annotated[
        int,
        Column("figures, words and judgements of this document and theme in the tables, in its items or beside them"),
    ]


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Where in its document each raw table stands, as a reader of the document would look it up."""

    source: Annotated[str, Column("id of the document", _REQUIRED)]
    table: Annotated[str, Column("file of the raw table", _REQUIRED)]
    place_ja: Annotated[str, Column("place in Japanese: chapter, section or number of an item", _REQUIRED)]
    place_en: Annotated[str, Column("the same in English", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class Grade:
    """How far what two wards publish of one concept can be compared; a pair that is not listed counts as C."""

    concept: Annotated[str, Column("codebook id", _REQUIRED)]
    ward_a: _Ward
    ward_b: _Ward
    grade: Annotated[
        str,
        Column(
            "A measured by one publisher; B level checked against a third source; C how it is counted is not stated; D "
            "the documents say that they differ",
            {"required": True, "enum": list(GRADES)},
        ),
    ]
    evidence_ja: Annotated[str, Column("what the grade rests on, in Japanese", _REQUIRED)]
    evidence_en: Annotated[str, Column("what the grade rests on, in English", _REQUIRED)]


@dataclass(frozen=True, slots=True)
class Label:
    """One row per indicator and document: what the document calls it, for labels change from one to the next."""

    indicator: _IndicatorId
    source: Annotated[str, Column("id of the document", _REQUIRED)]
    label: Annotated[str, Column("label as printed", _REQUIRED)]
    locator: Annotated[str, Column("raw file:row[column] @ line of the source's text", _REQUIRED)]


OBSERVATIONS = table_of(
    Observation,
    "observations",
    ("indicator", "period_from", "fiscal_year", "kind", "source", "as_of", "published"),
    (
        ("ward", "wards", "ward"),
        ("indicator", "indicators", "indicator"),
        ("concept", "concepts", "concept"),
        ("source", "sources", "source"),
    ),
)
INDICATORS = table_of(
    Indicator, "indicators", ("indicator",), (("ward", "wards", "ward"), ("concept", "concepts", "concept"))
)
CONCEPTS = table_of(Concept, "concepts", ("concept",))
SOURCES = table_of(Source, "sources", ("source",))
WARDS = table_of(Area, "wards", ("ward",))
NOTES = table_of(Note, "notes", ("note",))
EVALUATIONS = table_of(
    Evaluation,
    "evaluations",
    ("indicator", "item", "source"),
    (("ward", "wards", "ward"), ("indicator", "indicators", "indicator"), ("source", "sources", "source")),
)
COVERAGE = table_of(Coverage, "coverage", ("source", "theme"), (("source", "sources", "source"),))
GRADES_TABLE = table_of(
    Grade,
    "grades",
    ("concept", "ward_a", "ward_b"),
    (("concept", "concepts", "concept"), ("ward_a", "wards", "ward"), ("ward_b", "wards", "ward")),
)
LABELS = table_of(
    Label,
    "labels",
    ("indicator", "source"),
    (("indicator", "indicators", "indicator"), ("source", "sources", "source")),
)
PLACES = table_of(PrintedPlace, "places", ("source", "table"), (("source", "sources", "source"),))
TABLES = (
    OBSERVATIONS,
    INDICATORS,
    CONCEPTS,
    SOURCES,
    WARDS,
    NOTES,
    EVALUATIONS,
    COVERAGE,
    GRADES_TABLE,
    LABELS,
    PLACES,
)
NOTE_SEPARATOR = " / "
LOCATOR_SEPARATOR = " + "


def datapackage() -> dict[str, Any]:
    """Return the description of the clean tables as a Data Package with Table Schemas."""
    return {
        "profile": "tabular-data-package",
        "name": "ward-kpi",
        "title": "Digitisation KPIs of Tokyo's wards, figure by figure with source and vintage",
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: Table) -> dict[str, Any]:
    fields = [
        {"name": f.name, "type": f.type, "description": f.description}
        | ({"constraints": dict(f.constraints)} if f.constraints else {})
        for f in table.fields
    ]
    foreign = [
        {"fields": [column], "reference": {"resource": other, "fields": [other_column]}}
        for column, other, other_column in table.foreign
    ]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "description": table.description,
        "format": "csv",
        "encoding": "utf-8",
        "schema": schema | ({"foreignKeys": foreign} if foreign else {}),
    }
