"""Which of the wards' own figures can be compared, theme by theme, and what stands in the way of the others?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.ids import ids
from analysis.data.marks import ward_styles
from analysis.data.study import Study, own, reference
from analysis.drawing import style
from analysis.drawing.boxed_table import Line, boxed_table
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures.comparing import (
    ON_ONE_AXIS,
    SILENT,
    comparability_with_reasons,
    measured_alike,
    partners,
    shared_concepts,
)
from analysis.questions._by_theme import themes_of, ward_told
from analysis.questions._phrases import apart, areas
from analysis.questions._question import Claim, Question, codes_of, count, public
from analysis.words.say import Listed, Name, Text, say, text, wards

_FEW_PAIRS = 3
"""Up to so many pairs of wards have a column of their own."""
_COUNTED = ("verified", "unverified")
"""With how many other wards a ward can be compared, the better first."""
_LACKS = ("none", "words", "no_result", "items", "")
_DARK, _LIGHT = ("#0b5394", "#333333", "white"), ("#cfe2f3", "#d0d0d0", style.INK)
_PALE = ("white", "white", style.QUIET)
_STATE_LOOK = {"A": _DARK, "B": _DARK, "C": _LIGHT, "verified": _DARK, "unverified": _LIGHT}
"""Of each state but those in which nothing can be compared: colour, grey, and colour of the text."""
_NOTHING = "－"


def table(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.measures.comparing.comparability_with_reasons`: a row for each theme and pair of wards."""
    return comparability_with_reasons(study)


