"""A new ward is data: whatever shape its document has, cleaning, comparing and measuring include it as it is.

Koto's figures here are made up. Each test starts from the project's own data and adds Koto without touching Python.
"""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.text import Text
from new_wards import KOTO, PLAN, RATE, add_source, with_table
from plain import load_plain
from synthetic import Source, Table

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.sources.clean import clean
from analysis.sources.validate import validate


def of_koto(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["ward"] == KOTO].set_index("indicator")


def test_a_plan_of_other_years_across_the_change_of_era(koto: Path) -> None:
    root = with_table(koto, PLAN, {RATE: ["15%", "16.2%", "70.5%", "80%"]})
    row = of_koto(analysis.progress(root=root)).loc[RATE]
    assert (row["baseline_year"], row["value_year"], row["target_year"]) == (2018, 2024, 2028)
    assert row["progress"] == pytest.approx((70.5 - 15) / (80 - 15))
    assert row["elapsed"] == pytest.approx(6 / 10)
    assert row["status"] == "on_track"
    years = analysis.load_observations(ward="koto", root=root).set_index("kind")["fiscal_year"]
    assert list(years["actual"]) == [2019, 2024]


GRADE = "".join(
    f'\n[[grades]]\nconcept = "mynumber_card_rate"\nwards = ["koto", "{other}"]\ngrade = "B"\n'
    'evidence_ja = "水準が合う。"\nevidence_en = "The levels match."\n'
    for other in ("sumida", "taito")
)


def test_results_only(koto: Path) -> None:
    root = with_table(koto, ["平成30年度", "令和元年度", "R6"], {RATE: ["15%", "16.2%", "70.5%"]})
    row = of_koto(analysis.progress(root=root)).loc[RATE]
    assert (row["status"], row["value"], pd.isna(row["target"]), pd.isna(row["progress"])) == (
        "no_target",
        70.5,
        True,
        True,
    )
    table = analysis.compare("mynumber_card_rate", unverified=True, root=root)
    assert sorted(table.loc[table["ward"] == KOTO, "value"]) == [15, 16.2, 70.5]


def test_targets_only(koto: Path) -> None:
    root = with_table(koto, ["目標値（R8）", "目標値（R10）"], {RATE: ["75%", "80%"]})
    row = of_koto(analysis.progress(root=root)).loc[RATE]
    assert (row["status"], row["target"], row["target_year"], pd.isna(row["value"])) == ("no_result", 80, 2028, True)


def test_words_only(koto: Path) -> None:
    root = with_table(koto, ["R6", "R7"], {"koto.cashless_action": ["導入検討", "導入"]})
    table = analysis.compare("cashless_action", ward="koto", root=root)
    assert list(table["text"]) == ["導入検討", "導入"]
    assert set(table["availability"]) == {"words"}


def test_nothing_published_stays_visible(koto: Path) -> None:
    clean(koto)
    table = analysis.compare("mynumber_card_rate", root=koto)
    row = table[table["ward"] == KOTO].iloc[0]
    assert (row["availability"], pd.isna(row["value"])) == ("none", True)


def test_other_units_need_a_definition_of_their_own(koto: Path) -> None:
    rows = {"koto.open_data": ["120データセット", "150データセット", "200データセット", "300データセット"]}
    add_source(koto, "koto-plan-2026", Source("2026", {"kpi": Table(PLAN, rows)}, KOTO))
    (first, *rest) = [finding for finding in validate(root=koto) if finding.level == "error"]
    assert first.problem.code == "unknown_unit"
    assert len(rest) == 3
    with (koto / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[units.datasets]\nname_ja = "データセット"\nname_en = "datasets"\nprinted = ["データセット"]\n'
            '[definitions.open_data_sets]\nconcept = "open_data"\nunit = "datasets"\n'
        )
    table = koto / "data" / "raw" / "koto-plan-2026" / "kpi.csv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("koto.open_data,", "koto.open_data_sets,"), encoding="utf-8"
    )
    clean(koto)
    row = of_koto(analysis.progress(root=koto)).loc["koto.open_data_sets"]
    assert (row["unit"], row["value"]) == ("datasets", 200)
    with pytest.raises(analysis.NotComparable, match=r"Open data items published \[datasets\]"):
        analysis.compare("open_data", ward=["koto", "sumida"], root=koto)
    assert KOTO in set(analysis.compare("open_data", "progress", root=koto)["ward"])


def test_quarters_and_days(koto: Path) -> None:
    columns = ["令和6年度第1四半期", "令和6年度第2四半期", "令和6年度第3四半期", "令和7年3月31日"]
    root = with_table(koto, columns, {RATE: ["68%", "69%", "70%", "70.5%"]})
    frame = load_plain(ward="koto", root=root)
    assert list(frame["as_of"]) == ["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31"]
    assert set(frame["fiscal_year"]) == {2024}
    row = of_koto(analysis.progress(root=root)).loc[RATE]
    assert (row["value"], row["value_year"]) == (70.5, 2024)  # the last day of the year counts


