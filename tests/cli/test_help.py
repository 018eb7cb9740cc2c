"""Help and wrong usage in both languages: every command, every argument, and argparse's own words."""

import argparse
import re

import pytest

from analysis.cli import commands
from analysis.cli.parser import Parser, asked_language

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
IN_ENGLISH_TOO = {"令和4年度"}  # one way to write a fiscal year, shown as an example
ARGPARSE = ("usage:", "positional arguments", "options:", "show this help")


def parsers(lang: str) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of every command, and of the program itself, by name."""
    whole = commands._parser(lang)
    (subparsers,) = [action for action in whole._actions if isinstance(action, argparse._SubParsersAction)]
    return {"": whole, **subparsers.choices}


def helps(lang: str) -> list[tuple[str, str, str]]:
    """Return command, argument and help of everything that can be given."""
    described = [
        (command, "/".join(action.option_strings) or action.dest, str(action.help or ""))
        for command, parser in parsers(lang).items()
        for action in parser._actions
        if not isinstance(action, argparse._SubParsersAction)
    ]
    return described + [(command, "", str(parser.description or "")) for command, parser in parsers(lang).items()]


def plain(text: str) -> str:
    """Return ``text`` without what is Japanese in either language."""
    for shown in IN_ENGLISH_TOO:
        text = text.replace(shown, "")
    return text


def test_every_command_and_argument_is_explained_in_both_languages() -> None:
    japanese, english = helps("ja"), helps("en")
    assert [one[:2] for one in japanese] == [one[:2] for one in english]
    assert len(parsers("ja")) >= 16
    for command, argument, text in japanese:
        assert JAPANESE.search(text), f"{command} {argument}: {text!r}"
    for command, argument, text in english:
        assert text and not JAPANESE.search(plain(text)), f"{command} {argument}: {text!r}"


def test_no_word_of_argparse_is_left_in_the_other_language() -> None:
    for command, parser in parsers("ja").items():
        page = parser.format_help()
        assert not [words for words in ARGPARSE if words in page], command
    for command, parser in parsers("en").items():
        page = plain(parser.format_help())
        assert all(words in page for words in ARGPARSE if words != "positional arguments"), command
        assert not JAPANESE.search(page), command


@pytest.mark.parametrize("arguments", [["--help"], ["explain", "--help"], ["import-mic", "-h"]], ids=" ".join)
def test_help_follows_the_option_and_the_variable(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(*more: str) -> str:
        with pytest.raises(SystemExit) as ended:
            commands.main([*arguments, *more])
        assert ended.value.code == 0
        return capsys.readouterr().out

    monkeypatch.delenv("WARD_KPI_LANG", raising=False)
    japanese, english = shown(), shown("--lang", "en")
    assert japanese.startswith("使い方: ward-kpi") and english.startswith("usage: ward-kpi")
    monkeypatch.setenv("WARD_KPI_LANG", "en")
    assert (shown(), shown("--lang=ja")) == (english, japanese)


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["clean", "--lang", "en"], "en"),
        (["--lang", "en", "clean"], "en"),
        (["clean", "--lang=en"], "en"),
        (["clean", "--la", "en"], "en"),  # argparse takes any beginning that is enough
        (["clean", "--lang"], "ja"),
        (["clean", "--lang", "fr"], "ja"),
        (["import-mic", "--layout", "en"], "ja"),
        ([], "ja"),
    ],
    ids=str,
)
def test_the_language_that_is_asked_for(arguments: list[str], lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARD_KPI_LANG", raising=False)
    assert asked_language(arguments) == lang


@pytest.mark.parametrize(
    ("arguments", "english", "japanese"),
    [
        ([], "the following arguments are required: COMMAND", "次の引数が必要です: COMMAND"),
        (["clean", "x"], "unrecognized arguments: x", "次の引数は使えません: x"),
        (["clean", "--lang", "fr"], "argument --lang: invalid choice: 'fr'", "引数 --lang: 'fr' は使えません"),
        (["cleen"], "argument COMMAND: invalid choice: 'cleen'", "引数 COMMAND: 'cleen' は使えません"),
        (["extract", "--ward"], "argument --ward: expected one argument", "引数 --ward: 値を一つ指定してください"),
        (["clean", "--check=3"], "argument --check: ignored explicit argument '3'", "引数 --check: 値は取りません"),
        (["import-mic", "--l", "x"], "ambiguous option: --l could match", "--l は --lang, --layout のどれか"),
        (["import-mic", "--out", "x"], "the following arguments are required: FILE", "次の引数が必要です: FILE"),
    ],
    ids=str,
)
def test_wrong_usage_is_told_in_the_language(
    arguments: list[str],
    english: str,
    japanese: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for lang, problem in (("en", english), ("ja", japanese)):
        monkeypatch.setenv("WARD_KPI_LANG", lang)
        with pytest.raises(SystemExit) as ended:
            commands.main(arguments)
        assert ended.value.code == 2
        last = capsys.readouterr().err.splitlines()[-1]
        assert problem in last
        assert last.startswith("ward-kpi")
        assert ("誤り" in last) == (lang == "ja")


def test_what_argparse_says_unknown_to_us_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        Parser(lang="ja", prog="ward-kpi").error("something that no version says yet")
    assert "ward-kpi: 誤り: something that no version says yet" in capsys.readouterr().err
