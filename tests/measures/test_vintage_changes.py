"""What changed between documents: targets and baselines apart from results, with the reason where a footnote gives one."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

import analysis
from analysis.data.border import inward
from analysis.data.loaders import load_indicators
from analysis.measures.vintage_changes import REVISION_COLUMNS
from analysis.sources.clean import clean
from analysis.words.errors import UnknownName, WardKpiError

NOTES = '[notes."※1"]\nja = "対象が変わった。"\nen = "the scope changed."\n'


def plan(published: str, *rows: tuple[str, list[str]], columns: list[str] = PLAN, extra: str = "") -> Source:
    return Source(published, {"kpi": Table(columns, rows, extra)}, ASAHINA, NOTES)


def revisions(
    before: str | dt.date | None = None, after: str | dt.date | None = None, *, root: Path | None = None
) -> pd.DataFrame:
    """Return the public revisions with an empty text where one is missing."""
    return inward(analysis.revisions(before, after, detail=True, root=root), REVISION_COLUMNS)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a root with a plan and the progress report on it."""
    old = plan(
        "2022-03-01",
        ("asahina.procedures", ["6手続", "", "", "24手続（R4）"]),
        ("asahina.procedure_ratio", ["10%", "", "", "50%"]),
        ("asahina.leaks", ["3件", "", "", "0件"]),
        ("asahina.measures", ["実施", "", "", "推進"]),
        ("asahina.use_rate", ["－", "", "", "40%"]),
    )
    new = plan(
        "2024-03-01",
        ("asahina.procedures", ["6手続", "21手続", "", "24手続"]),
        ("asahina.procedure_ratio", ["10.0%", "20%", "", "60% ※1"]),
        ("asahina.measures", ["実施", "", "", "実施"]),
        ("asahina.use_rate", ["―", "", "", "40%"]),
    )
    synthetic.write(tmp_path, {"old": old, "new": new})
    clean(tmp_path)
    return tmp_path


def rows(table: pd.DataFrame, **wanted: Any) -> list[dict[Any, Any]]:
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table.to_dict("records")


def test_columns_and_groups(root: Path) -> None:
    table = revisions("old", "new", root=root)
    assert list(table.columns) == REVISION_COLUMNS
    assert set(table.loc[table["kind"].isin(["baseline", "target"]), "group"]) == {"target_baseline"}
    assert set(table.loc[table["kind"] == "actual", "group"]) == {"result"}


def test_a_changed_target_has_its_difference_and_its_footnote(root: Path) -> None:
    (row,) = rows(revisions("old", "new", root=root), change="changed", indicator="asahina.procedure_ratio")
    assert (row["from"], row["to"], row["difference"], row["unit"]) == (50, 60, 10, "percent")
    assert (row["text_from"], row["text_to"]) == ("50%", "60% ※1")
    assert (row["reason_ja"], row["reason_en"]) == ("対象が変わった。", "the scope changed.")
    assert (row["source_from"], row["source"]) == ("old", "new")
    assert row["locator_from"] == "old/kpi.csv:3[目標値（R7）] @ L2"


def test_the_same_target_of_another_year_is_redated_not_added_and_dropped(root: Path) -> None:
    table = revisions("old", "new", root=root)
    (row,) = rows(table, indicator="asahina.procedures", kind="target")
    assert (row["change"], row["fiscal_year_from"], row["fiscal_year"]) == ("redated", 2022, 2025)
    assert (row["from"], row["to"], row["difference"]) == (24, 24, 0)
    assert (row["locator_from"], row["locator"]) == (
        "old/kpi.csv:2[目標値（R7）] @ L1",
        "new/kpi.csv:2[目標値（R7）] @ L1",
    )


def test_results_that_the_later_document_brings_are_added(root: Path) -> None:
    added = rows(revisions("old", "new", root=root), change="added")
    assert [(row["indicator"], row["to"], row["source_from"]) for row in added] == [
        ("asahina.procedure_ratio", 20, ""),
        ("asahina.procedures", 21, ""),
    ]
    assert {row["reason_ja"] for row in added} == {""}


