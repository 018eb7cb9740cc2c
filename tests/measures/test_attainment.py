"""Derived measures: the worked examples, properties for either direction, and every reason for an empty one."""

import math
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import ASAHINA, HOSHINO, NAGISA, PLAN, Source, Table

from analysis.data import schema
from analysis.data.border import inward
from analysis.data.loaders import load_observations
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.measures import absence, attainment
from analysis.measures.attainment import MEASURES, PROGRESS_COLUMNS, STATUSES, results_by_year
from analysis.measures.own_progress import own_progress
from analysis.sources.clean import clean
from analysis.words import labels

CODES = {"asahina": ASAHINA, "hoshino": HOSHINO, "nagisa": NAGISA}
UNITS = {"procedures": "手続", "procedure_ratio": "%", "use_rate": "%", "card_rate": "%", "leaks": "件"}


def progress(observations: pd.DataFrame | None = None, *, root: Path) -> pd.DataFrame:
    """Return the public measures with an empty text where one is missing."""
    return inward(attainment.progress(observations, root=root), PROGRESS_COLUMNS)


def one(root: Path, name: str, *cells: str, columns: list[str] = PLAN) -> pd.Series:
    """Return the measures of one indicator, from cells as printed."""
    synthetic.world(root, {f"asahina.{name}": cells}, columns)
    table = progress(root=root)
    assert len(table) == 1
    assert list(table.columns) == PROGRESS_COLUMNS
    return table.iloc[0]


# --- the design's worked examples, from cells as printed -----------------------------------------------------------

SUMIDA = ["基準値（R3）", "R4", "R5", "R6", "目標値（R7）"]
TAITO = ["計画策定時(令和2年度末)", "目標(令和7年度)", "令和7年度 実績見込"]


def test_a_count_on_the_border(tmp_path: Path) -> None:
    row = one(tmp_path, "procedures", "13手続", "36手続", "36手続", "37手続", "44手続", columns=SUMIDA)
    assert row["status"] == "borderline"  # 0.97 had the baseline been of 1 April 2021, 1.03 at the year's end
    assert row["pace_low"] == pytest.approx((24 / 31) / (4 / 5))
    assert row["pace_high"] == pytest.approx((24 / 31) / (3 / 4))
    assert row["leeway"] == pytest.approx(1.5)  # half a procedure for each of three years
    assert row["progress"] == pytest.approx(24 / 31)
    assert row["elapsed"] == pytest.approx(3 / 4)
    assert row["pace"] == pytest.approx(1.032, abs=5e-4)
    assert row["required_per_year"] == pytest.approx(7)
    assert row["attainment"] == pytest.approx(37 / 44)
    assert (row["baseline_year"], row["value_year"], row["target_year"]) == (2021, 2024, 2025)
    assert (row["value_kind"], row["target_kind"], row["reason"]) == ("actual", "target", "")


def test_a_count_that_is_off_by_less_than_its_whole_steps(tmp_path: Path) -> None:
    """70 items in four years are 17.5 a year, and 17 a year is what 181 after three years are."""
    row = one(tmp_path / "a", "procedures", "130手続", "154手続", "167手続", "181手続", "200手続", columns=SUMIDA)
    assert (row["status"], row["pace"]) == ("borderline", pytest.approx(68 / 70))
    # the pace itself stays below 1, whatever day the baseline is of: the leeway decides, and is no part of the pace
    assert (row["pace_low"], row["pace_high"], row["leeway"]) == pytest.approx(
        (51 / 70 / (4 / 5), 51 / 70 / (3 / 4), 1.5)
    )
    row = one(tmp_path / "b", "procedures", "130手続", "154手続", "167手続", "180手続", "200手続", columns=SUMIDA)
    assert row["status"] == "behind"
    row = one(tmp_path / "c", "procedures", "20手続", "26手続", "35手続", "40手続", "50手続", columns=SUMIDA)
    assert row["status"] == "behind"  # 7 a year would be 41


def test_a_target_passed_long_ago(tmp_path: Path) -> None:
    row = one(tmp_path, "procedures", "13手続", "209手続", "209手続", "217手続", "40手続", columns=SUMIDA)
    assert row["status"] == "achieved"
    assert row["progress"] == pytest.approx(204 / 27)
    assert row["progress"] == pytest.approx(7.556, abs=5e-4)
    assert math.isnan(row["required_per_year"])


def test_a_ratio_expected_to_miss_in_the_targets_year(tmp_path: Path) -> None:
    row = one(tmp_path, "procedure_ratio", "10%", "60%", "20%", columns=TAITO)
    assert row["status"] == "expected_to_miss"  # R7 is an expectation
    assert row["progress"] == pytest.approx(0.2)
    assert row["elapsed"] == pytest.approx(1)
    assert (row["value_kind"], row["baseline_year"]) == ("estimate", 2020)
    assert math.isnan(row["required_per_year"])


