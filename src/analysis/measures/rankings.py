"""Which figures of wards may be ranked at all, and between which ranks each ward stands: one count more or less may decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import permutations
from typing import Annotated, Literal

import pandas as pd

from analysis.data.frames import joined_ids
from analysis.data.ids import ids_by_row
from analysis.data.kinds import RESULT_KINDS
from analysis.data.national import national
from analysis.data.national_files import has_national
from analysis.data.rows import typed
from analysis.data.schema import Column
from analysis.data.study import Study, is_own
from analysis.measures.comparing import ON_ONE_AXIS, comparability_of, grade_of, shared_concepts


@dataclass(frozen=True, slots=True)
class Rankable:
    """A figure by which wards may be ranked, see :func:`rankable`."""

    theme: str
    yardstick: str
    date: str
    ward: str
    value: float
    unit: str
    low: float
    high: float
    done: float | None
    total: float | None
    indicator: str
    fiscal_year: int
    as_of: str
    source: str
    ids: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """Between which ranks a ward stands by one yardstick, see :func:`summary`."""

    theme: Annotated[str, Column("id of the theme")]
    yardstick: Annotated[str, Column("codebook id of the concept that ranks")]
    ward: Annotated[str, Column("code of the ward")]
    dates: Annotated[int, Column("number of dates at which the yardstick ranks")]
    best: Annotated[int, Column("best rank over all dates and with one count less or more; equal figures share one")]
    worst: Annotated[int, Column("worst rank, likewise")]
    by_one: Annotated[bool, Column("whether that one count decides")]
    indicator: Annotated[str, Column("ids of the indicators that rank, separated by spaces")]
    source: Annotated[str, Column("ids of the documents used, separated by spaces")]
    observation: Annotated[str, Column("ids of the figures, and of the counts behind them, separated by spaces")]


@dataclass(frozen=True, slots=True)
class OrderChange:
    """What one count less or more in one ward would do to its order with another, see :func:`order_changes`."""

    ward: str
    step: Literal["less", "more"]
    other: str
    level: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """The counts behind a share."""

    ward: str
    done: float | None
    total: float | None


RANKABLE_COLUMNS = [column.name for column in fields(Rankable)]
SUMMARY_COLUMNS = [column.name for column in fields(Ranked)]
_OF_ONE_DATE = ["concept", "series", "kind", "fiscal_year", "as_of"]
_SHARE = 100.0
_UNCOUNTED = "online_use"
"""Question of the shares of applications, procedure by procedure: how many applications there are is printed nowhere."""


def rankable(study: Study) -> pd.DataFrame:
    """Return every figure by which wards may be ranked.

    Wards are ranked by the results of one concept, kind and year or date, and only where any two of them have grade A or B
    (:mod:`analysis.measures.comparing`). Progress to a ward's own target ranks nobody: it measures ambition as much as work.
    Counts behind a share are left out, as wards have different numbers of procedures, and so are shares of applications.

    Returns
    -------
    DataFrame
        Columns of :data:`RANKABLE_COLUMNS`: ``yardstick`` is the concept, ``date`` what the figures of one ranking have in
        common, ``low`` and ``high`` the figure with one of those counted less and more (the figure itself where no
        denominator is known), ``done`` and ``total`` the counts behind a share, ``ids`` the observations.
    """
    rows = _judged_results(study)
    groups = [_graded(of_date, study) for _, of_date in rows.groupby(_OF_ONE_DATE, sort=False, dropna=False)]
    several = [of_date for of_date in groups if of_date["ward"].nunique() > 1]
    if not several:
        return pd.DataFrame(columns=RANKABLE_COLUMNS)
    table = _with_counts(pd.concat(several, ignore_index=True), study)
    table["date"] = [f"{row.series} {row.kind} {row.fiscal_year} {row.as_of}" for row in typed(table, _Dated)]
    table = table.rename(columns={"concept": "yardstick"})
    order = {name: place for place, name in enumerate(study.tables.concepts["concept"])}
    wards = {code: place for place, code in enumerate(study.wards)}
    table = table.sort_values("ward", key=lambda codes: codes.map(wards), kind="stable")
    table = table.sort_values(["fiscal_year", "as_of"], kind="stable")
    table = table.sort_values("yardstick", key=lambda names: names.map(order), kind="stable")
    return table[RANKABLE_COLUMNS].reset_index(drop=True)


def summary(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return, per theme, yardstick and ward, between which ranks it stands.

    Parameters
    ----------
    rows : DataFrame
        What :func:`rankable` gives.
    study : Study
        The data, of which the codebook says whether lower is better.

    Returns
    -------
    DataFrame
        Columns of :data:`SUMMARY_COLUMNS`: ``dates`` at which the yardstick ranks, ``best`` and ``worst`` rank (from 1; equal
        figures share a rank) over all dates and with one count more or less in each ward, and whether that one count
        decides (``by_one``); ``observation`` are the ids of the figures, and of the counts behind them.
    """
    lower = set(study.tables.concepts.query("direction == 'lower'")["concept"])
    records = []
    for (theme, yardstick), of_yardstick in rows.groupby(["theme", "yardstick"], sort=False):
        dates = [_ranks(of_date, yardstick in lower) for _, of_date in of_yardstick.groupby("date")]
        ranks = pd.concat(dates).groupby("ward", sort=False)
        found = ranks.agg(best=("best", "min"), worst=("worst", "max"), by_one=("by_one", "any"))
        for ward, of_ward in of_yardstick.groupby("ward", sort=False):
            record = found.loc[ward].to_dict()
            record |= {"theme": theme, "yardstick": yardstick, "ward": ward, "dates": len(dates)}
            record |= {name: joined_ids(of_ward[name]) for name in ("indicator", "source")}
            record["observation"] = joined_ids(of_ward["ids"])
            records.append(record)
    return pd.DataFrame(records, columns=SUMMARY_COLUMNS)


