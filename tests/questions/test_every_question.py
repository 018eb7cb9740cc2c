"""What every question must hold, whatever it asks: told in both languages, every number found in the observations it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import analysis
from analysis import questions
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.questions._question import Claim, Question
from analysis.words.say import Number, Text

ASKED = {one.name: one for one in questions.questions(Study.of())}
FOLDER = Path(questions.__file__).parent
LANGUAGES = ("ja", "en")


@pytest.fixture(params=sorted(ASKED))
def question(request: pytest.FixtureRequest) -> Question:
    return ASKED[request.param]


def known_values() -> dict[str, float]:
    """Return the figure of every observation by id."""
    rows = Study.of().complete.dropna(subset="value")
    return {observation_id(row): row["value"] for row in rows.to_dict("records")}


def claims(question: Question, study: Study) -> list[Claim]:
    return question.claims(study.once(question.table), study)


def test_the_registry_names_the_files_of_the_folder() -> None:
    files = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    assert set(questions.NAMES) == files
    assert len(set(questions.NAMES)) == len(questions.NAMES)
    assert set(questions.NAMES) <= set(analysis.__all__)


def test_figures_are_listed_without_drawing_and_named_like_their_questions() -> None:
    assert list(questions.Figures()) == [one.name for one in questions.questions(Study.of())]
    assert list(analysis.FIGURES) == list(questions.Figures())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_is_a_sentence_of_its_language(question: Question, lang: str) -> None:
    study = Study.of(None, lang)
    found = claims(question, study)
    assert found
    for claim in found:
        said = claim.said(study)
        assert said.endswith("。" if lang == "ja" else "."), said
        assert "nan" not in said.lower().split() and "<NA>" not in said and "{" not in said, said
        assert bool(re.search("[ぁ-ん]", said)) == (lang == "ja"), said
    assert question.claims(study.once(question.table), study)[0].title(study) == found[0].said(study).rstrip("。.")


def test_a_claim_rests_on_observations_that_exist(question: Question) -> None:
    known = {observation_id(row) for row in Study.of().complete.to_dict("records")}
    for claim in claims(question, Study.of()):
        assert set(claim.rows) <= known, claim.text.key
        if claim.scope == "rows":
            assert claim.rows, claim.text.key
        for number in claim.numbers:
            assert set(number.of) <= known, (claim.text.key, number)


def stated(text: Text) -> Iterator[Number]:
    yield from (part for part in text.parts() if isinstance(part, Number) and part.of)


def test_every_number_is_found_again_in_the_observations_it_names(question: Question) -> None:
    known = known_values()
    for claim in claims(question, Study.of()):
        for number in stated(claim.text):
            values = [known[one] for one in number.of if one in known]
            if number.how == "stated" and number.unit != "share":
                assert number.value in values, (claim.text.key, number)
            if number.how == "difference":
                apart = {round(abs(one - other), 9) for one in values for other in values}
                assert round(abs(number.value), 9) in apart, (claim.text.key, number)
            if number.how == "count":
                assert float(number.value).is_integer() and number.value >= 0, (claim.text.key, number)


def test_wards_named_are_wards_compared(question: Question) -> None:
    for claim in claims(question, Study.of()):
        if claim.among:
            wards = {code for code in claim.wards if code in Study.of().wards}
            assert wards <= set(claim.among), claim.text.key


def test_a_table_does_not_depend_on_the_language(question: Question) -> None:
    japanese, english = (question.table(Study.of(None, lang)) for lang in LANGUAGES)
    pd.testing.assert_frame_equal(japanese, english)


def test_a_figure_knows_its_question_and_its_data(question: Question) -> None:
    figure = question.draw(Study.of(None, "en"))
    info = figure.ward_kpi
    assert info.question is question
    assert info.title == claims(question, Study.of(None, "en"))[0].headline(Study.of(None, "en"))
    assert analysis.conclusions(figure).sentences == list(
        dict.fromkeys(one.said(info.study) for one in question.claims(info.plain, info.study))
    )


@pytest.mark.behaviour(14)
def test_a_figure_is_redrawn_from_the_rows_and_the_root_it_was_drawn_from(question: Question, everyone: Path) -> None:
    figure = question.draw(Study.of(everyone))
    assert figure.ward_kpi.study.root == everyone
    again = figure.ward_kpi.question.draw(figure.ward_kpi.study.in_language("en"), figure.ward_kpi.plain)
    assert again.ward_kpi.study.root == everyone and again.ward_kpi.lang == "en"
