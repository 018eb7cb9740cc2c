"""A chart of how stable rankings are: every rank that a ward takes over every choice of document, indicator and date."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.frames import each
from analysis.data.load import Root, load_wards
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import labelling, style
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures import views
from analysis.measures.rankings import options, summary
from analysis.words.wording import Wording

_KIND = {
    "ja": "選べる資料・指標・時点のすべての組合せで順位を付けたときの、各区の順位の範囲（右は組合せの数）",
    "en": "Range of each ward's rank over every choice of document, indicator and date (right: number of choices)",
}
_KIND_OF_MANY = {
    "ja": "選べる資料・指標・時点のすべての組合せで付けた順位。2–5は組合せにより2位から5位まで変わる（太枠）。"
    "上位3位まで濃く、太枠は低い方の順位の濃さ。－は順位を付けられない",
    "en": "Ranks over every choice of document, indicator and date. 2–5: between 2nd and 5th, depending on the choice "
    "(bold frame). The first three are shaded, where framed by the lower rank. －: cannot be ranked",
}
_RANKED = {"ja": "{}の数", "en": "Number of {}"}
_CHOICES = {"ja": "組合せの数", "en": "Choices"}
_RANK_LOOKS = {1: ("#333333", "white"), 2: ("#767676", "white"), 3: ("#c8c8c8", style.INK)}
"""Of the first ranks: face and colour of the text."""


def ranking_sensitivity(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw how far each ward's rank depends on document, indicator, date and yardstick.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.rankings.summary` gives.
    lang, mono, root
        As in :func:`analysis.progress_bars`.

    Returns
    -------
    KpiFigure
        A row for each theme and yardstick; a mark at every rank a ward takes in any of the choices.
    """
    words = wording("ranking_sensitivity", lang, root, table)
    rows = require(
        "ranking_sensitivity", summary(options(None, Study.of(root)), Study.of(root)) if table is None else table
    )
    codes = list(load_wards(root)["ward"])
    few = views.few(load_wards(root))
    info = describe(
        "ranking_sensitivity",
        rows.drop(columns="indicator", errors="ignore"),
        title=findings.title("ranking_sensitivity", rows, lang=lang, root=root),
        kind=(_KIND if few else _KIND_OF_MANY)[lang],
        details=[_rank_told(row, words) for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if not few:
            return _ranks_of_many(info, rows, {code: wards[code] for code in codes}, words)
        yardsticks = rows.drop_duplicates(["theme", "yardstick"])
        tops, places = labelling.group_places(yardsticks["theme"])
        page = Page(info, places * 0.25 + 0.6)
        axes = page.figure.add_subplot(page.grid(left=2.5, right=1.4, top=0.3, bottom=0.1)[0])
        last = int(rows["worst"].max())
        axes.set_xlim(0.6, last + 0.6)
        labelling.rows_axis(axes, places)
        axes.set_xticks(range(1, last + 1), [words.rank(rank) for rank in range(1, last + 1)])
        axes.xaxis.tick_top()
        axes.spines[["bottom"]].set_visible(False)
        axes.grid(axis="x")
        labelling.ward_key(axes, -0.8, [wards[code] for code in codes], 2.38)
        for theme, top in tops.items():
            labelling.group_title(axes, top, words.theme(theme), 2.5)
        for y, (_, one) in zip(labelling.row_places(yardsticks["theme"]), yardsticks.iterrows(), strict=True):
            name = words.yardstick(str(one["yardstick"]))
            labelling.margin_text(axes, y, name, 2.4)
            of_row = rows[(rows["theme"] == one["theme"]) & (rows["yardstick"] == one["yardstick"])]
            _rank_row(axes, y, of_row, wards, codes)
            axes.annotate(_ranked_told(of_row, wards, codes, words), (1, y), (6, 0), va="center_baseline",
                          xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                          size=style.NOTE_SIZE, color=style.QUIET)  # fmt: skip
        return page.finish()


def _ranks_of_many(info: FigureInfo, rows: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> KpiFigure:
    """Draw, for each ward and yardstick, the rank or the range of ranks."""
    yardsticks = [(row.theme, row.yardstick) for row in each(rows.drop_duplicates(["theme", "yardstick"]))]
    looks = {(row.ward, (row.theme, row.yardstick)): _rank_cell(row) for row in each(rows)}
    groups = rows.groupby(["theme", "yardstick"])
    unranked = Cell(("－",), ink=style.QUIET)
    table = [Row(ward, [looks.get((code, key), unranked) for key in yardsticks]) for code, ward in wards.items()]
    ranked = _RANKED[words.lang].format(words.areas)
    for name, counts in ((ranked, groups["ward"].nunique()), (_CHOICES[words.lang], groups["choices"].first())):
        table.append(Row(name, [Cell((str(counts[key]),), ink=style.QUIET) for key in yardsticks]))
    columns = [Column(words.yardstick(yardstick), words.theme(theme)) for theme, yardstick in yardsticks]
    return wards_table(info, columns, table)


def _rank_cell(row: Any) -> Cell:
    depends = row.best != row.worst
    face, ink = _RANK_LOOKS.get(row.worst, ("white", style.INK))
    if not depends:
        return Cell((str(row.best),), face, style.RULE, ink)
    folded = (f"{row.best}–", str(row.worst)) if row.worst > 9 else ()  # a range of single digits is short enough
    return Cell((f"{row.best}–{row.worst}",), face, style.INK, ink, thick=True, folded=folded)


def _ranked_told(rows: pd.DataFrame, wards: dict[str, WardStyle], codes: list[str], words: Wording) -> str:
    """Return in how many ways the row ranks, and which wards publish nothing to rank."""
    count = str(rows["choices"].iloc[0])
    missing = [wards[code].name for code in codes if code not in set(rows["ward"])]
    if words.ja:
        without = missing[0] if len(missing) == 1 else f"{len(missing)}区"
        return f"{count}通り（{without}なし）" if missing else f"{count}通り"
    without = missing[0] if len(missing) == 1 else f"{len(missing)} wards"
    return f"{count} (no {without})" if missing else count


def _rank_row(axes: Axes, y: float, rows: pd.DataFrame, wards: dict[str, WardStyle], codes: list[str]) -> None:
    """Draw the ranks each ward takes, wards beside one another where they share a rank."""
    spread = 0.16
    for row in each(rows):
        ward = wards[row.ward]
        offset = (codes.index(row.ward) - (len(codes) - 1) / 2) * spread
        ranks = list(range(row.best, row.worst + 1))
        if len(ranks) > 1:
            axes.plot([rank + offset for rank in ranks], [y] * len(ranks), color=ward.colour, linewidth=1.2, zorder=2)
        axes.plot([rank + offset for rank in ranks], [y] * len(ranks), ward.marker, color=ward.colour, zorder=3,
                  markerfacecolor="white" if len(ranks) > 1 else ward.colour)  # fmt: skip


def _rank_told(row: Any, words: Wording) -> str:
    ranks = words.span(words.rank(row.best), words.rank(row.worst))
    return f"{words.theme(row.theme)} {words.yardstick(row.yardstick)} {words.ward(row.ward)} {ranks}"
