"""How many people have a My Number card, by one definition, and of which day are the wards' own figures?

Draws lines by date, with the wards' own figures set on them. Sources: reference series, and every document of the
wards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import pandas as pd

from analysis.data.citation import caveat_lines
from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.kinds import ABSENT, KINDS, PUBLISHED, REFERENCE, RESULT_KINDS
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.rows import typed
from analysis.data.schema import Column, Observation
from analysis.data.study import Study, own_of, reference_of
from analysis.drawing import style
from analysis.drawing.dated_lines import (
    OTHERS,
    Arrow,
    Dated,
    Line,
    Mark,
    Standing,
    area_looks,
    frame,
    height_beneath,
    large,
    rate_axis,
    side_by_side,
    small,
)
from analysis.drawing.page import FigureInfo, Ink, KpiFigure, Page
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels
from analysis.measures.baseline_dates import day_of, misdated_baselines
from analysis.questions._dated_claims import dates_of_baselines, newest_rates
from analysis.questions._over_years import panel_told
from analysis.questions._phrases import measured_as, when
from analysis.questions._question import Claim, Question, few, public
from analysis.words.errors import NoFigureData
from analysis.words.say import Date, Listed, Name, Number, Said, Text, Year, say, text, wards

_MOST = 3
"""Up to so many wards share the large panel; the labels of more would cover one another."""
_STATED_AGAIN = ["indicator", "fiscal_year", "kind", "value", "as_of"]
_NAMED_KINDS = ("target", "estimate")
"""Kinds that a small panel names beside their marks."""
_NOTHING = Text("mark.not_published", {})


@dataclass(frozen=True, slots=True)
class PlottedRate(Observation):
    """A rate of the reference series, or of a ward itself; rates of cards issued and of cards held are different concepts."""

    origin: Annotated[str, Column("published (by the ward itself), reference, or absent (a ward without any)")]
    day: Annotated[dt.datetime, Column("where it is plotted; the day of publication where a series prints no other")]


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate in percent: of the reference series, or published by a ward itself."""

    ward: str
    concept: str
    fiscal_year: int
    kind: str
    value: float
    unit: str
    origin: str
    as_of: str
    day: dt.datetime

    @property
    def at(self) -> Dated:
        """The figure and its day."""
        return Dated(self.day.date(), self.value)

    @property
    def is_expected(self) -> bool:
        """Whether it is not yet a result."""
        return self.kind in ("estimate", "planned")

    @property
    def said(self) -> Number:
        """The figure, to be said."""
        return Number(self.value, self.unit)

    @property
    def when(self) -> Said:
        """The fiscal year of a ward's own figure, else the date or, where none is printed, that of publication."""
        if self.origin == PUBLISHED:
            return Year(self.fiscal_year)
        day = Date(f"{self.day:%Y-%m-%d}")
        return day if self.as_of else text("citation.published", date=day)


