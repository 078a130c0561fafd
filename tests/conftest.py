"""What every test may use: the repository's root, a tiny region, one published release of it, a patient Hypothesis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from data.demo import DemoManifest, write_demo
from data.publish import PublishReport, publish
from data.release import Release, open_release
from data.settings import Settings
from tests.tiny_region import build_tiny_region

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


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
