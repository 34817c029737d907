"""Rules of reminders: when, to whom and how people are told, as rows with their days."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies.calendar import Roll, WorkingDays
from agencies.models import Officer, Post
from notices.workflow import Anchor, Audience, Channel


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    def standing(self) -> Self:
        """Not taken back: in force, ended, or to come."""
        return self.filter(withdrawn_at=None)

    def telling(self, officer: Officer, today: dt.date) -> set[str]:
        """The kinds of obligation whose rules, of today or later, tell a role that the officer has."""
        roles = [post.role for post in officer.current_posts]
        rows = self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=today), roles__overlap=roles)
        return set(rows.values_list("obligation_kind", flat=True))

    def in_force(self, on: dt.date) -> Self:
        return self.standing().filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class ReminderRule(models.Model):
    """When, to whom and how people are told of one kind of obligation. A change is a new row.

    A rule holds for what happens, opens or falls due while it is in force: one deadline follows the rules of
    its own day, whenever each of its steps leaves. A version that was taken back before it began stays, with
    the moment of it. `replaced_valid_to` is the last day that the version before was to hold until this one
    replaced it.
    """

    obligation_kind = models.SlugField(_("kind of obligation"), max_length=40)
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    anchor = models.CharField(_("counted from"), max_length=10, choices=Anchor)
    offset = models.SmallIntegerField(_("working days after (before: negative)"), null=True, blank=True)
    send_at = models.TimeField(_("leaves at"), default=dt.time(8, 0))
    roles = ArrayField(models.CharField(max_length=10, choices=Post.Role), verbose_name=_("roles"))
    channels = ArrayField(models.CharField(max_length=10, choices=Channel), verbose_name=_("channels"))
    audience = models.CharField(_("told"), max_length=15, choices=Audience, default=Audience.AGENCY)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    replaced_valid_to = models.DateField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    objects = ReminderRuleQuerySet.as_manager()

    class Meta:
        ordering = ["obligation_kind", "anchor", "offset", "code"]
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        constraints = [
            models.UniqueConstraint(
                fields=["obligation_kind", "code", "valid_from"],
                condition=Q(withdrawn_at=None),
                name="one_rule_from_a_day",
            ),
            models.CheckConstraint(
                condition=Q(anchor=Anchor.DEADLINE, offset__isnull=False)
                | (~Q(anchor=Anchor.DEADLINE) & Q(offset=None)),
                name="rule_counts_days_from_a_deadline_only",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, on: dt.date) -> bool:
        if self.withdrawn_at:
            return False
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def ends_after(self, day: dt.date) -> bool:
        """An end was decided that is still to come."""
        return self.valid_to is not None and self.valid_to >= day

    @property
    def when(self) -> str:
        """When it speaks, in words: `5 working days before`."""
        if self.offset is None:
            return self.get_anchor_display()
        if not self.offset:
            return str(_("On the day itself"))
        words = (
            ngettext("%(count)d working day before", "%(count)d working days before", -self.offset)
            if self.offset < 0
            else ngettext("%(count)d working day after", "%(count)d working days after", self.offset)
        )
        return words % {"count": abs(self.offset)}

    @property
    def role_labels(self) -> list[str]:
        return [str(Post.Role(role).label) for role in self.roles]

    @property
    def channel_labels(self) -> list[str]:
        return [str(Channel(channel).label) for channel in self.channels]

    def day(self, due_on: dt.date, calendar: WorkingDays) -> dt.date:
        """The working day on which this rule speaks; of a deadline on a day off, the working day before."""
        return calendar.after(due_on, self.offset) if self.offset else calendar.roll(due_on, Roll.PREVIOUS)
