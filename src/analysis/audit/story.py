"""The whole story of one figure: what it says, where it stands, what other documents say, what to beware of."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.audit.cell_places import place_in_words
from analysis.audit.evidence import TableCheck
from analysis.data import schema
from analysis.data.border import area_name, inward
from analysis.data.citation import grade_lines, source_lines
from analysis.data.documents import dated, documents_of
from analysis.data.ids import ids_of
from analysis.data.kinds import KINDS
from analysis.data.load import VINTAGE_KEY, Root, check_names, latest_vintage
from analysis.data.locators import Place, parse_places
from analysis.data.national import national
from analysis.data.national_places import is_national, places
from analysis.data.paths import is_imported
from analysis.data.rows import typed
from analysis.data.schema import Observation
from analysis.data.study import Study, by_publication
from analysis.sources.model import Correction, RawData
from analysis.sources.raw import load_raw, row_at
from analysis.sources.texts import Texts
from analysis.words.era import read_year
from analysis.words.errors import BadArgument, WardKpiError
from analysis.words.markdown import literal
from analysis.words.store import told
from analysis.words.wording import known, years_of

_KIND_ORDER = ["planned", "target", "baseline", "estimate", "actual"]
"""Of several figures of one year the last in this order is told."""


@dataclass(frozen=True)
class Explanation:
    """One figure's story; ``print`` shows it, and a notebook shows it as a list.

    Attributes
    ----------
    title : str
        Area, indicator, fiscal year and kind.
    items : tuple of (str, str)
        What there is to say, each with what it is about, in order; one thing may have several lines.
    picture : bytes
        The table of the PDF in which the figure stands, as PNG, the figure framed; empty where the document is no PDF or
        not at hand.

    Examples
    --------
    >>> import analysis
    >>> story = analysis.explain("sumida.cashless_procedures", "R6", "actual", lang="en", evidence=False)
    >>> story.title, dict(story.items)["as printed"]
    ('Sumida Procedures payable cashless FY2024 actual (sumida.cashless_procedures)', '217手続')
    """

    title: str
    items: tuple[tuple[str, str], ...]
    picture: bytes = b""

    def __str__(self) -> str:
        """Return the story as plain lines."""
        return "\n".join([self.title, *(f"  {name}: {text}" for name, text in self.items)])

    def _repr_markdown_(self) -> str:
        lines = [
            f"**{literal(self.title)}**",
            "",
            *(f"- {literal(name)}: {literal(text)}" for name, text in self.items),
        ]
        if self.picture:
            data = base64.b64encode(self.picture).decode()
            lines += ["", f"![{literal(self.title)}](data:image/png;base64,{data})"]
        return "\n".join(lines)


def explain(
    what: str | Sequence[Any] | Mapping[str, Any] | pd.Series[Any],
    fiscal_year: int | str | None = None,
    kind: str | None = None,
    *,
    lang: str | None = None,
    evidence: bool = True,
    sources: str | os.PathLike[str] | None = None,
    root: Root = None,
) -> Explanation:
    """Tell one observation's story.

    Parameters
    ----------
    what : str, sequence or row
        Id of an indicator; id of a figure or of words, as in column ``observation``; a key (indicator, fiscal year, kind[, source[, as_of]]); or a row of any table of this
        library that holds these columns (``load_observations``, ``compare``, ``progress``, ``load_national``).
    fiscal_year : int or str, optional
        Fiscal year (2022, ``R4``, ``令和4年度``); with an indicator id only. Without it the newest result, else the figure of the last year.
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
    WardKpiError
        If there is no figure of that year and kind, which names those that there are, or the row is of a ward of which
        there is none.

    Examples
    --------
    >>> import analysis
    >>> story = analysis.explain("sumida.online_procedures_priority", "R4", "actual", lang="en", evidence=False)
    >>> story.items[0]
    ('value', '36 procedures')
    """
    study = Study.of(root, lang)
    one = _named_by(what, study) if fiscal_year is None and kind is None else None
    if one is None and (row := _of_nation(what, study)) is not None:
        key = _observation_of(row, study)
        if key is None:
            return _national_story(row, study)
        one = _select(study, key)
    one = one or _select(study, _key(what, fiscal_year, kind, study))
    raw = None if is_imported(study.root) else load_raw(study.root)
    texts = Texts.find(raw, study.root, sources) if evidence and raw else None
    return _Story(study, raw, texts).of(one)


def _of_nation(what: Any, study: Study) -> pd.DataFrame | None:
    """Return a row of the national tables as a plain table of it; None for anything else."""
    if not isinstance(what, Mapping | pd.Series) or "indicator" in what or "ward" not in what:
        return None
    row = inward(pd.DataFrame([{str(name): cell for name, cell in what.items()}]))
    return row if is_national(row, study) else None


def _observation_of(row: pd.DataFrame, study: Study) -> dict[str, Any] | None:
    """Return the columns that name the observation which a row of the national tables is; None for one that is none."""
    same = ["ward", "concept", "source", "as_of"]
    found = study.published.merge(row[same], on=same)
    return {name: found[name].iloc[0] for name in schema.NAMED_BY} if len(found) else None


def _national_story(row: pd.DataFrame, study: Study) -> Explanation:
    """Tell of a figure of a municipality of which the data hold no observation: what the ministry's file says, and where."""
    key = ["ward", "concept", "source", "as_of"]
    found = study.once(national).merge(row[key], on=key)
    if found.empty:
        asked = {name: str(row[name].iloc[0]) for name in key}
        raise WardKpiError("no_national_figure", **asked)
    names, lang, one = study.names, study.lang, found.iloc[0]
    book = study.tables.concepts.set_index("concept").loc[one["concept"]]
    counts = [f"{one[part]:,.0f}" for part in ("done", "total") if pd.notna(one[part])]
    said = {
        "value": told("audit.story.no_figure", lang)
        if pd.isna(one["value"])
        else names.figure(one["value"], one["unit"]),
        "counts": " / ".join(counts),
        "as_of": one["as_of"],
        "document": _document(one["source"], study),
        "place": "; ".join(places(row, study).get(one["source"], [])),
        "definition": str(book[f"definition_{lang}"]),
    }
    items = tuple((told(f"audit.story.{name}", lang), text) for name, text in said.items() if text)
    title = " ".join(filter(None, (area_name(one["ward"], study), names.concept(one["concept"]), one["as_of"])))
    return Explanation(f"{title} ({one['ward']})", items)


