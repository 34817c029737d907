"""What a head hands back, of whatever they decide on: the drafter finds it, and is asked if they did not."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.handing_back import handed_back
from agencies.models import Officer
from feedback.actions import answering, handling
from feedback.workflow import MOVES as FEEDBACK_MOVES
from notices.actions.planning import install_rules
from notices.models import ReminderRule
from notices.topics import all_topics
from plans.actions.agency_plans import hand_back_plan, submit_plan
from plans.workflow import PLAN_MOVES
from records.models import OPENED, AuditEntry
from records.workflow import HANDED_BACK, MoveTable
from reformportal.desk import desk_tasks
from reports.actions.sending import hand_back_report, submit_report
from reports.workflow import MOVES as REPORT_MOVES
from reports.workflow import State
from tests.agencies.make import make_people
from tests.feedback.make import receive
from tests.plans.make import make_draft, make_duty
from tests.reports.make import figure, fill, fresh, make_report, put

pytestmark = pytest.mark.django_db
REASON = "Chưa đúng với sổ theo dõi"


@dataclass
class Case:
    """A thing that its head has handed back."""

    subject: Any
    table: MoveTable
    list_url: str
    submit_url: str
    send_up: Callable[[], object]
    notice: tuple[str, str]

    def again(self) -> str:
        self.subject.refresh_from_db()
        return str(self.subject.state)


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z", tick=True)


@pytest.fixture
def people():
    return make_people()


def a_report(people) -> Case:
    report = fill(make_report(people.agency), people.drafter)
    submit_report(report, by=people.drafter, now=timezone.now())
    hand_back_report(report, reason=REASON, by=people.head, now=timezone.now())
    return Case(
        report,
        REPORT_MOVES,
        reverse("reports:list"),
        reverse("reports:submit", args=[report.pk]),
        lambda: submit_report(report, by=people.drafter, now=timezone.now()),
        ("reports.report", "handed-back"),
    )


def a_plan(people) -> Case:
    make_duty(leads=[people.agency])
    plan = make_draft(people)
    submit_plan(plan, by=people.drafter, now=timezone.now())
    hand_back_plan(plan, reason=REASON, by=people.head, now=timezone.now())
    return Case(
        plan,
        PLAN_MOVES,
        reverse("plans:agency-plans"),
        reverse("plans:submit-plan", args=[plan.pk]),
        lambda: submit_plan(plan, by=people.drafter, now=timezone.now()),
        ("plans.agencyplan", "plan-handed-back"),
    )


def an_answer(people) -> Case:
    case, by = receive(people.agency).handling, people.drafter
    handling.accept(case, kind="unfit", rule=None, officer=by, by=by, now=timezone.now())
    answering.write_answer(case, text="Đã sửa.", outcome="put_right", seen_edits=0, by=by, now=timezone.now())
    answering.submit_answer(case, by=people.drafter, now=timezone.now())
    answering.hand_back_answer(case, words=REASON, by=people.head, now=timezone.now())
    return Case(
        case,
        FEEDBACK_MOVES,
        reverse("feedback:handlings"),
        reverse("feedback:submit-answer", args=[case.pk]),
        lambda: answering.submit_answer(case, by=people.drafter, now=timezone.now()),
        ("feedback.answer", "answer-handed-back"),
    )


@pytest.fixture(params=[a_report, a_plan, an_answer], ids=["report", "plan", "answer"])
def case(request, people) -> Case:
    return request.param(people)


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def test_e3_what_the_head_handed_back_comes_first_on_the_drafters_desk_with_its_day(case, people):
    first = desk_tasks(people.drafter, timezone.localdate()).owed[0]
    assert (first.url, first.state) == (case.subject.get_absolute_url(), HANDED_BACK)
    assert "16/3/2026" in first.hint
    page = signed_in(people.drafter).get(reverse("desk")).text
    assert "Lãnh đạo trả lại" in page


def test_e3_the_agencys_list_says_it(case, people):
    page = signed_in(people.drafter).get(case.list_url).text
    assert 'status-amber"><span class="status-sign" aria-hidden="true">←</span>Lãnh đạo trả lại' in page


def test_e3_its_page_says_on_top_who_wants_what_changed(case, people):
    page = signed_in(people.drafter).get(case.subject.get_absolute_url())
    found = page.context["handed_back"]
    assert (found.reason, found.who.partition(",")[0]) == (REASON, "Lê Văn Ký")
    main = page.text[page.text.index("<main") :]
    assert main.index("nội dung cần sửa") < main.index(REASON)
    assert main.index("<h2") < main.index(REASON) < main.index("<h2", main.index("<h2") + 1)


def test_e3_sending_it_up_unopened_is_asked_about(case, people):
    drafter, before = signed_in(people.drafter), case.again()
    asked = drafter.post(case.submit_url)
    assert (asked.status_code, REASON in asked.text, case.again()) == (200, True, before)
    drafter.post(case.submit_url, {"opened": asked.context["handed_back"].entry})
    assert case.again() == "awaiting_head"
    assert AuditEntry.objects.about(case.subject).filter(verb=OPENED).count() == 1


def test_e3_who_has_opened_it_sends_it_up_unasked_and_that_they_did_is_kept_once(case, people):
    drafter = signed_in(people.drafter)
    for _again in range(2):
        drafter.get(case.subject.get_absolute_url())
    looks = AuditEntry.objects.about(case.subject).filter(verb=OPENED)
    assert [(look.actor_id, timezone.localdate(look.at).day) for look in looks] == [(people.drafter.pk, 16)]
    assert drafter.post(case.submit_url).status_code == 302
    assert case.again() == "awaiting_head"


def test_e3_a_head_who_looks_does_not_open_it_for_the_drafter(case, people):
    signed_in(people.head).get(case.subject.get_absolute_url())
    assert not AuditEntry.objects.about(case.subject).filter(verb=OPENED).exists()


def test_e3_sent_up_again_it_is_handed_back_no_more(case, people):
    case.send_up()
    assert handed_back([case.subject], case.table) == {}
    page = signed_in(people.drafter).get(case.subject.get_absolute_url())
    assert page.context.get("handed_back") is None


def test_e3_the_notice_of_it_is_still_owed_and_names_the_day(case, people):
    kind_code, rule = case.notice
    kind = next(kind for kind in all_topics() if kind.code == kind_code)
    assert kind.still_owed(rule, [case.subject.pk]) == {case.subject.pk}
    message = kind.messages(rule, [case.subject.pk], timezone.localdate())[case.subject.pk]
    assert message.subject.startswith("Lãnh đạo trả lại: ")
    if kind_code != "feedback.answer":  # of feedback, mail says nothing
        assert REASON in " ".join(message.lines)


@pytest.mark.parametrize("table", [REPORT_MOVES, PLAN_MOVES, FEEDBACK_MOVES])
def test_e3_every_move_by_which_a_head_hands_back_says_so_in_the_table(table):
    assert table.handing_back == {verb for verb in table.all_verbs if verb.startswith("hand_back")}


# A report: places, and what Home Affairs sees


def test_e3_the_head_names_figures_and_sections_and_each_is_a_link_that_shows_when_it_was_changed(people):
    report = fill(make_report(people.agency), people.drafter)
    submit_report(report, by=people.drafter, now=timezone.now())
    asked = figure(report, "TT05")
    head, drafter = signed_in(people.head), signed_in(people.drafter)
    address = reverse("reports:hand-back", args=[report.pk])
    form = head.get(address).context["form"]
    section = next(place for place in form.places if place.name.startswith("section-"))
    typed = form.initial | {"reason": REASON, f"figure-{asked.pk}": "Thiếu tháng 2", section.name: "Viết gọn"}
    assert head.post(address, typed).status_code == 302
    group = reverse("reports:group", args=[report.pk, asked.indicator.group_id])
    places = drafter.get(report.get_absolute_url()).context["handed_back"].places
    assert [(place.words, place.is_done) for place in places] == [
        ("Thiếu tháng 2", False),
        ("Viết gọn", False),
    ]
    assert places[0].url == f"{group}#figure-{asked.pk}"
    assert "Thiếu tháng 2" in drafter.get(group).text
    parts = {
        part.url: part.state for part in drafter.get(report.get_absolute_url()).context["progress"].parts
    }
    assert (parts[group], parts[places[1].url]) == ("returned", "returned")
    put(report, people.drafter, timezone.now(), TT05=7)
    places = drafter.get(report.get_absolute_url()).context["handed_back"].places
    assert [place.is_done for place in places] == [True, False]
    check = drafter.get(reverse("reports:check", args=[report.pk])).text
    assert ("Viết gọn" in check, "Thiếu tháng 2" in check) == (True, False)


def test_e3_the_head_names_lines_of_a_plan(people):
    make_duty(leads=[people.agency])
    plan = make_draft(people)
    submit_plan(plan, by=people.drafter, now=timezone.now())
    item = plan.items.first()
    head, drafter = signed_in(people.head), signed_in(people.drafter)
    address = reverse("plans:hand-back-plan", args=[plan.pk])
    typed = {"seen": plan.edits, "reason": REASON, item.place_name: "Bổ sung dự toán"}
    assert head.post(address, typed).status_code == 302
    (place,) = drafter.get(plan.get_absolute_url()).context["handed_back"].places
    change = reverse("plans:change-item", args=[item.pk])
    assert (place.url, place.words, place.is_done) == (change, "Bổ sung dự toán", False)
    assert "Bổ sung dự toán" in drafter.get(change).text
    drafter.post(change, {"schedule": "continuous", "seen_version": "0", "quantity": "3"})
    (place,) = drafter.get(plan.get_absolute_url()).context["handed_back"].places
    assert place.is_done


def test_e3_home_affairs_reads_the_state_and_not_what_the_head_wrote_on_top(people):
    case = a_report(people)
    page = signed_in(people.reviewer).get(case.subject.get_absolute_url())
    assert (page.context["shown_state"](), page.context["handed_back"]) == (State.DRAFT, None)
    assert fresh(case.subject).state == State.DRAFT


def test_e3_rules_installed_before_are_called_as_new_ones_are(people):
    install_rules()
    rules = ReminderRule.objects.filter(code="handed-back")
    rules.update(name="Lãnh đạo chuyển lại")
    import_module("notices.migrations.0008_rules_say_that_a_head_hands_back").rename(apps, None)
    assert set(rules.values_list("name", flat=True)) == {"Lãnh đạo trả lại"}
