"""A table that is read, as HTML: heads, lines of cells, footnotes and sources in, the text of a page out."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import NamedTuple

import pandas as pd

from analysis.words.say import told

OBSERVATIONS = "data-observations"
"""The attribute that lists the ids of what a cell shows, separated by spaces."""
FONTS = ["BIZ UDPGothic", "Yu Gothic", "Meiryo", "Hiragino Sans", "Noto Sans CJK JP", "sans-serif"]
_MOST_LISTED = 8
"""So many documents have a line each under a table; more run on."""


class Head(NamedTuple):
    """A column: its name in the page, what stands above it, whether it holds numbers, whether it needs room."""

    name: str
    text: str
    number: bool = False
    roomy: bool = False


class Cell(NamedTuple):
    """What stands in a cell, and the ids of the observations that it shows."""

    text: str
    ids: tuple[str, ...] = ()


class Note(NamedTuple):
    """A footnote: what it says, and the head and the places of the lines that it is about."""

    text: str
    head: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Reading:
    """A table to be read, the same for a notebook, a page, a slide and a sheet."""

    name: str  # unique within a notebook
    title: str  # what it shows
    heads: tuple[Head, ...]  # its columns
    lines: tuple[tuple[Cell, ...], ...]  # a cell for each head
    notes: tuple[Note, ...]  # caveats, in the order in which they are numbered
    remarks: tuple[str, ...]  # said of the whole table, before its sources
    sources: tuple[str, ...]  # its documents
    lang: str  # ``ja`` or ``en``


def to_html(reading: Reading) -> str:
    """Return a reading table as HTML; its id is its name, so that the same table gives the same text.

    Without the extra ``tables`` it says the same in plain HTML.
    """
    try:
        from great_tables import GT, loc, style
    except ImportError:
        return _plain(reading)
    names = [head.name for head in reading.heads]
    shown = pd.DataFrame([[_html(cell) for cell in line] for line in reading.lines], columns=names)
    table = GT(shown, id=f"table-{reading.name}").fmt(str, columns=names)
    table = table.tab_header(title=reading.title) if reading.title else table
    table = table.cols_label({head.name: head.text for head in reading.heads})
    table = table.opt_table_font(font=FONTS).cols_align("left").opt_footnote_marks("numbers")
    if numbers := [head.name for head in reading.heads if head.number]:
        table = table.cols_align("right", columns=numbers)
    for note in reading.notes:
        table = table.tab_footnote(note.text, locations=loc.body(columns=note.head, rows=list(note.lines)))
    for remark in reading.remarks:
        table = table.tab_source_note(remark)
    for line in _documents(reading):
        table = table.tab_source_note(line)
    table = table.tab_style(style.text(weight="bold"), loc.column_labels())
    table = table.tab_options(table_font_size="13px", source_notes_font_size="11px")
    if roomy := [head.name for head in reading.heads if head.roomy]:
        table = table.tab_style(style.css("min-width: 10em"), loc.body(columns=roomy))
    return str(table.as_raw_html())


def _documents(reading: Reading) -> list[str]:
    """Return the lines of the documents under a table."""
    documents = reading.sources if len(reading.sources) <= _MOST_LISTED else (" / ".join(reading.sources),)
    return [told("reading.source", reading.lang, document=line) for line in documents]


def _plain(reading: Reading) -> str:
    """Return a reading table as HTML without any style: notes are numbered, and the cells they are about marked."""
    marked: dict[tuple[str, int], list[int]] = {}
    for number, note in enumerate(reading.notes, 1):
        for line in note.lines:
            marked.setdefault((note.head, line), []).append(number)
    head = "".join(f"<th>{escape(one.text)}</th>" for one in reading.heads)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td>{_html(cell)}{_marks(marked.get((head.name, place), []))}</td>"
            for head, cell in zip(reading.heads, line, strict=True)
        )
        + "</tr>"
        for place, line in enumerate(reading.lines)
    )
    foot = [f"{_marks([number])} {escape(note.text)}" for number, note in enumerate(reading.notes, 1)]
    foot += map(escape, (*reading.remarks, *_documents(reading)))
    caption = f"<caption>{escape(reading.title)}</caption>" if reading.title else ""
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div id="table-{escape(reading.name)}">{table}{"<br>".join(foot)}</div>'


def _marks(numbers: list[int]) -> str:
    return f"<sup>{','.join(map(str, numbers))}</sup>" if numbers else ""


def _html(cell: Cell) -> str:
    """Return a cell as HTML that carries the ids of what it shows, so that whoever has the table need not guess them."""
    said = escape(cell.text)
    return f'<span {OBSERVATIONS}="{escape(" ".join(cell.ids))}">{said}</span>' if cell.ids else said
