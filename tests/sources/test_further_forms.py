"""Tables laid out as other wards do: blocks of one indicator, years down and measures across, one figure a line."""

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import synthetic
from openpyxl.worksheet.worksheet import Worksheet
from sample_report import transcribe

from analysis.audit.evidence import verify
from analysis.data.reading import ProblemLog
from analysis.sources.binding import Figure
from analysis.sources.clean import build
from analysis.sources.extract import tables_of, write_drafts
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw

Said = tuple[str, int | None, str | None, str, str | None]


@pytest.fixture
def book(project_root: Path) -> Codebook:
    return load_raw(project_root).codebook


def said(figures: list[Figure]) -> list[Said]:
    return [
        (
            one.name,
            one.fiscal_year,
            one.kind,
            "" if one.value is None else str(Decimal(one.value).normalize()),
            one.unit,
        )
        for one in figures
    ]


def figures_of(path: Path, book: Codebook) -> tuple[list[Said], list[str]]:
    """Return what a document says, and the codes of what it leaves open."""
    tables = tables_of(read_document(path).grids, book)
    found = [said([one])[0] for table in tables for one in table.figures]
    return found, [question.code for table in tables for question in table.questions]


def test_a_block_for_each_indicator_with_its_unit_beside_the_title(tmp_path: Path, book: Codebook) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for top, (name, unit, goals, results) in enumerate(
        (("電子申請件数", "件", (500, 800), (521, 790)), ("実施率", "％", (20, 30), (18, 31)))
    ):
        for row, cells in enumerate(
            (
                [f"KPI {name}", None, None, f"（単位：{unit}）"],
                ["区分", "令和4年度", "令和5年度"],
                ["目標値", *goals],
                ["実績値", *results],
            )
        ):
            for column, value in enumerate(cells, 1):
                sheet.cell(top * 6 + row + 1, column, value)
    workbook.save(tmp_path / "blocks.xlsx")
    found, asked = figures_of(tmp_path / "blocks.xlsx", book)
    assert asked == []
    assert found == [
        ("KPI 電子申請件数", 2022, "target", "5E+2", "件"),
        ("KPI 電子申請件数", 2023, "target", "8E+2", "件"),
        ("KPI 電子申請件数", 2022, "actual", "521", "件"),
        ("KPI 電子申請件数", 2023, "actual", "7.9E+2", "件"),
        ("KPI 実施率", 2022, "target", "2E+1", "%"),
        ("KPI 実施率", 2023, "target", "3E+1", "%"),
        ("KPI 実施率", 2022, "actual", "18", "%"),
        ("KPI 実施率", 2023, "actual", "31", "%"),
    ]


def test_measures_across_and_years_down(tmp_path: Path, book: Codebook) -> None:
    page = (
        "<h3>コンビニ交付（単位：件）</h3><table><tr><th rowspan=2>年度</th><th colspan=2>住民票</th><th colspan=2>印鑑証明</th></tr>"
        "<tr><th>目標</th><th>実績</th><th>目標</th><th>実績</th></tr>"
        "<tr><th>令和３年度</th><td>10,001</td><td>9,412</td><td>6,001</td><td>5,871</td></tr>"
        "<tr><th>令和４年度</th><td>12,001</td><td>13,055</td><td>7,001</td><td>－</td></tr></table>"
    )
    (tmp_path / "years.html").write_text(page, encoding="utf-8")
    found, asked = figures_of(tmp_path / "years.html", book)
    assert asked == []
    assert found == [
        ("住民票", 2021, "target", "10001", "件"),
        ("住民票", 2021, "actual", "9412", "件"),
        ("印鑑証明", 2021, "target", "6001", "件"),
        ("印鑑証明", 2021, "actual", "5871", "件"),
        ("住民票", 2022, "target", "12001", "件"),
        ("住民票", 2022, "actual", "13055", "件"),
        ("印鑑証明", 2022, "target", "7001", "件"),
        ("印鑑証明", 2022, "actual", "", "件"),
    ]


LINES = (
    "指標名,区分,年度,値,単位\n手続数,実績,令和4年度,41,手続\n手続数,目標,令和7年度,80,手続\n"
    "保有率,実績,令和4年度,58.9,％\n保有率,目標,令和7年度,85,％\n"
)


def test_one_figure_a_line_goes_all_the_way(tmp_path: Path) -> None:
    root = synthetic.write(tmp_path / "root", {})
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "data.csv").write_bytes(LINES.encode("cp932"))
    folder = tmp_path / "asahina-data-2024"
    drafts = write_drafts(tmp_path / "papers" / "data.csv", folder, root=root, lang="en")
    assert drafts.questions == 0
    transcribe(folder, ["asahina.procedures"] * 2 + ["asahina.card_rate"] * 2)
    folder.rename(root / "data" / "raw" / folder.name)
    log = ProblemLog()
    contents = build(root, log)
    rows = csv.DictReader(contents["observations.csv"].decode().splitlines())
    assert [(row["indicator"], row["fiscal_year"], row["kind"], row["value"]) for row in rows] == [
        ("asahina.card_rate", "2022", "actual", "58.9"),
        ("asahina.card_rate", "2025", "target", "85"),
        ("asahina.procedures", "2022", "actual", "41"),
        ("asahina.procedures", "2025", "target", "80"),
    ]
    result = verify(root=root, sources=tmp_path / "papers")
    assert result.passed and set(result.cells["result"]) == {"found"}
