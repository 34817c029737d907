"""Who is told: whoever holds the post that day, or stands in for who does.

Asked when a reminder is claimed, when it is put into a message, when that leaves, and for the list of people
that a writer sees before a message to many.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from agencies.models import Agency, AgencyKind, AgencyVersion, Leave, Post
from notices.asking import preferred
from notices.models import Recipient, Reminder
from notices.workflow import DeliveryState, ReminderState

Place = tuple[int | None, str]  # an agency's id, None for the Home Affairs desk; and a role
StandIns = Mapping[int, int]  # the post of who is away, and the officer who stands in


def holders(places: Collection[Place], today: dt.date, stand_ins: StandIns) -> dict[Place, list[Post]]:
    """Posts in force at each place, but for those that a substitute's post stands in for; unless it is the
    substitute who is away, and the one they replace who stands in."""
    desk = _home_affairs(today) if any(agency is None for agency, _role in places) else set()
    agencies = desk | {agency for agency, _role in places if agency}
    roles = {role for _agency, role in places}
    rows = Post.objects.in_force(today).filter(agency_id__in=agencies, role__in=roles)
    posts = list(rows.select_related("officer"))
    substitutes = {post.substitutes_id: post for post in posts if post.substitutes_id}
    found: dict[Place, list[Post]] = defaultdict(list)
    for post in posts:
        substitute = substitutes.get(post.pk)
        if substitute is None or stand_ins.get(substitute.pk) == post.officer_id:
            found[post.agency_id, post.role].append(post)
            if post.agency_id in desk:
                found[None, post.role].append(post)
    return found


def _home_affairs(today: dt.date) -> set[int]:
    versions = AgencyVersion.objects.in_force(today).filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    return set(Agency.objects.filter(versions__in=versions).values_list("pk", flat=True))


def choose(posts: list[Post], answerable: Collection[int], stand_ins: StandIns) -> dict[int, Post]:
    """Which officers are told, and for which post; only those answerable for it where one of them is among
    the holders. Who is away is left out, and their stand-in answers for their post; where nobody else holds
    the role, that is a colleague of another one, who is told alone."""
    chosen = {post.officer_id: post for post in posts if post.pk not in stand_ins}
    if not chosen:  # whoever stands in is not among them
        chosen = {stand_ins[post.pk]: post for post in posts}
    away = {post.officer_id: post for post in posts if post.pk in stand_ins}
    answering = {stand_ins[away[one].pk]: away[one] for one in answerable if one in away}
    answering |= {one: chosen[one] for one in answerable if one in chosen}
    return {officer: post for officer, post in answering.items() if officer in chosen} or chosen


def addressees(
    reminders: Iterable[Reminder], today: dt.date, stand_ins: StandIns
) -> dict[int, dict[int, Post]]:
    """Which officers are told of each today, and for which post; by the reminder's key. One whose room cannot
    answer is left out."""
    rows = list(reminders)
    known = holders({(row.agency_id, row.role) for row in rows}, today, stand_ins)
    answerable = preferred(rows)
    return {
        row.pk: choose(known.get((row.agency_id, row.role), []), answerable[row.pk], stand_ins)
        for row in rows
        if row.pk in answerable
    }


def readdress(rows: Iterable[Recipient], today: dt.date) -> list[Recipient]:
    """Those of them who are told now; their reminders, officers and posts are at hand.

    Mail may wait for days. Who lost the post, may not sign in any more or stands in no longer is let go, and
    so is who is away while another answers for their post; whoever holds the post now is added, and hears
    with the next run. Who is away otherwise waits until they are back. A reminder that nobody is left to hear
    of is planned again.
    """
    listed = list(rows)
    if not listed:
        return []
    stand_ins = Leave.objects.stand_ins(today)
    told = addressees({row.reminder_id: row.reminder for row in listed}.values(), today, stand_ins)
    stays: list[Recipient] = []
    waits: list[Recipient] = []
    left: list[Recipient] = []
    for row in listed:
        here = told.get(row.reminder_id)
        if here is None:  # their room cannot say who is answerable; who may hear at all does not depend on it
            (stays if _may_hear(row, stand_ins, today) else left).append(row)
        elif row.officer_id in here:
            stays.append(row)
        elif _is_away(row, stand_ins, today) and row.post_id not in {post.pk for post in here.values()}:
            waits.append(row)
        else:
            left.append(row)
    moved = [row for row in stays if row.post_id != _post_of(row, told).pk]
    for row in moved:
        row.post = _post_of(row, told)
    _write(moved, [row for row in waits if row.delivery_id], left, told)
    return stays


def _post_of(row: Recipient, told: Mapping[int, Mapping[int, Post]]) -> Post:
    return told.get(row.reminder_id, {}).get(row.officer_id, row.post)


def _may_hear(row: Recipient, stand_ins: StandIns, today: dt.date) -> bool:
    is_theirs = row.officer_id in (row.post.officer_id, stand_ins.get(row.post_id))
    return is_theirs and row.officer.is_active and row.post.is_held_on(today)


def _is_away(row: Recipient, stand_ins: StandIns, today: dt.date) -> bool:
    is_own = row.post.officer_id == row.officer_id
    return is_own and row.post_id in stand_ins and _may_hear(row, stand_ins, today)


@transaction.atomic
def _write(
    moved: list[Recipient], waits: list[Recipient], left: list[Recipient], told: dict[int, dict[int, Post]]
) -> None:
    """One worker at a time; whoever was told meanwhile stays in the ledger."""
    listed = Recipient.objects.filter(reminder__in=told)
    known = set(listed.values_list("reminder", "officer"))
    wanted = {(reminder, officer) for reminder, here in told.items() for officer in here}
    missing = wanted - known
    if not (missing or waits or left or moved):
        return
    concerned = {reminder for reminder, _officer in missing} | {row.reminder_id for row in [*waits, *left]}
    reminders = Reminder.objects.filter(pk__in=concerned, state=ReminderState.CLAIMED)
    claimed = set(reminders.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    unsent = Recipient.objects.exclude(delivery__state=DeliveryState.SENT)
    unsent.filter(pk__in=[row.pk for row in left]).delete()
    unsent.filter(pk__in=[row.pk for row in waits]).update(delivery=None)
    Recipient.objects.bulk_update(moved, ["post"])
    Recipient.objects.bulk_create(
        [
            Recipient(reminder_id=reminder, officer_id=officer, post=told[reminder][officer])
            for reminder, officer in missing
            if reminder in claimed
        ],
        ignore_conflicts=True,
    )
    reminders.filter(recipients=None).update(state=ReminderState.PLANNED, claimed_at=None)
