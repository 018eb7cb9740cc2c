"""A reader changes ward or year in one place, and every figure and table of a notebook follows."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

import analysis
from analysis import questions
from analysis.pages.left_out_figures import put_in_place
from analysis.pages.notebook_changes import in_one

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
BOTH = ["sumida", "taito"]  # of which the newest results are of different years
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "00_overview": [("taito", 2025), ("suginami", 2024)],
    "01_onlinization": [("taito", "R7"), (BOTH, 2024)],
    "02_cashless": [("taito", 2025), (BOTH, 2024)],
    "03_mynumber": [("sumida", 2022), ("taito", [2020, 2022, 2025])],
    "04_revisions": [("sumida", 2022), ("taito", 2025)],
    "05_evidence": [("taito", 2025), ("sumida", 2021)],
    "06_scorecard": [("taito", 2025), (BOTH, 2025)],
    "07_position": [("taito", None), ("suginami", None)],
    "08_your_own_question": [("taito", "R3"), ("sumida", 2022)],
}
"""By notebook, wards and years of which each of its figures has something."""
WITH_GAPS: list[tuple[Any, Any]] = [("suginami", None), ("suginami", 2024), ("taito", "R6"), (None, "R6")]
"""Wards and years of which some figures have nothing."""
OF_ALL_WARDS = {
    "00_overview": {"pairs", "cell-12"},
    "04_revisions": {"cell-11"},  # where the chosen ward has none of what it shows
    "05_evidence": {"cell-05", "cell-09"},
    "06_scorecard": {"cell-11"},
    "07_position": {"cell-13", "cell-21"},
    "08_your_own_question": {"cell-06"},
}
"""Cells that set the chosen ward beside others, or show what is of all documents: the text above each says so."""
OF_ALL_YEARS = {
    "00_overview": {"cell-05", "cell-15"},
    "01_onlinization": {"cell-09", "cell-14", "cell-17"},
    "02_cashless": {"cell-08"},
    "03_mynumber": {"left", "left-table", "cell-13", "cell-14"},
    "04_revisions": {"cell-07", "target-years", "cell-11", "cell-14"},  # the first: to which year a target was moved
    "05_evidence": {"cell-15"},
    "06_scorecard": {"of-year", "cell-08"},  # the first by the year of the target
    "08_your_own_question": {"cell-08", "cell-19"},
}
"""Cells that show what is of no year, or of several by nature: the text above each says so."""
OF_TARGETS = {"06_scorecard": {"cell-08"}}
"""Cells that follow the year by that of the target."""
YEARS = ("fiscal_year", "value_year")


class Shown(NamedTuple):
    """What a cell shows."""

    cell: str
    value: Any


def code_of(path: Path) -> dict[str, str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {cell["id"]: in_one(cell["source"]) for cell in cells if cell["cell_type"] == "code"}


def chosen_in(source: str) -> dict[str, ast.expr]:
    """Return the values of WARD and YEAR that a cell gives them, by name."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign):
            [target], value = node.targets, node.value
            names, values = (one.elts if isinstance(one, ast.Tuple) else [one] for one in (target, value))
            found |= {
                name.id: given
                for name, given in zip(names, values, strict=False)
                if isinstance(name, ast.Name) and name.id in ("WARD", "YEAR")
            }
    return found


def with_choice(source: str, ward: Any, year: Any) -> str:
    """Return a cell with another ward and year where it gives them."""
    for name, given in reversed(chosen_in(source).items()):  # from the right, so that places hold
        assert given.lineno == given.end_lineno
        lines = source.splitlines()
        line = lines[given.lineno - 1]
        lines[given.lineno - 1] = (
            line[: given.col_offset] + repr(ward if name == "WARD" else year) + line[given.end_col_offset :]
        )
        source = "\n".join(lines)
    return source


