"""What citizens of the sample province sent lately, and how agencies dealt with it: all of it invented."""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple

from agencies.models import Agency, AgencyVersion
from feedback import keys
from feedback.actions.answering import record_delivery, sign_answer, submit_answer, write_answer
from feedback.actions.handling import accept, ask, extend, refuse, transfer
from feedback.actions.publishing import approve_publication, draft_publication
from feedback.actions.receiving import enter_item, receive_from_portal
from feedback.actions.senders import rate_answer
from feedback.models import Answer, ConsentWording, Handling, Item, Kind, Regulation, Rule
from feedback.models.norms import receiver_on
from feedback.notice import sections_of, text_of
from reformportal.sample.cast import Cast
from reformportal.sample.channels import AT_DESKS
from reformportal.sample.history import at

DAYS_BACK = 75
SHARE_WITH_ITEMS = 0.3  # of the agencies; those of the sample sign-ins always have some
SHARE_CONSENTING = 0.7
# Days ago, and the fate: what the desks of the sample sign-ins find new, and what awaits their head.
LATELY = [(1, 0.9), (2, 0.9), (16, 0.36)]
SHARE_APPROVED = 0.8
SATURDAY = 5
NAMES = [
    "Nguyễn Thị Hoa (mẫu)",
    "Trần Văn Lâm (mẫu)",
    "Lê Thị Thu (mẫu)",
    "Phạm Minh Quân (mẫu)",
    "Đinh Thị Vân (mẫu)",
    "Hồ Văn Sơn (mẫu)",
    "Công ty TNHH Biển Xanh (mẫu)",
]


class Case(NamedTuple):
    """What is sent and what is answered; `rule` is part of the rule's title."""

    title: str
    content: str
    answer: str
    kind: str
    outcome: str
    rule: str = ""


CASES = [
    Case(
        "Bỏ sổ hộ khẩu khỏi hồ sơ đăng ký khai sinh",
        "Tôi đi đăng ký khai sinh cho con, cán bộ yêu cầu nộp bản sao sổ hộ khẩu trong khi sổ này không còn "
        "giá trị. Đề nghị bỏ giấy tờ này.",
        "Thành phần hồ sơ đăng ký khai sinh không có sổ hộ khẩu. Cơ quan đã chấn chỉnh bộ phận tiếp nhận và "
        "niêm yết lại thành phần hồ sơ tại Bộ phận Một cửa.",
        Kind.CONDUCT,
        Answer.Outcome.PUT_RIGHT,
        "khai sinh",
    ),
    Case(
        "Nộp trực tuyến vẫn phải mang bản giấy hai lần",
        "Hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất nộp trực tuyến vẫn bị yêu cầu mang bản giấy đến hai "
        "lần. Đề nghị xem lại quy trình.",
        "Bản giấy chỉ cần đối chiếu một lần khi trả kết quả. Cơ quan đã sửa quy trình nội bộ và xin lỗi "
        "ông/bà vì đã yêu cầu đi lại.",
        Kind.CONDUCT,
        Answer.Outcome.OWN_CHANGE,
    ),
    Case(
        "Niêm yết mức phí chứng thực bản sao",
        "Mức phí chứng thực bản sao ở phường và ở phòng công chứng khác nhau, người dân không biết theo mức "
        "nào. Kiến nghị niêm yết rõ.",
        "Mức thu theo quy định hiện hành đã được niêm yết tại trụ sở và trên trang thông tin điện tử. Cơ "
        "quan đã bổ sung bảng so sánh để người dân dễ hiểu.",
        Kind.INCONSISTENT,
        Answer.Outcome.EXPLAINED,
    ),
    Case(
        "Cho nộp tờ khai khổ A4 thay cho khổ A3",
        "Doanh nghiệp nhỏ ở miền núi khó in mẫu tờ khai khổ A3. Kiến nghị cho nộp mẫu A4 hoặc khai trên "
        "mạng.",
        "Cơ quan thống nhất với kiến nghị và đã đề nghị bộ quản lý ngành sửa mẫu tờ khai. Trong khi chờ, cơ "
        "quan nhận tờ khai khổ A4.",
        Kind.PROPOSAL,
        Answer.Outcome.RECOMMENDED,
    ),
    Case(
        "Sáng thứ Bảy không có người trực",
        "Lịch tiếp nhận hồ sơ buổi sáng thứ Bảy có thông báo nhưng đến nơi không có người trực.",
        "Ngày ông/bà đến là ngày nghỉ bù, cơ quan đã không gỡ thông báo cũ. Cơ quan đã sửa lịch và cử người "
        "trực đủ các sáng thứ Bảy.",
        Kind.CONDUCT,
        Answer.Outcome.PUT_RIGHT,
    ),
    Case(
        "Không lấy cả ảnh giấy lẫn ảnh điện tử",
        "Quy định nộp ảnh thẻ giấy cùng ảnh điện tử cho một thủ tục là trùng nhau. Đề nghị chỉ lấy một loại.",
        "Cơ quan đã rà soát và bỏ ảnh giấy khỏi thành phần hồ sơ từ tháng sau.",
        Kind.UNFIT,
        Answer.Outcome.OWN_CHANGE,
    ),
]
COMPLAINT = (
    "Tôi không đồng ý với quyết định thu hồi đất số 12 đối với gia đình tôi, đề nghị giải quyết khiếu nại."
)


