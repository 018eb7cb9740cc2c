"""The tidy tables behind the charts: every ward stays, what is derived says so, nothing superseded is shown."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from synthetic import CHIYODA, CHUO, MINATO, world

import analysis
from analysis.data.study import Study
from analysis.measures import views
from analysis.words.errors import UnknownName

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]


# --- trajectories ------------------------------------------------------------------------------------------------


def test_the_total_before_the_first_milestone_is_derived_and_marked() -> None:
    rows = views.trajectories("onlinization", study=Study.of())
    [derived] = rows[rows["origin"] == "derived"].to_dict("records")
    assert (derived["indicator"], derived["fiscal_year"], derived["value"], derived["kind"], derived["text"]) == (
        "suginami.online_procedures_cumulative",
        2023,
        280 - 20,
        "baseline",
        "",
    )
    assert derived["source"] == "suginami-plan-2024"


def test_targets_of_documents_that_were_superseded_are_left_out() -> None:
    rows = views.trajectories("onlinization", study=Study.of())
    targets = rows[(rows["kind"] == "target") & (rows["indicator"] == "sumida.online_procedures_mynaportal")]
    assert targets[["fiscal_year", "value"]].to_numpy().tolist() == [[2025, 25]]


def test_a_ward_without_anything_has_one_empty_row() -> None:
    rows = views.trajectories("paperless", study=Study.of())
    [absent] = rows[rows["origin"] == "absent"].to_dict("records")
    assert absent["ward"] == SUGINAMI
    assert absent["indicator"] == ""
    assert pd.isna(absent["value"])
    assert list(dict.fromkeys(rows["ward"])) == WARDS


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="cashless"):
        views.trajectories("cashles", study=Study.of())


def test_column_types_survive_empty_rows() -> None:
    rows = views.trajectories("paperless", study=Study.of())
    assert str(rows["fiscal_year"].dtype) == "Int64"
    assert str(rows["value"].dtype) == "float64"
    assert str(rows["published"].dtype).startswith("datetime64")


# --- card rates --------------------------------------------------------------------------------------------------


def test_baselines_are_matched_with_the_date_they_really_are_of(reference_folder: Path) -> None:
    matches = views.baseline_matches(views.card_rates(study=Study.of())).set_index("ward")
    expected = {SUMIDA: (40, "20210901", "20220401"), TAITO: (35, "20210201", "20210401")}
    for ward, (baseline, match, year_end) in expected.items():
        row = matches.loc[ward]
        assert row["baseline"] == baseline
        assert row["match_day"].strftime("%Y%m%d") == match
        assert row["match"] == _rate(reference_folder, match, ward)
        assert row["year_end"] == _rate(reference_folder, year_end, ward)
        assert round(row["match"]) == baseline != round(row["year_end"])


def _rate(folder: Path, date: str, ward: str) -> float:
    with (folder / "mic_mynumber" / f"{date}.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(float(row["人口に対する交付枚数率"]) for row in csv.DictReader(file) if row["団体コード"] == ward)


def test_every_vintage_of_the_wards_own_card_rates_is_kept_once() -> None:
    rows = views.card_rates(study=Study.of())
    own = rows[(rows["origin"] == "published") & (rows["ward"] == SUMIDA)].sort_values("day")
    assert own["value"].tolist() == [40, 59.3, 64.8, 76.1, 82.2, 70]
    days = dict(zip(own["value"], own["day"].dt.strftime("%Y-%m-%d"), strict=True))
    assert days[59.3] == "2023-01-31"
    assert days[82.2] == "2025-03-31"


def test_days_of_months_and_years() -> None:
    assert str(views.day_of("2023-01", 2022)) == "2023-01-31"
    assert str(views.day_of("2022-12-31", 2022)) == "2022-12-31"
    assert str(views.day_of("", 2024)) == "2025-03-31"


# --- availability, comparability, scorecard ----------------------------------------------------------------------


def test_every_theme_has_every_ward() -> None:
    rows = views.availability(study=Study.of())
    themes = list(dict.fromkeys(analysis.load_concepts()["theme"]))
    assert list(dict.fromkeys(rows["theme"])) == themes
    assert set(map(tuple, rows[["theme", "ward"]].to_numpy())) == {(theme, ward) for theme in themes for ward in WARDS}
    cashless = rows[(rows["theme"] == "cashless") & (rows["ward"] == SUGINAMI)]
    assert cashless["figures"].tolist() == [0, 0, 0]
    assert cashless["words"].tolist() == [1, 1, 1]


def test_lacks_tell_words_from_plans_and_from_nothing() -> None:
    table = views.comparability_with_reasons(study=Study.of()).set_index(["theme", "ward_a", "ward_b"])
    assert table.loc[("onlinization", SUMIDA, SUGINAMI), "lack_b"] == "no_result"
    assert table.loc[("cashless", SUMIDA, SUGINAMI), "lack_b"] == "words"
    assert table.loc[("paperless", TAITO, SUGINAMI), "lack_b"] == "none"
    assert table.loc[("standardization", SUMIDA, TAITO), "lack_a"] == "no_result"
    assert table.loc[("onlinization", SUMIDA, TAITO), ["lack_a", "lack_b"]].tolist() == ["", ""]


def test_the_scorecard_holds_the_kpis_that_wards_share() -> None:
    rows = views.scorecard(study=Study.of())
    shared = {
        "open_data",
        "paperless",
        "security",
        "training",
        "standardization",
        "onlinization",
        "cashless",
        "mynumber",
    }
    assert shared <= set(rows["theme"])
    assert "administration" not in set(rows["theme"])  # only Sumida publishes it
    for _, group in rows.groupby("theme"):
        assert set(group["ward"]) == set(WARDS)
    assert "suginami.online_procedures_added" not in set(rows["indicator"])


def test_main_themes_stay_though_one_ward_alone_publishes(tmp_path: Path) -> None:
    root = world(tmp_path, {"chiyoda.card_rate": ["10%", "20%", "30%", "40%"]})
    rows = views.main_progress(study=Study.of(root))
    of_cards = rows[rows["theme"] == "cards"]
    assert of_cards["ward"].tolist() == [CHIYODA, CHUO, MINATO]
    assert of_cards["progress"].tolist()[0] == pytest.approx(2 / 3)
    assert set(rows["theme"]) == {"online", "cash", "cards"}
    assert views.scorecard(study=Study.of(root)).empty
