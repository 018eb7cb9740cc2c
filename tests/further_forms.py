"""Fifteen tables as municipalities lay them out (figures invented), written as files, with what each prints.

Laid out from how such tables are printed and before the reader that they measure was read: lists of progress, cards of one
indicator, sheets ruled like graph paper, years down the rows, data for machines. ``CASES`` says what stands in each.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import docx
import matplotlib as mpl
import openpyxl
from matplotlib.figure import Figure
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from analysis.drawing import style


class Cell(NamedTuple):
    """What is printed, and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


Row = Sequence[str | Cell]


@dataclass(frozen=True)
class Block:
    """One table, what stands above it, and what stands above its right edge."""

    title: str
    rows: Sequence[Row]
    unit: str = ""


class Printed(NamedTuple):
    """One figure as a reader of the page understands it; ``mark`` is SDMX's status of a printed mark for nothing."""

    name: str
    year: int
    kind: str
    value: str
    unit: str
    bound: str = ""
    mark: str = ""


def _along(name: str, unit: str, kinds: Sequence[tuple[int, str]], cells: str) -> list[Printed]:
    """Return a row's figures; a cell is a number, ``-`` for a printed mark, and ``+`` behind it says 以上."""
    return [
        Printed(
            name,
            year,
            kind,
            "" if cell == "-" else cell.rstrip("+"),
            unit,
            "at_least" if cell.endswith("+") else "",
            "O" if cell == "-" else "",
        )
        for (year, kind), cell in zip(kinds, cells.split(), strict=True)
    ]


@dataclass(frozen=True)
class Case:
    """A document: its form, its tables, and what a reader finds in them."""

    form: str
    blocks: Sequence[Block]
    printed: Sequence[Printed]


_T, _A, _B, _E = "target", "actual", "baseline", "estimate"

# --- 1: a list of progress: kinds below years, a rate of achievement beside them, sections merged down the rows
_LIST_KINDS = [(2021, _B), (2023, _T), (2023, _A), (2024, _T), (2024, _A), (2026, _T)]
_LIST = Case(
    "html",
    [
        Block(
            "見本市DX推進計画　KPI進捗一覧",
            [
                [
                    Cell("基本方針", 1, 2),
                    Cell("No.", 1, 2),
                    Cell("指標名", 1, 2),
                    Cell("単位", 1, 2),
                    Cell("計画策定時（令和3年度）", 1, 2),
                    Cell("令和5年度", 3),
                    Cell("令和6年度", 3),
                    Cell("最終目標（令和8年度）", 1, 2),
                    Cell("所管課", 1, 2),
                ],
                ["目標", "実績", "達成率", "目標", "実績", "達成率"],
                [
                    Cell("行かない窓口", 1, 2),
                    *[
                        "1",
                        "オンライン申請可能手続数",
                        "手続",
                        "35",
                        "60",
                        "64",
                        "106.7%",
                        "90",
                        "85",
                        "94.4%",
                        "150",
                        "情報政策課",
                    ],
                ],
                [
                    "2",
                    "オンライン申請率",
                    "％",
                    "4.1",
                    "15",
                    "12.8",
                    "85.3%",
                    "25",
                    "27.3",
                    "109.2%",
                    "50",
                    "情報政策課",
                ],
                [
                    "迷わない窓口",
                    "3",
                    "書かない窓口の利用件数",
                    "件",
                    "－",
                    "2,000",
                    "1,850",
                    "92.5%",
                    "5,000",
                    "6,120",
                    "122.4%",
                    "12,000",
                    "区民課",
                ],
            ],
        )
    ],
    [
        *_along("オンライン申請可能手続数", "手続", _LIST_KINDS, "35 60 64 90 85 150"),
        *_along("オンライン申請率", "%", _LIST_KINDS, "4.1 15 12.8 25 27.3 50"),
        *_along("書かない窓口の利用件数", "件", _LIST_KINDS, "- 2000 1850 5000 6120 12000"),
    ],
)

