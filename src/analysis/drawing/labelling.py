"""What several charts draw alike: axes, ward marks, and labels that keep clear of one another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import Bbox

from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.crossings import CLEAR, ink
from analysis.words.say import told
from analysis.words.wording import Wording, percent

HALO = withStroke(linewidth=2, foreground="white")
"""Keeps a label legible where a line runs beneath it."""

PLATE = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
"""Lies beneath a text and hides what would run through it."""

SMALLER = 6.5
"""Size in points of text in panels and rows that have to be small."""

NAMES = 2.95
"""Inches of the names of indicators, where they stand left of their marks."""

DASHED = (0, (4, 2))
DOTTED = (0, (1, 1.6))

_POINT, _LABEL = 6, 2
"""How much more a covered point counts than what lies outside, and another label, which may make room."""

_Place = tuple[int, int, str, str]
_PLACES: dict[str, _Place] = {
    "above": (0, 5, "center", "bottom"),
    "below": (0, -5, "center", "top"),
    "upper right": (6, 4, "left", "bottom"),
    "upper left": (-6, 4, "right", "bottom"),
    "lower right": (6, -4, "left", "top"),
    "lower left": (-6, -4, "right", "top"),
    "right": (8, 0, "left", "center"),
    "left": (-8, 0, "right", "center"),
}
"""Where a label may stand beside its point: offset in points, horizontal and vertical alignment."""
_FURTHER: tuple[_Place, ...] = (
    (0, 14, "center", "bottom"),
    (0, -14, "center", "top"),
    (14, 5, "left", "bottom"),
    (-14, 5, "right", "bottom"),
    (14, -5, "left", "top"),
    (-14, -5, "right", "top"),
    (-8, 22, "left", "bottom"),
    (8, 22, "right", "bottom"),
    (-8, -22, "left", "top"),
    (8, -22, "right", "top"),
)
"""Where it may stand if all places next to its point are taken."""
_LEADER = {"arrowstyle": "-", "color": style.QUIET, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2}
"""The line from a label to a point that it does not stand next to."""
_SHIFTED: tuple[_Place, ...] = (
    (5, 5, "right", "bottom"),
    (-5, 5, "left", "bottom"),
    (5, -5, "right", "top"),
    (-5, -5, "left", "top"),
    (0, 8, "center", "bottom"),
    (0, -8, "center", "top"),
    (7, 8, "right", "bottom"),
    (-7, 8, "left", "bottom"),
    (7, -8, "right", "top"),
    (-7, -8, "left", "top"),
)
"""Above and below, but shifted away from an edge of the axes, or a little further off, though near enough for no leader."""


def word(name: str, lang: str) -> str:
    """Return a short word that stands beside a mark."""
    return told(f"mark.{name}", lang)


class Labels:
    """Labels beside points of one axes: each takes the first place where it covers no label, no point and no line."""

    def __init__(
        self,
        axes: Axes,
        points: Iterable[tuple[float, float]] = (),
        lines: Iterable[Sequence[tuple[float, float]]] = (),
        *,
        is_small: bool = False,
    ) -> None:
        """Take the axes, whose limits must be set, and the points and lines (in data) to keep clear of.

        In a small panel labels are smaller, and may stand above or below their point without being centred.
        """
        self._axes = axes
        self._is_small = is_small
        self._preferred: dict[Annotation, str] = {}
        self._labels: dict[Annotation, Bbox] = {}
        figure = axes.get_figure(root=True)
        assert figure is not None
        canvas: Any = FigureCanvasAgg(figure)
        self._renderer = canvas.get_renderer()
        self._room = axes.get_window_extent(self._renderer)
        self._clear = CLEAR * figure.dpi / 72
        half = (2.0 if is_small else 3.0) * figure.dpi / 72 + self._clear
        self._taken = [_box_around(x, y, half, half) for x, y in map(axes.transData.transform, points)]
        self._lines = [Path(axes.transData.transform(line)) for line in lines if len(line) > 1]

    def avoid(self, artists: Iterable[Text]) -> None:
        """Keep clear of texts written by other means."""
        self._taken += [Text.get_window_extent(artist, self._renderer) for artist in artists]  # without their arrows

    def add(self, x: float, y: float, text: str, *, prefer: str = "above") -> None:
        """Write ``text`` beside the point, in the place called ``prefer`` if it is as free as any other."""
        size = SMALLER if self._is_small else style.NOTE_SIZE
        note = self._axes.annotate(
            text, (x, y), (0, 0), textcoords="offset points", size=size, path_effects=[HALO], arrowprops=_LEADER
        )
        self._preferred[note] = prefer
        self._place(note)

    def settle(self) -> None:
        """Place each label anew now that all of them stand: the first ones could not make room for the last."""
        for note in [*self._labels]:
            self._place(note)

    def _place(self, note: Annotation) -> None:
        """Move a label to the first place where it covers least."""
        self._labels.pop(note, None)
        costs: dict[_Place, int] = {}
        others = _SHIFTED if self._is_small else _FURTHER
        for place in (_PLACES[self._preferred[note]], *_PLACES.values(), *others):
            costs[place] = self._cost(self._move(note, place))
            if costs[place] == 0:
                break
        self._labels[note] = self._move(note, min(costs, key=lambda place: costs[place]))

    def _move(self, note: Annotation, place: _Place) -> Bbox:
        """Put a label in one of the places and return the box it then fills; from further off a line leads to its point."""
        dx, dy, across, up = place
        note.set(position=(dx, dy), ha=across, va=up)
        assert note.arrow_patch is not None
        note.arrow_patch.set_visible(place in _FURTHER)
        note.update_positions(self._renderer)
        return Text.get_window_extent(note, self._renderer)  # without the line

    def _cost(self, box: Bbox) -> int:
        """Return how many pixels of what stands there already, or of what lies outside, a label would cover.

        A line through a label counts as if the whole label were covered; a point, which cannot make room as another
        label can, counts more than it is large.
        """
        whole = box.width * box.height
        outside = whole - _shared(box, self._room)
        near = ink(box).padded(self._clear)
        crossed = sum(bool(line.intersects_bbox(near, filled=False)) for line in self._lines)
        points = sum(_shared(box, other) for other in self._taken)
        labels = sum(_shared(box, other) for other in self._labels.values())
        return round(outside + _POINT * points + _LABEL * labels + crossed * whole)


def _box_around(x: float, y: float, wide: float, high: float) -> Bbox:
    return Bbox.from_extents(x - wide, y - high, x + wide, y + high)


def _shared(one: Bbox, other: Bbox) -> float:
    """Return the area that two boxes share."""
    both = Bbox.intersection(one, other)
    return 0.0 if both is None else both.width * both.height


def cut(text: str, size: float, width: float, *, most: int = 1, ending: str = "") -> list[str]:
    """Return ``text`` and its ``ending`` in at most ``most`` lines; what is cut off for it is shown by an ellipsis."""
    lines = style.wrap(text + ending, size, width)
    while text and len(lines) > most:
        text = text[:-1]
        lines = style.wrap(f"{text}…{ending}", size, width)
    return lines


def width_of(axes: Axes) -> float:
    """Return the width of ``axes`` in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.get_position().width * figure.get_figwidth()


