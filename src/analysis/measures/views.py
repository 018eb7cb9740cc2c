"""The tidy tables behind the charts, one function per question; every row keeps its source, place and caveats."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.data.coverage import with_every_ward as with_every_ward
from analysis.data.frames import each
from analysis.data.kinds import ABSENT, PUBLISHED, REFERENCE
from analysis.data.study import Study, own_of, reference_of
from analysis.measures.standing import NOTHING as NOTHING
from analysis.measures.standing import PLANS as PLANS
from analysis.measures.standing import RESULTS as RESULTS
from analysis.measures.standing import WORDS as WORDS
from analysis.measures.standing import has_text as has_text
from analysis.measures.standing import standings as standings
from analysis.questions._order import in_order as in_order
from analysis.words.era import fiscal_year_end

FEW = 4
"""Up to so many wards have a column or panels of their own and are named in titles; more share tables and small panels."""


def few(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few wards that each can be named."""
    return rows["ward"].nunique() <= FEW


def card_rates(*, study: Study) -> pd.DataFrame:
    """Return every rate of My Number cards: reference series and the wards' own figures of every vintage.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, ``origin`` (``published`` by the ward itself, ``reference``, or ``absent``), and
        ``day``: the date at which the figure is plotted. Rates of cards issued and of cards held are different concepts.
    """
    everything = study.published[study.published["theme"] == "mynumber"]
    rates = everything[(everything["unit"] == "percent") & everything["value"].notna()]
    series = reference_of(rates, study).assign(origin=REFERENCE)
    wards = own_of(rates, study).assign(origin=PUBLISHED)
    stated_again = ["indicator", "fiscal_year", "kind", "value", "as_of"]
    wards = wards.sort_values("published", kind="stable").drop_duplicates(stated_again, keep="last")
    rows = with_every_ward(pd.concat([series, wards], ignore_index=True), study, [{"theme": "mynumber"}])
    days = [pd.NaT if row.origin == ABSENT else day_of(row.as_of, row.fiscal_year) for row in each(rows)]
    return rows.assign(day=pd.to_datetime(pd.Series(days)))


def baseline_matches(rates: pd.DataFrame) -> pd.DataFrame:
    """Return which figure of the reference series each ward's own baseline equals, and which it should be by its year.

    Parameters
    ----------
    rates : DataFrame
        What :func:`card_rates` gives.

    Returns
    -------
    DataFrame
        One row per own baseline: ``ward``, ``fiscal_year``, ``baseline`` (percent), ``day`` (end of that year);
        ``match`` and ``match_day``: the figure of the reference series (same ward, same concept) that is nearest in
        value; ``year_end`` and ``year_end_day``: the one nearest in time to the end of the year. A baseline has no row
        if no figure of a year before or after the end of its year rounds to it, or if the series has none of about that
        end; if that one rounds to it, it is the match.
    """
    found = []
    for row in each(rates[(rates["kind"] == "baseline") & (rates["origin"] == PUBLISHED)]):
        same = (rates["ward"] == row.ward) & (rates["concept"] == row.concept) & (rates["origin"] == REFERENCE)
        series = rates[same]
        away = (series["day"] - row.day).abs()
        equal = series[(series["value"].round(_decimals(row.value)) == row.value) & (away <= _YEAR)]
        if len(equal) and away.min() <= _MONTH:
            at_end = series.loc[away.idxmin()]
            nearest = at_end if at_end.name in equal.index else equal.iloc[(equal["value"] - row.value).abs().argmin()]
            found.append(
                {"ward": row.ward, "fiscal_year": row.fiscal_year, "baseline": row.value, "day": row.day}
                | {"match": nearest["value"], "match_day": nearest["day"]}
                | {"year_end": at_end["value"], "year_end_day": at_end["day"]}
            )
    columns = ["ward", "fiscal_year", "baseline", "day", "match", "match_day", "year_end", "year_end_day"]
    return pd.DataFrame(found, columns=columns)


_MONTH, _YEAR = pd.Timedelta(days=31), pd.Timedelta(days=366)


def misdated_baselines(rates: pd.DataFrame) -> pd.DataFrame:
    """Return those of :func:`baseline_matches` that are the figure of another date than the end of their year."""
    matches = baseline_matches(rates)
    return matches[matches["match_day"] != matches["year_end_day"]].reset_index(drop=True)


def _decimals(value: float) -> int:
    """Return with how many decimals a figure is given."""
    return len(f"{value:.10g}".partition(".")[2])


def day_of(as_of: str, fiscal_year: int) -> dt.date:
    """Return the day a figure is plotted at: its date, the last day of its month, or the end of its fiscal year."""
    if len(as_of) == 10:
        return dt.date.fromisoformat(as_of)
    if as_of:
        return (pd.Period(as_of, "M").end_time).date()
    return fiscal_year_end(fiscal_year)
