"""The list of documents that a pack rests on: who published them, when, what that date rests on, how much is transcribed."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.data.documents import Document, date_of, documents_of, title_of
from analysis.data.study import Study
from analysis.questions._slide import Slide, Table
from analysis.words.say import told

_COLUMNS = ("issuer", "document", "published", "published_basis", "figures")
_SHARES = {"ja": (23, 34, 31, 51, 19), "en": (24, 36, 26, 56, 16)}
"""Relative widths of the columns: a Japanese date is one word, an English one breaks between its words."""


def document_table(study: Study) -> Table:
    """Return the table of documents; the notes tell their terms of use."""
    lang = study.lang
    documents = documents_of(study)
    rows = []
    for name, source in study.tables.sources.set_index("source").iterrows():
        document, (held, figures) = documents[str(name)], transcribed(str(name), study)
        rows.append(
            (
                document.issuer,
                title_of(document, lang),
                date_of(document, lang),
                str(source[f"published_basis_{lang}"]),
                told("office.documents.transcribed", lang, count=held, figures=figures),
            )
        )
    return Table(
        header=tuple(told(f"office.documents.{name}", lang) for name in _COLUMNS),
        body=tuple(rows),
        shares=_SHARES[lang],
        alt=told("office.documents.alt", lang),
    )


def transcribed(source: str, study: Study) -> tuple[int, int]:
    """Return how many figures and words of a document are transcribed, and how many of them are figures."""
    rows = study.complete[study.complete["source"] == source]
    return len(rows), int(rows["value"].notna().sum())


def document_title(study: Study) -> str:
    """Return the title of the list."""
    return told("office.documents.title", study.lang, count=len(study.tables.sources))


def document_slide(study: Study) -> Slide:
    """Return the list as a slide."""
    kind = told("office.documents.kind", study.lang)
    return Slide(title=document_title(study), kind=kind, cells=(document_table(study),))


def appeared_later(study: Study, day: dt.date, *, certainly: bool) -> tuple[str, ...]:
    """Return the ids of the documents with figures that cannot have appeared by ``day``, or that only may have."""
    rows = study.complete
    bounds = rows.groupby("source", sort=False)[["published_from", "published"]].max()
    later = bounds["published_from"] > pd.Timestamp(day)
    shown = later if certainly else ~later & (bounds["published"] > pd.Timestamp(day))
    return tuple(str(source) for source in bounds.index[shown])


def titles_of(sources: tuple[str, ...], study: Study) -> str:
    """Return the titles of documents as a list, those that are ours marked as such."""
    documents = documents_of(study)
    return study.names.listed(_titled(documents[one], study.lang) for one in sources)


def _titled(document: Document, lang: str) -> str:
    said = told("office.documents.titled", lang, title=document.title)
    if document.is_printed("title"):
        return said
    return told("citation.titled", lang, title=said, about=told("citation.title_is_ours", lang))
