"""Figures that set one line for each indicator or ward, for more wards than can each have room of their own.

The figures of the added wards are made up; what a line must hold is worked out from them by hand.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from analysis.charts.required_steps import open_targets
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from new_wards import add_plans

from analysis import charts, findings
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.load import load_indicators
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import KpiFigure
from analysis.drawing.two_columns import first_column
from analysis.measures import views
from analysis.measures.commitments import redated_targets
from analysis.sources.clean import clean

PROJECT = Path(__file__).resolve().parents[2]
CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
NAMES = {ward.code: ward.name_ja for ward in SPECIAL_WARDS}
HIGHEST = 12.0
LINES = ("progress_bars", "outlook")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("crowd")
    shutil.copytree(PROJECT / "data", root / "data")
    koto = {
        "mynumber_card_rate": ["15%", "16%", "41%", "80%"],  # 40% of the way after 60% of the time: 9.75 a year to go
        "cashless_procedures": ["10手続", "20手続", "400手続", "60手続"],  # 780% of the way
    }
    add_plans(root, {"koto": koto, "kita": {"mynumber_card_rate": ["15%", "40%", "85%", "80%"]}})  # met before its year
    add_plans(root, {"minato": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    add_plans(root, {"ota": {"mynumber_card_rate": ["60%", "70%", "80%"]}}, ["基準値（R5）", "R6", "R7"])  # no target
    estimate = ["基準値（R5）", "令和7年度 実績見込", "目標値（R9）"]
    add_plans(root, {"shibuya": {"mynumber_card_rate": ["60%", "70%", "80%"]}}, estimate)
    add_plans(root, {"nakano": {"cashless_action": ["検討", "実施"]}}, ["R6", "R7"])  # words without a target
    clean(root)
    return root


@cache
def drawn(name: str, root: Path, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return a figure as every test sees it; none changes it."""
    return charts.FIGURES[name](root=root, lang=lang, mono=mono)


def in_axes(figure: KpiFigure) -> list[str]:
    """Return every text of the columns, broken lines joined, without header and footer."""
    return [text.get_text().replace("\n", "") for axes in figure.axes for text in texts_of(axes)]


def texts_of(axes: Axes) -> list[Text]:
    return [text for text in axes.texts if text.get_text()]


def without_spaces(figure: KpiFigure) -> str:
    return "".join("".join(in_axes(figure)).split())


def bars(axes: Axes) -> list[Rectangle]:
    """Return the bars of ``axes`` from top to bottom."""
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return sorted(found, key=lambda bar: bar.get_y())


def line_of(figure: KpiFigure, label: str) -> tuple[Axes, float]:
    """Return the axes of the line that begins with ``label``, and its height on them."""
    (found,) = [
        (axes, text.get_position()[1])
        for axes in figure.axes
        for text in texts_of(axes)
        if text.get_text().replace("\n", "").replace(" ", "") == label.replace(" ", "")
    ]
    return found


def on_line(figure: KpiFigure, label: str) -> list[str]:
    """Return the other texts on the line that begins with ``label``."""
    axes, y = line_of(figure, label)
    beside = [text for text in texts_of(axes) if abs(text.get_position()[1] - y) < 0.02]
    return [
        told
        for text in beside
        if (told := text.get_text().replace("\n", "")).replace(" ", "") != label.replace(" ", "")
    ]


def bar_of(figure: KpiFigure, label: str) -> Rectangle | None:
    """Return the bar on the line that begins with ``label``."""
    axes, y = line_of(figure, label)
    found = [bar for bar in bars(axes) if abs(bar.get_y() + bar.get_height() / 2 - y) < 0.02]
    return found[0] if found else None


# --- two columns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("", 1.0)], 1),
        ([("", 1.0)] * 4, 2),
        ([("", 1.0)] * 5, 3),  # the first column is the longer one
        ([("", 1.0), ("", 1.0), ("", 1.0), ("", 3.0)], 3),  # by height, not by number
        ([("a", 1.0)] * 2 + [("b", 1.0)] * 2, 2),
        ([("a", 0.2)] * 9 + [("b", 0.2)], 6),  # the second column has two heads: a is named again
    ],
)
def test_columns_are_about_as_high(rows: list[tuple[str, float]], expected: int) -> None:
    assert first_column(rows) == expected


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", LINES)
def test_columns_end_at_about_the_same_height_and_never_with_a_head(everyone: Path, name: str, lang: str) -> None:
    figure = drawn(name, everyone, lang)
    assert len(figure.axes) == 2
    heads = set() if name == "outlook" else {"行政手続のオンライン化", "キャッシュレス決済", "マイナンバーカード"}
    ends = []
    for axes in figure.axes:
        lowest = max(texts_of(axes), key=lambda text: text.get_position()[1])
        assert lowest.get_text().removesuffix("（続き）") not in heads
        ends.append(lowest.get_position()[1])
    assert abs(ends[0] - ends[1]) < 0.6


