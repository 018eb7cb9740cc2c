"""The offline pages as files: what they weigh, where their links lead, and which figures lead to which evidence."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from plain import load_plain
from quoted_data import QUOTED, WARDS
from snapshot import assert_unchanged

import analysis
from analysis.cli.commands import main
from analysis.data.ids import observation_id, observation_ids
from analysis.data.study import Study
from analysis.data.writing import MANIFEST, write_folders
from analysis.pages.site import website as site_module
from analysis.pages.site.output_tables import rewrite
from analysis.pages.site.prose import Prose
from analysis.pages.site.published_figures import Evidence
from analysis.pages.site.website import pages
from analysis.questions import trajectories
from analysis.words.errors import WardKpiError

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HEAVIEST, OF_A_FURTHER_WARD = 600_000, 20_000
"""Bytes of a page about the wards that tests quote, and of what each ward that the project has come to read adds."""
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" height="10pt" '
    'viewBox="0 0 10 10"><metadata>x</metadata><g id="figure_1"><defs><path id="glyph" d="M 0 0 L 1 1 z"/></defs>'
    '<use xlink:href="#glyph" x="1" style="fill: #005aff"/><g clip-path="url(#clip)"><path d="M 1 1 L 2 2"/></g></g>'
    '<defs><clipPath id="clip"><rect x="0" y="0" width="5" height="5"/></clipPath></defs></svg>'
)


def code(number: int | None, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {},
        "execution_count": number,
        "source": ["show()  # 表示\n"],
        "outputs": list(outputs),
    }


def shown(kind: str, data: str, **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind: data}, "metadata": metadata}


def notebook(*cells: dict[str, Any] | str) -> bytes:
    made = [
        {"cell_type": "markdown", "id": "t", "metadata": {}, "source": c} if isinstance(c, str) else c for c in cells
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


class Tags(HTMLParser):
    """Collects every start tag with its attributes."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, name: str, tag: str | None = None) -> Iterator[str]:
        return (value for one, attrs in self.found if tag in (None, one) and (value := attrs.get(name)) is not None)


@pytest.fixture(scope="module")
def tags(built: dict[str, bytes]) -> dict[str, Tags]:
    return {name: Tags(content) for name, content in built.items()}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence(Study.of(ROOT))


# --- all pages ---------------------------------------------------------------------------------------------------


def test_the_pages_are_those_written_down(built: dict[str, bytes]) -> None:
    assert_unchanged("pages", built)


def test_there_is_a_page_for_every_notebook_and_every_area(built: dict[str, bytes]) -> None:
    wards = pd.read_csv(ROOT / "data" / "clean" / "wards.csv")
    expected = {"index.html", "figures.html", "evidence.html", "api.html"}
    expected |= {f"{path.stem}.html" for path in NOTEBOOKS} | {f"evidence-{slug}.html" for slug in wards["slug"]}
    assert {
        name for name in built if not name.startswith("table-")
    } == expected  # tables of PDFs have a page of their own


def test_no_page_is_heavy_for_a_phone(built: dict[str, bytes]) -> None:
    most = HEAVIEST + OF_A_FURTHER_WARD * (len(Study.of(ROOT).wards) - len(WARDS))
    assert {name: len(content) for name, content in built.items() if len(content) > most} == {}


def test_pages_hold_all_they_need(tags: dict[str, Tags]) -> None:
    for name, page in tags.items():
        for attribute in ("src", "srcset", "poster", "data", "action", "background"):
            outside = [value for value in page.values(attribute) if not value.startswith("data:")]
            assert outside == [], f"{name}: {attribute}"
        assert list(page.values("rel")) == [], name
        assert [value for value in page.values("href", "use") if not value.startswith("#")] == [], name


