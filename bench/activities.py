"""The lists of activities at 2,000 activities, as a ratio to the same pages at 20, and their statements.

python -m bench.activities [activities, 2,000] [of the small year, 20] [agencies, 100] [pairs, 15]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end. The pages go through every middleware, signed in as a reviewer of Home Affairs.
"""

import datetime as dt

from bench.database import own_database, prepare, settle, sizes
from bench.pairs import PAIRS, compare, report

FEW_IN, MANY_IN = 2024, 2025  # each number in a year of its own


def make_activities(many, few, count):
    """Few activities of one year and many of the next, done, each for its year's duty, with a result and a
    proof; the reviewer who looks at them, and the duties by year."""
    from django.utils import timezone

    from agencies.models import Agency, AgencyVersion, Post
    from plans.models import Activity, ActivityForm, Proof, Result
    from tests.agencies.make import make_home_affairs, make_kind, make_officer, make_post
    from tests.plans.make import make_duty, make_plan

    now, kind, forms = timezone.now(), make_kind("xa"), list(ActivityForm.objects.all())
    agencies = Agency.objects.bulk_create(Agency() for _ in range(count))
    AgencyVersion.objects.bulk_create(
        AgencyVersion(agency=agency, kind=kind, name=f"Xã số {number}", valid_from=dt.date(2020, 1, 1))
        for number, agency in enumerate(agencies)
    )
    duties = {
        year: make_duty(make_plan(year=year, now=now), kinds=[kind], now=now) for year in (FEW_IN, MANY_IN)
    }
    rows = [(FEW_IN, number) for number in range(few)] + [(MANY_IN, number) for number in range(many)]
    activities = Activity.objects.bulk_create(
        Activity(
            agency=agencies[number % count],
            duty=duties[year],
            form=forms[number % len(forms)],
            topic=f"Bài số {number}",
            planned_on=dt.date(year, 1 + number % 12, 1 + number % 28),
            done_on=dt.date(year, 1 + number % 12, 1 + number % 28),
            planned_quantity=1,
            state="done",
            created_at=now,
        )
        for year, number in rows
    )
    Result.objects.bulk_create(
        Result(activity=row, measure="count", on=row.done_on, amount=1, at=now) for row in activities
    )
    Proof.objects.bulk_create(
        Proof(activity=row, title="Bài", url="https://tinh.example/bai", at=now) for row in activities
    )
    return make_post(make_officer(), make_home_affairs(), Post.Role.REVIEWER).officer, duties


def main(many=2_000, few=20, agencies=100, pairs=PAIRS):
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client()
    reviewer, duties = make_activities(many, few, agencies)
    client.force_login(reviewer)
    settle()

    def page(name, year):
        query = {"month": f"{year}-03"} if name == "calendar" else {"year": year}
        about = [duties[year].pk] if name == "duty" else []
        answer = client.get(reverse(f"plans:{name}", args=about), query)
        if answer.status_code != 200:
            raise SystemExit(f"{name} answers {answer.status_code}.")
        return answer.getvalue()

    def statements(name, year):
        with CaptureQueriesContext(connection) as captured:
            page(name, year)
        return len(captured)

    goals = {
        "activities": "≤ 3: 50 rows for 20",
        "calendar": "in proportion to the month: 166 rows for 2",
        "comparison": "≤ 5: a row an agency, 100 for 20",
        "duty": "≤ 2: 30 rows for 20, and how 100 agencies stand",
        "export-activities": "in proportion: 100 times the rows",
    }
    for name, goal in goals.items():
        counts = f"{statements(name, FEW_IN)} and {statements(name, MANY_IN)}"
        print(f"{name}: statements at {few} and {many:,} activities: {counts} (goal: equal)")
        found = compare(lambda n=name: page(n, MANY_IN), lambda n=name: page(n, FEW_IN), pairs=pairs)
        report(f"{name}, many / few", found, goal=goal)


if __name__ == "__main__":
    prepare()
    with own_database():
        main(*sizes())
