"""The look of figures: font, marks, wrapping, the checks that nothing is lost, and the same bytes every time."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import analysis
from analysis.data import marks
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.words.errors import FigureError


def _figure(*texts: tuple[float, float, str]) -> Figure:
    figure = Figure(figsize=(4, 2), dpi=100)
    for x, y, text in texts:
        figure.text(x, y, text)
    return figure


# --- wards -------------------------------------------------------------------------------------------------------


def test_wards_have_the_colours_and_markers_of_the_design() -> None:
    styles = ward_styles(Study.of())
    assert [(styles[code].colour, styles[code].marker) for code in ("131075", "131067", "131156")] == [
        ("#005AFF", "o"),
        ("#FF4B00", "s"),
        ("#804000", "^"),
    ]
    assert styles["131156"].name == "杉並区"
    assert ward_styles(Study.of(None, "en"))["131156"].name == "Suginami"


def test_in_black_and_white_wards_differ_by_grey_hatch_and_marker() -> None:
    wards = [ward_styles(Study.of(), mono=True)[code] for code in ("131075", "131067", "131156")]
    assert len({ward.hatch for ward in wards}) == len({ward.marker for ward in wards}) == 3
    for ward in wards:
        red, green, blue = (ward.colour[start : start + 2] for start in (1, 3, 5))
        assert red == green == blue
        assert marks.contrast_with_white(ward.colour) >= 3


# --- text --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [72, 100, 300])
def test_measured_width_is_drawn_width(dpi: int) -> None:
    text = "墨田区のオンライン手続 (FY2024) 217"
    with style.look():
        figure = Figure(dpi=dpi)
        FigureCanvasAgg(figure)
        drawn = figure.text(0, 0, text, size=9).get_window_extent().width / dpi
    assert style.text_width(text, 9) == pytest.approx(drawn, abs=0.015)


def test_lines_are_broken_at_phrases_and_measured_in_inches() -> None:
    text = "墨田区のキャッシュレス決済比率は"
    lines = style.wrap(text, 9, 1.2)
    assert lines == ["墨田区の", "キャッシュレス決済", "比率は"]
    assert all(style.text_width(line, 9) <= 1.2 for line in lines)
    assert style.wrap(text, 9, 3.0) == [text]


# --- checks ------------------------------------------------------------------------------------------------------


def test_a_glyph_that_the_font_lacks_is_an_error() -> None:
    with style.look(), pytest.raises(FigureError) as error:
        style.check(_figure((0.1, 0.5, "目標 ≥ 60%")), "demo")
    assert "≥" in error.value.message("ja")
    assert "demo" in error.value.message("en")


def test_another_font_is_an_error() -> None:
    figure = _figure((0.1, 0.5, "plain"))
    figure.texts[0].set_fontfamily("DejaVu Sans")
    with style.look(), pytest.raises(FigureError, match="DejaVu Sans"):
        style.check(figure)


@pytest.mark.parametrize("place", [(0.7, 0.5), (-0.05, 0.5), (0.1, 0.97), (0.1, -0.02)])
def test_a_text_that_leaves_the_page_is_an_error(place: tuple[float, float]) -> None:
    with style.look(), pytest.raises(FigureError, match="runs off the page"):
        style.check(_figure((*place, "出典: 墨田区の取組状況")))


def test_texts_that_lie_inside_pass() -> None:
    with style.look():
        style.check(_figure((0.1, 0.5, "出典: 墨田区"), (0.1, 0.2, "注")))


def test_overlaps_are_found_and_near_texts_are_none() -> None:
    with style.look():
        assert style.overlaps(_figure((0.1, 0.5, "墨田区"), (0.15, 0.5, "台東区"))) == [("墨田区", "台東区")]
        assert style.overlaps(_figure((0.1, 0.5, "墨田区"), (0.1, 0.35, "台東区"))) == []


def test_labels_of_ticks_outside_the_axis_do_not_count() -> None:
    with style.look():
        figure = Figure(figsize=(4, 2))
        axes = figure.add_subplot()
        axes.set_xticks([0, 1, 50], ["zero", "one", "far off the page"])
        axes.set_xlim(0, 1)
        style.check(figure)
        shown = [text.get_text() for text in style.shown_texts(figure)]
    assert "one" in shown
    assert "far off the page" not in shown


# --- bytes -------------------------------------------------------------------------------------------------------

DRAW = """
import hashlib, sys
import analysis
from analysis.drawing import style
figure = analysis.yardstick_procedures()
for name in style.FORMATS:
    print(hashlib.sha256(style.render(figure, name, title=figure.ward_kpi.title, alt=figure.ward_kpi.alt)).hexdigest())