def run(path: Path, ward: Any, year: Any) -> Iterator[Shown]:
    """Run the cells of a notebook in this process, as a reader would with another ward and year, and yield what they show."""
    shown: list[Any] = []
    names: dict[str, Any] = {"display": shown.append}
    for cell, source in code_of(path).items():
        tree = ast.parse(with_choice(source, ward, year))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        try:
            exec(compile(tree, f"{path.stem} {cell}", "exec"), names)
            if last is not None:
                shown.append(eval(compile(ast.Expression(last.value), f"{path.stem} {cell}", "eval"), names))
        except analysis.NoFigureData as error:  # as setup_notebook has it in a kernel
            put_in_place(source, names, error, error.__traceback__)
        yield from (Shown(cell, value) for value in shown if value is not None)
        shown.clear()


def frame_of(value: Any) -> pd.DataFrame | None:
    """Return the rows of a figure or table; None of what is neither."""
    if isinstance(value, pd.DataFrame):
        return value.reset_index() if any(value.index.names) else value
    found = getattr(getattr(value, "ward_kpi", value), "rows", None)
    return found if isinstance(found, pd.DataFrame) else None


def years_shown(frame: pd.DataFrame) -> set[int]:
    columns = [frame[name] for name in YEARS if name in frame]
    columns += [pd.Series(list(frame.columns))] if frame.columns.name == "fiscal_year" else []
    return {int(year) for cells in columns for year in pd.to_numeric(cells, errors="coerce").dropna()}


def years_of(year: Any) -> set[int]:
    listed = year if isinstance(year, list) else [year]
    return {2018 + int(one[1:]) if isinstance(one, str) else one for one in listed}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_ward_and_year_are_chosen_in_one_cell_before_all_others(path: Path) -> None:
    choosing = [place for place, source in enumerate(code_of(path).values()) if chosen_in(source)]
    assert choosing == [1]  # the first one imports
    assert set(chosen_in([*code_of(path).values()][1])) == {"WARD"} | (
        {"YEAR"} - ({"YEAR"} if path.stem[:2] == "07" else set())
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "ward", "year"), [(name, *choice) for name, choices in CHOICES.items() for choice in choices]
)
def test_every_figure_and_table_follows_the_ward_and_the_year(name: str, ward: Any, year: Any) -> None:
    wards = analysis.load_wards().set_index("slug")
    others = wards.drop(ward)
    said = re.compile("|".join([*others["ward"], *(f"{slug}[-.]" for slug in others.index)]))
    followed = 0
    for cell, value in run(ROOT / "notebooks" / f"{name}.ipynb", ward, year):
        frame = frame_of(value)
        if frame is None:
            continue
        if cell not in OF_ALL_WARDS.get(name, ()):
            told = frame.drop(columns=[one for one in ("locator", "note", "instead") if one in frame])
            assert not said.search(told.to_csv(index=False)), (cell, value)
            assert not others["name_ja"].isin([*map(str, told.columns), *told.astype(str).to_numpy().ravel()]).any(), (
                cell
            )
            followed += len(frame)
        if cell not in OF_ALL_YEARS.get(name, ()) and year is not None:
            assert years_shown(frame) <= years_of(year), (cell, years_shown(frame))
        if cell in OF_TARGETS.get(name, ()):
            assert set(frame["target_year"].dropna()) <= years_of(year), cell
    assert followed  # some table is about the chosen ward


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("ward", "year"), WITH_GAPS)
def test_a_notebook_runs_to_its_end_where_figures_have_nothing(path: Path, ward: Any, year: Any) -> None:
    if path.stem == "07_position":  # of one ward, without a year
        ward = ward or "sumida"
    assert [*run(path, ward, year)]


@pytest.mark.parametrize("path", NOTEBOOKS[:8], ids=lambda path: path.stem)
def test_a_step_of_analysis_in_pandas_stands_before_each_figure(path: Path) -> None:
    """What a reader could change: a cell between one figure and the next works on a frame and draws nothing."""
    step, drawn = False, 0
    for cell, source in code_of(path).items():
        if any(f"analysis.{figure}(" in source for figure in questions.NAMES):
            assert step, cell
            step, drawn = False, drawn + 1
        elif re.search(r"\.(groupby|pivot|pivot_table|merge|join|assign|isin)\(", source):
            step = True
    assert drawn or path.stem[:2] == "05"  # whose tables are the answer
