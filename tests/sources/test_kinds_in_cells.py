"""Cells that print a target and its result below each other: each figure has the kind that the cell names."""

import csv
from pathlib import Path

import pytest
import synthetic
from synthetic import Source, Table

from analysis.data.reading import ProblemLog
from analysis.sources.clean import build
from analysis.words.errors import RawDataErrors


def observations(
    tmp_path: Path, cell: str, *, column: str = "R5", extra: str = 'default_kind = "actual"', **more: object
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return kind and value of each figure that one cell gives, and the causes why it is refused."""
    table = Table([column], [("asahina.procedure_ratio", [cell])], extra, **more)  # type: ignore[arg-type]
    root = synthetic.write(tmp_path, {"asahina-plan": Source("2024", {"kpi": table}, synthetic.ASAHINA)})
    try:
        contents = build(root, ProblemLog())
    except RawDataErrors as refused:
        return [], [problem.code for problem in refused.problems]
    rows = csv.DictReader(contents["observations.csv"].decode().splitlines())
    return [(row["kind"], row["value"]) for row in rows], []


BOTH = [("actual", "37"), ("target", "40")]


@pytest.mark.parametrize(
    "cell",
    [
        "目標 40%\n実績 37%",
        "目標 40%実績 37%",
        "目標４０％／実績３７％",
        "目標:40%、実績:37%",
        "目標値　40％ / 実績値　37％",
        "【目標】40%【実績】37%",
        "実績 37%（目標 40%）",
    ],
)
def test_each_figure_has_the_kind_that_its_cell_names(tmp_path: Path, cell: str) -> None:
    assert observations(tmp_path, cell) == (BOTH, [])


def test_the_word_outweighs_the_table_s_default_for_one_figure_too(tmp_path: Path) -> None:
    assert observations(tmp_path, "目標 40%") == ([("target", "40")], [])


def test_a_row_that_reads_one_part_gets_that_part_s_kind(tmp_path: Path) -> None:
    assert observations(tmp_path, "目標 40%\n実績 37%", parts={0: "目標"}) == ([("target", "40")], [])
    assert observations(tmp_path / "2", "延べ 12% 目標 40%", parts={0: "目標"}) == ([("target", "40")], [])


@pytest.mark.parametrize("cell", ["40%\n37%", "40%/37%", "実績 40%\n実績 37%", "目標 40%\n37%"])
def test_two_figures_without_a_name_each_are_refused(tmp_path: Path, cell: str) -> None:
    found, causes = observations(tmp_path, cell)
    assert found == [] and len(causes) == 1


def test_a_column_of_results_takes_no_target(tmp_path: Path) -> None:
    assert observations(tmp_path, "目標 40%\n実績 37%", column="R5実績") == ([], ["part_needed"])
    chosen = observations(tmp_path / "2", "目標 40%\n実績 37%", column="R5実績", parts={0: "実績"})
    assert chosen == ([("actual", "37")], [])
    other = observations(tmp_path / "3", "目標 40%\n実績 37%", column="R5実績", parts={0: "目標"})
    assert other == ([], ["kinds_disagree"])


def test_marks_and_standing_are_read_in_each_part(tmp_path: Path) -> None:
    assert observations(tmp_path, "目標 未定\n実績 37%（見込）") == ([("estimate", "37"), ("target", "")], [])
    assert observations(tmp_path / "2", "（目標）40%（実績）－") == ([("actual", ""), ("target", "40")], [])
