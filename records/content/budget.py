"""What one request may have inspected, and the one place where a process inspects.

Whoever finds the place taken is told so at once and keeps what they typed: no thread of the web server waits
for another's files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from records.content.refusals import Refused

# Five photographs of 9.4 MB and of 108 million pixels each, as telephones take them, pass in one form.
MOST_FILES = 20
MOST_BYTES = 50 * 1024 * 1024
MOST_PIXELS = 600_000_000
SECONDS = 30.0  # for all files; the proxy waits 40 for an answer
LEAST_SECONDS = 1.0  # with less left, a file is not begun

_place = threading.Lock()
_current: ContextVar[Budget | None] = ContextVar("budget", default=None)


@dataclass
class Budget:
    """What one request has used up so far, and what became of its files."""

    files: int = 0
    size: int = 0
    pixels: int = 0
    seconds: float = 0
    has_place: bool = False
    may_begin: Callable[[], bool] = lambda: True
    waiting_share: Callable[[], float] = lambda: 1.0
    owner: Callable[[], str] = lambda: ""
    taken: list[Any] = field(default_factory=list)  # files that waited and came again
    outcomes: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def charge(self, size: int) -> None:
        """Refused, and not charged, when this file is more than one request may bring."""
        if self.files >= MOST_FILES:
            raise Refused("too_many_files", str(MOST_FILES))
        if self.size + size > MOST_BYTES:
            raise Refused("too_much", str(MOST_BYTES // 1024 // 1024))
        self.files, self.size = self.files + 1, self.size + size

    def charge_pixels(self, pixels: int) -> None:
        if self.pixels + pixels > MOST_PIXELS:
            raise Refused("too_many_pixels_in_all", str(MOST_PIXELS // 1_000_000))
        self.pixels += pixels

    def take_place(self) -> None:
        """Never waits; what is taken stays taken until the request has its answer. Whether this request may
        begin at all is asked once, when the place is its own."""
        if self.has_place:
            return
        if not _place.acquire(blocking=False):
            raise Refused("busy")
        self.has_place = True
        if not self.may_begin():
            self._give_place_back()
            raise Refused("too_often")

    def seconds_left(self) -> float:
        left = SECONDS - self.seconds
        if left < LEAST_SECONDS:
            raise Refused("out_of_time")
        return left

    def once(self, thing: Any, judge: Callable[[], Any]) -> Any:
        """What `judge` returns or raises of a thing, found out once however often it is asked."""
        if id(thing) not in self.outcomes:
            try:
                self.outcomes[id(thing)] = thing, judge()
            except Exception as error:
                self.outcomes[id(thing)] = thing, error
        _thing, outcome = self.outcomes[id(thing)]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        self.outcomes.clear()
        self._give_place_back()

    def _give_place_back(self) -> None:
        if self.has_place:
            self.has_place = False
            _place.release()


@contextmanager
def of_request(
    may_begin: Callable[[], bool] = lambda: True,
    waiting_share: Callable[[], float] = lambda: 1.0,
    owner: Callable[[], str] = lambda: "",
) -> Iterator[Budget]:
    """Whatever is inspected inside is charged to one budget, and the place is given back at the end.

    `waiting_share` is asked for each file that is to wait: how much of the room for those it may take.
    `owner` says who asks, empty for strangers: a file that waits is theirs.
    """
    budget = Budget(may_begin=may_begin, waiting_share=waiting_share, owner=owner)
    token = _current.set(budget)
    try:
        yield budget
    finally:
        _current.reset(token)
        budget.close()


@contextmanager
def current() -> Iterator[Budget]:
    """The budget of the request; a command or a task has one for each file."""
    budget = _current.get()
    if budget is not None:
        yield budget
        return
    with of_request() as own:
        yield own
