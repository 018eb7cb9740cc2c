"""What codes of the tables are called, from ``texts/labels.toml``. Names of wards and concepts are data."""

from __future__ import annotations

from analysis.words.errors import UnknownName
from analysis.words.store import Entry, entries

LANGUAGES = ("ja", "en")


def _named(group: str) -> dict[str, Entry]:
    """Return the labels of a group of codes, in both languages, in order."""
    start = f"labels.{group}."
    return {key.removeprefix(start): entry for key, entry in entries("labels").items() if key.startswith(start)}


KINDS, MEASURES, COMPARABILITY = _named("kind"), _named("measure"), _named("comparability")
LACKS, AVAILABILITY = _named("lack"), _named("availability")
STATUSES = _named("status")
STATUSES[""] = STATUSES.pop("undecided")
REASONS = _named("reason") | {"": {"ja": "", "en": ""}}

JUDGED = ("achieved", "on_track", "behind", "missed")
"""Statuses that say whether a result meets or will meet its target."""


def check_language(lang: str) -> str:
    """Return ``lang``; raise :class:`UnknownName` unless it is ``ja`` or ``en``."""
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    return lang
