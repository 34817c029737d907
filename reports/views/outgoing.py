"""An issued paper on its way out: where it is, what may be recorded next, with whom it arrived."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView

from agencies.models import AgencyKind, CalendarDay
from agencies.papers import unit_of_desk
from agencies.permissions import is_home_affairs
from notices.ahead import ledger_of
from pages.views import ActionView, VerbView
from records.downloads import download
from reports.actions.outgoing import (
    add_dispatch,
    begin_outgoing,
    move_dispatch,
    move_outgoing,
    number_outgoing,
    record_figures,
)
from reports.bases import footing
from reports.deadlines import days_left
from reports.documents import submission, submission_file_name
from reports.forms.outgoing import (
    AddresseeForm,
    FiguresReceiptForm,
    NumberForm,
    PutForwardForm,
    RefusedForm,
    RemarkForm,
    SendForm,
    StepForm,
)
from reports.models import Dispatch, OutgoingPaper, PaperKind, PaperLayout, ProvincePaper
from reports.permissions import (
    following_post,
    issuing_post,
    may_follow_papers,
    may_number,
    may_see_province,
    outgoing_visible_to,
)
from reports.reminders.outgoing import OUTGOING
from reports.roads import Roads
from reports.views.figures import sheet_address
from reports.views.province import ProvinceView
from reports.workflow import DISPATCH_MOVES, ROAD_MOVES, RoadState

FORMS = {"to_office": PutForwardForm, "remark": RemarkForm, "refuse": RefusedForm, "send": SendForm}
OUTWARD = gettext_lazy("The way out")


class OutgoingPage(ProvinceView):
    """`self.outgoing` for the address's `pk`: to who sees issued papers, and to the clerk who numbers it."""

    def may_enter(self, officer: Any) -> bool:
        return True  # who sees nothing finds nothing

    @cached_property
    def outgoing(self) -> OutgoingPaper:
        rows = outgoing_visible_to(self.officer).select_related("paper__period__regime", "attachment")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def seen(self) -> int:
        return self.outgoing.events.count()

    @property
    def paper(self) -> ProvincePaper:
        return self.outgoing.paper

    def paper_trail(self) -> list[tuple[Any, str]]:
        if not may_see_province(self.officer):
            return []
        return [(str(self.paper), reverse("reports:paper", args=[self.paper.period_id, self.paper.kind]))]

    def trail(self) -> list[tuple[Any, str]]:
        return [*self.paper_trail(), (OUTWARD, self.outgoing.get_absolute_url())]


class OutgoingView(OutgoingPage, TemplateView):
    template_name = "reports/outgoing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outgoing = self.outgoing
        may = may_number(self.officer, outgoing)
        road, days = Roads().of(outgoing), CalendarDay.objects.working_days()
        due_on = road.due_on(outgoing, days)
        today = timezone.localdate()
        is_open = OutgoingPaper.objects.open().filter(pk=outgoing.pk).exists()
        return super().get_context_data(
            outgoing=outgoing,
            paper=self.paper,
            trail=self.paper_trail(),
            lead=str(self.paper),
            steps=self._steps(road.verbs(outgoing.state)),
            place=road.steps.get(outgoing.step),
            due_on=due_on if is_open else None,
            days_left=days_left(due_on, today=today, days=days),
            is_late=is_open and due_on < today,
            is_numbered=outgoing.state == RoadState.NUMBERED,
            is_replaced=not is_open and OutgoingPaper.objects.replaced().filter(pk=outgoing.pk).exists(),
            goes_up=self.paper.kind == PaperKind.PROVINCE,
            sheet_url=sheet_address(self.paper.period) if self._shows_sheet() else "",
            dispatches=self._dispatches(may),
            events=outgoing.events.select_related("by", "post", "dispatch").order_by("-pk"),
            may_add=may,
            reminders=ledger_of([outgoing.pk], OUTGOING),
            **kwargs,
        )

    def _shows_sheet(self) -> bool:
        return self.paper.kind == PaperKind.PROVINCE and is_home_affairs(self.officer)

    def _steps(self, verbs: list[str]) -> list[dict[str, str]]:
        follows = following_post(self.officer) is not None
        may = {"number": may_number(self.officer, self.outgoing)}
        return [
            {"label": ROAD_MOVES.label(verb), "url": self._url(verb)}
            for verb in verbs
            if may.get(verb, follows)
        ]

    def _url(self, verb: str) -> str:
        if verb == "number":
            return reverse("reports:number-outgoing", args=[self.outgoing.pk])
        return reverse("reports:move-outgoing", args=[self.outgoing.pk, verb])

    def _dispatches(self, may: bool) -> list[dict[str, Any]]:
        is_numbered = self.outgoing.state == RoadState.NUMBERED
        return [
            {
                "row": row,
                "events": row.events.all(),
                "moves": self._moves(row) if may and is_numbered else [],
                "figures_url": reverse("reports:figures-receipt", args=[row.pk])
                if may and row.owes_figures
                else "",
            }
            for row in self.outgoing.dispatches.select_related("figures_file").prefetch_related("events")
        ]

    @staticmethod
    def _moves(row: Dispatch) -> list[tuple[str, str]]:
        return [
            (DISPATCH_MOVES.label(verb, row.state), reverse("reports:move-dispatch", args=[row.pk, verb]))
            for verb in DISPATCH_MOVES.verbs(row.state)
        ]


