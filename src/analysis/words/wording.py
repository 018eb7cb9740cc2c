"""Names and numbers as charts, tables and findings write them, in Japanese or English."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self, TypeGuard, TypeVar

import pandas as pd

from analysis.words.era import format_fiscal_year
from analysis.words.labels import check_language
from analysis.words.store import group, meanings, told

_T = TypeVar("_T")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_AHEAD = ("planned", "target")
"""Kinds of what a document sets for a year to come."""
_MULTIPLE = re.compile(r"×([\d,]+)(?: (million|billion))? (.+)")
"""The English name of a unit that is a multiple of another."""
_LARGE = {"million": 10**6, "billion": 10**9}
_SINGULARS = {"people": "person", "processes": "process"}
"""English nouns of which one is not the word without its s."""


_STRICT = ("above", "below")
"""Bounds that leave out the figure itself."""


class Areas(str):
    """What is counted, and its other forms: ``format(areas, "one")``; ``Many`` and ``One`` open a sentence."""

    __slots__ = ("_forms",)

    _forms: Mapping[str, str]

    @classmethod
    def of(cls, kind: Literal["wards", "municipalities", "governments"], lang: str) -> Self:
        """Return 区 for special wards, the word that holds for any municipality, or the one that holds for a prefecture too."""
        kinds = group(f"names.areas.{kind}")
        areas = cls(kinds["many"][lang])
        areas._forms = {form: words[lang] for form, words in kinds.items()}
        return areas

    def __format__(self, form: str) -> str:
        """Return a form by its name; with a capital letter where the name has one."""
        said = self._forms[form.lower() or "many"]
        return said[:1].upper() + said[1:] if form.istitle() else said


class Wording:
    """Looks up names in one language; knows how figures, shares and years are written."""

    def __init__(
        self,
        lang: str,
        *,
        concepts: pd.DataFrame,
        areas: pd.DataFrame,
        indicators: pd.DataFrame,
        notes: pd.DataFrame,
        only_wards: bool,
    ) -> None:
        """Take the clean tables that hold names, and whether all that is compared are special wards."""
        self.lang = check_language(lang)
        areas = areas.set_index("ward")
        self._wards = dict(areas[f"name_{lang}"])
        self._levels = dict(areas["level"])
        self.areas = Areas.of("wards" if only_wards else "municipalities", lang)
        """What is counted: 区 or, where there are others among them, 自治体."""
        self._themes = dict(zip(concepts["theme"], concepts[f"theme_{lang}"], strict=True))
        self._units = dict(zip(concepts["unit"], concepts[f"unit_{lang}"], strict=True))
        self._concepts = dict(zip(concepts["concept"], concepts[f"name_{lang}"], strict=True))
        self._indicators = dict(indicators.set_index("indicator")[f"name_{lang}"])
        self._caveats = dict(indicators.set_index("indicator")[f"caveat_{lang}"])
        in_both = notes.assign(note_ja=notes["note"])
        self._notes = dict(zip(in_both["note"], in_both[f"note_{lang}"], strict=True))

    def told(self, key: str, /, **values: object) -> str:
        """Return a text filled with what is ready to be read; ``{areas}`` in it is what is counted."""
        return told(key, self.lang, **{"areas": self.areas, **values})

    @property
    def ja(self) -> bool:
        """Whether the language is Japanese."""
        return self.lang == "ja"

    def ward(self, code: str) -> str:
        """Return the name of an area."""
        return str(self._wards[code])

    def is_ward(self, code: str) -> bool:
        """Whether an area is a ward, not a prefecture or country that wards are set against."""
        return bool(self._levels[code] == "ward")

    def theme(self, name: str) -> str:
        """Return the name of a theme."""
        return str(self._themes[name])

    def concept(self, name: str) -> str:
        """Return the name of a concept."""
        return str(self._concepts[name])

    def indicator(self, name: str) -> str:
        """Return the name of an indicator."""
        return str(self._indicators[name])

    def caveat(self, indicator: str) -> str:
        """Return the codebook's caveat of an indicator."""
        return str(self._caveats[indicator])

    def unit(self, name: str) -> str:
        """Return the name of a unit."""
        return str(self._units.get(name, ""))

    def note(self, note: str) -> str:
        """Return a caveat of a figure, kept in Japanese; one that no clean table holds stays as it is."""
        return str(self._notes.get(note, note))

    def glossed(self, words: str, kind: str = "") -> str:
        """Return a ward's own words, followed in English by what they mean; all else stays as it is.

        The words of a plan or a target (``kind``) are not said as if they were done.
        """
        said, ahead = meanings("said"), meanings("ahead")
        meaning = "" if self.ja else (ahead.get(words) if kind in _AHEAD else "") or said.get(words, "")
        return told("names.glossed", self.lang, words=words, meaning=meaning) if meaning else words

    def kind(self, code: str) -> str:
        """Return what a kind of figure is called."""
        return self._code("kind", code)

    def status(self, code: str) -> str:
        """Return what a status is called; an empty one cannot be judged."""
        return self._code("status", code or "undecided")

    def reason(self, code: str) -> str:
        """Return why a measure is missing; empty where it is not."""
        return self._code("reason", code) if code else ""

    def lack(self, code: str) -> str:
        """Return what a ward lacks that would make its figures comparable."""
        return self._code("lack", code)

    def availability(self, code: str) -> str:
        """Return in which form something is published."""
        return self._code("availability", code)

    def comparability(self, code: str) -> str:
        """Return how far two wards can be compared."""
        return self._code("comparability", code)

    def _code(self, group: str, code: str) -> str:
        return self.told(f"labels.{group}.{code}")

    def figure(self, value: float, unit: str, bound: str = "", *, ends_span: bool = False) -> str:
        """Return a figure with its unit, no digit more than it has, and with its bound: 217手続, 64.8%, 350億円以内.

        A unit that English has no word for is multiplied out: 27.7 billion yen of 277 ×100 million yen.

        One that ``ends_span`` has the unit of all of the span: 0 to 1 incidents.
        """
        name = self.unit(unit)
        if not ends_span and (multiple := _MULTIPLE.fullmatch(name)):
            value, name = _multiplied(value, *multiple.groups())
        if name.startswith("%"):
            said = f"{number(value)}{name}"
        elif not value and bound in _STRICT:  # a sign, of whatever unit
            said = number(value)
        else:
            said = self._with_unit(value, name, ends_span)
        return told(f"names.bound.{bound}", self.lang, figure=said) if bound else said

    def step(self, value: float, unit: str, *, ends_span: bool = False) -> str:
        """Return a difference with its unit; that of two percentages is in points."""
        return self._with_unit(value, self.step_unit(unit), ends_span)

    def _with_unit(self, value: float, unit: str, ends_span: bool) -> str:
        written = number(value)
        noun = unit if self.ja or ends_span or written != "1" else singular(unit)
        return told("names.figure", self.lang, number=written, unit=noun)

    def step_unit(self, unit: str) -> str:
        """Return the unit of a difference."""
        return told("names.points", self.lang) if unit == "percent" else self.unit(unit)

    def year(self, fiscal_year: int) -> str:
        """Return a fiscal year: 令和6年度, FY2024 in English; axes alone have it shorter."""
        return format_fiscal_year(int(fiscal_year), self.lang)

    def years(self, span: tuple[int, int] | None) -> str:
        """Return the first and the last of several fiscal years, or the one that both are; nothing of none."""
        if span is None:
            return ""
        first, last = map(self.year, span)
        return first if first == last else told("slides.figure.span", self.lang, first=first, last=last)

    def entry_years(self, span: tuple[int, int] | None) -> str:
        """Return the fiscal year of an entry, the first and last of several, as a cell of a table; nothing of none."""
        return self.span(*map(self.year, span)) if span else ""

    def year_tick(self, fiscal_year: int) -> str:
        """Return what stands under an axis: R6 with 2024 beneath; in English FY with 2024 beneath."""
        if not self.ja:
            return f"FY\n{fiscal_year}"
        return f"{format_fiscal_year(int(fiscal_year), 'ja', short=True)}\n{fiscal_year}"

    def rank(self, place: int) -> str:
        """Return a rank: 1位, 1st."""
        return told("names.rank", self.lang, place=place, ending=ordinal_ending(place))

    def span(self, first: str, last: str) -> str:
        """Return a span, or its only member: R6〜R8, FY2024 to FY2026."""
        return first if first == last else told("names.span", self.lang, first=first, last=last)

    def joined(self, names: Iterable[str]) -> str:
        """Return names that belong together: 墨田区・台東区."""
        return told("names.together", self.lang).join(names)

    def named(self, names: Iterable[str]) -> str:
        """Return names of things of one sort: 墨田区・台東区, Sumida, Taito and Suginami."""
        *before, last = [*names] or [""]
        return told("names.and", self.lang, first=self.joined(before), last=last) if before else last

    def listed(self, parts: Iterable[str]) -> str:
        """Return ``parts`` as a list within a sentence."""
        return told("names.listed", self.lang).join(parts)

    def opened(self, said: str) -> str:
        """Return ``said`` with the capital letter that opens a sentence in English."""
        return said if self.ja else said[:1].upper() + said[1:]

    def sentence(self, said: str) -> str:
        """Return ``said`` with the full stop of its language at the end."""
        return said.rstrip("。. ") + ("。" if self.ja else ".")

    def sentences(self, parts: Iterable[str]) -> str:
        """Return whole sentences one after another, with a space between them in English only."""
        return ("" if self.ja else " ").join(parts)


