"""The committee pack, opened with other people's readers: what staff edit, print and defend."""

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import openpyxl
import pandas as pd
import pptx
import pypdf
import pytest
from docx.oxml.ns import qn as docx_qn
from docx.shared import Mm as DocxMm
from new_wards import OTHERS, PLAN, RATE, add_wards, with_table
from openpyxl.utils import column_index_from_string
from PIL import Image
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt
from quoted_data import QUOTED as ROOT
from snapshot import WRITE, assert_unchanged

from analysis.cli.commands import main
from analysis.data.citation import caveat_lines
from analysis.data.marks import Paint, ward_styles
from analysis.data.study import Study
from analysis.office.column_widths import words_of
from analysis.office.committee_paper import paper
from analysis.office.committee_slides import outline, slides
from analysis.office.committee_workbook import workbook
from analysis.office.document_list import appeared_later
from analysis.office.ooxml import text_width
from analysis.office.pack import Pack, newest_stated_date
from analysis.office.slide_charts import add_panel
from analysis.office.slide_deck import Box, Deck, framed_height, table_pages
from analysis.office.slide_deck import Line as Paragraph
from analysis.office.slide_deck import _broken as broken
from analysis.office.slide_pages import _GAP, _heights
from analysis.office.word_document import Paper
from analysis.office.workbook_sheets import Book, Cells, Column
from analysis.questions import FIGURES, progress_bars, scorecard
from analysis.questions._slide import Bar, Bars, FigurePanel, Line, Lines, Words
from analysis.words.line_breaks import WORD, pieces

FONT = "BIZ UDPゴシック"
LANDSCAPE = 257
FEW = ["outlook", "cashless_definitions", "progress_bars", "scorecard"]
"""One figure about everything, one about a theme, two that the text refers to: all of them would take a minute."""

