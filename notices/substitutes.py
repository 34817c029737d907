"""A substitute's post that was proposed: what the registrar decides on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import AgencyVersion, Leave, Post
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids

SUBSTITUTE = "notices.substitute"


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Until it is decided on, or the leave is over. Due by the first day away, where that lies ahead."""
    newest = AgencyVersion.objects.filter(agency=OuterRef("post__agency"), valid_from__lte=today)
    rows = Leave.objects.proposed().filter(ends_on__gte=today)
    named = rows.annotate(agency_name=Subquery(newest.order_by("-valid_from").values("name")[:1]))
    for leave in of_ids(named, ids).select_related("post", "stand_in__officer"):
        asked_on = timezone.localdate(leave.proposed_at)
        yield Owed(
            leave.pk,
            Post.Role.REGISTRAR,
            None,
            since=leave.proposed_at,
            visible_from=asked_on,
            due_on=leave.starts_on if leave.starts_on > asked_on else None,
            about=leave.post.agency_id,
            params={
                "agency": leave.agency_name,
                "role": leave.post.role,
                "officer": leave.stand_in.officer.full_name,
            },
        )


def line(row: Obligation, today: dt.date) -> Line:
    title = _("%(agency)s: decide on a substitute's post (%(role)s)")
    names = {"agency": row.params["agency"], "role": Post.Role(row.params["role"]).label}
    hint = _("%(name)s stands in.") % {"name": row.params["officer"]}
    return Line(title % names, reverse("agencies:substitute", args=[row.object_id]), "", hint)


OWED_KIND = Kind(
    code=SUBSTITUTE,
    name=gettext_noop("Substitute's post that is proposed"),
    owed=owed,
    line=line,
    rows=Leave.objects.all,
    by_time=True,
)
