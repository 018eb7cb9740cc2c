"""Docstrings that list the columns of a frame, each with its type, unit and meaning, from the typed row that says them once."""

from __future__ import annotations

import datetime as dt
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from analysis.data.border import AS_OF, CATEGORIES, ON_REQUEST, REDUCED, WHEN
from analysis.data.schema import Column, Observation

_F = TypeVar("_F", bound=Callable[..., Any])
_PLACE = "{columns}"
_WIDTH, _INDENT = 120, 4
"""Columns of a line, and of them those before a function's docstring, which newer Pythons take off when they compile it."""
_TYPES = {str: "str", float: "float64", bool: "boolean", int: "Int64", dt.date: "datetime64", dt.datetime: "datetime64"}
_CAVEATS = ("caveat_ja", "caveat_en")
_BESIDE = {
    "caveat": "caveat of the indicator, in the language asked for",
    "note": "caveats of the row, joined by ' / ', in the language asked for",
}
"""Columns that typed rows of files lack, or hold in another form."""


def lists_columns(row: type, *, caveat: bool = False, observation: str = "") -> Callable[[_F], _F]:
    """Return what puts the columns of ``row``, as users hold them, in the place of ``{columns}`` in a docstring.

    Parameters
    ----------
    row : type
        A typed row whose fields say what they mean, as those of :mod:`analysis.data.schema` do.
    caveat : bool
        Whether ``detail=True`` gives the caveat of the indicator, too.
    observation : str
        Of what figure the id stands first; empty where none is added to the row's own columns.
    """

    def fill(make: _F) -> _F:
        if make.__doc__:  # none under python -OO
            rows = [*_rows(row, observation), *_on_request(row, caveat=caveat)]
            make.__doc__ = _filled(inspect.cleandoc(make.__doc__), rows, _INDENT)
        return make

    return fill


def with_plotted_columns(doc: str, row: type) -> str:
    """Return a docstring with the columns of ``row``, as a figure holds them, in the place of ``{columns}``.

    A figure has an observation's id beside each row that is one.
    """
    rows = [typed for name, declared, meaning in _described(row) for typed in _with_type(name, declared, meaning)]
    if issubclass(row, Observation):
        rows.append(("observation", "str", "id of the figure, as in load_observations(); missing where a row is none"))
    return _filled(doc, rows)


def _filled(doc: str, rows: list[tuple[str, str, str]], outer: int = 0) -> str:
    indent = doc.partition(_PLACE)[0].rpartition("\n")[2]
    return doc.replace(_PLACE, f"\n{indent}".join(_table(rows, outer + len(indent))))


def _rows(row: type, observation: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of each column that a frame has without being asked for it."""
    if observation:
        yield "observation", "str", observation
    for name, declared, meaning in _described(row):
        if name not in (*ON_REQUEST, *_CAVEATS):
            yield from _with_type(name, declared, meaning)


def _with_type(name: str, declared: Any, meaning: str) -> Iterator[tuple[str, str, str]]:
    """Yield a column with its type, and after a date how far it is known."""
    yield name, _type_of(name, declared), meaning
    if name == AS_OF:
        yield f"{AS_OF}_precision", "str", WHEN


def _on_request(row: type, *, caveat: bool) -> Iterator[tuple[str, str, str]]:
    """Yield name, type and meaning of each column that stands in a frame with ``detail=True`` only."""
    said = {name: meaning for name, _, meaning in _described(row)}
    held = {*said, *(("caveat",) if caveat else ())}
    for name in (one for one in ON_REQUEST if one in held):
        yield name, "str", f"with detail=True: {_BESIDE.get(name) or said[name]}"


def _described(row: type) -> Iterator[tuple[str, Any, str]]:
    """Yield name, declared type and meaning of each field of a typed row."""
    hints = get_type_hints(row, include_extras=True)
    for name in (field.name for field in fields(row)):
        declared, said = get_args(hints[name])
        assert isinstance(said, Column)
        yield name, declared, said.description


def _type_of(name: str, declared: Any) -> str:
    if name in CATEGORIES:
        return "ordered category"
    if name in (AS_OF, *REDUCED):
        return "datetime64"
    return next(_TYPES[one] for one in get_args(declared) or (declared,) if one in _TYPES)


def _table(rows: list[tuple[str, str, str]], indent: int) -> Iterator[str]:
    """Yield the lines of a table."""
    head = ("column", "type", "meaning")
    first, second = (max(len(row[place]) for row in [head, *rows]) for place in (0, 1))
    room = _WIDTH - indent - first - second - 4
    rule = f"{'=' * first}  {'=' * second}  {'=' * room}"
    yield from (rule, f"{head[0]:{first}}  {head[1]:{second}}  {head[2]}", rule)
    for name, of, meaning in rows:
        for place, line in enumerate(textwrap.wrap(meaning, room)):
            yield f"{'' if place else name:{first}}  {'' if place else of:{second}}  {line}"
    yield rule
