"""Makes report and committee pack under conditions that must not matter, and counts the files that differ.

``python bench/same_bytes.py`` compares what is made plainly with what is made where all is different at once, and takes
minutes. To see which condition it was, ``--only`` names single ones; ``--python`` adds Pythons with the lock installed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = {"report": ["report"], "pack": ["export", "--date", "2025-10-01"]}
KINDS = {
    ".csv": "tables",
    ".ipynb": "notebooks",
    ".html": "pages of the site",
    **dict.fromkeys((".png", ".svg", ".pdf"), "figures"),
    **dict.fromkeys((".pptx", ".docx", ".xlsx"), "office files"),
}
COPIED = ("data", "docs", "notebooks", "src", "pyproject.toml")
# The number of notebooks that run at a time is no option: it is set where it stands.
CHILD = (
    "import sys, analysis.pages.notebook_runs as runs; runs._JOBS = int(sys.argv.pop(1)); "
    "from analysis.cli.commands import main; sys.exit(main(sys.argv[1:]))"
)


class Condition(NamedTuple):
    """What is different: variables, who may read new files, workers, and whether a read-only copy is named from afar."""

    variables: dict[str, str]
    umask: int = 0o022
    workers: int = 2
    elsewhere: bool = False


CONDITIONS = {
    "plain": Condition({}),
    "locale": Condition({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "time zone": Condition({"TZ": "Pacific/Kiritimati"}),
    "hash seed": Condition({"PYTHONHASHSEED": "4711"}),
    "umask": Condition({}, umask=0o077),
    "one worker": Condition({}, workers=1),
    "read-only, Japanese path with spaces": Condition({}, elsewhere=True),
}
TOGETHER = "all at once"
CONDITIONS[TOGETHER] = Condition(
    {name: value for one in CONDITIONS.values() for name, value in one.variables.items()}, 0o077, 1, True
)


def checkout(folder: Path) -> Path:
    """Return a copy of what commands read, which nobody may write."""
    copy = folder / "写し の 場所"
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    for path in [*copy.rglob("*"), copy]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return copy


def made(python: str, condition: Condition, folder: Path) -> dict[str, str]:
    """Return the hash of each file that report and pack consist of, made under a condition."""
    root = checkout(folder) if condition.elsewhere else ROOT
    folder.mkdir(exist_ok=True)
    before = listed(root)
    hashes = {}
    for name, arguments in OUTPUT.items():
        target = folder / name
        kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MPLBACKEND")}
        done = subprocess.run(
            [python, "-c", CHILD, str(condition.workers), *arguments, "--output", str(target), "--root", str(root)],
            cwd=folder if condition.elsewhere else root,
            env=kept | {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"} | condition.variables,
            umask=condition.umask,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stderr.decode(errors="replace")[-2000:])
        for path in sorted(target.rglob("*")):
            if path.is_file():
                hashes[f"{name}/{path.relative_to(target).as_posix()}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    if condition.elsewhere and (new := listed(root) - before):  # who is root may write where nobody may
        sys.exit(f"written into a read-only checkout: {sorted(new)[:8]}")
    return hashes


def listed(root: Path) -> set[str]:
    return {str(path) for name in COPIED for path in [root / name, *(root / name).rglob("*")]}


def counted(files: set[str]) -> str:
    """Say how many files there are of each kind."""
    kinds = Counter(KINDS.get(Path(file).suffix, "others") for file in files)
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=[*CONDITIONS], default=[], help="default: all at once")
    parser.add_argument("--python", action="append", default=[], help="a further Python, under 'plain'")
    options = parser.parse_args()
    asked = [(sys.executable, name) for name in options.only or [TOGETHER]]
    failed = False
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary:
        plain = made(sys.executable, CONDITIONS["plain"], Path(temporary) / "plain")
        for number, (python, name) in enumerate([*asked, *((python, "plain") for python in options.python)]):
            other = made(python, CONDITIONS[name], Path(temporary) / str(number))
            differing = {file for file in plain.keys() | other.keys() if plain.get(file) != other.get(file)}
            failed |= bool(differing)
            print(
                f"{name} ({python}): {counted({*plain})}; differing: {counted(differing)} {sorted(differing)[:8]}",
                flush=True,
            )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
