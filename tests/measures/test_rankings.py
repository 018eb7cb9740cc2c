"""Rankings over every choice the figures allow, and how far they depend on document, definition and yardstick.

Here every choice is gone through, one by one; the module itself derives ranks and counts without that.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic import CHIYODA, CHUO, Source, Table, write

from analysis.data.study import Study
from analysis.measures.rankings import OPTION_COLUMNS, OWN_MEASURES, options, summary
from analysis.sources.clean import clean

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"


@pytest.fixture(scope="module")
def every() -> pd.DataFrame:
    return options(None, Study.of())


def ranks(every: pd.DataFrame, yardstick: str, theme: str | None = None) -> list[dict[str, int]]:
    """Return the ranks of each choice, the larger figure first."""
    rows = every[every["yardstick"] == yardstick]
    rows = rows if theme is None else rows[rows["theme"] == theme]
    found = []
    for _, of_date in rows.groupby("date"):
        figures = {ward: list(of_ward["value"]) for ward, of_ward in of_date.groupby("ward", sort=False)}
        for choice in product(*figures.values()):
            found.append(
                {ward: 1 + sum(other > one for other in choice) for ward, one in zip(figures, choice, strict=True)}
            )
    return found


def test_the_agencys_yardsticks_rank_as_its_table_does(every: pd.DataFrame) -> None:
    # 68, 50 and 64%; 81, 100 and 92%; 81.4, 83.3 and 74.2%; 86.9, 91.9 and 100%; 73.8, 67 and 94.2%
    assert ranks(every, "online_procedures_32_ratio") == [{SUMIDA: 1, SUGINAMI: 2, TAITO: 3}]
    assert ranks(every, "online_procedures_26_ratio") == [{TAITO: 1, SUGINAMI: 2, SUMIDA: 3}]
    assert ranks(every, "online_use_bulky_waste") == [{TAITO: 1, SUMIDA: 2, SUGINAMI: 3}]
    assert ranks(every, "online_use_library") == [{SUGINAMI: 1, TAITO: 2, SUMIDA: 3}]
    assert ranks(every, "online_use_facilities") == [{SUGINAMI: 1, SUMIDA: 2, TAITO: 3}]


def test_equal_figures_share_a_rank(every: pd.DataFrame) -> None:
    assert ranks(every, "mynumber_card_held_rate") == [{SUMIDA: 1, TAITO: 1, SUGINAMI: 3}]  # 73, 73, 71%


def test_every_date_of_a_series_is_a_choice(every: pd.DataFrame) -> None:
    assert ranks(every, "mynumber_card_rate") == [{TAITO: 1, SUGINAMI: 2, SUMIDA: 3}] * 8


def test_every_indicator_and_document_is_a_choice(every: pd.DataFrame) -> None:
    """Sumida's two counts of procedures in two documents that give results, against Taito's one ratio in one."""
    rows = every[(every["theme"] == "onlinization") & (every["yardstick"] == "progress")]
    assert list(rows.groupby("ward")[["indicator", "source"]].nunique().loc[SUMIDA]) == [2, 2]
    assert len(ranks(every, "progress", "onlinization")) == 4
    assert {row["source"] for row in rows.to_dict("records")} == {
        "sumida-briefing-2023",
        "sumida-progress-2025",
        "taito-status-2025",
    }


def test_wards_that_share_a_concept_are_ranked_by_it_alone(every: pd.DataFrame) -> None:
    rows = every[(every["theme"] == "open_data") & every["yardstick"].isin(OWN_MEASURES)]
    assert set(rows["indicator"]) == {"sumida.open_data", "taito.open_data"}  # and no ideathons


def test_a_document_alone_can_turn_a_ranking_round(every: pd.DataFrame) -> None:
    # training: 3 of 12 in the briefing (R4), 16 of 12 in the progress report (R6), against 9 of 9 in Taito
    assert ranks(every, "attainment", "training") == [{SUMIDA: 2, TAITO: 1}, {SUMIDA: 1, TAITO: 2}]
    # card: (59.3-40)/30 from 1 September 2021 to 31 January 2023 is a pace of 2.08, (82.2-40)/30 to the end of R6 one of
    # 1.80: with the days known, neither is above Taito's 2.24
    assert ranks(every, "pace", "mynumber") == [{SUMIDA: 2, TAITO: 1}, {SUMIDA: 2, TAITO: 1}]


def test_wards_without_a_result_are_not_ranked_against_their_targets(every: pd.DataFrame) -> None:
    assert SUGINAMI not in set(every.loc[every["yardstick"].isin(OWN_MEASURES), "ward"])


def test_the_summary_counts_choices_places_and_first_places(every: pd.DataFrame) -> None:
    rows = summary(every, Study.of()).set_index(["theme", "yardstick", "ward"])
    training = rows.loc[("training", "attainment", SUMIDA)]
    assert training[["choices", "ranked", "best", "worst", "first"]].tolist() == [2, 2, 1, 2, 1]
    held = rows.loc[("mynumber", "mynumber_card_held_rate", TAITO)]
    assert held[["best", "worst", "first"]].tolist() == [1, 1, 1]
    assert rows.loc[("onlinization", "progress", SUMIDA), "indicator"].split() == [
        "sumida.online_procedures_mynaportal",
        "sumida.online_procedures_priority",
    ]


def test_one_theme_is_a_part_of_all(every: pd.DataFrame) -> None:
    part = options("cashless", Study.of())
    assert list(part.columns) == OPTION_COLUMNS
    pd.testing.assert_frame_equal(part, every[every["theme"] == "cashless"].reset_index(drop=True))


def test_where_lower_is_better_progress_still_counts_upwards(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R5", "目標値（R7）"]
    sources = {
        "chiyoda-plan": Source("2025", {"kpi": Table(columns, {"chiyoda.leaks": ["10件", "2件", "0件"]})}, CHIYODA),
        "chuo-plan": Source("2025", {"kpi": Table(columns, {"chuo.leaks": ["4件", "3件", "0件"]})}, CHUO),
    }
    write(tmp_path, sources)
    clean(tmp_path)
    assert ranks(options(None, Study.of(tmp_path)), "progress") == [{CHIYODA: 1, CHUO: 2}]


def test_a_single_ward_is_no_ranking(tmp_path: Path) -> None:
    table = Table(["基準値（R3）", "R5", "目標値（R7）"], {"chiyoda.leaks": ["10件", "2件", "0件"]})
    write(tmp_path, {"chiyoda-plan": Source("2025", {"kpi": table}, CHIYODA)})
    clean(tmp_path)
    assert options(None, Study.of(tmp_path)).empty
    assert summary(options(None, Study.of(tmp_path)), Study.of(tmp_path)).empty


def of_one_date(figures: dict[str, list[int]], date: str = "", yardstick: str = "progress") -> pd.DataFrame:
    rows = [(ward, float(value)) for ward, values in figures.items() for value in values]
    table = pd.DataFrame(rows, columns=["ward", "value"])
    return table.assign(theme="t", yardstick=yardstick, date=date, indicator="i", source="s")


FIGURES = st.dictionaries(st.sampled_from("abcde"), st.lists(st.integers(0, 5), min_size=1, max_size=3), min_size=2)


@given(FIGURES)
def test_ranks_and_counts_are_those_of_going_through_every_choice(figures: dict[str, list[int]]) -> None:
    rows = of_one_date(figures)
    every_choice = ranks(rows, "progress")
    for row in summary(rows, Study.of()).to_dict("records"):
        mine = [choice[row["ward"]] for choice in every_choice]
        assert row["choices"] == row["ranked"] == len(mine)
        assert (row["best"], row["worst"], row["first"]) == (min(mine), max(mine), mine.count(1))


def test_a_ward_that_a_date_leaves_out_is_not_first_in_every_choice() -> None:
    dates = [of_one_date({"a": [2], "b": [1]}, "2021"), of_one_date({"b": [3], "c": [1]}, "2022")]
    table = summary(pd.concat(dates), Study.of()).set_index("ward")
    assert table.loc["a", ["choices", "ranked", "first"]].tolist() == [2, 1, 1]
    assert table.loc["b", ["choices", "ranked", "best", "worst", "first"]].tolist() == [2, 2, 1, 2, 1]


def test_where_lower_is_better_the_smallest_figure_is_first() -> None:
    table = summary(of_one_date({"a": [2], "b": [1]}, yardstick="incidents"), Study.of()).set_index("ward")
    assert table["best"].to_dict() == {"a": 2, "b": 1}


def test_two_documents_each_of_23_wards_are_eight_million_choices() -> None:
    table = summary(of_one_date({f"{number:02}": [number, number + 1] for number in range(23)}), Study.of())
    assert set(table["choices"]) == {2**23}
    # the last but one is first when it shows 22 and the last shows 22 too: one of its two figures, and of the other's
    assert table.set_index("ward").loc["21", ["best", "worst", "first"]].tolist() == [1, 2, 2**21]
