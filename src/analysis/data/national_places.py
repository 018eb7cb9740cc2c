"""Where figures of the national tables stand in the ministries' files, and whether a caller changed them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.data.border import area_name
from analysis.data.locators import parse_places
from analysis.data.national import national
from analysis.data.national_files import Files, has_national
from analysis.data.study import Study
from analysis.words.store import told

_OF_FILE = ("concept", "source", "as_of")
"""What tells in which file a figure stands."""
_KEY = ("ward", *_OF_FILE)
_FIGURES = ("value", "done", "total")
_MOST_NAMED = 4
_MOST_FILES = 8


def is_national(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether plain rows are of the national tables, or what is derived of such: they have no indicator."""
    return "indicator" not in rows and {*_OF_FILE} <= set(rows) and has_national(study)


def changed(rows: pd.DataFrame, study: Study) -> int:
    """Return how many rows of the national tables say something else than these: a caller changed or added them."""
    given = [name for name in _FIGURES if name in rows]
    if not given or not {*_KEY} <= set(rows):
        return 0
    table = study.once(national)
    ours = rows[rows["source"].isin(table["source"].unique()) & rows["concept"].isin(table["concept"].unique())]
    both = ours[[*_KEY, *given]].merge(table[[*_KEY, *given]], on=[*_KEY], how="left", suffixes=("", "_held"))
    differs = pd.Series(data=False, index=both.index)
    for name in given:
        one, held = (
            pd.to_numeric(both[column], errors="coerce").astype("float64") for column in (name, f"{name}_held")
        )
        differs |= (one != held) & ~(one.isna() & held.isna())
    return int(differs.sum())


def places(rows: pd.DataFrame, study: Study) -> dict[str, list[str]]:
    """Return by source where plain rows of the national tables stand: the files, as far as they are known, and their rows."""
    printed = study.tables.places.set_index(["source", "table"])[f"place_{study.lang}"].to_dict()
    tables, days = _tables_of_concepts(study), dict(Files(study.root).dates.set_index("as_of")["document"])
    found: dict[str, dict[str, dict[str, None]]] = {}
    for concept, source, as_of in rows[[*_OF_FILE]].drop_duplicates().itertuples(index=False, name=None):
        table, file = tables.get((source, concept), ("", ""))
        place = printed.get((source, table), "")
        found.setdefault(source, {}).setdefault(place, {})[days.get(as_of, file)] = None
    areas = {source: _rows_of(of_source, study) for source, of_source in rows.groupby("source")}
    return {
        source: [
            _said(place, [file for file in files if file], areas.get(source, ""), study)
            for place, files in of_source.items()
        ]
        for source, of_source in found.items()
    }


def among_all(rows: pd.DataFrame, study: Study) -> dict[str, list[str]]:
    """Return by source where all figures stand among which the wards of ``rows`` are placed; of other rows nothing."""
    keys = [*_OF_FILE]
    if not {"group", "percentile", *keys} <= set(rows) or not has_national(study):
        return {}
    table = study.once(national)
    asked = pd.MultiIndex.from_frame(rows[keys].drop_duplicates())
    return places(table[pd.MultiIndex.from_frame(table[keys]).isin(asked)], study)


def _tables_of_concepts(study: Study) -> dict[tuple[str, str], tuple[str, str]]:
    """Return, by source and concept, the raw table and the file of the document of the wards' own rows of it."""
    rows = study.tables.observations.drop_duplicates(["source", "concept"])
    found = {}
    for source, concept, locator in rows[["source", "concept", "locator"]].itertuples(index=False, name=None):
        for place in parse_places(locator)[:1]:
            file, colon, _ = place.lines.partition(":")
            found[source, concept] = (place.table, file if colon else "")
    return found


def _rows_of(rows: pd.DataFrame, study: Study) -> str:
    """Say of which municipalities the rows of a file are; nothing of rows that are of none."""
    codes: Iterable[str] = dict.fromkeys(
        str(code) for name in ("ward", "ward_other") if name in rows for code in rows[name].unique()
    )
    codes = [*codes]
    if len(codes) > _MOST_NAMED:
        return told("citation.rows_of", study.lang, count=f"{len(codes):,}")
    named = study.names.listed(f"{code} {area_name(code, study)}" for code in codes)
    return study.names.told("citation.row_of", areas=named) if codes else ""


def _said(place: str, files: list[str], areas: str, study: Study) -> str:
    """Say where figures stand: the place as printed, behind it files and rows."""
    more = len(files) - _MOST_FILES
    shown = ", ".join(files[:_MOST_FILES])
    lines = told("citation.more_places", study.lang, lines=shown, count=more) if more > 0 else shown
    within = study.names.listed(filter(None, (lines, areas)))
    return (
        told("citation.printed_place", study.lang, place=place, lines=within) if place and within else place or within
    )
