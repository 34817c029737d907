"""What the province sends: Home Affairs' report and the draft of the Committee's, frozen when issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind, Officer, Post
from records.fields import CleanCharField, CleanTextField
from records.models import Attachment
from reports.models.forms import Figure, Section
from reports.models.regimes import Period, Regime
from reports.models.reports import Report
from reports.models.sendings import Sending
from reports.workflow import PaperState


class PaperKind(models.TextChoices):
    HOME_AFFAIRS = "home_affairs", _("Home Affairs' report to the Provincial People's Committee")
    PROVINCE = "province", _("Draft report of the Provincial People's Committee to the Ministry")


class PaperLayout(models.Model):
    """The head and foot of a kind of official report (Decree 30/2020/ND-CP, Annex I), as data."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="layouts")
    kind = models.CharField(
        _("paper"), max_length=15, choices=[*PaperKind.choices, ("agency", _("An agency's report"))]
    )
    parent_body = CleanCharField(_("parent body"), max_length=200, blank=True)
    issuing_body = CleanCharField(_("issuing body"), max_length=200, blank=True)
    sign = CleanCharField(_("sign"), max_length=30, help_text=_("After the number, e.g. BC-SNV"))
    place = CleanCharField(_("place"), max_length=80)
    subject = CleanCharField(_("subject of the paper"), max_length=300)
    addressees = CleanTextField(_("addressed to, one a line"), max_length=500)
    grounds = CleanTextField(_("grounds, one a line"), max_length=2000, blank=True)
    recipients = CleanTextField(_("recipients, one a line"), max_length=1000)
    signature_lines = CleanTextField(
        _("lines above the signature"),
        max_length=300,
        blank=True,
        help_text=_("Left empty, the lines of the post of whoever signs."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regime", "kind"], name="one_layout_a_paper")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class ProvincePaper(models.Model):
    """One of the province's two papers for a period."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=15, choices=PaperKind)
    state = models.CharField(_("state"), max_length=10, choices=PaperState, default=PaperState.DRAFT)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    issued_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = CleanCharField(_("signer"), max_length=100, blank=True)
    signature_lines = CleanTextField(_("lines above the signature"), max_length=300, blank=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "kind"], name="one_paper_a_kind_and_period"),
            models.CheckConstraint(
                name="issued_paper_is_whole",
                condition=Q(state="draft")
                | Q(
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    issued_post__isnull=False,
                    document__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.period}"


class PaperText(models.Model):
    paper = models.ForeignKey(ProvincePaper, models.CASCADE, related_name="texts")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    text = CleanTextField(_("text"), max_length=50000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "section"], name="one_text_a_paper_section")]

    def __str__(self) -> str:
        return self.text[:60]


class PaperFigure(models.Model):
    """A consolidated figure as it was issued: by kind of agency, and in total where kind is empty."""

    paper = models.ForeignKey(ProvincePaper, models.CASCADE, related_name="figures")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+")
    agency_kind = models.ForeignKey(AgencyKind, models.PROTECT, null=True, related_name="+")
    in_slice = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    cumulative = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    reporting = models.PositiveIntegerField(_("agencies that reported it"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "figure", "agency_kind"],
                nulls_distinct=False,
                name="one_paper_figure_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.cumulative}"


class PaperMember(models.Model):
    """A report's part in an issued paper, of earlier slices too: the sending used, or none where missing."""

    paper = models.ForeignKey(ProvincePaper, models.CASCADE, related_name="members")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    sending = models.ForeignKey(Sending, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "report"], name="one_member_a_report")]

    def __str__(self) -> str:
        return f"{self.report_id}"
