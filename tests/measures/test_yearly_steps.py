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
from analysis.data.study import Study, own
from analysis.measures.yearly_steps import VERDICTS, outlook, yearly_steps


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return outlook(Study.of().current, Study.of()).set_index("indicator")


@pytest.mark.parametrize(
    ("indicator", "figures", "needed"),
    [
        ("sumida.online_procedures_priority", [13, 36, 36, 37], (44 - 37) / 1),
        ("sumida.online_procedures_mynaportal", [6, 21, 21, 23], (25 - 23) / 1),
        ("sumida.e_approval", [58, 66.9, 71.9, 74.8], (100 - 74.8) / 1),
        ("sumida.open_data", [130, 154, 167, 181], (200 - 181) / 1),
    ],
)
def test_steps_are_those_between_the_published_figures(
    table: pd.DataFrame, indicator: str, figures: list[float], needed: float
) -> None:
    steps = sorted(after - before for before, after in pairwise(figures))
    row = table.loc[indicator]
    assert row["steps"] == 3
    assert [row["step_slowest"], row["step_median"], row["step_fastest"]] == pytest.approx(steps)
    assert row["required_per_year"] == pytest.approx(needed)
    target = row["target"]
    assert row["required_share"] == pytest.approx(needed / (target - figures[0]))
    assert row["fastest_share"] == pytest.approx(steps[-1] / (target - figures[0]))


def test_a_target_that_needs_more_than_was_ever_shown_is_said_so(table: pd.DataFrame) -> None:
    verdicts = table["verdict"]
    assert verdicts["sumida.e_approval"] == "faster_than_ever"  # 25.2 points against 8.9 at most
    assert verdicts["sumida.online_consultations"] == "faster_than_ever"  # 10 against 9
    assert verdicts["sumida.online_procedures_priority"] == "within_range"
    assert verdicts["sumida.cashless_procedures"] == "achieved"
    assert verdicts["taito.online_procedure_ratio"] == "missed"
    assert verdicts["suginami.online_procedures_cumulative"] == "undefined"
    assert set(verdicts) <= set(VERDICTS)


def test_figures_years_apart_give_their_average_step() -> None:
    [step] = yearly_steps(Study.of().current).query("indicator == 'taito.online_procedure_ratio'").to_dict("records")
    assert (step["from_year"], step["to_year"], step["years"], step["step"]) == (2020, 2025, 5, (20 - 10) / 5)


def test_the_newer_document_counts_where_two_give_a_figure_for_one_year() -> None:
    """The briefing's 64.4% for the end of R3 and the baseline of 58% for R3 are counted differently."""
    steps = yearly_steps(Study.of().current).query("indicator == 'sumida.e_approval'")
    assert steps["from"].tolist()[0] == 58
    assert 64.4 not in set(steps["from"]) | set(steps["to"])


def test_milestones_and_targets_are_no_steps() -> None:
    assert not yearly_steps(own(Study.of()))["indicator"].str.startswith("suginami.").any()


def test_less_is_more_where_lower_is_better(tmp_path: Path) -> None:
    root = world(tmp_path, {"chiyoda.leaks": ["9件", "8件", "4件", "0件"]})
    [row] = outlook(Study.of(root).current, Study.of(root)).to_dict("records")
    assert (row["step_slowest"], row["step_fastest"]) == (-1, -4)
    assert row["required_per_year"] == (0 - 4) / 2
    assert (row["slowest_share"], row["fastest_share"]) == pytest.approx((1 / 9, 4 / 9))
    assert row["verdict"] == "within_range"


def test_a_target_that_every_step_would_reach(tmp_path: Path) -> None:
    root = world(tmp_path, {"chiyoda.card_rate": ["10%", "30%", "55%", "60%"]})
    [row] = outlook(Study.of(root).current, Study.of(root)).to_dict("records")
    assert row["required_per_year"] == 2.5
    assert row["verdict"] == "slower_than_ever"


@settings(max_examples=25)  # each takes two readings of every table
@given(st.floats(0.1, 1000, allow_nan=False), st.integers(-50, 50))
def test_shares_and_verdicts_do_not_depend_on_the_unit(scale: float, shift: int) -> None:
    """Another unit is another scale and origin; what is a share of the way is a share of it in any unit."""
    own = analysis.load_observations(concept="open_data", ward="sumida")
    other = own.assign(value=own["value"] * scale + shift)
    before, after = (outlook(rows, Study.of()).iloc[0] for rows in (own, other))
    assert after["verdict"] == before["verdict"]
    for share in ("required_share", "slowest_share", "median_share", "fastest_share"):
        assert after[share] == pytest.approx(before[share], rel=1e-6)