def _multiplied(value: float, factor: str, word: str | None, noun: str) -> tuple[float, str]:
    """Return a figure of a multiple as English says it, and its unit: 27.7 billion yen."""
    whole = value * int(factor.replace(",", "")) * _LARGE.get(word or "", 1)
    for large, size in sorted(_LARGE.items(), key=lambda one: -one[1]):
        if abs(whole) >= size:
            return whole / size, f"{large} {noun}"
    return whole, noun


def ordinal_ending(place: int) -> str:
    """Return what follows a number in English to make it a rank: 1st, 2nd, 11th, 21st.

    >>> [f"{place}{ordinal_ending(place)}" for place in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '13th', '21st', '22nd', '101st', '111th']
    """
    return "th" if place % 100 in (11, 12, 13) else _ORDINALS.get(place % 10, "th")


def singular(noun: str) -> str:
    """Return an English noun for one: procedure of procedures.

    >>> [singular(noun) for noun in ("procedures", "people", "processes", "yen")]
    ['procedure', 'person', 'process', 'yen']
    """
    return _SINGULARS.get(noun, noun.removesuffix("s"))


def number(value: float, digits: int | None = None) -> str:
    """Return a number with thousands separated; ``digits`` decimals, or as many as it has."""
    if digits is None:
        return f"{round(value, 10):,.10g}"
    return f"{value:,.{digits}f}"


def percent(share: float) -> str:
    """Return a share in percent with one decimal, 755.6% for 7.5556; a whole one without (40%, not 40.0%)."""
    rounded = math.floor(abs(share) * 1000 + 0.5) / 10
    sign = "-" if share < 0 and rounded else ""
    return f"{sign}{number(rounded)}%"


def years_of(row: Mapping[Any, Any]) -> tuple[int, int] | None:
    """Return the first and last fiscal year of an observation, the same of a single one; None where no year is printed."""
    years = [int(row[name]) for name in ("period_from", "fiscal_year") if known(row[name])]
    return (years[0], years[-1]) if years else None


def known(value: _T | None) -> TypeGuard[_T]:
    """Whether a cell holds something: neither empty nor missing."""
    return value is not None and value is not pd.NA and value == value and value != ""
