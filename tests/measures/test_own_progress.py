"""Which rows count as indicators, each once, and what stands beside them, of every ward alike."""

import pandas as pd

import analysis
from analysis.data.citation import notes_of
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.measures.own_judgements import OwnCount, judged_ahead, own_judgements
from analysis.measures.own_progress import (
    beside_indicators,
    counted_once,
    counted_with,
    judged_actions,
    own_progress,
    with_target,
)
from analysis.questions._beside import beside, number_of, own_judgement

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"


def test_what_one_cell_or_one_item_prints_is_one_indicator() -> None:
    """Taito prints 年2回(累計9回) in one cell, and two waiting times under its first indicator; Suginami 20手続 (累計280手続)."""
    assert counted_with(Study.of()) == {
        "taito.training_per_year": "taito.training",
        "taito.seminar_attendance_per_year": "taito.seminar_attendance",
        "taito.bpr_processes_per_year": "taito.bpr_processes",
        "taito.waiting_time_moving": "taito.waiting_time_certificates",
        "suginami.online_procedures_added": "suginami.online_procedures_cumulative",
    }


def test_each_indicator_with_a_target_counts_once() -> None:
    """Taito lists 28, one of them twice; Sumida 11 and 16 under its reform; Suginami plans two and has one date."""
    counts = counted_once(Study.of())["ward"].value_counts().to_dict()
    assert counts == {SUMIDA: 27, TAITO: 27, SUGINAMI: 3}


def test_only_what_a_document_prints_as_a_target_is_one_in_words() -> None:
    table = own_progress(Study.of())
    assert set(table.loc[table["status"] == "qualitative", "ward"]) == {TAITO, SUGINAMI}
    assert set(table.loc[table["status"] == "plan_in_words", "ward"]) == {SUGINAMI}


def test_plans_in_words_stand_beside_the_indicators_of_every_ward() -> None:
    """Of data use: Sumida's action 14 has two entries, Taito's action 27 and Suginami's plan one; none is an indicator."""
    rows = beside_indicators(Study.of())
    plans = rows[(rows["theme"] == "data_use") & (rows["concept"] != "indicator_remark") & (rows["kind"] == "planned")]
    assert plans.groupby("ward")["indicator"].nunique().to_dict() == {SUMIDA: 2, TAITO: 1, SUGINAMI: 1}
    assert not set(counted_once(Study.of())["indicator"]) & set(rows["indicator"])
    assert not set(rows["concept"]) & {"ward_budget", "staff_number"}  # of the ward itself, of no theme


def test_judgements_of_former_plans_are_told_under_their_theme() -> None:
    found = judged_actions(Study.of())
    of_informatisation = {"systems": 2, "paperless": 2, "service": 2, "automation": 2} | dict.fromkeys(
        ("onlinization", "cashless", "mynumber", "open_data", "education", "town"), 1
    )
    of_reform = {"mynumber": 3, "onlinization": 1, "open_data": 1}
    by_theme = {theme: number + of_reform.get(theme, 0) for theme, number in of_informatisation.items()}
    assert found.groupby("theme").size().to_dict() == by_theme | {"administration": 43 - 5}
    assert set(found["ward"]) == {SUMIDA}


def test_sumida_reached_nine_of_the_fourteen_targets_of_its_former_plan_by_its_own_words() -> None:
    """001:1146-1192: cost, assets ratio, health insurance, brand and leave were not reached; 12 have a target of R7 now."""
    study = Study.of()
    counts = {row.ward: row for row in typed(own_judgements(study), OwnCount)}
    former, taito = counts[SUMIDA], counts[TAITO]
    assert (former.listed, former.achieved, former.missed, former.year, former.replaced) == (14, 9, 5, 2020, 12)
    assert former.is_former and not taito.is_former
    said = own_judgement(SUMIDA, study)
    assert (
        "前期の計画（行財政改革）の14指標は、令和2年度の目標に対し達成9・未達成5" in said
        and "現計画の指標の評価は" in said
    )


