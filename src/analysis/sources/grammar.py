"""The grammar of a Japanese KPI table: what its headers and cells say.

Nothing here knows a ward or a document. What a cell's unit may be comes from the codebook, so that a new ward is data
only. A cell that cannot be read raises; it is never guessed at and never dropped.
"""

from __future__ import annotations

import calendar
import contextlib
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from analysis.data.folding import fold
from analysis.words.era import fiscal_year_end, fiscal_year_of, western_year

MISSING_MARKS = frozenset("-‐‑‒–—―−－ー─")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_MINUS = {ord(char): "-" for char in "‐‑‒–—―−─"}
_BOUNDS = dict.fromkeys(("以上", "≧", "≥", ">="), "at_least") | dict.fromkeys(("超", ">"), "above")
_BOUNDS |= dict.fromkeys(("以下", "以内", "≦", "≤", "<="), "at_most") | dict.fromkeys(("未満", "<"), "below")
_PERIODS = {"年": "year", "年間": "year", "月": "month", "月間": "month", "週": "week", "日": "day"}
IN_ALL = ("延べ", "のべ")
"""Words before a count that do not tell whether it is of one year or of all years so far."""
_PREFIXES = frozenset({"", *IN_ALL, "全", "累計", "計", "合計", "総計", *_PERIODS})
_UNDECIDED = frozenset({"未定", "未設定"})
_NO_FIGURE = _UNDECIDED | {"調査中", "集計中", "未集計", "未公表", "未把握", "データなし", "該当なし", "n/a"}
_STATUS = {"見込": "E", "見込み": "E", "見込値": "E", "推計": "E", "推計値": "E", "確定": "A", "確定値": "A"}
_STATUS |= dict.fromkeys(("速報", "速報値", "暫定", "暫定値"), "P")
_TEN_THOUSAND = 10_000
_MOST_DIGITS = 15
"""A binary number keeps no more digits than these."""
_FURTHEST = 15
"""Years after its document beyond which a year is more likely misread than meant."""
NO_FACTORS: Mapping[str, int] = MappingProxyType({})
NO_UNITS: Mapping[str, str] = MappingProxyType({})


