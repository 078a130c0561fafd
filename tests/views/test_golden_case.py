"""The bulletin of 天门 for December 2016, driven from a department's file to the figures of the screen, to two decimals."""

from __future__ import annotations

import pytest

from data.publish import publish
from data.settings import Settings
from governance.periods import Period
from tests.data.deliveries import Row, case, write_csv
from tests.tiny_region import build_tiny_region
from ui.text import fmt_rate
from views.basis import Basis, current_basis
from views.families import FamilyFigures, family_figures
from views.figures import count_figure, rate_figure
from views.measures import scope_parts

DECEMBER = Period.parse("2016-12")
EVENT, COMPONENT = ("市容环境", "暴露垃圾"), ("公用设施", "井盖破损")
LATER = ("dispatched_at", "responded_at", "disposed_at", "closed_at", "satisfaction")


def filed(number: int, kind: tuple[str, str], received: str, due: str, outcome: str) -> Row:
    """A filed case that was closed in time, closed late, or is still in hand."""
    changes: dict[str, str | None] = {
        "class_name": kind[0], "subclass_name": kind[1], "due_at": f"{due} 12:00:00",
        "received_at": f"{received} 08:30:00", "filed_at": f"{received} 08:40:00",
    }  # fmt: skip
    if outcome == "open":
        changes |= dict.fromkeys(LATER) | {"state": "已立案"}
    else:
        closed = f"{due} 09" if outcome == "on time" else "2016-12-30 10"
        changes |= {
            "dispatched_at": f"{received} 09:00:00", "responded_at": f"{received} 09:30:00",
            "disposed_at": f"{closed}:00:00", "closed_at": f"{closed}:30:00",
        }  # fmt: skip
    return case(number=number, **changes)


def outcome(index: int, on_time: int, closed: int) -> str:
    return "on time" if index < on_time else "late" if index < closed else "open"


def bulletin() -> list[Row]:
    """受理 1,054, 立案 996 (953 + 43), 应结 972 (956 + 16), 结案 911 (902 + 9), 按期 737 (732 + 5)."""
    rows: list[Row] = []
    # Ten events of November fall due in December, seven of December in January: due is not a part of filed.
    for index in range(956):
        received, due = ("2016-11-28", "2016-12-02") if index < 10 else ("2016-12-05", "2016-12-20")
        rows.append(filed(len(rows), EVENT, received, due, outcome(index, 732, 902)))
    rows += [filed(len(rows) + i, EVENT, "2016-12-28", "2017-01-05", "open") for i in range(7)]
    for index in range(16):
        rows.append(filed(len(rows), COMPONENT, "2016-12-06", "2016-12-21", outcome(index, 5, 9)))
    rows += [filed(len(rows) + i, COMPONENT, "2016-12-27", "2017-01-10", "open") for i in range(27)]
    rows += [
        case(
            number=len(rows) + i,
            received_at="2016-12-31 09:00:00",
            filed_at=None,
            due_at=None,
            state="待受理",
        )
        | dict.fromkeys(LATER)
        for i in range(58)
    ]
    return rows


@pytest.fixture(scope="module")
def tianmen(tmp_path_factory: pytest.TempPathFactory) -> Basis:
    root = tmp_path_factory.mktemp("tianmen")
    settings = Settings(root / "home", build_tiny_region(root / "region"), root / "static")
    write_csv(root / "in", bulletin())
    report = publish(settings, root / "in")
    assert report.incidents == 1_054 + 10
    return current_basis(settings)


def in_december(basis: Basis) -> dict[str, FamilyFigures]:
    city = basis.unit_row("city", basis.definitions.adcode)
    assert city is not None
    return {found.family: found for found in family_figures(basis, city, "zone", DECEMBER, "zh")}


@pytest.mark.parametrize("membership", ["zone", "county"])
def test_the_counts_and_rates_of_the_bulletin_come_out(tianmen: Basis, membership: str) -> None:
    city = tianmen.unit_row("city", tianmen.definitions.adcode)
    assert city is not None
    registry = tianmen.definitions.indicators
    parts = scope_parts(tianmen, city, membership, DECEMBER)
    names = ("received", "filed", "due", "closed", "closed_on_time")
    counts = {name: count_figure(name, parts, None, "zh", registry).value for name in names}
    assert counts == {"received": 1_054, "filed": 996, "due": 972, "closed": 911, "closed_on_time": 737}
    closing, on_time, filing = (
        rate_figure(registry[i], parts, None, "zh") for i in ("closing_rate", "on_time_rate", "filing_rate")
    )
    assert fmt_rate(closing.value, closing.digits, "%") == "93.72%"
    assert fmt_rate(on_time.value, on_time.digits, "%") == "75.82%"
    assert (closing.numerator, closing.denominator) == (911, 972)
    assert fmt_rate(filing.value, filing.digits, "%") == "94.50%"


def test_events_and_components_are_closed_each_by_its_own_due(tianmen: Basis) -> None:
    found = in_december(tianmen)
    shown = {family: fmt_rate(entry.rates[0].value, 2, "%") for family, entry in found.items()}
    assert shown == {"event": "94.35%", "component": "56.25%"}
    assert [(f.rates[0].numerator, f.rates[0].denominator) for f in found.values()] == [(902, 956), (9, 16)]


def test_shares_of_the_families_divide_by_filed_not_by_received(tianmen: Basis) -> None:
    found = in_december(tianmen)
    assert {f: fmt_rate(entry.share.value, 2, "%") for f, entry in found.items()} == {
        "event": "95.68%",
        "component": "4.32%",
    }
    assert {entry.share.denominator for entry in found.values()} == {996}
    assert sum(entry.share.numerator or 0 for entry in found.values()) == 996


def test_a_family_without_cases_has_no_rate(tianmen: Basis) -> None:
    november = Period.parse("2016-11")
    city = tianmen.unit_row("city", tianmen.definitions.adcode)
    assert city is not None
    events, components = family_figures(tianmen, city, "zone", november, "en")
    assert events.share.value == 100 and components.share.value == 0
    assert components.rates[0].value is None and components.rates[0].denominator == 0