def test_a_verdict_on_a_former_target_is_none_on_the_present_one() -> None:
    """The brand rank has no target but that of R2; of the cost, R7 is the target now."""
    verdicts = own_progress(Study.of()).set_index("indicator")["own_verdict"]
    assert verdicts["sumida.brand_rank"] == "missed" and verdicts["sumida.floor_area_change"] == "achieved"
    assert verdicts["sumida.net_cost_per_resident"] == "" and verdicts["taito.mynumber_card_rate"] == "achieved"


def test_a_ward_that_judges_before_the_year_is_over_judges_by_what_it_expects() -> None:
    """Taito's paper is of 1 October 2025 and judges the end of FY2025; Sumida's draft judges plans that had ended."""
    study = Study.of()
    assert judged_ahead("taito-status-2025", study) == 2025
    assert judged_ahead("sumida-plan-2022", study) is None


def test_targets_of_a_theme_are_of_that_theme_and_are_targets() -> None:
    """Sumida prints a target of procedures online, and none of the use of each of them."""
    rows = with_target(["onlinization"], Study.of())
    assert set(rows["theme"]) == {"onlinization"} and "no_target" not in set(rows["status"])
    assert "sumida.online_procedures_priority" in set(rows["indicator"])
    assert not rows["indicator"].str.startswith("sumida.online_use_").any()
    assert list(own_progress(Study.of()).columns) == list(analysis.progress().columns)


def test_what_stands_beside_indicators_has_a_text_and_is_not_replaced() -> None:
    rows = beside_indicators(Study.of())
    assert not rows["superseded"].any()
    assert not set(rows["text"]) & {"", "－", "―", "-"}
    assert list(rows.columns) == list(Study.of().complete.columns)
    assert rows.index.equals(pd.RangeIndex(len(rows)))


def test_plans_that_a_document_only_names_are_no_actions_of_its_own() -> None:
    """Seven lines 関連する計画 name policies of other plans: under public relations twice, the divide, arrears, 3D, workplace."""
    study = Study.of()
    themes = dict.fromkeys(study.tables.concepts["theme"])
    named = {theme: one.number for theme in themes for one in beside(SUGINAMI, theme, study) if one.sort == "named"}
    assert named == {"administration": 4, "digital_divide": 2, "automation": 1}
    assert number_of("plans", SUGINAMI, study, ["administration"]) == 0


def test_each_action_of_a_plan_is_counted_once() -> None:
    """Two entries share a cell at 004:186, 206, 260, 318 and 332; the system for nurseries is one action (178, 180)."""
    study = Study.of()
    rows = beside_indicators(study)
    plans = rows[(rows["ward"] == SUGINAMI) & (rows["kind"] == "planned") & (rows["concept"] != "related_plan")]
    for words in (
        "オンライン面談検討",
        "デジタルデバイスに配慮したデジタル技術の導入実施",
        "新たなデジタル技術 検討・推進",
    ):
        assert words in set(plans["text"])
    assert {"調達ガイドライン 活用・改善検討", "情報リーダー等の育成 教育等の充実"} < set(plans["text"])
    nursery = plans[plans["text"].str.contains("園")]  # in R6 by its table, not somewhere within the plan's years
    assert set(nursery["indicator"]) == {"suginami.nursery_system_action"} and nursery["period_from"].isna().all()
    assert number_of("plans", SUGINAMI, study) == plans["indicator"].nunique()


def test_actions_listed_again_are_counted_apart() -> None:
    """No. 22 to 24 of Sumida's list name 4, 4 and 3 measures of part 2 of the same plan again (001:543-545, 1108-1112)."""
    sorts = {one.sort: one for one in beside(SUMIDA, "administration", Study.of())}
    assert sorts["repeated"].number == 4 + 4 + 3 and sorts["repeated"].full.startswith("再掲の取組11件: ")
    assert number_of("plans", SUMIDA, Study.of(), ["administration"]) == sorts["plans"].number == 50 - 11


