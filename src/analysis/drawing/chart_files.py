"""The files of a figure of the whole data, for a report: made where a notebook draws it, so that none is drawn twice."""

from __future__ import annotations

import os
from pathlib import Path

from analysis.data.study import Study
from analysis.drawing.page import KpiFigure
from analysis.drawing.style import FORMATS, render

CHARTS_VARIABLE = "WARD_KPI_CHARTS"
"""Names the folder in which a notebook that a report executes leaves the files of what it draws."""


def files_of(figure: KpiFigure, name: str) -> dict[str, bytes]:
    """Return the files of a figure, by name."""
    info = figure.ward_kpi
    return {file: render(figure, one, title=info.title, alt=info.alt) for one, file in _named(name).items()}


def keep(figure: KpiFigure, name: str) -> None:
    """Leave the files of a figure of the whole data where a report asked for them, unless another notebook has done so.

    One of other data than the report's, or in another language, is not what it asked for.
    """
    folder = os.environ.get(CHARTS_VARIABLE)
    if not folder or kept(Path(folder), name) is not None:
        return
    study, asked = figure.ward_kpi.study, Study.of()
    if (study.root, study.lang) == (asked.root, asked.lang):
        for file, content in files_of(figure, name).items():
            (Path(folder) / file).write_bytes(content)


def kept(folder: Path, name: str) -> dict[str, bytes] | None:
    """Return the files of a figure that a notebook has left in ``folder``; None where none has."""
    paths = [folder / file for file in _named(name).values()]
    return {path.name: path.read_bytes() for path in paths} if all(path.exists() for path in paths) else None


def _named(name: str) -> dict[str, str]:
    return {one: f"{name}.{one}" for one in FORMATS}
