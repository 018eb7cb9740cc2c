"""Which rows a figure is of: a caller's frame in either form, and of these the wards, years and themes that are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pandas as pd

from analysis.data.border import (
    DETAILS,
    NEEDED,
    observations_given,
    rows_given,
    table_of,
    typed_like,
    with_details,
)
from analysis.data.coverage import with_every_ward
from analysis.data.ids import ids
from analysis.data.load import Names, ids_called, in_a_list, latest_vintage, refuse_none, ward_codes
from analysis.data.loaders import Years, years_of
from analysis.data.schema import OBSERVATIONS
from analysis.data.study import Study
from analysis.measures.absence import beside_absence
from analysis.words.errors import WardKpiError

_WARDS = ("ward", "ward_a", "ward_b")
_OF_FIGURES = "fiscal_year"
_COLUMNS = {
    "ward": _WARDS,
    "theme": ("theme",),
    "concept": ("concept", "yardstick"),
    "indicator": ("indicator",),
    "years": (_OF_FIGURES, "value_year"),
}
"""Columns by which rows are chosen."""


class Choice(NamedTuple):
    """What a caller asks a figure for; None stands for all."""

    ward: Names = None
    years: Years = None
    theme: Names = None
    concept: Names = None
    indicator: Names = None

    @classmethod
    def of(cls, **asked: Names | Years) -> Choice:
        """Return what is asked for, whatever holds several names or years: a list, a Series, an array, an Index."""
        return cls(**{name: in_a_list(one) for name, one in asked.items()})


def rows_of(
    frame: pd.DataFrame, table: Callable[[Study], pd.DataFrame], study: Study, *, every_vintage: bool = False
) -> pd.DataFrame:
    """Return the rows of a figure that a caller's frame is, or that are made of it where it holds observations.

    Observations are of the wards and themes among them: what a caller leaves out is not told as absent. With
    ``every_vintage``, what older documents say of them is looked up where the frame holds each figure once.

    Raises
    ------
    WardKpiError
        If a column is missing; it is named.
    """
    own = study.once(table)
    columns, details = ([str(name) for name in own if (name in DETAILS) is given] for given in (False, True))
    frame = table_of(frame)
    lacking = [name for name in columns if name not in frame]
    if not lacking or len(lacking) <= sum(name not in frame for name in NEEDED):
        rows = typed_like(rows_given(frame, columns, study), own)
        if details:  # which a frame may have left out, or have in another language
            rows = with_details(rows, study)
            rows = rows.assign(**{name: "" for name in details if name not in rows})
        return rows.drop_duplicates(columns).reset_index(drop=True)
    observations = observations_given(frame, study)
    if every_vintage and len(latest_vintage(observations)) == len(observations) > 0:
        observations = _with_older_vintages(observations, study)
    rows = table(study.given(observations))
    for column in ("ward", "ward_a", "ward_b", "theme", "concept"):
        if column in rows:
            held = {*observations["ward" if column in _WARDS else column], ""}
            rows = rows[rows[column].isin(held)]
    return rows.reset_index(drop=True)


def _with_older_vintages(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return observations with what older documents than their newest one say of their indicators, of the same kinds."""
    newest = observations.groupby("indicator")["published"].max()
    older = study.published
    older = older[older["published"] < older["indicator"].map(newest)]
    older = older[older["kind"].isin(observations["kind"])]
    held = set(ids(observations))
    older = older[~pd.Series(ids(older), older.index, dtype="str").isin(held)]
    both = pd.concat([observations, older.astype({"fiscal_year": "Int64"})], ignore_index=True)
    return both.sort_values([*OBSERVATIONS.key], kind="stable", ignore_index=True)


def observations_of(frame: pd.DataFrame | None, years: Years, figure: str, study: Study) -> pd.DataFrame:
    """Return the observations of some years, of a caller's frame or of all that were read.

    Raises
    ------
    WardKpiError
        If the frame holds rows of the figure itself, which tell no year.
    """
    refuse_none({"years": years})
    if frame is not None and not set(NEEDED) <= set(table_of(frame)):
        raise WardKpiError("figure_rows_without_years", figure=figure)
    held = study.complete if frame is None else observations_given(table_of(frame), study)
    return held[held["fiscal_year"].isin(years_of(years))]


