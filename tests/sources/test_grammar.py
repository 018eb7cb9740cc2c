"""The grammar of headers and cells: the printed examples, and properties of whatever else a ward may print."""

import contextlib
import datetime as dt
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.data.folding import fold
from analysis.sources.grammar import (
    Cell,
    GrammarError,
    Header,
    Quantity,
    format_value,
    is_missing,
    kind_in,
    lacks_era,
    parse_cell,
    parse_header,
    read_without_era,
    select_quantity,
)
from analysis.words.era import ERAS, fiscal_year_of

UNITS = {
    "%": "percent",
    "パーセント": "percent",
    "ポイント": "points",
    "手続": "procedures",
    "件": "items",
    "回": "times",
    "時間": "hours",
    "分": "minutes",
    "業務": "operations",
    "種類": "kinds",
    "円": "yen",
    "万円": "man_yen",
    "億円": "oku_yen",
}
WORDS = ["減少", "増加", "充実", "検討", "実施", "推進"]


def read(text: str) -> Quantity:
    """Return the one figure of a cell."""
    return select_quantity(parse_cell(text, UNITS, WORDS), "")


def refused(text: str) -> str:
    """Return the code of the error that a cell raises, whether in parsing or in choosing its figure."""
    with pytest.raises(GrammarError) as caught:
        read(text)
    return caught.value.code


# --- headers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "令和7～9年度 目標（累計）",
        "令和7～9年度 目標",
        "令和7年度～9年度 目標",
        "令和7年度〜令和9年度 目標値",
        "目標（R7～R9）",
        "R7-R9 目標",
        "2025～2027年度 目標",
        "2025～27年度 目標",
        "2025年度から2027年度 目標",
    ],
)
def test_several_years_are_a_period_from_the_first_to_the_last(header: str) -> None:
    assert parse_header(header) == Header(2027, "target", None, period_from=2025)


