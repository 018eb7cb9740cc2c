"""Keeps every ward in a table: one that has no row gets an empty one, which says that it is absent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.data.kinds import ABSENT
from analysis.data.study import Study


def with_every_ward(rows: pd.DataFrame, study: Study, groups: Sequence[Mapping[str, str]] = ({},)) -> pd.DataFrame:
    """Return ``rows`` with one row for each ward that has none in a group, in order of group and ward.

    Parameters
    ----------
    rows : DataFrame
        With a column ``ward``.
    study : Study
        The data.
    groups : sequence of mapping
        What the rows of each group hold, such as ``{"theme": "cashless"}``; rows of other groups are left out.
    """
    if not groups:
        return rows.iloc[:0]
    codes = list(study.wards)
    keys = list(groups[0])
    order = {tuple(group.values()): place for place, group in enumerate(groups)}
    of_rows = zip(*(rows[key] for key in keys), strict=True) if keys else [()] * len(rows)
    rows = rows.assign(_group=[order.get(key, -1) for key in of_rows])
    rows = rows[rows["_group"] >= 0]
    rows = rows.astype({name: "Int64" for name in rows.columns if rows[name].dtype == "int64"})
    held = set(zip(rows["_group"], rows["ward"], strict=True))
    gaps = [(number, code) for number in range(len(groups)) for code in codes if (number, code) not in held]
    table = pd.concat([part for part in (rows, _absent(rows, gaps, groups)) if len(part)], ignore_index=True)
    ranks = {code: rank for rank, code in enumerate(codes)}
    table = table.assign(_ward=table["ward"].map(ranks)).sort_values(["_group", "_ward"], kind="stable")
    return table.drop(columns=["_group", "_ward"]).reset_index(drop=True)


def _absent(rows: pd.DataFrame, gaps: list[tuple[int, str]], groups: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """Return an empty row, of the types of ``rows``, for each group and ward of ``gaps``."""
    absent = rows.iloc[:0].reindex(range(len(gaps)))
    texts: list[str] = list(rows.select_dtypes("str").columns)
    absent[texts] = absent[texts].fillna("")
    known = {key: [groups[number][key] for number, _ in gaps] for key in groups[0]}
    known |= {"ward": [code for _, code in gaps], "_group": [number for number, _ in gaps]}
    known |= {"origin": [ABSENT] * len(gaps)} if "origin" in rows else {}
    return absent.assign(**known).astype(rows.dtypes)
