"""What a whole run must have done: raised every error of the table, in both languages, and named each check it left out.

A plugin of pytest (``-p whole_run``). Workers of xdist report to the process that started them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from analysis.words.errors import TomlError, WardKpiError
from analysis.words.store import entries

RAISED: set[str] = set()
WANTED = "WARD_KPI_EVERY_ERROR"
"""Set where all tests run: an error that none of them raised is then a failure."""
LEFT_OUT = Path(__file__).parent.parent / "build" / "checks-left-out.txt"

_init = WardKpiError.__init__


def _noted(self: WardKpiError, code: str, **details: Any) -> None:
    _init(self, code, **details)
    self.message("ja")  # a placeholder that only one language has would end here
    RAISED.add(f"toml.{self.problem}" if isinstance(self, TomlError) else code)


WardKpiError.__init__ = _noted  # type: ignore[method-assign]


def never_raised() -> list[str]:
    """Return the codes of the table that no error of this run carried."""
    codes = {key.removeprefix("errors.") for key in entries("errors")}
    return sorted(codes - RAISED)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Report what a worker saw, or fail a whole run in which an error was never raised."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["raised"] = sorted(RAISED)
    elif os.environ.get(WANTED) and never_raised():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


class _Workers:
    """Collects what the workers of xdist saw."""

    def pytest_testnodedown(self, node: Any) -> None:
        RAISED.update(getattr(node, "workeroutput", {}).get("raised", ()))


def pytest_configure(config: pytest.Config) -> None:
    """Listen to workers where there are any."""
    if config.pluginmanager.hasplugin("dsession"):
        config.pluginmanager.register(_Workers())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name the errors that were never raised, and write down the checks that were left out, each with its reason."""
    if os.environ.get(WANTED):
        if lacking := never_raised():
            terminalreporter.write_line(f"ERRORS THAT NO TEST RAISES: {', '.join(lacking)}")
        skipped = [(report.nodeid, str(report.longrepr[-1])) for report in terminalreporter.stats.get("skipped", [])]
        LEFT_OUT.parent.mkdir(exist_ok=True)
        lines = [f"{name}: {reason}\n" for name, reason in skipped] or ["No check was left out.\n"]
        LEFT_OUT.write_text("".join(lines), encoding="utf-8")
