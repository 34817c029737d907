"""What a sender proves: the secret, the page it was sent from, the work done."""

import datetime as dt
import hashlib
import itertools

import pytest

from feedback import keys


def solve(sending_key: str) -> str:
    """As static/feedback/send.js does."""
    for nonce in itertools.count():
        found = hashlib.sha256(f"{sending_key}:{nonce}".encode()).digest()
        if found[0] == found[1] == 0:
            return str(nonce)
    raise AssertionError


def test_a_secret_is_eighty_bits_that_nobody_misreads():
    found = {keys.new_secret() for _ in range(200)}
    assert len(found) == 200
    assert {len(secret) for secret in found} == {16}
    assert set("".join(found)) == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_the_same_page_gives_the_same_secret_and_another_one_another():
    first, second = keys.new_sending_key(), keys.new_sending_key()
    assert keys.secret_for(first) == keys.secret_for(first)
    assert keys.secret_for(first) != keys.secret_for(second)


@pytest.mark.parametrize(
    "typed", ["0123-4567-89AB-CDEF", "o123 4567 89ab cdef", " OI23.4567.89AB.CDEF", "0l23456789abcdef"]
)
def test_a_secret_is_read_as_people_write_it(typed):
    assert keys.clean_secret(typed) == "0123456789ABCDEF"


def test_digests_differ_by_purpose_and_outlive_a_change_of_the_key(settings):
    stored = keys.digest(keys.FINDING, "0123456789ABCDEF")
    assert stored != keys.digest(keys.SENDING, "0123456789ABCDEF")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert keys.matches(keys.FINDING, "0123456789ABCDEF", stored)
    settings.SECRET_KEY_FALLBACKS = []
    assert not keys.matches(keys.FINDING, "0123456789ABCDEF", stored)


def test_the_age_of_a_page_is_known_and_a_made_up_one_has_none(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")
    key = keys.new_sending_key()
    time_machine.move_to("2026-03-16T02:07:00Z")
    assert keys.age_of(key) == dt.timedelta(minutes=7)
    for wrong in ("", "x", key[:-1], key.replace(":", ";"), "a:b:c"):
        assert keys.age_of(wrong) is None


def test_work_is_for_one_page():
    key = keys.new_sending_key()
    nonce = solve(key)
    assert keys.is_worked(key, nonce)
    assert not keys.is_worked(key, str(int(nonce) + 1))
    assert not keys.is_worked(keys.new_sending_key(), nonce)
    for wrong in ("", "-1", "1.0", "٣", "1" * 13, "x"):
        assert not keys.is_worked(key, wrong)
