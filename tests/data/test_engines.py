"""Frames of other engines: what is asked of one comes back as one, and says the same as pandas does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from engines import ENGINES, back, cluster, duckdb_relation, on_cluster, polars_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis

MEASURES: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "progress": (analysis.progress, ["indicator"]),
    "compare": (
        lambda rows: analysis.compare("mynumber_card_rate", observations=rows),
        ["ward", "indicator", "fiscal_year", "kind", "as_of"],
    ),
    "revisions": (
        lambda rows: analysis.revisions(observations=rows, detail=True),
        ["indicator", "change", "source_from", "source", "observation_from", "observation"],
    ),
    "comparability": (lambda rows: analysis.comparability(observations=rows), ["theme", "ward_a", "ward_b"]),
}


def plain(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return rows in order, numbers as numbers and all else as text, a missing cell as None."""
    made = {
        name: pd.to_numeric(cells, errors="coerce").astype("float64")
        if pd.api.types.is_numeric_dtype(cells)
        else cells.astype("object")
        .where(cells.notna(), None)
        .map(str, na_action="ignore")
        .str.removesuffix(" 00:00:00")
        for name, cells in rows.items()
    }
    return pd.DataFrame(made).sort_values(keys).reset_index(drop=True)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_answer_in_its_own_kind(engine: Callable[[pd.DataFrame], Any], name: str) -> None:
    measure, keys = MEASURES[name]
    rows = analysis.load_observations(vintage="all")
    of_engine = engine(rows)
    found = measure(of_engine)
    assert type(found) is type(of_engine)
    assert_same(back(found), measure(rows), keys)


def assert_same(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str]) -> None:
    assert len(expected)
    pd.testing.assert_frame_equal(plain(found, keys), plain(expected, keys), check_dtype=False, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("engine", [polars_lazy, duckdb_relation])
@settings(max_examples=3)
@given(seed=st.integers(0, 10**6))
def test_every_engine_gives_the_same_answer_of_random_figures(
    engine: Callable[[pd.DataFrame], Any], name: str, seed: int
) -> None:
    measure, keys = MEASURES[name]
    rows = analysis.load_observations(vintage="all")
    factors = np.random.default_rng(seed).uniform(0, 2, len(rows))
    rows = rows.assign(value=(rows["value"] * factors).where(factors < 1.9))
    assert_same(back(measure(engine(rows))), measure(rows), keys)


@pytest.mark.filterwarnings("ignore")  # what the library says of pandas 3 and of Java is not ours to mend
def test_a_cluster_gives_the_same_statuses_and_changes() -> None:
    session = cluster()
    rows = analysis.load_observations(vintage="all", theme="onlinization")
    years = dict.fromkeys(("fiscal_year", "period_from"), "int")
    text = rows.assign(**{name: rows[name].astype("str").str[:10] for name in ("as_of", "published", "published_from")})
    try:
        of_cluster = on_cluster(session, text, {"value": "double", "superseded": "boolean", **years})
        found = analysis.progress(of_cluster)
        assert type(found).__module__.startswith("pyspark")
        statuses = {row["indicator"]: row["status"] for row in found.collect()}
        measure, keys = MEASURES["revisions"]
        changes = measure(of_cluster).toPandas()
    finally:
        session.stop()
    expected = analysis.progress(rows)
    assert statuses == dict(zip(expected["indicator"], expected["status"].astype("str"), strict=True))
    assert_same(changes, measure(rows), keys)


def test_what_is_no_frame_is_one_line() -> None:
    with pytest.raises(analysis.WardKpiError, match="list"):
        analysis.progress([1, 2])
