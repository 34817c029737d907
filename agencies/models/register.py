"""Agencies through time: kinds, versions, successions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from records.days import screen_day
from records.fields import CleanCharField, CleanTextField, FoldedField, SortKeyField
from records.text import fold

if TYPE_CHECKING:
    from agencies.models.officers import Officer


HEAD_SOURCE = "Nghị định số 30/2020/NĐ-CP, Phụ lục I"
AUTHORITY_SOURCE = "Nghị định số 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 7"


class AgencyKind(models.Model):
    """What a sort of agency is in the province, what it owes, and at which desk its people sit."""

    class Tier(models.TextChoices):
        PROVINCE = "province", _("Provincial level")
        DISTRICT = "district", _("District level (until 30/6/2025)")
        COMMUNE = "commune", _("Commune level")

    class Owes(models.TextChoices):
        WHOLE = "whole", _("The whole report")
        OWNED = "owned", _("Only the figures it owns")
        NOTHING = "nothing", _("Nothing")

    class Desk(models.TextChoices):
        AGENCY = "agency", _("Agency")
        HOME_AFFAIRS = "home_affairs", _("Home Affairs")
        FINANCE = "finance", _("Finance")
        PARTY = "party", _("Party commission")
        PRESS = "press", _("Press")
        LEADERSHIP = "leadership", _("Provincial leadership")

    class Head(models.TextChoices):
        STATE = "state", _("Of the State: the portal makes Word files")
        PARTY = "party", _("Of the Party: a form of its own, no Word files here")

    class ParentLine(models.TextChoices):
        COMMITTEE = (
            "committee",
            _("The parent agency, by default the Provincial People's Committee"),
        )
        RECORDED = "recorded", _("The parent agency where one is recorded")
        NONE = "none", _("None is written")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = CleanCharField(_("name"), max_length=150)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    owes = models.CharField(_("what it owes"), max_length=10, choices=Owes)
    desk = models.CharField(_("desk"), max_length=15, choices=Desk)
    head = models.CharField(
        _("head of its papers"), max_length=5, choices=Head, default=Head.STATE, db_default=Head.STATE.value
    )
    head_source = CleanCharField(
        _("ground of the form"),
        max_length=300,
        default=HEAD_SOURCE,
        db_default=HEAD_SOURCE,
        help_text=_("Document, article."),
    )
    parent_line = models.CharField(
        _("line above its name"),
        max_length=10,
        choices=ParentLine,
        default=ParentLine.COMMITTEE,
        db_default=ParentLine.COMMITTEE.value,
    )
    authority = CleanTextField(
        _("who signs for it"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("As on paper, one line each: TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH"),
    )
    authority_source = CleanCharField(
        _("ground"),
        max_length=300,
        default=AUTHORITY_SOURCE,
        db_default=AUTHORITY_SOURCE,
        help_text=_("Document, article."),
    )
    position = models.PositiveSmallIntegerField(_("position in lists"), default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("kind of agency")
        verbose_name_plural = _("kinds of agencies")

    def __str__(self) -> str:
        return self.name

    @property
    def has_word_files(self) -> bool:
        """Are its papers laid out as the State's, which the portal writes?"""
        return self.head == self.Head.STATE


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, officer: Officer) -> Self:
        """The register is open to everyone who holds a post."""
        return self if officer.current_posts else self.none()

    def with_label(self, on: dt.date | None = None) -> Self:
        """With `label`, the name in the newest version (begun by `on`), so that printing one asks nothing;
        in Vietnamese alphabetical order."""
        newest = AgencyVersion.objects.filter(agency=models.OuterRef("pk")).order_by("-valid_from")
        if on:
            newest = newest.filter(valid_from__lte=on)
        labelled = self.annotate(label=models.Subquery(newest.values("name")[:1]))
        return labelled.order_by(models.Subquery(newest.values("sort_key")[:1]), "pk")

    def in_force(self, on: dt.date) -> Self:
        """Agencies that exist on that day."""
        return self.filter(pk__in=AgencyVersion.objects.in_force(on).values("agency"))


class Agency(models.Model):
    """A body of the province, the same one through all its names; what it was called when is a version."""

    created_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(_("sample data"), default=False)
    drafting_unit = CleanCharField(
        _("drafting unit"),
        max_length=20,
        blank=True,
        default="",
        db_default="",
        help_text=_("Its abbreviation, as in “Lưu: VT, CCHC” and in the sign of letters; empty: VT alone."),
    )

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        label: str | None = getattr(self, "label", None)
        if label is None:
            label = self.versions.order_by("-valid_from").values_list("name", flat=True).first()
        return label or f"#{self.pk}"

    def version_on(self, day: dt.date) -> AgencyVersion | None:
        """What the agency was that day; None when it did not exist."""
        return self.versions.in_force(day).select_related("kind").first()


