"""Notebooks are executed to the same bytes, and whatever goes wrong in a cell is one line that names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.errors import UnknownName, WardKpiError
from analysis.notebooks import execute, execute_all, notebook_paths, rewrite


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def _write(root: Path, name: str, *sources: str) -> Path:
    cells = [
        {"cell_type": "code", "id": f"cell-{n}", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for n, text in enumerate(sources, 1)
    ]
    path = root / "notebooks" / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def test_twice_gives_the_same_bytes_without_times_or_versions(root: Path) -> None:
    path = _write(root, "one", "import os\nos.path.basename(os.getcwd())", "print('あ')")
    assert rewrite(root) == [path]
    first = path.read_bytes()
    assert rewrite(root) == []
    document = json.loads(first)
    assert document["metadata"]["language_info"] == {"name": "python"}
    assert [cell["metadata"] for cell in document["cells"]] == [{}, {}]
    assert document["cells"][0]["outputs"][0]["data"]["text/plain"] == ["'notebooks'"]
    assert "あ".encode() in first


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nprint('careful', file=sys.stderr)", "careful"),
        ("import warnings\nwarnings.warn('old')", "old"),
    ],
)
def test_a_bad_cell_is_named(root: Path, source: str, says: str) -> None:
    path = _write(root, "bad", "1", source)
    before = path.read_bytes()
    with pytest.raises(WardKpiError, match=r"bad\.ipynb, cell 2") as caught:
        rewrite(root)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


def test_the_users_own_settings_stay_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    _write(root, "env", "import os\n[os.environ.get('MPLBACKEND') == 'Agg', os.environ['WARD_KPI_ROOT'] != '']")
    (content,) = execute_all(root).values()
    assert b"[False, True]" in content


def test_no_notebook(root: Path) -> None:
    with pytest.raises(WardKpiError, match="no notebooks in"):
        notebook_paths(root)


def test_damaged_notebook(root: Path) -> None:
    path = root / "notebooks" / "broken.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(WardKpiError, match="is no notebook"):
        execute(path, root)


def test_unknown_name_names_the_nearest(root: Path) -> None:
    _write(root, "01_onlinization", "1")
    with pytest.raises(UnknownName, match="01_onlinization"):
        notebook_paths(root, ["01_onlinisation"])
