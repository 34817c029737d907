"""Models are imported inside: pytest reads this file before Django is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.agencies.make import People


@pytest.fixture
def people(db) -> People:
    from tests.agencies.make import make_people

    return make_people()
