"""Sections speak of figures: what one must say, what may be taken as its text, what papers print."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.models import Post
from plans.actions.activities import add_proof, finish_activity
from reports.actions.entry import save_text
from reports.actions.periods import open_period
from reports.actions.reviewing import return_report
from reports.actions.sending import send_on_behalf, sign_report, submit_report, take_over
from reports.answers import Answers
from reports.documents import agency_report
from reports.models import Figure, Narrative, PaperLayout, Section, SectionFigure
from reports.offers import Offers
from reports.outline import says_nothing_arose
from tests.agencies.make import make_people
from tests.plans.make import make_activity
from tests.records.papers.read import texts
from tests.reports.make import at, feed, figure, fill, fresh, make_report, put

pytestmark = pytest.mark.django_db
NOW = at(15, 3)
NIL = "Không phát sinh trong kỳ."


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def report(people):
    return make_report(people.agency)


def zeros(report, by):
    """Every figure 0, every required section written, the optional ones left empty, as the form lets one."""
    return fill(report, by)


def section(report, number):
    return Section.objects.get(form_version=report.period.form_version_id, number=number)


def write(report, number, text, by, origin=""):
    row = report.narratives.filter(section__number=number).first()
    save_text(
        report, section(report, number), text,
        origin=origin, seen_version=row.version if row else 0, by=by, now=NOW,
    )  # fmt: skip


def told(report, number):
    return Answers(fresh(report)).told[section(report, number).pk]


def unsaid(report):
    return [row.section.number for row in Answers(fresh(report)).unsaid]


def url_of(report, number):
    return reverse("reports:section", args=[report.pk, section(report, number).pk])


def met(agency, on, topic, people):
    """A conference that was held, with so many people."""
    activity = make_activity(agency, "hoi-nghi", planned_on=on, topic=topic)
    return finish_activity(activity, on=on, amounts={"count": 1, "people": people}, by=None, now=at(30, 6))


def press(client, report, number, origin, **more):
    """Press the button of one proposal on the section's page, as it stands."""
    page = client.get(url_of(report, number))
    offer = next(row for row in page.context["offers"] if row.origin == origin)
    data = {"s-text": "", "s-seen": page.context["seen"], "take": f"{origin}:{offer.mark}"} | more
    return client.post(url_of(report, number), data)


def test_p1_empty_sections_beside_figures_stop_the_sending_and_nobody_invents_a_sentence(people, report):
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2, TT21=124, TT16=118, TT33_2=7, TT33_3=7)
    assert unsaid(report) == ["III.4", "III.5", "III.8"]
    with pytest.raises(ValidationError) as refusal:
        submit_report(fresh(report), by=people.drafter, now=NOW)
    assert [error.code for error in refusal.value.error_list] == ["untrue"] * 3
    assert "III.5. Hội nghị, tập huấn, bồi dưỡng" in refusal.value.messages[1]
    layout = PaperLayout.objects.get(regime=report.period.regime, kind="agency")
    lines = texts(
        agency_report(
            fresh(report), layout, head=Post.objects.get(officer=people.head), today=report.period.ends_on
        )
    )
    assert [line for line in lines if "không phát sinh" in line.lower() or "không có" in line.lower()] == []


def test_p1_the_head_and_home_affairs_on_behalf_are_stopped_too(people, report):
    submit_report(zeros(report, people.drafter), by=people.drafter, now=NOW)
    report.narratives.all().update(text="")
    people.agency.figure_values.filter(figure__code="TT20").update(number=2)
    with pytest.raises(ValidationError, match=r"III\.5"):
        sign_report(fresh(report), by=people.head, now=NOW)
    other = make_report(people.other_agency, report.period)
    take_over(other, reason="Công văn giấy", by=people.reviewer, now=NOW)
    fill(fresh(other), people.reviewer)
    put(other, people.reviewer, TT20=2)
    with pytest.raises(ValidationError, match=r"III\.5"):
        send_on_behalf(fresh(other), by=people.reviewer, now=NOW)


