"""Progress from baseline to target: which KPIs, what is said of them, their bars and their table."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from new_wards import OTHERS
from synthetic import ASAHINA, HOSHINO, NAGISA, world
from two_column_lines import bar_of, bars, in_axes, line_of, on_line

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.measures.own_progress import own_progress
from analysis.questions import scorecard
from analysis.questions._progress_cells import TableLine, cells_of, silent_together
from analysis.questions.progress_bars import QUESTION, progress_bars, progress_table

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


def test_main_themes_stay_though_one_ward_alone_publishes(tmp_path: Path) -> None:
    root = world(tmp_path, {"asahina.card_rate": ["10%", "20%", "30%", "40%"]})
    rows = QUESTION.table(Study.of(root))
    of_cards = rows[rows["theme"] == "cards"]
    assert of_cards["ward"].tolist() == [ASAHINA, HOSHINO, NAGISA]
    assert of_cards["progress"].tolist()[0] == pytest.approx(2 / 3)
    assert set(rows["theme"]) == {"online", "cash", "cards"}


def test_the_sentences_hold_the_figures_of_the_documents() -> None:
    text = " ".join(said())
    assert (
        "墨田区（令和6年度実績）は4指標のうち達成2・順調1・判定保留1、台東区（令和7年度実績見込）は3指標のうち達成見込1・未達成見込2、杉並区は"
        in text
    )
    assert (
        "令和3年度の基準値13手続に対し令和4年度の実績は209手続で、目標は計画案では60手続、その後の資料では40手続である"
        in text
    )
    assert "ほかのテーマで進捗を計算できる指標は12件" in text


def test_what_is_counted_is_said_and_no_indicator_is_singled_out() -> None:
    """Progress depends on how high a target is whether it is beyond 150% or not, so the remark is about all."""
    text = said()
    assert text[0].startswith("3テーマで進捗を計算できる指標: ")
    assert drawn().ward_kpi.kind.startswith("行政手続のオンライン化・キャッシュレス決済・マイナンバーカード。")
    (remark,) = [one for one in text if "区の順位ではない" in one]
    assert "区の" not in remark.replace("区の順位", "") and "%" not in remark


def test_no_ward_is_set_before_another_by_progress() -> None:
    assert not [claim for claim in QUESTION.claims(QUESTION.table(Study.of()), Study.of()) if claim.kind == "order"]
    assert "最も" not in " ".join(said()) and "urthest" not in " ".join(said(lang="en"))


def test_a_changed_result_changes_the_sentence() -> None:
    rows = QUESTION.table(Study.of())
    cashless = rows["indicator"] == "sumida.cashless_procedures"
    rows.loc[cashless, ["value", "progress", "status", "reason"]] = [27.0, 14 / 27, "behind", ""]
    text = " ".join(said(rows))
    assert "墨田区（令和6年度実績）は4指標のうち達成1・順調1・判定保留1・遅れ1" in text
    assert "数え方" not in text


def test_the_title_counts_wards(everyone: Path) -> None:
    """The data of all 23 wards holds card rates of Kita with a target, which these rows leave out."""
    rows = pd.concat([QUESTION.table(Study.of())] * 2, ignore_index=True)
    rows["ward"] = [*rows["ward"][: len(rows) // 2], *rows["ward"][len(rows) // 2 :].map(_another)]
    assert (
        title(rows, root=everyone)
        == "6区の3テーマで進捗を計算できる14指標のうち、自らの数値目標を達成したのは4、達成見込は2、進捗の分かる値が渡された行にないのは2区"
    )
    nobody = rows.assign(progress=float("nan"))
    assert title(nobody, lang="en", root=everyone) == "No figures that show progress in the rows given of 6 wards"


def _another(code: str) -> str:
    """Return a code for another ward."""
    return {"131075": CODES["koto"], "131067": CODES["ota"], "131156": CODES["kita"]}[code]


# --- the chart of few wards -------------------------------------------------------------------------------------------


def test_bars_start_at_zero_and_have_the_lengths_of_the_documents() -> None:
    axes = drawn().axes[0]
    assert [bar.get_x() for bar in bars(axes)] == [0] * 7
    expected = [
        (23 - 6) / (25 - 6),  # Sumida, Mynaportal
        (37 - 13) / (44 - 13),  # Sumida, priority
        (20 - 10) / (60 - 10),  # Taito, share online
        2.5,  # Sumida, cashless: cut
        (22 - 10) / (40 - 10),  # Taito, cashless
        (82.2 - 40) / (70 - 40),  # Sumida, card
        (91 - 35) / (60 - 35),  # Taito, card
    ]
    assert [bar.get_width() for bar in bars(axes)] == pytest.approx(expected)


def test_a_bar_that_leaves_the_axis_is_cut_visibly_and_keeps_its_figure() -> None:
    figure = drawn()
    axes = figure.axes[0]
    cut = bars(axes)[3]
    assert "755.6% 達成\n数え方の変更は不明" in texts(figure)  # with the doubt that its note tells
    assert axes.get_xlim()[1] == pytest.approx(cut.get_width())
    middle = cut.get_y() + cut.get_height() / 2
    slanted = [line for line in axes.lines if len(set(line.get_xdata())) == len(set(line.get_ydata())) == 2]
    assert slanted
    assert {round(sum(line.get_ydata()) / 2, 6) for line in slanted} == {round(middle, 6)}


def test_estimates_are_hollow_and_results_filled() -> None:
    filled = [to_hex(bar.get_facecolor()) != "#ffffff" for bar in bars(drawn().axes[0])]
    assert filled == [True, True, False, True, False, True, False]


def test_wards_without_a_result_keep_a_row_that_says_why() -> None:
    shown = "".join("".join(texts(drawn())).split())
    assert "区の資料は計画期間の実績が出る前のもの" in shown
    assert "R6〜R8キャッシュレス決済拡充・検討" in shown  # the same words stand under each of the three years (004:97)
    assert "実績は記述のみ(R5)" in shown  # cashless at a counter since December 2023 (004:95)
    assert (
        shown.count("計画に記された取組") >= 2 and "定性目標（評価は未達成）" in shown
    )  # Suginami's plans; what Taito prints as a target


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_title_follows_the_rows_and_is_not_typed(lang: str) -> None:
    rows = QUESTION.table(Study.of())
    behind = rows.assign(status=rows["status"].replace("achieved", "behind"))
    figure = progress_bars(behind, lang=lang)
    assert figure.ward_kpi.title != drawn(lang=lang).ward_kpi.title
    assert figure.ward_kpi.sentences[0].rstrip("。.") == title(behind, lang=lang)


# --- the chart of many wards ------------------------------------------------------------------------------------------


def test_no_indicator_is_lost(everyone: Path) -> None:
    rows = QUESTION.table(Study.of(everyone))
    shown = drawn(everyone)
    published = rows[rows["indicator"] != ""]
    percents = [text for text in in_axes(shown) if re.match(r"-?[\d.,]+% ", text)]
    assert len(percents) == published["progress"].notna().sum() == 7 + 20  # ours, and a rate of each other ward
    assert sum(len(bars(axes)) for axes in shown.axes) == 27


def test_bars_of_many_have_the_lengths_of_the_figures(plans_of_nine: Path) -> None:
    figure = drawn(plans_of_nine)
    bar = bar_of(figure, "江東区 マイナンバーカード交付率")
    assert bar is not None
    assert (bar.get_x(), bar.get_width()) == (0, pytest.approx((41 - 15) / (80 - 15)))
    assert on_line(figure, "江東区 マイナンバーカード交付率") == ["40% 遅れ"]
    assert to_hex(bar.get_facecolor()) != "#ffffff"
    estimate = bar_of(figure, "渋谷区 マイナンバーカード交付率")
    assert estimate is not None
    assert to_hex(estimate.get_facecolor()) == "#ffffff"


def test_a_bar_of_many_that_leaves_the_axis_is_cut(plans_of_nine: Path) -> None:
    figure = drawn(plans_of_nine)
    label = "江東区 キャッシュレス決済手続数"
    bar, (axes, y) = bar_of(figure, label), line_of(figure, label)
    assert bar is not None
    assert on_line(figure, label) == ["780% 達成"]
    assert bar.get_width() == axes.get_xlim()[1]
    slanted = [
        line
        for line in axes.lines
        if len(set(line.get_xdata())) == len(set(line.get_ydata())) == 2 and abs(sum(line.get_ydata()) / 2 - y) < 0.01
    ]
    assert slanted


def test_wards_without_a_bar_say_why(plans_of_nine: Path) -> None:
    figure = drawn(plans_of_nine)
    assert bar_of(figure, "港区 キャッシュレス決済の取組") is None
    assert set(on_line(figure, "港区 キャッシュレス決済の取組")) == {"R7 実施", "定性目標"}
    assert set(on_line(figure, "中野区 キャッシュレス決済の取組")) == {"読み取った資料に目標の記載なし", "目標なし"}
    assert set(on_line(figure, "大田区 マイナンバーカード交付率")) == {"読み取った資料に目標の記載なし", "目標なし"}
    silent = [text for text in in_axes(figure) if text.startswith("転記した項目になし: ")]
    assert silent == [
        "転記した項目になし: 江東区、北区、港区、大田区、渋谷区、中野区",
        "転記した項目になし: 北区、大田区、渋谷区",
        "転記した項目になし: 港区、中野区",
    ]


# --- the reading table ------------------------------------------------------------------------------------------------


def _rows(html: str) -> list[list[str]]:
    """Return the cells of a table's body."""
    found = re.findall(r"<tr>(.*?)</tr>", html.split("<tbody")[1], flags=re.S)
    return [
        [_text(cell).strip() for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, flags=re.S)] for row in found
    ]


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)))


