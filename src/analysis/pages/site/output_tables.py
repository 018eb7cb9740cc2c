"""Brings the HTML tables of notebooks into the site's own form: no styles of their own, headers that say their scope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from analysis.drawing.reading_html import OBSERVATIONS
from analysis.pages.site.templates import DATE, whole

_DROPPED = frozenset({"style", "script", "colgroup", "col"})
_VOID = frozenset({"br", "hr", "img", "wbr"})
_KEPT = frozenset({"colspan", "rowspan", "lang", "alt"})
_OF_TABLES = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr"})
_BLOCKS = frozenset({"p", "ul", "ol", "li", "div", "h4", "h5", "h6"})
_OF_WORDS = frozenset({"strong", "em", "b", "i", "sub", "sup", "small", "code", "span"})
_TAGS = _OF_TABLES | _BLOCKS | _OF_WORDS | _VOID - {"img"}
_NUMBER = re.compile(r"[-+−▲]?[\d,]+(\.\d+)?(e[-+]?\d+)?%?|NaN")
_WHOLE = re.compile(rf"[\d,.]*\d [a-z]+|[(（][^()（）\s]{{1,10}}[)）]|{DATE.pattern}")
"""What no line parts: a number and its unit, the year of a figure in its brackets, a date."""
_CLASSES = {"gt_right": "end", "gt_center": "mid"}
_ACROSS = frozenset({"gt_title", "gt_subtitle", "gt_heading", "gt_footnote", "gt_sourcenote"})
"""Cells as wide as the table, whose words stay in sight where it is wider than the page."""
_MARK = "gt_footnote_marks"
_ROOM = ((8.0, "short"), (40.0, "name"), (80.0, "long"))
"""Up to how many letters of full width a cell's words keep to one line, or need some room, or more; beyond, the most."""
_Attributes = dict[str, str]


@dataclass
class _Cell:
    tag: str
    attributes: _Attributes
    is_across: bool
    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def html(self, urls: Mapping[str, str]) -> str:
        text = " ".join("".join(self.words).split())
        content = "".join(self.parts).strip()
        if _NUMBER.fullmatch(text) and self.tag == "td":
            self.attributes["class"] = "num"
        elif not self.is_across:
            room = next((name for most, name in _ROOM if _width(text) <= most), "longest")
            side = self.attributes.get("class", "")
            if self.tag == "td" and _is_words(text, room):
                side = ""  # they begin where words do, also in a column of figures
            self.attributes["class"] = " ".join(filter(None, (side, room)))
        if text in urls:  # a table that shows the id of an observation leads to it
            content = f'<a href="{escape(urls[text])}">{content}</a>'
        if self.is_across:
            content = f'<div class="across">{content}</div>'
        return f"<{self.tag}{_written(self.attributes)}>{content}</{self.tag}>"


class _Rewriter(HTMLParser):
    """Writes HTML anew with what the site allows, cell by cell."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        super().__init__()
        self.out: list[str] = []
        self._urls = urls
        self._cell: _Cell | None = None
        self._hidden = 0
        self._section = ""
        self._spans: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _DROPPED:
            self._hidden += tag in ("style", "script")
        elif tag in ("th", "td"):
            is_across = not _ACROSS.isdisjoint(given.get("class", "").split())
            self._cell = _Cell(tag, self._of_cell(tag, given), is_across)
        elif tag == "span":
            self._open_span(given)
        elif tag in _TAGS:
            self._section = tag if tag in ("thead", "tbody", "tfoot") else self._section
            self._put(f"<{tag}{_written({name: value for name, value in given.items() if name in _KEPT})}>")
            if self._cell and tag == "br":
                self._cell.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._hidden -= tag in ("style", "script")
        elif tag in ("th", "td") and self._cell:
            cell, self._cell = self._cell, None
            self.out.append(cell.html(self._urls))
        elif tag == "span" and self._spans:
            self._put(self._spans.pop())
        elif tag in _TAGS - _VOID - {"span"}:
            self._put(f"</{tag}>" if tag != "tr" else "</tr>\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._cell and "</sup>" not in self._spans:
            self._cell.words.append(data)
        if self._cell and not self._cell.is_across:
            self._put(_WHOLE.sub(r'<span class="short">\g<0></span>', escape(data, quote=False)))
        elif self._cell or data.strip():
            self._put(whole(data))

    def _open_span(self, given: _Attributes) -> None:
        """Open the mark of a footnote, or a link where what is within shows one observation of the site."""
        shown = [self._urls[one] for one in given.get(OBSERVATIONS, "").split() if one in self._urls]
        if len(shown) == 1:
            start, end = f'<a href="{escape(shown[0])}">', "</a>"
        elif _MARK in given.get("class", ""):
            start, end = "<sup>", "</sup>"
        elif OBSERVATIONS in given:
            start, end = "", ""
        else:
            start, end = f"<span{_written({name: value for name, value in given.items() if name in _KEPT})}>", "</span>"
        self._put(start)
        self._spans.append(end)

    def _put(self, html: str) -> None:
        (self._cell.parts if self._cell else self.out).append(html)

    def _of_cell(self, tag: str, given: _Attributes) -> _Attributes:
        kept = {name: value for name, value in given.items() if name in _KEPT}
        if tag == "th":
            kept["scope"] = "col" if self._section == "thead" else "row"
        named = [_CLASSES[style] for style in given.get("class", "").split() if style in _CLASSES]
        return kept | ({"class": named[0]} if named else {})


def _is_words(text: str, room: str) -> bool:
    """Return whether a cell holds words, not a figure with its year, unit or remark."""
    figure = re.search(r"\d", re.split("[(（]", text)[0])
    return room != "short" and (room != "name" or not figure)


def _width(text: str) -> float:
    """Return how many letters of full width take as much room as ``text``."""
    return sum(0.55 if char.isascii() else 1.0 for char in text)


def _written(attributes: _Attributes) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def rewrite(html: str, urls: Mapping[str, str]) -> str:
    """Return the HTML of an output in the site's form: a cell that says which observation it shows leads to its url."""
    rewriter = _Rewriter(urls)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.out)