def test_an_entry_stands_under_the_year_that_its_cell_gives() -> None:
    """The security policy is to be reviewed in R3 (001:2459), though the table is of R4 to R7."""
    rows = beside_indicators(Study.of()).set_index("indicator")
    row = rows.loc["sumida.action_23_1"]
    assert (row["fiscal_year"], row["text"]) == (2021, "セキュリティポリシー見直し") and pd.isna(row["period_from"])
    assert (
        rows.loc[["suginami.payment_notice_action"], "text"].tolist()[0] == "導入したSMSによる納付案内"
    )  # 004:290 has its year before


def test_what_a_rate_or_a_total_is_of_is_said_where_the_document_does_not_say_it() -> None:
    """指定確認検査機関からの電子報告率 (004:192) has no denominator, 累計280手続 (004:81) no first year."""
    caveats = Study.of().tables.indicators.set_index("indicator")["caveat_ja"]
    assert "何を分母とする率かは示されていない" in caveats["suginami.building_reports_online"]
    assert "いつからの累計かは資料に示されていない" in caveats["suginami.online_procedures_cumulative"]


def test_verdicts_on_actions_of_a_former_plan_stand_under_their_own_theme() -> None:
    """My Number (001:1206, 1220, 1223), electronic local government (1207) and open data (1219) are no general reform."""
    found = judged_actions(Study.of())
    found = found[found["indicator"].str.startswith("sumida.previous_reform_")]
    elsewhere = found[found["theme"] != "administration"]
    assert dict(zip(elsewhere["indicator"].str.removeprefix("sumida.previous_reform_"), elsewhere["theme"], strict=True)) == {
        "02_3": "mynumber", "02_4": "onlinization", "07_4": "open_data", "08_1": "mynumber", "08_2": "mynumber",
    }  # fmt: skip


def test_a_baseline_that_no_heading_calls_one_is_said_to_be_taken_as_one() -> None:
    """The tables of 5-1 and 5-2 head their columns with years (001:363-425); only 5-3 heads one 基準値 (001:437)."""
    study = Study.of()
    taken = study.complete
    taken = taken[taken["locator"].str.contains("reform_[12]_") & (taken["kind"] == "baseline")]
    assert taken["indicator"].nunique() == 10
    for lang, said in (("ja", "令和2年度の値を基準とみなした"), ("en", "FY2020 is taken as one")):
        told = Study.of(lang=lang)
        assert all(any(said in one for one in notes_of(note, told, for_readers=True)) for note in taken["note"])


def test_a_figure_in_brackets_is_counted_once() -> None:
    """書かない窓口の実現等_9件 and 増設（80台） are figures; the words beside them are those that are none (000:20, 45)."""
    rows = beside_indicators(Study.of())
    for printed in ("9件", "80台"):
        of_cell = rows[(rows["ward"] == SUMIDA) & rows["text"].str.contains(printed)]
        assert len(of_cell) == 1 and of_cell["value"].notna().all()


def test_a_kpi_that_a_later_document_drops_is_no_open_target() -> None:
    """The draft aims at 15 uses of AI or RPA; the table of 2025 prints a dash for the KPI of action 11 (000:33)."""
    row = own_progress(Study.of()).set_index("indicator").loc["sumida.ai_rpa"]
    assert (row["status"], row["reason"]) == ("no_target", "target_dropped")
    assert pd.isna(row["target_text"])  # the dash is under 「KPI 有無」, no target that is printed
    assert "sumida.ai_rpa" not in set(counted_once(Study.of())["indicator"])


def test_a_survey_of_mid_year_is_a_result() -> None:
    """The 82% of LINE stands under 実績見込, and the remarks say that it was surveyed in July 2025 (002:88)."""
    row = own_progress(Study.of()).set_index("indicator").loc["taito.line_satisfaction"]
    assert (row["value"], row["value_kind"], row["status"]) == (82, "actual", "expected_to_meet")
