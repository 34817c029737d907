"""Feedback in every state there is, whose every text carries a mark that a finder finds: a telephone number
of its own. Who reads a mark reads the words; who reads them redacted finds none."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from agencies.actions import record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Agency, Succession
from feedback import keys
from feedback.actions import answering, handling, senders
from feedback.actions.erasing import erase_sender
from feedback.actions.publishing import approve_publication, take_down
from feedback.actions.receiving import enter_item
from feedback.models import ConsentWording, Handling, Publication
from records.content.check import CheckedFile
from tests.agencies.make import People
from tests.feedback.make import NOW, draft, make_regulation
from tests.records.files import make_pdf

LATER = NOW + dt.timedelta(hours=1)
APRIL = dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)
MARKS = {
    name: f"0905 {number:03} 777"
    for number, name in enumerate(
        [
            *("content", "rule", "register", "file", "added", "question", "passing", "telling", "extension"),
            *("answer", "proposal", "back", "rating", "withdrawing", "refusal", "reopening"),
        ],
        start=101,
    )
}
WHO = {"name": "Nguyễn Thị Dân", "address": "12 Lê Lợi, phường Cẩm Thành", "phone": "0905 123 456"}
SENT = {"content", "rule", "register", "file"}  # with the item
STATES = [
    *("received", "in hand", "waiting", "awaiting the head", "answered", "published", "taken down"),
    *("reopened", "refused", "transferred", "passed on", "part", "duplicate", "withdrawn"),
    *("of an agency that is no more", "handed on", "kept", "erased"),
]


class Case(NamedTuple):
    """One handling: who handles it, and the marks that its pages hold for them."""

    handling: Handling
    readers: str  # "agency", "other" or nobody
    marks: set[str]


def said(mark: str) -> str:
    return f"Xin gọi {MARKS[mark]} nhé"


def enter(agency: Agency, people: People, *, content: str = "content") -> Handling:
    """What an officer wrote down of a call, every text of it marked."""
    make_regulation(agency) if not agency_is_open(agency) else None
    by = people.drafter if agency == people.agency else people.stranger
    return enter_item(
        agency,
        sending_key=keys.new_sending_key(),
        channel="telephone",
        sender={"kind": "person", "email": "dan@example.vn", **WHO},
        content=f"Khai sinh chậm. {said(content)}",
        rule_words=said("rule"),
        register_number=f"Sổ {MARKS['register']}",
        received_on=NOW.date(),
        files=[CheckedFile(f"{MARKS['file']}.pdf", "application/pdf", make_pdf())],
        by=by,
        now=NOW,
    ).handling


def agency_is_open(agency: Agency) -> bool:
    from feedback.models import Regulation

    return Regulation.objects.in_force(NOW.date()).filter(agency=agency).exists()


def make_case(state: str, people: People) -> Case:
    """`state` is one of STATES."""
    for agency in (people.agency, people.other_agency, people.home_affairs):
        if not agency_is_open(agency):
            make_regulation(agency)
    return MAKERS[state](people)


def received(people: People) -> Case:
    return Case(enter(people.agency, people), "agency", SENT)


def in_hand(people: People) -> Case:
    case, by = enter(people.agency, people), people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=NOW)
    senders.add_to_item(case.item, words=said("added"), now=NOW)
    handling.tell(case, words=said("telling"), by=by, now=NOW)
    handling.extend(case, amount=5, reason=said("extension"), by=by, now=NOW)
    words: dict[str, Any] = {"text": said("answer"), "proposal": said("proposal"), "outcome": "put_right"}
    answering.write_answer(case, **words, seen_edits=0, by=by, now=NOW)
    return Case(case, "agency", SENT | {"added", "telling", "extension", "answer", "proposal"})


def waiting(people: People) -> Case:
    case = in_hand(people)
    handling.ask(case.handling, words=said("question"), by=people.drafter, now=NOW)
    return case._replace(marks=case.marks | {"question"})


def awaiting(people: People) -> Case:
    case = in_hand(people)
    answering.submit_answer(case.handling, by=people.drafter, now=NOW)
    answering.hand_back_answer(case.handling, words=said("back"), by=people.head, now=NOW)
    answering.submit_answer(case.handling, by=people.drafter, now=NOW)
    return case._replace(marks=case.marks | {"back"})


def answered(people: People) -> Case:
    case = awaiting(people)
    answering.sign_answer(case.handling, seen_edits=1, by=people.head, now=NOW)
    senders.rate_answer(fresh(case).handling, helped=True, words=said("rating"), now=LATER)
    return fresh(case)._replace(marks=case.marks | {"rating"})


def published(people: People) -> Case:
    case = answered(people)
    wording = ConsentWording.objects.get()
    case.handling.item.consents.create(wording=wording, given_at=NOW)
    draft(case.handling, by=people.drafter)
    text = Publication.objects.get(handling=case.handling)
    approve_publication(text, seen_edits=1, by=people.head, now=NOW)
    return case


def taken_down(people: People) -> Case:
    case = published(people)
    take_down(Publication.objects.get(handling=case.handling), note="Sai", by=people.head, now=LATER)
    return case


def reopened(people: People) -> Case:
    case = answered(people)
    answering.reopen(case.handling, words=said("reopening"), by=None, now=LATER)
    return fresh(case)._replace(marks=case.marks | {"reopening"})


def refused(people: People) -> Case:
    case = enter(people.agency, people)
    words = said("refusal")
    handling.refuse(case, ground="question", words=words, by=people.drafter, now=NOW)
    return Case(case, "", set())


def transferred(people: People) -> Case:
    """From what was in hand, with a draft: the former agency's own page."""
    case = in_hand(people)
    to, words = people.other_agency, said("passing")
    handling.transfer(case.handling, agency=to, words=words, by=people.drafter, now=NOW)
    senders.add_to_item(case.handling.item, words=said("added"), now=LATER)
    return Case(case.handling, "", set())


