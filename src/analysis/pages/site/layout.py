"""What every page of the site has: head, links between pages, table of contents; everything it needs is in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import NamedTuple

WORDS = {
    "site": {"ja": "区の行政デジタル化KPI", "en": "Digitisation KPIs of Tokyo's wards"},
    "skip": {"ja": "本文へ", "en": "Skip to the text"},
    "pages": {"ja": "ページ一覧", "en": "Pages"},
    "contents": {"ja": "目次", "en": "Contents"},
    "index": {"ja": "はじめに", "en": "Start"},
    "figures": {"ja": "公表値の一覧", "en": "All published figures"},
    "evidence": {"ja": "出典と所在", "en": "Sources and places"},
    "footer": {
        "ja": "数値は各区・各省庁が公表した事実で、所在は「出典と所在」にあります。このページは通信を行いません。",
        "en": "The figures are facts published by the wards and ministries; 'Sources and places' says where they stand. "
        "This page makes no request.",
    },
}
MAIN_PAGES = ("index", "figures", "evidence")


class Heading(NamedTuple):
    """An entry of the table of contents."""

    level: int
    text: str
    anchor: str


def word(name: str, lang: str, words: dict[str, dict[str, str]] = WORDS) -> str:
    """Return a word of the site in one language, fit for HTML."""
    return escape(words[name][lang])


def page(
    name: str,
    title: str,
    main: str,
    *,
    lang: str,
    headings: Sequence[Heading] = (),
    script: str = "",
) -> bytes:
    """Return a page as a file.

    Parameters
    ----------
    name : str
        File name without ending; a page of :data:`MAIN_PAGES` is marked in the links.
    title : str
        Title, as text.
    main : str
        The page's own HTML.
    lang : str
        ``ja`` or ``en``.
    headings : sequence of Heading
        What the table of contents lists; none without them.
    script : str
        Name of a script among the assets.
    """
    code = asset(script) if script else ""
    filled = Template(asset("page.html")).substitute(
        lang=lang,
        title=f"{escape(title)} | {word('site', lang)}" if name != "index" else escape(title),
        style=asset("style.css"),
        skip=word("skip", lang),
        site_label=word("pages", lang),
        pages="".join(_link(other, name, lang) for other in MAIN_PAGES),
        contents=_contents(headings, lang),
        main=main,
        footer=word("footer", lang),
        script=f"<script>\n{code}</script>\n" if code else "",
    )
    return filled.encode()


@cache
def asset(name: str) -> str:
    """Return a file of the folder ``assets``."""
    return (resources.files("analysis.pages.site") / "assets" / name).read_text(encoding="utf-8")


def _link(other: str, current: str, lang: str) -> str:
    mark = ' aria-current="page"' if other == current else ""
    return f'<li><a href="{other}.html"{mark}>{word(other, lang)}</a></li>\n'


def _contents(headings: Sequence[Heading], lang: str) -> str:
    """Return the table of contents, each level a list within the entry above it."""
    if not headings:
        return ""
    parts, open_levels = [], [0]
    for heading in headings:
        while open_levels[-1] > heading.level:
            open_levels.pop()
            parts.append("</li></ul>")
        if open_levels[-1] < heading.level:
            open_levels.append(heading.level)
            parts.append("<ul>")
        else:
            parts.append("</li>")
        parts.append(f'<li><a href="#{heading.anchor}">{escape(heading.text)}</a>')
    parts.append("</li></ul>" * (len(open_levels) - 1))
    label = word("contents", lang)
    return f'<nav class="contents" aria-label="{label}"><details open><summary>{label}</summary>{"".join(parts)}</details></nav>\n'


def scrollable(label: str, content: str) -> str:
    """Return wide ``content`` in a region that scrolls by itself, by keyboard too; ``label`` is its name."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{content}</div>\n'
