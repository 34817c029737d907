"""How figures are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from records.numbers import format_number, format_percent, in_words
from records.papers.tables import Column
from reports.models import Figure
from reports.reminders.report import asked_for_words
from reports.spans import asked_words, cumulative_words, moment_words, read_words, running_words, slice_words

register = template.Library()
for words in (asked_words, cumulative_words, moment_words, read_words, running_words, slice_words):
    register.filter(words.__name__, words)
register.simple_tag(asked_for_words)

LEAST_IN_DOUBT = 1000  # below, no thousands are grouped and nothing can be read in two ways


@register.filter
def as_figure(number: Decimal | None, figure: Figure) -> str:
    """A figure's number as people read it; a dash where nothing is known."""
    if number is None:
        return "–"
    if figure.kind == Figure.Kind.YES_NO:
        return _("Yes") if number else _("No")
    return format_number(number, figure.places)


@register.filter
def as_input(number: Decimal, figure: Figure) -> str:
    """The same as the control of the figure holds it."""
    return str(int(number)) if figure.kind == Figure.Kind.YES_NO else format_number(number)


@register.filter
def with_unit(number: Decimal | None, figure: Figure) -> str:
    """The same with its unit, where there is a number to have one."""
    text = as_figure(number, figure)
    if number is None or figure.kind == Figure.Kind.YES_NO:
        return text
    return format_percent(number) if figure.unit == "%" else f"{text} {figure.unit}"


@register.filter
def beside(number: Decimal | None, figure: Figure) -> str:
    """A number beside an entry: the box shows the unit, but a ratio has no box."""
    return with_unit(number, figure) if figure.parts else as_figure(number, figure)


@register.filter
def read_aloud(number: Decimal | None, figure: Figure) -> str:
    """A whole number in words, where its groups of thousands might be misread; else nothing."""
    if number is None or figure.kind == Figure.Kind.RATIO or abs(number) < LEAST_IN_DOUBT or number % 1:
        return ""
    return in_words(int(number))


@register.filter
def differs_words(recorded: Decimal, figure: Figure) -> str:
    """What is said beside an answer that differs from the records without a word why."""
    return _("Your records say %(recorded)s. Take that number, or explain yours in the note.") % {
        "recorded": with_unit(recorded, figure)
    }


@register.filter
def get_url(addresses: Mapping[int, str], pk: int) -> str:
    return addresses.get(pk, "")


@register.filter
def beside_each(columns: Sequence[Column], cells: Sequence[str]) -> list[tuple[Column, str]]:
    """Each cell of a row with its column."""
    return list(zip(columns, cells, strict=True))
