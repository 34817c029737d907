"""The register of agencies: list, an agency's history, and the forms that add to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, ListView, TemplateView

from agencies.actions import (
    SuccessionRow,
    change_agency,
    change_kind,
    close_agency,
    correct_version,
    create_agency,
    name_unit,
    record_succession,
)
from agencies.forms import (
    CloseForm,
    CorrectionForm,
    KindForm,
    RegisterFilter,
    SuccessionForm,
    SuccessionFormSet,
    UnitForm,
    VersionForm,
)
from agencies.models import Agency, AgencyKind, AgencyVersion, Post, Succession
from agencies.permissions import may_keep_register, may_name_unit, sees_contacts_at
from agencies.views.access import KeeperView, OfficerRequest
from pages.views import ActionView, ConfirmView

REGISTER = _("Register of agencies")
KINDS = _("Kinds of agencies")


def to_register() -> list[tuple[Any, str]]:
    return [(REGISTER, reverse("agencies:list"))]


def to_agency(agency: Agency) -> list[tuple[Any, str]]:
    return [*to_register(), (str(agency), reverse("agencies:detail", args=[agency.pk]))]


class RegisterView(ListView):
    template_name = "agencies/register.html"
    context_object_name = "versions"
    paginate_by = 50
    request: OfficerRequest

    @cached_property
    def filter(self) -> RegisterFilter:
        return RegisterFilter(self.request.GET or None)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the filter asks; a field that cannot be read asks nothing and says so."""
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    @property
    def day(self) -> dt.date:
        return self.asked.get("on") or timezone.localdate()

    def get_queryset(self) -> QuerySet[AgencyVersion]:
        versions = AgencyVersion.objects.visible_to(self.request.user).in_force(self.day)
        if self.asked.get("kind"):
            versions = versions.filter(kind=self.asked["kind"])
        return versions.matching(self.asked.get("q", "")).select_related("kind").in_register_order()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            day=self.day,
            keeps_register=may_keep_register(self.request.user),
            **kwargs,
        )


class AgencyView(DetailView):
    template_name = "agencies/agency.html"
    context_object_name = "agency"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Agency]:
        return Agency.objects.visible_to(self.request.user).with_label()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        versions = AgencyVersion.objects.visible_to(self.request.user).filter(agency=self.object)
        history = list(versions.select_related("kind").with_parent_label().order_by("-valid_from"))
        posts = Post.objects.visible_to(self.request.user).filter(agency=self.object)
        return super().get_context_data(
            trail=to_register(),
            versions=history,
            successions=Succession.objects.of(self.object),
            now=next((version for version in history if version.covers(today)), None),
            posts=posts_by_time(posts.select_related("officer"), today),
            keeps_register=may_keep_register(self.request.user),
            names_unit=may_name_unit(self.request.user, self.object.pk),
            sees_contacts=sees_contacts_at(self.request.user, self.object.pk),
            **kwargs,
        )


def posts_by_time(posts: Iterable[Post], today: dt.date) -> dict[str, list[Post]]:
    """The same posts as `now`, `to_come` and `before`, heads first, then by the officer's name."""
    ordered = sorted(posts, key=lambda post: (post.role != Post.Role.HEAD, post.officer.sort_key))
    return {
        "now": [post for post in ordered if post.is_held_on(today)],
        "to_come": [post for post in ordered if post.valid_from > today],
        "before": sorted(
            (post for post in ordered if post.valid_from <= today and not post.is_held_on(today)),
            key=lambda post: post.valid_to or today,
            reverse=True,
        ),
    }


class MineView(TemplateView):
    """Who holds which post at the agencies where one works."""

    template_name = "agencies/mine.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        mine = {post.agency_id: post.agency_label for post in self.request.user.current_posts}
        posts = Post.objects.visible_to(self.request.user).filter(agency__in=mine).select_related("officer")
        by_agency: dict[int, list[Post]] = {pk: [] for pk in mine}
        for post in posts:
            by_agency[post.agency_id].append(post)
        agencies = [
            {"pk": pk, "name": mine[pk], "posts": posts_by_time(posts_there, today)}
            for pk, posts_there in by_agency.items()
        ]
        return super().get_context_data(agencies=agencies, **kwargs)


