"""The check that nothing runs through a text."""

from __future__ import annotations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.drawing import labelling, style
from analysis.drawing.crossings import crossings, ink


@pytest.fixture
def axes() -> Axes:
    """Return axes from 0 to 10 without ticks, on a page of four by two inches."""
    figure = Figure(figsize=(4, 2), dpi=100)
    axes = figure.add_axes((0.1, 0.1, 0.8, 0.8), xlim=(0, 10), ylim=(0, 10), xticks=[], yticks=[])
    axes.text(4, 5, "墨田区 37手続", va="center")
    return axes


def found(axes: Axes) -> list[str]:
    figure = axes.get_figure(root=True)
    assert figure is not None
    with style.look():
        return [kind for _, kind in crossings(figure)]


def test_a_line_through_a_text_is_found_and_one_beside_it_is_not(axes: Axes) -> None:
    axes.plot([0, 10], [8, 8])
    assert found(axes) == []
    axes.plot([0, 10], [2, 8])
    assert found(axes) == ["Line2D"]


def test_a_line_that_touches_a_text_is_found_and_a_box_may_be_close(axes: Axes) -> None:
    foot, top = _ink_of(axes)
    (line,) = axes.plot([0, 10], [foot - 0.05, foot - 0.05])
    assert found(axes) == ["Line2D"]
    line.set_ydata([foot - 0.5, foot - 0.5])
    assert found(axes) == []
    axes.barh([(foot + top) / 2], [9.5], height=(top - foot) * 1.1, edgecolor="black", facecolor="none")
    assert found(axes) == []


def _ink_of(axes: Axes) -> tuple[float, float]:
    """Return where the ink of the text begins and ends, in the unit of the vertical axis."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    with style.look():
        ((_, box),) = style.text_boxes(figure)
    ends = axes.transData.inverted().transform([(0, ink(box).y0), (0, ink(box).y1)])
    return float(ends[0][1]), float(ends[1][1])


def test_an_upright_line_and_a_level_are_lines(axes: Axes) -> None:
    axes.axvline(5)
    axes.axhline(5)
    assert found(axes) == ["Line2D", "Line2D"]


def test_a_marker_on_a_text_is_found_without_a_line(axes: Axes) -> None:
    axes.plot([5], [5], "o")
    axes.plot([1, 9], [5, 5], "o")
    assert found(axes) == ["Line2D"]


def test_a_leader_through_a_text_is_found_but_for_that_of_the_text_itself(axes: Axes) -> None:
    arrow = {"arrowstyle": "-", "relpos": (0, 0.5)}
    axes.annotate("台東区", (1, 1), (6, 1), arrowprops=arrow, va="center")
    assert found(axes) == []
    axes.annotate("", (5, 9), (5, 1), arrowprops={"arrowstyle": "->"})
    assert found(axes) == ["Annotation"]


def test_the_edge_of_a_bar_is_found_and_a_text_within_a_bar_is_not(axes: Axes) -> None:
    axes.barh([5], [9.5], height=6, edgecolor="black", facecolor="white")
    assert found(axes) == []
    axes.barh([5], [5], height=6, edgecolor="black", facecolor="none")
    assert found(axes) == ["Rectangle"]


def test_what_lies_outside_the_axes_or_in_the_background_does_not_count(axes: Axes) -> None:
    axes.grid(axis="y")
    axes.plot([0, 10], [5, 5], zorder=0.5)
    axes.plot([0, 10], [50, 50])
    assert found(axes) == []


def test_a_plate_hides_what_lies_behind_a_text(axes: Axes) -> None:
    axes.plot([0, 10], [5, 5])
    axes.texts[0].set_bbox(labelling.PLATE)
    assert found(axes) == []