@pytest.mark.parametrize(
    "text",
    [NIL, "không phát sinh", "- Khong phat sinh trong ky", "Không.", "Trong kỳ không phát sinh.",
     "Không phát sinh trong quý III", "Không có", f"{NIL}\nCơ quan sẽ cố gắng."],
)  # fmt: skip
def test_p1_the_nil_sentence_beside_figures_is_refused_however_it_is_written(people, report, text):
    zeros(report, people.drafter)
    write(report, "III.5", text, people.drafter)
    assert unsaid(report) == []
    put(report, people.drafter, TT20=2)  # also where the figure changes after the sentence was taken
    assert unsaid(report) == ["III.5"]


@pytest.mark.parametrize(
    "text",
    ["Tổ chức 02 hội nghị, không phát sinh kinh phí.", "Hội nghị: 02; tập huấn: không.", "Phát sinh 02 cuộc",
     "Không chỉ tổ chức hội nghị, cơ quan còn mở lớp."],
)  # fmt: skip
def test_p1_other_words_with_a_no_in_them_stand(text):
    assert not says_nothing_arose(text, {"khong phat sinh trong ky", "khong co kien nghi de xuat"})


def test_p1_a_sentence_taken_as_nil_stays_one_when_the_form_words_it_anew(people, report):
    zeros(report, people.drafter)
    write(report, "III.5", NIL, people.drafter, origin=Narrative.Origin.NIL)
    Section.objects.update(nil_sentence="Chưa có nội dung báo cáo.")
    put(report, people.drafter, TT20=2)
    assert unsaid(report) == ["III.5"]


def test_p1_every_section_of_the_standard_form_says_each_of_its_figures(people, report):
    """Each figure of each section, alone above 0: the section is stopped, offers no nil, and its sentence
    names the number; 0 or not applicable everywhere: it is offered."""
    zeros(report, people.drafter)
    asked = {row.pk for row in Answers(fresh(report)).typed}
    rows = list(SectionFigure.objects.of_form(report.period.form_version_id))
    spoken = [row for row in rows if row.figure_id in asked]
    assert len(spoken) > 25
    answers = Answers(fresh(report))
    silent = {
        row.section.number for row in answers.told.values() if row.section.nil_sentence and not row.text
    }
    offered = {row.section.number for row in answers.nil_offers}
    assert (
        offered == silent == {*("III.1", "III.2", "III.4", "III.5", "III.6", "III.7", "III.8", "V", "VIII")}
    )
    for row in spoken:
        number = 1 if row.figure.kind == Figure.Kind.YES_NO else 7
        before = people.agency.figure_values.filter(figure=row.figure)
        before.update(number=number)
        found = Answers(fresh(report))
        one = found.told[row.section_id]
        offer = Offers(found).from_figures(one)
        assert one.nil_sentence == "", row.figure.code
        assert one.is_unsaid == (not one.text), row.figure.code
        assert offer, row.figure.code
        assert row.figure.kind == Figure.Kind.YES_NO or "07" in offer.text or "7 đồng" in offer.text
        assert "{" not in offer.text
        assert "[" not in offer.text
        before.update(number=0)


def test_p1_who_left_figures_blank_is_offered_no_nil_sentence(people, report):
    put(report, people.drafter, TT20=0)
    assert told(report, "III.5").nil_sentence == ""
    put(report, people.drafter, TT21=0, TT22=0, TT23=0)
    assert told(report, "III.5").nil_sentence == NIL


def test_p1_the_nil_sentence_is_taken_by_a_press_and_by_nothing_else(client, people, report):
    zeros(report, people.drafter)
    client.force_login(people.drafter)
    client.get(url_of(report, "III.5"))
    assert not report.narratives.filter(section__number="III.5").exists()
    assert press(client, report, "III.5", "nil").status_code == 302
    row = report.narratives.get(section__number="III.5")
    assert (row.text, row.origin) == (NIL, "nil")


