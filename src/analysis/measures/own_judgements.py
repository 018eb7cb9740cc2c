"""How many of its indicators a ward itself judges how, and the way from its count to ours."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.data.ids import ids
from analysis.data.rows import frame_of
from analysis.data.study import Study, own
from analysis.measures.baseline_dates import decimals
from analysis.words.era import fiscal_year_end

_COUNT = "plan_indicators"
"""The concept of how many indicators a document counts."""


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
    printed_share: float | None
    printed_id: str


def own_judgements(study: Study) -> pd.DataFrame:
    """Return, for each document in which a ward judges its own indicators, how many it lists and how it judges them.

    ``listed`` are the items of its list, ``achieved`` and ``missed`` how many of them it judges so; ``different`` counts an
    indicator that is listed twice once, ``numeric`` those of them that have a target in figures. ``estimated`` is the fiscal
    year that is judged where it was not over when the document appeared; ``printed_share`` the percentage achieved as the
    document prints it, with its observation.
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
        printed = _printed_share(str(source), achieved / len(items), set(judged["indicator"]), study)
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
                printed_share=None if printed.empty else float(printed["value"].iloc[0]),
                printed_id="" if printed.empty else ids(printed)[0],
            )
        )
    return frame_of(found, OwnCount)


def judged_ahead(source: str, study: Study) -> int | None:
    """Return the fiscal year by whose expected results a document judges its indicators; None where the year was over."""
    judged = study.tables.evaluations
    judged = judged[(judged["source"] == source) & judged["fiscal_year"].notna()]
    if judged.empty:
        return None
    year = int(judged["fiscal_year"].max())
    return year if judged["published"].max() < pd.Timestamp(fiscal_year_end(year)) else None


def themes_of_counts(study: Study) -> set[str]:
    """Return the themes under which documents count how many of their indicators they judge how."""
    concepts = study.tables.concepts
    return set(concepts.loc[concepts["concept"] == _COUNT, "theme"])


def _printed_share(source: str, share: float, judged: set[str], study: Study) -> pd.DataFrame:
    """Return the one figure of a document that is this share, rounded, and no judged indicator; nothing where it is not plain."""
    rows = study.complete
    rows = rows[(rows["source"] == source) & (rows["unit"] == "percent") & ~rows["indicator"].isin(judged)]
    rows = rows[[round(100 * share, decimals(one)) == one for one in rows["value"]]]
    return rows if len(rows) == 1 else rows.iloc[:0]