class BeginOutgoingView(ProvinceView, VerbView):
    """Opens the outward record of a paper that was issued before there was one."""

    def may_enter(self, officer: Any) -> bool:
        return may_follow_papers(officer)

    @cached_property
    def paper(self) -> ProvincePaper:
        issued = ProvincePaper.objects.issued().select_related("period")
        return get_object_or_404(issued, pk=self.kwargs["pk"])

    def back_url(self) -> str:
        return reverse("reports:paper", args=[self.paper.period_id, self.paper.kind])

    def act(self) -> OutgoingPaper:
        return begin_outgoing(self.paper, **self.acting())

    def next_url(self, outgoing: OutgoingPaper) -> str:
        return outgoing.get_absolute_url()


class SubmissionView(OutgoingPage):
    """The submission (tờ trình) to go with the draft, as .docx."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.paper.kind != PaperKind.PROVINCE:
            raise Http404
        regime = self.paper.period.regime_id
        layouts = {row.kind: row for row in PaperLayout.objects.filter(regime=regime)}
        post = self.paper.issued_post or issuing_post(self.officer)
        if "submission" not in layouts or post is None:
            raise Http404
        received = footing(self.paper).received
        with override("vi"):
            content = submission(
                self.paper,
                layouts["submission"],
                layouts[PaperKind.PROVINCE],
                outside=received.owed > received.accepted,
                post=post,
                unit=unit_of_desk(AgencyKind.Desk.HOME_AFFAIRS, timezone.localdate()),
                day=self.outgoing.put_forward_on or timezone.localdate(),
            )
        return download(content, submission_file_name(self.paper.period))


class OutgoingActionView(OutgoingPage, ActionView):
    """A form about the paper; who may not act on it is refused."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.may_act():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def may_act(self) -> bool:
        return may_number(self.officer, self.outgoing)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.seen}


class MoveOutgoingView(OutgoingActionView):
    done = gettext_lazy("Recorded where the paper is.")

    @property
    def verb(self) -> str:
        verb = self.kwargs["verb"]
        if verb not in {move.verb for move in ROAD_MOVES} - {"number"}:
            raise Http404
        return str(verb)

    def may_act(self) -> bool:
        return bool(self.outgoing and self.verb) and following_post(self.officer) is not None

    @property
    def title(self) -> str:
        return ROAD_MOVES.label(self.verb)

    action_label = gettext_lazy("Record it")

    def get_form_class(self) -> type[StepForm]:
        return FORMS.get(self.verb, StepForm)

    def act(self, form: StepForm) -> Any:
        seen = form.cleaned_data["seen"]
        return move_outgoing(self.outgoing, self.verb, form.what, seen=seen, **self.acting())


class NumberView(OutgoingActionView):
    form_class = NumberForm
    title = gettext_lazy("Number, date and signed file")
    lead = gettext_lazy("They are kept as they are given and cannot be changed afterwards.")
    action_label = gettext_lazy("Enter number and file")
    done = gettext_lazy("The paper has its number. Now record to whom it was sent.")

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"signer": self.paper.signer_name}

    def act(self, form: NumberForm) -> Any:
        facts = {name: form.cleaned_data[name] for name in ("number", "dated_on", "signer", "seen")}
        return number_outgoing(self.outgoing, form.cleaned_data["upload"], **facts, **self.acting())


class AddDispatchView(OutgoingActionView):
    form_class = AddresseeForm
    title = gettext_lazy("One more that the paper is for")
    action_label = gettext_lazy("Add them")
    done = gettext_lazy("Added.")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: AddresseeForm) -> Any:
        return add_dispatch(self.outgoing, form.cleaned_data["addressee"], **self.acting())


class DispatchActionView(OutgoingActionView):
    """A form about the paper with one that it is for; the address's `pk` is the dispatch's."""

    @cached_property
    def row(self) -> Dispatch:
        return get_object_or_404(Dispatch.objects.select_related("outgoing"), pk=self.kwargs["pk"])

    @cached_property
    def outgoing(self) -> OutgoingPaper:
        rows = outgoing_visible_to(self.officer).select_related("paper__period__regime", "attachment")
        return get_object_or_404(rows, pk=self.row.outgoing_id)

    @property
    def lead(self) -> str:
        return self.row.addressee


class MoveDispatchView(DispatchActionView):
    action_label = gettext_lazy("Record it")
    done = gettext_lazy("Recorded what became of the paper.")

    @property
    def verb(self) -> str:
        verb = self.kwargs["verb"]
        if verb not in {move.verb for move in DISPATCH_MOVES}:
            raise Http404
        return str(verb)

    @property
    def title(self) -> str:
        return DISPATCH_MOVES.label(self.verb, self.row.state)

    def get_form_class(self) -> type[StepForm]:
        return FORMS.get(self.verb, StepForm)

    def act(self, form: StepForm) -> Any:
        data = form.cleaned_data
        told = {"channel": data.get("channel", ""), "seen": data["seen"]}
        return move_dispatch(self.row, self.verb, form.what, **told, **self.acting())


class FiguresReceiptView(DispatchActionView):
    form_class = FiguresReceiptForm
    title = gettext_lazy("Receipt of the figures typed into their software")
    action_label = gettext_lazy("Record the receipt")
    done = gettext_lazy("The receipt is recorded.")

    def act(self, form: FiguresReceiptForm) -> Any:
        data = form.cleaned_data
        facts = {name: data[name] for name in ("on", "code", "seen")}
        return record_figures(self.row, data.get("upload"), **facts, **self.acting())
