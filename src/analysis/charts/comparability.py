"""A chart of what can be compared between wards, and what stands in the way."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import findings
from analysis.charts.old import describe, wording
from analysis.data.frames import each
from analysis.data.load import Root, load_wards
from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.drawing import style
from analysis.drawing.labelling import word
from analysis.drawing.page import KpiFigure
from analysis.drawing.table_page import LEADING, WIDTH, Sheet, wrapped
from analysis.drawing.theme_table import LETTERS, THEME_WIDTH, theme_label, ward_told
from analysis.drawing.ward_table import Cell, Column, Row, wards_table
from analysis.measures import views
from analysis.words.labels import COMPARABILITY, LACKS
from analysis.words.wording import Wording

_LACK_SIGNS = {
    "none": {"ja": "－", "en": "－"},
    "words": LETTERS["words"],
    "no_result": {"ja": "未", "en": "r"},
    "no_yardstick": {"ja": "無", "en": "t"},
    "": {"ja": "0", "en": "0"},
}
_NO_PARTNER = {"ja": "比べられる相手なし", "en": "no other ward to compare with"}
_KIND = {
    "ja": "区が自ら公表した値のうち、何が比べられるか。右端は国の資料が各区に共通の定義で示す概念の数",
    "en": "What can be compared of the wards' own figures. Last column: concepts that a national source measures alike",
}
_KIND_OF_MANY = {
    "ja": "各区自身の値を比べられる区の数: 濃い色は同じ定義の値、薄い色は目標との比だけ。比べられないものは理由: {legend}。"
    "最下行は、国の資料が2区以上を同じ定義で示す概念の数",
    "en": "With how many other wards a ward's own figures can be compared: dark: values of one definition; light: only "
    "against own targets. Otherwise why not: {legend}. Last row: concepts that a national source measures alike for "
    "two wards or more",
}
_STATE_LOOK = {
    "same_definition": ("#0b5394", "#333333", "white"),
    "only_progress": ("#cfe2f3", "#d0d0d0", style.INK),
    "not_published": ("white", "white", style.QUIET),
}
"""Of each state: colour, grey, and colour of the text."""
_PAIR = 0.34  # inches


def comparability_matrix(
    table: pd.DataFrame | None = None, *, lang: str = "ja", mono: bool = False, root: Root = None
) -> KpiFigure:
    """Draw, per theme and pair of wards, what can be compared.

    Parameters
    ----------
    table : DataFrame, optional
        What :func:`analysis.measures.views.comparability_with_reasons` gives.
    lang, mono, root
        As in :func:`analysis.availability_matrix`.
    """
    words = wording("comparability_matrix", lang, root, table)
    rows = views.comparability_with_reasons(study=Study.of(root)) if table is None else table
    if not views.few_pairs(rows):
        return _partners_of_many(rows, words, mono=mono, root=root)
    themes = list(dict.fromkeys(rows["theme"]))
    pairs = [(row.ward_a, row.ward_b) for row in each(rows[["ward_a", "ward_b"]].drop_duplicates())]
    info = describe(
        "comparability_matrix",
        rows,
        title=findings.title("comparability_matrix", rows, lang=lang, root=root),
        kind=_KIND[lang],
        details=[_pair_told(row, words) for row in each(rows)],
        lang=lang,
        root=root,
    )
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        last = 0.95
        width = (WIDTH - THEME_WIDTH - last) / len(pairs)
        labels = {row.Index: wrapped(_pair_lines(row, words), width - 0.1) for row in each(rows)}
        names = [wrapped([words.joined([wards[one].name, wards[other].name])], width) for one, other in pairs]
        most = {theme: max(len(labels[place]) for place in group.index) for theme, group in rows.groupby("theme")}
        head = max(len(name) for name in names) * LEADING + 0.15
        heights = [max(_PAIR, most[theme] * LEADING + 0.09) for theme in themes]
        sheet = Sheet(info, head + sum(heights))
        for place, name in enumerate(names):
            sheet.lines(THEME_WIDTH + (place + 0.5) * width, head / 2, name, ha="center")
        sheet.text(WIDTH - last / 2, head / 2, word("national", lang), ha="center")
        top = head
        for theme, height in zip(themes, heights, strict=True):
            theme_label(sheet, top + height / 2, theme, words)
            of_theme = rows[rows["theme"] == theme]
            for place, row in enumerate(each(of_theme)):
                face, grey, ink = _STATE_LOOK[row.state]
                left = THEME_WIDTH + place * width
                sheet.box(left + 0.02, top + 0.02, width - 0.04, height - 0.04, grey if mono else face, style.RULE)
                sheet.lines(left + width / 2, top + height / 2, labels[row.Index], ha="center", color=ink)
            sheet.text(WIDTH - last / 2, top + height / 2, _shared_count(of_theme), ha="center")
            top += height
        return sheet.finish()


def _partners_of_many(rows: pd.DataFrame, words: Wording, *, mono: bool, root: Root) -> KpiFigure:
    """Draw, for each ward and theme, with how many other wards it can be compared, or what it lacks."""
    lang = words.lang
    found = views.partners(rows)
    themes, codes = list(dict.fromkeys(found["theme"])), list(load_wards(root)["ward"])
    signs = {lack: LACKS[lack][lang] if lack else _NO_PARTNER[lang] for lack in _LACK_SIGNS}
    told = {(row.ward, row.theme): _partners_told(row, words) for row in each(found) if row.lack != "none"}
    info = describe(
        "comparability_matrix",
        rows,
        title=findings.title("comparability_matrix", rows, lang=lang, root=root),
        kind=_KIND_OF_MANY[lang].format(
            legend=words.listed(f"{_LACK_SIGNS[lack][lang]}={name}" for lack, name in signs.items())
        ),
        details=[ward_told(code, [told[code, theme] for theme in themes if (code, theme) in told], words)
                 for code in codes],
        lang=lang,
        root=root,
    )  # fmt: skip
    with style.look():
        wards = ward_styles(Study.of(root, lang), mono=mono)
        looks = {(row.ward, row.theme): _partners_cell(row, lang, mono=mono) for row in each(found)}
        silent = set(codes) - {code for code, _ in told}
        table = [
            Row(wards[code], instead=word("not_published", lang))
            if code in silent
            else Row(wards[code], [looks[code, theme] for theme in themes])
            for code in codes
        ]
        shared = [Cell((_shared_count(rows[rows["theme"] == theme]),)) for theme in themes]
        columns = [Column(words.theme(theme)) for theme in themes]
        return wards_table(info, columns, [*table, Row(word("national", lang).capitalize(), shared)])


def _partners_cell(row: Any, lang: str, *, mono: bool) -> Cell:
    for state in ("same_definition", "only_progress"):
        if count := getattr(row, state):
            face, grey, ink = _STATE_LOOK[state]
            return Cell((str(count),), grey if mono else face, style.RULE, ink)
    return Cell((_LACK_SIGNS[row.lack][lang],), ink=style.QUIET)


def _partners_told(row: Any, words: Wording) -> str:
    """Say with how many wards one ward can be compared under one theme, or what it lacks."""
    for state in ("same_definition", "only_progress"):
        if count := getattr(row, state):
            said = f"{COMPARABILITY[state][words.lang]} {count}"
            return f"{words.theme(row.theme)} {said}{'区' if words.ja else ''}"
    return f"{words.theme(row.theme)} {LACKS[row.lack][words.lang] if row.lack else _NO_PARTNER[words.lang]}"


def _shared_count(of_theme: pd.DataFrame) -> str:
    """Return how many concepts of a theme a national source measures alike for two wards."""
    shared = {concept for cell in of_theme["reference"] for concept in cell.split()}
    return str(len(shared)) if shared else "－"


def _pair_lines(row: Any, words: Wording) -> list[str]:
    """Return what can be compared, or what each ward lacks."""
    if row.state != "not_published":
        return [COMPARABILITY[row.state][words.lang]]
    lacks = ((row.ward_a, row.lack_a), (row.ward_b, row.lack_b))
    return [f"{words.ward(code)} {LACKS[lack][words.lang]}" for code, lack in lacks if lack]


def _pair_told(row: Any, words: Wording) -> str:
    pair = words.joined([words.ward(row.ward_a), words.ward(row.ward_b)])
    return f"{words.theme(row.theme)} {pair}: {words.listed(_pair_lines(row, words))}"
