"""One rule for every command that writes a folder: new, empty or its own, anything else is refused before any work."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.cli.commands import main
from analysis.data.writing import check_own, check_place, is_reserved
from analysis.sources.extract import write_drafts
from analysis.sources.importers import import_digital_agency, import_mic
from analysis.words.errors import WardKpiError

COMMANDS: dict[str, list[str]] = {
    "report": ["report", "--output"],
    "site": ["site", "--output"],
    "export": ["export", "--output"],
    "bundle": ["bundle", "--output"],
    "import-mic": ["import-mic", "none.csv", "--out"],
    "import-digital-agency": ["import-digital-agency", "none.csv", "--out"],
}
WORK = [
    "analysis.sources.clean.check",
    "analysis.pages.site.website.execute_editions",
    "analysis.office.pack_folder.build",
    "analysis.sources.importers.read_sheets",
]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="NOT CHECKED: links and permissions need POSIX")


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Any:
    """Return a function that calls a command, which must be refused in one line before it does anything."""

    def begun(*_: object, **__: object) -> None:
        pytest.fail("work was begun that could not be kept")

    for work in WORK:
        monkeypatch.setattr(work, begun)
    monkeypatch.chdir(tmp_path)

    def call(command: str, *more: str) -> str:
        assert main([*COMMANDS[command], *more, "--lang", "en", "--root", str(request.config.rootpath)]) == 1
        said = capsys.readouterr().err
        assert said.count("\n") == 1, said
        return said

    return call


@pytest.mark.behaviour(27)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_nobody_marked_is_refused_and_left_as_it_is(command: str, refused: Any, tmp_path: Path) -> None:
    for name in ("mydocs/mine.txt", "hidden/.mine", "deep/er/mine.txt", "manifest/manifest.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("{}", encoding="utf-8")
        folder = name.split("/")[0]
        assert f"{folder} holds files that ward-kpi did not write" in refused(command, folder)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        ".mine", "manifest.json", "mine.txt", "mine.txt",
    ]  # fmt: skip


@POSIX
@pytest.mark.behaviour(30)
@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_where_nothing_can_be_written_is_refused(
    command: str, force: list[str], refused: Any, tmp_path: Path
) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "leads-nowhere").symlink_to(tmp_path / "nowhere" / "at" / "all")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    places = ["~nosuchuser/new", "loop", "loop/inner", "x" * 300, f"new/{'x' * 300}/inner", "file", "file/inner"]
    if not command.startswith("import"):  # an import goes where a link leads
        places.append("leads-nowhere")
    for place in places:
        assert "cannot write" in refused(command, place, *force)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "leads-nowhere", "loop"]


@POSIX
@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_at_home_is_that_of_the_user(
    command: str, refused: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "mine").mkdir(parents=True)
    (tmp_path / "home" / "mine" / "mine.txt").write_text("mine", encoding="utf-8")
    assert f"{tmp_path / 'home' / 'mine'} holds files that ward-kpi did not write" in refused(command, "~/mine")


@pytest.mark.parametrize("option", ["--pack", "--site", "--wheels"])
@pytest.mark.parametrize("folder", ["not-there", "empty"])
def test_what_a_bundle_is_made_of_must_be_there(option: str, folder: str, refused: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert f"{option}: the folder {folder} holds no file" in refused("bundle", "new", option, folder)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["a\0b", "x/a\0b"])
def test_a_name_that_no_folder_can_have_is_one_line_from_python_too(name: str, project_root: Path) -> None:
    calls = [
        lambda: check_place(Path(name)),
        lambda: check_own(Path(name), force=True),
        lambda: import_mic("none.csv", name, root=project_root),
        lambda: import_digital_agency("none.csv", name, root=project_root),
        lambda: write_drafts("none.txt", name, root=project_root),
    ]
    for call in calls:
        with pytest.raises(WardKpiError) as caught:
            call()
        assert caught.value.code == "cannot_write"


@POSIX
@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="NOT CHECKED: root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(WardKpiError, match="cannot write"):
        check_place(tmp_path / "new" / "deeper")


def test_a_folder_of_folders_is_empty(tmp_path: Path) -> None:
    (tmp_path / "one" / "two").mkdir(parents=True)
    check_own(tmp_path)
    (tmp_path / "one" / "two" / "file").touch()
    with pytest.raises(WardKpiError, match="did not write"):
        check_own(tmp_path)


def test_names_that_windows_keeps_for_devices_are_known() -> None:
    assert all(map(is_reserved, ("CON", "nul", "Aux.png", "com1", "LPT9.tar.gz")))
    assert not any(map(is_reserved, ("console", "null", "com", "com10", "my-con", "aux_1")))
