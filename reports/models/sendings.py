"""What was sent, as it was: immutable snapshots, the reviews given on them, the signed paper beside them.

The database refuses to change or delete a row of these tables (migration 0002).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer, Post
from records.days import screen_day
from records.fields import CleanCharField, CleanTextField, PaperNumberField
from records.models import Attachment
from reports.models.forms import Figure, Section
from reports.models.regimes import Slice
from reports.models.reports import ON_ONE_FIELD, Report


class Sending(models.Model):
    """One sending of a report: who signed, under which post, when, with the content's digest."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Report")
        CORRECTION = "correction", _("Correction")

    report = models.ForeignKey(Report, models.PROTECT, related_name="sendings")
    number = models.PositiveSmallIntegerField(_("sending number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.REPORT)
    sent_at = models.DateTimeField(_("sent"))
    due_on = models.DateField(_("deadline then in force"))
    signed_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency_name = CleanCharField(_("agency"), max_length=200)
    signer_name = CleanCharField(_("signer"), max_length=100)
    signature_lines = CleanTextField(_("lines above the signature"), max_length=300, blank=True)
    is_on_behalf = models.BooleanField(_("entered by Home Affairs from paper"), default=False)
    # None where it was sent before layouts were kept.
    layout = models.JSONField(_("layout of its paper"), null=True, editable=False)
    sha256 = models.CharField(_("digest of the content"), max_length=64)

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_sending_a_number")]

    def __str__(self) -> str:
        return f"{self.agency_name}, {self.number}"


class SendingFigure(models.Model):
    sending = models.ForeignKey(Sending, models.PROTECT, related_name="figures")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+")
    slice = models.ForeignKey(Slice, models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    is_not_applicable = models.BooleanField(default=False)
    note = CleanTextField(max_length=1000, blank=True)
    # What the agency's records said then; None where no record feeds the figure.
    recorded = models.DecimalField(max_digits=20, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "figure"], name="one_figure_a_sending")]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.number}"

    @property
    def differs_from_records(self) -> bool:
        """Not applicable says what empty records do."""
        return self.recorded is not None and (self.number or 0) != self.recorded


class SendingText(models.Model):
    sending = models.ForeignKey(Sending, models.PROTECT, related_name="texts")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    text = CleanTextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sending", "section"], name="one_text_a_sending")]

    def __str__(self) -> str:
        return self.text[:60]


class SendingFile(models.Model):
    """A proof as it was sent: the file with its digest, or the link."""

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="files")
    figure = models.ForeignKey(Figure, models.PROTECT, null=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    title = CleanCharField(max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    url = models.URLField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.title


class Review(models.Model):
    """Home Affairs' verdict on one sending; the newest counts."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        RETURNED = "returned", _("Returned")

    sending = models.ForeignKey(Sending, models.PROTECT, related_name="reviews")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    at = models.DateTimeField(_("decided at"))
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    note = CleanTextField(_("note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {screen_day(self.at)}"


class Remark(models.Model):
    """The reason a reviewer gives on one figure or section of a returned sending."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="remarks")
    figure = models.ForeignKey(Figure, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    text = CleanTextField(_("reason"), max_length=1000)

    class Meta:
        constraints = [models.CheckConstraint(condition=ON_ONE_FIELD, name="remark_on_one_field")]

    def __str__(self) -> str:
        return self.text[:60]


class OfficialPaper(models.Model):
    """The signed official file of one sending: number, date, signer, and the PDF kept byte for byte."""

    sending = models.OneToOneField(Sending, models.PROTECT, related_name="official_paper")
    number = PaperNumberField(_("number and sign"), max_length=40)
    signed_on = models.DateField(_("signed on"))
    signer = CleanCharField(_("signer"), max_length=100)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number
