"""What a caller left out is said to be left out, by every figure of progress; a choice that leaves nothing says so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

import analysis
from analysis.words.errors import NoFigureData

TAITO, SUMIDA, SUGINAMI = "131067", "131075", "131156"
CUT: dict[str, Callable[[], pd.DataFrame]] = {
    "as of": lambda: analysis.load_observations(as_of_publication="2023-12-31"),
    "years": lambda: analysis.load_observations(fiscal_year=range(2022, 2025)),
    "results": lambda: analysis.load_observations(kind="actual"),
    "no baseline": lambda: analysis.load_observations(kind=["actual", "target"]),
    "one year": lambda: analysis.load_observations(fiscal_year=2023),
}
ABSENT = ("no result", "no target", "no baseline", "single actions", "not in the documents")
"""How the documents are said to hold nothing."""


def told(figure: object) -> list[str]:
    """Return all that a figure says, bit by bit: each part names its ward."""
    return [bit for one in (figure.ward_kpi.title, figure.ward_kpi.alt) for bit in one.replace(";", ".").split(". ")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("name", ["progress_bars", "scorecard"])
def test_what_was_filtered_away_is_never_told_as_absent(name: str, cut: str) -> None:
    """Sumida and Taito print targets and results under all three main themes, and both have results to judge."""
    figure = analysis.FIGURES[name](CUT[cut](), lang="en", theme=["onlinization", "cashless", "mynumber"])
    said = [
        bit for bit in told(figure) if any(one in bit for one in ABSENT) and not re.search("rows (given|chosen)", bit)
    ]
    assert [bit for bit in said if "Taito" in bit or "Sumida" in bit] == []


@pytest.mark.parametrize("cut", ["years", "results"])
def test_a_status_never_says_that_what_was_left_out_is_absent(cut: str) -> None:
    rows = analysis.progress(CUT[cut]())
    left_out = rows[rows["reason"].isin(["target_not_in_rows", "result_not_in_rows"])]
    assert len(left_out) > 3 and left_out["status"].isna().all()


def test_counts_of_chosen_rows_are_said_to_be_of_these() -> None:
    """Of Sumida 14 themes are in figures and 4 in words; rows of single years hold 11 of them and no words."""
    title = analysis.availability_matrix(analysis.load_observations(ward="sumida"), lang="en").ward_kpi.title
    assert title == "Sumida, of the figures chosen (FY2016 to FY2025): 11 themes in figures"
    whole = analysis.availability_matrix(ward="sumida", lang="en").ward_kpi.title
    assert whole.startswith("Sumida (3 documents read): 14 themes in figures, 4 in words only")


@pytest.mark.parametrize("name", ["progress_bars", "trajectories"])
def test_a_ward_that_years_leave_out_stays_and_is_said_to_be_left_out(name: str) -> None:
    """Taito's figures are of FY2020 and FY2025."""
    figure = getattr(analysis, name)(years=range(2022, 2025), lang="en")
    assert TAITO in set(figure.ward_kpi.rows["ward"])
    assert "Taito" in figure.ward_kpi.title and re.search("rows (given|chosen)", figure.ward_kpi.title)


@pytest.mark.parametrize("years", [2022, 1990, 2050])
def test_years_without_a_result_are_refused_with_the_years_that_have_some(years: int) -> None:
    for draw in (analysis.scorecard, analysis.progress_bars):
        with pytest.raises(NoFigureData) as caught:
            draw(years=years)
        for lang in ("ja", "en"):
            message = caught.value.message(lang)
            assert f"years={years}" in message and "2025" in message and "add a source" not in message


def test_years_choose_the_results_that_progress_shows() -> None:
    rows = analysis.scorecard(years=2024).ward_kpi.rows
    assert set(rows["value_year"].dropna()) == {2024}
    assert rows.loc[rows["indicator"].notna(), "value_year"].notna().all()


def test_years_choose_the_targets_that_an_outlook_shows() -> None:
    """Sumida's targets are of FY2025, Suginami's plans of FY2026; of Taito's, all of FY2025, there are estimates only."""
    for years, shown in (("R7", {SUMIDA}), ("令和8年度", {SUGINAMI}), (range(2025, 2027), {SUMIDA, SUGINAMI})):
        figure = analysis.outlook(years=years, lang="en")
        rows = figure.ward_kpi.rows
        of_targets = rows[rows["indicator"].notna()]
        assert (set(of_targets["ward"]), set(rows["ward"])) == (shown, {SUMIDA, TAITO, SUGINAMI})
        for code, name in ((SUMIDA, "Sumida"), (SUGINAMI, "Suginami")):
            is_left_out = (
                f"{name}: not all open targets or plans in figures are in the rows given" in figure.ward_kpi.alt
            )
            assert is_left_out == (code not in shown), figure.ward_kpi.alt
    later = analysis.conclusions(analysis.outlook(years=2026, lang="en"))
    assert not [one for one in later.sentences if "Taito" in one and "estimate" in one]
    with pytest.raises(NoFigureData, match=r"years=2024.*FY2025-2026"):
        analysis.outlook(years=2024)


