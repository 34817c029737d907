"""The sheet of figures a ministry wants typed into its own software: its order, its names, our figures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from records.fields import CleanCharField
from reports.models.forms import Figure, FormVersion


class FiguresSheet(models.Model):
    """Whose software it is for and by which document; one a form version."""

    form_version = models.OneToOneField(FormVersion, models.CASCADE, related_name="figures_sheet")
    name = CleanCharField(_("name of the sheet"), max_length=200)
    addressee = CleanCharField(
        _("for whom"), max_length=200, help_text=_("As on the paper: its dispatch waits for the receipt.")
    )
    source = CleanCharField(_("ground"), max_length=300, help_text=_("Document, article."))

    def __str__(self) -> str:
        return self.name


class SheetLine(models.Model):
    """One line as the software asks it, and the figure of ours that answers it."""

    class Part(models.TextChoices):
        IN_SLICE = "in_slice", _("Since the closing day before")
        CUMULATIVE = "cumulative", _("Cumulative")

    sheet = models.ForeignKey(FiguresSheet, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(_("place"))
    code = CleanCharField(_("code there"), max_length=30, blank=True)
    name = CleanCharField(_("name there"), max_length=300)
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+", verbose_name=_("our figure"))
    part = models.CharField(_("which number"), max_length=10, choices=Part, default=Part.CUMULATIVE)

    class Meta:
        ordering = ["sheet", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "position"], name="one_sheet_line_a_place")]

    def __str__(self) -> str:
        return f"{self.position}. {self.name}"
