"""Rates of My Number cards: the ministry's lines, the wards' own figures on them, and of which day those are.

The figures of the added wards are made up; what a panel must show is read off them by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from new_wards import KOTO, add_crowd, with_table
from panel_figures import above, labels, marks, named, panel_of, panels, texts

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.ids import observation_id
from analysis.data.loaders import load_observations, load_wards
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.crossings import crossings
from analysis.drawing.page import KpiFigure
from analysis.questions import mynumber_series
from analysis.questions.mynumber_series import QUESTION, table
from analysis.sources.clean import clean
from analysis.sources.importers import import_digital_agency, import_mic
from analysis.words.errors import NoFigureData
from analysis.words.say import Number

SUMIDA, TAITO = "131075", "131067"
HIGHEST = 12.0


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return a copy of the project's data with six more wards, each of which publishes something else."""
    root = tmp_path_factory.mktemp("crowd")
    shutil.copytree(project_root / "data", root / "data")
    add_crowd(root)
    clean(root)
    return root


@cache
def drawn(root: Path | None = None, lang: str = "ja") -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return analysis.mynumber_series(root=root, lang=lang)


def said(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> list[str]:
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else rows, study)


# --- table and sentences -----------------------------------------------------------------------------------------


def test_every_vintage_of_the_wards_own_card_rates_is_kept_once() -> None:
    rows = mynumber_series.table(Study.of())
    own = rows[(rows["origin"] == "published") & (rows["ward"] == SUMIDA)].sort_values("day")
    assert own["value"].tolist() == [40, 59.3, 64.8, 76.1, 82.2, 70]
    days = dict(zip(own["value"], own["day"].dt.strftime("%Y-%m-%d"), strict=True))
    assert days[59.3] == "2023-01-31"
    assert days[82.2] == "2025-03-31"


def test_sentences_tell_dates_and_order() -> None:
    text = " ".join(said())
    assert "墨田区の令和3年度基準値40%は総務省の令和3年9月1日の値（40.1%）" in text
    assert "台東区の令和2年度基準値35%は総務省の令和3年2月1日の値（35.3%）" in text
    assert "墨田区は47.3%（令和4年4月1日）で基準値より7.3ポイント高い" in text
    assert "台東区は37.4%（令和3年4月1日）で基準値より2.4ポイント高い" in text
    assert "台東区63.1%、杉並区58.2%、東京都57.9%、墨田区57.7%、全国57.1%" in text
    assert "墨田区73%、台東区73%、杉並区71%" in text


def test_a_baseline_of_the_years_end_is_no_finding() -> None:
    rows = mynumber_series.table(Study.of())
    assert not [one for one in said(rows[rows["kind"] != "baseline"]) if "年度末" in one]


def test_titles_of_card_rates_name_highest_and_lowest_of_many(crowd: Path) -> None:
    rows = mynumber_series.table(Study.of(crowd))
    sentences = said(rows, crowd)
    assert sentences[0].startswith("墨田区の令和3年度基準値40%は総務省の令和3年9月1日の値（40.1%）、台東区の")
    assert (
        "令和4年12月31日の交付枚数率（総務省）は3区の最高が台東区63.1%、最低が墨田区57.7%、東京都57.9%、全国57.1%。"
        in sentences
    )
    assert any("最高が墨田区など2区73%、最低が杉並区71%" in sentence for sentence in sentences)


def test_many_misdated_baselines_are_counted(crowd: Path) -> None:
    rows = mynumber_series.table(Study.of(crowd))
    added = [rows[rows["ward"] == TAITO].assign(ward=code) for code in (KOTO, "131113")]
    first, unknown, second, *_ = said(pd.concat([rows[~rows["ward"].isin([KOTO, "131113"])], *added]), crowd)
    assert first == (
        "4区の基準値は、年度末ではない時点の総務省の値を丸めた数と一致する（墨田区令和3年度の40%は令和3年9月1日の40.1%など）。"
    )
    assert "数え方が同じかは、資料から分からないものがある" in unknown  # it may agree by chance
    assert second == "年度末に最も近い時点の値との差が最も大きいのは墨田区で、47.3%と7.3ポイントの差。"


