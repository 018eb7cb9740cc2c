"""A figure's year, kind and unit: from the headers above it and the cells beside it, or open with a question."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from analysis.sources.binding import Table
from analysis.sources.draft import described, say
from analysis.sources.extract import tables_of
from analysis.sources.forms.delimited import grids_of_rows
from analysis.sources.forms.layout import read_layout
from analysis.sources.forms.markup import tables_of_markup
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw

Printed = str | tuple[str, int, int]


@pytest.fixture
def book(project_root: Path) -> Codebook:
    return load_raw(project_root).codebook


def html(*rows: Sequence[Printed], title: str = "") -> str:
    """Return a table; a cell of several rows or columns is (text, rows, columns)."""
    lines = []
    for row in rows:
        cells = [cell if isinstance(cell, tuple) else (cell, 1, 1) for cell in row]
        lines.append("".join(f"<td rowspan={rows} colspan={columns}>{text}</td>" for text, rows, columns in cells))
    return f"<h2>{title}</h2><table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def bound(book: Codebook, *rows: Sequence[Printed], title: str = "") -> Table:
    (table,) = tables_of(tables_of_markup(html(*rows, title=title)), book)
    return table


def said(table: Table) -> list[tuple[str, int | None, str | None, str, str | None]]:
    return [
        (one.name, one.fiscal_year, one.kind, "" if one.value is None else f"{one.value:f}", one.unit)
        for one in table.figures
    ]


def asked(table: Table) -> list[tuple[str, str]]:
    """Return what is asked; each question is a line in either language."""
    lines = [say(question, lang) for question in table.questions for lang in ("ja", "en")]
    assert not [line for line in lines if "\n" in line or "{" in line]
    return [(question.code, question.subject) for question in table.questions]


def test_a_kind_merged_over_years_is_the_kind_of_each(book: Codebook) -> None:
    table = bound(
        book,
        [("指標", 2, 1), ("実績", 1, 3), ("目標", 1, 2)],
        ["R4", "R5", "R6", "R7", "R8"],
        ["手続数", "1手続", "2手続", "3手続", "4手続", "5手続"],
    )
    kinds = {2022: "actual", 2023: "actual", 2024: "actual", 2025: "target", 2026: "target"}
    assert {one.fiscal_year: one.kind for one in table.figures} == kinds
    assert asked(table) == []


def test_a_card_whose_pairs_stand_below_one_another_is_one_row(book: Codebook) -> None:
    table = bound(
        book,
        ["指標名", "アプリの申請数"],
        ["基準値", "15,200件（令和5年9月30日時点）"],
        ["直近値", "22,418件（令和6年9月30日時点）"],
        ["目標値", "40,000件（令和9年度末）"],
        ["所管", "防災課（電話 03-0000-1234）"],
    )
    assert said(table) == [
        ("アプリの申請数", 2023, "baseline", "15200", "件"),
        ("アプリの申請数", 2024, "actual", "22418", "件"),
        ("アプリの申請数", 2027, "target", "40000", "件"),
    ]
    assert asked(table) == []


def test_a_year_that_is_on_the_way_or_the_last_is_a_year_of_targets(book: Codebook) -> None:
    table = bound(
        book,
        [("指標", 2, 1), ("実績", 1, 1), ("目標", 1, 3)],
        ["R5", "令和7年度（中間目標）", "R8（中間）", "令和10年度（最終）"],
        ["手続数", "1件", "2件", "3件", "4件"],
    )
    read = [(one.fiscal_year, one.kind, one.questions) for one in table.figures]
    # 目標 over a 中間目標 says no more than it: the year is one on the way
    assert read == [(2023, "actual", ()), (2025, "planned", ()), (2026, "planned", ()), (2028, "target", ())]
    assert asked(table) == []


def test_years_on_the_way_and_last_in_three_levels_of_headers(book: Codebook) -> None:
    table = bound(
        book,
        [("指標", 3, 1), ("実績値", 1, 1), ("目標値", 1, 3)],
        [("R6年度", 2, 1), "年度目標", ("計画目標", 1, 2)],
        ["R7年度", "中間（R8年度）", "最終（令和10年度）"],
        ["手続数", "1件", "2件", "3件", "4件"],
    )
    read = [(one.fiscal_year, one.kind, one.questions) for one in table.figures]
    assert read == [(2024, "actual", ()), (2025, "target", ()), (2026, "planned", ()), (2028, "target", ())]
    assert asked(table) == []


def test_a_date_line_above_remarks_makes_no_figures_of_them(book: Codebook) -> None:
    table = bound(
        book,
        ["", "", ("令和7年5月31日時点", 1, 1)],
        [("指標", 1, 1), "R6実績", ("備考", 1, 1)],
        ["手続数", "5件", "R3比"],
        ["受付件数", "7件", "対象は主要手続"],
    )
    assert [(one.name, one.fiscal_year, one.kind) for one in table.figures] == [
        ("手続数", 2024, "actual"),
        ("受付件数", 2024, "actual"),
    ]
    assert asked(table) == []


def test_a_column_of_days_gives_the_year_of_the_figures_left_of_it(book: Codebook) -> None:
    table = bound(
        book,
        ["指標", "現状値", "基準日", "目標値", "目標年度", "更新日"],
        ["手続数", "5件", "令和6年10月1日", "9件", "R8年度", "令和7年4月1日"],
        ["受付件数", "7件", "令和7年3月31日", "8件", "R9年度", "令和7年4月1日"],
    )
    assert [(one.name, one.fiscal_year, one.kind, one.as_of) for one in table.figures] == [
        ("手続数", 2024, "baseline", "2024-10-01"),
        ("手続数", 2026, "target", ""),
        ("受付件数", 2024, "baseline", "2025-03-31"),
        ("受付件数", 2027, "target", ""),
    ]
    assert asked(table) == []
    assert [(column.header, column.role) for column in table.columns if column.role in ("as_of", "remark")] == [
        ("基準日", "as_of"),
        ("更新日", "remark"),
    ]


def test_rows_of_days_are_years_all_the_same(book: Codebook) -> None:
    table = bound(
        book, ["時点", "窓口数（か所）", "職員数（人）"], ["令和5年3月31日", "3", "40"], ["令和6年3月31日", "5", "41"]
    )
    assert [(one.name, one.fiscal_year, one.as_of) for one in table.figures] == [
        ("窓口数", 2022, "2023-03-31"),
        ("職員数", 2022, "2023-03-31"),
        ("窓口数", 2023, "2024-03-31"),
        ("職員数", 2023, "2024-03-31"),
    ]


def test_a_card_that_says_which_way_is_better_asks_for_nothing(book: Codebook) -> None:
    table = bound(
        book,
        ["指標名", ("申請率", 1, 4)],
        ["単位", "％", "方向性", ("増加", 1, 2)],
        [("区分", 1, 2), "令和5年度", "令和6年度", "令和7年度"],
        [("目標値", 1, 2), "30", "40", "50"],
        [("実績値", 1, 2), "28.1", "41.7", "－"],
    )
    assert [(name, year, kind, value, unit) for name, year, kind, value, unit in said(table) if kind == "actual"] == [
        ("申請率", 2023, "actual", "28.1", "%"),
        ("申請率", 2024, "actual", "41.7", "%"),
        ("申請率", 2025, "actual", "", "%"),
    ]
    assert asked(table) == []


def test_a_row_of_which_only_the_unit_is_printed_asks_for_its_name(book: Codebook) -> None:
    table = bound(book, ["指標", "R5実績", "R6実績"], ["（％）", "3.1", "8.8"], ["受付件数（件）", "7", "8"])
    assert [one.questions for one in table.figures] == [("name",), ("name",), (), ()]
    assert asked(table) == [("name", "（％）")]


def test_numbers_of_chapters_and_dates_between_figures_ask_for_nothing(book: Codebook) -> None:
    table = bound(
        book,
        ["事業番号", "指標", "R6実績", "確認日", "R9目標"],
        ["1-1", "手続数", "5件", "令和7年4月1日", "9件"],
        ["1-2", "受付件数", "7件", "令和7年4月2日", "8件"],
    )
    assert [(one.name, one.fiscal_year, one.kind) for one in table.figures] == [
        ("手続数", 2024, "actual"),
        ("手続数", 2027, "target"),
        ("受付件数", 2024, "actual"),
        ("受付件数", 2027, "target"),
    ]
    assert asked(table) == []


def test_a_target_of_several_years_is_of_their_period(book: Codebook) -> None:
    table = bound(
        book,
        [("指標", 2, 1), ("令和6年度", 1, 2), ("令和7～9年度", 1, 1)],
        ["計画", "実績", "目標（累計）"],
        ["手続数", "10件", "9件", "300件"],
    )
    read = [(one.period_from, one.fiscal_year, one.kind) for one in table.figures]
    assert read == [(None, 2024, "planned"), (None, 2024, "actual"), (2025, 2027, "target")]
    assert asked(table) == []
    assert described(table) == {}  # its header says it by itself


def test_a_row_of_several_years_is_of_their_period(book: Codebook) -> None:
    table = bound(book, ["年度", "手続数"], ["R5 実績", "8件"], ["R6 実績", "9件"], ["R7～R9 目標", "300件"])
    read = [(one.period_from, one.fiscal_year, one.kind) for one in table.figures]
    assert read == [(None, 2023, "actual"), (None, 2024, "actual"), (2025, 2027, "target")]


def test_years_over_kinds(book: Codebook) -> None:
    table = bound(
        book,
        [("指標", 2, 1), ("令和5年度", 1, 3), ("令和6年度", 1, 1)],
        ["目標", "実績", "達成率", "目標"],
        ["相談件数", "10件", "12件", "120%", "15件"],
    )
    assert said(table) == [
        ("相談件数", 2023, "target", "10", "件"),
        ("相談件数", 2023, "actual", "12", "件"),
        ("相談件数 達成率", 2023, None, "120", "%"),
        ("相談件数", 2024, "target", "15", "件"),
    ]
    assert asked(table) == [("column", "達成率")]


def test_each_row_is_a_year(book: Codebook) -> None:
    table = bound(
        book,
        ["年度", "受講者数", "受講率"],
        ["", "（人）", "（％）"],
        ["令和4年度", "10", "9.5"],
        ["令和5年度（速報値）", "12", "14.1"],
        title="研修",
    )
    assert said(table) == [
        ("受講者数", 2022, None, "10", "人"),
        ("受講率", 2022, None, "9.5", "%"),
        ("受講者数", 2023, None, "12", "人"),
        ("受講率", 2023, None, "14.1", "%"),
    ]
    assert [one.status for one in table.figures] == ["", "", "P", "P"]
    assert asked(table) == [("kind", "研修")]


def test_rows_of_years_and_columns_of_kinds(book: Codebook) -> None:
    table = bound(book, ["年度", "目標", "実績"], ["R4", "10回", "9回"], ["R5", "12回", "14回"], title="研修の回数")
    assert said(table)[:2] == [("研修の回数", 2022, "target", "10", "回"), ("研修の回数", 2022, "actual", "9", "回")]
    assert asked(table) == []


def test_the_kind_stands_in_a_column(book: Codebook) -> None:
    table = bound(
        book,
        ["No", "指標", "単位", "区分", "令和5年度", "令和6年度"],
        [("1", 2, 1), ("開催回数", 2, 1), ("回", 2, 1), "計画", "100", "120"],
        ["実績", "90", "―"],
    )
    assert said(table) == [
        ("開催回数", 2023, "planned", "100", "回"),
        ("開催回数", 2024, "planned", "120", "回"),
        ("開催回数", 2023, "actual", "90", "回"),
        ("開催回数", 2024, "actual", "", "回"),
    ]
    assert asked(table) == []


@pytest.mark.parametrize(
    ("header", "row", "title"),
    [
        (["指標", "単位", "R4実績"], ["申請", "千件", "1.5"], ""),
        (["指標", "R4実績（千件）"], ["申請", "1.5"], ""),
        (["指標", "R4実績"], ["申請（千件）", "1.5"], ""),
        (["指標", "R4実績"], ["申請", "1.5"], "申請の件数（単位：千件）"),
        (["指標", "R4実績"], ["申請", "1.5千件"], ""),
    ],
)
def test_a_unit_with_its_factor_wherever_it_stands(
    book: Codebook, header: list[str], row: list[str], title: str
) -> None:
    (figure,) = bound(book, header, row, title=title).figures
    assert (figure.name, figure.value, figure.unit, figure.questions) == ("申請", 1500, "件", ())


def test_what_is_not_printed_is_asked_and_never_filled(book: Codebook) -> None:
    table = bound(book, ["指標", "現状値（R5）", "R6", "目標値"], ["人口", "6", "7", "8"])
    assert said(table) == [
        ("人口", 2023, "baseline", "6", None),
        ("人口", 2024, None, "7", None),
        ("人口", None, "target", "8", None),
    ]
    assert asked(table) == [("unit", "人口"), ("kind", "R6"), ("year", "目標値")]


def test_a_unit_that_nobody_knows_and_kinds_that_disagree_are_asked(book: Codebook) -> None:
    assert asked(bound(book, ["指標", "単位", "R4実績"], ["申請", "匹", "15"])) == [("unit_unknown", "匹")]
    table = bound(book, ["指標", "区分", "R4目標"], ["開催回数", "実績", "100回"])
    assert asked(table) == [("kinds_disagree", "R4目標")]
    assert [one.kind for one in table.figures] == [None]


def test_a_figure_of_a_new_unit_keeps_its_value_and_its_own_year(book: Codebook) -> None:
    table = bound(
        book,
        ["指標（件）", "基準値", "目標値"],
        ["ごみ排出量", "512ｇ（2022年度）", "480ｇ以下（2028年度）"],
        ["接続箇所", "12か所（R5）", "全38か所（R10）"],
        ["来庁者", "1O人（R5）", "5人増（R10）"],
        ["開設", "9月時点", "10月末"],
    )
    assert said(table) == [
        ("ごみ排出量", 2022, "baseline", "512", None),
        ("ごみ排出量", 2028, "target", "480", None),
        ("接続箇所", 2023, "baseline", "12", "か所"),
        ("接続箇所", 2028, "target", "38", "か所"),
        ("来庁者", None, "baseline", "", None),  # a misread 10, and a change
        ("来庁者", None, "target", "", None),
        ("開設", None, "baseline", "", None),
        ("開設", None, "target", "", None),
    ]
    assert table.figures[1].bound == "at_most"
    assert [one.unknown_unit for one in table.figures[:2]] == ["g", "g"]
    assert [code for code, _ in asked(table)] == ["cell"] * 6


def test_a_cell_between_two_headers_is_asked(book: Codebook) -> None:
    lines = [
        "1 研修の状況",
        "",
        "   指標          単位      実績              目標",
        "                     R4     R5      R6      R7",
    ]
    lines += [
        "研修の受講者数        人     150    1,320      500   600",
        "研修会の開催数        回      3         4      5      6",
        "研修の満足度          人                 450            70",
    ]
    (table,) = tables_of(read_layout(lines), book)
    assert ("position", "研修の満足度") in asked(table)
    assert {one.text: one.kind for one in table.figures if one.cell.row == 2} == {
        "150": "actual",
        "1,320": "actual",
        "500": "target",
        "600": "target",
    }


def test_a_cell_merged_over_years_is_no_entry_of_the_first(book: Codebook) -> None:
    table = bound(book, ["指標", "R4実績", "R5実績", "R6実績"], ["手続数", ("12手続", 1, 2), "14手続"])
    assert said(table) == [("手続数", None, "actual", "12", "手続"), ("手続数", 2024, "actual", "14", "手続")]
    assert asked(table) == [("period", "12手続")]


def test_a_date_outside_its_column_leaves_the_year_open(book: Codebook) -> None:
    table = bound(book, ["指標", "R5実績"], ["手続数", "25手続（R5.3.31）"])
    assert said(table) == [("手続数", None, "actual", "25", "手続")]
    assert dict(table.questions[0].details)["cause"] == "date_not_in_year"


def test_fractions_and_mixed_periods_give_no_value(book: Codebook) -> None:
    table = bound(book, ["指標", "単位", "R4実績"], ["普及率", "％", "0.577"], ["利用率", "％", "0.31"])
    assert [(one.value, one.questions) for one in table.figures] == [(None, ("cell",))] * 2
    table = bound(book, ["指標", "R4実績", "R5実績"], ["開催", "年12回", "月1回"])
    assert [one.value for one in table.figures] == [None, None]


def test_titles_sections_and_notes_are_no_rows(book: Codebook) -> None:
    first, second = tables_of(
        tables_of_markup(
            html(
                [("1 手続", 1, 3)],
                ["指標", "R4実績", "R5実績"],
                [("基本目標1", 1, 3)],
                ["手続数", "6手続", "7手続"],
                [("※1 うち3件は試行", 1, 3)],
                [("2 研修", 1, 3)],
                ["指標", "R6目標", "R7目標"],
                ["回数", "6回", "7回"],
            )
        ),
        book,
    )
    assert (first.title, second.title) == ("1 手続", "2 研修")
    assert [len(table.rows) for table in (first, second)] == [1, 1]
    assert [one.fiscal_year for one in second.figures] == [2024, 2025]


def test_figures_that_look_like_years_stay_figures(book: Codebook) -> None:
    table = bound(
        book, ["指標", "2022", "2023", "2024"], ["人口", "2024", "2025", "2030"], ["件数（件）", "1", "2", "3"]
    )
    assert [(one.fiscal_year, one.text) for one in table.figures][:3] == [
        (2022, "2024"),
        (2023, "2025"),
        (2024, "2030"),
    ]
    assert len(table.rows) == 2


def test_a_label_lost_with_its_merging_is_asked(book: Codebook) -> None:
    rows = [["指標", "区分", "R4"], ["受講者数（人）", "目標", "150"], ["", "実績", "163"]]
    (table,) = tables_of(grids_of_rows([(n, n, row) for n, row in enumerate(rows, 1)]), book)
    assert [(one.name, one.kind) for one in table.figures] == [("受講者数", "target"), ("受講者数", "actual")]
    assert asked(table) == [("label", "受講者数（人）")]


LAYOUT = """\
1 研修の状況

   指標          単位      実績              目標
                     R4     R5      R6      R7
