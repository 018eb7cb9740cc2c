"""How figures and tables appear in a notebook: charts as reproducible SVG with their alt text, tables in full."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.observation_id import observation_ids

_ROWS = 200


def setup_notebook() -> None:
    """Prepare the notebook that calls this; anywhere else it does nothing.

    A figure of this library that ends a cell is shown as SVG, the same bytes for the same figure, with its description
    for screen readers in the output's metadata. Data frames are shown whole, figures without needless digits. The metadata
    of charts and reading tables also lists the observations that they show, so that a page can lead to their evidence.
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()  # type: ignore[no-untyped-call]
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("analysis.page", "KpiFigure", _figure_bundle)
    formatter.for_type_by_name("analysis.tables", "ReadingTable", _table_bundle)
    pd.set_option("display.max_rows", _ROWS, "display.max_columns", None, "display.max_colwidth", 80)
    pd.set_option("display.float_format", lambda value: f"{value:,.6g}")


def _figure_bundle(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure as Jupyter shows it, and its alt text."""
    from analysis.style import render

    info = figure.ward_kpi
    svg = render(figure, "svg", title=info.title, alt=info.alt).decode()
    return {"image/svg+xml": svg, "text/plain": info.alt}, {"image/svg+xml": {"alt": info.alt}} | _shown(info.rows)


def _table_bundle(table: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a reading table as Jupyter shows it."""
    return {"text/html": table._repr_html_(), "text/plain": repr(table)}, _shown(table.rows)


def _shown(rows: pd.DataFrame) -> dict[str, Any]:
    """Return what the metadata of an output says of the observations that it shows."""
    return {"ward_kpi": {"observations": observation_ids(rows)}}
