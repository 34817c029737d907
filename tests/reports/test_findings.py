"""What cannot be or is unlikely in figures: said with its numbers to drafter, head and reviewer alike."""

import datetime as dt
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import AgencyKind
from reports.actions.entry import Entry, save_value
from reports.actions.limits import end_limit, set_jumps, set_limit
from reports.actions.reviewing import return_report
from reports.actions.sending import submit_report
from reports.answers import Answers
from reports.models import CrossCheck, Figure, FigureLimit, FormVersion, Indicator
from reports.rules import is_far, looks_cumulative
from tests.agencies.make import make_agency, make_officer, make_people, make_post
from tests.reports.make import (
    answer_earlier,
    at,
    explain,
    figure,
    fill,
    fresh,
    make_open_period,
    make_report,
    put,
    send,
)

pytestmark = pytest.mark.django_db
BALANCE = (
    "Tồn đầu kỳ + tiếp nhận + nhận chuyển đến − trả lời − chuyển đi − không tiếp nhận − không phải phản ánh, "
    "kiến nghị − thư rác phải bằng tồn cuối kỳ"
)
FOLLOWS = "Tồn đầu kỳ phải bằng tồn cuối kỳ trước; nhận bàn giao từ cơ quan khác thì ghi rõ"
SET_ASIDE = {"TT33_6": 0, "TT33_7": 0, "TT33_8": 0, "TT33_9": 0, "TT33_10": 0}


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    """Of the year, after three slices."""
    return make_report(people.agency, make_open_period("year"))


def said(report):
    return [finding.words for finding in Answers(fresh(report)).findings]


def stopping(report):
    return [finding.words for finding in Answers(fresh(report)).stopping]


def test_e2_a_broken_balance_shows_its_sum_and_what_is_written(people, report):
    put(report, people.drafter, TT33_1=2, TT33_2=7, TT33_3=1, TT33_4=0, TT33_5=7, **SET_ASIDE)
    assert said(report) == [f"{BALANCE}: 2 + 7 + 0 − 1 − 0 − 0 − 0 − 0 − 0 = 8, đang ghi 7"]


def test_e2_what_falls_shows_both_numbers_and_is_settled_by_a_word(people, report):
    answer_earlier(report, people.drafter, TT03=[5, 7, 9])
    put(report, people.drafter, TT02=10, TT03=8)
    words = "Số nhiệm vụ hoàn thành lũy kế giảm so với kỳ trước: ghi rõ lý do: trước đó 9, nay 8"
    assert stopping(report) == [words]
    explain(report, people.drafter, "TT03")
    assert (stopping(report), said(report)) == ([], [words])


def test_e2_more_than_all_persons_cannot_be_and_no_word_explains_it(people, report):
    put(report, people.drafter, TT27_1=39, TT27_2=32)
    explain(report, people.drafter, "TT27.1")
    assert stopping(report) == ["Số CBCCVC dự thi không vượt tổng số CBCCVC: 39 > 32"]
    CrossCheck.objects.all().delete()
    assert stopping(report) == [
        "Tỷ lệ CBCCVC tham gia thi tìm hiểu CCHC: 39 / 32 = 121,88%; không thể quá 100%."
    ]


def test_e2_persons_of_the_year_cannot_be_more_than_all_either(people, report):
    answer_earlier(report, people.drafter, TT27_1=[10, 0, 19], TT27_2=[32, 32, 32])
    put(report, people.drafter, TT27_1=10, TT27_2=32)
    assert stopping(report) == [
        "Số CBCCVC dự thi không vượt tổng số CBCCVC (từ 15/12/2025 đến hết 14/12/2026: 39 > 32)"
    ]
    CrossCheck.objects.all().delete()
    assert stopping(report) == [
        "Tỷ lệ CBCCVC tham gia thi tìm hiểu CCHC: từ 15/12/2025 đến hết 14/12/2026 39 / 32 = 121,88%; "
        "không thể quá 100%."
    ]
    put(report, people.drafter, TT27_1=3)
    assert said(report) == []


def test_e2_what_earlier_slices_alone_exceed_asks_for_a_word_since_it_cannot_be_mended_here(people, report):
    answer_earlier(report, people.drafter, TT27_1=[20, 0, 19], TT27_2=[40, 40, 40])
    put(report, people.drafter, TT27_1=0, TT27_2=32)
    assert len(stopping(report)) == 1
    explain(report, people.drafter, "TT27.1")
    assert stopping(report) == []


