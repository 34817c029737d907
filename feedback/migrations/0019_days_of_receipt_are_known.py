from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0018_days_of_receipt_and_keepers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="received_on",
            field=models.DateField(editable=False, verbose_name="came on"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="recorded_at",
            field=models.DateTimeField(verbose_name="written"),
        ),
    ]
