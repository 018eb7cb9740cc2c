"""Imports the complete tables of ministries as a data root of its own: any municipality can then be compared.

What is written is what :func:`analysis.load_observations` and everything after it read: ``data/clean`` in a folder the
user names. Nothing is typed by hand in it, so there is no ``data/raw``. Names are Japanese in both languages where no
Latin name is known.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import schema
from analysis.data.area_codes import special_ward
from analysis.data.marks import Style, next_style, styles
from analysis.data.paths import find_root, write_files
from analysis.data.rows import typed
from analysis.sources.clean import base_note, concept_records, package, source_record
from analysis.sources.layouts import Layout, read_layout
from analysis.sources.ministry import Reading, read_columns, read_rows, resolve_names
from analysis.sources.model import Codebook, Document, RawData, Source
from analysis.sources.raw import load_raw
from analysis.words.era import fiscal_year_of, last_possible_date
from analysis.words.errors import WardKpiError

MIC, DIGITAL_AGENCY = "mic-mynumber", "digital-agency-dx-2024"
LAYOUTS = "ministry_tables.toml"
_YES = "true"  # as clean tables write it
Paths = Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class Import:
    """What an import wrote to the data root ``folder``, and how many printed ``rates`` it compared with their counts.

    ``report``, which ``report_file`` holds as CSV, has the columns of :data:`analysis.sources.ministry.REPORT_COLUMNS`;
    ``what`` is ``rate`` (the counts give another rate), ``code_by_name`` (the file prints no code), ``name_by_order``
    (only its place tells which of several municipalities of one name it is), ``base_changed`` (another figure for the
    same population day in a later table; the first is kept) or ``renamed``.
    """

    folder: Path
    report_file: Path
    observations: int
    areas: int
    dates: int
    rates: int
    report: pd.DataFrame


def import_mic(
    sources: Paths,
    out: str | os.PathLike[str],
    *,
    areas: Sequence[str] = (),
    codes: Paths = (),
    layout: str = MIC,
    root: str | os.PathLike[str] | None = None,
) -> Import:
    """Import tables of one row per municipality and date, such as the My Number card statistics.

    ``sources`` are files, or folders of which every ``.csv`` file is read; ``out`` may hold what another import wrote.
    Only ``areas`` (codes, or names with or without prefecture) are kept, all without it. ``codes`` are files to take
    codes from, for rows that are printed without. ``layout`` is the section of data/raw/ministry_tables.toml that says
    what the columns mean, and ``root`` the project, for codebook, wards and layouts.

    Raises
    ------
    WardKpiError
        If a file, a code, a name or a cell cannot be read, or if ``out`` holds data that no import wrote. Nothing is
        written then.
    """
    project = _Project(root, layout)
    files = _files(sources)
    reading = read_rows(files, project.layout, _files(codes))
    return _write(project, reading, files, Path(out), areas)


def import_digital_agency(
    sources: Paths,
    out: str | os.PathLike[str],
    *,
    areas: Sequence[str] = (),
    codes: Paths = (),
    layout: str = DIGITAL_AGENCY,
    root: str | os.PathLike[str] | None = None,
) -> Import:
    """Import tables of one column per municipality, which print names but no codes.

    The parameters are those of :func:`import_mic`. ``codes`` are files with one row per municipality, such as those
    that :func:`import_mic` reads; without them the municipalities that an earlier import wrote to ``out`` are used.

    Raises
    ------
    WardKpiError
        As :func:`import_mic`; also if no codes are at hand, or if a name could be several municipalities.
    """
    project = _Project(root, layout)
    files = _files(sources)
    reading = read_columns(files, project.layout, _known_areas(project, Path(out), codes))
    return _write(project, reading, files, Path(out), areas)


class _Project:
    """The project's codebook, wards and layouts."""

    def __init__(self, root: str | os.PathLike[str] | None, layout: str) -> None:
        self.root = find_root(root)
        self.raw: RawData = load_raw(self.root)
        self.layout: Layout = self.read_layout(layout)

    def read_layout(self, layout: str) -> Layout:
        """Return a section of ministry_tables.toml."""
        return read_layout(self.root / "data" / "raw" / LAYOUTS, layout, self.raw.codebook)


def _files(sources: Paths) -> list[Path]:
    """Return the files named, those of a folder in the order of their names."""
    files: list[Path] = []
    for source in sources:
        path = Path(source).expanduser()
        found = sorted(path.glob("*.csv")) if path.is_dir() else [path]
        if not found:
            raise WardKpiError("ministry_no_files", folder=path)
        files += found
    return files


def _known_areas(project: _Project, out: Path, codes: Paths) -> pd.DataFrame:
    """Return every municipality with its code: from files with codes, or from what an import wrote."""
    if codes:
        return read_rows(_files(codes), project.read_layout(MIC)).areas
    path = out / "data" / AREAS
    if not path.is_file():
        raise WardKpiError("ministry_needs_codes", folder=out)
    return pd.read_csv(path, dtype="str", keep_default_na=False)