OPTIONS = {"date": "2025-10-01", "committee": "企画総務委員会", "department": "情報政策課"}
A4 = (210.0, 297.0)
ORIGINAL = {  # what the documents print, read by eye: indicator, year, kind -> figure
    "sumida.online_procedures_priority": [13, 36, 36, 37, 44],
    "sumida.online_procedures_mynaportal": [6, 21, 21, 23, 25],
    "sumida.cashless_procedures": [13, 209, 209, 217, 40],
    "sumida.mynumber_card_rate": [40, 64.8, 76.1, 82.2, 70],
    "taito.online_procedure_ratio": [10, 20, 60],
    "taito.cashless_usage_rate": [10, 22, 40],
    "taito.mynumber_card_rate": [35, 91, 60],
    "suginami.online_procedures_cumulative": [280, 300, 320],
}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a pack in a folder, time zone, locale and hash seed that are not those in which its bytes were written down."""
    folder = tmp_path_factory.mktemp("packs")
    code = "import json, sys; from analysis.office.pack_folder import write_pack; write_pack(**json.loads(sys.argv[1]))"
    arguments = {**OPTIONS, "figures": FEW, "output": "there", "root": str(ROOT)}
    settings = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}
    if os.environ.get(WRITE):
        settings = {}
    command = [sys.executable, "-c", code, json.dumps(arguments)]
    subprocess.run(command, cwd=folder, env={**os.environ, **settings}, check=True, timeout=900)
    return folder / "there"


@pytest.fixture(scope="module")
def observations() -> list[dict[str, str]]:
    with open(ROOT / "data" / "clean" / "observations.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def deck(pack: Path) -> Any:
    return pptx.Presentation(str(pack / "slides.pptx"))


@pytest.fixture(scope="module")
def document(pack: Path) -> Any:
    return docx.Document(str(pack / "paper.docx"))


@pytest.fixture(scope="module")
def book(pack: Path) -> Any:
    return openpyxl.load_workbook(pack / "data.xlsx")


def _tables(book: Any) -> list[Any]:
    """Return the sheets of a workbook that hold a table: all but that of the charts."""
    return [sheet for sheet in book.worksheets if sheet.tables]


def _themes(book: Any, after: str = "図") -> list[Any]:
    names = book.sheetnames
    return book.worksheets[names.index(after) + 1 : names.index("指標一覧")]


# --- the folder --------------------------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes_in_any_folder_time_zone_and_locale(pack: Path) -> None:
    """The first run is the one whose bytes were written down, elsewhere and with plain settings."""
    assert_unchanged("pack", {path.relative_to(pack).as_posix(): path.read_bytes() for path in pack.rglob("*.*")})


def test_the_folder_holds_every_figure_in_every_format(pack: Path) -> None:
    formats = [".png", ".svg", ".pdf", "-mono.png", "-mono.svg", "-mono.pdf", ".csv"]
    wanted = {f"charts/{name}{ending}" for name in FEW for ending in formats}
    wanted |= {"slides.pptx", "paper.docx", "data.xlsx", "charts.pdf", "manifest.json"}
    assert {path.relative_to(pack).as_posix() for path in pack.rglob("*") if path.is_file()} == wanted


def test_the_manifest_names_each_file_with_its_hash_its_rows_and_their_sources(
    pack: Path, observations: list[dict[str, str]]
) -> None:
    manifest = json.loads((pack / "manifest.json").read_text(encoding="utf-8"))
    files = {entry["file"]: entry for entry in manifest["files"]}
    present = {path.relative_to(pack).as_posix(): path for path in pack.rglob("*") if path.is_file()}
    assert sorted(files) == sorted(set(present) - {"manifest.json"})
    for name, entry in files.items():
        assert entry["sha256"] == hashlib.sha256(present[name].read_bytes()).hexdigest()
        assert entry["rows"] and entry["sources"]
    key = ["indicator", "fiscal_year", "kind", "source", "as_of"]
    assert set(files["data.xlsx"]["rows"]) == {"/".join(row[name] for name in key) for row in observations}
    assert files["charts/cashless_definitions.png"]["figures"] == ["cashless_definitions"]
    assert set(files["charts/cashless_definitions.png"]["sources"]) == {
        "sumida-progress-2025",
        "taito-status-2025",
        "suginami-plan-2024",
    }


def test_nothing_in_the_pack_tells_when_or_where_it_was_made(pack: Path) -> None:
    for path in pack.rglob("*.*"):
        content = path.read_bytes()
        assert os.fsencode(ROOT) not in content
        if path.suffix in (".pptx", ".docx", ".xlsx"):
            for name, text in _parts(io.BytesIO(content)):
                assert b"2025-10-01T00:00:00Z" in text if name.endswith("core.xml") else True
        if path.suffix == ".pdf":
            assert "/CreationDate" not in (pypdf.PdfReader(path).metadata or {})
        if path.suffix == ".svg":
            assert b"<dc:date>" not in content


def _parts(stream: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    """Yield every part of an Office file, and those of the workbooks within it."""
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            content = archive.read(entry)
            if entry.filename.endswith(".xlsx"):
                yield from _parts(io.BytesIO(content))
            else:
                yield entry.filename, content


# --- charts ------------------------------------------------------------------------------------------------------


def test_pictures_are_for_print_and_the_grey_ones_are_grey(pack: Path) -> None:
    for name in FEW:
        with (
            Image.open(pack / "charts" / f"{name}.png") as colour,
            Image.open(pack / "charts" / f"{name}-mono.png") as grey,
        ):
            assert [round(dots) for dots in colour.info["dpi"]] == [300, 300]
            assert colour.size == grey.size
            assert _is_coloured(colour) and not _is_coloured(grey)


def _is_coloured(image: Any) -> bool:
    red, green, blue = image.convert("RGB").resize((image.width // 4, image.height // 4)).split()
    return (
        any(one != other for one, other in zip(red.tobytes(), blue.tobytes(), strict=True))
        or red.tobytes() != green.tobytes()
    )


def test_charts_pdf_has_a_page_of_a4_for_each_figure_with_its_font(pack: Path) -> None:
    pages = pypdf.PdfReader(pack / "charts.pdf").pages
    assert len(pages) == len(FEW)
    for page in pages:
        width, height = (float(side) * 25.4 / 72 for side in (page.mediabox.width, page.mediabox.height))
        assert width / height == pytest.approx(A4[0] / A4[1], abs=0.001)
        assert width >= A4[0] - 1
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
        assert any("IPAexGothic" in str(font["/BaseFont"]) for font in fonts)
    text = "".join(page.extract_text() for page in pages)
    for word in ("墨田区", "台東区", "杉並区", "出典"):
        assert word in text


def test_the_data_beside_a_chart_are_its_rows(pack: Path) -> None:
    content = (pack / "charts" / "cashless_definitions.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # Excel reads UTF-8 only so
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    for indicator in ("sumida.cashless_procedures", "taito.cashless_usage_rate"):
        figures = [float(row["value"]) for row in rows if row["indicator"] == indicator and row["value"]]
        assert sorted(figures) == sorted(ORIGINAL[indicator])
    words = [row for row in rows if row["ward"] == "131156"]
    assert words and all(row["value"] == "" for row in words)  # empty, not zero


# --- slides ------------------------------------------------------------------------------------------------------


def _charts(deck: Any) -> Iterator[tuple[Any, Any]]:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                yield slide, shape


def _title(slide: Any) -> str:
    """Return a title without its line breaks."""
    return str(slide.shapes.title.text_frame.text.replace("\v", ""))


@pytest.mark.parametrize(
    "text", ["Sumida 11 indicators, Taito 14 indicators", "墨田区は11指標のうち達成3、台東区は14指標のうち達成見込9"]
)
def test_a_text_broken_into_lines_keeps_its_spaces(text: str) -> None:
    written = broken(Paragraph(text, 22), 40).text
    assert "\v" in written and written.replace("\v", "") == text


def test_slides_are_a4_landscape_with_titles_that_differ(deck: Any) -> None:
    assert (round(deck.slide_height / 36000), round(deck.slide_width / 36000)) == A4
    titles = [_title(slide) for slide in deck.slides]
    assert all(len(title) > 8 for title in titles)
    assert len(set(titles)) == len(titles)


def test_every_text_on_slides_charts_and_notes_has_the_font_for_japanese_too(deck: Any) -> None:
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    elements = [slide._element for slide in deck.slides] + [slide.notes_slide._element for slide in deck.slides]
    elements += [shape.chart._chartSpace for _, shape in _charts(deck)]
    runs = 0
    for element in elements:
        for run in (*element.iter(drawing + "r"), *element.iter(drawing + "fld")):
            faces = {face: run.find(f"{drawing}rPr/{drawing}{face}") for face in ("latin", "ea")}
            assert {name: face.get("typeface") for name, face in faces.items() if face is not None} == {
                "latin": FONT,
                "ea": FONT,
            }
            runs += 1
        for default in element.iter(drawing + "defRPr"):
            assert default.find(drawing + "ea").get("typeface") == FONT
    assert runs > 200


def test_charts_are_native_and_their_figures_are_those_of_the_documents(
    deck: Any, observations: list[dict[str, str]]
) -> None:
    found = {shape.name: shape.chart for _, shape in _charts(deck)}
    assert not any(shape.shape_type == 13 for slide in deck.slides for shape in slide.shapes)  # no pictures
    for indicator, figures in ORIGINAL.items():
        assert list(found[indicator].plots[0].series[0].values) == figures
        published = {float(row["value"]) for row in observations if row["indicator"] == indicator and row["value"]}
        assert set(figures) <= published
    assert list(found["online_procedures_32_ratio"].plots[0].series[0].values) == [68, 50, 64]
    assert list(found["mynumber_card_held_rate"].plots[0].series[0].values) == [73, 73, 71]
    series = {one.name: list(one.values) for one in found["mic_mynumber_card_rate"].plots[0].series}
    assert series["杉並区"] == [15.0, 19.6, 23.2, 32.3, 34.5, 43.1, 49.0, 58.2]
    embedded = openpyxl.load_workbook(
        io.BytesIO(found["sumida.cashless_procedures"].part.chart_workbook.xlsx_part.blob)
    )
    assert [row[1].value for row in embedded.active.iter_rows(min_row=2)] == ORIGINAL["sumida.cashless_procedures"]


def test_no_chart_of_values_sets_different_definitions_on_one_axis(
    deck: Any, observations: list[dict[str, str]]
) -> None:
    concept = {row["indicator"]: (row["concept"], row["unit"]) for row in observations}
    for _, shape in _charts(deck):
        if shape.name.split()[0] == "progress":  # shares, free of units
            continue
        named = [one for one in concept if one == shape.name or one.partition(".")[2] == shape.name]
        assert named and len({concept[one] for one in named}) == 1
    progress = next(shape for _, shape in _charts(deck) if shape.name.startswith("progress"))
    values = dict(zip(progress.chart.plots[0].categories, progress.chart.plots[0].series[0].values, strict=True))
    assert values["墨田区 優先手続のオンライン化数"] == pytest.approx((37 - 13) / (44 - 13))
    assert values["台東区 オンライン手続比率"] == pytest.approx((20 - 10) / (60 - 10))


def test_a_figure_that_is_wider_than_its_bar_stands_beyond_it(deck: Any) -> None:
    chart = next(shape.chart for _, shape in _charts(deck) if shape.name.startswith("progress"))
    plot = chart.plots[0]
    beyond = {
        int(place): position
        for place, position in re.findall(
            r'<c:dLbl>\s*<c:idx val="(\d+)"/>.*?<c:dLblPos val="(\w+)"/>', chart._chartSpace.xml, flags=re.S
        )
    }
    assert {plot.categories[place]: position for place, position in beyond.items()} == {
        "台東区 オンライン手続比率": "outEnd"  # 20% of a scale to 200%; the next, 40%, has room
    }


def test_bars_start_at_zero_and_estimates_and_targets_are_not_solid(deck: Any) -> None:
    fills = {"基準値": "solid", "実績": "solid", "実績見込": "white", "計画": "white", "目標": "pattern"}
    seen: Counter[str] = Counter()
    for _, shape in _charts(deck):
        if "." not in shape.name:
            continue
        assert shape.chart.value_axis.minimum_scale == 0
        for place, label in enumerate(shape.chart.plots[0].categories):
            kind = str(label).rpartition("\n")[2]
            fill = shape.chart.plots[0].series[0].points[place].format.fill
            if fills[kind] == "pattern":
                assert fill.type == 2  # patterned
            elif fills[kind] == "white":
                assert str(fill.fore_color.rgb) == "FFFFFF"
            else:
                assert str(fill.fore_color.rgb) != "FFFFFF"
            seen[kind] += 1
    assert set(seen) == set(fills)


def test_lines_of_wards_differ_by_marker_and_dash_for_black_and_white(deck: Any) -> None:
    chart = next(shape.chart for _, shape in _charts(deck) if shape.name == "mic_mynumber_card_rate")
    looks = {(series.marker.style, series.format.line.dash_style) for series in chart.plots[0].series}
    assert len(looks) == len({marker for marker, _ in looks}) == 3
    assert chart.has_legend is False  # names stand at the ends of the lines
    labels = re.findall(r"<c:dLbl>.*?</c:dLbl>", chart._chartSpace.xml, flags=re.S)
    assert sum('<c:showSerName val="1"/>' in label for label in labels) == 3


def test_every_chart_and_table_has_an_alternative_text_with_its_figures(deck: Any) -> None:
    tables = 0
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                text = shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert text and len(text) > 15
                tables += shape.has_table
                if shape.name in ORIGINAL:
                    for figure in ORIGINAL[shape.name]:
                        assert f"{figure:g}" in text
    assert tables >= 4


def test_every_ward_is_on_every_slide_of_a_theme_in_figures_or_words(deck: Any) -> None:
    slides_of_themes = {slide.slide_id: slide for slide, shape in _charts(deck)}
    for slide in slides_of_themes.values():
        words = []
        for shape in slide.shapes:
            words.append(shape.text_frame.text if shape.has_text_frame else "")
            if shape.has_chart:
                words.append(shape._element.nvGraphicFramePr.cNvPr.get("descr"))
        for ward in ("墨田区", "台東区", "杉並区"):
            assert ward in " ".join(words), _title(slide)
    cashless = next(slide for slide, shape in _charts(deck) if shape.name == "taito.cashless_usage_rate")
    box = next(shape for shape in cashless.shapes if shape.name == "杉並区")
    assert "杉並区：区の資料に数値の記載なし（記述のみ）" in box.text_frame.text.replace("\v", "")
    assert "拡充・検討" in box.text_frame.text


def test_slides_name_their_sources_and_their_notes_are_what_one_would_say(deck: Any) -> None:
    slide = next(slide for slide, shape in _charts(deck) if shape.name == "taito.cashless_usage_rate")
    foot = next(shape for shape in slide.shapes if shape.name == "Sources")
    assert (
        "出典：台東区企画財政部情報政策課「台東区情報化推進計画の達成状況について」（令和7年10月1日付）"
        in foot.text_frame.text
    )
    assert 1 <= foot.text_frame.text.count("注：") <= 3
    notes = slide.notes_slide.notes_text_frame.text.splitlines()
    assert notes[0] == f"{_title(slide).splitlines()[0]}。"  # the finding first
    assert any(line.startswith("留意：") and "数え方が変わったかどうかは" in line for line in notes)
    assert any(line.startswith("出典：") for line in notes)
    assert not re.search(r"原文L\d|kpi_\d|\.csv|\[", "".join(notes))  # the evidence is in the workbook


def test_speaker_notes_are_a_few_sentences_and_no_two_slides_have_the_same(deck: Any, english_deck: Any) -> None:
    for made in (deck, english_deck):
        notes = [slide.notes_slide.notes_text_frame.text for slide in made.slides]
        assert len(set(notes)) == len(notes)
        assert all(len(text.splitlines()) <= 5 for text in notes)


def test_a_count_of_none_is_a_mark_that_is_explained_and_counts_stand_at_the_right(deck: Any, document: Any) -> None:
    slide = next(one for one in deck.slides if "状況別の指標数" in _texts(one) and any(x.has_table for x in one.shapes))
    assert "－：該当する指標なし" in slide.shapes.title.text_frame.text.replace("\v", "")
    cells = [cell for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()]
    assert all(cell.text for cell in cells if not cell.is_spanned)
    counts = [cell for cell in cells if re.match(r"\d+(（|$)|－$", cell.text)]
    assert any("（" in cell.text for cell in counts)
    assert counts and all(cell.text_frame.paragraphs[0].alignment == PP_ALIGN.RIGHT for cell in counts)


def test_figures_of_a_column_stand_on_one_side(deck: Any, english_deck: Any, english_paper: Any) -> None:
    """A share at the left beside a count at the right reads as one number, and a rank among words is at home at the left."""
    slide = next(one for one in english_deck.slides if "median share applied" in _texts(one))
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    sides = [{cell.text_frame.paragraphs[0].alignment for cell in column.cells} for column in _columns_of(table)]
    assert [PP_ALIGN.RIGHT in side for side in sides] == [False, False, True, True, True, True]
    assert all(len(side) == 1 for side in sides)
    for one in (*deck.slides, *english_deck.slides):
        for table in (shape.table for shape in one.shapes if shape.has_table):
            for column in _columns_of(table):
                sides_of_shares = {
                    cell.text_frame.paragraphs[0].alignment
                    for cell in column.cells
                    if re.fullmatch(r"[0-9.]+%", cell.text)
                }
                assert len(sides_of_shares) <= 1
    ranks = [cell for table in english_paper.tables for cell in table._cells if cell.text == "140 (rank)"]
    assert ranks and all(cell.paragraphs[0].alignment is None for cell in ranks)


def _columns_of(table: Any) -> list[Any]:
    return [SimpleNamespace(cells=[row.cells[place] for row in table.rows]) for place in range(len(table.columns))]


def test_the_text_refers_to_every_figure(document: Any) -> None:
    captions = [one for one in document.paragraphs if one.style.name == "Caption" and one.text.startswith("図")]
    asked = set(re.findall(r"REF (_Ref_figure_\d+)", document.element.xml))
    assert captions and asked == {f"_Ref_figure_{number}" for number in range(1, len(captions) + 1)}


def test_no_shape_is_called_by_the_code_of_a_ward(deck: Any, deck_of_all: Any) -> None:
    names = [shape.name for made in (deck, deck_of_all) for slide in made.slides for shape in slide.shapes]
    assert [name for name in names if re.search(r"\d{6}", name)] == []


def test_the_first_slide_states_the_conclusions_and_what_they_rest_on(deck: Any, document: Any) -> None:
    box = next(shape for shape in deck.slides[0].shapes if "根拠：" in shape.text_frame.text)
    paragraphs = [paragraph.text.replace("\v", "") for paragraph in box.text_frame.paragraphs if paragraph.text.strip()]
    assert [text[:2] for text in paragraphs[::2]] == ["1　", "2　", "3　"]
    # both yardsticks of procedures online, each once
    assert paragraphs[2].count("32手続") == paragraphs[2].count("26手続") == 1
    assert all(re.match(r"根拠：「.+」の\d+件の値と文言", text) for text in paragraphs[1::2])
    assert "「墨田区行政情報化の取組状況（R4～R6実績）」（仮題）" in "".join(paragraphs)  # its table prints no title
    assert "「台東区情報化推進計画の達成状況について」（" not in "".join(paragraphs)
    said = "".join(paragraph.text for paragraph in document.paragraphs)
    assert all(text[2:].rstrip("。") in said for text in paragraphs[::2])  # and the paper's first page has them too


def test_footers_are_those_that_header_and_footer_changes(deck: Any) -> None:
    for number, slide in enumerate(deck.slides, start=1):
        found = {one.placeholder_format.type: one.text_frame for one in slide.placeholders}
        assert found[PP_PLACEHOLDER.DATE].text == "令和7年10月1日"
        assert found[PP_PLACEHOLDER.FOOTER].text == "企画総務委員会資料　情報政策課"
        assert 'type="slidenum"' in found[PP_PLACEHOLDER.SLIDE_NUMBER]._txBody.xml, number


def test_text_is_twelve_points_or_more_and_sources_are_nine(deck: Any) -> None:
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.is_placeholder and shape.placeholder_format.type != PP_PLACEHOLDER.TITLE:
                continue
            sizes = {int(one.get("sz")) for one in shape._element.iter(drawing + "rPr") if one.get("sz")}
            assert sizes == {900} if shape.name == "Sources" else min(sizes, default=1200) >= 1200, _title(slide)


def test_each_chart_has_a_frame_and_own_indicators_have_an_axis_of_their_own(deck: Any) -> None:
    for slide, shape in _charts(deck):
        assert shape.chart._chartSpace.find(qn("c:spPr")) is not None, _title(slide)
        if "." in shape.name:
            assert shape.chart.value_axis.visible, shape.name
    cashless = [shape for _, shape in _charts(deck) if shape.name in ORIGINAL and "cashless" in shape.name]
    assert len(cashless) == 2  # what can be paid so, and what is: never one chart


def test_numbers_on_hatching_have_a_white_plate_and_cut_bars_a_mark(deck: Any) -> None:
    chart = next(shape.chart for _, shape in _charts(deck) if shape.name.startswith("progress"))
    assert chart.plots[0].series[0].data_labels._element.find(qn("c:spPr")).xpath(".//a:srgbClr/@val") == ["FFFFFF"]
    cut = [value for value in chart.plots[0].series[0].values if value > chart.value_axis.maximum_scale]
    drawings = [rel.target_part for rel in chart.part.rels.values() if rel.reltype.endswith("chartUserShapes")]
    assert len(cut) >= 1 and drawings[0].blob.count(b"<cdr:relSizeAnchor>") == len(cut)


def test_nothing_on_a_slide_leaves_the_page(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height, _title(slide)


# --- paper -------------------------------------------------------------------------------------------------------


def test_the_paper_has_the_form_of_a_committee_paper(document: Any) -> None:
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == A4
    top = document.paragraphs[:5]
    assert [paragraph.text.strip() for paragraph in top[:4]] == [
        "資料",
        "令和7年10月1日",
        "企画総務委員会資料",
        "情報政策課",
    ]
    assert all(paragraph.alignment == 2 for paragraph in top[:4])  # right
    assert top[4].style.name == "Title"
    assert "以上" in [paragraph.text for paragraph in document.paragraphs if paragraph.alignment == 2]
    footer = section.footer._element.xml
    assert "PAGE" in footer and "fldChar" in footer


@pytest.mark.behaviour(9)
def test_the_pack_speaks_for_nobody_unless_told() -> None:
    """No committee, section or date of a ward that exists stands on a paper that nobody has signed."""
    blank = Pack(None, "", "", Study.of(ROOT))
    top = [paragraph.text for paragraph in docx.Document(io.BytesIO(paper(blank, []))).paragraphs][1:4]
    assert top == ["令和　年　月　日", "〇〇委員会資料", "〇〇部〇〇課"]


def test_a_date_before_a_document_can_have_appeared_is_warned_about_one_before_it_certainly_had_is_a_line() -> None:
    """Taito's paper is of 1 October 2025; Sumida's undated results are of 2025 and mention April 2025."""
    study = Study.of(ROOT)
    assert "taito-status-2025" in appeared_later(study, dt.date(2025, 9, 30), certainly=True)
    assert appeared_later(study, dt.date(2025, 10, 1), certainly=True) == ()
    assert appeared_later(study, dt.date(2025, 10, 1), certainly=False) == ("sumida-progress-2025",)
    document = docx.Document(io.BytesIO(paper(Pack(dt.date(2025, 10, 1), "C", "D", study), [])))
    [line] = [one.text for one in document.paragraphs if "確かでない" in one.text]
    assert "墨田区行政情報化の取組状況" in line and "台東区" not in line


def test_headings_are_styles_numbered_as_ward_offices_do(document: Any) -> None:
    headings = [(int(p.style.name[-1]), p.text) for p in document.paragraphs if p.style.name.startswith("Heading")]
    forms = {1: r"\d　.+", 2: r"\(\d+\)　.+", 3: r"[ア-ン]　.+"}
    body = headings[: next(place for place, (_, text) in enumerate(headings) if text.startswith("指標の一覧"))]
    assert all(re.fullmatch(forms[level], text) for level, text in body)
    assert [text[0] for level, text in body if level == 1] == ["1", "2", "3", "4", "5", "6"]
    assert [text for level, text in headings if level == 3][-3:] == ["ア　墨田区", "イ　台東区", "ウ　杉並区"]
    assert all(second - first <= 1 for (first, _), (second, _) in pairwise(body))  # no level is skipped
    assert sum(bool(re.match(r"別紙\d(　|$)", p.text)) for p in document.paragraphs) == 3


def test_the_paper_names_its_font_for_japanese(document: Any) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Body Text"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(docx_qn("w:eastAsia")) == fonts.get(docx_qn("w:ascii")) == FONT
    assert "asciiTheme" not in document.styles.element.xml
    assert 'w:eastAsia="ja-JP"' in document.styles.element.xml


def test_tables_repeat_their_header_and_keep_rows_whole(document: Any) -> None:
    assert len(document.tables) > 5
    for table in document.tables:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(docx_qn("w:tblHeader")) is not None
        split = [row for row in table.rows if row._tr.trPr.find(docx_qn("w:cantSplit")) is None]
        assert all(text_width(_said(row.cells[-1]), 9) * 25.4 > 7 * LANDSCAPE * 0.8 for row in split)
        assert table._tbl.tblPr.find(docx_qn("w:tblDescription")).get(docx_qn("w:val"))
        assert len({len(row.cells) for row in table.rows}) == 1


def test_the_annex_states_baseline_target_result_status_and_remarks(document: Any) -> None:
    rows = [[_said(cell) for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["区", "指標", "基準値", "目標・計画値", "実績・見込", "状況", "備考"] in rows
    found = {(row[0], row[1]): row for row in rows}
    ratio = found["台東区", "オンライン手続比率"]
    assert ratio[2:6] == [
        "10%（令和2年度末）",
        "60%（令和7年度）",
        "20%（令和7年度 実績見込）",
        "未達成見込\n進捗20%\n区の評価は未達成",
    ]
    cashless = found["墨田区", "キャッシュレス決済手続数"]
    assert cashless[2:6] == [
        "13手続（令和3年度）",
        "40手続（令和7年度）",
        "217手続（令和6年度）",
        "達成\n進捗755.6%（数え方の変更は不明）",
    ]
    assert "14" in cashless[6] and "60" in cashless[6]  # the figures of the draft, in the remarks
    assert found["杉並区", "オンライン手続数（累計）"][2:6] == [
        "基準値は読み取った資料に記載なし",
        "320手続（令和8年度 計画）",
        "区の資料は計画期間の実績が出る前のもの",
        "計画値のみ（資料が計画期間の実績が出る前のもの）",
    ]
    tax = found[
        "墨田区", "特別区民税の徴収率（現年度・普通徴収分）"
    ]  # a figure stands beside the status, so the status says why it is none
    assert tax[4:6] == ["96.27%（令和2年度）", "判定できる実績なし（実績が基準年度以前）"]
    assert "区によれば達成" in tax[6]
    assert any(row[0] == "台東区" and set(row[1:]) == {"読み取った資料に記載なし"} for row in rows)  # one merged cell


def test_the_table_of_counts_stays_on_one_page(document: Any) -> None:
    table = next(table for table in document.tables if table.rows[-1].cells[0].text == "区自身の評価")
    *rows, last = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert rows and all(rows) and not last


def test_plans_in_words_stand_in_the_annex_alike_for_every_ward_with_each_of_their_years(document: Any) -> None:
    said = {row.cells[0].text: set[str]() for table in document.tables for row in table.rows}
    for table in document.tables:
        for row in table.rows:
            said[row.cells[0].text].add(_said(row.cells[1]))
    assert any(
        one.startswith("計画に記された取組4件：")
        and "取組8 高齢者向けICT講習会（令和4年度〜令和7年度（年度ごとの別は分からない） 講習会等開催）" in one
        for one in said["墨田区"]
    )
    standard = next(one for one in said["杉並区"] if "住民情報系システムの標準化" in one)
    assert "令和7年度 新システム 構築・運用開始、令和8年度 新システム 運用" in standard
    assert any(one.startswith("記述による実績1件：キャッシュレス決済の取組（令和5年度 ") for one in said["杉並区"])
    assert any(one.startswith("記述による実績2件：標準化") for one in said["台東区"])
    assert not any(
        "の計画" in one and not one.startswith("計画に記された取組") for one in said["杉並区"] - {"計画に記された取組"}
    )


_THEME_TABLE = "の指標（各区自身の定義による"


def _annex(document: Any) -> dict[str, list[list[str]]]:
    """Return the rows of annex 1 by theme."""
    captions = [p.text for p in document.paragraphs if _THEME_TABLE in p.text]
    tables = [table for table in document.tables if [cell.text for cell in table.rows[0].cells][-1] == "備考"]
    rows = [[[_said(cell) for cell in row.cells] for row in table.rows[1:]] for table in tables]
    themes = [caption.partition("　")[2].partition(_THEME_TABLE)[0] for caption in captions]
    return dict(zip(themes, rows, strict=True))


def _said(cell: Any) -> str:
    """Return the text of a cell in Word without the breaks that we set at the ends of phrases."""
    return "\n".join(paragraph.text.replace("\n", "") for paragraph in cell.paragraphs)


def test_cells_of_the_paper_break_at_the_ends_of_phrases_and_never_within_a_date(document: Any) -> None:
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"13手続\n（令和3年度）", "キャッシュレス\n決済手続数"} <= cells
    ends = [line for text in cells for line in text.split("\n")[:-1]]
    assert len(ends) > 100
    assert [line for line in ends if re.search(r"(?:令和|平成|(?:令和|平成|年|月)[0-9]+|（)$", line)] == []


def _counted(rows: list[list[str]]) -> Counter[tuple[str, str]]:
    """Return how many rows of each ward have which status, those that are one indicator with another left out."""
    found: Counter[tuple[str, str]] = Counter()
    for ward, name, *_, status, _ in rows:
        first = status.partition("\n")[0].partition("（")[0]
        if beside := re.match(
            r"(計画に記された取組|記述による実績|指標以外の数値|関連として挙げる他計画の方針・施策延べ|区が指標に添えた説明・今後の予定)(\d+)件：",
            name,
        ):
            found[ward, beside[1]] += int(beside[2])
        elif first and "指標として数える" not in status and name != status:
            found[ward, first] += 1
    return found


def test_the_counts_by_status_are_those_of_annex_1_and_stand_beside_the_wards_own(document: Any) -> None:
    table = next(table for table in document.tables if table.rows[-1].cells[0].text == "区自身の評価")
    header, *rows = [
        list(column) for column in zip(*([_said(cell) for cell in row.cells] for row in table.rows), strict=True)
    ]
    assert [row[0] for row in rows[:2]] == ["墨田区（令和6年度実績）", "台東区（令和7年度実績・実績見込）"]
    rows = [[head.partition("（")[0], *cells] for head, *cells in rows]
    counted = _counted([row for of_theme in _annex(document).values() for row in of_theme])
    for ward, *cells in rows:
        shown: Counter[str] = Counter()
        for status, count in zip(header[1:-1], cells[:-1], strict=True):  # of plans, those of other themes besides
            of_all = re.sub("（うち[^）]*）", "", count)  # how many of these the ward judges itself
            shown[status.partition("（")[0]] += sum(map(int, re.findall(r"\d+", of_all)))
        for status, count in shown.items():
            assert counted[ward, status] == count, (ward, status)
    by_ward = {row[0]: row for row in rows}
    indicators = {
        ward: sum(int(one.partition("（")[0].replace("－", "0") or 0) for one in row[1:-3])
        for ward, row in by_ward.items()
    }
    # Taito lists 28, one of them twice; Sumida 11 of informatisation and 16 of its reform; Suginami plans two in figures and has a date
    assert indicators == {"墨田区": 27, "台東区": 27, "杉並区": 3}
    said = "28指標（重複1を含む）のうち達成20・未達成8（令和7年度末までの見込みによる）。"
    assert by_ward["台東区"][-1].startswith(said)
    assert "達成10、継続（一部達成し、引き続き実施）31、中止1" in by_ward["墨田区"][-1]
    assert "達成4、継続（一部達成し、引き続き実施）9、再検討2" in by_ward["墨田区"][-1]
    caption = next(p.text for p in document.paragraphs if "状況別の指標数" in p.text)
    assert "57指標" in caption and "19テーマ" in caption


def test_slides_of_other_themes_say_of_each_ward_what_the_annex_says(deck: Any, document: Any) -> None:
    annex, shown = _annex(document), 0
    for slide in deck.slides:
        if "ほかの" not in slide.shapes.title.text or "テーマの指標の状況" not in slide.shapes.title.text:
            continue
        table = next(shape.table for shape in slide.shapes if shape.has_table)
        header, *rows = [[cell.text.replace("\v", "") for cell in row.cells] for row in table.rows]
        for theme, *cells in rows:
            counted = _counted(annex[theme])
            for ward, cell in zip(header[1:], cells, strict=True):
                told = {what: int(count) for what, count in re.findall(r"(\D+?)(\d+)件?(?:、|$)", cell)}
                assert told == {status: count for (whose, status), count in counted.items() if whose == ward} or (
                    cell in {row[1] for row in annex[theme] if row[0] == ward} or "評価" in cell or "達成20" in cell
                ), (theme, ward, cell)
                shown += 1
    assert shown == 17 * 3


def test_what_a_ratio_counts_and_why_axes_are_apart_stand_on_the_slides_that_show_them(deck: Any) -> None:
    """Taito does not say of what 20% is a share; both wards' card rates could share an axis, but for their years."""
    texts = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in deck.slides]
    [online] = [one for one in texts if one.startswith("行政手続のオンライン化：墨田区")]
    assert "台東区 オンライン手続比率：何に対する割合かは資料に示されて" in online
    [cards] = [one for one in texts if one.startswith("マイナンバーカード：墨田区")]
    assert "同じ軸に置けるが、最新の値の年度や種別がそろわないため分けた" in re.sub(r"\s", "", cards)


