"""Feedback at 1,000 and 50,000 items: lists, search and sending, as ratios; and a burst of sendings.

python -m bench.feedback [items, 50,000 when not said] [of the small number, 1,000] [pairs, 15]
python -m bench.feedback burst [pages, 10,000 when not said]
python -m bench.feedback served [items, 50,000 when not said] [pairs, 5] [seconds of sending, 20]

Uses the server of DATABASE_URL (the embedded one when unset), in a database of its own that is dropped at the
end. The pages go through every middleware; a sending is a POST of the public form, beside a bare INSERT with
its COMMIT of the same text. `served` asks the same pages of two gunicorn workers in production settings,
beside a bare view of 20 kB and a bare INSERT behind two others, and once more while pages are being sent.
"""

import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch
from urllib.parse import urlsplit

from bench import pages as behind
from bench.database import own_database, prepare, settle, sizes
from bench.pairs import PAIRS, compare, report

AGENCIES, AT_ONCE = 100, 8
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
    """Answered and published ones, and every tenth still open, written straight into the tables. Who is an
    officer is asked once, not for each text that is redacted."""
    from feedback.sealing import officers_of_register

    with patch("feedback.sealing.officers_of_register", return_value=officers_of_register()):
        write_items(agencies, officer, numbers)


def write_items(agencies, officer, numbers):
    from django.utils import timezone

    from agencies.models import Officer
    from feedback.models import Answer, Event, Handling, Item, Publication, Regulation, Sender

    now = timezone.now()
    approver = Officer.objects.exclude(pk=officer.pk).first()
    regulations = {row.agency_id: row for row in Regulation.objects.all()}
    items = [make_item(number, now - dt.timedelta(minutes=number)) for number in numbers]
    senders = [Sender(item=item, name="Nguyễn Thị Dân", address="12 Lê Lợi") for item in items]
    Item.objects.bulk_create(items)
    Sender.objects.bulk_create(senders)
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
        )
        for row in done
    )


def make_item(number, received_at):
    from feedback.models import Item

    return Item(
        code=f"PAKN.20260105.{number:05}",
        received_at=received_at,
        received_on=received_at.date(),
        channel="portal",
        content=text(number),
        secret_digest="0" * 64,
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


def growth(agencies, people, many, few, pairs):
    """Each page at the small number, then at the large one: time and statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browsers = {name: Pages(officer) for name, officer in people.items()}
    at_few = {}
    make_items(agencies, people["drafter"], range(few))
    settle()
    for name, (who, address, _goal) in PAGES.items():
        at_few[name] = (
            timed(browsers[who], address, pairs),
            statements(CaptureQueriesContext(connection), browsers[who], address),
        )
    make_items(agencies, people["drafter"], range(few, many))
    settle()
    for name, (who, address, goal) in PAGES.items():
        seconds = timed(browsers[who], address, pairs)
        count = statements(CaptureQueriesContext(connection), browsers[who], address)
        print(
            f"{name}: time at {many:,} to {few:,} items {seconds / at_few[name][0]:.2f} (goal {goal}); "
            f"statements {at_few[name][1]} and {count}"
        )


def timed(browser, address, times):
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


def sending(pairs):
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

    report(
        "a sending / a bare INSERT with COMMIT",
        compare(send, insert, pairs=pairs),
        goal="≤ 3.3 (≥ 0.30 of its rate)",
    )


def burst(count=10_000):
    """So many sendings at once: none lost, none doubled, and pages answer meanwhile."""
    from django.db import connection
    from django.test import Client

    from feedback import keys
    from feedback.models import Handling, Item

    before, pages = Item.objects.count(), [keys.new_sending_key() for _ in range(count)]

    def send(number):
        answer = Client().post("/feedback/send/", form(pages[number % count], number % count))
        code = re.search(r"PAKN\.\d{8}\.\d+", answer.content.decode())  # clients mix up their contexts
        return answer.status_code, code and code[0]

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(send, range(count + count // 10)))  # every tenth page is sent twice
    seconds = time.perf_counter() - start
    with connection.cursor() as cursor:  # the threads' own connections, so that the database can be dropped
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    codes = {code for _status, code in found}
    made = Item.objects.count() - before
    print(
        f"burst: {len(found):,} sendings of {count:,} pages by {AT_ONCE} at once in {seconds:.0f} s: "
        f"{made:,} items, {len(codes):,} codes, {sum(status != 200 for status, _code in found)} refused"
    )
    if not made == len(codes) == count or Handling.objects.filter(item__code__in=codes).count() != count:
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


def behind_a_server(agencies, people, items=50_000, pairs=behind.PAIRS, seconds=20):
    """Ratios of the pages at so many items, of a sending, and of a page while others send."""
    from django.db import connection

    make_items(agencies, people["drafter"], range(items))
    settle()
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
            sessions = {name: behind.session_of(people[name]) for name in ("drafter", "reviewer")}
            public_list = ask_all(port, bare_port, sessions, pairs)
            while_others_send(port, public_list, seconds)


def ask_all(port, bare_port, sessions, pairs):
    """Each page and a sending beside their bare ones; gives the public list."""
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
        a_second, ratio = behind.compare(page, bare, pairs)
        print(f"{name}: {1000 / a_second:.1f} ms = {ratio:.3f} of the bare view (goal {goal})", flush=True)
    a_second, ratio = behind.compare(
        Citizen(port, "/feedback/send/"), lambda: insert.ask({"content": text(1)}), pairs
    )
    print(f"a sending: {1000 / a_second:.1f} ms = {ratio:.3f} of a bare INSERT (goal ≥ 0.30)", flush=True)
    return wanted["public list"][0]


def while_others_send(port, page, seconds):
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


def in_this_process(agencies, people, many=50_000, few=1_000, pairs=PAIRS):
    sending(pairs)
    growth(agencies, people, many, few, pairs)


def main(which="", *numbers):
    agencies, reviewer, drafter = make_agencies()
    people = {"": None, "reviewer": reviewer, "drafter": drafter}
    if which == "burst":
        burst(*numbers)
    elif which == "served":
        behind_a_server(agencies, people, *numbers)
    else:
        in_this_process(agencies, people, *numbers)


if __name__ == "__main__":
    part = next((word for word in sys.argv[1:] if not word.isdecimal()), "")
    if part == "served":
        behind.use_production_settings()
    prepare()
    with own_database():
        main(part, *sizes())