研修の受講者数        人     150    1,320    500     600
研修会の開催数        回      3               5       6
"""


def test_columns_of_spaces(book: Codebook) -> None:
    (table,) = tables_of(read_layout(LAYOUT.split("\n")), book)
    assert table.title == "1 研修の状況"
    found = {(one.name, one.fiscal_year): one.text for one in table.figures}
    assert found == {
        ("研修の受講者数", 2022): "150",
        ("研修の受講者数", 2023): "1,320",
        ("研修の受講者数", 2024): "500",
        ("研修の受講者数", 2025): "600",
        ("研修会の開催数", 2022): "3",
        ("研修会の開催数", 2024): "5",
        ("研修会の開催数", 2025): "6",
    }
    assert table.row_place(table.rows[1]) == "L6"


PARTED_BY_BLANK_LINES = """\
                       令和 4 年   令和 5 年
指標                区分                     令和 6 年度
                       度        度

                  計画 150        170      200
公開したデータの件数（件）
                  実績 154        181      調査中

                  計画 20％        30％      40％
決済の比率
                  実績 18.2％      27.5％    33.1％（見込）
"""


def test_columns_of_spaces_whose_rows_blank_lines_part(book: Codebook) -> None:
    (table,) = tables_of(read_layout(PARTED_BY_BLANK_LINES.split("\n")), book)
    assert said(table) == [
        ("公開したデータの件数", 2022, "planned", "150", "件"),
        ("公開したデータの件数", 2023, "planned", "170", "件"),
        ("公開したデータの件数", 2024, "planned", "200", "件"),
        ("公開したデータの件数", 2022, "actual", "154", "件"),
        ("公開したデータの件数", 2023, "actual", "181", "件"),
        ("公開したデータの件数", 2024, "actual", "", "件"),
        ("決済の比率", 2022, "planned", "20", "%"),
        ("決済の比率", 2023, "planned", "30", "%"),
        ("決済の比率", 2024, "planned", "40", "%"),
        ("決済の比率", 2022, "actual", "18.2", "%"),
        ("決済の比率", 2023, "actual", "27.5", "%"),
        ("決済の比率", 2024, "estimate", "33.1", "%"),
    ]


ROWS_FAR_APART = """\
指標      区分   令和５年度    令和６年度    令和７年度

