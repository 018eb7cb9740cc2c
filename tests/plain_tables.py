"""A table of plain cells, with a title above and footnotes below, written in every form in which staff hold one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import matplotlib as mpl
import openpyxl
from matplotlib.figure import Figure

from analysis.drawing import style

FORMS = ("pdf", "xlsx", "docx", "html", "csv", "tsv", "txt", "layout")
Rows = Sequence[Sequence[str]]


def write_table(folder: Path, form: str, rows: Rows, title: str = "", notes: Sequence[str] = ()) -> Path:
    """Write the table as a file of ``folder``; ``layout`` is a text whose columns are made by spaces."""
    path = folder / f"table.{'txt' if form == 'layout' else form}"
    if form == "pdf":
        _pdf(path, rows, title, notes)
    elif form == "xlsx":
        _xlsx(path, rows, title, notes)
    elif form == "docx":
        _docx(path, rows, title, notes)
    else:
        path.write_text(_text(form, rows, title, notes), encoding="utf-8", newline="\n")
    return path


def laid_out(rows: Rows, *, by_characters: bool = False) -> list[str]:
    """Return the rows as lines whose columns are made by spaces: as a fixed font shows them, or as characters count."""
    size: Callable[[str], int] = len if by_characters else _width
    wide = [max(map(size, column)) + 4 for column in zip(*rows, strict=True)]
    padded = [[text + " " * (n - size(text)) for text, n in zip(row, wide, strict=True)] for row in rows]
    return ["".join(row).rstrip() for row in padded]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _text(form: str, rows: Rows, title: str, notes: Sequence[str]) -> str:
    if form == "html":
        body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
        return f"<h2>{title}</h2><table>{body}</table>" + "".join(f"<p>{note}</p>" for note in notes)
    if form in ("csv", "tsv"):  # as Excel saves one
        between = "," if form == "csv" else "\t"
        return "\n".join([between.join(row) for row in [*rows, *([note] for note in notes)]]) + "\n"
    lines = ["| " + " | ".join(row) + " |" for row in rows] if form == "txt" else laid_out(rows)
    return "\n".join([title, "", *lines, "", *notes]) + "\n"


def _xlsx(path: Path, rows: Rows, title: str, notes: Sequence[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("表", 0)
    for row in [[title], *rows, *([note] for note in notes)]:
        sheet.append(list(row))
    book.save(path)


def _docx(path: Path, rows: Rows, title: str, notes: Sequence[str]) -> None:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(number, column).text = text
    for note in notes:
        document.add_paragraph(note)
    document.save(str(path))


def _pdf(path: Path, rows: Rows, title: str, notes: Sequence[str]) -> None:
    wide = [2.4, *[5.2 / (len(rows[0]) - 1)] * (len(rows[0]) - 1)]
    edges = [0.3 + sum(wide[:n]) for n in range(len(wide) + 1)]
    with style.look(), mpl.rc_context({"pdf.fonttype": 42}):
        figure = Figure(figsize=(8.27, 11.69))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 8.27), ylim=(0, 11.69))
        axes.axis("off")
        axes.text(edges[0], 10.65, title, fontsize=11)
        for number, row in enumerate(rows):
            top, low = 10.5 - 0.35 * number, 10.15 - 0.35 * number
            for text, left, right in zip(row, edges, edges[1:], strict=False):
                axes.plot([left, right, right, left, left], [top, top, low, low, top], color="black", linewidth=0.8)
                axes.text(left + 0.06, (top + low) / 2, text, fontsize=8, va="center")
        for number, note in enumerate(notes):
            axes.text(edges[0], 10.2 - 0.35 * len(rows) - 0.2 * number, note, fontsize=7)
        figure.savefig(path, metadata={"CreationDate": None})
