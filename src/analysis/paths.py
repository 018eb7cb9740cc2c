"""Where the data lies and how files are written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from analysis.errors import DataError, WardKpiError

ROOT_VARIABLE = "WARD_KPI_ROOT"
SOURCES_VARIABLE = "WARD_KPI_SOURCES"


def find_root(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds ``data/raw`` and ``data/clean``.

    Parameters
    ----------
    root : path, optional
        The folder itself. Without it: the environment variable ``WARD_KPI_ROOT``, then the current folder and those
        above it, then the checkout this package runs from.

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
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "data" / "raw" / "wards.toml").is_file():
            return folder
    raise DataError("no_root", folder=here)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write all files or none: each goes to a temporary file beside its target, then all are renamed.

    Raises
    ------
    WardKpiError
        If a target cannot be written; the old files are then still in place.
    """
    staged: list[tuple[Path, Path]] = []
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
            os.replace(temporary, target)
    except OSError as error:
        raise WardKpiError("cannot_write", path=target, reason=error.strerror or error) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
