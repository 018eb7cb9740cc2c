"""Sets wards side by side, as far as the grades of comparability allow; the one place that decides what may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Annotated, Any

import numpy as np
import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import DETAILS, handed, observations_given, when_of
from analysis.data.column_texts import lists_columns
from analysis.data.engines import FrameOfItsKind, opened
from analysis.data.frames import in_order_of, joined_ids
from analysis.data.ids import ids_by_row
from analysis.data.kinds import RESULT_KINDS
from analysis.data.load import (
    Names,
    Root,
    check_names,
    figures_of_themes,
    ids_called,
    in_a_list,
    listed,
    refuse_none,
    ward_codes,
)
from analysis.data.rows import frame_of, typed
from analysis.data.schema import Column, Grade
from analysis.data.study import Study, by_publication, is_own, own, own_of, reference_of
from analysis.data.tables import Tables
from analysis.measures import absence
from analysis.measures.absence import (
    FORMER,
    JUDGEMENT,
    MARKED,
    NAMED,
    NO_DOCUMENT,
    NOT_GIVEN,
    NOT_MENTIONED,
    NOT_TRANSCRIBED,
    NOT_YEARLY,
    WORDS,
)
from analysis.measures.attainment import MEASURES, UNIT_FREE, WORDED, results_by_year
from analysis.sources.grammar import is_missing
from analysis.words.errors import NotComparable, UnknownName, WardKpiError
from analysis.words.labels import LANGUAGES
from analysis.words.store import told

ON_ONE_AXIS = ("A", "B")
"""Grades of which raw values may share an axis."""
UNLISTED = "C"
"""Grade of two wards and a concept of which the codebook says nothing: how each counts is not known to agree."""

SILENT = (MARKED, JUDGEMENT, FORMER, NAMED, NOT_MENTIONED, NOT_TRANSCRIBED, NO_DOCUMENT)
"""Why a ward has neither figure nor word under a theme: what it lacks to be compared."""

MOST_PAIRED = 200
"""Wards of which every pair is compared, about 20,000 pairs; all municipalities would be 1.5 million."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of one ward beside those of others, see :func:`compare`."""

    observation: str
    ward: str
    indicator: str
    concept: str
    theme: str
    period_from: int | None
    fiscal_year: int | None
    kind: str
    measure: str
    value: float | None
    unit: str
    text: str
    as_of: str
    availability: str
    reason: str
    instead: str
    source: str
    published: dt.datetime | None
    grade: str
    locator: str
    note: str


COMPARE_COLUMNS = [column.name for column in fields(Compared)]
_KEYS = [
    "observation",
    "ward",
    "indicator",
    "concept",
    "theme",
    "period_from",
    "fiscal_year",
    "kind",
    "value",
    "unit",
    "text",
    "as_of",
]


