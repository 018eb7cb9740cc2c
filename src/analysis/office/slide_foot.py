"""What stands under a slide and in its speaker notes: sources and reservations, derived from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.data.citation import caveat_lines, source_lines
from analysis.data.study import Study
from analysis.office.slide_deck import QUIET, Box, Deck, Line, fitting_size
from analysis.questions._slide import Slide
from analysis.words.say import told

_FOOT_SIZE = 9.0
_MOST_CAVEATS = 3
"""More than these do not stand under a chart; the rest is said."""


def add_foot(deck: Deck, slide: Any, shown: Slide, study: Study) -> None:
    """Write the sources of what a slide shows and the first caveats under it, as far as there is room."""
    documents, caveats = sources_of(shown, study), shown.caveats
    notes = [] if shown.rows is None else _caveats(shown.rows, study)
    under = _fitting(notes[:_MOST_CAVEATS] if caveats else [], documents, len(notes), deck.foot, study)
    deck.add_text(slide, deck.foot, [Line(text, _FOOT_SIZE, colour=QUIET) for text in under], name="Sources")


def sources_of(shown: Slide, study: Study) -> list[str]:
    """Return a line for each source of what a slide shows."""
    if shown.sources or shown.rows is None:
        return list(shown.sources)
    return source_lines(shown.rows, study)


def what_to_say(
    title: str, shown: Sequence[str], rows: pd.DataFrame | None, study: Study, documents: Sequence[str] = ()
) -> list[str]:
    """Return what one would say to a slide: the finding, what is shown, the reservations, the sources."""
    lines = [told("office.notes.finding", study.lang, text=title)]
    lines += [told("office.notes.shown", study.lang, text=text) for text in shown]
    if rows is None:
        return [*lines, *(told("office.foot.source", study.lang, text=text) for text in documents)]
    reservations = caveat_lines(rows, study)
    lines += [told("office.notes.reservation", study.lang, text=text) for text in reservations]
    lines += [told("office.foot.source", study.lang, text=text) for text in documents]
    return [*lines, told("office.notes.evidence", study.lang)]


def _caveats(rows: pd.DataFrame, study: Study) -> list[str]:
    return [told("office.foot.caveat", study.lang, text=text) for text in caveat_lines(rows, study)]


def _fitting(notes: Sequence[str], documents: Sequence[str], all_notes: int, foot: Box, study: Study) -> list[str]:
    """Return the caveats and sources, the last ones only counted where there is no room for them."""
    for kept in range(len(notes), -1, -1):
        more = [told("office.foot.more_caveats", study.lang)] if kept < all_notes and notes else []
        for sources in (
            [told("office.foot.source", study.lang, text=text) for text in documents],
            [told("office.foot.sources", study.lang, sources=" / ".join(documents))],
        ):
            under = [*notes[:kept], *more, *sources]
            if fitting_size(under, foot, [_FOOT_SIZE]):
                return under
    return [*more, *_counted(documents, foot, study)]


def _counted(documents: Sequence[str], foot: Box, study: Study) -> list[str]:
    """Return as many documents as fit on lines that run on, and how many more there are."""
    for kept in range(len(documents) - 1, 0, -1):
        listed = " / ".join(documents[:kept])
        listed = told("office.foot.more_sources", study.lang, sources=listed, count=len(documents) - kept)
        under = [told("office.foot.sources", study.lang, sources=listed)]
        if fitting_size(["", *under], foot, [_FOOT_SIZE]):
            break
    return under
