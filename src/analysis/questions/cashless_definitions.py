"""Where can people pay without cash, and how much do they? Two concepts that share no axis and do not rank."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.ids import ids
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.panel_grid import panel_grid
from analysis.measures.standing import standings
from analysis.questions import _over_years
from analysis.questions._by_theme import codes_of, themes_asked
from analysis.questions._over_years import newest_results, panels_of, printed_ids
from analysis.questions._phrases import apart
from analysis.questions._question import Claim, Question, count, few, public
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Number, Text, Year, say, text, wards

_IN_WORDS = "text"
"""Unit of what is no figure."""


def table(study: Study) -> pd.DataFrame:
    """Return every figure on cashless payment that wards publish of themselves; see :func:`_over_years.of_theme`."""
    shown = [_over_years.of_theme(theme, study.current, study) for theme in themes_asked(QUESTION.name, study)]
    return pd.concat(shown, ignore_index=True) if shown else study.current.iloc[:0].assign(origin="")


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which ward publishes which of the concepts, that they do not rank, and what each would have to publish.

    Of many wards claim how many publish which, and how many would have to publish it.
    """
    return _of_wards(rows) if few(rows) else _by_concept(rows)


def _of_wards(rows: pd.DataFrame) -> list[Claim]:
    latest, among = newest_results(rows), tuple(codes_of(rows))
    results = [
        text("cashless_definitions.of_ward", ward=wards(row.ward), result=_result(row, latest)) for row in each(latest)
    ]
    said = text("cashless_definitions.title", results=Listed(tuple(results), together=True))
    title = Claim("level", said, printed_ids(rows), among=among)
    concepts = [str(concept) for concept in dict.fromkeys(latest["concept"])]
    lacking = []
    for code in among:
        held = set(latest.loc[latest["ward"] == code, "concept"])
        if missing := tuple(one for one in concepts if one not in held):
            lacking.append(text("cashless_definitions.lacking", ward=wards(code), concepts=Name("concept", missing)))
    if not lacking:
        return [title]
    said = text("cashless_definitions.needed", lacking=apart(lacking))
    return [title, Claim("absence", said, printed_ids(rows), "study", among)]


def _result(row: Any, latest: pd.DataFrame) -> Text:
    """Say the newest result of one indicator with its year."""
    return text(
        f"cashless_definitions.{row.kind}",
        concept=Name("concept", (row.concept,)),
        figure=Number(row.value, row.unit, ids(latest.loc[[row.Index]])),
        year=Year(int(row.fiscal_year)),
    )


def _by_concept(rows: pd.DataFrame) -> list[Claim]:
    """Claim how many of many wards publish results by which concept, and how many do not."""
    latest, among, of = newest_results(rows), tuple(codes_of(rows)), printed_ids(rows)
    publish = latest.groupby("concept", sort=False)["ward"].nunique()
    if publish.empty:
        said = text("cashless_definitions.none", publishing=_over_years.publishing(rows))
        return [Claim("absence", said, of, "study", among)]
    found = standings(rows)
    counts, lacking = [], []
    for concept, number in publish.items():
        name = Name("concept", (str(concept),))
        counts.append(text("cashless_definitions.counted", concept=name, count=count(int(number), of)))
        without = count(len(found) - int(number), of)
        lacking.append(text("cashless_definitions.lacking_by", concept=name, count=without))
    said = text(
        "cashless_definitions.by_concept",
        wards=count(len(found), of),
        counts=Listed(tuple(counts)),
        others=_over_years.others(found, of),
        no_order=text("cashless_definitions.no_order") if len(publish) > 1 else "",
    )
    needed = text("cashless_definitions.needed_of_many", lacking=Listed(tuple(lacking)))
    return [Claim("count", said, of, "study", among), Claim("absence", needed, of, "study", among)]


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each ward and a column for each concept; of many wards a section of small panels for each concept.

    Where a ward has no figure stand its words, or that it publishes nothing.
    """
    if (rows["indicator"] == "").all():
        raise NoFigureData(QUESTION.name)
    names, is_few = study.names, few(rows)
    kind = text("cashless_definitions.kind", kinds=_over_years.kinds_of(rows))
    question = next(iter(asked(study)), QUESTION)  # as the codebook has it, under its theme
    info = question.info(
        rows,
        study,
        claims=claims(rows, study),
        kind=say(kind if is_few else text("cashless_definitions.kind_of_many"), names),
        details=[say(_over_years.panel_told(panel), names) for panel in panels_of(rows)],
    )
    book = study.tables.concepts
    concepts = list(book.loc[(book["theme_question"] == QUESTION.name) & (book["unit"] != _IN_WORDS), "concept"])
    with style.look():
        looks = ward_styles(study, mono=ink.mono)
        if not is_few:
            sections = {names.concept(concept): rows[rows["concept"] == concept] for concept in concepts}
            return _over_years.page_of_small(info, rows, sections, looks, study)
        shown = []
        for code in codes_of(rows):
            of_ward = rows[rows["ward"] == code]
            in_words = of_ward[of_ward["unit"] == _IN_WORDS]
            for concept in concepts:
                of_concept = of_ward[of_ward["concept"] == concept]
                panel = of_concept if len(of_concept) else in_words
                shown.append(_over_years.panel(panel, looks[code], study, title=names.concept(concept)))
        return panel_grid(info, shown, _over_years.scale(rows, study), columns=len(concepts))


QUESTION = Question("cashless_definitions", table, claims, figure, doc=__doc__)


@cache
def about(theme: str) -> Question:
    """Return the question under the theme that it belongs to, the same one each time."""
    return replace(QUESTION, theme=theme)


def asked(study: Study) -> list[Question]:
    """Return the question where the codebook has it show a theme."""
    return [about(theme) for theme in themes_asked(QUESTION.name, study)]


cashless_definitions = public(QUESTION)
