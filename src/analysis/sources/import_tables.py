"""Makes the clean tables of an imported root of what its files say: vintages, sources, areas, and the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle, pairwise, repeat
from typing import Any

import numpy as np
import pandas as pd

from analysis.data import schema
from analysis.data.area_codes import level_of, special_ward
from analysis.data.marks import Style, next_style, styles
from analysis.data.register import Area, Register
from analysis.sources.clean import base_note, concept_records, source_record
from analysis.sources.import_store import Imported
from analysis.sources.layouts import Layout
from analysis.sources.ministry import REPORT_COLUMNS, Ints, Reading, distinct, mapped
from analysis.sources.model import Codebook, Document, Source, Ward
from analysis.words.era import fiscal_year_of, last_possible_date
from analysis.words.errors import RawCellError

_NO_YEAR = 0


@dataclass(frozen=True)
class Conflict:
    """Two files that state different figures for the same day and count as published on the same day."""

    source: str
    files: tuple[str, str]
    line: int
    column: str
    area: str
    as_of: str
    found: str
    instead: str

    def error(self, count: int) -> RawCellError:
        """Return the message for the first of ``count`` such figures."""
        earlier, later = self.files
        place = {"file": later, "row": self.line, "column": self.column, "text": self.found}
        said = {"area": self.area, "as_of": self.as_of, "instead": self.instead, "earlier": earlier}
        return RawCellError("ministry_conflict", **place, **said, count=count)


@dataclass(frozen=True)
class Figures:
    """Every figure of every vintage, in the order of observations.csv, and how they came out so.

    Attributes
    ----------
    rows : DataFrame
        Columns of :data:`analysis.sources.ministry.FIGURE_COLUMNS` and ``source``, ``indicator``, ``fiscal_year``,
        ``published``, ``published_from``.
    corrected : DataFrame
        Columns of :data:`analysis.sources.ministry.REPORT_COLUMNS` and ``source``: figures that a later file changes.
    conflicts : tuple of Conflict
        Figures of which nobody can say which is the later.
    """

    rows: pd.DataFrame
    corrected: pd.DataFrame
    conflicts: tuple[Conflict, ...]


def figures_of(
    readings: Mapping[str, Reading],
    imported: Mapping[str, Imported],
    layouts: Mapping[str, Layout],
    register: Register,
    wards: Sequence[Ward],
) -> Figures:
    """Put the figures of every layout into one order; drop those that repeat what an earlier file has said."""
    parts = []
    for name, reading in readings.items():
        rows = reading.figures
        areas = imported[name].areas
        if areas is not None:
            rows = rows[rows["code"].isin(areas)]
        parts.append(_published(rows, layouts[name], imported[name]).assign(source=name))
    rows = pd.concat(parts, ignore_index=True)
    indicator, names = _indicator_names(rows, wards)
    rows["indicator"] = pd.Series(names[indicator], dtype="object")
    rows["fiscal_year"] = _fiscal_years(rows, layouts)
    subject = [_ranks(rows[column]) for column in ("as_of", "source", "fiscal_year")]
    published, file = _ranks(rows["published"]), _ranks(rows["file"])
    order = np.lexsort((file, published, *subject, indicator))
    rows = rows.iloc[order].reset_index(drop=True)
    keys = [key[order] for key in (indicator, *subject)]
    again = np.logical_and.reduce([key[1:] == key[:-1] for key in keys])
    value, text = rows["value"].to_numpy(), rows["text"].to_numpy()
    same = (value[1:] == value[:-1]) & ((value[1:] != "") | (text[1:] == text[:-1]))
    repeated = np.concatenate([[False], again & same])
    changed = np.concatenate([[False], again & ~same])
    at_once = np.concatenate([[False], published[order][1:] == published[order][:-1]])
    day = rows["day"].to_numpy()
    of_a_day = np.concatenate([[False], day[1:] == day[:-1]])
    undated = changed & (at_once | (of_a_day & ~_is_said(rows)))
    conflicts = tuple(_conflicts(rows, np.flatnonzero(undated), register))
    return Figures(
        rows[~repeated].reset_index(drop=True), _corrected(rows, np.flatnonzero(changed), layouts), conflicts
    )


def _ranks(column: pd.Series[Any]) -> Ints:
    """Return the place of each cell among the sorted distinct ones."""
    codes, found = pd.factorize(column)
    rank = np.empty(len(found), dtype="int64")
    rank[np.argsort(found.astype("str"))] = np.arange(len(found))
    return rank[codes]


def _indicator_names(rows: pd.DataFrame, wards: Sequence[Ward]) -> tuple[Ints, Any]:
    """Return the place of each row's indicator among all of them, and their ids in order."""
    code, codes = pd.factorize(rows["code"])
    item, items = pd.factorize(rows["item"])
    pairs, place = np.unique(code * len(items) + item, return_inverse=True)
    slugs = [slug_of(one, wards) for one in codes]
    ids = np.array([f"{slugs[pair // len(items)]}.{items[pair % len(items)]}" for pair in pairs], dtype="object")
    order = np.argsort(ids)
    rank = np.empty(len(ids), dtype="int64")
    rank[order] = np.arange(len(ids))
    return rank[place], ids[order]


