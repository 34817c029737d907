"""Who stands in across roles acts once they were given a substitute's post: proposed in one press, decided on
in one step by the registrar."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from agencies.actions import end_leave, give_substitute, propose_substitute, refuse_substitute, take_leave
from agencies.models import Leave, Post
from notices.models import Obligation
from notices.substitutes import SUBSTITUTE
from reformportal.desk import desk_tasks
from tests.agencies.make import make_officer, make_people, make_post

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC)
FIRST, LAST = dt.date(2026, 3, 9), dt.date(2026, 3, 13)
URL = reverse("agencies:leave")


@pytest.fixture
def people(time_machine):
    time_machine.move_to(NOW)
    return make_people()


@pytest.fixture
def leave(people) -> Leave:
    """The head is away and alone; the drafter stands in."""
    stand_ins = {people.head.posts.get(): people.drafter.posts.get()}
    return take_leave(stand_ins, starts_on=FIRST, ends_on=LAST, by=people.head, now=NOW)[0]


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def rows() -> list[tuple]:
    found = Obligation.objects.filter(kind=SUBSTITUTE).order_by("pk")
    return list(found.values_list("object_id", "role", "at_home_affairs", "due_on", "outcome"))


@pytest.mark.parametrize("who", ["head", "drafter"])
def test_f15_one_press_of_either_puts_it_on_the_registrars_desk(people, leave, who):
    officer = getattr(people, who)
    assert "Đề nghị giao chức danh thay thế" in signed_in(officer).get(URL).text
    press = reverse("agencies:propose_substitute", args=[leave.pk])
    for _twice in range(2):
        assert signed_in(officer).post(press).url == URL
    assert rows() == [(leave.pk, "registrar", True, FIRST, "")]
    (task,) = [task for task in desk_tasks(people.registrar, NOW.date()).owed if task.kind == SUBSTITUTE]
    assert (task.title, task.hint, task.url) == (
        "Sở Tư pháp: quyết định việc giao chức danh thay thế (Thủ trưởng hoặc người ký thay)",
        "Trần Thị Soạn nhận thay.",
        reverse("agencies:substitute", args=[leave.pk]),
    )
    assert "Đã đề nghị giao chức danh thay thế ngày 2/3/2026" in signed_in(officer).get(URL).text


def test_f15_the_registrar_gives_it_in_one_step_for_the_days_that_are_left(people, leave):
    propose_substitute(leave, by=people.head, now=NOW)
    page = reverse("agencies:substitute", args=[leave.pk])
    client = signed_in(people.registrar)
    assert 'value="Chuyên viên"' in client.get(page).text
    typed = {"title": "Phó Giám đốc", "signature_lines": "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC", "document": "QĐ 12"}
    assert client.post(page, typed).url == reverse("desk")
    post = Post.objects.get(substitutes=leave.post)
    assert (post.officer, post.role, post.valid_from, post.valid_to) == (people.drafter, "head", FIRST, LAST)
    assert (post.title, post.signature_lines) == ("Phó Giám đốc", "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC")
    assert Leave.objects.get().substitute == post
    assert [row[-1] for row in rows()] == ["done"]
    assert client.get(page).status_code == 404  # decided


def test_f15_the_registrar_refuses_it_in_one_step_and_both_read_why(people, leave):
    propose_substitute(leave, by=people.head, now=NOW)
    refuse = reverse("agencies:refuse_substitute", args=[leave.pk])
    client = signed_in(people.registrar)
    assert client.post(refuse, {"reason": ""}).status_code == 422
    assert client.post(refuse, {"reason": "Sở đã có Phó Giám đốc."}).url == reverse("desk")
    assert not Post.objects.filter(substitutes=leave.post).exists()
    assert [row[-1] for row in rows()] == ["done"]
    for officer in (people.head, people.drafter):
        assert "Sở đã có Phó Giám đốc." in signed_in(officer).get(URL).text
    propose_substitute(leave, by=people.drafter, now=NOW)  # once more, with what was asked for
    assert [row[-1] for row in rows()] == ["done", ""]


def test_f15_nobody_else_proposes_and_nobody_but_the_registrar_decides(people, leave):
    for officer in (people.stranger, people.registrar):
        with pytest.raises(PermissionDenied):
            propose_substitute(leave, by=officer, now=NOW)
    propose_substitute(leave, by=people.head, now=NOW)
    for officer in (people.head, people.drafter, people.reviewer):
        with pytest.raises(PermissionDenied):
            refuse_substitute(leave, reason="Không.", by=officer, now=NOW)
        with pytest.raises(PermissionDenied):
            give_substitute(leave, title="A", document="", by=officer, now=NOW)
    assert [row[-1] for row in rows()] == [""]


def test_f15_who_holds_the_role_already_needs_none(people):
    mine, colleague = people.drafter.posts.get(), make_post(make_officer("Ngô Văn Bạn"), people.agency)
    (leave,) = take_leave({mine: colleague}, starts_on=FIRST, ends_on=LAST, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError, match="đã giữ vai trò này"):
        propose_substitute(leave, by=people.drafter, now=NOW)
    assert "Đề nghị giao" not in signed_in(people.drafter).get(URL).text


def test_f15_a_leave_that_is_taken_back_asks_for_nothing_more(people, leave):
    propose_substitute(leave, by=people.head, now=NOW)
    end_leave(leave, by=people.head, now=NOW)
    assert (Leave.objects.count(), [row[-1] for row in rows()]) == (0, ["done"])
    with pytest.raises(ValidationError, match="đã được rút lại"):
        propose_substitute(leave, by=people.head, now=NOW)
