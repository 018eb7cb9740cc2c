"""Where can people pay without cash, and how much do they? Two concepts that share no axis and do not rank.

Draws a panel for each ward and concept. Sources: the newest document of each ward.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from analysis.data.ids import ids
from analysis.data.marks import ward_styles
from analysis.data.rows import typed
from analysis.data.study import Study, own
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.drawing.panel_grid import panel_grid
from analysis.measures import absence
from analysis.questions import _over_years
from analysis.questions._absence import why
from analysis.questions._by_theme import themes_asked
from analysis.questions._over_years import PlottedFigure, YearFigure, newest_results, panels_of, printed_ids
from analysis.questions._phrases import apart
from analysis.questions._question import Claim, Question, codes_of, count, few, public
from analysis.words.errors import NoFigureData
from analysis.words.say import Listed, Name, Number, Said, Text, Year, say, text, wards

_IN_WORDS = "text"
"""Unit of what is no figure."""


def table(study: Study) -> pd.DataFrame:
    """Return every figure that wards give of themselves on cashless payment; see :func:`_over_years.of_theme`."""
    shown = [_over_years.of_theme(theme, study.current, study) for theme in themes_asked(QUESTION.name, study)]
    return pd.concat(shown, ignore_index=True) if shown else study.current.iloc[:0].assign(origin="")


def claims(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim which ward has results of which concept, that concepts do not rank, and which of them there is not of whom.

    Of many wards claim of how many there is which.
    """
    return _of_wards(rows, study) if few(rows) else _by_concept(rows, study)


def _of_wards(rows: pd.DataFrame, study: Study) -> list[Claim]:
    latest, among, of = newest_results(rows), tuple(codes_of(rows)), printed_ids(rows)
    concepts = [str(concept) for concept in dict.fromkeys(latest["concept"])]
    if not concepts:
        said = text("cashless_definitions.none", publishing=_over_years.publishing(rows, study))
        return [Claim("count", said, of, "study", among)]
    results = [
        text("cashless_definitions.of_ward", ward=wards(row.ward), result=_result(row, one))
        for row, one in zip(typed(latest, YearFigure), ids(latest), strict=True)
    ]
    key = "cashless_definitions.title" if len(concepts) > 1 else "cashless_definitions.title_of_one"
    title = Claim("level", text(key, results=Listed(tuple(results), together=True)), of, among=among)
    lacking = []
    for code in among:
        held = set(latest.loc[latest["ward"] == code, "concept"])
        if missing := tuple(one for one in concepts if one not in held and _lacks_result(code, one, study)):
            lacking.append(text("cashless_definitions.lacking", ward=wards(code), concepts=Name("concept", missing)))
    if not lacking:
        return [title]
    said = text("cashless_definitions.missing", lacking=apart(lacking))
    return [title, Claim("absence", said, of, "study", among)]


def _lacks_result(ward: str, concept: str, study: Study) -> bool:
    """Return whether the data holds no result in figures of a ward and a concept, whatever rows were given."""
    return newest_results(own(study).query("ward == @ward and concept == @concept")).empty


def _result(row: YearFigure, observation: str) -> Text:
    """Say the newest result of one indicator with its year."""
    figure: Said = "" if row.value is None else Number(row.value, row.unit, (observation,), bound=row.bound)
    return text(
        f"cashless_definitions.{row.kind}",
        concept=Name("concept", (row.concept,)),
        figure=figure,
        year=Year(row.fiscal_year, short=False),
    )


def _by_concept(rows: pd.DataFrame, study: Study) -> list[Claim]:
    """Claim of how many of many wards there are results of which concept, and of how many not."""
    latest, among, of = newest_results(rows), tuple(codes_of(rows)), printed_ids(rows)
    held = latest.groupby("concept", sort=False)["ward"].nunique()
    if held.empty:
        said = text("cashless_definitions.none", publishing=_over_years.publishing(rows, study))
        return [Claim("count", said, of, "study", among)]
    found = _over_years.standings_of(rows, study)
    counts = [
        text("cashless_definitions.counted", concept=Name("concept", (str(concept),)), count=count(int(number), of))
        for concept, number in held.items()
    ]
    said = text(
        "cashless_definitions.by_concept",
        wards=count(len(found), of),
        counts=Listed(tuple(counts)),
        others=_over_years.others(found, rows, study),
        no_order=text("cashless_definitions.no_order") if len(held) > 1 else "",
    )
    return [Claim("count", said, of, "study", among)]


def figure(rows: pd.DataFrame, study: Study, ink: Ink) -> KpiFigure:
    """Draw a row for each ward and a column for each concept; of many wards a section of small panels for each concept.

    Where a ward has no figure stand its words, or why there is none.
    """
    question = next(iter(asked(study)), QUESTION)  # as the codebook has it, under its theme
    rows = _over_years.given(question.theme, rows, study)
    if (rows["indicator"] == "").all():
        raise NoFigureData(QUESTION.name)
    names, is_few = study.names, few(rows)
    kind = text("cashless_definitions.kind", kinds=_over_years.kinds_of(rows))
    info = question.info(
        rows,
        study,
        ink,
        claims=claims(rows, study),
        kind=say(kind if is_few else text("cashless_definitions.kind_of_many"), names),
        details=[say(_over_years.panel_told(panel, study), names) for panel in panels_of(rows)],
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
            for column, concept in enumerate(concepts):
                of_concept = of_ward[of_ward["concept"] == concept]
                # Words tell where cashless can be used, which comes first: they say nothing of how much it is.
                panel = of_concept if len(of_concept) or column else in_words
                found = absence.of_concept(code, concept, study) or absence.NOT_GIVEN
                nothing = None if len(panel) else why(absence.NOT_MENTIONED if found == absence.WORDS else found)
                shown.append(
                    _over_years.panel(panel, looks[code], study, title=names.concept(concept), nothing=nothing)
                )
        return panel_grid(info, shown, _over_years.scale(rows, study), columns=len(concepts))


QUESTION = Question("cashless_definitions", table, claims, figure, PlottedFigure, doc=__doc__, every_ward=True)


@cache
def about(theme: str) -> Question:
    """Return the question under the theme that it belongs to, the same one each time."""
    return replace(QUESTION, theme=theme)


def asked(study: Study) -> list[Question]:
    """Return the question where the codebook has it show a theme."""
    return [about(theme) for theme in themes_asked(QUESTION.name, study)]


cashless_definitions = public(QUESTION)
