"""Numbers typed by hand into papers, with the figures they equalled when they were written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0013_papers_stand_on_bases"),
    ]

    operations = [
        migrations.CreateModel(
            name="TypedNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("of_slice", models.BooleanField(default=False, verbose_name="of the slice that closes")),
                ("number", models.DecimalField(decimal_places=2, max_digits=24)),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.figure"
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="typed_numbers",
                        to="reports.papertext",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("text", "figure", "of_slice", "number"), name="one_typed_number_a_figure"
                    )
                ],
            },
        ),
    ]