class GrammarError(ValueError):
    """A header or cell that cannot be read; ``code`` is a key into ``errors`` of the texts."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(f"{code}: {details}")


@dataclass(frozen=True)
class Header:
    """What a column header says: fiscal year, kind of figure and date, each None where it says nothing.

    ``unit`` is a unit in brackets as printed (千件); ``status`` one of SDMX's codes E, P, A, or empty; ``period_from`` is the
    first year of several, 令和7～9年度 目標, of which ``fiscal_year`` is the last.
    """

    fiscal_year: int | None
    kind: str | None
    as_of: str | None
    unit: str | None = None
    status: str = ""
    marks: tuple[str, ...] = ()
    period_from: int | None = None


@dataclass(frozen=True)
class Label:
    """What a row's label says: the name of what is measured, footnote marks, and a unit as printed."""

    name: str
    marks: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Quantity:
    """One figure in a cell: value, printed unit, the word before it, and how it is bounded.

    ``value`` is in ``unit`` (64.80% is 64.8 with unit ``%``, 12千件 is 12000 with unit ``件``); ``bound`` is one of
    ``at_least``, ``at_most``, ``above``, ``below`` or None.
    """

    value: Decimal
    unit: str | None
    label: str = ""
    bound: str | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell as read: its figures, or its words, or neither when the document marks it as not available.

    ``fiscal_year`` and ``as_of`` are set where the cell dates its figure in parentheses: 25手続 (R4). ``kind`` and
    ``status`` are what it says of the figure in brackets, 100%（見込）; ``absence`` is the word for no figure, 調査中.
    """

    quantities: tuple[Quantity, ...] = ()
    words: str = ""
    fiscal_year: int | None = None
    marks: tuple[str, ...] = ()
    as_of: str | None = None
    kind: str | None = None
    status: str = ""
    absence: str = ""

    @property
    def missing(self) -> bool:
        """Whether the cell is printed as having no figure (－, 調査中)."""
        return not self.quantities and not self.words

    def standing(self, code: str) -> Cell:
        """Return the cell with how its figure stands, as a note says; what the cell says itself outweighs it."""
        if not code or self.status:
            return self
        return replace(self, status=code, kind="estimate" if code == "E" else self.kind)

    @property
    def undecided(self) -> bool:
        """Whether the cell says that its figure is not decided yet (未定)."""
        return self.absence in _UNDECIDED


def is_missing(text: str) -> bool:
    """Whether a cell is blank or holds only the mark for no figure (－, —)."""
    return all(char in MISSING_MARKS for char in fold(text))


_SPREADSHEET = re.compile(
    r"[A-Z][a-z]{2}-\d{1,4}|\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?"  # Apr-30, 30-Apr
    r"|\d{4}[/-]\d{1,2}[/-]\d{1,2}(?: \d{1,2}:\d\d(?::\d\d)?)?|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}月\d{1,2}日"
    r"|-?\d(?:\.\d+)?E[+-]?\d+"
    r"|#(?:#+|N/A|REF!|VALUE!|DIV/0!|NAME[?]|NUM!|NULL!|SPILL!)"
)
"""What a spreadsheet puts in the place of a cell that it takes for a date, a long number or a formula."""


def _normalise(text: str) -> str:
    """Return ``text`` half-width with single spaces; refuse what only looks like a plain digit, such as ①, ½ or ٣."""
    for char in text:
        if char not in _DIGITS and any(c.isdigit() for c in unicodedata.normalize("NFKC", char)):
            raise GrammarError("odd_digit", char=char)
        if char in "\ufffd□■◆◇?？" or (
            unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn") and char not in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85"
        ):
            raise GrammarError("odd_character", char=char if char.isprintable() else f"U+{ord(char):04X}")
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())


# --- headers -----------------------------------------------------------------------------------------------------

_KINDS = {
    "baseline": ("計画策定時", "策定時", "基準年", "基準", "現状", "現況", "初期値", "当初値"),
    "planned": ("中間目標", "計画", "予定"),
    "target": ("最終目標", "計画目標", "目標"),
    "estimate": ("実績見込値", "実績見込み", "実績見込", "見込値", "見込み", "見込", "推計値", "予測値", "見通し"),
    "actual": ("実績", "直近値", "最新値", "決算"),
}
"""Words for the kind of a column. 目標値 is 目標 and what says nothing of its own (:data:`_FILLER`)."""
_KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words}
_KIND = re.compile("|".join(sorted(_KIND_WORDS, key=len, reverse=True)))
_ERA = r"(?P<era>令和|平成|昭和|(?<![A-Z])[RHS])"
_YEAR = re.compile(
    rf"(?:{_ERA}\.?(?P<era_year>元|\d{{1,2}})|(?P<bare>\d{{1,2}})(?=(?:年度?)?\((?:19|20)\d\d(?:年度?)?\))"
    r"|(?:FY)?(?P<western>(?:19|20)\d\d)|FY(?P<short>\d\d)(?!\d))"
    r"(?P<unit>年度|年)?"
    r"(?:\((?:(?P<also_western>(?:19|20)\d\d)|(?P<also_era>令和|平成|昭和|[RHS])(?P<also_year>元|\d{1,2}))"
    r"(?P<also_unit>年度|年)?\))?"
    r"(?P<last_unit>年度|年|度)?"
)
_IN_ERA = r"(?:令和|平成|昭和|(?<![A-Z])[RHS])\.?"
_PERIOD = re.compile(
    rf"(?P<first>(?P<era>{_IN_ERA})(?:元|\d{{1,2}})|(?:19|20)\d\d)(?:年度)?(?:[~〜]|から|-(?={_IN_ERA}|(?:19|20)\d\d年度))"
    rf"(?P<last>{_IN_ERA}(?:元|\d{{1,2}})|(?:19|20)\d\d|\d{{1,2}}(?=年度))(?:年度|(?![\d年月./-]))"
)
"""Several fiscal years: 令和7～9年度, R7～R9, 2025～2027年度."""
_IN_SUM = re.compile(r"\(?累計\)?")
"""What a header of several years says of the figures that are of all of them."""
_WITHOUT_ERA = re.compile(r"(?<![\d.,/和成RHSY第])(?P<year>元|\d{1,2})(?=年度)")
_NEAR = 10
_CLEARLY = 6
"""Years within which a year without era must lie of one that is stated with it, and by which it must be nearer than any other."""
_KANJI_YEAR = re.compile(r"(?<=令和|平成|昭和)([一二三四五六七八九]?十?[一二三四五六七八九]?)(?=年)")
_DAY_END = r"(?=$|\)|月?末|時点|現在)"
_MONTH_DAY = {
    "年": re.compile(r"(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[0-3]?\d)日)?"),
    None: re.compile(
        rf"[./](?P<month>1[0-2]|0?[1-9])(?:[./](?P<day>[0-3]?\d))?{_DAY_END}月?|-(?P<iso>\d\d-\d\d){_DAY_END}"
    ),
}
"""A month after 令和6年, and one after R6 or 2024, where it needs a separator: 2024.12, 2024-12-31, never 202412."""
_MONTH_OF_YEAR = re.compile(
    r"\(?(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[0-3]?\d)日)?(?=末|時点|現在|\)|$)(?P<end>末)?(?:時点|現在)?\)?"
)
_QUARTER = re.compile(r"第?(?P<quarter>[1-4])四半期")
_HALF, _QUARTER_ALONE = re.compile(r"[上下]半?期"), re.compile(r"[1-4]Q|Q[1-4]|第?[1-4]四半期")
_STAGE = re.compile(r"\((中間|最終)\)")
"""What says of a year that it is one of targets: R8（中間）."""
_STAGE_BEFORE = re.compile(r"(中間|最終)(?=\((?:令和|平成|R|20))")
"""The same before the year, 中間（R8）, below 目標: of a budget 最終 is what it came to."""
_STAGE_TARGET = re.compile(r"(?:中間|最終)目標")
_TARGET_OVER = re.compile(r"(?<!中間)(?<!最終)(?:計画)?目標値?")
"""What stands over a 中間目標 or 最終目標 and says no more than these: 目標値, 計画目標."""
_HEADER_STATUS = re.compile(r"[(\[]?(見込値|見込み|見込)[)\]]|(速報値|速報|暫定値|暫定|確定値|確定)")
_KIND_IN_CELL = re.compile(
    rf"[(（\[【〔〈<]?\s*(?P<kind>{_KIND.pattern})[値数額]?\s*[)）\]】〕〉>]?\s*[:：]?\s*"
    r"(?=[(（]?(?:約|延べ|累計|年間?(?!度)|月間?|未|調査|集計|[▲△+＋≥≧≤≦<>]?\s*[\d０-９]|[-‐‑‒–—―−－ー─](?!\s*[\d０-９])))"
)
"""A word for the kind of the figure that follows it in the same cell: 目標 40, 【実績】37, （目標）－."""
_BETWEEN_PARTS = " \t\n\r　/／、,，・;；|｜"
_FILLER = re.compile(r"[()\[\]【】<>・:,の末中値分に]|時点|現在|まで|年度|おける")


def parse_header(
    text: str,
    units: Mapping[str, str] = NO_UNITS,
    factors: Mapping[str, int] = NO_FACTORS,
    document_year: int | None = None,
) -> Header:
    """Read a column header such as 基準値(R3), 計画策定時(令和2年度末), 6(2024)年度 or 令和6年3月末 実績.

    Parameters
    ----------
    text : str
        The header as printed; two header rows joined by a space.
    units, factors : mapping
        As :func:`parse_cell` takes them, for a unit in brackets.
    document_year : int, optional
        Year of the document: a year long after it is refused.

    Returns
    -------
    Header
        With ``as_of`` as ``YYYY-MM-DD``, or ``YYYY-MM`` where only the month is said; the end of a year, quarter or
        month is its last day.

    Raises
    ------
    GrammarError
        If anything in it is not understood, or two ways of stating the year disagree.
    """
    text = _own_standing(text)
    marks = footnote_marks(text)
    flat = _KANJI_YEAR.sub(_kanji_number, fold(_MARK.sub(" ", _normalise(text))))
    flat = _STAGE.sub(r"(\1目標)", flat)
    if "目標" in flat:
        flat = _STAGE_BEFORE.sub(r"\1目標", flat)
    if _STAGE_TARGET.search(flat):
        flat = _TARGET_OVER.sub("", flat)
    unit, flat = _unit_in_brackets(flat, units, factors)
    status, kind, rest = _status_and_kind(flat)
    period_from, rest = _first_of_period(rest)
    if period_from and kind is None:
        raise GrammarError("header_two_years")
    years = list(_YEAR.finditer(rest))
    if len(years) == 2 and rest[years[0].end() : years[1].start()] == "/" and len(set(map(_year_of, years))) == 1:
        rest = rest[: years[0].end()] + rest[years[1].end() :]  # 平成31年度/令和元年度
        years = years[:1]
    if len(years) > 1:
        raise GrammarError("header_two_years")
    if not years:
        _refuse_part_of_year(rest)
        if _leftover(rest) or kind is None:
            raise GrammarError("header_unknown")
        return Header(None, kind, None, unit, status, marks)
    year, said = _year_of(years[0]), _year_unit(years[0])
    fiscal_year, as_of, tail = _date_in_header(year, said, rest[years[0].end() :])
    if _HALF.search(tail):
        raise GrammarError("header_half")
    if _leftover(rest[: years[0].start()] + tail):
        raise GrammarError("header_unknown")
    if document_year is not None and fiscal_year > document_year + _FURTHEST:
        raise GrammarError("far_year", year=fiscal_year, document_year=document_year)
    if kind is None and "まで" in tail:
        kind = "target"
    return Header(fiscal_year, kind, as_of, unit, status, marks, period_from)


def _first_of_period(rest: str) -> tuple[int | None, str]:
    """Return the first of several years that a header names, and the header with the last in their place."""
    match = _PERIOD.search(rest)
    if match is None:
        return None, rest
    era = match["era"] or match["first"][:2]
    named = match["last"] if not match["last"].isdigit() or len(match["last"]) == 4 else era + match["last"]
    found = [_YEAR.fullmatch(text) for text in (match["first"], named)]
    years = [_year_of(one) for one in found if one]
    if len(years) < 2 or years[0] >= years[1]:
        return None, rest
    return years[0], _IN_SUM.sub("", f"{rest[: match.start()]}{years[1]}年度{rest[match.end() :]}")


def lacks_era(text: str) -> bool:
    """Return whether a header names a fiscal year without its era: 6年度, 実績（元年度）."""
    flat = fold(text)
    return _WITHOUT_ERA.search(flat) is not None and _YEAR.search(flat) is None


def with_era(text: str, stated: Collection[int]) -> str:
    """Return ``text`` with the era of its year, as years tell that are stated beside it; as it is where they do not.

    >>> with_era("6年度 実績", [2022]), with_era("2年度", [2018, 2019]), with_era("6年度", [])
    ('令和6年度実績', '令和2年度', '6年度')
    """
    flat = fold(text)
    match = _WITHOUT_ERA.search(flat)
    if match is None or not match["year"].strip("0"):
        return text
    printed = {f"{era}{match['year']}": western_year(era, match["year"]) for era in ("令和", "平成", "昭和")}
    if len(match["year"]) == 2 and match["year"].isdigit():
        printed["20" + match["year"]] = 2000 + int(match["year"])
    away = sorted((min((abs(year - one) for one in stated), default=_NEAR + 1), name) for name, year in printed.items())
    clear = away[0][0] <= _NEAR and away[1][0] - away[0][0] >= _CLEARLY
    return flat[: match.start()] + away[0][1] + flat[match.end() :] if clear else text


def read_without_era(
    text: str,
    stated: Collection[int],
    units: Mapping[str, str] = NO_UNITS,
    factors: Mapping[str, int] = NO_FACTORS,
    document_year: int | None = None,
) -> Header:
    """Read a header that names a year without its era (:func:`lacks_era`), with the years stated beside it.

    Where these do not tell the era the year is None, and so is the date; the rest is read all the same.
    """
    completed = with_era(text, stated)
    if completed != text:
        return parse_header(completed, units, factors, document_year)
    read = parse_header(as_any_year(text), units, factors)
    return replace(read, fiscal_year=None, as_of=None)


def as_any_year(text: str) -> str:
    """Return a header whose year has no era with some year in its place, to be read for all that it says besides."""
    return _WITHOUT_ERA.sub("令和元", fold(text), count=1)


def years_named(text: str) -> list[int]:
    """Return the years that a title names with their era or in full."""
    found = []
    for match in _YEAR.finditer(fold(text)):
        with contextlib.suppress(GrammarError, ValueError):
            found.append(_year_of(match))
    return found


def _kanji_number(match: re.Match[str]) -> str:
    """Return 四 or 十一 in digits."""
    tens, ten, ones = match.group().partition("十")
    digit = {"": 0} | {char: number for number, char in enumerate("一二三四五六七八九", 1)}
    return str(digit[tens or "一"] * 10 + digit[ones]) if ten else str(digit[tens] or "")


def _unit_in_brackets(flat: str, units: Mapping[str, str], factors: Mapping[str, int]) -> tuple[str | None, str]:
    for match in re.finditer(r"[(\[](?:単位:)?([^()\[\]]+)[)\]]", flat):
        if read_unit(match.group(1), units, factors):
            return match.group(1), flat[: match.start()] + flat[match.end() :]
    return None, flat


def _status_and_kind(flat: str) -> tuple[str, str | None, str]:
    """Return what a header says of its figures' standing and kind, and what is left of it."""
    status_match = _HEADER_STATUS.search(flat)
    kind_match = _KIND.search(flat)
    kind = _KIND_WORDS[kind_match.group()] if kind_match else None
    if not status_match or (kind_match and kind_match.span() == status_match.span(1)):
        status = "E" if kind == "estimate" else ""
        return status, kind, flat.replace(kind_match.group(), " ", 1) if kind_match else flat
    status = _STATUS[status_match.group(1) or status_match.group(2)]
    rest = flat[: status_match.start()] + " " + flat[status_match.end() :]
    kind_match = _KIND.search(rest)
    kind = _KIND_WORDS[kind_match.group()] if kind_match else None
    rest = rest.replace(kind_match.group(), " ", 1) if kind_match else rest
    if kind not in (None, "actual") and not (kind == "estimate" and status == "E"):
        raise GrammarError("header_unknown")
    return status, "estimate" if status == "E" else "actual", rest


