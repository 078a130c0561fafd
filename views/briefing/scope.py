"""What a briefing is about: its unit, membership and months, and the words of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from data.reads import UnitRow
from governance.errors import StateError
from governance.periods import Period
from views.assessment.scores import scored_groups
from views.basis import Basis
from views.briefing.model import BriefingKind, Cell, Tone
from views.figures import Figure, Parts
from views.measures import parts_before, scope_parts
from views.names import Lang
from views.state import Membership, ViewState, default_state, focus
from views.words import fmt_change, fmt_date, fmt_int, fmt_month, fmt_rate, word

KINDS: tuple[BriefingKind, ...] = ("city", "category", "zone", "county")
BELOW: Mapping[Membership, str] = {"zone": "street_part", "county": "street"}
DISTRICT: Mapping[Membership, str] = {"zone": "zone", "county": "county"}


@dataclass(frozen=True, eq=False)
class Scope:
    """The unit of a briefing with its release, and what all its parts ask again and again."""

    basis: Basis
    state: ViewState
    lang: Lang

    @property
    def unit(self) -> UnitRow:
        """The unit in focus."""
        return self.state.unit

    @property
    def kind(self) -> BriefingKind:
        """Its level; `scope_of` lets no other in."""
        return cast(BriefingKind, self.state.unit.level)

    @property
    def membership(self) -> Membership:
        """How units are counted."""
        return self.state.membership

    @property
    def period(self) -> Period:
        """The months of the briefing."""
        return self.state.period

    @property
    def before(self) -> Period | None:
        """The period of equal length before; None where the data do not reach so far back."""
        return self.period.previous if self.period.previous.within(self.basis.available) else None

    @property
    def below(self) -> str:
        """Stored level of the streets of the membership."""
        return BELOW[self.membership]

    @property
    def data_day(self) -> str:
        """The last day of the data in words."""
        return fmt_date(self.basis.provenance.data_to, self.lang)

    @cached_property
    def parts(self) -> Parts:
        """Measures of the unit over the period."""
        return scope_parts(self.basis, self.unit, self.membership, self.period)

    @cached_property
    def parts_then(self) -> Parts | None:
        """Measures over the period before, or None."""
        return parts_before(self.basis, self.unit, self.membership, self.period, frozenset())

    def word(self, key: str, **values: object) -> str:
        """A word of the briefing's own catalogue."""
        return word(f"briefing.{key}", self.lang, **values)

    def at(self, level: str) -> UnitRow:
        """The whole city, or another unit that a release always holds."""
        code = self.basis.definitions.adcode if level == "city" else self.unit.category or ""
        found = self.basis.unit_row(level, code)
        assert found is not None, "a release holds its city and every category of its units"
        return found

    def period_words(self, period: Period) -> str:
        """Months in words, as the screens write them."""
        first = fmt_month(period.first, self.lang)
        if period.months == 1:
            return first
        return self.word("range", first=first, last=fmt_month(period.last, self.lang))

    @cached_property
    def verdicts(self) -> Mapping[tuple[str, str], Tone]:
        """(unit, indicator) → tone, where a district or street is outside the limits of chance among its peers."""
        tones: dict[tuple[str, str], Tone] = {}
        for level in (DISTRICT[self.membership], self.below):
            for group in scored_groups(self.basis, level, self.membership, self.period).values():
                for line in group.scores.lines:
                    for position, verdict in zip(group.positions.tolist(), line.verdicts, strict=True):
                        if verdict in ("low", "high"):
                            code = self.basis.unit_at(level, position).code
                            tones[code, line.line.indicator.id] = "bad" if verdict == "low" else "good"
        return tones


def scope_of(
    basis: Basis, code: str, period: Period, membership: Membership, lang: Lang, indicator: str = ""
) -> Scope:
    """The scope of a briefing.

    Raises
    ------
    StateError
        When there is no such unit, it is a street or smaller, or the data do not cover the period.
    """
    state = replace(default_state(basis), membership=membership)
    found = focus(state, code, basis)
    if found is None:
        raise StateError(
            "没有这个单元 No such unit",
            code,
            "用县区、类别或全市的编码 use the code of a zone, category or the city",
        )
    if found.unit.level not in KINDS:
        raise StateError(
            "简报不做到这一级 No briefing of this level",
            f"{found.unit.name} {code}",
            "用县区、类别或全市的编码 use the code of a zone, category or the city",
        )
    if not period.within(basis.available):
        raise StateError(
            "数据不含这个时段 Period not in the data", str(period), f"可用 within: {basis.available}"
        )
    if indicator and indicator not in basis.definitions.indicators.map_ids:
        raise StateError(
            "没有这个指标 No such indicator",
            indicator,
            "可用 one of: " + ", ".join(basis.definitions.indicators.map_ids),
        )
    state = replace(found, period=period, indicator=indicator or found.indicator)
    return Scope(basis, state, lang)


def value_text(figure: Figure) -> str:
    """The value without its unit, but with ``%``, as the screens print it."""
    if figure.digits == 0 and figure.unit != "%":
        return fmt_int(figure.value)
    return fmt_rate(figure.value, figure.digits, "%" if figure.unit == "%" else "")


def part_text(value: float | None) -> str:
    """A numerator or denominator: whole, or with one decimal where it is not."""
    return fmt_rate(value, 1) if value is not None and value != round(value) else fmt_int(value)


def parts_note(figure: Figure) -> str:
    """``737/972`` beside a rate; "" for a count."""
    if not figure.denominator_name:
        return ""
    return f"{part_text(figure.numerator)}/{part_text(figure.denominator)}"


def is_few(figure: Figure) -> bool:
    """Whether the words 样本少 belong beside a rate; a count says itself how many it counts."""
    return bool(figure.denominator_name) and figure.value is not None and figure.is_few


def change_words(figure: Figure, lang: Lang) -> str:
    """Sign, difference and its unit; "" where there is nothing to compare with."""
    if figure.change is None:
        return ""
    if figure.change_unit == "%":
        return fmt_change(figure.change, 1, "%")
    return fmt_change(figure.change, 1, word("briefing.kpi_points", lang))


def change_tone(figure: Figure) -> Tone:
    """Good or bad where one direction is better and enough cases stand behind the figure."""
    if is_few(figure):
        return "plain"
    return {True: "good", False: "bad", None: "plain"}[figure.is_better]  # type: ignore[return-value]


def figure_cell(figure: Figure, tone: Tone = "plain", few: str = "") -> Cell:
    """A figure in a table: rates with their parts beside them; `few` are the words for too few cases."""
    note = parts_note(figure) if figure.unit == "%" else ""
    if few and is_few(figure):
        return Cell(value_text(figure), _finite(figure.value), "faint", f"{note} {few}".strip())
    return Cell(value_text(figure), _finite(figure.value), tone, note)


def count_cell(value: float | None, tone: Tone = "plain") -> Cell:
    """A count."""
    return Cell(fmt_int(value), _finite(value), tone)


def share_cell(part: float | None, whole: float | None, digits: int = 1) -> Cell:
    """A share in per cent; "—" of nothing."""
    share = part / whole * 100 if part is not None and whole else None
    return Cell(fmt_rate(share, digits, "%"), share)


def change_cell(now: float | None, then: float | None) -> Cell:
    """A relative change in per cent; "—" where there was nothing before."""
    change = (now / then - 1) * 100 if now is not None and then else None
    return Cell(fmt_change(change, 1, "%"), change)


def _finite(value: float | None) -> float | None:
    return None if value is None or value != value else float(value)
