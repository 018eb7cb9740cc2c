"""``ward-kpi diff``: says in words what moved since a git revision, by how much, and in which notebooks it shows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from analysis.data.ids import observation_id
from analysis.measures.attainment import UNIT_FREE
from analysis.pages.data_changes import MEASURED, Change, Review, Row
from analysis.pages.notebook_changes import CellChange
from analysis.words import labels
from analysis.words.era import format_fiscal_year
from analysis.words.labels import KINDS, STATUSES, check_language
from analysis.words.say import entries, told
from analysis.words.wording import number, percent

_FIGURE = ["value", "unit", "text"]
_MOST_PIECES = 6
_LONGEST = 80


def told_changes(about: Review, lang: str = "ja") -> list[str]:
    """Return what moved, line by line."""
    return list(_Teller(about, check_language(lang)).tell())


class _Teller:
    """Writes a review in one language."""

    def __init__(self, about: Review, lang: str) -> None:
        self.about, self.lang = about, lang
        self.comma = told("pages.diff.comma", lang)

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
        return told(f"pages.diff.{word}", self.lang, **details)

    def _in_brackets(self, said: str) -> str:
        return self._say("brackets", said=said)

    def _title(self, name: str) -> str:
        return self._say(f"tables.{name}") if f"pages.diff.tables.{name}" in entries("pages") else f"{name}.csv"

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
            return self._say("quoted", text=text) if text else self._say("no_figure")
        name = self.about.names.get(f"unit_{self.lang}", {}).get(unit, "")
        return self._say("with_sign" if name.startswith("%") else "with_unit", number=number(float(value)), unit=name)

    def _step(self, before: str, after: str, unit: str) -> str:
        """Return by how much a figure changed, in brackets; nothing where one side has none."""
        if not before or not after:
            return ""
        difference = float(after) - float(before)
        if unit == "percent":
            return self._in_brackets(self._say("points", difference=f"{difference:+,.10g}"))
        return self._in_brackets(("+" if difference > 0 else "") + self._figure(f"{difference:.10g}", unit))

    def _observation(self, change: Change) -> Iterator[str]:
        row, before, after = change.row, change.before, change.after
        day = f" {row['as_of']}" if row["as_of"] else ""
        what = (
            f"{self._who(row)} {self._when(row['fiscal_year'])}{day} {KINDS[row['kind']][self.lang]} [{row['source']}]"
        )
        sides = [self._figure(side["value"], side["unit"], side["text"]) for side in (before, after) if side]
        columns = change.columns()
        if change.kind != "changed":
            yield f"{what}: {sides[0]}{self._in_brackets(row['text'])}"
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
        columns = change.columns() or [name for name in MEASURED if change.row[name]]
        said = []
        for name in columns:
            sides = [self._measure(name, side) for side in (change.before, change.after) if side]
            said.append(f"{self._name_of(name)} {' → '.join(sides)}")
        yield f"{self._who(change.row)}: {self.comma.join(said)}"

    def _name_of(self, measure: str) -> str:
        known = f"pages.diff.measures.{measure}"
        return told(known, self.lang) if known in entries("pages") else labels.MEASURES[measure][self.lang]

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
        count = self._say("cells", notebooks=changed, cells=len(cells)) if cells else self._say("nothing")
        yield f"{self._say('tables.notebooks')}: {count}"
        for cell in cells:
            yield f"  {cell}: {self._cell(cell)}"
        shown = any({"output", "chart", "added", "removed"} & set(cell.what) for cell in cells)
        if any(_is_of_figure(change) for change in self.about.tables["observations"]) and not shown:
            yield f"  {self._say('stale')}"

    def _cell(self, cell: CellChange) -> str:
        said = [f"{old} → {new}" for old, new in cell.replaced]
        said += [f"-{piece}" for piece in cell.gone] + [f"+{piece}" for piece in cell.new]
        short = [piece if len(piece) <= _LONGEST else f"{piece[: _LONGEST - 1]}…" for piece in said[:_MOST_PIECES]]
        if len(said) > _MOST_PIECES:
            short.append(self._say("more", count=len(said) - _MOST_PIECES))
        pieces = self._in_brackets(self.comma.join(short)) if short else ""
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
