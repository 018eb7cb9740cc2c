"""A page that is a table: texts, boxes and bands put by inches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.labelling import DOTTED
from analysis.drawing.page import WIDTH as PAGE_WIDTH
from analysis.drawing.page import FigureInfo, KpiFigure, Page, exact

_SIDE = 0.12
WIDTH = PAGE_WIDTH - 2 * _SIDE
"""Inches from the left edge of a sheet to its right edge."""
LEADING = 0.135
"""Inches from one line of small text to the next."""

_BAND = "#f4f4f4"


class Sheet:
    """A field of :data:`WIDTH` by ``height`` inches, measured from its upper left corner."""

    def __init__(self, info: FigureInfo, height: float) -> None:
        height = exact(height)
        self._page = Page(info, height + 0.15)
        grid = self._page.grid(left=_SIDE, right=_SIDE, top=0.1, bottom=0.05)
        self._axes: Axes = self._page.figure.add_subplot(grid[0])
        self._axes.set(xlim=(0, WIDTH), ylim=(height, 0))
        self._axes.set_axis_off()

    def text(self, x: float, y: float, text: str, **properties: Any) -> None:
        """Write a line whose middle is ``y`` inches from the top."""
        usual: dict[str, Any] = {"size": style.NOTE_SIZE, "va": "center_baseline"}
        self._axes.text(x, y, text, **(usual | properties))

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        leading: float = LEADING,
        upright: bool = False,
        **properties: Any,
    ) -> None:
        """Write lines one under the other, their middle ``y`` inches from the top; ``upright`` ones run upwards."""
        for place, line in enumerate(lines):
            aside = (place - (len(lines) - 1) / 2) * leading
            if upright:
                self.text(x + aside, y, line, rotation=90, **({"va": "center"} | properties))
            else:
                self.text(x, y + aside, line, **properties)

    def ward(self, x: float, y: float, ward: WardStyle, *, size: float = style.TEXT_SIZE, **properties: Any) -> None:
        """Write a ward's mark and name; ``properties`` are those of the mark."""
        self._axes.plot([x], [y], ward.marker, color=ward.colour, clip_on=False, **properties)
        self.text(x + 0.1, y, ward.name, size=size)

    def rule(self, x: float, y: float, width: float, **properties: Any) -> None:
        """Draw a level line."""
        self._axes.plot([x, x + width], [y, y], **properties)

    def panel(self, x: float, y: float, width: float, height: float) -> Axes:
        """Return new axes whose upper left corner is at ``x`` and ``y``."""
        figure = self._page.figure
        corners = self._axes.transData.transform([(x, y + height), (x + width, y)])
        (left, bottom), (right, top) = figure.transFigure.inverted().transform(corners)
        return figure.add_axes((left, bottom, right - left, top - bottom))

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        face: str,
        edge: str,
        *,
        dashed: bool = False,
        line: float = 0.8,
    ) -> None:
        """Draw a filled box whose upper left corner is at ``x`` and ``y``, its edge ``line`` points wide."""
        style_of_line = DOTTED if dashed else "solid"
        self._axes.add_patch(
            Rectangle((x, y), width, height, facecolor=face, edgecolor=edge, linewidth=line, linestyle=style_of_line)
        )

    def band(self, y: float, height: float, number: int) -> None:
        """Shade every other row."""
        if number % 2 == 0:
            self._axes.add_patch(Rectangle((0, y), WIDTH, height, facecolor=_BAND, linewidth=0))

    def finish(self) -> KpiFigure:
        """Check and return the figure."""
        return self._page.finish()


def wrapped(lines: Sequence[str], width: float, size: float = style.NOTE_SIZE) -> list[str]:
    """Break each of ``lines`` where it is wider than ``width`` inches."""
    return [part for line in lines for part in style.wrap(line, size, width)]


def fitting(texts: Sequence[str], width: float, largest: float) -> float:
    """Return the size in points, at most ``largest``, at which each of ``texts`` fits into ``width`` inches."""
    widest = max(style.text_width(text, 1) for text in texts)
    return min(largest, width / widest)
