"""What runs through a text of a figure or touches it: a line, a leader, a marker or the edge of a bar or box.

Grids and whatever else is drawn beneath everything (``zorder`` up to :data:`BACKGROUND`) may lie behind a text, and a text
with a white plate hides what lies behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

from analysis.drawing import style

Extent = NDArray[np.float64]

BACKGROUND = 1.0
CLEAR, _CLEAR_OF_MARK = 1.5, 1.0
"""Points between a text and the middle of a line, or the edge of a mark: with less the two are seen as one."""
_EMPTY_ABOVE, _EMPTY_BELOW = 0.1, 0.2
"""Shares of a text's box, as high as the font's tallest signs, in which there is no ink of most."""


class Drawn(NamedTuple):
    """A path that is drawn, in pixels, what it is part of, and its axes, which cut it off if there are any.

    ``clear`` is how many points a text keeps from it: none from a box, which may stand close around its text.
    """

    path: Path
    artist: Artist
    room: Bbox | None
    clear: float


def crossings(figure: Figure) -> list[tuple[str, str]]:
    """Return each text of ``figure`` that something runs through, and what kind of artist does."""
    room = CLEAR * figure.dpi / 72
    boxes = [(text, ink(box)) for text, box in style.text_boxes(figure) if not _is_plate(text)]
    drawn = [one for axes in figure.axes for one in _drawn(axes)]
    extents = np.array([_extent(one.path) for one in drawn]).reshape(-1, 4)
    return [
        (style.short(text), type(one.artist).__name__)
        for text, box in boxes
        for one in (drawn[place] for place in _near(box.padded(room), extents))
        if one.artist is not text and _crosses(one, box.padded(one.clear * figure.dpi / 72))
    ]


def _extent(path: Path) -> Extent:
    """Return the corners of a box that a path does not leave: lowest x and y, highest x and y."""
    points = np.asarray(path.vertices)
    return np.concatenate([np.fmin.reduce(points, initial=np.inf), np.fmax.reduce(points, initial=-np.inf)])


def _near(box: Bbox, extents: Extent) -> NDArray[np.intp]:
    """Return the places of what could cross ``box``: of thousands of pairs few are worth a closer look."""
    x0, y0, x1, y1 = extents.T
    return np.flatnonzero((x0 <= box.x1) & (x1 >= box.x0) & (y0 <= box.y1) & (y1 >= box.y0))


def _is_plate(text: Text) -> bool:
    return text.get_bbox_patch() is not None


def ink(box: Bbox) -> Bbox:
    """Return the part of a text's box in which most signs have ink."""
    return Bbox.from_extents(
        box.x0 + 0.5, box.y0 + box.height * _EMPTY_BELOW, box.x1 - 0.5, box.y1 - box.height * _EMPTY_ABOVE
    )


def _crosses(one: Drawn, box: Bbox) -> bool:
    seen = box if one.room is None else Bbox.intersection(box, one.room)
    return seen is not None and bool(one.path.intersects_bbox(seen, filled=False))


def _drawn(axes: Axes) -> Iterator[Drawn]:
    """Yield what is drawn in ``axes`` above the background."""
    for artist in axes.get_children():
        is_behind = artist.get_zorder() <= BACKGROUND and not isinstance(artist, Patch)
        if is_behind or not artist.get_visible():
            continue
        room = axes.bbox if artist.get_clip_on() else None
        if isinstance(artist, Line2D):
            yield from (Drawn(path, artist, room, clear) for path, clear in _line(artist))
        elif isinstance(artist, Annotation) and artist.arrow_patch is not None:
            patch = artist.arrow_patch
            yield Drawn(patch.get_transform().transform_path(patch.get_path()), artist, None, CLEAR)
        elif isinstance(artist, Patch) and artist is not axes.patch and to_rgba(artist.get_edgecolor())[3]:
            yield Drawn(artist.get_transform().transform_path(artist.get_path()), artist, room, 0.0)


def _line(line: Line2D) -> Iterator[tuple[Path, float]]:
    """Yield the path of a line, if it is drawn, and that of each of its markers, with the points that texts keep from it."""
    path = line.get_transform().transform_path(line.get_path())
    points = np.asarray(path.vertices)
    if line.get_linestyle() != "None" and len(points) > 1:
        yield path, CLEAR
    if line.get_marker() in (None, "None", "", " "):
        return
    figure = line.get_figure(root=True)
    assert figure is not None
    marker = MarkerStyle(line.get_marker())
    own = marker.get_transform() + Affine2D().scale(line.get_markersize() * figure.dpi / 72)
    shape = own.transform_path(marker.get_path())
    for x, y in points:
        yield Affine2D().translate(x, y).transform_path(shape), _CLEAR_OF_MARK
