"""Building blocks of the paper: an A4 document with styled headings, numbered as ward offices do, tables, figures.

Page, styles and page numbers are those of templates/template.docx, or of a document of the ward's own.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence, Set
from copy import deepcopy
from importlib import resources
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.styles import BabelFish
from PIL import Image

from analysis.data.marks import SHADE
from analysis.office import ooxml
from analysis.office.pack import Pack
from analysis.office.typography import figure_columns, is_figure, typeset
from analysis.words.errors import WardKpiError
from analysis.words.say import told

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 20.0
"""Millimetres: A4 portrait and its margins, in our own master."""

_STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Body Text", "Caption", "Table Grid")
_TABLE_SIZE = 9
"""Points of the text of a table."""
_CELL_SIDES = 3.0
"""Millimetres left and right of the text of a cell, both together."""
_INCH = 25.4
_LONG = 8
"""Lines of a text across the whole table that may go on on the next page, lest half of this one stays empty."""
_SURE = 0.95
"""Share of a cell's width that a line broken by us takes: another font than ours may be wider, and Word would break it again."""
_SPARE, _CAPTION, _BELOW_FIGURE = 17.0, 12.0, 22.0
"""Millimetres left free on a page that is called full, of a caption with the room around it, and beneath a high figure."""
_CAPTION_SIZE, _CAPTION_LINE = 12.0, 8.0
"""Points and millimetres of a caption's line, whichever style a ward has for it."""
_BODY_SIZE, _BODY_LINE, _INDENT = 10.5, 5.4, 10.0
"""Points of the text, millimetres of a line of it with the room beneath, and of its indent."""
_NUMBERS = ("office.paper.number.level1", "office.paper.number.level2", "office.paper.number.level3")
_SHADE = SHADE.lstrip("#").upper()


def width_of_line(text: str) -> float:
    """Return the millimetres of a table's column in which ``text`` stands on one line."""
    return ooxml.text_width(text, _TABLE_SIZE) * _INCH / _SURE + _CELL_SIDES


def lines_in_cell(text: str, width: float) -> float:
    """Return how many lines of a table ``text`` takes in a column ``width`` millimetres wide."""
    return sum(ooxml.flowing_lines(line, _TABLE_SIZE, _room_in_cell(width)) for line in text.split("\n"))


def _room_in_cell(width: float) -> float:
    """Return the inches that a cell ``width`` millimetres wide has for a line."""
    return (width - _CELL_SIDES) * _SURE / _INCH


