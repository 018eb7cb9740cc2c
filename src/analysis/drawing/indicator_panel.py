"""One ward's indicator in one panel: results, estimates, plan and target over the fiscal years."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.data.frames import each
from analysis.data.kinds import DERIVED, RESULT_KINDS
from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.labelling import word
from analysis.words.labels import KINDS
from analysis.words.wording import Wording, number


class Look(NamedTuple):
    """How large what stands in a panel is, in points, and how much of it is labelled.

    Attributes
    ----------
    text, years : float
        Size of the labels, and of the numbers on the axes.
    mark, line, target, target_line : float
        Size of marks, and width of lines.
    ticks : int
        Most intervals between the ticks of the vertical axis.
    top : float
        How far that axis goes, as a share of the largest figure.
    is_small : bool
        Whether only the first figure, the newest result and the target are labelled, clear of the lines.
    """

    text: float = style.NOTE_SIZE
    years: float = style.SMALL_SIZE
    mark: float = 6.5
    line: float = 1.6
    target: float = 11.0
    target_line: float = 0.9
    ticks: int = 4
    top: float = 1.3
    is_small: bool = False


USUAL = Look()
SMALL = Look(
    text=labelling.SMALLER,
    years=labelling.SMALLER,
    mark=3.8,
    line=1.1,
    target=7.0,
    target_line=0.6,
    ticks=2,
    top=1.5,
    is_small=True,
)
_BETWEEN = 6  # steps from one figure to the next at which labels keep clear of the line between them


def draw(axes: Axes, panel: pd.DataFrame, ward: WardStyle, span: range, words: Wording, look: Look) -> None:
    """Draw results, target, plan and what is derived, each labelled as ``look`` asks for.

    Parameters
    ----------
    axes : Axes
        An empty panel.
    panel : DataFrame
        The rows of one indicator, as :func:`analysis.measures.views.trajectories` gives them, with at least one figure.
    ward : WardStyle
        How the ward is drawn.
    span : range
        Every fiscal year of the axis.
    words : Wording
        Names and numbers in the language of the figure.
    look : Look
        :data:`USUAL` or :data:`SMALL`.
    """
    figures = panel[panel["value"].notna()].astype({"fiscal_year": "int64"}).sort_values("fiscal_year")
    top = figures["value"].max()
    axes.set_ylim(0, top * look.top if top else 1)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=look.ticks, integer=True))
    axes.tick_params(axis="y", labelsize=look.years)
    if look.is_small:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: rounded(value, words)))
    axes.grid(axis="y")
    labelling.year_axis(axes, span, words, size=look.years)
    targets = panel[panel["kind"] == "target"]
    marked = figures[figures["kind"] != "target"]
    points = [(row.fiscal_year, row.value) for row in each(figures)]
    along = _along(marked) if look.is_small else []
    labels = labelling.Labels(axes, [*points, *along], targets["value"].dropna(), is_small=look.is_small)
    for row in each(targets):
        _draw_target(axes, row, labels, words, look, is_only=len(targets) == 1)
    printed = figures["kind"].isin(["baseline", "actual"]) & (figures["origin"] != DERIVED)
    solid, open_marks = figures[printed], figures[~printed & (figures["kind"] != "target")]
    dashed = pd.concat([solid.tail(1), open_marks]).sort_values("fiscal_year")
    axes.plot(
        dashed["fiscal_year"], dashed["value"], color=ward.colour, linewidth=look.line, linestyle=labelling.DASHED
    )
    axes.plot(solid["fiscal_year"], solid["value"], color=ward.colour, linewidth=look.line)
    labelled = _first_and_newest(marked) if look.is_small else set(marked.index)
    for row in each(marked):
        hollow = row.Index in open_marks.index
        face = "white" if hollow else ward.colour
        axes.plot([row.fiscal_year], [row.value], ward.marker, color=ward.colour, markerfacecolor=face,
                  markersize=look.mark)  # fmt: skip
        if row.Index in labelled:
            labels.add(row.fiscal_year, row.value, _mark_label(row, words, look))
    if look.is_small:
        labels.settle()


def _along(marked: pd.DataFrame) -> list[tuple[float, float]]:
    """Return points on the line from figure to figure."""
    ends = list(zip(marked["fiscal_year"], marked["value"], strict=True))
    return [
        (x + (to_x - x) * step / _BETWEEN, y + (to_y - y) * step / _BETWEEN)
        for (x, y), (to_x, to_y) in pairwise(ends)
        for step in range(1, _BETWEEN)
    ]


def _first_and_newest(marked: pd.DataFrame) -> set[Any]:
    """Return which figures say most: the first one, and the newest result or, without any, the end of the plan."""
    results = marked[marked["kind"].isin(RESULT_KINDS)]
    newest = results if len(results) else marked
    return {*marked.index[:1], *newest.index[-1:]}


def _draw_target(axes: Axes, row: Any, labels: labelling.Labels, words: Wording, look: Look, *, is_only: bool) -> None:
    name = f"{word('target', words.lang)} {words.year(row.fiscal_year)}"
    if pd.isna(row.value):
        [text] = labelling.cut(f"{name}: {row.text}", look.text, labelling.width_of(axes))
        said = axes.text(0.98, 0.05, text, transform=axes.transAxes, ha="right", va="bottom", size=look.text)
        labels.avoid([said])
        return
    axes.axhline(row.value, color=style.INK, linewidth=look.target_line, linestyle=labelling.DASHED)
    axes.plot([row.fiscal_year], [row.value], "_", color=style.INK, markersize=look.target, markeredgewidth=2)
    shown = word("target", words.lang) if is_only else name
    labels.add(row.fiscal_year, row.value, f"{shown} {_short(row, words)}")


def _mark_label(row: Any, words: Wording, look: Look) -> str:
    kind = "derived" if row.origin == DERIVED else row.kind
    figure = _short(row, words)
    if kind not in ("derived", "baseline", "estimate") or (look.is_small and kind == "baseline"):
        return figure
    return f"{brief(kind, words) if look.is_small else word(kind, words.lang)} {figure}"


def brief(kind: str, words: Wording) -> str:
    """Return the short word beside a mark, shorter still where a small panel has no room for it."""
    return "est." if kind == "estimate" and not words.ja else word(kind, words.lang)


def _short(row: Any, words: Wording) -> str:
    """Return a figure without its unit, which the panel's title names; percent keeps its sign."""
    return words.figure(row.value, row.unit) if row.unit == "percent" else number(row.value)


