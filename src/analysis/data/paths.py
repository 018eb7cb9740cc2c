"""Where the data lies and how files are written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from analysis.words.errors import DataError, WardKpiError

ROOT_VARIABLE = "WARD_KPI_ROOT"
SOURCES_VARIABLE = "WARD_KPI_SOURCES"
SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
"""The clean tables in an installed package; a checkout has none."""


def find_root(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds ``data/raw`` and ``data/clean``, or ``data/clean`` alone.

    Parameters
    ----------
    root : path, optional
        The folder itself. Without it: the environment variable ``WARD_KPI_ROOT``, then the current folder and those
        above it, then the checkout this package runs from, then the clean tables that an installed package brings.

    Raises
    ------
    DataError
        If no such folder is found.
    """
    named = root or os.environ.get(ROOT_VARIABLE)
    if named:
        folder = Path(named).expanduser().resolve()
        if not (folder / "data").is_dir():
            raise DataError("no_root", folder=folder)
        return folder
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / "data" / "raw" / "wards.toml").is_file():
            return folder
    if (SHIPPED / "data" / "clean").is_dir():
        return SHIPPED
    raise DataError("no_root", folder=here)


def working_folder(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder beneath which something is written: the root, or the current folder where the data is installed."""
    found = find_root(root)
    return Path.cwd() if found == SHIPPED else found


def stale_files(contents: Mapping[Path, bytes]) -> list[Path]:
    """Return which files are missing or hold something else."""
    return [path for path, content in contents.items() if not path.is_file() or path.read_bytes() != content]


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write all files or none: each goes to a temporary file beside its target, then all are renamed.

    A file that cannot be replaced (on Windows: one that is open in Excel) puts those before it back as they were.

    Raises
    ------
    WardKpiError
        If a target cannot be written; the old files are then still in place.
    """
    staged: list[tuple[Path, Path]] = []
    replaced: list[tuple[Path, bytes | None]] = []
    target = Path()
    try:
        for target, content in contents.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
            staged.append((Path(name), target))
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(name, 0o644)
        for temporary, target in staged:
            before = target.read_bytes() if target.is_file() else None
            os.replace(temporary, target)
            replaced.append((target, before))
    except OSError as error:
        for path, before in replaced:
            path.unlink() if before is None else path.write_bytes(before)
        raise WardKpiError("cannot_write", path=target, reason=error.strerror or error) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder; when the block succeeds, its entries replace those of the same name in ``target``.

    When the block fails, ``target`` is as it was. Other entries of ``target`` are left alone.

    Raises
    ------
    WardKpiError
        If ``target`` cannot be written.
    """
    staged: Path | None = None
    try:
        target.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(dir=target, prefix=".new-"))
        yield staged
        for entry in sorted(staged.iterdir()):
            _replace(entry, target / entry.name, staged)
    except OSError as error:
        raise WardKpiError("cannot_write", path=error.filename or target, reason=error.strerror or error) from error
    finally:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)


def _replace(new: Path, old: Path, staged: Path) -> None:
    """Put ``new`` in the place of ``old``, which a folder's rename cannot do while ``old`` is there."""
    if old.is_dir() and not old.is_symlink():
        aside = staged / f".old-{old.name}"
        os.replace(old, aside)
        try:
            os.replace(new, old)
        except OSError:
            os.replace(aside, old)
            raise
    else:
        os.replace(new, old)


def is_imported(root: Path) -> bool:
    """Return whether ``root`` holds clean tables that were not made from data/raw, as an import writes them."""
    return not (root / "data" / "raw").is_dir() and (root / "data" / "clean").is_dir()


def refuse_imported(root: Path) -> None:
    """Raise :class:`analysis.words.errors.WardKpiError` where there is no data/raw to work with, as beside imported tables."""
    if is_imported(root):
        raise WardKpiError("imported_root", folder=root)