def test_each_theme_says_why_its_figures_cannot_be_compared(deck: Any) -> None:
    """Both wards have results of cashless payment, of different indicators: no blanket reason stands for several themes."""
    rows = {}
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_table and shape.table.rows[0].cells[1].text == "墨田区と台東区":
                cells = [[cell.text.replace("\v", "") for cell in row.cells] for row in shape.table.rows]
                rows |= {row[0]: row for row in cells}
    assert "ほかのテーマ" not in rows
    assert rows["キャッシュレス決済"][1] == "指標が異なる"
    assert rows["オンライン相談"][1] == rows["行財政改革"][1] == "台東区 読み取った資料に記載なし"
    assert rows["行財政改革"][2] == "杉並区 他計画の名称のみ"
    assert rows["システム標準化"][1] == "墨田区 数値は目標のみ、台東区 記述のみ"
    assert len({cell for row in rows.values() for cell in row[1:2]}) > 5


def test_the_list_of_documents_counts_alike_and_dates_nothing_that_is_not_printed(
    deck: Any, document: Any, book: Any, observations: list[dict[str, str]]
) -> None:
    [table] = [table for table in document.tables if table.rows[0].cells[0].text == "発行"]
    rows = {_said(row.cells[1]): [_said(cell) for cell in row.cells] for row in table.rows[1:]}
    held, figures = (
        Counter(row["source"] for row in observations),
        Counter(row["source"] for row in observations if row["value"]),
    )
    sources = pd.read_csv(ROOT / "data" / "clean" / "sources.csv").set_index("source")
    told = sorted(row[-1] for row in rows.values())
    assert told == sorted(f"{held[source]}（{figures[source]}）" for source in sources.index)
    plan = next(row for title, row in rows.items() if title.startswith("杉並区"))
    assert plan[1].count("案") == 1 and plan[2] == "公表日の記載なし、令和5年12月以降"
    assert all(title.count("（案）") <= 1 for title in rows)
    progress = next(row for title, row in rows.items() if "取組状況" in title)
    assert progress[1].endswith("（仮題）")
    lines = " ".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    assert "令和7年公表" not in lines and "令和6年公表" not in lines and "公表日の記載なし" in lines


