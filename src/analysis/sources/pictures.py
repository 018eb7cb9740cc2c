"""A small picture of a table in a PDF document, with one of its cells marked."""

from __future__ import annotations

import io
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.sources.grid import Grid, Place

_MARGIN = 6.0
_SCALE = 1.6
_MARK = (0, 90, 255)


def picture_of(path: Path, grids: Iterable[Grid], place: Place) -> bytes | None:
    """Return the table of a PDF in which a cell stands, as PNG; None where it has no box or nothing can draw it."""
    boxes = [
        cell.place.box
        for grid in grids
        for cell in grid.cells
        if cell.place.box and (cell.place.page, cell.place.table) == (place.page, place.table)
    ]
    if not boxes or not place.box or not place.page or path.suffix.lower() != ".pdf":
        return None
    try:
        pdfium: Any = import_module("pypdfium2")
    except ImportError:
        return None
    ends = [*zip(*boxes, strict=True)]
    left, top = min(ends[0]) - _MARGIN, min(ends[1]) - _MARGIN
    right, bottom = max(ends[2]) + _MARGIN, max(ends[3]) + _MARGIN
    with pdfium.PdfDocument(path) as document:
        page = document[place.page - 1]
        width, height = page.get_size()
        crop = (max(left, 0), max(height - bottom, 0), max(width - right, 0), max(top, 0))
        image = page.render(scale=_SCALE, crop=crop).to_pil()
    return _marked(
        image, tuple(edge - start for edge, start in zip(place.box, (max(left, 0), max(top, 0)) * 2, strict=True))
    )


def _marked(image: Any, box: tuple[float, ...]) -> bytes:
    from PIL import ImageDraw

    image = image.convert("RGB")
    ImageDraw.Draw(image).rectangle([edge * _SCALE for edge in box], outline=_MARK, width=3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()
