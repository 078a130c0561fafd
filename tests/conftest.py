"""What every test may use: the repository's root, a tiny region, one published release of it, a patient Hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from data.boundaries.disk import boundaries_folder
from data.demo import DemoManifest, write_demo
from data.publish import PublishReport, publish
from data.publish.region_tables import RegionTables
from data.release import Release, open_release
from data.settings import Settings
from tests.tiny_region import build_tiny_region

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
#: For properties of a release: each example reads the database several times, of few units and months.
READING = settings(max_examples=40)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


_load = RegionTables.load


@lru_cache(maxsize=4)
def _tables(region_dir: Path, stamp: tuple[tuple[str, int, int], ...]) -> RegionTables:
    return _load(Settings(region_dir / "nothing", region_dir, region_dir / "nothing"))


def _read_once(settings: Settings) -> RegionTables:
    # With boundaries of its own a home is read as it stands.
    if boundaries_folder(settings.home).exists():
        return _load(settings)
    files = sorted(path for path in settings.region_dir.rglob("*") if path.is_file())
    stats = [(path, path.stat()) for path in files]
    return _tables(
        settings.region_dir, tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    )


@pytest.fixture(scope="session", autouse=True)
def regions_read_once() -> Iterator[None]:
    """A region folder whose files are the same is read once: a third of the time of a small delivery."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RegionTables, "load", _read_once)
        yield


@dataclass(frozen=True)
class Published:
    """A demonstration delivery of the tiny region, and the release made of it."""

    settings: Settings
    folder: Path
    manifest: DemoManifest
    report: PublishReport
    release: Release


@pytest.fixture(scope="session")
def tiny_region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny_region(tmp_path_factory.mktemp("region") / "tiny")


@pytest.fixture
def tiny_settings(tiny_region: Path, tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", tiny_region, tmp_path / "static")


@pytest.fixture(scope="session")
def published(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    root = tmp_path_factory.mktemp("published")
    settings = Settings(root / "home", tiny_region, root / "static")
    manifest = write_demo(tiny_region, root / "delivery", incidents=3_000, until=date(2026, 6, 30))
    report = publish(settings, root / "delivery")
    return Published(settings, root / "delivery", manifest, report, open_release(settings))
