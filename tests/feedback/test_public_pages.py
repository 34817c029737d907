"""What a citizen sees: the doors, the form, the receipt, and how theirs stands by code and secret."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feedback import keys, limits
from feedback.actions import senders
from feedback.actions.publishing import approve_publication
from feedback.models import ConsentWording, Item, ItemFile
from records.models import Tries
from records.tasks import forget_tries
from tests.agencies.make import make_agency
from tests.feedback.make import NOW, answer_one, draft, make_regulation, make_rule, receive
from tests.feedback.test_keys import solve
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db
SEND, FOLLOW = reverse("feedback:send"), reverse("feedback:follow")


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


@pytest.fixture
def citizen(people) -> Client:
    make_regulation(people.home_affairs)
    return Client()


@pytest.fixture
def later(time_machine):
    """A page was opened; a minute goes by."""

    def go(to: str = "2026-03-16T02:01:00Z") -> None:
        time_machine.move_to(to)

    return go


def filled(page_key: str, **changes: object) -> dict[str, object]:
    return {
        "sending_key": page_key,
        "content": "Thủ tục đăng ký khai sinh phải đi lại ba lần.",
        "kind": "person",
        "name": "Nguyễn Thị Dân",
        "address": "12 Lê Lợi",
        "phone": "0905 123 456",
        "meant": "1",
    } | changes


def open_page(citizen: Client) -> str:
    return citizen.get(SEND).context["form"]["sending_key"].value()


def test_other_matters_are_shown_their_own_door(citizen):
    page = citizen.get(reverse("feedback:start")).text
    for law in ("02/2011/QH13", "25/2018/QH14", "48/2025/QĐ-TTg", "dichvucong.gov.vn"):
        assert law in page
    assert "108 Phan Đình Phùng" in page


def test_from_the_form_to_the_receipt_and_back_by_code_and_secret(citizen, later):
    key = open_page(citizen)
    later()
    receipt = citizen.post(SEND, filled(key))
    assert (receipt.status_code, receipt.headers["Cache-Control"]) == (200, "no-store")
    item = Item.objects.get()
    assert (item.code, item.is_doubtful) == ("PAKN.20260316.0001", False)
    secret = keys.grouped(keys.secret_for(key))
    assert (item.code in receipt.text, secret in receipt.text) == (True, True)
    assert "thứ Hai, 6/4/2026" in receipt.text
    status = citizen.post(FOLLOW, {"code": item.code.lower(), "secret": secret.lower()})
    assert (status.status_code, status.headers["Cache-Control"]) == (200, "no-store")
    assert "đi lại ba lần" in status.text
    assert secret not in status.text
    assert {"sessionid", "__Host-sessionid"} & set(citizen.cookies) == set()


def test_reloading_the_receipt_shows_it_again(citizen, later):
    key = open_page(citizen)
    later()
    first, again = citizen.post(SEND, filled(key)), citizen.post(SEND, filled(key))
    assert Item.objects.count() == 1
    assert first.context["secret"] == again.context["secret"]


def test_what_is_refused_comes_back_as_typed(citizen, later):
    key = open_page(citizen)
    later()
    file = SimpleUploadedFile("don.pdf", make_pdf())
    answer = citizen.post(SEND, filled(key, phone="", uploads=file))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["phone"]
    assert "đi lại ba lần" in answer.text
    assert "don.pdf" in answer.text
    assert answer.context["form"]["sending_key"].value() == key
    assert not Item.objects.exists()


@pytest.mark.parametrize("key", ["", "bịa:ra:thôi"])
def test_a_page_that_is_not_ours_comes_back_ready_to_send(citizen, later, key):
    answer = citizen.post(SEND, filled(key))
    assert answer.status_code == 422
    assert "đi lại ba lần" in answer.text
    fresh = answer.context["form"]["sending_key"].value()
    later()
    assert citizen.post(SEND, filled(fresh)).status_code == 200


def test_a_page_opened_yesterday_loses_nothing(citizen, later):
    key = open_page(citizen)
    later("2026-03-17T02:00:01Z")
    answer = citizen.post(SEND, filled(key))
    assert answer.status_code == 422
    assert "Trang này mở đã lâu" in answer.text
    assert "đi lại ba lần" in answer.text


def test_without_scripts_a_button_shows_what_others_asked_and_sends_nothing(citizen, later, people):
    made = draft(answer_one(people, consents=list(ConsentWording.objects.all())), by=people.drafter)
    approve_publication(made, seen_edits=1, by=people.head, now=NOW)
    key = open_page(citizen)
    later()
    sent_so_far = Item.objects.count()
    file = SimpleUploadedFile("don.pdf", make_pdf())
    page = citizen.post(SEND, filled(key, phone="", look="1", uploads=file))
    assert (page.status_code, page.context["form"].errors) == (200, {})
    assert made.get_absolute_url() in page.text
    for typed in ("đi lại ba lần", "12 Lê Lợi", "don.pdf"):
        assert typed in page.text
    bad = SimpleUploadedFile("virus.exe", b"MZ" + b"\0" * 100)
    complained = citizen.post(SEND, filled(key, phone="", look="1", uploads=bad))
    assert list(complained.context["form"].errors) == ["uploads"]
    unlike = citizen.post(SEND, filled(key, content="Hoàn toàn khác hẳn chuyện kia", look="1"))
    assert "Chưa có nội dung công khai nào tương tự" in unlike.text
    assert Item.objects.count() == sent_so_far


def test_several_files_come_along_and_the_sixth_is_one_too_many(citizen, later):
    key = open_page(citizen)
    later()
    five = [SimpleUploadedFile(f"{number}.pdf", make_pdf()) for number in range(5)]
    receipt = citizen.post(SEND, filled(key, uploads=five))
    assert receipt.status_code == 200
    sent = citizen.post(
        FOLLOW, {"code": receipt.context["received"].item.code, "secret": receipt.context["secret"]}
    )
    for page in (receipt, sent):
        assert "Tệp gửi kèm: " in " ".join(page.text.split())
    assert ItemFile.objects.count() == 5
    six = [SimpleUploadedFile(f"{number}.pdf", make_pdf()) for number in range(6)]
    answer = citizen.post(SEND, filled(open_page(citizen), uploads=six))
    assert list(answer.context["form"].errors) == ["uploads"]


def test_a_rule_is_found_by_its_number_or_its_line_and_else_kept_in_words(citizen, later):
    rule = make_rule("Đăng ký khai sinh", number="1.001193")
    found = citizen.get(reverse("feedback:find-rules"), {"q": "khai sinh"}).json()
    assert found == {"rules": ["1.001193: Đăng ký khai sinh"]}
    assert citizen.get(reverse("feedback:find-rules"), {"q": "dang ky khai"}).json() == found
    assert citizen.get(reverse("feedback:find-rules")).json() == {"rules": []}
    later()
    for words in ("1.001193: Đăng ký khai sinh", "1.001193"):
        citizen.post(SEND, filled(keys.new_sending_key(), rule_words=words))
    citizen.post(SEND, filled(keys.new_sending_key(), rule_words="giấy khai sinh"))
    kept = list(Item.objects.order_by("pk").values_list("rule", "rule_words"))
    assert kept == [(rule.pk, ""), (rule.pk, ""), (None, "giấy khai sinh")]


def test_only_agencies_with_an_open_channel_are_offered(citizen, people):
    make_agency("so")
    offered = citizen.get(SEND).context["form"].fields["agency"].queryset
    assert list(offered) == [people.home_affairs]


@pytest.mark.parametrize(
    ("changes", "seconds", "is_doubtful"),
    [({}, 60, False), ({}, 2, True), ({"website": "http://spam.example"}, 60, True)],
)
def test_what_a_machine_sends_waits_to_be_looked_at(citizen, later, changes, seconds, is_doubtful):
    key = open_page(citizen)
    later(f"2026-03-16T02:{seconds // 60:02}:{seconds % 60:02}Z")
    assert citizen.post(SEND, filled(key, **changes)).status_code == 200  # and a machine is told nothing
    assert Item.objects.get().is_doubtful is is_doubtful


def test_who_sends_often_is_asked_for_work_and_loses_nothing(citizen, later):
    def send(**changes: object) -> bool:
        key = open_page(citizen)
        later(f"2026-03-16T02:{Item.objects.count() + 1:02}:30Z")
        work = {"work": solve(key)} if changes else {}
        assert citizen.post(SEND, filled(key, **work)).status_code == 200
        return Item.objects.latest("pk").is_doubtful

    assert [send() for _ in range(limits.SENDINGS_OF_ADDRESS)] == [False] * limits.SENDINGS_OF_ADDRESS
    assert send() is True
    assert send(worked=True) is False


def test_counts_keep_no_address(citizen, later):
    key = open_page(citizen)
    later()
    citizen.post(SEND, filled(key), REMOTE_ADDR="127.66.66.66")
    kept = list(Tries.objects.values_list("key_digest", flat=True))
    assert len(kept) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in kept)


def test_a_stranger_with_the_code_alone_learns_nothing(citizen, people):
    received = receive(people.agency)
    wrong = {"code": received.item.code, "secret": keys.grouped(keys.new_secret())}
    nothing = {"code": "PAKN.20260101.9999", "secret": keys.grouped(received.secret)}
    answers = [citizen.post(FOLLOW, data) for data in (wrong, nothing)]
    said = [re.sub(r'(name="csrfmiddlewaretoken" )?value="[^"]*"', "", answer.text) for answer in answers]
    assert said[0] == said[1]
    assert {answer.status_code for answer in answers} == {422}
    assert "đi lại ba lần" not in answers[0].text


def test_guessing_is_stopped_for_the_code_and_for_who_guesses(citizen, people, time_machine):
    received = receive(people.agency)
    right = {"code": received.item.code, "secret": received.secret}
    wrong = right | {"secret": keys.new_secret()}

    def tries(data: dict[str, str], number: int) -> int:
        """From another address each time."""
        return citizen.post(FOLLOW, data, REMOTE_ADDR=f"10.0.{number}.1").status_code

    codes = [tries(wrong, number) for number in range(limits.TRIES_OF_CODE + 1)]
    assert codes == [422] * limits.TRIES_OF_CODE + [429]
    assert tries(right, 200) == 200  # nobody shuts out who has the right one
    time_machine.move_to("2026-03-16T03:00:01Z")
    assert tries(wrong, 201) == 422
    elsewhere = [wrong | {"code": f"PAKN.20260101.{number:04}"} for number in range(limits.TRIES_OF_ADDRESS)]
    assert {citizen.post(FOLLOW, data).status_code for data in elsewhere} == {422}
    assert citizen.post(FOLLOW, wrong).status_code == 429
    assert [citizen.post(FOLLOW, right).status_code for _time in range(3)] == [200] * 3


def test_counts_are_forgotten_within_the_hour(citizen, later, time_machine):
    key = open_page(citizen)
    later()
    citizen.post(SEND, filled(key))
    time_machine.move_to("2026-03-16T02:59:00Z")
    forget_tries()
    assert Tries.objects.count() == 2
    time_machine.move_to("2026-03-16T03:00:00Z")
    forget_tries()
    assert Tries.objects.count() == 0


def test_going_back_and_writing_something_else_asks_to_send_once_more(citizen, people, later):
    """At a counter's machine the next person goes back to the page of the one before."""
    key = open_page(citizen)
    later()
    first = citizen.post(SEND, filled(key))
    assert first.status_code == 200
    secret = first.context["secret"]
    other = filled(key, name="Trần Văn Khác", content="Phí chứng thực quá cao, thu hai lần.")
    back = citizen.post(SEND, other)
    assert (back.status_code, Item.objects.count()) == (422, 1)
    assert "Hãy bấm gửi lần nữa" in back.text
    assert secret not in back.text
    fresh = back.context["form"]["sending_key"].value()
    assert fresh != key
    for words in ("Trần Văn Khác", "Phí chứng thực quá cao, thu hai lần."):
        assert words in back.text
    sent = citizen.post(SEND, other | {"sending_key": fresh})
    assert (sent.status_code, Item.objects.count()) == (200, 2)
    assert sent.context["secret"] != secret


