"""Fills the templates of the files that are written for people to read and edit: the codebook's page, a source.toml."""

from __future__ import annotations

import json
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.words.markdown import literal


def filled(template: str, **about: object) -> str:
    """Return a file of ``templates`` filled with what it is about."""
    return _environment().get_template(template).render(about)


@cache
def _environment() -> Environment:
    """Return jinja for plain text."""
    environment = Environment(
        loader=PackageLoader("analysis.sources"),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"quoted": quoted, "literal": literal}
    return environment


def quoted(text: str) -> str:
    """Return ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
