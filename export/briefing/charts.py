"""Native charts of slides and documents: quiet axes, the house's fonts, a workbook behind each in which text is text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.oxml import parse_xml
from pptx.util import Mm, Pt

from export.briefing.ooxml import FONT, chart_workbook, clean, set_typefaces
from export.briefing.slides import Box, colour_of
from views.tokens import LIGHT

# The library tells types of some of its names and not of these.
_NewData: Any = CategoryChartData
_read_xml: Any = parse_xml
_write_xml: Any = ChartXmlWriter
_chart_on: Any = Chart

_TYPES = {
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


@dataclass(frozen=True)
class Series:
    """Name, values (None leaves a gap) and colour of marks, and whether each carries its figure."""

    name: str
    values: Sequence[float | None]
    colour: str
    labels: bool = True


@dataclass(frozen=True)
class ChartSpec:
    """A chart, before it lies in a slide or a document.

    Attributes
    ----------
    number
        Format of the figures, as spreadsheets write it.
    size
        Of all words, in points.
    marked
        Colours of single marks of the first series, by place.
    font
        Of all words.
    """

    kind: Literal["columns", "bars", "line"]
    categories: Sequence[str]
    series: Sequence[Series]
    number: str = "#,##0"
    size: float = 10
    marked: Mapping[int, str] = field(default_factory=dict)
    font: str = FONT

    @property
    def workbook(self) -> bytes:
        """The workbook that a reader sees who edits the figures."""
        plain = [(series.name, list(series.values)) for series in self.series]
        return chart_workbook(list(self.categories), plain, self.number)

    def data(self) -> Any:
        """As the library takes it."""
        data = _NewData(number_format=self.number)
        data.categories = [clean(category) for category in self.categories]
        for series in self.series:
            data.add_series(clean(series.name), list(series.values))
        return data


def add_chart(slide: Any, box: Box, spec: ChartSpec, *, name: str) -> Any:
    """A native chart on a slide."""
    frame = slide.shapes.add_chart(_TYPES[spec.kind], Mm(box.x), Mm(box.y), Mm(box.w), Mm(box.h), spec.data())
    frame.name = name
    frame.chart.part.chart_workbook.update_from_xlsx_blob(spec.workbook)
    _dress(frame.chart, spec)
    return frame


def chart_space(spec: ChartSpec) -> Any:
    """The ``c:chartSpace`` of a chart that lies in no slide yet."""
    space = _read_xml(_write_xml(_TYPES[spec.kind], spec.data()).xml.encode())
    _dress(_chart_on(space, None), spec)
    return space


def _dress(chart: Any, spec: ChartSpec) -> None:
    """Quiet axes, the house's colours and fonts, a figure on every mark where they are wanted."""
    chart.has_title = False
    chart.has_legend = len(spec.series) > 1
    chart.font.size = Pt(spec.size)
    chart.font.color.rgb = colour_of(LIGHT.ink_soft)
    set_typefaces(chart.font._rPr, spec.font)
    if chart.has_legend:
        chart.legend.include_in_layout = False
        chart.legend.position = XL_LEGEND_POSITION.TOP
    _dress_axes(chart, spec)
    plot = chart.plots[0]
    if spec.kind != "line":
        plot.gap_width = 45
    for place, series in enumerate(plot.series):
        _colour_series(series, spec.series[place].colour, spec.kind)
        if spec.series[place].labels:
            labels = series.data_labels
            labels.show_value = True
            labels.number_format, labels.number_format_is_linked = spec.number, False
            labels.position = (
                XL_LABEL_POSITION.ABOVE if spec.kind == "line" else XL_LABEL_POSITION.OUTSIDE_END
            )
        for point, colour in spec.marked.items() if place == 0 else ():
            look = series.points[point].format
            look.fill.solid()
            look.fill.fore_color.rgb = colour_of(colour)


def _dress_axes(chart: Any, spec: ChartSpec) -> None:
    value, category = chart.value_axis, chart.category_axis
    value.has_major_gridlines = spec.kind != "bars"
    if spec.kind == "bars":
        # Every bar carries its figure, the highest stands on top.
        category.reverse_order = True
        value.visible = False
    else:
        value.major_gridlines.format.line.color.rgb = colour_of(LIGHT.line)
        value.major_gridlines.format.line.width = Pt(0.5)
        value.format.line.fill.background()
        value.tick_labels.number_format, value.tick_labels.number_format_is_linked = spec.number, False
    value.minimum_scale = 0
    value.major_tick_mark = category.major_tick_mark = XL_TICK_MARK.NONE
    category.format.line.color.rgb = colour_of(LIGHT.ink_faint)
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW


def _colour_series(series: Any, colour: str, kind: str) -> None:
    ink = colour_of(colour)
    if kind == "line":
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = ink, Pt(2.25)
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = ink
        series.marker.format.line.color.rgb = ink
        series.marker.size = 6
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = ink
        series.invert_if_negative = False
