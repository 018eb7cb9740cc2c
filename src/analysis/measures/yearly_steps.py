"""Short-horizon outlook: the yearly step that a target still needs, beside the yearly steps that were shown.

No model is fitted: four data points carry none. Steps are counted towards the target, as shares of the way from the
baseline to the target, so that indicators of different units may stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Annotated

import numpy as np
import pandas as pd

from analysis.data.kinds import RESULT_KINDS
from analysis.data.load import latest_vintage
from analysis.data.rows import typed
from analysis.data.schema import Column
from analysis.data.study import Study
from analysis.measures.attainment import progress_of
from analysis.words.era import last_possible_date, year_position

CLOSED = ("achieved", "expected_to_meet", "missed", "expected_to_miss")
"""Statuses of targets that are no longer open."""
VERDICTS = ("faster_than_ever", "within_range", "slower_than_ever", "at_target_level", *CLOSED, "undefined")
STEP_COLUMNS = ["ward", "indicator", "theme", "unit", "from_year", "to_year", "years", "from", "to", "step", "source"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A target and the yearly steps towards it, see :func:`outlook`; of a ward without any all but ``ward`` and ``reason`` is empty."""

    ward: Annotated[str, Column("code of the ward")]
    indicator: Annotated[str, Column("what one ward measures; empty for a ward without open targets")]
    concept: Annotated[str, Column("what wards share, where the definition is shared")]
    theme: Annotated[str, Column("in the order of the codebook")]
    unit: Annotated[str, Column("unit of value and target: percent, procedures, ...")]
    direction: Annotated[str, Column("which way is better: higher, lower, none")]
    value: Annotated[float | None, Column("newest result, in unit")]
    value_year: Annotated[int | None, Column("fiscal year of the result")]
    value_kind: Annotated[str | None, Column("actual or estimate")]
    target: Annotated[float | None, Column("target, in unit")]
    target_year: Annotated[int | None, Column("fiscal year of the target")]
    target_kind: Annotated[str | None, Column("target, or planned for a milestone")]
    target_bound: Annotated[str | None, Column("the bound that the target is printed with: at_least, at_most, ...")]
    years_left: Annotated[float | None, Column("years from the result to the target's year")]
    required_per_year: Annotated[float | None, Column("step needed, in unit a year; missing once the target is met")]
    steps: Annotated[int | None, Column("how many steps between results there are")]
    step_slowest: Annotated[float | None, Column("least progress towards the target so far, in unit a year")]
    step_median: Annotated[float | None, Column("median step so far, in unit a year")]
    step_fastest: Annotated[float | None, Column("most progress towards the target so far, in unit a year")]
    required_share: Annotated[float | None, Column("the needed step as a share of the way from baseline to target")]
    slowest_share: Annotated[float | None, Column("step_slowest as such a share")]
    median_share: Annotated[float | None, Column("step_median as such a share")]
    fastest_share: Annotated[float | None, Column("step_fastest as such a share")]
    verdict: Annotated[
        str, Column("faster_than_ever, within_range, slower_than_ever, at_target_level, undefined, or a status")
    ]
    status: Annotated[str, Column("status of progress()")]
    reason: Annotated[str, Column("why a measure is missing, or why a ward has no open target")]
    source: Annotated[str, Column("ids of the documents used, separated by spaces")]
    observation: Annotated[str, Column("id of the observation that is the result, as in load_observations()")]
    baseline_observation: Annotated[str, Column("id of the observation that is the baseline")]
    target_observation: Annotated[str, Column("id of the observation that is the target")]


