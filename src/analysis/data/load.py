"""Which documents' figures count as known, newest and current, and by which names wards and others are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sized

import pandas as pd

from analysis.data.folding import fold
from analysis.data.kinds import COMMITMENTS
from analysis.data.paths import find_root
from analysis.data.tables import Tables, tables_of
from analysis.words.errors import BadArgument, UnknownName, WardKpiError, brief

Root = str | os.PathLike[str] | None
Names = str | int | Iterable[str] | None

VINTAGE_KEY = ["indicator", "fiscal_year", "kind"]
"""What identifies a figure across documents; documents that state it again are its vintages."""


def figures_of_one_year(frame: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """Keep the indicators' figures that belong to one fiscal year."""
    items = concepts.loc[concepts["scope"] != "indicator", "concept"]
    kept = frame[frame["fiscal_year"].notna() & frame["period_from"].isna() & ~frame["concept"].isin(items)]
    return kept.astype({"fiscal_year": "int64"})


def entries_of_themes(frame: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """Leave out what documents say of the ward itself, such as its population: that is no entry of a theme."""
    return frame[~frame["concept"].isin(concepts.loc[concepts["scope"] == "profile", "concept"])]


def figures_of_themes(frame: pd.DataFrame, concepts: pd.DataFrame) -> pd.DataFrame:
    """Leave out, too, what a document only names of other plans, and why it misses a target: no figure, action or result."""
    aside = concepts.loc[concepts["scope"].isin(["profile", "named", "reason"]), "concept"]
    return frame[~frame["concept"].isin(aside)]


def latest_vintage(observations: pd.DataFrame) -> pd.DataFrame:
    """Keep of each figure (indicator, fiscal year, kind) the rows of the newest document that states it.

    A series of files is one document: each of its days stays, whenever the day's file became known; of a day that a
    later file corrects, the correction.
    """
    figure = [*VINTAGE_KEY, "period_from"]
    newest, of_source, of_day = (
        observations.groupby([*figure, *more], dropna=False)["published"].transform("max")
        for more in ((), ("source",), ("source", "as_of"))
    )
    return observations[(of_source == newest) & (observations["published"] == of_day)]


def superseded_within(observations: pd.DataFrame) -> pd.DataFrame:
    """Return ``observations`` with ``superseded`` as it was when they were all that was known: by a document among them."""
    newest = observations.groupby(["indicator", "kind"])["published"].transform("max")
    return observations.assign(superseded=observations["superseded"] & (observations["published"] < newest))


def current_commitments(observations: pd.DataFrame) -> pd.DataFrame:
    """Leave out baselines, milestones and targets that a newer document of the ward has replaced or dated otherwise."""
    newest = observations.groupby(["indicator", "kind"])["published"].transform("max")
    return observations[~observations["kind"].isin(COMMITMENTS) | (observations["published"] == newest)]


def ward_code(name: str, root: Root = None) -> str:
    """Return the 6-digit code of a ward given as code, slug or name.

    Raises
    ------
    UnknownName
        If there is no such ward.
    """
    wards = tables_of(find_root(root)).wards
    if code := code_of_area(name, wards):
        return code
    also = [*wards["ward"], *wards["name_ja"], *wards["name_en"]]
    raise UnknownName("ward", name, wards["slug"], also, hint="errors.ward_elsewhere")


def code_of_area(name: object, wards: pd.DataFrame) -> str:
    """Return the code of an area of the data given as code, slug or name (``Sumida City``, too); nothing for any other."""
    asked = _folded(name)
    for column in ("ward", "slug", "name_ja", "name_en"):
        for known, code in zip(wards[column], wards["ward"], strict=True):
            if asked in (_folded(known), f"{_folded(known)}city") and known:
                return str(code)
    return ""


def theme_ids(names: Names, concepts: pd.DataFrame) -> list[str]:
    """Return the id of each theme, given by its id or its name in either language, whatever its case, width and spaces.

    Raises
    ------
    UnknownName
        If there is no such theme.
    """
    themes = concepts.drop_duplicates("theme")
    ids = {
        _folded(name): str(theme)
        for column in ("theme_en", "theme_ja", "theme")  # an id outweighs a name
        for name, theme in zip(themes[column], themes["theme"], strict=True)
    }
    found = []
    for name in listed(names):
        if _folded(name) not in ids:
            named = {str(said): str(row.theme) for row in themes.itertuples() for said in (row.theme_ja, row.theme_en)}
            raise UnknownName("theme", name, themes["theme"], named)
        found.append(ids[_folded(name)])
    return list(dict.fromkeys(found))


def _folded(name: object) -> str:
    return fold(str(name)).casefold()


def ward_codes(names: Names, root: Root = None) -> list[str]:
    """Return the code of each of ``names``, given as :func:`ward_code` takes them; none for None."""
    return [ward_code(name, root) for name in listed(names)]


def check_names(what: str, names: Names, valid: Iterable[str]) -> None:
    """Raise :class:`UnknownName` for the first of ``names`` that is not ``valid``."""
    known = list(dict.fromkeys(valid))
    for name in listed(names):
        if name not in known:
            raise UnknownName(what, name, known)


def refuse_none(asked: Mapping[str, object]) -> None:
    """Raise :class:`WardKpiError` for the first argument that is a table, or names nothing: ``[]``, ``range(2024, 2022)``."""
    for argument, names in asked.items():
        if isinstance(names, pd.DataFrame):
            raise BadArgument(argument, names, "names")
        if isinstance(names, Sized) and not isinstance(names, str) and not len(names):
            raise WardKpiError("names_nothing", argument=argument, value=names)


def refuse_apart(asked: Mapping[str, Iterable[str] | None], tables: Tables) -> None:
    """Raise :class:`WardKpiError` for ids of which none of one sort belongs to any of another: they leave nothing.

    ``asked`` are the wards, themes, concepts and indicators that are asked for, by their columns; None stands for all.
    """
    belongs = {"concept": (tables.concepts, ("theme",)), "indicator": (tables.indicators, ("ward", "theme", "concept"))}
    for narrow, (table, wider) in belongs.items():
        for wide in wider:
            inner, outer = asked.get(narrow), asked.get(wide)
            if inner is None or outer is None:
                continue
            of_wide = dict.fromkeys(table.loc[table[narrow].isin(list(inner)), wide])
            if not set(of_wide) & set(outer):
                said = {"narrow": narrow, "one": ", ".join(inner), "wide": wide, "other": ", ".join(outer)}
                raise WardKpiError("names_apart", **said, held=", ".join(of_wide))


def listed(names: Names) -> list[str]:
    """Return names as a list, whether one, several or none are given.

    Raises
    ------
    WardKpiError
        If one of them can be no name, or there are more of them than of anything that has a name.
    """
    if names is None:
        return []
    if isinstance(names, str) or not isinstance(names, Iterable):
        return [_written(names)]
    found: list[str] = []
    distinct: set[str] = set()
    for name in names:
        found.append(name)
        distinct.add(_written(name))
        if len(distinct) > _MOST_NAMES:  # of a range that never ends, say
            raise WardKpiError("too_many_names", most=f"{_MOST_NAMES:,}")
    return found


_MOST_NAMES = 5_000
"""More than there are municipalities."""


def _written(name: object) -> str:
    if isinstance(name, str):
        return name
    if name is None or isinstance(name, Iterable):
        raise WardKpiError("no_name", found=brief(name))
    try:
        return str(name)
    except Exception:  # a caller's own class
        raise WardKpiError("no_name", found=brief(name)) from None
