"""Reference data, written once into an empty table."""

from __future__ import annotations

from django.db import transaction

from plans.activity_forms import FORMS
from plans.models import ActivityForm


@transaction.atomic
def install_forms() -> None:
    """The forms of activity, unless there are some already."""
    if not ActivityForm.objects.exists():
        ActivityForm.objects.bulk_create(
            ActivityForm(**form._asdict(), position=position) for position, form in enumerate(FORMS)
        )
