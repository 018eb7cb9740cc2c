"""What is published: the table, what is said of it, the chart of a few wards and of many, and the table to be read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from new_wards import OTHERS
from reading_tables import lines
from ward_tables import box, cell, face, row_says

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.questions._reading import NONE
from analysis.questions.availability_matrix import QUESTION, claims, table
from analysis.words.say import told

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


def _title(rows: pd.DataFrame, study: Study) -> str:
    return claims(rows, study)[0].title(study)


def test_every_theme_has_every_ward() -> None:
    rows = table(Study.of())
    themes = list(dict.fromkeys(analysis.load_concepts()["theme"]))
    assert list(dict.fromkeys(rows["theme"])) == themes
    assert set(map(tuple, rows[["theme", "ward"]].to_numpy())) == {(theme, ward) for theme in themes for ward in WARDS}
    cashless = rows[(rows["theme"] == "cashless") & (rows["ward"] == SUGINAMI)]
    # what was done in R5 stands in the prose, and what is to be examined in R6 to R8 (004:95)
    assert cashless["fiscal_year"].tolist() == [2026, 2023, 2024, 2025, 2026]
    assert cashless["figures"].tolist() == [0] * 5
    assert cashless["words"].tolist() == [1] * 5


def test_sentences_count_themes() -> None:
    study = Study.of()
    first, *of_wards = QUESTION.sentences(table(study), study)
    assert "全3区とも数値があるのは1（行政手続のオンライン化）、実績（見込を含む）まであるのは0" in first
    assert [said.partition("（読み取った資料")[0] for said in of_wards] == ["墨田区", "台東区", "杉並区"]
    assert [said.partition("資料")[2][0] for said in of_wards] == ["3", "1", "1"]  # which says why counts differ


def test_a_claim_rests_on_every_figure_that_it_counts() -> None:
    study = Study.of()
    title, *of_wards = claims(table(study), study)
    assert (title.scope, title.among) == ("study", tuple(WARDS))
    assert all(number.of == claim.rows for claim in of_wards for number in claim.numbers)
    assert set(title.rows) == {name for claim in of_wards for name in claim.rows}
    of_sumida = study.complete[study.complete["source"].str.startswith("sumida")]  # actions in words, too
    profile = ("resident_population", "ward_area", "ward_budget", "staff_number")  # no results of a theme
    of_itself = {f"sumida.{name}" for name in profile}
    told = ~of_sumida["text"].isin(["－", "-", "—"]) & ~of_sumida["indicator"].isin(of_itself)  # no mark for nothing
    assert of_itself <= set(of_sumida["indicator"])
    assert len(of_wards[0].rows) == told.sum()


def test_the_holes_of_availability_are_named() -> None:
    shown = [text.get_text() for text in style.shown_texts(QUESTION.draw(Study.of()))]
    rows = table(Study.of())
    # Taito: consultations, administrative reform; Suginami: education, evaluation of a plan.
    assert shown.count("読み取った資料に記載なし") == 4 == int((rows["absence"] == "not_mentioned").sum())
    # Sumida judges a project for visitors of its former plans, and each of 14 indicators, but no plan as a whole
    assert shown.count("区の評価のみ収録") == 1 == int((rows["absence"] == "judgement").sum())
    [of_plan] = rows[rows["absence"] == "former"].to_dict("records")
    assert (of_plan["ward"], of_plan["theme"]) == (SUMIDA, "plan_evaluation")
    assert shown.count("前期の計画の指標の達成・未達成のみ") == 1
    # of administrative reform Suginami's draft only names policies of other plans (関連する計画)
    [of_names] = rows[rows["absence"] == "named"].to_dict("records")
    assert (of_names["ward"], of_names["theme"]) == (SUGINAMI, "administration")
    assert shown.count("他計画の名称のみ") == 1
    assert set(rows["absence"]) == {
        "",
        "not_mentioned",
        "judgement",
        "former",
        "named",
    }  # what stands in words is no absence
    assert "見目" in shown  # Taito's R7: estimate and target in one year


def test_the_best_kind_and_its_newest_year_stand_in_each_cell(wards_of_all_sorts: Path) -> None:
    figure = analysis.availability_matrix(root=wards_of_all_sorts)
    cards, colours = (
        "マイナンバーカード",
        dict(analysis.load_wards(root=wards_of_all_sorts)[["name_ja", "colour"]].to_numpy()),
    )
    assert cell(figure, "江東区", cards) == "実R6"
    assert face(figure, "江東区", cards) == colours["江東区"].lower()
    assert cell(figure, "大田区", cards) == "見R7"  # not the target of R9
    assert face(figure, "大田区", cards) == "#ffffff"
    assert cell(figure, "渋谷区", cards) == "目R10"
    words = box(figure, "港区", "キャッシュレス決済")
    assert cell(figure, "港区", "キャッシュレス決済") == "文R7"
    assert words is not None and words.get_linestyle() != "solid"
    assert cell(figure, "中央区", "キャッシュレス決済") == "文R6"
    assert box(figure, "港区", cards) is None
    assert row_says(figure, "北区") == ["読み取った資料なし"]  # no document of it
    assert "北区: 読み取った資料なし" in figure.ward_kpi.alt
    assert cell(analysis.availability_matrix(root=wards_of_all_sorts, lang="en"), "Koto", "My Number card") == "A24"


def test_the_title_counts_wards_that_publish(wards_of_all_sorts: Path) -> None:
    # figures on cards: Sumida, Taito, Koto, Ota, Shibuya; Suginami gives only words. Results: without Shibuya.
    rows = table(Study.of(wards_of_all_sorts))
    rows = rows[rows["theme"] == "mynumber"]
    said = _title(rows, Study.of(wards_of_all_sorts))
    assert "マイナンバーカードで、9区のうち5（実績・見込は4）。" in said
    assert "どのテーマにも数値も記述もないのは3区" in said  # of cards: Minato, Chuo and Kita
    assert "5 of 9, 4 with results" in _title(rows, Study.of(wards_of_all_sorts, "en"))


# --- the table to be read ----------------------------------------------------------------------------------------


def test_of_many_wards_those_alike_are_named_together(everyone: Path) -> None:
    rows = {row[0]: row[1:] for row in lines(analysis.availability_table(root=everyone))}
    assert rows["マイナンバーカード"] == [f"22（墨田区、台東区、{OTHER_WARDS}）", "1（杉並区）", NONE]
    assert rows["キャッシュレス決済"] == ["2（墨田区、台東区）", "1（杉並区）", f"20（{OTHER_WARDS}）"]


def test_what_a_caller_left_out_is_told_as_not_given() -> None:
    study = Study.of()
    rows = table(study)
    of_sumida = rows[(rows["ward"] == SUMIDA) & (rows["theme"] != "cashless")]
    left = rows[(rows["ward"] == SUMIDA) & (rows["theme"] == "cashless")].head(1).assign(kind="", figures=0, words=0)
    given = pd.concat([of_sumida, left])
    [claim] = claims(given, study)  # one ward is no comparison
    assert "選んだ行になし1テーマ" in claim.said(study) and "台東区" not in claim.said(study)
    assert "区の評価のみ収録1テーマ" in claim.said(
        study
    ) and "前期の計画の指標の達成・未達成のみ1テーマ（計画全体の評価）" in claim.said(study)


def test_what_is_of_several_years_stands_once_and_what_is_of_none_is_marked() -> None:
    """Sumida counts 9 counters over R4 to R6 together, and tells of schools without a year; Suginami of R3 to R5 in prose."""
    rows = table(Study.of()).set_index(["theme", "ward"])
    counters = rows.loc[("service", SUMIDA)]
    assert counters.loc[counters["figures"] > 0, ["period_from", "fiscal_year", "figures"]].values.tolist() == [
        [2022, 2024, 1]
    ]
    schools = rows.loc[("education", SUMIDA)]
    assert schools.loc[schools["figures"] > 0, "fiscal_year"].isna().all()
    before = rows[(rows["fiscal_year"] < 2024) & (rows.index.get_level_values("ward") == SUGINAMI)]
    assert {(theme, int(year)) for (theme, _), year in before["fiscal_year"].items()} == {
        ("automation", 2021),
        ("onlinization", 2022),
        ("cashless", 2023),
        ("safety_welfare", 2023),
    }
    figure = QUESTION.draw(Study.of())
    shown = [text.get_text() for text in style.shown_texts(figure)]
    assert shown.count("年度") == 3 and shown.count("なし") == 3  # the head of a column of each ward


def test_each_kind_is_told_with_its_own_years_and_whether_it_is_words() -> None:
    """Of security Suginami's plan has words for R6 to R8, and results in words that it does not date."""
    alt = analysis.availability_matrix(lang="ja").ward_kpi.alt
    security = alt.partition("情報セキュリティ: ")[2].partition("。")[0]
    assert "杉並区（実績〔文〕 年度の記載なし、計画〔文〕 R6〜R8）" in security
    online = alt.partition("行政手続のオンライン化: ")[2].partition("。")[0]
    assert "目標 R4・R7" in online  # Sumida's, of the years between which there is none
    # Sumida prints 基準値（令和2年度） of its reform (L437); FY2019 and earlier are results, which the chart leaves out
    reform = alt.partition("行財政改革: ")[2].partition("。")[0]
    assert "墨田区（基準値 R2・年度の記載なし、実績 R2・年度の記載なし、" in reform
    english = analysis.availability_matrix(lang="en").ward_kpi.alt
    assert "Suginami (actual in words: no year printed, planned in words: FY2024 to FY2026)" in english


