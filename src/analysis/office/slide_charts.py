"""Native charts on slides: drawn by PowerPoint from their own data sheet, so that staff can edit them."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from analysis.data.marks import FILLS, GRID, WHITE, Paint, marker_name
from analysis.office import ooxml
from analysis.office.slide_deck import INK, QUIET, Box, Deck, rgb
from analysis.office.typography import typeset
from analysis.questions._slide import Bars, Line, Lines, Panel, ShareBars

_IN_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
_BARS_SHARE = 0.84
"""Of a chart's width: what its bars take beside their scale."""
TEXT_SIZE, _SIZE_OF_MANY = 12, 9
"""Points of the text of a chart, and of the names in one of many wards."""
_NAME_SIZES, _INCH_AND_ROOM = (TEXT_SIZE, 10, 9, 8), 25.4 * 1.12
"""Points of the texts under bars, tried in turn; millimetres of an inch of text with a little room around it."""
_HEADING_SHARE = 0.76
"""Of a chart's width: what a line of its title takes before an office program breaks it by itself."""
_LINE = TEXT_SIZE * 1.4 / 72 * 25.4
"""Millimetres of a line of it."""
_FIGURE = _LINE + 1
"""Millimetres that the figure on a bar takes above it."""
_WHITE, _GRID = rgb(WHITE), rgb(GRID)
_PLOT_LEFT, _PLOT_TOP, _PLOT_END = 0.115, 0.2, 0.86
_ABOVE_PLOT = 8.0
"""Millimetres above and beneath a chart's title, as office programs place it."""
_LEAST_ROOM, _BESIDE_END = 0.24, 5.0
"""Of a chart's width, beside its lines; millimetres between a line's end and its name, and between that and the frame."""
_DAY_ZERO = dt.date(1899, 12, 30)
"""Dates of charts are counted in days from it."""
_NAMES_WIDTH, _MOST_FOR_NAMES = 0.36, 0.5
"""Of the width of a chart of shares: what the names of its bars take, and the most that long ones do."""
_BESIDE_NAMES = 0.02
_SHARES_TOP, _SHARES_END = 0.14, 0.88
"""Of the height of such a chart: where its bars begin at the highest, and where they end."""
_SHORT_BAR = 0.15
"""Of the length of its scale: what the figure of a bar takes."""
_BREAK_BEFORE_END, _BREAK_WIDTH, _BREAK_HEIGHT = 0.012, 0.014, 0.9
"""Of a chart's width: how far before the end of a cut bar its break mark stands, and how wide; of a bar's place: how high."""


def add_panel(deck: Deck, slide: Any, box: Box, panel: Panel) -> None:
    """Draw a panel as a native chart with its alternative text, in a frame of its own: it shares no baseline with others."""
    match panel:
        case Bars():
            frame = _bars(deck, slide, box, panel)
        case Lines():
            frame = _lines(deck, slide, box, panel)
        case ShareBars():
            frame = _share_bars(deck, slide, box, panel)
        case _:
            raise TypeError(f"no chart for {type(panel).__name__}")
    _frame(frame.chart)
    frame.name = panel.name
    ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, panel.alt)


def _show(element: Any, *, value: bool, name: bool) -> None:
    """Say of a label which parts it has; a space stands between them."""
    shown = {"showVal": value, "showSerName": name, "showCatName": False, "showLegendKey": False}
    for part, is_shown in shown.items():
        element.find(qn(f"c:{part}")).set("val", str(int(is_shown)))
    element.find(qn("c:showBubbleSize")).addnext(parse_xml(f"<c:separator {nsdecls('c')}> </c:separator>"))


