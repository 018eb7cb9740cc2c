"""The tidy tables behind the charts, one function per question; every row keeps its source, place and caveats."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.data.coverage import with_every_ward as with_every_ward
from analysis.data.frames import each, joined_ids
from analysis.data.kinds import ABSENT, PUBLISHED, REFERENCE
from analysis.data.load import (
    check_names,
    current_commitments,
)
from analysis.data.study import Study, own, own_of, reference_of
from analysis.measures.comparing import comparability_of
from analysis.measures.standing import NOTHING as NOTHING
from analysis.measures.standing import PLANS as PLANS
from analysis.measures.standing import RESULTS as RESULTS
from analysis.measures.standing import WORDS as WORDS
from analysis.measures.standing import has_text as has_text
from analysis.measures.standing import standings as standings
from analysis.measures.totals import additions, implied_starts
from analysis.questions._order import in_order as in_order
from analysis.sources.grammar import is_missing
from analysis.words.era import fiscal_year_end

FEW = 4
"""Up to so many wards have a column or panels of their own and are named in titles; more share tables and small panels."""

FEW_PAIRS = 3
"""Up to so many pairs of wards have a column of their own."""


def few(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few wards that each can be named."""
    return rows["ward"].nunique() <= FEW


def few_pairs(pairs: pd.DataFrame) -> bool:
    """Return whether ``pairs`` are so few pairs of wards that each can be named."""
    return len(pairs[["ward_a", "ward_b"]].drop_duplicates()) <= FEW_PAIRS


def trajectories(theme: str, observations: pd.DataFrame | None = None, *, study: Study) -> pd.DataFrame:
    """Return every figure of a theme that wards publish of themselves, and one row for each ward that has none.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv`` and ``origin``: ``published``, ``derived`` (see :func:`analysis.measures.totals.implied_starts`) or
        ``absent`` (the ward publishes nothing under this theme; all else is empty).

    Raises
    ------
    UnknownName
        If there is no such theme.
    """
    check_names("theme", theme, study.tables.concepts["theme"])
    rows = current_commitments(own_of(study.current if observations is None else observations, study))
    rows = rows[rows["theme"] == theme].assign(origin=PUBLISHED)
    starts = implied_starts(rows)
    rows = rows[~rows["indicator"].isin(additions(rows))]
    rows = pd.concat([starts, rows], ignore_index=True) if len(starts) else rows
    return with_every_ward(in_order(rows, study), study, [{"theme": theme}])


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


def availability(*, study: Study) -> pd.DataFrame:
    """Return what each ward publishes of itself, for which year and of which kind, and where it publishes nothing.

    Returns
    -------
    DataFrame
        One row per ward, theme, fiscal year and kind with the number of ``figures`` and of entries in ``words``, and
        ``source``. A ward that publishes nothing under a theme has one row with an empty year and kind. Every vintage
        counts: what was published once is published.
    """
    everything = own_of(study.published, study)
    given = everything[~everything["text"].map(is_missing).astype(bool)]
    table = (
        given.assign(figures=given["value"].notna(), words=given["value"].isna())
        .groupby(["theme", "ward", "fiscal_year", "kind"], sort=True)
        .agg(figures=("figures", "sum"), words=("words", "sum"), source=("source", joined_ids))
        .reset_index()
    )
    return with_every_ward(table, study, [{"theme": theme} for theme in dict.fromkeys(study.tables.concepts["theme"])])


def comparability_with_reasons(*, study: Study) -> pd.DataFrame:
    """Return :func:`analysis.comparability` with ``source`` and what each ward lacks: ``lack_a`` and ``lack_b``.

    A lack is empty, ``none`` (nothing is published), ``words`` (only words), ``no_result`` (plans and targets only) or
    ``no_yardstick`` (results, but no target in figures).
    """
    table = comparability_of(study.current, study)
    everything = own(study)
    lacks = {key: _lack(rows) for key, rows in everything.groupby(["theme", "ward"])}
    for side in ("a", "b"):
        keys = [(row.theme, getattr(row, f"ward_{side}")) for row in each(table)]
        table[f"lack_{side}"] = [
            lacks.get(key, "none") if key[1] in cell.split() else ""
            for key, cell in zip(keys, table["missing"], strict=True)
        ]
    everywhere = study.current.groupby("theme")["source"].agg(joined_ids)
    return table.assign(source=table["theme"].map(everywhere).fillna(""))


