"""Cells and headers that came out wrong once, each with what is right; and that no character joins two figures."""

import csv
import sys
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sources.grammar import (
    Cell,
    GrammarError,
    Header,
    check_date,
    check_fractions,
    check_periods,
    footnote_marks,
    parse_cell,
    parse_header,
    read_label,
    read_month,
    select_quantity,
    split_at_slash,
)
from analysis.words.store import entry

FACTORS = {"千": 1_000, "万": 10_000, "百万": 1_000_000, "億": 100_000_000}
UNITS = {
    "%": "percent",
    "ポイント": "points",
    "手続": "procedures",
    "件": "items",
    "業務": "operations",
    "円": "yen",
    "億円": "yen_100m",
    "人": "persons",
    "回": "times",
}
BASES = {"億円": ("円", 100_000_000)}
WORDS = ["減少", "実施"]
DOCUMENT_YEAR = 2025


def read(text: str) -> Cell:
    return parse_cell(text, UNITS, WORDS, FACTORS, document_year=DOCUMENT_YEAR)


# cell, value in its base unit, unit, and whatever else the cell says
FIGURES: list[tuple[str, str, str | None, dict[str, object]]] = [
    ("3,5 0 0件", "3500", "件", {}),
    ("12［千件］", "12000", "件", {}),
    ("12件［見込］", "12", "件", {"kind": "estimate", "status": "E"}),
    ("△3手続", "-3", "手続", {}),
    ("1,234千円", "1234000", "円", {}),
    ("約1.2万件", "12000", "件", {"bound": "about"}),
    ("12万3千件", "123000", "件", {}),
    ("2億円", "200000000", "円", {}),
    ("12.3ポイント", "12.3", "ポイント", {}),
    ("3割", "30", "%", {"bound": "about"}),
    ("100％（見込）", "100", "%", {"kind": "estimate", "status": "E"}),
    ("64.8%（速報値）", "64.8", "%", {"status": "P"}),
    ("64.8%（確定値）", "64.8", "%", {"status": "A"}),
    ("25手続（R5.3.31）", "25", "手続", {"as_of": "2023-03-31"}),
    ("25手続（令和5年3月31日現在）", "25", "手続", {"as_of": "2023-03-31"}),
    ("25手続（R5.3月末）", "25", "手続", {"as_of": "2023-03-31"}),
    ("25手続（2023年3月末）", "25", "手続", {"as_of": "2023-03-31"}),
    ("9, 100", "9100", None, {}),
    ("85%以下", "85", "%", {"bound": "at_most"}),
    ("350 億円以内 〔…を除く〕", "35000000000", "円", {"bound": "at_most"}),
    ("約 220 億円", "22000000000", "円", {"bound": "about"}),
]


@pytest.mark.parametrize(("text", "value", "unit", "said"), FIGURES)
def test_a_cell_is_the_figure_that_it_prints(text: str, value: str, unit: str | None, said: dict[str, object]) -> None:
    cell = read(text)
    quantity = select_quantity(cell, "")
    base, factor = BASES.get(quantity.unit or "", (quantity.unit, 1))
    assert (quantity.value * factor, base) == (Decimal(value), unit)
    bound = quantity.bound or ("about" if quantity.approximate else None)
    found = {"kind": cell.kind, "status": cell.status, "as_of": cell.as_of, "bound": bound}
    assert found == {"kind": None, "status": "", "as_of": None, "bound": None} | said


# cell, code of the refusal
REFUSALS = [
    ("36\n130件", "two_figures"),
    ("21 150業務", "two_figures"),
    ("3 5", "two_figures"),
    ("100 200 300", "two_figures"),
    ("12件［前年度］", "bracket_words"),
    ("12%［減］", "bracket_words"),
    ("(12)", "bracketed_number"),
    ("累計(12)", "bracketed_number"),
    ("(R4) (12)", "bracketed_number"),
    ("端末の増設（80件）", "part_needed"),
    ("10〜20件", "range"),
    ("23/25手続", "value_and_target"),
    ("5件（うち3件オンライン）", "part_beside"),
    ("25手続（R44）", "far_year"),
    ("35業務（R0）", "era_year_zero"),
    ("***", "marks_only"),
    ("①", "marks_only"),
    ("12345678901234567890123456789012", "too_many_digits"),
    ("年27件 (累計59件)", "part_needed"),
    ("標準財政規模の 30%程度 (…約 220 億円)", "part_needed"),
]


