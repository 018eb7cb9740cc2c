"""Building blocks of the slides: real titles and footers, texts that fit their boxes, tables, notes.

The master is that of templates/template.pptx, or one of the ward's own: where its title and its footer stand, and how
large its slides are, decides where everything else has room.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy
from importlib import resources
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Length, Mm, Pt

from analysis.data import marks
from analysis.office import ooxml
from analysis.office.column_widths import words_of
from analysis.office.pack import Pack
from analysis.office.typography import is_figure, typeset
from analysis.words.errors import WardKpiError
from analysis.words.say import told

WIDTH, HEIGHT, MARGIN = 297.0, 210.0, 12.0
"""Millimetres: A4 landscape, and a margin that every printer can print."""


def rgb(colour: str) -> RGBColor:
    """Return a colour such as ``#005AFF`` in the form of the file format."""
    made: RGBColor = RGBColor.from_string(colour.lstrip("#"))
    return made


INK, QUIET, HEAD = rgb(marks.INK), rgb(marks.QUIET), rgb(marks.SHADE)
LEADING, _CELL_LEADING = 1.3, 1.2
"""Height of a line as a share of its size, and of one in a table, whose rules part the lines besides."""
_INCH = 25.4
_CELL_TOP, _CELL_BOTTOM = 0.2, 0.6
"""Millimetres; less above a cell's text, for lines of a set height have their room above their letters."""
_CELL_SIDE = 1.2
_PADDING = 2.0
_GRID_STYLE = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # PowerPoint's "No Style, Table Grid"
LEAST_SIZE = 12.0
"""Points of the smallest text that is read on a slide; sources are smaller."""
_TITLE_SIZES = (24.0, 22.0, 20.0, 18.0, 16.0, 14.0, 13.0, LEAST_SIZE)
TABLE_SIZES = (14.0, 13.0, LEAST_SIZE)
"""Points of the text of a table, the largest that fits."""
PARTED_SIZE = LEAST_SIZE
"""Size of a table that takes several slides."""
_FILLED = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""How much of its box a page of such a table fills, tried in turn, so that the last page is not left with a single row."""


def _mm(millimetres: float) -> Length:
    """Return a length without the last bits, in which sums of Python 3.12 and later differ from earlier ones."""
    return Mm(round(millimetres, 6))


class Box(NamedTuple):
    """A place on a slide, in millimetres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """The place in the unit of the file format."""
        return _mm(self.left), _mm(self.top), _mm(self.width), _mm(self.height)


class Line(NamedTuple):
    """A paragraph: text, size in points, bold or not, colour (None for that of the master)."""

    text: str
    size: float = 12
    bold: bool = False
    colour: RGBColor | None = INK


TITLE = Box(MARGIN, 7, WIDTH - 2 * MARGIN, 28)
_INSETS, _SPARE = 5.08, 0.96
"""Of a title in a master that is not ours: millimetres at its sides, and how much of the rest our lines take, for its font
may be wider than ours."""
BOTTOM = Box(MARGIN, 201, WIDTH - 2 * MARGIN, 6)
"""Where our own master has its title and its footer."""
_FOOT_HEIGHT, _BENEATH = 26.0, 6.0
"""Millimetres of the sources, and of the edge beneath them where a layout has no footer."""
_NAMES_SLIDES = ("}sectionLst", "}custShowLst")
"""Elements of a presentation that name its slides: of slides that are gone PowerPoint would call the file damaged."""
_EMU_A_MM = 36000
_LEAST_CONTENT = 60.0
"""Millimetres that a layout must leave between title and sources: a chart, or a table of a few rows."""
_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FOOTERS = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def wrapped_height(text: str, size: float, width: float) -> float:
    """Return the height in mm of ``text`` at ``size`` points, broken by us in a column ``width`` mm wide."""
    lines = sum(ooxml.wrapped_lines(part, size, width / _INCH) for part in text.split("\n"))
    return lines * size * LEADING / 72 * _INCH


