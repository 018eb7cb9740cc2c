"""A plugin of pytest: where CI asks for it, writes down the checks that a run left out, each with its reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

VARIABLE = "WARD_KPI_CHECKS_LEFT_OUT"
"""Names the run; ``.ci/run`` has several, whose lists stand below one another."""
FILE = Path(__file__).parent.parent / "build" / "checks-left-out.txt"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add the list of this run to ``build/checks-left-out.txt``, which the artifact of CI brings along."""
    run = os.environ.get(VARIABLE)
    if not run or os.environ.get("PYTEST_XDIST_WORKER"):
        return
    skipped = [(report.nodeid, str(report.longrepr[-1])) for report in terminalreporter.stats.get("skipped", [])]
    lines = [f"  {name}: {reason}\n" for name, reason in skipped] or ["  nothing\n"]
    FILE.parent.mkdir(exist_ok=True)
    with FILE.open("a", encoding="utf-8") as file:
        file.writelines([f"Left out of {run}:\n", *lines])