@pytest.mark.parametrize(
    ("text", "fiscal_year", "kind", "as_of"),
    [
        # as the five documents print them
        ("基準値（R3）", 2021, "baseline", None),
        ("基準値 (R3)", 2021, "baseline", None),
        ("基準値 R3", 2021, "baseline", None),
        ("基準値（令和 3 年度）", 2021, "baseline", None),
        ("R4", 2022, None, None),
        ("目標値（R7）", 2025, "target", None),
        ("目標値 R7", 2025, "target", None),
        ("目標値（令和7年度）", 2025, "target", None),
        ("令和元年度", 2019, None, None),
        ("令和7年度目標", 2025, "target", None),
        ("計画策定時(令和2年度末)", 2020, "baseline", "2021-03-31"),
        ("目標(令和7年度)", 2025, "target", None),
        ("令和7年度 実績見込", 2025, "estimate", None),
        ("6(2024)年度", 2024, None, None),
        ("8(2026)年度", 2026, None, None),
        ("H30", 2018, None, None),
        ("2024年度", 2024, None, None),
        # as other wards do
        ("Ｒ４", 2022, None, None),
        ("令 和 ４ 年 度", 2022, None, None),
        ("令和05年度", 2023, None, None),
        ("R 4", 2022, None, None),
        ("R.4", 2022, None, None),
        ("㋿6年度", 2024, None, None),
        ("2024", 2024, None, None),
        ("FY2024", 2024, None, None),
        ("R10", 2028, None, None),
        ("S63", 1988, None, None),
        ("平成31年度", 2019, None, None),
        ("平成31年度（令和元年度）", 2019, None, None),
        ("平成31(令和元)年度", 2019, None, None),
        ("令和元(2019)年度", 2019, None, None),
        ("2019（H31）年度", 2019, None, None),
        ("6(1994)年度", 1994, None, None),
        ("令和６年度（２０２４年度）", 2024, None, None),
        ("2024年度（令和6年度）", 2024, None, None),
        ("8年度 (2026年度) 目標", 2026, "target", None),
        ("R3年度末 現状値", 2021, "baseline", "2022-03-31"),
        ("令和5年度末時点", 2023, None, "2024-03-31"),
        ("令和7年度中", 2025, None, None),
        ("【R4】", 2022, None, None),
        ("実績(R4)", 2022, "actual", None),
        ("R4 実績値", 2022, "actual", None),
        ("令和5年度見込み", 2023, "estimate", None),
        ("計画値（R6）", 2024, "planned", None),
        ("R6 予定", 2024, "planned", None),
        ("中間目標(R5)", 2023, "planned", None),
        ("最終目標値(R8)", 2026, "target", None),
        ("R8（中間）", 2026, "planned", None),
        ("目標値 計画目標 中間（R8年度）", 2026, "planned", None),
        ("目標 最終（令和10年度）", 2028, "target", None),
        ("令和10年度（最終）", 2028, "target", None),
        ("令和4年度 決算", 2022, "actual", None),
        ("直近値（R5）", 2023, "actual", None),
        ("当初値(H28)", 2016, "baseline", None),
        ("目標", None, "target", None),
        ("実績値", None, "actual", None),
        # dates, whose fiscal year is not their calendar year
        ("令和6年3月末 実績", 2023, "actual", "2024-03-31"),
        ("令和5年1月末現在", 2022, None, "2023-01-31"),
        ("令和4年12月現在", 2022, None, "2022-12"),
        ("R4.12", 2022, None, "2022-12"),
        ("R6.3末", 2023, None, "2024-03-31"),
        ("R6.3.31", 2023, None, "2024-03-31"),
        ("2023/3/31時点", 2022, None, "2023-03-31"),
        ("2023-03-31", 2022, None, "2023-03-31"),
        ("令和6年(2024年)4月1日", 2024, None, "2024-04-01"),
        ("令和6年2月", 2023, None, "2024-02"),
        ("令和6年2月末", 2023, None, "2024-02-29"),
        ("令和6年度第3四半期", 2024, None, "2024-12-31"),
        ("令和6年度 第4四半期 実績", 2024, "actual", "2025-03-31"),
    ],
)
def test_header(text: str, fiscal_year: int | None, kind: str | None, as_of: str | None) -> None:
    header = parse_header(text)
    assert (header.fiscal_year, header.kind, header.as_of) == (fiscal_year, kind, as_of)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("指標", "header_unknown"),
        ("評価", "header_unknown"),
        ("", "header_unknown"),
        ("6年度", "header_unknown"),
        ("6(2506)年度", "header_unknown"),  # no Western year stands beside it
        ("6(20245)年度", "header_unknown"),
        ("6度(2024)", "header_unknown"),
        ("R", "header_unknown"),
        ("r4", "header_unknown"),
        ("第4期", "header_unknown"),
        ("KPI4", "header_unknown"),
        ("DXR4", "header_unknown"),
        ("令和4~6年度", "header_two_years"),
        ("R4-7", "header_unknown"),
        ("2024-26", "header_unknown"),
        ("202412", "header_unknown"),
        ("R412", "header_unknown"),
        ("R2012", "header_unknown"),
        ("12024年度", "header_unknown"),
        ("R6.3.32", "header_unknown"),
        ("令和6年2月30日", "header_unknown"),
        ("目標値（R7）の達成率", "header_unknown"),
        ("R4実績目標", "header_unknown"),
        ("R4実績（中間）", "header_unknown"),
        ("最終（R6）", "header_unknown"),  # of a budget it is what it came to
        ("中間目標・最終目標", "header_unknown"),
        ("R4(見込)実績", "header_unknown"),
        ("R4→R7", "header_two_years"),
        ("R9～R7 目標", "header_two_years"),
        ("令和7年～令和9年 目標", "header_two_years"),
        ("R7～9月 目標", "header_unknown"),
        ("令和7年度4月～9月 目標", "header_unknown"),
        ("令和4年度・令和5年度", "header_two_years"),
        ("令和6年", "header_calendar_year"),
        ("2024年", "header_calendar_year"),
        ("令和4年13月", "header_calendar_year"),
        ("令和6(2025)年度", "header_years_disagree"),
        ("令和6年度（2023年度）", "header_years_disagree"),
        ("9(2024)年度", "header_years_disagree"),
        ("2024(R5)年度", "header_years_disagree"),
        ("平成30(令和元)年度", "header_years_disagree"),
        ("Apr-30", "header_unknown"),
        ("令和④年度", "odd_digit"),
        ("R٤", "odd_digit"),
        ("令和�年度", "odd_character"),
    ],
)
def test_header_that_cannot_be_read_raises(text: str, code: str) -> None:
    with pytest.raises(GrammarError) as caught:
        parse_header(text)
    assert caught.value.code == code


