"""How figures are cited: see :func:`cite`."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from analysis.data.load import Root
from analysis.data.references import Citation, Drawn, citation
from analysis.measures.given_back import derived_changed
from analysis.questions._reading import ReadingTable


def cite(
    what: pd.DataFrame | pd.Series[Any] | ReadingTable | Drawn,
    *,
    accessed: str | dt.date | None = None,
    lang: str | None = None,
    root: Root = None,
) -> Citation:
    """Return how to cite figures: document, place in it, vintage, and version of the data.

    Parameters
    ----------
    what : DataFrame, Series, ReadingTable or KpiFigure
        Any table of this library with a column ``source``, one row of it (``rows.iloc[0]``), a table to read, or a figure.
    accessed : str or date, optional
        Day on which the documents were looked up (``2025-10-01``, ``2025/10/01``, ``令和7年10月1日``); left out without it.
    lang : str, optional
        ``ja`` or ``en``; of a figure its own without it.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Citation
        ``str()`` gives the lines as text, ``bibtex`` entries for BibTeX.

    Raises
    ------
    WardKpiError
        If ``what`` has no sources or no rows, or ``accessed`` is no day.

    Examples
    --------
    >>> import analysis
    >>> rows = analysis.load_observations(indicator="sumida.cashless_procedures", fiscal_year="R6", kind="actual")
    >>> print(analysis.cite(rows, lang="en").lines[0])
    Sumida City, Sumida: progress of the informatisation plan, results FY2022 to FY2024 (our title, no date printed, not before April 2025), at measure 2, item 4 (L14)
    """
    if isinstance(what, ReadingTable):
        what = what.rows
    return citation(what, accessed=accessed, lang=lang, root=root, derived_changed=derived_changed)
