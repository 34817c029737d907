"""A message to many: its writer sees whom before it leaves, and it leaves once."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.models import Post
from notices.actions import deliver_due, recipients_of, send_announcement
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


def send(people, *, by=None, roles=("head",), seen=1, **changes) -> Announcement:
    words = {"subject": "Hội nghị giao ban", "text": "Mời dự họp."} | changes
    agencies = [people.agency.pk, people.other_agency.pk]
    return send_announcement(
        **words, agencies=agencies, roles=roles, seen_count=seen, by=by or people.reviewer, now=at(10)
    )


def test_the_writer_sees_everybody_and_their_number_before_it_leaves(people, mailoutbox):
    client = signed_in(people.reviewer)
    asked = client.post(ANNOUNCE, data())
    assert (asked.status_code, Announcement.objects.count()) == (200, 0)
    heads = Post.objects.filter(role="head", agency__versions__kind__code="so").select_related("officer")
    assert asked.context["count"] == len({post.officer_id for post in heads})
    assert all(post.officer.full_name in asked.text for post in heads)
    confirmed = data(confirmed="1", seen_count=str(asked.context["count"]))
    sent = client.post(ANNOUNCE, confirmed)
    assert sent.url == Announcement.objects.get().get_absolute_url()
    deliver_due(now=at(10, hour=10))
    assert told() == sorted(post.officer.email for post in heads)
    assert mailoutbox[0].subject == "Hội nghị giao ban"
    assert "Thứ Hai, 8 giờ." in mailoutbox[0].body


def test_when_others_would_be_told_meanwhile_it_asks_again(people):
    client = signed_in(people.reviewer)
    seen = client.post(ANNOUNCE, data()).context["count"]
    make_post(make_officer(), people.agency, Post.Role.HEAD)
    again = client.post(ANNOUNCE, data(confirmed="1", seen_count=str(seen)))
    assert (again.status_code, Announcement.objects.count()) == (200, 0)
    assert again.context["count"] == seen + 1
    assert "Danh sách người nhận vừa thay đổi" in again.text


@pytest.mark.parametrize("seen", ["", "abc", "-1", "٣", "9" * 40])
def test_a_forged_number_sends_nothing(people, seen):
    client = signed_in(people.reviewer)
    assert client.post(ANNOUNCE, data(confirmed="1", seen_count=seen)).status_code == 200
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
            subject="x", text="y", agencies=[], roles=["head"], seen_count=0, by=people.reviewer, now=at(10)
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
    drafters = send(people, roles=("drafter",), seen=2)
    alone = send_announcement(
        subject="Hội nghị giao ban",
        text="Mời dự họp.",
        agencies=[people.agency.pk],
        roles=["head"],
        seen_count=1,
        by=people.reviewer,
        now=at(10),
    )
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
        assert f'<fieldset id="id_{name}" tabindex="-1"' in page