def test_years_that_disagree_are_named_that_of_the_present_era_first() -> None:
    with pytest.raises(GrammarError) as caught:
        parse_header("9(2024)年度")
    assert caught.value.details["years"] == "2027, 2024"


def test_a_header_names_its_kind_be_the_rest_understood_or_not() -> None:
    assert [kind_in(text) for text in ("R4→R7の目標", "４年度決算", "指標")] == ["target", "actual", None]


def _notations(fiscal_year: int) -> list[str]:
    """Return ways in which documents print a fiscal year; an era that lasted to the year's end is good for it."""
    last = dt.date(fiscal_year, 12, 31)
    era = next(era for era in ERAS if era.start <= last)
    number = fiscal_year - era.start.year + 1
    numbers = {str(number), f"{number:02d}"} | ({"元"} if number == 1 else set())
    texts = [f"{fiscal_year}年度", str(fiscal_year), f"FY{fiscal_year}"]
    for printed in numbers:
        texts += [
            f"{era.name}{printed}年度",
            f"{era.letter}{printed}",
            f"{era.letter}{printed}年度",
            f"{era.name}{printed}({fiscal_year})年度",
            f"{era.name}{printed}年度({fiscal_year}年度)",
            f"{fiscal_year}({era.letter}{printed})年度",
            f"{fiscal_year}年度({era.name}{printed}年度)",
        ]
    return [*texts, f"{number}({fiscal_year})年度"]


@given(st.integers(1927, 2080), st.sampled_from(["", "基準値", "実績", "実績見込", "計画値", "目標値"]), st.data())
def test_all_notations_of_a_fiscal_year_agree(fiscal_year: int, word: str, data: st.DataObject) -> None:
    notation = data.draw(st.sampled_from(_notations(fiscal_year)))
    form = data.draw(st.sampled_from(["{year} {word}", "{word}（{year}）", "{word}({year})", "{word} {year}"]))
    text = form.format(year=notation, word=word)
    assert parse_header(text).fiscal_year == fiscal_year
    kinds = {"基準値": "baseline", "実績": "actual", "実績見込": "estimate", "計画値": "planned", "目標値": "target"}
    assert parse_header(text).kind == kinds.get(word)
    assert parse_header(_full_width(text)) == parse_header(text)
    assert parse_header(" ".join(text)) == parse_header(text)


@given(st.integers(2019, 2060), st.integers(-30, 30).filter(bool), st.sampled_from(["{}({})年度", "{}年度({}年度)"]))
def test_an_era_year_and_a_western_year_that_disagree_raise(fiscal_year: int, off: int, form: str) -> None:
    with pytest.raises(GrammarError, match="header_years_disagree"):
        parse_header(form.format(f"令和{fiscal_year - 2018}", fiscal_year + off))


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)), st.sampled_from(["/", "."]))
def test_dates_agree_in_every_notation(day: dt.date, separator: str) -> None:
    expected = Header(fiscal_year_of(day), None, day.isoformat())
    printed = separator.join((str(day.year), str(day.month), str(day.day)))
    for text in (f"{day.isoformat()}現在", f"{printed} 末", f"{day.year}年{day.month}月{day.day}日現在"):
        assert parse_header(text) == expected


@given(st.sampled_from(["基準値（R3）", "令和7年度 実績見込", "令和6(2024)年度", "2023/3/31現在"]), st.data())
def test_a_header_with_an_added_digit_never_keeps_its_meaning(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text)))
    changed = text[:position] + data.draw(st.sampled_from("123456789")) + text[position:]
    with contextlib.suppress(GrammarError):
        assert parse_header(changed) != parse_header(text)


