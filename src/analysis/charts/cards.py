"""Charts of My Number cards by date: the ministry's series, and the wards' own figures set on it."""

from __future__ import annotations

import datetime as dt
import math
from functools import partial
from itertools import cycle
from typing import Any

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.citation import stated_date
from analysis.data.frames import each
from analysis.data.kinds import PUBLISHED, REFERENCE, RESULT_KINDS
from analysis.data.load import Root, load_wards
from analysis.data.marks import REFERENCE_GREY, WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import indicator_panel, labelling, style
from analysis.drawing.labelling import word
from analysis.drawing.page import KpiFigure, Page
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels
from analysis.measures import views
from analysis.questions._over_years import brief, kinds_of, panel_told
from analysis.words.labels import KINDS
from analysis.words.say import say
from analysis.words.wording import Wording

_KIND = {
    "ja": "人口に対する率。実線は総務省の累計交付率（実績）、白抜きは区自身が公表した値（{kinds}）。"
    "矢印は区の基準値と同じ値の時点",
    "en": "Rates to population. Lines: the ministry's cumulative issuance rate (actual); hollow marks: the wards' own "
    "figures ({kinds}); arrows: the date whose figure a ward's baseline equals",
}
_KIND_OF_MANY = {
    "ja": "人口に対する率。太い線は総務省の累計交付率（実績）",
    "en": "Rates to population. Thick line: the ministry's cumulative issuance rate (actual)",
}
_OWN = {
    "ja": "、白抜きは区自身が公表した値、短い横線は目標、矢印は基準値と同じ値の時点",
    "en": "; hollow: the ward's own figures; short bar: target; arrow: the date whose figure the baseline equals",
}
_OTHERS = {"ja": "。「別の定義」は{}で、線や印と比べられない", "en": ". Other definition: {}, not to be compared"}
_BREAK = {"ja": "（別の定義）", "en": "(other definition)"}
_OTHER = {"ja": "別の定義 {} {}", "en": "other definition {} {}"}
_DATED = {"ja": "基準値は{}の値", "en": "baseline = {}"}
_MOST = 3
"""Up to so many wards share the large panel; the labels of more would cover one another."""


