"""Native charts on slides: drawn by PowerPoint from their own data sheet, so that staff can edit them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from analysis.data.marks import FILLS, GRID, WHITE, Paint, marker_name
from analysis.office import ooxml
from analysis.office.slide_deck import INK, QUIET, Box, Deck, rgb
from analysis.questions._slide import Bars, Line, Lines, Panel, ShareBars, StackedCounts

TEXT_SIZE = 10
_WHITE, _GRID = rgb(WHITE), rgb(GRID)
_NO_ZERO = "#,##0;;;"
"""Format of counts of which a zero is not labelled."""
_PLOT_TOP, _PLOT_HEIGHT = 0.2, 0.66
_GAP_BETWEEN_LABELS = 0.075
"""Of a chart's height: labels at the ends of lines are moved apart to this, or as far as there is room."""


def add_panel(deck: Deck, slide: Any, box: Box, panel: Panel) -> None:
    """Draw a panel as a native chart with its alternative text."""
    match panel:
        case Bars():
            frame = _bars(slide, box, panel)
        case Lines():
            frame = _lines(slide, box, panel, deck.date_axis)
        case ShareBars():
            frame = _share_bars(slide, box, panel)
        case StackedCounts():
            frame = _stacked_counts(slide, box, panel)
        case _:
            raise TypeError(f"no chart for {type(panel).__name__}")
    frame.name = panel.name
    ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, panel.alt)


def _stacked_counts(slide: Any, box: Box, panel: StackedCounts) -> Any:
    data = CategoryChartData(number_format=_NO_ZERO)
    data.categories = list(panel.labels)
    for part in panel.parts:
        data.add_series(part.name, list(part.counts))
    frame = _insert(slide, box, XL_CHART_TYPE.BAR_STACKED, data, panel.heading)
    chart = frame.chart
    _bar_axes(chart, top=None)
    chart.category_axis.reverse_order = True
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.plots[0].gap_width, chart.plots[0].overlap = 15 if panel.many else 45, 100
    for series, part in zip(chart.plots[0].series, panel.parts, strict=True):
        _label(series, XL_LABEL_POSITION.CENTER, _NO_ZERO, _WHITE if part.paint.fill == "solid" else INK)
        _paint(series.format, part.paint)
    return frame


def _share_bars(slide: Any, box: Box, panel: ShareBars) -> Any:
    """Draw shares as bars beneath one another, with a scale, their figures at the foot of the bars."""
    data = CategoryChartData(number_format="0.0%")
    data.categories = [bar.label for bar in panel.bars]
    data.add_series(panel.title, [bar.value for bar in panel.bars])
    frame = _insert(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, panel.heading)
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
    _label(chart.plots[0], XL_LABEL_POSITION.INSIDE_BASE, "0.0%")
    for point, bar in enumerate(panel.bars):
        _paint(chart.plots[0].series[0].points[point].format, bar.paint)
    return frame


def _bars(slide: Any, box: Box, panel: Bars) -> Any:
    """Draw bars that start at zero and carry their figures; many lie beneath one another."""
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = [bar.label for bar in panel.bars]
    data.add_series(panel.series, [bar.value for bar in panel.bars])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if panel.many else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = _insert(slide, box, kind, data, panel.heading)
    plot = frame.chart.plots[0]
    _bar_axes(frame.chart, top=panel.end)
    plot.gap_width, plot.vary_by_categories = 45, False
    _label(plot, XL_LABEL_POSITION.OUTSIDE_END, panel.number_format)
    if panel.many:
        frame.chart.category_axis.reverse_order = True
    for point, bar in enumerate(panel.bars):
        _paint(plot.series[0].points[point].format, bar.paint)
    return frame


def _lines(slide: Any, box: Box, panel: Lines, date_format: str) -> Any:
    """Draw a line a ward, its name at its end."""
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = list(panel.dates)
    for line in panel.lines:
        data.add_series(line.style.name, list(line.values))
    frame = _insert(slide, box, XL_CHART_TYPE.LINE_MARKERS, data, panel.heading)
    chart = frame.chart
    _date_axes(chart, date_format, top=100 if panel.percent else None)
    ends = [line.figures[-1] for line in panel.lines]
    shifts = _spread(ends, axis=100 if panel.percent else max(ends))
    for series, line, shift in zip(chart.plots[0].series, panel.lines, shifts, strict=True):
        _set_line(series, line, many=panel.many)
        _label_end(series, max(place for place, value in enumerate(line.values) if value is not None), shift)
    _leave_room_for_names(chart)
    return frame


def _set_line(series: Any, line: Line, *, many: bool) -> None:
    """Give a line its ward's colour, dash and marker."""
    colour = rgb(line.style.colour)
    width, size = (1.25, 5) if many else (2, 8)
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour, Pt(width)
    series.format.line.dash_style = MSO_LINE_DASH_STYLE[line.style.dash.upper()]
    series.marker.style, series.marker.size = XL_MARKER_STYLE[marker_name(line.style.marker).upper()], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour
    series.marker.format.line.color.rgb = colour


