"""What the questions about targets have in common: sentences of one language, claims that name what they rest on."""

from __future__ import annotations

import re

import pytest

from analysis.data.ids import ids
from analysis.data.rows import typed
from analysis.data.study import Study
from analysis.measures.attainment import Progress
from analysis.questions import outlook, progress_bars, scorecard, target_vintages
from analysis.questions._kpi import behind
from analysis.questions._question import Question

QUESTIONS = [one.QUESTION for one in (progress_bars, scorecard, outlook, target_vintages)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_sentences_end_and_are_in_their_language(question: Question) -> None:
    study = Study.of()
    for claim in question.claims(question.table(study), study):
        japanese, english = claim.said(study), claim.said(study.in_language("en"))
        assert japanese.endswith("。")
        assert re.search("[ぁ-ん]", japanese)
        assert english.endswith(".")
        assert not re.search("[ぁ-んァ-ヶ一-龠]", english)
        assert "nan" not in japanese.lower()
        assert "nan" not in english.lower().split()
        assert claim.title(study) + "。" == japanese


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.name)
def test_claims_name_published_observations_and_every_stated_figure_is_one(question: Question) -> None:
    study = Study.of()
    values = dict(zip(ids(study.published), study.published["value"], strict=True))
    claims = question.claims(question.table(study), study)
    for claim in claims:
        assert claim.rows
        assert set(claim.rows) <= set(values)
        assert claim.wards <= set(claim.among)
        for number in claim.numbers:
            assert set(number.of) <= set(claim.rows)
            if number.how == "stated" and number.unit != "share":
                assert number.value in {values[name] for name in number.of}


def test_each_part_of_a_row_leads_to_the_observation_that_states_it() -> None:
    study = Study.of()
    rows = progress_bars.table(study)
    (row,) = typed(rows[rows["indicator"] == "taito.cashless_usage_rate"], Progress)
    assert behind([row], study, ["value"]) == ("taito.cashless_usage_rate-2025-estimate-taito-status-2025",)
    assert len(behind([row], study)) == 3
