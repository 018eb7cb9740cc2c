"""What one committee pack is about: the date and the names on it, what of the data it shows, and how it is drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis.data.marks import ward_styles
from analysis.data.study import Study
from analysis.data.themes import main_themes, published_themes
from analysis.questions._chosen import Choice as Asked
from analysis.words.era import format_date
from analysis.words.errors import WardKpiError
from analysis.words.say import told

NAMED = ("committee", "department", "number", "title")
"""What a person may have written on the paper; the pack itself speaks for nobody."""


@dataclass(frozen=True)
class Choice:
    """Which rows the figures show; what is empty chooses all."""

    wards: tuple[str, ...] = ()  # codes
    themes: tuple[str, ...] = ()  # ids
    years: tuple[int, int] | None = None  # the first and the last fiscal year

    @property
    def asked(self) -> Asked:
        """The same as a caller of a figure asks for it, so that a pack's figures are those of the library."""
        years = range(self.years[0], self.years[1] + 1) if self.years else None
        return Asked(ward=self.wards or None, years=years, theme=self.themes or None)


@dataclass(frozen=True)
class Pack:
    """One committee pack.

    Attributes
    ----------
    date : date, optional
        Day that stands on the paper; a blank without it.
    committee, department : str
        Whom it goes to and whom it comes from; blanks to be filled in where nobody said.
    study : Study
        The data, and the language of every file.
    number, title : str
        Number of the paper on the agenda, a blank where nobody said; title, ours where nobody gave another.
    choice : Choice
        Which wards, themes and years the figures show; the themes are those of slides and paper, too.
    mono : bool, optional
        Greys and hatches throughout; without it the paper's figures are grey and all else is coloured.
    templates : mapping
        Masters in place of ours, by the ending of the file: ``.pptx``, ``.docx``.
    """

    date: dt.date | None
    committee: str
    department: str
    study: Study
    number: str = ""
    title: str = ""
    choice: Choice = Choice()
    mono: bool | None = None
    templates: Mapping[str, Path] | None = None

    @property
    def made(self) -> dt.date:
        """Day that the files themselves carry, never today's: the pack of the same data is the same tomorrow."""
        return self.date or newest_stated_date(self.study)

    @property
    def day(self) -> str:
        """The date on the paper: 令和7年10月1日, 1 October 2025, or a blank to be filled in."""
        return format_date(self.date, self.study.lang) if self.date else self.blank("date")

    @property
    def heading(self) -> str:
        """What the paper and the slides are called."""
        return self.title or self.study.names.told("office.document.title")

    @property
    def addressee(self) -> str:
        """Whose paper it is."""
        return told("office.paper.committee", self.study.lang, committee=self.committee or self.blank("committee"))

    @property
    def sender(self) -> str:
        """Whom it comes from."""
        return self.department or self.blank("department")

    @property
    def language(self) -> str:
        """Tag of the language, by which Office checks spelling and a screen reader chooses its voice."""
        return told("office.document.language", self.study.lang)

    @property
    def running(self) -> str:
        """What stands on every slide and page beside the date: committee, department."""
        return told("office.document.running", self.study.lang, addressee=self.addressee, sender=self.sender)

    def blank(self, option: str) -> str:
        """Return what is to be filled in by hand."""
        return told(f"office.blank.{option}", self.study.lang)

    @property
    def themes(self) -> list[str]:
        """Ids of the themes that have slides and sections of their own: those chosen, else the main ones."""
        return [theme for theme in published_themes(self.study) if theme in self.choice.themes] or main_themes(
            self.study
        )

    @property
    def other_themes(self) -> list[str]:
        """Ids of the themes that are told of shortly; none where somebody chose."""
        if self.choice.themes:
            return []
        return [theme for theme in published_themes(self.study) if theme not in self.themes]

    def colour(self, colour: str) -> str:
        """Return how a colour of the marks is drawn: a ward's grey in a pack for black and white."""
        return self._greys.get(colour, colour)

    @cached_property
    def _greys(self) -> dict[str, str]:
        if not self.mono:
            return {}
        greys = ward_styles(self.study, mono=True)
        return {style.colour: greys[code].colour for code, style in ward_styles(self.study).items()}


def newest_stated_date(study: Study) -> dt.date:
    """Return the newest date that a document states to the day."""
    stated = study.tables.sources["published_stated"]
    days = [dt.date.fromisoformat(day) for day in stated if len(day) == len("YYYY-MM-DD")]
    if not days:
        raise WardKpiError("no_pack_date")
    return max(days)
