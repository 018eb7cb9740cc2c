"""How much of each service's applications are made online?"""

from __future__ import annotations

import pandas as pd

from analysis.data.ids import ids
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.drawing.page import Ink, KpiFigure
from analysis.questions import _shares
from analysis.questions._question import Claim, Question, public
from analysis.words.say import Listed, Name, Number, Said, text, wards


def table(study: Study) -> pd.DataFrame:
    """Return the shares of applications made online, measured alike in every ward.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, and ``origin``: ``reference``, or ``absent`` where the source leaves a ward out.
    """
    return _shares.every_ward("online_use", study)


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which ward leads for each service, and how far use lies apart between wards."""
    return [*_shares.leading(rows, study), *_gaps(rows)]


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a bar for each ward and service."""
    return _shares.figure(QUESTION, rows, study, ink, lambda given: [None] * len(given))


def against_what_is_online(offered: pd.DataFrame, use: pd.DataFrame) -> Claim:
    """Claim whether the ward with the least online is also the one whose online services are used least.

    Parameters
    ----------
    offered : DataFrame
        Shares of procedures that are online; of several concepts the first counts.
    use : DataFrame
        What :func:`table` gives.
    """
    shares = offered[offered["concept"] == offered["concept"].iloc[0]].dropna(subset="value")
    least = _shares.least(shares)
    ward, concept = str(least["ward"].iloc[0]), str(least["concept"].iloc[0])
    led = [service for service, best in _shares.bests(use) if ward in set(best["ward"])]
    about: dict[str, Said] = {
        "ward": wards(ward),
        "concept": Name("concept", (concept,)),
        "share": Number(float(least["value"].iloc[0]), str(least["unit"].iloc[0]), ids(least)),
    }
    if led:
        services = Listed(tuple(Name("concept", (one,)) for one in led), together=True)
        said = text("online_use.least_online_leads", **about, services=services)
    else:
        said = text("online_use.least_online_leads_nothing", **about)
    compared = pd.concat([shares, use.dropna(subset="value")])
    return Claim("across", said, ids(compared), among=tuple(dict.fromkeys(compared["ward"])))


def online_is_not_used(offered: pd.DataFrame, use: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> str:
    """Say whether the ward with the least online is also the one whose online services are used least.

    Parameters
    ----------
    offered, use : DataFrame
        The rows of ``yardstick_procedures`` and of ``online_use``.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    return against_what_is_online(offered, use).said(Study.of(root, lang))


def _gaps(rows: pd.DataFrame) -> list[Claim]:
    """Claim, for each service, which ward is lowest and how far it is from the highest."""
    found = []
    for concept, group in rows.dropna(subset="value").groupby("concept", sort=False):
        lowest, of = _shares.least(group), ids(group)
        ends = ids(pd.concat([lowest, group[group["value"] == group["value"].max()].head(1)]))
        gap = round(float(group["value"].max() - group["value"].min()), 10)
        said = text(
            "online_use.lowest",
            concept=Name("concept", (str(concept),)),
            ward=wards(str(lowest["ward"].iloc[0])),
            share=Number(float(lowest["value"].iloc[0]), str(lowest["unit"].iloc[0]), ids(lowest)),
            gap=Number(gap, "percent", ends, "difference"),
        )
        found.append(Claim("gap", said, of, among=tuple(group["ward"])))
    return found


QUESTION = Question("online_use", table, claims, figure, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


online_use = public(QUESTION)
