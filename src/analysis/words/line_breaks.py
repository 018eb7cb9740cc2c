"""Where a line may be broken: at the end of a phrase, never inside a word, a name, a number with its unit, a date or brackets.

Whoever lays out a text gives a measure of its width, so that figures, slides, paper and pages break alike. BudouX finds
the phrases of Japanese; it knows neither wards nor dates, which are kept together here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from itertools import accumulate, pairwise

import budoux

Measure = Callable[[str], float]
"""Returns how wide a text is, in whatever unit the width of a line is given."""

CHARACTER, WORD, LIST, PHRASE = 1, 2, 3, 4
"""How good a break is: between characters, words of a compound, items of a list or phrases in brackets, phrases."""

_NEVER = 0
_NOT_FIRST = frozenset(
    "、。，．,.」』）)】〕］]｝}？！?!：；:;・→ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々%％‰℃〜～…"
)
_NOT_LAST = frozenset("「『（(【〔［[｛{〈《▲△※")
_OPENING, _CLOSING = "「『（(【〔［[｛{〈《", "」』）)】〕］]｝}〉》"
_ENDS_ITEM = frozenset("、・／。")
_ROUNDING = 1e-9  # a text as wide as the line fits it, whatever its width was added up from
_LONGEST_KEPT = 24
"""Characters in brackets that are kept together; longer ones are text like any other."""

_KANJI = "一-龠々〇ヶ"
_NUMBER = "[0-9０-９]+(?:[.,．，][0-9０-９]+)*"
_BEFORE = "(?:約|第|延べ|累計|全|各|[▲△+−-])"
_UNIT = f"(?:[%％‰℃]|[ァ-ヺー]+|か所|つ|[{_KANJI}]{{1,2}})"
_BOUND = "(?:以上|以下|以内|未満|超|目|末)"
_QUANTITY = f"{_BEFORE}?{_NUMBER}{_UNIT}?{_BOUND}?"
_KEPT = re.compile(
    "|".join(
        [
            # 令和5年11月2日時点, 6月, 令和元年度末
            f"(?:[{_KANJI}]{{2}})?(?:元|{_NUMBER})(?:[〜～]{_NUMBER})?年度?(?:{_NUMBER}月(?:{_NUMBER}日)?)?末?(?:時点|現在)?",
            f"{_NUMBER}月(?:{_NUMBER}日)?末?(?:時点|現在)?",
            # さいたま市, あきる野市, 南アルプス市
            f"(?:[{_KANJI}]{{0,2}}[ァ-ヺー]{{2,6}}|(?![はがをにとのでも])[ぁ-ん]{{2,6}}[{_KANJI}]{{0,3}})[市町村](?![{_KANJI}])",
            # よく使う32手続
            f"よく使う{_QUANTITY}",
            # オンライン化
            f"[ァ-ヺー]+[{_KANJI}](?![{_KANJI}])",
            # 31 March 2022, March 2022
            "(?:[0-9]{1,2} )?[A-Z][a-z]{2,8} [0-9]{4}",
            # 44 procedures, 13 of 19 procedures
            f"{_NUMBER}%?(?: of {_NUMBER}%?)? [a-z][a-z-]*",
            # 37手続, 約6,500件, 96%以上, 10指標のうち5指標, 13→37手続, 令和6〜8年度
            f"{_QUANTITY}(?:(?:のうち|中|から|[〜～→/／]){_QUANTITY})*",
        ]
    )
)
_WORDS = re.compile(
    "|".join(
        [
            # a ward or municipality, whatever follows it
            f"[{_KANJI}]{{1,4}}?[区都府県](?:[{_KANJI}](?![{_KANJI}]))?",
            f"[{_KANJI}]{{2,4}}?市(?!市)(?:[{_KANJI}](?![{_KANJI}]))?",
            f"[{_KANJI}]{{1,5}}[町村](?![{_KANJI}])",
            # 未達成見込, 行財政改革
            f"未[{_KANJI}]{{2}}|行財政",
            # words of kanji mostly have two; the last takes what is left over
            f"[{_KANJI}]{{2}}(?:[{_KANJI}](?![{_KANJI}]))?",
        ]
    )
)
_KANJI_SCRIPT, _KATAKANA, _LATIN, _HIRAGANA = range(4)
_SCRIPTS = (re.compile(f"[{_KANJI}]"), re.compile("[ァ-ヺー]"), re.compile("[!-~]"), re.compile("[ぁ-ん]"))


def pieces(text: str, least: int = PHRASE) -> list[str]:
    """Cut ``text`` where a line may be broken; a break is at least as good as ``least``. Joined, they give ``text``."""
    places = [0, *(place for place, rank in enumerate(_ranks(text), 1) if rank >= least), len(text)]
    return [text[start:end] for start, end in pairwise(places) if start < end]


def lines(text: str, width: float, measure: Measure) -> list[str]:
    """Break ``text`` into lines no wider than ``width``; only where a phrase is wider than a line, it is broken itself.

    Examples
    --------
    >>> lines("台東区は10指標のうち5指標が目標を達成した（令和5年11月2日時点）", 17, len)
    ['台東区は10指標のうち5指標が', '目標を達成した', '（令和5年11月2日時点）']
    """
    broken: list[str] = []
    line, width = "", width + _ROUNDING
    for piece in _fitting(text, width, measure, PHRASE):
        if line and measure((line + piece).rstrip()) > width:
            broken.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*broken, line.rstrip()] if line.strip() or not broken else broken


def even_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Break ``text`` into as few lines as :func:`lines`, all about as long, so that none holds a single word."""
    broken = lines(text, width, measure)
    least = max(measure(piece.rstrip()) for piece in _fitting(text, width, measure, PHRASE)) if text else width
    step = width / 50
    while len(broken) > 1 and width - step >= least:
        narrower = lines(text, width - step, measure)
        if len(narrower) > len(broken):
            break
        broken, width = narrower, width - step
    return broken


