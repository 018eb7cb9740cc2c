"""How far each ward's figures of a theme go: results, plans, words or nothing."""

from __future__ import annotations

import pandas as pd

from analysis.data.kinds import RESULT_KINDS
from analysis.sources.grammar import is_missing

RESULTS, PLANS, WORDS, NOTHING = "results", "plans", "words", "nothing"
"""What :func:`standings` tells apart."""


def standings(rows: pd.DataFrame) -> pd.Series[str]:
    """Return how far each ward's figures of a theme go, by code, in the order of ``rows``.

    Parameters
    ----------
    rows : DataFrame
        What is published under a theme, a row at least for each ward.

    Returns
    -------
    Series
        :data:`RESULTS`; :data:`PLANS` (figures, but no result yet); :data:`WORDS`; or :data:`NOTHING`.
    """
    return pd.Series({code: _standing(of_ward) for code, of_ward in rows.groupby("ward", sort=False)}, dtype="str")


def _standing(of_ward: pd.DataFrame) -> str:
    figures = of_ward[of_ward["value"].notna()]
    if figures["kind"].isin(RESULT_KINDS).any():
        return RESULTS
    if len(figures):
        return PLANS
    return WORDS if has_text(of_ward).any() else NOTHING


def has_text(rows: pd.DataFrame) -> pd.Series[bool]:
    """Return of which rows a document prints something, be it a figure or words, and not only the mark for nothing."""
    return ~rows["text"].map(is_missing).astype(bool)
