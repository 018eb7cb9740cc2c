"""Where each ward stands against its own targets: which KPIs, what is said of them, and their signs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
from new_wards import OTHERS, with_table
from synthetic import world
from ward_tables import cell, row_says

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.measures.own_judgements import OwnCount, own_judgements, printed_totals
from analysis.questions._beside import beside
from analysis.questions._indicator_words import counts_of, entries
from analysis.questions.outlook import QUESTION as OUTLOOK
from analysis.questions.scorecard import QUESTION, scorecard

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
HIGHEST = 12.0
OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


@cache
def drawn(root: Path | None = None, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return QUESTION.draw(Study.of(root, lang), ink=Ink(mono))


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def said(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> list[str]:
    """Return all sentences, the title first."""
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else rows, study)


def title(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> str:
    return said(rows, root, lang)[0].rstrip("。.")


# --- table and sentences ----------------------------------------------------------------------------------------------


def test_the_scorecard_holds_the_kpis_that_wards_share() -> None:
    rows = QUESTION.table(Study.of())
    shared = {
        "open_data",
        "paperless",
        "security",
        "training",
        "standardization",
        "onlinization",
        "cashless",
        "mynumber",
    }
    assert shared <= set(rows["theme"])
    assert "administration" not in set(rows["theme"])  # only Sumida publishes it
    for _, group in rows.groupby("theme"):
        assert set(group["ward"]) == set(WARDS)
    assert "suginami.online_procedures_added" not in set(rows["indicator"])


def test_a_theme_of_one_ward_is_not_in_common(tmp_path: Path) -> None:
    root = world(tmp_path, {"chiyoda.card_rate": ["10%", "20%", "30%", "40%"]})
    assert QUESTION.table(Study.of(root)).empty


def test_the_sentences_hold_the_figures_of_the_documents() -> None:
    text = " ".join(said())
    assert (
        "墨田区（令和6年度実績）は11指標のうち達成3・期限前に目標水準2・順調1・判定保留2・遅れ2・" in text
        and "台東区（令和7年度実績・実績見込）は14指標のうち達成見込9・未達成見込5、" in text
    )
    assert (
        "杉並区は読み取った資料に数値目標の記載がなく、計画の改定案に値のある2指標は、資料が計画期間の実績が出る前のもの"
        in text
    )
    assert "未達成見込: 台東区のオンライン手続比率（20%、目標60%）" in text
    assert "台東区の電子決裁利用率（99%、目標100%）" in text
    assert "遅れ: 墨田区のオンライン相談の業務数（40業務、目標50業務、ペース0.83〜0.89）" in text


def test_targets_without_a_result_are_counted_alike_and_what_is_left_out_is_said() -> None:
    """Sumida prints a dash for 18 standardized operations; 15 uses of RPA are no KPI any more; its reform has 16 targets."""
    title, left = said()[:2]
    assert "遅れ2・判定できる実績なし1、" in title
    assert title.startswith("自らの数値目標（行財政改革を除く）に対し")
    assert left == "以上の件数に含まない数値目標は16件（行財政改革16件）。"
    rows = QUESTION.table(Study.of())
    assert "除く" not in said(rows[rows["ward"] == TAITO])[0]


def test_a_target_that_only_the_draft_plan_prints_is_told() -> None:
    """15手続 for R7 in the draft (001:2123); the table of 2025 prints a dash for the KPI of action 11 (000:33)."""
    sentence = (
        "ほかに、以前の資料だけに数値のある目標が1件ある: "
        "墨田区のAI・RPAの導入数は15手続（令和7年度、計画案。後の資料はこの取組をKPIなし（「-」）とし、指標を載せていない）。"
    )
    assert sentence in said()
    assert sentence in OUTLOOK.sentences(OUTLOOK.table(Study.of()), Study.of())
    [row] = [one for one in entries(["automation"], Study.of()) if one.indicator == "sumida.ai_rpa"]
    assert (row.target, row.status) == (
        "15手続（令和7年度、計画案。後の資料はこの取組をKPIなし（「-」）とし、指標を載せていない）",
        "以前の資料だけの目標",
    )
    assert counts_of(SUMIDA, "automation", Study.of()).startswith("以前の資料だけの目標 1、")


def test_a_count_on_the_border_says_what_decides() -> None:
    """130 to 200 in four years: 182.5 would be on time after three, 186 after four of five; 181 is 1.5 items short."""
    told = said()
    (rule,) = [one for one in told if "ペースは進捗を" in one]
    (border,) = [one for one in told if one.startswith("判定保留: ")]
    assert told.index(rule) < told.index(border)
    assert (
        "墨田区の優先手続のオンライン化数（37手続、目標44手続、ペース0.97〜1.03。期間どおりなら36.25〜37.8手続で"
        in border
    )
    assert "181件、目標200件、ペース0.91〜0.97。期間どおりなら182.5〜186件で、差が1.5件までは判定しない" in border


def test_a_pace_from_a_baseline_that_another_document_contradicts_says_so() -> None:
    """58% for R3 in the table of 2025 (000:43), 64.4% as of the end of R3 in the document of 2023 (003:111)."""
    (behind,) = [one for one in said() if one.startswith("遅れ: ")]
    assert behind.count("とする資料もある") == 1
    assert (
        "文書管理電子決裁率（74.8%、目標100%、ペース0.49〜0.54。基準値58%と同じ令和3年度の実績を64.4%とする資料もある）"
        in behind
    )


def test_the_wards_own_count_stands_beside_ours_with_the_way_between() -> None:
    """Taito prints 28 indicators, 20 achieved, 8 missed, 71.4%; the share of procedures online is listed twice."""
    (own,) = [one for one in said() if "自身の評価" in one]
    assert "台東区自身の評価（令和7年度末までの見込み）では28指標のうち達成20・未達成8（達成率71.4%）" in own
    assert "再掲を除く27指標のうち、数値目標のある14指標すべてを判定した" in own
    assert "同数以上を「達成」" in own  # the document's own rule (002:9)


def test_a_wards_count_of_targets_since_replaced_is_told_apart() -> None:
    (own,) = [one for one in said() if "前期計画の指標" in one]
    assert "14指標のうち達成9・未達成5" in own and "12指標は現計画に新しい目標があり" in own


def test_a_leap_beside_a_target_made_easier_is_said_with_what_is_not_known() -> None:
    (leap,) = [one for one in said() if "数え方" in one]
    for figure in (
        "基準値13手続",
        "令和4年度の実績は209手続",
        "計画案では60手続",
        "40手続",
        "ペースは計算せず",
        "「達成」",
    ):
        assert figure in leap


# --- the chart --------------------------------------------------------------------------------------------------------


def test_the_scorecard_shows_sign_figures_and_progress_of_a_kpi() -> None:
    shown = texts(drawn())
    assert "217/40手続 R6 755.6%" in shown
    assert "見込 20/60% R7 20%" in shown
    assert {"◎", "◆", "□", "○", "▽", "△", "◇", "無", "文"} <= set(shown)
    assert "－" not in shown  # which documents print for other things


def test_a_result_without_a_target_is_shown_alone(koto: Path) -> None:
    with_table(koto, ["R5", "R6"], {"koto.mynumber_card_rate": ["68%", "70.5%"]})
    texts = [text.get_text() for text in style.shown_texts(scorecard(root=koto)) if text.axes is not None]
    assert "70.5% R6" in texts
    assert not [text for text in texts if "nan" in text]


def test_each_kpi_is_a_sign(wards_of_all_sorts: Path) -> None:
    figure = scorecard(root=wards_of_all_sorts)
    assert cell(figure, "江東区", "マイナンバーカード") == "◎"
    assert cell(figure, "江東区", "オープンデータ") == "△"
    assert cell(figure, "江東区", "達成・見込") == "1/2"
    assert cell(figure, "渋谷区", "マイナンバーカード") == "無"
    assert cell(figure, "渋谷区", "達成・見込") == "無"
    assert cell(figure, "港区", "キャッシュレス決済") == "文"
    assert cell(figure, "港区", "マイナンバーカード") == ""
    # words on what was done, without a target, are no more than nothing here
    assert row_says(figure, "北区") == row_says(figure, "中央区") == ["目標も数値の実績も読み取った資料に記載なし"]
    assert cell(figure, "台東区", "窓口・情報発信") == "◆◇文文"  # the best first


def test_the_title_of_the_scorecard_counts(wards_of_all_sorts: Path) -> None:
    study, english = Study.of(wards_of_all_sorts), Study.of(wards_of_all_sorts, "en")
    rows = QUESTION.table(study)
    rows = rows[rows["ward"].isin([CODES[slug] for slug in ("koto", "ota", "shibuya", "kita", "minato")])]
    assert (
        QUESTION.claims(rows, study)[0].title(study)
        == "2区のKPI3件のうち、自らの数値目標を達成したのは1件、達成見込は1件、3区は判定できる実績が読み取った資料になし"
    )
    title = QUESTION.claims(rows, english)[0].title(english)
    assert title.startswith("Of 3 KPIs of 2 wards 1 met the ward's own target and 1 are expected to")
    assert title.endswith("no result to judge in the documents read from 3 of 5 wards")


def test_the_alt_text_gives_the_wards_own_verdict_on_targets_in_words() -> None:
    """Taito calls its certificates at convenience stores not achieved (施策9), which the chart prints."""
    alt = analysis.scorecard(lang="ja").ward_kpi.alt
    assert "コンビニ交付の証明書数 目標 充実 R7（区の評価は未達成）" in alt


def test_a_target_that_only_an_older_document_has_is_told_of_the_themes_shown() -> None:
    """That of AI and RPA is none of cashless payment's."""
    whole = analysis.conclusions(analysis.scorecard(lang="en")).sentences
    frame = analysis.load_observations(theme="cashless")
    cut = analysis.conclusions(analysis.scorecard(frame, lang="en")).sentences
    assert sum("in an earlier document only" in one for one in whole) == 1
    assert not any("in an earlier document only" in one for one in cut)


