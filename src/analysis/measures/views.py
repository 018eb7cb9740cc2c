"""The tidy tables behind the charts, one function per question; every row keeps its source, place and caveats."""

from __future__ import annotations

import pandas as pd

from analysis.data.coverage import with_every_ward as with_every_ward
from analysis.data.frames import each, joined_ids
from analysis.data.kinds import PUBLISHED
from analysis.data.load import (
    check_names,
    current_commitments,
)
from analysis.data.study import Study, own, own_of
from analysis.measures.attainment import progress_of
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


def scorecard(*, study: Study) -> pd.DataFrame:
    """Return :func:`analysis.progress` of every KPI of the themes that wards have in common.

    A theme is in common when at least two wards publish something under it and at least one of them in figures.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.measures.attainment.PROGRESS_COLUMNS`, by theme and ward, without figures that only say what is
        added to a total of the same cell. A ward that publishes nothing under a theme has one empty row.
    """
    everything = own(study)
    wards = everything.groupby("theme")["ward"].nunique()
    figures = everything.groupby("theme")["value"].count()
    themes = dict.fromkeys(study.tables.concepts["theme"])
    return _progress_of([one for one in themes if wards.get(one, 0) > 1 and figures[one] > 0], everything, study)


def main_progress(*, study: Study) -> pd.DataFrame:
    """Return the rows of :func:`scorecard` for the main themes, whoever publishes anything under them.

    A ward that publishes neither a target nor a result keeps the rows of what it does publish under a theme.
    """
    concepts = study.tables.concepts
    themes = list(dict.fromkeys(concepts.loc[concepts["theme_main"], "theme"]))
    return _progress_of(themes, own(study), study, keep_wards=True)


def _progress_of(
    themes: list[str], observations: pd.DataFrame, study: Study, *, keep_wards: bool = False
) -> pd.DataFrame:
    """Return the progress of the indicators of ``themes`` that have a target or a result, theme by theme with every ward.

    With ``keep_wards`` a ward of which none has either keeps its indicators.
    """
    rows = progress_of(observations[~observations["indicator"].isin(additions(observations))], study)
    told = (rows["status"] != "no_target") | rows["value"].notna()
    if keep_wards:
        told |= ~told.groupby([rows["theme"], rows["ward"]]).transform("any")
    rows = rows[told]
    return with_every_ward(in_order(rows, study), study, [{"theme": theme} for theme in themes])
