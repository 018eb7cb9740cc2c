"""Rebuilds data/national from a folder of the ministries' complete tables; data/raw/national_tables.toml names these."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import national_files
from analysis.data.paths import find_root
from analysis.data.reading import load_toml
from analysis.data.writing import write_files
from analysis.sources.importers import Project
from analysis.sources.ministry import Reading, read_sheets
from analysis.words.errors import WardKpiError

TABLES = "national_tables.toml"
_Sheet = dict[str, pd.DataFrame]


def rebuild(folder: str | os.PathLike[str], root: str | os.PathLike[str] | None = None) -> dict[str, int]:
    """Write data/national from the tables in ``folder``; return the number of rows of each file.

    Raises
    ------
    WardKpiError
        If a table is missing or cannot be read. Nothing is written then.
    """
    home = find_root(root)
    contents = build(Path(folder).expanduser(), home)
    write_files({home / "data" / national_files.FOLDER / name: content for name, content in contents.items()})
    return {name: content.count(b"\n") - 1 for name, content in contents.items() if name.endswith(".csv")}


def build(folder: Path, root: Path) -> dict[str, bytes]:
    """Return the files of data/national by name, made from the tables in ``folder``."""
    named, project = load_toml(root / "data" / "raw" / TABLES), Project(root)
    cards, measures = named["cards"], named["measures"]
    reading = project.read(cards["layout"], _files(folder / cards["folder"]))
    tables = _card_tables(reading, project, cards)
    tables[national_files.MEASURES] = _measures(folder, measures, project)
    tables[national_files.DATES]["sha256"] = [
        national_files.fingerprint(folder / cards["folder"] / name) for name in tables[national_files.DATES]["document"]
    ]
    tables[national_files.TOTALS] = pd.concat([_totals(folder, one) for one in named["totals"]], ignore_index=True)
    attributions = {one["layout"]: one["attribution"] for one in (cards, measures)}
    about = national_files.description(attributions, {name: len(table) for name, table in tables.items()})
    written = {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    described = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    return written | {national_files.DESCRIPTION: described.encode()}


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise WardKpiError("ministry_no_files", folder=folder)
    return files


def _card_tables(reading: Reading, project: Project, named: Mapping[str, Any]) -> _Sheet:
    """Return the municipalities, the dates, and a table of one column for each date of each count and rate."""
    figures = reading.figures
    rates = figures[figures["item"] == named["rate"]]
    layout, register = project.layout(named["layout"]), project.register.with_areas(reading.areas)
    indicator = layout.indicator(named["rate"])
    assert indicator is not None  # read_layout has refused unknown ones
    dates = rates.drop_duplicates("as_of")[["as_of", "base_date", "file"]].rename(columns={"file": "document"})
    registered = [register.areas[area.code] for area in sorted(reading.areas)]
    areas = pd.DataFrame(registered, columns=["ward", "prefecture", "name"])
    return {
        national_files.MUNICIPALITIES: areas,
        national_files.DATES: dates.sort_values("as_of").assign(concept=indicator.concept, source=layout.id),
        national_files.RATES: _wide(rates, "as_of"),
        national_files.CARDS: _wide(figures[figures["item"] == named["done"]], "as_of"),
        national_files.POPULATION: _wide(figures[figures["item"] == named["total"]], "as_of"),
    }


def _measures(folder: Path, named: Mapping[str, Any], project: Project) -> pd.DataFrame:
    """Return the figures of one table, a column for each concept; what it says in words is left out."""
    layout = project.layout(named["layout"])
    figures = project.read(named["layout"], _files(folder / named["folder"])).figures
    described = {item: layout.indicator(item) for item in figures["item"].unique()}
    concepts = {item: one.concept for item, one in described.items() if one and one.unit != "text"}
    shown = figures[figures["item"].isin(concepts)].assign(concept=lambda rows: rows["item"].map(concepts))
    wide = _wide(shown, "concept")[["ward", *concepts.values()]]
    wide.insert(1, "source", layout.id)
    return wide


def _wide(figures: pd.DataFrame, column: str) -> pd.DataFrame:
    # Tables of several dates print the same population.
    once = figures.drop_duplicates(["code", column, "value"])
    return once.pivot(index="code", columns=column, values="value").rename_axis("ward").reset_index()


def _totals(folder: Path, named: Mapping[str, Any]) -> pd.DataFrame:
    """Return one printed table of totals: a row for each name and, where they are told apart, sex."""
    (_, header), *lines = read_sheets(folder / named["file"])[0].lines
    frame = pd.DataFrame([cells for _, cells in lines], columns=header, dtype="str")
    about = {
        "as_of": frame[named["as_of"]].str.replace("/", "-"),
        "group": named["group"],
        "name": frame[named["name"]],
    }
    of_each = [
        pd.DataFrame(about | {"sex": sex} | {name: frame[header] for name, header in columns.items()})
        for sex, columns in named["columns"].items()
    ]
    return pd.concat(of_each, ignore_index=True)
