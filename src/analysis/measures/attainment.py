"""Derived measures: how far a ward has come from its baseline to its target, by its own definition.

All are computed from the clean tables when asked for and never stored. They are free of units (except
``required_per_year``), so they may stand side by side where raw values may not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.data.kinds import RESULT_KINDS
from analysis.data.load import Root, latest_vintage
from analysis.data.study import Study
from analysis.sources.grammar import fold, is_missing

MEASURES = ("attainment", "progress", "elapsed", "pace", "required_per_year")
UNIT_FREE = ("attainment", "progress", "elapsed", "pace")
STATUSES = ("achieved", "on_track", "behind", "missed", "no_result", "no_target", "qualitative")
JUDGED = ("achieved", "on_track", "behind", "missed")
"""Statuses that say whether a result meets or will meet its target."""
PROGRESS_COLUMNS = [
    "ward",
    "indicator",
    "concept",
    "theme",
    "unit",
    "direction",
    "baseline",
    "baseline_year",
    "target",
    "target_year",
    "target_text",
    "target_kind",
    "value",
    "value_year",
    "value_kind",
    "attainment",
    "progress",
    "elapsed",
    "pace",
    "required_per_year",
    "status",
    "reason",
    "source",
]
_STRICT_BOUND = r"未満|超(?!過)|>(?!=)|<(?!=)"


def progress(observations: pd.DataFrame | None = None, *, root: Root = None) -> pd.DataFrame:
    """Return baseline, target, latest result and the measures derived from them, one row per indicator.

    Parameters
    ----------
    observations : DataFrame, optional
        What :func:`load_observations` gives; the latest vintage without it. Of several vintages the newest counts.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`PROGRESS_COLUMNS`. ``baseline``, ``target`` and ``value`` are in ``unit``;
        ``required_per_year`` is in ``unit`` a year; the other measures are shares (1 is the whole way).
        Years are Western fiscal years, empty where there is none. ``source`` names the documents used.

        - ``target`` is the target of the newest document, its furthest year where it sets several; where a ward sets
          no target, the last milestone it planned (``target_kind`` says which).
        - ``value`` is the newest result later than the baseline, an actual figure before an estimate of the same year.
        - ``attainment`` = value / target; ``progress`` = (value - baseline) / (target - baseline);
          ``elapsed`` = share of the years from baseline to target gone at the result; ``pace`` = progress / elapsed;
          ``required_per_year`` = (target - value) / years left, empty once the target is met.
        - ``reason`` says why a measure is empty.
    """
    study = Study.of(root)
    return progress_of(study.current if observations is None else observations, study)


def progress_of(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return :func:`progress` of ``observations``."""
    results = results_by_year(observations, study)
    ranked = results.assign(
        weight=results["value_kind"].map({kind: rank for rank, kind in enumerate(reversed(RESULT_KINDS))}).fillna(-1)
    ).sort_values(["indicator", "value_year", "weight", "as_of"], na_position="first", kind="stable")
    latest = ranked.drop_duplicates("indicator", keep="last")
    return latest[PROGRESS_COLUMNS].reset_index(drop=True)


