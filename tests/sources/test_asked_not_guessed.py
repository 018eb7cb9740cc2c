"""What names a row, and what a table does not say: each figure is bound as printed, or it is asked about."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import synthetic

from analysis.sources.binding import Table
from analysis.sources.extract import tables_of
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw


@pytest.fixture
def book(tmp_path: Path) -> Codebook:
    return load_raw(synthetic.write(tmp_path / "root", {})).codebook


def tables(path: Path, book: Codebook, *rows: str) -> list[Table]:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tables_of(read_document(path).grids, book)


def names(found: Sequence[Table]) -> list[str]:
    return [figure.name for table in found for figure in table.figures]


def asked(found: Sequence[Table]) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for table in found for one in table.questions]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("指標,単位,所管課", "申請件数,件,区民課"),
        ("指標,単位,備考", "申請件数,件,新規"),
        ("指標,単位,指標の説明・算出方法", "申請件数,件,窓口の申請"),
        ("指標名,目標の方向,単位", "申請件数,↑,件"),
        ("事業名,KPI,担当部署,単位", "窓口改善,申請件数,区民課,件"),
        ("重要業績,単位,所管課", "申請件数,件,区民課"),
    ],
)
def test_a_row_is_named_by_its_indicator_not_by_what_is_said_of_it(
    tmp_path: Path, book: Codebook, header: str, row: str
) -> None:
    found = tables(tmp_path / "a.csv", book, f"{header},R5実績,R6目標", f"{row},12,20")
    assert names(found) == ["申請件数"] * 2
    assert asked(found) == []


def test_parts_of_an_indicator_are_named_with_it(tmp_path: Path, book: Codebook) -> None:
    rows = ["申請件数,窓口,件,12,20", "申請件数,郵送,件,11,20"]
    found = tables(tmp_path / "a.csv", book, "指標,内訳,単位,R5実績,R6目標", *rows)
    assert names(found) == ["申請件数 窓口"] * 2 + ["申請件数 郵送"] * 2
    assert asked(found) == []
    found = tables(tmp_path / "b.csv", book, "指標,内訳,単位,R5実績,R6目標", rows[0], ",郵送,件,11,20")
    assert names(found) == ["申請件数 窓口"] * 2 + ["申請件数 郵送"] * 2
    assert asked(found) == [("label", "申請件数")]  # whether the empty cell was merged, the form has lost


@pytest.mark.parametrize(
    "header", ["全国平均", "令和4年", "基準値（R2〜R4平均）", "実施前", "予算額（千円）", "国の目標値（R7）", "R5当初"]
)
@pytest.mark.parametrize("figures", [("34",), ("34", "40")])
def test_figures_under_a_header_that_is_not_understood_are_asked(
    tmp_path: Path, book: Codebook, header: str, figures: tuple[str, ...]
) -> None:
    rows = [f"申請件数{n},件,{figure},12,20" for n, figure in enumerate(figures)]
    found = tables(tmp_path / "a.csv", book, f"指標,単位,{header},R5実績,R6目標", *rows)
    assert names(found) == [f"申請件数{n}" for n, _ in enumerate(figures) for _ in range(2)]
    assert [code for code, subject in asked(found) if subject == header]


@pytest.mark.parametrize(("header", "numbers"), [("No.", "37"), ("番号", "25"), ("", "47"), ("#", "12"), ("順", "123")])
def test_numbers_of_rows_are_no_figures(tmp_path: Path, book: Codebook, header: str, numbers: str) -> None:
    rows = [f"{number},申請{number},件,12,20" for number in numbers]
    found = tables(tmp_path / "a.csv", book, f"{header},指標,単位,R5実績,R6目標", *rows)
    assert asked(found) == []