def _document(source: str, study: Study) -> str:
    """Return a document, with its vintage and id."""
    return f"{source_lines(pd.DataFrame({'source': [source]}), study)[0]} [{source}]"


def _place_by_id(study: Study) -> dict[str, int]:
    """Return by the id of each observation its place among all."""
    return {name: place for place, name in enumerate(ids_of(study.complete))}


def _named_by(what: Any, study: Study) -> Observation | None:
    """Return the observation that is given by its id, or by a row that holds it, of several the first; None for none.

    A row without its id, but with all that makes one, is that observation, too: also one of no year.
    """
    if isinstance(what, str):
        asked = [what]
    elif isinstance(what, Mapping | pd.Series):
        asked = [one for name in ("observation", "observation_from") for one in str(what.get(name, "")).split()]
        if {*schema.NAMED_BY} <= {*what.keys()}:
            asked += ids_of(inward(pd.DataFrame([dict(what.items())])))
    else:
        return None
    places = study.once(_place_by_id)
    place = next((places[one] for one in asked if one in places), None)
    return None if place is None else next(typed(study.complete.iloc[[place]], Observation))


def _key(what: Any, fiscal_year: int | str | None, kind: str | None, study: Study) -> dict[str, Any]:
    """Return the part of the observation's key that was given."""
    if isinstance(what, str):
        named = _named_by(what, study)
        asked = {"indicator": named.indicator if named else what, "fiscal_year": fiscal_year, "kind": kind}
        given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    elif isinstance(what, Mapping | pd.Series):
        row = inward(pd.DataFrame([dict(what.items())])).iloc[0].to_dict()
        renamed = {"value_year": "fiscal_year", "value_kind": "kind"}
        given = {renamed.get(str(name), str(name)): value for name, value in row.items()}
    elif isinstance(what, Sequence):
        given = dict(zip(schema.NAMED_BY, what, strict=False))
    else:
        given = {}
    if known(given.get("ward")) and "indicator" in given and not known(given["indicator"]):
        raise WardKpiError("row_of_nothing", ward=given["ward"])
    if not isinstance(given.get("indicator"), str) or not given["indicator"]:
        raise BadArgument("what", what, "observation")
    kept = {
        name: value for name in ("period_from", *schema.NAMED_BY) if known(value := given.get(name)) and value != ""
    }
    if "fiscal_year" in kept:
        kept["fiscal_year"] = read_year(kept["fiscal_year"], "fiscal_year")
    return kept


