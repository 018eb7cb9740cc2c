"""Charts of what one publisher measures alike in every ward: procedures online, and how much they are used online."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis import findings, style, views
from analysis.charts import parts
from analysis.frames import each
from analysis.labels import KINDS
from analysis.load import Root
from analysis.page import KpiFigure, Page, describe, require
from analysis.wording import Wording, percent

_ROW = 0.3  # inches
_KIND = {
    "yardstick_procedures": {
        "ja": "三区に共通の定義による、オンライン化済みの手続の割合（{kinds}、{year}）",
        "en": "Share of procedures that are online, one definition for all three wards ({kinds}, {year})",
    },
    "online_use": {
        "ja": "三区に共通の定義による、申込み全体のうちオンラインで行われた割合（{kinds}、{year}）",
        "en": "Share of all applications that were made online, one definition for all three wards ({kinds}, {year})",
    },
}


def yardstick_procedures(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw the share of procedures online by the Digital Agency's yardsticks.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.yardstick` gives.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys and hatches instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        Bars from zero, a group for each yardstick, with the count behind each share where it is published.
    """
    rows = views.yardstick(root=root) if table is None else table
    return _grouped_bars("yardstick_procedures", rows, _with_count, lang=lang, mono=mono, root=root)


def online_use(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw how many applications are made online where that is possible.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.online_use` gives.
    lang, mono, root
        As in :func:`yardstick_procedures`.
    """
    rows = views.online_use(root=root) if table is None else table
    return _grouped_bars("online_use", rows, lambda row, words: "", lang=lang, mono=mono, root=root)


def _with_count(row: Any, words: Wording) -> str:
    """Return the count behind a share, 19手続中13; empty where only the share is published."""
    if pd.isna(row.total):
        return ""
    unit = words.unit(row.count_unit)
    return f"（{row.total:.0f}{unit}中{row.done:.0f}）" if words.ja else f" ({row.done:.0f} of {row.total:.0f} {unit})"


def _grouped_bars(
    name: str,
    rows: pd.DataFrame,
    detail: Callable[[Any, Wording], str],
    *,
    lang: str,
    mono: bool,
    root: Root,
) -> KpiFigure:
    """Draw one bar for each ward and concept, grouped by concept, from 0% to 100%."""
    words = Wording(lang, root)
    require(name, rows)
    kinds = words.joined(KINDS[kind][lang] for kind in dict.fromkeys(rows["kind"]) if kind)
    year = words.year(rows["fiscal_year"].dropna().iloc[0], short=False)
    told = [f"{words.ward(row.ward)} {words.concept(row.concept)} {_figure(row, detail, words)}" for row in each(rows)]
    info = describe(
        name,
        rows,
        title=findings.title(name, rows, lang=lang, root=root),
        kind=_KIND[name][lang].format(kinds=kinds, year=year),
        details=told,
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        groups = list(rows.groupby("concept", sort=False))
        places = len(rows) + 1.2 * len(groups)
        page = Page(info, places * _ROW + 0.7)
        axes = page.figure.add_subplot(page.grid(left=0.95, right=1.5, top=0.1, bottom=0.4)[0])
        axes.set_xlim(0, 1)
        parts.share_axis(axes, [0, 0.2, 0.4, 0.6, 0.8, 1])
        axes.grid(axis="x")
        parts.rows_axis(axes, places - 0.2)
        y = 0.0
        for concept, group in groups:
            axes.text(0, y, words.concept(str(concept)), va="center", size=style.TEXT_SIZE)
            for row in each(group):
                y += 1
                _bar(axes, y, row, wards[row.ward], _figure(row, detail, words), mono)
            y += 1.2
        return page.finish()


def _bar(axes: Axes, y: float, row: Any, ward: style.WardStyle, label: str, mono: bool) -> None:
    parts.row_label(axes, y, ward, [ward.name], width=0.8)
    if pd.notna(row.value):
        axes.barh(y, row.value / 100, height=0.62, **parts.bar_look(ward))
    end = row.value / 100 if pd.notna(row.value) else 0.0
    axes.annotate(label, (end, y), (4, 0), textcoords="offset points", va="center", size=style.SMALL_SIZE)


def _figure(row: Any, detail: Callable[[Any, Wording], str], words: Wording) -> str:
    if pd.isna(row.value):
        return parts.word("not_published", words.lang)
    return percent(row.value / 100) + detail(row, words)