def rounded(value: float, words: Wording) -> str:
    """Return a round number as an axis with little room writes it: 25万, 250k."""
    units = [(10_000, "万")] if words.ja else [(1_000_000, "M"), (1_000, "k")]
    for size, unit in units:
        if value >= max(size, 10_000):
            return f"{number(value / size)}{unit}"
    return number(value)


def titled(panel: pd.DataFrame, words: Wording) -> str:
    """Return the name of a panel's indicator with its unit in brackets."""
    return words.indicator(panel["indicator"].iloc[0]) + in_unit(panel, words)


def in_unit(panel: pd.DataFrame, words: Wording) -> str:
    """Return the unit of a panel's figures in brackets."""
    return ("（{}）" if words.ja else " ({})").format(words.unit(panel["unit"].iloc[0]))


def told(panel: pd.DataFrame, words: Wording) -> str:
    """Say a panel in words, for the alt text."""
    first = panel.iloc[0]
    if not first["indicator"]:
        return f"{words.ward(first['ward'])} {word('not_published', words.lang)}"
    figures = words.listed(_told(row, words) for row in each(panel.sort_values("fiscal_year", kind="stable")))
    return f"{words.ward(first['ward'])} {words.indicator(first['indicator'])}: {figures}"


def _told(row: Any, words: Wording) -> str:
    when = row.as_of or words.year(row.fiscal_year)
    kind = word("derived", words.lang) if row.origin == DERIVED else KINDS[row.kind][words.lang]
    return f"{when} {kind} {words.figure(row.value, row.unit) if pd.notna(row.value) else row.text}"


def kinds(rows: pd.DataFrame, words: Wording) -> str:
    """Return the kinds of figures that ``rows`` hold."""
    return words.joined(KINDS[kind][words.lang] for kind in KINDS if kind in set(rows["kind"]))
