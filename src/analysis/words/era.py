"""Japanese eras: fiscal years and dates to and from 令和, 平成, 昭和."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from analysis.words.errors import BadArgument, WardKpiError, brief
from analysis.words.store import told


class Era(NamedTuple):
    """One era: kanji name, the Latin letter used in tables, and its first day."""

    name: str
    letter: str
    start: dt.date


ERAS = (
    Era("令和", "R", dt.date(2019, 5, 1)),
    Era("平成", "H", dt.date(1989, 1, 8)),
    Era("昭和", "S", dt.date(1926, 12, 25)),
    Era("大正", "T", dt.date(1912, 7, 30)),
)
_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.letter)}


def western_year(era: str, year: str | int) -> int:
    """Return the Western year of an era year.

    Parameters
    ----------
    era : str
        ``令和`` or its letter ``R``; likewise for the other eras.
    year : str or int
        Year of the era; ``元`` is 1.

    Raises
    ------
    ValueError
        If the era is unknown or the year is below 1.
    """
    number = 1 if year == "元" else int(year)
    if era not in _BY_SIGN or number < 1:
        raise ValueError(f"{era}{year}")
    return _BY_SIGN[era].start.year + number - 1


_YEAR = re.compile(
    r"(?P<era>令和|平成|昭和|大正|[RHST])(?P<of_era>元|[0-9]{1,2})(年度?)?|(FY)?(?P<western>[0-9]{4})(年度?)?"
)


YEARS = "2022, R4, 令和4年度"
"""Ways in which a person writes a fiscal year, as examples."""
_BETWEEN_YEARS = re.compile(r"\s*[-‐-―〜～~]\s*")


def read_year(year: object, argument: str = "YEAR") -> int:
    """Return the Western fiscal year that 2022, 2022.0, ``2022``, ``FY2022``, ``R4`` or ``令和4年度`` means.

    Raises
    ------
    WardKpiError
        If it is no year; it names the ``argument``, and for several years how these are given.
    """
    found = _year_of(year)
    if found is not None:
        return found
    ends = [_year_of(part) for part in _BETWEEN_YEARS.split(str(year).strip())]
    match ends:
        case [int(first), int(last)] if first <= last:
            raise WardKpiError("years_in_text", argument=argument, value=brief(year), first=first, end=last + 1)
    raise BadArgument(argument, year, "year", forms=YEARS)


def read_years(typed: str, argument: str) -> tuple[int, int]:
    """Return the first and the last fiscal year of ``2022-2024``, ``R4-R6``, or of one year.

    Raises
    ------
    WardKpiError
        If it is no such span.
    """
    ends = [_year_of(part) for part in _BETWEEN_YEARS.split(typed.strip())]
    match ends:
        case [int(first)]:
            return first, first
        case [int(first), int(last)] if first <= last:
            return first, last
    raise BadArgument(argument, typed, "years", forms="2024, 2022-2024, R4-R6")


def _year_of(year: object) -> int | None:
    """Return the Western fiscal year that is written, None where it is none; a whole number may have come as a float."""
    if isinstance(year, float) and year.is_integer():
        year = int(year)
    text = unicodedata.normalize("NFKC", str(year)).replace(" ", "").upper()
    match = _YEAR.fullmatch(text)
    try:
        if match and match["western"]:
            return int(match["western"])
        if match:
            return western_year(match["era"], match["of_era"])
    except ValueError:
        pass  # an era has no year 0
    return None


def fiscal_year_of(date: dt.date) -> int:
    """Return the Western year in which the fiscal year (April to March) of ``date`` starts."""
    return date.year if date.month >= 4 else date.year - 1


def fiscal_year_end(fiscal_year: int) -> dt.date:
    """Return 31 March, the last day of the fiscal year."""
    return dt.date(fiscal_year + 1, 3, 31)


def year_position(date: dt.date) -> float:
    """Return the end of a day in fiscal years: 2022.0 is the end of 31 March 2022, which closes fiscal year 2021."""
    year = fiscal_year_of(date)
    start, end = fiscal_year_end(year - 1), fiscal_year_end(year)
    return year + (date - start).days / (end - start).days


def _era_on(date: dt.date) -> Era:
    return next(era for era in ERAS if era.start <= date)


def _number(year: int) -> str:
    return "元" if year == 1 else str(year)


def format_fiscal_year(fiscal_year: int, lang: str = "ja", *, short: bool = False) -> str:
    """Return 令和6年度 (``R6`` when ``short``), or ``FY2024`` in English.

    The year in which an era begins in May is named after the new era (2019 is 令和元年度), as ministries do.
    """
    if lang == "en":
        return f"FY{fiscal_year}"
    era = _era_on(dt.date(fiscal_year, 12, 31))
    year = fiscal_year - era.start.year + 1
    return f"{era.letter}{year}" if short else f"{era.name}{_number(year)}年度"


def stated_date(stated: str, lang: str) -> str:
    """Return a date as far as it is known: 令和7年10月1日 of ``2025-10-01``, 令和7年 of ``2025``; likewise in English."""
    parts = [int(part) for part in stated.split("-")]
    if len(parts) == 3:
        return format_date(dt.date(*parts), lang)
    if len(parts) == 2:
        return format_date(dt.date(parts[0], parts[1], 1), lang).removeprefix("1 ").removesuffix("1日")
    if lang == "ja":
        era = _era_on(dt.date(parts[0], 12, 31))  # a year in which the era changed is called by the new one
        return told("citation.year", lang, year=f"{era.name}{_number(parts[0] - era.start.year + 1)}")
    return told("citation.year", lang, year=parts[0])


def format_date(date: dt.date, lang: str = "ja") -> str:
    """Return 令和7年10月1日, or ``1 October 2025`` in English."""
    if lang == "en":
        return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"
    era = _era_on(date)
    return f"{era.name}{_number(date.year - era.start.year + 1)}年{date.month}月{date.day}日"


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # never the locale's


_TYPED = re.compile(
    rf"(?:(?P<era>{'|'.join(_BY_SIGN)})(?P<year>元|[0-9]{{1,2}})|(?P<western>[0-9]{{4}}))[年./-]"
    r"(?P<month>[0-9]{1,2})[月./-](?P<day>[0-9]{1,2})日?"
)


DATES = "2025-10-01, 2025/10/01, 令和7年10月1日, R7.10.1"
"""Ways in which a person writes a day, as examples."""
_REDUCED = f"2025, 2025-10, {DATES}"


def read_date(typed: str) -> dt.date:
    """Return the day that a person typed: 令和7年10月1日, R7.10.1, 2025年10月1日, 2025/10/01 or 2025-10-01.

    Raises
    ------
    ValueError
        If it is no such day, or one before its era began.
    """
    found = _TYPED.fullmatch("".join(unicodedata.normalize("NFKC", typed).upper().split()))
    if not found:
        raise ValueError(typed)
    era = found["era"]
    day = dt.date(
        western_year(era, found["year"]) if era else int(found["western"]), int(found["month"]), int(found["day"])
    )
    if era and _era_on(day) != _BY_SIGN[era]:
        raise ValueError(typed)
    return day


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def last_possible_date(stated: str) -> dt.date:
    """Return the last day that ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` can mean.

    A document whose day is open counts as published on the last day possible, so that nothing counts as known before
    it certainly was.

    Raises
    ------
    ValueError
        If it is no such date.
    """
    match = _DATE.fullmatch(stated)
    if not match:
        raise ValueError(stated)
    year, month, day = int(match[1]), int(match[2] or 12), match[3]
    return dt.date(year, month, int(day) if day else calendar.monthrange(year, month)[1])


def asked_day(value: object, argument: str, *, may_be_open: bool = False) -> dt.date:
    """Return the day that an argument of a function names: a date, or one written as :func:`read_date` takes it.

    Where a day ``may_be_open``, that of a month, a year or a fiscal year (``2025-10``, ``令和7年10月``, ``2025``,
    ``令和7年``, ``令和7年度``, ``FY2025``) is its last.

    Raises
    ------
    BadArgument
        If it is no such day, or one before eras are counted.
    WardKpiError
        If it is ``R7``, which is a fiscal year in tables and a year in dates: their ends are three months apart, in which
        documents appear, so that none is guessed.
    """
    try:
        is_missing = isinstance(value, dt.date) and value != value  # pandas' NaT calls itself a date
        day = dt.date.min if is_missing else _day(value, may_be_open=may_be_open)
    except ValueError:
        if may_be_open and (year := _year_of(value)) is not None:
            ends = {"year_end": dt.date(year, 12, 31), "fiscal_year_end": fiscal_year_end(year)}
            raise WardKpiError("year_of_two_ends", argument=argument, value=brief(value), **ends) from None
        day = dt.date.min
    if day < ERAS[-1].start:
        raise BadArgument(argument, value, "day", forms=_REDUCED if may_be_open else DATES)
    return day


def is_date(text: str) -> bool:
    """Return whether ``text`` is a day, month or year, also one of which :func:`asked_day` cannot tell which is meant."""
    try:
        _day(text, may_be_open=True)
    except ValueError:
        return _year_of(text) is not None
    return True


def _day(value: object, *, may_be_open: bool) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not may_be_open:
        return read_date(text)
    if _DATE.fullmatch(text):
        return last_possible_date(text)
    return _end_of_year(text) or _end_of_month(text) or read_date(text)


def _end_of_year(text: str) -> dt.date | None:
    """Return the last day of a year or fiscal year that is written out, None of anything else."""
    year = _year_of(text)
    if year is None:
        return None
    if text.endswith("年度") or text.upper().startswith("FY"):
        return fiscal_year_end(year)
    return dt.date(year, 12, 31) if text.endswith("年") else None


def _end_of_month(text: str) -> dt.date | None:
    """Return the last day of a month that is written out (令和7年10月), None of anything else; raise as :func:`read_date`."""
    if not text.endswith("月"):
        return None
    first = read_date(f"{text}1日")
    return last_possible_date(f"{first:%Y-%m}")


def is_reduced_date(text: str) -> bool:
    """Whether ``text`` is a day or a month that exists, as ``YYYY-MM-DD`` or ``YYYY-MM``."""
    try:
        last_possible_date(text)
    except ValueError:
        return False
    return "-" in text
