"""The chart at the top of the READMEs: the progress of each ward's indicators of the main themes."""

from __future__ import annotations

from pathlib import Path

from analysis.data.load import Root
from analysis.data.study import Study
from analysis.data.writing import write_files
from analysis.drawing import style
from analysis.drawing.page import KpiFigure
from analysis.questions import progress_bars

FILES = {"en": "overview.png", "ja": "overview.ja.png"}
"""Names in ``docs/`` by language."""

_DPI = 130


def overview(study: Study) -> KpiFigure:
    """Draw the progress of every indicator of the main themes: a choice among them could favour a ward."""
    return progress_bars.QUESTION.draw(study)


def write_overview(root: Root = None) -> list[Path]:
    """Write the READMEs' charts to ``docs/`` and return their paths.

    Raises
    ------
    WardKpiError
        If they cannot be written.
    """
    study = Study.of(root)
    contents = {study.root / "docs" / name: _png(study.in_language(lang)) for lang, name in FILES.items()}
    write_files(contents)
    return list(contents)


def _png(study: Study) -> bytes:
    figure = overview(study)
    return style.render(figure, "png", dpi=_DPI, title=figure.ward_kpi.title, alt=figure.ward_kpi.alt)
