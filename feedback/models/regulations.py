"""An agency's regulation (quy chế) on feedback: where it receives, who is responsible, and how long each step
may take. The agency's channel is open while a regulation of it is in force."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer
from feedback.deadlines import Unit
from records.days import paper_day
from records.fields import CleanCharField, PaperNumberField
from records.models import Attachment

CONTACTS = ("focal_unit", "address", "phone", "email")


class RegulationQuerySet(models.QuerySet["Regulation"]):
    def visible_to(self, officer: Officer) -> Self:
        """Where and how an agency receives feedback is told to everyone."""
        return self if officer.current_posts else self.none()

    def in_force(self, on: dt.date) -> Self:
        """The one that holds on that day, for each agency that has one."""
        begun = Regulation.objects.filter(valid_from__lte=on)
        newest = begun.order_by("agency_id", "-valid_from").distinct("agency_id")
        return self.filter(pk__in=newest.values("pk"))


class Regulation(models.Model):
    """One version of an agency's regulation. It governs what is received from `valid_from` on, until the next
    version begins; what was received before keeps the version it came under."""

    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="feedback_regulations", verbose_name=_("agency")
    )
    number = PaperNumberField(_("number and sign"), max_length=50)
    signed_on = models.DateField(_("signed on"))
    valid_from = models.DateField(_("in force from"))
    document = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed file")
    )
    focal_unit = CleanCharField(_("unit that receives"), max_length=150)
    address = CleanCharField(_("receiving address"), max_length=250)
    phone = CleanCharField(_("dedicated telephone"), max_length=30)
    email = models.EmailField(_("receiving e-mail address"), max_length=254)
    stops_while_waiting = models.BooleanField(
        _("the clock stops while the citizen is asked for more"), default=False
    )
    restarts_on_transfer = models.BooleanField(
        _("the clock starts anew for an agency that takes over"), default=False
    )
    version = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    objects = RegulationQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "-valid_from"]
        verbose_name = _("regulation on feedback")
        verbose_name_plural = _("regulations on feedback")
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "valid_from"],
                name="one_regulation_begins_a_day",
                violation_error_message=_("A regulation of this agency begins on that day already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__gte=F("signed_on")),
                name="regulation_begins_when_signed",
                violation_error_message=_("It cannot be in force before it is signed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({paper_day(self.signed_on)})"

    def get_absolute_url(self) -> str:
        return reverse("feedback:channel", args=[self.agency_id])


class Step(models.TextChoices):
    """What is to be done within a time, in the order in which it is done."""

    ACKNOWLEDGE = "acknowledge", _("Confirm that it was received")
    CLASSIFY = "classify", _("Study and classify")
    TRANSFER = "transfer", _("Transfer to the competent agency")
    ANSWER = "answer", _("Answer")
    UPDATE = "update", _("Tell how it stands when the answer is late, again and again")


NEEDED = (Step.CLASSIFY, Step.TRANSFER, Step.ANSWER)  # the others are a regulation's own to set


class TimeLimit(models.Model):
    """How long one step may take, counted from receipt; of an update, from the day the answer was due or from
    the last update (as Decision 852/QĐ-BNV has it: every 7 working days once the 20 days are over)."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="limits")
    step = models.CharField(_("step"), max_length=12, choices=Step)
    amount = models.PositiveSmallIntegerField(_("how long"))
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit)
    legal_ground = CleanCharField(_("legal ground"), max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(fields=["regulation", "step"], name="one_limit_a_step"),
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=365), name="limit_is_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.amount}"
