"""Where the data lies."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.words.errors import BadArgument, DataError, WardKpiError

ROOT_VARIABLE = "WARD_KPI_ROOT"
SOURCES_VARIABLE = "WARD_KPI_SOURCES"
_MADE_FROM = "wards.toml"
"""Stands in every data/raw of which clean tables can be made; an installed package brings the register of areas alone."""
SHIPPED = Path(__file__).resolve().parents[1] / "shipped"
"""The clean and national tables and the register of areas in an installed package; a checkout has none."""


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
    BadArgument
        If ``root`` is no path.
    """
    named = _named(root, ROOT_VARIABLE)
    if named is not None:
        folder = folder_named(named, "root", "no_root").resolve()
        if not (folder / "data").is_dir():
            raise DataError("no_root", folder=folder)
        return folder
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / "data" / "raw" / _MADE_FROM).is_file():
            return folder
    if (SHIPPED / "data" / "clean").is_dir():
        return SHIPPED
    raise DataError("no_root", folder=here)


def sources_named(sources: str | os.PathLike[str] | None) -> str | os.PathLike[str] | None:
    """Return the folder of documents that a caller or the environment names; it need not be there."""
    return _named(sources, SOURCES_VARIABLE)


def _named(given: str | os.PathLike[str] | None, variable: str) -> str | os.PathLike[str] | None:
    return os.environ.get(variable) or None if given is None or (isinstance(given, str) and not given) else given


def folder_named(path: str | os.PathLike[str], argument: str, missing: str) -> Path:
    """Return the folder that a caller names.

    Raises
    ------
    BadArgument
        If it is no path.
    DataError
        With the code ``missing`` if there is no such folder.
    """
    try:
        named = Path(path)
    except Exception:  # no path, or one whose __fspath__ fails
        raise BadArgument(argument, path, argument) from None
    try:
        folder = named.expanduser()
        if folder.is_dir():
            return folder
    except (OSError, RuntimeError, ValueError):  # a loop of links, an unknown user, a name that is none
        pass
    raise DataError(missing, folder=named)


def working_folder(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder beneath which something is written: the root that was named or holds the current folder, or else this."""
    found, here = find_root(root), Path.cwd().resolve()
    is_named = root is not None or bool(os.environ.get(ROOT_VARIABLE))
    return found if found != SHIPPED and (is_named or here.is_relative_to(found)) else here


def is_imported(root: Path) -> bool:
    """Return whether ``root`` holds clean tables that were not made from data/raw, as an import writes them."""
    return not (root / "data" / "raw" / _MADE_FROM).is_file() and (root / "data" / "clean").is_dir()


def refuse_imported(root: Path) -> None:
    """Raise :class:`analysis.words.errors.WardKpiError` where there is no data/raw to work with, as beside imported tables."""
    if is_imported(root):
        raise WardKpiError("imported_root", folder=root)
