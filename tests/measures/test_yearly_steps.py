"""The outlook: steps that were shown and steps that are needed, from the documents' own figures; nothing is forecast."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import world

import analysis
from analysis.data.border import observations_given
from analysis.data.study import Study, own
from analysis.measures.yearly_steps import VERDICTS, outlook, rounded, yearly_steps


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return outlook(Study.of().current, Study.of()).set_index("indicator")


@pytest.mark.parametrize(
    ("indicator", "baseline", "figures", "needed"),
    [
        ("sumida.online_procedures_priority", 13, [36, 36, 37], (44 - 37) / 1),
        ("sumida.online_procedures_mynaportal", 6, [21, 21, 23], (25 - 23) / 1),
        ("sumida.e_approval", 58, [64.4, 66.9, 71.9, 74.8], (100 - 74.8) / 1),
        ("sumida.open_data", 130, [154, 167, 181], (200 - 181) / 1),
    ],
)
def test_steps_are_those_between_the_published_results(
    table: pd.DataFrame, indicator: str, baseline: float, figures: list[float], needed: float
) -> None:
    steps = sorted(after - before for before, after in pairwise(figures))
    row = table.loc[indicator]
    assert row["steps"] == len(steps)
    assert [row["step_slowest"], row["step_fastest"]] == pytest.approx([steps[0], steps[-1]])
    assert row["required_per_year"] == pytest.approx(needed)
    target = row["target"]
    assert row["required_share"] == pytest.approx(needed / (target - baseline))
    assert row["fastest_share"] == pytest.approx(steps[-1] / (target - baseline))


def test_a_target_that_needs_more_than_was_ever_shown_is_said_so(table: pd.DataFrame) -> None:
    verdicts = table["verdict"]
    assert verdicts["sumida.e_approval"] == "faster_than_ever"  # 25.2 points against 5 at most
    assert verdicts["sumida.online_consultations"] == "faster_than_ever"  # 10 against 9
    assert verdicts["sumida.online_procedures_priority"] == "faster_than_ever"  # 7 against 1
    assert verdicts["sumida.online_procedures_mynaportal"] == "within_range"  # 2 against 0 and 2
    assert verdicts["sumida.cashless_procedures"] == "achieved"
    assert verdicts["sumida.incidents"] == "at_target_level"
    assert verdicts["taito.online_procedure_ratio"] == "expected_to_miss"
    assert verdicts["suginami.online_procedures_cumulative"] == "undefined"
    assert set(verdicts) <= set(VERDICTS)


def test_results_years_apart_give_their_average_step(tmp_path: Path) -> None:
    root = world(tmp_path, {"asahina.procedures": ["2手続", "3手続", "9手続"]}, ["基準値（R3）", "R4", "R6"])
    [step] = yearly_steps(Study.of(root).current).to_dict("records")
    assert (step["from_year"], step["to_year"], step["years"], step["step"]) == (2022, 2024, 2, (9 - 3) / 2)


def test_a_dated_result_is_of_its_day(tmp_path: Path) -> None:
    """From the end of December of R4 to the end of R5 it is a year and 90 days."""
    columns = ["令和4年12月末 実績", "R5 実績"]
    root = world(tmp_path, {"asahina.procedures": ["2手続", "9手続"]}, columns)
    [step] = yearly_steps(Study.of(root).current).to_dict("records")
    assert step["years"] == pytest.approx(1 + 90 / 365)


def test_no_step_starts_from_a_baseline() -> None:
    """The baseline of 58% for R3 and the 64.4% of the end of R3 stand in one document: they are not of one day."""
    steps = yearly_steps(Study.of().current)
    assert steps.query("indicator == 'sumida.e_approval'")["from"].tolist() == [64.4, 66.9, 71.9]
    assert steps.query("indicator == 'taito.online_procedure_ratio'").empty  # a baseline and an estimate


def test_milestones_and_targets_are_no_steps() -> None:
    assert not yearly_steps(own(Study.of()))["indicator"].str.startswith("suginami.").any()


def test_less_is_more_where_lower_is_better(tmp_path: Path) -> None:
    columns = ["基準値（R2）", "R3", "R4", "R5", "目標値（R7）"]
    root = world(tmp_path, {"asahina.leaks": ["9件", "9件", "8件", "4件", "0件"]}, columns)
    [row] = outlook(Study.of(root).current, Study.of(root)).to_dict("records")
    assert (row["step_slowest"], row["step_fastest"]) == (-1, -4)
    assert row["required_per_year"] == (0 - 4) / 2
    assert (row["slowest_share"], row["fastest_share"]) == pytest.approx((1 / 9, 4 / 9))
    assert row["verdict"] == "within_range"


def test_no_year_is_left_of_a_target_whose_year_is_over(tmp_path: Path) -> None:
    """A result of R6 against a target of R5."""
    root = world(tmp_path, {"asahina.procedures": ["2手続", "9手続", "20手続"]}, ["R4", "R6", "目標値（R5）"])
    [row] = outlook(Study.of(root).current, Study.of(root)).to_dict("records")
    assert row["years_left"] == 0


def test_a_target_that_every_step_would_reach(tmp_path: Path) -> None:
    root = world(tmp_path, {"asahina.card_rate": ["10%", "30%", "55%", "60%"]})
    [row] = outlook(Study.of(root).current, Study.of(root)).to_dict("records")
    assert row["required_per_year"] == 2.5
    assert row["verdict"] == "slower_than_ever"


@settings(max_examples=25)  # each takes two readings of every table
@given(st.floats(0.1, 1000, allow_nan=False), st.integers(-50, 50))
def test_shares_and_verdicts_do_not_depend_on_the_unit(scale: float, shift: int) -> None:
    """Another unit is another scale and origin; what is a share of the way is a share of it in any unit."""
    own = observations_given(analysis.load_observations(concept="open_data", ward="sumida"), Study.of())
    other = own.assign(value=own["value"] * scale + shift)
    before, after = (outlook(rows, Study.of()).iloc[0] for rows in (own, other))
    assert after["verdict"] == before["verdict"]
    for share in ("required_share", "slowest_share", "median_share", "fastest_share"):
        assert after[share] == pytest.approx(before[share], rel=1e-6)


def test_a_step_is_written_with_two_decimals_at_most() -> None:
    """From 1 to 2 in three years is a third a year."""
    assert [rounded(1 / 3), rounded(-2 / 3), rounded(12.0)] == [0.33, -0.67, 12.0]
