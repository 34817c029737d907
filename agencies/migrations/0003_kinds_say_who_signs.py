"""Each kind of agency says under which lines its head signs, so that a draft without a signer is right."""

from django.db import migrations

import records.fields

COMMITTEE = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
BY_CODE = {
    "lanh-dao-tinh": COMMITTEE,
    "van-phong": "CHÁNH VĂN PHÒNG",
    "so-noi-vu": "GIÁM ĐỐC",
    "so-tai-chinh": "GIÁM ĐỐC",
    "so": "GIÁM ĐỐC",
    "ban-quan-ly": "TRƯỞNG BAN",
    "bao-chi": "TỔNG BIÊN TẬP",
    "dang": "TRƯỞNG BAN",
}


def say(apps, schema_editor):
    kinds = apps.get_model("agencies", "AgencyKind").objects.using(schema_editor.connection.alias)
    for code, authority in BY_CODE.items():
        kinds.filter(code=code, authority="").update(authority=authority)
    kinds.filter(tier__in=["district", "commune"], authority="").update(authority=COMMITTEE)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_languages_and_leaves")]

    operations = [
        migrations.AddField(
            model_name="agencykind",
            name="authority",
            field=records.fields.CleanTextField(
                blank=True,
                db_default="",
                default="",
                help_text=("As on paper, one line each: TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"),
                max_length=300,
                verbose_name="who signs for it",
            ),
        ),
        migrations.RunPython(say, migrations.RunPython.noop),
    ]
