"""Every published figure and entry in words as the pages show it: what it says, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.audit.cell_places import CellPlace, cell_places
from analysis.data.citation import notes_of
from analysis.data.documents import date_of, dated, documents_of, title_of
from analysis.data.ids import observation_id
from analysis.data.load import latest_vintage
from analysis.data.locators import is_computed
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study, by_publication
from analysis.pages.site.printed_tables import PrintedTables, printed_tables
from analysis.words.era import format_fiscal_year
from analysis.words.labels import KINDS
from analysis.words.say import told
from analysis.words.wording import years_of


@dataclass(frozen=True)
class PublishedFigure:
    """A published figure, or an entry in words, in one language; ``ward``, ``theme``, ``indicator`` and ``source`` are ids."""

    id: str
    ward: str
    theme: str
    indicator: str
    source: str
    latest: bool
    value: float | None
    area: str
    theme_name: str
    name: str
    sort_year: str  # empty where no year is printed
    year: str
    year_words: str  # by which else it is searched for
    kind: str
    figure: str
    text: str
    as_of: str
    title: str
    document: str  # its title with its vintage
    note: str
    page: str
    places: Sequence[CellPlace]

    @property
    def url(self) -> str:
        """Where in the site its evidence is."""
        return f"{self.page}.html#{self.id}"


def _year_words(span: tuple[int, int] | None) -> str:
    """Return fiscal years as R6 and 2024, which people type and the cell does not show."""
    return " ".join(f"{format_fiscal_year(year, short=True)} {year}" for year in dict.fromkeys(span or ()))


class Evidence:
    """Knows of every observation what it says and where it stands."""

    def __init__(self, study: Study, beside: str = "", printed: PrintedTables | None = None) -> None:
        """Take the figures of ``study``; data/raw says in words where each stands.

        ``beside`` leads from the pages to the same pages in the other language; ``printed`` are the tables that are shown
        as printed, drawn anew without it.
        """
        self.study, self.beside = study, beside
        self.printed = printed or printed_tables(study)
        self._slugs: Mapping[str, str] = dict(study.tables.wards.set_index("ward")["slug"])
        self._documents = documents_of(study)
        self.figures: Mapping[str, PublishedFigure] = {one.id: one for one in self._figures()}
        self.urls: Mapping[str, str] = {one.id: one.url for one in self.figures.values()}

    def page_of(self, ward: str) -> str:
        """Return the name of the page of an area, without ending."""
        return f"evidence-{self._slugs[ward]}"

    def shown(self, ids: Iterable[str]) -> list[PublishedFigure]:
        """Return the figures of ``ids``, of those that are there."""
        return [self.figures[one] for one in ids if one in self.figures]

    def document(self, source: str) -> str:
        """Return a document's title with its vintage."""
        about, lang = self._documents[source], self.study.lang
        return told("citation.titled", lang, title=title_of(about, lang), about=date_of(about, lang))

    def _figures(self) -> Iterator[PublishedFigure]:
        rows, names, lang = self.study.complete, self.study.names, self.study.lang
        newest = set(latest_vintage(rows).query("not superseded").index)
        undated_survey = by_publication(rows, self.study)
        documents = {source: self.document(source) for source in self._documents}
        for number, row in zip(rows.index, rows.to_dict("records"), strict=True):
            span = years_of(row)
            yield PublishedFigure(
                id=observation_id(row),
                ward=row["ward"],
                theme=row["theme"],
                indicator=row["indicator"],
                source=row["source"],
                latest=number in newest,
                value=None if pd.isna(row["value"]) else row["value"],
                area=names.ward(row["ward"]),
                theme_name=names.theme(row["theme"]),
                name=names.indicator(row["indicator"]),
                sort_year=str(span[1]) if span else "",
                year=self._dated(row["source"]) if undated_survey[number] else self._years(span),
                year_words=_year_words(span),
                kind=KINDS[row["kind"]][lang],
                figure=self._figure(row),
                text="" if is_computed(row["locator"]) else row["text"],  # nobody printed a sum of ours
                as_of=row["as_of"],
                title=title_of(self._documents[row["source"]], lang),
                document=documents[row["source"]],
                note=NOTE_SEPARATOR.join(notes_of(row["note"], self.study)),
                page=self.page_of(row["ward"]),
                places=cell_places(row["locator"], self.study),
            )

    def _dated(self, source: str) -> str:
        """Return when a document was published, in the place of a year that its series does not print."""
        return dated(self._documents[source], self.study.lang)

    def _years(self, span: tuple[int, int] | None) -> str:
        return self.study.names.entry_years(span) or told("beside.undated", self.study.lang)

    def _figure(self, row: Mapping[Any, Any]) -> str:
        """Return a figure with its unit, or the words in its place."""
        if pd.isna(row["value"]):
            words = self.study.names.glossed(str(row["text"]), row["kind"])
            return words or told("pages.evidence.no_figure", self.study.lang)
        return self.study.names.figure(row["value"], row["unit"])
