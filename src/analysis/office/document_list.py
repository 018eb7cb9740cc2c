"""The list of documents that a pack rests on: who published them, when, what that date rests on, how many figures."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from analysis.data.study import Study
from analysis.questions._slide import Slide, Table
from analysis.words.era import stated_date
from analysis.words.say import told

_COLUMNS = ("issuer", "document", "published", "published_basis", "figures")


def document_table(study: Study) -> Table:
    """Return the table of documents; the notes tell their terms of use."""
    lang = study.lang
    counts = study.published["source"].value_counts()
    rows, notes = [], []
    for name, source in study.tables.sources.set_index("source").iterrows():
        draft = told("office.documents.draft", lang) if source["status"] == "draft" else ""
        rows.append(
            (
                str(source[f"issuer_{lang}"]),
                f"{source[f'title_{lang}']}{draft}",
                stated_date(source["published_stated"], lang),
                str(source[f"published_basis_{lang}"]),
                str(counts.get(name, 0)),
            )
        )
        notes.append(f"{name}: {source[f'terms_{lang}']}")
    return Table(
        header=tuple(told(f"office.documents.{name}", lang) for name in _COLUMNS),
        body=tuple(rows),
        shares=(20, 40, 25, 50, 12),
        alt=told("office.documents.alt", lang),
        notes=tuple(notes),
    )


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
    """Return the titles of documents as a list."""
    titles = study.tables.sources.set_index("source")[f"title_{study.lang}"]
    return study.names.listed(told("office.documents.titled", study.lang, title=titles[one]) for one in sources)
