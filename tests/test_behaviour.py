"""The list of calls and files that once did the wrong thing: each line has a test, which names it with ``behaviour``.

Most stand where their subject is tested; here are those that are about the whole, with the very calls of the list.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import synthetic

import analysis
from analysis.cli.commands import main

TESTS = Path(__file__).parent
ABOUT_TIME = {34}
"""Lines that say how long tests take: a speed is measured in bench/, no test looks at a clock."""
CLOCKS = {"time", "perf_counter", "process_time", "thread_time", "now", "today", "utcnow"}
"""Functions of time and datetime that tell the time; monotonic is left for ending a test that hangs."""


def marked() -> Iterator[int]:
    """Return the lines of the list that tests name, as often as they do."""
    for path in TESTS.rglob("test_*.py"):
        for found in re.findall(r"^@pytest\.mark\.behaviour\(([\d, ]+)\)$", path.read_text(encoding="utf-8"), re.M):
            yield from map(int, found.split(","))


def test_each_line_of_the_list_is_a_test(cases_folder: Path) -> None:
    listed = (cases_folder / "behaviour.md").read_text(encoding="utf-8")
    numbers = {int(number) for number in re.findall(r"^(\d+)\. ", listed, re.M)}
    assert numbers >= set(range(1, 34))
    assert set(marked()) == numbers - ABOUT_TIME


@pytest.mark.behaviour(4)
def test_a_target_that_was_filtered_away_is_neither_absent_nor_replaced_by_an_older_one() -> None:
    """Of Sumida's priority procedures the target is 44, of FY2025; that of Mynaportal's was stated anew for FY2025."""
    rows = analysis.load_observations(theme="onlinization", ward="sumida")
    cut = analysis.progress(rows.query("fiscal_year <= 2024")).set_index("indicator")
    whole = analysis.progress(rows).set_index("indicator")
    for name in ("sumida.online_procedures_priority", "sumida.online_procedures_mynaportal"):
        assert cut.loc[name, "reason"] == "target_not_in_rows"
        assert cut.loc[name, ["target", "status"]].isna().all()
    assert whole.loc["sumida.online_procedures_priority", "target"] == 44


@pytest.mark.behaviour(14)
def test_a_figure_knows_where_its_data_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    root = synthetic.world(tmp_path / "other", cells, synthetic.PLAN)
    monkeypatch.chdir(tmp_path)  # where no data lie
    said = analysis.conclusions(analysis.progress_bars(root=root)).sentences
    assert said and "朝比奈区" in said[0]


@pytest.mark.behaviour(27)
@pytest.mark.parametrize(("command", "inner"), [("site", ""), ("report", "site")])
def test_a_folder_of_somebody_else_is_left_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, inner: str
) -> None:
    mine = tmp_path / "mydocs" / inner / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", encoding="utf-8")
    for lang, said in (("ja", "書き出していないファイルがあります"), ("en", "holds files that ward-kpi did not write")):
        assert main([command, "--output", str(tmp_path / "mydocs"), "--lang", lang]) == 1
        assert said in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


@pytest.mark.behaviour(32)
def test_no_test_looks_at_a_clock() -> None:
    asked = []
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else "time"
                if name in CLOCKS and owner.split(".")[-1] in ("time", "datetime", "date", "Timestamp"):
                    asked.append(f"{path.name}:{node.lineno} {owner}.{name}")
    assert asked == []
