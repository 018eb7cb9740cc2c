"""What documents state about themselves, recomputed: agreement is shown, disagreement is listed with its reason."""

from pathlib import Path

import pandas as pd
import pytest
import synthetic
from synthetic import ASAHINA, Source, Table

from analysis import consistency
from analysis.audit.self_checks import CHECKS, CONSISTENCY_COLUMNS
from analysis.sources.clean import clean


@pytest.fixture(scope="module")
def table(project_root: Path) -> pd.DataFrame:
    return consistency(detail=True, root=project_root)


def of(table: pd.DataFrame, source: str, check: str) -> pd.DataFrame:
    return table[(table["source"] == source) & (table["check"] == check)]


def judged(tmp_path: Path, indicator: str, baseline: str, target: str, result: str, evaluation: str) -> pd.Series:
    """Return what becomes of one evaluation of a made-up ward."""
    columns = ["基準値（R3）", "目標値（R7）", "R7 実績見込", "評価"]
    rows = {f"asahina.{indicator}": [baseline, target, result, evaluation]}
    source = Source("2025", {"kpi": Table(columns, rows, '[table.columns."評価"]\nrole = "evaluation"')}, ASAHINA)
    synthetic.write(tmp_path, {"doc": source})
    clean(tmp_path)
    (row,) = consistency(detail=True, root=tmp_path).to_dict("records")
    assert row["check"] == "evaluation"
    assert row["locator"] == "doc/kpi.csv:2[評価] @ L1"
    return row


@pytest.mark.parametrize(
    ("indicator", "baseline", "target", "result", "recomputed"),
    [
        ("procedures", "6手続", "25手続", "25手続", "達成"),  # the same number counts
        ("procedures", "6手続", "25手続", "24手続", "未達成"),
        ("leaks", "3件", "0件", "0件", "達成"),
        ("leaks", "3件", "1件", "0件", "達成"),  # less is better
        ("leaks", "3件", "0件", "1件", "未達成"),
        ("leaks", "3件", "減少", "2件", "達成"),
        ("leaks", "3件", "減少", "3件", "未達成"),
        ("measures", "実施", "推進", "推進", "達成"),
        ("measures", "－", "実施", "推進", "達成"),  # a later stage
        ("measures", "実施", "推進", "実施", "未達成"),
    ],
)
def test_the_wards_rule(
    tmp_path: Path, indicator: str, baseline: str, target: str, result: str, recomputed: str
) -> None:
    row = judged(tmp_path, indicator, baseline, target, result, "達成")
    assert row["recomputed"] == recomputed
    assert row["agrees"] == (recomputed == "達成")
    assert row["stated"] == "達成"


@pytest.mark.parametrize(
    ("target", "result"), [("25手続", "－"), ("－", "25手続"), ("減少", "－")], ids=["no result", "no target", "words"]
)
def test_what_cannot_be_recomputed_is_said_not_to_be(tmp_path: Path, target: str, result: str) -> None:
    row = judged(tmp_path, "procedures", "6手続", target, result, "達成")
    assert pd.isna(row["agrees"])
    assert pd.isna(row["recomputed"])
    assert row["reason_ja"] and row["reason_en"]


def test_columns_and_reasons(table: pd.DataFrame) -> None:
    assert list(table.columns) == CONSISTENCY_COLUMNS
    assert set(table["check"]) == set(CHECKS)
    for column in ("subject_ja", "subject_en", "stated", "reason_ja", "reason_en", "locator"):
        assert table[column].notna().all(), column


def test_taitos_28_evaluations_follow_from_its_own_rule(table: pd.DataFrame) -> None:
    evaluations = of(table, "taito-status-2025", "evaluation")
    assert len(evaluations) == 28
    assert evaluations["stated"].value_counts().to_dict() == {"達成": 20, "未達成": 8}
    assert evaluations["agrees"].all()
    reasons = evaluations.set_index("subject_ja")["reason_en"]
    assert "taken literally" in reasons["AI チャットボットにおける未解決率"]  # 3% of at most 0%
    assert "baseline" in reasons["コンビニで取得可能な証明書数"]  # 充実, but 2 as before
    assert "not in the documents read" in reasons["児童・生徒の情報活用能力の評価指数"]  # 増加, in words only
    assert "two figures" in reasons["外部セミナー等への職員参加回数"]


