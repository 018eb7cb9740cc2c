"""Building blocks of the paper: an A4 document with styled headings, numbered as ward offices do, tables, figures.

Page, styles and page numbers are those of templates/template.docx, which staff may restyle: the styles keep their names.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import resources
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from PIL import Image

from analysis.data.marks import SHADE
from analysis.office import ooxml
from analysis.office.pack import Pack
from analysis.words.say import told

WIDTH, HEIGHT, MARGIN = 210.0, 297.0, 20.0
"""Millimetres: A4 portrait and its margins."""

TEXT_WIDTH = WIDTH - 2 * MARGIN
TABLE_SIZE = 9
"""Points of the text of a table."""
_HIGHEST = 235.0
"""Millimetres that a figure may be high, so that its caption stands beneath it."""
_NUMBERS = ("office.paper.number.level1", "office.paper.number.level2", "office.paper.number.level3")
_SHADE = SHADE.lstrip("#").upper()


class Paper:
    """A document under construction; :meth:`finish` returns its bytes."""

    def __init__(self, pack: Pack) -> None:
        """Start an empty A4 document with page numbers."""
        self._pack, self._counts, self._figures = pack, [0, 0, 0], 0
        with resources.as_file(ooxml.TEMPLATES / "template.docx") as template:
            self._file = docx.Document(str(template))
        ooxml.set_properties(self._file.core_properties, pack.title, pack.department, pack.language)

    def add_heading(self, level: int, text: str) -> None:
        """Add a numbered heading: 1, (1), ア for levels 1 to 3."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (len(self._counts) - level)
        number = self._number(level, self._counts[level - 1])
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
        text = told("office.paper.caption", self._pack.study.lang, number=self._figures, text=caption)
        self._file.add_paragraph(text, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def add_table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], alt: str, size: float = TABLE_SIZE
    ) -> None:
        """Add a table; its first row is repeated on every page and no row is split between pages.

        The last cell of a row that has fewer than the header reaches to the table's edge; ``widths`` are in
        millimetres.
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
        return ooxml.normalise(stream.getvalue(), self._pack.made)

    def _number(self, level: int, count: int) -> str:
        """Return the number of a heading: it is typed, not automatic, and survives being copied into minutes and mails."""
        lang = self._pack.study.lang
        letter = told("office.paper.number.letters", lang)[count - 1] if level == 3 else ""
        return told(_NUMBERS[level - 1], lang, number=count, letter=letter)


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
