"""What the questions about wards' own figures over the years have in common: rows, panels, and what there is of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import pandas as pd

from analysis.data.border import check_known
from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.kinds import DERIVED, KINDS, PUBLISHED, REFERENCE, RESULT_KINDS
from analysis.data.load import current_commitments
from analysis.data.marks import WardStyle
from analysis.data.rows import typed
from analysis.data.schema import Column, Observation, YearlyFigure
from analysis.data.study import Study, by_publication, own, own_of, reference
from analysis.drawing import indicator_panel, panel_grid
from analysis.drawing.indicator_panel import Level, Mark, Scale, Series
from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels
from analysis.measures import absence
from analysis.measures.absence import beside_absence
from analysis.measures.baseline_dates import day_of, misdated_baselines
from analysis.measures.standing import NOTHING, PLANS, RESULTS, WORDS, has_text, standings
from analysis.measures.totals import additions, implied_starts
from analysis.questions._absence import counted_by, reason, why
from analysis.questions._order import in_order
from analysis.questions._phrases import as_called, measured_as
from analysis.questions._question import count
from analysis.words.say import Date, Listed, Name, Number, Quoted, Said, Span, Text, Year, say, text, told, wards
from analysis.words.wording import number

_SMALLEST_ROUND = 10_000
"""Smaller numbers are written out on an axis."""


@dataclass(frozen=True, slots=True)
class PlottedFigure(Observation):
    """A row of :func:`of_theme`; of a ward without any, all but ``ward``, ``theme``, ``source`` and ``origin`` is empty."""

    origin: Annotated[str, Column("published, derived (from a total and what it adds), or absent (a ward without any)")]


@dataclass(frozen=True, slots=True)
class YearFigure(YearlyFigure):
    """A row of :func:`of_theme` that is not absent."""

    origin: str


@dataclass(frozen=True, slots=True)
class _AlikeWords:
    """Words of one kind that stand for several years."""

    kind: str
    text: str
    first: int
    last: int


def of_theme(theme: str, observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return every figure of a theme that wards publish of themselves, and one row for each ward that has none.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv`` and ``origin``: ``published``, ``derived`` (see
        :func:`analysis.measures.totals.implied_starts`) or ``absent`` (none of the ward's figures of one year is of this
        theme; ``source`` names the documents that were read, all else is empty).

    Raises
    ------
    UnknownName
        If there is no such theme.
    """
    check_known("theme", theme, study)
    rows = current_commitments(own_of(observations, study))
    rows = rows[rows["theme"] == theme].assign(origin=PUBLISHED)
    starts = implied_starts(rows)
    rows = rows[~rows["indicator"].isin(additions(rows))]
    rows = pd.concat([starts, rows], ignore_index=True) if len(starts) else rows
    return beside_absence(with_every_ward(in_order(rows, study), study, [{"theme": theme}]), study)


