"""Rankings in every way the figures allow, and how far they depend on document, definition and yardstick."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from synthetic import CHIYODA, CHUO, Source, Table, write

from analysis.clean import clean
from analysis.sensitivity import OWN_MEASURES, RANKING_COLUMNS, rankings, summary

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"


@pytest.fixture(scope="module")
def ranked() -> pd.DataFrame:
    return rankings()


def ranks(ranked: pd.DataFrame, yardstick: str, theme: str | None = None) -> list[dict[str, int]]:
    """Return the ranks of each scenario."""
    rows = ranked[ranked["yardstick"] == yardstick]
    rows = rows if theme is None else rows[rows["theme"] == theme]
    return [dict(zip(one["ward"], one["rank"], strict=True)) for _, one in rows.groupby("scenario")]


def test_the_agencys_yardsticks_rank_as_its_table_does(ranked: pd.DataFrame) -> None:
    # 68, 50 and 64%; 81, 100 and 92%; 81.4, 83.3 and 74.2%; 86.9, 91.9 and 100%; 73.8, 67 and 94.2%
    assert ranks(ranked, "online_procedures_32_ratio") == [{SUMIDA: 1, SUGINAMI: 2, TAITO: 3}]
    assert ranks(ranked, "online_procedures_26_ratio") == [{TAITO: 1, SUGINAMI: 2, SUMIDA: 3}]
    assert ranks(ranked, "online_use_bulky_waste") == [{TAITO: 1, SUMIDA: 2, SUGINAMI: 3}]
    assert ranks(ranked, "online_use_library") == [{SUGINAMI: 1, TAITO: 2, SUMIDA: 3}]
    assert ranks(ranked, "online_use_facilities") == [{SUGINAMI: 1, SUMIDA: 2, TAITO: 3}]


def test_equal_figures_share_a_rank(ranked: pd.DataFrame) -> None:
    assert ranks(ranked, "mynumber_card_held_rate") == [{SUMIDA: 1, TAITO: 1, SUGINAMI: 3}]  # 73, 73, 71%


def test_every_date_of_a_series_is_a_scenario(ranked: pd.DataFrame) -> None:
    assert ranks(ranked, "mynumber_card_rate") == [{TAITO: 1, SUGINAMI: 2, SUMIDA: 3}] * 8


def test_every_indicator_and_document_is_a_scenario(ranked: pd.DataFrame) -> None:
    """Sumida's two counts of procedures in two documents that give results, against Taito's one ratio in one."""
    rows = ranked[(ranked["theme"] == "onlinization") & (ranked["yardstick"] == "progress")]
    choices = {tuple(one[["indicator", "source"]].to_numpy().ravel()) for _, one in rows.groupby("scenario")}
    assert len(choices) == 4
    assert {row["source"] for row in rows.to_dict("records")} == {
        "sumida-briefing-2023",
        "sumida-progress-2025",
        "taito-status-2025",
    }


def test_wards_that_share_a_concept_are_ranked_by_it_alone(ranked: pd.DataFrame) -> None:
    rows = ranked[(ranked["theme"] == "open_data") & ranked["yardstick"].isin(OWN_MEASURES)]
    assert set(rows["indicator"]) == {"sumida.open_data", "taito.open_data"}  # and no ideathons


def test_a_document_alone_can_turn_a_ranking_round(ranked: pd.DataFrame) -> None:
    # training: 3 of 12 in the briefing (R4), 16 of 12 in the progress report (R6), against 9 of 9 in Taito
    assert ranks(ranked, "attainment", "training") == [{SUMIDA: 2, TAITO: 1}, {SUMIDA: 1, TAITO: 2}]
    # card: (59.3-40)/(70-40) after 1 of 4 years is a pace of 2.57, (82.2-40)/30 after 3 of 4 one of 1.88; Taito 2.24
    assert ranks(ranked, "pace", "mynumber") == [{SUMIDA: 1, TAITO: 2}, {SUMIDA: 2, TAITO: 1}]


def test_wards_without_a_result_are_not_ranked_against_their_targets(ranked: pd.DataFrame) -> None:
    assert SUGINAMI not in set(ranked.loc[ranked["yardstick"].isin(OWN_MEASURES), "ward"])


def test_the_summary_counts_scenarios_places_and_first_places(ranked: pd.DataFrame) -> None:
    rows = summary(ranked).set_index(["theme", "yardstick", "ward"])
    training = rows.loc[("training", "attainment", SUMIDA)]
    assert training[["scenarios", "best", "worst", "first"]].tolist() == [2, 1, 2, 1]
    held = rows.loc[("mynumber", "mynumber_card_held_rate", TAITO)]
    assert held[["best", "worst", "first"]].tolist() == [1, 1, 1]
    assert rows.loc[("onlinization", "progress", SUMIDA), "indicator"].split() == [
        "sumida.online_procedures_mynaportal",
        "sumida.online_procedures_priority",
    ]


def test_one_theme_is_a_part_of_all(ranked: pd.DataFrame) -> None:
    part = rankings("cashless")
    assert list(part.columns) == RANKING_COLUMNS
    pd.testing.assert_frame_equal(part, ranked[ranked["theme"] == "cashless"].reset_index(drop=True))


def test_where_lower_is_better_progress_still_counts_upwards(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R5", "目標値（R7）"]
    sources = {
        "chiyoda-plan": Source("2025", {"kpi": Table(columns, {"chiyoda.leaks": ["10件", "2件", "0件"]})}, CHIYODA),
        "chuo-plan": Source("2025", {"kpi": Table(columns, {"chuo.leaks": ["4件", "3件", "0件"]})}, CHUO),
    }
    write(tmp_path, sources)
    clean(tmp_path)
    assert ranks(rankings(root=tmp_path), "progress") == [{CHIYODA: 1, CHUO: 2}]


def test_a_single_ward_is_no_ranking(tmp_path: Path) -> None:
    table = Table(["基準値（R3）", "R5", "目標値（R7）"], {"chiyoda.leaks": ["10件", "2件", "0件"]})
    write(tmp_path, {"chiyoda-plan": Source("2025", {"kpi": table}, CHIYODA)})
    clean(tmp_path)
    assert rankings(root=tmp_path).empty
    assert summary(rankings(root=tmp_path)).empty
