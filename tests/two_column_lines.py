"""What stands on which line of a figure in two columns; for tests."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.drawing.page import KpiFigure


def in_axes(figure: KpiFigure) -> list[str]:
    """Return every text of the columns, broken lines joined, without header and footer."""
    return [text.get_text().replace("\n", "") for axes in figure.axes for text in texts_of(axes)]


def texts_of(axes: Axes) -> list[Text]:
    return [text for text in axes.texts if text.get_text()]


def without_spaces(figure: KpiFigure) -> str:
    return "".join("".join(in_axes(figure)).split())


def bars(axes: Axes) -> list[Rectangle]:
    """Return the bars of ``axes`` from top to bottom."""
    found = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    return sorted(found, key=lambda bar: bar.get_y())


def line_of(figure: KpiFigure, label: str) -> tuple[Axes, float]:
    """Return the axes of the line that begins with ``label``, and its height on them."""
    (found,) = [
        (axes, text.get_position()[1])
        for axes in figure.axes
        for text in texts_of(axes)
        if text.get_text().replace("\n", "").replace(" ", "") == label.replace(" ", "")
    ]
    return found


def on_line(figure: KpiFigure, label: str) -> list[str]:
    """Return the other texts on the line that begins with ``label``."""
    axes, y = line_of(figure, label)
    beside = [text for text in texts_of(axes) if abs(text.get_position()[1] - y) < 0.02]
    return [
        told
        for text in beside
        if (told := text.get_text().replace("\n", "")).replace(" ", "") != label.replace(" ", "")
    ]


def bar_of(figure: KpiFigure, label: str) -> Rectangle | None:
    """Return the bar on the line that begins with ``label``."""
    axes, y = line_of(figure, label)
    found = [bar for bar in bars(axes) if abs(bar.get_y() + bar.get_height() / 2 - y) < 0.02]
    return found[0] if found else None