def _refuse_part_of_year(rest: str) -> None:
    """Refuse a half or a quarter of a year that is not named, by that name."""
    if _HALF.search(rest):
        raise GrammarError("header_half")
    if _QUARTER_ALONE.search(rest):
        raise GrammarError("header_quarter")


def _year_of(match: re.Match[str]) -> int:
    stated = []
    if any(match[group] and match[group].strip("0") == "" for group in ("era_year", "also_year", "bare")):
        raise GrammarError("era_year_zero", found=match.group())
    if match["era"]:
        stated.append(western_year(match["era"], match["era_year"]))
    stated += [2000 + int(match["short"])] if match["short"] else []
    if match["bare"]:
        stated.append(_nearest_era_year(int(match["bare"]), int(match["also_western"])))
    stated += [int(match[group]) for group in ("western", "also_western") if match[group]]
    stated += [western_year(match["also_era"], match["also_year"])] if match["also_era"] else []
    if len(set(stated)) > 1:
        raise GrammarError("header_years_disagree", years=", ".join(map(str, stated)))
    return stated[0]


def _year_unit(match: re.Match[str]) -> str | None:
    """Return 年度 or 年 as printed after the year, after its other notation in parentheses, or in both places."""
    units = [match[group] for group in ("unit", "also_unit", "last_unit") if match[group]]
    return "年度" if any(unit.endswith("度") for unit in units) else units[0] if units else None


