"""Home Affairs tells many agencies something at once, having seen whom."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Leave, Officer, Post
from notices.actions.planning import About, announce
from notices.addressing import choose, holders
from notices.announcements import RULES
from notices.models import Announcement, Reminder
from notices.permissions import may_announce
from notices.workflow import ANNOUNCEMENT
from records.actions import audit
from records.text import sort_key

AGAIN = dt.timedelta(minutes=10)


def recipients_of(agencies: Collection[int], roles: Collection[str], on: dt.date) -> list[Post]:
    """The posts that would be told that day, by agency and name; those stood in for, by a substitute or while
    away, are left out."""
    places = {(agency, role) for agency in agencies for role in roles}
    stand_ins = Leave.objects.stand_ins(on)
    chosen = [choose(posts, (), stand_ins) for posts in holders(places, on, stand_ins).values()]
    told = {(post.agency_id, officer): post for posts in chosen for officer, post in posts.items()}
    own = [post.pk for (_agency, officer), post in told.items() if officer == post.officer_id]
    across = {place for place, post in told.items() if place[1] != post.officer_id}
    theirs = Post.objects.in_force(on).filter(officer__in={officer for _agency, officer in across})
    if across:  # who stands in for the only one, by a post of another role
        own += [post.pk for post in theirs if (post.agency_id, post.officer_id) in across]
    named = Post.objects.filter(pk__in=own).with_agency(on)
    return sorted(named, key=lambda post: (sort_key(post.agency_label), post.officer.sort_key, post.pk))


def fingerprint(posts: Iterable[Post]) -> str:
    """Of the officers who would be told: what a writer has seen is sent to these and nobody else."""
    officers = sorted({post.officer_id for post in posts})
    return hashlib.sha256(",".join(map(str, officers)).encode()).hexdigest()


@transaction.atomic
def send_announcement(
    *,
    subject: str,
    text: str,
    agencies: Sequence[int],
    roles: Collection[str],
    seen: str,
    by: Officer,
    now: dt.datetime,
) -> Announcement:
    """Leaves with the next run of the clock, as mail and on the portal.

    ValidationError when nobody would be told, or others than the writer has seen (the `fingerprint` of it):
    they look again.
    """
    if not may_announce(by):
        raise PermissionDenied
    posts = recipients_of(agencies, roles, timezone.localdate(now))
    if not posts:
        raise ValidationError(_("Nobody would be told: no officer holds such a post there."))
    if fingerprint(posts) != seen:
        said = _("Meanwhile other people would be told. Look at the list again.")
        raise ValidationError(said, code="others")
    if before := _sent_before(subject, text, set(agencies), set(roles), by, now):
        return before
    announcement = Announcement(subject=subject, text=text, written_by=by, written_at=now)
    announcement.full_clean()
    announcement.save()
    announcement.agencies.set(agencies)
    for role in roles:
        abouts = [About(announcement.pk, agency) for agency in agencies]
        if not announce(ANNOUNCEMENT, RULES[Post.Role(role)], abouts, now=now):
            raise ValidationError(_("Messages to these people are switched off: their rule has ended."))
    told = {"agencies": len(agencies), "officers": len({post.officer_id for post in posts})}
    audit(announcement, "send_announcement", by=by, now=now, changes=told)
    return announcement


def _sent_before(
    subject: str, text: str, agencies: set[int], roles: set[str], by: Officer, now: dt.datetime
) -> Announcement | None:
    """The same words of the same officer to the same people a moment ago: the button was pressed twice."""
    Officer.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Announcement.objects.filter(written_by=by, subject=subject, text=text)
    for before in same.filter(written_at__gt=now - AGAIN):
        told = set(Reminder.objects.about(ANNOUNCEMENT, before.pk).values_list("role", flat=True))
        if told == roles and set(before.agencies.values_list("pk", flat=True)) == agencies:
            return before
    return None