# --- cells -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit", "label", "bound", "approximate"),
    [
        ("64.80%", "64.8", "%", "", None, False),
        ("217手続", "217", "手続", "", None, False),
        ("延べ16回", "16", "回", "延べ", None, False),
        ("年 8, 150 時間", "8150", "時間", "年", None, False),
        ("年 600 時間", "600", "時間", "年", None, False),
        ("年6回", "6", "回", "年", None, False),
        ("累計280手続", "280", "手続", "累計", None, False),
        ("9, 100", "9100", None, "", None, False),
        ("13,000", "13000", None, "", None, False),
        ("85%以下", "85", "%", "", "at_most", False),
        ("90%以上", "90", "%", "", "at_least", False),
        ("年48時間以下", "48", "時間", "年", "at_most", False),
        ("350 億円以内 〔公共施設等の除却に 係る起債分を除く〕", "350", "億円", "", "at_most", False),
        ("5件未満", "5", "件", "", "below", False),
        ("5件超", "5", "件", "", "above", False),
        ("≧90%", "90", "%", "", "at_least", False),
        ("≥ 90%", "90", "%", "", "at_least", False),
        (">0", "0", None, "", "above", False),
        ("▲7.5%", "-7.5", "%", "", None, False),
        ("△ 7.5%", "-7.5", "%", "", None, False),
        ("-3", "-3", None, "", None, False),
        ("−3件", "-3", "件", "", None, False),
        ("+5件", "5", "件", "", None, False),
        ("約6,500", "6500", None, "", None, True),
        ("30%程度", "30", "%", "", None, True),
        ("53万円", "53", "万円", "", None, False),
        ("277 億円", "277", "億円", "", None, False),
        ("0件", "0", "件", "", None, False),
        ("0 %", "0", "%", "", None, False),
        ("3,5 0 0件", "3500", "件", "", None, False),
        ("5(件)", "5", "件", "", None, False),
        ("６４．８０％", "64.8", "%", "", None, False),
        ("２種類", "2", "種類", "", None, False),
        ("1,858,491", "1858491", None, "", None, False),
    ],
)
def test_cell(text: str, value: str, unit: str | None, label: str, bound: str | None, approximate: bool) -> None:
    quantity = read(text)
    assert quantity == Quantity(quantity.value, unit, label, bound, approximate)
    assert quantity.value == Decimal(value)


@pytest.mark.parametrize("text", ["－", "—", "-", "―", "−", "ー", "－－", "", " ", "－ ※4"])
def test_a_mark_for_no_figure_is_missing_and_never_zero(text: str) -> None:
    cell = parse_cell(text, UNITS, WORDS)
    assert cell.missing
    assert cell.quantities == ()


