"""Derived measures: how far a ward has come from its baseline to its target, by its own definition.

All are computed from the clean tables when asked for and never stored. They are free of units (except
``required_per_year``), so they may stand side by side where raw values may not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from itertools import pairwise, product
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import handed, observations_given
from analysis.data.column_texts import lists_columns
from analysis.data.engines import FrameOfItsKind, opened
from analysis.data.ids import RESTS_ON, ids, ids_by_row
from analysis.data.kinds import COMMITMENTS, PUBLISHED, REFERENCE, RESULT_KINDS, printed_bound
from analysis.data.load import Names, Root, latest_vintage
from analysis.data.rows import typed
from analysis.data.schema import Column
from analysis.data.study import Study, own, reference
from analysis.measures.baseline_dates import baseline_matches, day_of, decimals
from analysis.sources.grammar import is_missing
from analysis.words.era import fiscal_year_end, last_possible_date, year_position

MEASURES = ("attainment", "progress", "elapsed", "pace", "required_per_year")
UNIT_FREE = ("attainment", "progress", "elapsed", "pace")
PACED = ("on_track", "borderline", "behind")
"""Statuses of a target whose year is still ahead, by pace."""
JUDGED = ("achieved", "expected_to_meet", "at_target_level", *PACED, "expected_to_miss", "missed")
"""Statuses that set a result against its target."""
OLDER_DOCUMENTS = "documents_older"
"""Reason for no result of a ward whose documents are all older than the first year that a result could be of."""
TARGET_DROPPED = "target_dropped"
"""Reason for no target where an older document has one in figures and the newest prints a mark for nothing."""
PLAN_IN_WORDS = "plan_in_words"
WORDED = ("qualitative", PLAN_IN_WORDS)
"""Statuses of what is aimed at in words: a document prints them as a target, or as the plan of a year."""
NOT_IN_ROWS = ("target_not_in_rows", "result_not_in_rows", "baseline_not_in_rows")
"""Reasons that stand in the data, but not in the observations of a caller: none may read as an absence."""
STATUSES = (*JUDGED, "no_result", "no_target", *WORDED)
Part = Literal["baseline", "target", "value"]
"""What progress is derived from."""


class Stated(NamedTuple):
    """A figure that progress is derived from, its fiscal year and its kind, as far as a document gives them."""

    figure: float | None
    year: int | None
    kind: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How an indicator stands, see :func:`progress`; of a ward that publishes nothing all but ``ward`` and ``theme`` is empty."""

    ward: Annotated[str, Column("code of the ward")]
    indicator: Annotated[str, Column("what one ward measures")]
    concept: Annotated[str, Column("what wards share, where the definition is shared")]
    theme: Annotated[str, Column("in the order of the codebook")]
    unit: Annotated[str, Column("unit of baseline, target and value: percent, procedures, ...")]
    direction: Annotated[str, Column("which way is better: higher, lower, none")]
    counts: Annotated[str, Column("stock, or flow: what starts anew each year")]
    baseline: Annotated[float | None, Column("where the ward started, in unit")]
    baseline_year: Annotated[int | None, Column("fiscal year of the baseline (the Western year in which it starts)")]
    target: Annotated[
        float | None, Column("newest document's target of its furthest year, else its last milestone; in unit")
    ]
    target_year: Annotated[int | None, Column("fiscal year of the target")]
    target_text: Annotated[str | None, Column("the target as printed")]
    target_kind: Annotated[str | None, Column("target, or planned for a milestone")]
    target_bound: Annotated[str | None, Column("its bound as printed: at_least, at_most, within, above, below, about")]
    value: Annotated[
        float | None, Column("newest result after the baseline, actual before estimate of a year; in unit")
    ]
    value_year: Annotated[int | None, Column("fiscal year of the result")]
    value_kind: Annotated[str | None, Column("actual or estimate")]
    attainment: Annotated[float | None, Column("value / target, as a share: 1 is the target")]
    progress: Annotated[float | None, Column("(value - baseline) / (target - baseline), a share: 1 is the whole way")]
    elapsed: Annotated[float | None, Column("share of the time from baseline to target gone at the result")]
    pace: Annotated[float | None, Column("progress / elapsed")]
    pace_low: Annotated[float | None, Column("least pace that an unknown baseline day and rounding leave")]
    pace_high: Annotated[float | None, Column("greatest pace that they leave")]
    leeway: Annotated[
        float | None,
        Column("how far a count, which moves in whole steps, may lie off an even way; in unit"),
    ]
    required_per_year: Annotated[
        float | None, Column("(target - value) / years left, in unit a year; missing once met")
    ]
    status: Annotated[str, Column("how the result stands to the target: achieved, on_track, ...")]
    reason: Annotated[str, Column("why a measure is missing")]
    own_verdict: Annotated[str, Column("how the ward itself judges the indicator")]
    source: Annotated[str, Column("ids of the documents used, separated by spaces")]
    observation: Annotated[str, Column("id of the observation that is the result, as in load_observations()")]
    baseline_observation: Annotated[str, Column("id of the observation that is the baseline")]
    target_observation: Annotated[str, Column("id of the observation that is the target")]

    def stated(self, part: Part) -> Stated:
        """Return the figure that is the baseline, the target or the newest result."""
        match part:
            case "baseline":
                return Stated(self.baseline, self.baseline_year, "baseline")
            case "target":
                return Stated(self.target, self.target_year, self.target_kind)
            case "value":
                return Stated(self.value, self.value_year, self.value_kind)