def test_every_link_leads_somewhere(tags: dict[str, Tags]) -> None:
    anchors = {name: set(page.values("id")) for name, page in tags.items()}
    lost = []
    for name, page in tags.items():
        for target in page.values("href", "a"):
            if target.startswith(("http://", "https://")):
                continue
            file, _, anchor = target.partition("#")
            if (file or name) not in anchors or (anchor and anchor not in anchors[file or name]):
                lost.append(f"{name}: {target}")
    assert lost == []


def test_ids_are_unique_within_a_page(tags: dict[str, Tags]) -> None:
    for name, page in tags.items():
        ids = list(page.values("id"))
        assert len(ids) == len(set(ids)), name


def test_every_observation_has_one_place(tags: dict[str, Tags]) -> None:
    rows = load_plain(vintage="all", complete=True, root=ROOT)
    anchors = [
        anchor for name, page in tags.items() if name.startswith("evidence-") for anchor in page.values("id", "tr")
    ]
    assert sorted(anchors) == sorted(observation_id(row) for row in rows.to_dict("records"))


def test_evidence_names_document_place_vintage_and_lines(built: dict[str, bytes]) -> None:
    # The 37 procedures of R6 stand in the table of the progress report of 2025, in line 9 of its text.
    html = built["evidence-sumida.html"].decode()
    row = re.search(r'<tr id="sumida\.online_procedures_priority-2024-actual-[^"]*">.*?</tr>', html)
    assert row
    read = re.sub("</?span[^>]*>", "", row[0])  # which keeps a date on one line
    for said in (
        "37手続",
        "墨田区行政情報化の取組状況",
        "令和7年4月以降",
        "sumida-progress-2025/kpi_03_2.csv",
        "「R6」欄",
        "L9",
        "最新",
    ):
        assert said in read, said


def test_no_mark_of_a_docstring_stands_on_the_page_of_names(built: dict[str, bytes]) -> None:
    html = built["api.html"].decode()
    assert "Return the measures of analysis.progress once for each document" in html
    assert "``" not in html and ":func:" not in html and ":data:" not in html


def test_a_series_without_a_survey_date_is_dated_by_its_publication(built: dict[str, bytes]) -> None:
    """The Agency's table of 12 July 2024 prints no year: the pages name none for its 73 % of Sumida."""
    html = built["evidence-sumida.html"].decode()
    row = re.search(r'<tr id="sumida\.mynumber_card_held_rate-[^"]*">.*?</tr>', html)
    assert row and "令和6年7月12日公表" in row[0] and "令和6年度" not in row[0]


def test_a_target_that_was_redated_is_not_called_newest(built: dict[str, bytes]) -> None:
    """The document of 2023 dates the 25 procedures to FY2022, the progress table to FY2025."""
    html = built["evidence-sumida.html"].decode()
    for year, source, newest in ((2022, "sumida-briefing-2023", False), (2025, "sumida-progress-2025", True)):
        row = re.search(rf'<tr id="sumida\.online_procedures_mynaportal-{year}-target-{source}">.*?</tr>', html)
        assert row and ("<strong>最新</strong>" in row[0]) == newest, (year, source)


def test_words_begin_at_the_left_and_stand_as_printed_in_their_column(built: dict[str, bytes]) -> None:
    html = built["evidence-suginami.html"].decode()
    rows = re.findall(r'<tr id="suginami\.cashless_action-[^"]*">.*?</tr>', html)
    assert rows and not any('class="end' in row for row in rows)
    printed = [re.findall("<td[^>]*>([^<]*)</td>", row)[2] for row in rows]
    assert printed.count("キャッシュレス決済 拡充・検討") == 3  # 004:97, of three years
    assert '<td class="end short">30%</td>' in html


def test_areas_are_listed_with_how_many_of_their_entries_are_figures(built: dict[str, bytes]) -> None:
    rows = load_plain(vintage="all", complete=True, root=ROOT)
    rows = rows[rows["ward"] == "131156"]
    said = f"杉並区（{len(rows)}件、うち数値{rows['value'].notna().sum()}件）"
    assert said in built["evidence.html"].decode()