def test_p1_all_nil_sentences_are_taken_at_the_check_as_it_named_them(client, people, report):
    zeros(report, people.drafter)
    client.force_login(people.drafter)
    check = reverse("reports:check", args=[report.pk])
    mark = client.get(check).context["nil_mark"]
    put(report, people.drafter, TT20=2)
    take = reverse("reports:take-nil", args=[report.pk])
    client.post(take, {"seen": mark})  # the page is older than the figures
    assert report.narratives.filter(origin="nil").count() == 0
    client.post(take, {"seen": client.get(check).context["nil_mark"]})
    taken = report.narratives.filter(origin="nil").order_by("section__position")
    assert list(taken.values_list("section__number", flat=True)) == [
        "III.1", "III.2", "III.4", "III.6", "III.7", "III.8", "V", "VIII",
    ]  # fmt: skip
    assert taken.get(section__number="VIII").text == "Không có kiến nghị, đề xuất."


def test_p1_the_check_shows_a_sentence_that_one_press_takes_and_the_report_goes(client, people, report):
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2, TT21=124)
    client.force_login(people.drafter)
    check = reverse("reports:check", args=[report.pk])
    page = client.get(check)
    (row,) = page.context["untrue"]
    assert row.offer.text == "Tổ chức 02 hội nghị với 124 lượt người tham dự."
    assert row.offer.text in page.text
    answer = client.post(
        row.url,
        {"s-text": row.told.text, "s-seen": row.seen, "take": f"figures:{row.offer.mark}", "then": "check"},
    )
    assert answer.url == check
    submit_report(fresh(report), by=people.drafter, now=NOW)


def test_p1_a_sentence_that_has_changed_is_not_taken_and_typed_words_are_kept(client, people, report):
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2)
    client.force_login(people.drafter)
    page = client.get(url_of(report, "III.5"))
    offer = next(row for row in page.context["offers"] if row.origin == "figures")
    put(report, people.drafter, TT20=3)
    data = {"s-text": "Lời của tôi", "s-seen": page.context["seen"], "take": f"figures:{offer.mark}"}
    client.post(url_of(report, "III.5"), data)
    assert report.narratives.get(section__number="III.5").text == "Lời của tôi"


def test_p1_what_a_returned_figure_makes_untrue_can_be_mended(people, report):
    zeros(report, people.drafter)
    write(report, "III.5", NIL, people.drafter)
    submit_report(fresh(report), by=people.drafter, now=NOW)
    sign_report(fresh(report), by=people.head, now=NOW)
    return_report(
        fresh(report), figures={figure(report, "TT20"): "Thiếu hội nghị"}, sections={},
        by=people.reviewer, now=NOW,
    )  # fmt: skip
    assert section(report, "III.5").pk not in Answers(fresh(report)).open_sections
    put(report, people.drafter, NOW + dt.timedelta(hours=1), TT20=2)
    assert Answers(fresh(report)).open_sections == {section(report, "III.5").pk}
    write(report, "III.5", "Tổ chức 02 hội nghị.", people.drafter)
    assert unsaid(report) == []


def test_p1_databases_of_before_get_what_the_standard_form_speaks_of(report):
    fields = ("section__number", "figure__code", "phrase", "province_phrase", "position")
    later = {"TT33.6", "TT33.7", "TT33.8", "TT33.9"}  # of which the form did not speak then
    said_since = ["TT33.2", "TT33.3", "TT33.4"]  # in other words since
    installed = set(SectionFigure.objects.values_list(*fields[:-1]))
    sentences = set(Section.objects.values_list("number", "nil_sentence"))
    SectionFigure.objects.all().delete()
    Section.objects.update(nil_sentence="")
    import_module("reports.migrations.0008_fill_what_sections_speak_of").fill(apps, None)
    filled = set(SectionFigure.objects.values_list(*fields[:-1]))
    assert {row for row in filled if row[1] not in said_since} == {
        row for row in installed if row[1] not in {*later, *said_since}
    }
    assert set(Section.objects.values_list("number", "nil_sentence")) == sentences


