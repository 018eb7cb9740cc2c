"""Every public frame: its columns stand in its docstring, with names and details on request, dates as dates, ids on figures."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import pandas as pd
import pytest

import analysis

GIVEN: dict[str, dict[str, Any]] = {
    "compare": {"theme_or_concept": "mynumber_card_rate"},
    "lag": {"ward": "sumida", "others": "taito"},
    "peers": {"ward": "sumida"},
    "search": {"words": "online"},
}
"""Arguments that a function of a frame needs."""
OF_ANY_ENGINE = ("comparability", "compare", "distribution", "position", "progress", "revisions")
"""Functions that return a frame of the kind given."""
OF_FRAMES = ("named", "published_by_wards")
"""Functions whose columns are those of the frame given."""
TYPES = {"str": "str", "datetime64": "datetime64", "boolean": "boolean", "bool": "bool", "ordered category": "category"}
IDS = ("ward", "ward_a", "ward_b", "ward_other", "theme", "concept", "indicator")
ON_REQUEST = {"locator", "locator_from", "note", "caveat", "caveat_ja", "caveat_en"}
AS_STATED = {"published_stated"}
"""Texts of dates by design: how far a document states its date."""
A_DATE = r"\d{4}[-/]\d{1,2}([-/]\d{1,2})?"
MAY_BE_FRACTIONS = {
    "value",
    "baseline",
    "target",
    "leeway",
    "from",
    "to",
    "difference",
    "rate_on_stated_date",
    "match_rate",
}
"""Numbers in the unit of an indicator, whichever figures the data hold."""


def functions_of_frames() -> list[str]:
    functions = {name: made for name in analysis.__all__ if inspect.isfunction(made := getattr(analysis, name))}
    returned = {name: inspect.signature(made).return_annotation for name, made in functions.items()}
    return [
        name
        for name, of in returned.items()
        if (name in OF_ANY_ENGINE or of in ("pd.DataFrame", pd.DataFrame)) and name not in OF_FRAMES
    ]


FRAMES = functions_of_frames()


@cache
def frame(name: str, **asked: Any) -> pd.DataFrame:
    found = getattr(analysis, name)(**GIVEN.get(name, {}), **asked)
    assert isinstance(found, pd.DataFrame)
    return found


def takes(name: str, argument: str) -> bool:
    return argument in inspect.signature(getattr(analysis, name)).parameters


def whole(name: str) -> pd.DataFrame:
    """Return a frame with all that may be asked for."""
    return frame(name, detail=True) if takes(name, "detail") else frame(name)


def listed(name: str) -> dict[str, str]:
    """Return the type of each column that a docstring lists."""
    said = (inspect.getdoc(getattr(analysis, name)) or "").partition("Returns\n")[2].partition("Raises\n")[0]
    said = said.partition("Examples\n")[0]
    lines = [re.fullmatch(r"(\S.*?)  +(ordered category|\w+)  +.*", line.strip()) for line in said.splitlines()]
    columns = {column: found[2] for found in lines if found for column in found[1].split(", ")}
    return {column: of for column, of in columns.items() if column != "column"}


def test_all_frames_are_looked_at() -> None:
    loaders = {name for name in analysis.__all__ if name.startswith("load_")}
    assert loaders | {"progress", "judgements", "crosscheck", "consistency", "comparability"} <= set(FRAMES)


@pytest.mark.parametrize("name", FRAMES)
def test_the_docstring_lists_the_columns_that_are_returned_and_no_others(name: str) -> None:
    columns, found = listed(name), whole(name)
    assert {*columns} == {*found}
    for column, of in columns.items():
        dtype = found[column].dtype
        assert str(dtype).startswith(TYPES.get(of, of)), (column, of, dtype)
        assert of != "ordered category" or found[column].cat.ordered


CODES = {"status", "reason", "kind", "value_kind", "target_kind", "availability", "verdict", "own_verdict", "check"}
CODES |= {"group", "sex"}
"""Columns of codes that mean something in both languages."""


@pytest.mark.parametrize("name", FRAMES)
def test_ids_and_codes_have_their_names_beside_them_on_request(name: str) -> None:
    ids = [column for column in IDS if column in frame(name)]
    for lang in ("ja", "en"):
        named = frame(name, names=True, lang=lang)
        both = {column.removesuffix(f"_{lang}") for column in frame(name) if column.endswith(f"_{lang}")}
        added = {*(f"{column}_name" for column in (*ids, *CODES)), *both} - {*frame(name)}
        assert [column for column in named if column not in added] == [*frame(name)]
        assert both <= {*named}
        pd.testing.assert_frame_equal(named[[*frame(name)]], frame(name))
        pd.testing.assert_frame_equal(analysis.named(frame(name), lang=lang), named)
        held = [column for column in CODES & {*frame(name)} if f"{column}_name" in named]
        assert {"status", "kind", "value_kind", "target_kind"} & {*frame(name)} <= {*held} or name == "load_sources"
        for column in held:
            meant = named[f"{column}_name"].dropna().astype("str")
            assert len(meant) and meant.str.contains("[ぁ-んァ-ヶ一-龥]").all() == (lang == "ja"), column
        for column in ids:
            assert [*named].index(f"{column}_name") == [*named].index(column) + 1
            assert named[f"{column}_name"].isna().tolist() == named[column].isna().tolist()
        if "theme" in ids:
            assert named["theme_name"].dropna().astype("str").str.contains("[ぁ-んァ-ヶ一-龥]").any() == (lang == "ja")


TYPE_OF_ITS_OWN = {("load_concepts", "done"), ("load_concepts", "total")}
"""Columns that hold something else than those of their name elsewhere: ids of concepts, and what a document states."""


def test_a_column_has_one_type_in_all_frames_and_in_the_rows_of_all_figures() -> None:
    rows = {name: whole(name) for name in FRAMES}
    rows |= {name: made().ward_kpi.rows for name, made in analysis.FIGURES.items()}
    types: dict[str, dict[str, str]] = {}
    for name, found in rows.items():
        for column, of in found.dtypes.items():
            kind = "category" if isinstance(of, pd.CategoricalDtype) else str(of)
            if (name, column) not in TYPE_OF_ITS_OWN:
                types.setdefault(str(column), {}).setdefault(kind, name)
        for column in ("ward", "theme", "kind", "value_kind", "target_kind", "status"):
            assert column not in found or found[column].cat.ordered, (name, column)
        texts = [column for column, of in found.dtypes.items() if isinstance(of, pd.StringDtype)]
        assert not (found[texts] == "").any(axis=None), name
    assert {column: of for column, of in types.items() if len(of) > 1} == {}
    assert {kind for of in types.values() for kind in of} == {
        "str",
        "category",
        "Int64",
        "float64",
        "boolean",
        "datetime64[us]",
    }


@pytest.mark.parametrize("name", FRAMES)
def test_places_notes_and_caveats_come_on_request_in_the_language_asked_for(name: str) -> None:
    assert not {*frame(name)} & ON_REQUEST
    if not takes(name, "detail"):
        return
    assert {*whole(name)} & ON_REQUEST
    assert [column for column in whole(name) if column not in ON_REQUEST] == [*frame(name)]
    for lang, begins in (("ja", "[^A-Z]"), ("en", "[A-Z'\"0-9p]")):  # English may quote a word of the document
        for column in {"note", "caveat"} & {*whole(name)}:
            texts = frame(name, detail=True, lang=lang)[column].dropna()
            assert len(texts) and texts.str.match(begins).mean() > 0.95, column


@pytest.mark.parametrize("name", FRAMES)
def test_dates_are_dates_years_are_whole_and_counts_too(name: str) -> None:
    for column, cells in whole(name).items():
        given = cells.dropna()
        if isinstance(given.dtype, pd.StringDtype) and column not in AS_STATED and len(given):
            assert not given.str.fullmatch(A_DATE).all(), column
        if re.search(r"year(?!s)|period_from", str(column)) and "required" not in str(column):
            assert str(cells.dtype) == "Int64", column
        if str(cells.dtype) == "float64" and column not in MAY_BE_FRACTIONS and len(given):
            assert (given % 1 != 0).any(), column
        if str(cells.dtype).startswith("datetime64"):
            assert str(cells.dtype) == "datetime64[us]", column


@pytest.mark.parametrize("name", FRAMES)
def test_a_row_that_shows_a_figure_of_an_indicator_names_its_observation(name: str) -> None:
    found = frame(name)
    if not {"value", "text", "verdict", "published"} & {*found} or not {"indicator", "recomputed"} & {*found}:
        return
    known = set(frame("load_observations", vintage="all", complete=True)["observation"])
    cells = found["observation"].dropna()
    assert len(cells) and {one for cell in cells for one in cell.split()} <= known
    if name in ("crosscheck", "redated_targets", "load_observations"):
        assert found["observation"].notna().all() and found["observation"].is_unique


def test_a_judgement_names_the_result_that_it_judges() -> None:
    """Taito judges all 28 indicators by the result that its annex prints for FY2025, Sumida the former plan by that of FY2020."""
    judged = frame("load_evaluations").set_index(["indicator", "item"])["observation"]
    assert judged["taito.e_approval", "18"] == "taito.e_approval-2025-estimate-taito-status-2025"
    assert judged["taito.line_satisfaction", "9"] == "taito.line_satisfaction-2025-actual-taito-status-2025-2025-07"
    of_sumida = frame("load_evaluations").set_index("indicator")["observation"]
    assert of_sumida["sumida.staff_satisfaction"] == "sumida.staff_satisfaction-2020-actual-sumida-plan-2022"
    assert pd.isna(of_sumida["sumida.brand_rank"])  # of which the document prints a result without a year
    stated = frame("consistency").query("check == 'stated_twice'")["observation"]
    assert (stated.str.split().str.len() == 2).all()


@pytest.mark.parametrize("name", ["load_evaluations", "redated_targets", "revisions", "crosscheck"])
def test_what_stands_on_request_only_is_found_again(name: str) -> None:
    short, full = (analysis.cite(rows, lang="en") for rows in (frame(name), whole(name)))
    assert short.bibtex == full.bibtex and re.search(r"L\d+", short.bibtex)


def test_documents_have_days_and_a_status_in_order() -> None:
    """Suginami's plan cannot be older than December 2023, which is all that is known."""
    sources = frame("load_sources").set_index("source")
    assert sources.loc["suginami-plan-2024", "not_before"] == pd.Timestamp("2023-12-01")
    assert (
        sources["status"].cat.categories.tolist() == ["draft", "draft_revision", "final"]
        and sources["status"].min() == "draft"
    )
    assert sources["retrieved"].isna().any()
