"""What senders are told about their data: all that article 9 of Law 91/2025/QH15 asks, and kept with what
they agreed to."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from agencies.models import AgencyVersion
from feedback import keys
from feedback.actions.data_limits import set_retention
from feedback.models import Consent, ConsentWording, Item, Notice, RetentionRule
from feedback.notice import sections_of, text_of
from tests.feedback.make import NOW, SENDER, make_regulation, receive

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
HEADINGS = [
    "Ai chịu trách nhiệm về dữ liệu (bên kiểm soát dữ liệu)",
    "Dữ liệu nào",
    "Để làm gì",
    "Ai nhận được",
    "Lưu trong bao lâu",
    "Quyền của ông/bà",
    "Nghĩa vụ của ông/bà",
    "Khiếu nại ở đâu",
]


def said(agency, receiver) -> dict[str, str]:
    return {section.title: " ".join(section.lines) for section in sections_of(agency, receiver, TODAY)}


def test_f12_the_notice_says_all_that_article_9_asks(people):
    make_regulation(people.agency, focal_unit="Thanh tra Sở", phone="0255 111 222")
    found = said(people.agency, people.home_affairs)
    assert list(found) == HEADINGS
    who = found[HEADINGS[0]]
    assert [one for one in ("Sở Tư pháp", "Thanh tra Sở", "0255 111 222") if one not in who] == []
    assert "Sở Nội vụ" not in who
    assert "24 tháng" in found["Lưu trong bao lâu"]
    assert "quyết định của tỉnh: chưa có" in found["Lưu trong bao lâu"]
    assert "khiếu nại" in found["Khiếu nại ở đâu"]
    assert "2 ngày làm việc" in found["Quyền của ông/bà"]


def test_f12_without_an_agency_the_one_that_will_receive_it_is_named_from_the_register(people):
    AgencyVersion.objects.filter(agency=people.home_affairs).update(name="Văn phòng Ủy ban")
    make_regulation(people.home_affairs, email="tiepnhan@vp.example")
    who = said(None, people.home_affairs)[HEADINGS[0]]
    assert ("Văn phòng Ủy ban" in who, "tiepnhan@vp.example" in who) == (True, True)


def test_f12_the_time_of_keeping_follows_the_rule_and_the_document_that_fixes_it(people):
    day = TODAY + dt.timedelta(days=1)
    fields = {"months": 36, "legal_ground": "Luật Lưu trữ", "fixed_by": "Quyết định 9/QĐ-UBND"}
    seen = RetentionRule.objects.get().pk
    set_retention(**fields, seen=seen, valid_from=day, by=people.reviewer, now=NOW)
    kept = {section.title: section.lines for section in sections_of(None, None, day)}["Lưu trong bao lâu"]
    assert ("36 tháng" in kept[0], kept[1:]) == (True, ["Theo Quyết định 9/QĐ-UBND."])
    assert "24 tháng" in said(None, None)["Lưu trong bao lâu"]
    assert [rule.fixed_by for rule in RetentionRule.objects.all()] == ["Quyết định 9/QĐ-UBND", ""]


def test_f12_in_english_every_section_is_there_too(people):
    make_regulation(people.agency)
    with translation.override("en"):
        found = said(people.agency, people.home_affairs)
    assert (len(found), "Your duties" in found) == (8, True)
    assert "decision of the province: none yet" in found["How long they are kept"]


def send(people, time_machine, **fields):
    time_machine.move_to(NOW)
    key = keys.new_sending_key()
    time_machine.move_to(NOW + dt.timedelta(minutes=2))
    data = {"content": "Thủ tục khai sinh chậm", "rule_words": "", "agency": str(people.agency.pk)}
    return Client().post(reverse("feedback:send"), data | SENDER | {"sending_key": key} | fields)


def test_f12_the_consent_keeps_the_notice_that_the_page_showed(people, time_machine):
    make_regulation(people.agency)
    shown = {"may_publish": "on", "notice_of": str(people.agency.pk)}
    assert send(people, time_machine, **shown).status_code == 200
    assert send(people, time_machine, content="Phản ánh lần thứ hai về khai sinh", **shown).status_code == 200
    generic = send(people, time_machine, content="Phản ánh lần thứ ba về khai sinh", may_publish="on")
    assert generic.status_code == 200
    given = list(Consent.objects.order_by("pk").select_related("notice"))
    of_agency = text_of(sections_of(people.agency, people.home_affairs, TODAY))
    of_any = text_of(sections_of(None, people.home_affairs, TODAY))
    assert [consent.notice and consent.notice.text for consent in given] == [of_agency, of_agency, of_any]
    assert [(row.language, row.text) for row in Notice.objects.order_by("pk")] == [
        ("vi", of_agency),
        ("vi", of_any),
    ]
    assert ConsentWording.objects.count() == 1


def test_f12_who_agrees_to_nothing_leaves_no_notice(people, time_machine):
    make_regulation(people.agency)
    assert send(people, time_machine).status_code == 200
    assert (Item.objects.count(), Notice.objects.count()) == (1, 0)


def test_f12_a_changed_register_makes_another_version_and_the_old_one_stays(people, time_machine):
    make_regulation(people.agency)
    shown = {"may_publish": "on", "notice_of": str(people.agency.pk)}
    send(people, time_machine, **shown)
    AgencyVersion.objects.filter(agency=people.agency).update(name="Sở Tư pháp và Pháp chế")
    send(people, time_machine, content="Phản ánh sau khi sở đổi tên", **shown)
    names = ["Sở Tư pháp và Pháp chế" in row.text for row in Notice.objects.order_by("pk")]
    assert names == [False, True]


def test_f12_the_sending_page_and_a_page_of_its_own_tell_it_to_everybody(people, time_machine):
    time_machine.move_to(NOW)
    make_regulation(people.agency)
    visitor = Client()
    for page in (reverse("feedback:send"), reverse("feedback:notice")):
        text = visitor.get(page).text
        assert [heading for heading in HEADINGS if heading not in text] == []
        assert "nếu không chọn: Sở Nội vụ" in text
    chosen = visitor.get(reverse("feedback:notice") + f"?agency={people.agency.pk}").text
    assert "Sở Tư pháp, cơ quan ông/bà đã chọn." in chosen
    assert visitor.get(reverse("feedback:notice") + "?agency=99999999999999999999").status_code == 200
    visitor.post(reverse("set_language"), {"language": "en"})
    assert "Where to complain" in visitor.get(reverse("feedback:notice")).text


def test_f12_a_page_that_comes_back_tells_of_the_same_agency(people, time_machine):
    make_regulation(people.agency)
    for shown, expected in ((str(people.agency.pk), True), ("x", False), ("9" * 12, False)):
        answer = send(people, time_machine, content="", notice_of=shown)
        assert (answer.status_code, "cơ quan ông/bà đã chọn" in answer.text) == (422, expected)


def test_f12_officers_see_what_was_agreed_to_and_consents_of_before_have_no_notice(
    people, client, time_machine
):
    time_machine.move_to(NOW)
    case = receive(people.agency, consents=list(ConsentWording.objects.all())).item.handlings.get()
    assert Consent.objects.get().notice is None
    client.force_login(people.drafter)
    page = client.get(case.get_absolute_url()).text
    assert ("Tôi đồng ý để cơ quan đăng công khai" in page, "Khi đó chưa lưu thông báo." in page) == (
        True,
        True,
    )