def test_p1_numbers_taken_from_figures_that_change_later_stop_the_sending(client, people, report):
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2, TT21=124)
    client.force_login(people.drafter)
    press(client, report, "III.5", "figures")
    put(report, people.drafter, TT20=3)
    with pytest.raises(ValidationError, match=r"III\.5.*TT20"):
        submit_report(fresh(report), by=people.drafter, now=NOW)
    press(client, report, "III.5", "figures", **{"s-text": told(report, "III.5").text})
    row = report.narratives.get(section__number="III.5")
    assert row.text == "Tổ chức 03 hội nghị với 124 lượt người tham dự."
    submit_report(fresh(report), by=people.drafter, now=NOW)


# What else is offered


def test_e4_activities_of_the_span_are_named_with_their_days_and_proofs(client, people, report):
    feed(report.period.form_version, "TT20", "hoi-nghi", "count")
    feed(report.period.form_version, "TT21", "hoi-nghi", "people")
    for day, topic, came in (((2026, 2, 5), "Hội nghị triển khai", 60), ((2026, 3, 12), "Tọa đàm", 64)):
        done = met(people.agency, dt.date(*day), topic, came)
        add_proof(done, title=f"Ảnh {topic}", url="https://stp.example/anh", by=people.drafter, now=NOW)
    met(people.agency, dt.date(2026, 4, 1), "Kỳ sau", 9)
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2, TT21=124)
    client.force_login(people.drafter)
    assert press(client, report, "III.5", "figures", proofs="1").status_code == 302
    row = report.narratives.get(section__number="III.5")
    assert (row.text, row.origin) == (
        "Tổ chức 02 hội nghị với 124 lượt người tham dự: Hội nghị triển khai (ngày 05/02/2026); "
        "Tọa đàm (ngày 12/3/2026).",
        "figures",
    )
    assert set(report.evidence.values_list("section__number", "url")) == {
        ("III.5", "https://stp.example/anh")
    }


def test_e4_the_last_periods_text_is_a_draft_marked_until_it_is_changed(client, people, report):
    zeros(report, people.drafter)
    period = open_period(report.period.regime.periods.get(code="h1"), by=None, now=at(1, 6))
    later = fill(make_report(people.agency, period), people.drafter)
    later.narratives.all().delete()
    client.force_login(people.drafter)
    press(client, later, "I", "last_time")
    row = later.narratives.get(section__number="I")
    assert (row.text, row.origin) == ("Nội dung mục I.", "last_time")
    check = client.get(reverse("reports:check", args=[later.pk]))
    assert [name for name, _url in check.context["progress"].last_texts] == [str(row.section)]
    assert "chưa sửa" in client.get(reverse("reports:whole", args=[later.pk])).text
    page = client.get(url_of(later, "I"))
    client.post(url_of(later, "I"), {"s-text": f"{row.text} Đã sửa.", "s-seen": page.context["seen"]})
    row.refresh_from_db()
    assert (row.text, row.origin) == ("Nội dung mục I. Đã sửa.", "")


def test_e4_what_is_taken_comes_after_what_was_typed(client, people, report):
    zeros(report, people.drafter)
    put(report, people.drafter, TT20=2)
    client.force_login(people.drafter)
    press(client, report, "III.5", "figures", **{"s-text": "Lời của tôi."})
    row = report.narratives.get(section__number="III.5")
    assert (row.text, row.origin) == ("Lời của tôi.\nTổ chức 02 hội nghị.", "")


def test_e4_a_readers_page_offers_nothing(client, people, report):
    zeros(report, people.drafter)
    client.force_login(people.head)
    page = client.get(url_of(report, "III.5"))
    assert (page.context["offers"], page.context["is_open"]) == ([], False)


