"""Building blocks of the workbook: tables that machines can read, set up for print, and charts of their cells."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.data.marks import ward_styles
from analysis.office import ooxml, panels
from analysis.office.pack import Pack
from analysis.office.panels import AREA_FILLS, PAINTS, Panel
from analysis.office.safe import one_line, safe_text

_A4 = 9  # xlsxwriter's number for the paper size
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_SIZE, _LINE = 10, 14.0
"""Points of text and of a line of it."""
_CHARACTER = 0.071
"""Inches that a unit of a column's width gives to text, a little less than it is."""
_HEADER_HEIGHT = 32
_MARKERS = {
    "o": "circle",
    "s": "square",
    "^": "triangle",
    "D": "diamond",
    "P": "plus",
    "X": "x",
    "*": "star",
    "v": "long_dash",
}
_DASHES = ("solid", "dash", "round_dot")
_PATTERNS = {"hatched": "wide_upward_diagonal", "dotted": "percent_25"}
_GREYS = {"light": "#D9D9D9", "hollow": "#FFFFFF"}
_INK = "#1A1A1A"


class Column(NamedTuple):
    """A column of a sheet: its heading, its width in characters, and how its cells are written."""

    heading: str
    width: float
    kind: str = "text"
    """``text``; ``line``, a text that does not make its row higher; ``date``; or the name of a number's format."""


def width_of(text: str) -> float:
    """Return the width, in characters, of a column that holds ``text`` on one line."""
    return math.ceil(ooxml.text_width(text, _SIZE) / _CHARACTER)


