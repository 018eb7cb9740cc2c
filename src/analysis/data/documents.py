"""What a document is called and when it appeared, as far as it prints either; what is ours is marked as ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.data.rows import typed
from analysis.data.schema import DRAFT, FINAL
from analysis.data.study import Study
from analysis.words.era import stated_date
from analysis.words.store import told


@dataclass(frozen=True, slots=True)
class Document:
    """A document, as lines of sources and lists name it; ``title`` and ``issuer`` are in one language."""

    source: str
    title: str
    issuer: str
    status: str
    published_stated: str
    not_before: str
    not_printed: str

    def is_printed(self, name: str) -> bool:
        """Return whether the document prints its own ``title``, its date (``published``), and that as its ``publication``'s."""
        return name not in self.not_printed.split()

    @property
    def is_draft(self) -> bool:
        """Whether it is the draft of a plan, or of its revision."""
        return self.status != FINAL

    def draft_untold(self, lang: str) -> list[str]:
        """Return that it is a draft, unless it is none or its title says so."""
        said = told(f"citation.state.{self.status}", lang) if self.is_draft else ""
        return [said] if said and said not in self.title else []


def documents_of(study: Study) -> dict[str, Document]:
    """Return every document by its id."""
    sources = study.tables.sources
    named = sources.assign(title=sources[f"title_{study.lang}"], issuer=sources[f"issuer_{study.lang}"])
    return {document.source: document for document in typed(named, Document)}


def title_of(document: Document, lang: str) -> str:
    """Return the title of a document, said to be a draft where the title does not say so, and to be ours where it is."""
    about = document.draft_untold(lang)
    about += [] if document.is_printed("title") else [told("citation.title_is_ours", lang)]
    said = told("names.listed", lang).join(about)
    return told("citation.titled", lang, title=document.title, about=said) if said else document.title


def date_of(document: Document, lang: str) -> str:
    """Return the date of a document; of one that prints none, that it does not, and since when it can have appeared."""
    if document.is_printed("published"):
        return stated_date(document.published_stated, lang)
    return told("citation.undated", lang, date=stated_date(document.not_before, lang))


def draft_of(cells: Iterable[str], study: Study) -> str:
    """Return what kind of draft all documents are of which ``cells`` hold the ids, several separated by spaces; else nothing."""
    documents = documents_of(study)
    states = {documents[source].status for cell in cells for source in cell.split()}
    if FINAL in states:
        return ""
    return states.pop() if len(states) == 1 else DRAFT


def dated(document: Document, lang: str) -> str:
    """Return when a document was published or, where it prints the date of a cover or a meeting, how it is dated."""
    when = date_of(document, lang)
    if not document.is_printed("published"):
        return when
    return told("citation.published" if document.is_printed("publication") else "citation.dated", lang, date=when)
