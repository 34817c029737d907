"""What persons ask about data kept of them, with the two clocks of Decree 356/2025/NĐ-CP: one to respond, one
to carry out."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyVersion, Officer, Post
from agencies.permissions import posts_of
from feedback.models.items import Item
from feedback.redaction import NOBODY, Person
from feedback.sealing import FinderVersionField, RedactedField, SealedTextField
from records.days import screen_day


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, officer: Officer) -> Self:
        """Of the agencies where the officer drafts or signs: they name persons' matters."""
        posts = posts_of(officer, Post.Role.DRAFTER, Post.Role.HEAD)
        return self.filter(agency__in={post.agency_id for post in posts})

    def for_list(self) -> Self:
        """With the item and the name of the agency at hand."""
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("agency")).order_by("-valid_from")
        return self.annotate(agency_label=models.Subquery(newest.values("name")[:1])).select_related("item")

    def open(self) -> Self:
        """Something is still owed: the response, or carrying out."""
        return self.filter(done_on=None)

    def unanswered(self) -> Self:
        return self.filter(answered_on=None)

    def closed(self) -> Self:
        return self.filter(done_on__isnull=False)

    def overdue(self, today: dt.date) -> Self:
        """Of what is open: the response or carrying out is late."""
        unanswered = Q(answered_on=None, due_on__lt=today)
        return self.open().filter(unanswered | Q(carry_out_due_on__lt=today))


class DataRequest(models.Model):
    """One request, as it came. `due_on` is the last day to respond, `carry_out_due_on` the last to carry it
    out; both follow the limits of the day it came."""

    class Kind(models.TextChoices):
        KNOW = "know", _("To view what is kept")
        CORRECT = "correct", _("To correct it")
        GIVE = "give", _("To be given a copy")
        ERASE = "erase", _("To erase it")
        RESTRICT = "restrict", _("To restrict its use")
        OBJECT = "object", _("To object to its use")
        WITHDRAW = "withdraw", _("To withdraw consent")

    class Outcome(models.TextChoices):
        DONE = "done", _("Carried out")
        PARTLY = "partly", _("Carried out in part, the reason was told")
        REFUSED = "refused", _("Cannot be carried out, the reason was told")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="data_requests", verbose_name=_("feedback")
    )
    words = SealedTextField(_("what was said"), max_length=2000)
    words_redacted = RedactedField(source="words")
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("respond by"))
    answered_on = models.DateField(_("responded on"), null=True, blank=True)
    answer = SealedTextField(_("what was responded"), max_length=2000, blank=True)
    answer_redacted = RedactedField(source="answer")
    is_through_processor = models.BooleanField(
        _("a processor or a third party must act too"), default=False, db_default=False
    )
    carry_out_due_on = models.DateField(_("carry out by"), null=True)
    extended_by = models.PositiveSmallIntegerField(_("extended by"), default=0, db_default=0)
    extended_on = models.DateField(_("the person was told of it on"), null=True, blank=True)
    extension_reason = SealedTextField(
        _("why it takes longer"), max_length=2000, blank=True, default="", db_default=""
    )
    extension_reason_redacted = RedactedField(source="extension_reason")
    done_on = models.DateField(_("carried out on"), null=True, blank=True)
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=Outcome, blank=True, default="", db_default=""
    )
    carried_out = SealedTextField(
        _("what was carried out"), max_length=2000, blank=True, default="", db_default=""
    )
    carried_out_redacted = RedactedField(source="carried_out")
    redaction = FinderVersionField()
    recorded_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"))

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = _("request of a data subject")
        verbose_name_plural = _("requests of data subjects")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")) & ~Q(answer=""),
                name="an_answered_request_has_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, outcome="", carried_out="")
                | Q(answered_on__isnull=False, done_on__gte=F("answered_on"))
                & ~Q(outcome="")
                & ~Q(carried_out=""),
                name="what_was_carried_out_was_responded_to",
            ),
            models.CheckConstraint(
                condition=Q(extended_by=0, extended_on=None, extension_reason="")
                | Q(extended_by__gte=1, extended_on__isnull=False, extended_on__gte=F("received_on"))
                & ~Q(extension_reason=""),
                name="an_extension_has_its_reason_and_was_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({screen_day(self.received_on)})"

    def get_absolute_url(self) -> str:
        return reverse("feedback:data-request", args=[self.pk])

    @property
    def person(self) -> Person:
        return self.item.person if self.item else NOBODY

    @property
    def state(self) -> str:
        """received: nobody has responded yet; in_hand: to be carried out; done."""
        if self.done_on:
            return "done"
        return "in_hand" if self.answered_on else "received"

    def is_respond_late(self, today: dt.date) -> bool:
        """It was or is late: what was responded too late stays told."""
        return (self.answered_on or today) > self.due_on

    def is_carry_out_late(self, today: dt.date) -> bool:
        return self.carry_out_due_on is not None and (self.done_on or today) > self.carry_out_due_on