def test_ranks_of_some_years_are_of_their_dates_alone() -> None:
    """The ministry's dates of FY2020 are 1 April 2020 and 1 February 2021, that of FY2019 is 1 April 2019."""
    for years, dates in ((2019, 1), ("R2", 2), (["R1", "R2"], 3)):
        figure = analysis.ranking_sensitivity(years=years, lang="en")
        rows = figure.ward_kpi.rows
        assert set(rows["yardstick"]) == {"mynumber_card_rate"} and set(rows["dates"]) == {dates}
        assert rows["observation"].str.split().map(len).tolist() == [dates] * 3
        given = analysis.load_observations(vintage="all", complete=True, fiscal_year=years)
        assert analysis.ranking_sensitivity(given, lang="en").ward_kpi.title == figure.ward_kpi.title
    with pytest.raises(NoFigureData, match="years=2001"):
        analysis.ranking_sensitivity(years=2001)


def test_two_dates_do_not_make_a_tie() -> None:
    """Printed figures are level only within a date, whatever others the data hold: 32.7 in FY2021 is none of FY2019's."""
    one_date = analysis.ranking_sensitivity(years=2019, lang="en").ward_kpi.rows
    everything = analysis.load_observations(concept="mynumber_card_rate", kind="actual")
    same = everything.loc[everything["as_of"] == "2019-04-01", "value"].iloc[0]
    assert "each in" not in " ".join(analysis.conclusions(analysis.ranking_sensitivity(one_date, lang="en")).sentences)
    edited = everything.assign(value=everything["value"].mask(everything["as_of"] == "2021-09-01", same))
    kept = edited[edited["fiscal_year"].isin([2019])]
    assert "each in" not in " ".join(analysis.conclusions(analysis.ranking_sensitivity(kept, lang="en")).sentences)


def test_a_matrix_of_some_years_is_of_what_has_figures_in_them() -> None:
    """In FY2022 the wards' cards are told by the ministry alone; the rate of cards held is of FY2024."""
    whole = analysis.comparability_matrix().ward_kpi.rows
    figure = analysis.comparability_matrix(years="R4", lang="en")
    rows = figure.ward_kpi.rows.set_index("theme")
    held = set(analysis.load_observations(vintage="all", complete=True, fiscal_year=2022)["theme"])
    assert set(rows.index) == held & set(whole["theme"]) < set(whole["theme"])
    assert set(" ".join(rows.loc["mynumber", "reference"]).split()) == {"mynumber_card_rate", "mynumber_cards_issued"}
    assert figure.ward_kpi.title.startswith("In the rows given, in 16 themes, national sources measure")
    assert "My Number card Sumida and Taito: Sumida not in the rows chosen" in figure.ward_kpi.alt
    with pytest.raises(analysis.WardKpiError, match="tell no year"):
        analysis.comparability_matrix(whole, years=2022)
    rates = analysis.comparability_matrix(years=2023, theme="mynumber", lang="en").ward_kpi
    assert rates.title.startswith("The rows given hold no figures that can be compared")
    some = analysis.load_observations(vintage="all", ward=["sumida", "taito"])
    assert len(analysis.comparability_matrix(some, years=2022).ward_kpi.rows) < len(rows)


@pytest.mark.parametrize("name", sorted(analysis.FIGURES))
def test_every_figure_takes_years_however_they_are_written(name: str) -> None:
    drawn = []
    for years in (2024, "R6", "令和6年度", ["FY2024"]):
        try:
            drawn.append(analysis.FIGURES[name](years=years).ward_kpi.title)
        except NoFigureData as nothing:
            assert "years=" in str(nothing)
            drawn.append("")
    assert len(set(drawn)) == 1
    with pytest.raises(analysis.BadArgument, match="years='3 March'"):
        analysis.FIGURES[name](years="3 March")


@pytest.mark.parametrize("nothing", [[], range(2024, 2022)])
def test_what_names_nothing_is_refused_in_one_line(nothing: object) -> None:
    for call in (
        lambda: analysis.progress_bars(years=nothing),  # type: ignore[arg-type]
        lambda: analysis.ranking_sensitivity(years=nothing),  # type: ignore[arg-type]
        lambda: analysis.load_observations(fiscal_year=nothing),  # type: ignore[arg-type]
    ):
        with pytest.raises(analysis.WardKpiError, match="names nothing"):
            call()
    with pytest.raises(analysis.WardKpiError, match="ward="):
        analysis.load_observations(ward=[])