def table(study: Study) -> pd.DataFrame:
    """Return every rate of My Number cards: reference series and the wards' own figures of every vintage.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin`` (``published`` by the ward itself, ``reference``, or ``absent``), and
        ``day``: the date at which the figure is plotted; that of publication where a series prints no other. Rates of cards issued and of cards held are different concepts.
    """
    book, everything = study.tables.concepts, study.published
    asked_of = book[book["question"] == "mynumber_series"]
    rates = everything[everything["concept"].isin(asked_of["concept"]) & everything["value"].notna()]
    series = reference_of(rates, study).assign(origin=REFERENCE)
    own = own_of(rates, study).assign(origin=PUBLISHED).sort_values("published", kind="stable")
    own = own.drop_duplicates(_STATED_AGAIN, keep="last")
    groups = [{"theme": theme} for theme in dict.fromkeys(asked_of["theme"])]
    rows = with_every_ward(pd.concat([series, own], ignore_index=True), study, groups)
    cells = zip(rows["origin"], rows["as_of"], rows["fiscal_year"], strict=True)
    days = pd.to_datetime(
        pd.Series([pd.NaT if origin == ABSENT else day_of(as_of, year) for origin, as_of, year in cells])
    )
    return rows.assign(day=days.mask((rows["origin"] == REFERENCE) & (rows["as_of"] == ""), rows["published"]))


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which dates the wards' baselines really are of, how wards rank by one definition, and where the break is."""
    are_few = few(rows[rows["ward"].isin(study.wards)])
    series = rows[rows["origin"] == REFERENCE]
    found = dates_of_baselines(misdated_baselines(rows), rows, are_few=are_few)
    for _, of_concept in series.groupby("concept", sort=False):
        last = of_concept[of_concept["day"] == of_concept["day"].max()]
        found.append(newest_rates(last, study, are_few=are_few))
    if series["concept"].nunique() > 1:
        named = Name("indicator", tuple(series.drop_duplicates("concept")["indicator"]))
        said = text("mynumber_series.never_joined", concepts=named)
        found.append(Claim("across", said, ids(series), among=tuple(dict.fromkeys(series["ward"]))))
    return found


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw the ministry's card rates with the wards' own figures set on them, and cards held in a panel of their own.

    Left: cards issued so far, by date. Right: cards held, another definition, on an axis of its own. Of more than three
    wards each has a small panel, with cards held as text; those that have no figure are named beneath.
    """
    series, own = rows[rows["origin"] == REFERENCE], rows[rows["origin"] == PUBLISHED]
    if series.empty:
        raise NoFigureData(QUESTION.name)
    by_dates = series.groupby("concept")["day"].nunique().sort_values(ascending=False, kind="stable")
    main, others = str(by_dates.index[0]), [str(concept) for concept in by_dates.index[1:]]
    codes = [code for code in study.wards if code in set(rows["ward"])]
    shown = [code for code in codes if code in set(rows.loc[rows["value"].notna(), "ward"])]
    has_other = bool((own["concept"] != main).any())  # which must not stand on the axis of the lines
    in_panels = len(shown) > _MOST or not few(rows[rows["ward"].isin(codes)]) or has_other
    info = _info(rows, study, ink, _kind_of_many(rows, main, study) if in_panels else _kind(own))
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if in_panels:
            panels = _small_panels(rows, main, shown, looks, study)
            silent = [Entry(looks[code].name, looks[code]) for code in codes if code not in shown]
            heading = say(text("mynumber_series.key.silent", nothing=_NOTHING), study.names)
            groups = [_key(series[series["concept"] == main], looks, study), Group(heading, silent)]
            return small_panels(info, [Section("", panels)], groups)
        return _large_panel(info, rows, main, others, looks, study)


def _info(rows: pd.DataFrame, study: Study, ink: Ink, kind: Text) -> FigureInfo:
    told = [panel_told(of, study) for _, of in rows.groupby(["ward", "indicator"], sort=False)]
    details = [say(one, study.names) for one in told]
    info = QUESTION.info(rows, study, ink, claims=claims(rows, study), kind=say(kind, study.names), details=details)
    own, general = (set(caveat_lines(rows[rows["origin"] == one], study)) for one in (PUBLISHED, REFERENCE))
    # the finding is about the wards' own figures: what must be known of these has room before what holds of all areas
    return replace(info, caveats=tuple(sorted(info.caveats, key=lambda line: line in general - own)))


def _kind(own: pd.DataFrame) -> Text:
    """Say what the large panel holds, of the wards' own figures only if there are any."""
    if own.empty:
        return text("mynumber_series.kind_of_many", own="", others="")
    kinds = tuple(text(f"labels.kind.{kind}") for kind in KINDS if kind in set(own["kind"]))
    return text("mynumber_series.kind", kinds=Listed(kinds, together=True))


def _kind_of_many(rows: pd.DataFrame, main: str, study: Study) -> Text:
    """Say what small panels hold, of the wards' own figures and of other definitions only if there are any."""
    others = tuple(dict.fromkeys(rows.loc[rows["value"].notna() & (rows["concept"] != main), "concept"]))
    is_own = (rows["origin"] == PUBLISHED) & (rows["concept"] == main)
    named = Listed(tuple(measured_as(one, study) for one in others))
    return text(
        "mynumber_series.kind_of_many",
        own=text("mynumber_series.own") if is_own.any() else "",
        others=text("mynumber_series.others", concepts=named) if others else "",
    )


