"""How every indicator that the wards publish of themselves stands, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.data.study import Study, own
from analysis.data.themes import published_themes
from analysis.measures.attainment import progress_of


def own_progress(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.progress` of what the wards themselves publish, by theme, ward and indicator."""
    return study.once(_own_progress)


def with_target(themes: Iterable[str], study: Study) -> pd.DataFrame:
    """Return the rows of :func:`own_progress` that have a target, of some themes."""
    table = own_progress(study)
    return table[table["theme"].isin(list(themes)) & (table["status"] != "no_target")]


def judged(themes: Iterable[str], study: Study) -> pd.DataFrame:
    """Return the observations of the indicators that :func:`with_target` gives."""
    rows = own(study)
    return rows[rows["indicator"].isin(with_target(themes, study)["indicator"])]


def _own_progress(study: Study) -> pd.DataFrame:
    orders = {
        "theme": {theme: rank for rank, theme in enumerate(published_themes(study))},
        "ward": {code: rank for rank, code in enumerate(study.wards)},
    }
    rows = progress_of(own(study), study).sort_values("indicator", kind="stable")
    for column in ("theme", "ward"):
        rows = rows.sort_values(column, key=lambda cells, by=orders[column]: cells.map(by), kind="stable")
    return rows.reset_index(drop=True)