@pytest.fixture
def later(client, people, report):
    """The half year's report after a first quarter whose text says what was spent: 8.600.000, then 13.700.000
    over the period; section IV is still empty."""
    zeros(report, people.drafter)
    put(report, people.drafter, TT34_2=8_600_000)
    write(report, "IV", "Trong kỳ đã thực hiện 8.600.000 đồng, chi cho 02 hội nghị.", people.drafter)
    period = open_period(report.period.regime.periods.get(code="h1"), by=None, now=at(1, 6))
    later = fill(make_report(people.agency, period), people.drafter, TT34_2=5_100_000)
    later.narratives.filter(section__number="IV").delete()
    client.force_login(people.drafter)
    return fresh(later)


def untrue(report):
    return [row.section.number for row in Answers(fresh(report)).untrue]


def save(client, report, number, text):
    page = client.get(url_of(report, number))
    client.post(url_of(report, number), {"s-text": text, "s-seen": page.context["seen"]})


def test_e4_old_numbers_of_the_last_periods_text_stop_the_sending_until_they_are_gone(client, people, later):
    press(client, later, "IV", "last_time")
    assert untrue(later) == ["IV"]
    save(client, later, "IV", "Tính đến nay đã thực hiện 8.600.000 đồng.")
    row = later.narratives.get(section__number="IV")
    assert (row.origin, untrue(later)) == ("", ["IV"])  # other words are changed, the number is not
    with pytest.raises(ValidationError, match=r"IV\..*TT34\.2 \(8\.600\.000\)"):
        submit_report(fresh(later), by=people.drafter, now=NOW)
    check = client.get(reverse("reports:check", args=[later.pk]))
    assert [one.told.section.number for one in check.context["untrue"]] == ["IV"]
    assert "TT34.2 (8.600.000)" in check.text
    assert "TT34.2 (8.600.000)" in client.get(url_of(later, "IV")).text
    for reader in (people.head, people.reviewer):
        client.force_login(reader)
        page = client.get(reverse("reports:whole", args=[later.pk]))
        assert "Còn ghi số cũ: TT34.2 (8.600.000)" in page.text
    client.force_login(people.drafter)
    save(client, later, "IV", "Tính đến nay đã thực hiện 13.700.000 đồng.")
    assert untrue(later) == []


def test_e4_a_draft_beside_own_words_is_marked_and_its_old_numbers_are_found(client, later):
    press(client, later, "IV", "last_time", **{"s-text": "Lời của tôi."})
    row = later.narratives.get(section__number="IV")
    assert row.text.startswith("Lời của tôi.\nTrong kỳ")
    assert (row.origin, untrue(later)) == ("last_time", ["IV"])
    press(client, later, "IV", "figures", **{"s-text": row.text})  # another proposal changes nothing in it
    row.refresh_from_db()
    assert (row.origin, untrue(later)) == ("last_time", ["IV"])
    offers = client.get(url_of(later, "IV")).context["offers"]
    assert "last_time" not in [offer.origin for offer in offers]


def test_e4_a_number_of_the_last_period_that_is_still_right_stands(client, people, later):
    put(later, people.drafter, TT34_2=0)  # nothing was added, so the number over the period is the same
    press(client, later, "IV", "last_time")
    assert untrue(later) == []
    put(later, people.drafter, TT34_2=100)
    assert untrue(later) == ["IV"]


@pytest.mark.parametrize("written", ["8,6 triệu đồng", "8600000 đồng", "8.600.000đ", "8.600 nghìn đồng"])
def test_e4_an_old_number_is_found_however_it_is_written(client, people, report, later, written):
    report.narratives.filter(section__number="IV").update(text=f"Đã chi {written} trong năm 2026.")
    press(client, later, "IV", "last_time")
    assert untrue(later) == ["IV"]
