"""One name for one observation, for links and for notebooks that say which figures an output shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from analysis.data import schema
from analysis.data.kinds import DERIVED, RESULT_KINDS
from analysis.data.load import Root
from analysis.data.rows import cells_of
from analysis.data.study import Study

Record = dict[Any, Any]
RESTS_ON = ("observation", "baseline_observation", "target_observation")
"""Columns with the ids of what a row of progress rests on: its result, its baseline and its target."""
_FIGURES = ("value", "baseline", "target")
"""Columns with the figures of these observations."""
_COMPARED = ("ward", "concept", "value", "unit", "text")
"""Columns in which a caller's observation must say what the data says to be its document's."""
_JUDGED = ("indicator", "source", "text", "verdict")
"""What a ward's own judgement says."""
_OF_RESULT = ("indicator", "source", "fiscal_year")
"""What a document gives one result for."""
_NOTHING: Record = dict.fromkeys(_COMPARED)
"""What the data says of an observation that it does not hold."""
_PUBLISHED_KINDS = {"value": "value_kind", "baseline": None, "target": "target_kind"}


def observation_id(row: Mapping[Any, Any] | pd.Series[Any]) -> str:
    """Return the id of an observation: what it is named by joined by hyphens, fit for a link.

    A figure of several years has both ends of its period, one without a year has none.
    """
    indicator, *rest = schema.NAMED_BY
    return _joined([row[indicator], row.get("period_from"), *(row[name] for name in rest)])


def ids_of(rows: pd.DataFrame) -> list[str]:
    """Return :func:`observation_id` of each of ``rows``: what stands behind the indicators, alike of many, is joined once."""
    indicator, *rest = schema.NAMED_BY
    columns = [rows[name].tolist() for name in ("period_from", *rest) if name in rows]
    joined: dict[tuple[Any, ...], str] = {}
    named = []
    for first, parts in zip(cells_of(rows[indicator]), zip(*columns, strict=True), strict=True):
        behind = joined.get(parts)
        if behind is None:
            behind = joined[parts] = _joined(parts)
        named.append(f"{first}-{behind}" if first and behind else str(first or behind))
    return named


def _joined(parts: Iterable[Any]) -> str:
    """Return what there is of the parts of an id, joined by hyphens."""
    return "-".join(filter(None, ("" if pd.isna(part) else str(part) for part in parts)))


