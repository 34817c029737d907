from django.db import migrations, models


class Migration(migrations.Migration):
    """The columns stay, for code of before runs until the restart; the database fills them."""

    dependencies = [
        ("feedback", "0029_events_keep_their_ground"),
    ]

    operations = [
        migrations.AlterField(
            model_name="handling",
            name="turn",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="how often its day moved"
            ),
        ),
        migrations.AlterField(
            model_name="handling",
            name="tell_turn",
            field=models.PositiveIntegerField(
                db_default=1, default=1, editable=False, verbose_name="how often that day moved"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(model_name="handling", name="turn"),
                migrations.RemoveField(model_name="handling", name="tell_turn"),
            ]
        ),
    ]
