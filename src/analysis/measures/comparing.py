"""Sets wards side by side, and refuses to where the codebook says that they measure different things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.data.frames import joined_ids
from analysis.data.kinds import RESULT_KINDS
from analysis.data.load import (
    Names,
    Root,
    check_names,
    ward_codes,
)
from analysis.data.rows import typed
from analysis.data.study import Study, is_own, own, own_of, reference_of
from analysis.measures.attainment import MEASURES, UNIT_FREE, results_by_year
from analysis.sources.grammar import is_missing
from analysis.words.errors import NotComparable, UnknownName, WardKpiError

MOST_PAIRED = 200
"""Wards of which every pair is compared, about 20,000 pairs; all municipalities would be 1.5 million."""

COMPARE_COLUMNS = [
    "ward",
    "indicator",
    "concept",
    "theme",
    "fiscal_year",
    "kind",
    "measure",
    "value",
    "unit",
    "text",
    "as_of",
    "availability",
    "reason",
    "instead",
    "source",
    "locator",
    "note",
    "caveat_ja",
    "caveat_en",
]
_KEYS = ["ward", "indicator", "concept", "theme", "fiscal_year", "kind", "value", "unit", "text", "as_of"]


def compare(
    theme_or_concept: str,
    measure: str = "value",
    ward: Names = None,
    *,
    observations: pd.DataFrame | None = None,
    root: Root = None,
) -> pd.DataFrame:
    """Set wards side by side for one theme or concept.

    Parameters
    ----------
    theme_or_concept : str
        id of a concept, or of a theme, which stands for all its concepts; of a theme only what the wards themselves
        publish is taken, a reference series is asked for by its concept.
    measure : str
        ``"value"`` for the published figures, or one of :data:`analysis.measures.attainment.MEASURES` for what each result means
        against the ward's own baseline and target.
    ward : str or iterable of str, optional
        Wards to compare (code, slug or name); all wards without it.
    observations : DataFrame, optional
        What :func:`load_observations` gives; the latest vintage without it.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    DataFrame
        Columns of :data:`COMPARE_COLUMNS`, one row per ward, indicator, year and kind. ``availability`` is ``figure``,
        ``words`` (the ward gives words, see ``text``), ``undefined`` (a measure that cannot be derived; ``reason``, a
        key of ``reason`` in the texts of labels, says why) or ``none``; a ward that publishes nothing has one such row
        with empty value, and ``instead`` lists the concepts it publishes under the same theme. ``unit`` is ``share``
        for measures without unit.

    Raises
    ------
    NotComparable
        If raw values of different definitions or units would share a column.
    UnknownName
        If the theme, concept, measure or ward does not exist.
    """
    check_names("measure", measure, ("value", *MEASURES))
    study = Study.of(root)
    concepts = study.tables.concepts
    wanted = _wanted_concepts(theme_or_concept, concepts)
    everything = study.current if observations is None else observations
    wards = _wards(ward, study)
    rows = everything[everything["concept"].isin(wanted) & everything["ward"].isin(wards)]
    if theme_or_concept not in wanted:
        rows = rows[is_own(rows, study)]
    if measure not in UNIT_FREE:
        refuse_different(rows[rows["value"].notna()], study)
    published = rows.assign(availability="figure", reason="")
    words = rows["value"].isna()
    published.loc[words, "availability"] = ["none" if is_missing(text) else "words" for text in rows.loc[words, "text"]]
    table = _with_caveats(published if measure == "value" else _measured(rows, measure, study), study)
    table = table.assign(instead="")
    table = pd.concat([table, _absent(wards, table, everything, theme_or_concept, concepts)], ignore_index=True)
    order = {code: position for position, code in enumerate(wards)}
    table = table.sort_values("ward", key=lambda codes: codes.map(order), kind="stable")
    return table.assign(measure=measure)[COMPARE_COLUMNS].reset_index(drop=True)


def refuse_different(observations: pd.DataFrame, study: Study) -> None:
    """Raise :class:`NotComparable` unless all raw values given may share one axis.

    Parameters
    ----------
    observations : DataFrame
        Rows with the columns ``ward``, ``indicator``, ``concept`` and ``unit``.
    root : path, optional
        Folder that holds ``data``.

    Raises
    ------
    NotComparable
        If there is more than one concept or unit, or if the codebook says that wards do not share the concept's
        definition. The message names the indicators, why, and what can be compared instead.
    """
    rows = observations.drop_duplicates(["indicator", "unit"])
    concepts = list(dict.fromkeys(rows["concept"]))
    indicators = _listing(rows["indicator"])
    if len(concepts) > 1 or rows["unit"].nunique() > 1:
        kinds = [f"{c} [{u}]" for c, u in rows[["concept", "unit"]].drop_duplicates().itertuples(index=False)]
        raise NotComparable("different_concepts", indicators=indicators, kinds=_listing(kinds))
    if len(concepts) == 1 and rows["ward"].nunique() > 1:
        book = study.tables.concepts.set_index("concept").loc[concepts[0]]
        if book["not_comparable_en"]:
            why = {"why_en": book["not_comparable_en"].rstrip("."), "why_ja": book["not_comparable_ja"].rstrip("。")}
            raise NotComparable("different_definitions", indicators=indicators, concept=concepts[0], **why)


def comparability(*, observations: pd.DataFrame | None = None, root: Root = None) -> pd.DataFrame:
    """Return, per theme and pair of wards, what can be compared of what the wards themselves publish.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``ward_a``, ``ward_b``, ``state`` (``same_definition``: raw values may share an axis;
        ``only_progress``: each against its own target; ``not_published``: at least one ward gives no figure that could
        be used), ``concepts`` (shared ones), ``missing`` (codes of wards without a usable figure) and ``reference``
        (concepts that a reference series gives for both wards under one definition; a list of procedures stands for each).

    Raises
    ------
    WardKpiError
        If there are more than :data:`MOST_PAIRED` wards: the pairs would be millions.
    """
    study = Study.of(root)
    return comparability_of(study.current if observations is None else observations, study)


def comparability_of(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return :func:`comparability` of ``observations``."""
    of_own, of_series = own_of(observations, study), reference_of(observations, study)
    concepts = study.tables.concepts
    closed = set(concepts.loc[concepts["not_comparable_en"] != "", "concept"])
    # A ward without a baseline can still be measured against its target.
    progressed = results_by_year(of_own, study).dropna(subset=["progress", "attainment"], how="all")
    measured = set(zip(progressed["theme"], progressed["ward"], strict=True))
    procedures = concepts.loc[concepts["offered"] != "", "concept"]
    of_wards, of_reference = (
        _result_concepts(of_own),
        _result_concepts(of_series[~of_series["concept"].isin(procedures)]),
    )
    nothing: set[str] = set()
    codes = list(study.wards)
    if len(codes) > MOST_PAIRED:
        raise WardKpiError("too_many_pairs", count=len(codes), most=MOST_PAIRED)
    rows = []
    for theme in dict.fromkeys(concepts["theme"]):
        for first, second in combinations(codes, 2):
            one, other = (theme, first), (theme, second)
            shared = (of_wards.get(one, nothing) & of_wards.get(other, nothing)) - closed
            missing = [code for code in (first, second) if (theme, code) not in measured]
            state = "same_definition" if shared else "not_published" if missing else "only_progress"
            rows.append(
                {
                    "theme": theme,
                    "ward_a": first,
                    "ward_b": second,
                    "state": state,
                    "concepts": " ".join(sorted(shared)),
                    "missing": "" if shared else " ".join(missing),
                    "reference": " ".join(sorted(of_reference.get(one, nothing) & of_reference.get(other, nothing))),
                }
            )
    return pd.DataFrame(rows)


