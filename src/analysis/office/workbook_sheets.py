"""Building blocks of the workbook: tables that machines can read, set up for print, and charts of their cells."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.data.marks import FILLS, GRID, INK, SHADE, WHITE, Paint, marker_name
from analysis.office import ooxml
from analysis.office.csv_safety import one_line, safe_text
from analysis.office.pack import Pack
from analysis.questions._slide import Bars, FigurePanel, Line, Lines

_A4 = 9  # xlsxwriter's number for the paper size
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\!]")
"""What Excel takes in no name of a sheet, and the mark at which a formula that names one is cut."""
_REFERENCE = re.compile(r"!(?=\$?[A-Z]+\$?\d)")
_LONGEST_NAME = 31
_SIZE, _LINE = 10, 13.0
"""Points of text and of a line of it."""
_CHARACTER = 0.071
"""Inches that a unit of a column's width gives to text, a little less than it is."""
_UNEVEN = 1.08
"""How much more room wrapped text takes than one line of it, for lines end before words that do not fit."""
_HEADER_HEIGHT = 32
ROW_PIXELS = 19
"""Of an empty row. Of 20, its own default, xlsxwriter says nothing, and each program has another."""
_PRINTED = 10.9 * 96
"""Pixels of columns that a page holds at their own size: A4 across within its margins."""
_LEAST_SCALE = 0.7
"""What ten points may be printed at: seven."""
_TITLE_SIZE, _TITLE_SHARE = 12, 0.8
"""Points of a chart's title, and the share of the chart's width before which programs break it by themselves."""
_LONG_DASH = {"dash": "long_dash"}
"""What xlsxwriter calls a marker otherwise than office programs do."""
_INK, _WHITE, _GRID, _SHADE = (colour.upper() for colour in (INK, WHITE, GRID, SHADE))

_HEADER = {"bold": True, "bg_color": _SHADE, "bottom": 1, "text_wrap": True}
_FIGURE = {"align": "right", "indent": 1}
"""Figures, and their headings, stand at the right, clear of what follows at the left of the next column."""
_FIGURES = ("number", "share")
_FONT = {"name": ooxml.FONT, "size": 11, "color": _INK}


class Cells(NamedTuple):
    """Where the rows of a chart stand: their sheet, the first of them, and their columns by name."""

    sheet: Worksheet
    first: int
    columns: dict[str, int]


class Column(NamedTuple):
    """A column of a sheet: its heading, its width in characters, and how its cells are written."""

    heading: str
    width: float
    kind: str = "text"
    """``text``; ``line``, a text that does not make its row higher; ``date``; or the name of a number's format."""


SHOWN_AS: dict[str, Callable[[Any], str]] = {
    "number": lambda figure: f"{figure:,.10g}",
    "share": lambda figure: f"{figure:.1%}",
    "date": lambda _: "2000-00-00",
}
"""How figures and dates look in their cells, by the kind of their column."""


def width_of(cell: Any, kind: str = "text") -> float:
    """Return the width, in characters, of a column that holds a text, a figure or a date on one line."""
    text = SHOWN_AS.get(kind, str)(cell)
    indent = _SIZE / 72 if kind in _FIGURES else 0
    return math.ceil((ooxml.text_width(text, _SIZE) + indent) / _CHARACTER)


def _cut(name: str) -> str:
    """Return a name as Excel takes it in length: cut after a whole word where it has words."""
    if len(name) <= _LONGEST_NAME:
        return name
    head = name[: _LONGEST_NAME - 1]
    return (head.rpartition(" ")[0] or head) + "…"


