"""Makes the masters of slides and paper anew: ``python tests/office/make_templates.py`` writes src/analysis/office/templates.

The files were made once by this script and may be restyled in PowerPoint and Word since: running it throws that away. The
slides' master keeps A4, its one layout and the place of its title; the paper's keeps the names of its styles.
"""

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn as pptx_qn

from analysis.data.marks import INK
from analysis.office import ooxml, slide_deck, word_document

FOLDER = Path(__file__).resolve().parents[2] / "src" / "analysis" / "office" / "templates"
DATE = dt.date(2025, 4, 1)
LANGUAGE = "ja-JP"
LAYOUT = "Title Only"
FOOT_PLACES = {  # millimetres from the left, and width
    PP_PLACEHOLDER.DATE: (slide_deck.MARGIN, 60),
    PP_PLACEHOLDER.FOOTER: (slide_deck.MARGIN + 62, slide_deck.WIDTH - 2 * slide_deck.MARGIN - 62 - 22),
    PP_PLACEHOLDER.SLIDE_NUMBER: (slide_deck.WIDTH - slide_deck.MARGIN - 20, 20),
}
STYLES = {  # size in points, bold, points before and after, indent in millimetres
    "Normal": (10.5, False, 0, 3, 0),
    "Title": (14, True, 12, 12, 0),
    "Heading 1": (12, True, 12, 4, 0),
    "Heading 2": (11, True, 8, 3, 3),
    "Heading 3": (10.5, True, 5, 2, 6),
    "Body Text": (10.5, False, 0, 3, 10),
    "Caption": (9, False, 2, 8, 0),
}
BODY = slide_deck.Box(slide_deck.MARGIN, 36, slide_deck.WIDTH - 2 * slide_deck.MARGIN, 136)
THUMBNAIL = re.compile(r"docProps/thumbnail\.\w+$")
THEME_FACES = re.compile(rb'(<a:(?:latin|ea) typeface=")[^"]*(")')
THEME_JAPANESE = re.compile(rb'(<a:font script="Jpan" typeface=")[^"]*(")')
THEME_FACE = rb"\g<1>" + ooxml.FONT.encode() + rb"\g<2>"


def slides_master() -> bytes:
    """Return an A4 deck without slides: one layout, its title where ours stands, and our font for new texts."""
    file: Any = Presentation()
    file.slide_width, file.slide_height = Mm(slide_deck.WIDTH), Mm(slide_deck.HEIGHT)
    ooxml.set_properties(file.core_properties, "", "", LANGUAGE)
    _drop_thumbnail(file.part.package._rels)
    for layout in [layout for layout in file.slide_layouts if layout.name != LAYOUT]:
        file.slide_layouts.remove(layout)
    master = file.slide_master
    for holder in (master, file.slide_layouts[0]):
        for shape in list(holder.placeholders):
            _place(shape)
    for style_of_level in master._element.iter(pptx_qn("a:lvl1pPr")):
        if style_of_level.getparent().tag == pptx_qn("p:titleStyle"):
            style_of_level.set("algn", "l")
    _set_theme_fonts(master.part.part_related_by(RT.THEME))
    ooxml.set_fonts(master._element, LANGUAGE)
    return _saved(file)


def _place(shape: Any) -> None:
    """Put a placeholder where ours stands."""
    if shape.placeholder_format.type in FOOT_PLACES:
        start, width = FOOT_PLACES[shape.placeholder_format.type]
        _, top, _, height = slide_deck.BOTTOM.emu
        shape.left, shape.top, shape.width, shape.height = Mm(start), top, Mm(width), height
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for run in frame._txBody.iter(pptx_qn("a:defRPr"), pptx_qn("a:rPr")):
            run.set("sz", "900")
    elif shape.placeholder_format.type == PP_PLACEHOLDER.TITLE:
        shape.left, shape.top, shape.width, shape.height = slide_deck.TITLE.emu
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
    else:
        shape.left, shape.top, shape.width, shape.height = BODY.emu


def paper_master() -> bytes:
    """Return an empty A4 document with our styles and page numbers."""
    file: Any = docx.Document()
    ooxml.set_properties(file.core_properties, "", "", LANGUAGE)
    _drop_thumbnail(file.part.package.rels)
    _set_theme_fonts(file.part.part_related_by(RT.THEME))
    _set_page(file.sections[0])
    _set_styles(file.styles)
    return _saved(file)


def _set_page(section: Any) -> None:
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(word_document.WIDTH), Mm(word_document.HEIGHT)
    margin = Mm(word_document.MARGIN)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
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


def _set_styles(styles: Any) -> None:
    for fonts in styles.element.iter(qn("w:rFonts")):
        _set_faces(fonts)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "ja-JP")
    for name, (size, bold, before, after, indent) in STYLES.items():
        style = styles[name]
        style.font.name = ooxml.FONT
        _set_faces(style.element.rPr.rFonts)
        style.font.size, style.font.bold = Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(INK.lstrip("#"))
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.left_indent = Mm(indent)
        style.paragraph_format.line_spacing = 1.2
    border = styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        styles["Title"].element.pPr.remove(border)


def _set_faces(fonts: Any) -> None:
    """Name the font for Latin and East Asian text, in place of the theme's."""
    fonts.attrib.clear()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), ooxml.FONT)


def _drop_thumbnail(relations: Any) -> None:
    """Take the picture of the libraries' empty file out of its relations."""
    for key, relation in list(relations.items()):
        if not relation.is_external and THUMBNAIL.search(str(relation.target_part.partname)):
            relations.pop(key)


def _set_theme_fonts(theme: Any) -> None:
    """Make our font the theme's, so that what staff add looks like the rest."""
    theme._blob = THEME_JAPANESE.sub(THEME_FACE, THEME_FACES.sub(THEME_FACE, theme.blob))


def _saved(file: Any) -> bytes:
    stream = io.BytesIO()
    file.save(stream)
    return ooxml.normalise(stream.getvalue(), DATE)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "template.pptx").write_bytes(slides_master())
    (FOLDER / "template.docx").write_bytes(paper_master())
