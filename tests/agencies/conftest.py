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


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What rooms above were told: "calendar" or "register", once for each change."""
    from agencies import registries

    calls: list[str] = []
    monkeypatch.setattr(registries, "_calendar_listeners", [lambda **_: calls.append("calendar")])
    monkeypatch.setattr(registries, "_register_listeners", [lambda _agencies, **_: calls.append("register")])
    return calls