class CreateAgencyView(KeeperView, ActionView):
    request: OfficerRequest
    form_class = VersionForm
    title = _("Add an agency")
    action_label = _("Add the agency")
    done = _("The agency is in the register.")

    def trail(self) -> list[tuple[Any, str]]:
        return to_register()

    def act(self, form: VersionForm) -> Agency:
        return create_agency(**form.cleaned_data, **self.acting())

    def next_url(self, result: Agency) -> str:
        return reverse("agencies:detail", args=[result.pk])


class OneAgencyView(KeeperView, ActionView):
    """A form about the agency of the address."""

    request: OfficerRequest

    @cached_property
    def agency(self) -> Agency:
        agencies = Agency.objects.visible_to(self.request.user).with_label()
        return get_object_or_404(agencies, pk=self.kwargs["pk"])

    @cached_property
    def newest(self) -> AgencyVersion:
        return self.agency.versions.latest("valid_from")

    def trail(self) -> list[tuple[Any, str]]:
        return to_agency(self.agency)

    def next_url(self, result: Any) -> str:
        return reverse("agencies:detail", args=[self.agency.pk])


class ChangeAgencyView(OneAgencyView):
    form_class = VersionForm
    title = _("Record a change")
    action_label = _("Record the change")
    done = _("The change is in the register.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agency": self.agency}

    def get_initial(self) -> dict[str, Any]:
        kept = ("kind", "parent", "name", "short_name", "sign", "code")
        return {field: getattr(self.newest, field) for field in kept}

    def changes(self) -> Agency:
        return self.agency

    def act(self, form: VersionForm) -> AgencyVersion:
        return change_agency(self.agency, **form.cleaned_data, **self.acting())


class CloseAgencyView(OneAgencyView, ConfirmView):
    request: OfficerRequest
    form_class = CloseForm
    title = _("Close the agency")
    action_label = _("Close the agency")
    done = _("The agency is closed; its history stays.")

    def changes(self) -> Agency:
        return self.agency

    def act(self, form: CloseForm) -> AgencyVersion:
        return close_agency(self.agency, **form.cleaned_data, **self.acting())

    def consequences(self) -> list[Any]:
        posts = Post.objects.filter(agency=self.agency).in_force(timezone.localdate()).count()
        return [
            _(
                "%(agency)s exists until the last day, that day included; it owes no report of a period that "
                "closes later."
            )
            % {"agency": self.agency},
            ngettext("%(count)d post there ends with it.", "%(count)d posts there end with it.", posts)
            % {"count": posts},
            _("Its reports and its history stay."),
        ]


class CorrectVersionView(KeeperView, ActionView):
    request: OfficerRequest
    form_class = CorrectionForm
    title = _("Correct what was typed")
    action_label = _("Save the correction")
    done = _("The correction is in the register, the former text in the audit trail.")

    @cached_property
    def version(self) -> AgencyVersion:
        versions = AgencyVersion.objects.visible_to(self.request.user).select_related("agency")
        return get_object_or_404(versions, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.version, "agency": self.version.agency}

    def trail(self) -> list[tuple[Any, str]]:
        return to_agency(self.version.agency)

    def changes(self) -> AgencyVersion:
        return self.version

    def act(self, form: CorrectionForm) -> AgencyVersion:
        return correct_version(self.version, **form.cleaned_data, **self.acting())

    def next_url(self, result: AgencyVersion) -> str:
        return reverse("agencies:detail", args=[result.agency_id])


