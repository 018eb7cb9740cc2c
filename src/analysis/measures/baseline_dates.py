"""Of which day a ward's own baseline really is: the day whose figure in a series by date it equals.

:mod:`analysis.audit.cross_checks` answers another question of the same figures: which day of the whole series, however far
away, is nearest in value to each figure that a ward states.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.data.ids import observation_id
from analysis.data.kinds import PUBLISHED, REFERENCE
from analysis.words.era import fiscal_year_end

_MONTH, _YEAR = pd.Timedelta(days=31), pd.Timedelta(days=366)
_COLUMNS = ["ward", "fiscal_year", "baseline", "day", "match", "match_day", "year_end", "year_end_day"]
_IDS = ["baseline_id", "match_id", "year_end_id"]


def day_of(as_of: str, fiscal_year: int) -> dt.date:
    """Return the day a figure is plotted at: its date, the last day of its month, or the end of its fiscal year."""
    if len(as_of) == 10:
        return dt.date.fromisoformat(as_of)
    if as_of:
        return (pd.Period(as_of, "M").end_time).date()
    return fiscal_year_end(fiscal_year)


def baseline_matches(rates: pd.DataFrame) -> pd.DataFrame:
    """Return which figure of the reference series each ward's own baseline equals, and which it should be by its year.

    Parameters
    ----------
    rates : DataFrame
        Columns of ``observations.csv``, ``origin`` (``published`` or ``reference``) and ``day``, see :func:`day_of`.

    Returns
    -------
    DataFrame
        One row per own baseline: ``ward``, ``fiscal_year``, ``baseline`` (percent), ``day`` (end of that year);
        ``match`` and ``match_day``: the figure of the reference series (same ward, same concept) that is nearest in
        value; ``year_end`` and ``year_end_day``: the one nearest in time to the end of the year. A baseline has no row
        if no figure of a year before or after the end of its year rounds to it, or if the series has none of about that
        end; if that one rounds to it, it is the match. ``baseline_id``, ``match_id`` and ``year_end_id`` are the ids of
        the observations.
    """
    found = []
    for _, row in rates[(rates["kind"] == "baseline") & (rates["origin"] == PUBLISHED)].iterrows():
        same = (rates["ward"] == row["ward"]) & (rates["concept"] == row["concept"]) & (rates["origin"] == REFERENCE)
        series = rates[same].reset_index(drop=True)
        away = (series["day"] - row["day"]).abs()
        rounded = series["value"].round(decimals(row["value"]))
        equal = series[(rounded == row["value"]) & (away <= _YEAR)]
        if len(equal) and away.min() <= _MONTH:
            at_end = series.loc[away.idxmin()]
            off = (equal["value"] - row["value"]).abs()
            nearest = at_end if at_end.name in equal.index else equal.iloc[int(off.argmin())]
            figures = [row["ward"], row["fiscal_year"], row["value"], row["day"]]
            figures += [nearest["value"], nearest["day"], at_end["value"], at_end["day"]]
            found.append([*figures, *(observation_id(one) for one in (row, nearest, at_end))])
    return pd.DataFrame(found, columns=[*_COLUMNS, *_IDS])


def misdated_baselines(rates: pd.DataFrame) -> pd.DataFrame:
    """Return those of :func:`baseline_matches` that are the figure of another date than the end of their year."""
    matches = baseline_matches(rates)
    return matches[matches["match_day"] != matches["year_end_day"]].reset_index(drop=True)


def decimals(value: float) -> int:
    """Return with how many decimals a figure is given."""
    return len(f"{value:.10g}".partition(".")[2])