def test_is_missing_tells_marks_from_words_and_figures() -> None:
    assert [is_missing(text) for text in ("－", " — ", "", "減少", "0", "-3")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("word", WORDS)
def test_a_known_word_stands_for_a_figure(word: str) -> None:
    cell = parse_cell(f" {word[0]} {word[1]} ", UNITS, WORDS)
    assert (cell.words, cell.quantities, cell.missing) == (word, (), False)


@pytest.mark.parametrize(
    ("text", "fiscal_year", "as_of", "marks"),
    [
        ("25手続 (R4)", 2022, None, ()),
        ("25手続 (R4) ※3", 2022, None, ("※3",)),
        ("24 手続（令和 4 年度）", 2022, None, ()),
        ("40% (令和3年9月1日)", 2021, "2021-09-01", ()),
        ("40%（令和2年度末）", 2020, "2021-03-31", ()),
        ("59.3% ※4", None, None, ("※4",)),
        ("5件 (注1) ※ 2", None, None, ("注1", "※2")),
    ],
)
def test_what_a_cell_says_beside_its_figure(
    text: str, fiscal_year: int | None, as_of: str | None, marks: tuple[str, ...]
) -> None:
    cell = parse_cell(text, UNITS, WORDS)
    assert (cell.fiscal_year, cell.as_of, cell.marks) == (fiscal_year, as_of, marks)
    assert len(cell.quantities) == 1


@pytest.mark.parametrize(
    ("text", "part", "value"),
    [
        ("年5件 (累計31件)", "年", 5),
        ("年5件 (累計31件)", "累計", 31),
        ("年 27 件 (累計 59 件)", "累計", 59),
        ("20手続(累計280手続)", "累計", 280),
        ("行政手続のオンライン化 推進 20手続(累計280手続)", "累計", 280),
        ("証明書交付 18分 異動届 45分", "証明書交付", 18),
        ("証明書交付 18分 異動届 45分", "異動届", 45),
        ("標準財政規模の 30%程度 (令和3年度時点：約 220 億円)", "標準財政規模の", 30),
        (
            "審査報告書等の電子化推進 指定確認検査機関からの電子報告率 30% 電子化実施・拡充",
            "指定確認検査機関からの電子報告率",
            30,
        ),
    ],
)
def test_part_names_the_figure_to_read(text: str, part: str, value: int) -> None:
    cell = parse_cell(text, UNITS, WORDS)
    assert select_quantity(cell, part).value == value
    assert refused(text) == "part_needed"
    with pytest.raises(GrammarError, match="part_unknown"):
        select_quantity(cell, "件数")


def test_a_cell_may_repeat_the_beginning_of_its_rows_label() -> None:
    cell = parse_cell("純資産変動>0", UNITS, WORDS)
    assert select_quantity(cell, "", "純資産変動※ (前年度比)") == Quantity(Decimal(0), None, "純資産変動", "above")
    for label in ("", "前年度比 純資産変動", "純資産比率"):
        with pytest.raises(GrammarError, match="part_needed"):
            select_quantity(cell, "", label)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("実施 推進", "cell_words"),
        ("五件", "cell_words"),
        ("%", "cell_words"),
        ("5千件", "unknown_unit"),
        ("1.5倍", "unknown_unit"),
        ("5人", "unknown_unit"),
        ("5件増", "unknown_unit"),
        ("21手続き", "unknown_unit"),
        ("30〜40%", "range"),
        ("30-40%", "range"),
        ("50以上100未満", "range"),
        ("8時間30分", "unknown_unit"),
        ("5件中3件", "unknown_unit"),
        ("1e5", "unknown_unit"),
        ("1_000", "unknown_unit"),
        ("5\u200b件", "odd_character"),
        ("5件〔R4は6件〕", "unknown_unit"),
        ("1O件", "unknown_unit"),
        ("l0件", "cell_unreadable"),
        ("1,2", "cell_unreadable"),
        ("1,23", "cell_unreadable"),
        ("12,345,67", "cell_unreadable"),
        ("1.2.3", "cell_unreadable"),
        ("R4", "cell_unreadable"),
        ("令和4年度", "cell_unreadable"),
        ("2024年", "cell_unreadable"),
        ("35 40", "two_figures"),
        ("3.14 15", "two_figures"),
        ("17 18件以上", "two_figures"),
        (">5件以下", "cell_unreadable"),
        ("12件 3", "two_figures"),
        ("13/19", "value_and_target"),
        ("10% 20%", "two_figures"),
        ("R5 5件", "part_needed"),
        ("令和5年度 5件以上", "part_needed"),
        ("第3回以上", "part_needed"),
        ("±3", "part_needed"),
        ("〜90%以下", "part_needed"),
        ("- 5件", "part_needed"),
        ("AI-3件", "part_needed"),
        ("3回/年", "part_needed"),
        ("5件(2023)", "bracketed_number"),
        ("減少率 5%以上", "part_needed"),
        ("2023-03-31", "spreadsheet_cell"),
        ("1.2E+05", "spreadsheet_cell"),
        ("年 8 150 時間", "two_figures"),
        ("2 1 手続", "two_figures"),
        ("3①", "odd_digit"),
        ("½", "odd_digit"),
        ("5²", "odd_digit"),
        ("٣", "odd_digit"),
        ("𝟓件", "odd_digit"),
        ("6�件", "odd_character"),
        ("□5件", "odd_character"),
        ("5\x00件", "odd_character"),
        ("5件(R4→R5)", "header_two_years"),
        ("5件 (令和6(2023)年度)", "bracketed_number"),
    ],
)
def test_a_cell_that_cannot_be_read_raises(text: str, code: str) -> None:
    assert refused(text) == code


def test_a_multiple_that_a_unit_begins_with_is_no_second_multiple_of_ten_thousand() -> None:
    factors, units = {"万": 10_000}, {"円": "yen", "万円": "ten_thousand_yen"}
    assert parse_cell("1万2円", units, (), factors).quantities == (Quantity(Decimal(10_002), "円"),)
    for text in ("1万2万円", "12万3 4円"):
        with pytest.raises(GrammarError) as caught:
            parse_cell(text, units, (), factors)
        assert caught.value.code == "two_figures"