# --- 2: a card for each indicator, figures in its middle
_CARD_YEARS = (2022, 2023, 2024, 2025)


def _card(number: int, measure: str, indicator: str, goals: str, results: str, rates: str) -> Block:
    return Block(
        f"個票{number}　{measure}",
        [
            ["事業名", Cell(measure, 4)],
            ["所管", Cell("総務部情報課", 4)],
            ["成果指標", Cell(indicator, 4)],
            ["年度", "R4", "R5", "R6", "R7"],
            ["目標値", *goals.split()],
            ["実績値", *results.split()],
            ["達成率", *rates.split()],
            ["評価", "B", "A", "A", "－"],
            ["取組内容", Cell("周知を進め、手続を順次広げる。", 4)],
        ],
    )


_CARDS = Case(
    "docx",
    [
        _card(
            1,
            "電子申請の利用促進",
            "電子申請の利用件数（件）",
            "10,000 12,000 15,000 20,000",
            "9,870 12,530 16,004 －",
            "98.7% 104.4% 106.7% －",
        ),
        _card(
            2,
            "コンビニ交付の推進",
            "証明書のコンビニ交付率（％）",
            "30 35 40 45",
            "28.4 36.0 43.9 －",
            "94.7% 102.9% 109.8% －",
        ),
    ],
    [
        *_along("電子申請の利用件数", "件", [(y, _T) for y in _CARD_YEARS], "10000 12000 15000 20000"),
        *_along("電子申請の利用件数", "件", [(y, _A) for y in _CARD_YEARS], "9870 12530 16004 -"),
        *_along("証明書のコンビニ交付率", "%", [(y, _T) for y in _CARD_YEARS], "30 35 40 45"),
        *_along("証明書のコンビニ交付率", "%", [(y, _A) for y in _CARD_YEARS], "28.4 36 43.9 -"),
    ],
)

# --- 3: a sheet ruled like graph paper: every cell covers several columns, the unit stands above the right edge
_SQUARE = 3


def _wide(*cells: str) -> list[Cell]:
    return [Cell(cells[0], _SQUARE * 3), *(Cell(text, _SQUARE) for text in cells[1:])]


def _squared(title: str, unit: str, *rows: Row) -> Block:
    return Block(
        title,
        [
            [Cell("指標", _SQUARE * 3, 2), Cell("現状値（令和5年度）", _SQUARE, 2), Cell("目標値", _SQUARE * 3)],
            [Cell(f"令和{n}年度", _SQUARE) for n in (6, 7, 8)],
            *rows,
        ],
        f"（単位：{unit}）",
    )


_SQUARED_KINDS = [(2023, _B), (2024, _T), (2025, _T), (2026, _T)]
_SQUARED = Case(
    "xlsx",
    [
        _squared(
            "表1　利用率に関する指標",
            "％",
            _wide("窓口キャッシュレス決済比率", "18.5", "22", "26", "30以上"),
            _wide("電子契約の利用率", "0.0", "10", "30", "50以上"),
        ),
        _squared(
            "表2　件数に関する指標",
            "件",
            _wide("AI議事録の作成件数", "340", "500", "700", "1,000"),
            _wide("オンライン相談の件数", "－", "120", "240", "480"),
        ),
    ],
    [
        *_along("窓口キャッシュレス決済比率", "%", _SQUARED_KINDS, "18.5 22 26 30+"),
        *_along("電子契約の利用率", "%", _SQUARED_KINDS, "0 10 30 50+"),
        *_along("AI議事録の作成件数", "件", _SQUARED_KINDS, "340 500 700 1000"),
        *_along("オンライン相談の件数", "件", _SQUARED_KINDS, "- 120 240 480"),
    ],
)