class AgencyVersionQuerySet(models.QuerySet["AgencyVersion"]):
    def in_force(self, on: dt.date) -> Self:
        """Versions valid on that day; `valid_to` is the last day, both ends count."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)

    def last_begun(self, by: dt.date) -> Self:
        """Of each agency what it was called last by that day, whether it goes on or has ended."""
        newest = AgencyVersion.objects.filter(valid_from__lte=by).order_by("agency", "-valid_from")
        return self.filter(pk__in=newest.distinct("agency").values("pk"))

    def visible_to(self, officer: Officer) -> Self:
        """The register is open to everyone who holds a post."""
        return self if officer.current_posts else self.none()

    def matching(self, typed: str) -> Self:
        """Versions whose name, short name, sign or code hold every word typed, diacritics or not."""
        versions = self
        for word in fold(typed).split():
            versions = versions.filter(search_key__contains=word)
        return versions

    def overlapping(self, first: dt.date, last: dt.date | None) -> Self:
        """Versions valid on some day from `first` to `last` (None: without end)."""
        versions = self.filter(Q(valid_to=None) | Q(valid_to__gte=first))
        return versions.filter(valid_from__lte=last) if last else versions

    def with_parent_label(self) -> Self:
        """With `parent_label`, the parent's newest name, in the same query."""
        return self.annotate(parent_label=newest_name(models.OuterRef("parent")))

    def in_register_order(self) -> Self:
        """By kind, then by name in Vietnamese alphabetical order."""
        return self.order_by("kind__position", "sort_key")


def newest_name(agency: models.OuterRef) -> models.Subquery:
    versions = AgencyVersion.objects.filter(agency=agency).order_by("-valid_from")
    return models.Subquery(versions.values("name")[:1])


class AgencyVersion(models.Model):
    """An agency's name, sign, code, kind and parent from a day to a day, with the document that says so."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="versions", verbose_name=_("agency"))
    kind = models.ForeignKey(AgencyKind, models.PROTECT, verbose_name=_("kind"))
    parent = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent agency")
    )
    name = CleanCharField(_("name"), max_length=200)
    short_name = CleanCharField(_("short name"), max_length=80, blank=True)
    sign = CleanCharField(_("sign on documents"), max_length=30, blank=True)
    code = CleanCharField(_("code"), max_length=20, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    legal_basis = CleanCharField(_("legal basis"), max_length=300, blank=True)
    closed_by = CleanCharField(_("document that closed it"), max_length=300, blank=True)
    search_key = FoldedField(sources=("name", "short_name", "sign", "code"))
    sort_key = SortKeyField(source="name")

    objects = AgencyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "valid_from"]
        verbose_name = _("version of an agency")
        verbose_name_plural = _("versions of agencies")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="version_ends_after_it_starts",
            ),
            # A range of one id stands for equality, which GiST alone does not index without an extension.
            ExclusionConstraint(
                name="one_version_of_an_agency_a_day",
                expressions=[
                    (
                        Func(F("agency"), F("agency"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another version of this agency is valid on some of these days."),
            ),
        ]
        indexes = [models.Index(fields=["code", "valid_from"])]

    def __str__(self) -> str:
        return self.name

    def covers(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def handed_on(self, by: dt.date) -> Self:
        """By that day, what agencies left to their successors when they ended.

        Not functions transferred, nor what was split off one that goes on.
        """
        standing = AgencyVersion.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=models.OuterRef("on")),
            agency=models.OuterRef("predecessor"),
            valid_from__lte=models.OuterRef("on"),
        )
        ended = self.filter(on__lte=by).exclude(kind=Succession.Kind.TRANSFER)
        return ended.exclude(models.Exists(standing))

    def of(self, agency: Agency) -> Self:
        """Where the agency came from and went, by date, with both names in the same query."""
        return self.filter(Q(predecessor=agency) | Q(successor=agency)).annotate(
            predecessor_label=newest_name(models.OuterRef("predecessor")),
            successor_label=newest_name(models.OuterRef("successor")),
        )


class Succession(models.Model):
    """One agency took over from another on a day, by a document. Many-to-many: splits and merges are rows."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("Merged into")
        SPLIT = "split", _("Split into")
        RENAME = "rename", _("Renamed")
        PROMOTE = "promote", _("Changed in type")
        TRANSFER = "transfer", _("Functions transferred to")

    # After these the predecessor is no more; a split or a transfer may leave it standing.
    ENDING_KINDS = (Kind.MERGE, Kind.RENAME, Kind.PROMOTE)

    predecessor = models.ForeignKey(
        Agency, models.PROTECT, related_name="successions_out", verbose_name=_("predecessor")
    )
    successor = models.ForeignKey(
        Agency, models.PROTECT, related_name="successions_in", verbose_name=_("successor")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    on = models.DateField(_("takes effect on"))
    document = CleanCharField(_("deciding document"), max_length=300)
    note = CleanCharField(_("note"), max_length=300, blank=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="one_succession_a_day"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="no_succession_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({screen_day(self.on)})"
