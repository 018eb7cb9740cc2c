"""Finds names and labels with a character that the charts' font lacks, before anything is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from analysis.data.reading import load_toml
from analysis.sources.model import RawData
from analysis.words.errors import DataError, RawCellError, WardKpiError

_NAMES = re.compile(r"(^|[._])(name|short|title)(_ja|_en)?$")
"""Keys of texts that stand on one line wherever they are drawn; others may be written on several."""


@cache
def _known() -> frozenset[int]:
    """Return the code points of the font; none where no font is installed, as beside tables alone."""
    try:
        import matplotlib
        from matplotlib.font_manager import get_font

        with matplotlib.rc_context():  # importing the font's package changes the user's settings
            import matplotlib_fontja
    except ImportError:
        return frozenset()
    return frozenset(get_font(matplotlib_fontja.get_font_ttf_path()).get_charmap())


def _missing(text: str, allowed: str = "") -> str:
    """Return each character that cannot be drawn with its code point; empty where there is none."""
    lacking = dict.fromkeys(char for char in text if ord(char) not in _known() and char not in allowed)
    return ", ".join(f"U+{ord(char):04X}" for char in lacking)


def undrawable(raw: RawData, folder: Path) -> Iterator[DataError]:
    """Yield a problem for each text of wards, codebook and sources, and each label of a table, that cannot be drawn."""
    if not _known():
        return
    paths = [folder / "wards.toml", folder / "concepts.toml"]
    paths += [folder / source.id / "source.toml" for source in raw.sources]
    for path in paths:
        try:
            said = load_toml(path)
        except WardKpiError:  # told where it is read
            continue
        for place, text in _texts(said):
            if chars := _missing(text, "" if _NAMES.search(place) else "\n"):
                yield DataError("no_glyph", path=path, place=place, chars=chars)
    for source in raw.sources:
        for table in source.tables:
            for row in table.rows:
                if chars := _missing(row.label):
                    where = {"row": row.number, "column": "label", "text": row.label}
                    yield RawCellError("no_glyph_cell", file=f"{source.id}/{table.file}", **where, chars=chars)


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text of a TOML file with its key."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, f"{place}.{key}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _texts(inner, f"{place} {number}")
