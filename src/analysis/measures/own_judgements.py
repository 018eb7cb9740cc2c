"""How many of its indicators a ward itself judges how, and the way from its count to ours."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.data.rows import frame_of
from analysis.data.study import Study, own
from analysis.words.era import fiscal_year_end


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


def own_judgements(study: Study) -> pd.DataFrame:
    """Return, for each document in which a ward judges its own indicators, how many it lists and how it judges them.

    ``listed`` are the items of its list, ``achieved`` and ``missed`` how many of them it judges so; ``different`` counts an
    indicator that is listed twice once, ``numeric`` those of them that have a target in figures. ``estimated`` is the fiscal
    year that is judged where it was not over when the document appeared.
    """
    rows = own(study)
    judged = study.tables.evaluations
    judged = judged[judged["indicator"].isin(rows["indicator"])]
    targets = set(rows.loc[(rows["kind"] == "target") & rows["value"].notna(), "indicator"])
    found = []
    for (ward, source), of in judged.groupby(["ward", "source"], sort=False):
        items = of.groupby("item", sort=False)
        names = {frozenset(one) for _, one in items["indicator"]}
        verdicts = items["verdict"].first().value_counts()
        achieved, year = int(verdicts.get("achieved", 0)), of["fiscal_year"].max()
        is_ahead = pd.notna(year) and of["published"].max() <= pd.Timestamp(fiscal_year_end(int(year)))
        found.append(
            OwnCount(
                ward=str(ward),
                source=str(source),
                listed=len(items),
                different=len(names),
                numeric=sum(bool(one & targets) for one in names),
                achieved=achieved,
                missed=int(verdicts.get("missed", 0)),
                estimated=int(year) if is_ahead else None,
            )
        )
    return frame_of(found, OwnCount)
