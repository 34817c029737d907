"""Regulations for tests, recorded through the action by the installation itself."""

import datetime as dt
import itertools
from typing import Any

from agencies.models import Agency, Officer
from feedback import keys
from feedback.actions.answering import sign_answer, submit_answer, write_answer
from feedback.actions.handling import accept
from feedback.actions.public_files import approve_file, look_at_file
from feedback.actions.publishing import draft_publication
from feedback.actions.receiving import Received, receive_from_portal
from feedback.actions.regulations import record_regulation
from feedback.actions.rules import add_rule
from feedback.deadlines import Limit, Unit
from feedback.models import Handling, Publication, PublicFile, Regulation, Rule, Step
from tests.agencies.make import People

NOW = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 3, 16)
LIMITS = {
    Step.CLASSIFY.value: Limit(2, Unit.WORKING_DAYS, "Quy chế, Điều 5"),
    Step.TRANSFER.value: Limit(5, Unit.WORKING_DAYS, "Nghị định 92/2017/NĐ-CP"),
    Step.ANSWER.value: Limit(20, Unit.DAYS, "Quy chế, Điều 8"),
}
_numbers = itertools.count(1)


def make_regulation(
    agency: Agency, *, valid_from: dt.date = dt.date(2026, 1, 5), now: dt.datetime = NOW, **fields: Any
) -> Regulation:
    defaults: dict[str, Any] = {
        "number": f"{next(_numbers)}/QĐ-STP",
        "signed_on": valid_from,
        "focal_unit": "Văn phòng",
        "address": "108 Phan Đình Phùng",
        "phone": "0255 3822 000",
        "email": "pakn@stp.example",
        "limits": LIMITS,
        "by": None,
    }
    return record_regulation(agency, valid_from=valid_from, now=now, **(defaults | fields))


def make_rule(title: str = "Đăng ký khai sinh", *, now: dt.datetime = NOW, **fields: Any) -> Rule:
    defaults: dict[str, Any] = {
        "kind": Rule.Kind.PROCEDURE,
        "number": f"1.00{next(_numbers):04}",
        "field": "Hộ tịch",
        "issuing_body": "Bộ Tư pháp",
        "by": None,
    }
    return add_rule(title=title, now=now, **(defaults | fields))


SENDER: dict[str, Any] = {
    "kind": "person",
    "name": "Nguyễn Thị Dân",
    "address": "12 Lê Lợi, phường Cẩm Thành",
    "phone": "0905 123 456",
    "email": "dan@example.vn",
}


def receive(agency: Agency | None = None, *, now: dt.datetime = NOW, **fields: Any) -> Received:
    """An item from the portal, for an agency whose channel is open or is opened here."""
    if agency and not Regulation.objects.in_force(now.date()).filter(agency=agency).exists():
        make_regulation(agency)
    defaults: dict[str, Any] = {
        "sending_key": keys.new_sending_key(),
        "sender": SENDER,
        "content": "Thủ tục đăng ký khai sinh phải đi lại ba lần.",
    }
    return receive_from_portal(agency=agency, now=now, **(defaults | fields))


def answer_one(
    people: People, *, now: dt.datetime = NOW, text: str = "Đã bỏ một giấy tờ.", **fields: Any
) -> Handling:
    """An item that the agency answered, its head having signed."""
    case = Handling.objects.get(item=receive(people.agency, now=now, **fields).item)
    by = people.drafter
    accept(case, kind="unfit", rule=fields.get("rule"), officer=by, by=by, now=now)
    write_answer(case, text=text, outcome="put_right", seen_edits=0, by=by, now=now)
    submit_answer(case, by=by, now=now)
    return sign_answer(case, seen_edits=1, by=people.head, now=now)


def draft(case: Handling, *, by: Officer, now: dt.datetime = NOW, **fields: Any) -> Publication:
    defaults: dict[str, Any] = {
        "title": "Đăng ký khai sinh phải đi lại",
        "question": "Thủ tục đăng ký khai sinh phải đi lại ba lần.",
        "answer": "Đã bỏ một giấy tờ.",
        "is_checked": False,
        "seen_edits": 0,
    }
    return draft_publication(case, by=by, now=now, **(defaults | fields))


def approved(file: PublicFile, *, by: Officer, now: dt.datetime = NOW) -> PublicFile:
    """Opened and approved."""
    look_at_file(file, by=by, now=now)
    return approve_file(file, by=by, now=now)
