"""The evidence check: what is in a text is found, what is not is named, and one altered digit never passes."""

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis import cli
from analysis.errors import WardKpiError
from analysis.evidence import Texts, check_row, load_raw, match_cells, parse_places, verify
from analysis.grammar import fold
from analysis.raw import RawData, RawTable, Row

LINES = {
    "tabs": ["オープンデータ公開件数\t36 件\t110件\t785 件"],
    "bars": ["| オンライン化手続数①※1 | 6手続 | 23手続 | | | 25手続 (R4) ※3 |"],
    "markup": ["■KPI：決済手続数 <table><tr><td>13手続</td> <td>209手続</td> <td>40手続</td></tr></table>"],
    "several lines": [
        "平均の待ち時\t証明書交付\t減少\t証明書交付\t達成",
        "間(分)\t18分\t\t16分\t",
        "\t異動届\t\t異動届\t",
        "\t45 分\t\t41分\t",
    ],
}


def in_lines(name: str, cells: list[str]) -> list[str]:
    """Return how each cell was found in a line written above, as verify would read it."""
    split = [[fold(cell) for cell in re.split(r"</?[a-z][^<>]*>|[\t|]", line)] for line in LINES[name]]
    return [match.how for match in match_cells(cells, split)]


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("tabs", ["オープンデータ公開件数", "36件", "110 件", "７８５件"]),
        ("bars", ["オンライン化手続数①※1", "6手続", "23手続", "25手続 (R4) ※3"]),
        ("markup", ["■KPI:決済手続数", "13手続", "209手続", "40手続"]),
        (
            "several lines",
            ["平均の待ち時間(分)", "証明書交付 18分 異動届 45 分", "減少", "証明書交付16分異動届41分", "達成"],
        ),
    ],
)
def test_a_row_is_found_in_every_layout_of_a_table(name: str, cells: list[str]) -> None:
    assert in_lines(name, cells) == ["in_row"] * len(cells)


@pytest.mark.parametrize(
    ("name", "cells", "wrong"),
    [
        ("tabs", ["オープンデータ公開件数", "36件", "110件", "758件"], 3),  # digits swapped
        ("tabs", ["オープンデータ公開件数", "36件", "10件", "785件"], 2),  # a digit dropped: 10件 is part of 110件
        ("tabs", ["オープンデータ公開件数", "36件", "110件", "36件"], 3),  # the neighbour's figure: it stands once only
        ("bars", ["オンライン化手続数①※1", "6手続", "23手続", "25手続 (R7) ※3"], 3),  # the date in the cell
        ("bars", ["オンライン化手続数②※1", "6手続", "23手続", "25手続 (R4) ※3"], 0),  # another label
        ("markup", ["決済手続数", "13手続", "20手続", "40手続"], 2),
        (
            "several lines",
            ["平均の待ち時間(分)", "証明書交付18分異動届46分", "減少", "証明書交付16分異動届41分", "達成"],
            1,
        ),
    ],
)
def test_one_wrong_character_is_absent_and_nothing_else(name: str, cells: list[str], wrong: int) -> None:
    assert [bool(how) for how in in_lines(name, cells)] == [number != wrong for number in range(len(cells))]


def test_what_stands_there_instead_is_named() -> None:
    matches = match_cells(["x", "36件", "110件", "758件"], [["x", "36件", "110件", "785件"]])
    assert matches[3].instead == "785件"