def tell_feedback(day: dt.date) -> None:
    """Each agency's items through the actions, each on a working day of its own before `day`."""
    cast = Cast(day)
    wording = ConsentWording.objects.in_force(ConsentWording.Purpose.PUBLISH, day).first()
    opened = dict(Regulation.objects.in_force(day).values_list("agency", "valid_from"))
    versions = AgencyVersion.objects.in_force(day).filter(agency__in=opened)
    told: list[tuple[dt.datetime, Agency, random.Random, float]] = []
    for version in versions.select_related("agency").order_by("agency"):
        chance = random.Random(f"feedback {version.code}")  # noqa: S311 invented cases
        is_seen = version.code in AT_DESKS
        if not is_seen and chance.random() > SHARE_WITH_ITEMS:
            continue
        count = 4 if is_seen else chance.randint(1, 3)
        fates = [(chance.randint(1, DAYS_BACK), chance.random()) for _ in range(count)]
        for age, fate in fates + LATELY if is_seen else fates:
            on = working_day(day - dt.timedelta(days=age))
            if on < opened[version.agency_id]:
                continue
            told.append((at(on, chance.randint(7, 16), chance.randint(0, 59)), version.agency, chance, fate))
    for moment, agency, chance, fate in sorted(told, key=lambda one: one[0]):
        consents = [wording] if wording and chance.random() < SHARE_CONSENTING else []
        Telling(cast, agency, chance, day, consents).tell(moment, fate)


def working_day(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))


