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
from analysis.measures.comparing import comparability_with_reasons, partners
from analysis.questions._by_theme import codes_of, themes_of, ward_told
from analysis.questions._phrases import apart, areas
from analysis.questions._question import Claim, Question, count, public
from analysis.words.say import Listed, Name, Said, Text, say, text, wards

_FEW_PAIRS = 3
"""Up to so many pairs of wards have a column of their own."""
_STATES = ("same_definition", "only_progress")
"""In which figures can be compared, the better first."""
_LACKS = ("none", "words", "no_result", "no_yardstick", "")
_STATE_LOOK = {
    "same_definition": ("#0b5394", "#333333", "white"),
    "only_progress": ("#cfe2f3", "#d0d0d0", style.INK),
    "not_published": ("white", "white", style.QUIET),
}
"""Of each state: colour, grey, and colour of the text."""
_NOTHING = "－"


def table(study: Study) -> pd.DataFrame:
    """Return :func:`analysis.measures.comparing.comparability_with_reasons`: a row for each theme and pair of wards."""
    return comparability_with_reasons(study)


def few_pairs(rows: pd.DataFrame) -> bool:
    """Return whether ``rows`` are about so few pairs of wards that each can be named."""
    return len(rows[["ward_a", "ward_b"]].drop_duplicates()) <= _FEW_PAIRS


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for which themes raw values may be compared, for which only own targets, and which wards never can be."""
    return _of_pairs(rows, study) if few_pairs(rows) else _of_many(rows, study)


def _of_pairs(rows: pd.DataFrame, study: Study) -> list[Claim]:
    found, without = [], []
    for (first, second), of_pair in rows.groupby(["ward_a", "ward_b"], sort=False):
        pair = (str(first), str(second))
        same = of_pair[of_pair["state"] == "same_definition"]
        relative = int((of_pair["state"] == "only_progress").sum())
        if same.empty and not relative:
            without.append(pair)
            continue
        themes = Listed(tuple(Name("theme", (theme,)) for theme in themes_of(same)))
        of = _behind(own(study), of_pair, pair)
        said = text(
            "comparability_matrix.pair",
            pair=wards(*pair),
            themes=count(len(of_pair), of),
            same=count(len(same), of),
            named=text("comparability_matrix.named", themes=themes) if len(same) else "",
            relative=count(relative, of),
        )
        found.append(Claim("count", said, of, "study", pair))
    if without:
        said = text("comparability_matrix.nothing", pairs=apart([wards(*pair) for pair in without]))
        among = tuple(dict.fromkeys(code for pair in without for code in pair))
        found.append(Claim("absence", said, _behind(own(study), rows, among), "study", among))
    of = _behind(reference(study), rows, study.wards)
    shared = int((rows.groupby("theme")["reference"].first() != "").sum())
    said = text("comparability_matrix.national", themes=count(shared, of))
    return [*found, Claim("count", said, of, "study", study.wards)]


def _of_many(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim for how many themes any two wards can be compared, for which most can, and which wards never can be."""
    found = partners(rows)
    among = tuple(codes_of(found))
    same, relative = (found[found[state] > 0] for state in _STATES)
    of = _behind(own(study), rows, among)
    title = text(
        "comparability_matrix.many",
        themes=count(found["theme"].nunique(), of),
        areas=areas(study),
        same=count(same["theme"].nunique(), of),
        most=_most(rows, of, study),
        relative=count(len(set(relative["theme"]) - set(same["theme"])), of),
    )
    told = [Claim("count", title, of, "study", among)]
    compared = set(same["ward"]) | set(relative["ward"])
    never = [code for code in among if code not in compared]
    if never:
        names = wards(*never)
        said = text("comparability_matrix.never", areas=areas(study), count=count(len(never), of), wards=names)
        told.append(Claim("absence", said, of, "study", among))
    shared = rows[rows["reference"] != ""].groupby("theme").size()
    pairs = len(rows[["ward_a", "ward_b"]].drop_duplicates())
    of_series = _behind(reference(study), rows, among)
    said = text(
        "comparability_matrix.national_of_many",
        areas=areas(study),
        themes=count(len(shared), of_series),
        everywhere=count(int((shared == pairs).sum()), of_series),
    )
    return [*told, Claim("count", said, of_series, "study", among)]


