"""Frames of other engines than pandas: read on the way in, and the answer given back as a frame of the caller's kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw
import pandas as pd

from analysis.words.errors import WardKpiError

FrameOfItsKind = Any
"""What a function returns that gives pandas for pandas, Polars for Polars."""


def opened(frame: Any) -> tuple[pd.DataFrame | None, Callable[[pd.DataFrame], Any]]:
    """Return a caller's frame as one of pandas, and what makes an answer a frame of the caller's kind.

    Taken are frames of pandas, Polars (lazy too), DuckDB and PySpark. A lazy one is computed.

    Raises
    ------
    WardKpiError
        If it is none of these.
    """
    if frame is None or isinstance(frame, pd.DataFrame):
        return frame, lambda answer: answer
    try:
        given = nw.from_native(frame)
    except TypeError:
        raise WardKpiError("no_frame", found=type(frame).__name__) from None
    if isinstance(given, nw.DataFrame):
        return given.to_pandas(), lambda answer: _plain(answer).to_polars()
    session = getattr(frame, "sparkSession", None)
    return (
        given.collect().to_pandas(),
        lambda answer: _plain(answer).lazy(given.implementation, session=session).to_native(),
    )


def _plain(answer: pd.DataFrame) -> nw.DataFrame[Any]:
    """Return an answer in types that every engine has: text, numbers and dates."""
    texts = {
        str(name): cells.astype("str").where(cells.notna())
        for name, cells in answer.items()
        if cells.dtype == "category"
    }
    made: nw.DataFrame[Any] = nw.from_native(nw.from_native(answer.assign(**texts)).to_arrow())
    return made