class Telling:
    """One item and what became of it by the day; what would come later has not happened yet."""

    def __init__(
        self,
        cast: Cast,
        agency: Agency,
        chance: random.Random,
        day: dt.date,
        consents: list[ConsentWording],
    ) -> None:
        self.cast, self.agency, self.chance, self.day, self.consents = cast, agency, chance, day, consents
        self.drafter = cast.drafter(agency.pk).officer
        self.head = cast.head(agency.pk).officer

    def tell(self, moment: dt.datetime, fate: float) -> None:
        """`fate`, from 0 to 1, says how far it came."""
        case = self.chance.choice(CASES)
        is_complaint = fate < 0.06
        item = self._receive(COMPLAINT if is_complaint else case.content, case, moment)
        handling = item.handlings.get()
        taken_at = self._later(moment, 1, 2)
        if taken_at is None:
            return
        if is_complaint:
            refuse(handling, ground="complaint", by=self.drafter, now=taken_at)
        elif fate < 0.14:
            self._pass_on(handling, taken_at)
        else:
            handling = accept(
                handling, kind=case.kind, rule=item.rule, officer=self.drafter, by=self.drafter, now=taken_at
            )
            self._work(handling, case, taken_at, fate)

    def _receive(self, content: str, case: Case, moment: dt.datetime) -> Item:
        rule = Rule.objects.matching(case.rule).first() if case.rule else None
        name = self.chance.choice(NAMES)
        sender = {
            "kind": "organisation" if name.startswith("Công ty") else "person",
            "name": name,
            "address": f"Tổ {self.chance.randint(1, 20)}, địa chỉ mẫu",
            "phone": f"0900 {self.chance.randint(100, 999)} {self.chance.randint(100, 999)}",
        }
        key = keys.new_sending_key()
        if self.chance.random() < 0.75:
            received = receive_from_portal(
                sending_key=key,
                sender=sender,
                content=content,
                agency=self.agency,
                rule=rule,
                consents=self.consents,
                notice=self._notice(moment.date()) if self.consents else "",
                now=moment,
            )
        else:
            received = enter_item(
                self.agency,
                sending_key=key,
                channel=self.chance.choice([Item.Channel.TELEPHONE, Item.Channel.LETTER, Item.Channel.VISIT]),
                received_on=moment.date(),
                register_number=f"{self.chance.randint(1, 90)}/PAKN",
                sender=sender,
                content=content,
                rule=rule,
                by=self.drafter,
                now=moment,
            )
        return received.item

    def _notice(self, day: dt.date) -> str:
        """About personal data, as the page told it when the agency was chosen."""
        return text_of(sections_of(self.agency, receiver_on(day), day))

    def _pass_on(self, handling: Handling, moment: dt.datetime) -> None:
        others = Regulation.objects.in_force(self.day).exclude(agency=self.agency.pk).order_by("agency")
        other = self.chance.choice(list(others.select_related("agency")[:12])).agency
        transfer(
            handling, agency=other, words="Thuộc thẩm quyền của cơ quan nhận.", by=self.drafter, now=moment
        )

    def _work(self, handling: Handling, case: Case, moment: dt.datetime, fate: float) -> None:
        if fate < 0.2:
            ask(handling, words="Xin cho biết nộp hồ sơ ngày nào, ở đâu?", by=self.drafter, now=moment)
            return
        if fate < 0.26:
            extend(handling, amount=5, reason="Chờ ý kiến cơ quan phối hợp.", by=self.drafter, now=moment)
        written_at = self._later(moment, 3, 9)
        if written_at is None:
            return
        write_answer(
            handling,
            text=case.answer,
            outcome=case.outcome,
            seen_edits=0,
            by=self.drafter,
            now=written_at,
        )
        if fate < 0.34:
            return
        submit_answer(handling, by=self.drafter, now=written_at)
        signed_at = self._later(written_at, 1, 3)
        if signed_at is None or fate < 0.4 or self.drafter == self.head:
            return
        sign_answer(handling, seen_edits=1, by=self.head, now=signed_at)
        self._after_signing(handling, case, signed_at, fate)

    def _after_signing(self, handling: Handling, case: Case, moment: dt.datetime, fate: float) -> None:
        if handling.item.channel == Item.Channel.LETTER:
            record_delivery(handling, way="letter", on=moment.date(), by=self.drafter, now=moment)
        if self.consents:
            self._publish(handling, case, moment)
        rated_at = self._later(moment, 1, 4)
        if rated_at and fate > 0.7:
            helped = fate > 0.76
            words = "" if helped else "Chưa nói rõ từ ngày nào."
            rate_answer(handling, helped=helped, words=words, now=rated_at)

    def _publish(self, handling: Handling, case: Case, signed_at: dt.datetime) -> None:
        """Drafted the day after; approved by the head in most cases, the rest waits for them."""
        made_at = self._later(signed_at, 1, 1)
        if handling.item.channel != Item.Channel.PORTAL or made_at is None:
            return
        made = draft_publication(
            handling,
            title=case.title,
            question=case.content,
            answer=case.answer,
            is_checked=False,
            seen_edits=0,
            by=self.drafter,
            now=made_at,
        )
        if self.chance.random() < SHARE_APPROVED:
            approve_publication(made, seen_edits=1, by=self.head, now=made_at)

    def _later(self, moment: dt.datetime, least: int, most: int) -> dt.datetime | None:
        """Some days on, on a working day; None when that is not before the day of the sample."""
        on = working_day(moment.date() + dt.timedelta(days=self.chance.randint(least, most)))
        found = max(at(on, self.chance.randint(8, 16), self.chance.randint(0, 59)), moment)
        return found if found.date() < self.day else None
