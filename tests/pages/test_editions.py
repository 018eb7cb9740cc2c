"""The English edition of the notebooks: every text cell has its English, of the Japanese that stands there; code speaks none."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

import analysis
from analysis.data.study import Study
from analysis.pages import notebook_runs
from analysis.pages.editions import digest, english_of, in_language, untranslated
from analysis.pages.notebook_changes import compare_notebooks, in_one
from analysis.pages.site.website import site

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
JAPANESE = re.compile("[ぁ-ヿ一-龥]")


def parsed(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_text_cell_has_the_english_of_its_japanese(path: Path) -> None:
    assert list(untranslated(parsed(path))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_english_is_english_and_has_the_headings_and_links_of_the_japanese(path: Path) -> None:
    for cell in parsed(path)["cells"]:
        if cell["cell_type"] == "markdown":
            japanese, english = in_one(cell["source"]), english_of(cell)
            assert not JAPANESE.search(english), cell["id"]
            for shape in (r"^#+ |^- ", r"\]\([^)]*\)"):
                assert re.findall(shape, english, re.M) == re.findall(shape, japanese, re.M), cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_is_the_same_in_both_languages(path: Path) -> None:
    for cell in parsed(path)["cells"]:
        if cell["cell_type"] == "code":
            assert not JAPANESE.search(in_one(cell["source"])), cell["id"]


def text_cell(japanese: str, **beside: Any) -> dict[str, Any]:
    metadata = {"ward_kpi": beside} if beside else {}
    return {"cell_type": "markdown", "id": "one", "metadata": metadata, "source": japanese}


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (text_cell("値"), "translate it"),
        (text_cell("値", en=["Figure"], of=digest("値段")), "translates other words"),
        (text_cell("値", en=["Figure"], of=digest("値")), ""),
    ],
)
def test_a_cell_whose_japanese_alone_was_changed_is_found(cell: dict[str, Any], said: str) -> None:
    found = list(untranslated(notebook(cell)))
    assert (said in found[0] and digest("値") in found[0]) if said else found == []


def test_the_english_edition_keeps_the_japanese_of_a_cell_that_was_changed_since() -> None:
    """Old English may say what no longer holds."""
    cells = (
        text_cell("値", en=["Figure"], of=digest("値段")),
        text_cell("表", en=["Table"], of=digest("表")) | {"id": "b"},
    )
    made = in_language(nbformat.from_dict(notebook(*cells)), "en")
    assert [cell.source for cell in made.cells] == ["値", "Table"]


def test_a_change_of_the_english_alone_is_told(tmp_path: Path) -> None:
    for name, words in (("before", "Figure"), ("after", "Figures")):
        (tmp_path / name).mkdir()
        cell = text_cell("値", en=[words], of=digest("値"))
        (tmp_path / name / "one.ipynb").write_text(json.dumps(notebook(cell)), encoding="utf-8")
    (change,) = compare_notebooks(tmp_path / "before", tmp_path / "after")
    assert (change.what, change.replaced) == (("text",), (("Figure", "Figures"),))


def test_both_editions_are_executed_in_their_language_and_lead_to_each_other(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    code = {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": None, "outputs": []}
    code["source"] = "import analysis\nanalysis.conclusions('comparability_matrix')"
    cells = (text_cell("# 題", en=["# Title"], of=digest("# 題")), code)
    path = tmp_path / "notebooks" / "00_x.ipynb"
    path.write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    executed = notebook_runs.execute_editions(tmp_path, "ja")
    made = {name: content.decode() for name, content in site(executed, Study.of(tmp_path)).items()}
    japanese, english = made["00_x.html"], made["en/00_x.html"]
    assert "20テーマ" in japanese and '<a href="en/00_x.html" lang="en" hreflang="en">English</a>' in japanese
    assert "In 20 themes" in english and '<a href="../00_x.html" lang="ja" hreflang="ja">日本語</a>' in english
    assert "# 題" in in_one(json.loads(executed["ja"][path])["cells"][0]["source"])
    assert {name.removeprefix("en/") for name in made if name.startswith("en/")} == {
        name for name in made if "/" not in name
    }
    first = site({"en": executed["en"], "ja": executed["ja"]}, Study.of(tmp_path, "en"))
    assert "<h1>題</h1>" not in first["00_x.html"].decode() and "ja/00_x.html" in first


def test_notebooks_use_public_names_only() -> None:
    for path in NOTEBOOKS:
        for cell in parsed(path)["cells"]:
            if cell["cell_type"] == "code":
                assert set(re.findall(r"\banalysis\.(\w+)", in_one(cell["source"]))) <= set(analysis.__all__), cell[
                    "id"
                ]
                assert not re.search(r"from analysis|\b_\w+\(", in_one(cell["source"])), cell["id"]
