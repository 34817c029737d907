"""The page on which Home Affairs sees every reminder, and mends what failed."""

import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from notices.actions import deliver_due
from notices.ahead import ledger_of
from notices.models import Delivery, Reminder
from notices.templatetags.notices import reminders_box
from tests.agencies.make import make_agency, make_people, make_post
from tests.notices.make import KIND, at, make_entry, owe, owe_no_more, states, tell

pytestmark = pytest.mark.django_db
LEDGER = reverse("notices:ledger")


@pytest.fixture
def people(client, errands):
    people = make_people()
    client.force_login(people.reviewer)
    return people


def listed(response) -> list[tuple[str, str, str]]:
    return [(row.rule.code, row.role, row.channel) for row, subject in response.context["rows"]]


def test_every_reminder_is_listed_with_what_it_is_about(client, people):
    tell(people.agency)
    response = client.get(LEDGER)
    assert listed(response) == [("mail-only", "drafter", "email")]
    assert '<a href="/errands/1/">Việc 1</a>' in response.content.decode()


def test_who_was_told_is_named(client, people):
    tell(people.agency, rule="returned")
    deliver_due(now=at(2))
    Delivery.objects.filter(channel="portal").update(read_at=at(2))
    page = client.get(LEDGER).content.decode()
    assert (page.count("Trần Thị Soạn"), page.count("(đã đọc)")) == (2, 1)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=planned", [("mail-only", "drafter", "email")]),
        ("state=sent", []),
        ("kind=errand", [("mail-only", "drafter", "email")]),
        ("kind=nothing-of-the-kind", [("mail-only", "drafter", "email")]),
        ("channel=portal", []),
        ("agency=tu+phap", [("mail-only", "drafter", "email")]),
        ("agency=y+te", []),
    ],
)
def test_filters_narrow_the_ledger(client, people, query, expected):
    tell(people.agency)
    assert listed(client.get(f"{LEDGER}?{query}")) == expected


def test_states_are_counted(client, people):
    tell(people.agency)
    deliver_due(now=at(2))
    tell(people.agency, version=2)
    counts = {str(state): count for state, label, count in client.get(LEDGER).context["counts"] if count}
    assert counts == {"planned": 1, "sent": 1}


def test_mail_that_did_not_arrive_is_shown(client, people):
    failure = {"channel": "email", "state": "failed", "sent_at": None, "failure": "550 không có"}
    make_entry(people.drafter, address="cu@tinh.example", **failure)
    page = client.get(LEDGER).content.decode()
    assert [page.count(words) for words in ("cu@tinh.example", "550 không có")] == [1, 1]


@pytest.mark.parametrize("person", ["drafter", "head", "stranger"])
def test_others_may_not_watch_the_ledger(client, people, person):
    client.force_login(getattr(people, person))
    tell(make_agency())
    deliver_due(now=at(2))
    assert client.get(LEDGER).status_code == 403
    assert client.post(reverse("notices:retry", args=[Reminder.objects.get().pk])).status_code == 403
    assert states() == {"failed": 1}


def test_a_failed_reminder_leaves_again_once_mended(client, people):
    agency = make_agency()
    tell(agency)
    deliver_due(now=at(2))
    make_post(agency=agency, valid_from=dt.date(2025, 1, 1))
    client.post(reverse("notices:retry", args=[Reminder.objects.get().pk]))
    assert states() == {"planned": 1}


def test_what_has_not_failed_is_not_sent_again(client, people):
    tell(people.agency)
    response = client.post(reverse("notices:retry", args=[Reminder.objects.get().pk]), follow=True)
    assert "Chỉ gửi lại được" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_ledger_costs_no_more_queries(client, people, django_assert_num_queries, count):
    for n in range(count):
        agency = make_agency()
        make_post(agency=agency)
        tell(agency, obligation=n)
    deliver_due(now=at(2))
    with django_assert_num_queries(10):
        client.get(LEDGER)


def test_the_ledger_of_one_obligation_says_when_and_to_whom(people):
    owe(people.agency)
    owe(people.other_agency, obligation=2)
    deliver_due(now=at(9))
    page = shown()
    assert page.count("<time>") == 6
    assert "lần tới: thứ Sáu, 13/6/2025" in page
    assert page.index("13/6/2025") < page.index("1 lần đã qua") < page.index(" 9/6/2025</time>")
    assert "Chuyên viên soạn thảo, Thủ trưởng hoặc người ký thay · Thư điện tử, Trên Cổng" in page
    owe_no_more(now=at(10))
    assert "Không còn lần nhắc nào" in shown()
    assert "chưa lên lịch" in shown(3)


def shown(obligation: int = 1) -> str:
    context = reminders_box(ledger_of([obligation], KIND))
    return render_to_string("notices/_ledger.html", context)


def test_the_ledger_of_one_obligation_costs_four_queries(people, django_assert_num_queries):
    owe(people.agency)
    with django_assert_num_queries(4):
        shown()


@pytest.mark.parametrize("count", [1, 3])
def test_what_leaves_next_is_listed_by_its_moment(client, people, django_assert_num_queries, count):
    for number in range(1, count + 1):
        owe(people.agency, obligation=number, due_on=dt.date(2025, 6, 16 + number))
    url = reverse("notices:coming")
    client.get(url)
    with django_assert_num_queries(9):
        page = client.get(url)
    rows = [(row.obligation_id, row.on, row.names, row.who) for row, _subject in page.context["rows"]]
    drafter = "Chuyên viên soạn thảo"
    assert rows == [
        (number, dt.date(2025, 6, 9 + number), ["Trước hạn 5 ngày làm việc"], [drafter])
        for number in range(1, count + 1)
    ]
    assert '<a href="/errands/1/">Việc 1</a>' in page.text
    assert client.get(f"{url}?agency=khong+co").context["rows"] == []
