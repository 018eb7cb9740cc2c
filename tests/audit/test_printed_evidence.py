"""A figure is checked in its own document, cell by cell: page, table, row, and the header it stands under."""

from __future__ import annotations

import csv
import dataclasses
import io
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import sample_report
from audit_roots import NAME, root_of
from PIL import Image
from sample_report import FORMS, ROWS

from analysis.audit.evidence import TableCheck, verify
from analysis.audit.story import explain
from analysis.cli.commands import main
from analysis.sources.clean import clean
from analysis.sources.raw import MEASURED, load_raw
from analysis.sources.texts import Texts

CELLS = {  # where the cell 197手続, an actual of R5, stands in each form
    "pdf": "P1T1R3C4",
    "xlsx": "進捗!D4",
    "docx": "T1R3C4",
    "html": "T1R3C4",
    "csv": "L3",
}


def rewrite(root: Path, row: int, changes: dict[str, str]) -> None:
    path = root / "data" / "raw" / NAME / "table_01.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for header, text in changes.items():
        rows[row][rows[0].index(header)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


@pytest.mark.parametrize("form", FORMS)
def test_every_cell_is_found_in_the_document_itself(tmp_path: Path, form: str) -> None:
    root = root_of(tmp_path, form)
    result = verify(root=root, sources=tmp_path / "papers")
    assert (result.count("found"), result.count("absent"), result.count("not_checked")) == (14, 0, 0)
    assert result.problems == () and set(result.documents["state"]) == {"found"}
    figures = result.cells.query("row > 1 and column != 'label'")
    assert (figures["under"] == figures["column"]).all()
    if form in CELLS:
        assert list(figures.loc[figures["text"] == "197手続", "cell"]) == [CELLS[form]]


@pytest.mark.parametrize("form", FORMS)
def test_the_right_figure_under_the_wrong_year_is_told(tmp_path: Path, form: str) -> None:
    root = root_of(tmp_path, form)
    headers = ["R4", "R5"] if form == "csv" else ["実績 R4", "実績 R5"]
    headers = ["R4実績", "R5実績"] if form == "layout" else ["実績 R4", headers[1]]
    rewrite(root, 1, {headers[0]: "197手続", headers[1]: "131手続"})
    absent = verify(root=root, sources=tmp_path / "papers").cells.query("result == 'absent'")
    assert sorted(zip(absent["text"], absent["under"], strict=True)) == [
        ("131手続", headers[0]),
        ("197手続", headers[1]),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("header", "text", "instead"),
    [("目標（R7）", "300手続", ""), ("基準値（R3）", "85手続", "84手続"), ("基準値（R3）", "", "84手続")],
)
def test_an_altered_or_dropped_digit_is_told(tmp_path: Path, form: str, header: str, text: str, instead: str) -> None:
    root = root_of(tmp_path, form)
    rewrite(root, 1, {header: text})
    absent = verify(root=root, sources=tmp_path / "papers").cells.query("result == 'absent'")
    assert list(absent["instead"]) == ([instead] if instead else [])


def test_another_document_of_that_name_is_not_used(tmp_path: Path) -> None:
    root = root_of(tmp_path, "xlsx")
    changed = [[(text.replace("197", "198"), columns) for text, columns in row] for row in ROWS]
    sample_report.write_report(tmp_path / "papers", "xlsx", changed)
    result = verify(root=root, sources=tmp_path / "papers")
    assert {problem.code for problem in result.problems} == {"document_changed"} and not result.passed


def test_a_document_that_no_longer_opens_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = root_of(tmp_path, "pdf")
    monkeypatch.setitem(__import__("sys").modules, "pdfplumber", None)
    result = verify(root=root, sources=tmp_path / "papers")
    assert [problem.code for problem in result.problems] == ["no_package"]
    assert list(result.documents["state"]) == ["unread"] and result.count("found") == 0


def test_swapped_figures_are_told_in_the_texts_of_the_committed_documents(
    project_root: Path, sources_folder: Path
) -> None:
    """Every two different cells of a row exchanged: where the text keeps its columns, each exchange is told."""
    raw = load_raw(project_root)
    texts = Texts.find(raw, project_root, sources_folder)
    told = dict.fromkeys(("sumida-briefing-2023", "sumida-progress-2025"), True)
    for source in raw.sources:
        for table in source.tables if source.id in told else ():
            check = TableCheck(raw, texts, table)
            columns = [c.header for c in table.columns if c.role in MEASURED and not (c.excerpt or c.merged)]
            for row in table.rows:
                for one, other in combinations(columns, 2):
                    cells = row.cells | {one: row.cells[other], other: row.cells[one]}
                    if row.cells[one].strip() != row.cells[other].strip():
                        found = check.row(dataclasses.replace(row, cells=cells))
                        told[source.id] &= any(cell.result == "absent" for cell in found)
    assert told == dict.fromkeys(told, True)


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_a_story_says_the_cell_and_shows_the_table_of_a_pdf(
    tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = root_of(tmp_path, form)
    clean(root)
    about = [
        "explain",
        "asahina.procedures",
        "R5",
        "--root",
        str(root),
        "--sources",
        str(tmp_path / "papers"),
        "--lang",
        "en",
    ]
    picture = tmp_path / "cell.png"
    code = main([*about, "--picture", str(picture)])
    said = capsys.readouterr()
    assert f"found in the text ({CELLS[form]})" in said.out
    assert ("page 1, table 1, row 3" in said.out) == (form == "pdf")
    assert (code, picture.exists(), said.err.count("\n")) == ((0, True, 0) if form == "pdf" else (1, False, 1))
    story = explain("asahina.procedures", 2023, root=root, sources=tmp_path / "papers")
    assert ("data:image/png;base64," in story._repr_markdown_()) == (form == "pdf")
    assert explain("asahina.procedures", 2023, root=root, evidence=False).picture == b""


def test_the_framed_cell_is_the_one_in_question(tmp_path: Path) -> None:
    root = root_of(tmp_path, "pdf")
    clean(root)
    frames = []
    for year in (2022, 2023):
        story = explain("asahina.procedures", year, root=root, sources=tmp_path / "papers")
        pixels = np.asarray(Image.open(io.BytesIO(story.picture)).convert("RGB"))
        columns = np.nonzero((pixels == (0, 90, 255)).all(axis=2).any(axis=0))[0]
        frames.append((int(columns.min()), int(columns.max())))
    (left, right), (next_left, next_right) = frames
    assert left < right and next_left < next_right and abs(right - next_left) < 8  # R5 stands right beside R4
