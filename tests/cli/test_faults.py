"""What the machine refuses is one line in either language with an exit code; --debug shows where it came from."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import analysis
from analysis.cli import commands

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: pipes, devices and links need POSIX")
SAID = {"ja": "処理を続けられません", "en": "cannot go on"}


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = commands.main([str(argument) for argument in arguments])
    return code, capsys.readouterr().err


def assert_one_line(err: str, *said: str) -> None:
    assert err.count("\n") == 1
    assert err.endswith("\n")
    for words in said:
        assert words in err, err


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(28, "No space left on device", "/disk/file"), "/disk/file: No space left on device"),
        (RuntimeError("Symlink loop from\n'x'"), "RuntimeError: Symlink loop from 'x'"),
        (MemoryError(), "MemoryError"),
        (RecursionError("maximum depth"), "RecursionError: maximum depth"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_fault_of_the_machine_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception, said: str, lang: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("analysis.sources.validate.validate", failing)
    code, err = run(capsys, "validate", "--lang", lang)
    assert code == 1
    assert_one_line(err, "ward-kpi validate: ", SAID[lang], said, "--debug")
    with pytest.raises(type(fault)):
        commands.main(["validate", "--debug"])


@pytest.mark.parametrize("fault", [KeyError("cards"), ValueError("embedded null byte"), ModuleNotFoundError("x")])
@pytest.mark.parametrize(("lang", "said"), [("ja", "想定していない"), ("en", "not foreseen")])
def test_what_nobody_foresaw_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: Exception, lang: str, said: str
) -> None:
    def failing(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("analysis.sources.validate.validate", failing)
    code, err = run(capsys, "validate", "--lang", lang)
    assert code == 1
    assert_one_line(err, "ward-kpi validate: ", said, type(fault).__name__, "--debug")
    with pytest.raises(type(fault)):
        commands.main(["validate", "--debug"])


@POSIX
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("arguments", "code"), [("--help", 0), ("clean --check", 0), ("validate nowhere", 1), ("", 2)])
def test_closed_streams_change_nothing_but_what_is_seen(closed: str, arguments: str, code: int) -> None:
    command = f"{sys.executable} -m analysis.cli {arguments} {closed}"
    done = subprocess.run(command, shell=True, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="NOT CHECKED: a full device needs /dev/full")
@pytest.mark.parametrize("arguments", ["--help", "export --help", "clean --check", "explain sumida.online_procedures"])
def test_output_that_cannot_be_written_is_no_success(arguments: str) -> None:
    command = f"{sys.executable} -m analysis.cli {arguments} >/dev/full"
    done = subprocess.run(command, shell=True, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert_one_line(done.stderr, "ward-kpi")


@pytest.mark.parametrize(("lang", "said"), [("ja", "中断しました"), ("en", "interrupted")])
def test_breaking_off_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, said: str
) -> None:
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.sources.validate.validate", broken_off)
    code, err = run(capsys, "validate", "--lang", lang)
    assert code == 130
    assert_one_line(err, said)


@pytest.mark.behaviour(30)
@POSIX
@pytest.mark.parametrize("where", ["~nosuchuser/data", "loop", "x" * 300])
def test_a_place_that_cannot_be_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for arguments in (["validate", where], ["clean", "--root", where], ["explain", "x", "--root", where]):
        code, err = run(capsys, *arguments)
        assert code == 1, arguments
        assert_one_line(err)


@pytest.mark.behaviour(30)
@POSIX
def test_a_deleted_folder_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    code, err = run(capsys, "validate", "--lang", "en")
    monkeypatch.chdir(tmp_path)
    assert code == 1
    assert_one_line(err)


@pytest.mark.behaviour(30)
@POSIX
@pytest.mark.parametrize("what", ["/dev/zero", "pipe"])
def test_a_document_that_never_ends_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    named = pipe if what == "pipe" else Path(what)
    for lang, said in (("en", "no regular file"), ("ja", "通常のファイルではありません")):
        code, err = run(
            capsys, "extract", named, "--out", tmp_path / "koto-plan-2026", "--ward", "sumida", "--lang", lang
        )
        assert code == 1
        assert_one_line(err, str(named), said)
    assert not (tmp_path / "koto-plan-2026").exists()


@pytest.mark.parametrize(("package", "extra"), [("docx", "office"), ("pygments", "lab")])
def test_a_command_names_the_extra_that_it_lacks(
    package: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lacks(*_: object, **__: object) -> None:
        raise ModuleNotFoundError(f"No module named '{package}.shared'", name=f"{package}.shared")

    monkeypatch.setattr("analysis.sources.validate.validate", lacks)
    assert commands.main(["validate", "--lang", "en"]) == 1
    assert_one_line(capsys.readouterr().err, f"dist/ward_kpi-{analysis.__version__}-py3-none-any.whl[{extra}]")


BUSY = """
import signal, sys
from pathlib import Path
import analysis.sources.validate as validating
from analysis.cli.commands import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
once = validating.validate
def again(*given, **named):
    once(*given, **named)
    Path(sys.argv[1]).touch()
    while True:
        once(*given, **named)
