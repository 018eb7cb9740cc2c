"""What may be ranked, and how far the ranks hold: one count more or less, dates, ties; and what ranks nobody."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import ASAHINA, HOSHINO, NAGISA, world

from analysis.data.study import Study
from analysis.measures.rankings import RANKABLE_COLUMNS, SUMMARY_COLUMNS, not_ranked, rankable, summary

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = (SUMIDA, TAITO, SUGINAMI)


@pytest.fixture(scope="module")
def ranks() -> pd.DataFrame:
    return summary(rankable(Study.of()), Study.of()).set_index(["yardstick", "ward"])


def places(ranks: pd.DataFrame, yardstick: str) -> dict[str, tuple[int, int]]:
    return {code: tuple(ranks.loc[(yardstick, code), ["best", "worst"]]) for code in WARDS}


def test_13_of_19_against_14_of_22_is_no_order(ranks: pd.DataFrame) -> None:
    # 12 to 14 of 19 are 63.2 to 73.7%, 13 to 15 of 22 are 59.1 to 68.2%; 10 to 12 of 22 at most 54.5%
    yardstick = "online_procedures_32_ratio"
    assert places(ranks, yardstick) == {SUMIDA: (1, 2), SUGINAMI: (1, 2), TAITO: (3, 3)}
    assert ranks.loc[yardstick]["by_one"].to_dict() == {SUMIDA: True, SUGINAMI: True, TAITO: False}


def test_equal_figures_share_a_rank(ranks: pd.DataFrame) -> None:
    # 73, 73 and 71 percent
    assert places(ranks, "mynumber_card_held_rate") == {SUMIDA: (1, 1), TAITO: (1, 1), SUGINAMI: (3, 3)}


def test_each_date_of_a_series_is_ranked_by_itself(ranks: pd.DataFrame) -> None:
    assert places(ranks, "mynumber_card_rate") == {TAITO: (1, 1), SUGINAMI: (2, 2), SUMIDA: (3, 3)}
    assert set(ranks.loc["mynumber_card_rate"]["dates"]) == {8}


def test_ranks_stand_in_the_order_of_the_codebook_and_of_the_wards(ranks: pd.DataFrame) -> None:
    """data/clean/concepts.csv begins with procedures online; 131067 is Taito, shown after Sumida."""
    names = list(dict.fromkeys(ranks.index.get_level_values("yardstick")))
    assert names == [name for name in Study.of().tables.concepts["concept"] if name in names] != sorted(names)
    assert [ward for name, ward in ranks.index if name == "mynumber_card_rate"] == list(WARDS)


def test_no_ward_is_ranked_by_its_progress_or_by_what_is_not_known_to_be_alike() -> None:
    rows = rankable(Study.of())
    assert list(rows.columns) == RANKABLE_COLUMNS
    assert set(rows["source"]) == {"mic-mynumber", "digital-agency-dx-2024"}
    assert set(rows["yardstick"]).isdisjoint({"open_data", "e_approval", "training", "incidents"})
    assert set(rows["yardstick"]).isdisjoint({"online_procedures_32_done", "population", "mynumber_cards_issued"})
    assert (rows.groupby("date")[["yardstick", "fiscal_year", "as_of"]].nunique(dropna=False).max() >= 1).all()


def test_what_ranks_nobody_says_why() -> None:
    why = not_ranked(Study.of()).set_index("concept")["why"]
    own = {"mynumber_card_rate": "apart", "open_data": "C", "e_approval": "C", "training": "C", "incidents": "D"}
    assert why[list(own)].to_dict() == own
    uncounted = set(why.drop(list(own)).index)
    assert set(why[list(uncounted)]) == {"uncounted"}
    # Of events the national table has shares of Sumida and Taito, of school lunch one of Taito alone.
    assert "online_use_events" in uncounted and "online_use_school_lunch" not in uncounted


def test_own_figures_of_one_year_are_ranked_where_the_codebook_grades_them(tmp_path: Path) -> None:
    """Procedures have grade B in the made-up codebook, shares of use D, leaks none."""
    rows = {
        "asahina.procedures": ["10手続", "15手続", "16手続", "20手続"],
        "hoshino.procedures": ["5手続", "－", "17手続", "30手続"],
        "nagisa.procedures": ["5手続", "9手続", "", "30手続"],
        "asahina.use_rate": ["10%", "20%", "21%", "60%"],
        "hoshino.use_rate": ["11%", "21%", "22%", "61%"],
        "asahina.leaks": ["9件", "8件", "7件", "0件"],
        "hoshino.leaks": ["9件", "8件", "7件", "0件"],
    }
    study = Study.of(world(tmp_path, rows))
    found = rankable(study)
    assert set(found["yardstick"]) == {"procedures"}
    by_date = {date: of_date.set_index("ward")["value"].to_dict() for date, of_date in found.groupby("date")}
    assert sorted(by_date.values(), key=str) == [{ASAHINA: 15.0, NAGISA: 9.0}, {ASAHINA: 16.0, HOSHINO: 17.0}]
    assert not_ranked(study).set_index("concept")["why"].to_dict() == {"use_rate": "D", "leaks": "C"}


def test_a_single_ward_is_no_ranking(tmp_path: Path) -> None:
    study = Study.of(world(tmp_path, {"asahina.procedures": ["10手続", "15手続", "16手続", "20手続"]}))
    assert rankable(study).empty
    assert list(summary(rankable(study), study).columns) == SUMMARY_COLUMNS


def of_one_date(figures: dict[str, tuple[int, int]], yardstick: str = "online_procedures_32_ratio") -> pd.DataFrame:
    rows = [(ward, float(value), float(value - less), float(value + less)) for ward, (value, less) in figures.items()]
    table = pd.DataFrame(rows, columns=["ward", "value", "low", "high"])
    return table.assign(theme="t", yardstick=yardstick, date="d", indicator="i", source="s", ids="")


FIGURES = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=2)


@given(FIGURES)
def test_ranks_enclose_the_printed_one_and_are_those_of_the_best_and_worst_case(
    figures: dict[str, tuple[int, int]],
) -> None:
    for row in summary(of_one_date(figures), Study.of()).to_dict("records"):
        value, less = figures[row["ward"]]
        others = [one for ward, one in figures.items() if ward != row["ward"]]
        assert row["best"] == 1 + sum(other - fewer > value + less for other, fewer in others)
        assert row["worst"] == 1 + sum(other + more > value - less for other, more in others)
        printed = 1 + sum(other > value for other, _ in others)
        assert row["best"] <= printed <= row["worst"]
        assert row["by_one"] == (row["best"] != row["worst"])


def test_where_lower_is_better_the_smallest_figure_is_first() -> None:
    table = summary(of_one_date({"a": (2, 0), "b": (1, 0)}, "incidents"), Study.of()).set_index("ward")
    assert table["best"].to_dict() == {"a": 2, "b": 1}
