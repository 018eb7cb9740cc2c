"""What stands under a slide and in its speaker notes: sources and reservations, derived from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.citation import Cited, caveat_lines, cited
from analysis.data.study import Study
from analysis.office.slide_deck import QUIET, Box, Deck, Line, flowing_height
from analysis.questions._slide import Slide
from analysis.words.say import told

_FOOT_SIZE, _SEPARATOR = 9.0, " / "
_MOST_CAVEATS = 3
"""More than these do not stand under a chart."""
_MOST_SAID = 3
"""More documents than these are not named aloud."""


class Foot(NamedTuple):
    """Where the sources and caveats of a slide stand, and whether its sources are named by their titles alone."""

    box: Box
    by_title: bool = False


def add_foot(deck: Deck, slide: Any, shown: Slide, foot: Foot, study: Study) -> None:
    """Write the sources of what a slide shows and the first caveats under it, as far as there is room."""
    lines = [Line(text, _FOOT_SIZE, colour=QUIET) for text in _under(shown, foot, study)]
    deck.add_text(slide, foot.box, lines, name="Sources")


def low_foot(deck: Deck, shown: Slide, study: Study, *, by_title: bool) -> Foot:
    """Return a foot that is only as high as what stands in it, down where the deck's own ends."""
    if shown.foot:
        return Foot(deck.foot)
    lines = _under(shown, Foot(deck.foot, by_title), study)
    height = _height(lines, deck.foot)
    end = deck.foot.top + deck.foot.height
    return Foot(Box(deck.foot.left, end - height, deck.foot.width, height), by_title)


def sources_of(shown: Slide, study: Study) -> list[Cited]:
    """Return each source of what a slide shows."""
    if shown.sources or shown.rows is None:
        return list(shown.sources)
    return cited(shown.rows, study)


def _under(shown: Slide, foot: Foot, study: Study) -> list[str]:
    """Return the lines that stand under what a slide shows."""
    documents = sources_of(shown, study)
    if not documents:
        return []
    notes = (
        [told("office.foot.caveat", study.lang, text=text) for text in caveats_of(shown, study)]
        if shown.caveats
        else []
    )
    notes = [*notes[:1], *sorted(notes[1:], key=len)]  # the first changes the reading; of the others more have room so
    return _fitting(notes, documents, foot, study)


def notes_under(shown: Slide, foot: Foot, study: Study) -> list[str]:
    """Return the caveats that a slide has room for."""
    under = set(_under(shown, foot, study))
    return [text for text in caveats_of(shown, study) if told("office.foot.caveat", study.lang, text=text) in under]


def caveats_of(shown: Slide, study: Study) -> list[str]:
    """Return the caveats that stand under a slide, as far as there is room; of one that shows none, that of its notes."""
    if shown.rows is None:
        return []
    return caveat_lines(shown.rows, study)[: _MOST_CAVEATS if shown.caveats else 1]


def what_to_say(
    title: str, shown: Sequence[str], rows: pd.DataFrame | None, study: Study, documents: Sequence[Cited] = ()
) -> list[str]:
    """Return what one would say to a slide in a few sentences: the finding, the first reservation, the documents.

    What else there is to say stands where the last line points to.
    """
    lines = [told("office.notes.finding", study.lang, text=title)]
    lines += [told("office.notes.shown", study.lang, text=text) for text in shown]
    if rows is not None:
        first = caveat_lines(rows, study)[:1]  # which stands beneath the slide, too
        lines += [told("office.notes.reservation", study.lang, text=text) for text in first]
    if documents:
        listed = _SEPARATOR.join(one.name for one in documents[:_MOST_SAID])
        if (more := len(documents) - _MOST_SAID) > 0:
            listed = told("office.foot.more_sources", study.lang, sources=listed, count=more)
        lines.append(told("office.foot.sources", study.lang, sources=listed))
    return lines if rows is None else [*lines, told("office.notes.evidence", study.lang)]


def _fitting(notes: Sequence[str], documents: Sequence[Cited], foot: Foot, study: Study) -> list[str]:
    """Return the caveats and sources; without room for all sources go by title, then the last caveats go, then sources.

    The first caveat changes how a slide is read and goes last; a document that is not named is counted, for the
    last slide lists all.
    """
    titles = [one.name for one in documents]
    by_title = [told("office.foot.sources_by_title", study.lang, sources=_SEPARATOR.join(titles))]
    whole = [] if foot.by_title else [[told("office.foot.source", study.lang, text=one.line) for one in documents]]
    counted = [[line] for line in _counted(titles, study)]
    tries = [(kept, sources) for kept in range(len(notes), 0, -1) for sources in (*whole, by_title)]
    tries += [(1, sources) for sources in counted if notes]
    tries += [(0, sources) for sources in (*whole, by_title, *counted)]
    for kept, sources in tries:
        under = [*notes[:kept], *sources]
        if _height(under, foot.box) <= foot.box.height:
            break
    return under


def _height(lines: Sequence[str], box: Box) -> float:
    return sum(flowing_height(line, _FOOT_SIZE, box.width) for line in lines)


def _counted(titles: Sequence[str], study: Study) -> list[str]:
    """Return lines of fewer and fewer documents, with how many more there are."""
    lines = []
    for kept in range(len(titles) - 1, 0, -1):
        listed = _SEPARATOR.join(titles[:kept])
        listed = told("office.foot.more_sources", study.lang, sources=listed, count=len(titles) - kept)
        lines.append(told("office.foot.sources_by_title", study.lang, sources=listed))
    return lines
