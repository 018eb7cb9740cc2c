"""Loads the clean tables with their types; everything else in this library starts here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import schema
from analysis.errors import DataError, UnknownName, WardKpiError
from analysis.paths import find_root
from analysis.reading import last_possible_date

Root = str | os.PathLike[str] | None
Names = str | int | Iterable[str] | None

VINTAGE_KEY = ["indicator", "fiscal_year", "kind"]
"""What identifies a figure across documents; documents that state it again are its vintages."""
COMMITMENTS = ("baseline", "target", "planned")
"""Kinds that a document sets rather than reports."""


def load_observations(
    *,
    vintage: str = "latest",
    as_of_publication: str | dt.date | None = None,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    complete: bool = False,
    root: Root = None,
) -> pd.DataFrame:
    """Load the published figures.

    Parameters
    ----------
    vintage : str
        ``"latest"`` keeps, of each figure (indicator, fiscal year, kind), what the newest document says; ``"all"``
        keeps every vintage; a source id keeps what that document says.
    as_of_publication : str or date, optional
        Leaves out documents published later: what was known on that day (``YYYY-MM-DD``), or at the end of that
        month or year (``YYYY-MM``, ``YYYY``).
    ward, theme, concept : str or iterable of str, optional
        Keep only these. A ward may be given as code, slug or Japanese name.
    complete : bool
        Also what stands beside the indicators' figures of one year: actions in words and figures in prose (concepts
        whose ``scope`` is ``item``), figures without a year and those of several years. ``fiscal_year`` may be missing
        then.
    root : path, optional
        Folder that holds ``data``; found by itself without it.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.schema.OBSERVATIONS`; ``value`` is in ``unit`` and NaN where the document gives no
        figure; ``published`` is a date; ``as_of`` and ``note`` are empty strings where there is none.

    Raises
    ------
    DataError
        If a clean table is missing or damaged.
    UnknownName
        If a ward, theme, concept or vintage does not exist; it names the nearest ones.
    WardKpiError
        If ``as_of_publication`` is no date.
    """
    frame = _read(schema.OBSERVATIONS, root)
    _check_keys(frame, find_root(root))
    concepts = load_concepts(root)
    if not complete:
        frame = _figures_of_one_year(frame, concepts)
    if as_of_publication is not None:
        frame = frame[frame["published"] <= _date(as_of_publication)]
    if vintage == "latest":
        frame = latest_vintage(frame)
    elif vintage != "all":
        known = sorted(load_sources(root)["source"])
        if vintage not in known:
            raise UnknownName("vintage", vintage, ["latest", "all", *known])
        frame = frame[frame["source"] == vintage]
    wanted = {
        "ward": None if ward is None else ward_codes(ward, root),
        "theme": theme,
        "concept": concept,
    }
    for column, names in wanted.items():
        if names is None:
            continue
        if column != "ward":
            check_names(column, names, concepts[column])
        frame = frame[frame[column].isin(list(_listed(names)))]
    return frame.reset_index(drop=True)


def _figures_of_one_year(frame: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """Keep the indicators' figures that belong to one fiscal year."""
    items = concepts.loc[concepts["scope"] == "item", "concept"]
    kept = frame[frame["fiscal_year"].notna() & frame["period_from"].isna() & ~frame["concept"].isin(items)]
    return kept.astype({"fiscal_year": "int64"})


def latest_vintage(observations: pd.DataFrame) -> pd.DataFrame:
    """Keep of each figure (indicator, fiscal year, kind) the rows of the newest document that states it.

    A series of files is one document: each of its days stays, whenever the day's file became known.
    """
    figure = [*VINTAGE_KEY, "period_from"]
    newest = observations.groupby(figure, dropna=False)["published"].transform("max")
    of_source = observations.groupby([*figure, "source"], dropna=False)["published"].transform("max")
    return observations[of_source == newest]


def current_commitments(observations: pd.DataFrame) -> pd.DataFrame:
    """Leave out baselines, milestones and targets that a newer document of the ward has replaced or dated otherwise."""
    newest = observations.groupby(["indicator", "kind"])["published"].transform("max")
    return observations[~observations["kind"].isin(COMMITMENTS) | (observations["published"] == newest)]


def load_indicators(root: Root = None) -> pd.DataFrame:
    """Load what each ward measures: columns of :data:`analysis.schema.INDICATORS`, one row per indicator."""
    return _read(schema.INDICATORS, root)


def load_concepts(root: Root = None) -> pd.DataFrame:
    """Load the codebook: columns of :data:`analysis.schema.CONCEPTS`, one row per concept, in order of theme."""
    return _read(schema.CONCEPTS, root)


def load_evaluations(root: Root = None) -> pd.DataFrame:
    """Load what wards themselves judge: columns of :data:`analysis.schema.EVALUATIONS`, one row per judgement."""
    return _read(schema.EVALUATIONS, root)


def load_coverage(root: Root = None) -> pd.DataFrame:
    """Load how much of each document is transcribed: columns of :data:`analysis.schema.COVERAGE`."""
    return _read(schema.COVERAGE, root)


def load_sources(root: Root = None) -> pd.DataFrame:
    """Load the documents: columns of :data:`analysis.schema.SOURCES`, one row per document."""
    return _read(schema.SOURCES, root)


def load_wards(root: Root = None, *, level: str | None = "ward") -> pd.DataFrame:
    """Load the wards: columns of :data:`analysis.schema.WARDS`.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.
    level : str or None
        ``"ward"``; ``"prefecture"`` or ``"country"`` for the areas kept for reference; None for all.
    """
    frame = _read(schema.WARDS, root)
    if level is None:
        return frame
    check_names("level", level, ("ward", "prefecture", "country"))
    return frame[frame["level"] == level].reset_index(drop=True)


def load_notes(root: Root = None) -> pd.DataFrame:
    """Load the caveats of observations in both languages: columns ``note`` and ``note_en``."""
    return _read(schema.NOTES, root)


def ward_code(name: str, root: Root = None) -> str:
    """Return the 6-digit code of a ward given as code, slug or name.

    Raises
    ------
    UnknownName
        If there is no such ward.
    """
    wards = load_wards(root, level=None)
    for column in ("ward", "slug", "name_ja", "name_en"):
        match = wards.loc[wards[column].str.lower() == str(name).lower(), "ward"]
        if len(match):
            return str(match.iloc[0])
    raise UnknownName("ward", name, [*wards["slug"], *wards["ward"], *wards["name_ja"]])


def ward_codes(names: Names, root: Root = None) -> list[str]:
    """Return the code of each of ``names``, given as :func:`ward_code` takes them; none for None."""
    return [ward_code(name, root) for name in _listed(names)]


def check_names(what: str, names: Names, valid: Iterable[str]) -> None:
    """Raise :class:`UnknownName` for the first of ``names`` that is not ``valid``."""
    known = list(dict.fromkeys(valid))
    for name in _listed(names):
        if name not in known:
            raise UnknownName(what, name, known)


def _listed(names: Names) -> list[str]:
    if names is None:
        return []
    return [*names] if isinstance(names, Iterable) and not isinstance(names, str) else [str(names)]


def _date(value: str | dt.date) -> pd.Timestamp:
    try:
        return pd.Timestamp(value if isinstance(value, dt.date) else last_possible_date(str(value)))
    except ValueError:
        raise WardKpiError("bad_argument", argument="as_of_publication", value=value, expected="YYYY-MM-DD") from None


def _read(table: schema.Table, root: Root) -> pd.DataFrame:
    """Read one clean table; text columns have no missing values, an empty cell is an empty string."""
    path = find_root(root) / "data" / "clean" / f"{table.name}.csv"
    try:
        # Not pandas' reader, which fills up short rows and takes the first cells of long ones for an index.
        header, *rows = csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)
    except FileNotFoundError:
        raise DataError("no_clean_table", path=path) from None
    except (OSError, ValueError, csv.Error) as error:
        raise DataError("damaged_clean_table", path=path, problem=error) from None
    if header != table.columns:
        difference = sorted(set(header) ^ set(table.columns)) or header
        raise DataError("damaged_clean_table", path=path, problem=f"columns {', '.join(difference)}")
    for line, row in enumerate(rows, 2):
        if len(row) != len(header):
            problem = f"line {line} has {len(row)} cells instead of {len(header)}"
            raise DataError("damaged_clean_table", path=path, problem=problem)
    frame = pd.DataFrame(rows, columns=header, dtype="str")
    for field in table.fields:
        frame[field.name] = _typed(frame[field.name], field, path)
    return frame


def _typed(column: pd.Series[Any], field: schema.Field, path: Path) -> pd.Series[Any]:
    required = "required" in field.constraints
    try:
        if field.type == "date":
            return pd.to_datetime(column, format="%Y-%m-%d")
        if field.type == "boolean":
            if not column.isin(["true", "false"]).all():
                raise ValueError("neither true nor false")
            return column == "true" if required else (column == "true").astype("boolean")
        if field.type == "number":
            return pd.to_numeric(column.where(column != "")).astype("float64")
        if field.type != "integer":
            return column
        return column.astype("int64") if required else pd.to_numeric(column.where(column != "")).astype("Int64")
    except ValueError as error:
        problem = f"column {field.name}: {error}"
        raise DataError("damaged_clean_table", path=path, problem=problem) from None


def _check_keys(frame: pd.DataFrame, root: Path) -> None:
    key = list(schema.OBSERVATIONS.key)
    doubled = frame[frame.duplicated(key, keep=False)]
    if len(doubled):
        first, second = doubled.index[:2] + 2
        problem = f"lines {first} and {second} have the same key"
        raise DataError("damaged_clean_table", path=root / "data" / "clean" / "observations.csv", problem=problem)
    known = set(load_wards(root, level=None)["ward"])
    unknown = sorted(set(frame["ward"]) - known)
    if unknown:
        raise UnknownName("ward", unknown[0], known)
