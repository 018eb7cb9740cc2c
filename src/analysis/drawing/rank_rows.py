"""A row for each of several rankings, in groups: a mark at every rank that an area takes, a line where it takes several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import FigureInfo, KpiFigure, Page

_LEFT, _RIGHT = 2.5, 1.4  # inches, as is the following
_ROW = 0.25
_SPREAD = 0.16
"""How far apart those stand that share a rank, in ranks."""


class Ranking(NamedTuple):
    """A row: its group, its name, the best and the worst rank of each ward by code, and what stands on its right."""

    group: str
    name: str
    ranks: Mapping[str, tuple[int, int]]
    beside: str


def rank_rows(
    info: FigureInfo, rankings: Sequence[Ranking], wards: Mapping[str, WardStyle], ticks: Sequence[str]
) -> KpiFigure:
    """Draw the rankings under the titles of their groups, hollow marks where a ward takes several ranks.

    Parameters
    ----------
    info : FigureInfo
        What the figure shows.
    rankings : sequence of Ranking
        The rows, those of one group together.
    wards : mapping
        Looks by code, in the order in which wards stand beside one another.
    ticks : sequence of str
        What each rank is called, from the first on.
    """
    groups = pd.Series([one.group for one in rankings], dtype="str")
    tops, places = labelling.group_places(groups)
    page = Page(info, places * _ROW + 0.6)
    axes = page.figure.add_subplot(page.grid(left=_LEFT, right=_RIGHT, top=0.3, bottom=0.1)[0])
    axes.set_xlim(0.6, len(ticks) + 0.6)
    labelling.rows_axis(axes, places)
    axes.set_xticks(range(1, len(ticks) + 1), ticks)
    axes.xaxis.tick_top()
    axes.spines[["bottom"]].set_visible(False)
    axes.grid(axis="x")
    labelling.ward_key(axes, -0.8, wards.values(), _LEFT - 0.12)
    for group, top in tops.items():
        labelling.group_title(axes, top, group, _LEFT)
    for y, one in zip(labelling.row_places(groups), rankings, strict=True):
        labelling.margin_text(axes, y, one.name, _LEFT - 0.1)
        _draw_ranks(axes, y, one, wards)
        axes.annotate(one.beside, (1, y), (6, 0), va="center_baseline", xycoords=axes.get_yaxis_transform(),
                      textcoords="offset points", size=style.NOTE_SIZE, color=style.QUIET)  # fmt: skip
    return page.finish()


def _draw_ranks(axes: Axes, y: float, ranking: Ranking, wards: Mapping[str, WardStyle]) -> None:
    order = list(wards)
    for code, (best, worst) in ranking.ranks.items():
        ward, several = wards[code], best != worst
        aside = (order.index(code) - (len(order) - 1) / 2) * _SPREAD
        ranks = [rank + aside for rank in range(best, worst + 1)]
        if several:
            axes.plot(ranks, [y] * len(ranks), color=ward.colour, linewidth=1.2, zorder=2)
        axes.plot(ranks, [y] * len(ranks), ward.marker, color=ward.colour, zorder=3,
                  markerfacecolor="white" if several else ward.colour)  # fmt: skip
