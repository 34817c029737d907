"""What an agency's officers do about an item before they answer: classify, pass on, refuse, ask, extend."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, Officer, Post
from feedback.actions.inheriting import hand_on_kept
from feedback.actions.moving import follow, happened, take
from feedback.actions.receiving import begin_handling
from feedback.actions.reminding import in_step
from feedback.keys import clean_code
from feedback.models import Extension, Handling, Item, Norm, Rule, Stop
from feedback.models.handlings import Ground
from feedback.permissions import may_handle
from feedback.workflow import State
from records.actions import audit


def require_office(by: Officer, handling: Handling) -> None:
    if not may_handle(by, handling):
        raise PermissionDenied


@transaction.atomic
def accept(
    handling: Handling,
    *,
    kind: str,
    rule: Rule | None,
    officer: Officer,
    by: Officer,
    now: dt.datetime,
) -> Handling:
    """It is this agency's to answer: classified, and given to one of its officers."""
    require_office(by, handling)
    _require_colleague(officer, handling, now)
    _clear_doubt(handling.item)
    moved = take(handling, "accept", by=by, now=now, kind=kind, officer=officer, classified_at=now)
    _set_rule(moved.item, rule)
    in_step(list(moved.item.handlings.values_list("pk", flat=True)), now=now)
    return moved


def _set_rule(item: Item, rule: Rule | None) -> None:
    if item.rule_id != (rule.pk if rule else None):
        item.rule = rule
        item.save(update_fields=["rule"])


def _require_colleague(officer: Officer, handling: Handling, now: dt.datetime) -> None:
    posts = Post.objects.in_force(timezone.localdate(now)).filter(
        officer=officer, agency=handling.agency_id, role__in=(Post.Role.DRAFTER, Post.Role.HEAD)
    )
    if not posts.exists():
        raise ValidationError({"officer": _("Choose an officer who works at this agency.")})


@transaction.atomic
def assign(handling: Handling, *, officer: Officer, by: Officer, now: dt.datetime) -> Handling:
    """Another officer of the agency handles it from now on."""
    require_office(by, handling)
    locked = lock_handling(handling)
    if not locked.is_open:
        raise ValidationError(_("It is closed; nobody handles it any more."), code="state")
    _require_colleague(officer, locked, now)
    locked.officer = officer
    locked.save(update_fields=["officer"])
    happened(locked, "assign", by=by, now=now, is_public=False)
    audit(locked, "assign", by=by, now=now, changes={"officer": officer.pk})
    in_step([locked.pk], now=now)
    return locked


@transaction.atomic
def transfer(handling: Handling, *, agency: Agency, words: str, by: Officer, now: dt.datetime) -> Handling:
    """Pass it whole to the competent agency, and close it here; returns the handling there.

    Within the time that the law allows; both clocks are kept. The time for the answer goes on from the first
    receipt, unless the regulation of the one who takes over starts it anew.
    """
    _check_elsewhere(handling, agency, by)
    _clear_doubt(handling.item)
    moved = take(
        handling, "transfer", by=by, now=now, words=words, classified_at=handling.classified_at or now
    )
    return _begin_elsewhere(moved, agency, is_part=False, by=by, now=now)


@transaction.atomic
def pass_part(handling: Handling, *, agency: Agency, words: str, by: Officer, now: dt.datetime) -> Handling:
    """Another agency answers a part, which `words` name; the rest stays here. Returns the handling there."""
    _check_elsewhere(handling, agency, by)
    _clear_doubt(handling.item)
    locked = lock_handling(handling)
    if locked.state not in (State.RECEIVED, State.IN_HAND):
        raise ValidationError(_("A part is passed on before the answer is written."), code="state")
    happened(locked, "pass_part", by=by, now=now, words=words)
    follow(locked, now=now)
    audit(locked, "pass_part", by=by, now=now, changes={"agency": agency.pk})
    return _begin_elsewhere(locked, agency, is_part=True, by=by, now=now)


def _check_elsewhere(handling: Handling, agency: Agency, by: Officer) -> None:
    """One agency has an item once at a time; asked under the item's lock. What came to the wrong place may go
    back to where it came from."""
    require_office(by, handling)
    Item.objects.select_for_update(no_key=True).get(pk=handling.item_id)
    if handling.item.handlings.open().filter(agency=agency).exists():
        raise ValidationError({"agency": _("This agency has it already.")})


def _begin_elsewhere(
    handling: Handling, agency: Agency, *, is_part: bool, by: Officer, now: dt.datetime
) -> Handling:
    begun = begin_handling(
        handling.item,
        agency,
        counts_from=handling.counts_from,
        came_from=handling,
        is_part=is_part,
        by=by,
        now=now,
    )
    if begun.regulation.agency_id == agency.pk and begun.regulation.restarts_on_transfer:
        begun.counts_from = timezone.localdate(now)
        begun.save(update_fields=["counts_from"])
        follow(begun, now=now)
    return begun


