"""The figures over time, for more wards than can each have a large panel: small panels, and every other ward named.

The figures of the added wards are made up; what a panel must show is read off them by hand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from new_wards import with_table
from panel_figures import panels, texts

import analysis
from analysis.data.area_codes import SPECIAL_WARDS
from analysis.drawing import style

HIGHEST = 12.0


@cache
def drawn(root: Path, name: str, lang: str = "ja") -> Figure:
    """Return a figure of a crowd; no test changes it."""
    return analysis.FIGURES[name](root=root, lang=lang)


def test_all_23_wards_fit_on_a_page(everyone: Path) -> None:
    figure = analysis.FIGURES["mynumber_series"](root=everyone, lang="en")
    assert figure.get_figheight() <= HIGHEST
    assert figure.get_figwidth() == pytest.approx(7.2)
    assert min(text.get_fontsize() for text in style.shown_texts(figure) if text.get_text().strip()) >= 6
    assert len(figure.ward_kpi.title) <= 180
    shown = [text.get_text() for text in texts(figure)]
    assert [ward.name_en for ward in SPECIAL_WARDS if not any(text.startswith(ward.name_en) for text in shown)] == []
    assert len(panels(figure)) == 23
    with style.look():
        assert style.overlaps(figure) == []


def test_four_wards_do_not_share_one_axis_of_rates(koto: Path) -> None:
    rates = {"koto.mynumber_card_rate": ["15%", "70%", "80%"]}
    root = with_table(koto, ["基準値（H30）", "R6", "目標値（R10）"], rates)
    assert len(panels(analysis.mynumber_series(root=root))) == 4
    assert len(panels(analysis.mynumber_series())) == 2  # the project's three wards
