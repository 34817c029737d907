"""What one agency owes for one period, and what its people write down until it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyVersion, Officer
from agencies.permissions import is_home_affairs, is_leadership
from records.days import screen_day, screen_moment
from records.fields import CleanCharField, CleanTextField
from records.models import Attachment
from reports.models.forms import Figure, Section
from reports.models.regimes import ApprovalRule, Period, Slice
from reports.standing import Reception, receptions
from reports.workflow import EDITABLE, HANDED_IN, State


class Timeliness(models.TextChoices):
    """How the first sending stood to the deadline then in force."""

    ON_TIME = "on_time", _("On time")
    EXTENDED = "extended", _("On time after extension")
    LATE = "late", _("Late")
    ASKED = "asked", _("Sent as asked")


def _at_agencies_of(officer: Officer) -> Q:
    return Q(agency__in={post.agency_id for post in officer.current_posts})


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, officer: Officer) -> Self:
        """Home Affairs sees every report, leadership those accepted, everyone their own agency's."""
        if is_leadership(officer) and not is_home_affairs(officer):
            return self.filter(_at_agencies_of(officer) | Q(accepted_sending__isnull=False))
        return self.drafts_visible_to(officer)

    def drafts_visible_to(self, officer: Officer) -> Self:
        """Those that may be read before they are accepted: all by Home Affairs, else one's own."""
        return self if is_home_affairs(officer) else self.filter(_at_agencies_of(officer))

    def owed(self) -> Self:
        """Reports an agency must send: those recorded as not applicable are owed no more."""
        return self.filter(excused_at=None)

    def bound(self) -> Self:
        """Owed by an agency that the deadline binds; who is only asked is in no count of what is missing."""
        return self.owed().filter(is_asked=False)

    def received(self, reception: Reception) -> Self:
        """Bound reports that have come as far as that."""
        return self.filter(receptions()[reception])

    def overdue(self, today: dt.date) -> Self:
        """Never sent, and the deadline has passed."""
        return self.bound().filter(first_sent_at=None, due_on__lt=today)

    def left_waiting(self, on: dt.date) -> Self:
        """Awaiting the head of an agency that is no more that day."""
        here = AgencyVersion.objects.in_force(on).filter(agency=OuterRef("agency"))
        return self.filter(~Exists(here), state=State.AWAITING_HEAD)

    def awaiting_paper(self) -> Self:
        """Approved and sent, but still owed: the regime asks for the signed paper of what was sent last."""
        return self.owed().filter(awaits_paper())

    def with_names(self) -> Self:
        return self.select_related("period__regime", "agency", "version__kind", "reviewer")


def awaits_paper() -> Q:
    """Of a report that is owed: sent and waiting for its signed paper."""
    rules = ApprovalRule.objects.filter(regime=OuterRef("period__regime"), needs=ApprovalRule.Needs.PAPER)
    unsigned = Q(state__in=HANDED_IN, latest_sending__official_paper=None)
    return unsigned & Q(Exists(rules.in_force(OuterRef("period__ends_on"))))


class Report(models.Model):
    """One obligation: what an agency owes for a period. One row each, made when the period opens."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name=_("period"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="reports", verbose_name=_("agency"))
    version = models.ForeignKey(AgencyVersion, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.NOT_STARTED)
    due_on = models.DateField(_("deadline"))
    rule_due_on = models.DateField(_("deadline without extension"))
    deadline_version = models.PositiveIntegerField(default=1)
    reviewer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible reviewer"),
    )
    first_sent_at = models.DateTimeField(_("first sent"), null=True, blank=True)
    timeliness = models.CharField(_("timeliness"), max_length=10, choices=Timeliness, blank=True)
    latest_sending = models.ForeignKey("Sending", models.PROTECT, null=True, blank=True, related_name="+")
    accepted_sending = models.ForeignKey("Sending", models.PROTECT, null=True, blank=True, related_name="+")
    is_on_behalf = models.BooleanField(_("entered by Home Affairs from paper"), default=False)
    is_asked = models.BooleanField(_("only asked: nobody is late"), default=False, db_default=False)
    excused_at = models.DateTimeField(_("recorded as not applicable"), null=True, blank=True)
    excused_reason = CleanCharField(_("why it is not applicable"), max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period__ends_on", "version__kind__position", "version__sort_key"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["period", "agency"], name="one_report_an_agency_and_period"),
            models.CheckConstraint(
                name="accepted_state_has_accepted_sending",
                condition=~Q(state="accepted") | Q(accepted_sending__isnull=False),
            ),
            models.CheckConstraint(
                name="excuse_has_a_reason", condition=Q(excused_at=None) | ~Q(excused_reason="")
            ),
            models.CheckConstraint(
                name="first_sending_has_timeliness",
                condition=Q(first_sent_at=None, timeliness="")
                | Q(first_sent_at__isnull=False) & ~Q(timeliness=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version.name}: {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.excused_at is None and self.state in EDITABLE

    @property
    def is_correcting(self) -> bool:
        """A dated correction is under way: issued figures still stand while it is written."""
        return self.accepted_sending_id is not None and self.state != State.ACCEPTED

    def is_overdue(self, today: dt.date) -> bool:
        is_owed = self.excused_at is None and not self.is_asked
        return is_owed and self.first_sent_at is None and self.due_on < today

    def timeliness_if_sent(self, today: dt.date) -> Timeliness:
        """What sending for the first time today would count as (domain: server receipt, local day)."""
        if self.is_asked:
            return Timeliness.ASKED
        if today <= self.rule_due_on:
            return Timeliness.ON_TIME
        return Timeliness.EXTENDED if today <= self.due_on else Timeliness.LATE


class DeadlineChangeQuerySet(models.QuerySet["DeadlineChange"]):
    def record(
        self,
        reports: Iterable[Report],
        cause: str,
        *,
        reason: str = "",
        by: models.Model | None = None,
        at: dt.datetime,
    ) -> None:
        """Why each of these has its deadline, in one statement."""
        named = {"cause": cause, "reason": reason, "by": by, "at": at}
        DeadlineChange.objects.bulk_create(
            DeadlineChange(report=report, version=report.deadline_version, due_on=report.due_on, **named)
            for report in reports
        )


class DeadlineChange(models.Model):
    """Why a report's deadline is what it is: one row a change, the first by the rule itself."""

    class Cause(models.TextChoices):
        RULE = "rule", _("By the regime's rule")
        CALENDAR = "calendar", _("The working calendar changed")
        PERIOD = "period", _("Set by hand for the period")
        EXTENSION = "extension", _("Extended for this agency")

    report = models.ForeignKey(Report, models.CASCADE, related_name="deadline_changes")
    version = models.PositiveIntegerField()
    due_on = models.DateField(_("deadline"))
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    reason = CleanCharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = DeadlineChangeQuerySet.as_manager()

    class Meta:
        ordering = ["report", "version"]
        constraints = [models.UniqueConstraint(fields=["report", "version"], name="one_deadline_a_version")]

    def __str__(self) -> str:
        return f"{screen_day(self.due_on)} ({self.get_cause_display()})"


