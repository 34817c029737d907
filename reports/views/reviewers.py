"""Which Home Affairs officer is responsible for which agency's reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import ListView

from agencies.models import Agency, AgencyKind, AgencyVersion
from pages.views import tell
from records.text import fold
from reports.actions.reviewing import assign_reviewers, lock_agencies
from reports.forms.board import BoardFilter
from reports.forms.regimes import AssignForm
from reports.models import ReviewerAssignment
from reports.permissions import may_manage_periods, reviewers_in_force
from reports.views.province import HomeAffairsView

ON_ONE_PAGE = 200


class ReviewersView(HomeAffairsView, ListView):
    """Agencies that owe reports, each with its reviewer; a reviewer ticks agencies and assigns them."""

    template_name = "reports/reviewers.html"
    paginate_by = ON_ONE_PAGE

    @cached_property
    def versions(self) -> QuerySet[AgencyVersion]:
        owing = AgencyVersion.objects.in_force(self.today).exclude(kind__owes=AgencyKind.Owes.NOTHING)
        return owing.select_related("kind", "agency__reviewer_assignment__reviewer").in_register_order()

    @cached_property
    def reviewers(self) -> list[tuple[int, str]]:
        return [(one.pk, one.full_name) for one in reviewers_in_force(self.today)]

    @cached_property
    def filter(self) -> BoardFilter:
        kinds = AgencyKind.objects.filter(agencyversion__in=self.versions).distinct()
        return BoardFilter(
            self.request.GET or None,
            kinds=[(str(kind.pk), kind.name) for kind in kinds],
            reviewers=[("none", _("Nobody yet")), *((str(pk), name) for pk, name in self.reviewers)],
        )

    @cached_property
    def asked(self) -> dict[str, str]:
        return self.filter.asked if self.filter.is_bound else {}

    def get_queryset(self) -> QuerySet[AgencyVersion]:
        versions, asked = self.versions, self.asked
        if key := fold(asked.get("q", "")):
            versions = versions.filter(search_key__contains=key)
        if "kind" in asked:
            versions = versions.filter(kind=int(asked["kind"]))
        if reviewer := asked.get("reviewer"):
            found = None if reviewer == "none" else int(reviewer)
            versions = versions.filter(agency__reviewer_assignment__reviewer=found)
        return versions

    def form(self, data: Any = None) -> AssignForm:
        agencies = self.versions.values("agency")
        return AssignForm(data, agencies=agencies, reviewers=[pk for pk, _name in self.reviewers])  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        context = super().get_context_data(form=form, **kwargs)
        ticked = set(self.request.POST.getlist("agencies"))
        return context | {
            "title": _("Responsible reviewers"),
            "trail": [(gettext_lazy("Report periods"), reverse("reports:periods"))],
            "rows": [(row, reviewer_of(row), str(row.agency_id) in ticked) for row in context["object_list"]],
            "unassigned": self.versions.filter(agency__reviewer_assignment=None).count(),
            "filter": self.filter,
            "is_filtered": bool(self.asked),
            "may_manage": may_manage_periods(self.officer),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        if not may_manage_periods(self.officer):
            raise PermissionDenied
        form = self.form(request.POST)
        if form.is_valid():
            agencies = list(form.cleaned_data["agencies"])
            try:
                with transaction.atomic():
                    self.refuse_stale(agencies)
                    assign_reviewers(
                        agencies, form.cleaned_data["reviewer"], by=self.officer, now=timezone.now()
                    )
            except ValidationError as error:
                tell(form, error)
            else:
                told = ngettext(
                    "%(name)s is responsible for %(count)d agency more.",
                    "%(name)s is responsible for %(count)d agencies more.",
                    len(agencies),
                )
                messages.success(
                    request, told % {"name": form.cleaned_data["reviewer"], "count": len(agencies)}
                )
                return HttpResponseRedirect(request.get_full_path())
        self.object_list = self.get_queryset()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def refuse_stale(self, agencies: list[Agency]) -> None:
        """What somebody else assigned meanwhile is told first; the page that comes back shows it."""
        lock_agencies(agencies)
        rows = ReviewerAssignment.objects.filter(agency__in=agencies)
        stands = {row.agency_id: row.reviewer for row in rows.select_related("reviewer").order_by("pk")}
        moved = [
            agency
            for agency in agencies
            if (was := self.request.POST.get(f"was-{agency.pk}")) is not None
            and agency.pk in stands
            and was != str(stands[agency.pk].pk)
        ]
        if moved:
            called = dict(self.versions.values_list("agency", "name"))
            names = "; ".join(f"{called[agency.pk]}: {stands[agency.pk]}" for agency in moved)
            said = _("Somebody assigned meanwhile: %(names)s. Press once more to assign all the same.")
            raise ValidationError(said % {"names": names})


def reviewer_of(version: AgencyVersion) -> str:
    try:
        return version.agency.reviewer_assignment.reviewer.full_name
    except ReviewerAssignment.DoesNotExist:
        return ""
