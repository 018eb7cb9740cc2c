"""What a draft could not read stands in it and at the desk; a unit is asked once and holds for all its rows."""

import csv
import tomllib
from pathlib import Path

import openpyxl
import pytest
import synthetic
from openpyxl.worksheet.worksheet import Worksheet

from analysis.pages.desk.server import Desk
from analysis.sources.extract import write_drafts


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return synthetic.write(tmp_path / "root", {})


def drafted(root: Path, file: Path) -> Path:
    folder = file.parent / "asahina-report-2024"
    write_drafts(file, folder, root=root, lang="en")
    return folder


def workbook(path: Path) -> Path:
    """Write a sheet with a hidden row and a formula that no program has computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (
        ["指標", "R4実績", "R5実績"],
        ["手続数", "10件", "=1+1"],
        ["相談", "20件", "30件"],
        ["旧指標", "1件", "2件"],
    ):
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True
    book.save(path)
    return path


def test_hidden_rows_and_formulas_without_result_stand_in_the_draft_and_at_the_desk(tmp_path: Path, root: Path) -> None:
    file = workbook(tmp_path / "report.xlsx")
    folder = drafted(root, file)
    said = (folder / "source.toml").read_text(encoding="utf-8")
    tomllib.loads(said)
    page = Desk(folder, file, root=root, lang="en").page().decode()
    for words in ("1 formulas, the first in C2, hold no result", "rows or columns 4 of the sheet"):
        assert sum(words in line for line in said.splitlines() if line.startswith("# not read: ")) == 1
        assert page.count(words) == 1


def test_a_document_that_was_read_whole_has_no_remarks(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("<table><tr><th>指標</th><th>R4実績</th></tr><tr><td>手続数</td><td>3件</td></tr></table>", "utf-8")
    folder = drafted(root, file)
    assert "not read" not in (folder / "source.toml").read_text(encoding="utf-8")
    assert 'id="remarks"' not in Desk(folder, file, root=root, lang="en").page().decode()


IN_BRACKETS = "指標,R4実績,R5実績\n貸出（冊）,10,20\n予約（冊）,30,40\n相談（件）,5,6\n受講（累計）,7,8\n"
IN_A_COLUMN = "指標,単位,R4実績,R5実績\n貸出,冊,10,20\n予約,冊,30,40\n相談,件,5,6\n"


@pytest.mark.parametrize("table", [IN_BRACKETS, IN_A_COLUMN])
def test_an_unknown_unit_is_asked_once_and_one_key_answers_it_for_all_its_rows(
    tmp_path: Path, root: Path, table: str
) -> None:
    file = tmp_path / "report.csv"
    file.write_text(table, encoding="utf-8")
    folder = drafted(root, file)
    desk = Desk(folder, file, root=root, lang="en")
    (asked,) = [item for item in desk.items if item.question.code == "unit_unknown"]
    assert asked.question.subject == "冊"
    assert sorted(figure.text for figure in asked.figures) == ["10", "20", "30", "40"]
    assert [choice.id for choice in asked.choices] == ["件", "手続", "%"]  # the table's own unit, then the codebook's
    desk.write({asked.number: "件"})
    with (folder / "table_01.csv").open(encoding="utf-8", newline="") as stream:
        rows = {row["label"].partition("（")[0]: row["unit"] for row in csv.DictReader(stream)}
    assert (rows["貸出"], rows["予約"]) == ("件", "件")
    assert rows.get("受講", "") == ""
    assert "冊" not in [line for line in (folder / "source.toml").read_text("utf-8").splitlines() if "# open" in line]


def test_every_question_about_a_unit_has_a_key(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "report.csv"
    file.write_text("指標,R4実績,R5実績\n貸出,10,20\n予約,30,40\n", encoding="utf-8")
    desk = Desk(drafted(root, file), file, root=root, lang="en")
    assert [item.question.code for item in desk.items] == ["unit", "unit"]
    assert all([choice.id for choice in item.choices] == ["手続", "%", "件"] for item in desk.items)


def test_one_key_says_which_of_the_kinds_holds_that_the_headers_of_a_column_name(tmp_path: Path, root: Path) -> None:
    file = tmp_path / "report.html"
    heads = "<tr><td rowspan=2>指標<td>実績<td colspan=2>計画<tr><td>R4<td>R6目標<td>R8"
    file.write_text(
        f"<table>{heads}<tr><td>手続数<td>1件<td>2件<td>3件<tr><td>相談<td>4件<td>5件<td>6件</table>", "utf-8"
    )
    folder = drafted(root, file)
    desk = Desk(folder, file, root=root, lang="en")
    [asked] = desk.items
    assert [choice.id for choice in asked.choices] == ["planned", "target"]
    assert [figure.text for figure in asked.figures] == ["2件", "5件"]
    desk.write({asked.number: "target"})
    [table] = tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))["table"]
    said = table["columns"]["計画 R6目標"]
    assert (said["kind"], said["fiscal_year"]) == ("target", 2024)
