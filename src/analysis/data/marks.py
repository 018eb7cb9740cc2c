"""Colours and markers that stay apart: on white paper, beside one another, and for readers who confuse some colours."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from itertools import combinations, cycle
from typing import NamedTuple

from analysis.data.study import Study

LEAST_CONTRAST = 3.0
"""Contrast with white that WCAG 2.1 asks of graphical objects."""
LEAST_DISTANCE = 15.0
"""Distance in CIELAB below which two colours in small marks are easily taken for one another."""

COLOURS = ("#005AFF", "#FF4B00", "#804000", "#00803C", "#2B2B2B", "#0090C8", "#1B2A6B", "#00808A")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_Matrix = tuple[tuple[float, float, float], ...]
_VISION: dict[str, _Matrix] = {
    # normal sight, then protanopia and deuteranopia after Machado, Oliveira and Fernandes (2009)
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


REFERENCE_GREY = "#707070"
"""Grey of areas that wards are set against."""
GREYS = ("#000000", "#5c5c5c", "#8a8a8a")
"""Of wards in black and white, in their order; 3:1 or better on white."""
HATCHES = ("", "////", "....")
"""Of wards' bars in black and white, in their order."""


class WardStyle(NamedTuple):
    """How one area is drawn everywhere: name in the figure's language, colour, marker, and hatch of its bars."""

    name: str
    colour: str
    marker: str
    hatch: str


def ward_styles(study: Study, *, mono: bool = False) -> dict[str, WardStyle]:
    """Return how each area is drawn, by code; ``mono``: in greys, bars with a hatch."""
    greys, hatches = cycle(GREYS), cycle(HATCHES)
    styles = {}
    for area in study.tables.wards.to_dict("records"):
        is_ward = area["level"] == "ward"
        colour = next(greys) if mono and is_ward else REFERENCE_GREY if mono else str(area["colour"])
        hatch = next(hatches) if is_ward else ""
        name = str(area[f"name_{study.lang}"])
        styles[str(area["ward"])] = WardStyle(name, colour, str(area["marker"]), hatch if mono else "")
    return styles


class Style(NamedTuple):
    """How a ward is drawn: a hex colour and a matplotlib marker."""

    colour: str
    marker: str


def styles() -> list[Style]:
    """Return every pair of the palette's colours and markers, in the order in which wards should take them.

    Each round of eight uses every colour once; the next round meets each marker with another colour.
    """
    count = len(COLOURS)
    return [
        Style(COLOURS[place], MARKERS[(place + 3 * turn) % count]) for turn in range(count) for place in range(count)
    ]


def is_colour(text: str) -> bool:
    """Return whether ``text`` is a colour such as ``#005AFF``."""
    return _HEX.fullmatch(text) is not None


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of ``colour`` with white, from 1 (none) to 21 (black)."""
    red, green, blue = _linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def distance(one: str, other: str) -> float:
    """Return how far apart two colours look (CIELAB), for the kind of sight to which they look closest."""
    return min(math.dist(_lab(one, matrix), _lab(other, matrix)) for matrix in _VISION.values())


def clash(one: Style, other: Style) -> bool:
    """Return whether two styles may be taken for one another: one marker, and colours that are too close."""
    return one.marker == other.marker and distance(one.colour, other.colour) < LEAST_DISTANCE


def clashes(named: Iterable[tuple[str, Style]]) -> list[tuple[str, str]]:
    """Return each pair of names whose styles may be taken for one another."""
    return [(first, second) for (first, one), (second, other) in combinations(named, 2) if clash(one, other)]


def next_style(taken: Iterable[Style]) -> Style | None:
    """Return the first style of the palette that clashes with none of ``taken``; None when all are used up."""
    used = list(taken)
    return next((style for style in styles() if not any(clash(style, other) for other in used)), None)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _gamma(red), _gamma(green), _gamma(blue)


def _gamma(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _lab(colour: str, matrix: _Matrix) -> tuple[float, float, float]:
    linear = _linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * part for weight, part in zip(row, linear, strict=True)))) for row in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    return 116 * _cube(y) - 16, 500 * (_cube(x) - _cube(y)), 200 * (_cube(y) - _cube(z))


def _cube(value: float) -> float:
    return math.cbrt(value) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
