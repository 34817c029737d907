"""Activities as people look for them: a list, a month, one by one."""

from __future__ import annotations

import calendar
import datetime as dt
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, ListView, TemplateView

from agencies.permissions import is_home_affairs, works_at
from agencies.views.access import OfficerRequest
from notices.ahead import ledger_of
from plans.comparison import Row, by_agency, by_form, by_quarter, least_done
from plans.forms.activities import ActivityFilter
from plans.models import Activity, Wording
from plans.permissions import may_work_at
from plans.reminders.activity import ACTIVITY
from plans.views.trails import to_activities
from records.numbers import format_percent

YEARS = (2000, 2100)


class ActivitiesView(ListView):
    template_name = "plans/activities.html"
    context_object_name = "activities"
    paginate_by = 50
    request: OfficerRequest

    @cached_property
    def sees_all(self) -> bool:
        return is_home_affairs(self.request.user)

    @cached_property
    def filter(self) -> ActivityFilter:
        return ActivityFilter(self.request.GET or None, with_agency=self.sees_all)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What the filter asks; a field that cannot be read asks nothing and says so."""
        self.filter.is_valid()
        return getattr(self.filter, "cleaned_data", {})

    def get_queryset(self) -> QuerySet[Activity]:
        asked = self.asked
        activities = Activity.objects.visible_to(self.request.user).matching(asked.get("q", ""))
        if asked.get("form"):
            activities = activities.filter(form=asked["form"])
        if asked.get("agency"):
            activities = activities.filter(agency=asked["agency"])
        if asked.get("year"):
            activities = activities.between(dt.date(asked["year"], 1, 1), dt.date(asked["year"], 12, 31))
        if asked.get("state") == ActivityFilter.OVERDUE:
            activities = activities.overdue(timezone.localdate())
        elif asked.get("state"):
            activities = activities.filter(state=asked["state"])
        return activities.with_names().with_counts().newest_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = self.request.user.current_posts
        return super().get_context_data(
            filter=self.filter,
            is_filtered=any(self.asked.values()),
            shows_agency=self.sees_all or len({post.agency_id for post in posts}) > 1,
            works_at={
                post.agency_id: post.agency_label
                for post in posts
                if may_work_at(self.request.user, post.agency_id)
            },
            today=timezone.localdate(),
            **kwargs,
        )


class CalendarView(TemplateView):
    """What one's agency has done or plans in a month, day by day; all agencies' for who follows them."""

    template_name = "plans/calendar.html"
    request: OfficerRequest
    extra_context = {"title": _("Calendar of activities")}

    @cached_property
    def first(self) -> dt.date:
        """The first day of the month asked for; this month when it cannot be read."""
        today = timezone.localdate()
        try:
            first = dt.datetime.strptime(self.request.GET.get("month", ""), "%Y-%m").date()  # noqa: DTZ007
        except ValueError:
            return today.replace(day=1)
        return first if YEARS[0] <= first.year <= YEARS[1] else today.replace(day=1)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        activities = Activity.objects.visible_to(self.request.user).between(self.first, last).with_names()
        in_order = sorted(activities, key=lambda activity: (activity.day, activity.pk))
        return super().get_context_data(
            trail=to_activities(),
            first=self.first,
            before=self.first - dt.timedelta(days=1),
            after=last + dt.timedelta(days=1),
            days=[(day, list(rows)) for day, rows in groupby(in_order, key=lambda activity: activity.day)],
            today=timezone.localdate(),
            **kwargs,
        )


def bar(row: Row) -> tuple[str, int, str]:
    """As a bar of a chart: its name, its length, its words."""
    return row.label, row.share or 0, format_percent(row.share or 0)


class ComparisonView(TemplateView):
    """Plan and done side by side for a year: one's own agencies', or all for Home Affairs."""

    template_name = "plans/comparison.html"
    request: OfficerRequest
    extra_context = {"title": _("Planned and done")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ActivityFilter(self.request.GET or None, with_agency=is_home_affairs(self.request.user))
        for name in set(form.fields) - {"year", "agency"}:
            del form.fields[name]
        form.is_valid()
        asked = getattr(form, "cleaned_data", {})
        today = timezone.localdate()
        year = asked.get("year") or today.year
        activities = Activity.objects.visible_to(self.request.user)
        if asked.get("agency"):
            activities = activities.filter(agency=asked["agency"])
        counted = activities.led_here()
        forms, quarters = by_form(counted, year), by_quarter(counted, year)
        agencies = by_agency(activities, year, today)
        return super().get_context_data(
            trail=to_activities(),
            filter=form,
            is_filtered=any(asked.values()),
            year=year,
            forms=forms,
            form_bars=[bar(row) for row in forms if row.planned],
            quarters=quarters,
            quarter_labels=[row.label for row in quarters],
            quarter_lines=[
                (_("By plan"), [row.planned for row in quarters]),
                (_("Done"), [row.done for row in quarters]),
            ],
            agencies=agencies,
            behind=[bar(row) for row in least_done(agencies)],
            **kwargs,
        )


class ActivityView(DetailView):
    template_name = "plans/activity.html"
    context_object_name = "activity"
    request: OfficerRequest

    def get_queryset(self) -> QuerySet[Activity]:
        return Activity.objects.visible_to(self.request.user).with_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activity = self.object
        wording = Wording.objects.newest().filter(duty=activity.duty_id).first()
        works_here = may_work_at(self.request.user, activity.agency_id)
        officer = self.request.user
        is_heirs = not is_home_affairs(officer) and not works_at(officer, activity.agency_id)
        return super().get_context_data(
            trail=to_activities(),
            wording=wording,
            results=activity.results.all(),
            proofs=activity.proofs.select_related("attachment"),
            updates=activity.updates.select_related("by").order_by("-on", "-pk"),
            works_here=works_here,
            is_of_predecessor=is_heirs,
            is_overdue=activity.is_overdue(timezone.localdate()),
            reminders=ledger_of([activity.pk], ACTIVITY),
            **kwargs,
        )
