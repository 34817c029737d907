"""An agency's reports, one report with all that is to be done on it, and what it says read as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView
from django.views.generic.base import View

from agencies.handing_back import HandBack, Shown, handed_back, has_opened, shown
from agencies.models import CalendarDay, Post
from agencies.papers import own_form
from agencies.views.access import OfficerRequest
from agencies.views.handing_back import opens
from notices.ahead import ledger_of
from plans.permissions import may_work_at
from records.downloads import download
from records.workflow import HANDED_BACK
from reports.actions.sections import mark_of_nil
from reports.actions.sending import digest_of_draft
from reports.answers import Answer, Answers
from reports.bases import place_of
from reports.deadlines import days_left
from reports.documents import agency_report, report_file_name
from reports.findings import Finding
from reports.first_look import first_look
from reports.forms.entry import mark_of_text
from reports.history import history
from reports.models import (
    ApprovalRule,
    Evidence,
    Figure,
    FigureGroup,
    FigureValue,
    Narrative,
    PaperLayout,
    Report,
    Section,
    Sending,
)
from reports.offers import Offer, Offers
from reports.outline import Told
from reports.permissions import (
    awaits_paper,
    drafting_post,
    may_enter,
    may_read_draft,
    may_record_paper,
    may_see_province,
    may_sign,
    signing_post,
)
from reports.progress import Progress, field_links
from reports.recorded import Moved, behind, moved_since
from reports.reminders.report import REPORT
from reports.reminders.waiting import BEGINS_WITH
from reports.views.access import DraftMixin, ReportMixin, deadline_context
from reports.views.steps import awaits_signature_of, next_step, other_signers, other_steps
from reports.workflow import HANDED_IN, MOVES, State


@dataclass
class ListedReport:
    report: Report
    days_left: int
    is_late: bool
    hand_back: HandBack | None = None

    @property
    def shown_state(self) -> str:
        return HANDED_BACK if self.hand_back else self.report.state


class ReportListView(ListView):
    """The reports of the agencies where the officer holds a post, newest period first."""

    template_name = "reports/list.html"
    paginate_by = 25
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Report]:
        officer = self.request.user
        agencies = {post.agency_id for post in officer.current_posts}
        return Report.objects.visible_to(officer).filter(agency__in=agencies).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        days = CalendarDay.objects.working_days(today)
        reports = context["object_list"]
        begun = [row for row in reports if row.is_editable and row.state != State.NOT_STARTED]
        back = handed_back(begun, MOVES)
        rows = [
            ListedReport(
                row, days_left(row.due_on, today=today, days=days), row.is_overdue(today), back.get(row.pk)
            )
            for row in reports
        ]
        agencies = {post.agency_id for post in self.request.user.current_posts}
        return context | {
            "rows": rows,
            "has_several_agencies": len(agencies) > 1,
            "sees_province": may_see_province(self.request.user),
        }


@dataclass
class Whole:
    """All that a report says, to be read from top to bottom."""

    answers: Answers

    @property
    def texts(self) -> list[tuple[Section, str, str]]:
        """Each section with its text, and a mark on one that is the last period's, not changed since, or that
        still says old numbers."""
        rows, last = self.answers.narratives, Narrative.Origin.LAST_TIME
        marks = {pk: str(last.label) for pk, row in rows.items() if row.origin == last}
        marks |= {pk: words for pk, told in self.answers.told.items() if (words := told.outdated_words)}
        return [(row, self.answers.text(row), marks.get(row.pk, "")) for row in self.answers.sections]

    @property
    def groups(self) -> list[tuple[FigureGroup, list[Answer]]]:
        return list(Progress(self.answers).groups.items())

    @property
    def findings(self) -> list[Finding]:
        """What its readers should look at twice."""
        return self.answers.findings

    @property
    def evidence(self) -> list[Evidence]:
        rows = self.answers.report.evidence
        return list(rows.select_related("attachment", "figure__indicator", "section"))


class ReportView(ReportMixin, TemplateView):
    """Where a report stands and what to do next; for the head who is to sign it, all it says as well."""

    template_name = "reports/report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        reads_draft = may_read_draft(self.officer, report)
        if reads_draft:
            kwargs |= self._draft()
            kwargs |= {
                "awaits_paper": awaits_paper(report),
                "may_record": may_record_paper(self.officer, report),
            }
        sendings = list(report.sendings.select_related("official_paper").order_by("-number"))
        return super().get_context_data(
            history=history(report, sendings, reads_draft=reads_draft),
            sendings=sendings,
            reminders=ledger_of([report.pk], REPORT, *BEGINS_WITH),
            others=other_steps(report, self.officer),
            place_in_basis=place_of(report),
            own_form=own_form(report.version.kind),
            **deadline_context(report),
            **kwargs,
        )

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:1]

    def _draft(self) -> dict[str, Any]:
        answers = Answers(self.report)
        progress = Progress(answers, self.hand_back)
        evidence = Whole(answers).evidence
        return {
            "reads_draft": True,
            "progress": progress,
            "handed_back": self._handed_back(progress),
            "step": next_step(self.report, self.officer, progress),
            "evidence": evidence,
            "may_take": len(answers.open_recorded) if may_enter(self.officer, self.report) else 0,
            "moved": self._moved(answers),
        } | self._signing(answers, evidence)

    def _handed_back(self, progress: Progress) -> Shown | None:
        """What the head wrote; that a drafter opened it is written down."""
        found = shown(self.hand_back, progress.remarked)
        if drafting_post(self.officer, self.report) is not None:
            opens(self.request, self.report, found)
        return found

    def _moved(self, answers: Answers) -> list[Moved]:
        sending = self.report.latest_sending
        return moved_since(sending, answers.recorded) if sending else []

    def _signing(self, answers: Answers, evidence: list[Evidence]) -> dict[str, Any]:
        if not awaits_signature_of(self.officer, self.report):
            return {}
        may = may_sign(self.officer, self.report)
        heads = [] if may else list(head_posts(self.report))
        return {
            "whole": Whole(answers),
            "look": first_look(answers),
            "may_sign": may,
            "shown_state": "awaiting_you" if may else self.report.state,
            "seen": digest_of_draft(answers, evidence),
            "signing_post": signing_post(self.officer, self.report),
            "approval_rule": ApprovalRule.objects.of(self.report.period),
            "other_signers": other_signers(self.report, self.officer, heads),
        }


def head_posts(report: Report) -> QuerySet[Post]:
    """Who may sign for the agency today."""
    today = timezone.localdate()
    posts = Post.objects.in_force(today).filter(agency=report.agency_id, role=Post.Role.HEAD)
    return posts.select_related("officer").order_by("valid_from", "pk")


class WholeView(DraftMixin, TemplateView):
    """The report as it stands, on one page, to read and to print."""

    template_name = "reports/whole.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(whole=Whole(self.answers), **deadline_context(self.report), **kwargs)


class RecordsView(DraftMixin, TemplateView):
    """The list behind a number that comes from the agency's records."""

    template_name = "reports/records.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report
        asked = Figure.objects.of_form(report.period.form_version_id).asked_of(report.version.kind)
        figure = get_object_or_404(asked, pk=self.kwargs["figure"])
        found = behind(report, figure)
        if found is None:
            raise Http404
        value = FigureValue.objects.of_report(report).filter(figure=figure).first()
        number = value.number if value else None
        url = reverse("reports:group", args=[report.pk, figure.indicator.group_id])
        page = {
            "answer": Answer(figure, value, in_slice=number, recorded=found.recorded),
            "figure": figure,
            "behind": found,
            "slice": report.period.open_slice,
            "may_record": may_work_at(self.officer, report.agency_id),
            "back_url": f"{url}#figure-{figure.pk}",
        }
        return super().get_context_data(**kwargs | page)


