"""Names and numbers in English: ranks, one of a thing, the capital that opens a sentence."""

from __future__ import annotations

import pandas as pd
import pytest
from quoted_data import QUOTED

from analysis.data.study import Study
from analysis.questions._question import Claim
from analysis.words.say import Number, Quoted, Span, Spoken, say, text
from analysis.words.wording import known, percent


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
    ],
)
def test_a_rank_ends_as_english_has_it(place: int, said: str) -> None:
    assert Study.of(None, "en").names.rank(place) == said
    assert Study.of(None, "ja").names.rank(place) == f"{place}位"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(1, "incidents", "1 incident"), (0, "incidents", "0 incidents"), (1, "processes", "1 process"),
     (1, "persons", "1 person"), (1, "percent", "1%"), (1.5, "hours", "1.5 hours")],
)  # fmt: skip
def test_one_of_a_thing_is_no_plural(value: float, unit: str, said: str) -> None:
    assert say(Number(value, unit), Study.of(None, "en").names) == said


def test_a_number_becomes_a_rank_in_a_text() -> None:
    assert (f"{Spoken('3', 3):th}", f"{Spoken('1,011', 1011):th}") == ("3rd", "1,011th")


@pytest.mark.parametrize(
    ("cell", "is_known"),
    [("x", True), (0, True), (0.0, True), ("", False), (None, False), (float("nan"), False), (pd.NA, False)],
)
def test_a_cell_holds_something_unless_it_is_empty_or_missing(cell: object, is_known: bool) -> None:
    assert known(cell) is is_known


def test_a_span_that_ends_at_one_keeps_the_plural() -> None:
    names = Study.of(None, "en").names
    assert say(Span(Number(0), Number(1, "incidents")), names) == "0 to 1 incidents"
    assert say(Span(Number(1), Number(1)), names) == "1"


def test_a_sentence_opens_with_a_capital_in_english_only() -> None:
    claim = Claim("level", text("labels.status.borderline"))
    assert claim.said(Study.of(None, "en")) == "Borderline"
    assert claim.said(Study.of(None, "ja"))[:1] == claim.said(Study.of(None, "ja"))[:1].lower()


@pytest.mark.parametrize(
    ("kind", "meaning"),
    [
        ("actual", "carried out"),
        ("estimate", "carried out"),
        ("planned", "to be carried out"),
        ("target", "to be carried out"),
    ],
)
def test_the_words_of_a_plan_are_not_said_as_done(kind: str, meaning: str) -> None:
    assert say(Quoted("実施", kind), Study.of(None, "en").names) == f"実施 ({meaning})"
    assert say(Quoted("実施", kind), Study.of(None, "ja").names) == "実施"


@pytest.mark.parametrize(
    ("share", "said"),
    [(7.5556, "755.6%"), (0.4, "40%"), (-0.256, "-25.6%"), (-0.0001, "0%"), (0.0, "0%"), (0.9995, "100%")],
)
def test_a_share_has_one_decimal_where_it_needs_one_and_no_negative_zero(share: float, said: str) -> None:
    assert percent(share) == said


def test_both_ends_of_a_span_belong_to_what_a_text_rests_on() -> None:
    said = text("x", span=Span(Number(1, "", ("first",)), Number(2, "", ("last",))))
    assert [one.of for one in said.parts() if isinstance(one, Number)] == [("first",), ("last",)]


def test_sentences_have_a_space_between_them_in_english_only() -> None:
    assert Study.of(None, "en").names.sentences(["One.", "Two."]) == "One. Two."
    assert Study.of(None, "ja").names.sentences(["一。", "二。"]) == "一。二。"


def test_english_multiplies_out_what_it_has_no_unit_for() -> None:
    names = Study.of(None, "en").names
    assert names.figure(277, "yen_100m") == "27.7 billion yen"
    assert names.figure(65, "yen_10k") == "650,000 yen"
    assert Study.of(None, "ja").names.figure(277, "yen_100m") == "277億円"


def test_above_nothing_is_a_sign_of_whatever_unit() -> None:
    """Sumida prints 純資産変動>0 (001:379); 0件 and 0% keep what they count."""
    names = Study.of(None, "ja").names
    assert names.figure(0, "yen_100m", "above") == "0超"
    assert (names.figure(0, "yen_100m", "at_least"), names.figure(0, "percent", "above")) == ("0億円以上", "0%超")
    assert Study.of(None, "en").names.figure(0, "yen_100m", "above") == "above 0"


def test_themes_have_names_and_axes_their_years_on_two_lines() -> None:
    ja, en = (Study.of(None, lang).names for lang in ("ja", "en"))
    assert (ja.theme("onlinization"), ja.year_tick(2024)) == ("行政手続のオンライン化", "R6\n2024")
    assert (en.theme("onlinization"), en.year_tick(2024)) == ("Online procedures", "FY\n2024")


def test_whatever_a_ward_writes_in_the_place_of_a_figure_is_followed_by_what_it_means() -> None:
    study = Study.of(QUOTED, lang="en")
    rows = study.tables.observations
    words = rows[rows["value"].isna() & rows["text"].str.contains("[぀-ヿ一-鿿]")]
    said = zip(words["text"], words["kind"], strict=True)
    assert len(words) and not {text for text, kind in said if study.names.glossed(text, kind) == text}
