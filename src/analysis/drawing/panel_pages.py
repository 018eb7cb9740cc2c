"""A page of small panels, one for each ward or indicator, for more wards than there is room for panels of usual size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.data.marks import WardStyle
from analysis.drawing import labelling, style
from analysis.drawing.page import FigureInfo, KpiFigure
from analysis.drawing.table_page import WIDTH, Sheet

COLUMNS = 4

_PITCH = WIDTH / COLUMNS  # inches, as are the following
_LEFT, _RIGHT = 0.3, 0.1
_NAME = 0.16
_LEADING = 0.1
_ABOVE, _HIGH = 0.04, 0.54
_YEARS, _ERAS = 0.3, 0.22
_HEADING = 0.25
_LINE = 0.155
_SAMPLE = 0.2
_MARK = 5.0  # points
_MOST_LINES = 2


class Panel(NamedTuple):
    """A small panel: the ward it is of, what stands beneath the ward's name, and what draws it.

    A single text may take two lines, and ends with the ``unit`` even where it has to be cut.
    """

    ward: WardStyle
    about: Sequence[str]
    draw: Callable[[Axes], None]
    unit: str = ""

    def lines(self) -> list[str]:
        """Return the lines beneath the ward's name."""
        most = _MOST_LINES if len(self.about) == 1 else 1
        return [line for text in self.about
                for line in labelling.cut(text, labelling.SMALLER, _PITCH - 0.08, most=most, ending=self.unit)]  # fmt: skip


class Section(NamedTuple):
    """Panels under a heading, if any, that begin on a row of their own."""

    heading: str
    panels: Sequence[Panel]


class Entry(NamedTuple):
    """A name beneath the panels: of a ward, or of a line, whose look stands before it."""

    text: str
    ward: WardStyle | None = None
    line: dict[str, Any] | None = None

    @property
    def width(self) -> float:
        """Inches of its mark and its text, with the space after it."""
        return _indent(self) + style.text_width(self.text, style.NOTE_SIZE) + 0.14


class Group(NamedTuple):
    """Names beneath the panels that have something in common."""

    heading: str
    entries: Sequence[Entry]


def small_panels(info: FigureInfo, sections: Sequence[Section], groups: Sequence[Group]) -> KpiFigure:
    """Draw the panels of each section, four side by side, and the groups of names beneath them.

    Parameters
    ----------
    info : FigureInfo
        What the figure shows.
    sections : sequence of Section
        Panels; those without a panel are left out.
    groups : sequence of Group
        What has no panel, or explains them; those without an entry are left out.
    """
    rows = [row for section in sections for row in _rows(section)]
    named = [group for group in groups if group.entries]
    indent = max((style.text_width(group.heading, style.NOTE_SIZE) for group in named), default=0) + 0.1
    lines = [line for group in named for line in _lines(group, WIDTH - indent)]
    sheet = Sheet(info, sum(row.height for row in rows) + len(lines) * _LINE + 0.05)
    y = 0.0
    for row in rows:
        _draw_row(sheet, y, row)
        y += row.height
    for place, (heading, entries) in enumerate(lines):
        _draw_line(sheet, y + (place + 0.5) * _LINE, heading, entries, indent)
    return sheet.finish()


# --- panels ------------------------------------------------------------------------------------------------------


class _Row(NamedTuple):
    """Panels side by side, with the lines beneath their names, under a heading where they begin a section.

    The axes of the first ones, which stand ``above_others``, leave the Western years to those at the foot of the column.
    """

    heading: str
    panels: Sequence[Panel]
    about: Sequence[Sequence[str]]
    above_others: int

    @property
    def above(self) -> float:
        """Return the inches above the axes."""
        heading = _HEADING if self.heading else 0
        return heading + _NAME + max(len(lines) for lines in self.about) * _LEADING + _ABOVE

    @property
    def height(self) -> float:
        return self.above + _HIGH + (_YEARS if self.above_others < len(self.panels) else _ERAS)


def _rows(section: Section) -> Iterator[_Row]:
    for first in range(0, len(section.panels), COLUMNS):
        panels = section.panels[first : first + COLUMNS]
        beneath = section.panels[first + COLUMNS : first + 2 * COLUMNS]
        yield _Row("" if first else section.heading, panels, [panel.lines() for panel in panels], len(beneath))


def _draw_row(sheet: Sheet, y: float, row: _Row) -> None:
    top = y
    if row.heading:
        sheet.rule(0, top + 0.02, WIDTH, color=style.RULE, linewidth=0.8)
        sheet.text(0, top + _HEADING / 2, row.heading, size=style.TEXT_SIZE)
        top += _HEADING
    for place, (panel, about) in enumerate(zip(row.panels, row.about, strict=True)):
        left = place * _PITCH
        sheet.ward(left + 0.05, top + _NAME / 2, panel.ward, size=style.SMALL_SIZE, markersize=_MARK)
        for number, line in enumerate(about):
            sheet.text(left, top + _NAME + (number + 0.5) * _LEADING, line, size=labelling.SMALLER)
        axes = sheet.panel(left + _LEFT, y + row.above, _PITCH - _LEFT - _RIGHT, _HIGH)
        axes.tick_params(length=2, pad=2)
        panel.draw(axes)
        if place < row.above_others:
            _first_lines_only(axes)


def _first_lines_only(axes: Axes) -> None:
    """Leave of each label of the horizontal axis its first line."""
    whole = axes.xaxis.get_major_formatter()
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, place: whole(year, place).partition("\n")[0]))


# --- names beneath the panels ------------------------------------------------------------------------------------


def _indent(entry: Entry) -> float:
    return 0.15 if entry.ward else _SAMPLE + 0.05 if entry.line else 0


def _lines(group: Group, width: float) -> Iterator[tuple[str, list[Entry]]]:
    """Yield the entries of a group line by line, the first line with the heading."""
    heading, line = group.heading, list[Entry]()
    for entry in group.entries:
        [text] = labelling.cut(entry.text, style.NOTE_SIZE, width - _indent(entry) - 0.14)
        fitting = entry._replace(text=text)
        if line and sum(one.width for one in line) + fitting.width > width:
            yield heading, line
            heading, line = "", []
        line.append(fitting)
    yield heading, line


def _draw_line(sheet: Sheet, y: float, heading: str, entries: Sequence[Entry], x: float) -> None:
    sheet.text(0, y, heading, color=style.QUIET)
    for entry in entries:
        if entry.ward:
            sheet.ward(x + 0.05, y, entry.ward._replace(name=entry.text), size=style.NOTE_SIZE, markersize=_MARK)
        else:
            if entry.line:
                sheet.rule(x, y, _SAMPLE, **entry.line)
            sheet.text(x + _indent(entry), y, entry.text)
        x += entry.width
