"""A reader's own copy of a document, in whatever form: what it says is told apart from what it does not hold."""

from pathlib import Path

import pytest
import sample_report
from audit_roots import NAME, root_of
from sample_report import ROWS

from analysis.audit.other_copy import check_copy
from analysis.cli.commands import main
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
