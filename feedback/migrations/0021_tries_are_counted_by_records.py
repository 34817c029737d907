"""Counts of tries are kept by `records` from now on. The emptied table stays one release, for the former version
that may still run while this one starts; nothing asks for it any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0020_rules_say_approval"),
        ("records", "0003_count_tries"),
    ]

    operations = [
        migrations.RunSQL("DELETE FROM feedback_tries", migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Tries")]),
    ]