def test_a_rate_that_went_beyond(tmp_path: Path) -> None:
    row = one(tmp_path, "card_rate", "35%", "60%", "91%", columns=TAITO)
    assert row["status"] == "expected_to_meet"
    assert row["progress"] == pytest.approx(2.24)


@pytest.mark.parametrize(
    ("published", "reason"),
    [("2023-03-01", "documents_older"), ("2023-03-31", "documents_older"), ("2023-03", "documents_older"),
     ("2023-04-01", "no_result"), ("2024-03-01", "no_result")],
)  # fmt: skip
def test_a_document_is_older_until_the_first_year_after_the_baseline_has_ended(
    tmp_path: Path, published: str, reason: str
) -> None:
    """The baseline is of R3; a result could be of R4, which ended on 31 March 2023."""
    synthetic.world(tmp_path, {"asahina.procedures": ["6手続", "", "", "30手続"]}, PLAN, published)
    row = progress(root=tmp_path).iloc[0]
    assert (row["status"], row["reason"]) == ("no_result", reason)
    study, is_older = Study.of(tmp_path), reason == "documents_older"
    assert absence.of_part("asahina.procedures", "value", study) == ("older" if is_older else "no_later_result")
    assert absence.of_results(ASAHINA, "online", study) == ("older" if is_older else "no_result")


def test_the_step_that_is_still_required_ends_with_the_targets_year(tmp_path: Path) -> None:
    rows = {
        "asahina.procedures": ["1手続", "", "3手続", "9手続"],
        "hoshino.procedures": ["1手続", "", "9手続", "9手続"],
    }
    columns = ["基準値（R3）", "R4", "R6", "目標値（R7）"]
    synthetic.world(tmp_path, rows, columns)
    required = progress(root=tmp_path).set_index("indicator")["required_per_year"]
    assert required["asahina.procedures"] == 6
    assert math.isnan(required["hoshino.procedures"])
    late = one(tmp_path / "late", "procedures", "1手続", "", "3手続", "9手続", columns=[*columns[:2], "R7", columns[3]])
    assert (late["status"], math.isnan(late["required_per_year"])) == ("missed", True)


def test_a_range_leaves_out_the_baseline_that_would_be_the_target(tmp_path: Path) -> None:
    """10% may be 10.5%, which is the target: no way is left then, and no pace; from 9.5% on it is finite."""
    row = one(tmp_path, "procedure_ratio", "10%", "", "10.2%", "10.5%")
    assert row["progress"] == pytest.approx(0.4)
    # of the way from 9.5%: 0.65 to 0.75 of 1, in 1 to 2 of 3 to 4 years, the earlier start with the longer way
    assert (row["pace_low"], row["pace_high"]) == (pytest.approx(0.65 * 5 / 3), pytest.approx(0.75 * 2))


def test_what_is_stated_of_each_part_is_its_figure_year_and_kind(tmp_path: Path) -> None:
    synthetic.world(tmp_path, {"asahina.procedures": ["1手続", "", "3手続", "9手続"]})
    [row] = typed(own_progress(Study.of(tmp_path)), attainment.Progress)
    parts = [row.stated(part) for part in ("baseline", "target", "value")]
    assert parts == [(1, 2021, "baseline"), (9, 2025, "target"), (3, 2023, "actual")]


def test_a_plan_with_milestones_and_no_result(tmp_path: Path) -> None:
    synthetic.write(
        tmp_path,
        {
            "doc": Source(
                "2024",
                {
                    "kpi": Table(
                        ["6(2024)年度", "7(2025)年度", "8(2026)年度"],
                        {"asahina.procedures": [f"20手続(累計{n}手続)" for n in (280, 300, 320)]},
                        'default_kind = "planned"',
                        parts={0: "累計"},
                    )
                },
                ASAHINA,
            )
        },
    )
    clean(tmp_path)
    row = progress(root=tmp_path).iloc[0]
    assert (row["status"], row["reason"]) == ("no_result", "documents_older")
    assert (row["target"], row["target_year"], row["target_kind"]) == (320.0, 2026, "planned")
    assert row[[*MEASURES, "value", "baseline"]].isna().all()


