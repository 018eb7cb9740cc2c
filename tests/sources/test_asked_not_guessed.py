"""What names a row, and what a table does not say: each figure is bound as printed, or it is asked about."""

import csv
import datetime as dt
import sys
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import synthetic
from openpyxl.worksheet.worksheet import Worksheet

from analysis.pages.desk.answers import items_of, written
from analysis.sources.binding import Table
from analysis.sources.draft import draft_csv, say
from analysis.sources.extract import tables_of, write_drafts
from analysis.sources.forms.limits import MOST_CELLS
from analysis.sources.forms.read import read_document
from analysis.sources.forms.workbook import show_number
from analysis.sources.model import Codebook
from analysis.sources.raw import load_raw
from analysis.words.errors import DataError


@pytest.fixture
def book(tmp_path: Path) -> Codebook:
    return load_raw(synthetic.write(tmp_path / "root", {})).codebook


def tables(path: Path, book: Codebook, *rows: str) -> list[Table]:
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tables_of(read_document(path).grids, book)


def names(found: Sequence[Table]) -> list[str]:
    return [figure.name for table in found for figure in table.figures]


def asked(found: Sequence[Table]) -> list[tuple[str, str]]:
    return [(one.code, one.subject) for table in found for one in table.questions]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("指標,単位,所管課", "申請件数,件,区民課"),
        ("指標,単位,備考", "申請件数,件,新規"),
        ("指標,単位,指標の説明・算出方法", "申請件数,件,窓口の申請"),
        ("指標名,目標の方向,単位", "申請件数,↑,件"),
        ("事業名,KPI,担当部署,単位", "窓口改善,申請件数,区民課,件"),
        ("施策,指標（単位）", "窓口改善,申請件数"),
        ("重要業績,単位,所管課", "申請件数,件,区民課"),
    ],
)
def test_a_row_is_named_by_its_indicator_not_by_what_is_said_of_it(
    tmp_path: Path, book: Codebook, header: str, row: str
) -> None:
    found = tables(tmp_path / "a.csv", book, f"{header},R5実績,R6目標", f"{row},12,20")
    assert names(found) == ["申請件数"] * 2
    assert [code for code, _ in asked(found) if code != "unit"] == []


def test_what_names_each_row_by_itself_is_its_name_and_not_what_several_share(tmp_path: Path, book: Codebook) -> None:
    rows = ["窓口改善,申請,件,12,20", "窓口改善,相談,件,11,20"]
    found = tables(tmp_path / "a.csv", book, "施策,数値目標,単位,R5実績,R6目標", *rows)
    assert names(found) == ["申請"] * 2 + ["相談"] * 2


def test_parts_of_an_indicator_are_named_with_it(tmp_path: Path, book: Codebook) -> None:
    rows = ["申請件数,窓口,件,12,20", "申請件数,郵送,件,11,20"]
    found = tables(tmp_path / "a.csv", book, "指標,内訳,単位,R5実績,R6目標", *rows)
    assert names(found) == ["申請件数 窓口"] * 2 + ["申請件数 郵送"] * 2
    assert asked(found) == []
    found = tables(tmp_path / "b.csv", book, "指標,内訳,単位,R5実績,R6目標", rows[0], ",郵送,件,11,20")
    assert names(found) == ["申請件数 窓口"] * 2 + ["申請件数 郵送"] * 2
    assert asked(found) == [("label", "申請件数")]  # whether the empty cell was merged, the form has lost


@pytest.mark.parametrize(
    "header", ["全国平均", "基準値（R2〜R4平均）", "実施前", "予算額（千円）", "国の目標値（R7）", "R5当初"]
)
@pytest.mark.parametrize("figures", [("34",), ("34", "40")])
def test_figures_under_a_header_that_is_not_understood_are_asked(
    tmp_path: Path, book: Codebook, header: str, figures: tuple[str, ...]
) -> None:
    rows = [f"申請件数{n},件,{figure},12,20" for n, figure in enumerate(figures)]
    found = tables(tmp_path / "a.csv", book, f"指標,単位,{header},R5実績,R6目標", *rows)
    assert names(found) == [f"申請件数{n}" for n, _ in enumerate(figures) for _ in range(2)]
    assert [code for code, subject in asked(found) if subject == header]


