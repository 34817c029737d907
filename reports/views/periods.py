"""The report year with its periods, and one period: opened, moved by hand, with its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from agencies.models import CalendarDay
from pages.views import ActionView, ConfirmView, VerbView
from records.days import screen_day
from reports.actions.periods import generate_year, open_period, set_deadline, set_window
from reports.bases import newest_basis
from reports.deadlines import days_left, deadline_of, is_only_asked
from reports.forms.periods import DeadlineForm, WindowForm
from reports.models import PaperKind, Period, Regime
from reports.outlook import DueGroup, RegisterKinds, due_groups, owing_versions
from reports.permissions import may_manage_periods, may_write_papers
from reports.standing import Reception, Standing, day_range
from reports.trail import acts
from reports.views.province import HomeAffairsView, ManagerView, PeriodMixin
from reports.workflow import PaperState, PeriodStage

PERIODS = gettext_lazy("Report periods")
COLOURS = {
    PeriodStage.NOT_OPENED: "grey",
    PeriodStage.OPEN: "blue",
    PeriodStage.CLOSED: "amber",
    PeriodStage.ISSUED: "green",
}


@dataclass(frozen=True)
class PeriodLine:
    """A period as the year's table shows it."""

    period: Period
    stage: PeriodStage
    deadline: str

    @property
    def colour(self) -> str:
        return COLOURS[self.stage]

    @property
    def standing(self) -> Standing:
        return self.period.standing


class PeriodsView(HomeAffairsView, TemplateView):
    """A report year: `?year=`, or the one that is going on."""

    template_name = "reports/periods.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        regime = Regime.objects.in_force(self.today)
        years = (
            list(regime.periods.order_by("year").values_list("year", flat=True).distinct()) if regime else []
        )
        year = self.year(years, regime.year_of(self.today) if regime else self.today.year)
        return super().get_context_data(
            title=PERIODS,
            regime=regime,
            years=years,
            year=year,
            lines=self.lines(regime, year) if regime else [],
            receptions=Reception.labels,
            next_year=years[-1] + 1 if years else self.today.year,
            may_manage=may_manage_periods(self.officer),
            **kwargs,
        )

    def year(self, years: list[int], going_on: int) -> int:
        """The asked one, else the report year that is going on."""
        asked = self.request.GET.get("year", "")
        if asked.isdecimal() and int(asked) in years:
            return int(asked)
        return going_on if going_on in years or not years else years[-1]

    def lines(self, regime: Regime, year: int) -> list[PeriodLine]:
        periods = list(
            regime.periods.filter(year=year).with_standing(self.today).order_by("ends_on", "starts_on")
        )
        rules, days = list(regime.deadline_rules.all()), CalendarDay.objects.working_days()
        register = RegisterKinds()
        lines = []
        for period in periods:
            period.regime = regime
            dates = [period.standing.first_due, period.standing.last_due]
            if period.opened_at is None:
                kinds = register.on(period.ends_on)
                dates = [
                    deadline_of(period, kind, rules=rules, days=days)
                    for kind in kinds
                    if not is_only_asked(period, kind, rules=rules)
                ]
            lines.append(PeriodLine(period, period.stage(self.today), day_range(dates)))
        return lines


class GenerateYearView(ManagerView, VerbView):
    """Makes a report year's periods from the regime; those that exist stay."""

    def back_url(self) -> str:
        return f"{reverse('reports:periods')}?year={self.kwargs['year']}"

    def act(self) -> list[Period]:
        regime, year = Regime.objects.in_force(self.today), self.kwargs["year"]
        if regime is None or abs(year - self.today.year) > 2:
            raise ValidationError(_("Periods can be made for this year and the two beside it."))
        return generate_year(regime, year, **self.acting())

    def respond(self, periods: list[Period]) -> HttpResponse:
        made = ngettext(
            "Report year %(year)s has %(count)d period.",
            "Report year %(year)s has %(count)d periods.",
            len(periods),
        )
        self.done = made % {"year": self.kwargs["year"], "count": len(periods)}
        return super().respond(periods)


def period_trail(period: Period) -> list[tuple[Any, str]]:
    return [
        (PERIODS, f"{reverse('reports:periods')}?year={period.year}"),
        (str(period), reverse("reports:period", args=[period.pk])),
    ]


