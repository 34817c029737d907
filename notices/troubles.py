"""Where nobody can be told: what Home Affairs' registrar mends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from agencies.models import Agency, AgencyVersion, Post
from notices.desk import holders_by_place, unseen
from notices.health import unmanned
from notices.models import AddressTrouble, Clock, Obligation
from notices.models.obligations import HOME_AFFAIRS
from notices.obligations import Ids, Kind, Line, Owed, of_ids

CLOCK = "notices.clock"
FAILED = "failed"  # slot of what the last pass could not keep
UNMANNED, ADDRESS, UNSEEN = "notices.unmanned", "notices.address", "notices.unseen"


def unmanned_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    for version, roles in unmanned(today):
        if ids is None or version.agency_id in ids:
            params = {"agency": version.name, "roles": sorted(roles)}
            yield Owed(version.agency_id, Post.Role.REGISTRAR, None, None, None, params=params)


def unmanned_line(row: Obligation, today: dt.date) -> Line:
    roles = ", ".join(str(Post.Role(role).label) for role in row.params["roles"])
    title = _("%(agency)s: nobody can be told (%(roles)s)") % {"agency": row.params["agency"], "roles": roles}
    return Line(title, reverse("notices:health"))


def addresses_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    for row in of_ids(AddressTrouble.objects.current(), ids).select_related("officer"):
        params = {"officer": row.officer.full_name}
        visible_from = timezone.localdate(row.since)
        yield Owed(row.pk, Post.Role.REGISTRAR, None, row.since, visible_from, params=params)


def address_line(row: Obligation, today: dt.date) -> Line:
    title = _("The address of %(name)s does not work") % {"name": row.params["officer"]}
    return Line(title, reverse("notices:health"))


def unseen_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """Where open rows lie that nobody in force can see to: by place and role, for Home Affairs' registrar, or
    its issuer where there is none."""
    lying = unseen(today)
    if not lying:
        return
    begun = AgencyVersion.objects.filter(agency__in={place for place, _role in lying}, valid_from__lte=today)
    names = dict(begun.order_by("valid_from").values_list("agency", "name"))
    at_desk = holders_by_place(today).get(HOME_AFFAIRS, {})
    role = Post.Role.REGISTRAR if at_desk.get(Post.Role.REGISTRAR) else Post.Role.ISSUER
    for (place, wanted), count in sorted(lying.items()):
        if (ids is None or place in ids) and (place, wanted) != (HOME_AFFAIRS, role):
            params = {"agency": names.get(place, ""), "role": wanted, "count": count}
            yield Owed(place, role, None, None, None, slot=wanted, params=params)


def unseen_line(row: Obligation, today: dt.date) -> Line:
    agency = row.params["agency"] if row.object_id != HOME_AFFAIRS else _("Home Affairs")
    names = {"agency": agency, "count": row.params["count"]}
    title = ngettext(
        "%(agency)s: %(count)d thing that nobody there can see to",
        "%(agency)s: %(count)d things that nobody there can see to",
        row.params["count"],
    )
    hint = _("Give somebody the role: %(role)s.") % {"role": Post.Role(row.params["role"]).label}
    url = reverse("agencies:detail", args=[row.object_id]) if row.object_id else reverse("agencies:list")
    return Line(title % names, url, "trouble", hint)


def clock_owed(today: dt.date, ids: Ids) -> Iterator[Owed]:
    """A clock that is refused; and kinds of which the last pass could not say what is owed."""
    for clock in of_ids(Clock.objects.all(), ids):
        if clock.refused_at:
            shown_from = timezone.localdate(clock.refused_at)
            params = {"restored": True} if clock.is_restored else {}
            yield Owed(clock.pk, Post.Role.REGISTRAR, None, clock.refused_at, shown_from, params=params)
        if clock.failed:
            params = {"kinds": clock.failed}
            yield Owed(clock.pk, Post.Role.REGISTRAR, None, None, None, slot=FAILED, params=params)


def clock_line(row: Obligation, today: dt.date) -> Line:
    if row.slot == FAILED:
        hint = _("Tell whoever runs the server: the log of the workers says why.")
        return Line(
            _("What is owed could not be brought up to date"), reverse("notices:health"), "trouble", hint
        )
    if row.params.get("restored"):
        title = _("Reminders are held: this database is a restored backup")
        return Line(title, reverse("notices:health"), "trouble", _("Say from when on reminders leave."))
    hint = _("Nothing leaves and nothing is planned until the clock is right.")
    return Line(_("The clock of the reminders is refused"), reverse("notices:health"), "trouble", hint)


OWED_KINDS = (
    Kind(
        code=CLOCK,
        name=gettext_noop("Clock of the reminders"),
        owed=clock_owed,
        line=clock_line,
        rows=Clock.objects.all,
        also=(Post.Role.REVIEWER,),
    ),
    Kind(
        code=UNSEEN,
        name=gettext_noop("What nobody can see to"),
        owed=unseen_owed,
        line=unseen_line,
        rows=Agency.objects.all,
        holds_nothing=True,
        by_time=True,
    ),
    Kind(
        code=UNMANNED,
        name=gettext_noop("Agency where nobody can be told"),
        owed=unmanned_owed,
        line=unmanned_line,
        rows=Agency.objects.all,
        holds_nothing=True,
        by_time=True,
    ),
    Kind(
        code=ADDRESS,
        name=gettext_noop("Address that does not work"),
        owed=addresses_owed,
        line=address_line,
        rows=AddressTrouble.objects.all,
        by_time=True,
    ),
)
