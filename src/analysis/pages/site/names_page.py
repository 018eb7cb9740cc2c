"""The page of the library's public names; what their docstrings say is English in both languages."""

from __future__ import annotations

from analysis.pages.public_names import grouped
from analysis.pages.site.notebook_pages import highlighted
from analysis.pages.site.published_figures import Evidence
from analysis.pages.site.templates import Heading, page
from analysis.words.say import told


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
        groups=[(heading, [(one, highlighted(one.signature)) for one in names]) for heading, names in groups],
    )