def comparability_with_reasons(study: Study) -> pd.DataFrame:
    """Return :func:`comparability` with ``source`` and what each ward lacks: ``lack_a`` and ``lack_b``.

    A lack is empty, ``none`` (nothing is published), ``words`` (only words), ``no_result`` (plans and targets only) or
    ``no_yardstick`` (results, but no target in figures).
    """
    table = comparability_of(study.current, study)
    of_wards = lacks(study)
    for side in ("a", "b"):
        keys = list(zip(table["theme"], table[f"ward_{side}"], strict=True))
        table[f"lack_{side}"] = [
            of_wards.get(key, "none") if key[1] in cell.split() else ""
            for key, cell in zip(keys, table["missing"], strict=True)
        ]
    everywhere = study.current.groupby("theme")["source"].agg(joined_ids)
    return table.assign(source=table["theme"].map(everywhere).fillna(""))


def lacks(study: Study) -> dict[tuple[str, str], str]:
    """Return, by theme and ward, why what a ward publishes could not be compared; without those that publish nothing."""
    return {(str(theme), str(ward)): _lack(rows) for (theme, ward), rows in own(study).groupby(["theme", "ward"])}


def _lack(rows: pd.DataFrame) -> str:
    figures = rows[rows["value"].notna()]
    if figures.empty:
        return "none" if rows["text"].map(is_missing).all() else "words"
    kinds = set(figures["kind"])
    return "no_yardstick" if kinds & set(RESULT_KINDS) and "target" not in kinds else "no_result"


