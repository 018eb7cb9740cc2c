"""Fills the templates of ``assets``: one page from a template, the texts of one language and what the page is about."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis.data.study import Study
from analysis.words.labels import LANGUAGES
from analysis.words.say import told

MAIN_PAGES = ("index", "figures", "evidence", "api")
DATE = re.compile(r"(?:令和|平成|昭和)(?:元|\d{1,2})年(?:度|\d{1,2}月(?:\d{1,2}日)?)?")


@dataclass(frozen=True)
class Heading:
    """An entry of the table of contents, and those within it."""

    level: int
    text: str
    anchor: str
    inner: list[Heading] = field(default_factory=list)


def page(
    template: str,
    name: str,
    title: str,
    *,
    study: Study,
    beside: str = "",
    headings: Sequence[Heading] = (),
    **about: Any,
) -> bytes:
    """Return a page as a file: a template of the assets, filled with title, contents and what else it shows.

    Its own texts are in the language of ``study`` and call the areas what they are.

    ``name`` is the file's without ending; those of :data:`MAIN_PAGES` are marked in the links. ``beside`` is where, seen from
    here, the pages in the other language are; without it there are none.
    """
    filled = _environment(study.lang).get_template(template)
    text = partial(_text, study)
    return filled.render(name=name, title=title, beside=beside, contents=_nested(headings), text=text, **about).encode()


@cache
def _environment(lang: str) -> Environment:
    """Return jinja for pages in one language, in which whatever is not marked as HTML is text."""
    environment = Environment(
        loader=PackageLoader("analysis.pages.site", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["whole"] = whole
    other = next(one for one in LANGUAGES if one != lang)
    environment.globals |= {
        "lang": lang,
        "as_printed": Markup("" if lang == LANGUAGES[0] else f' lang="{LANGUAGES[0]}"'),
        "other_lang": other,
        "other_language": told("pages.site.language", other),
        "main_pages": MAIN_PAGES,
        "asset": partial(_asset, environment),
        "digest": partial(_digest, environment),
    }
    return environment


def whole(text: str) -> Markup:
    """Return a text as HTML in which no line parts a Japanese date, as browsers do that know the ends of phrases."""
    return Markup(DATE.sub(r'<span class="short">\g<0></span>', str(escape(text))))


def _text(study: Study, key: str, **values: object) -> str:
    return study.names.told(f"pages.{key}", areas=study.publishers, **values)


def _asset(environment: Environment, name: str) -> Markup:
    """Return a style sheet or a script as it stands, whatever its braces would mean to jinja."""
    assert environment.loader is not None
    return Markup(environment.loader.get_source(environment, name)[0])


def _digest(environment: Environment, name: str) -> str:
    """Return how a page's policy names a script of its own, so that no other runs."""
    content = hashlib.sha256(_asset(environment, name).encode()).digest()
    return f"sha256-{base64.b64encode(content).decode()}"


def _nested(headings: Sequence[Heading]) -> list[Heading]:
    """Return the outermost of ``headings``, each with those that stand beneath it."""
    outer: list[Heading] = []
    above: list[Heading] = []
    for heading in (Heading(one.level, one.text, one.anchor) for one in headings):
        while above and above[-1].level >= heading.level:
            above.pop()
        (above[-1].inner if above else outer).append(heading)
        above.append(heading)
    return outer
