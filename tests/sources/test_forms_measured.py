"""How much of fifteen tables laid out by others is found: at least so much, and no figure wrong without a question."""

from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from further_forms import CASES, WRITERS, Printed, write

from analysis.sources.binding import Figure
from analysis.sources.extract import tables_of
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw

LOST = {"list of progress": 12, "graph paper": 4, "kinds above": 6, "pairs": 0, "results": 9}
"""Figures found of a table saved as CSV that loses what was merged, or keeps two cards in one file; the rest is asked."""
ASKED = {"plan": 3}
"""Figures found of a table that itself leaves the rest open, in every form."""


@pytest.fixture(scope="module")
def book(project_root: Path) -> Codebook:
    return load_raw(project_root).codebook


class Found(NamedTuple):
    right: int
    wrong: list[Figure]
    questions: int


def is_right(one: Figure, printed: Printed) -> bool:
    value = Decimal(printed.value) if printed.value else None
    said = (one.name, one.fiscal_year, one.kind, one.value, one.bound)
    expected = (printed.name, printed.year, printed.kind, value, printed.bound)
    same_unit = (one.unit or "") == printed.unit or printed.mark == "O"  # a mark for nothing has no unit of its own
    return said == expected and same_unit and (one.status == "O") == (printed.mark == "O")


def measured(path: Path, case: str, book: Codebook) -> Found:
    """Compare a draft with what is printed: each printed figure counts once; a figure with an open question is not wrong."""
    tables = tables_of(read_document(path).grids, book)
    left, wrong = list(CASES[case].printed), []
    for one in (figure for table in tables for figure in table.figures):
        same = next((printed for printed in left if is_right(one, printed)), None)
        if same:
            left.remove(same)
        elif not one.questions:
            wrong.append(one)
    return Found(len(CASES[case].printed) - len(left), wrong, sum(len(table.questions) for table in tables))


@pytest.mark.parametrize("form", sorted(WRITERS))
@pytest.mark.parametrize("case", sorted(CASES))
def test_every_layout_in_every_form_is_found_with_no_figure_wrong(
    tmp_path: Path, book: Codebook, case: str, form: str
) -> None:
    found = measured(write(tmp_path, case, form), case, book)
    assert found.wrong == []
    lost = LOST if form == "csv" else {}
    assert found.right >= (ASKED | lost).get(case, len(CASES[case].printed))


def test_the_guide_tells_what_is_measured(tmp_path: Path, book: Codebook, project_root: Path) -> None:
    rows = {}
    for name, case in CASES.items():
        found = measured(write(tmp_path, name), name, book)
        rows[name] = f"| {len(case.printed)} | {found.right} | {len(found.wrong)} | {found.questions} |"
    for guide in ("extract.md", "extract.ja.md"):
        lines = (project_root / "docs" / guide).read_text(encoding="utf-8").splitlines()
        table = [line for line in lines if line.startswith("| `") and any(f"`{name}`" in line for name in CASES)]
        assert [line.split("`")[1] for line in table] == list(CASES)
        assert all(rows[line.split("`")[1]] in line for line in table)
