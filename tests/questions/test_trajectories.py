"""What wards publish of a theme over the years: the table, what is said of it, and its panels."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from new_wards import KOTO, with_table
from panel_figures import above, assert_names_all, labels, marks, named, panel_of, panels, texts

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.kinds import ABSENT
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import KpiFigure
from analysis.measures.standing import standings
from analysis.questions.trajectories import about, asked, claims, table, trajectories
from analysis.questions.trajectories import slides as slides_of
from analysis.words.errors import FigureError, UnknownName

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
HIGHEST = 12.0
NAMES = ("中央区", "江東区", "新宿区", "港区", "大田区", "文京区")


@cache
def drawn(theme: str, root: Path) -> KpiFigure:
    """Return a figure as every test sees it; none changes it."""
    return about(theme).draw(Study.of(root))


def shown_in(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def _title(theme: str, study: Study) -> str:
    return claims(table(theme, study), study)[0].title(study)


def test_the_codebook_says_which_themes_are_asked_about_and_each_has_one_question() -> None:
    assert [one.theme for one in asked(Study.of())] == ["onlinization", "mynumber"]
    assert asked(Study.of())[0] is about("onlinization")
    assert trajectories("mynumber").ward_kpi.question is about("mynumber")


def test_a_copied_figure_still_knows_its_question() -> None:
    info = copy.deepcopy(about("onlinization").draw(Study.of()).ward_kpi)
    assert info.question.sentences(info.plain, info.study)[0] in info.alt


def test_targets_of_documents_that_were_superseded_are_left_out() -> None:
    rows = table("onlinization", Study.of())
    targets = rows[(rows["kind"] == "target") & (rows["indicator"] == "sumida.online_procedures_mynaportal")]
    assert targets[["fiscal_year", "value"]].to_numpy().tolist() == [[2025, 25]]


def test_a_ward_without_anything_has_one_empty_row() -> None:
    rows = table("paperless", Study.of())
    [absent] = rows[rows["origin"] == "absent"].to_dict("records")
    assert absent["ward"] == SUGINAMI
    assert absent["indicator"] == ""
    assert pd.isna(absent["value"])
    assert list(dict.fromkeys(rows["ward"])) == WARDS


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="cashless"):
        table("cashles", Study.of())


def test_column_types_survive_empty_rows() -> None:
    rows = table("paperless", Study.of())
    assert str(rows["fiscal_year"].dtype) == "Int64"
    assert str(rows["value"].dtype) == "float64"
    assert str(rows["published"].dtype).startswith("datetime64")


def test_the_total_before_the_first_milestone_is_derived_and_marked() -> None:
    rows = table("onlinization", Study.of())
    [derived] = rows[rows["origin"] == "derived"].to_dict("records")
    assert (derived["indicator"], derived["fiscal_year"], derived["value"], derived["kind"], derived["text"]) == (
        "suginami.online_procedures_cumulative",
        2023,
        280 - 20,
        "derived",
        "",
    )
    assert derived["source"] == "suginami-plan-2024"


# --- sentences ---------------------------------------------------------------------------------------------------


def test_sentences_say_results_targets_and_what_is_derived() -> None:
    study = Study.of()
    said = " ".join(about("onlinization").sentences(table("onlinization", study), study))
    assert (
        "墨田区はマイナポータル手続数23手続（目標25）・優先手続のオンライン化数37手続（目標44）、令和6年度実績" in said
    )
    assert "台東区はオンライン手続比率20%（目標60%）、令和7年度実績見込" in said
    assert (
        "杉並区自身の数値は計画の改定案にあるものだけ（令和8年度の計画はオンライン手続数（累計）320手続・建築確認の電子報告率40%）で、区の資料は"
        in said
    )
    assert "杉並区の令和5年度末260手続は" in said
    assert "比べられるものは一つもない" in said
    cards = " ".join(about("mynumber").sentences(table("mynumber", study), study))
    assert "マイナンバーカード普及率とマイナンバーカード交付率の定義が同じかどうかは資料に示されていない" in cards
    assert "最新の値は墨田区の令和6年度実績82.2%、台東区の令和7年度実績見込91%で、年度や種別が異なるため" in cards
    assert "墨田区はマイナンバーカード普及率82.2%（目標70%）、令和6年度実績" in cards  # Taito's is another indicator
    assert "台東区はマイナンバーカード交付率91%（目標60%）・コンビニ交付の証明書数2種類（目標は「充実」）" in cards


def test_a_derived_figure_rests_on_the_addition_and_the_total_of_its_cell() -> None:
    study = Study.of()
    derived = claims(table("onlinization", study), study)[-1]
    assert sorted(derived.rows) == [
        "suginami.online_procedures_added-2024-planned-suginami-plan-2024",
        "suginami.online_procedures_cumulative-2024-planned-suginami-plan-2024",
    ]
    [number] = derived.numbers
    stated = study.published.set_index(["indicator", "fiscal_year"])["value"]
    addition, total = (stated[f"suginami.online_procedures_{one}", 2024] for one in ("added", "cumulative"))
    assert (number.value, number.how) == (total - addition, "derived")


def test_every_stated_number_is_the_figure_of_its_observation() -> None:
    study = Study.of()
    values = {
        "-".join(
            part for part in (row.indicator, str(row.fiscal_year), row.kind, row.source, row.as_of) if part
        ): row.value
        for row in study.published.itertuples()
    }
    title = claims(table("onlinization", study), study)[0]
    stated = [number for number in title.numbers if number.how == "stated"]
    assert len(stated) == 8  # 23 of 25, 37 of 44, 20 of 60, 320, 40
    for number in stated:
        assert [values[name] for name in number.of] == [number.value]


# --- few wards ---------------------------------------------------------------------------------------------------


def test_each_indicator_has_an_axis_of_its_own_with_eras_and_western_years() -> None:
    figure = about("onlinization").draw(Study.of())
    names = [axes.get_title(loc="left").split("\n")[1] for axes in figure.axes]
    assert len(names) == len(set(names)) == 5
    for axes in figure.axes:
        assert axes.get_ylim()[0] == 0
        assert not axes.get_shared_y_axes().get_siblings(axes)[1:]
        assert [tick.get_text() for tick in axes.get_xticklabels()][-2:] == ["R7\n2025", "R8\n2026"]


def test_the_derived_start_of_suginami_has_a_mark_of_its_own_and_says_so() -> None:
    figure = about("onlinization").draw(Study.of())
    [axes] = [axes for axes in figure.axes if "累計" in axes.get_title(loc="left")]
    marks = {line.get_xdata()[0]: line for line in axes.lines if len(line.get_xdata()) == 1 and line.get_clip_on()}
    assert {year: line.get_ydata()[0] for year, line in marks.items()} == {2023: 260, 2024: 280, 2025: 300, 2026: 320}
    assert {to_hex(line.get_markerfacecolor()) for line in marks.values()} == {"#ffffff"}
    assert marks[2023].get_marker() not in {marks[year].get_marker() for year in (2024, 2025, 2026)}
    assert "導出 260" in shown_in(figure)
    assert "導出 260手続" in figure.ward_kpi.alt


def test_targets_are_drawn_and_those_of_superseded_documents_are_not() -> None:
    shown = shown_in(about("onlinization").draw(Study.of()))
    assert [text for text in shown if text.startswith("目標 ")] == ["目標 25", "目標 44", "目標 60%"]


# --- many wards --------------------------------------------------------------------------------------------------


def test_each_indicator_with_figures_has_a_panel_of_its_ward(figures_of_nine: Path) -> None:
    figure = drawn("onlinization", figures_of_nine)
    titles = [above(figure, axes) for axes in panels(figure)]
    assert [title[0] for title in titles] == ["墨田区", "墨田区", "台東区", "杉並区", "杉並区", "江東区", "港区"]
    assert titles[0][1] == "優先手続のオンライン化数（手続）"
    assert titles[5][1] == "オンライン手続比率（%）"
    assert named(figure, "転記した項目になし:") == [
        "中央区",
        "新宿区",
        "大田区",
    ]  # nobody counted these documents' lists
    assert named(figure, "読み取った資料なし:") == ["文京区"]
    assert not [text for text in texts(figure) if text.get_text() == "記述のみ:"]


def test_only_first_newest_and_target_are_labelled(figures_of_nine: Path) -> None:
    figure = drawn("onlinization", figures_of_nine)
    assert sorted(labels(panel_of(figure, "江東区"))) == ["48%", "5%", "目標 60%"]
    assert sorted(labels(panel_of(figure, "墨田区", "優先"))) == ["13", "37", "目標 44"]
    assert sorted(labels(panel_of(figure, "台東区"))) == ["10%", "目標 60%", "見込 20%"]
    assert sorted(labels(panel_of(figure, "杉並区", "オンライン"))) == ["320", "導出 260"]
    assert sorted(labels(panel_of(figure, "港区"))) == ["30", "目標 R12 65", "目標 R9 60"]


def test_plans_are_hollow_and_results_filled(figures_of_nine: Path) -> None:
    figure = drawn("onlinization", figures_of_nine)
    looks = ward_styles(Study.of(figures_of_nine))
    code = {ward.slug: ward.code for ward in SPECIAL_WARDS}
    plan = marks(panel_of(figure, "港区"), looks[code["minato"]].marker)
    assert plan == {2025: (30, "#ffffff")}
    results = marks(panel_of(figure, "江東区"), looks[KOTO].marker)
    filled = looks[KOTO].colour.lower()
    assert results == {2018: (5, filled), 2019: (6, filled), 2024: (48, filled)}


def test_years_of_both_eras_and_western_ones_at_the_foot_of_each_column(figures_of_nine: Path) -> None:
    figure = drawn("onlinization", figures_of_nine)
    shown = [[tick.get_text() for tick in axes.get_xticklabels()] for axes in panels(figure)]
    assert [ticks[0] for ticks in shown] == ["H30", "H30", "H30", "H30\n2018", "H30\n2018", "H30\n2018", "H30\n2018"]
    assert shown[6][1:] == ["R3\n2021", "R6\n2024", "R9\n2027", "R12\n2030"]
    assert shown[0][1:] == ["R3", "R6", "R9", "R12"]


def test_a_mark_for_nothing_is_no_word(figures_of_nine: Path) -> None:
    """Shinjuku prints dashes under My Number cards."""
    assert named(drawn("mynumber", figures_of_nine), "資料に「－」と記載:") == ["新宿区"]
    found = standings(table("mynumber", Study.of(figures_of_nine)))
    assert found.to_dict() == {
        SUMIDA: "results",
        TAITO: "results",
        SUGINAMI: "words",
        "131024": "nothing",
        "131032": "nothing",
        "131041": "nothing",
        "131059": "nothing",
        KOTO: "results",
        "131113": "results",
    }


def test_a_theme_of_words_only_is_a_page_of_names(figures_of_nine: Path) -> None:
    figure = trajectories("digital_divide", root=figures_of_nine)
    assert panels(figure) == []
    assert named(figure, "記述のみ:")[0] == "墨田区"  # actions in words
    assert named(figure, "転記した項目になし:") + named(figure, "読み取った資料なし:") == list(NAMES)


def test_a_theme_without_anything_is_said_and_not_drawn(figures_of_nine: Path) -> None:
    rows = table("onlinization", Study.of(figures_of_nine))
    nothing = rows[rows["origin"] == ABSENT]
    with pytest.raises(FigureError, match="trajectories_onlinization"):
        trajectories("onlinization", nothing, root=figures_of_nine)


@pytest.mark.parametrize(("lang", "tick"), [("ja", "200万"), ("en", "2M")])
def test_large_figures_keep_to_their_panel(figures_of_nine: Path, lang: str, tick: str) -> None:
    figure = trajectories("open_data", root=figures_of_nine, lang=lang)
    axes = panel_of(figure, "江東区" if lang == "ja" else "Koto")
    axes.set_yticks([0, 2_000_000])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0", tick]
    assert "2,500,000" in labels(axes)


def test_titles_of_many_wards_count_and_order_nobody_across_years_and_kinds(figures_of_nine: Path) -> None:
    title = _title("mynumber", Study.of(figures_of_nine))
    assert title == (
        "読み取った資料に数値の実績（見込を含む）があるのは9区のうち4"
        "（記述のみ1、資料に「－」と記載1、転記した項目になし2、読み取った資料なし1）"
    )
    title = _title("onlinization", Study.of(figures_of_nine, "en"))
    assert title == (
        "The documents read hold results or estimates in figures of 3 of 9 wards "
        "(plans only 2, not among the entries transcribed 3, no document read 1)"
    )


def test_definitions_that_wards_do_not_share_are_never_ranked(figures_of_nine: Path) -> None:
    """Each ward counts incidents of its own kind, and the codebook says so."""
    rows = table("security", Study.of(figures_of_nine))
    results = rows[(rows["concept"] == "incidents") & rows["value"].notna()]
    assert results["ward"].nunique() > 1
    assert "最高" not in _title("security", Study.of(figures_of_nine))
    assert "インシデント" not in " ".join(about("security").sentences(rows, Study.of(figures_of_nine)))


# --- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("theme", ["onlinization", "mynumber"])
def test_every_ward_is_named_and_nothing_covers_anything(figures_of_nine: Path, theme: str, lang: str) -> None:
    assert_names_all(about(theme).draw(Study.of(figures_of_nine, lang)))


def test_all_23_wards_fit_on_a_page(everyone: Path) -> None:
    figure = about("mynumber").draw(Study.of(everyone, "en"))
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() == pytest.approx(7.2)
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6
    assert len(figure.ward_kpi.title) <= 180
    shown = [text.get_text() for text in texts(figure)]
    assert [ward.name_en for ward in SPECIAL_WARDS if not any(text.startswith(ward.name_en) for text in shown)] == []
    assert len(panels(figure)) == 23
    with style.look():
        assert style.overlaps(figure) == []


def test_nine_wards_fit_on_a_page(figures_of_nine: Path) -> None:
    assert drawn("onlinization", figures_of_nine).get_figheight() <= HIGHEST


def test_four_wards_keep_large_panels(koto: Path) -> None:
    rates = {"koto.mynumber_card_rate": ["15%", "70%", "80%"]}
    root = with_table(koto, ["基準値（H30）", "R6", "目標値（R10）"], rates)
    assert {text.get_text() for text in texts(trajectories("mynumber", root=root))} == set()


# --- rows that a caller gives ------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["onlinization", "cashless", "mynumber"])
def test_observations_of_one_ward_speak_of_that_ward(theme: str) -> None:
    figure = trajectories(theme, analysis.load_observations(ward="sumida"))
    said = " ".join(analysis.conclusions(figure).sentences)
    assert "墨田区" in said and "台東区" not in said and "杉並区" not in said
    assert "記載なし" not in said


def test_a_result_that_a_caller_left_out_is_told_as_not_given() -> None:
    rows = analysis.load_observations(ward=["sumida", "suginami"], theme="onlinization").query("kind != 'actual'")
    title = trajectories("onlinization", rows).ward_kpi.sentences[0]
    assert (
        "墨田区自身の数値は目標のみ（令和7年度にマイナポータル手続数25手続・優先手続のオンライン化数44手続）で、実績は選んだ行になし"
        in title
    )
    assert (
        "杉並区自身の数値は計画の改定案にあるものだけ（令和8年度の計画はオンライン手続数（累計）320手続・建築確認の電子報告率40%）で、区の資料は"
        in title
    )


def test_a_ward_that_is_asked_for_stays_whatever_else_is_asked_for() -> None:
    """In FY2022 Sumida alone has a card rate of its own: Taito and Suginami are said to be not among what was chosen."""
    chosen = {"ward": ["sumida", "taito", "suginami"], "years": "R4", "concept": "mynumber_card_rate"}
    title = trajectories("mynumber", **chosen).ward_kpi.title
    assert "64.8%" in title and "台東区は選んだ行になし" in title and "杉並区は選んだ行になし" in title


def test_areas_for_reference_are_no_wards() -> None:
    rows = analysis.load_observations(theme="mynumber")
    assert {"130001", "000000"} <= set(rows["ward"])
    assert "東京都" not in trajectories("mynumber", rows).ward_kpi.alt


def test_what_is_derived_is_not_said_to_stand_in_the_documents() -> None:
    figure = analysis.trajectories("onlinization", lang="ja")
    assert "計画・目標）と、それから導いた値（導出）" in figure.ward_kpi.kind


def test_a_slide_names_the_document_of_a_ward_of_which_it_quotes_words() -> None:
    study = Study.of()
    (slide,) = slides_of("cashless", study)
    assert any("杉並区" in one.name for one in slide.sources)
