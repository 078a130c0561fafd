"""The release of the tiny region as views see it."""

from __future__ import annotations

import pytest

from tests.conftest import Published
from views.basis import Basis, current_basis


@pytest.fixture(scope="session")
def basis(published: Published) -> Basis:
    return current_basis(published.settings)