def few_pairs(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few pairs of wards that each can be named."""
    return len(rows[["ward_a", "ward_b"]].drop_duplicates()) <= _FEW_PAIRS


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which indicators wards share by name, by grade, between which wards there is none, and what is measured alike."""
    rows = _in_order(rows, study)
    return [*(_of_pairs if few_pairs(rows) else _of_many)(rows, study), _measured_alike(rows, study)]


def _in_order(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return ``rows`` in the order of themes and wards, so that sentences do not depend on theirs."""
    codes, themes = list(study.wards), themes_of(study.tables.concepts)
    keys = zip(rows["theme"], rows["ward_a"], rows["ward_b"], strict=True)
    places = [(themes.index(theme), codes.index(one), codes.index(other)) for theme, one, other in keys]
    return rows.iloc[sorted(range(len(rows)), key=places.__getitem__)]


def _is_complete(rows: pd.DataFrame, study: Study) -> bool:
    """Return whether ``rows`` hold every theme and pair, without which nothing can be said to be absent."""
    return len(rows) == len(study.once(table))


def _of_pairs(rows: pd.DataFrame, study: Study) -> list[Claim]:
    found, without = [], []
    for (first, second), of_pair in rows.groupby(["ward_a", "ward_b"], sort=False):
        pair = (str(first), str(second))
        shared = shared_concepts(of_pair)
        if shared.empty:
            without.append(pair)
            continue
        alike = shared[shared["grade"].isin(ON_ONE_AXIS)]["concept"]
        of = _behind(own(study), of_pair, pair)
        said = text(
            "comparability_matrix.pair",
            pair=wards(*pair),
            themes=count(len(of_pair), of),
            shared=count(len(shared), of),
            alike=count(len(alike), of),
            named=_named(alike),
        )
        found.append(Claim("count", said, of, "study", pair))
        for grade in ("C", "D"):
            concepts = tuple(shared[shared["grade"] == grade]["concept"])
            if concepts:
                listed = Listed(tuple(Name("concept", (concept,)) for concept in concepts))
                said = text(f"comparability_matrix.pair_{grade}", pair=wards(*pair), concepts=listed)
                found.append(Claim("across", said, of, "study", pair))
    if without and _is_complete(rows, study):
        said = text("comparability_matrix.nothing", pairs=apart([wards(*pair) for pair in without]))
        among = tuple(dict.fromkeys(code for pair in without for code in pair))
        found.append(Claim("absence", said, _behind(own(study), rows, among), "study", among))
    return found


def _named(concepts: Sequence[str] | pd.Series[str]) -> Text | str:
    """Name concepts in brackets; nothing where there are none."""
    listed = Listed(tuple(Name("concept", (str(concept),)) for concept in concepts))
    return text("comparability_matrix.named", concepts=listed) if listed.parts else ""


def _of_many(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim how many concepts wards share by name, by grade, and which wards share none that can be compared."""
    found, shared = partners(rows), shared_concepts(rows)
    among = tuple(codes_of(found))
    of = _behind(own(study), rows, among)
    alike, unverified, differing = (
        list(dict.fromkeys(shared[shared["grade"].isin(grades)]["concept"])) for grades in (ON_ONE_AXIS, ("C",), ("D",))
    )
    title = text(
        "comparability_matrix.many",
        areas=areas(study),
        themes=count(len(themes_of(rows)), of),
        shared=count(shared["concept"].nunique(), of),
        alike=count(len(alike), of),
        named=_named(alike),
    )
    told = [Claim("count", title, of, "study", among)]
    for grade, concepts in (("C", unverified), ("D", differing)):
        if concepts:
            said = text(f"comparability_matrix.many_{grade}", count=count(len(concepts), of), named=_named(concepts))
            told.append(Claim("across", said, of, "study", among))
    compared = set(found[found["verified"] > 0]["ward"])
    never = [code for code in among if code not in compared]
    if never and _is_complete(rows, study):
        names = wards(*never)
        said = text("comparability_matrix.never", areas=areas(study), count=count(len(never), of), wards=names)
        told.append(Claim("absence", said, of, "study", among))
    return told


def _measured_alike(rows: pd.DataFrame, study: Study) -> Claim:
    """Claim how many concepts national sources measure alike for two wards or more, and for all."""
    codes = tuple(dict.fromkeys([*rows["ward_a"], *rows["ward_b"]]))
    of = _behind(reference(study), rows, codes)
    numbers = [number for _, of_theme in rows.groupby("theme") for number in measured_alike(of_theme).values()]
    said = text(
        "comparability_matrix.national",
        areas=areas(study),
        themes=count(len(themes_of(rows)), of),
        concepts=count(len(numbers), of),
        everywhere=count(sum(number == len(codes) for number in numbers), of),
        every=count(len(codes), of),
    )
    return Claim("count", said, of, "study", codes)


def _behind(observations: pd.DataFrame, rows: pd.DataFrame, codes: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the observations of some wards about the themes of ``rows``."""
    return ids(observations[observations["theme"].isin(themes_of(rows)) & observations["ward"].isin(list(codes))])


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, per theme and pair of wards, what can be compared; of many wards with how many others each can be."""
    return (_pairs if few_pairs(rows) else _wards)(rows, study, ink)


def _pairs(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    names = study.names
    details = [say(_pair_told(row), names) for row in each(rows)]
    kind = say(text("comparability_matrix.kind"), names)
    info = QUESTION.info(rows, study, claims=claims(rows, study), kind=kind, details=details)
    pairs = rows[["ward_a", "ward_b"]].drop_duplicates()
    heads = [say(wards(row.ward_a, row.ward_b), names) for row in each(pairs)]
    lines = []
    for theme, of_theme in rows.groupby("theme", sort=False):
        cells = [_look(row.state, [say(line, names) for line in pair_lines(row)], ink) for row in each(of_theme)]
        lines.append(Line(names.theme(str(theme)), cells, _shared_count(of_theme)))
    with style.look():
        return boxed_table(info, heads, say(text("mark.national"), names), lines)


def _look(state: str, lines: Sequence[str], ink: Ink) -> Cell:
    face, grey, of_text = _STATE_LOOK.get(state, _PALE)
    return Cell(tuple(lines), grey if ink.mono else face, style.RULE, of_text)


def pair_lines(row: Any) -> list[Text]:
    """Return the grade of each concept that two wards share, or what each ward lacks."""
    if row.concepts:
        return [text(f"labels.comparability.{grade}") for grade in dict.fromkeys(row.grades.split())]
    lacking = ((row.ward_a, row.lack_a), (row.ward_b, row.lack_b))
    lines = [
        text("comparability_matrix.lacking", ward=wards(code), lack=_lack_name(lack)) for code, lack in lacking if lack
    ]
    return lines or [text(f"labels.comparability.{row.state}")]


def _pair_told(row: Any) -> Text:
    """Say what can be compared under one theme, for the alt text."""
    theme, pair = Name("theme", (row.theme,)), wards(row.ward_a, row.ward_b)
    return text("comparability_matrix.pair_told", theme=theme, pair=pair, told=Listed(tuple(pair_lines(row))))


def _shared_count(of_theme: pd.DataFrame) -> str:
    """Return how many concepts of a theme a national source measures alike for two wards."""
    return str(len(measured_alike(of_theme)) or _NOTHING)


# --- many wards --------------------------------------------------------------------------------------------------


def _wards(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, with how many other wards it can be compared, or what it lacks."""
    found, names = partners(rows), study.names
    themes = themes_of(found)
    legend = [text("comparability_matrix.legend", sign=_lack_sign(lack), name=_lack_name(lack)) for lack in _LACKS]
    kind = say(text("comparability_matrix.kind_of_many", legend=Listed(tuple(legend))), names)
    why = dict(zip(found["ward"], found["lack"], strict=True))
    told = {(row.ward, row.theme): _partners_told(row) for row in each(found) if row.lack not in SILENT}
    details = [
        say(
            ward_told(code, [told[code, theme] for theme in themes if (code, theme) in told], _lack_name(why[code])),
            names,
        )
        for code in study.wards
    ]
    info = QUESTION.info(rows, study, claims=claims(rows, study), kind=kind, details=details)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        cells = {(row.ward, row.theme): _partners_cell(row, study, ink) for row in each(found)}
        silent = set(study.wards) - {code for code, _ in told}
        lines = [
            Row(looks[code], instead=say(_lack_name(why[code]), names))
            if code in silent
            else Row(looks[code], [cells[code, theme] for theme in themes])
            for code in study.wards
        ]
        shared = [Cell((_shared_count(rows[rows["theme"] == theme]),)) for theme in themes]
        columns = [Column(names.theme(theme)) for theme in themes]
        return wards_table(info, columns, [*lines, Row(say(text("comparability_matrix.last_row"), names), shared)])


def _partners_cell(row: Any, study: Study, ink: Ink) -> Cell:
    for state in _COUNTED:
        if number := getattr(row, state):
            return _look(state, [str(number)], ink)
    return Cell((say(_lack_sign(row.lack), study.names),), ink=style.QUIET)


def _partners_told(row: Any) -> Text:
    """Say with how many wards one ward can be compared under one theme, or what it lacks."""
    theme = Name("theme", (row.theme,))
    for state in _COUNTED:
        if number := getattr(row, state):
            return text(f"comparability_matrix.ward_{state}", theme=theme, count=count(int(number)))
    return text("comparability_matrix.ward_alone", theme=theme, lack=_lack_name(row.lack))


def _lack_name(lack: str) -> Text:
    if lack in SILENT:
        return text(f"absence.of.{lack}")
    return text(f"labels.lack.{lack}" if lack else "comparability_matrix.no_partner")


def _lack_sign(lack: str) -> Text:
    return text(f"comparability_matrix.sign.{'none' if lack in SILENT else lack or 'no_partner'}")


QUESTION = Question("comparability_matrix", table, claims, figure, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


comparability_matrix = public(QUESTION)
