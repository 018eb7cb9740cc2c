"""Which rows of a table are asked for, by ward, theme, concept, indicator and kind: the same filters for every table."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import pandas as pd

from analysis.data.border import check_known
from analysis.data.load import Names, ids_called, kinds_called, refuse_apart, refuse_none, ward_codes
from analysis.data.study import Study
from analysis.words.errors import WardKpiError

_OF_PAIRS = ("ward_a", "ward_b")


def rows_asked(rows: pd.DataFrame, study: Study, **asked: Names) -> pd.DataFrame:
    """Return those of ``rows`` that are asked for by ward, theme, concept, indicator or kind, numbered anew; None is all.

    What a row does not say itself is asked of its indicator, or of its document. Of pairs of wards those that hold the one
    ward asked for stay, or those among several.

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept, indicator or kind.
    WardKpiError
        If one of them is an empty list, or they belong to nothing that is.
    """
    for name, ids in _ids_asked(asked, study).items():
        if ids is not None:
            rows = rows[_is_of(rows, name, ids, study)]
    return rows.reset_index(drop=True)


def argument_of(value: object, arguments: Iterable[str]) -> str:
    """Return which of some arguments takes ``value``, as theme takes cashless and root a folder; nothing where none does."""
    for name in arguments:
        if isinstance(value, os.PathLike) and name in ("folder", "root"):
            return name
        if not isinstance(value, str) or name not in ("ward", "theme", "concept", "indicator"):
            continue
        with suppress(WardKpiError):  # no such name, or no data to ask
            _ids_asked({name: value}, Study.of())
            return name
    return ""


def _ids_asked(asked: dict[str, Names], study: Study) -> dict[str, list[str] | None]:
    """Return the ids that each of ``asked`` stands for."""
    tables = study.tables
    refuse_none(asked)
    found: dict[str, list[str] | None] = {}
    for name, given in asked.items():
        if given is None:
            found[name] = None
        elif name == "ward":
            found[name] = ward_codes(given, study.root)
        elif name == "kind":
            found[name] = kinds_called(given)
            check_known(name, found[name], study)
        else:
            found[name] = ids_called(name, given, tables, found.get("ward"))
    refuse_apart(found, tables)
    return found


def _is_of(rows: pd.DataFrame, name: str, ids: list[str], study: Study) -> pd.Series[bool]:
    if name == "ward" and set(_OF_PAIRS) <= set(rows):
        sides = rows[[*_OF_PAIRS]].isin(ids)
        return sides.any(axis="columns") if len(ids) == 1 else sides.all(axis="columns")
    return _told(rows, name, study).isin(ids)


def _told(rows: pd.DataFrame, name: str, study: Study) -> pd.Series[Any]:
    """Return what each row is of: as it says itself, or else its indicator, or its document."""
    if name in rows:
        return rows[name]
    by, table = ("indicator", study.tables.indicators) if "indicator" in rows else ("source", study.tables.sources)
    return rows[by].map(table.set_index(by)[name])
