"""Where a page of this room stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback.models import Handling


def to_handlings() -> list[tuple[Any, str]]:
    return [(_("Feedback received"), reverse("feedback:handlings"))]


def to_handling(handling: Handling) -> list[tuple[Any, str]]:
    return [*to_handlings(), (handling.item.code, handling.get_absolute_url())]