def _select(study: Study, key: dict[str, Any]) -> Observation:
    """Return the observation that ``key`` names, of its newest document: one of a single year, unless there is none."""
    of_a_year = study.published
    is_yearly = "period_from" not in key and key["indicator"] in set(of_a_year["indicator"])
    everything = rows = of_a_year if is_yearly else study.complete
    what = {"fiscal_year": "fiscal year", "as_of": "observation"}
    for name, value in key.items():
        if name == "source" and " " in value:
            continue  # a row of a derived table names several documents
        text = str(value)
        column = rows[name].astype("str")
        if name in ("fiscal_year", "kind") and text in _valid(name, everything) and text not in set(column):
            of_indicator = everything[everything["indicator"] == key["indicator"]]
            asked = " ".join(str(key[one]) for one in ("kind", "fiscal_year") if one in key)
            raise WardKpiError("no_such_figure", indicator=key["indicator"], asked=asked, held=_held(of_indicator))
        check_names(what.get(name, name), text, dict.fromkeys(column))
        rows = rows[column == text]
    rank = rows["kind"].map({name: rank for rank, name in enumerate(_KIND_ORDER)})
    result = rows["value"].notna() & rows["kind"].isin(["actual", "estimate"])
    order = rows.assign(result=result, rank=rank)
    by = ["fiscal_year"] if "fiscal_year" in key else ["result", "fiscal_year"]
    ordered = order.sort_values([*by, "rank", "published", "as_of"], na_position="first", kind="stable")
    (newest,) = typed(ordered.tail(1), Observation)
    return newest


def _valid(name: str, everything: pd.DataFrame) -> Iterable[str]:
    """Return the kinds, or the fiscal years, that there are of any indicator."""
    return KINDS if name == "kind" else set(everything["fiscal_year"].astype("str"))


def _held(rows: pd.DataFrame) -> str:
    """Return of which years there are figures of each kind: ``actual 2022, 2023; target 2024``."""
    years = {kind: sorted(set(rows.loc[rows["kind"] == kind, "fiscal_year"])) for kind in KINDS}
    return "; ".join(f"{kind} {', '.join(map(str, held))}" for kind, held in years.items() if held)


