"""A frame that was written to a file and read back is made whole again, or refused with the column that cannot be."""

from __future__ import annotations

import io

import pandas as pd
import pytest

import analysis


def written_and_read(frame: pd.DataFrame, **how: object) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)), **how)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("how", [{}, {"dtype": {"ward": str}}])
def test_a_csv_that_pandas_reads_back_answers_as_before(how: dict[str, object]) -> None:
    rows = analysis.load_observations()
    again = written_and_read(rows, **how)
    pd.testing.assert_frame_equal(analysis.progress(again), analysis.progress(rows))
    concept = "mynumber_card_held_rate"
    pd.testing.assert_frame_equal(
        analysis.compare(concept, observations=again), analysis.compare(concept, observations=rows)
    )
    assert analysis.named(again)["ward_name"].tolist() == analysis.named(rows)["ward_name"].tolist()
    for name in ("online_use", "ward_positions"):
        assert analysis.FIGURES[name](again).ward_kpi.title == analysis.FIGURES[name](rows).ward_kpi.title


@pytest.mark.parametrize("name", sorted(analysis.FIGURES))
def test_rows_of_a_figure_are_whole_again_after_a_csv(name: str) -> None:
    """A truth value that is missing stays so: a file gives it back as a word, or as a number where all are missing."""
    rows = analysis.FIGURES[name]().ward_kpi.rows
    again = analysis.FIGURES[name](written_and_read(rows)).ward_kpi.rows
    pd.testing.assert_frame_equal(again, rows, check_exact=False)


def test_truth_values_that_are_all_missing_stay_missing() -> None:
    rows = analysis.online_use().ward_kpi.rows
    absent = rows[rows["superseded"].isna()]
    again = written_and_read(absent)
    assert len(absent) and again["superseded"].dtype == "float64"
    assert analysis.online_use(pd.concat([rows.dropna(subset="superseded"), again])).ward_kpi.rows[
        "superseded"
    ].isna().sum() == len(absent)


def test_statements_that_cannot_be_recomputed_are_open_after_a_csv_too() -> None:
    rows = analysis.consistency(detail=True)
    assert rows["agrees"].isna().any()
    for made in (analysis.consistency_table, analysis.consistency_summary_table):
        assert made(written_and_read(rows), lang="en").reading.lines == made(rows, lang="en").reading.lines


def test_a_code_that_is_not_certain_is_refused_with_column_and_recipe() -> None:
    """13107 may be a code without its check digit: 131075, or another one that lost a zero."""
    rows = analysis.load_observations(theme="cashless")
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.progress(rows.assign(ward=13107))
    for lang in ("ja", "en"):
        assert all(one in caught.value.message(lang) for one in ("ward", "13107", "dtype={'ward': str}"))


@pytest.mark.parametrize(("column", "cell"), [("published", "soon"), ("value", "many")])
def test_a_cell_that_cannot_be_read_is_named(column: str, cell: str) -> None:
    rows = analysis.load_observations(theme="cashless")
    with pytest.raises(analysis.WardKpiError, match=f"'{column}' holds '{cell}'"):
        analysis.progress_bars(rows.assign(**{column: cell}))


def test_rows_given_twice_count_once_and_two_figures_of_one_observation_are_refused() -> None:
    rows = analysis.load_observations()
    twice = analysis.online_use(pd.concat([rows, rows]))
    assert twice.ward_kpi.title == analysis.online_use(rows).ward_kpi.title
    assert len(twice.ward_kpi.rows) == len(analysis.online_use(rows).ward_kpi.rows)
    changed = rows.assign(value=rows["value"] * 2)
    with pytest.raises(analysis.WardKpiError, match="stands there twice"):
        analysis.progress(pd.concat([rows, changed]))


def test_names_of_another_language_are_replaced() -> None:
    japanese = analysis.load_observations(names=True, lang="ja")
    assert set(analysis.named(japanese, lang="en")["ward_name"]) >= {"Sumida", "Taito", "Suginami"}
    english = analysis.named(japanese, lang="en")
    assert list(english) == list(japanese)
    assert set(english["kind_name"]) <= {"baseline", "actual", "estimate", "planned", "target"}
    pd.testing.assert_frame_equal(analysis.named(analysis.named(japanese, lang="ja"), lang="en"), english)


def test_the_place_among_others_is_found_for_codes_that_came_back_as_numbers() -> None:
    figures = analysis.load_national(concept="online_procedures_32_ratio")
    placed = analysis.position(figures.assign(ward=figures["ward"].astype("int64")))
    pd.testing.assert_frame_equal(placed, analysis.position(figures).astype({"ward": "str"}))


@pytest.mark.parametrize("asked", [{}, {"complete": True}, {"names": True, "detail": True}, {"ward": "sumida"}])
def test_pairs_of_wards_are_told_of_a_csv_as_of_the_rows_themselves(asked: dict[str, object]) -> None:
    rows = analysis.load_observations(**asked)  # type: ignore[arg-type]
    again = written_and_read(rows)  # in which the country's 000000 is a number
    drawn = [analysis.comparability_matrix(one).ward_kpi for one in (again, rows)]
    assert drawn[0].title == drawn[1].title
    assert drawn[0].rows[["ward_a", "ward_b", "theme"]].equals(drawn[1].rows[["ward_a", "ward_b", "theme"]])
