"""The check that every error is raised by some test: it hears the workers of xdist, and fails a whole run only."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import codes_raised
import pytest
from codes_raised import pytest_sessionfinish, pytest_terminal_summary, pytest_testnodedown

from analysis.words import errors
from analysis.words.store import entries

ALL = set(entries("errors"))
CODE = "errors.no_such_file"
NOT_CHOSEN: dict[str, Any] = dict.fromkeys(
    ("collectonly", "keyword", "markexpr", "deselect", "ignore", "ignore_glob"), None
)


def session(raised: set[str], monkeypatch: pytest.MonkeyPatch, why_skipped: str = "", **chosen: Any) -> Any:
    """Return a finished session of the process that shares out the tests, which has noted ``raised``."""
    monkeypatch.setattr(codes_raised, "RAISED", set(raised))
    skipped = [SimpleNamespace(longrepr=("a.py", 1, f"Skipped: {why_skipped}"))] if why_skipped else []
    reporter = SimpleNamespace(stats={"skipped": skipped})
    config = SimpleNamespace(
        option=SimpleNamespace(**(NOT_CHOSEN | chosen)),
        pluginmanager=SimpleNamespace(get_plugin=lambda name: reporter),
        args_source=pytest.Config.ArgsSource.TESTPATHS,
    )
    return SimpleNamespace(config=config, exitstatus=pytest.ExitCode.OK)


def status_of(finished: Any) -> pytest.ExitCode:
    pytest_sessionfinish(finished)
    return finished.exitstatus


def test_messages_are_noted_where_they_are_made() -> None:
    assert errors.told is codes_raised.noted


def test_a_whole_run_fails_for_a_code_that_no_test_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    assert status_of(session(ALL, monkeypatch)) == pytest.ExitCode.OK
    assert status_of(session(ALL - {CODE}, monkeypatch)) == pytest.ExitCode.TESTS_FAILED
    assert codes_raised.missing() == ["no_such_file"]


def test_a_part_of_the_tests_fails_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    some = ALL - {CODE}
    assert status_of(session(some, monkeypatch, keyword="grammar")) == pytest.ExitCode.OK
    named = session(some, monkeypatch)
    named.config.args_source = pytest.Config.ArgsSource.ARGS
    assert status_of(named) == pytest.ExitCode.OK


@pytest.mark.parametrize(
    "reason",
    [
        "NOT CHECKED against the original documents: no folder 'sources' beside the checkout",
        "NOT CHECKED: Windows has no such pipes",
        "none of chromium, google-chrome is installed",
        "../shared/intake is not there: the report in seven forms was NOT read",
    ],
)
def test_where_documents_or_programs_are_not_at_hand_it_is_said_instead(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = session(ALL - {CODE}, monkeypatch, reason)
    assert status_of(left) == pytest.ExitCode.OK
    said: list[str] = []
    reporter = SimpleNamespace(section=lambda title, **_: said.append(title), line=said.append)
    pytest_terminal_summary(reporter, left.config)
    assert "NOT CHECKED" in said[0] and said[1] == reason


@pytest.mark.parametrize(
    "reason",
    [
        "NOT CHECKED on polars: not installed",
        "NOT CHECKED: pyarrow is not installed, large tables are read like small ones",
        "NOT CHECKED: root may write everywhere",
    ],
)
def test_what_another_stage_runs_or_root_cannot_be_asked_is_no_excuse(
    reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert status_of(session(ALL - {CODE}, monkeypatch, reason)) == pytest.ExitCode.TESTS_FAILED


def test_workers_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = session({CODE}, monkeypatch)
    worker.config.workeroutput = {}
    assert status_of(worker) == pytest.ExitCode.OK
    whole = session(ALL - {CODE}, monkeypatch)
    pytest_testnodedown(SimpleNamespace(workeroutput=worker.config.workeroutput))
    pytest_testnodedown(SimpleNamespace())  # one that died hands over nothing
    assert status_of(whole) == pytest.ExitCode.OK


def test_a_message_whose_languages_differ_in_what_they_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes_raised, "RAISED", set())
    texts = {"ja": "{path} と {more}", "en": "{path}"}
    monkeypatch.setattr(codes_raised, "told", lambda key, lang, /, **values: texts[lang].format(**values))
    with pytest.raises(KeyError, match="more"):
        errors.told(CODE, "en", path="x")