# --- awkward ones --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "cells", "status", "reason", "share"),
    [
        # lower is better: 3 -> 1 of 0 by the end, and one that falls below its target
        ("leaks", ["30件", "", "10件", "0件"], "on_track", "target_is_zero", 2 / 3),
        ("leaks", ["3件", "", "1件", "0件"], "borderline", "target_is_zero", 2 / 3),  # whole steps: 1.5 is no count
        ("leaks", ["30件", "", "29件", "10件"], "behind", "", 1 / 20),
        ("leaks", ["20件", "", "4件", "5件以下"], "achieved", "", 16 / 15),
        ("leaks", ["20件", "", "25件", "5件"], "behind", "", -1 / 3),
        # target equals baseline: met or not, progress has no meaning
        ("leaks", ["0件", "", "0件", "0件"], "achieved", "target_equals_baseline", None),
        ("procedure_ratio", ["50%", "", "45%", "50%"], "", "target_equals_baseline", None),
        # words and marks instead of a target
        ("procedures", ["2手続", "", "2手続", "実施"], "qualitative", "target_in_words", None),
        ("procedures", ["2手続", "", "2手続", "－"], "no_target", "no_target", None),
        ("procedures", ["2手続", "", "2手続", ""], "no_target", "no_target", None),
        # no result, no baseline
        ("procedures", ["－", "－", "－", "18手続"], "no_result", "result_marked", None),
        ("procedures", ["－", "", "19手続", "18手続"], "achieved", "baseline_marked", None),
        ("procedures", ["－", "", "17手続", "18手続"], "", "baseline_marked", None),
        # exactly at the target, and a strict bound that this does not meet
        ("procedures", ["2手続", "", "9手続", "9手続以上"], "achieved", "", 1.0),
        ("procedures", ["2手続", "", "9手続", "9手続超"], "on_track", "", 1.0),
        ("leaks", ["20件", "", "5件", "5件以内"], "achieved", "", 1.0),
        ("leaks", ["20件", "", "5件", "5件未満"], "on_track", "", 1.0),
        # no change at all, and no going back to what the baseline was
        ("procedures", ["10手続", "10手続", "10手続", "20手続"], "behind", "", 0.0),
    ],
)
def test_status_and_reason(
    tmp_path: Path, name: str, cells: list[str], status: str, reason: str, share: float | None
) -> None:
    row = one(tmp_path, name, *cells)
    assert (row["status"], row["reason"]) == (status, reason)
    assert row["progress"] == pytest.approx(share) if share is not None else math.isnan(row["progress"])
    assert status in labels.STATUSES
    assert reason in labels.REASONS


def test_every_status_and_reason_has_its_words() -> None:
    assert {*STATUSES, ""} == set(labels.STATUSES)
    assert all({"ja", "en"} == set(words) for words in [*labels.STATUSES.values(), *labels.REASONS.values()])


def test_exactly_on_time_is_borderline_as_rounding_decides(tmp_path: Path) -> None:
    """A fifth of the way after a fifth of the time; 0.6% may be 0.55%."""
    row = one(tmp_path, "procedure_ratio", "0%", "0.6%", "3%", columns=["基準値（R3）", "R4", "目標値（R8）"])
    assert row["status"] == "borderline"


def test_a_target_whose_year_is_over_is_missed(tmp_path: Path) -> None:
    row = one(tmp_path, "procedures", "6手続", "23手続", "", "25手続 (R4)")
    assert (row["status"], row["target_year"], row["elapsed"]) == ("missed", 2022, 1.0)


def test_a_result_after_the_targets_year_is_judged_by_it(tmp_path: Path) -> None:
    row = one(tmp_path, "procedures", "6手続", "23手続", "24手続", "25手続 (R4)")
    assert (row["status"], row["value"], row["elapsed"]) == ("missed", 24.0, 1.0)
    assert math.isnan(row["required_per_year"])


