"""The yearly step that open targets need: which targets, what is said of them, their marks and their table."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from new_wards import OTHERS
from two_column_lines import in_axes, line_of, on_line

from analysis import conclusions, load_observations
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.questions.outlook import QUESTION, outlook, outlook_table

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


def test_the_sentences_hold_the_figures_of_the_documents() -> None:
    text = " ".join(said())
    assert (
        "達成済みを除く、資料の時点で期限前の数値目標22件（行財政改革を除く）のうち、年ごとの実績と比べられるのは墨田区の5件だけで、うち4件が"
        in text
    )
    assert "令和7年度までに年25.2ポイントが必要。実績（令和3年度64.4%〜令和6年度74.8%）どうしの増分は年2.5〜5（" in text


def test_steps_from_a_baseline_are_said_to_be_left_out() -> None:
    """Open data: 130 in R3 is a baseline, 154, 167 and 181 are results; 24 from R3 to R4 is more than the 19 needed."""
    text = " ".join(said())
    assert "実績（令和4年度154件〜令和6年度181件）どうしの増分は年13〜14（" in text
    assert "基準値から最初の実績までの増分は、基準値の日付が分からず含めない" in text
    assert "必要な増分以上のもの: 墨田区のオープンデータ公開件数 130→154件、" in text
    assert "墨田区の優先手続のオンライン化数 13→36手続" in text  # 23 in a year, and 7 are needed
    for lang, told in (("ja", "基準値の日付が分からず含めない"), ("en", "are left out")):
        assert told in drawn(lang=lang).ward_kpi.kind


def test_targets_of_a_year_of_which_there_are_estimates_only_are_as_open_as_others() -> None:
    """Taito's document of 1 October 2025 estimates the end of R7; Sumida's targets are of R7, too."""
    assert "目標年度の値が見込みか年度途中の値だけで、実績の増分と比べられない目標は14件（台東区）" in " ".join(said())
    rows = QUESTION.table(Study.of())
    assert set(rows.loc[rows["ward"] == TAITO, "reason"]) == {"estimated"}
    part = said(rows[rows["ward"] != TAITO])
    assert part[0].startswith("達成済みを除く、資料の時点で期限前の数値目標8件") and "台東区" not in " ".join(part)


def test_the_count_says_which_targets_it_leaves_out() -> None:
    """The plan of Sumida sets 14 targets of R7 for its reform of administration, a theme of this ward alone."""
    assert "ここに数えていない、資料の時点で期限前の数値目標は14件（行財政改革14件）。" in said()
    rows = QUESTION.table(Study.of())
    assert not [one for one in said(rows[rows["ward"] != SUMIDA]) if "行財政改革" in one]


def test_open_targets_without_a_result_are_open_targets_and_said_to_be() -> None:
    text = " ".join(said())
    assert (
        "読み取った資料にない目標は1件（墨田区の標準化・共通化対応業務数）" in text
    )  # a KPI that a later document drops is none
    rows = QUESTION.table(Study.of())
    assert set(rows.loc[rows["ward"] == SUGINAMI, "status"]) == {"no_result"}
    assert not rows["indicator"].isin(["sumida.cashless_procedures", "taito.mynumber_card_rate"]).any()


def test_without_open_targets_nothing_needs_to_be_faster() -> None:
    rows = QUESTION.table(Study.of())
    rows["verdict"] = rows["verdict"].replace("faster_than_ever", "within_range")
    assert "5件だけで、うち0件が" in title(rows)


def test_yearly_steps_have_two_decimals_at_most(plans_of_nine: Path) -> None:
    rows = QUESTION.table(Study.of(plans_of_nine))
    rows["required_per_year"] = 11 / 3
    figure = outlook(rows, root=plans_of_nine)
    assert "3.67ポイント" in in_axes(figure)
    assert "3.666" not in figure.ward_kpi.alt
    assert not [told for told in said(rows, root=plans_of_nine) if "3.666" in told]


# --- the chart --------------------------------------------------------------------------------------------------------


def test_outlook_marks_the_step_that_is_needed() -> None:
    figure = drawn()
    diamonds = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "D"]
    expected = {
        (100 - 74.8) / (100 - 58),  # e-approval, one year left
        (200 - 181) / (200 - 130),  # open data
        (25 - 23) / (25 - 6),  # Mynaportal
        (50 - 40) / (50 - 20),  # online consultation
        (44 - 37) / (44 - 13),  # priority procedures
    }
    assert sorted(diamonds) == pytest.approx(sorted(expected))
    assert {"0%", "20%", "60%"} <= set(texts(figure))
    over_two_lines = "目標年度の値は見込みか年度途中のもののみで、年ごとの実績は読み取った自らの資料に記載なし"
    assert over_two_lines in "".join(texts(figure))


def test_the_step_needed_is_marked_and_said(plans_of_nine: Path) -> None:
    figure = drawn(plans_of_nine)
    axes, y = line_of(figure, "江東区 マイナンバーカード交付率")
    (diamond,) = [
        line
        for line in axes.lines
        if line.get_marker() == "D" and line.get_color() == style.INK and abs(line.get_ydata()[0] - y) < 0.02
    ]
    assert diamond.get_xdata()[0] == pytest.approx((80 - 41) / 4 / (80 - 15))  # four years left
    assert on_line(figure, "江東区 マイナンバーカード交付率") == ["9.75ポイント"]


def test_wards_without_an_open_target_are_named_by_reason(plans_of_nine: Path) -> None:
    shown = [text for text in in_axes(drawn(plans_of_nine)) if ": " in text]
    assert set(shown) == {
        "目標年度の値は見込みか年度途中のもののみで、年ごとの実績は読み取った自らの資料に記載なし: 台東区",
        "期限前の数値目標は達成済み: 北区",
        "読み取った資料に数値目標の記載なし: 大田区",
        "読み取った資料に実績の記載がなく、計算できない: 港区、中野区",
    }


# --- the reading table ------------------------------------------------------------------------------------------------


def test_the_reading_table_holds_the_steps_of_the_documents() -> None:
    reading = outlook_table().reading
    lines = {line[1].text: [cell.text for cell in line] for line in reading.lines}
    # 64.4%, 66.9%, 71.9%, 74.8% a year before the year of the target, 100%
    assert lines["文書管理電子決裁率"][2:] == ["25.2ポイント", "2.5ポイント", "2.9ポイント", "5ポイント", "3", "遅れ"]
    assert [head.number for head in reading.heads] == [False, False, True, True, True, True, True, False]


def test_a_target_that_only_an_older_document_has_is_told_of_the_themes_shown() -> None:
    """Sumida's draft has 15 procedures of AI and RPA: a theme of the scorecard, none of open data's."""
    frame = load_observations(theme="open_data")
    cut = (outlook(frame, lang="en"), outlook(theme="open_data", lang="en"))
    assert sum("in an earlier document only" in one for one in said(lang="en")) == 1
    assert not any("in an earlier document only" in one for figure in cut for one in conclusions(figure).sentences)
