"""What agencies did for their duties in the sample's first year: invented activities, the same for a day.

Plain ones are written many at once, as the actions would leave them one by one, trail included; a test
compares both ways.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import NamedTuple

from agencies.models import Agency, Officer, Post
from plans.actions.progress import update_assignment
from plans.models import Activity, ActivityForm, ActivityUpdate, Assignment, Proof, Result, Wording
from plans.workflow import MOVES, State
from records.models import AuditEntry
from reformportal.sample.cast import Cast
from reformportal.sample.history import at

BATCH = 2000
FEWEST, MOST = 3, 6  # activities of an agency and year
STILL_TO_COME = dt.timedelta(days=40)
TOPICS = {
    "tin-bai-trang": ["Kết quả giải quyết hồ sơ trong tháng", "Lịch tiếp và giải quyết hồ sơ lưu động"],
    "tin-bai-bao": ["Nộp hồ sơ tại nhà, nhận kết quả qua bưu chính", "Một cửa thân thiện với người dân"],
    "tin-bai-gui": ["Bài về bộ phận một cửa gửi báo tỉnh", "Tin cải cách hành chính gửi Cổng tỉnh"],
    "truyen-thanh": ["Bản tin cải cách hành chính phát thanh sáng", "Hướng dẫn định danh điện tử mức 2"],
    "doi-thoai": ["Đối thoại với người dân về thủ tục đất đai", "Gặp gỡ hộ kinh doanh về đăng ký mới"],
    "mang-xa-hoi": ["Hướng dẫn nộp hồ sơ trực tuyến", "Hỏi đáp về thủ tục hộ tịch"],
    "van-ban-chi-dao": ["Quy chế tiếp nhận, xử lý phản ánh, kiến nghị", "Phân công đầu mối tuyên truyền"],
    "tap-huan": ["Tập huấn viết tin, bài cho công chức", "Bồi dưỡng kỹ năng cho báo cáo viên"],
    "hoi-nghi": ["Hội nghị triển khai kế hoạch tuyên truyền"],
    "cuoc-thi": ["Cuộc thi trực tuyến tìm hiểu cải cách hành chính"],
    "phat-thanh": ["Chương trình Cải cách hành chính và cuộc sống"],
    "truyen-hinh": ["Tọa đàm về dịch vụ công trực tuyến", "Phóng sự về bộ phận một cửa cấp xã"],
    "chuyen-muc": ["Chuyên mục Cải cách hành chính"],
    "to-roi": ["Tờ gấp mười thủ tục thường gặp"],
    "truc-quan": ["Làm mới pa nô tại trụ sở"],
    "san-pham-so": ["Video hướng dẫn nộp hồ sơ trong ba phút"],
    "khao-sat": ["Khảo sát mức độ hài lòng của người dân"],
}
WITH_PEOPLE = {"doi-thoai", "tap-huan", "hoi-nghi", "cuoc-thi"}
WITH_MINUTES = {"truyen-thanh", "truyen-hinh"}
SITE = "https://quangngai.example/tin/"


class Told(NamedTuple):
    """One activity with the moments it was entered and, when it is done, finished."""

    activity: Activity
    entered_at: dt.datetime
    amounts: dict[str, int]
    drafter: Officer


def tell_activities(year: int, day: dt.date) -> None:
    """The year's activities of every agency that has duties then, as they stood on the morning of `day`."""
    drafters: dict[int, Officer] = {
        post.agency_id: post.officer
        for post in Post.objects.in_force(day).filter(role=Post.Role.DRAFTER).select_related("officer")
    }
    told = [
        one
        for agency, wordings in duties_with_form(year, day).items()
        if agency.pk in drafters
        for one in _activities(agency, wordings, drafters[agency.pk], year, day)
    ]
    write(told)


def tell_duties(year: int, day: dt.date) -> None:
    """Of the duties due by a day of the year gone by, most were done in time; a few still wait."""
    cast = Cast(day)
    due = Wording.objects.in_force(day).filter(due_on__year=year, due_on__lt=day)
    days: dict[int, dt.date] = {row.duty_id: row.due_on for row in due if row.due_on}
    for assignment in Assignment.objects.open().filter(duty__in=days).select_related("agency").order_by("pk"):
        said_on = days[assignment.duty_id] - dt.timedelta(days=3)
        version = assignment.agency.version_on(said_on)
        chance = random.Random(f"duty {version.code if version else ''} {said_on}")  # noqa: S311 invented
        if chance.random() < 0.95 and assignment.starts_on <= said_on:
            by, now = cast.drafter(assignment.agency_id).officer, at(said_on, 15, chance.randint(0, 59))
            update_assignment(assignment, state="done", on=said_on, by=by, now=now)