class ReviewerAssignment(models.Model):
    """Which Home Affairs officer is responsible for an agency's reports, newest row first."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="reviewer_assignment")
    reviewer = models.ForeignKey(Officer, models.PROTECT, related_name="review_assignments")

    def __str__(self) -> str:
        return f"{self.agency_id} → {self.reviewer}"


class FigureValueQuerySet(models.QuerySet["FigureValue"]):
    def of_report(self, report: Report) -> Self:
        """The values typed for the report's open slice."""
        return self.filter(agency=report.agency_id, slice=report.period.open_slice_id)


class FigureValue(models.Model):
    """A figure of an agency in a slice. Nothing entered, zero and not applicable are three things."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figure_values")
    slice = models.ForeignKey(Slice, models.PROTECT, related_name="figure_values")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="values")
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=2, null=True, blank=True)
    is_not_applicable = models.BooleanField(_("not applicable"), default=False)
    note = CleanTextField(_("explanation"), max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects = FigureValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "slice", "figure"], name="one_value_a_figure_and_slice"
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | Q(number=None), name="not_applicable_has_no_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure_id}: {self.number}"

    @property
    def is_blank(self) -> bool:
        return self.number is None and not self.is_not_applicable


class Narrative(models.Model):
    """The text of one section of one report, and where it came from while nobody has changed it since."""

    class Origin(models.TextChoices):
        OWN = "", _("Own words")
        LAST_TIME = "last_time", _("The last period's text, not changed yet")
        NIL = "nil", _("The sentence for nothing arose")
        FIGURES = "figures", _("Sentences from figures and activities")

    report = models.ForeignKey(Report, models.CASCADE, related_name="narratives")
    section = models.ForeignKey(Section, models.PROTECT, related_name="narratives")
    text = CleanTextField(_("text"), max_length=20000, blank=True)
    origin = models.CharField(
        _("where it came from"), max_length=10, choices=Origin, blank=True, default=Origin.OWN, db_default=""
    )
    # What sentences taken from figures say of them, by code: one that changes later is found in the text.
    said = models.JSONField(_("numbers taken from figures"), null=True, blank=True)
    # Numbers that came with the last period's text and were its figures' then, by code.
    old_numbers = models.JSONField(_("numbers of the last period"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="one_narrative_a_section"),
        ]

    def __str__(self) -> str:
        return f"{self.section_id}: {self.text[:40]}"


class Contribution(models.Model):
    """An officer saved something in a report; who did so since the last sending may not sign it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="contributions")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "officer"], name="one_contribution_an_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {screen_moment(self.saved_at)}"


ON_ONE_FIELD = Q(figure__isnull=False, section=None) | Q(figure=None, section__isnull=False)


class Evidence(models.Model):
    """A file or a link that proves a figure or a section."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="evidence")
    figure = models.ForeignKey(Figure, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    title = CleanCharField(_("title"), max_length=200)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(_("link"), max_length=500, blank=True)
    added_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(condition=ON_ONE_FIELD, name="evidence_on_one_field"),
            models.CheckConstraint(
                condition=Q(attachment__isnull=False, url="") | (Q(attachment=None) & ~Q(url="")),
                name="evidence_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OpenField(models.Model):
    """A figure or section that a return or a correction has reopened; sending clears the report's rows."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="open_fields")
    figure = models.ForeignKey(Figure, models.PROTECT, null=True, blank=True, related_name="+")
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="+")
    reason = CleanTextField(_("reason"), max_length=1000)
    is_joined = models.BooleanField(_("reopened by a cross-check"), default=False)
    opened_by = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ON_ONE_FIELD, name="open_field_is_one_field"),
            models.UniqueConstraint(
                fields=["report", "figure", "section"], nulls_distinct=False, name="one_open_row_a_field"
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
