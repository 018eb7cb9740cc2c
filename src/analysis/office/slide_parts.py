"""What slides have in common: sources and evidence beneath, titles of several pages, tables that take several slides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.data.citation import caveat_lines, source_lines
from analysis.office import content
from analysis.office.deck import CONTENT, FOOT, QUIET, Deck, Line, fitting_size, table_pages
from analysis.office.pack import Pack

_FOOT_SIZES = (10.0, 9.0, 8.0)


def numbered(pack: Pack, title: str, page: int, pages: int) -> str:
    """Return the title of one of several slides that share it."""
    return title if pages == 1 else pack.word("page_of", title=title, page=page, pages=pages)


def pages_of(cells: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """Part what is to be shown into slides of at most so many, as evenly as can be."""
    count = -(-len(cells) // most)
    for page in range(count):
        yield cells[len(cells) * page // count : len(cells) * (page + 1) // count]


def table_slides(
    deck: Deck,
    pack: Pack,
    title: str,
    kind: str,
    rows: Sequence[Sequence[str]],
    shares: Sequence[float],
    alt: str,
) -> Iterator[tuple[Any, list[int]]]:
    """Show a table on as many slides as it takes; yield each with the places in ``rows`` of the rows it shows."""
    size, pages = table_pages(rows, CONTENT, shares)
    for number, places in enumerate(pages, start=1):
        slide = deck.add_slide(numbered(pack, title, number, len(pages)), kind)
        deck.add_table(slide, CONTENT, [rows[0], *(rows[place] for place in places)], shares, alt, size)
        yield slide, places


def finish(deck: Deck, pack: Pack, slide: Any, rows: pd.DataFrame, *, caveats: bool = True) -> None:
    """Write caveats and sources under a slide, both derived from its rows, and the evidence into its notes.

    Caveats that do not fit are in the notes, and the slide says so.
    """
    documents = source_lines(rows, pack.study)
    sources = [pack.word("source_line", text=text) for text in documents]
    notes = [pack.word("caveat_line", text=text) for text in caveat_lines(rows, pack.study)]
    under = [*(notes if caveats else []), *sources]
    size = fitting_size(under, FOOT, _FOOT_SIZES)
    if size is None:
        size, under = _FOOT_SIZES[-1], _cut(pack, notes, sources) or _cut_sources(pack, notes, documents)
    deck.add_text(slide, FOOT, [Line(text, size, colour=QUIET) for text in under], name="Sources")
    deck.add_notes(slide, [pack.word("evidence_heading"), *content.evidence_lines(pack, rows), *notes])


def _cut(pack: Pack, notes: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Return the sources and as many caveats as fit above them; nothing where the sources alone do not fit."""
    more = pack.word("more_in_notes")
    for kept in range(len(notes) - 1, -1, -1):
        under = [*notes[:kept], more, *sources]
        if fitting_size(under, FOOT, _FOOT_SIZES[-1:]):
            return under
    return []


def _cut_sources(pack: Pack, notes: Sequence[str], documents: Sequence[str]) -> list[str]:
    """Return as many documents as fit on lines that run on, and how many more there are."""
    more = [pack.word("more_in_notes")] if notes else []
    for kept in range(len(documents), 0, -1):
        listed = " / ".join(documents[:kept])
        if kept < len(documents):
            listed = pack.word("more_sources", sources=listed, count=len(documents) - kept)
        under = [*more, pack.word("sources_are", sources=listed)]
        if fitting_size(under, FOOT, _FOOT_SIZES[-1:]):
            break
    return under
