"""A home with one published delivery and one that waits: what the gate's tests begin with."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from data.gate.deliveries import Delivery, add_file, deliveries, delivery, open_delivery
from data.publish.candidate import prepare, publish_candidate
from data.settings import Settings
from tests.data.deliveries import Row, case, csv_text

NAME = "城管案卷.csv"
FIRST = [case(number=1), case(number=2, letter="e"), case(number=3, letter="f")]
# One as it was, one corrected, one new, and one that has to be held back.
SECOND = [
    case(number=1),
    case(number=2, letter="e", satisfaction="2"),
    case(number=4),
    case(number=5, subclass_name=None),
]


def content(rows: Sequence[Row]) -> bytes:
    """A department's file as it comes."""
    return csv_text(rows).encode("gb18030")


def deliver(
    settings: Settings,
    folder: Path,
    rows: Sequence[Row],
    *,
    name: str = NAME,
    by: str = "张三",
    note: str = "",
) -> Delivery:
    """An open delivery of one file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "file"
    path.write_bytes(content(rows))
    own = open_delivery(settings, by=by, note=note)
    add_file(settings, own.delivery_id, name, path)
    return delivery(settings, own.delivery_id)


def publish_first(settings: Settings, folder: Path) -> Delivery:
    """The first delivery, published."""
    own = deliver(settings, folder, FIRST, note="十月")
    made = prepare(settings, [own.delivery_id], by="张三")
    publish_candidate(settings, made.candidate_id, by="张三", why="第一次")
    return delivery(settings, own.delivery_id)


def prepare_second(settings: Settings, folder: Path) -> Delivery:
    """The second delivery, checked and waiting."""
    own = deliver(settings, folder, SECOND, name="城管案卷_更正.csv", by="李四", note="十一月")
    prepare(settings, [own.delivery_id], by="李四")
    return delivery(settings, own.delivery_id)


@pytest.fixture(scope="session")
def waiting_template(tiny_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Built once: the first delivery published, the second checked and waiting."""
    root = tmp_path_factory.mktemp("gate")
    settings = Settings(root / "home", tiny_region, root / "static")
    publish_first(settings, root)
    prepare_second(settings, root)
    return settings


@pytest.fixture
def waiting(waiting_template: Settings, tmp_path: Path) -> Settings:
    """A copy of it for one test."""
    shutil.copytree(waiting_template.home, tmp_path / "home")
    return Settings(tmp_path / "home", waiting_template.region_dir, waiting_template.static_dir)


def first_and_second(settings: Settings) -> tuple[Delivery, Delivery]:
    """The deliveries of such a home."""
    second, first = deliveries(settings)[:2]
    return first, second
