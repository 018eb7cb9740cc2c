"""An invented ward's report as staff hold it: one table, written as PDF, Excel, Word, web page and text by the tests themselves."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import docx
import matplotlib as mpl
import openpyxl
from matplotlib.figure import Figure

from analysis.drawing import style

TITLE = "行政手続のオンライン化の状況（数値は架空）"
# text, columns that it covers
ROWS: Sequence[Sequence[tuple[str, int]]] = [
    [("指標", 1), ("基準値（R3）", 1), ("実績", 2), ("目標（R7）", 1)],
    [("", 1), ("", 1), ("R4", 1), ("R5", 1), ("", 1)],
    [("オンライン化手続数", 1), ("84手続", 1), ("131手続", 1), ("197手続", 1), ("300手続", 1)],
    [("マイナンバーカードの保有率", 1), ("41.5%", 1), ("58.9%", 1), ("71.3%", 1), ("80%以上", 1)],
]
FORMS = ("pdf", "xlsx", "docx", "html", "csv", "txt", "layout")


def write_report(folder: Path, form: str, rows: Sequence[Sequence[tuple[str, int]]] = ROWS) -> Path:
    """Write the report; its name is ``report`` and the form."""
    path = folder / f"report.{'txt' if form == 'layout' else form}"
    {"pdf": _pdf, "xlsx": _xlsx, "docx": _docx, "html": _html, "csv": _csv, "txt": _txt, "layout": _layout}[form](
        path, rows
    )
    return path


def _flat(row: Sequence[tuple[str, int]]) -> list[str]:
    return [text if n == 0 else "" for text, columns in row for n in range(columns)]


def _pdf(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    wide = [2.2, *[1.0] * 4]
    edges = [0.6 + sum(wide[:n]) for n in range(len(wide) + 1)]
    with style.look(), mpl.rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=(8.27, 11.69))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 8.27), ylim=(0, 11.69))
        axes.axis("off")
        axes.text(edges[0], 10.65, TITLE, fontsize=11)
        tops = [10.5 - 0.35 * n for n in range(len(rows) + 1)]
        for number, (row, (top, bottom)) in enumerate(zip(rows, pairwise(tops), strict=True)):
            column = 0
            for text, columns in row:
                left, right = edges[column], edges[column + columns]
                reaches = number == 0 and columns == 1  # the first row's cells are merged with those below
                low = tops[2] if reaches else bottom
                if number != 1 or text:
                    axes.plot([left, right, right, left, left], [top, top, low, low, top], color="black", linewidth=0.8)
                    axes.text(left + 0.06, (top + low) / 2, text, fontsize=8, va="center")
                column += columns
        figure.savefig(path, metadata={"CreationDate": None})


def _xlsx(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("進捗", 0)
    sheet.append([TITLE])
    for row in rows:
        sheet.append(_flat(row))
    for letter in "ABE":
        sheet.merge_cells(f"{letter}2:{letter}3")
    sheet.merge_cells("C2:D2")
    book.save(path)


def _docx(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(len(rows), 5)
    for number, row in enumerate(rows):
        for column, text in enumerate(_flat(row)):
            table.cell(number, column).text = text
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column)).text = _flat(rows[0])[column]
    table.cell(0, 2).merge(table.cell(0, 3)).text = _flat(rows[0])[2]
    document.save(str(path))


def _html(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    head = "".join(f"<th colspan={columns} rowspan={3 - columns}>{text}</th>" for text, columns in rows[0])
    below = "".join(f"<th>{text}</th>" for text, _ in rows[1] if text)
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text, _ in row) + "</tr>" for row in rows[2:])
    path.write_text(
        f"<h2>{TITLE}</h2><table><tr>{head}</tr><tr>{below}</tr>{body}</table>", encoding="utf-8", newline="\n"
    )


def _csv(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    lines = [",".join(_flat(row)) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="cp932", newline="\n")


def _txt(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    heads = ["実績 R4", "実績 R5"]
    first = [text for text, _ in rows[0]]
    lines = [[*first[:2], *heads, first[3]], *([text for text, _ in row] for row in rows[2:])]
    text = [TITLE, "", *("| " + " | ".join(line) + " |" for line in lines)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")


def _layout(path: Path, rows: Sequence[Sequence[tuple[str, int]]]) -> None:
    first = [text for text, _ in rows[0]]
    lines = [[*first[:2], "R4実績", "R5実績", first[3]], *([text for text, _ in row] for row in rows[2:])]
    text = [TITLE, "", *("    ".join(cell.ljust(16) for cell in line).rstrip() for line in lines)]
    path.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")


def transcribe(folder: Path, indicators: Sequence[str], published: str = "2024-08") -> None:
    """Fill in a draft as a person does who has the document: what source.toml asks, and each row's indicator."""
    toml = folder / "source.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace('published = ""', f'published = "{published}"').replace('status = ""', 'status = "final"')
    toml.write_text(re.sub(r'^(title|\w+_(?:ja|en)) = ""', r'\1 = "x"', text, flags=re.MULTILINE), encoding="utf-8")
    table = folder / "table_01.csv"
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    for row, indicator in zip(rows[1:], indicators, strict=True):
        row[0] = indicator
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
