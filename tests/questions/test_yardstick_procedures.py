"""Shares of procedures online: the agency's figures, the counts behind them, who leads and by which denominator."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
from matplotlib.patches import Rectangle

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import KpiFigure
from analysis.questions import _shares, yardstick_procedures
from analysis.questions.yardstick_procedures import QUESTION

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
NAN = float("nan")


def texts(figure: KpiFigure) -> set[str]:
    return {text.get_text() for text in style.shown_texts(figure)}


def test_shares_come_with_the_counts_behind_them(project_root: Path) -> None:
    rows = yardstick_procedures.table(Study.of(project_root))
    counted = rows[rows["total"].notna()].set_index("ward")
    assert counted[["done", "total", "value"]].loc[WARDS].to_numpy().tolist() == [
        [13, 19, 68],
        [11, 22, 50],
        [14, 22, 64],
    ]
    for row in counted.itertuples():
        assert row.value == round(100 * row.done / row.total)
    assert rows.loc[rows["total"].isna(), "value"].tolist() == [81, 100, 92]


def test_bars_are_the_agencys_shares() -> None:
    figure = analysis.yardstick_procedures()
    found = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert [bar.get_width() for bar in sorted(found, key=lambda bar: bar.get_y())] == [0.68, 0.5, 0.64, 0.81, 1.0, 0.92]
    assert {"68%（19手続中13）", "50%（22手続中11）", "64%（22手続中14）"} <= texts(figure)


def test_counts_stand_behind_the_shares_of_many_wards(everyone: Path) -> None:
    assert "68%（19手続中13）" in texts(analysis.yardstick_procedures(root=everyone))


def said(rows: object = None, lang: str = "ja", root: Path | None = None) -> list[str]:
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else rows, study)


def test_one_procedure_decides_and_nobody_is_called_highest() -> None:
    """Sumida 13 of 19 and Suginami 14 of 22: with one less in Sumida 12 of 19 is 63.2%, below 63.6%."""
    title, one_less, one_more, denominators, *_ = said()
    assert title == (
        "よく使う32手続のオンライン化率は墨田区68%（19中13）、杉並区64%（22中14）、台東区50%（3区で最も低い）。墨田区が1件少ないと杉並区と順位が入れ替わる。"
        "3区で子育て・介護26手続のオンライン化率が最も高いのは台東区（100%）。"
    )
    assert one_less == (
        "よく使う32手続のオンライン化率で墨田区のオンライン化済みが13でなく12手続なら、19手続中12は63.2%となり、"
        "杉並区（22手続中14、63.6%）を下回る。"
    )
    assert one_more == (  # 15/22 is less than 13/19, but the table prints whole percents
        "よく使う32手続のオンライン化率で杉並区のオンライン化済みが14でなく15手続なら、22手続中15は68.2%で"
        "墨田区（19手続中13、68.4%）を下回るが、表のように丸めると同じ68%になる。"
    )
    assert (
        denominators
        == "よく使う32手続のオンライン化率の分母は区により異なる（墨田区19手続、台東区22手続、杉並区22手続）。"
    )
    assert said(lang="en")[3] == (
        "32 frequent procedures online: the denominator differs by ward "
        "(Sumida 19 procedures, Taito 22 procedures, Suginami 22 procedures)."
    )


def test_the_lowest_is_named_beside_the_highest_where_one_procedure_does_not_decide_it() -> None:
    """Taito's 11 of 22 stay below 14 of 22 and 13 of 19 with one more, or one less there; 14 and 15 of 20 may be level."""
    assert "台東区50%（3区で最も低い）" in said()[0] and "Taito 50% (lowest of 3 wards)" in said(lang="en")[0]
    assert "最も低い）" not in said(with_counts([16, 14, 15]))[0]
    close = said(with_counts([16, 12, 13]))
    assert "最も高いのは墨田区（80%）" in close[0] and not [one for one in close if "32" in one and "最も低い" in one]
    assert "3区で子育て・介護26手続のオンライン化率が最も低いのは墨田区（81%）。" in said()


