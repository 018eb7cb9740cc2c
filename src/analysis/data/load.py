"""Loads the clean tables with their types; everything else in this library starts here."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable

import pandas as pd

from analysis.data.kinds import COMMITMENTS
from analysis.data.paths import find_root
from analysis.data.tables import Tables, tables_of
from analysis.words.era import last_possible_date
from analysis.words.errors import UnknownName, WardKpiError

Root = str | os.PathLike[str] | None
Names = str | int | Iterable[str] | None

VINTAGE_KEY = ["indicator", "fiscal_year", "kind"]
"""What identifies a figure across documents; documents that state it again are its vintages."""


def load_observations(
    *,
    vintage: str = "latest",
    as_of_publication: str | dt.date | None = None,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    complete: bool = False,
    root: Root = None,
) -> pd.DataFrame:
    """Load the published figures.

    Parameters
    ----------
    vintage : str
        ``"latest"`` keeps, of each figure (indicator, fiscal year, kind), what the newest document says; ``"all"``
        keeps every vintage; a source id keeps what that document says.
    as_of_publication : str or date, optional
        Leaves out documents published later: what was known on that day (``YYYY-MM-DD``), or at the end of that
        month or year (``YYYY-MM``, ``YYYY``).
    ward, theme, concept : str or iterable of str, optional
        Keep only these. A ward may be given as code, slug or Japanese name.
    complete : bool
        Also what stands beside the indicators' figures of one year: actions in words and figures in prose (concepts
        whose ``scope`` is ``item``), figures without a year and those of several years. ``fiscal_year`` may be missing
        then.
    root : path, optional
        Folder that holds ``data``; found by itself without it.

    Returns
    -------
    DataFrame
        Columns of :data:`analysis.data.schema.OBSERVATIONS`; ``value`` is in ``unit`` and NaN where the document gives no
        figure; ``published`` is a date; ``as_of`` and ``note`` are empty strings where there is none.

    Raises
    ------
    DataError
        If a clean table is missing or damaged.
    UnknownName
        If a ward, theme, concept or vintage does not exist; it names the nearest ones.
    WardKpiError
        If ``as_of_publication`` is no date.
    """
    frame = _tables(root).observations.copy(deep=False)
    concepts = load_concepts(root)
    if not complete:
        frame = figures_of_one_year(frame, concepts)
    if as_of_publication is not None:
        frame = frame[frame["published"] <= _date(as_of_publication)]
    if vintage == "latest":
        frame = latest_vintage(frame)
    elif vintage != "all":
        known = sorted(load_sources(root)["source"])
        if vintage not in known:
            raise UnknownName("vintage", vintage, ["latest", "all", *known])
        frame = frame[frame["source"] == vintage]
    frame = superseded_within(frame)
    wanted = {
        "ward": None if ward is None else ward_codes(ward, root),
        "theme": theme,
        "concept": concept,
    }
    for column, names in wanted.items():
        if names is None:
            continue
        if column != "ward":
            check_names(column, names, concepts[column])
        frame = frame[frame[column].isin(list(_listed(names)))]
    return frame.reset_index(drop=True)


def figures_of_one_year(frame: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """Keep the indicators' figures that belong to one fiscal year."""
    items = concepts.loc[concepts["scope"] == "item", "concept"]
    kept = frame[frame["fiscal_year"].notna() & frame["period_from"].isna() & ~frame["concept"].isin(items)]
    return kept.astype({"fiscal_year": "int64"})


def latest_vintage(observations: pd.DataFrame) -> pd.DataFrame:
    """Keep of each figure (indicator, fiscal year, kind) the rows of the newest document that states it.

    A series of files is one document: each of its days stays, whenever the day's file became known.
    """
    figure = [*VINTAGE_KEY, "period_from"]
    newest = observations.groupby(figure, dropna=False)["published"].transform("max")
    of_source = observations.groupby([*figure, "source"], dropna=False)["published"].transform("max")
    return observations[of_source == newest]


