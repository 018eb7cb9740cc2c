"""What stands under a chart or table: sources with their vintage, and caveats, derived from its rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import pandas as pd

from analysis.data.frames import each
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study
from analysis.words.era import format_date
from analysis.words.wording import Wording

_T = TypeVar("_T")
_About = tuple[str, str]  # an indicator, and the ward, with the year where it is about one figure
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_NAMED = 4  # a caveat of more wards and years than these is said of the wards
_MOST_LISTED = 8  # of more indicators than these, their number is said

_WORDS = {
    "draft": {"ja": "案", "en": "draft"},
    "published": {"ja": "{date}公表", "en": "published {date}"},
    "indicators": {"ja": "{number}指標", "en": "{number} indicators"},
    "every_ward": {"ja": "全{number}{areas}", "en": "all {number} {areas}"},
}


def source_lines(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return one line for each document that ``rows`` come from: issuer, title, vintage, draft or not.

    Parameters
    ----------
    rows : DataFrame
        With a column ``source``: ids, several separated by spaces.
    study : Study
        The data.
    """
    sources = {source.source: source for source in each(study.tables.sources)}
    used = dict.fromkeys(one for cell in rows["source"].dropna() for one in str(cell).split())
    return [_source_line(sources[name], study.lang) for name in used]


def _source_line(source: Any, lang: str) -> str:
    when = _WORDS["published"][lang].format(date=stated_date(source.published_stated, lang))
    status = [_WORDS["draft"][lang]] if source.status == "draft" else []
    if lang == "ja":
        return f"{source.issuer_ja}「{source.title_ja}」（{'、'.join([*status, when])}）"
    return f"{source.issuer_en}, {source.title_en} ({', '.join([*status, when])})"


def stated_date(stated: str, lang: str) -> str:
    """Return a date as far as it is known: 令和7年10月1日 of ``2025-10-01``, 2025年 of ``2025``; likewise in English."""
    parts = [int(part) for part in stated.split("-")]
    if len(parts) == 3:
        return format_date(dt.date(*parts), lang)
    if lang == "ja":
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月", strict=False))
    return stated


def caveat_lines(rows: pd.DataFrame, study: Study) -> list[str]:
    """Return the caveats of ``rows``: those of each indicator, then those of single figures with ward and year.

    Parameters
    ----------
    rows : DataFrame
        With the columns ``ward`` and ``indicator`` and, where single figures have caveats, ``fiscal_year`` and ``note``;
        rows that are not about indicators have no caveats.
    study : Study
        The data.
    """
    words = study.names
    caveats = study.tables.indicators.set_index("indicator")[f"caveat_{study.lang}"]
    subjects: dict[str, list[_About]] = {}
    named = rows[rows["indicator"] != ""].drop_duplicates("indicator") if "indicator" in rows else rows.iloc[:0]
    for row in each(named):
        if caveats[row.indicator]:
            subjects.setdefault(str(caveats[row.indicator]), []).append((row.indicator, words.ward(row.ward)))
    for note, subject in dated_together(_notes(rows, study), words):
        subjects.setdefault(note, []).append(subject)
    every = [words.ward(code) for code in study.wards]
    return [f"{_subject(about, words, every)}: {caveat}" for caveat, about in subjects.items()]


def _notes(rows: pd.DataFrame, study: Study) -> Iterator[tuple[str, _About]]:
    """Yield each caveat of a single figure, and its indicator with ward and year."""
    if "note" not in rows:
        return
    words, english = study.names, study.tables.notes.set_index("note")["note_en"]
    for row in each(rows[rows["note"].fillna("") != ""]):
        about = f"{words.ward(row.ward)} {words.year(row.fiscal_year)}"
        for note in str(row.note).split(NOTE_SEPARATOR):
            yield (note if words.ja else str(english[note])), (row.indicator, about)


def dated_together(notes: Iterable[tuple[str, _T]], words: Wording) -> list[tuple[str, _T]]:
    """Return notes that differ only in a date as one: 人口は2017-01-01〜2022-01-01現在."""
    listed = list(notes)
    dates: dict[str, list[str]] = {}
    for note, _ in listed:
        dates.setdefault(_DATE.sub("{}", note), []).extend(_DATE.findall(note)[:1])
    return [(_DATE.sub(_span(dates[_DATE.sub("{}", note)], words), note, count=1), about) for note, about in listed]


def _span(dates: list[str], words: Wording) -> str:
    """Return the first and the last of ``dates``, or the only one."""
    return words.span(min(dates), max(dates)) if dates else ""


def _subject(about: list[_About], words: Wording, every: list[str]) -> str:
    """Return the wards, with their years where a caveat is about single ones, and the indicators a caveat is about.

    Where there are many wards and it is about ``every`` one, their number stands for their names.
    """
    whose = list(dict.fromkeys(who for _, who in about))
    names = dict.fromkeys(words.indicator(indicator) for indicator, _ in about)
    shown = whose if len(whose) <= _MOST_NAMED else list(dict.fromkeys(who.rsplit(" ", 1)[0] for who in whose))
    if len(every) > _MOST_NAMED and set(every) <= set(shown):
        all_of_them = _WORDS["every_ward"][words.lang].format(number=len(every), areas=words.areas)
        shown = [all_of_them, *(who for who in shown if who not in every)]
    if len(names) > _MOST_LISTED:
        names = {_WORDS["indicators"][words.lang].format(number=len(names)): None}
    return f"{words.joined(shown)} {words.joined(names)}"
