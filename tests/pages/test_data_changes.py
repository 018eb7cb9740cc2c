"""What ``ward-kpi diff`` says of figures, revisions, measures and notebooks that are not as a git revision has them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from quoted_data import QUOTED

from analysis.cli.commands import main
from analysis.pages.changes_in_words import told_changes
from analysis.pages.data_changes import review
from analysis.words.errors import UnknownName, WardKpiError

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="NOT CHECKED: git is not installed")
CASHLESS = "131075,sumida.cashless_procedures,cashless_procedures,cashless,,2024,actual,217,procedures,217手続,"
CARD = "131067,taito.mynumber_card_rate,"


def git(folder: Path, *arguments: str) -> None:
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, env=os.environ | own, check=True, capture_output=True)


def cell(number: int, html: str, svg: str = "", shows: str = "") -> dict[str, object]:
    data = {"text/html": [html], "text/plain": ["table"]}
    outputs = [{"output_type": "execute_result", "execution_count": number, "data": data, "metadata": {}}]
    if svg:
        metadata = {"ward_kpi": {"observations": [shows]}} if shows else {}
        outputs.append({"output_type": "display_data", "data": {"image/svg+xml": [svg]}, "metadata": metadata})
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "execution_count": number,
        "metadata": {},
        "source": ["show()"],
        "outputs": outputs,
    }


def write_notebook(root: Path, *cells: dict[str, object], name: str = "02_cashless.ipynb") -> None:
    document = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "notebooks" / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a git checkout of the clean tables and a notebook, all committed on the branch main."""
    folder = tmp_path_factory.mktemp("committed")
    shutil.copytree(QUOTED / "data" / "clean", folder / "data" / "clean")
    write_notebook(
        folder,
        cell(1, "<table><td>墨田区</td><td>2,217</td></table>"),
        cell(2, "<table><td>墨田区</td><td>217</td></table>"),
        cell(3, "<p>図の表</p>", "<svg fill='#005AFF'/>"),
    )
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=first")
    return folder


@pytest.fixture
def checkout(committed: Path, tmp_path: Path) -> Path:
    """Return a copy of the checkout that a test may change."""
    shutil.copytree(committed, tmp_path / "checkout")
    return tmp_path / "checkout"


def edit(root: Path, old: str, new: str, table: str = "observations") -> None:
    path = root / "data" / "clean" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {table}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def said(root: Path, lang: str = "en") -> str:
    return "\n".join(told_changes(review("main", root), lang))


def test_nothing_changed_is_one_line(checkout: Path) -> None:
    assert told_changes(review("main", checkout), "en") == ["nothing has changed since main"]
    assert told_changes(review("main", checkout), "ja") == ["main から変わったものはありません"]


def test_changed_figure_is_told_with_ward_year_document_step_and_notebook(checkout: Path) -> None:
    edit(checkout, CASHLESS, CASHLESS.replace("217", "218"))
    write_notebook(
        checkout,
        cell(1, "<table><td>墨田区</td><td>2,218</td></table>"),
        cell(2, "<table><td>墨田区</td><td>218</td></table>"),
        cell(3, "<p>図の表</p>", "<svg fill='#005AFF'/>"),
    )
    lines = told_changes(review("main", checkout), "ja")
    figure = next(line for line in lines if "217手続 → 218手続" in line)
    assert "墨田区" in figure
    assert "令和6年度 実績 [sumida-progress-2025]" in figure
    assert "（+1手続）" in figure
    # The cell that shows 2,218 holds the digits but another figure.
    assert lines[lines.index(figure) + 1].strip() == "表示: 02_cashless.ipynb In [2]"
    assert "  02_cashless.ipynb In [2]: 表・文字（217 → 218）" in lines
    # 217 of 40 from 13 is progress 204/27, 218 is 205/27.
    assert any("755.6% → 759.3%" in line for line in lines)
    assert "217 procedures → 218 procedures (+1 procedures)" in said(checkout)


def test_change_in_percent_is_told_in_points(checkout: Path) -> None:
    path = checkout / "data" / "clean" / "observations.csv"
    line = next(
        line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(CARD) and ",91," in line
    )
    edit(checkout, line, line.replace(",91,", ",90.5,"))
    assert "91% → 90.5% (-0.5 points)" in said(checkout)


def test_added_and_removed_figures(checkout: Path) -> None:
    path = checkout / "data" / "clean" / "observations.csv"
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(CASHLESS))
    edit(checkout, f"{line}\n", "")
    removed = said(checkout)
    assert "published figures: removed 1" in removed
    assert "removed Sumida" in removed
    git(checkout, "commit", "--quiet", "--all", "--message=without")
    git(checkout, "checkout", "--quiet", "HEAD~1", "--", "data")
    assert "published figures: added 1" in said(checkout)


def test_changed_status_is_told(checkout: Path) -> None:
    # Taito's online ratio of R7 is expected to be 20% of 60%; at 60% it would be expected to meet it.
    path = checkout / "data" / "clean" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    pattern = re.compile(r"^(131067,taito\.online_procedure_ratio,[^\n]*,2025,(?:actual|estimate),)20,", re.MULTILINE)
    changed, count = pattern.subn(r"\g<1>60,", text)
    assert count == 1
    path.write_text(changed, encoding="utf-8", newline="\n")
    assert "status expected to miss → expected to meet" in said(checkout)