def _nearest_era_year(number: int, western: int) -> int:
    """Return the Western year of an era year printed without its era, checked against the Western year beside it."""
    candidates = [western_year(era, number) for era in ("R", "H", "S")]
    return western if western in candidates else candidates[0]


def _date_in_header(year: int, unit: str | None, tail: str) -> tuple[int, str | None, str]:
    """Return fiscal year, date and what is left of ``tail`` after the month, quarter or end of year it names."""
    quarter = _QUARTER.match(tail)
    if quarter and unit == "年度":
        number = int(quarter["quarter"])
        month, calendar_year = (number * 3 + 3, year) if number < 4 else (3, year + 1)
        return year, _last_day(calendar_year, month).isoformat(), tail[quarter.end() :]
    month_match = _MONTH_DAY[unit].match(tail) if unit in _MONTH_DAY else None
    if month_match:
        return _month_in_header(year, month_match, tail[month_match.end() :])
    if unit == "年":
        raise GrammarError("header_calendar_year")
    of_year = _MONTH_OF_YEAR.match(tail)
    if of_year:
        return year, month_of_fiscal_year(year, of_year), tail[of_year.end() :]
    if tail.startswith("末"):
        return year, fiscal_year_end(year).isoformat(), tail
    return year, None, tail


def month_of_fiscal_year(fiscal_year: int, match: re.Match[str]) -> str:
    """Return the date of a month that is printed without its year, 9月末, within ``fiscal_year``."""
    month = int(match["month"])
    year = fiscal_year if month >= 4 else fiscal_year + 1
    if match["day"]:
        try:
            return dt.date(year, month, int(match["day"])).isoformat()
        except ValueError:
            raise GrammarError("header_unknown") from None
    last = _last_day(year, month).isoformat()
    return last if match["end"] else last[:7]


def read_month(text: str, fiscal_year: int) -> str | None:
    """Return the date that a remark such as 9月時点 gives to a figure of ``fiscal_year``; None where it gives none."""
    flat = fold(text)
    match = _MONTH_OF_YEAR.fullmatch(flat)
    return month_of_fiscal_year(fiscal_year, match) if match else None


