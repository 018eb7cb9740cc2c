"""Where a line may be broken: in Japanese and English, whatever is written and however narrow the line."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.words import line_breaks

TEXT = st.text(alphabet="墨田区の手続、（令和６年度）。abcXYZ 0123456789%・ー「」", max_size=80)


def broken(text: str, width: int = 14) -> str:
    """Return ``text`` with a bar at each break, a line being so many characters wide."""
    return "|".join(line_breaks.lines(text, width, len))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("優先手続は令和5年11月2日時点で", 13, "優先手続は|令和5年11月2日時点で"),
        ("全体では10指標のうち5指標が達成", 12, "全体では|10指標のうち5指標が|達成"),
        ("全体では10指標中5指標が達成", 11, "全体では|10指標中5指標が達成"),
        ("オンライン化は26手続である", 8, "オンライン化は|26手続である"),
        ("目標は令和6〜8年度", 9, "目標は|令和6〜8年度"),
        ("一方の台東区と墨田区は", 6, "一方の|台東区と|墨田区は"),
        ("交付はマイナンバーカードの交付率", 12, "交付は|マイナンバーカードの|交付率"),
        ("墨田区の交付率（35.3％）は", 10, "墨田区の交付率|（35.3％）は"),
        ("墨田区・台東区・杉並区・千代田区は", 8, "墨田区・台東区・|杉並区・|千代田区は"),
        ("さいたま市とあきる野市", 7, "さいたま市と|あきる野市"),
        ("reached 13 of 19 procedures in all", 20, "reached|13 of 19 procedures|in all"),
        ("published on 31 March 2022 by", 18, "published on|31 March 2022 by"),
        ("all of them (target 44) met", 20, "all of them|(target 44) met"),
    ],
)
def test_what_belongs_together_stays_together(text: str, width: int, expected: str) -> None:
    assert broken(text, width) == expected


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("キャッシュレス決済比率", 8, "キャッシュレス|決済比率"),
        ("文書管理システム電子決裁率", 8, "文書管理システム|電子決裁率"),
        ("東京都台東区情報政策課", 6, "東京都台東区|情報政策課"),
        ("台東区長と墨田区民", 5, "台東区長と|墨田区民"),
        ("四日市市情報推進部", 5, "四日市市|情報推進部"),
    ],
)
def test_a_phrase_wider_than_a_line_is_broken_between_words(text: str, width: int, expected: str) -> None:
    assert broken(text, width) == expected


def test_a_word_wider_than_a_line_is_broken_rather_than_lost() -> None:
    assert broken("マイナンバーカード", 5) == "マイナンバ|ーカード"
    assert broken("1234567", 3) == "123|456|7"


def test_long_brackets_are_text_like_any_other() -> None:
    text = "比べない（墨田区は文書の件数で数え、台東区は分母を示さず、杉並区は率を示さない）"
    assert len(line_breaks.pieces(text)) > 4
    assert broken(text, 20).startswith("比べない（墨田区は")


@given(TEXT, st.integers(min_value=1, max_value=30))
def test_breaking_keeps_every_character_and_the_width(text: str, width: int) -> None:
    for lines in (line_breaks.lines(text, width, len), line_breaks.even_lines(text, width, len)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(len(line) <= width for line in lines)


@given(
    st.lists(
        st.sampled_from(["墨田区の", "手続数", "、", "（R6）", "キャッシュレス", "FY2024 ", "「目標」", "217%"]),
        max_size=30,
    )
)
def test_no_line_begins_with_a_closing_mark_or_splits_a_word(words: list[str]) -> None:
    text = "の".join(words)
    for before, after in pairwise(line_breaks.lines(text, 12, len)):
        assert after[:1] not in tuple("、）」%")
        assert before[-1:] not in tuple("（「")
        assert not (re.search("[A-Z0-9]$", before) and re.match("[A-Z0-9%]", after) and before + after in text)
        assert not (re.search("[ァ-ー]$", before) and re.match("[ァ-ー]", after) and before + after in text)


def test_even_lines_are_no_more_than_needed_and_about_as_long() -> None:
    text = "墨田区の優先手続は目標の四分の三を過ぎ、台東区の申請率は目標に届かない見込みである"
    greedy, even = line_breaks.lines(text, 36, len), line_breaks.even_lines(text, 36, len)
    assert len(greedy) == len(even) == 2
    assert abs(len(even[0]) - len(even[1])) < abs(len(greedy[0]) - len(greedy[1]))
    assert line_breaks.even_lines("", 5, len) == [""]
