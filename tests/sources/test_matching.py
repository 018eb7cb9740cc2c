"""Finding a row's cells in a text: every layout a scan leaves, and nothing found that the text does not say."""

import re

import pytest

from analysis.sources.matching import Cells, Match, match_row, read_piece

LAYOUTS = {
    "tabs": ["オープンデータ公開件数\t36 件\t110件\t785 件"],
    "bars": ["| オンライン化手続数①※1 | 6手続 | 23手続 | | | 25手続 (R4) ※3 |"],
    "markup": ["■KPI：決済手続数 <table><tr><td>13手続</td> <td>209手続</td> <td>40手続</td></tr></table>"],
    "broken over lines": [
        "平均の待ち時\t証明書交付\t減少\t証明書交付\t達成",
        "間(分)\t18分\t\t<b></b>16分\t",
        "\t異動届\t\t異動届\t",
        "\t45 分\t\t41分\t",
    ],
    "noise in a line": ["作業削減\t年 600\t年 8 150\t年 9,300", "時間\t•\t\t", "\t時間\t時間\t時間"],
    "two rows": ["未解決率\t20%\t0 %\t3 %\t未達成", "満足度\t_\t80%\t020/\t80% 82%\t達成"],
    "several entries": ["取組内容\t<p>電子化推進</p> <p>電子報告率 30%</p>\t<p>電子化推進</p> <p>電子報告率 35%</p>"],
}


def lines_of(name: str) -> dict[int, Cells]:
    """Return a layout as verify reads it."""
    return {
        number: [
            [read_piece(piece) for piece in re.split(r"</?[a-z][^<>]*>", cell)] for cell in re.split(r"[\t|]", line)
        ]
        for number, line in enumerate(LAYOUTS[name], 1)
    }


def look(name: str, label: str, *figures: str) -> list[Match]:
    """Look for a row in a layout."""
    return match_row([label], figures, lines_of(name))


ROWS = {
    "tabs": ("オープンデータ公開件数", "36件", "110 件", "７８５件"),
    "bars": ("オンライン化手続数①※1", "6手続", "23手続", "", "", "25手続 (R4) ※3"),
    "markup": ("決済手続数", "13手続", "209手続", "40手続"),
    "broken over lines": (
        "平均の待ち時間(分)",
        "証明書交付 18分 異動届 45 分",
        "減少",
        "証明書交付16分異動届41分",
        "達成",
    ),
    "noise in a line": ("作業削減時間", "年 600 時間", "年 8 150 時間", "年 9,300 時間"),
    "two rows": ("満足度", "_", "80%", "82%", "達成"),
    "several entries": ("取組内容", "電子化推進 電子報告率 30%", "電子化推進 電子報告率 35%"),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_found_in_every_layout(name: str) -> None:
    label, *figures = ROWS[name]
    assert all(match.how for match in look(name, label, *figures))


@pytest.mark.parametrize("name", ["tabs", "bars", "markup", "broken over lines", "several entries"])
def test_neighbours_are_found_side_by_side(name: str) -> None:
    label, *figures = ROWS[name]
    matches = look(name, label, *figures)[1:]
    assert [match.how for match in matches] == ["in_row" if figure else "blank" for figure in figures]


def test_a_blank_between_figures_is_nothing_to_look_for() -> None:
    assert [match.how for match in look("bars", *ROWS["bars"])][3:5] == ["blank", "blank"]


WRONG = [
    ("tabs", 3, "758件", "785件"),  # two digits swapped
    ("tabs", 2, "10件", "110件"),  # a digit dropped: what is left is part of the figure
    ("tabs", 3, "36件", "785件"),  # the neighbour's figure, which stands there once only
    ("tabs", 1, "件", "36件"),  # the only digits dropped
    ("tabs", 2, "", None),  # the figure left out
    ("bars", 5, "25手続 (R7) ※3", "25手続(R4)※3"),
    ("bars", 2, "", None),
    ("markup", 2, "20手続", "209手続"),
    ("broken over lines", 3, "証明書交付16分異動届40分", "証明書交付16分異動届41分"),
    ("noise in a line", 3, "年 ,300 時間", "年9,300時間"),
    ("noise in a line", 1, "年 601 時間", "年600•時間"),
    ("two rows", 3, "83%", None),
    ("two rows", 2, "0%", None),  # part of 80%, and the other row's target
    ("several entries", 1, "電子化推進 電子報告率 3%", "電子化推進電子報告率30%"),
]


@pytest.mark.parametrize(("name", "number", "text", "instead"), WRONG)
def test_a_wrong_figure_is_not_found_and_what_stands_there_is_named(
    name: str, number: int, text: str, instead: str | None
) -> None:
    cells = list(ROWS[name])
    cells[number] = text
    others = frozenset((1, column, 0) for column in range(5)) if name == "two rows" else frozenset()
    match = match_row(cells[:1], cells[1:], lines_of(name), others)[number]
    assert not match.how
    assert instead is None or match.instead == instead


def test_a_word_is_not_found_within_another() -> None:
    first_line = {1: lines_of("two rows")[1]}
    assert not match_row(["未解決率"], ["20%", "0 %", "3 %", "達成"], first_line)[4].how


def test_a_sign_before_a_figure_is_not_dropped() -> None:
    assert match_row([], ["▲8.3%"], {1: [["▲8.3%"]]})[0].how
    for cell in ("▲8.3%", "-8.3%", "約8.3%", ">8.3%"):
        assert not match_row([], ["8.3%"], {1: [[cell]]})[0].how


def test_a_label_is_not_found_within_another_number() -> None:
    assert not look("bars", "オンライン化手続数①※", "6手続")[0].how


def test_a_place_of_another_row_does_not_serve() -> None:
    lines = lines_of("two rows")
    assert match_row([], ["20%"], lines)[0].how
    assert not match_row([], ["20%"], lines, frozenset({(1, 1, 0)}))[0].how


def test_a_blank_cell_whose_figure_another_row_reads_is_blank() -> None:
    lines = lines_of("tabs")
    assert match_row([], ["", "110件", "785件"], lines)[0] == Match("", "36件")
    assert match_row([], ["", "110件", "785件"], lines, shared=frozenset({(1, 1, 0)}))[0] == Match("blank")
