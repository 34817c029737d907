"""After issue: up to the signer, the clerk's number and the signed PDF, to whom the paper is for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Officer, Post
from records.actions import audit, move, store_attachment
from records.days import screen_day
from reports.actions import telling
from reports.models import (
    Dispatch,
    FiguresSheet,
    OutgoingEvent,
    OutgoingPaper,
    PaperKind,
    PaperLayout,
    ProvincePaper,
)
from reports.permissions import following_post, may_follow_papers, may_number, numbering_post
from reports.roads import Happened, Roads
from reports.workflow import DISPATCH_MOVES, ROAD_MOVES, PaperState, RoadState

if TYPE_CHECKING:
    from records.content.check import CheckedFile

FIGURES = "figures"  # the event that the ministry's software has them


@transaction.atomic
def begin_outgoing(paper: ProvincePaper, *, by: Officer, now: dt.datetime) -> OutgoingPaper:
    """Open the outward record of an issued paper, a row for each addressee; asked again, the same one."""
    if not may_follow_papers(by):
        raise PermissionDenied(_("Only Home Affairs opens the outward record of a paper."))
    locked = ProvincePaper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
    if locked.state != PaperState.ISSUED:
        raise ValidationError(_("Only an issued paper goes out."))
    outgoing, is_new = OutgoingPaper.objects.get_or_create(
        paper=locked, defaults={"since": timezone.localdate(now)}
    )
    if is_new:
        Dispatch.objects.bulk_create(
            Dispatch(outgoing=outgoing, addressee=name, wants_figures=_wants_figures(locked, name))
            for name in _addressees(locked)
        )
        audit(outgoing, "begin", by=by, now=now)
        telling.paper_goes_out([outgoing.pk], now=now)
    return outgoing


def _addressees(paper: ProvincePaper) -> list[str]:
    layout = PaperLayout.objects.get(regime=paper.period.regime_id, kind=paper.kind)
    return list(dict.fromkeys(filter(None, (line.strip(" -;.") for line in layout.addressees.splitlines()))))


def _wants_figures(paper: ProvincePaper, addressee: str) -> bool:
    sheets = FiguresSheet.objects.filter(form_version=paper.period.form_version_id, addressee=addressee)
    return paper.kind == PaperKind.PROVINCE and sheets.exists()


@transaction.atomic
def move_outgoing(
    outgoing: OutgoingPaper, verb: str, what: Happened, *, seen: int, by: Officer, now: dt.datetime
) -> OutgoingPaper:
    """Record a step of the way up: put forward, remarked on, with the signer, signed.

    `seen` is the number of events the page showed: ValidationError when more has happened since.
    """
    locked = _lock(outgoing, seen)
    post = following_post(by)
    if post is None:
        raise PermissionDenied(_("Only Home Affairs records the way of its papers."))
    if verb == "number":
        raise ValidationError(_("The number is entered with the signed file."))
    if verb == "remark" and not what.note:
        raise ValidationError({"note": _("Say what was remarked.")})
    return _take(locked, verb, what, by=by, post=post, now=now)


@transaction.atomic
def number_outgoing(
    outgoing: OutgoingPaper,
    upload: CheckedFile,
    *,
    number: str,
    dated_on: dt.date,
    signer: str,
    seen: int,
    by: Officer,
    now: dt.datetime,
) -> OutgoingPaper:
    """The clerk's number and date, and the signed PDF as it is; from then on the paper can be sent."""
    locked = _lock(outgoing, seen)
    if not may_number(by, locked):
        raise PermissionDenied(_("The clerk, or Home Affairs, enters number and file."))
    if upload.media_type != "application/pdf":
        raise ValidationError({"upload": _("The signed paper is a PDF file.")})
    what = Happened(dated_on, document=number)
    _refuse_days(what, locked.events.filter(dispatch=None).last(), now, field="dated_on")
    attachment = store_attachment(upload, by=by, now=now)
    facts = {"number": number, "dated_on": dated_on, "signer": signer, "attachment": attachment}
    return _take(locked, "number", what, by=by, post=numbering_post(by, locked), now=now, **facts)


def _take(
    outgoing: OutgoingPaper,
    verb: str,
    what: Happened,
    *,
    by: Officer,
    post: Post | None,
    now: dt.datetime,
    **facts: Any,
) -> OutgoingPaper:
    road = Roads().of(outgoing)
    if verb in ROAD_MOVES.verbs(outgoing.state) and verb not in road.verbs(outgoing.state):
        raise ValidationError(_("The way of this paper, as the province set it, does not take that step."))
    _refuse_days(what, outgoing.events.filter(dispatch=None).last(), now)
    moved = move(outgoing, verb, table=ROAD_MOVES, by=by, post=post, now=now, since=what.on, **facts)
    _write_event(moved, None, verb, what, by=by, post=post, now=now)
    telling.paper_goes_out([moved.pk], now=now)
    return moved


