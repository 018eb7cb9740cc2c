"""Brings codes and names of municipalities, as outside data have them, to the 6-digit code, or refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from analysis.data.area_codes import NATION, SPECIAL_WARDS, special_ward
from analysis.data.folding import fold
from analysis.data.load import Root, code_of_area
from analysis.data.national_files import has_national, municipalities
from analysis.data.reading import load_toml
from analysis.data.register import AREAS, Area, Register, Spellings
from analysis.data.register_files import LAYOUTS, read_register, read_spellings
from analysis.data.study import Study
from analysis.words.errors import BadArgument, WardKpiError, and_more

_NATION = ("全国", "日本", "日本国")
_MOST_NAMED = 4
_ALSO_IN_CITIES = ("中央区", "港区", "北区")
"""Special wards whose names wards of designated cities have, too, which the register does not list."""
_TOKYO = Area("130001", "東京都", "")


def municipality_codes(
    values: Iterable[object], prefectures: Iterable[str] | None = None, *, root: Root = None
) -> pd.Series[str]:
    """Return the 6-digit code of each municipality, so that outside figures can be merged by ``ward``.

    Parameters
    ----------
    values : iterable
        Codes of six digits, of five (without check digit, or after a spreadsheet took the zero), or names, with their
        prefecture before them or in ``prefectures``. Of the areas of the data and of the special wards slugs and English
        names, too (``sumida``, ``Koto City``); 全国 and zeros are the country, ``000000``. A former code or name gives the one under which the series goes on.
    prefectures : iterable of str, optional
        Name of the prefecture of each.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Series
        Named ``ward``, of str; with the index of ``values`` where they have one. What is missing or empty stays missing,
        and so merges with no area.

    Raises
    ------
    WardKpiError
        If it is not certain which municipality is meant: a wrong check digit, a name that is not known or that several
        have (北区 is a ward of Tokyo and of many a city), five digits that may be two codes; the message names the value and what it may be. If ``values`` are a
        single text or a table.

    Examples
    --------
    >>> import analysis
    >>> analysis.municipality_codes(["13107", 131067, "東京都杉並区"]).tolist()
    ['131075', '131067', '131156']

    Every table of this library has ``ward`` as text of six digits, with the check digit: a column of numbers or of five digits
    merges with none of its rows, and pandas does not say so. Brought to one form first, figures from elsewhere merge:

    >>> import pandas as pd
    >>> outside = pd.DataFrame({"code": [13107, 13106, 13115], "answers": [1, 2, 3]})
    >>> held = analysis.load_observations(concept="mynumber_card_held_rate")
    >>> held.astype({"ward": "str"}).merge(outside.astype({"code": "str"}), left_on="ward", right_on="code").empty
    True
    >>> outside["ward"] = analysis.municipality_codes(outside["code"])
    >>> held.merge(outside, on="ward", how="left", validate="many_to_one")[["ward", "value", "answers"]].values.tolist()
    [['131156', 71.0, 3], ['131075', 73.0, 1], ['131067', 73.0, 2]]
    """
    study = Study.of(root)
    given = _listed(values, "values")
    beside = [""] * len(given) if prefectures is None else _listed(prefectures, "prefectures")
    if len(beside) != len(given):
        raise BadArgument("prefectures", len(beside), "many_names", count=len(given))
    codes = [
        None if _is_missing(value) else _code(value, "" if _is_missing(prefecture) else str(prefecture), study)
        for value, prefecture in zip(given, beside, strict=True)
    ]
    index = values.index if isinstance(values, pd.Series) else None
    return pd.Series(codes, index, dtype="str", name="ward")


def is_measured(name: object, root: Root) -> bool:
    """Return whether ``name`` is that of a municipality of the national tables, and of one alone."""
    study = Study.of(root)
    try:
        return has_national(study) and _code(name, "", study) in set(municipalities(study)["ward"])
    except WardKpiError:
        return False


def _listed(values: object, argument: str) -> list[object]:
    if isinstance(values, str | bytes | pd.DataFrame | Mapping) or not isinstance(values, Iterable):
        raise BadArgument(argument, values, "areas")
    return list(values)


def _is_missing(value: object) -> bool:
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or value != value
        or (isinstance(value, str) and not value.strip())
    )


def known_areas(study: Study) -> Register:
    """Return the areas that are known: those of the register if data/raw has it, the special wards, and those of the data."""
    raw = study.root / "data" / "raw"
    spellings = read_spellings(raw / LAYOUTS, load_toml(raw / LAYOUTS)) if (raw / LAYOUTS).exists() else Spellings()
    registered = read_register(raw, spellings) if (raw / AREAS).exists() else Register({}, spellings=spellings)
    areas = {area.code: area for area in _own(study)} | dict(registered.areas)
    return replace(registered, areas=dict(sorted(areas.items())))


def _own(study: Study) -> Iterator[Area]:
    wards = study.tables.wards
    for code, name in zip(wards["ward"], wards["name_ja"], strict=True):
        if code != NATION:
            yield Area(code, "", name)
    yield _TOKYO
    yield from (Area(ward.code, _TOKYO.prefecture, ward.name_ja) for ward in SPECIAL_WARDS)


def _code(value: object, prefecture: str, study: Study) -> str:
    register = study.once(known_areas)
    text, beside = fold(str(value)).removesuffix(".0"), fold(prefecture)
    if not text.strip("0") or (text in _NATION and beside in ("", *_NATION)):
        return NATION
    if text.isascii() and not text.isdecimal() and not beside:
        if code := code_of_area(text, study.tables.wards):
            return code
        if special := special_ward(text):
            return special.code
    if re.fullmatch("[0-9]{1,6}", text):
        candidates = register.of_digits(text, beside)
    else:
        once = [] if beside else register.once_named(text)
        candidates = list(dict.fromkeys([*register.named(text, beside), *once]))
    if len(candidates) == 1 and (beside or text not in _ALSO_IN_CITIES):
        return candidates[0]
    if len(candidates) == 1:
        raise WardKpiError("ward_of_several_cities", text=value, whole=register.label(candidates[0]))
    if not candidates:
        raise WardKpiError("municipality_unknown", text=f"{prefecture}{value}")
    named = ", ".join(f"{code} {register.label(code)}" for code in candidates[:_MOST_NAMED])
    named = and_more(named, len(candidates) - _MOST_NAMED)
    raise WardKpiError("municipality_uncertain", text=f"{prefecture}{value}", candidates=named)
