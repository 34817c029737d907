import datetime as dt

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Min
from django.utils import timezone


def fill(apps, schema_editor):
    """The day something came: of a letter entered later the day its time counts from; of what came by the
    portal the day it was sent. A delivery was written down on its day at the earliest, and after the signing."""
    item_model, handling_model = apps.get_model("feedback", "Item"), apps.get_model("feedback", "Handling")
    firsts = handling_model.objects.filter(came_from=None).order_by()
    entered = dict(
        firsts.values_list("item").annotate(first=Min("counts_from")).exclude(item__entered_by=None)
    )
    batch = []
    for item in item_model.objects.only("pk", "received_at").iterator(chunk_size=1000):
        day = timezone.localdate(item.received_at)
        item.received_on = min(day, entered.get(item.pk, day))
        batch.append(item)
        if len(batch) == 1000:
            item_model.objects.bulk_update(batch, ["received_on"])
            batch = []
    item_model.objects.bulk_update(batch, ["received_on"])
    for row in apps.get_model("feedback", "Delivery").objects.select_related("answer").iterator():
        day = timezone.make_aware(dt.datetime.combine(row.on, dt.time()))
        signed_at = row.answer.signed_at
        is_of_today = signed_at is not None and timezone.localdate(signed_at) <= row.on
        row.recorded_at = max(day, signed_at) if is_of_today else day
        row.save(update_fields=["recorded_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_languages_and_leaves"),
        ("feedback", "0017_frozen_outcomes_and_content_digests"),
    ]

    operations = [
        migrations.AddField(
            model_name="handling",
            name="keeper",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
                verbose_name="kept by",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="received_on",
            field=models.DateField(editable=False, null=True, verbose_name="came on"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="recorded_at",
            field=models.DateTimeField(null=True, verbose_name="written"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
