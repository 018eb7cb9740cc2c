"""Tests properties with other examples until the time is up: python fuzz/properties.py MINUTES [PYTEST OPTION ...].

What fails is kept in build/examples and comes first in the next run. The exit code is that of the first round that fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Run rounds, each with a seed of its own; the last one is finished."""
    minutes, *options = sys.argv[1:]
    files = [str(path) for path in sorted((ROOT / "tests").rglob("test_*.py")) if "@given(" in path.read_text("utf-8")]
    environment = os.environ | {"WARD_KPI_EXAMPLES": "long"}
    end, rounds = time.monotonic() + 60 * float(minutes), 0
    while not rounds or time.monotonic() < end:
        rounds += 1
        seed = f"--hypothesis-seed={time.time_ns()}"
        command = [sys.executable, "-m", "pytest", "-q", "-m", "hypothesis", seed, *options, *files]
        if code := subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            return code
    print(f"{rounds} rounds, nothing failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