def partners(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme and ward, with how many other wards what it publishes can be compared.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``ward``, ``same_definition`` and ``only_progress`` (numbers of other wards), and ``lack``
        (what the ward lacks, empty where it lacks nothing).
    """
    sides = [
        pairs.rename(columns={f"ward_{side}": "ward", f"lack_{side}": "lack"})[["theme", "ward", "state", "lack"]]
        for side in ("a", "b")
    ]
    both = pd.concat(sides, ignore_index=True)
    states = {state: both["state"] == state for state in ("same_definition", "only_progress")}
    groups = both.assign(**states).groupby(["theme", "ward"], sort=False)
    return groups.agg(**{state: (state, "sum") for state in states}, lack=("lack", "max")).reset_index()


def comparable_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme, which wards belong together: those that can be compared in the same way.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability` or :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``state``, ``concept`` and ``wards`` (codes, separated by spaces). Each concept that wards
        define alike is a row (``same_definition``); then one row for the other wards that can be seen against their own
        targets beside another ward (``only_progress``), and one for those that cannot be compared (``not_published``).
    """
    rows = []
    for theme, of_theme in pairs.groupby("theme", sort=False):
        codes = dict.fromkeys([*of_theme["ward_a"], *of_theme["ward_b"]])
        same = of_theme[of_theme["state"] == "same_definition"]
        concepts = dict.fromkeys(" ".join(same["concepts"]).split())
        alike = _in_pairs(same)
        relative = _in_pairs(of_theme[of_theme["state"] == "only_progress"]) - alike
        groups = {
            **{("same_definition", name): _in_pairs(same[_holds(same["concepts"], name)]) for name in concepts},
            ("only_progress", ""): relative,
            ("not_published", ""): set(codes) - alike - relative,
        }
        for (state, concept), wards in groups.items():
            if wards:
                listed = " ".join(code for code in codes if code in wards)
                rows.append({"theme": theme, "state": state, "concept": concept, "wards": listed})
    return pd.DataFrame(rows, columns=["theme", "state", "concept", "wards"])


def measured_alike(pairs: pd.DataFrame) -> dict[str, int]:
    """Return, by concept, for how many wards a reference series gives it under one definition.

    Parameters
    ----------
    pairs : DataFrame
        Rows of one theme of :func:`comparability`.
    """
    concepts = joined_ids(pairs["reference"]).split()
    return {name: len(_in_pairs(pairs[_holds(pairs["reference"], name)])) for name in concepts}


def _in_pairs(pairs: pd.DataFrame) -> set[str]:
    return {*pairs["ward_a"], *pairs["ward_b"]}


def _holds(cells: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which lists of names, separated by spaces, hold ``name``."""
    return cells.str.split().map(lambda names: name in names)


def _listing(names: Iterable[str], most: int = 6) -> str:
    """Return names joined by commas; of a long list the first ones, so that a message stays one readable line."""
    listed = list(names)
    return ", ".join([*listed[:most], *(["..."] if len(listed) > most else [])])


@dataclass(frozen=True, slots=True)
class _Result:
    """Of what a ward has a result."""

    theme: str
    ward: str
    concept: str


def _result_concepts(frame: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return, by theme and ward, the concepts of which there are results as figures."""
    results = frame[frame["value"].notna() & frame["kind"].isin(["actual", "estimate"])]
    found: dict[tuple[str, str], set[str]] = {}
    for row in typed(results, _Result):
        found.setdefault((row.theme, row.ward), set()).add(row.concept)
    return found


def _wanted_concepts(name: str, concepts: pd.DataFrame) -> list[str]:
    if name in set(concepts["concept"]):
        return [name]
    if name in set(concepts["theme"]):
        return list(concepts.loc[concepts["theme"] == name, "concept"])
    raise UnknownName("theme or concept", name, [*dict.fromkeys(concepts["theme"]), *concepts["concept"]])


def _wards(ward: Names, study: Study) -> list[str]:
    if ward is None:
        return list(study.wards)
    return ward_codes(ward, study.root)


def _measured(rows: pd.DataFrame, measure: str, study: Study) -> pd.DataFrame:
    measured = results_by_year(rows, study)
    unit = "share" if measure in UNIT_FREE else measured["unit"]
    renamed = {"value_year": "fiscal_year", "value_kind": "kind"}
    table = measured.drop(columns="value").rename(columns=renamed).rename(columns={measure: "value"})
    words = table["status"] == "qualitative"
    availability = np.select([table["value"].notna(), words], ["figure", "words"], default="undefined")
    text = table["text"].where(~words, table["target_text"])
    described = {name: table[name].fillna("") for name in ("kind", "as_of", "locator", "note")}
    return table.assign(unit=unit, availability=availability, text=text.fillna(""), **described)


def _with_caveats(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    caveats = study.tables.indicators[["indicator", "caveat_ja", "caveat_en"]]
    kept = rows[[*_KEYS, "availability", "reason", "source", "locator", "note"]].astype({"fiscal_year": "Int64"})
    return kept.merge(caveats, on="indicator", how="left")


def _absent(
    wards: list[str], table: pd.DataFrame, everything: pd.DataFrame, asked: str, concepts: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each ward that has none: it stays visible, with what it publishes instead."""
    of_concept = concepts.set_index("concept")["theme"]
    theme = str(of_concept.get(asked, asked))
    concept = asked if asked in of_concept.index else ""
    rows = []
    present = set(table["ward"])
    for code in wards:
        if code in present:
            continue
        others = everything.loc[(everything["ward"] == code) & (everything["theme"] == theme), "concept"]
        rows.append({"ward": code, "concept": concept, "theme": theme, "instead": " ".join(dict.fromkeys(others))})
    names = ("indicator", "kind", "unit", "text", "as_of", "reason", "source", "locator", "note")
    empty = dict.fromkeys(names, "")
    absent = pd.DataFrame(rows, columns=["ward", "concept", "theme", "instead"]).assign(
        **empty, caveat_ja="", caveat_en="", availability="none"
    )
    absent["value"] = pd.Series(float("nan"), index=absent.index, dtype="float64")
    absent["fiscal_year"] = pd.Series(pd.NA, index=absent.index, dtype="Int64")
    return absent
