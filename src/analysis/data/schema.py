"""The clean tables: every column defined once, for writing, loading, validation and description."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from analysis.data.kinds import KINDS

REDUCED_DATE = r"^\d{4}-\d{2}(-\d{2})?$"


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


_REQUIRED = {"required": True}
_AREA_CODE = {"required": True, "pattern": r"^\d{6}$"}


def _required(name: str, description: str) -> Field:
    return Field(name, "string", description, _REQUIRED)


def _both(name: str, description: str) -> tuple[Field, Field]:
    return (
        Field(f"{name}_ja", "string", f"{description}, in Japanese"),
        Field(f"{name}_en", "string", f"{description}, in English"),
    )


OBSERVATIONS = Table(
    "observations",
    "One row per published figure, as printed and as a number, with the document and the place it comes from.",
    (
        Field("ward", "string", "6-digit local government code of the area", _AREA_CODE),
        _required("indicator", "id of the indicator, unique per ward and definition"),
        _required("concept", "codebook id; shared by wards only where the definition is shared"),
        _required("theme", "theme the concept belongs to"),
        Field("fiscal_year", "integer", "Western year in which the Japanese fiscal year starts (R6 = 2024)", _REQUIRED),
        Field("kind", "string", "kind of figure", {"required": True, "enum": list(KINDS)}),
        Field("value", "number", "the figure in its unit; empty where the document gives none"),
        _required("unit", "unit id of the codebook; 64.80% is 64.8 percent"),
        _required("text", "the cell as printed"),
        Field("as_of", "string", "date the figure was taken, where the document says so", {"pattern": REDUCED_DATE}),
        _required("source", "id of the document"),
        Field("published", "date", "date of the document; an open month or day counts as the last possible", _REQUIRED),
        _required("locator", "raw file:row[column] @ line of the source's text; several places joined by ' + '"),
        Field("note", "string", "caveats of this figure, joined by ' / '; English in notes.csv"),
    ),
    ("indicator", "fiscal_year", "kind", "source", "as_of"),
    (
        ("ward", "wards", "ward"),
        ("indicator", "indicators", "indicator"),
        ("concept", "concepts", "concept"),
        ("source", "sources", "source"),
    ),
)
INDICATORS = Table(
    "indicators",
    "One row per indicator: what one ward measures.",
    (
        _required("indicator", "id of the indicator"),
        Field("ward", "string", "6-digit local government code of the area", _AREA_CODE),
        _required("concept", "codebook id of what is measured"),
        _required("theme", "theme the concept belongs to"),
        *_both("name", "short name"),
        _required("unit", "unit id of the codebook"),
        Field("direction", "string", "which way is better", {"required": True, "enum": ["higher", "lower", "none"]}),
        *_both("definition", "what is counted, restated"),
        *_both("caveat", "what to know before comparing"),
        Field("label", "string", "label as printed in the newest document"),
    ),
    ("indicator",),
    (("ward", "wards", "ward"), ("concept", "concepts", "concept")),
)
CONCEPTS = Table(
    "concepts",
    "The codebook: one row per concept that wards may share.",
    (
        _required("concept", "id of the concept"),
        _required("theme", "id of the theme"),
        *_both("theme", "name of the theme"),
        Field("theme_order", "integer", "order in which themes are shown", _REQUIRED),
        Field("theme_main", "boolean", "whether it is one of the main themes", _REQUIRED),
        Field(
            "theme_question", "string", "question that shows what wards publish under the theme; empty where none does"
        ),
        *_both("name", "short name"),
        _required("unit", "unit id"),
        *_both("unit", "name of the unit"),
        Field("direction", "string", "which way is better", {"required": True, "enum": ["higher", "lower", "none"]}),
        *_both("definition", "what is measured"),
        *_both("not_comparable", "why raw values must not be put side by side; empty where they may"),
        Field("question", "string", "question that shows the concept; empty where none is asked of it alone"),
        Field("done", "string", "of a share: concept of the number that is counted; empty where none is published"),
        Field(
            "total", "string", "of a share: concept of the number that it is a share of; empty where none is published"
        ),
    ),
    ("concept",),
)
SOURCES = Table(
    "sources",
    "One row per document.",
    (
        _required("source", "id of the document"),
        Field("ward", "string", "ward that it is about; empty for a reference series", {"pattern": r"^\d{6}$"}),
        *_both("title", "title"),
        *_both("issuer", "who published it"),
        Field("published", "date", "date used to order vintages", _REQUIRED),
        _required("published_stated", "date as far as it is known: YYYY, YYYY-MM or YYYY-MM-DD"),
        *_both("published_basis", "what the date rests on"),
        Field("status", "string", "draft or final", {"required": True, "enum": ["draft", "final"]}),
        *_both("terms", "whose figures these are"),
        _required("documents", "name and sha256 of each text it was read from"),
    ),
    ("source",),
)
WARDS = Table(
    "wards",
    "One row per area.",
    (
        Field("ward", "string", "6-digit local government code", _AREA_CODE),
        _required("slug", "first half of the area's indicator ids"),
        *_both("name", "name"),
        Field("level", "string", "ward, or an area for reference", {"enum": ["ward", "prefecture", "country"]}),
        _required("colour", "colour in every chart"),
        _required("marker", "marker in every chart"),
    ),
    ("ward",),
)
NOTES = Table(
    "notes",
    "The caveats of observations in both languages.",
    (_required("note", "as it stands in observations.csv"), _required("note_en", "in English")),
    ("note",),
)
TABLES = (OBSERVATIONS, INDICATORS, CONCEPTS, SOURCES, WARDS, NOTES)
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
