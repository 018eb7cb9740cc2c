"""The documents and places behind a figure, as a notebook shows them beneath it, folded away."""

from __future__ import annotations

from html import escape

from analysis.data.references import Drawn, citation
from analysis.words.errors import WardKpiError
from analysis.words.store import told


def evidence_html(figure: Drawn, lang: str) -> str:
    """Return a list that opens on a click: each document with its places, and a link where it has a page; empty without any.

    The version of the data is left out: what a notebook shows changes with its figures only.
    """
    try:
        cited = citation(figure)
    except WardKpiError:  # of rows that rest on no document
        return ""
    items = [_item(line, page) for line, page in zip(cited.lines, cited.pages, strict=False)]
    summary = escape(told("page.evidence", lang))
    return f'<details lang="{lang}"><summary>{summary}</summary><ul>{"".join(items)}</ul></details>'


def _item(line: str, page: str) -> str:
    link = f' <a href="{escape(page)}">{escape(page)}</a>' if page else ""
    return f"<li>{escape(line)}{link}</li>"
