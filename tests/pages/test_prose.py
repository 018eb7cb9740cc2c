"""Prose that people write holds no figure: figures come from cells and are computed, so none can be forgotten."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from analysis.data.loaders import load_wards
from analysis.data.marks import LEAST_CONTRAST
from analysis.pages.editions import english_of
from analysis.sources import grammar
from analysis.words.era import read_date

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NO_FIGURE = re.compile(
    r"```.*?```|`[^`]*`|\]\([^)]*\)"  # code, and where links lead
    r"|\[(?:notebook )?\d\d\b"  # the number of another notebook
    r"|(?:令和|平成)\d+年(?:度|\d+月末?)?|(?<!\d)20\d\d年(?:\d+月末?|末)?"
    r"|\bFY20\d\d\b|\b(?:of|in|from|until) (?:July )?20\d\d\b"
    r"|sha256|Python 3\.\d+",
    re.DOTALL,
)
DIGIT = re.compile(r"[0-9０-９][^\n]{0,12}")


def figures(prose: str) -> list[str]:
    """Return what looks like a figure in Markdown: neither a year, nor code, nor a link."""
    return DIGIT.findall(NO_FIGURE.sub("", prose))


def prose_of(path: Path) -> list[str]:
    """Return the text cells of a notebook in both languages."""
    cells = [cell for cell in nbformat.read(path, as_version=4)["cells"] if cell["cell_type"] == "markdown"]
    return [*(cell["source"] for cell in cells), *map(english_of, cells)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_prose_of_a_notebook_holds_no_figure(path: Path) -> None:
    prose = prose_of(path)
    assert prose
    assert [found for one in prose for found in figures(one)] == []


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_readme_holds_no_figure(name: str) -> None:
    assert figures((ROOT / name).read_text(encoding="utf-8")) == []


GUIDES = {
    "add-a-ward": "000466",
    "add-next-year": "1",
    "extract": "",
    "import": "005678",
    "pdf-to-paper": "",
}
"""The guides that people write in both languages; with each, the numbers below ten that English spells out, also as months."""


def numbers(page: str) -> Counter[str]:
    """Return each number that a guide's prose and tables state, with how often it does: neither code nor where links lead."""
    plain = unicodedata.normalize("NFKC", re.sub(r"```.*?```|\]\([^)]*\)", "", page, flags=re.DOTALL))
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", plain))


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_states_the_same_numbers_in_both_languages(guide: str) -> None:
    """A digit altered in one of them differs from the other."""
    english, japanese = ((ROOT / "docs" / f"{guide}{end}").read_text(encoding="utf-8") for end in (".md", ".ja.md"))
    assert numbers(english) + Counter(GUIDES[guide]) == numbers(japanese)


def bounds_stated(guide: str) -> list[str]:
    """Return the phrases of a guide without a counterpart that state a number, with what code and codebook have for it."""
    codebook = tomllib.loads((ROOT / "data" / "raw" / "concepts.toml").read_text(encoding="utf-8"))
    digits = {len(code) for code in load_wards(root=ROOT)["ward"]}
    [java] = re.findall(r"openjdk-(\d+)-jre", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    thousands = 12 * codebook["factors"]["千"]
    days = "令和7年10月1日", "R7.10.1", "2025/10/01"
    assert {read_date(day) for day in days} == {dt.date(2025, 10, 1)}
    return {
        "raw-format.md": [
            *(f"({one}-digit local government code, a string)" for one in digits),
            f"(hex, {LEAST_CONTRAST:g}:1 or better on white)",
            f"(`億円` is {codebook['units']['yen_100m']['factor']:,} `yen`;",
            f'`"千" = 1_000` reads `12千件` as {thousands:,} `件`',
            f"`far_year = true`: a year more than {grammar._FURTHEST} years after the document is meant.",
            "A\nremark such as 9月時点 dates",
            "(令和5年度 in each row)",
            "at most 40 characters,",  # tests/sources/test_documents.py holds the entries to it
            "UTF-8 without BOM",
            "lines of the text counted from 1;",
        ],
        "scale.md": [f"PySpark needs Java {java} and", *(f"| {one}-digit code as text |" for one in digits)],
        "add-a-question.md": [],
        "windows.ja.md": [
            "作る（1ページ）",
            "準備（1回だけ）",
            "その版の 64 ビット版を",
            "".join(f"「{day}」" for day in days),
            "最初の1枚が結論",
            "図を1枚ずつ",
        ],
    }[guide]


@pytest.mark.parametrize("guide", ["raw-format.md", "scale.md", "add-a-question.md", "windows.ja.md"])
def test_a_guide_in_one_language_states_the_numbers_that_code_and_codebook_have(guide: str) -> None:
    """Examples stand in blocks, which other tests run, or in code; headings and steps are counted from 1."""
    page = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    for phrase in bounds_stated(guide):
        assert page.count(phrase) == 1, phrase
        page = page.replace(phrase, "")
    steps = [int(number) for number in re.findall(r"^(?:## )?(\d)\. ", page, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    prose = re.sub(r"(?s:```.*?```)|^ {4}.*$|`[^`\n]*`|\]\([^)]*\)|^(?:## )?\d\. ", "", page, flags=re.MULTILINE)
    assert DIGIT.findall(prose) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nobody_is_said_not_to_publish(path: Path) -> None:
    """What is known is what the documents read hold."""
    prose = "\n".join(prose_of(path))
    said = r"公表(?:なし|の有無|されていません|していません|する必要)|not publish|publishes (?:nothing|what|something)"
    assert re.findall(said, prose) == []


@pytest.mark.parametrize(
    ("prose", "found"),
    [
        ("墨田区の82.2%と台東区の91%", ["82.2%と台東区の91%"]),
        ("37 of 44 procedures", ["37 of 44 proc"]),
        ("令和7年度末の値、2023年の資料、[04](04_revisions.ipynb)、`R6`、FY2025", []),
    ],
)
def test_a_figure_in_prose_is_found(prose: str, found: list[str]) -> None:
    assert figures(prose) == found
