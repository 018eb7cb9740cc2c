"""Small steps on data frames that several modules take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows one by one, each with its columns as attributes."""
    yield from rows.itertuples()


def joined_ids(cells: pd.Series[str]) -> str:
    """Return the ids in ``cells`` (each may hold several, separated by spaces), each once."""
    return " ".join(dict.fromkeys(one for cell in cells for one in cell.split()))