def test_pages_say_their_language(tags: dict[str, Tags]) -> None:
    assert {lang for page in tags.values() for lang in page.values("lang", "html")} == {"ja"}


def test_english_pages_say_so_and_speak_it() -> None:
    made = pages({"00_x": notebook("# 題\n\nEnglish words here.")}, Study.of(ROOT, "en"))
    for name, content in made.items():
        html = content.decode()
        assert '<html lang="en">' in html, name
        assert "収録した値と文言の一覧" not in html, name
    assert "All figures and words" in made["index.html"].decode()
    assert "<h1>Sumida: Sources and places</h1>" in made["evidence-sumida.html"].decode()


def test_the_index_names_the_figures_that_are_left_out(built: dict[str, bytes]) -> None:
    output = shown("text/markdown", "図なし", ward_kpi={"left_out": "online_use"})
    made = pages({"a": notebook("# A", code(1, output)), "b": notebook("# B", code(1, output))}, Study.of(ROOT))
    assert "作成していない図: online_use</p>" in made["index.html"].decode()
    assert "図なし" in made["a.html"].decode()
    assert "作成していない図" not in built["index.html"].decode()


def test_same_notebooks_give_the_same_bytes(built: dict[str, bytes]) -> None:
    assert pages({path.stem: path.read_bytes() for path in NOTEBOOKS}, Study.of(ROOT)) == built
    for name, content in built.items():
        assert str(ROOT).encode() not in content, name


# --- notebooks ---------------------------------------------------------------------------------------------------


def of_notebook(*cells: dict[str, Any] | str) -> str:
    return pages({"00_x": notebook(*cells)}, Study.of(ROOT))["00_x.html"].decode()


def test_headings_are_listed_and_linked() -> None:
    html = of_notebook("# 題\n\n## 節の一\n\n### 細目\n\n## 節の二")
    listed = re.findall(r'<a href="#(s\d+)">([^<]+)</a>', html)
    assert [text for _, text in listed] == ["節の一", "細目", "節の二"]
    for anchor, text in listed:
        assert re.search(rf'<h[23] id="{anchor}">{text}</h', html)


def test_chart_is_described_and_its_figures_listed() -> None:
    key = "sumida.cashless_procedures-2024-actual-sumida-progress-2025"
    alt = '墨田区は"217"手続。'
    html = of_notebook(
        "# 題",
        code(1, shown("image/svg+xml", SVG, **{"image/svg+xml": {"alt": alt}, "ward_kpi": {"observations": [key]}})),
    )
    assert 'role="img" aria-label="墨田区は&quot;217&quot;手続。"' in html
    assert f'<a href="evidence-sumida.html#{key}">217手続</a>' in html


def test_the_list_beneath_a_figure_stands_in_the_notebook_only() -> None:
    beneath = shown("text/html", "<details><summary>根拠の一覧</summary></details>", ward_kpi={"evidence": True})
    assert "根拠の一覧" not in of_notebook("# 題", code(1, shown("text/html", "<p>表</p>"), beneath))


def test_chart_without_description_is_refused() -> None:
    with pytest.raises(WardKpiError, match=r"00_x.ipynb, cell 2 shows a chart without a description"):
        of_notebook("# 題", code(1, shown("image/svg+xml", SVG)))


def test_notebook_that_was_not_run_is_refused() -> None:
    with pytest.raises(WardKpiError, match=r"00_x.ipynb, cell 2 has not been run"):
        of_notebook("# 題", code(None))


def test_the_first_page_is_in_one_language_where_the_other_has_its_own(built: dict[str, bytes]) -> None:
    (path, *_) = NOTEBOOKS
    beside = pages({path.stem: path.read_bytes()}, Study.of(ROOT), "en/")["index.html"].decode()
    assert 'href="en/index.html"' in beside and "<p lang=" not in beside
    assert "<p lang=" in built["index.html"].decode()  # of the site in one language: its abstract in the other


