"""Levels, memberships and scopes, and the refusal of what does not exist."""

from __future__ import annotations

from governance.errors import StateError

# From coarse to fine.
ALL_LEVELS = ("city", "category", "zone", "county", "street_part", "street", "community", "grid")
LADDERS = {
    "zone": ("city", "category", "zone", "street_part", "community", "grid"),
    "county": ("city", "county", "street", "community", "grid"),
}


def ladder(membership: str) -> tuple[str, ...]:
    """Levels of a membership: ``zone`` (管理) or ``county`` (属地)."""
    if membership not in LADDERS:
        raise StateError("没有这种归属 No such membership", repr(membership), "zone | county")
    return LADDERS[membership]


def check_level(level: str) -> str:
    """The level itself; StateError when there is none of that name."""
    if level not in ALL_LEVELS:
        raise StateError("没有这个层级 No such level", repr(level), " | ".join(ALL_LEVELS))
    return level


def check_scope(level: str, code: str | None) -> dict[str, object]:
    """Query parameters of a scope; any level but the city needs a code, the city has none in the queries."""
    check_level(level)
    if level != "city" and not code:
        raise StateError("范围缺少编码 A scope needs a code", level, "给出编码 give a code")
    return {"scope_level": level, "scope_code": None if level == "city" else code}


def check_months(month_from: int, month_to: int) -> dict[str, object]:
    """Query parameters of a range of months (year * 12 + month - 1), both ends included."""
    if month_from > month_to:
        raise StateError("月份颠倒 Months reversed", f"{month_from} > {month_to}", "交换 exchange them")
    return {"month_from": month_from, "month_to": month_to}


def check_page(limit: int, offset: int) -> dict[str, object]:
    """Query parameters of a page of a list."""
    if limit < 0 or offset < 0:
        raise StateError("页码有误 Page", f"limit {limit}, offset {offset}", "≥ 0")
    return {"limit": limit, "offset": offset}


def check_membership(membership: str, level: str) -> None:
    """StateError unless the membership knows the level; both know street and street part by themselves."""
    if level not in ladder(membership):
        raise StateError(
            "这种归属没有该层级 The membership lacks that level",
            f"{membership}: {level}",
            " | ".join(ladder(membership)),
        )
