"""What a figure knows of itself where a test draws it from made-up values."""

from __future__ import annotations

import pandas as pd

from analysis.data.study import Study
from analysis.drawing.page import FigureInfo
from analysis.questions.availability_matrix import QUESTION


def made_up_info() -> FigureInfo:
    """Return what a figure without data shows."""
    study = Study.of()
    rows = pd.DataFrame({"indicator": [""], "source": [""]})
    return FigureInfo("made_up", "T", "K", "ja", rows, "T K", (), (), study, QUESTION)