def test_a_result_not_later_than_the_baseline_is_no_result(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R3", "R5", "目標値（R7）"]
    row = one(tmp_path, "procedure_ratio", "58%", "64.4%", "", "100%", columns=columns)
    assert (row["status"], row["reason"]) == ("no_result", "result_not_after_baseline")
    assert math.isnan(row["value"])


def test_an_actual_figure_outweighs_an_estimate_of_the_same_year(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R5 実績見込", "R5 実績", "目標値（R7）"]
    row = one(tmp_path, "procedures", "10手続", "18手続", "16手続", "20手続", columns=columns)
    assert (row["value"], row["value_kind"]) == (16.0, "actual")


def test_a_later_estimate_outweighs_an_earlier_actual_figure(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R4 実績", "R5 実績見込", "目標値（R7）"]
    row = one(tmp_path, "procedures", "10手続", "14手続", "16手続", "20手続", columns=columns)
    assert (row["value"], row["value_kind"]) == (16.0, "estimate")


def test_the_furthest_target_counts_and_milestones_do_not_where_there_is_a_target(tmp_path: Path) -> None:
    columns = ["基準値（R3）", "R4", "目標値（R5）", "目標値（R7）", "計画値（R8）"]
    row = one(tmp_path, "procedures", "10手続", "14手続", "15手続", "20手続", "25手続", columns=columns)
    assert (row["target"], row["target_year"], row["target_kind"]) == (20.0, 2025, "target")


def test_missed_needs_the_targets_year_and_different_windows_have_different_clocks(tmp_path: Path) -> None:
    """Three fifths of the way after two years: ahead in a plan of five years, behind in one of three."""
    long = one(
        tmp_path / "a", "procedures", "100手続", "160手続", "200手続", columns=["基準値（R3）", "R5", "目標値（R8）"]
    )
    short = one(
        tmp_path / "b", "procedures", "100手続", "160手続", "200手続", columns=["基準値（R3）", "R5", "目標値（R6）"]
    )
    assert (long["pace"], long["status"]) == (pytest.approx(1.5), "on_track")
    assert (short["pace"], short["status"]) == (pytest.approx(0.9), "behind")
    assert (long["required_per_year"], short["required_per_year"]) == (pytest.approx(40 / 3), pytest.approx(40))


def test_results_by_year_gives_each_year_its_own_measures(tmp_path: Path) -> None:
    synthetic.world(tmp_path, {"asahina.procedures": ["13手続", "36手続", "36手続", "37手続", "44手続"]}, SUMIDA)
    table = results_by_year(Study.of(tmp_path).current, Study.of(tmp_path))
    assert table["value_year"].tolist() == [2022, 2023, 2024]
    assert table["progress"].tolist() == pytest.approx([23 / 31, 23 / 31, 24 / 31])
    assert table["elapsed"].tolist() == pytest.approx([1 / 4, 1 / 2, 3 / 4])
    assert table["text"].tolist() == ["36手続", "36手続", "37手続"]


# --- what a status needs -------------------------------------------------------------------------------------------


def flow(root: Path, *cells: str, columns: list[str] = PLAN) -> pd.Series:
    """Return the measures of an indicator whose codebook entry says that each year starts anew."""
    synthetic.world(root, {"asahina.leaks": cells}, columns)
    book = root / "data" / "raw" / "concepts.toml"
    text = book.read_text(encoding="utf-8")
    book.write_text(
        text.replace("[concepts.leaks]\n", '[concepts.leaks]\ncounts = "flow"\n'), encoding="utf-8", newline="\n"
    )
    clean(root)
    return progress(root=root).iloc[0]


def test_a_flow_is_not_met_before_its_year(tmp_path: Path) -> None:
    row = flow(tmp_path, "3件", "", "0件", "0件")
    assert (row["counts"], row["status"]) == ("flow", "at_target_level")
    assert math.isnan(row["required_per_year"])


def test_a_flow_of_the_targets_year_is_met(tmp_path: Path) -> None:
    row = flow(tmp_path, "3件", "2件", "0件", "0件", columns=["基準値（R3）", "R4", "R7 実績", "目標値（R7）"])
    assert row["status"] == "achieved"


@pytest.mark.parametrize(("figure", "status"), [("9手続", "expected_to_meet"), ("8手続", "on_track")])
def test_an_estimate_never_achieves(tmp_path: Path, figure: str, status: str) -> None:
    columns = ["基準値（R3）", "R4", "R5 実績見込", "目標値（R7）"]
    assert one(tmp_path, "procedures", "2手続", "3手続", figure, "9手続", columns=columns)["status"] == status


@pytest.mark.parametrize(
    ("figure", "status"), [("8手続", "borderline"), ("9手続", "achieved")], ids=["short", "passed"]
)
def test_a_figure_of_a_day_before_the_due_date_is_never_missed(tmp_path: Path, figure: str, status: str) -> None:
    columns = ["基準値（R3）", "R4", "令和7年12月末 実績", "目標値（R7）"]
    assert one(tmp_path, "procedures", "2手続", "3手続", figure, "9手続", columns=columns)["status"] == status


# --- vintages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """Return a root where a later document moves baseline, target, the target's year and last year's result."""
    old = Table(PLAN, {"asahina.procedures": ["6手続", "23手続", "", "25手続 (R4)"]})
    new = Table(SUMIDA, {"asahina.procedures": ["7手続", "21手続", "21手続", "23手続", "27手続"]})
    synthetic.write(
        tmp_path,
        {"a-2023": Source("2023-11-02", {"kpi": old}, ASAHINA), "b-2025": Source("2025", {"kpi": new}, ASAHINA)},
    )
    clean(tmp_path)
    return tmp_path


def test_the_latest_vintage_counts(revised: Path) -> None:
    row = progress(root=revised).iloc[0]
    assert (row["baseline"], row["value"], row["target"], row["target_year"]) == (7.0, 23.0, 27.0, 2025)
    assert row["source"] == "b-2025"
    every = progress(load_observations(vintage="all", root=revised), root=revised).iloc[0]
    pd.testing.assert_series_equal(every, row)


def test_each_result_is_that_of_the_newest_document(revised: Path) -> None:
    every = results_by_year(Study.of(revised).published, Study.of(revised))
    assert every[["value_year", "value"]].values.tolist() == [[2022, 21.0], [2023, 21.0], [2024, 23.0]]


def test_the_newest_target_counts_even_where_an_older_one_lies_further_ahead(tmp_path: Path) -> None:
    sources = {
        "a": Source("2023", {"kpi": Table(["目標値（R7）"], {"asahina.procedures": ["25手続"]})}, ASAHINA),
        "b": Source("2024", {"kpi": Table(["目標値（R6）"], {"asahina.procedures": ["20手続"]})}, ASAHINA),
    }
    synthetic.write(tmp_path, sources)
    clean(tmp_path)
    row = progress(root=tmp_path).iloc[0]
    assert (row["target"], row["target_year"], row["source"]) == (20.0, 2024, "b")


def test_what_was_known_then_gives_what_was_judged_then(revised: Path) -> None:
    then = load_observations(as_of_publication="2023-12-31", root=revised)
    row = progress(then, root=revised).iloc[0]
    assert (row["baseline"], row["value"], row["target"], row["target_year"]) == (6.0, 23.0, 25.0, 2022)
    assert (row["status"], row["source"]) == ("missed", "a-2023")


def test_a_result_of_an_older_document_stays_where_the_newer_is_silent(tmp_path: Path) -> None:
    old = Table(PLAN, {"asahina.procedures": ["6手続", "10手続", "12手続", "25手続"]})
    new = Table(["基準値（R3）", "目標値（R7）"], {"asahina.procedures": ["6手続", "30手続"]})
    sources = {"a": Source("2023", {"kpi": old}, ASAHINA), "b": Source("2024", {"kpi": new}, ASAHINA)}
    synthetic.write(tmp_path, sources)
    clean(tmp_path)
    row = progress(root=tmp_path).iloc[0]
    assert (row["value"], row["target"], row["source"]) == (12.0, 30.0, "b a")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("baseline", "baseline_not_in_rows"), ("target", "target_not_in_rows"), ("actual", "result_not_in_rows")],
)
def test_what_a_caller_leaves_out_is_not_said_to_be_missing(revised: Path, kind: str, reason: str) -> None:
    rows = load_observations(root=revised)
    assert progress(rows[rows["kind"] != kind], root=revised)["reason"].tolist() == [reason]


def test_progress_of_no_observations_is_an_empty_table(revised: Path) -> None:
    nothing = load_observations(root=revised).iloc[:0]
    assert progress(nothing, root=revised).empty


# --- properties ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root of three wards whose codebook has an indicator of either direction."""
    root = tmp_path_factory.mktemp("facts")
    rows = {f"{ward}.{name}": [f"1{unit}", "", "", ""] for ward in CODES for name, unit in UNITS.items()}
    return synthetic.world(root, rows)


def frame(
    name: str, baseline: float, value: float, target: float, years: tuple[int, int, int], ward: str = "asahina"
) -> pd.DataFrame:
    """Return observations of one indicator of one ward."""
    rows = pd.DataFrame(
        {"kind": ["baseline", "actual", "target"], "value": [baseline, value, target], "fiscal_year": years}
    )
    rows = rows.assign(
        ward=CODES[ward], indicator=f"{ward}.{name}", concept=name, theme=synthetic.theme_of(name), unit="u", as_of=""
    )
    rows = rows.assign(
        source=f"{ward}-plan", published=pd.Timestamp("2025-12-31"), locator="", note="", text=rows["value"].map(str)
    )
    rows = rows.assign(
        period_from=pd.array([pd.NA] * 3, dtype="Int64"),
        published_from=rows["published"],
        obs_status="A",
        bound="",
        superseded=pd.array([False] * 3, dtype="boolean"),
    )
    return rows[schema.OBSERVATIONS.columns]


FIGURES = st.integers(0, 10_000).map(lambda cents: cents / 10)
YEARS = st.tuples(st.integers(2018, 2022), st.integers(1, 8), st.integers(1, 8)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[0] + drawn[2])
)
NAMES = st.sampled_from(["procedures", "leaks"])


