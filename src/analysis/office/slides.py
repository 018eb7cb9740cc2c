"""slides.pptx: findings as titles, native charts of each theme, the scorecard, and what may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.office import content, ooxml, panels, slide_charts
from analysis.office.deck import CONTENT, PARTED_SIZE, QUIET, Box, Deck, Line, fitting_size, table_pages, wrapped_height
from analysis.office.pack import Pack
from analysis.office.panels import Panel
from analysis.office.slide_comparability import add_comparability
from analysis.office.slide_parts import finish, numbered, pages_of, table_slides

_GAP = 4.0
_GRIDS = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (3, 2), 6: (3, 2)}
"""Columns and rows of a slide's grid for so many charts and texts."""
_MOST_COLUMNS = 6
"""Wards beside one another in a table."""
_MOST_BARS = 24
"""Bars of progress beneath one another in a chart."""
_MOST_OF_MANY = 3
"""Charts of many wards on a slide, beside one another."""
_SILENT_SIZE = 9.0
_SUMMARY_SIZES = (16.0, 14.0, 12.0)
_TEXT_SIZES = (14.0, 13.0, 12.0, 11.0, 10.5, 10.0)
_INDICATOR_COLUMNS = ("ward", "indicator", "baseline", "result", "target", "status")
_INDICATOR_SHARES = (16.0, 48.0, 30.0, 38.0, 56.0, 34.0)

_Cell = Panel | Sequence[str]
"""What stands in a place of a slide's grid: a chart, or the codes of wards that publish no figure."""


def slides(pack: Pack) -> bytes:
    """Return slides.pptx: A4 landscape, every chart editable, evidence in the speaker notes."""
    running = pack.word("running", date=pack.day, committee=pack.committee, department=pack.department)
    deck = Deck(pack.lang, pack.date, pack.word("title"), pack.department, running)
    _summary(deck, pack)
    for theme in pack.main_themes:
        _theme(deck, pack, theme)
    _scorecard(deck, pack)
    _progress(deck, pack)
    add_comparability(deck, pack)
    _other_themes(deck, pack)
    _themes_in_words(deck, pack)
    _sources(deck, pack)
    return deck.finish()


def _summary(deck: Deck, pack: Pack) -> None:
    slide = deck.add_slide(pack.word("title"), pack.word("summary_kind"))
    told = {pack.words.theme(theme): content.theme_findings(pack, theme)[0] for theme in pack.main_themes}
    told[pack.word("standing")] = content.scorecard_findings(pack)[0]
    size = fitting_size([*told, *told.values(), *told, ""], CONTENT, _SUMMARY_SIZES) or _SUMMARY_SIZES[-1]
    lines = []
    for name, text in told.items():
        lines += [Line(name, size, bold=True), Line(text, size), Line("", 6)]
    deck.add_text(slide, CONTENT, [*lines, Line(pack.word("reading"), 12, colour=QUIET)])
    finish(deck, pack, slide, pack.own[pack.own["theme"].isin(pack.main_themes)], caveats=False)


def _theme(deck: Deck, pack: Pack, theme: str) -> None:
    """Show each ward's own indicators, then what is published under one definition for all."""
    own, shared = panels.own_panels(pack, theme), panels.shared_panels(pack, theme)
    shown = {panel.rows["ward"].iloc[0] for panel in own}
    silent = [code for code in pack.wards if code not in shown]
    cells: list[_Cell] = [*own, *_silent_cells(pack, theme, silent)]
    title = content.theme_findings(pack, theme)[0].rstrip("。.")
    pages = list(pages_of(cells, max(_GRIDS)))
    for number, page in enumerate(pages, start=1):
        kind = pack.word("own_kind", theme=pack.words.theme(theme))
        slide = deck.add_slide(numbered(pack, title, number, len(pages)), kind)
        rows = _draw(deck, slide, pack, theme, page)
        finish(deck, pack, slide, rows)
    for page in pages_of(shared, max(_GRIDS) if pack.few else _MOST_OF_MANY):
        title = content.shared_finding(pack, pd.concat([panel.rows for panel in page]))
        slide = deck.add_slide(title, pack.word("shared_kind", theme=pack.words.theme(theme)))
        rows = _draw(deck, slide, pack, theme, page)
        finish(deck, pack, slide, rows)


