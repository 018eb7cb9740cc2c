"""Sets of files: killed or failing at any step, they stand as they were or as they should be; nothing else is touched."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from analysis.data import writing
from analysis.data.writing import (
    MANIFEST,
    STAGED,
    TEMPORARY,
    check_own,
    is_free,
    settle,
    temporary_folder,
    undo_all,
    undone,
    write_files,
    write_folders,
)
from analysis.words.errors import DataError, WardKpiError

OLD = {"a.csv": b"old a", "inner/b.csv": b"old b", "gone.csv": b"old gone"}
NEW = {"a.csv": b"new a", "inner/b.csv": b"new b", "c.csv": b"new c", "deep/er/d.csv": b"new d"}
KILLED = 77
STEPS = 120
# An audit hook sees every file operation just before it is done: at the n-th the process ends as if its plug was pulled.
# One process forks a writer for each step, for starting Python each time would take minutes.
KILLER = """
import os, sys
from pathlib import Path
from analysis.data.writing import write_files
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.link", "os.chmod", "os.rmdir"}
root, steps, new, gone = Path(sys.argv[1]), int(sys.argv[2]), eval(sys.argv[3]), eval(sys.argv[4])
def write(folder, last):
    seen = 0
    def hook(event, arguments):
        nonlocal seen
        if event in EVENTS and str(folder) in str(arguments):
            seen += 1
            if seen == last:
                os._exit(77)
    sys.addaudithook(hook)
    write_files({folder / name: content for name, content in new.items()}, [folder / name for name in gone])
    os._exit(0)