def _share_bars(deck: Deck, slide: Any, box: Box, panel: ShareBars) -> Any:
    """Draw shares as bars beneath one another, with a scale, their figures at the foot of the bars."""
    data = CategoryChartData(number_format="0.0%")
    data.categories = [bar.label for bar in panel.bars]
    data.add_series(panel.title, [bar.value for bar in panel.bars])
    frame = _insert(deck, slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, panel.heading)
    chart = frame.chart
    _bar_axes(chart, top=panel.end)
    values = chart.value_axis
    values.visible, values.has_major_gridlines, values.major_unit = True, True, 0.5
    values.minimum_scale = panel.start
    values.major_gridlines.format.line.color.rgb = _GRID
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "0%", False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, for the order of categories is reversed
    chart.plots[0].gap_width = 40
    series = chart.plots[0].series[0]
    _label(series, XL_LABEL_POSITION.INSIDE_BASE, "0.0%", plate=True)
    for point, bar in enumerate(panel.bars):
        _paint(deck, series.points[point].format, bar.paint)
        if bar.value is not None and abs(bar.value) < _SHORT_BAR * (panel.end - panel.start):
            _label_beyond(series, point)
    top = max(_SHARES_TOP, _heading_share(deck, panel.heading, box))
    longest = max(ooxml.text_width(bar.label, TEXT_SIZE) for bar in panel.bars) * 25.4 / box.width
    left = min(max(_NAMES_WIDTH, longest + _BESIDE_NAMES), _MOST_FOR_NAMES)
    plot = {"x": left, "y": top, "w": 0.94 - left, "h": _SHARES_END - top}
    _place_plot(chart, plot)
    cut = [place for place, bar in enumerate(panel.bars) if bar.value is not None and bar.value > panel.end]
    _mark_breaks(frame, plot, cut, len(panel.bars))
    return frame


def _bars(deck: Deck, slide: Any, box: Box, panel: Bars) -> Any:
    """Draw bars that start at zero and carry their figures, on an axis of their own; many lie beneath one another."""
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = [bar.label for bar in panel.bars]
    data.add_series(panel.series, [bar.value for bar in panel.bars])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if panel.many else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = _insert(deck, slide, box, kind, data, panel.heading)
    plot = frame.chart.plots[0]
    _bar_axes(frame.chart, top=panel.end)
    plot.gap_width, plot.vary_by_categories = 45, False
    _label(plot, XL_LABEL_POSITION.OUTSIDE_END, panel.number_format)
    if panel.many:
        frame.chart.category_axis.reverse_order = True
        frame.chart.category_axis.tick_labels.font.size = Pt(_SIZE_OF_MANY)
        plot.data_labels.font.size = Pt(_SIZE_OF_MANY)
    else:
        size = _fit_names(frame.chart, panel, box)
        _fit_figures(plot, panel, box)
        top = _heading_share(deck, panel.heading, box)
        lines = 1 + max(bar.label.count("\n") for bar in panel.bars)
        height = 1 - top - (lines * _LINE * size / TEXT_SIZE + 2) / box.height
        _place_plot(frame.chart, {"x": 0.15, "y": top, "w": _BARS_SHARE, "h": height})
        _own_scale(frame.chart, panel, height * box.height)
    for point, bar in enumerate(panel.bars):
        _paint(deck, plot.series[0].points[point].format, bar.paint)
    return frame


def _heading_share(deck: Deck, heading: str, box: Box) -> float:
    """Return how much of a chart's height its title takes, with the room around it."""
    return (len(_heading_lines(typeset(heading, deck.pack.study.lang), box)) * _LINE + _ABOVE_PLOT) / box.height


def _fit_names(chart: Any, panel: Bars, box: Box) -> float:
    """Keep the texts under bars level, and smaller where one is wider than the place of its bar; return their size."""
    place = box.width * _BARS_SHARE / len(panel.bars)
    widest = (
        max(ooxml.text_width(line, TEXT_SIZE) for bar in panel.bars for line in bar.label.split("\n")) * _INCH_AND_ROOM
    )
    labels = chart.category_axis.tick_labels
    fitting = next((size for size in _NAME_SIZES if widest * size / TEXT_SIZE <= place), _NAME_SIZES[-1])
    labels.font.size = Pt(fitting)
    chart.category_axis._element.find(qn("c:txPr")).bodyPr.set("rot", "0")
    return fitting


def _fit_figures(plot: Any, panel: Bars, box: Box) -> None:
    """Make the figures on bars smaller where one is wider than the place of its bar, so that none runs into the next."""
    room = box.width * _BARS_SHARE / len(panel.bars) / _INCH_AND_ROOM
    widest = max(ooxml.text_width(_as_shown(bar.value, panel), TEXT_SIZE) for bar in panel.bars)
    plot.data_labels.font.size = Pt(
        next((size for size in _NAME_SIZES if widest * size / TEXT_SIZE <= room), _NAME_SIZES[-1])
    )