def _silent_cells(pack: Pack, theme: str, codes: Sequence[str]) -> list[Sequence[str]]:
    """Return the wards without figures as texts: each by itself, but of many wards those that publish nothing in one."""
    said = set(pack.own.loc[pack.own["theme"] == theme, "ward"])
    nothing = [] if pack.few else [code for code in codes if code not in said]
    return [*([code] for code in codes if code not in nothing), *([nothing] if nothing else [])]


def _draw(deck: Deck, slide: Any, pack: Pack, theme: str, cells: Sequence[_Cell]) -> pd.DataFrame:
    """Draw a page of charts, and texts for wards that publish no figure; return the observations shown."""
    shown = []
    for box, cell in zip(_grid(CONTENT, [_weight(cell) for cell in cells]), cells, strict=True):
        if isinstance(cell, Panel):
            slide_charts.add_panel(slide, _above_silent(deck, slide, box, pack, cell), cell, pack)
            shown.append(cell.rows)
        else:
            _say(deck, slide, box, pack, theme, cell)
            shown.append(pack.own[(pack.own["theme"] == theme) & pack.own["ward"].isin(cell)])
    return pd.concat(shown, ignore_index=True)


def _above_silent(deck: Deck, slide: Any, box: Box, pack: Pack, panel: Panel) -> Box:
    """Name the wards of which a panel of all wards has no figure, at the foot of ``box``; return what is left of it.

    Few wards have a place each among the bars.
    """
    silent = [code for code in pack.wards if code not in set(panel.rows["ward"])]
    if not silent or panel.shape == panels.YEARS or (pack.few and panel.shape == panels.AREAS):
        return box
    text = pack.word("nothing_of_wards", count=len(silent), wards=content.names_of(pack, silent))
    height = wrapped_height(text, _SILENT_SIZE, box.width) + 1
    upper = Box(box.left, box.top, box.width, box.height - height)
    lower = Box(box.left, box.top + upper.height, box.width, height)
    deck.add_text(slide, lower, [Line(text, _SILENT_SIZE, colour=QUIET)], name=" ".join(silent))
    return upper


def _weight(cell: _Cell) -> float:
    """Return how much of a row's width a chart needs: lines over time more than bars."""
    return 1.5 if isinstance(cell, Panel) and cell.shape == panels.DATES else 1.0


def _grid(box: Box, weights: Sequence[float]) -> Iterator[Box]:
    """Yield a place for each weight, row by row."""
    columns, rows = _GRIDS[len(weights)]
    height = (box.height - _GAP * (rows - 1)) / rows
    for row in range(rows):
        in_row = weights[row * columns : (row + 1) * columns]
        whole = max(sum(in_row), float(columns))
        left = box.left
        for weight in in_row:
            width = (box.width - _GAP * (columns - 1)) * weight / whole
            yield Box(left, box.top + row * (height + _GAP), width, height)
            left += width + _GAP


def _say(deck: Deck, slide: Any, box: Box, pack: Pack, theme: str, wards: Sequence[str]) -> None:
    """Write what a ward without figures publishes in words, or the names of those without any, so that they stay visible."""
    if len(wards) == 1:
        heading = pack.word("no_figures", ward=pack.words.ward(wards[0]))
        texts = content.plans_in_words(pack, theme, wards[0])
    else:
        heading = pack.word("wards_without_figures", count=len(wards))
        texts = [content.names_of(pack, wards)]
    inner = Box(box.left, box.top, box.width - 6, box.height - 12)
    size = fitting_size([heading, *texts], inner, _TEXT_SIZES) or _TEXT_SIZES[-1]
    deck.add_text(
        slide,
        box,
        [Line(heading, size, bold=True), *(Line(text, size) for text in texts)],
        name=" ".join(wards),
        framed=True,
    )