def test_how_many_municipalities_have_the_highest_figure_too(reference_folder: Path) -> None:
    """As the agency's own table counts them."""
    path = reference_folder / "digital_agency_dx_20240712" / "municipal_comparison.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *lines = csv.reader(stream)
    [shares] = [line for line in lines if "26手続" in line[1]]
    assert shares[header.index("台東区")] == "100%"
    given = [one for one in shares[2:] if one.endswith("%")]
    same = given.count("100%")
    [nation] = [one for one in said() if "国の表" in one]
    assert nation == (
        "台東区と同じ子育て・介護26手続のオンライン化率100%の市区町村は、"
        f"国の表で値のある{len(given):,}のうち{same:,}（{100 * same / len(given):.1f}%）。"
    )
    held = with_counts([16, 10, 14]).dropna(subset="total")  # 80% in the first, which others exceed
    assert [one.kind for one in _shares.beside_leaders(held, Study.of())] == ["leads"]


def test_figures_are_dated_by_their_publication() -> None:
    assert "令和6年7月12日公表" in analysis.yardstick_procedures().ward_kpi.kind
    assert "published 12 July 2024" in analysis.yardstick_procedures(lang="en").ward_kpi.kind
    assert "令和6年度" not in analysis.yardstick_procedures().ward_kpi.alt


def with_counts(done: list[int], total: int = 20) -> pd.DataFrame:
    """Return the rows of the three wards with made-up counts behind the first yardstick, and 90, 50, 60% in the second."""
    rows = yardstick_procedures.table(Study.of())
    shares = [100.0 * one / total for one in done]
    return rows.assign(value=[*shares, 90.0, 50.0, 60.0], done=[*done, NAN, NAN, NAN], total=[total] * 3 + [NAN] * 3)


def test_a_lead_of_two_procedures_is_said() -> None:
    assert "3区でよく使う32手続のオンライン化率が最も高いのは墨田区（80%）" in said(with_counts([16, 10, 14]))[0]


def test_one_procedure_that_makes_wards_level_decides_as_well() -> None:
    title, one_less, *_ = said(with_counts([16, 10, 15]))
    assert "3区でよく使う32手続のオンライン化率が最も高い" not in title
    assert "墨田区のオンライン化済みが16でなく15手続なら" in one_less and "75%）と並ぶ" in one_less


def test_one_procedure_more_can_decide_where_one_less_does_not() -> None:
    """49 of 50 less one is 96%, above 9 of 10; 10 of 10 is above 98%."""
    rows = with_counts([49, 10, 9]).assign(total=[50, 20, 10, NAN, NAN, NAN])
    assert said(rows)[1] == (
        "よく使う32手続のオンライン化率で杉並区のオンライン化済みが9でなく10手続なら、10手続中10は100%となり、"
        "墨田区（50手続中49、98%）を上回る。"
    )


def test_how_two_wards_compare_as_printed_asks_nothing_of_a_third() -> None:
    """15 of 22 rounds to Sumida's 68 % whatever is printed for Taito, and with Taito left out."""
    rows = QUESTION.table(Study.of())
    other = rows["ward"] == "131067"
    for given in (rows, rows.assign(value=rows["value"].mask(other, 50.5)), rows[~other]):
        assert any("表のように丸めると同じ68%になる" in one for one in said(given))


def test_denominators_rest_on_their_own_observations(project_root: Path) -> None:
    study = Study.of(project_root)
    [claim] = [one for one in QUESTION.claims(QUESTION.table(study), study) if one.kind == "denominator"]
    assert len(claim.rows) == 3
    assert all("online_procedures_32_total" in one for one in claim.rows)


def test_wards_that_are_alike_are_not_ordered() -> None:
    assert "よく使う32手続のオンライン化率は3区とも50%" in said(with_counts([10, 10, 10]))[0]


def test_fewer_wards_are_named(everyone: Path) -> None:
    rows = yardstick_procedures.table(Study.of())
    assert said(rows[rows["ward"] != SUMIDA])[0].startswith("台東区・杉並区のうち、")
    assert said(rows[rows["ward"] == TAITO])[0] == (
        "よく使う32手続のオンライン化率は台東区50%。子育て・介護26手続のオンライン化率は台東区100%。"
    )
    rows = yardstick_procedures.table(Study.of(everyone))  # of 23 wards the source has three
    assert said(rows[rows["ward"] != SUMIDA], root=everyone)[0].startswith("台東区・杉並区のうち、")
    assert said(root=everyone)[0].startswith(
        "よく使う32手続のオンライン化率は墨田区68%（19中13）、杉並区64%（22中14）、台東区50%（3区で最も低い）。"
    )


def test_wards_that_lead_together_are_counted(everyone: Path) -> None:
    rows = yardstick_procedures.table(Study.of(everyone)).assign(value=100.0, unit="percent", done=NAN, total=NAN)
    assert said(rows, root=everyone)[0].count("は23区とも100%") == 2