@pytest.mark.parametrize(("text", "code"), REFUSALS)
def test_a_cell_that_is_not_one_figure_is_refused_by_its_cause(text: str, code: str) -> None:
    with pytest.raises(GrammarError) as caught:
        select_quantity(read(text), "")
    assert caught.value.code == code
    assert entry(f"errors.{code}")


@pytest.mark.parametrize(("text", "undecided"), [("調査中", False), ("未定", True), ("n/a", False)])
def test_a_word_for_no_figure_is_no_figure(text: str, undecided: bool) -> None:
    cell = read(text)
    assert (cell.quantities, cell.words, cell.missing, cell.status) == ((), "", True, "O")
    assert (cell.absence, cell.undecided) == (text, undecided)


def test_a_bound_of_a_label() -> None:
    quantity = select_quantity(read("純資産変動>0"), "", "純資産変動※")
    assert (quantity.value, quantity.bound) == (0, "above")


def test_parts_name_two_figures_of_one_cell() -> None:
    cell = read("年27件 (累計59件)")
    assert [select_quantity(cell, part).value for part in ("年", "累計")] == [27, 59]


def test_a_figure_in_brackets_is_read_by_the_name_before_it() -> None:
    cell = read("端末の増設（80件）")
    assert (select_quantity(cell, "端末の増設").value, cell.quantities[0].unit) == (80, "件")


def test_a_figure_a_year_does_not_stand_beside_a_figure_a_month() -> None:
    with pytest.raises(GrammarError, match="periods_differ"):
        check_periods([read("年12回"), read("月1回")])
    check_periods([read("年12回"), read("年間3回"), read("累計9回")])


@pytest.mark.parametrize(("one", "other"), [("日", "月"), ("週", "年間"), ("月間", "年")])
def test_every_period_is_told_from_every_other(one: str, other: str) -> None:
    cells = [parse_cell(f"{period}12件", UNITS, WORDS, FACTORS) for period in (one, other)]
    with pytest.raises(GrammarError, match="periods_differ"):
        check_periods(cells)


@pytest.mark.parametrize(
    "text", ["2024（令和6年度）", "2024年（令和6年度）", "令和6年（2024年度）", "2024年度（令和6年）"]
)
def test_a_fiscal_year_is_one_wherever_the_word_stands(text: str) -> None:
    assert parse_header(text, UNITS, FACTORS, DOCUMENT_YEAR).fiscal_year == 2024


def test_fifteen_digits_are_the_most() -> None:
    [most] = parse_cell("123456789012345件", UNITS, WORDS, FACTORS).quantities
    assert most.value == 123456789012345
    with pytest.raises(GrammarError, match="too_many_digits"):
        parse_cell("1234567890123456件", UNITS, WORDS, FACTORS)


def test_fractions_are_not_percentages() -> None:
    def figures(*texts: str) -> list[object]:
        return [select_quantity(read(text), "") for text in texts]

    with pytest.raises(GrammarError, match="column_fractions") as caught:
        check_fractions(figures("0.577", "0.631"))  # type: ignore[arg-type]
    assert caught.value.details == {"right": "57.7"}
    for texts in (("57.7", "0.9"), ("0.5%",), ("0", "1"), ()):
        check_fractions(figures(*texts))  # type: ignore[arg-type]


def test_a_date_outside_its_column_is_refused() -> None:
    with pytest.raises(GrammarError, match="date_not_in_year") as caught:
        check_date(read("25手続（R5.3.31）"), 2023)
    assert caught.value.details == {"as_of": "2023-03-31", "year": 2023}
    check_date(read("25手続（R5.3.31）"), 2022)
    check_date(read("25手続（R4）"), 2025)  # another fiscal year, stated on purpose


