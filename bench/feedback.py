"""Feedback at 1,000 and 50,000 items: lists, search and sending, as ratios; and a burst of sendings.

python -m bench.feedback [burst | served]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end. The pages go through every middleware; a sending is a POST of the public form, beside a bare INSERT with
its COMMIT of the same text. `served` asks the same pages of two gunicorn workers in production settings,
beside a bare view of 20 kB and a bare INSERT behind two others, and once more while pages are being sent.
"""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from bench import pages as behind
from bench.database import own_database, prepare
from bench.pairs import compare, report

FEW, MANY = 1_000, 50_000
AGENCIES = 100
BURST, AT_ONCE = 10_000, 8
WORDS = [
    "khai",
    "sinh",
    "chứng",
    "thực",
    "đất",
    "đai",
    "giấy",
    "phép",
    "hộ",
    "tịch",
    "phí",
    "lệ",
    "phí",
    "hồ",
    "sơ",
    "trực",
    "tuyến",
    "một",
    "cửa",
    "trả",
    "kết",
    "quả",
]


def make_agencies():
    """So many with an open channel; the reviewer of Home Affairs, and a drafter of the first."""
    from django.utils import timezone

    from agencies.models import Agency, AgencyVersion, Post
    from tests.agencies.make import make_home_affairs, make_kind, make_officer, make_post
    from tests.feedback.make import make_regulation

    kind = make_kind("xa")
    agencies = Agency.objects.bulk_create(Agency() for _ in range(AGENCIES))
    AgencyVersion.objects.bulk_create(
        AgencyVersion(agency=agency, kind=kind, name=f"Xã số {number}", valid_from=dt.date(2020, 1, 1))
        for number, agency in enumerate(agencies)
    )
    home_affairs = make_home_affairs()
    now = timezone.now()
    for agency in [*agencies, home_affairs]:
        make_regulation(agency, valid_from=dt.date(2026, 1, 5), now=now)
    reviewer = make_post(make_officer(), home_affairs, Post.Role.REVIEWER).officer
    drafter = make_post(make_officer(), agencies[0]).officer
    return agencies, reviewer, drafter


def make_items(agencies, officer, numbers):
    """Answered and published ones, and every tenth still open, written straight into the tables."""
    from django.utils import timezone

    from agencies.models import Officer
    from feedback.models import Answer, Event, Handling, Item, Publication, Regulation

    now = timezone.now()
    approver = Officer.objects.exclude(pk=officer.pk).first()
    regulations = {row.agency_id: row for row in Regulation.objects.all()}
    items = Item.objects.bulk_create(
        Item(
            code=f"PAKN.20260105.{number:05}",
            received_at=now - dt.timedelta(minutes=number),
            channel="portal",
            content=text(number),
            secret_digest="0" * 64,
            search_key=text(number),
        )
        for number in numbers
    )
    handlings = Handling.objects.bulk_create(
        Handling(
            item=item,
            agency=agencies[place % AGENCIES],
            regulation=regulations[agencies[place % AGENCIES].pk],
            state="received" if place % 10 == 0 else "answered",
            began_at=item.received_at,
            counts_from=item.received_at.date(),
            due_on=item.received_at.date() if place % 10 == 0 else None,
            closed_at=None if place % 10 == 0 else item.received_at,
        )
        for place, item in enumerate(items)
    )
    done = [row for row in handlings if row.closed_at]
    Event.objects.bulk_create(Event(handling=row, verb="receive", at=row.began_at) for row in handlings)
    Event.objects.bulk_create(Event(handling=row, verb="sign", at=row.began_at) for row in done)
    Answer.objects.bulk_create(
        Answer(
            handling=row,
            text="Đã bỏ.",
            outcome="put_right",
            signed_by=officer,
            signer_name="Lê Văn Ký",
            signed_at=row.closed_at,
        )
        for row in done
    )
    Publication.objects.bulk_create(
        Publication(
            handling=row,
            state="published",
            title=f"Việc số {row.item_id}",
            question=row.item.summary,
            answer="Đã bỏ.",
            made_by=officer,
            made_at=now,
            approved_by=approver,
            approved_at=row.closed_at,
            search_key=row.item.summary,
        )
        for row in done
    )


