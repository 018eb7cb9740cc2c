"""Local government codes: six digits of which the last checks the others, kept as text so that no zero is lost."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

CODE = re.compile(r"[0-9]{6}")
_WEIGHTS = (6, 5, 4, 3, 2)
NATION = "000000"
"""Not a local government code; the country has none."""
MUNICIPAL = ("ward", "city", "town", "village")
"""Levels whose areas cover the country without overlap and may be compared; ``ward`` is a special ward of Tokyo."""
LEVELS = (*MUNICIPAL, "designated_ward", "prefecture", "country")
"""All levels: a designated ward is a part of its city, a municipality of its prefecture, a prefecture of the country."""
_OF_LAST = {"市": "city", "町": "town", "村": "village"}


class SpecialWard(NamedTuple):
    """One of the 23 special wards of Tokyo."""

    code: str
    slug: str
    name_ja: str
    name_en: str


SPECIAL_WARDS = tuple(
    SpecialWard(code, name_en.lower(), name_ja, name_en)
    for code, name_ja, name_en in (
        ("131016", "千代田区", "Chiyoda"),
        ("131024", "中央区", "Chuo"),
        ("131032", "港区", "Minato"),
        ("131041", "新宿区", "Shinjuku"),
        ("131059", "文京区", "Bunkyo"),
        ("131067", "台東区", "Taito"),
        ("131075", "墨田区", "Sumida"),
        ("131083", "江東区", "Koto"),
        ("131091", "品川区", "Shinagawa"),
        ("131105", "目黒区", "Meguro"),
        ("131113", "大田区", "Ota"),
        ("131121", "世田谷区", "Setagaya"),
        ("131130", "渋谷区", "Shibuya"),
        ("131148", "中野区", "Nakano"),
        ("131156", "杉並区", "Suginami"),
        ("131164", "豊島区", "Toshima"),
        ("131172", "北区", "Kita"),
        ("131181", "荒川区", "Arakawa"),
        ("131199", "板橋区", "Itabashi"),
        ("131202", "練馬区", "Nerima"),
        ("131211", "足立区", "Adachi"),
        ("131229", "葛飾区", "Katsushika"),
        ("131237", "江戸川区", "Edogawa"),
    )
)


def check_digit(first_five: str) -> str:
    """Return the sixth digit that belongs to the first five of a local government code."""
    total = sum(int(digit) * weight for digit, weight in zip(first_five, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def is_valid(code: str) -> bool:
    """Return whether ``code`` is six plain digits, the last of which checks the others."""
    return CODE.fullmatch(code) is not None and check_digit(code[:5]) == code[5]


def level_of(code: str, name: str) -> str:
    """Return which of :data:`LEVELS` an area is; empty for a code and a name that are none of them.

    Examples
    --------
    >>> [level_of(code, name) for code, name in (("131075", "墨田区"), ("011011", "札幌市中央区"), ("130001", "東京都"))]
    ['ward', 'designated_ward', 'prefecture']
    """
    if code == NATION:
        return "country"
    if code[2:5] == "000":
        return "prefecture"
    if name.endswith("区") and code[2] == "1":
        return "ward" if code[:2] == _TOKYO else "designated_ward"
    return _OF_LAST.get(name[-1:], "")


_TOKYO = "13"


def restore(text: str) -> str | None:
    """Return the code that a spreadsheet has made ``text`` of, or None where that is not certain.

    A spreadsheet reads a code as a number: 011002 becomes 11002, or 11002.0. Five digits are completed with the zero
    they lost only where the check digit agrees; without it they might as well be a code without its check digit.
    """
    digits = text.strip().removesuffix(".0")
    if not re.fullmatch(r"[0-9]{5,6}", digits):
        return None
    code = digits.zfill(6)
    return code if is_valid(code) else None


def special_ward(key: str) -> SpecialWard | None:
    """Return the special ward of that code, slug or name (``Koto``, ``Koto City``, 江東区), or None."""
    asked = key.casefold().removesuffix("city").rstrip(" -")
    return next((ward for ward in SPECIAL_WARDS if key in (ward.code, ward.name_ja) or asked == ward.slug), None)


def only_special(codes: Collection[str]) -> bool:
    """Whether areas bear codes that only special wards have, one and all, so that they may be called wards."""
    return bool(codes) and all(level_of(code, "区") == "ward" for code in codes)
