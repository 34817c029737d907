"""An officer's deadlines as a calendar feed (RFC 5545), by an address that nobody else knows."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView, View
from icalendar import Calendar, Event

from agencies.views.base import OfficerRequest
from notices.actions import close_feed, open_feed
from notices.mails import url_of
from notices.models import CalendarFeed
from notices.models.feeds import officer_of
from reformportal.desk import Task, desk_tasks


class DeadlinesView(TemplateView):
    """Whether the officer's feed is open; POST opens it, or changes its address, and shows that once."""

    template_name = "deadlines.html"
    request: OfficerRequest

    def post(self, request: OfficerRequest) -> HttpResponse:
        token = open_feed(request.user, now=timezone.now())
        address = url_of(reverse("deadlines_feed", args=[token]))
        response = self.render_to_response(self.get_context_data(address=address))
        response.headers["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = CalendarFeed.objects.filter(officer=self.request.user).first()
        return super().get_context_data(feed=feed, **kwargs)


class CloseView(View):
    http_method_names = ["post"]

    def post(self, request: OfficerRequest) -> HttpResponse:
        close_feed(request.user, now=timezone.now())
        messages.success(request, _("The address of your calendar answers no more."))
        return redirect("deadlines")


@never_cache
@login_not_required
@require_safe
def read_deadlines(request: HttpRequest, token: str) -> HttpResponse:
    """What the officer owes, by day. 404 for an address that was closed or never was."""
    officer = officer_of(token)
    if officer is None:
        raise Http404
    now = timezone.now()
    with translation.override(officer.language):
        owed = desk_tasks(officer, timezone.localdate(now)).owed
        content = _calendar([task for task in owed if task.due_on], now).to_ical()
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
    """A whole day. The same deadline keeps its UID, so that a calendar moves it instead of adding another."""
    event = Event()
    event.add("uid", hashlib.sha256(f"{task.url} {task.title}".encode()).hexdigest()[:32])
    event.add("dtstamp", now)
    event.add("dtstart", task.due_on)
    event.add("summary", task.title)
    event.add("url", url_of(task.url))
    return event
