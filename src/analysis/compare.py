"""Sets wards side by side, and refuses to where the codebook says that they measure different things."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from analysis.errors import NotComparable, UnknownName
from analysis.load import (
    Names,
    Root,
    check_names,
    load_concepts,
    load_indicators,
    load_observations,
    load_sources,
    load_wards,
    ward_code,
)
from analysis.measures import MEASURES, UNIT_FREE, results_by_year

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
        id of a theme or of a concept.
    measure : str
        ``"value"`` for the published figures, or one of :data:`analysis.measures.MEASURES` for what each result means
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
        ``words`` (the ward gives words, see ``text``) or ``none``; a ward that publishes nothing has one such row with
        empty value, and ``instead`` lists the concepts it publishes under the same theme. ``unit`` is ``share`` for
        measures without unit.

    Raises
    ------
    NotComparable
        If raw values of different definitions or units would share a column.
    UnknownName
        If the theme, concept, measure or ward does not exist.
    """
    check_names("measure", measure, ("value", *MEASURES))
    concepts = load_concepts(root)
    wanted = _wanted_concepts(theme_or_concept, concepts)
    everything = load_observations(root=root) if observations is None else observations
    wards = _wards(ward, root)
    rows = everything[everything["concept"].isin(wanted) & everything["ward"].isin(wards)]
    if measure not in UNIT_FREE:
        refuse_different(rows[rows["value"].notna()], root=root)
    if measure != "value":
        rows = _measured(rows, measure, root)
    table = _with_caveats(rows, root).assign(measure=measure)
    table = table.assign(availability=["figure" if has else "words" for has in table["value"].notna()], instead="")
    table = pd.concat([table, _absent(wards, table, everything, theme_or_concept, concepts)], ignore_index=True)
    order = {code: position for position, code in enumerate(wards)}
    table = table.sort_values("ward", key=lambda codes: codes.map(order), kind="stable")
    return table.assign(measure=measure)[COMPARE_COLUMNS].reset_index(drop=True)


def refuse_different(observations: pd.DataFrame, *, root: Root = None) -> None:
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
    indicators = ", ".join(rows["indicator"])
    if len(concepts) > 1 or rows["unit"].nunique() > 1:
        kinds = ", ".join(f"{c} [{u}]" for c, u in rows[["concept", "unit"]].drop_duplicates().itertuples(index=False))
        raise NotComparable("different_concepts", indicators=indicators, kinds=kinds)
    if len(concepts) == 1 and rows["ward"].nunique() > 1:
        book = load_concepts(root).set_index("concept").loc[concepts[0]]
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
        (concepts that a reference series gives for both wards under one definition).
    """
    everything = load_observations(root=root) if observations is None else observations
    series = load_sources(root).set_index("source")["ward"]
    own = everything[everything["source"].map(series) != ""]
    reference = everything[everything["source"].map(series) == ""]
    concepts = load_concepts(root)
    closed = set(concepts.loc[concepts["not_comparable_en"] != "", "concept"])
    progressed = results_by_year(own, root=root).dropna(subset="progress")
    codes = list(load_wards(root)["ward"])
    rows = []
    for theme in dict.fromkeys(concepts["theme"]):
        in_theme = {name: frame[frame["theme"] == theme] for name, frame in (("own", own), ("reference", reference))}
        measured = set(progressed.loc[progressed["theme"] == theme, "ward"])
        for first, second in combinations(codes, 2):
            shared = _shared(in_theme["own"], first, second) - closed
            missing = [code for code in (first, second) if code not in measured]
            state = "same_definition" if shared else "not_published" if missing else "only_progress"
            rows.append(
                {
                    "theme": theme,
                    "ward_a": first,
                    "ward_b": second,
                    "state": state,
                    "concepts": " ".join(sorted(shared)),
                    "missing": "" if shared else " ".join(missing),
                    "reference": " ".join(sorted(_shared(in_theme["reference"], first, second))),
                }
            )
    return pd.DataFrame(rows)


def _shared(frame: pd.DataFrame, first: str, second: str) -> set[str]:
    """Return the concepts of which both wards give results as figures."""
    results = frame[frame["value"].notna() & frame["kind"].isin(["actual", "estimate"])]
    of_ward = [set(results.loc[results["ward"] == code, "concept"]) for code in (first, second)]
    return of_ward[0] & of_ward[1]


def _wanted_concepts(name: str, concepts: pd.DataFrame) -> list[str]:
    if name in set(concepts["concept"]):
        return [name]
    if name in set(concepts["theme"]):
        return list(concepts.loc[concepts["theme"] == name, "concept"])
    raise UnknownName("theme or concept", name, [*dict.fromkeys(concepts["theme"]), *concepts["concept"]])


def _wards(ward: Names, root: Root) -> list[str]:
    if ward is None:
        return list(load_wards(root)["ward"])
    return [ward_code(name, root) for name in ([ward] if isinstance(ward, str) else ward)]


def _measured(rows: pd.DataFrame, measure: str, root: Root) -> pd.DataFrame:
    measured = results_by_year(rows, root=root)
    unit = "share" if measure in UNIT_FREE else measured["unit"]
    renamed = {"value_year": "fiscal_year", "value_kind": "kind"}
    table = measured.drop(columns="value").rename(columns=renamed).rename(columns={measure: "value"})
    return table.assign(unit=unit)


def _with_caveats(rows: pd.DataFrame, root: Root) -> pd.DataFrame:
    caveats = load_indicators(root)[["indicator", "caveat_ja", "caveat_en"]]
    kept = rows[[*_KEYS, "source", "locator", "note"]].astype({"fiscal_year": "Int64"})
    return kept.merge(caveats, on="indicator", how="left")


def _absent(
    wards: list[str], table: pd.DataFrame, everything: pd.DataFrame, asked: str, concepts: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each ward that has none: it stays visible, with what it publishes instead."""
    of_concept = concepts.set_index("concept")["theme"]
    theme = str(of_concept.get(asked, asked))
    concept = asked if asked in of_concept.index else ""
    rows = []
    for code in wards:
        if code in set(table["ward"]):
            continue
        others = everything.loc[(everything["ward"] == code) & (everything["theme"] == theme), "concept"]
        rows.append({"ward": code, "concept": concept, "theme": theme, "instead": " ".join(dict.fromkeys(others))})
    empty = dict.fromkeys(("indicator", "kind", "unit", "text", "as_of", "source", "locator", "note"), "")
    absent = pd.DataFrame(rows, columns=["ward", "concept", "theme", "instead"]).assign(
        **empty, caveat_ja="", caveat_en="", availability="none"
    )
    absent["value"] = pd.Series(float("nan"), index=absent.index, dtype="float64")
    absent["fiscal_year"] = pd.Series(pd.NA, index=absent.index, dtype="Int64")
    return absent
