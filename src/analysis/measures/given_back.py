"""Whether rows of progress that a caller gives back still say what follows from the figures that they rest on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.data.ids import RESTS_ON
from analysis.data.study import Study
from analysis.measures.attainment import MEASURES, progress_of
from analysis.measures.commitments import judgements_of

_STATED = ("baseline", "target", "value")
_DERIVED = (*MEASURES, "pace_low", "pace_high", "leeway")
_CLOSE = 1e-6  # a file may round
_Row = Mapping[Any, Any]
_Known = Mapping[tuple[str, ...], list[_Row]]


def derived_changed(rows: pd.DataFrame, study: Study) -> int:
    """Return of how many rows of progress a caller changed what is derived: a measure, the status, a ward's own verdict.

    Rows whose figures the caller changed, too, are told apart from these; of figures that no whole table sets together
    nothing is known.
    """
    if not {*RESTS_ON, "status"} <= set(rows):
        return 0
    whole, verdicts = study.whole, study.whole.once(_verdicts)
    return sum(
        not (_agrees(row, whole.once(_of_all)) or _agrees(row, whole.once(_of_documents)))
        or (_text(row.get("indicator")), _text(row.get("own_verdict"))) not in verdicts
        for row in rows.to_dict("records")
        if any(_figures(row))
    )


def _figures(row: _Row) -> tuple[str, ...]:
    """Return the ids of the observations that a row rests on."""
    return tuple(_text(row[name]) for name in RESTS_ON)


def _agrees(row: _Row, known: _Known) -> bool:
    """Return whether a row says what some row of the same figures says, or there is none to hold it against."""
    same = [one for one in known.get(_figures(row), []) if all(_alike(one[name], row.get(name)) for name in _STATED)]
    return not same or any(_follows(row, one) for one in same)


def _follows(row: _Row, one: _Row) -> bool:
    """Return whether status and measures are those of ``one``; of fewer years, the reason for a missing one may be another."""
    if _text(row["status"]) not in ("", one["status"]):
        return False
    is_for_another_reason = "reason" in row and _text(row["reason"]) != one["reason"]
    return is_for_another_reason or all(_alike(one[name], row[name]) for name in _DERIVED if name in row)


def _alike(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return (pd.isna(one) and pd.isna(other)) or math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return _text(one) == _text(other)


def _text(cell: object) -> str:
    return "" if cell is None or cell is pd.NA or cell != cell else str(cell)


def _of_all(study: Study) -> _Known:
    return _by_figures(progress_of(study.current, study))


def _of_documents(study: Study) -> _Known:
    return _by_figures(judgements_of(study))


def _by_figures(rows: pd.DataFrame) -> _Known:
    found: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(_figures(row), []).append(row)
    return found


def _verdicts(study: Study) -> set[tuple[str, str]]:
    """Return how wards judge each of their indicators; none is no claim."""
    judged = study.tables.evaluations
    every = dict.fromkeys(study.tables.indicators["indicator"], "")
    return {*every.items(), *zip(judged["indicator"], judged["verdict"], strict=True)}
