"""What is owed at 4,000 agencies: writing the rows as a period opens, the hourly pass, and a desk among them.

python -m bench.owing [agencies, 4,000 when not said] [of the small period, 100] [pairs, 15]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end.
"""

import datetime as dt
import time

from bench.board import make_boards, make_register
from bench.database import own_database, prepare, settle, sizes
from bench.pairs import PAIRS

TODAY = dt.date(2026, 11, 1)


def main(agencies=4_000, of_the_small=100, pairs=PAIRS):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from agencies.models import Agency, Officer, Post
    from notices.actions import keeping
    from notices.desk import desk_of
    from notices.models import Obligation
    from reports.actions import telling
    from reports.models import Report
    from tests.agencies.make import make_officer, make_post
    from tests.reports.make import at

    make_register(agencies, of_the_small)
    reviewer, few, many = make_boards()
    first = Agency.objects.order_by("pk").first()
    drafter = make_post(make_officer(), first, Post.Role.DRAFTER).officer
    settle()

    def in_step(period):
        telling.in_step(Report.objects.filter(period=period), now=at(1, 9))

    def statements(act, *args):
        with CaptureQueriesContext(connection) as captured:
            act(*args)
        return len(captured)

    now = at(1, 11)

    def keep_all():
        keeping.keep_obligations(now=now)

    def keep_at(agencies, now):
        keeping.keep_at(agencies, now=now)

    def timed(act, *args):
        begin = time.perf_counter()
        act(*args)
        return time.perf_counter() - begin

    in_step(many)  # the states were set behind the acts' backs
    in_step(few)
    open_rows = Obligation.objects.open()
    Obligation.objects.filter(kind="reports.report", object_id__in=many.reports.values("pk")).delete()
    print(f"Writing {many.reports.count():,} rows: {timed(in_step, many):.1f} s")
    print(f"The same, nothing to change: {timed(in_step, many):.1f} s")
    print(f"Statements of it: {statements(in_step, many)} (goal 30)")
    first_pass = timed(keep_all)
    again = timed(keep_all)
    print(f"The hourly pass over {open_rows.count():,} rows: {first_pass:.1f} s, then {again:.1f} s (goal 2)")

    changed = timed(keep_at, [first.pk], now)
    asked = statements(keep_at, [first.pk], now)
    print(f"A change of one agency followed: {1000 * changed:.0f} ms, {asked} statements (goal 500 ms)")

    def desk(officer):
        return desk_of(Officer.objects.get(pk=officer.pk), TODAY)

    costs = [statements(desk, officer) for officer in (drafter, reviewer)]
    print(
        f"Statements of a desk among them, a drafter and a reviewer: {costs[0]} and {costs[1]} (goal 8 + 2)"
    )
    among_many = min(timed(desk, drafter) for _again in range(pairs))
    Obligation.objects.filter(object_id__in=many.reports.exclude(agency=first).values("pk")).delete()
    settle()
    alone = min(timed(desk, drafter) for _again in range(pairs))
    print(f"A drafter's desk among many / among few: {among_many / alone:.2f} (goal 1.25)")


if __name__ == "__main__":
    prepare()
    with own_database():
        main(*sizes())
