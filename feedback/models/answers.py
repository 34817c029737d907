"""The answer an agency gives: its words, what becomes of the rule, how the rule was assessed, how it reached
the sender, and whether it helped."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer, Post
from feedback.models.handlings import Handling
from feedback.redaction import Person
from feedback.sealing import FinderVersionField, RedactedField, SealedTextField
from records.fields import CleanCharField, PaperNumberField


class Answer(models.Model):
    """Written by the drafters, signed by the head; after that only reopening changes it."""

    class Outcome(models.TextChoices):
        """Decree 20/2008/ND-CP, article 15."""

        EXPLAINED = "explained", _("The rule is explained, and stays")
        PUT_RIGHT = "put_right", _("What went wrong in carrying it out is put right")
        OWN_CHANGE = "own_change", _("The agency changes or lifts its own rule")
        RECOMMENDED = "recommended", _("The competent body is asked to change or lift the rule")
        NEW_RULE = "new_rule", _("A new rule is issued or proposed")

    handling = models.OneToOneField(
        Handling, models.CASCADE, related_name="answer", verbose_name=_("handling")
    )
    text = SealedTextField(_("answer to the sender"), max_length=10000)
    text_redacted = RedactedField(source="text")
    outcome = models.CharField(_("what becomes of it"), max_length=12, choices=Outcome)
    proposal = SealedTextField(_("what is proposed for the rule"), max_length=2000, blank=True)
    proposal_redacted = RedactedField(source="proposal")
    redaction = FinderVersionField()
    number = PaperNumberField(_("number and sign of the letter"), max_length=50, blank=True)
    edits = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    writers = models.ManyToManyField(Officer, related_name="+", verbose_name=_("who wrote in it"))
    signed_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed as")
    )
    signer_name = CleanCharField(_("signer"), max_length=150, blank=True)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="a_signed_answer_has_its_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.handling_id}"

    @property
    def person(self) -> Person:
        return self.handling.item.person

    @property
    def deliveries_now(self) -> list[Delivery]:
        """How this signing reached the sender; what reached them of an earlier one stays in the table."""
        since = self.signed_at
        return [row for row in self.deliveries.all() if since and row.recorded_at >= since]


class Assessment(models.Model):
    """How the rule stands by one criterion (Decree 20/2008/ND-CP, article 14)."""

    class Criterion(models.TextChoices):
        NECESSARY = "necessary", _("Necessary")
        LAWFUL = "lawful", _("Lawful")
        REASONABLE = "reasonable", _("Reasonable")
        SIMPLE = "simple", _("Simple and easy to understand")
        FEASIBLE = "feasible", _("Feasible")
        CONSISTENT = "consistent", _("Consistent with other rules")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="assessments", verbose_name=_("answer"))
    criterion = models.CharField(_("criterion"), max_length=12, choices=Criterion)
    is_met = models.BooleanField(_("is met"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("assessment of the rule")
        verbose_name_plural = _("assessments of rules")
        constraints = [
            models.UniqueConstraint(fields=["answer", "criterion"], name="one_verdict_a_criterion")
        ]

    def __str__(self) -> str:
        return f"#{self.answer_id}: {self.criterion}"


class Delivery(models.Model):
    """When and how the answer reached the sender (Decree 20/2008/ND-CP, article 19)."""

    class Way(models.TextChoices):
        PORTAL = "portal", _("On this portal, by code and secret")
        EMAIL = "email", _("By e-mail")
        LETTER = "letter", _("By letter")
        TELEPHONE = "telephone", _("By telephone")
        VISIT = "visit", _("In person")
        NATIONAL = "national", _("By the National Public Service Portal")

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="deliveries", verbose_name=_("answer"))
    way = models.CharField(_("how"), max_length=10, choices=Way)
    on = models.DateField(_("on the day"))
    number = CleanCharField(_("registered number"), max_length=40, blank=True, db_default="", default="")
    by = models.ForeignKey(Officer, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    recorded_at = models.DateTimeField(_("written"))

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("delivery of an answer")
        verbose_name_plural = _("deliveries of answers")

    def __str__(self) -> str:
        return f"#{self.answer_id}: {self.way}"


class Rating(models.Model):
    """Whether the answer helped, in the sender's own judgement. Given once for each answer."""

    handling = models.ForeignKey(Handling, models.CASCADE, related_name="ratings", verbose_name=_("handling"))
    helped = models.BooleanField(_("it helped"))
    words = SealedTextField(_("why"), max_length=1000, blank=True)
    words_redacted = RedactedField(source="words")
    redaction = FinderVersionField()
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.CheckConstraint(condition=Q(helped=True) | ~Q(words=""), name="a_bad_rating_says_why")
        ]

    def __str__(self) -> str:
        return f"#{self.handling_id}: {self.helped}"

    @property
    def person(self) -> Person:
        return self.handling.item.person
