"""Regimes of before asked for nothing beside the approval in the portal: that is written down as their rule."""

from django.db import migrations

SOURCE = "Nghị định 09/2019/NĐ-CP, Điều 3: báo cáo là văn bản giấy hoặc văn bản điện tử"


def write_rules(apps, schema_editor):
    rules = apps.get_model("reports", "ApprovalRule").objects
    for regime in apps.get_model("reports", "Regime").objects.filter(approval_rules=None):
        rules.create(regime=regime, needs="approval", source=SOURCE, valid_from=regime.valid_from)


class Migration(migrations.Migration):
    dependencies = [("reports", "0015_approval_or_signed_paper")]

    operations = [migrations.RunPython(write_rules, migrations.RunPython.noop)]
