"""Rules and procedures that feedback speaks of: legal documents and administrative procedures."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Officer
from records.fields import CleanCharField, FoldedField, SortKeyField
from records.text import fold, number_spellings


def _spelt(number: str) -> Q:
    return reduce(or_, (Q(number__iexact=spelling) for spelling in number_spellings(number)))


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, officer: Officer) -> Self:
        """The register is open to everyone who holds a post; it names published documents."""
        return self if officer.current_posts else self.none()

    def in_force(self, on: dt.date) -> Self:
        begun = Q(valid_from=None) | Q(valid_from__lte=on)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=on))

    def matching(self, typed: str) -> Self:
        """Rules that hold every word typed in number, title, field or issuing body, diacritics or not."""
        rules = self
        for word in fold(typed).split():
            spelt = (Q(search_key__contains=spelling) for spelling in number_spellings(word))
            rules = rules.filter(reduce(or_, spelt))
        return rules

    def named(self, typed: str) -> Rule | None:
        """The one rule whose number was typed, alone or with its title as lists write it."""
        number = typed.partition(":")[0].strip()
        found = list(self.filter(_spelt(number))[:2]) if number else []
        return found[0] if len(found) == 1 else None

    def in_order(self) -> Self:
        """By title in Vietnamese alphabetical order."""
        return self.order_by("sort_key", "pk")


class Rule(models.Model):
    """One rule. A procedure is known by its code in the national database, a document by number and sign."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Legal document")
        PROCEDURE = "procedure", _("Administrative procedure")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind)
    number = CleanCharField(_("number and sign, or code"), max_length=60)
    title = CleanCharField(_("name of the rule"), max_length=500)
    field = CleanCharField(_("field"), max_length=120)
    issuing_body = CleanCharField(_("issuing body"), max_length=200)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_to = models.DateField(_("in force to (last day)"), null=True, blank=True)
    version = models.PositiveIntegerField(_("number of changes"), default=0, editable=False)
    search_key = FoldedField(sources=("number", "title", "field", "issuing_body"))
    sort_key = SortKeyField(source="title")

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("rule or procedure")
        verbose_name_plural = _("rules and procedures")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number", "issuing_body"],
                name="one_rule_a_number_and_issuer",
                violation_error_message=_("This body's rule of that number stands in the register already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_begins",
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="rules_in_order")]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    def is_in_force(self, on: dt.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)
