"""Agencies that the plan asks without binding them, as bodies of the Party: in no count of who owes."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from agencies.models import Agency
from reformportal.desk import desk_tasks
from reports.actions.periods import extend_deadline
from reports.annexes import asked_in_words, received_in_words
from reports.bases import footing_on, received
from reports.models import Basis, DeadlineRule, PaperLayout, Period, Report, Timeliness
from reports.reminders.report import REPORT, messages
from reports.standing import Reception
from tests.agencies.make import make_agency, make_kind, make_people
from tests.notices.make import to_be_told
from tests.reports.going_out import issue_both
from tests.reports.make import at, fresh, make_open_period, make_report, make_staff, send, send_and_accept

pytestmark = pytest.mark.django_db
LATE = at(30, 3)  # the day asked for was the 18th


@pytest.fixture
def people():
    make_kind("lanh-dao-tinh")
    return make_people()


@pytest.fixture
def asked(people) -> Report:
    agency = make_agency("Ban Tuyên giáo và Dân vận Tỉnh ủy", "dang")
    make_staff(agency)
    return make_report(agency, make_open_period())


def staff(report: Report):
    posts = report.agency.posts.order_by("pk")
    return [post.officer for post in posts]


def standing(report: Report, today: dt.date):
    return Period.objects.with_standing(today).get(pk=report.period_id).standing


def test_section_4_who_is_only_asked_is_never_late_missing_or_overdue(asked):
    assert (asked.is_asked, asked.due_on) == (True, dt.date(2026, 3, 18))
    found = standing(asked, LATE.date())
    others = Report.objects.exclude(pk=asked.pk).count()
    assert (found.owed, found.not_sent, found.overdue, found.asked) == (others, others, others, 1)
    assert not asked.is_overdue(LATE.date())
    assert not Report.objects.overdue(LATE.date()).filter(pk=asked.pk).exists()
    assert sum(found.of(name) for name in Reception) == others


def test_section_4_what_it_sends_after_the_day_is_sent_as_asked(client, people, asked):
    drafter, head = staff(asked)
    send(asked, drafter, head, LATE)
    assert fresh(asked).timeliness == Timeliness.ASKED
    found = standing(asked, LATE.date())
    assert (found.handed_in, found.late, found.on_time, found.asked_accepted) == (0, 0, 0, 0)
    client.force_login(people.reviewer)
    page = client.get(reverse("reports:board", args=[asked.period_id]), {"state": "asked"})
    rows = [(row.name, str(row.timeliness_label)) for row, _address in page.context["rows"]]
    assert rows == [("Ban Tuyên giáo và Dân vận Tỉnh ủy", "Đã gửi theo đề nghị")]


def test_section_4_pages_and_desks_say_that_it_is_asked_and_by_when(client, people, asked, time_machine):
    time_machine.move_to(LATE)
    drafter, _head = staff(asked)
    client.force_login(drafter)
    words = "Đề nghị gửi đến hết thứ Tư, 18/3/2026, không ràng buộc thời hạn."
    for url in (asked.get_absolute_url(), reverse("reports:list"), reverse("desk")):
        page = client.get(url, follow=True).text
        assert (url, words in page, "quá hạn" in page.lower()) == (url, True, False)
    line = next(
        line for line in desk_tasks(drafter, LATE.date()).owed if line.url == asked.get_absolute_url()
    )
    assert (line.due_on, line.is_late) == (None, False)


def test_section_4_it_is_told_of_the_opening_and_before_the_day_and_not_after_it(asked):
    rules = {row.rule.code for row in to_be_told(REPORT, asked.pk)}
    assert rules == {"opened", "before-5", "before-1", "due"}
    bound = Report.objects.exclude(pk=asked.pk).first()
    others = {row.rule.code for row in to_be_told(REPORT, bound.pk)}
    assert others - rules == {"late-1", "late-3", "late-3-home-affairs"}
    said = messages("due", [asked.pk], dt.date(2026, 3, 18))[asked.pk]
    assert said.subject.endswith("đề nghị gửi đến hết thứ Tư, 18/3/2026")
    assert "phải" not in " ".join(said.lines)


def test_section_4_papers_name_it_apart_from_who_owes(people, asked):
    lines = received_in_words(received(asked.period))
    owing = Report.objects.exclude(pk=asked.pk).count()
    assert lines[0] == f"Đã tiếp nhận: 0 trên {owing} cơ quan phải báo cáo."
    assert lines[-1] == (
        "Được đề nghị báo cáo, không tính trong số phải báo cáo: chưa được tiếp nhận 1 cơ quan "
        "(Ban Tuyên giáo và Dân vận Tỉnh ủy)."
    )
    assert [line for line in lines[:-1] if "Tỉnh ủy" in line] == []
    drafter, head = staff(asked)
    send_and_accept(asked, drafter, head, people.reviewer)
    issue_both(asked.period, people, LATE)
    kept = footing_on(Basis.objects.get()).received
    assert (kept.accepted, kept.owed) == (0, owing)
    assert asked_in_words(kept.asked) == [lines[-1].replace("chưa được tiếp nhận", "đã tiếp nhận")]
    assert Basis.objects.get().members.filter(report=asked, reception="accepted").count() == 1


def test_section_4_there_is_no_deadline_to_extend(client, people, asked):
    client.force_login(people.reviewer)
    assert reverse("reports:extend", args=[asked.pk]) not in client.get(asked.get_absolute_url()).text
    with pytest.raises(Exception, match="không có thời hạn để gia hạn"):
        extend_deadline(asked, dt.date(2026, 4, 1), reason="x", by=people.reviewer, now=at(1, 3))


def test_section_4_whom_the_plan_only_asks_is_changed_on_the_page_of_rules(client, people, asked):
    rule = DeadlineRule.objects.get(agency_kind__code="dang")
    url = reverse("reports:change-rule", args=[rule.pk])
    client.force_login(people.reviewer)
    form = client.get(url).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    typed = {name: value for name, value in typed.items() if value is not None}
    assert typed.pop("is_asked") is True
    assert client.post(url, typed | {"source": "Quyết định 1/QĐ-UBND"}).status_code == 302
    assert not DeadlineRule.objects.get(pk=rule.pk).is_asked


MIGRATION = importlib.import_module("reports.migrations.0024_asked_and_drafting_unit")


def test_section_4_reports_of_before_of_party_bodies_are_no_longer_late(people, asked):
    drafter, head = staff(asked)
    send(asked, drafter, head, LATE)
    Report.objects.update(is_asked=False)
    Report.objects.filter(pk=asked.pk).update(timeliness=Timeliness.LATE)
    DeadlineRule.objects.update(is_asked=False, source=MIGRATION.USUAL)
    MIGRATION.ask_the_party_bodies(apps, None)
    assert (fresh(asked).is_asked, fresh(asked).timeliness) == (True, Timeliness.ASKED)
    assert list(Report.objects.filter(is_asked=True)) == [asked]
    rules = dict(DeadlineRule.objects.values_list("agency_kind__code", "source"))
    assert rules == {None: MIGRATION.USUAL, "bao-chi": MIGRATION.USUAL, "dang": MIGRATION.ASKED_SOURCE}


def test_f8_layouts_of_before_leave_the_unit_to_who_drafts(people):
    regime = make_open_period().regime
    PaperLayout.objects.filter(regime=regime).update(recipients="Như trên\nLưu: VT, CCHC")
    PaperLayout.objects.filter(regime=regime, kind="province").update(recipients="Như trên\nLưu: VT, NC")
    MIGRATION.name_home_affairs_unit(apps, None)
    kept = {row.kind: row.recipients.splitlines()[-1] for row in PaperLayout.objects.all()}
    bare = dict.fromkeys(("agency", "submission", "home_affairs"), "Lưu: VT")
    assert kept == bare | {"province": "Lưu: VT, NC"}
    units = {str(agency): agency.drafting_unit for agency in Agency.objects.all()}
    assert units == dict.fromkeys(units, "") | {str(people.home_affairs): "CCHC"}
