"""Draws the described slides: charts and texts in a grid, tables on as many slides as they take."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from analysis.data.study import Study
from analysis.office import ooxml
from analysis.office.column_widths import at_least, lowest, words_of
from analysis.office.slide_charts import add_panel
from analysis.office.slide_deck import (
    LEAST_SIZE,
    PARTED_SIZE,
    QUIET,
    Box,
    Deck,
    Line,
    cell_height,
    fitting_size,
    framed_height,
    table_pages,
    wrapped_height,
)
from analysis.office.slide_foot import Foot, add_foot, low_foot, sources_of, what_to_say
from analysis.office.typography import figure_columns
from analysis.questions._slide import FigurePanel, Lines, Panel, Slide, Table, Words, numbered

_GAP, _ABOVE_FOOT = 4.0, 2.0
_LEAST_HEIGHT = 58.0
"""Millimetres that a chart needs for its title of four lines, its bars and the three lines under them."""
_GRIDS = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (3, 2), 6: (3, 2)}
"""Columns and rows of a slide's grid for so many charts and texts."""
_BENEATH_SIZE = 9.0
_WORDS_SIDES, _WORDS_ENDS = 6.0, 12.0
"""Millimetres kept free beside, and above and beneath, a framed text, both together, when its size is chosen."""
_CELL_SIDES = 3.0
"""Millimetres at the sides of a cell's text."""
_BOLD = 1.04
"""How much wider a word of a heading is for being bold."""
_LEAST_COLUMN = 26.0
"""Millimetres that a column keeps, for five letters of Japanese a line, when others take from it."""
_TEXT_SIZES = (16.0, 14.0, 13.0, LEAST_SIZE)


def add_slides(deck: Deck, shown: Slide, study: Study) -> None:
    """Draw what a :class:`Slide` describes."""
    for cell in shown.cells:
        if isinstance(cell, Table):
            _add_table(deck, shown, cell, study)
            return
    for part in slide_by_slide(deck, shown, study):
        _add_cells(deck, part, study)


def _parts(deck: Deck, cells: tuple[Panel | Words | Table, ...]) -> list[tuple[Panel | Words | Table, ...]]:
    """Return which charts and texts share a slide: all, unless a ward's own master leaves too little height for two rows."""
    columns, rows = _GRIDS[len(cells)]
    each = columns if rows > 1 and deck.content.height < rows * (_LEAST_HEIGHT + _GAP) else len(cells)
    return [cells[start : start + each] for start in range(0, len(cells), each)]


def _add_cells(deck: Deck, shown: Slide, study: Study) -> None:
    """Draw charts and texts on one slide."""
    slide = deck.add_slide(shown.title, shown.kind)
    boxes = _grid(deck.content, shown.cells)
    for box, cell in zip(boxes, shown.cells, strict=True):
        match cell:
            case Words():
                _add_words(deck, slide, box, cell)
            case FigurePanel():
                add_panel(deck, slide, _above_text(deck, slide, box, cell), cell)
            case Panel():
                add_panel(deck, slide, box, cell)
    _finish(deck, slide, shown, Foot(deck.foot), study)


def slide_by_slide(deck: Deck, shown: Slide, study: Study) -> list[Slide]:
    """Return what is described slide by slide: a long table takes several, each with what stands behind its rows.

    So do charts for which a ward's own master leaves little height.
    """
    for cell in shown.cells:
        if isinstance(cell, Table):
            return _pages(shown, cell, _laid_out(deck, shown, cell, study), study)
    parts = _parts(deck, shown.cells)
    return [
        replace(shown, title=numbered(shown.title, number, len(parts), study), cells=cells)
        for number, cells in enumerate(parts, start=1)
    ]


def _pages(shown: Slide, table: Table, layout: _Layout, study: Study) -> list[Slide]:
    """Return the slides on which a table stands."""
    return [
        _page(
            replace(shown, title=numbered(shown.title, number, len(layout.pages), study)),
            table,
            [place - 1 for place in places],
        )
        for number, places in enumerate(layout.pages, start=1)
    ]


class _Layout(NamedTuple):
    """How a table stands on its slides: its place, the widths of its columns, its size, its pages, and the foot."""

    box: Box
    shares: Sequence[float]
    size: float
    pages: list[list[int]]
    foot: Foot


def _laid_out(deck: Deck, shown: Slide, table: Table, study: Study) -> _Layout:
    """Return how a table stands above its sources.

    If it takes several slides it stands above the titles of its sources alone, with its columns as wide as its texts ask.
    """
    rows = [table.header, *table.body]
    names = {study.names.ward(code) for code in study.wards}
    for by_title, fitted in ((False, False), (True, False), (True, True)):
        foot = low_foot(deck, shown, study, by_title=by_title)
        box = deck.content._replace(height=foot.box.top - _ABOVE_FOOT - deck.content.top)
        shares = _shares(table, box, names, fitted=fitted)
        size, pages = table_pages(rows, box, shares)
        if len(pages) == 1:
            break
    return _Layout(box, shares, size, pages, foot)


def _add_table(deck: Deck, shown: Slide, table: Table, study: Study) -> None:
    rows = [table.header, *table.body]
    layout = _laid_out(deck, shown, table, study)
    for places, page in zip(layout.pages, _pages(shown, table, layout, study), strict=True):
        slide = deck.add_slide(page.title, page.kind)
        on_page = [rows[0], *(rows[place] for place in places)]
        deck.add_table(slide, layout.box, on_page, layout.shares, table.alt, layout.size, figure_columns(rows))
        _finish(deck, slide, page, layout.foot, study)


