"""How an agency handles an item: its state, whose it is, until when, and what happened.

An item that is transferred has one handling at each agency; each counts its own time, and the item's own
clock runs from the day it was received first.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyVersion, Officer, Post
from agencies.permissions import is_home_affairs, posts_of
from feedback.models.items import Item
from feedback.models.regulations import Regulation
from feedback.redaction import Person
from feedback.sealing import NOT_MADE, FinderVersionField, RedactedField, SealedTextField
from feedback.workflow import OPEN, State
from records.days import beginning_of
from records.text import fold


class Kind(models.TextChoices):
    """What an item is about, in the words of the decree (`Norm.Code.CONTENT`)."""

    CONDUCT = "conduct", _("Conduct, delay or trouble caused by officials")
    UNFIT = "unfit", _("The rule does not fit what is done in practice")
    INCONSISTENT = "inconsistent", _("Rules contradict each other")
    UNLAWFUL = "unlawful", _("The rule is against the law")
    TREATY = "treaty", _("The rule is against an international treaty")
    PROPOSAL = "proposal", _("A proposal for a new or better rule")
    OTHER = "other", _("Something else about a rule or a procedure")


# These speak of the text of a rule, which has a system of its own too.
ABOUT_TEXTS = frozenset({Kind.UNFIT, Kind.INCONSISTENT, Kind.UNLAWFUL, Kind.TREATY, Kind.PROPOSAL})


class Ground(models.TextChoices):
    """Why an item is not taken up. Which of them hold, by which law and in which words is data (`Norm`)."""

    INCOMPLETE = "incomplete", _("It lacks what is asked of who sends feedback")
    COMPLAINT = "complaint", _("It is a complaint")
    DENUNCIATION = "denunciation", _("It is a denunciation")
    QUESTION = "question", _("It is a question about the law or about one's own papers")
    # Of before 30/11/2026: a remark on a rule is feedback, whatever other system takes it too.
    LEGAL_TEXT = "legal_text", _("It is a remark on a legal document")
    SPAM = "spam", _("It says nothing about rules or procedures")


NEED_THE_SENDER = OPEN | {State.ANSWERED}
UNREAD = ("item__content", "item__rule_words", "item__register_number", "item__search_key")  # in lists


class HandlingQuerySet(models.QuerySet["Handling"]):
    def visible_to(self, officer: Officer) -> Self:
        """Of the agencies where the officer drafts or signs; Home Affairs follows all of them."""
        if is_home_affairs(officer):
            return self
        agencies = {post.agency_id for post in posts_of(officer, Post.Role.DRAFTER, Post.Role.HEAD)}
        return self.filter(Q(agency__in=agencies) | Q(keeper__in=agencies))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def overdue(self, on: dt.date) -> Self:
        """Open ones whose next step fell due before that day."""
        return self.open().filter(due_on__lt=on)

    def handled_by(self, officer: Officer) -> Self:
        """Those whose sender the officer may know: at the agency that has it, or keeps it."""
        own = {post.agency_id for post in posts_of(officer, Post.Role.DRAFTER, Post.Role.HEAD)}
        here = Q(keeper=None, agency__in=own) | Q(keeper__in=own)
        return self.filter(here, Q(state__in=NEED_THE_SENDER) | Q(owes_post=True))

    def matching(self, typed: str) -> Self:
        """Of items that hold every word typed in the code, or in what is redacted of content and register
        number, diacritics or not. Of rows that wait to be redacted the code alone."""
        rows = self
        for word in fold(typed).split():
            made = Q(item__search_key__contains=word, item__redaction__gt=NOT_MADE)
            rows = rows.filter(made | Q(item__code__contains=word.upper()))
        return rows

    def with_day(self) -> Self:
        """With `day`, on which the agency had it: as it came, or as it was passed on."""
        passed_on = TruncDate("began_at")
        return self.annotate(day=Case(When(came_from=None, then="item__received_on"), default=passed_on))

    def touching(self, first: dt.date, last: dt.date) -> Self:
        """Open at some moment between the two days."""
        start = beginning_of(first)
        return self.with_day().filter(Q(closed_at=None) | Q(closed_at__gte=start), day__lte=last)

    def with_agency_label(self) -> Self:
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("agency")).order_by("-valid_from")
        return self.annotate(agency_label=models.Subquery(newest.values("name")[:1]))

    def for_list(self) -> Self:
        """With item, officer and the agency's name at hand, in order."""
        rows = self.with_agency_label().select_related("item", "officer")
        return rows.defer(*UNREAD).in_order()

    def for_book(self) -> Self:
        """With all that a line of the register book says, in the order of receipt."""
        posted = self.model._default_manager.filter(pk=OuterRef("pk"), answer__deliveries__way="letter")
        days = posted.order_by("-answer__deliveries__on").values("answer__deliveries__on")
        rows = self.with_day().with_agency_label().annotate(posted_on=Subquery(days[:1]))
        related = rows.select_related("item__rule", "officer", "answer", "publication")
        return related.defer(*UNREAD, "answer__text", "answer__proposal").order_by("day", "began_at", "pk")

    def in_order(self) -> Self:
        """What falls due first comes first; what waits for nobody here comes last, the newest first."""
        return self.order_by(F("due_on").asc(nulls_last=True), "-began_at", "-pk")


