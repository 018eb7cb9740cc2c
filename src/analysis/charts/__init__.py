"""The charts: one function for each question, a tidy table in, a figure out.

Every figure knows what it shows (``figure.ward_kpi``): the plotted rows, the finding, alt text, sources and caveats.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import pandas as pd

from analysis.charts.cards import mynumber_series
from analysis.data.load import Root
from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.questions.availability_matrix import availability_matrix
from analysis.questions.cashless_definitions import cashless_definitions
from analysis.questions.comparability_matrix import comparability_matrix
from analysis.questions.online_use import online_use
from analysis.questions.outlook import outlook
from analysis.questions.progress_bars import progress_bars
from analysis.questions.ranking_sensitivity import ranking_sensitivity
from analysis.questions.scorecard import scorecard
from analysis.questions.target_vintages import target_vintages
from analysis.questions.trajectories import trajectories
from analysis.questions.yardstick_procedures import yardstick_procedures

__all__ = [
    "FIGURES",
    "FigureInfo",
    "KpiFigure",
    "availability_matrix",
    "cashless_definitions",
    "comparability_matrix",
    "mynumber_series",
    "online_use",
    "outlook",
    "progress_bars",
    "ranking_sensitivity",
    "scorecard",
    "target_vintages",
    "trajectories",
    "yardstick_procedures",
]


class Draw(Protocol):
    """A figure function: draws from ``table``, or from the data without it."""

    def __call__(
        self, table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
    ) -> KpiFigure:
        """Return the figure in ``lang``; in greys when ``mono``."""
        ...


FIGURES: dict[str, Draw] = {
    "availability_matrix": availability_matrix,
    "comparability_matrix": comparability_matrix,
    "progress_bars": progress_bars,
    "trajectories_onlinization": partial(trajectories, "onlinization"),
    "yardstick_procedures": yardstick_procedures,
    "online_use": online_use,
    "cashless_definitions": cashless_definitions,
    "trajectories_mynumber": partial(trajectories, "mynumber"),
    "mynumber_series": mynumber_series,
    "target_vintages": target_vintages,
    "scorecard": scorecard,
    "outlook": outlook,
    "ranking_sensitivity": ranking_sensitivity,
}
"""Every figure by name, in the order of the notebooks."""
