"""When agencies report: the regime, its periods, their closing dates and the slices of time between them."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.calendar import Roll
from agencies.models import AgencyKind
from records.days import screen_day
from records.fields import CleanCharField, CleanTextField
from reports.standing import Standing, counts, stage
from reports.workflow import PeriodStage

# What a regime starts with; Home Affairs changes it on the page of the regime.
FLOOR_SOURCE = "Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5"


class PeriodCode(models.TextChoices):
    Q1 = "q1", _("Quarter I")
    Q2 = "q2", _("Quarter II")
    H1 = "h1", _("Six months")
    Q3 = "q3", _("Quarter III")
    M9 = "m9", _("Nine months")
    Q4 = "q4", _("Quarter IV")
    YEAR = "year", _("Year")


TITLES = {
    PeriodCode.Q1: _("Quarter I of %(year)s"),
    PeriodCode.Q2: _("Quarter II of %(year)s"),
    PeriodCode.H1: _("Six months of %(year)s"),
    PeriodCode.Q3: _("Quarter III of %(year)s"),
    PeriodCode.M9: _("Nine months of %(year)s"),
    PeriodCode.Q4: _("Quarter IV of %(year)s"),
    PeriodCode.YEAR: _("Year %(year)s"),
}


REPORT_TITLE = _("Report: %(period)s")


class RegimeQuerySet(models.QuerySet["Regime"]):
    def in_force(self, on: dt.date) -> Regime | None:
        """The regime by which the province reports on that day; before the first one, that one."""
        begun = self.filter(valid_from__lte=on).order_by("-valid_from")
        return begun.first() or self.order_by("valid_from").first()


class Regime(models.Model):
    """A reporting regime (Decree 09/2019/ND-CP, article 8): who reports what, when, on which form.

    Where none of its deadline rules fits, agencies have `floor_days` working days after closing.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = CleanCharField(_("name"), max_length=200)
    legal_basis = CleanTextField(_("legal basis"), max_length=2000)
    roll = models.CharField(
        _("a deadline on a day off moves"), max_length=10, choices=Roll, default=Roll.NEXT
    )
    floor_days = models.PositiveSmallIntegerField(
        _("working days after closing, where no rule fits"),
        default=1,
        db_default=1,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    floor_source = CleanCharField(
        _("ground of these days"), max_length=300, default=FLOOR_SOURCE, db_default=FLOOR_SOURCE
    )
    form_version = models.ForeignKey(
        "FormVersion", models.PROTECT, related_name="+", verbose_name=_("form for new periods")
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)

    objects = RegimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting regime")
        verbose_name_plural = _("reporting regimes")

    def __str__(self) -> str:
        return self.name

    def year_of(self, day: dt.date) -> int:
        """The report year in whose window the day lies; the calendar's where the regime knows no year."""
        year = self.period_kinds.filter(code=PeriodCode.YEAR).first()
        return day.year + (day > year.window(day.year)[1]) if year else day.year


class PeriodKind(models.Model):
    """One period of a regime's year, on or off, with its data window (Decree 09/2019/ND-CP, article 12)."""

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="period_kinds")
    code = models.CharField(_("period"), max_length=5, choices=PeriodCode)
    is_on = models.BooleanField(_("reported"), default=True)
    start_month = models.PositiveSmallIntegerField(_("window starts: month"))
    start_day = models.PositiveSmallIntegerField(_("window starts: day"), default=15)
    starts_year_before = models.BooleanField(_("window starts in the year before"), default=False)
    end_month = models.PositiveSmallIntegerField(_("window closes: month"))
    end_day = models.PositiveSmallIntegerField(_("window closes: day"), default=14)
    opens_days_before = models.PositiveSmallIntegerField(_("opens this many days before closing"), default=14)
    source = CleanCharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["end_month", "end_day", "code"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "code"], name="one_kind_of_period_a_code"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    def window(self, year: int) -> tuple[dt.date, dt.date]:
        """First and last day of the data window of report year `year`."""
        first_year = year - 1 if self.starts_year_before else year
        return (
            dt.date(first_year, self.start_month, self.start_day),
            dt.date(year, self.end_month, self.end_day),
        )