申請の満足度  目標   70％      75％      80％
（アン
ケート）    実績   68.2％    76.9％    －



窓口の数    目標   4か所     5か所     6か所

        実績   4か所     4か所     －



１ 体制

職員の数            12       13       14
"""


def test_rows_far_apart_go_on_where_their_figures_stand_below_one_another(book: Codebook) -> None:
    (table,) = tables_of(read_layout(ROWS_FAR_APART.split("\n")), book)
    assert [(name, year, kind, value) for name, year, kind, value, _ in said(table)] == [
        ("申請の満足度（アンケート）", 2023, "target", "70"),
        ("申請の満足度（アンケート）", 2024, "target", "75"),
        ("申請の満足度（アンケート）", 2025, "target", "80"),
        ("申請の満足度（アンケート）", 2023, "actual", "68.2"),
        ("申請の満足度（アンケート）", 2024, "actual", "76.9"),
        ("申請の満足度（アンケート）", 2025, "actual", ""),
        ("窓口の数", 2023, "target", "4"),
        ("窓口の数", 2024, "target", "5"),
        ("窓口の数", 2025, "target", "6"),
        ("窓口の数", 2023, "actual", "4"),
        ("窓口の数", 2024, "actual", "4"),
        ("窓口の数", 2025, "actual", ""),
    ]


SQUEEZED = """\
                               基準値 実績値                   目標値