def test_going_back_to_a_page_opened_anew_and_sending_the_same_asks_first(citizen, later, time_machine):
    """The browser asks for the page again, and puts back what was typed."""
    key = open_page(citizen)
    later()
    code = citizen.post(SEND, filled(key, meant="")).context["received"].item.code
    again = open_page(citizen)
    time_machine.shift(60)
    asked = citizen.post(SEND, filled(again, meant=""))
    assert (asked.status_code, Item.objects.count()) == (422, 1)
    assert code in asked.text
    assert '<input type="hidden" name="meant" value="1"' in asked.text
    assert asked.context["form"]["content"].value() == filled(again)["content"]
    other = citizen.post(SEND, filled(again, meant="", phone="0905 999 999"))
    assert (other.status_code, Item.objects.count()) == (200, 2)
    third = open_page(citizen)
    time_machine.shift(60)
    assert citizen.post(SEND, filled(third)).status_code == 200
    assert Item.objects.count() == 3


def test_the_same_words_are_known_again_after_midnight_and_not_once_they_were_withdrawn(people, time_machine):
    late = dt.datetime(2026, 3, 16, 16, 50, tzinfo=dt.UTC)  # ten to twelve at night in Vietnam
    first = receive(people.agency, now=late, is_meant=False)
    with pytest.raises(ValidationError) as refused:
        receive(people.agency, now=late + dt.timedelta(minutes=20), is_meant=False)
    assert refused.value.code == "alike"
    senders.withdraw_item(first.item, now=late + dt.timedelta(minutes=21))
    assert receive(people.agency, now=late + dt.timedelta(minutes=22), is_meant=False).item != first.item
