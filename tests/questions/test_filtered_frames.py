"""Calls with part of the data, or with more than wards: nothing is said of wards that the data does not bear out."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis
from analysis.data.study import Study
from analysis.questions._indicator_words import entries

SUMIDA, TAITO = "131075", "131067"


@pytest.mark.behaviour(1)
def test_progress_of_everything_counts_no_area_for_reference() -> None:
    """analysis.progress() holds Tokyo and Japan, too, which have no targets of their own."""
    figure = analysis.progress_bars(analysis.progress())
    told = " ".join(analysis.conclusions(figure).sentences)
    assert "5区" not in told and "東京都" not in told and "全国" not in told


@pytest.mark.behaviour(2)
def test_a_ward_left_out_of_the_rows_is_not_told_to_publish_nothing() -> None:
    """Taito prints 22%, which rows of Sumida do not hold; Sumida prints none in any document read."""
    rows = analysis.load_observations(ward="sumida")
    table = analysis.compare("cashless_usage_rate", observations=rows).set_index("ward")
    assert table.loc[TAITO, "availability"] == "not_given"
    assert pd.isna(table.loc[TAITO, "reason"])
    assert table.loc[SUMIDA, ["availability", "reason"]].tolist() == ["none", "not_mentioned"]
    whole = analysis.compare("cashless_usage_rate").set_index("ward")
    assert set(whole.loc[[TAITO], "availability"]) == {"figure"}


@pytest.mark.behaviour(3)
def test_a_chart_of_one_ward_speaks_of_that_ward() -> None:
    figure = analysis.trajectories("onlinization", analysis.load_observations(ward="sumida"))
    told = " ".join([figure.ward_kpi.title, *analysis.conclusions(figure).sentences])
    assert "墨田区" in told and "台東区" not in told and "杉並区" not in told


@pytest.mark.behaviour(6)
def test_a_figure_and_an_estimate_of_other_years_are_not_ranked() -> None:
    rows = analysis.load_observations(theme="mynumber")
    sumida = rows[(rows["ward"] == SUMIDA) & (rows["fiscal_year"] == 2022) & (rows["kind"] == "actual")]
    taito = rows[(rows["ward"] == TAITO) & (rows["fiscal_year"] == 2025) & (rows["kind"] == "estimate")]
    given = analysis.published_by_wards(rows[rows.index.isin([*sumida.index, *taito.index])])
    told = " ".join(analysis.conclusions(analysis.trajectories("mynumber", given)).sentences)
    assert "最高" not in told and "最低" not in told and "最も" not in told


@pytest.mark.behaviour(7, 8)
def test_words_bounds_and_the_wards_own_judgements_stand_in_the_tables() -> None:
    """Taito prints 推進 as target and estimate of watching over the old by sensors; it judges it 達成."""
    study = Study.of()
    [watch] = [one for one in entries(["safety_welfare"], study) if one.indicator == "taito.ict_monitoring"]
    assert watch.result.startswith("推進") and watch.target.startswith("推進")
    assert "達成" in watch.own
    cells = [one.target for one in entries(["administration"], study)]
    assert any("350億円以内" in one for one in cells) and any("85%以下" in one for one in cells)
    assert any("96%以上" in one for one in cells)
