"""What is asked: a form version with its narrative sections, indicators, figures and cross-checks."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyKind
from records.fields import CleanCharField, CleanTextField


class FormVersion(models.Model):
    """One edition of the report form. Periods keep the edition they were generated with."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = CleanCharField(_("name"), max_length=200)
    legal_basis = CleanCharField(_("legal basis"), max_length=500)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)
    jump_factor = models.PositiveSmallIntegerField(
        _("a number is asked about beyond this many times those before"), default=3, db_default=3
    )
    jump_least = models.PositiveIntegerField(
        _("smaller numbers count as this many"), default=10, db_default=10
    )

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")

    def __str__(self) -> str:
        return self.name


class Section(models.Model):
    """A narrative part of the report; headings carry no text of their own."""

    form_version = models.ForeignKey(FormVersion, models.CASCADE, related_name="sections")
    number = CleanCharField(_("number"), max_length=10)
    title = CleanCharField(_("title"), max_length=300)
    guidance = CleanTextField(_("guidance"), max_length=1000, blank=True)
    nil_sentence = CleanCharField(
        _("what it says where nothing arose"), max_length=200, blank=True, db_default=""
    )
    level = models.PositiveSmallIntegerField(_("level"), default=1)
    is_heading = models.BooleanField(_("heading only"), default=False)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form_version", "number"], name="one_section_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class FigureGroup(models.Model):
    """Indicators that are entered on one page."""

    form_version = models.ForeignKey(FormVersion, models.CASCADE, related_name="groups")
    title = CleanCharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Indicator(models.Model):
    """One numbered line of the annex; it holds one or more figures."""

    group = models.ForeignKey(FigureGroup, models.CASCADE, related_name="indicators")
    code = models.CharField(_("code"), max_length=10)
    name = CleanCharField(_("name"), max_length=300)
    guidance = CleanCharField(_("guidance"), max_length=500, blank=True)
    example = CleanCharField(_("worked example"), max_length=500, blank=True, db_default="")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="one_indicator_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FigureQuerySet(models.QuerySet["Figure"]):
    def of_form(self, form_version: FormVersion | int) -> Self:
        """The form's figures in the order of the annex, with what naming them needs."""
        return (
            self.filter(indicator__group__form_version=form_version)
            .select_related("indicator__group", "numerator", "denominator")
            .order_by("indicator__group__position", "indicator__position", "position")
        )

    def typed(self) -> Self:
        """Figures a person enters; the others are calculated."""
        return self.exclude(kind=Figure.Kind.RATIO)

    def asked_of(self, kind: AgencyKind) -> Self:
        """What an agency of that kind is asked: owners alone are asked for what has owners."""
        owned = Q(agency_rule=Figure.AgencyRule.OWNER, owner_kinds=kind)
        if kind.owes == AgencyKind.Owes.NOTHING:
            return self.none()
        if kind.owes == AgencyKind.Owes.OWNED:
            return self.filter(owned).distinct()
        return self.filter(~Q(agency_rule=Figure.AgencyRule.OWNER) | owned).distinct()


RATIO_PLACES = 2


