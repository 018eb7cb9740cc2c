"""The clean tables against the documents: every figure typed a second time, from the texts and by another hand.

``expected/`` holds these second transcriptions, laid out as the documents lay out their tables: a column is a kind and a
fiscal year, with the date of the figure after @. A dash is the documents' own mark for no figure, an empty cell is no
cell there, a word stands for itself. Years are Western fiscal years (R3 = 2021).
"""

import csv
import functools
from pathlib import Path

import pandas as pd
import pytest

from analysis.data.load import load_observations
from analysis.sources.grammar import fold, is_missing

EXPECTED = Path(__file__).resolve().parents[1] / "expected"
SLUGS = {"sumida": "131075", "taito": "131067", "suginami": "131156", "tokyo": "130001", "japan": "000000"}

Key = tuple[str, str, int, str, str]  # indicator, unit, fiscal year, kind, as_of
Value = float | str | None


def rows(name: str) -> list[dict[str, str]]:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def value(text: str) -> Value:
    """Return a figure, None for a dash, or words as compared."""
    if text == "-":
        return None
    try:
        return float(text)
    except ValueError:
        return fold(text)


def figures(*names: str) -> dict[Key, Value]:
    """Return every figure of second transcriptions by its key."""
    found: dict[Key, Value] = {}
    for row in (row for name in names for row in rows(name)):
        indicator, unit = row.pop("indicator"), row.pop("unit")
        cells = {place: text for place, text in row.items() if text and place != "other"}
        if row.get("other"):
            place, _, text = row["other"].partition(" = ")
            cells[place] = text
        for place, text in cells.items():
            stated, _, as_of = place.partition(" @")
            kind, year = stated.split()
            assert found.setdefault((indicator, unit, int(year), kind, as_of), value(text)) == value(text)
    return found


@functools.cache
def everything() -> pd.DataFrame:
    return load_observations(vintage="all", root=EXPECTED.parent.parent)


def published(source: str) -> dict[Key, Value]:
    """Return every figure of a source in the clean tables by its key."""
    frame = everything()
    found: dict[Key, Value] = {}
    for row in frame[frame["source"] == source].itertuples(index=False):
        assert SLUGS[str(row.indicator).partition(".")[0]] == row.ward
        words = None if is_missing(str(row.text)) else fold(str(row.text))
        found[row.indicator, row.unit, row.fiscal_year, row.kind, row.as_of] = (
            words if pd.isna(row.value) else row.value
        )
    return found


def assert_same(found: dict[Key, Value], expected: dict[Key, Value]) -> None:
    """Compare both ways, so that the message lists every figure that is off, missing or too many."""
    off = {key: (found[key], expected[key]) for key in found.keys() & expected.keys() if found[key] != expected[key]}
    report = {
        "clean table, document": off,
        "not in the clean table": sorted(expected.keys() - found.keys()),
        "not in the document": sorted(found.keys() - expected.keys()),
    }
    assert not any(report.values()), report


def test_sumida_2025_all_eleven_tables() -> None:
    expected = figures("sumida-progress-2025")
    assert len(expected) == 55
    assert_same(published("sumida-progress-2025"), expected)


def test_sumida_2023_briefing_with_the_dates_of_its_footnotes() -> None:
    expected = figures("sumida-briefing-2023")
    assert len({key[0] for key in expected}) == 11
    assert_same(published("sumida-briefing-2023"), expected)


def test_sumida_2022_plan_indicators_reform_targets_and_the_previous_plans_results() -> None:
    plan = figures("sumida-plan-2022")
    assert sum(2021 in {key[2] for key in plan if key[0] == name} for name in {key[0] for key in plan}) == 12
    assert_same(published("sumida-plan-2022"), plan | figures("sumida-plan-2022-previous"))


def taito_summary() -> dict[Key, Value]:
    """Return the figures of Taito's summary table and its achievement rate."""
    found: dict[Key, Value] = {}
    for row in rows("taito-status-2025-summary"):
        prefix = "plan" if row["policy"] == "total" else f"policy_{row['policy']}"
        for column, name in [("indicators", ""), ("achieved", "_achieved"), ("missed", "_missed")]:
            found[f"taito.{prefix}_indicators{name}", "indicators", 2025, "estimate", ""] = float(row[column])
    return found | {("taito.plan_achievement_rate", "percent", 2025, "estimate", ""): 71.4}


def test_taito_2025_annex_and_summary() -> None:
    assert_same(published("taito-status-2025"), figures("taito-status-2025") | taito_summary())


def test_taitos_summary_adds_up_in_the_second_transcription() -> None:
    table = rows("taito-status-2025-summary")
    for column, total in [("indicators", 28), ("achieved", 20), ("missed", 8)]:
        assert sum(int(row[column]) for row in table[:-1]) == int(table[-1][column]) == total


def test_suginami_2024_milestones_and_words() -> None:
    assert_same(published("suginami-plan-2024"), figures("suginami-plan-2024"))


def test_digital_agency_2024() -> None:
    expected = {
        (f"{slug}.{row['concept']}", row["unit"]): float(row[slug])
        for row in rows("digital-agency-dx-2024")
        for slug in ("sumida", "taito", "suginami")
    }
    found = published("digital-agency-dx-2024")
    assert {key[:2]: figure for key, figure in found.items()} == expected
    assert {key[3] for key in found} == {"actual"}