def test_an_indicator_that_the_later_document_lacks_is_dropped_and_said_to_be(root: Path) -> None:
    dropped = rows(revisions("old", "new", root=root), change="dropped")
    assert [(row["indicator"], row["kind"], row["source"]) for row in dropped] == [
        ("asahina.leaks", "baseline", ""),
        ("asahina.leaks", "target", ""),
    ]
    assert {row["reason_en"] for row in dropped} == {"The later document does not have this indicator."}


def test_words_that_changed_are_a_change_without_figures(root: Path) -> None:
    (row,) = rows(revisions("old", "new", root=root), indicator="asahina.measures")
    assert (row["change"], row["text_from"], row["text_to"]) == ("changed", "推進", "実施")
    assert pd.isna(row["from"]) and pd.isna(row["difference"])


def test_another_way_to_print_the_same_is_no_change(root: Path) -> None:
    table = revisions("old", "new", root=root)
    assert rows(table, indicator="asahina.use_rate") == []  # － and ―
    assert rows(table, indicator="asahina.procedure_ratio", kind="baseline") == []  # 10% and 10.0%


def test_two_days_compare_what_was_known_on_each(root: Path) -> None:
    table = revisions("2022-12-31", dt.date(2024, 12, 31), root=root)
    (row,) = rows(table, indicator="asahina.procedures", kind="target")
    assert (row["change"], row["fiscal_year_from"], row["fiscal_year"]) == ("redated", 2022, 2025)
    assert rows(table, change="dropped") == []  # what no later document restates is still known
    table = revisions("2024-03-01", "2024-12-31", root=root)
    assert len(table) == 0
    assert list(table.columns) == REVISION_COLUMNS


def test_without_arguments_each_document_is_compared_with_the_one_before(root: Path) -> None:
    pd.testing.assert_frame_equal(revisions(root=root), revisions("old", "new", root=root))


def test_figures_of_several_days_are_compared_day_by_day(tmp_path: Path) -> None:
    columns = ["日付", "値"]
    extra = 'default_kind = "actual"\n[table.columns."日付"]\nrole = "as_of"\n'
    extra += '[table.columns."値"]\nindicator = "card_rate"\nkind = "actual"\nwhy = "x"\n'
    old = plan("2022-03-01", ("", ["2021-04-01", "10%"]), ("", ["2021-09-01", "20%"]), columns=columns, extra=extra)
    new = plan("2023-03-01", ("", ["2021-04-01", "10%"]), ("", ["2021-09-01", "21%"]), columns=columns, extra=extra)
    synthetic.write(tmp_path, {"old": old, "new": new})
    clean(tmp_path)
    table = revisions(root=tmp_path)
    assert table[["change", "from", "to"]].values.tolist() == [["changed", 20.0, 21.0]]


@pytest.mark.parametrize(("before", "after"), [(None, "new"), ("old", "2024-01-01"), ("2024-01-01", "new")])
def test_sides_that_do_not_go_together_are_refused(root: Path, before: str | None, after: str | None) -> None:
    with pytest.raises(WardKpiError) as error:
        revisions(before, after, root=root)
    assert error.value.code == "bad_argument"


def test_an_unknown_document_brings_the_nearest(root: Path) -> None:
    with pytest.raises(UnknownName) as error:
        revisions("olt", "new", root=root)
    assert "old" in error.value.nearest


# --- the documents' own revisions, as their pages print them --------------------------------------------------------


def of(table: pd.DataFrame, indicator: str, kind: str) -> list[tuple[Any, ...]]:
    chosen = table[(table["indicator"] == f"sumida.{indicator}") & (table["kind"] == kind)]
    return list(chosen[["change", "fiscal_year_from", "fiscal_year", "from", "to"]].itertuples(index=False, name=None))


