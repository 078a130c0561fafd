"""The words on a map: names and values in the units, lines to those beside, numbers for the rest, names of neighbours."""

from __future__ import annotations

from export.sheet.mapping.around import name_the_ground
from export.sheet.mapping.arranging import Arranged, Written, arrange, forbidden
from export.sheet.mapping.region import unit_colours
from export.sheet.mapping.stage import Stage
from export.sheet.mapping.writing import write


def draw_names(stage: Stage, *, numbered: bool = True) -> Arranged:
    """Write all names that find a place; the rest have numbers in their units where they are `numbered`."""
    arranged = arrange(stage, numbered=numbered)
    colours = unit_colours(stage)
    for words in arranged.written:
        if words.line:
            _draw_line(stage, words)
    for number, words in enumerate(arranged.written):
        fill = colours[words.row] if words.row >= 0 else None
        write(stage, words.lettering, words.x, words.y, f"label {number} {words.name}", fill=fill)
    name_the_ground(stage, forbidden(stage), arranged.boxes)
    return arranged


def _draw_line(stage: Stage, words: Written) -> None:
    """A line from the unit to its name, cased so that it stands out on any fill."""
    scene, style = stage.scene, stage.style
    data = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in words.line)
    # Small letters have fine lines.
    fine = min(words.lettering.lines[0].size / style.mm(4.0), 1.0)
    scene.path(data, stroke=style.halo, stroke_width=style.mm(0.9 * fine), stroke_opacity=0.85)
    scene.path(data, stroke=style.label, stroke_width=style.mm(0.26 * fine))
    x, y = words.line[0]
    scene.circle(
        x, y, style.mm(0.75 * fine), style.label, stroke=style.halo, stroke_width=style.mm(0.22 * fine)
    )
