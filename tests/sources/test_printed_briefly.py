"""What a table prints but once, or apart: an era, a unit beside the kind, a label over two lines, a footnote that dates.

Each is made in every form in which it may occur. All figures are made up.
"""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import docx
import pytest
import synthetic
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from plain_tables import FORMS, Rows, laid_out, write_table
from sample_report import transcribe

from analysis.audit.evidence import verify
from analysis.data.reading import ProblemLog
from analysis.sources.binding import Figure
from analysis.sources.clean import build
from analysis.sources.extract import tables_of, write_drafts
from analysis.sources.forms.read import read_document
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw
from analysis.words.errors import RawDataErrors

GRIDS = tuple(form for form in FORMS if form not in ("csv", "tsv", "txt"))


@pytest.fixture
def book(project_root: Path) -> Codebook:
    return load_raw(project_root).codebook


def read(path: Path, book: Codebook) -> tuple[list[Figure], list[tuple[str, str]]]:
    tables = tables_of(read_document(path).grids, book)
    asked = [(question.code, question.subject) for table in tables for question in table.questions]
    return [figure for table in tables for figure in table.figures], asked


def dated(figures: list[Figure]) -> list[tuple[int | None, str | None, str]]:
    return [(one.fiscal_year, one.kind, one.text) for one in figures]


def source_of(tmp_path: Path, form: str, rows: Rows, title: str, notes: tuple[str, ...] = ()) -> Path:
    """Return a root whose one source is a draft of the table, filled in by a person, its document beside it."""
    root = synthetic.write(tmp_path / "root", {})
    (tmp_path / "papers").mkdir()
    report = write_table(tmp_path / "papers", form, rows, title, notes)
    folder = tmp_path / "asahina-report-2025"
    write_drafts(report, folder, root=root, lang="en")
    return folder


def built_from(root: Path) -> list[dict[str, str]]:
    """Return the observations of a root that has no problem."""
    log = ProblemLog()
    contents = build(root, log)
    log.check()
    return list(csv.DictReader(contents["observations.csv"].decode().splitlines()))


def in_root(tmp_path: Path, folder: Path) -> Path:
    folder.rename(tmp_path / "root" / "data" / "raw" / folder.name)
    return tmp_path / "root"


# --- a year without its era --------------------------------------------------------------------------------------

WITH_ONE_ERA = [
    ["指標", "令和4年度実績", "5年度実績", "6年度実績", "7年度目標"],
    ["受付件数", "84件", "131件", "197件", "300件"],
]


@pytest.mark.parametrize("form", FORMS)
def test_an_era_that_is_printed_once_holds_for_the_years_beside_it(tmp_path: Path, book: Codebook, form: str) -> None:
    figures, asked = read(write_table(tmp_path, form, WITH_ONE_ERA, "受付の状況"), book)
    assert dated(figures) == [
        (2022, "actual", "84件"),
        (2023, "actual", "131件"),
        (2024, "actual", "197件"),
        (2025, "target", "300件"),
    ]
    assert asked == []


@pytest.mark.parametrize("form", FORMS)
def test_years_whose_era_stands_nowhere_are_asked_and_never_guessed(tmp_path: Path, book: Codebook, form: str) -> None:
    rows = [["指標", "4年度実績", "5年度実績"], ["受付件数", "84件", "131件"], ["申請件数", "20件", "30件"]]
    figures, asked = read(write_table(tmp_path, form, rows, "受付の状況"), book)
    assert {(one.fiscal_year, one.kind) for one in figures} == {(None, "actual")} and len(figures) == 4
    assert asked == [("era", "4年度実績"), ("era", "5年度実績")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("first", "years"), [("令和4年度", [2022, 2023, 2024]), ("4年度", [None, None, None])])
def test_years_down_the_rows(tmp_path: Path, book: Codebook, form: str, first: str, years: list[int | None]) -> None:
    rows = [["年度", "受付件数（件）"], [first, "84"], ["5年度", "131"], ["6年度", "150"]]
    figures, asked = read(write_table(tmp_path, form, rows, "受付の状況"), book)
    assert [one.fiscal_year for one in figures] == years
    assert [subject for code, subject in asked if code == "era"] == ([] if years[0] else ["4年度", "5年度", "6年度"])