def _shares(table: Table, box: Box, names: Collection[str], *, fitted: bool) -> Sequence[float]:
    """Return the widths of a table's columns: with room for words, dates and the ``names`` of wards.

    One has room for its longest text if that must not break. Those that are ``fitted`` make the table as low as it can be.
    """
    rows = [table.header, *table.body]
    widths = [box.width * share / sum(table.shares) for share in table.shares]
    bold = [_BOLD * _cell_width(words) for words in words_of(rows[:1], len(widths))]
    least = [max(_cell_width(words), one) for words, one in zip(words_of(rows, len(widths)), bold, strict=True)]
    least = [max(one, _name_width(rows, column, names)) for column, one in enumerate(least)]
    widths = at_least(widths, least)
    whole = table.only_when_parted and len(table_pages(rows, box, widths)[1]) == 1
    if table.unbroken and not whole:
        least[table.unbroken_in] = max(least[table.unbroken_in], _cell_width(table.unbroken))
        widths = at_least(widths, least)
    if fitted:
        least = [max(one, min(width, _LEAST_COLUMN)) for one, width in zip(least, widths, strict=True)]
        return lowest(rows, widths, least, lambda text, width: cell_height(text, PARTED_SIZE, width))
    return widths


def _cell_width(texts: Sequence[str]) -> float:
    """Return the millimetres that the longest of ``texts`` takes in a cell."""
    return max((ooxml.text_width(text, PARTED_SIZE) for text in texts), default=0.0) * 25.4 + _CELL_SIDES


def _name_width(rows: Sequence[Sequence[str]], column: int, names: Collection[str]) -> float:
    """Return the millimetres that the longest cell of a column takes that is one of ``names``."""
    return _cell_width([row[column] for row in rows if column < len(row) and row[column] in names])


def _page(shown: Slide, table: Table, body: Sequence[int]) -> Slide:
    """Return a slide that shows some rows of its table: and what stands behind these."""
    if shown.rows is None or not table.behind:
        return shown
    return replace(shown, rows=shown.rows.iloc[sorted({place for number in body for place in table.behind[number]})])


def _finish(deck: Deck, slide: Any, shown: Slide, foot: Foot, study: Study) -> None:
    """Write what stands beneath a slide, and what one would say to it."""
    if shown.rows is not None or shown.sources:
        add_foot(deck, slide, shown, foot, study)
    if shown.foot:
        deck.add_text(slide, deck.foot, [Line(shown.foot, LEAST_SIZE, colour=QUIET)])
    said = [shown.said] if shown.said else []
    deck.add_notes(slide, what_to_say(shown.title, said, shown.rows, study, sources_of(shown, study)))


def _weight(cell: Panel | Words | Table) -> float:
    """Return how much of a row's width a cell needs: lines over time more than bars."""
    return 1.5 if isinstance(cell, Lines) else 1.0


def _grid(box: Box, cells: Sequence[Panel | Words | Table]) -> Iterator[Box]:
    """Yield a place for each cell, row by row; charts have the height that texts leave or lack."""
    columns, rows = _GRIDS[len(cells)]
    in_rows = [cells[row * columns : (row + 1) * columns] for row in range(rows)]
    top = box.top
    for in_row, height in zip(in_rows, _heights(box, in_rows, columns), strict=True):
        weights = [_weight(cell) for cell in in_row]
        whole = max(sum(weights), float(columns))
        left = box.left
        for weight in weights:
            width = (box.width - _GAP * (columns - 1)) * weight / whole
            yield Box(left, top, width, height)
            left += width + _GAP
        top += height + _GAP


def _heights(box: Box, in_rows: Sequence[Sequence[Panel | Words | Table]], columns: int) -> list[float]:
    """Return the heights of rows of cells: one of texts alone is as low as they allow, others share what is left alike."""
    left = box.height - _GAP * (len(in_rows) - 1)
    even = left / len(in_rows)
    width = (box.width - _GAP * (columns - 1)) / columns
    asked = [[_words_height(cell, width, even) for cell in row if isinstance(cell, Words)] for row in in_rows]
    fixed = {
        place: max(heights)
        for place, heights in enumerate(asked)
        if heights and (len(heights) == len(in_rows[place]) or max(heights) > even)
    }
    if len(fixed) == len(in_rows):
        return [even] * len(in_rows)
    each = (left - sum(fixed.values())) / (len(in_rows) - len(fixed))
    return [fixed.get(place, each) for place in range(len(in_rows))]


def _words_height(words: Words, width: float, even: float) -> float:
    """Return the height that a framed text takes: at the largest size at which it fits in ``even``, or at the least."""
    texts = [words.heading, *words.texts]
    return framed_height(texts, _words_size(words, Box(0, 0, width, even)), width)


def _words_size(words: Words, box: Box) -> float:
    inner = Box(box.left, box.top, box.width - _WORDS_SIDES, box.height - _WORDS_ENDS)
    return fitting_size([words.heading, *words.texts], inner, _TEXT_SIZES) or _TEXT_SIZES[-1]


def _above_text(deck: Deck, slide: Any, box: Box, panel: FigurePanel) -> Box:
    """Write what stands beneath a chart at the foot of ``box``; return what is left of it."""
    if not panel.beneath:
        return box
    height = wrapped_height(panel.beneath, _BENEATH_SIZE, box.width) + 1
    upper = Box(box.left, box.top, box.width, box.height - height)
    lower = Box(box.left, box.top + upper.height, box.width, height)
    deck.add_text(slide, lower, [Line(panel.beneath, _BENEATH_SIZE, colour=QUIET)], name=panel.beneath)
    return upper


def _add_words(deck: Deck, slide: Any, box: Box, words: Words) -> None:
    size = _words_size(words, box)
    lines = [Line(words.heading, size, bold=True), *(Line(text, size) for text in words.texts)]
    deck.add_text(slide, box, lines, name=words.name, framed=True)