def test_sumidas_targets_and_baselines_moved_after_the_draft() -> None:
    table = revisions("sumida-plan-2022", "sumida-briefing-2023")
    assert of(table, "online_procedures_mynaportal", "target") == [("changed", 2022, 2022, 24, 25)]
    assert of(table, "online_procedures_priority", "target") == [("changed", 2025, 2025, 40, 44)]
    assert of(table, "cashless_procedures", "target") == [("changed", 2025, 2025, 60, 40)]
    assert of(table, "cashless_procedures", "baseline") == [("changed", 2021, 2021, 14, 13)]
    assert of(table, "open_data", "baseline") == [("changed", 2021, 2021, 118, 130)]
    assert of(table, "standardization", "target") == [("changed", 2025, 2025, 15, 18)]
    moved = table[table["change"].isin(["changed", "redated"])]
    assert len(moved) == 6 and set(moved["group"]) == {"target_baseline"}
    why = moved.set_index("indicator").loc["sumida.online_procedures_priority", "reason_en"]
    assert "changed as plans were revised" in why and "does not say which plans" in why


def test_sumidas_results_of_r4_fell_and_its_target_of_25_moved_to_r7() -> None:
    table = revisions("sumida-briefing-2023", "sumida-progress-2025")
    assert ("changed", 2022, 2022, 23, 21) in of(table, "online_procedures_mynaportal", "actual")
    assert ("changed", 2022, 2022, 37, 36) in of(table, "online_procedures_priority", "actual")
    assert ("changed", 2022, 2022, 59.3, 64.8) in of(table, "mynumber_card_rate", "actual")
    assert of(table, "online_procedures_mynaportal", "target") == [("redated", 2022, 2025, 25, 25)]
    assert of(table, "e_approval", "actual")[0][:4] == ("dropped", 2021, 2021, 64.4)
    changed = table[table["change"] == "changed"]
    assert set(changed["group"]) == {"result"} and len(changed) == 3
    assert changed["reason_ja"].str.contains("2022-12|2023-01-31").all()  # the days that the briefing states
    card = changed.set_index("indicator").loc["sumida.mynumber_card_rate"]
    assert card["reason_en"] == "as of: 2023-01-31 → not stated"  # the progress report prints the year alone


def test_the_later_document_alone_tells_why_a_figure_changed() -> None:
    """The footnote of 2023 tells why the draft's 24 became 25; of the move to R7 the table of 2025 says nothing."""
    mynaportal = {"indicator": "sumida.online_procedures_mynaportal", "kind": "target"}
    (changed,) = rows(revisions("sumida-plan-2022", "sumida-briefing-2023"), **mynaportal)
    assert changed["reason_en"].startswith("The number of procedures covered changed as plans were revised")
    (redated,) = rows(revisions("sumida-briefing-2023", "sumida-progress-2025"), **mynaportal)
    assert redated["reason_en"] == "No document says why the year was moved."
    assert redated["reason_ja"] == "年度を改めた理由は資料に示されていない。"


def test_what_was_known_at_the_end_of_2023_and_what_is_now() -> None:
    table = revisions("2023-12-31", "2025-12-31")
    assert ("changed", 2022, 2022, 23, 21) in of(table, "online_procedures_mynaportal", "actual")
    assert of(table, "online_procedures_mynaportal", "target") == [("redated", 2022, 2025, 25, 25)]
    assert "dropped" not in set(table["change"])
    assert set(table.loc[table["change"] == "added", "ward"]) >= {"131075", "131067", "131156"}


def test_labels_that_changed_between_documents_are_revisions() -> None:
    """The draft says projects and incidents; the briefing operations, serious incidents, and payment for approval."""
    table = revisions("sumida-plan-2022", "sumida-briefing-2023")
    relabelled = table[table["change"] == "relabelled"].set_index("indicator")
    assert relabelled[["text_from", "text_to"]].to_dict("index") == {
        "sumida.e_approval": {"text_from": "文書管理システム電子決裁率", "text_to": "文書管理システム電子決済率"},
        "sumida.incidents": {
            "text_from": "セキュリティインシデント発生件数",
            "text_to": "重大セキュリティインシデント発生件数",
        },
        "sumida.online_consultations": {
            "text_from": "オンライン相談等実施事業数",
            "text_to": "オンライン相談等実施業務数",
        },
    }
    assert set(relabelled["group"]) == {"label"} and relabelled["fiscal_year"].isna().all()
    assert "not a cashless figure" in relabelled.loc["sumida.e_approval", "reason_en"]
    assert relabelled.loc["sumida.incidents", "locator_from"].startswith("sumida-plan-2022/kpi_3_organisation.csv:4[")


