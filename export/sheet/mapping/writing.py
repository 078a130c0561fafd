"""How labels are written: lines of text with their sizes, measured and drawn about a middle."""

from __future__ import annotations

from dataclasses import dataclass

from export.sheet import typeset
from export.sheet.mapping.stage import Stage
from export.sheet.style import Style
from export.sheet.typeset import Weight

# Baseline below the middle of a line, and the pitch of lines, in parts of the size.
_DROP, _PITCH = 0.37, 1.14
# Longer names may stand on two lines.
_LONG = 5


@dataclass(frozen=True)
class Line:
    """One line of a label."""

    text: str
    size: float
    weight: Weight = 400
    is_value: bool = False


@dataclass(frozen=True)
class Lettering:
    """A label as it is written.

    Attributes
    ----------
    halo
        Rim of the letters, mm; part of the room that the label takes.
    """

    lines: tuple[Line, ...]
    halo: float

    @property
    def width(self) -> float:
        """Room to the sides, mm."""
        widest = max(typeset.width(line.text, line.size, line.weight) for line in self.lines)
        return widest + 1.4 * self.halo

    @property
    def height(self) -> float:
        """Room in height, mm."""
        return sum(line.size for line in self.lines) * _PITCH + 0.8 * self.halo


def letterings(
    name: str, value: str, size: float, weight: Weight, value_size: float, halo: float
) -> list[Lettering]:
    """The ways to write a name and the value below it, the one liked best first."""
    name_lines: list[tuple[Line, ...]] = [(Line(name, size, weight),)]
    folded = fold(name)
    if len(folded) > 1:
        name_lines.append(tuple(Line(text, size, weight) for text in folded))
    below = (Line(value, value_size, 400, True),) if value else ()
    return [Lettering((*lines, *below), halo) for lines in name_lines]


def fold(name: str) -> list[str]:
    """A long name on two lines of about one length; Latin words stay whole."""
    words = name.split(" ")
    if len(words) > 1:
        cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    elif len(name) >= _LONG and not name.isascii():
        cuts = [(name[: (len(name) + 1) // 2], name[(len(name) + 1) // 2 :])]
    else:
        return [name]
    return list(min(cuts, key=lambda cut: max(map(len, cut))))


def inks_on(style: Style, fill: str) -> tuple[str, str]:
    """Ink of letters on a fill, and of their rim: the fill's own colour, so that letters stand on it alone."""
    return max((style.label, style.halo), key=lambda ink: contrast(ink, fill)), fill


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4) for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def write(
    stage: Stage, lettering: Lettering, x: float, y: float, name: str, *, fill: str | None = None
) -> None:
    """Draw a label about its middle.

    Parameters
    ----------
    fill
        Colour below all of it; None where it lies over several.
    """
    style = stage.style
    ink, rim = inks_on(style, fill) if fill else (style.label, style.halo)
    total = sum(line.size for line in lettering.lines) * _PITCH
    top = y - total / 2
    with stage.scene.group(name):
        for line in lettering.lines:
            middle = top + line.size * _PITCH / 2
            stage.scene.text(
                x, middle + line.size * _DROP, line.text, line.size, weight=line.weight, ink=ink,
                anchor="middle", halo=lettering.halo, halo_ink=rim, kind="label",
            )  # fmt: skip
            top += line.size * _PITCH
