"""Compares figures, what is derived from them, and notebooks with a git revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import schema
from analysis.data.paths import find_root
from analysis.data.study import Study
from analysis.measures.attainment import MEASURES, progress_of
from analysis.measures.vintage_changes import revisions_of
from analysis.pages.git_revision import folder_at
from analysis.pages.notebook_changes import CellChange, compare_notebooks, places_of_observations
from analysis.words.errors import WardKpiError
from analysis.words.labels import LANGUAGES

_REVISION_KEY = ["ward", "indicator", "kind", "fiscal_year_from", "fiscal_year", "change", "source_from", "source"]
_REVISED = ["text_from", "text_to", "from", "to", "unit"]
MEASURED = ["value", "target", *MEASURES, "status"]
"""What is compared of the progress of an indicator."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One row of a table that is not the same on both sides; ``before`` or ``after`` is empty where it has none."""

    kind: str
    key: tuple[str, ...]
    before: Row
    after: Row

    @property
    def row(self) -> Row:
        """The row as it is now, as it was where it is gone."""
        return self.after or self.before

    def columns(self) -> list[str]:
        """Return the columns that differ."""
        if self.kind != "changed":
            return []
        names = [*self.after, *(name for name in self.before if name not in self.after)]
        return [name for name in names if self.before.get(name, "") != self.after.get(name, "")]


@dataclass(frozen=True)
class Review:
    """What moved; :func:`analysis.pages.changes_in_words.told_changes` tells it.

    Attributes
    ----------
    tables : dict of str to list of Change
        Rows of each clean table, and of ``revisions`` and ``progress`` computed from them, that differ.
    cells : list of CellChange
        Cells of notebooks that differ.
    failed : dict of str to WardKpiError
        Tables that cannot be computed for the revision, and why.
    names : dict of str to dict of str to str
        Names of wards, indicators and units by language.
    places : dict of str to list of str
        Cells of notebooks, of then and of now, that show an observation, by its id.
    """

    revision: str
    tables: dict[str, list[Change]]
    cells: list[CellChange]
    failed: dict[str, WardKpiError] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)


def review(revision: str, root: Path | None = None) -> Review:
    """Compare clean tables, revisions, derived measures and notebook outputs with a git revision.

    Parameters
    ----------
    revision : str
        Anything git takes for a commit.
    root : path, optional
        Folder that holds ``data`` and ``notebooks``, as they are now (committed or not).

    Raises
    ------
    UnknownName
        If there is no such revision.
    WardKpiError
        If ``root`` is in no git checkout, or either side lacks its clean tables.
    """
    folder = find_root(root)
    with folder_at(folder, revision) as old:
        sides = [_tables(old), _tables(folder)]
        tables = {
            table.name: _compare(sides[0][table.name], sides[1][table.name], list(table.key)) for table in schema.TABLES
        }
        failed: dict[str, WardKpiError] = {}
        for name, compute, key in (
            ("revisions", _revisions, _REVISION_KEY),
            ("progress", _progress, ["indicator"]),
        ):
            try:
                tables[name] = _compare(compute(Study.of(old)), compute(Study.of(folder)), key)
            except WardKpiError as error:  # the tables of then may lack what is needed now
                failed[name] = error
        cells = compare_notebooks(old / "notebooks", folder / "notebooks")
        places = places_of_observations(old / "notebooks") | places_of_observations(folder / "notebooks")
    return Review(revision, tables, cells, failed, _names(sides), places)


def _tables(root: Path) -> dict[str, pd.DataFrame]:
    """Return the clean tables as text, with the columns they had; an empty one where there was none."""
    tables = {}
    for table in schema.TABLES:
        path = root / "data" / "clean" / f"{table.name}.csv"
        exists = path.is_file()
        read = pd.read_csv(path, dtype="str", keep_default_na=False) if exists else pd.DataFrame(columns=table.columns)
        tables[table.name] = read
    return tables


def _revisions(study: Study) -> pd.DataFrame:
    return _as_text(revisions_of(None, None, study)[[*_REVISION_KEY, *_REVISED]])


def _progress(study: Study) -> pd.DataFrame:
    return _as_text(progress_of(study.current, study)[["ward", "indicator", "unit", *MEASURED]])


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda cell: "" if pd.isna(cell) else f"{cell:.10g}" if isinstance(cell, float) else str(cell))


def _compare(before: pd.DataFrame, after: pd.DataFrame, key: list[str]) -> list[Change]:
    """Return the rows that differ, in order of key."""
    old, new = (_by_key(frame, key) for frame in (before, after))
    changes = []
    for one in sorted(old.keys() | new.keys()):
        was, now = old.get(one, {}), new.get(one, {})
        if was != now:
            kind = "changed" if was and now else "added" if now else "removed"
            changes.append(Change(kind, one, was, now))
    return changes


def _by_key(frame: pd.DataFrame, key: list[str]) -> dict[tuple[str, ...], dict[str, str]]:
    rows = [{str(name): str(cell) for name, cell in row.items()} for row in frame.to_dict("records")]
    return {tuple(row.get(name, "") for name in key): row for row in rows}


def _names(sides: Iterable[dict[str, pd.DataFrame]]) -> dict[str, dict[str, str]]:
    """Return the names of wards, indicators and units in each language, those of today before those of then."""
    names: dict[str, dict[str, str]] = {}
    for tables in sides:
        for lang in LANGUAGES:
            for table, column, label in (
                ("wards", "ward", "name"),
                ("indicators", "indicator", "name"),
                ("concepts", "unit", "unit"),
            ):
                frame = tables[table]
                if f"{label}_{lang}" in frame:
                    pairs = zip(frame[column], frame[f"{label}_{lang}"], strict=True)
                    names.setdefault(f"{column}_{lang}", {}).update(pairs)
    return names
