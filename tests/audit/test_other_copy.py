"""A reader's own copy of a document, in whatever form: what it says is told apart from what it does not hold."""

from pathlib import Path

import pytest
import sample_report
from audit_roots import INDICATORS, NAME, root_of
from sample_report import ROWS

from analysis.audit.other_copy import check_copy
from analysis.cli.commands import main
from analysis.sources.extract import write_drafts
from analysis.words.errors import WardKpiError

FORMS = ("pdf", "docx", "html", "txt", "xlsx")


def copy_of(folder: Path, form: str, old: str = "", new: str = "") -> Path:
    """Return a copy of the report, in another form, with one text exchanged."""
    folder.mkdir()
    rows = [[(new if text == old and old else text, columns) for text, columns in row] for row in ROWS]
    return sample_report.write_report(folder, form, rows)


@pytest.mark.parametrize("form", FORMS)
def test_another_form_holds_every_figure_under_its_header(tmp_path: Path, form: str) -> None:
    root = root_of(tmp_path, "html")
    copy = copy_of(tmp_path / "mine", form)
    result = check_copy(copy, source=NAME, root=root)
    assert result.known == (form == "html")
    assert (set(result.cells["result"]), len(result.cells)) == ({"found"}, 14) and result.passed


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("old", "new"), [("197手続", "198手続"), ("80%以上", "80%")])
def test_a_figure_that_the_copy_has_otherwise_is_named(tmp_path: Path, form: str, old: str, new: str) -> None:
    root = root_of(tmp_path, "html")
    result = check_copy(copy_of(tmp_path / "mine", form, old, new), source=NAME, root=root)
    absent = result.cells.query("result == 'absent'")
    assert list(zip(absent["text"], absent["instead"], strict=True)) == [(old, new)]
    assert len(result.problems) == 1 and not result.passed and not result.known


def stacked(folder: Path, *rows: str) -> Path:
    """Return a page of targets and results below one another."""
    folder.mkdir()
    head = "<tr><th>指標<th>区分<th>R4<th>R5</tr>"
    lines = "".join(f"<tr><td>{row.replace(' ', '<td>')}</tr>" for row in rows)
    page = folder / "report.html"
    page.write_text(f"<meta charset=utf-8><table>{head}{lines}</table>", encoding="utf-8")
    return page


def test_a_copy_may_show_thousands_otherwise_and_tells_a_result_from_its_target(tmp_path: Path) -> None:
    root = root_of(tmp_path, "html")
    report = stacked(tmp_path / "old", "手続数 目標 1,200手続 1,300手続", "手続数 実績 1,150手続 1,400手続")
    folder = tmp_path / "asahina-stacked-2024"
    write_drafts(report, folder, root=root, lang="en")
    sample_report.transcribe(folder, [INDICATORS[0], INDICATORS[0]])
    folder.rename(root / "data" / "raw" / folder.name)
    plain = stacked(tmp_path / "a", "手続数 目標 1200手続 1300手続", "手続数 実績 1150手続 1400手続")
    assert check_copy(plain, source=folder.name, root=root).passed
    other = stacked(tmp_path / "b", "手続数 実績 1200手続 1300手続", "手続数 目標 1150手続 1400手続")
    result = check_copy(other, source=folder.name, root=root)
    absent = result.cells.query("result == 'absent'")
    assert list(zip(absent["column"], absent["text"], absent["instead"], strict=True)) == [
        ("区分", "目標", "実績"),
        ("区分", "実績", "目標"),
    ]
    assert "report.html:T1R2" in result.problems[0].message("en")


def test_a_row_that_the_copy_does_not_have_is_not_called_wrong(tmp_path: Path) -> None:
    root = root_of(tmp_path, "html")
    result = check_copy(copy_of(tmp_path / "mine", "xlsx", "オンライン化手続数", "相談件数"), source=NAME, root=root)
    of_row = result.cells.query("row == 2")
    assert set(of_row["result"]) == {"not_checked"} and set(of_row["how"]) == {"no_place"}
    assert "absent" not in set(result.cells["result"])


def test_a_copy_of_an_unknown_document_needs_its_source(tmp_path: Path) -> None:
    root = root_of(tmp_path, "html")
    copy = copy_of(tmp_path / "mine", "xlsx")
    with pytest.raises(WardKpiError, match=NAME) as caught:
        check_copy(copy, root=root)
    assert caught.value.code == "copy_of_what"
    with pytest.raises(WardKpiError, match="nosuch"):
        check_copy(copy, source="nosuch", root=root)


def test_the_command_says_that_it_is_another_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = root_of(tmp_path, "html")
    of_copy = ["verify", "--source", NAME, "--root", str(root), "--lang", "en", "--document"]
    assert main([*of_copy, str(copy_of(tmp_path / "a", "pdf"))]) == 0
    assert "another copy" in capsys.readouterr().out
    assert main([*of_copy, str(copy_of(tmp_path / "b", "pdf", "197手続", "198手続"))]) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1 and "198手続" in said.err
    assert (
        main(["verify", "--root", str(root), "--lang", "en", "--document", str(tmp_path / "papers" / "report.html")])
        == 0
    )
    assert "the very file" in capsys.readouterr().out
