"""Era years and dates, against the official first days of the eras and the tables' own notations."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.grammar import parse_header
from analysis.words.era import (
    asked_day,
    fiscal_year_end,
    fiscal_year_of,
    format_date,
    format_fiscal_year,
    is_date,
    is_reduced_date,
    last_possible_date,
    read_date,
    read_years,
    western_year,
    year_position,
)
from analysis.words.errors import WardKpiError

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


@pytest.mark.parametrize(
    ("day", "position"),
    [
        ("2022-03-31", 2022.0),  # the end of fiscal year 2021
        ("2022-04-01", 2022 + 1 / 365),
        ("2022-09-30", 2022 + 183 / 365),
        ("2023-03-31", 2023.0),
        ("2023-12-31", 2023 + 275 / 366),  # the fiscal year of a leap day has 366
    ],
)
def test_a_day_has_its_place_among_fiscal_years(day: str, position: float) -> None:
    assert year_position(dt.date.fromisoformat(day)) == pytest.approx(position, abs=1e-12)


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2025-10", "2025-10-31"),
        ("2025年", "2025-12-31"),
        ("令和7年", "2025-12-31"),
        ("令和7年度", "2026-03-31"),
        ("FY2025", "2026-03-31"),
        ("fy2025", "2026-03-31"),
        ("令和7年10月1日", "2025-10-01"),
        ("2025/10/01", "2025-10-01"),
    ],
)
def test_an_open_day_is_the_last_that_is_meant(asked: str, day: str) -> None:
    assert asked_day(asked, "day", may_be_open=True).isoformat() == day


def test_what_is_no_day_is_told_with_the_forms_that_are() -> None:
    for may_be_open, form in ((True, "2025-10"), (False, "2025-10-01")):
        with pytest.raises(WardKpiError) as caught:
            asked_day("soon", "accessed", may_be_open=may_be_open)
        assert form in caught.value.message("en")
    with pytest.raises(WardKpiError) as caught:
        asked_day("R7", "as_of", may_be_open=True)
    assert "2025-12-31" in caught.value.message("en") and "2026-03-31" in caught.value.message("en")


@pytest.mark.parametrize(
    ("typed", "years"),
    [("2022-2024", (2022, 2024)), ("R4-R6", (2022, 2024)), ("令和4年度", (2022, 2022)), ("R6~2024", (2024, 2024))],
)
def test_years_from_and_to(typed: str, years: tuple[int, int]) -> None:
    assert read_years(typed, "--years") == years


@pytest.mark.parametrize("typed", ["2024-2022", "2022-2023-2024", "R6-R4", "x"])
def test_years_that_go_back_or_are_three_are_refused(typed: str) -> None:
    with pytest.raises(WardKpiError):
        read_years(typed, "--years")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2024-03-31", True), ("2024-03", True), ("2024", False), ("2024-13", False), ("2024-02-30", False)],
)
def test_a_reduced_date_is_a_day_or_a_month_that_exists(text: str, is_one: bool) -> None:
    assert is_reduced_date(text) is is_one


def test_every_month_has_its_english_name() -> None:
    assert [format_date(dt.date(2025, month, 3), "en") for month in range(1, 13)] == [
        f"3 {name} 2025" for name in list(calendar.month_name)[1:]
    ]


def test_a_date_is_told_from_a_name() -> None:
    dates = ("2021-04-01", "2021-04", "2021", "令和3年", "R4")
    assert [text for text in (*dates, "2021-13", "mic-mynumber", "x", "") if is_date(text)] == list(dates)
