from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

BEFORE, NOW = "Lãnh đạo chuyển lại", "Lãnh đạo trả lại"


def rename(apps, schema_editor):
    """One word for it everywhere: rules installed before are called as new ones are."""
    rules = apps.get_model("notices", "ReminderRule").objects.filter(name__startswith=BEFORE)
    rules.update(name=Replace(F("name"), Value(BEFORE), Value(NOW)))


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_mail_that_came_back")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
