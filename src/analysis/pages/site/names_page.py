"""The page of the library's public names; what their docstrings say is English in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

from analysis.pages.public_names import PublicName, grouped
from analysis.pages.site.notebook_pages import highlighted
from analysis.pages.site.published_figures import Evidence
from analysis.pages.site.templates import Heading, page
from analysis.words.say import told

_MARKS = re.compile(r":\w+:`~?([^`]*)`|``([^`]*)``")
"""How docstrings mark names."""


def names_page(evidence: Evidence) -> bytes:
    """Return the page: a section for each group of names, an entry for each name."""
    lang = evidence.study.lang
    groups = [
        (Heading(2, told(f"pages.api.group.{group}", lang), f"names-{group}"), names) for group, names in grouped()
    ]
    return page(
        "names.html",
        "api",
        told("pages.site.api", lang),
        study=evidence.study,
        beside=evidence.beside,
        headings=[heading for heading, _ in groups],
        groups=[(heading, [(_plain(one), highlighted(one.signature)) for one in names]) for heading, names in groups],
    )


def _plain(one: PublicName) -> PublicName:
    """Return a name whose description is read, not rendered: without marks."""
    about, rest = (_MARKS.sub(lambda mark: mark[1] or mark[2], text) for text in (one.about, one.rest))
    return replace(one, about=about, rest=rest)
