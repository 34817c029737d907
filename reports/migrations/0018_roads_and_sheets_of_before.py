"""Regimes and forms of before get the plain road of their papers, the head of a submission, and a sheet in their
form's own order; events are kept as they were recorded."""

from django.db import migrations

FREEZE = (
    "CREATE TRIGGER row_is_never_changed BEFORE UPDATE OR DELETE ON reports_outgoingevent "
    "FOR EACH ROW EXECUTE FUNCTION records_refuse_change()"
)
ROAD_SOURCE = "Thông lệ: thay bằng quy chế làm việc của UBND tỉnh"
ROADS = [
    ("home_affairs", "prepare", True, "", 1),
    ("home_affairs", "office", False, "van-phong", 3),
    ("home_affairs", "signer", False, "", 1),
    ("home_affairs", "number", True, "", 1),
    ("home_affairs", "send", True, "", 3),
    ("province", "prepare", True, "", 2),
    ("province", "office", True, "van-phong", 3),
    ("province", "signer", True, "lanh-dao-tinh", 3),
    ("province", "number", True, "van-phong", 1),
    ("province", "send", True, "", 5),
]
SHEET = {
    "name": "Biểu nhập số liệu vào phần mềm của Bộ Nội vụ",
    "addressee": "Bộ Nội vụ",
    "source": "Chưa có biểu chính thức: theo thứ tự của biểu mẫu; thay khi Bộ Nội vụ ban hành",
}
SUBMISSION_RECIPIENTS = "Như trên\nVăn phòng UBND tỉnh\nLưu: VT, CCHC"


def write_roads(apps, schema_editor):
    steps = apps.get_model("reports", "RoadStep").objects
    layouts = apps.get_model("reports", "PaperLayout").objects
    kinds = dict(apps.get_model("agencies", "AgencyKind").objects.values_list("code", "pk"))
    for regime in apps.get_model("reports", "Regime").objects.all():
        for paper, step, is_on, kind, days in ROADS:
            fields = {"is_on": is_on, "agency_kind_id": kinds.get(kind), "days": days}
            fields["source"] = ROAD_SOURCE
            steps.get_or_create(regime=regime, paper_kind=paper, step=step, defaults=fields)
        report = layouts.filter(regime=regime, kind="home_affairs").first()
        if report is None or layouts.filter(regime=regime, kind="submission").exists():
            continue
        report.pk, report.kind, report.sign = None, "submission", "TTr-SNV"
        report.recipients = SUBMISSION_RECIPIENTS
        report.save(force_insert=True)


def write_sheets(apps, schema_editor):
    sheets = apps.get_model("reports", "FiguresSheet").objects
    lines = apps.get_model("reports", "SheetLine").objects
    figures = apps.get_model("reports", "Figure").objects.select_related("indicator")
    for form in apps.get_model("reports", "FormVersion").objects.filter(figures_sheet=None):
        sheet = sheets.create(form_version=form, **SHEET)
        of_form = figures.filter(indicator__group__form_version=form)
        order = ("indicator__group__position", "indicator__position", "position")
        asked = [row for row in of_form.order_by(*order) if row.agency_rule != "none" or row.numerator_id]
        lines.bulk_create(
            lines.model(sheet=sheet, position=place, code=row.code, name=_name(row), figure=row)
            for place, row in enumerate(asked, start=1)
        )


def _name(figure):
    if figure.numerator_id:
        return f"{figure.indicator.name} ({figure.label})"[:300]
    if figure.code == figure.indicator.code:
        return figure.indicator.name[:300]
    return f"{figure.indicator.name}: {figure.label}"[:300]


class Migration(migrations.Migration):
    dependencies = [("reports", "0017_outgoing_papers"), ("records", "0002_refuse_changes")]

    operations = [
        migrations.RunPython(write_roads, migrations.RunPython.noop),
        migrations.RunPython(write_sheets, migrations.RunPython.noop),
        migrations.RunSQL(FREEZE, "DROP TRIGGER row_is_never_changed ON reports_outgoingevent"),
    ]
