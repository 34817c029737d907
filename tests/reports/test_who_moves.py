"""The table of moves names who may take each; nobody else can, whatever they call."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.models import Officer
from reports.actions.entry import Entry, fill_blanks
from reports.actions.reviewing import accept_report, return_report
from reports.actions.sending import (
    hand_back_report,
    open_correction,
    send_on_behalf,
    sign_report,
    submit_report,
    take_over,
    withdraw_report,
)
from reports.models import Period, Report
from reports.workflow import MOVES, State
from tests.agencies.make import People, make_people
from tests.reports.make import at, figure, fill, fresh, make_report, put
from tests.reports.pages import make_second_reviewer

pytestmark = pytest.mark.django_db
NOW, LATER = at(16, 3), at(17, 3)
ROLES = ["drafter", "head", "reviewer", "issuer", "stranger"]


def reasons(report: Report) -> dict:
    return {"figures": {figure(report, "TT05"): "Sai"}, "sections": {}}


def give_figures(report: Report, *, by: Officer, now) -> None:
    put(report, by, now, TT05=3)


def hand_back(report: Report, *, by: Officer, now) -> None:
    hand_back_report(report, reason="Sửa lại", by=by, now=now)


def return_it(report: Report, *, by: Officer, now) -> None:
    return_report(report, **reasons(report), by=by, now=now)


def take_it_over(report: Report, *, by: Officer, now) -> None:
    take_over(report, reason="Cơ quan không còn", by=by, now=now)


def correct(report: Report, *, by: Officer, now) -> None:
    open_correction(report, **reasons(report), by=by, now=now)


ACTIONS: dict[str, Callable] = {
    "start": give_figures,
    "submit": submit_report,
    "hand_back": hand_back,
    "hand_back_returned": hand_back,
    "withdraw": withdraw_report,
    "withdraw_returned": withdraw_report,
    "sign": sign_report,
    "send_on_behalf": send_on_behalf,
    "return": return_it,
    "accept": accept_report,
    "correct": correct,
    "take_over_waiting": take_it_over,
    "take_over_waiting_returned": take_it_over,
}


def complete(report: Report, by: Officer) -> None:
    fill_blanks(report, Entry(is_not_applicable=True), by=by, now=NOW)
    fill(report, by, NOW)


def bring(report: Report, verb: str, state: str, people: People) -> None:
    """Take a new report to the state, the way that the verb is for."""
    if state == State.NOT_STARTED:
        return
    if verb == "send_on_behalf":
        take_over(report, reason="Bản giấy", by=people.reviewer, now=NOW)
        complete(report, people.reviewer)
        if state == State.DRAFT:
            return
        send_on_behalf(report, by=people.reviewer, now=NOW)
        return_report(report, **reasons(report), by=make_second_reviewer(people.home_affairs), now=NOW)
        return
    complete(report, people.drafter)
    for step in PATHS[verb, State(state)].split():
        who, name = step.split(":")
        ACTIONS[name](report, by=getattr(people, who), now=NOW)


RETURNED = "drafter:submit head:sign reviewer:return"
PATHS = {
    ("submit", State.DRAFT): "",
    ("submit", State.RETURNED): RETURNED,
    ("hand_back", State.AWAITING_HEAD): "drafter:submit",
    ("hand_back_returned", State.AWAITING_HEAD): f"{RETURNED} drafter:submit",
    ("withdraw", State.AWAITING_HEAD): "drafter:submit",
    ("withdraw_returned", State.AWAITING_HEAD): f"{RETURNED} drafter:submit",
    ("take_over_waiting", State.AWAITING_HEAD): "drafter:submit",
    ("take_over_waiting_returned", State.AWAITING_HEAD): f"{RETURNED} drafter:submit",
    ("sign", State.AWAITING_HEAD): "drafter:submit",
    ("return", State.SENT): "drafter:submit head:sign",
    ("return", State.ACCEPTED): "drafter:submit head:sign reviewer:accept",
    ("accept", State.SENT): "drafter:submit head:sign",
    ("correct", State.ACCEPTED): "drafter:submit head:sign reviewer:accept",
}


def may(verb: str, report: Report, officer: Officer) -> bool:
    """Does the verb take the report on for the officer? Whatever happens is undone."""
    with transaction.atomic():
        try:
            ACTIONS[verb](report, by=officer, now=LATER)
            return True
        except PermissionDenied:
            return False
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("move", list(MOVES), ids=lambda move: f"{move.verb} from {move.source}")
def test_a_move_is_taken_by_those_the_table_names_and_nobody_else(move):
    people = make_people()
    report = make_report(people.agency)
    bring(report, move.verb, move.source, people)
    if move.verb == "correct":
        Period.objects.filter(pk=report.period_id).update(issued_at=LATER)
    if move.verb.startswith("take_over"):
        people.agency.versions.update(valid_to=NOW.date())
    report = fresh(report)
    assert report.state == move.source
    allowed = {role for role in ROLES if may(move.verb, report, getattr(people, role))}
    assert allowed == set(move.who.split())