class _Story:
    """Gathers what data/raw, the clean tables and the source texts know of an observation."""

    def __init__(self, study: Study, raw: RawData | None, texts: Texts | None) -> None:
        self.everything, self.names, self.lang = study.complete, study.names, study.lang
        self.raw, self.texts = raw, texts
        self.corrections = raw.corrections if raw else ()
        self.sources = study.tables.sources.set_index("source")
        self.study = study
        self.indicators = study.tables.indicators.set_index("indicator")

    def of(self, one: Observation) -> Explanation:
        """Return the story of ``one``."""
        places = parse_places(one.locator)
        items = [
            ("value", self._figure(one)),
            ("printed", one.text),
            ("as_of", one.as_of),
            ("document", _document(one.source, self.study)),
            *(item for place in places for item in self._place(place)),
            *(("vintages", text) for text in self._vintages(one)),
            *self._beware(one),
            *(("correction", text) for place in places for text in self._corrections(one, place)),
            *(("others", text) for text in self._others(one)),
        ]
        told_of = tuple((self._word(name), text) for name, text in items if text)
        return Explanation(self._title(one), told_of, self._picture(places))

    def _picture(self, places: Sequence[Place]) -> bytes:
        """Return the picture of the first place that has one."""
        for place in places if self.raw and self.texts else ():
            assert self.raw and self.texts
            table, row = row_at(place, self.raw)
            printed = TableCheck(self.raw, self.texts, table).places(row).get(place.column)
            drawn = self.texts.picture(place.source, row.locator.document, printed) if printed else None
            if drawn and printed and printed.box:
                return drawn.framed(printed.box)
        return b""

    def _word(self, name: str) -> str:
        return told(f"audit.story.{name}", self.lang)

    def _title(self, one: Observation) -> str:
        area, name = self.names.ward(one.ward), self.names.indicator(one.indicator)
        return f"{area} {name} {self._when(one)} ({one.indicator})"

    def _when(self, one: Observation) -> str:
        row = {name: getattr(one, name) for name in ("source", "as_of", "period_from", "fiscal_year")}
        if by_publication(pd.DataFrame([row]), self.study).all():
            years = dated(documents_of(self.study)[one.source], self.lang)
        else:
            years = self.names.entry_years(years_of(row))
        return " ".join(filter(None, (years, self.names.kind(one.kind))))

    def _figure(self, one: Observation) -> str:
        return self._word("no_figure") if one.value is None else self.names.figure(one.value, one.unit)

    def _place(self, place: Place) -> list[tuple[str, str]]:
        where = f"{place.source}/{place.table} {self._word('row')} {place.row}, {self._word('column')} {place.column}"
        where = f"{where}; {place_in_words(place.lines, self.lang)}"
        if self.raw is None:
            return [("place", where)]
        table, row = row_at(place, self.raw)
        found = [("label", row.label), ("place", f"{getattr(table, f'place_{self.lang}')}, {table.title}; {where}")]
        if self.texts is not None:
            checks = TableCheck(self.raw, self.texts, table).row(row)
            check = next(check for check in checks if check.column == place.column)
            cell = told("audit.place.cell", self.lang, cell=check.cell) if check.cell else ""
            found.append(("evidence", self._word(check.result) + cell))
        return found

    def _vintages(self, one: Observation) -> list[str]:
        """Return what the other documents say of the same figure, newest first."""
        same = _same(self.everything, one) & (self.everything["source"] != one.source)
        others = self.everything[same].sort_values("published", ascending=False, kind="stable")
        return [
            f"{self._figure(other)} ({other.text}{', ' + other.as_of if other.as_of else ''}): "
            f"{_document(other.source, self.study)}"
            for other in typed(others, Observation)
        ]

    def _beware(self, one: Observation) -> list[tuple[str, str]]:
        indicator = self.indicators.loc[one.indicator]
        corrected = {correction.why_ja for correction in self.corrections}  # told as a correction
        notes = [note for note in one.note.split(schema.NOTE_SEPARATOR) if note and note not in corrected]
        caveats = [*(self.names.note(note) for note in notes), str(indicator[f"caveat_{self.lang}"])]
        return [
            ("definition", str(indicator[f"definition_{self.lang}"])),
            *(("caveat", text) for text in caveats),
            *(("graded", text) for text in grade_lines(one.concept, one.ward, self.study) if self._is_own(one)),
        ]

    def _is_own(self, one: Observation) -> bool:
        """Return whether the ward itself publishes the figure; what one publisher measured in all wards needs no grade."""
        return bool(self.sources.loc[one.source, "ward"])

    def _corrections(self, one: Observation, place: Place) -> list[str]:
        return [self._correction(made) for made in self.corrections if _is_about(made, one.indicator, place)]

    def _correction(self, made: Correction) -> str:
        change = ", ".join(f"{name} = {value}" for name, value in made.set.items())
        return f"{made.column} 「{made.expect}」 → {change}: {getattr(made, f'why_{self.lang}')}"

    def _others(self, one: Observation) -> list[str]:
        """Return the newest figures of the indicator for other years, days and kinds, on one line."""
        rows = latest_vintage(self.everything[self.everything["indicator"] == one.indicator])
        same = _same(rows, one)
        rows = rows[~(same & (rows["as_of"] == one.as_of)) & (~same | (rows["source"] == one.source))]
        said = [f"{self._when(other)} {self._figure(other)}" for other in typed(rows, Observation)]
        return ["; ".join(said)] if said else []


def _same(rows: pd.DataFrame, one: Observation) -> pd.Series[bool]:
    """Return which of ``rows`` are vintages of the figure ``one``."""
    same = pd.Series(data=True, index=rows.index)
    for name in (*VINTAGE_KEY, "period_from"):
        cell = getattr(one, name)
        same &= rows[name].isna() if cell is None else (rows[name] == cell).fillna(False).astype(bool)
    return same


def _is_about(correction: Correction, indicator: str, place: Place) -> bool:
    return (correction.source, correction.table, correction.indicator, correction.column) == (
        place.source,
        place.table,
        indicator,
        place.column,
    )