def ids(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the id of each observation among ``rows``; what is absent or derived has none."""
    return tuple(one for one, source in zip(ids_of(rows), rows["source"].tolist(), strict=True) if source != "")


def ids_by_row(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return, for each of ``rows``, the id of the observation that it is; an empty one where ``study`` has no such figure.

    A row that says something else than the data is the caller's own, and a derived measure is no observation; nor are
    rows without the key, ``value`` and ``text`` of observations.
    """
    if not {*schema.OBSERVATIONS.key, "value", "text"} <= set(rows):
        return [""] * len(rows)
    published = study.whole.once(_said_by_id)
    units = rows["unit"].tolist() if "unit" in rows else [""] * len(rows)
    return [
        name if (held := published.get(name)) and held[0] == said and unit in (held[1], "") else ""
        for name, said, unit in zip(ids_of(rows), _said(rows), units, strict=True)
    ]


def judged_observations(evaluations: pd.DataFrame, study: Study) -> list[str]:
    """Return, for each of a ward's own judgements, the id of the result of its document and year; an empty one without any."""
    results = study.once(_results_of_documents)
    return [results.get(key, "") for key in evaluations[[*_OF_RESULT]].itertuples(index=False, name=None)]


def _results_of_documents(study: Study) -> dict[tuple[Any, ...], str]:
    """Return the id of the result that each document gives for an indicator and a year, an actual figure before an estimate."""
    rows = study.tables.observations
    rows = rows[rows["kind"].isin(RESULT_KINDS) & rows["fiscal_year"].notna() & rows["period_from"].isna()]
    ranked = rows.sort_values("kind", key=lambda kinds: kinds.map([*RESULT_KINDS].index), kind="stable")
    first = ranked.drop_duplicates([*_OF_RESULT])
    return dict(zip(first[[*_OF_RESULT]].itertuples(index=False, name=None), ids(first), strict=True))


def callers_own(rows: pd.DataFrame, study: Study) -> int:
    """Return how many figures of ``rows`` a caller changed or added: the documents that the rows name do not say them.

    Rows of observations are looked at whole; of rows of progress the baseline, the target and the result. What is derived
    or absent names no document for its figure and counts as neither.
    """
    held = study.whole.once(_held_by_id)
    if "measure" in rows:  # which is derived, unless it is the figure itself
        rows = rows[rows["measure"] == "value"]
    if {*schema.NAMED_BY, "value"} <= set(rows):
        kind, text = rows["kind"].astype("str"), rows.get("text", "")
        printed = rows[
            (rows["value"].notna() | (text != "")) & (kind != DERIVED) & (kind != "") & (rows["source"] != "")
        ]
        compared = [name for name in _COMPARED if name in rows]
        cells = zip(*(printed[name].tolist() for name in compared), strict=True)
        return sum(
            not all(
                _alike(held.get(observation, _NOTHING)[name], cell) for name, cell in zip(compared, row, strict=True)
            )
            for observation, row in zip(ids_of(printed), cells, strict=True)
        )
    if "kind" not in rows and {*_JUDGED} <= set(rows):
        verdicts = study.whole.once(_verdicts)
        return sum(row not in verdicts for row in _judged(rows))
    of_progress = {*RESTS_ON, *_FIGURES} <= set(rows)
    return sum(
        held.get(name, _NOTHING)["value"] != figure
        for column, of in zip(_FIGURES, RESTS_ON, strict=True)
        if {column, of} <= set(rows)
        for name, figure in rows.loc[rows[column].notna() & (of_progress | (rows[of] != "")), [of, column]].values
    )


def _verdicts(study: Study) -> set[tuple[str, ...]]:
    """Return what the wards themselves judge, as their documents print it."""
    return set(_judged(study.tables.evaluations))


def _judged(rows: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    return rows[[*_JUDGED]].astype("str").itertuples(index=False, name=None)


def _alike(held: Any, given: Any) -> bool:
    """Return whether two cells say the same; a file gives back the text 37 as a number."""
    if held == given or (pd.isna(held) and pd.isna(given)):
        return True
    try:
        return float(held) == float(given)
    except (TypeError, ValueError):
        return False


def _held_by_id(study: Study) -> dict[str, Record]:
    """Return what is compared of every observation by its id, those of no year and of several among them."""
    rows = study.complete
    cells = zip(*(rows[name].tolist() for name in _COMPARED), strict=True)
    return {one: dict(zip(_COMPARED, row, strict=True)) for one, row in zip(ids_of(rows), cells, strict=True)}


def _said_by_id(study: Study) -> dict[str, tuple[tuple[str, str], str]]:
    """Return what each observation says, and its unit."""
    rows = study.published
    return dict(zip(ids_of(rows), zip(_said(rows), rows["unit"].tolist(), strict=True), strict=True))


def _said(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return what each observation says: its value, which may be missing, and its text."""
    return [(str(value), str(text)) for value, text in zip(rows["value"].tolist(), rows["text"].tolist(), strict=True)]


def observation_ids(rows: pd.DataFrame, root: Root = None) -> list[str]:
    """Return the ids of the observations that ``rows`` show, in their order and each once.

    Parameters
    ----------
    rows : DataFrame
        Observations, or rows of :func:`analysis.progress` and what is made of them: of these the baseline, the target
        and the result are meant. Rows that no document prints (derived, not published) have none.
    root : path, optional
        Folder that holds ``data``.
    """
    known = Study.of(root).published
    by_key: dict[tuple[str, int, str], list[tuple[str, str, str]]] = {}
    for name, row in zip(ids_of(known), known.to_dict("records"), strict=True):
        key = (row["indicator"], int(row["fiscal_year"]), row["kind"])
        by_key.setdefault(key, []).append((row["source"], row["as_of"], name))
    found = [
        name
        for row in rows.to_dict("records")
        for key in _keys(row)
        for source, as_of, name in by_key.get(key, [])
        if source in str(row.get("source", "")).split() and str(row.get("as_of") or as_of) == as_of
    ]
    return list(dict.fromkeys(found))


def _keys(row: Mapping[Any, Any]) -> list[tuple[str, int, str]]:
    """Return indicator, fiscal year and kind of each observation that a row shows."""
    indicator = str(row.get("indicator", ""))
    if "kind" in row:
        given = [(row.get("fiscal_year"), row["kind"])]
    else:
        kinds = {name: row.get(column) if column else name for name, column in _PUBLISHED_KINDS.items()}
        given = [(row.get(f"{name}_year"), kind) for name, kind in kinds.items()]
    return [(indicator, int(year), str(kind)) for year, kind in given if pd.notna(year) and pd.notna(kind)]