def test_what_is_dated_by_its_publication_has_no_fiscal_year_in_any_sheet(book: Any) -> None:
    seen = 0
    for sheet in book:
        header = [cell.value for cell in sheet[1]]
        if not {"資料名", "年度（西暦）", "年度（和暦）"} <= set(header):
            continue
        for row in sheet.iter_rows(min_row=2, values_only=True):
            cells = dict(zip(header, row, strict=True))
            if "ダッシュボード" in str(cells["資料名"]):
                assert (cells["年度（西暦）"], cells["年度（和暦）"]) == (None, None)
                seen += 1
    assert seen >= 110


def test_the_text_refers_to_the_figure_that_shows_what_it_counts(document: Any) -> None:
    """Own targets are counted in the scorecard; the bars show progress of some of them only."""
    [paragraph] = [p for p in document.paragraphs if p.text.startswith("自らの数値目標") and "（図" in p.text]
    referred = re.findall(r"図(\d)", paragraph.text)
    captions = {p.text.partition("　")[0]: p.text for p in document.paragraphs if re.match(r"図\d　", p.text)}
    shown = [captions[f"図{number}"] for number in referred]
    assert len(shown) == 2 and any("状況の一覧" in one for one in shown) and any("進捗" in one for one in shown)


def test_a_low_figure_shares_a_page_and_what_is_said_leaves_it_its_room(project_root: Path) -> None:
    paper = Paper(Pack(None, "", "", Study.of(project_root)))
    assert paper.height_of_figure(0.5) == pytest.approx(170 / 2 + 12, abs=0.1)  # A4 within its margins, and a caption
    assert paper.height_of_figure(2.0) < 257
    assert paper.add_while_fitting(["短い文。"], 50.0) == pytest.approx(55.4, abs=0.1)  # a line of text
    assert paper.add_while_fitting(["短い文。"], paper.room) == paper.room  # no room for it


def test_figures_of_the_paper_are_described_and_captioned(document: Any) -> None:
    shapes = document.inline_shapes
    assert len(shapes) == len(FEW)
    for shape in shapes:
        assert len(shape._inline.docPr.get("descr")) > 50
        assert shape.width.mm <= 170.5 and shape.height.mm <= 235.5
    captions = [p for p in document.paragraphs if p.style.name == "Caption" and p.text.startswith("図")]
    numbers = {caption.text.split("　")[0] for caption in captions}
    assert numbers == {"図1", "図2", "図3", "図4"} and len({caption.text for caption in captions}) == len(FEW)
    assert all(" SEQ 図 " in caption._p.xml for caption in captions)
    marks = [mark for one in captions for mark in re.findall(r'w:bookmarkStart[^>]* w:name="(\w+)"', one._p.xml)]
    body = document.element.body.xml
    assert all(f" REF {mark} " in body for mark in marks[:2])  # the text refers to the figures that it is about


def test_figures_of_the_paper_are_grey_unless_colour_is_asked_for(document: Any, pack: Path) -> None:
    grey = [shape._inline.graphic.graphicData.pic.blipFill.blip.embed for shape in document.inline_shapes]
    for relation in grey:
        with Image.open(io.BytesIO(document.part.related_parts[relation].blob)) as image:
            assert not _is_coloured(image)


def test_colons_are_full_width_and_negatives_have_their_triangle(document: Any) -> None:
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [_said(cell) for table in document.tables for row in table.rows for cell in row.cells]
    assert not [text for text in texts if ": " in text]
    assert any("▲7.5%" in text for text in texts)  # as the ward prints it
    assert not [text for text in texts if re.search(r"(?<![0-9A-Za-z])-[0-9]", text)]


def test_remarks_have_the_widest_column_of_a_page_that_lies(document: Any) -> None:
    table = next(table for table in document.tables if table.rows[0].cells[-1].text == "備考")
    assert max(column.width for column in table.columns) == table.columns[6].width
    assert [round(section.page_width.mm) for section in document.sections] == [210, 297, 210]


# --- workbook ----------------------------------------------------------------------------------------------------


def test_the_data_sheet_holds_observations_csv_row_by_row(book: Any, observations: list[dict[str, str]]) -> None:
    sheet = book["データ"]
    header, *rows = sheet.iter_rows(values_only=True)
    table = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(table) == len(observations) > 500
    for got, row in zip(table, observations, strict=True):
        assert (got["地域コード"], got["指標ID"], got["概念ID"]) == (row["ward"], row["indicator"], row["concept"])
        year = None if row["source"] == "digital-agency-dx-2024" else row["fiscal_year"]  # dated by its publication
        assert got["年度（西暦）"] == (int(year) if year else None)
        assert ("〜" in (got["年度（和暦）"] or "")) == bool(row["period_from"])
        assert got["値"] == (float(row["value"]) if row["value"] else None)  # blank, not zero
        assert (got["原典表記"] or "") == " ".join(row["text"].split())
        assert got["資料ID"] == row["source"]


def test_sheets_keep_to_the_rules_for_tables_that_machines_can_read(book: Any) -> None:
    for sheet in _tables(book):
        header, *rows = sheet.iter_rows(values_only=True)
        assert not sheet.merged_cells.ranges, sheet.title
        assert all(header) and len(set(header)) == len(header), sheet.title
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert cell.value == " ".join(cell.value.split()), (sheet.title, cell.coordinate)
        assert all(any(cell is not None for cell in row) for row in rows), sheet.title
    data = book["データ"]
    columns = [cell.value for cell in data[1]]
    assert {"地域コード", "年度（西暦）", "年度（和暦）", "単位", "値"} <= set(columns)
    rows = list(data.iter_rows(min_row=2, values_only=True))
    assert {type(row[columns.index("値")]) for row in rows} <= {int, float, type(None)}
    assert all(isinstance(code := row[columns.index("地域コード")], str) and len(code) == 6 for row in rows)
    eras = {
        row[columns.index("年度（西暦）")]: row[columns.index("年度（和暦）")]
        for row in data.iter_rows(min_row=2, values_only=True)
    }
    assert eras[2019] == "令和元年度" and eras[2018] == "平成30年度" and eras[2025] == "令和7年度"


def test_notes_that_a_figure_has_no_room_for_stand_where_it_says(book: Any) -> None:
    sheets = "".join(str(cell.value) for name in ("定義", "データ") for row in book[name].iter_rows() for cell in row)
    dated = re.compile(
        "(令和|平成)?[0-9元]+年[0-9]+月[0-9]+日.*"
    )  # notes that differ in a date are one beneath a figure
    for name, figure in FIGURES.items():
        for caveat in figure(root=ROOT).ward_kpi.caveats:
            text = dated.sub("", caveat.split(": ", 1)[1])
            assert text.rstrip("。（") in sheets, (name, caveat)


def test_there_is_a_sheet_for_each_theme_and_for_definitions_and_updates(
    book: Any, observations: list[dict[str, str]]
) -> None:
    with open(ROOT / "data" / "clean" / "concepts.csv", encoding="utf-8", newline="") as file:
        themes = {row["theme"]: row["theme_ja"] for row in csv.DictReader(file)}
    used = {row["theme"] for row in observations}
    assert [name for name in book.sheetnames if name in themes.values()] == [
        themes[theme] for theme in themes if theme in used
    ]
    assert {"指標一覧", "データ", "定義", "資料", "更新履歴"} <= set(book.sheetnames)
    history = [
        dict(zip([c.value for c in book["更新履歴"][1]], row, strict=True))
        for row in book["更新履歴"].iter_rows(min_row=2, values_only=True)
    ]
    changed = {(row["指標"], row["種別"], row["前の値"], row["値"]) for row in history if row["内容"] == "値の変更"}
    assert ("キャッシュレス決済手続数", "目標", 60, 40) in changed
    assert ("優先手続のオンライン化数", "目標", 40, 44) in changed
    with open(ROOT / "data" / "clean" / "sources.csv", encoding="utf-8", newline="") as file:
        titles = {row["source"]: row["title_ja"] for row in csv.DictReader(file)}
    published = {row["資料名"] for row in history if row["内容"] == "資料の日付"}
    assert published == {titles[row["source"]] for row in observations}


