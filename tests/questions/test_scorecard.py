"""Where each ward stands against its own targets: which KPIs, what is said of them, and their signs."""

from __future__ import annotations

import re
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
from analysis.measures.attainment import Progress
from analysis.measures.own_judgements import OwnCount, own_judgements, printed_totals
from analysis.measures.own_progress import own_progress
from analysis.questions import _other_themes
from analysis.questions._beside import beside, own_judgement
from analysis.questions._indicator_words import counts_of, entries, plain_sentence
from analysis.questions.outlook import QUESTION as OUTLOOK
from analysis.questions.scorecard import QUESTION, scorecard, short_of_target, slides
from analysis.words.say import say
from analysis.words.store import told

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
    root = world(tmp_path, {"asahina.card_rate": ["10%", "20%", "30%", "40%"]})
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
    title, met, left = said()[:3]
    assert "墨田区は値のある10のうち5（令和6年度実績、ほかに値のないもの1）" in met
    assert "遅れ2・判定できる実績なし1、" in title
    assert title.startswith("自らの数値目標（行財政改革を除く）に対し")
    assert left == "以上の件数に含まない数値目標は16件（行財政改革16件。うち2件は前期の計画の目標のみ）。"
    rows = QUESTION.table(Study.of())
    assert "除く" not in said(rows[rows["ward"] == TAITO])[0]


def test_a_target_that_only_the_draft_plan_prints_is_told() -> None:
    """15手続 for R7 in the draft (001:2123); the table of 2025 prints a dash for the KPI of action 11 (000:33)."""
    sentence = (
        "ほかに、以前の資料だけに数値のある目標が1件ある: "
        "墨田区のAI・RPAの導入数は15手続（令和7年度、計画案。令和7年4月以降（公表日の記載なし）の資料はこの取組をKPIなし（「-」）とし、指標を載せていない）。"
    )
    assert sentence in said()
    assert sentence in OUTLOOK.sentences(OUTLOOK.table(Study.of()), Study.of())
    [row] = [one for one in entries(["automation"], Study.of()) if one.indicator == "sumida.ai_rpa"]
    assert (row.target, row.status) == (
        "15手続（令和7年度、計画案。令和7年4月以降（公表日の記載なし）の資料はこの取組をKPIなし（「-」）とし、指標を載せていない）",
        "以前の資料だけの目標",
    )
    assert counts_of(SUMIDA, "automation", Study.of()).startswith("以前の資料だけの目標1、")
    in_cell = "以前の資料だけの目標（AI・RPAの導入数 15手続）、ほかは個別の取組などの値"
    assert in_cell in "".join(texts(drawn())).replace("\n", "")
    assert f"墨田区 AI・RPA・業務改革: {in_cell}" in drawn().ward_kpi.alt


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
    assert "181件、目標200件、ペース0.91〜0.97。範囲はすべて1未満だが、期間どおりなら182.5〜186件で、" in border
    assert "最も有利な基準日では差が1.5件以内に収まるため判定しない" in border  # 181 against 182.5


def test_a_count_whose_pace_is_all_above_one_says_what_decides() -> None:
    rows = QUESTION.table(Study.of())
    [row] = typed(rows[rows["indicator"] == "sumida.open_data"], Progress)
    above = replace(row, pace_low=1.01, pace_high=1.02)
    assert "範囲はすべて1以上だが" in say(short_of_target(above, Study.of()), Study.of(lang="ja").names)


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
    assert "重複を除く27指標のうち、数値目標のある14指標すべてを判定した" in own
    # the document prints a rule (002:11-13); 3% against 0% and 1 against 0 it judges otherwise, where less is better (002:85, 112)
    assert "資料は評価の基準を「目標値と比較して同数以上」を達成、「同数未満」を未達成と記す" in own
    study = Study.of()
    judged = study.tables.evaluations.query("ward == '131067' and verdict == 'missed'")["indicator"]
    rows = own_progress(study).set_index("indicator")
    otherwise = [one for one in set(judged) if one in rows.index and rows.loc[one, "value"] >= rows.loc[one, "target"]]
    assert sorted(otherwise) == ["taito.chatbot_unresolved", "taito.incidents"]
    assert "少ないほどよい指標のうち数値目標のある2件では、目標を超えたものを未達成としている" in own


def test_a_wards_count_of_targets_since_replaced_is_told_apart() -> None:
    (own,) = [one for one in said() if "が前期の計画" in one]
    assert own.startswith("墨田区が前期の計画（行財政改革）の指標（目標は令和2年度）について")
    assert "14指標のうち達成9・未達成5" in own and "12指標は現計画に新しい目標がある" in own
    assert own.endswith("ここでは前期の目標による判定はしていない。")  # nor are the two without a newer one


