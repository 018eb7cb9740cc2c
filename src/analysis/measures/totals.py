"""Which figures of one printed cell are a year's addition and which the total, and what the total was before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.data.kinds import DERIVED

Record = dict[Any, Any]


def implied_starts(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the figure before the first milestone where a cell prints both the year's addition and the total.

    A cell such as 20手続 (累計280手続) for R6 says, without printing it, that the total was 260 at the end of R5. Of each
    such total there is a row like the others, with ``origin`` and kind ``derived``: no document calls it a baseline.
    """
    starts = []
    for addition, total in additions_and_totals(observations[observations["kind"] == "planned"]):
        own_rows = observations[(observations["indicator"] == total["indicator"]) & observations["value"].notna()]
        if total["fiscal_year"] == own_rows["fiscal_year"].min():
            start = {"value": total["value"] - addition["value"], "fiscal_year": total["fiscal_year"] - 1}
            starts.append(total | start | {"kind": DERIVED, "text": "", "origin": DERIVED})
    return pd.DataFrame(starts, columns=observations.columns).astype(observations.dtypes)


def additions(observations: pd.DataFrame) -> set[str]:
    """Return the indicators that only say what is added to a total read from the same printed cell."""
    return {str(addition["indicator"]) for addition, _ in additions_and_totals(observations)}


def additions_and_totals(observations: pd.DataFrame) -> Iterator[tuple[Record, Record]]:
    """Yield each pair of figures read from one printed cell that calls one of them 累計: the year's, then the total."""
    of_cell = ["ward", "source", "text", "fiscal_year", "kind", "unit"]
    both = observations[observations["text"].str.contains("累計") & observations["value"].notna()]
    for _, cell in both.groupby(of_cell, sort=True):
        if len(cell) == 2:
            addition, total = cell.sort_values("value", kind="stable").to_dict("records")
            yield addition, total