def test_every_sheet_prints_on_a4_with_its_header_and_every_theme_shows_every_ward(book: Any) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.print_title_rows == "$1:$1") == (sheet.freeze_panes == "A2") == bool(sheet.tables)
    for sheet in _themes(book):
        assert {"墨田区", "台東区", "杉並区"} <= {cell.value for cell in sheet["A"]}, sheet.title


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sheets_are_printed_large_enough_to_read_and_each_page_says_what_its_rows_are_about(lang: str) -> None:
    page = 10.9 * 96  # pixels between the margins of A4 across
    for sheet in _tables(openpyxl.load_workbook(io.BytesIO(workbook(_pack(lang))))):
        printed = column_index_from_string(_areas(sheet)[0][2]) if sheet.print_area else sheet.max_column
        widths = [
            int(column.width * 7)
            for column in sheet.column_dimensions.values()
            for _ in range(column.min, column.max + 1)
        ][:printed]
        pages, repeated = sheet.page_setup.fitToWidth or 1, sheet.print_title_cols
        again = sum(widths[:3]) if repeated else 0
        assert page * pages / (sum(widths) + again * (pages - 1)) >= 0.69, sheet.title  # ten points as seven
        if pages > 1:
            named = [sheet.cell(1, place).value for place in (1, 2, 3)]
            assert repeated == "$A:$C" and named[2] in ("指標", "Indicator"), named
            assert sheet.page_setup.pageOrder == "overThenDown"


def _areas(sheet: Any) -> list[tuple[str, int, str, int]]:
    """Return the areas that a sheet is printed in: first column and row, last column and row."""
    found = re.findall(r"\$([A-Z]+)\$(\d+):\$([A-Z]+)\$(\d+)", str(sheet.print_area))
    return [(left, int(top), right, int(bottom)) for left, top, right, bottom in found]


def test_the_sheet_of_all_figures_prints_what_people_read_on_one_page_across(book: Any) -> None:
    """With ids and places of cells it took three pages beside one another, and half of all that was printed."""
    for name, last in (("データ", "資料名"), ("定義", "他区との比較の等級と根拠")):
        sheet = book[name]
        [(left, top, right, bottom)] = _areas(sheet)
        assert (left, top, bottom) == ("A", 1, sheet.max_row) and sheet.page_setup.fitToWidth in (None, 1)
        assert sheet[f"{right}1"].value == last
    height = book["データ"].row_dimensions
    assert sum(height[row].height for row in range(2, book["データ"].max_row + 1)) < 1049 * 30


def test_dates_and_figures_are_not_wider_than_their_columns(book: Any) -> None:
    """Excel showed ##### for the days of the card rates: the digits of the font are wide."""
    for sheet in _tables(book):
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, dt.datetime | float | int) and cell.number_format != "0":
                    shown = "2000-00-00" if isinstance(cell.value, dt.datetime) else f"{cell.value:,.10g}"
                    shown = f"{cell.value:.1%}" if "%" in cell.number_format else shown
                    first = _column(sheet, cell.column)
                    assert text_width(shown, 10) * 96 <= first.width * 7, (sheet.title, cell.coordinate)


def test_no_name_of_a_theme_breaks_in_its_column(book: Any) -> None:
    """AI・RPA・業務改/革 stood in two lines."""
    sheet = book["指標一覧"]
    assert sheet["A1"].value == "テーマ"
    assert max(text_width(cell.value, 10) for cell in sheet["A"][1:]) * 96 <= _column(sheet, 1).width * 7


def _column(sheet: Any, place: int) -> Any:
    return next(one for one in sheet.column_dimensions.values() if one.min <= place <= one.max)


def test_every_program_gives_rows_the_same_height_and_charts_stand_clear_of_headings_and_borders(pack: Path) -> None:
    """Without a said height Excel in Japanese and LibreOffice each take their own, and charts are cut or shrink."""
    book = openpyxl.load_workbook(pack / "data.xlsx")
    sheet = book["図"]
    assert sheet.sheet_format.customHeight
    height = sheet.sheet_format.defaultRowHeight
    areas = _areas(sheet)
    room = 595 - 72 * (0.75 + 0.6)  # points of A4 across, without its margins
    for chart in sheet._charts:
        start, end = chart.anchor._from.row + 1, chart.anchor.to.row + 1
        [(_, top, right, bottom)] = [area for area in areas if area[1] < start and end <= area[3]]
        assert chart.anchor.to.col < column_index_from_string(right)
        assert (end - start) * height <= 360 * 0.75
        scale = 10.9 * 96 / (column_index_from_string(right) * 64)
        assert (bottom - top + 1) * height * scale <= room, "a page of charts goes over the paper's end"
        assert not isinstance(sheet.cell(start, 1).value, str)
    named = [cell.value for cell in sheet["A"] if cell.value]
    themes = [one.title for one in _themes(book)]
    assert [*dict.fromkeys(named)] == [name for name in themes if name in named] and len(set(named)) > 5


def test_figures_in_sheets_end_in_no_bare_point_and_stand_clear_of_what_follows(book: Any) -> None:
    """Excel shows 209 in the format #,##0.### as "209."."""
    for sheet in book.worksheets:
        for column in sheet.iter_cols():
            cells = [cell for cell in column[1:] if isinstance(cell.value, int | float)]
            if not cells or cells[0].number_format == "0":  # a year
                continue
            assert {cell.alignment.horizontal for cell in cells} == {"right"} == {column[0].alignment.horizontal}
            assert all(cell.alignment.indent == 1 for cell in cells), sheet.title
            for cell in cells:
                pattern = cell.number_format.rstrip("%")
                assert not re.search(r"\.#", pattern) and (
                    "." not in pattern or "%" in cell.number_format or cell.value % 1
                )


def test_sheets_of_themes_have_the_notes_for_readers_only(book: Any) -> None:
    notes = Study.of(ROOT, "ja").tables.notes
    for_auditors = set(notes.loc[notes["audience"] == "auditor", "note"])
    said = {
        note
        for sheet in _themes(book)
        for row in sheet.iter_rows(values_only=True)
        for note in (row[-1] or "").split(" / ")
    }
    assert for_auditors and not said & for_auditors
    assert for_auditors & {note for cell in book["データ"]["U"] for note in (cell.value or "").split(" / ")}


def test_charts_of_many_years_are_wide_and_no_title_in_the_workbook_breaks_within_a_phrase(pack: Path) -> None:
    charts = {_text(chart.title).split("\n")[0]: chart for chart in _sheet(pack, "図")._charts}
    width = {name: chart.anchor.to.col - chart.anchor._from.col for name, chart in charts.items()}
    assert width["墨田区 財政調整基金残高"] > width["墨田区 区政への満足度"]
    titles = [_text(chart.title) for chart in charts.values()]
    assert all(text_width(line, 12) < 600 / 96 * 0.82 for title in titles for line in title.split("\n"))
    assert any("読み取った\n資料に" in title for title in titles)


def _sheet(pack: Path, name: str) -> Any:
    return openpyxl.load_workbook(pack / "data.xlsx")[name]


def test_charts_of_the_workbook_draw_its_own_cells_and_are_described(pack: Path, book: Any) -> None:
    sheet = book["行政手続のオンライン化"]
    charts = {_text(chart.title).split("\n")[0]: chart for chart in book["図"]._charts}
    assert len(charts) >= 7
    series = charts["墨田区 優先手続のオンライン化数"].series[0]
    cells = sheet[series.val.numRef.f.rpartition("!")[2].replace("$", "")]
    assert [cell[0].value for cell in cells] == ORIGINAL["sumida.online_procedures_priority"]
    described = 0
    with zipfile.ZipFile(pack / "data.xlsx") as archive:
        for name in archive.namelist():
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                texts = re.findall(r'<xdr:cNvPr [^>]*?descr="([^"]*)"', archive.read(name).decode())
                assert len(texts) == archive.read(name).count(b"<xdr:graphicFrame")
                assert all(len(text) > 15 for text in texts)
                described += len(texts)
    assert described == sum(len(one._charts) for one in book.worksheets) > 20


def test_the_first_sheet_leads_to_every_other_and_says_what_columns_hold(book: Any) -> None:
    contents, *others = book.worksheets
    links = {cell.value: cell.hyperlink.location for cell in contents["B"] if cell.hyperlink}
    assert list(links) == [sheet.title for sheet in others]
    assert all(location == f"'{name}'!A1" for name, location in links.items())
    explained = {row[1] for row in contents.iter_rows(values_only=True) if row[0] == "列"}
    assert explained <= {cell.value for sheet in others for cell in sheet[1]} and len(explained) > 5


def test_the_first_sheet_prints_what_columns_hold_on_a_page_of_its_own(book: Any) -> None:
    contents = book.worksheets[0]
    _, (_, second, _, last) = _areas(contents)
    parts = [contents.cell(row, 1).value for row in range(2, last + 1)]
    assert set(parts[: second - 2]) == {"シート"} and "シート" not in parts[second - 2 :] and last == contents.max_row


def test_the_list_of_sheets_tells_one_from_another(book: Any) -> None:
    rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    about = {name: told for part, name, told in rows if part == "シート"}
    assert len(set(about.values())) > len(about) * 0.7  # two themes may hold as many figures and words
    online = book["行政手続のオンライン化"]
    figures = sum(row[5] is not None for row in online.iter_rows(min_row=2, values_only=True))
    assert about["行政手続のオンライン化"].startswith(f"値{figures}件")
    drawn = [chart for chart in book["図"]._charts if online.title in chart.series[0].val.numRef.f]
    assert f"グラフ{len(drawn)}点（「図」シート）" in about["行政手続のオンライン化"]


def test_the_sheet_of_indicators_tells_a_target_from_a_plan(book: Any) -> None:
    """The draft of Suginami calls none of its entries a target (004:82, 193)."""
    header, *rows = book["指標一覧"].iter_rows(values_only=True)
    of_suginami = [dict(zip(header, row, strict=True)) for row in rows if "杉並区" in row]
    assert "計画に記された取組" not in {
        row[header.index("状況（導出）")] for row in rows
    }  # of no ward: some would say all
    planned = [row for row in of_suginami if row["目標・計画値"] in (20, 40, 320)]
    assert len(planned) == 3 and {row["目標・計画の別"] for row in planned} == {"計画"}


def test_the_sheet_of_indicators_has_results_in_words_and_the_own_judgements(book: Any) -> None:
    """Taito prints words as results (002:97) and judges each of its indicators, a year's figure with the total (002:111)."""
    header, *rows = book["指標一覧"].iter_rows(values_only=True)
    taito = {row[2]: dict(zip(header, row, strict=True)) for row in rows if "台東区" in row}
    tourism = taito["文化・観光の魅力発信"]
    assert (tourism["基準（文言）"], tourism["実績・見込（文言）"]) == ("実施", "推進")
    assert (tourism["実績・見込年度"], tourism["種別"], tourism["区の評価"]) == (2025, "実績見込", "達成")
    assert taito["証明書交付の平均待ち時間"]["実績・見込（文言）"] is None
    assert (
        taito["外部セミナー参加（年間）"]["状況（導出）"] == "「外部セミナー参加（累計）」と合わせて1指標として数える"
    )
    judged = [row["区の評価"] for row in taito.values()]
    # of the 28 that Taito lists (002:38) one stands twice: each verdict of an item once, though two series may be read from it
    assert (judged.count("達成"), judged.count("未達成")) == (20, 7)


