"""Reads tables and notebooks as they were in a git revision, without touching the checkout."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.data.writing import temporary_folder
from analysis.words.errors import UnknownName, WardKpiError

_FOLDERS = ("data", "notebooks")


@contextmanager
def folder_at(root: Path, revision: str) -> Iterator[Path]:
    """Yield a temporary folder with ``data`` and ``notebooks`` as they were in a revision, such as ``HEAD~1``.

    Raises
    ------
    UnknownName
        If there is no such revision; it names the nearest branches and tags.
    WardKpiError
        If ``root`` is in no git checkout, git is not installed, or the revision holds no clean tables.
    """
    commit = resolve(root, revision)
    held = _git(root, "ls-tree", "--name-only", commit, "--", *_FOLDERS).decode().split()
    archive = _git(root, "archive", "--format=zip", commit, "--", *held) if held else b""
    with temporary_folder() as folder:
        if archive:
            zipfile.ZipFile(io.BytesIO(archive)).extractall(folder)
        if not (folder / "data" / "clean").is_dir():
            raise WardKpiError("revision_without_tables", revision=revision)
        yield folder


def resolve(root: Path, revision: str) -> str:
    """Return the full name of a commit; see :func:`folder_at` for errors."""
    _git(root, "rev-parse", "--git-dir")
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    try:
        return _git(root, *asked).decode().strip()
    except WardKpiError:
        names = _git(root, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
        raise UnknownName("revision", revision, [*names.decode().split(), "HEAD", "HEAD~1"]) from None


def _git(root: Path, *arguments: str) -> bytes:
    # Set inside a hook, these would lead git to another checkout than the one asked about.
    own = {name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE")}
    try:
        return subprocess.run(["git", *arguments], cwd=root, env=own, capture_output=True, check=True).stdout
    except FileNotFoundError:
        raise WardKpiError("no_git", folder=root, reason="git is not installed") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise WardKpiError("no_git", folder=root, reason=said[0]) from None