@pytest.fixture(scope="module")
def cashless() -> str:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    return progress_table(rows, title="キャッシュレス", detail=True)._repr_html_()


def test_figures_stand_with_unit_year_and_kind(cashless: str) -> None:
    shown = _text(cashless)
    for expected in (
        "13手続（令和3年度）",
        "40手続（令和7年度）",
        "217手続（令和6年度）",
        "755.6%",
        "22%（令和7年度 実績見込）",
        "0.40",
        "の評価",
    ):
        assert expected in shown, expected


def test_a_step_between_percentages_is_in_points_and_a_plan_is_no_target_without_a_result() -> None:
    """Sumida's 74.8 % of electronic approval is 25.2 points below its 100 %; Suginami's draft plans 40 % of reports."""
    study = Study.of()
    every = {
        row.indicator: cells_of(row, study) for row in typed(silent_together(own_progress(study), study), TableLine)
    }
    assert every["sumida.e_approval"]["required_per_year"].text == "25.2ポイント"
    assert every["suginami.building_reports_online"]["status"].text.startswith("計画値のみ（")


def test_a_ward_that_gives_words_stays_with_its_words(cashless: str) -> None:
    assert "杉並区" in cashless
    assert "拡充・検討" in cashless


def test_each_document_is_named_once(cashless: str) -> None:
    documents = analysis.progress(analysis.load_observations(theme="cashless"))["source"].nunique()
    assert _text(cashless).count("出典:") == documents


