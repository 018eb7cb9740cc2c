"""A table of wards by columns fits its page, whatever stands in it."""

from __future__ import annotations

import pytest
from made_up import made_up_info
from matplotlib.figure import Figure
from ward_tables import shown

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.marks import WardStyle
from analysis.drawing import style
from analysis.drawing.ward_table import Cell, Column, Row, wards_table

HIGHEST = 12.0


def table_of(texts: list[list[tuple[str, ...]]], columns: list[Column], folded: tuple[str, ...] = ()) -> Figure:
    """Return a figure of a row for each special ward, or as many as there are texts."""
    with style.look():
        rows = [
            Row(WardStyle(ward.name_ja, "#000000", "o", ""), [Cell(lines, folded=folded) for lines in cells])
            for ward, cells in zip(SPECIAL_WARDS, texts, strict=False)
        ]
        return wards_table(made_up_info(), columns, rows)


def test_23_rows_and_20_columns_fit_the_width() -> None:
    columns = [Column(f"かなり長い見出しの列その{number}") for number in range(20)]
    figure = table_of([[("実H30",)] * 20] * 23, columns)
    assert [text.get_text() for text in shown(figure)].count("千代田区") == 1
    assert min(text.get_fontsize() for text in shown(figure)) >= 6
    assert figure.get_figheight() < 8
    assert style.overlaps(figure) == []


@pytest.mark.parametrize(("count", "group"), [(36, "群"), (24, "群"), (24, "")])
def test_columns_that_find_no_room_follow_beneath_and_no_group_is_divided(count: int, group: str) -> None:
    columns = [Column(f"列{number}", group and f"{group}{number // 5}") for number in range(count)]
    figure = table_of([[("12–14",)] * count] * 23, columns)
    texts = [text.get_text() for text in shown(figure)]
    assert texts.count("千代田区") == texts.count("江戸川区") == 2
    assert texts.count("12–14") == count * 23
    assert len([text for text in texts if text.startswith("群")]) == (-(-count // 5) if group else 0)
    assert figure.get_figheight() <= HIGHEST
    assert min(text.get_fontsize() for text in shown(figure)) >= 6
    assert style.overlaps(figure) == []


def test_a_text_is_folded_where_that_saves_room() -> None:
    columns = [Column(f"列{number}") for number in range(24)]
    narrow = table_of([[("12–14",)] * 24] * 23, columns, folded=("12–", "14"))
    assert [text.get_text() for text in shown(narrow)].count("12–") == 24 * 23
    wide = table_of([[("12–14",)] * 8] * 23, columns[:8], folded=("12–", "14"))
    assert [text.get_text() for text in shown(wide)].count("12–14") == 8 * 23
