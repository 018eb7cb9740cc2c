"""Native charts on slides: drawn by PowerPoint from their own data sheet, so that staff can edit them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import cycle, pairwise
from typing import Any

import pandas as pd
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

from analysis.data.marks import ward_styles
from analysis.measures.views import FEW
from analysis.office import ooxml, panels
from analysis.office.deck import INK, QUIET, Box
from analysis.office.pack import Pack
from analysis.office.panels import AREA_FILLS, PAINTS, Panel
from analysis.words.wording import percent

TEXT_SIZE = 10
_WHITE, _PALE, _LIGHT = RGBColor(0xFF, 0xFF, 0xFF), RGBColor(0xEC, 0xEC, 0xEC), RGBColor(0xD9, 0xD9, 0xD9)
_PROGRESS_TOP = 2.0
"""Where the axis of progress ends: a bar beyond it is cut there, its label tells the true figure."""
_MARKERS = {
    "o": XL_MARKER_STYLE.CIRCLE,
    "s": XL_MARKER_STYLE.SQUARE,
    "^": XL_MARKER_STYLE.TRIANGLE,
    "D": XL_MARKER_STYLE.DIAMOND,
    "P": XL_MARKER_STYLE.PLUS,
    "X": XL_MARKER_STYLE.X,
    "*": XL_MARKER_STYLE.STAR,
    "v": XL_MARKER_STYLE.DASH,
}
_DASHES = (MSO_LINE_DASH_STYLE.SOLID, MSO_LINE_DASH_STYLE.DASH, MSO_LINE_DASH_STYLE.ROUND_DOT)
PATTERNS = {"hatched": MSO_PATTERN_TYPE.WIDE_UPWARD_DIAGONAL, "dotted": MSO_PATTERN_TYPE.PERCENT_25}
_STATUS_PAINTS = (
    ("solid", False),
    ("hatched", False),
    ("light", False),
    ("dotted", False),
    ("hollow", False),
    ("hollow", True),
)
_ERA_AXIS = {"ja": '[$-411]yyyy"("ge")"', "en": "yyyy"}
_PLOT_TOP, _PLOT_HEIGHT = 0.2, 0.66
_GAP_BETWEEN_LABELS = 0.075
"""Of a chart's height: labels at the ends of lines are moved apart to this, or as far as there is room."""


def add_panel(slide: Any, box: Box, panel: Panel, pack: Pack) -> None:
    """Draw a panel as a native chart with an alternative text that tells every figure."""
    draw = {panels.YEARS: _years, panels.AREAS: _areas, panels.DATES: _dates}[panel.shape]
    frame = draw(slide, box, panel, pack)
    frame.name = panel.name
    ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, panels.alternative_text(pack, panel))


def add_statuses(slide: Any, box: Box, counts: pd.DataFrame, title: str, alt: str) -> None:
    """Draw how many indicators have which status as stacked bars, one bar a ward.

    Parameters
    ----------
    slide, box
        Where.
    counts : DataFrame
        A row a ward (index: its name), a column a status (its name), whole numbers.
    title, alt : str
        Title of the chart and alternative text.
    """
    data = CategoryChartData(number_format="#,##0;;;")  # a zero is not labelled
    data.categories = list(counts.index)
    for status in counts.columns:
        data.add_series(str(status), [int(count) for count in counts[status]])
    frame = _insert(slide, box, XL_CHART_TYPE.BAR_STACKED, data, title)
    frame.name = "statuses"
    ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, alt)
    chart = frame.chart
    _bar_axes(chart, top=None)
    chart.category_axis.reverse_order = True
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.plots[0].gap_width, chart.plots[0].overlap = 45 if len(counts) <= FEW else 15, 100
    for series, (fill, dashed) in zip(chart.plots[0].series, cycle(_STATUS_PAINTS), strict=False):
        _label(series, XL_LABEL_POSITION.CENTER, "#,##0;;;", _WHITE if fill == "solid" else INK)
        _paint(series.format, INK, fill, dashed)


def add_progress(slide: Any, box: Box, rows: pd.DataFrame, pack: Pack, title: str) -> None:
    """Draw progress to target as bars, one an indicator, each by its own baseline and target.

    Parameters
    ----------
    slide, box
        Where.
    rows : DataFrame
        Rows of :attr:`Pack.progress` that have a progress.
    pack : Pack
        For names and colours.
    title : str
        Title of the chart.
    """
    names = [
        f"{pack.words.ward(str(row.ward))} {pack.words.indicator(str(row.indicator))}" for row in rows.itertuples()
    ]
    data = CategoryChartData(number_format="0.0%")
    data.categories = names
    data.add_series(title, [float(share) for share in rows["progress"]])
    frame = _insert(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, data, title)
    frame.name = " ".join(("progress", *dict.fromkeys(rows["theme"])))
    told = [f"{name} {percent(share)}" for name, share in zip(names, rows["progress"], strict=True)]
    ooxml.set_alternative_text(frame._element.nvGraphicFramePr.cNvPr, ": ".join([title, pack.words.listed(told)]))
    chart = frame.chart
    _bar_axes(chart, top=_PROGRESS_TOP)
    values = chart.value_axis
    values.visible, values.has_major_gridlines, values.major_unit = True, True, 0.5
    values.minimum_scale = min(0.0, math.floor(rows["progress"].min() * 2) / 2)
    values.major_gridlines.format.line.color.rgb = _LIGHT
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "0%", False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH  # below, for the order of categories is reversed
    chart.plots[0].gap_width = 40
    _label(chart.plots[0], XL_LABEL_POSITION.INSIDE_BASE, "0.0%")
    for point, row in enumerate(rows.itertuples()):
        fill = "pale" if row.value_kind == "actual" else "hatched"
        _paint(chart.plots[0].series[0].points[point].format, _colour(pack, str(row.ward)), fill, dashed=False)