for step in range(1, steps + 1):
    child = os.fork()
    if not child:
        write(root / str(step), step)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def fill(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def held(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def killed(root: Path, gone: list[str]) -> list[bool]:
    """Write the new set into a folder for each step, killed there; return whether each came to be killed."""
    arguments = [str(root), str(STEPS), repr(NEW), repr(gone)]
    done = subprocess.run([sys.executable, "-c", KILLER, *arguments], check=True, capture_output=True, text=True)
    codes = [int(line) for line in done.stdout.split()]
    assert len(codes) == STEPS
    assert set(codes) == {0, KILLED}
    return [code == KILLED for code in codes]


@pytest.mark.behaviour(29)
@pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: kills of writers need os.fork")
def test_after_a_kill_at_any_step_the_old_set_or_the_new_one_stands(tmp_path: Path) -> None:
    for step in range(1, STEPS + 1):
        fill(tmp_path / str(step), OLD)
    kills = killed(tmp_path, ["gone.csv"]).index(False)
    assert kills > 4 * len(NEW)
    is_new = []
    for step in range(1, kills + 1):
        settle(tmp_path / str(step))
        left = held(tmp_path / str(step))
        assert left in (OLD, NEW), step
        is_new.append(left == NEW)
    assert is_new == sorted(is_new)  # old up to one moment, new from it on
    assert is_new.count(True) > len(NEW)


@pytest.mark.behaviour(29)
@pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: kills of writers need os.fork")
def test_a_new_folder_is_whole_or_free_again_after_a_kill(tmp_path: Path) -> None:
    for step in range(1, killed(tmp_path, []).index(False) + 1):
        folder = tmp_path / str(step)
        assert is_free(folder) or held(folder) == NEW, step


def test_a_failure_at_any_rename_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, calls = os.replace, [0]
    for fails_at in range(1, 7):
        folder = tmp_path / str(fails_at)
        fill(folder, OLD)
        calls[0] = 0

        def failing(source: Path, target: Path, fails_at: int = fails_at) -> None:
            calls[0] += 1
            if calls[0] == fails_at:
                raise PermissionError(13, "in use")
            replace(source, target)

        monkeypatch.setattr(os, "replace", failing)
        contents = {folder / name: content for name, content in NEW.items()}
        if fails_at <= 1 + len(NEW):  # the journal's rename, then one a file
            with pytest.raises(WardKpiError, match="in use") as caught:
                write_files(contents, [folder / "gone.csv"])
            assert caught.value.code == "cannot_write"
            assert held(folder) == OLD
        else:
            write_files(contents, [folder / "gone.csv"])
            assert held(folder) == NEW


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(WardKpiError, match=r"a\.csv.*No space left"):
        write_files({tmp_path / "new" / "folder" / "a.csv": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_what_a_living_run_stages_is_let_be(tmp_path: Path) -> None:
    staged = tmp_path / f"{STAGED}other"
    staged.mkdir()
    with writing._lock(staged) as is_ours:
        assert is_ours
        settle(tmp_path)
        assert staged.is_dir()
    settle(tmp_path)
    assert not staged.exists()


@pytest.mark.parametrize("target", ["../victim", "/etc/victim", "inner/../../victim", "..\\victim"])
def test_a_journal_that_leads_out_of_its_folder_is_not_followed(tmp_path: Path, target: str) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.write_text("mine", encoding="utf-8")
    fill(folder / f"{STAGED}evil", {"0": b"theirs"})
    journal = {"moves": [["0", target]], "gone": [target]}
    (folder / f"{STAGED}evil" / "journal.json").write_text(json.dumps(journal), encoding="utf-8")
    settle(folder)
    assert victim.read_text(encoding="utf-8") == "mine"
    assert list(folder.iterdir()) == []


def test_a_set_that_cannot_be_finished_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / f"{STAGED}x", {"0": b"new", "journal.json": b'{"moves": [["0", "a.csv"]], "gone": []}'})
    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(PermissionError(13, "read-only")))
        with pytest.raises(DataError, match="read-only"):
            settle(tmp_path)
    settle(tmp_path)
    assert held(tmp_path) == {"a.csv": b"new"}


@pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: kills of writers need os.fork")
@pytest.mark.parametrize("edited", ["a.csv", "inner/b.csv", "c.csv", "gone.csv"])
def test_what_somebody_writes_after_a_kill_is_not_lost(tmp_path: Path, edited: str) -> None:
    """At whichever step a run was killed: the next one keeps the edit, or refuses to write over it until it is moved away."""
    for step in range(1, STEPS + 1):
        fill(tmp_path / str(step), OLD)
    kills = killed(tmp_path, ["gone.csv"]).index(False)
    refused = 0
    for folder in (tmp_path / str(step) for step in range(1, kills + 1)):
        fill(folder, {edited: b"edited"})
        try:
            settle(folder)
        except DataError as error:
            assert error.code == "changed_since_kill"
            assert Path(error.details["path"]) == folder / edited
            assert (folder / edited).read_bytes() == b"edited"
            refused += 1
            (folder / edited).rename(folder / "kept")
            settle(folder)
            (folder / "kept").unlink()
            assert held(folder) == NEW
        else:
            assert (folder / edited).read_bytes() == b"edited"
    assert refused


# --- whole folders ------------------------------------------------------------------------------------------------


def test_a_folder_of_ours_is_replaced_and_what_others_put_there_stays(tmp_path: Path) -> None:
    write_folders({tmp_path: {"index.html": b"1", "old.html": b"1"}})
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_folders({tmp_path: {"index.html": b"2"}})
    names = {MANIFEST, "index.html", "notes.txt"}
    assert set(held(tmp_path)) == names
    assert held(tmp_path)["index.html"] == b"2"


@pytest.mark.behaviour(27)
@pytest.mark.parametrize("also", [{}, {MANIFEST: b'{"name": "an app", "files": []}'}, {MANIFEST: b"[" * 5000}])
def test_a_folder_of_others_is_refused_and_forcing_deletes_nothing(tmp_path: Path, also: dict[str, bytes]) -> None:
    fill(tmp_path, {"index.html": b"theirs", **also})
    before = held(tmp_path)
    for force, code in ((False, "not_ours"), (True, "in_the_way")):
        with pytest.raises(WardKpiError) as caught:
            write_folders({tmp_path: {"index.html": b"ours"}}, force=force)
        assert caught.value.code == code
        assert held(tmp_path) == before


def test_forcing_adds_to_a_folder_of_others(tmp_path: Path) -> None:
    fill(tmp_path, {"theirs.html": b"theirs"})
    write_folders({tmp_path: {"index.html": b"ours"}}, force=True)
    assert held(tmp_path)["theirs.html"] == b"theirs"
    check_own(tmp_path)  # from now on it is known what is ours


def test_a_file_changed_by_hand_is_not_overwritten_unless_forced(tmp_path: Path) -> None:
    write_folders({tmp_path: {"a.html": b"1", "stale.html": b"1"}})
    (tmp_path / "stale.html").write_bytes(b"edited")
    with pytest.raises(WardKpiError) as caught:
        write_folders({tmp_path: {"a.html": b"2"}})
    assert caught.value.code == "edited"
    assert caught.value.details["path"].name == "stale.html"
    write_folders({tmp_path: {"a.html": b"2"}}, force=True)
    assert held(tmp_path)["stale.html"] == b"edited"  # it is no longer what we wrote: nobody removes it


def test_a_manifest_that_names_files_elsewhere_removes_none(tmp_path: Path) -> None:
    fill(tmp_path, {"victim": b""})
    entry = {"file": "../victim", "sha256": writing._digest(tmp_path / "victim")}
    fill(tmp_path / "site", {MANIFEST: writing.as_manifest([entry])})
    write_folders({tmp_path / "site": {"a.html": b"1"}})
    assert (tmp_path / "victim").exists()


def test_several_folders_are_refused_together(tmp_path: Path) -> None:
    fill(tmp_path, {"site/index.html": b"theirs"})
    with pytest.raises(WardKpiError):
        write_folders({tmp_path / "charts": {"a.png": b"1"}, tmp_path / "site": {"b.html": b"1"}})
    assert held(tmp_path) == {"site/index.html": b"theirs"}


@pytest.mark.parametrize("step", range(6))
def test_folders_that_a_killed_run_wrote_as_one_set_can_be_checked_and_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """A report asks first whether its folders are its own: what a killed one left half in place is finished before."""
    one, other = tmp_path / "site", tmp_path / "tables"

    def files(word: bytes) -> dict[Path, dict[str, bytes]]:
        return {folder: {"a.html": word, "b.html": word} for folder in (one, other)}

    write_folders(files(b"old"))
    renamed, left = os.replace, [step]

    def fail_at_step(source: Any, target: Any) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        renamed(source, target)

    monkeypatch.setattr("analysis.data.writing.settle", lambda folder: None)  # as if it had been killed
    monkeypatch.setattr(os, "replace", fail_at_step)
    with pytest.raises(KeyboardInterrupt):
        write_folders(files(b"new"))
    monkeypatch.undo()
    for folder in (one, other):
        check_own(folder)
    assert {path.read_bytes() for folder in (one, other) for path in folder.glob("*.html")} in ({b"old"}, {b"new"})
    write_folders(files(b"newest"))
    assert {path.read_bytes() for folder in (one, other) for path in folder.glob("*.html")} == {b"newest"}


# --- what a run has for its own time ------------------------------------------------------------------------------


@pytest.mark.behaviour(29)
@pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: kills of writers need os.fork")
def test_the_folder_of_a_killed_run_is_gone_with_the_next_and_that_of_a_living_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / f"{TEMPORARY}of-somebody").write_text("a file", encoding="utf-8")
    (tmp_path / f"{TEMPORARY}link").symlink_to(tmp_path)
    others = set(tmp_path.iterdir())
    with temporary_folder() as living:
        child = os.fork()
        if not child:
            with temporary_folder() as abandoned:
                (abandoned / "inner").mkdir()
                os._exit(KILLED)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
        assert len(set(tmp_path.iterdir()) - others) == 2
        with temporary_folder() as another:
            assert set(tmp_path.iterdir()) - others == {living, another}
    assert set(tmp_path.iterdir()) == others


def test_what_a_run_has_for_its_own_time_is_undone_once_it_ends_the_latest_first() -> None:
    done: list[str] = []
    with undone(lambda: done.append("folder")), pytest.raises(ZeroDivisionError), undone(lambda: 1 / 0):
        with undone(lambda: done.append("kernel")):
            pass
        assert done == ["kernel"]
        undo_all()
        assert done == ["kernel", "folder"]
    done.clear()
    undo_all()
    assert done == []
