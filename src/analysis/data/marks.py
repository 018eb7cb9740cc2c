"""The one table of marks, of charts, slides and sheets alike: colours, markers, fills and dashes that stay apart.

They do on white paper, beside one another, in black and white, and for readers who confuse some colours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations, cycle
from typing import NamedTuple

from analysis.data.area_codes import MUNICIPAL
from analysis.data.rows import typed
from analysis.data.study import Study

LEAST_CONTRAST = 3.0
"""Contrast with white that WCAG 2.1 asks of graphical objects."""
LEAST_DISTANCE = 15.0
"""Distance in CIELAB below which two colours in small marks are easily taken for one another."""

COLOURS = ("#005AFF", "#FF4B00", "#804000", "#00803C", "#2B2B2B", "#0090C8", "#1B2A6B", "#00808A")
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
_OTHER_GREYS = ("#333333", "#707070", "#000000", "#8a8a8a")
"""Of other municipalities in black and white."""
INK, QUIET, RULE, GRID, SHADE, WHITE = "#1a1a1a", "#595959", "#b3b3b3", "#d9d9d9", "#ececec", "#ffffff"
"""Of text, of text that stands back, of rules, of grid lines, of shaded cells, of paper."""


class Fill(NamedTuple):
    """How an area is filled so that it is told apart without colour."""

    hatch: str = ""
    """As matplotlib writes it."""
    pattern: str = ""
    """As office programs call it."""
    grey: str = ""
    """What stands in place of the ward's colour, which is then that of the outline alone."""


FILLS = {
    "solid": Fill(),
    "hatched": Fill("////", "wide_upward_diagonal"),
    "dotted": Fill("....", "percent_25"),
    "light": Fill(grey=GRID),
    "hollow": Fill(grey=WHITE),
}
WARD_FILLS = ("solid", "hatched", "dotted")
"""Of wards' bars beside one another, in the order of wards."""
DASHES = ("solid", "dash", "round_dot")
"""Of wards' lines, in their order, as office programs call them."""
MARKER_NAMES = {
    "o": "circle",
    "s": "square",
    "^": "triangle",
    "D": "diamond",
    "v": "dash",  # office programs have no triangle that points down
    "P": "plus",
    "X": "x",
    "*": "star",
}
"""What office programs call the markers of the palette."""
MARKERS = tuple(MARKER_NAMES)


class Paint(NamedTuple):
    """How a bar is drawn: its colour, one of :data:`FILLS`, and whether its outline is dashed."""

    colour: str
    fill: str = "solid"
    dashed: bool = False


_KIND_FILLS = {
    "baseline": ("light", False),
    "actual": ("solid", False),
    "estimate": ("hollow", False),
    "planned": ("hollow", True),
    "target": ("hatched", False),
}


def kind_paint(kind: str, colour: str) -> Paint:
    """Return how a bar of one kind of figure is drawn: what is no result yet is never solid."""
    fill, dashed = _KIND_FILLS[kind]
    return Paint(colour, fill, dashed)


def marker_name(marker: str) -> str:
    """Return what office programs call a marker; they have few others than those of the palette."""
    return MARKER_NAMES.get(marker, "diamond")


class WardStyle(NamedTuple):
    """How one area is drawn everywhere: its name in the figure's language, and its marks.

    ``hatch`` is empty where the bars are in colour; ``fill`` and ``dash`` are what slides and sheets add to the colour.
    """

    name: str
    colour: str
    marker: str
    hatch: str
    fill: str = "solid"
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class _Area:
    """An area and how it is drawn in colour."""

    ward: str
    level: str
    colour: str
    marker: str


def ward_styles(study: Study, *, mono: bool = False) -> dict[str, WardStyle]:
    """Return how each area is drawn, by code; ``mono``: in greys, bars with a hatch."""
    greys, fills, dashes = cycle(GREYS), cycle(WARD_FILLS), cycle(DASHES)
    styles = {}
    for area in typed(study.tables.wards, _Area):
        is_ward = area.level in MUNICIPAL
        colour = next(greys) if mono and is_ward else REFERENCE_GREY if mono else area.colour
        fill, dash = (next(fills), next(dashes)) if is_ward else ("solid", "solid")
        name, hatch = study.names.ward(area.ward), FILLS[fill].hatch if mono else ""
        styles[area.ward] = WardStyle(name, colour, area.marker, hatch, fill, dash)
    return styles


class Style(NamedTuple):
    """How a ward is drawn: a hex colour and a matplotlib marker."""

    colour: str
    marker: str


class OtherStyle(NamedTuple):
    """How a municipality is drawn that is no area of the data."""

    colour: str
    grey: str
    marker: str


def other_styles(codes: Iterable[str], study: Study) -> dict[str, OtherStyle]:
    """Return how municipalities beside the areas of the data are drawn, in the order given; those that find no style are left out.

    In colour and in grey none may be taken for another; colours and markers that nobody has yet come first.
    """
    drawn = [*zip(ward_styles(study).values(), ward_styles(study, mono=True).values(), strict=True)]
    taken = [OtherStyle(colour.colour, grey.colour, colour.marker) for colour, grey in drawn]
    found: dict[str, OtherStyle] = {}
    for code in dict.fromkeys(codes):
        free = [one for one in _OTHERS if not any(_alike(one, other) for other in taken)]
        if free:
            found[code] = min(free, key=lambda one: _used(one, taken))
            taken.append(found[code])
    return found


def _alike(one: OtherStyle, other: OtherStyle) -> bool:
    """Return whether two may be taken for one another, in colour or in grey."""
    return one.marker == other.marker and any(
        distance(*pair) < LEAST_DISTANCE for pair in ((one.colour, other.colour), (one.grey, other.grey))
    )


def _used(one: OtherStyle, taken: Iterable[OtherStyle]) -> tuple[int, int]:
    """Return how many have a colour like this one, and how many its marker."""
    others = [*taken]
    near = sum(distance(one.colour, other.colour) < LEAST_DISTANCE for other in others)
    return near, sum(one.marker == other.marker for other in others)


def styles() -> list[Style]:
    """Return every pair of the palette's colours and markers, in the order in which wards should take them.

    Each round of eight uses every colour once; the next round meets each marker with another colour.
    """
    count = len(COLOURS)
    return [
        Style(COLOURS[place], MARKERS[(place + 3 * turn) % count]) for turn in range(count) for place in range(count)
    ]


_OTHERS = tuple(OtherStyle(one.colour, grey, one.marker) for one in styles() for grey in _OTHER_GREYS)
"""Every look that a municipality beside the areas of the data may have."""


def is_colour(text: str) -> bool:
    """Return whether ``text`` is a colour such as ``#005AFF``."""
    return _HEX.fullmatch(text) is not None


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of ``colour`` with white, from 1 (none) to 21 (black)."""
    red, green, blue = _linear(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


@cache
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
