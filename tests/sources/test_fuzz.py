"""What the weekly fuzzing rests on: its harnesses pass what is sound, and notice what must not happen."""

import os
from pathlib import Path

import harnesses
import mutants
import pytest
from harnesses import HARNESSES, FoundError, nothing_written, seeds

from analysis.sources.binding import Table
from analysis.sources.draft import draft
from analysis.sources.forms import workbook
from analysis.sources.new_source import TableDraft


@pytest.mark.parametrize("name", HARNESSES)
def test_sound_and_broken_inputs_pass(name: str) -> None:
    for content in seeds(name):
        HARNESSES[name](content)
        HARNESSES[name](content[: len(content) // 2])


@pytest.mark.parametrize("name", ["html", "csv", "txt", "pdf", "xlsx", "docx"])
def test_what_fuzzing_begins_with_holds_a_table(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted: list[str] = []

    def noted(table: Table, file: str, lang: str) -> TableDraft:
        drafted.append(file)
        return draft(table, file, lang)

    monkeypatch.setattr(harnesses, "draft", noted)
    HARNESSES[name](seeds(name)[0])
    assert drafted == ["table_01.csv"]


def test_what_is_written_is_found_even_where_its_error_is_caught(tmp_path: Path) -> None:
    for write in (
        lambda: (tmp_path / "file").write_text("text"),
        lambda: (tmp_path / "folder").mkdir(),
        lambda: os.close(os.open(tmp_path / "other", os.O_CREAT | os.O_WRONLY)),
    ):
        with pytest.raises(FoundError, match="written"), nothing_written():
            write()
    with nothing_written():
        (tmp_path / "file").read_text()
    (tmp_path / "file").write_text("nobody watches any more")


def test_a_fault_of_ours_is_not_taken_for_a_broken_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_shown", None)
    with pytest.raises(FoundError, match="a fault of ours"):
        HARNESSES["xlsx"](seeds("xlsx")[0])


def test_a_word_file_whose_parts_are_linked_without_a_type_is_read() -> None:
    parts = harnesses._parts(".docx")
    [number] = [number for number, (name, _) in enumerate(parts) if name == "word/_rels/document.xml.rels"]
    HARNESSES["docx"](bytes([number]) + parts[number][1].replace(b" Type=", b" Typv=", 1))


def test_any_other_error_than_ours_comes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harnesses, "parse_cell", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        HARNESSES["cell"](b"\0 5%")


def test_each_change_of_a_module_is_one_of_its_own_and_leaves_the_next_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "SOURCE", tmp_path)
    module = tmp_path / "module.py"
    module.write_text("def f(a: int = 1) -> bool:\n    if not a or a < 3:\n        return a\n    return None\n")
    found = {}
    for change in mutants.changes(module):
        exec(change.code(), names := {})
        found[str(change)] = [names["f"](value) for value in (0, 1, 3)]
    assert found == {
        "module.py:1: 1  ->  2": [0, 1, None],
        "module.py:2: not a or a < 3  ->  not a and a < 3": [0, None, None],
        "module.py:2: not a  ->  a": [0, 1, 3],
        "module.py:2: a < 3  ->  a <= 3": [0, 1, 3],
        "module.py:2: 3  ->  4": [0, 1, 3],
        "module.py:3: return a  ->  return None": [None, None, None],
    }


def test_each_change_that_is_known_to_change_nothing_is_one_that_can_be_drawn() -> None:
    known = [
        change
        for name in {name for name, _, _ in mutants.EQUIVALENT}
        for change in mutants.changes(mutants.SOURCE / name)
    ]
    assert len([change for change in known if change.is_equivalent()]) >= len(mutants.EQUIVALENT)
    assert len([change for change in known if not change.is_equivalent()]) > 100
