"""Prose that people write holds no figure: figures come from cells and are computed, so none can be forgotten."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from analysis.pages.editions import english_of

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
