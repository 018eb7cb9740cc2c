"""How far a ranking of wards depends on the document, the definition and the yardstick that one happens to choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import pandas as pd

from analysis.data.frames import joined_ids
from analysis.data.load import superseded_within
from analysis.data.rows import typed
from analysis.data.study import Study, own_of, reference
from analysis.measures.attainment import progress_of

OWN_MEASURES = ("progress", "attainment", "pace")
OPTION_COLUMNS = [
    "theme",
    "yardstick",
    "date",
    "ward",
    "indicator",
    "fiscal_year",
    "as_of",
    "value",
    "unit",
    "source",
]
SUMMARY_COLUMNS = ["theme", "yardstick", "ward", "choices", "ranked", "best", "worst", "first", "indicator", "source"]


def options(theme: str | None, study: Study) -> pd.DataFrame:
    """Return every figure on which a ranking of wards may rest.

    Parameters
    ----------
    theme : str, optional
        Keep only this theme.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`OPTION_COLUMNS`. ``yardstick`` is one of :data:`OWN_MEASURES` (each ward against its own target,
        in shares) or the concept of a reference series. Of the first sort, each ward has a row for each of its indicators
        as each of its documents states it, and one may be chosen for each ward; wards that share a concept have rows of
        that concept only. Of the second sort, ``date`` names the table of which every ward's figure is taken. Yardsticks
        and dates of fewer than two wards are left out.
    """
    table = pd.concat([_of_targets(study), _of_series(study)], ignore_index=True)
    order = {name: place for place, name in enumerate(dict.fromkeys(study.tables.concepts["theme"]))}
    table = table.sort_values("theme", key=lambda themes: themes.map(order), kind="stable")
    kept = table if theme is None else table[table["theme"] == theme]
    several = kept.groupby(["theme", "yardstick", "date"])["ward"].transform("nunique") > 1
    return kept.loc[several, OPTION_COLUMNS].reset_index(drop=True)


def summary(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return, per theme, yardstick and ward, where it ranks over every choice among the figures, and how often first.

    The choices of one ward are independent of those of another, so that ranks and counts follow from each ward's figures
    without going through every choice: with 23 wards of two documents each there are eight million.

    Parameters
    ----------
    rows : DataFrame
        What :func:`options` gives.
    root : path, optional
        Folder that holds ``data``, of which the codebook says whether lower is better.

    Returns
    -------
    DataFrame
        Columns of :data:`SUMMARY_COLUMNS`: ``choices`` of the yardstick, in how many of them the ward is ``ranked``, its
        ``best`` and ``worst`` rank (from 1; equal figures share a rank), and in how many it is ``first``, alone or beside
        others; ``indicator`` and ``source`` list what the choices rest on.
    """
    lower = set(study.tables.concepts.query("direction == 'lower'")["concept"])
    records = []
    for (theme, yardstick), of_yardstick in rows.groupby(["theme", "yardstick"], sort=False):
        sign = -1.0 if yardstick in lower else 1.0
        merits = [
            {str(ward): list(sign * of_ward["value"]) for ward, of_ward in of_date.groupby("ward", sort=False)}
            for _, of_date in of_yardstick.groupby("date", sort=False)
        ]
        choices = sum(_choices(of_date) for of_date in merits)
        for ward, of_ward in of_yardstick.groupby("ward", sort=False):
            found = [_standing(str(ward), of_date) for of_date in merits if ward in of_date]
            records.append(
                {
                    "theme": theme,
                    "yardstick": yardstick,
                    "ward": ward,
                    "choices": choices,
                    "ranked": sum(one.ranked for one in found),
                    "best": min(one.best for one in found),
                    "worst": max(one.worst for one in found),
                    "first": sum(one.first for one in found),
                    "indicator": joined_ids(of_ward["indicator"]),
                    "source": joined_ids(of_ward["source"]),
                }
            )
    return pd.DataFrame(records, columns=SUMMARY_COLUMNS)


Merits = Mapping[str, Sequence[float]]
"""The figures among which each ward's may be chosen; the larger, the better."""


class _Standing(NamedTuple):
    ranked: int
    best: int
    worst: int
    first: int


def _choices(merits: Merits) -> int:
    """Return in how many ways one figure of each ward can be chosen."""
    return prod(len(of_ward) for of_ward in merits.values())


def _standing(ward: str, merits: Merits) -> _Standing:
    """Return where ``ward`` stands over all choices."""
    mine = merits[ward]
    others = [of_ward for code, of_ward in merits.items() if code != ward]
    return _Standing(
        ranked=_choices(merits),
        best=1 + sum(min(of_ward) > max(mine) for of_ward in others),
        worst=1 + sum(max(of_ward) > min(mine) for of_ward in others),
        first=sum(prod(sum(other <= one for other in of_ward) for of_ward in others) for one in mine),
    )


def _of_targets(study: Study) -> pd.DataFrame:
    """Return the options by which wards are measured against their own targets."""
    everything = own_of(study.published, study)
    stated = [
        progress_of(superseded_within(of_source), study).assign(source=source)
        for source, of_source in everything.groupby("source")
    ]
    if not stated:
        return pd.DataFrame(columns=OPTION_COLUMNS)
    results = pd.concat(stated, ignore_index=True)
    results = results.sort_values("ward", key=lambda codes: codes.map(_ward_order(study)), kind="stable")
    found = []
    for measure in OWN_MEASURES:
        usable = results[results[measure].notna()]
        found += [
            _shared_concepts(rows).assign(yardstick=measure, value=rows[measure])
            for _, rows in usable.groupby("theme", sort=True)
        ]
    if not found:
        return pd.DataFrame(columns=OPTION_COLUMNS)
    table = pd.concat(found, ignore_index=True).drop(columns="unit")
    return table.rename(columns={"value_year": "fiscal_year"}).assign(date="", as_of="", unit="share")[OPTION_COLUMNS]


def _ward_order(study: Study) -> dict[str, int]:
    return {code: place for place, code in enumerate(study.wards)}


def _shared_concepts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of concepts that several wards share, or all rows where they share none."""
    wards = rows.groupby("concept")["ward"].transform("nunique")
    return rows[wards > 1] if (wards > 1).any() else rows


@dataclass(frozen=True, slots=True)
class _Dated:
    """Of when a figure is."""

    fiscal_year: int
    as_of: str


def _of_series(study: Study) -> pd.DataFrame:
    """Return the options of the reference series; counts that say nothing of better or worse are left out."""
    rows = reference(study)
    direction = study.tables.concepts.set_index("concept")["direction"]
    judged = rows["concept"].map(direction) != "none"
    is_ward = rows["ward"].isin(list(_ward_order(study)))
    kept = rows[judged & is_ward & rows["value"].notna() & (rows["unit"] == "percent")]
    kept = kept.sort_values(["concept", "fiscal_year", "as_of"], kind="stable")
    dates = [f"{row.fiscal_year} {row.as_of}" for row in typed(kept, _Dated)]
    return kept.assign(yardstick=kept["concept"], date=dates)[OPTION_COLUMNS]
