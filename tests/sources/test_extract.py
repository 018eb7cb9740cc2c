"""Drafts of raw tables: what is found in a text, what is written, and how often it agrees with what a person read."""

import csv
import re
import tomllib
from pathlib import Path

import pytest
import synthetic
from synthetic import ASAHINA, PLAN, Source, Table

from analysis.cli.commands import main
from analysis.sources.binding import Table as Bound
from analysis.sources.draft import described, draft_csv
from analysis.sources.extract import Score, measure, score, tables_of, write_drafts
from analysis.sources.forms.text import read_plain
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw
from analysis.words.errors import NoCandidates, WardKpiError

PIPE = """\
第2章 指標

| 指標 | 基準値 R3 | R4 | 目標値 R7 | 評価 |
|------|-----------|----|----------|------|
| オンライン化手続数 | 6手続 | 23手続 | 25手続 (R4) ※3 | 達成 |
| カード普及率 | 40% | | 70% | 未達成 |
"""
TABS = """\
重要業績評価指標（KPI）

取組\t指標\t基準値（令和 3 年度）\t目標値（令和 7 年度）
取組 3\tオンライン化手続数①\t6 手続\t24 手続
取組 7\tカード普及率\t40 %\t70 %

次の文章は表ではない。令和7年度までに\t進める。
"""
HTML = (
    '3\t手続きのオンライン化\t○\t■KPI：オンライン化手続数 <table border="1"><thead><tr><th>基準値（R3）</th><th>R4</th>'
    "<th>目標値（R7）</th></tr></thead><tbody><tr><td>6手続</td><td>21手続</td><td>25手続</td></tr></tbody></table>"
    "\t担当課\n基準値（R3）\tR4\t目標値（R7）\t\t\n6手続\t21手続\t25手続\t\t\n4\tキャッシュレス\t－\t－\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small root."""
    rows = {"asahina.procedures": ["13手続", "23手続", "37手続", "44手続"]}
    return synthetic.write(tmp_path / "root", {"asahina-plan": Source("2025", {"kpi": Table(PLAN, rows)}, ASAHINA)})


@pytest.fixture
def codebook(root: Path) -> Codebook:
    """Return its codebook."""
    return load_raw(root).codebook


def find_tables(text: str, codebook: Codebook, *, words: bool = False) -> list[Bound]:
    return tables_of(read_plain(text).grids, codebook, words=words)


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode().splitlines()))


def test_a_table_of_bars(codebook: Codebook) -> None:
    (found,) = find_tables(PIPE, codebook)
    assert found.title == "第2章 指標"
    assert rows_of(draft_csv(found)) == [
        ["indicator", "label", "基準値 R3", "R4", "目標値 R7", "評価", "locator"],
        ["", "オンライン化手続数", "6手続", "23手続", "25手続 (R4) ※3", "達成", "L5"],
        ["", "カード普及率", "40%", "", "70%", "未達成", "L6"],
    ]
    assert described(found) == {"評価": {"role": "remark"}}


def test_a_table_of_tabs_ends_where_its_block_ends(codebook: Codebook) -> None:
    (found,) = find_tables(TABS, codebook)
    assert found.title == "重要業績評価指標（KPI）"
    assert rows_of(draft_csv(found))[1:] == [
        ["", "オンライン化手続数①", "6 手続", "24 手続", "L4"],
        ["", "カード普及率", "40 %", "70 %", "L5"],
    ]


def test_html_within_a_cell_is_taken_once_with_its_title(codebook: Codebook) -> None:
    (found,) = find_tables(HTML, codebook)
    assert found.title == "オンライン化手続数"
    assert rows_of(draft_csv(found)) == [
        ["indicator", "label", "基準値（R3）", "R4", "目標値（R7）", "locator"],
        ["", "オンライン化手続数", "6手続", "21手続", "25手続", "L1"],
    ]


def test_html_over_several_lines_knows_its_lines(codebook: Codebook) -> None:
    text = "\n\n<table>\n<tr><th>R4</th>\n<th>R5</th></tr>\n<tr><td>1手続</td>\n<td>2手続</td></tr>\n</table>\n"
    (found,) = find_tables(text, codebook)
    assert [(one.cell.place.lines, one.text) for one in found.figures] == [((6, 6), "1手続"), ((7, 7), "2手続")]
    assert rows_of(draft_csv(found))[1][-1] == "L6-L7"


