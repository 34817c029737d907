"""The frozen sets that the province's papers stand on, and what a paper issued once more has besides."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_languages_and_leaves"),
        ("records", "0002_refuse_changes"),
        ("reports", "0010_limits_and_shares_of_standard_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Basis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("made_at", models.DateTimeField(verbose_name="frozen at")),
                ("reason", records.fields.CleanTextField(blank=True, max_length=1000, verbose_name="reason")),
            ],
            options={
                "verbose_name": "set of figures",
                "verbose_name_plural": "sets of figures",
                "ordering": ["period", "number"],
            },
        ),
        migrations.CreateModel(
            name="BasisFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("in_slice", models.DecimalField(decimal_places=2, max_digits=24, null=True)),
                ("cumulative", models.DecimalField(decimal_places=2, max_digits=24, null=True)),
                ("reporting", models.PositiveIntegerField(verbose_name="agencies that reported it")),
            ],
        ),
        migrations.CreateModel(
            name="BasisMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reception",
                    models.CharField(
                        choices=[
                            ("accepted", "Accepted"),
                            ("unread", "Sent, not yet read"),
                            ("not_sent", "Not sent"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="papertext",
            name="issued_text",
            field=records.fields.CleanTextField(blank=True, db_default="", default="", max_length=60000),
        ),
        migrations.AddField(
            model_name="provincepaper",
            name="issue_number",
            field=models.PositiveSmallIntegerField(
                db_default=1, default=1, verbose_name="number of the issue"
            ),
        ),
        migrations.AddField(
            model_name="provincepaper",
            name="reason",
            field=records.fields.CleanTextField(
                blank=True,
                db_default="",
                default="",
                max_length=1000,
                verbose_name="why it is issued once more",
            ),
        ),
        migrations.AddField(
            model_name="basis",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="basis",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bases", to="reports.period"
            ),
        ),
        migrations.AddField(
            model_name="provincepaper",
            name="basis",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="reports.basis",
            ),
        ),
        migrations.AddField(
            model_name="basisfigure",
            name="agency_kind",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agencykind",
            ),
        ),
        migrations.AddField(
            model_name="basisfigure",
            name="basis",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="reports.basis"
            ),
        ),
        migrations.AddField(
            model_name="basisfigure",
            name="figure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.figure"
            ),
        ),
        migrations.AddField(
            model_name="basismember",
            name="basis",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="members", to="reports.basis"
            ),
        ),
        migrations.AddField(
            model_name="basismember",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.report"
            ),
        ),
        migrations.AddField(
            model_name="basismember",
            name="sending",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.sending"
            ),
        ),
        migrations.AddConstraint(
            model_name="basis",
            constraint=models.UniqueConstraint(fields=("period", "number"), name="one_basis_a_number"),
        ),
        migrations.AddConstraint(
            model_name="basis",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="later_basis_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="basisfigure",
            constraint=models.UniqueConstraint(
                fields=("basis", "figure", "agency_kind"),
                name="one_basis_figure_a_kind",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="basismember",
            constraint=models.UniqueConstraint(fields=("basis", "report"), name="one_basis_member_a_report"),
        ),
        migrations.AddConstraint(
            model_name="basismember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reception", "accepted"), ("sending__isnull", False)),
                    models.Q(models.Q(("reception", "accepted"), _negated=True), ("sending", None)),
                    _connector="OR",
                ),
                name="accepted_member_has_its_sending",
            ),
        ),
    ]
