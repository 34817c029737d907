"""One run of the clock: claimed, still owed, told once, by whoever holds the post now."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from agencies.models import Post
from notices.actions import claim_due, compose, deliver_due, retry, send_pending
from notices.models import Delivery, Recipient, Reminder
from tests.agencies.make import (
    make_agency,
    make_home_affairs,
    make_officer,
    make_people,
    make_post,
    make_registrar,
)
from tests.notices.make import (
    KIND,
    at,
    make_drafters,
    owe,
    recipients_of,
    registered,
    states,
    tell,
    told,
)

pytestmark = pytest.mark.django_db


def test_an_announcement_goes_out_and_is_marked_sent(errands, mailoutbox):
    people = make_people()
    tell(people.agency, rule="returned")
    assert deliver_due(now=at(2, hour=10)) == 1
    assert states() == {"sent": 2}
    assert [(m.to, m.subject) for m in mailoutbox] == [([people.drafter.email], "Việc 1: returned")]
    entry = Delivery.objects.inbox(people.drafter).get()
    assert (entry.subject, entry.path, entry.read_at) == ("Việc 1: returned", "/errands/1/", None)


def test_a_second_run_sends_nothing(errands, mailoutbox):
    tell(make_drafters(1)[0])
    assert [deliver_due(now=at(2)), deliver_due(now=at(2)), deliver_due(now=at(3))] == [1, 0, 0]
    assert len(mailoutbox) == 1


def test_nothing_leaves_before_its_moment(errands, mailoutbox):
    owe(make_drafters(1)[0])
    deliver_due(now=at(9, hour=7))
    assert (len(mailoutbox), states()) == (0, {})
    deliver_due(now=at(9, hour=8))
    assert (len(mailoutbox), states()) == (1, {"sent": 2})


def test_what_is_no_longer_owed_is_cancelled_when_claimed(errands, mailoutbox):
    tell(make_drafters(1)[0])
    errands.over = {1}
    deliver_due(now=at(2))
    assert (len(mailoutbox), states()) == (0, {"cancelled": 1})


def test_what_is_no_longer_owed_is_cancelled_just_before_it_leaves(errands, mailoutbox):
    tell(make_drafters(1)[0])
    claim_due(at(2))
    compose(at(2))
    errands.over = {1}
    send_pending(at(3))
    assert (len(mailoutbox), states()) == (0, {"cancelled": 1})
    assert Delivery.objects.get().state == "cancelled"


def test_who_holds_the_post_when_it_leaves_is_told(errands, mailoutbox):
    agency = make_agency()
    before = make_post(agency=agency, valid_to=dt.date(2025, 6, 5))
    after = make_post(agency=agency, valid_from=dt.date(2025, 6, 6))
    owe(agency)
    deliver_due(now=at(9))
    assert told() == [after.officer.email]
    assert recipients_of(Reminder.objects.get(channel="email", state="sent")) == [after.officer.email]
    assert before.officer.email not in {address for m in mailoutbox for address in m.to}


def test_a_substitute_is_told_in_place_of_who_is_on_leave(errands):
    agency = make_agency()
    on_leave = make_post(agency=agency)
    substitute = make_post(
        agency=agency, substitutes=on_leave, valid_from=dt.date(2025, 6, 1), valid_to=dt.date(2025, 6, 5)
    )
    tell(agency, version=1)
    deliver_due(now=at(2))
    assert told() == [substitute.officer.email]
    tell(agency, version=2, now=at(6))
    deliver_due(now=at(6))
    assert told() == sorted([substitute.officer.email, on_leave.officer.email])


def test_an_officer_with_two_posts_of_one_role_is_told_once(errands, mailoutbox):
    agency, officer = make_agency(), make_officer()
    for title in ("Chuyên viên", "Phó phòng"):
        make_post(officer, agency, title=title)
    tell(agency)
    deliver_due(now=at(2))
    assert len(mailoutbox) == 1


def test_only_the_officer_answerable_is_told_while_they_hold_the_role(errands):
    agency = make_agency()
    first, second = make_post(agency=agency), make_post(agency=agency)
    errands.mine = {1: {first.officer_id}}
    tell(agency, version=1)
    deliver_due(now=at(2))
    assert told() == [first.officer.email]
    Post.objects.filter(pk=first.pk).update(valid_to=dt.date(2025, 6, 2))
    tell(agency, version=2, now=at(3))
    deliver_due(now=at(3))
    assert told() == sorted([first.officer.email, second.officer.email])


def test_a_post_nobody_holds_is_a_failure_people_can_see_and_mend(errands, mailoutbox):
    agency, registrar = make_agency(), make_registrar()
    tell(agency)
    deliver_due(now=at(2))
    row = Reminder.objects.get()
    assert (row.state, row.reason) == ("failed", "Nobody holds this role at the agency.")
    newcomer = make_post(agency=agency)
    with pytest.raises(PermissionDenied):
        retry(row, by=newcomer.officer, now=at(3))  # Home Affairs looks after the ledger
    retry(row, by=registrar, now=at(3))
    deliver_due(now=at(3))
    assert told() == [newcomer.officer.email]


def test_the_home_affairs_desk_is_told_of_the_last_step(errands, mailoutbox):
    people = make_people()
    owe(people.agency, now=at(18))
    deliver_due(now=at(19))
    assert told() == sorted([people.drafter.email, people.head.email, people.reviewer.email])


def test_days_without_workers_are_caught_up_with_one_message_a_person(errands, mailoutbox):
    people = make_people()
    for obligation in (1, 2):
        owe(people.agency, obligation=obligation)
    deliver_due(now=at(18))
    assert sorted(told()) == sorted([people.drafter.email, people.head.email])
    assert states(obligation_id=1) == {"sent": 4}
    message = next(m for m in mailoutbox if m.to == [people.drafter.email])
    assert message.subject == "2 việc cần anh/chị xử lý"
    assert [message.body.count(f"Việc {n}: late-1") for n in (1, 2)] == [1, 1]
    assert Delivery.objects.inbox(people.drafter).count() == 2


def test_of_two_steps_at_one_moment_the_later_is_told(errands):
    owe(make_drafters(1)[0], due_on=dt.date(2025, 6, 15))  # a Sunday: the day itself falls on Friday too
    deliver_due(now=at(13))
    sent = Reminder.objects.filter(state="sent", channel="email").values_list("rule__code", flat=True)
    assert list(sent) == ["due"]


def test_a_moved_deadline_takes_back_what_was_claimed_but_has_not_left(errands, mailoutbox):
    agency = make_drafters(1)[0]
    owe(agency)
    claim_due(at(9))
    compose(at(9))
    owe(agency, due_on=dt.date(2025, 6, 23), now=at(10))
    send_pending(at(10))
    assert mailoutbox == []
    assert Delivery.objects.get(channel="email").state == "cancelled"


def test_a_room_out_of_order_holds_up_its_own_reminders_only(errands, mailoutbox, caplog):
    agencies = make_drafters(2)
    with registered("chore"):
        tell(agencies[0])
        owe(agencies[1], kind="chore")
        errands.broken = True
        deliver_due(now=at(9))
        assert states(obligation_kind=KIND) == {"planned": 1}
        assert "out of order" in Reminder.objects.get(obligation_kind=KIND).reason
        assert [m.subject for m in mailoutbox] == ["Việc 1: before-5"]
        errands.broken = False
        deliver_due(now=at(10))
    assert states(obligation_kind=KIND) == {"sent": 1}


def test_a_room_that_breaks_between_claim_and_sending_makes_the_mail_wait(errands, mailoutbox, caplog):
    tell(make_drafters(1)[0])
    claim_due(at(2))
    compose(at(2))
    errands.broken = True
    send_pending(at(2))
    mail = Delivery.objects.get()
    assert (mail.state, mail.attempts) == ("pending", 1)
    assert mail.next_try_at == at(2) + dt.timedelta(minutes=1)
    errands.broken = False
    assert deliver_due(now=at(3)) == 1


def test_two_workers_at_once_send_once(transactional_db, mailoutbox):
    with registered():
        for n, agency in enumerate(make_drafters(20)):
            tell(agency, rule="returned", obligation=n)
        together(lambda: deliver_due(now=at(2)), 2)
        deliver_due(now=at(2))
        assert sorted(m.to[0] for m in mailoutbox) == told()
        assert len(mailoutbox) == 20
        assert states() == {"sent": 40}
        assert Recipient.objects.count() == 40


def together(action, count: int) -> None:
    """Run in so many threads, each with its own connection, started at the same moment."""
    barrier, errors = threading.Barrier(count), []

    def run():
        try:
            barrier.wait(10)
            action()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


@pytest.mark.parametrize("count", [1, 3])
def test_claiming_costs_no_more_queries_for_more_reminders(errands, django_assert_num_queries, count):
    for n, agency in enumerate(make_drafters(count)):
        tell(agency, obligation=n)
    with django_assert_num_queries(27):
        claim_due(at(2))
        compose(at(2))


@pytest.mark.parametrize(("count", "queries"), [(1, 18), (3, 26)])
def test_each_mail_more_costs_one_short_transaction(errands, django_assert_num_queries, count, queries):
    for n, agency in enumerate(make_drafters(count)):
        tell(agency, obligation=n)
    claim_due(at(2))
    compose(at(2))
    with django_assert_num_queries(queries):
        send_pending(at(2))


def test_the_message_id_is_the_delivery(errands, mailoutbox, settings):
    settings.PORTAL_URL = "https://baocao.tinh.example/"
    tell(make_drafters(1)[0])
    deliver_due(now=at(2))
    message = mailoutbox[0].message()
    assert message["Message-ID"] == f"<{Delivery.objects.get().pk}@baocao.tinh.example>"
    assert "Mở việc: https://baocao.tinh.example/errands/1/" in mailoutbox[0].body


def test_home_affairs_without_a_reviewer_is_seen_as_a_failure(errands):
    make_home_affairs()
    owe(make_agency(), now=at(18))
    deliver_due(now=at(19))
    assert states(agency=None) == {"failed": 2}
