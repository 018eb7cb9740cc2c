"""Panels of usual size in columns, one for each ward's series, each with a vertical axis of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis.data.marks import WardStyle
from analysis.drawing import indicator_panel, style
from analysis.drawing.indicator_panel import Scale, Series
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page

_HIGH = 1.03  # inches, as are the following
_BETWEEN = 0.97  # panels of two lines
_MARGINS = {"left": 0.5, "right": 0.2, "top": 0.5, "bottom": 0.42}
_BESIDE = 0.22  # of a panel's width
_TITLE_SPACING = 1.35  # of lines of titles, in their size
_LINE = 2.7
_SPACING = 1.5  # of lines of words, in their size


class Panel(NamedTuple):
    """A panel: the ward it is of, what stands beneath the ward's name, and its series, or the words ``instead``."""

    ward: WardStyle
    title: str
    series: Series | None
    instead: str = ""


def panel_grid(info: FigureInfo, panels: Sequence[Panel], scale: Scale, *, columns: int) -> KpiFigure:
    """Draw the panels line by line, so many ``columns`` side by side, on years that all share."""
    lines = -(-len(panels) // columns)
    words = [_lines(panel.instead) for panel in panels]
    high = max(_HIGH, (max(map(len, words)) + 1) * style.SMALL_SIZE * _SPACING / 72)
    titles = [style.wrap(panel.title, style.SMALL_SIZE, _room_for_title(columns)) or [""] for panel in panels]
    more = (max(map(len, titles)) - 1) * style.SMALL_SIZE * _TITLE_SPACING / 72
    between, margins = _BETWEEN + more, _MARGINS | {"top": _MARGINS["top"] + more}
    page = Page(info, lines * high + (lines - 1) * between + margins["top"] + margins["bottom"])
    grid = page.grid(lines, columns, **margins, hspace=between / high, wspace=_BESIDE)
    for place, panel in enumerate(panels):
        axes = page.figure.add_subplot(grid[place // columns, place % columns])
        title = "\n".join([panel.ward.name, *titles[place]])
        axes.set_title(title, size=style.SMALL_SIZE, linespacing=_TITLE_SPACING, x=0.06, pad=6)
        up = 22 + (len(titles[place]) - 1) * style.SMALL_SIZE * _TITLE_SPACING
        above = axes.transAxes + ScaledTranslation(4 / 72, up / 72, axes.figure.dpi_scale_trans)
        axes.plot([0], [1], panel.ward.marker, color=panel.ward.colour, transform=above, clip_on=False)
        if panel.series:
            indicator_panel.draw(axes, panel.series, scale, indicator_panel.USUAL)
        else:
            _write(axes, words[place])
    return page.finish()


def _room_for_title(columns: int) -> float:
    """Return how many inches a title has: its panel's width, and the margin beside the last one."""
    wide = (WIDTH - _MARGINS["left"] - _MARGINS["right"]) / (columns + _BESIDE * (columns - 1))
    return 0.94 * wide + _MARGINS["right"]


def _lines(words: str) -> list[str]:
    return [line for part in words.splitlines() for line in style.wrap(part, style.SMALL_SIZE, _LINE)]


def _write(axes: Axes, lines: Sequence[str]) -> None:
    """Fill a panel with words."""
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.RULE, linestyle=(0, (2, 2)))
    axes.text(0.5, 0.5, "\n".join(lines), transform=axes.transAxes, ha="center", va="center", linespacing=_SPACING,
              size=style.SMALL_SIZE, color=style.QUIET)  # fmt: skip
