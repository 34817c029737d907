"""How rooms above hear that the register, the calendar or who holds which post changed, without agencies
knowing them.

A room registers a callable in its `AppConfig.ready`; agencies' actions call every one of them inside
the transaction of the change, so what follows from it is saved with it or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Protocol

from agencies.models import Officer


class Listener(Protocol):
    def __call__(self, *, by: Officer | None, now: dt.datetime) -> object: ...


class IdsListener(Protocol):
    def __call__(self, ids: Collection[int], /, *, by: Officer | None, now: dt.datetime) -> object: ...


_calendar_listeners: list[Listener] = []
_register_listeners: list[IdsListener] = []
_posts_listeners: list[IdsListener] = []
_proposal_listeners: list[IdsListener] = []


def on_calendar_change(listener: Listener) -> Listener:
    """Call `listener(by=, now=)` after each change of the working calendar. Works as a decorator."""
    _calendar_listeners.append(listener)
    return listener


def on_register_change(listener: IdsListener) -> IdsListener:
    """Call `listener(agencies, by=, now=)`, by their ids, after these were added, changed, closed or
    succeeded; who succeeds is among them."""
    _register_listeners.append(listener)
    return listener


def on_posts_change(listener: IdsListener) -> IdsListener:
    """Call `listener(agencies, by=, now=)`, by their ids, after somebody was given a post there, left one,
    may sign in no more or again, or has another name or address."""
    _posts_listeners.append(listener)
    return listener


def on_proposals_change(listener: IdsListener) -> IdsListener:
    """Call `listener(leaves, by=, now=)`, by their ids, after a substitute's post was proposed for a leave or
    is asked for no more."""
    _proposal_listeners.append(listener)
    return listener


def calendar_changed(*, by: Officer | None, now: dt.datetime) -> None:
    for listener in _calendar_listeners:
        listener(by=by, now=now)


def register_changed(agencies: Collection[int], *, by: Officer | None, now: dt.datetime) -> None:
    for listener in _register_listeners:
        listener(agencies, by=by, now=now)


def posts_changed(agencies: Collection[int], *, by: Officer | None, now: dt.datetime) -> None:
    for listener in _posts_listeners:
        listener(agencies, by=by, now=now)


def proposals_changed(leaves: Collection[int], *, by: Officer | None, now: dt.datetime) -> None:
    for listener in _proposal_listeners:
        listener(leaves, by=by, now=now)
