"""Rules of reminders say that a report waits to be approved, where they still bear the name they came with."""

from django.db import migrations, models

NAMES = [
    ("reports.report", "Chờ lãnh đạo ký", "Chờ lãnh đạo duyệt"),
    ("reports.signature", "Chờ ký quá 1 ngày làm việc", "Chờ duyệt quá 1 ngày làm việc"),
    ("reports.signature", "Chờ ký quá 3 ngày làm việc", "Chờ duyệt quá 3 ngày làm việc"),
]


def rename(apps, schema_editor):
    rules = apps.get_model("notices", "ReminderRule").objects
    for kind, old, new in NAMES:
        rules.filter(obligation_kind=kind, name=old).update(name=new)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_feedback_feeds_figures"),
        ("notices", "0007_mail_that_came_back"),
    ]

    operations = [
        migrations.RunPython(rename, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="report",
            name="state",
            field=models.CharField(
                choices=[
                    ("not_started", "Not started"),
                    ("draft", "Draft"),
                    ("awaiting_head", "Awaiting approval"),
                    ("sent", "Sent"),
                    ("returned", "Returned"),
                    ("accepted", "Accepted"),
                ],
                default="not_started",
                max_length=15,
                verbose_name="state",
            ),
        ),
    ]
