"""The words in the picture of a proposal; they go into files as well, so that they are not a page's own."""

from __future__ import annotations

from data.boundaries.proposal import difference, proposal
from data.settings import Settings
from views.boundaries.keys import PictureWords
from views.boundaries.view import unit_names
from views.names import Lang


def picture_words(settings: Settings, proposal_id: str, lang: Lang, unit: str | None = None) -> PictureWords:
    """All words of a proposal's picture.

    Raises
    ------
    StateError
        When there is no such proposal.
    """
    item = proposal(settings, proposal_id)
    name = unit_names(settings, lang).get(unit or "", "")
    made_up = item.now_is_schematic
    note = f"{item.changed:,} 个单元改形，{item.moved_km2:,.1f} 平方公里改变归属"
    note_en = f"{item.changed:,} units change, {item.moved_km2:,.1f} km² change hands"
    if name:
        units = difference(settings, item).units
        for row in units[units["code"] == unit].itertuples():
            note = f"划入 {row.gained:,.2f}，划出 {row.lost:,.2f} 平方公里"
            note_en = f"gains {row.gained:,.2f}, loses {row.lost:,.2f} km²"
    if lang == "zh":
        return PictureWords(
            title=f"边界对比：{item.name}",
            now="现行",
            now_note="示意边界，非实测" if made_up else item.now_source,
            proposed="提议",
            proposed_note="　".join(filter(None, (item.source, item.source_date))),
            difference=f"差异：{name}" if name else "差异",
            difference_note=note,
            gained="划入", lost="划出", unchanged="不变",
            share="改动面积占原面积", more="更多", old_line="现行边界", new_line="提议边界", kilometres="公里",
        )  # fmt: skip
    return PictureWords(
        title=f"Boundaries compared: {item.name}",
        now="Now",
        now_note="schematic, not surveyed" if made_up else item.now_source,
        proposed="Proposed",
        proposed_note=", ".join(filter(None, (item.source, item.source_date))),
        difference=f"Difference: {name}" if name else "Difference",
        difference_note=note_en,
        gained="gained", lost="lost", unchanged="unchanged",
        share="area changed, share of the unit's own", more="more", old_line="border now", new_line="border proposed",
        kilometres="km",
    )  # fmt: skip
