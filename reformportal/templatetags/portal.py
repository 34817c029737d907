"""What every page is put together from besides plain markup; docs/design.md and /design/ show them all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template
from django.core.paginator import Page
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from records import days
from records.days import screen_day
from records.numbers import format_percent
from reformportal import charts

register = template.Library()

# state: (colour, sign, words). The sign says it again for those who do not see the colour.
STATES = {
    "not_started": ("grey", "○", _("Not started")),
    "draft": ("blue", "◐", _("Draft")),
    "awaiting_head": ("violet", "…", _("Awaiting approval")),
    "awaiting_you": ("violet", "…", _("Awaits your approval")),
    "awaiting_paper": ("amber", "…", _("Signed paper owed")),
    "sent": ("teal", "→", _("Sent")),
    "returned": ("amber", "←", _("Returned")),
    "handed_back": ("amber", "←", _("Handed back by the head")),
    "accepted": ("green", "✓", _("Accepted")),
    "overdue": ("red", "!", _("Overdue")),
    "incomplete": ("blue", "◐", _("Under way")),
    "complete": ("green", "✓", _("Complete")),
    "wrong": ("red", "!", _("To be corrected")),
    "trouble": ("red", "!", _("Needs attention")),
    "not_applicable": ("grey", "–", _("Not applicable")),
    "issued": ("green", "✓", _("Issued")),
    # Papers on their way out.
    "preparing": ("blue", "◐", _("At Home Affairs, to be put forward")),
    "at_office": ("violet", "…", _("At the Office of the Provincial People's Committee")),
    "remarked": ("amber", "←", _("Came back with remarks")),
    "at_signer": ("violet", "…", _("With its signer")),
    "signed": ("blue", "◐", _("Signed, without a number yet")),
    "numbered": ("teal", "→", _("Has its number, on its way")),
    "to_send": ("grey", "○", _("Not sent yet")),
    "arrived": ("teal", "→", _("Arrived")),
    "registered": ("green", "✓", _("Registered")),
    "refused": ("red", "!", _("Refused")),
    # Activities and reminders say their words themselves.
    "under_way": ("blue", "◐", ""),
    "replaced": ("grey", "–", ""),
    "postponed": ("amber", "…", ""),
    "done": ("green", "✓", ""),
    "planned": ("blue", "○", ""),
    "claimed": ("violet", "…", ""),
    "cancelled": ("grey", "–", ""),
    "superseded": ("grey", "–", ""),
    "failed": ("red", "!", ""),
    # So does feedback.
    "received": ("blue", "○", ""),
    "in_hand": ("blue", "◐", ""),
    "waiting": ("amber", "…", ""),
    "to_post": ("amber", "→", ""),
    "answered": ("green", "✓", ""),
    "not_accepted": ("grey", "–", ""),
    "transferred": ("teal", "→", ""),
    "duplicate": ("grey", "–", ""),
    "withdrawn": ("grey", "–", ""),
    "published": ("green", "✓", ""),
    "taken_down": ("grey", "–", ""),
}

WEEKDAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]


@register.simple_tag
def status(state: str, label: str = "", colour: str = "") -> str:
    """A chip for a state; another label or colour may be given, an unknown state is grey."""
    own_colour, sign, words = STATES.get(state, ("grey", "·", state))
    return format_html(
        '<span class="status status-{}"><span class="status-sign" aria-hidden="true">{}</span>{}</span>',
        colour or own_colour,
        sign,
        label or words,
    )


@register.simple_tag
def deadline_words(due_on: dt.date | None, days_left: int) -> str:
    """A deadline as people say it; `days_left` counts working days and is negative once it has passed."""
    if due_on is None:
        return ""
    if days_left == 0:
        return str(_("due today, until the end of the day"))
    if days_left < 0:
        words = ngettext(
            "%(days)d working day late, was due %(day)s",
            "%(days)d working days late, was due %(day)s",
            -days_left,
        )
    else:
        words = ngettext(
            "%(days)d working day left, until the end of %(day)s",
            "%(days)d working days left, until the end of %(day)s",
            days_left,
        )
    return words % {"days": abs(days_left), "day": day_words(due_on)}


@register.filter(expects_localtime=True)
def day_words(day: dt.date) -> str:
    """A day with its weekday, as deadlines are written: thứ Ba, 17/3/2026."""
    return f"{WEEKDAYS[day.weekday()]}, {screen_day(day)}"


@register.filter
def paper_day(day: dt.date | None) -> str:
    """The date of an official paper, as the decree on papers writes it: 05/02/2026, 15/6/2026."""
    return days.paper_day(day) if day else ""


@register.filter
def percent(share: Decimal | int | None) -> str:
    return format_percent(share)


@register.filter
def elided(page: Page) -> Iterable[int | str]:
    """The page numbers worth a link: the ends and those around this page."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    title: str, rows: Sequence[tuple[str, charts.Number | None, str]], top: charts.Number | None = None
) -> dict[str, object]:
    return {"chart": charts.bar_chart(title, rows, top=top)}


@register.inclusion_tag("components/stack_chart.html")
def stack_chart(
    title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[charts.Number]]], head: str = ""
) -> dict[str, object]:
    """The bars and their numbers are one table; `head` heads its first column."""
    return {"chart": charts.stack_chart(title, names, rows), "head": head}


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[charts.Number | None]]],
    top: charts.Number | None = None,
    unit: str = "",
) -> dict[str, object]:
    """Drawn once more for telephones, where the labels are few enough to stand there."""
    widths = [charts.WIDTH, charts.NARROW] if len(labels) <= charts.NARROW_LABELS else [charts.WIDTH]
    drawn = [charts.line_chart(title, labels, series, top=top, unit=unit, width=width) for width in widths]
    return {"chart": drawn[0], "drawn": drawn, "is_narrow_too": len(drawn) > 1}