def order_changes(rows: pd.DataFrame) -> list[OrderChange]:
    """Return which single count less or more puts two wards of one date level, or in the other order, by their exact shares.

    Parameters
    ----------
    rows : DataFrame
        Columns ``ward``, ``done`` and ``total``, a row for each ward; those without counts are left out.
    """
    counts = [(row.ward, row.done, row.total) for row in typed(rows, _Counted) if row.done is not None and row.total]
    found = []
    for (upper, done, total), (lower, done_below, total_below) in permutations(counts, 2):
        above, below = Fraction(done) / Fraction(total), Fraction(done_below) / Fraction(total_below)
        if above <= below:
            continue
        fewer, more = Fraction(done - 1) / Fraction(total), Fraction(done_below + 1) / Fraction(total_below)
        if fewer <= below:
            found.append(OrderChange(upper, "less", lower, fewer == below))
        if above <= more <= 1:
            found.append(OrderChange(lower, "more", upper, more == above))
    return found


def at_every_date(yardstick: str, codes: Iterable[str], study: Study) -> pd.DataFrame:
    """Return the ranks of wards among themselves at every date of the national tables at which all of them have a figure.

    Columns ``source``, ``as_of``, ``ward``, ``value``, ``unit`` and ``rank`` (equal figures share one); empty without such tables.
    """
    wanted = list(codes)
    columns = ["source", "as_of", "ward", "value", "unit", "rank"]
    if not has_national(study):
        return pd.DataFrame(columns=columns)
    rows = study.once(national)
    rows = rows[(rows["concept"] == yardstick) & rows["ward"].isin(wanted) & rows["value"].notna()]
    rows = rows[rows["source"].isin(study.documents["source"]) & (rows["as_of"] != "")]
    rows = rows[rows.groupby("as_of")["ward"].transform("nunique") == len(set(wanted))]
    lower = yardstick in set(study.tables.concepts.query("direction == 'lower'")["concept"])
    ranks = rows.groupby("as_of")["value"].rank("min", ascending=lower).astype("int64")
    return rows.assign(rank=ranks)[columns].reset_index(drop=True)


def not_ranked(study: Study) -> pd.DataFrame:
    """Return ``theme``, ``concept`` and ``why`` of what two wards publish that is matched by content and cannot rank them.

    ``why`` is a grade, ``C`` or ``D``; ``apart``: the figures are of different years or dates, or a result and an estimate;
    or ``uncounted``: shares of applications, of which the number is printed nowhere.
    """
    shared = shared_concepts(comparability_of(study.current, study))
    ranked = study.once(rankable)
    own_ranked = set(ranked.loc[is_own(ranked, study), "yardstick"])
    best = shared.groupby(["theme", "concept"], sort=False)["grade"].min().reset_index()
    best = best[~best["concept"].isin(own_ranked)]
    own_left = best.assign(why=best["grade"].where(~best["grade"].isin(ON_ONE_AXIS), "apart"))
    return pd.concat([own_left, _uncounted(study)], ignore_index=True)[["theme", "concept", "why"]]


