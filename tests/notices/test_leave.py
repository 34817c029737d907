"""Who is away is not written to while a colleague stands in, and nothing is lost of what waits for them."""

import datetime as dt

import pytest

from agencies.actions import end_leave, end_post, take_leave
from agencies.models import Leave, Post
from notices.actions import choose_rhythms, claim_due, compose, deliver_due, recipients_of
from notices.models import Delivery, Reminder
from tests.agencies.make import make_agency, make_officer, make_post
from tests.notices.make import KIND, at, make_rule, tell, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(errands):
    return make_agency()


def drafter(agency, name: str) -> Post:
    return make_post(make_officer(name, email=f"{name.lower()}@stp.example"), agency)


def away(post: Post, stand_in: Post, starts: int = 2, ends: int = 6) -> Leave:
    days = {"starts_on": dt.date(2025, 6, starts), "ends_on": dt.date(2025, 6, ends)}
    (leave,) = take_leave({post: stand_in}, **days, by=post.officer, now=at(1))
    return leave


def mails(now: dt.datetime, mailoutbox) -> dict[str, str]:
    """Who was written to in this run, and what."""
    mailoutbox.clear()
    deliver_due(now=now)
    return {mail.to[0]: mail.body for mail in mailoutbox}


def test_the_one_who_handles_it_is_away_and_the_stand_in_is_told_in_their_place(errands, agency, mailoutbox):
    an, binh, chi = (drafter(agency, name) for name in ("An", "Binh", "Chi"))
    errands.mine = {1: {an.officer_id}, 2: {an.officer_id}}
    away(an, chi)
    tell(agency, rule="returned", now=at(3))
    found = mails(at(3), mailoutbox)
    assert list(found) == ["chi@stp.example"]
    assert "Anh/chị nhận thay An đang vắng mặt." in found["chi@stp.example"]
    assert Delivery.objects.inbox(chi.officer).get().text.endswith("Anh/chị nhận thay An đang vắng mặt.")
    assert not Delivery.objects.filter(officer__in=[an.officer, binh.officer]).exists()
    tell(agency, obligation=2, now=at(9))  # back since the 7th
    found = mails(at(9), mailoutbox)
    assert list(found) == ["an@stp.example"]
    assert "nhận thay" not in found["an@stp.example"]


