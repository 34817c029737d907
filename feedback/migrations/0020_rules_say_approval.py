"""The rule of reminders about an answer says that it waits to be approved, where it still has its first name."""

from django.db import migrations


def rename(apps, schema_editor):
    rules = apps.get_model("notices", "ReminderRule").objects
    named = rules.filter(obligation_kind__startswith="feedback.", name="Trả lời phản ánh chờ lãnh đạo ký")
    named.update(name="Trả lời phản ánh chờ lãnh đạo duyệt")


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0019_days_of_receipt_are_known"),
        ("notices", "0007_mail_that_came_back"),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
