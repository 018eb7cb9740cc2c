"""A chart of how far each ward has come from its baseline to its target."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis import findings
from analysis.charts.old import describe, wording
from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.labelling import word
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.measures import views
from analysis.words.labels import REASONS, STATUSES
from analysis.words.wording import Wording, known, number, percent

_CUT = 2.5
"""Where the axis of progress ends: a bar beyond it is cut, marked as cut, and keeps its figure."""
_ROW = 0.37  # inches
_KIND = {
    "ja": "基準値（0%）から目標値（100%）までのうち来た割合。区ごとの定義による実績、白抜きは見込。"
    "縦の短線は計画期間の経過割合",
    "en": "Share of the way from baseline (0%) to target (100%), by each ward's own definition: actual, hollow: "
    "estimate. Short upright line: share of the plan's time gone",
}


def progress_bars(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw progress from baseline to target side by side, each ward by its own definition.

    Parameters
    ----------
    table : DataFrame, optional
        Rows of :func:`analysis.progress`; :func:`analysis.measures.views.main_progress` without it.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys and hatches instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        Bars start at zero; one that would leave the axis is cut, marked as cut and labelled with its figure. A ward
        without a result keeps its row and says why it has no bar.
    """
    words = wording("progress_bars", lang, root, table)
    rows = views.main_progress(study=Study.of(root)) if table is None else table
    info = describe(
        "progress_bars",
        rows,
        title=findings.title("progress_bars", rows, lang=lang, root=root),
        kind=_KIND[lang],
        details=[
            ": ".join((labelling.indicator_name(row, words), _reading(row, words), _verdict(row, words)))
            for row in each(rows)
        ],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if not views.few(rows):
            return _compact_bars(info, rows, wards, words)
        tops, places = labelling.group_places(rows["theme"])
        page = Page(info, places * _ROW + 0.55)
        axes = page.figure.add_subplot(page.grid(left=labelling.NAMES, right=1.25, top=0.2, bottom=0.35)[0])
        _way_axis(axes, rows, [0, 0.5, 1, 1.5, 2])
        labelling.rows_axis(axes, places)
        axes.text(1, -0.62, word("target", lang), ha="center", va="bottom", size=style.NOTE_SIZE)
        for theme, top in tops.items():
            labelling.group_title(axes, top, words.theme(theme), labelling.NAMES)
        for y, row in zip(labelling.row_places(rows["theme"]), each(rows), strict=True):
            _progress_row(axes, y, row, wards[row.ward], words)
        return page.finish()


def _way_axis(axes: Axes, rows: pd.DataFrame, ticks: list[float]) -> None:
    """Make the horizontal axis one of progress: baseline and target are upright lines."""
    axes.set_xlim(min(0.0, rows["progress"].min()), _CUT)
    labelling.share_axis(axes, ticks)
    axes.axvline(0, color=style.QUIET, linewidth=0.8)
    axes.axvline(1, color=style.INK, linewidth=1, linestyle=labelling.DASHED)


def _compact_bars(info: FigureInfo, rows: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> KpiFigure:
    """Draw one line for each indicator, in two columns; wards that publish nothing under a theme share a line."""
    page = two_columns.Flow(info, _bar_entries(rows, words), wards, top=0.2)
    for axes in page.axes:
        _way_axis(axes, rows, [0, 1, 2])
        axes.text(1, -0.03, word("target", words.lang), ha="center", va="bottom", size=style.NOTE_SIZE)
    for axes, y, row in page.rows():
        _bar(axes, y, row, wards[row.ward], high=two_columns.ROW)
    return page.finish()


def _bar_entries(rows: pd.DataFrame, words: Wording) -> list[two_columns.Entry]:
    """Return a line for each indicator, theme by theme, and one for the wards that publish nothing under it."""
    entries = []
    for theme, of_theme in rows.groupby("theme", sort=False):
        head = words.theme(str(theme))
        for row in each(of_theme[of_theme["indicator"] != ""]):
            drawn = known(row.progress)
            note = "" if drawn else _why_no_bar(row, words)
            right = _verdict(row, words)
            entries.append(
                two_columns.Entry(
                    labelling.indicator_name(row, words), head, row.ward, note, right, row if drawn else None
                )
            )
        silent = of_theme.loc[of_theme["indicator"] == "", "ward"]
        if len(silent):
            entries.append(
                two_columns.Entry(two_columns.shared(word("not_published", words.lang), silent, words), head)
            )
    return entries


def _progress_row(axes: Axes, y: float, row: Any, ward: WardStyle, words: Wording) -> None:
    """Draw one indicator: its name and figures left, its bar, and its progress and status right."""
    labelling.row_label(
        axes, y, ward, [labelling.indicator_name(row, words), _reading(row, words)], width=labelling.NAMES - 0.12
    )
    axes.annotate(_verdict(row, words), (1, y), (6, 0), xycoords=axes.get_yaxis_transform(),
                  textcoords="offset points", va="center_baseline", size=style.SMALL_SIZE)  # fmt: skip
    if not known(row.progress):
        axes.text(0.03, y, _why_no_bar(row, words), va="center_baseline", size=style.NOTE_SIZE, color=style.QUIET,
                  path_effects=[labelling.HALO])  # fmt: skip
        return
    _bar(axes, y, row, ward)


def _bar(axes: Axes, y: float, row: Any, ward: WardStyle, *, high: float = 1.0) -> None:
    """Draw the bar of one indicator and the mark of its plan's time, in a row that is ``high`` on the axis."""
    hollow = row.value_kind == "estimate"
    axes.barh(y, min(row.progress, _CUT), height=0.5 * high, **labelling.bar_look(ward, hollow=hollow))
    if row.progress > _CUT:
        labelling.break_mark(axes, y, 0.5 * high)
    for colour, width in (("white", 3.2), (style.INK, 1.4)):  # the white edge shows it on a black bar
        axes.plot([row.elapsed, row.elapsed], [y - 0.36 * high, y + 0.36 * high], color=colour, linewidth=width)


def _why_no_bar(row: Any, words: Wording) -> str:
    """Return a plan's own words, or why progress cannot be derived."""
    if row.status == "qualitative":
        return f"{words.year(row.target_year)} {row.target_text}"
    return REASONS[row.reason][words.lang]


def _reading(row: Any, words: Wording) -> str:
    """Return baseline, result and target with their years: 13 (R3) → 37 (R6), 目標 44手続 (R7)."""
    way = f"{number(row.baseline)} ({words.year(row.baseline_year)}) → " if known(row.baseline) else ""
    ends = []
    if known(row.value):
        estimate = word("estimate", words.lang) + " " if row.value_kind == "estimate" else ""
        ends.append((f"{estimate}{number(row.value)}", row.value_year))
    if known(row.target):
        goal = word("target" if row.target_kind == "target" else "plan", words.lang)
        target = words.figure(row.target, row.unit) if words.ja or row.unit == "percent" else number(row.target)
        ends.append((f"{goal} {target}", row.target_year))
    if not ends:
        return way.removesuffix(" → ")
    if len({year for _, year in ends}) == 1:  # one year for both
        return f"{way}{', '.join(text for text, _ in ends)} ({words.year(ends[0][1])})"
    return way + ", ".join(f"{text} ({words.year(year)})" for text, year in ends)


def _verdict(row: Any, words: Wording) -> str:
    if not row.indicator:
        return word("not_published", words.lang)
    status = STATUSES[row.status][words.lang]
    return f"{percent(row.progress)} {status}" if known(row.progress) else status