def _scorecard(deck: Deck, pack: Pack) -> None:
    """Show how many indicators stand how, and those of the main themes one by one."""
    counts = content.status_counts(pack)
    slide = deck.add_slide(content.scorecard_findings(pack)[0].rstrip("。."), pack.word("scorecard_kind"))
    slide_charts.add_statuses(slide, CONTENT, counts, pack.word("counts_title"), content.counts_in_words(pack, counts))
    finish(deck, pack, slide, pack.own[pack.own["indicator"].isin(pack.scorecard["indicator"])], caveats=False)
    header = [pack.word(name) for name in _INDICATOR_COLUMNS]
    entries = content.entries(pack, pack.main_themes)
    rows = [header, *(_indicator_cells(pack, one) for one in entries)]
    title, kind, alt = (pack.word(name) for name in ("indicators_title", "scorecard_kind", "scorecard_alt"))
    for slide, places in table_slides(deck, pack, title, kind, rows, _indicator_shares(pack, rows), alt):
        finish(deck, pack, slide, _behind(pack, [entries[place - 1] for place in places]), caveats=False)


def _indicator_shares(pack: Pack, rows: Sequence[Sequence[str]]) -> Sequence[float]:
    """Return the widths of a table of indicators; on several slides, the wards' column has room for the longest name."""
    _, pages = table_pages(rows, CONTENT, _INDICATOR_SHARES)
    if len(pages) == 1 and pack.few:
        return _INDICATOR_SHARES
    ward, *others = _INDICATOR_SHARES
    names = (ooxml.text_width(pack.words.ward(code), PARTED_SIZE) * 25.4 for code in pack.wards)
    return [max(ward, max(names) + 2), *others]


def _indicator_cells(pack: Pack, one: content.Entry) -> list[str]:
    if one.shared:
        return [one.ward, one.name]
    standing = pack.words.listed(one.standing.split("\n"))
    return [one.ward, one.name, one.baseline, one.result, one.target, standing]


def _behind(pack: Pack, entries: Sequence[content.Entry]) -> pd.DataFrame:
    """Return the observations of some rows of a table of indicators."""
    return pack.own[pack.own["indicator"].isin([one.indicator for one in entries])]


def _progress(deck: Deck, pack: Pack) -> None:
    drawn = pack.progress[pack.progress["theme"].isin(pack.main_themes) & pack.progress["progress"].notna()]
    pages = list(_row_pages(drawn))
    title = content.progress_finding(pack, pack.main_themes) if pages else ""
    for number, rows in enumerate(pages, start=1):
        slide = deck.add_slide(numbered(pack, title, number, len(pages)), pack.word("progress_kind"))
        slide_charts.add_progress(slide, CONTENT, rows, pack, pack.word("progress_chart"))
        finish(deck, pack, slide, pack.own[pack.own["indicator"].isin(rows["indicator"])])