@settings(max_examples=40)  # each costs a join of tables
@given(NAMES, FIGURES, FIGURES, FIGURES, YEARS)
def test_progress_is_0_at_the_baseline_and_1_at_the_target(
    facts: Path, name: str, baseline: float, value: float, target: float, years: tuple[int, int, int]
) -> None:
    results = dict(zip(CODES, (baseline, target, value), strict=True))  # one call for three wards
    given = [frame(name, baseline, result, target, years, ward) for ward, result in results.items()]
    at_baseline, at_target, share = (
        progress(pd.concat(given, ignore_index=True), root=facts).set_index("ward").loc[[*CODES.values()], "progress"]
    )
    if target == baseline:
        assert math.isnan(share)
        return
    assert at_baseline == pytest.approx(0)
    assert at_target == pytest.approx(1)
    assert baseline + share * (target - baseline) == pytest.approx(value)


@settings(max_examples=40)  # each costs a join of tables
@given(NAMES, FIGURES, FIGURES, FIGURES, YEARS)
def test_a_status_says_what_its_rule_says(
    facts: Path, name: str, baseline: float, value: float, target: float, years: tuple[int, int, int]
) -> None:
    row = progress(frame(name, baseline, value, target, years), root=facts).iloc[0]
    met = value >= target if name == "procedures" else value <= target
    start, at, end = years
    if met:
        expected = "achieved"
    elif at >= end:
        expected = "missed"
    elif target == baseline:
        expected = ""
    else:
        # in whole numbers, so that no rounding hides in the expectation
        way, done = Decimal(str(target)) - Decimal(str(baseline)), Decimal(str(value)) - Decimal(str(baseline))
        sign = 1 if target > baseline else -1
        step = Decimal(1) if all(one == int(one) for one in (baseline, value, target)) else Decimal("0.1")
        off = step * (at - start) / 2  # whole steps: half of one each year
        # the baseline is of the first day of its year, or of the last
        ahead = {
            (done * sign + side * off) * (end - start + more) >= way * sign * (at - start + more)
            for more in (0, 1)
            for side in (-1, 1)
        }
        expected = "borderline" if len(ahead) > 1 else "on_track" if True in ahead else "behind"
    assert row["status"] == expected