def test_f2_a_stock_that_does_not_begin_as_the_last_one_ended_is_asked_about(people, report):
    answer_earlier(
        report,
        people.drafter,
        TT33_1=[0, 1, 1],
        TT33_2=[1, 0, 0],
        TT33_3=[0, 0, 0],
        TT33_4=[0, 0, 0],
        TT33_5=[1, 1, 1],
    )
    put(report, people.drafter, TT33_1=3, TT33_2=0, TT33_3=0, TT33_4=0, TT33_5=3, **SET_ASIDE)
    assert stopping(report) == [f"{FOLLOWS}: cuối kỳ trước 1, nay ghi 3"]
    put(report, people.drafter, TT33_1=1, TT33_5=1)
    assert said(report) == []


@pytest.mark.parametrize(
    ("code", "earlier", "number"), [("TT33_5", [1, 1, 1], 5000), ("TT18", [900, 950, 1000], 40)]
)
def test_e2_a_stock_far_from_those_before_asks_for_a_word(people, report, code, earlier, number):
    answer_earlier(report, people.drafter, **{code: earlier})
    put(report, people.drafter, **{code: number})
    (words,) = stopping(report)
    assert "khác xa" in words
    explain(report, people.drafter, code.replace("_", "."))
    assert (stopping(report), said(report)) == ([], [words])


@pytest.mark.parametrize(
    ("earlier", "number"), [([0, 0, 0], 500), ([9, 2, 8], 17), ([40, 50, 60], 0), ([1, 1, 1], 2)]
)
def test_e2_an_ordinary_change_is_not_asked_about(people, report, earlier, number):
    answer_earlier(report, people.drafter, TT05=earlier)
    put(report, people.drafter, TT05=number)
    assert said(report) == []


@pytest.mark.parametrize(
    ("earlier", "number"), [([3, 5, 4], 12), ([3, 5, 4], 15), ([5, 5, 5], 20), ([0, 0, 30], 70)]
)
def test_e1_a_number_that_could_be_the_years_total_is_asked_about(people, report, earlier, number):
    answer_earlier(report, people.drafter, TT05=earlier)
    put(report, people.drafter, TT05=number)
    total = sum(earlier)
    assert stopping(report) == [
        f"{number} văn bản: có phải là tổng cả năm? Chỉ nhập số phát sinh từ 15/9 đến hết 14/12; "
        f"{total} của các kỳ trước cổng tự cộng, như vậy cả năm sẽ là {total + number}."
    ]
    with pytest.raises(ValidationError, match="có phải là tổng cả năm"):
        submit_report(fill(report, people.drafter), by=people.drafter, now=at(15, 12))
    explain(report, people.drafter, "TT05")
    assert stopping(report) == []


@pytest.mark.parametrize(
    ("earlier", "number"), [([3, 5, 4], 6), ([3, 5, 4], 11), ([1, 0, 0], 2), ([0, 0, 0], 40)]
)
def test_e1_a_number_of_a_slice_is_not(people, report, earlier, number):
    answer_earlier(report, people.drafter, TT05=earlier)
    put(report, people.drafter, TT05=number)
    assert said(report) == []


@given(st.lists(st.integers(0, 10**6), max_size=3), st.integers(0, 10**6))
def test_e1_a_total_of_two_quarters_with_numbers_and_more_is_never_missed(earlier, added):
    known = [Decimal(one) for one in earlier]
    total = sum(known) + added
    parts = [one for one in known if one]
    if len(parts) > 1 and total >= max(3, 2 * max(parts)):
        assert looks_cumulative(total, known, least=10)
    if len(parts) > 1 and sum(parts) >= 3:
        assert looks_cumulative(Decimal(sum(parts)), known, least=10)
    assert not looks_cumulative(max(parts, default=Decimal(0)), known, least=10) or len(parts) < 1


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=4))
def test_e2_a_number_among_those_before_is_never_far(number, known):
    among = [Decimal(one) for one in known]
    for one in among:
        assert not is_far(one, among, factor=2, least=1, falls=True)
    assert not is_far(Decimal(number), [], factor=2, least=1, falls=True)


# Limits by kind of agency


