"""Wrong passwords: a stranger is stopped, and the owner of the account never is by a stranger."""

import contextlib
import re
import threading

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from agencies.actions import first_link
from records.limits import Counted, count_one_more
from reformportal import attempts
from reformportal.models import KnownNetwork, PasswordLink
from reformportal.tasks import forget_networks
from tests.agencies.make import PASSWORD, make_officer

EMAIL, UNKNOWN = "an@tinh.example", "khong.ai@tinh.example"
STRANGER, HOME, FRESH = "203.0.113.9", "192.0.2.7", "198.51.100.5"
TOO_MANY = "Đã nhập sai mật khẩu quá nhiều lần"
MONDAY = "2026-03-16T02:00:00Z"  # 9:00 in Vietnam

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def owner():
    return make_officer(email=EMAIL)


def try_password(password, address, email=EMAIL, client=None):
    form = {"login": email, "password": password}
    return (client or Client()).post("/accounts/login/", form, REMOTE_ADDR=address)


def count(times, address, email=EMAIL):
    """As many wrong passwords, without a page for each."""
    for _time in range(times):
        with contextlib.suppress(ValidationError):
            attempts.Attempt.made(email, address=address, now=timezone.now()).require_password_try()


def fail(times, address, email=EMAIL, client=None):
    """So many wrong passwords; the answer to the last. Those of a known browser are all typed."""
    typed = times if client else 1
    count(times - typed, address, email)
    return [try_password("sai mật khẩu", address, email, client) for _time in range(typed)][-1]


def enters(address, client=None, password=PASSWORD):
    return try_password(password, address, client=client).status_code == 302


def under_attack(email=EMAIL):
    """As many wrong passwords from everywhere as an account may have."""
    for number in range(attempts.OF_ACCOUNT.most):
        count(1, f"203.0.113.{number}", email)


def test_t3_a_stranger_is_stopped_and_told_until_when(owner):
    fail(5, STRANGER)
    answer = try_password(PASSWORD, STRANGER)
    assert TOO_MANY in answer.text
    assert "sau 09:05" in answer.text
    assert answer.status_code == 200


def test_t3_a_strangers_failures_do_not_deny_the_owner_elsewhere(owner):
    fail(60, STRANGER)
    assert enters(FRESH)


def test_the_limit_ends_by_itself_and_no_failure_prolongs_it(owner, time_machine):
    fail(9, STRANGER)
    time_machine.move_to("2026-03-16T02:04:59Z", tick=False)
    assert not enters(STRANGER)
    time_machine.move_to("2026-03-16T02:05:00Z", tick=False)
    assert enters(STRANGER)


def test_t3_in_the_strangers_own_network_the_owner_enters_in_a_known_browser(owner):
    browser = Client()
    assert enters(STRANGER, browser)
    browser.post("/accounts/logout/")
    fail(40, STRANGER)
    assert not enters(STRANGER)
    assert enters(STRANGER, browser)


def test_one_network_alone_never_reaches_the_limit_of_an_account(owner, time_machine):
    for minute in range(0, 60, 5):
        time_machine.move_to(f"2026-03-16T02:{minute:02}:00Z", tick=False)
        count(20, STRANGER)
    assert attempts.OF_ACCOUNT.most > 3 * attempts.OF_PAIR_AN_HOUR.most
    assert enters(FRESH)


def test_t3_tried_from_everywhere_an_account_is_open_where_its_owner_was_before(owner):
    browser = Client()
    assert enters(HOME, browser)
    browser.post("/accounts/logout/")
    under_attack()
    assert not enters(FRESH)
    assert enters(HOME)
    assert enters(FRESH, browser)


def test_t3_and_opens_everywhere_for_who_has_the_owners_mail(owner):
    under_attack()
    browser = Client()
    assert not enters(FRESH, browser)
    page = browser.get(first_link(owner), follow=True)
    new = "một mật khẩu khác hẳn"
    browser.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert enters(FRESH, browser, new)


def test_a_network_is_known_for_ninety_days_and_for_its_own_account_alone(owner, time_machine):
    make_officer(email="binh@tinh.example")
    assert enters(HOME)
    under_attack()
    under_attack("binh@tinh.example")
    assert try_password(PASSWORD, HOME, "binh@tinh.example").status_code == 200
    assert enters(HOME)
    time_machine.move_to("2026-06-15T02:00:00Z", tick=False)
    under_attack()
    assert not enters(HOME)
    assert KnownNetwork.objects.count() == 1
    assert [forget_networks() for _time in range(2)] == [1, 0]


def test_nobody_learns_from_a_limit_who_has_an_account(owner):
    known, unknown = fail(6, STRANGER), fail(6, "203.0.113.10", UNKNOWN)
    assert plain(known) == plain(unknown)
    under_attack()
    under_attack(UNKNOWN)
    assert plain(try_password(PASSWORD, FRESH)) == plain(try_password(PASSWORD, FRESH, UNKNOWN))


def plain(answer):
    assert TOO_MANY in answer.text
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.text)
    return text.replace(EMAIL, "…").replace(UNKNOWN, "…")


def test_however_it_is_typed_an_address_is_one_account(owner):
    for typed in (EMAIL, EMAIL.upper(), f" {EMAIL} ", "ａn@tinh.example", "AN@tinh.example"):
        count(1, STRANGER, typed)
    assert not enters(STRANGER)


def test_all_addresses_of_one_line_of_version_6_are_one(owner):
    for number in range(5):
        count(1, f"2001:db8:1:2::{number:x}")
    assert not enters("2001:db8:1:2:ffff::1")
    assert enters("2001:db8:1:3::1")