def test_text_of_a_notebook_cannot_bring_markup_along() -> None:
    html = of_notebook(
        "# 題\n\n<script>alert(1)</script> <img src=x>",
        code(1, shown("text/html", "<script>alert(2)</script><p onclick='x'>表<img src='http://example.org'></p>")),
        code(2, {"output_type": "stream", "name": "stdout", "text": "<b>文字</b>"}),
    )
    assert "alert(2)" not in html
    assert "<script>" not in html
    assert "onclick" not in html
    assert "<img" not in html
    assert "&lt;b&gt;文字" in html


def test_links_between_notebooks_lead_to_pages_and_others_lose_their_aim() -> None:
    made = pages(
        {"00_x": notebook("# 題\n\n[次](01_y.ipynb) [表](../data/clean/wards.csv)"), "01_y": notebook("# 次")},
        Study.of(ROOT),
    )
    html = made["00_x.html"].decode()
    assert '<a href="01_y.html">次</a>' in html
    assert "wards.csv" not in html
    assert "表" in html


def test_paragraphs_in_english_are_marked() -> None:
    prose = Prose((), "ja")
    assert prose.render("> Two lines of English here.") == (
        '<blockquote>\n<p lang="en">Two lines of English here.</p>\n</blockquote>\n'
    )
    assert prose.render("KPI は指標。") == "<p>KPI は指標。</p>\n"
    assert prose.render("**R6**") == "<p><strong>R6</strong></p>\n"


# --- links from tables to evidence ---------------------------------------------------------------------------------


def linked(html: str) -> dict[str, str]:
    """Return the text of each linked cell by the id it leads to."""
    cells = re.findall(r'<a href="[^"#]*#([^"]+)">(.*?)</a>', html)
    return {key: re.sub("</?span[^>]*>", "", text) for key, text in cells}


def test_every_figure_of_a_table_of_figures_leads_to_its_evidence(evidence: Evidence) -> None:
    rows = load_plain(theme="cashless", root=ROOT)
    table = analysis.figures_table(rows, title="公表値", root=ROOT)
    found = linked(rewrite(table._repr_html_(), evidence.urls))
    assert set(found) == {observation_id(row) for row in rows.to_dict("records")}
    of_quoted = analysis.figures_table(load_plain(theme="cashless", root=QUOTED), title="公表値", root=QUOTED)
    found = linked(rewrite(of_quoted._repr_html_(), evidence.urls))
    assert found["taito.cashless_usage_rate-2025-target-taito-status-2025"] == "40%"


def test_published_figures_of_a_progress_table_are_linked_and_derived_ones_are_not(evidence: Evidence) -> None:
    # Taito's cashless rate came from 10% to 22% of 40%: its progress is 40%, too, and is no published figure.
    rows = analysis.progress(root=QUOTED)
    rows = rows[rows["indicator"] == "taito.cashless_usage_rate"]
    html = rewrite(analysis.progress_table(rows, title="進捗", root=QUOTED)._repr_html_(), evidence.urls)
    assert '<td class="num">40%</td>' in html
    assert linked(html) == {
        "taito.cashless_usage_rate-2020-baseline-taito-status-2025-2021-03-31": "10%（令和2年度）",
        "taito.cashless_usage_rate-2025-target-taito-status-2025": "40%（令和7年度）",
        "taito.cashless_usage_rate-2025-estimate-taito-status-2025": "22%（令和7年度 実績見込）",
    }


def test_both_documents_of_a_revision_are_linked(evidence: Evidence) -> None:
    # The baseline of Sumida's cashless procedures: 14 in the draft of 2022, 13 in the briefing of 2023.
    changes = analysis.revisions("sumida-plan-2022", "sumida-briefing-2023", root=ROOT)
    rows = changes[(changes["indicator"] == "sumida.cashless_procedures") & (changes["kind"] == "baseline")]
    html = rewrite(analysis.revisions_table(rows, title="改定", root=ROOT)._repr_html_(), evidence.urls)
    assert linked(html) == {
        "sumida.cashless_procedures-2021-baseline-sumida-plan-2022": "令和3年度 14 手続",
        "sumida.cashless_procedures-2021-baseline-sumida-briefing-2023": "令和3年度 13手続",
    }