@pytest.mark.parametrize(
    ("headers", "years"),
    [
        (["平成30年度実績", "令和元年度実績", "2年度実績"], [2018, 2019, 2020]),
        (["2022年度実績", "23年度実績", "24年度実績"], [2022, 2023, 2024]),
        (["平成20年度実績", "23年度実績", "24年度実績"], [2008, 2011, 2012]),
    ],
)
def test_the_era_is_the_one_near_the_years_that_have_theirs(
    tmp_path: Path, book: Codebook, headers: list[str], years: list[int]
) -> None:
    figures, _ = read(write_table(tmp_path, "xlsx", [["指標", *headers], ["受付件数", "84件", "131件", "150件"]]), book)
    assert [one.fiscal_year for one in figures] == years


def test_the_title_of_a_table_tells_an_era_too(tmp_path: Path, book: Codebook) -> None:
    rows = [["指標", "5年度実績", "6年度実績"], ["受付件数", "84件", "131件"]]
    figures, asked = read(write_table(tmp_path, "docx", rows, "令和7年度 実績報告"), book)
    assert ([one.fiscal_year for one in figures], asked) == ([2023, 2024], [])


@pytest.mark.parametrize("form", ["xlsx", "pdf", "layout"])
def test_years_without_era_go_all_the_way_where_their_column_tells_it(tmp_path: Path, form: str) -> None:
    rows = [["年度", "受付件数（手続）"], ["令和4年度", "84"], ["5年度", "131"], ["6年度", "150"]]
    folder = source_of(tmp_path, form, rows, "受付の実績")
    transcribe_by_year(folder)
    root = in_root(tmp_path, folder)
    built = built_from(root)
    assert [(one["fiscal_year"], one["value"]) for one in built] == [("2022", "84"), ("2023", "131"), ("2024", "150")]
    result = verify(root=root, sources=tmp_path / "papers")
    assert result.count("absent") == 0 and result.count("found") > 6


def test_a_row_whose_era_stands_nowhere_is_refused_by_that_name(tmp_path: Path) -> None:
    rows = [["年度", "受付件数（手続）"], ["4年度", "84"], ["5年度", "131"]]
    folder = source_of(tmp_path, "xlsx", rows, "受付の実績")
    transcribe_by_year(folder)
    root = in_root(tmp_path, folder)
    with pytest.raises(RawDataErrors) as refused:
        built_from(root)
    assert {problem.code for problem in refused.value.problems} == {"year_without_era"}
    toml = root / "data" / "raw" / folder.name / "source.toml"  # what the message advises
    text = toml.read_text(encoding="utf-8").replace('title = "受付の実績"', 'title = "令和6年度 受付の実績"')
    toml.write_text(text, encoding="utf-8", newline="\n")
    assert [one["fiscal_year"] for one in built_from(root)] == ["2022", "2023"]


def transcribe_by_year(folder: Path) -> None:
    """Fill in a draft whose rows are years: the one column of figures is of results, as the title says."""
    transcribe(
        folder, [row[0] for row in csv.reader((folder / "table_01.csv").read_text(encoding="utf-8").splitlines())][1:]
    )
    toml = folder / "source.toml"
    said = 'indicator = "procedures"\nkind = "actual"\nwhy = "the title says so"'
    text = toml.read_text(encoding="utf-8").replace('indicator = ""', said)
    toml.write_text(text, encoding="utf-8", newline="\n")


# --- a unit beside the kind --------------------------------------------------------------------------------------

