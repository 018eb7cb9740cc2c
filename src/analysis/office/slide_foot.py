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
    """Return the caveats and sources; without room for all the last caveats go first, then sources, then the first caveat.

    The first caveat changes how a slide is read, and a document that is not listed is counted and stands in the notes.
    """
    apart = [told("office.foot.source", study.lang, text=text) for text in documents]
    joined = [told("office.foot.sources", study.lang, sources=" / ".join(documents))]
    counted = [[line] for line in _counted(documents, study)]
    tries = [(kept, sources) for kept in range(len(notes), 0, -1) for sources in (apart, joined)]
    tries += [(1, sources) for sources in counted if notes]
    tries += [(0, sources) for sources in (apart, joined, *counted)]
    for kept, sources in tries:
        more = [told("office.foot.more_caveats", study.lang)] if kept < all_notes and notes else []
        under = [*notes[:kept], *more, *sources]
        if fitting_size(under, foot, [_FOOT_SIZE]):
            break
    return under


def _counted(documents: Sequence[str], study: Study) -> list[str]:
    """Return lines of fewer and fewer documents, with how many more there are."""
    lines = []
    for kept in range(len(documents) - 1, 0, -1):
        listed = " / ".join(documents[:kept])
        listed = told("office.foot.more_sources", study.lang, sources=listed, count=len(documents) - kept)
        lines.append(told("office.foot.sources", study.lang, sources=listed))
    return lines