def test_what_a_document_says_by_itself_leads_to_that_document(evidence: Evidence) -> None:
    judged = analysis.judgements(root=ROOT)
    rows = judged[(judged["indicator"] == "sumida.cashless_procedures")]
    html = rewrite(analysis.judgements_table(rows, title="判定", root=ROOT)._repr_html_(), evidence.urls)
    assert linked(html)["sumida.cashless_procedures-2025-target-sumida-plan-2022"] == "令和7年度 60手続"
    assert linked(html)["sumida.cashless_procedures-2025-target-sumida-briefing-2023"] == "令和7年度 40手続"


def test_rows_that_a_caller_has_changed_are_not_linked(evidence: Evidence) -> None:
    rows = load_plain(concept="cashless_procedures", root=ROOT)
    changed = rows.assign(value=rows["value"] + 1)
    html = rewrite(analysis.figures_table(changed, title="公表値", root=ROOT)._repr_html_(), evidence.urls)
    assert "218手続" in html
    assert linked(html) == {}


def test_a_data_frame_is_linked_where_it_shows_the_id(evidence: Evidence) -> None:
    rows = load_plain(vintage="all", ward="sumida", concept="cashless_procedures", root=ROOT)
    shown_rows = rows[["ward", "indicator", "fiscal_year", "kind", "value"]]
    assert linked(rewrite(shown_rows.to_html(), evidence.urls)) == {}
    keys = [observation_id(row) for row in rows.to_dict("records")]
    assert linked(rewrite(shown_rows.assign(observation=keys).to_html(), evidence.urls)) == {key: key for key in keys}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ("one", '<a href="p.html#one">5</a>'),
        ("one gone", '<a href="p.html#one">5</a>'),
        ("one two", "5"),  # two figures in one cell: neither is the cell
        ("gone", "5"),
        ("", "5"),
    ],
)
def test_a_cell_leads_to_the_one_observation_that_it_shows(ids: str, expected: str) -> None:
    html = f'<table><tr><td><span data-observations="{ids}">5</span><span class="gt_footnote_marks">1</span></td></tr>'
    urls = {"one": "p.html#one", "two": "p.html#two"}
    assert rewrite(html, urls) == f'<table><tr><td class="num">{expected}<sup>1</sup></td></tr>\n'


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("13手続（令和3年度）", 'class="end name">13手続<span class="short">（令和3年度）</span>'),
        (
            "217 procedures (FY2024)",
            'class="end name"><span class="short">217 procedures</span> <span class="short">(FY2024)</span>',
        ),
        ("FY2021 6 procedures", 'class="end name">FY2021 <span class="short">6 procedures</span>'),
        ("キャッシュレス決済拡充・検討", 'class="name">キャッシュレス決済拡充・検討'),
        ("－", 'class="end short">－'),
    ],
)
def test_figures_stand_at_the_end_and_words_at_the_beginning_and_no_line_parts_a_year(
    words: str, expected: str
) -> None:
    html = rewrite(f'<table><tr><td class="gt_row gt_right">{words}</td></tr></table>', {})
    assert f"<td {expected}</td>" in html


@pytest.mark.parametrize("date", ["令和6年7月12日", "令和元年度", "平成30年4月", "令和7年"])
def test_no_line_of_prose_parts_a_date(date: str) -> None:
    assert Prose((), "ja").render(f"墨田区は{date}に<公表>") == (
        f'<p>墨田区は<span class="short">{date}</span>に&lt;公表&gt;</p>\n'
    )


# --- the command -------------------------------------------------------------------------------------------------