def compare(
    theme_or_concept: str | Sequence[str],
    measure: str = "value",
    ward: Names = None,
    *,
    unverified: bool = False,
    observations: Any = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """Set wards side by side for one theme or concept.

    Parameters
    ----------
    theme_or_concept : str or sequence of str
        id of a concept, or id or name of a theme, which stands for all its concepts; of a theme only what the wards themselves
        publish is taken, a reference series is asked for by its concept. Several may share a column of a measure without
        unit only.
    measure : str
        ``"value"`` for the published figures, or one of :data:`analysis.measures.attainment.MEASURES` for what each result means
        against the ward's own baseline and target.
    ward : str or iterable of str, optional
        Wards to compare (code, slug or name); all wards without it.
    unverified : bool
        Whether wards may stand together that are not known to count alike (grade C); the table's heading must say so.
    observations : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, duckdb relation or pyspark DataFrame, optional
        What :func:`load_observations` gives; the current figures without it.
    names, detail : bool
        Also the names of ward, theme, concept and indicator (``ward_name``, ...); also place and caveats of each figure.
    lang, root : str, path, optional
        ``ja`` or ``en``, of names, notes and caveats; folder that holds ``data``.

    Returns
    -------
    frame of the kind given
        One row per ward, indicator, year and kind; a ward without any has one row without a value.

        ===============  ================  =================================================================================
        column           type              meaning
        ===============  ================  =================================================================================
        observation      str               id of the figure, as in load_observations(); missing of a measure, which is none
        ward             ordered category  code of the ward
        indicator        str               what one ward measures
        concept          str               what wards share, where the definition is shared
        theme            ordered category  in the order of the codebook
        period_from      Int64             first fiscal year of a figure that covers several
        fiscal_year      Int64             fiscal year of the figure, or of the result of a measure
        when             str               the date, else FY2024; published 2024-07-12 for a series without a survey date
        kind             ordered category  baseline, actual, estimate, planned, target
        measure          str               the measure asked for
        value            float64           the figure or the measure, in unit
        unit             str               percent, procedures, ...; share of measures without unit
        text             str               the cell as printed
        as_of            datetime64        day the figure was taken
        as_of_precision  str               day or month
        availability     str               figure; words: the ward gives words, see text; undefined: a measure that cannot
                                           be derived; none: the documents read hold nothing; not_given: they do, but not
                                           the rows given
        reason           str               why there is nothing, as a code that named() puts in words
        instead          str               concepts that the ward publishes under the same theme, separated by spaces
        source           str               id of the document; of a measure several, separated by spaces
        published        datetime64        certainly known from this day
        grade            str               weakest grade of a raw value with those of the other wards; missing where there
                                           are none
        locator          str               with detail=True: where the figure stands
        note             str               with detail=True: caveats of the figure, in the language asked for
        caveat           str               with detail=True: caveat of the indicator, in the language asked for
        ===============  ================  =================================================================================

    Raises
    ------
    NotComparable
        If raw values of different concepts or units, or of wards that do not count alike, would share a column.
    UnknownName
        If the theme, concept, measure or ward does not exist.

    Examples
    --------
    Of a theme only what the wards publish themselves is set side by side, and raw values of different concepts are refused:

    >>> import analysis
    >>> analysis.compare("cashless")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    analysis.words.errors.NotComparable: ...
    >>> held = analysis.compare("mynumber_card_held_rate")
    >>> held["value"].tolist()[:3]
    [73.0, 73.0, 71.0]
    """
    study = Study.of(root, lang)
    frame, in_its_kind = opened(observations)
    given = study.current if frame is None else observations_given(frame, study)
    refuse_none({"theme_or_concept": theme_or_concept})
    asked = [_id_of(name, study.tables) for name in listed(theme_or_concept)]
    table = compared(asked, measure, ward, given, study, unverified=unverified)
    published = by_publication(table, study) & (measure == "value")  # a measure is of the years of several documents
    table.insert(list(table).index("fiscal_year") + 1, "when", when_of(table, published))
    return in_its_kind(handed(table, study, names=names, detail=detail))


def compared(
    asked: Sequence[str], measure: str, ward: Names, everything: pd.DataFrame, study: Study, *, unverified: bool = False
) -> pd.DataFrame:
    """Return :func:`compare` of observations and of themes or concepts, as plain rows."""
    check_names("measure", measure, ("value", *MEASURES))
    refuse_none({"ward": ward})
    concepts = study.tables.concepts
    wanted = {name: _wanted_concepts(name, concepts) for name in asked}
    wards = _wards(ward, study)
    rows = everything[everything["ward"].isin(wards)]
    of_themes = {concept for name, found in wanted.items() if name not in found for concept in found}
    by_name = rows["concept"].isin([*wanted])
    rows = rows[by_name | (rows["concept"].isin(of_themes) & is_own(rows, study))].assign(grade="")
    if measure not in UNIT_FREE:
        refuse_different(rows[rows["value"].notna()], study, unverified=unverified)
        rows["grade"] = weakest_grades(rows, study)
    published = rows.assign(availability="figure", reason="", observation=ids_by_row(rows, study))
    words = rows["value"].isna()
    published.loc[words, "availability"] = ["none" if is_missing(text) else "words" for text in rows.loc[words, "text"]]
    table = published if measure == "value" else _measured(rows, measure, study)
    described = [*_KEYS, "availability", "reason", "source", "published", *DETAILS, "grade"]
    table = table[described].astype({"period_from": "Int64", "fiscal_year": "Int64"}).assign(instead="")
    absent = [_absent(wards, table[table["concept"].isin(wanted[name])], name, study) for name in asked]
    table = pd.concat([table, *absent], ignore_index=True)
    return in_order_of(table, "ward", wards).assign(measure=measure)[COMPARE_COLUMNS].reset_index(drop=True)


def refuse_different(observations: pd.DataFrame, study: Study, *, unverified: bool = False) -> None:
    """Raise :class:`NotComparable` unless all raw values given may share one axis.

    Parameters
    ----------
    observations : DataFrame
        Rows with the columns ``ward``, ``indicator``, ``concept``, ``unit`` and ``source``.
    study : Study
        The data.
    unverified : bool
        Whether grade C will do.

    Raises
    ------
    NotComparable
        If there is more than one concept or unit, or if wards do not count the concept alike. The message names the
        indicators, why, and what can be asked for instead.
    """
    rows = observations.drop_duplicates(["indicator", "unit"])
    concepts = list(dict.fromkeys(rows["concept"]))
    named = {f"indicators_{lang}": _in_words(rows, study.in_language(lang)) for lang in LANGUAGES}
    if len(concepts) > 1 or rows["unit"].nunique() > 1:
        kinds = {f"kinds_{lang}": _kinds(rows, study.in_language(lang)) for lang in LANGUAGES}
        raise NotComparable("different_concepts", **named, **kinds)
    graded = set(weakest_grades(observations, study))
    refused = {"D": "different_definitions"} | ({} if unverified else {"C": "unverified"})
    for grade, code in refused.items():
        if grade in graded:
            why = {f"why_{lang}": _evidence(grade, observations, study, lang) for lang in LANGUAGES}
            raise NotComparable(code, **named, concept=concepts[0], **why)


def _kinds(rows: pd.DataFrame, study: Study) -> str:
    """Return what ``rows`` measure, each with its unit, as a reader calls it."""
    names, kinds = study.names, rows[["concept", "unit"]].drop_duplicates()
    said = (f"{names.concept(concept)} [{names.unit(unit) or unit}]" for concept, unit in kinds.itertuples(index=False))
    return names.listed(_first(said))


def _in_words(rows: pd.DataFrame, study: Study) -> str:
    """Return the wards and indicators of ``rows`` as a sentence names them."""
    names, pairs = study.names, rows[["ward", "indicator"]].drop_duplicates().sort_values("indicator")
    pairs = in_order_of(pairs, "ward", study.wards)
    return names.listed(
        _first(f"{names.ward(ward)} {names.indicator(one)}" for ward, one in pairs.itertuples(index=False))
    )


def may_share_axis(observations: pd.DataFrame, study: Study) -> bool:
    """Return whether raw values of one concept may share an axis: all wards among them have grade A or B."""
    return set(weakest_grades(observations, study)) <= {"", *ON_ONE_AXIS}


def weakest_grades(observations: pd.DataFrame, study: Study) -> pd.Series[str]:
    """Return, for each row, the weakest grade of its ward and concept with the other wards' figures among the rows.

    Two wards' own figures have the grade of the codebook. Those of a series about several areas are A among themselves.
    Beside a series, a ward's own figure is B if the codebook says that its level was checked, else C. Without another
    ward's figure the grade is empty.
    """
    rows = observations.reset_index(drop=True)
    parts = [pd.Series(dtype="str")]
    for concept, of_concept in rows[rows["value"].notna()].groupby("concept"):
        own = is_own(of_concept, study)
        of_own, of_series = set(of_concept.loc[own, "ward"]), set(of_concept.loc[~own, "ward"])
        grades = {(code, True): _weakest_of_own(code, str(concept), of_own, of_series, study) for code in of_own}
        beside = {code: _beside_series(code, str(concept), study) for code in of_own}
        of_any = max(beside.values(), default="A")
        for code in of_series:
            others = [grade for other, grade in beside.items() if other != code] if code in beside else [of_any]
            measured = ["A"] if of_series - {code} else []
            grades[code, False] = max([*measured, *(others if of_own - {code} else [])], default="")
        keys = zip(of_concept["ward"], own, strict=True)
        parts.append(pd.Series([grades[code, bool(is_of_ward)] for code, is_of_ward in keys], index=of_concept.index))
    weakest: pd.Series[str] = pd.concat(parts).reindex(rows.index).fillna("").set_axis(observations.index)
    return weakest


def _weakest_of_own(code: str, concept: str, of_own: set[str], of_series: set[str], study: Study) -> str:
    with_others = [grade_of(concept, code, other, study) for other in of_own - {code}]
    beside = [_beside_series(code, concept, study)] if of_series - {code} else []
    return max([*with_others, *beside], default="")


def grade_of(concept: str, one: str, other: str, study: Study) -> str:
    """Return the grade of what two wards publish of a concept themselves; C where the codebook says nothing."""
    return study.once(_graded).get((concept, frozenset((one, other))), (UNLISTED, "", ""))[0]


def evidence_of(concept: str, one: str, other: str, study: Study) -> str:
    """Return what the grade of two wards and a concept rests on."""
    _, japanese, english = study.once(_graded).get((concept, frozenset((one, other))), ("", "", ""))
    return (japanese if study.lang == "ja" else english) or told("labels.unlisted", study.lang)


def _beside_series(code: str, concept: str, study: Study) -> str:
    """Return the grade of a ward's own figure beside a series: B where its level was checked against a third source."""
    checked = any(
        code in pair and name == concept and grade in ON_ONE_AXIS
        for (name, pair), (grade, _, _) in study.once(_graded).items()
    )
    return "B" if checked else UNLISTED


def _graded(study: Study) -> dict[tuple[str, frozenset[str]], tuple[str, str, str]]:
    """Return grade and evidence in both languages, by concept and pair of wards."""
    return {
        (row.concept, frozenset((row.ward_a, row.ward_b))): (row.grade, row.evidence_ja, row.evidence_en)
        for row in typed(study.tables.grades, Grade)
    }


def _evidence(grade: str, observations: pd.DataFrame, study: Study, lang: str) -> str:
    """Return the evidence of the first pair of wards that has ``grade``, as part of a sentence."""
    concept, of_ward = str(observations["concept"].iloc[0]), own_of(observations, study)
    pairs = combinations(dict.fromkeys(of_ward["ward"]), 2)
    told_of = (
        evidence_of(concept, *pair, study.in_language(lang))
        for pair in pairs
        if grade_of(concept, *pair, study) == grade
    )
    return next(told_of, told("labels.unlisted", lang)).rstrip("。.")


@dataclass(frozen=True, slots=True)
class Pair:
    """What two wards can compare under one theme, see :func:`comparability`; lists of ids are separated by spaces."""

    theme: Annotated[str, Column("in the order of the codebook")]
    ward_a: Annotated[str, Column("code of the first ward")]
    ward_b: Annotated[str, Column("code of the second ward; of a ward alone the same")]
    state: Annotated[
        str,
        Column(
            "best grade; else other_concepts (both have results, of different concepts) or no_result (one has none)"
        ),
    ]
    concepts: Annotated[str, Column("concepts of which both have results, the best grade first")]
    grades: Annotated[str, Column("grade of each of these")]
    missing: Annotated[str, Column("codes of wards without a result in figures")]
    reference: Annotated[
        str,
        Column(
            "concepts that a reference series gives for both under one definition; a list stands for its procedures"
        ),
    ]


@dataclass(frozen=True, slots=True)
class ReasonedPair(Pair):
    """A pair with what each ward lacks, see :func:`comparability_with_reasons`."""

    lack_a: Annotated[
        str, Column("what the first ward lacks: words, no_result, items, not_given, or why it has nothing")
    ]
    lack_b: Annotated[str, Column("what the second ward lacks, likewise")]
    source: Annotated[str, Column("ids of the documents that tell of the two wards on the theme, separated by spaces")]


@dataclass(frozen=True, slots=True)
class SharedConcept:
    """A concept of which two wards have results, see :func:`shared_concepts`."""

    theme: str
    ward_a: str
    ward_b: str
    concept: str
    grade: str


@dataclass(frozen=True, slots=True)
class Partners:
    """With how many other wards one can be compared under one theme, see :func:`partners`."""

    theme: str
    ward: str
    verified: int
    unverified: int
    lack: str


@dataclass(frozen=True, slots=True)
class Group:
    """Wards that belong together under one theme, see :func:`comparable_groups`."""

    theme: str
    state: str
    concept: str
    wards: str


@lists_columns(Pair)
def comparability(
    *,
    ward: Names = None,
    theme: Names = None,
    observations: Any = None,
    names: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """Return, per theme and pair of wards, what can be compared of what the wards themselves publish.

    Parameters
    ----------
    ward : str or iterable of str, optional
        Keep only the pairs of this ward, or among several (code, slug or name).
    theme : str or iterable of str, optional
        Keep only these, by id or name in either language.
    observations : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, duckdb relation or pyspark DataFrame, optional
        What :func:`analysis.load_observations` gives; the current figures without it.
    names : bool
        Also the names of theme and both wards, in ``theme_name`` and so on.
    lang : str, optional
        ``ja`` or ``en``, of names.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    frame of the kind given
        One row per theme and pair; several ids are separated by spaces.

        {columns}

    Raises
    ------
    UnknownName
        If there is no such ward or theme.
    WardKpiError
        If there are more than :data:`MOST_PAIRED` wards: the pairs would be millions; or if an area for reference leaves none.

    Examples
    --------
    >>> import analysis
    >>> pairs = analysis.comparability().set_index(["theme", "ward_a", "ward_b"])
    >>> pairs.loc[("mynumber", "131075", "131067"), "state"]
    'B'
    """
    study = Study.of(root, lang)
    frame, in_its_kind = opened(observations)
    given = study.current if frame is None else observations_given(frame, study)
    ward = in_a_list(ward)
    pairs = rows_asked(comparability_of(given, study), study, ward=ward, theme=theme)
    if pairs.empty and not set(ward_codes(ward, study.root)) <= set(study.wards):
        raise WardKpiError("no_pairs", ward=", ".join(map(str, listed(ward))))
    return in_its_kind(handed(pairs, study, names=names))


def comparability_of(observations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return :func:`comparability` of ``observations``."""
    of_wards, of_reference = _result_concepts(own_of(observations, study)), _of_series(observations, study)
    nothing: set[str] = set()
    codes = list(study.wards)
    if len(codes) > MOST_PAIRED:
        raise WardKpiError("too_many_pairs", count=len(codes), most=MOST_PAIRED)
    rows = []
    for theme in dict.fromkeys(study.tables.concepts["theme"]):
        for first, second in combinations(codes, 2):
            one, other = (theme, first), (theme, second)
            shared = of_wards.get(one, nothing) & of_wards.get(other, nothing)
            graded = sorted((grade_of(concept, first, second, study), concept) for concept in shared)
            missing = [code for code in (first, second) if (theme, code) not in of_wards]
            state = graded[0][0] if graded else "no_result" if missing else "other_concepts"
            rows.append(
                Pair(
                    theme=theme,
                    ward_a=first,
                    ward_b=second,
                    state=state,
                    concepts=" ".join(concept for _, concept in graded),
                    grades=" ".join(grade for grade, _ in graded),
                    missing=" ".join(missing),
                    reference=" ".join(sorted(of_reference.get(one, nothing) & of_reference.get(other, nothing))),
                )
            )
    return frame_of(rows, Pair)


def shared_concepts(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return ``theme``, ``ward_a``, ``ward_b``, ``concept`` and ``grade``: a row for each concept that two wards share.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability` gives.
    """
    split = pairs.assign(concept=pairs["concepts"].str.split(), grade=pairs["grades"].str.split())
    each_concept = split.explode(["concept", "grade"]).dropna(subset="concept")
    return each_concept[[column.name for column in fields(SharedConcept)]]


def comparability_with_reasons(study: Study) -> pd.DataFrame:
    """Return :func:`comparability` with ``source`` and what each ward lacks: ``lack_a`` and ``lack_b``.

    A lack is empty, ``words`` (only words), ``no_result`` (plans and targets only), ``items`` (results in figures only
    beside the indicators), ``not_given`` (a caller left out what could be compared) or, where there is neither figure nor
    word, why (one of :data:`SILENT`). What national sources measure, and what cannot be compared, is asked of all data.
    """
    if study.whole is not study:
        return _of_rows_given(study)
    table = comparability_of(study.current, study)
    of_wards = lacks(study)
    for side in ("a", "b"):
        keys = list(zip(table["theme"], table[f"ward_{side}"], strict=True))
        table[f"lack_{side}"] = [
            (of_wards.get(key) or absence.of_theme(key[1], key[0], study)) if key[1] in cell.split() else ""
            for key, cell in zip(keys, table["missing"], strict=True)
        ]
    held = _sources(study)
    pairs = zip(table["theme"], table["ward_a"], table["ward_b"], strict=True)
    sources = [_sources_of(str(theme), (str(one), str(other)), held) for theme, one, other in pairs]
    return table.assign(source=pd.Series(sources, index=table.index, dtype="str"))


def _of_series(observations: pd.DataFrame, study: Study) -> dict[tuple[str, str], set[str]]:
    """Return, by theme and ward, the concepts that a reference series gives; a list of procedures stands for each."""
    procedures = study.tables.concepts.loc[study.tables.concepts["offered"] != "", "concept"]
    series = reference_of(observations, study)
    return _result_concepts(series[~series["concept"].isin(procedures)])


def _sources(study: Study) -> dict[str, dict[str, set[str]]]:
    """Return, by theme, the documents that give figures or words of it, and of which areas."""
    found: dict[str, dict[str, set[str]]] = {}
    for theme, source, ward in study.current[["theme", "source", "ward"]].itertuples(index=False, name=None):
        found.setdefault(theme, {}).setdefault(source, set()).add(ward)
    return found


def _sources_of(theme: str, wards: Iterable[str], held: Mapping[str, Mapping[str, set[str]]]) -> str:
    """Return the ids of the documents that give something of some wards on a theme."""
    return " ".join(source for source, of in held.get(theme, {}).items() if not of.isdisjoint(wards))


def _of_rows_given(study: Study) -> pd.DataFrame:
    """Return the pairs of a caller's observations: what these compare, and beside it what the data as a whole lacks."""
    whole = comparability_with_reasons(study.whole)
    part = comparability_of(study.current, study)
    is_shared, was_shared = part["concepts"] != "", whole["concepts"] != ""
    is_cut = was_shared & ~is_shared
    given = [str(name) for name in part if name != "reference"]
    table = whole.assign(**{name: whole[name].where(~was_shared, part[name]) for name in given})
    return table.assign(
        state=table["state"].mask(is_cut, "no_result"),
        lack_a=table["lack_a"].mask(is_cut, NOT_GIVEN),
        lack_b=table["lack_b"].mask(is_cut, NOT_GIVEN),
    )


def of_one_ward(ward: str, study: Study) -> pd.DataFrame:
    """Return per theme what one ward has that could be compared: rows of :func:`comparability_with_reasons`, with itself.

    ``concepts`` are those of which it has results, without a grade; ``lack_a`` and ``lack_b`` are what it lacks;
    ``reference`` are those that a series gives for it and another ward.
    """
    given, everywhere = (_result_concepts(own(one)) for one in (study, study.whole))
    of_series, sources = _of_series(study.whole.current, study), _sources(study.whole)
    missing = lacks(study.whole)
    rows = []
    for theme in dict.fromkeys(study.tables.concepts["theme"]):
        key = (str(theme), ward)
        of_others = (of_series.get((key[0], other), ()) for other in study.wards if other != ward)
        held = sorted(given.get(key, ()))
        lack = missing.get(key) or absence.of_theme(ward, key[0], study)
        lack = "" if held else NOT_GIVEN if key in everywhere else lack
        rows.append(
            ReasonedPair(
                theme=key[0],
                ward_a=ward,
                ward_b=ward,
                state="" if held else "no_result",
                concepts=" ".join(held),
                grades="",
                missing="" if held else ward,
                reference=" ".join(sorted(of_series.get(key, set()) & set().union(*of_others))),
                lack_a=lack,
                lack_b=lack,
                source=_sources_of(key[0], (ward,), sources),
            )
        )
    return frame_of(rows, ReasonedPair)


def lacks(study: Study) -> dict[tuple[str, str], str]:
    """Return, by theme and ward, why there is no result to compare, asked of all that the documents list.

    Wards that no document mentions under a theme are left out.
    """
    everything = own_of(figures_of_themes(study.tables.observations, study.tables.concepts), study)
    items = study.tables.concepts.query("scope == 'item'")["concept"]
    everything = everything.assign(item=everything["concept"].isin(items))
    return {(str(theme), str(ward)): _lack(rows) for (theme, ward), rows in everything.groupby(["theme", "ward"])}


def _lack(rows: pd.DataFrame) -> str:
    figures = rows[rows["value"].notna()]
    if (figures["item"] & figures["kind"].isin(RESULT_KINDS)).any():
        return "items"
    if len(figures):
        return "no_result"
    return MARKED if rows["text"].map(is_missing).all() else WORDS


def partners(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme and ward, with how many other wards what it publishes can be compared.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``ward``, ``verified`` and ``unverified`` (numbers of other wards: grade A or B, grade C), and
        ``lack`` (what the ward lacks, empty where it lacks nothing).
    """
    sides = [
        pairs.rename(columns={f"ward_{side}": "ward", f"lack_{side}": "lack"})[["theme", "ward", "state", "lack"]]
        for side in ("a", "b")
    ]
    both = pd.concat(sides, ignore_index=True)
    both = both.assign(verified=both["state"].isin(ON_ONE_AXIS), unverified=both["state"] == "C")
    groups = both.groupby(["theme", "ward"], sort=False)
    counts = groups.agg(verified=("verified", "sum"), unverified=("unverified", "sum"), lack=("lack", "max"))
    return counts.reset_index()


def comparable_groups(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return, per theme, which wards belong together: those that share a concept, by grade.

    Parameters
    ----------
    pairs : DataFrame
        What :func:`comparability` or :func:`comparability_with_reasons` gives.

    Returns
    -------
    DataFrame
        Columns ``theme``, ``state`` (``verified``: grade A or B; ``unverified``: C; ``differs``: D; ``no_partner``: no
        other ward has a result under the same name), ``concept`` and ``wards`` (codes, separated by spaces).
    """
    states = {"A": "verified", "B": "verified", "C": "unverified", "D": "differs"}
    shared = shared_concepts(pairs)
    shared = shared.assign(state=shared["grade"].map(states))
    rows = []
    for theme, of_theme in pairs.groupby("theme", sort=False):
        codes = list(dict.fromkeys([*of_theme["ward_a"], *of_theme["ward_b"]]))
        of_concepts = shared[shared["theme"] == theme]
        groups = {key: _in_pairs(of_group) for key, of_group in of_concepts.groupby(["state", "concept"], sort=False)}
        groups["no_partner", ""] = set(codes) - _in_pairs(of_concepts)
        for (state, concept), wards in groups.items():
            if wards:
                listed = " ".join(code for code in codes if code in wards)
                rows.append(Group(str(theme), str(state), str(concept), listed))
    return frame_of(rows, Group)


def measured_alike(pairs: pd.DataFrame) -> dict[str, int]:
    """Return, by concept, for how many wards a reference series gives it under one definition, of pairs of one theme."""
    concepts = joined_ids(pairs["reference"]).split()
    return {name: len(_in_pairs(pairs[_holds(pairs["reference"], name)])) for name in concepts}


def _in_pairs(pairs: pd.DataFrame) -> set[str]:
    return {*pairs["ward_a"], *pairs["ward_b"]}


def _holds(cells: pd.Series[str], name: str) -> pd.Series[bool]:
    """Return which lists of names, separated by spaces, hold ``name``."""
    return cells.str.split().map(lambda names: name in names)


def _first(names: Iterable[str], most: int = 6) -> list[str]:
    """Return names, of a long list the first ones, so that a message stays one readable line."""
    listed = list(names)
    return [*listed[:most], *(["..."] if len(listed) > most else [])]


@dataclass(frozen=True, slots=True)
class _Result:
    """Of what a ward has a result."""

    theme: str
    ward: str
    concept: str


def _result_concepts(frame: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return, by theme and ward, the concepts of which there are results as figures."""
    results = frame[frame["value"].notna() & frame["kind"].isin(RESULT_KINDS)]
    found: dict[tuple[str, str], set[str]] = {}
    for row in typed(results, _Result):
        found.setdefault((row.theme, row.ward), set()).add(row.concept)
    return found


def _id_of(name: str, tables: Tables) -> str:
    """Return the id of a concept or of a theme, given by its id or its name; what both are called is the theme."""
    concepts = tables.concepts
    if name in set(concepts["concept"]):
        return name
    with suppress(UnknownName):
        return ids_called("theme", name, tables)[0]
    with suppress(UnknownName):
        return ids_called("concept", name, tables)[0]
    valid = [*dict.fromkeys(concepts["theme"]), *concepts["concept"]]
    also = [*concepts["theme_ja"], *concepts["theme_en"]]
    raise UnknownName("theme or concept", name, valid, also)


def _wanted_concepts(name: str, concepts: pd.DataFrame) -> list[str]:
    return [name] if name in set(concepts["concept"]) else list(concepts.loc[concepts["theme"] == name, "concept"])


def _wards(ward: Names, study: Study) -> list[str]:
    if ward is None:
        return list(study.wards)
    return ward_codes(ward, study.root)


def _measured(rows: pd.DataFrame, measure: str, study: Study) -> pd.DataFrame:
    measured = results_by_year(rows, study)
    unit = "share" if measure in UNIT_FREE else measured["unit"]
    renamed = {"value_year": "fiscal_year", "value_kind": "kind"}
    table = measured.drop(columns="value").rename(columns=renamed).rename(columns={measure: "value"})
    words = table["status"].isin(WORDED)
    availability = np.select([table["value"].notna(), words], ["figure", "words"], default="undefined")
    text = table["text"].where(~words, table["target_text"])
    described = {name: table[name].fillna("") for name in ("kind", "as_of", "locator", "note")}
    return table.assign(
        observation="",  # a measure is none, even where it equals the figure that is printed
        period_from=None,
        grade="",
        unit=unit,
        availability=availability,
        text=text.fillna(""),
        **described,
    )


def _absent(wards: list[str], table: pd.DataFrame, asked: str, study: Study) -> pd.DataFrame:
    """Return one row for each ward that has none: it stays visible, with the reason and what it publishes instead."""
    themes = study.tables.concepts.set_index("concept")["theme"]
    theme = str(themes.get(asked, asked))
    concept = asked if asked in themes.index else ""
    everything = study.current if concept else own(study)
    rows = []
    present = set(table["ward"])
    for code in wards:
        if code in present:
            continue
        held = everything[(everything["ward"] == code) & (everything["theme"] == theme)]
        state = _state(code, theme, concept, held, study)
        instead = " ".join(one for one in dict.fromkeys(held["concept"]) if one != concept)
        rows.append({"ward": code, "concept": concept, "theme": theme, "instead": instead, **state})
    names = ("observation", "indicator", "kind", "unit", "text", "as_of", "source", "locator", "note")
    empty = dict.fromkeys(names, "")
    columns = ["ward", "concept", "theme", "instead", "availability", "reason"]
    absent = pd.DataFrame(rows, columns=columns).assign(**empty, grade="")
    absent["published"] = pd.Series(pd.NaT, index=absent.index, dtype=table["published"].dtype)
    absent["value"] = pd.Series(float("nan"), index=absent.index, dtype="float64")
    for year in ("period_from", "fiscal_year"):
        absent[year] = pd.Series(pd.NA, index=absent.index, dtype="Int64")
    return absent


def _state(ward: str, theme: str, concept: str, held: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return whether a ward of which no row was given has any under a concept or theme, and if not, why."""
    if (held["concept"] == concept).any() if concept else len(held):
        return {"availability": "not_given", "reason": ""}
    why = absence.of_concept(ward, concept, study) if concept else absence.of_theme(ward, theme, study)
    return {"availability": "none", "reason": why or NOT_YEARLY}