class Book:
    """A workbook under construction; :meth:`finish` returns its bytes."""

    def __init__(self, pack: Pack) -> None:
        """Start an empty workbook."""
        self._pack, self._stream = pack, io.BytesIO()
        self._file = xlsxwriter.Workbook(self._stream, {"in_memory": True, "strings_to_formulas": False})
        self._file.set_properties(
            {
                "title": pack.word("title"),
                "author": pack.department,
                "created": dt.datetime.combine(pack.date, dt.time()),
            }
        )
        base = {"font_name": ooxml.FONT, "font_size": _SIZE, "font_color": _INK, "valign": "top", "bottom": 4}
        shapes: dict[str, dict[str, Any]] = {
            "header": {"bold": True, "bg_color": "#ECECEC", "bottom": 1, "text_wrap": True, "valign": "vcenter"},
            "text": {"num_format": "@", "text_wrap": True},
            "quoted": {"num_format": "@", "text_wrap": True, "quote_prefix": True},
            "integer": {"num_format": "0"},
            "count": {"num_format": "#,##0"},
            "number": {"num_format": "#,##0.##########"},
            "share": {"num_format": "0.0%"},
            "date": {"num_format": "yyyy-mm-dd", "align": "left"},
        }
        self._formats = {name: self._file.add_format({**base, **shape}) for name, shape in shapes.items()}
        self._names: set[str] = set()

    def add_table(
        self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], *, pages_wide: int = 1
    ) -> Worksheet:
        """Add a sheet that holds one table from A1, set up for printing on A4 with its header on every page."""
        sheet = self._file.add_worksheet(self._sheet_name(name))
        sheet.set_row(0, _HEADER_HEIGHT)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, column.heading, self._formats["header"])
        for number, row in enumerate(rows, start=1):
            sheet.set_row(number, _row_height(columns, row))
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, number, place, cell, column.kind)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        self._set_print(sheet, name, pages_wide)
        return sheet

    def add_chart(
        self,
        sheet: Worksheet,
        place: tuple[int, int],
        offset: int,
        size: tuple[int, int],
        panel: Panel,
        first: int,
        columns: dict[str, int],
    ) -> None:
        """Add a panel as a native chart of the sheet's own cells, its rows beginning at ``first``."""
        build = {panels.YEARS: self._years, panels.AREAS: self._areas, panels.DATES: self._dates}[panel.shape]
        chart = build(sheet.get_name(), panel, first, columns)
        font = {"name": ooxml.FONT, "size": 9, "color": _INK}
        chart.set_title({"name": panel.heading, "name_font": {**font, "size": 10, "bold": True}, "overlay": False})
        chart.set_legend({"position": "right", "font": font} if _has_legend(panel) else {"none": True})
        chart.set_size({"width": size[0], "height": size[1]})
        chart.show_blanks_as("gap")
        options = {"description": panels.alternative_text(self._pack, panel), "object_position": 1, "x_offset": offset}
        sheet.insert_chart(*place, chart, options)

    def print_in_parts(self, sheet: Worksheet, parts: Sequence[tuple[int, int]], columns: int) -> None:
        """Print each run of rows (first, last) of a sheet on pages of its own, so that no chart is cut in two."""
        name = sheet.get_name().replace("'", "''")
        last = xl_col_to_name(columns - 1)
        areas = ",".join(f"'{name}'!$A${first + 1}:${last}${end + 1}" for first, end in parts)
        self._file.define_name(f"'{name}'!_xlnm.Print_Area", f"={areas}")

    def finish(self) -> bytes:
        """Return the bytes of the file."""
        self._file.close()
        return ooxml.normalise(self._stream.getvalue(), self._pack.date)

    def _sheet_name(self, wanted: str) -> str:
        """Return a name that Excel takes: without some signs, not too long, not twice."""
        name = _FORBIDDEN_IN_NAMES.sub("・", wanted)[:_LONGEST_NAME].strip("'")
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
            self._write_date(sheet, row, column, cell)
        elif isinstance(cell, str):
            text = one_line(cell)
            form = self._formats["text" if safe_text(text) == text else "quoted"]
            sheet.write_string(row, column, text, form)
        elif isinstance(cell, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), self._formats["date"])
        else:
            sheet.write_number(row, column, cell, self._formats[kind])

    def _write_date(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """Write a date as a date; one that is only known to the month as text."""
        try:
            self._write(sheet, row, column, dt.date.fromisoformat(text), "date")
        except ValueError:
            sheet.write_string(row, column, text, self._formats["text"])

    def _set_print(self, sheet: Worksheet, title: str, pages_wide: int) -> None:
        pack = self._pack
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        sheet.fit_to_pages(pages_wide, 0)
        sheet.repeat_rows(0)
        face = f'&"{ooxml.FONT}"'
        right = pack.word("running", date=pack.day, committee=pack.committee, department=pack.department)
        sheet.set_header(f"&L{face}&11{_plain(title)}&R{face}&9{_plain(right)}")
        sheet.set_footer(f"&C{face}&9&P / &N")

    def _years(self, sheet: str, panel: Panel, first: int, columns: dict[str, int]) -> Any:
        chart = self._bars(panel)
        colour = str(self._pack.areas.loc[panel.rows["ward"].iloc[0], "colour"])
        points = [_point(colour, *PAINTS[kind]) for kind in panel.rows["kind"]]
        chart.add_series(self._series(sheet, panel, first, columns, ("year_label", "kind"), points))
        return chart

    def _areas(self, sheet: str, panel: Panel, first: int, columns: dict[str, int]) -> Any:
        chart = self._bars(panel)
        points = []
        for code in panel.rows["ward"]:
            fill = AREA_FILLS[self._pack.wards.index(code) % len(AREA_FILLS)]
            points.append(_point(str(self._pack.areas.loc[code, "colour"]), fill, dashed=False))
        chart.add_series(self._series(sheet, panel, first, columns, ("ward_name", "ward_name"), points))
        return chart

    def _dates(self, sheet: str, panel: Panel, first: int, columns: dict[str, int]) -> Any:
        chart = self._file.add_chart({"type": "line"})
        styles = ward_styles(self._pack.study)
        legend = _has_legend(panel)
        positions = _end_positions(panel.rows)
        for code, group in _lines(panel):
            top, bottom = first + int(group.index[0]), first + int(group.index[-1])
            place = self._pack.wards.index(str(code))
            colour = styles[str(code)].colour
            last: list[Any] = [{"delete": True}] * (len(group) - 1)
            labels = {
                "series_name": True,
                "value": True,
                "separator": " ",
                "position": positions[str(code)],
                "custom": last,
            }
            chart.add_series(
                {
                    "name": [sheet, top, columns["ward_name"]],
                    "categories": [sheet, top, columns["as_of"], bottom, columns["as_of"]],
                    "values": [sheet, top, columns["value"], bottom, columns["value"]],
                    "line": {"color": colour, "width": 2, "dash_type": _DASHES[place % len(_DASHES)]},
                    "marker": {
                        "type": _MARKERS.get(styles[str(code)].marker, "diamond"),
                        "size": 7,
                        "fill": {"color": colour},
                        "border": {"color": colour},
                    },
                    "data_labels": {} if legend else labels,
                }
            )
        font = {"name": ooxml.FONT, "size": 9, "color": _INK}
        chart.set_x_axis(
            {"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years", "num_font": font}
        )
        width = 0.62 if legend else 0.7
        chart.set_plotarea({"layout": {"x": 0.09, "y": 0.2, "width": width, "height": 0.66}})
        top_of_axis = {"max": 100} if panel.percent else {}
        chart.set_y_axis(
            {
                "min": 0,
                **top_of_axis,
                "num_font": font,
                "num_format": panel.number_format,
                "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
            }
        )
        return chart

    def _bars(self, panel: Panel) -> Any:
        """Return an empty chart of bars that start at zero and carry their figures in place of a scale."""
        font = {"name": ooxml.FONT, "size": 9, "color": _INK}
        values = {"min": 0, "max": panel.axis_end, "visible": False, "major_gridlines": {"visible": False}}
        names = {"num_font": font, "major_tick_mark": "none"}
        if panel.many:
            chart = self._file.add_chart({"type": "bar"})
            chart.set_x_axis(values)
            chart.set_y_axis({**names, "reverse": True, "major_gridlines": {"visible": False}})
        else:
            chart = self._file.add_chart({"type": "column"})
            chart.set_y_axis(values)
            chart.set_x_axis(names)
        return chart

    def _series(
        self,
        sheet: str,
        panel: Panel,
        first: int,
        columns: dict[str, int],
        names: tuple[str, str],
        points: list[dict[str, Any]],
    ) -> dict[str, Any]:
        last = first + len(panel.rows) - 1
        font = {"name": ooxml.FONT, "size": 9, "color": _INK}
        return {
            "name": panel.title,
            "categories": [sheet, first, columns[names[0]], last, columns[names[1]]],
            "values": [sheet, first, columns["value"], last, columns["value"]],
            "points": points,
            "gap": 45,
            "data_labels": {"value": True, "position": "outside_end", "num_format": panel.number_format, "font": font},
        }


def _row_height(columns: Sequence[Column], row: Sequence[Any]) -> float:
    """Return the height in points of a row whose longest text is wrapped: not every program finds it by itself."""
    lines = [
        ooxml.wrapped_lines(cell, _SIZE, column.width * _CHARACTER)
        for column, cell in zip(columns, row, strict=True)
        if isinstance(cell, str) and column.kind == "text"
    ]
    return _LINE * max([1, *lines]) + 3


def _has_legend(panel: Panel) -> bool:
    """Return whether lines are so many that their names would overlap at their ends."""
    return panel.many and panel.shape == panels.DATES


def _lines(panel: Panel) -> list[tuple[str, pd.DataFrame]]:
    """Return the rows of each ward's line; of many, the highest first, as the lines end and the legend lists them."""
    groups = [(str(code), group) for code, group in panel.rows.groupby("ward", sort=False)]
    return sorted(groups, key=lambda group: -group[1]["value"].iloc[-1]) if panel.many else groups


def _end_positions(rows: pd.DataFrame) -> dict[str, str]:
    """Return where each line's name stands so that names do not overlap: above the highest, below the lowest."""
    ends = rows.groupby("ward", sort=False)["value"].last().sort_values()
    places = dict.fromkeys(map(str, ends.index), "right")
    places[str(ends.index[0])] = "below"
    places[str(ends.index[-1])] = "above"
    return places


def _point(colour: str, fill: str, dashed: bool) -> dict[str, Any]:
    """Return the look of a bar that is told apart without colour."""
    border = {"color": colour, "width": 1.5, "dash_type": "dash" if dashed else "solid"}
    if fill in _PATTERNS:
        return {"pattern": {"pattern": _PATTERNS[fill], "fg_color": colour, "bg_color": "#FFFFFF"}, "border": border}
    return {"fill": {"color": _GREYS.get(fill, colour)}, "border": border}


def _plain(text: str) -> str:
    """Return text for a page header, where an ampersand begins a command and digits would join the size before them."""
    return (" " if text[:1].isdigit() else "") + text.replace("&", "&&")
