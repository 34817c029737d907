"""An officer records when they are away: their own posts, a colleague of the same role, days to come."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.actions import end_leave, take_leave
from agencies.models import Leave, Post
from records.models import AuditEntry
from tests.agencies.make import make_officer, make_people, make_post

pytestmark = pytest.mark.django_db
URL = reverse("agencies:leave")
NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 3, 9), dt.date(2026, 3, 13)


@pytest.fixture
def people(time_machine):
    time_machine.move_to(NOW)
    return make_people()


@pytest.fixture
def mine(people) -> Post:
    return Post.objects.get(officer=people.drafter)


@pytest.fixture
def colleague(people) -> Post:
    return make_post(make_officer("Ngô Văn Bạn"), people.agency, title="Chuyên viên")


def take(mine, colleague, *, first=FIRST, last=LAST, by=None, now=NOW) -> list[Leave]:
    return take_leave({mine: colleague}, starts_on=first, ends_on=last, by=by or mine.officer, now=now)


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_a_leave_is_recorded_shown_to_both_and_ended(people, mine, colleague, time_machine):
    client = signed_in(people.drafter)
    typed = {"starts_on": "9/3/2026", "ends_on": "13/3/2026", f"post_{mine.pk}": str(colleague.pk)}
    assert client.post(URL, typed).url == URL
    leave = Leave.objects.get()
    assert (leave.post, leave.stand_in, leave.starts_on, leave.ends_on) == (mine, colleague, FIRST, LAST)
    assert AuditEntry.objects.filter(verb="take_leave", actor_id=people.drafter.pk).count() == 1
    assert "Ngô Văn Bạn nhận thay" in client.get(URL).text
    assert people.drafter.full_name in signed_in(colleague.officer).get(URL).text
    desk = reverse("desk")
    assert "nhận thay" not in client.get(desk).text
    time_machine.move_to(dt.datetime(2026, 3, 10, 3, tzinfo=dt.UTC))
    client = signed_in(people.drafter)
    assert "Anh/chị vắng mặt đến 13/3/2026; Ngô Văn Bạn nhận thay." in client.get(desk).text
    theirs = signed_in(colleague.officer).get(desk).text
    assert f"Anh/chị nhận thay {people.drafter.full_name} đến 13/3/2026." in theirs
    assert client.post(reverse("agencies:end_leave", args=[leave.pk])).url == URL
    leave.refresh_from_db()
    assert leave.ends_on == dt.date(2026, 3, 9)


def test_a_leave_to_come_is_taken_back_whole(mine, colleague):
    (leave,) = take(mine, colleague)
    end_leave(leave, by=mine.officer, now=NOW)
    assert not Leave.objects.exists()


def test_a_leave_is_ones_own(people, mine, colleague):
    with pytest.raises(PermissionDenied):
        take(mine, colleague, by=colleague.officer)
    (leave,) = take(mine, colleague)
    for other in (colleague.officer, people.head, people.registrar):
        with pytest.raises(PermissionDenied):
            end_leave(leave, by=other, now=NOW)
        assert signed_in(other).post(reverse("agencies:end_leave", args=[leave.pk])).status_code == 404
    assert Leave.objects.get().ends_on == LAST


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (LAST, FIRST, "Ngày cuối đứng trước ngày đầu"),
        (dt.date(2026, 2, 2), dt.date(2026, 3, 1), "đã qua"),
        (FIRST, dt.date(2027, 6, 1), "Dài hơn một năm"),
    ],
)
def test_days_that_cannot_be_are_refused_beside_their_field(mine, colleague, first, last, said):
    with pytest.raises(ValidationError) as refused:
        take(mine, colleague, first=first, last=last)
    assert said in refused.value.message_dict["ends_on"][0]


def test_two_leaves_of_a_post_do_not_overlap(mine, colleague):
    take(mine, colleague)
    with pytest.raises(ValidationError, match="từ 9/3/2026 đến 13/3/2026"):
        take(mine, colleague, first=LAST, last=dt.date(2026, 3, 20))
    take(mine, colleague, first=dt.date(2026, 3, 14), last=dt.date(2026, 3, 20))
    assert Leave.objects.count() == 2


def test_who_stands_in_holds_the_same_role_at_the_same_agency_where_somebody_does(people, mine, colleague):
    head = Post.objects.get(officer=people.head)
    stranger = Post.objects.get(officer=people.stranger)
    for post in (head, stranger, mine):
        with pytest.raises(ValidationError, match="cùng vai trò"):
            take(mine, post)
    assert not Leave.objects.exists()


def test_f15_whoever_is_alone_in_a_role_names_any_colleague_of_the_agency(people, mine):
    head = Post.objects.get(officer=people.head)
    gone = make_post(make_officer("Đã Nghỉ", is_active=False), people.agency, Post.Role.CLERK)
    for post in (Post.objects.get(officer=people.stranger), mine, gone):
        with pytest.raises(ValidationError, match="cùng vai trò"):
            take(mine, post)
    page = signed_in(people.drafter).get(URL).text
    assert "cần được giao chức danh thay thế" in page
    typed = {"starts_on": "9/3/2026", "ends_on": "13/3/2026", f"post_{mine.pk}": str(head.pk)}
    assert signed_in(people.drafter).post(URL, typed).url == URL
    assert Leave.objects.get().stand_in == head


def test_whoever_is_alone_at_an_agency_is_told_whom_to_ask(people):
    page = signed_in(people.stranger).get(URL).text
    assert "không ai khác có chức danh ở Sở Y tế" in page
    assert 'name="starts_on"' not in page
    answer = signed_in(people.stranger).post(URL, {"starts_on": "9/3/2026", "ends_on": "13/3/2026"})
    assert (answer.status_code, "Hãy chọn người nhận thay." in answer.text) == (422, True)


def test_a_refused_leave_keeps_what_was_typed(people, mine, colleague):
    typed = {"starts_on": "13/3/2026", "ends_on": "9/3/2026", f"post_{mine.pk}": str(colleague.pk)}
    answer = signed_in(people.drafter).post(URL, typed)
    assert answer.status_code == 422
    assert 'value="9/3/2026"' in answer.text
    assert f'<option value="{colleague.pk}" selected>' in answer.text
    forged = typed | {"ends_on": "20/3/2026", f"post_{mine.pk}": str(mine.pk)}
    assert signed_in(people.drafter).post(URL, forged).status_code == 422
    assert not Leave.objects.exists()


def test_pressed_twice_it_ends_once_and_a_leave_that_is_over_stays(mine, colleague):
    (leave,) = take(mine, colleague)
    end_leave(leave, by=mine.officer, now=NOW)
    end_leave(leave, by=mine.officer, now=NOW)
    (over,) = take(mine, colleague)
    end_leave(over, by=mine.officer, now=dt.datetime(2026, 4, 1, 3, tzinfo=dt.UTC))
    assert Leave.objects.get().ends_on == LAST
    assert AuditEntry.objects.filter(verb="end_leave").count() == 1