def test_a_kpi_that_disappeared_is_dropped_with_its_figures() -> None:
    table = revisions("sumida-plan-2022", "sumida-briefing-2023")
    gone = table[table["indicator"] == "sumida.ai_rpa"]
    assert list(gone[["change", "kind", "from"]].itertuples(index=False, name=None)) == [
        ("dropped", "baseline", 7),
        ("dropped", "target", 15),
    ]


def test_no_year_is_given_for_the_change_of_the_list_of_procedures() -> None:
    table = revisions("sumida-plan-2022", "sumida-briefing-2023")
    (moved,) = rows(table, indicator="sumida.online_procedures_priority", kind="target")
    assert (moved["from"], moved["to"]) == (40, 44)
    assert "令和2年12月25日" in moved["reason_ja"] and "令和3年12月24日" in moved["reason_ja"]
    caveats = load_indicators(detail=True, lang="ja").set_index("indicator")["caveat"]
    for name in ("priority", "mynaportal"):
        assert "示されていない" in caveats[f"sumida.online_procedures_{name}"] or (
            "示していない" in caveats[f"sumida.online_procedures_{name}"]
        )
    assert not caveats.str.contains("2023年に対象手続数").any()


def test_what_a_document_counts_is_no_reason_for_a_change_unless_the_other_counts_something_else() -> None:
    """The draft and the briefing name different national lists; the table of 2025 names none, so its 21 has no reason."""
    table = revisions("sumida-briefing-2023", "sumida-progress-2025")
    (fell,) = rows(table, indicator="sumida.online_procedures_mynaportal", kind="actual", change="changed")
    assert fell["reason_en"] == "as of: 2022-12 → not stated"
    (moved,) = rows(
        revisions("sumida-plan-2022", "sumida-briefing-2023"),
        indicator="sumida.online_procedures_mynaportal",
        kind="target",
    )
    assert "changed as plans were revised" in moved["reason_en"] and "Mynaportal" not in moved["reason_en"]


# --- of a caller's rows --------------------------------------------------------------------------------------------


def test_all_rows_given_say_what_the_data_says(root: Path) -> None:
    given = analysis.load_observations(vintage="all", root=root)
    for asked in [(), ("old", "new"), ("2022-12-31", "2024-12-31"), ("2022-12-31",)]:
        found = analysis.revisions(*asked, observations=given, detail=True, root=root)
        pd.testing.assert_frame_equal(found, analysis.revisions(*asked, detail=True, root=root))


def test_what_is_left_out_of_the_rows_given_is_neither_added_nor_dropped(root: Path) -> None:
    given = analysis.load_observations(vintage="all", root=root)
    targets = given[given["kind"] == "target"]
    found = analysis.revisions("old", "new", observations=targets, root=root)
    pd.testing.assert_frame_equal(
        found[found["change"] != "relabelled"].reset_index(drop=True),
        analysis.revisions("old", "new", kind="target", root=root).pipe(
            lambda rows: rows[rows["change"] != "relabelled"]
        ),
    )
    of_one = analysis.revisions("old", "new", observations=given[given["source"] == "old"], root=root)
    assert set(of_one["change"]) == {"dropped"}  # what stands in the later document is none of these rows
    assert set(of_one["indicator"]) == {"asahina.leaks"}


def test_a_figure_that_a_caller_changed_is_compared_as_it_stands_in_the_rows(root: Path) -> None:
    given = analysis.load_observations(vintage="all", root=root)
    mine = (given["indicator"] == "asahina.procedure_ratio") & (given["kind"] == "target") & (given["source"] == "new")
    given.loc[mine, ["value", "text"]] = [70.0, "70%"]
    found = analysis.revisions("old", "new", observations=given, indicator="asahina.procedure_ratio", root=root)
    assert found.loc[found["kind"] == "target", ["from", "to"]].values.tolist() == [[50, 70]]
    known = analysis.revisions("2022-12-31", "2023-12-31", observations=given, root=root)
    assert known.empty  # the later document was not known then
