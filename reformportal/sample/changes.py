"""What changes among people: who reviews whom, who leaves, who helps out elsewhere, who stands in."""

from __future__ import annotations

import datetime as dt

from agencies.actions import (
    create_officer,
    deactivate_officer,
    give_post,
    propose_substitute,
    take_leave,
)
from agencies.models import Agency, AgencyVersion, Officer, Post
from reformportal.sample import people
from reformportal.sample.cast import Cast
from reformportal.sample.communes import COMMUNES
from reformportal.sample.districts import DISTRICTS
from reformportal.sample.history import at
from reformportal.sample.register import Register, place_of
from reformportal.sample.staff import address
from reformportal.sample.successions import COMMUNES_OF_DISTRICT
from reports.actions.reviewing import assign_reviewer
from reports.models import ReviewerAssignment

LEFT_ON = dt.date(2025, 9, 30)
HELPS_FROM = dt.date(2026, 1, 5)
LEAVE = (dt.timedelta(days=10), dt.timedelta(days=40))  # begun before, ends after the reference day
AWAY = (dt.timedelta(days=7), dt.timedelta(days=18))  # first and last day, after the reference day
COASTAL = {row.code for row in DISTRICTS if row.people == "kinh"}


def assign_reviewers(day: dt.date) -> None:
    """Every agency that exists that day and has no responsible reviewer gets one."""
    cast, now = Cast(day), at(day, 8)
    by = cast.officers[address("duyet1", "snv")]
    assigned = ReviewerAssignment.objects.values("agency")
    versions = AgencyVersion.objects.in_force(day).exclude(agency__in=assigned).exclude(kind__owes="nothing")
    for version in versions.select_related("agency", "kind").order_by("pk"):
        reviewer = cast.officers[address(_mailbox(version), "snv")]
        assign_reviewer(version.agency, reviewer, by=by, now=now)


def _mailbox(version: AgencyVersion) -> str:
    """Bodies and districts, coastal communes, highland communes of Quảng Ngãi, those of Kon Tum."""
    if version.kind.tier != "commune":
        return "duyet1"
    districts = {code for code, communes in COMMUNES_OF_DISTRICT.items() if version.code in communes}
    if districts & COASTAL:
        return "duyet2"
    return "duyet4" if min(districts) >= "600" else "duyet3"


def drafter_leaves(register: Register) -> None:
    """One leaves the service; the name stays on what they did, a successor takes the post."""
    agency = register.agencies["SYT"]
    leaver = Officer.objects.get(email=address("soan", "syt"))
    deactivate_officer(leaver, today=LEFT_ON, by=None, now=at(LEFT_ON, 16))
    successor = _newcomer(address("soan2", "syt"), now=at(LEFT_ON, 16, 30))
    _draft(successor, agency, LEFT_ON + dt.timedelta(days=1), now=at(LEFT_ON, 16, 40))


def drafter_helps_neighbours(register: Register) -> None:
    """One officer, two posts: the drafter of one commune drafts for the next one too."""
    helper, helped = COMMUNES[0], COMMUNES[1]
    officer = Officer.objects.get(email=address("soan", place_of(helper)))
    _draft(officer, register.agencies[helped.code], HELPS_FROM, now=at(HELPS_FROM, 8))


def drafter_on_leave(register: Register, day: dt.date) -> None:
    """A substitute stands in for a drafter on leave around the reference day."""
    before, after = LEAVE
    first = day - before
    post = Post.objects.get(officer__email=address("soan", "sct"))
    _draft(
        _newcomer(address("thay", "sct"), now=at(first, 8)),
        register.agencies["SCT"],
        first,
        until=day + after,
        substitutes=post,
        now=at(first, 8),
    )


def only_drafter_goes_away(day: dt.date) -> None:
    """Next week, and nobody else drafts there: a head stands in, for whom a substitute's post is proposed."""
    post, stand_in = (
        Post.objects.select_related("officer").get(officer__email=address(mailbox, "sxd"))
        for mailbox in ("soan", "pho")
    )
    (first, last), now = (day + days for days in AWAY), at(day - dt.timedelta(days=1), 15)
    (leave,) = take_leave({post: stand_in}, starts_on=first, ends_on=last, by=post.officer, now=now)
    propose_substitute(leave, by=post.officer, now=now)


def _newcomer(email: str, *, now: dt.datetime) -> Officer:
    return create_officer(email=email, full_name=people.name(email), by=None, now=now, is_sample=True)


def _draft(
    officer: Officer,
    agency: Agency,
    since: dt.date,
    *,
    now: dt.datetime,
    until: dt.date | None = None,
    substitutes: Post | None = None,
) -> None:
    give_post(
        officer,
        agency=agency,
        role=Post.Role.DRAFTER,
        title="Chuyên viên" if substitutes is None else "Chuyên viên, làm thay trong thời gian nghỉ phép",
        valid_from=since,
        valid_to=until,
        substitutes=substitutes,
        document="Quyết định phân công (dữ liệu mẫu)",
        by=None,
        now=now,
    )