def given(theme: str, rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` of :func:`of_theme`, or what a caller's observations hold of it, without areas for reference.

    Observations are of the wards among them: what a caller leaves out is not told as absent.
    """
    if "origin" not in rows:
        among = set(rows["ward"])
        rows = of_theme(theme, rows, study)
        rows = rows[rows["ward"].isin(among)]
    return rows[rows["ward"].isin(study.wards)].reset_index(drop=True)


def printed_ids(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the ids of those of ``rows`` that a document prints."""
    return ids(rows[rows["origin"] == PUBLISHED])


def newest_results(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest result of each indicator."""
    results = rows[rows["value"].notna() & rows["kind"].isin(RESULT_KINDS)]
    return results.sort_values("fiscal_year", kind="stable").drop_duplicates("indicator", keep="last")


def newest_apart(concept: str, rows: pd.DataFrame, study: Study) -> Text | None:
    """Say the newest results of ``rows`` of a concept where they are not of one year and kind, and so rank nobody; else None."""
    newest = newest_results(rows[rows["concept"] == concept])
    newest = in_order(newest, study)
    if len(newest.drop_duplicates(["fiscal_year", "kind"])) < 2:
        return None
    figures = [
        text(
            "over_years.newest",
            ward=wards(row.ward),
            year=Year(row.fiscal_year, short=False),
            kind=text(f"labels.kind.{row.kind}"),
            figure="" if row.value is None else Number(row.value, row.unit, (one,), bound=row.bound),
        )
        for row, one in zip(typed(newest, YearlyFigure), ids(newest), strict=True)
    ]
    return text(
        "over_years.newest_apart",
        concept=as_called(concept, tuple(newest["ward"]), study),
        level=_level(concept, rows, study),
        figures=Listed(tuple(figures)),
    )


def _level(concept: str, rows: pd.DataFrame, study: Study) -> Text:
    """Say what shows that the baselines of a concept are of one level: days of a series that are not the year's end, or other evidence."""
    found = study.whole.once(_misdated)
    codes = set(rows.loc[(rows["concept"] == concept) & rows["value"].notna(), "ward"])
    if codes <= set(found.loc[found["concept"] == concept, "ward"]):
        return text("over_years.level.dates", series=measured_as(concept, study))
    return text("over_years.level.cited")


def _misdated(study: Study) -> pd.DataFrame:
    """Return ``ward`` and ``concept`` of the baselines that are a series' figure of another date than the end of their year."""
    rates = pd.concat(
        [own(study).assign(origin=PUBLISHED), reference(study).assign(origin=REFERENCE)], ignore_index=True
    )
    rates = rates[rates["value"].notna() & (rates["unit"] == "percent")]
    days = [day_of(as_of, year) for as_of, year in zip(rates["as_of"], rates["fiscal_year"], strict=True)]
    rates = rates.assign(day=pd.to_datetime(pd.Series(days, rates.index, dtype="object")))
    found = misdated_baselines(rates)
    concepts = dict(zip(ids(rates), rates["concept"], strict=True))
    return found.assign(concept=found["baseline_id"].map(concepts))[["ward", "concept"]]


def standings_of(rows: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return how far the figures of each ward of ``rows`` go, in these or in the data, so that none left out is told as absent."""
    held = own(study)
    held = held[held["theme"].isin(rows["theme"]) & held["ward"].isin(rows["ward"])]
    given_rows, everything = standings(rows), standings(held)
    further = [RESULTS, PLANS, WORDS, NOTHING].index
    return pd.Series(
        {code: min(one, everything.get(code, NOTHING), key=further) for code, one in given_rows.items()}, dtype="str"
    )


def publishing(rows: pd.DataFrame, study: Study) -> Text:
    """Say of how many wards there are results of a theme, and of how many plans only, words only or neither."""
    found = standings_of(rows, study)
    if len(found) == 1:
        return _publishing_of_one(str(found.index[0]), str(found.iloc[0]), rows, study)
    of = printed_ids(rows)
    results = int((found == RESULTS).sum())
    return text(
        "over_years.publishing" if results else "over_years.publishing_none",
        wards=count(len(found), of),
        **({"results": count(results, of)} if results else {}),
        others=others(found, rows, study),
    )


def _publishing_of_one(code: str, standing: str, rows: pd.DataFrame, study: Study) -> Text:
    """Say of one ward that there are results of a theme, or plans only, words only or neither."""
    if standing == RESULTS:
        return text("over_years.publishing_of_one", ward=wards(code))
    instead: Said = text(f"over_years.{standing}_of_one") if standing in (PLANS, WORDS) else nothing_of(rows, study)
    held = text("over_years.others", counts=instead)
    return text("over_years.publishing_none_of_one", ward=wards(code), others=held)


def others(found: pd.Series[str], rows: pd.DataFrame, study: Study) -> Said:
    """Say in brackets of how many wards there is no result, by what there is instead; nothing where each has one."""
    of = printed_ids(rows)
    reasons = [reason_of(rows[rows["ward"] == code], study) for code in found.index[found == NOTHING]]
    counts = {PLANS: int((found == PLANS).sum()), WORDS: int((found == WORDS).sum()) + reasons.count(absence.WORDS)}
    said: list[Said] = [text(f"over_years.{one}", count=count(held, of)) for one, held in counts.items() if held]
    said += counted_by([one for one in reasons if one != absence.WORDS], "wards", of)
    return text("over_years.others", counts=Listed(tuple(said))) if said else ""


def reason_of(of_ward: pd.DataFrame, study: Study) -> str:
    """Return why the rows of a ward hold neither figure nor word of their theme."""
    return reason(str(of_ward["ward"].iloc[0]), str(of_ward["theme"].iloc[0]), of_ward, study)


def nothing_of(of_ward: pd.DataFrame, study: Study) -> Text:
    """Say why the rows of a ward hold neither figure nor word of their theme."""
    return why(reason_of(of_ward, study))


# --- in words ----------------------------------------------------------------------------------------------------


def kinds_of(rows: pd.DataFrame) -> Listed:
    """Return the kinds of figures that documents print and ``rows`` hold."""
    held = set(rows["kind"])
    return Listed(tuple(text(f"labels.kind.{kind}") for kind in KINDS if kind in held), together=True)


def held_in(rows: pd.DataFrame) -> Text:
    """Say what kinds of figures the documents hold and, where ``rows`` have any, that others are derived from them."""
    is_derived = DERIVED in set(rows["kind"])
    return text("over_years.held_and_derived" if is_derived else "over_years.held", kinds=kinds_of(rows))


def panels_of(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the rows of each ward's indicator, and of each ward without any."""
    return [panel for _, panel in rows.groupby(["ward", "indicator"], sort=False)]


def panel_told(panel: pd.DataFrame, study: Study) -> Text:
    """Say a panel in words, for the alt text."""
    ward, indicator = wards(str(panel["ward"].iloc[0])), str(panel["indicator"].iloc[0])
    if not indicator:
        return text("over_years.silent_told", ward=ward, nothing=nothing_of(panel, study))
    ordered = panel.sort_values("fiscal_year", kind="stable")
    rows = zip(typed(ordered, YearFigure), by_publication(ordered, study), strict=True)
    figures = tuple(_figure_told(row, _published(row) if dated else None) for row, dated in rows)
    return text("over_years.told", ward=ward, indicator=Name("indicator", (indicator,)), figures=Listed(figures))


def _published(row: YearFigure) -> Text:
    return text("citation.published", date=Date(f"{row.published:%Y-%m-%d}"))


def _figure_told(row: YearFigure, published: Text | None) -> Text:
    kind = text("mark.derived" if row.kind == DERIVED else f"labels.kind.{row.kind}")
    figure: Said = Quoted(row.text, row.kind) if row.value is None else Number(row.value, row.unit, bound=row.bound)
    return text(
        "over_years.figure_told", when=published or row.as_of or Year(row.fiscal_year), kind=kind, figure=figure
    )


# --- panels ------------------------------------------------------------------------------------------------------


def scale(rows: pd.DataFrame, study: Study) -> Scale:
    """Return every year of the panels of ``rows``, which all share it."""
    years = rows["fiscal_year"].dropna().astype(int)
    span = range(years.min(), years.max() + 1) if len(years) else range(0)
    return Scale(span, study.names.year_tick, partial(_round, lang=study.lang))


def _round(value: float, lang: str) -> str:
    """Return a round number as an axis with little room writes it: 25万, 250k."""
    for unit in told("over_years.large", lang).split(", "):
        size, sign = unit.split()
        if value >= max(int(size), _SMALLEST_ROUND):
            return number(value / int(size)) + sign
    return number(value)


def panel(
    rows: pd.DataFrame, ward: WardStyle, study: Study, *, title: str = "", nothing: Text | None = None
) -> panel_grid.Panel:
    """Return the panel of one ward's indicator: its figures, its words, or why there is neither.

    ``title`` stands above a panel without figures in the place of the indicator's name, and ``nothing`` in it where
    ``rows`` are none.
    """
    names, indicator = study.names, str(rows["indicator"].iloc[0]) if len(rows) else ""
    if rows["value"].notna().any():
        unit = Name("unit", (str(rows["unit"].iloc[0]),))
        titled = text("over_years.title", indicator=Name("indicator", (indicator,)), unit=unit)
        return panel_grid.Panel(ward, say(titled, names), _series(rows, ward, study, small=False))
    return panel_grid.Panel(
        ward,
        title or (names.indicator(indicator) if indicator else ""),
        None,
        _words_of(rows, study) if nothing is None else say(nothing, names),
    )


def _series(rows: pd.DataFrame, ward: WardStyle, study: Study, *, small: bool) -> Series:
    """Return the marks and levels of one indicator; of a small panel only those are labelled that say most."""
    figures = rows[rows["value"].notna()].sort_values("fiscal_year", kind="stable")
    marked = figures[figures["kind"] != "target"]
    labelled = _first_and_newest(marked) if small else set(marked.index)
    names = study.names
    marks = [
        Mark(
            row.fiscal_year,
            row.value,
            say(_mark_label(row, small=small), names) if place in labelled else "",
            hollow=row.kind not in ("baseline", "actual"),
            derived=row.kind == DERIVED,
        )
        for place, row in zip(marked.index, typed(marked, YearFigure), strict=True)
        if row.value is not None
    ]
    targets = rows[rows["kind"] == "target"]
    levels = [
        Level(
            row.fiscal_year,
            row.value,
            say(_target_label(row, only=len(targets) == 1), names),
        )
        for row in typed(targets, YearFigure)
    ]
    return Series(ward, marks, levels)


def _first_and_newest(marked: pd.DataFrame) -> set[Any]:
    """Return which figures say most: the first one, and the newest result or, without any, the end of the plan."""
    results = marked[marked["kind"].isin(RESULT_KINDS)]
    newest = results if len(results) else marked
    return {*marked.index[:1], *newest.index[-1:]}


def _mark_label(row: YearFigure, *, small: bool) -> Said:
    figure = _short(row)
    if row.kind not in (DERIVED, "baseline", "estimate") or (small and row.kind == "baseline"):
        return figure
    return text("over_years.mark", kind=brief(row.kind) if small else text(f"mark.{row.kind}"), figure=figure)


def brief(kind: str) -> Text:
    """Return the short word beside a mark, shorter still where a small panel has no room for it."""
    return text("over_years.brief_estimate" if kind == "estimate" else f"mark.{kind}")


def _target_label(row: YearFigure, *, only: bool) -> Text:
    of_year = text("over_years.mark", kind=text("mark.target"), figure=Year(row.fiscal_year))
    if row.value is None:
        return text("over_years.target_in_words", target=of_year, words=Quoted(row.text, row.kind))
    return text("over_years.mark", kind=text("mark.target") if only else of_year, figure=_short(row))


def _short(row: YearFigure) -> Said:
    """Return a figure without its unit, which the panel's title names; percent keeps its sign, a bound its words."""
    return (
        Quoted(row.text, row.kind)
        if row.value is None
        else Number(row.value, row.unit if row.unit == "percent" else "", bound=row.bound)
    )


def _words_of(rows: pd.DataFrame, study: Study) -> str:
    """Return the words of each year, those of one kind alike on one line, or why there are none."""
    said = rows[has_text(rows)]
    together = said.groupby(["kind", "text"], sort=False)["fiscal_year"].agg(first="min", last="max").reset_index()
    lines = [
        _words_of_years(one.kind, Span(Year(one.first), Year(one.last)), Quoted(one.text, one.kind))
        for one in typed(together, _AlikeWords)
    ]
    shown = [text("over_years.no_figure"), *lines] if lines else [nothing_of(rows, study)]
    return "\n".join(say(one, study.names) for one in shown)


def _words_of_years(kind: str, years: Said, words: Said) -> Text:
    return text("over_years.words_of_year", kind=text(f"labels.kind.{kind}"), years=years, words=words)


# --- small panels ------------------------------------------------------------------------------------------------


def page_of_small(
    info: FigureInfo,
    rows: pd.DataFrame,
    sections: Mapping[str, pd.DataFrame],
    looks: Mapping[str, WardStyle],
    study: Study,
) -> KpiFigure:
    """Draw the figures of each section, by its heading, and name the wards that have none."""
    shared = scale(rows[rows["value"].notna()], study)
    drawn = [
        Section(
            _counted(heading, of_section, study),
            [
                _small(one, looks[one["ward"].iloc[0]], shared, study)
                for one in panels_of(of_section)
                if one["value"].notna().any()
            ],
        )
        for heading, of_section in sections.items()
    ]
    return small_panels(info, drawn, _without_panel(rows, looks, study))


def _small(rows: pd.DataFrame, ward: WardStyle, shared: Scale, study: Study) -> Panel:
    series = _series(rows, ward, study, small=True)
    draw = partial(indicator_panel.draw, series=series, scale=shared, look=indicator_panel.SMALL)
    unit = text("over_years.unit", unit=Name("unit", (str(rows["unit"].iloc[0]),)))
    return Panel(ward, [study.names.indicator(str(rows["indicator"].iloc[0]))], draw, unit=say(unit, study.names))


def _counted(heading: str, rows: pd.DataFrame, study: Study) -> str:
    """Return a heading with the number of wards of which there are figures under it."""
    if not heading:
        return ""
    held = rows.loc[rows["value"].notna(), "ward"].nunique()
    return say(text("over_years.counted", name=heading, wards=held), study.names)


def _without_panel(rows: pd.DataFrame, looks: Mapping[str, WardStyle], study: Study) -> list[Group]:
    """Name the wards without figures, with the newest words of those that have words, and other words beside figures."""
    found = standings(rows)
    without_figure = rows.groupby("indicator")["value"].transform("count") == 0
    said = rows[without_figure & has_text(rows)]
    quoted: dict[str, Said] = {
        str(code): _quoted(str(code), of_ward) for code, of_ward in said.groupby("ward", sort=False)
    }
    silent: dict[str, dict[str, Said]] = {}
    for code in map(str, found.index[found == NOTHING]):
        silent.setdefault(reason_of(rows[rows["ward"] == code], study), {})[code] = wards(code)
    worded = {code: words for code, words in quoted.items() if found[code] == WORDS} | silent.pop(absence.WORDS, {})
    in_words = {code: worded[code] for code in looks if code in worded}
    beside = {code: words for code, words in quoted.items() if code not in in_words}
    groups: list[tuple[Text, Mapping[str, Said]]] = [
        (text("over_years.heading", name=text("labels.lack.words")), in_words),
        (text("over_years.beside"), beside),
        *((text("over_years.heading", name=why(one)), of_reason) for one, of_reason in silent.items()),
    ]
    names = study.names
    return [
        Group(say(heading, names), [Entry(say(one, names), looks[code]) for code, one in entries.items()])
        for heading, entries in groups
    ]


def _quoted(code: str, said: pd.DataFrame) -> Text:
    """Return a ward with what it says for the last year it says anything about."""
    last = said[said["fiscal_year"] == said["fiscal_year"].max()]
    year = Year(int(last["fiscal_year"].iloc[0]))
    kind = str(last["kind"].iloc[-1])
    listed = Listed(tuple(Quoted(str(one), kind) for one in dict.fromkeys(last["text"])))
    return text("over_years.quoted", ward=wards(code), words=_words_of_years(kind, year, listed))
