"""Activities from Excel, all or nothing with a precise message a mistake, and out to Excel."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from plans.models import Activity, ActivityForm
from plans.workbooks import COLUMNS, FIELDS, SHEET
from plans.workflow import State
from tests.plans.make import TODAY, make_activity, make_done, make_duty

pytestmark = pytest.mark.django_db
DONE = {"form": "Lớp tập huấn, bồi dưỡng", "topic": "Lớp", "done_on": TODAY, "count": 2, "people": 60}
PLANNED = {"form": "hoi nghi, hoi thao, toa dam", "topic": "Hội nghị", "planned_on": "20/3/2026"}


@pytest.fixture(autouse=True)
def _in_spring(time_machine):
    time_machine.move_to("2026-03-16T02:00:00Z")


@pytest.fixture
def drafter(people, client):
    client.force_login(people.drafter)
    return client


def make_workbook(*rows: dict[str, object], headings: list[str] | None = None, sheet: str = SHEET) -> bytes:
    workbook = Workbook()
    page = workbook.active
    page.title = sheet
    page.append(headings or [column.title for column in COLUMNS])
    for row in rows:
        page.append([row.get(field) for field in FIELDS])
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def send(client, people, *rows: dict[str, object], **options):
    file = SimpleUploadedFile("hoat-dong.xlsx", make_workbook(*rows, **options))
    return client.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})


def told(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 422
    return [(spot.cell, spot.wrong) for spot in answer.context["spots"]]


def test_done_and_planned_activities_come_in(people, drafter):
    duty = make_duty(leads=[people.agency], clause="Phụ lục, số 2")
    url = {"url": "https://tinh.gov.vn/lop"}
    assert send(drafter, people, DONE | url | {"duty": "phu luc, so 2"}, {}, PLANNED).status_code == 302
    done, planned = Activity.objects.order_by("planned_on")
    assert (done.state, done.duty, done.done_on, done.proofs.get().url) == (
        State.DONE,
        duty,
        TODAY,
        "https://tinh.gov.vn/lop",
    )
    assert dict(done.results.values_list("measure", "amount")) == {"count": 2, "people": 60}
    assert (planned.state, planned.form.code, planned.planned_on) == (
        State.PLANNED,
        "hoi-nghi",
        dt.date(2026, 3, 20),
    )


def test_e5_amounts_pasted_from_elsewhere_are_read_as_everywhere(people, drafter):
    pasted = {
        "count": "2,0",
        "people": "1\u202f234 lượt người",
        "reach": "12,345,678",
        "cost": "5.000.000,00 đ",
    }
    assert send(drafter, people, DONE | pasted).status_code == 302
    amounts = dict(Activity.objects.get().results.values_list("measure", "amount"))
    assert amounts == {"count": 2, "people": 1234, "reach": 12_345_678, "cost": 5_000_000}
    found = told(send(drafter, people, DONE | {"people": "1,000"}))
    assert found == [("I2", "“1,000” có thể hiểu theo hai cách. Hãy ghi 1 hoặc 1.000, đúng theo ý mình.")]


WRONG = [
    ({"form": "Hát rong"}, "B", "Không có hình thức “Hát rong”."),
    ({"form": None}, "B", "Đang để trống."),
    ({"topic": " "}, "C", "Đang để trống."),
    ({"topic": "x" * 301}, "C", "Tối đa 300 ký tự; ô này có 301 ký tự."),
    (
        {"done_on": "32/1/2026"},
        "G",
        "Không có ngày này trong lịch. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2026.",
    ),
    ({"done_on": TODAY + dt.timedelta(days=1)}, "G", "Ngày này chưa đến."),
    ({"count": None}, "H", "Ghi số lượng đã thực hiện, ít nhất là 1."),
    ({"count": 0}, "H", "Ghi số lượng đã thực hiện, ít nhất là 1."),
    ({"people": -1}, "I", "Phải lớn hơn hoặc bằng 0."),
    ({"duty": "Mục XX"}, "A", "Cơ quan không có đúng một nhiệm vụ tại điều khoản “Mục XX”."),
    ({"url": "javascript:alert(1)"}, "Q", "Đây không phải đường dẫn: đường dẫn bắt đầu bằng https://."),
    ({"done_on": None, "count": None, "people": None}, "D", "Ghi ngày dự kiến, hoặc ngày đã thực hiện."),
    (
        {"done_on": None, "planned_on": TODAY, "people": None},
        "H",
        "Chỉ điền khi đã thực hiện: ghi ngày thực hiện, hoặc để trống ô này.",
    ),
]


@pytest.mark.parametrize(("changes", "letter", "message"), WRONG)
def test_a_wrong_cell_is_named_with_what_would_be_right(people, drafter, changes, letter, message):
    found = told(send(drafter, people, DONE, DONE | changes))
    assert found == [(f"{letter}3", message)]
    assert Activity.objects.count() == 0


def test_500_rows_with_20_bad_ones_are_refused_with_20_messages(people, drafter):
    rows = [DONE | {"topic": f"Lớp {number}"} for number in range(500)]
    bad = range(7, 500, 25)
    for number in bad:
        rows[number] = rows[number] | {"count": "mười"}
    found = told(send(drafter, people, *rows))
    assert [cell for cell, _message in found] == [f"H{number + 2}" for number in bad]
    assert (len(found), Activity.objects.count()) == (20, 0)
    for number in bad:
        rows[number] = rows[number] | {"count": 10}
    assert send(drafter, people, *rows).status_code == 302
    assert Activity.objects.done().count() == 500


def test_the_leader_of_joint_work_comes_in_and_goes_out_by_name(people, drafter):
    assert send(drafter, people, DONE | {"led_by": str(people.other_agency).upper()}).status_code == 302
    joint = Activity.objects.get()
    assert joint.led_by == people.other_agency
    answer = drafter.get(reverse("plans:export-activities"))
    page = load_workbook(io.BytesIO(answer.content))[SHEET]
    assert page.cell(2, FIELDS.index("led_by") + 1).value == str(people.other_agency)
    refusals = [
        ("Sở Không Có", "Không có cơ quan “Sở Không Có”."),
        (str(people.agency), "Để trống nếu chính cơ quan chủ trì."),
    ]
    for name, message in refusals:
        assert told(send(drafter, people, DONE | {"topic": "Lớp khác", "led_by": name})) == [("R2", message)]


def test_a_clause_two_duties_share_names_neither(people, drafter):
    for _ in range(2):
        make_duty(leads=[people.agency], clause="Ý 1")
    assert told(send(drafter, people, DONE | {"duty": "Ý 1"}))[0][0] == "A2"


def test_another_workbook_is_refused_whole(people, drafter):
    headings = ["Khác", *(column.title for column in COLUMNS[1:])]
    assert told(send(drafter, people, DONE, headings=headings)) == [
        ("A1", "Tiêu đề cột này phải là “Nhiệm vụ”.")
    ]
    answer = send(drafter, people, DONE, sheet="Trang khác")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    file = SimpleUploadedFile("hoat-dong.xlsx", b"khong phai")
    answer = drafter.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert Activity.objects.count() == 0


def test_more_rows_than_allowed_are_told(people, drafter, monkeypatch):
    monkeypatch.setattr("plans.workbooks.MOST_ROWS", 2)
    rows = [DONE | {"topic": f"Lớp {number}"} for number in range(3)]
    assert told(send(drafter, people, *rows)) == [("4", "Nhiều nhất 2 dòng.")]


def test_the_template_lists_forms_and_duties_and_comes_in_filled(people, drafter):
    make_duty(leads=[people.agency], clause="Phụ lục, số 2")
    answer = drafter.get(reverse("plans:import-template", args=[people.agency.pk]))
    workbook = load_workbook(io.BytesIO(answer.content))
    words = {cell.value for row in workbook["Hướng dẫn"].iter_rows() for cell in row}
    assert {"Phụ lục, số 2", ActivityForm.objects.get(code="tap-huan").name} <= words
    workbook[SHEET].append([DONE.get(field) for field in FIELDS])
    output = io.BytesIO()
    workbook.save(output)
    file = SimpleUploadedFile("hoat-dong.xlsx", output.getvalue())
    answer = drafter.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})
    assert (answer.status_code, Activity.objects.count()) == (302, 1)


def test_the_list_goes_out_as_filtered_and_is_not_taken_twice(people, drafter):
    duty = make_duty(leads=[people.agency], clause="Phụ lục, số 2")
    make_done(people.agency, "tap-huan", duty=duty, topic="=1+1", count=3)
    make_activity(people.agency, topic="Còn lại")
    make_done(people.other_agency, topic="Của cơ quan khác")
    answer = drafter.get(reverse("plans:export-activities"), {"state": "done"})
    page = load_workbook(io.BytesIO(answer.content))[SHEET]
    lines = list(page.iter_rows(min_row=2, values_only=True))
    assert [(line[0], line[2], line[7], line[18]) for line in lines] == [
        ("Phụ lục, số 2", "=1+1", 3, "Sở Tư pháp")
    ]
    assert page["C2"].data_type == "s"
    file = SimpleUploadedFile("hoat-dong.xlsx", answer.content)
    answer = drafter.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})
    ((cell, message),) = told(answer)
    assert (cell, message.split(".")[0]) == ("C2", ALREADY)
    assert Activity.objects.filter(agency=people.agency).count() == 2


ALREADY = "Đã có hoạt động cùng hình thức, chủ đề, đối tượng, địa điểm và ngày này"


def test_rows_of_another_agency_do_not_become_ones_own(people, drafter, client):
    make_done(people.agency, topic="Của mình")
    make_done(people.other_agency, topic="Của cơ quan khác", place="Xã Một")
    client.force_login(people.reviewer)
    exported = client.get(reverse("plans:export-activities"))
    Activity.objects.filter(agency=people.agency).delete()
    client.force_login(people.drafter)
    file = SimpleUploadedFile("hoat-dong.xlsx", exported.content)
    answer = client.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})
    ((cell, message),) = told(answer)
    names = f"Dòng này là của “{people.other_agency}”; ở đây chỉ nhập hoạt động của “{people.agency}”."
    assert (cell[0], message) == ("S", names)
    assert not Activity.objects.filter(agency=people.agency).exists()


def test_rows_of_ones_own_agency_come_in_with_the_columns_that_went_out(people, drafter):
    activity = make_done(people.agency, topic="Của mình")
    exported = drafter.get(reverse("plans:export-activities"))
    activity.delete()
    file = SimpleUploadedFile("hoat-dong.xlsx", exported.content)
    answer = drafter.post(reverse("plans:import-activities", args=[people.agency.pk]), {"file": file})
    assert (answer.status_code, Activity.objects.get().topic) == (302, "Của mình")


@pytest.mark.parametrize("again", [{}, {"topic": "LỚP"}, {"planned_on": "1/3/2026"}, {"count": 9}])
def test_a_row_said_twice_is_refused_however_it_is_spelt(people, drafter, again):
    assert [cell for cell, _message in told(send(drafter, people, DONE, DONE | again))] == ["C3"]
    assert send(drafter, people, DONE).status_code == 302
    assert [cell for cell, _message in told(send(drafter, people, PLANNED, DONE | again))] == ["C3"]
    assert Activity.objects.count() == 1


def test_repeats_are_told_beside_the_other_mistakes(people, drafter):
    found = told(send(drafter, people, DONE, DONE, DONE | {"count": "ba"}))
    assert [cell for cell, _message in found] == ["C3", "H4"]


def test_what_was_planned_is_not_entered_again_as_done(people, drafter):
    assert send(drafter, people, PLANNED | {"planned_on": "1/3/2026"}).status_code == 302
    done = PLANNED | {"planned_on": "1/3/2026", "done_on": TODAY, "count": 1}
    assert [cell for cell, _message in told(send(drafter, people, done))] == ["C2"]


def test_what_differs_in_day_place_or_audience_comes_in(people, drafter):
    others = [{"place": "Xã Hai"}, {"audience": "Cán bộ"}, {"done_on": TODAY - dt.timedelta(days=1)}]
    assert send(drafter, people, DONE, *(DONE | other for other in others)).status_code == 302
    assert Activity.objects.count() == 4


def test_a_workbook_without_rows_is_refused(people, drafter):
    answer = send(drafter, people)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert "chưa có hoạt động nào" in answer.context["form"].errors["file"][0]
