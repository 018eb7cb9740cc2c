"""Building blocks of the paper: an A4 document with styled headings, numbered as ward offices do, tables, figures."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from PIL import Image

from analysis.office import ooxml
from analysis.office.words import WORDS

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 20.0
"""Millimetres: A4 portrait and its margins."""

TEXT_WIDTH = WIDTH - 2 * MARGIN
TABLE_SIZE = 9
"""Points of the text of a table."""
_HIGHEST = 235.0
"""Millimetres that a figure may be high, so that its caption stands beneath it."""
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_NUMBERS = {
    "ja": (lambda n: f"{n}　", lambda n: f"({n})　", lambda n: f"{_KANA[n - 1]}　"),
    "en": (lambda n: f"{n}. ", lambda n: f"({n}) ", lambda n: f"{chr(96 + n)}) "),
}
"""Numbers are typed, not automatic: they survive being copied into minutes and mails."""

_STYLES = {  # size in points, bold, points before and after, indent in millimetres
    "Normal": (10.5, False, 0, 3, 0),
    "Title": (14, True, 12, 12, 0),
    "Heading 1": (12, True, 12, 4, 0),
    "Heading 2": (11, True, 8, 3, 3),
    "Heading 3": (10.5, True, 5, 2, 6),
    "Body Text": (10.5, False, 0, 3, 10),
    "Caption": (9, False, 2, 8, 0),
}
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_SHADE = "ECECEC"


class Paper:
    """A document under construction; :meth:`finish` returns its bytes."""

    def __init__(self, lang: str, date: dt.date, title: str, author: str) -> None:
        """Start an empty A4 document with page numbers."""
        self._lang, self._date, self._counts, self._figures = lang, date, [0, 0, 0], 0
        self._file = docx.Document()
        ooxml.set_properties(self._file.core_properties, title, author, ooxml.LANGUAGES[lang])
        ooxml.drop_thumbnail(self._file.part.package.rels)
        ooxml.set_theme_fonts(self._file.part.part_related_by(RELATIONSHIP_TYPE.THEME))
        self._set_page()
        self._set_styles()

    def add_heading(self, level: int, text: str) -> None:
        """Add a numbered heading: 1, (1), ア for levels 1 to 3."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        number = _NUMBERS[self._lang][level - 1](self._counts[level - 1])
        self._file.add_paragraph(number + text, style=f"Heading {level}")

    def add_annex(self, label: str, title: str) -> None:
        """Begin an annex on a new page: its label at the right, its title as a heading; numbering starts anew."""
        self._counts = [0, 0, 0]
        paragraph = self._file.add_paragraph(label)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.page_break_before = True
        heading = self._file.add_paragraph(title, style="Heading 1")
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_right(self, lines: Sequence[str]) -> None:
        """Add lines at the right edge: date, committee, department."""
        for line in lines:
            self._file.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def add_title(self, text: str) -> None:
        """Add the title of the paper."""
        self._file.add_paragraph(text, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_text(self, text: str) -> None:
        """Add a paragraph of text."""
        self._file.add_paragraph(text, style="Body Text")

    def add_figure(self, png: bytes, caption: str, alt: str) -> None:
        """Add a picture across the page with a numbered caption beneath and an alternative text."""
        self._figures += 1
        paragraph = self._file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        picture = paragraph.add_run().add_picture(io.BytesIO(_lean(png)), width=Mm(TEXT_WIDTH))
        if picture.height > Mm(_HIGHEST):
            picture.width, picture.height = Emu(round(picture.width * Mm(_HIGHEST) / picture.height)), Mm(_HIGHEST)
        ooxml.set_alternative_text(picture._inline.docPr, alt)
        text = WORDS["caption"][self._lang].format(number=self._figures, text=caption)
        self._file.add_paragraph(text, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str, size: float = TABLE_SIZE
    ) -> None:
        """Add a table; its first row is repeated on every page and no row is split between pages.

        The last cell of a row that has fewer than the header reaches to the table's edge.

        Parameters
        ----------
        rows : sequence of sequence of str
            The cells; the first row is the header.
        widths : sequence of float
            Widths of the columns in millimetres.
        alt : str
            Alternative text.
        size : float
            Points.
        """
        table = self._file.add_table(len(rows), len(widths), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _describe(table, alt)
        _pad(table)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        for number, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
            _mark(row, header=number == 0)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
            for cell, text in zip(row.cells, cells, strict=False):
                _fill(cell, text, size, header=number == 0)
            if len(cells) < len(widths):
                row.cells[len(cells) - 1].merge(row.cells[-1])
        self._file.add_paragraph()

    def finish(self) -> bytes:
        """Return the bytes of the file."""
        stream = io.BytesIO()
        self._file.save(stream)
        return ooxml.normalise(stream.getvalue(), self._date)

    def _set_page(self) -> None:
        section = self._file.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
        section.footer_distance = Mm(10)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = footer.add_run()
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            element.text = text or None
            run._r.append(element)

    def _set_styles(self) -> None:
        styles = self._file.styles
        for fonts in styles.element.iter(qn("w:rFonts")):
            _set_faces(fonts)
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "en-GB")
            language.set(qn("w:eastAsia"), "ja-JP")
        for name, (size, bold, before, after, indent) in _STYLES.items():
            style = styles[name]
            style.font.name = ooxml.FONT
            _set_faces(style.element.rPr.rFonts)
            style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, _INK
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            style.paragraph_format.left_indent = Mm(indent)
            style.paragraph_format.line_spacing = 1.2
        border = styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            styles["Title"].element.pPr.remove(border)


def _lean(png: bytes) -> bytes:
    """Return a PNG with a palette of 256 colours, which flat charts do not exceed: a third of the size, for mail."""
    with Image.open(io.BytesIO(png)) as image:
        palette = image.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        stream = io.BytesIO()
        palette.save(stream, "PNG", dpi=image.info["dpi"])
    return stream.getvalue()


def _set_faces(fonts: Any) -> None:
    """Name the font for Latin and East Asian text, in place of the theme's."""
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), ooxml.FONT)


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


def _mark(row: Any, *, header: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _fill(cell: Any, text: str, size: float, *, header: bool) -> None:
    paragraph = cell.paragraphs[0]
    for number, line in enumerate(text.split("\n")):
        run = paragraph.add_run()
        if number:
            run.add_break(WD_BREAK.LINE)
        run.add_text(line)
        run.font.size, run.font.bold = Pt(size), header
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.15
    paragraph.paragraph_format.keep_with_next = header  # a header alone at the foot of a page says nothing
    if header:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