def test_taitos_counts_and_rate_follow_from_its_evaluations(table: pd.DataFrame) -> None:
    counts = of(table, "taito-status-2025", "count")
    assert len(counts) == 16 * 3
    assert counts["agrees"].all()
    totals = of(table, "taito-status-2025", "total")
    assert totals["stated"].tolist() == ["28", "20", "8", "28"]
    assert totals["recomputed"].fillna("").tolist() == ["28", "20", "8", "28"]
    (rate,) = of(table, "taito-status-2025", "share").to_dict("records")
    assert (rate["stated"], rate["recomputed"], rate["agrees"]) == ("71.4", "71.4", True)
    assert rate["reason_ja"] == "20 ÷ 28"


def test_an_indicator_counted_twice_is_listed_with_what_counting_it_once_gives(table: pd.DataFrame) -> None:
    row = of(table, "taito-status-2025", "total").iloc[-1]
    assert row["agrees"]  # the document counts the rows of its annex, as it may
    assert "オンライン手続比率" in row["reason_ja"] and "27指標" in row["reason_ja"]
    assert "74.1%" in row["reason_ja"]  # 20 of 27


def test_suginamis_yearly_20_are_the_steps_of_its_cumulative_figures(table: pd.DataFrame) -> None:
    rows = of(table, "suginami-plan-2024", "difference")
    assert rows["stated"].tolist() == ["20", "20", "20"]
    assert rows["recomputed"].fillna("").tolist() == ["", "20", "20"]
    assert rows["agrees"].isna().tolist() == [True, False, False]
    assert "260" in rows["reason_en"].iloc[0]


def test_sumidas_plan_contradicts_itself_twice(table: pd.DataFrame) -> None:
    rows = of(table, "sumida-plan-2022", "stated_twice")
    differ = rows[~rows["agrees"]]
    assert differ[["stated", "recomputed"]].values.tolist() == [["82.9", "82.6"], ["180", "181"]]
    assert differ["locator"].str.contains("sumida-plan-2022/reform_2_").all()
    assert differ["locator"].str.contains(" + sumida-plan-2022/previous_", regex=False).all()
    # of FY2019 both tables print results, which clean refuses to join where they differ; of FY2020 one is the baseline
    assert ["65", "65"] in rows[["stated", "recomputed"]].values.tolist()


def test_sumidas_briefing_gives_two_e_approval_rates_for_r3(table: pd.DataFrame) -> None:
    (row,) = of(table, "sumida-briefing-2023", "stated_twice").to_dict("records")
    assert (row["stated"], row["recomputed"], row["agrees"]) == ("58", "64.4", False)
    assert "FY2021" in row["reason_en"]


def test_shares_follow_from_their_numbers(table: pd.DataFrame) -> None:
    agency = of(table, "digital-agency-dx-2024", "share")
    assert agency["stated"].tolist() == ["64", "68", "50"]
    assert agency["reason_en"].tolist() == ["14 / 22", "13 / 19", "11 / 22"]
    ministry = of(table, "mic-mynumber", "share")
    assert len(ministry) == 8 * 3  # the sums for Tokyo and Japan are ours, not published
    assert pd.concat([agency, ministry])["agrees"].all()


def edited(root: Path, path: str, old: str, new: str) -> pd.DataFrame:
    """Return the table after one cell of the copied data was altered."""
    file = root / "data" / "raw" / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    clean(root)
    return consistency(detail=True, root=root)


def test_an_altered_evaluation_count_or_rate_disagrees(data_root: Path) -> None:
    table = edited(data_root, "taito-status-2025/annex.csv", "31%,100%,99%,未達成", "31%,100%,99%,達成")
    wrong = table[(table["source"] == "taito-status-2025") & ~table["agrees"]]
    assert wrong["check"].tolist() == ["evaluation", "count", "count"]
    assert wrong[["stated", "recomputed"]].values.tolist() == [["達成", "未達成"], ["1", "2"], ["2", "1"]]
    table = edited(data_root, "taito-status-2025/policies_rate.csv", "71.4%", "71.5%")
    (rate,) = of(table, "taito-status-2025", "share").to_dict("records")
    assert (rate["stated"], rate["recomputed"], rate["agrees"]) == ("71.5", "71.4", False)


def test_an_altered_total_or_milestone_disagrees(data_root: Path) -> None:
    table = edited(data_root, "taito-status-2025/policies.csv", "合計,28,20,8", "合計,28,21,8")
    assert of(table, "taito-status-2025", "total")["agrees"].tolist() == [True, False, True, True]
    file = data_root / "data" / "raw" / "suginami-plan-2024" / "procedures.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("累計300手続", "累計310手続"), encoding="utf-8")
    clean(data_root)
    assert of(consistency(detail=True, root=data_root), "suginami-plan-2024", "difference")["recomputed"].fillna(
        ""
    ).tolist() == [
        "",
        "30",
        "10",
    ]
