"""What every claim of every question holds, over data of every shape: its numbers, its wards, and what it says is absent."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from new_wards import add_plans, add_source, add_wards
from synthetic import Source, Table

from analysis import questions
from analysis.data.ids import observation_id
from analysis.data.study import Study
from analysis.questions._question import Claim, Question
from analysis.sources.clean import clean
from analysis.words.say import Date, Name, Number, Text, Year, say
from analysis.words.store import entry

NAMES = sorted(one.name for one in questions.questions(Study.of()))
LANGUAGES = ("ja", "en")
FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
TOKYO = "130001"


@pytest.fixture(scope="session")
def odd_shapes(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return the data with wards with results only, plans only, words only, one year only, nothing, and a prefecture's own."""
    root = tmp_path_factory.mktemp("shapes")
    shutil.copytree(project_root / "data", root / "data")
    add_plans(root, {"koto": {"mynumber_card_rate": ["70%", "75%"], "open_data": ["10件", "20件"]}}, ["R5", "R6"])
    add_plans(root, {"minato": {"online_procedures_priority": ["30手続", "60手続"]}}, ["目標値（R9）", "目標値（R12）"])
    add_plans(root, {"chuo": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    add_plans(root, {"ota": {"cashless_usage_rate": ["30%"]}}, ["R6"])
    add_wards(root, "kita")
    tokyo = {"tokyo.mynumber_card_rate": ["60%", "70%"], "tokyo.cashless_usage_rate": ["10%", "20%"]}
    add_source(root, "tokyo-plan-2026", Source("2026", {"kpi": Table(["R5", "R6"], tokyo)}, TOKYO))
    clean(root)
    return root


@pytest.fixture(scope="session")
def four_wards(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """Return the data with a fourth ward: each is still named, and one has words only."""
    root = tmp_path_factory.mktemp("four")
    shutil.copytree(project_root / "data", root / "data")
    add_plans(root, {"koto": {"cashless_action": ["検討", "実施"]}}, ["R6", "目標値（R7）"])
    clean(root)
    return root


@pytest.fixture(params=["project_root", "four_wards", "odd_shapes", "figures_of_nine", "everyone"])
def root(request: pytest.FixtureRequest) -> Path:
    """Return data of each shape: three wards, 4, 8 of all sorts with a prefecture, 9, and all 23."""
    found: Path = request.getfixturevalue(request.param)
    return found


def asked(study: Study) -> Iterator[tuple[Question, pd.DataFrame]]:
    """Yield every question that has rows, and these."""
    for question in questions.questions(study):
        rows = study.once(question.table)
        if len(rows):
            yield question, rows


def question_of(name: str, study: Study) -> Question:
    return next(one for one in questions.questions(study) if one.name == name)


def figures_in(text: str) -> set[str]:
    return set(FIGURE.findall(text))


def wrong_figures(claim: Claim, study: Study) -> set[str]:
    """Return the figures of a sentence that are neither numbers of its claim nor part of a name, a date or the text itself."""
    allowed: set[str] = set()
    for part in claim.text.parts():
        if isinstance(part, Number | Name | Year | Date):
            allowed |= figures_in(say(part, study.names))
        if isinstance(part, Text):
            allowed |= figures_in(entry(part.key)[study.lang])
    return figures_in(claim.said(study)) - allowed


def wrong_numbers(claim: Claim, known: dict[str, float]) -> list[Number]:
    """Return the numbers of a claim that are not what the observations they name give."""
    return [one for one in claim.numbers if one.of and not _holds(one, {of: known[of] for of in one.of if of in known})]


def a_year(figures: dict[str, float]) -> set[float]:
    """Return the difference between each two figures, divided by the years between them."""
    dated = [(int(name.split("-")[1]), value) for name, value in figures.items()]
    return {round(abs(one - other) / max(abs(year - another), 1), 9) for year, one in dated for another, other in dated}


def yearly_steps(figures: dict[str, float]) -> list[float]:
    """Return the step a year between each two results that follow one another."""
    by_year = sorted((int(name.split("-")[1]), value) for name, value in figures.items() if "-actual-" in name)
    return [(after - before) / (year - first) for (first, before), (year, after) in pairwise(by_year) if year > first]


def _holds(number: Number, figures: dict[str, float]) -> bool:
    values = list(figures.values())
    if number.how == "stated" and number.unit != "share":
        return number.value in values
    if number.how == "difference":
        apart = {round(abs(one - other), 9) for one in values for other in values}
        return round(abs(number.value), 9) in apart | a_year(figures)
    if number.how == "median" and number.unit != "share":
        steps = yearly_steps(figures)
        return round(number.value, 9) in {round(median(one), 9) for one in (values, steps) if one}
    if number.how == "sum":
        return round(number.value, 9) == round(sum(values), 9)
    return number.how != "count" or (number.value >= 0 and float(number.value).is_integer())


def known_values(study: Study) -> dict[str, float]:
    rows = study.complete.dropna(subset="value")
    return {observation_id(row): row["value"] for row in rows.to_dict("records")}


@pytest.mark.slow
def test_every_number_of_every_sentence_is_one_of_its_claim(root: Path) -> None:
    for lang in LANGUAGES:
        study = Study.of(root, lang)
        known = known_values(study)
        for question, rows in asked(study):
            for claim in question.claims(rows, study):
                assert wrong_figures(claim, study) == set(), claim.said(study)
                assert wrong_numbers(claim, known) == [], claim.said(study)


def same(claims: list[Claim]) -> set[tuple[object, ...]]:
    """Return what is claimed, whatever the order in which it is told."""
    return {
        (one.kind, one.text.key, frozenset(one.rows), one.wards, tuple(sorted((n.value, n.unit) for n in one.numbers)))
        for one in claims
    }


@pytest.mark.slow
def test_what_is_claimed_does_not_depend_on_the_order_of_rows(root: Path) -> None:
    study = Study.of(root)
    for question, rows in asked(study):
        turned = rows.iloc[::-1].reset_index(drop=True)
        assert same(question.claims(turned, study)) == same(question.claims(rows, study)), question.name


def absences(claims: list[Claim]) -> set[str]:
    """Return the reasons that are told for there being nothing, and the texts of claims of absence."""
    told = {part.key for one in claims for part in one.text.parts() if isinstance(part, Text)}
    return {key for key in told if key.startswith("absence.of.")} | {
        one.text.key for one in claims if one.kind == "absence"
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.floats(0.1, 0.9))
def test_fewer_rows_never_add_an_absence_or_a_ward(name: str, chance: object, share: float) -> None:
    study = Study.of()
    question = question_of(name, study)
    rows = study.once(question.table)
    kept = rows[[chance.random() < share for _ in range(len(rows))]].reset_index(drop=True)  # type: ignore[attr-defined]
    if kept.empty:
        return
    allowed = absences(question.claims(rows, study)) | {"absence.of.not_given"}
    found = question.claims(kept, study)
    assert absences(found) <= allowed, [one.said(study) for one in found]
    given_wards = {code for column in ("ward", "ward_a", "ward_b") if column in kept for code in kept[column]}
    for claim in found:
        if claim.scope == "rows" or claim.kind in ("leads", "order", "gap", "level"):
            assert claim.wards & set(study.wards) <= given_wards, claim.said(study)
            assert set(claim.among) <= given_wards, claim.said(study)


@pytest.mark.parametrize("name", NAMES)
def test_areas_for_reference_are_never_counted_as_wards(name: str) -> None:
    study = Study.of()
    question = question_of(name, study)
    rows = study.once(question.table)
    if "ward" not in rows:
        pytest.skip("rows are of pairs of wards")
    for claim in question.claims(rows, study):
        assert set(claim.among) <= set(study.tables.wards["ward"])
        if claim.kind in ("count", "absence", "leads"):
            assert set(claim.among) <= set(study.wards), claim.said(study)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_figure_changes_or_withdraws_the_sentence(name: str) -> None:
    study = Study.of()
    question = question_of(name, study)
    rows = study.once(question.table)
    if not {"value", "indicator"} <= set(rows):
        pytest.skip("rows are no figures")
    before = question.claims(rows, study)
    for claim in before:
        stated = {
            (of.partition("-")[0], one.value)
            for one in claim.numbers
            if one.how == "stated" and one.unit != "share"
            for of in one.of
        }
        shown = rows[[pair in stated for pair in zip(rows["indicator"], rows["value"], strict=True)]]
        for indicator in sorted(set(shown["indicator"])):
            changed = rows.assign(value=rows["value"].where(rows["indicator"] != indicator, rows["value"] * 3 + 1))
            said = question.sentences(changed, study)
            assert claim.said(study) not in said, (indicator, claim.said(study))
