"""What stands under a chart or table: sources with their vintage, and caveats, derived from its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import pandas as pd

from analysis.data import schema
from analysis.data.documents import Document, dated, documents_of, title_of
from analysis.data.ids import callers_own
from analysis.data.rows import typed
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study, by_publication
from analysis.words.era import stated_date
from analysis.words.store import told
from analysis.words.wording import Wording

_T = TypeVar("_T")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_NAMED = 4  # a caveat of more wards and years than these is said of the wards
_MOST_LISTED = 8  # of more indicators than these, their number is said


class _About(NamedTuple):
    """What a caveat is about: an indicator of a ward, or one figure of it."""

    indicator: str
    ward: str
    year: str = ""  # of the figure, as it is called


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a ward measures."""

    ward: str
    indicator: str


@dataclass(frozen=True, slots=True)
class _Noted:
    """A figure that has caveats of its own."""

    ward: str
    indicator: str
    fiscal_year: int
    note: str
    by_publication: bool


class Cited(NamedTuple):
    """A document that figures come from: its title, and a line with issuer, title, vintage, draft or not."""

    name: str
    line: str


def cited(rows: pd.DataFrame, study: Study) -> list[Cited]:
    """Return each document that ``rows`` come from; a cell of ``source`` holds ids, several separated by spaces."""
    documents = documents_of(study)
    used = dict.fromkeys(one for cell in rows["source"].dropna() for one in str(cell).split())
    return [Cited(title_of(documents[id_], study.lang), _source_line(documents[id_], study.names)) for id_ in used]