class Book:
    """A workbook under construction; :meth:`finish` returns its bytes."""

    def __init__(self, pack: Pack) -> None:
        """Start an empty workbook."""
        self._pack, self._stream = pack, io.BytesIO()
        self._file = xlsxwriter.Workbook(self._stream, {"in_memory": True, "strings_to_formulas": False})
        self._file.set_properties(
            {
                "title": pack.heading,
                "author": pack.department,
                "created": dt.datetime.combine(pack.made, dt.time()),
            }
        )
        base = {"font_name": ooxml.FONT, "font_size": _SIZE, "font_color": _INK, "valign": "vcenter", "bottom": 4}
        shapes: dict[str, dict[str, Any]] = {
            "header": _HEADER,
            "figure_header": {**_HEADER, **_FIGURE},
            "text": {"num_format": "@", "text_wrap": True},
            "quoted": {"num_format": "@", "text_wrap": True, "quote_prefix": True},
            "integer": {"num_format": "0", "align": "left"},
            "whole": {"num_format": "#,##0", **_FIGURE},
            "number": {"num_format": "#,##0.0#########", **_FIGURE},
            "share": {"num_format": "0.0%", **_FIGURE},
            "date": {"num_format": "yyyy-mm-dd", "align": "left"},
            "heading": {"bold": True, "bottom": 0},
        }
        self._formats = {name: self._file.add_format({**base, **shape}) for name, shape in shapes.items()}
        self._names: set[str] = set()
        self._sheet_name_of: dict[str, str] = {}

    def add_table(
        self,
        table: str,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        *,
        named_by: int = 0,
        printed: int | None = None,
    ) -> Worksheet:
        """Add a sheet that holds one table from A1, set up for printing on A4 with its header on every page.

        ``table`` names the table in formulas, ``name`` the sheet. A table that is too wide to be read on one page goes
        over several beside one another, each with the first ``named_by`` columns, which say what a row is about. Of a
        table for machines only the first ``printed`` columns are printed.
        """
        sheet = self._add_sheet(name)
        sheet.set_row(0, _HEADER_HEIGHT)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        for number, row in enumerate(rows, start=1):
            sheet.set_row(number, _row_height(columns, row))
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, number, place, cell, column.kind)
        sheet.freeze_panes(1, 0)
        headings = [
            {
                "header": column.heading,
                "header_format": self._formats["figure_header" if column.kind in _FIGURES else "header"],
            }
            for column in columns
        ]
        shape = {"name": f"kpi_{table}", "columns": headings, "style": None}
        sheet.add_table(0, 0, max(len(rows), 1), len(columns) - 1, shape)
        self._repeat_headings(sheet, columns[:printed], named_by)
        if printed is not None:
            sheet.print_area(0, 0, len(rows), printed - 1)
        return sheet

    def add_chart_sheet(self, name: str) -> Worksheet:
        """Add a sheet for charts; it repeats no heading of a table on its pages."""
        sheet = self._add_sheet(name)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def add_heading(self, sheet: Worksheet, row: int, text: str) -> None:
        """Write a heading above charts."""
        sheet.write_string(row, 0, text, self._formats["heading"])

    def add_chart(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        offset: int,
        size: tuple[int, int],
        panel: FigurePanel,
        of: Cells,
    ) -> None:
        """Add a panel to ``sheet`` as a native chart of cells."""
        name, first, columns = of.sheet.get_name(), of.first, of.columns
        match panel:
            case Bars():
                chart = self._bars(name, panel, first, columns)
            case Lines():
                chart = self._lines(name, panel, first, columns)
            case _:
                raise TypeError(f"no chart for {type(panel).__name__}")
        chart.set_title(
            {
                "name": _no_reference(_heading(panel, size[0])),
                "name_font": {**_FONT, "size": _TITLE_SIZE, "bold": True},
                "overlay": False,
            }
        )
        chart.set_legend({"position": "right", "font": _FONT} if isinstance(panel, Lines) else {"none": True})
        chart.set_size({"width": size[0], "height": size[1]})
        chart.show_blanks_as("gap")
        options = {"description": panel.alt, "object_position": 1, "x_offset": offset}
        sheet.insert_chart(*place, chart, options)

    def link(self, sheet: Worksheet, row: int, column: int, name: str) -> None:
        """Make a cell that names a sheet lead to it."""
        sheet.write_url(row, column, f"internal:'{self._sheet_name_of[name]}'!A1", self._formats["text"], string=name)

    def print_in_parts(self, sheet: Worksheet, parts: Sequence[tuple[int, int]], columns: int) -> None:
        """Print each run of rows (first, last) of a sheet on pages of its own, so that no chart is cut in two."""
        name = sheet.get_name()
        last = xl_col_to_name(columns - 1)
        areas = ",".join(f"'{name}'!$A${first + 1}:${last}${end + 1}" for first, end in parts)
        self._file.define_name(f"'{name}'!_xlnm.Print_Area", f"={areas}")

    def _add_sheet(self, name: str) -> Worksheet:
        sheet = self._file.add_worksheet(self._sheet_name(name))
        self._sheet_name_of[name] = sheet.get_name()
        sheet.set_default_row(ROW_PIXELS * 0.75)  # said, so that charts are as high in every program
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        face = f'&"{ooxml.FONT}"'
        sheet.set_header(f"&L{face}&11{_plain(name)}&R{face}&9{_plain(f'{self._pack.day}　{self._pack.running}')}")
        sheet.set_footer(f"&C{face}&9&P / &N")
        return sheet

    def finish(self) -> bytes:
        """Return the bytes of the file."""
        self._file.close()
        return ooxml.normalise(self._stream.getvalue(), self._pack.made)

    def _sheet_name(self, wanted: str) -> str:
        """Return a name that Excel takes: without some signs, not too long, not twice."""
        name = _cut(_FORBIDDEN_IN_NAMES.sub("・", wanted).replace("'", "’"))
        number = 2
        while name.lower() in self._names:
            name = f"{name[: _LONGEST_NAME - 3]} {number}"
            number += 1
        self._names.add(name.lower())
        return name

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Any, kind: str) -> None:
        """Write one datum: a number as a number, text as text that never becomes a formula, nothing as an empty cell."""
        if cell is None or cell is pd.NA or cell == "" or cell != cell:
            sheet.write_blank(row, column, None, self._formats["text" if kind == "line" else kind])
        elif isinstance(cell, str) and kind == "date":
            self._write(sheet, row, column, dt.date.fromisoformat(cell), kind)
        elif isinstance(cell, str):
            text = one_line(cell)
            form = self._formats["text" if safe_text(text) == text else "quoted"]
            sheet.write_string(row, column, text, form)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), self._formats["date"])
        else:
            # a format with decimals shows 209 as "209." in Excel
            is_whole = kind == "number" and float(cell).is_integer()
            sheet.write_number(row, column, cell, self._formats["whole" if is_whole else kind])

    @staticmethod
    def _repeat_headings(sheet: Worksheet, columns: Sequence[Column], named_by: int) -> None:
        pages = _pages_wide(columns, named_by)
        sheet.fit_to_pages(pages, 0)
        sheet.repeat_rows(0)
        if pages > 1:
            sheet.repeat_columns(0, named_by - 1)
            sheet.print_across()  # the parts of a row lie together

    def _bars(self, sheet: str, panel: Bars, first: int, columns: dict[str, int]) -> Any:
        """Return bars that start at zero and carry their figures in place of a scale; many lie beneath one another."""
        values = {"min": 0, "max": panel.end, "visible": False, "major_gridlines": {"visible": False}}
        names = {"num_font": _FONT, "major_tick_mark": "none"}
        if panel.many:
            chart = self._file.add_chart({"type": "bar"})
            chart.set_x_axis(values)
            chart.set_y_axis({**names, "reverse": True, "major_gridlines": {"visible": False}})
        else:
            chart = self._file.add_chart({"type": "column"})
            chart.set_y_axis(values)
            chart.set_x_axis(names)
        drawn = [bar for bar in panel.bars if bar.value is not None]
        last = first + len(drawn) - 1
        left, right = (columns[name] for name in panel.columns)
        labels = {"value": True, "position": "outside_end", "num_format": panel.number_format, "font": _FONT}
        chart.add_series(
            {
                "name": _no_reference(panel.title),
                "categories": [sheet, first, left, last, right],
                "values": [sheet, first, columns["value"], last, columns["value"]],
                "points": [_point(bar.paint, self._pack) for bar in drawn],
                "gap": 45,
                "data_labels": labels,
            }
        )
        return chart

    def _lines(self, sheet: str, panel: Lines, first: int, columns: dict[str, int]) -> Any:
        chart = self._file.add_chart({"type": "line"})
        for line, start in _from_the_highest(panel):
            line = line._replace(style=line.style._replace(colour=self._pack.colour(line.style.colour)))
            chart.add_series(_line_series(sheet, line, first + start, columns))
        chart.set_x_axis(
            {
                "date_axis": True,
                "min": panel.first_day,
                "num_format": "yyyy",
                "major_unit": 1,
                "major_unit_type": "years",
                "num_font": _FONT,
            }
        )
        chart.set_plotarea({"layout": {"x": 0.09, "y": 0.2, "width": 0.62, "height": 0.66}})
        top_of_axis = {"max": 100} if panel.percent else {}
        chart.set_y_axis(
            {
                "min": 0,
                **top_of_axis,
                "num_font": _FONT,
                "num_format": panel.number_format,
                "major_gridlines": {"visible": True, "line": {"color": _GRID}},
            }
        )
        return chart


