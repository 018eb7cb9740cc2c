"""The documents that tests quote: those of three wards and two series, however many more the project has come to read.

What a test says of the project's own figures it says of these. As long as the project reads no other, they are its data
as it stands; else the others are taken out of a copy, so that adding a ward leaves such a test as it is.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.data.area_codes import MUNICIPAL
from analysis.sources.clean import clean

WARDS = ("sumida", "taito", "suginami")
SOURCES = (
    "digital-agency-dx-2024",
    "mic-mynumber",
    "suginami-plan-2024",
    "sumida-briefing-2023",
    "sumida-plan-2022",
    "sumida-progress-2025",
    "taito-status-2025",
)
_CHECKOUT = Path(__file__).resolve().parent.parent
_TABLE = re.compile(r"^(?=\[)", re.MULTILINE)


def others() -> list[str]:
    """Return the wards and documents that the project reads besides those that tests quote."""
    raw = _CHECKOUT / "data" / "raw"
    wards = [one["slug"] for one in _wards(raw) if one.get("level", "ward") in MUNICIPAL]
    sources = [path.parent.name for path in raw.glob("*/source.toml")]
    return sorted({*wards, *sources} - {*WARDS, *SOURCES})


def copy_data(target: Path) -> Path:
    """Copy the data that tests quote to ``target/data``; return ``target``."""
    shutil.copytree(_CHECKOUT / "data", target / "data")
    left_out = others()
    if left_out:
        _take_out(target / "data" / "raw", left_out)
        clean(target)
    return target


def _wards(raw: Path) -> list[dict[str, str]]:
    wards: list[dict[str, str]] = tomllib.loads((raw / "wards.toml").read_text(encoding="utf-8"))["ward"]
    return wards


def _take_out(raw: Path, names: list[str]) -> None:
    """Take wards and documents out of data/raw, with what is said of them in tables of others."""
    codes = {one["code"] for one in _wards(raw) if one["slug"] in names}
    measured = _measured(raw)
    for name in names:
        shutil.rmtree(raw / name, ignore_errors=True)
    names = [*names, *(f"concepts.{concept}" for concept in measured - _measured(raw))]
    for path in (raw / name for name in ("wards.toml", "concepts.toml", "corrections.toml")):
        parts = _TABLE.split(path.read_text(encoding="utf-8"))
        kept = [without for part in parts if (without := _without(part, names))]
        path.write_text("".join(kept), encoding="utf-8", newline="\n")
    for path in raw.glob("*/*.csv"):
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        if "ward" in rows[0]:
            place = rows[0].index("ward")
            stream = io.StringIO()
            csv.writer(stream, lineterminator="\n").writerows(row for row in rows if row[place] not in codes)
            path.write_text(stream.getvalue(), encoding="utf-8", newline="\n")


def _measured(raw: Path) -> set[str]:
    """Return the last part of the name of each indicator that a table has a row for: its concept, unless said otherwise."""
    found = (csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")) for path in raw.glob("*/*.csv"))
    return {(row.get("indicator") or "").rpartition(".")[2] for rows in found for row in rows}


def _without(part: str, names: list[str]) -> str:
    """Return a table of a TOML file; without what it says of ``names``, nothing where it is of one of them alone."""
    of_one = r'^(?:slug|source) = "{0}"|^\[\w+\."{0}\.|^\[{0}\]'
    if any(re.search(of_one.format(re.escape(name)), part, re.MULTILINE) for name in names):
        return ""
    match = re.search(r"^wards = \[(.*)\]", part, re.MULTILINE)
    if not match:
        return part
    wards = [one.strip().strip('"') for one in match[1].split(",")]
    kept = [one for one in wards if one not in names]
    listed = ", ".join(f'"{one}"' for one in kept)
    return part.replace(match[0], f"wards = [{listed}]") if len(kept) > 1 or kept == wards else ""


_KEPT = tempfile.TemporaryDirectory(prefix="quoted")
"""Goes with the process."""
QUOTED = copy_data(Path(_KEPT.name)) if others() else _CHECKOUT
"""A root with the documents that tests quote; the checkout itself where it reads no others."""


@pytest.fixture(scope="session")
def quoted_root() -> Path:
    """Return :data:`QUOTED`."""
    return QUOTED


@pytest.fixture(autouse=True, scope="module")
def _asked_of_quoted_documents(quoted_root: Path) -> Iterator[None]:
    """Let calls that name no root be of the documents that tests quote: those of a module's own fixtures, too."""
    with pytest.MonkeyPatch.context() as patch:
        if quoted_root != _CHECKOUT:
            patch.setenv("WARD_KPI_ROOT", str(quoted_root))
        yield
