"""slides.pptx: findings as titles, native charts of each theme, the scorecard, and what may be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.citation import caveat_lines, source_lines
from analysis.compare import comparability
from analysis.export import content, panels, slide_charts
from analysis.export.deck import CONTENT, FOOT, QUIET, Box, Deck, Line, fitting_size
from analysis.export.pack import Pack
from analysis.export.panels import Panel
from analysis.labels import COMPARABILITY

_GAP = 4.0
_GRIDS = {1: (1, 1), 2: (2, 1), 3: (3, 1), 4: (2, 2), 5: (3, 2), 6: (3, 2)}
"""Columns and rows of a slide's grid for so many charts and texts."""
_MOST_COLUMNS = 6
"""Wards, or pairs of wards, beside one another in a table."""
_TEXT_SIZES = (14.0, 13.0, 12.0, 11.0, 10.5, 10.0)
_FOOT_SIZES = (10.0, 9.0, 8.0)


def slides(pack: Pack) -> bytes:
    """Return slides.pptx: A4 landscape, every chart editable, evidence in the speaker notes."""
    running = pack.word("running", date=pack.day, committee=pack.committee, department=pack.department)
    deck = Deck(pack.lang, pack.date, pack.word("title"), pack.department, running)
    _summary(deck, pack)
    for theme in pack.main_themes:
        _theme(deck, pack, theme)
    _scorecard(deck, pack)
    _progress(deck, pack)
    _comparability(deck, pack)
    _other_themes(deck, pack)
    _themes_in_words(deck, pack)
    _sources(deck, pack)
    return deck.finish()


def _summary(deck: Deck, pack: Pack) -> None:
    slide = deck.add_slide(pack.word("title"), pack.word("summary_kind"))
    lines = []
    for theme in pack.main_themes:
        told = content.theme_findings(pack, theme)[0]
        lines += [Line(pack.words.theme(theme), 16, bold=True), Line(told, 16), Line("", 6)]
    lines += [Line(pack.word("standing"), 16, bold=True), Line(content.scorecard_findings(pack)[0], 16), Line("", 6)]
    deck.add_text(slide, CONTENT, [*lines, Line(pack.word("reading"), 12, colour=QUIET)])
    _finish(deck, pack, slide, pack.own[pack.own["theme"].isin(pack.main_themes)], caveats=False)


def _theme(deck: Deck, pack: Pack, theme: str) -> None:
    """Show each ward's own indicators, then what is published under one definition for all."""
    own, shared = panels.own_panels(pack, theme), panels.shared_panels(pack, theme)
    shown = {panel.rows["ward"].iloc[0] for panel in own}
    silent = [code for code in pack.wards if code not in shown]
    cells: list[Panel | str] = [*own, *silent]
    title = content.theme_findings(pack, theme)[0].rstrip("。.")
    for page in _pages(cells, max(_GRIDS)):
        slide = deck.add_slide(title, pack.word("own_kind", theme=pack.words.theme(theme)))
        rows = _draw(deck, slide, pack, theme, page)
        _finish(deck, pack, slide, rows)
    for page in _pages(shared, max(_GRIDS)):
        title = content.shared_finding(pack, pd.concat([panel.rows for panel in page]))
        slide = deck.add_slide(title, pack.word("shared_kind", theme=pack.words.theme(theme)))
        rows = _draw(deck, slide, pack, theme, page)
        _finish(deck, pack, slide, rows)