@pytest.fixture
def commune():
    return make_agency("Xã Ba Tơ", "xa")


def test_e2_more_than_a_commune_can_hold_is_refused_with_the_most_and_its_ground(people, commune):
    report = make_report(commune, make_open_period("q1"))
    drafter = make_post(make_officer(), commune).officer
    with pytest.raises(ValidationError) as refusal:
        put(report, drafter, TT21=1_234_567)
    (words,) = refusal.value.messages
    assert words.startswith("Nhiều nhất ở Xã là 20.000 (Mức ban đầu theo quy mô cơ quan")
    put(report, drafter, TT21=20_000)


def set_of(report, officer, code="TT05", kind=None, **fields):
    return set_limit(
        report.period.form_version,
        **{
            "figure": figure(report, code),
            "kind": kind,
            "least": None,
            "most": Decimal(50),
            "severity": "explain",
            "ground": "Quyết định 1",
            "valid_from": dt.date(2026, 11, 1),
            "by": officer,
            "now": at(2, 11),
        }
        | fields,
    )


def test_e2_a_limit_may_only_ask_for_a_word_and_ends_the_one_before(people, report):
    set_of(report, people.reviewer)
    put(report, people.drafter, TT05=51)
    assert stopping(report) == ["51 văn bản: nhiều nhất ở một cơ quan là 50 (Quyết định 1)."]
    explain(report, people.drafter, "TT05")
    assert stopping(report) == []
    rows = FigureLimit.objects.filter(figure__code="TT05", kind=None).order_by("valid_from")
    assert [(row.most, row.valid_to) for row in rows] == [(5000, dt.date(2026, 10, 31)), (50, None)]


def test_e2_the_limit_of_a_kind_goes_before_the_one_of_every_kind(people, report):
    set_of(report, people.reviewer, kind=people.agency.versions.get().kind, most=Decimal(60))
    set_of(report, people.reviewer)
    put(report, people.drafter, TT05=55)
    assert said(report) == []


def test_e2_an_ended_limit_holds_no_more(people, report):
    limit = set_of(report, people.reviewer)
    end_limit(limit, last_day=dt.date(2026, 12, 1), by=people.reviewer, now=at(2, 11))
    put(report, people.drafter, TT05=51)
    assert said(report) == []


def test_e2_home_affairs_says_what_a_jump_is(people, report):
    answer_earlier(report, people.drafter, TT18=[100, 100, 100])
    put(report, people.drafter, TT18=250)
    assert said(report) == []
    set_jumps(report.period.form_version, factor=2, least=10, by=people.reviewer, now=at(2, 11))
    assert len(said(report)) == 1


def test_e2_limits_are_set_and_ended_on_their_pages(client, people, report):
    client.force_login(people.reviewer)
    version = FormVersion.objects.get()
    kind = AgencyKind.objects.get(code="so")
    typed = {
        "figure": figure(report, "TT20").pk,
        "kind": kind.pk,
        "most": "1 500",
        "severity": "explain",
        "ground": "Rà soát năm 2026",
        "valid_from": "1/12/2026",
    }
    url = reverse("reports:set-limit", args=[version.pk])
    assert client.post(url, typed | {"most": ""}).status_code == 422
    assert client.post(url, typed).url == reverse("reports:form", args=[version.pk])
    limit = FigureLimit.objects.get(ground="Rà soát năm 2026")
    assert (limit.most, limit.kind, limit.severity) == (1500, kind, "explain")
    end = reverse("reports:end-limit", args=[version.pk, limit.pk])
    assert client.post(end, {"last_day": "31/12/2026"}).status_code == 302
    jumps = reverse("reports:set-jumps", args=[version.pk])
    assert client.post(jumps, {"factor": 4, "least": 20}).status_code == 302
    page = client.get(reverse("reports:form", args=[version.pk])).text
    assert "Sở và cơ quan ngang sở: tối đa 1.500" in page
    assert "gấp hơn 4 lần" in page


# Where it is seen


