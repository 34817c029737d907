"""From a closing date to a deadline. Pure: rules and calendar come in, a date goes out."""

import calendar
import datetime as dt
from collections.abc import Sequence

from agencies.calendar import Roll, WorkingDays
from agencies.models import AgencyKind
from reports.models import DeadlineRule, Period


def deadline_of(
    period: Period, kind: AgencyKind, *, rules: Sequence[DeadlineRule], days: WorkingDays
) -> dt.date:
    """The last day on which an agency of `kind` reports in time for `period`.

    A date set by hand for the period wins; else the most specific rule that fits. A regime without a
    fitting rule falls back on its floor, in working days after closing.
    """
    if period.deadline_override:
        return period.deadline_override
    rule = _rule_of(period, kind, rules)
    return _by_rule(rule, period, days) if rule else _floor(period, days)


def _floor(period: Period, days: WorkingDays) -> dt.date:
    return days.after(period.ends_on, period.regime.floor_days)


def is_only_asked(period: Period, kind: AgencyKind, *, rules: Sequence[DeadlineRule]) -> bool:
    """Is an agency of `kind` asked for the period without being bound, so that it is never late?"""
    rule = _rule_of(period, kind, rules)
    return rule is not None and rule.is_asked


def _rule_of(period: Period, kind: AgencyKind, rules: Sequence[DeadlineRule]) -> DeadlineRule | None:
    fitting = [rule for rule in rules if rule.fits(period, kind)]
    return max(fitting, key=lambda rule: rule.specificity, default=None)


def _by_rule(rule: DeadlineRule, period: Period, days: WorkingDays) -> dt.date:
    if rule.form == DeadlineRule.Form.WORKING_DAYS:
        return days.after(period.ends_on, rule.working_days or 1)
    if rule.form == DeadlineRule.Form.FIXED_DAY:
        fixed = day_of_month(period.ends_on, rule.months_after, rule.day_of_month or 1)
        return days.roll(fixed, Roll(period.regime.roll))
    assert rule.on_date is not None  # noqa: S101 -- the database refuses an explicit rule without a date
    return rule.on_date


def day_of_month(start: dt.date, months_after: int, day: int) -> dt.date:
    """That day of the month `months_after` months later, or the month's last day where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months_after, 12)
    return dt.date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def days_left(due_on: dt.date, *, today: dt.date, days: WorkingDays) -> int:
    """Working days until the deadline; 0 on the day itself only, negative once it has passed.

    A weekend between today and the deadline never makes tomorrow's deadline today's, nor yesterday's.
    """
    if due_on == today:
        return 0
    count = days.between(today, due_on)
    return max(count, 1) if due_on > today else min(count, -1)
