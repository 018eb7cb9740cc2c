"""The figures over time, for more wards than can each have a large panel: small panels, and every other ward named.

The figures of the added wards are made up; what a panel must show is read off them by hand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from new_wards import KOTO, with_table
from panel_figures import above, assert_names_all, labels, marks, named, panel_of, panels, texts

from analysis import charts, findings
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.kinds import REFERENCE
from analysis.data.load import load_wards
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.measures import views
from analysis.sources.importers import import_digital_agency, import_mic

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
NAMES = ("中央区", "江東区", "新宿区", "港区", "大田区", "文京区")
HIGHEST = 12.0


@cache
def drawn(root: Path, name: str, lang: str = "ja") -> Figure:
    """Return a figure of a crowd; no test changes it."""
    return charts.FIGURES[name](root=root, lang=lang)


# --- card rates --------------------------------------------------------------------------------------------------


def test_a_wards_line_is_the_ministrys_and_the_others_are_faint(figures_of_nine: Path) -> None:
    figure = drawn(figures_of_nine, "mynumber_series")
    rows = views.card_rates(study=Study.of(figures_of_nine))
    line = rows[(rows["ward"] == SUMIDA) & (rows["origin"] == "reference") & (rows["concept"] == "mynumber_card_rate")]
    axes = panel_of(figure, "墨田区")
    [own] = [one for one in axes.lines if to_hex(one.get_color()).upper() == "#005AFF" and len(one.get_xdata()) > 2]
    assert list(own.get_ydata()) == list(line.sort_values("day")["value"])
    [others] = [one for one in axes.collections if isinstance(one, LineCollection)]
    assert len(others.get_segments()) == 2
    [others] = [one for one in panel_of(figure, "江東区").collections if isinstance(one, LineCollection)]
    assert len(others.get_segments()) == 3
    assert named(figure, "総務省の系列:")[:3] == ["ほかの区", "全国 57.1%", "東京都 57.9%"]


def test_wards_without_a_rate_are_named(figures_of_nine: Path) -> None:
    figure = drawn(figures_of_nine, "mynumber_series")
    assert [above(figure, axes)[0] for axes in panels(figure)] == ["墨田区", "台東区", "杉並区", "江東区", "大田区"]
    assert named(figure, "公表なし:") == ["中央区", "新宿区", "港区", "文京区"]


def test_own_figures_are_hollow_and_the_newest_are_labelled(figures_of_nine: Path) -> None:
    axes = panel_of(drawn(figures_of_nine, "mynumber_series"), "江東区")
    found = marks(axes, ward_styles(Study.of(figures_of_nine))[KOTO].marker)
    assert sorted(found.values()) == [(15, "#ffffff"), (16, "#ffffff"), (85, "#ffffff")]
    assert sorted(labels(axes)) == ["15%", "85%", "目標 90%"]
    assert [(year, rate) for year, (rate, _) in marks(axes, "_").items()] == [(2029.99, 90)]  # the last day of R11


def test_another_definition_is_text_and_never_drawn(figures_of_nine: Path) -> None:
    figure = drawn(figures_of_nine, "mynumber_series")
    assert above(figure, panel_of(figure, "墨田区"))[1] == "別の定義 R6 73%"
    assert above(figure, panel_of(figure, "大田区"))[1] == "別の定義 R6 72%"
    assert "「別の定義」はマイナンバーカード保有率" in figure.ward_kpi.kind
    rates = {y for axes in panels(figure) for line in axes.lines for y in line.get_ydata()}
    assert not {41, 72, 73, 71} & rates


def test_the_arrow_stands_at_the_date_whose_figure_the_baseline_is(figures_of_nine: Path) -> None:
    figure = drawn(figures_of_nine, "mynumber_series")
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


def test_titles_of_card_rates_name_highest_and_lowest_of_many(figures_of_nine: Path) -> None:
    rows = views.card_rates(study=Study.of(figures_of_nine))
    sentences = said("mynumber_series", rows, figures_of_nine)
    assert sentences[0].startswith("墨田区のR3基準値40%は令和3年9月1日の値（40.1%）、台東区の")
    assert (
        "マイナンバーカード交付率（令和4年12月31日）は3区の最高が台東区63.1%、最低が墨田区57.7%、東京都57.9%、全国57.1%。"
        in sentences
    )
    assert any("最高が墨田区など2区73%、最低が杉並区71%" in sentence for sentence in sentences)


def test_many_misdated_baselines_are_counted(figures_of_nine: Path) -> None:
    rows = views.card_rates(study=Study.of(figures_of_nine))
    added = [rows[rows["ward"] == TAITO].assign(ward=code) for code in (KOTO, "131113")]
    first, second, *_ = said(
        "mynumber_series", pd.concat([rows[~rows["ward"].isin([KOTO, "131113"])], *added]), figures_of_nine
    )
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


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_ward_is_named_and_nothing_covers_anything(figures_of_nine: Path, lang: str) -> None:
    assert_names_all(drawn(figures_of_nine, "mynumber_series", lang))


def test_all_23_wards_fit_on_a_page(everyone: Path) -> None:
    figure = charts.FIGURES["mynumber_series"](root=everyone, lang="en")
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() == pytest.approx(7.2)
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6
    assert len(figure.ward_kpi.title) <= 180
    shown = [text.get_text() for text in texts(figure)]
    assert [ward.name_en for ward in SPECIAL_WARDS if not any(text.startswith(ward.name_en) for text in shown)] == []
    assert len(panels(figure)) == 23
    with style.look():
        assert style.overlaps(figure) == []


def test_four_wards_do_not_share_one_axis_of_rates(koto: Path) -> None:
    rates = {"koto.mynumber_card_rate": ["15%", "70%", "80%"]}
    root = with_table(koto, ["基準値（H30）", "R6", "目標値（R10）"], rates)
    assert len(panels(charts.mynumber_series(root=root))) == 4
    assert len(panels(charts.mynumber_series(views.card_rates(study=Study.of())))) == 2  # the project's three wards
