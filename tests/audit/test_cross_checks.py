"""Of which day a ward's card rate really is, by the ministry's series."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis
from analysis import crosscheck
from analysis.audit.cross_checks import CROSSCHECK_COLUMNS, read_series


@pytest.fixture(scope="session")
def project_root(quoted_root: Path) -> Path:
    """Return a root with the documents that these tests quote, in the place of the checkout."""
    return quoted_root


@pytest.fixture(scope="module", params=["full", "transcribed"])
def table(request: pytest.FixtureRequest, project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the table by the complete series where it is at hand, and by the dates that data/raw holds."""
    if request.param == "full":
        request.getfixturevalue("reference_folder")
        found = crosscheck(sources=request.getfixturevalue("sources_folder"), root=project_root)
    else:
        found = crosscheck(sources=tmp_path_factory.mktemp("no_texts"), root=project_root)
    assert found.attrs["series"] == request.param
    return found


def of(table: pd.DataFrame, source: str, kind: str, fiscal_year: int) -> dict[Any, Any]:
    chosen = (table["source"] == source) & (table["kind"] == kind) & (table["fiscal_year"] == fiscal_year)
    (row,) = table[chosen].to_dict("records")
    return row


@pytest.mark.parametrize("source", ["sumida-plan-2022", "sumida-briefing-2023", "sumida-progress-2025"])
def test_sumidas_baseline_of_r3_is_the_rate_of_1_september_2021(table: pd.DataFrame, source: str) -> None:
    row = of(table, source, "baseline", 2021)
    assert row["value"] == 40
    assert (row["match_date"], row["match_rate"]) == (pd.Timestamp("2021-09-01"), 40.1)
    assert (row["stated_date"], row["stated_by"]) == (pd.Timestamp("2022-03-31"), "fiscal_year_end")
    assert row["rate_on_stated_date"] == 47.3  # 1 April 2022, the day after
    assert row["days"] == -211
    assert row["gap"] == -0.1
    assert row["alike"] == 1


def test_taitos_baseline_of_the_end_of_r2_is_the_rate_of_1_february_2021(table: pd.DataFrame) -> None:
    row = of(table, "taito-status-2025", "baseline", 2020)
    assert row["value"] == 35
    assert (row["match_date"], row["match_rate"]) == (pd.Timestamp("2021-02-01"), 35.3)
    assert (row["stated_date"], row["stated_by"]) == (pd.Timestamp("2021-03-31"), "as_of")  # 令和2年度末
    assert row["rate_on_stated_date"] == 37.4
    assert row["days"] == -58


def test_a_rate_beyond_the_series_is_matched_to_nothing(table: pd.DataFrame) -> None:
    for row in (of(table, "sumida-briefing-2023", "actual", 2022), of(table, "taito-status-2025", "estimate", 2025)):
        assert row["reason"] == "after_series"
        assert pd.isna(row["match_date"]) and pd.isna(row["match_rate"]) and pd.isna(row["days"])


def test_every_rate_of_a_ward_is_there_and_no_other(table: pd.DataFrame) -> None:
    assert [*table, "locator"] == CROSSCHECK_COLUMNS
    assert set(table["observation"]) <= set(analysis.load_observations(vintage="all")["observation"])
    assert set(table["indicator"]) == {"sumida.mynumber_card_rate", "taito.mynumber_card_rate"}
    assert len(table) == 9  # Sumida: a baseline in three documents and four results; Taito: a baseline and a result
    assert not set(table["kind"]) & {"target", "planned"}


def test_the_footnoted_day_is_the_stated_one(table: pd.DataFrame) -> None:
    row = of(table, "sumida-briefing-2023", "actual", 2022)
    assert (row["stated_date"], row["stated_by"]) == (pd.Timestamp("2023-01-31"), "as_of")


def test_the_result_does_not_depend_on_what_lies_beside_the_checkout(
    project_root: Path, tmp_path: Path, sources_folder: Path, reference_folder: Path
) -> None:
    """A notebook shows the same table where only the transcribed dates are at hand."""
    full, transcribed = (crosscheck(sources=folder, root=project_root) for folder in (sources_folder, tmp_path))
    assert (full.attrs["series"], transcribed.attrs["series"]) == ("full", "transcribed")
    pd.testing.assert_frame_equal(full, transcribed)


def test_the_complete_series_has_every_date_and_municipality(reference_folder: Path) -> None:
    series = read_series(reference_folder / "mic_mynumber")
    assert series["date"].nunique() == 47
    assert (series["date"].min(), series["date"].max()) == (dt.date(2017, 3, 8), dt.date(2022, 12, 31))
    assert len(series) == 47 * 1741
    sumida = series[(series["ward"] == "131075") & (series["date"] == dt.date(2021, 9, 1))]
    assert sumida["rate"].tolist() == [40.1]


def test_without_files_the_series_is_empty(tmp_path: Path) -> None:
    assert len(read_series(tmp_path)) == 0


def test_a_date_of_the_series_can_be_added(
    project_root: Path, tmp_path: Path, reference_folder: Path, sources_folder: Path
) -> None:
    """The rate of the briefing's day would be matched if the ministry's file of that day were there."""
    folder = tmp_path / "reference" / "mic_mynumber"
    shutil.copytree(reference_folder / "mic_mynumber", folder)
    text = (folder / "20221231.csv").read_text(encoding="utf-8").replace("2022/12/31", "2023/01/31")
    assert text.count(",159052,57.7,") == 1  # Sumida's line
    (folder / "20230131.csv").write_text(text.replace(",159052,57.7,", ",163000,59.3,"), encoding="utf-8")
    (tmp_path / "sources").mkdir()
    row = of(crosscheck(sources=tmp_path / "sources", root=project_root), "sumida-briefing-2023", "actual", 2022)
    assert (row["match_rate"], row["gap"]) == (59.3, 0)