# header, and what it says
HEADERS = [
    ("R5※1", Header(2023, None, None, marks=("※1",))),
    ("R6（9月末現在）", Header(2024, None, "2024-09-30")),
    ("令和5年度（件）", Header(2023, None, None, "件")),
    ("令和7年度 速報値", Header(2025, "actual", None, status="P")),
    ("令和6年度 確定値", Header(2024, "actual", None, status="A")),
    ("R5実績（見込）", Header(2023, "estimate", None, status="E")),
    ("令和四年度", Header(2022, None, None)),
    ("令和十一年度", Header(2029, None, None)),
    ("平成31年度/令和元年度", Header(2019, None, None)),
    ("令和5年3月31日時点", Header(2022, None, "2023-03-31")),
    ("FY23", Header(2023, None, None)),
    ("2023年度", Header(2023, None, None)),
    ("R8まで", Header(2026, "target", None)),
    ("目標値（令和 4 年度）", Header(2022, "target", None)),
    ("実績（千件）", Header(None, "actual", None, "千件")),
]


@pytest.mark.parametrize(("text", "said"), HEADERS)
def test_a_header_says_what_it_prints(text: str, said: Header) -> None:
    assert parse_header(text, UNITS, FACTORS, DOCUMENT_YEAR) == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("上半期", "header_half"),
        ("令和6年度 上半期", "header_half"),
        ("1Q", "header_quarter"),
        ("令和31年度", "far_year"),
        ("令和0年度", "era_year_zero"),
        ("目標（速報値）", "header_unknown"),
    ],
)
def test_a_header_that_is_open_is_refused_by_its_cause(text: str, code: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse_header(text, UNITS, FACTORS, DOCUMENT_YEAR)
    assert caught.value.code == code
    assert entry(f"errors.{code}")


@pytest.mark.parametrize(
    ("text", "name", "marks", "unit"),
    [
        ("オンライン化手続数①※1", "オンライン化手続数①", ("※1",), "手続"),
        ("デジタル研修の受講者数（人・累計）", "デジタル研修の受講者数（累計）", (), "人"),
        ("相談件数(千件)", "相談件数", (), "千件"),
        ("全支払件数", "全支払件数", (), "件"),
        ("うちキャッシュレス", "うちキャッシュレス", (), None),
        ("利用率", "利用率", (), None),
    ],
)
def test_a_label_says_name_mark_and_unit(text: str, name: str, marks: tuple[str, ...], unit: str | None) -> None:
    label = read_label(text, UNITS, FACTORS)
    assert (label.name, label.marks) == (name, marks)
    assert label.unit == unit


def test_a_label_names_the_longest_unit_that_it_ends_in() -> None:
    assert read_label("電子申請の案件数", {"件": ("件", 1), "案件": ("案件", 1)}, FACTORS).unit == "案件"


def test_a_slash_parts_a_value_from_its_target() -> None:
    assert split_at_slash("23/25手続") == ("23", "25手続")
    for text in ("23手続", "23/25/30手続"):
        with pytest.raises(GrammarError, match="cell_unreadable"):
            split_at_slash(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("9月時点", "2024-09"),
        ("9月末時点", "2024-09-30"),
        ("４月 末 現在", "2024-04-30"),  # a fiscal year begins in April and ends in March
        ("3月末", "2025-03-31"),
        ("12月28日", "2024-12-28"),
        ("9月時点の速報", None),
        ("13月", None),
        ("", None),
    ],
)
def test_a_remark_may_name_a_month_of_the_figures_year(text: str, date: str | None) -> None:
    assert read_month(text, 2024) == date


@pytest.mark.parametrize(
    ("words", "status", "kind"),
    [
        (("見込", "見込み", "見込値", "推計", "推計値"), "E", "estimate"),
        (("確定", "確定値"), "A", None),
        (("速報", "速報値", "暫定", "暫定値"), "P", None),
    ],
)
def test_every_word_for_how_sure_a_figure_is(words: tuple[str, ...], status: str, kind: str | None) -> None:
    for word in words:
        cell = read(f"5件（{word}）")
        assert (cell.status, cell.kind, len(cell.quantities)) == (status, kind, 1), word


