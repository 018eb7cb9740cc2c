"""What codes of the tables are called, from ``texts/labels.toml``. Names of wards and concepts are data."""

from __future__ import annotations

import os

from analysis.words.errors import BadArgument, UnknownName
from analysis.words.store import LANGUAGE_VARIABLE as LANGUAGE_VARIABLE
from analysis.words.store import LANGUAGES as LANGUAGES
from analysis.words.store import group, language_of_session

KINDS, MEASURES, COMPARABILITY = group("labels.kind"), group("labels.measure"), group("labels.comparability")
VERDICTS = group("labels.verdict")
STATUSES = {code.replace("undecided", ""): label for code, label in group("labels.status").items()}
REASONS = dict(group("labels.reason")) | {"": dict.fromkeys(LANGUAGES, "")}


def check_language(lang: str) -> str:
    """Return ``lang``; raise :class:`UnknownName` unless it is ``ja`` or ``en``."""
    if not isinstance(lang, str):
        raise BadArgument("lang", lang, "language")
    if lang not in LANGUAGES:
        raise UnknownName("language", lang, LANGUAGES)
    return lang


def set_language(lang: str) -> None:
    """Let everything that is asked for without ``lang=`` be in this language, as ``WARD_KPI_LANG`` does.

    Parameters
    ----------
    lang : str
        ``ja`` or ``en``.

    Raises
    ------
    UnknownName
        If it is neither.

    Examples
    --------
    >>> import analysis
    >>> analysis.set_language("en")
    >>> analysis.progress_bars(ward="taito").ward_kpi.lang
    'en'
    >>> analysis.set_language("ja")
    """
    os.environ[LANGUAGE_VARIABLE] = check_language(lang)


def spoken(lang: str | None) -> str:
    """Return ``lang``, or without one the language of the session: Japanese unless it was set."""
    return check_language(language_of_session() if lang is None or (isinstance(lang, str) and not lang) else lang)
