"""The head's verbs, taking back, and corrections after issue, by their own addresses."""

import pytest
from django.urls import reverse

from records.models import AuditEntry
from reports.actions.reviewing import accept_report
from reports.actions.sending import submit_report, withdraw_report
from reports.models import Period
from reports.workflow import State
from tests.agencies.make import make_officer, make_people, make_post
from tests.reports.make import at, explain, figure, fill, fresh, make_report, put, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    """A report that awaits its head."""
    report = make_report(people.agency)
    fill(report, people.drafter)
    return submit_report(report, by=people.drafter, now=at(16, 3))


@pytest.fixture
def post(client, report):
    def post(officer, verb, data=None, **options):
        client.force_login(officer)
        return client.post(reverse(f"reports:{verb}", args=[report.pk]), data or {}, **options)

    return post


@pytest.fixture
def shown(client, people, report):
    """What the head's page sends with the button."""
    client.force_login(people.head)
    return {"seen": client.get(report.get_absolute_url()).context["seen"]}


def test_the_head_approves_and_sends(post, people, report, shown):
    assert post(people.head, "sign", shown).url == report.get_absolute_url()
    report = fresh(report)
    assert (report.state, report.latest_sending.signed_by) == (State.SENT, people.head)


def test_what_changed_since_the_head_read_it_is_not_approved(client, post, people, report):
    client.force_login(people.head)
    seen = client.get(report.get_absolute_url()).context["seen"]
    withdraw_report(report, by=people.drafter, now=at(16, 3))
    put(report, people.drafter, TT05=99)
    submit_report(report, by=people.drafter, now=at(16, 3))
    page = post(people.head, "sign", {"seen": seen}, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert fresh(report).state == State.AWAITING_HEAD
    post(people.head, "sign", {"seen": page.context["seen"]})
    assert fresh(report).latest_sending.sha256 == page.context["seen"]


def test_nothing_is_approved_that_no_page_showed(post, people, report):
    post(people.head, "sign")
    assert fresh(report).state == State.AWAITING_HEAD


def test_a_second_click_approves_nothing_twice(post, people, report, shown):
    post(people.head, "sign", shown, follow=True)
    page = post(people.head, "sign", shown, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert report.sendings.count() == 1


def test_a_head_who_wrote_in_it_is_refused(client, people):
    writer = make_post(make_officer(), people.agency).officer
    make_post(writer, people.agency, "head", title="Phó Giám đốc")
    report = make_report(people.agency)
    fill(report, writer)
    submit_report(report, by=people.drafter, now=at(16, 3))
    client.force_login(writer)
    assert client.post(reverse("reports:sign", args=[report.pk])).status_code == 403
    assert fresh(report).state == State.AWAITING_HEAD


def test_handing_back_needs_a_reason(post, people, report):
    page = post(people.head, "hand-back", {"reason": " \u200b "})
    assert list(page.context["form"].errors) == ["reason"]
    assert fresh(report).state == State.AWAITING_HEAD


def test_the_head_hands_back_with_a_reason(client, post, people, report):
    client.force_login(people.head)
    seen = client.get(reverse("reports:hand-back", args=[report.pk])).context["form"].initial
    assert post(people.head, "hand-back", seen | {"reason": "Thiếu TT05"}).url == report.get_absolute_url()
    assert fresh(report).state == State.DRAFT
    assert AuditEntry.objects.about(report).get(verb="hand_back").changes["note"] == "Thiếu TT05"


def test_s3_what_was_mended_and_sent_up_again_is_not_handed_back_unread(client, post, people, report):
    client.force_login(people.head)
    url = reverse("reports:hand-back", args=[report.pk])
    opened = client.get(url).context["form"].initial
    place = f"figure-{figure(report, 'TT07').pk}"
    withdraw_report(fresh(report), by=people.drafter, now=at(16, 3, 11))
    explain(report, people.drafter, "TT07")
    submit_report(fresh(report), by=people.drafter, now=at(16, 3, 12))
    typed = {"reason": "Thiếu TT07", place: "Chưa đủ"}
    told = post(people.head, "hand-back", opened | typed)
    form = told.context["form"]
    assert (told.status_code, form.non_field_errors().data[0].code) == (422, "stale")
    assert ({name: form[name].value() for name in typed}, told.context["standing"]) == (typed, [])
    assert fresh(report).state == State.AWAITING_HEAD
    post(people.head, "hand-back", typed | {"seen": form["seen"].value()})
    assert fresh(report).state == State.DRAFT


def test_the_drafter_takes_it_back(post, people, report):
    assert post(people.drafter, "withdraw").status_code == 302
    assert fresh(report).state == State.DRAFT


@pytest.mark.parametrize(
    ("verb", "allowed"), [("sign", "head"), ("hand-back", "head"), ("withdraw", "drafter"), ("correct", None)]
)
@pytest.mark.parametrize(("who", "status"), [("drafter", 403), ("head", 403), ("stranger", 404)])
def test_a_verb_that_is_not_yours_is_refused(post, people, report, verb, allowed, who, status):
    if who == allowed or (verb == "correct" and who == "drafter"):
        return
    assert post(getattr(people, who), verb).status_code == status
    assert fresh(report).state == State.AWAITING_HEAD


@pytest.fixture
def issued(people):
    """An accepted report of an issued period."""
    report = make_report(people.agency)
    send(report, people.drafter, people.head, TT05=3)
    accept_report(fresh(report), by=people.reviewer, now=at(18, 3))
    Period.objects.filter(pk=report.period_id).update(issued_at=at(20, 3))
    return fresh(report)


def test_after_issue_named_fields_are_opened_for_correction(client, people, issued):
    client.force_login(people.drafter)
    page = client.get(issued.get_absolute_url())
    url = reverse("reports:correct", args=[issued.pk])
    assert [step.url for step in page.context["others"]] == [url]
    asked = figure(issued, "TT05")
    assert client.post(url, {f"figure-{asked.pk}": "Đếm sót 2 văn bản"}).url == issued.get_absolute_url()
    after = fresh(issued)
    assert (after.state, after.is_correcting) == (State.DRAFT, True)
    assert [(row.figure, row.reason) for row in after.open_fields.all()] == [(asked, "Đếm sót 2 văn bản")]


def test_home_affairs_opens_a_correction_where_nobody_at_the_agency_can(client, people, issued):
    """An agency that has closed keeps its report: Home Affairs opens the correction and enters it."""
    url, take_over = (reverse(f"reports:{verb}", args=[issued.pk]) for verb in ("correct", "take-over"))
    asked = {f"figure-{figure(issued, 'TT05').pk}": "Đếm sót"}
    for officer, expected in ((people.reviewer, [url]), (people.issuer, []), (people.head, [])):
        client.force_login(officer)
        steps = [step.url for step in client.get(issued.get_absolute_url()).context["others"]]
        assert [step for step in steps if step == url] == expected
    client.force_login(people.reviewer)
    client.post(url, asked)
    page = client.get(issued.get_absolute_url())
    assert take_over in [step.url for step in page.context["others"]]


def test_a_correction_names_at_least_one_field(client, people, issued):
    client.force_login(people.drafter)
    page = client.post(reverse("reports:correct", args=[issued.pk]), {})
    assert len(page.context["form"].non_field_errors()) == 1
    assert fresh(issued).state == State.ACCEPTED


def test_before_issue_a_correction_is_refused_with_what_to_do(client, people, issued):
    Period.objects.filter(pk=issued.period_id).update(issued_at=None)
    client.force_login(people.drafter)
    data = {f"figure-{figure(issued, 'TT05').pk}": "Sai"}
    page = client.post(reverse("reports:correct", args=[issued.pk]), data)
    assert page.context["form"].non_field_errors() == [
        "Kỳ chưa phát hành: hãy đề nghị Sở Nội vụ trả lại báo cáo để sửa."
    ]
    assert fresh(issued).state == State.ACCEPTED


def test_p10_the_button_says_approve_and_the_state_says_whose_approval_it_waits_for(client, people, report):
    desk = reverse("desk")
    for officer, state in ((people.head, "Chờ anh/chị duyệt"), (people.drafter, "Chờ duyệt")):
        client.force_login(officer)
        page, start = client.get(report.get_absolute_url()).text, client.get(desk).text
        assert (f"</span>{state}</span>" in page, f"</span>{state}</span>" in start) == (True, True)
        assert ("Duyệt và gửi </button>" in " ".join(page.split())) == (officer == people.head)


def test_p10_a_head_who_wrote_in_it_reads_that_it_waits_for_somebody_else(client, people):
    writer = make_post(make_officer(), people.agency).officer
    make_post(writer, people.agency, "head", title="Phó Giám đốc")
    report = fill(make_report(people.agency), writer)
    submit_report(report, by=writer, now=at(16, 3))
    client.force_login(writer)
    assert "</span>Chờ duyệt</span>" in client.get(report.get_absolute_url()).text
