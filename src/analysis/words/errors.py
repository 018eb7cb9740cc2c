"""Errors a user can cause, each one line in English or Japanese: what is wrong, where, and what to do."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analysis.words.store import LANGUAGES, language_of_session, told


def spoken(lang: str | None) -> str:
    """Return the language of a message: ``lang``, else that of the session, as for figures; of any other English."""
    asked = lang or language_of_session()
    return asked if asked in LANGUAGES else LANGUAGES[-1]


_OPTIONS = {
    "option_force": ("force=True", "--force"),
    "option_root": ("root=", "--root"),
    "option_sources": ("sources=", "--sources"),
}
"""What a message calls an argument that functions and commands both have: in Python, and of a command."""
_of_command = False


@contextmanager
def of_a_command() -> Iterator[None]:
    """Let messages within speak of a command's options, not of the arguments of functions, in whichever thread."""
    global _of_command
    before, _of_command = _of_command, True
    try:
        yield
    finally:
        _of_command = before


class WardKpiError(Exception):
    """Base of every error this library raises on purpose.

    Parameters
    ----------
    code : str
        Key into ``texts/errors.toml``.
    **details
        Values for the message's placeholders.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     rows = analysis.load_observations(ward="atlantis")
    ... except analysis.WardKpiError as error:
    ...     print(type(error).__name__, error.code)
    UnknownName unknown_name
    """

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(self.message("en"))

    def __str__(self) -> str:
        """Return the message in the language of the session."""
        return self.message()

    def message(self, lang: str | None = None) -> str:
        """Return the one-line message in ``lang`` (``ja`` or ``en``), or in the language of the session."""
        return " ".join(told(f"errors.{self.code}", spoken(lang), **seen(self.details)).split())


class BadArgument(WardKpiError):
    """An argument that cannot be used; ``expected`` is a key into ``expected`` of ``texts/errors.toml``.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     figure = analysis.online_use(title=3)
    ... except analysis.BadArgument as error:
    ...     print(error.details["argument"], error.details["value"])
    title 3
    """

    def __init__(self, argument: str, value: object, expected: str, **details: object) -> None:
        self.expected = expected
        super().__init__("bad_argument", argument=argument, value=brief(value), **details)

    def message(self, lang: str | None = None) -> str:
        """Return the message, which says in the language what can be used."""
        expected = told(f"errors.expected.{self.expected}", spoken(lang), **self.details)
        return " ".join(
            told("errors.bad_argument", spoken(lang), **seen(self.details | {"expected": expected})).split()
        )


class WrongCall(WardKpiError, TypeError):
    """A call that gives an argument that a function has not, or leaves out one that it needs.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     figure = analysis.online_use(year=2024)
    ... except analysis.WrongCall as error:
    ...     print(error.details["function"], error.details["argument"])
    online_use year
    """


class DataError(WardKpiError):
    """A raw or clean table is missing, damaged or contradicts itself.

    Examples
    --------
    >>> import analysis, tempfile
    >>> with tempfile.TemporaryDirectory() as empty:
    ...     try:
    ...         rows = analysis.load_observations(root=empty)
    ...     except analysis.DataError as error:
    ...         print(isinstance(error, analysis.WardKpiError))
    True
    """


class RawCellError(DataError):
    """A place in a raw file is wrong; details hold ``file``, ``row``, ``column`` and ``text``."""

    def message(self, lang: str | None = None) -> str:
        """Return the place, then the message, on one line."""
        return told("errors.at_cell", spoken(lang), **seen(self.details)) + super().message(lang)


class TomlError(DataError):
    """A key of a TOML file is wrong; ``problem`` is a key into ``toml`` of ``texts/errors.toml``."""

    def __init__(self, problem: str, *, path: Path, place: str, **details: Any) -> None:
        self.problem = problem
        super().__init__("toml_key", path=path, place=place, **details)

    def message(self, lang: str | None = None) -> str:
        """Return file and place, then the problem, on one line."""
        problem = told(f"errors.toml.{self.problem}", spoken(lang), **self.details)
        return " ".join(told("errors.toml_key", spoken(lang), **self.details | {"problem": problem}).split())


class RawDataErrors(DataError):
    """Several problems in the raw data; ``problems`` holds each as an error of its own."""

    def __init__(self, problems: Iterable[DataError]) -> None:
        self.problems = tuple(problems)
        super().__init__("raw_problems", first="", count=len(self.problems))

    def message(self, lang: str | None = None) -> str:
        """Return the first problem and how many follow."""
        first = self.problems[0].message(lang)
        if len(self.problems) == 1:
            return first
        return told("errors.raw_problems", spoken(lang), first=first, count=len(self.problems) - 1)


class UnknownName(WardKpiError, KeyError):
    """A ward, theme, concept, indicator, source or year that does not exist; the message names the nearest ones.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     rows = analysis.load_observations(theme="cashles")
    ... except analysis.UnknownName as error:
    ...     print(error.nearest)
    ['cashless', 'paperless']
    """

    def __init__(
        self,
        what: str,
        name: object,
        valid: Iterable[object],
        also: Iterable[object] | Mapping[str, str] = (),
        *,
        hint: str = "",
        code: str = "unknown_name",
    ) -> None:
        """Take what was asked for and what there is; ``also`` are further spellings of the same, which are never listed, or lead to what is.

        ``hint`` is the key of a text that says where else it may be found; ``code`` that of the message itself.
        """
        self.hint = hint
        options = list(dict.fromkeys(str(option) for option in valid))
        ids = also if isinstance(also, Mapping) else {str(one): str(one) for one in also}
        found = _close(str(name), [*options, *ids])
        close: dict[str, str] = {}
        for one in found:  # what is close by its id needs no name
            close.setdefault(ids.get(one, one), f"{ids[one]} ({one})" if ids.get(one, one) != one else one)
        self.nearest = list(close.values()) or options[:_MOST_LISTED]
        self.further = 0 if close else len(options) - len(self.nearest)
        super().__init__(code, what=what, name=brief(name), nearest=", ".join(self.nearest))

    def message(self, lang: str | None = None) -> str:
        """Return the message, which says in the language what was asked for, and how many more there are than it names."""
        said = {"what": told(f"names.thing.{self.details['what']}", spoken(lang)), "nearest": self._listed(lang)}
        hint = [told(self.hint, spoken(lang))] if self.hint else []
        return " ".join([*told(f"errors.{self.code}", spoken(lang), **seen(self.details) | said).split(), *hint])

    def _listed(self, lang: str | None) -> str:
        listed = visible(", ".join(self.nearest))
        return and_more(listed, self.further, lang)


