"""Wards added to a copy of the project's data, as data only. No figure here is real."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from quoted_data import WARDS
from synthetic import Source, Table

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.sources.clean import clean
from analysis.sources.model import Ward
from analysis.sources.new_source import known_wards, ward_entry
from analysis.sources.validate import validate

KOTO = "131083"
PLAN = ["基準値（H30）", "令和元年度", "R6", "目標値（R10）"]
RATE = "koto.mynumber_card_rate"
_ROOT = Path(__file__).resolve().parent.parent
_KNOWN = set(WARDS)
OTHERS = [ward for ward in SPECIAL_WARDS if ward.slug not in _KNOWN]
"""The special wards that the project's own data does not know."""


def add_wards(root: Path, *slugs: str) -> None:
    """Make ``root`` know special wards, without any document; one that it knows already stays as it is."""
    path = root / "data" / "raw" / "wards.toml"
    known = {ward.slug for ward in known_wards(root)}
    for special in SPECIAL_WARDS:
        if special.slug in slugs and special.slug not in known:
            entry = ward_entry(Ward(**special._asdict(), level="ward", colour="", marker=""), known_wards(root))
            with path.open("a", encoding="utf-8") as file:
                file.write("\n" + entry)


def add_source(root: Path, name: str, source: Source) -> None:
    """Add a document to ``root``, without cleaning it; one of the project's own by that name gives way."""
    folder = root / "data" / "raw" / name
    if (_ROOT / "data" / "raw" / name).is_dir() and folder.is_dir():
        shutil.rmtree(folder)  # the project itself has come to read a document that tests make up
    folder.mkdir()
    (folder / "source.toml").write_text(source.toml(name), encoding="utf-8")
    for file, table in source.tables.items():
        (folder / f"{file}.csv").write_text(table.csv(), encoding="utf-8")


def add_plans(
    root: Path, plans: Mapping[str, Mapping[str, Sequence[str]]], columns: Sequence[str] = tuple(PLAN)
) -> Path:
    """Add wards, each with a plan of the rows ``plans`` has for its slug (none: no document); return ``root``.

    A row is called by its concept alone: ``{"koto": {"mynumber_card_rate": ["15%", "16%", "70%", "80%"]}}``. Whoever
    adds all that they want cleans ``root`` afterwards.
    """
    add_wards(root, *plans)
    codes = {ward.slug: ward.code for ward in SPECIAL_WARDS}
    for slug, of_ward in plans.items():
        rows = {f"{slug}.{concept}": cells for concept, cells in of_ward.items()}
        if rows:
            add_source(root, f"{slug}-plan-2026", Source("2026", {"kpi": Table(columns, rows)}, codes[slug]))
    return root


def add_crowd(root: Path) -> None:
    """Add six wards to ``root``, each of which publishes something else; whoever calls this cleans ``root``."""
    koto = {
        "online_procedure_ratio": ["5%", "6%", "48%", "60%"],
        "cashless_usage_rate": ["4%", "5%", "30%", "50%"],
        "mynumber_card_rate": ["15%", "16%", "85%", "90%"],
        "open_data": ["1200000件", "1300000件", "2500000件", "3000000件"],
    }
    chuo = {
        "cashless_procedures": ["3手続", "4手続", "50手続", "60手続"],
        "cashless_action": ["検討", "検討", "実施", "推進"],
    }
    add_plans(root, {"koto": koto, "chuo": chuo}, ["基準値（H30）", "令和元年度", "R6", "目標値（R11）"])
    add_plans(root, {"shinjuku": {"cashless_action": ["検討", "実施"], "mynumber_card_rate": ["—", "—"]}}, ["R6", "R7"])
    plans = ["R7計画", "目標値（R9）", "目標値（R12）"]
    add_plans(root, {"minato": {"online_procedures_priority": ["30手続", "60手続", "65手続"]}}, plans)
    ota = {"mynumber_card_rate": ["47%", "88%", "95%"], "mynumber_card_held_rate": ["41%", "72%", "80%"]}
    add_plans(root, {"ota": ota}, ["基準値（R3）", "R6", "目標値（R8）"])
    add_wards(root, "bunkyo")


def with_table(
    root: Path, columns: list[str], rows: dict[str, list[str]], published: str = "2026", **more: object
) -> Path:
    """Give Koto a document of one table, valid and cleaned; return ``root``."""
    add_source(root, "koto-plan-2026", Source(published, {"kpi": Table(columns, rows, **more)}, KOTO))
    assert [finding.message("en") for finding in validate(root=root) if finding.level == "error"] == []
    clean(root)
    return root