STACKED = [
    ["指標", "区分", "R4", "R5", "R6"],
    ["カードの保有率", "実績（%）", "41.5", "58.9", "60.2"],
    ["カードの保有率", "目標（%）", "45", "55", "60"],
]


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_in_brackets_beside_the_kind_is_that_of_the_row(tmp_path: Path, book: Codebook, form: str) -> None:
    figures, asked = read(write_table(tmp_path, form, STACKED, "保有の状況"), book)
    assert {(one.kind, one.unit) for one in figures} == {("actual", "%"), ("target", "%")}
    assert len(figures) == 6 and ("unit", "カードの保有率") not in asked


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_in_brackets_behind_the_kind_of_a_column(tmp_path: Path, book: Codebook, form: str) -> None:
    rows = [["指標", "R4実績(％)", "R5実績(％)", "R7目標(％)"], ["カードの保有率", "41.5", "58.9", "60以上"]]
    figures, asked = read(write_table(tmp_path, form, rows, "保有の状況"), book)
    assert [(one.fiscal_year, one.kind, one.unit) for one in figures] == [
        (2022, "actual", "%"),
        (2023, "actual", "%"),
        (2025, "target", "%"),
    ]
    assert asked == []


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf", "layout"])
def test_units_beside_kinds_go_all_the_way(tmp_path: Path, form: str) -> None:
    folder = source_of(tmp_path, form, STACKED, "保有の状況")
    transcribe(folder, ["asahina.card_rate"] * 2)
    built = built_from(in_root(tmp_path, folder))
    assert {(one["fiscal_year"], one["kind"], one["value"]) for one in built} == {
        ("2022", "actual", "41.5"),
        ("2023", "actual", "58.9"),
        ("2024", "actual", "60.2"),
        ("2022", "target", "45"),
        ("2023", "target", "55"),
        ("2024", "target", "60"),
    }


# --- labels that wrap, in a text whose columns are made by spaces --------------------------------------------------

FIRST, SECOND = ["41.5%", "58.9%", "80%"], ["58.9%", "71.3%", "85%"]
LAST = ["電子申請の受付件数", "84件", "131件", "300件"]
HEAD = ["指標", "R4実績", "R5実績", "R7目標"]
NONE = ["", "", ""]
WRAPPED = {
    "beside the first line": [
        ["行政手続のオンライン", *FIRST],
        ["化の割合", *NONE],
        ["マイナンバーカードの", *SECOND],
        ["保有率", *NONE],
        LAST,
    ],
    "beside the last line": [
        ["行政手続のオンライン", *NONE],
        ["化の割合", *FIRST],
        ["マイナンバーカードの", *NONE],
        ["保有率", *SECOND],
        LAST,
    ],
    "between the lines": [
        ["行政手続のオンライン", *NONE],
        ["", *FIRST],
        ["化の割合", *NONE],
        ["マイナンバーカードの", *NONE],
        ["", *SECOND],
        ["保有率", *NONE],
        LAST,
    ],
    "beside the middle line": [
        ["行政手続の", *NONE],
        ["オンライン", *FIRST],
        ["化の割合", *NONE],
        ["マイナンバ", *NONE],
        ["ーカードの", *SECOND],
        ["保有率", *NONE],
    ],
    "below one that does not wrap": [
        LAST,
        ["行政手続のオンライン", *NONE],
        ["化の割合", *FIRST],
        ["マイナンバーカードの", *NONE],
        ["保有率", *SECOND],
    ],
}


@pytest.mark.parametrize("by_characters", [True, False])
@pytest.mark.parametrize("rows", WRAPPED.values(), ids=WRAPPED)
def test_a_label_over_several_lines_is_one_name(
    tmp_path: Path, book: Codebook, rows: Rows, by_characters: bool
) -> None:
    path = tmp_path / "table.txt"
    path.write_text(
        "\n".join(["実績報告", "", *laid_out([HEAD, *rows], by_characters=by_characters)]) + "\n", encoding="utf-8"
    )
    figures, asked = read(path, book)
    named = {"行政手続のオンライン化の割合": FIRST, "マイナンバーカードの保有率": SECOND}
    named |= {LAST[0]: LAST[1:]} if LAST in rows else {}
    assert {name: [one.text for one in figures if one.label == name] for name in named} == named
    assert len(figures) == 3 * len(named) and asked == []


def test_the_second_line_of_a_header_is_no_label(tmp_path: Path, book: Codebook) -> None:
    rows = [["指標", "R4実績", "R5実績"], ["（名称）", "", ""], ["電子申請の受付件数", "84件", "131件"]]
    path = tmp_path / "table.txt"
    path.write_text("\n".join(["実績報告", "", *laid_out(rows)]) + "\n", encoding="utf-8")
    assert {one.label for one in read(path, book)[0]} == {"電子申請の受付件数"}


