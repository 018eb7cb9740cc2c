"""The whole story of one figure: what it says, where it stands, what other documents say, what to beware of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.audit.evidence import TableCheck
from analysis.data import schema
from analysis.data.load import (
    VINTAGE_KEY,
    Root,
    check_names,
    latest_vintage,
    load_concepts,
    load_indicators,
    load_notes,
    load_observations,
    load_sources,
)
from analysis.data.locators import Place, parse_places
from analysis.data.paths import find_root, is_imported
from analysis.data.study import Study
from analysis.sources.grammar import parse_header
from analysis.sources.model import Correction, RawData
from analysis.sources.raw import load_raw, row_at
from analysis.sources.texts import Texts
from analysis.words.errors import WardKpiError
from analysis.words.labels import KINDS, check_language
from analysis.words.wording import known

_KIND_ORDER = ["planned", "target", "baseline", "estimate", "actual"]
"""Of several figures of one year the last in this order is told."""

_WORDS = {
    "value": {"ja": "値", "en": "value"},
    "printed": {"ja": "印刷のまま", "en": "as printed"},
    "no_figure": {"ja": "数値なし", "en": "no figure"},
    "as_of": {"ja": "時点", "en": "as of"},
    "label": {"ja": "表の項目名", "en": "row label"},
    "document": {"ja": "資料", "en": "document"},
    "published": {"ja": "公表", "en": "published"},
    "draft": {"ja": "案", "en": "draft"},
    "place": {"ja": "場所", "en": "place"},
    "row": {"ja": "行", "en": "row"},
    "column": {"ja": "欄", "en": "column"},
    "text": {"ja": "原文", "en": "text"},
    "evidence": {"ja": "照合", "en": "evidence"},
    "found": {"ja": "原文で確認", "en": "found in the text"},
    "absent": {"ja": "原文のその場所に見つからない", "en": "not found in the text at its place"},
    "not_checked": {"ja": "原文が手元になく未確認", "en": "not checked, the text is not at hand"},
    "vintages": {"ja": "ほかの資料", "en": "other documents"},
    "definition": {"ja": "定義", "en": "definition"},
    "caveat": {"ja": "注意", "en": "caveat"},
    "not_comparable": {"ja": "区間比較", "en": "between wards"},
    "correction": {"ja": "訂正", "en": "correction"},
    "others": {"ja": "この指標のほかの値", "en": "other figures of this indicator"},
}


@dataclass(frozen=True)
class Explanation:
    """One figure's story; ``print`` shows it, and a notebook shows it as a list.

    Attributes
    ----------
    title : str
        Area, indicator, fiscal year and kind.
    items : tuple of (str, str)
        What there is to say, each with what it is about, in order; one thing may have several lines.
    """

    title: str
    items: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """Return the story as plain lines."""
        return "\n".join([self.title, *(f"  {name}: {text}" for name, text in self.items)])

    def _repr_markdown_(self) -> str:
        return "\n".join([f"**{self.title}**", "", *(f"- {name}: {text}" for name, text in self.items)])


def explain(
    what: str | Sequence[Any] | Mapping[str, Any] | pd.Series[Any],
    fiscal_year: int | None = None,
    kind: str | None = None,
    *,
    lang: str = "ja",
    evidence: bool = True,
    sources: str | os.PathLike[str] | None = None,
    root: Root = None,
) -> Explanation:
    """Tell one observation's story.

    Parameters
    ----------
    what : str, sequence or row
        Id of an indicator; a key (indicator, fiscal year, kind[, source[, as_of]]); or a row of any table of this
        library that holds these columns (``load_observations``, ``compare``, ``progress``).
    fiscal_year : int, optional
        Western fiscal year; with an indicator id only. Without it the newest result, else the figure of the last year.
    kind : str, optional
        Kind of figure (:data:`analysis.data.kinds.KINDS`).
    lang : str
        ``ja`` or ``en``.
    evidence : bool
        Whether to look the figure up in its text, where that is at hand. What a notebook shows must not depend on that.
    sources : path, optional
        Folder of the source texts, see :func:`analysis.verify`.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Explanation
        Of the newest document that states the figure, unless the key or row names a source.

    Raises
    ------
    UnknownName
        If there is no such indicator, year, kind or source; it names the nearest ones.
    """
    check_language(lang)
    everything = load_observations(vintage="all", root=root)
    key = _key(what, fiscal_year, kind)
    one = _select(everything, key)
    folder = find_root(root)
    raw = None if is_imported(folder) else load_raw(folder)
    texts = Texts.find(raw, folder, sources) if evidence and raw else None
    return _Teller(folder, everything, lang, raw, texts).tell(one)


def read_year(text: str) -> int:
    """Return the Western fiscal year that ``2022``, ``R4`` or ``令和4年度`` means.

    Raises
    ------
    WardKpiError
        If it is no year.
    """
    try:
        fiscal_year = parse_header(text).fiscal_year
    except ValueError:
        fiscal_year = None
    if fiscal_year is None:
        raise WardKpiError("bad_argument", argument="YEAR", value=text, expected="2022, R4, 令和4年度")
    return fiscal_year


def _key(what: Any, fiscal_year: int | None, kind: str | None) -> dict[str, Any]:
    """Return the part of the observation's key that was given."""
    if isinstance(what, str):
        given: dict[str, Any] = {"indicator": what, "fiscal_year": fiscal_year, "kind": kind}
    elif isinstance(what, Mapping | pd.Series):
        row = dict(what.items())
        renamed = {"value_year": "fiscal_year", "value_kind": "kind"}
        given = {renamed.get(str(name), str(name)): value for name, value in row.items()}
    elif isinstance(what, Sequence):
        given = dict(zip(schema.NAMED_BY, what, strict=False))
    else:
        given = {}
    if not isinstance(given.get("indicator"), str) or not given["indicator"]:
        expected = "an indicator id, a key (indicator, fiscal_year, kind) or a row"
        raise WardKpiError("bad_argument", argument="what", value=type(what).__name__, expected=expected)
    kept = {name: given.get(name) for name in schema.NAMED_BY}
    return {name: value for name, value in kept.items() if known(value)}


