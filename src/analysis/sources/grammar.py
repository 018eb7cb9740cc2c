"""The grammar of a Japanese KPI table: what its headers and cells say.

Nothing here knows a ward or a document. What a cell's unit may be comes from the codebook, so that a new ward is data
only. A cell that cannot be read raises; it is never guessed at and never dropped.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from analysis.words.era import fiscal_year_end, fiscal_year_of, western_year

MISSING_MARKS = frozenset("-‐‑‒–—―−－ー─")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_MINUS = {ord(char): "-" for char in "‐‑‒–—―−─"}
_BOUNDS = {"以上": ">=", "以下": "<=", "以内": "<=", "未満": "<", "超": ">", ">": ">", "<": "<"}
_BOUNDS |= dict.fromkeys(("≧", "≥", ">="), ">=") | dict.fromkeys(("≦", "≤", "<="), "<=")
_PREFIXES = frozenset({"", "延べ", "のべ", "累計", "年", "年間", "月", "計", "合計", "総計"})


class GrammarError(ValueError):
    """A header or cell that cannot be read; ``code`` is a key into ``errors`` of the texts."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(f"{code}: {details}")


@dataclass(frozen=True)
class Header:
    """What a column header says: fiscal year, kind of figure and date, each None where it says nothing."""

    fiscal_year: int | None
    kind: str | None
    as_of: str | None


@dataclass(frozen=True)
class Quantity:
    """One figure in a cell: value, printed unit, the word before it, and how it is bounded.

    ``value`` is in ``unit`` (64.80% is 64.8 with unit ``%``); ``bound`` is one of ``>=``, ``<=``, ``<``, ``>`` or None.
    """

    value: Decimal
    unit: str | None
    label: str = ""
    bound: str | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell as read: its figures, or its words, or neither when the document marks it as not available.

    ``fiscal_year`` and ``as_of`` are set where the cell dates its figure in parentheses: 25手続 (R4).
    """

    quantities: tuple[Quantity, ...] = ()
    words: str = ""
    fiscal_year: int | None = None
    marks: tuple[str, ...] = ()
    as_of: str | None = None

    @property
    def missing(self) -> bool:
        """Whether the cell is printed as having no figure (－)."""
        return not self.quantities and not self.words


def fold(text: str) -> str:
    """Return ``text`` in NFKC with every white space removed, the form in which texts are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
        if char in "\ufffd□■◆◇?？" or (unicodedata.category(char) in ("Cc", "Co", "Cn") and char not in "\t\n\r"):
            raise GrammarError("odd_character", char=char)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())


# --- headers -----------------------------------------------------------------------------------------------------

_KIND_WORDS = {
    "計画策定時": "baseline",
    "策定時": "baseline",
    "基準値": "baseline",
    "基準年": "baseline",
    "基準": "baseline",
    "現状値": "baseline",
    "現状": "baseline",
    "現況値": "baseline",
    "現況": "baseline",
    "初期値": "baseline",
    "当初値": "baseline",
    "中間目標値": "planned",
    "中間目標": "planned",
    "最終目標": "target",
    "目標値": "target",
    "目標": "target",
    "実績見込値": "estimate",
    "実績見込み": "estimate",
    "実績見込": "estimate",
    "見込値": "estimate",
    "見込み": "estimate",
    "見込": "estimate",
    "推計値": "estimate",
    "予測値": "estimate",
    "見通し": "estimate",
    "実績値": "actual",
    "実績": "actual",
    "直近値": "actual",
    "最新値": "actual",
    "決算": "actual",
    "計画値": "planned",
    "計画": "planned",
    "予定": "planned",
}
_KIND = re.compile("|".join(sorted(_KIND_WORDS, key=len, reverse=True)))
_ERA = r"(?P<era>令和|平成|昭和|(?<![A-Z])[RHS])"
_YEAR = re.compile(
    rf"(?:{_ERA}\.?(?P<era_year>元|\d{{1,2}})|(?P<bare>\d{{1,2}})(?=年?度?\(\d{{4}})|(?:FY)?(?P<western>(?:19|20)\d\d))"
    r"(?P<unit>年度|年)?"
    r"(?:\((?:(?P<also_western>(?:19|20)\d\d)|(?P<also_era>令和|平成|昭和|[RHS])(?P<also_year>元|\d{1,2}))"
    r"(?P<also_unit>年度|年)?\))?"
    r"(?P<last_unit>年度|年|度)?"
)
_DAY_END = r"(?=$|\)|末|時点|現在)"
_MONTH_DAY = {
    "年": re.compile(r"(?P<month>1[0-2]|0?[1-9])月(?:(?P<day>[0-3]?\d)日)?"),
    None: re.compile(
        rf"[./](?P<month>1[0-2]|0?[1-9])(?:[./](?P<day>[0-3]?\d))?{_DAY_END}|-(?P<iso>\d\d-\d\d){_DAY_END}"
    ),
}
"""A month after 令和6年, and one after R6 or 2024, where it needs a separator: 2024.12, 2024-12-31, never 202412."""
_QUARTER = re.compile(r"第?(?P<quarter>[1-4])四半期")
_FILLER = re.compile(r"[()\[\]【】<>・:,の末中値分に]|時点|現在|まで|年度|おける")


