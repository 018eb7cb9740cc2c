"""The command ward-kpi clean: what it prints, its exit codes, and one line in either language when something is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.cli import commands


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small root that is not cleaned yet."""
    table = Table(PLAN, {"asahina.procedures": ["6手続", "21手続", "－", "30手続"]})
    return synthetic.write(tmp_path, {"doc": Source("2025", {"kpi": table}, ASAHINA)})


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Run the command; return exit code, stdout and stderr."""
    code = commands.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def assert_one_line(err: str, *said: str) -> None:
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    for words in said:
        assert words in err, err


def spoil(root: Path, old: str, new: str) -> None:
    path = root / "data" / "raw" / "doc" / "kpi.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_clean_writes_and_check_agrees(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "clean", "--root", root)
    assert (code, err) == (0, "")
    assert "observations.csv 4" in out
    assert out.startswith("data/clean を作成しました")
    code, out, err = run(capsys, "clean", "--check", "--root", root, "--lang", "en")
    assert (code, err) == (0, "")
    assert out.startswith("data/clean is what data/raw gives: observations.csv 4")


def test_check_fails_on_one_altered_byte_and_names_the_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "clean", "--root", root)
    path = root / "data" / "clean" / "observations.csv"
    path.write_bytes(path.read_bytes().replace(b",21,", b",22,"))
    for lang, words in [("en", "line 3"), ("ja", "一致しません")]:
        code, out, err = run(capsys, "clean", "--check", "--root", root, "--lang", lang)
        assert (code, out) == (1, "")
        assert_one_line(err, "ward-kpi clean: ", "observations.csv", words)


def test_check_before_the_first_clean_says_what_to_run(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "clean", "--check", "--root", root, "--lang", "en")
    assert code == 1
    assert_one_line(err, "observations.csv is missing", "run 'ward-kpi clean'")


@pytest.mark.parametrize(
    ("old", "new", "english", "japanese"),
    [
        ("21手続", "21手绪", "doc/kpi.csv, row 2, column 'R4': '21手绪'", "doc/kpi.csv 2行目 「R4」欄: 「21手绪」"),
        (
            "asahina.procedures,",
            "asahina.procdures,",
            "'asahina.procdures' is not in the codebook",
            "コードブックにありません",
        ),
        ("R4", "第4期", "kpi.csv, row 1, column '第4期'", "見出しを読み取れません"),
    ],
)
def test_a_mistake_in_the_raw_data_is_one_line(
    root: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, english: str, japanese: str
) -> None:
    spoil(root, old, new)
    for lang, words in [("en", english), ("ja", japanese)]:
        code, out, err = run(capsys, "clean", "--root", root, "--lang", lang)
        assert (code, out) == (1, "")
        assert_one_line(err, words)
    assert not (root / "data" / "clean").exists()


def test_several_mistakes_are_one_line_that_counts_the_rest(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(root, "6手続,21手続", "六手続,21x")
    code, _, err = run(capsys, "clean", "--root", root, "--lang", "en")
    assert code == 1
    assert_one_line(err, "六手続", "(1 more: 'ward-kpi validate' lists all)")


def test_a_folder_without_data_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "clean", "--root", tmp_path, "--lang", "en")
    assert code == 1
    assert_one_line(err, "no data folder found", "--root")


def test_the_language_comes_from_the_variable_unless_named(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WARD_KPI_LANG", "en")
    assert run(capsys, "clean", "--root", root)[1].startswith("wrote data/clean")
    assert run(capsys, "clean", "--root", root, "--lang", "ja")[1].startswith("data/clean を")
    monkeypatch.setenv("WARD_KPI_LANG", "fr")
    assert run(capsys, "clean", "--root", root)[1].startswith("data/clean を")


@pytest.mark.parametrize("arguments", [[], ["cleen"], ["clean", "--lang", "fr"], ["clean", "--chek", "x"]], ids=str)
def test_wrong_usage_is_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang, usage in (("en", "usage: ward-kpi"), ("ja", "使い方: ward-kpi")):
        monkeypatch.setenv("WARD_KPI_LANG", lang)
        with pytest.raises(SystemExit) as caught:
            commands.main(arguments)
        assert caught.value.code == 2
        assert capsys.readouterr().err.startswith(usage)


def test_an_interruption_is_no_traceback(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.sources.clean.clean", interrupted)
    code, out, err = run(capsys, "clean", "--root", root)
    assert (code, out) == (130, "")
    assert re.fullmatch(r"ward-kpi clean: interrupted[^\n]*\n|ward-kpi clean: 中断しました[^\n]*\n", err)


def test_the_command_in_a_process_whose_console_has_no_japanese(root: Path, tmp_path: Path) -> None:
    """As on an old Windows console: Japanese that it cannot show is escaped, and nothing else breaks."""
    spoil(root, "21手続", "21手绪")
    done = subprocess.run(
        [sys.executable, "-m", "analysis.cli.commands", "clean", "--root", str(root)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.count(b"\n") == 1
    assert b"doc/kpi.csv 2" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_copy_of_the_data_cleans_to_the_same_bytes(data_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The clean tables of a copy elsewhere are those of the project: no path of the machine is in them."""
    folder = data_root / "data" / "clean"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for path in folder.iterdir():
        path.unlink()
    assert run(capsys, "clean", "--root", data_root)[0] == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.skipif(os.name == "nt", reason="NOT CHECKED: Windows has no such pipes")
def test_a_reader_that_goes_away_leaves_no_traceback(project_root: Path) -> None:
    command = [sys.executable, "-m", "analysis.cli.commands", "validate", "--root", str(project_root)]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")
