"""What documents set for feedback and the portal follows: a limit, a door, who receives, a ground for
refusing; each with its document and from which day on."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from agencies.models import Agency, AgencyKind, AgencyVersion, Officer
from agencies.models.register import AgencyVersionQuerySet
from feedback.deadlines import Limit, Unit
from feedback.models.handlings import ABOUT_TEXTS, Handling
from feedback.models.regulations import Regulation
from records.fields import CleanCharField, CleanTextField

TIME_TO_COMPLAIN = "{thời hiệu}"  # in the words of a ground
REFUSE = "refuse_"  # and the ground of a handling


class NormQuerySet(models.QuerySet["Norm"]):
    def visible_to(self, officer: Officer) -> Self:
        """They are of published documents: open to everyone who holds a post."""
        return self if officer.current_posts else self.none()

    def in_force(self, on: dt.date) -> dict[str, Norm]:
        """The version of each that holds on that day, by code; what has ended is not among them."""
        begun = self.filter(valid_from__lte=on).select_related("agency_kind").order_by("valid_from")
        newest = {row.code: row for row in begun}
        return {code: row for code, row in newest.items() if row.valid_to is None or row.valid_to >= on}

    def of(self, code: str, on: dt.date) -> Norm | None:
        return self.filter(code=code).in_force(on).get(code)

    def grounds(self, on: dt.date) -> dict[str, Norm]:
        """On which grounds feedback may be refused on that day, by ground; where their words name the time to
        complain (`TIME_TO_COMPLAIN`), it is the one of that day."""
        rules = self.in_force(on)
        found = {code: rules[REFUSE + code] for code in Norm.GROUNDS if REFUSE + code in rules}
        complaint = rules.get(Norm.Code.COMPLAINT)
        if complaint:
            with override("vi"):
                time = f"{complaint.amount} {complaint.get_unit_display()}"
            for norm in found.values():
                norm.words = norm.words.replace(TIME_TO_COMPLAIN, time)
        return found


class Norm(models.Model):
    """One version of one rule. What came by its first day or later follows it until the next one begins, or
    it ends; what came before keeps the one it came by."""

    class Code(models.TextChoices):
        RECEIVER = "receiver", _("Who receives what names no agency")
        TRANSFER = "transfer", _("The most that passing it on may take")
        CONTENT = "content", _("What feedback is about")
        SENDER = "sender", _("What is asked of who sends it")
        CRITERIA = "criteria", _("By what a rule is judged")
        COMPLAINT = "complaint", _("Complaints: within which time, by which law")
        DENUNCIATION = "denunciation", _("Denunciations: by which law")
        LEGAL_TEXTS = "legal_texts", _("Remarks on legal documents: their own system")
        REFUSE_INCOMPLETE = "refuse_incomplete", _("Refused: it lacks what is asked of who sends it")
        REFUSE_COMPLAINT = "refuse_complaint", _("Refused: it is a complaint")
        REFUSE_DENUNCIATION = "refuse_denunciation", _("Refused: it is a denunciation")
        REFUSE_QUESTION = "refuse_question", _("Refused: it is a question")
        REFUSE_SPAM = "refuse_spam", _("Refused: it says nothing about rules or procedures")

    GROUNDS = tuple(code.removeprefix(REFUSE) for code in Code.values if code.startswith(REFUSE))
    LIMITS = (Code.TRANSFER, Code.COMPLAINT)

    code = models.CharField(_("what it rules"), max_length=20, choices=Code)
    agency_kind = models.ForeignKey(
        AgencyKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind of agency")
    )
    amount = models.PositiveSmallIntegerField(_("how long"), null=True, blank=True)
    unit = models.CharField(_("counted in"), max_length=12, choices=Unit, blank=True)
    address = models.URLField(_("address on the web"), blank=True)
    words = CleanTextField(_("what the sender reads"), max_length=2000, blank=True)
    legal_ground = CleanCharField(_("document and article"), max_length=300)
    valid_from = models.DateField(_("holds from"))
    valid_to = models.DateField(_("holds to (last day)"), null=True, blank=True)
    is_to_confirm = models.BooleanField(_("to be confirmed in its text"), default=False)
    recorded_by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(_("recorded"))

    objects = NormQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("rule of law for feedback")
        verbose_name_plural = _("rules of law for feedback")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_norm_begins_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="norm_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None, unit="") | (Q(amount__gte=1, amount__lte=365) & ~Q(unit="")),
                name="norm_counts_in_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(code__in=["transfer", "complaint"], amount__isnull=False)
                | (~Q(code__in=["transfer", "complaint"]) & Q(amount=None)),
                name="norm_of_a_time_has_its_limit",
            ),
            models.CheckConstraint(
                condition=~Q(code="receiver") | Q(agency_kind__isnull=False), name="receiver_is_named"
            ),
            models.CheckConstraint(
                condition=~Q(code__startswith="refuse_") | ~Q(words=""), name="who_is_refused_reads_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}: {self.legal_ground}"

    @property
    def limit(self) -> Limit | None:
        return Limit(self.amount, self.unit, self.legal_ground) if self.amount else None


def refusal_of(handling: Handling) -> Norm | None:
    """The ground on which it was refused, as it stood that day."""
    if not handling.ground or handling.closed_at is None:
        return None
    return Norm.objects.of(REFUSE + handling.ground, timezone.localdate(handling.closed_at))


def door_for_texts(handling: Handling, on: dt.date) -> Norm | None:
    """Where else its sender may write about the text of a rule, if that is what it is about."""
    return Norm.objects.of(Norm.Code.LEGAL_TEXTS, on) if handling.kind in ABOUT_TEXTS else None


def receiver_on(day: dt.date) -> Agency | None:
    """Who receives what names no agency: the one the rule of that day names, once its channel is open; until
    then, and without a rule, Home Affairs, which follows the channels. None where there is neither."""
    norm = Norm.objects.of(Norm.Code.RECEIVER, day)
    if norm and norm.agency_kind_id:
        opened = Regulation.objects.in_force(day).values("agency")
        rows = AgencyVersion.objects.in_force(day).filter(kind=norm.agency_kind_id, agency__in=opened)
        if found := _first(rows):
            return found
    return home_affairs(day)


def home_affairs(day: dt.date) -> Agency | None:
    rows = AgencyVersion.objects.in_force(day).filter(kind__desk=AgencyKind.Desk.HOME_AFFAIRS)
    return _first(rows)


def _first(versions: AgencyVersionQuerySet) -> Agency | None:
    """Its agency, with its name at hand."""
    found = versions.order_by("pk").values_list("agency", flat=True).first()
    return Agency.objects.with_label().filter(pk=found).first() if found else None
