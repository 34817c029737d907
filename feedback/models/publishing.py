"""What the public reads of an answered item: a text of its own, made by one officer and approved by another.

The original is never shown, and stays as it was.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyVersion, Officer
from feedback.models.answers import Answer
from feedback.models.handlings import Handling
from feedback.workflow import PublicationState
from records.fields import CleanCharField, CleanTextField, FoldedField
from records.models import Attachment
from records.text import fold


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self) -> Self:
        return self.filter(state=PublicationState.PUBLISHED)

    def matching(self, typed: str) -> Self:
        """Those that hold every word typed in title, question or answer, diacritics or not."""
        rows = self
        for word in fold(typed).split():
            rows = rows.filter(search_key__contains=word)
        return rows

    def similar_to(self, typed: str) -> Self:
        """Those that share at least two of the longer words typed, the most alike first."""
        words = sorted({word for word in fold(typed).split() if len(word) >= 4}, key=len)[-10:]
        if len(words) < 2:
            return self.none()
        shared = sum(
            (models.Case(models.When(search_key__contains=word, then=1), default=0) for word in words),
            start=models.Value(0),
        )
        return self.annotate(shared=shared).filter(shared__gte=2).order_by("-shared", "-approved_at", "-pk")

    def for_list(self) -> Self:
        """With item, rule and the agency's name at hand, the newest first."""
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("handling__agency"))
        label = newest.order_by("-valid_from").values("name")[:1]
        named = self.annotate(agency_label=models.Subquery(label))
        return named.select_related("handling__item__rule").order_by("-approved_at", "-pk")


class Publication(models.Model):
    """One item as the public reads it; `approved_by` is never `made_by`."""

    handling = models.OneToOneField(
        Handling, models.PROTECT, related_name="publication", verbose_name=_("handling")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState, default=PublicationState.DRAFT
    )
    title = CleanCharField(_("title"), max_length=200)
    question = CleanTextField(_("what was asked, without who asked"), max_length=5000)
    answer = CleanTextField(_("what was answered"), max_length=10000)
    # As they stood when it was approved: the answer may be taken up again, or go to another agency.
    outcome = models.CharField(
        _("what becomes of it"), max_length=12, choices=Answer.Outcome, blank=True, editable=False
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True, editable=False)
    edits = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    made_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))
    approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("published"), null=True, blank=True)
    search_key = FoldedField(sources=("title", "question", "answer"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_at", "-pk"]
        verbose_name = _("published feedback")
        verbose_name_plural = _("published feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                name="another_one_approves_what_is_published",
            ),
            models.CheckConstraint(
                condition=~Q(state=PublicationState.PUBLISHED) | Q(approved_by__isnull=False),
                name="nothing_is_published_unapproved",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-approved_at", "-id"],
                name="published_newest_first",
                condition=Q(state=PublicationState.PUBLISHED),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("feedback:published", args=[self.handling.item.code, self.handling_id])


class PublicFileQuerySet(models.QuerySet["PublicFile"]):
    def public(self) -> Self:
        """Approved, and the text they belong to is published."""
        shown = PublicationState.PUBLISHED
        return self.filter(approved_by__isnull=False, publication__state=shown)


class PublicFile(models.Model):
    """A file that everybody may open: a copy of its own, chosen by one officer, approved by another, one by
    one. What the sender attached is never shown itself."""

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="files", verbose_name=_("published feedback")
    )
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name=_("file"))
    title = CleanCharField(_("what it shows"), max_length=150)
    chosen_by = models.ForeignKey(Officer, models.PROTECT, related_name="+", verbose_name=_("chosen by"))
    chosen_at = models.DateTimeField(_("chosen"))
    approved_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)

    objects = PublicFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("published file")
        verbose_name_plural = _("published files")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("chosen_by")),
                name="another_one_approves_a_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title
