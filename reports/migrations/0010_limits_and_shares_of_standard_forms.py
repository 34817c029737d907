"""Forms that were installed before limits existed get those that a new installation starts with."""

from django.db import migrations

CODE = "tt-cchc-2025"
COMMUNES = ("xa", "phuong", "dac-khu")
GROUND = "Mức ban đầu theo quy mô cơ quan, Sở Nội vụ điều chỉnh"
LIMITS = [  # figure, most at a commune, most at any agency
    ("TT02", 500, 2_000),
    ("TT03", 500, 2_000),
    ("TT05", 1_000, 5_000),
    ("TT07", 5_000, 50_000),
    ("TT11", 20_000, 100_000),
    ("TT13", 5_000, 50_000),
    ("TT15", 5_000_000, None),
    ("TT16", 5_000, 50_000),
    ("TT17", 5_000_000, None),
    ("TT18", 200_000, 5_000_000),
    ("TT19", 2_000, 20_000),
    ("TT20", 300, 2_000),
    ("TT21", 20_000, 200_000),
    ("TT22", 300, 2_000),
    ("TT23", 2_000, 50_000),
    ("TT25", 50, 200),
    ("TT27.1", 1_000, 20_000),
    ("TT27.2", 1_000, 20_000),
    ("TT28", 200, 1_000),
    ("TT29", 100_000, 2_000_000),
    ("TT30", 2_000, 20_000),
    ("TT31.1", 20_000, 200_000),
    ("TT31.2", 20_000, 200_000),
    ("TT32.1", 20_000, 200_000),
    ("TT33.1", 2_000, 20_000),
    ("TT33.2", 2_000, 20_000),
    ("TT33.3", 2_000, 20_000),
    ("TT33.4", 2_000, 20_000),
    ("TT33.5", 2_000, 20_000),
    ("TT34.1", 10_000_000_000, None),
    ("TT34.2", 10_000_000_000, None),
]
OLD_MESSAGE = "CBCCVC dự thi nhiều hơn tổng số CBCCVC: ghi rõ lý do"
NEW_MESSAGE = "Số CBCCVC dự thi không vượt tổng số CBCCVC"
GUIDANCE = "Một người dự nhiều cuộc thi chỉ tính một lần trong năm báo cáo."


def carry_on(apps, schema_editor):
    FormVersion = apps.get_model("reports", "FormVersion")
    for form in FormVersion.objects.filter(code=CODE):
        _limit_shares(apps, form)
        _limit_figures(apps, form)


def _limit_shares(apps, form):
    """Each share of the form is of a whole; a person counts once, so that no word explains more than all."""
    Figure = apps.get_model("reports", "Figure")
    shares = Figure.objects.filter(indicator__group__form_version=form, kind="ratio", unit="%")
    shares.filter(maximum=None).update(maximum=100)
    Indicator = apps.get_model("reports", "Indicator")
    Indicator.objects.filter(group__form_version=form, code="TT27", guidance="").update(guidance=GUIDANCE)
    CrossCheck = apps.get_model("reports", "CrossCheck")
    entrants = CrossCheck.objects.filter(form_version=form, code="entrants-within-staff", message=OLD_MESSAGE)
    entrants.update(severity="block", message=NEW_MESSAGE)


def _limit_figures(apps, form):
    Figure = apps.get_model("reports", "Figure")
    FigureLimit = apps.get_model("reports", "FigureLimit")
    AgencyKind = apps.get_model("agencies", "AgencyKind")
    communes = list(AgencyKind.objects.filter(code__in=COMMUNES).values_list("pk", flat=True))
    figures = dict(Figure.objects.filter(indicator__group__form_version=form).values_list("code", "pk"))
    said = {"ground": GROUND, "valid_from": form.valid_from}
    rows = []
    for code, commune, any_kind in LIMITS:
        if code not in figures:
            continue
        rows += [
            FigureLimit(figure_id=figures[code], kind_id=kind, most=commune, **said) for kind in communes
        ]
        if any_kind is not None:
            rows.append(FigureLimit(figure_id=figures[code], most=any_kind, **said))
    FigureLimit.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_limits_of_figures"),
    ]

    operations = [migrations.RunPython(carry_on, migrations.RunPython.noop)]
