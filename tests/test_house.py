"""The house itself: ten rooms, imports that go one way, public names that do not change by chance, types that see."""

from __future__ import annotations

import ast
import inspect
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from snapshot import assert_unchanged

import analysis

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ROOT / "src" / "analysis"
FLOORS = (
    ("words",),
    ("data",),
    ("sources",),
    ("audit", "measures", "drawing"),
    ("questions",),
    ("office", "pages"),
    ("cli",),
)
"""Rooms from the ground up: each may import from the floors beneath it, and within itself."""
FLOOR = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
SNAPSHOT = Path(__file__).parent / "expected" / "public_names.txt"


BESIDE = {"__init__.py", "__main__.py", "py.typed", "__pycache__"}


def rooms() -> list[Path]:
    return sorted(path for path in HOUSE.iterdir() if path.name not in BESIDE)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_there_are_ten_rooms_and_each_says_its_one_job() -> None:
    assert {path.stem for path in rooms()} == set(FLOOR)
    for path in rooms():
        said = ast.get_docstring(ast.parse((path / "__init__.py").read_text(encoding="utf-8")))
        assert said and "\n" not in said, f"{path.name}: one line that says its job"


def test_imports_go_one_way() -> None:
    wrong = []
    for path in sorted(HOUSE.rglob("*.py")):
        room = path.relative_to(HOUSE).parts[0]
        if room not in FLOOR:
            continue
        for module in imports(path):
            name, _, rest = module.partition(".")
            other = rest.partition(".")[0]
            if name == "analysis" and other != room and FLOOR.get(other, -1) >= FLOOR[room]:
                wrong.append(f"{path.relative_to(HOUSE)} imports {module}")
            if name == "analysis" and not rest:
                wrong.append(f"{path.relative_to(HOUSE)} imports the public face")
    assert wrong == []


def test_rooms_import_nothing_when_entered() -> None:
    for path in HOUSE.glob("*/__init__.py"):
        if path.parent.name != "questions":
            assert list(imports(path)) == [], path


def test_every_module_has_a_name_of_its_own() -> None:
    """A module that is named like a public function would be shadowed by it, or shadow it."""
    files = {path.stem for path in HOUSE.rglob("*.py") if path.parent.name != "questions"}
    assert not files & {name for name in analysis.__all__ if not inspect.ismodule(getattr(analysis, name))}


def described(name: str) -> str:
    value = getattr(analysis, name)
    if inspect.ismodule(value):
        return f"{name}: module"
    if inspect.isclass(value):
        return f"{name}: class"
    if isinstance(value, str):
        return f"{name}: str"
    return f"{name}{inspect.signature(value)}" if callable(value) else f"{name}: mapping"


def test_public_names_and_signatures_are_those_written_down() -> None:
    """To change one on purpose: write the new line into expected/public_names.txt and the change into CHANGELOG.md."""
    assert [described(name) for name in sorted(analysis.__all__)] == SNAPSHOT.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    "name", ["observations", "indicators", "concepts", "sources", "wards", "notes", "evaluations", "coverage", "grades"]
)
def test_the_first_line_of_a_clean_table_is_its_typed_row(name: str) -> None:
    from dataclasses import fields

    from analysis.data import schema

    row = {
        "observations": schema.Observation,
        "indicators": schema.Indicator,
        "concepts": schema.Concept,
        "sources": schema.Source,
        "wards": schema.Area,
        "notes": schema.Note,
        "evaluations": schema.Evaluation,
        "coverage": schema.Coverage,
        "grades": schema.Grade,
    }[name]
    header = (ROOT / "data" / "clean" / f"{name}.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert header.split(",") == [field.name for field in fields(row)]


def test_tables_and_notebooks_are_those_written_down() -> None:
    committed = [*(ROOT / "data" / "clean").iterdir(), *(ROOT / "notebooks").glob("*.ipynb")]
    assert_unchanged("committed", {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in committed})


def test_no_test_reaches_the_network() -> None:
    with pytest.raises(RuntimeError, match=r"asks the network for example\.org"):
        urllib.request.urlopen("https://example.org/")
    with socket.socket() as unconnected, pytest.raises(RuntimeError, match=r"192\.0\.2\.1"):
        unconnected.connect(("192.0.2.1", 80))


def test_toml_has_one_reader_which_bounds_it() -> None:
    """Texts of the house's own are read before that reader could say in words what is wrong."""
    users = [path for path in sorted(HOUSE.rglob("*.py")) if "tomllib.load" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(HOUSE).as_posix() for path in users] == ["data/reading.py", "words/store.py"]
