"""Holds the wards' card rates against the ministry's series, to tell of which day each figure really is."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import handed
from analysis.data.folding import fold
from analysis.data.ids import ids
from analysis.data.load import Names, Root
from analysis.data.rows import typed
from analysis.data.schema import YearlyFigure
from analysis.data.study import Study, own_of, reference_of
from analysis.sources.texts import ISSUED_ON, RATE, REFERENCE_FOLDER, sources_folder
from analysis.words.era import fiscal_year_end, last_possible_date

CONCEPT = "mynumber_card_rate"
SERIES_FOLDER = "mic_mynumber"
CODE = "団体コード"
CROSSCHECK_COLUMNS = [
    "observation",
    "ward",
    "indicator",
    "fiscal_year",
    "kind",
    "value",
    "unit",
    "text",
    "stated_date",
    "stated_by",
    "rate_on_stated_date",
    "match_date",
    "match_rate",
    "alike",
    "gap",
    "days",
    "reason",
    "source",
    "locator",
]


def crosscheck(
    *,
    ward: Names = None,
    sources: str | os.PathLike[str] | None = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Find, for each card rate that a ward states, the day whose rate in the ministry's series it matches best.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only the figures of these, by code, slug or name.
    sources : path, optional
        Folder of the source texts, see :func:`analysis.verify`. The complete series is read from the folder
        ``reference/mic_mynumber`` beside it; without that, the dates transcribed in data/raw serve.
    names : bool
        Also the names of ward and indicator, in ``ward_name`` and so on.
    detail : bool
        Also where each figure stands, and the caveat of its indicator.
    lang : str, optional
        ``ja`` or ``en``, of names and caveats.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per baseline or result of a ward, every vintage, in order of year and document.

        ===================  ================  =============================================================================
        column               type              meaning
        ===================  ================  =============================================================================
        observation          str               id of the figure, as in load_observations()
        ward                 ordered category  code of the ward
        indicator            str               what the ward measures
        fiscal_year          Int64             fiscal year of the figure
        kind                 ordered category  baseline, actual or estimate
        value                float64           the rate that the ward states, in unit
        unit                 str               percent: of the population, as published
        text                 str               the cell as printed
        stated_date          datetime64        day that the document gives, else the last day of its fiscal year
        stated_by            str               which of these: as_of or fiscal_year_end
        rate_on_stated_date  float64           the ministry's rate nearest to it, at most 16 days away, in percent
        match_date           datetime64        the ministry's date whose rate is nearest to the ward's
        match_rate           float64           the rate of that date, in percent
        alike                Int64             how many dates have a rate that, rounded as the ward prints, is the ward's
                                               figure (1: the match is the only one)
        gap                  float64           value - match_rate, in percentage points
        days                 Int64             match_date - stated_date (negative: the figure is older than stated)
        reason               str               after_series: the figure lies beyond the last date of the series, so that
                                               nothing can be matched; no_series: there is none of the ward
        source               str               id of the ward's document
        locator              str               with detail=True: where the figure stands
        caveat               str               with detail=True: caveat of the indicator, in the language asked for
        ===================  ================  =============================================================================

        ``attrs["series"]`` says whether the ``full`` or the ``transcribed`` series served.

    Raises
    ------
    UnknownName
        If there is no such ward.
    DataError
        If ``sources`` is no folder.

    Examples
    --------
    >>> import analysis
    >>> found = analysis.crosscheck().set_index(["indicator", "kind"])
    >>> print(found.loc[("taito.mynumber_card_rate", "baseline"), "match_date"].date())
    2021-02-01
    """
    study = Study.of(root, lang)
    return handed(rows_asked(crosscheck_of(study, sources), study, ward=ward), study, names=names, detail=detail)


