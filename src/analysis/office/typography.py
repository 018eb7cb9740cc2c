"""How Japanese papers set what sentences hold: full-width colons, and ▲ before a negative figure."""

from __future__ import annotations

import re

_COUNT = re.compile(r"－|[0-9,]+(?:（[^（）]*）| \([^()]*\))?")
_NEGATIVE = re.compile(r"(?<![0-9A-Za-z.,-])[-−](?=[0-9])")


def typeset(text: str, lang: str) -> str:
    """Return ``text`` as a paper of that language prints it.

    >>> typeset("残り: -7.5%（2025-10-01、R4-R6）", "ja")
    '残り：▲7.5%（2025-10-01、R4-R6）'
    >>> typeset("left: -7.5%", "en")
    'left: -7.5%'
    """
    return _NEGATIVE.sub("▲", text).replace(": ", "：") if lang == "ja" else text


def is_count(text: str) -> bool:
    """Return whether a table's cell holds a count, alone or with a remark in brackets, or the mark for none: these stand at the right.

    >>> [is_count(text) for text in ("1,234", "－", "12（うち1は前期の目標）", "20%", "")]
    [True, True, True, False, False]
    """
    return _COUNT.fullmatch(text) is not None
