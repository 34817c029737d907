"""The working calendar as everyone reads it and its keeper changes it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from agencies.models import CalendarDay

NOON_2026 = dt.datetime(2026, 11, 2, 5, tzinfo=dt.UTC)


@pytest.fixture
def registrar(people, client):
    client.force_login(people.registrar)
    return client


def year_page(client, year: int):
    return client.get(reverse("agencies:calendar_year", args=[year]))


def test_a_year_shows_its_days_and_counts_its_working_days(people, client):
    client.force_login(people.drafter)

    context = year_page(client, 2026).context

    assert [entry.day.isoformat() for entry in context["days"]] == [
        "2026-01-01", "2026-01-02", "2026-01-10", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19",
        "2026-02-20", "2026-04-26", "2026-04-27", "2026-04-30", "2026-05-01", "2026-08-22", "2026-08-31",
        "2026-09-01", "2026-09-02", "2026-11-24",
    ]  # fmt: skip
    # 261 weekdays, 12 paid holidays of which one on a Sunday with a Monday in lieu; swaps even out
    assert (context["working_days"], context["is_provisional"]) == (249, False)


def test_a_provisional_year_says_so(people, client):
    client.force_login(people.drafter)

    assert year_page(client, 2027).context["is_provisional"] is True


@time_machine.travel(NOON_2026)
def test_a_missing_next_year_is_warned_of(people, client):
    client.force_login(people.drafter)
    assert client.get(reverse("agencies:calendar")).context["missing_year"] is None

    CalendarDay.objects.in_year(2027).delete()
    assert client.get(reverse("agencies:calendar")).context["missing_year"] == 2027


@pytest.mark.parametrize("year", [0, 1999, 2100, 99999])
def test_no_page_for_a_year_nobody_means(people, client, year):
    client.force_login(people.drafter)

    assert year_page(client, year).status_code == 404


def test_the_keeper_adds_a_day_day_first(people, registrar, told):
    data = {"day": "03/04/2028", "kind": "holiday", "name": "Nghỉ", "source": "TB 1", "is_provisional": "on"}

    answer = registrar.post(reverse("agencies:add_day"), data)

    assert answer.url == "/agencies/calendar/2028/"
    assert CalendarDay.objects.get(day=dt.date(2028, 4, 3)).is_provisional is True
    assert told == ["calendar"]


def test_s3_a_recorded_day_is_not_added_over_but_shown_with_the_way_to_change_it(people, registrar, told):
    entry = CalendarDay.objects.get(day=dt.date(2027, 2, 5))
    stands = (entry.kind, entry.name, entry.source, entry.is_provisional)
    data = {"day": "05/02/2027", "kind": "swap_off", "name": "Nghỉ bù", "source": "TB 7"}

    answer = registrar.post(reverse("agencies:add_day"), data)

    assert (answer.status_code, answer.context["recorded"]) == (422, entry)
    shown = [
        'value="05/02/2027"',
        'value="Nghỉ bù"',
        'value="TB 7"',
        'value="swap_off" selected',
        reverse("agencies:change_day", args=[entry.pk]),
        entry.source,
    ]
    assert [words for words in shown if words not in answer.text] == []
    entry.refresh_from_db()
    assert (entry.kind, entry.name, entry.source, entry.is_provisional) == stands
    assert told == []


def test_a_wrong_weekday_is_told_with_what_was_typed_kept(people, registrar, told):
    data = {"day": "03/04/2028", "kind": "swap_work", "name": "Làm bù", "source": "TB 1"}

    answer = registrar.post(reverse("agencies:add_day"), data)

    assert (answer.status_code, 'value="Làm bù"' in answer.content.decode()) == (422, True)
    assert (CalendarDay.objects.filter(day=dt.date(2028, 4, 3)).exists(), told) == (False, [])


def test_changing_a_day_keeps_its_date_whatever_is_sent(people, registrar):
    entry = CalendarDay.objects.get(day=dt.date(2027, 2, 5))
    data = {"day": "01/01/2030", "kind": "holiday", "name": "Tết", "source": "TB chính thức"}

    registrar.post(reverse("agencies:change_day", args=[entry.pk]), data)

    entry.refresh_from_db()
    assert (entry.day, entry.source, entry.is_provisional) == (dt.date(2027, 2, 5), "TB chính thức", False)
    assert CalendarDay.objects.filter(day=dt.date(2030, 1, 1)).exists() is False


def test_removing_a_day_leads_back_to_its_year(people, registrar, told):
    entry = CalendarDay.objects.get(day=dt.date(2027, 2, 5))

    answer = registrar.post(reverse("agencies:remove_day", args=[entry.pk]))

    assert answer.url == "/agencies/calendar/2027/"
    assert CalendarDay.objects.filter(pk=entry.pk).exists() is False
    assert told == ["calendar"]


def test_s3_a_day_is_not_removed_that_says_something_else_by_now(people, registrar, told):
    entry = CalendarDay.objects.get(day=dt.date(2027, 2, 5))
    url = reverse("agencies:remove_day", args=[entry.pk])
    page = registrar.get(url)
    CalendarDay.objects.filter(pk=entry.pk).update(source="TB chính thức", is_provisional=False)

    again = registrar.post(url, {"as-seen": page.context["as_seen"]})

    assert (again.status_code, again.context["facts"][-1][1]) == (422, "TB chính thức")
    assert (CalendarDay.objects.filter(pk=entry.pk).exists(), told) == (True, [])
    assert registrar.post(url, {"as-seen": again.context["as_seen"]}).status_code == 302
    assert (CalendarDay.objects.filter(pk=entry.pk).exists(), told) == (False, ["calendar"])
