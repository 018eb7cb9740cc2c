"""Charts of measures without unit: how far each ward has come, what pace it needs, and how stable rankings are."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis import findings, style, views
from analysis.charts import parts
from analysis.charts.parts import word
from analysis.frames import each
from analysis.labels import MEASURES, REASONS, STATUSES
from analysis.load import Root, load_wards
from analysis.page import KpiFigure, Page, describe, require
from analysis.sensitivity import rankings, summary
from analysis.steps import outlook as outlook_table
from analysis.steps import yearly_steps
from analysis.wording import Wording, known, number, percent

_CUT = 2.5
"""Where the axis of progress ends: a bar beyond it is cut, marked as cut, and keeps its figure."""

_ROW = 0.37  # inches
_NAMES = 2.95
_KIND = {
    "progress_bars": {
        "ja": "基準値（0%）から目標値（100%）までのうち来た割合。区ごとの定義による実績、白抜きは見込。"
        "縦の短線は計画期間の経過割合",
        "en": "Share of the way from baseline (0%) to target (100%), by each ward's own definition: actual, hollow: "
        "estimate. Short upright line: share of the plan's time gone",
    },
    "outlook": {
        "ja": "目標まで残る差を埋めるのに必要な年間の増分（◆）と、これまでの年間の増分（線は最小〜最大、縦線は中央値）。"
        "基準値から目標値までを100%とする。予測ではない",
        "en": "Yearly step still needed (diamond) and yearly steps so far (line: least to most, tick: median), in % of "
        "the way from baseline to target. Not a forecast",
    },
    "ranking_sensitivity": {
        "ja": "選べる資料・指標・時点のすべての組合せで順位を付けたときの、各区の順位の範囲（右は組合せの数）",
        "en": "Range of each ward's rank over every choice of document, indicator and date (right: number of choices)",
    },
}


def progress_bars(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw progress from baseline to target side by side, each ward by its own definition.

    Parameters
    ----------
    table : DataFrame, optional
        Rows of :func:`analysis.progress`; :func:`analysis.views.main_progress` without it.
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
    words = Wording(lang, root)
    rows = views.main_progress(root=root) if table is None else table
    info = describe(
        "progress_bars",
        rows,
        title=findings.title("progress_bars", rows, lang=lang, root=root),
        kind=_KIND["progress_bars"][lang],
        details=[": ".join((_name(row, words), _reading(row, words), _verdict(row, words))) for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        tops, places = _grouped(rows["theme"])
        page = Page(info, places * _ROW + 0.55)
        axes = page.figure.add_subplot(page.grid(left=_NAMES, right=1.25, top=0.2, bottom=0.35)[0])
        axes.set_xlim(min(0.0, rows["progress"].min()), _CUT)
        parts.share_axis(axes, [0, 0.5, 1, 1.5, 2])
        parts.rows_axis(axes, places)
        axes.axvline(0, color=style.QUIET, linewidth=0.8)
        axes.axvline(1, color=style.INK, linewidth=1, linestyle=parts.DASHED)
        axes.text(1, -0.62, word("target", lang), ha="center", va="bottom", size=style.NOTE_SIZE)
        for theme, top in tops.items():
            parts.group_title(axes, top, words.theme(theme), _NAMES)
        for y, row in zip(_row_places(rows["theme"]), each(rows), strict=True):
            _progress_row(axes, y, row, wards[row.ward], words)
        return page.finish()


def _grouped(themes: pd.Series[str]) -> tuple[dict[str, float], float]:
    """Return where each group's title stands, and how many places all rows take."""
    tops = {}
    places = 0.0
    for theme, count in themes.groupby(themes, sort=False).size().items():
        tops[str(theme)] = places
        places += count + 0.75
    return tops, places


def _row_places(themes: pd.Series[str]) -> list[float]:
    """Return the place of each row beneath its group's title."""
    tops, _ = _grouped(themes)
    counts = themes.groupby(themes, sort=False).cumcount()
    return [tops[theme] + 0.75 + count for theme, count in zip(themes, counts, strict=True)]


