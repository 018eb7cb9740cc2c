"""Sentences that say what the data shows, computed from the rows they are about: titles of charts, conclusions of notebooks.

Every function takes the tidy table of its question and returns sentences, the first of which is the chart's title.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.data.load import Root
from analysis.data.study import Study
from analysis.findings.cards import mynumber_series
from analysis.words.wording import Wording

__all__ = ["FINDINGS", "sentences", "title"]

_Finder = Callable[[pd.DataFrame, Wording], list[str]]

FINDINGS: dict[str, _Finder] = {
    "mynumber_series": mynumber_series,
}


def sentences(name: str, rows: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> list[str]:
    """Return the findings of one question.

    Parameters
    ----------
    name : str
        Name of the figure function (:data:`FINDINGS`).
    rows : DataFrame
        The tidy table that the figure takes.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    return FINDINGS[name](rows, Study.of(root, lang).names)


def title(name: str, rows: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> str:
    """Return the main finding of one question, without its full stop."""
    return sentences(name, rows, lang=lang, root=root)[0].rstrip("。.")
