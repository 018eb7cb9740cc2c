"""Axes: years between their ticks, a round tick not below the largest figure, levels that end at their year."""

from __future__ import annotations

import datetime as dt

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import indicator_panel, labelling, style
from analysis.drawing.indicator_panel import Level, Mark, Scale, Series

SUMIDA = "131075"


@pytest.fixture
def axes() -> Axes:
    with style.look():
        return Figure(figsize=(5, 3)).add_subplot()


@pytest.mark.parametrize(
    ("largest", "top"), [(320.0, 400), (44.0, 60), (91.0, 100), (101.2, 150), (2.0, 2), (0.0, 1), (25.0, 30)]
)
def test_the_axis_has_a_tick_not_below_the_largest_figure(axes: Axes, largest: float, top: float) -> None:
    labelling.value_axis(axes, largest, most=4, room=1.3)
    ticks = list(axes.get_yticks())
    assert ticks[0] == 0 and ticks[-1] == top
    assert all(tick < largest for tick in ticks[1:-1])
    assert axes.get_ylim()[1] >= max(top, largest * 1.3)


def test_a_year_is_written_in_the_middle_of_its_span_and_its_end_is_a_tick(axes: Axes) -> None:
    starts = {year: float(dt.date(year, 4, 1).toordinal()) for year in range(2021, 2026)}
    axes.set_xlim(starts[2021] - 30, starts[2025] + 30)
    labelling.dated_axis(axes, starts, lambda year: f"R{year - 2018}")
    axes.get_figure().draw_without_rendering()
    written = {label.get_text(): label.get_position()[0] for label in axes.get_xticklabels()}
    assert list(written) == ["R3", "R4", "R5", "R6"]
    end_of_r4 = dt.date(2023, 3, 31).toordinal()
    assert starts[2022] < written["R4"] < end_of_r4 < written["R5"]
    assert abs(written["R4"] - end_of_r4) > 150 and abs(written["R5"] - end_of_r4) > 150
    assert list(axes.get_xticks(minor=True)) == list(starts.values())


def test_the_line_of_a_target_ends_at_its_year(axes: Axes) -> None:
    ward = ward_styles(Study.of())[SUMIDA]
    series = Series(ward, [Mark(2021, 13, "13"), Mark(2024, 37, "37")], [Level(2025, 44, "44")])
    with style.look():
        indicator_panel.draw(axes, series, Scale(range(2020, 2027), str, str), indicator_panel.USUAL)
    [level] = [line for line in axes.lines if list(line.get_ydata()) == [44, 44]]
    assert list(level.get_xdata()) == [axes.get_xlim()[0], 2025]


def test_a_label_that_has_no_room_next_to_its_point_is_tied_to_it_by_a_line() -> None:
    with style.look():
        axes = Figure(figsize=(6, 4)).add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(xlim=(0, 10), ylim=(0, 10))
        wall = [[(x, 3.0), (x, 7.0)] for x in (4.7, 4.8, 5.2, 5.3)]  # lines on both sides of the first point
        roof = [[(0.0, y), (10.0, y)] for y in (5.25, 4.75)]
        labels = labelling.Labels(axes, [(5, 5), (8, 9)], [*wall, *roof])
        labels.add(5, 5, "walled in")
        labels.add(8, 9, "free")
        tied = {str(note.get_text()): note.arrow_patch.get_visible() for note in axes.texts}  # type: ignore[attr-defined]
    assert tied == {"walled in": True, "free": False}
