"""``ward-kpi diff``: says in words what moved since a git revision, by how much, and in which notebooks it shows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data import schema
from analysis.data.ids import observation_id
from analysis.data.paths import find_root
from analysis.measures.attainment import MEASURES, UNIT_FREE, progress
from analysis.measures.vintage_changes import revisions
from analysis.pages.git_revision import folder_at
from analysis.pages.notebook_changes import CellChange, compare_notebooks, places_of_observations
from analysis.words import labels
from analysis.words.era import format_fiscal_year
from analysis.words.errors import WardKpiError
from analysis.words.labels import KINDS, STATUSES, check_language
from analysis.words.wording import number, percent

_FIGURE = ["value", "unit", "text"]
_REVISION_KEY = ["ward", "indicator", "kind", "fiscal_year_from", "fiscal_year", "change", "source_from", "source"]
_REVISED = ["text_from", "text_to", "from", "to", "unit"]
_MEASURED = ["value", "target", *MEASURES, "status"]
_MOST_PIECES = 6

_SAY = {
    "same": {"ja": "{revision} から変わったものはありません", "en": "nothing has changed since {revision}"},
    "observations": {"ja": "公表値", "en": "published figures"},
    "revisions": {"ja": "資料間の改定", "en": "revisions between documents"},
    "progress": {"ja": "算出した進捗と判定", "en": "derived progress and status"},
    "notebooks": {"ja": "ノートブックの表示", "en": "what notebooks show"},
    "added": {"ja": "追加", "en": "added"},
    "removed": {"ja": "削除", "en": "removed"},
    "changed": {"ja": "変更", "en": "changed"},
    "redated": {"ja": "年度の変更", "en": "redated"},
    "dropped": {"ja": "取り下げ", "en": "dropped"},
    "nothing": {"ja": "変更なし", "en": "no change"},
    "shows_in": {"ja": "表示: {cells}", "en": "shows in: {cells}"},
    "shows_nowhere": {"ja": "表示するノートブック: なし", "en": "shows in: no notebook"},
    "stale": {
        "ja": "公表値が変わりましたが、ノートブックの出力は同じです。「make notebooks」で実行し直してください",
        "en": "figures have changed but no notebook's output has; run 'make notebooks'",
    },
    "unknown_before": {"ja": "比べられません（{reason}）", "en": "cannot be compared ({reason})"},
    "no_figure": {"ja": "数値なし", "en": "no figure"},
    "code": {"ja": "コード", "en": "code"},
    "text": {"ja": "文章", "en": "prose"},
    "output": {"ja": "表・文字", "en": "output"},
    "chart": {"ja": "図", "en": "chart"},
    "more": {"ja": "ほか{count}", "en": "{count} more"},
}
_NAMES = {"status": {"ja": "判定", "en": "status"}, "target": {"ja": "目標", "en": "target"}} | dict(labels.MEASURES)
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
    """What moved; ``lines`` tells it.

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

    def lines(self, lang: str = "ja") -> list[str]:
        """Return the report, line by line."""
        return list(_Teller(self, check_language(lang)).tell())


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
                tables[name] = _compare(compute(old), compute(folder), key)
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


def _revisions(root: Path) -> pd.DataFrame:
    return _as_text(revisions(root=root)[[*_REVISION_KEY, *_REVISED]])


def _progress(root: Path) -> pd.DataFrame:
    return _as_text(progress(root=root)[["ward", "indicator", "unit", *_MEASURED]])


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
        for lang in ("ja", "en"):
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


# --- in words ----------------------------------------------------------------------------------------------------


