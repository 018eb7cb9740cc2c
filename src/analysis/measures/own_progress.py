"""How every indicator that the wards publish of themselves stands, in the order in which it is shown, and what stands beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.data.frames import in_order_of
from analysis.data.load import entries_of_themes, latest_vintage
from analysis.data.study import Study, own, own_of
from analysis.data.themes import published_themes
from analysis.measures.attainment import PLAN_IN_WORDS, progress_of
from analysis.measures.standing import has_text
from analysis.measures.totals import additions_and_totals


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


def counted_once(study: Study) -> pd.DataFrame:
    """Return the rows of :func:`own_progress` with a target in figures or words, each indicator of a document once.

    Plans in words are no indicators: :func:`beside_indicators` has them, of every ward alike.
    """
    table = own_progress(study)
    aimed = ~table["status"].isin(["no_target", PLAN_IN_WORDS])
    return table[aimed & ~table["indicator"].isin(counted_with(study))].reset_index(drop=True)


def counted_with(study: Study) -> dict[str, str]:
    """Return, by what else is read from one indicator of a document, the indicator that stands for it.

    A document may print a year's figure and the total in one cell, or two figures under one item of its own list.
    """
    return study.once(_counted_with)


def beside_indicators(study: Study) -> pd.DataFrame:
    """Return what documents say last of actions and in prose, and plans in words: all that no indicator's row shows.

    Plans in words stand here whether or not the codebook has an indicator of them, so that wards are told of alike.
    """
    return study.once(_beside_indicators)


def judged_actions(study: Study) -> pd.DataFrame:
    """Return how wards judge what has no figure or word of its own, such as the actions of a former plan, with its theme."""
    facts = study.tables.indicators.set_index("indicator")[["concept", "theme"]]
    found = study.tables.evaluations
    found = found[~found["indicator"].isin(study.complete["indicator"])]
    return found.join(facts, on="indicator")


def _own_progress(study: Study) -> pd.DataFrame:
    rows = progress_of(own(study), study).sort_values("indicator", kind="stable")
    by_theme = in_order_of(rows, "theme", published_themes(study))
    return in_order_of(by_theme, "ward", study.wards).reset_index(drop=True)


def _counted_with(study: Study) -> dict[str, str]:
    found = {str(year["indicator"]): str(total["indicator"]) for year, total in additions_and_totals(own(study))}
    for leading, *others in _items(study, set(found)):
        found |= dict.fromkeys(others, leading)
    return found


def _items(study: Study, added: set[str]) -> Iterator[list[str]]:
    """Yield what is read from each item of a document's own list, but for what is only ``added`` to a total of it."""
    judged_ones = study.tables.evaluations
    judged_ones = judged_ones[judged_ones["item"] != ""]
    for _, names in judged_ones.groupby(["source", "item"], sort=False)["indicator"]:
        if leading := [str(name) for name in dict.fromkeys(names) if name not in added]:
            yield leading


def _beside_indicators(study: Study) -> pd.DataFrame:
    table = own_progress(study)
    shown = table.loc[table["status"] != PLAN_IN_WORDS, "indicator"]
    rows = own_of(entries_of_themes(latest_vintage(study.complete), study.tables.concepts), study)
    return rows[has_text(rows) & ~rows["superseded"] & ~rows["indicator"].isin(shown)].reset_index(drop=True)
