"""The clean tables of one root, each read once for as long as its file stays as it is."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import schema
from analysis.data.writing import settle
from analysis.words.errors import DataError, UnknownName

_Stamp = tuple[tuple[int, int, int], ...]
_MOST_ROOTS = 4
_LARGE = 5_000_000
"""Bytes from which a table is worth the import of another reader."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The clean tables beneath ``root``, read one by one when first asked for.

    Everybody shares these frames. Whoever hands one out gives a shallow copy, which copy-on-write keeps apart.
    """

    root: Path
    made: dict[Any, Any] = field(default_factory=dict)
    """What a Study has worked out of these tables."""

    @cached_property
    def observations(self) -> pd.DataFrame:
        """One row per published figure or word, every vintage."""
        frame = _read(schema.OBSERVATIONS, self.root)
        _check_keys(frame, set(self.wards["ward"]), self.root)
        self._check_names(frame, schema.OBSERVATIONS)
        return frame

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """What each ward measures, one row per indicator."""
        return self._read(schema.INDICATORS)

    @cached_property
    def concepts(self) -> pd.DataFrame:
        """The codebook, one row per concept."""
        return self._read(schema.CONCEPTS)

    @cached_property
    def sources(self) -> pd.DataFrame:
        """The documents, one row each."""
        return self._read(schema.SOURCES)

    @cached_property
    def wards(self) -> pd.DataFrame:
        """All areas: wards, and those kept for reference."""
        return self._read(schema.WARDS)

    @cached_property
    def notes(self) -> pd.DataFrame:
        """The caveats of single figures in both languages."""
        return self._read(schema.NOTES)

    @cached_property
    def evaluations(self) -> pd.DataFrame:
        """What wards themselves judge, one row per judgement."""
        return self._read(schema.EVALUATIONS)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """How much of each document's own list stands in the tables, by theme."""
        return self._read(schema.COVERAGE)

    @cached_property
    def grades(self) -> pd.DataFrame:
        """How far what two wards publish of a concept can be compared, one row per pair that the codebook grades."""
        return self._read(schema.GRADES_TABLE)

    @cached_property
    def labels(self) -> pd.DataFrame:
        """What each document calls an indicator."""
        return self._read(schema.LABELS)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Where in its document each raw table stands."""
        return self._read(schema.PLACES)

    def _read(self, table: schema.Table) -> pd.DataFrame:
        frame = _read(table, self.root)
        self._check_names(frame, table)
        return frame

    def _check_names(self, frame: pd.DataFrame, table: schema.Table) -> None:
        """Raise where a row names what no row of the other table is, as when that one was cut off."""
        for column, other, key in table.foreign:
            known = getattr(self, other)
            if lost := sorted({*frame[column].unique()} - {"", *known[key]}):
                line = int((frame[column] == lost[0]).to_numpy().argmax()) + 2
                problem = f"line {line} names {lost[0]}, which {other}.csv has not"
                raise DataError("damaged_clean_table", path=_path(self.root, table), problem=problem)


_kept: dict[Path, tuple[_Stamp, Tables]] = {}


def tables_of(root: Path) -> Tables:
    """Return the tables beneath ``root``: the same object until one of their files changes."""
    for folder in (
        root,
        root / "data",
        root / "data" / "clean",
    ):  # of an import, with and without report, and of cleaning
        settle(folder)
    stamp = tuple(_stamp(_path(root, table)) for table in schema.TABLES)
    kept = _kept.pop(root, None)
    if kept is None or kept[0] != stamp:
        kept = (stamp, Tables(root))
    _kept[root] = kept
    for oldest in list(_kept)[:-_MOST_ROOTS]:
        del _kept[oldest]
    return kept[1]


def _path(root: Path, table: schema.Table) -> Path:
    return root / "data" / "clean" / f"{table.name}.csv"


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        state = path.stat()
    except OSError:
        return (0, 0, 0)  # reading says what is wrong
    return state.st_mtime_ns, state.st_size, state.st_ino


def _read(table: schema.Table, root: Path) -> pd.DataFrame:
    """Read one clean table; text columns have no missing values, an empty cell is an empty string."""
    path = _path(root, table)
    frame = _read_large(table, path)
    if frame is None:
        frame = _read_strictly(table, path)
    for column in table.fields:
        frame[column.name] = _typed(frame[column.name], column, path)
    return frame


def _read_strictly(table: schema.Table, path: Path) -> pd.DataFrame:
    """Read a table as text and say what is wrong with it."""
    if path.exists() and not path.is_file():  # a pipe or a device, which would be waited for
        raise DataError("damaged_clean_table", path=path, problem="no regular file")
    try:
        # Not pandas' reader, which fills up short rows and takes the first cells of long ones for an index.
        rows = [*csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)]
    except FileNotFoundError:
        raise DataError("no_clean_table", path=path) from None
    except (OSError, ValueError, csv.Error) as error:
        raise DataError("damaged_clean_table", path=path, problem=error) from None
    header = rows.pop(0) if rows else []
    if header != table.columns:
        difference = sorted(set(header) ^ set(table.columns)) or header
        raise DataError("damaged_clean_table", path=path, problem=f"columns {', '.join(difference)}")
    for line, row in enumerate(rows, 2):
        if len(row) != len(header):
            problem = f"line {line} has {len(row)} cells instead of {len(header)}"
            raise DataError("damaged_clean_table", path=path, problem=problem)
    return pd.DataFrame(rows, columns=header, dtype="str")


def _read_large(table: schema.Table, path: Path) -> pd.DataFrame | None:
    """Read a large table as text ten times as fast, where pyarrow is installed; None where it is not, or where anything is wrong."""
    try:
        if path.stat().st_size < _LARGE:
            return None
        pyarrow, arrow = import_module("pyarrow"), import_module("pyarrow.csv")
    except (OSError, ImportError):
        return None
    as_text = arrow.ConvertOptions(
        column_types=dict.fromkeys(table.columns, pyarrow.string()), strings_can_be_null=False
    )
    whole = arrow.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)
    try:
        frame: pd.DataFrame = arrow.read_csv(path, parse_options=whole, convert_options=as_text).to_pandas()
    except (pyarrow.ArrowException, OSError, ValueError):
        return None
    # of an empty line it makes a row of empty cells; no table leaves its first column empty
    if list(frame) != table.columns or (frame[table.columns[0]] == "").any():
        return None
    return frame.astype("str")


def _typed(column: pd.Series[Any], field: schema.Field, path: Path) -> pd.Series[Any]:
    """Return a column as what it holds; of cells that are alike, as most are in a large table, one is read."""
    if field.type == "string":
        return column
    places, cells = pd.factorize(column)
    read = _parsed(pd.Series(cells, dtype="str"), field, path).take(places)
    return read.set_axis(column.index)


def _parsed(column: pd.Series[Any], field: schema.Field, path: Path) -> pd.Series[Any]:
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
        return column.astype("int64") if required else pd.to_numeric(column.where(column != "")).astype("Int64")
    except (ValueError, TypeError, OverflowError) as error:  # pandas says so of a whole number beyond what it can hold
        problem = f"column {field.name}: {error}"
        raise DataError("damaged_clean_table", path=path, problem=problem) from None


def _check_keys(frame: pd.DataFrame, known: set[str], root: Path) -> None:
    doubled = frame[frame.duplicated(list(schema.OBSERVATIONS.key), keep=False)]
    if len(doubled):
        first, second = doubled.sort_values(list(schema.OBSERVATIONS.key), kind="stable").index[:2] + 2
        problem = f"lines {first} and {second} have the same key"
        raise DataError("damaged_clean_table", path=_path(root, schema.OBSERVATIONS), problem=problem)
    unknown = sorted(set(frame["ward"].unique()) - known)
    if unknown:
        raise UnknownName("ward", unknown[0], known)
