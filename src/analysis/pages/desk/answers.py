"""What a draft leaves open, the answers that one key gives, and what they write into the draft."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.data.kinds import KINDS
from analysis.sources.binding import Column, Figure, Question, Table
from analysis.sources.draft import kept_columns, say
from analysis.sources.filling import quoted
from analysis.sources.grammar import parse_header
from analysis.words.labels import KINDS as KIND_WORDS
from analysis.words.labels import LANGUAGES
from analysis.words.store import group, told

_CONFIRMED = ("leap", "label", "name", "beside", "row")
"""Questions that are answered by looking: the draft stays as it is."""


_OF_UNITS = ("unit", "unit_unknown")
"""Questions that a unit answers, for all figures that they are about."""


@dataclass(frozen=True)
class Choice:
    """An answer: its id, and what it says."""

    id: str
    text: str


@dataclass(frozen=True)
class Item:
    """A question at the desk; one without choices has to be answered in the files of the draft."""

    number: int
    file: str
    table: Table
    question: Question
    text: str
    choices: tuple[Choice, ...]
    figures: tuple[Figure, ...]


def items_of(tables: Mapping[str, Table], units: Iterable[str], lang: str) -> list[Item]:
    """Return the questions of all tables, by the file of the draft; those that a key answers come first.

    ``units`` are spellings that the codebook knows, of which one may be what a table calls otherwise.
    """
    known = tuple(units)
    found = [
        (file, table, question, _choices(table, question, known, lang))
        for file, table in tables.items()
        for question in table.questions
    ]
    found.sort(key=lambda one: not one[3])
    return [
        Item(n, file, table, question, say(question, lang), choices, _about(table, question))
        for n, (file, table, question, choices) in enumerate(found)
    ]


def _choices(table: Table, question: Question, known: Iterable[str], lang: str) -> tuple[Choice, ...]:
    if question.code == "kind":
        return tuple(Choice(kind, KIND_WORDS[kind][lang]) for kind in sorted(KINDS, key=lambda kind: kind != "actual"))
    if question.code == "kinds_disagree" and _without_kind(table, question):
        kinds = dict(question.details)["kinds"].split(", ")
        return tuple(Choice(kind, KIND_WORDS[kind][lang]) for kind in kinds)
    if question.code == "merged":
        return (Choice("yes", told("pages.desk.covers", lang)),)
    if question.code == "position":
        about = dict(question.details)
        pairs = zip(about["texts"].split("、"), about["headers"].split("、"), strict=True)
        return (Choice("yes", " / ".join(f"{text} → {header}" for text, header in pairs)),)
    if question.code in _OF_UNITS:
        printed = (figure.unit for figure in table.figures if figure.unit)
        units = dict.fromkeys((*printed, *known))
        return tuple(Choice(unit, unit) for unit in units)
    return (Choice("yes", told("pages.desk.right", lang)),) if question.code in _CONFIRMED else ()


def _about(table: Table, question: Question) -> tuple[Figure, ...]:
    """Return the figures that a question is about."""
    asked = [figure for figure in table.figures if question.code in figure.questions]
    named = [f for f in asked if question.subject in (f.name, f"{f.name} {f.text}", f.text)]
    here = [figure for figure in asked if figure.cell.place.text == question.place]
    if question.code == "position":
        return tuple(figure for figure in asked if table.row_place(figure.cell.row) == question.place)
    if question.code == "unit_unknown":
        return tuple(figure for figure in asked if figure.unknown_unit == question.subject)
    if question.code == "merged":
        places = {column.place for _, column in _covered(table, question)}
        return tuple(figure for figure in asked if figure.cell.column in places)
    places = {column.place for _, column in _without_kind(table, question)}
    if question.code == "kind" or places:
        return tuple(figure for figure in asked if not places or figure.cell.column in places)
    return tuple(named or here or asked)


def _without_kind(table: Table, question: Question) -> list[tuple[str, Column]]:
    """Return the columns that a question asks the kind of; none where it asks that of a whole table, or of a row."""
    open_ = question.code == "kind"
    if open_ and not any(column.says.kind for column in table.of_role("observation")):
        return []
    kept = kept_columns(table) if open_ or question.code == "kinds_disagree" else []
    return [(head, column) for head, column in kept if column.header == question.subject and (open_ or column.kinds)]


def _covered(table: Table, question: Question) -> list[tuple[str, Column]]:
    """Return the columns over which a group header of a form without merged cells may reach."""
    return [(header, column) for header, column in kept_columns(table) if column.open_kind == question.subject]


def written(folder: Path, items: Iterable[Item], answers: Mapping[int, str], lang: str) -> dict[Path, bytes]:
    """Return the files of the draft with the answers in them, and ``review.toml``, which says what was answered."""
    toml = folder / "source.toml"
    text = toml.read_text(encoding="utf-8")
    tables: dict[Path, bytes] = {}
    said = []
    for item in items:
        answer = answers.get(item.number)
        if answer is None or answer not in [choice.id for choice in item.choices]:
            continue
        path = folder / item.file
        text = _answered(text, item, answer, lang)
        text = _without_question(text, item)
        if item.question.code in _OF_UNITS and not item.table.by_years:
            tables[path] = _with_unit(tables.get(path) or path.read_bytes(), item, answer)
        if item.question.code == "position":
            tables[path] = _with_entries(tables.get(path) or path.read_bytes(), item)
        keys = {"table": item.file, "place": item.question.place, "question": item.question.code}
        keys |= {"subject": item.question.subject, "answer": answer}
        said.append("\n".join(["[[answer]]", *(f"{key} = {quoted(value)}" for key, value in keys.items())]))
    review = "\n\n".join(said) + "\n"
    return {toml: text.encode(), **tables, folder / "review.toml": review.encode()}


def _answered(text: str, item: Item, answer: str, lang: str) -> str:
    """Return source.toml with what an answer states."""
    if item.question.code in ("kind", "kinds_disagree"):
        columns = _without_kind(item.table, item.question)
        if not columns:
            return _stated(text, item.file, None, {"default_kind": quoted(answer)})
        for header, column in columns:
            text = _stated(text, item.file, header, _of_kind(column, answer, told("pages.desk.why_kind", lang)))
    if item.question.code == "merged":
        kind = parse_header(item.question.subject).kind or ""
        for header, column in _covered(item.table, item.question):
            why = told("pages.desk.why_merged", lang, subject=item.question.subject)
            text = _stated(text, item.file, header, _of_kind(column, kind, why))
    if item.question.code in _OF_UNITS and item.table.by_years:
        places = {figure.cell.column for figure in item.figures}
        for header, column in kept_columns(item.table):
            if column.place in places:
                text = _stated(text, item.file, header, {"unit": quoted(answer)})
    return text


def _of_kind(column: Column, kind: str, why: str) -> dict[str, str]:
    """Return what states the kind of a column, with the year that its header prints."""
    year = {"fiscal_year": str(column.says.fiscal_year)} if column.says.fiscal_year else {}
    return {"kind": quoted(kind), **year, "why": quoted(why)}


def _stated(text: str, file: str, header: str | None, keys: Mapping[str, str]) -> str:
    """Return source.toml with keys of a table, or of one of its columns; what the keys said before is replaced."""
    lines = text.split("\n")
    first = lines.index(f"file = {quoted(file)}") if f"file = {quoted(file)}" in lines else _line_of(lines, file)
    end = next((n for n in range(first, len(lines)) if lines[n].startswith("[[")), len(lines))
    begin = first
    if header is not None:
        head = f"[table.columns.{quoted(header)}]"
        found = [n for n in range(first, end) if lines[n].strip() == head]
        if not found:
            while end > first and not lines[end - 1].strip():
                end -= 1
            lines[end:end] = ["", head]
            found, end = [end + 1], end + 2
        begin = found[0]
    stop = next((n for n in range(begin + 1, end) if lines[n].startswith("[")), end)
    kept = [line for line in lines[begin + 1 : stop] if line.partition("=")[0].strip() not in keys]
    lines[begin + 1 : stop] = [*(f"{key} = {value}" for key, value in keys.items()), *kept]
    return "\n".join(lines)


def _line_of(lines: list[str], file: str) -> int:
    return next(n for n, line in enumerate(lines) if line.startswith("file =") and quoted(file) in line)


def _without_question(text: str, item: Item) -> str:
    """Return source.toml without the comment that asked the question."""
    words = group("sources.skeleton")["question"]
    asked = {f"# {words[lang]}: {say(item.question, lang)}" for lang in LANGUAGES}
    return "\n".join(line for line in text.split("\n") if line not in asked)


def _with_entries(content: bytes, item: Item) -> bytes:
    """Return a table of the draft with the entries of a row in the columns under which they may stand."""
    rows = _rows(content)
    headers = {column.place: header for header, column in kept_columns(item.table)}
    for figure in item.figures:
        place = rows[0].index(headers[figure.cell.column])
        rows[item.table.rows.index(figure.cell.row) + 1][place] = figure.text
    return _csv(rows)


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


def _csv(rows: Iterable[Iterable[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode()


def _with_unit(content: bytes, item: Item, unit: str) -> bytes:
    """Return a table of the draft with the unit of the rows that a question is about."""
    rows = _rows(content)
    if "unit" not in rows[0]:
        place = rows[0].index("label") + 1
        rows = [[*row[:place], "unit" if n == 0 else "", *row[place:]] for n, row in enumerate(rows)]
    labels = {figure.label for figure in item.figures}
    label, column = rows[0].index("label"), rows[0].index("unit")
    for row in rows[1:]:
        row[column] = unit if row[label] in labels else row[column]
    return _csv(rows)
