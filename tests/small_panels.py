"""Reads what stands in and around the small panels of a figure."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.drawing import style


def panels(figure: Figure) -> list[Axes]:
    """Return the small panels, from left to right and from top to bottom."""
    drawn = [axes for axes in figure.axes if axes.axison]
    return sorted(drawn, key=lambda axes: (-round(axes.get_position().y0, 3), axes.get_position().x0))


def texts(figure: Figure) -> list[Text]:
    """Return the texts between header and footer, outside the panels."""
    return [text for text in style.shown_texts(figure) if text.axes is not None and not text.axes.axison]


def above(figure: Figure, axes: Axes) -> list[str]:
    """Return what stands above a panel: the ward's name, then the lines beneath it."""
    with style.look():
        figure.draw_without_rendering()
    box = axes.get_position().transformed(figure.transFigure)
    inch = figure.dpi
    near = []
    for text in (one for one in texts(figure) if one.get_fontsize() <= style.SMALL_SIZE):
        at = text.get_window_extent()
        if -0.35 * inch < at.x0 - box.x0 < 0.5 * inch and 0 < at.y0 - box.y1 < 0.45 * inch:
            near.append((-at.y0, text.get_text()))
    return [text for _, text in sorted(near)]


def panel_of(figure: Figure, *lines: str) -> Axes:
    """Return the panel above which a ward's name and the beginning of the next lines stand."""
    [found] = [
        axes
        for axes in panels(figure)
        if all(text.startswith(line) for text, line in zip(above(figure, axes), lines, strict=False))
    ]
    return found


def named(figure: Figure, heading: str) -> list[str]:
    """Return the names in the line that begins with a heading."""
    [head] = [text for text in texts(figure) if text.get_text() == heading]
    line = [text for text in texts(figure) if abs(text.get_position()[1] - head.get_position()[1]) < 0.01]
    return [text.get_text() for text in sorted(line, key=lambda text: text.get_position()[0])][1:]


def marks(axes: Axes, marker: str) -> dict[float, tuple[float, str]]:
    """Return where a ward's marks stand, and what they are filled with."""
    return {
        round(line.get_xdata()[0], 2): (line.get_ydata()[0], to_hex(line.get_markerfacecolor()))
        for line in axes.lines
        if len(line.get_xdata()) == 1 and line.get_marker() == marker
    }


def labels(axes: Axes) -> list[str]:
    """Return what is written within a panel."""
    return [text.get_text() for text in axes.texts if text.get_text()]
