"""The province's plans, multi-year and yearly, and the decisions that issue and adjust them."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from records.days import paper_day
from records.fields import CleanCharField, CleanTextField, PaperNumberField
from records.models import Attachment


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, officer: Officer) -> Self:
        """The province's plan is addressed to everyone who holds a post."""
        return self if officer.current_posts else self.none()

    def running(self, on: dt.date) -> Self:
        """Plans whose years have not gone by."""
        return self.filter(last_year__gte=on.year)

    def with_issue(self) -> Self:
        """With the `number` and `signed_on` of the decision that issued the plan, in the same query."""
        issue = Decision.objects.filter(plan=models.OuterRef("pk"), kind=Decision.Kind.ISSUE)
        return self.annotate(
            number=models.Subquery(issue.values("number")[:1]),
            signed_on=models.Subquery(issue.values("signed_on")[:1]),
        )

    def newest_first(self) -> Self:
        """The latest years first; of plans that end together the longer one."""
        return self.order_by("-last_year", "first_year", "pk")


class Plan(models.Model):
    """A plan of the province for one year or several. What it says stands in its decisions and duties."""

    title = CleanCharField(_("title"), max_length=300)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="yearly_plans",
        verbose_name=_("carries out the plan"),
    )
    created_at = models.DateTimeField(_("entered"))

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-last_year", "first_year", "pk"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="plan_ends_after_it_starts",
                violation_error_message=_("The last year cannot come before the first."),
            ),
            models.CheckConstraint(
                condition=Q(first_year__gte=2000, last_year__lte=2100),
                name="plan_in_years_someone_may_mean",
                violation_error_message=_("The years must be between 2000 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def years(self) -> str:
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def newest_of(self, plan: Plan) -> Decision:
        """The decision under which duties are added and changed now."""
        return self.filter(plan=plan).latest("takes_effect_on", "pk")


class Decision(models.Model):
    """A signed document that issues a plan or adjusts it; what it replaces stays readable."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("Issues the plan")
        ADJUSTMENT = "adjustment", _("Adjusts the plan")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="decisions", verbose_name=_("plan"))
    kind = models.CharField(_("what it does"), max_length=10, choices=Kind)
    number = PaperNumberField(_("number and sign"), max_length=50)
    signed_on = models.DateField(_("signed on"))
    takes_effect_on = models.DateField(_("takes effect on"))
    signer = CleanCharField(_("signer"), max_length=150)
    objectives = CleanTextField(_("objectives"), max_length=4000, blank=True)
    summary = CleanTextField(_("what it changes"), max_length=4000, blank=True)
    document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed file")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["takes_effect_on", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(kind="issue"), name="one_decision_issues_a_plan"
            ),
            models.UniqueConstraint(
                fields=["plan", "number", "signed_on"],
                name="one_decision_a_number_and_day",
                violation_error_message=_("This plan has a decision of that number and day already."),
            ),
            models.CheckConstraint(
                condition=Q(takes_effect_on__gte=F("signed_on")),
                name="decision_takes_effect_when_signed",
                violation_error_message=_("It cannot take effect before it is signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({paper_day(self.signed_on)})"
