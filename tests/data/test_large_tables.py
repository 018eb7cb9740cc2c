"""Large tables are read by another reader where it is installed: the same frame, and the same words for what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis.data import tables
from analysis.data.tables import Tables
from analysis.words.errors import DataError

pytest.importorskip("pyarrow", reason="NOT CHECKED: pyarrow is not installed, large tables are read like small ones")
NAMES = (
    "observations",
    "indicators",
    "concepts",
    "sources",
    "wards",
    "notes",
    "evaluations",
    "grades",
    "labels",
    "places",
)


@pytest.fixture
def root(project_root: Path, tmp_path: Path) -> Path:
    shutil.copytree(project_root / "data" / "clean", tmp_path / "data" / "clean")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_both_readers_give_the_same_frame(root: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    strictly = getattr(Tables(root), name)
    monkeypatch.setattr(tables, "_LARGE", 0)
    monkeypatch.setattr(tables, "_read_strictly", None)  # so that nothing but the other reader can answer
    pd.testing.assert_frame_equal(getattr(Tables(root), name), strictly)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"\n131075,", b"\n131075,131075,"),  # a cell too many
        (b",sumida.", b"sumida."),  # a cell too few
        (b"ward,indicator", b"ward,indicater"),
        (b"\n131075,", b"\n\n131075,"),  # an empty line
        (b"\n131075,", b"\n\xff131075,"),  # no UTF-8
    ],
)
def test_both_readers_refuse_in_the_same_words(
    root: Path, old: bytes, new: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "data" / "clean" / "observations.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    with pytest.raises(DataError) as strictly:
        _ = Tables(root).observations
    monkeypatch.setattr(tables, "_LARGE", 0)
    with pytest.raises(DataError) as large:
        _ = Tables(root).observations
    assert large.value.message("ja") == strictly.value.message("ja")
