"""Sources and caveats beneath charts and tables: all that the rows rest on, each once, in the language asked for."""

from __future__ import annotations

import pandas as pd
import pytest
from plain import load_plain

from analysis.data.citation import _subject, caveat_lines, source_lines
from analysis.data.study import Study
from analysis.words.era import stated_date

JA, EN = Study.of(None, "ja"), Study.of(None, "en")


def test_each_document_is_named_once_with_its_date_as_far_as_known() -> None:
    rows = pd.DataFrame({"source": ["taito-status-2025", "sumida-progress-2025 taito-status-2025"]})
    lines = source_lines(rows, JA)
    assert len(lines) == 2
    assert lines[0].startswith("台東区") and lines[0].endswith("（令和7年10月1日公表）")
    assert lines[1].endswith("（2025年公表）")
    assert source_lines(rows, EN)[0].endswith("(published 1 October 2025)")


def test_a_draft_is_called_a_draft() -> None:
    rows = pd.DataFrame({"source": ["suginami-plan-2024"]})
    assert "（案、" in source_lines(rows, JA)[0]
    assert "(draft, " in source_lines(rows, EN)[0]


@pytest.mark.parametrize(
    ("stated", "ja", "en"),
    [
        ("2025", "2025年", "2025"),
        ("2025-10", "2025年10月", "2025-10"),
        ("2019-04-30", "平成31年4月30日", "30 April 2019"),
        ("2019-05-01", "令和元年5月1日", "1 May 2019"),
    ],
)
def test_dates(stated: str, ja: str, en: str) -> None:
    assert (stated_date(stated, "ja"), stated_date(stated, "en")) == (ja, en)


def test_caveats_name_ward_and_indicator_and_years_of_single_figures() -> None:
    rows = load_plain(vintage="sumida-briefing-2023", concept="mynumber_card_rate")
    lines = caveat_lines(rows, JA)
    assert any(line.startswith("墨田区 マイナンバーカード普及率: ") for line in lines)
    assert any(line.startswith("墨田区 R4 マイナンバーカード普及率: ") and "2023年1月末" in line for line in lines)
    english = caveat_lines(rows, EN)
    assert len(english) == len(lines)
    assert any("end of January 2023" in line for line in english)


def test_a_caveat_of_many_is_said_once() -> None:
    rows = load_plain(concept="online_procedures_32_ratio")
    shared = [line for line in caveat_lines(rows, JA) if "分母" in line]
    assert len(shared) == 1
    assert all(ward in shared[0] for ward in ("墨田区", "台東区", "杉並区"))


def test_notes_that_differ_only_in_a_date_become_one_span() -> None:
    rows = load_plain(concept="mynumber_card_rate", ward="suginami")
    about_population = [line for line in caveat_lines(rows, JA) if "人口は" in line]
    assert len(about_population) == 1
    assert "2017-01-01〜2022-01-01" in about_population[0]
    assert "2017-01-01 to 2022-01-01" in " ".join(caveat_lines(rows, EN))


def test_rows_that_are_not_about_indicators_have_no_caveats() -> None:
    assert caveat_lines(pd.DataFrame({"source": ["mic-mynumber"]}), JA) == []


def test_up_to_four_are_named_with_their_years_and_more_by_ward_or_number() -> None:
    wards = ["A区", "B区", "C区", "D区", "E区"]
    about = [("sumida.mynumber_card_rate", f"{ward} R4") for ward in wards]
    named = "マイナンバーカード普及率"
    assert _subject(about[:4], JA.names, []) == f"A区 R4・B区 R4・C区 R4・D区 R4 {named}"
    assert _subject(about, JA.names, []) == f"A区・B区・C区・D区・E区 {named}"
    plain = [(indicator, ward) for ward, (indicator, _) in zip(wards, about, strict=True)]
    assert _subject(plain[:4], JA.names, wards[:4]) == f"A区・B区・C区・D区 {named}"
    assert "5" in _subject(plain, JA.names, wards) and "A区" not in _subject(plain, JA.names, wards)