def mynumber_series(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw the ministry's card rates with the wards' own figures set on them, and cards held in a panel of their own.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.card_rates` gives.
    lang, mono, root
        As in :func:`trajectories`.

    Returns
    -------
    KpiFigure
        Left: cards issued so far, by date. Right: cards held, another definition, on an axis of its own. Of more than
        three wards each has a small panel, with cards held as text; those that have no figure are named beneath.
    """
    words = wording("mynumber_series", lang, root, table)
    rows = views.card_rates(study=Study.of(root)) if table is None else table
    series = require("mynumber_series", rows[rows["origin"] == REFERENCE])
    by_dates = series.groupby("concept")["day"].nunique().sort_values(ascending=False, kind="stable")
    main, others = by_dates.index[0], list(by_dates.index[1:])
    codes = [code for code in load_wards(root)["ward"] if code in set(rows["ward"])]
    shown = [code for code in codes if code in set(rows.loc[rows["value"].notna(), "ward"])]
    own = rows[rows["origin"] == PUBLISHED]
    has_other = bool((own["concept"] != main).any())  # which must not stand on the axis of the lines
    in_panels = len(shown) > _MOST or len(codes) > views.FEW or has_other
    info = describe(
        "mynumber_series",
        rows,
        title=findings.title("mynumber_series", rows, lang=lang, root=root),
        kind=_kind(rows, main, words, in_panels=in_panels),
        details=[say(panel_told(one), words) for _, one in rows.groupby(["ward", "indicator"], sort=False)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if in_panels:
            panels = _small_panels(rows, main, shown, wards, words)
            silent = [Entry(wards[code].name, wards[code]) for code in codes if code not in shown]
            groups = [_key(series[series["concept"] == main], wards, words),
                      Group(f"{word('not_published', lang)}:", silent)]  # fmt: skip
            return small_panels(info, [Section("", panels)], groups)
        page = Page(info, 4.3)
        grid = page.grid(1, 1 + len(others), left=0.5, right=0.25, top=0.5, bottom=0.42, wspace=0.18,
                         width_ratios=[4.2, *[1.0] * len(others)])  # fmt: skip
        axes = page.figure.add_subplot(grid[0])
        _rate_axis(axes, words, words.concept(main))
        _draw_series(axes, series[series["concept"] == main], own, wards, words, root)
        for place, concept in enumerate(others, 1):
            beside = page.figure.add_subplot(grid[place])
            rates = series[series["concept"] == concept]
            year = words.year_tick(rates["fiscal_year"].iloc[0]).replace("\n", " ")
            _rate_axis(beside, words, f"{words.concept(concept)} {year} {_BREAK[lang]}")
            _draw_held(beside, rates, list(load_wards(root)["ward"]), wards, words)
        return page.finish()


# --- card rates --------------------------------------------------------------------------------------------------


def _rate_axis(axes: Axes, words: Wording, name: str) -> None:
    axes.set_ylim(0, 100)
    axes.yaxis.set_major_locator(FixedLocator(range(0, 101, 20)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.figure(value, "percent")))
    axes.grid(axis="y")
    room = labelling.width_of(axes) + 0.3
    axes.set_title("\n".join(style.wrap(name, style.SMALL_SIZE, room)), size=style.SMALL_SIZE, linespacing=1.3)


def _draw_series(
    axes: Axes, series: pd.DataFrame, own: pd.DataFrame, wards: dict[str, WardStyle], words: Wording, root: Root
) -> None:
    """Draw the ministry's lines, named at their ends, and the wards' own figures as hollow marks."""
    both = pd.concat([series, own])
    years = range(both["day"].min().year, both["day"].max().year + 1)
    axes.set_xlim(dt.date(years[0], 1, 1).toordinal(), dt.date(years[-1], 12, 31).toordinal())
    axes.xaxis.set_major_locator(FixedLocator([dt.date(year, 4, 1).toordinal() for year in years]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda day, _: words.year_tick(dt.date.fromordinal(round(day)).year)))
    _draw_lines(axes, series, wards, root)
    labels = labelling.Labels(axes, [(row.day.toordinal(), row.value) for row in each(both)])
    labels.avoid(_name_ends(axes, series[series["day"] == series["day"].max()], wards, words))
    for row in each(own):
        ward, is_target = wards[row.ward], row.kind == "target"
        mark = {"marker": "_", "markersize": 12, "markeredgewidth": 2} if is_target else {"marker": ward.marker}
        axes.plot([row.day.toordinal()], [row.value], color=ward.colour, markerfacecolor="white", **mark)
        labels.add(
            row.day.toordinal(),
            row.value,
            _own_label(row, words),
            prefer="lower right" if row.kind == "baseline" else "left",
        )
    for row in each(views.misdated_baselines(both)):
        axes.annotate("", (row.match_day.toordinal(), row.match), (row.day.toordinal(), row.baseline),
                      arrowprops={"arrowstyle": "->", "color": style.INK, "shrinkA": 5, "shrinkB": 4})  # fmt: skip


def _draw_lines(axes: Axes, series: pd.DataFrame, wards: dict[str, WardStyle], root: Root) -> None:
    """Draw one line for each area, thinner for those that only serve as a reference."""
    own = set(load_wards(root)["ward"])
    codes = list(dict.fromkeys(series["ward"]))
    seaborn.lineplot(
        data=series.assign(ordinal=[row.day.toordinal() for row in each(series)]),
        x="ordinal",
        y="value",
        hue="ward",
        style="ward",
        size="ward",
        hue_order=codes,
        style_order=codes,
        size_order=codes,
        palette=[wards[code].colour for code in codes],
        markers=[wards[code].marker for code in codes],
        sizes=[1.6 if code in own else 0.9 for code in codes],
        dashes=False,
        markersize=4.5,
        markeredgewidth=0,
        estimator=None,  # one figure a date: nothing to average, and no interval to draw at random
        errorbar=None,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="")


def _own_label(row: Any, words: Wording) -> str:
    figure = words.figure(row.value, row.unit)
    if row.kind == "actual":
        return figure
    year = f"{words.year(row.fiscal_year)} " if words.ja else ""  # its place says it, too
    return f"{words.ward(row.ward)} {year}{word(row.kind, words.lang)} {figure}"


def _name_ends(axes: Axes, ends: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> list[Annotation]:
    """Write name and last figure of each line in a column right of the lines, joined to them by thin lines."""
    step, right = 4.0, 420  # percent and days
    top = ends["value"].max() - 7
    return [
        axes.annotate(
            f"{wards[row.ward].name} {words.figure(row.value, row.unit)}",
            (row.day.toordinal(), row.value),
            (row.day.toordinal() + right, top - place * step),
            size=style.NOTE_SIZE,
            va="center",
            arrowprops={
                "arrowstyle": "-",
                "color": wards[row.ward].colour,
                "linewidth": 0.6,
                "relpos": (0, 0.5),  # the line ends at the first letter, not behind the text
                "shrinkA": 2,
                "shrinkB": 3,
            },
        )
        for place, row in enumerate(each(ends.sort_values("value", ascending=False, kind="stable")))
    ]


def _draw_held(axes: Axes, series: pd.DataFrame, codes: list[str], wards: dict[str, WardStyle], words: Wording) -> None:
    """Draw rates of one date side by side, one mark for each ward."""
    axes.set_xlim(-0.6, len(codes) - 0.4)
    for place, code in enumerate(codes):
        ward, of_ward = wards[code], series[series["ward"] == code]
        if of_ward.empty:
            axes.text(place, 2, word("not_published", words.lang), rotation=90, ha="center", va="bottom",
                      size=style.NOTE_SIZE, color=style.QUIET)  # fmt: skip
            continue
        row = of_ward.iloc[-1]
        axes.plot([place, place], [0, row["value"]], color=ward.colour, linewidth=1)
        axes.plot([place], [row["value"]], ward.marker, color=ward.colour)
        axes.annotate(words.figure(row["value"], row["unit"]), (place, row["value"]), (0, 6),
                      textcoords="offset points", ha="center", size=style.NOTE_SIZE)  # fmt: skip
    names = [wards[code].name for code in codes]
    axes.set_xticks(range(len(codes)), ["\n".join(name) if words.ja else name[:3] for name in names])


# --- small panels ------------------------------------------------------------------------------------------------

_FAINT = "#cccccc"
_BESIDE = 0.4  # years that the axis goes on beyond its first and last tick
_AREAS = (labelling.DASHED, labelling.DOTTED)


def _kind(rows: pd.DataFrame, main: str, words: Wording, *, in_panels: bool) -> str:
    own = rows[rows["origin"] == PUBLISHED]
    if not in_panels:
        return _KIND[words.lang].format(kinds=say(kinds_of(own), words))
    others = dict.fromkeys(rows.loc[rows["value"].notna() & (rows["concept"] != main), "concept"])
    named = words.listed(words.concept(concept) for concept in others)
    own_clause = _OWN[words.lang] if (own["concept"] == main).any() else ""
    return _KIND_OF_MANY[words.lang] + own_clause + (_OTHERS[words.lang].format(named) if named else "")


def _small_panels(
    rows: pd.DataFrame, main: str, codes: list[str], wards: dict[str, WardStyle], words: Wording
) -> list[Panel]:
    """Return a panel for each of ``codes``; the newest rates of other definitions stand as text beneath the name."""
    figures = rows[rows["value"].notna()]
    rates, others = figures[figures["concept"] == main], figures[figures["concept"] != main]
    rates = rates.assign(moment=rates["day"].map(_moment)).sort_values("moment", kind="stable")
    others = others.assign(is_result=others["kind"].isin(RESULT_KINDS)).sort_values(["is_result", "day"])
    newest = others.drop_duplicates(["ward", "concept"], keep="last")
    panels = []
    for code in codes:
        told = [_other(row, words) for row in each(newest[newest["ward"] == code])]
        told += [_DATED[words.lang].format(stated_date(row.match_day.date().isoformat(), words.lang))
                 for row in each(views.misdated_baselines(rates[rates["ward"] == code]))]  # fmt: skip
        draw = partial(_draw_small, code=code, rates=rates, ward=wards[code], words=words)
        panels.append(Panel(wards[code], told, draw))
    return panels


def _other(row: Any, words: Wording) -> str:
    """Say a rate of another definition, with its kind unless it is a result."""
    kind = "" if row.kind == "actual" else f"{KINDS[row.kind][words.lang]} "
    return _OTHER[words.lang].format(words.year(row.fiscal_year), kind + words.figure(row.value, row.unit))


def _draw_small(axes: Axes, code: str, rates: pd.DataFrame, ward: WardStyle, words: Wording) -> None:
    """Draw one ward's line on those of all areas, and its own figures as hollow marks."""
    look = indicator_panel.SMALL
    _small_axes(axes, rates, words)
    _draw_around(axes, rates[(rates["origin"] == REFERENCE) & (rates["ward"] != code)], words)
    of_ward = rates[rates["ward"] == code]
    line, own = of_ward[of_ward["origin"] == REFERENCE], of_ward[of_ward["origin"] == PUBLISHED]
    end = line[line["day"] == rates.loc[rates["origin"] == REFERENCE, "day"].max()]
    axes.plot(line["moment"], line["value"], color=ward.colour, linewidth=1.6)
    axes.plot(end["moment"], end["value"], ward.marker, color=ward.colour, markersize=look.mark)
    for row in each(own):
        at = ([row.moment], [row.value])
        if row.kind == "target":
            axes.plot(*at, "_", color=ward.colour, markersize=look.target, markeredgewidth=2)
        else:
            axes.plot(*at, ward.marker, color=ward.colour, markerfacecolor="white", markersize=look.mark)
    matches = [(_moment(row.match_day), row.match) for row in each(views.misdated_baselines(of_ward))]
    for moment, match in matches:  # upwards: from the mark to the line it would be too short to be seen
        axes.annotate("", (moment, match), (moment, 0), arrowprops=_ARROW)
    points = zip(of_ward["moment"], of_ward["value"], strict=True)
    labels = labelling.Labels(axes, [*points, *((moment, match / 2) for moment, match in matches)], is_small=True)
    for row in each(pd.concat([end, _labelled(own)])):
        labels.add(row.moment, row.value, _small_label(row, words))
    labels.settle()


def _small_axes(axes: Axes, rates: pd.DataFrame, words: Wording) -> None:
    """Prepare axes that are the same for every ward."""
    axes.set_ylim(0, max(100, rates["value"].max()) * 1.35)
    axes.yaxis.set_major_locator(FixedLocator([0, 50, 100]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.figure(value, "percent")))
    axes.tick_params(axis="y", labelsize=labelling.SMALLER)
    first, last = math.floor(rates["moment"].min() + _BESIDE), math.ceil(rates["moment"].max() - _BESIDE)
    labelling.year_axis(axes, range(first, last + 1), words.year_tick, margin=_BESIDE, size=labelling.SMALLER)
    axes.set_xlim(right=last + 2 * _BESIDE)  # room for the mark of a target at the end of the last year


_ARROW = {"arrowstyle": "->", "color": style.INK, "shrinkA": 0, "shrinkB": 1, "mutation_scale": 6, "linewidth": 0.8}


def _draw_around(axes: Axes, rates: pd.DataFrame, words: Wording) -> None:
    """Draw the lines of all other areas faintly: those of wards alike, those of larger areas each in its own way."""
    lines = {code: list(zip(line["moment"], line["value"], strict=True)) for code, line in rates.groupby("ward")}
    axes.add_collection(LineCollection([line for code, line in lines.items() if words.is_ward(str(code))],
                                       colors=_FAINT, linewidths=0.5))  # fmt: skip
    for code, look in _area_lines(rates, words).items():
        axes.plot(*zip(*lines[code], strict=True), **look)


def _area_lines(rates: pd.DataFrame, words: Wording) -> dict[str, dict[str, Any]]:
    """Return how the line of each area is drawn that is no ward, by code."""
    codes = sorted(code for code in set(rates["ward"]) if not words.is_ward(code))
    look = {"color": REFERENCE_GREY, "linewidth": 0.7}
    return {code: look | {"linestyle": dashes} for code, dashes in zip(codes, cycle(_AREAS), strict=False)}


def _key(series: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> Group:
    """Say which line is whose, and of which date the figures at the lines' ends are."""
    ends = series[series["day"] == series["day"].max()].set_index("ward")
    day = stated_date(ends["day"].iloc[0].date().isoformat(), words.lang)
    areas = [
        Entry(f"{wards[code].name} {words.figure(ends.loc[code, 'value'], ends.loc[code, 'unit'])}", line=look)
        for code, look in _area_lines(series, words).items()
        if code in ends.index
    ]
    others = Entry(_LINES["others"][words.lang].format(words.areas), line={"color": _FAINT, "linewidth": 0.8})
    return Group(_LINES["heading"][words.lang], [others, *areas, Entry(_LINES["ends"][words.lang].format(day))])


_LINES = {
    "heading": {"ja": "総務省の系列:", "en": "ministry's series:"},
    "others": {"ja": "ほかの{}", "en": "other {}"},
    "ends": {"ja": "線の端の数字は{}の値", "en": "figures at the ends of lines: {}"},
}


def _labelled(own: pd.DataFrame) -> pd.DataFrame:
    """Return a ward's own baseline, newest result and last target or, without any of them, the end of its plan."""
    results, targets = own[own["kind"].isin(RESULT_KINDS)], own[own["kind"] == "target"]
    chosen = pd.concat([own[own["kind"] == "baseline"].head(1), results.tail(1), targets.tail(1)])
    return chosen if len(chosen) else own.tail(1)


def _small_label(row: Any, words: Wording) -> str:
    figure = words.figure(row.value, row.unit)
    named = row.origin == PUBLISHED and row.kind in ("target", "estimate")
    return f"{say(brief(row.kind), words)} {figure}" if named else figure


def _moment(day: pd.Timestamp) -> float:
    """Return where a day stands on an axis of fiscal years."""
    year = day.year - (day.month < 4)
    return float(year + (day - pd.Timestamp(year, 4, 1)).days / 366)