def _as_shown(value: float | None, panel: Bars) -> str:
    """Return a figure as its label has it."""
    return "" if value is None else f"{value:,.10g}" + ("%" if panel.number_format.endswith('"%"') else "")


def _own_scale(chart: Any, panel: Bars, height: float) -> None:
    """Show an axis with a few figures, so that a chart is read by its own scale and not by its neighbour's.

    Where the plot is so low (``height`` in millimetres) that the figure on the highest bar would reach into the chart's
    title, the axis ends higher up.
    """
    values = chart.value_axis
    values.visible, values.major_unit = True, _step(panel.end)
    highest = max((bar.value for bar in panel.bars if bar.value is not None), default=0.0)
    values.maximum_scale = max(panel.end, highest / (1 - _FIGURE / height))
    values.format.line.color.rgb = QUIET
    values.tick_labels.font.size = Pt(_SIZE_OF_MANY)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = panel.number_format, False


def _step(end: float) -> float:
    """Return how far apart the figures of a scale stand that ends at ``end``: at least two of them, round ones."""
    size = 10.0 ** math.floor(math.log10(end))
    return next(size * share for share in (5.0, 2.0, 1.0, 0.5) if size * share * 2 <= end)


def _lines(deck: Deck, slide: Any, box: Box, panel: Lines) -> Any:
    """Draw a line a ward, its name at its end."""
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = list(panel.dates)
    for line in panel.lines:
        data.add_series(line.style.name, list(line.values))
    frame = _insert(deck, slide, box, XL_CHART_TYPE.LINE_MARKERS, data, panel.heading)
    chart = frame.chart
    _date_axes(chart, deck.date_axis, panel.first_day, top=100 if panel.percent else None)
    ends = [line.figures[-1] for line in panel.lines]
    top = max(_PLOT_TOP, _heading_share(deck, panel.heading, box))
    shifts = _spread(ends, 100 if panel.percent else max(ends), _LINE * 1.1 / box.height, _PLOT_END - top)
    for series, line, shift in zip(chart.plots[0].series, panel.lines, shifts, strict=True):
        _set_line(deck, series, line, many=panel.many)
        _label_end(series, max(place for place, value in enumerate(line.values) if value is not None), shift)
    size = _SIZE_OF_MANY if panel.many else TEXT_SIZE
    names = max(ooxml.text_width(f"{line.style.name} {line.figures[-1]:,}%", size) for line in panel.lines)
    room = max(_LEAST_ROOM, (names * 25.4 + _BESIDE_END) / box.width)  # for the names at the right
    _place_plot(chart, {"x": _PLOT_LEFT, "y": top, "w": 1 - _PLOT_LEFT - room, "h": _PLOT_END - top})
    if panel.many:
        chart.font.size = Pt(_SIZE_OF_MANY)
    return frame


def _set_line(deck: Deck, series: Any, line: Line, *, many: bool) -> None:
    """Give a line its ward's colour, dash and marker."""
    colour = deck.colour(line.style.colour)
    width, size = (1.25, 5) if many else (2, 8)
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour, Pt(width)
    series.format.line.dash_style = MSO_LINE_DASH_STYLE[line.style.dash.upper()]
    series.marker.style, series.marker.size = XL_MARKER_STYLE[marker_name(line.style.marker).upper()], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour
    series.marker.format.line.color.rgb = colour


def _workbook(data: CategoryChartData) -> bytes:
    """Return the workbook of a chart's data, in which names stay text: python-pptx makes a formula of one like ``=A1``."""
    stream = io.BytesIO()
    as_text = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, as_text) as book:
        data._workbook_writer._populate_worksheet(book, book.add_worksheet())
    return stream.getvalue()


def _insert(deck: Deck, slide: Any, box: Box, kind: Any, data: CategoryChartData, title: str) -> Any:
    frame = slide.shapes.add_chart(kind, *box.emu, data)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(data))
    chart.font.size, chart.font.color.rgb = Pt(TEXT_SIZE), INK
    chart.has_legend = False
    chart.has_title = True
    chart.chart_title.include_in_layout = False
    frame_of_title = chart.chart_title.text_frame
    for number, text in enumerate(_heading_lines(typeset(title, deck.pack.study.lang), box)):
        paragraph = frame_of_title.paragraphs[0] if number == 0 else frame_of_title.add_paragraph()
        run = paragraph.add_run()
        run.text, bold = text
        run.font.size, run.font.bold = Pt(TEXT_SIZE), bold
        run.font.color.rgb = INK if bold else QUIET
    return frame