class _Teller:
    """Writes a review in one language."""

    def __init__(self, about: Review, lang: str) -> None:
        self.about, self.lang = about, lang
        self.open, self.close, self.comma = ("（", "）", "、") if lang == "ja" else (" (", ")", ", ")

    def tell(self) -> Iterator[str]:
        """Yield the report, line by line."""
        about = self.about
        if not about.cells and not about.failed and not any(about.tables.values()):
            yield self._say("same", revision=about.revision)
            return
        tellers: dict[str, Callable[[Change], Iterator[str]]] = {
            "observations": self._observation,
            "revisions": self._revision,
            "progress": self._measures,
        }
        for name, changes in about.tables.items():
            if not changes:
                continue
            yield f"{self._title(name)}: {self._counts(changes)}"
            for change in changes:
                lines = tellers.get(name, self._other)(change)
                yield f"  {self._say(change.kind)} {next(lines)}"
                yield from (f"    {line}" for line in lines)
        for name, error in about.failed.items():
            yield f"{self._title(name)}: {self._say('unknown_before', reason=error.message(self.lang))}"
        unchanged = [self._title(name) for name, changes in about.tables.items() if not changes]
        if unchanged:
            yield f"{self.comma.join(unchanged)}: {self._say('nothing')}"
        yield from self._notebooks()

    def _say(self, word: str, **details: Any) -> str:
        return _SAY[word][self.lang].format(**details)

    def _title(self, name: str) -> str:
        return self._say(name) if name in _SAY else f"{name}.csv"

    def _counts(self, changes: list[Change]) -> str:
        kinds = [change.kind for change in changes]
        counts = [f"{self._say(kind)} {kinds.count(kind)}" for kind in ("changed", "added", "removed") if kind in kinds]
        return self.comma.join(counts)

    def _name(self, column: str, row: Row) -> str:
        return self.about.names.get(f"{column}_{self.lang}", {}).get(row[column], str(row[column]))

    def _who(self, row: Row) -> str:
        return f"{self._name('ward', row)} {self._name('indicator', row)}"

    def _when(self, fiscal_year: str) -> str:
        return format_fiscal_year(int(fiscal_year), self.lang) if fiscal_year else ""

    def _figure(self, value: str, unit: str, text: str = "") -> str:
        """Return a figure with its unit, or the words that stand in its place."""
        if not value:
            return f"「{text}」" if text and self.lang == "ja" else f"'{text}'" if text else self._say("no_figure")
        name = self.about.names.get(f"unit_{self.lang}", {}).get(unit, "")
        return f"{number(float(value))}{'' if self.lang == 'ja' or name.startswith('%') else ' '}{name}"

    def _step(self, before: str, after: str, unit: str) -> str:
        """Return by how much a figure changed, in brackets; nothing where one side has none."""
        if not before or not after:
            return ""
        difference = float(after) - float(before)
        points = {"ja": "ポイント", "en": " points"}[self.lang] if unit == "percent" else ""
        said = (
            f"{difference:+,.10g}{points}"
            if points
            else ("+" if difference > 0 else "") + self._figure(f"{difference:.10g}", unit)
        )
        return f"{self.open}{said}{self.close}"

    def _observation(self, change: Change) -> Iterator[str]:
        row, before, after = change.row, change.before, change.after
        day = f" {row['as_of']}" if row["as_of"] else ""
        what = (
            f"{self._who(row)} {self._when(row['fiscal_year'])}{day} {KINDS[row['kind']][self.lang]} [{row['source']}]"
        )
        sides = [self._figure(side["value"], side["unit"], side["text"]) for side in (before, after) if side]
        columns = change.columns()
        if change.kind != "changed":
            yield f"{what}: {sides[0]}{self.open}{row['text']}{self.close}"
        elif {"value", "unit"} & set(columns):
            step = self._step(before["value"], after["value"], row["unit"]) if "unit" not in columns else ""
            yield f"{what}: {sides[0]} → {sides[1]}{step}"
        else:
            yield what
        told = ("value", "unit", "text") if "value" in columns else ()
        yield from self._columns(change, [name for name in columns if name not in told])
        if change.kind != "changed" or set(columns) & set(_FIGURE):
            changed = [str(cell) for cell in self.about.cells if _shows(cell, change)]
            places = sorted({*self.about.places.get(observation_id(row), []), *changed})
            yield self._say("shows_in", cells=self.comma.join(places)) if places else self._say("shows_nowhere")

    def _columns(self, change: Change, columns: Iterable[str]) -> Iterator[str]:
        for name in columns:
            yield f"{name}: {change.before.get(name, '')} → {change.after.get(name, '')}"

    def _other(self, change: Change) -> Iterator[str]:
        yield " ".join(change.key)
        yield from self._columns(change, change.columns())

    def _revision(self, change: Change) -> Iterator[str]:
        row = change.row
        years = dict.fromkeys(filter(None, [self._when(row["fiscal_year_from"]), self._when(row["fiscal_year"])]))
        documents = " → ".join(filter(None, [row["source_from"], row["source"]]))
        told = " ⇒ ".join(self._revised(side) for side in (change.before, change.after) if side)
        yield f"{self._who(row)} {' → '.join(years)} {KINDS[row['kind']][self.lang]} [{documents}]: {told}"

    def _revised(self, row: Row) -> str:
        """Return what one document says of a figure of another, as far as each has it."""
        states = {"added": ["to"], "dropped": ["from"]}.get(row["change"], ["from", "to"])
        sides = [self._figure(row[side], row["unit"], row[f"text_{side}"]) for side in states]
        return f"{self._say(row['change'])} {' → '.join(sides)}"

    def _measures(self, change: Change) -> Iterator[str]:
        columns = change.columns() or [name for name in _MEASURED if change.row[name]]
        said = []
        for name in columns:
            sides = [self._measure(name, side) for side in (change.before, change.after) if side]
            said.append(f"{_NAMES[name][self.lang]} {' → '.join(sides)}")
        yield f"{self._who(change.row)}: {self.comma.join(said)}"

    def _measure(self, name: str, row: Row) -> str:
        if name == "status":
            return STATUSES[row[name]][self.lang]
        if not row[name]:
            return "–"
        if name == "pace":
            return number(float(row[name]), 2)
        return percent(float(row[name])) if name in UNIT_FREE else self._figure(row[name], row["unit"])

    def _notebooks(self) -> Iterator[str]:
        cells = self.about.cells
        changed = len({cell.notebook for cell in cells})
        count = {"ja": f"{changed}冊、{len(cells)}セル", "en": f"{changed} notebooks, {len(cells)} cells"}[self.lang]
        yield f"{self._say('notebooks')}: {count if cells else self._say('nothing')}"
        for cell in cells:
            yield f"  {cell}: {self._cell(cell)}"
        shown = any({"output", "chart", "added", "removed"} & set(cell.what) for cell in cells)
        if any(_is_of_figure(change) for change in self.about.tables["observations"]) and not shown:
            yield f"  {self._say('stale')}"

    def _cell(self, cell: CellChange) -> str:
        said = [f"{old} → {new}" for old, new in cell.replaced]
        said += [f"-{piece}" for piece in cell.gone] + [f"+{piece}" for piece in cell.new]
        short = [piece if len(piece) <= 80 else f"{piece[:79]}…" for piece in said[:_MOST_PIECES]]
        if len(said) > _MOST_PIECES:
            short.append(self._say("more", count=len(said) - _MOST_PIECES))
        pieces = f"{self.open}{self.comma.join(short)}{self.close}" if short else ""
        return self.comma.join(self._say(what) for what in cell.what) + pieces


def _is_of_figure(change: Change) -> bool:
    return change.kind != "changed" or bool(set(change.columns()) & set(_FIGURE))


def _shows(cell: CellChange, change: Change) -> bool:
    """Return whether a cell that changed shows the figure as it was before and as it is now."""
    sides = [(change.before, cell.before), (change.after, cell.now)]
    return all(any(_holds(text, form) for form in _forms(row)) for row, text in sides if row)


def _forms(row: Row) -> list[str]:
    """Return the ways in which a notebook may write a figure."""
    forms = [row["text"]]
    if row["value"] and math.isfinite(float(row["value"])):
        value = float(row["value"])
        forms += [number(value), f"{value:.10g}", f"{value:.1f}", f"{value:.2f}"]
    return [form for form in dict.fromkeys(forms) if form]


def _holds(text: str, form: str) -> bool:
    """Return whether ``text`` contains ``form`` with no digit adjoining."""
    return re.search(rf"(?<![\d.,]){re.escape(form)}(?![.,]?\d)", text) is not None
