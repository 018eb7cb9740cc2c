"""Errors a user can cause, each one line in English or Japanese: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from analysis.words.messages import MESSAGES


class WardKpiError(Exception):
    """Base of every error this library raises on purpose.

    Parameters
    ----------
    code : str
        Key into :data:`analysis.words.messages.MESSAGES`.
    **details
        Values for the message's placeholders.
    """

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(self.message("en"))

    def message(self, lang: str = "en") -> str:
        """Return the one-line message in ``lang`` (``ja`` or ``en``)."""
        return " ".join(MESSAGES[self.code][lang].format(**self.details).split())


class DataError(WardKpiError):
    """A raw or clean table is missing, damaged or contradicts itself."""


class RawCellError(DataError):
    """A place in a raw file is wrong; details hold ``file``, ``row``, ``column`` and ``text``."""

    def message(self, lang: str = "en") -> str:
        """Return the place, then the message, on one line."""
        place = {"en": "{file}, row {row}, column '{column}': ", "ja": "{file} {row}行目 「{column}」欄: "}[lang]
        return place.format(**self.details) + super().message(lang)


class RawDataErrors(DataError):
    """Several problems in the raw data; ``problems`` holds each as an error of its own."""

    def __init__(self, problems: Iterable[DataError]) -> None:
        self.problems = tuple(problems)
        super().__init__("raw_problems", first="", count=len(self.problems))

    def message(self, lang: str = "en") -> str:
        """Return the first problem and how many follow."""
        first = self.problems[0].message(lang)
        if len(self.problems) == 1:
            return first
        return MESSAGES["raw_problems"][lang].format(first=first, count=len(self.problems) - 1)


class UnknownName(WardKpiError, KeyError):
    """A ward, theme, concept, indicator, source or year that does not exist; the message names the nearest ones."""

    def __init__(self, what: str, name: object, valid: Iterable[object]) -> None:
        options = [str(option) for option in valid]
        self.nearest = nearest(str(name), options)
        super().__init__(
            "unknown_name", what=what, what_ja=_WHAT_JA.get(what, what), name=name, nearest=", ".join(self.nearest)
        )

    def __str__(self) -> str:
        """Return the message (``KeyError`` would quote it)."""
        return self.message("en")


class NotComparable(WardKpiError):
    """Raw values of different definitions were asked for on one axis."""


class FigureError(WardKpiError):
    """A figure would not show everything it has to say."""


class NoFigureData(FigureError):
    """The data hold nothing that a figure could show."""

    def __init__(self, figure: str) -> None:
        self.figure = figure
        super().__init__("figure_no_data", figure=figure)


_WHAT_JA = {
    "ward": "区",
    "theme": "テーマ",
    "concept": "概念",
    "indicator": "指標",
    "source": "資料",
    "fiscal year": "年度",
    "measure": "測り方",
    "level": "区分",
    "theme or concept": "テーマ・概念",
    "observation": "観測値",
    "vintage": "版",
    "figure": "図",
    "notebook": "ノートブック",
    "revision": "リビジョン",
    "kind": "値の種類",
    "language": "言語",
    "audience": "提出先",
}


def nearest(name: str, options: list[str], count: int = 3) -> list[str]:
    """Return the ``count`` options closest in spelling to ``name``; numbers by distance; else the first options.

    A number of fewer digits than all others has lost some, as in a spreadsheet: it is taken by spelling.
    """
    numbers = [option.lstrip("-") for option in (name, *options)]
    if all(map(str.isdecimal, numbers)) and len(numbers[0]) >= min(map(len, numbers[1:]), default=0):
        return sorted(options, key=lambda option: abs(int(option) - int(name)))[:count]
    close = get_close_matches(name.lower(), [option.lower() for option in options], n=count, cutoff=0.5)
    matched = [option for lower in dict.fromkeys(close) for option in options if option.lower() == lower]
    contained = [option for option in options if name.lower() in option.lower() and option not in matched]
    return (matched + contained)[:count] or options[:8]
