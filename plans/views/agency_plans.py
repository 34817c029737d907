"""An agency's own plan, from draft to its head's approval, and who has issued one."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from agencies.forms import NamedPlace
from agencies.handing_back import Shown, handed_back
from agencies.models import Agency, AgencyKind, AgencyVersion
from agencies.papers import own_form_on
from agencies.permissions import is_home_affairs, works_at
from agencies.views.access import OfficerRequest
from agencies.views.handing_back import asks_first, opens
from pages.forms import NoForm
from pages.views import ActionView, ConfirmView, VerbView
from plans.actions import agency_plans as actions
from plans.forms.agency_plans import ApproveForm, HandBackForm, ItemForm, YearFilter
from plans.handing_back import remark_on, shown_of
from plans.models import Activity, AgencyPlan, PlanItem
from plans.models.agency_plans import total_budget
from plans.permissions import drafting_post, may_approve, may_keep_paper, may_work_at, signing_post
from plans.views.doing import AtWork
from plans.views.trails import to_agency_plans, to_plans
from plans.workflow import PLAN_MOVES, PlanState
from records.numbers import format_number
from records.workflow import HANDED_BACK

LINE = re.compile(r"item-\d{1,18}")  # `PlanItem.place_name`


class AgencyPlansView(TemplateView):
    """Whose plan for a year is issued, and whose is not: one's own agencies, or all for Home Affairs."""

    template_name = "plans/agency_plans.html"
    request: OfficerRequest
    extra_context = {"title": gettext_lazy("Agencies' plans")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = YearFilter(self.request.GET or None)
        form.is_valid()
        asked = getattr(form, "cleaned_data", {})
        year = asked.get("year") or timezone.localdate().year
        rows = self.rows(year)
        issued = sum(row["is_issued"] for row in rows)
        if asked.get("state"):
            rows = [row for row in rows if row["is_issued"] == (asked["state"] == YearFilter.ISSUED)]
        return super().get_context_data(
            trail=to_plans(),
            filter=form,
            is_filtered=any(asked.values()),
            year=year,
            rows=rows,
            issued=issued,
            **kwargs,
        )

    def rows(self, year: int) -> list[dict[str, Any]]:
        """The agencies that owe a whole report today, each with its plan: in three queries."""
        officer = self.request.user
        versions = AgencyVersion.objects.in_force(timezone.localdate()).in_register_order()
        if is_home_affairs(officer):
            versions = versions.filter(kind__owes=AgencyKind.Owes.WHOLE)
        else:
            versions = versions.filter(agency__in={post.agency_id for post in officer.current_posts})
        seen = AgencyPlan.objects.visible_to(officer).filter(year=year).order_by("number")
        plans = {plan.agency_id: plan for plan in seen}
        back = handed_back([plan for plan in plans.values() if plan.is_editable], PLAN_MOVES)
        rows = []
        for version in versions.select_related("kind"):
            plan = plans.get(version.agency_id)
            rows.append(
                {
                    "agency": version.agency_id,
                    "name": version.name,
                    "plan": plan,
                    "hand_back": back.get(plan.pk) if plan else None,
                    "is_issued": bool(plan and plan.issued_at),
                    "may_begin": plan is None and drafting_post(officer, version.agency_id) is not None,
                }
            )
        return rows


class AgencyPlanView(DetailView):
    template_name = "plans/agency_plan.html"
    context_object_name = "plan"
    request: OfficerRequest

    def get_queryset(self) -> Any:
        return AgencyPlan.objects.visible_to(self.request.user).select_related("paper")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, officer = self.object, self.request.user
        agency = Agency.objects.with_label().get(pk=plan.agency_id)
        items = list(plan.items.select_related("form"))
        with_activity = set(
            Activity.objects.filter(agency=plan.agency_id, duty__in=[item.duty_id for item in items])
            .order_by()
            .values_list("duty", flat=True)
        )
        versions = AgencyPlan.objects.visible_to(officer).of_year(plan.agency_id, plan.year)
        is_draft = plan.is_editable and may_work_at(officer, plan.agency_id)
        back = self.handed_back(plan)
        return super().get_context_data(
            trail=to_agency_plans(),
            agency=agency,
            items=items,
            without={item.pk for item in items if item.duty_id and item.duty_id not in with_activity},
            budget=total_budget(items),
            missing=actions.missing_duties(plan) if is_draft else [],
            versions=versions.exclude(pk=plan.pk),
            may_edit=is_draft,
            may_submit=plan.is_editable and drafting_post(officer, plan.agency_id) is not None,
            may_withdraw=plan.state == PlanState.AWAITING_HEAD
            and drafting_post(officer, plan.agency_id) is not None,
            may_hand_back=plan.state == PlanState.AWAITING_HEAD
            and signing_post(officer, plan.agency_id) is not None,
            may_approve=may_approve(officer, plan),
            may_revise=plan.state == PlanState.ISSUED
            and drafting_post(officer, plan.agency_id) is not None
            and not versions.filter(state__in=(PlanState.DRAFT, PlanState.AWAITING_HEAD)).exists(),
            own_form=own_form_on(plan.agency_id, timezone.localdate(plan.issued_at)),
            may_record=bool(plan.issued_at) and may_keep_paper(officer, plan.agency_id),
            handed_back=back,
            shown_state=HANDED_BACK if back else "awaiting_you" if may_approve(officer, plan) else plan.state,
            **kwargs,
        )

    def handed_back(self, plan: AgencyPlan) -> Shown | None:
        """What the head wrote; that a drafter opened it is written down."""
        found = shown_of(plan)
        if drafting_post(self.request.user, plan.agency_id) is not None:
            opens(self.request, plan, found)
        return found


class BeginView(VerbView):
    """Begins the version that comes next, for the year asked for."""

    request: OfficerRequest
    done = gettext_lazy("The draft holds every duty of the agency. Fill in how many, who and for how much.")

    @cached_property
    def year(self) -> int:
        form = YearFilter(self.request.POST)
        if not form.is_valid():
            raise Http404
        return form.cleaned_data["year"] or timezone.localdate().year

    def act(self) -> AgencyPlan:
        if not works_at(self.request.user, self.kwargs["pk"]):
            raise Http404
        agency = get_object_or_404(Agency, pk=self.kwargs["pk"])
        return actions.begin_plan(agency, self.year, **self.acting())

    def back_url(self) -> str:
        """The plan that there is already."""
        return AgencyPlan.objects.of_year(self.kwargs["pk"], self.year)[0].get_absolute_url()

    def next_url(self, result: AgencyPlan) -> str:
        return result.get_absolute_url()


class OfAgencyPlan(AtWork):
    """About the agency's plan of the address."""

    @cached_property
    def plan(self) -> AgencyPlan:
        return get_object_or_404(AgencyPlan.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @property
    def agency_id(self) -> int:
        return self.plan.agency_id

    def trail(self) -> list[tuple[Any, str]]:
        return [*to_agency_plans(), (str(self.plan), self.plan.get_absolute_url())]


class PlanWorkView(OfAgencyPlan, ActionView):
    """A form about it."""

    request: OfficerRequest


class AddItemView(PlanWorkView):
    form_class = ItemForm
    title = gettext_lazy("Add to the plan")
    action_label = gettext_lazy("Add the line")
    done = gettext_lazy("The line is added.")

    def act(self, form: ItemForm) -> PlanItem:
        fields = {name: value for name, value in form.cleaned_data.items() if name != "seen_version"}
        return actions.add_item(self.plan, **fields, **self.acting())

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": None}


class OneItemView(PlanWorkView):
    @cached_property
    def item(self) -> PlanItem:
        plans = AgencyPlan.objects.visible_to(self.request.user)
        items = PlanItem.objects.filter(plan__in=plans).select_related("plan")
        return get_object_or_404(items, pk=self.kwargs["pk"])

    @cached_property
    def plan(self) -> AgencyPlan:
        return self.item.plan


class ChangeItemView(OneItemView):
    template_name = "plans/item.html"
    form_class = ItemForm
    title = gettext_lazy("What we plan for it")
    action_label = gettext_lazy("Save the line")
    done = gettext_lazy("The line is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.item}

    def get_initial(self) -> dict[str, Any]:
        return {"seen_version": self.item.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = self.item.content if self.item.duty_id else ""
        return super().get_context_data(lead=lead, remark=remark_on(self.item), **kwargs)

    def act(self, form: ItemForm) -> PlanItem:
        fields = dict(form.cleaned_data)
        seen = fields.pop("seen_version") or 0
        return actions.change_item(self.item, seen_version=seen, **fields, **self.acting())


class RemoveItemView(OneItemView, ConfirmView):
    request: OfficerRequest
    title = gettext_lazy("Take a line out of the plan")
    action_label = gettext_lazy("Take the line out")
    done = gettext_lazy("The line is out of the plan.")

    def consequences(self) -> list[Any]:
        return [_("“%(line)s” stands in this draft no more.") % {"line": self.item.content}]

    def changes(self) -> AgencyPlan:
        return self.item.plan

    def act(self, form: NoForm) -> None:
        actions.remove_item(self.item, **self.acting())


class PlanVerbView(OfAgencyPlan, VerbView):
    """A press, then back to the plan."""


class TakeUpView(PlanVerbView):
    done = gettext_lazy("The new duties stand in the draft.")

    def act(self) -> int:
        return actions.take_up_new_duties(self.plan, **self.acting())


class SubmitView(PlanVerbView):
    done = gettext_lazy("The plan is with the head.")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has not opened what the head handed back is asked first."""
        is_drafter = drafting_post(request.user, self.agency_id) is not None
        asked = asks_first(
            request,
            self.plan,
            shown_of(self.plan) if is_drafter else None,
            action_label=_("Send to the head"),
            cancel_url=self.plan.get_absolute_url(),
        )
        return asked or super().post(request, *args, **kwargs)

    def act(self) -> AgencyPlan:
        return actions.submit_plan(self.plan, **self.acting())


class WithdrawView(PlanVerbView):
    done = gettext_lazy("The plan is a draft again.")

    def act(self) -> AgencyPlan:
        return actions.withdraw_plan(self.plan, **self.acting())


class OverHeadView(PlanWorkView):
    """For a plan that awaits its head; one that does not, as after Back, is shown as it stands."""

    def leads_back(self) -> bool:
        is_signer = signing_post(self.request.user, self.agency_id) is not None
        return is_signer and self.plan.state != PlanState.AWAITING_HEAD

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.leads_back():
            said = _("The plan does not wait for its head now. It stands at: %(state)s.")
            messages.error(request, said % {"state": self.plan.get_state_display()})
            return HttpResponseRedirect(self.plan.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)


class HandBackView(OverHeadView):
    """With a reason, and remarks on the lines that the head names."""

    template_name = "plans/hand_back.html"
    form_class = HandBackForm
    title = gettext_lazy("Hand the plan back")
    action_label = gettext_lazy("Hand it back")
    done = gettext_lazy("The plan is with its drafters again.")

    def act(self, form: HandBackForm) -> AgencyPlan:
        reason = form.cleaned_data["reason"]
        seen = form.cleaned_data["seen"]
        return actions.hand_back_plan(
            self.plan, reason=reason, remarks=form.remarks, seen_edits=seen, **self.acting()
        )

    def leads_back(self) -> bool:
        """What was typed is not lost: it is refused on its own page."""
        return self.request.method != "POST" and super().leads_back()

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.plan.edits}

    def get_form_kwargs(self) -> dict[str, Any]:
        items = [
            NamedPlace(row.place_name, row.content, _("Lines of the plan")) for row in self.plan.items.all()
        ]
        return super().get_form_kwargs() | {"places": items + self.gone({item.name for item in items})}

    def gone(self, standing: set[str]) -> list[NamedPlace]:
        """Lines that were taken out while the head wrote of them: their words are shown once more."""
        names = [name for name in self.request.POST if LINE.fullmatch(name) and name not in standing]
        return [NamedPlace(name, _("A line that was taken out"), _("Lines taken out")) for name in names]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is asked here stands nowhere: a refusal leads to the plan itself."""
        return super().get_context_data(**kwargs | {"standing": []})


class ApproveView(OverHeadView, ConfirmView):
    """Asks the head once more, naming what they answer for."""

    request: OfficerRequest

    is_danger = False
    form_class = ApproveForm
    title = gettext_lazy("Approve the plan and send it to Home Affairs")
    action_label = gettext_lazy("Approve and send")
    done = gettext_lazy("Approved. Home Affairs sees the plan.")

    def get_initial(self) -> dict[str, Any]:
        """What the plan's own page showed; once something was sent, what stands now."""
        is_opened = "seen" not in self.request.POST
        return {"seen": self.request.GET.get("seen", self.plan.edits) if is_opened else self.plan.edits}

    def get_form_kwargs(self) -> dict[str, Any]:
        if not may_approve(self.request.user, self.plan):
            raise PermissionDenied
        return super().get_form_kwargs()

    def consequences(self) -> list[Any]:
        items = list(self.plan.items.all())
        lines, total = {"lines": len(items)}, total_budget(items)
        return [
            _("You answer in person for carrying out this plan."),
            _("Lines: %(lines)d. No budget estimate is given.") % lines
            if total is None
            else _("Lines: %(lines)d. Budget estimate: %(total)s VND.")
            % (lines | {"total": format_number(total)}),
            _("Home Affairs sees it at once; later changes take a new version."),
        ]

    def act(self, form: ApproveForm) -> AgencyPlan:
        return actions.approve_plan(self.plan, seen_edits=form.cleaned_data["seen"], **self.acting())