def test_a_theme_that_goes_on_is_named_again(everyone: Path) -> None:
    first, second = drawn("progress_bars", everyone).axes
    assert "マイナンバーカード" in {text.get_text() for text in texts_of(first)}
    assert min(texts_of(second), key=lambda text: (text.get_position()[1], text.get_text())).get_text() == "目標"
    assert "マイナンバーカード（続き）" in {text.get_text() for text in texts_of(second)}
    assert "マイナンバーカード" not in {text.get_text() for text in texts_of(second)}


# --- every figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "mono"), [("ja", False), ("en", True)])
@pytest.mark.parametrize("name", LINES)
def test_one_page_on_which_nothing_covers_anything(everyone: Path, name: str, lang: str, mono: bool) -> None:
    figure = drawn(name, everyone, lang, mono)
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() <= 7.3
    with style.look():
        assert style.overlaps(figure) == []
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", LINES)
def test_every_ward_is_named_in_the_picture_and_in_words(everyone: Path, name: str, lang: str) -> None:
    figure = drawn(name, everyone, lang)
    for ward in SPECIAL_WARDS:
        ward_name = ward.name_ja if lang == "ja" else ward.name_en
        assert ward_name in without_spaces(figure)
        assert ward_name in figure.ward_kpi.alt


@pytest.mark.parametrize("name", LINES)
def test_titles_of_many_wards_are_short(everyone: Path, name: str) -> None:
    table = open_targets(root=everyone) if name == "outlook" else views.main_progress(study=Study.of(everyone))
    assert len(findings.title(name, table, root=everyone)) <= 100
    assert len(findings.title(name, table, lang="en", root=everyone)) <= 190


