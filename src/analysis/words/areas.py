"""How areas are called that are not all special wards: a language that says municipality where the texts say ward.

The texts of ``texts/`` speak of wards. Where a city, a town or a village is compared as well, each of them is filled in
the wording that this module makes of it, so that no city is ever counted as a ward.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACEHOLDER = re.compile(r"(\{\w+)")
# what a ward is in words of its own (特別区, 区分, 地区, a special ward) stays
_JA = re.compile(r"(?<![特別市町地学校])区(?![分別切間域画町])")
_EN = re.compile(r"(?<!special )\b([Ww])ard(s?)\b(?!-kpi)")
_FIRST = {
    "ja": (
        ("特別区における", "自治体における"),
        ("東京の区", "自治体"),
        ("二つの区", "二つの自治体"),
        ("他区", "他の自治体"),
    ),
    "en": (("Tokyo's wards", "municipalities"),),
}


class OfMunicipalities(str):
    """A language in which the texts speak of municipalities; it is equal to the plain one."""

    __slots__ = ()


def speaking(lang: str, *, only_wards: bool) -> str:
    """Return a language that speaks of wards, or of municipalities where not all areas are wards."""
    return str(lang) if only_wards else OfMunicipalities(lang)


def reworded(text: str, lang: str) -> str:
    """Return a text of wards as one of municipalities; the names of its placeholders stay.

    Examples
    --------
    >>> reworded("{wards}区の評価（特別区を除く）", "ja")
    '{wards}市区町村の評価（特別区を除く）'
    >>> reworded("None of {wards:ward|wards}; each ward's own", "en")
    "None of {wards:municipality|municipalities}; each municipality's own"
    """
    for old, new in _FIRST[lang]:
        text = text.replace(old, new)
    change: Callable[[str], str] = _in_japanese if lang == "ja" else _in_english
    return "".join(part if part.startswith("{") else change(part) for part in _PLACEHOLDER.split(text))


def _in_japanese(text: str) -> str:
    return _JA.sub("自治体", text.replace("}区", "}市区町村"))  # what is counted has its official name


def _in_english(text: str) -> str:
    return _EN.sub(lambda m: ("m" if m[1] == "w" else "M") + ("unicipalities" if m[2] else "unicipality"), text)
