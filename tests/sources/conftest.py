"""What the tests of imports share: a small project with layouts and the register."""

import shutil
from pathlib import Path

import pytest
import synthetic
from ministry_files import LAYOUTS
from synthetic import ASAHINA, PLAN, Source, Table

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a small project with layouts."""
    rows = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    root = synthetic.write(tmp_path / "project", {"asahina-plan": Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)})
    (root / "data" / "raw" / "ministry_tables.toml").write_text(LAYOUTS, encoding="utf-8")
    for name in ("areas.csv", "area_changes.csv"):
        shutil.copy(RAW / name, root / "data" / "raw" / name)
    return root
