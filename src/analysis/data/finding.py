"""Finds themes, concepts, indicators and areas by what they are called in either language."""

from __future__ import annotations

import unicodedata

import pandas as pd

from analysis.data.border import outward
from analysis.data.load import Root
from analysis.data.study import Study
from analysis.words.errors import BadArgument

_COLUMNS = ["what", "id", "name_ja", "name_en", "theme", "ward"]
_NAMES = ["id", "name_ja", "name_en"]
_FURTHER = ["definition_ja", "definition_en", "label"]


def search(words: str, *, root: Root = None) -> pd.DataFrame:
    """Find themes, concepts, indicators and wards by a part of their id, name, definition or printed label.

    Parameters
    ----------
    words : str
        What to look for, in Japanese or English; upper and lower case, full and half width count alike. Of several words
        all must be there.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        ``what`` (theme, concept, indicator, ward), ``id`` (what filters take), ``name_ja``, ``name_en``, ``theme`` and
        ``ward`` (ordered categories, missing where there is none). What is called just so comes first, then what has
        it in its name, then what only mentions it.

    Raises
    ------
    WardKpiError
        If ``words`` is no text.

    Examples
    --------
    >>> import analysis
    >>> analysis.search("cashless proced")[["what", "id"]].values.tolist()[0]
    ['concept', 'cashless_procedures']
    """
    if not isinstance(words, str):
        raise BadArgument("words", words, "text")
    study = Study.of(root)
    table = study.once(_named)
    wanted = _folded(words).split()
    is_called = (table[_NAMES].map(_folded) == _folded(words)).any(axis="columns")
    in_name, anywhere = (
        table[columns].agg(" ".join, axis="columns").map(_folded).map(lambda text: all(one in text for one in wanted))
        for columns in (_NAMES, [*_NAMES, *_FURTHER])
    )
    parts = [table[is_called], table[in_name & ~is_called], table[anywhere & ~in_name & ~is_called]]
    found = pd.concat(parts, ignore_index=True)
    return outward(found[_COLUMNS], study)


def _named(study: Study) -> pd.DataFrame:
    """Return everything that has a name, what is wider first."""
    tables = study.tables
    themes = tables.concepts.drop_duplicates("theme")
    themes = themes.assign(id=themes["theme"], name_ja=themes["theme_ja"], name_en=themes["theme_en"])
    of_each = {
        "theme": themes[["id", "theme", "name_ja", "name_en"]],
        "concept": tables.concepts.assign(id=tables.concepts["concept"]),
        "indicator": tables.indicators.assign(id=tables.indicators["indicator"]),
        "ward": tables.wards.assign(id=tables.wards["ward"]),
    }
    parts = [table.assign(what=what).reindex(columns=[*_COLUMNS, *_FURTHER]) for what, table in of_each.items()]
    return pd.concat(parts, ignore_index=True).fillna("").astype("str")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").replace("_", " ").split())
