"""Agencies' feedback channels: which are open, by which regulation, and what an agency records of its own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from agencies.models import Agency, AgencyKind, AgencyVersion
from agencies.models.register import AgencyVersionQuerySet
from agencies.permissions import is_home_affairs, works_at
from agencies.views.access import OfficerRequest
from feedback.actions import regulations as actions
from feedback.forms.regulations import ChannelFilter, ContactsForm, RegulationForm
from feedback.models import Norm, Regulation, Step, TimeLimit
from feedback.models.regulations import CONTACTS
from feedback.permissions import may_record_regulation
from feedback.views.trails import to_handlings
from pages.views import ActionView


def to_channels() -> list[tuple[Any, str]]:
    return [*to_handlings(), (_("Feedback channels"), reverse("feedback:channels"))]


class ChannelsView(TemplateView):
    """Every agency that owes a channel, with its regulation in force; one's own where one works."""

    template_name = "feedback/channels.html"
    request: OfficerRequest
    extra_context = {"title": gettext_lazy("Feedback channels")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ChannelFilter(self.request.GET or None)
        form.is_valid()
        asked = getattr(form, "cleaned_data", {})
        rows = self.rows(asked.get("q", ""))
        count, is_open = len(rows), sum(row["regulation"] is not None for row in rows)
        if asked.get("state"):
            wanted = asked["state"] == ChannelFilter.OPEN
            rows = [row for row in rows if (row["regulation"] is not None) == wanted]
        return super().get_context_data(
            trail=to_handlings(),
            filter=form,
            is_filtered=any(asked.values()),
            rows=rows,
            count=count,
            open_count=is_open,
            **kwargs,
        )

    def versions(self, typed: str) -> AgencyVersionQuerySet:
        officer = self.request.user
        versions = AgencyVersion.objects.in_force(timezone.localdate()).matching(typed)
        if is_home_affairs(officer):
            return versions.filter(kind__owes=AgencyKind.Owes.WHOLE)
        return versions.filter(agency__in={post.agency_id for post in officer.current_posts})

    def rows(self, typed: str) -> list[dict[str, Any]]:
        answers = Prefetch("limits", TimeLimit.objects.filter(step=Step.ANSWER), to_attr="answer_limits")
        in_force = Regulation.objects.in_force(timezone.localdate()).prefetch_related(answers)
        regulations = {row.agency_id: row for row in in_force}
        return [
            {
                "agency": version.agency_id,
                "name": version.name,
                "regulation": regulations.get(version.agency_id),
                "may_record": may_record_regulation(self.request.user, version.agency_id),
            }
            for version in self.versions(typed).in_register_order().select_related("kind")
        ]


class OneChannelView(TemplateView):
    """How one agency receives feedback: the regulation in force with its limits, and the other versions."""

    template_name = "feedback/channel.html"
    request: OfficerRequest

    @cached_property
    def agency(self) -> Agency:
        if not self.request.user.current_posts:
            raise Http404
        return get_object_or_404(Agency.objects.with_label(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = Regulation.objects.visible_to(self.request.user).filter(agency=self.agency)
        versions = list(rows.select_related("document").prefetch_related("limits").order_by("-valid_from"))
        in_force = next((row for row in versions if row.valid_from <= today), None)
        return super().get_context_data(
            trail=to_channels(),
            agency=self.agency,
            regulation=in_force,
            others=[row for row in versions if row is not in_force],
            may_record=may_record_regulation(self.request.user, self.agency.pk),
            today=today,
            **kwargs,
        )


class RegulationView(ActionView):
    """For drafters and heads of the agency: 403 for others of the house, 404 for strangers."""

    request: OfficerRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        officer, agency = self.request.user, self.agency
        if not may_record_regulation(officer, agency.pk):
            if not works_at(officer, agency.pk) and not is_home_affairs(officer):
                raise Http404
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def agency(self) -> Agency:
        return get_object_or_404(Agency.objects.with_label(), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return [*to_channels(), (str(self.agency), reverse("feedback:channel", args=[self.agency.pk]))]

    def next_url(self, result: Regulation) -> str:
        return result.get_absolute_url()


class RecordRegulationView(RegulationView):
    template_name = "feedback/regulation_form.html"
    form_class = RegulationForm
    title = gettext_lazy("Record the regulation on feedback")
    action_label = gettext_lazy("Record the regulation")
    done = gettext_lazy("The regulation is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        most = Norm.objects.of(Norm.Code.TRANSFER, timezone.localdate())
        return super().get_form_kwargs() | {"instance": None, "most_to_transfer": most}

    def get_initial(self) -> dict[str, Any]:
        """Contacts and limits as they stand: a new version seldom changes all of them."""
        before = Regulation.objects.filter(agency=self.agency).order_by("-valid_from").first()
        if before is None:
            return {}
        found: dict[str, Any] = {name: getattr(before, name) for name in CONTACTS}
        for limit in before.limits.all():
            found |= {f"{limit.step}_amount": limit.amount, f"{limit.step}_unit": limit.unit}
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=str(self.agency), **kwargs)

    def act(self, form: RegulationForm) -> Regulation:
        file = form.cleaned_data["file"]
        return actions.record_regulation(
            self.agency, limits=form.limits(), file=file, **form.facts(), **self.acting()
        )


class ChangeContactsView(RegulationView):
    form_class = ContactsForm
    title = gettext_lazy("Where we receive feedback")
    action_label = gettext_lazy("Save the contacts")
    done = gettext_lazy("The contacts are saved.")

    @cached_property
    def regulation(self) -> Regulation:
        rows = Regulation.objects.in_force(timezone.localdate()).select_related("agency")
        return get_object_or_404(rows, agency=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.regulation}

    def get_initial(self) -> dict[str, Any]:
        return {"seen_version": self.regulation.version}

    def act(self, form: ContactsForm) -> Regulation:
        contacts = dict(form.cleaned_data)
        seen = contacts.pop("seen_version") or 0
        return actions.change_contacts(self.regulation, seen_version=seen, **contacts, **self.acting())
