"""Small panels and the names beneath them fit a page; what is too long for a panel is cut; an axis keeps its years."""

from __future__ import annotations

from made_up import made_up_info
from panel_figures import labels, marks, panels

from analysis.data.marks import WardStyle
from analysis.drawing import indicator_panel, labelling, style
from analysis.drawing.indicator_panel import Level, Mark, Scale, Series
from analysis.drawing.panel_grid import Panel as LargePanel
from analysis.drawing.panel_grid import panel_grid
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels

WARD = WardStyle("甲", "#005AFF", "o", "")
SCALE = Scale(range(2021, 2026), str, lambda value: f"{value:g}")


def test_what_is_too_long_is_cut_before_the_unit() -> None:
    lines = labelling.cut("とても長い名前の指標" * 4, 6.5, 1.6, most=2, ending="（手続）")
    assert len(lines) == 2
    assert lines[1].endswith("…（手続）")
    assert labelling.cut("短い", 6.5, 1.6, most=2, ending="（%）") == ["短い（%）"]


def test_thirty_panels_and_their_names_fit() -> None:
    looks = [WARD._replace(name=name) for name in ("中央区", "江東区", "新宿区", "港区", "大田区", "文京区")]
    with style.look():
        many = [Panel(WARD, ["指標"], lambda axes: None) for _ in range(30)]
        named = [Group("該当する値なし:", [Entry(look.name, look) for look in looks])]
        figure = small_panels(made_up_info(), [Section("", many)], named)
        footer = small_panels(made_up_info(), [], [])
    assert len(panels(figure)) == 30
    assert figure.get_figheight() - footer.get_figheight() <= 9.5


def test_a_series_is_drawn_from_made_up_marks() -> None:
    series = Series(
        WARD, [Mark(2021, 10, "十"), Mark(2023, 30), Mark(2024, 40, "見込", hollow=True)], [Level(2025, 60, "目標 60")]
    )
    with style.look():
        figure = panel_grid(made_up_info(), [LargePanel(WARD, "指標", series), LargePanel(WARD, "", None, "なし")], SCALE,
                            columns=2)  # fmt: skip
    drawn, empty = figure.axes
    figures = {year: mark for year, mark in marks(drawn, "o").items() if year > 1}  # beside the one in the title
    assert figures == {2021: (10, "#005aff"), 2023: (30, "#005aff"), 2024: (40, "#ffffff")}
    assert sorted(labels(drawn)) == ["十", "目標 60", "見込"]
    assert drawn.get_ylim() == (0, 60 * indicator_panel.USUAL.top)
    assert labels(empty) == ["なし"]
