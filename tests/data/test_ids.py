"""One name for one observation: of figures in the documents, of rows made of them, and none for what nobody printed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import analysis
from analysis.data.ids import (
    _alike,
    _results_of_documents,
    callers_own,
    ids,
    ids_by_row,
    ids_of,
    observation_id,
    observation_ids,
)
from analysis.data.rows import cells_of
from analysis.data.study import Study
from analysis.measures.own_progress import own_progress

BASELINE = "sumida.cashless_procedures-2021-baseline-sumida-progress-2025"
RESULT = "sumida.cashless_procedures-2024-actual-sumida-progress-2025"
TARGET = "sumida.cashless_procedures-2025-target-sumida-progress-2025"
AS_OF = "sumida.cashless_procedures-2022-actual-sumida-briefing-2023-2022-12"


@pytest.fixture
def printed() -> pd.DataFrame:
    """Return all that documents print of one indicator."""
    rows = Study.of().tables.observations
    return rows[rows["indicator"] == "sumida.cashless_procedures"].reset_index(drop=True)


def test_an_id_names_period_year_kind_document_and_date(printed: pd.DataFrame) -> None:
    assert {BASELINE, RESULT, TARGET, AS_OF} <= set(ids(printed))
    row = printed.iloc[0].to_dict()
    assert observation_id(row | {"period_from": 2019, "fiscal_year": 2021}).startswith(
        "sumida.cashless_procedures-2019-2021-"
    )
    assert observation_id(row | {"fiscal_year": pd.NA, "kind": "actual"}).startswith(
        "sumida.cashless_procedures-actual-"
    )


def test_a_judgement_is_of_the_result_of_its_document_and_year(printed: pd.DataFrame) -> None:
    """Of an actual figure and an estimate of one year the actual one; of none that covers several years, and of no target."""
    row = printed[printed["kind"] == "actual"].iloc[0].to_dict() | {"source": "d", "period_from": pd.NA, "as_of": ""}
    rows = [
        {"fiscal_year": 2023, "kind": "estimate"},
        {"fiscal_year": 2023, "kind": "actual"},
        {"fiscal_year": 2024, "kind": "actual", "period_from": 2022},
        {"fiscal_year": 2025, "kind": "target"},
        {"fiscal_year": 2026, "kind": "estimate"},
    ]
    held = pd.DataFrame([row | one for one in rows]).astype({"period_from": "Int64"})
    study: Any = SimpleNamespace(tables=SimpleNamespace(observations=held))
    of = row["indicator"]
    named = ids(held)
    assert _results_of_documents(study) == {(of, "d", 2023): named[1], (of, "d", 2026): named[4]}


@pytest.mark.parametrize("kind", ["str", "category", "object"])
def test_many_rows_are_named_as_each_is(kind: str) -> None:
    rows = Study.of().tables.observations
    rows = rows.astype(
        {"source": kind, "fiscal_year": {"str": "Int64", "category": "float64", "object": "object"}[kind]}
    )
    assert ids_of(rows) == [observation_id(row) for row in rows.to_dict("records")]
    assert ids_of(rows.drop(columns="period_from").head(0)) == []


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (pd.Series([1.5, float("nan")]), [1.5, None]),
        (pd.Series([2, pd.NA], dtype="Int64"), [2, None]),
        (pd.Series([True, pd.NA], dtype="boolean"), [True, None]),
        (pd.Series(["a", None, ""], dtype="str"), ["a", None, ""]),
        (pd.Series(["a", None], dtype="category"), ["a", None]),
        (pd.Series(["2024-03-31", None]).astype("datetime64[us]"), [pd.Timestamp("2024-03-31"), None]),
        (pd.Series(["a", None, pd.NA, pd.NaT, float("nan"), (1, 2)], dtype="object"), ["a", *[None] * 4, (1, 2)]),
    ],
)
def test_a_missing_cell_of_any_kind_is_none(column: pd.Series, cells: list[object]) -> None:
    assert cells_of(column) == cells
    assert [cell is None for cell in cells_of(column)] == column.isna().tolist()


def test_what_no_document_prints_has_no_id(printed: pd.DataFrame) -> None:
    made = printed.assign(source=["", *printed["source"][1:]])
    assert ids(made) == ids(printed)[1:]


def test_a_row_that_says_something_else_than_the_data_is_no_observation(printed: pd.DataFrame) -> None:
    study = Study.of()
    assert ids_by_row(printed, study) == list(ids(printed))
    for column, other in (("value", 999.0), ("text", "999手続")):
        changed = printed.assign(**{column: [other, *printed[column][1:]]})
        assert ids_by_row(changed, study) == ["", *ids(printed)[1:]]
    for column in ("value", "text", "published"):
        assert ids_by_row(printed.drop(columns=column), study) == [""] * len(printed)


def test_a_row_of_progress_means_its_baseline_its_result_and_its_target() -> None:
    row = analysis.progress().query("indicator == 'sumida.cashless_procedures'")
    assert set(observation_ids(row)) == {BASELINE, RESULT, TARGET}
    assert set(observation_ids(row.drop(columns=["value_year"]))) == {BASELINE, TARGET}
    assert set(observation_ids(row.assign(baseline_year=pd.NA, target_kind=None))) == {RESULT}
    assert observation_ids(row.assign(source="sumida-plan-2022")) == [
        name.replace("progress-2025", "plan-2022") for name in (BASELINE, TARGET)
    ]
    assert observation_ids(pd.concat([row, row])) == observation_ids(row)


def test_a_row_of_one_kind_means_that_figure_of_that_date_only(printed: pd.DataFrame) -> None:
    [dated] = [number for number, name in enumerate(ids(printed)) if name == AS_OF]
    assert observation_ids(printed.iloc[[dated]]) == [AS_OF]
    assert observation_ids(printed.iloc[[dated]].assign(as_of="2022-11")) == []
    assert observation_ids(printed.iloc[[dated]].assign(kind="target")) == []


def test_rows_that_lack_the_column_of_periods_have_the_ids_of_figures_of_one_year() -> None:
    rows = Study.of().current
    rows = rows[rows["period_from"].isna() & (rows["source"] != "")].head(5)
    assert len(rows) == 5
    assert ids(rows.drop(columns="period_from")) == ids(rows)


# --- what is the caller's own ----------------------------------------------------------------------------------------


def test_what_documents_say_is_not_the_callers_own(printed: pd.DataFrame) -> None:
    study = Study.of()
    assert callers_own(study.tables.observations, study) == 0
    assert callers_own(printed.drop(columns=["text", "unit"]), study) == 0
    as_a_file_gives_it_back = printed.assign(text="37", value=37.0).head(1)
    assert callers_own(as_a_file_gives_it_back, study) == 1


@pytest.mark.parametrize(
    ("column", "other"),
    [("value", 999.0), ("value", None), ("text", "999手続"), ("unit", "percent"), ("ward", "131067")],
)
def test_each_row_that_says_something_else_is_counted_once(printed: pd.DataFrame, column: str, other: object) -> None:
    changed = printed.assign(**{column: [other, *printed[column][1:]]})
    assert callers_own(changed, Study.of()) == 1
    assert callers_own(pd.concat([changed, changed.tail(2)]), Study.of()) == 1


def test_rows_of_nothing_but_names_and_values_are_looked_at(printed: pd.DataFrame) -> None:
    rows = printed[["indicator", "fiscal_year", "kind", "source", "as_of", "value"]].dropna()
    assert callers_own(rows, Study.of()) == 0
    assert callers_own(rows.assign(value=99.0), Study.of()) == len(rows)


def test_words_are_looked_at_and_what_names_no_document_is_not() -> None:
    study = Study.of()
    rows = study.tables.observations
    words = rows[rows["value"].isna() & (rows["text"] != "") & (rows["source"] != "")].head(2)
    assert callers_own(words, study) == 0
    assert callers_own(words.assign(text="別の語"), study) == 2
    assert callers_own(words.assign(text="別の語", source=""), study) == 0
    assert callers_own(words.assign(text="別の語", kind="derived"), study) == 0
    assert callers_own(words.assign(text=""), study) == 0  # absent: neither


@pytest.mark.parametrize(
    ("held", "given", "alike"),
    [("37", 37, True), ("37", "38", False), ("a", "a", True), (None, float("nan"), True), ("a", "b", False), (1.0, None, False)],
)  # fmt: skip
def test_cells_are_alike_whether_a_file_gives_them_back_as_text_or_number(
    held: object, given: object, alike: bool
) -> None:
    assert _alike(held, given) is alike


def test_of_progress_baseline_target_and_result_are_looked_at() -> None:
    study = Study.of()
    rows = own_progress(study)
    assert callers_own(rows, study) == 0
    row = rows[rows["indicator"] == "sumida.cashless_procedures"]
    for count, figures in enumerate((["value"], ["value", "target"], ["value", "target", "baseline"]), 1):
        changed = row.assign(**dict.fromkeys(figures, 99.0))
        assert callers_own(changed, study) == count
    assert (
        callers_own(row.assign(value=99.0, observation=""), study) == 1
    )  # rows of progress are known by their columns
    only_value = row[["value", "observation"]]
    assert callers_own(only_value, study) == 0
    assert callers_own(only_value.assign(value=99.0), study) == 1
    assert callers_own(only_value.assign(value=99.0, observation=""), study) == 0


def test_a_verdict_that_no_document_prints_is_the_callers_own() -> None:
    study = Study.of()
    verdicts = study.tables.evaluations
    assert callers_own(verdicts, study) == 0
    turned = verdicts.head(3).assign(verdict=["no such verdict", *verdicts["verdict"][1:3]])
    assert callers_own(turned, study) == 1
