"""Days on which an officer is away, and who is told in their place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.officers import Officer, Post
from records.days import screen_day
from records.fields import CleanCharField


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

    def under_way(self, day: dt.date) -> Self:
        """That day, with a stand-in who is there."""
        return self.on(day).filter(stand_in__in=Post.objects.in_force(day).values("pk"))

    def stand_ins(self, day: dt.date) -> dict[int, int]:
        """Post of who is away that day -> the officer who stands in, followed on where that one is away too.
        Whose stand-in holds the post no more, or is nobody but themselves in the end, is not away."""
        return followed(self.under_way(day).select_related("stand_in"))

    def at(self, agencies: Collection[int], day: dt.date) -> Self:
        """Under way at these agencies; `is_alone` says that nobody else there holds the role."""
        alike = {"agency": OuterRef("post__agency"), "role": OuterRef("post__role")}
        others = Post.objects.in_force(day).filter(**alike).exclude(officer=OuterRef("post__officer"))
        rows = self.under_way(day).filter(post__agency__in=agencies).annotate(is_alone=~Exists(others))
        return rows.select_related("post__officer", "stand_in")

    def proposed(self) -> Self:
        """A substitute's post is proposed for it, and not decided on."""
        return self.filter(proposed_at__isnull=False, decided_at=None)


def followed(leaves: Iterable[Leave]) -> dict[int, int]:
    """As `LeaveQuerySet.stand_ins` says, of leaves of one day."""
    nexts = {row.post_id: row.stand_in for row in leaves}
    return {post: last.officer_id for post in nexts if (last := _last(post, nexts))}


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
    at the same agency already, or, where nobody does, is told and sees, and acts once they were given a
    substitute's post (`Post.substitutes`). That is proposed here and decided on by the registrar:
    `substitute` is the post given, `refusal` says why none is.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="leaves", verbose_name=_("post"))
    starts_on = models.DateField(_("first day away"))
    ends_on = models.DateField(_("last day away"))
    stand_in = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("who stands in"))

    proposed_at = models.DateTimeField(_("substitute's post proposed"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    substitute = models.ForeignKey(
        Post, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("substitute's post")
    )
    refusal = CleanCharField(_("why it is refused"), max_length=300, blank=True, default="", db_default="")

    is_alone: bool  # set by at()

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
            models.CheckConstraint(
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                name="who_proposed_a_substitute_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, substitute=None, refusal="")
                | Q(decided_at__isnull=False, proposed_at__isnull=False),
                name="only_what_was_proposed_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}: {screen_day(self.starts_on)} – {screen_day(self.ends_on)}"

    @property
    def is_across_roles(self) -> bool:
        """Who stands in does not hold the role by the post named. Asks for both posts."""
        return self.stand_in.role != self.post.role


def colleagues_of(post: Post, day: dt.date) -> models.QuerySet[Post]:
    """Posts of the same role at the same agency, held by others that day: who may stand in."""
    here = Post.objects.in_force(day).filter(agency=post.agency_id, role=post.role)
    return here.exclude(officer=post.officer_id).select_related("officer").order_by("officer__sort_key")


def may_stand_in(post: Post, day: dt.date) -> models.QuerySet[Post]:
    """Colleagues of the same role; where there is none, a post of each other colleague at the agency."""
    alike = colleagues_of(post, day)
    if alike.exists():
        return alike
    here = Post.objects.in_force(day).filter(agency=post.agency_id).exclude(officer=post.officer_id)
    one_each = here.order_by("officer__sort_key", "officer", "pk").distinct("officer__sort_key", "officer")
    return one_each.select_related("officer")
