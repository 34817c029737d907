"""A message to many: its writer sees whom before it leaves, and it leaves once."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.actions import end_post
from agencies.models import Post
from notices.actions import deliver_due, fingerprint, recipients_of, send_announcement
from notices.models import Announcement, Delivery, ReminderRule
from tests.agencies.make import make_agency, make_kind, make_officer, make_people, make_post
from tests.notices.make import at, told

pytestmark = pytest.mark.django_db
ANNOUNCE = reverse("notices:announce")


@pytest.fixture
def people(time_machine):
    time_machine.move_to(at(10))
    return make_people()


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def data(**changes) -> dict[str, object]:
    kind = make_kind("so")
    defaults = {"subject": "Hội nghị giao ban", "text": "Mời dự họp.\nThứ Hai, 8 giờ.", "kinds": [kind.pk]}
    return defaults | {"roles": ["head"]} | changes


def send(people, *, by=None, roles=("head",), agencies=None, **changes) -> Announcement:
    words = {"subject": "Hội nghị giao ban", "text": "Mời dự họp."} | changes
    agencies = agencies or [people.agency.pk, people.other_agency.pk]
    seen = fingerprint(recipients_of(agencies, roles, at(10).date()))
    return send_announcement(
        **words, agencies=agencies, roles=roles, seen=seen, by=by or people.reviewer, now=at(10)
    )


def test_the_writer_sees_everybody_and_their_number_before_it_leaves(people, mailoutbox):
    client = signed_in(people.reviewer)
    asked = client.post(ANNOUNCE, data())
    assert (asked.status_code, Announcement.objects.count()) == (200, 0)
    heads = Post.objects.filter(role="head", agency__versions__kind__code="so").select_related("officer")
    assert asked.context["count"] == len({post.officer_id for post in heads})
    assert all(post.officer.full_name in asked.text for post in heads)
    confirmed = data(confirmed="1", seen=asked.context["seen"])
    sent = client.post(ANNOUNCE, confirmed)
    assert sent.url == Announcement.objects.get().get_absolute_url()
    deliver_due(now=at(10, hour=10))
    assert told() == sorted(post.officer.email for post in heads)
    assert mailoutbox[0].subject == "Hội nghị giao ban"
    assert "Thứ Hai, 8 giờ." in mailoutbox[0].body


def test_when_others_would_be_told_meanwhile_it_asks_again(people):
    client = signed_in(people.reviewer)
    seen = client.post(ANNOUNCE, data()).context
    end_post(people.head.posts.get(), last_day=dt.date(2025, 6, 9), by=None, now=at(10))
    make_post(make_officer(), people.agency, Post.Role.HEAD)
    again = client.post(ANNOUNCE, data(confirmed="1", seen=seen["seen"]))
    assert (again.status_code, Announcement.objects.count()) == (200, 0)
    assert again.context["count"] == seen["count"]  # as many, but others
    assert "Danh sách người nhận vừa thay đổi" in again.text
    assert client.post(ANNOUNCE, data(confirmed="1", seen=again.context["seen"])).status_code == 302


@pytest.mark.parametrize("seen", ["", "abc", "٣", "9" * 64])
def test_a_forged_list_sends_nothing(people, seen):
    client = signed_in(people.reviewer)
    assert client.post(ANNOUNCE, data(confirmed="1", seen=seen)).status_code == 200
    assert not Announcement.objects.exists()


def test_pressed_twice_it_leaves_once_and_the_trail_says_to_how_many(people, mailoutbox):
    first, second = send(people), send(people)
    assert first == second
    deliver_due(now=at(10))
    assert len(mailoutbox) == 1
    send(people, text="Nhắc lại.")
    deliver_due(now=at(10))
    assert len(mailoutbox) == 2


def test_only_home_affairs_announces_and_nobody_to_tell_is_said(people):
    for by in (people.drafter, people.head, people.registrar):
        with pytest.raises(PermissionDenied):
            send(people, by=by)
        assert signed_in(by).get(ANNOUNCE).status_code == 403
    with pytest.raises(ValidationError):
        send_announcement(
            subject="x", text="y", agencies=[], roles=["head"], seen="", by=people.reviewer, now=at(10)
        )
    nobody = make_kind("khac", name="Loại không có ai")
    make_agency(kind=nobody)
    gone = make_kind("huyen")  # no agency of this kind stands today
    reviewer = signed_in(people.reviewer)
    assert gone not in reviewer.get(ANNOUNCE).context["form"].fields["kinds"].queryset
    answer = reviewer.post(ANNOUNCE, data(kinds=[nobody.pk]))
    assert (answer.status_code, "Không có ai để gửi" in answer.text) == (422, True)


def test_who_stands_in_is_counted_instead_of_who_is_away(people):
    away = people.head.posts.get()
    deputy = make_post(make_officer(), people.agency, Post.Role.HEAD, substitutes=away)
    found = recipients_of([people.agency.pk], ["head"], dt.date(2025, 6, 10))
    assert [post.pk for post in found] == [deputy.pk]


def test_those_told_read_it_and_strangers_do_not(people):
    sent = send(people)
    deliver_due(now=at(10))
    entry = Delivery.objects.inbox(people.head).get()
    assert entry.path == sent.get_absolute_url()
    assert "Mời dự họp." in signed_in(people.head).get(entry.path).text
    outside = make_post(make_officer()).officer
    assert signed_in(outside).get(entry.path).status_code == 404


def test_the_same_words_to_others_are_another_message(people):
    first = send(people)
    assert send(people) == first
    drafters = send(people, roles=("drafter",))
    alone = send(people, agencies=[people.agency.pk])
    assert len({first, drafters, alone}) == 3
    deliver_due(now=at(10, hour=10))
    assert told().count(people.head.email) == 1  # both messages in one mail
    assert {people.drafter.email, people.stranger.email} <= set(told())


def test_messages_that_no_rule_lets_out_are_not_said_to_leave(people):
    ReminderRule.objects.filter(code="to-heads").update(valid_to=dt.date(2025, 6, 1))
    with pytest.raises(ValidationError, match="đã bị tắt"):
        send(people)
    assert not Announcement.objects.exists()


def test_no_id_stands_twice_on_the_page_that_asks(people):
    """Else the labels of the form below would tick the hidden one."""
    page = signed_in(people.reviewer).post(ANNOUNCE, data()).text
    ids = re.findall(r' id="([^"]+)"', page)
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_an_error_leads_to_its_group_of_boxes(people):
    page = signed_in(people.reviewer).post(ANNOUNCE, data(kinds=[], roles=[])).text
    for name in ("kinds", "roles"):
        assert f'href="#id_{name}"' in page
        assert f'<fieldset id="id_{name}" tabindex="-1"' in " ".join(page.split())


def test_what_is_changed_after_the_look_is_looked_at_again_and_nothing_is_lost(people):
    client = signed_in(people.reviewer)
    asked = client.post(ANNOUNCE, data())
    assert 'name="subject" class' not in asked.text  # nothing to change beside the button that sends
    back = client.post(ANNOUNCE, data(edit="1", seen=asked.context["seen"]))
    assert (back.status_code, back.context["form"]["text"].value()) == (200, data()["text"])
    assert not Announcement.objects.exists()
    assert "Hội nghị giao ban" in back.text


def test_to_every_agency_and_who_is_left_out_is_named(people):
    make_agency("Sở Không Ai")
    client = signed_in(people.reviewer)
    asked = client.post(ANNOUNCE, data(kinds=[], everywhere="1", roles=["drafter", "head"]))
    assert {post.officer for post in asked.context["posts"]} >= {people.head, people.drafter, people.stranger}
    assert people.home_affairs.pk not in {post.agency_id for post in asked.context["posts"]}
    assert "Sở Không Ai" in [str(agency) for agency in asked.context["left_out"]]
    assert "không ai giữ chức danh" in asked.text
    nowhere = client.post(ANNOUNCE, data(kinds=[], roles=[]))
    assert nowhere.status_code == 422
    assert set(nowhere.context["form"].errors) == {"kinds", "roles"}


def cost_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_home_affairs_sees_who_was_told_and_who_has_read_it(people):
    sent = send(people, roles=("head", "drafter"))
    url, listed = sent.get_absolute_url(), reverse("notices:announcements")
    client = signed_in(people.reviewer)
    assert "Đang gửi" in client.get(url).text
    deliver_due(now=at(10, hour=10))
    Delivery.objects.inbox(people.head).update(read_at=at(11))
    page = client.get(url)
    tally = page.context["tally"]
    assert (tally.told, tally.read, tally.is_leaving) == (len(page.context["arrivals"]), 1, False)
    assert {row.officer: row.is_read for row in page.context["arrivals"]}[people.head]
    assert {row.mail for row in page.context["arrivals"]} == {"sent"}
    cost = cost_of(client, listed)
    for number in range(3):
        send(people, text=f"Lần {number}")
    assert cost_of(client, listed) == cost
    rows = client.get(listed).context["rows"]
    assert [(row.pk == sent.pk, tally.read) for row, tally in rows][-1] == (True, 1)
    for stranger in (people.drafter, people.head):
        assert signed_in(stranger).get(listed).status_code == 403
    assert "arrivals" not in signed_in(people.head).get(url).context
