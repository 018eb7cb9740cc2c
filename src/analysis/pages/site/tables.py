"""Brings the HTML tables of notebooks into the site's own form: no styles of their own, headers that say their scope."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from analysis.pages.site.links import Linker

_DROPPED = frozenset({"style", "script", "colgroup", "col"})
_VOID = frozenset({"br", "hr", "img", "wbr"})
_KEPT = frozenset({"colspan", "rowspan", "lang", "alt"})
_TAGS = frozenset(
    [
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "br",
        "hr",
        "wbr",
        "p",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "b",
        "i",
        "sub",
        "sup",
        "small",
        "code",
        "span",
        "div",
        "h4",
        "h5",
        "h6",
    ]
)
_NUMBER = re.compile(r"[-+−▲]?[\d,]+(\.\d+)?(e[-+]?\d+)?%?|NaN")
_CLASSES = {"gt_right": "end", "gt_center": "mid"}
_MARK = "gt_footnote_marks"


@dataclass
class _Cell:
    tag: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def html(self, target: str | None) -> str:
        content = "".join(self.parts).strip()
        if self.tag == "td" and _NUMBER.fullmatch(self.text):
            self.attributes["class"] = "num"
        if target:
            content = f'<a href="{escape(target)}">{content}</a>'
        return f"<{self.tag}{_written(self.attributes)}>{content}</{self.tag}>"


class _Rewriter(HTMLParser):
    """Writes HTML anew with what the site allows, row by row."""

    def __init__(self, link: Linker) -> None:
        super().__init__()
        self.out: list[str] = []
        self._link = link
        self._row: list[_Cell] = []
        self._cell: _Cell | None = None
        self._hidden = 0
        self._in_mark = ""
        self._section = ""
        self._headers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._hidden += tag in ("style", "script")
            return
        if tag in ("thead", "tbody", "tfoot"):
            self._section = tag
        if tag in ("th", "td"):
            self._cell = _Cell(tag, self._of_cell(tag, dict(attrs)))
            self._row.append(self._cell)
        elif _MARK in (dict(attrs).get("class") or ""):
            self._in_mark = tag
            self._put("<sup>")
        elif tag in _TAGS:
            self._put(f"<{tag}{_written({k: v or '' for k, v in attrs if k in _KEPT})}>")
            if self._cell and tag == "br":
                self._cell.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._hidden -= tag in ("style", "script")
        elif tag in ("th", "td"):
            self._cell = None
        elif tag == "tr":
            texts = [cell.text for cell in self._row]
            targets = self._link(texts, self._headers) if self._section != "thead" else {}
            self._headers = texts if self._section == "thead" else self._headers
            self.out += [cell.html(targets.get(place)) for place, cell in enumerate(self._row)]
            self._row = []
            self.out.append("</tr>\n")
        elif tag == self._in_mark:
            self._in_mark = ""
            self._put("</sup>")
        elif tag in _TAGS and tag not in _VOID:
            self._put(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._cell and not self._in_mark:
            self._cell.words.append(data)
        if self._cell or data.strip():
            self._put(escape(data, quote=False))

    def _put(self, html: str) -> None:
        (self._cell.parts if self._cell else self.out).append(html)

    def _of_cell(self, tag: str, attributes: dict[str, str | None]) -> dict[str, str]:
        kept = {name: value or "" for name, value in attributes.items() if name in _KEPT}
        if tag == "th":
            kept["scope"] = "col" if self._section == "thead" else "row"
        styles = (attributes.get("class") or "").split()
        named = [_CLASSES[style] for style in styles if style in _CLASSES]
        return kept | ({"class": named[0]} if named else {})


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def rewrite(html: str, link: Linker = lambda texts, headers: {}) -> str:
    """Return the HTML of an output in the site's form.

    Parameters
    ----------
    html : str
        What pandas, great_tables or a ``_repr_html_`` wrote.
    link : callable
        Says which cells of a row below the header link where.
    """
    rewriter = _Rewriter(link)
    rewriter.feed(html)
    rewriter.close()
    return "".join(rewriter.out)
