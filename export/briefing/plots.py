"""The charts of a briefing, each out of one of its tables: what slides, the bulletin and the workbook draw alike."""

from __future__ import annotations

from export.briefing.charts import ChartSpec, Series
from views.briefing.model import BriefingView, Column, Table
from views.names import Lang
from views.tokens import LIGHT
from views.words import word

MOST_BARS = 10


def number_format(column: Column) -> str:
    """How a spreadsheet or a chart writes the figures of a column: as their text is written."""
    decimals = "." + "0" * column.digits if column.digits else ""
    return f"#,##0{decimals}" + ('"%"' if column.unit == "%" else "")


def months_chart(view: BriefingView, size: float = 10) -> ChartSpec:
    """Cases received month by month beside those of a year before, where there are any."""
    table = view.months
    series = []
    for key, colour in (("year_before", LIGHT.ramp[1]), ("received", LIGHT.ramp[4])):
        values = [cell.value for cell in table.column(key)]
        name = next(column.name for column in table.columns if column.key == key)
        if any(value is not None for value in values):
            series.append(Series(name, values, colour, labels=key == "received"))
    months = [round(cell.value or 0) for cell in table.column("month")]
    names = [
        short_month(month, view.lang, with_year=place == 0 or month % 12 == 0)
        for place, month in enumerate(months)
    ]
    return ChartSpec("columns", names, series, size=size)


def short_month(month: int, lang: Lang, *, with_year: bool) -> str:
    """A month (year * 12 + month - 1) under a column: 11月, and 2026年1月 where a year begins."""
    if with_year:
        return word("office.month_of_year", lang, y=f"{month // 12 % 100:02}", m=month % 12 + 1)
    return word("office.month", lang, m=month % 12 + 1)


def classes_chart(table: Table, size: float = 10) -> ChartSpec:
    """Cases received of each class, most first."""
    names = [cell.text for cell in table.column("class")]
    values = [cell.value for cell in table.column("received")]
    return ChartSpec("bars", names, [Series(table.columns[1].name, values, LIGHT.ramp[4])], size=size)


def rate_chart(table: Table, column: Column, size: float = 10) -> ChartSpec:
    """One rate of units side by side; the briefing's own unit is the dark one, sums are pale."""
    values = [cell.value for cell in table.column(column.key)]
    colours = {
        place_: LIGHT.ramp[4] if row.is_own else LIGHT.ramp[1]
        for place_, row in enumerate(table.rows)
        if row.is_own or row.is_summary
    }
    names = [row.cells[0].text for row in table.rows]
    return ChartSpec(
        "bars",
        names,
        [Series(column.name, values, LIGHT.ramp[2])],
        number_format(column),
        size=size,
        marked=colours,
    )


def busiest_chart(view: BriefingView, size: float = 10) -> ChartSpec | None:
    """The units inside that received most cases; None where nothing lies inside."""
    table = view.inside
    rows = [row for row in table.rows if not row.is_summary][:MOST_BARS]
    if not rows:
        return None
    place = [column.key for column in table.columns].index("received")
    names = [row.cells[0].text for row in rows]
    values = [row.cells[place].value for row in rows]
    return ChartSpec("bars", names, [Series(table.columns[place].name, values, LIGHT.ramp[4])], size=size)
