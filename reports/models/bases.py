"""The frozen set of accepted sendings that the province's papers of a period stand on.

The database refuses to change or delete a row of a basis.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import AgencyKind, Officer
from records.days import screen_moment
from records.fields import CleanTextField
from reports.models.forms import CrossCheck, Figure
from reports.models.regimes import Period
from reports.models.reports import Report
from reports.models.sendings import Sending
from reports.standing import Reception


class BasisQuerySet(models.QuerySet["Basis"]):
    def newest(self, period: Period | int) -> Basis | None:
        return self.filter(period=period).order_by("-number").first()


class Basis(models.Model):
    """Which sending of which agency counts, and what they add up to; one number a period, from 1.

    `notes`: who is left out of which figures, and why something does not hold, a line each, as printed.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="bases")
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    made_at = models.DateTimeField(gettext_lazy("frozen at"))
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    reason = CleanTextField(gettext_lazy("reason"), max_length=1000, blank=True)
    notes = models.TextField(gettext_lazy("lines under the annex"), blank=True, db_default="")

    objects = BasisQuerySet.as_manager()

    class Meta:
        ordering = ["period", "number"]
        verbose_name = gettext_lazy("set of figures")
        verbose_name_plural = gettext_lazy("sets of figures")
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="one_basis_a_number"),
            models.CheckConstraint(name="later_basis_has_a_reason", condition=Q(number=1) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        made = screen_moment(timezone.localtime(self.made_at))
        return _("set of figures no. %(number)d of %(made)s") % {"number": self.number, "made": made}


class CheckExplanation(models.Model):
    """Why the province's figures of a period do not hold a cross-check, written of these very numbers."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="explanations")
    cross_check = models.ForeignKey(CrossCheck, models.PROTECT, related_name="+")
    numbers = models.CharField(gettext_lazy("numbers"), max_length=500)
    text = CleanTextField(gettext_lazy("why it is so"), max_length=500)
    saved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(gettext_lazy("saved"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "cross_check"], name="one_explanation_a_period_and_check"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cross_check_id}: {self.text}"


class BasisMember(models.Model):
    """A report in a basis, of earlier slices too: its sending that counts, none where none was accepted.

    `is_asked`: its agency was asked when the basis was made, and owed nothing.
    """

    basis = models.ForeignKey(Basis, models.PROTECT, related_name="members")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    sending = models.ForeignKey(Sending, models.PROTECT, null=True, related_name="+")
    reception = models.CharField(max_length=10, choices=Reception)
    is_asked = models.BooleanField(gettext_lazy("asked, not bound"), default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basis", "report"], name="one_basis_member_a_report"),
            models.CheckConstraint(
                name="accepted_member_has_its_sending",
                condition=Q(reception=Reception.ACCEPTED, sending__isnull=False)
                | ~Q(reception=Reception.ACCEPTED) & Q(sending=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis_id}: {self.report_id}"


class BasisFigure(models.Model):
    """A figure of a basis: by kind of agency, and in total where kind is empty."""

    basis = models.ForeignKey(Basis, models.PROTECT, related_name="figures")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+")
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, null=True, related_name="+")
    in_slice = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    cumulative = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    reporting = models.PositiveIntegerField(gettext_lazy("agencies that reported it"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["basis", "figure", "agency_kind"],
                nulls_distinct=False,
                name="one_basis_figure_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.cumulative}"