def flowing_height(text: str, size: float, width: float, leading: float = LEADING) -> float:
    """Return the height in mm of ``text`` at ``size`` points that flows in a column ``width`` mm wide."""
    lines = sum(ooxml.flowing_lines(part, size, width / _INCH) for part in text.split("\n"))
    return lines * size * leading / 72 * _INCH


def framed_height(texts: Sequence[str], size: float, width: float) -> float:
    """Return the height in mm of a frame ``width`` mm wide around ``texts``, a paragraph each."""
    return sum(wrapped_height(text, size, width - 2 * _PADDING) for text in texts) + 2 * _PADDING


def cell_height(text: str, size: float, width: float) -> float:
    """Return the height in mm of a table's cell with ``text`` at ``size`` points in a column ``width`` mm wide."""
    lines = _cell_text(text, size, width).replace("\v", "\n")
    return flowing_height(lines, size, width - 2 * _CELL_SIDE, _CELL_LEADING) + _CELL_TOP + _CELL_BOTTOM


def _cell_text(text: str, size: float, width: float) -> str:
    """Return the text of a cell, in Japanese of a few lines with its breaks, at the ends of phrases; others flow."""
    return ooxml.phrased(text, size, (width - 2 * _CELL_SIDE) / _INCH)


def fitting_size(texts: Sequence[str], box: Box, sizes: Sequence[float]) -> float | None:
    """Return the first of ``sizes`` at which ``texts``, a paragraph each, fit into ``box``; None if none does."""
    for size in sizes:
        if sum(wrapped_height(text, size, box.width) for text in texts) <= box.height:
            return size
    return None


