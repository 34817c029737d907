"""The sample's day and its periods; one report the slow way, and every row that is about a report."""

import datetime as dt
from collections import Counter

from agencies.models import AgencyVersion
from notices.models import Obligation, Reminder
from records.models import AuditEntry
from reformportal.sample.writing import Form, Story
from reports.actions.entry import Entry, save_text, save_value
from reports.actions.reviewing import accept_report
from reports.actions.sending import sign_report, submit_report
from reports.actions.telling import OF_REPORT
from reports.models import FigureValue, Period, Report, Review, Sending, SendingFigure, SendingText
from tests.databases import SAMPLE_DAY

DAY = SAMPLE_DAY


def period(code: str, year: int = 2026) -> Period:
    return Period.objects.select_related("open_slice").get(code=code, year=year)


def in_force(day: dt.date) -> Counter:
    return Counter(AgencyVersion.objects.in_force(day).values_list("kind__code", flat=True))


def by_actions(story: Story, form: Form) -> None:
    report, drafter, now = story.report, story.drafter.officer, story.saved_at
    for figure in form.asked(report.version.kind):
        if figure.code not in story.numbers:
            continue
        number = story.numbers[figure.code]
        note = story.notes.get(figure.code, "")
        entry = Entry(number=number, is_not_applicable=number is None, note=note)
        save_value(report, figure, entry, seen_version=0, by=drafter, now=now)
    for section in form.outline(report.version.kind):
        if section.number in story.texts:
            save_text(report, section, story.texts[section.number], seen_version=0, by=drafter, now=now)
    if story.submitted_at:
        submit_report(report, by=drafter, now=story.submitted_at)
    if story.sent_at:
        sign_report(report, by=story.head.officer, now=story.sent_at)
    if story.accepted_at:
        accept_report(report, by=story.reviewer.officer, now=story.accepted_at)


def rows_of(report: Report) -> dict[str, list]:
    """Every row about the report, without the ids that differ between two runs."""
    report = Report.objects.select_related("latest_sending", "accepted_sending").get(pk=report.pk)
    sent = {"sending__report": report}
    return {
        "report": [
            (report.state, report.first_sent_at, report.timeliness, report.due_on),
            (report.latest_sending_id, report.accepted_sending_id)
            == (report.sendings.values_list("pk", flat=True).first(),) * 2,
        ],
        "values": _rows(
            FigureValue.objects.of_report(report).order_by("pk"),
            *("figure", "number", "is_not_applicable", "note", "version", "saved_by", "saved_at"),
        ),
        "narratives": _rows(
            report.narratives.order_by("pk"), "section", "text", "version", "saved_by", "saved_at"
        ),
        "contributions": _rows(report.contributions.all(), "officer", "saved_at"),
        "sendings": _rows(
            Sending.objects.filter(report=report),
            *("number", "kind", "sent_at", "due_on", "signed_by", "post", "agency_name", "signer_name"),
            *("signature_lines", "is_on_behalf", "sha256"),
        ),
        "figures": _rows(
            SendingFigure.objects.filter(**sent).order_by("pk"),
            *("figure", "slice", "number", "is_not_applicable", "note", "recorded"),
        ),
        "texts": _rows(SendingText.objects.filter(**sent).order_by("pk"), "section", "text"),
        "reviews": _rows(Review.objects.filter(**sent), "verdict", "at", "by", "post", "note"),
        "trail": _rows(
            AuditEntry.objects.about(report), "at", "actor_id", "post_id", "verb", "changes"
        ),
        "reminders": _rows(
            Reminder.objects.about("reports.report", report.pk).order_by("rule", "role", "channel"),
            *("rule", "agency", "role", "channel", "version", "state", "due_at", "finished_at", "reason"),
        ),
        "owed": _rows(
            Obligation.objects.of(OF_REPORT, [report.pk]).order_by("kind"),
            *("kind", "role", "agency", "about", "officer", "since", "visible_from", "due_on", "version"),
            *("params", "settled_at", "outcome"),
        ),
    }  # fmt: skip


def _rows(found, *names: str) -> list[tuple]:
    return list(found.values_list(*names))
