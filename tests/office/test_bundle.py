"""The zips for an office without a network: what is in them, what mail filters let pass, what Windows needs."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest

from analysis.office.bundle import PYTHON, WHOLE, WITHOUT_SCRIPTS, windows_requirements, write_bundle

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write both zips, of a made-up pack and site and one wheel."""
    folder = tmp_path_factory.mktemp("bundle")
    for name in (
        "pack/slides.pptx",
        "pack/charts/one.png",
        "site/index.html",
        "site/loose.js",
        "wheels/a-1-py3-none-any.whl",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    for output in ("one", "two"):
        write_bundle(ROOT, folder / "pack", folder / "site", folder / "wheels", folder / output)
    write_bundle(ROOT, folder / "pack", folder / "site", None, folder / "bare")
    return folder


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name.removeprefix("ward-kpi/"): archive.read(name) for name in archive.namelist()}


def test_two_runs_give_the_same_zips(zips: Path) -> None:
    for name in (WHOLE, WITHOUT_SCRIPTS):
        one, two = (hashlib.sha256((zips / folder / name).read_bytes()).digest() for folder in ("one", "two"))
        assert one == two


def test_the_whole_zip_installs_and_shows(zips: Path) -> None:
    found = contents(zips / "one" / WHOLE)
    assert {"START.html", "pack/slides.pptx", "site/index.html", "tables/observations.csv"} <= set(found)
    assert {"project/run.py", "project/requirements.lock", "project/src/analysis/__init__.py"} <= set(found)
    assert "project/wheels/a-1-py3-none-any.whl" in found
    assert not [name for name in found if "__pycache__" in name or name.startswith("project/build")]
    for name in ("install", "pack", "report", "lab"):
        script = found[f"project/{name}.cmd"]
        assert script.isascii() and script.count(b"\r\n") == script.count(b"\n")
        assert f"py -{PYTHON} run.py".encode() in script and b"py run.py" not in script
    first = found["project/install.cmd"].decode().splitlines()[1]
    assert f"Python {PYTHON} (64-bit)" in first  # before anything else, what it needs


def test_the_other_zip_has_nothing_that_a_mail_filter_refuses(zips: Path) -> None:
    found = contents(zips / "one" / WITHOUT_SCRIPTS)
    assert {"START.html", "pack/slides.pptx", "pack/charts/one.png", "site/index.html"} <= set(found)
    assert not [name for name in found if re.search(r"\.(cmd|bat|ps1|py|js|exe|whl)$", name)]


def test_without_wheels_there_is_no_installer(zips: Path) -> None:
    assert not [name for name in contents(zips / "bare" / WHOLE) if "wheels" in name or "install.cmd" in name]


def test_the_first_page_is_the_guide_and_its_pictures_are_there(zips: Path) -> None:
    found = contents(zips / "one" / WITHOUT_SCRIPTS)
    page = found["START.html"].decode()
    pictures = re.findall(r'<img[^>]* src="([^"]+)"', page)
    assert len(pictures) == 2 and set(pictures) <= set(found)
    assert "install.cmd" in page and not re.search(r"https?://", page)
    assert "py run.py" not in page  # another Python would begin a .venv of its own
    links = re.findall(r'<a href="([^"]+)"', page)
    assert links == ["pack/slides.pptx", "pack/paper.docx", "pack/data.xlsx", "site/index.html"]


def test_windows_gets_what_it_needs_and_nothing_of_other_systems() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = windows_requirements(lock).splitlines()
    names = {pin.split("==")[0] for pin in pins}
    assert all(re.fullmatch(r"[\w.-]+==\S+( --hash=sha256:[0-9a-f]{64})+", pin) for pin in pins)
    assert {"pandas", "matplotlib", "colorama"} <= names  # the last is for Windows alone
    assert not names & {"pexpect", "ptyprocess", "appnope"}  # for others alone
