"""The forms in which staff hold documents: each becomes the same grid, and what cannot be read is one line."""

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from bad_documents import LOCKED
from docx.oxml import OxmlElement
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image
from plain_pdf import plain_pdf

from analysis.sources.forms import limits
from analysis.sources.forms.read import read_document
from analysis.sources.forms.workbook import show_date, show_number
from analysis.sources.grid import Grid, Reading, join_lines, place_of_row
from analysis.words.errors import WardKpiError

# One table with a header merged over two columns and a label merged over two rows.
WANTED = [
    [("指標", 2, 1), ("区分", 2, 1), ("年度", 1, 2)],
    [("指標", 2, 1), ("区分", 2, 1), ("R4", 1, 1), ("R5", 1, 1)],
    [("受講者数", 2, 1), ("目標", 1, 1), ("150", 1, 1), ("320", 1, 1)],
    [("受講者数", 2, 1), ("実績", 1, 1), ("163", 1, 1), ("", 1, 1)],
]
HTML = (
    "<h2>研修</h2><table><tr><th rowspan=2>指標</th><th rowspan=2>区分</th><th colspan=2>年度</th></tr>"
    "<tr><th>R4</th><th>R5</th></tr><tr><td rowspan=2>受講者数</td><td>目標</td><td>150</td><td>320</td></tr>"
    "<tr><td>実績</td><td>163</td><td></td></tr></table>"
)


def shape(grid: Grid) -> list[list[tuple[str, int, int]]]:
    return [[(cell.text, cell.rows, cell.columns) for cell in grid.row(row)] for row in range(grid.height)]


def a_sheet(sheet: Worksheet, left: int = 1, wide: int = 1) -> None:
    """Write the table; each of its columns takes ``wide`` narrow ones, as on squared paper."""

    def put(row: int, column: int, value: object, rows: int = 1, columns: int = 1) -> None:
        first = left + column * wide
        sheet.cell(row, first, value)
        if rows * columns * wide > 1:
            last = first + columns * wide - 1
            sheet.merge_cells(start_row=row, start_column=first, end_row=row + rows - 1, end_column=last)

    put(1, 0, "指標", 2)
    put(1, 1, "区分", 2)
    put(1, 2, "年度", 1, 2)
    put(2, 2, "R4")
    put(2, 3, "R5")
    put(3, 0, "受講者数", 2)
    for row, kind, cells in ((3, "目標", (150, 320)), (4, "実績", (163, None))):
        put(row, 1, kind)
        put(row, 2, cells[0])
        put(row, 3, cells[1])


def workbook(path: Path, **squared: int) -> Path:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    a_sheet(book.active, **squared)
    book.save(path)
    return path


def a_word_table(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("研修")
    table = document.add_table(4, 4)
    for row, cells in enumerate(
        [["指標", "区分", "年度", ""], ["", "", "R4", "R5"], ["受講者数", "目標", "150", "320"]]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    for column, text in enumerate(["", "実績", "163", ""]):
        table.cell(3, column).text = text
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 0), (3, 0))):
        merged = table.cell(*first).merge(table.cell(*last))
        merged.text = merged.text.strip()
    document.save(str(path))
    return path


def only(reading: Reading) -> Grid:
    (grid,) = reading.grids
    return grid