AREAS = "areas.csv"
"""Prefecture, name and code of every municipality that the tables name, kept or not, for tables without codes."""


# --- the clean tables ----------------------------------------------------------------------------------------------


def _write(project: _Project, reading: Reading, files: Sequence[Path], out: Path, names: Sequence[str]) -> Import:
    out = out.expanduser().resolve()
    clean = out / "data" / "clean"
    if (out / "data" / "raw").exists() or (clean.exists() and not (out / "data" / AREAS).is_file()):
        raise WardKpiError("import_into_project", folder=out)
    areas = _merged_areas(out, reading.areas)
    reading = _chosen(reading, names)
    source = _source(project.layout, reading, files)
    before = _existing(clean)
    kept = {*reading.areas["code"], *(before["wards"]["ward"] if before else ())}
    wards = _ward_table(areas[areas["code"].isin(kept)].reset_index(drop=True), project.raw)
    figures = _described(reading.figures, wards, project.layout)
    indicators = _indicators(figures, project.layout)
    tables = {
        "observations": _observations(figures, indicators, source),
        "indicators": indicators,
        "concepts": pd.DataFrame(_concepts(indicators, project.layout.codebook)),
        "sources": pd.DataFrame([source_record(source)]),
        "wards": wards,
        "notes": _notes(figures),
        "evaluations": pd.DataFrame(columns=schema.EVALUATIONS.columns, dtype="str"),
        "coverage": pd.DataFrame(columns=schema.COVERAGE.columns, dtype="str"),
        "grades": pd.DataFrame(columns=schema.GRADES_TABLE.columns, dtype="str"),
        "labels": pd.DataFrame(columns=schema.LABELS.columns, dtype="str"),
    }
    joined = _joined(tables, before, source.id)
    report_file = out / f"{source.id}-report.csv"
    contents = {clean / f"{table.name}.csv": _csv(joined[table.name][table.columns]) for table in schema.TABLES}
    contents |= {
        clean / "datapackage.json": package(),
        out / "data" / AREAS: _csv(areas),
        report_file: _csv(reading.report),
    }
    write_files(contents)
    return Import(
        out,
        report_file,
        observations=len(figures),
        areas=len(reading.areas),
        dates=_dates(reading, project.layout),
        rates=_compared(reading, project.layout),
        report=reading.report,
    )


def _chosen(reading: Reading, names: Sequence[str]) -> Reading:
    """Keep the municipalities that were asked for."""
    if not names:
        return reading
    chosen, _ = resolve_names(names, [""] * len(names), reading.areas, "--area", by_order=False)
    kept = {
        key: frame[frame["code"].isin(chosen)].reset_index(drop=True)
        for key, frame in (("figures", reading.figures), ("areas", reading.areas), ("report", reading.report))
    }
    return Reading(**kept)


