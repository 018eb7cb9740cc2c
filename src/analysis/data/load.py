"""Which documents' figures count as known, newest and current, and by which names wards and others are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sized
from typing import Any

import pandas as pd

from analysis.data.folding import fold
from analysis.data.kinds import COMMITMENTS
from analysis.data.paths import find_root
from analysis.data.tables import Tables, tables_of
from analysis.words.errors import BadArgument, UnknownName, WardKpiError, brief, plain
from analysis.words.labels import KINDS

Root = str | os.PathLike[str] | None
Names = str | int | Iterable[str] | None

VINTAGE_KEY = ["indicator", "fiscal_year", "kind"]
"""What identifies a figure across documents; documents that state it again are its vintages."""
_MOST_NAMED = 4


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
    """Return the 6-digit code of a ward given as code (five digits will do), slug or name.

    Raises
    ------
    UnknownName
        If there is no such ward; of a municipality of the national tables it says where its figures are.
    """
    wards = tables_of(find_root(root)).wards
    if code := code_of_area(name, wards):
        return code
    from analysis.data.municipalities import is_measured  # which needs this file

    if is_measured(name, root):
        raise UnknownName("ward", name, [], code="ward_without_documents")
    also = [*wards["ward"], *wards["name_ja"], *wards["name_en"]]
    raise UnknownName("ward", name, wards["slug"], also, hint="errors.ward_elsewhere")


def code_of_area(name: object, wards: pd.DataFrame) -> str:
    """Return the code of an area of the data given as code, slug or name (``Sumida City``, too); nothing for any other.

    Five digits are a code without its check digit, or one that lost its zero in a spreadsheet.
    """
    asked = _folded(name)
    if len(asked) == len("13107") and asked.isdecimal():
        codes = [code for code in wards["ward"] if asked in (code[:5], code.removeprefix("0"))]
        return str(codes[0]) if len(codes) == 1 else ""
    for column in ("ward", "slug", "name_ja", "name_en"):
        for known, code in zip(wards[column], wards["ward"], strict=True):
            if asked in (_folded(known), f"{_folded(known)}city") and known:
                return str(code)
    return ""


def ids_called(what: str, names: Names, tables: Tables, wards: Iterable[str] | None = None) -> list[str]:
    """Return the id of each theme, concept or indicator, given by its id or its name in either language.

    Case, width and spaces do not count. Of indicators of one name, that of the ``wards`` asked for is meant.

    Raises
    ------
    UnknownName
        If there is none of the name.
    WardKpiError
        If there are several of the name; it names their ids.
    """
    table = tables.indicators if what == "indicator" else tables.concepts
    known = set(table[what])
    called = [str(name) if str(name) in known else _id_called(what, name, table, wards) for name in listed(names)]
    return list(dict.fromkeys(called))


def kinds_called(names: Names) -> list[str]:
    """Return each kind of figure, given by its id or its name in either language; another word is left for a check to refuse."""
    called = {_folded(label): kind for kind, labels in KINDS.items() for label in labels.values()}
    return list(dict.fromkeys(called.get(_folded(name), str(name)) for name in listed(names)))


def _id_called(what: str, name: object, table: pd.DataFrame, wards: Iterable[str] | None) -> str:
    """Return the one id of what is called by a name that is no id as it is written."""
    rows, asked = table.drop_duplicates(what), _folded(name)
    names = ("theme_ja", "theme_en") if what == "theme" else ("name_ja", "name_en")
    found = rows[rows[what].map(_folded) == asked]  # an id outweighs a name
    if found.empty:
        found = rows[(rows[[*names]].map(_folded) == asked).any(axis="columns")]
    if wards is not None and "ward" in found and (of_wards := found["ward"].isin([*wards])).any():
        found = found[of_wards]
    if len(found) > 1:
        ids = ", ".join([*found[what].iloc[:_MOST_NAMED], *(["…"] if len(found) > _MOST_NAMED else [])])
        raise WardKpiError("name_of_several", argument=what, name=brief(name), ids=ids)
    if found.empty:
        said = {str(called): str(one) for column in names for called, one in zip(rows[column], rows[what], strict=True)}
        raise UnknownName(what, name, rows[what], said)
    return str(found[what].iloc[0])


def _folded(name: object) -> str:
    return fold(str(name)).casefold()


def ward_codes(names: Names, root: Root = None) -> list[str]:
    """Return the code of each of ``names``, given as :func:`ward_code` takes them; none for None."""
    return [ward_code(name, root) for name in listed(names)]


def check_names(what: str, names: Names, valid: Iterable[str], *, code: str = "unknown_name") -> None:
    """Raise :class:`UnknownName` for the first of ``names`` that is not ``valid``; ``code`` is that of its message."""
    known = dict.fromkeys(valid)
    for name in listed(names):
        if name not in known:
            raise UnknownName(what, name, known, code=code)


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


def in_a_list(asked: Any) -> Any:
    """Return names or years that a Series, an array or a generator holds as a list, which can be compared and read twice.

    None is of a type of numpy, which a message would name.
    """
    is_one = asked is None or isinstance(asked, str | int | list | tuple | range | pd.DataFrame)
    return plain(asked if is_one or not isinstance(asked, Iterable) else [*asked])


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


_MOST_NAMES = 1_000_000
"""More than a nation's municipalities have indicators."""


def _written(name: object) -> str:
    if isinstance(name, str):
        return name
    if name is None or isinstance(name, Iterable):
        raise WardKpiError("no_name", found=brief(name))
    try:
        return str(name)
    except Exception:  # a caller's own class
        raise WardKpiError("no_name", found=brief(name)) from None
