"""Sources and caveats beneath charts and tables: all that the rows rest on, each once, in the language asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from plain import load_plain
from quoted_data import QUOTED

import analysis
from analysis.data.citation import _About, _subject, caveat_lines, source_lines
from analysis.data.documents import Document, date_of, dated, documents_of, draft_of, title_of
from analysis.data.study import Study, own
from analysis.words.era import stated_date

JA, EN = Study.of(QUOTED, "ja"), Study.of(QUOTED, "en")


def test_each_document_is_named_once_with_its_date_as_far_as_known() -> None:
    rows = pd.DataFrame({"source": ["taito-status-2025", "sumida-progress-2025 taito-status-2025"]})
    lines = source_lines(rows, JA)
    assert len(lines) == 2
    assert lines[0].startswith("台東区") and lines[0].endswith("（令和7年10月1日付）")
    assert lines[1].endswith("（仮題、公表日の記載なし、令和7年4月以降）")  # neither title nor date stands in it
    assert source_lines(rows, EN)[0].endswith("(dated 1 October 2025)")


def test_a_draft_is_called_a_draft() -> None:
    """Once: where its title says so, nothing is added."""
    rows = pd.DataFrame({"source": ["suginami-plan-2024", "sumida-plan-2022"]})
    for line in source_lines(rows, JA):
        assert line.count("案") == 1
    for line in source_lines(rows, EN):
        assert line.count("draft") == 1
    plan = Document("koto-plan", "計画", "江東区", "draft", "2025", "2025", "")
    assert title_of(plan, "ja") == "計画（案）"
    assert title_of(replace(plan, title="計画（案）"), "ja") == "計画（案）"


def test_what_a_document_does_not_print_of_itself_is_marked_as_ours() -> None:
    plan = Document("koto-plan", "計画", "江東区", "final", "2025", "2025-04", "title published")
    assert title_of(plan, "ja") == "計画（仮題）"
    assert date_of(plan, "ja") == "公表日の記載なし、令和7年4月以降"
    assert date_of(plan, "en") == "no date printed, not before April 2025"
    printed = replace(plan, not_printed="")
    assert (title_of(printed, "ja"), date_of(printed, "ja")) == ("計画", "令和7年")
    assert (dated(printed, "ja"), dated(printed, "en")) == ("令和7年公表", "published 2025")
    of_cover = replace(plan, not_printed="publication")
    assert (dated(of_cover, "ja"), dated(of_cover, "en")) == ("令和7年付", "dated 2025")
    undated = [one.source for one in documents_of(JA).values() if not one.is_printed("published")]
    assert sorted(undated) == ["mic-mynumber", "suginami-plan-2024", "sumida-plan-2022", "sumida-progress-2025"]


def test_only_what_says_when_it_was_published_is_told_as_published() -> None:
    """A cover's date, a meeting's and a committee's are no publication; the agency's tables print theirs."""
    told = {name: dated(one, "ja") for name, one in documents_of(JA).items()}
    assert {name for name, said in told.items() if said.endswith("公表")} == {"digital-agency-dx-2024"}
    assert told["sumida-plan-2022"] == "公表日の記載なし、令和3年10月15日以降"  # 001:11 is the date of the plan to be
    assert (told["sumida-briefing-2023"], told["taito-status-2025"]) == ("令和5年11月2日付", "令和7年10月1日付")


@pytest.mark.parametrize(
    ("stated", "ja", "en"),
    [
        ("2025", "令和7年", "2025"),
        ("2025-10", "令和7年10月", "October 2025"),
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
    assert any(
        line.startswith("墨田区 令和4年度 マイナンバーカード普及率: ") and "令和5年1月末" in line for line in lines
    )
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
    assert "平成29年1月1日〜令和4年1月1日" in about_population[0]
    assert "1 January 2017 to 1 January 2022" in " ".join(caveat_lines(rows, EN))


def test_rows_that_are_not_about_indicators_have_no_caveats() -> None:
    assert caveat_lines(pd.DataFrame({"source": ["mic-mynumber"]}), JA) == []


def test_up_to_four_are_named_with_their_years_and_more_by_ward_or_number() -> None:
    wards = ["A区", "B区", "C区", "D区", "E区"]
    about = [_About("sumida.mynumber_card_rate", ward, "R4") for ward in wards]
    named = "マイナンバーカード普及率"
    assert _subject(about[:4], JA.names, []) == f"A区 R4、B区 R4、C区 R4、D区 R4 {named}"
    assert _subject(about, JA.names, []) == f"A区・B区・C区・D区・E区 {named}"
    plain = [one._replace(year="") for one in about]
    assert _subject(plain[:4], JA.names, wards[:4]) == f"A区・B区・C区・D区 {named}"
    assert "5" in _subject(plain, JA.names, wards) and "A区" not in _subject(plain, JA.names, wards)


def test_a_ward_is_named_once_before_all_its_years() -> None:
    about = [
        _About("sumida.mynumber_card_rate", ward, year) for ward, year in (("B区", "R4"), ("A区", "R3"), ("A区", "R4"))
    ]
    assert _subject(about, JA.names, ["A区", "B区"]) == "A区 R3・R4、B区 R4 マイナンバーカード普及率"


@pytest.mark.parametrize(
    ("column", "figure"),
    [("observation", "2024-actual"), ("baseline_observation", "2021-baseline"), ("target_observation", "2025-target")],
)
def test_each_figure_that_a_row_of_progress_rests_on_says_where_it_stands(column: str, figure: str) -> None:
    """The document prints baseline, results and target of procedures without cash in one row, line 14."""
    source = "sumida-progress-2025"
    row = pd.DataFrame({"source": [source], column: [f"sumida.cashless_procedures-{figure}-{source}"]})
    assert analysis.cite(row, lang="en").lines[0].endswith("measure 2, item 4 (L14)")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_not_known_of_a_document_leaves_no_trace_in_its_citation(lang: str) -> None:
    every = analysis.load_observations(vintage="all")
    for source, page in analysis.load_sources().set_index("source")["landing_page"].fillna("").items():
        cited = analysis.cite(every[every["source"] == source], lang=lang)
        said = f"{cited}\n{cited.bibtex}"
        assert not re.search(r"\bnan\b|<NA>|None|\{\}|（）|\(\)", said)
        assert [one for one in cited.pages if one] == ([page] if page else [])
        assert ("url =" in cited.bibtex) == bool(page)


def test_the_draft_of_a_revision_is_called_so() -> None:
    """004:12 prints 改定案 on its cover; of a new plan it would be 案."""
    study = Study.of()
    assert draft_of(["suginami-plan-2024"], study) == "draft_revision"
    assert draft_of(["sumida-plan-2022 suginami-plan-2024"], study) == "draft"
    assert draft_of(["sumida-plan-2022 taito-status-2025"], study) == ""


def test_each_ward_has_a_caveat_before_a_second_one_of_another() -> None:
    study = Study.of()
    rows = own(study)
    lines = caveat_lines(rows[(rows["theme"] == "onlinization") & rows["value"].notna()], study)
    assert {line[:3] for line in lines[:3]} == {"墨田区", "台東区", "杉並区"}
