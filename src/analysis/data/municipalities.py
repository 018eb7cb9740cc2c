"""Brings codes and names of municipalities, as outside data have them, to the 6-digit code, or refuses."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from analysis.data.area_codes import CODE, SPECIAL_WARDS, check_digit, is_valid
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.words.errors import WardKpiError

_TOKYO = "東京都"
_REGISTER = "areas.csv"


class _Area(NamedTuple):
    """An area that is known: its code, its prefecture and its name."""

    code: str
    prefecture: str
    name: str


def municipality_codes(
    values: Iterable[object], prefectures: Iterable[str] | None = None, *, root: Root = None
) -> pd.Series[str]:
    """Return the 6-digit code of each municipality, so that outside figures can be merged by ``ward``.

    Parameters
    ----------
    values : iterable
        Codes of six digits, of five (without check digit, or after a spreadsheet took the zero), or names, with their
        prefecture before them or in ``prefectures``.
    prefectures : iterable of str, optional
        Name of the prefecture of each.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    Series
        Named ``ward``, of str; with the index of ``values`` where they have one.

    Raises
    ------
    WardKpiError
        If it is not certain which municipality is meant: a wrong check digit, a name that is not known or that several
        have, five digits that may be two codes. The message names the value and what it may be.

    Examples
    --------
    >>> import analysis
    >>> analysis.municipality_codes(["13107", 131067, "東京都杉並区"]).tolist()
    ['131075', '131067', '131156']
    """
    study = Study.of(root)
    given = list(values)
    beside = [""] * len(given) if prefectures is None else [str(one) for one in prefectures]
    if len(beside) != len(given):
        raise WardKpiError("bad_argument", argument="prefectures", value=len(beside), expected=f"{len(given)} names")
    areas = study.once(_areas)
    codes = [_code(value, prefecture, areas) for value, prefecture in zip(given, beside, strict=True)]
    index = values.index if isinstance(values, pd.Series) else None
    return pd.Series(codes, index, dtype="str", name="ward")


def _areas(study: Study) -> list[_Area]:
    """Return the areas that are known: those of the data, the special wards, and those of the register if it is there."""
    wards = study.tables.wards
    own = [_Area(code, "", name) for code, name in zip(wards["ward"], wards["name_ja"], strict=True)]
    found = [*(_Area(ward.code, _TOKYO, ward.name_ja) for ward in SPECIAL_WARDS)]
    register = study.root / "data" / "raw" / _REGISTER
    if register.is_file():
        with register.open(encoding="utf-8", newline="") as stream:
            found += [
                _Area(row["code"], row["prefecture"], row["name"] or row["prefecture"])
                for row in csv.DictReader(stream)
            ]
    known = {area.code for area in found}
    return [*dict.fromkeys(found), *(area for area in own if area.code not in known)]


def _code(value: object, prefecture: str, areas: Sequence[_Area]) -> str:
    text = _folded(value).removesuffix(".0")
    if re.fullmatch("[0-9]{1,6}", text):
        candidates = _of_digits(text, _folded(prefecture), areas)
    else:
        candidates = _of_name(text, _folded(prefecture), areas)
    if len(candidates) == 1:
        return candidates[0]
    said = {area.code: f"{area.code} {area.prefecture}{area.name}" for area in areas}
    named = ", ".join(said.get(code, code) for code in candidates[:4]) or "-"
    raise WardKpiError("municipality_uncertain", text=f"{prefecture}{value}", candidates=named)


def _of_digits(text: str, prefecture: str, areas: Sequence[_Area]) -> list[str]:
    """Return the codes that digits may stand for: with their check digit certain, else only where one alone is known."""
    prefixes = {area.code[:2] for area in areas if _folded(area.prefecture) == prefecture} if prefecture else None
    if CODE.fullmatch(text):
        fits = is_valid(text) and (prefixes is None or text[:2] in prefixes)
        return [text] if fits else []
    possible = dict.fromkeys(
        code for code in (text.zfill(6), text.zfill(5) + check_digit(text.zfill(5))) if is_valid(code)
    )
    known = {area.code for area in areas}
    return [code for code in possible if code in known and (prefixes is None or code[:2] in prefixes)]


def _of_name(text: str, prefecture: str, areas: Sequence[_Area]) -> list[str]:
    found = [
        area.code
        for area in areas
        if text in (_folded(area.name), _folded(area.prefecture + area.name))
        and (not prefecture or _folded(area.prefecture) in (prefecture, ""))
    ]
    return list(dict.fromkeys(found))


def _folded(value: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value)).split())
