"""Observations as the clean table has them: texts that are empty instead of missing, with notes and locators."""

from typing import Any

import pandas as pd

import analysis
from analysis.data.border import inward


def load_plain(*, vintage: str = "latest", **asked: Any) -> pd.DataFrame:
    """Return what the loader gives, as a reader of the CSV would see it."""
    return inward(analysis.load_observations(vintage=vintage, detail=True, lang="ja", **asked))
