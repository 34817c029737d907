"""One report, as the officer who asks may see it, and the head that its pages share."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, View

from agencies.models import CalendarDay, Officer
from agencies.permissions import works_at
from reports.answers import Answers
from reports.deadlines import days_left
from reports.models import Report, Review
from reports.permissions import may_enter, may_read_draft
from reports.progress import Progress
from reports.workflow import State


class OfficerRequest(HttpRequest):
    """A request that has passed the sign-in check."""

    user: Officer


class ReportMixin(ContextMixin, View):
    """`self.report` for the address's `pk`; to a stranger it does not exist."""

    @property
    def officer(self) -> Officer:
        return cast(Officer, self.request.user)

    @cached_property
    def report(self) -> Report:
        reports = Report.objects.visible_to(self.officer).with_names()
        rows = reports.select_related(
            "period__open_slice", "period__form_version", "latest_sending__post", "accepted_sending"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(report=self.report, trail=self.trail(), **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        own = (_("My agency's reports"), reverse("reports:list"))
        is_own = works_at(self.officer, self.report.agency_id)
        return [own, (str(self.report.period if is_own else self.report), self.report.get_absolute_url())]


class DraftMixin(ReportMixin):
    """For pages that show what is being written: to its agency and Home Affairs, to nobody else yet."""

    @cached_property
    def report(self) -> Report:
        report = super().report
        if not may_read_draft(self.officer, report):
            raise Http404
        return report

    @cached_property
    def answers(self) -> Answers:
        return Answers(self.report)

    @cached_property
    def progress(self) -> Progress:
        return Progress(self.answers)

    @cached_property
    def may_enter(self) -> bool:
        return may_enter(self.officer, self.report)


def deadline_context(report: Report) -> dict[str, Any]:
    """What components print a deadline from."""
    today = timezone.localdate()
    days = CalendarDay.objects.working_days(report.due_on)
    return {
        "days_left": days_left(report.due_on, today=today, days=days),
        "is_late": report.is_overdue(today),
        "returned_at": returned_at(report),
        "closes_on": report.period.ends_on if today <= report.period.ends_on else None,
    }


def returned_at(report: Report) -> dt.datetime | None:
    """When Home Affairs returned it, while it is returned."""
    if report.state != State.RETURNED:
        return None
    verdicts = Review.objects.filter(sending__report=report, verdict=Review.Verdict.RETURNED)
    return verdicts.aggregate(at=Max("at"))["at"]


def tell_refusal(request: HttpRequest, error: ValidationError) -> None:
    """What an action refused, as messages on the next page."""
    for text in error.messages:
        messages.error(request, text)