# --- 4: years and kinds down the rows, measures and their units across
_DOWN_KINDS = [(2021, _A), (2022, _A), (2023, _A), (2024, _E), (2025, _T)]
_DOWN = Case(
    "pdf",
    [
        Block(
            "図表5　電子申請の状況",
            [
                ["年度", "申請件数（件）", "うち電子申請（件）", "電子申請率（％）"],
                ["令和3年度実績", "182,400", "9,120", "5.0"],
                ["令和4年度実績", "179,850", "21,582", "12.0"],
                ["令和5年度実績", "185,200", "42,596", "23.0"],
                ["令和6年度実績見込", "186,000", "59,520", "32.0"],
                ["令和7年度目標", "186,000", "74,400", "40.0"],
            ],
        )
    ],
    [
        *_along("申請件数", "件", _DOWN_KINDS, "182400 179850 185200 186000 186000"),
        *_along("うち電子申請", "件", _DOWN_KINDS, "9120 21582 42596 59520 74400"),
        *_along("電子申請率", "%", _DOWN_KINDS, "5 12 23 32 40"),
    ],
)

# --- 5: data for machines: the year of a baseline and of a target in columns of their own
_DATA_KINDS = [(2021, _B), (2023, _T), (2023, _A), (2024, _T), (2024, _A), (2026, _T)]
_DATA = Case(
    "csv",
    [
        Block(
            "",
            [
                [
                    "No.",
                    "指標名",
                    "単位",
                    "基準年度",
                    "基準値",
                    "2023年度目標値",
                    "2023年度実績値",
                    "2024年度目標値",
                    "2024年度実績値",
                    "目標年度",
                    "目標値",
                    "備考",
                ],
                [*["1", "手続のオンライン化率", "％", "2021", "12.3", "20", "24.5", "35", "33.1", "2026", "60"], ""],
                [*["2", "公開データセット数", "件", "2021", "48", "80", "77", "110", "124", "2026", "200"], "累計"],
                [*["3", "SNSの登録者数", "人", "2021", "3105", "5000", "5260", "7000", "6894", "2026", "12000"], ""],
            ],
        )
    ],
    [
        *_along("手続のオンライン化率", "%", _DATA_KINDS, "12.3 20 24.5 35 33.1 60"),
        *_along("公開データセット数", "件", _DATA_KINDS, "48 80 77 110 124 200"),
        *_along("SNSの登録者数", "人", _DATA_KINDS, "3105 5000 5260 7000 6894 12000"),
    ],
)

# --- 6: target, result and rate of achievement below each other beside an indicator's merged name
_BELOW_YEARS = (2022, 2023, 2024, 2025)
_BELOW = Case(
    "html",
    [
        Block(
            "重点指標の推移",
            [
                ["指標", "区分", "R4", "R5", "R6", "R7"],
                [Cell("オンライン予約の利用率（％）", 1, 3), *["目標", "20", "30", "40", "50"]],
                ["実績", "17.6", "31.2", "44.0", "－"],
                ["達成率", "88%", "104%", "110%", "－"],
                [Cell("電子図書の貸出（冊）", 1, 3), *["目標", "1,500", "2,000", "2,500", "3,000"]],
                ["実績", "1,322", "2,418", "2,377", "－"],
                ["達成率", "88%", "121%", "95%", "－"],
            ],
        )
    ],
    [
        *_along("オンライン予約の利用率", "%", [(y, _T) for y in _BELOW_YEARS], "20 30 40 50"),
        *_along("オンライン予約の利用率", "%", [(y, _A) for y in _BELOW_YEARS], "17.6 31.2 44 -"),
        *_along("電子図書の貸出（冊）", "", [(y, _T) for y in _BELOW_YEARS], "1500 2000 2500 3000"),
        *_along("電子図書の貸出（冊）", "", [(y, _A) for y in _BELOW_YEARS], "1322 2418 2377 -"),
    ],
)

