"""Every chart, in both languages and both inks: complete, legible, true to the documents' figures, and re-drawable."""

from __future__ import annotations

import csv
import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from analysis import charts, findings
from analysis.charts import FIGURES, KpiFigure
from analysis.data.load import load_sources, load_wards
from analysis.data.marks import contrast_with_white
from analysis.data.study import Study
from analysis.drawing import style
from analysis.measures import views

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
VARIANTS = [("ja", False), ("en", False), ("ja", True)]
EVERY = [(name, lang, mono) for name in FIGURES for lang, mono in VARIANTS]


@cache
def drawn(name: str, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return FIGURES[name](lang=lang, mono=mono)


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def joined(figure: KpiFigure) -> str:
    """Return all that is drawn as one text, wrapped lines joined."""
    return "".join("".join(texts(figure)).split())


def bars(axes: Any) -> list[Rectangle]:
    """Return the bars of ``axes`` from top to bottom."""
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return sorted(found, key=lambda bar: bar.get_y())


# --- every figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang", "mono"), EVERY)
def test_no_text_stands_on_another(name: str, lang: str, mono: bool) -> None:
    with style.look():
        assert style.overlaps(drawn(name, lang, mono)) == []


@pytest.mark.parametrize(("name", "lang", "mono"), EVERY)
def test_nothing_is_too_small_or_too_faint_to_print(name: str, lang: str, mono: bool) -> None:
    figure = drawn(name, lang, mono)
    shown = [text for text in style.shown_texts(figure) if text.get_text().strip()]
    shrunk = min(1.0, 10.7 / figure.get_figheight())  # what a page of A4 leaves of it
    assert min(text.get_fontsize() for text in shown) * shrunk >= 5.4
    for text in shown:
        colour = to_hex(text.get_color())
        assert colour == "#ffffff" or contrast_with_white(colour) >= 4.5, text.get_text()
    assert figure.get_figwidth() <= 7.3


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_every_ward_is_named_or_has_no_document_in_it(name: str, lang: str) -> None:
    """A ward that publishes nothing stays visible; one indicator's own story shows its ward only."""
    figure = drawn(name, lang)
    shown = joined(figure)
    wards = load_wards()
    if name == "target_vintages":
        wards = wards[wards["ward"].isin(figure.ward_kpi.rows["ward"])]
    for ward in wards[f"name_{lang}"]:
        assert ward in shown
        assert ward in figure.ward_kpi.alt


@pytest.mark.parametrize(("name", "lang"), [(name, lang) for name in FIGURES for lang in ("ja", "en")])
def test_title_kind_sources_and_caveats_are_drawn(name: str, lang: str) -> None:
    figure = drawn(name, lang)
    info = figure.ward_kpi
    shown = joined(figure)
    assert info.name == name
    assert info.lang == lang
    for line in (info.title, info.kind, *info.sources, *info.caveats):
        assert "".join(line.split()) in shown, line
    used = {source for cell in info.rows["source"].dropna() for source in str(cell).split()}
    titles = load_sources().set_index("source")[f"title_{lang}"]
    assert len(info.sources) == len(used)
    for source in used:
        assert any(titles[source] in line for line in info.sources)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_can_be_drawn_again_from_its_rows(name: str) -> None:
    figure = drawn(name)
    again = FIGURES[name](figure.ward_kpi.rows)
    assert style.render(again, "svg") == style.render(figure, "svg")


@pytest.mark.parametrize("name", FIGURES)
def test_black_and_white_holds_no_colour(name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", style.render(drawn(name, mono=True), "svg")))
    assert colours
    for colour in colours:
        red, green, blue = colour[1:3], colour[3:5], colour[5:7]
        assert red == green == blue, colour


@pytest.mark.parametrize("name", FIGURES)
def test_english_figures_keep_japanese_to_the_wards_own_words(name: str) -> None:
    figure = drawn(name, "en")
    rows = figure.ward_kpi.rows
    quoted = "".join(str(text) for column in ("text", "target_text") if column in rows for text in rows[column])
    japanese = re.findall(r"[ぁ-んァ-ヶ一-龠]+", " ".join(texts(figure)))
    assert [word for word in japanese if word not in quoted] == []


# --- progress ----------------------------------------------------------------------------------------------------


def test_bars_start_at_zero_and_have_the_lengths_of_the_documents() -> None:
    axes = drawn("progress_bars").axes[0]
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
    figure = drawn("progress_bars")
    axes = figure.axes[0]
    cut = bars(axes)[3]
    assert "755.6% 達成" in texts(figure)
    assert axes.get_xlim()[1] == pytest.approx(cut.get_width())
    middle = cut.get_y() + cut.get_height() / 2
    slanted = [line for line in axes.lines if len(set(line.get_xdata())) == len(set(line.get_ydata())) == 2]
    assert slanted
    assert {round(sum(line.get_ydata()) / 2, 6) for line in slanted} == {round(middle, 6)}


def test_estimates_are_hollow_and_results_filled() -> None:
    filled = [to_hex(bar.get_facecolor()) != "#ffffff" for bar in bars(drawn("progress_bars").axes[0])]
    assert filled == [True, True, False, True, False, True, False]


def test_wards_without_a_result_keep_a_row_that_says_why() -> None:
    shown = joined(drawn("progress_bars"))
    assert "基準後の実績の公表なし" in shown
    assert "R8キャッシュレス決済拡充・検討" in shown
    assert shown.count("文言目標") >= 2


def test_outlook_marks_the_step_that_is_needed() -> None:
    figure = drawn("outlook")
    diamonds = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "D"]
    expected = {
        (100 - 74.8) / (100 - 58),  # e-approval, one year left
        (200 - 181) / (200 - 130),  # open data
        (25 - 23) / (25 - 6),  # Mynaportal
        (50 - 40) / (50 - 20),  # online consultation
        (44 - 37) / (44 - 13),  # priority procedures
    }
    assert sorted(diamonds) == pytest.approx(sorted(expected))
    assert {"0%", "20%", "60%", "実績の公表がなく、計算できない"} <= set(texts(figure))


def test_rank_rows_show_every_rank_a_ward_takes() -> None:
    figure = drawn("ranking_sensitivity")
    hollow = [
        line
        for line in figure.axes[0].lines
        if line.get_marker() in ("o", "s", "^") and to_hex(line.get_markerfacecolor()) == "#ffffff"
    ]
    spans = {tuple(round(x) for x in line.get_xdata()) for line in hollow}
    assert spans == {(1, 2)}
    assert len(hollow) == 4  # training, and the pace of the card: two wards each
    assert "4通り（杉並区なし）" in texts(figure)


# --- series ------------------------------------------------------------------------------------------------------


def test_each_indicator_has_an_axis_of_its_own_with_eras_and_western_years() -> None:
    figure = drawn("trajectories_onlinization")
    names = [axes.get_title(loc="left").split("\n")[1] for axes in figure.axes]
    assert len(names) == len(set(names)) == 5
    for axes in figure.axes:
        assert axes.get_ylim()[0] == 0
        assert not axes.get_shared_y_axes().get_siblings(axes)[1:]
        assert [tick.get_text() for tick in axes.get_xticklabels()][-2:] == ["R7\n2025", "R8\n2026"]


def test_the_derived_start_of_suginami_is_hollow_and_says_so() -> None:
    figure = drawn("trajectories_onlinization")
    [axes] = [axes for axes in figure.axes if "累計" in axes.get_title(loc="left")]
    marks = {line.get_xdata()[0]: line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_clip_on()}
    assert {year: line.get_ydata()[0] for year, line in marks.items()} == {2023: 260, 2024: 280, 2025: 300, 2026: 320}
    assert {to_hex(line.get_markerfacecolor()) for line in marks.values()} == {"#ffffff"}
    assert "導出 260" in texts(figure)
    assert "導出 260手続" in figure.ward_kpi.alt


def test_targets_are_drawn_and_those_of_superseded_documents_are_not() -> None:
    shown = texts(drawn("trajectories_onlinization"))
    assert [text for text in shown if text.startswith("目標 ")] == ["目標 25", "目標 44", "目標 60%"]


def test_cashless_concepts_share_no_axis() -> None:
    figure = drawn("cashless_definitions")
    left = [axes for axes in figure.axes if axes.get_position().x0 < 0.5]
    right = [axes for axes in figure.axes if axes.get_position().x0 >= 0.5]
    assert len(left) == len(right) == 3
    assert all("キャッシュレス決済手続数" in axes.get_title(loc="left") for axes in left)
    assert all("キャッシュレス決済利用率" in axes.get_title(loc="left") for axes in right)
    assert texts(figure).count("公表なし") == 2


def test_the_ministrys_lines_are_its_tables(reference_folder: Path) -> None:
    lines = {}
    for line in drawn("mynumber_series").axes[0].lines:
        if len(line.get_xdata()) > 2:
            lines[to_hex(line.get_color()).upper()] = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
    dates = ["20180301", "20190401", "20200401", "20210201", "20210401", "20210901", "20220401", "20221231"]
    colours = {"墨田区": "#005AFF", "台東区": "#FF4B00", "杉並区": "#804000"}
    for date in dates:
        day = dt.datetime.strptime(date, "%Y%m%d").date().toordinal()
        with (reference_folder / "mic_mynumber" / f"{date}.csv").open(encoding="utf-8-sig", newline="") as file:
            rates = {row["市区町村名"]: float(row["人口に対する交付枚数率"]) for row in csv.DictReader(file)}
        for ward, colour in colours.items():
            assert lines[colour][day] == rates[ward], (ward, date)


def test_own_card_figures_are_hollow_and_held_cards_stand_apart() -> None:
    issued, held = drawn("mynumber_series").axes
    own = {
        line.get_ydata()[0]
        for line in issued.lines
        if len(line.get_xdata()) == 1 and to_hex(line.get_markerfacecolor()) == "#ffffff" and line.get_marker() != "_"
    }
    assert own == {40, 59.3, 64.8, 76.1, 82.2, 35, 91}
    assert {line.get_ydata()[0] for line in held.lines if line.get_marker() in ("o", "s", "^")} == {73, 71}
    assert not {73.0, 71.0} & {y for line in issued.lines for y in line.get_ydata()}
    assert issued.get_ylim() == held.get_ylim() == (0, 100)


# --- matrices ----------------------------------------------------------------------------------------------------


def test_the_holes_of_availability_are_named() -> None:
    shown = texts(drawn("availability_matrix"))
    rows = views.availability(study=Study.of())
    assert shown.count("公表なし") == int(rows["fiscal_year"].isna().sum())
    assert "見目" in shown  # Taito's R7: estimate and target in one year


def test_the_comparability_matrix_says_what_each_ward_lacks() -> None:
    shown = texts(drawn("comparability_matrix"))
    assert shown.count("同じ定義") == 3
    assert "杉並区 文言のみ" in shown


def test_the_scorecard_shows_sign_figures_and_progress_of_a_kpi() -> None:
    shown = texts(drawn("scorecard"))
    assert "217/40手続 R6 755.6%" in shown
    assert "見込 20/60% R7 20%" in shown
    assert {"◎", "○", "△", "×", "－", "文"} <= set(shown)


# --- titles ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_title_follows_the_rows_and_is_not_typed(lang: str) -> None:
    rows = views.main_progress(study=Study.of())
    behind = rows.assign(status=rows["status"].replace("achieved", "behind"))
    figure = charts.progress_bars(behind, lang=lang)
    assert figure.ward_kpi.title != drawn("progress_bars", lang).ward_kpi.title
    assert figure.ward_kpi.title == findings.progress_bars(behind, Study.of(None, lang).names)[0].rstrip("。.")
