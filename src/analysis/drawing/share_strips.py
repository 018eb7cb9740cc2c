"""Many shares of a whole as dots on a strip for each ward, in groups: beneath one another, or side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page

_HIGH, _LOW = 0.62, 0.21  # inches of a strip, as are the following
_SIDE = 0.12
_HEAD_LINE = 0.125
_DOT = 4.6  # points
_NEAR = 0.02
"""Dots that lie nearer to one another, in shares, are stacked; each keeps its own place along the axis."""
_FILL = 0.84
"""How much of a strip a stack may take."""


class Strip(NamedTuple):
    """A ward's shares, and what stands on their right."""

    ward: WardStyle
    shares: Sequence[float]
    label: str


class StripGroup(NamedTuple):
    """A heading, and a strip for each ward."""

    heading: str
    strips: Sequence[Strip]


def share_strips(info: FigureInfo, groups: Sequence[StripGroup], *, beneath: bool) -> KpiFigure:
    """Draw the groups beneath one another with high strips, or side by side with a low strip for each of many wards."""
    return _beneath(info, groups) if beneath else _side_by_side(info, groups)


def _beneath(info: FigureInfo, groups: Sequence[StripGroup]) -> KpiFigure:
    rows, names, after = len(groups[0].strips), _names_width(groups), _labels_width(groups)
    page = Page(info, len(groups) * (rows * _HIGH + 0.65))
    grid = page.grid(len(groups), 1, left=_SIDE + names, right=_SIDE + after, top=0.3, bottom=0.3,
                     hspace=0.65 / (rows * _HIGH))  # fmt: skip
    for place, group in enumerate(groups):
        axes = page.figure.add_subplot(grid[place])
        _draw(axes, group, [group.heading], [0, 0.2, 0.4, 0.6, 0.8, 1], names, _HIGH)
    return page.finish()


def _side_by_side(info: FigureInfo, groups: Sequence[StripGroup]) -> KpiFigure:
    rows, names, after = len(groups[0].strips), _names_width(groups), _labels_width(groups)
    room = (WIDTH - 2 * _SIDE - names) / len(groups) - after
    heads = [style.wrap(group.heading, style.SMALL_SIZE, room + after - 0.1) for group in groups]
    top = max(len(head) for head in heads) * _HEAD_LINE + 0.1
    page = Page(info, rows * _LOW + top + 0.3)
    grid = page.grid(1, len(groups), left=_SIDE + names, right=_SIDE + after, top=top, bottom=0.3, wspace=after / room)
    for place, (group, head) in enumerate(zip(groups, heads, strict=True)):
        axes = page.figure.add_subplot(grid[0, place])
        _draw(axes, group, head, [0, 0.5, 1], 0 if place else names, _LOW)
    return page.finish()


def _draw(
    axes: Axes, group: StripGroup, head: Sequence[str], ticks: Sequence[float], names: float, height: float
) -> None:
    """Draw a group; the wards' names stand left of it where there is room for them (``names`` inches)."""
    axes.set_xlim(-0.02, 1.02)
    labelling.share_axis(axes, ticks)
    axes.grid(axis="x")
    labelling.rows_axis(axes, len(group.strips))
    axes.set_title("\n".join(head), size=style.SMALL_SIZE, loc="left", pad=4)
    for y, strip in enumerate(group.strips):
        if names:
            labelling.row_label(axes, y, strip.ward, [strip.ward.name], width=names)
        for share, up in _stacked(strip.shares, _DOT / 72 / height):
            axes.plot([share], [y - up], strip.ward.marker, color=strip.ward.colour, markersize=_DOT, zorder=3,
                      markeredgecolor="white", markeredgewidth=0.3, clip_on=False)  # fmt: skip
        axes.annotate(strip.label, (1, y), (6, 0), va="center_baseline", xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", size=style.NOTE_SIZE, color=style.QUIET)  # fmt: skip


def _stacked(shares: Sequence[float], dot: float) -> list[tuple[float, float]]:
    """Return each share and how far above the middle of its strip it stands, so that dots close by do not cover it."""
    stacks: dict[int, list[float]] = defaultdict(list)
    for share in sorted(shares):
        stacks[int(share / _NEAR)].append(share)
    placed = []
    for stack in stacks.values():
        apart = min(dot, _FILL / len(stack))
        placed += [(share, (place - (len(stack) - 1) / 2) * apart) for place, share in enumerate(stack)]
    return placed


def _names_width(groups: Sequence[StripGroup]) -> float:
    return max(style.text_width(one.ward.name, style.SMALL_SIZE) for one in groups[0].strips) + 0.3


def _labels_width(groups: Sequence[StripGroup]) -> float:
    labels = [one.label for group in groups for one in group.strips]
    return max(style.text_width(label, style.NOTE_SIZE) for label in labels) + 0.2
