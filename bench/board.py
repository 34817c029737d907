"""The board of a period at 4,000 agencies, as a ratio to the same page at 100, and its statements.

python -m bench.board [agencies, 4,000 when not said] [of the small board, 100] [pairs, 15]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end. The page goes through every middleware, signed in.
"""

import datetime as dt

from bench.database import own_database, prepare, sizes
from bench.pairs import PAIRS, compare, report

BOTH_FROM, MANY_FROM = dt.date(2020, 1, 1), dt.date(2026, 5, 1)


def make_register(many, few):
    """`few` agencies since long ago, the rest since after the first quarter."""
    from agencies.models import Agency, AgencyVersion
    from tests.agencies.make import make_kind

    kind = make_kind("xa")
    agencies = Agency.objects.bulk_create(Agency() for _ in range(many))
    AgencyVersion.objects.bulk_create(
        AgencyVersion(
            agency=agency,
            kind=kind,
            name=f"Ủy ban nhân dân xã số {number}",
            valid_from=BOTH_FROM if number < few else MANY_FROM,
        )
        for number, agency in enumerate(agencies)
    )


def make_boards():
    """Quarter I asks the few agencies, quarter III all of them; each stands somewhere."""
    from agencies.models import Post
    from reports.actions.periods import open_period
    from reports.workflow import State
    from tests.agencies.make import make_home_affairs, make_officer, make_post
    from tests.reports.make import at, make_periods

    reviewer = make_post(make_officer(), make_home_affairs(), Post.Role.REVIEWER).officer
    states = [State.NOT_STARTED, State.DRAFT, State.AWAITING_HEAD]
    periods = make_periods()
    for code, now in (("q1", at(1, 3)), ("q3", at(1, 9))):
        open_period(periods[code], by=None, now=now)
        reports = list(periods[code].reports.all())
        for place, row in enumerate(reports):
            row.state = states[place % 3]
            row.reviewer = reviewer if place % 2 else None
        periods[code].reports.bulk_update(reports, ["state", "reviewer"], batch_size=500)
    return reviewer, periods["q1"], periods["q3"]


def main(agencies=4_000, of_the_small=100, pairs=PAIRS):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    make_register(agencies, of_the_small)
    reviewer, few, many = make_boards()
    client = Client()
    client.force_login(reviewer)

    def page(period, query=""):
        answer = client.get(reverse("reports:board", args=[period.pk]) + query)
        if answer.status_code != 200:
            raise SystemExit(f"The board answers {answer.status_code}.")

    def statements(period):
        with CaptureQueriesContext(connection) as captured:
            page(period)
        return len(captured)

    counts = f"{few.reports.count():,} and {many.reports.count():,} agencies"
    print(f"Statements at {counts}: {statements(few)} and {statements(many)} (goal: equal, at most 12)")
    for name, query in (("as it opens", ""), ("sorted by state", "?sort=state"), ("searched", "?q=so+7")):
        found = compare(lambda q=query: page(many, q), lambda q=query: page(few, q), pairs=pairs)
        report(f"Board {name}, many / few", found, goal="≤ 3: it shows 200 rows for 100")


if __name__ == "__main__":
    prepare()
    with own_database():
        main(*sizes())