def _row_pages(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Part rows of progress into charts of at most so many bars."""
    for places in pages_of(range(len(rows)), _MOST_BARS):
        yield rows.iloc[list(places)]


def _other_themes(deck: Deck, pack: Pack) -> None:
    """Show the other themes that have any progress."""
    drawn = set(pack.progress.loc[pack.progress["progress"].notna(), "theme"])
    others = [theme for theme in pack.themes if theme in drawn and theme not in pack.main_themes]
    if pack.few:
        _other_themes_of_few(deck, pack, others)
    else:
        _other_themes_of_many(deck, pack, others)


def _other_themes_of_many(deck: Deck, pack: Pack, others: Sequence[str]) -> None:
    """Show themes two on a slide as charts, then all their indicators in a table."""
    of_theme = {theme: pack.progress[pack.progress["theme"] == theme] for theme in others}
    charts = [
        (theme, rows) for theme, table in of_theme.items() for rows in _row_pages(table[table["progress"].notna()])
    ]
    for page in pages_of(charts, 2):
        themes = list(dict.fromkeys(theme for theme, _ in page))
        title = pack.word("other_title", text=content.scorecard_findings(pack, themes)[0].rstrip("。."))
        slide = deck.add_slide(title, pack.word("progress_kind"))
        for box, (theme, rows) in zip(_grid(CONTENT, [1.0] * 2), page, strict=False):
            height = min(30.0 + 13.0 * len(rows), box.height)
            upper = Box(box.left, box.top, box.width, height)
            slide_charts.add_progress(slide, upper, rows, pack, pack.words.theme(theme))
        shown = pd.concat([rows for _, rows in page])
        finish(deck, pack, slide, pack.own[pack.own["indicator"].isin(shown["indicator"])])
    entries = [(theme, one) for theme in others for one in content.entries(pack, [theme])]
    header = [pack.word(name) for name in ("theme", *_INDICATOR_COLUMNS)]
    rows = [header, *([pack.words.theme(theme), *_indicator_cells(pack, one)] for theme, one in entries)]
    title, kind, alt = (
        pack.word(name) for name in ("other_indicators_title", "scorecard_kind", "other_indicators_alt")
    )
    shares = (28, *_indicator_shares(pack, [row[1:] for row in rows]))
    for slide, places in table_slides(deck, pack, title, kind, rows, shares, alt):
        finish(deck, pack, slide, _behind(pack, [entries[place - 1][1] for place in places]), caveats=False)


def _other_themes_of_few(deck: Deck, pack: Pack, others: Sequence[str]) -> None:
    """Show themes two on a slide: a chart, and in words what it cannot show."""
    for page in pages_of(others, 2):
        title = pack.word("other_title", text=content.scorecard_findings(pack, page)[0].rstrip("。."))
        slide = deck.add_slide(title, pack.word("progress_kind"))
        for box, theme in zip(_grid(CONTENT, [1.0] * 2), page, strict=False):
            _other_theme(deck, slide, box, pack, theme)
        finish(deck, pack, slide, content.judged(pack, page))


def _other_theme(deck: Deck, slide: Any, box: Box, pack: Pack, theme: str) -> None:
    of_theme = pack.progress[pack.progress["theme"] == theme]
    drawn = of_theme[of_theme["progress"].notna()]
    height = min(30.0 + 13.0 * len(drawn), box.height * 0.6)
    upper = Box(box.left, box.top, box.width, height)
    slide_charts.add_progress(slide, upper, drawn, pack, pack.words.theme(theme))
    texts = [content.sentence(pack, one) for one in content.entries(pack, [theme])]
    lower = Box(box.left, box.top + height + 2, box.width, box.height - height - 2)
    size = fitting_size(texts, lower, _TEXT_SIZES[2:]) or _TEXT_SIZES[-1]
    deck.add_text(slide, lower, [Line(text, size) for text in texts], name=theme)


def _themes_in_words(deck: Deck, pack: Pack) -> None:
    """List the themes of which no progress can be computed, ward by ward."""
    drawn = set(pack.progress.loc[pack.progress["progress"].notna(), "theme"])
    themes = [theme for theme in pack.themes if theme not in drawn and len(content.judged(pack, [theme]))]
    judged = content.judged(pack, themes)
    shown = [code for code in pack.wards if pack.few or code in set(judged["ward"])]
    silent = [code for code in pack.wards if code not in shown]
    title, kind, alt = pack.word("words_title", count=len(themes)), pack.word("words_kind"), pack.word("words_alt")
    if silent:
        kind = pack.word("words_of_none", kind=kind, wards=content.names_of(pack, silent))
    for wards in pages_of(shown, _MOST_COLUMNS):
        header = [pack.word("theme"), *(pack.words.ward(code) for code in wards)]
        rows = [[pack.words.theme(theme), *(content.summary(pack, theme, code) for code in wards)] for theme in themes]
        for slide, places in table_slides(deck, pack, title, kind, [header, *rows], (1, *[2] * len(wards)), alt):
            listed = [themes[place - 1] for place in places]
            finish(deck, pack, slide, judged[judged["theme"].isin(listed) & judged["ward"].isin(wards)], caveats=False)


def _sources(deck: Deck, pack: Pack) -> None:
    """List the documents, how sure their dates are, and how many figures each gives."""
    title, kind = pack.word("sources_title", count=len(pack.sources)), pack.word("sources_kind")
    rows, alt = content.document_rows(pack), pack.word("sources_alt")
    for slide, places in table_slides(deck, pack, title, kind, rows, (20, 40, 25, 50, 12), alt):
        shown = pack.sources.iloc[[place - 1 for place in places]]
        deck.add_notes(slide, [f"{name}: {source[f'terms_{pack.lang}']}" for name, source in shown.iterrows()])