def superseded_within(observations: pd.DataFrame) -> pd.DataFrame:
    """Return ``observations`` with ``superseded`` as it was when they were all that was known: by a document among them."""
    newest = observations.groupby(["indicator", "kind"])["published"].transform("max")
    return observations.assign(superseded=observations["superseded"] & (observations["published"] < newest))


def current_commitments(observations: pd.DataFrame) -> pd.DataFrame:
    """Leave out baselines, milestones and targets that a newer document of the ward has replaced or dated otherwise."""
    newest = observations.groupby(["indicator", "kind"])["published"].transform("max")
    return observations[~observations["kind"].isin(COMMITMENTS) | (observations["published"] == newest)]


def load_indicators(root: Root = None) -> pd.DataFrame:
    """Load what each ward measures: columns of :data:`analysis.data.schema.INDICATORS`, one row per indicator."""
    return _tables(root).indicators.copy(deep=False)


def load_concepts(root: Root = None) -> pd.DataFrame:
    """Load the codebook: columns of :data:`analysis.data.schema.CONCEPTS`, one row per concept, in order of theme."""
    return _tables(root).concepts.copy(deep=False)


def load_evaluations(root: Root = None) -> pd.DataFrame:
    """Load what wards themselves judge: columns of :data:`analysis.data.schema.EVALUATIONS`, one row per judgement."""
    return _tables(root).evaluations.copy(deep=False)


def load_coverage(root: Root = None) -> pd.DataFrame:
    """Load how much of each document is transcribed: columns of :data:`analysis.data.schema.COVERAGE`."""
    return _tables(root).coverage.copy(deep=False)


def load_sources(root: Root = None) -> pd.DataFrame:
    """Load the documents: columns of :data:`analysis.data.schema.SOURCES`, one row per document."""
    return _tables(root).sources.copy(deep=False)


def load_wards(root: Root = None, *, level: str | None = "ward") -> pd.DataFrame:
    """Load the wards: columns of :data:`analysis.data.schema.WARDS`.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data``.
    level : str or None
        ``"ward"``; ``"prefecture"`` or ``"country"`` for the areas kept for reference; None for all.
    """
    frame = _tables(root).wards.copy(deep=False)
    if level is None:
        return frame
    check_names("level", level, ("ward", "prefecture", "country"))
    return frame[frame["level"] == level].reset_index(drop=True)


def load_notes(root: Root = None) -> pd.DataFrame:
    """Load the caveats of observations in both languages: columns ``note``, ``note_en`` and ``audience``."""
    return _tables(root).notes.copy(deep=False)


def ward_code(name: str, root: Root = None) -> str:
    """Return the 6-digit code of a ward given as code, slug or name.

    Raises
    ------
    UnknownName
        If there is no such ward.
    """
    wards = load_wards(root, level=None)
    for column in ("ward", "slug", "name_ja", "name_en"):
        match = wards.loc[wards[column].str.lower() == str(name).lower(), "ward"]
        if len(match):
            return str(match.iloc[0])
    raise UnknownName("ward", name, [*wards["slug"], *wards["ward"], *wards["name_ja"]])


def ward_codes(names: Names, root: Root = None) -> list[str]:
    """Return the code of each of ``names``, given as :func:`ward_code` takes them; none for None."""
    return [ward_code(name, root) for name in _listed(names)]


def check_names(what: str, names: Names, valid: Iterable[str]) -> None:
    """Raise :class:`UnknownName` for the first of ``names`` that is not ``valid``."""
    known = list(dict.fromkeys(valid))
    for name in _listed(names):
        if name not in known:
            raise UnknownName(what, name, known)


def _listed(names: Names) -> list[str]:
    if names is None:
        return []
    return [*names] if isinstance(names, Iterable) and not isinstance(names, str) else [str(names)]


def _date(value: str | dt.date) -> pd.Timestamp:
    try:
        return pd.Timestamp(value if isinstance(value, dt.date) else last_possible_date(str(value)))
    except ValueError:
        raise WardKpiError("bad_argument", argument="as_of_publication", value=value, expected="YYYY-MM-DD") from None


def _tables(root: Root) -> Tables:
    return tables_of(find_root(root))