# --- one large panel, and one for each other definition ----------------------------------------------------------


def _large_panel(
    info: FigureInfo, rows: pd.DataFrame, main: str, others: Sequence[str], looks: dict[str, WardStyle], study: Study
) -> KpiFigure:
    names, series = study.names, rows[rows["origin"] == REFERENCE]
    asked = [
        code for code in study.wards if code in set(rows["ward"])
    ]  # of others it is not known whether there is one
    beneath = max(0.42, height_beneath(looks[code].name for code in asked) + 0.1) if others else 0.42
    page = Page(info, 3.88 + beneath)
    grid = page.grid(1, 1 + len(others), left=0.5, right=0.3, top=0.68, bottom=beneath, wspace=0.18,
                     width_ratios=[3.7, *[1.0] * len(others)])  # fmt: skip
    axes = page.figure.add_subplot(grid[0])
    of_main, own = series[series["concept"] == main], rows[rows["origin"] == PUBLISHED]
    written, largest = partial(names.figure, unit="percent"), float(rows["value"].max())
    lines: Said = measured_as(main, study)
    heading = text("mynumber_series.axis", concept=lines) if len(own) else lines
    rate_axis(axes, say(heading, names), written, largest)
    marks = [_mark(rate, looks, study) for rate in typed(own, Rate)]
    matches = misdated_baselines(pd.concat([of_main, own]))
    arrows = [
        Arrow(Dated(day.date(), baseline), Dated(match_day.date(), match))
        for day, baseline, match_day, match in matches[["day", "baseline", "match_day", "match"]].itertuples(
            index=False
        )
    ]
    large(axes, _lines(of_main, looks, study), marks, arrows, names.year_tick)
    for place, concept in enumerate(others, 1):
        beside, rates = page.figure.add_subplot(grid[place]), series[series["concept"] == concept]
        heading = text("mynumber_series.apart", concept=measured_as(concept, study), date=when(rates))
        rate_axis(beside, say(heading, names), written, largest)
        newest = {rate.ward: rate for rate in typed(rates, Rate)}
        side_by_side(beside, [_standing(code, newest.get(code), looks, study) for code in asked])
    return page.finish()


def _lines(series: pd.DataFrame, looks: dict[str, WardStyle], study: Study) -> list[Line]:
    """Return the line of each area; those that reach the last day end with name and figure."""
    last, lines = series["day"].max().date(), []
    for ward, of_ward in series.groupby("ward", sort=False):
        code, rates = str(ward), list(typed(of_ward, Rate))
        end = text("mynumber_series.end", ward=wards(code), figure=rates[-1].said)
        said = say(end, study.names) if rates[-1].at.day == last else ""
        lines.append(Line(code, looks[code], code in study.wards, [rate.at for rate in rates], said))
    return lines


def _mark(rate: Rate, looks: dict[str, WardStyle], study: Study) -> Mark:
    """Return a ward's own figure, with its year and kind unless it is a result."""
    about: dict[str, Said] = {"ward": wards(rate.ward), "figure": rate.said}
    label = text("mynumber_series.end", **about)
    if rate.kind != "actual":
        about |= {"year": Year(rate.fiscal_year), "kind": text(f"mark.{rate.kind}")}
        label = text("mynumber_series.own_figure", **about)
    place = "lower right" if rate.kind == "baseline" else "left"
    return Mark(looks[rate.ward], rate.at, rate.kind == "target", say(label, study.names), place, rate.is_expected)


def _standing(code: str, rate: Rate | None, looks: dict[str, WardStyle], study: Study) -> Standing:
    if rate is None:
        return Standing(looks[code], None, say(_NOTHING, study.names))
    return Standing(looks[code], rate.value, say(rate.said, study.names))


# --- a small panel for each ward ---------------------------------------------------------------------------------