def results_by_year(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the measures of :func:`progress` for every result, one row per indicator and result.

    An indicator without any result has one row with empty ``value``. Besides :data:`PROGRESS_COLUMNS` the columns
    ``text``, ``as_of``, ``locator`` and ``note`` describe the result.
    """
    frame = latest_vintage(observations)
    base = _newest(frame[frame["kind"] == "baseline"], "baseline")
    goal = _goals(frame)
    facts = study.tables.indicators[["indicator", "direction"]]
    one = frame.drop_duplicates("indicator")[["ward", "indicator", "concept", "theme", "unit"]]
    one = one.merge(facts, on="indicator", how="left").merge(base, on="indicator", how="left")
    one = one.merge(goal, on="indicator", how="left")
    rows = one.merge(_results(frame), on="indicator", how="left")
    rows = _drop_results_before_baseline(rows)
    rows["source"] = [_joined(sources) for sources in rows[["baseline_source", "target_source", "value_source"]].values]
    return _with_status(_with_measures(rows)).reset_index(drop=True)


def _newest(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return per indicator the row of the newest document and, within it, of the last year, as ``name`` columns."""
    last = frame.sort_values(["published", "fiscal_year"], kind="stable").drop_duplicates("indicator", keep="last")
    renamed = {"value": name, "fiscal_year": f"{name}_year", "source": f"{name}_source", "text": f"{name}_text"}
    kept = last[["indicator", *renamed]].rename(columns=renamed)
    return kept.astype({f"{name}_year": "Int64"})


def _goals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return per indicator its target, or the last planned milestone of an indicator without target."""
    target = _newest(frame[frame["kind"] == "target"], "target").assign(target_kind="target")
    planned = _newest(frame[frame["kind"] == "planned"], "target").assign(target_kind="planned")
    only_planned = planned[~planned["indicator"].isin(target["indicator"])]
    return pd.concat([target, only_planned], ignore_index=True)


def _results(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {"value": "value", "fiscal_year": "value_year", "kind": "value_kind", "source": "value_source"}
    rows = frame[frame["kind"].isin(RESULT_KINDS) & frame["value"].notna()]
    kept = rows[["indicator", *columns, "text", "as_of", "locator", "note"]].rename(columns=columns)
    return kept.astype({"value_year": "Int64"})


def _drop_results_before_baseline(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out results that are not later than the baseline; an indicator left without any keeps one empty row."""
    early = (rows["value_year"] <= rows["baseline_year"]).fillna(False).astype(bool)
    rows["early_result"] = early.groupby(rows["indicator"]).transform("any")
    result_columns = ["value", "value_year", "value_kind", "value_source", "text", "as_of", "locator", "note"]
    rows.loc[early, result_columns] = None
    has_result = rows["value"].notna().groupby(rows["indicator"]).transform("any")
    return rows[rows["value"].notna() | ~has_result].drop_duplicates(["indicator", "value_year", "value_kind", "as_of"])


def _joined(sources: np.ndarray) -> str:
    return " ".join(dict.fromkeys(source for source in sources if isinstance(source, str)))


def _with_measures(rows: pd.DataFrame) -> pd.DataFrame:
    span = (rows["target"] - rows["baseline"]).replace(0.0, np.nan)
    years = (rows["target_year"] - rows["baseline_year"]).astype("float64").replace(0.0, np.nan)
    gone = (rows["value_year"] - rows["baseline_year"]).astype("float64")
    left = (rows["target_year"] - rows["value_year"]).astype("float64")
    rows["met"] = _met(rows)
    rows["attainment"] = rows["value"] / rows["target"].replace(0.0, np.nan)
    rows["progress"] = (rows["value"] - rows["baseline"]) / span
    rows["elapsed"] = (gone / years).clip(upper=1.0)
    rows["pace"] = rows["progress"] / rows["elapsed"]
    still = (left > 0) & ~rows["met"]
    rows["required_per_year"] = ((rows["target"] - rows["value"]) / left.where(left > 0)).where(still)
    return rows


def _met(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return whether the result meets the target, the target itself included unless it is a strict bound."""
    sign = rows["direction"].map({"higher": 1.0, "lower": -1.0})
    lead = (rows["value"] - rows["target"]) * sign
    strict = rows["target_text"].fillna("").map(fold).str.contains(_STRICT_BOUND)
    return (lead > 0) | ((lead == 0) & ~strict)


def _with_status(rows: pd.DataFrame) -> pd.DataFrame:
    text = rows["target_text"].fillna("")
    no_target = text.map(is_missing).astype(bool)
    words = ~no_target & rows["target"].isna()
    due = (rows["value_year"] >= rows["target_year"]).fillna(False).astype(bool)
    pace = rows["pace"].round(9)  # exactly on time is on track, whatever the last bit says
    rows["status"] = np.select(
        [words, no_target, rows["value"].isna(), rows["met"], due, pace >= 1, pace < 1],
        ["qualitative", "no_target", "no_result", "achieved", "missed", "on_track", "behind"],
        default="",
    )
    reasons = {
        "target_in_words": words,
        "no_target": no_target,
        "result_not_after_baseline": rows["value"].isna() & rows["early_result"],
        "no_result": rows["value"].isna(),
        "no_baseline": rows["baseline"].isna(),
        "target_equals_baseline": rows["target"] == rows["baseline"],
        "target_is_zero": rows["target"] == 0,
    }
    rows["reason"] = np.select(list(reasons.values()), list(reasons), default="")
    return rows