施策     指標名                単位                                    評価
                               R2     R3   R4     R5     R7

       オンラインで申請できる手続の数（累
手続       計）                  手続 12        25   31     48     60     A

研修     研修を受講した人数             人     －      120 1,340 2,560 3,000 A
"""


def test_a_group_that_could_cover_other_columns_as_well_is_asked(book: Codebook) -> None:
    (table,) = tables_of(read_layout(SQUEEZED.split("\n")), book)
    years = {one.fiscal_year: one.kind for one in table.figures if one.text in ("12", "25", "31", "48", "60")}
    assert years[2020] == "baseline" and years[2021] == "actual" and years[2025] == "target"
    assert None in years.values()
    assert "kind" in {code for code, _ in asked(table)}


@pytest.mark.parametrize(
    "text",
    [
        "令和4年度に   取り組んだ   こと\n\n区では   12件の   相談を受けた\n",
        "指標   R4   R5\n\n手続数   1   2   3   4   5\n",  # more figures than columns
        "指標   R4   R5\n\n       1   2\n",  # a row without a name
    ],
)
def test_columns_that_do_not_fit_make_no_table(book: Codebook, text: str) -> None:
    assert tables_of(read_layout(text.split("\n")), book) == []


def test_figures_under_a_header_that_is_not_understood_name_no_row(book: Codebook) -> None:
    table = bound(book, ["手続数基準", "R4実績", "R5実績"], ["6手続", "21手続", "25手続"], title="手続数")
    assert [one.name for one in table.figures] == ["手続数", "手続数"]
    assert asked(table) == [("column", "手続数基準")]