def crosscheck_of(study: Study, sources: str | os.PathLike[str] | None) -> pd.DataFrame:
    """Return :func:`crosscheck` of a study."""
    rates = study.published[study.published["concept"] == CONCEPT]
    own = own_of(rates[rates["value"].notna() & rates["kind"].isin(["baseline", "actual", "estimate"])], study)
    own = own.sort_values(["ward", "fiscal_year", "kind", "published"], kind="stable")
    full = read_series(sources_folder(study.root, sources).parent / REFERENCE_FOLDER / SERIES_FOLDER)
    name, series = ("full", full) if len(full) else ("transcribed", _transcribed(reference_of(rates, study)))
    rows = [
        _matched(rate, series[series["ward"] == rate.ward]) | {"observation": name}
        for rate, name in zip(typed(own, _Rate), ids(own), strict=True)
    ]
    table = pd.DataFrame(rows, columns=CROSSCHECK_COLUMNS).astype({"alike": "Int64", "days": "Int64"})
    table.attrs["series"] = name
    return table.assign(**{name: pd.to_datetime(table[name]) for name in ("stated_date", "match_date")})


def read_series(folder: Path) -> pd.DataFrame:
    """Read the ministry's files, one for each date: ``ward`` (code), ``date`` and ``rate`` (percent of the people).

    The rows are in order of date; there are none where there is no such folder.
    """
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *lines = csv.reader(stream)
        names = [fold(name) for name in header]
        code, day, rate = (names.index(name) for name in (CODE, ISSUED_ON, RATE))
        rows += [(line[code], dt.date.fromisoformat(line[day].replace("/", "-")), float(line[rate])) for line in lines]
    return pd.DataFrame(rows, columns=["ward", "date", "rate"])


def _transcribed(reference: pd.DataFrame) -> pd.DataFrame:
    """Return the dates of the series that data/raw holds, as :func:`read_series` would."""
    dated = reference[(reference["as_of"].str.len() == len("YYYY-MM-DD")) & reference["value"].notna()]
    dates = [dt.date.fromisoformat(day) for day in dated["as_of"]]
    return pd.DataFrame({"ward": dated["ward"], "date": dates, "rate": dated["value"]}).sort_values("date")


_NEAR = dt.timedelta(days=16)
"""The series is monthly: a date of it that is no further away is the nearest there can be."""


@dataclass(frozen=True, slots=True)
class _Rate(YearlyFigure):
    """The rate of cards that a ward states for itself."""

    value: float


def _matched(rate: _Rate, series: pd.DataFrame) -> dict[str, Any]:
    """Return the row of one ward figure."""
    stated = last_possible_date(rate.as_of) if rate.as_of else fiscal_year_end(rate.fiscal_year)
    kept = asdict(rate) | {
        "stated_date": stated,
        "stated_by": "as_of" if rate.as_of else "fiscal_year_end",
        "rate_on_stated_date": _rate_on(stated, series),
        "reason": "",
    }
    if series.empty:
        return kept | {"reason": "no_series"}
    if rate.value > series["rate"].max():
        return kept | {"reason": "after_series"}
    distance = [
        (abs(of_day - rate.value), abs(date - stated))
        for date, of_day in zip(series["date"], series["rate"], strict=True)
    ]
    best = series.iloc[distance.index(min(distance))]
    return kept | {
        "match_date": best["date"],
        "match_rate": best["rate"],
        "alike": int((series["rate"].round(_decimals(rate.text)) == rate.value).sum()),
        "gap": round(rate.value - best["rate"], 1),
        "days": (best["date"] - stated).days,
    }


def _rate_on(day: dt.date, series: pd.DataFrame) -> float | None:
    near = sorted((abs(date - day), rate) for date, rate in zip(series["date"], series["rate"], strict=True))
    return near[0][1] if near and near[0][0] <= _NEAR else None


def _decimals(text: str) -> int:
    """Return how many decimals a figure is printed with, an idle zero at the end not counted (64.80%)."""
    match = re.search(r"\.(\d*?)0*(?!\d)", fold(text))
    return len(match[1]) if match else 0
