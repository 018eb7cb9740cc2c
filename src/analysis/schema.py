"""The clean tables: every column defined once, for writing, loading, validation and description."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from analysis.grammar import KINDS

NAMED_BY = ("indicator", "fiscal_year", "kind", "source", "as_of")
"""Columns by which a person names an observation."""
BOUNDS = ("at_least", "at_most", "above", "below", "about")
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
        Field(
            "period_from",
            "integer",
            "first fiscal year of a figure or word that covers several; fiscal_year is the last",
        ),
        Field(
            "fiscal_year",
            "integer",
            "Western year in which the Japanese fiscal year starts (R6 = 2024); empty where the document gives none",
        ),
        Field("kind", "string", "kind of figure", {"required": True, "enum": list(KINDS)}),
        Field("value", "number", "the figure in its unit; empty where the document gives none"),
        _required("unit", "unit id of the codebook; 64.80% is 64.8 percent"),
        _required("text", "the cell as printed"),
        Field("as_of", "string", "date the figure was taken, where the document says so", {"pattern": REDUCED_DATE}),
        _required("source", "id of the document"),
        Field("published", "date", "certainly known from this day; an open month or day counts as the last", _REQUIRED),
        _required("locator", "raw file:row[column] @ line of the source's text; several places joined by ' + '"),
        Field("published_from", "date", "date before which the document cannot have appeared", _REQUIRED),
        Field(
            "obs_status",
            "string",
            "A normal, E estimate, P provisional, O printed as missing or undecided",
            {"required": True, "enum": ["A", "E", "P", "O"]},
        ),
        Field("bound", "string", "how the cell bounds its figure", {"enum": list(BOUNDS)}),
        Field("superseded", "boolean", "whether a newer document replaced or redated this target or baseline"),
        Field("note", "string", "caveats of this figure, joined by ' / '; English in notes.csv"),
    ),
    ("indicator", "period_from", "fiscal_year", "kind", "source", "as_of", "published"),
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
        *_both("name", "short name"),
        _required("unit", "unit id"),
        *_both("unit", "name of the unit"),
        Field("direction", "string", "which way is better", {"required": True, "enum": ["higher", "lower", "none"]}),
        *_both("definition", "what is measured"),
        *_both("not_comparable", "why raw values must not be put side by side; empty where they may"),
        Field(
            "scope",
            "string",
            "indicator; or item: an action in words or a figure in prose, which stands in tables and in no default chart",
            {"required": True, "enum": ["indicator", "item"]},
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
EVALUATIONS = Table(
    "evaluations",
    "One row per judgement that a ward itself makes of an indicator or of an action of its plan.",
    (
        Field("ward", "string", "6-digit local government code of the area", _AREA_CODE),
        _required("indicator", "id of the indicator that is judged"),
        Field("item", "string", "item of the document's own list; an indicator may be listed twice"),
        _required("source", "id of the document"),
        Field("published", "date", "certainly known from this day", _REQUIRED),
        Field("fiscal_year", "integer", "fiscal year that is judged, where the document says so"),
        _required("text", "the judgement as printed"),
        Field("verdict", "string", "what it means, by the codebook's [verdicts]"),
        _required("locator", "raw file:row[column] @ line of the source's text"),
        Field("note", "string", "caveats, joined by ' / '; English in notes.csv"),
    ),
    ("indicator", "item", "source"),
    (("ward", "wards", "ward"), ("indicator", "indicators", "indicator"), ("source", "sources", "source")),
)
COVERAGE = Table(
    "coverage",
    "How much of each document's own list of actions, measures or indicators stands in the tables, by theme.",
    (
        _required("source", "id of the document"),
        _required("theme", "theme of the items"),
        Field("listed", "integer", "items that the document lists", _REQUIRED),
        Field("transcribed", "integer", "items that have at least one row", _REQUIRED),
        Field("figures", "integer", "items of which a figure is given", _REQUIRED),
        Field("words", "integer", "items of which only words are given", _REQUIRED),
    ),
    ("source", "theme"),
    (("source", "sources", "source"),),
)
TABLES = (OBSERVATIONS, INDICATORS, CONCEPTS, SOURCES, WARDS, NOTES, EVALUATIONS, COVERAGE)
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