def table_pages(rows: Sequence[Sequence[str]], box: Box, shares: Sequence[float]) -> tuple[float, list[list[int]]]:
    """Return how to show a table in boxes such as ``box``: in which size, and which rows go together.

    The size, in points, is the largest at which the whole table fits into one box if it does. The rows are places in
    ``rows``, without that of the header, which every page repeats; ``shares`` are relative widths of the columns.
    """
    widths = _widths(box, shares)
    words = words_of(rows, len(widths))
    for size in TABLE_SIZES:
        if size > PARTED_SIZE and not _holds(words, widths, size):
            continue
        if sum(_row_height(row, widths, size) for row in rows) <= box.height:
            return size, [list(range(1, len(rows)))]
    heights = [_row_height(row, widths, PARTED_SIZE) for row in rows]
    fewest = len(_filled(heights, box.height))
    count = len(rows) - 1
    even = [list(range(1 + count * page // fewest, 1 + count * (page + 1) // fewest)) for page in range(fewest)]
    if all(heights[0] + sum(heights[place] for place in page) <= box.height for page in even):
        return PARTED_SIZE, even  # rows that belong together, as many of each, mostly stay together
    tries = (_filled(heights, box.height * share) for share in _FILLED)
    return PARTED_SIZE, next(pages for pages in tries if len(pages) == fewest)


def _holds(words: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> bool:
    """Return whether no word of a column would break at ``size`` points."""
    return all(
        ooxml.text_width(word, size) * _INCH <= width - 2 * _CELL_SIDE
        for of_column, width in zip(words, widths, strict=True)
        for word in of_column
    )


def _filled(heights: Sequence[float], most: float) -> list[list[int]]:
    """Return the places of a table's rows page by page, each page with the first row and at most ``most`` mm high."""
    pages: list[list[int]] = []
    left = 0.0
    for place, height in enumerate(heights[1:], start=1):
        if not pages or height > left:
            pages.append([])
            left = most - heights[0]
        pages[-1].append(place)
        left -= height
    return pages


class Deck:
    """A presentation under construction; :meth:`finish` returns its bytes.

    ``content`` and ``foot`` are the places, between title and footer, for what a slide shows and for its sources.
    """

    def __init__(self, pack: Pack, *, keep_slides: bool = False) -> None:
        """Start an empty deck, or go on with the ward's own; the pack's date and names stand at the foot of each slide."""
        self.pack = pack
        self.date_axis = told("office.document.date_axis", pack.study.lang)
        self._own = (pack.templates or {}).get(".pptx")
        self._file = _opened(self._own)
        self._keeps = keep_slides
        if not keep_slides:
            _drop_slides(self._file)
        self._layout, places = _suited_layout(self._file, self._own)
        self._title, self.content, self.foot = places
        self._title_width = self._title.width if self._own is None else (self._title.width - _INSETS) * _SPARE
        if self._own is None:
            ooxml.set_language(self._file.slide_master._element, pack.language)
        if not keep_slides:
            ooxml.set_properties(self._file.core_properties, pack.heading, pack.department, pack.language)

    def colour(self, colour: str) -> RGBColor:
        """Return a colour of the marks as this pack draws it."""
        return rgb(self.pack.colour(colour))

    def add_slide(self, title: str, kind: str = "") -> Any:
        """Add a slide whose title states the finding and, in a smaller line, the kind of figure."""
        title, kind = (typeset(text, self.pack.study.lang) for text in (title, kind))
        slide = self._file.slides.add_slide(self._layout)
        for unused in [one for one in slide.placeholders if one.placeholder_format.type not in _TITLES]:
            unused._element.getparent().remove(unused._element)  # "Click to add text" is no content
        beneath = wrapped_height(kind, LEAST_SIZE, self._title_width) if kind else 0.0
        box = Box(*self._title[:2], self._title_width, self._title.height - beneath)
        size = fitting_size([title], box, _TITLE_SIZES) or _TITLE_SIZES[-1]
        lines = [Line(title, size, bold=True), *([Line(kind, LEAST_SIZE, colour=QUIET)] if kind else [])]
        self._write(slide.shapes.title.text_frame, [_broken(line, box.width) for line in lines])
        self._add_footers(slide)
        return slide

    def add_text(self, slide: Any, box: Box, lines: Sequence[Line], *, name: str = "", framed: bool = False) -> None:
        """Write paragraphs into ``box``; a frame around them is as high as they are."""
        lines = [line._replace(text=typeset(line.text, self.pack.study.lang)) for line in lines]
        if framed:
            height = framed_height([line.text for line in lines], lines[0].size, box.width)
            box = Box(box.left, box.top, box.width, min(height, box.height))
        shape = slide.shapes.add_textbox(*box.emu)
        if name:
            shape.name = name
        if framed:
            shape.line.color.rgb, shape.line.width = QUIET, Pt(0.75)
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        padding = Mm(_PADDING if framed else 0)
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = padding
        self._write(
            frame, [_broken(line, box.width - 2 * _PADDING * framed) if line.bold or framed else line for line in lines]
        )

    def _write(self, frame: Any, lines: Sequence[Line]) -> None:
        """Write paragraphs in their colours; in a master of the ward's own in its, which may be white on a dark ground."""
        _write(frame, lines if self._own is None else [line._replace(colour=None) for line in lines])

    def add_table(
        self,
        slide: Any,
        box: Box,
        rows: Sequence[Sequence[str]],
        shares: Sequence[float],
        alt: str,
        size: float,
        of_figures: Collection[int],
    ) -> None:
        """Add a table whose first row is its header; :func:`table_pages` tells the size at which it fits.

        The last cell of a row that has fewer than the header reaches to the table's edge; rows are as high as their
        text. Figures in the columns ``of_figures`` stand at the right.
        """
        widths = _widths(box, shares)
        heights = [_row_height(row, widths, size) for row in rows]
        place = Box(box.left, box.top, box.width, sum(heights)).emu
        frame = slide.shapes.add_table(len(rows), len(widths), *place)
        ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, alt)
        table = frame.table
        table._tbl.tblPr.find(qn("a:tableStyleId")).text = _GRID_STYLE
        table.horz_banding = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = _mm(width)
        for row, height in zip(table.rows, heights, strict=True):
            row.height = _mm(height)
        for number, cells in enumerate(rows):
            last = len(cells) - 1
            for place_in_row, said in enumerate(cells):
                width = widths[place_in_row] if place_in_row < last else sum(widths[last:])
                text = _cell_text(typeset(said, self.pack.study.lang), size, width)
                cell = table.cell(number, place_in_row)
                right = place_in_row in of_figures and (number == 0 or is_figure(said))
                _fill_cell(cell, text, size, header=number == 0, right=right)
            if len(cells) < len(widths):
                table.cell(number, len(cells) - 1).merge(table.cell(number, len(widths) - 1))

    def add_notes(self, slide: Any, lines: Sequence[str]) -> None:
        """Write the speaker notes."""
        slide.notes_slide.notes_text_frame.text = typeset("\n".join(lines), self.pack.study.lang)

    def finish(self) -> bytes:
        """Return the bytes of the file; texts have our font unless the master is the ward's own."""
        for slide in self._file.slides:
            for element in _parts_of(slide):
                if self._own is None:
                    ooxml.set_fonts(element, self.pack.language)
                else:
                    ooxml.set_language(element, self.pack.language)
        return ooxml.normalise(self.saved(), self.pack.made)

    def saved(self) -> bytes:
        """Return the bytes of the file as they are, texts in the font of the master."""
        stream = io.BytesIO()
        self._file.save(stream)
        return stream.getvalue()

    def _add_footers(self, slide: Any) -> None:
        """Fill the footers that the layout has, as PowerPoint's Header and Footer does, which may change them later."""
        texts = {PP_PLACEHOLDER.DATE: self.pack.day, PP_PLACEHOLDER.FOOTER: self.pack.running}
        beside = self._footers_beside(slide) if self._keeps else {}
        for placeholder in self._layout.placeholders:
            kind = placeholder.placeholder_format.type
            if kind not in _FOOTERS or (self._keeps and kind not in beside):
                continue
            element = deepcopy(placeholder._element)
            if self._keeps:  # the layout's own text is an example, its date that of the day the layout was made
                element.replace(element.txBody, deepcopy(beside[kind].txBody))
            properties = element.spPr
            for child in list(properties):
                properties.remove(child)  # so that it follows the layout
            element.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
            slide.shapes._spTree.append(element)
            if kind in texts and not self._keeps:
                slide.shapes[-1].text_frame.text = texts[kind]

    def _footers_beside(self, slide: Any) -> dict[Any, Any]:
        """Return the footers of the slide before a new one, by their kind."""
        before = [one for one in self._file.slides if one.slide_id != slide.slide_id][-1:]
        footers = [one for other in before for one in other.placeholders if one.placeholder_format.type in _FOOTERS]
        return {one.placeholder_format.type: one._element for one in footers}


def check_master(own: Any) -> None:
    """Raise, before any work is done, if slides cannot be made with a master of the ward's own.

    Raises
    ------
    WardKpiError
        If it is no presentation, or has no layout with a title and room beneath it.
    """
    _suited_layout(_opened(own), own)


def _opened(own: Any) -> Any:
    """Return the master, ours or the ward's own."""
    if own is None:
        with resources.as_file(ooxml.TEMPLATES / "template.pptx") as template:
            return Presentation(str(template))
    try:
        return Presentation(str(own))
    except Exception as error:  # python-pptx has no error of its own for a file that is none
        raise WardKpiError("bad_template", file=own, wanted=".pptx") from error


def _drop_slides(file: Any) -> None:
    """Take out the slides of a master, which are examples."""
    listed = file.slides._sldIdLst
    for slide in list(listed):
        file.part.drop_rel(slide.rId)
        listed.remove(slide)
    presentation = file.part._element
    for list_of_slides in [one for one in presentation.iter() if one.tag.endswith(_NAMES_SLIDES)]:
        list_of_slides.getparent().remove(list_of_slides)


class _Places(NamedTuple):
    """Where a layout has its title, and has room for what a slide shows and for its sources."""

    title: Box
    content: Box
    foot: Box


def _suited_layout(file: Any, own: Any) -> tuple[Any, _Places]:
    """Return the layout with the fewest places to fill besides its title, and where it has room."""
    layouts = [layout for master in file.slide_masters for layout in master.slide_layouts]
    for layout in sorted(layouts, key=_to_fill):  # of as many, the first
        places = _places(layout, file.slide_height / _EMU_A_MM)
        if places is not None and places.content.height >= _LEAST_CONTENT:
            return layout, places
    raise WardKpiError("template_lacks_layout", file=own)


def _to_fill(layout: Any) -> int:
    """Return how many places, titles included and footers not, a layout has."""
    return sum(one.placeholder_format.type not in _FOOTERS for one in layout.placeholders)


def _places(layout: Any, height: float) -> _Places | None:
    """Return the places of a layout on slides ``height`` mm high; None if it has no title, or none whose place is known.

    Footers stand at the foot as a rule; dates and numbers that a master has at the head are kept clear of, too.
    """
    titles = [one for one in layout.placeholders if one.placeholder_format.type in _TITLES and one.left is not None]
    if not titles:
        return None
    title, *_ = (_box(one) for one in titles)
    footers = [
        _box(one) for one in layout.placeholders if one.placeholder_format.type in _FOOTERS and one.left is not None
    ]
    at_head = [one.top + one.height for one in footers if one.top < height / 2]
    at_foot = [one.top for one in footers if one.top >= height / 2]
    top = max([title.top + title.height, *at_head]) + 1
    low = min([height - _BENEATH, *at_foot]) - 1 - _FOOT_HEIGHT
    return _Places(
        title,
        Box(title.left, top, title.width, low - 2 - top),
        Box(title.left, low, title.width, _FOOT_HEIGHT),
    )


def _box(shape: Any) -> Box:
    """Return where a shape stands."""
    return Box(*(length / _EMU_A_MM for length in (shape.left, shape.top, shape.width, shape.height)))


def _widths(box: Box, shares: Sequence[float]) -> list[float]:
    """Return the widths in millimetres of a table's columns."""
    return [box.width * share / sum(shares) for share in shares]


def _row_height(cells: Sequence[str], widths: Sequence[float], size: float) -> float:
    """Return the height in millimetres of a row of a table whose columns are ``widths`` mm wide."""
    last = len(cells) - 1
    texts = zip(cells, [*widths[:last], sum(widths[last:])], strict=True)
    return max(cell_height(cell, size, width) for cell, width in texts)


def _fill_cell(cell: Any, text: str, size: float, *, header: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Mm(_CELL_SIDE)
    cell.margin_top, cell.margin_bottom = Mm(_CELL_TOP), Mm(_CELL_BOTTOM)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if header:
        cell.fill.solid()
        cell.fill.fore_color.rgb = HEAD
    _write(cell.text_frame, [Line(part, size, bold=header) for part in text.split("\n")])
    for paragraph in cell.text_frame.paragraphs:  # as high as measured, whichever font stands in where ours is missing
        paragraph.line_spacing = Pt(size * _CELL_LEADING)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT


def _broken(line: Line, width: float) -> Line:
    """Return a paragraph with its line breaks, at the ends of phrases, for a box ``width`` mm wide."""
    return line._replace(text=ooxml.broken(line.text, line.size, width / _INCH))


def _write(frame: Any, lines: Sequence[Line]) -> None:
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        for place, part in enumerate(line.text.split("\v") if line.text else []):
            if place:
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = part
            run.font.size, run.font.bold = Pt(line.size), line.bold
            if line.colour is not None:
                run.font.color.rgb = line.colour
        if not line.text:  # as high as its end mark, which by itself is of 18 points
            paragraph._p.get_or_add_endParaRPr().set("sz", str(Pt(line.size).centipoints))


def _parts_of(slide: Any) -> Iterator[Any]:
    """Yield the XML of a slide, of its notes and of its charts: everything that holds text."""
    yield slide._element
    if slide.has_notes_slide:
        yield slide.notes_slide._element
    for shape in slide.shapes:
        if shape.has_chart:
            yield shape.chart._chartSpace