def _years(slide: Any, box: Box, panel: Panel, pack: Pack) -> Any:
    """Draw one indicator: a bar a figure, told apart by year and kind beneath it."""
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = [panels.category(pack, row) for _, row in panel.rows.iterrows()]
    data.add_series(pack.words.indicator(panel.name), list(panel.rows["value"]))
    frame = _insert(slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, data, panel.heading)
    series = _bars(frame.chart, panel)
    colour = _colour(pack, panel.rows["ward"].iloc[0])
    for point, kind in enumerate(panel.rows["kind"]):
        _paint(series.points[point].format, colour, *PAINTS[kind])
    return frame


def _areas(slide: Any, box: Box, panel: Panel, pack: Pack) -> Any:
    """Draw the wards under one definition, a bar each; few wards all have a place, of many those with a figure."""
    values = panel.rows.set_index("ward")["value"]
    codes = pack.wards if pack.few else list(values.index)
    values = values.reindex(codes)
    silent = pack.word("not_published")
    names = [pack.words.ward(code) for code in codes]
    data = CategoryChartData(number_format=panel.number_format)
    data.categories = [
        f"{name}\n{silent}" if missing else name for name, missing in zip(names, values.isna(), strict=True)
    ]
    data.add_series(panels.dated(pack, panel.rows.iloc[0]), [None if pd.isna(value) else value for value in values])
    kind = XL_CHART_TYPE.BAR_CLUSTERED if panel.many else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = _insert(slide, box, kind, data, panel.heading)
    series = _bars(frame.chart, panel)
    if panel.many:
        frame.chart.category_axis.reverse_order = True
    for point, code in enumerate(codes):
        fill = AREA_FILLS[pack.wards.index(code) % len(AREA_FILLS)]
        _paint(series.points[point].format, _colour(pack, code), fill, dashed=False)
    return frame


def _dates(slide: Any, box: Box, panel: Panel, pack: Pack) -> Any:
    """Draw the wards under one definition over time: a line a ward, its name at its end."""
    data = CategoryChartData(number_format=panel.number_format)
    table = panel.rows.pivot(index="as_of", columns="ward", values="value").sort_index()
    data.categories = [dt.date.fromisoformat(day) for day in table.index]
    codes = [code for code in pack.wards if code in table]
    for code in codes:
        data.add_series(pack.words.ward(code), [None if pd.isna(value) else float(value) for value in table[code]])
    frame = _insert(slide, box, XL_CHART_TYPE.LINE_MARKERS, data, panel.heading)
    chart = frame.chart
    _date_axes(chart, pack.lang, top=100 if panel.percent else None)
    styles = ward_styles(pack.study)
    ends = [float(table[code].dropna().iloc[-1]) for code in codes]
    shifts = _spread(ends, axis=100 if panel.percent else max(ends))
    width, size = (1.25, 5) if panel.many else (2, 8)
    for place, (series, code) in enumerate(zip(chart.plots[0].series, codes, strict=True)):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = _colour(pack, code), Pt(width)
        series.format.line.dash_style = _DASHES[pack.wards.index(code) % len(_DASHES)]
        series.marker.style, series.marker.size = _MARKERS.get(styles[code].marker, XL_MARKER_STYLE.DIAMOND), size
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(pack, code)
        series.marker.format.line.color.rgb = _colour(pack, code)
        _label_end(series, int(table[code].notna().to_numpy().nonzero()[0][-1]), shifts[place])
    _leave_room_for_names(chart)
    return frame


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


def _bars(chart: Any, panel: Panel) -> Any:
    """Set up a chart of bars that carry their figures; return its series."""
    _bar_axes(chart, top=panel.axis_end)
    chart.plots[0].gap_width, chart.plots[0].vary_by_categories = 45, False
    _label(chart.plots[0], XL_LABEL_POSITION.OUTSIDE_END, panel.number_format)
    return chart.plots[0].series[0]


def _bar_axes(chart: Any, top: float | None) -> None:
    """Start bars at zero and hide their scale, for every bar carries its figure."""
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, top
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.visible = False
    chart.category_axis.format.line.color.rgb = QUIET
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.has_major_gridlines = False


def _date_axes(chart: Any, lang: str, top: float | None) -> None:
    values, dates = chart.value_axis, chart.category_axis
    values.minimum_scale, values.maximum_scale = 0, top
    values.major_gridlines.format.line.color.rgb = _LIGHT
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = 'General"%"', False
    dates.format.line.color.rgb = QUIET
    dates.tick_labels.font.size = Pt(9)
    dates.tick_labels.number_format, dates.tick_labels.number_format_is_linked = _ERA_AXIS[lang], False
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


def _paint(form: Any, colour: RGBColor, fill: str, dashed: bool) -> None:
    """Fill a bar so that it is told apart without colour, and outline it."""
    if fill == "solid":
        form.fill.solid()
        form.fill.fore_color.rgb = colour
    elif fill in PATTERNS:
        form.fill.patterned()
        form.fill.pattern = PATTERNS[fill]
        form.fill.fore_color.rgb, form.fill.back_color.rgb = colour, _WHITE
    else:
        form.fill.solid()
        form.fill.fore_color.rgb = {"light": _LIGHT, "pale": _PALE}.get(fill, _WHITE)
    form.line.color.rgb, form.line.width = colour, Pt(1.5)
    if dashed:
        form.line.dash_style = MSO_LINE_DASH_STYLE.DASH


def _colour(pack: Pack, code: str) -> RGBColor:
    colour: RGBColor = RGBColor.from_string(str(pack.areas.loc[code, "colour"]).lstrip("#"))
    return colour
