"""What each document by itself leads one to conclude: the same ward, judged by the baselines and targets of its day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Annotated

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import handed
from analysis.data.column_texts import lists_columns
from analysis.data.ids import ids
from analysis.data.load import Names, Root, superseded_within
from analysis.data.rows import typed
from analysis.data.schema import Column, YearlyFigure
from analysis.data.study import Study
from analysis.measures.attainment import Progress, progress_of
from analysis.measures.vintage_changes import revisions_of


@dataclass(frozen=True, slots=True)
class Judgement(Progress):
    """What one document by itself says of an indicator, see :func:`judgements`."""

    published: Annotated[dt.datetime, Column("the document is certainly known from this day")]
    published_stated: Annotated[str, Column("date that the document prints of itself; empty where none")]


@dataclass(frozen=True, slots=True)
class Redated(YearlyFigure):
    """A figure of an indicator whose target was dated anew, see :func:`redated_targets`."""

    status: Annotated[str, Column("status of judgements(), the same in all rows of one indicator and document")]
    pace: Annotated[float | None, Column("pace of judgements(), likewise")]
    published_stated: Annotated[str, Column("date that the document prints of itself; empty where none")]


JUDGEMENT_COLUMNS = [column.name for column in fields(Judgement)]


@lists_columns(Judgement)
def judgements(
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Return the measures of :func:`analysis.progress` once for each document of a ward, from that document alone.

    Parameters
    ----------
    ward, theme, concept, indicator : str or iterable of str, optional
        Keep only the rows of these. A ward may be given as code, slug or name, all others as id or name in either language.
    names : bool
        Also the names of ward, theme, concept and indicator, in ``ward_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per indicator and document, the oldest document first; ``source`` is the one document.

        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.

    Examples
    --------
    >>> import analysis
    >>> judged = analysis.judgements().set_index(["indicator", "source"])
    >>> int(judged.loc[("sumida.online_procedures_mynaportal", "sumida-progress-2025"), "target_year"])
    2025
    """
    study = Study.of(root, lang)
    rows = rows_asked(judgements_of(study), study, ward=ward, theme=theme, concept=concept, indicator=indicator)
    return handed(rows, study, names=names)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document of one ward, and its date."""

    source: str
    published: pd.Timestamp
    published_stated: str


def judgements_of(study: Study) -> pd.DataFrame:
    """Return :func:`judgements` of a study."""
    sources = study.tables.sources
    own = sources[(sources["ward"] != "") & sources["source"].isin(study.published["source"])].sort_values(
        ["published", "source"]
    )
    whole = study.whole  # a document is judged by all that it prints, whichever of its figures a caller chose
    said = whole.published[whole.published["indicator"].isin(study.published["indicator"])]
    tables = [
        progress_of(superseded_within(said[said["source"] == row.source]), whole).assign(
            source=row.source, published=row.published, published_stated=row.published_stated
        )
        for row in typed(own, _Document)
    ]
    if not tables:
        return pd.DataFrame(columns=JUDGEMENT_COLUMNS)
    table = pd.concat(tables, ignore_index=True)[JUDGEMENT_COLUMNS]
    return table.sort_values(["ward", "indicator", "published"], kind="stable").reset_index(drop=True)


@lists_columns(Redated, caveat=True, observation="id of the figure, as in load_observations()")
def redated_targets(
    *,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Return, for indicators whose target a later document has dated to another year, every figure and judgement.

    Parameters
    ----------
    ward, theme, concept, indicator : str or iterable of str, optional
        Keep only the rows of these. A ward may be given as code, slug or name, all others as id or name in either language.
    names : bool
        Also the names of ward, theme, concept and indicator, in ``ward_name`` and so on.
    detail : bool
        Also where each figure stands, and the caveats of figure and indicator.
    lang : str, optional
        ``ja`` or ``en``, of names, notes and caveats.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        One row per figure, every vintage, the oldest document first.

        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward, theme, concept or indicator.

    Examples
    --------
    >>> import analysis
    >>> analysis.redated_targets()["indicator"].unique().tolist()
    ['sumida.online_procedures_mynaportal']
    """
    study = Study.of(root, lang)
    rows = rows_asked(redated_targets_of(study), study, ward=ward, theme=theme, concept=concept, indicator=indicator)
    rows.insert(0, "observation", pd.Series(ids(rows), rows.index, dtype="str"))
    return handed(rows, study, names=names, detail=detail)


def redated_targets_of(study: Study) -> pd.DataFrame:
    """Return :func:`redated_targets` of a study."""
    changes = revisions_of(None, None, study)
    moved = changes[(changes["change"] == "redated") & (changes["kind"] == "target")]["indicator"]
    rows = study.published
    rows = rows[rows["indicator"].isin(moved)]
    judged = judgements_of(study)[["indicator", "source", "status", "pace", "published_stated"]]
    return rows.merge(judged, on=["indicator", "source"]).sort_values(
        ["indicator", "published", "fiscal_year"], kind="stable", ignore_index=True
    )
