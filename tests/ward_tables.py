"""What stands where in a figure that is a table of wards."""

from __future__ import annotations

from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.drawing import style


def shown(figure: Figure) -> list[Text]:
    """Return the texts of the table, without header and footer."""
    return [text for text in style.shown_texts(figure) if text.axes is not None]


def place_of(figure: Figure, words: str) -> tuple[float, float]:
    """Return where a name or heading stands, in inches from the left and the top of the table."""
    (found,) = [text for text in shown(figure) if text.get_text() == words]
    return found.get_position()


def cell(figure: Figure, ward: str, column: str) -> str:
    """Return the text in the row of a ward beneath a heading."""
    x, y = place_of(figure, column)[0], place_of(figure, ward)[1]
    near = [
        text.get_text()
        for text in shown(figure)
        if abs(text.get_position()[0] - x) < 0.1 and abs(text.get_position()[1] - y) < 0.05
    ]
    return " ".join(near)


def box(figure: Figure, ward: str, column: str) -> Rectangle | None:
    """Return the box in the row of a ward beneath a heading, if there is one."""
    x, y = place_of(figure, column)[0], place_of(figure, ward)[1]
    boxes = [
        patch
        for patch in figure.axes[0].patches
        if isinstance(patch, Rectangle)
        and patch.get_x() > 0  # no band
        and patch.get_x() < x < patch.get_x() + patch.get_width()
        and patch.get_y() < y < patch.get_y() + patch.get_height()
    ]
    return boxes[0] if boxes else None


def face(figure: Figure, ward: str, column: str) -> str:
    """Return the colour of that box."""
    found = box(figure, ward, column)
    assert found is not None
    return to_hex(found.get_facecolor())


def row_says(figure: Figure, ward: str) -> list[str]:
    """Return every text in the row of a ward but its name."""
    y = place_of(figure, ward)[1]
    return [
        text.get_text() for text in shown(figure) if abs(text.get_position()[1] - y) < 0.02 and text.get_text() != ward
    ]