def parse_header(text: str) -> Header:
    """Read a column header such as 基準値(R3), 計画策定時(令和2年度末), 6(2024)年度 or 令和6年3月末 実績.

    Parameters
    ----------
    text : str
        The header as printed; two header rows joined by a space.

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
    flat = fold(_normalise(text))
    kind_match = _KIND.search(flat)
    kind = _KIND_WORDS[kind_match.group()] if kind_match else None
    rest = flat.replace(kind_match.group(), " ", 1) if kind_match else flat
    years = list(_YEAR.finditer(rest))
    if len(years) > 1:
        raise GrammarError("header_two_years")
    if not years:
        if _leftover(rest) or kind is None:
            raise GrammarError("header_unknown")
        return Header(None, kind, None)
    year, unit = _year_of(years[0]), _year_unit(years[0])
    fiscal_year, as_of, tail = _date_in_header(year, unit, rest[years[0].end() :])
    if _leftover(rest[: years[0].start()] + tail):
        raise GrammarError("header_unknown")
    return Header(fiscal_year, kind, as_of)


def _year_of(match: re.Match[str]) -> int:
    stated = []
    if match["era"]:
        stated.append(western_year(match["era"], match["era_year"]))
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
    if tail.startswith("末"):
        return year, fiscal_year_end(year).isoformat(), tail
    return year, None, tail


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
_ENUMERATOR = re.compile(r"^\s*[①-⑳]")
_CELL_DATE = re.compile(
    r"(?:令和|平成|昭和)\s?(?:元|\d{1,2})\s?年度?(?:\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?)?(?:末|時点|現在)*"
    r"|(?<![A-Za-z])[RHS]\s?\d{1,2}(?![\d.,])(?:年度)?|(?:19|20)\d\d年度?"
)
_YEAR_ALONE = re.compile(rf"[(\[]\s*({_CELL_DATE.pattern})\s*[)\]]")
_NUMBER = re.compile(
    r"(?P<approx>約|およそ|概ね)?\s?(?P<compare>>=|<=|[≧≥≦≤<>])?\s?(?P<sign>[▲△+]\s?|(?<![A-Za-z0-9])-)?"
    r"(?P<number>\d{1,3}(?:\s?,\s?\d{3})+(?!\d)(?:\s?\.\s?\d+)?"  # 8, 150
    r"|\d{1,3}(?: \d{3})+(?![\d,])"  # 8 150
    r"|\d(?: \d)+(?![\d,.])"  # 2 1, spaced out by justified text
    r"|\d+(?:\s?\.\s?\d+)?)"
    r"(?!\s?[\d.])"
)
_AFTER = re.compile(r"(?:\s?(?P<about>程度|前後|余り?))?(?:\s?(?P<bound>以上|以下|以内|未満|超))?")
_QUALIFIER = re.compile(r"[〔\[][^〔〕\[\]\d]*[〕\]]")
_LABEL = re.compile(r"([^\s()\[\]〔〕]+)[\s:(]*$")


def parse_cell(text: str, units: Mapping[str, str], vocabulary: Collection[str] = ()) -> Cell:
    """Read a cell such as 64.80%, 延べ16回, 年 8, 150 時間, 25手続 (R4) ※3, 年5件 (累計31件), 85%以下, ▲7.5%, － or 減少.

    Parameters
    ----------
    text : str
        The cell as printed.
    units : mapping
        Spelling of a unit as printed (手続, %) to the id of the unit.
    vocabulary : collection of str
        Words that may stand in place of a figure.

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
    flat, marks = _normalise(text), footnote_marks(text)
    body = _MARK.sub(" ", flat).strip()
    if is_missing(body):
        return Cell(marks=marks)
    dated, body = _year_in_parentheses(body)
    quantities, rest = _quantities(body, units)
    if not quantities:
        if fold(body) not in {fold(word) for word in vocabulary}:
            raise GrammarError("cell_words" if not _has_digit(body) else "cell_unreadable")
        return Cell((), fold(body), dated.fiscal_year, marks, dated.as_of)
    return Cell(tuple(quantities), rest, dated.fiscal_year, marks, dated.as_of)