def slug_of(code: str, wards: Sequence[Ward]) -> str:
    """Return the first half of the ids of an area's indicators: the project's own, that of a special ward, or the code."""
    own = {ward.code: ward.slug for ward in wards}
    special = special_ward(code)
    return own.get(code) or (special.slug if special else f"m{code}")


def _fiscal_years(rows: pd.DataFrame, layouts: Mapping[str, Layout]) -> pd.Series[Any]:
    of_day = mapped(rows["as_of"], lambda text: fiscal_year_of(last_possible_date(text)) if text else _NO_YEAR)
    of_layout = mapped(rows["source"], lambda name: layouts[name].fiscal_year)
    return of_day.where(rows["as_of"] != "", of_layout).astype("int64")


# --- when a figure became known ------------------------------------------------------------------------------------


def _published(rows: pd.DataFrame, layout: Layout, imported: Imported) -> pd.DataFrame:
    """Add ``published`` and ``published_from``: between which days the file of each figure appeared.

    What was said at the import counts. Else a file of a series cannot be older than its own day, and is certainly known
    when the next day of the series has come; the last one at the end of the following year.
    """
    said = {one.name: one.published for one in imported.files}
    days = sorted({*layout.series, *rows["day"].unique()} - {""})
    place, dated = _combinations(rows, "file", "day")
    bounds = np.array([_bounds(file, day, said, days, layout) for file, day in dated], dtype="object").reshape(-1, 2)
    rows = rows.assign(published=bounds[place, 0], published_from=bounds[place, 1])
    return _known_before_corrections(rows, [one.name for one in imported.files])


def _known_before_corrections(rows: pd.DataFrame, files: Sequence[str]) -> pd.DataFrame:
    """Bound the figures of a file that a later import corrects: what is corrected was known the day before, however late else."""
    is_said = _is_said(rows)
    if is_said.all() or not is_said.any():
        return rows
    figure = ["code", "item", "day", "as_of"]
    told = rows.assign(_place=rows["file"].map({name: place for place, name in enumerate(files)}), _row=rows.index)
    pairs = told[~is_said].merge(told[is_said], on=figure, suffixes=("", "_said"))
    pairs = pairs[pairs["_place_said"] > pairs["_place"]]
    first = pd.to_datetime(pairs.groupby("_row")["published_said"].min()) - pd.Timedelta(days=1)
    before = first.dt.strftime("%Y-%m-%d").reindex(rows.index)
    known = rows["published"].where(before.isna() | (rows["published"] <= before), before)
    return rows.assign(published=known.where(known >= rows["published_from"], rows["published_from"]))


