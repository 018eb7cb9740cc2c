"""Two tables in the same rows of a sheet are two, or it is asked whether they are: no figure gets the other's name unasked."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
import synthetic
from openpyxl.worksheet.worksheet import Worksheet
from synthetic import ASAHINA, Source, Table

from analysis.data.reading import ProblemLog
from analysis.sources.binding import Table as Bound
from analysis.sources.clean import observe
from analysis.sources.draft import say
from analysis.sources.extract import tables_of
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw
from analysis.words.errors import RawDataErrors

LEFT = [["申請", "10件", "12件"], ["相談", "11件", "13件"]]
RIGHT = [["窓口", "3件", "4件"], ["研修", "5件", "6件"]]


@pytest.fixture
def book(tmp_path: Path) -> Codebook:
    return load_raw(synthetic.write(tmp_path / "root", {})).codebook


def tables(path: Path, book: Codebook, rows: Sequence[Sequence[str]], merged: Sequence[str] = ()) -> list[Bound]:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append([cell or None for cell in row])
    for cells in merged:
        sheet.merge_cells(cells)
    workbook.save(path)
    return tables_of(read_document(path).grids, book)


def names(found: Bound) -> dict[str, str]:
    """Return the name that each printed figure got."""
    return {figure.text: figure.name for figure in found.figures}


def asked(found: Sequence[Bound]) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for table in found for one in table.questions]


def beside(first: Sequence[str], second: Sequence[str]) -> list[list[str]]:
    return [[*first, "", *second], *([*left, "", *right] for left, right in zip(LEFT, RIGHT, strict=True))]


BOTH = [
    {"10件": "申請", "12件": "申請", "11件": "相談", "13件": "相談"},
    {"3件": "窓口", "4件": "窓口", "5件": "研修", "6件": "研修"},
]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["指標", "R4実績", "R5実績"], ["指標", "R4実績", "R5実績"]),
        (["指標", "R4実績", "R5実績"], ["指標", "R6目標", "R7目標"]),
        (["項目", "R4実績", "R5実績"], ["施策", "R4実績", "R5実績"]),
        (["", "R4実績", "R5実績"], ["", "R4実績", "R5実績"]),
    ],
)
def test_tables_with_headers_or_years_repeated_are_two(
    tmp_path: Path, book: Codebook, first: list[str], second: list[str]
) -> None:
    found = tables(tmp_path / "a.xlsx", book, beside(first, second))
    assert [names(one) for one in found] == BOTH
    assert asked(found) == []


@pytest.mark.parametrize("merged", [[], ["A1:C1", "E1:G1"]])
def test_each_has_the_title_above_it(tmp_path: Path, book: Codebook, merged: list[str]) -> None:
    head = ["指標", "R4実績", "R5実績"]
    rows = [["表1 申請（単位：件）", "", "", "", "表2 窓口（単位：件）"], *beside(head, head)]
    found = tables(tmp_path / "a.xlsx", book, rows, merged)
    assert [names(one) for one in found] == BOTH
    assert [one.title for one in found] == ["表1 申請（単位：件）", "表2 窓口（単位：件）"]


def test_three_tables_of_years_down_the_rows_are_three(tmp_path: Path, book: Codebook) -> None:
    rows = [
        ["年度", "申請数（件）", "", "年度", "窓口数（件）", "", "年度", "研修数（件）"],
        ["令和4年度", "10", "", "令和4年度", "3", "", "令和4年度", "7"],
        ["令和5年度", "12", "", "令和5年度", "4", "", "令和5年度", "8"],
    ]
    found = tables(tmp_path / "a.xlsx", book, rows)
    assert [names(one) for one in found] == [
        {"10": "申請数", "12": "申請数"},
        {"3": "窓口数", "4": "窓口数"},
        {"7": "研修数", "8": "研修数"},
    ]


def test_names_between_figures_of_other_years_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    found = tables(tmp_path / "a.xlsx", book, beside(["指標", "R4実績", "R5実績"], ["施策", "R6目標", "R7目標"]))
    assert asked(found) == [("beside", "施策")]
    assert [figure.text for figure in found[0].figures if not figure.questions] == ["10件", "12件", "11件", "13件"]
    (question,) = found[0].questions
    assert "横に並ぶ別の表なら" in say(question, "ja") and "a table beside this one" in say(question, "en")


@pytest.mark.parametrize("between", [["達成", "未達成"], ["A", "B"], ["3月末", "3月末"]])
def test_verdicts_and_remarks_between_figures_name_nothing(tmp_path: Path, book: Codebook, between: list[str]) -> None:
    rows = [
        ["指標", "R4実績", "評価", "R5実績"],
        ["申請", "1件", between[0], "2件"],
        ["相談", "3件", between[1], "4件"],
    ]
    found = tables(tmp_path / "a.xlsx", book, rows)
    assert asked(found) == []
    assert names(found[0]) == {"1件": "申請", "2件": "申請", "3件": "相談", "4件": "相談"}


def test_one_year_and_kind_twice_in_a_row_is_asked_about(tmp_path: Path, book: Codebook) -> None:
    found = tables(tmp_path / "a.xlsx", book, [["指標", "R4実績", "R4実績"], *LEFT])
    assert asked(found) == [("twice", "R4実績")]
    assert all("twice" in figure.questions for figure in found[0].figures)
    (question,) = found[0].questions
    assert "同じ行に二つあります（10件、12件）" in say(question, "ja") and "(10件, 12件)" in say(question, "en")


def test_a_row_that_is_neither_target_nor_result_is_left_out_and_named(tmp_path: Path, book: Codebook) -> None:
    rows = [
        ["区分", "R4", "R5"],
        ["目標", "10件", "12件"],
        ["実績", "9件", "13件"],
        ["達成率", "90%", "108%"],
        ["評価", "B", "A"],
    ]
    found = tables(tmp_path / "a.xlsx", book, rows)
    assert asked(found) == [("row", "達成率")]
    assert [figure.kind for figure in found[0].figures] == ["target", "target", "actual", "actual"]
    (question,) = found[0].questions
    assert "行「達成率」" in say(question, "ja") and "'達成率'" in say(question, "en")


YEARS = ["基準年度", "基準値", "R5", "目標年度", "目標値"]
OWN = '[table.columns."基準年度"]\nrole = "fiscal_year"\ndates = "基準値"\n[table.columns."目標年度"]\nrole = "fiscal_year"\n'
HELD = '[table.columns."基準値"]\nrole = "observation"\n[table.columns."目標値"]\nrole = "observation"\n'


def written(root: Path, described: str) -> Path:
    rows = {
        "asahina.procedures": ["R3", "5手続", "7手続", "R8", "20手続"],
        "asahina.leaks": ["R2", "9件", "8件", "R9", "0件"],
    }
    table = Table(YEARS, rows, f'default_kind = "actual"\n{described}')
    return synthetic.write(root, {"doc": Source("2024", {"kpi": table}, ASAHINA)})


def test_a_column_of_years_may_be_those_of_one_column(tmp_path: Path) -> None:
    _, found, _ = observe(written(tmp_path, f'{OWN}dates = "目標値"\n{HELD}'), log := ProblemLog())
    assert log.problems == []
    assert sorted((one.fiscal_year, one.kind, str(one.value)) for one in found) == [
        (2020, "baseline", "9"),
        (2021, "baseline", "5"),
        (2023, "actual", "7"),
        (2023, "actual", "8"),
        (2026, "target", "20"),
        (2027, "target", "0"),
    ]


def test_two_columns_of_years_for_whole_rows_are_refused(tmp_path: Path) -> None:
    described = OWN.replace('dates = "基準値"\n', "") + HELD
    with pytest.raises(RawDataErrors) as refused:
        load_raw(written(tmp_path, described))
    (problem,) = refused.value.problems
    assert "several columns give the year of a row (基準年度, 目標年度)" in problem.message("en")
    assert "年度の列が二つ以上あります" in problem.message("ja")


@pytest.mark.parametrize("name", ["１人１台端末の活用率", "24時間相談", "3歳児健診"])
def test_a_name_that_begins_with_a_figure_stays_with_its_row_where_merged_heads_are_lost(
    tmp_path: Path, book: Codebook, name: str
) -> None:
    path = tmp_path / "a.txt"
    lines = [
        "指標\t単位\t目標\t\t\t実績\t",
        "\t\tR5\tR6\tR7\tR5\tR6",
        f"{name}\t%\t55\t65\t75\t63.8\t78.1",
        "更新校\t校\t10\t20\t32\t11\t21",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = tables_of(read_document(path).grids, book)
    first, second = ("55", "65", "75", "63.8", "78.1"), ("10", "20", "32", "11", "21")
    assert [names(one) for one in found] == [dict.fromkeys(first, name) | dict.fromkeys(second, "更新校")]


def test_rows_without_names_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    found = tables(tmp_path / "a.xlsx", book, [["R4実績", "R5実績"], ["10件", "12件"], ["11件", "13件"]])
    assert ("unnamed", "") in asked(found)