class KindsView(TemplateView):
    """The kinds of agencies: what each owes, and who signs its papers."""

    template_name = "agencies/kinds.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            trail=to_register(),
            kinds=AgencyKind.objects.all(),
            keeps_register=may_keep_register(self.request.user),
            **kwargs,
        )


class UnitView(ActionView):
    """Which unit drafts the agency's papers: said by the agency itself or by the register administrator."""

    request: OfficerRequest
    form_class = UnitForm
    title = _("Drafting unit")
    action_label = _("Save the drafting unit")
    done = _("Saved the drafting unit; papers not yet sent follow it.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_name_unit(self.request.user, self.agency.pk):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def agency(self) -> Agency:
        agencies = Agency.objects.visible_to(self.request.user).with_label()
        return get_object_or_404(agencies, pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return to_agency(self.agency)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": Agency.objects.get(pk=self.agency.pk)}

    def changes(self) -> Agency:
        return self.agency

    def act(self, form: UnitForm) -> Agency:
        unit = form.cleaned_data["drafting_unit"]
        return name_unit(self.agency, drafting_unit=unit, **self.acting())

    def next_url(self, result: Agency) -> str:
        return reverse("agencies:detail", args=[self.agency.pk])


class ChangeKindView(KeeperView, ActionView):
    request: OfficerRequest
    form_class = KindForm
    action_label = _("Save the kind")
    done = _("Saved the kind of agency; papers not yet signed follow it.")

    @cached_property
    def kind(self) -> AgencyKind:
        return get_object_or_404(AgencyKind, pk=self.kwargs["pk"])

    @property
    def title(self) -> str:
        return str(self.kind)

    def trail(self) -> list[tuple[Any, str]]:
        return [*to_register(), (KINDS, reverse("agencies:kinds"))]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": AgencyKind.objects.get(pk=self.kind.pk)}

    def changes(self) -> AgencyKind:
        return self.kind

    def act(self, form: KindForm) -> AgencyKind:
        return change_kind(self.kind, **form.cleaned_data, **self.acting())

    def next_url(self, result: AgencyKind) -> str:
        return reverse("agencies:kinds")


class SuccessionView(KeeperView, ActionView):
    """One decision with several rows; more rows can be asked for without losing what was typed."""

    request: OfficerRequest

    template_name = "agencies/succession.html"
    form_class = SuccessionForm
    title = _("Record a succession")
    action_label = _("Record the succession")
    done = _("The succession is in the register.")

    def trail(self) -> list[tuple[Any, str]]:
        return to_register()

    @cached_property
    def rows(self) -> Any:
        return SuccessionFormSet(
            self.request.POST or None, form_kwargs={"agencies": Agency.objects.with_label()}
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more" in request.POST:
            return self.with_more_rows()
        form = self.get_form()
        both_valid = form.is_valid() & self.rows.is_valid()
        return self.form_valid(form) if both_valid else self.form_invalid(form)

    def with_more_rows(self) -> HttpResponse:
        """The same page with three rows more, and everything typed so far."""
        typed = self.request.POST.copy()
        typed["form-TOTAL_FORMS"] = str(self.rows.total_form_count() + 3)
        self.rows.data = typed
        vars(self.rows).pop("management_form", None)
        form = SuccessionForm(initial=typed.dict())
        return self.render_to_response(self.get_context_data(form=form))

    def act(self, form: SuccessionForm) -> list[Succession]:
        rows = [SuccessionRow(**row) for row in self.rows.rows()]
        return record_succession(rows, **form.cleaned_data, **self.acting())

    def next_url(self, result: list[Succession]) -> str:
        return reverse("agencies:detail", args=[result[0].successor_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        has_errors = bool((form and form.is_bound and form.errors) or self.rows.non_form_errors())
        return super().get_context_data(
            rows=self.rows,
            forms=[*([form] if form else []), *self.rows.forms],
            has_errors=has_errors or (self.rows.is_bound and any(self.rows.errors)),
            **kwargs,
        )
