"""Rebuilds data/national from a folder of the ministries' complete tables; data/raw/national_tables.toml names these."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import national
from analysis.data.paths import find_root, write_files
from analysis.sources.layouts import Layout, read_layout
from analysis.sources.ministry import Reading, read_columns, read_rows, read_sheet
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw
from analysis.sources.reading import load_toml
from analysis.words.errors import WardKpiError

TABLES, LAYOUTS = "national_tables.toml", "ministry_tables.toml"
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
    write_files({home / "data" / national.FOLDER / name: content for name, content in contents.items()})
    return {name: content.count(b"\n") - 1 for name, content in contents.items() if name.endswith(".csv")}


def build(folder: Path, root: Path) -> dict[str, bytes]:
    """Return the files of data/national by name, made from the tables in ``folder``."""
    raw = root / "data" / "raw"
    named, codebook = load_toml(raw / TABLES), load_raw(root).codebook
    cards, measures = named["cards"], named["measures"]
    files = _files(folder / cards["folder"])
    layout = read_layout(raw / LAYOUTS, cards["layout"], codebook)
    reading = read_rows(files, layout)
    tables = _card_tables(reading, layout, cards)
    tables[national.MEASURES] = _measures(folder, raw, measures, codebook, reading.areas)
    tables[national.DATES]["sha256"] = [
        national.fingerprint(folder / cards["folder"] / name) for name in tables[national.DATES]["document"]
    ]
    tables[national.TOTALS] = pd.concat([_totals(folder, one) for one in named["totals"]], ignore_index=True)
    attributions = {one["layout"]: one["attribution"] for one in (cards, measures)}
    about = national.description(attributions, {name: len(table) for name, table in tables.items()})
    written = {name: table.to_csv(index=False, lineterminator="\n").encode() for name, table in tables.items()}
    described = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    return written | {national.DESCRIPTION: described.encode()}


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise WardKpiError("ministry_no_files", folder=folder)
    return files


def _card_tables(reading: Reading, layout: Layout, named: Mapping[str, Any]) -> _Sheet:
    """Return the municipalities, the dates, and a table of one column for each date of each count and rate."""
    figures = reading.figures
    rates = figures[figures["item"] == named["rate"]]
    indicator = layout.indicator(named["rate"])
    assert indicator is not None  # read_layout has refused unknown ones
    dates = rates.drop_duplicates("as_of")[["as_of", "base_date", "file"]].rename(columns={"file": "document"})
    areas = reading.areas[["code", "prefecture", "name"]].rename(columns={"code": "ward"}).sort_values("ward")
    return {
        national.MUNICIPALITIES: areas,
        national.DATES: dates.sort_values("as_of").assign(concept=indicator.concept, source=layout.id),
        national.RATES: _wide(rates, "as_of"),
        national.CARDS: _wide(figures[figures["item"] == named["done"]], "as_of"),
        national.POPULATION: _wide(figures[figures["item"] == named["total"]], "as_of"),
    }


def _measures(
    folder: Path, raw: Path, named: Mapping[str, Any], codebook: Codebook, areas: pd.DataFrame
) -> pd.DataFrame:
    """Return the figures of one table, a column for each concept; what it says in words is left out."""
    layout = read_layout(raw / LAYOUTS, named["layout"], codebook)
    figures = read_columns(_files(folder / named["folder"]), layout, areas).figures
    described = {item: layout.indicator(item) for item in figures["item"].unique()}
    concepts = {item: one.concept for item, one in described.items() if one and one.unit != "text"}
    shown = figures[figures["item"].isin(concepts)].assign(concept=lambda rows: rows["item"].map(concepts))
    wide = _wide(shown, "concept")[["ward", *concepts.values()]]
    wide.insert(1, "source", layout.id)
    return wide


def _wide(figures: pd.DataFrame, column: str) -> pd.DataFrame:
    return figures.pivot(index="code", columns=column, values="value").rename_axis("ward").reset_index()


def _totals(folder: Path, named: Mapping[str, Any]) -> pd.DataFrame:
    """Return one printed table of totals: a row for each name and, where they are told apart, sex."""
    sheet = read_sheet(folder / named["file"])
    frame = pd.DataFrame([cells for _, cells in sheet.lines], columns=sheet.header, dtype="str")
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