def test_every_number_is_recomputed_from_the_observations_it_names(project_root: Path, crowd: Path) -> None:
    for root in (project_root, crowd):
        study = Study.of(root)
        values = {observation_id(row): row["value"] for row in study.published.to_dict("records")}
        found = QUESTION.claims(QUESTION.table(study), study)
        assert any(claim.numbers for claim in found)
        for claim in found:
            assert set(claim.rows) <= set(values)
            for number in claim.numbers:
                assert set(number.of) <= set(claim.rows)
                assert number.value == recomputed(number, values)


def recomputed(number: Number, values: dict[str, float]) -> float:
    of = [values[one] for one in number.of]
    if number.how == "difference":
        return round(max(of) - min(of), 10)
    if number.how == "count":
        return len(of) - (number.value == len(of) - 1)  # one of them is named
    [value] = set(of)
    return value


# --- few wards: one large panel ----------------------------------------------------------------------------------


def test_the_ministrys_lines_are_its_tables(reference_folder: Path) -> None:
    lines = {}
    for line in drawn().axes[0].lines:
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


def test_own_results_are_filled_estimates_hollow_and_held_cards_stand_apart() -> None:
    issued, held = drawn().axes
    single = [line for line in issued.lines if len(line.get_xdata()) == 1 and line.get_marker() in ("o", "s")]
    faces = {line.get_ydata()[0]: to_hex(line.get_markerfacecolor()) for line in single}
    assert {rate for rate, face in faces.items() if face == "#ffffff"} == {91}  # Taito's estimate for R7
    assert {rate for rate, face in faces.items() if face != "#ffffff"} == {40, 59.3, 64.8, 76.1, 82.2, 35}
    assert {line.get_ydata()[0] for line in held.lines if line.get_marker() in ("o", "s", "^")} == {73, 71}
    assert not {73.0, 71.0} & {y for line in issued.lines for y in line.get_ydata()}
    assert issued.get_ylim() == held.get_ylim() == (0, 100)


def test_four_wards_do_not_share_one_axis_of_rates(koto: Path, project_root: Path) -> None:
    rates = {"koto.mynumber_card_rate": ["15%", "70%", "80%"]}
    root = with_table(koto, ["基準値（H30）", "R6", "目標値（R10）"], rates)
    assert len(panels(analysis.mynumber_series(root=root))) == 4
    rows = mynumber_series.table(Study.of(project_root))
    assert len(panels(analysis.mynumber_series(rows))) == 2  # the project's three wards


def test_without_the_series_there_is_no_chart(project_root: Path) -> None:
    study = Study.of(project_root)
    rows = QUESTION.table(study)
    for nothing in (rows.iloc[:0], rows[rows["origin"] != "reference"]):
        with pytest.raises(NoFigureData, match="mynumber_series"):
            QUESTION.draw(study, nothing)


# --- many wards: a small panel for each --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_ward_is_named_and_nothing_covers_anything(crowd: Path, lang: str) -> None:
    figure = drawn(crowd, lang)
    with style.look():
        assert style.overlaps(figure) == []
    shown = " ".join(text.get_text() for text in texts(figure))
    assert [ward for ward in load_wards(root=crowd)[f"name_{lang}"] if ward not in shown] == []
    assert all(axes.get_ylim()[0] == 0 for axes in panels(figure))
    assert len({axes.get_xlim() for axes in panels(figure)}) == 1


def test_all_23_wards_fit_on_a_page(everyone: Path) -> None:
    figure = analysis.mynumber_series(root=everyone, lang="en")
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() == pytest.approx(7.2)
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6
    assert len(figure.ward_kpi.title) <= 180
    shown = [text.get_text() for text in texts(figure)]
    assert [ward.name_en for ward in SPECIAL_WARDS if not any(text.startswith(ward.name_en) for text in shown)] == []
    assert len(panels(figure)) == 23
    with style.look():
        assert style.overlaps(figure) == []


def test_a_wards_line_is_the_ministrys_and_the_others_are_faint(crowd: Path) -> None:
    figure = drawn(crowd)
    rows = mynumber_series.table(Study.of(crowd))
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
    figure = drawn(crowd)
    assert [above(figure, axes)[0] for axes in panels(figure)] == ["墨田区", "台東区", "杉並区", "江東区", "大田区"]
    assert named(figure, "該当する値なし:") == ["中央区", "新宿区", "港区", "文京区"]


