"""Text in Markdown that is shown as it stands, whatever its signs would mean there."""

from __future__ import annotations

import re

_SIGNS = re.compile(
    # Brackets alone make no link; an address keeps its ~ and _, and would take a backslash before < along.
    r"[\\`*<|$]|\](?=[(\[:])|(?<!/)~|&(?=#?\w+;)|(?<![\w/])_|_(?![\w/])"
    r"|^[#+-](?=\s|#|$)|^>|(?<=^\d)[.)](?=\s)|(?<=^\d\d)[.)](?=\s)"  # what would begin a heading or a list
)


def literal(text: str) -> str:
    r"""Return ``text`` such that Markdown shows it sign by sign: neither markup, links, formulas nor HTML.

    Examples
    --------
    >>> literal("*A* [x](javascript:y) <b> $x$ sumida.open_data")
    '\\*A\\* [x\\](javascript:y) &lt;b> \\$x\\$ sumida.open_data'
    """
    return _SIGNS.sub(lambda match: "&lt;" if match.group() == "<" else "\\" + match.group(), text)
