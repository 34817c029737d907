"""What persons of the sample asked about their data, how far each request is, and a breach: all invented."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from agencies.models import Agency, AgencyVersion
from feedback.actions.breaches import add_entry, record_breach
from feedback.actions.requests import answer_request, carry_out_request, extend_request, record_request
from feedback.models import Consent, ConsentWording, DataRequest
from reformportal.sample.cast import Cast
from reformportal.sample.history import at

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome
SATURDAY = 5
BREACH_DAYS_BACK = 64


class Asked(NamedTuple):
    """One request: how many days ago it came, and how many days after that each step was done, if it was."""

    days_back: int
    kind: str
    words: str
    answer: str = ""
    answered_after: int | None = None
    extended_after: int | None = None
    done_after: int | None = None
    outcome: str = Outcome.DONE
    carried_out: str = ""
    is_through_processor: bool = False


WILL_SHOW = "Đã báo người yêu cầu: cơ quan chuẩn bị và cho xem tại trụ sở, chậm nhất trong 10 ngày."
ASKED = {
    "STP": [
        Asked(
            40,
            Kind.KNOW,
            "Xin xem cơ quan đang giữ thông tin gì của tôi.",
            WILL_SHOW,
            1,
            done_after=6,
            carried_out="Đã cho xem họ tên, địa chỉ, số điện thoại tại trụ sở; người xem ký xác nhận.",
        ),
        Asked(
            20,
            Kind.OBJECT,
            "Tôi không đồng ý dùng số điện thoại của tôi để mời họp.",
            "Đã báo người yêu cầu: cơ quan rà soát các danh sách và ngừng sử dụng.",
            1,
            extended_after=9,
        ),
        Asked(
            13,
            Kind.GIVE,
            "Xin bản sao thông tin của tôi trong hồ sơ phản ánh năm nay.",
            "Đã báo người yêu cầu: bản sao được gửi theo địa chỉ đã đăng ký.",
            1,
        ),
        Asked(1, Kind.ERASE, "Xin xóa thông tin của tôi vì việc đã xong."),
    ],
    "21025": [
        Asked(
            35,
            Kind.CORRECT,
            "Địa chỉ của tôi ghi sai số nhà, xin sửa.",
            "Đã báo người yêu cầu: sẽ sửa sau khi đối chiếu giấy tờ.",
            6,
            done_after=8,
            carried_out="Đã sửa số nhà trong hồ sơ.",
        ),
        Asked(7, Kind.KNOW, "Tôi muốn biết ai đã xem phản ánh của tôi."),
    ],
    "SNV": [
        Asked(
            30,
            Kind.RESTRICT,
            "Xin không đưa thông tin của tôi vào danh sách khảo sát.",
            "Đã báo người yêu cầu: đơn vị khảo sát cũng phải thực hiện.",
            1,
            done_after=14,
            outcome=Outcome.PARTLY,
            carried_out="Đã bỏ khỏi danh sách từ nay; phiếu thu trước đó không còn tên nên không tách được.",
            is_through_processor=True,
        ),
        Asked(
            3,
            Kind.GIVE,
            "Xin bản sao nội dung tôi đã gửi.",
            "Đã báo người yêu cầu: nhận bản sao tại Bộ phận Một cửa.",
            1,
        ),
    ],
}
WITHDRAWN = Asked(
    12,
    Kind.WITHDRAW,
    "Tôi rút lại việc đồng ý đăng công khai.",
    "Đã báo người yêu cầu: nội dung được gỡ khỏi trang công khai.",
    1,
    done_after=2,
    carried_out="Đã gỡ nội dung công khai.",
)


def tell_requests(day: dt.date) -> None:
    """Each through the actions, and a consent that its sender withdrew."""
    cast = Cast(day)
    versions = AgencyVersion.objects.in_force(day).filter(code__in=ASKED).select_related("agency")
    for version in versions.order_by("code"):
        for one in ASKED[version.code]:
            if _working(day - dt.timedelta(days=one.days_back)) >= version.valid_from:
                _tell(one, version.agency, cast, day)
        code = _code_of_consent(version.agency, day) if version.code == "STP" else ""
        if code:
            _tell(WITHDRAWN, version.agency, cast, day, code=code)


def _code_of_consent(agency: Agency, day: dt.date) -> str:
    """Of the oldest piece the agency answered whose sender had agreed, before they asked, that it be
    published."""
    before = at(day - dt.timedelta(days=WITHDRAWN.days_back + 1), 0)
    agreed = Consent.objects.in_force(ConsentWording.Purpose.PUBLISH)
    of_agency = agreed.filter(
        given_at__lt=before, item__handlings__agency=agency, item__handlings__state="answered"
    )
    found = of_agency.select_related("item").order_by("given_at", "pk").first()
    return found.item.code if found else ""


def _tell(one: Asked, agency: Agency, cast: Cast, day: dt.date, *, code: str = "") -> None:
    by = cast.drafter(agency.pk).officer
    came = _working(day - dt.timedelta(days=one.days_back))
    request = record_request(
        agency, kind=one.kind, code=code, words=one.words, received_on=came, by=by, now=at(came, 9, 20)
    )
    if one.answered_after is not None:
        on = _after(came, one.answered_after)
        answer: dict[str, Any] = {
            "answer": one.answer,
            "answered_on": on,
            "is_through_processor": one.is_through_processor,
        }
        answer_request(request, **answer, by=by, now=at(on, 10, 5))
    if one.extended_after is not None:
        on = _after(came, one.extended_after)
        reason = "Phải rà soát danh sách của nhiều phòng; đã gọi điện báo người yêu cầu."
        extend_request(request, amount=10, reason=reason, extended_on=on, by=by, now=at(on, 14, 30))
    if one.done_after is not None:
        on = _after(came, one.done_after)
        done: dict[str, Any] = {"outcome": one.outcome, "carried_out": one.carried_out, "done_on": on}
        carry_out_request(request, **done, erases=False, by=by, now=at(on, 15, 45))


def tell_breach(day: dt.date) -> None:
    """A list that went to a wrong address two months ago, with all that was done about it."""
    by, on = Cast(day).registrar().officer, _working(day - dt.timedelta(days=BREACH_DAYS_BACK))
    found_at = at(on, 14, 20)
    breach = record_breach(
        found_at=found_at,
        happened="Một danh sách mời tập huấn được gửi nhầm đến hộp thư ngoài cơ quan do gõ sai địa chỉ.",
        data="Họ tên, chức danh, số điện thoại cơ quan và thư điện tử của người được mời.",
        people=40,
        done="Gọi điện yêu cầu người nhận xóa thư; khóa tệp danh sách trên kho chung.",
        by=by,
        now=at(on, 14, 50),
    )
    hours = dt.timedelta(hours=1)
    known = "Đối chiếu lại: danh sách có 38 người, không có số định danh."
    reported = "Gửi Công an tỉnh thông báo vi phạm theo mẫu, văn bản số 812/SNV-VP (mẫu)."
    told = "Gửi thư báo cho cả 38 người, nêu việc đã làm và nơi liên hệ."
    closed = "Người nhận xác nhận đã xóa; từ nay danh sách chỉ chia sẻ trong kho, không gửi kèm thư."
    steps: list[tuple[dt.timedelta, str, str, int | None]] = [
        (3 * hours, "learned", known, 38),
        (25 * hours, "reported", reported, None),
        (43 * hours, "told", told, None),
        (14 * 24 * hours, "closed", closed, None),
    ]
    for later, kind, words, people in steps:
        moment = found_at + later
        add_entry(breach, kind=kind, at=moment, words=words, people=people, by=by, now=moment)


def _working(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def _after(came: dt.date, days: int) -> dt.date:
    """So many days on, on a working day, never before it came."""
    return max(came, _working(came + dt.timedelta(days=days)))
