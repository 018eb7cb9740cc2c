"""Writes what goes before a committee: figures as files, editable slides, a paper and a workbook."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.paths import find_root

if TYPE_CHECKING:
    from analysis.data.load import Root
    from analysis.drawing.page import KpiFigure


def export(
    figure: KpiFigure,
    name: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    lang: str | None = None,
    force: bool = False,
    root: Root = None,
) -> list[Path]:
    """Write one figure for print and slides, with its data.

    Parameters
    ----------
    figure : KpiFigure
        What a figure function returns.
    name : str
        Name of the files, without extension: letters, digits, ``-``, ``_`` and ``.``.
    folder : path, optional
        Where to write; ``build/export`` of the checkout without it.
    lang : str, optional
        ``ja`` or ``en``; the language of ``figure`` without it.
    force : bool
        Whether files of that name may be overwritten.
    root : path, optional
        Folder beneath which the default ``folder`` lies; the figure itself knows the data it was drawn from.

    Returns
    -------
    list of Path
        The files: ``name.png`` (300 dots an inch), ``name.svg`` and ``name.pdf`` in colour, the same with ``-mono`` for
        printing in black and white, and ``name.csv``, the plotted rows. Two calls give identical bytes.

    Raises
    ------
    WardKpiError
        If the figure is not one of this library, the name cannot be a file's, a file exists (without ``force``), or
        ``folder`` cannot be written. Nothing is written then.
    """
    from analysis.office.figure_files import write_figure  # matplotlib is loaded when first needed

    target = Path(folder) if folder is not None else find_root(root) / "build" / "export"
    return write_figure(figure, name, folder=target, lang=lang, force=force)
