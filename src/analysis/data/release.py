"""Which state of the data an answer rests on."""

from __future__ import annotations

import hashlib

from analysis.data import schema
from analysis.data.load import Root
from analysis.data.paths import find_root
from analysis.data.study import Study


def data_version(*, root: Root = None) -> str:
    """Return the version of the data: the date of the newest document, and a digest of the clean tables.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    str
        Such as ``2025-12-31.1f0e9a3c``: the same wherever the tables are the same, and another where a figure differs.

    Raises
    ------
    DataError
        If there is no ``data`` in ``root``.

    Examples
    --------
    >>> import analysis
    >>> day, digest = analysis.data_version().split(".")
    >>> len(digest)
    8
    """
    folder = find_root(root) / "data" / "clean"
    digest = hashlib.sha256(b"".join((folder / f"{table.name}.csv").read_bytes() for table in schema.TABLES))
    newest = Study.of(root).tables.sources["published"].max()
    return f"{newest:%Y-%m-%d}.{digest.hexdigest()[:8]}"