def text(number):
    return " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 3, 7, 11)) + f" việc {number}"


class Pages:
    """One page of the portal, as one person or as nobody."""

    def __init__(self, officer=None):
        from django.test import Client

        self.client = Client()
        if officer:
            self.client.force_login(officer)

    def get(self, address):
        answer = self.client.get(address)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}.")
        return answer.getvalue()


PAGES = {
    "public list": ("", "/feedback/public/", "≤ 1.15"),
    "public search": ("", "/feedback/public/?q=chung+thuc", "no goal"),
    "similar while writing": ("", "/feedback/send/similar/?q=chung+thuc+khai+sinh", "no goal"),
    "staff list": ("drafter", "/feedback/handlings/?state=", "≤ 1.25"),
    "staff list of Home Affairs": ("reviewer", "/feedback/handlings/?state=", "≤ 1.25"),
    "staff search of Home Affairs": ("reviewer", "/feedback/handlings/?state=&q=chung+thuc", "no goal"),
}


def growth(agencies, people):
    """Each page at the small number, then at the large one: time and statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browsers = {name: Pages(officer) for name, officer in people.items()}
    made, few = range(FEW), {}
    make_items(agencies, people["drafter"], made)
    analyze()
    for name, (who, address, _goal) in PAGES.items():
        few[name] = (
            timed(browsers[who], address),
            statements(CaptureQueriesContext(connection), browsers[who], address),
        )
    make_items(agencies, people["drafter"], range(FEW, MANY))
    analyze()
    for name, (who, address, goal) in PAGES.items():
        seconds = timed(browsers[who], address)
        count = statements(CaptureQueriesContext(connection), browsers[who], address)
        print(
            f"{name}: time at {MANY:,} to {FEW:,} items {seconds / few[name][0]:.2f} (goal {goal}); "
            f"statements {few[name][1]} and {count}"
        )


def analyze():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def timed(browser, address, times=15):
    """The median of so many, after a first one."""
    browser.get(address)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        browser.get(address)
        found.append(time.perf_counter() - start)
    return sorted(found)[times // 2]


def statements(captured, browser, address):
    with captured:
        browser.get(address)
    return len(captured)


def form(key, number):
    return {
        "sending_key": key,
        "content": text(number) + " phải đi lại ba lần.",
        "kind": "person",
        "name": "Nguyễn Thị Dân",
        "address": "12 Lê Lợi",
        "phone": "0905 123 456",
    }


def sending():
    """A POST of the public form beside a bare INSERT and COMMIT of the same text."""
    from django.db import connection
    from django.test import Client

    from feedback import keys

    client, numbers = Client(), iter(range(10**6))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id serial PRIMARY KEY, at timestamptz, content text)")

    def send():
        answer = client.post("/feedback/send/", form(keys.new_sending_key(), next(numbers)))
        if answer.status_code != 200:
            raise SystemExit(f"Sending answers {answer.status_code}.")

    def insert():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare (at, content) VALUES (now(), %s)", [text(next(numbers))])

    report("a sending / a bare INSERT with COMMIT", compare(send, insert), goal="≤ 3.3 (≥ 0.30 of its rate)")


def burst():
    """So many sendings at once: none lost, none doubled, and pages answer meanwhile."""
    from django.db import connection
    from django.test import Client

    from feedback import keys
    from feedback.models import Handling, Item

    before, pages = Item.objects.count(), [keys.new_sending_key() for _ in range(BURST)]

    def send(number):
        if number % (BURST // AT_ONCE) == 0:
            connection.ensure_connection()
        answer = Client().post("/feedback/send/", form(pages[number % BURST], number % BURST))
        return answer.status_code, answer.context["received"].item.code

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(send, range(BURST + BURST // 10)))  # every tenth page is sent twice
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:  # the threads' own connections, so that the database can be dropped
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    codes = {code for _status, code in found}
    made = Item.objects.count() - before
    print(
        f"burst: {len(found):,} sendings of {BURST:,} pages by {AT_ONCE} at once in {seconds:.0f} s: "
        f"{made:,} items, {len(codes):,} codes, {sum(status != 200 for status, _code in found)} refused"
    )
    if not made == len(codes) == BURST or Handling.objects.filter(item__code__in=codes).count() != BURST:
        raise SystemExit("Some were lost or doubled.")


class Citizen(behind.Visitor):
    """Sends one page after another, each of its own."""

    def __init__(self, port, path, start=0):
        super().__init__(port, path)
        self.number = start

    def __call__(self):
        from feedback import keys

        self.number += 1
        self.ask(form(keys.new_sending_key(), self.number) | {"csrfmiddlewaretoken": behind.CSRF})


def behind_a_server(agencies, people):
    """Ratios of the pages at 50,000 items, of a sending, and of a page while others send."""
    from django.db import connection

    make_items(agencies, people["drafter"], range(MANY))
    analyze()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id serial PRIMARY KEY, at timestamptz, content text)")
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    with tempfile.TemporaryDirectory() as static:
        environment = os.environ | {"DATABASE_URL": database.geturl(), "PORTAL_STATIC_DIR": static}
        collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        bare = environment | {"DJANGO_SETTINGS_MODULE": "bench.bare"}
        with (
            behind.served("django.core.wsgi:get_wsgi_application()", bare) as (bare_port, _),
            behind.served("reformportal.wsgi", environment) as (port, _),
        ):
            ask_all(
                port, bare_port, {name: behind.session_of(people[name]) for name in ("drafter", "reviewer")}
            )


def ask_all(port, bare_port, sessions):
    bare, insert = behind.Visitor(bare_port, "/"), behind.Visitor(bare_port, "/insert/")
    wanted = {
        "public list": (behind.Visitor(port, "/feedback/public/"), "≥ 0.05"),
        "form": (behind.Visitor(port, "/feedback/send/"), "≥ 0.10"),
        "staff list": (behind.Visitor(port, "/feedback/handlings/", sessions["drafter"]), "≥ 0.03"),
        "staff list of Home Affairs": (
            behind.Visitor(port, "/feedback/handlings/", sessions["reviewer"]),
            "≥ 0.03",
        ),
    }
    for name, (page, goal) in wanted.items():
        a_second, ratio = behind.compare(page, bare)
        print(f"{name}: {1000 / a_second:.1f} ms = {ratio:.3f} of the bare view (goal {goal})", flush=True)
    a_second, ratio = behind.compare(
        Citizen(port, "/feedback/send/"), lambda: insert.ask({"content": text(1)})
    )
    print(f"a sending: {1000 / a_second:.1f} ms = {ratio:.3f} of a bare INSERT (goal ≥ 0.30)", flush=True)
    while_others_send(port, wanted["public list"][0])


def while_others_send(port, page, seconds=20):
    """How long the public list takes while as many send as there are workers, and one more."""
    over = threading.Event()

    def send(number):
        citizen, sent = Citizen(port, "/feedback/send/", start=number * 10**6), 0
        while not over.is_set():
            citizen()
            sent += 1
        return sent

    alone = [once(page) for _ in range(50)]
    with ThreadPoolExecutor(3) as pool:
        senders = [pool.submit(send, number) for number in range(1, 4)]
        end, busy = time.perf_counter() + seconds, []
        while time.perf_counter() < end:
            busy.append(once(page))
        over.set()
        sent = sum(sender.result() for sender in senders)
    times = [sorted(found)[len(found) // 2] * 1000 for found in (alone, busy)]
    print(
        f"public list alone {times[0]:.0f} ms, while 3 send without a pause ({sent / seconds:.0f} a second) "
        f"{times[1]:.0f} ms, at most {max(busy) * 1000:.0f} ms over {len(busy)} pages"
    )


def once(page):
    start = time.perf_counter()
    page()
    return time.perf_counter() - start


def main():
    from django.test.utils import setup_test_environment

    setup_test_environment()
    agencies, reviewer, drafter = make_agencies()
    if "burst" in sys.argv:
        burst()
        return
    people = {"": None, "reviewer": reviewer, "drafter": drafter}
    if "served" in sys.argv:
        behind_a_server(agencies, people)
        return
    sending()
    growth(agencies, people)


if __name__ == "__main__":
    if "served" in sys.argv:
        behind.use_production_settings()
    prepare()
    with own_database():
        main()
