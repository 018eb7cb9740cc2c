"""Everything for an office without a network, as zips: a finished pack, offline pages, tables, and what installs the rest."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import mistune
from packaging.requirements import Requirement

from analysis.data.writing import temporary_folder, write_folders
from analysis.words.errors import WardKpiError
from analysis.words.say import told

PYTHON = "3.12"
"""The one Python that the wheels are for."""
WHOLE, WITHOUT_SCRIPTS = "ward-kpi.zip", "ward-kpi-without-scripts.zip"
_PROJECT = ("src", "data", "notebooks", "docs", "run.py", "pyproject.toml", "requirements.lock", "README.md")
_PROJECT_FILES = ("README.ja.md", "LICENSE", "NOTICE.md", "conftest.py")
_GUIDE = Path("docs") / "windows.ja.md"
_OPENED = ("pack/slides.pptx", "pack/paper.docx", "pack/data.xlsx", "site/index.html")
"""What is opened from the first page."""
_LEFT_OUT = re.compile(r"(^|/)(__pycache__|\.ipynb_checkpoints)(/|$)|\.py[co]$")
_SCRIPTS = re.compile(r"\.(?:cmd|bat|ps1|py|sh|js|vbs|exe)$")
"""What mail filters of offices refuse."""
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "python_version": PYTHON,
    "python_full_version": f"{PYTHON}.0",
    "extra": "",
}
_PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{max-width:48em;margin:2em auto;padding:0 1em;line-height:1.8;word-break:auto-phrase;font-family:"BIZ UDPGothic","Yu Gothic",sans-serif}}
img{{max-width:100%;border:1px solid #999}}table{{border-collapse:collapse}}td,th{{border:1px solid #999;padding:.2em .6em}}
@media print{{@page{{size:A4;margin:12mm}}body{{max-width:none;margin:0;padding:0;font-size:8.5pt;line-height:1.45}}
h1{{font-size:13pt;margin:0}}h2{{font-size:10.5pt;margin:.7em 0 .2em}}p,ul,ol,table{{margin:.35em 0}}img{{max-height:30mm}}}}</style>
</head><body>{body}</body></html>
"""
_INSTALL = """@echo off
echo This prepares ward-kpi without a network. It needs Python {python} (64-bit) for Windows.
py -{python} --version
if errorlevel 1 echo Python {python} was not found. Ask for it, then start this file again.
if not errorlevel 1 py -{python} run.py setup --wheels wheels
pause
"""


def windows_requirements(lock: str) -> str:
    r"""Return those pins of a lock that Windows needs, with their hashes and without conditions.

    Examples
    --------
    >>> print(windows_requirements('''a==1 \\\\
    ...     --hash=sha256:00
    ... uvloop==2 ; sys_platform != 'win32' \\\\
    ...     --hash=sha256:11
    ... '''))
    a==1 --hash=sha256:00
    """
    pins = []
    for entry in re.split(r"\n(?=\S)", lock.strip()):
        head, *hashes = (line.strip(" \\") for line in entry.splitlines() if not line.lstrip().startswith("#"))
        pin = Requirement(head)
        if pin.marker is None or pin.marker.evaluate(_WINDOWS):
            pins.append(" ".join([f"{pin.name}{pin.specifier}", *hashes]))
    return "\n".join(pins)


def fetch_wheels(lock: Path, folder: Path) -> None:
    """Fetch the wheels for Windows that a lock pins; needs a network.

    Raises
    ------
    WardKpiError
        If there is none, or a package has no such wheel.
    """
    with temporary_folder() as temporary:
        listed = temporary / "windows.txt"
        listed.write_text(windows_requirements(lock.read_text(encoding="utf-8")), encoding="utf-8")
        target = ["--platform", "win_amd64", "--python-version", PYTHON, "--implementation", "cp"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", *target]
        done = subprocess.run(
            [*command, "--require-hashes", "--dest", str(folder), "--requirement", str(listed)],
            env=os.environ
            | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),  # where it leaves nothing if killed
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()] or ["pip"]
        raise WardKpiError("no_wheels", reason=said[-1][:200])


def write_bundle(
    root: Path, pack: Path, site: Path, wheels: Path | None, output: Path, *, force: bool = False
) -> list[Path]:
    """Write both zips to ``output``: all, and what mail filters let pass; the same contents give the same bytes.

    Parameters
    ----------
    root : Path
        Folder of the checkout.
    pack, site : Path
        Folders of a finished pack and of the offline pages.
    wheels : Path, optional
        Folder of wheels; without it nothing can be installed from the zip without a network, and no installer is in it.
    output : Path
        Folder to write, new or written by a bundle before.
    force : bool
        Whether to add to another folder, and to overwrite what was changed since.

    Raises
    ------
    WardKpiError
        If ``output`` cannot be written, or holds what we did not write.
    """
    shown = dict(_files(pack, "pack")) | dict(_files(site, "site"))
    shown |= {f"tables/{path.name}": path.read_bytes() for path in sorted((root / "data" / "clean").glob("*.csv"))}
    shown |= {f"docs/{path.name}": path.read_bytes() for path in sorted((root / "docs").glob("windows*.png"))}
    shown["START.html"] = _start(root)
    project = dict(_project(root))
    if wheels is not None:
        project |= dict(_files(wheels, "project/wheels"))
        project["project/install.cmd"] = _crlf(_INSTALL.format(python=PYTHON))
    passing = {name: content for name, content in shown.items() if not _SCRIPTS.search(name)}
    zips = {WHOLE: _zipped({**shown, **project}), WITHOUT_SCRIPTS: _zipped(passing)}
    write_folders({output: zips}, force=force)
    return [output / name for name in zips]


def _files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder).as_posix()
        if path.is_file() and not _LEFT_OUT.search(inner):
            yield f"{name}/{inner}", path.read_bytes()


def _project(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what runs the commands; the files to double-click call the Python that the wheels are for."""
    for name in (*_PROJECT, *_PROJECT_FILES):
        path = root / name
        if path.is_dir():
            yield from _files(path, f"project/{name}")
        elif path.is_file():
            yield f"project/{name}", path.read_bytes()
    for path in sorted(root.glob("*.cmd")):
        yield f"project/{path.name}", _crlf(_with_one_python(path.read_text(encoding="ascii")))


def _with_one_python(text: str) -> str:
    """Return a text that calls the Python that the wheels are for, whichever else is there."""
    return text.replace("py run.py", f"py -{PYTHON} run.py")


def _start(root: Path) -> bytes:
    """Return the page to begin with: the guide for staff, its links leading to what is in the zip."""
    guide = _with_one_python((root / _GUIDE).read_text(encoding="utf-8"))
    body = str(mistune.html(guide.replace("](windows", "](docs/windows")))
    for path in map(Path, _OPENED):  # where it is named first
        name = f"<code>{path.name}</code>"
        body = body.replace(name, f'<a href="{path.as_posix()}">{name}</a>', 1)
    return _PAGE.format(title=told("office.bundle.title", "ja"), body=body).encode()


def _crlf(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode("ascii") + b"\r\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"ward-kpi/{name}", _ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()