@pytest.mark.parametrize("name", LINES)
def test_black_and_white_holds_no_colour(crowd: Path, name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", style.render(drawn(name, crowd, mono=True), "svg")))
    assert {colour for colour in colours if not colour[1:3] == colour[3:5] == colour[5:7]} == set()


# --- progress ----------------------------------------------------------------------------------------------------


def test_no_indicator_is_lost(everyone: Path) -> None:
    rows = views.main_progress(study=Study.of(everyone))
    shown = drawn("progress_bars", everyone)
    published = rows[rows["indicator"] != ""]
    percents = [text for text in in_axes(shown) if re.match(r"-?[\d.,]+% ", text)]
    assert len(percents) == published["progress"].notna().sum() == 7 + 20  # ours, and a rate of each other ward
    assert sum(len(bars(axes)) for axes in shown.axes) == 27


def test_bars_have_the_lengths_of_the_figures_and_start_at_zero(crowd: Path) -> None:
    figure = drawn("progress_bars", crowd)
    bar = bar_of(figure, "江東区 マイナンバーカード交付率")
    assert bar is not None
    assert (bar.get_x(), bar.get_width()) == (0, pytest.approx((41 - 15) / (80 - 15)))
    assert on_line(figure, "江東区 マイナンバーカード交付率") == ["40% 遅れ"]
    assert to_hex(bar.get_facecolor()) != "#ffffff"
    estimate = bar_of(figure, "渋谷区 マイナンバーカード交付率")
    assert estimate is not None
    assert to_hex(estimate.get_facecolor()) == "#ffffff"


def test_a_bar_that_leaves_the_axis_is_cut_and_keeps_its_figure(crowd: Path) -> None:
    figure = drawn("progress_bars", crowd)
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


def test_wards_without_a_bar_say_why(crowd: Path) -> None:
    figure = drawn("progress_bars", crowd)
    assert bar_of(figure, "港区 キャッシュレス決済の計画") is None
    assert set(on_line(figure, "港区 キャッシュレス決済の計画")) == {"R7 実施", "文言目標"}
    assert set(on_line(figure, "中野区 キャッシュレス決済の計画")) == {"目標の公表なし", "目標なし"}
    assert set(on_line(figure, "大田区 マイナンバーカード交付率")) == {"目標の公表なし", "目標なし"}
    silent = [text for text in in_axes(figure) if text.startswith("公表なし: ")]
    assert silent == [
        "公表なし: 江東区、北区、港区、大田区、渋谷区、中野区",
        "公表なし: 北区、大田区、渋谷区",
        "公表なし: 港区、中野区",
    ]


def test_the_title_counts_wards(everyone: Path) -> None:
    rows = pd.concat([views.main_progress(study=Study.of())] * 2, ignore_index=True)
    rows["ward"] = [*rows["ward"][: len(rows) // 2], *rows["ward"][len(rows) // 2 :].map(_another)]
    assert (
        findings.title("progress_bars", rows, root=everyone)
        == "各区自身の目標に達したのは、6区の14指標中6（4区）、進捗の分かる値がないのは2区"
    )
    nobody = rows.assign(progress=float("nan"))
    assert (
        findings.title("progress_bars", nobody, lang="en", root=everyone)
        == "None of 6 wards publishes figures that show its progress"
    )


def _another(code: str) -> str:
    """Return a code for another ward."""
    return {"131075": CODES["koto"], "131067": CODES["ota"], "131156": CODES["kita"]}[code]


# --- outlook -----------------------------------------------------------------------------------------------------


def test_the_step_needed_is_marked_and_said(crowd: Path) -> None:
    figure = drawn("outlook", crowd)
    axes, y = line_of(figure, "江東区 マイナンバーカード交付率")
    (diamond,) = [
        line
        for line in axes.lines
        if line.get_marker() == "D" and line.get_color() == style.INK and abs(line.get_ydata()[0] - y) < 0.02
    ]
    assert diamond.get_xdata()[0] == pytest.approx((80 - 41) / 4 / (80 - 15))  # four years left
    assert on_line(figure, "江東区 マイナンバーカード交付率") == ["9.75ポイント"]


def test_wards_without_an_open_target_are_named_by_reason(crowd: Path) -> None:
    shown = [text for text in in_axes(drawn("outlook", crowd)) if ": " in text]
    assert set(shown) == {
        "期限前の数値目標なし（目標年度まで公表済み）: 台東区",
        "期限前の数値目標は達成済み: 北区",
        "数値目標の公表なし: 大田区",
        "実績の公表がなく、計算できない: 杉並区、港区、中野区",
    }


def test_yearly_steps_have_two_decimals_at_most(crowd: Path) -> None:
    rows = open_targets(root=crowd)
    rows["required_per_year"] = 11 / 3
    figure = charts.outlook(rows, root=crowd)
    assert "3.67ポイント" in in_axes(figure)
    assert "3.666" not in figure.ward_kpi.alt
    assert not [told for told in findings.sentences("outlook", rows, root=crowd) if "3.666" in told]


# --- targets dated anew ------------------------------------------------------------------------------------------


def redated(count: int) -> pd.DataFrame:
    """Return the rows of one indicator that was dated anew, said of ``count`` indicators."""
    rows = redated_targets()
    known = load_indicators()
    others = known[(known["ward"] == "131075") & (known["indicator"] != rows["indicator"].iloc[0])]["indicator"]
    names = [rows["indicator"].iloc[0], *others][:count]
    return pd.concat([rows.assign(indicator=name) for name in names], ignore_index=True)


def test_a_few_indicators_have_panels() -> None:
    assert len(charts.target_vintages(redated(2)).axes) == 2 * 3  # three documents each


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_many_indicators_have_a_line_for_each_document(lang: str) -> None:
    figure = charts.target_vintages(redated(10), lang=lang)
    assert figure.get_figheight() <= HIGHEST
    ticks: list[Any] = [
        line.get_xdata()[0]
        for axes in figure.axes
        for line in axes.lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() == 2
    ]
    assert sorted(ticks) == [2022] * 20 + [2025] * 10  # the targets of the three documents
    shown = in_axes(figure)
    assert shown.count("23/25 順調" if lang == "ja" else "23/25 on track") == 10
    assert shown.count("実績なし" if lang == "ja" else "no result") == 10
    with style.look():
        assert style.overlaps(figure) == []


def test_a_target_that_moved_without_another_judgement_is_not_said_to_change_it() -> None:
    rows = redated(2)
    same = rows["indicator"] == rows["indicator"].iloc[-1]
    rows.loc[same, "status"] = "on_track"
    told = findings.sentences("target_vintages", rows)
    assert told[0] == "後の資料で目標の年度が変わったのは1区の2指標で、うち1は資料により判定が異なる。"
    assert "判定は、目標がどの年度のものかで変わる" in told[1]
    assert [one for one in told if "判定は同じ" in one and "どの年度のものかで変わる" not in one]
    assert findings.title("target_vintages", redated(1)).startswith("墨田区マイナポータル手続数の判定は")
