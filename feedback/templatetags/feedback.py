"""Handlings, clocks and events in words that their readers use."""

from __future__ import annotations

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext as in_readers_language
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from feedback.deadlines import Clock, Unit
from feedback.models import Handling
from feedback.words import Said
from feedback.workflow import State

register = template.Library()

PLAIN = {
    State.RECEIVED: gettext_lazy("It has arrived and waits for an officer to read it."),
    State.IN_HAND: gettext_lazy("It is being worked on."),
    State.WAITING: gettext_lazy("We have asked you something and wait for you."),
    State.AWAITING_HEAD: gettext_lazy("An answer is written; the head of the agency reads and approves it."),
    State.TO_POST: gettext_lazy("An answer is written and approved; it goes to you by post."),
    State.ANSWERED: gettext_lazy("It is answered."),
    State.NOT_ACCEPTED: gettext_lazy("It cannot be taken up here. The reason stands below."),
    State.TRANSFERRED: gettext_lazy("It was passed to the agency that is responsible."),
    State.DUPLICATE: gettext_lazy("It is the same as one sent before; that one is answered."),
    State.WITHDRAWN: gettext_lazy("It was withdrawn."),
}
EVENTS = {
    "receive": pgettext_lazy("counted", "Received"),
    "accept": gettext_lazy("Taken in hand"),
    "transfer": gettext_lazy("Passed to another agency"),
    "hand_on": gettext_lazy("Passed to the agency that took over"),
    "join": gettext_lazy("Passed to the agency that took over, which has a part of it"),
    "pass_part": gettext_lazy("A part was passed to another agency"),
    "refuse": gettext_lazy("Not accepted"),
    "mark_duplicate": gettext_lazy("Found to be sent twice"),
    "withdraw": gettext_lazy("Withdrawn by the sender"),
    "ask": gettext_lazy("The sender was asked for more"),
    "resume": gettext_lazy("Gone on with"),
    "submit": gettext_lazy("The answer went to the head"),
    "take_back": gettext_lazy("The answer was taken back to be changed"),
    "hand_back": gettext_lazy("The head handed the answer back"),
    "approve": gettext_lazy("The answer was approved, to be posted"),
    "recall": gettext_lazy("The approved answer was taken back before it was posted"),
    "post": gettext_lazy("A letter to the sender was posted"),
    "sign": gettext_lazy("Answered"),
    "reopen": gettext_lazy("Taken up again"),
    "reconsider": gettext_lazy("Taken up after all"),
    "assign": gettext_lazy("Given to an officer"),
    "extend": gettext_lazy("The time was extended"),
    "tell": gettext_lazy("Told how it stands"),
    "add": gettext_lazy("The sender added something"),
    "replace_secret": gettext_lazy("An officer gave out a new secret"),
}


@register.filter
def in_plain_words(handling: Handling) -> str:
    if handling.state == State.RECEIVED and handling.officer_id:
        return _("It has arrived. An officer reads it and decides who answers.")
    return str(PLAIN[State(handling.state)])


@register.filter
def event_words(event: Said) -> str:
    return str(EVENTS.get(event.verb, event.verb))


@register.filter
def words_of(event: Said) -> str:
    """What was said with it; what the portal itself says is said in the reader's language."""
    return in_readers_language(event.words) if event.verb in ("hand_on", "join") else event.words


@register.filter
def why_that_day(clock: Clock) -> str:
    """How the day comes about: the limit with its ground, where it counts from, what was added or skipped."""
    said = [_limit(clock)]
    if clock.extra:
        said.append(_("extended by %(amount)s") % {"amount": _amount(clock.extra, clock.limit.unit)})
    if clock.stopped:
        amount = _amount(clock.stopped, clock.limit.unit)
        said.append(_("the clock stood still for %(amount)s") % {"amount": amount})
    if clock.days_off:
        days = ", ".join(date_format(day, "j/n") for day in clock.days_off)
        said.append(_("days off not counted: %(days)s") % {"days": days})
    return "; ".join(said) + "."


def _limit(clock: Clock) -> str:
    return _("%(amount)s after %(day)s, that day not counted (%(ground)s)") % {
        "amount": _amount(clock.limit.amount, clock.limit.unit),
        "day": date_format(clock.counted_from, "SHORT_DATE_FORMAT"),
        "ground": clock.limit.legal_ground,
    }


def _amount(count: int, unit: str) -> str:
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