@settings(max_examples=40)  # each costs a join of tables
@given(NAMES, FIGURES, FIGURES, FIGURES, YEARS, st.sampled_from([0.01, 3.0, 1000.0]))
def test_measures_do_not_depend_on_the_unit(
    facts: Path, name: str, baseline: float, value: float, target: float, years: tuple[int, int, int], factor: float
) -> None:
    given = frame(name, baseline, value, target, years)
    other = frame(name, baseline * factor, value * factor, target * factor, years, "hoshino")
    both = progress(pd.concat([given, other], ignore_index=True), root=facts).set_index("ward")
    plain, scaled = (both.loc[[CODES[ward]]] for ward in ("asahina", "hoshino"))
    for measure in ("attainment", "progress", "elapsed", "pace"):
        np.testing.assert_allclose(scaled[measure], plain[measure], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(scaled["required_per_year"], plain["required_per_year"] * factor, rtol=1e-6, atol=1e-9)
    assert scaled["reason"].tolist() == plain["reason"].tolist()


@settings(max_examples=40)  # each costs a join of tables
@given(NAMES, FIGURES, FIGURES, FIGURES, YEARS)
def test_the_required_step_leads_to_the_target(
    facts: Path, name: str, baseline: float, value: float, target: float, years: tuple[int, int, int]
) -> None:
    row = progress(frame(name, baseline, value, target, years), root=facts).iloc[0]
    left = years[2] - years[1]
    if row["status"] in ("achieved", "missed"):
        assert math.isnan(row["required_per_year"])
    elif left > 0:
        assert value + row["required_per_year"] * left == pytest.approx(target)


def test_recomputing_from_the_printed_text_gives_the_same(project_root: Path) -> None:
    """Every figure of the committed table stands in its printed cell, by a reading that is not the grammar's."""
    table = load_observations(vintage="all", detail=True, root=project_root)
    table = table[table["value"].notna()]
    assert len(table) > 200
    off = []
    for value, text, locator in table[["value", "text", "locator"]].itertuples(index=False):
        flat = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
        printed = {-float(n) if sign else float(n) for sign, n in re.findall(r"([▲△])?(\d+(?:\.\d+)?)", flat)}
        if value not in printed:
            off.append((locator, text, value))
    assert not off


# --- the project's data --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def latest(project_root: Path) -> pd.DataFrame:
    """Return the measures of the project's indicators, latest vintage."""
    return progress(root=project_root).set_index("indicator")


@pytest.mark.parametrize(
    ("indicator", "status", "share", "elapsed", "pace", "required"),
    [
        ("sumida.online_procedures_priority", "borderline", 24 / 31, 3 / 4, 32 / 31, 7.0),
        ("sumida.online_procedures_mynaportal", "on_track", 17 / 19, 3 / 4, 68 / 57, 2.0),
        ("sumida.cashless_procedures", "achieved", 204 / 27, 3 / 4, None, None),
        (
            "sumida.mynumber_card_rate",  # its baseline is the ministry's figure of 1 September 2021, 154 days into R3
            "achieved",
            42.2 / 30,
            (4 - 154 / 365) / (5 - 154 / 365),
            None,
            None,
        ),
        ("sumida.online_consultations", "behind", 20 / 30, 3 / 4, 8 / 9, 10.0),
        ("sumida.open_data", "borderline", 51 / 70, 3 / 4, 68 / 70, 19.0),
        ("sumida.e_approval", "behind", 16.8 / 42, 3 / 4, None, 25.2),
        ("sumida.security_training", "at_target_level", 1.0, 3 / 4, None, None),
        ("taito.online_procedure_ratio", "expected_to_miss", 0.2, 1.0, 0.2, None),
        ("taito.mynumber_card_rate", "expected_to_meet", 56 / 25, 1.0, 56 / 25, None),
        ("taito.cashless_usage_rate", "expected_to_miss", 0.4, 1.0, 0.4, None),
        ("taito.chatbot_unresolved", "expected_to_miss", 17 / 20, 1.0, 17 / 20, None),
        ("taito.e_approval", "expected_to_miss", 68 / 69, 1.0, 68 / 69, None),
        ("taito.incidents", "expected_to_miss", 2 / 3, 1.0, 2 / 3, None),
        ("taito.open_data", "expected_to_meet", 749 / 74, 1.0, 749 / 74, None),
        ("taito.bpr_processes", "expected_to_meet", 53 / 25, 1.0, 53 / 25, None),
        ("taito.ai_rpa_hours_saved", "expected_to_meet", 8700 / 7550, 1.0, 8700 / 7550, None),
    ],
)
def test_measures_of_the_documents_figures(
    latest: pd.DataFrame,
    indicator: str,
    status: str,
    share: float,
    elapsed: float,
    pace: float | None,
    required: float | None,
) -> None:
    row = latest.loc[indicator]
    assert row["status"] == status
    assert row["progress"] == pytest.approx(share)
    assert row["elapsed"] == pytest.approx(elapsed)
    if pace is not None:
        assert row["pace"] == pytest.approx(pace)
    assert row["required_per_year"] == pytest.approx(required) if required else math.isnan(row["required_per_year"])


@pytest.mark.parametrize(
    ("indicator", "status", "reason"),
    [
        ("suginami.online_procedures_cumulative", "no_result", "documents_older"),
        ("suginami.cashless_action", "plan_in_words", "plan_in_words"),
        ("suginami.mynumber_action", "plan_in_words", "plan_in_words"),
        ("sumida.standardization", "no_result", "result_marked"),
        ("sumida.brand_rank", "no_result", "result_undated"),
        ("sumida.incidents", "at_target_level", "target_equals_baseline"),
        ("sumida.training", "achieved", "baseline_marked"),
        ("taito.waiting_time_certificates", "qualitative", "target_in_words"),
        ("taito.convenience_store_certificates", "qualitative", "target_in_words"),
    ],
)
def test_what_cannot_be_measured_says_why(latest: pd.DataFrame, indicator: str, status: str, reason: str) -> None:
    row = latest.loc[indicator]
    assert (row["status"], row["reason"]) == (status, reason)
    assert math.isnan(row["progress"])


def test_no_pace_is_built_on_a_leap_beside_a_target_made_easier(latest: pd.DataFrame) -> None:
    """Cashless: 13 in R3, 209 in R4; the target was 60 in the draft of 2022 and is 40 since the briefing of 2023."""
    row = latest.loc["sumida.cashless_procedures"]
    assert (row["status"], row["reason"]) == ("achieved", "leap")
    assert row[["pace", "pace_low", "pace_high", "leeway"]].isna().all()
    assert (latest["reason"] == "leap").sum() == 1  # Taito's open data leapt, too, but its target did not move


@pytest.mark.parametrize(("before", "is_leap"), [(60.0, True), (40.0, False), (30.0, False)])
def test_a_target_that_was_only_dated_anew_was_not_made_easier(
    before: float, is_leap: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From 13 to 209 in a year, where the target is 40 now: a leap only if an older document asked for more."""
    row = {"indicator": "a", "value": 209.0, "value_year": 2022, "baseline": 13.0, "baseline_year": 2021}
    rows = pd.DataFrame([row | {"target": 40.0, "direction": "higher"}])
    older = pd.DataFrame({"indicator": ["a"], "value": [before]})
    monkeypatch.setattr(attainment, "replaced_targets", lambda _: older)
    assert attainment._leaps(rows, Study.of()) == ({"a"} if is_leap else set())


def test_the_range_of_pace_says_what_the_unknown_date_leaves(latest: pd.DataFrame) -> None:
    """37 of 44: 24/31 of the way, after 3 of 4 years if the 13 are of 31 March 2022, or after 4 of 5."""
    row = latest.loc["sumida.online_procedures_priority"]
    assert (row["pace_low"], row["pace_high"]) == pytest.approx((24 / 31 / (4 / 5), 24 / 31 / (3 / 4)))
    september = (4 - 154 / 365) / (5 - 154 / 365)
    assert 24 / 31 / september == pytest.approx(0.99, abs=5e-3)
    assert row["pace_low"] < 24 / 31 / september < row["pace_high"]


def test_the_wards_own_judgement_stands_beside_ours(latest: pd.DataFrame) -> None:
    verdicts = latest.loc[(latest["own_verdict"] != "") & (latest["ward"] == "131067"), "own_verdict"]
    assert len(verdicts) == 31  # 28 listed, one of them twice, and four with two figures
    assert latest.loc["taito.online_procedure_ratio", "own_verdict"] == "missed"
    assert latest.loc["taito.mynumber_card_rate", "own_verdict"] == "achieved"
    others = latest.loc[(latest["ward"] != "131067") & (latest["own_verdict"] != ""), "own_verdict"]
    assert others.to_dict() == {"sumida.brand_rank": "missed", "sumida.floor_area_change": "achieved"}  # of R2 still


def test_rows_without_the_target_are_not_told_as_a_target_that_does_not_exist(project_root: Path) -> None:
    """The 25 of R4 were replaced; the targets of R7 are filtered away."""
    asked = {"theme": "onlinization", "ward": "sumida", "vintage": "latest"}
    rows = load_observations(**asked, root=project_root).query("fiscal_year <= 2024")
    table = progress(rows, root=project_root).set_index("indicator")
    for name in ("sumida.online_procedures_mynaportal", "sumida.online_procedures_priority"):
        assert (table.loc[name, "status"], table.loc[name, "reason"]) == ("", "target_not_in_rows")
        assert math.isnan(table.loc[name, "target"])
    only = rows[rows["kind"] == "target"]  # nothing but the target that was replaced
    assert progress(only, root=project_root)["reason"].tolist() == ["target_not_in_rows"]


def test_a_bound_stays_with_its_target(latest: pd.DataFrame) -> None:
    bounds = latest["target_bound"]
    assert bounds["sumida.current_balance_ratio"] == "at_most"
    assert bounds["sumida.collection_ward_tax"] == "at_least"
    assert bounds["sumida.net_assets_change"] == "above"
    assert bounds["sumida.cashless_procedures"] == ""


def test_every_empty_progress_has_a_reason_and_every_status_is_known(latest: pd.DataFrame) -> None:
    assert (latest.loc[latest["progress"].isna(), "reason"] != "").all()
    assert set(latest["status"]) <= set(STATUSES)
    assert latest.index.is_unique
    assert set(latest["reason"]) <= set(labels.REASONS)


def test_the_same_indicator_was_borderline_in_2023_and_is_on_track_now(
    project_root: Path, latest: pd.DataFrame
) -> None:
    """25 procedures were due in R4 by the briefing of 2023, and are due in R7 by the later table.

    The briefing's 23 are of December: no estimate, and with three months left of two years on time or not by half a
    procedure.
    """
    then = progress(load_observations(as_of_publication="2023-12-31", root=project_root), root=project_root)
    row = then.set_index("indicator").loc["sumida.online_procedures_mynaportal"]
    assert (row["status"], row["value"], row["target"], row["target_year"]) == ("borderline", 23.0, 25.0, 2022)
    now = latest.loc["sumida.online_procedures_mynaportal"]
    assert (now["status"], now["value"], now["target"], now["target_year"]) == ("on_track", 23.0, 25.0, 2025)
    e_approval = then.set_index("indicator").loc["sumida.e_approval"]
    assert (e_approval["status"], e_approval["reason"]) == ("no_result", "result_not_after_baseline")


def test_the_draft_of_2022_is_all_that_was_known_in_2022(project_root: Path) -> None:
    known = load_observations(as_of_publication="2022-12-31", ward="sumida", root=project_root)
    own = known[known["source"] != "mic-mynumber"]
    assert set(own["source"]) == {"sumida-plan-2022"}
    row = progress(known, root=project_root).set_index("indicator").loc["sumida.cashless_procedures"]
    assert (row["baseline"], row["target"], row["status"], row["reason"]) == (14.0, 60.0, "", "result_not_in_rows")


def test_a_printed_figure_may_be_off_by_half_of_its_last_digit() -> None:
    halves = attainment._half_of_last_digit(pd.Series([37.0, 52.5, 64.81, np.nan]))
    assert halves.tolist() == pytest.approx([0.5, 0.05, 0.005, 0.0])


def test_a_baseline_of_a_month_may_be_of_its_first_day() -> None:
    row = {"indicator": "x.y", "baseline": 1.0, "baseline_year": 2022, "baseline_as_of": "2022-12"}
    first, last = attainment._baseline_positions(pd.DataFrame([row]), Study.of())
    assert (last[0] - first[0]) * 365 == pytest.approx(30)