def _select(everything: pd.DataFrame, key: dict[str, Any]) -> pd.Series[Any]:
    """Return the observation that ``key`` names, of its newest document."""
    rows = everything
    what = {"fiscal_year": "fiscal year", "as_of": "observation"}
    for name, value in key.items():
        if name == "source" and " " in value:
            continue  # a row of a derived table names several documents
        text = str(int(value)) if name == "fiscal_year" else str(value)
        column = rows[name].astype("str")
        check_names(what.get(name, name), text, dict.fromkeys(column))
        rows = rows[column == text]
    rank = rows["kind"].map({name: rank for rank, name in enumerate(_KIND_ORDER)})
    result = rows["value"].notna() & rows["kind"].isin(["actual", "estimate"])
    order = rows.assign(result=result, rank=rank)
    by = ["fiscal_year"] if "fiscal_year" in key else ["result", "fiscal_year"]
    return order.sort_values([*by, "rank", "published", "as_of"], kind="stable").iloc[-1]


class _Teller:
    """Gathers what data/raw, the clean tables and the source texts know of an observation."""

    def __init__(
        self, root: Path, everything: pd.DataFrame, lang: str, raw: RawData | None, texts: Texts | None
    ) -> None:
        self.everything, self.lang, self.words = everything, lang, Study.of(root, lang).names
        self.raw, self.texts = raw, texts
        self.corrections = raw.corrections if raw else ()
        self.sources = load_sources(root).set_index("source")
        self.concepts = load_concepts(root).set_index("concept")
        self.indicators = load_indicators(root).set_index("indicator")
        self.notes = load_notes(root).set_index("note")["note_en"]

    def tell(self, one: pd.Series[Any]) -> Explanation:
        """Return the story of ``one``."""
        places = parse_places(one["locator"])
        items = [
            ("value", self._figure(one)),
            ("printed", one["text"]),
            *([("as_of", one["as_of"])] if one["as_of"] else []),
            ("document", self._document(one["source"])),
            *(item for place in places for item in self._place(place)),
            *(("vintages", text) for text in self._vintages(one)),
            *self._beware(one),
            *(("correction", text) for place in places for text in self._correction(one, place)),
            *(("others", text) for text in self._others(one)),
        ]
        return Explanation(self._title(one), tuple((self._word(name), text) for name, text in items if text))

    def _word(self, name: str) -> str:
        return _WORDS[name][self.lang]

    def _title(self, one: pd.Series[Any]) -> str:
        area, name = self.words.ward(one["ward"]), self.words.indicator(one["indicator"])
        return f"{area} {name} {self._when(one)} ({one['indicator']})"

    def _when(self, one: pd.Series[Any]) -> str:
        return f"{self.words.year(one['fiscal_year'], short=False)} {KINDS[one['kind']][self.lang]}"

    def _figure(self, one: pd.Series[Any]) -> str:
        return self._word("no_figure") if pd.isna(one["value"]) else self.words.figure(one["value"], one["unit"])

    def _document(self, source: str) -> str:
        document = self.sources.loc[source]
        draft = f", {self._word('draft')}" if document["status"] == "draft" else ""
        published = f"{self._word('published')} {document['published_stated']}{draft}"
        return f"{document[f'title_{self.lang}']} ({document[f'issuer_{self.lang}']}, {published}) [{source}]"

    def _place(self, place: Place) -> list[tuple[str, str]]:
        where = f"{place.source}/{place.table} {self._word('row')} {place.row}, {self._word('column')} {place.column}"
        where = f"{where}; {self._word('text')} {place.lines}"
        if self.raw is None:
            return [("place", where)]
        table, row = row_at(place, self.raw)
        named = table.place_ja if self.lang == "ja" else table.place_en
        found = [("label", row.label), ("place", f"{named}, {table.title}; {where}")]
        if self.texts is not None:
            checks = TableCheck(self.raw, self.texts, table).row(row)
            result = next(check.result for check in checks if check.column == place.column)
            found.append(("evidence", self._word(result)))
        return found

    def _vintages(self, one: pd.Series[Any]) -> list[str]:
        """Return what the other documents say of the same figure, newest first."""
        same = (self.everything[VINTAGE_KEY] == one[VINTAGE_KEY]).all(axis=1) & (
            self.everything["source"] != one["source"]
        )
        others = self.everything[same].sort_values("published", ascending=False, kind="stable")
        return [
            f"{self._figure(other)} ({other['text']}{', ' + other['as_of'] if other['as_of'] else ''}): "
            f"{self._document(other['source'])}"
            for _, other in others.iterrows()
        ]

    def _beware(self, one: pd.Series[Any]) -> list[tuple[str, str]]:
        indicator, concept = self.indicators.loc[one["indicator"]], self.concepts.loc[one["concept"]]
        notes = [note for note in one["note"].split(schema.NOTE_SEPARATOR) if note]
        corrected = {correction.why_ja for correction in self.corrections}
        notes = [note for note in notes if note not in corrected]  # told as a correction
        told = notes if self.lang == "ja" else [str(self.notes.get(note, note)) for note in notes]
        return [
            ("definition", indicator[f"definition_{self.lang}"]),
            *(("caveat", text) for text in (*told, indicator[f"caveat_{self.lang}"])),
            ("not_comparable", concept[f"not_comparable_{self.lang}"]),
        ]

    def _correction(self, one: pd.Series[Any], place: Place) -> list[str]:
        return [self._told(c) for c in self.corrections if _is_about(c, one["indicator"], place)]

    def _told(self, correction: Correction) -> str:
        change = ", ".join(f"{name} = {value}" for name, value in correction.set.items())
        why = correction.why_ja if self.lang == "ja" else correction.why_en
        return f"{correction.column} 「{correction.expect}」 → {change}: {why}"

    def _others(self, one: pd.Series[Any]) -> list[str]:
        """Return the newest figures of the indicator for other years, days and kinds, on one line."""
        rows = latest_vintage(self.everything[self.everything["indicator"] == one["indicator"]])
        rows = rows[(rows[[*VINTAGE_KEY, "as_of"]] != one[[*VINTAGE_KEY, "as_of"]]).any(axis=1)]
        rows = rows[(rows[VINTAGE_KEY] != one[VINTAGE_KEY]).any(axis=1) | (rows["source"] == one["source"])]
        told = [f"{self._when(row)} {row['text']}" for _, row in rows.iterrows()]
        return ["; ".join(told)] if told else []


def _is_about(correction: Correction, indicator: str, place: Place) -> bool:
    return (correction.source, correction.table, correction.indicator, correction.column) == (
        place.source,
        place.table,
        indicator,
        place.column,
    )
