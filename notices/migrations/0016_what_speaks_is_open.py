"""What 0013 asks of new rows holds for all."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("notices", "0015_from_the_ledger")]

    operations = [ValidateConstraint("obligation", "obligation_speaks_while_it_is_open")]
