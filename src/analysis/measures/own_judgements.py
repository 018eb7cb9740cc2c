"""How many of its indicators a ward itself judges how, and the way from its count to ours."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.data.rows import frame_of
from analysis.data.study import Study, own
from analysis.measures.baseline_dates import decimals
from analysis.words.era import fiscal_year_end

_COUNT = "plan_indicators"
"""The concept of how many indicators a document counts."""
_PRINTED = {"listed": _COUNT, "achieved": "plan_indicators_achieved", "missed": "plan_indicators_missed"}
"""The concepts of the totals that a document may print of its own judgements, by what we count of them."""
_RATE = "plan_achievement_rate"


@dataclass(frozen=True, slots=True)
class OwnCount:
    """How a ward judges its own indicators in one document, see :func:`own_judgements`."""

    ward: str
    source: str
    listed: int
    different: int
    numeric: int
    achieved: int
    missed: int
    estimated: int | None
    year: int | None
    replaced: int

    @property
    def is_former(self) -> bool:
        """Whether it is of targets that newer ones have replaced since."""
        return self.replaced > 0


def own_judgements(study: Study) -> pd.DataFrame:
    """Return, for each document in which a ward judges its own indicators, how many it lists and how it judges them.

    ``listed`` are the items of its list, ``achieved`` and ``missed`` how many of them it judges so; ``different`` counts an
    indicator that is listed twice once, ``numeric`` those of them that have a target in figures. ``estimated`` is the fiscal
    year that is judged where it was not over when the document appeared, ``year`` the one that is judged, if it is said, and
    ``replaced`` how many of them have a target of a later year by now.
    """
    rows = own(study)
    judged = study.tables.evaluations
    judged = judged[judged["indicator"].isin(rows["indicator"])]
    aims = rows[(rows["kind"] == "target") & rows["value"].notna()]
    targets, newest = set(aims["indicator"]), aims.groupby("indicator")["fiscal_year"].max()
    found = []
    for (ward, source), of in judged.groupby(["ward", "source"], sort=False):
        items = of.groupby(of["item"].mask(of["item"] == "", of["indicator"]), sort=False)
        year = None if of["fiscal_year"].isna().any() else int(of["fiscal_year"].max())
        later = set(newest.index[newest > year]) if year is not None else set()
        names = {frozenset(one) for _, one in items["indicator"]}
        verdicts = items["verdict"].first().value_counts()
        found.append(
            OwnCount(
                ward=str(ward),
                source=str(source),
                listed=len(items),
                different=len(names),
                numeric=sum(bool(one & targets) for one in names),
                achieved=int(verdicts.get("achieved", 0)),
                missed=int(verdicts.get("missed", 0)),
                estimated=judged_ahead(str(source), study),
                year=year,
                replaced=sum(bool(one & later) for one in names),
            )
        )
    return frame_of(found, OwnCount).astype({"estimated": "Int64", "year": "Int64"})


def printed_totals(row: OwnCount, study: Study) -> dict[str, pd.DataFrame]:
    """Return the observations that print a document's own totals, by what is counted: those that agree with the recount.

    ``listed``, ``achieved`` and ``missed`` are numbers of indicators, ``share`` the rate of those achieved in percent; what
    the document does not print, or prints otherwise, is left out. Of the parts and the total of a concept the total is the
    largest.
    """
    rows = own(study)
    rows = rows[(rows["source"] == row.source) & rows["value"].notna()]
    counted = {name: rows[rows["concept"] == concept] for name, concept in _PRINTED.items()}
    found = {
        name: of[of["value"] == of["value"].max()].tail(1)
        for name, of in counted.items()
        if of["value"].max() == getattr(row, name)
    }
    rates = rows[rows["concept"] == _RATE]
    agree = [round(100 * row.achieved / row.listed, decimals(value)) == value for value in rates["value"]]
    return found | ({"share": rates[agree].head(1)} if any(agree) else {})


def judged_in(row: OwnCount, study: Study) -> list[str]:
    """Return the indicators that a ward judges in the document of ``row``."""
    judged = study.tables.evaluations
    judged = judged[judged["source"].eq(row.source) & judged["indicator"].isin(own(study.whole)["indicator"])]
    return list(dict.fromkeys(judged["indicator"]))


def themes_judged(row: OwnCount, study: Study) -> tuple[str, ...]:
    """Return the themes of the indicators that a ward judges in the document of ``row``: what its plan is about."""
    themes = study.tables.indicators.set_index("indicator")["theme"]
    return tuple(dict.fromkeys(str(themes[one]) for one in judged_in(row, study)))


def judged_ahead(source: str, study: Study) -> int | None:
    """Return the fiscal year by whose expected results a document judges its indicators; None where the year was over."""
    judged = study.tables.evaluations
    judged = judged[(judged["source"] == source) & judged["fiscal_year"].notna()]
    if judged.empty:
        return None
    year = int(judged["fiscal_year"].max())
    return year if judged["published"].max() < pd.Timestamp(fiscal_year_end(year)) else None


def is_count(observations: pd.DataFrame) -> pd.Series[bool]:
    """Return which observations say how many indicators a plan has: no result of it, whatever its kind."""
    return observations["concept"] == _COUNT


def themes_of_counts(study: Study) -> set[str]:
    """Return the themes under which documents count how many of their indicators they judge how."""
    concepts = study.tables.concepts
    return set(concepts.loc[concepts["concept"] == _COUNT, "theme"])