def test_words_are_told_as_words_year_by_year() -> None:
    """Of each box of the chart the alt text says that it is in words exactly where no figure of its kind stands in it."""
    study = Study.of()
    rows = table(study)
    alt = analysis.availability_matrix().ward_kpi.alt
    assert "窓口・情報発信: 墨田区（実績 R4〜R6、実績〔文〕 年度の記載なし、" in alt
    assert (
        "台東区（基準値 R2、実績 R7、実績〔文〕 年度の記載なし、実績見込 R7、" in alt
    )  # satisfaction of July 2025 (002:87)
    assert "教育の情報化: 墨田区（実績 年度の記載なし、実績〔文〕 R4〜R6、" in alt
    shown = rows[(rows["kind"] != "") & (rows["fiscal_year"].isna() | (rows["fiscal_year"] >= 2020))]
    for (ward, theme, kind), of in shown.groupby(["ward", "theme", "kind"]):
        of_theme = alt.partition(f"。{study.names.theme(str(theme))}: ")[2].partition("。")[0]
        of_ward = of_theme.partition(f"{study.names.ward(str(ward))}（")[2].partition("）")[0].split("、")
        name = told(f"labels.kind.{kind}", "ja")
        assert any(one.startswith(f"{name} ") for one in of_ward) == bool(of["figures"].sum()), (ward, theme, kind)
        undated = of[of["fiscal_year"].isna()]
        words = next((one for one in of_ward if one.startswith(f"{name}〔文〕")), "")
        assert ("年度の記載なし" in words) == (len(undated) > 0 and not undated["figures"].sum()), (ward, theme, kind)


def test_the_years_beside_a_number_of_figures_are_those_of_figures() -> None:
    """Suginami counts procedures for R6 to R8 and tells of R4 in words; the figures of Sumida's schools are undated."""
    rows = {row[0]: row[1:] for row in lines(analysis.availability_table())}
    assert rows["行政手続のオンライン化"][2] == "9（R6〜R8）、ほかに記述（R4〜R8・年度の記載なし）"
    assert rows["教育の情報化"][0] == "4（年度の記載なし）、ほかに記述（R4〜R7）"
    assert rows["窓口・情報発信"][0] == "1（R4〜R6）、ほかに記述（R4〜R7・年度の記載なし）"
    assert rows["教育の情報化"][1] == "記述のみ（R3〜R7・年度の記載なし）"


def test_how_many_indicators_a_plan_has_is_no_result() -> None:
    """Taito's 評価指標数 are counts of its indicators; how many are achieved it expects by the end of R7 (002:17-39)."""
    rows = table(Study.of())
    of_plan = rows[(rows["ward"] == TAITO) & (rows["theme"] == "plan_evaluation")]
    assert of_plan["kind"].tolist() == ["estimate"] and of_plan["figures"].tolist() == [2 * 17 + 1]