# --- 7: results and targets above their years, each figure with its unit
_ABOVE_KINDS = [(2022, _A), (2023, _A), (2024, _A), (2025, _T), (2026, _T)]
_ABOVE = Case(
    "xlsx",
    [
        Block(
            "資料3　デジタル化推進に係る数値目標の進捗について",
            [
                [Cell("取組項目", 1, 2), Cell("数値目標の内容", 1, 2), Cell("実績", 3), Cell("目標", 2)],
                ["2022年度", "2023年度", "2024年度", "2025年度", "2026年度"],
                ["公金収納", "キャッシュレス納付の割合", "21.0%", "26.4%", "31.9%", "35%", "40%"],
                ["会議", "ペーパーレス会議の開催数", "36回", "58回", "81回", "100回", "120回"],
                ["人材", "DX研修の受講者数", "210人", "345人", "502人", "600人", "700人"],
            ],
        )
    ],
    [
        *_along("キャッシュレス納付の割合", "%", _ABOVE_KINDS, "21 26.4 31.9 35 40"),
        *_along("ペーパーレス会議の開催数", "回", _ABOVE_KINDS, "36 58 81 100 120"),
        *_along("DX研修の受講者数", "人", _ABOVE_KINDS, "210 345 502 600 700"),
    ],
)

# --- 8: target and result stacked in one cell
_STACKED_KINDS = [(2023, _T), (2023, _A), (2024, _T), (2024, _A)]
_STACKED = Case(
    "docx",
    [
        Block(
            "数値目標の達成状況",
            [
                ["指標", "単位", "令和5年度", "令和6年度"],
                ["スマート申請の利用件数", "件", "目標 4,000\n実績 3,720", "目標 5,000\n実績 5,480"],
                ["テレワークの実施率", "％", "目標 40\n実績 37", "目標 45\n実績 41.5"],
            ],
        )
    ],
    [
        *_along("スマート申請の利用件数", "件", _STACKED_KINDS, "4000 3720 5000 5480"),
        *_along("テレワークの実施率", "%", _STACKED_KINDS, "40 37 45 41.5"),
    ],
)

# --- 9: a card of labels and values in pairs
_PAIR_KINDS = [(2022, _B), (2026, _T), (2023, _A), (2024, _A)]


def _pairs(number: int, indicator: str, unit: str, cells: str) -> Block:
    before, goal, first, second = cells.split()
    return Block(
        f"指標カード{number}",
        [
            ["指標名", indicator, "単位", unit],
            ["基準値（R4）", before, "目標値（R8）", goal],
            ["R5実績", first, "R6実績", second],
            ["担当課", "デジタル推進課", "評価", "概ね順調"],
        ],
    )


_PAIRS = Case(
    "pdf",
    [
        _pairs(1, "オンライン手続の利用件数", "件", "1,240 4,000 1,985 2,760"),
        _pairs(2, "公共施設のWi-Fi整備率", "％", "32.5 80 41.0 55.5"),
    ],
    [
        *_along("オンライン手続の利用件数", "件", _PAIR_KINDS, "1240 4000 1985 2760"),
        *_along("公共施設のWi-Fi整備率", "%", _PAIR_KINDS, "32.5 80 41 55.5"),
    ],
)

# --- 10: two levels of headers saved as CSV: what was merged stands in its first cell only
_LEVELS_KINDS = [(2023, _T), (2023, _A), (2024, _T), (2024, _A)]
_LEVELS = Case(
    "csv",
    [
        Block(
            "",
            [
                [Cell("指標", 1, 2), Cell("単位", 1, 2), Cell("令和5年度", 2), Cell("令和6年度", 2)],
                ["目標", "実績", "目標", "実績"],
                ["チャットボットの利用件数", "件", "8,000", "7,412", "9,000", "10,230"],
                ["電子決裁率", "％", "80", "76.4", "90", "91.8"],
                ["窓口の待ち時間", "分", "20", "22", "15", "14"],
            ],
        )
    ],
    [
        *_along("チャットボットの利用件数", "件", _LEVELS_KINDS, "8000 7412 9000 10230"),
        *_along("電子決裁率", "%", _LEVELS_KINDS, "80 76.4 90 91.8"),
        *_along("窓口の待ち時間", "分", _LEVELS_KINDS, "20 22 15 14"),
    ],
)