WORDS_OF_HEADERS = {
    "baseline": "計画策定時 策定時 基準値 基準年 基準 現状値 現状 現況値 現況 初期値 当初値",
    "planned": "中間目標値 中間目標 計画値 計画 予定",
    "target": "最終目標 計画目標 目標値 目標",
    "estimate": "実績見込値 実績見込み 実績見込 見込値 見込み 見込 推計値 予測値 見通し",
    "actual": "実績値 実績 直近値 最新値 決算",
}


@pytest.mark.parametrize("kind", WORDS_OF_HEADERS)
def test_every_word_for_the_kind_of_a_column(kind: str) -> None:
    for word in WORDS_OF_HEADERS[kind].split():
        assert parse_header(f"{word}(R6)") == Header(2024, kind, None, status="E" if kind == "estimate" else ""), word


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("実績 第2四半期", "header_quarter"),
        ("実績 Q3", "header_quarter"),
        ("実績 上半期", "header_half"),
        ("令和6年度上期", "header_half"),
        ("R0", "era_year_zero"),
        ("R40", "far_year"),
    ],
)
def test_a_header_is_refused_by_its_cause(text: str, code: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse_header(text, document_year=DOCUMENT_YEAR)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("year", "western"), [("一", 2019), ("九", 2027), ("十", 2028), ("十一", 2029), ("二十一", 2039), ("三十", 2048)]
)
def test_a_year_in_kanji(year: str, western: int) -> None:
    assert parse_header(f"令和{year}年度").fiscal_year == western


def test_one_year_by_two_eras_is_one_and_two_years_are_two() -> None:
    assert parse_header("平成31年度/令和元年度").fiscal_year == 2019
    with pytest.raises(GrammarError, match="header_two_years"):
        parse_header("平成31年度/令和2年度")


def test_errors_name_what_they_are_about() -> None:
    def details(text: str, read_it: object = read) -> dict[str, object]:
        with pytest.raises(GrammarError) as caught:
            read_it(text)  # type: ignore[operator]
        return caught.value.details

    assert details("5\u200b件") == {"char": "U+200B"}
    assert details("5件□") == {"char": "□"}
    assert details("年5件 10件", lambda text: select_quantity(read(text), "")) == {"labels": "年, ?"}
    cells = [read("年12回"), read("月1回"), read("累計3回")]
    assert details("", lambda _: check_periods(cells)) == {"labels": "年, 月"}


def test_a_remark_may_not_name_a_day_that_its_year_lacks() -> None:
    assert read_month("（2月29日時点）", 2023) == "2024-02-29"
    with pytest.raises(GrammarError, match="header_unknown"):
        read_month("（2月29日時点）", 2024)


OF_THE_TABLE = {  # lines that are about a table: tested in test_binding.py and test_raw_roles.py
    "年12回 in a row where another year prints 月1回",
    "0.577 in a column of percentages that the counts say are 57.7",
    "25手続（R5.3.31） in a column R5",
    "実績 over R4 R5 R6 (merged)",
    "年度 as the first column",
    "区分 as a column with 目標 and 実績",
    "オンライン化手続数①※1 (row name)",
    "純資産変動>0",
    "調査中",
    "未定",
    "n/a",
}


@pytest.mark.parametrize("name", ["cells", "headers"])
def test_every_line_of_the_shared_cases_is_a_case_here(name: str, project_root: Path) -> None:
    folder = project_root.parent / "shared" / "cases"
    if not folder.is_dir():
        pytest.skip("../shared/cases is not there: the cases of this file stand in for it")
    known = {text for text, *_ in (*FIGURES, *REFUSALS, *HEADERS)} | OF_THE_TABLE
    known |= {"上半期", "1Q", "令和31年度"}
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        lines = [row[0].replace("⏎", "\n") for row in csv.reader(stream)][1:]
    assert [line for line in lines if line not in known] == []


SPACES = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()]
INVISIBLE = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cf", "Cc", "Mn")]


