"""The self-check of a scene: it sees what overlaps, what is cut and what cannot be drawn, and nothing else."""

from __future__ import annotations

import pytest

from export.sheet.check import refuse, self_check
from export.sheet.scene import Scene
from governance.errors import ExportError


def _scene() -> Scene:
    """A sound sheet: a title in its block, a label with its name and value, a watermark over everything."""
    scene = Scene(297, 210, title="试图")
    with scene.group("title"):
        scene.reserve("title", "furniture", 10, 10, 120, 20)
        scene.text(12, 24, "曲靖市 万人受理量", 8, weight=700)
    with scene.group("会泽县"):
        scene.text(150, 100, "会泽县", 4, anchor="middle", halo=0.5, kind="label")
        scene.text(150, 105, "22.0", 4, anchor="middle", halo=0.5, kind="label")
    scene.text(150, 102, "内部使用", 12, rotate=-24, opacity=0.1, anchor="middle", kind="backdrop")
    return scene


def _kinds(scene: Scene) -> list[str]:
    return [fault.kind for fault in self_check(scene)]


def test_a_sound_sheet_has_no_faults() -> None:
    assert self_check(_scene()) == []


def test_furniture_over_furniture_is_found_and_named() -> None:
    scene = _scene()
    scene.reserve("legend", "furniture", 100, 25, 60, 40)
    (fault,) = self_check(scene)
    assert fault.kind == "overlap"
    assert "title" in fault.detail
    assert "legend" in fault.detail


def test_blocks_that_only_touch_do_not_overlap() -> None:
    scene = _scene()
    scene.reserve("legend", "furniture", 130, 10, 60, 20)
    scene.reserve("figures", "furniture", 10, 30, 60, 20)
    assert self_check(scene) == []


def test_room_within_a_block_belongs_to_it_but_two_such_rooms_may_not_meet() -> None:
    scene = _scene()
    with scene.group("legend"):
        scene.reserve("legend", "furniture", 10, 50, 60, 60)
        scene.reserve("histogram", "furniture", 12, 52, 50, 20)
    assert self_check(scene) == []
    with scene.group("legend"):
        scene.reserve("key", "furniture", 12, 70, 50, 20)
    assert _kinds(scene) == ["overlap"]


def test_a_label_may_lie_on_neither_label_nor_furniture() -> None:
    scene = _scene()
    scene.text(152, 103, "大海乡", 4, kind="label")
    scene.text(60, 29, "金钟街道", 4, kind="label")
    # "大海乡" meets both lines of the label there, "金钟街道" the block of the title.
    assert _kinds(scene) == ["overlap"] * 3


def test_two_texts_of_one_block_may_not_lie_on_each_other() -> None:
    scene = _scene()
    with scene.group("title"):
        scene.text(14, 25, "2026年8月", 4)
    assert _kinds(scene) == ["overlap"]


def test_a_text_that_leaves_its_block_or_the_sheet_is_cut() -> None:
    scene = _scene()
    with scene.group("title"):
        scene.text(125, 15, "太长的一行", 4)
    scene.text(280, 100, "出了图幅", 6, kind="label")
    assert _kinds(scene) == ["outside", "outside"]


def test_the_tail_of_a_letter_may_hang_over_the_edge_of_its_block_but_over_nothing_else() -> None:
    scene = _scene()
    with scene.group("note"):
        scene.reserve("note", "furniture", 10, 50, 60, 10)
        scene.text(12, 59.6, "Greenery", 4)
    assert self_check(scene) == []
    scene.reserve("figures", "furniture", 10, 60, 60, 20)
    assert _kinds(scene) == ["overlap"]


def test_a_turned_text_takes_the_room_that_it_is_drawn_in() -> None:
    scene = Scene(100, 100)
    scene.text(50, 50, "竖着的一行字", 4, rotate=90)
    scene.text(56, 60, "在它右边", 4)
    assert self_check(scene) == []
    scene.text(44, 60, "压住它", 4)
    assert _kinds(scene) == ["overlap"]


def test_a_character_without_a_glyph_is_named_with_its_code_point() -> None:
    scene = _scene()
    with scene.group("note"):
        scene.text(10, 150, "好😀", 4)
    (fault,) = self_check(scene)
    assert fault.kind == "glyph"
    assert "U+1F600" in fault.detail
    with pytest.raises(ExportError) as raised:
        refuse([fault], "试图")
    assert "characters" in raised.value.remedy


def test_even_a_watermark_needs_its_glyphs() -> None:
    scene = _scene()
    scene.text(10, 180, "𠮷", 4, kind="backdrop")
    assert _kinds(scene) == ["glyph"]


@pytest.mark.parametrize("place", [float("nan"), float("inf")])
def test_a_place_that_is_no_number_is_a_fault_and_no_crash(place: float) -> None:
    scene = _scene()
    scene.text(place, 10, "字", 4)
    assert _kinds(scene) == ["number"]
    scene = _scene()
    scene.path(f"M0 0L{place} 3", stroke="#000000", stroke_width=0.2)
    scene.line(0, 0, place, 3, "#000000", 0.2)
    scene.rect(0, place, 4, 3, "#000000", radius=1)
    scene.circle(0, 3, place, "#000000")
    assert _kinds(scene) == ["number"] * 4


def test_a_sheet_with_faults_is_refused_with_what_and_what_to_do() -> None:
    scene = _scene()
    for place in range(9):
        scene.text(290, 40 + place * 8, "出了图幅", 6, kind="label")
    with pytest.raises(ExportError) as raised:
        refuse(self_check(scene), scene.title)
    assert "试图" in raised.value.detail
    assert "9" in raised.value.detail
    assert "larger size" in raised.value.remedy
    refuse([], scene.title)
