"""A register of breaches of personal data; the database keeps what was written as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import records.fields

REFUSE = """
CREATE TRIGGER breach_entry_is_append_only BEFORE UPDATE OR DELETE ON feedback_breachentry
    FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
CREATE TRIGGER breach_is_not_rewritten
    BEFORE DELETE OR UPDATE OF agency_id, found_at, happened, data, report_by, recorded_by_id, recorded_at
    ON feedback_breach FOR EACH ROW EXECUTE FUNCTION records_refuse_change();
"""
ALLOW = """
DROP TRIGGER breach_is_not_rewritten ON feedback_breach;
DROP TRIGGER breach_entry_is_append_only ON feedback_breachentry;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_drafting_unit"),
        ("feedback", "0026_notices_about_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Breach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("happened", records.fields.CleanTextField(max_length=3000, verbose_name="what happened")),
                ("data", records.fields.CleanTextField(max_length=1000, verbose_name="which data")),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people, as far as is known"
                    ),
                ),
                ("report_by", models.DateTimeField(verbose_name="notify the authority by")),
                (
                    "reported_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="authority notified"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="people told")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="closed")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency that keeps the register",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "breach of personal data",
                "verbose_name_plural": "breaches of personal data",
                "ordering": ["-found_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BreachEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("learned", "More is known"),
                            ("done", "Something was done against it"),
                            ("reported", "The authority was notified"),
                            ("told", "The people concerned were told"),
                            ("closed", "It is closed"),
                        ],
                        max_length=10,
                        verbose_name="what is recorded",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when it was")),
                (
                    "words",
                    records.fields.CleanTextField(
                        max_length=3000, verbose_name="what, by whom, with which paper"
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="how many people, as far as is known"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="feedback.breach",
                        verbose_name="breach",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry about a breach",
                "verbose_name_plural": "entries about breaches",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(("report_by__gt", models.F("found_at"))),
                name="a_breach_is_reported_after_it_is_found",
            ),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
