"""What stands beneath a slide and in its speaker notes: sources, caveats and evidence, derived from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.audit.cell_places import cell_places
from analysis.data.citation import caveat_lines, source_lines, stated_date
from analysis.data.study import Study
from analysis.office.slide_deck import FOOT, QUIET, Deck, Line, fitting_size
from analysis.questions._indicator_words import year_named
from analysis.words.labels import KINDS
from analysis.words.say import told

_FOOT_SIZES = (10.0, 9.0, 8.0)


def add_evidence(deck: Deck, slide: Any, rows: pd.DataFrame, study: Study, *, caveats: bool) -> None:
    """Write the sources of ``rows`` and their caveats under a slide, and the evidence into its notes.

    Caveats that do not fit are in the notes, and the slide says so.
    """
    documents = source_lines(rows, study)
    sources = [told("office.foot.source", study.lang, text=text) for text in documents]
    notes = [told("office.foot.caveat", study.lang, text=text) for text in caveat_lines(rows, study)]
    under = [*(notes if caveats else []), *sources]
    size = fitting_size(under, FOOT, _FOOT_SIZES)
    if size is None:
        size, under = _FOOT_SIZES[-1], _cut(notes, sources, study) or _cut_sources(notes, documents, study)
    deck.add_text(slide, FOOT, [Line(text, size, colour=QUIET) for text in under], name="Sources")
    deck.add_notes(slide, [told("office.evidence.heading", study.lang), *_evidence_lines(rows, study), *notes])


def _cut(notes: Sequence[str], sources: Sequence[str], study: Study) -> list[str]:
    """Return the sources and as many caveats as fit above them; nothing where the sources alone do not fit."""
    more = told("office.foot.more_caveats", study.lang)
    for kept in range(len(notes) - 1, -1, -1):
        under = [*notes[:kept], more, *sources]
        if fitting_size(under, FOOT, _FOOT_SIZES[-1:]):
            return under
    return []


def _cut_sources(notes: Sequence[str], documents: Sequence[str], study: Study) -> list[str]:
    """Return as many documents as fit on lines that run on, and how many more there are."""
    more = [told("office.foot.more_caveats", study.lang)] if notes else []
    for kept in range(len(documents), 0, -1):
        listed = " / ".join(documents[:kept])
        if kept < len(documents):
            count = len(documents) - kept
            listed = told("office.foot.more_sources", study.lang, sources=listed, count=count)
        under = [*more, told("office.foot.sources", study.lang, sources=listed)]
        if fitting_size(under, FOOT, _FOOT_SIZES[-1:]):
            break
    return under


def _evidence_lines(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return for each observation where it stands: document, place, vintage, and lines of the text."""
    sources = study.tables.sources.set_index("source")
    return [_evidence(row, sources.loc[row["source"]], study) for _, row in rows.iterrows()]


def _evidence(row: Any, source: Any, study: Study) -> str:
    places = [
        told("office.evidence.place", study.lang, place=place.name, **place._asdict())
        for place in cell_places(row["locator"], study)
    ]
    return told(
        "office.evidence.line",
        study.lang,
        ward=study.names.ward(row["ward"]),
        what=study.names.indicator(row["indicator"]),
        when=year_named(int(row["fiscal_year"]), study),
        kind=KINDS[row["kind"]][study.lang],
        text=row["text"],
        title=source[f"title_{study.lang}"],
        published=stated_date(source["published_stated"], study.lang),
        place=study.names.listed(places),
    )