def _source(layout: Layout, reading: Reading, files: Sequence[Path]) -> Source:
    stated = layout.published or str(reading.figures["as_of"].max())
    about: dict[str, Any] = dict(layout.about)
    return Source(
        id=layout.id,
        ward="",
        **about,
        published=last_possible_date(stated),
        published_stated=stated,
        published_from=last_possible_date(stated),
        status="final",
        documents=tuple(Document(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files),
        notes={},
    )


def _existing(clean: Path) -> dict[str, pd.DataFrame]:
    """Return the clean tables that an earlier import wrote."""
    return {
        table.name: pd.read_csv(clean / f"{table.name}.csv", dtype="str", keep_default_na=False)
        for table in schema.TABLES
        if (clean / f"{table.name}.csv").is_file()
    }


def _merged_areas(out: Path, areas: pd.DataFrame) -> pd.DataFrame:
    path = out / "data" / AREAS
    known = [pd.read_csv(path, dtype="str", keep_default_na=False)] if path.is_file() else []
    joined = pd.concat([areas, *known]).drop_duplicates("code", keep="first")
    return joined.sort_values("code").reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Municipality:
    """A municipality as the ministry's tables name it."""

    code: str
    prefecture: str
    name: str
    printed: str


def _ward_table(areas: pd.DataFrame, raw: RawData) -> pd.DataFrame:
    """Return wards.csv: the project's wards as they are, the others with a colour and a marker of the palette.

    Up to as many municipalities as the palette has pairs, no two look alike; beyond that, pairs come again in turn.
    """
    known = {ward.code: ward for ward in raw.wards}
    ours = [Style(ward.colour, ward.marker) for ward in raw.wards if ward.code in set(areas["code"])]
    turn = cycle(styles())
    shared = areas.duplicated("name", keep=False)
    full = areas.duplicated(["prefecture", "name"], keep=False)
    records = []
    for place, area in enumerate(typed(areas, _Municipality)):
        code, name = area.code, area.name
        if code in known:
            records.append({"ward": code, **asdict(known[code])})
            continue
        label = f"{area.printed if full[place] else name}（{area.prefecture}）" if shared[place] else name
        special = special_ward(code)
        style = (next_style(ours) if len(areas) <= len(styles()) else None) or next(turn)
        ours.append(style)
        records.append(
            {
                "ward": code,
                "slug": special.slug if special else f"m{code}",
                "name_ja": label,
                "name_en": special.name_en if special else label,
                "level": "ward",
                **style._asdict(),
            }
        )
    return pd.DataFrame(records, columns=schema.WARDS.columns, dtype="str")


def _observations(figures: pd.DataFrame, indicators: pd.DataFrame, source: Source) -> pd.DataFrame:
    said = indicators.set_index("indicator")
    line = figures["line"].astype("str")
    return pd.DataFrame(
        {
            "ward": figures["code"],
            "indicator": figures["indicator"],
            "concept": figures["indicator"].map(said["concept"]),
            "theme": figures["indicator"].map(said["theme"]),
            "period_from": "",
            "fiscal_year": figures["fiscal_year"].astype("str"),
            "kind": "actual",
            "value": figures["value"],
            "unit": figures["indicator"].map(said["unit"]),
            "text": figures["text"],
            "as_of": figures["as_of"],
            "source": source.id,
            "published": source.published.isoformat(),
            "locator": source.id + "/" + figures["file"] + ":" + line + "[" + figures["column"] + "] @ L" + line,
            "published_from": source.published_from.isoformat(),
            "obs_status": figures["value"].map(lambda value: "A" if value else "O"),
            "bound": "",
            "superseded": "false",
            "note": figures["note"],
        }
    )


def _described(figures: pd.DataFrame, wards: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    """Add ``indicator``, ``fiscal_year``, ``note`` and ``note_en``."""
    years = {
        text: fiscal_year_of(last_possible_date(text)) if text else layout.fiscal_year
        for text in figures["as_of"].unique()
    }
    notes = {base: base_note(base) if base else layout.note for base in figures["base_date"].unique()}
    slugs = figures["code"].map(dict(zip(wards["ward"], wards["slug"], strict=True)))
    return figures.assign(
        indicator=slugs + "." + figures["item"],
        fiscal_year=figures["as_of"].map(years),
        note=figures["base_date"].map({base: japanese for base, (japanese, _) in notes.items()}),
        note_en=figures["base_date"].map({base: english for base, (_, english) in notes.items()}),
    )


def _indicators(figures: pd.DataFrame, layout: Layout) -> pd.DataFrame:
    once = figures.drop_duplicates("indicator")
    said = pd.DataFrame({item: vars(layout.indicator(item)) for item in once["item"].unique()}).T
    described = said.loc[once["item"]].drop(columns=["id", "ward"]).set_index(once.index)
    return described.assign(indicator=once["indicator"], ward=once["code"], label=once["column"])


def _concepts(indicators: pd.DataFrame, book: Codebook) -> list[dict[str, str]]:
    """Return the concepts that are used, and those of the main themes: figures about these can say that there is nothing."""
    used = set(indicators["concept"])
    kept = {k: v for k, v in book.concepts.items() if k in used or book.themes[v.theme].main}
    return concept_records(replace(book, concepts=kept))


def _joined(tables: dict[str, pd.DataFrame], before: dict[str, pd.DataFrame], source: str) -> dict[str, pd.DataFrame]:
    """Put a source beside those imported before; one of the same id takes the place of the earlier."""
    joined = {}
    for table in schema.TABLES:
        new, old = tables[table.name], before.get(table.name)
        if old is not None and table.name != "wards":
            kept = old[old["source"] != source] if "source" in old else old
            new = pd.concat([new, kept]).drop_duplicates(list(table.key), keep="first")
        joined[table.name] = new.sort_values(list(table.key))
    used = joined["observations"]
    for name, column in (("indicators", "indicator"), ("notes", "note")):
        joined[name] = joined[name][joined[name][column].isin(set(used[column]))]
    concepts = joined["concepts"]
    joined["concepts"] = concepts[concepts["concept"].isin(set(used["concept"])) | (concepts["theme_main"] == _YES)]
    joined["concepts"] = joined["concepts"].sort_values(["theme_order", "concept"], key=_by_number)
    return joined


def _by_number(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.astype("int64") if column.name == "theme_order" else column


def _notes(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.loc[figures["note"] != "", ["note", "note_en"]].drop_duplicates()


def _dates(reading: Reading, layout: Layout) -> int:
    """Return of how many dates the tables are, those of the population apart."""
    of_base = [layout.item(header) for header in layout.of_base_date]
    figures = reading.figures
    return int(figures.loc[~figures["item"].isin(of_base) & (figures["as_of"] != ""), "as_of"].nunique())


def _compared(reading: Reading, layout: Layout) -> int:
    """Return how many printed rates could be compared with counts."""
    rates = [layout.item(ratio.rate) for ratio in layout.ratios]
    return int((reading.figures["item"].isin(rates) & (reading.figures["value"] != "")).sum())


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()
