"""Tables of a PDF in the offline pages: as printed, each figure framed; where there is none the pages say why."""

import base64
import io
import re
import sys
from pathlib import Path

import numpy as np
import pypdf
import pytest
import sample_report
from audit_roots import NAME, root_of
from PIL import Image

from analysis.data.paths import SOURCES_VARIABLE
from analysis.data.study import Study
from analysis.pages.site.website import pages
from analysis.sources import pictures
from analysis.sources.clean import clean
from analysis.sources.forms.read import read_document

TABLE = f"table-{NAME}-p1t1.html"
FRAME = re.compile(
    r'<a id="([^"]+)" href="([^"]+)" style="left:([\d.]+)%;top:([\d.]+)%;width:([\d.]+)%;height:([\d.]+)%"'
)


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, folder: str = "papers") -> dict[str, bytes]:
    root = root_of(tmp_path, form)
    clean(root)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv(SOURCES_VARIABLE, str(tmp_path / folder))
    return pages({}, Study.of(root, "en"))


def picture_in(html: str) -> bytes:
    found = re.search(r'src="data:image/png;base64,([^"]+)"', html)
    assert found
    return base64.b64decode(found[1])


def test_the_table_of_a_pdf_is_shown_with_each_figure_framed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = made(tmp_path, monkeypatch, "pdf")
    html = files[TABLE].decode()
    frames = {name: tuple(map(float, place)) for name, _, *place in FRAME.findall(html)}
    assert len(frames) == 8  # two rows of four figures
    of_year = {year: frames[f"asahina.procedures-{year}-actual-{NAME}"] for year in (2022, 2023)}
    (left, top, width, _), (next_left, next_top, *_) = of_year.values()
    assert next_left == pytest.approx(left + width, abs=0.5) and top == next_top  # R5 stands right beside R4
    assert all(0 < one < 100 and one + size < 100 for one, _, size, _ in frames.values())
    area = files["evidence-asahina.html"].decode()
    assert all(f'href="{TABLE}#{name}"' in area and f'<tr id="{name}">' in area for name in frames)
    assert f'<a href="{TABLE}">page 1, table 1</a>' in files["evidence.html"].decode()


def test_the_frame_is_around_the_cell_as_it_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    html = made(tmp_path, monkeypatch, "pdf")[TABLE].decode()
    grey = np.asarray(Image.open(io.BytesIO(picture_in(html))).convert("L"))
    high, wide = grey.shape
    for left, top, width, height in (map(float, place) for _, _, *place in FRAME.findall(html)):
        across = slice(round(left * wide / 100) + 6, round((left + width) * wide / 100) - 6)
        upper, lower = round(top * high / 100), round((top + height) * high / 100)
        assert grey[upper + 4 : lower - 4, across].min() < 120  # the figure is printed within
        for edge in (upper, lower):  # and a rule of the table is there where the frame is
            assert grey[edge - 4 : edge + 4, across].max(axis=1).min() < 200


@pytest.mark.parametrize("turned", [False, True])
def test_frames_stand_right_on_a_sheet_that_is_cut_or_turned(tmp_path: Path, *, turned: bool) -> None:
    plain = sample_report.write_report(tmp_path, "pdf")
    writer = pypdf.PdfWriter(clone_from=plain)
    page = writer.pages[0]
    if turned:  # drawn sideways, and shown upright, as landscape pages are
        page.rotate(90)
        page.transfer_rotation_to_content()
        page.rotate(270)
    else:
        page.cropbox = pypdf.generic.RectangleObject((20, 30, 580, 800))
    writer.write(tmp_path / "cut.pdf")
    grids = read_document(tmp_path / "cut.pdf").grids
    (cell,) = (one for grid in grids for one in grid.cells if one.text == "197手続")
    drawn = pictures.table_picture(tmp_path / "cut.pdf", grids, cell.place)
    assert drawn is not None and cell.place.box is not None
    left, top, width, height = (share / 100 for share in drawn.shares(cell.place.box))
    grey = np.asarray(drawn.image.convert("L"))
    high, wide = grey.shape
    across, down = slice(round(left * wide) + 6, round((left + width) * wide) - 6), round(top * high)
    assert grey[down + 4 : down + round(height * high) - 4, across].min() < 120
    assert grey[down - 4 : down + 4, across].max(axis=1).min() < 200


def test_a_table_as_large_as_a_wall_is_a_small_picture(tmp_path: Path) -> None:
    path = sample_report.write_report(tmp_path, "pdf")
    writer = pypdf.PdfWriter(clone_from=path)
    writer.pages[0].scale_by(20)  # a sheet of four metres
    writer.write(tmp_path / "wall.pdf")
    grids = read_document(tmp_path / "wall.pdf").grids
    place = next(cell.place for grid in grids for cell in grid.cells if cell.place.box)
    drawn = pictures.table_picture(tmp_path / "wall.pdf", grids, place)
    assert drawn is not None and max(drawn.image.size) <= 1602


def test_a_document_that_cannot_be_drawn_has_no_picture(tmp_path: Path) -> None:
    path = sample_report.write_report(tmp_path, "pdf")
    grids = read_document(path).grids
    path.write_bytes(b"%PDF-1.4 nothing")
    place = next(cell.place for grid in grids for cell in grid.cells if cell.place.box)
    assert pictures.table_picture(path, grids, place) is None


def test_the_same_document_gives_the_same_bytes_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = made(tmp_path, monkeypatch, "pdf")
    root = tmp_path / "root"
    assert pages({}, Study.of(root, "en")) == files
    japanese = pages({}, Study.of(root, "ja"))
    assert picture_in(japanese[TABLE].decode()) == picture_in(files[TABLE].decode())
    assert all(str(tmp_path).encode() not in content for content in files.values())


def test_a_heavy_picture_is_made_smaller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_HEAVIEST", 4_000)
    html = made(tmp_path, monkeypatch, "pdf")[TABLE].decode()
    assert len(picture_in(html)) <= 4_000
    assert len(FRAME.findall(html)) == 8


@pytest.mark.parametrize(
    ("form", "folder", "said"),
    [
        ("xlsx", "papers", "none, for it was not read from a PDF"),
        ("pdf", "elsewhere", "none, for its PDF did not lie in the folder of documents when these pages were made"),
    ],
)
def test_where_there_is_no_picture_the_pages_say_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, folder: str, said: str
) -> None:
    files = made(tmp_path, monkeypatch, form, folder)
    assert not [name for name in files if name.startswith("table-")]
    assert f"Pictures of its tables: {said}" in files["evidence.html"].decode()


def test_a_pdf_that_cannot_be_opened_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path, monkeypatch, "pdf")
    monkeypatch.setitem(sys.modules, "pdfplumber", None)
    evidence = pages({}, Study.of(tmp_path / "root", "ja"))["evidence.html"].decode()
    assert "表の画像: なし（PDFを開けなかった）" in evidence
