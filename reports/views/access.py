"""One report, as the officer who asks may see it, and the head that its pages share."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic.base import ContextMixin, View

from agencies.handing_back import HandBack, handed_back
from agencies.models import CalendarDay, Officer
from agencies.permissions import works_at
from records.workflow import HANDED_BACK
from reports.answers import Answers
from reports.deadlines import days_left
from reports.models import Report, Review
from reports.permissions import may_enter, may_read_draft
from reports.progress import Progress
from reports.workflow import MOVES, State


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

    @cached_property
    def hand_back(self) -> HandBack | None:
        """What the head gave back to the drafters: the agency's own affair, while it is theirs to change."""
        report = self.report
        if report.state == State.NOT_STARTED or not report.is_editable:
            return None
        is_own = works_at(self.officer, report.agency_id)
        return handed_back([report], MOVES).get(report.pk) if is_own else None

    def shown_state(self) -> str:
        """The state, as who reads the page is told it."""
        return HANDED_BACK if self.hand_back else self.report.state

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = {"report": self.report, "shown_state": self.shown_state, "trail": self.trail()}
        return super().get_context_data(**page | kwargs)

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
        return Progress(self.answers, self.hand_back)

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
        "last_return": last_return(report),
        "closes_on": report.period.ends_on if today <= report.period.ends_on else None,
    }


def last_return(report: Report) -> Review | None:
    """How Home Affairs returned it, while it is returned."""
    if report.state != State.RETURNED:
        return None
    verdicts = Review.objects.filter(sending__report=report, verdict=Review.Verdict.RETURNED)
    return verdicts.select_related("by").order_by("at", "pk").last()


def tell_refusal(request: HttpRequest, error: ValidationError) -> None:
    """What an action refused, as messages on the next page."""
    for text in error.messages:
        messages.error(request, text)