class CheckView(DraftMixin, TemplateView):
    """What stands between the report and sending it: each thing a link to where it is mended."""

    template_name = "reports/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answers = self.answers
        links = field_links(answers)
        return super().get_context_data(
            progress=self.progress,
            may_enter=self.may_enter,
            may_submit=self.may_enter and drafting_post(self.officer, self.report) is not None,
            blanks=[links[figure.pk] for figure in answers.blank_figures],
            untrue=self.untrue(),
            nil_offers=answers.nil_offers if self.may_enter else [],
            nil_mark=mark_of_nil(answers),
            open_blanks=len(answers.open_blanks),
            open_recorded=len(answers.open_recorded),
            unexplained=[
                (links[figure.pk], figure, answers.recorded[figure.pk].number)
                for figure in answers.unexplained
            ],
            findings=[(one, [links[figure.pk] for figure in one.figures]) for one in answers.stopping],
            still_returned=[row for row in self.progress.returned if not row.is_done],
            still_remarked=[place for place in self.progress.remarked if not place.is_done],
            hand_back=self.hand_back,
            is_unopened=self.hand_back and not has_opened(self.report, self.hand_back, self.officer),
            **deadline_context(self.report),
            **kwargs,
        )

    def untrue(self) -> list[Untrue]:
        """Sections that their figures deny, with a sentence that may be taken where they may be changed."""
        offers = Offers(self.answers)
        return [
            Untrue(
                told,
                self.progress.section_url(told.section),
                offers.from_figures(told),
                mark_of_text(self.answers.narratives.get(told.section.pk)),
                self.may_enter and told.section.pk in self.answers.open_sections,
            )
            for told in self.answers.untrue
        ]


