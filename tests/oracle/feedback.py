"""What the feedback room wants of an officer now: lines for a start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.handing_back import HandBack
from agencies.models import Officer, Post
from agencies.permissions import is_home_affairs, posts_of
from feedback.handing_back import hand_backs
from feedback.models import Breach, Consent, ConsentWording, DataRequest, Handling, Publication
from feedback.reminders.regulation import without_regulation
from feedback.workflow import PublicationState, State
from records.days import screen_day
from records.workflow import HANDED_BACK

Role = Post.Role


@dataclass(frozen=True)
class Line:
    """One thing to do or to wait for."""

    title: str
    url: str
    state: str = ""
    hint: str = ""
    due_on: dt.date | None = None
    is_late: bool = False


MOST = 10  # lines of one kind; the list has the rest


def lines(officer: Officer, today: dt.date) -> tuple[list[Line], list[Line]]:
    """What the officer owes, and what waits for others: feedback, and regulations that are missing."""
    owed, waiting = _handling_lines(officer, today)
    missing, elsewhere = _regulation_lines(officer, today)
    owed += (
        _posting_lines(officer, today)
        + _breach_lines(officer, today)
        + _doubtful_lines(officer)
        + _publication_lines(officer)
        + _request_lines(officer, today)
    )
    return owed + missing, waiting + _elsewhere_lines(officer, today) + elsewhere


def _breach_lines(officer: Officer, today: dt.date) -> list[Line]:
    """Breaches of personal data that the authority does not know of, each with its hour."""
    if not officer.keeps_register:
        return []
    title = _("Notify the authority of a breach of personal data by %(time)s on %(day)s")
    rows = Breach.objects.visible_to(officer).to_report().order_by("report_by", "pk")[:MOST]
    return [_breach_line(row, title, today) for row in rows]


def _breach_line(row: Breach, title: str, today: dt.date) -> Line:
    by, is_late = timezone.localtime(row.report_by), row.report_by_day < today
    names = {"time": f"{by:%H:%M}", "day": screen_day(by)}
    state = "overdue" if is_late else ""
    return Line(title % names, row.get_absolute_url(), state, due_on=by.date(), is_late=is_late)


def _doubtful_lines(officer: Officer) -> list[Line]:
    """One line for all that may be spam: somebody looks at it, or it waits for ever."""
    agencies = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    if not agencies:
        return []
    count = Handling.objects.open().filter(agency__in=agencies, item__is_doubtful=True).count()
    words = ngettext("%(count)d piece that may be spam", "%(count)d pieces that may be spam", count)
    url = reverse("feedback:handlings") + "?state=doubtful"
    return [Line(words % {"count": count}, url, hint=_("Look whether it is."))] if count else []


def _posting_lines(officer: Officer, today: dt.date) -> list[Line]:
    """Letters on paper that wait: until each is posted and recorded, its sender has not been told."""
    agencies = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    if not agencies:
        return []
    mine = Q(keeper=None, agency__in=agencies) | Q(keeper__in=agencies)
    rows = Handling.objects.filter(mine, owes_post=True).select_related("item").in_order()[:MOST]
    answer = _("Feedback %(code)s: post the answer and record it")
    letter = _("Feedback %(code)s: post the letter to the sender and record it")
    return [_line_of(row, answer if row.state == State.TO_POST else letter, today) for row in rows]


def _publication_lines(officer: Officer) -> list[Line]:
    """Texts for the public that a colleague wrote: another one reads and approves them."""
    agencies = {post.agency_id for post in posts_of(officer, Role.DRAFTER, Role.HEAD)}
    if not agencies:
        return []
    mine = Q(handling__agency__in=agencies) | Q(handling__keeper__in=agencies)
    agreed = Consent.objects.in_force(ConsentWording.Purpose.PUBLISH).values("item")
    answered = Q(handling__state=State.ANSWERED, handling__item__in=agreed)
    drafts = Publication.objects.filter(mine, answered, state=PublicationState.DRAFT)
    drafts = drafts.exclude(made_by=officer)
    title = _("Feedback %(code)s: read and approve the text for the public")
    page = "feedback:approve-publication"
    rows = drafts.select_related("handling__item").order_by("made_at", "pk")[:MOST]
    return [
        Line(title % {"code": row.handling.item.code}, reverse(page, args=[row.handling_id])) for row in rows
    ]


def _elsewhere_lines(officer: Officer, today: dt.date) -> list[Line]:
    """What the officer has in hand and another keeps waiting: the head to sign, the sender to answer."""
    drafts = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    if not drafts:
        return []
    words = {
        State.AWAITING_HEAD: _("Feedback %(code)s: the answer waits for approval"),
        State.WAITING: _("Feedback %(code)s: the sender was asked and has not answered"),
    }
    rows = Handling.objects.filter(agency__in=drafts, officer=officer, state__in=words)
    return [
        _line_of(row, words[State(row.state)], today) for row in rows.select_related("item").in_order()[:MOST]
    ]


def _request_lines(officer: Officer, today: dt.date) -> list[Line]:
    """A line for all requests about personal data to respond to, one for all to carry out, each with the
    nearest day."""
    if not posts_of(officer, Role.DRAFTER, Role.HEAD):
        return []
    rows = DataRequest.objects.visible_to(officer).open()
    found = list(rows.values_list("answered_on", "due_on", "carry_out_due_on"))
    respond = [due_on for answered_on, due_on, _carry_out in found if answered_on is None]
    carry_out = [day for answered_on, _due_on, day in found if answered_on and day]
    to_respond = ngettext(
        "%(count)d request about personal data to answer",
        "%(count)d requests about personal data to answer",
        len(respond),
    )
    to_carry_out = ngettext(
        "%(count)d request about personal data to carry out",
        "%(count)d requests about personal data to carry out",
        len(carry_out),
    )
    return _line_of_days(respond, to_respond, today) + _line_of_days(carry_out, to_carry_out, today)


def _line_of_days(days: list[dt.date], words: str, today: dt.date) -> list[Line]:
    if not days:
        return []
    is_late = min(days) < today
    url, state = reverse("feedback:data-requests") + "?state=open", "overdue" if is_late else ""
    return [Line(words % {"count": len(days)}, url, state, due_on=min(days), is_late=is_late)]


def _handling_lines(officer: Officer, today: dt.date) -> tuple[list[Line], list[Line]]:
    drafts = {post.agency_id for post in posts_of(officer, Role.DRAFTER)}
    signs = {post.agency_id for post in posts_of(officer, Role.HEAD)}
    genuine = Handling.objects.open().filter(item__is_doubtful=False)
    owed: list[Line] = []
    if drafts or signs:
        mine = Q(agency__in=drafts, state=State.RECEIVED) | Q(agency__in=signs, state=State.AWAITING_HEAD)
        mine |= Q(agency__in=drafts, state=State.IN_HAND, officer=officer)
        to_tell = Q(agency__in=drafts, tell_due_on__lte=today)
        rows = list(genuine.filter(mine | to_tell).select_related("item").in_order()[: MOST + 1])
        back = hand_backs(rows[:MOST])
        for row in rows[:MOST]:
            owed += _lines_of(row, officer, drafts, signs, today, back.get(row.pk))
        if len(rows) > MOST:
            owed.append(Line(_("More feedback that waits"), reverse("feedback:handlings")))
    overdue = genuine.overdue(today).count() if is_home_affairs(officer) else 0
    return owed, [_overdue_elsewhere(overdue)] if overdue else []


def _lines_of(
    row: Handling,
    officer: Officer,
    drafts: set[int],
    signs: set[int],
    today: dt.date,
    back: HandBack | None,
) -> Iterator[Line]:
    is_mine = {
        State.RECEIVED: row.agency_id in drafts,
        State.IN_HAND: row.agency_id in drafts and row.officer_id == officer.pk,
        State.AWAITING_HEAD: row.agency_id in signs,
    }
    if is_mine.get(State(row.state)):
        yield _handed_back(row, back, today) if back else _handling(row, today)
    if row.tell_due_on and row.tell_due_on <= today and row.agency_id in drafts:
        yield _telling(row, row.tell_due_on, today)


def _telling(row: Handling, due_on: dt.date, today: dt.date) -> Line:
    title = _("Feedback %(code)s: tell the sender how it stands")
    url = reverse("feedback:tell", args=[row.pk])
    state = "overdue" if due_on < today else ""
    return Line(title % {"code": row.item.code}, url, state, due_on=due_on, is_late=due_on < today)


def _handed_back(row: Handling, back: HandBack, today: dt.date) -> Line:
    line = _line_of(row, _("Feedback %(code)s: change the answer"), today)
    return replace(line, state=HANDED_BACK, hint=back.hint)


def _handling(row: Handling, today: dt.date) -> Line:
    words = {
        State.RECEIVED: _("Feedback %(code)s: take it in hand or pass it on"),
        State.IN_HAND: _("Feedback %(code)s: write the answer"),
        State.AWAITING_HEAD: _("Feedback %(code)s: read and approve the answer"),
    }
    return _line_of(row, words[State(row.state)], today)


def _line_of(row: Handling, words: str, today: dt.date) -> Line:
    is_late = bool(row.due_on and row.due_on < today)
    state, title = "overdue" if is_late else "", words % {"code": row.item.code}
    return Line(title, row.get_absolute_url(), state, due_on=row.due_on, is_late=is_late)


def _overdue_elsewhere(count: int) -> Line:
    title = ngettext("%(count)d feedback is overdue", "%(count)d pieces of feedback are overdue", count)
    return Line(title % {"count": count}, reverse("feedback:handlings") + "?state=overdue", "overdue")


def _regulation_lines(officer: Officer, today: dt.date) -> tuple[list[Line], list[Line]]:
    own = {post.agency_id: post.agency_label for post in posts_of(officer, Role.DRAFTER, Role.HEAD)}
    follows = is_home_affairs(officer)
    if not own and not follows:
        return [], []
    missing = without_regulation(today)
    owed = [_missing_at(agency, own[agency]) for agency in sorted(missing & own.keys())]
    others = len(missing - own.keys())
    return owed, [_missing_elsewhere(others)] if follows and others else []


def _missing_at(agency: int, name: str) -> Line:
    return Line(
        _("%(agency)s: record the regulation on feedback") % {"agency": name},
        reverse("feedback:record-regulation", args=[agency]),
        hint=_("The channel for feedback opens with it (the province's plan, part IV, section 7)."),
    )


def _missing_elsewhere(count: int) -> Line:
    title = ngettext(
        "%(count)d agency has no regulation on feedback",
        "%(count)d agencies have no regulation on feedback",
        count,
    )
    return Line(title % {"count": count}, reverse("feedback:channels") + "?state=missing")
