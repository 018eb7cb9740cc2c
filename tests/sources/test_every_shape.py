"""Areas of every shape beside the project's own: results only, plans only, one year only, a city, a prefecture.

All are invented: their codes are those of no municipality.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from new_wards import add_source
from synthetic import Source, Table

import analysis
from analysis.cli.commands import main
from analysis.data.area_codes import check_digit
from analysis.drawing import style
from analysis.office import figure_files
from analysis.sources.clean import clean
from analysis.sources.model import Ward
from analysis.sources.new_source import known_wards, ward_entry
from analysis.sources.validate import validate


class Shape(NamedTuple):
    """An invented area: the first five digits of its code, its names, and the one table of its document."""

    digits: str
    name: str
    level: str
    columns: Sequence[str]
    rows: Mapping[str, Sequence[str]]


SHAPES = {
    "kekka": Shape("13991", "結果区", "ward", ["R4", "R5", "R6"], {"cashless_procedures": ["3手続", "5手続", "9手続"]}),
    "keikaku": Shape(
        "13992", "計画区", "ward", ["目標値（R8）", "目標値（R10）"], {"cashless_procedures": ["30手続", "50手続"]}
    ),
    "ichinen": Shape("13993", "一年区", "ward", ["R6"], {"mynumber_card_rate": ["77.7%"]}),
    "machi": Shape(
        "13994",
        "架空市",
        "ward",
        ["基準値（R3）", "R5", "目標値（R7）"],
        {"online_procedure_ratio": ["1%", "6%", "20%"]},
    ),
    "pref": Shape("48000", "架空県", "prefecture", ["R5", "目標値（R7）"], {"mynumber_card_rate": ["71%", "80%"]}),
}


@pytest.fixture(scope="module")
def root(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the project's data with all shapes, valid and cleaned; for reading only."""
    made = tmp_path_factory.mktemp("shapes")
    shutil.copytree(project_root / "data", made / "data")
    for slug, shape in SHAPES.items():
        code = shape.digits + check_digit(shape.digits)
        area = Ward(code, slug, shape.name, slug.title(), "ward", "", "")
        entry = ward_entry(area, known_wards(made)).replace('level = "ward"', f'level = "{shape.level}"')
        with (made / "data" / "raw" / "wards.toml").open("a", encoding="utf-8") as file:
            file.write("\n" + entry)
        rows = {f"{slug}.{concept}": cells for concept, cells in shape.rows.items()}
        add_source(made, f"{slug}-report-2025", Source("2025", {"kpi": Table(shape.columns, rows)}, code))
    assert [finding.message("en") for finding in validate(root=made) if finding.level == "error"] == []
    clean(made)
    return made


def test_each_shape_is_judged_as_what_it_is(root: Path) -> None:
    status = analysis.progress(root=root).set_index("indicator")["status"]
    assert status["kekka.cashless_procedures"] == "no_target"
    assert status["keikaku.cashless_procedures"] == "no_result"
    assert status["ichinen.mynumber_card_rate"] == "no_target"
    assert status["machi.online_procedure_ratio"] == "behind"


def test_nothing_is_said_of_a_year_that_is_not_there(root: Path) -> None:
    figures = analysis.load_observations(ward="ichinen", root=root)
    assert list(zip(figures["fiscal_year"], figures["kind"], figures["value"], strict=True)) == [(2024, "actual", 77.7)]
    plans = analysis.load_observations(ward="keikaku", root=root)
    assert set(plans["kind"]) == {"target"} and not set(plans["fiscal_year"]) & set(range(2022, 2026))


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_pack_is_made_of_them_all(
    root: Path, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "FORMATS", ("png",))  # other formats of a figure have tests of their own
    monkeypatch.setattr(figure_files, "DPI", 60)  # nobody looks at these
    monkeypatch.setattr(figure_files, "redrawn", lambda figure, **_: figure)  # nor at greys
    assert main(["export", "--root", str(root), "--output", str(tmp_path / "pack"), "--lang", lang]) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert {path.name for path in (tmp_path / "pack").iterdir()} >= {"slides.pptx", "paper.docx", "data.xlsx"}
