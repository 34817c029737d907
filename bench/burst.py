"""Reminders that fall due at one minute, a tick with nothing due, and a day off in the calendar.

python -m bench.burst [agencies, 4,000 when not said] [things each owes, 4]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end. Each agency has a drafter and a head, who are told by e-mail and on the portal.
"""

import datetime as dt
import time

from bench.database import own_database, prepare, settle, sizes

DAY = dt.date(2025, 6, 12)


def make_people(count):
    """So many agencies, with a drafter and a head each."""
    from agencies.models import Officer, Post
    from tests.agencies.make import make_agency

    agencies = [make_agency() for _number in range(count)]
    roles = (Post.Role.DRAFTER, Post.Role.HEAD)
    officers = Officer.objects.bulk_create(
        Officer(full_name=f"Người {number}", email=f"{number}@bench.example") for number in range(2 * count)
    )
    Post.objects.bulk_create(
        Post(
            officer=officer,
            agency=agencies[number // 2],
            role=roles[number % 2],
            title="Chuyên viên",
            signature_lines="",
            valid_from=dt.date(2024, 1, 1),
        )
        for number, officer in enumerate(officers)
    )
    return agencies


def owe_all(room, agencies, each):
    from notices.actions import follow
    from notices.obligations import Owed
    from tests.notices.make import DUE_ON, KIND, at

    for number in range(len(agencies) * each):
        agency = agencies[number // each].pk
        room.owed[number + 1] = Owed(
            number + 1, "drafter", agency, at(2), at(2).date(), DUE_ON, agency, counted_from=DUE_ON
        )
    follow(list(room.owed), KIND, now=at(2))


def timed(act):
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def main(agencies=4_000, each=4):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from agencies.models import CalendarDay
    from notices.actions import claim_due, compose, count_anew
    from notices.models import Delivery, Obligation, Reminder
    from tests.notices.make import at, registered

    with registered() as room:
        owe_all(room, make_people(agencies), each)
        settle()
        print(f"Open rows: {Obligation.objects.open().count():,}")
        idle = min(timed(lambda: claim_due(at(3))) for _again in range(9))
        print(f"A tick with nothing due: {1000 * idle:.1f} ms (goal 10)")
        CalendarDay.objects.create(day=DAY, kind="holiday", name="Nghỉ", source="bench")
        with CaptureQueriesContext(connection) as asked:
            moved = timed(lambda: count_anew(now=at(3)))
        print(f"A day off moves all of them: {moved:.1f} s, statements: {len(asked)} (goal 7)")
        took = timed(lambda: (claim_due(at(16)), compose(at(16))))
        told = Reminder.objects.count()
        print(f"Due at one minute: {told:,} reminders, claimed and composed in {took:.1f} s (goal 60)")
        print(f"Messages made: {Delivery.objects.count():,}")
        if told != agencies * each * 4 or Reminder.objects.due(at(16)).exists():
            raise SystemExit(f"Not every reminder was claimed: {told:,}")


if __name__ == "__main__":
    prepare()
    with own_database():
        main(*sizes())