def test_figures_without_a_year_or_of_the_baselines_stand_in_the_sheets(book: Any) -> None:
    """Of its former plan Sumida prints 140位 and 212位 without a year, of FY2020 82.6 (001:1195, 1198, 1170)."""
    header, *rows = book["指標一覧"].iter_rows(values_only=True)
    sumida = {row[2]: dict(zip(header, row, strict=True)) for row in rows if "墨田区" in row}
    results = {name: (row["最新の実績・見込"], row["実績・見込年度"], row["種別"]) for name, row in sumida.items()}
    assert results["地域ブランド力の順位"] == (212, None, "実績")
    assert results["経常収支比率"] == (82.6, 2020, "実績")
    assert results["平均超過勤務時間（年間）"] == (None, None, None)
    undated = {
        row[1]: row[5] for row in book["行財政改革"].iter_rows(values_only=True) if row[2] is None and row[4] == "実績"
    }
    assert (undated["地域ブランド力の順位"], undated["施設保有総量の増減率"]) == (212, -8.3)


def test_sheets_of_themes_hold_every_newest_figure_of_theirs(book: Any) -> None:
    """Also what is no indicator: 27 operations and 2,704 hours (003:331-332), 9件 (000:20), 80台 (000:45), 283,931人 (003:31)."""
    for theme, figure in (("AI・RPA・業務改革", 27), ("AI・RPA・業務改革", 2704), ("窓口・情報発信", 9),
                          ("テレワーク・働き方", 80), ("行財政改革", 283_931)):  # fmt: skip
        assert figure in [row[5] for row in book[theme].iter_rows(values_only=True) if row[0] == "墨田区"], (
            theme,
            figure,
        )
    targets = [row[2:6] for row in book["行政手続のオンライン化"].iter_rows(values_only=True) if row[4] == "目標"]
    assert (2022, "令和4年度", "目標", 25) not in targets  # the progress table dates it to FY2025
    [dropped] = [row for row in book["AI・RPA・業務改革"].iter_rows(values_only=True) if row[5] == 15]
    assert "この取組をKPIなし（「-」）とし" in dropped[-1]


def test_every_verdict_of_a_ward_stands_in_the_workbook(book: Any) -> None:
    """Of Sumida's former plans 42 and 15 actions have no figure or word of their own (001:1206-1262, 2551-2581)."""
    header, *rows = book["自己評価"].iter_rows(values_only=True)
    with (ROOT / "data" / "clean" / "evaluations.csv").open(encoding="utf-8", newline="") as stream:
        held = list(csv.DictReader(stream))
    assert [row[header.index("原典表記")] for row in rows] == [one["text"] for one in held]
    [silent] = [row for row in book["産業・文化・観光"].iter_rows(values_only=True) if row[0] == "墨田区"]
    assert silent[-1] == "区の評価のみ収録（「自己評価」シート）"


def test_a_ward_of_words_alone_is_told_where_they_stand(book: Any) -> None:
    [row] = [row for row in book["ペーパーレス"].iter_rows(values_only=True) if row[0] == "杉並区"]
    assert row[-1] == "記述のみ（「データ」シート）"


def test_the_first_sheet_promises_charts_only_where_there_are(book: Any) -> None:
    contents, charts, *others = book.worksheets
    drawn = {chart.series[0].val.numRef.f.rpartition("!")[0].strip("'") for chart in charts._charts}
    charted = {charts.title: True, **{sheet.title: sheet.title in drawn for sheet in others}}
    told = {row[1]: "グラフ" in row[2] for row in contents.iter_rows(values_only=True) if row[0] == "シート"}
    assert told == charted and {*told.values()} == {True, False}


def test_what_a_slide_leaves_out_stands_in_the_sheets_that_its_notes_name(book: Any) -> None:
    study = Study.of(ROOT, "ja")
    held = " ".join(str(cell.value) for name in ("定義", "データ") for row in book[name] for cell in row if cell.value)
    for slide in outline(Pack(None, "", "", study)):
        for line in caveat_lines(slide.rows, study) if slide.rows is not None else ():
            caveat = line.partition(": ")[2]
            assert caveat in held or "人口は" in caveat, caveat  # the dates of the population stand a row each


def test_the_paper_lists_every_document_that_it_rests_on(document: Any) -> None:
    listed = next(p.text for p in document.paragraphs if p.text.startswith("出典："))
    assert all(f"「{title}」" in listed for title in Study.of(ROOT, "ja").tables.sources["title_ja"])


def test_words_keep_the_spaces_of_their_document(deck: Any) -> None:
    """004:97 prints キャッシュレス決済 拡充・検討."""
    texts = [
        s.text_frame.text for slide in deck.slides for s in slide.shapes if s.has_text_frame and s.name == "杉並区"
    ]
    assert any("キャッシュレス決済 拡充・検討" in text.replace("\v", "") for text in texts)


def test_sheets_are_named_tables_with_one_type_a_column(book: Any) -> None:
    names = [name for sheet in book.worksheets for name in sheet.tables]
    assert len(names) == len(set(names)) == len(_tables(book)) == len(book.worksheets) - 1
    for sheet in _tables(book):
        for column in sheet.iter_cols(min_row=2):
            kinds = {type(cell.value) for cell in column if cell.value is not None}
            assert len(kinds - {int}) <= 1 if kinds & {float, int} and str not in kinds else len(kinds) <= 1, (
                sheet.title
            )
    header, *rows = book["データ"].iter_rows(values_only=True)
    known, stated = header.index("時点"), header.index("時点（分かる範囲）")
    dates = [row[known] for row in rows if row[known] is not None]
    assert dates and all(isinstance(day, dt.datetime) for day in dates)
    assert {row[known] for row in rows if row[stated] == "2023-01"} <= {None}  # known to the month: no day is invented


def test_sheets_of_themes_name_documents_and_rows_are_as_high_as_their_text(book: Any) -> None:
    sheet = book["行政手続のオンライン化"]
    titles = {cell.value for cell in book["資料"]["C"]}  # those that are ours marked as such, as everywhere
    column = next(column for column in sheet.iter_cols() if column[0].value == "資料名")
    assert {cell.value for cell in column[1:] if cell.value} <= titles
    long = max((cell for cell in column[1:] if cell.value), key=lambda cell: len(cell.value))
    lines = len(long.value) * 2 / sheet.column_dimensions[long.column_letter].width  # a kanji is two columns wide
    assert sheet.row_dimensions[long.row].height >= 14 * lines


def _text(title: Any) -> str:
    return "\n".join("".join(run.t for run in paragraph.r or ()) for paragraph in title.tx.rich.p)


def test_cells_are_in_the_font(book: Any) -> None:
    for sheet in book.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if sheet.tables or cell.value]
        assert {cell.font.name for cell in cells} == {FONT}, sheet.title


# --- dates, languages --------------------------------------------------------------------------------------------


def _pack(lang: str = "ja", date: dt.date = dt.date(2025, 10, 1)) -> Pack:
    return Pack(date=date, committee="Committee", department="Division", study=Study.of(ROOT, lang))


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (dt.date(2019, 4, 30), "平成31年4月30日"),
        (dt.date(2019, 5, 1), "令和元年5月1日"),
        (dt.date(1989, 1, 7), "昭和64年1月7日"),
        (dt.date(2025, 10, 1), "令和7年10月1日"),
    ],
)
def test_era_dates_are_right_on_both_sides_of_a_change(date: dt.date, written: str) -> None:
    assert _pack(date=date).day == written


def test_the_date_without_being_told_is_that_of_the_newest_document_dated_to_the_day() -> None:
    assert newest_stated_date(Study.of(ROOT)) == dt.date(2025, 10, 1)  # the committee paper of Taito


@pytest.fixture(scope="module")
def english_paper() -> Any:
    return docx.Document(io.BytesIO(paper(_pack("en"), [])))


def test_english_is_english_throughout(english_paper: Any) -> None:
    deck = pptx.Presentation(io.BytesIO(slides(_pack("en"))))
    said = [_title(slide) for slide in deck.slides]
    said += [str(label) for _, shape in _charts(deck) for label in shape.chart.plots[0].categories]
    said += [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.name == "Sources"]
    said += [one.text_frame.text for slide in deck.slides for one in slide.placeholders]
    said += [p.text for p in english_paper.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    said += [cell.text for table in english_paper.tables for cell in table.rows[0].cells]
    # what a document prints in words (充実, 減少 ...) stands as printed, in both languages
    quoted = re.compile(r"充実|減少")
    assert [text for text in said if JAPANESE.search(quoted.sub("", text))] == []
    assert english_paper.paragraphs[1].text == "1 October 2025"


def test_all_figures_are_in_the_pack_unless_fewer_are_asked_for() -> None:
    assert set(FEW) < set(FIGURES)
    assert all(name.isidentifier() for name in FIGURES)  # they become file names


# --- more wards --------------------------------------------------------------------------------------------------


def test_a_ward_that_is_added_as_data_is_in_every_document(data_root: Path) -> None:
    add_wards(data_root, "koto", "chuo")
    with_table(data_root, PLAN, {RATE: ["15%", "16.2%", "70.5%", "80%"]})
    five = Pack(date=dt.date(2026, 7, 1), committee="C", department="D", study=Study.of(data_root))
    deck = pptx.Presentation(io.BytesIO(slides(five)))
    chart = next(shape.chart for _, shape in _charts(deck) if shape.name == "koto.mynumber_card_rate")
    assert list(chart.plots[0].series[0].values) == [15, 16.2, 70.5, 80]
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert "転記した項目になし：1区\n江東区" in texts  # of online procedures: nobody counted what its document lists
    assert "読み取った資料なし：1区\n中央区" in texts
    held = next(shape.chart for _, shape in _charts(deck) if shape.name == "mynumber_card_held_rate")
    assert list(held.plots[0].categories) == ["墨田区", "台東区", "杉並区"]
    assert "該当する値なし（2区）：中央区、江東区" in texts  # beneath that chart
    book = openpyxl.load_workbook(io.BytesIO(workbook(five)))
    assert {"江東区", "中央区"} <= {cell.value for cell in book["キャッシュレス決済"]["A"]}


def test_four_wards_each_have_a_place_of_their_own(koto: Path) -> None:
    with_table(koto, PLAN, {RATE: ["15%", "16.2%", "70.5%", "80%"]})
    four = Pack(date=dt.date(2026, 7, 1), committee="C", department="D", study=Study.of(koto))
    document = docx.Document(io.BytesIO(paper(four, [])))
    assert [p.text for p in document.paragraphs if "江東区" in p.text and p.style.name == "Heading 3"] == [
        "エ　江東区"
    ] * 3
    rows = [[_said(cell) for cell in row.cells] for table in document.tables for row in table.rows]
    assert any(row[0] == "江東区" and set(row[1:]) == {"転記した項目になし"} for row in rows)  # one merged cell


@pytest.fixture(scope="module")
def all_wards(everyone: Path) -> Pack:
    return Pack(date=dt.date(2026, 7, 1), committee="C", department="D", study=Study.of(everyone))


@pytest.fixture(scope="module")
def deck_of_all(all_wards: Pack) -> Any:
    return pptx.Presentation(io.BytesIO(slides(all_wards)))


@pytest.fixture(scope="module")
def english_deck() -> Any:
    return pptx.Presentation(io.BytesIO(slides(Pack(None, "", "", Study.of(ROOT, "en")))))


def test_the_caveat_that_changes_the_reading_has_room_for_sources_go_by_title(english_deck: Any) -> None:
    foot = next(
        _texts(slide)
        for slide in english_deck.slides
        if any(shape.name.startswith("progress") for shape in slide.shapes)
    )
    assert "The baseline of FY2021 is 13, the result of FY2022 209" in foot
    assert "Sources (dated in the list of documents): Suginami: digital policy" in foot
    assert "Taito: achievement of the informatisation plan FY2021 to FY2025" in foot  # the last one


def test_no_source_of_three_wards_is_left_to_the_notes(english_deck: Any, deck: Any) -> None:
    for slide in (*english_deck.slides, *deck.slides):
        texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.name == "Sources")
        assert "more (in the list of documents)" not in texts and "ほか" not in texts