def fiscal_year(date: str) -> int:
    return int(date[:4]) - (date[5:7] < "04")


def test_the_ministrys_series() -> None:
    expected: dict[Key, Value] = {}
    for row in rows("mic-mynumber"):
        day = row.pop("as_of")
        for column, figure in row.items():
            slug, what = column.split()
            name, unit = {"cards": ("cards_issued", "cards"), "rate": ("card_rate", "percent")}[what]
            expected[f"{slug}.mic_mynumber_{name}", unit, fiscal_year(day), "actual", day] = float(figure)
    for row in rows("mic-mynumber-population"):
        day = row.pop("base_date")
        for slug, figure in row.items():
            expected[f"{slug}.population", "persons", fiscal_year(day), "actual", day] = float(figure)
    found = published("mic-mynumber")
    # the populations of Tokyo and Japan are sums over the ministry's tables, not figures of the design
    summed = {key for key in found if key[0] in ("tokyo.population", "japan.population")}
    assert_same({key: figure for key, figure in found.items() if key not in summed}, expected)
    assert len(summed) == 12


@pytest.mark.parametrize(
    ("day", "slug"), [("2022-12-31", "sumida"), ("2021-02-01", "taito"), ("2018-03-01", "suginami")]
)
def test_the_ministrys_rates_follow_from_its_cards_and_populations(day: str, slug: str) -> None:
    table = {row["as_of"]: row for row in rows("mic-mynumber")}[day]
    base = {"2022-12-31": "2022-01-01", "2021-02-01": "2020-01-01", "2018-03-01": "2017-01-01"}[day]
    population = {row["base_date"]: row for row in rows("mic-mynumber-population")}[base]
    rate = 100 * int(table[f"{slug} cards"]) / int(population[slug])
    assert rate == pytest.approx(float(table[f"{slug} rate"]), abs=0.06)


def test_the_second_transcription_of_the_ministrys_series_is_what_its_files_say(reference_folder: Path) -> None:
    for row in rows("mic-mynumber"):
        path = reference_folder / "mic_mynumber" / f"{row['as_of'].replace('-', '')}.csv"
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = {(r["都道府県名"], r["市区町村名"]): r for r in csv.DictReader(stream)}
        for slug, name in [("sumida", "墨田区"), ("taito", "台東区"), ("suginami", "杉並区")]:
            printed = table["東京都", name]
            assert int(row[f"{slug} cards"]) == int(printed["交付枚数"])
            assert float(row[f"{slug} rate"]) == pytest.approx(float(printed["人口に対する交付枚数率"]), abs=0.051)


def test_the_known_traps_come_out_right() -> None:
    """Where documents contradict one another, each vintage keeps what it says."""

    def look(source: str, indicator: str, year: int, kind: str) -> list[float]:
        frame = everything()
        chosen = (frame["source"] == source) & (frame["indicator"] == f"sumida.{indicator}")
        return frame.loc[chosen & (frame["fiscal_year"] == year) & (frame["kind"] == kind), "value"].tolist()

    for indicator, then, now in [
        ("online_procedures_mynaportal", 23, 21),
        ("online_procedures_priority", 37, 36),
        ("mynumber_card_rate", 59.3, 64.8),
    ]:
        assert look("sumida-briefing-2023", indicator, 2022, "actual") == [then]
        assert look("sumida-progress-2025", indicator, 2022, "actual") == [now]
    for indicator, kind, year, draft, later in [
        ("online_procedures_mynaportal", "target", 2022, 24, 25),
        ("online_procedures_priority", "target", 2025, 40, 44),
        ("cashless_procedures", "target", 2025, 60, 40),
        ("cashless_procedures", "baseline", 2021, 14, 13),
        ("open_data", "baseline", 2021, 118, 130),
    ]:
        assert look("sumida-plan-2022", indicator, year, kind) == [draft]
        assert look("sumida-briefing-2023", indicator, year, kind) == [later]
    assert look("sumida-progress-2025", "online_procedures_mynaportal", 2025, "target") == [25]
    assert look("sumida-briefing-2023", "e_approval", 2022, "actual") == []
    assert look("sumida-briefing-2023", "e_approval", 2021, "actual") == [64.4]


def test_the_expected_texts_are_in_the_documents(sources_folder: Path) -> None:
    """Every number and word of the second transcription of a ward's document stands somewhere in that document."""
    texts = {
        "sumida-progress-2025": "000_3043c1f33b1029d0.txt",
        "sumida-plan-2022": "001_3243db3a583bedf8.txt",
        "sumida-plan-2022-previous": "001_3243db3a583bedf8.txt",
        "taito-status-2025": "002_e7e767766ca691d8.txt",
        "sumida-briefing-2023": "003_6913110a29765c3b.txt",
        "suginami-plan-2024": "004_4ffaee2a023e4d4f.txt",
    }
    for name, file in texts.items():
        text = fold((sources_folder / file).read_text(encoding="utf-8")).replace(",", "")
        for key, expected in figures(name).items():
            if expected is not None:
                shown = expected if isinstance(expected, str) else f"{abs(expected):g}"
                assert shown in text, (name, key, shown)