def test_a_year_in_a_cell_that_contradicts_itself_raises() -> None:
    with pytest.raises(GrammarError):
        parse_cell("25手続 (令和4年13月)", UNITS, WORDS)


@pytest.mark.parametrize(
    ("value", "text"),
    [("64.80", "64.8"), ("100", "100"), ("1E+2", "100"), ("-0.0", "0"), ("0.10", "0.1"), ("-7.50", "-7.5")],
)
def test_format_value_is_the_shortest_plain_notation(value: str, text: str) -> None:
    assert format_value(Decimal(value)) == text


# --- properties of cells -----------------------------------------------------------------------------------------


def _full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


NUMBERS = st.decimals(0, 99_999_999, places=2).map(lambda value: value.normalize()).map(lambda v: v + 0)
SIGNS = st.sampled_from(["", "▲", "△", "-"])
PREFIXES = st.sampled_from(["", "延べ", "累計", "年", "年間", "合計"])
BOUNDS = st.sampled_from(
    [("", None), ("以上", "at_least"), ("以下", "at_most"), ("以内", "at_most"), ("未満", "below"), ("超", "above")]
)


@st.composite
def printed_cells(draw: st.DrawFn) -> tuple[str, Quantity]:
    """Draw a cell as a ward might print it, and what it says."""
    value, sign = draw(NUMBERS), draw(SIGNS)
    unit, prefix = draw(st.sampled_from(["", *UNITS])), draw(PREFIXES)
    bound_word, bound = draw(BOUNDS)
    approximate = draw(st.sampled_from(["", "約", "およそ"]))
    gap = draw(st.sampled_from(["", " ", "　"]))
    digits = f"{value:,f}" if draw(st.booleans()) else f"{value:f}"
    if "," in digits:
        digits = digits.replace(",", draw(st.sampled_from([",", ", ", " ,", "，"])))
    text = f"{prefix}{gap}{approximate}{sign}{digits}{gap}{unit}{bound_word}"
    signed = -value if sign else value
    return text, Quantity(signed, unit or None, prefix, bound, bool(approximate))


@given(printed_cells())
def test_a_figure_survives_printing_and_reading(drawn: tuple[str, Quantity]) -> None:
    text, quantity = drawn
    assert read(text) == quantity
    assert Decimal(format_value(quantity.value)) == quantity.value


@given(printed_cells())
def test_full_width_and_half_width_agree(drawn: tuple[str, Quantity]) -> None:
    text = unicodedata.normalize("NFKC", drawn[0])

    def outcome(cell: str) -> object:
        try:
            return parse_cell(cell, UNITS, WORDS)
        except GrammarError as error:
            return error.code

    assert outcome(_full_width(text)) == outcome(text)


@given(printed_cells(), st.data())
def test_spaces_at_the_seams_change_nothing(drawn: tuple[str, Quantity], data: st.DataObject) -> None:
    text, quantity = drawn
    assume("-" not in text)  # a dash that stands alone is the mark for no figure
    seams = [m.start() for m in re.finditer(r"(?<=[^\d.,\s])(?=[\d約お▲△])|(?<=\d)(?=[^\d.,\s])|(?=,)|(?<=,)", text)]
    for position in sorted(data.draw(st.sets(st.sampled_from(seams or [0]))), reverse=True):
        text = text[:position] + " " + text[position:]
    assert read(f" {text} ") == quantity


@given(printed_cells(), st.sampled_from(["(R4)", "（令和4年度）", "(2022年度)"]), st.sampled_from(["", "※3", "注1"]))
def test_a_year_and_a_mark_leave_the_figure_alone(drawn: tuple[str, Quantity], year: str, mark: str) -> None:
    text, quantity = drawn
    cell = parse_cell(f"{text} {year} {mark}", UNITS, WORDS)
    assert (cell.quantities, cell.fiscal_year, cell.marks) == ((quantity,), 2022, (mark,) if mark else ())


