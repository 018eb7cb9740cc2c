"""What matplotlib works out anew for each file of a figure, worked out once: how large a text is, and the font of a PDF.

A figure is laid out and written seven times, in two variants and several formats, with the same texts and the same font.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, NamedTuple

import matplotlib.text
from matplotlib.backends import _backend_pdf_ps
from matplotlib.font_manager import FontProperties

_TEXT: Any = matplotlib.text
_PDF: Any = _backend_pdf_ps
_SUBSET = _PDF.get_glyphs_subset
_MOST_TEXTS = 50_000
_texts: dict[tuple[object, ...], Any] = {}


@contextmanager
def remembered() -> Iterator[None]:
    """Remember inside this; only where settings that bear on type are always the same."""
    measure, subset = _TEXT._get_text_metrics_with_cache, _PDF.get_glyphs_subset
    _TEXT._get_text_metrics_with_cache, _PDF.get_glyphs_subset = _measure, _subset
    try:
        yield
    finally:
        _TEXT._get_text_metrics_with_cache, _PDF.get_glyphs_subset = measure, subset


def _measure(renderer: Any, text: str, fontprop: FontProperties, ismath: object, dpi: float) -> Any:
    """Return width, height and descent of a text; matplotlib by itself forgets them with each file."""
    kind = type(renderer), type(getattr(renderer, "_renderer", None))  # a file of vectors wraps its own
    key = (*kind, text, hash(fontprop), ismath, dpi)
    if key not in _texts:
        if len(_texts) >= _MOST_TEXTS:
            _texts.clear()
        _texts[key] = renderer.get_text_width_height_descent(text, fontprop, ismath)
    return _texts[key]


class _Subset(NamedTuple):
    """A font reduced to the glyphs of a PDF, as matplotlib asks for it: what can be saved, and where each glyph is now."""

    content: bytes
    glyph_index_map: dict[int, int]

    @property
    def font(self) -> _Subset:
        return self

    def save(self, stream: io.BytesIO, **_: object) -> None:
        stream.write(self.content)


def _subset(font: Any, glyphs: Iterable[int]) -> AbstractContextManager[_Subset]:
    return nullcontext(_reduced(font, frozenset(glyphs)))


@lru_cache(maxsize=32)
def _reduced(font: Any, glyphs: frozenset[int]) -> _Subset:
    with _SUBSET(font, set(glyphs)) as subset:
        return _Subset(_PDF.font_as_file(subset.font).getvalue(), subset.glyph_index_map)