def test_numbers_of_a_wards_own_judgement_are_told_as_printed_where_it_prints_them() -> None:
    """Taito prints 28, 20, 8 and 71.4 % (002 L38-L39); that without repeats they are 27 is counted."""
    study = Study.of()
    rows = study.once(QUESTION.table)
    [own] = [one for one in QUESTION.claims(rows, study) if one.text.key == "scorecard.own_all"]
    stated = {one.value: one.of for one in own.numbers if one.how == "stated"}
    assert stated == {
        28: ("taito.plan_indicators-2025-actual-taito-status-2025",),
        20: ("taito.plan_indicators_achieved-2025-estimate-taito-status-2025",),
        8: ("taito.plan_indicators_missed-2025-estimate-taito-status-2025",),
        71.4: ("taito.plan_achievement_rate-2025-estimate-taito-status-2025",),
    }
    assert {one.value for one in own.numbers if one.how == "count"} == {27, 14}


def test_a_total_that_is_not_what_the_document_prints_is_told_as_counted() -> None:
    study = Study.of()
    [row] = [one for one in typed(study.once(own_judgements), OwnCount) if not one.is_former]
    assert set(printed_totals(row, study)) == {"listed", "achieved", "missed", "share"}
    assert set(printed_totals(replace(row, achieved=19), study)) == {"listed", "missed"}
    [former] = [one for one in typed(study.once(own_judgements), OwnCount) if one.is_former]
    assert printed_totals(former, study) == {}  # Sumida states no total