def test_a_year_of_no_figure_is_refused_with_the_years_that_have_some() -> None:
    with pytest.raises(analysis.WardKpiError, match=r"fiscal_year=1990.*FY20"):
        analysis.load_observations(fiscal_year=1990)


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("progress_bars", {"ward": "taito", "years": 2024}),
        ("yardstick_procedures", {"concept": "mynumber_card_rate"}),
        ("progress_bars", {"ward": "tokyo"}),
        ("scorecard", {"theme": "education"}),
    ],
)
def test_a_choice_that_leaves_nothing_is_named_as_the_cause(name: str, choice: dict[str, object]) -> None:
    with pytest.raises(NoFigureData) as caught:
        analysis.FIGURES[name](**choice)  # type: ignore[arg-type]
    for lang in ("ja", "en"):
        message = caught.value.message(lang)
        assert all(f"{argument}=" in message for argument in choice) and "add a source" not in message


@pytest.mark.parametrize("cut", [{"theme": "cashless"}, {"fiscal_year": "R4"}, {"ward": "taito"}])
def test_rows_of_which_no_target_moved_are_told_so(cut: dict[str, str]) -> None:
    with pytest.raises(NoFigureData, match="choose more rows"):
        analysis.target_vintages(analysis.load_observations(**cut))  # type: ignore[arg-type]


def test_of_current_figures_the_older_vintages_are_looked_up() -> None:
    """Of what was known at the end of 2023 no target was dated anew: that the document of 2025 does."""
    whole = analysis.target_vintages()
    for cut in ({}, {"ward": "sumida"}, {"theme": "onlinization"}, {"vintage": "latest"}, {"complete": True}):
        drawn = analysis.target_vintages(analysis.load_observations(**cut))  # type: ignore[arg-type]
        assert drawn.ward_kpi.title == whole.ward_kpi.title
        pd.testing.assert_frame_equal(drawn.ward_kpi.rows, whole.ward_kpi.rows)
    with pytest.raises(NoFigureData):
        analysis.target_vintages(analysis.load_observations(as_of_publication="2023-12-31"))
    two = analysis.load_observations(vintage="all")
    two = two[two["source"] != "sumida-plan-2022"]
    assert set(analysis.target_vintages(two).ward_kpi.rows["source"]) == {
        "sumida-briefing-2023",
        "sumida-progress-2025",
    }


def test_rows_of_every_vintage_are_not_told_to_lack_older_ones() -> None:
    with pytest.raises(NoFigureData, match="choose more rows"):
        analysis.target_vintages(analysis.load_observations(vintage="all", theme="cashless"))


@pytest.mark.parametrize("years", ["R4", ["R6", "R7"]])
def test_judgements_are_alike_only_where_the_rows_hold_all_of_them(years: str | list[str]) -> None:
    """The figure of all years says that Sumida's procedures are judged otherwise by each of two documents."""
    whole = analysis.target_vintages(lang="en").ward_kpi
    assert "depends on the document" in whole.title
    part = analysis.target_vintages(years=years, lang="en")
    assert "alike" not in part.ward_kpi.alt
    assert part.ward_kpi.title == "The target of Sumida Procedures on Mynaportal was dated to another year"
    alike = whole.rows.assign(status=whole.rows["status"].mask(whole.rows["status"] == "on_track", "borderline"))
    assert ", judged alike: borderline" in analysis.target_vintages(alike, lang="en").ward_kpi.title


@pytest.mark.parametrize("theme", ["cashless", "onlinization"])
def test_availability_of_one_theme_is_drawn(theme: str) -> None:
    for figure in (
        analysis.availability_matrix(theme=theme),
        analysis.availability_matrix(analysis.load_observations(theme=theme)),
    ):
        assert set(figure.ward_kpi.rows["theme"]) == {theme}


def sentences(name: str, rows: pd.DataFrame | None = None, **choice: object) -> str:
    """Return all that a figure says in English: its sentences and what is told of each mark."""
    figure = analysis.FIGURES[name](rows, lang="en", **choice)  # type: ignore[arg-type]
    return " ".join([*analysis.conclusions(figure).sentences, figure.ward_kpi.alt])


def test_targets_whose_results_were_filtered_away_are_open_only_if_all_that_was_read_says_so() -> None:
    """Of 26 targets without their results three are achieved by all that was read."""
    told_of_targets = sentences("outlook", analysis.load_observations(kind="target"))
    assert "Of 22 targets in figures open as of the documents, those achieved not counted" in told_of_targets
    assert "Procedures payable cashless" not in told_of_targets and "cannot be judged" not in told_of_targets
    assert "no result later than the baseline in the rows given" in told_of_targets