def test_the_newest_of_the_own_figures_are_labelled(crowd: Path) -> None:
    axes = panel_of(drawn(crowd), "江東区")
    look = ward_styles(Study.of(crowd))[KOTO]
    own = [(rate, look.colour.lower()) for rate in (15, 16, 85)]  # a baseline and two results: filled
    assert sorted(marks(axes, look.marker).values()) == own
    assert sorted(labels(axes)) == ["15%", "85%", "目標 90%"]
    assert [(year, rate) for year, (rate, _) in marks(axes, "_").items()] == [(2029.99, 90)]  # the last day of R11


def test_another_definition_is_text_and_never_drawn(crowd: Path) -> None:
    figure = drawn(crowd)
    assert above(figure, panel_of(figure, "墨田区"))[1] == "別の定義 令和6年7月12日公表 73%"
    assert above(figure, panel_of(figure, "大田区"))[1] == "別の定義 R6 72%"
    assert "「別の定義」はマイナンバーカード保有率" in figure.ward_kpi.kind
    rates = {y for axes in panels(figure) for line in axes.lines for y in line.get_ydata()}
    assert not {41, 72, 73, 71} & rates


def test_the_arrow_stands_at_the_date_whose_figure_the_baseline_is(crowd: Path) -> None:
    figure = drawn(crowd)
    axes = panel_of(figure, "墨田区")
    [arrow] = [note for note in axes.texts if not note.get_text()]
    year, rate = arrow.xy
    assert rate == 40.1
    assert year == pytest.approx(2021 + 5 / 12, abs=0.02)  # 1 September
    assert above(figure, axes)[2] == "基準値と一致: 令和3年9月1日"
    assert [note for note in panel_of(figure, "大田区").texts if not note.get_text()] == []


def test_one_ward_with_another_definition_of_its_own_is_enough_for_small_panels(koto: Path) -> None:
    held = {"koto.mynumber_card_held_rate": ["60%", "70%", "80%"]}
    figure = analysis.mynumber_series(root=with_table(koto, ["基準値（R5）", "R6", "目標値（R8）"], held))
    assert above(figure, panel_of(figure, "江東区"))[1] == "別の定義 R6 70%"


def test_the_reference_series_of_all_23_wards(reference_folder: Path, tmp_path: Path) -> None:
    codes = [ward.code for ward in SPECIAL_WARDS]
    files = [reference_folder / "mic_mynumber" / f"{date}.csv" for date in ("20210401", "20220401", "20221231")]
    import_mic(files, tmp_path, areas=codes)
    import_digital_agency([reference_folder / "digital_agency_dx_20240712"], tmp_path, areas=codes)
    figure = analysis.mynumber_series(root=tmp_path)
    assert figure.get_figheight() <= HIGHEST
    assert len(panels(figure)) == 23
    assert any(caveat.startswith("全23区 マイナンバーカード保有率: ") for caveat in figure.ward_kpi.caveats)
    rates = pd.read_csv(files[-1], dtype={"団体コード": "str"}).set_index("団体コード")["人口に対する交付枚数率"]
    highest, lowest = rates[codes].idxmax(), rates[codes].idxmin()
    name = load_wards(root=tmp_path).set_index("ward")["name_ja"]
    assert f"最高が{name[highest]}{rates[highest]:g}%、最低が{name[lowest]}{rates[lowest]:g}%" in figure.ward_kpi.title
    assert labels(panel_of(figure, name[highest])) == [f"{rates[highest]:g}%"]


@pytest.mark.behaviour(10)
def test_six_of_the_eight_dates_were_certainly_known_at_the_end_of_2021(project_root: Path) -> None:
    """Each of the ministry's files is known from the day of its next one, whether or not that one is used here."""
    known = load_observations(as_of_publication="2021-12-31", concept="mynumber_card_rate", root=project_root)
    series = known[known["source"] == "mic-mynumber"]
    assert sorted(set(series["as_of"].dt.strftime("%Y-%m-%d"))) == [
        "2018-03-01", "2019-04-01", "2020-04-01", "2021-02-01", "2021-04-01", "2021-09-01",
    ]  # fmt: skip
    sumida = series[series["ward"] == "131075"].sort_values("as_of")
    assert sumida["value"].iloc[-1] == 40.1
    the_day_before = load_observations(as_of_publication="2021-09-30", concept="mynumber_card_rate", root=project_root)
    assert pd.Timestamp("2021-09-01") not in set(the_day_before["as_of"])


