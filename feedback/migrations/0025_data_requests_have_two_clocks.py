"""Requests about personal data are carried out within a time of their own; what was answered before is taken
as carried out with its answer, and what is open has both clocks."""

import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import feedback.sealing
import records.fields

# As the limits stood when this was written; from here on they are rows.
DAYS = {"withdraw": 15, "restrict": 15, "object": 15, "know": 10, "correct": 10, "erase": 20}
SATURDAY = 5


def fill(apps, schema_editor):
    request = apps.get_model("feedback", "DataRequest")
    answered = request.objects.filter(answered_on__isnull=False)
    answered.update(
        done_on=models.F("answered_on"),
        carried_out=models.F("answer"),
        carried_out_redacted=models.F("answer_redacted"),
        outcome="done",
    )
    off, working = set(), set()
    for day, kind in apps.get_model("agencies", "CalendarDay").objects.values_list("day", "kind"):
        (working if kind == "swap_work" else off).add(day)
    rows = []
    for row in request.objects.only("kind", "received_on"):
        day = row.received_on + dt.timedelta(days=DAYS[row.kind])
        while day not in working and (day.weekday() >= SATURDAY or day in off):
            day += dt.timedelta(days=1)
        row.carry_out_due_on = day
        rows.append(row)
    request.objects.bulk_update(rows, ["carry_out_due_on"], batch_size=500)
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing of these rows is pending any more
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_papers_of_the_party"),
        ("feedback", "0024_letters_on_paper_are_sure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DataLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("respond", "Respond to a request"),
                            ("stop", "Withdraw consent, restrict, object: carry out"),
                            (
                                "stop_through",
                                "Withdraw consent, restrict, object: carry out through a processor",
                            ),
                            ("stop_more", "Withdraw consent, restrict, object: extend once by at most"),
                            ("supply", "View, correct, give a copy: carry out"),
                            ("supply_through", "View, correct, give a copy: carry out through a processor"),
                            ("supply_more", "View, correct, give a copy: extend once by at most"),
                            ("erase", "Erase: carry out"),
                            ("erase_through", "Erase: carry out through a processor"),
                            ("erase_more", "Erase: extend once by at most"),
                            ("breach", "Report a breach of personal data to the authority"),
                        ],
                        max_length=14,
                        verbose_name="what is limited",
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField(verbose_name="how long")),
                (
                    "unit",
                    models.CharField(
                        choices=[("working_days", "working days"), ("days", "days"), ("hours", "hours")],
                        max_length=12,
                        verbose_name="counted in",
                    ),
                ),
                ("legal_ground", records.fields.CleanCharField(max_length=300, verbose_name="legal ground")),
                (
                    "is_to_confirm",
                    models.BooleanField(
                        default=False, verbose_name="to be confirmed: nobody has read it in the document yet"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("recorded_at", models.DateTimeField(blank=True, null=True, verbose_name="recorded")),
            ],
            options={
                "verbose_name": "time limit of the law on personal data",
                "verbose_name_plural": "time limits of the law on personal data",
                "ordering": ["matter", "-valid_from"],
            },
        ),
        migrations.AddField(
            model_name="datarequest",
            name="carry_out_due_on",
            field=models.DateField(null=True, verbose_name="carry out by"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="carried_out",
            field=feedback.sealing.SealedTextField(
                blank=True, db_default="", default="", max_length=2000, verbose_name="what was carried out"
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="done_on",
            field=models.DateField(blank=True, null=True, verbose_name="carried out on"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="carried_out_redacted",
            field=feedback.sealing.RedactedField(editable=False, null=True, source="carried_out"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="extended_by",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="extended by"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="extended_on",
            field=models.DateField(blank=True, null=True, verbose_name="the person was told of it on"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="extension_reason",
            field=feedback.sealing.SealedTextField(
                blank=True, db_default="", default="", max_length=2000, verbose_name="why it takes longer"
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="extension_reason_redacted",
            field=feedback.sealing.RedactedField(editable=False, null=True, source="extension_reason"),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="is_through_processor",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="a processor or a third party must act too"
            ),
        ),
        migrations.AddField(
            model_name="datarequest",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("done", "Carried out"),
                    ("partly", "Carried out in part, the reason was told"),
                    ("refused", "Cannot be carried out, the reason was told"),
                ],
                db_default="",
                default="",
                max_length=8,
                verbose_name="what became of it",
            ),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="answer",
            field=feedback.sealing.SealedTextField(
                blank=True, max_length=2000, verbose_name="what was responded"
            ),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="answered_on",
            field=models.DateField(blank=True, null=True, verbose_name="responded on"),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="due_on",
            field=models.DateField(verbose_name="respond by"),
        ),
        migrations.AlterField(
            model_name="datarequest",
            name="kind",
            field=models.CharField(
                choices=[
                    ("know", "To view what is kept"),
                    ("correct", "To correct it"),
                    ("give", "To be given a copy"),
                    ("erase", "To erase it"),
                    ("restrict", "To restrict its use"),
                    ("object", "To object to its use"),
                    ("withdraw", "To withdraw consent"),
                ],
                max_length=10,
                verbose_name="what is asked",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_out", ""), ("done_on", None), ("outcome", "")),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("done_on__gte", models.F("answered_on")),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("carried_out", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="what_was_carried_out_was_responded_to",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("extended_by", 0), ("extended_on", None), ("extension_reason", "")),
                    models.Q(
                        ("extended_by__gte", 1),
                        ("extended_on__gte", models.F("received_on")),
                        ("extended_on__isnull", False),
                        models.Q(("extension_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="an_extension_has_its_reason_and_was_told",
            ),
        ),
        migrations.AddField(
            model_name="datalimit",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddConstraint(
            model_name="datalimit",
            constraint=models.UniqueConstraint(
                fields=("matter", "valid_from"), name="one_data_limit_from_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="datalimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 1), ("matter__endswith", "_more"), _connector="OR"),
                name="data_limit_is_some_time",
                violation_error_message="Write at least 1; only an extension may be 0, which is none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="datalimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__lte", 365)), name="data_limit_is_a_year_at_most"
            ),
        ),
        migrations.AddConstraint(
            model_name="datalimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matter", "breach"), ("unit", "hours")),
                    models.Q(
                        models.Q(("matter", "breach"), _negated=True),
                        models.Q(("unit", "hours"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="only_a_breach_counts_hours",
                violation_error_message="A breach is counted in hours, everything else in days.",
            ),
        ),
    ]
