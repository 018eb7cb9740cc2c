"""A chart of where each ward stands against its own targets: a sign for each KPI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import findings
from analysis.charts.old import describe, require, wording
from analysis.data.frames import each
from analysis.data.load import Root
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.labelling import word
from analysis.drawing.page import KpiFigure
from analysis.drawing.table_page import LEADING, WIDTH, Sheet, wrapped
from analysis.drawing.theme_table import LABEL_SIZE, LETTERS, ward_row
from analysis.drawing.ward_table import Cell, Column, wards_table
from analysis.measures import views
from analysis.words.labels import JUDGED, STATUSES
from analysis.words.wording import Wording, known, number, percent

_UNJUDGED = {
    "ja": "目標も数値の実績も公表なし",
    "en": "neither a target nor a result in figures is published",
}
_ACHIEVED = {"ja": "達成", "en": "Met"}
_SYMBOLS = {
    "achieved": "◎",
    "on_track": "○",
    "behind": "△",
    "missed": "×",
    "no_result": "－",
    "": "－",
}
_KIND = {
    "ja": "{legend}。最新の公表値／目標値、年度、進捗（各区自身の基準値から目標値までのうち来た割合）の順",
    "en": "{legend}. Latest published figure / target, year, and progress (share of the way from the ward's own "
    "baseline to its target)",
}
_KIND_OF_MANY = {
    "ja": "KPI一つに記号一つ: {legend}。空白は目標も数値の実績も公表なし。右端は、実績を判定できるKPIのうち目標を達成したものの数。"
    "値・年度・進捗は表で示す",
    "en": "One sign for each KPI: {legend}. Blank: neither a target nor a result in figures. Last column: targets met, "
    "of the KPIs whose results can be judged. Figures, years and progress are in the tables",
}
_NARROW = 0.95  # inches, as is the following
_LINE = 0.124
_SIGNS_IN_LINE = 3


def scorecard(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw where each ward stands against its own targets, for every KPI of the themes that wards have in common.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.scorecard` gives.
    lang, mono, root
        As in :func:`analysis.availability_matrix`.

    Returns
    -------
    KpiFigure
        A row for each theme, a column for each ward; a sign and the figures for each KPI.
    """
    words = wording("scorecard", lang, root, table)
    rows = require("scorecard", views.scorecard(study=Study.of(root)) if table is None else table)
    themes = list(dict.fromkeys(rows["theme"]))
    codes = list(dict.fromkeys(rows["ward"]))
    shown = [status for status in STATUSES if status and status in set(rows["status"])]
    if not views.few(rows):
        return _signs_of_many(rows, words, mono=mono, root=root)
    legend = words.listed(f"{_symbol(status, lang)}={STATUSES[status][lang]}" for status in shown)
    info = describe(
        "scorecard",
        rows,
        title=findings.title("scorecard", rows, lang=lang, root=root),
        kind=_KIND[lang].format(legend=legend),
        details=[f"{words.ward(row.ward)} {' '.join(_entry(row, words))}" for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
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
            name = wrapped([words.theme(theme)], _NARROW - 0.08, LABEL_SIZE)
            sheet.lines(0.03, top + 0.04 + len(name) / 2 * LEADING, name, size=LABEL_SIZE)
            for place, code in enumerate(codes):
                for number, (sign, text, colour) in enumerate(cells[theme, code]):
                    y = top + 0.04 + (number + 0.5) * _LINE
                    left = _NARROW + place * width
                    sheet.text(left, y, sign, size=style.TEXT_SIZE)
                    sheet.text(left + 0.17, y, text, color=colour)
            top += height
        return sheet.finish()


def _signs_of_many(rows: pd.DataFrame, words: Wording, *, mono: bool, root: Root) -> KpiFigure:
    """Draw, for each ward and theme, the signs of its KPIs, and how many of its targets it met."""
    lang = words.lang
    themes, codes = list(dict.fromkeys(rows["theme"])), list(dict.fromkeys(rows["ward"]))
    published = rows[rows["indicator"] != ""]
    statuses = {
        (str(ward), str(theme)): list(of["status"]) for (ward, theme), of in published.groupby(["ward", "theme"])
    }
    names: dict[str, list[str]] = {}
    for status in STATUSES:
        if status in set(published["status"]):
            names.setdefault(_symbol(status, lang), []).append(STATUSES[status][lang])
    info = describe(
        "scorecard",
        rows,
        title=findings.title("scorecard", rows, lang=lang, root=root),
        kind=_KIND_OF_MANY[lang].format(
            legend=words.listed(f"{sign}={words.joined(meant)}" for sign, meant in names.items())
        ),
        details=[f"{words.ward(row.ward)} {' '.join((*_entry(row, words), STATUSES[row.status][lang]))}"
                 for row in each(published)],
        lang=lang,
        root=root,
    )  # fmt: skip
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        looks = {key: _signs_cell(of, lang) for key, of in statuses.items()}
        for code in codes:
            if code in set(published["ward"]):
                looks[code, ""] = _met_cell(published[published["ward"] == code])
        columns = [*(Column(words.theme(theme)) for theme in themes), Column(_ACHIEVED[lang])]
        return wards_table(
            info, columns, [ward_row(wards[code], code, [*themes, ""], looks, _UNJUDGED[lang]) for code in codes]
        )


def _signs_cell(statuses: Sequence[str], lang: str) -> Cell:
    """Return the signs of a ward's KPIs, the best first, side by side or, folded, on several lines."""
    order = list(STATUSES)
    signs = "".join(_symbol(status, lang) for status in sorted(statuses, key=order.index))
    starts = range(0, len(signs), _SIGNS_IN_LINE)
    return Cell((signs,), folded=tuple(signs[start : start + _SIGNS_IN_LINE] for start in starts))


def _met_cell(of_ward: pd.DataFrame) -> Cell:
    """Return how many of a ward's KPIs met their targets, of those that can be judged."""
    judged = of_ward[of_ward["status"].isin(JUDGED)]
    return Cell((f"{int((judged['status'] == 'achieved').sum())}/{len(judged)}" if len(judged) else "－",))


def _symbol(status: str, lang: str) -> str:
    """Return the sign of a status; that of words is the letter that the other charts use for them."""
    return LETTERS["words"][lang] if status == "qualitative" else _SYMBOLS.get(status, _SYMBOLS[""])


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
    reached = words.figure(row.value, row.unit)
    if known(row.target):
        reached = f"{number(row.value)}/{words.figure(row.target, row.unit)}"
    figures = f"{estimate}{reached} {words.year(row.value_year)}"
    return name, f"{figures} {percent(row.progress)}" if known(row.progress) else figures
