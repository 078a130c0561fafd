"""A tiny region and one published release of it, shared by the tests of the data room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from data.demo import DemoManifest, write_demo
from data.publish import PublishReport, publish
from data.release import Release, open_release
from data.settings import Settings
from tests.tiny_region import build_tiny_region


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
def published(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    root = tmp_path_factory.mktemp("published")
    settings = Settings(root / "home", tiny_region, root / "static")
    manifest = write_demo(tiny_region, root / "delivery", incidents=3_000, until=date(2026, 6, 30))
    report = publish(settings, root / "delivery")
    yield Published(settings, root / "delivery", manifest, report, open_release(settings))
