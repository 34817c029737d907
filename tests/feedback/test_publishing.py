"""An answered item is published: by consent, without who sent it, made by one and approved by another."""

import csv
import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.actions import record_succession
from agencies.actions.register import SuccessionRow
from agencies.models import Succession
from feedback.actions import answering, senders
from feedback.actions.publishing import approve_publication, redraft, take_down, withdraw_consent
from feedback.models import ConsentWording, Publication, Sender
from feedback.redaction import redact
from feedback.workflow import PUBLICATION_MOVES, PublicationState
from tests.feedback.make import NOW, SENDER, answer_one, draft, make_regulation, make_rule, receive

pytestmark = pytest.mark.django_db
PUBLIC = reverse("feedback:public")


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T10:00:00Z")


def agreed() -> list[ConsentWording]:
    return list(ConsentWording.objects.all())


@pytest.fixture
def case(people):
    return answer_one(people, consents=agreed())


def published(people, **fields) -> Publication:
    kept = {name: fields.pop(name) for name in ("title", "question", "answer") if name in fields}
    made = draft(answer_one(people, consents=agreed(), **fields), by=people.drafter, **kept)
    return approve_publication(made, seen_edits=1, by=people.head, now=NOW)


def test_another_officer_approves_and_everybody_reads(case, people):
    made = draft(case, by=people.drafter)
    with pytest.raises(PermissionDenied):
        approve_publication(made, seen_edits=1, by=people.drafter, now=NOW)
    with pytest.raises(PermissionDenied):
        approve_publication(made, seen_edits=1, by=people.stranger, now=NOW)
    with pytest.raises(ValidationError):
        approve_publication(made, seen_edits=0, by=people.head, now=NOW)
    assert list(Publication.objects.public()) == []
    shown = approve_publication(made, seen_edits=1, by=people.head, now=NOW)
    assert (shown.state, shown.approved_by) == (PublicationState.PUBLISHED, people.head)
    page = Client().get(shown.get_absolute_url()).text
    assert "Đã bỏ một giấy tờ." in page
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(approved_by=people.drafter)


def test_every_move_of_the_table_is_an_action(case, people):
    made = draft(case, by=people.drafter)
    shown = approve_publication(made, seen_edits=1, by=people.head, now=NOW)
    down = take_down(shown, note="Còn tên thôn", by=people.drafter, now=NOW)
    assert Client().get(PUBLIC).context["paginator"].count == 0
    again = redraft(down, by=people.drafter, now=NOW)
    assert again.state == PublicationState.DRAFT
    assert {move.verb for move in PUBLICATION_MOVES} == {"approve", "take_down", "redraft"}
    with pytest.raises(ValidationError):
        take_down(again, note="x", by=people.drafter, now=NOW)


def test_without_consent_or_answer_nothing_is_published(people):
    silent = answer_one(people)
    with pytest.raises(ValidationError) as refused:
        draft(silent, by=people.drafter)
    assert refused.value.code == "consent"
    unanswered = receive(people.agency, consents=agreed()).item.handlings.get()
    with pytest.raises(ValidationError) as refused:
        draft(unanswered, by=people.drafter)
    assert refused.value.code == "state"


def test_what_may_tell_who_it_was_is_named_and_has_to_be_looked_at(case, people):
    traces = {"question": "nguyen thi dan gọi 0905 123 456", "answer": "Mời ông Trần Văn Bảy đến."}
    with pytest.raises(ValidationError) as refused:
        draft(case, by=people.drafter, **traces)
    assert sorted(refused.value.error_dict) == ["answer", "question"]
    assert "0905 123 456" in str(refused.value)
    kept = draft(case, by=people.drafter, is_checked=True, **traces)
    assert kept.state == PublicationState.DRAFT


def test_the_sender_takes_agreement_back_and_it_is_gone_at_once(people):
    shown = published(people)
    assert withdraw_consent(shown.handling.item, now=NOW) == 1
    assert withdraw_consent(shown.handling.item, now=NOW) == 0
    assert Client().get(shown.get_absolute_url()).status_code == 404
    redrafted = redraft(shown, by=people.drafter, now=NOW)
    with pytest.raises(ValidationError):
        approve_publication(redrafted, seen_edits=1, by=people.head, now=NOW)


def test_the_page_proposes_a_redacted_text_and_the_original_stays(people):
    content = "Tôi tên là Nguyễn Thị Dân, ở 12 Lê Lợi, phường Cẩm Thành, gọi 0905 123 456: khai sinh chậm."
    case = answer_one(people, consents=agreed(), content=content)
    drafter, head = Client(), Client()
    drafter.force_login(people.drafter)
    head.force_login(people.head)
    page = drafter.get(reverse("feedback:publish", args=[case.pk]))
    proposed = page.context["form"]["question"].value()
    assert proposed == "Tôi tên là [tên], ở [địa chỉ], gọi [số điện thoại]: khai sinh chậm."
    data = {"title": "Khai sinh chậm", "question": proposed, "answer": "Đã bỏ.", "seen_edits": "0"}
    refused = drafter.post(reverse("feedback:publish", args=[case.pk]), data | {"title": "gọi 0905123456"})
    assert list(refused.context["form"].errors) == ["title"]
    assert drafter.post(reverse("feedback:publish", args=[case.pk]), data).status_code == 302
    approve = reverse("feedback:approve-publication", args=[case.pk])
    assert drafter.get(approve).status_code == 403
    assert "Khai sinh chậm" in head.get(approve).text
    assert head.post(approve, {"seen": "1"}).status_code == 302
    case.item.refresh_from_db()
    assert case.item.content == content