def _is_said(rows: pd.DataFrame) -> Any:
    """Return of which rows the day of publication is known, and not only between which days it lies."""
    return (rows["published"] == rows["published_from"]).to_numpy()


def _bounds(file: str, day: str, said: Mapping[str, str], days: Sequence[str], layout: Layout) -> tuple[str, str]:
    if said[file]:
        if said[file] < day:
            place = {"file": file, "row": 1, "column": "*", "text": said[file]}
            raise RawCellError("ministry_published_before", **place, as_of=day)
        return said[file], said[file]
    if not day:
        stated = last_possible_date(layout.published).isoformat()
        return stated, stated
    following = next((one for one in days if one > day), f"{int(day[:4]) + 1}-12-31")
    return following, day


# --- what differs --------------------------------------------------------------------------------------------------


def _corrected(rows: pd.DataFrame, places: Ints, layouts: Mapping[str, Layout]) -> pd.DataFrame:
    """Return the figures that a later file changes, with the earlier one under ``instead``."""
    later, earlier = rows.iloc[places], rows.iloc[places - 1]
    of_base = {
        (name, layout.columns.get(header, "")) for name, layout in layouts.items() for header in layout.of_base_date
    }
    what = [
        "base_changed" if key in of_base else "corrected" for key in zip(later["source"], later["item"], strict=True)
    ]
    told = later.assign(what=what, name="", found=later["text"], instead=earlier["text"].to_numpy())
    return told[["source", *REPORT_COLUMNS]]


def _conflicts(rows: pd.DataFrame, places: Ints, register: Register) -> Iterable[Conflict]:
    for later, earlier in zip(_dicts(rows.iloc[places]), _dicts(rows.iloc[places - 1]), strict=True):
        yield Conflict(
            later["source"],
            (earlier["file"], later["file"]),
            later["line"],
            later["column"],
            register.label(later["code"]),
            later["as_of"],
            later["text"],
            earlier["text"],
        )