pyplot = sys.modules.get("matplotlib.pyplot")  # seaborn imports it
assert pyplot is None or not pyplot.get_fignums(), "a figure was left with pyplot"
"""


def _drawn_elsewhere(folder: Path, root: Path, seed: str, settings: str) -> list[str]:
    (folder / "matplotlibrc").write_text(settings, encoding="utf-8")
    own = {"PYTHONHASHSEED": seed, "MATPLOTLIBRC": str(folder), "WARD_KPI_ROOT": str(root), "MPLBACKEND": "svg"}
    env = {**os.environ, **own}
    run = subprocess.run([sys.executable, "-c", DRAW], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


def test_every_process_draws_the_same_bytes_whatever_its_settings(tmp_path: Path, project_root: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = _drawn_elsewhere(tmp_path / "a", project_root, "1", "")
    second = _drawn_elsewhere(tmp_path / "b", project_root, "2", "font.size: 30\nsvg.hashsalt: x\naxes.grid: True\n")
    assert first == second
    assert len(first) == 3


@pytest.mark.parametrize("file_format", style.FORMATS)
def test_files_hold_no_date_and_no_name_of_a_program(file_format: str) -> None:
    with style.look():
        figure = _figure((0.1, 0.5, "墨田区"))
    content = style.render(figure, file_format, title="題", alt="説明")
    assert style.render(figure, file_format, title="題", alt="説明") == content
    assert not re.search(rb"Matplotlib v|CreationDate|ModDate|<dc:date>", content)


def test_an_svg_is_one_picture_with_its_description() -> None:
    with style.look():
        figure = _figure((0.1, 0.5, "墨田区"))
    svg = style.render(figure, "svg", title="題", alt='墨田区 "13" & 台東区').decode()
    assert re.search(r'<svg role="img" aria-label=', svg)
    assert '墨田区 "13" &amp; 台東区' in svg
    assert "<title>題</title>" in svg


def test_an_svg_stays_whole_when_its_white_space_goes() -> None:
    with style.look():
        figure = _figure((0.1, 0.5, "墨田区 37手続"))
        figure.add_subplot().plot([0, 1], [-1.5, 2], marker="o")
        stream = io.BytesIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None}, facecolor="white")
    plain, small = ElementTree.fromstring(stream.getvalue()), ElementTree.fromstring(style.render(figure, "svg"))
    before, after = ([element for element in tree.iter() if isinstance(element.tag, str)] for tree in (plain, small))
    assert [element.tag for element in before] == [element.tag for element in after]
    numbers = re.compile(r"-?\d+(?:\.\d+)?|[A-Za-z]")
    for one, other in zip(before, after, strict=True):
        assert numbers.findall(one.get("d", "")) == numbers.findall(other.get("d", ""))
        assert one.get("transform") == other.get("transform")
    names = {element.get("id") for element in after}
    links = {value[1:] for element in after for key, value in element.attrib.items() if key.endswith("href")}
    assert links <= names


def test_a_pdf_embeds_the_font_as_truetype() -> None:
    with style.look():
        figure = _figure((0.1, 0.5, "墨田区"))
    content = style.render(figure, "pdf")
    assert b"/FontFile2" in content  # TrueType: searchable, and it can be copied
    assert b"IPAexGothic" in content


def test_drawing_leaves_the_users_settings_alone() -> None:
    before = dict(matplotlib.rcParams)
    with style.look():
        assert matplotlib.rcParams["font.family"] == [style.FONT]
    assert dict(matplotlib.rcParams) == before


def test_importing_the_library_loads_nothing_heavy(project_root: Path) -> None:
    code = "import sys, analysis; print({'matplotlib', 'great_tables', 'pandas'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], cwd=project_root, capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"


def test_colons_around_a_japanese_chart_are_those_of_its_paper() -> None:
    around = [text.get_text() for text in analysis.target_vintages(lang="ja").texts]
    assert any(text.startswith("出典：") for text in around)
    assert [text for text in around if ": " in text] == []
