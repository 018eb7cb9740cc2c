"""The one place where a text meets its language: what is to be said carries keys of ``texts/`` and what fills them.

Placeholders are those of :meth:`str.format`; ``{count:ward|wards}`` writes a number and the noun that goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.words.era import format_fiscal_year, stated_date
from analysis.words.store import entries, entry, told
from analysis.words.wording import Wording, number, ordinal_ending, percent

__all__ = [
    "Listed",
    "Name",
    "Number",
    "Quoted",
    "Said",
    "Span",
    "Spoken",
    "Text",
    "Year",
    "entries",
    "entry",
    "say",
    "text",
    "told",
    "wards",
]


class Spoken(str):
    """A number as written, which knows the noun that goes with it: ``format(spoken, "ward|wards")``."""

    __slots__ = ("value",)

    value: float

    def __new__(cls, text: str, value: float) -> Spoken:
        """Return ``text``, which writes ``value``."""
        spoken = super().__new__(cls, text)
        spoken.value = value
        return spoken

    def __format__(self, nouns: str) -> str:
        """Return the number and the first of two nouns for one, the second for more or none; ``th`` makes it a rank."""
        if nouns == "th":
            return f"{self}{ordinal_ending(int(self.value))}"
        one, _, more = nouns.partition("|")
        return f"{self} {one if self.value == 1 else more}" if more else str(self)


@dataclass(frozen=True)
class Name:
    """Names by id, joined: of wards, themes, concepts, indicators, or units, what codes of the tables are called, or notes."""

    of: Literal[
        "ward", "theme", "concept", "indicator", "unit",
        "kind", "status", "reason", "lack", "availability", "comparability", "note", "caveat",
    ]  # fmt: skip
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """A fiscal year: R6, or 令和6年度 where not ``short``."""

    fiscal_year: int
    short: bool = True


@dataclass(frozen=True)
class Date:
    """A date as far as it is known: ``2025-10-01``, ``2025-10`` or ``2025``."""

    stated: str


@dataclass(frozen=True)
class Number:
    """A number, how it was got, and the observations it rests on.

    ``unit`` is an id of the codebook, ``share`` (1 is 100%) or empty for a plain number; ``bound`` is how a cell bounds it. A difference of percentages is
    written in points. A count of other things than observations (wards, themes) names the observations counted over.
    """

    value: float
    unit: str = ""
    of: tuple[str, ...] = ()
    how: Literal["stated", "difference", "count", "median", "sum", "derived"] = "stated"
    bound: str = ""


@dataclass(frozen=True)
class Quoted:
    """What a document prints in words, and the kind of figure in whose place it stands."""

    words: str
    kind: str


@dataclass(frozen=True)
class Span:
    """From one to another, or the only one where they are alike."""

    first: Said
    last: Said


@dataclass(frozen=True)
class Listed:
    """Parts of a sentence in a row: ``、`` between them, or ``・`` where they belong ``together``."""

    parts: tuple[Said, ...]
    together: bool = False


@dataclass(frozen=True)
class Text:
    """A text by its key, and what fills its placeholders; no language in it."""

    key: str
    values: Mapping[str, Said]

    def parts(self) -> Iterator[Said]:
        """Yield all it is made of, itself and what is nested included."""
        yield from _parts(self)


Said = str | int | Name | Year | Date | Number | Quoted | Span | Listed | Text


def text(key: str, /, **values: Said) -> Text:
    """Return a text to be said."""
    return Text(key, values)


def headline(what: Said) -> Said:
    """Return a text as a title says it: with the words of ``headline`` for each key that has some there."""
    match what:
        case Listed(parts, together):
            return Listed(tuple(map(headline, parts)), together)
        case Text(key, values):
            shorter = f"headline.{key}"
            return Text(
                shorter if shorter in entries("headline") else key,
                {name: headline(value) for name, value in values.items()},
            )
    return what


def wards(*codes: str) -> Name:
    """Return the names of wards, to be said."""
    return Name("ward", codes)


def say(what: Said, names: Wording) -> str:
    """Return ``what`` in the language of ``names``."""
    match what:
        case str():
            return what
        case Quoted(words, kind):
            return names.glossed(words, kind)
        case int():
            return Spoken(number(what), what)
        case Name(kind, ids):
            return names.named(getattr(names, kind)(one) for one in ids)
        case Year(fiscal_year, short):
            return format_fiscal_year(fiscal_year, names.lang, short=short)
        case Date(stated):
            return stated_date(stated, names.lang)
        case Number():
            return Spoken(_number(what, names), what.value)
        case Span(first, Number() as last) if first != last:
            return names.span(say(first, names), _number(last, names, ends_span=True))
        case Span(first, last):
            return names.span(say(first, names), say(last, names))
        case Listed(parts, together):
            said = [say(part, names) for part in parts]
            return names.joined(said) if together else names.listed(said)
        case Text(key, values):
            return names.told(key, **{name: say(value, names) for name, value in values.items()})


def _number(what: Number, names: Wording, *, ends_span: bool = False) -> str:
    if what.unit == "share":
        return percent(what.value)
    if not what.unit:
        return (
            told(f"names.bound.{what.bound}", names.lang, figure=number(what.value))
            if what.bound
            else number(what.value)
        )
    if what.how == "difference":
        return names.step(what.value, what.unit, ends_span=ends_span)
    return names.figure(what.value, what.unit, what.bound, ends_span=ends_span)


def _parts(what: Said) -> Iterator[Said]:
    yield what
    inner: tuple[Said, ...] = ()
    match what:
        case Span(first, last):
            inner = (first, last)
        case Listed(parts):
            inner = parts
        case Text(_, values):
            inner = tuple(values.values())
    for part in inner:
        yield from _parts(part)