@pytest.mark.parametrize(("header", "numbers"), [("No.", "37"), ("番号", "25"), ("", "47"), ("#", "12"), ("順", "123")])
def test_numbers_of_rows_are_no_figures(tmp_path: Path, book: Codebook, header: str, numbers: str) -> None:
    rows = [f"{number},申請{number},件,12,20" for number in numbers]
    found = tables(tmp_path / "a.csv", book, f"{header},指標,単位,R5実績,R6目標", *rows)
    assert asked(found) == []


def test_a_kind_in_a_name_is_the_kind_of_its_figures_and_others_are_asked(tmp_path: Path, book: Codebook) -> None:
    rows = ["申請件数（目標）,12件,20件", "申請件数（実績）,11件,13件", "相談件数,1件,3件"]
    (table,) = tables(tmp_path / "a.csv", book, "指標,R4,R5", *rows)
    assert [(one.name, one.kind) for one in table.figures] == [
        *[("申請件数", "target")] * 2,
        *[("申請件数", "actual")] * 2,
        *[("相談件数", None)] * 2,
    ]
    assert [row.split(",")[-2] for row in draft_csv(table).decode().split()] == ["(種別)", "目標", "実績", ""]
    years = tables(tmp_path / "b.csv", book, "年度,申請件数（目標）,申請件数（実績）", "R4,12件,20件", "R5,11件,13件")
    assert [one.kind for one in years[0].figures] == ["target", "actual"] * 2


@pytest.mark.parametrize(
    "heads",
    [
        [
            "指標         単位    実績                    目標",
            "                     R1      R2      R3      R4      R5",
        ],
        [
            "                     実績                    目標",
            "指標         単位    R1      R2      R3      R4      R5",
        ],
        [
            "                            実績                目標",
            "指標         単位    R1      R2      R3      R4      R5",
        ],
    ],
)
def test_a_kind_over_the_first_of_its_columns_covers_no_other_kind(
    tmp_path: Path, book: Codebook, heads: list[str]
) -> None:
    rows = [f"{name}     件        10      11      12      13      14" for name in ("申請件数", "相談件数")]
    (table,) = tables(tmp_path / "a.txt", book, "表", "", *heads, *rows)
    printed = {2019: "actual", 2020: "actual", 2021: "actual", 2022: "target", 2023: "target"}
    assert all(one.kind in (printed[one.fiscal_year or 0], None) for one in table.figures)
    assert {one.fiscal_year for one in table.figures if one.kind} >= {2019, 2023}
    open_ = {column.header for column in table.columns if column.role == "observation" and not column.says.kind}
    assert {subject for code, subject in asked([table]) if code == "kind"} == open_  # one question for each column


@pytest.mark.parametrize(
    ("rows", "sure"),
    [
        (  # no row prints a figure for every column: which is missing, a place between two headers does not tell
            [
                "申請件数     件                10              11              12              13",
                "相談件数     件                20                              22              23              25",
            ],
            {},
        ),
        (
            [
                "申請件数     件                10              11              12              13              14",
                "相談件数     件                               20                              22              23",
            ],
            {"20": 2021, "22": 2023, "23": 2024, "10": 2020, "11": 2021, "12": 2022, "13": 2023, "14": 2024},
        ),
    ],
)
def test_figures_between_headers_are_asked_unless_a_whole_row_tells_where_they_stand(
    tmp_path: Path, book: Codebook, rows: list[str], sure: dict[str, int]
) -> None:
    head = "指標         単位    R2実績          R3実績          R4実績          R5実績          R6目標"
    (table,) = tables(tmp_path / "a.txt", book, "表", "", head, *rows)
    assert {one.text: one.fiscal_year for one in table.figures if "position" not in one.questions} == sure
    open_ = [one for one in table.figures if "position" in one.questions]
    assert {(one.fiscal_year, one.kind) for one in open_} <= {(None, None)}  # the likeliest column fills nothing
    drafted = [row for row in csv.reader(draft_csv(table).decode().splitlines()[1:])]
    kept = {one.text for one in table.figures} & {cell for row in drafted for cell in row}
    assert kept == set(sure)