def _small_panels(
    rows: pd.DataFrame, main: str, codes: Sequence[str], looks: dict[str, WardStyle], study: Study
) -> list[Panel]:
    """Return a panel for each of ``codes``; the newest rates of other definitions stand as text beneath the name."""
    figures = rows[rows["value"].notna()]
    rates = figures[figures["concept"] == main].sort_values("day", kind="stable")
    others = figures[figures["concept"] != main]
    others = others.assign(is_result=others["kind"].isin(RESULT_KINDS)).sort_values(["is_result", "day"])
    others = others.drop_duplicates(["ward", "concept"], keep="last")
    lines = {line.area: line for line in _lines(rates[rates["origin"] == REFERENCE], looks, study)}
    around, matches = frame(rate.at for rate in typed(rates, Rate)), misdated_baselines(rates)
    panels = []
    for code in codes:
        matched = matches[matches["ward"] == code]
        about = [_other(rate) for rate in typed(others[others["ward"] == code], Rate)]
        about += [text("mynumber_series.dated", day=Date(f"{day:%Y-%m-%d}")) for day in matched["match_day"]]
        line = lines.get(code) or Line(code, looks[code], True, [])
        own = list(typed(rates[(rates["ward"] == code) & (rates["origin"] == PUBLISHED)], Rate))
        draw = partial(
            small,
            around=around,
            own=line,
            others=[other for area, other in lines.items() if area != code],
            marks=[Mark(looks[code], rate.at, rate.kind == "target", "", hollow=rate.is_expected) for rate in own],
            labels=_labels(line, own, study),
            matches=[Dated(day.date(), rate) for day, rate in matched[["match_day", "match"]].itertuples(index=False)],
            names=study.names,
        )
        panels.append(Panel(looks[code], [say(one, study.names) for one in about], draw))
    return panels


def _other(rate: Rate) -> Text:
    """Say a rate of another definition, with its kind unless it is a result."""
    kind: Said = "" if rate.kind == "actual" else text("mynumber_series.kind_before", kind=_kind_name(rate))
    return text("mynumber_series.other_definition", date=rate.when, kind=kind, figure=rate.said)


def _kind_name(rate: Rate) -> Text:
    return text(f"labels.kind.{rate.kind}")


def _labels(line: Line, own: Sequence[Rate], study: Study) -> list[tuple[Dated, str]]:
    """Return what is written: where the line ends, a ward's own baseline, newest result and last target.

    Without any of the latter three, the end of its plan.
    """
    results, targets = ([rate for rate in own if rate.kind in kinds] for kinds in (RESULT_KINDS, ("target",)))
    chosen = [*[rate for rate in own if rate.kind == "baseline"][:1], *results[-1:], *targets[-1:]] or own[-1:]
    ends = [(line.figures[-1], study.names.figure(line.figures[-1].value, "percent"))] if line.end else []
    return [*ends, *((rate.at, say(_small_label(rate), study.names)) for rate in chosen)]


def _small_label(rate: Rate) -> Said:
    if rate.kind not in _NAMED_KINDS:
        return rate.said
    kind = text("mynumber_series.brief_estimate" if rate.kind == "estimate" else f"mark.{rate.kind}")
    return text("mynumber_series.own_figure_small", kind=kind, figure=rate.said)


def _key(series: pd.DataFrame, looks: dict[str, WardStyle], study: Study) -> Group:
    """Say which line is whose, and of which date the figures at the lines' ends are."""
    lines, names = _lines(series, looks, study), study.names
    greys = area_looks(lines)
    ended = [line for line in sorted(lines, key=lambda line: line.area) if line.area in greys and line.end]
    others = say(text("mynumber_series.key.others"), names)
    last = text("mynumber_series.key.ends", day=Date(f"{series['day'].max():%Y-%m-%d}"))
    entries = [Entry(others, line=OTHERS), *(Entry(line.end, line=greys[line.area]) for line in ended)]
    return Group(say(text("mynumber_series.key.heading"), names), [*entries, Entry(say(last, names))])


QUESTION = Question("mynumber_series", table, claims, figure, PlottedRate, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


mynumber_series = public(QUESTION)
