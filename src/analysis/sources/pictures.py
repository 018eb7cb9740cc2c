"""A small picture of a table in a PDF document, with or without one of its cells marked."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.sources.grid import Box, Grid, Place

_MARGIN = 6.0
_SCALE = 1.6
_LONGEST = 1600
"""Pixels of a picture's longer side at most, however large the page."""
_COLOURS = 32
_HEAVIEST = 300_000
"""Bytes of a picture that stands in a page at most; a heavier one is made smaller."""
_MARK = (0, 90, 255)


@dataclass(frozen=True)
class TablePicture:
    """A table of a PDF as it is printed, and how its places on the page become places in the picture."""

    image: Any
    scale: float
    left: float
    top: float

    def framed(self, box: Box) -> bytes:
        """Return the picture as PNG with a frame around one cell."""
        from PIL import ImageDraw

        image = self.image.copy()
        ImageDraw.Draw(image).rectangle(self._within(box), outline=_MARK, width=3)
        return _png(image)

    def light(self) -> bytes:
        """Return the picture as PNG of few colours, made smaller until it is no heavier than a page can bear."""
        image = self.image
        while len(content := _png(image.quantize(_COLOURS, dither=0))) > _HEAVIEST:
            image = image.resize([max(1, side * 7 // 10) for side in image.size])
        return content

    def shares(self, box: Box) -> Box:
        """Return left, top, width and height of a cell in percent of the picture."""
        left, top, right, bottom = self._within(box)
        wide, high = self.image.size
        return 100 * left / wide, 100 * top / high, 100 * (right - left) / wide, 100 * (bottom - top) / high

    def _within(self, box: Box) -> Box:
        left, top, right, bottom = box
        across, down = (left - self.left, right - self.left), (top - self.top, bottom - self.top)
        return across[0] * self.scale, down[0] * self.scale, across[1] * self.scale, down[1] * self.scale


def picture_of(path: Path, grids: Iterable[Grid], place: Place) -> bytes | None:
    """Return the table of a PDF in which a cell stands, as PNG; None where it has no box or nothing can draw it."""
    table = table_picture(path, grids, place)
    return table.framed(place.box) if table and place.box else None


def table_picture(path: Path, grids: Iterable[Grid], place: Place) -> TablePicture | None:
    """Return the table of a PDF in which a cell stands; None where it has no box or nothing can draw it."""
    boxes = [
        cell.place.box
        for grid in grids
        for cell in grid.cells
        if cell.place.box and (cell.place.page, cell.place.table) == (place.page, place.table)
    ]
    if not boxes or not place.page or path.suffix.lower() != ".pdf":
        return None
    try:
        pdfium: Any = import_module("pypdfium2")
    except ImportError:
        return None
    ends = [*zip(*boxes, strict=True)]
    left, top = max(min(ends[0]) - _MARGIN, 0), max(min(ends[1]) - _MARGIN, 0)
    right, bottom = max(ends[2]) + _MARGIN, max(ends[3]) + _MARGIN
    scale = min(_SCALE, _LONGEST / max(right - left, bottom - top))
    try:
        with pdfium.PdfDocument(path) as document:
            _show_whole(document[place.page - 1])
            page = document[place.page - 1]
            width, height = page.get_size()
            crop = (left, max(height - bottom, 0), max(width - right, 0), top)
            image = page.render(scale=scale, crop=crop).to_pil().convert("RGB")
    except (pdfium.PdfiumError, ValueError):  # what reads the tables is another program, and may bear more
        return None
    return TablePicture(image, scale, left, top)


def _show_whole(page: Any) -> None:
    """Have the whole sheet of a page shown, not the part that its author cut out: boxes of cells are counted on the sheet."""
    if page.get_cropbox() != page.get_mediabox():
        page.set_cropbox(*page.get_mediabox())
    page.close()


def _png(image: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