validating.validate = again
sys.exit(main(["validate", "--lang", "en"]))
"""


INTERRUPTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
class Finder:
    def find_spec(self, name, *_):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)
_, module = sys.argv
sys.meta_path.insert(0, Finder())
from ward_kpi import main
sys.argv[1:] = ["clean", "--check", "--lang", "en"]
sys.exit(main())
"""


@POSIX
@pytest.mark.parametrize(
    "module",
    [
        "analysis",
        "analysis.words.store",
        "analysis.cli.commands",
        "analysis.sources.clean",
        "numpy",
        "pandas.core.frame",
    ],
)
def test_ctrl_c_among_the_imports_is_one_line(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert_one_line(done.stderr, "ward-kpi: interrupted")


@POSIX
def test_ctrl_c_in_the_middle_of_reading_ends_the_command(tmp_path: Path) -> None:
    started = tmp_path / "started"
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY, str(started)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        while not started.exists() and process.poll() is None:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert_one_line(err, "interrupted")


STUCK = """
import signal, subprocess, sys, threading, time
from pathlib import Path
import analysis.sources.validate as validating
from analysis.data.writing import temporary_folder, undone
from ward_kpi import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started the tests may have it ignored
def stuck(*given, **named):
    child = subprocess.Popen(["sleep", "600"])
    threading.Thread(target=time.sleep, args=(600,)).start()  # which the interpreter would wait for
    with temporary_folder(), undone(child.kill):
        started.write_text(str(child.pid))
        while True:
            try:
                time.sleep(600)
            except KeyboardInterrupt:  # as a library may
                pass
validating.validate = stuck
started = Path(sys.argv[1])
sys.argv[1:] = ["validate", "--lang", "en"]
sys.exit(main())
"""


@POSIX
def test_ctrl_c_ends_even_what_does_not_listen_and_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    started, temporary = tmp_path / "started", tmp_path / "temporary"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, str(started)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not (started.exists() and started.read_text()) and process.poll() is None:
            time.sleep(0.05)
        assert len(list(temporary.glob("ward-kpi-run-*"))) == 1
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)  # until the child, too, has closed what it was given
    finally:
        process.kill()
    assert (process.returncode, out, err) == (130, "", "ward-kpi: interrupted; nothing half-written is left.\n")
    assert list(temporary.iterdir()) == []


@POSIX
def test_ctrl_c_among_the_imports_of_the_one_file_that_runs_all_is_one_line() -> None:
    code = INTERRUPTED.replace("from ward_kpi import main", "import runpy").partition("sys.argv[1:]")[0]
    code += (
        "sys.modules.pop('argparse', None)\nsys.argv[1:] = ['setup']\nrunpy.run_path('run.py', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "argparse"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert_one_line(done.stderr, "run.py: interrupted")