def test_the_place_of_a_row_between_headers_is_one_question_with_one_key(tmp_path: Path, project_root: Path) -> None:
    path = tmp_path / "a.txt"
    rows = [
        "指標         単位    R2実績          R3実績          R4実績          R5実績          R6目標",
        "申請件数     件                10              11              12              13",
        "申請件数     件                10                              12              13              15",
    ]
    path.write_text("\n".join(["表", "", *rows, ""]), encoding="utf-8")
    folder = tmp_path / "asahina-a"
    drafts = write_drafts(path, folder, root=project_root, lang="en")
    before = (folder / "table_01.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[3:-1] for line in before[1:]] == [[""] * 5] * 2
    items = items_of({"table_01.csv": drafts.tables[0]}, (), "en")
    assert [(item.question.code, item.question.place, len(item.choices)) for item in items] == [
        ("position", "L4", 1),
        ("position", "L5", 1),
    ]
    assert items[1].choices[0].text == "10 → R3実績 / 12 → R4実績 / 13 → R5実績 / 15 → R6目標"
    after = written(folder, items, {1: "yes"}, "en")[folder / "table_01.csv"].decode().splitlines()
    assert after[1] == before[1]
    assert after[2].split(",")[3:-1] == ["", "10", "12", "13", "15"]


def open_figures(found: Sequence[Table]) -> dict[str, tuple[str, ...]]:
    return {figure.text: figure.questions for table in found for figure in table.figures if figure.questions}


def test_a_unit_of_the_row_that_is_not_that_of_the_header_is_asked(tmp_path: Path, project_root: Path) -> None:
    book = load_raw(project_root).codebook
    found = tables(tmp_path / "a.csv", book, "指標,単位,R5実績（千件）,R6目標（件）", "申請,件,12,20")
    assert open_figures(found) == {"12": ("units_disagree",)}
    assert [figure.unit for figure in found[0].figures] == [None, "件"]
    (question,) = found[0].questions
    assert "（件、千件）" in say(question, "ja") and "(件、千件)" in say(question, "en")


@pytest.mark.parametrize(
    ("cell", "note", "questions"),
    [
        ("12※2", "※2 令和3年度の数値", ("note",)),
        ("12※", "※単位は千件", ("note",)),
        ("12※1", "※1 見込み", ()),
        ("12※1", "※1 区民を対象とする", ()),
    ],
)
def test_a_note_of_another_year_or_unit_is_asked(
    tmp_path: Path, book: Codebook, cell: str, note: str, questions: tuple[str, ...]
) -> None:
    (table,) = tables(tmp_path / "a.csv", book, "指標,単位,R5実績,R6目標", f"申請,件,{cell},20", note)
    assert [figure.questions for figure in table.figures] == [questions, ()]
    mark, _, text = note.partition(" ")
    assert all((text or mark[1:]) in say(one, lang) for one in table.questions for lang in ("ja", "en"))


def test_figures_of_a_month_beside_plain_ones_and_single_fractions_have_no_value(
    tmp_path: Path, book: Codebook
) -> None:
    found = tables(tmp_path / "a.csv", book, "指標,R4実績,R5実績", "申請,月12件,7件")
    assert [figure.value for figure in found[0].figures] == [None, None]
    found = tables(tmp_path / "b.csv", book, "指標,R4実績（％）,R5実績（％）", "利用率,0.617,61.7")
    assert [figure.value for figure in found[0].figures] == [None, Decimal("61.7")]


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        (["令和4年実績", "令和5年実績"], "calendar year"),
        (["R5上半期実績", "R6上半期実績"], "half a year"),
        (["前年度実績", "当年度実績"], "no fiscal year"),
    ],
)
def test_a_year_that_its_header_leaves_open_is_asked_for(
    tmp_path: Path, book: Codebook, headers: list[str], words: str
) -> None:
    (table,) = tables(tmp_path / "a.csv", book, f"指標,単位,{','.join(headers)}", "申請,件,12,13")
    assert [(one.fiscal_year, one.kind, one.questions) for one in table.figures] == [(None, "actual", ("year",))] * 2
    assert asked([table]) == [("year", header) for header in headers]
    assert all(words in say(question, "en") for question in table.questions)


def test_rows_of_calendar_years_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    (table,) = tables(tmp_path / "a.csv", book, "年,申請件数（件）", "令和4年,12", "令和5年,13")
    assert [one.fiscal_year for one in table.figures] == [None, None]
    assert [subject for code, subject in asked([table]) if code == "year"] == ["令和4年", "令和5年"]


