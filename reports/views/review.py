"""A sent report before its reviewer: read, returned with reasons, or accepted."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agencies.models import CalendarDay, Officer
from agencies.permissions import is_home_affairs
from agencies.views.access import OfficerRequest
from pages.views import ActionView, ConfirmView, tell
from records.days import screen_day
from reports.actions.entry import lock_sharing
from reports.actions.periods import excuse_report, extend_deadline, owe_again
from reports.actions.reviewing import accept_report, decisions, return_report
from reports.actions.sending import give_back, take_over
from reports.deadlines import days_left
from reports.forms.periods import ReasonForm
from reports.forms.reviewing import AcceptForm, ExtendForm, PaperForm, ReturnForm
from reports.models import Report, Review
from reports.permissions import (
    awaits_paper,
    may_review,
    reviewers_in_force,
    reviewing_post,
    took_part,
)
from reports.sent import Reading, reading
from reports.views.steps import is_left_waiting
from reports.workflow import MOVES, State


class ReportOfHomeAffairs(View):
    """`self.report` for the address's `pk`: a stranger finds nothing, an agency's own people may not."""

    @property
    def officer(self) -> Officer:
        return cast(OfficerRequest, self.request).user

    @cached_property
    def report(self) -> Report:
        rows = Report.objects.visible_to(self.officer).with_names()
        found = get_object_or_404(
            rows.select_related(
                "period__open_slice",
                "period__form_version",
                "latest_sending__post",
                "latest_sending__signed_by",
            ),
            pk=self.kwargs["pk"],
        )
        if not self.may_enter(found):
            raise PermissionDenied
        return found

    def may_enter(self, report: Report) -> bool:
        return is_home_affairs(self.officer)

    def trail(self) -> list[tuple[Any, str]]:
        period = self.report.period
        return [
            (_("Board: %(period)s") % {"period": period}, reverse("reports:board", args=[period.pk])),
            (self.report.version.name, reverse("reports:report", args=[self.report.pk])),
        ]


class ReviewPage(ReportOfHomeAffairs, TemplateView):
    """The page itself, shown again with what was typed when a verdict is refused."""

    template_name = "reports/review.html"

    @cached_property
    def reading(self) -> Reading | None:
        if self.report.latest_sending is None:
            return None
        self.report.latest_sending.report = self.report
        return reading(self.report.latest_sending)

    def may_decide(self) -> bool:
        return may_review(self.officer, self.report)

    def return_form(self, data: Any = None) -> ReturnForm:
        found = self.reading
        return ReturnForm(
            data,
            figures=found.answers.typed if found else [],
            sections=[row for row in found.answers.sections if not row.is_heading] if found else [],
            initial={"seen": decisions(self.report)},
        )

    def accept_form(self, data: Any = None) -> AcceptForm:
        return AcceptForm(data, auto_id="accept-%s", initial={"seen": decisions(self.report)})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        can = self.may_decide()
        return_form = kwargs.pop("return_form", None) or self.return_form()
        accept_form = kwargs.pop("accept_form", None) or self.accept_form()
        days = CalendarDay.objects.working_days(around=report.due_on)
        verdicts = Review.objects.filter(sending__report=report).select_related("by", "post", "sending")
        return super().get_context_data(
            title=report.version.name,
            trail=self.trail(),
            report=report,
            sending=report.latest_sending,
            paper=getattr(report.latest_sending, "official_paper", None),
            awaits_paper=awaits_paper(report),
            reading=self.reading,
            groups=self.groups(return_form, can),
            sections=self.sections(return_form, can),
            verdicts=verdicts.prefetch_related("remarks__figure", "remarks__section").order_by("-at"),
            days_left=days_left(report.due_on, today=timezone.localdate(), days=days),
            return_form=return_form,
            accept_form=accept_form,
            has_errors=bool(return_form.errors or accept_form.errors),
            forms=[return_form, accept_form],
            may_return=can and self.allows("return"),
            may_accept=can and self.allows("accept"),
            **self.others(can),
            **kwargs,
        )

    def allows(self, verb: str) -> bool:
        is_settled = verb == "return" and self.report.state == State.ACCEPTED and self.report.period.issued_at
        return MOVES.find(verb, self.report.state) is not None and not is_settled

    def groups(self, form: ReturnForm, can: bool) -> list[tuple[Any, list[Any]]]:
        if self.reading is None:
            return []
        may = can and self.allows("return")
        return [
            (group, [(line, *self.fields(form, f"figure-{line.figure.pk}", may)) for line in lines])
            for group, lines in self.reading.groups.items()
        ]

    def sections(self, form: ReturnForm, can: bool) -> list[Any]:
        lines = self.reading.sections if self.reading else []
        may = can and self.allows("return")
        return [(line, *self.fields(form, f"section-{line.section.pk}", may)) for line in lines]

    @staticmethod
    def fields(form: ReturnForm, key: str, may: bool) -> tuple[Any, Any]:
        """The tick and the reason for a field that may be returned."""
        if not may or f"return-{key}" not in form.fields:
            return None, None
        return form[f"return-{key}"], form[f"reason-{key}"]

    def others(self, can: bool) -> dict[str, Any]:
        """Why a reviewer cannot decide on this one, and who else can."""
        if can or reviewing_post(self.officer) is None:
            return {"is_own": False, "others": []}
        others = [one for one in reviewers_in_force(timezone.localdate()) if not took_part(one, self.report)]
        return {"is_own": True, "others": others}

    def again(self, **bound: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**bound), status=422)


class ReviewView(ReviewPage):
    http_method_names = ["get", "head", "options"]


class VerdictView(ReviewPage):
    """A verdict: a second click of the same verdict by the same officer finds it done."""

    http_method_names = ["post", "options"]
    verdict = ""
    done: Any = ""

    def may_enter(self, report: Report) -> bool:
        return reviewing_post(self.officer) is not None and may_review(self.officer, report)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.bound(request.POST)
        if not self.is_done_already(form):
            try:
                if not form.is_valid():
                    return self.refuse(form)
                self.decide(form, timezone.now())
            except ValidationError as error:
                tell(form, error)
                if getattr(error, "code", None) == "stale":
                    self.read_again(form)
                return self.refuse(form)
        messages.success(request, self.done)
        return HttpResponseRedirect(reverse("reports:board", args=[self.report.period_id]))

    def read_again(self, form: Any) -> None:
        """The page shows what stands now, and what was typed is sent once more as an answer to that."""
        form.data = form.data.copy()
        form.data["seen"] = decisions(self.report)
        for read in ("report", "reading"):
            self.__dict__.pop(read, None)

    def is_done_already(self, form: forms.Form) -> bool:
        """The newest verdict is this one, by this officer, from the very page that is sent again."""
        newest = Review.objects.filter(sending__report=self.report).order_by("at").last()
        return (
            newest is not None
            and newest.sending_id == self.report.latest_sending_id
            and (newest.by_id, newest.verdict) == (self.officer.pk, self.verdict)
            and form.data.get("seen") == str(decisions(self.report) - 1)
        )

    def bound(self, data: Any) -> Any:
        raise NotImplementedError

    def decide(self, form: Any, now: dt.datetime) -> Review:
        raise NotImplementedError

    def refuse(self, form: Any) -> HttpResponse:
        raise NotImplementedError


class ReturnView(VerdictView):
    verdict = Review.Verdict.RETURNED
    done = gettext_lazy("Returned with your reasons; the agency is being told.")

    def bound(self, data: Any) -> ReturnForm:
        return self.return_form(data)

    def decide(self, form: ReturnForm, now: dt.datetime) -> Review:
        data = form.cleaned_data
        return return_report(
            self.report,
            figures=form.figures,
            sections=form.sections,
            note=data["note"],
            seen=data["seen"],
            by=self.officer,
            now=now,
        )

    def refuse(self, form: ReturnForm) -> HttpResponse:
        return self.again(return_form=form)


class AcceptView(VerdictView):
    verdict = Review.Verdict.ACCEPTED
    done = gettext_lazy("Accepted; the agency is being told.")

    def bound(self, data: Any) -> AcceptForm:
        return self.accept_form(data)

    def decide(self, form: AcceptForm, now: dt.datetime) -> Review:
        return accept_report(self.report, **form.cleaned_data, by=self.officer, now=now)

    def refuse(self, form: AcceptForm) -> HttpResponse:
        return self.again(accept_form=form)


class ReportAction(ReportOfHomeAffairs, ActionView):
    """What a reviewer does to one agency's obligation."""

    def may_enter(self, report: Report) -> bool:
        return reviewing_post(self.officer) is not None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.report  # noqa: B018 -- asked first: a stranger is told nothing, not even what the form is
        return super().dispatch(request, *args, **kwargs)

    def facts(self) -> list[tuple[Any, Any]]:
        report = self.report
        return [
            (_("Agency"), report.version.name),
            (_("Period"), str(report.period)),
            (_("State"), report.get_state_display()),
            (_("Deadline"), screen_day(report.due_on)),
        ]

    def changes(self) -> Report:
        return self.report

    def hold(self, row: Any) -> None:
        """With those that share its figures, in order: as whoever types in one of them does."""
        lock_sharing(self.report)


