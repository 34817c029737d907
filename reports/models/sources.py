"""Which records of an agency feed which figure of the form."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind
from plans.models import ActivityForm, Result
from reports.models.forms import Figure, FormVersion
from reports.models.regimes import Slice


class FigureSourceQuerySet(models.QuerySet["FigureSource"]):
    def in_force(self, slice_: Slice) -> Self:
        """Those that hold for the whole slice."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gte=slice_.ends_on), valid_from__lte=slice_.starts_on
        )

    def of_form(self, form_version: FormVersion) -> Self:
        """All of a form's, in its order, with what naming them needs."""
        rows = self.filter(figure__indicator__group__form_version=form_version)
        order = (
            "figure__indicator__group__position",
            "figure__indicator__position",
            "figure__position",
            "pk",
        )
        return (
            rows.select_related("figure__indicator", "form").prefetch_related("except_kinds").order_by(*order)
        )


class FigureSource(models.Model):
    """Data of a form version: a measure of activities of one form, summed over a slice, feeds a figure.

    A figure may have several sources and a form feed several figures. Without `form`, every form counts.
    """

    class Fact(models.TextChoices):
        RESULTS = "results", _("Results of activities")
        PLAN_ISSUED = "plan_issued", _("Its plan for the year is approved")
        PLAN_LINES = "plan_lines", _("Lines of its plan for the year")
        ITEMS_OPENING = "items_opening", _("Feedback open before the slice")
        ITEMS_RECEIVED = "items_received", _("Feedback received")
        ITEMS_ON_TIME = "items_on_time", _("Feedback closed in time")
        ITEMS_LATE = "items_late", _("Feedback closed late")
        ITEMS_CLOSING = "items_closing", _("Feedback open at the end of the slice")
        ITEMS_CAME = "items_came", _("Feedback that came from senders")
        ITEMS_TAKEN = "items_taken", _("Feedback that another agency passed on")
        ANSWERS_ON_TIME = "answers_on_time", _("Feedback answered in time")
        ANSWERS_LATE = "answers_late", _("Feedback answered late")
        ITEMS_PASSED = "items_passed", _("Feedback passed on to another agency")
        ITEMS_REFUSED = "items_refused", _("Feedback not accepted, withdrawn or sent twice")
        ITEMS_OUTSIDE = "items_outside", _("Complaints, questions and others that are no feedback")
        ITEMS_SPAM = "items_spam", _("Spam")

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="sources", verbose_name=_("figure"))
    fact = models.CharField(_("what is counted"), max_length=15, choices=Fact, default=Fact.RESULTS)
    form = models.ForeignKey(
        ActivityForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("form of activity"),
    )
    measure = models.CharField(_("measure"), max_length=10, choices=Result.Measure, blank=True)
    counts_joint = models.BooleanField(_("also work that another agency leads"), default=False)
    except_kinds = models.ManyToManyField(
        AgencyKind, blank=True, related_name="+", verbose_name=_("not for agencies of these kinds")
    )
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds to (last day)"), null=True, blank=True)

    objects = FigureSourceQuerySet.as_manager()

    class Meta:
        ordering = ["figure", "pk"]
        verbose_name = _("source of a figure")
        verbose_name_plural = _("sources of figures")
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "fact", "form", "measure", "valid_from"],
                nulls_distinct=False,
                name="one_source_a_figure_form_and_measure",
                violation_error_message=_("This figure has that source already."),
            ),
            models.CheckConstraint(
                condition=(Q(fact="results") & ~Q(measure=""))
                | (~Q(fact="results") & Q(measure="", form=None)),
                name="source_names_a_measure_of_results",
                violation_error_message=_("Name the measure of the results that is added up."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="source_ends_after_it_starts",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        if self.fact != self.Fact.RESULTS:
            return str(self.Fact(self.fact).label)
        form = self.form.name if self.form else _("Every form")
        return f"{form}: {self.get_measure_display()}"
