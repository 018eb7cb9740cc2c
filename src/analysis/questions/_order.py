"""In which order concepts are shown: the one of which most is published first."""

from __future__ import annotations

import pandas as pd

from analysis.data.study import Study
from analysis.measures.totals import additions_and_totals


def in_order(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` with the concepts of which most figures are published first, the order within each kept."""
    everything = study.whole.current.dropna(subset="value")
    totals = {addition["concept"]: total["concept"] for addition, total in additions_and_totals(everything)}
    figures = everything["concept"].replace(totals).value_counts()
    return rows.sort_values("concept", key=lambda names: -names.map(figures).astype("float64").fillna(0), kind="stable")
