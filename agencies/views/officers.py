"""Officers: list, page, posts given and ended, links to choose a password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, ListView

from agencies.actions import (
    change_officer,
    create_officer,
    deactivate_officer,
    end_post,
    give_post,
    issue_link,
    reactivate_officer,
)
from agencies.forms import EndPostForm, OfficerFilter, OfficerForm, PostForm
from agencies.models import Officer, Post
from agencies.permissions import may_keep_register
from agencies.views.access import KeeperView, OfficerRequest
from agencies.views.register import posts_by_time
from pages.forms import NoForm
from pages.views import ActionView, ConfirmView, VerbView

OFFICERS = _("Officers")


def to_officers() -> list[tuple[Any, str]]:
    return [(OFFICERS, reverse("agencies:officers"))]


def to_officer(officer: Officer) -> list[tuple[Any, str]]:
    return [*to_officers(), (officer.full_name, reverse("agencies:officer", args=[officer.pk]))]


class OfficersView(ListView):
    """All officers for the register administrator, one's colleagues for everyone else."""

    template_name = "agencies/officers.html"
    context_object_name = "officers"
    paginate_by = 50
    request: OfficerRequest

    @cached_property
    def filter(self) -> OfficerFilter:
        return OfficerFilter(self.request.GET or None)

    @cached_property
    def asked(self) -> dict[str, Any]:
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def get_queryset(self) -> QuerySet[Officer]:
        officers = Officer.objects.visible_to(self.request.user).matching(self.asked.get("q", ""))
        if self.asked.get("state"):
            officers = officers.filter(is_active=self.asked["state"] == OfficerFilter.ACTIVE)
        return officers.with_posts_now(timezone.localdate()).order_by("sort_key", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            keeps_register=may_keep_register(self.request.user),
            **kwargs,
        )


class OfficerView(DetailView):
    template_name = "agencies/officer.html"
    context_object_name = "officer"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Officer]:
        return Officer.objects.visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        posts = Post.objects.visible_to(self.request.user).filter(officer=self.object).with_agency(today)
        keeps_register = may_keep_register(self.request.user)
        return super().get_context_data(
            trail=to_officers(),
            posts=posts_by_time(posts, today),
            keeps_register=keeps_register,
            may_change=keeps_register and self.object != self.request.user,
            **kwargs,
        )


class CreateOfficerView(KeeperView, ActionView):
    request: OfficerRequest
    form_class = OfficerForm
    title = _("Add an officer")
    action_label = _("Add the officer")
    done = _("The officer is in the register. Now give them a post.")

    def trail(self) -> list[tuple[Any, str]]:
        return to_officers()

    def act(self, form: OfficerForm) -> Officer:
        return create_officer(**form.cleaned_data, **self.acting())

    def next_url(self, result: Officer) -> str:
        agency = self.request.GET.get("agency", "")
        query = f"?agency={agency}" if agency.isdecimal() else ""
        return reverse("agencies:give_post", args=[result.pk]) + query


class OneOfficerView(KeeperView, ActionView):
    """A form about the officer of the address."""

    request: OfficerRequest

    @cached_property
    def officer(self) -> Officer:
        return get_object_or_404(Officer.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return to_officer(self.officer)

    def next_url(self, result: Any) -> str:
        return reverse("agencies:officer", args=[self.officer.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(officer=self.officer, **kwargs)


class ChangeOfficerView(OneOfficerView):
    form_class = OfficerForm
    title = _("Correct name or address")
    action_label = _("Save")
    done = _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.officer}

    def changes(self) -> Officer:
        return self.officer

    def act(self, form: OfficerForm) -> Officer:
        return change_officer(self.officer, **form.cleaned_data, **self.acting())


class GivePostView(OneOfficerView):
    form_class = PostForm
    title = _("Give a post")
    action_label = _("Give the post")
    done = _("The post is given.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"today": timezone.localdate()}

    def get_initial(self) -> dict[str, Any]:
        return {"agency": self.request.GET.get("agency"), "valid_from": timezone.localdate()}

    def act(self, form: PostForm) -> Post:
        return give_post(self.officer, **form.cleaned_data, **self.acting())


class EndPostView(KeeperView, ConfirmView):
    request: OfficerRequest
    form_class = EndPostForm
    title = _("End the post")
    action_label = _("End the post")
    done = _("The post ends on the day given; what was approved under it stays.")
    proposed = ("last_day",)

    @cached_property
    def held(self) -> Post:
        posts = Post.objects.visible_to(self.request.user).with_agency(timezone.localdate())
        return get_object_or_404(posts, pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return to_officer(self.held.officer)

    def get_initial(self) -> dict[str, Any]:
        return {"last_day": timezone.localdate()}

    def changes(self) -> Post:
        return self.held

    def act(self, form: EndPostForm) -> None:
        end_post(self.held, **form.cleaned_data, **self.acting())

    def next_url(self, result: None) -> str:
        return reverse("agencies:officer", args=[self.held.officer_id])

    def consequences(self) -> list[Any]:
        facts = {
            "officer": self.held.officer.full_name,
            "title": self.held.title,
            "agency": self.held.agency_label,
        }
        return [
            _("%(officer)s is %(title)s at %(agency)s until the last day, that day included.") % facts,
            _("The rights of the post end with it; what was done under it stays."),
            _("A post that had not begun by that day is taken back."),
        ]


class DeactivateView(OneOfficerView, ConfirmView):
    request: OfficerRequest
    title = _("End this officer's sign-in")
    action_label = _("End sign-in and posts")
    done = _("The officer may no longer sign in.")

    def changes(self) -> Officer:
        return self.officer

    def act(self, form: NoForm) -> Officer:
        now = timezone.now()
        today = timezone.localdate(now)
        return deactivate_officer(self.officer, today=today, by=self.request.user, now=now)

    def consequences(self) -> list[Any]:
        return [
            _("%(officer)s is signed out everywhere and cannot sign in.")
            % {"officer": self.officer.full_name},
            _("Their posts end today; posts that have not begun are taken back."),
            _("Their name stays on what they did."),
        ]


class ReactivateView(KeeperView, VerbView):
    @cached_property
    def officer(self) -> Officer:
        return get_object_or_404(Officer.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def act(self) -> Officer:
        return reactivate_officer(self.officer, **self.acting())

    def back_url(self) -> str:
        return reverse("agencies:officer", args=[self.kwargs["pk"]])


@method_decorator(never_cache, name="dispatch")
class LinkView(KeeperView, VerbView):
    """Answers with a letter to print and hand over: the link stands nowhere else."""

    request: OfficerRequest

    @cached_property
    def officer(self) -> Officer:
        return get_object_or_404(Officer.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return to_officer(self.officer)

    def act(self) -> str:
        return issue_link(self.officer, **self.acting())

    def respond(self, path: str) -> HttpResponse:
        context = {
            "officer": self.officer,
            "trail": self.trail(),
            "link": settings.PORTAL_URL + path,
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        }
        return render(self.request, "agencies/letter.html", context)