def test_figures_without_a_printed_unit(koto: Path) -> None:
    root = with_table(koto, PLAN, {RATE: ["15", "16.2", "70.5", "80"]}, units={0: "percent"})
    assert of_koto(analysis.progress(root=root)).loc[RATE, "value"] == 70.5


def test_lower_is_better_and_bounds(koto: Path) -> None:
    rows = {"koto.incidents": ["300件", "200件", "100件", "0件"]}
    row = of_koto(analysis.progress(root=with_table(koto, PLAN, rows))).loc["koto.incidents"]
    assert row["progress"] == pytest.approx(2 / 3)
    assert row["status"] == "on_track"


def test_the_other_wards_do_not_move(koto: Path) -> None:
    clean(koto)
    before = analysis.load_observations(root=koto)
    after = analysis.load_observations(root=with_table(koto, PLAN, {RATE: ["15%", "16.2%", "70.5%", "80%"]}))
    pd.testing.assert_frame_equal(after[after["ward"] != KOTO].reset_index(drop=True), before)


def test_koto_beside_the_others_shares_an_axis_only_where_the_definition_is_shared(koto: Path) -> None:
    rows = {RATE: ["15%", "16.2%", "70.5%", "80%"], "koto.cashless_usage_rate": ["5%", "6%", "30%", "50%"]}
    root = with_table(koto, PLAN, rows)
    with pytest.raises(analysis.NotComparable, match="unverified=True"):
        analysis.compare("mynumber_card_rate", root=root)  # nobody has graded Koto's rate
    with (root / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write(GRADE)
    assert [finding.message("en") for finding in validate(root=root) if finding.level == "error"] == []
    clean(root)
    table = analysis.compare("mynumber_card_rate", ward=["koto", "sumida", "taito"], root=root).dropna(subset="value")
    assert set(table["ward"]) == {KOTO, "131075", "131067"} and set(table["grade"]) == {"B"}
    with pytest.raises(analysis.NotComparable):
        analysis.compare("cashless", ward=["koto", "sumida"], root=root)
    table = analysis.comparability(root=root)
    pair = table[(table["theme"] == "cashless") & (table["ward_a"] == "131075") & (table["ward_b"] == KOTO)]
    assert list(pair["state"]) == ["other_concepts"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"koto", "sumida"', '"koto", "sumeda"', "sumida"),
        ('wards = ["koto", "sumida"]', 'wards = ["koto"]', "two wards"),
        ('wards = ["koto", "sumida"]', 'wards = ["taito", "sumida"]', "graded before"),
        ('grade = "B"', 'grade = "E"', "'E' is unknown"),
    ],
)
def test_a_wrong_grade_is_refused_in_one_line(koto: Path, old: str, new: str, told: str) -> None:
    with (koto / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write(GRADE.split("\n\n")[0].replace(old, new))
    said = [finding.message("en") for finding in validate(root=koto) if finding.level == "error"]
    assert len(said) == 1 and told in said[0] and "concepts.toml" in said[0] and "\n" not in said[0]


def test_unknown_wards_of_a_grade_are_named_in_one_order(koto: Path) -> None:
    """However Python hashes them in this run."""
    slugs = ["zeta", "eta", "beta", "iota", "alpha", "delta", "theta", "gamma"]
    with (koto / "data" / "raw" / "concepts.toml").open("a", encoding="utf-8") as file:
        file.write(GRADE.split("\n\n")[0].replace('"koto", "sumida"', ", ".join(f'"{slug}"' for slug in slugs)))
    said = [finding.message("en") for finding in validate(root=koto) if finding.level == "error"]
    assert [next(slug for slug in slugs if f"'{slug}'" in one) for one in said] == sorted(slugs)


def test_all_23_wards(everyone: Path) -> None:
    assert [finding.message("en") for finding in validate(root=everyone)] == []
    table = analysis.compare("mynumber_card_rate", "progress", root=everyone)
    assert table["ward"].nunique() == 23
    wards = analysis.load_wards(root=everyone)
    assert len(set(zip(wards["colour"], wards["marker"], strict=True))) == len(wards) == 23


@pytest.mark.parametrize(
    "name", ["availability_matrix", "progress_bars", "trajectories_mynumber", "mynumber_series", "scorecard"]
)
def test_charts_show_koto(koto: Path, name: str) -> None:
    root = with_table(koto, PLAN, {RATE: ["15%", "16.2%", "70.5%", "80%"]})
    figure = analysis.FIGURES[name](root=root)
    assert any("江東区" in text.get_text() for text in figure.findobj(Text))
    assert "江東区" in figure.ward_kpi.alt


@pytest.mark.slow
@pytest.mark.parametrize("name", ["progress_bars", "trajectories_mynumber"])
def test_charts_hold_all_23_wards(everyone: Path, name: str) -> None:
    figure = analysis.FIGURES[name](root=everyone)
    shown = " ".join(text.get_text() for text in figure.findobj(Text))
    assert [ward.name_ja for ward in SPECIAL_WARDS if ward.name_ja not in shown] == []