@dataclass(frozen=True)
class Untrue:
    """A section that its figures deny, and the sentence that may be taken in it."""

    told: Told
    url: str
    offer: Offer | None
    seen: str
    is_open: bool


class SendingView(ReportMixin, TemplateView):
    """One sending as it was: signed, numbered, with the digest of all it contains. Nothing here changes."""

    template_name = "reports/sending.html"

    def sending(self) -> Sending:
        sendings = self.report.sendings.select_related("post", "official_paper__attachment")
        if not may_read_draft(self.officer, self.report):
            sendings = sendings.filter(pk=self.report.accepted_sending_id or 0)
        return get_object_or_404(sendings, number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sending = self.sending()
        figures = sending.figures.select_related("figure__indicator__group")
        order = ["figure__indicator__group__position", "figure__indicator__position", "figure__position"]
        return super().get_context_data(
            sending=sending,
            heading=_("%(period)s, sending %(number)s")
            % {"period": self.report.period, "number": sending.number},
            may_record=may_record_paper(self.officer, self.report),
            approval_rule=ApprovalRule.objects.of(self.report.period),
            figures=figures.order_by(*order),
            texts=sending.texts.select_related("section").order_by("section__position"),
            files=sending.files.select_related("attachment", "figure__indicator", "section").order_by("pk"),
            reviews=sending.reviews.select_related("by", "post").prefetch_related(
                "remarks__figure__indicator", "remarks__section"
            ),
            paper=getattr(sending, "official_paper", None),
            **kwargs,
        )


class DocumentView(DraftMixin, View):
    """The agency's own paper as Word (Decree 30/2020/ND-CP): its clerk numbers it, its head signs it.

    Where its papers follow another form, back to the report, which says so.
    """

    def get(self, request: OfficerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.report
        if other := own_form(report.version.kind):
            messages.warning(request, other)
            return HttpResponseRedirect(report.get_absolute_url())
        content = agency_report(
            report, self.layout(), head=head_posts(report).first(), today=timezone.localdate()
        )
        return download(content, report_file_name(report))

    def layout(self) -> PaperLayout:
        """As it was when the report was sent; today's while it is written, and where none was kept."""
        sending = self.report.latest_sending
        if self.report.state in HANDED_IN and sending and sending.layout:
            return PaperLayout(**sending.layout)
        return get_object_or_404(PaperLayout, regime=self.report.period.regime_id, kind="agency")
