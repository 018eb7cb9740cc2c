"""A chart of what each ward publishes, for which year and of which kind, and where it publishes nothing."""

from __future__ import annotations

import pandas as pd

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.load import Root
from analysis.data.marks import WardStyle, ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.labelling import word
from analysis.drawing.page import KpiFigure
from analysis.drawing.table_page import WIDTH, Sheet, fitting
from analysis.drawing.theme_table import LETTERS, THEME_WIDTH, theme_label, ward_row, ward_told
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.measures import views
from analysis.words.labels import KINDS, LACKS
from analysis.words.wording import Wording

_BEST = ("actual", "estimate", "planned", "target", "baseline")
"""Kinds of figures, those that say most of a ward first."""
_KIND = {
    "ja": "各区が自ら公表した値のある年度（{legend}。{words}は数値でなく文言）。空白は公表なし",
    "en": "Fiscal years for which each ward itself publishes figures ({legend}; {words}: words instead of a figure). "
    "Blank: not published",
}
_KIND_OF_MANY = {
    "ja": "各区が自ら公表した最新の値の種類（{legend}、{words}=文言のみ）と年度（{example}={year}）。"
    "塗りは実績、枠は実績でない値、点線は文言のみ、空白は公表なし",
    "en": "Kind ({legend}, {words}=words only) and fiscal year ({example}={year}) of the newest figures that each ward "
    "itself publishes. Filled: results; framed: not results; dotted: words only; blank: not published",
}
_BLOCK_GAP = 0.12  # inches, as are the following
_HEAD = 0.55
_ROW = 0.25


def availability_matrix(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw what each ward publishes, when, of which kind, and the holes.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.availability` gives.
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
    words = wording("availability_matrix", lang, root, table)
    rows = views.availability(study=Study.of(root)) if table is None else table
    require("availability_matrix", rows[rows["fiscal_year"].notna()])
    themes = list(dict.fromkeys(rows["theme"]))
    codes = list(dict.fromkeys(rows["ward"]))
    years = range(_first_year(rows), int(rows["fiscal_year"].max()) + 1)
    legend = words.listed(f"{LETTERS[kind][lang]}={KINDS[kind][lang]}" for kind in KINDS)
    if not views.few(rows):
        return _newest_of_many(rows, legend, words, mono=mono, root=root)
    info = describe(
        "availability_matrix",
        rows,
        title=findings.title("availability_matrix", rows, lang=lang, root=root),
        kind=_KIND[lang].format(legend=legend, words=LETTERS["words"][lang]) + _left_out(rows, years, words),
        details=[_theme_told(rows, theme, words) for theme in themes],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        sheet = Sheet(info, _HEAD + len(themes) * _ROW)
        block = (WIDTH - THEME_WIDTH) / len(codes)
        for place, code in enumerate(codes):
            _year_heads(sheet, THEME_WIDTH + place * block, block - _BLOCK_GAP, wards[code], years, words)
        for line, theme in enumerate(themes):
            top = _HEAD + line * _ROW
            sheet.band(top, _ROW, line)
            theme_label(sheet, top + _ROW / 2, theme, words)
            for place, code in enumerate(codes):
                left = THEME_WIDTH + place * block
                of_ward = rows[(rows["theme"] == theme) & (rows["ward"] == code) & rows["fiscal_year"].notna()]
                _year_cells(sheet, left, top, block - _BLOCK_GAP, of_ward, wards[code], years, words)
        return sheet.finish()


def _newest_of_many(rows: pd.DataFrame, legend: str, words: Wording, *, mono: bool, root: Root) -> KpiFigure:
    """Draw, for each ward and theme, the best kind of figure there is and the newest year of that kind."""
    lang = words.lang
    published = rows[rows["fiscal_year"].notna()]
    newest = {(str(ward), str(theme)): _best_kind(of) for (ward, theme), of in published.groupby(["ward", "theme"])}
    themes, codes = list(dict.fromkeys(rows["theme"])), list(dict.fromkeys(rows["ward"]))
    year = max((year for _, year in newest.values()), default=0)
    kind = _KIND_OF_MANY[lang].format(
        legend=legend,
        words=LETTERS["words"][lang],
        example=_short_year(year, words),
        year=words.year(year, short=False),
    )
    told = {
        key: f"{words.theme(key[1])} {_kind_name(kind, lang)} {words.year(year)}"
        for key, (kind, year) in newest.items()
    }
    info = describe(
        "availability_matrix",
        rows,
        title=findings.title("availability_matrix", rows, lang=lang, root=root),
        kind=kind,
        details=[ward_told(code, [told[code, theme] for theme in themes if (code, theme) in told], words)
                 for code in codes],
        lang=lang,
        root=root,
    )  # fmt: skip
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        looks = {key: _newest_cell(*best, wards[key[0]], words) for key, best in newest.items()}
        columns = [Column(words.theme(theme)) for theme in themes]
        return wards_table(
            info, columns, [ward_row(wards[code], code, themes, looks, word("not_published", lang)) for code in codes]
        )


def _best_kind(entries: pd.DataFrame) -> tuple[str, int]:
    """Return the best kind of figure that a ward publishes under a theme, else words, and the newest year of that kind."""
    figures = entries[entries["figures"] > 0]
    best = next((kind for kind in _BEST if kind in set(figures["kind"])), "words")
    of_kind = entries if best == "words" else figures[figures["kind"] == best]
    return best, int(of_kind["fiscal_year"].max())


def _kind_name(kind: str, lang: str) -> str:
    return (LACKS if kind == "words" else KINDS)[kind][lang]


def _newest_cell(kind: str, year: int, ward: WardStyle, words: Wording) -> Cell:
    text = (LETTERS[kind][words.lang] + _short_year(year, words),)
    if kind == "actual":
        return Cell(text, ward.colour, ward.colour, "white")
    return Cell(text, edge=ward.colour, dashed=kind == "words")


def _short_year(year: int, words: Wording) -> str:
    """Return a fiscal year as short as can be: R6, in English 24."""
    return words.year(year) if words.ja else f"{year % 100:02d}"


def _year_heads(sheet: Sheet, left: float, width: float, ward: WardStyle, years: range, words: Wording) -> None:
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
    ward: WardStyle,
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
    sheet: Sheet, left: float, top: float, width: float, entries: pd.DataFrame, ward: WardStyle, words: Wording
) -> None:
    """Draw the kinds of one year: on the ward's colour where there is a result, framed where there is none yet."""
    figures = entries[entries["figures"] > 0]
    kinds = [kind for kind in LETTERS if kind in set(figures["kind"])] or ["words"]
    results = bool({"actual"} & set(kinds))
    face = ward.colour if results else "white"
    sheet.box(left + 0.01, top + 0.03, width - 0.02, _ROW - 0.06, face, ward.colour, dashed=kinds == ["words"])
    letters = "".join(LETTERS[kind][words.lang] for kind in kinds[:2])
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
