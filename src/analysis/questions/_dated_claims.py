"""What may be claimed of rates by date: of which day baselines are, and how wards stand on the last day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.ids import ids
from analysis.data.kinds import PUBLISHED, REFERENCE
from analysis.data.locators import is_computed
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.questions._phrases import and_more, measured_as, when
from analysis.questions._question import Claim
from analysis.words.say import Date, Listed, Number, Said, Text, Year, text, wards

_FEW_MATCHES = 2
"""As many as a title has room to tell."""


@dataclass(frozen=True, slots=True)
class Match:
    """A baseline in percent, the figure of the series that it is, and that of the year's end; each with its observation."""

    ward: str
    fiscal_year: int
    baseline: float
    baseline_id: str
    match: float
    match_day: pd.Timestamp
    match_id: str
    year_end: float
    year_end_day: pd.Timestamp
    year_end_id: str

    @property
    def gap(self) -> float:
        """By how many points the figure of the year's end differs from the baseline."""
        return round(abs(self.year_end - self.baseline), 10)

    def said(self) -> dict[str, Said]:
        """Return the baseline and what it is, to be said."""
        return {
            "ward": wards(self.ward),
            "year": Year(self.fiscal_year, short=False),
            "baseline": Number(self.baseline, "percent", (self.baseline_id,)),
            "day": _date(self.match_day),
            "match": Number(self.match, "percent", (self.match_id,)),
        }

    def away(self) -> dict[str, Said]:
        """Return the figure of the year's end and how far it is from the baseline, to be said."""
        both = (self.baseline_id, self.year_end_id)
        return {
            "ward": wards(self.ward),
            "end": Number(self.year_end, "percent", (self.year_end_id,)),
            "gap": Number(self.gap, "percent", both, "difference"),
        }


def dates_of_baselines(misdated: pd.DataFrame, rates: pd.DataFrame, *, are_few: bool) -> list[Claim]:
    """Claim which figures the baselines are that are not of their year's end; of many wards how many, with an example.

    ``misdated`` is what :func:`analysis.measures.baseline_dates.misdated_baselines` gives of ``rates``.
    """
    matches = list(typed(misdated, Match))
    if not matches:
        return []
    compared = rates[(rates["kind"] == "baseline") & (rates["origin"] == PUBLISHED) | (rates["origin"] == REFERENCE)]
    among = tuple(dict.fromkeys(rates.loc[rates["origin"] == PUBLISHED, "ward"]))
    if are_few or len(matches) <= _FEW_MATCHES:
        told, away = _each(matches)
    else:
        told, away = _example(matches)
    of = ids(compared)
    unknown = Claim("date", text("mynumber_series.unknown"), of, among=among)
    return [Claim("date", told, of, among=among), unknown, Claim("gap", away, of, among=among)]


def _each(matches: list[Match]) -> tuple[Text, Text]:
    told = tuple(text("mynumber_series.match", **one.said()) for one in matches)
    away = tuple(
        text(
            f"mynumber_series.{'above' if one.year_end > one.baseline else 'below'}",
            **one.away(),
            day=_date(one.year_end_day),
        )
        for one in matches
    )
    return text("mynumber_series.matches", matches=Listed(told)), text("mynumber_series.year_ends", gaps=Listed(away))


def _example(matches: list[Match]) -> tuple[Text, Text]:
    """Say how many there are, and of which ward the baseline is furthest from the figure of the year's end."""
    furthest = max(matches, key=lambda one: one.gap)
    baselines = tuple(one.baseline_id for one in matches)
    number = Number(len({one.ward for one in matches}), "", baselines, "count")
    return (
        text("mynumber_series.many_matches", count=number, **furthest.said()),
        text("mynumber_series.furthest", **furthest.away()),
    )


def newest_rates(last: pd.DataFrame, study: Study, *, are_few: bool) -> Claim:
    """Claim how wards and what they are set against stand on the last day, by one definition."""
    last = in_order_of(last, "ward", study.tables.wards["ward"])
    told = list(_ranked(last)) if are_few else list(_spread(last, study))
    said = text(
        "mynumber_series.newest",
        concept=measured_as(str(last["concept"].iloc[0]), study),
        date=when(last),
        rates=Listed(tuple(told)),
    )
    return Claim("order", said, ids(last), among=tuple(last["ward"]))


def _ranked(rows: pd.DataFrame) -> Iterator[Text]:
    """Yield every area with its figure, the highest first."""
    ranked = rows.sort_values("value", ascending=False, kind="stable")
    for place in range(len(ranked)):
        one = ranked.iloc[place : place + 1]
        yield text("phrase.with_figure", ward=wards(str(one["ward"].iloc[0])), figure=_figure(one))


def _spread(rows: pd.DataFrame, study: Study) -> Iterator[Text]:
    """Yield the highest and the lowest of many wards, then the areas that they are set against."""
    is_ward = rows["ward"].isin(study.wards)
    compared = rows[is_ward]
    if len(compared):
        number = Number(len(compared), "", ids(compared), "count")
        high, low = (compared[compared["value"] == end] for end in (compared["value"].max(), compared["value"].min()))
        yield text("mynumber_series.highest", count=number, highest=_who(high, study))
        yield text("mynumber_series.lowest", lowest=_who(low, study))
    yield from _ranked(rows[~is_ward])


def _who(same: pd.DataFrame, study: Study) -> Text:
    """Name the ward that has a figure, or the first of several."""
    codes = list(dict.fromkeys(same["ward"]))
    named = wards(codes[0]) if len(codes) == 1 else and_more(codes, study, ids(same))
    return text("phrase.with_figure", ward=named, figure=_figure(same))


def _figure(rows: pd.DataFrame) -> Number:
    summed = "locator" in rows and is_computed(str(rows["locator"].iloc[0]))
    how: Literal["derived", "stated"] = "derived" if summed else "stated"
    return Number(float(rows["value"].iloc[0]), str(rows["unit"].iloc[0]), ids(rows), how)


def _date(day: pd.Timestamp) -> Date:
    return Date(day.date().isoformat())
