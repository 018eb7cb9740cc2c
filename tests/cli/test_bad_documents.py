"""Whatever document is given to extract, verify or review: one line in either language, in bounded time and memory."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import synthetic
from bad_documents import READ, REFUSED, WITHOUT_TABLE
from codes_raised import RAISED

from analysis.words.store import entry

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: pipes and limits of memory need POSIX")

DOORS = ("extract", "verify", "review")
LANGS = ("ja", "en")
SECONDS = 30
"""Of the processor, not of the clock, which a busy machine stretches."""
BYTES = 3_000_000_000

# One process opens every document by one door; its memory is limited, and each document's time is told.
CHILD = """
import contextlib, io, json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from analysis.cli import commands
from analysis.pages.desk import server
server.serve = lambda desk, started: 0  # what is read after all is not served until somebody is done
for line in sys.stdin:
    arguments, out, err = json.loads(line), io.StringIO(), io.StringIO()
    begun = resource.getrusage(resource.RUSAGE_SELF)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = commands.main(arguments)
    done = resource.getrusage(resource.RUSAGE_SELF)
    seconds = done.ru_utime + done.ru_stime - begun.ru_utime - begun.ru_stime
    print(json.dumps([code, out.getvalue(), err.getvalue(), seconds]), flush=True)
"""


class Answer(NamedTuple):
    code: int
    out: str
    err: str
    seconds: float


Answers = dict[tuple[str, str, str], Answer]


def _arguments(door: str, lang: str, file: Path, folder: Path, root: Path) -> list[str]:
    common = ["--root", str(root), "--lang", lang]
    if door == "extract":
        return ["extract", str(file), "--out", str(folder / f"asahina-{lang}-{file.name.replace('.', '-')}"), *common]
    if door == "verify":
        return ["verify", "--document", str(file), "--source", "asahina-plan", *common]
    draft = folder / f"draft-{file.name}"
    draft.mkdir(exist_ok=True)
    content = file.read_bytes() if file.is_file() else b""
    said = f'[[document]]\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
    (draft / "source.toml").write_text(said, encoding="utf-8")
    return ["review", str(draft), str(file), "--no-browser", *common]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return what each door said of each document in each language."""
    folder = tmp_path_factory.mktemp("bad")
    root = synthetic.world(folder / "root", {"asahina.procedures": ["1手続", "2手続"]}, ("R4", "R5"))
    files = {**REFUSED, **READ, **WITHOUT_TABLE}
    for name, (make, _) in files.items():
        make(folder / name)
    given = {
        (door, name, lang): _arguments(door, lang, folder / name, folder, root)
        for door in DOORS
        for name in files
        for lang in LANGS
    }
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(BYTES)],
        input="".join(f"{json.dumps(arguments)}\n" for arguments in given.values()),
        capture_output=True,
        text=True,
        check=False,
    )
    said = [Answer(*json.loads(line)) for line in done.stdout.splitlines()]
    assert len(said) == len(given), f"{list(given)[len(said)]}: {done.stderr[-500:]}"
    return dict(zip(given, said, strict=True))


def says(text: str, code: str, lang: str) -> bool:
    """Return whether a text holds the words of an error, whatever stands for its placeholders."""
    words = re.split(r"\{\w+[^{}]*\}", entry(f"errors.{code}")[lang])
    found = re.search(".*?".join(map(re.escape, words)), text) is not None
    if found:
        RAISED.add(f"errors.{code}")  # by the process that was started, where nobody notes it
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("door", DOORS)
def test_a_document_that_cannot_be_read_is_one_line(answers: Answers, door: str, name: str, lang: str) -> None:
    answer = answers[door, name, lang]
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert says(answer.err, REFUSED[name][1], lang), answer.err
    assert answer.out == ""
    assert answer.seconds < SECONDS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_read_says_in_one_line_what_was_left_out(answers: Answers, door: str, name: str, lang: str) -> None:
    answer, code = answers[door, name, lang], READ[name][1]
    assert answer.code == (door == "verify")  # no cell of the source stands in these
    lines = [line for line in f"{answer.out}{answer.err}".splitlines() if code and says(line, code, lang)]
    assert len(lines) == bool(code), f"{answer.out}{answer.err}"
    assert answer.seconds < SECONDS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WITHOUT_TABLE)
def test_a_document_without_tables_says_why(answers: Answers, name: str, lang: str) -> None:
    for door in DOORS:
        answer = answers[door, name, lang]
        assert answer.code == (door != "review")
        said = f"{answer.out}{answer.err}"
        assert sum(says(line, WITHOUT_TABLE[name][1], lang) for line in said.splitlines()) == 1, said
        assert answer.seconds < SECONDS
    assert says(answers["extract", name, lang].err, "no_candidates", lang)
