"""Phrases that several findings share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.words.wording import Wording


def pick(words: Wording, ja: str, en: str) -> str:
    """Return the sentence in the language of ``words``."""
    return ja if words.ja else en


def ward_and(words: Wording, code: str, text: str) -> str:
    """Return the name of a ward and what is said of it."""
    return f"{words.ward(code)}{'' if words.ja else ' '}{text}"


def largest(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the largest figure in ``column``."""
    return next(each(rows.sort_values(column, ascending=False, kind="stable")))


def smallest(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the smallest figure in ``column``."""
    return next(each(rows.sort_values(column, kind="stable")))


def first_of(names: list[str], words: Wording) -> str:
    """Return names that share a place: up to two of them, else the first and how many there are."""
    if len(names) <= 2:
        return words.joined(names)
    return pick(words, f"{names[0]}など{len(names)}{words.areas}", f"{names[0]} and {len(names) - 1} more")


def named(row: Any, words: Wording) -> str:
    """Return the ward and the indicator of a row."""
    return ward_and(words, row.ward, pick(words, "の", "") + words.indicator(row.indicator))


def with_figure(rows: pd.DataFrame, value: float, words: Wording) -> str:
    """Name the ward that has a figure, or the first of several."""
    same = rows[rows["value"] == value].drop_duplicates("ward")
    figure, name = words.figure(value, str(same["unit"].iloc[0])), words.ward(str(same["ward"].iloc[0]))
    if len(same) == 1:
        return ward_and(words, str(same["ward"].iloc[0]), figure)
    return pick(words, f"{name}など{len(same)}{words.areas}{figure}", f"{name} and {len(same) - 1} more {figure}")
