"""Where things lie: the one place that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_WORDS = {
    "link_base": "ONEMAP_LINK_BASE",
    "sheet_marking": "ONEMAP_SHEET_MARKING",
    "sheet_watermark": "ONEMAP_SHEET_WATERMARK",
}


@dataclass(frozen=True)
class Settings:
    """Folders the product reads and writes.

    Attributes
    ----------
    home
        Releases, journals and received originals (``ONEMAP_HOME``; default ``data/home``).
    region_dir
        The region folder (``ONEMAP_REGION``; default the one that ``data/regions/default.txt`` names).
    static_dir
        What the server hands to browsers (``ONEMAP_STATIC``; default ``static``); published geometry is written below it.
    link_base
        Address under which people reach the application (``ONEMAP_LINK_BASE``), for the links on sheets; "" = unknown.
    sheet_marking
        Marking of sheets (``ONEMAP_SHEET_MARKING``); "" = the usual words.
    sheet_watermark
        Written across sheets (``ONEMAP_SHEET_WATERMARK``), with ``{user}`` and ``{time}`` filled in; "" = none.
    """

    home: Path
    region_dir: Path
    static_dir: Path
    link_base: str = ""
    sheet_marking: str = ""
    sheet_watermark: str = ""

    @classmethod
    def from_env(cls) -> Settings:
        """Read ``ONEMAP_HOME``, ``ONEMAP_REGION``, ``ONEMAP_STATIC`` and those that sheets have of their own."""
        return cls(
            home=Path(os.environ.get("ONEMAP_HOME", ROOT / "data" / "home")),
            region_dir=Path(os.environ.get("ONEMAP_REGION") or _default_region()),
            static_dir=Path(os.environ.get("ONEMAP_STATIC", ROOT / "static")),
            **{field: os.environ.get(name, "") for field, name in _WORDS.items()},
        )

    def to_env(self) -> dict[str, str]:
        """The environment in which another process of ours finds the same folders."""
        return {
            "ONEMAP_HOME": str(self.home.resolve()),
            "ONEMAP_REGION": str(self.region_dir.resolve()),
            "ONEMAP_STATIC": str(self.static_dir.resolve()),
            **{name: value for field, name in _WORDS.items() if (value := getattr(self, field))},
        }


@cache
def _default_region() -> Path:
    regions = ROOT / "data" / "regions"
    return regions / (regions / "default.txt").read_text(encoding="utf-8").strip()
