"""A plugin of pytest: where CI asks for it, writes down the checks that a run left out, each with its reason."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "build" / "checks-left-out.txt"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write ``build/checks-left-out.txt``, which the artifact of CI brings along."""
    if not os.environ.get("WARD_KPI_CHECKS_LEFT_OUT"):
        return
    skipped = [(report.nodeid, str(report.longrepr[-1])) for report in terminalreporter.stats.get("skipped", [])]
    lines = [f"{name}: {reason}\n" for name, reason in skipped] or ["No check was left out.\n"]
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text("".join(lines), encoding="utf-8")