def _most(rows: pd.DataFrame, of: tuple[str, ...], study: Study) -> Said:
    """Say for which theme most wards share one definition, and how many do; nothing where none do."""
    alike: dict[tuple[str, str], set[str]] = {}
    for row in each(rows[rows["state"] == "same_definition"]):
        for concept in row.concepts.split():
            alike.setdefault((row.theme, concept), set()).update((row.ward_a, row.ward_b))
    if not alike:
        return ""
    theme, concept = max(alike, key=lambda key: len(alike[key]))
    number = count(len(alike[theme, concept]), of)
    return text("comparability_matrix.most", theme=Name("theme", (theme,)), count=number, areas=areas(study))


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
        cells = [_look(row.state, [say(line, names) for line in _pair_lines(row)], ink) for row in each(of_theme)]
        lines.append(Line(names.theme(str(theme)), cells, _shared_count(of_theme)))
    with style.look():
        return boxed_table(info, heads, say(text("mark.national"), names), lines)


def _look(state: str, lines: Sequence[str], ink: Ink) -> Cell:
    face, grey, of_text = _STATE_LOOK[state]
    return Cell(tuple(lines), grey if ink.mono else face, style.RULE, of_text)


def _pair_lines(row: Any) -> list[Text]:
    """Return what can be compared, or what each ward lacks."""
    if row.state in _STATES:
        return [text(f"labels.comparability.{row.state}")]
    lacking = ((row.ward_a, row.lack_a), (row.ward_b, row.lack_b))
    return [
        text("comparability_matrix.lacking", ward=wards(code), lack=_lack_name(lack)) for code, lack in lacking if lack
    ]


def _pair_told(row: Any) -> Text:
    """Say what can be compared under one theme, for the alt text."""
    theme, pair = Name("theme", (row.theme,)), wards(row.ward_a, row.ward_b)
    return text("comparability_matrix.pair_told", theme=theme, pair=pair, told=Listed(tuple(_pair_lines(row))))


def _shared_count(of_theme: pd.DataFrame) -> str:
    """Return how many concepts of a theme a national source measures alike for two wards."""
    shared = {concept for cell in of_theme["reference"] for concept in cell.split()}
    return str(len(shared)) if shared else _NOTHING


# --- many wards --------------------------------------------------------------------------------------------------


def _wards(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw, for each ward and theme, with how many other wards it can be compared, or what it lacks."""
    found, names = partners(rows), study.names
    themes = themes_of(found)
    legend = [text("comparability_matrix.legend", sign=_lack_sign(lack), name=_lack_name(lack)) for lack in _LACKS]
    kind = say(text("comparability_matrix.kind_of_many", legend=Listed(tuple(legend))), names)
    told = {(row.ward, row.theme): _partners_told(row) for row in each(found) if row.lack != "none"}
    details = [
        say(ward_told(code, [told[code, theme] for theme in themes if (code, theme) in told]), names)
        for code in study.wards
    ]
    info = QUESTION.info(rows, study, claims=claims(rows, study), kind=kind, details=details)
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        cells = {(row.ward, row.theme): _partners_cell(row, study, ink) for row in each(found)}
        silent = set(study.wards) - {code for code, _ in told}
        nothing = say(text("mark.not_published"), names)
        lines = [
            Row(looks[code], instead=nothing)
            if code in silent
            else Row(looks[code], [cells[code, theme] for theme in themes])
            for code in study.wards
        ]
        shared = [Cell((_shared_count(rows[rows["theme"] == theme]),)) for theme in themes]
        columns = [Column(names.theme(theme)) for theme in themes]
        return wards_table(info, columns, [*lines, Row(say(text("comparability_matrix.last_row"), names), shared)])


def _partners_cell(row: Any, study: Study, ink: Ink) -> Cell:
    for state in _STATES:
        if number := getattr(row, state):
            return _look(state, [str(number)], ink)
    return Cell((say(_lack_sign(row.lack), study.names),), ink=style.QUIET)


def _partners_told(row: Any) -> Text:
    """Say with how many wards one ward can be compared under one theme, or what it lacks."""
    theme = Name("theme", (row.theme,))
    for state in _STATES:
        if number := getattr(row, state):
            said = text(f"labels.comparability.{state}")
            return text("comparability_matrix.ward_compared", theme=theme, state=said, count=count(int(number)))
    return text("comparability_matrix.ward_alone", theme=theme, lack=_lack_name(row.lack))


def _lack_name(lack: str) -> Text:
    return text(f"labels.lack.{lack}" if lack else "comparability_matrix.no_partner")


def _lack_sign(lack: str) -> Text:
    return text(f"comparability_matrix.sign.{lack or 'no_partner'}")


QUESTION = Question("comparability_matrix", table, claims, figure, doc=__doc__)


def asked(study: Study) -> list[Question]:
    """Return the one question of this file."""
    return [QUESTION]


comparability_matrix = public(QUESTION)
