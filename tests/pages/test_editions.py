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
from analysis import questions
from analysis.data.study import Study
from analysis.pages import notebook_runs
from analysis.pages.editions import digest, english_of, in_language, untranslated
from analysis.pages.notebook_changes import compare_notebooks, in_one
from analysis.pages.site.website import site

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
JAPANESE = re.compile("[ぁ-ヿ一-龥]")
SEARCHED_FOR = "交付率"
"""What notebook 08 looks for, to show that one may look in Japanese."""
OTHER_CHOICES = [("taito", 2025), ("suginami", 2024), ("sumida", 2021)]


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
            assert not JAPANESE.search(in_one(cell["source"]).replace(SEARCHED_FOR, "")), cell["id"]


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


def in_other_words(source: str, ward: str, year: int) -> str:
    """Return a cell in which a reader has chosen another ward and year, where it offers the choice."""
    return re.sub(
        r"^WARD(, YEAR)? = .*$",
        lambda line: f'WARD, YEAR = "{ward}", {year}' if line[1] else f'WARD = "{ward}"',
        source,
        flags=re.M,
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS[:8], ids=lambda path: path.stem)
def test_a_reader_can_choose_another_ward_and_year_in_one_place(path: Path) -> None:
    sources = [in_one(cell["source"]) for cell in parsed(path)["cells"] if cell["cell_type"] == "code"]
    assert sum(bool(re.search(r"^WARD", one, re.M)) for one in sources) == 1
    last = max(place for place, source in enumerate(sources) if re.search(r"\b(WARD|YEAR|code)\b", source))
    for ward, year in OTHER_CHOICES:
        shown: dict[str, Any] = {"display": lambda _: None}
        for source in sources[: last + 1]:
            exec(compile(in_other_words(source, ward, year), path.name, "exec"), shown)


def test_notebooks_use_public_names_only() -> None:
    for path in NOTEBOOKS:
        for cell in parsed(path)["cells"]:
            if cell["cell_type"] == "code":
                assert set(re.findall(r"\banalysis\.(\w+)", in_one(cell["source"]))) <= set(analysis.__all__), cell[
                    "id"
                ]
                assert not re.search(r"from analysis|\b_\w+\(", in_one(cell["source"])), cell["id"]


@pytest.mark.parametrize("path", NOTEBOOKS[:7], ids=lambda path: path.stem)
def test_a_step_of_analysis_stands_there_in_pandas_for_the_ward_chosen(path: Path) -> None:
    sources = {cell["id"]: in_one(cell["source"]) for cell in parsed(path)["cells"] if cell["cell_type"] == "code"}
    assert re.search(r"\.(groupby|pivot|pivot_table|merge|join)\(", sources["by-hand"])
    assert "WARD" in sources["choose"] and "WARD" in sources["by-hand"] + sources.get("of-year", "")


@pytest.mark.parametrize("name", ["01_onlinization", "02_cashless", "03_mynumber"])
def test_figures_follow_what_is_chosen_at_the_top(name: str) -> None:
    """Each is drawn of the wards chosen there, or of a frame that was loaded of them."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    drawn = [call for source in sources for call in re.findall(r"analysis\.(\w+)\((.*)\)", source)]
    figures = [given for called, given in drawn if called in questions.NAMES]
    assert len(figures) > 1 and all("ward=WARDS" in given or given == "progress" for given in figures)
    loaded = [given for called, given in drawn if called == "load_observations"]
    assert all("ward=WARD" in given or "card_held" in given for given in loaded)  # the last is asked for its document
