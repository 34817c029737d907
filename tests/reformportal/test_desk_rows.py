"""Over the sample, for every officer: a desk is read from the rows of what is owed, in few statements, and
every open row is seen by somebody in force."""

import datetime as dt
import random
from itertools import pairwise

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AgencyKind, Leave, Officer, Post
from notices.actions.keeping import differing, keep_obligations
from notices.desk import desk_of, unseen
from notices.models import Obligation
from notices.models.obligations import HOME_AFFAIRS
from notices.obligations import all_kinds, kind_of
from notices.troubles import UNSEEN
from reformportal.desk import desk_tasks
from reformportal.sample.history import at
from tests.databases import SAMPLE_DAY

pytestmark = pytest.mark.django_db
NOW = at(SAMPLE_DAY, 9)
MOST_QUERIES = 8  # beside session and officer


@pytest.fixture
def officers(province, time_machine):
    time_machine.move_to(NOW)
    held = Post.objects.in_force(SAMPLE_DAY).values("officer")
    return list(Officer.objects.filter(pk__in=held).order_by("pk"))


def test_the_samples_rows_are_what_is_owed_that_day(officers):
    assert {kind.code: differing(kind, SAMPLE_DAY) for kind in all_kinds()} == {
        kind.code: set() for kind in all_kinds()
    }
    assert keep_obligations(now=NOW).mended == 0


def test_a_desk_costs_at_most_eight_queries_for_everybody(officers):
    cost = {}
    for officer in officers:
        assert officer.current_posts
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk_of(officer, SAMPLE_DAY)
        cost[officer.email] = len(queries)
    assert {email: count for email, count in cost.items() if count > MOST_QUERIES} == {}


def test_titles_differ_in_nothing_but_words(officers):
    """No line is empty, leads nowhere or names a placeholder."""
    wrong = []
    for officer in officers[::5]:
        desk = desk_tasks(officer, SAMPLE_DAY)
        for task in [*desk.owed, *desk.waiting, *desk.colleagues]:
            if not task.title or not task.url or "%(" in task.title + task.hint or "None" in task.title:
                wrong.append((officer.email, task))
    assert wrong == []


# The law


def upset(chance: random.Random) -> None:
    """People leave, are away and may not sign in; agencies are left without anybody."""
    posts = list(Post.objects.in_force(SAMPLE_DAY).exclude(role=Post.Role.READER))
    day_before = SAMPLE_DAY - dt.timedelta(days=1)
    for post in chance.sample(posts, len(posts) // 3):
        if post.valid_from < day_before:
            Post.objects.filter(pk=post.pk).update(valid_to=day_before)
    gone = chance.sample([post.officer_id for post in posts], len(posts) // 10)
    Officer.objects.filter(pk__in=gone).update(is_active=False)
    left = list(Post.objects.in_force(SAMPLE_DAY).order_by("agency", "role", "pk"))
    for post, stand_in in pairwise(left):
        same = (post.agency_id, post.role) == (stand_in.agency_id, stand_in.role)
        if same and post.officer_id != stand_in.officer_id and chance.random() < 0.5:
            Leave.objects.create(post=post, stand_in=stand_in, starts_on=SAMPLE_DAY, ends_on=SAMPLE_DAY)


def seen_rows() -> set[int]:
    """Rows on some desk; where one thing has two and one officer holds both roles, the one that acts."""
    found, addresses = set(), set()
    for officer in Officer.objects.filter(pk__in=Post.objects.in_force(SAMPLE_DAY).values("officer")):
        desk = desk_of(officer, SAMPLE_DAY)
        found |= {entry.row.pk for entry in [*desk.owed, *desk.colleagues] if entry.row}
        waits = [entry for entry in desk.waiting if entry.is_own and entry.line.waits]
        found |= {entry.row.pk for entry in waits if entry.row}
        addresses |= {entry.line.url for entry in desk.owed}
    rows = Obligation.objects.open().exclude(pk__in=found)
    lines = {row.pk: kind_of(row.kind).line(row, SAMPLE_DAY) for row in rows}
    return found | {pk for pk, line in lines.items() if line.waits and line.url in addresses}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_open_row_is_seen_by_somebody_in_force(officers, seed):
    """Nobody may do it where it lies: then Home Affairs is told of the place and role, and sees that."""
    upset(random.Random(seed))  # noqa: S311 no secret
    desk = Q(role__in=(Post.Role.REGISTRAR, Post.Role.ISSUER))
    home_affairs = Post.objects.with_agency(SAMPLE_DAY).filter(agency_desk=AgencyKind.Desk.HOME_AFFAIRS)
    keeper = home_affairs.filter(desk).order_by("role", "pk").last()
    Post.objects.filter(pk=keeper.pk).update(valid_to=None)
    Officer.objects.filter(pk=keeper.officer_id).update(is_active=True)
    keep_obligations(now=NOW)
    seen = seen_rows()
    told = set(Obligation.objects.open().filter(kind=UNSEEN, pk__in=seen).values_list("object_id", "slot"))
    open_rows = Obligation.objects.open().filter(visible_from__lte=SAMPLE_DAY).exclude(pk__in=seen)
    unheard = {
        (row.kind, row.agency_id, row.role)
        for row in open_rows
        if (row.agency_id or HOME_AFFAIRS, row.role) not in told
    }
    assert (unheard, bool(told)) == (set(), True)
    assert set(unseen(SAMPLE_DAY)) - {(HOME_AFFAIRS, keeper.role)} == told


def test_what_nobody_can_see_to_says_where_and_leads_to_the_place(officers):
    row = Obligation.objects.open().filter(kind="reports.report", agency__isnull=False).first()
    Post.objects.filter(agency=row.agency_id).update(valid_to=SAMPLE_DAY - dt.timedelta(days=1))
    keep_obligations(now=NOW)
    told = Obligation.objects.open().get(kind=UNSEEN, object_id=row.agency_id, slot=Post.Role.DRAFTER)
    line = kind_of(UNSEEN).line(told, SAMPLE_DAY)
    assert line.url == reverse("agencies:detail", args=[row.agency_id])
    assert str(row.params["agency"]) in line.title
