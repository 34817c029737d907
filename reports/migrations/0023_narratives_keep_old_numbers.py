from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_papers_are_named_by_their_state")]

    operations = [
        migrations.AddField(
            "narrative",
            "old_numbers",
            models.JSONField(blank=True, null=True, verbose_name="numbers of the last period"),
        ),
    ]