def _lack(rows: pd.DataFrame) -> str:
    """Return why a ward's figures under a theme cannot be compared."""
    figures = rows[rows["value"].notna()]
    if figures.empty:
        return "none" if rows["text"].map(is_missing).all() else "words"
    kinds = set(figures["kind"])
    return "no_yardstick" if kinds & {"actual", "estimate"} and "target" not in kinds else "no_result"


def partners(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme and ward, with how many other wards what it publishes can be compared.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``ward``, ``same_definition`` and ``only_progress`` (numbers of other wards), and ``lack``
        (what the ward lacks, empty where it lacks nothing).
    """
    sides = [
        pairs.rename(columns={f"ward_{side}": "ward", f"lack_{side}": "lack"})[["theme", "ward", "state", "lack"]]
        for side in ("a", "b")
    ]
    both = pd.concat(sides, ignore_index=True)
    states = {state: both["state"] == state for state in ("same_definition", "only_progress")}
    groups = both.assign(**states).groupby(["theme", "ward"], sort=False)
    return groups.agg(**{state: (state, "sum") for state in states}, lack=("lack", "max")).reset_index()


def comparable_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme, which wards belong together: those that can be compared in the same way.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`analysis.comparability` or :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``state``, ``concept`` and ``wards`` (codes, separated by spaces). Each concept that wards
        define alike is a row (``same_definition``); then one row for the other wards that can be seen against their own
        targets beside another ward (``only_progress``), and one for those that cannot be compared (``not_published``).
    """
    rows = []
    for theme, of_theme in pairs.groupby("theme", sort=False):
        codes = dict.fromkeys([*of_theme["ward_a"], *of_theme["ward_b"]])
        same = of_theme[of_theme["state"] == "same_definition"]
        concepts = dict.fromkeys(" ".join(same["concepts"]).split())
        alike = _in_pairs(same)
        relative = _in_pairs(of_theme[of_theme["state"] == "only_progress"]) - alike
        groups = {
            **{("same_definition", name): _in_pairs(same[_holds(same["concepts"], name)]) for name in concepts},
            ("only_progress", ""): relative,
            ("not_published", ""): set(codes) - alike - relative,
        }
        for (state, concept), wards in groups.items():
            if wards:
                listed = " ".join(code for code in codes if code in wards)
                rows.append({"theme": theme, "state": state, "concept": concept, "wards": listed})
    return pd.DataFrame(rows, columns=["theme", "state", "concept", "wards"])


def measured_alike(pairs: pd.DataFrame) -> dict[str, int]:
    """Return, by concept, for how many wards a reference series gives it under one definition.

    Parameters
    ----------
    pairs : DataFrame
        Rows of one theme of :func:`analysis.comparability`.
    """
    concepts = joined_ids(pairs["reference"]).split()
    return {name: len(_in_pairs(pairs[_holds(pairs["reference"], name)])) for name in concepts}


def _in_pairs(pairs: pd.DataFrame) -> set[str]:
    return {*pairs["ward_a"], *pairs["ward_b"]}


def _holds(cells: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which lists of names, separated by spaces, hold ``name``."""
    return cells.str.split().map(lambda names: name in names)


def day_of(as_of: str, fiscal_year: int) -> dt.date:
    """Return the day a figure is plotted at: its date, the last day of its month, or the end of its fiscal year."""
    if len(as_of) == 10:
        return dt.date.fromisoformat(as_of)
    if as_of:
        return (pd.Period(as_of, "M").end_time).date()
    return fiscal_year_end(fiscal_year)
