"""Feedback as an agency's officers see it: the list, the one, and what they do about it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from feedback import keys
from feedback.actions import answering, handling, senders
from feedback.actions.publishing import withdraw_consent
from feedback.models import Answer, ConsentWording, Handling, Item
from feedback.views.following import find_item
from feedback.workflow import State
from records.models import AuditEntry
from reformportal.desk import desk_tasks
from tests.feedback.make import NOW, SENDER, answer_one, draft, make_regulation, make_rule, receive
from tests.records.files import make_pdf, make_picture

pytestmark = pytest.mark.django_db
LIST = reverse("feedback:handlings")
LIST_COST, PAGE_COST = 9, 30


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


def url(name: str, *args: object) -> str:
    return reverse(f"feedback:{name}", args=args)


def signed_in(officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def case(people) -> Handling:
    return Handling.objects.get(item=receive(people.agency).item)


def test_from_the_list_to_the_signed_answer(case, people):
    rule = make_rule(number="1.001193")
    drafter, head = signed_in(people.drafter), signed_in(people.head)
    assert case.get_absolute_url() in drafter.get(LIST).text
    taken = {"kind": "unfit", "rule_words": "1.001193", "officer": people.drafter.pk}
    assert drafter.post(url("accept", case.pk), taken).url == case.get_absolute_url()
    answer = {"text": "Đã bỏ một giấy tờ.", "outcome": "put_right", "is_simple": "no", "seen_edits": "0"}
    assert drafter.post(url("answer", case.pk), answer).status_code == 302
    assert drafter.post(url("submit-answer", case.pk)).status_code == 302
    page = head.get(url("sign-answer", case.pk))
    assert "Đã bỏ một giấy tờ." in page.text
    assert "đi lại ba lần" in page.text
    assert head.post(url("sign-answer", case.pk), {"seen": "1", "added": "0"}).status_code == 302
    shown = " ".join(head.get(case.get_absolute_url()).text.split())
    for words in ("Lê Văn Ký", str(rule), "Đơn giản, dễ hiểu: Không", "Đã trả lời"):
        assert words in shown
    assert drafter.post(url("delivery", case.pk), {"way": "letter", "on": "16/3/2026"}).status_code == 302
    assert Answer.objects.get().deliveries.count() == 2


def test_its_page_says_who_is_reminded_when(case, people):
    page = signed_in(people.head).get(case.get_absolute_url())
    told = {(row.rule.code, row.role, row.due_on) for row in page.context["reminders"]}
    assert ("due", "head", dt.date(2026, 3, 18)) in told
    assert "Ngày đến hạn" in page.text
    assert "08:00, thứ Tư, 18/3/2026" in page.text


def test_each_page_asks_keeps_and_says(case, people):
    drafter = signed_in(people.drafter)
    refused = drafter.post(url("accept", case.pk), {"kind": "unfit", "rule_words": "không có"})
    assert sorted(refused.context["form"].errors) == ["officer", "rule_words"]
    assert "không có" in refused.text
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    assert drafter.post(url("ask", case.pk), {"words": "Ở xã nào?"}).status_code == 302
    assert drafter.post(url("resume", case.pk)).status_code == 302
    assert drafter.post(url("extend", case.pk), {"amount": "5", "reason": "Chờ bộ"}).status_code == 302
    assert drafter.post(url("tell", case.pk), {"words": "Đang chờ bộ trả lời"}).status_code == 302
    page = drafter.get(case.get_absolute_url()).text
    for words in ("Ở xã nào?", "Chờ bộ", "Đang chờ bộ trả lời", "gia hạn 5 ngày", "thứ Sáu, 10/4/2026"):
        assert words in page
    late = drafter.post(url("submit-answer", case.pk), follow=True)
    assert "Hãy soạn câu trả lời trước." in late.text


def test_s3_time_that_was_given_since_the_page_was_opened_is_told_before_more_adds_up(case, people):
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    head = signed_in(people.head)
    page = head.get(url("extend", case.pk))
    assert [value for _name, value in page.context["facts"]] == ["thứ Hai, 6/4/2026"]
    handling.extend(case, amount=5, reason="Chờ bộ", by=people.drafter, now=NOW)
    typed = {"amount": "7", "reason": "Chờ tỉnh bạn", "as-seen": page.context["as_seen"]}

    again = head.post(url("extend", case.pk), typed)

    assert (again.status_code, again.context["standing"], "Chờ tỉnh bạn" in again.text) == (422, [], True)
    due, given = (value for _name, value in again.context["facts"])
    assert (due, given.partition(",")[0], given.endswith(people.drafter.full_name)) == (
        "thứ Sáu, 10/4/2026",
        "5 ngày",
        True,
    )
    assert Handling.objects.get(pk=case.pk).extensions.count() == 1
    meant = head.post(url("extend", case.pk), typed | {"as-seen": again.context["as_seen"]})
    assert (meant.status_code, Handling.objects.get(pk=case.pk).extensions.count()) == (302, 2)


def test_refused_passed_on_and_twice(people):
    make_regulation(people.other_agency)
    first, second, third, fourth = (Handling.objects.get(item=receive(people.agency).item) for _ in range(4))
    drafter = signed_in(people.drafter)
    grounds = {"ground": "complaint", "words": "Xin gửi đơn khiếu nại."}
    assert drafter.post(url("refuse", first.pk), grounds).status_code == 302
    assert "Là khiếu nại" in drafter.get(first.get_absolute_url()).text
    elsewhere = {"agency": people.other_agency.pk, "words": "Thuộc Sở Y tế"}
    assert drafter.post(url("transfer", second.pk), elsewhere).status_code == 302
    assert drafter.post(url("pass-part", third.pk), elsewhere).status_code == 302
    again = drafter.post(url("pass-part", third.pk), elsewhere)
    assert list(again.context["form"].errors) == ["agency"]
    assert drafter.post(url("duplicate", fourth.pk), {"code": third.item.code}).status_code == 302
    states = [Handling.objects.get(pk=row.pk).state for row in (first, second, third, fourth)]
    assert states == [State.NOT_ACCEPTED, State.TRANSFERRED, State.RECEIVED, State.DUPLICATE]
    stranger = signed_in(people.stranger)
    assert len(stranger.get(LIST).context["handlings"]) == 2
    assert drafter.post(url("reconsider", first.pk)).status_code == 302
    assert Handling.objects.get(pk=first.pk).state == State.IN_HAND


def test_who_sent_it_is_shown_on_demand_and_each_look_is_recorded(case, people):
    drafter = signed_in(people.drafter)
    for address in (LIST, case.get_absolute_url(), url("answer", case.pk)):
        page = drafter.get(address).text
        for secret in (SENDER["name"], SENDER["phone"], SENDER["email"], "Lê Lợi"):
            assert secret not in page
    shown = drafter.post(url("sender", case.pk))
    assert (SENDER["name"] in shown.text, SENDER["phone"] in shown.text) == (True, True)
    assert shown.headers["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.about(case.item).get(verb="look_at_sender")
    assert entry.actor_id == people.drafter.pk
    follower = signed_in(people.reviewer)
    assert SENDER["phone"] not in follower.get(case.get_absolute_url()).text
    assert follower.post(url("sender", case.pk)).status_code == 403
    assert AuditEntry.objects.filter(verb="look_at_sender").count() == 1


def test_home_affairs_follows_and_opens_no_file(people):
    file = SimpleUploadedFile("don.pdf", make_pdf())
    case = Handling.objects.get(item=receive(people.agency, files=[file]).item)
    follower = signed_in(people.reviewer)
    page = follower.get(case.get_absolute_url())
    assert (page.status_code, page.context["verbs"]) == (200, set())
    attachment = case.item.files.get().attachment_id
    opening = url("open-file", case.pk, case.item.files.get().pk)
    assert (opening in page.text, follower.post(opening).status_code) == (False, 403)
    drafter = signed_in(people.drafter)
    for reader in (follower, drafter):  # no way past the trail
        assert reader.get(reverse("records:file", args=[attachment])).status_code == 404
    assert opening in drafter.get(case.get_absolute_url()).text
    assert not AuditEntry.objects.filter(verb="open_file").exists()
    own = drafter.post(opening)
    assert (own.status_code, own.getvalue()[:5]) == (200, b"%PDF-")
    assert AuditEntry.objects.about(case.item).get(verb="open_file").actor_id == people.drafter.pk


def test_a_file_is_opened_through_its_own_item_alone(people):
    file = SimpleUploadedFile("don.pdf", make_pdf())
    mine = receive(people.agency, files=[file]).handling
    other = receive(people.agency).handling
    assert (
        signed_in(people.drafter).post(url("open-file", other.pk, mine.item.files.get().pk)).status_code
        == 404
    )


def test_a_draft_and_what_was_said_of_it_stay_in_the_house(case, people):
    by = people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=NOW)
    answering.write_answer(case, text="Bản nháp", outcome="put_right", seen_edits=0, by=by, now=NOW)
    answering.submit_answer(case, by=by, now=NOW)
    answering.hand_back_answer(case, words="Viết lại", by=people.head, now=NOW)
    own, office = (signed_in(one).get(case.get_absolute_url()).text for one in (by, people.reviewer))
    for inner in ("Bản nháp", "Viết lại"):
        assert (inner in own, inner in office) == (True, False)


def test_s3_an_answer_mended_and_sent_up_again_is_not_handed_back_unread(case, people):
    by, head, page = people.drafter, signed_in(people.head), url("hand-back-answer", case.pk)
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=NOW)
    answering.write_answer(case, text="Bản một", outcome="put_right", seen_edits=0, by=by, now=NOW)
    answering.submit_answer(case, by=by, now=NOW)
    seen = head.get(page).context["form"]["seen"].value()
    answering.take_back_answer(case, by=by, now=NOW)
    answering.write_answer(case, text="Bản hai", outcome="put_right", seen_edits=1, by=by, now=NOW)
    answering.submit_answer(case, by=by, now=NOW)
    answer = head.post(page, {"words": "Sửa bản một", "seen": seen})
    assert (answer.status_code, "Sửa bản một" in answer.text) == (422, True)
    assert Handling.objects.get(pk=case.pk).state == "awaiting_head"
    again = {"words": "Sửa bản một", "seen": answer.context["form"]["seen"].value()}
    assert head.post(page, again).status_code == 302


def test_what_may_be_spam_waits_apart(people):
    case = Handling.objects.get(item=receive(people.agency, is_doubtful=True).item)
    drafter = signed_in(people.drafter)
    page = drafter.get(LIST)
    assert (list(page.context["handlings"]), page.context["doubtful"]) == ([], 1)
    assert list(drafter.get(LIST, {"state": "doubtful"}).context["handlings"]) == [case]
    assert drafter.post(url("clear-doubt", case.pk)).status_code == 302
    assert list(drafter.get(LIST).context["handlings"]) == [case]


def test_an_officer_enters_a_call_and_tells_the_code_and_secret(people):
    make_regulation(people.agency)
    drafter = signed_in(people.drafter)
    page = drafter.get(url("enter", people.agency.pk))
    data = SENDER | {
        "sending_key": page.context["form"]["sending_key"].value(),
        "channel": "telephone",
        "received_on": "13/3/2026",
        "register_number": "15/ĐT",
        "content": "Bộ phận Một cửa đóng cửa trước giờ.",
    }
    first, again = (drafter.post(url("enter", people.agency.pk), data) for _ in range(2))
    item = Item.objects.get()
    assert first.context["secret"] == again.context["secret"]
    assert find_item(item.code, first.context["secret"]) == item
    assert (item.channel, item.register_number, item.entered_by) == ("telephone", "15/ĐT", people.drafter)
    wrong = drafter.post(url("enter", people.agency.pk), data | {"sending_key": "", "content": "ngắn"})
    assert list(wrong.context["form"].errors) == ["content", "__all__"]
    assert keys.age_of(wrong.context["form"]["sending_key"].value()) is not None


def asked_for_secret(client: Client, case: Handling) -> dict[str, str]:
    page = client.get(url("new-secret", case.pk))
    assert "xác nhận đúng người" in page.text
    return {"seen": page.context["form"]["seen"].value()}


def test_a_lost_secret_is_replaced_after_asking(case, people):
    drafter = signed_in(people.drafter)
    fresh = drafter.post(url("new-secret", case.pk), asked_for_secret(drafter, case)).context["secret"]
    assert find_item(case.item.code, fresh) == case.item


def test_s3_the_page_with_a_new_secret_loaded_again_shows_the_same_one(case, people):
    drafter = signed_in(people.drafter)
    asked = asked_for_secret(drafter, case)
    first, again = (drafter.post(url("new-secret", case.pk), asked).context["secret"] for _ in range(2))
    assert first == again
    assert find_item(case.item.code, first) == case.item
    assert case.events.filter(verb="replace_secret").count() == 1


def test_s3_a_secret_that_a_colleague_made_since_is_not_taken_away_unsaid(case, people, time_machine):
    drafter, head = signed_in(people.drafter), signed_in(people.head)
    address, asked = url("new-secret", case.pk), asked_for_secret(drafter, case)
    time_machine.shift(60)
    theirs = head.post(address, asked_for_secret(head, case)).context["secret"]

    told = drafter.post(address, asked)

    assert (told.status_code, find_item(case.item.code, theirs)) == (422, case.item)
    meant = {"seen": told.context["form"]["seen"].value()}
    mine = drafter.post(address, meant).context["secret"]
    assert (find_item(case.item.code, mine), find_item(case.item.code, theirs)) == (case.item, None)


def test_s3_a_page_of_an_hour_ago_makes_no_secret_till_pressed_once_more(case, people, time_machine):
    drafter = signed_in(people.drafter)
    address, asked = url("new-secret", case.pk), asked_for_secret(drafter, case)
    time_machine.shift(3700)
    told = drafter.post(address, asked)
    assert (told.status_code, case.events.filter(verb="replace_secret").count()) == (422, 0)
    meant = {"seen": told.context["form"]["seen"].value()}
    assert find_item(case.item.code, drafter.post(address, meant).context["secret"]) == case.item


def test_filters_and_search(people):
    soon = Handling.objects.get(item=receive(people.agency, content="Hộ tịch: khai sinh chậm.").item)
    done = Handling.objects.get(item=receive(people.agency, content="Đất đai: phí quá cao.").item)
    senders.withdraw_item(done.item, now=NOW)
    drafter = signed_in(people.drafter)

    def found(**asked: str) -> list[Handling]:
        return list(drafter.get(LIST, asked).context["handlings"])

    assert found() == found(page="1") == [soon]
    assert found(state="") == [soon, done]
    assert found(state="withdrawn") == [done]
    assert found(state="", q="dat dai") == [done]
    assert found(state="", q=soon.item.code.lower()) == [soon]
    assert found(state="overdue") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_page_cost_the_same_however_much(people, count, django_assert_num_queries):
    for _ in range(count):
        case = Handling.objects.get(item=receive(people.agency).item)
    for _ in range(count):
        handling.tell(case, words="Đang xem", by=people.drafter, now=NOW)
    drafter = signed_in(people.drafter)
    drafter.get(LIST)
    with django_assert_num_queries(LIST_COST):
        assert len(drafter.get(LIST).context["handlings"]) == count
    with django_assert_num_queries(PAGE_COST):
        drafter.get(case.get_absolute_url())


def test_who_passed_it_on_needs_the_sender_no_more(people):
    make_regulation(people.other_agency)
    file = SimpleUploadedFile("CCCD Nguyen Van A.jpg", make_picture(kind="JPEG"))
    case = receive(people.agency, files=[file], content=f"Gọi {SENDER['phone']} để hỏi.").handling
    handling.transfer(case, agency=people.other_agency, words="Y tế", by=people.drafter, now=NOW)
    drafter, follower = signed_in(people.drafter), signed_in(people.reviewer)
    came_with = case.item.files.get()
    for verb in (url("sender", case.pk), url("open-file", case.pk, came_with.pk), url("letter", case.pk)):
        assert drafter.post(verb).status_code == 403
    for reader in (drafter, follower):
        page = reader.get(case.get_absolute_url()).text
        assert ("CCCD" in page, SENDER["phone"] in page) == (False, False)
    there = Handling.objects.get(agency=people.other_agency)
    assert "CCCD" in signed_in(people.stranger).get(there.get_absolute_url()).text


def test_a_new_secret_of_what_is_gone_is_refused_in_words(people):
    make_regulation(people.other_agency)
    case = receive(people.agency).handling
    handling.transfer(case, agency=people.other_agency, words="Y tế", by=people.drafter, now=NOW)
    answer = signed_in(people.drafter).post(url("new-secret", case.pk))
    assert (answer.status_code, "không còn giữ phản ánh này" in answer.text) == (422, True)


def test_spam_after_all_no_spam_stands_on_the_desk(people):
    case = receive(people.agency, is_doubtful=True).handling
    handling.refuse(case, ground="spam", words="x", by=people.drafter, now=NOW)
    handling.take_up_after_all(case, by=people.drafter, now=NOW)
    assert case.item.code in signed_in(people.drafter).get(reverse("desk")).text


def test_what_may_be_spam_and_texts_to_approve_stand_on_the_desk(people):
    doubtful = receive(people.agency, is_doubtful=True).handling
    published = answer_one(people, consents=[ConsentWording.objects.get()])
    draft(published, by=people.drafter)
    approving = url("approve-publication", published.pk)
    drafter, head = desk_tasks(people.drafter, NOW.date()).owed, desk_tasks(people.head, NOW.date()).owed
    assert (doubtful.get_absolute_url(), approving) == (drafter[-1].url, head[-1].url)
    assert "có thể là thư rác" in drafter[-1].title
    assert approving not in {line.url for line in drafter}  # who made it does not approve it
    assert not any("thư rác" in line.title for line in head)
    theirs = {line.url for line in desk_tasks(people.stranger, NOW.date()).owed}
    assert not theirs & {approving, doubtful.get_absolute_url()}
    withdraw_consent(published.item, now=NOW)
    assert approving not in {line.url for line in desk_tasks(people.head, NOW.date()).owed}


def test_the_drafter_sees_what_waits_for_the_signature_or_for_the_sender(case, people):
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    writing = {"text": "Đã bỏ.", "outcome": "put_right", "seen_edits": 0}
    answering.write_answer(case, **writing, by=people.drafter, now=NOW)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    (line,) = desk_tasks(people.drafter, NOW.date()).waiting
    assert (line.url, "chờ duyệt" in line.title) == (case.get_absolute_url(), True)
    answering.take_back_answer(case, by=people.drafter, now=NOW)
    handling.ask(case, words="Nộp ở đâu?", by=people.drafter, now=NOW)
    (line,) = desk_tasks(people.drafter, NOW.date()).waiting
    assert "người gửi chưa trả lời" in line.title


def test_who_writes_and_who_signs_reads_what_the_sender_added(case, people):
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    senders.add_to_item(case.item, words="Tôi đã nộp lần thứ tư.", files=[], now=NOW)
    writing = {"text": "Đã bỏ.", "outcome": "put_right", "seen_edits": 0}
    assert "lần thứ tư" in signed_in(people.drafter).get(url("answer", case.pk)).text
    answering.write_answer(case, **writing, by=people.drafter, now=NOW)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    assert "lần thứ tư" in signed_in(people.head).get(url("sign-answer", case.pk)).text


def test_the_head_approves_no_answer_over_what_the_sender_added_since(case, people):
    handling.accept(case, kind="unfit", rule=None, officer=people.drafter, by=people.drafter, now=NOW)
    writing = {"text": "Đã bỏ.", "outcome": "put_right", "seen_edits": 0}
    answering.write_answer(case, **writing, by=people.drafter, now=NOW)
    answering.submit_answer(case, by=people.drafter, now=NOW)
    head = signed_in(people.head)
    shown = head.get(url("sign-answer", case.pk)).context["form"].initial
    senders.add_to_item(case.item, words="Vừa bị đòi thêm tiền.", files=[], now=NOW)
    again = head.post(url("sign-answer", case.pk), shown)
    assert (again.status_code, "Vừa bị đòi thêm tiền." in again.text) == (422, True)
    now_shown = {field.name: field.value() for field in again.context["form"].hidden_fields()}
    assert head.post(url("sign-answer", case.pk), now_shown).status_code == 302
