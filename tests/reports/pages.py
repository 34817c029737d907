"""What tests of Home Affairs' pages share: more people, and reports put where a test wants them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from agencies.models import Agency, Officer, Post
from reports.models import Period, Report, Sending
from tests.agencies.make import make_agency, make_officer, make_post
from tests.reports.make import ZONE


def make_leader() -> Officer:
    """Reads for the provincial leadership."""
    desk = make_agency("UBND tỉnh", "lanh-dao-tinh")
    return make_post(make_officer("Trần Văn Lãnh"), desk, Post.Role.READER).officer


def make_second_reviewer(home_affairs: Agency) -> Officer:
    return make_post(make_officer("Đặng Thị Xét"), home_affairs, Post.Role.REVIEWER).officer


def make_agencies(count: int) -> list[Agency]:
    return [make_agency(f"UBND xã {name}", "xa") for name in ("Ba Tơ", "Ăn Phú", "Đức Phổ")[:count]]


def stand(report: Report, state: str, *, sent_on: dt.date | None = None, **fields) -> Report:
    """Put a report where a test wants it, with one sending if it has been sent."""
    if sent_on:
        sent_at = dt.datetime.combine(sent_on, dt.time(15, 20), ZONE)
        sending = make_sending(report, sent_at)
        fields |= {
            "first_sent_at": sent_at,
            "latest_sending": sending,
            "timeliness": report.timeliness_if_sent(timezone.localdate(sent_at)),
        }
        if state == "accepted":
            fields["accepted_sending"] = sending
    Report.objects.filter(pk=report.pk).update(state=state, **fields)
    report.refresh_from_db()
    return report


def make_sending(report: Report, sent_at: dt.datetime) -> Sending:
    post = Post.objects.filter(agency=report.agency_id).first() or make_post(agency=report.agency)
    return Sending.objects.create(
        report=report,
        number=report.sendings.count() + 1,
        sent_at=sent_at,
        due_on=report.due_on,
        signed_by=post.officer,
        post=post,
        agency_name=report.version.name,
        signer_name=post.officer.full_name,
        sha256="0" * 64,
    )


def due_in(period: Period, days: int) -> dt.date:
    """Give every report of a period the deadline so many days from today."""
    day = timezone.localdate() + dt.timedelta(days=days)
    period.reports.update(due_on=day, rule_due_on=day)
    return day
