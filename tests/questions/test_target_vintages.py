"""Targets dated anew: what each document says of them by itself, in words, panels and lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import synthetic
from new_wards import OTHERS
from two_column_lines import in_axes

from analysis.data.area_codes import SPECIAL_WARDS
from analysis.data.border import inward
from analysis.data.loaders import load_indicators
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.page import Ink, KpiFigure
from analysis.measures.commitments import redated_targets
from analysis.questions.target_vintages import QUESTION, target_vintages
from analysis.sources.clean import clean

CODES = {ward.slug: ward.code for ward in SPECIAL_WARDS}
SUMIDA, TAITO, SUGINAMI = "131075", "131067", "131156"
WARDS = [SUMIDA, TAITO, SUGINAMI]
HIGHEST = 12.0
OTHER_WARDS = "、".join(ward.name_ja for ward in OTHERS)


@cache
def drawn(root: Path | None = None, lang: str = "ja", mono: bool = False) -> KpiFigure:
    """Return the figure as every test sees it; none changes it."""
    return QUESTION.draw(Study.of(root, lang), ink=Ink(mono))


def texts(figure: KpiFigure) -> list[str]:
    """Return every text that is drawn."""
    return [text.get_text() for text in style.shown_texts(figure)]


def said(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> list[str]:
    """Return all sentences, the title first."""
    study = Study.of(root, lang)
    return QUESTION.sentences(QUESTION.table(study) if rows is None else inward(rows), study)


def title(rows: pd.DataFrame | None = None, root: Path | None = None, lang: str = "ja") -> str:
    return said(rows, root, lang)[0].rstrip("。.")


def redated(count: int) -> pd.DataFrame:
    """Return the rows of one indicator that was dated anew, said of ``count`` indicators."""
    rows = redated_targets(detail=True)
    known = load_indicators()
    others = known[(known["ward"] == "131075") & (known["indicator"] != rows["indicator"].iloc[0])]["indicator"]
    names = [rows["indicator"].iloc[0], *others][:count]
    return pd.concat([rows.assign(indicator=name) for name in names], ignore_index=True)


def test_a_few_indicators_have_panels() -> None:
    assert len(target_vintages(redated(2)).axes) == 2 * 3  # three documents each


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_many_indicators_have_a_line_for_each_document(lang: str) -> None:
    figure = target_vintages(redated(10), lang=lang)
    assert figure.get_figheight() <= HIGHEST
    ticks: list[Any] = [
        line.get_xdata()[0]
        for axes in figure.axes
        for line in axes.lines
        if len(line.get_xdata()) == 2 and line.get_linewidth() == 2
    ]
    assert sorted(ticks) == [2022] * 20 + [2025] * 10  # the targets of the three documents
    shown = in_axes(figure)
    assert shown.count("23/25 順調" if lang == "ja" else "23/25 on track") == 10
    assert shown.count("判定できる実績なし" if lang == "ja" else "without a result to judge") == 10
    with style.look():
        assert style.overlaps(figure) == []


def test_a_target_that_moved_without_another_judgement_is_not_said_to_change_it() -> None:
    rows = redated(2)
    same = rows["indicator"] == rows["indicator"].iloc[-1]
    rows.loc[same, "status"] = "on_track"
    told = said(rows)
    assert told[0] == "後の資料で目標の年度が変わったのは1区の2指標で、うち1は資料により判定が異なる。"
    assert "判定は、どの資料の実績と目標によるかで変わる" in told[1]
    assert [one for one in told if "判定は同じ" in one and "どの資料の実績と目標によるかで変わる" not in one]
    assert title(redated(1)).startswith("墨田区マイナポータル手続数の判定は")


def test_a_target_moved_to_a_later_year_was_not_reached_in_the_year_it_was_first_set_for() -> None:
    """24 for R4 in the draft (001:1835), 25 for R4 in 2023 (003:105); the table of 2025 gives 21 for R4 (000:11)."""
    [short] = [one for one in said() if "届いていない" in one]
    assert "令和4年度のもの（24手続、25手続）" in short and "21手続であり" in short
    rows = redated_targets(detail=True)
    reached = rows["fiscal_year"].eq(2022) & rows["source"].eq("sumida-progress-2025") & rows["kind"].eq("actual")
    met = rows.assign(value=rows["value"].mask(reached, 25.0))
    assert not any("届いていない" in one for one in said(met))


def test_a_figure_of_mid_year_is_not_said_to_be_corrected() -> None:
    """23 procedures are of December 2022; the document of 2025 gives 21 for the year, and none says why."""
    (restated,) = [one for one in said() if one.startswith("令和4年度の値は")]
    assert "令和5年11月2日の資料で23手続（令和4年12月）" in restated and restated.endswith(
        "違いの理由は資料に示されていない。"
    )


def test_a_baseline_of_unknown_day_is_hollow_and_its_line_dashed() -> None:
    """Sumida's 6 procedures of R3 have no day; from 21 in R4 to 21 in R5 and 23 in R6 the line is solid."""
    axes = drawn().axes[-1]
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white" and len(line.get_xdata())]
    assert [list(line.get_ydata()) for line in hollow] == [[6]]
    ends = {tuple(line.get_ydata()): line.get_linestyle() for line in axes.lines if len(line.get_ydata()) == 2}
    assert ends[6, 21] == "--" and ends[21, 21] == ends[21, 23] == "-"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_any_figure_nothing_is_put_in_brackets(tmp_path: Path, lang: str) -> None:
    root = synthetic.write(tmp_path / "root", {})
    clean(root)
    figure = target_vintages(root=root, lang=lang)
    said = f"{figure.ward_kpi.title} {figure.ward_kpi.kind}"
    assert "(" not in said and "（" not in said