def test_figures_right_of_others_under_a_header_that_is_not_understood_are_asked(
    tmp_path: Path, book: Codebook
) -> None:
    headers = ["R5（見込）実績", "R5累計", "R5第1四半期", "R5（4-9月）"]
    found = tables(
        tmp_path / "a.csv", book, f"指標,単位,R5実績,{','.join(headers)},達成率", "申請,件,12,13,14,15,16,90"
    )
    assert asked(found) == [("column", header) for header in headers]
    assert [figure.text for figure in found[0].figures] == ["12"]


def sheet(path: Path, cells: Sequence[Sequence[object]], formats: Mapping[str, str], merged: str = "") -> Path:
    workbook = openpyxl.Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    for row in cells:
        page.append(row)
    for address, shown in formats.items():
        page[address].number_format = shown
    if merged:
        page.merge_cells(merged)
    workbook.save(path)
    return path


def test_a_duration_leaves_the_rest_of_its_workbook_readable(tmp_path: Path, book: Codebook) -> None:
    rows = [
        ["指標", "R4実績", "R5実績"],
        ["申請", "10件", "12件"],
        ["対応時間", dt.timedelta(hours=30, minutes=5), "9件"],
    ]
    found = tables_of(read_document(sheet(tmp_path / "a.xlsx", rows, {"B3": "[h]:mm"})).grids, book)
    assert {figure.text: figure.value for figure in found[0].figures} == {
        "10件": 10,
        "12件": 12,
        "30:05": None,
        "9件": 9,
    }
    assert asked(found) == [("cell", "30:05")]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (12.5, 'General"件"', "12.5件"),
        (8, '0"件";General"件"', "8件"),
        (25000, '[>=10000]#,##0,"千人";#,##0"人"', "25千人"),
        (9000, '[>=10000]#,##0,"千人";#,##0"人"', "9,000人"),
        (9000, '[<10000]#,##0"人";#,##0,"千人"', "9,000人"),
        (7, ";;;", ""),
        (0, "0;-0;", ""),
    ],
)
def test_numbers_are_read_as_excel_shows_them(value: float, number_format: str, shown: str) -> None:
    assert show_number(value, number_format) == shown


@pytest.mark.parametrize("merged", ["A4:XFD1048576", "B4:D1048576", "F1:XFD30"])
def test_an_empty_merged_cell_over_the_rest_of_a_sheet_hides_no_table(
    tmp_path: Path, book: Codebook, merged: str
) -> None:
    path = sheet(tmp_path / "a.xlsx", [["指標", "R4実績", "R5実績"], ["申請", "10件", "12件"]], {}, "E1:F1")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b'ref="E1:F1"', f'ref="{merged}"'.encode()))
    found = tables_of(read_document(path).grids, book)
    assert names(found) == ["申請", "申請"]
    assert asked(found) == []