@given(
    st.integers(1, 999),
    st.sampled_from([*SPACES, *INVISIBLE]),
    st.integers(0, 999),
    st.sampled_from(["件", "手続", "%", "", "千件"]),
)
def test_no_character_joins_two_figures(first: int, between: str, second: int, unit: str) -> None:
    """Nothing that is not seen, and no white space, makes one figure of two."""
    joined = Decimal(f"{first}{second:03d}") * (1000 if unit == "千件" else 1)
    texts = [f"{first}{between}{second:03d}{unit}"]
    texts += [f"{first},{between}{second:03d}{unit}"] if between != " " else []  # 9, 100 is one figure
    for text in texts:
        try:
            quantity = select_quantity(read(text), "")
        except GrammarError:
            continue
        assert quantity.value != joined, text


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        *((text, "at_least") for text in ("80%以上", "≧80%", "≥80%", ">=80%")),
        *((text, "at_most") for text in ("80%以下", "80%以内", "≦80%", "≤80%", "<=80%")),
        *((text, "above") for text in ("80%超", ">80%")),
        *((text, "below") for text in ("80%未満", "<80%")),
    ],
)
def test_every_way_to_bound_a_figure(text: str, bound: str) -> None:
    (quantity,) = parse_cell(text, UNITS).quantities
    assert (str(quantity.value), quantity.bound) == ("80", bound)


@pytest.mark.parametrize(
    "text",
    ["未定", "未設定", "調査中", "集計中", "未集計", "未公表", "未把握", "データなし", "該当なし", "n/a", "N/A", "－"],
)
def test_every_word_for_no_figure_is_missing_and_marked_so(text: str) -> None:
    cell = parse_cell(text, UNITS)
    assert cell.missing
    assert cell.status == "O"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *((word, "E") for word in ("見込", "見込み", "見込値", "推計", "推計値")),
        *((word, "P") for word in ("速報", "速報値", "暫定", "暫定値")),
        *((word, "A") for word in ("確定", "確定値")),
    ],
)
def test_every_word_for_how_a_figure_stands(text: str, status: str) -> None:
    assert parse_cell(f"64.8%（{text}）", UNITS).status == status


@pytest.mark.parametrize(("years", "is_read"), [(0, True), (15, True), (16, False)])
def test_a_year_more_than_fifteen_years_after_its_document_is_refused(years: int, is_read: bool) -> None:
    year = DOCUMENT_YEAR + years
    if is_read:
        assert parse_header(f"目標 {year}年度", document_year=DOCUMENT_YEAR).fiscal_year == year
        return
    with pytest.raises(GrammarError) as caught:
        parse_header(f"目標 {year}年度", document_year=DOCUMENT_YEAR)
    assert caught.value.code == "far_year"


@pytest.mark.parametrize(
    ("text", "is_read"), [("123456789012345", True), ("1234567890123456", False), ("1200000000000000000", True)]
)
def test_a_figure_has_no_more_digits_than_a_number_keeps(text: str, is_read: bool) -> None:
    if is_read:
        assert str(parse_cell(text, UNITS).quantities[0].value) == text
        return
    with pytest.raises(GrammarError):
        parse_cell(text, UNITS)


@pytest.mark.parametrize("text", ["2万3万件", "2千3万件", "1億2億円", "3百万4億円"])
def test_factors_of_one_figure_grow_smaller(text: str) -> None:
    with pytest.raises(GrammarError):
        parse_cell(text, UNITS, factors=FACTORS)


def test_a_figure_may_follow_a_date_at_once() -> None:
    (quantity,) = parse_cell("令和6年25件", UNITS).quantities
    assert (str(quantity.value), quantity.unit) == ("25", "件")


@pytest.mark.parametrize(("text", "value"), [("5億円", "5"), ("3千億円", "3000"), ("3千2億円", "3002")])
def test_thousands_may_stand_before_a_unit_with_a_factor_of_its_own(text: str, value: str) -> None:
    (quantity,) = parse_cell(text, UNITS, factors=FACTORS).quantities
    assert (str(quantity.value), quantity.unit) == (value, "億円")


@pytest.mark.parametrize(("text", "marks"), [("①ICTを活用した情報発信", ()), (" ⑳ 情報発信 ※2", ("※2",))])
def test_the_number_of_an_item_before_its_words_is_no_digit_of_a_figure(text: str, marks: tuple[str, ...]) -> None:
    assert footnote_marks(text) == marks