def _progress_row(axes: Axes, y: float, row: Any, ward: style.WardStyle, words: Wording) -> None:
    """Draw one indicator: its name and figures left, its bar, and its progress and status right."""
    parts.row_label(axes, y, ward, [_name(row, words), _reading(row, words)], width=_NAMES - 0.12)
    axes.annotate(_verdict(row, words), (1, y), (6, 0), xycoords=axes.get_yaxis_transform(),
                  textcoords="offset points", va="center_baseline", size=style.SMALL_SIZE)  # fmt: skip
    if not known(row.progress):
        axes.text(0.03, y, _why_no_bar(row, words), va="center_baseline", size=style.NOTE_SIZE, color=style.QUIET,
                  path_effects=[parts.HALO])  # fmt: skip
        return
    hollow = row.value_kind == "estimate"
    axes.barh(y, min(row.progress, _CUT), height=0.5, **parts.bar_look(ward, hollow=hollow))
    if row.progress > _CUT:
        parts.break_mark(axes, y, 0.5)
    for colour, width in (("white", 3.2), (style.INK, 1.4)):  # the white edge shows it on a black bar
        axes.plot([row.elapsed, row.elapsed], [y - 0.36, y + 0.36], color=colour, linewidth=width)


def _why_no_bar(row: Any, words: Wording) -> str:
    """Return a plan's own words, or why progress cannot be derived."""
    if row.status == "qualitative":
        return f"{words.year(row.target_year)} {row.target_text}"
    return REASONS[row.reason][words.lang]


def _name(row: Any, words: Wording) -> str:
    return f"{words.ward(row.ward)} {words.indicator(row.indicator)}" if row.indicator else words.ward(row.ward)


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
    if len({year for _, year in ends}) == 1:  # one year for both
        return f"{way}{', '.join(text for text, _ in ends)} ({words.year(ends[0][1])})"
    return way + ", ".join(f"{text} ({words.year(year)})" for text, year in ends)


def _verdict(row: Any, words: Wording) -> str:
    if not row.indicator:
        return word("not_published", words.lang)
    status = STATUSES[row.status][words.lang]
    return f"{percent(row.progress)} {status}" if known(row.progress) else status


# --- outlook -----------------------------------------------------------------------------------------------------


def outlook(table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None) -> KpiFigure:
    """Draw the yearly step each open target needs beside the yearly steps that were shown.

    Parameters
    ----------
    table : DataFrame, optional
        Rows of :func:`analysis.steps.outlook`; those of :func:`analysis.views.scorecard` without it.
    lang, mono, root
        As in :func:`progress_bars`.

    Returns
    -------
    KpiFigure
        A row for each indicator whose target is still open, in shares of the way from baseline to target a year. Wards
        without an open target keep a row that says why.
    """
    words = Wording(lang, root)
    rows = open_targets(root=root) if table is None else table
    info = describe(
        "outlook",
        rows,
        title=findings.title("outlook", rows, lang=lang, root=root),
        kind=_KIND["outlook"][lang],
        details=[f"{_name(row, words)}: {_step_label(row, words)}" for row in each(rows)],
        lang=lang,
        root=root,
    )
    steps = yearly_steps(views.own(root=root), root=root)
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        page = Page(info, len(rows) * 0.42 + 0.6)
        axes = page.figure.add_subplot(page.grid(left=_NAMES, right=0.3, top=0.1, bottom=0.35)[0])
        shares = pd.concat([rows["required_share"], rows["slowest_share"], rows["fastest_share"]])
        axes.set_xlim(min(0.0, shares.min()), max(0.1, shares.max()) * 1.12)
        parts.share_axis(axes, MaxNLocator(8, steps=[1, 2, 5, 10]).tick_values(*axes.get_xlim()))
        axes.grid(axis="x")
        parts.rows_axis(axes, len(rows))
        for y, row in enumerate(each(rows)):
            _outlook_row(axes, y, row, wards[row.ward], steps[steps["indicator"] == row.indicator], words)
        return page.finish()


def open_targets(*, root: Root = None) -> pd.DataFrame:
    """Return the outlook of every KPI on the scorecard whose target is open, and one row for each ward without any."""
    card = views.scorecard(root=root)
    rows = outlook_table(views.own(root=root), root=root)
    still = rows[rows["indicator"].isin(card["indicator"]) & rows["required_per_year"].notna()]
    table = views.with_every_ward(views.in_order(still, root), root)
    judged = set(card.loc[card["value"].notna(), "ward"])
    reasons = ["closed" if code in judged else "no_result" for code in table["ward"]]
    return table.assign(reason=table["reason"].where(table["indicator"] != "", reasons))


_NO_OUTLOOK = {
    "closed": {
        "ja": "期限前の数値目標なし（目標年度まで公表済み）",
        "en": "no open target in figures: reported up to the target year",
    },
    "no_result": {"ja": "実績の公表がなく、計算できない", "en": "no result published, cannot be derived"},
}


