"""Shares of procedures online: the agency's figures, the counts behind them, who leads and by which denominator."""

from __future__ import annotations

from pathlib import Path

from matplotlib.patches import Rectangle

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import KpiFigure
from analysis.questions import yardstick_procedures
from analysis.questions.yardstick_procedures import QUESTION

SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]


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


def test_sentences_say_who_leads_and_how_denominators_differ() -> None:
    title, denominators = said()
    assert "32手続のオンライン化率は墨田区（68%）、26手続のオンライン化率は台東区（100%）" in title
    assert title.endswith("ものさしで1位が替わる。")
    assert denominators == "32手続のオンライン化率の分母は区により19手続〜22手続と異なる。"
    assert said(lang="en")[1] == (
        "Share of frequent procedures online: the denominator differs by ward (19 procedures to 22 procedures)."
    )


def test_denominators_rest_on_their_own_observations(project_root: Path) -> None:
    study = Study.of(project_root)
    claim = QUESTION.claims(QUESTION.table(study), study)[1]
    assert claim.kind == "denominator"
    assert len(claim.rows) == 3
    assert all("online_procedures_32_total" in one for one in claim.rows)


def test_yardsticks_that_agree_are_said_to_agree(project_root: Path) -> None:
    rows = yardstick_procedures.table(Study.of(project_root))
    rows["value"] = [90.0, 50.0, 60.0] * 2
    assert said(rows)[0].endswith("どれも同じ区。")
    assert "always the same ward" in said(rows, "en")[0]


def test_a_tie_is_no_change_of_the_lead_but_is_said(project_root: Path) -> None:
    rows = yardstick_procedures.table(Study.of(project_root))
    rows["value"] = [90.0, 90.0, 60.0, 90.0, 50.0, 60.0]
    assert said(rows)[0].endswith("墨田区はどれでも1位（同率を含む）。")
    assert said(rows, "en")[0].endswith("Sumida always first, alone or tied.")


def test_wards_that_lead_together_are_counted(everyone: Path) -> None:
    rows = yardstick_procedures.table(Study.of(everyone)).assign(value=100.0, unit="percent")
    title = said(rows, root=everyone)[0]
    assert title.count("など23区（100%）") == 2
    assert title.endswith("どれも同じ区。")
    assert "and 22 more (100%)" in said(rows, "en", everyone)[0]
