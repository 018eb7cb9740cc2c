"""How Japanese papers set what sentences hold: full-width colons, and ▲ before a negative figure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NONE = "－"
_REMARK = r"(?:（[^（）]*）| \([^()]*\))?"
_FIGURES = re.compile(rf"{_NONE}|[0-9,]+{_REMARK}|[0-9,.]+%")
"""What makes a column one of figures: a share with a remark, such as 98.52% (FY2020), stands in columns of words, too."""
_FIGURE = re.compile(rf"{_NONE}|[0-9,.]+%?{_REMARK}")
_NEGATIVE = re.compile(r"(?<![0-9A-Za-z.,-])[-−](?=[0-9])")


def typeset(text: str, lang: str) -> str:
    """Return ``text`` as a paper of that language prints it.

    >>> typeset("残り: -7.5%（2025-10-01、R4-R6）", "ja")
    '残り：▲7.5%（2025-10-01、R4-R6）'
    >>> typeset("left: -7.5%", "en")
    'left: -7.5%'
    """
    return _NEGATIVE.sub("▲", text).replace(": ", "：") if lang == "ja" else text


def figures_at_right(rows: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """Return the cells of a table, by row and column, that hold figures and stand at the right, with their headings.

    A figure is a count or a share, alone or with a remark in brackets, or the mark for none. It stands at the right in a
    column of counts or shares, not where one happens to stand among words.

    >>> sorted(figures_at_right([["区", "数", "割合", "順位"], ["甲", "1,234", "20%", "－"], ["乙", "12（うち1は前期）", "－", "2位"]]))
    [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)]
    """
    columns: dict[int, list[tuple[int, str]]] = {}
    for number, row in enumerate(rows[1:], start=1):
        for column, text in enumerate(row):
            columns.setdefault(column, []).append((number, text))
    return {
        (number, column)
        for column, cells in columns.items()
        if _is_of_figures([text for _, text in cells if text])
        for number, text in [(0, _NONE), *cells]
        if _FIGURE.fullmatch(text)
    }


def _is_of_figures(texts: Sequence[str]) -> bool:
    """Return whether at least half of the cells of a column are counts or shares, and not all of them the mark for none."""
    found = sum(_FIGURES.fullmatch(text) is not None for text in texts)
    return 2 * found >= len(texts) and any(text != _NONE and _FIGURES.fullmatch(text) for text in texts)