def _month_in_header(year: int, match: re.Match[str], rest: str) -> tuple[int, str, str]:
    groups = match.groupdict()
    month, _, day = groups["iso"].partition("-") if groups.get("iso") else (groups["month"], "", groups["day"])
    if day:
        try:
            date = dt.date(year, int(month), int(day))
        except ValueError:
            raise GrammarError("header_unknown") from None
        return fiscal_year_of(date), date.isoformat(), rest
    last = _last_day(year, int(month))
    return fiscal_year_of(last), last.isoformat() if rest.startswith("末") else last.isoformat()[:7], rest


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _leftover(text: str) -> str:
    return _FILLER.sub("", text).strip()


# --- cells -------------------------------------------------------------------------------------------------------

_MARK = re.compile(r"[(]?(?P<mark>[※*]\s?\d*|注\s?\d+)[)]?")
_MARKED_STANDING = re.compile(rf"[(（]?[※*＊]\s?({'|'.join(sorted(_STATUS, key=len, reverse=True))})[)）]?(?=\s|$)")
_ENUMERATOR = re.compile(r"^\s*[①-⑳]")
_COPULA = re.compile(r"(?:である|です|を示す)?[。.]?$")
_CELL_DATE = re.compile(
    r"(?:令和|平成|昭和)\s?(?:元|\d{1,2})\s?年度?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?(?:末|時点|現在)*"
    r"|(?<![A-Za-z])[RHS]\s?\d{1,2}(?![\d.,])(?:年度)?|(?:19|20)\d\d年度?"
)
_BRACKETS = re.compile(r"(?P<open>[(\[〔])\s*(?P<content>[^()\[\]〔〕]*?)\s*[)\]〕]")
_DATE_BEGINS = re.compile(
    r"(?:令和|平成|昭和|(?<![A-Za-z])[RHS])\s?(?:元|[\d一二三四五六七八九十])|(?:19|20)\d\d\s?[年./-]"
)
_DATE_ONLY = re.compile(r"[令和平成昭RHS元\d一二三四五六七八九十年月日度末時点現在./\s-]+")
_COMMA_NUMBER = r"\d{1,3}(?: ?, ?\d ?\d ?\d)+"  # 8, 150; a scan's 3,5 0 0
_NUMBER = re.compile(
    r"(?P<approx>約|およそ|概ね)?\s?(?P<compare>>=|<=|[≧≥≦≤<>])?\s?(?P<sign>[▲△+]\s?|(?<![A-Za-z0-9])-)?"
    rf"(?P<number>(?:{_COMMA_NUMBER}|\d+)(?:\.\d+)?)"
)
_NEXT_FIGURE = re.compile(r"\s?[\d.]|\s?,\s?\d")
_RANGE = re.compile(r"\s?(?:[〜~-]|から)\s?(?:約|およそ)?\d|(?<=[上下内満超])\s?\d")
_JOINED = re.compile(r"[\d,.] *[^\S ]\s*[\d,.]")
"""A figure, white space that is not plain spaces, and a figure: two figures, whatever the white space is."""
_AFTER = re.compile(r"(?:\s?(?P<about>程度|前後|余り?))?(?:\s?(?P<bound>以上|以下|以内|未満|超))?")
_MAY_BE_UNIT = re.compile(
    r"(?P<unit>[a-zA-Z](?<![OoIlSBZ])[a-zA-Z]{0,2}|[^\W\da-zA-Z増減超余弱強差中内外以千万億百十年月日時]{1,4}?)"
    r"(?:程度|前後|余り?)?(?:以上|以下|以内|未満|超)?"
)
"""What stands behind a figure and may be a unit, and what says how it is bounded; 1O件, 5人増 and 9月時点 are none of a new unit."""
_LABEL = re.compile(r"([^\s()\[\]〔〕]+)[\s:(]*$")
_PART = re.compile(r"うち|内(?![容訳])")
_CIRCLED = re.compile(r"[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]+")


@dataclass(frozen=True)
class PrintedUnit:
    """A unit as printed: the spelling that the codebook knows, and the factor before it (千件: 件, 1000)."""

    spelling: str
    factor: int = 1


def read_unit(text: str, units: Mapping[str, str], factors: Mapping[str, int] = NO_FACTORS) -> PrintedUnit | None:
    """Return the unit that ``text`` is, with or without a factor before it; None where it is none."""
    flat = fold(text)
    if flat in units:
        return PrintedUnit(flat)
    for word in sorted(factors, key=len, reverse=True):
        if flat.startswith(word) and flat[len(word) :] in units:
            return PrintedUnit(flat[len(word) :], factors[word])
    return None


def parse_cell(
    text: str,
    units: Mapping[str, str],
    vocabulary: Collection[str] = (),
    factors: Mapping[str, int] = NO_FACTORS,
    *,
    document_year: int | None = None,
    beside: Collection[str] = (),
) -> Cell:
    """Read a cell such as 64.80%, 延べ16回, 年 8, 150 時間, 25手続 (R4) ※3, 年5件 (累計31件), 85%以下, ▲7.5%, － or 減少.

    Parameters
    ----------
    text : str
        The cell as printed.
    units : mapping
        Spelling of a unit as printed (手続, %) to the id of the unit.
    vocabulary : collection of str
        Words that may stand in place of a figure.
    factors : mapping
        Words that multiply a figure: 千 to 1000, 万 to 10000.
    document_year : int, optional
        Year of the document: a year long after it is refused.
    beside : collection of str
        Beginnings of brackets that hold a part of the figure and are not read (うち).

    Returns
    -------
    Cell
        A cell with neither figures nor words is one that the document marks as having no figure.

    Raises
    ------
    GrammarError
        If any part of the text is not understood.
    """
    if _SPREADSHEET.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        raise GrammarError("spreadsheet_cell")
    if _CIRCLED.fullmatch("".join(text.split())):
        raise GrammarError("marks_only")
    text = _own_standing(text)
    flat, marks = _normalise(text), footnote_marks(text)
    if _JOINED.search(_half_width_digits(text)):
        raise GrammarError("two_figures")
    body = _MARK.sub(" ", flat).strip()
    if marks and not body:
        raise GrammarError("marks_only")
    if is_missing(body):
        return Cell(marks=marks, status="O")
    if fold(body).lower() in _NO_FIGURE:
        return Cell(marks=marks, status="O", absence=fold(body))
    aside, body = _read_brackets(body, units, factors, document_year, beside)
    quantities, rest = _quantities(body, units, factors)
    said = Cell((), rest, aside.fiscal_year, marks, aside.as_of, aside.kind, aside.status)
    if quantities:
        return replace(said, quantities=tuple(quantities))
    if fold(body) not in {fold(word) for word in vocabulary}:
        raise GrammarError("cell_words" if not _has_digit(body) else "cell_unreadable")
    return replace(said, words=fold(body))


