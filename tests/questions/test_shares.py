"""What the two charts of shares have in common: one page for all 23 wards, nothing lost, claims that can be recomputed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import COLOUR, Ink, KpiFigure
from analysis.questions import online_use, yardstick_procedures
from analysis.words.errors import NoFigureData
from analysis.words.say import Number

QUESTIONS = {module.QUESTION.name: module.QUESTION for module in (yardstick_procedures, online_use)}
HIGHEST = 12.0

pytestmark = pytest.mark.parametrize("name", QUESTIONS)


@cache
def drawn(name: str, root: Path, lang: str = "ja", ink: Ink = COLOUR) -> KpiFigure:
    """Return a figure as every test sees it; none changes it."""
    return QUESTIONS[name].draw(Study.of(root, lang), ink=ink)


@pytest.mark.parametrize(("lang", "ink"), [("ja", COLOUR), ("en", Ink(mono=True))])
def test_one_page_on_which_nothing_covers_anything(everyone: Path, name: str, lang: str, ink: Ink) -> None:
    figure = drawn(name, everyone, lang, ink)
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() <= 7.3
    with style.look():
        assert style.overlaps(figure) == []
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_ward_is_named_in_the_picture_and_in_words(everyone: Path, name: str, lang: str) -> None:
    figure = drawn(name, everyone, lang)
    shown = "".join("".join(text.get_text() for axes in figure.axes for text in axes.texts).split())
    for ward in SPECIAL_WARDS:
        ward_name = ward.name_ja if lang == "ja" else ward.name_en
        assert ward_name in shown
        assert ward_name in figure.ward_kpi.alt


def test_titles_of_many_wards_are_short(everyone: Path, name: str) -> None:
    assert len(drawn(name, everyone).ward_kpi.title) <= 112
    assert len(drawn(name, everyone, "en").ward_kpi.title) <= 220


def test_black_and_white_holds_no_colour(everyone: Path, name: str) -> None:
    colours = set(re.findall(rb"#[0-9a-f]{6}", style.render(drawn(name, everyone, "en", Ink(mono=True)), "svg")))
    assert {colour for colour in colours if not colour[1:3] == colour[3:5] == colour[5:7]} == set()


def test_figures_are_dated_by_their_publication(project_root: Path, name: str) -> None:
    assert "令和6年7月12日公表" in drawn(name, project_root).ward_kpi.kind
    assert "published 12 July 2024" in drawn(name, project_root, "en").ward_kpi.kind


def test_every_number_is_recomputed_from_the_observations_it_names(project_root: Path, name: str) -> None:
    study, question = Study.of(project_root), QUESTIONS[name]
    values = {observation_id(row): row["value"] for row in study.published.to_dict("records")}
    found = question.claims(question.table(study), study)
    for claim in found:
        assert set(claim.rows) <= set(values)
        for said in claim.numbers:
            assert set(said.of) <= set(values)
            if said.of and said.how not in ("count", "derived"):
                assert said.value == recomputed(said, values)
    assert any(claim.numbers for claim in found)


def recomputed(said: Number, values: dict[str, float]) -> float:
    of = [values[one] for one in said.of]
    if said.how == "difference":
        return round(max(of) - min(of), 10)
    if said.how == "median":
        return float(pd.Series(of).median())
    assert said.how == "stated"
    [value] = set(of)
    return value


def test_claims_name_all_that_was_compared_and_do_not_depend_on_the_order_of_wards(
    project_root: Path, name: str
) -> None:
    study, question = Study.of(project_root), QUESTIONS[name]
    rows = question.table(study)
    title = question.claims(rows, study)[0]
    assert set(title.among) == set(study.wards)
    if name == "yardstick_procedures":  # the other's title is about one of two lists, with what of it is online
        assert set(title.rows) == {observation_id(row) for row in rows.dropna(subset="value").to_dict("records")}
    turned = rows.iloc[::-1].sort_values("concept", key=lambda names: names.map(first_places(rows)), kind="stable")
    assert question.sentences(turned, study) == question.sentences(rows, study)


def first_places(rows: pd.DataFrame) -> dict[str, int]:
    return {concept: place for place, concept in enumerate(dict.fromkeys(rows["concept"]))}


def test_a_question_without_any_figure_says_so(project_root: Path, name: str) -> None:
    study, question = Study.of(project_root), QUESTIONS[name]
    rows = question.table(study)
    for nothing in (rows.iloc[:0], rows.assign(value=float("nan"))):
        assert not [claim for claim in question.claims(nothing, study) if claim.kind in ("leads", "level", "gap")]
        with pytest.raises(NoFigureData) as error:
            question.draw(study, nothing)
        assert name in error.value.message("ja")
        assert "値がデータにありません" in error.value.message("ja")
