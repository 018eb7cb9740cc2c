"""What several charts draw alike: axes, ward marks, and labels that keep clear of one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator, FuncFormatter
from matplotlib.transforms import Bbox

from analysis import style
from analysis.wording import Wording, percent

WORDS = {
    "target": {"ja": "目標", "en": "target"},
    "plan": {"ja": "計画", "en": "plan"},
    "baseline": {"ja": "基準", "en": "baseline"},
    "derived": {"ja": "導出", "en": "derived"},
    "estimate": {"ja": "見込", "en": "estimate"},
    "planned": {"ja": "計画", "en": "plan"},
    "actual": {"ja": "実績", "en": "actual"},
    "progress": {"ja": "進捗", "en": "progress"},
    "national": {"ja": "国の資料", "en": "national"},
    "not_published": {"ja": "公表なし", "en": "not published"},
}
_HALO = withStroke(linewidth=2, foreground="white")  # keeps a label legible where a line runs beneath it
DASHED = (0, (4, 2))
DOTTED = (0, (1, 1.6))

_Place = tuple[int, int, str, str]
# Where a label may stand beside its point, best first: offset in points, horizontal and vertical alignment.
_PLACES: tuple[_Place, ...] = (
    (0, 5, "center", "bottom"),
    (0, -5, "center", "top"),
    (6, 0, "left", "center"),
    (-6, 0, "right", "center"),
    (5, 5, "left", "bottom"),
    (-5, 5, "right", "bottom"),
    (5, -5, "left", "top"),
    (-5, -5, "right", "top"),
)


def word(name: str, lang: str) -> str:
    """Return a short word that stands beside a mark."""
    return WORDS[name][lang]


class Labels:
    """Labels beside points of one axes: each takes the first place where it covers no label, no point and no line."""

    def __init__(
        self, axes: Axes, points: Iterable[tuple[float, float]] = (), levels: Iterable[float] = ()
    ) -> None:
        """Take the axes, whose limits must be set, and the points and horizontal lines (in data) to keep clear of."""
        self._axes = axes
        figure = axes.get_figure(root=True)
        assert figure is not None
        self._renderer = FigureCanvasAgg(figure).get_renderer()
        self._room = axes.get_window_extent(self._renderer)
        half = 3.0 * figure.dpi / 72
        self._taken = [_box_around(*axes.transData.transform(point), half, half) for point in points]
        width = self._room.width
        for level in levels:
            height = axes.transData.transform((0, level))[1]
            self._taken.append(_box_around(self._room.x0 + width / 2, height, width / 2, 1))

    def avoid(self, artists: Iterable[Text]) -> None:
        """Keep clear of texts written by other means."""
        self._taken += [Text.get_window_extent(artist, self._renderer) for artist in artists]  # without their arrows

    def add(self, x: float, y: float, text: str, *, prefer: int = 0) -> None:
        """Write ``text`` beside the point; ``prefer`` is the first place to try."""
        note = self._axes.annotate(
            text, (x, y), (0, 0), textcoords="offset points", size=style.NOTE_SIZE, path_effects=[_HALO]
        )
        places = [*_PLACES[prefer:], *_PLACES[:prefer]]
        costs = [self._cost(self._move(note, place)) for place in places]
        self._taken.append(self._move(note, places[costs.index(min(costs))]))

    def _move(self, note: Annotation, place: _Place) -> Bbox:
        """Put a label in one of the places and return the box it then fills."""
        dx, dy, across, up = place
        note.set(position=(dx, dy), ha=across, va=up)
        return note.get_window_extent(self._renderer)

    def _cost(self, box: Bbox) -> int:
        """Return how many pixels of what stands there already, or of what lies outside, a label would cover."""
        outside = box.width * box.height - _shared(box, self._room)
        return round(outside + sum(_shared(box, other) for other in self._taken))


def _box_around(x: float, y: float, wide: float, high: float) -> Bbox:
    return Bbox.from_extents(x - wide, y - high, x + wide, y + high)


def _shared(one: Bbox, other: Bbox) -> float:
    """Return the area that two boxes share."""
    both = Bbox.intersection(one, other)
    return 0.0 if both is None else both.width * both.height


def year_axis(axes: Axes, years: Iterable[int], words: Wording, *, margin: float = 0.75) -> None:
    """Make the horizontal axis one of fiscal years: 令和 with the Western year beneath."""
    shown = sorted(set(years))
    axes.set_xlim(shown[0] - margin, shown[-1] + margin)
    axes.xaxis.set_major_locator(FixedLocator(shown))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: words.year_tick(round(year))))
    axes.tick_params(axis="x", length=2.5)


def share_axis(axes: Axes, ticks: Sequence[float]) -> None:
    """Make the horizontal axis one of shares, written in percent."""
    axes.xaxis.set_major_locator(FixedLocator(list(ticks)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: percent(share)))


def rows_axis(axes: Axes, count: float) -> None:
    """Make the vertical axis one of ``count`` rows, the first on top, without ticks of its own."""
    axes.set_ylim(count - 0.4, -0.6)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)


def row_label(
    axes: Axes, y: float, ward: style.WardStyle, lines: Sequence[str], *, width: float, hollow: bool = False
) -> None:
    """Write a ward's mark and lines of text in the margin left of a row; the first line is the ward's."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    inches = axes.get_position().width * figure.get_figwidth()
    left = -width / inches
    transform = axes.get_yaxis_transform()
    axes.plot(
        [left + 0.06 / inches], [y], ward.marker, color=ward.colour, transform=transform, clip_on=False,
        markerfacecolor="white" if hollow else ward.colour,
    )  # fmt: skip
    room = width - 0.25
    written = [
        (part, style.NOTE_SIZE if number else style.SMALL_SIZE, style.QUIET if number else style.INK)
        for number, line in enumerate(lines)
        for part in style.wrap(line, style.NOTE_SIZE if number else style.SMALL_SIZE, room)
    ]
    leading = style.SMALL_SIZE * 1.3
    for place, (text, size, colour) in enumerate(written):
        axes.annotate(
            text,
            (left + 0.18 / inches, y),
            (0, ((len(written) - 1) / 2 - place) * leading),
            xycoords=transform,
            textcoords="offset points",
            va="center_baseline",
            size=size,
            color=colour,
            annotation_clip=False,
        )