def _uncounted(study: Study) -> pd.DataFrame:
    """Return the shares of applications that a series gives for two wards or more."""
    concepts = study.tables.concepts
    rows = study.current[study.current["ward"].isin(list(study.wards))].dropna(subset="value")
    wards = rows.groupby("concept")["ward"].nunique()
    found = concepts[(concepts["question"] == _UNCOUNTED) & concepts["concept"].isin(wards[wards > 1].index)]
    return found.assign(why="uncounted")


@dataclass(frozen=True, slots=True)
class _Dated:
    """Of which series and when a figure is."""

    series: str
    kind: str
    fiscal_year: int
    as_of: str


def _judged_results(study: Study) -> pd.DataFrame:
    """Return the wards' current results of which more or less is better, with the series that they are of."""
    rows = study.current
    concepts = study.tables.concepts
    judged = concepts.loc[(concepts["direction"] != "none") & (concepts["question"] != _UNCOUNTED), "concept"]
    counts = {*concepts["done"], *concepts["total"]}
    kept = rows["concept"].isin(set(judged) - counts) & rows["ward"].isin(list(study.wards))
    kept &= rows["value"].notna() & rows["kind"].isin(RESULT_KINDS)
    rows = rows[kept]
    series = rows["source"].where(~is_own(rows, study), "")
    return rows.assign(series=series, ids=ids_by_row(rows, study))


def _graded(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return those of one concept and date of which any two wards may be compared; of a series all."""
    if rows["series"].iloc[0]:
        return rows
    concept, codes = str(rows["concept"].iloc[0]), list(dict.fromkeys(rows["ward"]))
    fit = {
        (one, other)
        for one in codes
        for other in codes
        if one != other and grade_of(concept, one, other, study) in ON_ONE_AXIS
    }
    kept = [code for code in codes if any(one == code for one, _ in fit)]
    complete = all((one, other) in fit for one in kept for other in kept if one != other)
    return rows[rows["ward"].isin(kept)] if complete else rows.iloc[:0]


def _with_counts(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with the counts behind each share, their observations, and the share with one less and one more."""
    concepts = study.tables.concepts.set_index("concept")
    counts = study.whole.current
    everything = counts[counts["concept"].isin({*concepts["done"], *concepts["total"]} - {""})]
    everything = everything.assign(ids=pd.Series(ids_by_row(everything, study), everything.index, dtype="str"))
    keys = ["ward", "source", "fiscal_year", "as_of"]
    table = rows
    for part in ("done", "total"):
        counts = everything[[*keys, "concept", "value", "ids"]].rename(
            columns={"concept": f"{part}_of", "value": part, "ids": f"{part}_ids"}
        )
        table = table.assign(**{f"{part}_of": table["concept"].map(concepts[part])})
        table = table.merge(counts, on=[*keys, f"{part}_of"], how="left")
    known = table["done"].notna() & table["total"].notna()
    low = (table["done"] - 1).clip(lower=0) / table["total"] * _SHARE
    high = (table["done"] + 1).clip(upper=table["total"]) / table["total"] * _SHARE
    beside = table[["done_ids", "total_ids"]].fillna("").agg(" ".join, axis=1)
    return table.assign(
        low=low.where(known, table["value"]),
        high=high.where(known, table["value"]),
        ids=(table["ids"] + " " + beside).str.strip(),
    )


def _ranks(of_date: pd.DataFrame, lower: bool) -> pd.DataFrame:
    """Return the best and the worst rank of each ward at one date, and whether one count more or less decides."""
    low, high = (-of_date["high"], -of_date["low"]) if lower else (of_date["low"], of_date["high"])
    merit = -of_date["value"] if lower else of_date["value"]
    best = [1 + int((low > mine).sum()) for mine in high]
    worst = [1 + int((high.drop(place) > mine).sum()) for place, mine in low.items()]
    printed = [1 + int((merit > mine).sum()) for mine in merit]
    by_one = [(one, other) != (rank, rank) for one, other, rank in zip(best, worst, printed, strict=True)]
    return pd.DataFrame({"ward": of_date["ward"].tolist(), "best": best, "worst": worst, "by_one": by_one})
