"""When an officer is away and who stands in: each one's own."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.actions import end_leave, take_leave
from agencies.forms import LeaveForm
from agencies.models import Leave, Post
from agencies.models.leaves import colleagues_of
from agencies.views.access import OfficerRequest
from pages.views import ActionView, VerbView


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
        return {post: list(colleagues_of(post, today)) for post in self.request.user.current_posts}

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
