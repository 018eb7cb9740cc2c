"""A plugin of pytest: every error's message is raised by some test, and can be said in either language.

What is raised is noted where messages are made, in each process that runs tests; the workers of xdist hand it to the
process that shared out the tests. A run of all tests fails for the codes of ``texts/errors.toml`` that it never raised,
unless documents or programs that tests need were not at hand: then it says so.
"""

from __future__ import annotations

from typing import Any

import pytest

from analysis.words import errors
from analysis.words.store import LANGUAGES, entries, told

RAISED: set[str] = set()
_ELSEWHERE = (
    "NOT CHECKED on ",
    "NOT CHECKED: pyarrow is not installed",
    "NOT CHECKED: root may write everywhere",
    "rows are ",
)
"""How a reason begins for which a test is skipped that alone raises no code.

Engines and pyarrow are installed for another stage of CI only, in which the same messages are made; root is told by other
tests where nothing can be written; claims are rebuilt from rows that are figures.
"""


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
    elif session.exitstatus == pytest.ExitCode.OK and all_asked_for(config) and not left_out(config) and missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the codes that no test raised, or why that is not known."""
    if not all_asked_for(config) or not (codes := missing()):
        return
    if reasons := left_out(config):
        terminalreporter.section("codes of errors were NOT CHECKED, as tests were left out", yellow=True)
        terminalreporter.line("\n".join(reasons))
    else:
        terminalreporter.section("no test raises these codes of texts/errors.toml", red=True)
        terminalreporter.line(", ".join(codes))


def missing() -> list[str]:
    """Return the codes of errors that no test has raised."""
    return [key.removeprefix("errors.") for key in entries("errors") if key not in RAISED]


def all_asked_for(config: pytest.Config) -> bool:
    """Return whether all tests were asked for."""
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
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(chosen)


def left_out(config: pytest.Config) -> list[str]:
    """Return why tests were skipped that may raise codes which no other does: documents or programs are not at hand."""
    reports = config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", [])
    reasons = [str(report.longrepr[-1]).removeprefix("Skipped: ") for report in reports]
    return [reason for reason in dict.fromkeys(reasons) if not reason.startswith(_ELSEWHERE)]