def _insert(slide: Any, box: Box, kind: Any, data: CategoryChartData, title: str) -> Any:
    frame = slide.shapes.add_chart(kind, *box.emu, data)
    chart = frame.chart
    chart.font.size, chart.font.color.rgb = Pt(TEXT_SIZE), INK
    chart.has_legend = False
    chart.has_title = True
    chart.chart_title.include_in_layout = False
    frame_of_title = chart.chart_title.text_frame
    for number, text in enumerate(title.split("\n")):
        paragraph = frame_of_title.paragraphs[0] if number == 0 else frame_of_title.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold = Pt(TEXT_SIZE), number == 0
        run.font.color.rgb = INK if number == 0 else QUIET
    return frame


def _bar_axes(chart: Any, top: float | None) -> None:
    """Start bars at zero and hide their scale, for every bar carries its figure."""
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, top
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.category_axis.format.line.color.rgb = QUIET
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.has_major_gridlines = False


def _date_axes(chart: Any, date_format: str, top: float | None) -> None:
    values, dates = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, top
    values.major_gridlines.format.line.color.rgb = _GRID
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = 'General"%"', False
    dates.format.line.color.rgb = QUIET
    dates.tick_labels.font.size = Pt(9)
    dates.tick_labels.number_format, dates.tick_labels.number_format_is_linked = date_format, False
    dates.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    units = {"baseTimeUnit": "days", "majorUnit": "1", "majorTimeUnit": "years"}
    axis = dates._element
    for name in units:
        for old in axis.findall(qn(f"c:{name}")):
            axis.remove(old)
    for name, value in units.items():
        axis.append(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))


def _label(labelled: Any, position: Any, number_format: str, colour: RGBColor = INK) -> None:
    """Write the figures on the marks of a plot or series."""
    if not isinstance(labelled, BarSeries):
        labelled.has_data_labels = True
    labels = labelled.data_labels
    labels.show_value, labels.position = True, position
    labels.number_format, labels.number_format_is_linked = number_format, False
    labels.font.size, labels.font.color.rgb = Pt(TEXT_SIZE), colour


def _label_end(series: Any, point: int, shift: float) -> None:
    """Write the series' name and last figure beside its end, ``shift`` of the chart's height further down."""
    label = series.points[point].data_label
    label.position = XL_LABEL_POSITION.RIGHT
    element = label._get_or_add_dLbl()
    for name, shown in (("showVal", 1), ("showSerName", 1), ("showCatName", 0), ("showLegendKey", 0)):
        element.find(qn(f"c:{name}")).set("val", str(shown))
    last = element.find(qn("c:showBubbleSize"))
    last.addnext(parse_xml(f"<c:separator {nsdecls('c')}> </c:separator>"))
    if shift:
        layout = f'<c:layout {nsdecls("c")}><c:manualLayout><c:x val="0"/><c:y val="{shift:.4f}"/></c:manualLayout></c:layout>'
        element.find(qn("c:idx")).addnext(parse_xml(layout))


def _leave_room_for_names(chart: Any) -> None:
    """Keep the right quarter of a chart free for the names at the ends of its lines."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = {"x": 0.09, "y": _PLOT_TOP, "w": 0.66, "h": _PLOT_HEIGHT}
    inner = "".join(f'<c:{name} val="{value}"/>' for name, value in sides.items())
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    area.insert(0, parse_xml(f"<c:layout {nsdecls('c')}><c:manualLayout>{modes}{inner}</c:manualLayout></c:layout>"))


def _spread(ends: Sequence[float], axis: float) -> list[float]:
    """Return how far down to move each line's label, as a share of the chart's height, so that none overlaps another."""
    wanted = [-value / axis * _PLOT_HEIGHT for value in ends]
    order = sorted(range(len(ends)), key=lambda place: wanted[place])
    gap = min(_GAP_BETWEEN_LABELS, _PLOT_HEIGHT / max(len(ends) - 1, 1))
    placed = {place: wanted[place] for place in order}
    for upper, lower in pairwise(order):
        placed[lower] = max(placed[lower], placed[upper] + gap)
    middle = sum(placed[place] - wanted[place] for place in order) / len(order)
    back = max(middle, placed[order[-1]])  # the lowest stays above the axis
    up = min(back, placed[order[0]] + _PLOT_HEIGHT)  # and the highest within the plot
    return [round(placed[place] - wanted[place] - up, 4) for place in range(len(ends))]


def _paint(form: Any, paint: Paint) -> None:
    """Fill a bar so that it is told apart without colour, and outline it."""
    colour, fill = rgb(paint.colour), FILLS[paint.fill]
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