def test_of_those_who_hold_the_role_who_is_away_is_left_out(agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    leave = away(an, binh)
    tell(agency, now=at(3))
    assert list(mails(at(3), mailoutbox)) == ["binh@stp.example"]
    end_leave(leave, by=an.officer, now=at(4))
    tell(agency, obligation=2, now=at(4))
    assert sorted(mails(at(4), mailoutbox)) == ["an@stp.example", "binh@stp.example"]


def test_a_stand_in_who_is_away_too_passes_it_on(errands, agency, mailoutbox):
    an, binh, chi = (drafter(agency, name) for name in ("An", "Binh", "Chi"))
    errands.mine = {1: {an.officer_id}}
    away(an, binh)
    away(binh, chi, starts=3)
    tell(agency, now=at(3))
    assert list(mails(at(3), mailoutbox)) == ["chi@stp.example"]


def test_two_who_stand_in_for_each_other_are_told_as_ever(agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    away(an, binh)
    away(binh, an)
    tell(agency, now=at(3))
    assert sorted(mails(at(3), mailoutbox)) == ["an@stp.example", "binh@stp.example"]


def test_if_the_stand_in_leaves_the_post_who_is_away_is_told_again(agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    away(an, binh)
    end_post(binh, last_day=dt.date(2025, 6, 2), by=None, now=at(2))
    tell(agency, now=at(3))
    assert list(mails(at(3), mailoutbox)) == ["an@stp.example"]


def test_a_digest_waits_until_its_reader_is_back_and_leaves_as_one_mail(errands, agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    choose_rhythms(an.officer, {KIND: "weekly"})
    for obligation, day in ((1, 1), (2, 1), (3, 1)):
        tell(agency, obligation=obligation, rule="mail-only", now=at(day))
    assert sorted(mails(at(1), mailoutbox)) == ["an@stp.example", "binh@stp.example"]
    tell(agency, obligation=4, now=at(1, hour=11))
    tell(agency, obligation=5, now=at(1, hour=11))
    mails(at(1, hour=12), mailoutbox)
    away(an, binh, starts=2, ends=9)
    assert mails(at(9), mailoutbox) == {}  # a new week, and they are away
    errands.over = {5}
    assert list(mails(at(10), mailoutbox)) == ["an@stp.example"]
    assert mailoutbox[0].subject == "Việc 4: mail-only"
    assert told().count("an@stp.example") == 2


def test_an_officer_is_written_to_in_their_own_language(agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    type(an.officer).objects.filter(pk=an.officer_id).update(language="en")
    tell(agency, rule="returned", now=at(3))
    found = mails(at(3), mailoutbox)
    assert "Dear An," in found["an@stp.example"]
    assert "Dear" not in found["binh@stp.example"]
    html = {mail.to[0]: mail.alternatives[0][0] for mail in mailoutbox}
    assert ('lang="en"' in html["an@stp.example"], 'lang="vi"' in html["binh@stp.example"]) == (True, True)
    assert set(Delivery.objects.values_list("officer", "language")) == {
        (an.officer_id, "en"),
        (binh.officer_id, "vi"),
    }


def test_a_digest_is_not_for_who_lost_the_post_meanwhile(agency, mailoutbox):
    an = drafter(agency, "An")
    choose_rhythms(an.officer, {KIND: "weekly"})
    tell(agency, now=at(2))
    assert list(mails(at(2), mailoutbox)) == ["an@stp.example"]
    tell(agency, obligation=2, now=at(3))
    assert mails(at(3), mailoutbox) == {}
    end_post(an, last_day=dt.date(2025, 6, 6), by=None, now=at(3))
    drafter(agency, "Binh")
    assert list(mails(at(9), mailoutbox)) == ["binh@stp.example"]
    assert mailoutbox[0].subject == "Việc 2: mail-only"


def test_a_message_to_many_counts_nobody_who_is_away(agency):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    away(an, binh)
    assert recipients_of([agency.pk], ["drafter"], dt.date(2025, 6, 3)) == [binh]
    assert recipients_of([agency.pk], ["drafter"], dt.date(2025, 6, 9)) == [an, binh]


@pytest.fixture
def in_hours(settings):
    settings.MAIL_IN_OFFICE_HOURS = True


def test_what_waited_for_one_alone_goes_to_the_stand_in_when_the_leave_begins(
    errands, agency, mailoutbox, in_hours
):
    """It happened after hours, the evening before."""
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    errands.mine = {1: {an.officer_id}}
    tell(agency, now=at(2, hour=18))
    assert mails(at(2, hour=18), mailoutbox) == {}
    away(an, binh, starts=3, ends=20)
    found = mails(at(3), mailoutbox)
    assert list(found) == ["binh@stp.example"]
    assert "nhận thay An" in found["binh@stp.example"]
    assert mails(at(23), mailoutbox) == {}


def test_a_stand_in_who_lost_the_post_is_told_nothing_more(errands, agency, mailoutbox):
    an, binh, chi = (drafter(agency, name) for name in ("An", "Binh", "Chi"))
    errands.mine = {1: {an.officer_id}, 2: {an.officer_id}}
    choose_rhythms(binh.officer, {KIND: "weekly"})
    away(an, binh, ends=20)
    tell(agency, now=at(2))
    assert list(mails(at(2), mailoutbox)) == ["binh@stp.example"]
    tell(agency, obligation=2, now=at(3))
    assert mails(at(3), mailoutbox) == {}
    end_post(binh, last_day=dt.date(2025, 6, 5), by=None, now=at(3))
    mails(at(9), mailoutbox)
    assert sorted(mails(at(9, hour=10), mailoutbox)) == ["an@stp.example"]  # nobody stands in any more
    assert not Delivery.objects.filter(officer=chi.officer).exists()


def test_who_is_back_hears_what_their_stand_in_has_not_read_yet(errands, agency, mailoutbox):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    errands.mine = {1: {an.officer_id}, 2: {an.officer_id}}
    choose_rhythms(binh.officer, {KIND: "weekly"})
    away(an, binh)
    tell(agency, now=at(2))
    mails(at(2), mailoutbox)
    tell(agency, obligation=2, now=at(3))
    mails(at(3), mailoutbox)
    mails(at(9), mailoutbox)
    found = mails(at(9, hour=10), mailoutbox)
    assert list(found) == ["an@stp.example"]
    assert "nhận thay" not in found["an@stp.example"]


def test_mail_that_waited_for_the_server_is_not_for_who_may_no_longer_sign_in(agency, mailoutbox):
    an = drafter(agency, "An")
    tell(agency, now=at(2))
    claim_due(at(2))
    compose(at(2))
    assert Delivery.objects.filter(channel="email", officer=an.officer, state="pending").count() == 1
    type(an.officer).objects.filter(pk=an.officer_id).update(is_active=False)
    drafter(agency, "Binh")
    assert mails(at(4), mailoutbox) == {}
    assert list(mails(at(4, hour=10), mailoutbox)) == ["binh@stp.example"]
    assert Delivery.objects.get(officer=an.officer).state == "cancelled"


def test_the_list_and_who_is_told_agree_about_a_substitute_who_is_away(people_of_substitute, mailoutbox):
    agency, listed = people_of_substitute
    assert [
        post.officer.full_name for post in recipients_of([agency.pk], ["head"], dt.date(2025, 6, 3))
    ] == listed
    tell(agency, rule="due-heads", now=at(3))
    assert sorted(mails(at(3), mailoutbox)) == [f"{name.lower()}@stp.example" for name in listed]


@pytest.fixture
def people_of_substitute(errands, agency):
    """Binh, Chi and Dung sign; Chi in the place of Dung; Chi is away and Binh stands in."""
    binh, dung = (
        make_post(make_officer(name, email=f"{name.lower()}@stp.example"), agency, Post.Role.HEAD)
        for name in ("Binh", "Dung")
    )
    chi = make_post(make_officer("Chi", email="chi@stp.example"), agency, Post.Role.HEAD, substitutes=dung)
    away(chi, binh)
    make_rule("due-heads", roles=["head"])
    return agency, ["Binh"]


def test_a_substitute_who_is_away_is_stood_in_for_by_whom_they_replace(errands, agency, mailoutbox):
    an = make_post(make_officer("An", email="an@stp.example"), agency, Post.Role.HEAD)
    chi = make_post(make_officer("Chi", email="chi@stp.example"), agency, Post.Role.HEAD, substitutes=an)
    make_rule("due-heads", roles=["head"])
    tell(agency, rule="due-heads", now=at(1))
    assert list(mails(at(1), mailoutbox)) == ["chi@stp.example"]
    away(chi, an)
    assert recipients_of([agency.pk], ["head"], dt.date(2025, 6, 3)) == [an]
    tell(agency, rule="due-heads", obligation=2, now=at(3))
    assert list(mails(at(3), mailoutbox)) == ["an@stp.example"]
    tell(agency, rule="due-heads", obligation=3, now=at(9))
    assert list(mails(at(9), mailoutbox)) == ["chi@stp.example"]


def test_two_who_waited_and_go_away_leave_it_to_the_third(agency, mailoutbox, in_hours):
    an, binh, chi = (drafter(agency, name) for name in ("An", "Binh", "Chi"))
    away(chi, an, starts=1, ends=2)
    tell(agency, now=at(2, hour=18))
    assert mails(at(2, hour=18), mailoutbox) == {}
    away(an, chi, starts=3, ends=20)
    away(binh, chi, starts=3, ends=20)
    assert list(mails(at(3), mailoutbox)) == ["chi@stp.example"]
    assert sorted(mails(at(23), mailoutbox)) == ["an@stp.example", "binh@stp.example"]
    assert mails(at(24), mailoutbox) == {}


def test_a_substitute_who_begins_after_the_claim_is_told(errands, agency, mailoutbox, in_hours):
    an = make_post(make_officer("An", email="an@stp.example"), agency, Post.Role.HEAD)
    make_rule("due-heads", roles=["head"])
    tell(agency, rule="due-heads", now=at(2, hour=18))
    mails(at(2, hour=18), mailoutbox)
    days = {"valid_from": dt.date(2025, 6, 3), "substitutes": an}
    make_post(make_officer("Chi", email="chi@stp.example"), agency, Post.Role.HEAD, **days)
    assert list(mails(at(3), mailoutbox)) == ["chi@stp.example"]
    assert mails(at(4), mailoutbox) == {}


def test_who_takes_over_a_post_hears_at_once_though_a_colleague_hears_later(agency, mailoutbox, in_hours):
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    choose_rhythms(binh.officer, {KIND: "weekly"})
    tell(agency, now=at(2))
    assert len(mails(at(2), mailoutbox)) == 2
    tell(agency, obligation=2, now=at(3, hour=18))
    assert mails(at(3, hour=18), mailoutbox) == {}
    end_post(an, last_day=dt.date(2025, 6, 3), by=None, now=at(3))
    drafter(agency, "Chi")
    assert list(mails(at(4), mailoutbox)) == ["chi@stp.example"]
    assert list(mails(at(9), mailoutbox)) == ["binh@stp.example"]


def test_mail_bound_before_a_leave_waits_for_its_reader_and_the_stand_in_hears(errands, agency, mailoutbox):
    """The mail server was away when the leave began."""
    an, binh = drafter(agency, "An"), drafter(agency, "Binh")
    errands.mine = {1: {an.officer_id}}
    tell(agency, now=at(2))
    claim_due(at(2))
    compose(at(2))
    away(an, binh, starts=3, ends=20)
    found = mails(at(3), mailoutbox) | mails(at(3, hour=10), mailoutbox)
    assert list(found) == ["binh@stp.example"]
    assert "nhận thay An" in found["binh@stp.example"]
    assert mails(at(23), mailoutbox) == {}


def test_what_is_done_by_the_time_it_is_written_on_the_portal_is_not(errands, agency):
    """A run was killed between claiming and writing."""
    an = drafter(agency, "An")
    tell(agency, rule="returned", now=at(2))
    claim_due(at(2))
    errands.over = {1}
    deliver_due(now=at(3))
    assert not Delivery.objects.inbox(an.officer).exists()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"cancelled"}


def test_who_may_no_longer_sign_in_hears_nothing_though_the_room_is_out_of_order(errands, agency, mailoutbox):
    an, _binh = drafter(agency, "An"), drafter(agency, "Binh")
    tell(agency, now=at(2))
    claim_due(at(2))
    compose(at(2))
    type(an.officer).objects.filter(pk=an.officer_id).update(is_active=False)
    errands.cannot_choose = True
    assert list(mails(at(3), mailoutbox)) == ["binh@stp.example"]


def test_one_who_stands_in_for_their_substitute_in_one_role_is_not_told_in_another(errands, agency):
    """Dung drafts and signs, and has a substitute for each; the drafter's is away and Dung stands in."""
    dung = make_officer("Dung", email="dung@stp.example")
    drafts, signs = make_post(dung, agency), make_post(dung, agency, Post.Role.HEAD)
    binh = make_post(make_officer("Binh", email="binh@stp.example"), agency, substitutes=drafts)
    chi = make_post(make_officer("Chi", email="chi@stp.example"), agency, Post.Role.HEAD, substitutes=signs)
    away(binh, drafts)
    for roles, told_then in (
        (["drafter"], [drafts]),
        (["head"], [chi]),
        (["drafter", "head"], [chi, drafts]),
    ):
        assert recipients_of([agency.pk], roles, dt.date(2025, 6, 3)) == told_then
