"""How every indicator that the wards publish of themselves stands, in the order in which it is shown."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.data.frames import in_order_of
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
    rows = progress_of(own(study), study).sort_values("indicator", kind="stable")
    by_theme = in_order_of(rows, "theme", published_themes(study))
    return in_order_of(by_theme, "ward", study.wards).reset_index(drop=True)