class Handling(models.Model):
    """One agency's handling of an item, under the regulation that was in force when it began.

    `keeper` answers for it since its agency is no more: the one it went into, Home Affairs where there are
    several or none. `counts_from` is the day from which the time for an answer counts; `due_on` the last day
    of the step that is due next, None while nothing is (closed, or the clock stands still). `told_on` is the
    day on which the sender was last told something, `tell_due_on` the last day to tell them next, None where
    there is none. `owes_post` says that a letter on paper to the sender waits to be posted.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="handlings", verbose_name=_("feedback"))
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="feedback_handlings", verbose_name=_("agency")
    )
    regulation = models.ForeignKey(
        Regulation, models.PROTECT, related_name="+", verbose_name=_("regulation on feedback")
    )
    came_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="passed_on", verbose_name=_("came from")
    )
    is_part = models.BooleanField(_("a part that was passed on"), default=False)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.RECEIVED)
    kind = models.CharField(_("what it is about"), max_length=12, choices=Kind, blank=True)
    ground = models.CharField(_("why it is not taken up"), max_length=12, choices=Ground, blank=True)
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who handles it")
    )
    keeper = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kept by")
    )
    began_at = models.DateTimeField(_("began"))
    counts_from = models.DateField(_("time counts from"))
    due_on = models.DateField(_("next step due"), null=True, blank=True)
    answer_due_on = models.DateField(_("answer due"), null=True, blank=True)
    told_on = models.DateField(_("sender last told"), null=True, blank=True)
    tell_due_on = models.DateField(_("sender to be told by"), null=True, blank=True)
    owes_post = models.BooleanField(_("a letter is to be posted"), default=False, db_default=False)
    classified_at = models.DateTimeField(_("classified"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = HandlingQuerySet.as_manager()

    class Meta:
        ordering = ["began_at", "pk"]
        verbose_name = _("handling of feedback")
        verbose_name_plural = _("handlings of feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at=None)
                | (~Q(state__in=OPEN) & Q(closed_at__isnull=False)),
                name="a_closed_handling_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on"], name="handlings_of_an_agency"),
            models.Index(fields=["due_on"], name="open_handlings_by_day", condition=Q(state__in=OPEN)),
            models.Index(fields=["due_on", "-began_at", "-id"], name="handlings_in_order"),
        ]

    def __str__(self) -> str:
        return f"#{self.item_id} → {self.agency_id}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:handling", args=[self.pk])

    @property
    def received_on(self) -> dt.date:
        """The day this agency had it: as it came, or as it was passed on."""
        return timezone.localdate(self.began_at) if self.came_from_id else self.item.received_on

    @property
    def needs_sender(self) -> bool:
        """Is at work with it, answered it, or has a letter to post: may know who sent it."""
        return self.state in NEED_THE_SENDER or self.owes_post

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def goes_on(self) -> bool:
        """Open here, or at an agency that took it over whole, through any number of hands."""
        rows = list(self.item.handlings.only("pk", "came_from", "is_part", "state", "agency"))
        reached = {self.pk}
        for row in sorted(rows, key=lambda row: row.pk):
            if row.came_from_id in reached and not row.is_part:
                reached.add(row.pk)
        joined = {self.keeper_id} if self.keeper_id else set()
        return any(row.is_open and (row.pk in reached or row.agency_id in joined) for row in rows)


class Stop(models.Model):
    """From when to when the clock stood still, the sender having been asked for more."""

    handling = models.ForeignKey(Handling, models.CASCADE, related_name="stops", verbose_name=_("handling"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["from_day", "pk"]
        verbose_name = _("stop of the clock")
        verbose_name_plural = _("stops of the clock")
        constraints = [
            models.UniqueConstraint(
                fields=["handling"], condition=Q(to_day=None), name="one_stop_runs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")), name="stop_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.handling_id}: {self.from_day}"


class Extension(models.Model):
    """More time for the answer, in the unit of its limit, with the reason that the sender reads."""

    handling = models.ForeignKey(
        Handling, models.CASCADE, related_name="extensions", verbose_name=_("handling")
    )
    amount = models.PositiveSmallIntegerField(_("how much longer"))
    reason = SealedTextField(_("reason"), max_length=1000)
    reason_redacted = RedactedField(source="reason")
    redaction = FinderVersionField()
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1, amount__lte=60), name="extension_is_some_days")
        ]

    def __str__(self) -> str:
        return f"#{self.handling_id}: +{self.amount}"

    @property
    def person(self) -> Person:
        return self.handling.item.person


class EventQuerySet(models.QuerySet["Event"]):
    def said_by_sender(self, item: Item) -> list[Event]:
        """What its sender said later, at whichever agency it was by then; each once."""
        rows = self.filter(handling__item=item, by=None, verb__in=("add", "resume", "reopen"))
        return list(
            {(row.words, row.at): row for row in rows.exclude(words="").order_by("at", "pk")}.values()
        )


class Event(models.Model):
    """What happened to a handling, with the words that went with it; never changed, but for
    erasing who sent it.

    `is_public` events are read by the sender. `by` is None for the sender or the clock. `is_late` says of one
    that closes the handling that its day had gone by; `ground` why one was not taken up.
    """

    handling = models.ForeignKey(Handling, models.CASCADE, related_name="events", verbose_name=_("handling"))
    verb = models.CharField(_("what happened"), max_length=20)
    words = SealedTextField(_("words"), max_length=10000, blank=True)
    words_redacted = RedactedField(source="words")
    redaction = FinderVersionField()
    is_public = models.BooleanField(_("told to the sender"), default=True)
    is_late = models.BooleanField(_("after the day it was due"), default=False)
    ground = models.CharField(
        _("why it is not taken up"), max_length=12, choices=Ground, blank=True, db_default=""
    )
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    at = models.DateTimeField(_("when"))

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [models.Index(fields=["at", "verb"], name="events_by_moment")]

    def __str__(self) -> str:
        return f"#{self.handling_id}: {self.verb}"

    @property
    def person(self) -> Person:
        return self.handling.item.person
