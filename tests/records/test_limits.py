"""Counting tries: each of many at once, for a span of time, whatever others do."""

import datetime as dt
import threading

import pytest
from django.db import connection

from records.limits import Counted, Limit, count_one_more, forget_tries, give_back, network_of, refused_until
from records.models import Tries

NOW = dt.datetime(2026, 3, 16, 9, 32, 10, tzinfo=dt.UTC)
LIMIT = Limit("test", 3, dt.timedelta(minutes=5))
WIDER = Limit("test.wider", 4, dt.timedelta(hours=1))


def tried(times, thing="an", limit=LIMIT, now=NOW):
    return [refused_until([Counted(limit, thing)], now) for _time in range(times)]


@pytest.mark.django_db
def test_what_is_too_much_is_refused_until_the_span_is_over():
    ends_at = dt.datetime(2026, 3, 16, 9, 35, tzinfo=dt.UTC)
    assert tried(5) == [None] * 3 + [ends_at] * 2
    assert tried(1, now=ends_at - dt.timedelta(microseconds=1)) == [ends_at]
    assert tried(1, now=ends_at) == [None]


@pytest.mark.django_db
def test_each_thing_and_each_limit_is_counted_by_itself():
    assert tried(3) + tried(3, thing="ban") + tried(4, limit=WIDER) == [None] * 10


@pytest.mark.django_db
def test_what_one_limit_refuses_is_not_counted_under_the_next():
    both = [Counted(LIMIT, "an"), Counted(WIDER, "an")]
    for _time in range(20):
        refused_until(both, NOW)
    assert count_one_more([Counted(WIDER, "an")], NOW) == [4]


@pytest.mark.django_db
def test_what_is_given_back_does_not_count_and_never_less_than_nothing():
    tried(3)
    give_back([Counted(LIMIT, "an"), Counted(WIDER, "an")], NOW)
    assert tried(2) == [None, dt.datetime(2026, 3, 16, 9, 35, tzinfo=dt.UTC)]
    for _time in range(9):
        give_back([Counted(LIMIT, "an")], NOW)
    assert tried(3) == [None] * 3


@pytest.mark.django_db
def test_t3_a_flood_of_a_thousand_keys_lifts_no_limit():
    tried(3)
    count_one_more([Counted(LIMIT, f"stranger {number}") for number in range(1000)], NOW)
    forget_tries(now=NOW)
    assert tried(1) != [None]
    assert Tries.objects.count() == 1001


@pytest.mark.django_db
def test_counts_go_by_age_alone_and_twice_is_once():
    tried(1)
    tried(1, limit=WIDER)
    assert forget_tries(now=NOW) == 0
    assert [forget_tries(now=NOW + dt.timedelta(minutes=5)) for _time in range(2)] == [1, 0]
    assert forget_tries(now=NOW + dt.timedelta(hours=1)) == 1


@pytest.mark.django_db
def test_neither_an_address_nor_the_same_mark_on_two_days_is_kept():
    tried(1, thing="192.0.2.7")
    tried(1, thing="192.0.2.7", now=NOW + dt.timedelta(days=1))
    first, second = Tries.objects.values_list("key_digest", flat=True)
    assert first != second
    assert "192" not in first.replace(first, "")


@pytest.mark.django_db(transaction=True)
def test_t3_fifty_at_once_are_fifty():
    counts, start = [], threading.Barrier(50)

    def try_once():
        start.wait(30)
        counts.extend(count_one_more([Counted(LIMIT, "an"), Counted(WIDER, "an")], NOW))
        connection.close()

    threads = [threading.Thread(target=try_once) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(counts) == sorted([*range(1, 51)] * 2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("?", "?", True),
        ("?", "192.0.2.7", False),
    ],
)
def test_an_address_counts_as_its_network(one, other, same):
    assert (network_of(one) == network_of(other)) is same
