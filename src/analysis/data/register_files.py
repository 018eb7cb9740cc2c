"""Reads the register of local governments from data/raw: areas.csv and area_changes.csv, each row checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.data.area_codes import is_valid
from analysis.data.reading import ProblemLog, TomlReader, csv_lines, read_text
from analysis.data.register import AREAS, CHANGES, Area, Change, Register, Spellings
from analysis.words.errors import DataError

LAYOUTS, NAMES = "ministry_tables.toml", "names"
"""The file of data/raw that says how tables of ministries are laid out, and its section about names."""


def read_register(folder: Path, spellings: Spellings) -> Register:
    """Read areas.csv and area_changes.csv of ``folder``, which is data/raw.

    Raises
    ------
    DataError
        If a file is missing or no such table, or if a code fails its check digit.
    """
    areas = [Area(*cells) for cells in _rows(folder / AREAS, Area._fields)]
    changes = [Change(*cells) for cells in _rows(folder / CHANGES, Change._fields)]
    for code, path in [(one.code, AREAS) for one in areas] + [
        (code, CHANGES) for one in changes for code in (one.code, one.new_code)
    ]:
        if not is_valid(code):
            raise DataError("register_code", path=folder / path, text=code)
    return Register({one.code: one for one in sorted(areas)}, tuple(sorted(changes)), spellings)


def read_spellings(path: Path, sections: Mapping[str, Any]) -> Spellings:
    """Read what means the same in names: the section ``[names]`` of ``ministry_tables.toml``.

    Raises
    ------
    RawDataErrors
        If anything in it cannot be used.
    """
    log = ProblemLog()
    reader = TomlReader(path, NAMES, sections.get(NAMES, {}), log)
    spellings = Spellings(
        reader.strings("same"), reader.take("marks", str, ""), reader.strings("nation"), reader.strings("notes")
    )
    reader.done()
    log.check()
    return spellings


def _rows(path: Path, columns: Sequence[str]) -> list[list[str]]:
    lines = csv_lines(path, read_text(path, "data/raw/ministry_tables.toml"))
    if not lines or tuple(lines[0][1]) != tuple(columns) or any(len(cells) != len(columns) for _, cells in lines):
        raise DataError("register_columns", path=path, columns=",".join(columns))
    return [cells for _, cells in lines[1:]]