def test_nothing_public_tells_who_sent_it(people):
    content = f"{SENDER['name']} ở {SENDER['address']}, gọi {SENDER['phone']}"
    proposed = redact(content, Sender(**SENDER).person)
    assert proposed == "[tên] ở [địa chỉ], gọi [số điện thoại]"
    shown = published(people, content=content, title="Khai sinh", question=proposed)
    addresses = [PUBLIC, shown.get_absolute_url(), reverse("feedback:feed")]
    addresses += [reverse("feedback:open-data", args=[ending]) for ending in ("csv", "json")]
    addresses += [reverse("feedback:similar") + "?q=thu tuc dang ky khai sinh"]
    for address in addresses:
        answer = Client().get(address)
        told = answer.getvalue().decode()
        assert answer.status_code == 200
        for secret in (SENDER["name"], SENDER["phone"], SENDER["email"], "Lê Lợi"):
            assert secret not in told


def test_the_public_searches_and_filters(people):
    birth = make_rule("Đăng ký khai sinh", field="Hộ tịch")
    first = published(people, rule=birth, title="Khai sinh phải đi lại")
    second = published(people, title="Phí chứng thực")
    citizen = Client()

    def found(**asked: str) -> set[Publication]:
        return set(citizen.get(PUBLIC, asked).context["publications"])

    assert found() == {first, second}
    assert found(q="phi chung thuc") == {second}
    assert found(field="Hộ tịch") == {first}
    assert found(agency=str(people.agency.pk)) == {first, second}
    assert found(agency=str(people.other_agency.pk)) == {first, second}  # none there: the filter says so
    assert found(outcome="explained") == set()
    assert found(year="2026") == {first, second}
    assert found(year="2025") == set()


def test_open_data_opens_in_a_spreadsheet_and_starts_no_formula(people):
    published(people, title="=HYPERLINK(1)")
    answer = Client().get(reverse("feedback:open-data", args=["csv"]))
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert (rows[0]["title"], rows[0]["received"], rows[0]["outcome"]) == (
        "'=HYPERLINK(1)",
        "2026-03-16",
        "put_right",
    )
    data = Client().get(reverse("feedback:open-data", args=["json"])).json()
    assert data["feedback"][0]["title"] == "=HYPERLINK(1)"
    assert Client().get("/feedback/public/data.xml").status_code == 404


def test_a_share_is_said_of_enough_answers_alone(people):
    for _ in range(9):
        answer_one(people)
    numbers = reverse("feedback:public-numbers")
    (name, row, share), *others = Client().get(numbers).context["rows"]
    assert (name, row.came, row.answered, share, others) == ("Sở Tư pháp", 9, 9, None, [])
    answer_one(people)
    page = Client().get(numbers)
    assert page.context["rows"][0][2] == page.context["province_share"] == 100
    assert Client().get(numbers, {"year": "2025"}).context["rows"] == []
    with CaptureQueriesContext(connection) as queries:
        Client().get(numbers)
    assert len(queries) == 4


def test_who_writes_is_shown_what_is_like_it(people):
    shown = published(people)
    similar = reverse("feedback:similar")
    found = Client().get(similar, {"q": "Toi di dang ky khai sinh cho con"}).json()["similar"]
    assert found == [{"title": shown.title, "url": shown.get_absolute_url()}]
    assert Client().get(similar, {"q": "Đèn đường hỏng"}).json() == {"similar": []}
    assert Client().get(similar, {"q": ""}).json() == {"similar": []}


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_list_costs_the_same_however_long(people, count, django_assert_num_queries):
    for _ in range(count):
        published(people)
    with django_assert_num_queries(5):
        assert len(Client().get(PUBLIC).context["publications"]) == count


def open_data() -> list[dict]:
    return Client().get(reverse("feedback:open-data", args=["json"])).json()["feedback"]


def test_what_is_published_stays_as_it_was_approved(people, time_machine):
    """Taken up again, answered anew by a draft, gone to another agency: the public reads what was signed."""
    make_regulation(people.other_agency)
    case = published(people).handling
    before = open_data()
    assert (before[0]["outcome"], before[0]["answered"]) == ("put_right", "2026-03-16")
    senders.rate_answer(case, helped=False, words="Chưa", now=NOW)
    write = {"text": "Nháp mới", "outcome": "recommended", "seen_edits": 2}
    answering.write_answer(case, **write, by=people.drafter, now=NOW)
    assert open_data() == before
    april = dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)
    time_machine.move_to(april)
    row = SuccessionRow(people.agency, people.other_agency, Succession.Kind.MERGE)
    record_succession([row], on=april.date(), document="Nghị quyết 1", close=True, by=None, now=april)
    assert open_data() == before
    assert before[0]["title"] in Client().get(reverse("feedback:public")).text
    page = Client().get(Publication.objects.get().get_absolute_url()).text
    assert "16/3/2026" in page


def test_s3_who_reads_the_text_as_it_is_now_approves_it_without_opening_the_page_anew(case, people):
    """The page that says so shows the new text, and its next press is of that."""
    draft(case, by=people.drafter)
    head, page = Client(), reverse("feedback:approve-publication", args=[case.pk])
    head.force_login(people.head)
    seen = head.get(page).context["form"]["seen"].value()
    draft(case, by=people.drafter, answer="Đã bỏ hai giấy tờ.", seen_edits=1)
    answer = head.post(page, {"seen": seen})
    assert (answer.status_code, "Đã bỏ hai giấy tờ." in answer.text) == (422, True)
    assert head.post(page, {"seen": answer.context["form"]["seen"].value()}).status_code == 302
    assert Publication.objects.get(handling=case).state == PublicationState.PUBLISHED