def height_of(axes: Axes) -> float:
    """Return the height of ``axes`` in inches."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    return axes.get_position().height * figure.get_figheight()


def year_axis(
    axes: Axes,
    years: Iterable[int],
    tick: Callable[[int], str],
    *,
    margin: float = 0.75,
    size: float = style.SMALL_SIZE,
) -> None:
    """Make the horizontal axis one of fiscal years, each written as ``tick`` does."""
    shown = sorted(set(years))
    axes.set_xlim(shown[0] - margin, shown[-1] + margin)
    axes.xaxis.set_major_locator(FixedLocator(shown[:: _label_step(_inches(axes, 1), shown, tick, size)]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: tick(round(year))))
    axes.tick_params(axis="x", length=2.5, labelsize=size)


def dated_axis(
    axes: Axes, starts: Mapping[int, float], tick: Callable[[int], str], *, size: float = style.SMALL_SIZE
) -> None:
    """Write each fiscal year in the middle of its span, between ticks where it starts and where the next one does.

    ``starts`` says where on the axis, whose limits must be set, each year starts, the one after the last included.
    """
    years = sorted(starts)
    middles = {(starts[year] + starts[year + 1]) / 2: year for year in years[:-1]}
    shown = list(middles)[:: _label_step(_inches(axes, starts[years[1]] - starts[years[0]]), years, tick, size)]
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda at, _: tick(middles[min(shown, key=lambda one: abs(one - at))]))
    )
    axes.xaxis.set_minor_locator(FixedLocator(list(starts.values())))
    axes.tick_params(axis="x", which="major", length=0, pad=5, labelsize=size)
    axes.tick_params(axis="x", which="minor", length=2.5)


def _inches(axes: Axes, across: float) -> float:
    """Return how wide ``across`` on the horizontal axis is."""
    low, high = axes.get_xlim()
    return width_of(axes) * across / (high - low)


def _label_step(room: float, years: Sequence[int], tick: Callable[[int], str], size: float) -> int:
    """Return at every how many years, each with so many inches of ``room``, a label stands clear of the next one."""
    lines = [line for year in years for line in tick(year).splitlines()]
    widest = max(style.text_width(line, size) for line in lines)
    return math.ceil((widest + 0.04) / room)


def value_axis(axes: Axes, largest: float, *, most: int, room: float, least: float = 0.0) -> None:
    """Make the vertical axis one from zero to a tick not below the ``largest`` figure, of at most so many intervals.

    It goes on to ``room`` times that figure where the labels above need more. Of figures below zero it starts as far below
    the ``least``.
    """
    if least < 0:
        _axis_across_zero(axes, least, max(largest, 0.0), most=most, room=room)
        return
    top = largest or 1.0
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(0, top)
    ticks = [tick for tick in found if tick >= 0]
    last = next(place for place, tick in enumerate(ticks) if tick >= top)
    axes.set_ylim(0, max(ticks[last], top * room))
    axes.yaxis.set_major_locator(FixedLocator(ticks[: last + 1]))


def _axis_across_zero(axes: Axes, least: float, largest: float, *, most: int, room: float) -> None:
    """Make the vertical axis one of figures below zero, and above it where there are any, with room for labels at both ends."""
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], integer=True).tick_values(least, largest)
    beyond = (room - 1) * (largest - least)
    axes.set_ylim(min(found[0], least - beyond), max(largest, 0.0) + beyond)
    axes.yaxis.set_major_locator(FixedLocator([tick for tick in found if tick <= largest + beyond]))


def share_axis(axes: Axes, ticks: Sequence[float]) -> None:
    """Make the horizontal axis one of shares, written in percent."""
    low, high = axes.get_xlim()
    axes.xaxis.set_major_locator(
        FixedLocator([tick for tick in (round(one, 10) for one in ticks) if low <= tick <= high])
    )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share)))


def rows_axis(axes: Axes, count: float) -> None:
    """Make the vertical axis one of ``count`` rows, the first on top, without ticks of its own."""
    axes.set_ylim(count - 0.4, -0.6)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)


def _margin(axes: Axes, width: float) -> tuple[float, float]:
    """Return where ``width`` inches left of the axes is, and an inch, as shares of the axes' width."""
    inch = 1 / width_of(axes)
    return -width * inch, inch


