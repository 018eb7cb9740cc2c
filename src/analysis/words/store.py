"""Where texts are kept: by key in ``texts/``, Japanese and English side by side.

A text is an entry of ``texts/SUBJECT.toml`` with ``ja`` and ``en``; its key is ``SUBJECT.path.of.tables``. Placeholders
are those of :meth:`str.format`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

Entry = Mapping[str, str]
LANGUAGES = ("ja", "en")
LANGUAGE_VARIABLE = "WARD_KPI_LANG"
"""Variable of the environment that names the language of a session."""
_WORDS = resources.files("analysis.words")
FOLDER = _WORDS / "texts"


def language_of_session() -> str:
    """Return the language of the session, as it is named there: Japanese unless it was set."""
    return os.environ.get(LANGUAGE_VARIABLE) or LANGUAGES[0]


@cache
def entries(subject: str) -> Mapping[str, Entry]:
    """Return the texts of one subject by key: ``ja`` and ``en`` of each."""
    return dict(_flat(subject, tomllib.loads((FOLDER / f"{subject}.toml").read_text(encoding="utf-8"))))


def _flat(path: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    if "ja" in table:
        yield path, table
    for name, inner in table.items():
        if isinstance(inner, dict):
            yield from _flat(f"{path}.{name}", inner)


def entry(key: str) -> Entry:
    """Return a text in both languages; raise KeyError, naming it, for one that does not exist."""
    return entries(key.partition(".")[0])[key]


def group(path: str) -> Mapping[str, Entry]:
    """Return the texts right under a path, by the last part of their keys and in the order of the file."""
    found = {key: text for key, text in entries(path.partition(".")[0]).items() if key.rpartition(".")[0] == path}
    return {key.rpartition(".")[2]: text for key, text in found.items()}


@cache
def meanings(part: str) -> Mapping[str, str]:
    """Return what whole cells of wards mean in English: of what is ``said`` in them or, of plans, what is ``ahead``."""
    glossary = (_WORDS / "glossary.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(glossary)[part]
    return found


def told(key: str, lang: str, /, **values: object) -> str:
    """Return a text in a language, its placeholders filled with what is ready to be read."""
    return entry(key)[lang].format(**values)
