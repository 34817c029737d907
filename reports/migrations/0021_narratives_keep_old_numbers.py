from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_sendings_keep_their_layout")]

    operations = [
        migrations.AddField(
            "narrative",
            "old_numbers",
            models.JSONField(blank=True, null=True, verbose_name="numbers of the last period"),
        ),
    ]
