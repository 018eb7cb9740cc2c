"""One report in seven forms: each gives every figure that it prints, nothing wrong, and leaves open what is open."""

import csv
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.sources.binding import Figure, Table
from analysis.sources.extract import tables_of
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw

WHOLE = ["mihon_report.html", "mihon_report.xlsx", "mihon_report.docx", "mihon_report.pdf"]
ROWS_OF_TABLE_1 = ["mihon_table1_excel_sjis.csv", "mihon_table1_from_excel_tabs.txt"]
ASKED = {"kind?": "kind", "unit?": "unit", "11.6 times the year before?": "leap"}


@pytest.fixture
def intake(project_root: Path) -> Path:
    folder = project_root.parent / "shared" / "intake"
    if not folder.is_dir():
        pytest.skip("../shared/intake is not there: the report in seven forms was NOT read")
    return folder


@pytest.fixture
def codebook(project_root: Path) -> Codebook:
    return load_raw(project_root).codebook


def expected(folder: Path) -> list[dict[str, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def asked(line: dict[str, str]) -> set[str]:
    return {code for words, code in ASKED.items() if words in line["question"]}


def problems(lines: list[dict[str, str]], figures: list[Figure], book: Codebook, lost: set[str]) -> list[str]:
    """Return what is missing, wrong or printed nowhere; ``lost`` are questions that only this form has to ask."""
    found = []
    left = list(figures)
    for line in lines:
        same = [
            one
            for one in left
            if (one.name, str(one.fiscal_year)) == (line["row"], line["fiscal_year"])
            and (one.kind == line["kind"] or (one.kind is None and {"kind", "merged"} & set(one.questions)))
        ]
        if len(same) != 1:
            found.append(f"{line['row']} {line['fiscal_year']} {line['kind']}: {len(same)} figures")
            continue
        one = same[0]
        left.remove(one)
        units = {unit.id for unit in book.units.values() if one.unit in unit.printed}
        value = Decimal(line["value"]) if line["value"] else None
        checks = {
            "value": one.value == value,
            "unit": line["unit"] in units or (one.unit is None and "unit" in one.questions),
            "as_of": one.as_of == line["as_of"],
            "bound": one.bound == line["bound"],
            "status": one.status == line["obs_status"],
            "open": asked(line) == set(one.questions) - lost,
            "no kind by default": "kind" not in asked(line) or one.kind is None,
        }
        found += [f"{line['row']} {line['fiscal_year']}: {check}" for check, right in checks.items() if not right]
    return found + [f"not printed: {one.name} {one.text}" for one in left]


def questions(tables: list[Table]) -> list[str]:
    return sorted(question.code for table in tables for question in table.questions)


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_report_gives_all_46_lines(intake: Path, codebook: Codebook, name: str) -> None:
    tables = tables_of(read_document(intake / name).grids, codebook)
    figures = [one for table in tables for one in table.figures]
    assert len(figures) == 46
    assert problems(expected(intake), figures, codebook, set()) == []
    assert questions(tables) == ["kind", "leap", "unit"]


def test_the_text_of_the_pdf_gives_all_46_lines(intake: Path, codebook: Codebook, tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed: the seventh form was NOT read")
    text = tmp_path / "mihon_report.txt"
    subprocess.run([program, "-layout", str(intake / "mihon_report.pdf"), str(text)], check=True)
    tables = tables_of(read_document(text).grids, codebook)
    assert problems(expected(intake), [one for table in tables for one in table.figures], codebook, set()) == []
    assert questions(tables) == ["kind", "leap", "unit"]


@pytest.mark.parametrize("name", ROWS_OF_TABLE_1)
def test_two_rows_that_lost_their_merged_cells_ask_for_their_kinds(intake: Path, codebook: Codebook, name: str) -> None:
    tables = tables_of(read_document(intake / name).grids, codebook)
    lines = [line for line in expected(intake) if line["row"].startswith("オンライン申請")]
    assert len(lines) == 12
    assert problems(lines, [one for table in tables for one in table.figures], codebook, {"merged"}) == []
    assert questions(tables) == ["merged", "merged"]
    (table,) = tables
    assert [(one.subject, dict(one.details)) for one in table.questions] == [
        ("実績", {"header": "R5"}),
        ("目標", {"header": "R9"}),
    ]