class ExtendView(ReportAction):
    form_class = ExtendForm
    title = gettext_lazy("Extend the deadline")
    lead = gettext_lazy("For this agency alone. What it sends until then counts as on time after extension.")
    action_label = gettext_lazy("Extend the deadline")
    done = gettext_lazy("Extended the deadline; the agency is being told.")

    def act(self, form: ExtendForm) -> Report:
        return extend_deadline(self.report, **form.cleaned_data, **self.acting())


class ExcuseView(ReportAction):
    form_class = ReasonForm
    title = gettext_lazy("Record that the period does not apply")
    lead = gettext_lazy(
        "The agency owes this report no more, is reminded no more, and stands on the board as such."
    )
    action_label = gettext_lazy("Record as not applicable")
    done = gettext_lazy("Recorded: the agency owes this report no more.")

    def act(self, form: ReasonForm) -> Report:
        return excuse_report(self.report, **form.cleaned_data, **self.acting())


class OweAgainView(ReportAction):
    form_class = ReasonForm
    title = gettext_lazy("Ask for the report after all")
    lead = gettext_lazy("The agency owes this report again and is reminded of it.")
    action_label = gettext_lazy("Ask for the report")
    done = gettext_lazy("The agency owes this report again.")

    def act(self, form: ReasonForm) -> Report:
        return owe_again(self.report, **form.cleaned_data, **self.acting())


