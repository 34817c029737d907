"""Feedback that came in other ways than the portal's form: on paper, on a form, by the national portal; and
one piece that names no agency. All of it invented."""

from __future__ import annotations

import datetime as dt

from agencies.models import Agency
from feedback import keys
from feedback.actions.answering import sign_answer, submit_answer, write_answer
from feedback.actions.handling import accept
from feedback.actions.posting import record_posting
from feedback.actions.receiving import enter_item, receive_from_portal
from feedback.models import Answer, Handling, Item, Kind
from reformportal.sample.cast import Cast
from reformportal.sample.feedback import CASES, Case, working_day
from reformportal.sample.history import at

AGENCY = "STP"  # the department whose people the list of sign-ins names
BY_POST = [
    {"kind": "person", "name": "Đinh Văn Rốp (mẫu)", "address": "Thôn Mẫu 2, xã Sơn Hạ, tỉnh Quảng Ngãi"},
    {"kind": "person", "name": "Y Hlưm (mẫu)", "address": "Làng Mẫu 1, xã Kon Đào, tỉnh Quảng Ngãi"},
    {"kind": "person", "name": "Phạm Thị Ren (mẫu)", "address": "Thôn Mẫu 4, xã Ba Tô, tỉnh Quảng Ngãi"},
]
PHONED = {"kind": "person", "name": "Lê Văn Đông (mẫu)", "address": "Tổ mẫu 3", "phone": "0900 222 333"}
OLD = Case(
    "Thư gửi từ mùa hè chưa ai trả lời",
    "Tôi gửi thư này từ mùa hè, hỏi vì sao giấy xác nhận tình trạng hôn nhân phải xin lại từ xã cũ khi xã đã "
    "sáp nhập. Đến nay chưa ai trả lời.",
    "",
    Kind.UNFIT,
    Answer.Outcome.EXPLAINED,
)
NOBODYS = "Hồ sơ một cửa của tôi phải đi qua ba cơ quan, tôi không biết cơ quan nào chịu trách nhiệm chính."


def tell_letters(day: dt.date) -> None:
    """Through the actions, so that each desk of the sample's sign-ins finds one of each."""
    agency = Agency.objects.in_force(day).filter(versions__code=AGENCY).first()
    if agency is None or not agency.feedback_regulations.filter(valid_from__lte=day - YEAR_QUARTER).exists():
        return
    desk = Desk(Cast(day), agency, day)
    answered = desk.enter(BY_POST[0], CASES[0], came=24, entered=23, number="31/PAKN")
    desk.answer(answered, CASES[0], after=12)
    record_posting(answered, on=desk.day(10), number="RR204518377VN", by=desk.drafter, now=desk.moment(9))
    desk.answer(desk.enter(BY_POST[1], CASES[2], came=15, entered=14, number="34/PAKN"), CASES[2], after=3)
    desk.enter(BY_POST[2], OLD, came=130, entered=6, number="37/PAKN")
    desk.enter(PHONED, CASES[3], came=9, entered=8, channel=Item.Channel.OPINION)
    desk.enter(
        PHONED | {"email": "dong.mau@example.vn"},
        CASES[5],
        came=4,
        entered=4,
        channel=Item.Channel.NATIONAL,
        number=f"PAKN.{desk.day(4):%Y%m%d}.0417",
    )
    receive_from_portal(
        sending_key=keys.new_sending_key(), sender=PHONED, content=NOBODYS, now=desk.moment(3)
    )


YEAR_QUARTER = dt.timedelta(days=91)  # the channel has been open for some time


class Desk:
    """The people of one agency, and days counted back from the day of the sample."""

    def __init__(self, cast: Cast, agency: Agency, day: dt.date) -> None:
        self.agency, self.today = agency, day
        self.drafter, self.head = cast.drafter(agency.pk).officer, cast.head(agency.pk).officer

    def day(self, ago: int) -> dt.date:
        return working_day(self.today - dt.timedelta(days=ago))

    def moment(self, ago: int) -> dt.datetime:
        return at(self.day(ago), 9, ago % 60)

    def enter(
        self,
        sender: dict[str, str],
        case: Case,
        *,
        came: int,
        entered: int,
        channel: str = Item.Channel.LETTER,
        number: str = "",
    ) -> Handling:
        return enter_item(
            self.agency,
            sending_key=keys.new_sending_key(),
            channel=channel,
            sender=sender,
            content=case.content,
            received_on=self.day(came),
            register_number=number,
            is_meant=True,
            by=self.drafter,
            now=self.moment(entered),
        ).handling

    def answer(self, handling: Handling, case: Case, *, after: int) -> None:
        """Approved by the head that many days ago; the letter waits to be posted."""
        moment = self.moment(after)
        by = self.drafter
        accept(handling, kind=case.kind, rule=None, officer=by, by=by, now=moment)
        write_answer(handling, text=case.answer, outcome=case.outcome, seen_edits=0, by=by, now=moment)
        submit_answer(handling, by=by, now=moment)
        sign_answer(handling, seen_edits=1, by=self.head, now=moment)
