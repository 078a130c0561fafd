"""The picture of proposed boundaries: three maps of one window, what a unit gains and loses, safe in every format."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import shapely
from PIL import Image

from data.boundaries.proposal import Proposal, difference, write_proposal
from data.boundaries.proposing import propose
from data.settings import Settings
from export.boundary_picture import main, png, svg_file
from tests.boundary_files import moved, written
from views.boundaries.drawing import Drawing, Group, Shape, Words
from views.boundaries.picture import share_class
from views.boundaries.view import boundaries_view, proposal_picture, proposal_view
from views.boundaries.words import picture_words

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def item(tiny_settings: Settings, tmp_path: Path) -> Proposal:
    file = written(moved(tiny_settings.region_dir), tmp_path / "streets.geojson")
    return propose(tiny_settings, file, file.name, by="张三", source="民政局")


def drawn(settings: Settings, item: Proposal, unit: str | None = None, lang: str = "zh") -> Drawing:
    words = picture_words(settings, item.proposal_id, "zh" if lang == "zh" else "en", unit)
    return proposal_picture(settings, item.proposal_id, "zh", words, unit=unit, width=900, height=600)


def maps(drawing: Drawing) -> list[Group]:
    return [mark for mark in drawing.marks if isinstance(mark, Group)]


def test_three_maps_of_one_size_stand_side_by_side(tiny_settings: Settings, item: Proposal) -> None:
    found = maps(drawn(tiny_settings, item))
    assert len(found) == 3
    assert len({one.window[1:] for one in found}) == 1
    assert found[0].window[0] + found[0].window[2] < found[1].window[0]


def test_units_of_one_map_lie_where_they_lie_in_the_others(tiny_settings: Settings, item: Proposal) -> None:
    lands = []
    for group in maps(drawn(tiny_settings, item)):
        units = [mark for mark in group.marks if isinstance(mark, Shape) and mark.code]
        points = np.vstack([ring for mark in units for ring in mark.rings])
        lands.append(np.concatenate([points.min(axis=0), points.max(axis=0)]) - np.tile(group.window[:2], 2))
    assert np.allclose(lands[0], lands[1], atol=0.5) and np.allclose(lands[1], lands[2], atol=0.5)


def test_a_unit_is_coloured_by_the_share_of_it_that_changes_hands(
    tiny_settings: Settings, item: Proposal
) -> None:
    share = difference(tiny_settings, item).units.set_index("code")["share"]
    units = [
        mark for mark in maps(drawn(tiny_settings, item))[2].marks if isinstance(mark, Shape) and mark.code
    ]
    assert {mark.code for mark in units} == set(share.index)
    for mark in units:
        assert mark.fill == f"ramp-{share_class(float(share[mark.code]))}"


def test_close_up_a_unit_shows_what_it_gains_and_loses_with_whom(
    tiny_settings: Settings, item: Proposal
) -> None:
    marks = maps(drawn(tiny_settings, item, "990101001"))[2].marks
    pieces = [mark for mark in marks if isinstance(mark, Shape) and mark.fill in ("gain", "loss")]
    assert {mark.fill for mark in pieces} == {"gain", "loss"}
    assert all(mark.hatch is not None for mark in pieces), "the colour is not the only cue"
    assert any("板桥镇" in mark.title or "东山街道" in mark.title for mark in pieces)


def test_a_made_up_border_is_dashed_and_a_proposed_one_is_not(
    tiny_settings: Settings, item: Proposal
) -> None:
    now, new, _ = maps(drawn(tiny_settings, item))
    edges = [
        [mark for mark in one.marks if isinstance(mark, Shape) and mark.stroke in ("old", "new")]
        for one in (now, new)
    ]
    assert all(mark.dash for mark in edges[0]) and not any(mark.dash for mark in edges[1])


def test_no_name_lies_on_another_or_is_cut(tiny_settings: Settings, item: Proposal) -> None:
    for group in maps(drawn(tiny_settings, item, "990101001")):
        names = [mark for mark in group.marks if isinstance(mark, Words)]
        assert names
        for one in names:
            assert group.window[0] < one.x < group.window[0] + group.window[2]


def test_the_file_is_svg_that_names_no_other_host_and_escapes_what_a_file_says(
    tiny_settings: Settings, item: Proposal
) -> None:
    from dataclasses import replace

    write_proposal(
        tiny_settings, replace(item, source='<script>alert("x")</script> & "y"', name="<b>.geojson")
    )
    content = svg_file(drawn(tiny_settings, item))
    root = ElementTree.fromstring(content)
    assert root.tag == f"{SVG}svg"
    assert len(root.findall(f".//{SVG}clipPath")) == 3
    assert not root.findall(f".//{SVG}script")
    assert "<script>" not in content.decode()
    assert not re.search(r'(href|src)="', content.decode())


def test_the_same_proposal_gives_the_same_bytes(tiny_settings: Settings, item: Proposal) -> None:
    assert svg_file(drawn(tiny_settings, item)) == svg_file(drawn(tiny_settings, item))


def test_png_shows_gain_and_loss_in_their_colours(tiny_settings: Settings, item: Proposal) -> None:
    image = Image.open(io.BytesIO(png(drawn(tiny_settings, item, "990101001"), scale=1.0)))
    assert image.size == (900, 600)
    pixels = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
    green = (pixels[:, 1] > pixels[:, 0] + 40) & (pixels[:, 1] > pixels[:, 2] + 10)
    red = (pixels[:, 0] > pixels[:, 1] + 60) & (pixels[:, 0] > pixels[:, 2] + 60)
    assert green.sum() > 100 and red.sum() > 100


def test_the_picture_is_written_by_command(
    tiny_settings: Settings, item: Proposal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in tiny_settings.to_env().items():
        monkeypatch.setenv(name, value)
    for name in ("a.svg", "a.png"):
        assert main([item.proposal_id, str(tmp_path / name), "--lang", "en"]) == 0
        assert (tmp_path / name).stat().st_size > 5_000
    assert main(["p0", str(tmp_path / "b.svg")]) == 1


def test_views_tell_what_counts_and_what_changes_most(tiny_settings: Settings, item: Proposal) -> None:
    landing = boundaries_view(tiny_settings)
    assert [level.units for level in landing.levels] == [2, 4, 8, 96]
    assert all(level.is_schematic and level.since is None for level in landing.levels)
    assert [one.proposal_id for one in landing.proposals] == [item.proposal_id]
    view = proposal_view(tiny_settings, item.proposal_id, "en")
    moved_area = [change.gained + change.lost for change in view.changes]
    assert len(moved_area) == 4 and moved_area == sorted(moved_area, reverse=True)
    assert view.changes[0].name in (
        "Ximen Subdistrict",
        "Banqiao Town",
        "Dongshan Subdistrict",
        "Banqiao Township",
    )


def test_places_of_errors_are_ringed_on_the_proposed_map(tiny_settings: Settings, tmp_path: Path) -> None:
    frame = moved(tiny_settings.region_dir)
    torn = frame.set_geometry(frame.geometry.difference(shapely.box(103.05, 25.031, 103.055, 25.033)))
    file = written(torn, tmp_path / "torn.geojson")
    item = propose(tiny_settings, file, file.name, by="张三")
    places = [fault for fault in item.faults if fault.level == "error" and fault.place]
    groups = maps(drawn(tiny_settings, item))
    rings = [mark for mark in groups[1].marks if isinstance(mark, Shape) and mark.stroke == "loss"]
    assert len(rings) == len(places) > 0
    assert "空隙" in rings[0].title
    assert not [mark for mark in groups[0].marks if isinstance(mark, Shape) and mark.stroke == "loss"]
