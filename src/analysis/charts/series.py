"""Charts over fiscal years: each ward's own trajectories, and cashless by two definitions."""

from __future__ import annotations

from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.frames import each
from analysis.data.load import Root, load_concepts
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import indicator_panel, style
from analysis.drawing.labelling import word
from analysis.drawing.page import FigureInfo, KpiFigure, Page
from analysis.drawing.panel_pages import Entry, Group, Panel, Section, small_panels
from analysis.measures import views
from analysis.words.labels import LACKS
from analysis.words.wording import Wording

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
}
_KIND_OF_MANY = {
    "trajectories": {
        "ja": "{theme}：各区が公表した値。塗りは基準値と実績、白抜きは見込・計画・導出、短い横線は目標。"
        "定義と単位は枠ごとに異なり、枠どうしの高さは比べられない",
        "en": "{theme}: what each ward publishes. Filled: baselines and results; hollow: estimates, plans, derived; "
        "short bar: target. Definition and unit differ by panel; do not compare heights",
    },
    "cashless_definitions": {
        "ja": "見出しごとに別の概念で、「使えるか」と「使われたか」は比べられない。塗りは基準値と実績、"
        "白抜きは見込・計画、短い横線は目標。目盛りは枠ごとに異なる",
        "en": "Each heading is a concept of its own: where cashless can be used is not how much it is used. "
        "Filled: baselines and results; hollow: estimates and plans; short bar: target. Scales differ by panel",
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
        What :func:`analysis.measures.views.trajectories` gives; the latest vintage without it.
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
        dashed line. Words stand as words, and a ward that publishes nothing has a panel that says so. Of more than
        :data:`analysis.measures.views.FEW` wards the panels are small, and wards without figures are named beneath them.
    """
    words = wording(f"trajectories_{theme}", lang, root, table)
    rows = views.trajectories(theme, study=Study.of(root)) if table is None else table
    info = _info("trajectories", rows, words, root, name=f"trajectories_{theme}", theme=words.theme(theme))
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if not views.few(rows):
            return _small(info, rows, {"": rows}, wards, words)
        panels = [panel for _, panel in rows.groupby(["ward", "indicator"], sort=False)]
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
        What :func:`analysis.measures.views.trajectories` gives for the theme ``cashless``; the latest vintage without it.
    lang, mono, root
        As in :func:`trajectories`.

    Returns
    -------
    KpiFigure
        One row for each ward and one column for each concept; where a ward has no figure, its words or 公表なし. Of more
        than :data:`analysis.measures.views.FEW` wards one section of small panels for each concept, with the others named beneath.
    """
    words = wording("cashless_definitions", lang, root, table)
    rows = views.trajectories("cashless", study=Study.of(root)) if table is None else table
    book = load_concepts(root)
    concepts = list(book.loc[(book["theme"] == "cashless") & (book["unit"] != "text"), "concept"])
    info = _info("cashless_definitions", rows, words, root)
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        if not views.few(rows):
            sections = {words.concept(concept): rows[rows["concept"] == concept] for concept in concepts}
            return _small(info, rows, sections, wards, words)
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


def _info(
    question: str, rows: pd.DataFrame, words: Wording, root: Root, *, name: str = "", theme: str = ""
) -> FigureInfo:
    """Return what a figure of ``rows`` shows, each panel told in words."""
    require(name or question, rows[rows["indicator"] != ""])
    kind = (_KIND if views.few(rows) else _KIND_OF_MANY)[question][words.lang]
    return describe(
        name or question,
        rows,
        title=findings.title(question, rows, lang=words.lang, root=root),
        kind=kind.format(theme=theme, kinds=indicator_panel.kinds(rows, words)),
        details=[indicator_panel.told(panel, words) for _, panel in rows.groupby(["ward", "indicator"], sort=False)],
        lang=words.lang,
        root=root,
    )


def _span(rows: pd.DataFrame) -> range:
    """Return every year of the panels, which all share it."""
    years = rows["fiscal_year"].dropna().astype(int)
    return range(years.min(), years.max() + 1)


# --- panels of usual size ----------------------------------------------------------------------------------------


def _panel(axes: Axes, panel: pd.DataFrame, ward: WardStyle, span: range, words: Wording, *, concept: str = "") -> None:
    """Draw one ward's indicator, its words, or that it publishes nothing."""
    has_figures = bool(panel["value"].notna().any())
    if has_figures:
        name = indicator_panel.titled(panel, words)
    else:
        of_indicator = panel["indicator"].iloc[0] if len(panel) else ""
        name = words.concept(concept) if concept else words.indicator(of_indicator) if of_indicator else ""
    axes.set_title(f"{ward.name}\n{name}", size=style.SMALL_SIZE, linespacing=1.35, x=0.06, pad=6)
    above = axes.transAxes + ScaledTranslation(4 / 72, 22 / 72, axes.figure.dpi_scale_trans)
    axes.plot([0], [1], ward.marker, color=ward.colour, transform=above, clip_on=False)
    if has_figures:
        indicator_panel.draw(axes, panel, ward, span, words, indicator_panel.USUAL)
    else:
        _write_words(axes, _words_of(panel, words), words)


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
    said = panel[views.has_text(panel)]
    together = said.groupby("text", sort=False)["fiscal_year"].agg(["min", "max"])
    lines = [f"{words.span(words.year(one.min), words.year(one.max))} {one.Index}" for one in each(together)]
    if not lines:
        return ""
    return "\n".join([_NO_FIGURE[words.lang], *lines])


_NO_FIGURE = {"ja": "数値なし（計画の文言のみ）", "en": "no figure, words of the plan only:"}


# --- small panels ------------------------------------------------------------------------------------------------


def _small(
    info: FigureInfo,
    rows: pd.DataFrame,
    sections: dict[str, pd.DataFrame],
    wards: dict[str, WardStyle],
    words: Wording,
) -> KpiFigure:
    """Draw the figures of each section, by its heading, and name the wards that have none."""
    figures = rows[rows["value"].notna()]
    span = _span(figures) if len(figures) else range(0)
    drawn = []
    for heading, of_section in sections.items():
        panels = [panel for _, panel in of_section.groupby(["ward", "indicator"], sort=False)]
        small = [_small_panel(panel, wards, span, words) for panel in panels if panel["value"].notna().any()]
        drawn.append(Section(_counted(heading, of_section, words), small))
    return small_panels(info, drawn, _without_panel(rows, wards, words))


def _small_panel(panel: pd.DataFrame, wards: dict[str, WardStyle], span: range, words: Wording) -> Panel:
    ward = wards[panel["ward"].iloc[0]]
    draw = partial(indicator_panel.draw, panel=panel, ward=ward, span=span, words=words, look=indicator_panel.SMALL)
    return Panel(ward, [words.indicator(panel["indicator"].iloc[0])], draw, unit=indicator_panel.in_unit(panel, words))


def _counted(heading: str, rows: pd.DataFrame, words: Wording) -> str:
    """Return a heading with the number of wards that publish figures under it."""
    if not heading:
        return ""
    count = rows.loc[rows["value"].notna(), "ward"].nunique()
    return f"{heading}（{count}区）" if words.ja else f"{heading} ({count} wards)"


def _without_panel(rows: pd.DataFrame, wards: dict[str, WardStyle], words: Wording) -> list[Group]:
    """Name the wards without figures, with the newest words of those that have words, and other words beside figures."""
    standings = views.standings(rows)
    without_figure = rows.groupby("indicator")["value"].transform("count") == 0
    said = rows[without_figure & views.has_text(rows)]
    newest = {str(code): _newest_words(of_ward, words) for code, of_ward in said.groupby("ward", sort=False)}
    in_words = [code for code in newest if standings[code] == views.WORDS]
    beside = [code for code in newest if standings[code] != views.WORDS]
    silent = list(standings.index[standings == views.NOTHING])
    brackets = "{}（{}）" if words.ja else "{} ({})"

    def quoted(codes: list[str]) -> list[Entry]:
        return [Entry(brackets.format(wards[code].name, newest[code]), wards[code]) for code in codes]

    return [
        Group(f"{LACKS['words'][words.lang]}:", quoted(in_words)),
        Group(_BESIDE[words.lang], quoted(beside)),
        Group(f"{LACKS['none'][words.lang]}:", [Entry(wards[code].name, wards[code]) for code in silent]),
    ]


def _newest_words(said: pd.DataFrame, words: Wording) -> str:
    """Return what a ward says for the last year it says anything about."""
    last = said[said["fiscal_year"] == said["fiscal_year"].max()]
    return f"{words.year(last['fiscal_year'].iloc[0])} {words.listed(dict.fromkeys(last['text']))}"


_BESIDE = {"ja": "数値のほかに文言:", "en": "words besides figures:"}