VALID_CELLS = st.one_of(
    printed_cells().map(lambda drawn: drawn[0]),
    st.sampled_from(["25手続 (R4) ※3", "年5件 (累計31件)", "証明書交付 18分 異動届 45分", "59.3% ※4", "減少", "－"]),
)
JUNK = st.one_of(
    st.sampled_from(
        [*"xX?～〜±÷×=@#$^_|;:'\"千百十倍割台人個箇所増減中後点!", "約", "以上", ".", "．", "①", "½", "٣", "�", "□"]
    ),
    st.characters(exclude_categories=["Cs"], exclude_characters="\n"),
)


@given(VALID_CELLS, JUNK, st.data())
def test_junk_in_a_cell_never_changes_its_figures_unnoticed(text: str, junk: str, data: st.DataObject) -> None:
    """Whatever is put into a cell: it raises, or every figure it gives is printed there, digit for digit."""
    position = data.draw(st.integers(0, len(text)))
    changed = text[:position] + junk + text[position:]
    try:
        cell = parse_cell(changed, UNITS, WORDS)
    except GrammarError as error:
        assert error.code
        return
    _assert_every_digit_is_accounted_for(changed, cell)


@given(
    st.text(
        st.sampled_from("0123456789０１２.,， 　%件手続年約以上下R令和元度(（)）※[〔〕]-－▲>/累計実施"), max_size=14
    )
)
def test_no_digit_of_an_accepted_cell_is_lost(text: str) -> None:
    try:
        cell = parse_cell(text, UNITS, WORDS)
    except GrammarError:
        return
    _assert_every_digit_is_accounted_for(text, cell)


def _assert_every_digit_is_accounted_for(text: str, cell: Cell) -> None:
    """Check that the digits of a cell all stand in its figures, its year, its marks or words that date it."""
    printed = re.sub(r"\D", "", fold(text))
    if cell.fiscal_year is not None:
        dated = re.search(r"[(\[][^()\[\]]*(?:令和|平成|昭和|[RHS]|(?:19|20)\d\d年?)[^()\[\]]*[)\]]", fold(text))
        assert dated, text
        printed = re.sub(r"\D", "", fold(text).replace(dated.group(), "", 1))
    kept = "".join(
        [
            *("".join(re.findall(r"\d", f"{abs(quantity.value):f}")) for quantity in cell.quantities),
            *re.findall(r"\d", "".join(cell.marks) + cell.words + "".join(q.label for q in cell.quantities)),
        ]
    )
    # leading zeros are not kept by a number: 007 is 7
    assert sorted(printed.replace("0", "")) == sorted(kept.replace("0", "")), text
    if not cell.quantities:
        assert not re.search(r"\d", cell.words), text


@given(st.text(max_size=20))
def test_random_text_is_read_or_refused_but_never_crashes(text: str) -> None:
    for parse in (parse_header, lambda cell: parse_cell(cell, UNITS, WORDS)):
        try:
            parse(text)
        except GrammarError as error:
            assert error.code


@pytest.mark.parametrize(
    ("text", "said"), [("R6推計値(見込)", ("estimate", "E")), ("R6実績(見込)", ("estimate", "E")), ("R6実績速報値", ("actual", "P"))]
)  # fmt: skip
def test_a_standing_goes_with_a_result_or_says_an_estimate_once_more(text: str, said: tuple[str, str]) -> None:
    header = parse_header(text)
    assert (header.kind, header.status) == said


@pytest.mark.parametrize("text", ["R6見込(速報値)", "R7目標値(見込)", "R7計画(確定)"])
def test_a_standing_that_contradicts_the_kind_is_refused(text: str) -> None:
    with pytest.raises(GrammarError, match="header_unknown"):
        parse_header(text)


def test_a_year_without_its_era_is_told_by_the_years_beside_it() -> None:
    assert [lacks_era(text) for text in ("6年度", "実績(元年度)", "令和6年度", "実績")] == [True, True, False, False]
    read = read_without_era("6年度 実績", [2022])
    assert (read.fiscal_year, read.kind) == (2024, "actual")
    alone = read_without_era("6年度 実績", [])
    assert (alone.fiscal_year, alone.kind) == (None, "actual")


def test_a_kind_that_is_printed_twice_is_refused() -> None:
    for text in ("R7目標値目標値", "R6実績 実績"):
        with pytest.raises(GrammarError, match="header_unknown"):
            parse_header(text)
