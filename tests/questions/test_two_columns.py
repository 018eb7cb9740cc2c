"""Two columns of lines: about as high, heads named again, legible, with every ward."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from two_column_lines import texts_of, without_spaces

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.two_columns import first_column
from analysis.questions import outlook, progress_bars

HIGHEST = 12.0
LINES = {"progress_bars": progress_bars.QUESTION, "outlook": outlook.QUESTION}


def drawn(name: str, root: Path, lang: str = "ja", mono: bool = False) -> KpiFigure:
    return LINES[name].draw(Study.of(root, lang), ink=Ink(mono))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("", 1.0)], 1),
        ([("", 1.0)] * 4, 2),
        ([("", 1.0)] * 5, 3),  # the first column is the longer one
        ([("", 1.0), ("", 1.0), ("", 1.0), ("", 3.0)], 3),  # by height, not by number
        ([("a", 1.0)] * 2 + [("b", 1.0)] * 2, 2),
        ([("a", 0.2)] * 9 + [("b", 0.2)], 6),  # the second column has two heads: a is named again
    ],
)
def test_columns_are_about_as_high(rows: list[tuple[str, float]], expected: int) -> None:
    assert first_column(rows) == expected


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", LINES)
def test_columns_end_at_about_the_same_height_and_never_with_a_head(everyone: Path, name: str, lang: str) -> None:
    figure = drawn(name, everyone, lang)
    assert len(figure.axes) == 2
    heads = set() if name == "outlook" else {"行政手続のオンライン化", "キャッシュレス決済", "マイナンバーカード"}
    ends = []
    for axes in figure.axes:
        lowest = max(texts_of(axes), key=lambda text: text.get_position()[1])
        assert lowest.get_text().removesuffix("（続き）") not in heads
        ends.append(lowest.get_position()[1])
    assert abs(ends[0] - ends[1]) < 0.6


def test_a_theme_that_goes_on_is_named_again(everyone: Path) -> None:
    first, second = drawn("progress_bars", everyone).axes
    assert "マイナンバーカード" in {text.get_text() for text in texts_of(first)}
    assert min(texts_of(second), key=lambda text: (text.get_position()[1], text.get_text())).get_text() == "目標"
    assert "マイナンバーカード（続き）" in {text.get_text() for text in texts_of(second)}
    assert "マイナンバーカード" not in {text.get_text() for text in texts_of(second)}


@pytest.mark.parametrize(("lang", "mono"), [("ja", False), ("en", True)])
@pytest.mark.parametrize("name", LINES)
def test_one_page_on_which_nothing_covers_anything(everyone: Path, name: str, lang: str, mono: bool) -> None:
    figure = drawn(name, everyone, lang, mono)
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() <= 7.3
    with style.look():
        assert style.overlaps(figure) == []
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", LINES)
def test_every_ward_is_named_in_the_picture_and_in_words(everyone: Path, name: str, lang: str) -> None:
    figure = drawn(name, everyone, lang)
    for ward in SPECIAL_WARDS:
        ward_name = ward.name_ja if lang == "ja" else ward.name_en
        assert ward_name in without_spaces(figure)
        assert ward_name in figure.ward_kpi.alt


@pytest.mark.parametrize("name", LINES)
def test_titles_of_many_wards_are_short(everyone: Path, name: str) -> None:
    for lang, most in (("ja", 100), ("en", 190)):
        assert len(drawn(name, everyone, lang).ward_kpi.title) <= most


@pytest.mark.parametrize("name", LINES)
def test_black_and_white_holds_no_colour(plans_of_nine: Path, name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", style.render(drawn(name, plans_of_nine, mono=True), "svg")))
    assert {colour for colour in colours if not colour[1:3] == colour[3:5] == colour[5:7]} == set()