class Figure(models.Model):
    """One number asked or calculated, with its rule over time and its rule over agencies."""

    class Kind(models.TextChoices):
        COUNT = "count", _("Count")
        MONEY = "money", _("Money")
        YES_NO = "yes_no", _("Yes or no")
        RATIO = "ratio", _("Ratio")

    class TimeRule(models.TextChoices):
        SUM = "sum", _("Add what happened in each slice")
        FIRST = "first", _("State at the beginning")
        LAST = "last", _("State at the closing date")
        CALCULATED = "calculated", _("Calculated from its two parts")
        YEARLY = "yearly", _("Set once a year")

    class AgencyRule(models.TextChoices):
        ADD = "add", _("Add up agencies")
        NONE = "none", _("Do not add up agencies")
        OWNER = "owner", _("Asked of its owners only, then added up")

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="figures")
    code = models.CharField(_("code"), max_length=12)
    label = CleanCharField(_("label"), max_length=200)
    unit = CleanCharField(_("unit"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COUNT)
    time_rule = models.CharField(_("rule over time"), max_length=12, choices=TimeRule)
    agency_rule = models.CharField(_("rule over agencies"), max_length=10, choices=AgencyRule)
    owner_kinds = models.ManyToManyField(AgencyKind, blank=True, verbose_name=_("kinds that own it"))
    numerator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    denominator = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    minimum = models.DecimalField(_("least"), max_digits=20, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(_("most"), max_digits=20, decimal_places=2, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "code"], name="one_figure_a_code"),
            models.CheckConstraint(
                name="ratio_has_two_parts_and_is_calculated",
                condition=Q(
                    kind="ratio", time_rule="calculated", numerator__isnull=False, denominator__isnull=False
                )
                | (~Q(kind="ratio") & ~Q(time_rule="calculated") & Q(numerator=None, denominator=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    @property
    def may_be_nil(self) -> bool:
        """Does 0 say "nothing arose"? Of a stock, an allocation or a yes/no it would be a claim."""
        return self.time_rule == self.TimeRule.SUM and self.kind != self.Kind.YES_NO

    @property
    def places(self) -> int:
        """With how many decimals its numbers are written, so that they stand alike in a column."""
        return RATIO_PLACES if self.kind == self.Kind.RATIO else self.decimals

    @property
    def parts(self) -> tuple[Figure, Figure] | None:
        """What a ratio is divided from, numerator first; None for a figure that is typed."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.numerator, self.denominator


class SectionFigureQuerySet(models.QuerySet["SectionFigure"]):
    def of_form(self, form_version: FormVersion | int) -> Self:
        """All of a form's in the order of its sentences, with what naming the figures needs."""
        rows = self.filter(section__form_version=form_version)
        figure = ("figure__indicator__group", "figure__numerator", "figure__denominator")
        return rows.select_related("section", *figure).order_by("section__position", "position", "pk")


class SectionFigure(models.Model):
    """Data of a form version: a section speaks of a figure, and in which words.

    A phrase names figures by their codes in braces. What it holds in square brackets is left out where one
    of its figures is not more than 0; `{hoạt động}` stands for the activities recorded for the figure. The
    second phrase is for the province's paper; left empty, the first serves both.
    """

    ACTIVITIES = "hoạt động"

    section = models.ForeignKey(Section, models.CASCADE, related_name="spoken", verbose_name=_("section"))
    figure = models.ForeignKey(Figure, models.CASCADE, related_name="+", verbose_name=_("figure"))
    phrase = CleanCharField(_("how a sentence says it"), max_length=300, blank=True)
    province_phrase = CleanCharField(_("in the province's paper"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("place among the sentences"), default=0)

    objects = SectionFigureQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("figure of a section")
        verbose_name_plural = _("figures of sections")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "figure"],
                name="a_section_speaks_once_of_a_figure",
                violation_error_message=_("The section speaks of this figure already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.figure_id}"


class CrossCheckQuerySet(models.QuerySet["CrossCheck"]):
    def of_reports(self, form_version: FormVersion | int) -> Self:
        """Those of a form that each report is asked."""
        return self.filter(form_version=form_version, is_of_province=False)


class CrossCheck(models.Model):
    """A sentence that the figures of one report must satisfy, or whose breach must be explained.

    Sums and balances are asked of the province's figures too; one that compares what one agency organises
    with what others send (`is_of_province`) is asked of these alone.
    """

    class Kind(models.TextChoices):
        AT_MOST = "at_most", _("The signed sum is at most zero")
        BALANCE = "balance", _("The signed sum is zero")
        NOT_FALLING = "not_falling", _("Not below its last value of the year")
        FOLLOWS = "follows", _("Begins with what the slice before ended with")
        BESIDE = "beside", _("More than zero only beside the others")

    class Severity(models.TextChoices):
        BLOCK = "block", _("Blocks sending")
        EXPLAIN = "explain", _("Needs an explanation")

    form_version = models.ForeignKey(FormVersion, models.CASCADE, related_name="checks")
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    message = CleanCharField(_("what it says"), max_length=300)
    is_of_province = models.BooleanField(
        _("asked of the province's figures alone"), default=False, db_default=False
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CrossCheckQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["form_version", "code"], name="one_cross_check_a_code"),
        ]

    def __str__(self) -> str:
        return self.message


class CrossCheckTerm(models.Model):
    """A figure with its sign in a cross-check's sum."""

    cross_check = models.ForeignKey(CrossCheck, models.CASCADE, related_name="terms")
    figure = models.ForeignKey(Figure, models.CASCADE, related_name="check_terms")
    sign = models.SmallIntegerField(_("sign"), choices=[(1, "+"), (-1, "−")], default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{'+' if self.sign > 0 else '−'}{self.figure_id}"