def test_headers_of_english_tables_begin_with_a_capital(english_deck: Any) -> None:
    tables = [shape.table for slide in english_deck.slides for shape in slide.shapes if shape.has_table]
    heads = [cell.text for table in tables for cell in table.rows[0].cells]
    assert [head for head in heads if head[:1] != head[:1].upper()] == []


@pytest.mark.parametrize("title", ["Own targets met by newest figures", "Documents used"])
def test_long_cells_of_an_english_table_take_the_room_that_short_ones_leave(english_deck: Any, title: str) -> None:
    (slide,) = [slide for slide in english_deck.slides if _title(slide).startswith(title)]
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]
    sizes = {run.font.size for cell in table.iter_cells() for p in cell.text_frame.paragraphs for run in p.runs}
    assert min(sizes) >= Pt(12)


def test_counts_of_three_wards_are_one_slide_and_rows_of_tables_are_as_high_as_measured(deck: Any) -> None:
    assert sum("自らの数値目標（行財政改革を除く）を満たす" in _title(slide) for slide in deck.slides) == 1
    for slide in deck.slides:
        for cell in (cell for shape in slide.shapes if shape.has_table for cell in shape.table.iter_cells()):
            if not cell.is_spanned:  # a font that stands in for ours does not make rows higher
                assert all(paragraph.line_spacing for paragraph in cell.text_frame.paragraphs), _title(slide)


def test_a_figure_on_a_bar_keeps_clear_of_the_title_and_years_begin_at_their_first_day(deck: Any) -> None:
    for _, shape in _charts(deck):
        chart, height = shape.chart, shape.height / Mm(1)
        if chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED:
            plot = next(chart._chartSpace.chart.plotArea.iter(qn("c:manualLayout")))
            share = float(plot.find(qn("c:h")).get("val"))
            highest = max(value for value in chart.plots[0].series[0].values if value is not None)
            free = (1 - highest / chart.value_axis.maximum_scale) * share * height
            assert free >= 5, shape.name  # millimetres, for a figure of 12 points
    lines = [shape.chart for _, shape in _charts(deck) if shape.chart.chart_type == XL_CHART_TYPE.LINE_MARKERS]
    first = dt.date(1899, 12, 30) + dt.timedelta(days=lines[0].category_axis.minimum_scale)
    assert first == dt.date(2018, 1, 1)  # the first figure is of 1 March


def test_labels_at_the_ends_of_lines_stand_by_their_marks(deck: Any) -> None:
    shape = next(shape for _, shape in _charts(deck) if shape.chart.chart_type == XL_CHART_TYPE.LINE_MARKERS)
    moved = [float(one.get("val")) for one in shape.chart._chartSpace.xpath(".//c:dLbl/c:layout/c:manualLayout/c:y")]
    assert max(map(abs, moved)) * shape.height / Mm(1) <= 7


OTHER_WARDS = [ward.name_ja for ward in OTHERS]


def _texts(slide: Any) -> str:
    """Return what a slide says in texts and tables."""
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    return "\n".join([*texts, *(cell.text for table in tables for row in table.rows for cell in row.cells)])


def test_with_23_wards_nothing_overflows_a_slide(deck_of_all: Any) -> None:
    for slide in deck_of_all.slides:
        low = [shape.top for shape in slide.shapes if shape.name == "Sources"]
        foot = min([Mm(200), *low])
        for shape in slide.shapes:
            assert shape.top + shape.height <= deck_of_all.slide_height
            if shape.has_chart or shape.has_table:
                assert shape.top + shape.height <= foot, _title(slide)
            if shape.has_table:
                assert sum(row.height for row in shape.table.rows) <= foot - shape.top
                for cell in shape.table.iter_cells():  # an empty cell must not be the highest of its row
                    if not cell.text and not cell.is_spanned:
                        assert int(cell.text_frame.paragraphs[0]._p.find(qn("a:endParaRPr")).get("sz")) <= 1400
        assert "（）" not in _texts(slide)
    titles = [_title(slide) for slide in deck_of_all.slides]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) < 220


def test_slides_count_the_same_wards_as_the_figures(deck_of_all: Any, everyone: Path) -> None:
    titles = "\n".join(_title(slide) for slide in deck_of_all.slides)
    study = Study.of(everyone)
    for question in (scorecard, progress_bars):  # with the wards that show no result
        assert question.claims(question.table(study), study)[0].title(study) in titles


def test_a_long_table_takes_several_slides_with_its_header_on_each(deck_of_all: Any) -> None:
    pages = [slide for slide in deck_of_all.slides if _title(slide).startswith("主なテーマの指標")]
    numbers = [re.search(r"（(\d)/(\d)）", _title(slide)) for slide in pages]
    assert [(int(found[1]), int(found[2])) for found in numbers if found] == [
        (page, len(pages)) for page in range(1, len(pages) + 1)
    ]
    assert len(pages) > 1
    tables = [next(shape.table for shape in slide.shapes if shape.has_table) for slide in pages]
    assert {table.cell(0, 0).text for table in tables} == {"区"}
    wards = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]
    assert [name for name in wards if name in OTHER_WARDS] == OTHER_WARDS  # My Number: each once, in order
    assert wards.count("20区") == 2  # the same wards publish nothing of the two other themes: one row each


def test_with_23_wards_three_conclusions_stand_on_one_slide_with_the_number_of_their_documents(
    deck_of_all: Any,
) -> None:
    first, second = list(deck_of_all.slides)[:2]
    assert re.search(r"根拠：資料\d+件（資料の一覧を参照）", _texts(first)) and "根拠：" not in _texts(second)


def test_with_23_wards_no_cell_parts_a_word_or_a_date_and_each_absence_says_its_theme(deck_of_all: Any) -> None:
    cells = [
        cell.text
        for slide in deck_of_all.slides
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
        if not cell.is_spanned and len(cell.text) <= 40
    ]
    assert any("\v" in text for text in cells)
    for text in cells:
        whole = text.replace("\v", "")
        ends = list(accumulate(len(piece) for piece in pieces(whole, WORD)))
        places = accumulate(len(line) for line in text.split("\v")[:-1])
        assert all(place in ends for place in places), text
    assert "キャッシュレス決済：記述のみ" in {text.replace("\v", "") for text in cells}


def test_with_23_wards_those_without_a_column_are_named_above_the_table_of_other_themes(deck_of_all: Any) -> None:
    slide = next(one for one in deck_of_all.slides if "ほかの17テーマ" in _title(one))
    assert "転記した項目になし：" + "、".join(OTHER_WARDS) in _texts(slide).replace("\v", "")


def test_figures_on_bars_do_not_run_into_each_other(deck: Any, deck_of_all: Any) -> None:
    """64.8%, 76.1% and 82.2% stand on three of five bars in a third of a slide."""
    for slide, shape in [*_charts(deck), *_charts(deck_of_all)]:
        if shape.chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED:
            plot = shape.chart.plots[0]
            values = [value for value in plot.series[0].values if value is not None]
            size = plot.data_labels.font.size.pt
            widest = max(text_width(f"{value:,.10g}%", size) for value in values)
            assert size == 8 or widest <= shape.width / 914400 * 0.84 / len(plot.categories) * 1.05, slide


def test_of_23_wards_those_that_publish_nothing_share_a_text_and_all_stay_visible(deck_of_all: Any) -> None:
    framed = [shape.text_frame for slide in deck_of_all.slides for shape in slide.shapes if shape.has_text_frame]
    texts = [frame.text.replace("\v", "") for frame in framed]  # lines end at phrases
    assert (
        texts.count("転記した項目になし：20区\n" + "、".join(OTHER_WARDS)) == 2
    )  # online procedures, cashless payment
    drawn = {shape.name for _, shape in _charts(deck_of_all)}
    assert {f"{ward.slug}.mynumber_card_rate" for ward in OTHERS} <= drawn


def test_what_can_be_compared_of_253_pairs_is_told_in_groups(deck_of_all: Any) -> None:
    pages = [slide for slide in deck_of_all.slides if "対応する実績がほかにない区" in _texts(slide)]
    assert 1 <= len(pages) <= 4  # in letters of twelve points
    said = "\n".join(_texts(slide) for slide in pages)
    assert f"マイナンバーカード交付率：{'、'.join(['墨田区', '台東区', *OTHER_WARDS])}\n杉並区" in re.sub(
        "\n+", "\n", said
    )
    assert "マイナンバーカード保有率：3" in said  # measured alike in three wards


def test_the_paper_of_23_wards_has_a_row_for_wards_that_publish_nothing(all_wards: Pack) -> None:
    document = docx.Document(io.BytesIO(paper(all_wards, [])))
    assert not [p.text for p in document.paragraphs if p.style.name == "Heading 3" and p.text.endswith("区")][3:]
    rows = [[_said(cell) for cell in row.cells] for table in document.tables for row in table.rows]
    told = "転記した項目になし（" + "、".join(OTHER_WARDS) + "）"
    assert ["20区", *[told] * 6] in rows  # one cell across the table: python-docx gives it once for each column
    for table in document.tables:
        assert sum(column.width for column in table.columns) <= DocxMm(LANDSCAPE + 0.5)


def _rows(pack: Pack, dates: list[str]) -> pd.DataFrame:
    """Return made-up figures of all wards under one definition: 21% for the first, 22% for the second ..."""
    rows = [
        {"ward": code, "unit": "percent", "value": 21.0 + place, "as_of": date}
        for place, code in enumerate(pack.study.wards)
        for date in dates
    ]
    return pd.DataFrame(rows)


def _bars(pack: Pack) -> Bars:
    rows = _rows(pack, ["2024-07-12"])
    names = [pack.study.names.ward(code) for code in rows["ward"]]
    bars = [Bar(name, value, Paint("#005AFF")) for name, value in zip(names, rows["value"], strict=True)]
    columns = ("ward_name", "ward_name")
    return Bars(
        name="made_up",
        title="T",
        alt="A",
        rows=rows,
        many=True,
        percent=True,
        bars=tuple(bars),
        series="S",
        columns=columns,
    )


def _lines(pack: Pack) -> Lines:
    dates = ["2023-01-01", "2024-01-01"]
    rows = _rows(pack, dates)
    styles = ward_styles(pack.study)
    lines = [Line(styles[str(code)], tuple(of_ward["value"])) for code, of_ward in rows.groupby("ward", sort=False)]
    days = tuple(dt.date.fromisoformat(date) for date in dates)
    return Lines(name="made_up", title="T", alt="A", rows=rows, many=True, percent=True, dates=days, lines=tuple(lines))


def _drawn(pack: Pack, panel: FigurePanel) -> Any:
    deck = Deck(pack)
    add_panel(deck, deck.add_slide("T"), deck.content, panel)
    (slide,) = pptx.Presentation(io.BytesIO(deck.finish())).slides
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def test_bars_of_many_wards_lie_beneath_one_another(all_wards: Pack) -> None:
    chart = _drawn(all_wards, _bars(all_wards))
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert chart.category_axis.reverse_order  # the first ward on top
    assert list(chart.plots[0].categories) == ["墨田区", "台東区", "杉並区", *OTHER_WARDS]
    assert chart.value_axis.minimum_scale == 0


