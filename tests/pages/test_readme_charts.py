"""The READMEs' chart is the one that the data gives, and its command writes it where the READMEs look."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from quoted_data import QUOTED

from analysis.cli.commands import main
from analysis.data.study import Study
from analysis.pages.readme_charts import FILES, overview, write_overview


@pytest.mark.parametrize("lang", FILES)
def test_the_readme_shows_it(project_root: Path, lang: str) -> None:
    readme = project_root / ("README.md" if lang == "en" else f"README.{lang}.md")
    assert f"](docs/{FILES[lang]})" in readme.read_text(encoding="utf-8")


def test_the_committed_charts_are_current(tmp_path: Path, project_root: Path) -> None:
    shutil.copytree(project_root / "data", tmp_path / "data")
    for path in write_overview(tmp_path):
        committed = imread(io.BytesIO((project_root / "docs" / path.name).read_bytes()))
        drawn = imread(path)
        assert committed.shape == drawn.shape, f"docs/{path.name} is out of date; run 'ward-kpi overview'"
        differing = np.mean(np.any(committed != drawn, axis=-1))
        assert differing < 0.005, f"docs/{path.name} is out of date; run 'ward-kpi overview'"


def test_it_holds_every_indicator_that_progress_bars_judge() -> None:
    """One indicator a theme, chosen by us, could leave out the one status of a ward that is not good."""
    rows = overview(Study.of(QUOTED)).ward_kpi.rows
    assert rows["ward"].nunique() == rows["theme"].nunique() == 3
    statuses = rows[rows["ward"] == "131075"].dropna(subset="progress").set_index("indicator")["status"]
    assert dict(statuses) == {
        "sumida.online_procedures_mynaportal": "on_track",
        "sumida.online_procedures_priority": "borderline",
        "sumida.cashless_procedures": "achieved",
        "sumida.mynumber_card_rate": "achieved",
    }
    assert (rows["ward"] == "131156").sum() == 4  # two with planned figures, two in words


def test_the_command_says_what_it_wrote(data_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["overview", "--root", str(data_root)]) == 0
    assert [Path(line).name for line in capsys.readouterr().out.split()] == list(FILES.values())
    assert (data_root / "docs" / "overview.png").read_bytes().startswith(b"\x89PNG")


def test_a_folder_that_cannot_be_written_is_one_line(data_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_root / "docs").write_text("in the way", encoding="utf-8")
    assert main(["overview", "--root", str(data_root), "--lang", "en"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "cannot write" in said
