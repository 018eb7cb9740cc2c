"""What codes of the tables are called, from ``texts/labels.toml``. Names of wards and concepts are data."""

from __future__ import annotations

from analysis.words.errors import UnknownName
from analysis.words.store import group

LANGUAGES = ("ja", "en")


KINDS, MEASURES, COMPARABILITY = group("labels.kind"), group("labels.measure"), group("labels.comparability")
VERDICTS = group("labels.verdict")
STATUSES = {code.replace("undecided", ""): label for code, label in group("labels.status").items()}
REASONS = dict(group("labels.reason")) | {"": dict.fromkeys(LANGUAGES, "")}


def check_language(lang: str) -> str:
    """Return ``lang``; raise :class:`UnknownName` unless it is ``ja`` or ``en``."""
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    return lang