def footnote_marks(text: str) -> tuple[str, ...]:
    """Return the footnote marks in a cell, such as ※3 or 注1, in their order; it may begin with its place in a list (①)."""
    return tuple(match["mark"].replace(" ", "") for match in _MARK.finditer(_normalise(_ENUMERATOR.sub("", text))))


def without_marks(text: str) -> str:
    """Return a label, folded, without its footnote marks."""
    return _MARK.sub(" ", fold(text)).strip()


def select_quantity(cell: Cell, part: str, row_label: str = "") -> Quantity:
    """Return the one figure of ``cell`` that a row reads.

    Parameters
    ----------
    cell : Cell
        A cell with at least one figure.
    part : str
        The word printed before the figure; empty when the cell holds one figure and no words beside it.
    row_label : str
        Label of the row; a cell may repeat its beginning before the figure (純資産変動>0).

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
    if len(cell.quantities) > 1 or cell.words or not plain:
        raise GrammarError("part_needed", labels=", ".join(q.label or "?" for q in cell.quantities))
    return quantity


def format_value(value: Decimal) -> str:
    """Return ``value`` in the shortest plain notation (64.80 is 64.8, 100 is 100)."""
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _year_in_parentheses(body: str) -> tuple[Header, str]:
    """Take ``(R4)`` or ``(令和4年度)`` out of the cell: it dates the figure differently from its column."""
    match = _YEAR_ALONE.search(body)
    if not match:
        return Header(None, None, None), body
    return parse_header(match.group(1)), (body[: match.start()] + " " + body[match.end() :]).strip()


def _quantities(body: str, units: Mapping[str, str]) -> tuple[list[Quantity], str]:
    """Return the figures of ``body`` and the words that belong to none of them."""
    body = _QUALIFIER.sub(" ", body)
    dates = [match.span() for match in _CELL_DATE.finditer(body)]
    spellings = sorted(units, key=len, reverse=True)
    found: list[Quantity] = []
    words: list[str] = []
    position = start = 0
    while match := _next_number(body, position, dates):
        before = body[start : match.start()]
        unit = next((spelling for spelling in spellings if body.startswith(spelling, _skip(body, match.end()))), None)
        end = _skip(body, match.end()) + len(unit) if unit else match.end()
        after = _AFTER.match(body, end)
        assert after is not None  # every part of the pattern is optional
        position = start = after.end()
        _check_follows(body, position, unit)
        label = _LABEL.search(before)
        words.append(before[: label.start()] if label else before)
        found.append(
            Quantity(
                value=_decimal(match["number"], match["sign"]),
                unit=unit,
                label=fold(label.group(1)).rstrip(":・") if label else "",
                bound=_bound(after["bound"], match["compare"]),
                approximate=bool(match["approx"] or after["about"]),
            )
        )
    words.append(body[start:])
    if any(_has_digit(_CELL_DATE.sub("", word)) for word in (*words, *(quantity.label for quantity in found))):
        raise GrammarError("cell_unreadable")
    return found, fold("".join(words)).strip("()[]・,、")


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
    if following == "," and body[position + 1 : position + 2].isdigit():
        raise GrammarError("cell_unreadable")
    if following and following not in " ()[]・,、/":
        raise GrammarError("unknown_unit", unit=re.split(r"[\s()]", body[position:])[0], known=unit or "")


def _decimal(number: str, sign: str | None) -> Decimal:
    value = Decimal(re.sub(r"[\s,]", "", number))
    return -value if sign and sign.strip() in "▲△-" else value
