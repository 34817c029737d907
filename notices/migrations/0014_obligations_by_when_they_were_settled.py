from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """How long things waited is asked of a quarter or a year among all that was ever owed."""

    atomic = False
    dependencies = [("notices", "0013_when_it_is_told_next")]

    operations = [
        AddIndexConcurrently(
            "obligation", BrinIndex(fields=["settled_at"], pages_per_range=32, name="obligation_settled")
        ),
    ]