def test_excel_word_and_web_give_one_grid(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    for path in (workbook(tmp_path / "a.xlsx"), a_word_table(tmp_path / "a.docx"), tmp_path / "a.html"):
        grid = only(read_document(path))
        last = [cell[0] for cell in shape(grid)[3]]
        assert shape(grid)[:3] == WANTED[:3], path
        assert last in (["受講者数", "実績", "163", ""], ["受講者数", "実績", "163"]), path
    assert [only(read_document(tmp_path / name)).title for name in ("a.docx", "a.html")] == ["研修", "研修"]


def test_squared_paper_makes_no_columns(tmp_path: Path) -> None:
    grid = only(read_document(workbook(tmp_path / "a.xlsx", left=3, wide=4)))
    assert shape(grid)[:3] == WANTED[:3]
    assert place_of_row(cell.place for cell in grid.row(2)) == "Sheet!C3:R3"


def test_a_text_centred_over_columns_reaches_over_them_as_if_merged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["指標", "実績", None, "目標"], [None, "R4", "R5", "R7"], ["受講者数", 1, 2, 3]):
        sheet.append(row)
    for address in ("B1", "C1", "D1"):
        sheet[address].alignment = Alignment(horizontal="centerContinuous")
    book.save(tmp_path / "a.xlsx")
    grid = only(read_document(tmp_path / "a.xlsx"))
    assert [grid.text_at(0, column) for column in range(4)] == ["指標", "実績", "実績", "目標"]
    assert [cell.place.address for cell in grid.row(0)] == ["A1", "B1:C1", "D1"]


def test_what_excel_hides_is_left_out_and_named(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx"))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "b.xlsx")
    reading = read_document(tmp_path / "b.xlsx")
    texts = [cell.text for cell in only(reading).cells]
    assert "150" not in texts and "R5" not in texts and "163" in texts and "受講者数" in texts
    assert [remark.code for remark in reading.remarks] == ["hidden_cells", "hidden_sheet"]
    assert "3 / D" in reading.remarks[0].message("en")


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (84, "General", "84"),
        (48.2, "General", "48.2"),
        (0.1 + 0.2, "General", "0.3"),
        (0.648, "0.0%", "64.8%"),
        (0.648, "0%", "65%"),
        (1204600, "#,##0", "1,204,600"),
        (1204600, "#,##0,", "1,205"),
        (12, '0"件"', "12件"),
        (1234, '#,##0"千円"', "1,234千円"),
        (-7.5, "0.0;▲0.0", "▲7.5"),
        (-7.5, '#,##0.0;[Red]"△ "#,##0.0', "△ 7.5"),
        (0, '0;-0;"－"', "－"),
        (2.5, "0.0#", "2.5"),
        (3, '"R"0', "R3"),
    ],
)
def test_numbers_are_read_as_excel_shows_them(value: float, number_format: str, shown: str) -> None:
    assert show_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("yyyy/m/d", "2023/3/31"),
        ('yyyy"年"m"月"d"日"', "2023年3月31日"),
        ('[$-411]ggge"年"m"月"d"日"', "令和5年3月31日"),
        ("[$-411]ge.m.d", "R5.3.31"),
        ('yyyy"年"m"月"', "2023年3月"),
    ],
)
def test_dates_are_read_as_excel_shows_them(number_format: str, shown: str) -> None:
    assert show_date(dt.datetime(2023, 3, 31), number_format) == shown


def test_an_era_begins_on_its_day(tmp_path: Path) -> None:
    days = [dt.date(2019, 4, 30), dt.date(2019, 5, 1), dt.date(1989, 1, 7), dt.date(1989, 1, 8)]
    assert [show_date(day, "[$-411]ge.m.d") for day in days] == ["H31.4.30", "R1.5.1", "S64.1.7", "H1.1.8"]


