"""Frames of other engines: what is asked of one comes back as one, and says the same as pandas does."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from engines import ENGINES, back, cluster, on_cluster

import analysis

MEASURES: dict[str, tuple[Callable[[Any], Any], list[str]]] = {
    "progress": (analysis.progress, ["indicator"]),
    "compare": (
        lambda rows: analysis.compare("mynumber_card_rate", observations=rows),
        ["ward", "indicator", "fiscal_year", "kind", "as_of"],
    ),
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
    rows = analysis.load_observations()
    given = engine(rows)
    found = measure(given)
    assert type(found) is type(given)
    pd.testing.assert_frame_equal(
        plain(back(found), keys), plain(measure(rows), keys), check_dtype=False, rtol=0, atol=1e-12
    )


@pytest.mark.filterwarnings("ignore")  # what the library says of pandas 3 and of Java is not ours to mend
def test_a_cluster_gives_the_same_statuses() -> None:
    session = cluster()
    rows = analysis.load_observations(theme="onlinization")
    years = dict.fromkeys(("fiscal_year", "period_from"), "int")
    text = rows.assign(**{name: rows[name].astype("str").str[:10] for name in ("as_of", "published", "published_from")})
    try:
        found = analysis.progress(on_cluster(session, text, {"value": "double", "superseded": "boolean", **years}))
        assert type(found).__module__.startswith("pyspark")
        statuses = {row["indicator"]: row["status"] for row in found.collect()}
    finally:
        session.stop()
    expected = analysis.progress(rows)
    assert statuses == dict(zip(expected["indicator"], expected["status"].astype("str"), strict=True))


def test_what_is_no_frame_is_one_line() -> None:
    with pytest.raises(analysis.WardKpiError, match="list"):
        analysis.progress([1, 2])