def passed_on(people: People) -> Case:
    """The same, at the agency that has it now."""
    there = transferred(people).handling.item.handlings.get(agency=people.other_agency)
    return Case(there, "other", SENT | {"added"})


def part(people: People) -> Case:
    case = enter(people.agency, people)
    there = handling.pass_part(
        case, agency=people.other_agency, words=said("passing"), by=people.drafter, now=NOW
    )
    return Case(there, "other", SENT)


def duplicate(people: People) -> Case:
    case, same = enter(people.agency, people), enter(people.agency, people, content="added")
    handling.mark_duplicate(case, code=same.item.code, by=people.drafter, now=NOW)
    return Case(case, "", set())


def withdrawn(people: People) -> Case:
    case = in_hand(people).handling
    senders.withdraw_item(case.item, words=said("withdrawing"), now=NOW)
    return Case(case, "", set())


def ended(people: People, made: Case, heir: Agency) -> None:
    rows = [SuccessionRow(people.agency, heir, Succession.Kind.MERGE)]
    record_succession(rows, on=APRIL.date(), document="Nghị quyết 1", close=True, by=None, now=APRIL)


def of_no_more(people: People) -> Case:
    made = in_hand(people)
    ended(people, made, people.other_agency)
    return Case(made.handling, "", set())


def handed_on(people: People) -> Case:
    made = in_hand(people)
    ended(people, made, people.other_agency)
    there = made.handling.item.handlings.get(agency=people.other_agency)
    return Case(there, "other", SENT | {"added", "answer", "proposal"})


def kept(people: People) -> Case:
    made = answered(people)
    ended(people, made, people.other_agency)
    return Case(fresh(made).handling, "other", made.marks)


def erased(people: People) -> Case:
    made = answered(people)
    erase_sender(made.handling.item_id, rule=None, now=LATER)
    written_by_officers = {"answer", "proposal", "telling", "extension", "back"}  # of others than the sender
    return Case(fresh(made).handling, "agency", written_by_officers)


def fresh(case: Case) -> Case:
    return case._replace(handling=Handling.objects.get(pk=case.handling.pk))


MAKERS = dict(
    zip(
        STATES,
        [
            *(received, in_hand, waiting, awaiting, answered, published, taken_down),
            *(reopened, refused, transferred, passed_on, part, duplicate, withdrawn),
            *(of_no_more, handed_on, kept, erased),
        ],
        strict=True,
    )
)
