"""How figures and tables appear in a notebook: charts as reproducible SVG with their alt text, tables in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.data.ids import observation_ids
from analysis.data.load import Root
from analysis.data.study import Study

if TYPE_CHECKING:
    from analysis.drawing.page import KpiFigure

_ROWS = 200


def setup_notebook() -> None:
    """Prepare the notebook that calls this; anywhere else it does nothing.

    A figure of this library that ends a cell is shown as SVG, the same bytes for the same figure, with its description
    for screen readers in the output's metadata. Data frames are shown whole, figures without needless digits. The metadata
    of charts and reading tables lists the observations that they show, and the cells of a reading table say which are
    theirs, so that a page can lead to their evidence.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("analysis.drawing.page", "KpiFigure", _figure_bundle)
    for name in ("image/png", "image/jpeg"):  # which pyplot would add to the SVG once seaborn has imported it
        shell.display_formatter.formatters[name].for_type_by_name("analysis.drawing.page", "KpiFigure", lambda _: None)
    formatter.for_type_by_name("analysis.questions._reading", "ReadingTable", _table_bundle)
    pd.set_option("display.max_rows", _ROWS, "display.max_columns", None, "display.max_colwidth", 80)
    pd.set_option("display.float_format", lambda value: f"{value:,.6g}")


def _figure_bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure as Jupyter shows it, and its alt text."""
    from analysis.drawing.style import render

    info = figure.ward_kpi
    svg = render(figure, "svg", title=info.title, alt=info.alt).decode()
    return {"image/svg+xml": svg, "text/plain": info.alt}, {"image/svg+xml": {"alt": info.alt}} | _shown(
        observation_ids(info.rows, info.root)
    )


def _table_bundle(table: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a reading table as Jupyter shows it."""
    shown = [key for line in table.reading.lines for cell in line for key in cell.ids]
    return {"text/html": table._repr_html_(), "text/plain": repr(table)}, _shown(dict.fromkeys(shown))


def _shown(ids: Iterable[str]) -> dict[str, Any]:
    """Return what the metadata of an output says of the observations that it shows."""
    return {"ward_kpi": {"observations": list(ids)}}


class Conclusions:
    """What figures show, as a list of sentences; a notebook shows it as Markdown."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {sentence}" for sentence in self.sentences)

    def __repr__(self) -> str:
        """Return one sentence a line."""
        return "\n".join(self.sentences)


def conclusions(*figures: KpiFigure, root: Root = None) -> Conclusions:
    """Return the findings of figures, computed from the rows that each of them plots.

    Parameters
    ----------
    *figures : KpiFigure
        What figure functions return.
    root : path, optional
        Folder that holds ``data``; the one that each figure was drawn from without it.
    """
    found: list[str] = []
    for figure in figures:
        info = figure.ward_kpi
        study = info.study if root is None else Study.of(root, info.lang)
        found += info.question.sentences(info.rows, study)
    return Conclusions(list(dict.fromkeys(found)))
