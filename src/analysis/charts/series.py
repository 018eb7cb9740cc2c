"""Charts over time: each ward's own trajectories, cashless by two definitions, and the series of card rates."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator
from matplotlib.transforms import ScaledTranslation

from analysis import findings, style, views
from analysis.charts import parts
from analysis.charts.parts import word
from analysis.frames import each
from analysis.labels import KINDS
from analysis.load import Root, load_concepts, load_wards
from analysis.page import KpiFigure, Page, describe, require
from analysis.wording import Wording, number

_COLUMNS = 2
_PANEL = 1.9  # inches
_MARGINS = {"left": 0.5, "right": 0.2, "top": 0.5, "bottom": 0.42}
_KIND = {
    "trajectories": {
        "ja": "{theme}：各区が公表した値（{kinds}）。定義と単位は枠ごとに異なり、枠どうしの高さは比べられない",
        "en": "{theme}: what each ward publishes ({kinds}). Definition and unit differ by panel; do not compare heights "
        "between panels",
    },
    "cashless_definitions": {
        "ja": "左は「使えるか」、右は「使われたか」。{kinds}。別の概念なので、左右の高さは比べられない",
        "en": "Left: can it be paid cashless? Right: was it? ({kinds}). Two concepts; do not compare heights across",
    },
    "mynumber_series": {
        "ja": "人口に対する率。実線は総務省の累計交付率（実績）、白抜きは区自身が公表した値（{kinds}）。"
        "矢印は区の基準値と同じ値の時点",
        "en": "Rates to population. Lines: the ministry's cumulative issuance rate (actual); hollow marks: the wards' own "
        "figures ({kinds}); arrows: the date whose figure a ward's baseline equals",
    },
}


def trajectories(
    theme: str = "onlinization",
    table: pd.DataFrame | None = None,
    *,
    lang: str = "ja",
    mono: bool = False,
    root: Root = None,
) -> KpiFigure:
    """Draw what each ward publishes of a theme, one panel for each indicator with an axis of its own.

    Parameters
    ----------
    theme : str
        id of the theme.
    table : DataFrame, optional
        What :func:`analysis.views.trajectories` gives; the latest vintage without it.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        Results are filled marks on a line; estimates, plans and derived figures are hollow and dashed; the target is a
        dashed line. Words stand as words, and a ward that publishes nothing has a panel that says so.
    """
    words = Wording(lang, root)
    rows = views.trajectories(theme, root=root) if table is None else table
    panels = [panel for _, panel in rows.groupby(["ward", "indicator"], sort=False)]
    info = describe(
        f"trajectories_{theme}",
        rows,
        title=findings.title("trajectories", rows, lang=lang, root=root),
        kind=_KIND["trajectories"][lang].format(theme=words.theme(theme), kinds=_kinds(rows, words)),
        details=[_panel_told(panel, words) for panel in panels],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        count = -(-len(panels) // _COLUMNS)
        page = Page(info, count * _PANEL + 0.25)
        grid = page.grid(count, _COLUMNS, **_MARGINS, hspace=0.95, wspace=0.22)
        span = _span(rows)
        for place, panel in enumerate(panels):
            axes = page.figure.add_subplot(grid[place // _COLUMNS, place % _COLUMNS])
            _panel(axes, panel, wards[panel["ward"].iloc[0]], span, words)
        return page.finish()


def cashless_definitions(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw where cashless can be used and how much it is used, in two columns that share no axis.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.trajectories` gives for the theme ``cashless``; the latest vintage without it.
    lang, mono, root
        As in :func:`trajectories`.

    Returns
    -------
    KpiFigure
        One row for each ward and one column for each concept; where a ward has no figure, its words or 公表なし.
    """
    words = Wording(lang, root)
    rows = views.trajectories("cashless", root=root) if table is None else table
    book = load_concepts(root)
    concepts = list(book.loc[(book["theme"] == "cashless") & (book["unit"] != "text"), "concept"])
    said = [panel for _, panel in rows.groupby(["ward", "indicator"], sort=False)]
    info = describe(
        "cashless_definitions",
        rows,
        title=findings.title("cashless_definitions", rows, lang=lang, root=root),
        kind=_KIND["cashless_definitions"][lang].format(kinds=_kinds(rows, words)),
        details=[_panel_told(panel, words) for panel in said],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        codes = list(dict.fromkeys(rows["ward"]))
        page = Page(info, len(codes) * _PANEL + 0.25)
        grid = page.grid(len(codes), len(concepts), **_MARGINS, hspace=0.95, wspace=0.22)
        span = _span(rows)
        for line, code in enumerate(codes):
            of_ward = rows[rows["ward"] == code]
            for column, concept in enumerate(concepts):
                axes = page.figure.add_subplot(grid[line, column])
                panel = of_ward[of_ward["concept"] == concept]
                said_instead = of_ward[(of_ward["unit"] == "text")]
                _panel(axes, panel if len(panel) else said_instead, wards[code], span, words, concept=concept)
        return page.finish()


def mynumber_series(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw the ministry's card rates with the wards' own figures set on them, and cards held in a panel of their own.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.card_rates` gives.
    lang, mono, root
        As in :func:`trajectories`.

    Returns
    -------
    KpiFigure
        Left: cards issued so far, by date. Right: cards held, another definition, on an axis of its own.
    """
    words = Wording(lang, root)
    rows = views.card_rates(root=root) if table is None else table
    series = require("mynumber_series", rows[rows["origin"] == views.REFERENCE])
    by_dates = series.groupby("concept")["day"].nunique().sort_values(ascending=False, kind="stable")
    main, others = by_dates.index[0], list(by_dates.index[1:])
    info = describe(
        "mynumber_series",
        rows,
        title=findings.title("mynumber_series", rows, lang=lang, root=root),
        kind=_KIND["mynumber_series"][lang].format(kinds=_kinds(rows[rows["origin"] == views.PUBLISHED], words)),
        details=[_panel_told(one, words) for _, one in rows.groupby(["ward", "indicator"], sort=False)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        page = Page(info, 4.3)
        grid = page.grid(1, 1 + len(others), left=0.5, right=0.25, top=0.5, bottom=0.42, wspace=0.18,
                         width_ratios=[4.2, *[1.0] * len(others)])  # fmt: skip
        axes = page.figure.add_subplot(grid[0])
        _rate_axis(axes, words, words.concept(main))
        _draw_series(
            axes, series[series["concept"] == main], rows[rows["origin"] == views.PUBLISHED], wards, words, root
        )
        for place, concept in enumerate(others, 1):
            beside = page.figure.add_subplot(grid[place])
            rates = series[series["concept"] == concept]
            year = words.year_tick(rates["fiscal_year"].iloc[0]).replace("\n", " ")
            _rate_axis(beside, words, f"{words.concept(concept)} {year} {_BREAK[lang]}")
            _draw_held(beside, rates, list(load_wards(root)["ward"]), wards, words)
        return page.finish()


# --- panels of one indicator -------------------------------------------------------------------------------------


def _kinds(rows: pd.DataFrame, words: Wording) -> str:
    return words.joined(KINDS[kind][words.lang] for kind in KINDS if kind in set(rows["kind"]))


def _span(rows: pd.DataFrame) -> range:
    """Return every year of the panels, which all share it."""
    years = rows["fiscal_year"].dropna().astype(int)
    return range(years.min(), years.max() + 1)


def _panel(
    axes: Axes, panel: pd.DataFrame, ward: style.WardStyle, span: range, words: Wording, *, concept: str = ""
) -> None:
    """Draw one ward's indicator, its words, or that it publishes nothing."""
    has_figures = bool(panel["value"].notna().any())
    indicator = panel["indicator"].iloc[0] if len(panel) else ""
    name = words.concept(concept) if concept and not has_figures else words.indicator(indicator) if indicator else ""
    if has_figures:
        name += ("（{}）" if words.ja else " ({})").format(words.unit(panel["unit"].iloc[0]))
    axes.set_title(f"{ward.name}\n{name}", size=style.SMALL_SIZE, linespacing=1.35, x=0.06, pad=6)
    above = axes.transAxes + ScaledTranslation(4 / 72, 22 / 72, axes.figure.dpi_scale_trans)
    axes.plot([0], [1], ward.marker, color=ward.colour, transform=above, clip_on=False)
    if has_figures:
        _plot_indicator(axes, panel, ward, span, words)
    else:
        _write_words(axes, _words_of(panel, words), words)


def _plot_indicator(axes: Axes, panel: pd.DataFrame, ward: style.WardStyle, span: range, words: Wording) -> None:
    """Draw results, target, plan and what is derived, each labelled."""
    figures = panel[panel["value"].notna()].astype({"fiscal_year": "int64"}).sort_values("fiscal_year")
    top = figures["value"].max()
    axes.set_ylim(0, top * 1.3 if top else 1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y")
    parts.year_axis(axes, span, words)
    targets = panel[panel["kind"] == "target"]
    points = [(row.fiscal_year, row.value) for row in each(figures)]
    labels = parts.Labels(axes, points, targets["value"].dropna())
    for row in each(targets):
        _draw_target(axes, row, labels, words)
    printed = figures["kind"].isin(["baseline", "actual"]) & (figures["origin"] != views.DERIVED)
    solid, open_marks = figures[printed], figures[~printed & (figures["kind"] != "target")]
    dashed = pd.concat([solid.tail(1), open_marks]).sort_values("fiscal_year")
    axes.plot(dashed["fiscal_year"], dashed["value"], color=ward.colour, linestyle=parts.DASHED)
    axes.plot(solid["fiscal_year"], solid["value"], color=ward.colour)
    for row in each(figures[figures["kind"] != "target"]):
        hollow = row.Index in open_marks.index
        face = "white" if hollow else ward.colour
        axes.plot([row.fiscal_year], [row.value], ward.marker, color=ward.colour, markerfacecolor=face)
        labels.add(row.fiscal_year, row.value, _mark_label(row, words))


def _draw_target(axes: Axes, row: Any, labels: parts.Labels, words: Wording) -> None:
    name = f"{word('target', words.lang)} {words.year(row.fiscal_year)}"
    if pd.isna(row.value):
        axes.text(0.98, 0.05, f"{name}: {row.text}", transform=axes.transAxes, ha="right", va="bottom",
                  size=style.NOTE_SIZE)  # fmt: skip
        return
    axes.axhline(row.value, color=style.INK, linewidth=0.9, linestyle=parts.DASHED)
    axes.plot([row.fiscal_year], [row.value], "_", color=style.INK, markersize=11, markeredgewidth=2)
    labels.add(row.fiscal_year, row.value, f"{word('target', words.lang)} {_short(row, words)}")


def _mark_label(row: Any, words: Wording) -> str:
    kind = "derived" if row.origin == views.DERIVED else row.kind
    figure = _short(row, words)
    return f"{word(kind, words.lang)} {figure}" if kind in ("derived", "baseline", "estimate") else figure


def _short(row: Any, words: Wording) -> str:
    """Return a figure without its unit, which the panel's title names; percent keeps its sign."""
    return words.figure(row.value, row.unit) if row.unit == "percent" else number(row.value)


def _write_words(axes: Axes, text: str, words: Wording) -> None:
    """Fill a panel with what a ward says in words, or that it publishes nothing."""
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=style.RULE, linestyle=(0, (2, 2)))
    lines = [line for part in (text or word("not_published", words.lang)).splitlines()
             for line in style.wrap(part, style.SMALL_SIZE, 2.7)]  # fmt: skip
    axes.text(0.5, 0.5, "\n".join(lines), transform=axes.transAxes, ha="center", va="center", linespacing=1.5,
              size=style.SMALL_SIZE, color=style.QUIET)  # fmt: skip


def _words_of(panel: pd.DataFrame, words: Wording) -> str:
    """Return the words of each year, years with the same words on one line; empty where there are none."""
    said = panel[panel["text"] != ""]
    together = said.groupby("text", sort=False)["fiscal_year"].agg(["min", "max"])
    lines = [f"{words.span(words.year(one.min), words.year(one.max))} {one.Index}" for one in each(together)]
    if not lines:
        return ""
    return "\n".join([_NO_FIGURE[words.lang], *lines])


_NO_FIGURE = {"ja": "数値なし（計画の文言のみ）", "en": "no figure, words of the plan only:"}


_BREAK = {"ja": "（別の定義）", "en": "(other definition)"}


def _panel_told(panel: pd.DataFrame, words: Wording) -> str:
    """Say a panel in words, for the alt text."""
    first = panel.iloc[0]
    if not first["indicator"]:
        return f"{words.ward(first['ward'])} {word('not_published', words.lang)}"
    told = words.listed(_told(row, words) for row in each(panel.sort_values("fiscal_year", kind="stable")))
    return f"{words.ward(first['ward'])} {words.indicator(first['indicator'])}: {told}"


def _told(row: Any, words: Wording) -> str:
    when = row.as_of or words.year(row.fiscal_year)
    kind = word("derived", words.lang) if row.origin == views.DERIVED else KINDS[row.kind][words.lang]
    return f"{when} {kind} {words.figure(row.value, row.unit) if pd.notna(row.value) else row.text}"


# --- card rates --------------------------------------------------------------------------------------------------


def _rate_axis(axes: Axes, words: Wording, name: str) -> None:
    axes.set_ylim(0, 100)
    axes.yaxis.set_major_locator(FixedLocator(range(0, 101, 20)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.figure(value, "percent")))
    axes.grid(axis="y")
    room = parts.width_of(axes) + 0.3
    axes.set_title("\n".join(style.wrap(name, style.SMALL_SIZE, room)), size=style.SMALL_SIZE, linespacing=1.3)


def _draw_series(
    axes: Axes, series: pd.DataFrame, own: pd.DataFrame, wards: dict[str, style.WardStyle], words: Wording, root: Root
) -> None:
    """Draw the ministry's lines, named at their ends, and the wards' own figures as hollow marks."""
    both = pd.concat([series, own])
    years = range(both["day"].min().year, both["day"].max().year + 1)
    axes.set_xlim(dt.date(years[0], 1, 1).toordinal(), dt.date(years[-1], 12, 31).toordinal())
    axes.xaxis.set_major_locator(FixedLocator([dt.date(year, 4, 1).toordinal() for year in years]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda day, _: words.year_tick(dt.date.fromordinal(round(day)).year)))
    _draw_lines(axes, series, wards, root)
    labels = parts.Labels(axes, [(row.day.toordinal(), row.value) for row in each(both)])
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
    for row in each(views.baseline_matches(both)):
        axes.annotate("", (row.match_day.toordinal(), row.match), (row.day.toordinal(), row.baseline),
                      arrowprops={"arrowstyle": "->", "color": style.INK, "shrinkA": 5, "shrinkB": 4})  # fmt: skip


def _draw_lines(axes: Axes, series: pd.DataFrame, wards: dict[str, style.WardStyle], root: Root) -> None:
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


def _name_ends(axes: Axes, ends: pd.DataFrame, wards: dict[str, style.WardStyle], words: Wording) -> list[Annotation]:
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


def _draw_held(
    axes: Axes, series: pd.DataFrame, codes: list[str], wards: dict[str, style.WardStyle], words: Wording
) -> None:
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