def test_a_wards_verdicts_on_two_plans_are_not_added_up() -> None:
    """The reform plan's 42 actions (001:1203-1254) and the informatisation plan's 15 (001:2551-2573) are judged apart."""
    told = own_judgement(SUMIDA, Study.of())
    assert "前期行財政改革実施計画の取組は達成10、継続（一部達成し、引き続き実施）31、中止1" in told
    assert "第4期行政情報化推進計画の取組は達成4、継続（一部達成し、引き続き実施）9、再検討2" in told


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


def test_a_total_that_may_be_a_years_count_is_told_as_what_it_is_taken_for() -> None:
    """Sumida prints 延べ16回 for R6 against 延べ12回 for R7 (000:56) and does not say since when; Taito counts by 累計."""
    sentence = "墨田区の職員研修の延べ回数は「延べ」を累計とみた場合の達成で、各年度の回数なら期限前に目標水準。"
    assert [one for one in said() if "「延べ」" in one] == [sentence]
    [of_others] = _other_themes.slides(["training"], Study.of(lang="ja"))
    assert sentence in of_others.kind


def test_a_plan_whose_years_the_text_has_lost_is_shown_with_that() -> None:
    """The draft prints 手続拡大 under R4 and 活用 under R6 of four columns (001:2005): the text does not tell how far each reaches."""
    plans = slides(Study.of(lang="ja"))[1].kind
    assert "マイナポータルの活用（2件）: 隣の空欄の年度にわたる記載かもしれない。原文の文字からは分からない。" in plans


# --- the chart --------------------------------------------------------------------------------------------------------


def test_the_scorecard_shows_sign_figures_and_progress_of_a_kpi() -> None:
    shown = texts(drawn())
    assert "217/40手続 R6 755.6%" in shown
    assert "見込 20/60% R7 20%" in shown
    assert {"◎", "◆", "□", "○", "▽", "△", "◇", "無", "文"} <= set(shown)
    assert "－" not in shown  # which documents print for other things


def test_plans_in_words_are_told_as_such_and_not_some_of_them_by_name() -> None:
    """Suginami's seven actions of AI, RPA and reform have one codebook entry of the kind that this question reads."""
    rows = QUESTION.table(Study.of())
    plans = rows[rows["status"] == "plan_in_words"]
    assert len(plans) and "suginami" in {one.partition(".")[0] for one in plans["indicator"]}
    names, shown = Study.of().names, "".join(texts(drawn()))
    assert [name for name in plans["indicator"] if names.indicator(name) in shown] == []


def test_a_count_met_only_as_a_running_total_says_so_in_its_cell() -> None:
    """Sumida's 延べ16回 of 12 in FY2024, before the target's year: a year's count would not have met it yet."""
    shown = "".join("".join(texts(drawn())).split())
    assert "16/12回R6（「延べ」を累計とみた場合）" in shown
    assert "if it is a running total" in " ".join(" ".join(texts(drawn(lang="en"))).split())


def test_two_series_of_one_listed_indicator_have_one_verdict() -> None:
    """Taito lists its two waiting times as one indicator and judges it once."""
    shown = "".join("".join(texts(drawn())).split())
    assert "証明書交付の平均待ち時間・異動届の平均待ち時間を合わせて1指標（区の評価は達成）" in shown


def test_a_ward_of_planned_figures_is_not_told_to_have_none() -> None:
    """Suginami's draft gives 280, 300 and 320 procedures by year, without calling them targets."""
    assert "杉並区は計画値のみ（読み取った資料に数値目標の記載なし）" in said()[1]


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


def test_of_many_wards_each_sign_drawn_is_explained_the_best_first(wards_of_all_sorts: Path) -> None:
    """A plan's figure that is no target has a sign of its own; and the order is no matter of how Python hashes texts."""
    kind = scorecard(root=wards_of_all_sorts).ward_kpi.kind
    signs = re.findall(r"[：:、]\s?(.)=", kind.split("。")[0])
    assert "".join(signs) == "◎◆□○▽△◇無文計"