def test_why_a_ward_misses_its_targets_stands_beside_its_own_judgement() -> None:
    """Taito gives for each of its 7 indicators judged 未達成 why, or what is to follow; of 3 also in the body (002 L60-L112)."""
    study = Study.of()
    reasons = study.complete[study.complete["concept"] == "missed_reason"]
    missed = study.tables.evaluations.query("ward == '131067' and verdict == 'missed'")
    assert missed["indicator"].nunique() == 7 and len(reasons) == 7 + 4
    lines = [
        one.full for theme in set(reasons["theme"]) for one in beside("131067", theme, study) if one.sort == "reason"
    ]
    assert len(lines) == 7
    assert any("現金決済が根強" in one for one in lines)
    assert "区が挙げる未達成の理由・今後の取組2件: 情報漏えい・事故件数" in " ".join(lines)
    results = [
        one for theme in set(reasons["theme"]) for one in beside("131067", theme, study) if one.sort == "results"
    ]
    assert not any("現金決済が根強" in one.full for one in results)  # a reason is no result


def test_the_scorecard_says_which_indicators_it_shows_of_how_many() -> None:
    """57 are counted on the slide: 27 + 27 + 3; 16 of the reform and 8 of themes in words only are in no row."""
    [chosen] = [one for one in said() if "載せたのは" in one]
    assert chosen.startswith("目標か計画値のある57指標のうち載せたのは33指標で、2区以上の資料に指標があり")
    assert "20テーマのうち12テーマ" in chosen and "ほかの24指標は載せていない" in chosen
    assert "33指標（ほかの24は省略）" in drawn().ward_kpi.kind
    cut = scorecard(theme="cashless")
    assert not any("載せたのは" in one for one in analysis.conclusions(cut).sentences)  # the caller's choice, not ours
    assert "指定された行のもの" in cut.ward_kpi.kind
