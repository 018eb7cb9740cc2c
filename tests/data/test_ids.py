"""One name for one observation: of figures in the documents, of rows made of them, and none for what nobody printed."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis
from analysis.data.ids import ids, ids_by_row, ids_of, observation_id, observation_ids
from analysis.data.rows import cells_of
from analysis.data.study import Study

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
