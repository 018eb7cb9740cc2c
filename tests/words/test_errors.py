"""Messages: what cannot be seen in them is named by its code point."""

import datetime as dt
import re

import pytest

from analysis.words import errors, store
from analysis.words.errors import RawCellError, UnknownName, WardKpiError, of_a_command, visible
from analysis.words.store import entries


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("葛\U000e0100飾区", "葛\U000e0100<U+E0100>飾区"),
        ("墨\u200b田区", "墨\u200b<U+200B>田区"),
        ("⻑野市", "⻑<U+2ED1>野市"),
        ("墨\x07田区", "墨\x07<U+0007>田区"),
        ("墨\ue000田区", "墨\ue000<U+E000>田区"),
        ("墨　田 区", "墨　田 区"),
        ("葛飾区 ①（注）", "葛飾区 ①（注）"),
    ],
)
def test_what_cannot_be_seen_or_looks_like_another_has_its_code_point_behind_it(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_every_message_names_code_points_in_both_languages() -> None:
    errors = [
        UnknownName("ward", "葛\U000e0100飾区", ["葛飾区"]),
        RawCellError("bad_date", file="a\u200b.csv", row=1, column="x", text="2021\ufe0f", count=1),
        WardKpiError("no_such_file", path="a\u00a0b.csv"),
    ]
    for error, points in zip(errors, (["U+E0100"], ["U+200B", "U+FE0F"], ["U+00A0"]), strict=True):
        for lang in ("ja", "en"):
            assert all(point in error.message(lang) for point in points)


def test_what_is_wrong_with_a_key_leaves_the_full_stop_to_the_sentence_around_it() -> None:
    ends = {key: text for key, text in entries("errors").items() if key.startswith("errors.toml.")}
    assert len(ends) > 40
    assert [key for key, text in ends.items() if text["ja"].endswith("。") or text["en"].endswith(".")] == []
    assert [
        key
        for key, text in entries("errors").items()
        if re.search(r"。。|、、|(?<!\.)\.\.(?!\.)|,,|;;", "".join(text.values()))
    ] == []


def test_a_message_is_in_the_language_of_the_session_as_figures_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "language_of_session", store.language_of_session)
    said = [WardKpiError("nothing_to_cite"), UnknownName("ward", "sumda", ["sumida"])]
    for session, expected in (("", "ja"), ("en", "en"), ("ja", "ja")):
        monkeypatch.setenv("WARD_KPI_LANG", session)
        assert [str(one) for one in said] == [one.message(expected) for one in said]


def test_a_message_calls_an_argument_as_the_one_who_reads_it_does() -> None:
    there = WardKpiError("exists", path="a.png")
    for lang in ("ja", "en"):
        in_python = there.message(lang)
        with of_a_command():
            of_command = there.message(lang)
        assert "force=True" in in_python and "--force" not in in_python
        assert "--force" in of_command and "force=True" not in of_command
    assert there.message("en") in str(there)  # as before once the command is done


def test_no_message_names_what_functions_take_as_an_option_of_a_command() -> None:
    shared = re.compile(r"(?<!setup )--(force|root|sources)\b")
    assert not [key for key, text in entries("errors").items() if shared.search(text["ja"] + text["en"])]


def test_a_language_that_no_message_has_is_english() -> None:
    assert [errors.spoken(lang) for lang in ("ja", "en", "fr")] == ["ja", "en", "en"]


def test_a_message_shows_nothing_and_numbers_as_they_are_and_of_all_else_the_sort() -> None:
    day = dt.date(2024, 3, 31)
    assert [errors.brief(value) for value in (None, 3, 0.5, day, "a" * 70, [1])] == [
        None, 3, 0.5, "2024-03-31", "a" * 60, "list",
    ]  # fmt: skip


def test_what_is_offered_for_a_name_is_close_to_it_else_the_first_names() -> None:
    names = [f"concept_{number}" for number in range(12)]
    assert errors.nearest("concept_11", names)[0] == "concept_11"
    assert errors.nearest("住民票", names) == names[:8]
    assert errors.nearest("2020", ["2022", "2031", "2024", "2030"]) == ["2022", "2024", "2030"]
