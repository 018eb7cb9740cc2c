"""A plugin of pytest: every error's message is raised by some test, and can be said in either language.

What is raised is noted where messages are made, in each process that runs tests; the workers of xdist hand it to the
process that shared out the tests. A run of all tests fails for the codes of ``texts/errors.toml`` that it never raised,
unless documents or programs that tests need were not at hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from analysis.words import errors
from analysis.words.store import LANGUAGES, entries, told

RAISED: set[str] = set()
_LEFT_OUT = ("NOT CHECKED against", "NOT CHECKED:", "none of ")
"""How a reason begins for which a test is skipped where documents or programs are not at hand."""


def noted(key: str, lang: str, /, **values: object) -> str:
    """Say a message, and once in each language: a placeholder that only one of them has is found."""
    if key not in RAISED:
        RAISED.add(key)
        for one in LANGUAGES:
            told(key, one, **values)
    return told(key, lang, **values)


def pytest_configure() -> None:
    """Have messages noted where they are made."""
    errors.told = noted


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Add what a worker of xdist noted."""
    RAISED.update(getattr(node, "workeroutput", {}).get(__name__, ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was noted to the process that shared out the tests; there, fail for codes that no test raised."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput[__name__] = sorted(RAISED)
    elif session.exitstatus == pytest.ExitCode.OK and is_whole(config) and missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the codes that no test raised."""
    if is_whole(config) and (codes := missing()):
        terminalreporter.section("no test raises these codes of texts/errors.toml", red=True)
        terminalreporter.line(", ".join(codes))


def missing() -> list[str]:
    """Return the codes of errors that no test has raised."""
    return [key.removeprefix("errors.") for key in entries("errors") if key not in RAISED]


def is_whole(config: pytest.Config) -> bool:
    """Return whether all tests were asked for and none was left out for want of documents or programs."""
    asked = config.option
    chosen = [
        asked.collectonly,
        asked.keyword,
        asked.markexpr,
        getattr(asked, "lf", False),
        asked.deselect,
        asked.ignore,
        asked.ignore_glob,
    ]
    reports = config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])
    reasons = [str(report.longrepr[-1]).removeprefix("Skipped: ") for report in reports]
    from_settings = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return from_settings and not any(chosen) and not any(reason.startswith(_LEFT_OUT) for reason in reasons)