class DeadlineRule(models.Model):
    """How a deadline follows from a closing date; the most specific rule that fits a report wins.

    One that `is_asked` binds nobody: the plan asks (đề nghị), as of bodies of the Party, and names a day.

    Where none fits, the regime says how long after closing (`Regime.floor_days`).
    """

    class Form(models.TextChoices):
        FIXED_DAY = "fixed_day", _("Fixed day of a month")
        WORKING_DAYS = "working_days", _("Working days after closing")
        EXPLICIT = "explicit", _("Explicit date")

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="deadline_rules")
    agency_kind = models.ForeignKey(
        AgencyKind, models.PROTECT, null=True, blank=True, verbose_name=_("kind of agency")
    )
    period_code = models.CharField(_("period"), max_length=5, choices=PeriodCode, blank=True)
    form = models.CharField(_("form of the rule"), max_length=15, choices=Form)
    day_of_month = models.PositiveSmallIntegerField(_("day of the month"), null=True, blank=True)
    months_after = models.PositiveSmallIntegerField(_("months after the closing month"), default=0)
    working_days = models.PositiveSmallIntegerField(_("working days after closing"), null=True, blank=True)
    on_date = models.DateField(_("date"), null=True, blank=True)
    is_asked = models.BooleanField(_("only asked: nobody is late"), default=False, db_default=False)
    source = CleanCharField(_("source"), max_length=300)

    class Meta:
        ordering = ["regime", "pk"]
        constraints = [
            models.CheckConstraint(
                name="deadline_rule_has_what_its_form_needs",
                condition=Q(form="fixed_day", day_of_month__range=(1, 31))
                | Q(form="working_days", working_days__gte=1)
                | Q(form="explicit", on_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} ({self.source})"

    def fits(self, period: Period, kind: AgencyKind) -> bool:
        """Does the rule speak of this period and this kind? An explicit date speaks of one year only."""
        in_year = self.on_date is None or self.on_date.year == period.ends_on.year
        return self.agency_kind_id in (None, kind.pk) and self.period_code in ("", period.code) and in_year

    @property
    def specificity(self) -> tuple[bool, bool, bool]:
        """Explicit dates before rules, a named period before any, a named kind before any."""
        return (self.form == self.Form.EXPLICIT, bool(self.period_code), self.agency_kind_id is not None)


class ApprovalRuleQuerySet(models.QuerySet["ApprovalRule"]):
    def of(self, period: Period) -> ApprovalRule | None:
        """The rule that the reports of the period follow; None where none is recorded."""
        return self.filter(regime=period.regime_id).in_force(period.ends_on).first()

    def in_force(self, on: dt.date | OuterRef) -> Self:
        """Valid on that day; `valid_to` is the last day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class ApprovalRule(models.Model):
    """Whether an agency owes more than its head's approval in the portal: the signed paper, or nothing.

    All reports of a period follow the rule in force on its closing date. Without any, approval suffices.
    """

    class Needs(models.TextChoices):
        APPROVAL = "approval", _("Approval in the portal suffices")
        PAPER = "paper", _("The signed official paper is needed too")

    regime = models.ForeignKey(Regime, models.CASCADE, related_name="approval_rules")
    needs = models.CharField(_("what counts as sent"), max_length=10, choices=Needs)
    source = CleanCharField(_("ground"), max_length=300, help_text=_("Document, article."))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to (last day)"), null=True, blank=True)

    objects = ApprovalRuleQuerySet.as_manager()

    class Meta:
        ordering = ["regime", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "valid_from"], name="one_approval_rule_a_day"),
            models.UniqueConstraint(
                fields=["regime"], condition=Q(valid_to=None), name="one_approval_rule_goes_on"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="approval_rule_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_needs_display()} ({self.valid_from})"

    @property
    def needs_paper(self) -> bool:
        return self.needs == self.Needs.PAPER


class Slice(models.Model):
    """The time between two consecutive closing dates of a regime; figures are stored for it, once."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="slices")
    year = models.PositiveSmallIntegerField(_("report year"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("closing date"))

    class Meta:
        ordering = ["ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["regime", "ends_on"], name="one_slice_a_closing_date"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="slice_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{screen_day(self.starts_on)} – {screen_day(self.ends_on)}"


class PeriodQuerySet(models.QuerySet["Period"]):
    def open(self) -> Self:
        """Opened and not yet issued."""
        return self.filter(opened_at__isnull=False, issued_at=None)

    def due_to_open(self, today: dt.date) -> Self:
        """Their day has come, however long the clock stood still, and they closed a month ago at most."""
        return self.filter(opened_at=None, opens_on__lte=today, ends_on__gte=today - dt.timedelta(days=31))

    def with_standing(self, today: dt.date) -> Self:
        """With the counts of its reports, as `standing` reads them."""
        return self.annotate(**counts(today, "reports__"))

    def deriving(self, today: dt.date) -> Self:
        """Opened and not yet closed: who owes may still change."""
        return self.filter(opened_at__isnull=False, ends_on__gte=today)


class Period(models.Model):
    """One report period of one year: its window, when it opens, its form; its figures are its slices'."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="periods")
    code = models.CharField(_("period"), max_length=5, choices=PeriodCode)
    year = models.PositiveSmallIntegerField(_("report year"))
    starts_on = models.DateField(_("window starts"))
    ends_on = models.DateField(_("window closes"))
    opens_on = models.DateField(_("opens on"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    deadline_override = models.DateField(_("deadline set by hand"), null=True, blank=True)
    override_reason = CleanCharField(_("reason for what was set by hand"), max_length=300, blank=True)
    form_version = models.ForeignKey("FormVersion", models.PROTECT, related_name="periods")
    open_slice = models.ForeignKey(Slice, models.PROTECT, related_name="closing_periods")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-ends_on", "code"]
        verbose_name = _("report period")
        verbose_name_plural = _("report periods")
        constraints = [
            models.UniqueConstraint(fields=["regime", "year", "code"], name="one_period_a_year_and_code"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return str(TITLES[PeriodCode(self.code)]) % {"year": self.year}

    @property
    def report_title(self) -> str:
        """What a report of the period is called."""
        name = str(self)
        return str(REPORT_TITLE) % {"period": name[:1].lower() + name[1:]}

    @property
    def standing(self) -> Standing:
        """Of a period asked for `with_standing`."""
        return Standing.read(self.__dict__)

    def stage(self, today: dt.date, standing: Standing | None = None) -> PeriodStage:
        """Where the period is; without a standing at hand, ask for the period `with_standing`."""
        return stage(self.opened_at, self.issued_at, (standing or self.standing).last_due, today)

    @property
    def counted_from(self) -> dt.date:
        """First day of what its figures add up: before the window where the period before is off."""
        return min(self.starts_on, self.open_slice.starts_on)

    @property
    def slices(self) -> models.QuerySet[Slice]:
        """The slices whose figures the period adds up, first to last: those that close in its window."""
        return Slice.objects.filter(regime=self.regime_id, ends_on__range=(self.starts_on, self.ends_on))
