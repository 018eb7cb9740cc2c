"""Charts that are tables: what is published, what may be compared, and where each ward stands."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import findings, style, views
from analysis.charts.parts import word
from analysis.charts.sheet import LEADING, WIDTH, Sheet, fitting, wrapped
from analysis.frames import each
from analysis.labels import COMPARABILITY, KINDS, LACKS, STATUSES
from analysis.load import Root
from analysis.page import KpiFigure, describe
from analysis.wording import Wording, known, number, percent

_LETTERS = {
    "actual": {"ja": "実", "en": "A"},
    "estimate": {"ja": "見", "en": "E"},
    "baseline": {"ja": "基", "en": "B"},
    "planned": {"ja": "計", "en": "P"},
    "target": {"ja": "目", "en": "T"},
    "words": {"ja": "文", "en": "w"},
}
_SYMBOLS = {
    "achieved": "◎",
    "on_track": "○",
    "behind": "△",
    "missed": "×",
    "no_result": "－",
    "": "－",
}
_KIND = {
    "availability_matrix": {
        "ja": "各区が自ら公表した値のある年度（{legend}。{words}は数値でなく文言）。空白は公表なし",
        "en": "Fiscal years for which each ward itself publishes figures ({legend}; {words}: words instead of a figure). "
        "Blank: not published",
    },
    "comparability_matrix": {
        "ja": "区が自ら公表した値のうち、何が比べられるか。右端は国の資料が三区に共通の定義で示す概念の数",
        "en": "What can be compared of the wards' own figures. Last column: concepts that a national source measures alike",
    },
    "scorecard": {
        "ja": "{legend}。最新の公表値／目標値、年度、進捗（各区自身の基準値から目標値までのうち来た割合）の順",
        "en": "{legend}. Latest published figure / target, year, and progress (share of the way from the ward's own "
        "baseline to its target)",
    },
}
_THEME_WIDTH = 1.35  # inches, as are the following
_NARROW = 0.95
_BLOCK_GAP = 0.12
_HEAD = 0.55
_ROW = 0.25
_PAIR = 0.34
_LINE = 0.124
_LABEL_SIZE = 7.2


def availability_matrix(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw what each ward publishes, when, of which kind, and the holes.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.availability` gives.
    lang : str
        ``ja`` or ``en``.
    mono : bool
        Greys instead of colours.
    root : path, optional
        Folder that holds ``data``.

    Returns
    -------
    KpiFigure
        A row for each theme, a block of years for each ward; letters say which kinds of figure there are.
    """
    words = Wording(lang, root)
    rows = views.availability(root=root) if table is None else table
    themes = list(dict.fromkeys(rows["theme"]))
    codes = list(dict.fromkeys(rows["ward"]))
    years = range(_first_year(rows), int(rows["fiscal_year"].max()) + 1)
    legend = words.listed(f"{_LETTERS[kind][lang]}={KINDS[kind][lang]}" for kind in KINDS)
    info = describe(
        "availability_matrix",
        rows,
        title=findings.title("availability_matrix", rows, lang=lang, root=root),
        kind=_KIND["availability_matrix"][lang].format(legend=legend, words=_LETTERS["words"][lang])
        + _left_out(rows, years, words),
        details=[_theme_told(rows, theme, words) for theme in themes],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        sheet = Sheet(info, _HEAD + len(themes) * _ROW)
        block = (WIDTH - _THEME_WIDTH) / len(codes)
        for place, code in enumerate(codes):
            _year_heads(sheet, _THEME_WIDTH + place * block, block - _BLOCK_GAP, wards[code], years, words)
        for line, theme in enumerate(themes):
            top = _HEAD + line * _ROW
            sheet.band(top, _ROW, line)
            _theme_label(sheet, top + _ROW / 2, theme, words)
            for place, code in enumerate(codes):
                left = _THEME_WIDTH + place * block
                of_ward = rows[(rows["theme"] == theme) & (rows["ward"] == code) & rows["fiscal_year"].notna()]
                _year_cells(sheet, left, top, block - _BLOCK_GAP, of_ward, wards[code], years, words)
        return sheet.finish()


def _year_heads(sheet: Sheet, left: float, width: float, ward: style.WardStyle, years: range, words: Wording) -> None:
    """Write a ward's name and, beneath it, 令和 and the Western year of each column."""
    sheet.ward(left + 0.05, 0.1, ward)
    step = width / len(years)
    size = fitting([str(year) for year in years], step - 0.03, 6)
    for column, year in enumerate(years):
        ticks = words.year_tick(year).splitlines()
        sheet.lines(left + (column + 0.5) * step, 0.38, ticks, ha="center", color=style.QUIET, size=size)


def _year_cells(
    sheet: Sheet,
    left: float,
    top: float,
    width: float,
    entries: pd.DataFrame,
    ward: style.WardStyle,
    years: range,
    words: Wording,
) -> None:
    """Draw what one ward publishes of a theme, year by year, or say that it publishes nothing."""
    if entries.empty:
        nothing = word("not_published", words.lang)
        sheet.text(left + width / 2, top + _ROW / 2, nothing, ha="center", color=style.QUIET)
    step = width / len(years)
    for column, year in enumerate(years):
        of_year = entries[entries["fiscal_year"] == year]
        if len(of_year):
            _cell(sheet, left + column * step, top, step, of_year, ward, words)


def _theme_label(sheet: Sheet, y: float, theme: str, words: Wording) -> None:
    """Write the name of a row of the table, on two lines where one is too short for it."""
    sheet.lines(0.03, y, wrapped([words.theme(theme)], _THEME_WIDTH - 0.08, _LABEL_SIZE), size=_LABEL_SIZE)


def _first_year(rows: pd.DataFrame) -> int:
    """Return the first year for which more than one theme has figures: older ones are of previous plans."""
    themes = rows.groupby("fiscal_year")["theme"].nunique()
    return int(themes[themes > 1].index.min())


def _left_out(rows: pd.DataFrame, years: range, words: Wording) -> str:
    """Say which older figures the chart leaves out."""
    older = rows[rows["fiscal_year"] < years[0]]
    if older.empty:
        return ""
    themes = words.joined(words.theme(theme) for theme in dict.fromkeys(older["theme"]))
    names = words.joined(words.ward(code) for code in dict.fromkeys(older["ward"]))
    return (f"。{words.year(years[0] - 1)}以前（{names}の{themes}）は省略" if words.ja
            else f". Years before {words.year(years[0])} ({names}, {themes}) are left out")  # fmt: skip


def _cell(
    sheet: Sheet, left: float, top: float, width: float, entries: pd.DataFrame, ward: style.WardStyle, words: Wording
) -> None:
    """Draw the kinds of one year: on the ward's colour where there is a result, framed where there is none yet."""
    figures = entries[entries["figures"] > 0]
    kinds = [kind for kind in _LETTERS if kind in set(figures["kind"])] or ["words"]
    results = bool({"actual"} & set(kinds))
    face = ward.colour if results else "white"
    sheet.box(left + 0.01, top + 0.03, width - 0.02, _ROW - 0.06, face, ward.colour, dashed=kinds == ["words"])
    letters = "".join(_LETTERS[kind][words.lang] for kind in kinds[:2])
    size = fitting([letters], width - 0.04, 7)
    ink = "white" if results else style.INK
    sheet.text(left + width / 2, top + _ROW / 2, letters, ha="center", size=size, color=ink)


def _theme_told(rows: pd.DataFrame, theme: str, words: Wording) -> str:
    """Say what each ward publishes of a theme, for the alt text."""
    told = []
    for code, of_ward in rows[rows["theme"] == theme].groupby("ward", sort=False):
        years = of_ward["fiscal_year"].dropna()
        kinds = words.joined(KINDS[kind][words.lang] for kind in KINDS if kind in set(of_ward["kind"]))
        span = words.span(words.year(years.min()), words.year(years.max())) if len(years) else ""
        told.append(f"{words.ward(str(code))} {f'{span} {kinds}' if span else word('not_published', words.lang)}")
    return f"{words.theme(theme)}: {words.listed(told)}"


def comparability_matrix(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw, per theme and pair of wards, what can be compared.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.comparability_with_reasons` gives.
    lang, mono, root
        As in :func:`availability_matrix`.
    """
    words = Wording(lang, root)
    rows = views.comparability_with_reasons(root=root) if table is None else table
    themes = list(dict.fromkeys(rows["theme"]))
    pairs = [(row.ward_a, row.ward_b) for row in each(rows[["ward_a", "ward_b"]].drop_duplicates())]
    info = describe(
        "comparability_matrix",
        rows,
        title=findings.title("comparability_matrix", rows, lang=lang, root=root),
        kind=_KIND["comparability_matrix"][lang],
        details=[_pair_told(row, words) for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        last = 0.95
        width = (WIDTH - _THEME_WIDTH - last) / len(pairs)
        labels = {row.Index: wrapped(_pair_lines(row, words), width - 0.1) for row in each(rows)}
        names = [wrapped([words.joined([wards[one].name, wards[other].name])], width) for one, other in pairs]
        most = {theme: max(len(labels[place]) for place in group.index) for theme, group in rows.groupby("theme")}
        head = max(len(name) for name in names) * LEADING + 0.15
        heights = [max(_PAIR, most[theme] * LEADING + 0.09) for theme in themes]
        sheet = Sheet(info, head + sum(heights))
        for place, name in enumerate(names):
            sheet.lines(_THEME_WIDTH + (place + 0.5) * width, head / 2, name, ha="center")
        sheet.text(WIDTH - last / 2, head / 2, word("national", lang), ha="center")
        top = head
        for theme, height in zip(themes, heights, strict=True):
            _theme_label(sheet, top + height / 2, theme, words)
            of_theme = rows[rows["theme"] == theme]
            for place, row in enumerate(each(of_theme)):
                face, grey, ink = _STATE_LOOK[row.state]
                left = _THEME_WIDTH + place * width
                sheet.box(left + 0.02, top + 0.02, width - 0.04, height - 0.04, grey if mono else face, style.RULE)
                sheet.lines(left + width / 2, top + height / 2, labels[row.Index], ha="center", color=ink)
            shared = {concept for cell in of_theme["reference"] for concept in cell.split()}
            sheet.text(WIDTH - last / 2, top + height / 2, str(len(shared)) if shared else "－", ha="center")
            top += height
        return sheet.finish()


_STATE_LOOK = {
    "same_definition": ("#0b5394", "#333333", "white"),
    "only_progress": ("#cfe2f3", "#d0d0d0", style.INK),
    "not_published": ("white", "white", style.QUIET),
}
"""Of each state: colour, grey, and colour of the text."""


def _pair_lines(row: Any, words: Wording) -> list[str]:
    """Return what can be compared, or what each ward lacks."""
    if row.state != "not_published":
        return [COMPARABILITY[row.state][words.lang]]
    lacks = ((row.ward_a, row.lack_a), (row.ward_b, row.lack_b))
    return [f"{words.ward(code)} {LACKS[lack][words.lang]}" for code, lack in lacks if lack]


def _pair_told(row: Any, words: Wording) -> str:
    pair = words.joined([words.ward(row.ward_a), words.ward(row.ward_b)])
    return f"{words.theme(row.theme)} {pair}: {words.listed(_pair_lines(row, words))}"


def scorecard(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw where each ward stands against its own targets, for every KPI of the themes that wards have in common.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.views.scorecard` gives.
    lang, mono, root
        As in :func:`availability_matrix`.

    Returns
    -------
    KpiFigure
        A row for each theme, a column for each ward; a sign and the figures for each KPI.
    """
    words = Wording(lang, root)
    rows = views.scorecard(root=root) if table is None else table
    themes = list(dict.fromkeys(rows["theme"]))
    codes = list(dict.fromkeys(rows["ward"]))
    shown = [status for status in STATUSES if status and status in set(rows["status"])]
    legend = words.listed(f"{_symbol(status, lang)}={STATUSES[status][lang]}" for status in shown)
    info = describe(
        "scorecard",
        rows,
        title=findings.title("scorecard", rows, lang=lang, root=root),
        kind=_KIND["scorecard"][lang].format(legend=legend),
        details=[f"{words.ward(row.ward)} {' '.join(_entry(row, words))}" for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = style.ward_styles(lang, mono=mono, root=root)
        width = (WIDTH - _NARROW) / len(codes)
        cells = {
            (theme, code): _lines(rows[(rows["theme"] == theme) & (rows["ward"] == code)], words, width - 0.22)
            for theme in themes
            for code in codes
        }
        heights = [max(len(cells[theme, code]) for code in codes) * _LINE + 0.08 for theme in themes]
        sheet = Sheet(info, 0.3 + sum(heights))
        for place, code in enumerate(codes):
            sheet.ward(_NARROW + place * width + 0.05, 0.12, wards[code])
        top = 0.3
        for line, (theme, height) in enumerate(zip(themes, heights, strict=True)):
            sheet.band(top, height, line)
            name = wrapped([words.theme(theme)], _NARROW - 0.08, _LABEL_SIZE)
            sheet.lines(0.03, top + 0.04 + len(name) / 2 * LEADING, name, size=_LABEL_SIZE)
            for place, code in enumerate(codes):
                for number, (sign, text, colour) in enumerate(cells[theme, code]):
                    y = top + 0.04 + (number + 0.5) * _LINE
                    left = _NARROW + place * width
                    sheet.text(left, y, sign, size=style.TEXT_SIZE)
                    sheet.text(left + 0.17, y, text, color=colour)
            top += height
        return sheet.finish()


def _symbol(status: str, lang: str) -> str:
    """Return the sign of a status; that of words is the letter that the other charts use for them."""
    return _LETTERS["words"][lang] if status == "qualitative" else _SYMBOLS.get(status, _SYMBOLS[""])


def _lines(entries: pd.DataFrame, words: Wording, width: float) -> list[tuple[str, str, str]]:
    """Return the lines of one cell: sign, text, colour; words-only entries of a ward share one line."""
    lines = []
    for row in each(entries[entries["status"] != "qualitative"]):
        name, figures = _entry(row, words)
        for place, part in enumerate(style.wrap(name, style.NOTE_SIZE, width)):
            lines.append(
                ("" if place else _symbol(row.status, words.lang), part, style.INK if row.indicator else style.QUIET)
            )
        lines += [("", part, style.QUIET) for part in style.wrap(figures, style.NOTE_SIZE, width) if figures]
    in_words = entries[entries["status"] == "qualitative"]
    if len(in_words):
        names = words.listed(words.indicator(name) for name in in_words["indicator"])
        for number, part in enumerate(style.wrap(names, style.NOTE_SIZE, width)):
            lines.append(("" if number else _symbol("qualitative", words.lang), part, style.QUIET))
    return lines


def _entry(row: Any, words: Wording) -> tuple[str, str]:
    """Return name and figures of one KPI."""
    if not row.indicator:
        return word("not_published", words.lang), ""
    name = words.indicator(row.indicator)
    if row.status == "qualitative":
        return name, str(row.target_text)
    if not known(row.value):
        target = words.figure(row.target, row.unit)
        return name, f"{word('target', words.lang)} {target} {words.year(row.target_year)}"
    estimate = word("estimate", words.lang) + " " if row.value_kind == "estimate" else ""
    goal = words.figure(row.target, row.unit)
    figures = f"{estimate}{number(row.value)}/{goal} {words.year(row.value_year)}"
    return name, f"{figures} {percent(row.progress)}" if known(row.progress) else figures
