"""Texts for the public that a colleague wrote: another officer reads and approves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Post
from feedback.models import Consent, ConsentWording, Handling, Publication
from feedback.workflow import PublicationState, State
from notices.models import Obligation
from notices.obligations import Ids, Kind, Line, Owed, of_ids

PUBLICATION = "feedback.publication"


def owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Of answered feedback whose sender agrees to it; by the handling's key."""
    agreed = Consent.objects.in_force(ConsentWording.Purpose.PUBLISH).values("item")
    rows = Publication.objects.filter(
        state=PublicationState.DRAFT, handling__state=State.ANSWERED, handling__item__in=agreed
    )
    for row in of_ids(rows, ids, "handling").select_related("handling__item"):
        place = row.handling.keeper_id or row.handling.agency_id
        yield Owed(
            row.handling_id,
            Post.Role.DRAFTER,
            place,
            since=row.made_at,
            visible_from=timezone.localdate(row.made_at),
            about=place,
            params={"code": row.handling.item.code},
        )


def line(row: Obligation, today: dt.date) -> Line:
    title = _("Feedback %(code)s: read and approve the text for the public") % row.params
    url = reverse("feedback:approve-publication", args=[row.object_id])
    return Line(title, url, watchers_url=reverse("feedback:handling", args=[row.object_id]))


def makers(ids: Collection[int]) -> list[QuerySet[Publication, object]]:
    """Who made a text does not approve it."""
    return [Publication.objects.filter(handling__in=ids).order_by().values_list("handling", "made_by")]


OWED_KIND = Kind(
    code=PUBLICATION,
    name=gettext_noop("Text for the public to approve"),
    owed=owed,
    line=line,
    rows=Handling.objects.all,
    also=(Post.Role.HEAD,),
    excluded=makers,
)