def duties_with_form(year: int, day: dt.date) -> dict[Agency, list[Wording]]:
    """The duties of the year that ask for one form of work, by the agency that has them on that day."""
    wordings = {
        row.duty_id: row
        for row in Wording.objects.in_force(day)
        .filter(duty__plan__first_year__lte=year, duty__plan__last_year__gte=year, form__isnull=False)
        .select_related("form")
    }
    found: dict[Agency, list[Wording]] = {}
    assignments = Assignment.objects.open().filter(duty__in=wordings).select_related("agency")
    for assignment in assignments.order_by("agency", "duty"):
        found.setdefault(assignment.agency, []).append(wordings[assignment.duty_id])
    return found


def _activities(
    agency: Agency, wordings: list[Wording], drafter: Officer, year: int, day: dt.date
) -> Iterator[Told]:
    """Some of the duties get one activity, some several, some none."""
    version = agency.version_on(day)
    chance = random.Random(f"activities {version.code if version else ''} {year}")  # noqa: S311 invented
    began = agency.versions.earliest("valid_from").valid_from
    first = max(dt.date(year, 1, 20), began + dt.timedelta(days=7))
    last = min(dt.date(year, 12, 20), day + STILL_TO_COME)
    for _ in range(chance.randint(FEWEST, MOST)):
        wording = chance.choice(wordings)
        planned_on = first + dt.timedelta(days=chance.randint(0, max((last - first).days, 1)))
        yield _tell(agency, wording, planned_on, drafter, day, chance)


def _tell(
    agency: Agency,
    wording: Wording,
    planned_on: dt.date,
    drafter: Officer,
    day: dt.date,
    chance: random.Random,
) -> Told:
    form: ActivityForm = wording.form  # type: ignore[assignment]
    is_done = planned_on < day
    entered_at = at(min(planned_on, day - dt.timedelta(days=1)), 8, chance.randint(0, 59))
    count = chance.randint(2, 12) if form.code in {"mang-xa-hoi", "truyen-thanh", "tin-bai-trang"} else 1
    amounts = {"count": count * 500 if form.code == "to-roi" else count}
    if form.code in WITH_PEOPLE:
        amounts["people"] = chance.randint(30, 260)
    if form.code in WITH_MINUTES:
        amounts["minutes"] = count * 10
    activity = Activity(
        agency=agency,
        duty_id=wording.duty_id,
        form=form,
        topic=chance.choice(TOPICS.get(form.code, [wording.content[:200]])),
        audience=chance.choice(["Người dân, doanh nghiệp", "Cán bộ, công chức", ""]),
        planned_on=planned_on,
        done_on=planned_on if is_done else None,  # on the day it was planned for
        planned_quantity=amounts["count"],
        state=State.DONE if is_done else State.PLANNED,
        version=int(is_done),
        created_at=entered_at,
    )
    return Told(activity, entered_at, amounts, drafter)


def write(told: list[Told]) -> None:
    """Store the activities with what the actions leave beside them."""
    Activity.objects.bulk_create([one.activity for one in told], batch_size=BATCH)
    done = [one for one in told if one.activity.done_on]
    ActivityUpdate.objects.bulk_create([_update(one) for one in done], batch_size=BATCH)
    Result.objects.bulk_create([row for one in done for row in _results(one)], batch_size=BATCH)
    proofs = Proof.objects.bulk_create([_proof(one) for one in done], batch_size=BATCH)
    by_activity = {proof.activity_id: proof for proof in proofs}
    trail = [entry for one in told for entry in _trail(one, by_activity.get(one.activity.pk))]
    AuditEntry.objects.bulk_create(trail, batch_size=BATCH)


def _update(one: Told) -> ActivityUpdate:
    activity = one.activity
    return ActivityUpdate(
        activity=activity, on=activity.planned_on, state=activity.state, by=one.drafter, at=one.entered_at
    )


def _results(one: Told) -> Iterator[Result]:
    for measure, amount in one.amounts.items():
        yield Result(
            activity=one.activity,
            measure=measure,
            on=one.activity.planned_on,
            amount=amount,
            by=one.drafter,
            at=one.entered_at,
        )


def _proof(one: Told) -> Proof:
    url = f"{SITE}{one.activity.pk}"
    return Proof(activity=one.activity, title=url, url=url, by=one.drafter, at=one.entered_at)


def _trail(one: Told, proof: Proof | None) -> Iterator[AuditEntry]:
    """As `record_activity` leaves it."""
    yield _entry(one, "plan_activity", {"topic": one.activity.topic})
    if proof is None:
        return
    move = MOVES.find("finish", State.PLANNED)
    assert move is not None  # noqa: S101 the table has it
    yield _entry(
        one, "finish", {"state": [str(move.source), str(move.target)], "fields": ["done_on", "version"]}
    )
    for measure, amount in one.amounts.items():
        changes = {"measure": measure, "on": str(one.activity.done_on), "amount": amount}
        yield _entry(one, "add_result", changes)
    yield _entry(one, "add_proof", {"proof": proof.pk})


def _entry(one: Told, verb: str, changes: dict[str, object]) -> AuditEntry:
    return AuditEntry(
        at=one.entered_at,
        actor_id=one.drafter.pk,
        verb=verb,
        subject_type=Activity._meta.label_lower,
        subject_id=str(one.activity.pk),
        changes=changes,
    )