def only_ward(frame: pd.DataFrame | None, choice: Choice, study: Study) -> str:
    """Return the code of the one ward that is asked for, or of which a caller's observations are; empty for several."""
    codes = set(study.wards)
    if frame is not None:
        if not set(NEEDED) <= set(frame):
            return ""
        codes &= set(ward_codes([*dict.fromkeys(frame["ward"])], study.root))
    if choice.ward is not None:
        refuse_none(choice._asdict())
        codes &= set(ward_codes(choice.ward, study.root))
    return codes.pop() if len(codes) == 1 and len(study.wards) > 1 else ""


def of_years(rows: pd.DataFrame, years: Years, column: str = "") -> pd.DataFrame:
    """Return the rows of some years, and those that are of no year; an indicator without a result is of no year's results.

    Without a ``column`` the year is that of a figure or, in rows of progress, of the newest result.
    """
    refuse_none({"years": years})
    column = column or next(name for name in _COLUMNS["years"] if name in rows)
    without = rows[column].isna()
    if column != _OF_FIGURES:
        without &= rows["indicator"] == ""
    return rows[rows[column].isin(years_of(years)) | without]


def themes_of_choice(choice: Choice, study: Study) -> list[str] | None:
    """Return the themes of the concepts and indicators that are asked for, in order of the codebook; None where none are."""
    tables, themes = study.tables, None
    codes = None if choice.ward is None else ward_codes(choice.ward, study.root)
    for name, asked, table in (
        ("concept", choice.concept, tables.concepts),
        ("indicator", choice.indicator, tables.indicators),
    ):
        if asked is not None:
            refuse_none({name: asked})
            of = set(table.loc[table[name].isin(ids_called(name, asked, tables, codes)), "theme"])
            themes = of if themes is None else themes & of
    return None if themes is None else [one for one in dict.fromkeys(tables.concepts["theme"]) if one in themes]


def with_wards_of(rows: pd.DataFrame, before: pd.DataFrame, years: list[int], study: Study) -> pd.DataFrame:
    """Return ``rows`` with an empty one for each ward of ``before`` that a choice left without any under a theme of theirs."""
    themes = [{"theme": str(theme)} for theme in dict.fromkeys(rows["theme"])]
    every = with_every_ward(rows, study, themes)
    every = every[every["ward"].isin(before["ward"])].reset_index(drop=True)
    return beside_absence(every, study) if "origin" in every else every


def said_choice(choice: Choice, rows: pd.DataFrame, year: str = "") -> tuple[str, str]:
    """Return what was asked for, as a caller writes it, and the years that ``rows`` have, for a message."""
    asked = ", ".join(f"{name}={_written(one)}" for name, one in choice._asdict().items() if one is not None)
    column = year or next((name for name in _COLUMNS["years"] if name in rows), "")
    years = rows[column].dropna() if column else pd.Series(dtype="Int64")
    return asked, "-".join(map(str, dict.fromkeys((int(years.min()), int(years.max()))))) if len(years) else ""


def _written(asked: object) -> str:
    return (
        str(asked)
        if isinstance(asked, str | int | range)
        else str([*asked])
        if isinstance(asked, Iterable)
        else str(asked)
    )


def chosen(rows: pd.DataFrame, choice: Choice, figure: str, study: Study, year: str = "") -> pd.DataFrame:
    """Return those of ``rows`` that are asked for; areas for reference stay, and rows that are of no year.

    Years are those of the column ``year``, if it is named.

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.
    WardKpiError
        If the rows of this figure cannot be told apart by what is asked for.
    """
    tables = study.tables
    refuse_none(choice._asdict())
    for name, asked in choice._asdict().items():
        if asked is None:
            continue
        columns = [column for column in _COLUMNS[name] if column in rows]
        if (
            not columns and name in ("concept", "indicator") and "theme" in rows
        ):  # a matrix of themes has a line for each
            rows = rows[rows["theme"].isin(themes_of_choice(Choice(choice.ward, **{name: asked}), study) or ())]
            continue
        if not columns:
            raise WardKpiError("figure_not_by", figure=figure, argument=name)
        if name == "years":
            rows = of_years(rows, asked, year or columns[0])
        elif name == "ward":
            reference = set(tables.wards["ward"]) - set(study.wards)
            kept = {*ward_codes(asked, study.root), *reference}
            rows = rows[rows[columns].isin(kept).all(axis="columns")]
        else:
            codes = None if choice.ward is None else ward_codes(choice.ward, study.root)
            rows = rows[rows[columns[0]].isin(ids_called(name, asked, tables, codes))]
    return rows.reset_index(drop=True)