class PeriodView(HomeAffairsView, TemplateView):
    template_name = "reports/period.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        periods = Period.objects.with_standing(self.today)
        period = get_object_or_404(
            periods.select_related("regime", "form_version", "open_slice"), pk=self.kwargs["pk"]
        )
        days = CalendarDay.objects.working_days(around=period.ends_on)
        groups = due_groups(
            period, owing_versions(period), rules=list(period.regime.deadline_rules.all()), days=days
        )
        stage = period.stage(self.today)
        basis, later = newest_basis(period)
        last_due = period.standing.last_due or max(
            (group.due_on for group in groups if not group.is_asked), default=None
        )
        return super().get_context_data(
            title=str(period),
            trail=period_trail(period)[:1],
            period=period,
            stage=stage,
            colour=COLOURS[stage],
            standing=period.standing,
            basis=basis,
            later=later,
            groups=groups,
            last_due=last_due,
            days_left=days_left(last_due, today=self.today, days=days) if last_due else 0,
            acts=acts(period),
            papers=self.papers(period),
            may_manage=may_manage_periods(self.officer),
            **kwargs,
        )

    def papers(self, period: Period) -> list[tuple[str, Any]]:
        """The papers the officer may open: those issued, to who works on them all."""
        issued = set(period.papers.filter(state=PaperState.ISSUED).values_list("kind", flat=True))
        if not may_write_papers(self.officer):
            return [(kind.value, kind.label) for kind in PaperKind if kind in issued]
        states = {kind: PaperState.ISSUED if kind in issued else PaperState.DRAFT for kind in PaperKind}
        return [(kind.value, kind.named(state)) for kind, state in states.items()]


class PeriodActionView(ManagerView, PeriodMixin, ActionView):
    def trail(self) -> list[tuple[Any, str]]:
        return period_trail(self.period)


class OpenPeriodView(ManagerView, PeriodMixin, ConfirmView):
    """Asks first, naming who will be told."""

    is_danger = False
    action_label = gettext_lazy("Open the period")
    done = gettext_lazy("The period is open; the agencies are being told.")

    def trail(self) -> list[tuple[Any, str]]:
        return period_trail(self.period)

    @property
    def title(self) -> str:
        return _("Open %(period)s") % {"period": self.period}

    def consequences(self) -> list[str]:
        days = CalendarDay.objects.working_days(around=self.period.ends_on)
        versions = owing_versions(self.period)
        groups = due_groups(
            self.period, versions, rules=list(self.period.regime.deadline_rules.all()), days=days
        )
        owed = ngettext(
            "%(count)d agency gets its report to fill in and is told by e-mail and on the portal.",
            "%(count)d agencies get their report to fill in and are told by e-mail and on the portal.",
            len(versions),
        ) % {"count": len(versions)}
        return [owed, *map(self.group_words, groups), *self.early()]

    @staticmethod
    def group_words(group: DueGroup) -> str:
        kinds = ", ".join(kind.name for kind in group.kinds)
        words = (
            _("Asked for by the end of %(day)s, without a deadline: %(kinds)s (%(count)d).")
            if group.is_asked
            else _("Due by the end of %(day)s: %(kinds)s (%(count)d).")
        )
        return words % {"day": screen_day(group.due_on), "kinds": kinds, "count": group.agencies}

    def early(self) -> list[str]:
        if self.period.opens_on <= self.today:
            return []
        day = self.period.opens_on
        return [_("It opens earlier than planned (%(day)s).") % {"day": screen_day(day)}]

    def changes(self) -> Period | None:
        """Opened once: a second press finds it done."""
        return None if self.period.opened_at else self.period

    def act(self, form: Any) -> Period:
        return open_period(self.period, **self.acting())


class SetWindowView(PeriodActionView):
    form_class = WindowForm
    title = gettext_lazy("Set the data window by hand")
    action_label = gettext_lazy("Set the window")
    done = gettext_lazy("The window is set; open deadlines follow it.")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.period, name) for name in ("starts_on", "ends_on", "opens_on")}

    def changes(self) -> Period:
        return self.period

    def act(self, form: WindowForm) -> Period:
        return set_window(self.period, **form.cleaned_data, **self.acting())


class SetDeadlineView(PeriodActionView):
    form_class = DeadlineForm
    title = gettext_lazy("Set one deadline for all agencies")
    lead = gettext_lazy(
        "Agencies that have not sent yet and whose deadline has not passed get the new one and are told."
    )
    action_label = gettext_lazy("Set the deadline")
    done = gettext_lazy("The deadline is set; the agencies concerned are being told.")

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.period.deadline_override, "by_rule": ""}

    def changes(self) -> Period:
        return self.period

    def act(self, form: DeadlineForm) -> Period:
        data = form.cleaned_data
        return set_deadline(self.period, data["due_on"], reason=data["reason"], **self.acting())