def _pages(cells: Sequence[Any], most: int) -> Iterator[Sequence[Any]]:
    """Part what is to be shown into slides of at most so many, as evenly as can be."""
    count = -(-len(cells) // most)
    for page in range(count):
        yield cells[len(cells) * page // count : len(cells) * (page + 1) // count]


def _draw(deck: Deck, slide: Any, pack: Pack, theme: str, cells: Sequence[Panel | str]) -> pd.DataFrame:
    """Draw a page of charts, and texts for wards that publish no figure; return the observations shown."""
    shown = []
    for box, cell in zip(_grid(CONTENT, [_weight(cell) for cell in cells]), cells, strict=True):
        if isinstance(cell, Panel):
            slide_charts.add_panel(slide, box, cell, pack)
            shown.append(cell.rows)
        else:
            _say(deck, slide, box, pack, theme, cell)
            shown.append(pack.own[(pack.own["theme"] == theme) & (pack.own["ward"] == cell)])
    return pd.concat(shown, ignore_index=True)


def _weight(cell: Panel | str) -> float:
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


def _say(deck: Deck, slide: Any, box: Box, pack: Pack, theme: str, ward: str) -> None:
    """Write what a ward without figures publishes in words, so that it stays visible."""
    heading = pack.word("no_figures", ward=pack.words.ward(ward))
    texts = content.plans_in_words(pack, theme, ward)
    inner = Box(box.left, box.top, box.width - 6, box.height - 12)
    size = fitting_size([heading, *texts], inner, _TEXT_SIZES) or _TEXT_SIZES[-1]
    deck.add_text(
        slide, box, [Line(heading, size, bold=True), *(Line(text, size) for text in texts)], name=ward, framed=True
    )


def _scorecard(deck: Deck, pack: Pack) -> None:
    """Show how many indicators stand how, and those of the main themes one by one."""
    counts = content.status_counts(pack)
    slide = deck.add_slide(content.scorecard_findings(pack)[0].rstrip("。."), pack.word("scorecard_kind"))
    slide_charts.add_statuses(slide, CONTENT, counts, pack.word("counts_title"), content.counts_in_words(pack, counts))
    _finish(deck, pack, slide, pack.own[pack.own["indicator"].isin(pack.scorecard["indicator"])], caveats=False)
    slide = deck.add_slide(pack.word("indicators_title"), pack.word("scorecard_kind"))
    header = [pack.word(name) for name in ("ward", "indicator", "baseline", "result", "target", "status")]
    rows = [
        [one.ward, one.name, one.baseline, one.result, one.target, pack.words.listed(one.standing.split("\n"))]
        for one in content.entries(pack, pack.main_themes)
    ]
    deck.add_table(slide, CONTENT, [header, *rows], (16, 48, 30, 38, 56, 34), pack.word("scorecard_alt"))
    _finish(deck, pack, slide, content.judged(pack, pack.main_themes), caveats=False)


def _progress(deck: Deck, pack: Pack) -> None:
    rows = pack.progress[pack.progress["theme"].isin(pack.main_themes) & pack.progress["progress"].notna()]
    slide = deck.add_slide(content.progress_finding(pack, pack.main_themes), pack.word("progress_kind"))
    slide_charts.add_progress(slide, CONTENT, rows, pack, pack.word("progress_chart"))
    _finish(deck, pack, slide, pack.own[pack.own["indicator"].isin(rows["indicator"])])


def _other_themes(deck: Deck, pack: Pack) -> None:
    """Show the other themes that have any progress, two on a slide: a chart, and in words what it cannot show."""
    drawn = set(pack.progress.loc[pack.progress["progress"].notna(), "theme"])
    others = [theme for theme in pack.themes if theme in drawn and theme not in pack.main_themes]
    for page in _pages(others, 2):
        title = pack.word("other_title", text=content.scorecard_findings(pack, page)[0].rstrip("。."))
        slide = deck.add_slide(title, pack.word("progress_kind"))
        for box, theme in zip(_grid(CONTENT, [1.0] * 2), page, strict=False):
            _other_theme(deck, slide, box, pack, theme)
        _finish(deck, pack, slide, content.judged(pack, page))


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
    for wards in _pages(pack.wards, _MOST_COLUMNS):
        header = [pack.word("theme"), *(pack.words.ward(code) for code in wards)]
        rows = [[pack.words.theme(theme), *(content.summary(pack, theme, code) for code in wards)] for theme in themes]
        slide = deck.add_slide(pack.word("words_title", count=len(themes)), pack.word("words_kind"))
        deck.add_table(slide, CONTENT, [header, *rows], (1, *[2] * len(wards)), pack.word("words_alt"))
        _finish(deck, pack, slide, content.judged(pack, themes), caveats=False)


def _comparability(deck: Deck, pack: Pack) -> None:
    """Show for each theme and pair of wards what may be compared at all."""
    table = comparability(observations=pack.observations, root=pack.root)
    some = (table["state"] != "not_published") | (table["reference"] != "")
    shown = [theme for theme in pack.themes if theme in set(table.loc[some, "theme"])]
    others = pack.words.listed(pack.words.theme(theme) for theme in pack.themes if theme not in shown)
    by_theme = {theme: rows.set_index(["ward_a", "ward_b"]) for theme, rows in table.groupby("theme")}
    for pairs in _pages(list(combinations(pack.wards, 2)), _MOST_COLUMNS):
        named = [pack.word("pair", one=pack.words.ward(one), other=pack.words.ward(other)) for one, other in pairs]
        rows = [[pack.word("theme"), *named, pack.word("reference")]]
        for theme in shown:
            states = [_state(pack, by_theme[theme].loc[pair]) for pair in pairs]
            rows.append([pack.words.theme(theme), *states, _reference(pack, by_theme[theme]["reference"])])
        rows.append([pack.word("other_themes"), *[COMPARABILITY["not_published"][pack.lang]] * len(pairs), ""])
        slide = deck.add_slide(content.comparability_finding(pack), _comparability_kind(pack))
        deck.add_table(slide, CONTENT, rows, (25, *[28] * len(pairs), 60), pack.word("comparability_alt"))
        deck.add_text(slide, FOOT, [Line(pack.word("other_themes_are", themes=others), 10, colour=QUIET)])
        deck.add_notes(slide, [pack.word("comparability_notes")])


def _reference(pack: Pack, cells: pd.Series[str]) -> str:
    """Return the concepts that reference series give for the wards under one definition."""
    return pack.words.listed(pack.words.concept(name) for name in dict.fromkeys(" ".join(cells).split()))


def _comparability_kind(pack: Pack) -> str:
    named = {name: label[pack.lang] for name, label in COMPARABILITY.items()}
    return pack.word("comparability_kind", **named)


def _state(pack: Pack, pair: Any) -> str:
    state = COMPARABILITY[pair["state"]][pack.lang]
    shared = [pack.words.concept(name) for name in pair["concepts"].split()]
    missing = [pack.words.ward(code) for code in pair["missing"].split()]
    details = pack.words.listed(shared or missing)
    return pack.word("in_brackets", what=state, details=details) if details else state


def _sources(deck: Deck, pack: Pack) -> None:
    """List the documents, how sure their dates are, and how many figures each gives."""
    slide = deck.add_slide(pack.word("sources_title", count=len(pack.sources)), pack.word("sources_kind"))
    deck.add_table(slide, CONTENT, content.document_rows(pack), (20, 40, 25, 50, 12), pack.word("sources_alt"))
    deck.add_notes(slide, [f"{name}: {source[f'terms_{pack.lang}']}" for name, source in pack.sources.iterrows()])


def _finish(deck: Deck, pack: Pack, slide: Any, rows: pd.DataFrame, *, caveats: bool = True) -> None:
    """Write caveats and sources under a slide, both derived from its rows, and the evidence into its notes.

    Caveats that do not fit are in the notes, and the slide says so.
    """
    sources = [pack.word("source_line", text=text) for text in source_lines(rows, pack.lang, pack.root)]
    notes = [pack.word("caveat_line", text=text) for text in caveat_lines(rows, pack.lang, pack.root)]
    under = [*(notes if caveats else []), *sources]
    size = fitting_size(under, FOOT, _FOOT_SIZES)
    if size is None:
        size, under = _FOOT_SIZES[-1], _cut(pack, notes, sources)
    deck.add_text(slide, FOOT, [Line(text, size, colour=QUIET) for text in under], name="Sources")
    deck.add_notes(slide, [pack.word("evidence_heading"), *content.evidence_lines(pack, rows), *notes])


def _cut(pack: Pack, notes: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Return the sources and as many caveats as fit above them."""
    more = pack.word("more_in_notes")
    for kept in range(len(notes) - 1, -1, -1):
        under = [*notes[:kept], more, *sources]
        if fitting_size(under, FOOT, _FOOT_SIZES[-1:]):
            return under
    return [more, *sources]
