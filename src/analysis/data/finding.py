"""Finds themes, concepts, indicators and areas by what they are called in either language."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Sequence
from difflib import get_close_matches

import pandas as pd

from analysis.data.border import handed
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.words.errors import BadArgument
from analysis.words.store import entry, group, told

_COLUMNS = ["what", "id", "name_ja", "name_en", "theme", "ward"]
_NAMES = ["id", "name_ja", "name_en"]
_FURTHER = ["definition_ja", "definition_en", "label", "about"]
_MOST_TRIED = 3
_CITY = " ward city"
"""How an area of English name may be called, too."""


def search(words: str, *, names: bool = False, lang: str | None = None, root: Root = None) -> pd.DataFrame:
    """Find themes, concepts, indicators and wards by words of their id, name, definition or printed label.

    Parameters
    ----------
    words : str
        What to look for, in Japanese or English; upper and lower case, full and half width, singular and plural count
        alike. Of several words all must be there, in whatever order; words such as "by", "of" and の do not count.
    names : bool
        Also the names of theme and ward, in ``theme_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        What is called just so comes first, then what has all words in its name, then what only mentions them. Where there
        is nothing, a warning of one line says what to try.

        =======  ================  =======================================================================================
        column   type              meaning
        =======  ================  =======================================================================================
        what     str               theme, concept, indicator or ward
        id       str               what filters take
        name_ja  str               its name, in Japanese
        name_en  str               its name, in English
        theme    ordered category  its theme; missing of a ward
        ward     ordered category  code of its ward; missing of a theme or a concept
        =======  ================  =======================================================================================

    Raises
    ------
    WardKpiError
        If ``words`` is no text.

    Examples
    --------
    >>> import analysis
    >>> analysis.search("cashless proced")[["what", "id"]].values.tolist()[0]
    ['concept', 'cashless_procedures']
    >>> analysis.search("use by service")["id"].tolist()[0]
    'online_use_absentee_vote'
    """
    if not isinstance(words, str):
        raise BadArgument("words", words, "text")
    study = Study.of(root, lang)
    table = study.once(_named)
    wanted = _wanted(words)
    is_called = (table[_NAMES].map(_folded) == _folded(words)).any(axis="columns")
    in_name, anywhere = (_holds(table, columns, wanted) for columns in (_NAMES, [*_NAMES, *_FURTHER]))
    parts = [table[is_called], table[in_name & ~is_called], table[anywhere & ~in_name & ~is_called]]
    found = pd.concat(parts, ignore_index=True)
    if found.empty:
        warnings.warn(_what_to_try(words, wanted, table, study), stacklevel=3)
    return handed(found[_COLUMNS], study, names=names)


def _wanted(words: str) -> list[str]:
    """Return what must be there: each word but those that say nothing, or all where no other is left."""
    english, japanese = (entry("search.function_words")[lang].split() for lang in ("en", "ja"))
    after_a_word = re.compile(f"(?<=[^ぁ-ん ])(?:{'|'.join(japanese)})(?=[^ぁ-ん]|$)|(?<=[ァ-ヶー])別")
    given = after_a_word.sub(" ", _folded(words)).split()
    return [_singular(one) for one in given if one not in english] or given


def _singular(word: str) -> str:
    """Return an English word without the ending of a plural, as it begins in both forms."""
    if not word.isascii() or len(word) < len("uses") or word.endswith("ss"):
        return word
    return word.removesuffix("ies") if word.endswith("ies") and len(word) > len("series") else word.removesuffix("s")


def _holds(table: pd.DataFrame, columns: Sequence[str], wanted: Sequence[str]) -> pd.Series[bool]:
    """Return which rows have all words in some of ``columns``."""
    texts = table[[*columns]].agg(" ".join, axis="columns").map(_folded)
    return texts.map(lambda text: all(one in text for one in wanted)).astype(bool)


def _what_to_try(words: str, wanted: Sequence[str], table: pd.DataFrame, study: Study) -> str:
    """Say that there is nothing, and which of the words, or of words like them, find something."""
    columns = [*_NAMES, *_FURTHER]
    held = {word for text in table[_NAMES].agg(" ".join, axis="columns").map(_folded) for word in text.split()}
    alone = [one for one in wanted if _holds(table, columns, [one]).any()]
    near = [like for one in wanted if one not in alone for like in get_close_matches(one, held, 1)]
    tries = [told("search.one", study.lang, word=one) for one in dict.fromkeys([*alone, *near])][:_MOST_TRIED]
    said = study.names.listed(tries) or told("search.shorter", study.lang)
    return told("search.nothing", study.lang, words=words, tries=said)


def _named(study: Study) -> pd.DataFrame:
    """Return everything that has a name, what is wider first, with what else it may be looked for by."""
    tables = study.tables
    themes = tables.concepts.drop_duplicates("theme")
    themes = themes.assign(id=themes["theme"], name_ja=themes["theme_ja"], name_en=themes["theme_en"])
    topics = {question: f"{said['ja']} {said['en']}" for question, said in group("search.topic").items()}
    about = tables.concepts["question"].map(topics).fillna("")
    of_concept = dict(zip(tables.concepts["concept"], about, strict=True))
    areas = tables.wards.assign(about=tables.wards["name_en"] + _CITY)
    of_ward = dict(zip(areas["ward"], areas["name_ja"] + " " + areas["about"], strict=True))
    indicators = tables.indicators.assign(id=tables.indicators["indicator"])
    indicators["about"] = indicators["ward"].map(of_ward) + " " + indicators["concept"].map(of_concept)
    of_each = {
        "theme": themes[["id", "theme", "name_ja", "name_en"]],
        "concept": tables.concepts.assign(id=tables.concepts["concept"], about=about),
        "indicator": indicators,
        "ward": areas.assign(id=areas["ward"]),
    }
    parts = [table.assign(what=what).reindex(columns=[*_COLUMNS, *_FURTHER]) for what, table in of_each.items()]
    return pd.concat(parts, ignore_index=True).fillna("").astype("str")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").replace("_", " ").split())
