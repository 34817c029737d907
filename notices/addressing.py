"""Who is told: whoever holds the post that day, or stands in for who does.

Asked when a reminder is claimed, when it is put into a message, when that leaves, and for the list of people
that a writer sees before a message to many.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Count

from agencies.models import Agency, AgencyKind, AgencyVersion, Leave, Post
from notices.models import Recipient, Reminder
from notices.workflow import ReminderState

Place = tuple[int | None, str]  # an agency's id, None for the Home Affairs desk; and a role


def holders(places: Collection[Place], today: dt.date) -> dict[Place, list[Post]]:
    """Posts in force at each place, but for those that a substitute's post stands in for."""
    desk = _home_affairs(today) if any(agency is None for agency, _role in places) else set()
    agencies = desk | {agency for agency, _role in places if agency}
    roles = {role for _agency, role in places}
    posts = list(Post.objects.in_force(today).filter(agency_id__in=agencies, role__in=roles))
    replaced = {post.substitutes_id for post in posts}
    found: dict[Place, list[Post]] = defaultdict(list)
    for post in posts:
        if post.pk not in replaced:
            found[post.agency_id, post.role].append(post)
            if post.agency_id in desk:
                found[None, post.role].append(post)
    return found


def _home_affairs(today: dt.date) -> set[int]:
    versions = AgencyVersion.objects.in_force(today).filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    return set(Agency.objects.filter(versions__in=versions).values_list("pk", flat=True))


def choose(posts: list[Post], preferred: Collection[int], stand_ins: Mapping[int, int]) -> dict[int, Post]:
    """Which officers are told, and for which post; only those answerable for it where one of them is among
    the holders. Who is away is left out, and their stand-in answers for their post."""
    chosen = {post.officer_id: post for post in posts if post.pk not in stand_ins}
    if not chosen:  # whoever stands in is no longer among them
        chosen = {post.officer_id: post for post in posts}
    away = {post.officer_id: post for post in posts if post.pk in stand_ins}
    answering = {stand_ins[away[one].pk]: away[one] for one in preferred if one in away}
    answering |= {one: chosen[one] for one in preferred if one in chosen}
    return {officer: post for officer, post in answering.items() if officer in chosen} or chosen


def let_go(rows: Iterable[Recipient], today: dt.date) -> list[Recipient]:
    """Those of them who are to be told still; their officers and posts are at hand.

    Mail may wait for days. Who lost the post, may not sign in any more or stands in no longer is told nothing
    of it; nor is who went away meanwhile, where nobody else was told. A reminder that nobody is left to hear
    of is planned again, for whoever holds the post now.
    """
    listed = list(rows)
    stand_ins = Leave.objects.stand_ins(today) if listed else {}
    alone = _alone({row.reminder_id for row in listed if row.post_id in stand_ins and _is_own(row)})
    left = {
        row.pk: row.reminder_id
        for row in listed
        if not _is_told(row, stand_ins, today) or (_is_own(row) and row.reminder_id in alone)
    }
    if left:
        _plan_for_others(left)
    return [row for row in listed if row.pk not in left]


@transaction.atomic
def _plan_for_others(left: Mapping[int, int]) -> None:
    """Recipients that hear no more, each with its reminder; one worker at a time."""
    reminders = Reminder.objects.filter(pk__in=left.values())
    list(reminders.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    Recipient.objects.filter(pk__in=left).delete()
    unheard = reminders.filter(recipients=None, state=ReminderState.CLAIMED)
    unheard.update(state=ReminderState.PLANNED, claimed_at=None)


def _is_own(row: Recipient) -> bool:
    return row.post.officer_id == row.officer_id


def _is_told(row: Recipient, stand_ins: Mapping[int, int], today: dt.date) -> bool:
    if not (row.officer.is_active and row.post.is_held_on(today)):
        return False
    return _is_own(row) or stand_ins.get(row.post_id) == row.officer_id


def _alone(reminders: Collection[int]) -> set[int]:
    """Those of the reminders that one person hears of."""
    if not reminders:
        return set()
    counted = Recipient.objects.filter(reminder__in=reminders).values("reminder").annotate(count=Count("pk"))
    return set(counted.filter(count=1).values_list("reminder", flat=True))