def parse_cell_of_new_unit(text: str, error: GrammarError, units: Mapping[str, str]) -> Cell:
    """Return what a cell says of which only the unit is not known (``error`` of :func:`parse_cell`); else an empty cell.

    >>> unknown = GrammarError("unknown_unit", unit="g以下")
    >>> parse_cell_of_new_unit("480g以下（2028年度）", unknown, {}).quantities[0].unit
    'g'
    """
    unit = _MAY_BE_UNIT.fullmatch(str(error.details.get("unit", ""))) if error.code == "unknown_unit" else None
    if unit is None:
        return Cell()
    try:
        return parse_cell(text, {**units, unit["unit"]: unit["unit"]})
    except GrammarError:
        return Cell()


def footnote_marks(text: str) -> tuple[str, ...]:
    """Return the footnote marks in a cell, such as ※3 or 注1, in their order; it may begin with its place in a list (①)."""
    return tuple(match["mark"].replace(" ", "") for match in _MARK.finditer(_normalise(_ENUMERATOR.sub("", text))))


def without_marks(text: str) -> str:
    """Return a label, folded, without its footnote marks."""
    return _MARK.sub(" ", fold(text)).strip()


def select_quantity(cell: Cell, part: str, row_label: str = "") -> Quantity:
    """Return the one figure of ``cell`` that a row reads: ``part`` is the word before it, where it is not the only one.

    A cell may repeat the beginning of the row's label before the figure (純資産変動>0).

    Raises
    ------
    GrammarError
        If ``part`` names no figure or several, or is empty although it is needed.
    """
    if part:
        named = [quantity for quantity in cell.quantities if quantity.label == fold(part)]
        if len(named) != 1:
            raise GrammarError("part_unknown", part=part, labels=", ".join(q.label for q in cell.quantities))
        return named[0]
    quantity = cell.quantities[0]
    plain = quantity.label in _PREFIXES or fold(row_label).startswith(quantity.label)
    labels = [one.label for one in cell.quantities]
    if len(set(labels)) < len(labels):
        raise GrammarError("two_figures")
    if len(cell.quantities) > 1 or cell.words or not plain:
        raise GrammarError("part_needed", labels=", ".join(q.label or "?" for q in cell.quantities))
    return quantity


def check_date(cell: Cell, fiscal_year: int | None) -> None:
    """Refuse a figure whose own date lies outside the fiscal year of its column: one of the two is wrong.

    A fiscal year in the cell (25手続 (R4)) may differ: it dates the figure otherwise on purpose.
    """
    if cell.as_of and fiscal_year and cell.fiscal_year != fiscal_year:
        raise GrammarError("date_not_in_year", as_of=cell.as_of, year=fiscal_year)


def check_periods(cells: Iterable[Cell]) -> None:
    """Refuse a row that prints figures a year beside figures a month, such as 年12回 and 月1回."""
    labels = {one.label for cell in cells for one in cell.quantities}
    if len({_PERIODS[label] for label in labels if label in _PERIODS}) > 1:
        raise GrammarError("periods_differ", labels=", ".join(sorted(labels & _PERIODS.keys())))


def check_fractions(figures: Iterable[Quantity]) -> None:
    """Refuse a column of percentages printed without their sign that all lie below 1 and are no whole numbers."""
    found = list(figures)
    whole = any(one.unit or abs(one.value) > 1 or one.value == one.value.to_integral_value() for one in found)
    if found and not whole:
        raise GrammarError("column_fractions", right=format_value(found[0].value * 100))


class NamedPart(NamedTuple):
    """A part of a cell that names its own kind: the word as printed, the kind, and the figure behind it."""

    word: str
    kind: str
    text: str


def named_parts(text: str) -> tuple[NamedPart, ...]:
    """Return the parts of a cell of which each begins with the word for its kind; none for any other cell.

    >>> [(part.kind, part.text) for part in named_parts("目標 40％／実績 37％")]
    [('target', '40％'), ('actual', '37％')]
    >>> [(part.kind, part.text) for part in named_parts("37件（目標 40件）")], named_parts("40／37")
    ([], ())
    """
    found = list(_KIND_IN_CELL.finditer(text))
    if not found or text[: found[0].start()].strip():
        return ()
    ends = [match.start() for match in found[1:]] + [len(text)]
    parts = []
    for match, end in zip(found, ends, strict=True):
        printed = text[match.end() : end].strip(_BETWEEN_PARTS)
        if unopened := len(re.findall("[)）]", printed)) - len(re.findall("[(（]", printed)):
            printed = printed[:-unopened] if unopened == 1 and printed[-1] in ")）" else printed
        parts.append(NamedPart(match["kind"], _KIND_WORDS[match["kind"]], printed.strip(_BETWEEN_PARTS)))
    kinds = {part.kind for part in parts}
    return tuple(parts) if len(kinds) == len(parts) else ()  # 実績 40 実績 37 is two figures