def test_two_header_rows_are_joined(codebook: Codebook) -> None:
    text = "指標\t計画策定時\t令和7年度\t\n名称\t(令和2年度末)\t目標\t実績\n相談件数\t1件\t2件\t3件\n"
    (found,) = find_tables(text, codebook)
    assert rows_of(draft_csv(found))[0] == [
        "indicator",
        "label",
        "計画策定時 (令和2年度末)",
        "令和7年度 目標",
        "実績",
        "locator",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "文章だけの資料。令和7年度に20%を目指す。",
        "氏名\t電話\n山田\t03\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "年度\tR4\tR5\n取組\t実施\t推進\n",  # words only
        "<table></table><table><tr></tr></table><table><tr><td>",
        "|\n|\n\t\n\t\t\n",
    ],
)
def test_what_is_no_kpi_table_is_not_drafted(codebook: Codebook, text: str) -> None:
    assert find_tables(text, codebook) == []


@pytest.mark.parametrize("noise", ["<table>", "<", "|R4|R5|\n", "R4\t", "<td>\t|\n", "<table><tr><td>", "令和7年度\t"])
def test_two_megabytes_of_noise_hold_no_table(codebook: Codebook, noise: str) -> None:
    assert find_tables(noise * (1_900_000 // len(noise.encode())), codebook) == []


def test_tables_in_words_come_when_asked_for(codebook: Codebook) -> None:
    assert len(find_tables("年度\tR4\tR5\n取組\t実施\t推進\n", codebook, words=True)) == 1


def test_long_cells_are_never_copied(codebook: Codebook) -> None:
    sentence = "区民の利便性を高めるため、手続のオンライン化を計画的に進め、来庁しなくても済むようにしていく。"
    text = f"指標\tR4\tR5\t取組状況\n手続数\t1手続\t2手続\t{sentence}\n"
    (found,) = find_tables(text, codebook)
    assert sentence not in draft_csv(found).decode()


# --- writing -------------------------------------------------------------------------------------------------------


def test_drafts_are_a_source_folder_that_only_lacks_what_a_person_knows(root: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(f"{PIPE}\n{TABS}", encoding="utf-8")
    found = write_drafts(text, tmp_path / "hoshino-plan-2026", root=root)
    assert len(found.tables) == 2
    said = tomllib.loads((tmp_path / "hoshino-plan-2026" / "source.toml").read_text(encoding="utf-8"))
    assert (said["id"], said["ward"]) == ("hoshino-plan-2026", "131920")
    assert [table["file"] for table in said["table"]] == ["table_01.csv", "table_02.csv"]
    assert said["table"][0]["header_locator"] == "L3"
    assert said["table"][0]["columns"] == {"評価": {"role": "remark"}}
    from analysis.sources.validate import validate

    codes = {f.problem.code for f in validate(tmp_path / "hoshino-plan-2026", root=root) if f.level == "error"}
    assert codes == {"toml_key", "source_date", "indicator_missing"}


def test_rows_of_figures_in_a_text_that_make_no_table_are_named(root: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(f"{PIPE}\n\n本庁   12件   15件\n支所   22件   25件\n\n取組 2 4 庁舎\n", encoding="utf-8")
    [remark] = write_drafts(text, tmp_path / "drafts" / "asahina-plan-2024", root=root).remarks
    first = len(PIPE.split("\n")) + 2
    assert f"the figures at L{first}-L{first + 1} stand in no table" in remark.message("en")


UNREAD = """<table><tr><td>指標</td><td>R4</td><td>目標（R7）</td></tr><tr><td>手続数</td><td>1件</td><td>2件</td></tr></table>
<table><tr><td>No.1</td><td>本庁</td><td>12件</td></tr><tr><td>No.2</td><td>支所</td><td>15件</td></tr></table>
<table><tr><td>1</td><td>目的</td></tr><tr><td>2</td><td>方法</td></tr></table>"""


def test_figures_that_stand_in_no_table_are_named_with_their_place(root: Path, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    page.write_text(UNREAD, encoding="utf-8")
    [remark] = write_drafts(page, tmp_path / "drafts" / "asahina-plan-2024", root=root).remarks
    assert remark.message("en").startswith("plan.html: the figures at T2R1-R2 stand in no table that was read")
    page.write_text(UNREAD.partition("\n")[2], encoding="utf-8")
    with pytest.raises(NoCandidates, match="T1R1-R2"):
        write_drafts(page, tmp_path / "drafts" / "asahina-plan-2025", root=root)


def test_drafts_overwrite_nothing_and_stay_out_of_the_data(root: Path, tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_text(PIPE, encoding="utf-8")
    (tmp_path / "hoshino-plan-2026").mkdir()
    (tmp_path / "hoshino-plan-2026" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(WardKpiError, match="exists already and is not overwritten"):
        write_drafts(text, tmp_path / "hoshino-plan-2026", root=root)
    for inside in ("data/raw/hoshino-plan-2026", "data/hoshino-plan-2026"):
        with pytest.raises(WardKpiError, match="lies within the project's data"):
            write_drafts(text, root / inside, root=root)
        assert not (root / inside).exists()
    with pytest.raises(WardKpiError, match="is no source id"):
        write_drafts(text, tmp_path / "Bad Name", root=root)
    with pytest.raises(WardKpiError, match="nor one of Tokyo's 23 special wards"):
        write_drafts(text, tmp_path / "plan-2026", ward="大阪市", root=root)
    assert not (tmp_path / "plan-2026").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PIPE.encode("cp932"), "looks like Shift_JIS"),
        (b"a\t" * 5_000_000, "more than the 2 MB"),
        (b"\0" * 100, "binary"),
        ("文章だけ。\n".encode(), "no table with a year"),
    ],
)
def test_texts_that_cannot_be_used_are_one_line_and_nothing_is_written(
    root: Path, tmp_path: Path, content: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.txt").write_bytes(content)
    arguments = ["extract", str(tmp_path / "plan.txt"), "--out", str(tmp_path / "out-1"), "--root", str(root)]
    assert main([*arguments, "--lang", "en"]) == 1
    stderr = capsys.readouterr().err
    assert message in stderr
    assert stderr.count("\n") == 1
    assert not (tmp_path / "out-1").exists()


def test_the_command_lists_what_it_drafted(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.txt").write_text(PIPE, encoding="utf-8")
    out = tmp_path / "hoshino-plan-2026"
    assert main(["extract", str(tmp_path / "plan.txt"), "--out", str(out), "--root", str(root), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "table_01.csv  L3  rows 2, open 1  第2章 指標" in said
    assert "open questions in source.toml: 1." in said
    assert main(["extract", "--root", str(root), "--lang", "en"]) == 1
    assert "needs a FILE and --out FOLDER" in capsys.readouterr().err


# --- measuring -----------------------------------------------------------------------------------------------------


def test_a_cell_agrees_once_and_only_in_its_place(codebook: Codebook) -> None:
    found = find_tables(PIPE, codebook)  # L5: 6手続 23手続 25手続 (R4) ※3; L6: 40% 70%
    checked = [
        (5, 5, "6手続"),
        (5, 5, "6手続"),
        (4, 5, "２３手続"),
        (6, 6, "25手続(R4)※3"),
        (6, 6, "70%"),
        (9, 9, "40%"),
    ]
    result = score(found, checked)
    assert (result.checked, result.drafted, result.agreeing) == (6, 5, 3)
    assert result.recall == pytest.approx(3 / 6)
    assert result.precision == pytest.approx(3 / 5)


def test_measuring_needs_the_texts_and_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "--measure", "--root", str(root), "--lang", "en"]) == 1
    assert "nothing was measured" in capsys.readouterr().out


def test_the_numbers_in_the_guide_are_those_measured(
    project_root: Path, quoted_root: Path, sources_folder: Path
) -> None:
    """The guide states recall and precision of each document; they must be what the five texts give."""
    for name in ("extract.md", "extract.ja.md"):
        page = (project_root / "docs" / name).read_text(encoding="utf-8")
        stated = re.findall(r"^\| `([a-z0-9-]+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", page, re.MULTILINE)
        plain, words = (measure(words=words, root=quoted_root, sources=sources_folder) for words in (False, True))
        expected = [
            (source, str(one.checked), str(one.agreeing), str(one.drafted), str(words[source].agreeing))
            for source, one in plain.items()
        ]
        assert stated == expected, name
        assert len(stated) == 5
        prose = " ".join(page.split())
        for scores in (plain, words):
            total = Score(*(sum(column) for column in zip(*scores.values(), strict=True)))
            shares = f"{total.recall:.0%}", f"{total.precision:.0%}"
            assert all(number in prose for number in (*map(str, total), *shares)), (name, total, shares)


def entries_in_words(root: Path, source: str) -> set[tuple[str, str, str]]:
    """Return the cells in words that stand under a heading of the text; only --words drafts such tables."""
    raw = load_raw(root)
    return {
        (table.file, row.locator.text, column.header)
        for table in next(one for one in raw.sources if one.id == source).tables
        for row in table.rows
        for column in table.columns
        if row.indicator.partition(".")[2] in raw.codebook.definitions
        and raw.codebook.definitions[row.indicator.partition(".")[2]]["concept"] in ("plan_action", "case")
        and column.role == "observation"
        and not (column.excerpt or column.merged)
        and row.cells[column.header]
    }


def test_drafts_find_most_of_the_plain_tables(project_root: Path, sources_folder: Path) -> None:
    """Tables with one line for each row are read whole; rows broken over lines, and entries in words, are not."""
    scores = measure(root=project_root, sources=sources_folder)
    for source in ("sumida-briefing-2023", "sumida-progress-2025", "sumida-plan-2022"):
        in_words = len(entries_in_words(project_root, source))
        assert scores[source].agreeing >= 0.95 * (scores[source].checked - in_words), source
        assert scores[source].precision >= 0.95, source
