"""Duties of a plan: what each decision words them to be, and which agencies they are assigned to."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyKind, AgencyVersion, Officer
from plans.models.plans import Decision, Plan
from records.days import screen_day
from records.fields import CleanCharField, CleanTextField, FoldedField
from records.text import fold


class ActivityForm(models.Model):
    """A form of communication work: a press item, a course, a contest ... and the unit it is counted in."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = CleanCharField(_("name"), max_length=150)
    unit = CleanCharField(_("unit"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("form of activity")
        verbose_name_plural = _("forms of activity")

    def __str__(self) -> str:
        return self.name


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, officer: Officer) -> Self:
        """Duties are read like the plan they stand in."""
        return self if officer.current_posts else self.none()

    def open_at(self, agency: int, year: int) -> Self:
        """What an agency has to do in that year, with the `clause` and `content` worded last."""
        newest = Wording.objects.newest().filter(duty=models.OuterRef("pk"))
        mine = Assignment.objects.open().filter(agency=agency)
        running = self.filter(
            pk__in=mine.values("duty"), plan__first_year__lte=year, plan__last_year__gte=year
        )
        return running.annotate(
            clause=models.Subquery(newest.values("clause")[:1]),
            content=models.Subquery(newest.values("content")[:1]),
            position=models.Subquery(newest.values("position")[:1]),
        ).order_by("plan__first_year", "plan", "position")


class Duty(models.Model):
    """Something a plan asks for: the same duty through all its wordings."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="duties", verbose_name=_("plan"))
    created_at = models.DateTimeField(_("entered"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "pk"]
        verbose_name = _("duty")
        verbose_name_plural = _("duties")

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("plans:duty", args=[self.pk])


class Schedule(models.TextChoices):
    CONTINUOUS = "continuous", _("All the time")
    QUARTERLY = "quarterly", _("Each quarter")
    HALF_YEARLY = "half_yearly", _("Each half-year")
    YEARLY = "yearly", _("Each year")
    BY_DATE = "by_date", _("By a day")


STILL_SEEN = dt.timedelta(days=90)  # after the end of a plan
RECURRING = (Schedule.QUARTERLY, Schedule.HALF_YEARLY, Schedule.YEARLY)  # the shortest first


class WordingQuerySet(models.QuerySet["Wording"]):
    def visible_to(self, officer: Officer) -> Self:
        """Wordings are read like the plan they stand in."""
        return self if officer.current_posts else self.none()

    def newest(self, on: dt.date | None = None) -> Self:
        """One wording a duty: by the newest decision in effect on the day, or by the newest of all."""
        known = Wording.objects.all()
        if on:
            known = known.filter(decision__takes_effect_on__lte=on)
        newest = known.order_by("duty_id", "-decision__takes_effect_on", "-decision_id").distinct("duty_id")
        return self.filter(pk__in=newest.values("pk"))

    def in_force(self, on: dt.date) -> Self:
        """What the duties say on that day; one that was dropped says nothing."""
        return self.newest(on).filter(is_dropped=False)

    def falling_due(self, last: dt.date) -> Self:
        """Due by a day up to `last`, or again and again and counted by activities."""
        recurs = Q(schedule__in=RECURRING, form__isnull=False)
        return self.filter(Q(due_on__lte=last) | recurs)

    def matching(self, typed: str) -> Self:
        """Wordings that hold every word typed in clause, content or product, diacritics or not."""
        wordings = self
        for word in fold(typed).split():
            wordings = wordings.filter(search_key__contains=word)
        return wordings

    def assigned_to(self, *agencies: int) -> Self:
        """Of duties that are assigned to one of these agencies now."""
        open_ones = Assignment.objects.filter(agency__in=agencies, ends_on=None)
        return self.filter(duty__in=open_ones.values("duty"))

    def with_addressees(self) -> Self:
        """With kinds, leads and partners at hand, agencies with their names: three queries for any number."""
        agencies = Agency.objects.with_label()
        return self.select_related("decision", "form").prefetch_related(
            "kinds",
            models.Prefetch("leads", agencies),
            models.Prefetch("partners", agencies),
        )

    def in_plan_order(self) -> Self:
        return self.order_by("position", "pk")


class Wording(models.Model):
    """What a duty says by one decision of its plan; a later decision adds a wording and changes none."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="wordings", verbose_name=_("duty"))
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="wordings", verbose_name=_("decision")
    )
    position = models.PositiveSmallIntegerField(_("position in the plan"))
    clause = CleanCharField(_("clause"), max_length=80)
    content = CleanTextField(_("content"), max_length=2000)
    product = CleanTextField(_("product"), max_length=500, blank=True)
    kinds = models.ManyToManyField(
        AgencyKind, blank=True, related_name="+", verbose_name=_("every agency of these kinds")
    )
    leads = models.ManyToManyField(Agency, blank=True, related_name="+", verbose_name=_("lead agencies"))
    partners = models.ManyToManyField(
        Agency, blank=True, related_name="+", verbose_name=_("co-ordinating agencies")
    )
    schedule = models.CharField(_("time"), max_length=12, choices=Schedule, default=Schedule.CONTINUOUS)
    due_on = models.DateField(_("by the day"), null=True, blank=True)
    form = models.ForeignKey(
        ActivityForm, models.PROTECT, null=True, blank=True, verbose_name=_("form of activity")
    )
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)
    unit = CleanCharField(_("unit of the target"), max_length=40, blank=True)
    cost_line = CleanCharField(_("source of funds"), max_length=200, blank=True)
    is_dropped = models.BooleanField(_("no longer asked for"), default=False)
    version = models.PositiveIntegerField(_("number of corrections"), default=0, editable=False)
    search_key = FoldedField(sources=("clause", "content", "product"))

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["duty", "decision"]
        verbose_name = _("wording of a duty")
        verbose_name_plural = _("wordings of duties")
        constraints = [
            models.UniqueConstraint(fields=["duty", "decision"], name="one_wording_a_decision"),
            models.CheckConstraint(
                condition=Q(schedule=Schedule.BY_DATE, due_on__isnull=False)
                | (~Q(schedule=Schedule.BY_DATE) & Q(due_on=None)),
                name="wording_has_a_day_when_due_by_one",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(unit=""), name="target_of_a_wording_has_its_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.content}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> Self:
        return self.filter(ends_on=None)

    def running(self, on: dt.date) -> Self:
        """Open ones, of plans whose years the day lies in, or that ended a little while ago: what fell due on
        their last day is still to be seen."""
        lately = (on - STILL_SEEN).year
        return self.open().filter(duty__plan__first_year__lte=on.year, duty__plan__last_year__gte=lately)

    def due_before(self, day: dt.date) -> Self:
        """Of duties that may have fallen due by an earlier day, as they stand on that day."""
        due = Wording.objects.in_force(day).falling_due(day - dt.timedelta(days=1))
        return self.filter(duty__in=due.values("duty"))

    def with_agency_label(self) -> Self:
        """With agencies that know their names, in the register's order: by kind, then by the alphabet."""
        agencies = Agency.objects.with_label()
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("agency")).order_by("-valid_from")
        in_order = self.order_by(
            models.Subquery(newest.values("kind__position")[:1]),
            models.Subquery(newest.values("sort_key")[:1]),
            "pk",
        )
        return in_order.prefetch_related(
            models.Prefetch("agency", agencies), models.Prefetch("inherited_from", agencies)
        )


class Assignment(models.Model):
    """A duty as one agency has it. Derived from the wording in force and the register, never typed.

    `ends_on` is the last day; None while the agency has the duty. `inherited_from` names the agency that the
    plan speaks of where this one succeeded it.
    """

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="assignments", verbose_name=_("duty"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to (last day)"), null=True, blank=True)
    inherited_from = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("taken over from")
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["duty", "agency"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["duty", "agency"], name="one_assignment_an_agency"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["agency", "ends_on"], name="open_assignments_of_an_agency")]

    def __str__(self) -> str:
        return f"{self.duty_id} → {self.agency_id}"


class AssignmentUpdate(models.Model):
    """What an agency said on a day of how a duty of its stands; never changed."""

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="updates")
    on = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    note = CleanTextField(_("note"), max_length=1000, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("update of a duty")
        verbose_name_plural = _("updates of duties")

    def __str__(self) -> str:
        return f"{screen_day(self.on)}: {self.get_state_display()}"
