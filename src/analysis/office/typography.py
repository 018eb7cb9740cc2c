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


def figure_columns(rows: Sequence[Sequence[str]]) -> set[int]:
    """Return the columns of a table, of which the first row is the header, that are of counts or shares.

    At least half of their cells are figures, and not all of them the mark for none.

    >>> figure_columns([["区", "数", "割合", "順位"], ["甲", "1,234", "20%", "－"], ["乙", "12（うち1は前期）", "－", "2位"]])
    {1, 2}
    """
    columns: dict[int, list[str]] = {}
    for row in rows[1:]:
        for column, text in enumerate(row):
            columns.setdefault(column, []).append(text)
    return {column for column, texts in columns.items() if _is_of_figures([text for text in texts if text])}


def _is_of_figures(texts: Sequence[str]) -> bool:
    found = [text for text in texts if _FIGURES.fullmatch(text)]
    return 2 * len(found) >= len(texts) and any(text != _NONE for text in found)


def is_figure(text: str) -> bool:
    """Return whether a cell is a figure, alone or with a remark in brackets, or the mark for none: it stands at the right.

    So it does in a column of figures only, not where one happens to stand among words.

    >>> [is_figure(text) for text in ("1,234", "－", "31%（ほかに同じ値9.6%）", "2位", "")]
    [True, True, True, False, False]
    """
    return _FIGURE.fullmatch(text) is not None