@transaction.atomic
def refuse(handling: Handling, *, ground: str, words: str = "", by: Officer, now: dt.datetime) -> Handling:
    """It is not taken up, on a ground that the sender reads with what to do instead: in these words, or in
    those that go with the ground. ValidationError for what is no ground by the rules of today."""
    require_office(by, handling)
    norm = Norm.objects.grounds(timezone.localdate(now)).get(ground)
    if norm is None:
        said = _("This is no ground for refusing it: take it in hand, or transfer it to who is competent.")
        raise ValidationError({"ground": said})
    return take(
        handling,
        "refuse",
        by=by,
        now=now,
        words=words or norm.words,
        ground=Ground(ground),
        classified_at=handling.classified_at or now,
    )


@transaction.atomic
def take_up_after_all(handling: Handling, *, by: Officer, now: dt.datetime) -> Handling:
    """What was not accepted is in hand after all; its time has counted on."""
    require_office(by, handling)
    _clear_doubt(handling.item)
    moved = take(handling, "reconsider", by=by, now=now, ground="", officer=by)
    return hand_on_kept(moved, by=by, now=now)


@transaction.atomic
def mark_duplicate(handling: Handling, *, code: str, by: Officer, now: dt.datetime) -> Handling:
    """It is the same as an item that this agency has or keeps; that one is answered."""
    require_office(by, handling)
    mine = Q(agency=handling.agency_id) | Q(keeper=handling.agency_id)
    others = Handling.objects.filter(mine).exclude(item=handling.item_id)
    same = others.select_for_update(of=("self",)).filter(item__code=clean_code(code)).first()
    if same is None:
        raise ValidationError({"code": _("Your agency has no other feedback of this code.")})
    if not same.is_open and same.state != State.ANSWERED:
        raise ValidationError({"code": _("That one is closed without an answer; name one that is answered.")})
    return take(
        handling,
        "mark_duplicate",
        by=by,
        now=now,
        words=same.item.code,
        classified_at=handling.classified_at or now,
    )


@transaction.atomic
def ask(handling: Handling, *, words: str, by: Officer, now: dt.datetime) -> Handling:
    """Ask the sender for more; the clock stands still meanwhile if the regulation says so. A question that is
    to be posted stops it once it was."""
    require_office(by, handling)
    moved = take(handling, "ask", by=by, now=now, words=words)
    if moved.owes_post:
        return moved
    Stop.objects.create(handling=moved, from_day=timezone.localdate(now))
    follow(moved, now=now)
    return moved


@transaction.atomic
def resume(handling: Handling, *, words: str = "", by: Officer | None, now: dt.datetime) -> Handling:
    """Go on, the sender having answered (`by` is None), or without."""
    if by is not None:
        require_office(by, handling)
    moved = take(handling, "resume", by=by, now=now, words=words)
    moved.stops.filter(to_day=None).update(to_day=timezone.localdate(now))
    follow(moved, now=now)
    return moved


@transaction.atomic
def extend(handling: Handling, *, amount: int, reason: str, by: Officer, now: dt.datetime) -> Handling:
    """More time for the answer, before it is late, with a reason that the sender reads."""
    require_office(by, handling)
    locked = lock_handling(handling)
    if locked.state not in (State.IN_HAND, State.WAITING, State.AWAITING_HEAD):
        raise ValidationError(_("Only what is in hand is extended."), code="state")
    if locked.answer_due_on and locked.answer_due_on < timezone.localdate(now):
        raise ValidationError(
            {"amount": _("The day has gone by; it is late now, and an extension does not change that.")}
        )
    extension = Extension(handling=locked, amount=amount, reason=reason, by=by, at=now)
    extension.full_clean(exclude=["by"])
    extension.save()
    happened(locked, "extend", by=by, now=now, words=reason)
    audit(locked, "extend", by=by, now=now, changes={"amount": amount})
    follow(locked, now=now)
    return locked


@transaction.atomic
def tell(handling: Handling, *, words: str, by: Officer, now: dt.datetime) -> Handling:
    """Tell the sender how it stands."""
    require_office(by, handling)
    locked = lock_handling(handling)
    if not locked.is_open:
        raise ValidationError(_("It is closed; there is nothing more to tell."), code="state")
    happened(locked, "tell", by=by, now=now, words=words)
    follow(locked, now=now)
    audit(locked, "tell", by=by, now=now)
    return locked


def _clear_doubt(item: Item) -> None:
    if item.is_doubtful:
        item.is_doubtful = False
        item.save(update_fields=["is_doubtful"])


@transaction.atomic
def clear_doubt(handling: Handling, *, by: Officer, now: dt.datetime) -> Item:
    """It is no spam: from now on it stands among the others. So does what is taken in hand or passed on."""
    require_office(by, handling)
    item = handling.item
    _clear_doubt(item)
    audit(item, "clear_doubt", by=by, now=now)
    in_step(list(item.handlings.values_list("pk", flat=True)), now=now)
    return item


def lock_handling(handling: Handling) -> Handling:
    """First of all that is locked about it."""
    return Handling.objects.select_for_update(of=("self",), no_key=True).get(pk=handling.pk)
