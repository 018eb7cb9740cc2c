"""How far a ranking of wards depends on the document, the definition and the yardstick that one happens to choose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pandas as pd

from analysis.frames import joined_ids
from analysis.load import Root, load_concepts, load_observations, load_wards
from analysis.measures import progress
from analysis.views import own, reference

OWN_MEASURES = ("progress", "attainment", "pace")
RANKING_COLUMNS = [
    "theme",
    "yardstick",
    "scenario",
    "ward",
    "indicator",
    "fiscal_year",
    "as_of",
    "value",
    "unit",
    "rank",
    "source",
]
SUMMARY_COLUMNS = ["theme", "yardstick", "ward", "scenarios", "best", "worst", "first", "indicator", "source"]


def rankings(theme: str | None = None, *, root: Root = None) -> pd.DataFrame:
    """Rank the wards in every way that the published figures allow.

    Parameters
    ----------
    theme : str, optional
        Keep only this theme.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`RANKING_COLUMNS`, one row per scenario and ward. ``yardstick`` is one of
        :data:`OWN_MEASURES` (each ward against its own target) or the concept of a reference series. A scenario of the
        first sort takes, for every ward that has any, one of its indicators as one of its documents states it; wards
        that share a concept are ranked by that concept only. A scenario of the second sort is one date. ``rank`` counts
        from 1, the better the smaller; equal figures share a rank. Rankings of fewer than two wards are left out.
    """
    rows = [*_own_scenarios(root), *_reference_scenarios(root)]
    table = pd.DataFrame(rows, columns=[name for name in RANKING_COLUMNS if name != "rank"])
    better = load_concepts(root).set_index("concept")["direction"]
    sign = table["yardstick"].map(better).map({"lower": 1.0}).fillna(-1.0)
    scenario = [table["theme"], table["yardstick"], table["scenario"]]
    table["rank"] = (table["value"] * sign).groupby(scenario).rank(method="min").astype("int64")
    order = {name: place for place, name in enumerate(dict.fromkeys(load_concepts(root)["theme"]))}
    table = table.sort_values("theme", key=lambda themes: themes.map(order), kind="stable")
    kept = table if theme is None else table[table["theme"] == theme]
    return kept[RANKING_COLUMNS].reset_index(drop=True)


def summary(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme, yardstick and ward, in how many scenarios it is ranked, where, and how often first.

    Parameters
    ----------
    ranked : DataFrame
        What :func:`rankings` gives.

    Returns
    -------
    DataFrame
        Columns of :data:`SUMMARY_COLUMNS`; ``best`` and ``worst`` are its ranks, ``first`` counts first places, shared
        ones included; ``indicator`` and ``source`` list what the scenarios rest on.
    """
    groups = ranked.groupby(["theme", "yardstick", "ward"], sort=False)
    table = groups.agg(
        scenarios=("scenario", "size"),
        best=("rank", "min"),
        worst=("rank", "max"),
        first=("rank", lambda ranks: int((ranks == 1).sum())),
        indicator=("indicator", joined_ids),
        source=("source", joined_ids),
    )
    return table.reset_index()[SUMMARY_COLUMNS]


def _own_scenarios(root: Root) -> Iterator[dict[str, Any]]:
    """Yield the rows of every scenario in which wards are measured against their own targets."""
    everything = own(load_observations(vintage="all", root=root), root=root)
    stated = [
        progress(of_source, root=root).assign(document=source) for source, of_source in everything.groupby("source")
    ]
    results = pd.concat(stated, ignore_index=True)
    order = list(load_wards(root)["ward"])
    for measure in OWN_MEASURES:
        usable = results[results[measure].notna()]
        for theme, rows in usable.groupby("theme", sort=True):
            for number, choice in enumerate(_choices(_shared_concepts(rows), order)):
                for row in choice:
                    yield {
                        "theme": theme,
                        "yardstick": measure,
                        "scenario": number,
                        "ward": row["ward"],
                        "indicator": row["indicator"],
                        "fiscal_year": row["value_year"],
                        "as_of": "",
                        "value": row[measure],
                        "unit": "share",
                        "source": row["document"],
                    }


def _shared_concepts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of concepts that several wards share, or all rows where they share none."""
    wards = rows.groupby("concept")["ward"].transform("nunique")
    return rows[wards > 1] if (wards > 1).any() else rows


def _choices(rows: pd.DataFrame, order: list[str]) -> Iterator[tuple[dict[str, Any], ...]]:
    """Yield every way to take one row of each ward; nothing where fewer than two wards have any."""
    options = [rows[rows["ward"] == code].to_dict("records") for code in order]
    options = [of_ward for of_ward in options if of_ward]
    if len(options) > 1:
        yield from product(*options)


def _reference_scenarios(root: Root) -> Iterator[dict[str, Any]]:
    """Yield the rows of every date of the reference series; counts that say nothing of better or worse are left out."""
    rows = reference(load_observations(root=root), root=root)
    direction = load_concepts(root).set_index("concept")["direction"]
    codes = set(load_wards(root)["ward"])
    compared = rows[rows["ward"].isin(codes) & rows["value"].notna() & (rows["unit"] == "percent")]
    for concept, of_concept in compared.groupby("concept", sort=True):
        if direction[str(concept)] == "none":
            continue
        for number, (_, at_date) in enumerate(of_concept.groupby(["fiscal_year", "as_of"], sort=True)):
            if at_date["ward"].nunique() > 1:
                yield from (
                    {key: row[key] for key in RANKING_COLUMNS if key in row}
                    | {"theme": row["theme"], "yardstick": concept, "scenario": number}
                    for row in at_date.to_dict("records")
                )