OUTLOOK_COLUMNS = [column.name for column in fields(Outlook)]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A published figure of an indicator."""

    ward: str
    indicator: str
    theme: str
    fiscal_year: int
    as_of: str
    value: float
    unit: str
    source: str


def yearly_steps(observations: pd.DataFrame) -> pd.DataFrame:
    """Return how far each indicator moved a year, between each published result and the next.

    Parameters
    ----------
    observations : DataFrame, optional
        What :func:`analysis.load_observations` gives; the latest vintage without it.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`STEP_COLUMNS`. ``step`` is (``to`` - ``from``) / ``years`` in ``unit`` a year; where results
        are more than a year apart it is their average. A result is of its date, or of the end of the fiscal year that it
        is printed under. A baseline is no result: its day is not known, nor whether it was counted alike.
    """
    frame = latest_vintage(observations)
    rows = frame[frame["kind"].isin(RESULT_KINDS) & frame["value"].notna()]
    # Where two documents give figures for one year, the newer one counts: a step is between figures counted alike.
    order = ["indicator", "fiscal_year", "published", "sure", "as_of"]
    rows = rows.assign(sure=rows["kind"] == "actual").sort_values(order, kind="stable")
    rows = rows.drop_duplicates(["indicator", "fiscal_year"], keep="last")
    steps = []
    for _, figures in rows.groupby("indicator", sort=True):
        for earlier, later in pairwise(typed(figures, _Figure)):
            years = _at(later) - _at(earlier)
            steps.append(
                {"ward": later.ward, "indicator": later.indicator, "theme": later.theme, "unit": later.unit}
                | {"from_year": earlier.fiscal_year, "to_year": later.fiscal_year, "years": years}
                | {"from": earlier.value, "to": later.value, "step": (later.value - earlier.value) / years}
                | {"source": " ".join(dict.fromkeys((earlier.source, later.source)))}
            )
    return pd.DataFrame(steps, columns=STEP_COLUMNS)


def _at(figure: _Figure) -> float:
    """Return when a result is of, in fiscal years."""
    return year_position(last_possible_date(figure.as_of)) if figure.as_of else float(figure.fiscal_year + 1)


def outlook(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return, for each indicator with a target, the yearly step it needs and the range of yearly steps it has shown.

    Parameters
    ----------
    observations : DataFrame, optional
        What :func:`analysis.load_observations` gives; the latest vintage without it.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`OUTLOOK_COLUMNS`. ``required_per_year`` and the ``step_`` columns are in ``unit`` a year, the
        ``_share`` columns in shares of the way from baseline to target a year, positive towards the target;
        ``step_slowest`` and ``step_fastest`` are the least and the most progress towards the target, ``steps`` how many
        were seen. ``verdict`` is ``faster_than_ever`` (the target needs a larger step than any shown),
        ``within_range``, ``slower_than_ever`` (every step shown would do), ``at_target_level`` (a flow that needs no
        step), the status of a target that is no longer open, or ``undefined`` (no result, no target figure, no step).
    """
    results = progress_of(observations, study)
    results = results[results["status"] != "no_target"].reset_index(drop=True)
    steps = yearly_steps(observations).groupby("indicator")["step"]
    low, middle, high = (results["indicator"].map(part) for part in (steps.min(), steps.median(), steps.max()))
    falling = results["direction"] == "lower"
    span = results["target"] - results["baseline"]
    table = results.assign(
        years_left=(results["target_year"] - results["value_year"]).astype("float64").clip(lower=0.0),
        steps=results["indicator"].map(steps.size()).fillna(0).astype("int64"),
        step_slowest=high.where(falling, low),
        step_median=middle,
        step_fastest=low.where(falling, high),
    )
    for name in ("required", "slowest", "median", "fastest"):
        column = "required_per_year" if name == "required" else f"step_{name}"
        table[f"{name}_share"] = table[column] / span.replace(0.0, np.nan)
    table["verdict"] = _verdicts(table, falling.map({True: -1.0, False: 1.0}))
    return table[OUTLOOK_COLUMNS]


def rounded(step: float) -> float:
    """Return a yearly step as it is written, with two decimals at most: it may be a third of a whole figure."""
    return round(step, 2)


def _verdicts(table: pd.DataFrame, better: pd.Series[float]) -> np.ndarray:
    """Judge each row; ``better`` is the sign of a step for the better."""
    needed = table["required_per_year"] * better
    return np.select(
        [
            needed > table["step_fastest"] * better,
            needed < table["step_slowest"] * better,
            needed.notna() & (table["steps"] > 0),
        ],
        ["faster_than_ever", "slower_than_ever", "within_range"],
        default=table["status"].where(table["status"].isin([*CLOSED, "at_target_level"]), "undefined"),
    )