def _dicts(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return rows[["source", "file", "line", "column", "code", "as_of", "text"]].to_dict("records")  # type: ignore[return-value]


def report_of(readings: Mapping[str, Reading], figures: Figures, register: Register) -> pd.DataFrame:
    """Return all that was not simply read, and which areas appeared and disappeared between two dates of a source."""
    parts = [figures.corrected]
    for name, reading in readings.items():
        kept = figures.rows.loc[figures.rows["source"] == name, "code"].unique()
        own = pd.concat([reading.report, _comings_and_goings(reading.figures, register)], ignore_index=True)
        parts.append(own[own["code"].isin(kept)].assign(source=name))
    report = pd.concat(parts, ignore_index=True)[["source", *REPORT_COLUMNS]]
    names = mapped(report["code"], lambda code: register.areas[code].name or register.areas[code].prefecture)
    report["name"] = report["name"].where(report["name"] != "", names)
    return report.sort_values(["source", "file"], kind="stable").reset_index(drop=True)


def _comings_and_goings(figures: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Return the areas that a date has and the one before or after has not, within prefectures that both have."""
    dated = figures[figures["day"] != ""]
    day, days = pd.factorize(dated["day"], sort=True)
    code, codes = pd.factorize(dated["code"], sort=True)
    keys, first = np.unique(day * len(codes) + code, return_index=True)
    prefix, _ = pd.factorize(pd.Series(codes, dtype="object").str[:2])
    told = [pd.DataFrame(columns=REPORT_COLUMNS)]
    for before, after in pairwise(range(len(days))):
        on = [keys // len(codes) == one for one in (before, after)]
        found = [keys[one] % len(codes) for one in on]
        both = np.intersect1d(*(prefix[one] for one in found))
        for what, own, other in (("disappeared", 0, 1), ("appeared", 1, 0)):
            gone = ~np.isin(found[own], found[other]) & np.isin(prefix[found[own]], both)
            if not gone.any():
                continue
            rows = dated.iloc[first[on[own]][gone]]
            instead = [register.successors(one) if what == "disappeared" else "" for one in rows["code"]]
            told.append(rows.assign(what=what, name="", column="", found=rows["day"], instead=instead)[REPORT_COLUMNS])
    return pd.concat(told[1:] or told, ignore_index=True)


# --- the clean tables ----------------------------------------------------------------------------------------------


def clean_tables(
    figures: Figures,
    imported: Mapping[str, Imported],
    layouts: Mapping[str, Layout],
    wards: pd.DataFrame,
) -> dict[str, bytes]:
    """Return the content of every clean table, by name."""
    rows = figures.rows
    book = _joined_book(layouts)
    indicators = _indicators(rows, book, layouts)
    notes = {base: base_note(base) for base in rows["base_date"].unique() if base}
    of_source = {name: layout.note for name, layout in layouts.items() if any(layout.note)}
    used = {*notes.values(), *of_source.values()}
    sources = [source_record(_source(layouts[name], imported[name], rows)) for name in sorted(imported)]
    tables = {
        "indicators": indicators,
        "concepts": pd.DataFrame(_concepts(indicators, book)),
        "sources": pd.DataFrame(sources),
        "wards": wards,
        "notes": pd.DataFrame([(*note, "reader") for note in sorted(used)], columns=schema.NOTES.columns),
    }
    contents = {
        table.name: to_csv(tables.get(table.name, pd.DataFrame(columns=table.columns, dtype="str"))[table.columns])
        for table in schema.TABLES
        if table.name != "observations"
    }
    of_row = rows["base_date"].where(rows["base_date"] != "", rows["source"])
    note = mapped(of_row, lambda key: (notes | of_source).get(key, ("", ""))[0])
    return contents | {"observations": _observations(rows, indicators, note)}


def _observations(rows: pd.DataFrame, indicators: pd.DataFrame, note: pd.Series[Any]) -> bytes:
    """Return observations.csv; joined here, for pandas' own writer takes ten times as long."""
    said = indicators.set_index("indicator")
    line = mapped(rows["line"], str).to_list()
    place, printed = _combinations(rows, "source", "file", "column")
    before = np.array([f"{source}/{file}:" for source, file, _ in printed], dtype="object")[place]
    behind = np.array([f"[{column}] @ L" for _, _, column in printed], dtype="object")[place]
    columns = {
        "ward": rows["code"],
        "indicator": rows["indicator"],
        **{key: mapped(rows["indicator"], said[key].to_dict().__getitem__) for key in ("concept", "theme", "unit")},
        "fiscal_year": mapped(rows["fiscal_year"], str),
        "value": rows["value"],
        "text": rows["text"],
        "as_of": rows["as_of"],
        "source": rows["source"],
        "published": rows["published"],
        "locator": [f"{one}{at}{other}{at}" for one, at, other in zip(before, line, behind, strict=True)],
        "published_from": rows["published_from"],
        "obs_status": np.where(rows["value"] != "", "A", "O"),
        "note": note,
    }
    same = {"kind": "actual", "period_from": "", "bound": "", "superseded": "false"}
    cells = [
        _quoted(columns[name]) if name in columns else repeat(same[name], len(rows))
        for name in schema.OBSERVATIONS.columns
    ]
    lines = [",".join(schema.OBSERVATIONS.columns), *map(",".join, zip(*cells, strict=True)), ""]
    return "\n".join(lines).encode()


def _combinations(rows: pd.DataFrame, *names: str) -> tuple[Ints, list[tuple[str, ...]]]:
    """Return the place of each row among the distinct combinations of some columns, and these."""
    place, first = distinct(*(rows[name] for name in names))
    return place, list(zip(*(rows[name].to_numpy()[first] for name in names), strict=True))


def _quoted(column: Any) -> list[str]:
    """Return the cells as they stand in a CSV file."""
    cells: list[str] = column if isinstance(column, list) else np.asarray(column, dtype="object").tolist()
    joined = "\t".join(cells)
    if not any(mark in joined for mark in _TO_QUOTE):
        return cells
    return [
        f'"{cell.replace(_QUOTE, 2 * _QUOTE)}"' if any(mark in cell for mark in _TO_QUOTE) else cell for cell in cells
    ]


_QUOTE = '"'
_TO_QUOTE = ',"\n\r'


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file."""
    return table.to_csv(index=False, lineterminator="\n").encode()


def _joined_book(layouts: Mapping[str, Layout]) -> Codebook:
    """Return the codebook with what each layout adds to it."""
    books = [layout.codebook for layout in layouts.values()]
    concepts = {key: one for book in books for key, one in book.concepts.items()}
    definitions = {key: one for book in books for key, one in book.definitions.items()}
    return replace(books[0], concepts=concepts, definitions=definitions)


def _indicators(rows: pd.DataFrame, book: Codebook, layouts: Mapping[str, Layout]) -> pd.DataFrame:
    once = rows.drop_duplicates("indicator", keep="last")
    known = {item: vars(layout.said(item)) for layout in layouts.values() for item in layout.every_item}
    said = pd.DataFrame({item: known[item] for item in once["item"].unique()}).T
    described = said.loc[once["item"]].drop(columns=["id", "ward"]).set_index(once.index)
    described = described.assign(indicator=once["indicator"], ward=once["code"], label=once["column"])
    return described.sort_values("indicator")


def _concepts(indicators: pd.DataFrame, book: Codebook) -> list[dict[str, str]]:
    """Return the concepts that are used, and those of the main themes: figures about these can say that there is nothing."""
    used = set(indicators["concept"])
    kept = {key: one for key, one in book.concepts.items() if key in used or book.themes[one.theme].main}
    return concept_records(replace(book, concepts=kept))


def _source(layout: Layout, imported: Imported, rows: pd.DataFrame) -> Source:
    own = rows.loc[rows["source"] == layout.id, "published"].unique()
    published = dt.date.fromisoformat(max(own, default=layout.published or dt.date.min.isoformat()))
    about: dict[str, Any] = dict(layout.about)
    return Source(
        id=layout.id,
        ward="",
        **about,
        published=published,
        published_stated=published.isoformat(),
        published_from=published,
        not_before=published.isoformat(),
        status="final",
        documents=tuple(Document(one.name, one.sha256) for one in sorted(imported.files, key=lambda one: one.name)),
        notes={},
    )


def ward_table(rows: pd.DataFrame, areas: Iterable[Area], wards: Sequence[Ward]) -> pd.DataFrame:
    """Return wards.csv: the project's wards as they are, the others with a colour and a marker of the palette.

    Up to as many municipalities as the palette has pairs, no two look alike; beyond that, pairs come again in turn.
    """
    used = set(rows["code"].unique())
    kept = sorted(area for area in areas if area.code in used)
    known = {ward.code: ward for ward in wards}
    ours = [Style(known[area.code].colour, known[area.code].marker) for area in kept if area.code in known]
    every = styles()
    turn = cycle(every)
    names = pd.Series([area.name for area in kept])
    shared = set(names[names.duplicated(keep=False) & (names != "")])
    records = []
    for area in kept:
        if area.code in known:
            records.append({"ward": area.code, **asdict(known[area.code])})
            continue
        style = (next_style(ours) if len(kept) <= len(every) else None) or next(turn)
        ours.append(style)
        name = area.name or area.prefecture
        label = f"{name}（{area.prefecture}）" if area.name in shared else name
        special = special_ward(area.code)
        said = {"slug": slug_of(area.code, wards), "name_ja": label, "name_en": special.name_en if special else label}
        records.append({"ward": area.code, **said, "level": level_of(area.code, name), **style._asdict()})
    return pd.DataFrame(records, columns=schema.WARDS.columns, dtype="str")