def test_words_that_changed_in_a_note_are_told(checkout: Path) -> None:
    edit(checkout, "墨田区", "墨田市", table="wards")
    lines = told_changes(review("main", checkout), "ja")
    assert "    name_ja: 墨田区 → 墨田市" in lines
    assert "wards.csv: 変更 1" in lines


def test_notebooks_not_executed_again_are_told(checkout: Path) -> None:
    edit(checkout, CASHLESS, CASHLESS.replace("217", "218"))
    assert "run 'make notebooks'" in said(checkout)
    assert "shows in: no notebook" in said(checkout)


def test_charts_that_say_what_they_show_are_named_for_their_figures(checkout: Path) -> None:
    key = "sumida.cashless_procedures-2024-actual-sumida-progress-2025"
    write_notebook(checkout, cell(4, "<p>図</p>", "<svg fill='#005AFF'/>", shows=key), name="03_chart.ipynb")
    git(checkout, "add", "--all")
    git(checkout, "commit", "--quiet", "--message=chart")
    edit(checkout, CASHLESS, CASHLESS.replace("217", "218"))
    told = said(checkout)
    assert "shows in: 03_chart.ipynb In [4]" in told
    assert "run 'make notebooks'" in told


def test_changed_chart_code_and_new_notebook_are_told(checkout: Path) -> None:
    write_notebook(
        checkout,
        cell(1, "<table><td>墨田区</td><td>2,217</td></table>"),
        cell(2, "<table><td>墨田区</td><td>217</td></table>") | {"source": ["show(217)"]},
        cell(3, "<p>図の表</p>", "<svg fill='#FF4B00'/>"),
    )
    write_notebook(checkout, cell(1, "<p>新しい</p>"), name="09_new.ipynb")
    lines = told_changes(review("main", checkout), "en")
    assert "  02_cashless.ipynb In [2]: code" in lines
    assert "  02_cashless.ipynb In [3]: chart" in lines
    assert "  09_new.ipynb: added (+新しい)" in lines
    assert "what notebooks show: 2 notebooks, 3 cells" in lines


def test_tables_of_an_older_form_are_still_compared(checkout: Path) -> None:
    path = checkout / "data" / "clean" / "observations.csv"
    now = path.read_text(encoding="utf-8")
    path.write_text(now.replace("locator", "place", 1), encoding="utf-8", newline="\n")
    git(checkout, "commit", "--quiet", "--all", "--message=another column")
    path.write_text(now.replace(CASHLESS, CASHLESS.replace("217", "218")), encoding="utf-8", newline="\n")
    told = said(checkout)
    assert "217 procedures → 218 procedures (+1 procedures)" in told
    assert "derived progress and status: cannot be compared" in told


def test_wrong_revision_is_one_line_that_names_the_nearest(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UnknownName) as raised:
        review("mian", checkout)
    assert "main" in raised.value.nearest
    assert main(["diff", "mian", "--root", str(checkout), "--lang", "en"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert "unknown revision 'mian'; did you mean: main" in output.err


@pytest.mark.parametrize("revision", ["--output=x", "-h", "main:data", "", "main..HEAD"])
def test_what_is_no_commit_is_refused(checkout: Path, revision: str) -> None:
    with pytest.raises(UnknownName):
        review(revision, checkout)


def test_folder_outside_git_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    shutil.copytree(ROOT / "data" / "clean", tmp_path / "data" / "clean")
    with pytest.raises(WardKpiError, match="cannot be compared with a git revision"):
        review("main", tmp_path)


def test_revision_without_clean_tables_is_refused(checkout: Path) -> None:
    git(checkout, "rm", "-r", "--quiet", "--cached", "data")
    git(checkout, "commit", "--quiet", "--message=without tables")
    with pytest.raises(WardKpiError, match="revision 'main' holds no data/clean"):
        review("main", checkout)


def test_notebook_with_a_conflict_is_told_in_one_line(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = checkout / "notebooks" / "02_cashless.ipynb"
    path.write_text("<<<<<<< HEAD\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["diff", "main", "--root", str(checkout), "--lang", "en"]) == 1
    assert re.fullmatch(r"ward-kpi diff: 02_cashless\.ipynb is no notebook: .*\n", capsys.readouterr().err)


def test_variables_of_a_hook_do_not_lead_elsewhere(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(checkout / "nowhere"))
    assert told_changes(review("main", checkout), "en") == ["nothing has changed since main"]


def test_checkout_in_a_folder_of_a_larger_one(committed: Path, tmp_path: Path) -> None:
    shutil.copytree(committed, tmp_path / "outer" / "inner", ignore=shutil.ignore_patterns(".git"))
    git(tmp_path / "outer", "init", "--quiet", "--initial-branch=main")
    git(tmp_path / "outer", "add", "--all")
    git(tmp_path / "outer", "commit", "--quiet", "--message=first")
    edit(tmp_path / "outer" / "inner", CASHLESS, CASHLESS.replace("217", "218"))
    assert "(+1 procedures)" in said(tmp_path / "outer" / "inner")