def _heading_lines(heading: str, box: Box) -> list[tuple[str, bool]]:
    """Return the lines of a chart's title, broken at the ends of phrases, and which are bold: those of its first part."""
    inch = box.width / 25.4 * _HEADING_SHARE
    parts = [ooxml.lines(text, TEXT_SIZE, inch) for text in heading.split("\n")]
    return [(line, place == 0) for place, lines in enumerate(parts) for line in lines]


def _frame(chart: Any) -> None:
    """Draw a thin line around a chart."""
    space = chart._chartSpace
    outline = f'<a:ln w="6350"><a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill></a:ln>'
    properties = parse_xml(f"<c:spPr {nsdecls('c', 'a')}><a:noFill/>{outline}</c:spPr>")
    space.chart.addnext(properties)


def _bar_axes(chart: Any, top: float | None) -> None:
    """Start bars at zero and hide their scale, for every bar carries its figure."""
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, top
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.category_axis.format.line.color.rgb = QUIET
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.has_major_gridlines = False


def _date_axes(chart: Any, date_format: str, first_day: dt.date, top: float | None) -> None:
    """Show years on the axis of dates, each at its beginning."""
    values, dates = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, top
    dates.minimum_scale = (first_day - _DAY_ZERO).days
    values.major_gridlines.format.line.color.rgb = _GRID
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = 'General"%"', False
    dates.format.line.color.rgb = QUIET
    dates.tick_labels.font.size = Pt(_NAME_SIZES[-1])  # a Western year and that of the era on one line
    dates._element.find(qn("c:txPr")).bodyPr.set("rot", "0")
    dates.tick_labels.number_format, dates.tick_labels.number_format_is_linked = date_format, False
    dates.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    units = {"baseTimeUnit": "days", "majorUnit": "1", "majorTimeUnit": "years"}
    axis = dates._element
    for name in units:
        for old in axis.findall(qn(f"c:{name}")):
            axis.remove(old)
    for name, value in units.items():
        axis.append(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))


def _label(labelled: Any, position: Any, number_format: str, *, plate: bool = False) -> None:
    """Write the figures on the marks of a plot or series, on a white plate where the marks are hatched or dark."""
    if not isinstance(labelled, BarSeries):
        labelled.has_data_labels = True
    labels = labelled.data_labels
    labels.show_value, labels.position = True, position
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.font.size, labels.font.color.rgb = Pt(TEXT_SIZE), INK
    if plate:
        labels._element.find(qn("c:numFmt")).addnext(_plate())


def _plate() -> Any:
    """Return the white ground of a figure that stands on a dark bar or a line of the scale."""
    white = f'<a:solidFill><a:srgbClr val="{_WHITE}"/></a:solidFill>'
    return parse_xml(f"<c:spPr {nsdecls('c', 'a')}>{white}<a:ln><a:noFill/></a:ln></c:spPr>")


def _label_beyond(series: Any, point: int) -> None:
    """Write the figure of a bar that is shorter than its figure beyond the bar's end, which would cross it."""
    label = series.points[point].data_label
    label.position = XL_LABEL_POSITION.OUTSIDE_END
    element = label._get_or_add_dLbl()
    _show(element, value=True, name=False)
    element.find(qn("c:dLblPos")).addprevious(_plate())


def _label_end(series: Any, point: int, shift: float) -> None:
    """Write the series' name and last figure beside its end, ``shift`` of the chart's height further down."""
    label = series.points[point].data_label
    label.position = XL_LABEL_POSITION.RIGHT
    element = label._get_or_add_dLbl()
    _show(element, value=True, name=True)
    if shift:
        layout = f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/><c:y val="{shift:.4f}"/></c:manualLayout></c:layout>'
        element.find(qn("c:idx")).addnext(parse_xml(layout))