def test_caveats_are_footnotes_in_the_language_asked_for() -> None:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    named = {lang: analysis.load_indicators(detail=True, lang=lang).set_index("indicator") for lang in ("ja", "en")}
    caveat = {lang: rows.loc["taito.cashless_usage_rate", "caveat"] for lang, rows in named.items()}
    assert caveat["ja"] in progress_table(rows, title="a", lang="ja")._repr_html_()
    english = progress_table(rows, title="a", lang="en")._repr_html_()
    assert caveat["en"] in english
    assert caveat["ja"] not in english


def test_wards_that_publish_nothing_share_a_row_and_documents_run_on(everyone: Path) -> None:
    table = progress_table(scorecard.table(Study.of(everyone)), title="KPI", root=everyone)
    rows = _rows(table._repr_html_())
    assert [row[1] for row in rows if row[0] == "20区"][:2] == [
        f"行政手続のオンライン化: {OTHER_WARDS}",
        f"キャッシュレス決済: {OTHER_WARDS}",
    ]
    assert _text(table._repr_html_()).count("出典:") == 1


def test_a_cell_knows_the_observations_that_it_shows() -> None:
    rows = analysis.progress(analysis.load_observations(theme="cashless"))
    reading = progress_table(rows[rows["indicator"] == "taito.cashless_usage_rate"], title="a").reading
    (line,) = reading.lines
    shown = {head.name: cell for head, cell in zip(reading.heads, line, strict=True)}
    assert (shown["target"].text, shown["target"].ids) == (
        "40%（令和7年度）",
        ("taito.cashless_usage_rate-2025-target-taito-status-2025",),
    )
    assert shown["value"].ids == ("taito.cashless_usage_rate-2025-estimate-taito-status-2025",)
    assert shown["baseline"].ids == ("taito.cashless_usage_rate-2020-baseline-taito-status-2025-2021-03-31",)
    assert (shown["progress"].text, shown["progress"].ids) == ("40%", ())  # derived, though it reads like the target


def test_rows_of_progress_are_drawn_as_the_observations_they_are_made_of() -> None:
    for asked in ({}, {"ward": "sumida"}, {"theme": ["cashless", "education"]}):
        rows = analysis.load_observations(**asked)
        figure, of_measures = (
            analysis.progress_bars(rows).ward_kpi,
            analysis.progress_bars(analysis.progress(rows)).ward_kpi,
        )
        kept = figure.rows["indicator"] != ""
        assert of_measures.rows["indicator"].tolist() == figure.rows.loc[kept, "indicator"].tolist()
    assert analysis.progress_bars(analysis.progress()).ward_kpi.title == analysis.progress_bars().ward_kpi.title


def test_a_ward_without_progress_is_told_with_what_its_documents_lack() -> None:
    """Suginami's plan prints figures for its years, neither where it starts nor what came of them, and calls none a target."""
    info = analysis.progress_bars(lang="ja").ward_kpi
    assert info.title.endswith("杉並区はなし")
    assert info.sentences[0].endswith("杉並区は基準値と目標と実績の数値が読み取った区の資料になく計算できない。")
