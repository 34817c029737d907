from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """How long things waited is asked of a quarter or a year among all that was ever owed."""

    atomic = False
    dependencies = [("notices", "0012_one_choice_for_all_mail")]

    operations = [
        AddIndexConcurrently(
            "obligation", BrinIndex(fields=["settled_at"], pages_per_range=32, name="obligation_settled")
        ),
    ]
