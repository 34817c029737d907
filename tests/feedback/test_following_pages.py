"""A sender follows what they sent and says more about it, without a session."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feedback.actions import answering, handling, senders
from feedback.models import Event, Handling, ItemFile, Rating
from feedback.workflow import State
from tests.feedback.make import NOW, receive
from tests.records.files import make_pdf

pytestmark = pytest.mark.django_db
FOLLOW = reverse("feedback:follow")


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


class Sender:
    """Someone at a browser with the code and the secret of what they sent."""

    def __init__(self, people) -> None:
        self.people = people
        self.received = receive(people.agency)
        self.client = Client()

    @property
    def case(self) -> Handling:
        return Handling.objects.get(item=self.received.item)

    def look(self):
        asked = {"code": self.received.item.code, "secret": self.received.secret}
        return self.client.post(FOLLOW, asked)

    def token(self) -> str:
        return self.look().context["add_form"]["token"].value()

    def say(self, name: str, *args: object, **data: object):
        return self.client.post(reverse(f"feedback:{name}", args=args), data)

    def taken_in_hand(self) -> Handling:
        by = self.people.drafter
        return handling.accept(self.case, kind="unfit", rule=None, officer=by, by=by, now=NOW)

    def answered(self, text: str = "Đã bỏ một giấy tờ.") -> Handling:
        by = self.people.drafter
        self.taken_in_hand()
        answering.write_answer(self.case, text=text, outcome="put_right", seen_edits=0, by=by, now=NOW)
        answering.submit_answer(self.case, by=by, now=NOW)
        return answering.sign_answer(self.case, seen_edits=1, by=self.people.head, now=NOW)


@pytest.fixture
def sender(people) -> Sender:
    return Sender(people)


def test_a_question_is_answered_from_the_page_with_a_file(sender):
    sender.taken_in_hand()
    handling.ask(sender.case, words="Ở xã nào?", by=sender.people.drafter, now=NOW)
    page = sender.look()
    assert "Ở xã nào?" in page.text
    data = {"token": page.context["add_form"]["token"].value(), "words": "Xã Bình Minh"}
    file = SimpleUploadedFile("anh.pdf", make_pdf())
    told = sender.say("add", **data, uploads=file)
    assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
    assert "Cơ quan đã nhận được." in told.text
    assert "Xã Bình Minh" in told.text
    assert (sender.case.state, ItemFile.objects.count()) == (State.IN_HAND, 1)
    sender.say("add", **data)  # the page is sent again
    assert Event.objects.filter(words__same="Xã Bình Minh").count() == 1
    assert {"sessionid", "__Host-sessionid"} & set(sender.client.cookies) == set()


def test_what_is_refused_keeps_the_words(sender):
    sender.answered()
    token = sender.look().context["legs"][0]["rate_form"]["token"].value()
    refused = sender.say("rate", sender.case.pk, token=token, helped="no")
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["words"])
    late = sender.say("add", token=token, words="Thêm một ý nữa")
    assert late.status_code == 422
    assert "Thêm một ý nữa" in late.text


def test_an_answer_is_read_and_judged(sender):
    sender.answered()
    page = sender.look()
    assert "Đã bỏ một giấy tờ." in page.text
    token = page.context["legs"][0]["rate_form"]["token"].value()
    told = sender.say("rate", sender.case.pk, token=token, helped="no", words="Chưa nói về phí.")
    assert "Đã mở lại" in told.text
    assert (sender.case.state, Rating.objects.get().helped) == (State.IN_HAND, False)
    assert "rate_form" not in sender.look().context["legs"][0]


def test_a_sender_withdraws_from_the_page(sender):
    told = sender.say("withdraw", token=sender.token(), words="Đã xong")
    assert (sender.case.state, told.context["add_form"]) == (State.WITHDRAWN, None)


@pytest.mark.parametrize("wrong", ["", "made:up", "PAKN.20260316.0001/0000000000000000:1:x"])
def test_without_a_pass_nothing_happens_and_the_words_come_back(sender, wrong):
    answer = sender.say("add", token=wrong, words="Lời đã gõ")
    assert (answer.status_code, "Lời đã gõ" in answer.text) == (403, True)
    assert Event.objects.count() == 1


def test_s3_without_a_pass_the_choice_and_the_names_of_the_files_come_back_too(sender):
    files = [SimpleUploadedFile(f"ảnh {number}.pdf", make_pdf()) for number in (1, 2)]
    added = sender.say("add", token="", words="Lời đã gõ", uploads=files)
    assert (added.status_code, added.context["files"]) == (403, ["ảnh 1.pdf", "ảnh 2.pdf"])
    assert [words for words in ("Lời đã gõ", "ảnh 1.pdf", "ảnh 2.pdf") if words not in added.text] == []
    rated = sender.say("rate", sender.case.pk, token="", helped="no", words="Chưa nói về phí.")
    assert [value for _label, value in rated.context["said"]] == ["Chưa, còn thiếu", "Chưa nói về phí."]
    assert [value for _label, value in rated.context["said"] if str(value) not in rated.text] == []
    odd = sender.say("rate", sender.case.pk, token="", helped="<b>")
    assert (odd.status_code, "<b>" in odd.text.partition("</header>")[2]) == (403, False)


def test_a_pass_ends_with_its_hour_and_with_its_secret(sender, time_machine):
    token = sender.token()
    senders.replace_secret(sender.case, by=sender.people.drafter, now=NOW)
    assert sender.say("add", token=token, words="x").status_code == 403
    other = Sender(sender.people)
    token = other.token()
    time_machine.move_to("2026-03-16T11:05:00Z")  # a slow machine signs some seconds late
    assert other.say("withdraw", token=token).status_code == 403


def test_a_pass_opens_nothing_of_another_item(sender):
    other = Sender(sender.people)
    other.answered()
    answer = sender.say("rate", other.case.pk, token=sender.token(), helped="yes")
    assert (answer.status_code, Rating.objects.count()) == (404, 0)


def test_what_officers_said_among_themselves_is_not_told(sender):
    sender.taken_in_hand()
    by = sender.people.drafter
    answering.write_answer(sender.case, text="Nháp", outcome="put_right", seen_edits=0, by=by, now=NOW)
    answering.submit_answer(sender.case, by=by, now=NOW)
    answering.hand_back_answer(sender.case, words="Viết lại cho gọn", by=sender.people.head, now=NOW)
    page = sender.look().text
    for inner in ("Nháp", "Viết lại cho gọn", "Trần Thị Soạn", "Lê Văn Ký"):
        assert inner not in page