# --- footnotes that say how a figure stands -------------------------------------------------------------------------

MARKED = [
    ["指標", "R4実績", "R5実績※", "R7目標※"],
    ["手続件数", "84手続", "131手続", "300手続"],
    ["カードの保有率", "41.5%※", "58.9%", "60%"],
]


@pytest.mark.parametrize("form", FORMS)
def test_a_footnote_says_which_figures_are_provisional(tmp_path: Path, book: Codebook, form: str) -> None:
    figures, asked = read(write_table(tmp_path, form, MARKED, "実績報告", ["※速報値"]), book)
    assert [one.text for one in figures if one.status == "P"] == ["131手続", "41.5%※", "58.9%"]  # a target is no result
    assert len(figures) == 6 and asked == []


@pytest.mark.parametrize("form", FORMS)
def test_a_footnote_that_says_something_else_changes_nothing(tmp_path: Path, book: Codebook, form: str) -> None:
    figures, _ = read(write_table(tmp_path, form, MARKED, "実績報告", ["※速報値と確定値が混在"]), book)
    assert {one.status for one in figures} == {""}


@pytest.mark.parametrize("form", FORMS)
def test_the_word_may_stand_in_the_cell_itself(tmp_path: Path, book: Codebook, form: str) -> None:
    rows = [["指標", "R4実績", "R5実績"], ["受付件数", "84件", "131件※速報値"]]
    figures, asked = read(write_table(tmp_path, form, rows, "実績報告"), book)
    assert [(str(one.value), one.status) for one in figures] == [("84", ""), ("131", "P")] and asked == []


@pytest.mark.parametrize("form", FORMS)
def test_the_footnote_goes_all_the_way(tmp_path: Path, form: str) -> None:
    folder = source_of(tmp_path, form, MARKED, "実績報告", ("※ 速報値",))
    assert tomllib.loads((folder / "source.toml").read_text(encoding="utf-8"))["notes"] == {
        "※": {"ja": "速報値", "en": "provisional"}
    }
    transcribe(folder, ["asahina.procedures", "asahina.card_rate"])
    built = built_from(in_root(tmp_path, folder))
    assert {(one["text"], one["kind"], one["obs_status"]) for one in built} == {
        ("84手続", "actual", "A"),
        ("131手続", "actual", "P"),
        ("300手続", "target", "A"),
        ("41.5%※", "actual", "P"),
        ("58.9%", "actual", "P"),
        ("60%", "target", "A"),
    }


def test_a_mark_that_two_tables_explain_otherwise_is_left_to_a_person(tmp_path: Path) -> None:
    root = synthetic.write(tmp_path / "root", {})
    other = [[cell.replace("8", "9") for cell in row] for row in MARKED]
    tables = ((MARKED, "※速報値"), (other, "※区の推計人口による"))
    lines = [line for rows, note in tables for line in (*laid_out(rows), "", note, "", "")]
    (tmp_path / "report.txt").write_text("\n".join(["実績報告", "", *lines]), encoding="utf-8")
    write_drafts(tmp_path / "report.txt", tmp_path / "asahina-report-2025", root=root)
    toml = (tmp_path / "asahina-report-2025" / "source.toml").read_text(encoding="utf-8")
    assert "notes" not in tomllib.loads(toml)


def test_words_own_footnotes_are_read(tmp_path: Path, book: Codebook) -> None:
    path = write_table(tmp_path, "docx", [["指標", "R4実績", "R5実績"], ["受付件数", "84件", "131件"]], "実績報告")
    document = docx.Document(str(path))
    space = qn("w:p").partition("}")[0][1:]
    xml = f'<w:footnotes xmlns:w="{space}"><w:footnote w:id="7"><w:p><w:r><w:t>速報値</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = document.tables[0].cell(1, 2).paragraphs[0].add_run()
    run._r.append(run._r.makeelement(qn("w:footnoteReference"), {qn("w:id"): "7"}))
    document.save(str(path))
    figures, _ = read(path, book)
    assert [(one.text, one.status) for one in figures] == [("84件", ""), ("131件※1", "P")]
