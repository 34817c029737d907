"""When an officer is away and who stands in: each one's own. What they propose the registrar decides on."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.actions import (
    end_leave,
    give_substitute,
    propose_substitute,
    refuse_substitute,
    take_leave,
)
from agencies.forms import LeaveForm, RefuseSubstituteForm, SubstituteForm
from agencies.models import Leave, Post
from agencies.models.leaves import may_stand_in
from agencies.views.access import KeeperView, OfficerRequest
from pages.views import ActionView, VerbView
from records.days import screen_day


class LeaveView(ActionView):
    request: OfficerRequest
    template_name = "agencies/leave.html"
    form_class = LeaveForm
    title = gettext_lazy("When I am away")
    action_label = gettext_lazy("Record the leave")
    done = gettext_lazy("Recorded. Who stands in is told in your place on those days.")

    @cached_property
    def posts(self) -> dict[Post, list[Post]]:
        """The officer's posts, each with the posts of who may stand in."""
        today = timezone.localdate()
        return {post: list(may_stand_in(post, today)) for post in self.request.user.current_posts}

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("My desk"), reverse("desk"))]

    def next_url(self, result: Any) -> str:
        return reverse("agencies:leave")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"posts": self.posts}

    def act(self, form: LeaveForm) -> list[Leave]:
        days = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        return take_leave(form.stand_ins(), **days, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        officer = self.request.user
        leaves = Leave.objects.from_day_on(timezone.localdate()).concerning(officer)
        return super().get_context_data(
            leaves=[leave for leave in leaves if leave.post.officer_id == officer.pk],
            stood_in_for=[leave for leave in leaves if leave.post.officer_id != officer.pk],
            alone=[post for post, colleagues in self.posts.items() if not colleagues],
            may_leave=any(self.posts.values()),
            today=timezone.localdate(),
            **kwargs,
        )


class EndLeaveView(VerbView):
    request: OfficerRequest

    @cached_property
    def leave(self) -> Leave:
        return get_object_or_404(Leave.objects.filter(post__officer=self.request.user), pk=self.kwargs["pk"])

    def act(self) -> None:
        is_to_come = self.leave.starts_on > timezone.localdate()
        end_leave(self.leave, **self.acting())
        self.done = _("The leave is taken back.") if is_to_come else _("You are told again from today on.")

    def back_url(self) -> str:
        return reverse("agencies:leave")


class ProposeSubstituteView(VerbView):
    """By whoever is away, or stands in."""

    request: OfficerRequest
    done = gettext_lazy("Proposed to the register administrator at Home Affairs.")

    def act(self) -> Leave:
        leaves = Leave.objects.concerning(self.request.user)
        return propose_substitute(get_object_or_404(leaves, pk=self.kwargs["pk"]), **self.acting())

    def back_url(self) -> str:
        return reverse("agencies:leave")


class ProposedView(KeeperView, ActionView):
    """A form about the proposed substitute's post of the address."""

    request: OfficerRequest

    @cached_property
    def leave(self) -> Leave:
        rows = Leave.objects.proposed()
        rows = rows.select_related("post__officer", "stand_in__officer", "proposed_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def held(self) -> Post:
        """The post of who is away, with its agency's name."""
        return Post.objects.with_agency(timezone.localdate()).get(pk=self.leave.post_id)

    def changes(self) -> Leave:
        return self.leave

    def next_url(self, result: Any) -> str:
        return reverse("desk")

    def facts(self) -> list[tuple[Any, Any]]:
        leave, held = self.leave, self.held
        days = {"first": screen_day(leave.starts_on), "last": screen_day(leave.ends_on)}
        return [
            (_("Agency"), held.agency_label),
            (_("Who is away"), f"{held.officer.full_name}, {held.title}"),
            (_("Role"), held.get_role_display()),
            (_("Who stands in"), f"{leave.stand_in.officer.full_name}, {leave.stand_in.title}"),
            (_("Days"), _("%(first)s to %(last)s") % days),
            (_("Proposed by"), leave.proposed_by),
        ]


class GiveSubstituteView(ProposedView):
    template_name = "agencies/substitute.html"
    form_class = SubstituteForm
    title = gettext_lazy("A substitute's post is proposed")
    action_label = gettext_lazy("Give the substitute's post")
    done = gettext_lazy("The substitute's post is given, for the days of the leave.")

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("My desk"), reverse("desk"))]

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.leave.stand_in.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"role": self.held.role}

    def consequences(self) -> list[Any]:
        names = {"name": self.leave.stand_in.officer.full_name, "role": self.held.get_role_display()}
        said = [_("On these days %(name)s does all that the role “%(role)s” does at the agency.") % names]
        if self.held.role == Post.Role.HEAD:
            said.append(_("What they wrote in themselves they still may not approve."))
        return said

    def act(self, form: SubstituteForm) -> Post:
        return give_substitute(self.leave, **form.cleaned_data, **self.acting())


class RefuseSubstituteView(ProposedView):
    form_class = RefuseSubstituteForm
    title = gettext_lazy("Refuse the substitute's post")
    action_label = gettext_lazy("Refuse it")
    done = gettext_lazy("Refused. Both read your reason on the page of their leave.")

    def trail(self) -> list[tuple[Any, str]]:
        page = reverse("agencies:substitute", args=[self.kwargs["pk"]])
        return [(_("My desk"), reverse("desk")), (GiveSubstituteView.title, page)]

    def act(self, form: RefuseSubstituteForm) -> Leave:
        return refuse_substitute(self.leave, **form.cleaned_data, **self.acting())
