"""What is owed now and was owed before: one row an obligation, of a role at a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Officer, Post
from notices.workflow import Outcome

HOME_AFFAIRS = 0  # the place of what Home Affairs owes, whichever agency that is


class ObligationQuerySet(models.QuerySet["Obligation"]):
    def open(self) -> Self:
        return self.filter(settled_at=None)

    def settled(self) -> Self:
        return self.exclude(settled_at=None)

    def without(self, objects: models.QuerySet[Any]) -> Self:
        """Those of no object among these; Home Affairs itself, which is none, stays."""
        there = objects.filter(pk=OuterRef("object_id"))
        return self.exclude(object_id=HOME_AFFAIRS).filter(~Exists(there))

    def of(self, kinds: Collection[str], object_ids: Collection[int]) -> Self:
        return self.filter(kind__in=kinds, object_id__in=object_ids)

    def to_speak(self, now: dt.datetime) -> Self:
        """Of which a rule speaks by now, the longest due first."""
        return self.open().filter(next_at__lte=now).order_by("next_at", "pk")

    def coming(self) -> Self:
        """Of which a rule speaks yet, the soonest first."""
        return self.open().filter(next_at__isnull=False).order_by("next_at", "pk")


class Obligation(models.Model):
    """One thing that a role at a place owes: at an agency, or at Home Affairs (`agency` is None).

    `about` is the agency whose matter it is and that waits where another owes. `officer` is who would do it
    within the role, a preference alone; who may not, is away or stands in is decided when the row is read.
    `since` is when it began to wait, `due_on` the last day, `visible_from` the day it first shows.
    `version` grows each time its day moves or it is owed anew. `params` holds ids, dates and the names that
    the act which wrote the row refreshes; never what a sender of feedback wrote.

    Reminders count from `counted_from`, the ones after it only where it binds (`counts_after`); empty, nobody
    is reminded. `opened_at` is when its beginning was told, or is to be. Whatever the rules say up to
    `spoken_until` is told or missed; `next_at` is the next moment at which one of them speaks.
    """

    kind = models.SlugField(_("kind of obligation"), max_length=40, db_index=False)
    object_id = models.BigIntegerField(_("of what"))
    slot = models.CharField(_("which time of several"), max_length=20, blank=True, default="", db_default="")
    role = models.CharField(_("role"), max_length=10, choices=Post.Role)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("agency"),
    )
    at_home_affairs = models.BooleanField(_("at Home Affairs"))
    place = models.GeneratedField(
        expression=Coalesce("agency_id", HOME_AFFAIRS),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    about = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("whose matter"),
    )
    officer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("who would do it"),
    )
    since = models.DateTimeField(_("waits since"))
    visible_from = models.DateField(_("shows from"))
    due_on = models.DateField(_("due by"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version of the deadline"), default=1, db_default=1)
    params = models.JSONField(_("of what, in names"), default=dict, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    outcome = models.CharField(
        _("how it ended"), max_length=12, choices=Outcome, blank=True, default="", db_default=""
    )
    next_row = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handed on to")
    )
    is_mended = models.BooleanField(_("written by the repair"), default=False, db_default=False)
    counted_from = models.DateField(_("reminders count from"), null=True, blank=True)
    counts_after = models.BooleanField(_("told after that day too"), default=True, db_default=True)
    opened_at = models.DateTimeField(_("told when it began"), null=True, blank=True)
    spoken_until = models.DateTimeField(_("told or missed until"), null=True, blank=True)
    next_at = models.DateTimeField(_("told next"), null=True, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "object_id", "place", "slot"],
                condition=Q(settled_at=None),
                name="one_open_obligation",
            ),
            models.CheckConstraint(
                condition=Q(at_home_affairs=True, agency=None)
                | Q(at_home_affairs=False, agency__isnull=False),
                name="obligation_is_somewhere",
            ),
            models.CheckConstraint(condition=Q(role__in=Post.Role.values), name="obligation_has_a_role"),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="")
                | Q(settled_at__isnull=False, outcome__in=Outcome.values),
                name="settled_obligation_has_its_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.HANDED_ON, next_row__isnull=False)
                | ~Q(outcome=Outcome.HANDED_ON) & Q(next_row=None),
                name="handed_on_obligation_names_the_next",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(settled_at__gte=F("since")),
                name="obligation_settled_after_it_began",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="obligation_versions_begin_at_one"),
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(settled_at=None, next_at__gt=F("spoken_until")),
                name="obligation_speaks_while_it_is_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "role", "visible_from"],
                include=["due_on", "kind", "object_id", "officer", "since", "version"],
                condition=Q(settled_at=None),
                name="obligation_desk",
            ),
            models.Index(
                fields=["about"], condition=Q(settled_at=None, about__isnull=False), name="obligation_about"
            ),
            models.Index(
                fields=["due_on", "kind", "place"],
                condition=Q(settled_at=None, due_on__isnull=False),
                name="obligation_overdue",
            ),
            models.Index(fields=["kind", "object_id"], name="obligation_of_object"),
            BrinIndex(fields=["settled_at"], pages_per_range=32, name="obligation_settled"),
            models.Index(
                fields=["next_at", "id"],
                condition=Q(settled_at=None, next_at__isnull=False),
                name="obligation_next",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.role}, {self.place}"

    @property
    def key(self) -> tuple[int, int, str]:
        """What makes an open row the same one within its kind."""
        return self.object_id, self.agency_id or HOME_AFFAIRS, self.slot
