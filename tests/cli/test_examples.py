"""What is shown to a newcomer works: the examples of every public name, the README's lines, the page of names."""

from __future__ import annotations

import doctest
import inspect
import os
import re
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest
from quoted_data import _asked_of_quoted_documents

import analysis
from analysis.pages.public_names import GROUPS, as_markdown

__all__ = ["_asked_of_quoted_documents"]
ROOT = Path(__file__).resolve().parents[2]
CALLABLE = [name for name in analysis.__all__ if inspect.isroutine(getattr(analysis, name))]
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.fixture(autouse=True)
def _without_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    mpl.use("agg")
    monkeypatch.setenv("WARD_KPI_LANG", "ja")  # a variable that an example changes is put back


@pytest.mark.parametrize("name", CALLABLE)
def test_every_public_function_has_an_example_that_runs(name: str, tmp_path: Path) -> None:
    said = inspect.getdoc(getattr(analysis, name)) or ""
    assert ">>>" in said, f"{name} has no example"
    results = doctest.DocTestRunner(optionflags=FLAGS).run(doctest.DocTestParser().get_doctest(said, {}, name, None, 0))
    assert results.failed == 0


@pytest.mark.parametrize("name", CALLABLE)
def test_every_argument_is_described(name: str) -> None:
    function = getattr(analysis, name)
    said = inspect.getdoc(function) or ""
    described = {one.strip("* ") for line in re.findall(r"^([\w*, ]+)(?: :|$)", said, re.M) for one in line.split(",")}
    assert set(inspect.signature(function).parameters) <= described, name


def test_only_public_names_are_shown() -> None:
    assert dir(analysis) == sorted(analysis.__all__)


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_lines_of_the_readme_run_as_they_stand(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WARD_KPI_ROOT", str(ROOT))
    monkeypatch.setattr("analysis.data.paths.SHIPPED", ROOT)  # what is exported goes to the current folder
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 3
    names: dict[str, object] = {}  # in a script as in cells, one after the other
    for block in blocks:
        exec(compile(block, readme, "exec"), names)
        assert capsys.readouterr().out


def listed_lines(readme: str, head: str) -> list[str]:
    """Return the lines of Python in the table of questions of a README."""
    listed = (ROOT / readme).read_text(encoding="utf-8").partition(head)[2].partition("\n\n")[0]
    return [
        line for line in re.findall(r"`([^`]+)`", listed) if "analysis." in line or re.search(r"rows\b|figure\.", line)
    ]


def test_every_question_that_the_readme_lists_is_answered_by_its_line() -> None:
    lines = listed_lines("README.md", "| question | line |")
    held: dict[str, object] = {
        "analysis": analysis,
        "outside": pd.DataFrame({"code": [13107]}),
        "rows": analysis.load_observations(concept="mynumber_card_held_rate"),
    }
    refused = []
    for line in lines:
        try:
            exec(f"answer = {line}", held)
        except analysis.NotComparable:
            refused.append(line)
        else:
            assert not isinstance(held["answer"], pd.DataFrame | pd.Series) or len(held["answer"]), line
    assert len(lines) >= 15 and refused == ['analysis.compare("cashless")']


def test_both_readmes_answer_the_same_questions_by_the_same_lines() -> None:
    assert listed_lines("README.ja.md", "| 問い | 書き方 |") == listed_lines("README.md", "| question | line |")


def test_english_lines_of_the_readme_print_english(capsys: pytest.CaptureFixture[str]) -> None:
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S)
    assert block
    exec(compile(block[1], "README.md", "exec"), {})
    printed = capsys.readouterr().out
    assert "Sumida" in printed and not re.search("[ぁ-ん一-龥]", printed)


def test_a_session_has_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARD_KPI_LANG")
    assert analysis.progress_bars().ward_kpi.lang == "ja"
    analysis.set_language("en")
    assert analysis.progress_bars().ward_kpi.lang == "en"
    assert analysis.progress_table().reading.title.startswith("Progress to each")
    assert analysis.progress_bars(lang="ja").ward_kpi.lang == "ja"
    with pytest.raises(analysis.UnknownName):
        analysis.set_language("fr")


def test_the_page_of_names_is_current_and_complete() -> None:
    path = ROOT / "docs" / "api.md"
    if os.environ.get("WARD_KPI_WRITE_SNAPSHOT"):
        path.write_text(as_markdown(), encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == as_markdown()
    assert {name for names in GROUPS.values() for name in names.split()} == set(analysis.__all__)
