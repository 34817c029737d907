"""Activities as a drafter enters and looks for them, on a telephone as at a desk."""

import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from agencies.models import Succession
from plans.models import Activity, ActivityForm, Proof
from plans.workflow import State
from tests.agencies.make import make_agency
from tests.plans.make import TODAY, make_activity, make_done, make_duty, make_plan
from tests.records.files import photo

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


@pytest.fixture
def drafter(people, client):
    client.force_login(people.drafter)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"plans:{name}", args=args)


def form_of(code: str) -> int:
    return ActivityForm.objects.get(code=code).pk


def test_a_finished_activity_needs_four_answers(people, drafter):
    duty = make_duty(leads=[people.agency])
    page = drafter.get(url("record-activity", people.agency.pk), {"duty": duty.pk})
    assert str(page.context["form"]["duty"].value()) == str(duty.pk)
    assert page.context["form"]["done_on"].value() == TODAY
    assert not page.context["form"].has_more()
    answers = {"duty": duty.pk, "form": form_of("tin-bai-trang"), "topic": "Bài", "done_on": "16/3/2026"}
    answer = drafter.post(url("record-activity", people.agency.pk), answers | {"count": "3"})
    activity = Activity.objects.get()
    assert answer.url == activity.get_absolute_url()
    assert (activity.state, activity.duty, activity.results.get().amount) == (State.DONE, duty, 3)


def test_a_link_and_a_photograph_prove_together(people, drafter):
    data = {"form": form_of("tap-huan"), "topic": "Lớp", "done_on": "16/3/2026", "count": "1"}
    file = SimpleUploadedFile("anh.jpg", photo(), content_type="image/jpeg")
    proofs = {"url": "https://tinh.gov.vn/lop", "file": file}
    assert drafter.post(url("record-activity", people.agency.pk), data | proofs).status_code == 302
    titles = Activity.objects.get().proofs.values_list("title", flat=True)
    assert set(titles) == {"https://tinh.gov.vn/lop", "anh.jpg"}


