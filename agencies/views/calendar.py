"""The working calendar, a year a page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from agencies.actions import add_calendar_day, remove_calendar_day, set_calendar_day
from agencies.forms import CalendarDayForm
from agencies.models import CalendarDay
from agencies.permissions import may_keep_register
from agencies.views.access import KeeperView, OfficerRequest
from pages.forms import NoForm
from pages.views import ActionView, ConfirmView
from records.days import screen_weekday

CALENDAR = _("Working calendar")
YEARS = range(2000, 2100)


class CalendarView(TemplateView):
    template_name = "agencies/calendar.html"
    request: OfficerRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        this_year = timezone.localdate().year
        year = self.kwargs.get("year", this_year)
        if year not in YEARS:
            raise Http404
        days = list(CalendarDay.objects.visible_to(self.request.user).in_year(year))
        next_is_known = CalendarDay.objects.in_year(this_year + 1).exists()
        return super().get_context_data(**kwargs) | {
            "year": year,
            "previous_year": year - 1,
            "next_year": year + 1,
            "days": days,
            "is_provisional": any(day.is_provisional for day in days),
            "working_days": working_days_of(year),
            "missing_year": None if next_is_known else this_year + 1,
            "keeps_register": may_keep_register(self.request.user),
        }


def working_days_of(year: int) -> int:
    calendar = CalendarDay.objects.in_year(year).working_days()
    return calendar.between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31))


class DayView(KeeperView, ActionView):
    request: OfficerRequest
    form_class = CalendarDayForm
    done = _("The calendar is changed; deadlines still open follow it.")
    action_label = _("Save the day")

    def trail(self) -> list[tuple[Any, str]]:
        return [(CALENDAR, reverse("agencies:calendar"))]

    def next_url(self, result: CalendarDay) -> str:
        return reverse("agencies:calendar_year", args=[result.day.year])


class AddDayView(DayView):
    template_name = "agencies/add_day.html"
    title = _("Add a day to the calendar")

    def act(self, form: CalendarDayForm) -> CalendarDay:
        return add_calendar_day(**form.cleaned_data, **self.acting())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"recorded": self.recorded(context["form"])}

    def recorded(self, form: CalendarDayForm) -> CalendarDay | None:
        """What stands on the day that was to be added."""
        if not form.has_error("day", "recorded"):
            return None
        day = form.fields["day"].clean(form["day"].data)
        return CalendarDay.objects.visible_to(self.request.user).filter(day=day).first()


class ChangeDayView(DayView):
    template_name = "agencies/day.html"
    title = _("Change a day of the calendar")

    @cached_property
    def entry(self) -> CalendarDay:
        return get_object_or_404(CalendarDay.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.entry}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(entry=self.entry, **kwargs)

    def get_form(self, form_class: Any = None) -> CalendarDayForm:
        """Another date is another entry: this one keeps its day."""
        form = super().get_form(form_class)
        form.fields["day"].disabled = True
        return form

    def changes(self) -> CalendarDay:
        return self.entry

    def act(self, form: CalendarDayForm) -> CalendarDay:
        return set_calendar_day(**form.cleaned_data, **self.acting())


class RemoveDayView(KeeperView, ConfirmView):
    request: OfficerRequest
    title = _("Remove a day from the calendar")
    action_label = _("Remove the day from the calendar")
    done = _("The calendar is changed; deadlines still open follow it.")

    @cached_property
    def entry(self) -> CalendarDay:
        return get_object_or_404(CalendarDay.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[Any, str]]:
        return [
            (CALENDAR, reverse("agencies:calendar")),
            (_("Change a day of the calendar"), reverse("agencies:change_day", args=[self.entry.pk])),
        ]

    def facts(self) -> list[tuple[Any, Any]]:
        entry = self.entry
        source = f"{entry.source} ({gettext('provisional')})" if entry.is_provisional else entry.source
        return [
            (_("Day"), screen_weekday(entry.day)),
            (_("What it is"), entry.get_kind_display()),
            (_("Occasion"), entry.name),
            (_("Decided by"), source),
        ]

    def consequences(self) -> list[Any]:
        return [_("Removed, the day is again what its weekday says, and open deadlines follow.")]

    def changes(self) -> CalendarDay:
        return self.entry

    def act(self, form: NoForm) -> None:
        remove_calendar_day(self.entry, **self.acting())

    def next_url(self, result: None) -> str:
        return reverse("agencies:calendar_year", args=[self.entry.day.year])
