"""What an agency does for its duties: activities, their dated updates and results, and the proof."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.heirs import successors_by_predecessor, with_origins
from agencies.models import Agency, Officer, Succession
from agencies.models.register import newest_name
from agencies.permissions import is_home_affairs
from plans.models.duties import ActivityForm, Duty
from plans.workflow import OPEN, State
from records.days import screen_day
from records.fields import CleanCharField, CleanTextField, FoldedField
from records.models import Attachment
from records.text import fold


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, officer: Officer) -> Self:
        """An agency's activities are its own, its heirs' and Home Affairs' to read; others read reports."""
        if is_home_affairs(officer):
            return self
        return self.of_agencies({post.agency_id for post in officer.current_posts})

    def of_agencies(self, agencies: Collection[int]) -> Self:
        """Theirs, and of the agencies that went into them."""
        handed_on = Succession.objects.handed_on(timezone.localdate())
        origins = successors_by_predecessor(handed_on.values_list("successor", "predecessor"))
        return self.filter(agency__in=with_origins(agencies, origins))

    def matching(self, typed: str) -> Self:
        """Activities that hold every word typed in topic, audience or place, diacritics or not."""
        activities = self
        for word in fold(typed).split():
            activities = activities.filter(search_key__contains=word)
        return activities

    def led_here(self) -> Self:
        """Without joint work that another agency leads, and counts."""
        return self.filter(led_by=None)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def done(self) -> Self:
        return self.filter(state=State.DONE)

    def overdue(self, today: dt.date) -> Self:
        """Not done, and their planned day has gone by."""
        return self.open().filter(planned_on__lt=today)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """Done, or if not done yet planned, on a day from `first` to `last`."""
        return self.filter(Q(done_on__range=(first, last)) | Q(done_on=None, planned_on__range=(first, last)))

    def with_names(self) -> Self:
        """With `agency_label`, `leader_label`, the form and the duty in the same query."""
        return self.select_related("form", "duty").annotate(
            agency_label=newest_name(models.OuterRef("agency")),
            leader_label=newest_name(models.OuterRef("led_by")),
        )

    def with_counts(self) -> Self:
        """With `count_done`, how much was done in the unit of the form, and `proof_count`."""
        counted = Result.objects.filter(activity=models.OuterRef("pk"), measure=Result.Measure.COUNT)
        proofs = Proof.objects.filter(activity=models.OuterRef("pk"))
        return self.annotate(
            count_done=models.Subquery(
                counted.order_by().values("activity").annotate(sum=models.Sum("amount")).values("sum")
            ),
            proof_count=models.Subquery(
                proofs.order_by().values("activity").annotate(count=models.Count("pk")).values("count")
            ),
        )

    def newest_first(self) -> Self:
        return self.order_by(models.functions.Coalesce("done_on", "planned_on").desc(), "-pk")


class Activity(models.Model):
    """One piece of communication work of an agency, for a duty of the province's plan or of its own accord.

    `state` and `done_on` follow from the newest of its dated updates. Joint work is recorded by each agency
    that took part; all but its leader name the leader in `led_by`, so that it is counted once.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("agency"))
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("duty")
    )
    form = models.ForeignKey(ActivityForm, models.PROTECT, verbose_name=_("form of activity"))
    led_by = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("led by another agency"),
    )
    topic = CleanCharField(_("topic"), max_length=300)
    audience = CleanCharField(_("audience"), max_length=200, blank=True)
    place = CleanCharField(_("place"), max_length=200, blank=True)
    planned_on = models.DateField(_("planned for"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    planned_quantity = models.PositiveIntegerField(_("planned quantity"), null=True, blank=True)
    planned_cost = models.PositiveBigIntegerField(_("planned cost in đồng"), null=True, blank=True)
    unit_name = CleanCharField(_("responsible unit"), max_length=150, blank=True)
    person_name = CleanCharField(_("responsible person"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    created_at = models.DateTimeField(_("entered"))
    search_key = FoldedField(sources=("topic", "audience", "place"))

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="activity_has_its_day_when_done",
            ),
            models.CheckConstraint(
                condition=Q(led_by=None) | ~Q(led_by=F("agency")), name="activity_is_led_by_another_agency"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-planned_on"], name="activities_of_an_agency"),
            models.Index(fields=["planned_on"], name="activities_by_day"),
        ]

    def __str__(self) -> str:
        return self.topic

    def get_absolute_url(self) -> str:
        return reverse("plans:activity", args=[self.pk])

    @property
    def day(self) -> dt.date:
        """The day it was done, or is planned for."""
        return self.done_on or self.planned_on

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def is_overdue(self, today: dt.date) -> bool:
        return self.is_open and self.planned_on < today


class ActivityUpdate(models.Model):
    """What someone said on a day of how an activity stands; never changed."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="updates")
    on = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    moved_from = models.DateField(_("postponed from"), null=True, blank=True)
    moved_to = models.DateField(_("postponed to"), null=True, blank=True)
    note = CleanTextField(_("note"), max_length=1000, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("update of an activity")
        verbose_name_plural = _("updates of activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(moved_from=None, moved_to=None)
                | Q(state="postponed", moved_from__isnull=False, moved_to__isnull=False),
                name="only_a_postponement_moves_the_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{screen_day(self.on)}: {self.get_state_display()}"


class ResultQuerySet(models.QuerySet["Result"]):
    def counting(self) -> Self:
        """Those of activities that were not cancelled."""
        return self.exclude(activity__state=State.CANCELLED)

    def between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(on__range=(first, last))

    def with_names(self) -> Self:
        """With the activity, its form, and the names of its agency and its leader, in the same query."""
        return self.select_related("activity__form").annotate(
            agency_label=newest_name(models.OuterRef("activity__agency")),
            leader_label=newest_name(models.OuterRef("activity__led_by")),
        )


class Result(models.Model):
    """How much of one measure an activity brought on a day: what reports add up within their dates."""

    class Measure(models.TextChoices):
        COUNT = "count", _("Quantity")
        PEOPLE = "people", _("People taking part")
        REACH = "reach", _("Reach, interactions")
        MINUTES = "minutes", _("Minutes broadcast")
        COST = "cost", _("Cost in đồng")

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="results")
    measure = models.CharField(_("measure"), max_length=10, choices=Measure)
    on = models.DateField(_("on"))
    amount = models.PositiveBigIntegerField(_("amount"))
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("entered"))

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("result of an activity")
        verbose_name_plural = _("results of activities")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="result_is_not_nothing"),
        ]
        indexes = [models.Index(fields=["measure", "on"], name="results_by_measure_and_day")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()}: {self.amount}"


class Proof(models.Model):
    """A file or a link that shows an activity took place."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="proofs")
    title = CleanCharField(_("title"), max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("link"), max_length=500, blank=True)
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("added"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("proof of an activity")
        verbose_name_plural = _("proofs of activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(attachment__isnull=False, url="") | (Q(attachment=None) & ~Q(url="")),
                name="proof_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title
