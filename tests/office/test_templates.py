"""The masters of slides and paper: as the code needs them, and followed where staff restyle them."""

import datetime as dt
import io
import re
import shutil
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from docx.shared import RGBColor
from make_templates import FOOT_PLACES
from pptx.util import Mm

from analysis.data.study import Study
from analysis.office import ooxml
from analysis.office.pack import Pack
from analysis.office.slide_deck import HEIGHT, TITLE, WIDTH, Deck
from analysis.office.word_document import Paper

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
