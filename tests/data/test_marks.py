"""Colours and markers that a reader can tell apart, on paper and with any sight."""

import io
import re
import zipfile
from itertools import combinations, cycle
from pathlib import Path

import pytest
import xlsxwriter
from pptx.enum.chart import XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE

from analysis.data.kinds import RESULT_KINDS
from analysis.data.marks import (
    COLOURS,
    DASHES,
    FILLS,
    LEAST_CONTRAST,
    MARKER_NAMES,
    WARD_FILLS,
    Style,
    clash,
    clashes,
    contrast_with_white,
    distance,
    is_colour,
    kind_paint,
    next_style,
    styles,
    ward_styles,
)
from analysis.data.study import Study
from analysis.words.labels import KINDS


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast_with_white("#FFFFFF") == pytest.approx(1)
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)  # WCAG's well-known least grey for text


def test_the_palette_is_dark_enough_and_serves_all_23_wards() -> None:
    assert all(contrast_with_white(colour) >= LEAST_CONTRAST for colour in COLOURS)
    first = [(str(place), style) for place, style in enumerate(styles()[:23])]
    assert len({style for _, style in first}) == 23
    assert clashes(first) == []


def test_the_first_styles_are_those_of_the_three_wards() -> None:
    assert styles()[:3] == [Style("#005AFF", "o"), Style("#FF4B00", "s"), Style("#804000", "^")]


def test_distance_knows_what_some_eyes_confuse() -> None:
    red, green, blue = "#B00020", "#1F7A00", "#0033CC"
    assert distance(red, red) == 0
    assert distance(red, green) < distance(red, blue)
    assert distance("#000000", "#FFFFFF") == pytest.approx(100, abs=0.5)


def test_close_colours_clash_only_with_the_same_marker() -> None:
    assert clash(Style("#005AFF", "o"), Style("#0050F0", "o"))
    assert not clash(Style("#005AFF", "o"), Style("#0050F0", "s"))
    assert not clash(Style("#005AFF", "o"), Style("#FF4B00", "o"))


def test_the_next_style_is_free_until_none_is_left() -> None:
    taken: list[Style] = []
    while (style := next_style(taken)) is not None:
        assert not any(clash(style, other) for other in taken)
        taken.append(style)
    assert len(taken) == len(styles())
    assert not any(clash(one, other) for one, other in combinations(taken, 2))


def test_a_freed_style_is_offered_again() -> None:
    assert next_style([Style("#005AFF", "o"), Style("#804000", "^")]) == Style("#FF4B00", "s")


@pytest.mark.parametrize(("text", "good"), [("#005AFF", True), ("#05f", False), ("blue", False), ("#00５AFF", False)])
def test_only_hex_colours_are_colours(text: str, good: bool) -> None:
    assert is_colour(text) == good


def test_slides_and_sheets_write_the_same_marks() -> None:
    stream = io.BytesIO()
    patterns = [fill.pattern for fill in FILLS.values() if fill.pattern]
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        chart = book.add_chart({"type": "line"})
        names = {"dash": "long_dash"}  # what xlsxwriter calls otherwise
        for marker, dash, pattern in zip(MARKER_NAMES.values(), cycle(DASHES), cycle(patterns), strict=False):
            look = {"type": names.get(marker, marker), "pattern": {"pattern": pattern, "fg_color": "#000000"}}
            chart.add_series({"values": "=Sheet1!$A$1:$A$2", "marker": look, "line": {"dash_type": dash, "width": 1}})
        sheet.insert_chart("B1", chart)
    with zipfile.ZipFile(stream) as archive:
        xml = archive.read("xl/charts/chart1.xml").decode()
    symbols = [XL_MARKER_STYLE.to_xml(XL_MARKER_STYLE[name.upper()]) for name in MARKER_NAMES.values()]
    assert re.findall(r'<c:symbol val="(\w+)"', xml) == symbols
    hatched = {MSO_PATTERN_TYPE.to_xml(MSO_PATTERN_TYPE[name.upper()]) for name in patterns}
    assert set(re.findall(r'<a:pattFill prst="(\w+)"', xml)) == hatched
    dashes = {MSO_LINE_DASH_STYLE.to_xml(MSO_LINE_DASH_STYLE[name.upper()]) for name in DASHES}
    assert set(re.findall(r'<a:prstDash val="(\w+)"', xml)) == dashes


def test_what_is_no_result_is_never_solid_and_no_two_kinds_look_alike() -> None:
    looks = {kind: kind_paint(kind, "#005AFF") for kind in KINDS}
    assert len(set(looks.values())) == len(looks)
    assert [kind for kind, look in looks.items() if look.fill == "solid"] == ["actual"]
    assert "actual" in RESULT_KINDS


def test_wards_beside_one_another_differ_without_colour(project_root: Path) -> None:
    study = Study.of(project_root)
    looks = [ward_styles(study, mono=True)[code] for code in study.wards[:3]]
    assert [look.fill for look in looks] == list(WARD_FILLS)
    assert [look.hatch for look in looks] == ["", "////", "...."]
    assert [look.dash for look in looks] == list(DASHES)
    assert len({look.marker for look in looks}) == 3