def _pages_wide(columns: Sequence[Column], named_by: int) -> int:
    """Return over how many pages a table goes, for its text to be printed in seven points or more."""
    named, rest = (sum(_pixels(column.width) for column in part) for part in (columns[:named_by], columns[named_by:]))
    room = _PRINTED / _LEAST_SCALE - named
    return math.ceil(rest / room) if named_by else 1


def _pixels(width: float) -> int:
    """Return how wide Excel draws a column of ``width`` characters."""
    return int(width * 7 + 5)


def _row_height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """Return the height in points of a row whose longest text is wrapped: not every program finds it by itself."""
    lines = [
        sum(max(1, math.ceil(ooxml.text_width(line, _SIZE) * _UNEVEN / width)) for line in cell.split("\n"))
        for column, cell in zip(columns, row, strict=True)
        if isinstance(cell, str) and column.kind == "text" and (width := column.width * _CHARACTER)
    ]
    return _LINE * max([1, *lines]) + 3


def _from_the_highest(panel: Lines) -> list[tuple[Line, int]]:
    """Return each line and the first of its rows, as the lines end from above, so that the legend lists them so.

    Names at the ends of lines that lie close would overlap, for Excel moves none apart.
    """
    starts = accumulate((len(line.figures) for line in panel.lines), initial=0)
    return sorted(zip(panel.lines, starts, strict=False), key=lambda one: -one[0].figures[-1])