def test_a_day_before_the_eras_is_shown_without_one_and_does_not_stop_the_workbook() -> None:
    """5 entered into a cell that has the format of a date is 5 January 1900."""
    days = [dt.date(1912, 7, 29), dt.datetime(1900, 1, 5), dt.date(1926, 12, 24)]
    assert [show_date(day, 'ggge"年"m"月"d"日"') for day in days] == [
        "1912年7月29日",
        "1900年1月5日",
        "大正15年12月24日",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_in_every_encoding_that_excel_writes(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text('指標,R4,R5\r\n手続数,84,"1,204"\r\n', encoding=encoding)
    grid = only(read_document(tmp_path / "a.csv"))
    assert [cell.text for cell in grid.row(1)] == ["手続数", "84", "1,204"]
    assert not grid.spans_known
    assert grid.row(1)[0].place.text == "L2"


def test_a_raised_digit_is_a_mark_and_never_a_digit(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<table><tr><td>R4</td><td>12<sup>3</sup></td></tr></table>", encoding="utf-8")
    assert only(read_document(tmp_path / "a.html")).text_at(0, 1) == "12※3"
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    paragraph.add_run("12")
    paragraph.add_run("3").font.superscript = True
    document.save(str(tmp_path / "a.docx"))
    assert only(read_document(tmp_path / "a.docx")).text_at(0, 0) == "12※3"


def test_deleted_text_of_a_tracked_change_is_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    run = paragraph.add_run("12")._r
    deleted = OxmlElement("w:del")
    run.addprevious(deleted)
    deleted.append(run)
    paragraph.add_run("15")
    document.save(str(tmp_path / "a.docx"))
    assert only(read_document(tmp_path / "a.docx")).text_at(0, 0) == "15"


def a_struck_page(path: Path) -> None:
    path.write_text(
        "<table><tr><td>R4<td><del>120</del>150<td style='display: none'>7</td><td>12<span hidden>9</span></tr>"
        "<tr hidden><td>R5<td>1<td>2</tr><tr><td>R6<td>3<td>4</tr></table>",
        encoding="utf-8",
    )


def a_struck_document(path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for place, text in {(0, 0): "R4", (1, 0): "R6", (1, 1): "3", (1, 2): "4"}.items():
        table.cell(*place).text = text
    first, second = (table.cell(0, column).paragraphs[0] for column in (1, 2))
    first.add_run("120").font.strike = True
    first.add_run("150")
    second.add_run("12")
    second.add_run("9").font.hidden = True
    document.save(str(path))


def a_struck_workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (["R4", "", 12], ["R6", 3, 4], ["", 9]):
        sheet.append(row)
    sheet["B1"] = CellRichText(TextBlock(InlineFont(strike=True), "120"), "150")
    sheet["B3"].font = Font(strike=True)
    book.save(path)


@pytest.mark.parametrize(
    ("name", "make"),
    [("a.html", a_struck_page), ("a.docx", a_struck_document), ("a.xlsx", a_struck_workbook)],
)
def test_struck_and_hidden_text_is_no_part_of_a_figure_and_is_named(tmp_path: Path, name: str, make: Any) -> None:
    make(tmp_path / name)
    reading = read_document(tmp_path / name)
    texts = [[text for text, *_ in row if text] for row in shape(only(reading))]
    assert [row for row in texts if row] == [["R4", "150", "12"], ["R6", "3", "4"]]
    assert [remark.code for remark in reading.remarks] == ["text_left_out"]


def test_figures_in_columns_outside_tables_are_named(tmp_path: Path) -> None:
    rows = ["指標\tR5実績\tR6実績", "予約件数\t120件\t131件", "相談件数\t20件\t31件"]
    a_word_table(tmp_path / "a.docx")
    document = docx.Document(str(tmp_path / "a.docx"))
    for row in rows:
        document.add_paragraph(row)
    document.save(str(tmp_path / "a.docx"))
    lines = "\n".join(row.replace("\t", "     ") for row in rows)
    (tmp_path / "a.html").write_text(f"{HTML}<pre>{lines}</pre>", encoding="utf-8")
    for name in ("a.docx", "a.html"):
        (remark,) = read_document(tmp_path / name).remarks
        assert (remark.code, remark.details["places"]) == ("figures_unread", "予約件数, 相談件数"), name


def test_a_table_within_a_cell_is_a_table_named_by_the_line_above_it(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "証明書の交付件数（単位：件）"
    inner = outer.cell(0, 1).add_table(2, 2)
    for place, text in {(0, 0): "年度", (0, 1): "R4", (1, 0): "実績", (1, 1): "84"}.items():
        inner.cell(*place).text = text
    document.add_paragraph("次の表")
    document.add_table(1, 1).cell(0, 0).text = "R5"
    document.save(str(tmp_path / "a.docx"))
    grids = read_document(tmp_path / "a.docx").grids
    assert [grid.title for grid in grids] == ["", "証明書の交付件数（単位：件）", "次の表"]
    assert [[text for text, *_ in row] for row in shape(grids[1])] == [["年度", "R4"], ["実績", "84"]]
    assert grids[1].cells[0].place.table == 2


def test_lines_of_a_cell_are_joined_but_never_two_figures() -> None:
    assert join_lines(["9月時", "点"]) == "9月時点"
    assert join_lines(["36", "130件"]) == "36\n130件"
    assert join_lines(["1,", "234"]) == "1,\n234"
    assert join_lines(["AI", "tools"]) == "AI tools"


# --- PDF ---------------------------------------------------------------------------------------------------------


def pdf(path: Path, content: str) -> Path:
    """Write a PDF of one page."""
    path.write_bytes(plain_pdf(content, 400, 300))
    return path


def ruled(words: dict[tuple[int, int], str]) -> str:
    """Return a table of three columns and three rows, whose first row's last two columns are one."""
    lines = [f"50 {y} m 350 {y} l S" for y in (250, 220, 190, 160)]
    lines += [f"{x} 160 m {x} 250 l S" for x in (50, 150, 350)] + ["250 160 m 250 220 l S"]
    texts = [f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for (x, y), text in words.items()]
    return "\n".join(["0.5 w", *lines, *texts])


WORDS = {(60, 230): "KPI", (200, 230): "FY", (160, 200): "R4", (260, 200): "R5", (60, 170): "AI", (160, 170): "84"}


def test_a_ruled_pdf_knows_spans_and_boxes(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", ruled(WORDS | {(50, 270): "Table 1"}))
    grid = only(read_document(path))
    assert shape(grid) == [
        [("KPI", 1, 1), ("FY", 1, 2)],
        [("", 1, 1), ("R4", 1, 1), ("R5", 1, 1)],
        [("AI", 1, 1), ("84", 1, 1), ("", 1, 1)],
    ]
    assert grid.title == "Table 1"
    assert grid.row(2)[1].place.box == (150.0, 110.0, 250.0, 140.0)
    assert grid.row(2)[1].place.text == "P1T1R3C2"


BELOW = {
    (50, 145): "Table 2",
    (50, 130): "name", (160, 130): "R4", (260, 130): "R5",
    (50, 110): "calls", (160, 110): "12", (260, 110): "15",
    (50, 90): "visits", (160, 90): "22", (260, 90): "25",
}  # fmt: skip


def test_a_figure_that_a_line_of_its_length_strikes_through_is_none_and_is_named(tmp_path: Path) -> None:
    struck = pdf(tmp_path / "a.pdf", ruled(WORDS) + "\n160 173 m 171.1 173 l S\nBT /F1 10 Tf 180 170 Td (92) Tj ET")
    reading = read_document(struck)
    assert only(reading).text_at(2, 1) == "92"
    assert [remark.code for remark in reading.remarks] == ["text_left_out"]
    below = pdf(tmp_path / "b.pdf", ruled(WORDS) + "\n160 168.5 m 171.1 168.5 l S")  # underlined
    reading = read_document(below)
    assert (only(reading).text_at(2, 1), reading.remarks) == ("84", ())


def test_a_table_without_rules_below_a_ruled_one_is_read_too_and_nothing_twice(tmp_path: Path) -> None:
    reading = read_document(pdf(tmp_path / "a.pdf", ruled(WORDS | BELOW)))
    first, second = reading.grids
    assert second.title == "Table 2"
    assert [cell.text for cell in first.row(2)] == ["AI", "84", ""]
    assert [[cell.text for cell in second.row(n)] for n in range(second.height)] == [
        ["name", "R4", "R5"],
        ["calls", "12", "15"],
        ["visits", "22", "25"],
    ]
    assert second.row(1)[1].place.text == "P1T2R2C2"
    assert not reading.remarks


@pytest.mark.parametrize(
    "words",
    [
        {(50, 110): "calls", (160, 110): "12", (260, 110): "15"},  # no header says what they are
        {(370, 200): "12", (370, 170): "15"},  # perhaps a column of the ruled table that no rule encloses
    ],
)
def test_figures_outside_a_ruled_table_that_make_no_table_are_named(tmp_path: Path, words: dict[Any, str]) -> None:
    reading = read_document(pdf(tmp_path / "a.pdf", ruled(WORDS | words)))
    assert len(reading.grids) == 1
    [remark] = reading.remarks
    assert remark.code == "rows_outside_tables"
    assert "page 1 has rows of figures outside the tables that were read" in remark.message("en")


def test_a_heading_with_a_date_set_apart_is_no_row_of_figures(tmp_path: Path) -> None:
    spaced = {(50, 270): "Report", (150, 270): "month", (200, 270): "8", (230, 270): "day", (260, 270): "9"}
    assert not read_document(pdf(tmp_path / "a.pdf", ruled(WORDS | spaced))).remarks


def test_a_table_that_goes_on_overleaf_is_one(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    for name in ("a", "b"):
        for page in pypdf.PdfReader(pdf(tmp_path / f"{name}.pdf", ruled(WORDS))).pages:
            writer.add_page(page)
    writer.write(tmp_path / "c.pdf")
    grid = only(read_document(tmp_path / "c.pdf"))
    assert grid.height == 6
    assert {cell.place.page for cell in grid.cells} == {1, 2}


@pytest.mark.parametrize(
    ("page", "overleaf"),
    [
        ({(60, 170): "Online", (160, 170): "84"}, {(60, 170): "forms"}),
        ({(60, 170): "Online"}, {(60, 170): "forms", (160, 170): "84"}),
    ],
)
def test_a_row_that_the_end_of_a_page_cuts_is_one_and_asked_below_headers_printed_again(
    tmp_path: Path, page: dict[tuple[int, int], str], overleaf: dict[tuple[int, int], str]
) -> None:
    heads = {place: word for place, word in WORDS.items() if place[1] > 170}
    writer = pypdf.PdfWriter()
    for name, words in (("a", page), ("b", overleaf)):
        for one in pypdf.PdfReader(pdf(tmp_path / f"{name}.pdf", ruled(heads | words))).pages:
            writer.add_page(one)
    writer.write(tmp_path / "c.pdf")
    grid = only(read_document(tmp_path / "c.pdf"))
    assert [[cell.text for cell in grid.row(row)] for row in range(grid.height)][2:] == [["Online forms", "84", ""]]
    assert [cell.text for cell in grid.cells if cell.doubtful] == ["Online forms"]


# --- what cannot be read -----------------------------------------------------------------------------------------


def scanned(path: Path) -> None:
    Image.new("RGB", (200, 200), "white").save(path)


def locked(path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdf(path, ruled(WORDS)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (limits.MOST_UNPACKED_BYTES // 10))


def cut(path: Path) -> None:
    content = workbook(path).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def a_named_workbook(path: Path) -> None:
    workbook(path.with_suffix(".xlsx")).rename(path)


def a_word_document(path: Path) -> None:
    a_word_table(path.with_suffix(".docx"))
    path.with_suffix(".docx").rename(path)


def written(content: bytes) -> Any:
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("a.xls", written(b"\xd0\xcf\x11\xe0"), "old_form"),
        ("a.doc", written(b""), "old_form"),
        ("a.pptx", written(b"PK\x03\x04"), "old_form"),
        ("a.ods", written(b"PK\x03\x04"), "old_form"),
        ("a.jtd", written(b"-"), "old_form"),
        ("a.JPG", written(b"\xff\xd8"), "form_picture"),
        ("a.zip", written(b"PK\x03\x04"), "form_archive"),
        ("a.pdf", scanned, "scanned_pdf"),
        ("a.pdf", locked, "document_protected"),
        ("a.pdf", written(b"%PDF-1.4\nnothing"), "document_broken"),
        ("b.pdf", written(b"no pdf"), "document_broken"),
        ("a.xlsx", written(LOCKED), "document_protected"),
        ("a.docx", written(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old_form"),
        ("a.xlsx", bomb, "zip_bomb"),
        ("a.docx", bomb, "zip_bomb"),
        ("a.xlsx", cut, "document_broken"),
        ("a.docx", written(b"PK\x03\x04 cut"), "document_broken"),
        ("a.txt", written(b"PK\x03\x04"), "wrong_suffix"),
        ("a.pdf", a_word_table, "wrong_suffix"),
        ("a.docx", a_named_workbook, "wrong_suffix"),
        ("a.xlsx", lambda path: pdf(path, ruled(WORDS)), "wrong_suffix"),
        ("a.xlsx", a_word_document, "wrong_suffix"),
        ("a.csv", written(b"\x81\x00\xff\xfe\xfd"), "document_encoding"),
        ("a.csv", written(b"\0" * 100), "document_binary"),
        ("none.pdf", lambda path: None, "no_such_file"),
    ],
)
def test_what_cannot_be_read_is_one_line_with_what_to_do(tmp_path: Path, name: str, make: Any, code: str) -> None:
    make(tmp_path / name)
    with pytest.raises(WardKpiError) as caught:
        read_document(tmp_path / name)
    assert caught.value.code == code
    for lang in ("ja", "en"):
        assert "\n" not in caught.value.message(lang)
    if code == "old_form":
        saved = {".xls": ".xlsx", ".ods": ".xlsx", ".doc": ".docx", ".jtd": ".docx", ".pptx": ".pdf"}
        assert f"save it as {saved.get(Path(name).suffix, Path(name).suffix)}," in caught.value.message("en")


def test_pages_that_are_pictures_are_named_beside_those_that_are_read(tmp_path: Path) -> None:
    scanned(tmp_path / "scan.pdf")
    writer = pypdf.PdfWriter(clone_from=pdf(tmp_path / "text.pdf", ruled(WORDS)))
    writer.append(tmp_path / "scan.pdf")
    writer.write(tmp_path / "both.pdf")
    [remark] = read_document(tmp_path / "both.pdf").remarks
    assert remark.code == "scanned_pages"
    for lang, said in (("en", "both.pdf: pages 2 are pictures"), ("ja", "both.pdf: 2 ページは画像で文字がなく")):
        assert said in remark.message(lang)


def test_a_missing_extra_says_which_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    with pytest.raises(WardKpiError, match=r"ward_kpi-.*\[intake\]"):
        read_document(pdf(tmp_path / "a.pdf", ruled(WORDS)))


def test_formulas_without_values_and_macros_are_named(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx"))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["D4"] = "=C4*2"
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    (tmp_path / "b.xlsm").write_bytes(stream.getvalue())
    reading = read_document(tmp_path / "b.xlsm")
    assert [remark.code for remark in reading.remarks] == ["formula_without_value", "macros_not_run"]
    assert "D4" in reading.remarks[0].message("en")


@pytest.mark.parametrize("row", ['<row r="{0}" ht="12"/>', '<row r="{0}"><c r="A{0}" s="0"/></row>'])
def test_a_million_empty_rows_cost_nothing(tmp_path: Path, row: str) -> None:
    source = workbook(tmp_path / "a.xlsx")
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name.endswith("sheet1.xml"):
                rows = "".join(row.format(number) for number in range(5, 1_048_577))
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            after.writestr(name, content)
    assert shape(only(read_document(tmp_path / "b.xlsx")))[:3] == WANTED[:3]


def test_a_document_of_pictures_says_so(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), "white").save(tmp_path / "a.png")
    document = docx.Document()
    document.add_picture(str(tmp_path / "a.png"))
    document.save(str(tmp_path / "a.docx"))
    reading = read_document(tmp_path / "a.docx")
    assert (reading.grids, [remark.code for remark in reading.remarks]) == ((), ["tables_as_pictures"])
