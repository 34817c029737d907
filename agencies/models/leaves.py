"""Days on which an officer is away, and who is told in their place."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.officers import Officer, Post
from records.days import screen_day


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def from_day_on(self, day: dt.date) -> Self:
        """Under way that day, or to come."""
        return self.filter(ends_on__gte=day)

    def concerning(self, officer: Officer) -> Self:
        """One's own, and those in which one stands in."""
        rows = self.filter(Q(post__officer=officer) | Q(stand_in__officer=officer))
        return rows.select_related("post__officer", "stand_in__officer")

    def stand_ins(self, day: dt.date) -> dict[int, int]:
        """Post of who is away that day -> the officer who stands in, followed on where that one is away too.
        Whose stand-in holds the post no more, or is nobody but themselves in the end, is not away."""
        here = Post.objects.in_force(day).values("pk")
        rows = self.on(day).filter(stand_in__in=here).select_related("stand_in")
        nexts = {row.post_id: row.stand_in for row in rows}
        found = {}
        for post in nexts:
            last = _last(post, nexts)
            if last:
                found[post] = last.officer_id
        return found


def _last(post: int, nexts: dict[int, Post]) -> Post | None:
    """At the end of the chain from this post; None where it bites its own tail."""
    seen, last = {post}, nexts[post]
    while last.pk in nexts:
        if last.pk in seen:
            return None
        seen.add(last.pk)
        last = nexts[last.pk]
    return last


class Leave(models.Model):
    """An officer's absence from one of their posts. No right moves with it: who stands in holds the same role
    at the same agency already (anyone else is given a substitute's post, `Post.substitutes`)."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="leaves", verbose_name=_("post"))
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    stand_in = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("who stands in"))

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="leave_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(post=F("stand_in")), name="nobody_stands_in_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {screen_day(self.starts_on)} – {screen_day(self.ends_on)}"


def colleagues_of(post: Post, day: dt.date) -> models.QuerySet[Post]:
    """Posts of the same role at the same agency, held by others that day: who may stand in."""
    here = Post.objects.in_force(day).filter(agency=post.agency_id, role=post.role)
    return here.exclude(officer=post.officer_id).select_related("officer").order_by("officer__sort_key")
