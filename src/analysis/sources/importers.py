"""Imports the complete tables of ministries as a data root of its own: any municipality can then be compared.

What is written is what :func:`analysis.load_observations` and everything after it read: ``data/clean`` in a folder the
user names. Nothing is typed by hand in it, so there is no ``data/raw``; the files stay beside the tables as they came.
Names are Japanese in both languages where no Latin name is known.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.data.area_codes import MUNICIPAL
from analysis.data.paths import find_root
from analysis.data.reading import load_toml
from analysis.data.register import Register
from analysis.data.register_files import LAYOUTS, read_register, read_spellings
from analysis.data.writing import place, write_files
from analysis.sources.clean import package
from analysis.sources.import_store import Imported, Store, Stored
from analysis.sources.import_tables import Figures, clean_tables, figures_of, report_of, to_csv, ward_table
from analysis.sources.layouts import Layout, layouts_of_form, part_of, read_layout
from analysis.sources.ministry import (
    WORKBOOKS,
    Reading,
    Sheet,
    Table,
    choose,
    read_columns,
    read_rows,
    read_sheets,
    resolve_names,
)
from analysis.sources.raw import load_book
from analysis.words.era import is_reduced_date
from analysis.words.errors import WardKpiError

REPORT = "import-report.csv"
Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class Import:
    """What an import left in the data root ``folder``, and how many printed ``rates`` it compared with their counts.

    ``observations``, ``areas``, ``dates`` and ``rates`` are those of the sources imported, as they now stand;
    ``unchanged`` are files that had been imported before, ``replaced`` what was removed for them (with its days and
    number of figures), ``unchecked`` the layouts that nobody has tried on a real file yet, and ``lacking`` the new files of
    several prefectures that do not hold every municipality of the register: a download that broke off ends so.

    ``report``, which ``report_file`` holds as CSV, has the column ``source`` and those of
    :data:`analysis.sources.ministry.REPORT_COLUMNS`; ``what`` is ``rate`` (the counts give another rate), ``code_by_name``
    (the file prints no code), ``code_completed`` (the check digit was missing), ``code_changed`` (a former code whose
    series goes on under another), ``renamed``, ``unregistered`` (a new municipality), ``name_by_order`` (only its place
    tells which of several municipalities of one name it is), ``appeared`` and ``disappeared`` (between two dates), or
    ``corrected`` and ``base_changed`` (a later file has another figure for the same day; both are kept).
    """

    folder: Path
    report_file: Path
    observations: int
    areas: int
    dates: int
    rates: int
    report: pd.DataFrame
    unchanged: tuple[str, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    unchecked: tuple[str, ...] = ()
    lacking: tuple[Lacking, ...] = ()


@dataclass(frozen=True)
class Lacking:
    """A file that does not hold every municipality: its name, how many of how many it lacks, and the first of them."""

    file: str
    lacks: int
    known: int
    first: str


@dataclass(frozen=True)
class Replaced:
    """A file that was removed: its name, its days as text, and how many figures it had."""

    file: str
    days: str
    figures: int


def import_mic(
    sources: Paths,
    out: str | os.PathLike[str],
    *,
    areas: Sequence[str] = (),
    layout: str | None = None,
    published: str = "",
    replace: bool = False,
    force: bool = False,
    root: str | os.PathLike[str] | None = None,
) -> Import:
    """Import tables of one row per area and date, such as the My Number card statistics.

    Files add to what ``out`` holds: a further date stands beside the earlier ones, and the same file changes nothing.

    Parameters
    ----------
    sources : path or list of path
        Files, or folders of which every ``.csv`` and ``.xlsx`` file is read.
    out : path
        Folder to write: new, empty, or with what other imports wrote.
    areas : list of str
        Keep only these (codes, or names with or without prefecture) and those asked for before; all without it.
    layout : str, optional
        Section of data/raw/ministry_tables.toml that says what the columns mean; found by the headers without it.
    published : str
        Day on which the files were published, ``YYYY-MM-DD``. Without it a file counts as known from the day of the next
        one of its series, the last from the end of the following year. A file that corrects an earlier one needs it.
    replace : bool
        Remove earlier files whose figures the new ones contradict, instead of refusing.
    force : bool
        Whether to write into a folder that holds other files, which stay, and over tables that were changed by hand.
    root : path, optional
        The project, for codebook, wards, register and layouts.

    Raises
    ------
    WardKpiError
        If a file, a code, a name or a cell cannot be read; if a figure contradicts one imported before and neither
        ``published`` nor ``replace`` is given; or if ``out`` cannot be written, holds what no import wrote or tables that were
        changed since. Nothing is written then.
    """
    return _import("rows", sources, out, areas, layout, published, replace, force, root)


def import_digital_agency(
    sources: Paths,
    out: str | os.PathLike[str],
    *,
    areas: Sequence[str] = (),
    layout: str | None = None,
    published: str = "",
    replace: bool = False,
    force: bool = False,
    root: str | os.PathLike[str] | None = None,
) -> Import:
    """Import tables of one column per area, which print names but no codes.

    The parameters are those of :func:`import_mic`.

    Raises
    ------
    WardKpiError
        As :func:`import_mic`; also if a name could be several municipalities.
    """
    return _import("columns", sources, out, areas, layout, published, replace, force, root)


def _import(
    form: str,
    sources: Paths,
    out: str | os.PathLike[str],
    areas: Sequence[str],
    layout: str | None,
    published: str,
    replacing: bool,
    force: bool,
    root: str | os.PathLike[str] | None,
) -> Import:
    if published and not (is_reduced_date(published) and len(published) == 10):
        raise WardKpiError("bad_argument", argument="published", value=published, expected="YYYY-MM-DD")
    project = Project(root)
    folder = place(out)
    names = [layout] if layout else layouts_of_form(project.sections, form)
    with _no_search_for_garbage():
        stock = _Stock(project, Store(folder), force=force)
        stock.add(_files(sources), [project.layout(name) for name in names], published)
        replaced = stock.settle(areas, replacing=replacing)
        return stock.write(replaced)


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """Keep Python from looking through a million cells for cycles, which they have not, each time that some more are read."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Project:
    """The project's codebook, wards, register and layouts."""

    def __init__(self, root: str | os.PathLike[str] | None) -> None:
        self.root = find_root(root)
        self.wards, self.codebook = load_book(self.root)
        self.layouts_file = self.root / "data" / "raw" / LAYOUTS
        self.sections = load_toml(self.layouts_file)
        spellings = read_spellings(self.layouts_file, self.sections)
        self.register: Register = read_register(self.layouts_file.parent, spellings)
        self._layouts: dict[str, Layout] = {}

    def layout(self, name: str) -> Layout:
        """Return a section of ministry_tables.toml."""
        if name not in self._layouts:
            self._layouts[name] = read_layout(self.layouts_file, self.sections, name, self.codebook)
        return self._layouts[name]

    def read(self, name: str, files: Sequence[Path]) -> Reading:
        """Read ``files`` as tables of the layout ``name``."""
        layout = self.layout(name)
        tables = [choose(read_sheets(path), [layout], self.register) for path in files]
        return (read_rows if layout.form == "rows" else read_columns)(tables, layout, self.register)


