"""What 0023 asks of new rows holds for all; the index of open handlings is made beside the work."""

from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("feedback", "0023_letters_on_paper"),
    ]

    operations = [
        ValidateConstraint("handling", "a_closed_handling_has_its_moment"),
        ValidateConstraint("letter", "news_is_of_an_event"),
        ValidateConstraint("letter", "who_posted_a_letter_and_when"),
        RemoveIndexConcurrently("handling", "open_handlings_by_day"),
        AddIndexConcurrently(
            model_name="handling",
            index=models.Index(
                condition=models.Q(
                    ("state__in", frozenset(["awaiting_head", "in_hand", "received", "to_post", "waiting"]))
                ),
                fields=["due_on"],
                name="open_handlings_by_day",
            ),
        ),
    ]