def group_places(themes: pd.Series[str]) -> tuple[dict[str, float], float]:
    """Return where each group's title stands, and how many places all rows take."""
    tops = {}
    places = 0.0
    for theme, count in themes.groupby(themes, sort=False).size().items():
        tops[str(theme)] = places
        places += count + 0.75
    return tops, places


def row_places(themes: pd.Series[str]) -> list[float]:
    """Return the place of each row beneath its group's title."""
    tops, _ = group_places(themes)
    counts = themes.groupby(themes, sort=False).cumcount()
    return [tops[theme] + 0.75 + count for theme, count in zip(themes, counts, strict=True)]


def indicator_name(ward: str, indicator: str, words: Wording) -> str:
    """Return the names of a ward and its indicator; of the ward alone where it has none."""
    return f"{words.ward(ward)} {words.indicator(indicator)}" if indicator else words.ward(ward)


def label_height(lines: Sequence[str], *, width: float) -> float:
    """Return the inches that a row's label of :func:`row_label` takes."""
    return len(_written(lines, width)) * style.SMALL_SIZE * 1.3 / 72


def _written(lines: Sequence[str], width: float) -> list[tuple[str, float]]:
    """Return the lines of a row's label, wrapped, with their sizes; the first is the largest."""
    sizes = [style.NOTE_SIZE if number else style.SMALL_SIZE for number in range(len(lines))]
    pairs = zip(lines, sizes, strict=True)
    return [(part, size) for line, size in pairs for part in style.wrap(line, size, width - 0.25)]


