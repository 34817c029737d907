"""What the office keeps about its own work: who did what when, and the files that prove it.

Officers and posts are known here by their ids alone: this room stands below theirs.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from records.days import screen_moment
from records.fields import CleanCharField

OPENED = "open_hand_back"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, subject: models.Model) -> Self:
        """What happened to one thing, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("pk")

    def last_done(self, subjects: Iterable[models.Model], *verbs: str) -> dict[int, tuple[int, dt.date]]:
        """Of these things, of one model, those to which a verb was done: how often, and on which day last."""
        found = list(subjects)
        rows = self.filter(
            subject_type__in={row._meta.label_lower for row in found},
            subject_id__in=[str(row.pk) for row in found],
            verb__in=verbs,
        )
        done = rows.order_by().values_list("subject_id").annotate(models.Count("pk"), models.Max("at"))
        return {int(pk): (times, timezone.localdate(last)) for pk, times, last in done}

    def last_moves(self, subjects: Iterable[models.Model], verbs: Iterable[str]) -> dict[int, AuditEntry]:
        """Of these things, of one model, the last of these verbs that was done to each, in one query."""
        found = list(subjects)
        rows = self.filter(
            subject_type__in={row._meta.label_lower for row in found},
            subject_id__in=[str(row.pk) for row in found],
            verb__in=list(verbs),
        )
        last = rows.order_by("subject_id", "-pk").distinct("subject_id")
        return {int(entry.subject_id): entry for entry in last}


class AuditEntry(models.Model):
    """One act: by whom, under which post, on what. The database refuses to change or remove it.

    `changes` never holds a person's data, only that it changed, so that forgetting a person leaves the
    trail whole.
    """

    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("officer"), null=True, blank=True)
    post_id = models.BigIntegerField(_("post"), null=True, blank=True)
    verb = models.CharField(_("act"), max_length=50)
    subject_type = models.CharField(_("kind of thing acted on"), max_length=60)
    subject_id = models.CharField(_("thing acted on"), max_length=40)
    changes = models.JSONField(_("changes"), default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_of_a_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_of_an_actor"),
        ]

    def __str__(self) -> str:
        return f"{screen_moment(self.at)} {self.verb} {self.subject_type} {self.subject_id}"


class Attachment(models.Model):
    """A file that passed the content checks, stored under a random name. It is never changed.

    It may be deleted only while no row points at it, which the pointing rows' foreign keys see to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original_name = CleanCharField(_("file name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    stored_name = models.CharField(_("stored as"), max_length=35, unique=True)
    created_at = models.DateTimeField(_("stored at"))

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_name__regex=r"^[0-9a-f]{2}/[0-9a-f]{32}$"),
                name="attachment_under_a_random_name",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_has_its_sum"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.original_name


class Tries(models.Model):
    """How often something was tried within one span of time; `records.limits` counts.

    `key_digest` is a keyed digest of what is counted: no address and no name is kept.
    """

    key_digest = models.CharField(max_length=64)
    ends_at = models.DateTimeField(_("the span is over at"))
    count = models.PositiveIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("count of tries")
        verbose_name_plural = _("counts of tries")
        constraints = [models.UniqueConstraint(fields=["key_digest", "ends_at"], name="one_count_a_span")]
        indexes = [models.Index(fields=["ends_at"], name="tries_by_end")]

    def __str__(self) -> str:
        return f"{screen_moment(self.ends_at)}: {self.count}"
