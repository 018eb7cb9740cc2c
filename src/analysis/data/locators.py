"""Where an observation stands in the raw tables and in its document, read back from its locator."""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.data.schema import LOCATOR_SEPARATOR


class Place(NamedTuple):
    """Raw table, row (its line in the file), column, and lines of the text."""

    source: str
    table: str
    row: int
    column: str
    lines: str


_PLACE = re.compile(r"(?P<source>[^/]+)/(?P<table>[^:]+):(?P<row>\d+)\[(?P<column>.*)\] @ (?P<lines>.*)")
_LINE = re.compile(r"\bL\d")


def parse_places(locator: str) -> list[Place]:
    """Return the places that the ``locator`` of an observation names."""
    matches = [_PLACE.fullmatch(part) for part in locator.split(LOCATOR_SEPARATOR)]
    return [Place(m["source"], m["table"], int(m["row"]), m["column"], m["lines"]) for m in matches if m]


def is_computed(locator: str) -> bool:
    """Return whether a figure was computed from whole files, as a sum over municipalities is: it stands at no line of one."""
    places = parse_places(locator)
    return bool(places) and not any(_LINE.search(one.lines) for one in places)
