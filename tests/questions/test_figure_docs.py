"""What help() says of a figure function: the question, the columns of its rows as they are, its errors and its sources."""

from __future__ import annotations

import inspect
import pydoc
import re

import pandas as pd
import pytest

import analysis
from analysis import questions

FUNCTIONS = [name for name in analysis.__all__ if inspect.isfunction(getattr(analysis, name))]
MOST_LINES = 80
"""More do not fit a terminal without being lost on the way."""


def columns_listed(name: str) -> dict[str, str]:
    """Return the columns that a docstring lists, with their types, in order."""
    said = inspect.getdoc(getattr(analysis, name)) or ""
    _, _, table, _ = re.split(r"^ *=+  =+  =+\n", said, maxsplit=3, flags=re.M)
    lines = [re.match(r" {4}(\w+)  +(ordered category|\w+)  +\S", line) for line in table.splitlines()]
    return {line[1]: line[2] for line in lines if line}


@pytest.mark.parametrize("name", questions.NAMES)
def test_the_columns_of_a_figures_rows_stand_in_its_docstring_with_their_types(name: str) -> None:
    rows: pd.DataFrame = getattr(analysis, name)().ward_kpi.rows
    listed = columns_listed(name)
    assert list(listed) == list(rows.columns)
    found = {column: re.sub(r"\[.*\]", "", str(of)) for column, of in rows.dtypes.items()}
    found = {column: "ordered category" if of == "category" else of for column, of in found.items()}
    assert listed == found


@pytest.mark.parametrize("name", questions.NAMES)
def test_a_figure_says_its_question_its_sources_and_its_errors(name: str) -> None:
    said = inspect.getdoc(getattr(analysis, name)) or ""
    assert "?" in said.splitlines()[0]
    assert "Sources: " in said.partition("Parameters\n")[0]
    raised = said.partition("Raises\n")[2].partition("Examples\n")[0]
    assert set(re.findall(r"\w+Error|\w+Name|NoFigureData", raised)) == {
        "NoFigureData",
        "FigureError",
        "UnknownName",
        "WardKpiError",
    }


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_returns_and_what_it_raises(name: str) -> None:
    function = getattr(analysis, name)
    said = inspect.getdoc(function) or ""
    if inspect.signature(function).return_annotation != "None":
        assert re.search("^(Returns|Yields)$", said, re.M)
    if inspect.signature(function).parameters:
        raised = said.partition("Raises\n")[2].partition("Examples\n")[0]
        named = re.findall(r"^(\w[\w, ]*)$", raised, re.M)
        assert named and {one for line in named for one in line.split(", ")} <= {*analysis.__all__}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_help_of_a_function_fits_a_terminal_and_begins_with_one_line(name: str) -> None:
    lines = pydoc.plain(pydoc.render_doc(getattr(analysis, name))).splitlines()
    assert len(lines) <= MOST_LINES
    first, *rest = (inspect.getdoc(getattr(analysis, name)) or "").splitlines()
    assert re.search(r"[.?;]|\)$", first) and (not rest or rest[0] == "")
