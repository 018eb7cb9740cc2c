"""Small steps on data frames that several modules take."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def in_order_of(rows: pd.DataFrame, column: str, order: Iterable[str]) -> pd.DataFrame:
    """Return ``rows`` with the cells of ``column`` in ``order``; the order within each is kept."""
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(order))}
    return rows.sort_values(column, key=lambda cells: cells.map(ranks), kind="stable")


def joined_ids(cells: pd.Series[str]) -> str:
    """Return the ids in ``cells`` (each may hold several, separated by spaces), each once."""
    return " ".join(dict.fromkeys(one for cell in cells for one in cell.split()))
