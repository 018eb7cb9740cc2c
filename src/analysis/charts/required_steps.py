"""A chart of the pace that open targets need, beside the pace that was shown."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis import findings
from analysis.charts.old import describe, wording
from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study, own
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.measures import views
from analysis.measures.yearly_steps import outlook as outlook_table
from analysis.measures.yearly_steps import rounded, yearly_steps
from analysis.words.labels import REASONS
from analysis.words.wording import Wording, known, number

_KIND = {
    "ja": "目標まで残る差を埋めるのに必要な年間の増分（◆）と、これまでの年間の増分（線は最小〜最大、縦線は中央値）。"
    "基準値から目標値までを100%とする。予測ではない",
    "en": "Yearly step still needed (diamond) and yearly steps so far (line: least to most, tick: median), in % of "
    "the way from baseline to target. Not a forecast",
}
_KIND_OF_MANY = {
    "ja": "目標まで残る差を埋めるのに必要な年間の増分（◆、右の数字）と、これまでの年間の増分（線は最小〜最大、縦線は中央値）。"
    "基準値から目標値までを100%とする。予測ではない",
    "en": "Yearly step still needed (diamond, and the figure on the right) and yearly steps so far (line: least to most, "
    "tick: median), in % of the way from baseline to target. Not a forecast",
}
_NO_OUTLOOK = {
    "closed": {
        "ja": "期限前の数値目標なし（目標年度まで公表済み）",
        "en": "no open target in figures: reported up to the target year",
    },
    "met": {"ja": "期限前の数値目標は達成済み", "en": "every open target in figures is met already"},
    "no_target": {"ja": "数値目標の公表なし", "en": "no target in figures is published"},
    "no_result": {"ja": "実績の公表がなく、計算できない", "en": "no result published, cannot be derived"},
}


def outlook(table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None) -> KpiFigure:
    """Draw the yearly step each open target needs beside the yearly steps that were shown.

    Parameters
    ----------
    table : DataFrame, optional
        Rows of :func:`analysis.measures.yearly_steps.outlook`; those of :func:`analysis.measures.views.scorecard` without it.
    lang, mono, root
        As in :func:`analysis.progress_bars`.

    Returns
    -------
    KpiFigure
        A row for each indicator whose target is still open, in shares of the way from baseline to target a year. Wards
        without an open target keep a row that says why.
    """
    words = wording("outlook", lang, root, table)
    rows = open_targets(root=root) if table is None else table
    info = describe(
        "outlook",
        rows,
        title=findings.title("outlook", rows, lang=lang, root=root),
        kind=(_KIND if views.few(rows) else _KIND_OF_MANY)[lang],
        details=[f"{labelling.indicator_name(row, words)}: {_step_label(row, words)}" for row in each(rows)],
        lang=lang,
        root=root,
    )
    steps = yearly_steps(own(Study.of(root)))
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if not views.few(rows):
            return _compact_outlook(info, rows, steps, wards, words)
        page = Page(info, len(rows) * 0.42 + 0.6)
        axes = page.figure.add_subplot(page.grid(left=labelling.NAMES, right=0.3, top=0.1, bottom=0.35)[0])
        _step_axis(axes, rows, 8)
        labelling.rows_axis(axes, len(rows))
        for y, row in enumerate(each(rows)):
            labelling.row_label(
                axes,
                y,
                wards[row.ward],
                [labelling.indicator_name(row, words), _step_label(row, words)],
                width=labelling.NAMES - 0.12,
            )
            _step_marks(axes, y, row, wards[row.ward], steps)
        return page.finish()


def _step_axis(axes: Axes, rows: pd.DataFrame, ticks: int) -> None:
    """Make the horizontal axis one of yearly steps, with at most about so many ``ticks``."""
    shares = pd.concat([rows["required_share"], rows["slowest_share"], rows["fastest_share"]])
    axes.set_xlim(min(0.0, shares.min()), max(0.1, shares.max()) * 1.12)
    labelling.share_axis(axes, MaxNLocator(ticks, steps=[1, 2, 5, 10]).tick_values(*axes.get_xlim()))
    axes.grid(axis="x")


def _compact_outlook(
    info: FigureInfo, rows: pd.DataFrame, steps: pd.DataFrame, wards: dict[str, WardStyle], words: Wording
) -> KpiFigure:
    """Draw one line for each open target, in two columns; wards without any share a line for each reason."""
    page = two_columns.Flow(info, _step_entries(rows, words), wards)
    for axes in page.axes:
        _step_axis(axes, rows, 4)
        axes.axvline(0, color=style.QUIET, linewidth=0.8)
    for axes, y, row in page.rows():
        _step_marks(axes, y, row, wards[row.ward], steps, high=two_columns.ROW, scale=0.65)
    return page.finish()


def _step_entries(rows: pd.DataFrame, words: Wording) -> list[two_columns.Entry]:
    """Return a line for each open target, and one for the wards without any, for each reason."""
    entries = []
    for row in each(rows[rows["indicator"] != ""]):
        drawn = known(row.required_share)
        note = "" if drawn else REASONS[row.reason][words.lang]
        needed = words.step(rounded(row.required_per_year), row.unit)
        entries.append(
            two_columns.Entry(labelling.indicator_name(row, words), "", row.ward, note, needed, row if drawn else None)
        )
    for reason, group in rows[rows["indicator"] == ""].groupby("reason", sort=False):
        entries.append(
            two_columns.Entry(two_columns.shared(_NO_OUTLOOK[str(reason)][words.lang], group["ward"], words))
        )
    return entries


def open_targets(*, root: Root = None) -> pd.DataFrame:
    """Return the outlook of every KPI on the scorecard whose target is open, and one row for each ward without any."""
    card = views.scorecard(study=Study.of(root))
    rows = outlook_table(own(Study.of(root)), Study.of(root))
    still = rows[rows["indicator"].isin(card["indicator"]) & rows["required_per_year"].notna()]
    table = views.with_every_ward(views.in_order(still, Study.of(root)), Study.of(root))
    reasons = {str(code): _why_none_open(of_ward) for code, of_ward in card.groupby("ward")}
    of_wards = [reasons.get(str(code), "no_result") for code in table["ward"]]
    return table.assign(reason=table["reason"].where(table["indicator"] != "", of_wards))


def _why_none_open(of_ward: pd.DataFrame) -> str:
    """Return why a ward, of which these are the KPIs on the scorecard, has no target that is open and can be derived."""
    shown = of_ward[of_ward["value"].notna()]
    if shown.empty or (of_ward["status"] == "no_result").any():
        return "no_result"
    targets = shown[shown["target"].notna()]
    if targets.empty:
        return "no_target"
    return "met" if (targets["value_year"] < targets["target_year"]).any() else "closed"


def _step_marks(
    axes: Axes,
    y: float,
    row: Any,
    ward: WardStyle,
    steps: pd.DataFrame,
    *,
    high: float = 1.0,
    scale: float = 1.0,
) -> None:
    """Draw the steps shown and the step needed, in a row that is ``high`` on the axis; ``scale`` is that of the marks."""
    if not known(row.required_share):
        return
    axes.plot([row.slowest_share, row.fastest_share], [y, y], color=ward.colour, linewidth=3 * scale,
              solid_capstyle="butt")  # fmt: skip
    shown = steps.loc[steps["indicator"] == row.indicator, "step"] * (row.required_share / row.required_per_year)
    axes.plot(shown, [y] * len(shown), ward.marker, color=ward.colour, markersize=4.5 * scale)
    tick = 0.22 * high
    axes.plot([row.median_share] * 2, [y - tick, y + tick], color=ward.colour, linewidth=1.6 * scale)
    # small marks touch one another
    edge: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": 0.6} if scale < 1 else {}
    axes.plot([row.required_share], [y], "D", color=style.INK, markersize=7 * scale, **edge)


def _step_label(row: Any, words: Wording) -> str:
    if not row.indicator:
        return _NO_OUTLOOK[row.reason][words.lang]
    needed, unit = number(rounded(row.required_per_year)), words.step_unit(row.unit)
    span = words.span(number(rounded(row.step_slowest)), number(rounded(row.step_fastest)))
    return (
        f"必要 年{needed}／これまで 年{span}（{unit}）"
        if words.ja
        else f"needs {needed} a year; so far {span} ({unit})"
    )
