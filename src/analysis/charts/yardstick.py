"""Charts of what one publisher measures alike in every ward: procedures online, and how much they are used online."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import labelling, style
from analysis.drawing.page import WIDTH, FigureInfo, KpiFigure, Page
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures import views
from analysis.words.labels import KINDS
from analysis.words.wording import Wording, number, percent

_ROW, _LOW_ROW = 0.3, 0.21  # inches, as are the following
_SIDE = 0.12
_SHORTEST = 0.7
"""Of the axes of one concept; where they would be shorter, the figure is a table."""
_HEAD_LINE = 0.125
_HIGHEST = 9.0
"""Of the bars of few wards; where they would be higher, the figure is a table."""
_MISSING: dict[str, Any] = {"color": style.QUIET, "path_effects": [labelling.HALO]}
_KIND = {
    "yardstick_procedures": {
        "ja": "各区に共通の定義による、オンライン化済みの手続の割合（{kinds}、{year}）",
        "en": "Share of procedures that are online, one definition for all wards ({kinds}, {year})",
    },
    "online_use": {
        "ja": "各区に共通の定義による、申込み全体のうちオンラインで行われた割合（{kinds}、{year}）",
        "en": "Share of all applications that were made online, one definition for all wards ({kinds}, {year})",
    },
}

_NOT_IN_SOURCE = {
    "ja": "。「公表なし」は資料に値のない区",
    "en": ". Not published: the source has no figure for the ward",
}
_IN_PERCENT = {"ja": "。数字は%、空白は資料に値のない区", "en": ". In percent; blank: the source has no figure"}


def yardstick_procedures(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw the share of procedures online by the Digital Agency's yardsticks.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.yardstick` gives.
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
    rows = views.yardstick(study=Study.of(root)) if table is None else table
    return _grouped_bars("yardstick_procedures", rows, _with_count, lang=lang, mono=mono, root=root)


def online_use(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw how many applications are made online where that is possible.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.online_use` gives.
    lang, mono, root
        As in :func:`yardstick_procedures`.
    """
    rows = views.online_use(study=Study.of(root)) if table is None else table
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
    """Draw one bar for each ward and concept, from 0% to 100%; numbers in a table where the concepts are too many."""
    words = wording(name, lang, root, require(name, rows))
    labels = [_figure(row, detail, words) for row in each(rows)]
    room = _axes_width(rows, labels, words)
    groups = list(rows.assign(label=labels).groupby("concept", sort=False))
    places = len(rows) + 1.2 * len(groups)
    as_numbers = places * _ROW > _HIGHEST if views.few(rows) else room < _SHORTEST
    kinds = words.joined(KINDS[kind][lang] for kind in dict.fromkeys(rows["kind"]) if kind)
    year = words.year(rows["fiscal_year"].dropna().iloc[0], short=False)
    info = describe(
        name,
        rows,
        title=findings.title(name, rows, lang=lang, root=root),
        kind=_KIND[name][lang].format(kinds=kinds, year=year) + _more_of_kind(rows, as_numbers, lang),
        details=[
            f"{words.ward(row.ward)} {words.concept(row.concept)} {label}"
            for row, label in zip(each(rows), labels, strict=True)
        ],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if as_numbers:
            return _numbers(info, rows, wards, words)
        if not views.few(rows):
            return _side_by_side(info, groups, room, wards, words)
        page = Page(info, places * _ROW + 0.7)
        axes = page.figure.add_subplot(page.grid(left=0.95, right=1.5, top=0.1, bottom=0.4)[0])
        _bars_axis(axes, [0, 0.2, 0.4, 0.6, 0.8, 1])
        labelling.rows_axis(axes, places - 0.2)
        y = 0.0
        for concept, group in groups:
            axes.text(0, y, words.concept(str(concept)), va="center", size=style.TEXT_SIZE)
            for row in each(group):
                y += 1
                labelling.row_label(axes, y, wards[row.ward], [wards[row.ward].name], width=0.8)
                _bar(axes, y, row, wards[row.ward], row.label)
            y += 1.2
        return page.finish()


def _bars_axis(axes: Axes, ticks: Sequence[float]) -> None:
    axes.set_xlim(0, 1)
    labelling.share_axis(axes, ticks)
    axes.grid(axis="x")


def _bar(axes: Axes, y: float, row: Any, ward: WardStyle, label: str) -> None:
    end, look = 0.0, _MISSING
    if pd.notna(row.value):
        axes.barh(y, row.value / 100, height=0.62, **labelling.bar_look(ward))
        end, look = row.value / 100, {}
    axes.annotate(label, (end, y), (4, 0), textcoords="offset points", va="center", size=style.SMALL_SIZE, **look)


def _figure(row: Any, detail: Callable[[Any, Wording], str], words: Wording) -> str:
    if pd.isna(row.value):
        return labelling.word("not_published", words.lang)
    return percent(row.value / 100) + detail(row, words)


# --- more wards or concepts --------------------------------------------------------------------------------------


def _names_width(rows: pd.DataFrame, words: Wording) -> float:
    return max(style.text_width(words.ward(code), style.SMALL_SIZE) for code in set(rows["ward"])) + 0.25


def _labels_width(labels: Sequence[str]) -> float:
    """Return the room right of the axes that a label at the end of a whole bar takes, and the space after it."""
    return max(style.text_width(label, style.SMALL_SIZE) for label in labels) + 0.2


def _axes_width(rows: pd.DataFrame, labels: Sequence[str], words: Wording) -> float:
    """Return how wide the axes of each concept are where all concepts stand side by side."""
    across = WIDTH - 2 * _SIDE - _names_width(rows, words)
    return across / rows["concept"].nunique() - _labels_width(labels)


def _more_of_kind(rows: pd.DataFrame, as_numbers: bool, lang: str) -> str:
    """Return what else is to be said of the marks where there are many wards or concepts."""
    if as_numbers:
        return _IN_PERCENT[lang]
    return _NOT_IN_SOURCE[lang] if rows["value"].isna().any() and not views.few(rows) else ""


def _side_by_side(
    info: FigureInfo,
    groups: Sequence[tuple[Any, pd.DataFrame]],
    room: float,
    wards: dict[str, WardStyle],
    words: Wording,
) -> KpiFigure:
    """Draw one row for each ward, a column of bars for each concept, whose axes are ``room`` inches wide."""
    codes = list(dict.fromkeys(info.rows["ward"]))
    names = _names_width(info.rows, words)
    after = _labels_width([label for _, group in groups for label in group["label"]])
    heads = [style.wrap(words.concept(concept), style.SMALL_SIZE, room + after - 0.1) for concept, _ in groups]
    top = max(len(head) for head in heads) * _HEAD_LINE + 0.1
    page = Page(info, len(codes) * _LOW_ROW + top + 0.3)
    grid = page.grid(1, len(groups), left=_SIDE + names, right=_SIDE + after, top=top, bottom=0.3, wspace=after / room)
    for place, ((_, group), head) in enumerate(zip(groups, heads, strict=True)):
        axes = page.figure.add_subplot(grid[0, place])
        _bars_axis(axes, [0, 0.5, 1])
        labelling.rows_axis(axes, len(codes))
        axes.set_title("\n".join(head), size=style.SMALL_SIZE, loc="left", pad=4)
        for row in each(group):
            y = codes.index(row.ward)
            if place == 0:
                labelling.row_label(axes, y, wards[row.ward], [wards[row.ward].name], width=names)
            _bar(axes, y, row, wards[row.ward], row.label)
    return page.finish()


def _numbers(info: FigureInfo, rows: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> KpiFigure:
    """Write one row for each ward, a column for each concept, darker where the share is larger."""
    cells = {(row.ward, row.concept): _number_cell(row.value) for row in each(rows)}
    concepts = list(dict.fromkeys(rows["concept"]))
    nothing = labelling.word("not_published", words.lang)
    shown = []
    for code in dict.fromkeys(rows["ward"]):
        of_ward = [cells[code, concept] for concept in concepts]
        shown.append(Row(wards[code], of_ward) if any(of_ward) else Row(wards[code], instead=nothing))
    return wards_table(info, [Column(words.concept(concept)) for concept in concepts], shown)


def _number_cell(value: float) -> Cell | None:
    """Return a percentage on a grey that is the darker the larger it is, and always light enough to read on."""
    if pd.isna(value):
        return None
    grey = to_hex(str(1 - 0.4 * value / 100))
    return Cell((number(value),), face=grey, edge=grey)