def margin_text(axes: Axes, y: float, text: str, width: float, **properties: Any) -> None:
    """Write a line ``width`` inches left of the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    left = -width / (axes.get_position().width * figure.get_figwidth())
    axes.text(left, y, text, transform=axes.get_yaxis_transform(), va="center_baseline",
              **({"size": style.SMALL_SIZE} | properties))  # fmt: skip


def group_title(axes: Axes, y: float, text: str, width: float) -> None:
    """Write the title of a group of rows, with a rule above it, from ``width`` inches left of the axes on."""
    margin_text(axes, y, text, width - 0.12, size=style.TEXT_SIZE)
    figure = axes.get_figure(root=True)
    assert figure is not None
    left = -(width - 0.12) / (axes.get_position().width * figure.get_figwidth())
    axes.plot([left, 0], [y - 0.5, y - 0.5], color=style.RULE, linewidth=0.8, clip_on=False,
              transform=axes.get_yaxis_transform())  # fmt: skip


def bar_look(ward: style.WardStyle, *, hollow: bool = False) -> dict[str, Any]:
    """Return how a ward's bar is filled; hollow for what is not yet a result."""
    filled = {"facecolor": "white" if ward.hatch else ward.colour, "hatch": ward.hatch}
    fill = {"facecolor": "white"} if hollow else filled
    return fill | {"edgecolor": ward.colour, "linewidth": 1.2, "linestyle": DASHED if hollow else "solid"}


def break_mark(axes: Axes, y: float, height: float) -> None:
    """Draw the sign that a bar goes on beyond the axis: a gap cut by two slanted lines."""
    low, high = axes.get_xlim()
    step = (high - low) * 0.012
    at = high - (high - low) * 0.06
    for offset in (-step, step):
        axes.plot(
            [at + offset - step, at + offset + step], [y + height * 0.7, y - height * 0.7], color="white", linewidth=3.2
        )
        axes.plot(
            [at + offset - step, at + offset + step], [y + height * 0.7, y - height * 0.7], color=style.INK, linewidth=0.9
        )
