"""What visitors do: the next action of each, drawn by chance from the ways people use the map."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from benchmarks.load.visitor import Answer, Visitor
from views.basis import Basis

# How often each action is taken, in hundredths. A click on the map makes two runs where the page decides so.
MIX = {"indicator": 34, "level": 22, "down": 20, "up": 8, "period": 10, "membership": 6}
# Ladder of each membership below the city, with the column that names the parent.
_LADDERS = {
    "zone": (("zone", ""), ("street_part", "zone_code"), ("community", "street_part_code"), ("grid", "community_code")),
    "county": (("county", ""), ("street", "county_code"), ("community", "street_code"), ("grid", "community_code")),
}  # fmt: skip
Children = Mapping[tuple[str, str], list[str]]


def children_by_unit(basis: Basis) -> Children:
    """Codes one level below each (membership, unit); the city's code is empty."""
    found: dict[tuple[str, str], list[str]] = {}
    for membership, ladder in _LADDERS.items():
        for level, parent in ladder:
            units = basis.units(level)
            parents = units[parent] if parent else [""] * len(units)
            for code, above in zip(units["code"], parents, strict=True):
                found.setdefault((membership, str(above)), []).append(str(code))
    return found


@dataclass
class Habits:
    """Chooses the actions of one visitor; the same seed chooses the same."""

    children: Children
    chance: random.Random = field(default_factory=random.Random)

    async def act(self, visitor: Visitor) -> tuple[str, Answer]:
        """Do one thing that changes the view; its name, and what came of it."""
        asked = {name: values[0] for name, values in parse_qs(visitor.query).items()}
        membership, unit = asked.get("m", "zone"), asked.get("u", "")
        below = self.children.get((membership, unit), [])
        action = self.chance.choices(list(MIX), list(MIX.values()))[0]
        if action == "up" and not unit:
            action = "down"
        if action == "down":
            # Some places are looked at far more often than others.
            if below:
                code = below[min(int(self.chance.expovariate(4 / len(below))), len(below) - 1)]
                return action, await visitor.click(code)
            action = "up"
        if action == "up":
            return action, await visitor.click("__up__")
        return action, await self._other(visitor, f"om_{'preset' if action == 'period' else action}")

    async def _other(self, visitor: Visitor, key: str) -> Answer:
        """Choose another option of a control than the present one; with a single option, another indicator."""
        control = visitor.control(key)
        others = [option for option in control.options if (option,) != control.value]
        if not others:
            return await self._other(visitor, "om_indicator")
        return await visitor.choose(key, self.chance.choice(others))