class NoCandidates(WardKpiError):
    """A document in which no table was found; ``remarks`` say what of it could not be read."""

    def __init__(self, path: Path, remarks: Iterable[DataError]) -> None:
        self.remarks = tuple(remarks)
        super().__init__("no_candidates", path=path)

    def message(self, lang: str | None = None) -> str:
        """Return the message, then what could not be read."""
        return " ".join([super().message(lang), *(remark.message(lang) for remark in self.remarks)])


class NoPackage(WardKpiError):
    """A package is missing that an extra of the wheel brings; the message says how to install it with the wheel that README builds."""

    def __init__(self, package: str | None, extra: str) -> None:
        wheel = f"dist/ward_kpi-{sys.modules['analysis'].__version__}-py3-none-any.whl"
        super().__init__("no_package", package=package, extra=extra, wheel=wheel)


class NotComparable(WardKpiError):
    """Raw values of different definitions were asked for on one axis.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     rows = analysis.compare("cashless")
    ... except analysis.NotComparable as refusal:
    ...     print(refusal.message("en"))  # doctest: +ELLIPSIS
    Sumida Procedures payable cashless, Taito Cashless use rate (ward) measure different things ...
    """


class FigureError(WardKpiError):
    """A figure would not show everything it has to say.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     figure = analysis.online_use(title="\U0001f600")
    ... except analysis.FigureError as error:
    ...     print(error.code)
    figure_glyph
    """


class NoFigureData(FigureError):
    """The data, or what a caller chose of it, hold nothing that a figure could show.

    Examples
    --------
    >>> import analysis
    >>> try:
    ...     figure = analysis.progress_bars(theme="cashless", ward="suginami", years=2024)
    ... except analysis.NoFigureData as nothing:
    ...     print(nothing.figure)
    progress_bars
    """

    def __init__(self, figure: str, code: str = "figure_no_data", **details: Any) -> None:
        self.figure = figure
        super().__init__(code, figure=figure, **details)


def visible(text: str) -> str:
    """Return ``text`` with the code point behind each character that cannot be seen or that looks like another.

    These are controls, variation selectors, spaces of other widths than the two usual ones, and the radicals that a PDF
    may put for kanji.

    Examples
    --------
    >>> visible("\u2ed1野市")
    '\u2ed1<U+2ED1>野市'
    """
    return _UNSEEN.sub(lambda match: f"{match.group()}<U+{ord(match.group()):04X}>", text)


def brief(value: object) -> object:
    """Return a value as a message has room for it: names and numbers as they are, of everything else its sort."""
    value = plain(value)
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, dt.date):
        return str(value)
    return value[:_MOST_LETTERS] if isinstance(value, str) else type(value).__name__


def plain(value: Any) -> Any:
    """Return a value as Python writes it: without the types of numpy, also in a list.

    Examples
    --------
    >>> import numpy as np
    >>> plain([np.int64(2022), "R4"]), plain(np.array([2022]))
    ([2022, 'R4'], [2022])
    """
    if isinstance(value, list | tuple | set):
        return type(value)(map(plain, value))
    return value.tolist() if hasattr(value, "tolist") else value


def seen(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return what fills a message, with :func:`visible` texts, and what the reader calls options."""
    options = {key: names[_of_command] for key, names in _OPTIONS.items()}
    said = {
        key: visible(str(value)) if isinstance(value, str | Path) else plain(value) for key, value in details.items()
    }
    return options | said


_MOST_LETTERS = 60
_MOST_LISTED = 8
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2e80-\u2fdf"
    "\u3164\ue000-\uf8ff\ufe00-\ufe0f\ufeff\ufff0-\ufffd\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def nearest(name: str, options: list[str]) -> list[str]:
    """Return the options closest in spelling to ``name``; numbers by distance; else the first options."""
    return _close(name, options) or options[:_MOST_LISTED]


def and_more(listed: str, further: int, lang: str | None = None) -> str:
    """Return what a message lists, and how many more there are."""
    return told("names.and_more", spoken(lang), listed=listed, count=further) if further > 0 else listed


def _close(name: str, options: list[str], count: int = 3) -> list[str]:
    """Return the ``count`` options closest in spelling to ``name``, numbers by distance; none where none is close.

    A number of fewer digits than all others has lost some, as in a spreadsheet: it is taken by spelling.
    """
    numbers = [option.lstrip("-") for option in (name, *options)]
    if all(map(str.isdecimal, numbers)) and len(numbers[0]) >= min(map(len, numbers[1:]), default=0):
        return sorted(options, key=lambda option: abs(int(option) - int(name)))[:count]
    close = get_close_matches(name.lower(), [option.lower() for option in options], n=count, cutoff=0.5)
    matched = [option for lower in dict.fromkeys(close) for option in options if option.lower() == lower]
    contained = [option for option in options if name.lower() in option.lower() and option not in matched]
    return (matched + contained)[:count]