def kind_of_word(word: str) -> str | None:
    """Return the kind that a word before a figure names, None where it names none.

    >>> kind_of_word("目標値"), kind_of_word("延べ")
    ('target', None)
    """
    flat = fold(word)
    return _KIND_WORDS.get(flat) or _KIND_WORDS.get(flat[:-1] if flat[-1:] in tuple("値数額") else "")


def kind_in(text: str) -> str | None:
    """Return the kind that a word in a header names, be the rest of it understood or not.

    >>> kind_in("令和4年実績"), kind_in("令和6年")
    ('actual', None)
    """
    match = _KIND.search(fold(text))
    return _KIND_WORDS[match.group()] if match else None


def split_at_slash(text: str) -> tuple[str, str]:
    """Return what stands before and after the one slash of a cell that prints two figures, such as 23/25手続."""
    parts = _normalise(text).split("/")
    if len(parts) != 2:
        raise GrammarError("cell_unreadable")
    return parts[0].strip(), parts[1].strip()


def read_label(text: str, units: Mapping[str, str], factors: Mapping[str, int] = NO_FACTORS) -> Label:
    """Return what a row's label says besides its name: footnote marks, a unit in brackets, a unit that its name counts.

    オンライン化手続数①※1 is the name オンライン化手続数① with the mark ※1; 受講者数（人・累計） is 受講者数（累計） in 人; 全支払件数 is
    counted in 件.
    """
    try:
        marks = footnote_marks(text)
    except GrammarError:  # a label may hold ① and the like
        marks = tuple(match["mark"].replace(" ", "") for match in _MARK.finditer(text))
    name = _MARK.sub("", unicodedata.normalize("NFC", " ".join(text.split()))).strip()
    unit = None
    for match in re.finditer(r"[（(\[]([^（()）\[\]]*)[)）\]]", name):
        words = re.split(r"[・、,:：]", match.group(1))
        known = [word for word in words if read_unit(word, units, factors)]
        if len(known) == 1:
            unit = fold(known[0])
            kept = "・".join(word for word in words if word not in (known[0], "単位"))
            name = name[: match.start()] + (f"（{kept}）" if kept else "") + name[match.end() :]
            break
    counted = next(
        (u for u in sorted(units, key=len, reverse=True) if re.sub(r"[(（].*|[①-⑳]+$", "", name).endswith(u + "数")),
        None,
    )
    return Label(name.strip(), marks, unit or counted)


def _own_standing(text: str) -> str:
    """Return ``text`` with a word of standing behind a mark, 197件※速報値, in brackets: that mark leads to no footnote."""
    return _MARKED_STANDING.sub(r"(\1)", text)


def read_standing(note: str) -> str:
    """Return the code of how a figure stands where a note says no more than that; else nothing.

    >>> [read_standing(note) for note in ("速報値", "見込値である。", "速報値と確定値が混在")]
    ['P', 'E', '']
    """
    return _STATUS.get(_COPULA.sub("", fold(note)), "")


