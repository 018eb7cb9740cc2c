"""Additions and totals of one cell: what is derived from them, and what is not."""

from __future__ import annotations

import pandas as pd

from analysis.data.study import Study, own
from analysis.measures.totals import additions, implied_starts

SUGINAMI = "131156"


def test_nothing_is_derived_from_a_total_that_is_not_the_first() -> None:
    rows = own(Study.of())
    rows = rows[rows["theme"] == "onlinization"].assign(origin="published")
    later = rows[
        (rows["ward"] != SUGINAMI) | (rows["fiscal_year"] != 2024) | (rows["concept"] != "online_procedures_added")
    ]
    assert implied_starts(later).empty


def test_the_first_total_says_what_was_there_before() -> None:
    """Suginami's plan prints 20手続(累計280手続) for R6: 280 - 20 at the end of R5, which no cell prints."""
    rows = own(Study.of())
    [start] = implied_starts(rows[rows["theme"] == "onlinization"].assign(origin="published")).to_dict("records")
    assert (start["indicator"], start["value"]) == ("suginami.online_procedures_cumulative", 260.0)
    assert (start["fiscal_year"], start["kind"], start["origin"], start["text"]) == (2023, "derived", "derived", "")


def test_words_of_an_earlier_year_are_no_total_before_the_first() -> None:
    rows = own(Study.of())
    rows = rows[rows["theme"] == "onlinization"].assign(origin="published")
    words = rows[(rows["indicator"] == "suginami.online_procedures_cumulative") & (rows["fiscal_year"] == 2024)]
    words = words.assign(fiscal_year=2022, value=float("nan"), text="検討")
    [start] = implied_starts(pd.concat([rows, words])).to_dict("records")
    assert (start["fiscal_year"], start["value"]) == (2023, 260.0)


def test_a_yearly_addition_is_told_from_two_figures_of_one_cell() -> None:
    """ "年27件 (累計59件)" holds an addition; "証明書交付 18分 異動届 45分" holds two measures."""
    found = additions(own(Study.of()))
    assert found == {
        "suginami.online_procedures_added",
        "taito.bpr_processes_per_year",
        "taito.seminar_attendance_per_year",
        "taito.training_per_year",
    }


def test_words_about_a_total_are_no_addition() -> None:
    rows = own(Study.of())
    words = rows[rows["indicator"] == "taito.training"].head(1).assign(text="累計で管理", value=float("nan"))
    both = pd.concat([rows, words, words.assign(indicator="taito.ict_monitoring")])
    assert additions(both) == additions(rows)