def row_label(axes: Axes, y: float, ward: WardStyle, lines: Sequence[str], *, width: float) -> None:
    """Write a ward's mark and lines of text ``width`` inches left of the axes; the first line is the largest."""
    left, inch = _margin(axes, width)
    transform = axes.get_yaxis_transform()
    ward_mark(axes, y, ward, width)
    written = _written(lines, width)
    for place, (text, size) in enumerate(written):
        axes.annotate(
            text,
            (left + 0.18 * inch, y),
            (0, ((len(written) - 1) / 2 - place) * style.SMALL_SIZE * 1.3),
            xycoords=transform,
            textcoords="offset points",
            va="center_baseline",
            size=size,
            color=style.INK if size == style.SMALL_SIZE else style.QUIET,
            annotation_clip=False,
        )


def ward_mark(axes: Axes, y: float, ward: WardStyle, width: float, **properties: Any) -> None:
    """Draw a ward's mark, its left edge ``width`` inches left of the axes."""
    left, inch = _margin(axes, width)
    axes.plot([left + 0.06 * inch], [y], ward.marker, color=ward.colour, transform=axes.get_yaxis_transform(),
              clip_on=False, **properties)  # fmt: skip


def margin_text(axes: Axes, y: float, text: str, width: float, **properties: Any) -> None:
    """Write a line ``width`` inches left of the axes."""
    usual: dict[str, Any] = {"size": style.SMALL_SIZE, "va": "center_baseline"}
    axes.text(_margin(axes, width)[0], y, text, transform=axes.get_yaxis_transform(), **(usual | properties))


def group_title(axes: Axes, y: float, text: str, width: float, *, rule: float = 0.5, **properties: Any) -> None:
    """Write the title of a group of rows, with a rule above it, from ``width`` inches left of the axes on.

    ``rule`` is how far above, in the unit of the vertical axis.
    """
    margin_text(axes, y, text, width - 0.12, **({"size": style.TEXT_SIZE} | properties))
    axes.plot([_margin(axes, width - 0.12)[0], 0], [y - rule, y - rule], color=style.RULE, linewidth=0.8, clip_on=False,
              transform=axes.get_yaxis_transform())  # fmt: skip


def ward_key(axes: Axes, y: float, wards: Iterable[WardStyle], width: float) -> None:
    """Write the wards' marks and names side by side, from ``width`` inches left of the axes on."""
    left, inch = _margin(axes, width)
    for ward in wards:
        axes.plot([left + 0.06 * inch], [y], ward.marker, color=ward.colour, clip_on=False,
                  transform=axes.get_yaxis_transform())  # fmt: skip
        axes.text(left + 0.16 * inch, y, ward.name, transform=axes.get_yaxis_transform(), va="center_baseline",
                  size=style.SMALL_SIZE)  # fmt: skip
        left += (0.34 + style.text_width(ward.name, style.SMALL_SIZE)) * inch


def bar_look(ward: WardStyle, *, hollow: bool = False) -> dict[str, Any]:
    """Return how a ward's bar is filled; hollow for what is not yet a result."""
    filled = {"facecolor": "white" if ward.hatch else ward.colour, "hatch": ward.hatch}
    fill = {"facecolor": "white"} if hollow else filled
    return fill | {"edgecolor": ward.colour, "linewidth": 1.2}


def break_mark(axes: Axes, y: float, height: float) -> None:
    """Draw the sign that a bar goes on beyond the axis: a gap cut by two slanted lines."""
    low, high = axes.get_xlim()
    step = (high - low) * 0.012
    for at in (high - 6 * step, high - 4 * step):
        for colour, width in (("white", 3.2), (style.INK, 0.9)):
            axes.plot([at - step, at + step], [y + height * 0.7, y - height * 0.7], color=colour, linewidth=width)