def test_site_replaces_the_folder_and_nothing_is_written_on_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "site"
    write_folders({output: {"old.html": b"old"}})
    good = {ROOT / "notebooks" / "00_x.ipynb": notebook("# 題", code(1))}
    bad = {ROOT / "notebooks" / "00_x.ipynb": notebook("# 題", code(1, shown("image/svg+xml", SVG)))}
    monkeypatch.setattr(site_module, "execute_editions", lambda *arguments: {"en": bad, "ja": bad})
    assert main(["site", "--root", str(ROOT), "--output", str(output), "--lang", "en"]) == 1
    assert "00_x.ipynb, cell 2 shows a chart without a description" in capsys.readouterr().err
    assert {path.name for path in output.iterdir()} == {"old.html", MANIFEST}
    monkeypatch.setattr(site_module, "execute_editions", lambda *arguments: {"en": good, "ja": good})
    assert main(["site", "--root", str(ROOT), "--output", str(output), "--lang", "en"]) == 0
    names = {path.name for path in output.iterdir()}
    assert "00_x.html" in names
    assert "old.html" not in names
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# --- ids ---------------------------------------------------------------------------------------------------------


def test_only_printed_figures_have_an_id() -> None:
    # Suginami's 260 procedures of R5 follow from two printed figures and are printed nowhere.
    rows = trajectories.table("onlinization", Study.of(ROOT))
    assert (rows["origin"] == "derived").sum() == 1
    ids = observation_ids(rows, ROOT)
    assert len(ids) == (rows["origin"] == "published").sum()
    assert not any(key.startswith("suginami.online_procedures_cumulative-2023") for key in ids)


def test_progress_stands_for_its_baseline_target_and_result() -> None:
    rows = analysis.progress(root=ROOT)
    assert observation_ids(rows[rows["indicator"] == "sumida.online_procedures_priority"], ROOT) == [
        "sumida.online_procedures_priority-2024-actual-sumida-progress-2025",
        "sumida.online_procedures_priority-2021-baseline-sumida-progress-2025",
        "sumida.online_procedures_priority-2025-target-sumida-progress-2025",
    ]


def test_a_page_turns_to_its_neighbours_by_their_titles(built: dict[str, bytes]) -> None:
    pages_of = {name: content.decode() for name, content in built.items() if re.match(r"\d\d_", name)}
    names = list(pages_of)
    assert len(names) > 2
    for before, name in pairwise(names):
        [title] = re.findall("<h1[^>]*>(.*?)</h1>", pages_of[before])
        [turn] = re.findall('<nav class="turn".*?</nav>', pages_of[name], re.DOTALL)
        assert f'<a href="{before}">' in turn and re.sub("<[^>]+>", "", title) in unescape(turn)


def test_notes_and_titles_of_tables_stay_in_sight_where_a_table_is_wider_than_the_page(built: dict[str, bytes]) -> None:
    html = built["00_overview.html"].decode()
    feet = re.findall("<tfoot>.*?</tfoot>", html, re.DOTALL)
    assert feet
    for foot in feet:
        cells = re.findall("<td[^>]*>(.*?)</td>", foot, re.DOTALL)
        assert cells and all(cell.startswith('<div class="across">') for cell in cells)
    assert ".across { position: sticky; left: 0;" in html


def test_a_policy_names_the_script_of_its_page_and_allows_nothing_else(built: dict[str, bytes]) -> None:
    for name, content in built.items():
        text = content.decode()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy, name
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.group(1).split(";"))
        assert rules.pop("script-src", "") == " ".join(f"'sha256-{one}'" for one in digests), name
        assert {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}.items() <= rules.items()
        assert "https" not in policy.group(1)


def test_every_public_name_has_an_entry_with_its_docstring(built: dict[str, bytes]) -> None:
    html = built["api.html"].decode()
    for name in analysis.__all__:
        assert f'<section id="{name}">' in html, name
    said = re.search(r'<section id="municipality_codes">.*?</section>', html, re.DOTALL)
    assert (
        said
        and "Return the 6-digit code of each municipality" in said[0]
        and "prefectures : iterable of str" in said[0]
    )
    assert '<h2 id="names-load">読み込む</h2>' in html