class Paper:
    """A document under construction; :meth:`finish` returns its bytes."""

    def __init__(self, pack: Pack) -> None:
        """Start an empty document with the pages, styles and page numbers of its master."""
        self._pack, self._counts, self._tables = pack, [0, 0, 0], 0
        self._lang = pack.study.lang
        self._numbers: dict[str, int] = {}
        self.texts: list[str] = []
        """The paragraphs of text so far."""
        self._file = open_document((pack.templates or {}).get(".docx"))
        ooxml.set_properties(self._file.core_properties, pack.heading, pack.department, pack.language)

    @property
    def width(self) -> float:
        """Millimetres between the margins of the page that is being written."""
        return text_width(self._file)

    def widths(self, shares: Sequence[float]) -> list[float]:
        """Return the widths in millimetres of columns that share the page's width."""
        return [self.width * share / sum(shares) for share in shares]

    def turn(self, *, landscape: bool) -> None:
        """Begin a page that lies or stands; what ends the last one takes no room, lest it alone fill a page after a table."""
        *_, last = self._file.element.body.iterchildren(qn("w:p"), qn("w:tbl"))
        if last.tag == qn("w:p") and not last.xpath("string()") and not last.xpath(".//w:drawing"):
            last.getparent().remove(last)
        section = self._file.add_section(WD_SECTION.NEW_PAGE)
        ending = self._file.paragraphs[-1]
        ending.paragraph_format.space_before = ending.paragraph_format.space_after = Pt(0)
        ending.paragraph_format.line_spacing = Pt(1)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        sides = sorted([section.page_width, section.page_height], reverse=landscape)
        section.page_width, section.page_height = sides

    def number_figures(self, names: Sequence[str]) -> None:
        """Give figures their numbers before they stand in the document, so that the text can name them."""
        self._numbers = {name: number for number, name in enumerate(names, start=1)}

    def add_heading(self, level: int, text: str) -> None:
        """Add a numbered heading: 1, (1), ア for levels 1 to 3."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        number = self._number(level, self._counts[level - 1])
        self._add(number + text, f"Heading {level}")

    def add_annex(self, label: str, title: str, *, new_page: bool = False) -> None:
        """Begin an annex: its label at the right, its title as a heading; numbering of headings starts anew."""
        self._counts = [0, 0, 0]
        paragraph = self._add(label)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.page_break_before = new_page
        paragraph.paragraph_format.keep_with_next = True
        self._add(title, "Heading 1").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_number(self, text: str) -> None:
        """Add the number of the paper in a box at the right edge."""
        paragraph = self._add("")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(f"　{text}　")
        border = OxmlElement("w:bdr")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
            border.set(qn(f"w:{name}"), value)
        run._r.get_or_add_rPr().append(border)

    def add_right(self, lines: Sequence[str]) -> None:
        """Add lines at the right edge: date, committee, department."""
        for line in filter(None, lines):
            self._add(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def add_title(self, text: str) -> None:
        """Add the title of the paper."""
        self._add(text, "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_text(self, text: str, *, figures: Sequence[str] = ()) -> None:
        """Add a paragraph of text; the numbers of the figures that it is about stand at its end and follow these."""
        self.texts.append(text)
        paragraph = self._add(text, "Body Text")
        if not figures:
            return
        before, after = told("office.paper.see", self._lang, figures="\0").split("\0")
        paragraph.add_run(before)
        for place, name in enumerate(sorted(figures, key=self._numbers.__getitem__)):
            if place:
                paragraph.add_run(told("names.listed", self._lang))
            number = self._numbers[name]
            shown = f"{told('office.paper.figure', self._lang)}{number}"
            _add_field(paragraph, f" REF {_bookmark(number)} \\h ", shown)
        paragraph.add_run(after)

    def add_sources(self, text: str) -> None:
        """Add a paragraph in the size of a table's text."""
        self.add_text(text)
        for run in self._file.paragraphs[-1].runs:
            run.font.size = Pt(_TABLE_SIZE)

    @property
    def room(self) -> float:
        """Millimetres between head and foot of the page that is being written, with a line to spare."""
        return text_height(self._file) - _SPARE

    def height_of_figure(self, ratio: float) -> float:
        """Return the millimetres of a figure ``ratio`` times as high as wide, with its caption."""
        return min(self.width * ratio, text_height(self._file) - _BELOW_FIGURE) + _CAPTION

    def add_while_fitting(self, texts: Sequence[str], height: float) -> float:
        """Add paragraphs as long as they fit on the page that ``height`` millimetres of something else stand on.

        Return the millimetres that all of it takes.
        """
        for text in texts:
            more = ooxml.wrapped_lines(text, _BODY_SIZE, (self.width - _INDENT) / 25.4) * _BODY_LINE
            if height + more > self.room:
                break
            self.add_text(text)
            height += more
        return height

    def add_figure(self, name: str, png: bytes, caption: str, alt: str) -> float:
        """Add a numbered picture across the page, its caption beneath; return the millimetres that both are high."""
        paragraph = self._add("")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        height = add_picture(paragraph, png, alt, self.width, text_height(self._file) - _BELOW_FIGURE)
        caption = typeset(caption, self._lang)
        add_caption(self._file, "figure", self._numbers[name], caption, self._lang)
        return height + _CAPTION

    def add_table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str, *, caption: str, whole: bool = False
    ) -> None:
        """Add a table under a numbered caption; its first row is repeated on every page, and only a long text is split.

        One that is to stay ``whole`` goes to the next page where it does not fit, unless it is longer than a page.
        The last cell of a row that has fewer than the header reaches to the table's edge; ``widths`` are in
        millimetres.
        """
        self._tables += 1
        add_caption(self._file, "table", self._tables, typeset(caption, self._lang), self._lang)
        table = self._file.add_table(len(rows), len(widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _describe(table, alt)
        _pad(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        of_figures = figure_columns(rows)
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            long = len(cells) < len(widths) and lines_in_cell(cells[-1], sum(widths[1:])) > _LONG
            _mark(row, header=number == 0, split=long)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
            last = len(cells) - 1
            reached = [*widths[:last], sum(widths[last:])]
            for place, (cell, text, width) in enumerate(zip(row.cells, cells, reached, strict=False)):
                right = place in of_figures and (number == 0 or is_figure(text))
                text = ooxml.phrased(typeset(text, self._lang), _TABLE_SIZE, _room_in_cell(width))
                _fill(cell, text, _TABLE_SIZE, header=number == 0, right=right)
            if len(cells) < len(widths):
                row.cells[len(cells) - 1].merge(row.cells[-1])
        for paragraph in (one for row in list(table.rows)[: -1 if whole else 0] for one in row.cells[0].paragraphs):
            paragraph.paragraph_format.keep_with_next = True
        self._file.add_paragraph()

    def finish(self) -> bytes:
        """Return the bytes of the file."""
        stream = io.BytesIO()
        self._file.save(stream)
        return ooxml.normalise(stream.getvalue(), self._pack.made)

    def _add(self, text: str, style: str | None = None) -> Any:
        return self._file.add_paragraph(typeset(text, self._lang), style=style)

    def _number(self, level: int, count: int) -> str:
        """Return the number of a heading: it is typed, not automatic, and survives being copied into minutes and mails."""
        letter = told("office.paper.number.letters", self._lang)[count - 1] if level == 3 else ""
        return told(_NUMBERS[level - 1], self._lang, number=count, letter=letter)


def open_document(own: Any) -> Any:
    """Return an empty document of our master, or of the ward's own with the styles of ours that it lacks.

    Raises
    ------
    WardKpiError
        If the ward's master is no Word document.
    """
    with resources.as_file(ooxml.TEMPLATES / "template.docx") as template:
        ours = docx.Document(str(template))
    if own is None:
        return ours
    file = read_document(own)
    body = file.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    adopt_styles(file, _STYLES)
    return file


def read_document(path: Any) -> Any:
    """Return a Word document of the ward's own."""
    try:
        return docx.Document(str(path))
    except Exception as error:  # python-docx has no error of its own for a file that is none
        raise WardKpiError("bad_template", file=path, wanted=".docx") from error


def adopt_styles(file: Any, names: Sequence[str]) -> None:
    """Add the styles of ours that a document lacks; its own stay as they are."""
    with resources.as_file(ooxml.TEMPLATES / "template.docx") as template:
        ours = docx.Document(str(template))
    for style in file.styles.element.style_lst:  # some programs write Heading 1 where Word writes heading 1
        style.name_val = BabelFish.ui2internal(style.name_val)
    taken = {style.styleId for style in file.styles.element.style_lst}
    for name in names:
        if name not in file.styles:
            adopted = deepcopy(ours.styles[name].element)
            _settle(adopted, taken)
            file.styles.element.append(adopted)
            taken.add(adopted.styleId)


def _settle(style: Any, taken: Set[str]) -> None:
    """Give a style from elsewhere an id of its own, and let go of styles that it names and the document lacks."""
    while style.styleId in taken:
        style.styleId += "_"
    for name in ("basedOn", "next", "link"):
        other = style.find(qn(f"w:{name}"))
        if other is not None and other.get(qn("w:val")) not in taken:
            style.remove(other)


def text_height(file: Any) -> float:
    """Return the millimetres between head and foot of a document's last pages."""
    section = file.sections[-1]
    return float((section.page_height - section.top_margin - section.bottom_margin) / Mm(1))


def text_width(file: Any) -> float:
    """Return the millimetres between the margins of a document's last pages."""
    section = file.sections[-1]
    return float((section.page_width - section.left_margin - section.right_margin) / Mm(1))


def next_number(file: Any, lang: str) -> int:
    """Return the number after those of the figures' captions that a document has."""
    label = told("office.paper.figure", lang)
    found = [re.match(rf"{label}\s*([0-9]+)", paragraph.text) for paragraph in file.paragraphs]
    return max([int(match[1]) for match in found if match], default=0) + 1


def height_above_caption(file: Any, caption: str) -> float:
    """Return the millimetres that a document's last pages have for a picture on one page with its ``caption``."""
    lines = ooxml.flowing_lines(caption, _CAPTION_SIZE, text_width(file) / 25.4) + 1  # its number may make one more
    return text_height(file) - lines * _CAPTION_LINE - _CAPTION


def add_picture(paragraph: Any, png: bytes, alt: str, width: float, highest: float) -> float:
    """Add a picture ``width`` mm wide, or as wide as its height allows, with an alternative text; return its height."""
    picture = paragraph.add_run().add_picture(io.BytesIO(_lean(png)), width=Mm(width))
    if picture.height > Mm(highest):
        picture.width, picture.height = Emu(round(picture.width * Mm(highest) / picture.height)), Mm(highest)
    ooxml.set_alternative_text(picture._inline.docPr, alt)
    return float(picture.height / Mm(1))


def add_caption(file: Any, what: str, number: int, text: str, lang: str) -> None:
    """Add a caption whose number Word counts, as its list of figures does; a figure's can be referred to."""
    paragraph = file.add_paragraph(style="Caption")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = what == "table"
    label = told(f"office.paper.{what}", lang)
    start, end = (OxmlElement(f"w:bookmark{name}") for name in ("Start", "End"))
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _bookmark(number))
    if what == "figure":
        paragraph._p.append(start)
    paragraph.add_run(label)
    _add_field(paragraph, f" SEQ {label.strip()} \\* ARABIC ", str(number))
    if what == "figure":
        paragraph._p.append(end)
    paragraph.add_run(told("office.paper.after_number", lang, text=text))


def _bookmark(number: int) -> str:
    return f"_Ref_figure_{number}"


def _add_field(paragraph: Any, code: str, shown: str) -> None:
    """Add what Word computes, with what it shows until then."""
    for kind, text in (("begin", ""), ("code", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else None)
        if kind == "code":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        if kind != "text":
            run._r.append(element)


def _lean(png: bytes) -> bytes:
    """Return a PNG with a palette of 256 colours, which flat charts do not exceed: a third of the size, for mail."""
    with Image.open(io.BytesIO(png)) as image:
        palette = image.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        stream = io.BytesIO()
        palette.save(stream, "PNG", dpi=image.info["dpi"])
    return stream.getvalue()


def _describe(table: Any, alt: str) -> None:
    description = OxmlElement("w:tblDescription")
    description.set(qn("w:val"), alt)
    table._tbl.tblPr.append(description)  # after w:tblLook, where the schema wants it


def _pad(table: Any) -> None:
    """Give the cells of a table a little room above and below their text."""
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    look.addprevious(margins)


def _mark(row: Any, *, header: bool, split: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    if not split:
        properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, size: float, *, header: bool, right: bool) -> None:
    """Write a paragraph for each line of ``text``, with breaks where vertical tabs stand."""
    for number, part in enumerate(text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for place, line in enumerate(part.split("\v")):
            run = paragraph.add_run()
            if place:
                run.add_break(WD_BREAK.LINE)
            run.add_text(line)
            run.font.size, run.font.bold = Pt(size), header
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.15
        paragraph.paragraph_format.keep_with_next = header  # a header alone at the foot of a page says nothing
    if header:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
