"""The way out of an issued paper: up to its signer, to its number, to whom it is for. Steps are data."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind, Officer, Post
from records.fields import CleanCharField, CleanTextField, PaperNumberField
from records.models import Attachment
from reports.models.papers import PaperKind, ProvincePaper
from reports.models.regimes import Regime
from reports.workflow import RECEIVED, DispatchState, PaperState, RoadState


class RoadStep(models.Model):
    """One step of a paper's way out in this province: taken or not, where it is, how long it may last."""

    class Step(models.TextChoices):
        PREPARE = "prepare", _("Putting it forward")
        OFFICE = "office", _("The office looks it over")
        SIGNER = "signer", _("Signing")
        NUMBER = "number", _("Number and date")
        SEND = "send", _("Sending, until received")

    # A paper without these steps is signed at Home Affairs itself; the others every paper takes.
    OPTIONAL = (Step.OFFICE, Step.SIGNER)

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="road_steps")
    paper_kind = models.CharField(_("paper"), max_length=15, choices=PaperKind)
    step = models.CharField(_("step"), max_length=10, choices=Step)
    is_on = models.BooleanField(_("taken"), default=True)
    agency_kind = models.ForeignKey(
        AgencyKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("at which kind of agency"),
        help_text=_("Left empty: at Home Affairs."),
    )
    days = models.PositiveSmallIntegerField(_("working days it may take"), default=2)
    source = CleanCharField(_("ground"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["regime", "paper_kind", "step"], name="one_road_step_a_paper"),
            models.CheckConstraint(
                condition=Q(is_on=True) | Q(step__in=["office", "signer"]),
                name="only_some_steps_are_left_out",
            ),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


STEP_OF = {
    RoadState.PREPARING: RoadStep.Step.PREPARE,
    RoadState.REMARKED: RoadStep.Step.PREPARE,
    RoadState.AT_OFFICE: RoadStep.Step.OFFICE,
    RoadState.AT_SIGNER: RoadStep.Step.SIGNER,
    RoadState.SIGNED: RoadStep.Step.NUMBER,
    RoadState.NUMBERED: RoadStep.Step.SEND,
}


class OutgoingPaperQuerySet(models.QuerySet["OutgoingPaper"]):
    def open(self) -> Self:
        """Not yet with everybody it is for: without a number, or with a dispatch that is not received."""
        owing = Dispatch.objects.filter(outgoing=OuterRef("pk")).open()
        nowhere = ~Exists(Dispatch.objects.filter(outgoing=OuterRef("pk")))
        unfinished = ~Q(state=RoadState.NUMBERED) | Exists(owing) | nowhere
        return self.filter(unfinished & ~_replaced())

    def replaced(self) -> Self:
        """Nothing of it was sent, and a later issue of the paper took its place: nobody owes it any more."""
        return self.filter(_replaced())

    def with_names(self) -> Self:
        return self.select_related("paper__period", "attachment")


def _replaced() -> Q:
    sent = Dispatch.objects.filter(outgoing=OuterRef("pk")).exclude(state=DispatchState.TO_SEND)
    later = ProvincePaper.objects.filter(
        period=OuterRef("paper__period"),
        kind=OuterRef("paper__kind"),
        issue_number__gt=OuterRef("paper__issue_number"),
        state=PaperState.ISSUED,
    )
    return ~Exists(sent) & Exists(later)


class OutgoingPaper(models.Model):
    """An issued paper on its way out; once signed, its number, date, signer and the PDF byte for byte."""

    paper = models.OneToOneField(ProvincePaper, models.PROTECT, related_name="outgoing")
    state = models.CharField(_("state"), max_length=10, choices=RoadState, default=RoadState.PREPARING)
    since = models.DateField(_("there since"))
    number = PaperNumberField(_("number and sign"), max_length=40, blank=True)
    dated_on = models.DateField(_("date of the paper"), null=True, blank=True)
    signer = CleanCharField(_("signer"), max_length=100, blank=True)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OutgoingPaperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="numbered_paper_is_whole",
                condition=Q(state="numbered", dated_on__isnull=False, attachment__isnull=False)
                & ~Q(number="")
                & ~Q(signer="")
                | ~Q(state="numbered") & Q(number="", dated_on=None, attachment=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.paper)

    def get_absolute_url(self) -> str:
        return reverse("reports:outgoing", args=[self.pk])

    @property
    def put_forward_on(self) -> dt.date | None:
        """The day it was first put before the Committee; None while it was not."""
        forward = self.events.filter(verb="to_office").values_list("happened_on", flat=True)
        return forward.order_by("pk").first()

    @property
    def step(self) -> str:
        return STEP_OF[RoadState(self.state)]


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def open(self) -> Self:
        """Not registered by whom it is for, or the figures that they want typed are not confirmed."""
        return self.exclude(state__in=RECEIVED) | self.filter(wants_figures=True, figures_on=None)


class Dispatch(models.Model):
    """An outgoing paper for one of those it is for, and the figures that they want in their own software."""

    class Channel(models.TextChoices):
        EXCHANGE = "exchange", _("Document exchange axis")
        MAIL = "mail", _("Official e-mail")
        POST = "post", _("By post")
        HAND = "hand", _("By hand")

    outgoing = models.ForeignKey(OutgoingPaper, models.PROTECT, related_name="dispatches")
    addressee = CleanCharField(_("to whom"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=DispatchState, default=DispatchState.TO_SEND)
    channel = models.CharField(_("how it was sent"), max_length=10, choices=Channel, blank=True)
    receipt = CleanCharField(_("receipt"), max_length=100, blank=True)
    wants_figures = models.BooleanField(_("wants figures typed into its own software"), default=False)
    figures_on = models.DateField(_("figures typed on"), null=True, blank=True)
    figures_code = CleanCharField(_("code of the receipt"), max_length=100, blank=True)
    figures_file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DispatchQuerySet.as_manager()

    class Meta:
        ordering = ["outgoing", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["outgoing", "addressee"], name="one_dispatch_an_addressee"),
            models.CheckConstraint(
                name="sent_dispatch_says_how", condition=Q(state="to_send") | ~Q(channel="")
            ),
            models.CheckConstraint(
                name="typed_figures_have_a_receipt",
                condition=Q(figures_on=None, figures_code="", figures_file=None)
                | Q(figures_on__isnull=False) & (~Q(figures_code="") | Q(figures_file__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.addressee

    @property
    def owes_figures(self) -> bool:
        return self.wants_figures and self.figures_on is None

    @property
    def is_complete(self) -> bool:
        return self.state in RECEIVED and not self.owes_figures


class OutgoingEvent(models.Model):
    """What happened to an outgoing paper or to one dispatch of it, and when; appended, never changed."""

    outgoing = models.ForeignKey(OutgoingPaper, models.PROTECT, related_name="events")
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, null=True, blank=True, related_name="events")
    verb = models.CharField(max_length=20)
    state = models.CharField(_("state"), max_length=10)
    happened_on = models.DateField(_("day"))
    happened_at = models.TimeField(_("hour"), null=True, blank=True)
    document = CleanCharField(_("number of the paper or receipt"), max_length=100, blank=True)
    note = CleanTextField(_("remarks"), max_length=2000, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.happened_on}"

    @property
    def state_words(self) -> str:
        if self.verb == "figures":
            return gettext("Figures typed into their software")
        states = DispatchState if self.dispatch_id else RoadState
        return str(states(self.state).label)
