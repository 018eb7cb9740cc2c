"""Turns the text cells of a notebook into HTML, with headings that can be linked to."""

from __future__ import annotations

import re
from collections.abc import Container
from html import unescape
from typing import Any

import mistune

from analysis.pages.site.templates import Heading, whole

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_TAG = re.compile(r"<[^>]+>")
_LATIN_WORDS = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")


class Prose(mistune.HTMLRenderer):
    """Renders the text of one notebook, cell by cell; ``headings`` grows along.

    Raw HTML is shown as text. Links to notebooks lead to their pages; links to other files lose their aim, which is
    not part of the site.
    """

    def __init__(self, notebooks: Container[str], lang: str) -> None:
        super().__init__(escape=True)
        self.headings: list[Heading] = []
        self._notebooks, self._lang = notebooks, lang
        self._render: Any = mistune.create_markdown(renderer=self, plugins=["table"])

    def render(self, text: str) -> str:
        """Return one cell as HTML."""
        return str(self._render(text))

    def text(self, text: str) -> str:
        """Return what stands between the marks; an entity is the sign that it names, as everywhere else in Markdown."""
        return whole(unescape(text))

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        """Return a heading with an anchor, and remember it."""
        anchor = f"s{len(self.headings) + 1}"
        self.headings.append(Heading(level, plain(text), anchor))
        return f'<h{level} id="{anchor}"{self._foreign(text)}>{text}</h{level}>\n'

    def paragraph(self, text: str) -> str:
        """Return a paragraph that says so when it is in another language than the page."""
        return f"<p{self._foreign(text)}>{text}</p>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Return a link within the site or to the web; of any other only its text."""
        path, _, part = url.partition("#")
        name = path.removeprefix("./").removesuffix(".ipynb")
        if path.endswith(".ipynb") and name in self._notebooks:
            return super().link(text, f"{name}.html", title)
        if url.startswith(("https://", "http://")) or (not path and part):
            return super().link(text, url, title)
        return text

    def _foreign(self, text: str) -> str:
        written = _language(plain(text))
        return f' lang="{written}"' if written and written != self._lang else ""


def _language(words: str) -> str:
    """Return the language that words are in; none for signs and single words."""
    if _JAPANESE.search(words):
        return "ja"
    return "en" if _LATIN_WORDS.search(words) else ""


def plain(html: str) -> str:
    """Return the text of HTML without its tags."""
    return unescape(_TAG.sub("", html)).strip()