def source_lines(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return one line for each document that ``rows`` come from: issuer, title, vintage, draft or not."""
    return [one.line for one in cited(rows, study)]


def _source_line(document: Document, words: Wording) -> str:
    lang = words.lang
    untitled = [] if document.is_printed("title") else [told("citation.title_is_ours", lang)]
    about = words.listed([*document.draft_untold(lang), *untitled, dated(document, lang)])
    return told("citation.document", lang, issuer=document.issuer, title=document.title, about=about)


def own_figures_line(rows: pd.DataFrame, study: Study, others: int = 0) -> tuple[str, ...]:
    """Return a line that says how many figures of ``rows`` no document bears out, as a caller changed or added them.

    ``others`` are such as are found elsewhere.
    """
    count = callers_own(rows, study) + others
    return (told("citation.own_figures", study.lang, count=count),) if count else ()


def caveat_lines(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return the caveats of ``rows``: those of each indicator, then those of single figures with ward and year.

    What concerns most wards comes first, then one of each ward that has none before it, as few have room under a chart.
    Rows that are not about indicators have no caveats; single figures have theirs in ``note``.
    """
    words = study.names
    caveats = study.tables.indicators.set_index("indicator")[f"caveat_{study.lang}"]
    subjects: dict[str, list[_About]] = {}
    for row in _measured(rows):
        if caveats[row.indicator]:
            subjects.setdefault(str(caveats[row.indicator]), []).append(_About(row.indicator, words.ward(row.ward)))
    of_figures: dict[str, list[_About]] = {}
    for note, subject in dated_together(_notes(rows, study), words):
        (subjects if note in subjects else of_figures).setdefault(note, []).append(subject)
    every = [words.ward(code) for code in study.wards]
    said = _each_ward_early([*_by_wards(subjects), *_by_wards(of_figures)])
    return [f"{_subject(about, words, every)}: {caveat}" for caveat, about in said]


def _by_wards(caveats: dict[str, list[_About]]) -> list[tuple[str, list[_About]]]:
    """Return caveats and what they are about, those of most wards first."""
    return sorted(caveats.items(), key=lambda one: -len({about.ward for about in one[1]}))


def _each_ward_early(caveats: list[tuple[str, list[_About]]]) -> list[tuple[str, list[_About]]]:
    """Return caveats with those first that are about a ward of which none of the earlier ones is."""
    told: set[str] = set()
    early: list[tuple[str, list[_About]]] = []
    others: list[tuple[str, list[_About]]] = []
    for one in caveats:
        wards = {about.ward for about in one[1]}
        (others if wards <= told else early).append(one)
        told |= wards
    return [*early, *others]


def _measured(rows: pd.DataFrame) -> Iterator[_Measured]:
    """Yield each indicator that ``rows`` are about."""
    if "indicator" in rows:
        yield from typed(rows[rows["indicator"] != ""].drop_duplicates("indicator"), _Measured)


def _notes(rows: pd.DataFrame, study: Study) -> Iterator[tuple[str, _About]]:
    """Yield each caveat of a single figure, and its indicator with ward and year."""
    if "note" not in rows:
        return
    words = study.names
    noted = rows[rows["note"].fillna("") != ""]
    for row in typed(noted.assign(by_publication=by_publication(noted, study)), _Noted):
        about = _About(row.indicator, words.ward(row.ward), "" if row.by_publication else words.year(row.fiscal_year))
        for note in notes_of(row.note, study, for_readers=True):
            yield note, about


def notes_of(cell: str, study: Study, *, for_readers: bool = False) -> list[str]:
    """Return the caveats of one figure, as its cell in observations.csv lists them, in the study's language.

    ``for_readers`` leaves out how its cell was read, which only matters to whoever checks it.
    """
    notes = study.tables.notes
    left_out = set(notes.loc[notes["audience"] == "auditor", "note"]) if for_readers else set()
    return [study.names.note(note) for note in cell.split(NOTE_SEPARATOR) if note and note not in left_out]


def readable_notes(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return rows of a figure with their notes in the study's language, dates written as readers write them."""
    if "note" not in rows:
        return rows
    cells = {cell: _readable(cell, study) for cell in dict.fromkeys(rows["note"].dropna())}
    return rows.assign(note=rows["note"].map(cells))


def _readable(cell: str, study: Study) -> str:
    notes = schema.NOTE_SEPARATOR.join(notes_of(cell, study))
    return _DATE.sub(lambda day: stated_date(day.group(), study.lang), notes)


def dated_together(notes: Iterable[tuple[str, _T]], words: Wording) -> list[tuple[str, _T]]:
    """Return notes that differ only in a date as one, in words: 人口は平成29年1月1日〜令和4年1月1日現在."""
    listed = list(notes)
    dates: dict[str, list[str]] = {}
    for note, _ in listed:
        dates.setdefault(_DATE.sub("{}", note), []).extend(_DATE.findall(note)[:1])
    return [(_DATE.sub(_span(dates[_DATE.sub("{}", note)], words), note, count=1), about) for note, about in listed]


def _span(dates: list[str], words: Wording) -> str:
    """Return the first and the last of ``dates``, or the only one."""
    return words.span(*(stated_date(end, words.lang) for end in (min(dates), max(dates)))) if dates else ""


def _subject(about: list[_About], words: Wording, every: list[str]) -> str:
    """Return the wards, with their years where a caveat is about single ones, and the indicators a caveat is about.

    Where there are many wards and it is about ``every`` one, their number stands for their names.
    """
    places = {name: place for place, name in enumerate(every)}
    years: dict[str, list[str]] = {}
    for one in sorted(about, key=lambda one: places.get(one.ward, len(every))):
        of_ward = years.setdefault(one.ward, [])
        if one.year and one.year not in of_ward:
            of_ward.append(one.year)
    names = dict.fromkeys(words.indicator(one.indicator) for one in about)
    shown = list(years)
    if any(years.values()) and len({(one.ward, one.year) for one in about}) <= _MOST_NAMED:
        dated = (" ".join(filter(None, (ward, words.joined(said)))) for ward, said in years.items())
        shown = [words.listed(dated)]
    if len(every) > _MOST_NAMED and set(every) <= set(shown):
        all_of_them = words.told("citation.every_ward", number=len(every))
        shown = [all_of_them, *(ward for ward in shown if ward not in every)]
    if len(names) > _MOST_LISTED:
        key = "citation.indicators" if len(years) == 1 else "citation.indicators_of_some"
        names = {words.told(key, number=len(names)): None}
    return f"{words.named(shown)} {words.named(names)}"


def grade_lines(concept: str, ward: str, study: Study) -> list[str]:
    """Return, for each ward with which the codebook grades ``ward``, how far what both publish can be compared, and why."""
    graded = study.tables.grades[study.tables.grades["concept"] == concept]
    lines = []
    for row in typed(graded[(graded[["ward_a", "ward_b"]] == ward).any(axis=1)], schema.Grade):
        other = row.ward_b if row.ward_a == ward else row.ward_a
        evidence = row.evidence_ja if study.lang == "ja" else row.evidence_en
        said = {"ward": study.names.ward(other), "grade": row.grade, "evidence": evidence.rstrip("。.")}
        lines.append(told("citation.grade", study.lang, **said))
    return lines
