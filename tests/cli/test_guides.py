"""The guides: every block in them is run, in order, against a copy of the project's data."""

import contextlib
import csv
import io
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
import sample_report
from quoted_data import copy_data

from analysis.cli.commands import main
from analysis.drawing import style
from analysis.office import figure_files, pack_folder
from analysis.pages.desk import server

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"(?:<!-- (?P<what>\w+)(?:: (?P<path>\S+))? -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)```\n", re.DOTALL)
KINDS = {
    "write": ("text", "toml", "csv"),
    "append": ("toml",),
    "fill": ("toml", "csv"),
    "run": ("sh",),
    "output": ("text",),
    "python": ("python",),
}
GUIDES = {
    "add-a-ward": ["add-a-ward"],
    "add-next-year": ["add-a-ward", "add-next-year"],
    "import": ["import"],
    "extract": ["extract"],
    "pdf-to-paper": ["pdf-to-paper"],
}
PRACTICE_REPORT = [
    [("指標", 1), ("基準値（R3）", 1), ("年度", 2), ("目標（R7）", 1)],
    *sample_report.ROWS[1:],
]
"""The table of practice/report.pdf, as the guide shows it; it does not print whether R4 and R5 are results."""
LANGUAGES = {"en": ".md", "ja": ".ja.md"}
NEEDS_REFERENCE = {"import"}


class Block(NamedTuple):
    """One fenced block and what is to be done with it."""

    what: str
    path: str
    kind: str
    body: str


def blocks(name: str) -> list[Block]:
    text = (DOCS / name).read_text(encoding="utf-8")
    return [Block(m["what"] or "", m["path"] or "", m["kind"], m["body"]) for m in BLOCK.finditer(text)]


def run(block: Block, root: Path, printed: str) -> str:
    """Do what a block says in ``root``; return what the last commands printed."""
    target = root / block.path
    if block.what == "write":
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.body, encoding="utf-8", newline="\n")
    elif block.what == "append":
        with target.open("a", encoding="utf-8", newline="\n") as file:
            file.write("\n" + block.body)
    elif block.what == "fill":
        fill(target, block)
    elif block.what == "output":
        assert block.body.strip() in printed, f"the guide shows {block.body!r}, the command printed {printed!r}"
    elif block.what == "python":
        exec(compile(block.body, "guide", "exec"), {})
    else:
        output = io.StringIO()
        for line in block.body.strip().splitlines():
            command, *arguments = shlex.split(line)
            if command == "mv":
                shutil.move(*arguments)
                continue
            assert command == "ward-kpi", line
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                assert main(arguments) == 0, f"{line}: {output.getvalue()}"
        return output.getvalue()
    return printed


def fill(target: Path, block: Block) -> None:
    """Fill in the empty texts of a draft: keys of its source.toml, or the indicators of its rows by their labels."""
    text = target.read_text(encoding="utf-8")
    if block.kind == "toml":
        for line in block.body.strip().splitlines():
            empty = f'{line.partition(" = ")[0]} = ""'
            assert f"\n{empty}" in text, f"{target.name} does not ask for {empty}"
            text = text.replace(f"\n{empty}", f"\n{line}", 1)
    else:
        named = {row["label"]: row["indicator"] for row in csv.DictReader(block.body.splitlines())}
        head, *rows = csv.reader(text.splitlines())
        assert {row[head.index("label")] for row in rows} == set(named)
        stream = io.StringIO(newline="")
        of_rows = [[named[row[head.index("label")]], *row[1:]] for row in rows]
        csv.writer(stream, lineterminator="\n").writerows([head, *of_rows])
        text = stream.getvalue()
    target.write_text(text, encoding="utf-8", newline="\n")


def first_answers(desk: server.Desk, started: object) -> int:
    """Answer each question with its first choice, as a person does with one key; the page has its own test."""
    return desk.write({item.number: item.choices[0].id for item in desk.items})


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data that tests quote and of the pages, and work in it: whoever follows a guide adds a ward to these."""
    root = tmp_path / "project"
    copy_data(root)
    shutil.copytree(DOCS, root / "docs")
    (root / "practice").mkdir()
    sample_report.write_report(root / "practice", "pdf", PRACTICE_REPORT)
    monkeypatch.setattr(server, "serve", first_answers)
    monkeypatch.setattr(style, "FORMATS", ("png",))  # other formats of a figure have tests of their own
    monkeypatch.setattr(figure_files, "DPI", 60)  # nobody looks at these
    monkeypatch.setattr(figure_files, "redrawn", lambda figure, **_: figure)  # nor at greys
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("guide", [pytest.param(g, marks=[pytest.mark.slow] * (g == "pdf-to-paper")) for g in GUIDES])
def test_every_block_of_the_guide_works(
    guide: str, lang: str, workplace: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lang == "ja":  # a pack has every figure in the English guide, which has the same blocks, and in tests of its own
        monkeypatch.setattr(pack_folder, "shown_by_default", lambda study: ["outlook", "scorecard"])
    if guide in NEEDS_REFERENCE:
        tables = request.getfixturevalue("reference_folder")
        shutil.copytree(tables, workplace / "reference")
    printed, done = "", 0
    for page in GUIDES[guide]:
        for block in blocks(page + LANGUAGES[lang]):
            printed = run(block, workplace, printed)
            done += 1
    assert done >= 1


@pytest.mark.parametrize("page", [f"{guide}{suffix}" for guide in GUIDES for suffix in LANGUAGES.values()])
def test_no_block_is_left_out(page: str) -> None:
    for block in blocks(page):
        assert block.what in KINDS, f"{page}: a block without a directive: {block.body[:60]!r}"
        assert block.kind in KINDS[block.what], f"{page}: {block.what} of {block.kind}"


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_show_the_same_data(guide: str) -> None:
    """Commands differ in --lang only; files, tables and code are the same."""

    def shown(page: str) -> list[tuple[str, str, str]]:
        plain = [block for block in blocks(page) if block.what != "output"]
        return [(block.what, block.path, block.body.replace(" --lang en", "")) for block in plain]

    assert shown(f"{guide}.md") == shown(f"{guide}.ja.md")


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (DOCS / target).exists(), f"{page} links to {target}"
