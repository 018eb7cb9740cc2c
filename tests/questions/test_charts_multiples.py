"""The figures over time, for more wards than can each have a large panel: small panels, and every other ward named.

The figures of the added wards are made up; what a panel must show is read off them by hand.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from new_wards import KOTO, add_plans, add_wards, with_table

from analysis import charts, findings
from analysis.charts.old import describe
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.kinds import ABSENT, REFERENCE
from analysis.data.load import load_wards
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import labelling, style
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels
from analysis.measures import views
from analysis.sources.clean import clean
from analysis.sources.importers import import_digital_agency, import_mic
from analysis.words.errors import FigureError

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
NAMES = ("中央区", "江東区", "新宿区", "港区", "大田区", "文京区")
FIGURES = ("trajectories_onlinization", "trajectories_mynumber", "cashless_definitions", "mynumber_series")
HIGHEST = 12.0


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("crowd")
    shutil.copytree(project_root / "data", root / "data")
    koto = {
        "online_procedure_ratio": ["5%", "6%", "48%", "60%"],
        "cashless_usage_rate": ["4%", "5%", "30%", "50%"],
        "mynumber_card_rate": ["15%", "16%", "85%", "90%"],
        "open_data": ["1200000件", "1300000件", "2500000件", "3000000件"],
    }
    chuo = {
        "cashless_procedures": ["3手続", "4手続", "50手続", "60手続"],
        "cashless_action": ["検討", "検討", "実施", "推進"],
    }
    add_plans(root, {"koto": koto, "chuo": chuo}, ["基準値（H30）", "令和元年度", "R6", "目標値（R11）"])
    add_plans(root, {"shinjuku": {"cashless_action": ["検討", "実施"], "mynumber_card_rate": ["—", "—"]}}, ["R6", "R7"])
    plans = ["R7計画", "目標値（R9）", "目標値（R12）"]
    add_plans(root, {"minato": {"online_procedures_priority": ["30手続", "60手続", "65手続"]}}, plans)
    ota = {"mynumber_card_rate": ["47%", "88%", "95%"], "mynumber_card_held_rate": ["41%", "72%", "80%"]}
    add_plans(root, {"ota": ota}, ["基準値（R3）", "R6", "目標値（R8）"])
    add_wards(root, "bunkyo")
    clean(root)
    return root


@cache
def drawn(root: Path, name: str, lang: str = "ja") -> Figure:
    """Return a figure of a crowd; no test changes it."""
    return charts.FIGURES[name](root=root, lang=lang)


def panels(figure: Figure) -> list[Axes]:
    """Return the small panels, from left to right and from top to bottom."""
    drawn = [axes for axes in figure.axes if axes.axison]
    return sorted(drawn, key=lambda axes: (-round(axes.get_position().y0, 3), axes.get_position().x0))


def texts(figure: Figure) -> list[Text]:
    """Return the texts between header and footer, outside the panels."""
    return [text for text in style.shown_texts(figure) if text.axes is not None and not text.axes.axison]


def above(figure: Figure, axes: Axes) -> list[str]:
    """Return what stands above a panel: the ward's name, then the lines beneath it."""
    with style.look():
        figure.draw_without_rendering()
    box = axes.get_position().transformed(figure.transFigure)
    inch = figure.dpi
    near = []
    for text in (one for one in texts(figure) if one.get_fontsize() <= style.SMALL_SIZE):
        at = text.get_window_extent()
        if -0.35 * inch < at.x0 - box.x0 < 0.5 * inch and 0 < at.y0 - box.y1 < 0.45 * inch:
            near.append((-at.y0, text.get_text()))
    return [text for _, text in sorted(near)]


def panel_of(figure: Figure, *lines: str) -> Axes:
    """Return the panel above which a ward's name and the beginning of the next lines stand."""
    [found] = [
        axes
        for axes in panels(figure)
        if all(text.startswith(line) for text, line in zip(above(figure, axes), lines, strict=False))
    ]
    return found


