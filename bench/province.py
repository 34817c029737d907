"""A province of any size: agencies and their accepted reports, written straight into tables."""

import datetime as dt

from django.db import connection

from agencies.models import Agency, AgencyKind, AgencyVersion, Officer, Post
from reports.actions.periods import generate_year
from reports.actions.standard import install_standard
from reports.models import Report, Sending

START = dt.date(2020, 1, 1)
NOW = dt.datetime(2025, 1, 2, 9, tzinfo=dt.UTC)

# Every typed figure of every sending, with numbers that differ and can be repeated; a stock of feedback
# begins with what it ended with, so that it counts.
FIGURES = """
INSERT INTO reports_sendingfigure (sending_id, figure_id, slice_id, number, is_not_applicable, note)
SELECT sending.id, figure.id, period.open_slice_id,
       CASE WHEN figure.code IN ('TT33.1', 'TT33.5') THEN report.agency_id * 37 % 1000
            WHEN figure.kind = 'yes_no' THEN (sending.id + figure.id) % 2
            ELSE (sending.id * 37 + figure.id * 11) % 1000 END,
       false, ''
FROM reports_sending sending
JOIN reports_report report ON report.id = sending.report_id
JOIN reports_period period ON period.id = report.period_id
JOIN reports_figure figure ON figure.kind <> 'ratio'
"""


def fill(agencies, years=(2025,)):
    """So many agencies with four accepted reports a year each; gives the periods by year and code."""
    regime = install_standard(province="Quảng Ngãi", valid_from=START)
    periods = {(p.year, p.code): p for year in years for p in generate_year(regime, year, by=None, now=NOW)}
    versions = make_agencies(agencies)
    reports = Report.objects.bulk_create(
        Report(
            period=period,
            agency_id=version.agency_id,
            version=version,
            due_on=period.ends_on,
            rule_due_on=period.ends_on,
        )
        for period in periods.values()
        for version in versions
    )
    accept(reports)
    return periods


def make_agencies(count):
    kinds = list(AgencyKind.objects.filter(code__in=["so", "phuong", "xa"]).order_by("code"))
    made = Agency.objects.bulk_create(Agency() for _ in range(count))
    return AgencyVersion.objects.bulk_create(
        AgencyVersion(
            agency=agency,
            kind=kinds[place % len(kinds)],
            name=f"{kinds[place % len(kinds)].name} số {place}",
            valid_from=START,
        )
        for place, agency in enumerate(made)
    )


def accept(reports):
    """One sending each, accepted as it came."""
    officer = Officer.objects.create(email="head@tinh.example", full_name="Lê Văn Ký")
    post = Post.objects.create(
        officer=officer, agency_id=reports[0].agency_id, role="head", title="Giám đốc", valid_from=START
    )
    Sending.objects.bulk_create(
        Sending(
            report=report,
            number=1,
            sent_at=dt.datetime.combine(report.due_on, dt.time(9), dt.UTC),
            due_on=report.due_on,
            signed_by=officer,
            post=post,
            agency_name=report.version.name,
            signer_name=officer.full_name,
            sha256="0" * 64,
        )
        for report in reports
    )
    with connection.cursor() as cursor:
        cursor.execute(FIGURES)
        cursor.execute(
            "UPDATE reports_report report SET state = 'accepted', timeliness = 'on_time',"
            " first_sent_at = sending.sent_at, latest_sending_id = sending.id,"
            " accepted_sending_id = sending.id"
            " FROM reports_sending sending WHERE sending.report_id = report.id"
        )
