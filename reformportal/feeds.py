"""An officer's deadlines as a calendar feed (RFC 5545), by an address that nobody else knows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from icalendar import Calendar, Event

from agencies.views.access import OfficerRequest
from notices.actions import close_feed, open_feed
from notices.mails import url_of
from notices.models import CalendarFeed
from notices.models.feeds import officer_of
from pages.forms import NoForm
from pages.views import ConfirmView
from reformportal.desk import Task, desk_tasks

SHOWN_ONCE = "deadlines_feed"  # in the session, from the press to the page that shows it


class DeadlinesView(TemplateView):
    """Whether the officer's feed is open; POST opens it, and its address is shown once."""

    template_name = "deadlines.html"
    extra_context = {"trail": [(gettext_lazy("My desk"), reverse_lazy("desk"))]}
    request: OfficerRequest

    def post(self, request: OfficerRequest) -> HttpResponse:
        if CalendarFeed.objects.filter(officer=request.user).exists():
            return redirect("change_deadlines")
        return show_new_address(request)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = CalendarFeed.objects.filter(officer=self.request.user).first()
        address = self.request.session.pop(SHOWN_ONCE, "")
        return super().get_context_data(feed=feed, address=address, **kwargs)


def show_new_address(request: OfficerRequest) -> HttpResponse:
    """Makes one, and leads to the page that shows it: what is loaded again makes no other."""
    token = open_feed(request.user, now=timezone.now())
    request.session[SHOWN_ONCE] = url_of(reverse("deadlines_feed", args=[token]))
    return redirect("deadlines")


class FeedActionView(ConfirmView):
    """Asks before calendars that read the address stop showing anything."""

    request: OfficerRequest

    def trail(self) -> list[tuple[Any, str]]:
        return [(_("My desk"), reverse("desk")), (_("Deadlines in your calendar"), reverse("deadlines"))]


class ChangeView(FeedActionView):
    title = gettext_lazy("Make another address for your calendar")
    action_label = gettext_lazy("Make another address")

    def consequences(self) -> list[Any]:
        return [
            _("The address you have answers no more: calendars that read it show nothing new."),
            _("You add the new address there once more."),
        ]

    def act(self, form: NoForm) -> None:
        """The new address is made as it is shown."""

    def respond(self, result: None) -> HttpResponse:
        return show_new_address(self.request)


class CloseView(FeedActionView):
    title = gettext_lazy("Close the address of your calendar")
    action_label = gettext_lazy("Close the address")
    done = gettext_lazy("The address of your calendar answers no more.")

    def consequences(self) -> list[Any]:
        return [_("Calendars that read it show nothing new. You can make another address at any time.")]

    def act(self, form: NoForm) -> None:
        close_feed(self.request.user, now=timezone.now())


@never_cache
@login_not_required
@require_safe
def read_deadlines(request: HttpRequest, token: str) -> HttpResponse:
    """What the officer owes, by day, also while it waits for another such as the head. 404 for an address
    that was closed or never was."""
    officer = officer_of(token)
    if officer is None:
        raise Http404
    now = timezone.now()
    with translation.override(officer.language):
        desk = desk_tasks(officer, timezone.localdate(now))
        own = [*desk.owed, *(task for task in desk.waiting if task.is_own)]
        content = _calendar([task for task in own if task.due_on], now).to_ical()
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _calendar(tasks: list[Task], now: dt.datetime) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//reformportal//deadlines//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Deadlines"))
    for task in tasks:
        calendar.add_component(_event(task, now))
    return calendar


def _event(task: Task, now: dt.datetime) -> Event:
    """A whole day. Its UID is the row's, so that a calendar moves it instead of adding another."""
    event = Event()
    event.add("uid", f"obligation-{task.key}@{urlsplit(settings.PORTAL_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", task.due_on)
    event.add("summary", task.title)
    event.add("url", url_of(task.url))
    return event
