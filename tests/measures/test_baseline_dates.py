"""Of which day a baseline is: that whose figure of the series it equals."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from new_wards import KOTO, with_table

from analysis.data.kinds import REFERENCE
from analysis.data.study import Study
from analysis.measures.baseline_dates import baseline_matches, day_of, misdated_baselines
from analysis.questions import mynumber_series

SUMIDA, TAITO = "131075", "131067"


def test_baselines_are_matched_with_the_date_they_really_are_of(reference_folder: Path) -> None:
    matches = baseline_matches(mynumber_series.table(Study.of())).set_index("ward")
    expected = {SUMIDA: (40, "20210901", "20220401"), TAITO: (35, "20210201", "20210401")}
    for ward, (baseline, match, year_end) in expected.items():
        row = matches.loc[ward]
        assert row["baseline"] == baseline
        assert row["match_day"].strftime("%Y%m%d") == match
        assert row["match"] == _rate(reference_folder, match, ward)
        assert row["year_end"] == _rate(reference_folder, year_end, ward)
        assert round(row["match"]) == baseline != round(row["year_end"])


def test_how_weak_a_match_with_some_date_is_stands_beside_the_grade(reference_folder: Path) -> None:
    """Nearly every whole number is the rounded figure of some date; the codebook says how many are."""
    graded = Study.of().tables.grades.set_index("concept")
    evidence = graded.loc["mynumber_card_rate", "evidence_en"]
    dates = [file.stem for file in sorted((reference_folder / "mic_mynumber").glob("2*.csv"))]
    assert f"has {len(dates)} dates" in evidence
    for ward in (SUMIDA, TAITO):
        met = {math.floor(_rate(reference_folder, date, ward) + 0.5) for date in dates}
        between = max(met) - min(met) + 1
        assert re.search(rf"{len(met)} of the {between}( whole numbers)? from {min(met)} to {max(met)}", evidence)


def _rate(folder: Path, date: str, ward: str) -> float:
    with (folder / "mic_mynumber" / f"{date}.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(float(row["人口に対する交付枚数率"]) for row in csv.DictReader(file) if row["団体コード"] == ward)


def test_days_of_months_and_years() -> None:
    assert str(day_of("2023-01", 2022)) == "2023-01-31"
    assert str(day_of("2022-12-31", 2022)) == "2022-12-31"
    assert str(day_of("", 2024)) == "2025-03-31"


def matched(koto: Path, baseline: str, columns: list[str]) -> pd.DataFrame:
    """Return what the baseline of Koto matches, to which Sumida's series is given."""
    rates = mynumber_series.table(Study.of(with_table(koto, columns, {"koto.mynumber_card_rate": [baseline, "90%"]})))
    line = rates[(rates["ward"] == SUMIDA) & (rates["origin"] == REFERENCE)].assign(ward=KOTO)
    every = pd.concat([rates, line])
    return misdated_baselines(every[every["ward"] == KOTO])


@pytest.mark.parametrize(
    ("baseline", "year", "day"),
    [
        ("40%", "R3", "2021-09-01"),  # 40.1
        ("40.1%", "R3", "2021-09-01"),
        ("40.2%", "R3", ""),  # no figure rounds to it
        ("47%", "R3", ""),  # 47.3, the year's end
        ("13%", "R3", ""),  # that of 2018, too far away to be taken for it
        ("47%", "R5", ""),  # the series has no figure of the end of that year
    ],
)
def test_a_baseline_is_another_dates_figure_only_if_it_rounds_to_it(
    koto: Path, baseline: str, year: str, day: str
) -> None:
    found = matched(koto, baseline, [f"基準値（{year}）", "R6"])
    assert [str(match.date()) for match in found["match_day"]] == ([day] if day else [])


@pytest.mark.parametrize(("day", "found"), [("2022-05-01", 1), ("2022-05-02", 0)])
def test_the_years_end_needs_a_figure_of_at_most_31_days_from_it(day: str, found: int) -> None:
    rows = pd.DataFrame(
        [("baseline", "published", 40.0, "2022-03-31"), ("actual", "reference", 40.1, "2021-09-01"),
         ("actual", "reference", 47.3, day)],
        columns=["kind", "origin", "value", "day"],
    )  # fmt: skip
    rows = rows.assign(day=pd.to_datetime(rows["day"]), ward=SUMIDA, concept="c", indicator="i", source="s")
    rows = rows.assign(fiscal_year=2021, as_of=rows["day"].astype(str), period_from=float("nan"))
    assert len(misdated_baselines(rows)) == found