def named(figure: Figure, heading: str) -> list[str]:
    """Return the names in the line that begins with a heading."""
    [head] = [text for text in texts(figure) if text.get_text() == heading]
    line = [text for text in texts(figure) if abs(text.get_position()[1] - head.get_position()[1]) < 0.01]
    return [text.get_text() for text in sorted(line, key=lambda text: text.get_position()[0])][1:]


def marks(axes: Axes, marker: str) -> dict[float, tuple[float, str]]:
    """Return where a ward's marks stand, and what they are filled with."""
    return {
        round(line.get_xdata()[0], 2): (line.get_ydata()[0], to_hex(line.get_markerfacecolor()))
        for line in axes.lines
        if len(line.get_xdata()) == 1 and line.get_marker() == marker
    }


def labels(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


# --- every figure ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_every_ward_is_named_and_nothing_covers_anything(crowd: Path, name: str, lang: str) -> None:
    figure = drawn(crowd, name, lang)
    with style.look():
        assert style.overlaps(figure) == []
    shown = " ".join(text.get_text() for text in texts(figure))
    assert [ward for ward in load_wards(crowd)[f"name_{lang}"] if ward not in shown] == []
    assert all(axes.get_ylim()[0] == 0 for axes in panels(figure))
    assert len({axes.get_xlim() for axes in panels(figure)}) == 1


@pytest.mark.parametrize("name", ["trajectories_mynumber", "mynumber_series"])
def test_all_23_wards_fit_on_a_page(everyone: Path, name: str) -> None:
    figure = charts.FIGURES[name](root=everyone, lang="en")
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() == pytest.approx(7.2)
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6
    assert len(figure.ward_kpi.title) <= 180
    shown = [text.get_text() for text in texts(figure)]
    assert [ward.name_en for ward in SPECIAL_WARDS if not any(text.startswith(ward.name_en) for text in shown)] == []
    assert len(panels(figure)) == {"mynumber_series": 23, "trajectories_mynumber": 23}[name]
    with style.look():
        assert style.overlaps(figure) == []


def test_four_wards_keep_large_panels_but_not_on_one_axis_of_rates(koto: Path) -> None:
    rates = {"koto.mynumber_card_rate": ["15%", "70%", "80%"]}
    root = with_table(koto, ["基準値（H30）", "R6", "目標値（R10）"], rates)
    assert {text.get_text() for text in texts(charts.trajectories("mynumber", root=root))} == set()
    assert len(panels(charts.mynumber_series(root=root))) == 4
    assert len(panels(charts.mynumber_series(views.card_rates(study=Study.of())))) == 2  # the project's three wards


# --- trajectories ------------------------------------------------------------------------------------------------


def test_each_indicator_with_figures_has_a_panel_of_its_ward(crowd: Path) -> None:
    figure = drawn(crowd, "trajectories_onlinization")
    titles = [above(figure, axes) for axes in panels(figure)]
    assert [title[0] for title in titles] == ["墨田区", "墨田区", "台東区", "杉並区", "杉並区", "江東区", "港区"]
    assert titles[0][1] == "優先手続のオンライン化数（手続）"
    assert titles[5][1] == "オンライン手続比率（%）"
    assert named(figure, "公表なし:") == ["中央区", "新宿区", "大田区", "文京区"]
    assert not [text for text in texts(figure) if text.get_text() == "文言のみ:"]


def test_only_first_newest_and_target_are_labelled(crowd: Path) -> None:
    figure = drawn(crowd, "trajectories_onlinization")
    assert sorted(labels(panel_of(figure, "江東区"))) == ["48%", "5%", "目標 60%"]
    assert sorted(labels(panel_of(figure, "墨田区", "優先"))) == ["13", "37", "目標 44"]
    assert sorted(labels(panel_of(figure, "台東区"))) == ["10%", "目標 60%", "見込 20%"]
    assert sorted(labels(panel_of(figure, "杉並区", "オンライン"))) == ["320", "導出 260"]
    assert sorted(labels(panel_of(figure, "港区"))) == ["30", "目標 R12 65", "目標 R9 60"]


def test_plans_are_hollow_and_results_filled(crowd: Path) -> None:
    figure = drawn(crowd, "trajectories_onlinization")
    looks = ward_styles(Study.of(crowd))
    code = {ward.slug: ward.code for ward in SPECIAL_WARDS}
    plan = marks(panel_of(figure, "港区"), looks[code["minato"]].marker)
    assert plan == {2025: (30, "#ffffff")}
    results = marks(panel_of(figure, "江東区"), looks[KOTO].marker)
    filled = looks[KOTO].colour.lower()
    assert results == {2018: (5, filled), 2019: (6, filled), 2024: (48, filled)}


def test_years_of_both_eras_and_western_ones_at_the_foot_of_each_column(crowd: Path) -> None:
    figure = drawn(crowd, "trajectories_onlinization")
    shown = [[tick.get_text() for tick in axes.get_xticklabels()] for axes in panels(figure)]
    assert [ticks[0] for ticks in shown] == ["H30", "H30", "H30", "H30\n2018", "H30\n2018", "H30\n2018", "H30\n2018"]
    assert shown[6][1:] == ["R3\n2021", "R6\n2024", "R9\n2027", "R12\n2030"]
    assert shown[0][1:] == ["R3", "R6", "R9", "R12"]


def test_words_are_named_with_what_they_say_for_the_last_year(crowd: Path) -> None:
    figure = drawn(crowd, "cashless_definitions")
    assert named(figure, "文言のみ:") == ["杉並区（R8 キャッシュレス決済 拡充・検討）", "新宿区（R7 実施）"]
    assert named(figure, "数値のほかに文言:") == ["中央区（R11 推進）"]
    assert named(figure, "公表なし:") == ["港区", "大田区", "文京区"]


def test_a_mark_for_nothing_is_no_word(crowd: Path) -> None:
    """Shinjuku prints dashes under My Number cards."""
    assert "新宿区" in named(drawn(crowd, "trajectories_mynumber"), "公表なし:")
    standings = views.standings(views.trajectories("mynumber", study=Study.of(crowd)))
    assert standings.to_dict() == {
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


def test_a_theme_of_words_only_is_a_page_of_names(crowd: Path) -> None:
    figure = charts.trajectories("digital_divide", root=crowd)
    assert panels(figure) == []
    assert named(figure, "公表なし:") == ["墨田区", *NAMES]


def test_a_theme_without_anything_is_said_and_not_drawn(crowd: Path) -> None:
    rows = views.trajectories("onlinization", study=Study.of(crowd))
    nothing = rows[rows["origin"] == ABSENT]
    with pytest.raises(FigureError, match="trajectories_onlinization"):
        charts.trajectories("onlinization", nothing, root=crowd)


@pytest.mark.parametrize(("lang", "tick"), [("ja", "200万"), ("en", "2M")])
def test_large_figures_keep_to_their_panel(crowd: Path, lang: str, tick: str) -> None:
    figure = charts.trajectories("open_data", root=crowd, lang=lang)
    axes = panel_of(figure, "江東区" if lang == "ja" else "Koto")
    axes.set_yticks([0, 2_000_000])
    assert [label.get_text() for label in axes.get_yticklabels()] == ["0", tick]
    assert "2,500,000" in labels(axes)


def test_what_is_too_long_is_cut_before_the_unit() -> None:
    lines = labelling.cut("とても長い名前の指標" * 4, 6.5, 1.6, most=2, ending="（手続）")
    assert len(lines) == 2
    assert lines[1].endswith("…（手続）")
    assert labelling.cut("短い", 6.5, 1.6, most=2, ending="（%）") == ["短い（%）"]


# --- cashless ----------------------------------------------------------------------------------------------------


def test_each_concept_has_a_section_of_its_own(crowd: Path) -> None:
    figure = drawn(crowd, "cashless_definitions")
    rows = views.trajectories("cashless", study=Study.of(crowd))
    heights = {text.get_text(): text.get_position()[1] for text in texts(figure)}
    available, used = heights["キャッシュレス決済手続数（2区）"], heights["キャッシュレス決済利用率（2区）"]
    assert available < used  # measured from the top
    [sheet] = [axes for axes in figure.axes if not axes.axison]
    low = figure.transFigure.inverted().transform(sheet.transData.transform((0, used)))[1]
    sections = [above(figure, axes)[0] for axes in panels(figure) if axes.get_position().y0 > low]
    assert sections == ["墨田区", "中央区"]
    assert [above(figure, axes)[0] for axes in panels(figure)][2:] == ["台東区", "江東区"]
    assert set(rows.loc[rows["value"].notna(), "concept"]) == {"cashless_procedures", "cashless_usage_rate"}


# --- card rates --------------------------------------------------------------------------------------------------


def test_a_wards_line_is_the_ministrys_and_the_others_are_faint(crowd: Path) -> None:
    figure = drawn(crowd, "mynumber_series")
    rows = views.card_rates(study=Study.of(crowd))
    line = rows[(rows["ward"] == SUMIDA) & (rows["origin"] == "reference") & (rows["concept"] == "mynumber_card_rate")]
    axes = panel_of(figure, "墨田区")
    [own] = [one for one in axes.lines if to_hex(one.get_color()).upper() == "#005AFF" and len(one.get_xdata()) > 2]
    assert list(own.get_ydata()) == list(line.sort_values("day")["value"])
    [others] = [one for one in axes.collections if isinstance(one, LineCollection)]
    assert len(others.get_segments()) == 2
    [others] = [one for one in panel_of(figure, "江東区").collections if isinstance(one, LineCollection)]
    assert len(others.get_segments()) == 3
    assert named(figure, "総務省の系列:")[:3] == ["ほかの区", "全国 57.1%", "東京都 57.9%"]


def test_wards_without_a_rate_are_named(crowd: Path) -> None:
    figure = drawn(crowd, "mynumber_series")
    assert [above(figure, axes)[0] for axes in panels(figure)] == ["墨田区", "台東区", "杉並区", "江東区", "大田区"]
    assert named(figure, "公表なし:") == ["中央区", "新宿区", "港区", "文京区"]


def test_own_figures_are_hollow_and_the_newest_are_labelled(crowd: Path) -> None:
    axes = panel_of(drawn(crowd, "mynumber_series"), "江東区")
    found = marks(axes, ward_styles(Study.of(crowd))[KOTO].marker)
    assert sorted(found.values()) == [(15, "#ffffff"), (16, "#ffffff"), (85, "#ffffff")]
    assert sorted(labels(axes)) == ["15%", "85%", "目標 90%"]
    assert [(year, rate) for year, (rate, _) in marks(axes, "_").items()] == [(2029.99, 90)]  # the last day of R11


def test_another_definition_is_text_and_never_drawn(crowd: Path) -> None:
    figure = drawn(crowd, "mynumber_series")
    assert above(figure, panel_of(figure, "墨田区"))[1] == "別の定義 R6 73%"
    assert above(figure, panel_of(figure, "大田区"))[1] == "別の定義 R6 72%"
    assert "「別の定義」はマイナンバーカード保有率" in figure.ward_kpi.kind
    rates = {y for axes in panels(figure) for line in axes.lines for y in line.get_ydata()}
    assert not {41, 72, 73, 71} & rates


def test_the_arrow_stands_at_the_date_whose_figure_the_baseline_is(crowd: Path) -> None:
    figure = drawn(crowd, "mynumber_series")
    axes = panel_of(figure, "墨田区")
    [arrow] = [note for note in axes.texts if not note.get_text()]
    year, rate = arrow.xy
    assert rate == 40.1
    assert year == pytest.approx(2021 + 5 / 12, abs=0.02)  # 1 September
    assert above(figure, axes)[2] == "基準値は令和3年9月1日の値"
    assert [note for note in panel_of(figure, "大田区").texts if not note.get_text()] == []


def test_one_ward_with_another_definition_of_its_own_is_enough_for_small_panels(koto: Path) -> None:
    held = {"koto.mynumber_card_held_rate": ["60%", "70%", "80%"]}
    figure = charts.mynumber_series(root=with_table(koto, ["基準値（R5）", "R6", "目標値（R8）"], held))
    assert above(figure, panel_of(figure, "江東区"))[1] == "別の定義 R6 70%"


# --- which figure a baseline is ------------------------------------------------------------------------------------


def matched(koto: Path, baseline: str, columns: list[str]) -> pd.DataFrame:
    """Return what the baseline of Koto matches, to which Sumida's series is given."""
    rates = views.card_rates(study=Study.of(with_table(koto, columns, {"koto.mynumber_card_rate": [baseline, "90%"]})))
    line = rates[(rates["ward"] == SUMIDA) & (rates["origin"] == REFERENCE)].assign(ward=KOTO)
    every = pd.concat([rates, line])
    return views.misdated_baselines(every[every["ward"] == KOTO])


@pytest.mark.parametrize(
    ("baseline", "year", "day"),
    [
        ("40%", "R3", "2021-09-01"),  # 40.1
        ("40.1%", "R3", "2021-09-01"),
        ("40.2%", "R3", ""),  # no figure rounds to it
        ("47%", "R3", ""),  # 47.3, the year's end
        ("13%", "R3", ""),  # that of 2018, too far away to be taken for it
        ("47%", "R5", ""),  # the series has no figure of the end of that year
    ],
)
def test_a_baseline_is_another_dates_figure_only_if_it_rounds_to_it(
    koto: Path, baseline: str, year: str, day: str
) -> None:
    found = matched(koto, baseline, [f"基準値（{year}）", "R6"])
    assert [str(match.date()) for match in found["match_day"]] == ([day] if day else [])


# --- what the titles say -------------------------------------------------------------------------------------------


def said(name: str, rows: pd.DataFrame, root: Path, lang: str = "ja") -> list[str]:
    return findings.sentences(name, rows, lang=lang, root=root)


def test_titles_of_many_wards_count_and_rank_one_definition(crowd: Path) -> None:
    title = findings.title("trajectories", views.trajectories("mynumber", study=Study.of(crowd)), root=crowd)
    assert title == (
        "実績（見込を含む）を公表しているのは9区中4区（文言のみ1、公表なし4）。"
        "マイナンバーカード交付率（4区）の最高は台東区91%（R7見込）、最低は墨田区82.2%（R6）"
    )
    title = findings.title(
        "trajectories", views.trajectories("onlinization", study=Study.of(crowd)), lang="en", root=crowd
    )
    assert title == (
        "3 of 9 wards give results or estimates (2 plans only, 4 nothing); "
        "Share of procedures online (2 wards): highest Koto 48% (FY2024), lowest Taito 20% (FY2025, estimate)"
    )


def test_definitions_that_wards_do_not_share_are_never_ranked(crowd: Path) -> None:
    """Each ward counts incidents of its own kind, and the codebook says so."""
    rows = views.trajectories("security", study=Study.of(crowd))
    results = rows[(rows["concept"] == "incidents") & rows["value"].notna()]
    assert results["ward"].nunique() > 1
    assert "最高" not in findings.title("trajectories", rows, root=crowd)
    assert "インシデント" not in " ".join(said("trajectories", rows, crowd))


def test_titles_of_cashless_count_wards_by_concept(crowd: Path) -> None:
    first, second = said("cashless_definitions", views.trajectories("cashless", study=Study.of(crowd)), crowd)
    assert first == (
        "実績（見込を含む）の公表は9区中、キャッシュレス決済手続数2区、キャッシュレス決済利用率2区"
        "（文言のみ2、公表なし3）。別の概念で、順位は付けられない。"
    )
    assert "キャッシュレス決済手続数は7区、キャッシュレス決済利用率は7区" in second


def test_titles_of_card_rates_name_highest_and_lowest_of_many(crowd: Path) -> None:
    rows = views.card_rates(study=Study.of(crowd))
    sentences = said("mynumber_series", rows, crowd)
    assert sentences[0].startswith("墨田区のR3基準値40%は令和3年9月1日の値（40.1%）、台東区の")
    assert (
        "マイナンバーカード交付率（令和4年12月31日）は3区の最高が台東区63.1%、最低が墨田区57.7%、東京都57.9%、全国57.1%。"
        in sentences
    )
    assert any("最高が墨田区など2区73%、最低が杉並区71%" in sentence for sentence in sentences)


def test_many_misdated_baselines_are_counted(crowd: Path) -> None:
    rows = views.card_rates(study=Study.of(crowd))
    added = [rows[rows["ward"] == TAITO].assign(ward=code) for code in (KOTO, "131113")]
    first, second, *_ = said("mynumber_series", pd.concat([rows[~rows["ward"].isin([KOTO, "131113"])], *added]), crowd)
    assert first == (
        "4区の基準値は、年度末ではない時点の総務省の値に当たる（墨田区R3の40%は令和3年9月1日の40.1%など）。"
    )
    assert second == "年度末に最も近い時点の値との差が最も大きいのは墨田区で、47.3%と7.3ポイントの差。"


# --- the reference series of every ward ----------------------------------------------------------------------------


def test_the_reference_series_of_all_23_wards(reference_folder: Path, tmp_path: Path) -> None:
    codes = [ward.code for ward in SPECIAL_WARDS]
    files = [reference_folder / "mic_mynumber" / f"{date}.csv" for date in ("20210401", "20220401", "20221231")]
    import_mic(files, tmp_path, areas=codes)
    import_digital_agency([reference_folder / "digital_agency_dx_20240712"], tmp_path, areas=codes)
    figure = charts.mynumber_series(root=tmp_path)
    assert figure.get_figheight() <= HIGHEST
    assert len(panels(figure)) == 23
    assert any(caveat.startswith("全23区 マイナンバーカード保有率: ") for caveat in figure.ward_kpi.caveats)
    rates = pd.read_csv(files[-1], dtype={"団体コード": "str"}).set_index("団体コード")["人口に対する交付枚数率"]
    highest, lowest = rates[codes].idxmax(), rates[codes].idxmin()
    name = load_wards(tmp_path).set_index("ward")["name_ja"]
    assert f"最高が{name[highest]}{rates[highest]:g}%、最低が{name[lowest]}{rates[lowest]:g}%" in figure.ward_kpi.title
    assert labels(panel_of(figure, name[highest])) == [f"{rates[highest]:g}%"]


# --- the page ------------------------------------------------------------------------------------------------------


def test_thirty_panels_and_their_names_fit(crowd: Path) -> None:
    rows = views.trajectories("onlinization", study=Study.of(crowd))
    with style.look():
        looks = list(ward_styles(Study.of(crowd)).values())
        info = describe("page", rows, title="t", kind="k", details=[], lang="ja", root=crowd)
        many = [Panel(looks[0], ["指標"], lambda axes: None) for _ in range(30)]
        figure = small_panels(
            info, [Section("", many)], [Group("公表なし:", [Entry(look.name, look) for look in looks])]
        )
        footer = small_panels(info, [], [])
    assert len(panels(figure)) == 30
    assert figure.get_figheight() - footer.get_figheight() <= 9.5
    assert drawn(crowd, "trajectories_onlinization").get_figheight() <= HIGHEST