class TakeOverView(ReportAction, ConfirmView):
    is_danger = False
    title = gettext_lazy("Enter the report on the agency's behalf")
    action_label = gettext_lazy("Enter from the agency's paper")
    done = gettext_lazy("You can enter the agency's figures now.")

    @cached_property
    def is_left(self) -> bool:
        return is_left_waiting(self.report)

    def get_form_class(self) -> type[forms.Form]:
        return ReasonForm if self.is_left else PaperForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = {"submit_label": _("Take the report over")} if self.is_left else {}
        return super().get_context_data(**labels | kwargs)

    def consequences(self) -> list[str]:
        if self.is_left:
            return [
                _("The agency is no more, and nobody there approves its report: it goes back to writing."),
                _("Home Affairs goes on with it as it stands and sends it, marked so."),
                _("Whoever enters it cannot review it."),
            ]
        return [
            _("Home Affairs enters the report from the agency's signed paper and sends it, marked so."),
            _("The agency's own people read along and cannot write in this report any more."),
            _("Whoever enters it cannot review it."),
        ]

    def act(self, form: PaperForm) -> Report:
        return take_over(self.report, **form.cleaned_data, **self.acting())


class GiveBackView(ReportAction, ConfirmView):
    is_danger = False
    form_class = ReasonForm
    title = gettext_lazy("Give the report back to the agency")
    action_label = gettext_lazy("Give back to the agency")
    done = gettext_lazy("The agency enters its report itself again.")

    def consequences(self) -> list[str]:
        return [
            _("The agency's drafters can write in the report again; its head approves it."),
            _("Home Affairs can write in it no more. What was entered so far stays."),
        ]

    def act(self, form: ReasonForm) -> Report:
        return give_back(self.report, **form.cleaned_data, **self.acting())
