"""Writes a bound table as the raw table that it suggests, with what its headers leave open as questions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from analysis.sources.binding import Column, Question, Table
from analysis.sources.grammar import GrammarError, parse_header, read_label
from analysis.sources.new_source import TableDraft
from analysis.words.errors import DataError

_LONGEST_REMARK = 10
_OF_KINDS = "(種別)"
"""Header of the column for the kinds that a table prints in its rows' names."""
_SAID = ("period_from", "fiscal_year", "kind", "as_of")
"""What a header says of a column's figures, as source.toml states it."""
_ROLES = ("fiscal_year", "kind", "unit", "as_of")


def draft(table: Table, file: str, lang: str) -> TableDraft:
    """Return the raw table, the description of its columns and its questions; indicators are left for a person."""
    return TableDraft(
        file,
        draft_csv(table),
        table.title,
        table.header_place,
        described(table),
        tuple(say(question, lang) for question in table.questions),
        dict(note for figure in table.figures for note in figure.notes),
    )


def draft_csv(table: Table) -> bytes:
    """Return the raw table; rows that are years leave the indicator to their columns."""
    columns = kept_columns(table)
    own_unit, own_kind = bool(table.row_units), [_OF_KINDS] if table.row_kinds else []
    first = ([] if table.by_years else ["indicator"]) + ["label"] + (["unit"] if own_unit else [])
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    marks = {row: "" if table.by_years else " ".join(read_label(table.labels[row], {}).marks) for row in table.rows}
    noted = ["note"] if any(marks.values()) else []
    writer.writerow([*first, *(header for header, _ in columns), *own_kind, "locator", *noted])
    bound = {(one.cell.row, one.cell.column): one for one in table.figures}
    for row in table.rows:
        cells = []
        for _, column in columns:
            cell = table.grid.at(row, column.place)
            if column.role != "observation":
                cells.append(cell.text if cell else "")
                continue
            figure = bound.get((row, column.place))
            cells.append("" if figure is None or figure.is_left_out else figure.text)
        own = ([] if table.by_years else [""]) + [table.labels[row]]
        own += [table.row_units.get(row, "")] if own_unit else []
        cells += [table.row_kinds.get(row, "") for _ in own_kind]
        writer.writerow([*own, *cells, table.row_place(row), *(marks[row] for _ in noted)])
    return stream.getvalue().encode()


def kept_columns(table: Table) -> list[tuple[str, Column]]:
    """Return the printed columns of a draft with a header of their own each: figures, what binds them, short remarks."""
    found: list[tuple[str, Column]] = []
    for column in table.columns:
        if column.role in ("label", "group") or (column.role == "remark" and not _is_short(table, column)):
            continue
        header = column.header or f"({column.place + 1})"
        taken = [name for name, _ in found]
        found.append((header if header not in taken else f"{header} ({column.place + 1})", column))
    return found


def _is_short(table: Table, column: Column) -> bool:
    """Return whether a remark's entries are short: a draft holds figures and labels, never sentences."""
    figures = [other.place for other in table.of_role("observation")]
    entries = [table.grid.text_at(row, column.place) for row in table.rows]
    right = bool(figures) and column.place > min(figures)
    return right and bool(column.header) and any(entries) and all(len(entry) <= _LONGEST_REMARK for entry in entries)


def described(table: Table) -> dict[str, dict[str, object]]:
    """Return what source.toml says of the columns whose headers do not say it all."""
    kept = kept_columns(table)
    headers = {column.place: header for header, column in kept}
    said: dict[str, dict[str, object]] = {_OF_KINDS: {"role": "kind"}} if table.row_kinds else {}
    for header, column in kept:
        keys = dict(_keys(table, header, column, headers))
        if keys:
            said[header] = keys
    return said


def _keys(table: Table, header: str, column: Column, headers: dict[int, str]) -> Iterator[tuple[str, object]]:
    if column.role != "observation":
        yield "role", column.role
        if column.dates is not None:
            yield "dates", headers[column.dates]
        return
    if table.by_years:
        yield "indicator", ""
    elif table.of_role("fiscal_year") and not column.says.fiscal_year:
        yield "role", "observation"  # its header says nothing: each row states its year
    if column.unit and (table.by_years or not column.says.unit):
        yield "unit", column.unit
    elif table.unit and not column.unit and not table.row_units and not table.of_role("unit"):
        yield "unit", table.unit
    if not _says_it_all(header, column):
        stated = {key: getattr(column.says, key) for key in _SAID}
        yield from ((key, value) for key, value in stated.items() if value)
        yield "why", column.header


def _says_it_all(header: str, column: Column) -> bool:
    """Return whether the header, read by itself, gives what the header cells together say."""
    wanted = [getattr(column.says, key) for key in _SAID]
    if not any(wanted):
        return True
    try:
        read = parse_header(header)
    except GrammarError:
        return False
    return [getattr(read, key) for key in _SAID] == wanted


def say(question: Question, lang: str) -> str:
    """Return a question as a line of text."""
    details = dict(question.details)
    cause = details.pop("cause", "")
    about = {"subject": question.subject, "text": question.subject, "place": question.place}
    if not cause:
        return DataError(f"ask_{question.code}", **(about | details)).message(lang)
    return f"{question.place}: {DataError(cause, **(about | details)).message(lang)}"
