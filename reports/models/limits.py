"""How large a figure can be at a kind of agency: data of the form version, changed by Home Affairs."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import AgencyKind
from records.fields import CleanCharField
from records.numbers import format_number
from reports.models.forms import CrossCheck, Figure, FormVersion
from reports.models.regimes import Slice


class FigureLimitQuerySet(models.QuerySet["FigureLimit"]):
    def in_force(self, slice_: Slice) -> Self:
        """Those that hold on the slice's closing date."""
        holds = Q(valid_to=None) | Q(valid_to__gte=slice_.ends_on)
        return self.filter(holds, valid_from__lte=slice_.ends_on)

    def of_kind(self, kind: AgencyKind | int) -> dict[int, FigureLimit]:
        """By figure: the kind's own limit, or else the one of every kind."""
        rows = self.filter(Q(kind=kind) | Q(kind=None)).select_related("kind")
        return {row.figure_id: row for row in rows.order_by(F("kind").asc(nulls_first=True), "valid_from")}

    def of_form(self, form_version: FormVersion) -> Self:
        """All of a form's, in its order, with what naming them needs."""
        rows = self.filter(figure__indicator__group__form_version=form_version)
        order = ("figure__indicator__group__position", "figure__indicator__position", "figure__position")
        return rows.select_related("figure__indicator", "kind").order_by(
            *order, "kind__position", "valid_from"
        )


class FigureLimit(models.Model):
    """The least and the most that one slice may hold of a figure, at one kind of agency or at every kind."""

    figure = models.ForeignKey(
        Figure, models.CASCADE, related_name="limits", verbose_name=gettext_lazy("figure")
    )
    kind = models.ForeignKey(
        AgencyKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("kind of agency"),
    )
    least = models.DecimalField(gettext_lazy("least"), max_digits=20, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(gettext_lazy("most"), max_digits=20, decimal_places=2, null=True, blank=True)
    severity = models.CharField(
        gettext_lazy("beyond it"),
        max_length=10,
        choices=CrossCheck.Severity,
        default=CrossCheck.Severity.BLOCK,
    )
    ground = CleanCharField(gettext_lazy("ground"), max_length=300)
    valid_from = models.DateField(gettext_lazy("holds from"))
    valid_to = models.DateField(gettext_lazy("holds to (last day)"), null=True, blank=True)

    objects = FigureLimitQuerySet.as_manager()

    class Meta:
        ordering = ["figure", "pk"]
        verbose_name = gettext_lazy("limit of a figure")
        verbose_name_plural = gettext_lazy("limits of figures")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "kind", "valid_from"],
                nulls_distinct=False,
                name="one_limit_a_figure_kind_and_day",
                violation_error_message=gettext_lazy("There is a limit from that day already."),
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=False) | Q(most__isnull=False),
                name="limit_says_a_number",
                violation_error_message=gettext_lazy("Give the least, the most, or both."),
            ),
            models.CheckConstraint(
                condition=Q(least=None) | Q(most=None) | Q(most__gte=F("least")),
                name="limit_ends_after_it_begins",
                violation_error_message=gettext_lazy("The most cannot be less than the least."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="limit_holds_at_least_a_day",
                violation_error_message=gettext_lazy("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        least, most = format_number(self.least), format_number(self.most)
        return f"{self.figure_id}: {least} – {most}"

    @property
    def blocks(self) -> bool:
        return self.severity == CrossCheck.Severity.BLOCK

    def refusal(self, number: Decimal) -> str:
        """What is said of a number beyond the limit; empty for one within."""
        if self.most is not None and number > self.most:
            words, limit = _("the most at %(kind)s is %(limit)s (%(ground)s)."), self.most
        elif self.least is not None and number < self.least:
            words, limit = _("the least at %(kind)s is %(limit)s (%(ground)s)."), self.least
        else:
            return ""
        kind = self.kind.name if self.kind else _("an agency")
        said = words % {"kind": kind, "limit": format_number(limit), "ground": self.ground}
        way_out = _("If the number is right, ask Home Affairs to change the limit.")
        return f"{said} {way_out}" if self.blocks else said
