"""A substitute's post is proposed for a leave, and the registrar decides on it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0008_drafting_unit"),
    ]

    operations = [
        migrations.AddField(
            model_name="leave",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided on"),
        ),
        migrations.AddField(
            model_name="leave",
            name="proposed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="substitute's post proposed"),
        ),
        migrations.AddField(
            model_name="leave",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="refusal",
            field=records.fields.CleanCharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="why it is refused"
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="substitute",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="agencies.post",
                verbose_name="substitute's post",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_at", None), ("proposed_by", None)),
                    models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                    _connector="OR",
                ),
                name="who_proposed_a_substitute_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("refusal", ""), ("substitute", None)),
                    models.Q(("decided_at__isnull", False), ("proposed_at__isnull", False)),
                    _connector="OR",
                ),
                name="only_what_was_proposed_is_decided",
            ),
        ),
    ]