def test_the_title_of_the_scorecard_counts(wards_of_all_sorts: Path) -> None:
    study, english = Study.of(wards_of_all_sorts), Study.of(wards_of_all_sorts, "en")
    rows = QUESTION.table(study)
    rows = rows[rows["ward"].isin([CODES[slug] for slug in ("koto", "ota", "shibuya", "kita", "minato")])]
    assert (
        QUESTION.claims(rows, study)[0].title(study)
        == "2区のKPI3件のうち、自らの数値目標を達成したのは1件、達成見込は1件、3区は判定できる指標が読み取った資料になし"
    )
    title = QUESTION.claims(rows, english)[0].title(english)
    assert title.startswith("Of 3 KPIs of 2 wards 1 met the ward's own target and 1 are expected to")
    assert title.endswith("nothing to judge in the documents read from 3 of 5 wards")


def test_the_alt_text_names_the_theme_of_which_there_is_nothing_in_figures() -> None:
    assert "杉並区 ペーパーレス: 記述のみ。" in drawn().ward_kpi.alt


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
    """Taito gives for each of its 7 indicators judged 未達成 why, or what is to follow; of 3 also in the body (002 L60-L112).

    Of two that it judges 達成 it says what is still to come: smart counters and the fireworks (002 L69, L104).
    """
    study = Study.of()
    reasons = study.complete[study.complete["concept"] == "indicator_remark"]
    missed = study.tables.evaluations.query("ward == '131067' and verdict == 'missed'")
    assert missed["indicator"].nunique() == 7 and len(reasons) == 7 + 4 + 2
    assert set(reasons.loc[reasons["kind"] == "planned", "fiscal_year"].isna()) == {
        True
    }  # no year is printed of a plan
    lines = [
        one.full for theme in set(reasons["theme"]) for one in beside("131067", theme, study) if one.sort == "reason"
    ]
    assert len(lines) == 8
    assert any("年度の記載なし スマート窓口は情報システム標準化後に導入を予定" in one for one in lines)
    assert any("現金決済が根強" in one for one in lines)
    assert "区が指標に添えた説明・今後の予定2件: 情報漏えい・事故件数" in " ".join(lines)
    results = [
        one for theme in set(reasons["theme"]) for one in beside("131067", theme, study) if one.sort == "results"
    ]
    assert not any("現金決済が根強" in one.full for one in results)  # a reason is no result


def test_a_year_that_an_excerpt_begins_with_is_said_once() -> None:
    study = Study.of()
    [results] = [one for one in beside("131067", "digital_divide", study) if one.sort == "results"]
    assert "高齢者向けスマホ相談会（令和6年度より高齢者向けのスマホ相談会を実施）" in results.full
    assert "Wi-Fiルーターの貸与（令和4年度より区民館等" in results.full  # it goes on (002:108)


def test_a_sentence_calls_an_estimate_no_result() -> None:
    """002:71 prints 20% under 令和7年度実績見込."""
    [of_taito] = [
        one for one in entries(["onlinization"], Study.of()) if one.indicator == "taito.online_procedure_ratio"
    ]
    assert "実績見込 20%（令和7年度）、目標 60%（令和7年度）" in plain_sentence(of_taito, Study.of())
    english = Study.of(None, "en")
    of_english = {one.indicator: plain_sentence(one, english) for one in entries(["onlinization"], english)}
    assert "Estimate 20% (FY2025)" in of_english["taito.online_procedure_ratio"]
    assert "Result 37 procedures (FY2024)" in of_english["sumida.online_procedures_priority"]  # a result stays one
    assert "Plan 320 procedures (FY2026)" in of_english["suginami.online_procedures_cumulative"]


def test_headings_over_results_and_estimates_name_both() -> None:
    for language, (result, both) in {"ja": ("実績", "見込"), "en": ("result", "estimate")}.items():
        for key in ("office.column.result", "reading.heads.value", "office.contents.progress", "slides.progress.kind"):
            said = told(key, language)
            assert result in said and both in said, (key, said)


def test_the_scorecard_says_which_indicators_it_shows_of_how_many() -> None:
    """57 are counted on the slide: 27 + 27 + 3; 16 of the reform and 8 of themes in words only are in no row."""
    [chosen] = [one for one in said() if "載せたのは" in one]
    assert chosen.startswith("目標か計画値のある57指標のうち載せたのは33指標で、2区以上の資料に指標があり")
    assert "20テーマのうち12テーマ" in chosen and "ほかの24指標は載せていない" in chosen
    assert "33指標（ほかの24は省略）" in drawn().ward_kpi.kind
    cut = scorecard(theme="cashless")
    assert not any("載せたのは" in one for one in analysis.conclusions(cut).sentences)  # the caller's choice, not ours
    assert "指定された行のもの" in cut.ward_kpi.kind
