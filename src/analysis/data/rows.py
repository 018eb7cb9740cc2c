"""Rows that code walks over, typed: a misspelt column, or arithmetic with a missing figure, fails in mypy.

A row is a frozen, slotted dataclass whose fields are columns. A table's schema is derived from the same class by
:func:`analysis.data.schema.table_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import Field, fields
from typing import Any, ClassVar, Protocol, TypeVar

import pandas as pd


class Shape(Protocol):
    """A dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=Shape)


def typed(rows: pd.DataFrame, shape: type[R]) -> Iterator[R]:
    """Yield ``rows`` one by one as ``shape``; a missing cell is None, columns that ``shape`` lacks are left out."""
    for row in zip(*(cells_of(rows[field.name]) for field in fields(shape)), strict=True):
        yield shape(*row)


def cells_of(column: pd.Series[Any]) -> list[Any]:
    """Return cells with None for what is missing; asked of each, as most tables are short and pandas takes long to begin."""
    return [None if cell is pd.NA or cell != cell else cell for cell in column.tolist()]


def frame_of(rows: Iterable[R], shape: type[R]) -> pd.DataFrame:
    """Return ``rows`` as a table with the columns of ``shape``, whether or not there are any."""
    names = [field.name for field in fields(shape)]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names)
