"""Rows that a user edited, in memory or in a file: what cannot be is one line, what no document says is told as the user's."""

import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import analysis

CASHLESS = "sumida.cashless_procedures"


def rows() -> pd.DataFrame:
    """Return Sumida's figures of cashless payment; the newest result is 217."""
    return analysis.load_observations(ward="sumida", theme="cashless")


def with_cell(column: str, cell: object) -> pd.DataFrame:
    """Return these with one cell of the newest result written anew."""
    frame = rows()
    frame[column] = frame[column].astype("object")
    frame.loc[frame["value"] == 217, column] = cell
    return frame


def through_a_file(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what a spreadsheet gives back of ``frame``."""
    return pd.read_csv(io.StringIO(frame.to_csv(index=False)))


SHOWN: dict[str, Callable[[pd.DataFrame], Any]] = {
    "trajectories": lambda frame: analysis.trajectories("cashless", rows=frame, lang="en"),
    "progress_bars": lambda frame: analysis.progress_bars(frame, lang="en"),
    "progress": analysis.progress,
    "figures_table": analysis.figures_table,
}
IMPOSSIBLE: list[tuple[str, object, str]] = [
    ("ward", "Sumida", "no code of an area"),
    ("ward", None, "'ward' is empty"),
    ("kind", "", "'kind' is empty"),
    ("kind", "guessed", "guessed"),
    ("fiscal_year", 6, "6"),
    ("fiscal_year", "soon", "soon"),
    ("value", float("inf"), "inf"),
    ("as_of", "31.3.2025", "31.3.2025"),
    ("bound", "exactly", "exactly"),
    ("obs_status", "Z", "'Z'"),
    ("indicator", "sumida.cash", "sumida.cash"),
]
FOR_OBSERVATIONS: list[tuple[str, object, str]] = [
    ("ward", "131156", "the indicator is of '131075'"),
    ("concept", "mynumber_card_rate", "the indicator is of 'cashless_procedures'"),
    ("theme", "mynumber", "the indicator is of 'cashless'"),
    ("source", "", "'source' is empty"),
    ("published", "", "'published' is empty"),
]


@pytest.mark.parametrize("given", [through_a_file, pd.DataFrame.copy], ids=["file", "memory"])
@pytest.mark.parametrize(("column", "cell", "named"), IMPOSSIBLE)
def test_a_cell_that_nothing_can_show_is_named(
    column: str, cell: object, named: str, given: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    frame = given(with_cell(column, cell))
    for show in SHOWN.values():
        with pytest.raises(analysis.WardKpiError, match=named.replace("(", r"\(")) as caught:
            show(frame)
        assert "\n" not in caught.value.message("ja")


@pytest.mark.parametrize(("column", "cell", "named"), FOR_OBSERVATIONS)
def test_an_observation_belongs_to_its_indicator_and_has_a_document(column: str, cell: object, named: str) -> None:
    frame = through_a_file(with_cell(column, cell))
    for show in ("trajectories", "progress_bars", "progress"):
        with pytest.raises(analysis.WardKpiError, match=named):
            SHOWN[show](frame)


def test_a_column_that_stands_twice_is_named() -> None:
    frame = rows()
    with pytest.raises(analysis.WardKpiError, match="'value' stands there twice"):
        analysis.progress(pd.concat([frame, frame["value"]], axis="columns"))


def test_a_year_may_be_written_as_documents_write_it() -> None:
    judged = analysis.progress(with_cell("fiscal_year", "R6"))
    assert judged[["value_year", "value", "status"]].values.tolist() == [[2024, 217.0, "achieved"]]


@pytest.mark.parametrize(("column", "cell"), [("value", 999.0), ("unit", "percent")])
def test_a_figure_that_the_user_changed_is_not_told_as_the_documents(column: str, cell: object) -> None:
    changed = through_a_file(with_cell(column, cell))
    own = "Figures changed or added by the user: 1; the documents named do not bear them out."
    for show in (SHOWN["trajectories"], SHOWN["progress_bars"]):
        figure = show(changed)
        assert figure.ward_kpi.caveats[0] == own
        assert own in analysis.cite(figure).lines
        assert analysis.conclusions(figure).sentences[-1] == own
        assert own in analysis.cite(figure).bibtex  # in the entry itself: what imports it may drop a comment
    assert own in analysis.cite(changed, lang="en").lines
    assert set(analysis.progress(changed)["observation"].isna()) == {True}


def test_words_that_the_user_changed_are_not_told_as_the_documents() -> None:
    words = analysis.load_observations(vintage="suginami-plan-2024", theme="cashless", complete=True)
    assert "by the user" not in str(analysis.cite(through_a_file(words), lang="en"))
    changed = words.assign(text=words["text"].str.replace("検討", "実施"))
    assert (changed["text"] != words["text"]).any()
    assert "by the user" in str(analysis.cite(through_a_file(changed), lang="en"))


@pytest.mark.parametrize(
    "show", [analysis.figures_table, lambda frame, lang: analysis.progress_table(analysis.progress(frame), lang=lang)]
)
def test_tables_to_read_say_which_figures_are_the_users(show: Callable[..., Any]) -> None:
    assert "by the user: 1;" in show(through_a_file(with_cell("value", 999.0)), lang="en")._repr_html_()
    assert "by the user" not in show(through_a_file(rows()), lang="en")._repr_html_()


def test_judgements_that_the_user_changed_are_told_so() -> None:
    judged = analysis.judgements(ward="sumida", theme="cashless")
    assert "by the user" not in analysis.judgements_table(through_a_file(judged), lang="en")._repr_html_()
    changed = judged.assign(value=judged["value"] + 1)
    assert "by the user" in analysis.judgements_table(through_a_file(changed), lang="en")._repr_html_()


@pytest.mark.parametrize(
    "make",
    [analysis.crosscheck, analysis.consistency, analysis.revisions, analysis.judgements],
    ids=lambda make: make.__name__,
)
def test_tables_of_the_audit_may_come_back_from_a_file(make: Callable[[], pd.DataFrame]) -> None:
    show = getattr(analysis, f"{make.__name__}_table")
    assert show(through_a_file(make()), lang="en")._repr_html_() == show(make(), lang="en")._repr_html_()


def test_a_day_may_be_written_as_a_spreadsheet_does() -> None:
    frame = analysis.load_observations(concept="mynumber_card_rate", vintage="mic-mynumber")
    slashed = through_a_file(frame.assign(as_of=frame["as_of"].dt.strftime("%Y/%m/%d")))
    assert (
        analysis.mynumber_series(slashed, lang="en").ward_kpi.title
        == analysis.mynumber_series(frame, lang="en").ward_kpi.title
    )


def test_what_is_neither_true_nor_false_is_refused() -> None:
    with pytest.raises(analysis.WardKpiError, match="'maybe'"):
        analysis.progress(with_cell("superseded", "maybe"))


def test_an_added_year_is_the_users_own_too() -> None:
    frame = rows()
    added = frame[frame["value"] == 217].assign(fiscal_year=2025, value=300.0, text="300手続")
    assert "user: 1;" in SHOWN["trajectories"](pd.concat([frame, added])).ward_kpi.caveats[0]


def test_a_wards_own_judgement_that_was_changed_is_not_told_as_the_wards() -> None:
    judged = analysis.load_evaluations(ward="taito")
    assert "by the user" not in str(analysis.cite(through_a_file(judged), lang="en"))
    changed = judged.assign(verdict=judged["verdict"].astype("str").replace("achieved", "missed"))
    assert "by the user" in str(analysis.cite(changed, lang="en"))


def test_rows_of_no_document_are_not_cited() -> None:
    with pytest.raises(analysis.UnknownName, match="nowhere"):
        analysis.cite(rows().assign(source="nowhere"))


@pytest.mark.parametrize("name", sorted(analysis.FIGURES))
def test_nothing_that_the_data_say_is_called_the_users(name: str) -> None:
    """Whole, and of what was known at the end of 2023, read back from a file."""
    figure = analysis.FIGURES[name](lang="en")
    assert not [line for line in figure.ward_kpi.caveats if "by the user" in line]
    assert "by the user" not in str(analysis.cite(figure))
    back = through_a_file(figure.ward_kpi.rows)
    assert "by the user" not in str(analysis.cite(back, lang="en"))
    if not name.startswith("trajectories"):
        assert analysis.FIGURES[name](back, lang="en").ward_kpi.title == figure.ward_kpi.title


@pytest.mark.parametrize("day", ["2021-12-31", "2023-12-31", None])
def test_what_was_known_then_is_not_called_the_users(day: str | None) -> None:
    frame = analysis.load_observations(vintage="all", complete=True, as_of_publication=day)
    for table in (frame, through_a_file(frame), analysis.progress(frame), through_a_file(analysis.progress(frame))):
        assert "by the user" not in str(analysis.cite(table, lang="en"))


@pytest.mark.parametrize(
    ("column", "cell"),
    [("status", "behind"), ("attainment", 0.5), ("pace", 1.0), ("required_per_year", 3.0), ("own_verdict", "missed")],
)
@pytest.mark.parametrize("make", [analysis.progress, analysis.judgements], ids=["progress", "judgements"])
def test_what_is_derived_and_was_changed_is_told_as_the_users(
    make: Callable[..., pd.DataFrame], column: str, cell: object
) -> None:
    derived = make(indicator="sumida.online_procedures_priority").tail(1)
    assert "by the user" not in str(analysis.cite(through_a_file(derived), lang="en"))
    changed = through_a_file(derived.astype({column: "object"}).assign(**{column: cell}))
    own = "Figures changed or added by the user: 1; the documents named do not bear them out."
    assert own in analysis.cite(changed, lang="en").lines
    if make is analysis.progress:
        assert own in analysis.progress_table(changed, lang="en")._repr_html_()
        figure = analysis.progress_bars(changed, lang="en")
        assert figure.ward_kpi.caveats[0] == own == analysis.conclusions(figure).sentences[-1]
        assert own in analysis.cite(figure).lines


def test_progress_of_fewer_figures_is_no_change_of_the_users() -> None:
    """Without the result of FY2023 no leap from 13 to 209 is seen, which leaves out the pace of the whole rows."""
    cut = rows()[lambda frame: frame["fiscal_year"] != 2023]
    for kept in (cut, rows().query("kind != 'target'"), rows().query("kind != 'baseline'")):
        assert "by the user" not in str(analysis.cite(through_a_file(analysis.progress(kept)), lang="en"))
