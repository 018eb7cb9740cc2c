"""A chart of what later documents changed: one target, dated and judged anew by each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis import findings
from analysis.charts.old import describe
from analysis.data.citation import stated_date
from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import labelling, style, two_columns
from analysis.drawing.labelling import word
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.measures import commitments
from analysis.words.labels import KINDS, STATUSES
from analysis.words.wording import Wording, number

_PANEL, _EMPTY = 2.0, 0.2  # inches
_MOST_PANELS = 4  # rows of panels on a page; more indicators have lines in two columns
_KIND_OF_MANY = {
    "ja": "資料ごとの年度: 印は値（{kinds}、白抜きは見込）、縦の太線は目標。右は最新の実績／目標と、その資料だけから導いた判定",
    "en": "Years in each document: marks are figures ({kinds}; hollow: estimate), thick upright lines are targets. Right: "
    "newest result / target, and the status that follows from that document alone",
}
_KIND = {
    "ja": "資料ごとの値（{kinds}）。太い横線は目標とその年度。枠の題は公表の時期と、その資料だけから導いた判定",
    "en": "Figures of each document ({kinds}). Thick bars: target and its year. Titles: when it was published, and the status "
    "that follows from it alone",
}
_RESULTS = ("baseline", "actual", "estimate")
_DOCUMENT = {"ja": "{}の資料", "en": "document of {}"}
_DAY = {"ja": "（{}）", "en": " ({})"}
_PUBLISHED = {"ja": "{date}の資料: {status}", "en": "document of {date}: {status}"}


def target_vintages(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw each indicator whose target was dated to another year, one panel for each document.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.commitments.redated_targets` gives.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        One row of panels for each indicator, the oldest document on the left; all panels of a row share their axes. More
        indicators than a page has room for have a line for each document instead. Where no target was dated anew, the
        title says so and there is no panel.
    """
    words = Study.of(root, lang).names
    rows = commitments.redated_targets(root=root) if table is None else table
    is_many = rows["indicator"].nunique() > _MOST_PANELS
    marked = _RESULTS if is_many else tuple(KINDS)
    kinds = words.joined(KINDS[kind][lang] for kind in KINDS if kind in marked and kind in set(rows["kind"]))
    panels = [panel for _, panel in rows.groupby(["indicator", "published", "source"], sort=False)]
    info = describe(
        "target_vintages",
        rows,
        title=findings.title("target_vintages", rows, lang=lang, root=root),
        kind=(_KIND_OF_MANY if is_many else _KIND)[lang].format(kinds=kinds),
        details=[_told(panel, words) for panel in panels],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        indicators = [indicator for _, indicator in rows.groupby("indicator", sort=False)]
        if not indicators:
            return Page(info, _EMPTY).finish()
        if is_many:
            return _lines_of_many(info, panels, wards, words)
        columns = max(indicator["source"].nunique() for indicator in indicators)
        page = Page(info, len(indicators) * _PANEL + 0.35)
        grid = page.grid(len(indicators), columns, left=0.4, right=0.2, top=0.55, bottom=0.42, hspace=0.9, wspace=0.15)
        for line, indicator in enumerate(indicators):
            documents = [panel for _, panel in indicator.groupby(["published", "source"], sort=False)]
            for column, panel in enumerate(documents):
                axes = page.figure.add_subplot(grid[line, column])
                _panel(axes, panel, indicator, wards[panel["ward"].iloc[0]], words)
                axes.tick_params(labelleft=column == 0)
        return page.finish()


def _panel(axes: Axes, panel: pd.DataFrame, indicator: pd.DataFrame, ward: WardStyle, words: Wording) -> None:
    """Draw what one document says of an indicator, on the axes of all that is said of it."""
    first = panel.iloc[0]
    name = (
        f"{ward.name} {words.indicator(first['indicator'])}（{words.unit(first['unit'])}）"
        if words.ja
        else (f"{ward.name} {words.indicator(first['indicator'])}")
    )
    axes.set_title("\n".join([*style.wrap(name, style.SMALL_SIZE, 2.1), _title(panel, words)]), size=style.SMALL_SIZE,
                   linespacing=1.35, loc="left")  # fmt: skip
    axes.set_ylim(0, indicator["value"].max() * 1.35)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))
    axes.grid(axis="y")
    years = indicator["fiscal_year"].astype(int)
    labelling.year_axis(axes, range(years.min(), years.max() + 1), words)
    results = panel[panel["kind"].isin(_RESULTS) & panel["value"].notna()]
    targets = panel[(panel["kind"] == "target") & panel["value"].notna()]
    axes.plot(results["fiscal_year"], results["value"], color=ward.colour, marker=ward.marker)
    axes.plot(targets["fiscal_year"], targets["value"], "_", color=style.INK, markersize=11, markeredgewidth=2)
    marks = pd.concat([results, targets])
    labels = labelling.Labels(axes, [(row.fiscal_year, row.value) for row in each(marks)])
    for row in each(marks):
        labels.add(
            row.fiscal_year, row.value, _label(row, words), prefer="above" if row.kind == "target" else "lower right"
        )