def test_a_file_waits_with_the_page_that_comes_back(people, drafter):
    data = {"form": form_of("tap-huan"), "topic": "Lớp", "done_on": "16/3/2026", "count": ""}
    file = SimpleUploadedFile("anh.jpg", photo(), content_type="image/jpeg")
    answer = drafter.post(url("record-activity", people.agency.pk), data | {"file": file})
    assert list(answer.context["form"].errors) == ["count"]
    assert "“anh.jpg” đã được giữ và sẽ đi cùng lần gửi tới" in answer.text
    token = re.search(r'name="file-waiting"\s+value="([^"]+)"', answer.text)[1]
    again = data | {"count": "1", "file-waiting": token}
    assert drafter.post(url("record-activity", people.agency.pk), again).status_code == 302
    assert Proof.objects.get().attachment.original_name == "anh.jpg"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"count": ""}, "count"),
        ({"count": "0"}, "count"),
        ({"count": "ba"}, "count"),
        ({"topic": ""}, "topic"),
        ({"done_on": "17/3/2026"}, "done_on"),
        ({"url": "không phải"}, "url"),
    ],
)
def test_what_is_refused_comes_back_as_typed(people, drafter, changes, field):
    data = {"form": form_of("tap-huan"), "topic": "Lớp", "done_on": "16/3/2026", "count": "1"}
    answer = drafter.post(
        url("record-activity", people.agency.pk), data | {"place": "Hội trường A"} | changes
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Hội trường A" in answer.content.decode()
    assert answer.context["form"].has_more()
    assert Activity.objects.count() == 0


def test_from_plan_to_done_with_an_update_a_result_and_a_proof(people, drafter):
    data = {"form": form_of("hoi-nghi"), "topic": "Hội nghị", "planned_on": "20/3/2026"}
    drafter.post(url("plan-activity", people.agency.pk), data | {"planned_quantity": "1"})
    pk = Activity.objects.get().pk
    postponed = {"verb": "postpone", "on": "16/3/2026", "planned_on": "25/3/2026"}
    assert drafter.post(url("update-activity", pk), postponed).status_code == 302
    changed = data | {"planned_on": "26/3/2026", "seen_version": "1", "topic": "Hội nghị toàn tỉnh"}
    assert drafter.post(url("change-activity", pk), changed).status_code == 302
    assert drafter.post(url("finish-activity", pk), {"on": "16/3/2026", "count": "1"}).status_code == 302
    extra = {"measure": "people", "amount": "1.250", "on": "16/3/2026"}
    assert drafter.post(url("add-result", pk), extra).status_code == 302
    assert drafter.post(url("add-proof", pk), {"url": "https://tinh.gov.vn/anh"}).status_code == 302
    page = " ".join(drafter.get(url("activity", pk)).text.split())
    for shown in (
        "Hội nghị toàn tỉnh",
        "1.250",
        "https://tinh.gov.vn/anh",
        "Dời ngày: từ 20/3/2026 sang 25/3/2026",
        "Đã xong",
    ):
        assert shown in page


def test_joint_work_names_its_leader(people, drafter):
    data = {"form": form_of("hoi-nghi"), "topic": "Hội nghị chung", "done_on": "16/3/2026", "count": "1"}
    asked = drafter.get(url("record-activity", people.agency.pk)).context["form"].fields["led_by"].queryset
    assert people.agency not in asked
    assert people.other_agency in asked
    data["led_by"] = str(people.other_agency.pk)
    assert drafter.post(url("record-activity", people.agency.pk), data).status_code == 302
    activity = Activity.objects.get()
    assert activity.led_by == people.other_agency
    assert f"do {people.other_agency} chủ trì" in drafter.get(url("activities")).content.decode()
    page = drafter.get(activity.get_absolute_url()).content.decode()
    assert "cơ quan chủ trì tính vào báo cáo" in page


def test_a_change_made_meanwhile_is_told(people, drafter):
    activity = make_activity(people.agency)
    data = {"form": activity.form_id, "topic": "Của tôi", "planned_on": "20/3/2026", "seen_version": "0"}
    assert drafter.post(url("change-activity", activity.pk), data).status_code == 302
    answer = drafter.post(url("change-activity", activity.pk), data | {"topic": "Của người sau"})
    assert answer.status_code == 422
    assert "Của người sau" in answer.content.decode()


def test_a_photograph_that_proves_is_kept_without_place_and_time(people, drafter):
    activity = make_done(people.agency)
    data = {"file": SimpleUploadedFile("anh.jpg", photo(), content_type="image/jpeg")}
    assert drafter.post(url("add-proof", activity.pk), data).status_code == 302
    kept = drafter.get(reverse("records:file", args=[activity.proofs.get().attachment_id]))
    content = b"".join(kept.streaming_content) if kept.streaming else kept.content
    with Image.open(io.BytesIO(content)) as picture:
        assert (dict(picture.getexif()), picture.getexif().get_ifd(0x8825)) == ({}, {})
    assert b"Camera of Ba To" not in content


def test_results_and_proofs_are_taken_away_after_asking(people, drafter):
    activity = make_done(people.agency)
    drafter.post(url("add-proof", activity.pk), {"url": "https://tinh.gov.vn/anh"})
    proof, result = activity.proofs.get(), activity.results.get()
    assert drafter.post(url("remove-proof", proof.pk)).url == activity.get_absolute_url()
    answer = drafter.post(url("remove-result", result.pk))
    assert (answer.status_code, activity.results.count(), activity.proofs.count()) == (422, 1, 0)


def test_the_list_is_narrowed_by_words_form_state_and_year(people, drafter):
    make_activity(people.agency, "tap-huan", topic="Lớp tập huấn", planned_on=TODAY + DAY)
    make_activity(people.agency, topic="Bài quá hạn", planned_on=TODAY - DAY)
    make_done(people.agency, topic="Bài đã đăng", on=TODAY - 100 * DAY)
    make_done(people.other_agency, topic="Của cơ quan khác")

    def shown(**query: object) -> list[str]:
        return [row.topic for row in drafter.get(url("activities"), query).context["activities"]]

    assert shown() == ["Lớp tập huấn", "Bài quá hạn", "Bài đã đăng"]
    assert shown(q="tap huan") == ["Lớp tập huấn"]
    assert shown(form=form_of("tap-huan")) == ["Lớp tập huấn"]
    assert shown(state="done") == ["Bài đã đăng"]
    assert shown(state="overdue") == ["Bài quá hạn"]
    assert shown(year=2025) == ["Bài đã đăng"]
    assert shown(year="x") == shown()


def test_what_a_predecessor_did_is_marked_and_offers_no_change(people, client):
    before = make_agency("Sở Cũ", valid_to=TODAY - DAY)
    Succession.objects.create(
        predecessor=before, successor=people.agency, kind="merge", on=TODAY, document="QĐ 1"
    )
    old, own = make_done(before), make_done(people.agency)
    mark = "Hồ sơ của Sở Cũ"
    seen = {}
    for officer in (people.drafter, people.reviewer):
        client.force_login(officer)
        for activity in (old, own):
            seen[officer, activity] = mark in client.get(activity.get_absolute_url()).content.decode()
    assert seen == {
        (people.drafter, old): True,
        (people.drafter, own): False,
        (people.reviewer, old): False,
        (people.reviewer, own): False,
    }


def test_home_affairs_follows_every_agency_or_one(people, client):
    make_done(people.agency, topic="Một")
    make_done(people.other_agency, topic="Hai")
    client.force_login(people.reviewer)
    asked = client.get(url("activities"), {"agency": people.agency.pk})
    assert [row.topic for row in asked.context["activities"]] == ["Một"]
    assert len(client.get(url("activities")).context["activities"]) == 2


def test_the_calendar_shows_a_month_by_days(people, drafter):
    make_done(people.agency, topic="Đầu tháng", on=TODAY.replace(day=2))
    make_activity(people.agency, topic="Cuối tháng", planned_on=TODAY.replace(day=31))
    make_activity(people.agency, topic="Tháng sau", planned_on=dt.date(2026, 4, 1))

    def shown(month: str = "") -> list[tuple[dt.date, list[str]]]:
        days = drafter.get(url("calendar"), {"month": month}).context["days"]
        return [(day, [row.topic for row in rows]) for day, rows in days]

    march = [(TODAY.replace(day=2), ["Đầu tháng"]), (TODAY.replace(day=31), ["Cuối tháng"])]
    assert shown() == march
    assert shown("2026-04") == [(dt.date(2026, 4, 1), ["Tháng sau"])]
    for nonsense in ("2026-13", "x", "0001-01", "9999-12", "2026-04-31"):
        assert shown(nonsense) == march


def test_our_duties_say_what_was_done_and_which_have_nothing(people, drafter):
    plan = make_plan()
    form = ActivityForm.objects.get(code="tap-huan")
    target = {"form": form, "target": 3, "unit": "lớp"}
    duty = make_duty(plan, leads=[people.agency], **target)
    make_duty(plan, leads=[people.agency])
    make_done(people.agency, "tap-huan", duty=duty, count=2)
    make_done(people.agency, "hoi-nghi", duty=duty, count=5)  # another form: does not fill the target
    make_activity(people.agency, duty=duty)
    (mine,) = drafter.get(url("mine")).context["agencies"]
    stands = [row["progress"] for row in mine["duties"]]
    assert [(one.state, one.activities, one.done, one.brought) for one in stands] == [
        ("under_way", 3, 2, 2),
        ("not_started", 0, 0, 0),
    ]
    assert mine["without"] == 1


def test_a_duty_shows_the_activities_one_may_see(people, drafter):
    duty = make_duty(leads=[people.agency, people.other_agency])
    make_done(people.agency, duty=duty, topic="Của ta")
    make_done(people.other_agency, duty=duty, topic="Của họ")
    assert [row.topic for row in drafter.get(url("duty", duty.pk)).context["activities"]] == ["Của ta"]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_long(people, client, rows):
    duty = make_duty(leads=[people.agency])
    for _ in range(rows):
        make_done(people.agency, duty=duty)
        make_done(make_agency())
    one = make_done(people.agency, duty=duty)
    costs = {}
    for officer in (people.drafter, people.reviewer):
        client.force_login(officer)
        for name, args in {"activities": [], "calendar": [], "activity": [one.pk], "duty": [duty.pk]}.items():
            with CaptureQueriesContext(connection) as asked:
                client.get(url(name, *args))
            costs.setdefault(name, []).append(len(asked))
    assert costs == {
        "activities": [9, 9],
        "calendar": [7, 6],
        "activity": [13, 12],
        "duty": [22, 18],
    }