def format_value(value: Decimal) -> str:
    """Return ``value`` in the shortest plain notation (64.80 is 64.8, 100 is 100)."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _half_width_digits(text: str) -> str:
    """Return ``text`` with half-width digits and signs but its own white space, which NFKC would make plain."""
    return "".join(char if char.isspace() else unicodedata.normalize("NFKC", char) for char in text)


def _read_brackets(
    body: str,
    units: Mapping[str, str],
    factors: Mapping[str, int],
    document_year: int | None,
    beside: Collection[str],
) -> tuple[Header, str]:
    """Take out of the cell what its brackets say of the figure: its date, its standing, its unit, what is left out.

    A bracket with figures of its own (累計31件) stays, as does one whose figure is named before it, 端末の増設（80台）; words that change what the figure is are refused.
    """
    said = Header(None, None, None)
    position = 0
    while match := _BRACKETS.search(body, position):
        content, flat = match["content"], fold(match["content"])
        before, after = body[: match.start()], body[match.end() :]
        dated = _bracketed_date(content, document_year)
        if dated:
            said = Header(dated.fiscal_year, said.kind, dated.as_of, None, said.status)
            inside = " "
        elif flat in _STATUS:
            kind = "estimate" if _STATUS[flat] == "E" else None
            said = Header(said.fiscal_year, kind, said.as_of, None, _STATUS[flat])
            inside = " "
        elif before.rstrip()[-1:].isdigit() and read_unit(content, units, factors):
            inside = flat
        elif any(flat.startswith(word) for word in beside):
            inside = " "
        elif _PART.match(flat) and _has_digit(flat):
            raise GrammarError("part_beside")
        elif match["open"] != "(" and flat.endswith(("除く", "含む")) and not _has_digit(flat):
            inside = " "
        elif _has_digit(flat):
            if re.match(r"[▲△+-]?\d", flat) and not _names_figure(before):
                raise GrammarError("bracketed_number")
            position = match.end()
            continue
        elif _has_digit(body):
            raise GrammarError("bracket_words", words=content)
        else:
            position = match.end()
            continue
        body = before + inside + after
        position = len(before)
    return said, body


def _names_figure(before: str) -> bool:
    """Return whether what stands before a bracket is the name of the figure in it, so that a row can ask for that part."""
    return fold(before) not in _PREFIXES and not _has_digit(before) and before[-1:].isalpha()


def _bracketed_date(content: str, document_year: int | None) -> Header | None:
    """Return the year or date that the content of a bracket is; None where it is something else."""
    if not _DATE_BEGINS.match(content):
        return None
    try:
        read = parse_header(content, document_year=document_year)
    except GrammarError as error:
        if error.code == "header_unknown" and not _DATE_ONLY.fullmatch(content):
            return None
        raise
    return read if read.kind is None else None


def _quantities(body: str, units: Mapping[str, str], factors: Mapping[str, int]) -> tuple[list[Quantity], str]:
    """Return the figures of ``body`` and the words that belong to none of them."""
    dates = [match.span() for match in _CELL_DATE.finditer(body)]
    found: list[Quantity] = []
    words: list[str] = []
    position = start = 0
    while match := _next_number(body, position, dates):
        before = body[start : match.start()]
        value, unit, rough, end = _figure(body, match, units, factors)
        after = _AFTER.match(body, end)
        assert after is not None  # every part of the pattern is optional
        position = start = after.end()
        _check_follows(body, position, unit)
        label = _LABEL.search(before)
        words.append(before[: label.start()] if label else before)
        found.append(
            Quantity(
                value=value,
                unit=unit,
                label=fold(label.group(1)).rstrip(":・") if label else "",
                bound=_bound(after["bound"], match["compare"]),
                approximate=bool(match["approx"] or after["about"] or rough),
            )
        )
    words.append(body[start:])
    if any(_has_digit(_CELL_DATE.sub("", word)) for word in (*words, *(quantity.label for quantity in found))):
        raise GrammarError("cell_unreadable")
    return found, fold("".join(words)).strip("()[]・,、")


def _figure(
    body: str, match: re.Match[str], units: Mapping[str, str], factors: Mapping[str, int]
) -> tuple[Decimal, str | None, bool, int]:
    """Return the figure at ``match``: its value in its unit, the unit, whether it is rough, and where it ends."""
    value, position = _decimal(match["number"]), match.end()
    sign = -1 if match["sign"] and match["sign"].strip() in "▲△-" else 1
    _check_number_ends(body, position)
    if body.startswith("割", _skip(body, position)) and "%" in units:
        return sign * value * 10, "%", True, _skip(body, position) + 1
    unit, end = _unit_at(body, position, units)
    if unit:
        return sign * value, unit, False, end
    total, last = Decimal(0), 0
    while True:  # 12万3千件
        word = next(
            (w for w in sorted(factors, key=len, reverse=True) if body.startswith(w, _skip(body, position))), ""
        )
        if not word or (last and factors[word] >= last):
            break
        total, last = total + value * factors[word], factors[word]
        position = _skip(body, position) + len(word)
        further = re.compile(rf"(?:{_COMMA_NUMBER}|\d+)(?:\.\d+)?").match(body, position)
        if not further:
            value = Decimal(0)
            break
        value, position = _decimal(further.group()), further.end()
        _check_number_ends(body, position)
    unit, end = _unit_at(body, position, units)
    if unit and last >= _TEN_THOUSAND and unit.startswith(tuple(factors)):  # 1億2億円: 億 is counted in thousands only
        raise GrammarError("two_figures")
    return sign * (total + value), unit, False, end


def _unit_at(body: str, position: int, units: Mapping[str, str]) -> tuple[str | None, int]:
    """Return the longest known unit printed at ``position``, and where it ends."""
    begin = _skip(body, position)
    unit = next(
        (spelling for spelling in sorted(units, key=len, reverse=True) if body.startswith(spelling, begin)), None
    )
    return unit, begin + len(unit) if unit else position


def _check_number_ends(body: str, position: int) -> None:
    """Refuse a number after which another begins: which of the two is meant, or whether both are one, nobody can say."""
    if re.match(r"\s\d", body[position:]):
        raise GrammarError("two_figures")
    if _NEXT_FIGURE.match(body, position):
        raise GrammarError("cell_unreadable")


def _bound(word: str | None, sign: str | None) -> str | None:
    if word and sign:
        raise GrammarError("cell_unreadable")
    printed = word or sign
    return _BOUNDS[printed] if printed else None


def _next_number(body: str, position: int, dates: list[tuple[int, int]]) -> re.Match[str] | None:
    """Return the next number that is not part of a date, nor of a Latin word such as R2."""
    while match := _NUMBER.search(body, position):
        digits = match.start("number")
        inside = next((end for begin, end in dates if begin <= digits < end), None)
        if inside is None:
            if digits and re.match(r"[A-Za-z.,\d]", body[digits - 1]):
                raise GrammarError("cell_unreadable")
            return match
        position = inside
    return None


def _skip(body: str, position: int) -> int:
    return position + 1 if body[position : position + 1] == " " else position


def _check_follows(body: str, position: int, unit: str | None) -> None:
    """Refuse a figure that runs into something unknown: 5x, 2千件, 30%増."""
    following = body[position : position + 1]
    if _RANGE.match(body, position):
        raise GrammarError("range")
    if re.match(r"\s?/\s?\d", body[position:]):
        raise GrammarError("value_and_target")
    if following == "," and body[position + 1 : position + 2].isdigit():
        raise GrammarError("cell_unreadable")
    if following and following not in " ()[]・,、/":
        raise GrammarError("unknown_unit", unit=re.split(r"[\s()]", body[position:])[0])


def _decimal(number: str) -> Decimal:
    digits = re.sub(r"[\s,]", "", number)
    if len(digits.replace(".", "").strip("0")) > _MOST_DIGITS:
        raise GrammarError("too_many_digits", most=_MOST_DIGITS)
    return Decimal(digits)