def _lines_of_many(
    info: FigureInfo, panels: Sequence[pd.DataFrame], wards: dict[str, WardStyle], words: Wording
) -> KpiFigure:
    """Draw a line for each document under the name of its indicator, in two columns."""
    page = two_columns.Flow(info, [_line(panel, words) for panel in panels], wards, bottom=0.33)
    for axes in page.axes:
        labelling.year_axis(axes, range(info.rows["fiscal_year"].min(), info.rows["fiscal_year"].max() + 1), words,
                        size=style.NOTE_SIZE)  # fmt: skip
        axes.grid(axis="x")
    for axes, y, panel in page.rows():
        ward = wards[panel["ward"].iloc[0]]
        for row in each(panel[panel["value"].notna()]):
            if row.kind == "target":
                tick = 0.38 * two_columns.ROW
                axes.plot([row.fiscal_year] * 2, [y - tick, y + tick], color=style.INK, linewidth=2)
            elif row.kind in _RESULTS:
                fill = "white" if row.kind == "estimate" else ward.colour
                axes.plot([row.fiscal_year], [y], ward.marker, color=ward.colour, markerfacecolor=fill, markersize=4)
    return page.finish()


def _line(panel: pd.DataFrame, words: Wording) -> two_columns.Entry:
    """Return the line of one document: its date, the newest result and target it gives, and the status."""
    first = panel.iloc[0]
    name, unit = f"{words.ward(first['ward'])} {words.indicator(first['indicator'])}", words.unit(first["unit"])
    figures = panel[panel["value"].notna()]
    ends = [figures[figures["kind"].isin(kinds)].tail(1)["value"] for kinds in (["actual", "estimate"], ["target"])]
    shown = "/".join(number(end.iloc[0]) for end in ends) + " " if all(len(end) for end in ends) else ""
    return two_columns.Entry(
        _DOCUMENT[words.lang].format(stated_date(first["published_stated"], words.lang)),
        name + (f"（{unit}）" if words.ja else f" ({unit})"),
        first["ward"],
        right=shown + STATUSES[first["status"]][words.lang],
        row=panel,
    )


def _label(row: Any, words: Wording) -> str:
    """Return what stands beside a mark: its kind unless it is a result, and the day where the document states one."""
    kind = f"{word(row.kind, words.lang)} " if row.kind in ("baseline", "target") else ""
    day = _DAY[words.lang].format(stated_date(row.as_of, words.lang)) if row.as_of else ""
    return f"{kind}{number(row.value)}{day}"


def _title(panel: pd.DataFrame, words: Wording) -> str:
    first = panel.iloc[0]
    date = stated_date(first["published_stated"], words.lang)
    return _PUBLISHED[words.lang].format(date=date, status=STATUSES[first["status"]][words.lang])


def _told(panel: pd.DataFrame, words: Wording) -> str:
    """Say a panel in words, for the alt text."""
    figures = words.listed(
        f"{row.as_of or words.year(row.fiscal_year)} {KINDS[row.kind][words.lang]} {words.figure(row.value, row.unit)}"
        for row in each(panel[panel["value"].notna()])
    )
    return f"{_title(panel, words)} ({figures})"