def _files(sources: Paths) -> list[Path]:
    """Return the files named, those of a folder in the order of their names."""
    files: list[Path] = []
    for source in [sources] if isinstance(sources, str | os.PathLike) else sources:
        path = Path(source).expanduser()
        endings = (".csv", *WORKBOOKS)
        found = sorted(one for one in path.iterdir() if one.suffix.lower() in endings) if path.is_dir() else [path]
        if not found:
            raise WardKpiError("ministry_no_files", folder=path)
        files += found
    return files


# --- what is at hand -----------------------------------------------------------------------------------------------


class _Stock:
    """The files of every import into one folder, those of before and the new ones, and what they say."""

    def __init__(self, project: Project, store: Store, *, force: bool) -> None:
        self.project, self.store = project, store
        self.imported: dict[str, Imported] = store.read(force=force)
        self.before = dict(self.imported)
        self.new: dict[Path, Path] = {}
        self.sheets: dict[tuple[str, str], list[Sheet]] = {}
        self.touched: dict[str, None] = {}
        self.unchanged: list[str] = []
        self.readings: dict[str, Reading] = {}

    def add(self, files: Sequence[Path], layouts: Sequence[Layout], published: str) -> None:
        """Add files under the layouts that fit them."""
        for path in files:
            sheets = read_sheets(path)
            name = choose(sheets, layouts, self.project.register).layout.id
            self.touched[name] = None
            self.imported[name], stored, new = self.imported.get(name, Imported()).with_file(path, published)
            if new:
                self.new[self.store.path(name, stored.name)] = path
                self.sheets[name, stored.name] = [sheet._replace(file=stored.name) for sheet in sheets]
            elif self.store.path(name, stored.name) not in self.new:
                self.unchanged.append(path.name)

    def settle(self, areas: Sequence[str], *, replacing: bool) -> tuple[Replaced, ...]:
        """Read everything, and settle what the new files contradict; return what was removed for them."""
        self._read()
        asked = self._asked(areas)
        for name in self.touched:
            self.imported[name] = self.imported[name].asked(asked)
        self.figures = self._figures()
        if not self.figures.conflicts:
            return ()
        old = {(name, one.name) for name, imported in self.before.items() for one in imported.files}
        named = {(one.source, file) for one in self.figures.conflicts for file in one.files}
        gone = sorted(named & old)
        if not replacing or not gone:
            self._refuse()
        replaced = tuple(self._replaced(source, file) for source, file in gone)
        for source, file in gone:
            self.imported[source] = self.imported[source].without(file)
        self._read()
        self.figures = self._figures()
        if self.figures.conflicts:
            self._refuse()
        return replaced

    def _figures(self) -> Figures:
        return figures_of(self.readings, self.imported, self._layouts(), self._register(), self.project.wards)

    def _refuse(self) -> None:
        conflicts = self.figures.conflicts
        raise conflicts[0].error(len(conflicts))

    def _layouts(self) -> dict[str, Layout]:
        return {name: self.project.layout(name) for name in self.imported}

    def _register(self) -> Register:
        """Return the register with the areas that tables name and it lacks."""
        return self.project.register.with_areas(area for one in self.readings.values() for area in one.areas)

    def _replaced(self, source: str, file: str) -> Replaced:
        figures = self.readings[source].figures
        own = figures[figures["file"] == file]
        return Replaced(file, ", ".join(sorted(set(own["day"]) - {""})), len(own))

    def _read(self) -> None:
        """Read the files of every layout."""
        register = self.project.register
        for name, imported in self.imported.items():
            layout = self.project.layout(name)
            tables = [self._table(layout, one, register) for one in imported.files]
            read = read_rows if layout.form == "rows" else read_columns
            self.readings[name] = read(tables, layout, register)

    def _table(self, layout: Layout, stored: Stored, register: Register) -> Table:
        key = (layout.id, stored.name)
        if key not in self.sheets:
            path = self.store.path(layout.id, stored.name)
            self.store.check(path, stored)
            self.sheets[key] = read_sheets(path)
        return choose(self.sheets[key], [layout], register)

    def _asked(self, names: Sequence[str]) -> list[str] | None:
        """Return the codes of the areas asked for, which must stand in the tables; None for all."""
        if not names:
            return None
        named = sorted({area for name in self.touched for area in self.readings[name].areas})
        ours = self.project.register
        known = {area.code: ours.areas.get(area.code, area) for area in named}
        return resolve_names(names, [""] * len(names), replace(ours, areas=known), "--area", by_order=False)[0]

    def write(self, replaced: tuple[Replaced, ...]) -> Import:
        """Write the clean tables, the files and the record; return what stands there now."""
        register, rows = self._register(), self.figures.rows
        report = report_of(self.readings, self.figures, register)
        wards = ward_table(rows, register.areas.values(), self.project.wards)
        tables = clean_tables(self.figures, self.imported, self._layouts(), wards)
        folder = self.store.data.parent
        made = {self.store.clean / f"{name}.csv": content for name, content in tables.items()}
        made |= {self.store.clean / "datapackage.json": package(), folder / REPORT: to_csv(report)}
        contents = self.store.contents(self.imported, self.new, made)
        self.store.refuse_foreign(contents, self.before)
        write_files(contents, self.store.dropped(self.before, self.imported))
        own = rows[rows["source"].isin(list(self.touched))]
        return Import(
            folder,
            folder / REPORT,
            observations=len(own),
            areas=own["code"].nunique(),
            dates=own.loc[own["day"] != "", "day"].nunique(),
            rates=sum(self._rates(name, own) for name in self.touched),
            report=report[report["source"].isin(list(self.touched))].reset_index(drop=True),
            unchanged=tuple(self.unchanged),
            replaced=replaced,
            unchecked=tuple(name for name in self.touched if not self.project.layout(name).checked),
            lacking=tuple(self._lacking()),
        )

    def _lacking(self) -> Iterator[Lacking]:
        """Yield the new files of several prefectures that do not hold a row for every municipality of the register."""
        known = {code: area for code, area in self.project.register.areas.items() if area.level in MUNICIPAL}
        new = {path.name for path in self.new}
        for name in (one for one in self.touched if self.project.layout(one).form == "rows"):
            figures = self.readings[name].figures
            for file, own in figures[figures["file"].isin(new)].groupby("file"):
                held = set(own["code"]) & known.keys()
                lacks = [code for code in sorted(known) if code not in held]
                if lacks and len({code[:2] for code in held}) > 1:
                    yield Lacking(str(file), len(lacks), len(known), known[lacks[0]].label)

    def _rates(self, name: str, figures: pd.DataFrame) -> int:
        """Return how many printed rates of a layout could be compared with counts."""
        layout = self.project.layout(name)
        items = {layout.item(ratio.rate) for ratio in layout.ratios}
        rates = {part_of(item, part) for item in items for part in (None, *layout.parts.values())}
        own = figures[figures["source"] == name]
        return int((own["item"].isin(rates) & (own["value"] != "")).sum())
