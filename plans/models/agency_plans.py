"""An agency's own plan for a year: versions that its head approves in person, and their lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer, Post
from agencies.permissions import is_home_affairs
from plans.models.duties import ActivityForm, Duty, Schedule
from plans.workflow import PlanState
from records.fields import CleanCharField, CleanTextField, PaperNumberField
from records.models import Attachment

UNDER_WAY = (PlanState.DRAFT, PlanState.AWAITING_HEAD)
WAS_ISSUED = (PlanState.ISSUED, PlanState.REPLACED)


class AgencyPlanQuerySet(models.QuerySet["AgencyPlan"]):
    def visible_to(self, officer: Officer) -> Self:
        """Its own people see every version; Home Affairs those that were sent to it."""
        own = Q(agency__in={post.agency_id for post in officer.current_posts})
        return self.filter(own | Q(state__in=WAS_ISSUED)) if is_home_affairs(officer) else self.filter(own)

    def of_year(self, agency: int, year: int) -> Self:
        """All versions, the newest first."""
        return self.filter(agency=agency, year=year).order_by("-number")


class AgencyPlan(models.Model):
    """One version of an agency's plan for a year. Once its head approved it, it stays as it was approved.

    The head answers for it in person (the province's plan, part IV, section 7, first indent); `issued_by`,
    `issued_post` and the names kept beside them say who did, and as what.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=15, choices=PlanState, default=PlanState.DRAFT)
    edits = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    writers = models.ManyToManyField(Officer, blank=True, related_name="+", verbose_name=_("written by"))
    created_at = models.DateTimeField(_("begun"))
    issued_at = models.DateTimeField(_("approved"), null=True, blank=True)
    issued_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    issued_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    agency_name = CleanCharField(_("agency's name then"), max_length=200, blank=True)
    signer_name = CleanCharField(_("signer"), max_length=100, blank=True)
    signature_lines = CleanTextField(_("lines above the signature"), max_length=300, blank=True)
    paper_number = PaperNumberField(_("number and sign"), max_length=50, blank=True)
    paper_signed_on = models.DateField(_("signed on"), null=True, blank=True)
    paper = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed file")
    )

    objects = AgencyPlanQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "-year", "-number"]
        verbose_name = _("plan of an agency")
        verbose_name_plural = _("plans of agencies")
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["agency", "year"], condition=Q(state__in=UNDER_WAY), name="one_version_under_way"
            ),
            models.UniqueConstraint(
                fields=["agency", "year"], condition=Q(state="issued"), name="one_plan_of_an_agency_holds"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDER_WAY, issued_at=None)
                | Q(state__in=WAS_ISSUED, issued_at__isnull=False, issued_post__isnull=False),
                name="issued_plan_has_its_signer",
            ),
        ]

    def __str__(self) -> str:
        words = {"year": self.year, "number": self.number}
        if self.number == 1:
            return str(_("Plan for %(year)s")) % words
        return str(_("Plan for %(year)s, version %(number)s")) % words

    def get_absolute_url(self) -> str:
        return reverse("plans:agency-plan", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.state == PlanState.DRAFT


class PlanItem(models.Model):
    """A line of an agency's plan: a duty of the province taken up, or an addition of its own."""

    plan = models.ForeignKey(AgencyPlan, models.CASCADE, related_name="items", verbose_name=_("plan"))
    position = models.PositiveSmallIntegerField(_("position in the plan"))
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duty")
    )
    clause = CleanCharField(_("clause"), max_length=80, blank=True)
    content = CleanTextField(_("content"), max_length=2000)
    form = models.ForeignKey(
        ActivityForm, models.PROTECT, null=True, blank=True, verbose_name=_("form of activity")
    )
    quantity = models.PositiveIntegerField(_("quantity"), null=True, blank=True)
    schedule = models.CharField(_("time"), max_length=12, choices=Schedule, default=Schedule.CONTINUOUS)
    due_on = models.DateField(_("by the day"), null=True, blank=True)
    unit_name = CleanCharField(_("responsible unit"), max_length=150, blank=True)
    budget = models.PositiveBigIntegerField(_("budget estimate in đồng"), null=True, blank=True)
    note = CleanTextField(_("note"), max_length=500, blank=True)
    version = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("line of a plan")
        verbose_name_plural = _("lines of a plan")
        constraints = [
            models.UniqueConstraint(fields=["plan", "duty"], name="a_duty_stands_once_in_a_plan"),
            models.CheckConstraint(
                condition=Q(schedule=Schedule.BY_DATE, due_on__isnull=False)
                | (~Q(schedule=Schedule.BY_DATE) & Q(due_on=None)),
                name="line_has_a_day_when_due_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def place_name(self) -> str:
        """What the line is called in what a head wrote of it."""
        return f"item-{self.pk}"


def total_budget(items: Iterable[PlanItem]) -> int | None:
    """What the lines' estimates add up to, in đồng; None where no line has one, which is not 0."""
    known = [item.budget for item in items if item.budget is not None]
    return sum(known) if known else None
