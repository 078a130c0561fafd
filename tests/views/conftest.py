"""The release of the tiny region as views see it."""

from __future__ import annotations

import pytest

from tests.data.conftest import Published, published, tiny_region  # noqa: F401 - fixtures
from views.basis import Basis, current_basis


@pytest.fixture(scope="session")
def basis(published: Published) -> Basis:  # noqa: F811
    return current_basis(published.settings)