def test_cards_held_are_dated_by_publication_and_ordered_apart_from_cards_issued(project_root: Path) -> None:
    study = Study.of(project_root)
    rows = mynumber_series.table(study)
    held = rows[(rows["concept"] == "mynumber_card_held_rate") & (rows["origin"] == "reference")]
    assert {f"{day:%Y-%m-%d}" for day in held["day"]} == {"2024-07-12"}
    issued, held_said = [one for one in said(rows) if "63.1%" in one or "71%" in one]
    assert issued.startswith("令和4年12月31日の交付枚数率（総務省）は")
    assert held_said == "令和6年7月12日公表のマイナンバーカード保有率は墨田区73%、台東区73%、杉並区71%。"
    assert not any("令和6年度" in one for one in said(rows))


# --- what stands in the large panel ------------------------------------------------------------------------------


def _shown(figure: KpiFigure) -> list[str]:
    return [text.get_text() for text in style.shown_texts(figure)]


def test_every_figure_of_a_ward_has_its_name() -> None:
    shown = _shown(QUESTION.draw(Study.of()))
    for figure in ("59.3%", "64.8%", "76.1%", "82.2%"):
        assert f"墨田区 {figure}" in shown and figure not in shown


@pytest.mark.behaviour(15)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_rate_above_100_percent_is_drawn(lang: str) -> None:
    study = Study.of(None, lang)
    rows = table(study)
    newest = (rows["ward"] == "131075") & (rows["origin"] == "reference") & (rows["value"] == 57.7)
    assert newest.sum() == 1
    figure = QUESTION.draw(study, rows.assign(value=rows["value"].mask(newest, 101.2)))
    assert [axes.get_ylim() for axes in figure.axes] == [(0, 120), (0, 120)]
    assert any("101.2%" in text for text in _shown(figure))
    with style.look():
        assert style.overlaps(figure) == []


@pytest.mark.behaviour(15)
@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_series_alone_is_drawn_without_the_second_panel_and_without_own_figures(count: int, lang: str) -> None:
    study = Study.of(None, lang)
    rows = table(study)
    left_out = study.wards[count:]
    series = rows[(rows["origin"] == "reference") & (rows["concept"] == "mynumber_card_rate")]
    alone = series[~series["ward"].isin(left_out)]
    figure = QUESTION.draw(study, alone)
    assert len(figure.axes) == 1
    assert "（）" not in figure.ward_kpi.kind and "()" not in figure.ward_kpi.kind
    with style.look():
        assert style.overlaps(figure) == []
        assert crossings(figure) == []


def test_the_axis_says_which_rate_the_lines_are_and_that_marks_are_the_wards_own() -> None:
    """Of which rate 91% and 82.2% are no document says, so they are not put under the ministry's name."""
    titles = ["".join(axes.get_title("left").split("\n")) for axes in analysis.mynumber_series().axes]
    assert "率（線は交付枚数率（総務省）、縁取りの印は区自身の率）" in titles
    english = [" ".join(axes.get_title("left").split("\n")) for axes in analysis.mynumber_series(lang="en").axes]
    assert any(one.startswith("Rate (lines: ") and one.endswith("edged marks: the ward's own)") for one in english)


def test_a_rate_without_day_of_survey_is_described_by_its_publication() -> None:
    """The Digital Agency's table of 12 July 2024 prints no day of survey; it is no result of FY2024."""
    alt = analysis.mynumber_series().ward_kpi.alt
    assert "杉並区 マイナンバーカード保有率: 令和6年7月12日公表 実績 71%" in alt


def test_the_rates_that_are_computed_from_sums_are_marked_as_derived() -> None:
    """The files hold municipalities only: Tokyo's and Japan's rates are of their sums, the wards' are printed."""
    study = Study.of()
    rows = study.once(table)
    [newest] = [one for one in QUESTION.claims(rows, study) if "の交付枚数率（総務省）は" in one.said(study)]
    assert {one.value: one.how for one in newest.numbers} == {
        63.1: "stated",
        58.2: "stated",
        57.9: "derived",
        57.7: "stated",
        57.1: "derived",
    }
