"""LibreOffice for tests: files of an office to PDF and to pictures, in our own fonts, in one run for all of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

from export.sheet.typeset import FONTS

# Where Windows has these, a test machine has not: all of them are drawn with our own font.
OFFICE_FONTS = (
    "Microsoft YaHei", "微软雅黑", "仿宋", "FangSong", "仿宋_GB2312", "黑体", "SimHei", "楷体", "KaiTi",
    "宋体", "SimSun", "方正小标宋简体", "华文中宋",
)  # fmt: skip


def soffice() -> str:
    """The program, by SOFFICE or by its usual names."""
    for name in (os.environ.get("SOFFICE", ""), "soffice", "libreoffice"):
        if name and shutil.which(name):
            return name
    raise AssertionError("LibreOffice was not found: run scripts/setup_office.sh")


def fonts_of_the_house(folder: Path) -> Path:
    """A fontconfig that knows our own fonts, and them alone under the names that office files ask for."""
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        '<edit name="family" mode="assign" binding="strong"><string>OneMap SC</string></edit></match>'
        for name in OFFICE_FONTS
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><dir>/usr/share/fonts</dir><cachedir>{folder / 'fonts'}</cachedir>"
        f"{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return path


def to_pdf(files: Sequence[Path], folder: Path) -> Mapping[str, Path]:
    """Open every file in LibreOffice and print it to a PDF; names of the files → PDFs.

    Files of one name but for their ending are told apart by it.
    """
    config = fonts_of_the_house(folder)
    made: dict[str, Path] = {}
    copies = []
    for file in files:
        copy = folder / "in" / f"{file.stem}-{file.suffix[1:]}{file.suffix}"
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, copy)
        copies.append(copy)
        made[file.name] = folder / f"{copy.stem}.pdf"
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [
            soffice(), f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", str(folder), *map(str, copies),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
    )  # fmt: skip
    missing = [name for name, path in made.items() if not path.exists()]
    assert not missing, f"LibreOffice opened no {missing}"
    return made


def pages_of(pdf: Path) -> list[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def pictures_of(pdf: Path, scale: float) -> list[Image.Image]:
    """Each page as a picture at 72 × `scale` dpi."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=scale).to_pil() for page in document]
