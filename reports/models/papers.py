"""What the province sends: Home Affairs' report and the draft of the Committee's, frozen when issued.

A paper that is issued once more is another row: the earlier issue stays as it was.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer, Post
from agencies.papers import kept_at
from records.fields import CleanCharField, CleanTextField
from records.models import Attachment
from reports.models.bases import Basis
from reports.models.forms import Figure, Section
from reports.models.regimes import Period, Regime
from reports.workflow import PaperState


class PaperKind(models.TextChoices):
    HOME_AFFAIRS = "home_affairs", _("Home Affairs' report to the Provincial People's Committee")
    PROVINCE = "province", _("Report of the Provincial People's Committee to the Ministry")

    def named(self, state: str) -> str:
        """What a paper of the kind is called: the Committee's is its draft until it is issued."""
        if self == PaperKind.PROVINCE and state == PaperState.DRAFT:
            return gettext("Draft report of the Provincial People's Committee to the Ministry")
        return str(self.label)


LAYOUT_SOURCE = "Nghị định số 30/2020/NĐ-CP, Phụ lục I"
LAYOUTS = [
    *PaperKind.choices,
    ("agency", _("An agency's report")),
    ("submission", _("Submission to the Provincial People's Committee")),
]


class PaperLayout(models.Model):
    """The head and foot of a kind of official report (Decree 30/2020/ND-CP, Annex I), as data."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="layouts")
    kind = models.CharField(_("paper"), max_length=15, choices=LAYOUTS)
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
    source = CleanCharField(
        _("ground"),
        max_length=300,
        default=LAYOUT_SOURCE,
        db_default=LAYOUT_SOURCE,
        help_text=_("Document, article."),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["regime", "kind"], name="one_layout_a_paper")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    def as_data(self, *, unit: str) -> dict[str, str]:
        """What a paper that the `unit` drafted prints of it, to be kept with what was sent:
        `PaperLayout(**data)` prints the same."""
        printed = [field.attname for field in self._meta.fields if field.name not in ("id", "regime")]
        recipients = "\n".join(kept_at(self.recipients.splitlines(), unit))
        return {name: getattr(self, name) for name in printed} | {"recipients": recipients}


class ProvincePaperQuerySet(models.QuerySet["ProvincePaper"]):
    def issued(self) -> Self:
        return self.filter(state=PaperState.ISSUED)

    def newest(self) -> Self:
        """Of each paper of each period the issue that was begun last, of these."""
        return self.order_by("period_id", "kind", "-issue_number").distinct("period_id", "kind")


class ProvincePaper(models.Model):
    """One issue of one of the province's two papers for a period; a later one than the first has a reason."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="papers")
    kind = models.CharField(_("paper"), max_length=15, choices=PaperKind)
    issue_number = models.PositiveSmallIntegerField(_("number of the issue"), default=1, db_default=1)
    reason = CleanTextField(
        _("why it is issued once more"), max_length=1000, blank=True, default="", db_default=""
    )
    state = models.CharField(_("state"), max_length=10, choices=PaperState, default=PaperState.DRAFT)
    basis = models.ForeignKey(Basis, models.PROTECT, null=True, blank=True, related_name="papers")
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.ForeignKey(Officer, models.PROTECT, null=True, blank=True, related_name="+")
    issued_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = CleanCharField(_("signer"), max_length=100, blank=True)
    signature_lines = CleanTextField(_("lines above the signature"), max_length=300, blank=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProvincePaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["period", "kind", "issue_number"], name="one_paper_a_kind_period_and_issue"
            ),
            models.UniqueConstraint(
                fields=["period", "kind"], condition=Q(state="draft"), name="one_draft_a_paper"
            ),
            models.CheckConstraint(
                name="later_issue_has_a_reason", condition=Q(issue_number=1) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="issued_paper_is_whole",
                condition=Q(state="draft")
                | Q(
                    basis__isnull=False,
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    issued_post__isnull=False,
                    document__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.period}"

    @property
    def title(self) -> str:
        """What it is called, with its issue where it is not the first."""
        if self.issue_number == 1:
            return self.name
        return gettext("%(paper)s (issue no. %(number)d)") % {
            "paper": self.name,
            "number": self.issue_number,
        }

    @property
    def name(self) -> str:
        return PaperKind(self.kind).named(self.state)

    @property
    def is_issued(self) -> bool:
        return self.state == PaperState.ISSUED


class PaperText(models.Model):
    paper = models.ForeignKey(ProvincePaper, models.CASCADE, related_name="texts")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    text = CleanTextField(_("text"), max_length=50000, blank=True)
    # As it was issued, each placeholder with the number that stood there then; empty before.
    issued_text = CleanTextField(max_length=60000, blank=True, default="", db_default="")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "section"], name="one_text_a_paper_section")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def as_issued(self) -> str:
        """Texts of papers that were issued before there were placeholders stand as they were written."""
        return self.issued_text or self.text


class TypedNumber(models.Model):
    """A number typed by hand into a text that equalled this figure when it was written."""

    text = models.ForeignKey(PaperText, models.CASCADE, related_name="typed_numbers")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+")
    of_slice = models.BooleanField(_("of the slice that closes"), default=False)
    number = models.DecimalField(max_digits=24, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "figure", "of_slice", "number"], name="one_typed_number_a_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.figure_id}"