@pytest.mark.parametrize("cut", [{"theme": "cashless"}, {"fiscal_year": "R4"}])
def test_open_targets_that_the_rows_lack_are_neither_counted_nor_drawn(cut: dict[str, str]) -> None:
    """There are 22 and, of another theme, 14 open targets; what a plan gives for a year is none of them."""
    assert "not counted here: 14 (" in sentences("outlook")
    part = sentences("outlook", analysis.load_observations(**cut))  # type: ignore[arg-type]
    assert "Of 14" not in part and "For 14" not in part and "not counted here: 36 (" in part
    assert (
        "no result in the documents read" not in part
        and "there is no target in figures, open as of the documents, that can" in part
    )


@pytest.mark.parametrize(("cut", "themes"), [({"kind": "target"}, 19), ({"fiscal_year": "R4"}, 9)])
def test_what_national_sources_measure_is_asked_of_all_that_was_read(cut: dict[str, str], themes: int) -> None:
    """Results that were left out are said to be: two wards share a rate of cards, whatever rows are given."""
    part = sentences("comparability_matrix", analysis.load_observations(**cut))  # type: ignore[arg-type]
    assert f"In {themes} themes, national sources measure" in part and "for 8 indicators (4 rates" in part
    assert "My Number card Sumida and Taito: Sumida not in the rows chosen, Taito not in the rows chosen" in part
    assert "own documents read hold no indicators" not in part and "baseline, actual" not in part


def test_pairs_are_said_to_share_nothing_only_if_they_share_nothing_by_all_that_was_read() -> None:
    every = analysis.load_observations()
    without_results = every[~every["kind"].isin(["actual", "estimate"]) | (every["theme"] == "mynumber")]
    part = sentences("comparability_matrix", without_results)
    assert "In the rows given, across" in part and "Sumida and Taito;" not in part


def test_one_ward_has_a_matrix_of_what_it_has_and_lacks() -> None:
    for rows, choice in ((None, {"ward": "sumida"}), (analysis.load_observations(ward="sumida"), {})):
        told_of_one = sentences("comparability_matrix", rows, **choice)
        assert "Sumida: results or estimates in figures that could be compared, under 9 of" in told_of_one
        assert "Cashless payment Sumida: 1 indicator with results" in told_of_one and "Taito" not in told_of_one
    part = sentences("comparability_matrix", analysis.load_observations(ward="sumida", kind="target"))
    assert "in the rows given, no results" in part and "Cashless payment Sumida: not in the rows chosen" in part


def test_themes_with_targets_in_words_only_are_those_of_all_that_was_read() -> None:
    """Eight indicators of Taito stand in such themes; words beside targets in figures are none of them."""
    assert "Among what is left out: 8 indicators of Taito in themes with targets in words only" in sentences(
        "scorecard"
    )
    cashless, of_year = analysis.load_observations(theme="cashless"), analysis.load_observations(fiscal_year="R4")
    for told_of_part in (
        sentences("scorecard", cashless),
        sentences("scorecard", theme="cashless"),
        sentences("scorecard", of_year),
    ):
        assert (
            "Among what is left out: 8 indicators of Taito" in told_of_part
            and "indicator of Suginami" not in told_of_part
        )


def test_one_count_decides_between_wards_that_are_shown_only() -> None:
    """13 of 19 in Sumida and 14 of 22 in Suginami are that close; Taito is far from either."""
    for pair in (["taito", "suginami"], ["sumida", "taito"]):
        told_of_pair = sentences("ranking_sensitivity", ward=pair)
        assert "would change places" not in told_of_pair and "one more or fewer changes" not in told_of_pair
    close = sentences("ranking_sensitivity", ward=["sumida", "suginami"])
    assert "with one fewer, Sumida would change places" in close and "changes the ranks of 1." in close


@pytest.mark.parametrize(
    ("cut", "choice", "wards", "number"),
    [
        ({}, {"ward": "taito"}, "Taito", "4 rates"),
        ({"fiscal_year": "R4"}, {}, "Sumida, Taito and Suginami", "1 rate"),
    ],
)
def test_a_part_of_what_ranks_is_not_told_as_all_that_can(
    cut: dict[str, str], choice: dict[str, str], wards: str, number: str
) -> None:
    rows = analysis.load_observations(**cut) if cut else None  # type: ignore[arg-type]
    part = sentences("ranking_sensitivity", rows, **choice)
    assert f"The ranks shown of {wards} are by {number} that one table gives under one definition." in part
    assert "Only" not in part and "ranks of 0" not in part
    assert not cut or "at all 2 dates of the rows given" in part
