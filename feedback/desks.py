"""What the feedback room wants of an officer now: lines for a start page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import AgencyKind, AgencyVersion, Officer, Post
from agencies.permissions import is_home_affairs, posts_of
from feedback.models import Regulation

Role = Post.Role


@dataclass(frozen=True)
class Line:
    """One thing to do or to wait for."""

    title: str
    url: str
    state: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    is_late: bool = False


def lines(officer: Officer, today: dt.date) -> tuple[list[Line], list[Line]]:
    """What the officer owes, and what waits for others: regulations that are missing."""
    own = {post.agency_id: post.agency_label for post in posts_of(officer, Role.DRAFTER, Role.HEAD)}
    follows = is_home_affairs(officer)
    if not own and not follows:
        return [], []
    owing = AgencyVersion.objects.in_force(today).filter(kind__owes=AgencyKind.Owes.WHOLE)
    has = Regulation.objects.in_force(today).values("agency")
    missing = set(owing.exclude(agency__in=has).values_list("agency", flat=True))
    owed = [_missing_at(agency, own[agency]) for agency in sorted(missing & own.keys())]
    others = len(missing - own.keys())
    return owed, [_missing_elsewhere(others)] if follows and others else []


def _missing_at(agency: int, name: str) -> Line:
    return Line(
        _("%(agency)s: record the regulation on feedback") % {"agency": name},
        reverse("feedback:record-regulation", args=[agency]),
        hint=_("The channel for feedback opens with it (the province's plan, part IV, section 7)."),
    )


def _missing_elsewhere(count: int) -> Line:
    title = ngettext(
        "%(count)d agency has no regulation on feedback",
        "%(count)d agencies have no regulation on feedback",
        count,
    )
    return Line(title % {"count": count}, reverse("feedback:channels") + "?state=missing")
