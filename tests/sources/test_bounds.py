"""Files far larger than any published table are refused in one line before they cost minutes; so are names too long to draw."""

import os
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.sources.validate import validate


@pytest.fixture
def root(tmp_path: Path) -> Path:
    table = Table(PLAN, {"asahina.procedures": ["6手続", "21手続", "－", "30手続"]})
    return synthetic.write(tmp_path, {"doc": Source("2025", {"kpi": table}, ASAHINA)})


def problems(root: Path, code: str) -> list[str]:
    found = [one for one in validate(root=root) if one.problem.code == code]
    assert all(one.level == "error" for one in found)
    assert all("\n" not in one.message(lang) for one in found for lang in ("ja", "en"))
    return [one.message("en") for one in found]


@pytest.mark.behaviour(30)
def test_sixty_thousand_columns_are_refused(root: Path) -> None:
    path = root / "data" / "raw" / "doc" / "kpi.csv"
    path.write_text("indicator,label," + ",".join(f"R{number}" for number in range(60_000)) + "\n", encoding="utf-8")
    assert ["kpi.csv" in one and "60002 columns" in one for one in problems(root, "too_many_columns")] == [True]


@pytest.mark.behaviour(30)
def test_forty_thousand_tables_are_refused(root: Path) -> None:
    path = root / "data" / "raw" / "doc" / "source.toml"
    path.write_text("".join(f'[[table]]\nfile = "{number}.csv"\n' for number in range(40_000)), encoding="utf-8")
    assert ["source.toml" in one and "40000" in one for one in problems(root, "too_many")] == [True]


@pytest.mark.behaviour(30)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="NOT CHECKED: this system has no pipes with names")
@pytest.mark.parametrize("name", ["doc/kpi.csv", "doc/source.toml", "wards.toml"])
def test_a_raw_file_that_is_a_pipe_is_refused(root: Path, name: str) -> None:
    path = root / "data" / "raw" / name
    path.unlink()
    os.mkfifo(path)
    assert [path.name in one for one in problems(root, "no_regular_file")] == [True]


def test_a_key_of_fifty_thousand_parts_is_refused(root: Path) -> None:
    path = root / "data" / "raw" / "doc" / "source.toml"
    path.write_text('id = "doc"\n' + "a." * 50_000 + "b = 1\n", encoding="utf-8")
    assert ["source.toml, line 2" in one for one in problems(root, "long_line")] == [True]


@pytest.mark.parametrize(
    "nested",
    [
        "x = " + "[" * 5_000 + "]" * 5_000,
        "x = " + "{a=" * 3_000 + "1" + "}" * 3_000,
        ".".join(["a"] * 2_500) + " = 1",
        "[" + ".".join(["a"] * 2_500) + "]",
        "x = " + "[" * 25 + "]" * 25,
    ],
)
def test_nesting_beyond_measure_is_refused(root: Path, nested: str) -> None:
    path = root / "data" / "raw" / "doc" / "source.toml"
    path.write_text(nested, encoding="utf-8")
    assert ["source.toml" in one for one in problems(root, "too_deep")] == [True]


@pytest.mark.behaviour(17)
@pytest.mark.parametrize(("key", "letters", "fits"), [("ja", 20, True), ("ja", 21, False), ("en", 41, False)])
def test_a_name_of_a_ward_that_no_chart_has_room_for_is_refused(root: Path, key: str, letters: int, fits: bool) -> None:
    path = root / "data" / "raw" / "wards.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(f"name_{key}"))
    lines[first] = f'name_{key} = "{"区" * letters}"'
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = [one for one in problems(root, "toml_key") if "letters" in one]
    assert len(said) == (not fits)
    assert all("wards.toml" in one and f"name_{key} has {letters}" in one for one in said)


@pytest.mark.behaviour(16)
@pytest.mark.parametrize("char", ["\t", "\n", "\u200b", "\U00020bb7", "葛\U000e0104", "₂", "\U0001f600", "\x07"])
def test_a_character_without_glyph_is_found_before_anything_is_drawn(root: Path, char: str) -> None:
    point = f"U+{ord(char[-1]):04X}"
    path = root / "data" / "raw" / "wards.toml"
    text = path.read_text(encoding="utf-8")
    escaped = "".join(f"\\U{ord(one):08X}" for one in char)
    path.write_text(text.replace('name_ja = "', f'name_ja = "千{escaped}', 1), encoding="utf-8")
    assert [("wards.toml: ward 1.name_ja" in one, point in one) for one in problems(root, "no_glyph")] == [(True, True)]


@pytest.mark.behaviour(16)
def test_a_label_without_glyph_is_found_at_its_row(root: Path) -> None:
    path = root / "data" / "raw" / "doc" / "kpi.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("label")] = "CO₂の量"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    found = problems(root, "no_glyph_cell")
    assert [("doc/kpi.csv, row 2" in one, "U+2082" in one) for one in found] == [(True, True)]