def test_a_file_of_cells_without_end_is_refused_as_a_workbook_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("指標,R5実績,R6目標\n" + "a,1,2\n" * (MOST_CELLS // 3 + 1), encoding="utf-8")
    with pytest.raises(DataError, match=f"{MOST_CELLS:,}|{MOST_CELLS}"):
        read_document(path)


@pytest.mark.parametrize(
    ("lines", "questions"),
    [
        (["オンラインで申請   件        10      11      12", "できる手続の数"], []),
        (["申請件数           件        10      11      12", "相談"], [("name", "申請件数相談")]),
    ],
)
def test_a_line_below_a_name_that_had_room_is_asked_about(
    tmp_path: Path, book: Codebook, lines: list[str], questions: list[tuple[str, str]]
) -> None:
    head, last = "指標               単位   R4実績  R5実績  R6目標", "窓口の待ち時間     件        20      21      22"
    found = tables(tmp_path / "a.txt", book, "表", "", head, *lines, last)
    assert asked(found) == questions
    assert all("申請件数相談" in say(one, lang) for one in found[0].questions for lang in ("ja", "en"))


def test_an_answer_for_one_column_says_nothing_of_another(tmp_path: Path, project_root: Path) -> None:
    rows = ["指標,単位,R4実績,R5,R6", "申請,件,10,12,14"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    folder = tmp_path / "asahina-a"
    drafts = write_drafts(path, folder, root=project_root, lang="en")
    items = items_of({"table_01.csv": drafts.tables[0]}, (), "en")
    number = next(item.number for item in items if item.question.subject == "R6")
    toml = written(folder, items, {number: "target"}, "en")[folder / "source.toml"].decode()
    said = tomllib.loads(toml)["table"][0]
    assert "default_kind" not in said
    assert {header: keys.get("kind") for header, keys in said["columns"].items() if "kind" in keys} == {"R6": "target"}


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        (["年度,件数（件）", "R5実績,2012", "R6実績,2019"], [(2023, 2012), (2024, 2019)]),
        (["指標,単位,区分,R5,R6", "申請,件,目標,2012,2013", "申請,件,実績,1990,13"], [(2023, 2012), (2024, 2013)]),
        (["指標,単位,区分,R5,R6", "申請,件,実績,5,6", "申請,件,目標,2012,2013"], [(2023, 2012), (2024, 2013)]),
        (["指標,R5実績,R6実績", "申請（件）,2012,2013", "相談（件）,5,6"], [(2023, 2012), (2024, 2013)]),
        (["年度,実績（件）,目標（件）", "R5,2012,7", "R6,2013,8"], [(2023, 2012), (2024, 2013)]),
    ],
)
def test_numbers_that_look_like_years_are_figures(
    tmp_path: Path, book: Codebook, rows: list[str], figures: list[tuple[int, int]]
) -> None:
    (table,) = tables(tmp_path / "a.csv", book, *rows)
    assert len(table.figures) == sum(text.isdigit() for row in rows for text in row.split(","))
    assert set(figures) <= {(one.fiscal_year, one.value) for one in table.figures}


def test_a_further_table_under_years_without_era_is_no_row_of_the_one_above(tmp_path: Path, book: Codebook) -> None:
    rows = ["指標,2022,2023", "申請（件）,12,13", "指標,2023,2024", "相談（件）,20,21"]
    found = tables(tmp_path / "a.csv", book, *rows)
    assert [[(one.name, one.fiscal_year, one.value) for one in table.figures] for table in found] == [
        [("申請", 2022, 12), ("申請", 2023, 13)],
        [("相談", 2023, 20), ("相談", 2024, 21)],
    ]


def _long(lines: str, count: int) -> list[str]:
    """Return ``count`` rows with names above them, ``count`` tables below one another, or ``count`` lines of a text."""
    if lines == "names above":
        return ["指標,区分,R5,R6", "申請（件）,目標,1,2", *[",実績,3,4", ",目標,1,2"] * (count // 2)]
    if lines == "tables below":
        return [line for n in range(count) for line in (f"表{n},,", "指標,R5実績,R6目標", f"申請{n},1件,2件")]
    rows = [f"申請件数{n:04}   {n + 10:4}件     {n + 20:4}件" for n in range(count)]
    return ["指標          R5実績     R6目標", *rows]


@pytest.mark.parametrize("lines", ["names above", "tables below", "text"])
def test_long_tables_are_read_in_one_pass(tmp_path: Path, book: Codebook, lines: str) -> None:
    """No row is dropped, and none looks through all those above it: twice as many take about twice as many calls."""
    calls = []
    for count in (150, 300):
        seen = 0

        def one_more(frame: object, event: str, argument: object) -> None:
            nonlocal seen
            seen += event == "call"

        sys.setprofile(one_more)
        try:
            found = tables(tmp_path / ("a.txt" if lines == "text" else "a.csv"), book, *_long(lines, count))
        finally:
            sys.setprofile(None)
        assert len([one for table in found for one in table.figures]) >= 2 * count
        calls.append(seen)
    assert calls[1] < 2.5 * calls[0]


@pytest.mark.parametrize(
    ("note", "questions", "status"),
    [("※1 令和3年度から数え方を変更", ("note",), ""), ("※1 区民を対象とする", (), ""), ("※1 速報値", (), "P")],
)
def test_a_note_of_a_name_goes_with_its_row_or_is_asked(
    tmp_path: Path, book: Codebook, note: str, questions: tuple[str, ...], status: str
) -> None:
    (table,) = tables(tmp_path / "a.csv", book, "指標,R5実績,R6目標", "申請（※1）,12件,20件", "相談,1件,2件", note)
    assert [(one.questions, one.status) for one in table.figures] == [
        (questions, status),
        (questions, ""),
        ((), ""),
        ((), ""),
    ]
    assert [row.split(",")[-1] for row in draft_csv(table).decode().split()] == ["note", "※1", ""]
    assert len(table.questions) == len(questions)


def test_a_cell_with_line_breaks_copied_from_excel_is_one_cell(tmp_path: Path, book: Codebook) -> None:
    rows = ['指標\t単位\t"R5\n実績"\tR6目標', '"申請\n件数"\t件\t12\t20', "相談\t件\t1\t2"]
    (table,) = tables(tmp_path / "a.txt", book, *rows)
    assert [(one.name, one.fiscal_year, one.value, one.cell.place.text) for one in table.figures] == [
        ("申請件数", 2023, 12, "L3-L4"),
        ("申請件数", 2024, 20, "L3-L4"),
        ("相談", 2023, 1, "L5"),
        ("相談", 2024, 2, "L5"),
    ]


def test_a_name_merged_over_rows_of_a_text_drops_none_and_its_groups_cover_columns_without_years(
    tmp_path: Path, book: Codebook
) -> None:
    lines = [
        "                            計画策定時           実績値             目標値",
        "基本目標    数値目標           単位   年度      値       R4      R5      R8",
        "        登録者数           件    R2      3,210   7,845   9,990   20,000",
        "安心      整備率            ％    R元      20.0    45.5    68.2    100",
    ]
    (table,) = tables(tmp_path / "a.txt", book, "表", "", *lines)
    sure = {(one.name, one.fiscal_year, one.kind, one.text) for one in table.figures if not one.questions}
    assert sure == {
        ("登録者数", 2022, "actual", "7,845"),
        ("登録者数", 2023, "actual", "9,990"),
        ("登録者数", 2026, "target", "20,000"),
        ("整備率", 2022, "actual", "45.5"),
        ("整備率", 2023, "actual", "68.2"),
        ("整備率", 2026, "target", "100"),
    }
    assert asked([table]) == [("column", "値")]


def test_headers_that_blank_lines_part_and_tall_rows_are_one_table(tmp_path: Path, book: Codebook) -> None:
    lines = [
        "指標       実績                  目標",
        "",
        "          R4        R5        R6",
        *["", "", "", "申請件数      120件      130件      200件"],
        *["", "", "", "相談件数      12件       13件       20件"],
    ]
    (table,) = tables(tmp_path / "a.txt", book, "表", "", *lines)
    assert [(one.name, one.fiscal_year, one.text) for one in table.figures] == [
        ("申請件数", 2022, "120件"),
        ("申請件数", 2023, "130件"),
        ("申請件数", 2024, "200件"),
        ("相談件数", 2022, "12件"),
        ("相談件数", 2023, "13件"),
        ("相談件数", 2024, "20件"),
    ]
    sure = [(one.fiscal_year, one.kind) for one in table.figures if not one.questions]
    assert set(sure) <= {(2022, "actual"), (2023, "actual"), (2024, "target")}


def test_groups_far_from_the_middle_of_their_columns_tell_no_kind(tmp_path: Path, book: Codebook) -> None:
    lines = [
        "            実績                       目標",
        "取組項目 数値目標の内 2022年度 2023年度 2024年度 2025年度 2026年度",
        "公金収納 キャッシュレ 21件     26件    31件      35件      40件",
        "人材    研修の受講者数",
        "            210件   345件     502件     600件     700件",
    ]
    found = tables(tmp_path / "a.txt", book, "表", *lines)
    printed = {2022: "actual", 2023: "actual", 2024: "actual", 2025: "target", 2026: "target"}
    figures = [one for table in found for one in table.figures if one.fiscal_year]
    assert figures and all(one.kind in (None, printed[one.fiscal_year or 0]) for one in figures)


def test_words_that_came_into_the_cell_of_a_figure_are_asked_about(tmp_path: Path, book: Codebook) -> None:
    lines = [
        "            指標名            オンライン手続の       単位             件",
        "",
        "                           利用件数",
        "            基準値（R4）        1,240          目標値（R8）        4,000",
        "",
        "            R5実績           1,985          R6実績           2,760",
    ]
    found = tables(tmp_path / "a.txt", book, "            指標カード1", "", *lines)
    sure = [one for table in found for one in table.figures if not one.questions]
    assert {one.name for one in sure} <= {"オンライン手続の利用件数"}