def _fitting(text: str, width: float, measure: Measure, least: int) -> Iterator[str]:
    """Yield pieces that fit a line, each as large as it can be; a single character may be wider."""
    for piece in pieces(text, least):
        if measure(piece.rstrip()) <= width or len(piece) == 1:
            yield piece
        elif least > _NEVER:
            yield from _fitting(piece, width, measure, least - 1)


@lru_cache(maxsize=4096)
def _ranks(text: str) -> tuple[int, ...]:
    """Return for each gap between two characters of ``text`` how good a break it is."""
    phrases, words = _phrase_ends(text), {match.end() for match in _WORDS.finditer(text)}
    ranks = [_rank(text[place - 1], text[place], place in phrases, place in words) for place in range(1, len(text))]
    for match in _KEPT.finditer(text):
        _limit(ranks, match.start(), match.end(), CHARACTER)
    for start, end in _brackets(text):
        if end - start <= _LONGEST_KEPT:
            _limit(ranks, start, end, LIST)
    return tuple(ranks)


def _rank(before: str, after: str, ends_phrase: bool, ends_word: bool) -> int:
    if after.isspace() or after in _NOT_FIRST or before in _NOT_LAST:
        return _NEVER
    if before.isspace():
        return PHRASE
    script, following = _script(before), _script(after)
    if script == following == _KANJI_SCRIPT:
        return WORD if ends_word else CHARACTER
    if script == following in (_KATAKANA, _LATIN):
        return _NEVER
    if ends_phrase or after in _OPENING:
        return PHRASE
    if following == _HIRAGANA:
        return CHARACTER
    if before in _ENDS_ITEM or before in _CLOSING:
        return LIST
    return WORD if script not in (following, _HIRAGANA) else CHARACTER


def _script(char: str) -> int:
    """Return which of the scripts ``char`` is of, or a number beyond all of them."""
    return next((number for number, script in enumerate(_SCRIPTS) if script.match(char)), len(_SCRIPTS))


def _limit(ranks: list[int], start: int, end: int, most: int) -> None:
    """Let no break between the characters from ``start`` to ``end`` be better than ``most``."""
    for gap in range(start, end - 1):
        ranks[gap] = min(ranks[gap], most)


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each pair of brackets begins and ends."""
    opened: list[int] = []
    for place, char in enumerate(text):
        if char in _OPENING:
            opened.append(place)
        elif char in _CLOSING and opened:
            yield opened.pop(), place + 1


def _phrase_ends(text: str) -> frozenset[int]:
    """Return the places at which a phrase of Japanese ends."""
    if text.isascii():
        return frozenset()
    return frozenset(accumulate(len(phrase) for phrase in _parser().parse(text)))


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()
