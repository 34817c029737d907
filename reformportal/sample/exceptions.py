"""What goes out of the ordinary in a period, through the portal's own actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from agencies.models import Officer
from reformportal.sample.fates import Fate, Stage
from reformportal.sample.history import at
from reformportal.sample.papers import issue_once_more
from reports.actions.entry import Entry, add_evidence, save_text, save_value
from reports.actions.periods import excuse_report, extend_deadline
from reports.actions.reviewing import accept_report, return_report
from reports.actions.sending import (
    hand_back_report,
    open_correction,
    send_on_behalf,
    sign_report,
    submit_report,
    take_over,
)
from reports.models import FigureValue, Report
from reports.progress import place_name
from reports.workflow import State

if TYPE_CHECKING:
    from reformportal.sample.periods import PeriodStory

EXTENSION = "Cơ quan có văn bản đề nghị gia hạn do công chức đầu mối nghỉ ốm"
EXCUSE = "Cơ quan đang kiện toàn sau sắp xếp, trong kỳ không được giao nhiệm vụ tuyên truyền"
ON_PAPER = "Nhập từ báo cáo giấy của cơ quan gửi qua văn thư Sở Nội vụ"
REMARK_ON_FIGURE = "Số tin, bài chưa khớp với danh mục đường dẫn gửi kèm; đề nghị rà soát, cập nhật."
REMARK_ON_TEXT = "Nêu rõ nguyên nhân và trách nhiệm, không chép lại nội dung kỳ trước."
MENDED_TEXT = (
    "Việc cập nhật chuyên mục có lúc chậm do công chức đầu mối kiêm nhiệm nhiều việc. Lãnh đạo cơ quan "
    "đã phân công thêm người, kiểm tra hằng tuần."
)
CORRECTION = "Đính chính: tính thiếu bài đăng của trang Zalo do bộ phận một cửa quản lý."
NOT_IN_RECORDS = "Gồm cả bài của đơn vị trực thuộc, chưa ghi vào hoạt động của cơ quan."
NOT_READY = "Rà lại số tin, bài với bộ phận biên tập rồi trình lại trong ngày mai."
REMARK_OF_HEAD = "Chưa thấy tính các tin phát lại và tin trên nền tảng số."
PROOF = "Danh mục tin, bài đã đăng trong kỳ"
CORRECTED_AFTER = 18  # working days after closing, when the period is issued


def before_sending(story: PeriodStory, report: Report) -> Report:
    """What Home Affairs decides about a report the day after closing; returns the report as it then is."""
    now = at(story.working_day(1), 7, 30)
    fate, by = story.fate(report), story.reviewer(report).officer
    if not story.lived(now) or fate not in (Fate.EXTENDED, Fate.EXCUSED, Fate.ON_BEHALF):
        return report
    if fate == Fate.EXTENDED:
        due_on = story.history.days.after(report.due_on, 3)
        extend_deadline(report, due_on, reason=EXTENSION, by=by, now=now)
    elif fate == Fate.EXCUSED:
        excuse_report(report, reason=EXCUSE, by=by, now=now)
    else:
        take_over(report, reason=ON_PAPER, by=story.drafter(report).officer, now=now)
    return story.reports_query().get(pk=report.pk)


def after_sending(story: PeriodStory, report: Report) -> None:
    steps = {
        Fate.ON_BEHALF: _send_on_behalf,
        Fate.RETURNED: _return_with_proof,
        Fate.MENDED: _return_and_mend,
    }
    step = steps.get(story.fate(report))
    if step and story.stage != Stage.COLLECTING:
        step(story, report)
    elif story.fate(report) == Fate.HANDED_BACK and report.state == State.AWAITING_HEAD:
        _hand_back(story, report)


def _hand_back(story: PeriodStory, report: Report) -> None:
    """The head has read it in the afternoon."""
    figure = story.history.form.asked(report.version.kind)[0]
    hand_back_report(
        report,
        reason=NOT_READY,
        remarks={place_name(figure): REMARK_OF_HEAD},
        by=story.cast.head(report.agency_id).officer,
        now=at(story.history.days.after(story.history.day, -1), 15),
    )


def _send_on_behalf(story: PeriodStory, report: Report) -> None:
    """Whoever entered it does not review it."""
    if story.lived(at(story.working_day(3), 9)):
        by = story.drafter(report).officer
        send_on_behalf(report, by=by, now=at(story.working_day(2), 15))
        accept_report(report, by=story.officer("duyet1"), now=at(story.working_day(3), 9))


def _return(story: PeriodStory, report: Report) -> bool:
    now = at(story.working_day(3), 10)
    if not story.lived(now):
        return False
    return_report(
        report,
        figures={story.history.figures["TT13"]: REMARK_ON_FIGURE},
        sections={story.history.sections["VI"]: REMARK_ON_TEXT},
        by=story.reviewer(report).officer,
        now=now,
    )
    return True


def _return_with_proof(story: PeriodStory, report: Report) -> None:
    """The drafter has begun to answer the remarks: a proof is there, the rest is not."""
    now = at(story.working_day(4), 8)
    if _return(story, report) and story.lived(now):
        _prove(story, report, now=now)


def _prove(story: PeriodStory, report: Report, *, now: dt.datetime) -> None:
    site = report.version.sign.lower() if report.version.sign.isascii() else "cchc"
    add_evidence(
        report,
        figure=story.history.figures["TT13"],
        title=PROOF,
        url=f"https://{site}.quangngai.example/cai-cach-hanh-chinh/{story.period.year}",
        by=story.drafter(report).officer,
        now=now,
    )


def _return_and_mend(story: PeriodStory, report: Report) -> None:
    day = story.working_day(4)
    if not _return(story, report) or not story.lived(at(day, 15)):
        return
    drafter = story.drafter(report).officer
    _prove(story, report, now=at(day, 8))
    _add(story, report, "TT13", 2, by=drafter, now=at(day, 8, 10))
    section = story.history.sections["VI"]
    save_text(report, section, MENDED_TEXT, seen_version=1, by=drafter, now=at(day, 8, 20))
    _send_again(story, report, day)


def _send_again(story: PeriodStory, report: Report, day: dt.date) -> None:
    submit_report(report, by=story.drafter(report).officer, now=at(day, 9))
    sign_report(report, by=story.cast.head(report.agency_id).officer, now=at(day, 10))
    accept_report(report, by=story.reviewer(report).officer, now=at(day, 15))


def _add(story: PeriodStory, report: Report, code: str, more: int, *, by: Officer, now: dt.datetime) -> None:
    figure = story.history.figures[code]
    row = FigureValue.objects.of_report(report).get(figure=figure)
    entry = Entry(number=(row.number or Decimal(0)) + more, note=NOT_IN_RECORDS)
    save_value(report, figure, entry, seen_version=row.version, by=by, now=now)


def correct_one(story: PeriodStory) -> None:
    """A dated correction, signed and accepted like a report, after the period was issued."""
    day = story.working_day(CORRECTED_AFTER)
    accepted = [row for row in story.reports if story.fate(row) == Fate.ACCEPTED]
    communes = [row for row in accepted if row.version.kind.tier == "commune"]
    if not communes or not story.lived(at(day, 15)):
        return
    report = communes[-1]
    drafter = story.drafter(report).officer
    figures = {story.history.figures["TT16"]: CORRECTION}
    open_correction(report, figures=figures, sections={}, by=drafter, now=at(day, 8))
    _add(story, report, "TT16", 6, by=drafter, now=at(day, 8, 30))
    _send_again(story, report, day)
    next_day = story.working_day(CORRECTED_AFTER + 1)
    if story.lived(at(next_day, 10)):
        reason = f"Cập nhật số liệu đính chính của {report.version.name}."
        issue_once_more(story.period, cast=story.cast, reason=reason, now=at(next_day, 9))