# --- 11 to 15: written when the reader had been mended by the ten above, to see what it finds unprepared
_PLAN_KINDS = [(2023, _B), (2024, _T), (2025, _T), (2026, _T)]
_PLAN = Case(
    "docx",
    [
        Block(
            "３　成果目標",
            [
                [Cell("取組", 1, 2), Cell("成果指標", 1, 2), Cell("現状（R5）", 1, 2), Cell("年次目標", 3)],
                ["R6", "R7", "R8"],
                [
                    Cell("デジタルデバイド対策", 1, 2),
                    "スマホ教室の開催回数",
                    "年24回",
                    "年36回",
                    "年48回",
                    "年60回以上",
                ],
                ["受講後の満足度", "81.2%", "85%", "88%", "90%以上"],
                ["情報発信", "公式LINEの登録者数", "18,450人", "22,000人", "26,000人", "30,000人"],
            ],
        )
    ],
    [
        *_along("スマホ教室の開催回数", "回", _PLAN_KINDS, "24 36 48 60+"),
        *_along("受講後の満足度", "%", _PLAN_KINDS, "81.2 85 88 90+"),
        *_along("公式LINEの登録者数", "人", _PLAN_KINDS, "18450 22000 26000 30000"),
    ],
)
_TREND_YEARS = (2018, 2019, 2020, 2021)
_TREND = Case(
    "xlsx",
    [
        Block(
            "参考資料　活動指標の推移",
            [
                ["指標名", "単位", "", "H30", "R1", "R2", "R3"],
                ["電子入札の実施件数", "件", "計画", "300", "320", "340", "360"],
                ["", "", "実績", "288", "331", "352", "359"],
                ["電子納付の割合", "％", "計画", "10", "12", "15", "18"],
                ["", "", "実績", "9.4", "11.8", "16.1", "19.7"],
            ],
        )
    ],
    [
        *_along("電子入札の実施件数", "件", [(y, "planned") for y in _TREND_YEARS], "300 320 340 360"),
        *_along("電子入札の実施件数", "件", [(y, _A) for y in _TREND_YEARS], "288 331 352 359"),
        *_along("電子納付の割合", "%", [(y, "planned") for y in _TREND_YEARS], "10 12 15 18"),
        *_along("電子納付の割合", "%", [(y, _A) for y in _TREND_YEARS], "9.4 11.8 16.1 19.7"),
    ],
)
_RESULT_KINDS = [(2021, _B), (2022, _A), (2023, _A), (2024, _A), (2025, _T)]
_RESULTS = Case(
    "html",
    [
        Block(
            "総合戦略における重要業績評価指標（KPI）の状況",
            [
                ["KPI", "基準値", Cell("実績値", 3), "目標値"],
                ["", "令和3年度", "令和4年度", "令和5年度", "令和6年度", "令和7年度"],
                ["行政手続のオンライン化率（％）", "21.4", "30.2", "45.9", "62.0", "80"],
                ["テレワーク実施者数（人）", "85", "140", "212", "265", "300"],
                ["オンライン会議の開催数（回）", "410", "1,120", "1,685", "1,902", "2,000"],
            ],
        )
    ],
    [
        *_along("行政手続のオンライン化率", "%", _RESULT_KINDS, "21.4 30.2 45.9 62 80"),
        *_along("テレワーク実施者数", "人", _RESULT_KINDS, "85 140 212 265 300"),
        *_along("オンライン会議の開催数", "回", _RESULT_KINDS, "410 1120 1685 1902 2000"),
    ],
)
_VERDICT_KINDS = [(2022, _B), (2024, _A), (2024, _T), (2026, _T)]
_VERDICTS = Case(
    "pdf",
    [
        Block(
            "施策別評価シート（抜粋）",
            [
                ["No", "指標", "策定時（R4）", "R6実績", "R6目標", "達成度", "R8目標"],
                ["1", "統合型GISの公開地図数", "12件", "19件", "18件", "◎", "25件"],
                ["2", "公金のキャッシュレス比率", "14.8%", "26.3%", "30%", "△", "45%"],
                ["3", "電子申請の利用者満足度", "－", "78.5%", "80%", "○", "85%"],
            ],
        )
    ],
    [
        *_along("統合型GISの公開地図数", "件", _VERDICT_KINDS, "12 19 18 25"),
        *_along("公金のキャッシュレス比率", "%", _VERDICT_KINDS, "14.8 26.3 30 45"),
        *_along("電子申請の利用者満足度", "%", _VERDICT_KINDS, "- 78.5 80 85"),
    ],
)
_LONG_KINDS = [(2022, _A), (2023, _A), (2025, _T)]
_LONG = Case(
    "csv",
    [
        Block(
            "",
            [
                ["施策コード", "施策名", "指標名", "年度", "区分", "値", "単位"],
                *(
                    [code, measure, name, year, kind, value, unit]
                    for code, measure, name, unit, values in (
                        ("A01", "窓口改革", "書かない窓口の導入数", "か所", ("2", "5", "9")),
                        ("A02", "データ活用", "オープンデータの公開数", "件", ("64", "91", "150")),
                    )
                    for year, kind, value in zip(
                        ("2022", "2023", "2025"), ("実績", "実績", "目標"), values, strict=True
                    )
                ),
            ],
        )
    ],
    [
        *_along("書かない窓口の導入数", "か所", _LONG_KINDS, "2 5 9"),
        *_along("オープンデータの公開数", "件", _LONG_KINDS, "64 91 150"),
    ],
)