def test_e2_a_finding_comes_and_goes_while_typing(client, people, report):
    answer_earlier(report, people.drafter, TT05=[3, 5, 4])
    client.force_login(people.drafter)
    asked = figure(report, "TT05")
    url = reverse("reports:save-group", args=[report.pk, asked.indicator.group_id])
    name = f"f{asked.pk}"
    first = client.post(url, {f"{name}-seen": "0.", f"{name}-number": "15"}).json()
    assert "có phải là tổng cả năm" in first["findings"][str(asked.pk)]
    page = client.get(reverse("reports:group", args=[report.pk, asked.indicator.group_id])).text
    assert "có phải là tổng cả năm" in page
    second = client.post(url, {f"{name}-seen": first["version"], f"{name}-number": "3"}).json()
    assert second["findings"][str(asked.pk)].strip() == ""


def test_e2_a_number_mended_on_the_page_settles_what_stood_at_another(client, people, report):
    put(report, people.drafter, TT33_1=2, TT33_2=7, TT33_3=1, TT33_4=0, TT33_5=7)
    client.force_login(people.drafter)
    closing, opening = figure(report, "TT33.5"), figure(report, "TT33.1")
    url = reverse("reports:save-group", args=[report.pk, closing.indicator.group_id])
    row = Answers(fresh(report)).value(closing)
    typed = {f"f{closing.pk}-seen": f"{row.version}.", f"f{closing.pk}-number": "8"}
    found = client.post(url, typed).json()["findings"]
    assert [found[str(pk)].strip() for pk in (opening.pk, closing.pk)] == ["", ""]


def test_e2_drafter_head_and_reviewer_read_the_same(client, people, report):
    answer_earlier(report, people.drafter, TT05=[3, 5, 4])
    put(report, people.drafter, TT05=15)
    words = "15 văn bản: có phải là tổng cả năm?"
    check = reverse("reports:check", args=[report.pk])
    client.force_login(people.drafter)
    page = client.get(check)
    assert words in page.text
    assert f"#figure-{figure(report, 'TT05').pk}" in page.text
    explain(report, people.drafter, "TT05", note="Đợt cao điểm cuối năm.")
    assert words not in client.get(check).text
    submit_report(fill(report, people.drafter), by=people.drafter, now=at(15, 12))
    client.force_login(people.head)
    page = client.get(report.get_absolute_url())
    assert words in page.text
    assert "Đợt cao điểm cuối năm." in page.text
    client.post(reverse("reports:sign", args=[report.pk]), {"seen": page.context["seen"]})
    client.force_login(people.reviewer)
    assert words in client.get(reverse("reports:review", args=[report.pk])).text


def test_e2_what_cannot_be_mended_in_a_returned_report_does_not_hold_it_up(people, report):
    send(report, people.drafter, people.head, TT27_2=40)
    given = {figure(report, "TT07"): "Thiếu"}
    return_report(fresh(report), figures=given, sections={}, by=people.reviewer, now=at(18, 12))
    set_of(report, people.reviewer, code="TT27.2", most=Decimal(30), severity="block")
    put(report, people.drafter, TT07=1)
    assert (len(said(report)), stopping(report)) == (1, [])
    asked = figure(report, "TT07")
    save_value(report, asked, Entry(Decimal(2)), seen_version=2, by=people.drafter, now=at(18, 12, 10))


def test_e2_a_form_of_before_is_given_the_limits_that_a_new_one_starts_with(report):
    def standing():
        shares = Figure.objects.filter(kind="ratio").values_list("code", "maximum")
        limits = FigureLimit.objects.values_list("figure__code", "kind__code", "most", "ground", "valid_from")
        checks = CrossCheck.objects.values_list("code", "severity", "message")
        guidance = Indicator.objects.values_list("code", "guidance")
        return [sorted(map(str, rows)) for rows in (shares, limits, checks, guidance)]

    migration = import_module("reports.migrations.0010_limits_and_shares_of_standard_forms")
    known = {row[0] for row in migration.LIMITS}
    FigureLimit.objects.exclude(figure__code__in=known).delete()  # of figures that came later
    Indicator.objects.filter(code="TT27").update(guidance=migration.GUIDANCE)  # as it was
    new = standing()
    FigureLimit.objects.all().delete()
    Figure.objects.filter(kind="ratio").update(maximum=None)
    Indicator.objects.filter(code="TT27").update(guidance="")
    entrants = CrossCheck.objects.filter(code="entrants-within-staff")
    entrants.update(severity="explain", message=migration.OLD_MESSAGE)
    migration.carry_on(apps, None)
    assert standing() == new
