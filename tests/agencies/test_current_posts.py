"""The posts that every request asks for are those that the rules about posts name."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Officer, Post
from tests.agencies.make import make_agency, make_officer, make_post
from tests.reports.make import at

pytestmark = pytest.mark.django_db


def facts(posts: list[Post]) -> list[dict]:
    return [
        {field.attname: getattr(post, field.attname) for field in Post._meta.concrete_fields}
        | {"agency_desk": post.agency_desk, "agency_label": post.agency_label, "officer": post.officer}
        for post in posts
    ]


def by_the_rules(officer: Officer) -> list[Post]:
    today = timezone.localdate()
    return list(Post.objects.filter(officer=officer).in_force(today).with_agency(today))


def test_they_are_the_rows_of_the_rules_for_every_officer_of_the_province(province):
    """On days before, between and after the mergers; newest names among them."""
    found = 0
    for day in [dt.date(2025, 2, 20), dt.date(2025, 6, 30), dt.date(2025, 7, 1), dt.date(2026, 11, 22)]:
        with time_machine.travel(at(day.day, day.month, year=day.year)):
            for officer in Officer.objects.all():
                assert facts(officer.current_posts) == facts(by_the_rules(officer))
                found += len(officer.current_posts)
    assert found > 800


def test_who_may_not_sign_in_holds_none():
    officer = make_post(make_officer(), make_agency()).officer
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert officer.current_posts == by_the_rules(officer) == []


def test_the_first_and_the_last_day_count():
    agency = make_agency()
    officer = make_post(make_officer(), agency, valid_from=dt.date(2026, 3, 2)).officer
    officer.posts.update(valid_to=dt.date(2026, 3, 4))
    held = []
    for day in range(1, 6):
        with time_machine.travel(at(day, 3)):
            asked = Officer.objects.get(pk=officer.pk)
            assert facts(asked.current_posts) == facts(by_the_rules(asked))
            held += [day for _post in asked.current_posts]
    assert held == [2, 3, 4]


def test_they_cost_one_statement(django_assert_num_queries):
    agencies = [make_agency(f"Sở {number}") for number in range(3)]
    officer = make_officer()
    for agency in agencies:
        make_post(officer, agency)
    with django_assert_num_queries(1):
        assert [post.officer.full_name for post in officer.current_posts] == [officer.full_name] * 3