CASES: dict[str, Case] = {
    "list of progress": _LIST,
    "cards": _CARDS,
    "graph paper": _SQUARED,
    "years down": _DOWN,
    "data": _DATA,
    "kinds below": _BELOW,
    "kinds above": _ABOVE,
    "stacked": _STACKED,
    "pairs": _PAIRS,
    "levels": _LEVELS,
    "plan": _PLAN,
    "trend": _TREND,
    "results": _RESULTS,
    "verdicts": _VERDICTS,
    "long": _LONG,
}


class Placed(NamedTuple):
    """A cell and where its upper left corner stands."""

    row: int
    column: int
    cell: Cell


def placed(rows: Sequence[Row]) -> tuple[list[Placed], int]:
    """Return each cell with its place, as HTML lays out spans, and the number of columns."""
    taken: set[tuple[int, int]] = set()
    found: list[Placed] = []
    for number, row in enumerate(rows):
        column = 0
        for one in row:
            cell = one if isinstance(one, Cell) else Cell(one)
            while (number, column) in taken:
                column += 1
            taken |= {(number + down, column + right) for down in range(cell.rows) for right in range(cell.columns)}
            found.append(Placed(number, column, cell))
    return found, 1 + max(column for _, column in taken)


def _html(path: Path, blocks: Sequence[Block]) -> None:
    parts = []
    for block in blocks:
        parts.append(f"<h3>{block.title}</h3><p align=right>{block.unit}</p><table border=1>")
        for row in block.rows:
            cells = (one if isinstance(one, Cell) else Cell(one) for one in row)
            inside = "".join(
                f"<td colspan={c.columns} rowspan={c.rows}>{c.text.replace(chr(10), '<br>')}</td>" for c in cells
            )
            parts.append(f"<tr>{inside}</tr>")
        parts.append("</table>")
    path.write_text(f"<html><body>{''.join(parts)}</body></html>", encoding="utf-8", newline="\n")


