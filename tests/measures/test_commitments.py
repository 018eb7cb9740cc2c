"""What each document by itself leads one to conclude, as rows, as a chart and in sentences."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import synthetic

from analysis import conclusions, judgements, redated_targets, target_vintages

MYNAPORTAL = "sumida.online_procedures_mynaportal"


def of(table: pd.DataFrame, indicator: str) -> list[dict[Any, Any]]:
    return table[table["indicator"] == indicator].to_dict("records")


def test_each_document_judges_by_its_own_target_and_result() -> None:
    """The 25 procedures were due in R4 by the document of 2023 and are due in R7 by that of 2025."""
    draft, briefing, progress = of(judgements(), MYNAPORTAL)
    assert (draft["source"], draft["target"], draft["target_year"], draft["status"]) == (
        "sumida-plan-2022",
        24,
        2022,
        "no_result",
    )
    assert (briefing["value"], briefing["target"], briefing["target_year"], briefing["status"]) == (
        23,
        25,
        2022,
        "borderline",
    )
    assert (progress["value"], progress["target"], progress["target_year"], progress["status"]) == (
        23,
        25,
        2025,
        "on_track",
    )
    assert progress["pace"] == pytest.approx((17 / 19) / (3 / 4))


def test_a_document_knows_nothing_of_the_others() -> None:
    rows = of(judgements(), "sumida.cashless_procedures")
    assert [row["target"] for row in rows] == [60, 40, 40]
    assert [row["baseline"] for row in rows] == [14, 13, 13]
    assert pd.isna(rows[0]["value"])
    assert judgements()["source"].str.contains(" ").sum() == 0


def test_a_pace_that_held_in_2023_no_longer_holds() -> None:
    """Open data: 24 of 70 by December of the first of four years, 51 of 70 after three."""
    briefing, progress = of(judgements(), "sumida.open_data")[1:]
    assert briefing["pace"] > 1 > progress["pace"]
    assert (briefing["status"], progress["status"]) == ("borderline", "borderline")
    assert progress["pace"] == pytest.approx((51 / 70) / (3 / 4))


def test_only_the_redated_target_is_followed() -> None:
    rows = redated_targets()
    assert set(rows["indicator"]) == {MYNAPORTAL}
    assert list(dict.fromkeys(rows["source"])) == ["sumida-plan-2022", "sumida-briefing-2023", "sumida-progress-2025"]
    results = rows[rows["kind"] == "actual"]
    assert results[["source", "fiscal_year", "value"]].values.tolist() == [
        ["sumida-briefing-2023", 2022, 23],
        ["sumida-progress-2025", 2022, 21],
        ["sumida-progress-2025", 2023, 21],
        ["sumida-progress-2025", 2024, 23],
    ]


@pytest.mark.parametrize(
    ("lang", "borderline", "on_track"), [("ja", "判定保留", "順調"), ("en", "borderline", "on track")]
)
def test_the_chart_tells_both_judgements(lang: str, borderline: str, on_track: str) -> None:
    info = target_vintages(lang=lang).ward_kpi
    for words in (borderline, on_track, "25"):
        assert words in info.title
    assert info.title.index(borderline) < info.title.index(on_track)
    assert "2022-12" in info.alt  # the day of the 23, before the year was over
    assert len(info.sources) == 3


def test_the_chart_redraws_from_its_rows_and_in_grey() -> None:
    figure = target_vintages()
    again = target_vintages(rows=figure.ward_kpi.rows, mono=True)
    assert again.ward_kpi.alt == figure.ward_kpi.alt
    assert len(again.axes) == 3
    assert len({axes.get_ylim() for axes in again.axes}) == 1


def test_the_conclusions_name_the_figure_that_changed() -> None:
    said = conclusions(target_vintages(lang="en")).sentences
    assert said[2] == (
        "The figure of FY2022 is 23 procedures (December 2022) in the document of 2 November 2023, "
        "21 procedures in the document of April 2025 or later, undated; why they differ is not said."
    )


def test_a_figure_that_meets_no_redated_target_has_no_panel() -> None:
    rows = redated_targets()
    two = rows[rows["source"] != "sumida-plan-2022"].reset_index(drop=True)
    assert len(target_vintages(rows=two).axes) == 2


def test_where_no_target_moved_the_chart_says_so(tmp_path: Path) -> None:
    root = synthetic.world(tmp_path, {"asahina.procedures": ["6手続", "21手続", "", "30手続"]})
    assert len(redated_targets(root=root)) == 0
    figure = target_vintages(lang="en", root=root)
    assert figure.ward_kpi.title == "No later document dates a target to another year"
    assert figure.axes == []
    assert judgements(root=root)["status"].tolist() == ["on_track"]
