"""The tidy tables behind the charts: every ward stays, what is derived says so, nothing superseded is shown."""

from __future__ import annotations

import pandas as pd
import pytest

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
