"""The bytes of what is generated, by sha256: a move changes none, and what a change does move shows in review.

``expected/sha256.txt`` holds a line for each file. After a change that is meant, write it anew and look at what moved:
``WARD_KPI_WRITE_SNAPSHOT=1 python run.py test``.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

EXPECTED = Path(__file__).parent / "expected" / "sha256.txt"
WRITE = "WARD_KPI_WRITE_SNAPSHOT"


def assert_unchanged(group: str, files: Mapping[str, bytes]) -> None:
    """Fail, naming them, for files of a group that are others than written down."""
    found = {f"{group}/{name}": hashlib.sha256(content).hexdigest() for name, content in files.items()}
    known = dict(line.split("  ")[::-1] for line in EXPECTED.read_text(encoding="utf-8").splitlines())
    if os.environ.get(WRITE):
        kept = {name: digest for name, digest in known.items() if not name.startswith(f"{group}/")}
        lines = [f"{digest}  {name}" for name, digest in sorted((kept | found).items())]
        EXPECTED.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        return
    of_group = {name: digest for name, digest in known.items() if name.startswith(f"{group}/")}
    moved = sorted(name for name in found.keys() | of_group.keys() if found.get(name) != of_group.get(name))
    assert not moved, f"other bytes than in {EXPECTED.name}: {', '.join(moved[:10])} ({len(moved)} in all)"
