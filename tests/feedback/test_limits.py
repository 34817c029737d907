"""How often one may send and try, counted by who it is, not by how many addresses they have."""

import datetime as dt

import pytest

from feedback.limits import SENDINGS_OF_ADDRESS, TRIES_OF_ADDRESS, too_many_sendings, too_many_tries

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)


def test_all_addresses_of_one_line_of_version_6_are_one():
    tries = [too_many_tries(f"2001:db8:1:2::{n:x}", f"PAKN.{n}", NOW) for n in range(TRIES_OF_ADDRESS + 1)]
    assert tries == [False] * TRIES_OF_ADDRESS + [True]
    assert not too_many_tries("2001:db8:1:3::1", "PAKN.1", NOW)
    sendings = [too_many_sendings(f"2001:db8:9:2::{n:x}", NOW) for n in range(SENDINGS_OF_ADDRESS + 1)]
    assert sendings == [False] * SENDINGS_OF_ADDRESS + [True]


def test_neighbours_of_version_4_are_each_their_own():
    for number in range(TRIES_OF_ADDRESS):
        assert not too_many_tries(f"192.0.2.{number}", f"PAKN.{number}", NOW)
    assert not too_many_tries("192.0.2.200", "PAKN.200", NOW)
