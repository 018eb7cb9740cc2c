"""datapackage.json describes the clean tables: an independent library validates them, keys and references included."""

import csv
import json
import warnings
from pathlib import Path
from typing import Any

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.data import schema
from analysis.sources.clean import build, clean

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the library's own dependencies deprecate is not ours to mend
    from frictionless import Package, system


def errors(folder: Path) -> list[str]:
    """Return what the library finds wrong, as 'table: kind of error: note'."""
    with system.use_context(trusted=True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = Package(str(folder / "datapackage.json")).validate()
    found = [f"package: {error.type}: {error.note}" for error in report.errors]
    return found + [f"{task.name}: {error.type}: {error.note}" for task in report.tasks for error in task.errors]


@pytest.fixture(scope="module")
def package(project_root: Path) -> dict[str, Any]:
    return json.loads((project_root / "data" / "clean" / "datapackage.json").read_text(encoding="utf-8"))


def test_the_committed_tables_are_valid(project_root: Path) -> None:
    assert errors(project_root / "data" / "clean") == []


def test_every_clean_file_is_described_and_every_description_has_its_file(
    project_root: Path, package: dict[str, Any]
) -> None:
    files = {path.name for path in (project_root / "data" / "clean").glob("*.csv")}
    assert {resource["path"] for resource in package["resources"]} == files


def test_the_described_fields_are_the_columns_in_their_order(project_root: Path, package: dict[str, Any]) -> None:
    for resource in package["resources"]:
        with (project_root / "data" / "clean" / resource["path"]).open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        assert [field["name"] for field in resource["schema"]["fields"]] == header
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_the_design_fixes_columns_and_key_of_the_observations(package: dict[str, Any]) -> None:
    described = next(r for r in package["resources"] if r["name"] == "observations")["schema"]
    assert [field["name"] for field in described["fields"]] == (
        [
            "ward",
            "indicator",
            "concept",
            "theme",
            "period_from",
            "fiscal_year",
            "kind",
            "value",
            "unit",
            "text",
            "as_of",
            "source",
            "published",
            "locator",
            "published_from",
            "obs_status",
            "bound",
            "superseded",
            "note",
        ]
    )
    key = ["indicator", "period_from", "fiscal_year", "kind", "source", "as_of", "published"]
    assert described["primaryKey"] == key
    kinds = next(field for field in described["fields"] if field["name"] == "kind")["constraints"]["enum"]
    assert set(kinds) == {"baseline", "actual", "estimate", "planned", "target"}


def test_the_bytes_are_as_the_design_says(project_root: Path) -> None:
    for path in (project_root / "data" / "clean").glob("*.*"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        content.decode("utf-8")


def test_rows_are_sorted_by_their_key(project_root: Path) -> None:
    with (project_root / "data" / "clean" / "observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    years = [(int(r["period_from"] or 0), int(r["fiscal_year"] or 0)) for r in rows]
    rest = [(r["kind"], r["source"], r["as_of"], r["published"]) for r in rows]
    keys = [(r["indicator"], *year, *other) for r, year, other in zip(rows, years, rest, strict=True)]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))


def test_values_are_in_the_shortest_plain_notation(project_root: Path) -> None:
    with (project_root / "data" / "clean" / "observations.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["value"]:
                assert row["value"] == f"{float(row['value']):.10g}" or "e" in f"{float(row['value']):.10g}"


# --- what is wrong is found ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the clean folder of a small root."""
    table = Table(
        PLAN, {"asahina.procedures": ["6手続", "21手続", "－", "30手続"], "asahina.measures": ["", "実施", "", ""]}
    )
    synthetic.write(tmp_path, {"doc": Source("2025", {"kpi": table}, ASAHINA)})
    clean(tmp_path)
    assert errors(tmp_path / "data" / "clean") == []
    return tmp_path / "data" / "clean"


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        ("observations", b"asahina.procedures,procedures", b"asahina.process,procedures", "foreign-key"),
        ("observations", b",procedures,online,", b",procedure,online,", "foreign-key"),
        ("observations", b"\n131911,", b"\n131912,", "foreign-key"),
        ("observations", b",doc,2025", b",dok,2025", "foreign-key"),
        ("observations", b",2022,actual,", b",2021,baseline,", "primary-key"),
        ("observations", b",actual,", b",result,", "constraint-error"),
        ("observations", b",2022,", b",R4,", "type-error"),
        ("observations", b",21,", b",21x,", "type-error"),
        ("observations", b"131911,", b"13101,", "constraint-error"),
        ("observations", b",2025-12-31,", b",2025-12,", "type-error"),
        ("observations", b"published", b"publishd", "incorrect-label"),
        ("indicators", b",higher,", b",upper,", "constraint-error"),
        ("sources", b",final,", b",,", "constraint-error"),
        ("wards", b"131920,", b"131911,", "primary-key"),
    ],
)
def test_a_damaged_table_is_found(folder: Path, table: str, old: bytes, new: bytes, expected: str) -> None:
    path = folder / f"{table}.csv"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))
    assert any(f"{table}: {expected}" in error for error in errors(folder)), errors(folder)


def test_the_description_is_made_from_the_one_definition_of_the_columns(tmp_path: Path) -> None:
    synthetic.write(tmp_path, {"doc": Source("2025", {"kpi": Table(PLAN, {})}, ASAHINA)})
    assert json.loads(build(tmp_path)["datapackage.json"]) == schema.datapackage()
