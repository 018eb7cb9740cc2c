"""The masters of slides and paper: as the code needs them, and followed where staff restyle them."""

import datetime as dt
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor
from make_templates import FOOT_PLACES
from PIL import Image
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.util import Mm

from analysis.data.study import Study
from analysis.office import ooxml
from analysis.office.committee_paper import paper as paper_of
from analysis.office.committee_slides import slides
from analysis.office.pack import Pack
from analysis.office.slide_deck import HEIGHT, LEAST_SIZE, TITLE, WIDTH, Deck, flowing_height
from analysis.office.word_document import Paper, text_height
from analysis.words.errors import WardKpiError

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "analysis" / "office" / "templates"
STYLES = ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Body Text", "Caption", "Table Grid")
RED = RGBColor(0xFF, 0x00, 0x00)


@pytest.fixture
def pack(project_root: Path) -> Pack:
    return Pack(dt.date(2025, 10, 1), "C", "D", Study.of(project_root, "en"))


@pytest.fixture
def restyled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the templates that is used in place of the committed ones."""
    copy = tmp_path / "templates"
    shutil.copytree(TEMPLATES, copy)
    monkeypatch.setattr(ooxml, "TEMPLATES", copy)
    return copy


def test_the_slides_master_is_a4_with_one_layout_and_the_title_in_its_place() -> None:
    file: Any = pptx.Presentation(str(TEMPLATES / "template.pptx"))
    assert (file.slide_width, file.slide_height) == (Mm(WIDTH), Mm(HEIGHT))
    (layout,) = file.slide_layouts
    assert len(file.slides) == 0
    title, *feet = layout.placeholders
    assert {foot.placeholder_format.type for foot in feet} == set(FOOT_PLACES)
    assert (title.left, title.top, title.width, title.height) == TITLE.emu
    theme = next(rel.target_part for rel in file.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    assert set(re.findall(rb'<a:(?:latin|ea) typeface="([^"]*)"', theme.blob)) == {ooxml.FONT.encode()}


def test_the_papers_master_has_every_style_the_paper_uses() -> None:
    file: Any = docx.Document(str(TEMPLATES / "template.docx"))
    assert {style.name for style in file.styles} >= set(STYLES)
    assert (round(file.sections[0].page_width.mm), round(file.sections[0].page_height.mm)) == (210, 297)
    assert file.paragraphs == [] and file.tables == []
    assert "PAGE" in file.sections[0].footer._element.xml


def test_the_paper_follows_a_restyled_master(restyled: Path, pack: Pack) -> None:
    file: Any = docx.Document(str(restyled / "template.docx"))
    file.styles["Heading 1"].font.color.rgb = RED
    file.save(str(restyled / "template.docx"))
    paper = Paper(pack)
    paper.add_heading(1, "Purpose")
    made: Any = docx.Document(io.BytesIO(paper.finish()))
    assert made.paragraphs[0].text == "1. Purpose"
    assert made.paragraphs[0].style.font.color.rgb == RED


def test_slides_follow_a_restyled_master_and_its_texts_are_in_their_language(restyled: Path, pack: Pack) -> None:
    file: Any = pptx.Presentation(str(restyled / "template.pptx"))
    file.slide_master.background.fill.solid()
    file.slide_master.background.fill.fore_color.rgb = pptx.dml.color.RGBColor(0xFF, 0x00, 0x00)
    file.save(str(restyled / "template.pptx"))
    deck = Deck(pack)
    deck.add_slide("Title")
    made: Any = pptx.Presentation(io.BytesIO(deck.finish()))
    assert str(made.slide_master.background.fill.fore_color.rgb) == "FF0000"
    assert set(re.findall(r'lang="([^"]+)"', made.slide_master._element.xml)) == {"en-GB"}
    assert made.core_properties.language == "en-GB"


# --- masters of a ward's own ---------------------------------------------------------------------------------------

FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


def _wide_with_other_names(file: Any) -> None:
    """Of another size and with names of its own, and no layout of a title alone."""
    file.slide_width, file.slide_height = Mm(338.7), Mm(190.5)
    for number, layout in enumerate(list(file.slide_layouts)):
        if layout.name in ("Title Only", "Blank"):
            file.slide_layouts.remove(layout)
        layout.name = f"区様式{number}"


def _without_footers(file: Any) -> None:
    for holder in (file.slide_master, *file.slide_layouts):
        for shape in [one for one in holder.placeholders if one.placeholder_format.type in FEET]:
            shape._element.getparent().remove(shape._element)


def _with_footers_at_the_head(file: Any) -> None:
    file.slide_width, file.slide_height = Mm(297), Mm(210)
    for holder in (file.slide_master, *file.slide_layouts):
        for shape in holder.placeholders:
            if shape.placeholder_format.type in FEET:
                shape.left, shape.top, shape.width, shape.height = Mm(10), Mm(2), Mm(60), Mm(6)


def _with_sections(file: Any) -> None:
    """With an example slide and a list of sections, which name slides."""
    file.slides.add_slide(file.slide_layouts[0])
    file.part._element.append(file.part._element.makeelement(f"{{{SECTIONS}}}sectionLst", {}))


SECTIONS = "http://schemas.microsoft.com/office/powerpoint/2010/main"
MASTERS = {
    "4:3": lambda _: None,
    "wide": _wide_with_other_names,
    "no footers": _without_footers,
    "footers at the head": _with_footers_at_the_head,
    "sections": _with_sections,
}


@pytest.mark.parametrize("kind", MASTERS)
def test_slides_keep_within_a_master_of_any_layout(kind: str, pack: Pack, tmp_path: Path) -> None:
    own: Any = pptx.Presentation()
    MASTERS[kind](own)
    own.save(str(tmp_path / "own.pptx"))
    made: Any = pptx.Presentation(io.BytesIO(slides(replace(pack, templates={".pptx": tmp_path / "own.pptx"}))))
    assert (made.slide_width, made.slide_height) == (own.slide_width, own.slide_height)
    assert b"sectionLst" not in made.part.blob
    for slide in made.slides:
        kinds = {shape.placeholder_format.type for shape in slide.placeholders}
        assert kinds <= {PP_PLACEHOLDER.TITLE, *FEET}  # nothing is left that asks for a click
        title = slide.shapes.title
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0, shape.name
            assert shape.left + shape.width <= made.slide_width and shape.top + shape.height <= made.slide_height
            if not shape.is_placeholder:
                assert shape.top >= title.top + title.height, shape.name
            if shape.has_chart:
                assert shape.height >= Mm(50), title.text_frame.text
        boxes = [shape for shape in slide.shapes if shape.has_text_frame and not shape.is_placeholder]
        for box in boxes:
            paragraphs = [
                (one.text, one.runs[0].font.size.pt if one.runs else LEAST_SIZE) for one in box.text_frame.paragraphs
            ]
            needed = sum(flowing_height(text.replace("\v", "\n"), size, box.width.mm) for text, size in paragraphs[:-1])
            assert needed <= box.height.mm + 1, title.text_frame.text


def test_a_layout_without_room_beneath_its_title_is_none(pack: Pack, tmp_path: Path) -> None:
    own: Any = pptx.Presentation()
    for layout in own.slide_layouts:
        for shape in layout.placeholders:
            if shape.placeholder_format.type in (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE):
                shape.left, shape.top, shape.width, shape.height = 0, Mm(90), Mm(200), Mm(20)
    own.save(str(tmp_path / "own.pptx"))
    with pytest.raises(WardKpiError) as caught:
        Deck(replace(pack, templates={".pptx": tmp_path / "own.pptx"}))
    assert caught.value.code == "template_lacks_layout"


def _rename(file: Any, new: Callable[[str], str]) -> None:
    for style in file.styles.element.style_lst:
        if style.name_val.lower().startswith(("heading", "title", "body", "caption", "table grid")):
            style.name_val = new(style.name_val)


def _lying(file: Any) -> None:
    file.sections[0].page_width, file.sections[0].page_height = Mm(297), Mm(210)


DOCUMENTS: dict[str, Callable[[Any], None]] = {
    "names of its own": lambda file: _rename(file, lambda name: f"区の{name}"),
    "names as LibreOffice writes them": lambda file: _rename(file, str.title),
    "A4 that lies": _lying,
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_paper_follows_a_document_of_any_styles(kind: str, pack: Pack, tmp_path: Path) -> None:
    own: Any = docx.Document()
    DOCUMENTS[kind](own)
    own.save(str(tmp_path / "own.docx"))
    made: Any = docx.Document(io.BytesIO(paper_of(replace(pack, templates={".docx": tmp_path / "own.docx"}), [])))
    ids = [style.styleId for style in made.styles.element.style_lst]
    assert len(ids) == len(set(ids))  # of two styles with one id Word calls the file damaged
    assert {made.styles[name].name for name in STYLES} == set(STYLES)
    named = {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:basedOn"), qn("w:next"), qn("w:link"))}
    assert named <= set(ids)
    assert made.paragraphs[4].style.name in STYLES


def test_a_figure_is_no_higher_than_the_page_of_a_small_master(pack: Pack, tmp_path: Path) -> None:
    own: Any = docx.Document()
    own.sections[0].page_height = Mm(182)
    own.save(str(tmp_path / "own.docx"))
    paper = Paper(replace(pack, templates={".docx": tmp_path / "own.docx"}))
    stream = io.BytesIO()
    Image.new("RGB", (100, 300)).save(stream, "PNG", dpi=(100, 100))
    paper.number_figures(["high"])
    assert paper.add_figure("high", stream.getvalue(), "High", "High") < text_height(paper._file)
