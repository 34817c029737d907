"""The regime's rules and the form's checks as people say them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.days import screen_day
from records.numbers import format_number
from reports.models import CrossCheck, DeadlineRule, Figure, FigureLimit, PeriodKind

Form = DeadlineRule.Form


def rule_words(rule: DeadlineRule) -> str:
    """“2 working days after the closing date”; of who is only asked, that it binds nobody."""
    words = _day_words(rule)
    return _("%(day)s, only asked for") % {"day": words} if rule.is_asked else words


def _day_words(rule: DeadlineRule) -> str:
    if rule.form == Form.WORKING_DAYS:
        count = rule.working_days or 0
        words = ngettext(
            "%(count)d working day after the closing date",
            "%(count)d working days after the closing date",
            count,
        )
        return words % {"count": count}
    if rule.form == Form.EXPLICIT and rule.on_date:
        day = rule.on_date
        return _("on %(day)s") % {"day": screen_day(day)}
    if not rule.months_after:
        return _("on day %(day)d of the month of closing") % {"day": rule.day_of_month or 0}
    words = ngettext(
        "on day %(day)d of the month after closing",
        "on day %(day)d of the month %(count)d months after closing",
        rule.months_after,
    )
    return words % {"day": rule.day_of_month or 0, "count": rule.months_after}


def window_words(kind: PeriodKind) -> str:
    """“15/12 of the year before – 14/3”."""
    start = f"{kind.start_day}/{kind.start_month}"
    end = f"{kind.end_day}/{kind.end_month}"
    if kind.starts_year_before:
        return _("%(start)s of the year before – %(end)s") % {"start": start, "end": end}
    return f"{start} – {end}"


def limits_words(figure: Figure) -> str:
    """“from 0 to 100”."""
    least, most = figure.minimum, figure.maximum
    if least is not None and most is not None:
        return _("from %(least)s to %(most)s") % {"least": format_number(least), "most": format_number(most)}
    if least is not None:
        return _("at least %(least)s") % {"least": format_number(least)}
    return _("at most %(most)s") % {"most": format_number(most)} if most is not None else ""


def limit_words(limit: FigureLimit) -> str:
    """“at most 20.000 at a commune”."""
    kind = limit.kind.name if limit.kind else _("every kind")
    least, most = format_number(limit.least), format_number(limit.most)
    if limit.least is not None and limit.most is not None:
        return _("%(kind)s: from %(least)s to %(most)s") % {"kind": kind, "least": least, "most": most}
    if limit.least is not None:
        return _("%(kind)s: at least %(least)s") % {"kind": kind, "least": least}
    return _("%(kind)s: at most %(most)s") % {"kind": kind, "most": most}


def check_words(check: CrossCheck) -> str:
    """“TT03 ≤ TT02”, “TT33.1 + TT33.2 = TT33.3 + TT33.5”; a falling figure is named alone."""
    terms = [(term.sign, term.figure.code) for term in check.terms.all()]
    if check.kind == CrossCheck.Kind.NOT_FALLING:
        codes = ", ".join(code for _sign, code in terms)
        return _("%(figures)s: not below its last value of the year") % {"figures": codes}
    left = " + ".join(code for sign, code in terms if sign > 0) or "0"
    right = " + ".join(code for sign, code in terms if sign < 0) or "0"
    return f"{left} {'≤' if check.kind == CrossCheck.Kind.AT_MOST else '='} {right}"