PROGRESS_COLUMNS = [column.name for column in fields(Progress)]
_STRICT_BOUNDS = ("above", "below")


@lists_columns(Progress)
def progress(
    observations: Any = None,
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """Return baseline, target, latest result and the measures derived from them, one row per indicator.

    Parameters
    ----------
    observations : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, duckdb relation or pyspark DataFrame, optional
        What :func:`load_observations` gives; the current figures without it. Of several vintages the newest counts.
    ward, theme, concept, indicator : str or iterable of str, optional
        Keep only the rows of these. A ward may be given as code, slug or name, all others as id or name in either language.
    names, lang, root : bool, str, path, optional
        Also the names of ward, theme, concept and indicator, ``ward_name`` and so on, in ``ja`` or ``en``; folder of ``data``.

    Returns
    -------
    frame of the kind given
        {columns}

        A baseline without a date may be of any day of its year, and a share is rounded: ``pace_low`` to ``pace_high`` is the
        range. A result counts as of the end of its year unless its document says otherwise. ``leeway`` is half a step a year.
        ``achieved`` and ``missed`` rest on an actual figure of the target's year or later, or on a stock that has passed it;
        ``expected_to_meet`` and ``expected_to_miss`` on an estimate, or a figure of a day of that year; ``at_target_level``
        is a flow that meets its target early. Before that ``pace`` decides: ``on_track``, ``behind``, or ``borderline`` where
        its range with the leeway holds 1. Aims in words are ``qualitative`` (a target) or ``plan_in_words``. What cannot be
        judged, or was left out of ``observations``, has ``no_result`` or ``no_target``; ``reason`` says why.

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.
    WardKpiError
        If ``observations`` lack a column; it is named.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.progress(ward="sumida", theme="cashless")
    >>> rows[["baseline", "value", "target", "status"]].values.tolist()
    [[13.0, 217.0, 40.0, 'achieved']]
    """
    study = Study.of(root, lang)
    frame, in_its_kind = opened(observations)
    given = study if frame is None else study.given(observations_given(frame, study))
    found = rows_asked(
        progress_of(given.current, given), study, ward=ward, theme=theme, concept=concept, indicator=indicator
    )
    return in_its_kind(handed(found, study, names=names))


def progress_of(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return :func:`progress` of ``observations``; what stands around them is asked of all that the data holds."""
    results = _results_beside_targets(observations, study)
    ranked = results.assign(
        weight=results["value_kind"].map({kind: rank for rank, kind in enumerate(reversed(RESULT_KINDS))}).fillna(-1)
    ).sort_values(["indicator", "value_year", "weight", "as_of"], na_position="first", kind="stable")
    latest = ranked.drop_duplicates("indicator", keep="last").drop(columns="weight")
    return _judged(latest, observations, study)[PROGRESS_COLUMNS]


def results_by_year(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the measures of :func:`progress` for every result, one row per indicator and result.

    An indicator without any result has one row with empty ``value``. Besides :data:`PROGRESS_COLUMNS` the columns
    ``text``, ``as_of``, ``published``, ``locator`` and ``note`` describe the result.
    """
    return _judged(_results_beside_targets(observations, study), observations, study)


def _results_beside_targets(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return every result beside the baseline and the target of its indicator, before anything is measured."""
    study, frame = study.whole, latest_vintage(observations)
    frame = frame[~frame["superseded"].fillna(False).astype(bool)]
    frame = frame.assign(observation=pd.Series(ids_by_row(frame, study), frame.index, dtype="str"))
    base = _newest(frame[frame["kind"] == "baseline"], "baseline")
    goal = _goals(frame)
    facts = study.tables.indicators[["indicator", "direction", "counts"]]
    one = observations.drop_duplicates("indicator")[["ward", "indicator", "concept", "theme", "unit"]]
    one = one.merge(facts, on="indicator", how="left").merge(base, on="indicator", how="left")
    one = one.merge(goal, on="indicator", how="left")
    rows = one.merge(_results(frame), on="indicator", how="left")
    rows = _drop_results_before_baseline(rows)
    rows["source"] = [_joined(sources) for sources in rows[["baseline_source", "target_source", "value_source"]].values]
    rows = rows.fillna(dict.fromkeys(RESTS_ON, ""))
    return rows.assign(leap=rows["indicator"].isin(_leaps(rows, study)))


def _judged(rows: pd.DataFrame, observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return results with their measures, statuses and the wards' own verdicts."""
    is_chosen, study = study.whole is not study, study.whole
    rows = rows.assign(own_verdict=_own_verdicts(rows, observations, study))
    rows = _with_status(_with_measures(rows, study), study).reset_index(drop=True)
    if not is_chosen:
        return rows
    absent = rows["status"].isin(["no_target", "no_result"])  # what a caller left out is in no document's name absent
    return rows.assign(status=rows["status"].mask(absent & rows["reason"].isin(NOT_IN_ROWS), ""))


def _newest(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return per indicator the row of the newest document and, within it, of the last year, as ``name`` columns."""
    last = frame.sort_values(["published", "fiscal_year"], kind="stable").drop_duplicates("indicator", keep="last")
    renamed = {"value": name, "fiscal_year": f"{name}_year"}
    renamed |= {column: f"{name}_{column}" for column in ("source", "text", "as_of", "bound", "observation")}
    kept = last[["indicator", *renamed]].rename(columns=renamed)
    return kept.astype({f"{name}_year": "Int64"})


def _goals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return per indicator its target, or the last planned milestone of an indicator without target."""
    target = _newest(frame[frame["kind"] == "target"], "target").assign(target_kind="target")
    planned = _newest(frame[frame["kind"] == "planned"], "target").assign(target_kind="planned")
    only_planned = planned[~planned["indicator"].isin(target["indicator"])]
    goals = pd.concat([target, only_planned], ignore_index=True)
    bounds = [printed_bound(*one) for one in zip(goals["target_bound"], goals["target_text"], strict=True)]
    return goals.assign(target_bound=pd.Series(bounds, goals.index, dtype="str"))


def _results(frame: pd.DataFrame) -> pd.DataFrame:
    columns = {"value": "value", "fiscal_year": "value_year", "kind": "value_kind", "source": "value_source"}
    rows = frame[frame["kind"].isin(RESULT_KINDS) & frame["value"].notna()]
    kept = rows[["indicator", *columns, "text", "as_of", "published", "locator", "note", "observation"]].rename(
        columns=columns
    )
    return kept.astype({"value_year": "Int64"})


def _drop_results_before_baseline(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out results that are not later than the baseline; an indicator left without any keeps one empty row."""
    early = (rows["value_year"] <= rows["baseline_year"]).fillna(False).astype(bool)
    rows["early_result"] = early.groupby(rows["indicator"]).transform("any")
    result_columns = [
        "value",
        "value_year",
        "value_kind",
        "value_source",
        "text",
        "as_of",
        "published",
        "locator",
        "note",
        "observation",
    ]
    rows.loc[early, result_columns] = None
    has_result = rows["value"].notna().groupby(rows["indicator"]).transform("any")
    return rows[rows["value"].notna() | ~has_result].drop_duplicates(["indicator", "value_year", "value_kind", "as_of"])


def _joined(sources: np.ndarray) -> str:
    return " ".join(dict.fromkeys(source for source in sources if isinstance(source, str)))


def _own_verdicts(rows: pd.DataFrame, observations: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return how wards judge the indicators of ``rows`` in the documents of ``observations``.

    A verdict on an earlier year's target is none on the target of the row.
    """
    found = study.tables.evaluations
    found = found[found["source"].isin(observations["source"].unique())].sort_values("published", kind="stable")
    years, verdicts = (dict(zip(found["indicator"], found[name], strict=True)) for name in ("fiscal_year", "verdict"))
    said = []
    for indicator, year in zip(rows["indicator"].tolist(), rows["target_year"].tolist(), strict=True):
        judged = years.get(indicator)
        is_of_target = pd.isna(judged) or pd.isna(year) or judged == year
        said.append(verdicts.get(indicator, "") if is_of_target else "")
    return pd.Series(said, rows.index, dtype="str")


def _leaps(rows: pd.DataFrame, study: Study) -> set[str]:
    """Return the indicators whose figures passed an older target from one to the next and whose target then moved the other way.

    The documents do not tell whether such a figure is still counted as the one before.
    """
    old = replaced_targets(study)
    harder = {"higher": old.groupby("indicator")["value"].max(), "lower": old.groupby("indicator")["value"].min()}
    found = set()
    for indicator, of in rows[rows["value"].notna() & rows["baseline"].notna()].groupby("indicator"):
        first = of.iloc[0]
        sign = 1.0 if first["direction"] == "higher" else -1.0
        before = harder.get(first["direction"], pd.Series(dtype="float64")).get(indicator, np.nan)
        by_year = dict(zip(of["value_year"], of["value"], strict=True)) | {first["baseline_year"]: first["baseline"]}
        steps = [(by_year[later] - by_year[year]) * sign / (later - year) for year, later in pairwise(sorted(by_year))]
        way = (before - first["baseline"]) * sign
        if (before - first["target"]) * sign > 0 and max(steps, default=0.0) > way > 0:
            found.add(str(indicator))
    return found


def _with_measures(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    span = (rows["target"] - rows["baseline"]).replace(0.0, np.nan)
    due = (rows["target_year"] + 1).astype("float64")
    earliest, latest = _baseline_positions(rows, study)
    rows["at"] = [
        np.nan if pd.isna(year) else year_position(last_possible_date(as_of)) if as_of else float(year + 1)
        for year, as_of in zip(rows["value_year"], rows["as_of"], strict=True)
    ]
    rows["met"] = meets(rows)
    rows["attainment"] = rows["value"] / rows["target"].replace(0.0, np.nan)
    rows["progress"] = (rows["value"] - rows["baseline"]) / span
    rows["elapsed"] = _share_gone(rows["at"], latest, due)
    rows["pace"] = (rows["progress"] / rows["elapsed"]).mask(rows["leap"])
    rows["leeway"] = _uneven_steps(rows).where(rows["unit"] != "percent", 0.0).where(rows["pace"].notna())
    rows["pace_low"], rows["pace_high"] = _pace_range(rows, earliest, latest, due, pd.Series(0.0, rows.index))
    rows["even_low"], rows["even_high"] = _pace_range(rows, earliest, latest, due, rows["leeway"])
    left = (rows["target_year"] - rows["value_year"]).astype("float64")
    rows["required_per_year"] = ((rows["target"] - rows["value"]) / left).where((left > 0) & ~rows["met"])
    return rows


def _share_gone(at: pd.Series[float], start: pd.Series[float], due: pd.Series[float]) -> pd.Series[float]:
    """Return the share of the time from ``start`` to ``due`` that is gone; nothing where there is no time between."""
    years = due - start
    return ((at - start) / years.where(years > 0)).clip(upper=1.0).where(at > start)


@dataclass(frozen=True, slots=True)
class _Baseline:
    """The baseline of an indicator, as far as the document says of which year and day it is."""

    indicator: str
    baseline: float | None
    baseline_year: int | None
    baseline_as_of: str | None


def _baseline_positions(rows: pd.DataFrame, study: Study) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the first and the last time at which the baseline of each row may have been taken."""
    known = study.once(_days_of_baselines)
    ends = []
    for row in typed(rows, _Baseline):
        if row.baseline_year is None:
            ends.append((np.nan, np.nan))
        elif row.baseline_as_of:
            last = last_possible_date(row.baseline_as_of)
            first = last if len(row.baseline_as_of) == len("2022-03-31") else last.replace(day=1)
            ends.append((year_position(first), year_position(last)))
        elif row.baseline is not None and (day := known.get((row.indicator, row.baseline_year, row.baseline))):
            ends.append((year_position(day), year_position(day)))
        else:
            ends.append((float(row.baseline_year), float(row.baseline_year + 1)))
    known_from, known_to = (pd.Series([end[side] for end in ends], rows.index, dtype="float64") for side in (0, 1))
    return known_from, known_to


@dataclass(frozen=True, slots=True)
class _Matched:
    """A baseline and the day whose figure in a series it is."""

    fiscal_year: int
    baseline: float
    match_day: dt.datetime
    baseline_id: str


def _days_of_baselines(study: Study) -> dict[tuple[str, int, float], dt.date]:
    """Return the day of each own baseline that a series by date fixes, by indicator, fiscal year and figure."""
    baselines = own(study)
    baselines = baselines[(baselines["kind"] == "baseline") & baselines["value"].notna()].assign(origin=PUBLISHED)
    series = reference(study).assign(origin=REFERENCE)
    rows = pd.concat([baselines, series[series["concept"].isin(baselines["concept"])]], ignore_index=True)
    days = [day_of(as_of, year) for as_of, year in zip(rows["as_of"], rows["fiscal_year"], strict=True)]
    found = baseline_matches(rows.assign(day=pd.to_datetime(pd.Series(days, dtype="object"))))
    names = dict(zip(ids(baselines), baselines["indicator"], strict=True))
    return {
        (names[row.baseline_id], row.fiscal_year, row.baseline): row.match_day.date() for row in typed(found, _Matched)
    }


def _pace_range(
    rows: pd.DataFrame,
    earliest: pd.Series[float],
    latest: pd.Series[float],
    due: pd.Series[float],
    leeway: pd.Series[float],
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the least and the greatest pace, of a count that may lie so far off; both ends are met at the ends of what is not known."""
    is_rounded = rows["unit"] == "percent"  # what is counted is printed whole
    off = {part: _half_of_last_digit(rows[part]).where(is_rounded, 0.0) for part in ("baseline", "value")}
    off["value"] += leeway.fillna(0.0)
    paces = []
    for start, baseline_off, value_off in product((earliest, latest), (-1, 1), (-1, 1)):
        baseline = rows["baseline"] + baseline_off * off["baseline"]
        value = rows["value"] + value_off * off["value"]
        way = (rows["target"] - baseline).replace(0.0, np.nan)
        paces.append((value - baseline) / way / _share_gone(rows["at"], start, due))
    table = pd.concat(paces, axis=1).where(rows["pace"].notna(), axis=0)
    return table.min(axis=1), table.max(axis=1)


def _half_of_last_digit(figures: pd.Series[float]) -> pd.Series[float]:
    """Return by how much each printed figure may be off, being rounded; nothing where there is none."""
    halves = {one: 0.5 * 10.0 ** -decimals(one) for one in figures.dropna().unique()}
    return figures.astype("float64").map(halves).astype("float64").fillna(0.0)


def _uneven_steps(rows: pd.DataFrame) -> pd.Series[float]:
    """Return how far a count can be from an even way to its target as it moves in whole steps: half of one each year.

    17.5 items a year are 17 in one year and 18 in another: after three years 1.5 items more or less say nothing.
    """
    finest = pd.concat([_half_of_last_digit(rows[part]) for part in ("baseline", "target", "value")], axis=1).min(
        axis=1
    )
    return finest * (rows["value_year"] - rows["baseline_year"]).astype("float64")


def meets(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return whether the result meets the target, the target itself included unless it is a strict bound."""
    sign = rows["direction"].map({"higher": 1.0, "lower": -1.0}).astype("float64")  # also where there are no rows
    lead = (rows["value"] - rows["target"]) * sign
    return (lead > 0) | ((lead == 0) & ~rows["target_bound"].isin(_STRICT_BOUNDS))


def _with_status(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    text = rows["target_text"].fillna("")
    no_target = _says_nothing(text)
    words = ~no_target & rows["target"].isna()
    of_year = (rows["value_year"] >= rows["target_year"]).fillna(False).astype(bool)
    is_sure = (rows["value_kind"] == "actual") & (rows["at"] >= rows["target_year"].astype("float64") + 1)
    is_stock = rows["counts"] != "flow"
    low, high = rows["even_low"].round(9), rows["even_high"].round(9)  # exactly on time is on track
    rules = {
        PLAN_IN_WORDS: words & (rows["target_kind"] == "planned"),
        "qualitative": words,
        "no_target": no_target,
        "no_result": rows["value"].isna(),
        "achieved": rows["met"] & (is_sure | (is_stock & (rows["value_kind"] == "actual"))),
        "expected_to_meet": rows["met"] & (of_year | is_stock),
        "at_target_level": rows["met"],
        "missed": is_sure,
        "expected_to_miss": of_year & (rows["value_kind"] != "actual"),
        "on_track": low >= 1,
        "behind": high < 1,
        "borderline": low.notna(),
    }
    rows["status"] = np.select(list(rules.values()), list(rules), default="")
    published = study.current[~study.current["superseded"]]
    figures = published["value"].notna()
    elsewhere = {
        part: rows["indicator"].isin(
            published.loc[published["kind"].isin(kinds) & (figures | (part == "target")), "indicator"].unique()
        )
        for part, kinds in (("target", ("target", "planned")), ("result", RESULT_KINDS), ("baseline", ("baseline",)))
    }
    no_result, no_baseline = rows["value"].isna(), rows["baseline"].isna()
    results = study.current[study.current["kind"].isin(RESULT_KINDS)]
    in_words = results.loc[~_says_nothing(results["text"]), "indicator"].unique()
    reasons = {
        PLAN_IN_WORDS: words & (rows["target_kind"] == "planned"),
        "target_in_words": words,
        "target_not_in_rows": no_target & rows["target_text"].isna() & elsewhere["target"],
        TARGET_DROPPED: no_target & rows["indicator"].isin(replaced_targets(study)["indicator"]),
        "no_target": no_target,
        "result_not_after_baseline": no_result & rows["early_result"],
        "result_not_in_rows": no_result & elsewhere["result"],
        "result_undated": no_result & rows["indicator"].isin(_with_undated_results(study)),
        "result_no_figure": no_result & rows["indicator"].isin(in_words),
        "result_marked": no_result & rows["indicator"].isin(results["indicator"].unique()),
        OLDER_DOCUMENTS: no_result & _older_than_results(rows, study),
        "no_result": no_result,
        "baseline_marked": no_baseline
        & rows["baseline_text"].notna()
        & _says_nothing(rows["baseline_text"].fillna("")),
        "baseline_no_figure": no_baseline & rows["baseline_text"].notna(),
        "baseline_not_in_rows": no_baseline & elsewhere["baseline"],
        "no_baseline": no_baseline,
        "target_equals_baseline": rows["target"] == rows["baseline"],
        "leap": rows["leap"],
        "target_is_zero": rows["target"] == 0,
    }
    rows["reason"] = np.select(list(reasons.values()), list(reasons), default="")
    return rows


def _says_nothing(texts: pd.Series[str]) -> pd.Series[bool]:
    """Return whether each text is a mark for nothing; of a nation's rows most texts are alike, and each is looked at once."""
    return texts.map({text: is_missing(text) for text in texts.unique()}).astype(bool)


def replaced_targets(study: Study) -> pd.DataFrame:
    """Return the targets in figures in whose place a newer document has something else, the oldest first."""
    rows = study.published
    replaced = (rows["kind"] == "target") & rows["superseded"] & rows["value"].notna()
    return rows[replaced].sort_values("published", kind="stable")


def _with_undated_results(study: Study) -> pd.Series[str]:
    """Return the indicators of which a document prints a result without its year."""
    rows = study.complete
    return rows.loc[rows["fiscal_year"].isna() & rows["value"].notna() & rows["kind"].isin(RESULT_KINDS), "indicator"]


def _older_than_results(rows: pd.DataFrame, study: Study) -> pd.Series[bool]:
    """Return whether every document of the ward is older than the end of the first year that a result could be of."""
    newest = own(study).groupby("ward")["published"].max()
    planned = _first_years(study).to_dict()
    first = [
        planned.get(one, pd.NA) if pd.isna(year) else year + 1
        for one, year in zip(rows["indicator"], rows["baseline_year"], strict=True)
    ]
    ends = [pd.NaT if pd.isna(year) else pd.Timestamp(fiscal_year_end(int(year))) for year in first]
    return pd.to_datetime(rows["ward"].map(newest.to_dict())) <= pd.Series(ends, rows.index, dtype="datetime64[ns]")


def _first_years(study: Study) -> pd.Series[int]:
    """Return the first year for which each indicator has a milestone or a target."""
    ahead = own(study)
    return (
        ahead[ahead["kind"].isin(COMMITMENTS) & (ahead["kind"] != "baseline")].groupby("indicator")["fiscal_year"].min()
    )
