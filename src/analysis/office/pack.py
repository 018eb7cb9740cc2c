"""What one committee pack is about: the date and the names on it, and the data it is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from analysis.data.study import Study
from analysis.words.era import format_date
from analysis.words.errors import WardKpiError
from analysis.words.say import told


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
    """

    date: dt.date | None
    committee: str
    department: str
    study: Study

    @property
    def made(self) -> dt.date:
        """Day that the files themselves carry, never today's: the pack of the same data is the same tomorrow."""
        return self.date or newest_stated_date(self.study)

    @property
    def day(self) -> str:
        """The date on the paper: 令和7年10月1日, 1 October 2025, or a blank to be filled in."""
        if self.date is None:
            return told("office.blank.date", self.study.lang)
        return format_date(self.date, self.study.lang)

    @property
    def title(self) -> str:
        """What every file is called in its properties."""
        return told("office.document.title", self.study.lang)

    @property
    def language(self) -> str:
        """Tag of the language, by which Office checks spelling and a screen reader chooses its voice."""
        return told("office.document.language", self.study.lang)

    @property
    def running(self) -> str:
        """What stands on every slide and page: date, committee, department."""
        names = {"committee": self.committee, "department": self.department}
        return told("office.document.running", self.study.lang, date=self.day, **names)


def newest_stated_date(study: Study) -> dt.date:
    """Return the newest date that a document states to the day."""
    stated = study.tables.sources["published_stated"]
    days = [dt.date.fromisoformat(day) for day in stated if len(day) == len("YYYY-MM-DD")]
    if not days:
        raise WardKpiError("no_pack_date")
    return max(days)
