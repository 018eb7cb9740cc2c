"""What each document by itself leads one to conclude: the same ward, judged by the baselines and targets of its day."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.data.load import Root, load_observations, load_sources
from analysis.measures.attainment import PROGRESS_COLUMNS, progress
from analysis.measures.vintage_changes import revisions

JUDGEMENT_COLUMNS = [*PROGRESS_COLUMNS, "published", "published_stated"]


def judgements(*, root: Root = None) -> pd.DataFrame:
    """Return the measures of :func:`analysis.progress` once for each document of a ward, from that document alone.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`JUDGEMENT_COLUMNS`: those of :func:`analysis.progress`, ``source`` being the one document, and
        its date; by indicator, the oldest document first.
    """
    sources = load_sources(root)
    own = sources[sources["ward"] != ""].sort_values(["published", "source"])
    tables = [
        progress(load_observations(vintage=row.source, root=root), root=root).assign(
            source=row.source, published=row.published, published_stated=row.published_stated
        )
        for row in each(own)
    ]
    if not tables:
        return pd.DataFrame(columns=JUDGEMENT_COLUMNS)
    table = pd.concat(tables, ignore_index=True)[JUDGEMENT_COLUMNS]
    return table.sort_values(["ward", "indicator", "published"], kind="stable").reset_index(drop=True)


def redated_targets(*, root: Root = None) -> pd.DataFrame:
    """Return, for indicators whose target a later document has dated to another year, every figure and judgement.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of ``observations.csv``, every vintage, with ``status`` and ``pace`` of :func:`judgements` (the same in
        all rows of one indicator and document) and ``published_stated``; the oldest document first.
    """
    changes = revisions(root=root)
    moved = changes[(changes["change"] == "redated") & (changes["kind"] == "target")]["indicator"]
    rows = load_observations(vintage="all", root=root)
    rows = rows[rows["indicator"].isin(moved)]
    judged = judgements(root=root)[["indicator", "source", "status", "pace", "published_stated"]]
    return rows.merge(judged, on=["indicator", "source"]).sort_values(
        ["indicator", "published", "fiscal_year"], kind="stable", ignore_index=True
    )
