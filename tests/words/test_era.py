"""Era years and dates, against the official first days of the eras and the tables' own notations."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.grammar import parse_header
from analysis.words.era import (
    fiscal_year_end,
    fiscal_year_of,
    format_date,
    format_fiscal_year,
    last_possible_date,
    read_date,
    western_year,
)

FISCAL_YEARS = st.integers(1927, 2098)


@pytest.mark.parametrize(
    ("era", "year", "western"),
    [
        ("R", "元", 2019),
        ("令和", 1, 2019),
        ("R", "6", 2024),
        ("H", 30, 2018),
        ("平成", "31", 2019),
        ("H", "元", 1989),
        ("昭和", 63, 1988),
        ("S", 1, 1926),
        ("T", 15, 1926),
    ],
)
def test_western_year(era: str, year: str | int, western: int) -> None:
    assert western_year(era, year) == western


@pytest.mark.parametrize(("era", "year"), [("M", 1), ("", 6), ("R", 0), ("令", 6)])
def test_a_year_that_does_not_exist_raises(era: str, year: int) -> None:
    with pytest.raises(ValueError, match=str(year)):
        western_year(era, year)


@pytest.mark.parametrize(
    ("date", "fiscal_year"),
    [("2025-03-31", 2024), ("2025-04-01", 2025), ("2023-01-31", 2022), ("2022-12-31", 2022)],
)
def test_the_fiscal_year_turns_on_the_first_of_april(date: str, fiscal_year: int) -> None:
    assert fiscal_year_of(dt.date.fromisoformat(date)) == fiscal_year


@given(FISCAL_YEARS)
def test_a_fiscal_year_ends_the_day_before_the_next_begins(fiscal_year: int) -> None:
    last = fiscal_year_end(fiscal_year)
    assert fiscal_year_of(last) == fiscal_year
    assert fiscal_year_of(last + dt.timedelta(days=1)) == fiscal_year + 1


@pytest.mark.parametrize(
    ("fiscal_year", "long", "short"),
    [
        (2024, "令和6年度", "R6"),
        (2019, "令和元年度", "R1"),
        (2018, "平成30年度", "H30"),
        (1989, "平成元年度", "H1"),
        (1988, "昭和63年度", "S63"),
    ],
)
def test_format_fiscal_year(fiscal_year: int, long: str, short: str) -> None:
    assert format_fiscal_year(fiscal_year) == long
    assert format_fiscal_year(fiscal_year, short=True) == short
    assert format_fiscal_year(fiscal_year, "en") == f"FY{fiscal_year}"


@given(FISCAL_YEARS, st.booleans())
def test_a_formatted_fiscal_year_reads_back(fiscal_year: int, short: bool) -> None:
    assert parse_header(format_fiscal_year(fiscal_year, short=short)).fiscal_year == fiscal_year
    assert parse_header(format_fiscal_year(fiscal_year, "en")).fiscal_year == fiscal_year


@pytest.mark.parametrize(
    ("date", "japanese", "english"),
    [
        ("2025-10-01", "令和7年10月1日", "1 October 2025"),
        ("2019-04-30", "平成31年4月30日", "30 April 2019"),
        ("2019-05-01", "令和元年5月1日", "1 May 2019"),
        ("1989-01-07", "昭和64年1月7日", "7 January 1989"),
        ("1989-01-08", "平成元年1月8日", "8 January 1989"),
    ],
)
def test_format_date(date: str, japanese: str, english: str) -> None:
    day = dt.date.fromisoformat(date)
    assert (format_date(day), format_date(day, "en")) == (japanese, english)


@given(st.dates(dt.date(1927, 1, 1), dt.date(2090, 12, 31)))
def test_a_formatted_date_reads_back(day: dt.date) -> None:
    header = parse_header(format_date(day))
    assert header.as_of == day.isoformat()
    assert header.fiscal_year == fiscal_year_of(day)


@pytest.mark.parametrize(
    ("typed", "day"),
    [("令和元年5月1日", (2019, 5, 1)), ("平成31年4月30日", (2019, 4, 30)), ("令和7年4月1日", (2025, 4, 1))],
)
def test_a_day_is_read_in_the_era_in_which_it_lies(typed: str, day: tuple[int, int, int]) -> None:
    assert read_date(typed) == dt.date(*day)


@pytest.mark.parametrize("typed", ["令和元年4月30日", "平成31年5月1日", "昭和64年1月8日"])
def test_a_day_outside_its_era_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=typed):
        read_date(typed)


@pytest.mark.parametrize(
    ("stated", "day"), [("2025", (2025, 12, 31)), ("2024-02", (2024, 2, 29)), ("2023-11", (2023, 11, 30))]
)
def test_what_is_left_open_of_a_date_is_its_last_day(stated: str, day: tuple[int, int, int]) -> None:
    assert last_possible_date(stated) == dt.date(*day)
