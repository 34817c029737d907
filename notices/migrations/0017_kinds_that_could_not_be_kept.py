from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0016_what_speaks_is_open"),
    ]

    operations = [
        migrations.AddField(
            model_name="clock",
            name="failed",
            field=models.JSONField(blank=True, null=True, verbose_name="kinds that could not be kept"),
        ),
    ]