def test_a_whole_office_behind_one_address_signs_in_within_a_minute(monkeypatch):
    monkeypatch.setattr(attempts, "OF_NETWORK", attempts.OF_NETWORK._replace(most=4))
    officers = [make_officer() for _number in range(attempts.OF_NETWORK.most + 2)]
    answers = [try_password(PASSWORD, HOME, officer.email).status_code for officer in officers]
    assert answers == [302] * len(officers)


def test_a_network_that_tries_many_accounts_is_stopped(owner):
    for number in range(attempts.OF_NETWORK.most):
        count(1, STRANGER, f"nguoi{number}@tinh.example")
    assert not enters(STRANGER)
    assert enters(HOME)


def test_t3_a_flood_of_keys_does_not_lift_a_limit(owner):
    fail(5, STRANGER)
    strangers = [Counted(attempts.OF_NETWORK, f"stranger {number}") for number in range(1000)]
    count_one_more(strangers, timezone.now())
    assert not enters(STRANGER)


@pytest.mark.parametrize("cookie", ["", "x", "eyJ9:1:2"])
def test_a_cookie_of_ones_own_making_opens_nothing(owner, cookie):
    browser = Client()
    browser.cookies[settings.DEVICE_COOKIE_NAME] = cookie
    fail(5, STRANGER, client=browser)
    assert not enters(STRANGER, browser)


def test_a_browser_is_known_for_those_who_signed_in_in_it_alone(owner):
    make_officer(email="binh@tinh.example")
    browser = Client()
    assert try_password(PASSWORD, STRANGER, "binh@tinh.example", browser).status_code == 302
    browser.post("/accounts/logout/")
    fail(5, STRANGER, client=browser)
    assert not enters(STRANGER, browser)
    assert try_password(PASSWORD, STRANGER, "binh@tinh.example", browser).status_code == 302


def test_an_office_computer_knows_several_people(owner):
    make_officer(email="binh@tinh.example")
    browser = Client()
    for email in (EMAIL, "binh@tinh.example"):
        try_password(PASSWORD, HOME, email, browser)
        browser.post("/accounts/logout/")
    fail(6, HOME)
    assert enters(HOME, browser)


def test_who_holds_a_known_browser_guesses_no_longer_than_any(owner, time_machine):
    browser = Client()
    enters(HOME, browser)
    browser.post("/accounts/logout/")
    fail(attempts.OF_DEVICE.most, HOME, client=browser)
    assert not enters(HOME, browser)
    time_machine.move_to("2026-03-16T02:15:00Z", tick=False)
    assert enters(HOME, browser)


def test_a_browser_not_used_for_half_a_year_is_forgotten(owner, time_machine):
    browser = Client()
    enters(HOME, browser)
    cookie = browser.cookies[settings.DEVICE_COOKIE_NAME]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (180 * 24 * 3600, True, "Lax")
    value = cookie.value
    time_machine.move_to("2026-09-13T02:00:00Z", tick=False)
    late = Client()
    late.cookies[settings.DEVICE_COOKIE_NAME] = value
    fail(5, HOME, client=late)
    assert not enters(HOME, late)


def test_the_cookie_names_nobody(owner):
    browser = Client()
    enters(HOME, browser)
    assert EMAIL not in browser.cookies[settings.DEVICE_COOKIE_NAME].value
    assert KnownNetwork.objects.filter(key_digest__contains=HOME).count() == 0


def test_pages_of_citizens_set_no_cookie_of_a_browser():
    assert settings.DEVICE_COOKIE_NAME not in Client().get("/feedback/").cookies


def test_t3_the_current_password_is_guessed_no_longer_than_one_may_sign_in(owner):
    browser = Client()
    browser.force_login(owner)
    new = "một mật khẩu khác hẳn"
    wrong = {"oldpassword": "sai", "password1": new, "password2": new}
    for _time in range(5):
        assert TOO_MANY not in browser.post("/accounts/password/change/", wrong).text
    right = wrong | {"oldpassword": PASSWORD}
    assert TOO_MANY in browser.post("/accounts/password/change/", right).text
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def ask_link(address, email=EMAIL):
    return Client().post("/accounts/password/reset/", {"email": email}, REMOTE_ADDR=address)


def test_t3_who_asks_for_links_too_often_is_told_until_when_and_the_owner_is_not_hindered(owner):
    assert [ask_link(STRANGER).status_code for _time in range(4)] == [302, 302, 302, 200]
    said = ask_link(STRANGER)
    assert "sau 09:10" in said.text
    assert "sau 09:10" in [ask_link(STRANGER, UNKNOWN) for _time in range(4)][-1].text
    PasswordLink.objects.all().delete()
    assert ask_link(FRESH).status_code == 302
    assert PasswordLink.objects.filter(officer=owner).exists()


def test_strangers_do_not_fill_the_owners_mail(owner):
    mailed = 0
    for number in range(20):
        assert ask_link(f"203.0.113.{number}").status_code == 302
        mailed += PasswordLink.objects.all().delete()[0]
    assert mailed == attempts.LINKS_OF_ACCOUNT.most
    assert enters(HOME)
    ask_link(HOME)
    assert PasswordLink.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_t3_of_fifty_tries_at_once_as_many_pass_as_may():
    passed, start = [], threading.Barrier(50)
    now = timezone.now()

    def try_once():
        attempt = attempts.Attempt.made(EMAIL, address=STRANGER, now=now)
        start.wait(30)
        try:
            attempt.require_password_try()
            passed.append(1)
        except ValidationError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(passed) == attempts.OF_PAIR.most
