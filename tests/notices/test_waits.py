"""How long things waited: by step, role and kind of agency, in working days, and never of a person."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from agencies.models import CalendarDay, Post
from notices.models import Obligation
from notices.waits import Span, spans, waited
from notices.workflow import Outcome
from reports.reminders.waiting import REVIEW, SIGNATURE
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.notices.make import at

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 25)
JUNE = Span(dt.date(2025, 6, 1), dt.date(2025, 6, 30))
Role = Post.Role


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def communes():
    """Three, each with a head."""
    agencies = [make_agency(f"Xã Số {number}", "xa") for number in range(3)]
    for agency in agencies:
        make_post(agency=agency, role=Role.HEAD)
    return agencies


def waits(agency, since, settled, *, kind=SIGNATURE, role=Role.HEAD, outcome=Outcome.DONE, about=None, of=0):
    return Obligation.objects.create(
        kind=kind,
        object_id=of or Obligation.objects.count() + 1,
        role=role,
        agency=agency,
        at_home_affairs=agency is None,
        about=about or agency,
        since=since,
        visible_from=since.date(),
        settled_at=settled,
        outcome=outcome if settled else "",
    )


def shown(span=JUNE):
    return {
        step.name: [(row.agency_kind, row.role, row.done, row.median) for row in [*step.whole, *step.by_kind]]
        for step in waited(span)
    }


def signed(*rows):
    """What is shown where signatures alone waited."""
    return {"Báo cáo chờ duyệt": [(kind, "Thủ trưởng hoặc người ký thay", *rest) for kind, *rest in rows]}


def test_f15_days_off_do_not_count_nor_does_the_day_on_which_it_began(communes):
    """Thursday the 5th to Tuesday the 10th: Friday, Monday and Tuesday, of which one is off."""
    CalendarDay.objects.create(
        day=dt.date(2025, 6, 9), kind=CalendarDay.Kind.HOLIDAY, name="Nghỉ", source="Thông báo"
    )
    for agency in communes:
        waits(agency, at(5, 16), at(10, 8))
    assert shown() == signed(("", 3, Decimal(2)), ("Xã", 3, Decimal(2)))


def test_f15_a_saturday_worked_in_exchange_counts_and_the_same_day_is_none(communes):
    CalendarDay.objects.create(
        day=dt.date(2025, 6, 7), kind=CalendarDay.Kind.SWAP_WORK, name="Làm bù", source="Thông báo"
    )
    for agency, done in zip(communes, [at(6, 9), at(7, 9), at(9, 9)], strict=True):
        waits(agency, at(6, 8), done)
    assert shown() == signed(("", 3, Decimal(1)), ("Xã", 3, Decimal(1)))


def test_f15_half_took_no_longer_and_only_what_was_done_in_these_days_counts(communes):
    one, two, three = communes
    for agency, day in zip([one, two, three, one], [3, 4, 5, 6], strict=True):
        waits(agency, at(2), at(day))
    waits(two, at(2), at(27), outcome=Outcome.VOID)
    waits(two, at(2), None)
    waits(two, at(2), at(1, month=7))
    handed = waits(three, at(2), None, of=99)
    waits(three, at(2), at(27), of=99, kind="reports.paper", outcome=Outcome.VOID)
    Obligation.objects.filter(pk=handed.pk).update(kind=REVIEW)
    assert shown() == signed(("", 4, Decimal("2.5")), ("Xã", 4, Decimal("2.5")))


def test_f15_of_fewer_than_three_nothing_is_said(communes):
    for agency in communes[:2]:
        waits(agency, at(2), at(4))
    assert shown() == signed(("", 2, None), ("Xã", 2, None))


def test_f15_what_one_person_signs_is_told_of_nobody(people):
    """However often: the kind has one head, and the whole is theirs too."""
    finance = make_agency("Sở Tài chính", "so-tai-chinh")
    make_post(make_officer("Một Mình"), finance, Role.HEAD)
    for day in (3, 4, 5, 6):
        waits(finance, at(2), at(day))
    assert shown() == signed(("", 4, None), ("Sở Tài chính", 4, None))


def test_f15_reviews_of_home_affairs_stand_under_the_kind_whose_reports_they_are(people, communes):
    for name in ("Hai", "Ba"):
        make_post(make_officer(name), people.home_affairs, Role.REVIEWER)
    for agency in [*communes, people.agency]:
        waits(None, at(2), at(5), kind=REVIEW, role=Role.REVIEWER, about=agency)
    reviewer = "Chuyên viên theo dõi"
    assert shown() == {
        "Báo cáo chờ xem xét": [
            ("", reviewer, 4, Decimal(3)),
            ("Xã", reviewer, 3, Decimal(3)),
            ("Sở và cơ quan ngang sở", reviewer, 1, None),
        ]
    }


def test_f15_spans_that_may_be_chosen():
    found = {code: span for code, (_words, span) in spans(dt.date(2026, 2, 14)).items()}
    assert list(found) == [
        *("12m", "2026q1", "2025q4", "2025q3", "2025q2", "2025q1", "2024q4", "2024q3", "2024q2"),
        *("2026", "2025", "2024"),
    ]
    assert found["12m"] == (dt.date(2025, 3, 1), dt.date(2026, 2, 14))
    assert found["2025q4"] == (dt.date(2025, 10, 1), dt.date(2025, 12, 31))
    assert found["2024"] == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))


def page(client, officer, **query):
    client.force_login(officer)
    return client.get(reverse("notices:waits"), query)


def test_f15_the_page_names_no_officer_and_says_what_is_measured(client, people, communes, time_machine):
    time_machine.move_to(at(25), tick=False)
    for agency in communes:
        waits(agency, at(2), at(4))
    text = page(client, people.reviewer).content.decode()
    assert "ngày nghỉ không tính" in text
    assert text.count("2 ngày làm việc") == 3  # in the chart, over the table and in it
    assert "Nguyễn Văn An" not in text  # every head's name here


def test_f15_days_in_which_nothing_was_done_say_so_and_an_unknown_choice_takes_the_usual(client, people):
    answers = [page(client, people.reviewer, span=span).content.decode() for span in ("2024q1", "'; --")]
    assert ["Không có việc nào xong" in text for text in answers] == [True, True]


@pytest.mark.parametrize("times", [1, 3])
def test_f15_the_page_costs_the_same_for_few_and_for_many(
    client, people, communes, time_machine, django_assert_num_queries, times
):
    time_machine.move_to(at(25), tick=False)
    for agency in communes[:times]:
        waits(agency, at(2), at(4))
    client.force_login(people.reviewer)
    with django_assert_num_queries(8):
        client.get(reverse("notices:waits"))


def test_f15_the_sample_has_waited_for_each_step(province):
    """Communes alone are many enough for every one of these."""
    year = Span(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    steps = {step.name: {row.agency_kind: row.median for row in step.by_kind} for step in waited(year)}
    said = {name for name, kinds in steps.items() if kinds.get("Xã") is not None}
    assert said == {
        "Báo cáo chờ duyệt",
        "Báo cáo chờ xem xét",
        "Báo cáo bị trả lại phải gửi lại",
        "Kế hoạch tuyên truyền chờ duyệt",
        "Phản ánh, kiến nghị phải xử lý đúng hạn",
        "Câu trả lời phản ánh, kiến nghị chờ duyệt",
        "Nội dung công khai cần duyệt",
    }