def _docx(path: Path, blocks: Sequence[Block]) -> None:
    document = docx.Document()
    for block in blocks:
        document.add_paragraph(block.title)
        if block.unit:
            document.add_paragraph(block.unit)
        cells, width = placed(block.rows)
        table = document.add_table(len(block.rows), width)
        for row, column, cell in cells:
            last = table.cell(row + cell.rows - 1, column + cell.columns - 1)
            table.cell(row, column).merge(last).text = cell.text
    document.save(str(path))


def _number(text: str) -> tuple[float | int | str, str]:
    """Return what a person types for ``text`` into a sheet, and the format that shows it so."""
    plain = text.replace(",", "").removesuffix("%")
    try:
        value = float(plain)
    except ValueError:
        return text, "General"
    decimals = "." + "0" * len(plain.partition(".")[2]) if "." in plain else ""
    if text.endswith("%"):
        return round(value / 100, 6), f"0{decimals}%"
    return (value if decimals else int(value)), ("#,##0" if "," in text else f"0{decimals}")


def _xlsx(path: Path, blocks: Sequence[Block]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    top = 1
    for block in blocks:
        cells, width = placed(block.rows)
        sheet.cell(top, 1, block.title)
        if block.unit:
            sheet.cell(top + 1, width - 1, block.unit)
            top += 1
        for row, column, cell in cells:
            value, shown = _number(cell.text)
            here = sheet.cell(top + 1 + row, 1 + column)
            assert not isinstance(here, MergedCell)
            here.value, here.number_format = value, shown
            if cell.rows * cell.columns > 1:
                sheet.merge_cells(
                    start_row=here.row,
                    start_column=1 + column,
                    end_row=here.row + cell.rows - 1,
                    end_column=column + cell.columns,
                )
        top += len(block.rows) + 2
    book.save(path)


_LETTER, _TALL = 6 / 72, 0.36
"""Width of a letter, and height of a row, in inches."""


def _pdf(path: Path, blocks: Sequence[Block]) -> None:
    with style.look(), mpl.rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=(11.69, 8.27))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 11.69), ylim=(0, 8.27))
        axes.axis("off")
        top = 7.4
        for block in blocks:
            cells, width = placed(block.rows)
            wide = min(2.0, 10.4 / width)
            axes.text(0.6, top + 0.15, block.title, fontsize=10)
            axes.text(0.6 + wide * width, top + 0.15, block.unit, fontsize=8, ha="right")
            for row, column, cell in cells:
                left, high = 0.6 + wide * column, top - _TALL * row
                right, low = left + wide * cell.columns, high - _TALL * cell.rows
                axes.plot([left, right, right, left, left], [high, high, low, low, high], color="black", linewidth=0.6)
                letters = max(int((wide * cell.columns - 0.1) / _LETTER), 1)
                lines = [line[n : n + letters] for line in cell.text.split("\n") for n in range(0, len(line), letters)]
                axes.text(left + 0.05, (high + low) / 2, "\n".join(lines), fontsize=6, va="center", linespacing=1)
            top -= _TALL * len(block.rows) + 0.9
        figure.savefig(path, metadata={"CreationDate": None})


def _csv(path: Path, blocks: Sequence[Block]) -> None:
    with path.open("w", encoding="cp932", newline="") as stream:
        for block in blocks:
            cells, width = placed(block.rows)
            lines = [[""] * width for _ in block.rows]
            for row, column, cell in cells:
                lines[row][column] = cell.text
            csv.writer(stream).writerows(lines)


WRITERS: dict[str, Callable[[Path, Sequence[Block]], None]] = {
    "html": _html,
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "csv": _csv,
}


def write(folder: Path, name: str, form: str = "") -> Path:
    """Write one of ``CASES`` in its own form or another; the file is named after both."""
    case = CASES[name]
    path = folder / f"{name.replace(' ', '_')}.{form or case.form}"
    WRITERS[path.suffix[1:]](path, case.blocks)
    return path
