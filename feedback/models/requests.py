"""What persons ask about data kept of them, with the clock of Law 91/2025/QH15."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer, Post
from agencies.permissions import posts_of
from feedback.models.items import Item
from feedback.redaction import NOBODY, Person
from feedback.sealing import FinderVersionField, RedactedField, SealedTextField
from records.days import screen_day

DAYS_TO_ANSWER = 2  # working days, to say what will be done


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def visible_to(self, officer: Officer) -> Self:
        """Of the agencies where the officer drafts or signs: they name persons' matters."""
        posts = posts_of(officer, Post.Role.DRAFTER, Post.Role.HEAD)
        return self.filter(agency__in={post.agency_id for post in posts})

    def open(self) -> Self:
        return self.filter(answered_on=None)


class DataRequest(models.Model):
    """One request, as it came; `due_on` is the last day to answer it."""

    class Kind(models.TextChoices):
        KNOW = "know", _("To know what is kept")
        CORRECT = "correct", _("To correct it")
        ERASE = "erase", _("To erase it")
        RESTRICT = "restrict", _("To restrict its use")
        OBJECT = "object", _("To object to its use")
        WITHDRAW = "withdraw", _("To withdraw consent")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="data_requests", verbose_name=_("feedback")
    )
    words = SealedTextField(_("what was said"), max_length=2000)
    words_redacted = RedactedField(source="words")
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("answer due"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = SealedTextField(_("what was answered and done"), max_length=2000, blank=True)
    answer_redacted = RedactedField(source="answer")
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
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({screen_day(self.received_on)})"

    @property
    def person(self) -> Person:
        return self.item.person if self.item else NOBODY