def _place_plot(chart: Any, sides: Mapping[str, float]) -> None:
    """Give a chart's plot (x, y, w, h) shares of the chart's width and height, without its axes' texts."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    inner = "".join(f'<c:{name} val="{value}"/>' for name, value in sides.items())
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    area.insert(0, parse_xml(f"<c:layout {nsdecls('c')}><c:manualLayout>{modes}{inner}</c:manualLayout></c:layout>"))


def _mark_breaks(frame: Any, plot: Mapping[str, float], cut: Sequence[int], count: int) -> None:
    """Draw a slanted white gap across each bar that the axis cuts; the marks belong to the chart and move with it."""
    if not cut:
        return
    width, height = _BREAK_WIDTH, plot["h"] / count * _BREAK_HEIGHT
    right = plot["x"] + plot["w"] - _BREAK_BEFORE_END
    marks = []
    for number, place in enumerate(cut, start=1):
        top = plot["y"] + plot["h"] * (place + 0.5) / count - height / 2
        ends = [(right - width, top), (right, top + height)]
        start, stop = (f"<cdr:x>{x:.4f}</cdr:x><cdr:y>{y:.4f}</cdr:y>" for x, y in ends)
        line = f'<a:ln w="9525"><a:solidFill><a:srgbClr val="{INK}"/></a:solidFill></a:ln>'
        shape = (
            f'<cdr:sp><cdr:nvSpPr><cdr:cNvPr id="{number + 1}" name="Break {number}"/><cdr:cNvSpPr/></cdr:nvSpPr>'
            '<cdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></a:xfrm>'
            f'<a:prstGeom prst="parallelogram"><a:avLst/></a:prstGeom>'
            f'<a:solidFill><a:srgbClr val="{_WHITE}"/></a:solidFill>{line}</cdr:spPr></cdr:sp>'
        )
        marks.append(
            f"<cdr:relSizeAnchor><cdr:from>{start}</cdr:from><cdr:to>{stop}</cdr:to>{shape}</cdr:relSizeAnchor>"
        )
    xml = f'<c:userShapes {nsdecls("c", "a")} xmlns:cdr="{_IN_CHART}">{"".join(marks)}</c:userShapes>'
    part = frame.chart.part
    name = part.package.next_partname("/ppt/drawings/drawing%d.xml")
    blob = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + xml.encode()
    drawing = Part(name, _DRAWING_TYPE, part.package, blob)
    relation = part.relate_to(drawing, f"{_RELATIONS}/chartUserShapes")
    space = frame.chart._chartSpace
    space.append(parse_xml(f'<c:userShapes {nsdecls("c", "r")} r:id="{relation}"/>'))


def _spread(ends: Sequence[float], axis: float, gap: float, height: float) -> list[float]:
    """Return how far down to move each line's label, as a share of the chart's height, so that none overlaps another.

    They stand ``gap`` apart, a share of the height too, or as far as there is room.
    """
    wanted = [-value / axis * height for value in ends]
    order = sorted(range(len(ends)), key=lambda place: wanted[place])
    gap = min(gap, height / max(len(ends) - 1, 1))
    placed = {place: wanted[place] for place in order}
    for upper, lower in pairwise(order):
        placed[lower] = max(placed[lower], placed[upper] + gap)
    middle = sum(placed[place] - wanted[place] for place in order) / len(order)
    back = max(middle, placed[order[-1]])  # the lowest stays above the axis
    up = min(back, placed[order[0]] + height)  # and the highest within the plot
    return [round(placed[place] - wanted[place] - up, 4) for place in range(len(ends))]


def _paint(deck: Deck, form: Any, paint: Paint) -> None:
    """Fill a bar so that it is told apart without colour, and outline it."""
    colour, fill = deck.colour(paint.colour), FILLS[paint.fill]
    if fill.pattern:
        form.fill.patterned()
        form.fill.pattern = MSO_PATTERN_TYPE[fill.pattern.upper()]
        form.fill.fore_color.rgb, form.fill.back_color.rgb = colour, _WHITE
    else:
        form.fill.solid()
        form.fill.fore_color.rgb = rgb(fill.grey) if fill.grey else colour
    form.line.color.rgb, form.line.width = colour, Pt(1.5)
    if paint.dashed:
        form.line.dash_style = MSO_LINE_DASH_STYLE.DASH