def _outlook_row(axes: Axes, y: float, row: Any, ward: style.WardStyle, steps: pd.DataFrame, words: Wording) -> None:
    parts.row_label(axes, y, ward, [_name(row, words), _step_label(row, words)], width=_NAMES - 0.12)
    if not known(row.required_share):
        return
    axes.plot([row.slowest_share, row.fastest_share], [y, y], color=ward.colour, linewidth=3, solid_capstyle="butt")
    span = row.required_per_year / row.required_share
    axes.plot(steps["step"] / span, [y] * len(steps), ward.marker, color=ward.colour, markersize=4.5)
    axes.plot([row.median_share] * 2, [y - 0.22, y + 0.22], color=ward.colour, linewidth=1.6)
    axes.plot([row.required_share], [y], "D", color=style.INK, markersize=7)


def _step_label(row: Any, words: Wording) -> str:
    if not row.indicator:
        return _NO_OUTLOOK[row.reason][words.lang]
    needed, unit = number(row.required_per_year), words.step_unit(row.unit)
    span = words.span(number(row.step_slowest), number(row.step_fastest))
    return (
        f"必要 年{needed}／これまで 年{span}（{unit}）"
        if words.ja
        else f"needs {needed} a year; so far {span} ({unit})"
    )


# --- rankings ----------------------------------------------------------------------------------------------------


def ranking_sensitivity(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw how far each ward's rank depends on document, indicator, date and yardstick.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.sensitivity.summary` gives.
    lang, mono, root
        As in :func:`progress_bars`.

    Returns
    -------
    KpiFigure
        A row for each theme and yardstick; a mark at every rank a ward takes in any of the choices.
    """
    words = Wording(lang, root)
    rows = require("ranking_sensitivity", summary(rankings(root=root)) if table is None else table)
    yardsticks = rows.drop_duplicates(["theme", "yardstick"])
    codes = list(load_wards(root)["ward"])
    info = describe(
        "ranking_sensitivity",
        rows.drop(columns="indicator", errors="ignore"),
        title=findings.title("ranking_sensitivity", rows, lang=lang, root=root),
        kind=_KIND["ranking_sensitivity"][lang],
        details=[_rank_told(row, words) for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        tops, places = _grouped(yardsticks["theme"])
        page = Page(info, places * 0.25 + 0.6)
        axes = page.figure.add_subplot(page.grid(left=2.5, right=1.4, top=0.3, bottom=0.1)[0])
        last = int(rows["worst"].max())
        axes.set_xlim(0.6, last + 0.6)
        parts.rows_axis(axes, places)
        axes.set_xticks(range(1, last + 1), [words.rank(rank) for rank in range(1, last + 1)])
        axes.xaxis.tick_top()
        axes.spines[["bottom"]].set_visible(False)
        axes.grid(axis="x")
        parts.ward_key(axes, -0.8, [wards[code] for code in codes], 2.38)
        for theme, top in tops.items():
            parts.group_title(axes, top, words.theme(theme), 2.5)
        for y, (_, one) in zip(_row_places(yardsticks["theme"]), yardsticks.iterrows(), strict=True):
            name = yardstick_name(str(one["yardstick"]), words)
            parts.margin_text(axes, y, name, 2.4)
            of_row = rows[(rows["theme"] == one["theme"]) & (rows["yardstick"] == one["yardstick"])]
            _rank_row(axes, y, of_row, wards, codes)
            axes.annotate(_ranked_told(of_row, wards, codes, words), (1, y), (6, 0), va="center_baseline",
                          xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                          size=style.NOTE_SIZE, color=style.QUIET)  # fmt: skip
        return page.finish()


def yardstick_name(yardstick: str, words: Wording) -> str:
    """Return the name of what a ranking rests on: a measure against own targets, or a concept of a national source."""
    if yardstick in MEASURES:
        return MEASURES[yardstick][words.lang]
    return words.concept(yardstick)


def _ranked_told(rows: pd.DataFrame, wards: dict[str, style.WardStyle], codes: list[str], words: Wording) -> str:
    """Return in how many ways the row ranks, and which wards publish nothing to rank."""
    count = str(rows["scenarios"].max())
    missing = [wards[code].name for code in codes if code not in set(rows["ward"])]
    if words.ja:
        without = missing[0] if len(missing) == 1 else f"{len(missing)}区"
        return f"{count}通り（{without}なし）" if missing else f"{count}通り"
    without = missing[0] if len(missing) == 1 else f"{len(missing)} wards"
    return f"{count} (no {without})" if missing else count


def _rank_row(axes: Axes, y: float, rows: pd.DataFrame, wards: dict[str, style.WardStyle], codes: list[str]) -> None:
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
    return f"{words.theme(row.theme)} {yardstick_name(row.yardstick, words)} {words.ward(row.ward)} {ranks}"
