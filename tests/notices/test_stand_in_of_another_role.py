"""The only one of a role is away: whom they named is told in their place and sees what waits, and may not do
it by that alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.actions import take_leave
from agencies.models import Leave, Post
from notices.actions import deliver_due
from notices.actions.announcing import recipients_of
from notices.addressing import choose, holders
from notices.models import Delivery
from reformportal.desk import desk_tasks
from reports.actions.sending import sign_report, submit_report
from tests.agencies.make import make_officer, make_people, make_post
from tests.notices.make import at as moment
from tests.notices.make import make_drafters, tell
from tests.reports.make import at, fill, fresh, make_open_period, make_report

pytestmark = pytest.mark.django_db
NOW = at(16, 3)
TODAY = NOW.date()
Role = Post.Role


@pytest.fixture
def people(time_machine):
    time_machine.move_to(NOW, tick=False)
    return make_people()


@pytest.fixture
def helper(people):
    """Another drafter, who wrote nothing."""
    return make_post(make_officer("Ngô Văn Bạn"), people.agency).officer


def head_away(people, stand_in) -> Leave:
    post = stand_in.posts.get(agency=people.agency)
    days = {"starts_on": TODAY, "ends_on": TODAY + dt.timedelta(days=5)}
    return take_leave({people.head.posts.get(): post}, **days, by=people.head, now=NOW)[0]


@pytest.fixture
def awaiting(people):
    report = make_report(people.agency, make_open_period())
    fill(report, by=people.drafter)
    return submit_report(fresh(report), by=people.drafter, now=NOW)


def told(people, role=Role.HEAD) -> dict[str, str]:
    stand_ins = Leave.objects.stand_ins(TODAY)
    place = (people.agency.pk, role)
    posts = holders([place], TODAY, stand_ins)[place]
    chosen = choose(posts, (), stand_ins)
    by_key = {post.officer_id: post.officer.full_name for post in Post.objects.select_related("officer")}
    return {by_key[officer]: post.officer.full_name for officer, post in chosen.items()}


def test_f15_whom_the_only_head_named_is_told_in_their_place(people, helper):
    assert told(people) == {"Lê Văn Ký": "Lê Văn Ký"}
    head_away(people, helper)
    assert told(people) == {"Ngô Văn Bạn": "Lê Văn Ký"}
    assert [post.officer for post in recipients_of([people.agency.pk], [Role.HEAD], TODAY)] == [helper]


def test_f15_once_somebody_else_holds_the_role_they_are_told_and_the_stand_in_is_not(people, helper):
    head_away(people, helper)
    make_post(make_officer("Phó Giám Đốc"), people.agency, Role.HEAD)
    assert told(people) == {"Phó Giám Đốc": "Phó Giám Đốc"}


def in_place(officer) -> list[tuple]:
    return [(task.url, task.hint, task.state) for task in desk_tasks(officer, TODAY).owed]


def test_f15_the_stand_in_sees_it_on_the_desk_as_in_place_of_the_one_who_is_away(people, helper, awaiting):
    assert in_place(helper) == []
    head_away(people, helper)
    hint = "Thay Lê Văn Ký đang vắng mặt; muốn làm việc này cần được giao chức danh thay thế."
    assert in_place(helper) == [(awaiting.get_absolute_url(), hint, "awaiting_head")]
    waiting = [task.url for task in desk_tasks(helper, TODAY).waiting]
    assert awaiting.get_absolute_url() not in waiting  # said once
    assert in_place(people.drafter) == []


def test_f15_by_standing_in_alone_nobody_signs(people, helper, awaiting, client):
    head_away(people, helper)
    with pytest.raises(PermissionDenied):
        sign_report(awaiting, by=helper, now=NOW)
    client.force_login(helper)
    assert client.get(awaiting.get_absolute_url()).status_code == 200
    assert client.post(reverse("reports:sign", args=[awaiting.pk])).status_code == 403


def test_f15_the_desk_leads_the_stand_in_to_where_a_substitutes_post_is_proposed(people, helper, client):
    leave = head_away(people, helper)
    client.force_login(helper)
    said = "Muốn làm thay: đề nghị giao chức danh thay thế"
    assert said in client.get(reverse("desk")).text
    Leave.objects.filter(pk=leave.pk).update(
        proposed_at=NOW,
        proposed_by=helper,
        decided_at=NOW,
        substitute=make_post(helper, people.agency, Role.HEAD, substitutes=leave.post),
    )
    assert said not in client.get(reverse("desk")).text


def test_f15_a_clerk_who_stands_in_is_led_to_the_page_of_leaves(people, awaiting):
    clerk = make_post(make_officer("Văn Thư"), people.agency, Role.CLERK).officer
    head_away(people, clerk)
    assert [url for url, _hint, _state in in_place(clerk)] == [reverse("agencies:leave")]


def test_f15_who_holds_a_substitutes_post_approves_and_is_told_so(people, helper, awaiting):
    leave = head_away(people, helper)
    make_post(helper, people.agency, Role.HEAD, valid_to=leave.ends_on, substitutes=leave.post)
    (row,) = in_place(helper)
    assert (row[0], row[2]) == (awaiting.get_absolute_url(), "awaiting_you")
    sign_report(awaiting, by=helper, now=NOW)
    assert fresh(awaiting).state == "sent"


def test_f15_the_desk_costs_one_statement_for_leaves_whoever_is_away(
    people, helper, awaiting, django_assert_num_queries
):
    helper.current_posts  # noqa: B018 asked beforehand
    for _before_and_after in range(2):
        with django_assert_num_queries(4):
            desk_tasks(helper, TODAY)
        if not Leave.objects.exists():
            head_away(people, helper)


@pytest.mark.parametrize(("role", "path"), [(Role.CLERK, "/agencies/leave/"), (Role.HEAD, "/errands/1/")])
def test_what_is_told_leads_the_stand_in_to_a_page_that_opens_for_them(errands, mailoutbox, role, path):
    """Drafters and heads open each other's pages; a sender's words are no clerk's to read."""
    (agency,) = make_drafters(1)
    drafter = Post.objects.get(agency=agency)
    other = make_post(make_officer(), agency, role)
    days = {"starts_on": moment(2).date(), "ends_on": moment(5).date()}
    take_leave({drafter: other}, **days, by=drafter.officer, now=moment(2))
    tell(agency, rule="returned")
    deliver_due(now=moment(2))
    (mail,) = mailoutbox
    entry = Delivery.objects.get(channel="portal")
    assert (mail.to, entry.path) == ([other.officer.email], path)
    assert f"{path}\n" in mail.body
