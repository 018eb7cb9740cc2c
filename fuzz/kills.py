"""Kills commands that write while they work: python fuzz/kills.py SEED NUMBER [--whole] [export site report bundle].

Each command is killed (SIGKILL) NUMBER times while it writes over a folder that it wrote before, at moments drawn at random
by SEED. Then there must be the old set or the new one, as whoever reads it next
finds it, and the next run must leave the new one and nothing else: no staged and no temporary folder, no process.
Between two renames of a set its manifest tells that files are of another: how often that was seen is printed, too.

What takes minutes (executing notebooks, drawing) is taken from :data:`MADE_UP`, so that the moments fall into reading,
checking, zipping and writing; with ``--whole`` nothing is, and what is killed may have kernels. Linux only.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("export", "site", "report", "bundle")
SECONDS = 30
"""How long a kernel may outlive a killed run: it looks once a second whether its parent lives, but not before it has begun."""
Files = Mapping[str, bytes]


def made_up(*names: str) -> dict[str, bytes]:
    """Return files of a size as they have, each with a content of its own."""
    return {name: random.Random(name).randbytes(80_000) for name in names}


PACK = made_up("slides.pptx", "paper.docx", "data.xlsx", *(f"charts/{number}.png" for number in range(90)))
SITE = made_up("index.html", *(f"{folder}page_{number}.html" for folder in ("", "en/") for number in range(25)))
CHARTS = made_up(*(f"chart_{number}.svg" for number in range(40)))
EDITIONS = {lang: {Path(f"notebooks/{number}.ipynb"): b'{"cells": []}' for number in range(9)} for lang in ("ja", "en")}
MADE_UP: Mapping[str, Callable[[], Any]] = {
    "analysis.office.pack_folder.build": lambda: (
        dict(PACK),
        importlib.import_module("analysis.office.pack_folder").Drawn((), (), {}),
    ),
    "analysis.pages.site.website.execute_editions": lambda: EDITIONS,
    "analysis.pages.site.website.site": lambda: dict(SITE),
    "analysis.pages.notebook_runs.execute_editions": lambda: EDITIONS,
    "analysis.pages.report_folder._charts": lambda: (dict(CHARTS), []),
    "analysis.sources.clean.check": lambda: {},
}
"""What functions give that would take minutes."""


def replace(name: str) -> None:
    """Let a function give what is made up."""
    module, _, function = name.rpartition(".")
    setattr(importlib.import_module(module), function, lambda *_, **__: MADE_UP[name]())


def no_wheels(_: Path, folder: Path) -> None:
    """Fetch nothing: what is killed here is the writing."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "none-0-py3-none-any.whl").write_bytes(bytes(range(256)) * 4000)


def run(command: str, target: Path) -> int:
    """Run a command, which says nothing."""
    from analysis.cli.commands import main

    with open(os.devnull, "w", encoding="utf-8") as to, contextlib.redirect_stdout(to), contextlib.redirect_stderr(to):
        return main([command, "--root", str(ROOT), "--output", str(target), "--lang", "en"])


def held(folder: Path) -> Files:
    """Return the files of a folder, but for what is staged."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.partition("/")[0].startswith(".new-")}


def is_told(files: Files) -> bool:
    """Return whether a manifest among ``files`` tells that one of its files is of another set or missing."""
    for name, content in files.items():
        if name.rpartition("/")[2] == "manifest.json":
            folder = name.removesuffix("manifest.json")
            for one in json.loads(content)["files"]:
                if hashlib.sha256(files.get(folder + one["file"], b"")).hexdigest() != one["sha256"]:
                    return True
    return False


def processes(temporary: Path) -> list[str]:
    """Return the processes that have the temporary folder of those that were killed."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if f"TMPDIR={temporary}".encode() in path.read_bytes().split(b"\0") and path.parent.name != str(
                os.getpid()
            ):
                found.append(path.parent.name)
    return found


def killed(command: str, target: Path, seconds: float) -> bool:
    """Run a command in a process of its own and kill it after so many seconds; return whether it ran until then."""
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            run(command, target)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def ended(child: Callable[[], int]) -> int:
    """Return what a function gives in a process of its own."""
    number = os.fork()
    if not number:
        code = 99
        with contextlib.suppress(BaseException):
            code = child()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def older(files: Files, target: Path) -> None:
    """Write what an older run would have left: every file another, one more and one fewer."""
    from analysis.data.writing import as_manifest, manifest_entries, write_folders

    folders: dict[Path, dict[str, bytes]] = {}
    homes = {name.rpartition("/")[0] for name in files if name.rpartition("/")[2] == "manifest.json"}
    for name, content in sorted(files.items()):
        home = max((one for one in homes if not one or name.startswith(f"{one}/")), key=len)
        inner = name.removeprefix(f"{home}/") if home else name
        if inner != "manifest.json":
            folders.setdefault(target / home, {})[inner] = content + b"\nolder"
    for some in folders.values():
        if len(some) > 1:
            some.pop(max(some))
        some["of-the-older-one.txt"] = b"older"
        some["manifest.json"] = as_manifest(manifest_entries(some))
    write_folders(folders)


def check(command: str, number: int, draw: random.Random, temporary: Path, *, whole: bool) -> bool:
    """Kill one command so many times; print what was found and return whether it held."""
    from analysis.data.writing import settle, temporary_folder

    target = temporary.parent / command
    began = time.monotonic()
    assert ended(lambda: run(command, target)) == 0, command
    if not whole:
        began = time.monotonic()
        assert ended(lambda: run(command, target)) == 0, command
    lasts, new = time.monotonic() - began, held(target)
    older_one = temporary.parent / "older"
    older(new, older_one)
    old, counts = held(older_one), dict.fromkeys(("old", "new", "mixed", "told", "left over", "too late"), 0)
    kills = 0
    while kills < number:
        shutil.rmtree(target)
        shutil.copytree(older_one, target)
        in_time = killed(command, target, draw.uniform(0, lasts))
        kills, counts["too late"] = kills + in_time, counts["too late"] + (not in_time)
        if not in_time:
            lasts *= 0.9  # the machine is less busy by now
            continue
        counts["told"] += held(target) not in (old, new) and is_told(held(target))
        counts["left over"] += any(target.glob(".new-*")) or any(temporary.iterdir())
        until = time.monotonic() + SECONDS
        while processes(temporary) and time.monotonic() < until:
            time.sleep(0.2)
        settle(target)
        found = held(target)
        counts["old" if found == old else "new" if found == new else "mixed"] += 1
        if whole:
            with temporary_folder():
                pass
        else:
            assert ended(lambda: run(command, target)) == 0, "the next run fails"
        left = [*target.rglob(".new-*"), *temporary.iterdir(), *processes(temporary)]
        assert not left, left
        assert whole or held(target) == new, "the next run leaves another set"
    shutil.rmtree(older_one)
    print(f"{command}: {number} kills in {lasts:.1f} s each: {counts}", flush=True)
    return not counts["mixed"]


def main() -> int:
    """Kill what is asked for."""
    seed, number, *options = sys.argv[1:]
    whole, names = "--whole" in options, [one for one in options if one != "--whole"]
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        temporary = Path(folder, "temporary")
        temporary.mkdir()
        os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
        if not whole:
            for name in MADE_UP:
                replace(name)
            bundle: Any = importlib.import_module("analysis.office.bundle")
            bundle.fetch_wheels = no_wheels
        held_all = [check(name, int(number), draw, temporary, whole=whole) for name in names or COMMANDS]
    return 0 if all(held_all) else 1


if __name__ == "__main__":
    sys.exit(main())
