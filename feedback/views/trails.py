"""Where a page of this room stands."""

from __future__ import annotations

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import Handling

# What citizens read
START = (gettext_lazy("Feedback"), reverse_lazy("feedback:start"))
FOLLOW = (gettext_lazy("See where mine stands"), reverse_lazy("feedback:follow"))
PUBLIC = (gettext_lazy("Feedback and what became of it"), reverse_lazy("feedback:public"))


def to_handlings() -> list[tuple[Any, str]]:
    return [(_("Feedback received"), reverse("feedback:handlings"))]


def to_handling(handling: Handling) -> list[tuple[Any, str]]:
    return [*to_handlings(), (handling.item.code, handling.get_absolute_url())]
