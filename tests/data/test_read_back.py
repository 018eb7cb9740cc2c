"""A frame that was written to a file and read back is made whole again, or refused with the column that cannot be."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

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


Way = Callable[[pd.DataFrame], pd.DataFrame]
WAYS: dict[str, Way] = {
    "all of it read as text": lambda rows: written_and_read(rows, dtype=str),
    "empty cells kept as text": lambda rows: written_and_read(rows, keep_default_na=False),
    "as objects": lambda rows: rows.astype(object),
    "types of pandas' own": lambda rows: rows.convert_dtypes(),
    "JSON": lambda rows: pd.read_json(
        io.StringIO(rows.to_json(orient="records", date_format="iso", force_ascii=False)), dtype=False
    ),
    "ward as index": lambda rows: rows.set_index("ward"),
    "two columns as index": lambda rows: rows.set_index([*rows.columns[:2]]),
    "index of the name of a column": lambda rows: rows.set_index("ward", drop=False),
}
"""What a frame may become in the hands of a user without a change of what it says."""


@pytest.mark.parametrize("way", WAYS)
def test_observations_answer_as_before_however_pandas_holds_them(way: str) -> None:
    rows = analysis.load_observations(theme=["cashless", "mynumber"])
    again = WAYS[way](rows)
    pd.testing.assert_frame_equal(analysis.progress(again), analysis.progress(rows))
    for table in (analysis.figures_table, analysis.progress_table, analysis.availability_table):
        assert table(again).reading.lines == table(rows).reading.lines
    assert str(analysis.cite(again)) == str(analysis.cite(rows))
    for name in ("mynumber_series", "cashless_definitions"):
        assert analysis.FIGURES[name](again).ward_kpi.title == analysis.FIGURES[name](rows).ward_kpi.title
    assert analysis.named(again)["indicator_name"].tolist() == analysis.named(rows)["indicator_name"].tolist()


@pytest.mark.parametrize("way", WAYS)
def test_rows_of_other_frames_are_shown_as_before_however_pandas_holds_them(way: str) -> None:
    shown = {
        analysis.progress_table: analysis.progress(theme="mynumber"),
        analysis.judgements_table: analysis.judgements(ward="taito"),
        analysis.revisions_table: analysis.revisions(detail=True),
        analysis.crosscheck_table: analysis.crosscheck(detail=True),
    }
    for table, rows in shown.items():
        assert table(WAYS[way](rows)).reading.lines == table(rows).reading.lines, table.__name__
    bars = analysis.progress(theme="mynumber")
    assert analysis.progress_bars(WAYS[way](bars)).ward_kpi.title == analysis.progress_bars(bars).ward_kpi.title


@pytest.mark.parametrize("way", WAYS)
def test_places_are_the_same_however_pandas_holds_the_national_tables(way: str) -> None:
    rows = analysis.load_national(concept="mynumber_card_rate", as_of="2022-12-31", ward=["sumida", "taito", "江東区"])
    again, before = analysis.position(WAYS[way](rows)), analysis.position(rows)
    assert len(before) and again["rank"].tolist() == before["rank"].tolist()


def test_names_stand_beside_an_index_of_ids() -> None:
    rows = analysis.load_wards().set_index("ward")
    assert analysis.named(rows, lang="en").loc["131075", "ward_name"] == "Sumida"


@pytest.mark.parametrize("name", sorted(analysis.FIGURES))
def test_a_column_of_ones_own_is_none_of_a_figures(name: str) -> None:
    """A user may set a target or a status of her own beside the figures; what is said of these stays the same."""
    rows = analysis.load_observations()
    own = rows.assign(target="mine", status="mine", pace="mine", rank="mine", yardstick="mine", target_year="later")
    try:
        title = analysis.FIGURES[name](rows).ward_kpi.title
    except analysis.NoFigureData as error:
        with pytest.raises(analysis.NoFigureData, match=re.escape(str(error))):
            analysis.FIGURES[name](own)
    else:
        assert analysis.FIGURES[name](own).ward_kpi.title == title


def test_targets_of_wards_that_moved_none_are_nothing_to_draw() -> None:
    rows = analysis.load_observations(theme="cashless", ward=["taito", "suginami"])
    with pytest.raises(analysis.NoFigureData):
        analysis.target_vintages(rows)


def test_changes_without_their_indicator_are_cited_all_the_same() -> None:
    changes = analysis.revisions()
    assert "ward-kpi" in str(analysis.cite(changes.drop(columns="indicator"), lang="en"))


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