def test_names_at_the_ends_of_23_lines_keep_apart_and_within_the_chart(all_wards: Pack) -> None:
    chart = _drawn(all_wards, _lines(all_wards))
    height = 0.66  # of the plot, as a share of the chart's
    found = [re.search(r'<c:y val="([-\d.]+)"/>', series._element.xml) for series in chart.plots[0].series]
    down = [float(shift[1]) if shift else 0.0 for shift in found]
    labels = [height * (21 + place) / 100 - down[place] for place in range(23)]  # upwards from the axis
    assert min(second - first for first, second in pairwise(labels)) > 0.025  # a line of ten points on this slide
    assert min(labels) > -0.01 and max(labels) < height + 0.01


def test_the_workbook_lists_many_lines_from_the_highest_down(all_wards: Pack) -> None:
    panel = _lines(all_wards)
    book = Book(all_wards)
    columns = [Column("地域", 8), Column("値", 8, "number"), Column("時点", 10, "date")]
    rows = [[all_wards.study.names.ward(row["ward"]), row["value"], row["as_of"]] for _, row in panel.rows.iterrows()]
    sheet = book.add_table("made_up", "sheet", columns, rows)
    cells = Cells(sheet, 1, {"ward_name": 0, "value": 1, "as_of": 2})
    book.add_chart(sheet, (60, 0), 0, (400, 550), panel, cells)
    (chart,) = openpyxl.load_workbook(io.BytesIO(book.finish())).active._charts
    assert chart.legend.position == "r"
    first = [series.tx.strRef.f for series in chart.series][:2]
    assert first == ["sheet!$A$46", "sheet!$A$44"]  # the rows of the last ward and of the one before


@pytest.mark.parametrize("count", [1, 20, 21, 60])
def test_rows_of_a_table_stay_in_order_and_none_is_left_alone(count: int) -> None:
    rows = [["区", "値"], *([f"区{place}", "1%"] for place in range(1, count + 1))]
    size, pages = table_pages(rows, Box(12, 33, 273, 100), (1, 1))
    assert [place for page in pages for place in page] == list(range(1, count + 1))
    assert size == 14 if count == 1 else size >= 12
    assert len(pages) == 1 or min(map(len, pages)) >= max(map(len, pages)) / 2


def test_rows_of_one_kind_stay_together_where_as_many_fit_on_each_slide() -> None:
    rows = [["指標", "区"], *([f"指標{kind}", "区"] for kind in (1, 2, 3, 4) for _ in range(3))]
    _, pages = table_pages(rows, Box(12, 33, 273, 60), (1, 1))
    assert [len(page) for page in pages] == [6, 6]  # 7 rows would fit on the first


def test_names_at_the_ends_of_lines_have_room_in_the_frame(english_deck: Any) -> None:
    slide, shape = next(
        (slide, shape) for slide, shape in _charts(english_deck) if shape.chart.chart_type == XL_CHART_TYPE.LINE_MARKERS
    )
    sides = next(shape.chart._chartSpace.chart.plotArea.iter(qn("c:manualLayout")))
    left, width = (float(sides.find(qn(f"c:{name}")).get("val")) for name in "xw")
    free = (1 - left - width) * shape.width / Mm(1)
    assert free >= 42, _title(slide)  # "Suginami 58.2%" at 12 points is 36 wide, and stands beside a mark


def test_many_documents_run_on_beneath_a_slide_by_their_titles(deck_of_all: Any) -> None:
    page = next(slide for slide in deck_of_all.slides if "自らの数値目標" in _title(slide))
    foot = next(shape.text_frame.text for shape in page.shapes if shape.name == "Sources")
    assert foot.count(" / ") + 1 == 25  # 5 documents of three wards, and one of each other ward


@pytest.fixture(scope="module")
def english_of_all(everyone: Path) -> Pack:
    return Pack(None, "", "", Study.of(everyone, "en"))


def test_no_word_of_a_head_breaks_in_the_counts_of_23_wards(english_of_all: Pack) -> None:
    """achieve/d and borderli/ne stood over narrow columns, in a size for which the columns were not made."""
    deck = pptx.Presentation(io.BytesIO(slides(english_of_all)))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    table = next(table for table in tables if len(table.columns) >= 9)
    for cell, column in zip(table.rows[0].cells, table.columns, strict=True):
        size = cell.text_frame.paragraphs[0].runs[0].font.size.pt
        room = column.width / Mm(1) - 2.4
        assert all(text_width(word, size) * 25.4 <= room for word in cell.text.split()), cell.text
    bars = [shape.chart for _, shape in _charts(deck) if shape.name.startswith("progress")]
    assert len(bars) > 1 and all(
        len(list(chart.plots[0].categories)) <= 16 for chart in bars
    )  # of 24 every other was named


def test_the_paper_of_23_wards_counts_by_status_where_there_is_room(english_of_all: Pack) -> None:
    document = docx.Document(io.BytesIO(paper(english_of_all, [])))
    table = next(table for table in document.tables if len(table.columns) >= 9)
    assert sum(column.width for column in table.columns) / Mm(1) == pytest.approx(LANDSCAPE, abs=8)
    [last] = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("Sources: ")]
    assert {run.font.size for run in last.runs} == {Pt(9)}


def test_titles_are_large_enough_to_be_read_from_afar(english_deck: Any, deck: Any) -> None:
    """Long lines beneath them left titles 12 points; that of the counts names each ward's years and is longer still."""
    for slide in (*english_deck.slides, *deck.slides):
        sizes = [run.font.size for run in slide.shapes.title.text_frame.paragraphs[0].runs]
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        counts = any(table.cell(0, 0).text in ("Status", "状況") for table in tables)
        assert counts or min(sizes) >= Pt(14), _title(slide)


def test_a_size_at_which_a_word_breaks_is_not_taken() -> None:
    rows = [["", "expected"], ["Sumida", "1"]]
    width = text_width("expected", 13) * 25.4 + 2.5
    assert table_pages(rows, Box(0, 0, 100 + width, 100), (100, width))[0] == 13


def test_charts_take_the_height_that_texts_leave_and_a_long_text_stays_in_its_frame(all_wards: Pack) -> None:
    low, long = Words("a", "heading", ("text",)), Words("b", "heading", ("text " * 70,))
    chart = _bars(all_wards)
    box = Box(0, 0, 270, 110)
    charts, texts = _heights(box, [[chart, chart], [low]], 3)
    assert charts > 2 * texts and charts + texts == pytest.approx(110 - _GAP)
    beside, with_text = _heights(box, [[chart, chart, chart], [chart, chart, long]], 3)
    assert with_text > beside and with_text == framed_height(["heading", *long.texts], 12, (270 - 2 * _GAP) / 3)
    assert _heights(box, [[low], [low]], 1) == [(110 - _GAP) / 2] * 2


# --- words that broke --------------------------------------------------------------------------------------------


def test_an_english_sheet_has_its_date_in_the_header_in_the_size_of_the_rest() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(_pack("en"))))["Online procedures"]
    assert sheet.oddHeader.right.size == 9  # not 91, the size and the day's first digit
    assert sheet.oddHeader.right.text.strip().startswith("1 October 2025")
    units = next(column for column in sheet.iter_cols(1, 12) if column[0].value == "Unit")
    assert sheet.column_dimensions[units[0].column_letter].width > len("procedures")


def test_no_word_is_wider_than_its_column_in_the_paper(english_paper: Any, document: Any) -> None:
    """not in the documen/ts read stood in the narrow column of a ward."""
    for file in (english_paper, document):
        for table in file.tables:
            rows = [[cell.text.replace("\n", " ") for cell in row.cells] for row in table.rows]
            rows = [row for row in rows if len(set(row)) > 2]  # of others the last cell reaches to the edge
            for column, words in zip(table.columns, words_of(rows, len(table.columns)), strict=True):
                widest = max((text_width(word, 9) for word in words), default=0.0)
                assert widest * 25.4 <= column.width / Mm(1) - 2.8, words


def test_what_ends_a_section_fills_no_page_of_its_own(document: Any) -> None:
    ends = [one for one in document.element.body.iterchildren(docx_qn("w:p")) if one.xpath("./w:pPr/w:sectPr")]
    assert len(ends) > 1
    for end in ends:
        before = end.getprevious()
        assert before.tag != docx_qn("w:p") or before.xpath("string()") or before.xpath(".//w:drawing")
        assert end.xpath("string(./w:pPr/w:spacing/@w:line)") == "20"  # a point


def test_names_of_wards_are_not_broken_in_the_paper(english_paper: Any) -> None:
    table = next(table for table in english_paper.tables if table.cell(0, 1).text == "Indicator")
    assert table.columns[0].width > DocxMm(17)  # Suginami in 8.5 points, and the cell's margins
    assert sum(column.width for column in table.columns) == pytest.approx(DocxMm(LANDSCAPE), abs=5000)


# --- figures without data ----------------------------------------------------------------------------------------


def test_a_figure_without_data_is_left_out_and_named(without_series: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = without_series / "pack"
    options = ["--figures", "online_use,target_vintages", "--output", str(target)]
    assert main(["export", "--root", str(without_series), "--lang", "en", *options]) == 0
    assert "Figures left out, for the data hold nothing that they could show: online_use" in capsys.readouterr().out
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["left_out"] == ["online_use"]
    assert (target / "charts" / "target_vintages.png").is_file()
    assert not list(target.glob("charts/online_use*"))


# --- as staff see it ---------------------------------------------------------------------------------------------


def _office() -> str:
    command = shutil.which("soffice") or shutil.which("libreoffice")
    if command and shutil.which("pdftoppm"):
        return command
    if os.environ.get("WARD_KPI_REQUIRE_OFFICE"):
        pytest.fail("LibreOffice and pdftoppm are required (WARD_KPI_REQUIRE_OFFICE) but not installed")
    pytest.skip("NOT CHECKED in an office program: LibreOffice or pdftoppm is not installed")


@pytest.mark.office
def test_an_office_program_opens_all_three_and_prints_a4(pack: Path, deck: Any, tmp_path: Path) -> None:
    command = [
        _office(),
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = [str(pack / name) for name in ("slides.pptx", "paper.docx", "data.xlsx")]
    subprocess.run([*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=240)
    printed = {name: pypdf.PdfReader(tmp_path / f"{name}.pdf").pages for name in ("slides", "paper", "data")}
    assert len(printed["slides"]) == len(deck.slides)
    for pages in printed.values():
        for page in pages:
            sides = sorted(float(side) * 25.4 / 72 for side in (page.mediabox.width, page.mediabox.height))
            assert sides == pytest.approx(sorted(A4), abs=1)
    assert "令和7年10月1日" in printed["paper"][0].extract_text().replace(" ", "")
    for page, slide in zip(printed["slides"], deck.slides, strict=True):
        text = "".join(page.extract_text().split())
        assert "".join(_title(slide).split())[:12] in text
    subprocess.run(["pdftoppm", "-r", "40", "-gray", str(tmp_path / "slides.pdf"), str(tmp_path / "page")], check=True)
    for page in sorted(tmp_path.glob("page*.pgm")):
        assert _ink_at_edges(page) == 0, page.name


def _ink_at_edges(path: Path) -> int:
    """Return how many dark dots lie within four millimetres of the page's edges, where printers cannot print."""
    with Image.open(path) as image:
        edge = round(4 / 25.4 * 40)
        inner = image.crop((edge, edge, image.width - edge, image.height - edge))
        return sum(image.histogram()[:128]) - sum(inner.histogram()[:128])