def _line_series(sheet: str, line: Line, top: int, columns: dict[str, int]) -> dict[str, Any]:
    """Return a line whose rows begin at ``top``."""
    bottom = top + len(line.figures) - 1
    colour, marker = line.style.colour, marker_name(line.style.marker)
    return {
        "name": [sheet, top, columns["ward_name"]],
        "categories": [sheet, top, columns["as_of"], bottom, columns["as_of"]],
        "values": [sheet, top, columns["value"], bottom, columns["value"]],
        "line": {"color": colour, "width": 2, "dash_type": line.style.dash},
        "marker": {
            "type": _LONG_DASH.get(marker, marker),
            "size": 7,
            "fill": {"color": colour},
            "border": {"color": colour},
        },
    }


def _point(paint: Paint, pack: Pack) -> dict[str, Any]:
    """Return the look of a bar that is told apart without colour."""
    paint = paint._replace(colour=pack.colour(paint.colour))
    border = {"color": paint.colour, "width": 1.5, "dash_type": "dash" if paint.dashed else "solid"}
    fill = FILLS[paint.fill]
    if fill.pattern:
        pattern = {"pattern": fill.pattern, "fg_color": paint.colour, "bg_color": _WHITE}
        return {"pattern": pattern, "border": border}
    return {"fill": {"color": fill.grey.upper() or paint.colour}, "border": border}


def _heading(panel: FigurePanel, pixels: int) -> str:
    """Return the title of a chart, its lines broken at the ends of phrases where they are wider than the chart."""
    return "\n".join(
        line.rstrip()
        for text in panel.heading.split("\n")
        for line in ooxml.lines(text, _TITLE_SIZE, pixels / 96 * _TITLE_SHARE)
    )


def _no_reference(text: str) -> str:
    """Return the title of a chart, in which ``Sheet1!A1`` would be taken for the cell, with a mark of full width."""
    return _REFERENCE.sub("！", text)


def _plain(text: str) -> str:
    """Return text for a page header, where an ampersand begins a command and digits would join the size before them."""
    return (" " if text[:1].isdigit() else "") + text.replace("&", "&&")