@transaction.atomic
def add_dispatch(outgoing: OutgoingPaper, addressee: str, *, by: Officer, now: dt.datetime) -> Dispatch:
    """One more body that the paper is for."""
    locked = _lock(outgoing)
    if not may_number(by, locked):
        raise PermissionDenied(_("The clerk, or Home Affairs, says whom the paper is for."))
    if locked.dispatches.filter(addressee=addressee).exists():
        raise ValidationError({"addressee": _("The paper is for them already.")})
    row = Dispatch(
        outgoing=locked, addressee=addressee, wants_figures=_wants_figures(locked.paper, addressee)
    )
    row.full_clean()
    row.save()
    audit(locked, "add_dispatch", by=by, now=now, changes={"addressee": addressee})
    telling.paper_goes_out([locked.pk], now=now)
    return row


@transaction.atomic
def move_dispatch(
    dispatch: Dispatch,
    verb: str,
    what: Happened,
    *,
    channel: str = "",
    seen: int,
    by: Officer,
    now: dt.datetime,
) -> Dispatch:
    """Record what became of the paper with one it is for: sent, arrived, registered, refused, done."""
    outgoing = _lock(dispatch.outgoing, seen)
    if not may_number(by, outgoing):
        raise PermissionDenied(_("The clerk, or Home Affairs, records what became of a paper."))
    if outgoing.state != RoadState.NUMBERED:
        raise ValidationError(_("The paper has no number yet: it is sent once the clerk has given it."))
    if verb == "refuse" and not what.note:
        raise ValidationError({"note": _("Say why it was refused.")})
    walked = dispatch.events.exclude(verb=FIGURES)  # the receipt of figures is no step of the paper
    _refuse_days(what, walked.last() or outgoing.events.filter(dispatch=None).last(), now)
    post = numbering_post(by, outgoing)
    facts: dict[str, Any] = {"channel": channel} if verb == "send" else {}
    facts |= {"receipt": what.document} if what.document else {}
    moved = move(dispatch, verb, table=DISPATCH_MOVES, by=by, post=post, now=now, **facts)
    _write_event(outgoing, moved, verb, what, by=by, post=post, now=now)
    telling.paper_goes_out([outgoing.pk], now=now)
    return moved


@transaction.atomic
def record_figures(
    dispatch: Dispatch,
    upload: CheckedFile | None,
    *,
    on: dt.date,
    code: str,
    seen: int,
    by: Officer,
    now: dt.datetime,
) -> Dispatch:
    """The figures stand in the ministry's own software: the day, and the code or file of its receipt."""
    outgoing = _lock(dispatch.outgoing, seen)
    if not may_number(by, outgoing):
        raise PermissionDenied(_("The clerk, or Home Affairs, records what became of a paper."))
    row = Dispatch.objects.select_for_update(of=("self",)).get(pk=dispatch.pk)
    if not row.owes_figures:
        raise ValidationError(_("The receipt of these figures is recorded already."))
    if not code and upload is None:
        raise ValidationError(_("Give the code of the receipt, or its file."))
    what = Happened(on, document=code)
    _refuse_days(what, None, now, field="on")
    row.figures_on, row.figures_code = on, code
    row.figures_file = store_attachment(upload, by=by, now=now) if upload else None
    row.full_clean()
    row.save(update_fields=["figures_on", "figures_code", "figures_file"])
    _write_event(outgoing, row, FIGURES, what, by=by, post=numbering_post(by, outgoing), now=now)
    audit(outgoing, "record_figures", by=by, now=now, changes={"code": code, "on": on.isoformat()})
    telling.paper_goes_out([outgoing.pk], now=now)
    return row


def _lock(outgoing: OutgoingPaper, seen: int | None = None) -> OutgoingPaper:
    rows = OutgoingPaper.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("paper__period").get(pk=outgoing.pk)
    if seen is not None and seen != locked.events.count():
        raise ValidationError(
            _("Something was recorded since you opened the page. Look at it as it is now, then decide."),
            code="stale",
        )
    return locked


def _refuse_days(
    what: Happened, before: OutgoingEvent | None, now: dt.datetime, *, field: str = "happened_on"
) -> None:
    if what.on > timezone.localdate(now):
        raise ValidationError({field: _("The day must not be after today.")})
    if before is not None and what.on < before.happened_on:
        day = screen_day(before.happened_on)
        raise ValidationError({field: _("The step before was on %(day)s.") % {"day": day}})


def _write_event(
    outgoing: OutgoingPaper,
    dispatch: Dispatch | None,
    verb: str,
    what: Happened,
    *,
    by: Officer,
    post: Post | None,
    now: dt.datetime,
) -> None:
    OutgoingEvent.objects.create(
        outgoing=outgoing,
        dispatch=dispatch,
        verb=verb,
        state=dispatch.state if dispatch else outgoing.state,
        happened_on=what.on,
        happened_at=what.at,
        document=what.document,
        note=what.note,
        by=by,
        post=post,
        recorded_at=now,
    )
