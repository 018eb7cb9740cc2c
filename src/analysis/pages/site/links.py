"""Finds, for a cell of a table, the one published figure that it can be; a cell that might be another is left alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data.load import VINTAGE_KEY
from analysis.measures.attainment import MEASURES
from analysis.sources.grammar import fold
from analysis.words import labels
from analysis.words.labels import KINDS
from analysis.words.wording import Wording, number

Linker = Callable[[list[str], list[str]], dict[int, str]]
"""Takes the texts of a row's cells and of the header above them; says, by position, where a cell's figure links to."""

Row = Mapping[str, Any]

_DERIVED = {*MEASURES, *(text for name in MEASURES for text in labels.MEASURES[name].values())}
_BRACKETS = re.compile(r"(.*?) ?[（(](.*)[）)]")
_YEAR = re.compile(r"\d{4}|[A-Z]\d+|FY\d{4}|(令和|平成|昭和)(元|\d+)年度")
_DIGIT = re.compile(r"\d")


class Links:
    """Knows in which forms a table may write each observation, and what must stand beside it."""

    def __init__(
        self, rows: Mapping[str, Row], words: Wording, slugs: Mapping[str, str], url: Callable[[str], str]
    ) -> None:
        """Take the observations by id, their names, and what returns the address of each."""
        self._rows, self._words, self._slugs, self._url = rows, words, slugs, url
        self._by_form: dict[str, list[str]] = {}
        for key, row in rows.items():
            for form in self._forms(row):
                self._by_form.setdefault(form, []).append(key)

    def linker(self, shown: Sequence[str] = ()) -> Linker:
        """Return what finds the evidence of a table's figures.

        A cell is linked when exactly one published figure has its value, the area and the indicator that its row or column
        names, and the year that its column, its own brackets or a cell of its own names. The indicator need not be
        named in an output that says which observations it shows. A column of a derived measure is never linked.

        Parameters
        ----------
        shown : sequence of str
            Ids of the observations that the output, or a chart beside it, shows.
        """
        candidates = frozenset(shown) & self._rows.keys()

        def link(texts: list[str], headers: list[str]) -> dict[int, str]:
            found = {place: self._find(place, texts, headers, candidates) for place in range(len(texts))}
            return {place: self._url(key) for place, key in found.items() if key}

        return link

    def _find(self, place: int, texts: list[str], headers: list[str], candidates: frozenset[str]) -> str | None:
        header = "".join(headers[place : place + 1])
        if header in _DERIVED or not _DIGIT.search(texts[place]):
            return None
        bracketed = _BRACKETS.fullmatch(texts[place])
        figure, said = bracketed.groups() if bracketed else (texts[place], "")
        others = [text for other, text in enumerate(texts) if other != place]
        around = [header, said, *others]
        # Another figure's year, in the brackets of its own cell, is not this one's.
        years = [header, said, *(text for text in others if _YEAR.fullmatch(text))]
        keys = [
            key
            for key in self._by_form.get(fold(figure), [])
            if (key in candidates or not candidates)
            and _named(self._names_of_area(self._rows[key]), around)
            and _named(self._names_of_year(self._rows[key]), years)
            and (candidates or _named(self._names_of_indicator(self._rows[key]), around))
        ]
        for names in (self._names_of_indicator, self._names_of_kind, self._names_of_source):
            keys = [key for key in keys if _named(names(self._rows[key]), around)] or keys
        return self._newest(keys)

    def _newest(self, keys: Sequence[str]) -> str | None:
        """Return the newest of ``keys`` if they are vintages of one figure."""
        if len({tuple(self._rows[key][name] for name in VINTAGE_KEY) for key in keys}) != 1:
            return None
        return max(keys, key=lambda key: (self._rows[key]["published"], self._rows[key]["as_of"]))

    def _forms(self, row: Row) -> set[str]:
        """Return the ways in which a cell may write a figure, folded."""
        forms = {fold(str(row["text"]))}
        if not pd.isna(row["value"]):
            unit = fold(self._words.unit(row["unit"]))
            plain = {fold(form) for form in (number(row["value"]), f"{row['value']:.10g}", f"{row['value']:.1f}")}
            forms |= plain | {form + unit for form in plain}
        return forms

    def _names_of_area(self, row: Row) -> list[str]:
        return [self._words.ward(row["ward"]), row["ward"], f"{self._slugs[row['ward']]}."]

    def _names_of_indicator(self, row: Row) -> list[str]:
        return [self._words.indicator(row["indicator"]), row["indicator"], self._words.concept(row["concept"])]

    def _names_of_year(self, row: Row) -> list[str]:
        year = row["fiscal_year"]
        return [self._words.year(year), self._words.year(year, short=False), str(year)]

    def _names_of_kind(self, row: Row) -> list[str]:
        return [KINDS[row["kind"]][self._words.lang], row["kind"]]

    def _names_of_source(self, row: Row) -> list[str]:
        return [row["source"]]


def _named(names: Iterable[str], texts: Iterable[str]) -> bool:
    """Return whether a text is one of ``names``, or has one of them beside something else."""
    return any(re.search(rf"(?<![0-9A-Za-z]){re.escape(name)}(?!\d)", text) for name in names for text in texts)
